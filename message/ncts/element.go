package ncts

import (
	"slices"
	"strconv"
	"strings"
)

// Element is an element of a message with its place: what code lists and rules look at. Methods of a nil Element are those
// of an element that is not there, so that paths can be followed without asking at each step.
type Element struct {
	Name   string
	Value  string // white space treated as the type of the schema says; empty for groups
	Index  int    // its place among siblings of the name, from 1; 0 where the schema allows only one
	List   string // number of the code list its value is taken from, such as CL171; empty where there is none
	Parent *Element
	Kids   []*Element
}

// Tree gives the message as elements with their places. The root is the message itself, its Name the type. The message must
// be one that [Decode] or [Encode] takes; elements that the tables do not know are left out.
func Tree(m *Message) *Element {
	root := &Element{Name: m.Type}
	if def := standard().byName[m.Version][m.Type]; def != nil {
		root.grow(m.Kids, def.root)
	}
	return root
}

func (e *Element) grow(kids []Node, c *complexType) {
	e.Kids = make([]*Element, 0, len(kids))
	at, count := 0, 0
	for i := range kids {
		place := c.place(at, []byte(kids[i].Name))
		if place < 0 {
			continue
		}
		if place != at {
			at, count = place, 0
		}
		count++
		p := &c.particles[place]
		kid := &Element{Name: p.name, Parent: e, List: p.list}
		if p.max > 1 {
			kid.Index = count
		}
		if p.simple != nil {
			kid.Value = p.simple.normal(kids[i].Text)
		} else {
			kid.grow(kids[i].Kids, p.complex)
		}
		e.Kids = append(e.Kids, kid)
	}
}

// All gives the elements at a path of names below this one, in document order; "" is the element itself.
func (e *Element) All(path string) []*Element {
	if e == nil {
		return nil
	}
	if path == "" {
		return []*Element{e}
	}
	name, rest, deeper := strings.Cut(path, "/")
	var out []*Element
	for _, k := range e.Kids {
		switch {
		case k.Name != name:
		case deeper:
			out = append(out, k.All(rest)...)
		default:
			out = append(out, k)
		}
	}
	return out
}

// First gives the first element at a path, nil where there is none.
func (e *Element) First(path string) *Element {
	if e == nil {
		return nil
	}
	name, rest, deeper := strings.Cut(path, "/")
	for _, k := range e.Kids {
		if k.Name != name {
			continue
		}
		if !deeper {
			return k
		}
		if found := k.First(rest); found != nil {
			return found
		}
	}
	return nil
}

// Has says whether there is an element at a path.
func (e *Element) Has(path string) bool { return e.First(path) != nil }

// Text gives the value of the first element at a path, empty where there is none.
func (e *Element) Text(path string) string {
	if f := e.First(path); f != nil {
		return f.Value
	}
	return ""
}

// Up gives the nearest element of a name above this one, nil where there is none.
func (e *Element) Up(name string) *Element {
	for e != nil {
		if e = e.Parent; e != nil && e.Name == name {
			return e
		}
	}
	return nil
}

// Path is the XPath of the element, with indices where the schema allows more than one.
func (e *Element) Path() string {
	if e == nil {
		return ""
	}
	if e.Index > 0 {
		return e.Parent.Path() + "/" + e.Name + "[" + strconv.Itoa(e.Index) + "]"
	}
	return e.Parent.Path() + "/" + e.Name
}

// Known says whether the schema of a message has an element at a path below the root, such as Consignment/grossMass.
func Known(v Version, message, path string) bool {
	def := standard().byName[v][message]
	if def == nil {
		return false
	}
	c := def.root
	for name := range strings.SplitSeq(path, "/") {
		at := -1
		if c != nil {
			at = c.place(0, []byte(name))
		}
		if at < 0 {
			return false
		}
		c = c.particles[at].complex
	}
	return true
}

// Arrange puts the elements of a message into the order of its schema; elements of a name keep theirs. Names the schema
// does not have go last.
func Arrange(m *Message) {
	if def := standard().byName[m.Version][m.Type]; def != nil {
		arrange(m.Kids, def.root)
	}
}

func arrange(kids []Node, c *complexType) {
	place := func(n Node) int {
		if at := c.place(0, []byte(n.Name)); at >= 0 {
			return at
		}
		return len(c.particles)
	}
	slices.SortStableFunc(kids, func(a, b Node) int { return place(a) - place(b) })
	for i := range kids {
		if at := place(kids[i]); at < len(c.particles) && c.particles[at].complex != nil {
			arrange(kids[i].Kids, c.particles[at].complex)
		}
	}
}
