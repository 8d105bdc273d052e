package route

import (
	"context"
	"slices"
	"time"

	"github.com/kairo-corridor/kairo/fault"
)

// label is a path that left the queue undominated: the label it extends and the slot of its last arc.
type label struct{ parent, slot int32 }

// search is the state of one search, kept by its graph for the next.
type search struct {
	g        *Graph
	ctx      context.Context
	from, to int32
	start    int64
	labelMax int
	fore     []int64 // as in the graph: the graph's, or priced where the query brings costs
	priced   []int64
	own      []bool  // by criterion, whether the query brings its costs
	toward   *Toward // as in the query
	ban      []bool  // by slot; nil when nothing is banned
	banSpace []bool  // what ban is cut from
	top      []int64 // by criterion, the most a wanted path may cost
	back     []*backward
	q        queue
	labels   []label
	found    []int32 // the labels that are solutions
	costs    []int64 // of found, k each
	steps    int
	stats    Stats
	duo      []duo // one or two criteria
	many     *many // three and more
}

func newSearch(g *Graph) *search {
	s := &search{g: g, top: make([]int64, g.k), own: make([]bool, g.k)}
	for k := range g.criteria {
		s.back = append(s.back, newBackward(g, k))
	}
	if g.k == 2 {
		s.duo = make([]duo, g.nodes)
	} else {
		s.many = newMany(g)
	}
	return s
}

// Search returns every non-dominated cost vector of a path from q.From to q.To, each with one path, in lexicographic
// order. From a node to itself that is the zero vector with no arcs; where no path is allowed it is nothing, and no error.
//
// A query that does not fit the graph, or an arc function met that arrives before it may, is fault.BadField; more than
// LabelMax labels is fault.Limit; a context that is done ends the search with its error.
func (g *Graph) Search(ctx context.Context, q Query) ([]Solution, Stats, error) {
	begin := time.Now()
	if err := g.checkQuery(&q); err != nil {
		return nil, Stats{}, err
	}
	s := g.pool.Get().(*search)
	err := s.run(ctx, &q)
	var solutions []Solution
	if err == nil {
		solutions = s.solutions()
	}
	stats := s.stats
	s.release()
	g.pool.Put(s) // not deferred: a search that an arc function's panic tore apart is not to be used again
	stats.Search = time.Since(begin)
	return solutions, stats, err
}

func (g *Graph) checkQuery(q *Query) error {
	var list fault.List
	node := func(field string, v int32) {
		if v < 0 || int(v) >= g.nodes {
			list = append(list, fault.New(fault.BadField, "node %d", v).At("%s", field).Want("0 to %d", g.nodes-1))
		}
	}
	node("from", q.From)
	node("to", q.To)
	if q.Start < -SumMax || q.Start > SumMax {
		list = append(list, fault.New(fault.BadField, "time %d", q.Start).At("start").Want("-%d to %d", int64(SumMax), int64(SumMax)))
	}
	if q.Limit != nil && len(q.Limit) != g.criteria {
		list = append(list, fault.New(fault.BadField, "%d limits", len(q.Limit)).At("limit").Want("%d, one a criterion", g.criteria))
	}
	list = g.checkColumns(list, "cost", q.Cost, g.arcs, 0, costMax(g.nodes))
	list = g.checkToward(list, q)
	if q.LabelMax < 0 || q.LabelMax > LabelMaxMost {
		list = append(list, fault.New(fault.BadField, "%d labels", q.LabelMax).At("labelMax").Want("0 to %d", LabelMaxMost))
	}
	return list.OrNil()
}

func (s *search) run(ctx context.Context, q *Query) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.prepare(ctx, q)
	if s.g.k == 2 {
		return s.runTwo()
	}
	return s.runMany()
}

