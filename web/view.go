package web

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
)

// Corridor is a corridor as pages know it.
type Corridor struct{ ID, Name, Colour, Description string }

// JourneyView is one journey as shown.
type JourneyView struct {
	plan.Journey
	N        int    // its number in table, chart and map
	Rank     int    // in the whole set, by the weights; 1 is the best
	Class    string // of its colour
	Shape    int    // of its mark
	URL      string // of the page with this journey chosen
	Chosen   bool
	Best     bool // of the whole set, by the weights
	Compared bool
	Legs     []LegView
	Strip    Strip
	Chart    *Chart
	Through  string // its modes, and where it changes between them
	Passes   string // its countries
	Delta    string // against the same journey without scenarios
	Sentence string
}

// LegView is one leg as shown.
type LegView struct {
	plan.Leg
	Title   string
	What    string // "Rail", "Border, rail", "Transfer to rail"
	About   string // What, and what else is to be said in a line
	Icon    string // symbol of the sprite
	TimeBy  network.Basis
	CostBy  network.Basis
	CO2By   network.Basis
	Details []ValueView
	Avoid   []Example
}

// ValueView is one figure under a leg with what it rests on.
type ValueView struct {
	Name  string
	Text  string // value and unit
	Range string // "12 – 30 h", "" where there is none
	Was   string // the value before an overlay
	network.Value
}

// journeys prepares the journeys of an answer. With weights they stand in their order, else fastest first; numbers go by the
// time. The chosen one is that of the form, else the best by the weights, else the balanced one, else the first.
func (s *Site) journeys(t *tongue, p PlannerPage) []*JourneyView {
	a, f, shapes := p.Answer, p.Form, map[string]int{}
	chosen := choose(f.Journey, a)
	out := make([]*JourneyView, len(a.Journeys))
	for i := range a.Journeys {
		j := &JourneyView{Journey: a.Journeys[i], N: i + 1, Chosen: i == chosen, Compared: slices.Contains(f.Compare, a.Journeys[i].ID)}
		if _, ok := shapes[j.Corridor]; !ok {
			shapes[j.Corridor] = len(shapes)
		}
		j.Shape = shapes[j.Corridor]
		j.Class = s.corridorClass(&j.Journey)
		j.URL = "/?" + f.With("journey", j.ID).Query()
		for _, l := range j.Journey.Legs {
			j.Legs = append(j.Legs, s.legView(t, f, l))
		}
		j.Strip = newStrip(t, j.Legs)
		j.Through = t.through(&j.Journey)
		var names []string
		for _, c := range j.Countries {
			names = append(names, t.country(c))
		}
		j.Passes = strings.Join(names, " → ")
		j.Delta = t.delta(&j.Journey, p.Before)
		j.Sentence = t.sentence(j)
		j.Chart = newChart(t, []*JourneyView{j})
		out[i] = j
	}
	rank(a, out)
	return out
}

// rank gives each journey its rank among the whole Pareto set, and sorts the journeys by it where there are weights.
func rank(a *plan.Answer, js []*JourneyView) {
	w := a.Request.Weights
	if w == (plan.Weights{}) {
		return
	}
	for _, j := range js {
		j.GeneralisedUSD = w.Generalised(j.USD, j.MeanDays, j.KgCO2e, j.P50Days, j.P90Days)
		j.Rank = 1
		for _, p := range a.Frontier {
			if p.ID != j.ID && w.Generalised(p.USD, p.MeanDays, p.KgCO2e, p.P50Days, p.P90Days) < j.GeneralisedUSD {
				j.Rank++
			}
		}
		j.Best = j.Rank == 1
	}
	slices.SortStableFunc(js, func(a, b *JourneyView) int { return cmp.Compare(a.GeneralisedUSD, b.GeneralisedUSD) })
}

