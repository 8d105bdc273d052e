package measure

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/kairo-corridor/kairo/event"
)

// Distance gives the length of a link in kilometres and whether it rests on a published claim; 0 or less is unknown.
type Distance func(link string) (km float64, sourced bool)

// Cost is what one consignment paid in US dollars: at a crossing, or elsewhere on the way where Crossing is "".
type Cost struct {
	Consignment string
	Crossing    string
	USD         float64
	Tonnes      float64 // of the consignment, to put costs on the 20 tonnes of CPMM
}

// Options say how to measure.
type Options struct {
	Distance Distance // nil: no speeds
	Together bool     // add observed and simulated events up; never the default
	Costs    []Cost   // nil: no TFI2 and TFI3
}

// Report is what the events measure, by source.
type Report struct {
	Quantiles string    `json:"quantiles"` // method
	Sections  []Section `json:"sections"`  // observed, then simulated; or one for both
}

// Section is what the events of one source measure.
type Section struct {
	Source       string        `json:"source"` // observed, simulated, or "observed and simulated"
	Events       int           `json:"events"`
	Consignments int           `json:"consignments"`
	First        time.Time     `json:"first"`
	Last         time.Time     `json:"last"`
	Crossings    []Crossing    `json:"crossings"`  // by crossing and direction
	Borders      Stats         `json:"borders"`    // hours, all crossings together
	Modes        []ModeMeasure `json:"modes"`      //
	Speed        Speed         `json:"speed"`      // pooled over the journeys that count
	Journeys     []Journey     `json:"journeys"`   // one a consignment that moved
	Indicators   []Indicator   `json:"indicators"` // TFI1 to TFI4
	Findings     []Finding     `json:"findings"`
	Hidden       int           `json:"findingsHidden,omitempty"`
}

// Crossing is the dwell at one crossing in one direction, or both where From and To are "".
type Crossing struct {
	Crossing string    `json:"crossing"`
	From     string    `json:"from,omitempty"`
	To       string    `json:"to,omitempty"`
	Mode     string    `json:"mode,omitempty"`
	Hours    Stats     `json:"hours"`
	First    time.Time `json:"first"` // begin of the first stay
	Last     time.Time `json:"last"`  // end of the last
}

// Direction prints the direction: "CNHRG > KZATK", "both", or "CNHRG > ?".
func (c Crossing) Direction() string {
	if c.From == "" {
		return "both"
	}
	return c.From + " > " + cmp.Or(c.To, "?")
}

// ModeMeasure is what is told of one mode: CPMM publishes road and rail apart.
type ModeMeasure struct {
	Mode        string   `json:"mode"` // "not stated" where events name none
	BorderHours Stats    `json:"borderHours"`
	Km          float64  `json:"km"`
	MovingHours float64  `json:"movingHours"`
	SWOD        *float64 `json:"swod"` // km/h in motion
}

// Journey is the speed of one consignment from its first known departure to its last known arrival.
type Journey struct {
	Consignment string       `json:"consignment"`
	Source      event.Source `json:"source"`
	Km          float64      `json:"km"`
	KmSourced   float64      `json:"kmSourced"` // of which from published claims
	MovingHours float64      `json:"movingHours"`
	BorderHours float64      `json:"borderHours"`
	TotalHours  float64      `json:"totalHours"`
	SWOD        *float64     `json:"swod"` // nil where Counted is false
	SWD         *float64     `json:"swd"`
	UnderWay    bool         `json:"underWay,omitempty"`
	Counted     bool         `json:"counted"`
	Why         string       `json:"why,omitempty"` // why it is not counted
}

// Speed pools the journeys that count: ratios of sums.
type Speed struct {
	Journeys    int      `json:"journeys"`
	Km          float64  `json:"km"`
	KmSourced   float64  `json:"kmSourced"`
	MovingHours float64  `json:"movingHours"`
	BorderHours float64  `json:"borderHours"`
	TotalHours  float64  `json:"totalHours"`
	SWOD        *float64 `json:"swod"`        // km/h: km over hours in motion
	SWD         *float64 `json:"swd"`         // km/h: km over all hours; TFI4
	BorderShare *float64 `json:"borderShare"` // 0..1 of all hours
	EachSWOD    Stats    `json:"eachSWOD"`    // over the journeys, each counting once
	EachSWD     Stats    `json:"eachSWD"`
}

