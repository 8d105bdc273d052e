package filing

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/reference"
)

// cite turns rule ids into citations as of the day; a rule not in force on the day is left out.
func (b *builder) cite(ids ...string) []Rule {
	var out []Rule
	for _, id := range ids {
		if r, ok := b.ref.Rule(id, b.on); ok {
			out = append(out, b.row(r.ID, r.Text, r.Span, r.Origin))
		}
	}
	return out
}

// party cites what makes a territory a party to a convention on the day.
func (b *builder) party(territory, convention string) (Rule, bool) {
	m, ok := b.ref.Party(territory, convention, b.on)
	if !ok {
		return Rule{}, false
	}
	return b.member(m), true
}

func (b *builder) member(m reference.Membership) Rule {
	text := b.ref.Name(m.Territory) + " " + conventionName(m.Convention)
	switch {
	case m.Basis == "deposit":
		text += ", deposited " + m.FromText + ", counted from the ninetieth day"
	case !m.Dated():
		text += ", since when is not in the data"
	}
	if m.Note != "" {
		text += " (" + m.Note + ")"
	}
	return b.row("party/"+m.Convention+"/"+m.Territory, text, m.Span, m.Origin)
}

// conventionName says what a party to a convention does.
func conventionName(c string) string {
	switch c {
	case "TIR":
		return "is a party to the TIR Convention 1975"
	case "eTIR":
		return "is live in eTIR (TIR Annex 11)"
	case "CTC":
		return "is a party to the Common Transit Convention"
	case "CIM-SMGS":
		return "takes the CIM/SMGS common note"
	}
	return "is a party to " + c
}

// row turns a data row into a citation.
func (b *builder) row(id, text string, s reference.Span, o reference.Origin) Rule {
	r := Rule{ID: id, Text: text, Since: s.FromText, Until: s.UntilText, Status: Status(o.Status), Source: o.Source}
	if s.Dated() && s.From.Format(time.DateOnly) != s.FromText {
		r.Effective = s.From.Format(time.DateOnly)
	}
	return r
}

func (b *builder) find(level, path, format string, args ...any) {
	f := Finding{Level: level, Path: path, Text: fmt.Sprintf(format, args...)}
	if !slices.Contains(b.plan.Findings, f) {
		b.plan.Findings = append(b.plan.Findings, f)
	}
}

// unverified lists every recalled rule that the plan cites, once, with the places that cite it, and every demonstration
// number.
func (b *builder) unverified() {
	type use struct {
		rule   Rule
		places []string
	}
	var uses []*use
	note := func(place string, rules []Rule) {
		for _, r := range rules {
			if r.Status != Recalled {
				continue
			}
			i := slices.IndexFunc(uses, func(u *use) bool { return u.rule.ID == r.ID })
			if i < 0 {
				i, uses = len(uses), append(uses, &use{rule: r})
			}
			if !slices.Contains(uses[i].places, place) {
				uses[i].places = append(uses[i].places, place)
			}
		}
	}
	b.eachRules(note)
	for _, u := range uses {
		b.find("unverified", "rules/"+u.rule.ID, "%s (used by %s)", u.rule.Text, strings.Join(u.places, ", "))
	}
	for _, s := range b.plan.Customs {
		for _, o := range append([]Office{s.Departure, s.Destination}, s.Passage...) {
			switch {
			case o.Demo:
				b.find("unverified", "offices/"+o.Code, "the code of %s is unknown: %s is a demonstration number", o.Name, o.Code)
			case !o.Official:
				b.find("unverified", "offices/"+o.Country+"-"+o.Code, "the code %s of %s was not read in an official list (%s)", o.Code, o.Name, o.Source)
			}
		}
	}
}

// eachRules visits the citations of every part of the plan.
func (b *builder) eachRules(visit func(place string, rules []Rule)) {
	for _, s := range b.plan.Customs {
		visit(s.ID, s.Rules)
	}
	for _, c := range b.plan.Carriage {
		visit(c.ID, c.Rules)
	}
	for _, g := range b.plan.Guarantee {
		visit(g.ID, g.Rules)
	}
	for _, a := range b.plan.Security {
		visit(a.ID, a.Rules)
	}
	for _, d := range b.plan.Decisions {
		visit(d.ID, d.Rules)
	}
	for _, a := range b.plan.Alternatives {
		visit(a.ID, a.Rules)
	}
	for _, k := range b.plan.Comparisons {
		visit(k.ID, k.Rules)
	}
}
