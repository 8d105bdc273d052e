package plan

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/route"
)

func placeOf(l *network.Location) Place {
	return Place{Code: l.Code, Name: l.Name, Country: l.Country, Lat: l.Lat, Lon: l.Lon, Kind: l.Kind, Unofficial: l.Unofficial()}
}

// summary is the room in which the journeys of one answer are totalled.
type summary struct {
	p         *Planner
	sk        *skeleton
	c         cargo
	start     int64
	waits     []wait // cut up among the journeys
	corridors map[string]float64
	left      []int32 // by location, the last journey that left it
	journeys  int32
}

func (p *Planner) newSummary(sk *skeleton, sols []route.Solution, c cargo, ready time.Time) *summary {
	arcs := 0
	for _, s := range sols {
		arcs += len(s.Arcs)
	}
	return &summary{p: p, sk: sk, c: c, start: startOf(ready), waits: make([]wait, arcs), corridors: map[string]float64{}, left: make([]int32, sk.places)}
}

// journey totals one solution. Its quantiles and legs are filled in later, where they are wanted. A journey that comes back
// to a place it has left is told apart.
func (m *summary) journey(s route.Solution, j *Journey) (comesBack bool) {
	j.arcs, j.waits, m.waits = s.Arcs, m.waits[:len(s.Arcs):len(s.Arcs)], m.waits[len(s.Arcs):]
	clear(m.corridors)
	m.journeys++
	sourced, figures := 0, 0
	j.run = progress{start: m.start}
	for i, ai := range s.Arcs {
		a := &m.sk.arcs[ai]
		if a.kind == through {
			continue
		}
		if a.from != a.to {
			comesBack = comesBack || m.left[a.toAt] == m.journeys
			m.left[a.fromAt] = m.journeys
		}
		j.waits[i] = a.wait()
		if g := a.gate(); g != nil {
			j.waits[i].mean = j.run.waitFor(g)
		} else if j.waits[i].mean > 0 {
			j.run.pass(j.waits[i])
		}
		j.run.leg(a)
		j.USD += m.c.usd(a)
		j.KgCO2e += m.c.kg(a)
		sourced += a.sourced
		figures += a.figures
		if km := a.values.Distance.V; km > 0 {
			j.Km += km
			m.corridors[a.corridor()] += km
		}
		if a.crossed != "" {
			m.corridors[a.crossed]++
		}
	}
	j.CorridorID, j.Corridor = m.p.n.CorridorOf(m.corridors)
	j.variance = j.run.variance()
	j.MeanDays = j.run.mean / 1440
	if figures > 0 {
		j.SourcedShare = float64(sourced) / float64(figures)
	}
	return comesBack
}

// name gives a journey its id: the FNV-1a hash of its legs.
func (j *Journey) name(sk *skeleton) {
	h := uint32(2166136261)
	add := func(s string) {
		for i := range len(s) {
			h = (h ^ uint32(s[i])) * 16777619
		}
	}
	for _, ai := range j.arcs {
		if a := &sk.arcs[ai]; a.kind != through {
			add(a.id)
			add(">")
			add(a.to.Code)
			add(";")
		}
	}
	j.ID = strconv.FormatUint(uint64(h), 36)
}

// quantiles fills in P10, P50 and P90.
func (j *Journey) quantiles() {
	j.P10Days, j.P50Days, j.P90Days = j.run.quantiles()
}

func (a *arcMeta) shock() string {
	switch {
	case a.link != nil:
		return a.link.Shock
	case a.crossing != nil:
		return a.crossing.Shock
	}
	return ""
}

// describe fills in name, quantiles, legs, countries, modes and notices.
func (p *Planner) describe(sk *skeleton, j *Journey, c cargo, r Request) {
	j.name(sk)
	j.quantiles()
	j.Legs = make([]Leg, 0, len(j.arcs))
	for i, ai := range j.arcs {
		a := &sk.arcs[ai]
		if a.kind == through {
			continue
		}
		j.Legs = append(j.Legs, Leg{})
		leg := &j.Legs[len(j.Legs)-1]
		*leg = *p.still(sk, ai)
		p.fill(leg, a, j.waits[i], c, r)
		if a.kind == Move {
			j.Modes = appendNew(j.Modes, string(a.mode))
		}
		for _, l := range []*network.Location{a.from, a.to} {
			if l.Country != "XZ" {
				if n := len(j.Countries); n == 0 || j.Countries[n-1] != l.Country {
					j.Countries = append(j.Countries, l.Country)
				}
			}
		}
		for _, n := range leg.Notices {
			j.Notices = appendNew(j.Notices, n)
		}
	}
	j.Borders = len(j.Countries) - 1
	j.Costs = total(j.Legs, &c)
	if old := oldRates(j.Legs); old != "" {
		j.Notices = append(j.Notices, old)
	}
}

func appendNew(list []string, s string) []string {
	for _, x := range list {
		if x == s {
			return list
		}
	}
	return append(list, s)
}

