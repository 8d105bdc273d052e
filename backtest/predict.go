package backtest

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
)

// Case is the planner's answer for one pair of places of a row.
type Case struct {
	From    string   `json:"from"`
	To      string   `json:"to"`
	Journey string   `json:"journey"` // id
	Modes   []string `json:"modes"`
	Span    Span     `json:"span"`
	Legs    []Part   `json:"legs"`    // those that the clock or price covers
	Command string   `json:"command"` // that asks the planner the same
	on      time.Time
	teu     float64
	legs    []plan.Leg
}

// Part is one leg of a case: its mean time in days, or its price in USD.
type Part struct {
	ID     string        `json:"id"`
	Amount float64       `json:"amount"`
	Basis  network.Basis `json:"basis"`
}

// tester plans rows on one network. Equal requests are answered once.
type tester struct {
	n     *network.Network
	p     *plan.Planner
	plans map[string][]plan.Journey
}

func newTester(n *network.Network) (*tester, error) {
	p, err := plan.New(n)
	return &tester{n: n, p: p, plans: map[string][]plan.Journey{}}, err
}

// The kilograms planned with: ten tonnes a TEU.
const kgPerTEU = 10_000

// The days between which a row is planned: those the planner answers. Older claims are planned in their month of the first
// year.
var (
	earliest = time.Date(2021, 12, 1, 0, 0, 0, 0, time.UTC)
	latest   = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
)

