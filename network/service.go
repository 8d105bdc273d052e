package network

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/fault"
)

// Boarding is the waiting for the departure of a service whose timetable is not known. A service by frequency leaves in even
// intervals. A service that leaves when full fills a vessel of its capacity out of what is offered a week; the full load then
// waits for a vessel where none is at the quay:
//
//	time to fill     H = capacity / offered            fleet time   T = round trip / vessels / (1 − lost days)
//	headway          h = max(H, T) with a coefficient of variation c, gamma distributed as the time to fill with single lots is
//	rest of it       mean h(1+c²)/2, second moment h²(1+c²)(1+2c²)/3: a consignment comes at random within the filling
//	wait for vessel  Allen–Cunneen with loads arriving every H, the vessels as servers and c for both irregularities
//
// A fleet offered more than it can carry is saturated: the wait is bounded by 16 days.
type Boarding struct {
	Kind      string   `json:"kind"`      // "frequency" or "full"
	HeadwayH  float64  `json:"headwayH"`  // mean time between departures
	HeadwayCV float64  `json:"headwayCV"` // its coefficient of variation; 0 where departures are even
	QueueP    float64  `json:"queueP"`    // probability that a full load finds no vessel
	QueueH    float64  `json:"queueH"`    // mean wait for a vessel then, exponential
	Saturated bool     `json:"saturated,omitempty"`
	Basis     Basis    `json:"basis"`
	Method    string   `json:"method"`
	Figures   []string `json:"figures,omitempty"`
}

const (
	lostDaysMost = 0.6 // share of days without sailing; beyond that there is no service
	boardMostH   = 384 // hours a full load waits for a vessel at most: 16 days, lost at Alat in autumn 2014 (F0921)
	keptLeast    = 0.3 // of a published stay in a port that remains with the port when the waiting is counted at the departure
	shockMost    = 0.7 // probability of a shock
)

// MeanMin is the mean waiting in minutes.
func (b *Boarding) MeanMin() float64 {
	return 60 * (b.HeadwayH*(1+b.HeadwayCV*b.HeadwayCV)/2 + b.QueueP*b.QueueH)
}

// VarianceMin is the variance of the waiting in square minutes.
func (b *Boarding) VarianceMin() float64 {
	c := b.HeadwayCV * b.HeadwayCV
	rest := b.HeadwayH * b.HeadwayH * ((1+c)*(1+2*c)/3 - (1+c)*(1+c)/4)
	return 3600 * (rest + b.QueueH*b.QueueH*b.QueueP*(2-b.QueueP))
}

// ThirdMin is the third central moment of the waiting in cubic minutes.
func (b *Boarding) ThirdMin() float64 {
	c := b.HeadwayCV * b.HeadwayCV
	central := func(e1, e2, e3 float64) float64 { return e3 - 3*e1*e2 + 2*e1*e1*e1 }
	h, q, p := b.HeadwayH, b.QueueH, b.QueueP
	rest := central(h*(1+c)/2, h*h*(1+c)*(1+2*c)/3, h*h*h*(1+c)*(1+2*c)*(1+3*c)/4)
	return 216_000 * (rest + central(p*q, 2*p*q*q, 6*p*q*q*q))
}

// Boarding gives the waiting for the departure of a link from one of its ends on a date, ok being false where nothing is known
// of it (then the waiting is part of the transfer) or where the days of departure are published ([Link.Departs]) and no
// change of the frequency makes them void.
func (n *Network) Boarding(l *Link, fromCode string, on time.Time) (b Boarding, ok bool) {
	return n.boarding(l, fromCode, on, true)
}

// Timetabled reports whether the published days of departure of a link hold on a date: not under a change of its frequency.
func (n *Network) Timetabled(l *Link, fromCode string, on time.Time) bool {
	if len(l.Departs) == 0 {
		return false
	}
	for _, s := range subjectsOf(l, fromCode) {
		for i := range n.changes[s+"|"+QPerWeek] {
			if n.changes[s+"|"+QPerWeek][i].Holds(on) {
				return false
			}
		}
	}
	return true
}

// subjectsOf are the subjects of changes that concern a link, the most general first.
func subjectsOf(l *Link, fromCode string) []string {
	out := append([]string{l.Class}, l.Through...)
	if out = append(out, l.ID); fromCode != "" {
		out = append(out, l.ID+":"+fromCode)
	}
	return out
}

