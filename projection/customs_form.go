package projection

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/filing"
)

// A customs form is a table, one element a line in the order of the form, so that it can be held against the form itself:
//
//	box | name | path | source | mark
//
// The source names a function of sources, or is "= value; why" for what the form always says. The mark is R where the document
// cannot be lodged without the element, - where the line is left out when there is nothing to say, empty where the element is
// asked and shown as missing. A line "@ name" begins a group that is repeated (items, equipment, documents, ...), "@ end" ends
// it. In paths and names {item}, {doc}, ... stand for the index in the group from 0, {item+1} counts from 1.
type line struct {
	box, name, path, source string
	required, optional      bool
	literal, why            string
	group                   string // of a group, with its lines
	lines                   []line
}

// table is a parsed form.
type table []line

// parseTable reads a form; macros are put in for names that begin with $. A broken table is a defect that the tests find.
func parseTable(text string, macros ...string) table {
	rows := strings.Split(strings.TrimSpace(strings.NewReplacer(macros...).Replace(text)), "\n")
	t, _ := parseLines(rows)
	return t
}

func parseLines(rows []string) (table, []string) {
	var t table
	for len(rows) > 0 {
		row := strings.TrimSpace(rows[0])
		rows = rows[1:]
		group, isGroup := strings.CutPrefix(row, "@ ")
		switch {
		case row == "":
		case isGroup && group == "end":
			return t, rows
		case isGroup:
			l := line{group: group}
			l.lines, rows = parseLines(rows)
			t = append(t, l)
		default:
			t = append(t, parseLine(row))
		}
	}
	return t, nil
}

func parseLine(row string) line {
	f := strings.Split(row, "|")
	for i := range f {
		f[i] = strings.TrimSpace(f[i])
	}
	for len(f) < 5 {
		f = append(f, "")
	}
	l := line{box: f[0], name: f[1], path: f[2], source: f[3], required: f[4] == "R", optional: f[4] == "-"}
	if literal, ok := strings.CutPrefix(l.source, "="); ok {
		l.source = "="
		l.literal, l.why, _ = strings.Cut(strings.TrimSpace(literal), "; ")
	}
	return l
}

// val is what a source finds: typed where how is empty, else derived; fixed makes it defaulted; without value it is missing.
type val struct {
	value string
	from  []string
	how   string
	who   string
	fixed bool
}

// projector fills one form for a part of the journey.
type projector struct {
	*form
	country     string
	first, last int // legs
	s           *filing.Stretch
	a           *filing.Advance
	kind        string // export, import, transit, or "" for advance data
	language    string
	at          map[string]int // index in each open group

	boxes  map[int][]string // pointers of the containers of the open goods item
	sealed []string         // pointers of all seals
}

func (p *projector) run(t table) {
	for _, l := range t {
		if p.full() {
			return
		}
		if l.group == "" {
			p.line(l)
			continue
		}
		repeat, ok := groups[l.group]
		if !ok {
			p.block("the form names an unknown group %q", l.group)
			continue
		}
		outer, open := p.at[l.group]
		for i := range repeat(p) {
			p.at[l.group] = i
			p.run(l.lines)
		}
		delete(p.at, l.group)
		if open {
			p.at[l.group] = outer
		}
	}
}

// full stops a document that would grow beyond all measure, and says so.
func (p *projector) full() bool {
	if len(p.doc.Elements) < ElementsMax {
		return false
	}
	if reason := fmt.Sprintf("the document would have more than %d elements: split the consignment", ElementsMax); !slices.Contains(p.doc.Blocked, reason) {
		p.block("%s", reason)
	}
	return true
}

// line adds one element.
func (p *projector) line(l line) {
	v := val{value: l.literal, how: l.why, fixed: true}
	if l.source != "=" {
		find, ok := sources[l.source]
		if !ok {
			p.block("the form names an unknown source %q", l.source)
			return
		}
		v = find(p)
	}
	if v.value == "" && l.optional {
		return
	}
	e := Element{Box: l.box, Name: p.number(l.name), Path: p.number(l.path), Value: v.value, From: v.from, How: v.how, Required: l.required}
	switch {
	case v.value == "":
		e.Origin, e.Who, e.From = Missing, cmp.Or(v.who, "declarant"), nil
	case v.fixed:
		e.Origin = Defaulted
	case v.how == "":
		e.Origin = Typed
	default:
		e.Origin = Derived
	}
	p.add(e)
}

// number puts the indices of the open groups into a path or a name.
func (p *projector) number(s string) string {
	if !strings.Contains(s, "{") {
		return s
	}
	for group, i := range p.at {
		s = strings.ReplaceAll(s, "{"+group+"}", strconv.Itoa(i))
		s = strings.ReplaceAll(s, "{"+group+"+1}", strconv.Itoa(i+1))
	}
	return s
}

func (p *projector) item() (int, *consignment.GoodsItem) {
	i := p.at["item"]
	return i, &p.in.c.Goods[i]
}

// given is a typed value at a pointer, or missing with the role that knows it.
func (p *projector) given(pointer, who string) val {
	if v := p.in.typed[pointer]; v != "" {
		return val{value: v, from: []string{pointer}}
	}
	return missing(who, "not in the consignment at %s", pointer)
}

func missing(who, format string, args ...any) val {
	return val{how: fmt.Sprintf(format, args...), who: who}
}

func derived(value, how string, from ...string) val {
	return val{value: value, how: how, from: from}
}
