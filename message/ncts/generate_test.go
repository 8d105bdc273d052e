package ncts

import (
	"fmt"
	"math/rand/v2"
	"regexp/syntax"
	"slices"
	"strings"
)

// generator draws valid messages from the tables. Equal seeds give equal messages.
type generator struct {
	r      *rand.Rand
	budget int // optional groups are left out when it is used up
}

func newGenerator(seed uint64) *generator {
	return &generator{r: rand.New(rand.NewPCG(seed, 51)), budget: 400}
}

func (g *generator) message(d *definition) *Message {
	m := &Message{Type: d.name, Version: d.version, Kids: g.group(d.root)}
	for _, a := range d.attributes {
		if d.version == P6 {
			m.Phase = "NCTS6"
		} else if g.r.IntN(3) > 0 {
			m.Phase = g.value(a.simple)
		}
	}
	return m
}

func (g *generator) group(c *complexType) []Node {
	var kids []Node
	for i := range c.particles {
		p := &c.particles[i]
		for range g.occurs(p) {
			g.budget--
			n := Node{Name: p.name}
			if p.simple != nil {
				n.Text = g.value(p.simple)
			} else {
				n.Kids = g.group(p.complex)
			}
			kids = append(kids, n)
		}
	}
	return kids
}

func (g *generator) occurs(p *particle) int {
	n := p.min
	for g.budget > 0 && n < p.max && n < 4 && g.r.IntN(5) < 2 {
		n++
	}
	return n
}

// value draws a value of a type: from one of its patterns, kept when every facet takes it.
func (g *generator) value(s *simple) string {
	for range 10_000 {
		if v := g.guess(s); s.check(v).code == "" {
			return v
		}
	}
	panic(fmt.Sprintf("no value of type %s %v was found", s.id, s.facets))
}

func (g *generator) guess(s *simple) string {
	switch s.primitive {
	case "date":
		return fmt.Sprintf("20%02d-%02d-%02d", g.r.IntN(60), 1+g.r.IntN(12), 1+g.r.IntN(31))
	case "dateTime":
		return fmt.Sprintf("20%02d-%02d-%02dT%02d:%02d:%02d", g.r.IntN(60), 1+g.r.IntN(12), 1+g.r.IntN(31), g.r.IntN(24), g.r.IntN(60), g.r.IntN(60))
	}
	var choices []facet
	for _, f := range s.facets {
		if f.name == "pattern" || f.name == "enumeration" {
			choices = append(choices, f)
		}
	}
	f := choices[g.r.IntN(len(choices))]
	if f.name == "enumeration" {
		return f.values[g.r.IntN(len(f.values))]
	}
	re, err := syntax.Parse(goPattern(f.text), syntax.Perl)
	if err != nil {
		panic(err)
	}
	return g.expand(re)
}

// letters are what values are drawn from: all of printable ASCII and some characters of other scripts.
var letters = func() (out []rune) {
	for c := ' '; c <= '~'; c++ {
		out = append(out, c)
	}
	return append(out, []rune("éßŁЖქ日")...)
}()

func (g *generator) expand(re *syntax.Regexp) string {
	switch re.Op {
	case syntax.OpLiteral:
		return string(re.Rune)
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return string(g.letter(re))
	case syntax.OpAlternate:
		return g.expand(re.Sub[g.r.IntN(len(re.Sub))])
	case syntax.OpCapture:
		return g.expand(re.Sub[0])
	case syntax.OpConcat:
		var b strings.Builder
		for _, s := range re.Sub {
			b.WriteString(g.expand(s))
		}
		return b.String()
	case syntax.OpStar:
		return g.repeat(re.Sub[0], 0, 6)
	case syntax.OpPlus:
		return g.repeat(re.Sub[0], 1, 6)
	case syntax.OpQuest:
		return g.repeat(re.Sub[0], 0, 1)
	case syntax.OpRepeat:
		most := re.Max
		if g.r.IntN(10) > 0 {
			most = min(most, re.Min+12)
		}
		return g.repeat(re.Sub[0], re.Min, most)
	}
	return ""
}

func (g *generator) repeat(re *syntax.Regexp, low, high int) string {
	var b strings.Builder
	for range low + g.r.IntN(high-low+1) {
		b.WriteString(g.expand(re))
	}
	return b.String()
}