func (s *search) prepare(ctx context.Context, q *Query) {
	s.ctx, s.from, s.to, s.start, s.labelMax = ctx, q.From, q.To, q.Start, q.LabelMax
	if s.labelMax == 0 {
		s.labelMax = LabelMaxDefault
	}
	for k := range s.top {
		s.top[k] = SumMax
		if k < len(q.Limit) && q.Limit[k] >= 0 {
			s.top[k] = min(q.Limit[k], SumMax)
		}
	}
	s.price(q.Cost)
	s.toward = q.Toward
	s.stats, s.steps = Stats{}, 0
	s.labels, s.found, s.costs = s.labels[:0], s.found[:0], s.costs[:0]
	s.ban = nil
	if q.Banned != nil {
		// Asked once an arc, not once a label.
		if s.banSpace == nil {
			s.banSpace = make([]bool, s.g.out[s.g.nodes])
		}
		s.ban = s.banSpace
		for slot := range s.ban {
			s.ban[slot] = q.Banned(int(s.g.id(int32(slot))))
		}
	}
}

// release lets go of what belongs to the caller, and of arenas too large to keep.
func (s *search) release() {
	s.ctx, s.toward = nil, nil
	s.q.release()
	if cap(s.labels) > keepMax {
		s.labels = nil
	}
	if cap(s.costs) > keepMax {
		s.costs = nil
	}
	if s.many != nil {
		s.many.release()
	}
}

func (s *search) banned(slot int32) bool { return s.ban != nil && s.ban[slot] }

// poll looks at the context now and then.
func (s *search) poll() error {
	if s.steps++; s.steps%pollEvery == 0 {
		return s.ctx.Err()
	}
	return nil
}

// after is cost 0 after an arc that is reached at cost g0: more than SumMax where the arc no longer leaves.
func (s *search) after(slot int32, g0 int64) (int64, error) {
	least := g0 + s.row(slot)[1]
	if s.g.arrive == nil || s.g.arrive[slot] == nil {
		return least, nil
	}
	at := s.g.arrive[slot](s.start + g0)
	if at > s.start+SumMax {
		return none, nil
	}
	if at < s.start+least {
		return 0, fault.New(fault.BadField, "arc left at %d arrives at %d", s.start+g0, at).At("arcs[%d].arrive", s.g.id(slot)).
			Want("%d or later: the time of leaving and cost 0", s.start+least)
	}
	return at - s.start, nil
}

// push puts a label into the queue.
func (s *search) push(e entry) error {
	s.q.push(e)
	if s.stats.Generated++; s.stats.Generated > s.labelMax {
		return fault.New(fault.Limit, "more than %d labels", s.labelMax).At("labelMax").
			Mend("set limits on the totals, use fewer criteria or coarser units, or allow more labels")
	}
	return nil
}

// keep gives a label that left the queue its number.
func (s *search) keep(parent, slot int32) int32 {
	s.labels = append(s.labels, label{parent, slot})
	s.stats.Expanded++
	return int32(len(s.labels) - 1)
}

// node is where a label ends.
func (s *search) node(slot int32) int32 {
	if slot < 0 {
		return s.from
	}
	return s.g.head(slot)
}

// solutions writes the found paths out: three allocations, whatever their number.
func (s *search) solutions() []Solution {
	if len(s.found) == 0 {
		return nil
	}
	g, n := s.g, 0
	for _, l := range s.found {
		for ; s.labels[l].slot >= 0; l = s.labels[l].parent {
			n++
		}
	}
	all, arcs := make([]Solution, len(s.found)), make([]int32, n)
	costs := make([]int64, 0, len(s.found)*g.criteria)
	for i, l := range s.found {
		c, a := len(costs), 0
		costs = append(costs, s.costs[i*g.k:i*g.k+g.criteria]...)
		for ; s.labels[l].slot >= 0; l = s.labels[l].parent {
			arcs[a] = g.id(s.labels[l].slot)
			a++
		}
		slices.Reverse(arcs[:a])
		all[i] = Solution{Cost: costs[c:len(costs):len(costs)], Arcs: arcs[:a:a]}
		arcs = arcs[a:]
	}
	return all
}
