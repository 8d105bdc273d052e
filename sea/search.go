package sea

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strings"

	"github.com/kairo-corridor/kairo/fault"
)

// Query asks for the shortest way between two ends.
type Query struct {
	From, To End
	Avoid    []string // chokepoints not to pass
	Via      []string // chokepoints to pass, in any order
}

// Way is the shortest way of a query.
type Way struct {
	Km      float64
	Through []string // chokepoints in the order passed
	Names   []string // of the lanes, in order, each once in a row
	Points  []Point  // both ends included; great circles between
	Lanes   []int32  // of the graph, in order; the pieces from and to a point in the middle of a lane are not among them
}

// NM is the length in nautical miles.
func (w Way) NM() float64 { return w.Km / kmPerNM }

// search is the memory of one Dijkstra over nodes times sets of chokepoints passed.
type search struct {
	dist []float64
	from []int32 // arc by which a state was reached, -1 none
	prev []int32 // state before
	heap []item
}

type item struct {
	d     float64
	state int32
}

// Search finds the shortest way. It fails with [fault.Usage] for an unknown chokepoint and with [fault.NoJourney] where no
// way is left, naming the exclusions that made it so.
func (l *Lanes) Search(q Query) (Way, error) {
	avoid, via, err := l.words(q)
	if err != nil {
		return Way{}, err
	}
	w, ok := l.find(q, avoid, via)
	if ok {
		return w, nil
	}
	return Way{}, l.noWay(q, avoid, via)
}

func (l *Lanes) words(q Query) (avoid, via uint32, err error) {
	for _, list := range [][]string{q.Avoid, q.Via} {
		if _, unknown := l.mask(list); unknown != "" {
			return 0, 0, fault.New(fault.Usage, "no chokepoint is called %q", unknown).Want("one of %s", strings.Join(l.Words(), ", "))
		}
	}
	avoid, _ = l.mask(q.Avoid)
	via, _ = l.mask(q.Via)
	if bits.OnesCount32(via) > maxVia {
		return 0, 0, fault.New(fault.Limit, "%d chokepoints to pass", bits.OnesCount32(via)).Want("at most %d", maxVia)
	}
	return avoid, via, nil
}

// noWay says why nothing was found: each exclusion alone is left out in turn.
func (l *Lanes) noWay(q Query, avoid, via uint32) error {
	pair := fmt.Sprintf("from %s to %s", q.From.Name, q.To.Name)
	if _, ok := l.find(q, 0, via); !ok {
		e := fault.New(fault.NoJourney, "no sea lane leads %s", pair)
		if via != 0 {
			return e.Want("a way that passes %s", strings.Join(q.Via, ", "))
		}
		return e.Mend("the Caspian is a closed sea")
	}
	var guilty []string
	for _, word := range q.Avoid {
		m, _ := l.mask([]string{word})
		if _, ok := l.find(q, avoid&^m, via); ok {
			guilty = append(guilty, word)
		}
	}
	e := fault.New(fault.NoJourney, "no sea way is left %s when %s is avoided", pair, strings.Join(q.Avoid, ", "))
	if len(guilty) > 0 {
		return e.Mend("a way is left without --avoid %s", strings.Join(guilty, " or "))
	}
	return e.Mend("avoid fewer: no single one of them opens a way")
}

// find runs Dijkstra. A state is a node and the set of via words passed.
func (l *Lanes) find(q Query, avoid, via uint32) (Way, bool) {
	if w, ok := l.alongOneLane(q, avoid, via); ok {
		return w, true
	}
	s := l.pool.Get().(*search)
	defer l.pool.Put(s)
	n := len(l.Nodes)
	s.reset(n << bits.OnesCount32(via))
	for _, j := range l.joins(q.From, avoid) {
		s.reach(int32(int(pext(j.words, via))*n)+j.node, j.km, -1, -1)
	}
	goals := l.joins(q.To, avoid)
	best, bestAt := math.Inf(1), int32(-1)
	for len(s.heap) > 0 {
		top := s.pop()
		if top.d > s.dist[top.state] {
			continue
		}
		if top.d >= best {
			break
		}
		layer, node := int(top.state)/n, top.state%int32(n)
		for _, g := range goals {
			if g.node == node && pext(via, via) == pext(g.words, via)|uint32(layer) && top.d+g.km < best {
				best, bestAt = top.d+g.km, top.state
			}
		}
		for a := l.first[node]; a < l.first[node+1]; a++ {
			lane := &l.Lanes[l.laneA[a]]
			if lane.words&avoid == 0 {
				state := int32((layer|int(pext(lane.words, via)))*n) + l.head[a]
				s.reach(state, top.d+lane.Km, l.laneA[a], top.state)
			}
		}
	}
	if bestAt < 0 {
		return Way{}, false
	}
	return l.wayOf(q, s, bestAt, best, n), true
}

// join is one way from an end to a node.
type join struct {
	node  int32
	km    float64
	words uint32
}

