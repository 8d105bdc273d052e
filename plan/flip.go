package plan

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/route"
)

// Flip is a change of one figure within its stated range that puts another journey first.
type Flip struct {
	Subject  string        `json:"subject"`  // link with the end it runs from, crossing, transfer or class
	Quantity string        `json:"quantity"` // as in network.Change
	Name     string        `json:"name"`     // "time of Khorgos – Altynkol (rail)"
	Unit     string        `json:"unit"`
	From     float64       `json:"from"` // the figure as it is
	To       float64       `json:"to"`   // the nearest at which another journey is first
	Low      float64       `json:"low"`  // its stated range
	High     float64       `json:"high"` //
	Share    float64       `json:"share" doc:"Of the way from the figure to the end of its range that the change takes, 0 to 1"`
	Basis    network.Basis `json:"basis"`
	Year     string        `json:"year,omitempty"`
	Source   string        `json:"source,omitempty"`
	Method   string        `json:"method,omitempty"`
	Figures  []string      `json:"figures,omitempty"` // ids of the claims behind it
	First    Standing      `json:"first"`             // the journey that then leads
	Second   Standing      `json:"second"`            // the one that leads now, under the change
	Other    bool          `json:"otherCorridor"`     // whether it is of another corridor

	Change network.Change `json:"change"` // the change as a scenario takes it
}

// Standing is a journey by its totals.
type Standing struct {
	Point
	Corridor string   `json:"corridor"`
	Modes    []string `json:"modes"`
}

// Flips is the answer to "how sure is it that this journey is first?": the changes of single figures that would put another
// first, the least share of its range first, and the least that puts another corridor first if none of them does.
type Flips struct {
	Request Request  `json:"request"` // as understood
	From    Place    `json:"from"`
	To      Place    `json:"to"`
	Ranking string   `json:"ranking"` // the label asked for
	Leader  Standing `json:"leader"`
	Pareto  int      `json:"pareto"`
	Tried   int      `json:"tried"` // figures with a range
	Flips   []Flip   `json:"flips" nullable:"false"`
}

// Rankings are the labels by which Flip can be asked which journey is first.
func Rankings() []string {
	out := make([]string, len(rankings))
	for i, r := range rankings {
		out[i] = r.name
	}
	return out
}

// ranking finds a label: "" is the one of the weights, or the balanced one without weights.
func (r Request) ranking(name string) (string, func(*Journey) float64, error) {
	if name == "" {
		if name = Balanced; r.Weights.some() {
			name = YourChoice
		}
	}
	for _, k := range rankings {
		if k.name != name {
			continue
		}
		if name == YourChoice && !r.Weights.some() {
			break
		}
		return name, k.of, nil
	}
	return "", nil, fault.New(fault.BadField, "no ranking is called %q", name).At("flip").Want("one of %s; %q with weights", strings.Join(Rankings(), ", "), YourChoice)
}

// Flip finds the changes of one figure within its stated range that put another journey first under a ranking (a label of
// [Rankings]; "" is the request's own). A figure is the time, cost, distance or emission of one link in one direction, one
// crossing or one transfer on a journey of the Pareto set, or a value of a class; departures have no stated range.
//
// Rivals are the journeys of the Pareto set. What a figure does to them is totalled first; what flips the order is then
// planned anew on the changed network: with the change answered another journey of the whole network is first, and with one
// smaller by half a per cent the same is first as without. A way with the very totals of the one that
// leads is not another. The errors are those of Plan.
func (p *Planner) Flip(ctx context.Context, r Request, ranking string) (Flips, error) {
	name, of, err := r.ranking(ranking)
	if err != nil {
		return Flips{}, err
	}
	q, err := p.prepare(&r)
	if err != nil {
		return Flips{}, err
	}
	sols, _, err := p.search(ctx, q.sk, r, q.c, q.ban)
	if err != nil {
		return Flips{}, err
	}
	if len(sols) == 0 {
		return Flips{}, p.whyNone(ctx, q.sk, r, q.c)
	}
	f := newFlipper(p, q, r, sols, of)
	out := Flips{Request: r, From: placeOf(q.from), To: placeOf(q.to), Ranking: name, Pareto: len(sols), Flips: []Flip{}}
	out.Leader = f.standing(f.leader)
	found := f.candidates()
	out.Tried = f.tried
	out.Flips, err = f.verify(ctx, found)
	return out, err
}

