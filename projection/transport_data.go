package projection

import (
	"bytes"
	"encoding/json"
	"strings"
)

// leaf is a value of structured data that grows by JSON pointers: a text, or members by name or number.
type leaf struct {
	text    string
	steps   []string
	members map[string]*leaf
}

// set writes a text at a JSON pointer.
func (l *leaf) set(pointer, text string) {
	at := l
	for _, step := range strings.Split(strings.TrimPrefix(pointer, "/"), "/") {
		next := at.members[step]
		if next == nil {
			if at.members == nil {
				at.members = map[string]*leaf{}
			}
			next = &leaf{}
			at.members[step], at.steps = next, append(at.steps, step)
		}
		at = next
	}
	at.text = text
}

// json writes the value: an object by its names, a list where the steps are numbers.
func (l *leaf) json() []byte {
	var b bytes.Buffer
	l.write(&b)
	return b.Bytes()
}

func (l *leaf) write(b *bytes.Buffer) {
	if len(l.members) == 0 {
		quoteJSON(b, l.text)
		return
	}
	list := l.members["0"] != nil
	b.WriteByte(map[bool]byte{true: '[', false: '{'}[list])
	for i, step := range sortedSteps(l.steps) {
		if i > 0 {
			b.WriteByte(',')
		}
		if !list {
			quoteJSON(b, step)
			b.WriteByte(':')
		}
		l.members[step].write(b)
	}
	b.WriteByte(map[bool]byte{true: ']', false: '}'}[list])
}

func quoteJSON(b *bytes.Buffer, s string) {
	raw, err := json.Marshal(s)
	if err != nil {
		raw = []byte(`""`) // a text always marshals
	}
	b.Write(raw)
}