func choose(id string, a *plan.Answer) int {
	best, w := 0, a.Request.Weights
	for i, j := range a.Journeys {
		if j.ID == id && id != "" {
			return i
		}
	}
	for i, j := range a.Journeys {
		if w != (plan.Weights{}) {
			b := a.Journeys[best]
			if w.Generalised(j.USD, j.MeanDays, j.KgCO2e, j.P50Days, j.P90Days) < w.Generalised(b.USD, b.MeanDays, b.KgCO2e, b.P50Days, b.P90Days) {
				best = i
			}
		} else if slices.Contains(j.Labels, plan.Balanced) {
			best = i
		}
	}
	return best
}

// corridorClass is the colour class of a journey's corridor, by the name that planning gave it.
func (s *Site) corridorClass(j *plan.Journey) string {
	for _, c := range s.opt.Corridors {
		if c.Name == j.Corridor {
			return s.classes[c.ID]
		}
	}
	return "cor-none"
}

// through names the modes of a journey and the places where the goods change between them.
func (t *tongue) through(j *plan.Journey) string {
	var modes, names []string
	for _, m := range j.Modes {
		modes = append(modes, strings.ToLower(t.word("mode", m)))
	}
	for _, l := range j.Legs {
		if n := t.place(l.From.Code, l.From.Name); l.Kind == plan.Transfer && (len(names) == 0 || names[len(names)-1] != n) {
			names = append(names, n)
		}
	}
	out := strings.Join(modes, t.say("list.comma"))
	if len(names) > 0 {
		out += " · " + t.say("journey.via", "places", strings.Join(names, t.say("list.comma")))
	}
	return out
}

func (s *Site) legView(t *tongue, f Form, l plan.Leg) LegView {
	v := LegView{Leg: l, TimeBy: l.Values.Minutes.Basis, CostBy: l.Values.USD.Basis, CO2By: l.Values.GPerTEU.Basis}
	v.Title = t.place(l.From.Code, l.From.Name)
	if l.To.Code != l.From.Code {
		v.Title += " → " + t.place(l.To.Code, l.To.Name)
	}
	mode := t.word("mode", l.Mode)
	switch l.Kind {
	case plan.Move:
		v.What, v.Icon, v.CO2By = mode, string(l.Mode), l.Values.GPerTKm.Basis
	case plan.Border:
		v.What, v.Icon = t.say("leg.border", "mode", strings.ToLower(mode)), "border"
	case plan.Transfer:
		v.What, v.Icon = t.say("leg.transfer."+string(l.Mode)), "transfer"
	case plan.Load:
		v.What, v.Icon = t.say("leg.load"), "load"
	case plan.Unload:
		v.What, v.Icon = t.say("leg.unload"), "unload"
	}
	about := []string{v.What}
	if l.Gauge {
		about = append(about, t.say("leg.gauge"))
	}
	if l.Km > 0 {
		about = append(about, t.whole(l.Km)+" km")
	}
	if l.WaitH > 0 {
		about = append(about, t.say("leg.wait", "hours", t.hours(l.WaitH)))
	}
	v.About = strings.Join(about, " · ")
	v.Details = t.valueViews(l)
	v.Avoid = s.avoidable(t, f, l)
	return v
}

// avoidable are the ways to ask again without something of a leg: its mode, its places, their countries, the link itself.
func (s *Site) avoidable(t *tongue, f Form, l plan.Leg) []Example {
	var out []Example
	add := func(token, name string) {
		url := "/?" + f.avoiding(token).Query()
		if token != "" && !f.Avoids(token) && !slices.ContainsFunc(out, func(e Example) bool { return e.URL == url }) {
			out = append(out, Example{t.say("avoid.what", "what", name), url})
		}
	}
	if l.Kind == plan.Move {
		add(string(l.Mode), t.word("mode", l.Mode))
	}
	for _, p := range []plan.Place{l.From, l.To} {
		if l.Kind != plan.Load && l.Kind != plan.Unload && p.Kind != "waypoint" {
			add(p.Code, t.place(p.Code, p.Name))
		}
		if p.Country != "XZ" {
			add(p.Country, t.country(p.Country))
		}
	}
	if l.Kind == plan.Move || l.Kind == plan.Border {
		add(l.ID, t.say("avoid.arc."+string(l.Kind)))
	}
	return out
}