func (n *Network) boarding(l *Link, fromCode string, on time.Time, changed bool) (b Boarding, ok bool) {
	subjects := subjectsOf(l, fromCode)
	if len(l.Departs) > 0 && (!changed || n.Timetabled(l, fromCode, on)) {
		return b, false
	}
	rows := []map[string]ClassValue{n.services[l.ID+":"+fromCode], n.services[l.ID], n.services[l.Class]}
	if l.PerWeek > 0 || len(l.Departs) > 0 {
		perWeek := l.PerWeek
		if perWeek == 0 {
			perWeek = float64(max(1, n.departuresFrom(l, fromCode)))
		}
		rows = []map[string]ClassValue{{QPerWeek: {V: perWeek, Low: perWeek, High: perWeek, Method: "departures a week, days not known"}}}
	}
	return n.board(rows, on, changed, subjects, l.ID, l.Class, l.Shock)
}

func (n *Network) departuresFrom(l *Link, fromCode string) (count int) {
	for _, d := range l.Departs {
		if d.From == fromCode {
			count++
		}
	}
	return count
}

// board makes the waiting out of the rows of a service, the nearest first. seasons are the subjects of its lost days.
func (n *Network) board(rows []map[string]ClassValue, on time.Time, changed bool, subjects []string, seasons ...string) (b Boarding, ok bool) {
	get := func(q string) (ClassValue, bool) {
		for _, r := range rows {
			if v, has := r[q]; has {
				if changed {
					v.V = n.supposed(Value{V: v.V}, q, on, subjects...).V
				}
				b.Figures = append(b.Figures, v.Figures...)
				return v, true
			}
		}
		return ClassValue{}, false
	}
	b.Basis = Estimate
	nearest := slices.IndexFunc(rows, func(r map[string]ClassValue) bool { return len(r) > 0 })
	if nearest < 0 {
		return b, false
	}
	_, frequent := rows[nearest][QPerWeek] // a service is of the kind of its nearest rows
	perWeek, capacity, full := ClassValue{}, ClassValue{}, false
	if frequent {
		perWeek, _ = get(QPerWeek)
	} else {
		capacity, full = get("capacity")
	}
	switch {
	case frequent && perWeek.V > 0:
		b.Kind, b.HeadwayH = "frequency", 168/perWeek.V
		b.Method = trim(perWeek.V) + " departures a week: " + perWeek.Method
	case full:
		b.fill(get, capacity, n.lostDays(get, on, seasons))
	default:
		return b, false
	}
	if slices.Sort(b.Figures); len(b.Figures) > 0 {
		b.Figures, b.Basis = slices.Compact(b.Figures), Factor
	}
	if changed && n.anyChange([]string{QPerWeek, QVessels, QOffered}, subjects...) {
		b.Basis = Supposed
	}
	return b, true
}

// lostDays is the share of days a service does not sail: that of the month of a date where one is known, else of the year.
func (n *Network) lostDays(get func(string) (ClassValue, bool), on time.Time, seasons []string) float64 {
	year, _ := get("lostDays")
	if on.IsZero() {
		return year.V
	}
	for _, s := range seasons {
		for i := range n.seasons[s] {
			if row := &n.seasons[s][i]; row.Quantity == "lostDays" && row.Months[on.Month()] {
				return row.Value.V
			}
		}
	}
	return year.V
}

func (b *Boarding) fill(get func(string) (ClassValue, bool), capacity ClassValue, lost float64) {
	offered, _ := get(QOffered)
	vessels, _ := get(QVessels)
	trip, _ := get("roundTrip")
	cv, _ := get("headwayCV")
	fleet := math.Max(vessels.V, 0.1)
	fill, turn := 168*capacity.V/math.Max(offered.V, 0.01), trip.V/fleet/(1-lost)
	b.Kind, b.HeadwayH, b.HeadwayCV = "full", math.Min(math.Max(fill, turn), 2*boardMostH), cv.V
	wait, saturated := queueWait(24/fill, 24/turn, fleet, cv.V, cv.V)
	b.Saturated = saturated
	b.QueueP = erlangC(fleet, math.Min(turn/fill, rhoMost)*fleet)
	if b.QueueP > 0 {
		b.QueueH = math.Min(wait.mean, boardMostH) / b.QueueP
	}
	b.Method = "leaves when full: " + trim(capacity.V) + " TEU at " + trim(offered.V) + " TEU a week fill in " + trim(fill) + " h, " +
		trim(fleet) + " vessels come every " + trim(turn) + " h"
	if saturated {
		b.Method += "; " + saturatedNote
	}
}

