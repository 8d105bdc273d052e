package measure

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/kairo-corridor/kairo/event"
)

// Dwell is one stay at a crossing, from joining its queue to leaving it on the other side.
type Dwell struct {
	Consignment string       `json:"consignment"`
	Crossing    string       `json:"crossing"`
	From        string       `json:"from"`         // location it came from
	To          string       `json:"to,omitempty"` // location on the other side; "" where both events name the same side
	Mode        string       `json:"mode,omitempty"`
	Begin       time.Time    `json:"begin"`
	End         time.Time    `json:"end"`
	Source      event.Source `json:"source"`
}

// Hours is the length of the stay.
func (d Dwell) Hours() float64 { return d.End.Sub(d.Begin).Hours() }

// Move is one movement over a link.
type Move struct {
	Consignment string       `json:"consignment"`
	Link        string       `json:"link"`
	From        string       `json:"from"`
	To          string       `json:"to"`
	Mode        string       `json:"mode,omitempty"`
	Begin       time.Time    `json:"begin"`
	End         time.Time    `json:"end"`
	Source      event.Source `json:"source"`
}

// Hours is the length of the movement, stays at crossings inside it included.
func (m Move) Hours() float64 { return m.End.Sub(m.Begin).Hours() }

// Trail is what the events of one source say of one consignment, in order of time.
type Trail struct {
	Consignment string
	Source      event.Source
	Dwells      []Dwell
	Moves       []Move
	Whole       bool // no event is missing between the first and the last known
	UnderWay    bool // it had left or joined a queue when the events end
}

// What names a kind of finding.
type What string

// The kinds of finding.
const (
	Unfinished  What = "unfinished"   // begun and not ended when the events end
	Unpaired    What = "unpaired"     // ended without having begun, or begun and gone on elsewhere
	Repeated    What = "repeated"     // begun again before it ended; the first beginning counts
	Negative    What = "negative"     // ended before it began
	Absurd      What = "absurd"       // too long or too fast to be believed; not counted
	Gap         What = "gap"          // left from where it never arrived
	NoDirection What = "no-direction" // both events name the same side; counted without a direction
	NoDistance  What = "no-distance"  // a link without a distance; its journey does not count towards speed
	NoMass      What = "no-mass"      // a cost without tonnes or of no consignment known; not counted
)

// Finding is something the events leave open or contradict.
type Finding struct {
	What        What         `json:"what"`
	Source      event.Source `json:"source"`
	Consignment string       `json:"consignment"`
	Subject     string       `json:"subject"` // crossing or link
	Events      []string     `json:"events,omitempty"`
	Text        string       `json:"text"`
}

// Trails reads events in any order as trails, sorted by source and consignment, with what they leave open. Events of
// different sources never meet in one trail.
func Trails(events []event.Event) ([]Trail, []Finding) {
	type key struct {
		source      event.Source
		consignment string
	}
	by := map[key][]event.Event{}
	for _, e := range events {
		k := key{e.Source, e.Consignment}
		by[k] = append(by[k], e)
	}
	keys := slices.SortedFunc(maps.Keys(by), func(a, b key) int {
		return cmp.Or(cmp.Compare(a.source, b.source), cmp.Compare(a.consignment, b.consignment))
	})
	var trails []Trail
	var found []Finding
	for _, k := range keys {
		event.Sort(by[k])
		w := &walker{trail: Trail{Consignment: k.consignment, Source: k.source, Whole: true}}
		w.borders.begun, w.links.begun = map[string]event.Event{}, map[string]event.Event{}
		for _, e := range by[k] {
			w.step(e)
		}
		w.finish()
		trails = append(trails, w.trail)
		found = append(found, w.found...)
	}
	return trails, found
}

// walker follows one consignment through its events.
type walker struct {
	trail   Trail
	found   []Finding
	at      string // where it is; "" while unknown
	borders pairs
	links   pairs
}

// pairs joins beginnings with ends by crossing or link.
type pairs struct {
	begun map[string]event.Event // open beginnings
	lone  []event.Event          // ends without a beginning
}

func (w *walker) find(what What, subject, text string, events ...event.Event) {
	f := Finding{What: what, Source: w.trail.Source, Consignment: w.trail.Consignment, Subject: subject, Text: text}
	for _, e := range events {
		f.Events = append(f.Events, e.ID)
	}
	w.found = append(w.found, f)
	if what != Unfinished && what != Repeated && what != NoDirection {
		w.trail.Whole = false
	}
}

