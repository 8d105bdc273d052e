package route

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/kairo-corridor/kairo/fault"
)

// The properties below hold a search against the plainest thing that can be right: every simple path of a small graph.

func TestSearchFindsWhatEnumerationFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCase(t, false)
		c.check(t)
	})
}

func TestSearchFindsWhatEnumerationFindsOverTimetables(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCase(t, true)
		c.check(t)
	})
}

// A second search on one graph meets the state of the first.
func TestSearchesOnOneGraphDoNotDisturbEachOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCase(t, rapid.Bool().Draw(t, "timed"))
		g := mustGraph(t, c.nodes, c.criteria, c.arcs)
		for range 3 {
			c.query = drawQuery(t, c)
			c.checkOn(t, g)
		}
	})
}

type testCase struct {
	nodes, criteria int
	arcs            []Arc
	query           Query
}

// tester is what *testing.T, *testing.B, *testing.F and *rapid.T share.
type tester interface {
	Helper()
	Fatalf(format string, args ...any)
}

func mustGraph(t tester, nodes, criteria int, arcs []Arc) *Graph {
	t.Helper()
	g, err := NewGraph(nodes, criteria, arcs)
	if err != nil {
		t.Fatalf("NewGraph: %v", err)
	}
	return g
}

func drawCase(t *rapid.T, timed bool) testCase {
	c := testCase{nodes: rapid.IntRange(1, 7).Draw(t, "nodes"), criteria: rapid.IntRange(1, 5).Draw(t, "criteria")}
	most := rapid.SampledFrom([]int64{1, 2, 4, 9, 1000}).Draw(t, "costMax") // small ranges force ties and zeros
	node := rapid.Int32Range(0, int32(c.nodes-1))
	for range rapid.IntRange(0, 18).Draw(t, "arcs") {
		a := Arc{From: node.Draw(t, "u"), To: node.Draw(t, "v")}
		a.Cost = rapid.SliceOfN(rapid.Int64Range(0, most), c.criteria, c.criteria).Draw(t, "cost")
		if timed && rapid.IntRange(0, 3).Draw(t, "timed") > 0 {
			a.Arrive = drawTimetable(t, a.Cost)
		}
		c.arcs = append(c.arcs, a)
	}
	c.query = drawQuery(t, c)
	return c
}

func drawQuery(t *rapid.T, c testCase) Query {
	node := rapid.Int32Range(0, int32(c.nodes-1))
	q := Query{From: node.Draw(t, "from"), To: node.Draw(t, "to"), Start: rapid.Int64Range(-5, 30).Draw(t, "start")}
	if rapid.IntRange(0, 2).Draw(t, "limited") == 0 {
		q.Limit = rapid.SliceOfN(rapid.Int64Range(-2, 30), c.criteria, c.criteria).Draw(t, "limit")
	}
	if rapid.IntRange(0, 2).Draw(t, "bans") == 0 && len(c.arcs) > 0 {
		banned := rapid.SliceOfN(rapid.IntRange(0, len(c.arcs)-1), 0, 4).Draw(t, "banned")
		q.Banned = func(arc int) bool { return slices.Contains(banned, arc) }
	}
	return q
}

// drawTimetable is a FIFO arc function: the earliest arrival among the departures not yet missed, where a later one may
// overtake; perhaps repeated for ever, perhaps none after the last. It sets cost 0 to the shortest ride.
func drawTimetable(t *rapid.T, cost []int64) func(int64) int64 {
	departures := rapid.SliceOfN(rapid.Int64Range(0, 40), 1, 5).Draw(t, "departures")
	rides := rapid.SliceOfN(rapid.Int64Range(0, 6), len(departures), len(departures)).Draw(t, "rides")
	forever := rapid.Bool().Draw(t, "forever")
	cost[0] = slices.Min(rides)
	return func(at int64) int64 {
		best := int64(math.MaxInt64)
		for i, d := range departures {
			if d < at && forever {
				d += (at - d + 40) / 41 * 41
			}
			if d >= at {
				best = min(best, d+rides[i])
			}
		}
		return best
	}
}

func (c testCase) check(t tester) {
	t.Helper()
	c.checkOn(t, mustGraph(t, c.nodes, c.criteria, c.arcs))
}

func (c testCase) checkOn(t tester, g *Graph) {
	t.Helper()
	got, stats, err := g.Search(context.Background(), c.query)
	if err != nil {
		t.Fatalf("Search: %v", err)
	}
	c.checkPaths(t, got)
	want := c.enumerate()
	if len(got) != len(want) {
		t.Fatalf("%d solutions %v, want %d: %v", len(got), costsOf(got), len(want), want)
	}
	for i := range got {
		if !slices.Equal(got[i].Cost, want[i]) {
			t.Fatalf("solution %d costs %v, want %v", i, got[i].Cost, want[i])
		}
	}
	if stats.Expanded > stats.Generated {
		t.Fatalf("expanded %d of %d labels", stats.Expanded, stats.Generated)
	}
}