// valueViews are the figures under a leg that count for its kind.
func (t *tongue) valueViews(l plan.Leg) []ValueView {
	var out []ValueView
	add := func(name string, v network.Value, unit string) {
		x := ValueView{Name: t.say(name), Value: v, Text: t.measure(v.V) + " " + unit}
		if v.High > v.Low && v.High > 0 {
			x.Range = t.measure(v.Low) + " – " + t.measure(v.High) + " " + unit
		}
		if v.Before != nil {
			x.Was = t.measure(*v.Before) + " " + unit
		}
		out = append(out, x)
	}
	h := t.say("unit.h")
	if l.Kind == plan.Move {
		add("value.distance", l.Values.Distance, "km")
	}
	add("value.minutes", scaled(l.Values.Minutes, 60), h)
	for _, p := range l.Values.Parts {
		out = append(out, ValueView{Name: t.say("value.part", "part", t.word("part", p.Name)), Text: t.measure(p.Minutes/60) + " " + h, Value: network.Value{Basis: p.Basis, Method: p.Method, Source: p.Source}})
	}
	add("value.sd", scaled(l.Values.SD, 60), h)
	add("value.usd", l.Values.USD, "USD")
	if l.Kind == plan.Move {
		add("value.gpertkm", l.Values.GPerTKm, t.say("unit.gpertkm"))
	} else if l.Values.GPerTEU.V != 0 {
		add("value.gperteu", scaled(l.Values.GPerTEU, 1000), "kg CO₂e")
	}
	return out
}

// scaled is a value in a unit so many times as large.
func scaled(v network.Value, by float64) network.Value {
	v.V, v.Low, v.High = v.V/by, v.Low/by, v.High/by
	if v.Before != nil {
		b := *v.Before / by
		v.Before = &b
	}
	return v
}

type mapJourney struct {
	ID    string   `json:"id"`
	N     int      `json:"n"`
	Name  string   `json:"name"`
	Class string   `json:"class"`
	Legs  []mapLeg `json:"legs"`
}

type mapLeg struct {
	Kind  plan.LegKind `json:"kind"`
	Mode  network.Mode `json:"mode"`
	From  mapPlace     `json:"from"`
	To    mapPlace     `json:"to"`
	Shape [][2]float64 `json:"shape,omitempty"` // longitude, latitude, to a hundredth of a degree; nil for the straight line
}

type mapPlace struct {
	Code string  `json:"code"`
	Name string  `json:"name"`
	Kind string  `json:"kind"`
	Lat  float64 `json:"lat"`
	Lon  float64 `json:"lon"`
}

func newMapJourney(t *tongue, j *JourneyView) mapJourney {
	place := func(p plan.Place) mapPlace { return mapPlace{p.Code, t.place(p.Code, p.Name), p.Kind, p.Lat, p.Lon} }
	m := mapJourney{ID: j.ID, N: j.N, Name: t.corridor(j.CorridorID, j.Corridor), Class: j.Class}
	for _, l := range j.Journey.Legs {
		shape := l.Shape
		if len(shape) < 2 {
			shape = [][2]float64{{l.From.Lat, l.From.Lon}, {l.To.Lat, l.To.Lon}}
		}
		points := make([][2]float64, len(shape))
		for i, p := range shape {
			points[i] = [2]float64{math.Round(p[1]*100) / 100, math.Round(p[0]*100) / 100}
		}
		m.Legs = append(m.Legs, mapLeg{l.Kind, l.Mode, place(l.From), place(l.To), points})
	}
	return m
}

// corridorsOf lists the corridors shown in a chart with the mark and colour of each, in order of first appearance.
func corridorsOf(js []*JourneyView) []*JourneyView {
	var out []*JourneyView
	seen := map[string]bool{}
	for _, j := range js {
		if !seen[j.Corridor] {
			seen[j.Corridor] = true
			out = append(out, j)
		}
	}
	return out
}
