package document

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/kairo-corridor/kairo/event"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/plan"
)

// StopKind says what a stay is.
type StopKind string

// The kinds of stay; "" is a movement.
const (
	Border   StopKind = "border"
	Terminal StopKind = "terminal" // port, yard, airport, place of loading or unloading
)

// Step is one part of a journey: a movement with a distance, or a stay with none.
type Step struct {
	Stop  StopKind // "" for a movement
	Key   string   // of a stay: crossing id or location code; the same stay of two series has the same key
	Name  string   // of a stay, as shown
	Km    float64
	Hours float64
	USD   float64
}

// Series is one line of the chart.
type Series struct {
	Name  string // "planned", "actual (simulated)"
	Steps []Step
}

// FromJourney draws a planned journey. Waiting for a departure belongs to the stay before it.
func FromJourney(name string, j plan.Journey) Series {
	s := Series{Name: name}
	for _, l := range j.Legs {
		switch l.Kind {
		case plan.Move:
			s.stay(Step{Stop: Terminal, Key: l.From.Code, Name: l.From.Name, Hours: l.WaitH})
			s.Steps = append(s.Steps, Step{Km: l.Km, Hours: l.Hours - l.WaitH, USD: l.USD})
		case plan.Border:
			s.stay(Step{Stop: Border, Key: l.ID, Name: l.Name, Hours: l.Hours, USD: l.USD})
		default:
			s.stay(Step{Stop: Terminal, Key: l.From.Code, Name: l.From.Name, Hours: l.Hours, USD: l.USD})
		}
	}
	return s
}

// stay adds a stay, to the one before it where that is at the same place.
func (s *Series) stay(step Step) {
	if n := len(s.Steps); n > 0 && s.Steps[n-1].Stop != "" && s.Steps[n-1].Key == step.Key {
		s.Steps[n-1].Hours += step.Hours
		s.Steps[n-1].USD += step.USD
		return
	}
	if step.Hours > 0 || step.USD > 0 {
		s.Steps = append(s.Steps, step)
	}
}

// Reading says how events become a line.
type Reading struct {
	Start    time.Time                                    // hour 0; zero is the first event
	Distance func(link string) (km float64, sourced bool) // of a link
	Name     func(codeOrCrossing string) (name string)    // of a stay as shown; nil shows the code
}

// FromEvents draws what happened to one consignment, from events of one source in any order. Loading, moving and crossing
// are counted; customs events are not, for they happen meanwhile. Where a border lies inside a link, its distance is
// shared out over the time in motion before and after.
func FromEvents(name string, events []event.Event, r Reading) (Series, error) {
	var used []event.Event
	for _, e := range events {
		if !e.Kind.Customs() {
			used = append(used, e)
		}
	}
	s := Series{Name: name}
	if len(used) == 0 {
		return s, nil
	}
	event.Sort(used)
	for _, e := range used {
		if e.Consignment != used[0].Consignment || e.Source != used[0].Source {
			return s, fault.New(fault.Usage, "events of %s (%s) and %s (%s) in one line", used[0].Consignment, used[0].Source, e.Consignment, e.Source).
				Want("one consignment and one source")
		}
	}
	d := drawer{series: &s, r: r, clock: r.Start}
	if r.Start.IsZero() || r.Start.After(used[0].At) {
		d.clock = used[0].At
	}
	for _, e := range used {
		if err := d.step(e); err != nil {
			return s, err
		}
	}
	return s, nil
}

// drawer turns events into steps.
type drawer struct {
	series *Series
	r      Reading
	clock  time.Time // drawn so far
	link   string    // it is on; "" when it stands
	parts  []int     // steps of the link so far
}