// Indicator is one of CAREC's trade facilitation indicators.
type Indicator struct {
	Code  string   `json:"code"` // TFI1 … TFI4
	Name  string   `json:"name"`
	Value *float64 `json:"value"` // nil where there are no data
	Unit  string   `json:"unit"`
	N     int      `json:"n"`
	Note  string   `json:"note"`
}

// Measure measures events given in any order.
func Measure(events []event.Event, opt Options) Report {
	r := Report{Quantiles: QuantileMethod, Sections: []Section{}}
	if opt.Together {
		if len(events) > 0 {
			r.Sections = append(r.Sections, section("observed and simulated", events, opt))
		}
		return r
	}
	by := map[event.Source][]event.Event{}
	for _, e := range events {
		by[e.Source] = append(by[e.Source], e)
	}
	for _, source := range slices.Sorted(maps.Keys(by)) { // "observed" comes before "simulated"
		r.Sections = append(r.Sections, section(string(source), by[source], opt))
	}
	return r
}

func section(name string, events []event.Event, opt Options) Section {
	trails, found := Trails(events)
	s := Section{Source: name, Events: len(events), Consignments: len(trails), First: events[0].At, Last: events[0].At}
	for _, e := range events {
		if e.At.Before(s.First) {
			s.First = e.At
		}
		if e.At.After(s.Last) {
			s.Last = e.At
		}
	}
	var dwells []Dwell
	for _, t := range trails {
		dwells = append(dwells, t.Dwells...)
	}
	s.Crossings, s.Borders = Crossings(dwells), Summarize(hours(dwells))
	s.Journeys = []Journey{}
	for _, t := range trails {
		if len(t.Moves) == 0 {
			continue
		}
		j, more := journey(t, opt.Distance)
		s.Journeys = append(s.Journeys, j)
		found = append(found, more...)
	}
	s.Speed = pool(s.Journeys)
	s.Modes = byMode(trails, dwells, s.Journeys, opt.Distance)
	var more []Finding
	s.Indicators, more = indicators(s, opt.Costs, name)
	s.keep(append(found, more...))
	return s
}

// keep sorts the findings and bounds them.
func (s *Section) keep(found []Finding) {
	slices.SortStableFunc(found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.What, b.What), cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Consignment, b.Consignment), cmp.Compare(a.Text, b.Text))
	})
	if len(found) > FindingsMax {
		s.Hidden, found = len(found)-FindingsMax, found[:FindingsMax]
	}
	s.Findings = append([]Finding{}, found...)
}

func hours(dwells []Dwell) []float64 {
	h := make([]float64, len(dwells))
	for i, d := range dwells {
		h[i] = d.Hours()
	}
	return h
}

// Crossings sums dwells up by crossing: a row a direction, and before them one for both where there is more than one.
func Crossings(dwells []Dwell) []Crossing {
	type way struct{ from, to string }
	by := map[string]map[way][]Dwell{}
	for _, d := range dwells {
		if by[d.Crossing] == nil {
			by[d.Crossing] = map[way][]Dwell{}
		}
		w := way{d.From, d.To}
		by[d.Crossing][w] = append(by[d.Crossing][w], d)
	}
	rows := []Crossing{}
	for _, id := range slices.Sorted(maps.Keys(by)) {
		ways := slices.SortedFunc(maps.Keys(by[id]), func(a, b way) int {
			return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
		})
		var both []Dwell
		for _, w := range ways {
			both = append(both, by[id][w]...)
		}
		if len(ways) > 1 {
			rows = append(rows, crossing(id, "", "", both))
		}
		for _, w := range ways {
			rows = append(rows, crossing(id, w.from, w.to, by[id][w]))
		}
	}
	return rows
}

func crossing(id, from, to string, dwells []Dwell) Crossing {
	c := Crossing{Crossing: id, From: from, To: to, Mode: dwells[0].Mode, Hours: Summarize(hours(dwells)), First: dwells[0].Begin, Last: dwells[0].End}
	for _, d := range dwells {
		if d.Begin.Before(c.First) {
			c.First = d.Begin
		}
		if d.End.After(c.Last) {
			c.Last = d.End
		}
		if d.Mode != c.Mode {
			c.Mode = "" // several
		}
	}
	return c
}