// flipper holds the Pareto set of one request and totals it under changes.
type flipper struct {
	p      *Planner
	q      question
	r      Request
	of     func(*Journey) float64
	sols   []route.Solution
	used   []int32   // arcs of the set
	arcs   []arcMeta // of the skeleton, as changed at the moment
	sk     *skeleton // with arcs
	js     []Journey // totals, in the order of sols
	leader Journey
	tried  int
}

func newFlipper(p *Planner, q question, r Request, sols []route.Solution, of func(*Journey) float64) *flipper {
	f := &flipper{p: p, q: q, r: r, of: of, sols: sols, arcs: slices.Clone(q.sk.arcs)}
	f.sk = &skeleton{arcs: f.arcs, places: q.sk.places}
	for _, s := range sols {
		f.used = append(f.used, s.Arcs...)
	}
	slices.Sort(f.used)
	f.used = slices.Compact(f.used)
	f.used = slices.DeleteFunc(f.used, func(i int32) bool { return f.arcs[i].kind == through })
	f.leader = f.first()
	return f
}

// first totals the set and gives the journey that leads.
func (f *flipper) first() Journey {
	f.js = f.p.summaries(f.sk, f.sols, f.q.c, f.r)
	j := f.js[leads(f.js, f.r.Weights, f.of)]
	j.name(f.sk)
	return j
}

// leads is the place of the journey that is first by a ranking.
func leads(js []Journey, w Weights, of func(*Journey) float64) int {
	w.generalise(js)
	return first(js, of)
}

// same reports whether a journey is the leading one, or a twin of it: another way with the very totals that it has unchanged.
func (f *flipper) same(j Journey) bool {
	return j.ID == f.leader.ID || math.Abs(j.MeanDays-f.leader.MeanDays)*1440 < 1 && math.Abs(j.USD-f.leader.USD) < 1 && math.Abs(j.KgCO2e-f.leader.KgCO2e) < 1
}

// standing shows a journey by its totals.
func (f *flipper) standing(j Journey) Standing {
	j.quantiles()
	s := Standing{Point: Point{ID: j.ID, CorridorID: j.CorridorID, MeanDays: j.MeanDays, P50Days: j.P50Days, P90Days: j.P90Days, USD: j.USD, KgCO2e: j.KgCO2e}, Corridor: j.Corridor}
	for _, ai := range j.arcs {
		if a := &f.arcs[ai]; a.kind == Move {
			s.Modes = appendNew(s.Modes, string(a.mode))
		}
	}
	return s
}

// under totals the set with a change of one figure and gives the journey that then leads.
func (f *flipper) under(ch network.Change, affected []int32) Journey {
	n := f.p.n.Changing(ch)
	for _, i := range affected {
		f.arcs[i].resolve(n, f.q.sk.on)
	}
	j := f.first()
	for _, i := range affected {
		f.arcs[i] = f.q.sk.arcs[i]
	}
	return j
}

// resolve looks the values of an arc up in a network on a day.
func (a *arcMeta) resolve(n *network.Network, on time.Time) {
	switch {
	case a.link != nil:
		a.values = n.LinkValuesFrom(a.link, a.from.Code, on)
	case a.crossing != nil:
		a.values = n.CrossingValues(a.crossing, a.from.Code, on)
	default:
		a.values = n.TransferValues(a.from, a.before, a.after, on)
	}
	_ = a.timed(n, on, a.number) // zones and hours are those of the skeleton, which were read before
	a.price()
}

// figure is one figure that may be changed, with the arcs that it touches.
type figure struct {
	change   network.Change
	name     string
	value    network.Value
	affected []int32
	several  bool // whether it moves several totals at once
}

