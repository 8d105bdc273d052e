package consignment

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf16"
)

// Encode writes a consignment for people and files: indented, in the order of the type. [Decode] reads it back.
func (c *Consignment) Encode() []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(c); err != nil {
		panic(err) // strings, integers and lists always encode
	}
	return b.Bytes()
}

// Canonical writes the one form of a consignment by RFC 8785: no blanks, names sorted, so that equal values are equal
// bytes whoever writes them.
func (c *Consignment) Canonical() []byte {
	root, err := parse(c.Encode())
	if err != nil {
		panic(err)
	}
	var b bytes.Buffer
	root.canonical(&b)
	return b.Bytes()
}

// Hash is the SHA-256 of the canonical form in hexadecimal: the identity of one version.
func (c *Consignment) Hash() string {
	sum := sha256.Sum256(c.Canonical())
	return hex.EncodeToString(sum[:])
}

func (n *node) canonical(b *bytes.Buffer) {
	switch n.kind {
	case '{':
		fields := slices.Clone(n.fields)
		slices.SortFunc(fields, func(x, y field) int {
			return slices.Compare(utf16.Encode([]rune(x.name)), utf16.Encode([]rune(y.name)))
		})
		b.WriteByte('{')
		for i, f := range fields {
			if i > 0 {
				b.WriteByte(',')
			}
			quote(b, f.name)
			b.WriteByte(':')
			f.value.canonical(b)
		}
		b.WriteByte('}')
	case '[':
		b.WriteByte('[')
		for i, item := range n.items {
			if i > 0 {
				b.WriteByte(',')
			}
			item.canonical(b)
		}
		b.WriteByte(']')
	case 's':
		quote(b, n.text)
	case 'n':
		b.WriteString(n.text) // integers within 2^53 only: their shortest form
	case 'b':
		b.WriteString(strings.TrimSpace(n.says()))
	default:
		b.WriteString("null")
	}
}

// quote writes a string as RFC 8785 section 3.2.2.2 asks: only what JSON forbids is escaped.
func quote(b *bytes.Buffer, s string) {
	const short = "\b\t\n\f\r\"\\"
	const letter = `btnfr"\`
	b.WriteByte('"')
	for _, r := range s {
		switch i := strings.IndexRune(short, r); {
		case i >= 0:
			b.WriteByte('\\')
			b.WriteByte(letter[i])
		case r < 0x20:
			b.WriteString(`\u00`)
			b.WriteByte("0123456789abcdef"[r>>4])
			b.WriteByte("0123456789abcdef"[r&15])
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
}
