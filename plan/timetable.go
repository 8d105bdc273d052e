package plan

import (
	"math"
	"slices"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
)

// weekMinutes are the minutes of a week; weeks begin on Monday 00:00 UTC.
const weekMinutes = 7 * 24 * 60

// epoch is a Monday; the search counts minutes from it.
var epoch = time.Date(1970, 1, 5, 0, 0, 0, 0, time.UTC)

// gate is what lets cargo pass only at certain times: a timetable, opening hours. wait is how many minutes after t it lets
// pass next; it is FIFO, so that t + wait(t) never falls as t rises.
type gate interface{ wait(t int64) int64 }

// Weekly is a weekly timetable: minutes of the UTC week, Monday 00:00 being 0, rising.
type Weekly []int64

// Next is the first departure at or after a time; the time itself where nothing is timetabled.
func (w Weekly) Next(at time.Time) time.Time { return next(w, len(w) > 0, at) }

func next(g gate, bound bool, at time.Time) time.Time {
	if !bound {
		return at
	}
	t := int64(math.Ceil(at.Sub(epoch).Minutes()))
	return epoch.Add(time.Duration(t+g.wait(t)) * time.Minute)
}

// wait is how many minutes after t the next departure is. It is FIFO: t + wait(t) never falls as t rises.
func (w Weekly) wait(t int64) int64 {
	if len(w) == 0 {
		return 0
	}
	in := ofWeek(t)
	i, _ := slices.BinarySearch(w, in)
	if i < len(w) {
		return w[i] - in
	}
	return w[0] + weekMinutes - in
}

func ofWeek(t int64) int64 { return ((t % weekMinutes) + weekMinutes) % weekMinutes }

// Openings are the opening hours of a crossing or place: what comes outside them waits until it opens.
type Openings struct {
	Weekly [][2]int64 `json:"weekly,omitempty"` // minutes of the UTC week, rising and apart, the end outside; none is always open
	Closed [][2]int64 `json:"closed,omitempty"` // minutes since Monday 1970-01-05 00:00 UTC, by their beginning, the end outside
}

// Next is the first time at or after a time at which it is open.
func (o *Openings) Next(at time.Time) time.Time {
	if o == nil || o.wait(int64(math.Floor(at.Sub(epoch).Minutes()))) == 0 {
		return at
	}
	return next(o, true, at)
}

// wait is how many minutes after t it is open next. It is FIFO: the first open minute at or after t never falls as t rises.
func (o *Openings) wait(t int64) int64 {
	at := t
	for range 2*len(o.Closed) + 2 { // each turn but the last passes a closed span or the end of one
		opens := at + o.weekly(at)
		for _, c := range o.Closed {
			if c[0] <= opens && opens < c[1] {
				opens = c[1]
			}
		}
		if opens == at {
			break
		}
		at = opens
	}
	return at - t
}

// weekly is how many minutes after t the week opens next, closed days left out.
func (o *Openings) weekly(t int64) int64 {
	if len(o.Weekly) == 0 {
		return 0
	}
	in := ofWeek(t)
	for _, w := range o.Weekly {
		if in < w[1] {
			return max(0, w[0]-in)
		}
	}
	return o.Weekly[0][0] + weekMinutes - in
}

// zoneOf is the zone of a place and its offset in minutes on a day.
func zoneOf(l *network.Location, on time.Time) (*time.Location, int64, error) {
	zone, err := time.LoadLocation(l.Zone)
	if err != nil {
		return nil, 0, fault.New(fault.BadNetwork, "the time zone %q of %s is not known", l.Zone, l.Code).Because(err)
	}
	_, offset := on.In(zone).Zone()
	return zone, int64(offset) / 60, nil
}

// weekly converts the departures from one end of a link into UTC, with the zone's offset on a day.
func weekly(departs []network.Departure, from *network.Location, on time.Time) (Weekly, error) {
	var w Weekly
	for _, d := range departs {
		if d.From != from.Code {
			continue
		}
		_, offset, err := zoneOf(from, on)
		if err != nil {
			return nil, err
		}
		day := (int64(d.Weekday) + 6) % 7 // from Monday
		w = append(w, ofWeek(day*24*60+int64(d.Minute)-offset))
	}
	slices.Sort(w)
	return slices.Compact(w), nil
}

