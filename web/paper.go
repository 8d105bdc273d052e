package web

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/plan"
)

// Paper is the printable plan of one journey, its texts in one language.
type Paper struct {
	Language, Title, Over, Under, Page string
	Facts                              [][2]string
	Parts                              []PaperPart
}

// PaperPart is a table, a list of paragraphs, or both.
type PaperPart struct {
	Title string
	Head  []string
	Share []float64 // of the width
	Rows  [][]string
	Lines []string
}

// Paper sets the plan of the journey with an id, or of the one a page would choose. held are the scenarios that held.
func (s *Site) Paper(l Lang, a plan.Answer, id string, now time.Time, held []string) Paper {
	t := s.tongue(Visit{Lang: l})
	j := &a.Journeys[choose(id, &a)]
	from, to := t.place(a.From.Code, a.From.Name), t.place(a.To.Code, a.To.Name)
	p := Paper{Language: string(t.lang), Title: from + " → " + to, Over: t.say("paper.title"), Under: t.say("paper.sub") + " · " + t.say("paper.made", "date", t.date(now)),
		Page: t.say("paper.page")}
	p.Facts = t.paperFacts(s, &a, j, held)
	p.Parts = append(p.Parts, PaperPart{Title: t.say("table.title"), Lines: []string{t.say("paper.note")}})
	p.Parts[0].Title = t.corridor(j.CorridorID, j.Corridor)
	p.Parts = append(p.Parts, t.paperLegs(s, j))
	if c := t.paperCosts(j); len(c.Rows) > 0 {
		p.Parts = append(p.Parts, c)
	}
	if len(j.Notices) > 0 {
		p.Parts = append(p.Parts, PaperPart{Title: t.say("paper.notices"), Lines: j.Notices})
	}
	if sources := paperSources(j); len(sources) > 0 {
		p.Parts = append(p.Parts, PaperPart{Title: t.say("paper.sources"), Lines: sources})
	}
	return p
}

func (t *tongue) paperFacts(s *Site, a *plan.Answer, j *plan.Journey, held []string) [][2]string {
	r := a.Request
	var names, limits []string
	for _, c := range j.Countries {
		names = append(names, t.country(c))
	}
	f := Form{Class: r.Class, Avoid: r.Avoid}
	for _, x := range []struct {
		to *string
		v  float64
	}{{&f.MaxDays, r.MaxDays}, {&f.MaxUSD, r.MaxUSD}, {&f.MaxKgCO2e, r.MaxKgCO2}, {&f.GoodsUSD, r.GoodsUSD}} {
		if x.v > 0 {
			*x.to = t.measure(x.v)
		}
	}
	if l := s.limits(t, f); l != "" {
		limits = append(limits, l)
	}
	if len(limits) == 0 {
		limits = []string{t.say("paper.nolimits")}
	}
	if len(held) == 0 {
		held = []string{t.say("paper.nolimits")}
	}
	return [][2]string{
		{t.say("paper.cargo"), t.say("answer.cargo", "teu", r.TEU, "mass", t.mass(r.Mass), "date", t.date(r.Ready))},
		{t.say("paper.limits"), strings.Join(limits, "; ")},
		{t.say("totals.p50"), fmt.Sprintf("%s (P10 %s, P90 %s, %s %s)", t.days(j.P50Days), t.days(j.P10Days), t.days(j.P90Days), t.say("totals.mean"), t.days(j.MeanDays))},
		{t.say("paper.cost"), t.whole(j.USD) + " USD"},
		{t.say("paper.emissions"), t.whole(j.KgCO2e) + " kg CO₂e"},
		{t.say("value.distance"), t.whole(j.Km) + " km"},
		{t.say("paper.countries"), strings.Join(names, " → ")},
		{t.say("table.sourced"), t.percent(j.SourcedShare)},
		{t.say("paper.scenarios"), strings.Join(held, "\n")},
	}
}

func (t *tongue) paperLegs(s *Site, j *plan.Journey) PaperPart {
	p := PaperPart{Title: t.say("legs.title"), Head: []string{t.say("legs.leg"), "km", t.say("legs.hours"), "USD", "kg CO₂e", t.say("paper.basis")}, Share: []float64{3.6, 0.9, 1.3, 1, 1, 2.4}}
	for _, l := range j.Legs {
		v := s.legView(t, Form{}, l)
		km := ""
		if l.Km > 0 {
			km = t.whole(l.Km)
		}
		p.Rows = append(p.Rows, []string{v.Title + "\n" + v.What, km, t.hours(l.Hours) + " ± " + t.hours(l.SDHours), t.whole(l.USD), t.whole(l.KgCO2e),
			t.say("paper.lines", "time", t.word("basis", v.TimeBy), "cost", t.word("basis", v.CostBy))})
	}
	p.Rows = append(p.Rows, []string{t.say("compare.totals"), t.whole(j.Km), t.days(j.MeanDays) + " " + t.say("compare.mean"), t.whole(j.USD), t.whole(j.KgCO2e), ""})
	return p
}

func (t *tongue) paperCosts(j *plan.Journey) PaperPart {
	p := PaperPart{Title: t.say("cost.title"), Head: []string{t.say("cost.component"), "USD", t.say("cost.basis"), t.say("why.source")}, Share: []float64{2, 1, 1, 4}}
	for _, c := range j.Costs {
		name := t.word("component", c.Component)
		if c.Component == "inventory" {
			name += " (" + t.say("cost.inventory") + ")"
		}
		p.Rows = append(p.Rows, []string{name, t.whole(c.USD), t.word("basis", c.Basis), joined(", ", c.Source, c.Year, c.Method)})
	}
	return p
}

// joined joins the texts that are not empty.
func joined(by string, texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(s string) bool { return s == "" }), by)
}

// paperSources are the sources and methods behind the legs, each once, in the order in which they first occur.
func paperSources(j *plan.Journey) []string {
	var out []string
	for _, l := range j.Legs {
		v := l.Values
		emission := v.GPerTEU
		if l.Kind == plan.Move {
			emission = v.GPerTKm
		}
		if x := v.Distance; l.Kind == plan.Move && x.Source != "" && !slices.Contains(out, joined(", ", x.Source, x.Year)) {
			out = append(out, joined(", ", x.Source, x.Year))
		}
		for _, x := range []struct{ source, year, method string }{{v.Minutes.Source, v.Minutes.Year, v.Minutes.Method}, {v.USD.Source, v.USD.Year, v.USD.Method}, {emission.Source, emission.Year, emission.Method}} {
			if text := joined(", ", x.source, x.year, x.method); text != "" && !slices.Contains(out, text) {
				out = append(out, text)
			}
		}
	}
	return out
}
