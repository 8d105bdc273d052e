package between

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

//go:embed groups.txt
var groupsText string

// particle is an element in its place: a value where kind is set, else a group.
type particle struct {
	name     string
	min, max int
	kind     *kind
	of       string // name of the group
	group    []particle
}

// definition is one message.
type definition struct {
	number, name string
	root         particle
}

type tables struct {
	groups   map[string][]particle
	messages []*definition
	byNumber map[string]*definition
}

// heading stands before the groups of every message, in the terms of NCTS; the sequence is Kairo's own.
const heading = "messageSender:1:line messageRecipient:1:line preparationDateAndTime:1:time messageIdentification:1:line sequenceNumber:1:count correlationIdentifier:?:line"

// standard is read once from the embedded text; a defect of that text is a defect of the program.
var standard = sync.OnceValue(func() *tables {
	t, err := readTables(groupsText)
	if err != nil {
		panic(err)
	}
	return t
})

func readTables(text string) (*tables, error) {
	t := &tables{groups: map[string][]particle{}, byNumber: map[string]*definition{}}
	n := 0
	for line := range strings.Lines(text) {
		n++
		f := strings.Fields(line)
		if len(f) == 0 || f[0] == "#" {
			continue
		}
		if err := t.add(f); err != nil {
			return nil, fmt.Errorf("groups.txt:%d: %w", n, err)
		}
	}
	return t, nil
}

func (t *tables) add(f []string) error {
	switch {
	case f[0] == "g" && len(f) > 2:
		group, err := t.particles(f[2:])
		t.groups[f[1]] = group
		return err
	case f[0] == "m" && len(f) > 3:
		group, err := t.particles(append(strings.Fields(heading), f[3:]...))
		d := &definition{number: f[1], name: f[2], root: particle{name: f[1], min: 1, max: 1, group: group}}
		t.messages = append(t.messages, d)
		t.byNumber[d.number] = d
		return err
	}
	return fmt.Errorf("want g or m, a name and elements")
}

// particles reads elements name:occurrence:type; +Group stands for the elements of a group.
func (t *tables) particles(cells []string) ([]particle, error) {
	var out []particle
	for _, cell := range cells {
		if name, ok := strings.CutPrefix(cell, "+"); ok {
			out = append(out, t.groups[name]...)
			continue
		}
		part := strings.Split(cell, ":")
		if len(part) != 3 {
			return nil, fmt.Errorf("%q is not name:occurrence:type", cell)
		}
		p := particle{name: part[0], kind: kinds[part[2]], of: part[2], group: t.groups[part[2]]}
		if (p.kind == nil) == (p.group == nil) {
			return nil, fmt.Errorf("type %s is not given above", part[2])
		}
		if err := p.occurs(part[1]); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// occurs reads an occurrence: 1, ?, +n or *n.
func (p *particle) occurs(text string) error {
	switch text {
	case "1":
		p.min, p.max = 1, 1
		return nil
	case "?":
		p.max = 1
		return nil
	}
	n, err := strconv.Atoi(strings.TrimLeft(text, "+*"))
	if err != nil || len(text) < 2 {
		return fmt.Errorf("occurrence %q", text)
	}
	if text[0] == '+' {
		p.min = 1
	}
	p.max = n
	return nil
}

// place gives the place of a name in a group, -1 where it has none.
func (p *particle) place(name []byte) int {
	for i := range p.group {
		if p.group[i].name == string(name) {
			return i
		}
	}
	return -1
}

// Number is a message by its number and name.
type Number struct{ Number, Name string }

// Numbers lists the messages in the order of their numbers.
func Numbers() []Number {
	var out []Number
	for _, d := range standard().messages {
		out = append(out, Number{d.number, d.name})
	}
	return out
}
