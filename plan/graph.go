package plan

import (
	"fmt"
	"math"
	"time"

	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/route"
)

// The search graph. A location has an arriving and a departing node for each mode that serves it. Where a voyage or flight
// ends the cargo comes ashore, so the way from one ship to the next is a transfer; trains and trucks run through on an arc
// that costs nothing and is no leg. Transfers lead from arriving to departing nodes, so that two of them never follow one
// another; loading starts at a node nothing leads to, unloading ends at a node nothing leaves.
//
//	origin ─load─► dep(sea) ─link─► arr(sea) ─transfer─► dep(rail) ─crossing─► arr(rail) ─unload─► destination
//	                                                         ▲───────through──────┘
type arcMeta struct {
	kind     LegKind
	id       string
	from, to *network.Location
	mode     network.Mode
	link     *network.Link
	crossing *network.Crossing
	values   network.Values
	departs  Weekly
	sourced  int
	figures  int
}

// skeleton is the network resolved on one day: nodes, arcs and their values, without cargo.
type skeleton struct {
	arcs     []arcMeta
	tail, hd []int32
	nodes    int
	origin   map[string]int32
	dest     map[string]int32
}

type nodeKey struct {
	loc  string
	mode network.Mode
	dep  bool
}

type builder struct {
	n   *network.Network
	on  time.Time
	sk  *skeleton
	ids map[nodeKey]int32
	has map[string]map[network.Mode]bool
}

// comesAshore reports whether the cargo changes its means of transport when a leg of this mode ends at a place.
func comesAshore(m network.Mode) bool {
	return m == network.Sea || m == network.Ferry || m == network.Air
}

// through is the kind of the arc on which trains and trucks run through a place; it is no leg.
const through LegKind = ""

func buildSkeleton(n *network.Network, on time.Time) (*skeleton, error) {
	b := &builder{n: n, on: on, ids: map[nodeKey]int32{}, has: map[string]map[network.Mode]bool{},
		sk: &skeleton{origin: map[string]int32{}, dest: map[string]int32{}}}
	if err := b.links(); err != nil {
		return nil, err
	}
	b.crossings()
	b.places()
	return b.sk, nil
}

func (b *builder) node(l *network.Location, m network.Mode, dep bool) int32 {
	if l.Kind == "waypoint" {
		dep = false // ships pass
	}
	k := nodeKey{l.Code, m, dep}
	id, ok := b.ids[k]
	if !ok {
		id = int32(b.sk.nodes)
		b.sk.nodes++
		b.ids[k] = id
		if b.has[l.Code] == nil {
			b.has[l.Code] = map[network.Mode]bool{}
		}
		b.has[l.Code][m] = true
	}
	return id
}

func (b *builder) add(tail, head int32, a arcMeta) {
	if a.kind != through {
		a.sourced, a.figures = countBasis(a.values, a.kind)
	}
	b.sk.arcs = append(b.sk.arcs, a)
	b.sk.tail = append(b.sk.tail, tail)
	b.sk.hd = append(b.sk.hd, head)
}

func (b *builder) links() (err error) {
	links := b.n.Links()
	for i := range links {
		l := &links[i]
		if l.Status == "suspended" {
			continue
		}
		from, _ := b.n.Location(l.From)
		to, _ := b.n.Location(l.To)
		v := b.n.LinkValuesFrom(l, from.Code, b.on)
		a := arcMeta{kind: Move, id: l.ID, from: from, to: to, mode: l.Mode, link: l, values: v}
		if a.departs, err = weekly(l.Departs, from, b.on); err != nil {
			return err
		}
		b.add(b.node(from, l.Mode, true), b.node(to, l.Mode, false), a)
		if !l.OneWay {
			a.from, a.to, a.values = to, from, b.n.LinkValuesFrom(l, to.Code, b.on)
			if a.departs, err = weekly(l.Departs, to, b.on); err != nil {
				return err
			}
			b.add(b.node(to, l.Mode, true), b.node(from, l.Mode, false), a)
		}
	}
	return nil
}

func (b *builder) crossings() {
	cs := b.n.Crossings()
	for i := range cs {
		c := &cs[i]
		if c.Status == "suspended" {
			continue
		}
		from, _ := b.n.Location(c.From)
		to, _ := b.n.Location(c.To)
		b.add(b.node(from, c.Mode, true), b.node(to, c.Mode, false),
			arcMeta{kind: Border, id: c.ID, from: from, to: to, mode: c.Mode, crossing: c, values: b.n.CrossingValues(c, from.Code, b.on)})
		b.add(b.node(to, c.Mode, true), b.node(from, c.Mode, false),
			arcMeta{kind: Border, id: c.ID, from: to, to: from, mode: c.Mode, crossing: c, values: b.n.CrossingValues(c, to.Code, b.on)})
	}
}

