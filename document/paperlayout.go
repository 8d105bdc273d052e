package document

import (
	"github.com/kairo-corridor/kairo/projection"
)

// The paper in points: A4, margins of 12 mm, a head and a foot on every page.
const (
	paperW, paperH = 595.28, 841.89
	margin         = 34.0
	inner          = paperW - 2*margin
	headY          = 52.0 // where boxes begin on a following page
	footY          = 806.0
	pad            = 4.0
	labelSize      = 6.5
	valueSize      = 9.5
	tableSize      = 8.5
	smallSize      = 7.0
	leading        = 1.26
	shortLines     = 3 // a value of at most so many lines shares its row with another
	splitLines     = 3 // at least so many lines stay together where a box goes on over the page
)

// ink is a grey or a colour; papers are copied in black and white, so no meaning rests on colour alone.
type ink [3]int

var (
	black = ink{20, 20, 24}
	grey  = ink{92, 98, 108}
	rule  = ink{150, 156, 166}
	navy  = ink{24, 52, 92}
	red   = ink{168, 20, 28}
	tint  = ink{238, 242, 247}
	blush = ink{253, 243, 240}
)

// styled is a line with its type.
type styled struct {
	line line
	size float64
	ink  ink
}

func (s styled) lead() float64 { return s.size * leading }

func (s styled) width() float64 { return float64(s.line.units()) * s.size / 1000 }

// edge says how a cell is outlined.
type edge int

const (
	bare     edge = iota // no outline
	boxed                // a box of the form
	heading              // a tinted box over a column
	optional             // dashed: nobody has given it, and it may stay so
	required             // dashed, thick, tinted: without it the paper cannot be lodged
)

// cell is one box: its label, then its lines.
type cell struct {
	x, w  float64
	edge  edge
	label []styled
	lines []styled
	tag   styled // provenance, small, in the upper right corner
}

// air is the white around the text of a cell: left, above, below. What has no outline needs little.
func (c *cell) air() (left, above, below float64) {
	if c.edge == bare {
		return 0, 1, 2
	}
	return pad, pad * 0.85, pad * 0.9
}

// height of a cell with its first n lines.
func (c *cell) height(n int) float64 {
	_, above, below := c.air()
	h := above + below
	for _, s := range c.label {
		h += s.lead()
	}
	if len(c.label) == 0 && c.tag.size > 0 {
		h += c.tag.lead()
	}
	for _, s := range c.lines[:n] {
		h += s.lead()
	}
	return h
}

// row is a row of cells, and the head of its table, repeated on every page.
type row struct {
	cells []cell
	head  *row
	keep  bool // not the last on its page: a title stays with what it names
	gap   float64
}

func (r *row) height() float64 {
	h := 0.0
	for i := range r.cells {
		h = max(h, r.cells[i].height(len(r.cells[i].lines)))
	}
	return h
}

// split cuts a row where height ends: what fits, and what goes on over the page. Nothing fits where not even a few lines would.
func (r *row) split(height float64) (top, rest row, ok bool) {
	top, rest = row{head: r.head}, row{head: r.head}
	for _, c := range r.cells {
		n := 0
		for n < len(c.lines) && c.height(n+1) <= height {
			n++
		}
		if n < min(splitLines, len(c.lines)) || c.height(n) > height {
			return row{}, row{}, false
		}
		a, b := c, c
		a.lines, b.lines = c.lines[:n], c.lines[n:]
		top.cells, rest.cells = append(top.cells, a), append(rest.cells, b)
		ok = ok || len(b.lines) > 0
	}
	return top, rest, ok
}

// placed is a cell where it stands on a page.
type placed struct {
	cell
	y, h float64
}

// sheet lays out one paper.
type sheet struct {
	d       projection.Document
	opt     PDFOptions
	mark    *symbol
	letters *typesetter
	pages   [][]placed
	y       float64 // where the next row begins on the last page

	title, form, facts []styled // the head of the first page
	caption            styled   // under the barcode
	foot               string   // of the plan of a journey; papers have their own
}

// turn begins a page.
func (s *sheet) turn() {
	s.pages = append(s.pages, nil)
	s.y = headY
}

// flow places rows on the last page and on new ones.
func (s *sheet) flow(rows []row) {
	for i := range rows {
		r := rows[i]
		if s.y > headY {
			s.y += r.gap
		}
		need := r.height()
		if r.keep && i+1 < len(rows) {
			need += min(rows[i+1].height(), 80)
		}
		if s.y+need > footY && s.y > headY && need <= (footY-headY)*0.4 {
			s.next(r.head)
		}
		s.place(r)
		if len(s.pages) > PagesMax {
			return
		}
	}
}

// next turns the page and repeats the head of a table.
func (s *sheet) next(head *row) {
	s.turn()
	if head != nil {
		s.put(*head)
	}
}

// place puts a row down, over as many pages as it needs.
func (s *sheet) place(r row) {
	for len(s.pages) <= PagesMax {
		room := footY - s.y
		if r.height() <= room {
			s.put(r)
			return
		}
		top, rest, ok := r.split(room)
		switch {
		case ok:
			s.put(top)
			r = rest
			for i := range r.cells {
				r.cells[i].label = s.goesOn(r.cells[i].label)
			}
		case s.y <= headY+1 || r.head != nil && s.y <= headY+r.head.height()+1:
			s.put(r) // a fresh page does not take it either: labels alone fill it
			return
		}
		s.next(r.head)
	}
}

// put places a row that fits.
func (s *sheet) put(r row) {
	h := r.height()
	page := &s.pages[len(s.pages)-1]
	for _, c := range r.cells {
		*page = append(*page, placed{cell: c, y: s.y, h: h})
	}
	s.y += h
}

// goesOn marks a label as that of a box continued from the page before; only its first line is repeated.
func (s *sheet) goesOn(label []styled) []styled {
	if len(label) == 0 {
		return nil
	}
	l := label[0]
	word := s.letters.glyphs(" (continued)", false)
	if n := len(l.line); n < len(word) || l.line[n-1].first != ')' || l.line.units() < word.units() || l.line[n-len(word)+1].first != '(' {
		l.line = append(append(line(nil), l.line...), word...)
	}
	return []styled{l}
}
