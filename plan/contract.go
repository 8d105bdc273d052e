package plan

import (
	"github.com/kairo-corridor/kairo/route"
)

// chain is an arc of the search graph: one arc of the skeleton, or several that follow one another through places at which
// nothing is decided. Half as many nodes make half as many labels; what a chain costs is the sum of its rounded parts, so the
// Pareto set is the same.
type chain struct {
	from, to int32
	parts    []int32 // arcs of the skeleton
	timed    bool    // one that waits for a departure: it stays alone
	gone     bool
}

// contraction takes nodes out of a graph.
type contraction struct {
	chains  []chain
	in, out [][]int32 // by node, chains that enter and leave it, those gone among them
	keep    []bool    // by node: where journeys begin and end
}

// contracted gives the arcs of the search graph from those of the skeleton, and notes what each stands for.
func (sk *skeleton) contracted(arcs []route.Arc) []route.Arc {
	c := contraction{in: make([][]int32, sk.nodes), out: make([][]int32, sk.nodes), keep: make([]bool, sk.nodes)}
	for _, v := range sk.origin {
		c.keep[v] = true
	}
	for _, v := range sk.dest {
		c.keep[v] = true
	}
	for i, a := range arcs {
		c.add(chain{from: a.From, to: a.To, parts: []int32{int32(i)}, timed: a.Arrive != nil})
	}
	for i := range arcs { // trains and trucks that run through a place need not come to a stop there
		if sk.arcs[i].kind == through {
			c.bypass(int32(i))
		}
	}
	for range contractMost {
		for v := range int32(sk.nodes) {
			c.takeOut(v)
		}
	}
	return sk.lay(c.chains, arcs)
}

func (c *contraction) add(x chain) {
	i := int32(len(c.chains))
	c.chains = append(c.chains, x)
	c.out[x.from], c.in[x.to] = append(c.out[x.from], i), append(c.in[x.to], i)
}

// bypass replaces an arc that costs nothing by what leaves its head.
func (c *contraction) bypass(i int32) {
	x := &c.chains[i]
	x.gone = true
	from := x.from
	for _, k := range c.out[x.to] {
		if on := c.chains[k]; !on.gone && on.to != from {
			on.from = from
			c.add(on)
		}
	}
}

// alive gives those of a list of chains that are not gone, in place.
func (c *contraction) alive(list []int32) []int32 {
	n := 0
	for _, i := range list {
		if !c.chains[i].gone {
			list[n] = i
			n++
		}
	}
	return list[:n]
}

// takeOut takes a node out where that makes few more arcs than there were: each that enters is joined with each that leaves.
func (c *contraction) takeOut(v int32) {
	c.in[v], c.out[v] = c.alive(c.in[v]), c.alive(c.out[v])
	in, out := c.in[v], c.out[v]
	if c.keep[v] || len(in)+len(out) == 0 {
		return
	}
	made := 0
	for _, i := range in {
		for _, k := range out {
			x, y := &c.chains[i], &c.chains[k]
			if x.timed || y.timed || len(x.parts)+len(y.parts) > partsMax {
				return
			}
			if x.from != y.to {
				made++
			}
		}
	}
	if made > len(in)+len(out)+contractSlack {
		return
	}
	for _, i := range in {
		for _, k := range out {
			if x, y := c.chains[i], c.chains[k]; x.from != y.to { // a loop is never wanted
				c.add(chain{from: x.from, to: y.to, parts: append(append(make([]int32, 0, len(x.parts)+len(y.parts)), x.parts...), y.parts...)})
			}
		}
	}
	for _, i := range append(append([]int32(nil), in...), out...) {
		c.chains[i].gone = true
	}
}

// lay makes arcs for room route of the chains that are left.
func (sk *skeleton) lay(chains []chain, arcs []route.Arc) []route.Arc {
	var out []route.Arc
	for i := range chains {
		x := &chains[i]
		if x.gone {
			continue
		}
		a := route.Arc{From: x.from, To: x.to, Cost: make([]int64, criteria), Arrive: arcs[x.parts[0]].Arrive}
		for _, p := range x.parts {
			for k, c := range arcs[p].Cost {
				a.Cost[k] += c
			}
		}
		out, sk.parts = append(out, a), append(sk.parts, x.parts)
	}
	return out
}

// unfold writes the arcs of the skeleton for those of the search graph.
func (sk *skeleton) unfold(sols []route.Solution) {
	n := 0
	for _, s := range sols {
		for _, a := range s.Arcs {
			n += len(sk.parts[a])
		}
	}
	flat := make([]int32, 0, n)
	for i := range sols {
		begin := len(flat)
		for _, a := range sols[i].Arcs {
			flat = append(flat, sk.parts[a]...)
		}
		sols[i].Arcs = flat[begin:len(flat):len(flat)]
	}
}

// bansOf says of an arc of the search graph whether any of its parts is excluded.
func (sk *skeleton) bansOf(ban []bool) func(int) bool {
	return func(arc int) bool {
		for _, p := range sk.parts[arc] {
			if ban[p] {
				return true
			}
		}
		return false
	}
}
