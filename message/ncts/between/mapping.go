package between

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/kairo-corridor/kairo/customs/transit"
)

//go:embed mapping.txt
var mappingText string

// mapping says how one message of the procedure stands in one number.
type mapping struct {
	kind      transit.Kind
	number    string
	constants []row // field and value by which the message of the kind is told
	rows      []row
}

// row is a field of the message as JSON and the element that holds it.
type row struct {
	field   []string // steps; [] stands for the items of a list
	element string   // steps; a step ending in [] may stand several times
	form    byte     // s a string, n a number, b a truth value
}

// mappings are read once from the embedded text; a defect of that text is a defect of the program.
var mappings = sync.OnceValue(func() []*mapping {
	all, err := readMappings(mappingText)
	if err != nil {
		panic(err)
	}
	return all
})

func readMappings(text string) ([]*mapping, error) {
	var all []*mapping
	taken := map[string][]row{} // rows by name of their section
	var to *[]row
	name, n := "", 0
	keep := func() {
		if name != "" {
			taken[name] = *to
		}
	}
	for line := range strings.Lines(text) {
		n++
		f := strings.Fields(line)
		switch {
		case len(f) == 0 || f[0] == "#":
		case f[0] == "d" && len(f) == 2:
			keep()
			name, to = f[1], new([]row)
		case f[0] == "m" && len(f) == 3:
			keep()
			m := &mapping{kind: transit.Kind(f[1]), number: f[2]}
			all, name, to = append(all, m), "", &m.rows
		case f[0] == "=" && len(f) == 3 && len(all) > 0:
			m := all[len(all)-1]
			m.constants = append(m.constants, row{field: steps(f[1]), element: f[2], form: 's'})
		case f[0] == "+" && len(f) == 4 && to != nil && taken[f[1]] != nil:
			for _, r := range taken[f[1]] {
				*to = append(*to, row{append(steps(f[2]), r.field...), joined(f[3], r.element), r.form})
			}
		case len(f) == 2 && to != nil:
			field, form, typed := strings.Cut(f[0], ":")
			if !typed {
				form = "s"
			}
			*to = append(*to, row{steps(field), f[1], form[0]})
		default:
			return nil, fmt.Errorf("mapping.txt:%d: not understood", n)
		}
	}
	return all, nil
}

// steps splits a path of JSON: "goods[].hs" is goods, [], hs.
func steps(path string) []string {
	if path == "." {
		return nil
	}
	return strings.Split(strings.ReplaceAll(path, "[]", ".[]"), ".")
}

func joined(prefix, path string) string {
	if prefix == "." {
		return path
	}
	return prefix + "/" + path
}

// mappingOf finds the mapping of a message of the procedure, as JSON; nil where there is none.
func mappingOf(kind transit.Kind, body map[string]any) *mapping {
	for _, m := range mappings() {
		if m.kind == kind && !slices.ContainsFunc(m.constants, func(r row) bool { return body[r.field[0]] != r.element }) {
			return m
		}
	}
	return nil
}

// mappingTo finds the mapping of a number; nil where there is none.
func mappingTo(number string) *mapping {
	for _, m := range mappings() {
		if m.number == number {
			return m
		}
	}
	return nil
}

// Carried lists the kinds of the procedure that a number carries, each with its number.
func Carried() map[string]transit.Kind {
	out := map[string]transit.Kind{}
	for _, m := range mappings() {
		out[m.number] = m.kind
	}
	return out
}

// rowOf finds the row of a field, or of an element by its names.
func (m *mapping) rowOf(field []string) *row {
	for i := range m.rows {
		if slices.Equal(m.rows[i].field, field) {
			return &m.rows[i]
		}
	}
	return nil
}

func (m *mapping) rowAt(names []string) *row {
	path := strings.Join(names, "/")
	for i := range m.rows {
		if strings.ReplaceAll(m.rows[i].element, "[]", "") == path {
			return &m.rows[i]
		}
	}
	return nil
}
