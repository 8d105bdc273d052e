package ncts

import (
	"bytes"
	"strings"
)

// Encode writes a message. What it returns is valid against the schema of the message's type and version; else the error
// is a *[Refused] with every finding.
func Encode(m *Message) ([]byte, error) {
	out := render(m)
	if _, err := decodeAs(out, m.Version); err != nil {
		return nil, err
	}
	return out, nil
}

// render writes a message as it is.
func render(m *Message) []byte {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	root := "ncts:" + m.Type
	b.WriteString("<" + root + ` xmlns:ncts="` + Namespace + `"`)
	if m.Phase != "" {
		b.WriteString(` PhaseID="`)
		escape(&b, m.Phase, true)
		b.WriteByte('"')
	}
	b.WriteString(">\n")
	writeNodes(&b, m.Kids, 1)
	b.WriteString("</" + root + ">\n")
	return b.Bytes()
}

func writeNodes(b *bytes.Buffer, nodes []Node, depth int) {
	for i := range nodes {
		n := &nodes[i]
		for range depth {
			b.WriteString("  ")
		}
		b.WriteByte('<')
		b.WriteString(n.Name)
		switch {
		case len(n.Kids) > 0:
			b.WriteString(">\n")
			writeNodes(b, n.Kids, depth+1)
			for range depth {
				b.WriteString("  ")
			}
		case n.Text == "":
			b.WriteString("/>\n")
			continue
		default:
			b.WriteByte('>')
			escape(b, n.Text, false)
		}
		b.WriteString("</")
		b.WriteString(n.Name)
		b.WriteString(">\n")
	}
}

var (
	escapeText      = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#13;")
	escapeAttribute = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#13;", "\n", "&#10;", "\t", "&#9;", `"`, "&quot;")
)

func escape(b *bytes.Buffer, text string, attribute bool) {
	r := escapeText
	if attribute {
		r = escapeAttribute
	}
	_, _ = r.WriteString(b, text) // a bytes.Buffer takes everything
}
