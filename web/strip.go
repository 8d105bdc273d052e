package web

import "github.com/kairo-corridor/kairo/plan"

// Strip is the bar of where the days of a journey go: one segment a leg, as long as its mean hours.
type Strip struct {
	W, H     float64
	Segments []Segment
	Parts    []Part
}

// Segment is one leg of the bar.
type Segment struct {
	X, W  float64
	Class string // move-sea, move-rail, border, handling, …
	Title string
}

// Part is the share of one kind of leg.
type Part struct {
	Class, Name string
	Hours       float64
	Share       float64
}

const stripW, stripH = 1000.0, 22.0

// newStrip lays out the bar of a journey's legs.
func newStrip(t *tongue, legs []LegView) Strip {
	s := Strip{W: stripW, H: stripH}
	total := 0.0
	for _, l := range legs {
		total += l.Hours
	}
	if total <= 0 {
		return s
	}
	x, at := 0.0, map[string]int{}
	for _, l := range legs {
		w := l.Hours / total * stripW
		class, name := stripClass(t, l.Leg)
		s.Segments = append(s.Segments, Segment{X: x, W: w, Class: class, Title: l.Title + ", " + t.hours(l.Hours) + " " + t.say("unit.h")})
		x += w
		i, ok := at[class]
		if !ok {
			i = len(s.Parts)
			at[class] = i
			s.Parts = append(s.Parts, Part{Class: class, Name: name})
		}
		s.Parts[i].Hours += l.Hours
		s.Parts[i].Share += l.Hours / total
	}
	return s
}

// stripClass is the class and name of a leg's kind in the bar.
func stripClass(t *tongue, l plan.Leg) (class, name string) {
	switch l.Kind {
	case plan.Move:
		return "move-" + string(l.Mode), t.word("mode", l.Mode)
	case plan.Border:
		return "border", t.say("strip.borders")
	}
	return "handling", t.say("strip.handling")
}
