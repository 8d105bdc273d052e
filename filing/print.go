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
		t.rules(a.Rules)
	}
	t.none(len(p.Security))
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
	t.rules(s.Rules)
}

func (t *printer) contract(c Contract) {
	t.item(c.ID, c.Name, "")
	t.field("way", way(c.FromName, c.ToName)+legs(c.FirstLeg, c.LastLeg))
	t.field("law", change(c.Change))
	if len(c.ServesAs) > 0 {
		t.field("serves", "may be the declaration of "+strings.Join(c.ServesAs, ", "))
	}
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
	t.rules(g.Rules)
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
		if a.Ceiling != nil {
			t.field("ceiling", a.Ceiling.String())
		}
		t.rules(a.Rules)
	}
	t.none(len(list))
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