// openings converts opening hours into UTC, the week with the zone's offset on a day.
func openings(h *network.OpeningHours, place *network.Location, on time.Time) (*Openings, error) {
	zone, offset, err := zoneOf(place, on)
	if err != nil {
		return nil, err
	}
	o := &Openings{}
	for _, w := range h.Weekly {
		from, to := ofWeek(int64(w[0])-offset), ofWeek(int64(w[1])-offset)
		if w[1]-w[0] == weekMinutes {
			o.Weekly = nil
			break
		}
		if to == 0 {
			to = weekMinutes
		}
		if from < to {
			o.Weekly = append(o.Weekly, [2]int64{from, to})
		} else { // over the turn of the UTC week
			o.Weekly = append(o.Weekly, [2]int64{from, weekMinutes}, [2]int64{0, to})
		}
	}
	slices.SortFunc(o.Weekly, func(a, b [2]int64) int { return int(a[0] - b[0]) })
	for _, s := range h.Spans(zone, on) {
		o.Closed = append(o.Closed, [2]int64{startOf(s[0]), startOf(s[1])})
	}
	return o, nil
}

// gridPoints are the quantiles by which a wait for a gate is averaged in each state of the shocks.
const gridPoints = 64

// standardNormal are the mid-quantiles of the standard normal.
var standardNormal = func() (z [gridPoints]float64) {
	for i := range z {
		z[i] = math.Sqrt2 * math.Erfinv(2*(float64(i)+0.5)/gridPoints-1)
	}
	return z
}()

// waitFor adds the wait for a gate and gives its mean: averaged over the time of reaching it, which is lognormal in each state
// of the shocks. The wait makes the time of leaving a lattice. Its mean and variance are kept; what a shock that is on
// changes in the mean stays with the shock, the shares of the rest of the variance stay as they were.
func (p *progress) waitFor(g gate) float64 {
	var s [statesMost]state
	n := p.states(&s)
	var mean, square, third float64
	var after [statesMost]float64
	heaps := heaps{timetable: isTimetable(g)}
	for i := range n {
		var e1, e2, e3 float64
		for k := range standardNormal {
			t := math.Ceil(max(0, s[i].at(standardNormal[k])))
			w := float64(g.wait(p.start + int64(t)))
			d := t + w - p.mean // less the mean, so that cubes stay exact
			heaps.add(s[i].p/gridPoints, d, w)
			e1, e2, e3 = e1+d/gridPoints, e2+d*d/gridPoints, e3+d*d*d/gridPoints
		}
		after[i] = e1
		mean, square, third = mean+s[i].p*e1, square+s[i].p*e2, third+s[i].p*(e3-3*e1*e2+2*e1*e1*e1)
	}
	p.left(s[:n], after[:n], mean, max(0, square-mean*mean))
	p.third = third
	p.mean += mean
	p.parted(heaps.split())
	return mean
}

// moments are a weight, and by weight the sum and the sum of squares.
type moments struct{ weight, sum, squares float64 }

func (m *moments) add(weight, x float64) {
	m.weight += weight
	m.sum += weight * x
	m.squares += weight * x * x
}

func (m *moments) mean() float64     { return m.sum / m.weight }
func (m *moments) variance() float64 { return max(0, m.squares/m.weight-m.mean()*m.mean()) }

// plus are the moments of both together.
func (m moments) plus(o moments) moments {
	return moments{m.weight + o.weight, m.sum + o.sum, m.squares + o.squares}
}

// heaps are the times of leaving a gate: of a timetable by departure, of opening hours by whether one waited long.
type heaps struct {
	timetable bool
	at        [heapsMost]float64 // the departures met, from the mean time of reaching them
	of        [heapsMost]moments
	n         int
}

