package document

import (
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/kairo-corridor/kairo/document/fonts"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/projection"
)

// PDFOptions say how a paper is printed.
type PDFOptions struct {
	Created       time.Time // the day and hour written into the file; required, so that the same paper gives the same bytes
	Demonstration bool      // a watermark and a line on every page: this is no customs document
	Fonts         fonts.Set // the zero Set is fonts.Builtin()
}

// Result says what was printed.
type Result struct {
	Pages   int
	Fonts   []string // names of the fonts in the file, in order of first use
	Barcode string   // "Code 128", "QR" or "" without one
	Missing []rune   // characters that no font could print, in order of code: boxes on the paper, and listed at its end
}

// PDF prints a document on A4, as a form of numbered boxes. The text can be selected and searched. Errors are fault.Limit for a
// paper beyond the bounds of this room, fault.Usage without a date, and those of the writer; nothing is written unless the whole
// paper could be made.
func PDF(w io.Writer, d projection.Document, opt PDFOptions) (Result, error) {
	if opt.Created.IsZero() {
		return Result{}, fault.New(fault.Usage, "a paper needs the time it was made").At("created").Mend("give PDFOptions.Created")
	}
	if err := bounded(d); err != nil {
		return Result{}, err
	}
	if len(opt.Fonts.Faces()) == 0 {
		opt.Fonts = fonts.Builtin()
	}
	mark, err := newBarcode(d.Barcode)
	if err != nil {
		return Result{}, err
	}
	s := &sheet{d: d, opt: opt, mark: mark, letters: newTypesetter(opt.Fonts, d.Language)}
	s.header()
	s.flow(s.body())
	s.flow(s.ending())
	if len(s.pages) > PagesMax {
		return Result{}, fault.New(fault.Limit, "the paper has %d pages", len(s.pages)).At("elements").Want("at most %d", PagesMax)
	}
	return s.print(w)
}

// bounded refuses what is beyond the limits, before anything is laid out.
func bounded(d projection.Document) error {
	if n := len(d.Elements); n > ElementsMax {
		return fault.New(fault.Limit, "%d elements", n).At("elements").Want("at most %d", ElementsMax)
	}
	total := 0
	check := func(s, format string, at ...any) error {
		if total += len(s); len(s) > TextBytesMax {
			return fault.New(fault.Limit, "a text of %d bytes", len(s)).At(format, at...).Want("at most %d", TextBytesMax)
		}
		return nil
	}
	for _, f := range [][2]string{{d.ID, "id"}, {d.Kind, "kind"}, {d.Title, "title"}, {d.Form, "form"}, {d.For, "for"}, {d.Country, "country"}} {
		if len(f[0]) > HeadBytesMax {
			return fault.New(fault.Limit, "a text of %d bytes in the head", len(f[0])).At("%s", f[1]).Want("at most %d", HeadBytesMax)
		}
	}
	for i, e := range d.Elements {
		for _, s := range []string{e.Box, e.Name, e.Value, e.How, e.Who} {
			if err := check(s, "elements/%d", i); err != nil {
				return err
			}
		}
	}
	for i, s := range slices.Concat(d.Blocked, d.Notes) {
		if err := check(s, "notes/%d", i); err != nil {
			return err
		}
	}
	for i, r := range d.Rules {
		if err := check(r.Text+r.Source+r.ID, "rules/%d", i); err != nil {
			return err
		}
	}
	if total > PaperBytesMax {
		return fault.New(fault.Limit, "the texts of the paper have %d bytes", total).At("elements").Want("at most %d", PaperBytesMax)
	}
	return nil
}

// readiness says in one line whether the paper can be lodged.
func readiness(d projection.Document) (text string, ready bool) {
	missing := 0
	for _, e := range d.Elements {
		if e.Origin == projection.Missing && e.Required {
			missing++
		}
	}
	switch n := len(d.Blocked); {
	case n == 1:
		return "NOT READY TO LODGE: the reason is at the end", false
	case n > 1:
		return fmt.Sprintf("NOT READY TO LODGE: %d reasons are at the end", n), false
	case missing > 0:
		return fmt.Sprintf("NOT READY TO LODGE: %s", count(missing, "required element is missing", "required elements are missing")), false
	}
	return "Nothing that is required is missing", true
}

// origins sums the elements by where they come from.
func origins(d projection.Document) string {
	n := map[projection.Origin]int{}
	for _, e := range d.Elements {
		n[e.Origin]++
	}
	return fmt.Sprintf("%s: %d typed, %d derived, %d defaulted, %d missing", count(len(d.Elements), "element", "elements"),
		n[projection.Typed], n[projection.Derived], n[projection.Defaulted], n[projection.Missing])
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
