package document

import (
	"io"
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/document/fonts"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/projection"
)

// JourneySheet is the printable plan of a journey: facts, then tables and paragraphs, in one language. The texts are those
// that are printed; Page has {page} and {pages} in it.
type JourneySheet struct {
	Language string // of the texts, "ja"; chooses between Chinese and Japanese forms of letters
	Title    string
	Over     string // small, above the title
	Under    string // small, below it
	Page     string // foot of every page
	Facts    [][2]string
	Parts    []JourneyPart
}

// JourneyPart is a table, a list of paragraphs, or both, under a heading.
type JourneyPart struct {
	Title string
	Head  []string // of the columns
	Share []float64
	Rows  [][]string
	Lines []string
}

// JourneyPDF prints the plan of a journey on A4; the same sheet and options give the same bytes. The text can be selected and
// searched. Errors are fault.Limit for a sheet beyond the bounds of this room, fault.Usage for a table whose rows do not
// fit its head, and those of the writer; nothing is written unless the whole sheet could be made.
func JourneyPDF(w io.Writer, j JourneySheet, opt PDFOptions) (Result, error) {
	if opt.Created.IsZero() {
		return Result{}, fault.New(fault.Usage, "a plan needs the time it was made").At("created").Mend("give PDFOptions.Created")
	}
	if err := j.check(); err != nil {
		return Result{}, err
	}
	if len(opt.Fonts.Faces()) == 0 {
		opt.Fonts = fonts.Builtin()
	}
	s := &sheet{d: projection.Document{Title: j.Title, Form: j.Over, ID: "", Language: j.Language}, opt: opt, letters: newTypesetter(opt.Fonts, j.Language), foot: j.Page}
	s.turn()
	s.form = s.set(oneLine(j.Over), false, 8, inner, navy)
	s.title = s.set(oneLine(j.Title), true, 15, inner, black)
	s.facts = s.set(oneLine(j.Under), false, 8, inner, grey)
	s.y = margin + height(s.form) + height(s.title) + height(s.facts) + 12
	s.flow(s.journeyFacts(j.Facts))
	for _, p := range j.Parts {
		s.flow(s.journeyPart(p))
	}
	if len(s.pages) > PagesMax {
		return Result{}, fault.New(fault.Limit, "the plan has %d pages", len(s.pages)).At("parts").Want("at most %d", PagesMax)
	}
	return s.print(w)
}

// check refuses what cannot be printed.
func (j *JourneySheet) check() error {
	total := len(j.Title) + len(j.Over) + len(j.Under)
	for _, f := range j.Facts {
		total += len(f[0]) + len(f[1])
	}
	for _, p := range j.Parts {
		if len(p.Head) != len(p.Share) || len(p.Head) > columnsMax {
			return fault.New(fault.Usage, "the table %q has %d heads and %d widths", p.Title, len(p.Head), len(p.Share)).At("parts").Want("as many of both, at most %d", columnsMax)
		}
		for i, r := range p.Rows {
			if len(r) != len(p.Head) {
				return fault.New(fault.Usage, "row %d of the table %q has %d cells", i+1, p.Title, len(r)).At("parts").Want("%d", len(p.Head))
			}
			for _, c := range r {
				total += len(c)
			}
		}
		for _, l := range p.Lines {
			total += len(l)
		}
	}
	if total > PaperBytesMax {
		return fault.New(fault.Limit, "the texts of the plan have %d bytes", total).At("parts").Want("at most %d", PaperBytesMax)
	}
	return nil
}

// journeyFacts sets facts two by two.
func (s *sheet) journeyFacts(facts [][2]string) []row {
	var elements []projection.Element
	for _, f := range facts {
		elements = append(elements, projection.Element{Name: f[0], Value: f[1], Origin: projection.Typed})
	}
	return s.grid(elements)
}

// journeyPart sets a heading, a table with its head on every page, and numbered paragraphs.
func (s *sheet) journeyPart(p JourneyPart) []row {
	out := []row{s.heading(p.Title)}
	if len(p.Head) > 0 {
		total := 0.0
		for _, w := range p.Share {
			total += w
		}
		line := func(texts []string, bold bool, e edge, color ink) row {
			var r row
			x := margin
			for i, text := range texts {
				w := p.Share[i] / total * inner
				r.cells = append(r.cells, cell{x: x, w: w, edge: e, lines: s.set(strings.TrimSpace(text), bold, tableSize-0.5, w-2*pad, color)})
				x += w
			}
			return r
		}
		head := line(p.Head, true, heading, navy)
		head.keep = true
		out = append(out, head)
		for _, texts := range p.Rows {
			r := line(texts, false, boxed, black)
			r.head = &head
			out = append(out, r)
		}
	}
	for i, l := range p.Lines {
		out = append(out, s.item(i+1, l))
	}
	return append(out, air())
}

// footOf is the foot of a page of a journey's plan.
func (s *sheet) footOf(i int) string {
	return strings.NewReplacer("{page}", strconv.Itoa(i+1), "{pages}", strconv.Itoa(len(s.pages))).Replace(s.foot)
}