// checkPaths walks every path again, and checks the order and that no vector equals or dominates another.
func (c testCase) checkPaths(t tester, got []Solution) {
	t.Helper()
	for i, s := range got {
		v, total := c.query.From, make([]int64, c.criteria)
		for _, arc := range s.Arcs {
			a := c.arcs[arc]
			if a.From != v || c.query.Banned != nil && c.query.Banned(int(arc)) {
				t.Fatalf("path %v of solution %d takes arc %d from node %d", s.Arcs, i, arc, v)
			}
			total = c.add(total, a)
			v = a.To
		}
		if v != c.query.To || !slices.Equal(total, s.Cost) || !c.allowed(total) {
			t.Fatalf("path %v of solution %d ends at %d with %v, says %v", s.Arcs, i, v, total, s.Cost)
		}
		if i > 0 && slices.Compare(got[i-1].Cost, s.Cost) >= 0 {
			t.Fatalf("solutions %d and %d are out of order: %v, %v", i-1, i, got[i-1].Cost, s.Cost)
		}
		for j := range i {
			if atMost(got[j].Cost, s.Cost) || atMost(s.Cost, got[j].Cost) {
				t.Fatalf("solutions %v and %v: one covers the other", got[j].Cost, s.Cost)
			}
		}
	}
}

// add is the costs after one more arc; cost 0 is out of sight where the arc leaves no more.
func (c testCase) add(total []int64, a Arc) []int64 {
	next := slices.Clone(total)
	for k := range next {
		next[k] += a.Cost[k]
	}
	if a.Arrive != nil {
		if at := a.Arrive(c.query.Start + total[0]); at == math.MaxInt64 {
			next[0] = math.MaxInt64
		} else {
			next[0] = at - c.query.Start
		}
	}
	return next
}

func (c testCase) allowed(total []int64) bool {
	for k, v := range total {
		if c.query.Limit != nil && c.query.Limit[k] >= 0 && v > c.query.Limit[k] {
			return false
		}
	}
	return true
}

// enumerate is the Pareto set over all simple paths: FIFO arcs and costs that are not negative make cycles useless.
func (c testCase) enumerate() [][]int64 {
	var all [][]int64
	on := make([]bool, c.nodes)
	var walk func(v int32, total []int64)
	walk = func(v int32, total []int64) {
		if v == c.query.To {
			if c.allowed(total) {
				all = append(all, total)
			}
			return
		}
		on[v] = true
		for i, a := range c.arcs {
			if a.From == v && !on[a.To] && (c.query.Banned == nil || !c.query.Banned(i)) {
				if next := c.add(total, a); next[0] < math.MaxInt64 {
					walk(a.To, next)
				}
			}
		}
		on[v] = false
	}
	walk(c.query.From, make([]int64, c.criteria))
	return pareto(all)
}

// pareto thins vectors to the non-dominated ones, each once, in lexicographic order.
func pareto(all [][]int64) [][]int64 {
	sort.Slice(all, func(i, j int) bool { return slices.Compare(all[i], all[j]) < 0 })
	var keep [][]int64
	for _, x := range all {
		if !slices.ContainsFunc(keep, func(y []int64) bool { return atMost(y, x) }) {
			keep = append(keep, x)
		}
	}
	return keep
}

func atMost(a, b []int64) bool {
	for i := range a {
		if a[i] > b[i] {
			return false
		}
	}
	return true
}

func costsOf(solutions []Solution) (costs [][]int64) {
	for _, s := range solutions {
		costs = append(costs, s.Cost)
	}
	return costs
}

// correct is label correcting without bounds, order or tricks: sets of vectors that grow until nothing changes.
func (c testCase) correct() [][]int64 {
	at := make([][][]int64, c.nodes)
	at[c.query.From] = [][]int64{make([]int64, c.criteria)}
	out := make([][]Arc, c.nodes)
	for _, a := range c.arcs {
		out[a.From] = append(out[a.From], a)
	}
	for todo := []int32{c.query.From}; len(todo) > 0; todo = todo[1:] {
		v := todo[0]
		for _, a := range out[v] {
			grown := false
			for _, x := range at[v] {
				y := c.add(x, a)
				if y[0] == math.MaxInt64 || slices.ContainsFunc(at[a.To], func(z []int64) bool { return atMost(z, y) }) {
					continue
				}
				at[a.To] = append(slices.DeleteFunc(at[a.To], func(z []int64) bool { return atMost(y, z) }), y)
				grown = true
			}
			if grown && !slices.Contains(todo[1:], a.To) {
				todo = append(todo, a.To)
			}
		}
	}
	return pareto(slices.DeleteFunc(at[c.query.To], func(x []int64) bool { return !c.allowed(x) }))
}

