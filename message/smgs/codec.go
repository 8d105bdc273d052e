package smgs

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/kairo-corridor/kairo/fault"
)

// Decode reads one note from JSON, strictly. Every member that the form of the note does not have, every value of the wrong
// type, every member that stands twice or is missing is reported at once, in document order, as a [fault.List] whose paths
// are JSON pointers. The errors are fault.BadFile for what is no JSON, fault.Limit for what is too large, else
// fault.BadField.
func Decode(raw []byte) (Note, error) {
	if len(raw) > BytesMax {
		return Note{}, fault.New(fault.Limit, "the note has %d bytes", len(raw)).Want("at most %d", BytesMax)
	}
	if !utf8.Valid(raw) {
		return Note{}, fault.New(fault.BadFile, "the note is not UTF-8").Mend("save the file as UTF-8")
	}
	root, err := parse(raw)
	if err != nil {
		return Note{}, err
	}
	d := &decoder{letter: letterOf(root)}
	if d.letter == 0 {
		return Note{}, unknownForm()
	}
	var n Note
	d.value(root, reflect.ValueOf(&n).Elem(), "", rule{})
	if err := d.faults.OrNil(); err != nil {
		return Note{}, err
	}
	return n, nil
}

// Encode writes a note: indented, in the order of the type. The error is a [fault.List] of what the form does not have or
// cannot do without.
func (n *Note) Encode() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(n); err != nil {
		return nil, fault.New(fault.Internal, "the note cannot be written").Because(err)
	}
	if _, err := Decode(b.Bytes()); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// unknownForm refuses a note that names no form.
func unknownForm() error {
	var ids []string
	for _, g := range guidelines {
		ids = append(ids, g.id)
	}
	return fault.List{fault.New(fault.BadField, "the note names no form that is known").
		At("/exchangedDocumentContext/guidelineSpecifiedDocumentContextParameter/0/id/content").Want("one of %s", strings.Join(ids, ", "))}
}

// letterOf is the letter of the form that a note names, 0 for none.
func letterOf(root *node) byte {
	at := root
	for _, step := range []string{"exchangedDocumentContext", "guidelineSpecifiedDocumentContextParameter", "0", "id", "content"} {
		if at = at.step(step); at == nil {
			return 0
		}
	}
	for _, g := range guidelines {
		if text, ok := at.value.(string); ok && text == g.id {
			return g.letter
		}
	}
	return 0
}
