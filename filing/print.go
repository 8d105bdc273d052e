package filing

import (
	"fmt"
	"io"
	"strings"
	"unicode"
)

// width is how far lines run before they wrap.
const width = 116

// Print writes the four layers for people: UTF-8, aligned. What is recalled is marked "(unverified)", Kairo's own office
// codes "(demonstration number)", codes not read in an official list "(unofficial)".
func (p Plan) Print(w io.Writer) error {
	t := &printer{cited: map[string]bool{}}
	t.line("Filing plan of %s: %s", p.Date.Format("2 January 2006"), p.Title)
	t.wrap("", "", arrow(p.Route))
	t.head("1  Customs regime")
	for _, s := range p.Customs {
		t.stretch(s)
	}
	t.none(len(p.Customs))
	t.head("2  Carriage contract")
	for _, c := range p.Carriage {
		t.contract(c)
	}
	t.none(len(p.Carriage))
	t.head("3  Guarantee")
	for _, g := range p.Guarantee {
		t.guarantee(g)
	}
	t.none(len(p.Guarantee))
	t.head("4  Security and advance data")
	for _, a := range p.Security {
		t.item(a.ID, a.Name, a.To)
		t.field("due", a.Due)
		t.field("by", a.Who)
		t.field(a.met())
		t.rules(a.Rules)
	}
	t.none(len(p.Security))
	t.decisions(p.Decisions)
	t.comparisons(p)
	t.alternatives(p.Alternatives)
	t.findings(p.Findings)
	_, err := io.WriteString(w, t.b.String())
	return err
}

type printer struct {
	b     strings.Builder
	cited map[string]bool
}

func (t *printer) line(format string, args ...any) {
	t.b.WriteString(strings.TrimRight(fmt.Sprintf(format, args...), " ") + "\n")
}

func (t *printer) head(s string) { t.line("\n%s", s) }

func (t *printer) none(n int) {
	if n == 0 {
		t.line("    none")
	}
}

// item is the first line of an entry: id, name, and where.
func (t *printer) item(id, name, where string) {
	t.line("%s%s%s", pad("  "+id, 6), pad(name, 64), where)
}

func (t *printer) field(label, value string) {
	if value != "" {
		t.wrap("      "+pad(label, 10), strings.Repeat(" ", 16), value)
	}
}

// rules prints citations; one that was printed before is only named.
func (t *printer) rules(rules []Rule) {
	var before []string
	for _, r := range rules {
		if t.cited[r.ID] {
			before = append(before, "["+r.ID+"]")
			continue
		}
		t.cited[r.ID] = true
		t.wrap("      · ", "        ", r.String())
	}
	if len(before) > 0 {
		t.wrap("      · ", "        ", "as above: "+strings.Join(before, " "))
	}
}

// String prints a citation: its text, "(unverified)" where it is recalled, its id and dates.
func (r Rule) String() string {
	s := r.Text
	if r.Status == Recalled {
		s += " (unverified)"
	}
	s += " [" + r.ID
	if r.Since != "" {
		s += ", since " + r.Since
	}
	if len(r.Since) == len("2006-01-02") && r.Effective != "" {
		s += ", in effect " + r.Effective
	}
	if r.Until != "" {
		s += ", until " + r.Until
	}
	return s + "]"
}

func (t *printer) stretch(s Stretch) {
	t.item(s.ID, s.Name, s.Administration)
	t.field("way", way(s.FromName, s.ToName)+legs(s.FirstLeg, s.LastLeg))
	t.field("file", s.Form)
	t.field("by", s.Declarant)
	if s.Destination.Code == s.Departure.Code {
		t.field("at", s.Departure.String())
	} else {
		t.field("from", s.Departure.String())
		for _, o := range s.Passage {
			t.field("through", o.String())
		}
		t.field("to", s.Destination.String())
	}
	if s.LimitDays > 0 {
		t.field("within", fmt.Sprintf("%d days", s.LimitDays))
	}
	t.field("why", s.Why)
	t.rules(s.Rules)
}

