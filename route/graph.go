package route

import (
	"sync"

	"github.com/kairo-corridor/kairo/fault"
)

// Graph is an immutable directed graph in compressed sparse rows, forwards and backwards; safe for concurrent searches.
//
// Inside, arcs are numbered by slot: the position in the forward rows. A graph of one criterion is given a second that
// is always zero, so that one and two criteria share one search.
type Graph struct {
	nodes    int
	criteria int // as given
	k        int // as stored: at least 2
	arcs     int // as given, loops included

	out    []int32             // out[v] .. out[v+1] are the slots that leave v
	fore   []int64             // by slot, k+1 each: the arc's head and its number in one word, then its costs
	arrive []func(int64) int64 // by slot; nil when no arc depends on time
	in     []int32             // in[v] .. in[v+1] are the backward positions that enter v
	inID   []int32             // by backward position, the number of the arc
	back   [][]backArc         // by criterion and backward position: a search reads one criterion
	pool   sync.Pool           // of *search
}

// NewGraph builds a graph of nodes 0 .. nodes-1 whose arcs all have the given number of costs. Arcs keep their position
// as their number. Every violation is reported, up to a limit, as fault.BadField; sizes beyond limits.go as fault.Limit.
func NewGraph(nodes, criteria int, arcs []Arc) (*Graph, error) {
	if err := checkSize(nodes, criteria, len(arcs)); err != nil {
		return nil, err
	}
	if err := checkArcs(nodes, criteria, arcs); err != nil {
		return nil, err
	}
	g := &Graph{nodes: nodes, criteria: criteria, k: max(criteria, 2), arcs: len(arcs)}
	g.pool.New = func() any { return newSearch(g) }
	g.fillForward(arcs)
	g.fillBackward()
	return g, nil
}

// Nodes is the number of nodes.
func (g *Graph) Nodes() int { return g.nodes }

// Arcs is the number of arcs as given.
func (g *Graph) Arcs() int { return g.arcs }

// Criteria is the number of costs of each arc.
func (g *Graph) Criteria() int { return g.criteria }

func checkSize(nodes, criteria, arcs int) error {
	var list fault.List
	if nodes < 1 {
		list = append(list, fault.New(fault.BadField, "%d nodes", nodes).At("nodes").Want("at least 1"))
	}
	if nodes > NodesMax {
		list = append(list, fault.New(fault.Limit, "%d nodes", nodes).At("nodes").Want("at most %d", NodesMax))
	}
	if criteria < 1 || criteria > CriteriaMax {
		list = append(list, fault.New(fault.BadField, "%d criteria", criteria).At("criteria").Want("1 to %d", CriteriaMax))
	}
	if arcs > ArcsMax {
		list = append(list, fault.New(fault.Limit, "%d arcs", arcs).At("arcs").Want("at most %d", ArcsMax))
	}
	return list.OrNil()
}

// costMax is the largest cost of an arc: a path without a cycle has fewer arcs than nodes, so it stays within SumMax.
func costMax(nodes int) int64 { return SumMax / int64(nodes) }

func checkArcs(nodes, criteria int, arcs []Arc) error {
	var list fault.List
	for i := range arcs {
		if list = checkArc(list, i, nodes, criteria, &arcs[i]); len(list) >= faultsMax {
			break
		}
	}
	return list.OrNil()
}

func checkArc(list fault.List, i, nodes, criteria int, a *Arc) fault.List {
	node := func(field string, v int32) {
		if v < 0 || int(v) >= nodes {
			list = append(list, fault.New(fault.BadField, "node %d", v).At("arcs[%d].%s", i, field).Want("0 to %d", nodes-1))
		}
	}
	node("from", a.From)
	node("to", a.To)
	if len(a.Cost) != criteria {
		return append(list, fault.New(fault.BadField, "%d costs", len(a.Cost)).At("arcs[%d].cost", i).Want("%d", criteria))
	}
	for k, c := range a.Cost {
		if c < 0 || c > costMax(nodes) {
			list = append(list, fault.New(fault.BadField, "cost %d", c).At("arcs[%d].cost[%d]", i, k).
				Want("0 to %d", costMax(nodes)).Mend("choose a unit that is not finer than needed"))
		}
	}
	return list
}

// fillForward lays the arcs out by tail. A loop can never be part of a wanted path, since no cost is negative and an arc
// function never arrives before it leaves; loops are left out.
func (g *Graph) fillForward(arcs []Arc) {
	g.out = make([]int32, g.nodes+1)
	timed, kept := false, 0
	for i := range arcs {
		if a := &arcs[i]; a.From != a.To {
			g.out[a.From+1]++
			timed = timed || a.Arrive != nil
			kept++
		}
	}
	for v := range g.nodes {
		g.out[v+1] += g.out[v]
	}
	g.fore = make([]int64, kept*(g.k+1))
	if timed {
		g.arrive = make([]func(int64) int64, kept)
	}
	next := append([]int32(nil), g.out[:g.nodes]...)
	for i := range arcs {
		a := &arcs[i]
		if a.From == a.To {
			continue
		}
		s := next[a.From]
		next[a.From]++
		row := g.row(s)
		row[0] = pair(int32(i), a.To)
		copy(row[1:], a.Cost)
		if timed {
			g.arrive[s] = a.Arrive
		}
	}
}

// backArc is an arc as one backward search wants it.
type backArc struct {
	cost       int64
	tail, slot int32
}

// fillBackward lays the same arcs out by head.
func (g *Graph) fillBackward() {
	slots := g.out[g.nodes]
	g.in = make([]int32, g.nodes+1)
	for s := range slots {
		g.in[g.head(s)+1]++
	}
	for v := range g.nodes {
		g.in[v+1] += g.in[v]
	}
	g.inID = make([]int32, slots)
	for k := range g.criteria {
		back := make([]backArc, slots)
		next := append([]int32(nil), g.in[:g.nodes]...)
		for v := range int32(g.nodes) {
			for s := g.out[v]; s < g.out[v+1]; s++ {
				w := g.head(s)
				back[next[w]] = backArc{g.row(s)[1+k], v, s}
				g.inID[next[w]] = g.id(s)
				next[w]++
			}
		}
		g.back = append(g.back, back)
	}
}

// row is what is stored of an arc: one run of memory, since all of it is wanted at once.
func (g *Graph) row(slot int32) []int64 {
	i := int(slot) * (g.k + 1)
	return g.fore[i : i+g.k+1 : i+g.k+1]
}

func (g *Graph) head(slot int32) int32 { return low(g.fore[int(slot)*(g.k+1)]) }
func (g *Graph) id(slot int32) int32   { return high(g.fore[int(slot)*(g.k+1)]) }

// pair, high and low keep two numbers in one word.
func pair(hi, lo int32) int64 { return int64(hi)<<32 | int64(uint32(lo)) }
func high(w int64) int32      { return int32(w >> 32) }
func low(w int64) int32       { return int32(w) }