// complete checks that each service is of one kind and lacks nothing.
func (t *tables) completeServices(tab *table) {
	subjects := make([]string, 0, len(t.services))
	for s := range t.services {
		subjects = append(subjects, s)
	}
	slices.Sort(subjects)
	for _, s := range subjects {
		rows := []map[string]ClassValue{t.services[s]}
		for id := s; ; {
			if l := t.link[id]; l != nil {
				rows = append(rows, t.services[l.ID], t.services[l.Class])
				break
			}
			cut := strings.LastIndexByte(id, ':')
			if cut < 0 {
				break
			}
			id = id[:cut]
		}
		has := func(q string) bool {
			return slices.ContainsFunc(rows, func(r map[string]ClassValue) bool { _, ok := r[q]; return ok })
		}
		_, own := t.services[s][QPerWeek]
		switch {
		case own && len(t.services[s]) > 1:
			tab.missing("service "+s, "either perWeek or what a service that leaves when full needs, not both")
		case !own:
			for _, q := range []string{"capacity", QOffered, QVessels, "roundTrip", "headwayCV"} {
				if !has(q) {
					tab.missing("service "+s, q+": needed for a service that leaves when full")
				}
			}
		}
	}
}

// missing records that something is not complete.
func (t *table) missing(what, want string) {
	t.add(fault.New(fault.BadNetwork, "%s is not complete", what).At("%s", t.name).Want("%s", want))
}

// indexBoarding computes for every place and mode the least mean waiting of the year that is counted at its departures (for the
// ship, and for shocks on top of its passage), where
// every departure by that mode has one.
func (n *Network) indexBoarding() {
	n.waited = map[string]float64{}
	none := map[string]bool{}
	for i := range n.links {
		l := &n.links[i]
		if l.Mode != Sea && l.Mode != Ferry || l.Status == "suspended" {
			continue
		}
		for _, from := range []string{l.From, l.To} {
			if from == l.To && l.OneWay {
				continue
			}
			key := from + "|" + string(l.Mode)
			b, ok := n.boarding(l, from, time.Time{}, false)
			if !ok {
				none[key] = true
				continue
			}
			wait := b.MeanMin()
			for _, s := range n.LinkShocks(l) {
				if !s.Included {
					wait += s.in(0) * s.DelayMin.V
				}
			}
			if least, has := n.waited[key]; !has || wait < least {
				n.waited[key] = wait
			}
		}
	}
	for key := range none {
		delete(n.waited, key)
	}
}

// withoutBoarding takes out of a stay in a port the waiting that is counted at the departure. Published stays before a ferry
// and all stays before a ship contain it; the classes of transfers to ferries do not.
func (n *Network) withoutBoarding(v *Value, loc *Location, to Mode) {
	wait, ok := n.waited[loc.Code+"|"+string(to)]
	if !ok || to == Ferry && v.Basis != Sourced {
		return
	}
	kept := func(x float64) float64 { return math.Max(keptLeast*x, x-wait) }
	v.Method = strings.TrimPrefix(v.Method+"; "+hours(v.V)+" less "+hours(v.V-kept(v.V))+" of waiting, which is counted at the departure", "; ")
	v.V, v.Low, v.High = kept(v.V), kept(v.Low), kept(v.High)
}

// filling moves the duration of a transfer onto trains that leave when full by what a change of what is offered makes of the
// time of filling, and names the parts.
func (n *Network) filling(v *Values, class string, on time.Time, subjects ...string) {
	rows := []map[string]ClassValue{n.services[class]}
	if rows[0] == nil || v.Minutes.V <= 0 {
		return
	}
	subjects = append([]string{class}, subjects...)
	was, ok := n.board(rows, on, false, subjects, class)
	is, _ := n.board(rows, on, true, subjects, class)
	if !ok {
		return
	}
	cut := math.Min(1, 0.9*v.Minutes.V/was.MeanMin()) // the time of filling is a part of the whole
	rest := v.Minutes.V - cut*was.MeanMin()
	if is.MeanMin() != was.MeanMin() {
		before, sd := v.Minutes.V, v.SD.V
		v.rescale(rest+cut*is.MeanMin(), sd*(rest+cut*is.MeanMin())/before)
		v.Minutes.Before, v.Minutes.Basis, v.Minutes.Method = &before, Supposed, is.Method
		v.Minutes.Kind, v.Minutes.Year, v.Minutes.Source = "", "", ""
	}
	fill := cut * is.MeanMin()
	share := fill / (fill + rest)
	v.Parts = append(v.Parts,
		Part{Name: "filling", Minutes: fill, SD: v.SD.V * math.Sqrt(share), Basis: is.Basis, Method: is.Method},
		Part{Name: "handling", Minutes: rest, SD: v.SD.V * math.Sqrt(1-share), Basis: v.Minutes.Basis, Method: "the rest of the whole"})
}
