package document

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/kairo-corridor/kairo/projection"
)

// set is a text in lines of one type.
func (s *sheet) set(text string, bold bool, size, width float64, color ink) []styled {
	lines := s.letters.wrap(text, bold, size, width)
	out := make([]styled, len(lines))
	for i, l := range lines {
		out[i] = styled{l, size, color}
	}
	return out
}

// header sets the head of the first page; print draws it.
func (s *sheet) header() {
	s.turn()
	width := inner
	if s.mark != nil {
		s.caption = s.under(s.mark)
		width -= max(s.mark.w, s.caption.width()) + 14
	}
	form := s.d.Form
	if form == "" {
		form = s.d.Kind
	}
	s.form = s.set(capital(oneLine(form)), false, 8, width, navy)
	s.title = s.set(capital(oneLine(s.d.Title)), true, 15, width, black)
	s.facts = s.set(oneLine(s.reference()), false, 8, width, grey)
	h := 0.0
	for _, part := range [][]styled{s.form, s.title, s.facts} {
		h += height(part) + 2
	}
	if s.mark != nil {
		h = max(h, s.mark.h+12)
	}
	s.y = margin + h + 6
	s.flow([]row{s.strip()})
	s.y += 8
}

// under is the text of a barcode, for people.
func (s *sheet) under(b *symbol) styled {
	label := []rune(oneLine(b.content))
	if len(label) > b.shown() {
		label = append(label[:b.shown()-1], '…')
	}
	return styled{s.letters.glyphs(string(label), false), 8, black}
}

func height(lines []styled) float64 {
	h := 0.0
	for _, l := range lines {
		h += l.lead()
	}
	return h
}

// reference is the line under the title.
func (s *sheet) reference() string {
	parts := []string{"Reference " + s.d.ID}
	if s.d.For != "" {
		parts = append(parts, "for "+s.d.For)
	}
	if s.d.Country != "" {
		parts = append(parts, "administration "+s.d.Country)
	}
	return strings.Join(append(parts, s.opt.Created.UTC().Format("made 2006-01-02 15:04 UTC")), " · ")
}

// strip says whether the paper is ready, and where its elements come from.
func (s *sheet) strip() row {
	text, ready := readiness(s.d)
	c := cell{x: margin, w: inner, edge: heading}
	if !ready {
		c.edge = required
	}
	color := navy
	if !ready {
		color = red
	}
	c.lines = s.set(text, true, 8.5, inner-2*pad, color)
	c.lines = append(c.lines, s.set(origins(s.d), false, smallSize, inner-2*pad, grey)...)
	return row{cells: []cell{c}}
}

// body is every element in the order of its form: boxes two by two, tables where elements repeat.
func (s *sheet) body() []row {
	var out []row
	var plain []projection.Element // boxes that stand two by two, from neighbouring groups
	flush := func() {
		out = append(out, s.grid(plain)...)
		plain = nil
	}
	for _, g := range groups(s.d.Elements) {
		if g.plain() {
			plain = append(plain, g.elements...)
			continue
		}
		flush()
		out = append(out, s.list(g)...)
	}
	flush()
	return out
}

// list sets a list as a table, or item by item where a table could not be read.
func (s *sheet) list(g *group) []row {
	if g.tabular() {
		return s.table(g)
	}
	var out []row
	for i, item := range g.items {
		elements := make([]projection.Element, len(item))
		for k, f := range item {
			elements[k] = f.Element
		}
		out = append(out, s.heading(fmt.Sprintf("%s %d of %d", g.name(), g.first+i, g.total)))
		out = append(out, s.grid(elements)...)
	}
	return append(out, air())
}

// heading is a title within the paper.
func (s *sheet) heading(text string) row {
	return row{gap: 9, keep: true, cells: []cell{{x: margin, w: inner, lines: s.set(text, true, 9.5, inner-2, navy)}}}
}

// grid sets elements in two columns; a long value takes the whole width.
func (s *sheet) grid(elements []projection.Element) []row {
	var out []row
	half := inner / 2
	for i := 0; i < len(elements); {
		left := s.box(elements[i], margin, half, valueSize)
		if i+1 < len(elements) && short(left) {
			if right := s.box(elements[i+1], margin+half, half, valueSize); short(right) {
				out = append(out, row{cells: []cell{left, right}})
				i += 2
				continue
			}
		}
		out = append(out, row{cells: []cell{s.box(elements[i], margin, inner, valueSize)}})
		i++
	}
	return out
}

