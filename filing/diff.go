package filing

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Change is one difference between the plans of one journey on two dates.
type Change struct {
	Layer   string `json:"layer"`   // customs, carriage, guarantee, security, decision, alternative
	Subject string `json:"subject"` // what it is about, for people
	Before  string `json:"before"`  // on the first date; "" where there was nothing
	After   string `json:"after"`
	Why     []Rule `json:"why"` // the rules that begin or end between the dates; where none does, those cited on one side only
}

// String is the change for people, on one line.
func (c Change) String() string {
	s := c.Subject + ": "
	switch {
	case c.Before == "":
		s += "new, " + c.After
	case c.After == "":
		s += "no longer, was " + c.Before
	default:
		s += c.Before + " → " + c.After
	}
	var why []string
	for _, r := range c.Why {
		w := r.ID
		if r.Since != "" {
			w += " since " + r.Since
		}
		if r.Until != "" {
			w += " until " + r.Until
		}
		if r.Status == Recalled {
			w += ", unverified"
		}
		why = append(why, w)
	}
	if len(why) == 0 {
		return s
	}
	return s + " [" + strings.Join(why, "; ") + "]"
}

// fact is one thing a plan says, under a key that is the same on every date.
type fact struct {
	layer, key, value string
	rules             []Rule
}

// Diff tells what differs between two plans of the same journey and consignment on two dates, and the rules and dates that
// made it so. It compares by territory, so that a stretch that is joined or cut shows as a change in each territory.
func Diff(a, b Plan) []Change {
	before, after := facts(a), facts(b)
	var out []Change
	add := func(x, y fact) {
		if x.value == y.value {
			return
		}
		c := Change{Layer: x.layer + y.layer, Subject: x.key + y.key, Before: x.value, After: y.value}
		if x.key == y.key {
			c.Layer, c.Subject = x.layer, x.key
		}
		c.Why = reasons(a.Date, b.Date, x.rules, y.rules)
		if n := len(out); n > 0 && sameChange(out[n-1], c) {
			out[n-1].Subject += ", " + strings.TrimPrefix(c.Subject, firstWords(c.Subject))
			return
		}
		out = append(out, c)
	}
	for _, x := range before {
		y, _ := named(after, x.key)
		add(x, y)
	}
	for _, y := range after {
		if _, known := named(before, y.key); !known {
			add(fact{}, y)
		}
	}
	slices.SortStableFunc(out, func(x, y Change) int { return slices.Index(layers, x.Layer) - slices.Index(layers, y.Layer) })
	return out
}

var layers = []string{"customs", "carriage", "guarantee", "security", "decision", "alternative"}

func named(list []fact, key string) (fact, bool) {
	i := slices.IndexFunc(list, func(f fact) bool { return f.key == key })
	if i < 0 {
		return fact{}, false
	}
	return list[i], true
}

// sameChange reports whether two changes say the same of two territories.
func sameChange(x, y Change) bool {
	return x.Layer == y.Layer && x.Before == y.Before && x.After == y.After && strings.HasPrefix(x.Subject, firstWords(y.Subject))
}

// firstWords is the part of a subject before the territory: "transit through ".
func firstWords(s string) string {
	i := strings.LastIndex(s, " ")
	return s[:i+1]
}

