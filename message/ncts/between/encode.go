package between

import (
	"bytes"
	"slices"
	"strings"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/message/ncts"
)

// Encode writes a message. What it returns, [Decode] accepts and reads as the same; else the error is a *[ncts.Refused] with
// every finding, or a fault for elements that XML cannot carry as they are.
func Encode(m *Message) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n<" + m.Number + ` xmlns="` + Namespace + `" version="` + Version + "\">\n")
	write(&b, m.Kids, 1)
	b.WriteString("</" + m.Number + ">\n")
	again, err := Decode(b.Bytes())
	if err != nil {
		return nil, err
	}
	if !same(m.Kids, again.Kids) {
		return nil, fault.New(fault.BadField, "an element has a text beside its elements, or a text that XML changes").At("/%s", m.Number)
	}
	return b.Bytes(), nil
}

// same says whether two lists of elements are alike.
func same(a, b []ncts.Node) bool {
	return slices.EqualFunc(a, b, func(x, y ncts.Node) bool { return x.Name == y.Name && x.Text == y.Text && same(x.Kids, y.Kids) })
}

func write(b *bytes.Buffer, nodes []ncts.Node, depth int) {
	indent := strings.Repeat("  ", depth)
	for i := range nodes {
		n := &nodes[i]
		b.WriteString(indent + "<" + n.Name + ">")
		if len(n.Kids) > 0 {
			b.WriteByte('\n')
			write(b, n.Kids, depth+1)
			b.WriteString(indent)
		} else {
			_, _ = escape.WriteString(b, n.Text) // a bytes.Buffer takes everything
		}
		b.WriteString("</" + n.Name + ">\n")
	}
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#13;")
