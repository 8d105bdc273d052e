package measure

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// What the text shows of long lists; the JSON has them whole.
const (
	findingsShown = 40
	journeysShown = 12
)

// Print writes the report as aligned text.
func (r Report) Print(w io.Writer) error {
	p := &printer{w: w}
	if len(r.Sections) == 0 {
		p.line("No events: nothing to measure.")
	}
	for i, s := range r.Sections {
		if i > 0 {
			p.line("")
		}
		p.section(s)
	}
	if len(r.Sections) > 0 {
		p.line("\nP50 and P90: %s.", r.Quantiles)
	}
	return p.err
}

// printer keeps the first error of writing.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

// tableAs aligns rows of cells, each column to the left (l) or the right (r).
func (p *printer) tableAs(sides string, rows [][]string) {
	var width []int
	for _, row := range rows {
		for i, c := range row {
			if i == len(width) {
				width = append(width, 0)
			}
			width[i] = max(width[i], utf8.RuneCountInString(c))
		}
	}
	for _, row := range rows {
		text := ""
		for i, c := range row {
			pad := strings.Repeat(" ", width[i]-utf8.RuneCountInString(c))
			if sides[i] == 'l' {
				text += "  " + c + pad
			} else {
				text += "  " + pad + c
			}
		}
		p.line("%s", strings.TrimRight(text, " "))
	}
}

func (p *printer) section(s Section) {
	p.line("%s: %s of %s, %s to %s", title(s.Source), count(s.Events, "event"), count(s.Consignments, "consignment"), s.First.Format("2006-01-02"), s.Last.Format("2006-01-02"))
	p.crossings(s)
	p.speeds(s)
	p.line("\nCAREC trade facilitation indicators")
	rows := [][]string{}
	for _, t := range s.Indicators {
		rows = append(rows, []string{t.Code, number(t.Value), t.Unit, fmt.Sprintf("n %d", t.N), t.Name + "; " + t.Note})
	}
	p.tableAs("lrlrl", rows)
	p.findings(s)
}

func (p *printer) crossings(s Section) {
	if len(s.Crossings) == 0 {
		p.line("\nNo border crossing has both its events.")
		return
	}
	p.line("\nDwell at borders in hours, from joining the queue to leaving on the other side")
	rows := [][]string{{"crossing", "direction", "mode", "n", "mean", "sd", "P50", "P90", "max"}}
	for _, c := range s.Crossings {
		rows = append(rows, append([]string{c.Crossing, c.Direction(), dash(c.Mode)}, statistics(c.Hours)...))
	}
	p.tableAs("lllrrrrrr", append(rows, append([]string{"all", "", ""}, statistics(s.Borders)...)))
}

// statistics are the cells n, mean, sd, P50, P90, max; of fewer than two a deviation says nothing.
func statistics(h Stats) []string {
	sd := "–"
	if h.N > 1 {
		sd = decimal(h.SD)
	}
	return []string{strconv.Itoa(h.N), decimal(h.Mean), sd, decimal(h.P50), decimal(h.P90), decimal(h.Max)}
}

func decimal(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

func (p *printer) speeds(s Section) {
	v := s.Speed
	p.line("\nSpeed over %d of %d journeys (those with every leg and distance known)", v.Journeys, len(s.Journeys))
	if v.Journeys == 0 {
		return
	}
	p.line("  without delay (SWOD) %s km/h, with delay (SWD) %s km/h; each journey once: %.1f and %.1f", number(v.SWOD), number(v.SWD), v.EachSWOD.Mean, v.EachSWD.Mean)
	share := 0.0
	if v.Km > 0 {
		share = 100 * v.KmSourced / v.Km
	}
	p.line("  %.0f km (%.0f %% of published length), %.1f h in motion, %.1f h in all, of which %.1f h at borders (%s)", v.Km, share, v.MovingHours, v.TotalHours, v.BorderHours, percent(v.BorderShare))
	rows := [][]string{{"mode", "km", "h moving", "SWOD", "borders n", "mean h"}}
	for _, m := range s.Modes {
		rows = append(rows, []string{m.Mode, strconv.FormatFloat(m.Km, 'f', 0, 64), decimal(m.MovingHours), number(m.SWOD), strconv.Itoa(m.BorderHours.N), mean(m.BorderHours)})
	}
	p.tableAs("lrrrrr", rows)
	p.journeys(s.Journeys)
}

// journeys prints the speed of each journey, the first [journeysShown].
func (p *printer) journeys(journeys []Journey) {
	p.line("")
	rows := [][]string{{"consignment", "km", "h moving", "h border", "h total", "SWOD", "SWD", ""}}
	for i, j := range journeys {
		if i == journeysShown {
			break
		}
		note := j.Why
		if j.UnderWay && note == "" {
			note = "under way"
		}
		rows = append(rows, []string{j.Consignment, strconv.FormatFloat(j.Km, 'f', 0, 64), decimal(j.MovingHours), decimal(j.BorderHours), decimal(j.TotalHours), number(j.SWOD), number(j.SWD), note})
	}
	p.tableAs("lrrrrrrl", rows)
	if len(journeys) > journeysShown {
		p.line("  … and %d more; the JSON report has them", len(journeys)-journeysShown)
	}
}

func (p *printer) findings(s Section) {
	total := len(s.Findings) + s.Hidden
	if total == 0 {
		p.line("\nNo findings: every stay and movement has its beginning and its end.")
		return
	}
	p.line("\n%s", count(total, "finding"))
	for i, f := range s.Findings {
		if i == findingsShown {
			p.line("  … and %d more; the JSON report has them", total-findingsShown)
			return
		}
		p.line("  %-12s %s %s: %s", f.What, f.Consignment, f.Subject, f.Text)
	}
}

func number(v *float64) string {
	if v == nil {
		return "–"
	}
	return decimal(*v)
}

func percent(v *float64) string {
	if v == nil {
		return "–"
	}
	return fmt.Sprintf("%.1f %%", 100**v)
}

func mean(s Stats) string {
	if s.N == 0 {
		return "–"
	}
	return decimal(s.Mean)
}

// count prints a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

func dash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func title(s string) string {
	if s == "" {
		return "Unknown source"
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
