package scenario

import (
	"cmp"
	"context"
	"math"
	"runtime"
	"slices"
	"sync"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
)

// Pair is one consignment whose journeys are compared.
type Pair struct {
	Row     int          `json:"row"` // in the order given, from 1
	Request plan.Request `json:"request"`
}

// Options of a comparison.
type Options struct {
	Workers  int                   // how many pairs are planned at a time; 0 is one a core
	Progress func(done, total int) // called after each pair, never by two at a time
}

// Totals are the best a corridor offers, each figure by itself: the shortest P50 and P90, the lowest price and emissions.
type Totals struct {
	P50Days float64 `json:"p50Days"`
	P90Days float64 `json:"p90Days"`
	USD     float64 `json:"usd"`
	KgCO2e  float64 `json:"kgCO2e"`
}

// CorridorChange is a corridor of one pair in both networks; A or B is nil where the pair has no journey on it.
type CorridorChange struct {
	Corridor string  `json:"corridor"`
	A        *Totals `json:"a,omitempty"`
	B        *Totals `json:"b,omitempty"`
}

// Winners are the corridors of the fastest, cheapest and least-emission journey.
type Winners struct {
	Fastest  string `json:"fastest"`
	Cheapest string `json:"cheapest"`
	Cleanest string `json:"leastCO2e"`
}

// PairChange is one pair in both networks.
type PairChange struct {
	Row       int              `json:"row"`
	From      string           `json:"from"`
	To        string           `json:"to"`
	A         *Winners         `json:"a,omitempty"` // nil: no journey
	B         *Winners         `json:"b,omitempty"`
	Corridors []CorridorChange `json:"corridors,omitempty"` // in order of precedence
	Errors    []*fault.Error   `json:"errors,omitempty"`    // the pair cannot be planned at all, or why B (else A) has no journey
}

// Spread is the median and mean of a change over the pairs that have a corridor in both networks.
type Spread struct {
	Median float64 `json:"median"`
	Mean   float64 `json:"mean"`
}

// CorridorSummary is what becomes of a corridor over all pairs.
type CorridorSummary struct {
	Corridor string `json:"corridor"`
	PairsA   int    `json:"pairsA"` // with a journey on it
	PairsB   int    `json:"pairsB"`
	Gained   int    `json:"gained"` // pairs that have it only in B
	Lost     int    `json:"lost"`   // only in A
	WonA     int    `json:"fastestA"`
	WonB     int    `json:"fastestB"` // pairs whose fastest journey is on it
	P50Days  Spread `json:"p50Days"`
	P90Days  Spread `json:"p90Days"`
	USD      Spread `json:"usd"`
	KgCO2e   Spread `json:"kgCO2e"`
}

// Comparison is what becomes of pairs from network A to network B.
type Comparison struct {
	A         string            `json:"a"` // ids of the scenarios
	B         string            `json:"b"`
	Pairs     []PairChange      `json:"pairs"`
	Corridors []CorridorSummary `json:"corridors"`

	Planned  int     `json:"planned"`          // pairs with a journey in A or B
	Gained   int     `json:"gained"`           // pairs with a journey only in B
	Lost     int     `json:"lost"`             // pairs with a journey only in A
	Fastest  float64 `json:"fastestChanged"`   // share of the pairs planned in both whose fastest corridor changes
	Cheapest float64 `json:"cheapestChanged"`  //
	Cleanest float64 `json:"leastCO2eChanged"` //
}

// Compare plans every pair over n under scenario a and under scenario b and says what changes, corridor by corridor: the best
// the exact Pareto set offers by each criterion. The answer does not depend on the number of workers. Pairs that cannot be
// planned carry their errors; the error returned is of the scenarios, of too many pairs, or of the context.
func Compare(ctx context.Context, n *network.Network, a, b Scenario, pairs []Pair, opt Options) (Comparison, error) {
	out := Comparison{A: a.ID, B: b.ID, Pairs: make([]PairChange, len(pairs))}
	if len(pairs) > maxPairs {
		return out, fault.New(fault.Limit, "%d pairs are too many to compare", len(pairs)).Want("at most %d", maxPairs)
	}
	pa, err := planner(n, a)
	if err != nil {
		return out, err
	}
	pb, err := planner(n, b)
	if err != nil {
		return out, err
	}
	each(ctx, len(pairs), opt, func(i int) { out.Pairs[i] = comparePair(ctx, pa, pb, pairs[i]) })
	if ctx.Err() != nil {
		return out, fault.New(fault.Busy, "the comparison was stopped").Because(ctx.Err())
	}
	out.sum(n.Corridors())
	return out, nil
}

func planner(n *network.Network, s Scenario) (*plan.Planner, error) {
	over, err := s.Apply(n)
	if err != nil {
		return nil, err
	}
	return plan.New(over)
}

// each runs do for every index on a bounded number of workers.
func each(ctx context.Context, total int, opt Options, do func(int)) {
	workers := cmp.Or(opt.Workers, runtime.GOMAXPROCS(0))
	next := make(chan int)
	var mu sync.Mutex
	var wg sync.WaitGroup
	done := 0
	for range max(1, min(workers, total)) {
		wg.Go(func() {
			for i := range next {
				do(i)
				mu.Lock()
				done++
				if opt.Progress != nil {
					opt.Progress(done, total)
				}
				mu.Unlock()
			}
		})
	}
	for i := 0; i < total && ctx.Err() == nil; i++ {
		next <- i
	}
	close(next)
	wg.Wait()
}