func TestSearchFindsWhatLabelCorrectingFinds(t *testing.T) {
	for _, size := range []struct{ nodes, arcs, criteria int }{{400, 1600, 1}, {400, 1600, 2}, {120, 420, 3}, {60, 180, 4}, {40, 100, 6}, {30, 70, 8}} {
		for _, timed := range []bool{false, true} {
			r := rand.New(rand.NewPCG(uint64(size.nodes), uint64(size.criteria)))
			c := testCase{nodes: size.nodes, criteria: size.criteria}
			for range size.arcs {
				c.arcs = append(c.arcs, randomArc(r, size.nodes, size.criteria, timed))
			}
			g := mustGraph(t, c.nodes, c.criteria, c.arcs)
			for i := range 5 {
				c.query = Query{From: int32(r.IntN(c.nodes)), To: int32(r.IntN(c.nodes)), Start: r.Int64N(100)}
				if i == 4 {
					c.query.Limit = make([]int64, c.criteria)
					for k := range c.query.Limit {
						c.query.Limit[k] = 100 + r.Int64N(100)
					}
				}
				got, _, err := g.Search(context.Background(), c.query)
				if err != nil {
					t.Fatal(err)
				}
				c.checkPaths(t, got)
				if want := c.correct(); !reflect.DeepEqual(costsOf(got), want) {
					t.Errorf("%+v timed %v query %d: got %v, want %v", size, timed, i, costsOf(got), want)
				}
			}
		}
	}
}

func randomArc(r *rand.Rand, nodes, criteria int, timed bool) Arc {
	a := Arc{From: int32(r.IntN(nodes)), To: int32(r.IntN(nodes)), Cost: make([]int64, criteria)}
	for k := range a.Cost {
		a.Cost[k] = r.Int64N(30)
	}
	if timed && r.IntN(3) == 0 {
		every, first, ride := 5+r.Int64N(40), r.Int64N(40), a.Cost[0]
		a.Arrive = func(at int64) int64 {
			wait := (first - at) % every
			if wait < 0 {
				wait += every
			}
			return at + wait + ride
		}
	}
	return a
}

func TestSearchOnPlainGraphs(t *testing.T) {
	arc := func(u, v int32, cost ...int64) Arc { return Arc{From: u, To: v, Cost: cost} }
	big := int64(SumMax / 3)
	for _, c := range []struct {
		name  string
		nodes int
		arcs  []Arc
		query Query
		want  []Solution
	}{
		{"from a node to itself", 1, []Arc{arc(0, 0, 0, 0)}, Query{}, []Solution{{Cost: []int64{0, 0}, Arcs: []int32{}}}},
		{"unreachable", 2, []Arc{arc(1, 0, 1, 1)}, Query{To: 1}, nil},
		{"no arcs at all", 2, []Arc{arc(0, 0, 1, 1)}, Query{To: 1}, nil},
		{"a zero cycle on the way", 3, []Arc{arc(0, 1, 0, 0), arc(1, 0, 0, 0), arc(1, 2, 1, 2)}, Query{To: 2},
			[]Solution{{Cost: []int64{1, 2}, Arcs: []int32{0, 2}}}},
		{"of two equal paths one", 2, []Arc{arc(0, 1, 3, 3), arc(0, 1, 3, 3), arc(0, 1, 4, 2)}, Query{To: 1},
			[]Solution{{Cost: []int64{3, 3}, Arcs: []int32{0}}, {Cost: []int64{4, 2}, Arcs: []int32{2}}}},
		{"the limit itself is allowed", 2, []Arc{arc(0, 1, 3, 3), arc(0, 1, 4, 2)}, Query{To: 1, Limit: []int64{-1, 2}},
			[]Solution{{Cost: []int64{4, 2}, Arcs: []int32{1}}}},
		{"the largest costs", 3, []Arc{arc(0, 1, big, big), arc(1, 2, big, big), arc(1, 0, big, big)}, Query{To: 2, Start: SumMax},
			[]Solution{{Cost: []int64{2 * big, 2 * big}, Arcs: []int32{0, 1}}}},
		{"one criterion", 3, []Arc{arc(0, 1, 1), arc(1, 2, 1), arc(0, 2, 2), arc(0, 2, 3)}, Query{To: 2},
			[]Solution{{Cost: []int64{2}, Arcs: []int32{2}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, _, err := mustGraph(t, c.nodes, len(c.arcs[0].Cost), c.arcs).Search(context.Background(), c.query)
			if err != nil || !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %v, %v; want %v", got, err, c.want)
			}
		})
	}
}

