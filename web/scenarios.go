package web

import (
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/scenario"
)

// scenarioView is one built-in scenario as shown.
type scenarioView struct {
	scenario.Scenario
	Name    string // in the language of the page
	Foreign bool   // the name is in English on a page that is not
	Dates   string // in words; "" where it has none
	On      bool
	URL     string // the same page with it switched
}

// scenarioGroup are the facts, or what can be supposed.
type scenarioGroup struct {
	Title string
	List  []scenarioView
}

// span is from the first day of any of a scenario's changes to the first day on which none holds; zero is open.
func span(s scenario.Scenario) (from, to time.Time) {
	open := false
	add := func(f, t time.Time) {
		if !f.IsZero() && (from.IsZero() || f.Before(from)) {
			from = f
		}
		open = open || t.IsZero()
		if t.After(to) {
			to = t
		}
	}
	for _, c := range s.Changes {
		if c.From.IsZero() && c.To.IsZero() {
			add(s.From, s.To)
		} else {
			add(c.From, c.To)
		}
	}
	if open {
		to = time.Time{}
	}
	return from, to
}

// holds reports whether any change of a scenario holds on a day.
func holds(s scenario.Scenario, on time.Time) bool {
	for _, c := range s.Changes {
		from, to := c.From, c.To
		if from.IsZero() && to.IsZero() {
			from, to = s.From, s.To
		}
		if !on.Before(from) && (to.IsZero() || on.Before(to)) {
			return true
		}
	}
	return false
}

// dates says when a scenario holds.
func (t *tongue) dates(s scenario.Scenario) string {
	from, to := span(s)
	switch {
	case !from.IsZero() && !to.IsZero():
		return t.say("dates.between", "from", t.date(from), "to", t.date(to))
	case !from.IsZero():
		return t.say("dates.since", "from", t.date(from))
	case !to.IsZero():
		return t.say("dates.until", "to", t.date(to))
	}
	return ""
}

// isOn reports whether a form has a scenario on.
func isOn(f Form, s scenario.Scenario) bool {
	if s.Fact {
		return !slices.Contains(f.Without, s.ID)
	}
	return slices.Contains(f.Scenario, s.ID)
}

// scenarioView prepares one scenario; its address switches it.
func (t *tongue) scenarioView(f Form, s scenario.Scenario) scenarioView {
	v := scenarioView{Scenario: s, Name: t.named("scenario.name."+s.ID, s.Name), Dates: t.dates(s), On: isOn(f, s)}
	v.Foreign = t.lang != English && !t.known("scenario.name."+s.ID)
	other := f.fresh()
	flip := func(list []string, has bool) []string {
		if has {
			return slices.DeleteFunc(slices.Clone(list), func(id string) bool { return id == s.ID })
		}
		return append(slices.Clone(list), s.ID)
	}
	if s.Fact {
		other.Without = flip(f.Without, !v.On)
	} else {
		other.Scenario = flip(f.Scenario, v.On)
	}
	v.URL = "/?" + other.Query()
	return v
}

// scenarioGroups are all built-in scenarios, facts first, and what of them differs from the usual in a line.
func (s *Site) scenarioGroups(t *tongue, f Form) (groups []scenarioGroup, set string) {
	facts, supposed := scenarioGroup{Title: t.say("scenario.facts")}, scenarioGroup{Title: t.say("scenario.supposes")}
	var names []string
	for _, x := range s.opt.Scenarios {
		v := t.scenarioView(f, x)
		if x.Fact {
			facts.List = append(facts.List, v)
		} else {
			supposed.List = append(supposed.List, v)
		}
		switch {
		case x.Fact && !v.On:
			names = append(names, t.say("scenario.leftout")+" "+v.Name)
		case !x.Fact && v.On:
			names = append(names, v.Name)
		}
	}
	for _, g := range []scenarioGroup{facts, supposed} {
		if len(g.List) > 0 {
			groups = append(groups, g)
		}
	}
	if len(names) > 0 {
		set = t.say("form.set", "what", strings.Join(names, "; "))
	}
	return groups, set
}

// held are the scenarios that hold on a day in a form, and the facts that would but are left out.
func (s *Site) held(t *tongue, f Form, on time.Time) (held, left []scenarioView) {
	for _, x := range s.opt.Scenarios {
		v := t.scenarioView(f, x)
		switch {
		case v.On && (!x.Fact || holds(x, on)):
			held = append(held, v)
		case !v.On && x.Fact && holds(x, on):
			left = append(left, v)
		}
	}
	return held, left
}

// delta says how a journey differs from the same journey without any scenario; "" where it does not, or is not known.
func (t *tongue) delta(j *plan.Journey, before *plan.Answer) string {
	if before == nil {
		return ""
	}
	for _, p := range before.Frontier {
		if p.ID == j.ID {
			return t.difference("scenario.delta", j.MeanDays-p.MeanDays, j.USD-p.USD, j.KgCO2e-p.KgCO2e)
		}
	}
	return t.say("scenario.delta.new")
}

// difference says a difference in days, dollars and emissions; "" where all of it rounds to nothing.
func (t *tongue) difference(key string, d, usd, kg float64) string {
	days, money, mass := t.signed(d, 1), t.signed(usd, 0), t.signed(kg, 0)
	if days == "±0" && money == "±0" && mass == "±0" {
		return ""
	}
	return t.say(key, "days", days, "usd", money, "kg", mass)
}

// overall says how the fastest, cheapest and cleanest journey differ from those without any scenario.
func overall(t *tongue, p PlannerPage) string {
	if p.Before == nil || len(p.Before.Frontier) == 0 || len(p.Answer.Frontier) == 0 {
		return ""
	}
	least := func(ps []plan.Point, of func(plan.Point) float64) float64 {
		v := of(ps[0])
		for _, x := range ps {
			v = min(v, of(x))
		}
		return v
	}
	change := func(of func(plan.Point) float64) float64 {
		return least(p.Answer.Frontier, of) - least(p.Before.Frontier, of)
	}
	return t.difference("scenario.overall", change(func(x plan.Point) float64 { return x.MeanDays }), change(func(x plan.Point) float64 { return x.USD }), change(func(x plan.Point) float64 { return x.KgCO2e }))
}