// figures are those of every arc that the set uses and of every class, where a range is stated.
func (f *flipper) figures() []figure {
	var out []figure
	for _, i := range f.used {
		a := &f.arcs[i]
		v := &a.values
		for _, x := range []struct {
			quantity, name string
			v              *network.Value
		}{{network.QMinutes, "time", &v.Minutes}, {network.QUSD, "cost", &v.USD}, {network.QDistance, "distance", &v.Distance},
			{network.QGPerTKm, "emission factor", &v.GPerTKm}, {network.QGPerTEU, "handling emission", &v.GPerTEU}} {
			out = f.figure(out, figure{change: network.Change{Subject: a.subject(f.p.n, x.quantity), Quantity: x.quantity}, name: x.name + " of " + f.p.still(f.q.sk, i).Name,
				value: *x.v, affected: []int32{i}, several: x.quantity == network.QDistance})
		}
	}
	for _, c := range f.p.n.Classes() {
		affected := f.ofClass(&c)
		if len(affected) == 0 {
			continue
		}
		for q, v := range c.Values {
			basis := cmp.Or(v.Basis, network.Estimate)
			if len(v.Figures) > 0 {
				basis = network.Factor
			}
			out = f.figure(out, figure{change: network.Change{Subject: c.ID, Quantity: q}, name: cmp.Or(classWords[q], q) + " of class " + c.Name, affected: affected, several: true,
				value: network.Value{V: v.V, Low: v.Low, High: v.High, Unit: v.Unit, Basis: basis, Method: v.Method, Figures: v.Figures}})
		}
	}
	slices.SortStableFunc(out, func(a, b figure) int {
		return cmp.Or(strings.Compare(a.change.Subject, b.change.Subject), strings.Compare(a.change.Quantity, b.change.Quantity))
	})
	return out
}

func (f *flipper) figure(list []figure, x figure) []figure {
	x.change.Op, x.change.Scenario = network.Set, "flip"
	x.change.Value = x.value.V
	if x.value.Low >= x.value.V && x.value.High <= x.value.V || f.p.n.CheckChange(x.change) != nil {
		return list
	}
	return append(list, x)
}

// classWords say what a quantity of a class is.
var classWords = map[string]string{
	"circuity": "detour", "kmh": "speed", "hours": "hours", "hours:in": "hours on entry", "hours:out": "hours on leaving", "cv": "variation of time",
	"usd_km": "rate a TEU-km", "usd": "charge a TEU", "g_tkm": "emission factor", "g_teu": "handling emission",
}

// ofClass gives the arcs of the set that a value of a class may touch.
func (f *flipper) ofClass(c *network.Class) []int32 {
	var out []int32
	for _, i := range f.used {
		a := &f.arcs[i]
		var touches bool
		switch c.Applies {
		case "link":
			touches = a.link != nil && a.link.Class == c.ID
		case "crossing":
			touches = a.crossing != nil && a.crossing.Class == c.ID
		case "side":
			touches = a.crossing != nil && strings.HasPrefix(c.ID, "side-"+string(a.mode)+"-")
		case "transfer":
			touches = a.link == nil && a.crossing == nil
		default:
			touches = true
		}
		if touches {
			out = append(out, i)
		}
	}
	return out
}

// subject is what a change of this arc alone names: the link or crossing from this end where the network takes that.
func (a *arcMeta) subject(n *network.Network, quantity string) string {
	if a.link == nil && a.crossing == nil {
		return a.id
	}
	from := a.id + ":" + a.from.Code
	if n.CheckChange(network.Change{Subject: from, Quantity: quantity, Op: network.Set}) != nil {
		return a.id
	}
	return from
}

// candidate is a figure whose change by delta flips the order of the set.
type candidate struct {
	figure
	delta float64 // signed
	most  float64 // to the end of the range, signed
}

func (c *candidate) share() float64 { return c.delta / c.most }

// at is the change that takes a share of the way to the end of the range.
func (c *candidate) at(delta float64) network.Change {
	ch := c.change
	ch.Value = c.value.V + delta
	return ch
}