func TestSearchRefusesAQueryThatDoesNotFit(t *testing.T) {
	early := func(at int64) int64 { return at - 1 }
	g := mustGraph(t, 2, 2, []Arc{{From: 0, To: 1, Cost: []int64{1, 1}, Arrive: early}, {From: 0, To: 1, Cost: []int64{2, 0}}})
	for _, c := range []struct {
		query Query
		want  string
	}{
		{Query{From: 2, To: -1}, "from: node 2; expected 0 to 1\nto: node -1; expected 0 to 1"},
		{Query{To: 1, Start: math.MaxInt64}, "start: time 9223372036854775807"},
		{Query{To: 1, Limit: []int64{1}}, "limit: 1 limits; expected 2, one a criterion"},
		{Query{To: 1, LabelMax: -1}, "labelMax: -1 labels"},
		{Query{To: 1, Start: 7}, "arcs[0].arrive: arc left at 7 arrives at 6; expected 8 or later"},
	} {
		_, _, err := g.Search(context.Background(), c.query)
		if fault.CodeOf(err) != fault.BadField || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

func TestSearchGivesUpBeyondItsLabels(t *testing.T) {
	for _, criteria := range []int{2, 3} {
		g, q := roads(40, 40, criteria, 1), Query{To: 1599, LabelMax: 50}
		solutions, stats, err := g.Search(context.Background(), q)
		if fault.CodeOf(err) != fault.Limit || solutions != nil || stats.Generated != 51 {
			t.Errorf("%d criteria: %d solutions, %+v, %v", criteria, len(solutions), stats, err)
		}
	}
}

func TestSearchEndsWithItsContext(t *testing.T) {
	for _, criteria := range []int{2, 3} {
		g := roads(60, 60, criteria, 1)
		ctx, cancel := context.WithCancel(context.Background())
		calls := 0
		q := Query{To: 3599, Banned: func(int) bool {
			if calls++; calls == 1 {
				cancel() // after the search has begun
			}
			return false
		}}
		if solutions, _, err := g.Search(ctx, q); !errors.Is(err, context.Canceled) || solutions != nil {
			t.Errorf("%d criteria: %d solutions, %v", criteria, len(solutions), err)
		}
		if _, _, err := g.Search(ctx, Query{}); !errors.Is(err, context.Canceled) {
			t.Errorf("%d criteria, cancelled before: %v", criteria, err)
		}
	}
}

func TestSearchesRunAtOnce(t *testing.T) {
	g := roads(25, 25, 3, 2)
	want, _, err := g.Search(context.Background(), Query{To: 624})
	if err != nil || len(want) == 0 {
		t.Fatal(len(want), err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 3 {
				if got, _, err := g.Search(context.Background(), Query{To: 624}); err != nil || !reflect.DeepEqual(got, want) {
					t.Errorf("%d solutions, %v; want %d", len(got), err, len(want))
				}
			}
		})
	}
	wg.Wait()
}

// Asked of the state itself, since a pool may drop what it holds at any time.
func TestSearchAllocatesOnlyItsAnswer(t *testing.T) {
	for _, criteria := range []int{1, 2, 3, 4} {
		g, q := roads(15, 15, criteria, 3), Query{To: 224}
		s := newSearch(g)
		n := testing.AllocsPerRun(20, func() {
			if err := s.run(context.Background(), &q); err != nil || len(s.solutions()) == 0 {
				t.Fatal(err)
			}
			s.release()
		})
		if n > 3 {
			t.Errorf("%d criteria: %v allocations a search", criteria, n)
		}
	}
}

func TestNewGraphNamesEveryViolation(t *testing.T) {
	_, err := NewGraph(2, 2, []Arc{
		{From: 0, To: 2, Cost: []int64{1, 1}},
		{From: -1, To: 1, Cost: []int64{1, -3}},
		{From: 0, To: 1, Cost: []int64{1}},
		{From: 0, To: 1, Cost: []int64{SumMax, 0}},
	})
	want := `arcs[0].to: node 2; expected 0 to 1
arcs[1].from: node -1; expected 0 to 1
arcs[1].cost[1]: cost -3; expected 0 to 576460752303423488; choose a unit that is not finer than needed
arcs[2].cost: 1 costs; expected 2
arcs[3].cost[0]: cost 1152921504606846976; expected 0 to 576460752303423488; choose a unit that is not finer than needed`
	if err == nil || err.Error() != want || fault.CodeOf(err) != fault.BadField {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	for _, c := range []struct {
		nodes, criteria int
		code            fault.Code
	}{{0, 1, fault.BadField}, {1, 0, fault.BadField}, {1, 9, fault.BadField}, {NodesMax + 1, 1, fault.Limit}} {
		if _, err := NewGraph(c.nodes, c.criteria, nil); fault.CodeOf(err) != c.code {
			t.Errorf("%d nodes, %d criteria: %v", c.nodes, c.criteria, err)
		}
	}
}
