package web

import (
	"fmt"
	"math"
	"sort"
	"strings"

	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
)

// Corridor is a corridor as pages know it.
type Corridor struct{ ID, Name, Colour, Description string }

// JourneyView is one journey as shown.
type JourneyView struct {
	plan.Journey
	N      int    // its number in table, chart and map
	Class  string // of its colour
	Shape  int    // of its mark
	URL    string // of the page with this journey chosen
	Chosen bool
	Legs   []LegView
	Strip  Strip
	Via    string // the places where it changes its means of transport
}

// LegView is one leg as shown.
type LegView struct {
	plan.Leg
	Title   string
	What    string // "Rail", "Border", "Transfer to rail"
	Icon    string // symbol of the sprite
	TimeBy  network.Basis
	CostBy  network.Basis
	CO2By   network.Basis
	Details []ValueView
}

// ValueView is one figure under a leg with what it rests on.
type ValueView struct {
	Name  string
	Text  string // value and unit
	Range string // "12 – 30 h", "" where there is none
	Was   string // the value before an overlay
	network.Value
}

var modeNames = map[network.Mode]string{network.Sea: "Sea", network.Ferry: "Ferry", network.Rail: "Rail", network.Road: "Road", network.Air: "Air"}

// labelNames are the words for the labels of a journey.
var labelNames = map[string]string{"fastest": "Fastest", "cheapest": "Cheapest", "least CO2e": "Least CO₂e", "steadiest": "Steadiest", "balanced": "Balanced"}

func labelName(l string) string {
	if n, ok := labelNames[l]; ok {
		return n
	}
	return l
}

// journeys prepares the journeys of an answer; the chosen one is that of the form, else the balanced one, else the first.
func (s *Site) journeys(f Form, a *plan.Answer) []*JourneyView {
	chosen, shapes := choose(f.Journey, a.Journeys), map[string]int{}
	out := make([]*JourneyView, len(a.Journeys))
	for i := range a.Journeys {
		j := &JourneyView{Journey: a.Journeys[i], N: i + 1, Chosen: i == chosen}
		if _, ok := shapes[j.Corridor]; !ok {
			shapes[j.Corridor] = len(shapes)
		}
		j.Shape = shapes[j.Corridor]
		j.Class = s.corridorClass(&j.Journey)
		j.URL = "/?" + f.With("journey", j.ID).Query()
		for _, l := range j.Journey.Legs {
			j.Legs = append(j.Legs, legView(l))
		}
		j.Strip = newStrip(j.Legs)
		j.Via = via(j.Journey.Legs)
		out[i] = j
	}
	return out
}

func choose(id string, js []plan.Journey) int {
	balanced := 0
	for i, j := range js {
		if j.ID == id && id != "" {
			return i
		}
		for _, l := range j.Labels {
			if l == "balanced" {
				balanced = i
			}
		}
	}
	return balanced
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

// via names the places where the goods change their means of transport.
func via(legs []plan.Leg) string {
	var names []string
	for _, l := range legs {
		if l.Kind == plan.Transfer && (len(names) == 0 || names[len(names)-1] != l.From.Name) {
			names = append(names, l.From.Name)
		}
	}
	return strings.Join(names, ", ")
}

func legView(l plan.Leg) LegView {
	v := LegView{Leg: l, TimeBy: l.Values.Minutes.Basis, CostBy: l.Values.USD.Basis, CO2By: l.Values.GPerTEU.Basis}
	v.Title = l.From.Name
	if l.To.Code != l.From.Code {
		v.Title += " → " + l.To.Name
	}
	mode := modeNames[l.Mode]
	switch l.Kind {
	case plan.Move:
		v.What, v.Icon, v.CO2By = mode, string(l.Mode), l.Values.GPerTKm.Basis
	case plan.Border:
		v.What, v.Icon = "Border, "+strings.ToLower(mode), "border"
	case plan.Transfer:
		v.What, v.Icon = "Transfer to "+strings.ToLower(mode), "transfer"
	case plan.Load:
		v.What, v.Icon = "Loading", "load"
	case plan.Unload:
		v.What, v.Icon = "Unloading", "unload"
	}
	v.Details = valueViews(l)
	return v
}

// valueViews are the figures under a leg that count for its kind.
func valueViews(l plan.Leg) []ValueView {
	hoursOf := func(v network.Value) network.Value {
		v.V, v.Low, v.High, v.Unit = v.V/60, v.Low/60, v.High/60, "h"
		if v.Before != nil {
			b := *v.Before / 60
			v.Before = &b
		}
		return v
	}
	var out []ValueView
	add := func(name string, v network.Value, unit string) {
		x := ValueView{Name: name, Value: v, Text: measure(v.V) + " " + unit}
		if v.High > v.Low && v.High > 0 {
			x.Range = measure(v.Low) + " – " + measure(v.High) + " " + unit
		}
		if v.Before != nil {
			x.Was = measure(*v.Before) + " " + unit
		}
		out = append(out, x)
	}
	if l.Kind == plan.Move {
		add("Distance", l.Values.Distance, "km")
	}
	add("Mean duration, waiting excluded", hoursOf(l.Values.Minutes), "h")
	add("Standard deviation of the duration", hoursOf(l.Values.SD), "h")
	add("Cost a TEU", l.Values.USD, "USD")
	if l.Kind == plan.Move {
		add("Emissions of transport", l.Values.GPerTKm, "g CO₂e/t·km")
	} else if l.Values.GPerTEU.V != 0 {
		add("Emissions of handling a TEU", scaled(l.Values.GPerTEU, 1000), "kg CO₂e")
	}
	return out
}

func scaled(v network.Value, by float64) network.Value {
	v.V, v.Low, v.High = v.V/by, v.Low/by, v.High/by
	return v
}

// mapData is what the script reads to draw the journeys: the shapes of their legs in longitude and latitude.
type mapData struct {
	Journeys []mapJourney `json:"journeys"`
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
	Shape [][2]float64 `json:"shape"` // longitude, latitude, to a hundredth of a degree
}

type mapPlace struct {
	Code string  `json:"code"`
	Name string  `json:"name"`
	Kind string  `json:"kind"`
	Lat  float64 `json:"lat"`
	Lon  float64 `json:"lon"`
}

func newMapData(js []*JourneyView) mapData {
	place := func(p plan.Place) mapPlace { return mapPlace{p.Code, p.Name, p.Kind, p.Lat, p.Lon} }
	d := mapData{Journeys: []mapJourney{}}
	for _, j := range js {
		m := mapJourney{ID: j.ID, N: j.N, Name: j.Corridor, Class: j.Class}
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
		d.Journeys = append(d.Journeys, m)
	}
	return d
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

// Sentence says a journey in one sentence for those who hear it.
func (j *JourneyView) Sentence() string {
	return fmt.Sprintf("Journey %d, %s: %s days (P10 %s, P90 %s), USD %s, %s kg CO2e", j.N, j.Corridor, days(j.P50Days), days(j.P10Days), days(j.P90Days), whole(j.USD), whole(j.KgCO2e))
}

// sortedChoices orders choices by their text.
func sortedChoices(c []Choice) []Choice {
	sort.Slice(c, func(i, k int) bool { return c[i].Text < c[k].Text })
	return c
}
