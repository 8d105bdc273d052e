package ncts

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed tables.txt
var tablesText string

// simple is a type of values: how white space is treated, what it is at bottom, every facet on the way.
type simple struct {
	id        string
	primitive string // token, normalizedString, integer, decimal, date, dateTime
	form      *form  // of the primitive; nil for strings
	facets    []facet
}

type facet struct {
	name, text string
	number     int
	pattern    *pattern
	values     []string
	known      map[string]bool // values, to look up
	holds      func(f *facet, v string, n int) bool
}

// complexType is a sequence of elements.
type complexType struct {
	id        string
	particles []particle
}

// particle is an element in its place. Exactly one of simple and complex is set. list is the number of the code list whose
// values it takes, if any.
type particle struct {
	name     string
	min, max int
	simple   *simple
	complex  *complexType
	list     string
}

// definition is one message of one version.
type definition struct {
	name       string
	version    Version
	root       *complexType
	element    particle // the root as an element
	attributes []particle
}

type tables struct {
	simple   map[string]*simple
	complex  map[string]*complexType
	messages []*definition
	byName   map[Version]map[string]*definition
}

// standard is read once from the embedded text; a defect of that text is a defect of the program.
var standard = sync.OnceValue(func() *tables {
	t, err := readTables(tablesText)
	if err != nil {
		panic(err)
	}
	return t
})

func readTables(text string) (*tables, error) {
	t := &tables{simple: map[string]*simple{}, complex: map[string]*complexType{}, byName: map[Version]map[string]*definition{P5: {}, P6: {}}}
	for n, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		cells := strings.Split(line, "\t")
		var err error
		switch line[:min(1, len(line))] {
		case "#":
		case "s":
			err = t.addSimple(cells)
		case "c":
			err = t.addComplex(cells)
		case "m":
			err = t.addMessage(cells)
		default:
			err = fmt.Errorf("unknown kind of line")
		}
		if err != nil {
			return nil, fmt.Errorf("tables.txt:%d: %w", n+1, err)
		}
	}
	return t, nil
}

func (t *tables) addSimple(cells []string) error {
	if len(cells) < 2 {
		return fmt.Errorf("a simple type without primitive")
	}
	form, ok := primitives[cells[1]]
	if !ok {
		return fmt.Errorf("unknown primitive type %s", cells[1])
	}
	s := &simple{id: cells[0], primitive: cells[1], form: form}
	for _, cell := range cells[2:] {
		name, text, _ := strings.Cut(cell, "=")
		f := facet{name: name, text: text, holds: facetChecks[name]}
		if f.holds == nil {
			return fmt.Errorf("unknown facet %s", name)
		}
		var err error
		switch name {
		case "pattern":
			f.pattern, err = compilePattern(text)
		case "enumeration":
			f.values, f.known = strings.Split(text, "|"), map[string]bool{}
			for _, v := range f.values {
				f.known[v] = true
			}
		default:
			f.number, err = strconv.Atoi(text)
		}
		if err != nil {
			return err
		}
		s.facets = append(s.facets, f)
	}
	t.simple[s.id] = s
	return nil
}

func (t *tables) addComplex(cells []string) error {
	c := &complexType{id: cells[0]}
	for _, cell := range cells[1:] {
		p, err := t.particle(cell)
		if err != nil {
			return err
		}
		c.particles = append(c.particles, p)
	}
	t.complex[c.id] = c
	return nil
}

// particle reads "name min,max type [code list]".
func (t *tables) particle(cell string) (p particle, err error) {
	f := strings.Fields(cell)
	if len(f) < 3 {
		return p, fmt.Errorf("%q is not name, occurrence, type", cell)
	}
	p.name = f[0]
	low, high, _ := strings.Cut(f[1], ",")
	if p.min, err = strconv.Atoi(low); err != nil {
		return p, fmt.Errorf("occurrence %q: %w", f[1], err)
	}
	if p.max, err = strconv.Atoi(high); err != nil {
		return p, fmt.Errorf("occurrence %q: %w", f[1], err)
	}
	p.simple, p.complex = t.simple[f[2]], t.complex[f[2]]
	if p.simple == nil && p.complex == nil {
		return p, fmt.Errorf("type %s is not given above", f[2])
	}
	if len(f) > 3 {
		p.list = f[3]
	}
	return p, nil
}

func (t *tables) addMessage(cells []string) error {
	if len(cells) < 4 || t.complex[cells[3]] == nil {
		return fmt.Errorf("a message is name, version, type, attributes")
	}
	d := &definition{name: cells[1], version: Version(cells[2]), root: t.complex[cells[3]]}
	d.element = particle{name: d.name, min: 1, max: 1, complex: d.root}
	for _, cell := range cells[4:] {
		p, err := t.particle(strings.TrimPrefix(cell, "@"))
		if err != nil {
			return err
		}
		d.attributes = append(d.attributes, p)
	}
	if t.byName[d.version] == nil {
		return fmt.Errorf("unknown version %s", d.version)
	}
	t.messages = append(t.messages, d)
	t.byName[d.version][d.name] = d
	return nil
}

// Types lists the messages of a version by name.
func Types(v Version) []string {
	var names []string
	for name := range standard().byName[v] {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