// facts lists what a plan says, by territory.
func facts(p Plan) []fact {
	var out []fact
	add := func(layer, key, value string, rules []Rule) {
		if i := slices.IndexFunc(out, func(f fact) bool { return f.key == key }); i >= 0 {
			if out[i].value != value {
				out[i].value += "; " + value
			}
			out[i].rules = append(out[i].rules, rules...)
			return
		}
		out = append(out, fact{layer, key, value, slices.Clone(rules)})
	}
	of := map[string]Stretch{}
	for _, s := range p.Customs {
		of[s.ID] = s
		for _, c := range s.Countries {
			add("customs", stretchKey(s)+c, s.Name+", "+s.Form+limitWords(s), s.Rules)
		}
	}
	for _, c := range p.Carriage {
		add("carriage", "carriage "+notesKey(c), c.Name+" "+way(c.FromName, c.ToName), c.Rules)
	}
	for _, g := range p.Guarantee {
		for _, c := range of[g.Stretch].Countries {
			add("guarantee", "guarantee for transit through "+c, g.brief(), g.Rules)
		}
	}
	for _, a := range p.Security {
		add("security", a.Kind+" for "+a.To, a.brief(), a.Rules)
	}
	for _, d := range p.Decisions {
		if d.Subject == "advance-data" || d.Subject == "common-transit" {
			continue // the change they announce is told where it happens
		}
		add("decision", d.Subject+" for "+d.About, d.Answer, d.Rules)
	}
	for _, a := range p.Alternatives {
		alternativeFacts(a, of, add)
	}
	return out
}

// alternativeFacts says by territory whether another way is lawful; the rules of what it would replace belong to the reason.
func alternativeFacts(a Alternative, of map[string]Stretch, add func(layer, key, value string, rules []Rule)) {
	if len(a.Countries) == 0 {
		add("alternative", "possible on the same way "+a.Kind, a.Status, a.Rules)
	}
	for _, c := range a.Countries {
		rules := slices.Clone(a.Rules)
		for _, id := range a.Replaces {
			if slices.Contains(of[id].Countries, c) {
				rules = append(rules, of[id].Rules...)
			}
		}
		add("alternative", a.Kind+" as another way for "+c, a.Status, rules)
	}
}

func stretchKey(s Stretch) string {
	switch s.Regime {
	case "export":
		return "export from "
	case "import":
		return "import into "
	}
	return "transit through "
}

// notesKey groups contracts: notes by rail are compared together, so that one note in place of two is one change.
func notesKey(c Contract) string {
	switch c.Kind {
	case "smgs", "cim", "cim-smgs":
		return "by rail"
	case "bill-of-lading":
		return "by sea from " + c.FromName
	}
	return "from " + c.FromName
}

func limitWords(s Stretch) string {
	if s.LimitDays == 0 {
		return ""
	}
	return fmt.Sprintf(", within %d days", s.LimitDays)
}

func (g Guarantee) brief() string {
	s := strings.ReplaceAll(g.Kind, "-", " ")
	if g.Amount != nil {
		s += ", " + g.Amount.String()
	}
	return s
}

func (a Advance) brief() string {
	s := a.Name
	if a.Due != "" {
		s += ", " + a.Due
	}
	if a.ReplacedBy != "" {
		s += ", met by " + a.ReplacedBy
	}
	return s
}

// reasons are the rules of either side that begin or end between two dates; where none does, those of one side only.
func reasons(a, b time.Time, before, after []Rule) []Rule {
	if b.Before(a) {
		a, b, before, after = b, a, after, before
	}
	var dated, only []Rule
	take := func(list []Rule, r Rule) []Rule {
		if slices.Contains(list, r) {
			return list
		}
		return append(list, r)
	}
	has := func(list []Rule, r Rule) bool { return slices.Contains(list, r) }
	for _, r := range after {
		if within(r.start(), a, b) && !has(before, r) {
			dated = take(dated, r)
		}
	}
	for _, r := range before {
		if (within(r.Until, a, b) || within(r.start(), a, b)) && !has(after, r) && !cites(dated, r.ID) {
			dated = take(dated, r)
		}
	}
	if len(dated) > 0 {
		return dated
	}
	for _, r := range append(slices.Clone(before), after...) {
		if has(before, r) != has(after, r) {
			only = take(only, r)
		}
	}
	return only
}

func (r Rule) start() string {
	if r.Effective != "" {
		return r.Effective
	}
	return r.Since
}

// within reports whether a day, month or year begins after a and not after b.
func within(text string, a, b time.Time) bool {
	for _, layout := range []string{time.DateOnly, "2006-01", "2006"} {
		if d, err := time.Parse(layout, text); err == nil {
			return d.After(a) && !d.After(b)
		}
	}
	return false
}