func (g *generator) letter(re *syntax.Regexp) rune {
	var fit []rune
	for _, c := range letters {
		for i := 0; i+1 < len(re.Rune); i += 2 {
			if c >= re.Rune[i] && c <= re.Rune[i+1] {
				fit = append(fit, c)
			}
		}
	}
	return fit[g.r.IntN(len(fit))]
}

// mutant is a message made wrong in one way; code is the finding it must be refused with.
type mutant struct {
	code string
	text []byte
}

// mutants breaks a message in every way that it offers a place for.
func (g *generator) mutants(d *definition, valid *Message) []mutant {
	var out []mutant
	for _, code := range []string{UnknownElement, WrongOrder, Missing, TooMany, TooLong, Pattern, Enumeration, WrongType, StrayText} {
		m := clone(valid)
		if g.breakTree(code, d.root, m) {
			text := render(m)
			if code == StrayText {
				text = []byte(strings.Replace(string(text), "<TransitOperation>", "stray<TransitOperation>", 1))
				if !strings.Contains(string(text), "stray") {
					continue
				}
			}
			out = append(out, mutant{code, text})
		}
	}
	text := string(render(valid))
	inside := strings.Replace(text, "<messageSender>", `<messageSender xmlns="urn:x">`, 1)
	cut := strings.LastIndex(text[:len(text)/2], "<")
	return append(out,
		mutant{WrongNamespace, []byte(strings.Replace(text, Namespace, Namespace+"/other", 1))},
		mutant{WrongNamespace, []byte(inside)},
		mutant{WrongAttribute, []byte(strings.Replace(text, "<messageSender>", `<messageSender kind="x">`, 1))},
		mutant{Malformed, []byte(text[:cut])},
		mutant{UnknownMessage, []byte(strings.ReplaceAll(text, "ncts:"+valid.Type, "ncts:CC999C"))})
}

func clone(m *Message) *Message {
	c := *m
	c.Kids = cloneNodes(m.Kids)
	return &c
}

func cloneNodes(nodes []Node) []Node {
	out := slices.Clone(nodes)
	for i := range out {
		out[i].Kids = cloneNodes(out[i].Kids)
	}
	return out
}

// place is a group of a message with its type.
type place struct {
	kids *[]Node
	typ  *complexType
}

func places(kids *[]Node, c *complexType) []place {
	out := []place{{kids, c}}
	for i := range *kids {
		n := &(*kids)[i]
		if p := c.particles[c.place(0, []byte(n.Name))]; p.complex != nil {
			out = append(out, places(&n.Kids, p.complex)...)
		}
	}
	return out
}

// breakTree breaks a message in one way; false when it offers no place for it.
func (g *generator) breakTree(code string, root *complexType, m *Message) bool {
	all := places(&m.Kids, root)
	g.r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	if code == StrayText {
		return true
	}
	for _, p := range all {
		if g.breakGroup(code, p) {
			return true
		}
	}
	return false
}

func (g *generator) breakGroup(code string, at place) bool {
	kids := *at.kids
	if code == UnknownElement {
		*at.kids = slices.Insert(kids, g.r.IntN(len(kids)+1), Node{Name: "unheardOf", Text: "1"})
		return true
	}
	for _, i := range g.r.Perm(len(kids)) {
		p := at.typ.particles[at.typ.place(0, []byte(kids[i].Name))]
		switch code {
		case WrongOrder:
			if i+1 < len(kids) && kids[i].Name != kids[i+1].Name {
				kids[i], kids[i+1] = kids[i+1], kids[i]
				return true
			}
		case Missing:
			if p.min > 0 {
				*at.kids = slices.DeleteFunc(kids, func(n Node) bool { return n.Name == p.name })
				return true
			}
		case TooMany:
			if p.max <= 99 {
				*at.kids = slices.Insert(kids, i, slices.Repeat([]Node{kids[i]}, p.max)...)
				return true
			}
		default:
			if p.simple != nil && breakValue(code, p.simple, &kids[i].Text) {
				return true
			}
		}
	}
	return false
}

// breakValue finds a value that breaks just that kind of facet.
func breakValue(code string, s *simple, v *string) bool {
	for _, try := range []string{strings.Repeat("X", 600), *v + strings.Repeat("9", 40), "?", "", " ", "é", "0", "a b", "-1", "2026-02-30", "2026-01-01T25:00:00", "1e3", "99999999999999999999"} {
		if s.check(try).code == code {
			*v = try
			return true
		}
	}
	return false
}