func (t *printer) contract(c Contract) {
	t.item(c.ID, c.Name, "")
	t.field("way", way(c.FromName, c.ToName)+legs(c.FirstLeg, c.LastLeg))
	t.field("law", change(c.Change))
	if len(c.ServesAs) > 0 {
		t.field("serves", "may be the declaration of "+strings.Join(c.ServesAs, ", "))
	}
	t.field("why", c.Why)
	t.rules(c.Rules)
}

func change(place string) string {
	if place == "" {
		return ""
	}
	return "changes at " + place
}

func (t *printer) guarantee(g Guarantee) {
	amount := "no amount"
	if g.Amount != nil {
		amount = g.Amount.String()
		if g.Estimated {
			amount += " (estimate)"
		}
	}
	if g.Kind == "not-required" {
		amount = ""
	}
	t.item(g.ID, strings.ReplaceAll(g.Kind, "-", " ")+", for "+g.Stretch, amount)
	t.field("by", g.Guarantor)
	t.field("note", g.Note)
	for _, c := range g.Cover {
		t.field("named", strings.TrimSuffix(fmt.Sprintf("%s, type %s, at the office of guarantee of %s, for %s: %s", c.GRN, c.Type, g.Office, c.Amount, c.Note), ": "))
	}
	t.rules(g.Rules)
}

// met says what takes the place of advance data, or what they stand for themselves.
func (a Advance) met() (label, text string) {
	switch {
	case strings.HasPrefix(a.ReplacedBy, "S"):
		return "met by", "the declaration of " + a.ReplacedBy + ", lodged in advance: it replaces this"
	case a.ReplacedBy != "":
		return "met by", a.ReplacedBy + ", which carries it"
	case len(a.ServesAs) > 0 && a.Kind == "manifest":
		return "serves", "it is the declaration of " + strings.Join(a.ServesAs, ", ")
	case len(a.ServesAs) > 0:
		return "serves", "complete, it counts as the electronic copy of the declaration of " + strings.Join(a.ServesAs, ", ")
	}
	return "", ""
}

func (t *printer) decisions(list []Decision) {
	if len(list) == 0 {
		return
	}
	t.head("Also decided")
	for _, d := range list {
		t.item(d.ID, strings.ReplaceAll(d.Subject, "-", " "), d.About)
		t.field("answer", d.Answer)
		t.rules(d.Rules)
	}
}

// The columns of the comparison, the last to the end of the line.
const wayWidth, statusWidth, filingsWidth, moneyWidth, feesWidth = 42, 12, 11, 18, 16

// comparisons prints a table for each part of the way: what was chosen, and below it what else could be.
func (t *printer) comparisons(p Plan) {
	t.head("Compared")
	for _, k := range p.Comparisons {
		t.line("  %s%s", pad(k.ID, 4), strings.Join(k.Of, " "))
		t.line("      %s%s%s%s%s%s", pad("way", wayWidth), pad("status", statusWidth), pad("filings", filingsWidth), pad("guarantee", moneyWidth), pad("fees known", feesWidth), "time")
		t.measure(cut("as planned: "+strings.Join(k.Names, ", ")), "chosen", k.Measure)
		t.field("why", k.Why)
		for _, a := range p.Alternatives {
			for _, id := range k.Alternatives {
				if id == a.ID {
					t.measure(cut(a.ID+": "+a.Name), a.Status, a.Measure)
				}
			}
		}
	}
	t.none(len(p.Comparisons))
}

// measure prints one row; what does not fit the columns follows below.
func (t *printer) measure(name, status string, m Measure) {
	filings, money, charges := "-", "-", "unknown"
	if status == "chosen" || status == "lawful" {
		filings = fmt.Sprint(m.Filings)
	}
	if m.Spared > 0 {
		filings += fmt.Sprintf(", %d met", m.Spared)
	}
	if m.Guarantee != nil {
		money = m.Guarantee.String()
	}
	if m.AtLeast {
		money = "≥ " + money
	}
	if len(m.Fees) > 0 {
		charges = m.Fees[0].Amount.String()
		if len(m.Fees) > 1 {
			charges = fmt.Sprintf("%d, below", len(m.Fees))
		}
	}
	time := "unknown"
	if m.Time != "" {
		time = "below"
	}
	t.line("      %s%s%s%s%s%s", pad(name, wayWidth), pad(status, statusWidth), pad(filings, filingsWidth), pad(money, moneyWidth), pad(charges, feesWidth), time)
	t.under("guarantee: " + m.GuaranteeNote)
	if m.Time != "" {
		t.under("time: " + m.Time)
	}
	for _, f := range m.Fees {
		t.under(f.Amount.String() + " for " + f.For + " [" + f.Rule + "]")
	}
}