func short(c cell) bool { return len(c.lines)+len(c.label) <= shortLines+1 }

// box is one element as a box of the form: number and name small, value larger, provenance in the corner.
func (s *sheet) box(e projection.Element, x, w, size float64) cell {
	c := s.content(e, x, w, size)
	room := w - 2*pad
	if c.tag.size > 0 {
		room -= c.tag.width() + 6
	}
	label := s.letters.glyphs(oneLine(e.Box), true)
	if len(label) > 0 {
		label = append(label, s.letters.glyphs("  ", false)...)
	}
	label = append(label, s.letters.glyphs(capital(oneLine(e.Name)), false)...)
	for _, l := range breakLines(label, int(room*1000/labelSize)) {
		c.label = append(c.label, styled{l, labelSize, grey})
	}
	return c
}

// content is the value of an element, without its label.
func (s *sheet) content(e projection.Element, x, w, size float64) cell {
	c := cell{x: x, w: w, edge: boxed}
	room := w - 2*pad
	if e.Origin == projection.Missing {
		return s.absent(c, e, room)
	}
	value := e.Value
	if strings.TrimSpace(value) == "" {
		value = "–"
	}
	c.lines = s.set(value, false, size, room, black)
	if e.Origin == projection.Derived || e.Origin == projection.Defaulted {
		c.tag = styled{s.letters.glyphs(string(e.Origin), false), 5.5, grey}
	}
	return c
}

// absent shows what nobody has given, and who knows it.
func (s *sheet) absent(c cell, e projection.Element, room float64) cell {
	text, color := "not given", grey
	c.edge = optional
	if e.Required {
		text, color = "MISSING", red
		c.edge = required
	}
	if e.Who != "" {
		text += ", known to " + holder(e.Who)
	}
	c.lines = s.set(text, e.Required, 8.5, room, color)
	c.lines = append(c.lines, s.set(e.How, false, smallSize, room, grey)...)
	return c
}

// holder names a role in a sentence.
func holder(role string) string {
	if role == "customs" {
		return role
	}
	return "the " + role
}

// oneLine makes a label of a text with line feeds.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// ending is what stands after the boxes: why it cannot be lodged, notes, rules, characters that could not be printed.
func (s *sheet) ending() []row {
	var out []row
	list := func(title string, items []string) {
		if len(items) == 0 {
			return
		}
		out = append(out, s.heading(title))
		for i, item := range items {
			out = append(out, s.item(i+1, item))
		}
	}
	list("Why it cannot be lodged", s.d.Blocked)
	list("Notes", s.d.Notes)
	var rules []string
	for _, r := range s.d.Rules {
		rules = append(rules, ruleText(r.ID, r.Text, r.Since, r.Until, string(r.Status), r.Source))
	}
	list("Rules it rests on", rules)
	if s.mark != nil && utf8.RuneCountInString(s.mark.content) > s.mark.shown() {
		list("Content of the barcode", []string{s.mark.content})
	}
	list("Characters that no font here can print", s.unprinted())
	return out
}

func ruleText(id, text, since, until, status, source string) string {
	var b strings.Builder
	b.WriteString(text)
	if since != "" {
		b.WriteString("; since " + since)
	}
	if until != "" {
		b.WriteString("; until " + until)
	}
	if status != "" {
		b.WriteString("; " + status)
	}
	for _, s := range []string{source, id} {
		if s != "" && s != status {
			b.WriteString("; " + s)
		}
	}
	return b.String()
}

// item is a numbered paragraph.
func (s *sheet) item(n int, text string) row {
	const indent = 16
	number := cell{x: margin, w: indent, lines: s.set(fmt.Sprintf("%d", n), true, 8, 40, grey)}
	return row{cells: []cell{number, {x: margin + indent, w: inner - indent, lines: s.set(text, false, 8, inner-indent, black)}}}
}

// unprinted lists what boxes stand for.
func (s *sheet) unprinted() []string {
	missing := s.letters.missed()
	if len(missing) == 0 {
		return nil
	}
	var names []string
	for _, r := range missing[:min(len(missing), missingShown)] {
		names = append(names, fmt.Sprintf("U+%04X", r))
	}
	text := "A crossed box stands for a character that none of the fonts has, or whose script is not set here; joiners and marks of direction are left out: " + strings.Join(names, ", ")
	if more := len(missing) - len(names); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return []string{text}
}