// readyFor is the day on which the journey of a row is planned.
func readyFor(r *Row) time.Time {
	t, err := when(r.Year)
	switch {
	case err != nil || t.After(latest):
		return latest
	case !t.Before(earliest):
		return t
	}
	first := time.Date(earliest.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	if first.Before(earliest) {
		first = first.AddDate(1, 0, 0)
	}
	return first
}

// request is what the planner is asked for one pair of a row: every mode that the row does not name is avoided.
func (r *Row) request(from, to string) plan.Request {
	q := plan.Request{From: from, To: to, TEU: 1, Ready: readyFor(r), Avoid: slices.Clone(r.Avoid), Keep: 4}
	if len(r.Via) > 0 {
		q.Keep = 60 // to find one that passes them; the fastest is always kept
	}
	if r.Metric == USDFEU {
		q.TEU = 2
	}
	q.Mass = kgPerTEU
	if q.TEU == 2 {
		q.Mass = 2 * kgPerTEU
	}
	for _, m := range network.Modes {
		if len(r.Modes) == 0 && m == network.Air || len(r.Modes) > 0 && !slices.Contains(r.Modes, m) {
			q.Avoid = append(q.Avoid, string(m))
		}
	}
	return q
}

// predict sets the span of a row: the average over its pairs. Pairs that cannot be planned are skipped; the error is that of
// the first where none can.
func (t *tester) predict(ctx context.Context, o *Outcome) error {
	var first error
	for _, from := range o.From {
		for _, to := range o.To {
			c, err := t.one(ctx, &o.Row, from, to)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err != nil && first == nil {
				first = err
			}
			if err == nil {
				o.Cases = append(o.Cases, c)
			}
		}
	}
	if len(o.Cases) == 0 {
		return first
	}
	n := float64(len(o.Cases))
	for _, c := range o.Cases {
		o.Span.Mean += c.Span.Mean / n
		o.Span.P10 += c.Span.P10 / n
		o.Span.P50 += c.Span.P50 / n
		o.Span.P90 += c.Span.P90 / n
	}
	return nil
}

// one plans a pair and takes the fastest journey of the Pareto set that passes every place the row names.
func (t *tester) one(ctx context.Context, r *Row, from, to string) (Case, error) {
	q := r.request(from, to)
	key := command(q)
	asked := fmt.Sprint(key, q.Keep)
	js, ok := t.plans[asked]
	if !ok {
		a, err := t.p.Plan(ctx, q)
		if err != nil {
			return Case{}, err
		}
		js = a.Journeys
		t.plans[asked] = js
	}
	var best *plan.Journey
	for i := range js {
		if passes(&js[i], r.Via) && (best == nil || js[i].MeanDays < best.MeanDays) {
			best = &js[i]
		}
	}
	if best == nil {
		return Case{}, fault.New(fault.NoJourney, "no journey from %s to %s by %s", from, to, strings.Join(r.Via, ", "))
	}
	c := Case{From: from, To: to, Journey: best.ID, Modes: best.Modes, Command: key, on: q.Ready, teu: float64(q.TEU)}
	c.legs = covered(best.Legs, r.Clock)
	if r.Metric == Days {
		c.timed(best, r.Clock)
	} else {
		c.priced()
	}
	return c, nil
}

// passes reports whether a journey uses every place, link or crossing named.
func passes(j *plan.Journey, via []string) bool {
	for _, v := range via {
		if !slices.ContainsFunc(j.Legs, func(l plan.Leg) bool { return l.ID == v || l.From.Code == v || l.To.Code == v }) {
			return false
		}
	}
	return true
}

// covered are the legs that a clock or price covers.
func covered(legs []plan.Leg, clock string) []plan.Leg {
	var out []plan.Leg
	for _, l := range legs {
		switch clock {
		case ClockTerminal, CoverThrough:
			if l.Kind == plan.Load || l.Kind == plan.Unload {
				continue
			}
		case ClockRunning, CoverFreight:
			if l.Kind != plan.Move {
				continue
			}
		}
		out = append(out, l)
	}
	return out
}

// timed sets the time of the legs that the clock covers. Before the first departure a terminal clock has not started, and a
// running clock counts no wait at all. P10, P50 and P90 are the planner's own for the journey from gate to gate; for a part of
// it their distances from the mean shrink with the standard deviation of that part.
func (c *Case) timed(j *plan.Journey, clock string) {
	all, part := variance(j.Legs, true), variance(c.legs, clock == ClockDoor)
	mean, started := 0.0, clock == ClockDoor
	for i := range c.legs {
		l := &c.legs[i]
		h := l.Hours
		if l.Kind == plan.Move && (!started || clock == ClockRunning) {
			h -= l.WaitH
		}
		started = started || l.Kind == plan.Move
		mean += h / 24
		c.Legs = append(c.Legs, Part{ID: l.ID, Amount: h / 24, Basis: l.Values.Minutes.Basis})
	}
	shrink := 1.0
	if all > 0 {
		shrink = math.Sqrt(part / all)
	}
	at := func(q float64) float64 { return max(mean+(q-j.MeanDays)*shrink, mean/4) }
	c.Span = Span{Mean: mean, P10: at(j.P10Days), P50: at(j.P50Days), P90: at(j.P90Days)}
}

// variance is that of legs in square hours, those of one shock group correlated as the planner has it; with or without the
// wait for the first departure.
func variance(legs []plan.Leg, wait bool) float64 {
	sum := 0.0
	shared := map[string]float64{}
	for i := range legs {
		sd := legs[i].SDHours
		if legs[i].Kind == plan.Move && !wait {
			sd, wait = legs[i].Values.SD.V/60, true
		}
		if legs[i].Shock == "" {
			sum += sd * sd
			continue
		}
		sum += (1 - plan.SharedCorrelation) * sd * sd
		shared[legs[i].Shock] += sd
	}
	for _, k := range slices.Sorted(maps.Keys(shared)) {
		sum += plan.SharedCorrelation * shared[k] * shared[k]
	}
	return sum
}

// priced sums what the legs cost: carriage, terminals and borders. Guarantee, insurance and inventory are no part of a rate.
func (c *Case) priced() {
	sum := 0.0
	for i := range c.legs {
		usd := rate(&c.legs[i])
		sum += usd
		c.Legs = append(c.Legs, Part{ID: c.legs[i].ID, Amount: usd, Basis: c.legs[i].Values.USD.Basis})
	}
	c.Span = Span{sum, sum, sum, sum}
}

// rate is the part of the cost of a leg that a published rate covers.
func rate(l *plan.Leg) float64 {
	if len(l.Costs) == 0 {
		return l.USD
	}
	sum := 0.0
	for _, item := range l.Costs {
		switch item.Component {
		case network.Freight, network.Terminal, network.BorderFee:
			sum += item.USD
		}
	}
	return sum
}

// amount is the mean time in days or the price in USD of one leg of a case on a network, waiting excluded.
func (c *Case) amount(n *network.Network, l *plan.Leg, metric string) float64 {
	v, ok := valuesOf(n, l, c.on)
	if !ok {
		return 0
	}
	if metric == Days {
		return v.Minutes.V / 1440
	}
	return v.USD.V * c.teu
}

// moves reports whether a class can matter to a leg.
func moves(n *network.Network, class *network.Class, l *plan.Leg) bool {
	switch {
	case l.Kind == plan.Move:
		link, ok := n.Link(l.ID)
		return ok && class.Applies == "link" && link.Class == class.ID
	case l.Kind == plan.Border:
		x, ok := n.CrossingByID(l.ID)
		return ok && (class.Applies == "crossing" && x.Class == class.ID || class.Applies == "side" && class.Mode == x.Mode)
	}
	return class.Applies == "transfer"
}

// valuesOf resolves the figures of a leg again on another network.
func valuesOf(n *network.Network, l *plan.Leg, on time.Time) (network.Values, bool) {
	switch l.Kind {
	case plan.Move:
		if link, ok := n.Link(l.ID); ok {
			return n.LinkValuesFrom(link, l.From.Code, on), true
		}
	case plan.Border:
		if x, ok := n.CrossingByID(l.ID); ok {
			return n.CrossingValues(x, l.From.Code, on), true
		}
	default:
		loc, ok := n.Location(l.From.Code)
		pair := l.ID[strings.LastIndexByte(l.ID, ':')+1:]
		if a, b, found := strings.Cut(pair, "-"); ok && found {
			return n.TransferValues(loc, modeOf(a), modeOf(b), on), true
		}
	}
	return network.Values{}, false
}

func modeOf(s string) network.Mode {
	if s == "gate" {
		return ""
	}
	return network.Mode(s)
}

// command is the command line that asks the planner the same.
func command(r plan.Request) string {
	s := "kairo plan " + r.From + " " + r.To + " --ready " + r.Ready.Format(time.DateOnly)
	if r.TEU == 2 {
		s += " --teu 2"
	}
	if len(r.Avoid) > 0 {
		s += " --avoid " + strings.Join(r.Avoid, ",")
	}
	return s
}