func (t *printer) under(text string) { t.wrap("        ", "        ", text) }

// cut shortens a text to the first column.
func cut(s string) string {
	r := []rune(s)
	for len(r) > 0 && columns(string(r)) > wayWidth-2 {
		r = r[:len(r)-1]
	}
	if len(r) < len([]rune(s)) {
		return string(r[:len(r)-1]) + "…"
	}
	return s
}

func (t *printer) alternatives(list []Alternative) {
	t.head("Alternatives")
	for _, a := range list {
		name := a.Name
		if len(a.Countries) > 0 {
			name += ", " + strings.Join(a.Countries, " ")
		}
		if len(a.Replaces) > 0 {
			name += ", for " + strings.Join(a.Replaces, " ")
		}
		t.item(a.ID, name, a.Status)
		t.field("why", a.Why)
		t.field("ceiling", ceilings(a))
		t.rules(a.Rules)
	}
	t.none(len(list))
}

// ceilings names what a carnet secures in each territory.
func ceilings(a Alternative) string {
	var out []string
	for _, c := range a.Ceilings {
		if c.Amount == nil {
			out = append(out, c.Country+" not found")
			continue
		}
		out = append(out, c.Country+" "+c.Amount.String())
	}
	return strings.Join(out, ", ")
}

// findings are printed by level; what is unverified stands marked above and is only listed here.
func (t *printer) findings(list []Finding) {
	t.head("Findings")
	for _, level := range []string{"barred", "missing", "info"} {
		for _, f := range list {
			if f.Level == level {
				t.wrap("  "+pad(level, 12), strings.Repeat(" ", 14), f.Text+" ["+f.Path+"]")
			}
		}
	}
	var rules, offices []string
	for _, f := range list {
		kind, id, _ := strings.Cut(f.Path, "/")
		switch {
		case f.Level != "unverified":
		case kind == "rules":
			rules = append(rules, id)
		case kind == "offices":
			offices = append(offices, id)
		default:
			t.wrap("  "+pad("unverified", 12), strings.Repeat(" ", 14), f.Text+" ["+f.Path+"]")
		}
	}
	t.unverified("recalled, check before relying on it: ", rules)
	t.unverified("office codes that are not official: ", offices)
	t.none(len(list))
}

func (t *printer) unverified(what string, ids []string) {
	if len(ids) > 0 {
		t.wrap("  "+pad("unverified", 12), strings.Repeat(" ", 14), what+strings.Join(ids, ", "))
	}
}

// String prints an office with its code and what the code is worth.
func (o Office) String() string {
	s := o.Name + ", " + o.Code
	switch {
	case o.Demo:
		s += " (demonstration number)"
	case !o.Official:
		s += " (unofficial)"
	}
	return s
}

func legs(first, last int) string {
	if first == last {
		return fmt.Sprintf(" (leg %d)", first+1)
	}
	return fmt.Sprintf(" (legs %d to %d)", first+1, last+1)
}

// way is one place, or from one to another.
func way(from, to string) string {
	if from == to {
		return from
	}
	return from + " → " + to
}

// pad fills a text with blanks to a width.
func pad(s string, n int) string {
	return s + strings.Repeat(" ", max(1, n-columns(s)))
}

// columns is the width of a text on a screen: Chinese, Japanese and Korean signs take two.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= 0x1100 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) || r >= 0xff01 && r <= 0xff60 {
			n++
		}
	}
	return n
}

// wrap writes words after a first prefix and continues on lines with the other.
func (t *printer) wrap(first, rest, text string) {
	line, used, empty := first, columns(first), true
	for _, word := range strings.Fields(text) {
		w := columns(word)
		if !empty && used+1+w > width {
			t.line("%s", line)
			line, used, empty = rest, columns(rest), true
		}
		if !empty {
			line, used = line+" ", used+1
		}
		line, used, empty = line+word, used+w, false
	}
	t.line("%s", line)
}
