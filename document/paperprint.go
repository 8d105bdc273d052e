package document

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/go-pdf/fpdf"

	"github.com/kairo-corridor/kairo/document/fonts"
	"github.com/kairo-corridor/kairo/fault"
)

// demonstration is written over a paper that is none.
const demonstration = "DEMONSTRATION"

// printer draws a laid-out sheet.
type printer struct {
	*fpdf.Fpdf
	s     *sheet
	names map[*fonts.Face]string
	used  []string
}

// print writes the sheet; a defect in a font of the machine must not take the program down with it.
func (s *sheet) print(w io.Writer) (result Result, err error) {
	defer func() {
		if r := recover(); r != nil {
			result, err = Result{}, fault.New(fault.BadFile, "a font cannot be put into the paper: %v", r).At("fonts")
		}
	}()
	p := &printer{Fpdf: fpdf.New("P", "pt", "A4", ""), s: s, names: map[*fonts.Face]string{}}
	p.SetAutoPageBreak(false, 0)
	p.SetCatalogSort(true)
	p.SetCompression(true)
	p.SetCreationDate(s.opt.Created.UTC())
	p.SetModificationDate(s.opt.Created.UTC())
	p.SetTitle(strings.ToValidUTF8(oneLine(s.d.Title), "\uFFFD"), true)
	p.SetSubject(strings.ToValidUTF8(oneLine(s.d.Form+" "+s.d.ID), "\uFFFD"), true)
	p.SetCreator("Kairo", true)
	p.SetProducer("Kairo", true)
	if len(s.d.Language) == 2 && printable(s.d.Language) {
		p.SetLang(s.d.Language)
	}
	for i := range s.pages {
		p.page(i)
	}
	var b bytes.Buffer
	if err := p.Output(&b); err != nil {
		return Result{}, fault.New(fault.Internal, "the paper cannot be written").Because(err)
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return Result{}, err
	}
	return Result{Pages: len(s.pages), Fonts: p.used, Barcode: s.mark.name(), Missing: s.letters.missed()}, nil
}

func (b *symbol) name() string {
	if b == nil {
		return ""
	}
	return b.kind
}

// page draws one page: boxes, head, foot, watermark.
func (p *printer) page(i int) {
	p.AddPage()
	if i == 0 {
		p.firstHead()
	} else {
		p.laterHead()
	}
	cells := p.s.pages[i]
	for _, urgent := range []bool{false, true} { // outlines of what is missing lie over their neighbours'
		for j := range cells {
			if (cells[j].edge >= optional) == urgent {
				p.outline(&cells[j])
			}
		}
	}
	for j := range cells {
		p.fill(&cells[j])
	}
	p.foot(i)
	if p.s.opt.Demonstration {
		p.watermark()
	}
}

func (p *printer) firstHead() {
	s := p.s
	y := margin
	for _, part := range [][]styled{s.form, s.title, s.facts} {
		for _, l := range part {
			y += l.lead()
			p.text(margin, y-l.lead()*0.24, l)
		}
		y += 2
	}
	if b := s.mark; b != nil {
		x := margin + inner - b.w
		p.SetFillColor(0, 0, 0)
		b.draw(x, margin, func(x, y, w, h float64) { p.Rect(x, y, w, h, "F") })
		width := s.caption.width()
		p.text(min(x+(b.w-width)/2, margin+inner-width), margin+b.h+8, s.caption)
	}
}

// laterHead repeats title and reference on a following page.
func (p *printer) laterHead() {
	s := p.s
	id := styled{s.letters.glyphs(oneLine(s.d.ID), false), 8, grey}
	width := min(id.width(), inner/2)
	for _, l := range s.set(oneLine(s.d.ID), false, 8, inner/2, grey)[:min(1, len(oneLine(s.d.ID)))] {
		p.text(margin+inner-width, margin+8, l)
	}
	if title := s.set(oneLine(s.d.Title), true, 8, inner-width-20, black); len(title) > 0 {
		if len(title) > 1 {
			title[0].line = append(title[0].line, s.letters.glyphs(" …", true)...)
		}
		p.text(margin, margin+8, title[0])
	}
	p.stroke(rule, 0.5)
	p.Line(margin, headY-5, margin+inner, headY-5)
}

// foot says what the marks mean and which page this is.
func (p *printer) foot(i int) {
	s := p.s
	p.stroke(rule, 0.5)
	p.Line(margin, footY+6, margin+inner, footY+6)
	if s.foot != "" {
		number := styled{s.letters.glyphs(s.footOf(i), true), 7.5, black}
		p.text(margin+inner-number.width(), footY+15, number)
		return
	}
	legend := "derived: worked out from what was declared · defaulted: the form's standard value · dashed outline: not given"
	if s.opt.Demonstration {
		legend = "Demonstration: not a customs document. " + legend
	}
	p.text(margin, footY+15, styled{s.letters.glyphs(legend, false), 6.5, grey})
	number := styled{s.letters.glyphs(fmt.Sprintf("page %d of %d", i+1, len(s.pages)), true), 7.5, black}
	p.text(margin+inner-number.width(), footY+15, number)
}

