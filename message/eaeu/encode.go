package eaeu

import (
	"encoding/json"
	"encoding/xml"
	"reflect"
	"strings"
)

// namespaces are written at the root, without their version.
var namespaces = []struct{ prefix, base, version string }{
	{"gd", "urn:EEC:R:036:GoodsDeclaration:", "v1.1.0"},
	{"csdo", "urn:EEC:M:SimpleDataObjects:", "v0.4.10"},
	{"casdo", "urn:EEC:M:CA:SimpleDataObjects:", "v1.5.1"},
	{"ccdo", "urn:EEC:M:ComplexDataObjects:", "v0.4.10"},
	{"cacdo", "urn:EEC:M:CA:ComplexDataObjects:", "v1.5.1"},
}

const root = "GoodsDeclaration"

// Encode writes the declaration as XML in UTF-8, elements in the order of the structure, empty ones left out.
func (d *GoodsDeclaration) Encode() []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n<gd:" + root)
	for i, n := range namespaces {
		version := n.version
		if i == 0 && d.Version != "" {
			version = d.Version
		}
		b.WriteString(` xmlns:` + n.prefix + `="` + n.base + attr(version) + `"`)
	}
	b.WriteString(">\n")
	children(&b, reflect.ValueOf(d).Elem(), "  ")
	b.WriteString("</gd:" + root + ">\n")
	return []byte(b.String())
}

func children(b *strings.Builder, v reflect.Value, indent string) {
	for _, f := range fieldsOf(v.Type()) {
		x := v.Field(f.index)
		if f.text() || f.attribute() || empty(x) {
			continue
		}
		if x.Kind() == reflect.Slice {
			for i := range x.Len() {
				element(b, f, x.Index(i), indent)
			}
			continue
		}
		element(b, f, x, indent)
	}
}

// element writes one element: text, text with attributes, or a group.
func element(b *strings.Builder, f field, v reflect.Value, indent string) {
	name := f.prefix + ":" + f.name
	b.WriteString(indent + "<" + name)
	if f.list != "" {
		b.WriteString(` codeListId="` + f.list + `"`)
	}
	if v.Kind() == reflect.String {
		b.WriteString(">" + text(v.String()) + "</" + name + ">\n")
		return
	}
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	content, leaf := "", false
	for _, a := range fieldsOf(v.Type()) {
		switch s := v.Field(a.index); {
		case a.text():
			content, leaf = text(s.String()), true
		case a.attribute() && s.Len() > 0:
			b.WriteString(" " + a.name[1:] + `="` + attr(s.String()) + `"`)
		}
	}
	if leaf {
		b.WriteString(">" + content + "</" + name + ">\n")
		return
	}
	b.WriteString(">\n")
	children(b, v, indent+"  ")
	b.WriteString(indent + "</" + name + ">\n")
}

func text(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder never fails
	return b.String()
}

func attr(s string) string { return text(s) }

// MarshalJSON writes the declaration with the names of its elements, empty ones left out; an element with attributes is an
// object with "value".
func (d *GoodsDeclaration) MarshalJSON() ([]byte, error) {
	var b strings.Builder
	object(&b, reflect.ValueOf(d).Elem())
	return []byte(b.String()), nil
}

func object(b *strings.Builder, v reflect.Value) {
	b.WriteByte('{')
	first := true
	for _, f := range fieldsOf(v.Type()) {
		x := v.Field(f.index)
		if empty(x) {
			continue
		}
		if !first {
			b.WriteByte(',')
		}
		first = false
		b.WriteString(`"` + f.member() + `":`)
		value(b, x)
	}
	b.WriteByte('}')
}

func value(b *strings.Builder, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		raw, _ := json.Marshal(v.String()) // a string always has a form
		b.Write(raw)
	case reflect.Pointer:
		object(b, v.Elem())
	case reflect.Struct:
		object(b, v)
	case reflect.Slice:
		b.WriteByte('[')
		for i := range v.Len() {
			if i > 0 {
				b.WriteByte(',')
			}
			value(b, v.Index(i))
		}
		b.WriteByte(']')
	}
}
