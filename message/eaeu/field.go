package eaeu

import (
	"reflect"
	"strings"
	"sync"
)

// field is one field of a type: an element, an attribute ("@name") or the text of the element itself ("#").
type field struct {
	index  int
	prefix string // of the namespace
	name   string
	list   string // codeListId that the element always carries
}

// known remembers the fields of a type: they never change.
var known sync.Map // reflect.Type to []field

func fieldsOf(t reflect.Type) []field {
	if f, ok := known.Load(t); ok {
		return f.([]field)
	}
	var out []field
	for i := range t.NumField() {
		tag := t.Field(i).Tag.Get("eec")
		if tag == "-" {
			continue
		}
		element, list, _ := strings.Cut(tag, ",codeListId=")
		f := field{index: i, name: element, list: list}
		if p, n, ok := strings.Cut(element, ":"); ok {
			f.prefix, f.name = p, n
		}
		out = append(out, f)
	}
	known.Store(t, out)
	return out
}

func (f field) text() bool      { return f.name == "#" }
func (f field) attribute() bool { return strings.HasPrefix(f.name, "@") }

// member is the name in JSON and in pointers.
func (f field) member() string {
	if f.text() {
		return "value"
	}
	return strings.TrimPrefix(f.name, "@")
}

// empty reports whether nothing would be written for a value.
func empty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.String:
		return v.Len() == 0
	case reflect.Slice:
		return v.Len() == 0
	case reflect.Pointer:
		return v.IsNil()
	}
	return false
}