// joins gives the nodes an end leads to: its own, or both ends of the lane it lies by. A chokepoint of that lane is passed
// on the side where its gate is.
func (l *Lanes) joins(e End, avoid uint32) []join {
	if e.lane < 0 {
		return []join{{e.node, e.OffKm, 0}}
	}
	a := &l.Lanes[e.lane]
	var out []join
	for _, node := range [2]int32{a.From, a.To} {
		words := l.between(a, e.foot, l.Nodes[node].At)
		if words&avoid == 0 {
			out = append(out, join{node, e.OffKm + Km(e.foot, l.Nodes[node].At), words})
		}
	}
	return out
}

// between gives the chokepoints of a lane that a piece of it passes.
func (l *Lanes) between(a *Lane, p, q Point) uint32 {
	var words uint32
	for _, w := range a.Through {
		m, _ := l.mask([]string{w})
		if l.Chokepoints[bits.TrailingZeros32(m)].Passed(p, q) {
			words |= m
		}
	}
	return words
}

// alongOneLane answers where both ends lie by the same lane.
func (l *Lanes) alongOneLane(q Query, avoid, via uint32) (Way, bool) {
	if q.From.lane < 0 || q.From.lane != q.To.lane {
		return Way{}, false
	}
	a := &l.Lanes[q.From.lane]
	words := l.between(a, q.From.foot, q.To.foot)
	if words&avoid != 0 || words&via != via {
		return Way{}, false
	}
	w := Way{Km: q.From.OffKm + Km(q.From.foot, q.To.foot) + q.To.OffKm, Points: []Point{q.From.At, q.From.foot, q.To.foot, q.To.At}}
	w.pass(l, words, a)
	w.Names = []string{a.Name}
	return w, true
}

// wayOf reads the way back from its last state.
func (l *Lanes) wayOf(q Query, s *search, last int32, km float64, n int) Way {
	w := Way{Km: km}
	var states []int32
	for at := last; at >= 0; at = s.prev[at] {
		states = append(states, at)
	}
	slices.Reverse(states)
	w.Points = append(w.Points, q.From.At)
	if q.From.lane >= 0 {
		w.Points = append(w.Points, q.From.foot)
		w.leg(l, q.From.lane, q.From.foot, l.Nodes[states[0]%int32(n)].At)
	}
	for i, at := range states {
		node := at % int32(n)
		w.Points = append(w.Points, l.Nodes[node].At)
		if i > 0 {
			lane := s.from[at]
			w.Lanes = append(w.Lanes, lane)
			w.name(l.Lanes[lane].Name)
			w.pass(l, l.Lanes[lane].words, &l.Lanes[lane])
		}
	}
	if q.To.lane >= 0 {
		w.leg(l, q.To.lane, l.Nodes[last%int32(n)].At, q.To.foot)
		w.Points = append(w.Points, q.To.foot)
	}
	w.Points = append(w.Points, q.To.At)
	w.Points = slices.CompactFunc(w.Points, func(a, b Point) bool { return Km(a, b) < 0.001 })
	return w
}

// leg adds the piece of a lane between an end's foot and a node.
func (w *Way) leg(l *Lanes, lane int32, p, q Point) {
	a := &l.Lanes[lane]
	w.name(a.Name)
	w.pass(l, l.between(a, p, q), a)
}

func (w *Way) name(s string) {
	if s != "" && (len(w.Names) == 0 || w.Names[len(w.Names)-1] != s) {
		w.Names = append(w.Names, s)
	}
}

func (w *Way) pass(l *Lanes, words uint32, a *Lane) {
	for _, word := range a.Through {
		if m, _ := l.mask([]string{word}); m&words != 0 && !slices.Contains(w.Through, word) {
			w.Through = append(w.Through, word)
		}
	}
}

// pext gathers the bits of x that mask has, side by side from the lowest.
func pext(x, mask uint32) uint32 {
	var out uint32
	for i := 0; mask != 0; i++ {
		low := mask & -mask
		if x&low != 0 {
			out |= 1 << i
		}
		mask &^= low
	}
	return out
}

func (s *search) reset(n int) {
	if cap(s.dist) < n {
		s.dist, s.from, s.prev = make([]float64, n), make([]int32, n), make([]int32, n)
	}
	s.dist, s.from, s.prev, s.heap = s.dist[:n], s.from[:n], s.prev[:n], s.heap[:0]
	for i := range s.dist {
		s.dist[i] = math.Inf(1)
	}
}

// reach notes a shorter way to a state.
func (s *search) reach(state int32, d float64, lane, prev int32) {
	if d >= s.dist[state] {
		return
	}
	s.dist[state], s.from[state], s.prev[state] = d, lane, prev
	s.heap = append(s.heap, item{d, state})
	for i := len(s.heap) - 1; i > 0; {
		up := (i - 1) / 2
		if s.heap[up].d <= s.heap[i].d {
			break
		}
		s.heap[up], s.heap[i] = s.heap[i], s.heap[up]
		i = up
	}
}

func (s *search) pop() item {
	top := s.heap[0]
	last := len(s.heap) - 1
	s.heap[0] = s.heap[last]
	s.heap = s.heap[:last]
	for i := 0; ; {
		c := 2*i + 1
		if c >= last {
			break
		}
		if c+1 < last && s.heap[c+1].d < s.heap[c].d {
			c++
		}
		if s.heap[i].d <= s.heap[c].d {
			break
		}
		s.heap[i], s.heap[c] = s.heap[c], s.heap[i]
		i = c
	}
	return top
}