func (p *printer) watermark() {
	const size = 82.0
	l := styled{p.s.letters.glyphs(demonstration, true), size, grey}
	width := l.width()
	p.SetAlpha(0.10, "Normal")
	p.TransformBegin()
	p.TransformRotate(52, paperW/2, paperH/2)
	p.text((paperW-width)/2, paperH/2+size/3, l)
	p.TransformEnd()
	p.SetAlpha(1, "Normal")
}

func (p *printer) stroke(c ink, width float64) {
	p.SetDrawColor(c[0], c[1], c[2])
	p.SetLineWidth(width)
}

// outline draws the edge of a cell.
func (p *printer) outline(c *placed) {
	shade := func(t ink, style string) {
		p.SetFillColor(t[0], t[1], t[2])
		p.Rect(c.x, c.y, c.w, c.h, style)
	}
	p.stroke(rule, 0.5)
	switch c.edge {
	case boxed:
		p.Rect(c.x, c.y, c.w, c.h, "D")
	case heading:
		shade(tint, "FD")
	case optional:
		p.Rect(c.x, c.y, c.w, c.h, "D")
		p.stroke(grey, 0.6)
		p.dashes(c, 1.6, 2, 2)
	case required:
		shade(blush, "FD")
		p.stroke(red, 1.2)
		p.dashes(c, 1.4, 4, 2)
	}
}

func (p *printer) dashes(c *placed, inset, on, off float64) {
	p.SetDashPattern([]float64{on, off}, 0)
	p.Rect(c.x+inset, c.y+inset, c.w-2*inset, c.h-2*inset, "D")
	p.SetDashPattern(nil, 0)
}

// fill writes what a cell holds.
func (p *printer) fill(c *placed) {
	left, above, _ := c.air()
	y := c.y + above
	if c.tag.size > 0 {
		p.text(c.x+c.w-pad+1-c.tag.width(), y+c.tag.lead()*0.84, c.tag)
	}
	if len(c.label) == 0 {
		y += c.tag.lead()
	}
	for _, l := range slices.Concat(c.label, c.lines) {
		y += l.lead()
		p.text(c.x+left, y-l.lead()*0.22, l)
	}
}

// text draws a line on its baseline, run by run of one face; a character without one is a crossed box.
func (p *printer) text(x, y float64, l styled) {
	p.SetTextColor(l.ink[0], l.ink[1], l.ink[2])
	var run strings.Builder
	start, face := x, (*fonts.Face)(nil)
	flush := func() {
		if run.Len() > 0 {
			p.SetFont(p.family(face), "", l.size)
			p.Text(start, y, run.String())
			run.Reset()
		}
	}
	for _, g := range l.line {
		if g.face != face || g.face == nil || g.units != g.face.Advance(g.first) {
			flush()
			start, face = x, g.face
		}
		width := float64(g.units) * l.size / 1000
		if g.face == nil {
			p.crossed(x, y, width, l)
		} else {
			run.WriteRune(g.first)
			if g.units != g.face.Advance(g.first) { // a mark over the letter before: the pen stays
				flush()
				face = nil
			}
		}
		x += width
	}
	flush()
}

// crossed draws the box of a character that no font has, as one stroke: a hostile text can hold a million of them.
func (p *printer) crossed(x, y, width float64, l styled) {
	left, bottom, w, h := x+l.size*0.06, paperH-y, width-l.size*0.12, l.size*0.72
	c := func(v int) float64 { return float64(v) / 255 }
	p.RawWriteStr(fmt.Sprintf("q %.3f %.3f %.3f RG %.2f w %.2f %.2f %.2f %.2f re %.2f %.2f m %.2f %.2f l %.2f %.2f m %.2f %.2f l S Q\n",
		c(l.ink[0]), c(l.ink[1]), c(l.ink[2]), l.size/18, left, bottom, w, h,
		left, bottom, left+w, bottom+h, left, bottom+h, left+w, bottom))
}

// family puts a face into the file when it is first used; its name there must be the same every time.
func (p *printer) family(f *fonts.Face) string {
	if name, known := p.names[f]; known {
		return name
	}
	name := fmt.Sprintf("kairo%d", len(p.names))
	p.names[f] = name
	p.used = append(p.used, f.Name)
	p.AddUTF8FontFromBytes(name, "", slices.Clone(f.Data)) // a copy: the library writes padding into what it is given
	return name
}