func (d *drawer) step(e event.Event) error {
	hours := e.At.Sub(d.clock).Hours()
	d.clock = e.At
	switch {
	case e.Kind == event.BorderDepart:
		d.series.stay(Step{Stop: Border, Key: e.Crossing, Name: d.name(e.Crossing), Hours: hours})
	case d.link != "":
		d.parts = append(d.parts, len(d.series.Steps))
		d.series.Steps = append(d.series.Steps, Step{Hours: hours})
	default:
		d.series.stay(Step{Stop: Terminal, Key: e.Location, Name: d.name(e.Location), Hours: hours})
	}
	switch e.Kind {
	case event.Depart:
		d.link, d.parts = e.Link, nil
	case event.Arrive:
		return d.arrive(e)
	}
	return nil
}

// arrive shares the length of the link out over the time in motion.
func (d *drawer) arrive(e event.Event) error {
	if d.link != e.Link {
		return fault.New(fault.BadField, "%s arrived over %s without having departed", e.Consignment, e.Link).Want("a depart event for every arrive event")
	}
	km := 0.0
	if d.r.Distance != nil {
		km, _ = d.r.Distance(e.Link)
	}
	if !(km > 0) {
		return fault.New(fault.NotFound, "no distance is known for link %s", e.Link)
	}
	moving := 0.0
	for _, i := range d.parts {
		moving += d.series.Steps[i].Hours
	}
	for _, i := range d.parts {
		share := 1 / float64(len(d.parts))
		if moving > 0 {
			share = d.series.Steps[i].Hours / moving
		}
		d.series.Steps[i].Km = km * share
	}
	d.link = ""
	return nil
}

func (d *drawer) name(code string) string {
	if d.r.Name == nil {
		return code
	}
	return cmp.Or(d.r.Name(code), code)
}

// check refuses what cannot be drawn.
func check(series []Series) error {
	var list fault.List
	if len(series) == 0 || len(series) > SeriesMax {
		list = append(list, fault.New(fault.Limit, "%d lines in one chart", len(series)).Want("1 to %d", SeriesMax))
	}
	for _, s := range series {
		if len(s.Steps) == 0 || len(s.Steps) > StepsMax {
			list = append(list, fault.New(fault.Limit, "line %q has %d steps", s.Name, len(s.Steps)).Want("1 to %d", StepsMax))
		}
		for i, t := range s.Steps {
			for _, v := range []float64{t.Km, t.Hours, t.USD} {
				if math.IsNaN(v) || math.IsInf(v, 0) || v < 0 || v > 1e9 {
					list = append(list, fault.New(fault.BadField, "step %d of line %q is %v km, %v h, USD %v", i+1, s.Name, t.Km, t.Hours, t.USD).Want("numbers from 0 to a thousand million"))
					break
				}
			}
		}
	}
	return list.OrNil()
}

// totals are the distance and height of a line.
func (s Series) totals(height func(Step) float64) (km, top float64) {
	for _, t := range s.Steps {
		km += t.Km
		top += height(t)
	}
	return km, top
}

// stop is one labelled stay: where it stands and how long it took in each series; -1 where a series has none.
type stop struct {
	key, name string
	kind      StopKind
	km        float64
	values    []float64
}

// stops gathers the stays of all series by key and, where a key returns, by its turn; sorted by distance.
func stops(series []Series, height func(Step) float64) []stop {
	var out []stop
	at := map[string]int{}
	for i, s := range series {
		km, turn := 0.0, map[string]int{}
		for _, t := range s.Steps {
			km += t.Km
			if t.Stop == "" {
				continue
			}
			turn[t.Key]++
			key := fmt.Sprintf("%s#%d", t.Key, turn[t.Key])
			n, known := at[key]
			if !known {
				n = len(out)
				at[key] = n
				out = append(out, stop{key: key, name: t.Name, kind: t.Stop, km: km, values: slices.Repeat([]float64{-1}, len(series))})
			}
			out[n].values[i] = max(0, out[n].values[i]) + height(t)
		}
	}
	slices.SortStableFunc(out, func(a, b stop) int { return cmp.Compare(a.km, b.km) })
	return out
}

// longest is the longest stay of a stop over the series.
func (s stop) longest() float64 { return slices.Max(s.values) }
