package reference

import (
	"encoding/csv"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/code"
	"github.com/kairo-corridor/kairo/fault"
)

// TariffLine is one line of a tariff. A line with a note may carry a lower temporary rate that is not in the data: show
// the base rate and the note.
type TariffLine struct {
	Territory string    `json:"territory"` // EAEU
	Code      string    `json:"code"`      // ten digits; of a built-in line as many as it has
	Printed   string    `json:"duty"`
	Footnote  string    `json:"footnote,omitempty"` // as printed, often glued to the rate: "1067С)" is 10, note 67C
	Edition   string    `json:"edition"`            // of the chapter, as printed
	ReadFrom  string    `json:"readFrom"`
	Rate      DutyRate  `json:"-"`
	Note      string    `json:"-"` // "67C"
	From      time.Time `json:"-"` // day of the edition: the line is not known to hold before
	Until     time.Time `json:"-"`
	Status    Status    `json:"-"`
	Where     string    `json:"-"`
}

// In reports whether the line is known to hold on a day.
func (l TariffLine) In(on time.Time) bool { return Span{From: l.From, Until: l.Until}.In(on) }

// tariffColumns are the columns of a tariff file.
var tariffColumns = []string{"tnved10", "import_duty", "footnote_as_printed", "chapter_edition", "read_from"}

// ParseTariff reads tariff lines of the Eurasian Economic Union from CSV with the columns tnved10, import_duty (as
// printed), footnote_as_printed, chapter_edition (DD.MM.YYYY, or a text with the year), read_from. A code may stand once for
// each edition: it holds until the next one. The error is a [fault.List] of every violation by line.
func ParseTariff(r io.Reader, name string) ([]TariffLine, error) {
	p := newParser(name)
	var out []TariffLine
	seen := map[string]string{}
	p.csv(r, name, tariffColumns, func(row []string) {
		l := TariffLine{Territory: "EAEU", Code: row[0], Printed: row[1], Footnote: row[2], Edition: row[3], ReadFrom: row[4]}
		if p.add(l.finish(p.at)) && p.once(seen, l.Code+" of "+l.Edition) {
			out = append(out, l)
		}
	})
	return out, p.faults.OrNil()
}

// WriteTariff writes lines as ParseTariff reads them.
func WriteTariff(w io.Writer, lines []TariffLine) error {
	c := csv.NewWriter(w)
	if err := c.Write(tariffColumns); err != nil {
		return err
	}
	for _, l := range lines {
		if err := c.Write([]string{l.Code, l.Printed, l.Footnote, l.Edition, l.ReadFrom}); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// successive sorts lines by code and edition and ends each where the next edition of its code begins.
func successive(lines []TariffLine) []TariffLine {
	out := sorted(lines, func(l TariffLine) string { return l.Code + l.From.Format(time.DateOnly) })
	for i := range len(out) - 1 {
		if out[i].Code == out[i+1].Code && out[i].Territory == out[i+1].Territory {
			out[i].Until = out[i+1].From
		}
	}
	return out
}

// finish fills what follows from the printed fields, and checks them.
func (l *TariffLine) finish(where string) *fault.Error {
	l.Where = where
	if v, err := code.Parse("tnved", l.Code); err != nil || !v.OK() || v.Text != l.Code {
		return fault.New(fault.BadField, "commodity code %q: %s", clip(l.Code), v.Finding.Text).At("%s: tnved10", where).Want("ten digits")
	}
	rate, err := ParseDuty(l.Printed)
	if err != nil {
		return fault.All(err)[0].At("%s: import_duty", where)
	}
	from, ok := editionDay(l.Edition)
	if !ok {
		return fault.New(fault.BadField, "edition %q has no date", clip(l.Edition)).At("%s: chapter_edition", where).Want("DD.MM.YYYY, or a text with the year")
	}
	if l.Territory == "" || l.ReadFrom == "" {
		return fault.New(fault.BadField, "the line does not say where it was read").At("%s: read_from", where)
	}
	l.Rate, l.Note, l.From, l.Status = rate, noteOf(l.Footnote, rate), from, Stated
	if strings.Contains(l.ReadFrom, "PDF") {
		l.Status = Verified // read in the official text
	}
	return nil
}

var (
	yearText = regexp.MustCompile(`(?:19|20)\d\d`)
	noteText = regexp.MustCompile(`(\d+)[CС]\)?`)
)

func editionDay(s string) (time.Time, bool) {
	if d, err := time.Parse("02.01.2006", strings.TrimSpace(s)); err == nil {
		return d, true
	}
	if y := yearText.FindString(s); y != "" {
		d, err := time.Parse("2006", y)
		return d, err == nil
	}
	return time.Time{}, false
}

// noteOf is the number of the C note in a footnote as printed. The rate stands before it without a space ("1067С)" is 10,
// note 67C; "6,563С)" is 6.5, note 63C) and is taken off.
func noteOf(footnote string, rate DutyRate) string {
	t := strings.TrimSpace(footnote)
	if rest, ok := strings.CutPrefix(t, strings.ReplaceAll(decimal(rate.BasisPts, 2), ".", ",")); ok && rest != "" && rest[0] >= '0' && rest[0] <= '9' {
		t = rest
	}
	if m := noteText.FindStringSubmatch(t); m != nil {
		return m[1] + "C"
	}
	return ""
}