const (
	heapsMost     = 24      // departures told apart; what leaves by later ones counts with the last
	partedMinutes = 12 * 60 // a wait for the opening that is long
	partedLeast   = 0.03    // a heap smaller than this is none
	partedID      = -1      // of a state that no leg shares
)

func isTimetable(g gate) bool {
	_, ok := g.(Weekly)
	return ok
}

func (h *heaps) add(weight, leaves, waited float64) {
	key := leaves
	if !h.timetable {
		key = 0
		if waited > partedMinutes {
			key = 1
		}
	}
	i := 0
	for i < h.n && h.at[i] != key {
		i++
	}
	if i == h.n && h.n < heapsMost {
		h.at[i] = key
		h.n++
	}
	h.of[min(i, heapsMost-1)].add(weight, leaves)
}

// split puts the heaps in two, early and late, so that most of the variance lies between them.
func (h *heaps) split() (late, early moments) {
	most := -1.0
	for i := range h.n {
		var before, after moments
		for k := range h.n {
			if h.at[k] < h.at[i] {
				before = before.plus(h.of[k])
			} else {
				after = after.plus(h.of[k])
			}
		}
		if before.weight <= 0 || after.weight <= 0 {
			continue
		}
		apart := after.mean() - before.mean()
		if between := before.weight * after.weight * apart * apart; between > most {
			most, late, early = between, after, before
		}
	}
	return late, early
}

// parted makes a state of its own, like a shock, of leaving a gate late: with the next departure, after a weekend. The variance
// as a whole stays.
func (p *progress) parted(shut, open moments) {
	if shut.weight < partedLeast || open.weight < partedLeast || p.own <= 0 {
		return
	}
	i := p.roomFor(shockSum{id: partedID, p: shut.weight, delay: shut.mean() - open.mean(), variance: shut.variance() - open.variance()})
	if i < 0 {
		return
	}
	s := &p.shocks[i]
	most := 0.95 * p.own / s.p / (1 - s.p) // of the square of the delay
	if s.delay*s.delay > most {
		s.delay = math.Copysign(math.Sqrt(most), s.delay)
	}
	rest := p.own - s.p*(1-s.p)*s.delay*s.delay
	s.variance = min(max(s.variance, -0.9*rest/(1-s.p)), 0.9*rest/s.p) // both states keep a variance
	p.own = rest - s.p*s.variance
	p.third -= s.skew()
}

// left sets what remains after a gate: the effect of each shock on the mean, the rest of the variance.
func (p *progress) left(s []state, after []float64, mean, variance float64) {
	rest, was := variance, p.own+p.grouped()
	for k := range p.shocks[:p.nShocks] {
		sh := &p.shocks[k]
		was += sh.p * sh.variance
		on, weight := 0.0, 0.0
		for i := range s {
			if s[i].on&(1<<k) != 0 {
				on += s[i].p * after[i]
				weight += s[i].p
			}
		}
		if weight > 0 && weight < 1 {
			sh.third = 0                                 // it is part of the third moment that remains
			sh.delay = (on/weight - mean) / (1 - weight) // mean when on less mean when off
		}
		rest -= sh.p * (1 - sh.p) * sh.delay * sh.delay
	}
	rest = max(0, rest)
	if was <= 0 {
		p.own = rest
		return
	}
	k := rest / was
	p.own *= k
	for i := range p.shocks[:p.nShocks] {
		p.shocks[i].variance *= k
	}
	for i := range p.groups[:p.nGroups] {
		p.groups[i].sd *= math.Sqrt(k)
	}
}

// wait is the waiting for a departure whose day is not known.
type wait struct{ mean, variance, third float64 } // minutes, square minutes, cubic minutes

func (a *arcMeta) wait() wait {
	if a.board == nil {
		return wait{}
	}
	return wait{mean: a.board.MeanMin(), variance: a.board.VarianceMin(), third: a.board.ThirdMin()}
}

// gate is what lets an arc begin only at certain times; nil where it begins at any.
func (a *arcMeta) gate() gate {
	switch {
	case len(a.departs) > 0:
		return a.departs
	case a.opens != nil:
		return a.opens
	}
	return nil
}