// candidates are the figures that flip the order of the set, the least share of their range first.
func (f *flipper) candidates() []candidate {
	var out []candidate
	for _, x := range f.figures() {
		f.tried++
		for _, end := range []float64{x.value.Low, x.value.High} {
			c := candidate{figure: x, most: end - x.value.V}
			if c.most != 0 && f.threshold(&c) {
				out = append(out, c)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b candidate) int { return cmp.Compare(a.share(), b.share()) })
	return out
}

// threshold finds the least change of a figure toward one end of its range under which another journey of the set leads.
// Where the figure moves one total alone the totals are straight lines and the leader leads on one stretch, so the end of the
// range tells; else the way there is walked in steps.
func (f *flipper) threshold(c *candidate) bool {
	steps := 1
	if c.several {
		steps = flipSteps
	}
	flips := func(delta float64) bool { return !f.same(f.under(c.at(delta), c.affected)) }
	if steps > 1 && !f.moves(c) {
		return false
	}
	for i := 1; i <= steps; i++ {
		if hi := c.most * float64(i) / float64(steps); flips(hi) {
			c.delta = halve(c.most*float64(i-1)/float64(steps), hi, flips)
			return true
		}
	}
	return false
}

// moves reports whether a change to the end of the range moves any total of the set.
func (f *flipper) moves(c *candidate) bool {
	f.first()
	before := slices.Clone(f.js)
	f.under(c.at(c.most), c.affected)
	for i := range before {
		if before[i].MeanDays != f.js[i].MeanDays || before[i].USD != f.js[i].USD || before[i].KgCO2e != f.js[i].KgCO2e || before[i].variance != f.js[i].variance {
			return true
		}
	}
	return false
}

// halve narrows a change that flips (hi) and one that does not (lo) to half a per cent of it and gives the one that flips.
func halve(lo, hi float64, flips func(float64) bool) float64 {
	for i := 0; i < flipHalvings && math.Abs(hi-lo) > flipPrecision*math.Abs(hi); i++ {
		if mid := (lo + hi) / 2; flips(mid) {
			hi = mid
		} else {
			lo = mid
		}
	}
	return hi
}

// verify plans anew under the candidates, the least share first, and keeps those that hold.
func (f *flipper) verify(ctx context.Context, found []candidate) ([]Flip, error) {
	out := []Flip{}
	others := 0
	for i := range min(len(found), flipVerifyMax) {
		c := &found[i]
		if len(out) >= flipsShown && (others > 0 || f.under(c.at(c.delta), c.affected).CorridorID == f.leader.CorridorID) {
			continue
		}
		x, ok, err := f.replan(ctx, c)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, x)
			if x.Other {
				others++
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Flip) int { return cmp.Compare(a.Share, b.Share) })
	return out, nil
}

// replan holds a candidate against the whole network: journeys outside the set may come first sooner.
func (f *flipper) replan(ctx context.Context, c *candidate) (Flip, bool, error) {
	var failed error
	flips := func(delta float64) bool {
		j, err := f.planned(ctx, c.at(delta))
		if err != nil {
			failed = cmp.Or(failed, err)
			return false
		}
		return !f.same(j)
	}
	if !flips(c.delta) || failed != nil {
		return Flip{}, false, failed
	}
	if less := c.delta * (1 - flipPrecision); flips(less) {
		c.delta = halve(0, less, flips)
	}
	if failed != nil {
		return Flip{}, false, failed
	}
	j, err := f.planned(ctx, c.at(c.delta))
	if err != nil {
		return Flip{}, false, err
	}
	return f.flip(c, j), true, nil
}

// planned is the journey that leads where the network is changed.
func (f *flipper) planned(ctx context.Context, ch network.Change) (Journey, error) {
	p := newPlanner(f.p.n.Changing(ch), f.p.names)
	sk, err := p.skeleton(f.r.Ready)
	if err != nil {
		return Journey{}, err
	}
	sols, _, err := p.search(ctx, sk, f.r, f.q.c, f.q.ban)
	if err != nil || len(sols) == 0 {
		return Journey{}, err
	}
	js := p.summaries(sk, sols, f.q.c, f.r)
	j := js[leads(js, f.r.Weights, f.of)]
	j.name(sk)
	return j, nil
}

func (f *flipper) flip(c *candidate, then Journey) Flip {
	v := c.value
	x := Flip{Subject: c.change.Subject, Quantity: c.change.Quantity, Name: c.name, Unit: v.Unit, From: v.V, To: v.V + c.delta, Low: v.Low, High: v.High,
		Share: c.share(), Basis: v.Basis, Year: v.Year, Source: v.Source, Method: v.Method, Figures: v.Figures, Change: c.at(c.delta),
		First: f.standing(then), Second: f.standing(f.leader), Other: then.CorridorID != f.leader.CorridorID}
	f.under(c.at(c.delta), c.affected) // leaves the totals under the change in js
	for i := range f.js {
		if j := &f.js[i]; slices.Equal(j.arcs, f.leader.arcs) {
			j.name(f.sk)
			x.Second = f.standing(*j)
		}
	}
	return x
}
