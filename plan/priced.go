package plan

import (
	"context"
	"math"
	"sync"
	"sync/atomic"

	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/route"
)

// usual is the cargo by which the graph of a skeleton is priced; requests bring their own prices. It is large, so that
// rounding to whole dollars leaves places in their true order.
var usual = cargo{teu: teuMax, tonnes: 10 * teuMax}

// finish makes the search graph of a skeleton. Minutes and variance are those of the arcs, whatever the cargo.
func (sk *skeleton) finish() error {
	if sk.nodes == 0 {
		return nil
	}
	sk.number()
	arcs := make([]route.Arc, len(sk.arcs))
	flat := make([]int64, criteria*len(sk.arcs))
	for i := range sk.arcs {
		a := &sk.arcs[i]
		cost := flat[i*criteria:][:criteria:criteria]
		cost[critMinutes], cost[critVar] = a.minutesAndVariance()
		cost[critUSD], cost[critKg] = usual.dollarsAndKg(a)
		arcs[i] = route.Arc{From: sk.tail[i], To: sk.hd[i], Cost: cost}
		if w := a.gate(); w != nil {
			ride := cost[critMinutes]
			arcs[i].Arrive = func(t int64) int64 { return t + w.wait(t) + ride }
		}
	}
	g, err := route.NewGraph(sk.nodes, criteria, sk.contracted(arcs))
	sk.graph = g
	return err
}

// number gives places their numbers, and arcs what is counted under words made once.
func (sk *skeleton) number() {
	at := map[string]int32{}
	place := func(l *network.Location) int32 {
		i, ok := at[l.Code]
		if !ok {
			i = int32(len(at))
			at[l.Code] = i
		}
		return i
	}
	for i := range sk.arcs {
		a := &sk.arcs[i]
		a.fromAt, a.toAt = place(a.from), place(a.to)
		if a.kind == Move && comesAshore(a.mode) {
			a.crossed = a.corridor() + "/crossed"
		}
	}
	sk.places = len(at)
	sk.legs = make([]atomic.Pointer[Leg], len(sk.arcs))
}

// varianceUnit is the unit of variance in a search, in square minutes: that of a standard deviation of twelve hours. Journeys of
// weeks do not differ by less in anything that their figures could tell; totals shown are not rounded.
const varianceUnit = 720 * 720

// minutesAndVariance are the costs of an arc that no cargo changes: mean minutes, and variance in units of varianceUnit.
func (a *arcMeta) minutesAndVariance() (minutes, variance int64) {
	w := a.wait()
	sd := a.values.SD.V
	return int64(math.Round(a.values.Minutes.V + w.mean)), int64(math.Round((sd*sd + w.variance) / varianceUnit))
}

// dollarsAndKg are the costs of an arc that depend on the cargo.
func (c cargo) dollarsAndKg(a *arcMeta) (usd, kg int64) {
	return int64(math.Round(c.usd(a))), int64(math.Round(c.kg(a)))
}

// prices are what the arcs of a skeleton cost one request, and the columns of it by arc of the graph, in the order of the
// criteria; those of minutes and variance are nil.
type prices struct {
	usd, kg []int64
	columns [][]int64
}

// priced fills in what each arc costs a cargo. The room goes back with release.
func (sk *skeleton) priced(c cargo) *prices {
	p, _ := sk.room.Get().(*prices)
	if p == nil {
		p = &prices{usd: make([]int64, len(sk.arcs)), kg: make([]int64, len(sk.arcs)), columns: make([][]int64, criteria)}
		p.columns[critUSD], p.columns[critKg] = make([]int64, len(sk.parts)), make([]int64, len(sk.parts))
	}
	for i := range sk.arcs {
		p.usd[i], p.kg[i] = c.dollarsAndKg(&sk.arcs[i])
	}
	usd, kg := p.columns[critUSD], p.columns[critKg]
	for i, parts := range sk.parts {
		usd[i], kg[i] = 0, 0
		for _, at := range parts {
			usd[i] += p.usd[at]
			kg[i] += p.kg[at]
		}
	}
	return p
}

func (sk *skeleton) release(p *prices) { sk.room.Put(p) }

// bounds keeps for each destination what a search toward it can know beforehand: no cargo and no exclusion lowers minutes
// and variance, and the order of places by dollars and emissions changes little with the cargo.
type bounds struct {
	mu sync.Mutex
	to map[int32]*route.Toward
}

func (sk *skeleton) toward(ctx context.Context, to int32) (*route.Toward, error) {
	sk.bounds.mu.Lock()
	t := sk.bounds.to[to]
	sk.bounds.mu.Unlock()
	if t != nil {
		return t, nil
	}
	t, err := sk.graph.Toward(ctx, to, critUSD, critKg)
	if err != nil {
		return nil, err
	}
	sk.bounds.mu.Lock()
	defer sk.bounds.mu.Unlock()
	if sk.bounds.to == nil || len(sk.bounds.to) >= boundsMax {
		sk.bounds.to = map[int32]*route.Toward{}
	}
	sk.bounds.to[to] = t
	return t, nil
}