// places adds loading, unloading and the transfers of every location.
func (b *builder) places() {
	locs := b.n.Locations()
	for i := range locs {
		l := &locs[i]
		if l.Kind == "waypoint" || len(b.has[l.Code]) == 0 {
			continue
		}
		o, d := int32(b.sk.nodes), int32(b.sk.nodes+1)
		b.sk.nodes += 2
		b.sk.origin[l.Code], b.sk.dest[l.Code] = o, d
		for _, m := range network.Modes {
			if !b.has[l.Code][m] {
				continue
			}
			b.transfer(l, o, b.node(l, m, true), Load, "", m)
			b.transfer(l, b.node(l, m, false), d, Unload, m, "")
			if !comesAshore(m) {
				b.add(b.node(l, m, false), b.node(l, m, true), arcMeta{kind: through, from: l, to: l, mode: m})
			}
			for _, to := range network.Modes {
				if b.has[l.Code][to] && (to != m || comesAshore(m)) {
					b.transfer(l, b.node(l, m, false), b.node(l, to, true), Transfer, m, to)
				}
			}
		}
	}
}

func (b *builder) transfer(l *network.Location, tail, head int32, k LegKind, from, to network.Mode) {
	mode := to
	if mode == "" {
		mode = from
	}
	id := fmt.Sprintf("transfer:%s:%s-%s", l.Code, orGate(from), orGate(to))
	b.add(tail, head, arcMeta{kind: k, id: id, from: l, to: l, mode: mode, values: b.n.TransferValues(l, from, to, b.on)})
}

func orGate(m network.Mode) string {
	if m == "" {
		return "gate"
	}
	return string(m)
}

// countBasis counts the figures an arc's numbers rest on, and how many of them are published claims about this very arc.
func countBasis(v network.Values, k LegKind) (sourced, figures int) {
	used := []network.Value{v.Minutes, v.USD}
	if k == Move {
		used = append(used, v.Distance, v.GPerTKm)
	}
	for _, x := range used {
		if x.Basis == network.Sourced || x.Basis == network.Observed {
			sourced++
		}
	}
	return sourced, len(used)
}

// The criteria in the order of route: minutes, US dollars, kg CO2e, variance in square hours.
const (
	critMinutes = iota
	critUSD
	critKg
	critVar
	criteria
)

// cargo is what makes costs of values.
type cargo struct {
	teu    float64
	tonnes float64 // gross mass of the goods
}

// usd is the cost of an arc for a cargo. Rates are a TEU; air freight is charged by mass, its TEU rate standing for
// airTonnesPerTEU tonnes.
func (c cargo) usd(a *arcMeta) float64 {
	if a.mode == network.Air && a.kind == Move {
		return a.values.USD.V * c.tonnes / airTonnesPerTEU
	}
	return a.values.USD.V * c.teu
}

// airTonnesPerTEU is the mass that the rate of one TEU stands for by air.
const airTonnesPerTEU = 10.0

// kg is the emission of an arc in kg CO2e: transport by gross tonne-kilometre with the container's tare (not by air), and
// handling by TEU.
func (c cargo) kg(a *arcMeta) float64 {
	mass := c.tonnes
	if a.mode != network.Air {
		mass += c.teu * taretonnesTEU
	}
	return (a.values.GPerTKm.V*a.values.Distance.V*mass + a.values.GPerTEU.V*c.teu) / 1000
}

func (a *arcMeta) wait() wait {
	if a.kind != Move || a.link.PerWeek <= 0 || len(a.departs) > 0 {
		return wait{}
	}
	interval := 7 * 24 * 60 / a.link.PerWeek
	return wait{mean: interval / 2, variance: interval * interval / 12}
}

// wait is the waiting for a departure whose frequency is published but whose day is not: uniform over the interval.
type wait struct{ mean, variance float64 } // minutes, square minutes

// costs are the integer costs of one arc for a cargo.
func (c cargo) costs(a *arcMeta) []int64 {
	w := a.wait()
	sd := a.values.SD.V
	return []int64{
		int64(math.Round(a.values.Minutes.V + w.mean)),
		int64(math.Round(c.usd(a))),
		int64(math.Round(c.kg(a))),
		int64(math.Round((sd*sd + w.variance) / 3600)),
	}
}

// arcs turns the skeleton into the arcs of room route for one cargo.
func (sk *skeleton) routeArcs(c cargo) []route.Arc {
	flat := make([]int64, 0, criteria*len(sk.arcs))
	out := make([]route.Arc, len(sk.arcs))
	for i := range sk.arcs {
		flat = append(flat, c.costs(&sk.arcs[i])...)
		out[i] = route.Arc{From: sk.tail[i], To: sk.hd[i], Cost: flat[len(flat)-criteria : len(flat) : len(flat)]}
		if w := sk.arcs[i].departs; len(w) > 0 {
			ride := out[i].Cost[critMinutes]
			out[i].Arrive = func(t int64) int64 { return t + w.wait(t) + ride }
		}
	}
	return out
}
