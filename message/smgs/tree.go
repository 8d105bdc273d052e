package smgs

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"github.com/kairo-corridor/kairo/fault"
)

// node is one JSON value with its members in the order of the text, doubles kept.
type node struct {
	kind    byte // { [ or v for a plain value
	value   any  // string, json.Number, bool or nil
	names   []string
	members []*node // of an object beside names, or items of a list
}

// step is the member or the first item of a node, nil where there is none.
func (n *node) step(name string) *node {
	if n.kind == '[' && name == "0" && len(n.members) > 0 {
		return n.members[0]
	}
	for i, k := range n.names {
		if k == name {
			return n.members[i]
		}
	}
	return nil
}

// says describes what stands there, for people.
func (n *node) says() string {
	switch n.kind {
	case '{':
		return "an object"
	case '[':
		return "a list"
	}
	switch v := n.value.(type) {
	case string:
		return "the text " + clip(v)
	case json.Number:
		return "the number " + clip(v.String())
	case bool:
		return "true or false"
	}
	return "null"
}

// clip shortens what is quoted in an error.
func clip(s string) string {
	r := []rune(s)
	if len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// parse reads JSON into nodes.
func parse(raw []byte) (*node, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	root, err := next(d, 0)
	if err != nil {
		var f *fault.Error
		if errors.As(err, &f) {
			return nil, f
		}
		return nil, fault.New(fault.BadFile, "the note is no JSON near byte %d", d.InputOffset()).Because(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fault.New(fault.BadFile, "something follows the note at byte %d", d.InputOffset()).Want("one JSON object")
	}
	return root, nil
}

func next(d *json.Decoder, depth int) (*node, error) {
	if depth > DepthMax {
		return nil, fault.New(fault.Limit, "the note is nested deeper than %d", DepthMax)
	}
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	open, nested := token.(json.Delim)
	if !nested {
		return &node{kind: 'v', value: token}, nil
	}
	n := &node{kind: byte(open)}
	for d.More() {
		if n.kind == '{' {
			name, err := d.Token()
			if err != nil {
				return nil, err
			}
			n.names = append(n.names, name.(string)) // the tokenizer admits nothing else here
		}
		member, err := next(d, depth+1)
		if err != nil {
			return nil, err
		}
		n.members = append(n.members, member)
	}
	_, err = d.Token()
	return n, err
}
