package plan

import (
	"cmp"
	"fmt"
	"sync"
	"sync/atomic"
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
	before   network.Mode // of a transfer: the mode that brings, "" at the gate
	after    network.Mode //
	values   network.Values
	departs  Weekly
	arcTime
	sourced int
	figures int
	at      int32  // its number among the arcs
	rates   rates  // what a request multiplies
	fromAt  int32  // numbers of the places
	toAt    int32  //
	crossed string // of a voyage or flight: under which its corridor counts as crossed
}

// skeleton is the network resolved on one day: nodes, arcs and their values, without cargo.
type skeleton struct {
	arcs     []arcMeta
	tail, hd []int32
	nodes    int
	on       time.Time // the day its values are of
	origin   map[string]int32
	dest     map[string]int32

	places int // number of locations
	legs   []atomic.Pointer[Leg]
	graph  *route.Graph
	parts  [][]int32 // by arc of graph, the arcs it stands for
	room   sync.Pool // of *prices
	bounds bounds
}

type nodeKey struct {
	loc  string
	mode network.Mode
	dep  bool
}

type builder struct {
	n   *network.Network
	on  time.Time
	num func(string) int32 // of shocks and groups
	err error              // the first
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
	b := &builder{n: n, on: on, num: numbers(), ids: map[nodeKey]int32{}, has: map[string]map[network.Mode]bool{},
		sk: &skeleton{on: on, origin: map[string]int32{}, dest: map[string]int32{}}}
	if err := b.links(); err != nil {
		return nil, err
	}
	b.crossings()
	b.places()
	if b.err != nil {
		return nil, b.err
	}
	return b.sk, b.sk.finish()
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
		b.err = cmp.Or(b.err, a.timed(b.n, b.on, b.num))
	}
	a.at = int32(len(b.sk.arcs))
	a.price()
	b.sk.arcs = append(b.sk.arcs, a)
	b.sk.tail = append(b.sk.tail, tail)
	b.sk.hd = append(b.sk.hd, head)
}

func (b *builder) links() (err error) {
	links := b.n.Links()
	for i := range links {
		l := &links[i]
		if b.n.StatusOn(l.ID, l.Status, l.Through, b.on) == "suspended" {
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
		if b.n.StatusOn(c.ID, c.Status, nil, b.on) == "suspended" {
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
				if b.has[l.Code][to] && changes(l, m, to) {
					b.transfer(l, b.node(l, m, false), b.node(l, to, true), Transfer, m, to)
				}
			}
		}
	}
}

// changes reports whether cargo on its way changes between two modes at a place: from one ship or aircraft to the next, between
// train and truck where there is a terminal for it, and between all others.
func changes(l *network.Location, m, to network.Mode) bool {
	if m == network.Rail && to == network.Road || m == network.Road && to == network.Rail {
		return l.Intermodal
	}
	return to != m || comesAshore(m)
}

func (b *builder) transfer(l *network.Location, tail, head int32, k LegKind, from, to network.Mode) {
	mode := to
	if mode == "" {
		mode = from
	}
	id := fmt.Sprintf("transfer:%s:%s-%s", l.Code, orGate(from), orGate(to))
	b.add(tail, head, arcMeta{kind: k, id: id, from: l, to: l, mode: mode, before: from, after: to, values: b.n.TransferValues(l, from, to, b.on)})
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
