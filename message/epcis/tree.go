package epcis

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/kairo-corridor/kairo/fault"
)

// kind is the kind of a JSON value.
type kind byte

const (
	null kind = iota
	boolean
	number
	text
	array
	object
)

var kindNames = [...]string{"null", "a boolean", "a number", "a string", "an array", "an object"}

// node is one JSON value in its place: members keep their order, so that violations come in document order.
type node struct {
	kind       kind
	line       int32
	start, end int64  // bytes of the value in the document
	text       string // of a string or number
	items      []*node
	names      []string // of the members of an object, beside items
}

// get is the member of an object, or nil.
func (n *node) get(name string) *node {
	if n == nil || n.kind != object {
		return nil
	}
	for i, k := range n.names {
		if k == name {
			return n.items[i]
		}
	}
	return nil
}

// str is the string of a value, or "".
func (n *node) str() string {
	if n == nil || n.kind != text {
		return ""
	}
	return n.text
}

// parser builds the tree of one document within the limits.
type parser struct {
	name   string
	data   []byte
	dec    *json.Decoder
	values int
	line   int32
	upTo   int64 // bytes counted into line
}

// parse reads one JSON document into its tree.
func parse(data []byte, name string) (*node, *fault.Error) {
	switch {
	case len(data) > BytesMax:
		return nil, fault.New(fault.Limit, "the document is larger than %d bytes", BytesMax).At("%s", name).Mend("split its eventList")
	case !utf8.Valid(data):
		return nil, fault.New(fault.BadFile, "the document is not UTF-8").At("%s", name).Want("JSON in UTF-8 (RFC 8259, section 8.1)")
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if t := bytes.TrimLeft(data, " \t\r\n"); len(t) > 0 && t[0] == '<' {
		return nil, fault.New(fault.BadFile, "the document is XML").At("%s", name).Want("the JSON-LD binding of EPCIS 2.0").
			Mend("convert the XML binding of EPCIS 1.2 or 2.0 to JSON-LD first")
	}
	p := &parser{name: name, data: data, dec: json.NewDecoder(bytes.NewReader(data)), line: 1}
	p.dec.UseNumber()
	root, f := p.value(0)
	if f != nil {
		return nil, f
	}
	if _, err := p.dec.Token(); !errors.Is(err, io.EOF) {
		return nil, p.broken("something follows the document", nil)
	}
	return root, nil
}

// here is the line after the last token read.
func (p *parser) here() int32 {
	at := p.dec.InputOffset()
	p.line += int32(bytes.Count(p.data[p.upTo:at], []byte("\n")))
	p.upTo = at
	return p.line
}

func (p *parser) broken(what string, err error) *fault.Error {
	var syntax *json.SyntaxError
	line := p.here()
	if errors.As(err, &syntax) && syntax.Offset <= int64(len(p.data)) {
		line = int32(1 + bytes.Count(p.data[:max(0, syntax.Offset-1)], []byte("\n")))
	}
	return fault.New(fault.BadFile, "%s", what).At("%s:%d", p.name, line).Want("one JSON document (RFC 8259)").Because(err)
}

// value reads the value that comes next.
func (p *parser) value(depth int) (*node, *fault.Error) {
	tok, err := p.dec.Token()
	if err != nil {
		return nil, p.broken("the document is no JSON", err)
	}
	if p.values++; p.values > ValuesMax {
		return nil, fault.New(fault.Limit, "the document has more than %d values", ValuesMax).At("%s:%d", p.name, p.here()).Mend("split its eventList")
	}
	n := &node{line: p.here(), end: p.dec.InputOffset()}
	switch t := tok.(type) {
	case nil:
		n.kind = null
	case bool:
		n.kind = boolean
	case json.Number:
		n.kind, n.text = number, t.String()
	case string:
		n.kind, n.text = text, t
	case json.Delim:
		if depth >= DepthMax {
			return nil, fault.New(fault.Limit, "the document is nested deeper than %d levels", DepthMax).At("%s:%d", p.name, n.line)
		}
		n.start = n.end - 1
		return n, p.inside(n, t, depth)
	}
	return n, nil
}

// inside reads what stands between the brackets of an array or object.
func (p *parser) inside(n *node, open json.Delim, depth int) *fault.Error {
	n.kind = array
	seen := map[string]bool{}
	if open == '{' {
		n.kind = object
	}
	for p.dec.More() {
		if n.kind == object {
			tok, err := p.dec.Token()
			name, ok := tok.(string)
			if err != nil || !ok {
				return p.broken("the document is no JSON", err)
			}
			if seen[name] {
				return fault.New(fault.BadFile, "member %q stands twice in one object", clip(name)).At("%s:%d", p.name, p.here()).Want("each name once (RFC 8259, section 4)")
			}
			seen[name] = true
			n.names = append(n.names, name)
		}
		item, f := p.value(depth + 1)
		if f != nil {
			return f
		}
		n.items = append(n.items, item)
	}
	if _, err := p.dec.Token(); err != nil {
		return p.broken("the document is no JSON", err)
	}
	n.end = p.dec.InputOffset()
	return nil
}

// clip keeps a quoted value short.
func clip(s string) string {
	if len(s) <= 80 {
		return s
	}
	cut := 80
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}
