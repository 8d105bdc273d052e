package route

// none marks a node from which the destination is not reached: above every total that is allowed.
const none = 2 * SumMax

// backward is one Dijkstra from the destination, in one criterion. It can be stopped and taken up again: the ends of a
// frontier of two criteria tell how far the searches must go.
type backward struct {
	in     []int32
	arcs   []backArc // of the graph, or own
	own    []backArc // for costs that a query brings
	spread int64     // how far entries reach beyond the least in the queue, roughly
	cost   []int64   // by node, the least cost on to the destination
	next   []int32   // by node, slot of the first arc of the path that costs that; -1 at the destination
	q      queue

	note  bool    // whether to keep order
	order []int32 // nodes other than the destination as they were settled
}

func newBackward(g *Graph, k int) *backward {
	b := &backward{in: g.in, arcs: g.back[k], cost: make([]int64, g.nodes), next: make([]int32, g.nodes)}
	most := int64(0)
	for i := range b.arcs {
		most = max(most, b.arcs[i].cost)
	}
	b.widen(most)
	return b
}

// widen sets the spread by the dearest arc: some sixty buckets then share what is in the queue at one time, and the buckets
// are seldom laid anew.
func (b *backward) widen(most int64) { b.spread = 64 * min(most, SumMax/64) }

func (b *backward) reset(to int32) {
	for v := range b.cost {
		b.cost[v] = none
	}
	b.cost[to], b.next[to] = 0, -1
	b.q.reset(0, b.spread)
	b.q.push(entry{a: to})
}

// within is a backward search that has run up to top. Nodes it found beyond are left out of the searches after it: no
// path through them can be wanted.
type within struct {
	*backward
	top int64
}

func (w within) has(v int32) bool { return w.backward == nil || w.cost[v] <= w.top }

// run settles nodes in order of cost until the node stop is settled (-1 for no such node) or none of at most top is left.
// After a run that was not stopped every value up to top is exact; larger ones only say "more than top".
func (b *backward) run(s *search, stop int32, top int64, earlier within) error {
	for b.q.n > 0 && b.q.least().f0 <= top {
		if err := s.poll(); err != nil {
			return err
		}
		e := b.q.pop()
		v := e.a
		if b.cost[v] != e.f0 {
			continue // settled already, at less
		}
		if b.note && v != s.to {
			b.order = append(b.order, v)
		}
		arcs := b.arcs[b.in[v]:b.in[v+1]]
		for i := range arcs {
			a := &arcs[i]
			c := e.f0 + a.cost
			if c >= b.cost[a.tail] || s.banned(a.slot) || !earlier.has(a.tail) {
				continue
			}
			b.cost[a.tail], b.next[a.tail] = c, a.slot
			b.q.push(entry{f0: c, a: a.tail})
		}
		if v == stop {
			return nil
		}
	}
	return nil
}

// walk is the true cost of the path that b found from the origin, arc functions included: the vector of a path that
// exists. ok is false where the path misses the last departure of an arc.
func (s *search) walk(b *backward, into []int64) (ok bool, err error) {
	g := s.g
	clear(into)
	for slot := b.next[s.from]; slot >= 0; slot = b.next[g.head(slot)] {
		c := s.row(slot)[1:]
		for k := 1; k < g.k; k++ {
			into[k] += c[k]
		}
		if into[0], err = s.after(slot, into[0]); err != nil || into[0] > SumMax {
			return false, err
		}
	}
	return true, nil
}