// comparePair plans a pair in both networks.
func comparePair(ctx context.Context, pa, pb *plan.Planner, p Pair) PairChange {
	out := PairChange{Row: p.Row, From: p.Request.From, To: p.Request.To}
	before, errA := offers(ctx, pa, p.Request)
	after, errB := offers(ctx, pb, p.Request)
	if errA != nil {
		out.Errors = fault.All(errA)
	}
	if errB != nil {
		out.Errors = fault.All(errB)
	}
	out.A, out.B = before.winners, after.winners
	for _, c := range pa.Network().Corridors() {
		out.corridor(c.ID, before, after)
	}
	out.corridor(regional, before, after)
	return out
}

// regional is the corridor of journeys that none names.
const regional = "regional"

func (p *PairChange) corridor(id string, a, b offered) {
	if x, y := a.by[id], b.by[id]; x != nil || y != nil {
		p.Corridors = append(p.Corridors, CorridorChange{id, x, y})
	}
}

// offered is what a network offers a pair.
type offered struct {
	by      map[string]*Totals // by corridor
	winners *Winners
}

// offers folds the journeys of the Pareto set by corridor.
func offers(ctx context.Context, p *plan.Planner, r plan.Request) (offered, error) {
	r.Frontier = true
	ans, err := p.Plan(ctx, r)
	if err != nil {
		return offered{}, err
	}
	o := offered{by: map[string]*Totals{}, winners: &Winners{}}
	fast, cheap, clean := math.Inf(1), math.Inf(1), math.Inf(1)
	for _, j := range ans.Frontier {
		t := o.by[j.CorridorID]
		if t == nil {
			t = &Totals{math.Inf(1), math.Inf(1), math.Inf(1), math.Inf(1)}
			o.by[j.CorridorID] = t
		}
		t.P50Days, t.P90Days, t.USD, t.KgCO2e = min(t.P50Days, j.P50Days), min(t.P90Days, j.P90Days), min(t.USD, j.USD), min(t.KgCO2e, j.KgCO2e)
		if j.P50Days < fast {
			fast, o.winners.Fastest = j.P50Days, j.CorridorID
		}
		if j.USD < cheap {
			cheap, o.winners.Cheapest = j.USD, j.CorridorID
		}
		if j.KgCO2e < clean {
			clean, o.winners.Cleanest = j.KgCO2e, j.CorridorID
		}
	}
	return o, nil
}

// sum makes the summary of all pairs and of every corridor.
func (c *Comparison) sum(corridors []network.Corridor) {
	both, fast, cheap, clean := 0, 0, 0, 0
	for i := range c.Pairs {
		switch p := &c.Pairs[i]; {
		case p.A == nil && p.B == nil:
		case p.A == nil:
			c.Planned, c.Gained = c.Planned+1, c.Gained+1
		case p.B == nil:
			c.Planned, c.Lost = c.Planned+1, c.Lost+1
		default:
			c.Planned++
			both++
			fast += differs(p.A.Fastest, p.B.Fastest)
			cheap += differs(p.A.Cheapest, p.B.Cheapest)
			clean += differs(p.A.Cleanest, p.B.Cleanest)
		}
	}
	if both > 0 {
		c.Fastest, c.Cheapest, c.Cleanest = float64(fast)/float64(both), float64(cheap)/float64(both), float64(clean)/float64(both)
	}
	for _, co := range append(corridors, network.Corridor{ID: regional}) {
		if s := c.corridor(co.ID); s.PairsA+s.PairsB > 0 {
			c.Corridors = append(c.Corridors, s)
		}
	}
}

func differs(a, b string) int {
	if a == b {
		return 0
	}
	return 1
}

// corridor sums one corridor over all pairs.
func (c *Comparison) corridor(id string) CorridorSummary {
	s := CorridorSummary{Corridor: id}
	var p50, p90, usd, kg []float64
	for i := range c.Pairs {
		p := &c.Pairs[i]
		if p.A != nil && p.A.Fastest == id {
			s.WonA++
		}
		if p.B != nil && p.B.Fastest == id {
			s.WonB++
		}
		k := slices.IndexFunc(p.Corridors, func(x CorridorChange) bool { return x.Corridor == id })
		if k < 0 {
			continue
		}
		switch x := p.Corridors[k]; {
		case x.A == nil:
			s.PairsB, s.Gained = s.PairsB+1, s.Gained+1
		case x.B == nil:
			s.PairsA, s.Lost = s.PairsA+1, s.Lost+1
		default:
			s.PairsA, s.PairsB = s.PairsA+1, s.PairsB+1
			p50, p90 = append(p50, x.B.P50Days-x.A.P50Days), append(p90, x.B.P90Days-x.A.P90Days)
			usd, kg = append(usd, x.B.USD-x.A.USD), append(kg, x.B.KgCO2e-x.A.KgCO2e)
		}
	}
	s.P50Days, s.P90Days, s.USD, s.KgCO2e = spread(p50), spread(p90), spread(usd), spread(kg)
	return s
}

func spread(v []float64) Spread {
	if len(v) == 0 {
		return Spread{}
	}
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	slices.Sort(v)
	mid := len(v) / 2
	median := v[mid]
	if len(v)%2 == 0 {
		median = (v[mid-1] + v[mid]) / 2
	}
	return Spread{median, sum / float64(len(v))}
}