func (w *walker) step(e event.Event) {
	switch e.Kind {
	case event.Depart:
		w.here(e, e.Link)
		w.begin(&w.links, e, e.Link)
	case event.Arrive:
		if b, ok := w.end(&w.links, e, e.Link); ok {
			w.trail.Moves = append(w.trail.Moves, Move{e.Consignment, e.Link, b.Location, e.Location, cmp.Or(b.Mode, e.Mode), b.At, e.At, e.Source})
		}
	case event.BorderArrive:
		w.here(e, e.Crossing)
		w.begin(&w.borders, e, e.Crossing)
	case event.BorderDepart:
		if b, ok := w.end(&w.borders, e, e.Crossing); ok {
			w.dwell(b, e)
		}
	case event.Load:
		w.at = cmp.Or(w.at, e.Location)
	}
}

// here finds a gap where the consignment goes on from another place than it had reached. Inside a link, where a border
// may lie on the way, any place will do.
func (w *walker) here(e event.Event, subject string) {
	if w.at != "" && w.at != e.Location && len(w.links.begun) == 0 {
		w.find(Gap, subject, fmt.Sprintf("%s at %s on %s, last known at %s", e.Kind, e.Location, day(e.At), w.at), e)
	}
	w.at = e.Location
}

func (w *walker) begin(p *pairs, e event.Event, key string) {
	before, open := p.begun[key]
	if open && e.At.Sub(before.At).Hours() <= DwellHoursMax {
		w.find(Repeated, key, fmt.Sprintf("%s again on %s before the end; the first, of %s, counts", e.Kind, day(e.At), day(before.At)), before, e)
		return
	}
	if open {
		w.find(Unpaired, key, fmt.Sprintf("%s on %s never ended; the next is of %s", before.Kind, day(before.At), day(e.At)), before, e)
	}
	p.begun[key] = e
}

// end gives the beginning of what ends and moves the consignment there. A lone end is kept for [walker.finish]; where it
// leaves the consignment is then in doubt, and one slip shall not be two findings.
func (w *walker) end(p *pairs, e event.Event, key string) (event.Event, bool) {
	b, ok := p.begun[key]
	w.at = e.Location
	if !ok {
		w.at = ""
		p.lone = append(p.lone, e)
		return e, false
	}
	delete(p.begun, key)
	return b, true
}

func (w *walker) dwell(b, e event.Event) {
	d := Dwell{e.Consignment, e.Crossing, b.Location, e.Location, cmp.Or(b.Mode, e.Mode), b.At, e.At, e.Source}
	if d.Hours() > DwellHoursMax {
		w.find(Absurd, e.Crossing, fmt.Sprintf("%.0f hours from %s to %s; more than %d are not counted", d.Hours(), day(b.At), day(e.At), DwellHoursMax), b, e)
		return
	}
	if d.From == d.To {
		d.To = ""
		w.find(NoDirection, e.Crossing, "both events are at "+d.From+"; counted without a direction", b, e)
	}
	w.trail.Dwells = append(w.trail.Dwells, d)
}

// finish reports what stayed open: an end before its own beginning as one negative stay, the rest one by one.
func (w *walker) finish() {
	for _, p := range []*pairs{&w.borders, &w.links} {
		for _, lone := range p.lone {
			key := cmp.Or(lone.Crossing, lone.Link)
			if lone.Kind == event.Arrive {
				key = lone.Link
			}
			open, ok := p.begun[key]
			if ok && open.Location != lone.Location && lone.At.Before(open.At) {
				delete(p.begun, key)
				w.find(Negative, key, fmt.Sprintf("ended %s before it began, %.1f hours", day(lone.At), lone.At.Sub(open.At).Hours()), open, lone)
				continue
			}
			w.find(Unpaired, key, fmt.Sprintf("%s on %s without a beginning", lone.Kind, day(lone.At)), lone)
		}
		for _, key := range slices.Sorted(maps.Keys(p.begun)) {
			e := p.begun[key]
			w.trail.UnderWay = true
			w.find(Unfinished, key, fmt.Sprintf("%s at %s on %s has no end", e.Kind, e.Location, day(e.At)), e)
		}
	}
}

func day(t time.Time) string { return t.Format("2006-01-02 15:04Z") }