// journey measures one trail.
func journey(t Trail, distance Distance) (Journey, []Finding) {
	j := Journey{Consignment: t.Consignment, Source: t.Source, UnderWay: t.UnderWay, Counted: t.Whole}
	if !t.Whole {
		j.Why = "events are missing or contradict each other"
	}
	var found []Finding
	out := func(what What, link, text string) {
		j.Counted, j.Why = false, text
		found = append(found, Finding{What: what, Source: t.Source, Consignment: t.Consignment, Subject: link, Text: text})
	}
	begin, end := t.Moves[0].Begin, t.Moves[0].End
	span := func(b, e time.Time) {
		if b.Before(begin) {
			begin = b
		}
		if e.After(end) {
			end = e
		}
	}
	for _, m := range t.Moves {
		span(m.Begin, m.End)
		moving := inMotion(m, t.Dwells)
		j.MovingHours += moving
		if distance == nil {
			continue
		}
		km, sourced := distance(m.Link)
		switch {
		case !(km > 0):
			out(NoDistance, m.Link, "no distance is known for "+m.Link)
		case km > moving*speedMax(m.Mode):
			out(Absurd, m.Link, fmt.Sprintf("%.0f km in %.1f hours is faster than %.0f km/h", km, moving, speedMax(m.Mode)))
		}
		j.Km += max(0, km)
		if sourced {
			j.KmSourced += max(0, km)
		}
	}
	for _, d := range t.Dwells {
		span(d.Begin, d.End)
		j.BorderHours += d.Hours()
	}
	j.TotalHours = end.Sub(begin).Hours()
	if distance == nil {
		j.Counted, j.Why = false, cmp.Or(j.Why, "no distances were given")
	}
	if j.Counted {
		j.SWOD, j.SWD = ratio(j.Km, j.MovingHours), ratio(j.Km, j.TotalHours)
	}
	return j, found
}

// inMotion is the length of a movement less the stays at crossings inside it.
func inMotion(m Move, dwells []Dwell) float64 {
	moving := m.End.Sub(m.Begin)
	at := m.Begin // what lies before is taken off already
	for _, d := range dwells {
		b, e := later(d.Begin, at), earlier(d.End, m.End)
		if e.After(b) {
			moving -= e.Sub(b)
			at = e
		}
	}
	return moving.Hours()
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func ratio(a, b float64) *float64 {
	if !(b > 0) {
		return nil
	}
	v := a / b
	return &v
}

// pool adds the journeys that count up.
func pool(journeys []Journey) Speed {
	var s Speed
	var swod, swd []float64
	for _, j := range journeys {
		if !j.Counted {
			continue
		}
		s.Journeys++
		s.Km += j.Km
		s.KmSourced += j.KmSourced
		s.MovingHours += j.MovingHours
		s.BorderHours += j.BorderHours
		s.TotalHours += j.TotalHours
		if j.SWOD != nil && j.SWD != nil {
			swod, swd = append(swod, *j.SWOD), append(swd, *j.SWD)
		}
	}
	s.SWOD, s.SWD, s.BorderShare = ratio(s.Km, s.MovingHours), ratio(s.Km, s.TotalHours), ratio(s.BorderHours, s.TotalHours)
	s.EachSWOD, s.EachSWD = Summarize(swod), Summarize(swd)
	return s
}

// byMode tells borders and movement of each mode; movements of journeys that do not count are left out.
func byMode(trails []Trail, dwells []Dwell, journeys []Journey, distance Distance) []ModeMeasure {
	counted := map[[2]string]bool{}
	for _, j := range journeys {
		counted[[2]string{string(j.Source), j.Consignment}] = j.Counted
	}
	rows := map[string]*ModeMeasure{}
	row := func(mode string) *ModeMeasure {
		mode = cmp.Or(mode, "not stated")
		if rows[mode] == nil {
			rows[mode] = &ModeMeasure{Mode: mode}
		}
		return rows[mode]
	}
	stays := map[string][]Dwell{}
	for _, d := range dwells {
		stays[row(d.Mode).Mode] = append(stays[cmp.Or(d.Mode, "not stated")], d)
	}
	for _, t := range trails {
		for _, m := range t.Moves {
			r := row(m.Mode)
			if counted[[2]string{string(t.Source), t.Consignment}] {
				km, _ := distance(m.Link)
				r.Km += km
				r.MovingHours += inMotion(m, t.Dwells)
			}
		}
	}
	out := []ModeMeasure{}
	for _, mode := range slices.Sorted(maps.Keys(rows)) {
		r := rows[mode]
		r.BorderHours, r.SWOD = Summarize(hours(stays[mode])), ratio(r.Km, r.MovingHours)
		out = append(out, *r)
	}
	return out
}