// still is what is the same of a leg in every journey, made when first wanted. Its shape is shared: answers are not to be
// changed.
func (p *Planner) still(sk *skeleton, arc int32) *Leg {
	if l := sk.legs[arc].Load(); l != nil {
		return l
	}
	a := &sk.arcs[arc]
	l := &Leg{
		Kind: a.kind, ID: a.id, From: placeOf(a.from), To: placeOf(a.to), Mode: a.mode, Km: a.values.Distance.V, Departs: a.departs,
		Opens: a.opens, Boarding: a.board, Shocks: a.split.Shocks, ownShocks: a.group == 0,
		Corridor: a.corridor(), Shock: a.shock(), Values: a.values, Shape: p.points(a),
	}
	switch a.kind {
	case Move:
		l.Name = fmt.Sprintf("%s %s – %s", a.mode, a.from.Name, a.to.Name)
		if a.link.Service != "" {
			l.Name += " (" + a.link.Service + ")"
		}
	case Border:
		l.Name, l.Gauge = a.crossing.Name, a.crossing.Gauge
	case Load:
		l.Name = "load at " + a.from.Name
	case Unload:
		l.Name = "unload at " + a.from.Name
	default:
		l.Name = strings.TrimPrefix(a.id, "transfer:"+a.from.Code+":") + " at " + a.from.Name
	}
	sk.legs[arc].Store(l)
	return l
}

// fill adds to a leg what depends on the cargo, the date and the journey.
func (p *Planner) fill(l *Leg, a *arcMeta, w wait, c cargo, r Request) {
	l.Hours, l.WaitH = (a.values.Minutes.V+w.mean)/60, w.mean/60
	l.SDHours = math.Sqrt(a.values.SD.V*a.values.SD.V+w.variance) / 60
	l.USD, l.KgCO2e = c.usd(a), c.kg(a)
	l.Values.USD = c.rate(a)
	l.Costs = c.costs(a, l.Values.USD, l.Hours, r.Ready)
	l.Notices = p.notices(a, r.Ready)
}

// notices are those that hold for an arc on a day, of the chokepoints it passes too.
func (p *Planner) notices(a *arcMeta, on time.Time) []string {
	out := p.n.Notices(a.id, on)
	if a.link == nil {
		return out
	}
	for _, t := range a.link.Through {
		for _, n := range p.n.Notices(t, on) {
			out = appendNew(out, n)
		}
	}
	for i := range a.values.Charges {
		if c := &a.values.Charges[i]; c.Per == network.PerPassage {
			out = appendNew(out, fmt.Sprintf("war risk: insurance of %g per mille of the value of the goods for this passage (%g to %g; %s)", c.PerMille.V, c.PerMille.Low, c.PerMille.High, c.PerMille.Method))
		}
	}
	if a.link.Status == "limited" {
		out = appendNew(out, "limited service: "+a.link.Note)
	}
	return out
}

// points are the ends of an arc and the points of its shape between, as lat, lon.
func (p *Planner) points(a *arcMeta) [][2]float64 {
	if a.link == nil {
		return [][2]float64{{a.from.Lat, a.from.Lon}, {a.to.Lat, a.to.Lon}}
	}
	pts := p.n.ShapeOf(a.link)
	if a.link.From != a.from.Code {
		slices.Reverse(pts)
	}
	return pts
}

// balancedOfEach gives the places of the balanced journey of each corridor, in the order of its fastest.
func balancedOfEach(js []Journey) []int {
	var order []int
	at := map[string]int{} // corridor -> place in order
	for i := range js {
		k, seen := at[js[i].CorridorID]
		switch {
		case !seen:
			at[js[i].CorridorID] = len(order)
			order = append(order, i)
		case balance(&js[i]) < balance(&js[order[k]]):
			order[k] = i
		}
	}
	return order
}

// thin keeps for people: the labelled journeys, the balanced one of each corridor, then those farthest from what is kept.
func thin(js []Journey, keep int) []Journey {
	if len(js) <= keep {
		return js
	}
	kept := make([]bool, len(js))
	n := 0
	mark := func(i int) {
		if !kept[i] && n < keep {
			kept[i] = true
			n++
		}
	}
	for i := range js {
		if slices.Contains(js[i].Labels, YourChoice) {
			mark(i) // asked for, whatever else has no room
		}
	}
	for i := range js {
		if len(js[i].Labels) > 0 {
			mark(i)
		}
	}
	for _, i := range balancedOfEach(js) {
		mark(i)
	}
	near := make([]float64, len(js)) // to the nearest that is kept
	for i := range near {
		near[i] = math.Inf(1)
	}
	for i := range js {
		if kept[i] {
			approach(js, i, near)
		}
	}
	for n < keep {
		i := farthest(kept, near)
		mark(i)
		approach(js, i, near)
	}
	out := make([]Journey, 0, n)
	for i := range js {
		if kept[i] {
			out = append(out, js[i])
		}
	}
	return out
}

// farthest is the journey not kept whose nearest kept journey is farthest, in relative days, dollars and CO2e.
func farthest(kept []bool, near []float64) int {
	at, most := 0, -1.0
	for i := range near {
		if !kept[i] && near[i] > most {
			at, most = i, near[i]
		}
	}
	return at
}

// approach notes how far each journey is from one that is kept.
func approach(js []Journey, k int, near []float64) {
	for i := range js {
		near[i] = min(near[i], apart(js[i].MeanDays, js[k].MeanDays)+apart(js[i].USD, js[k].USD)+apart(js[i].KgCO2e, js[k].KgCO2e))
	}
}

func apart(a, b float64) float64 {
	if a == b {
		return 0
	}
	return math.Abs(a-b) / max(math.Abs(a), math.Abs(b))
}
