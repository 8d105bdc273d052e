package plan

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/route"
)

// TestTheSmallerGraphHasTheSameParetoSet: on the search graph with nodes taken out every search finds the vectors that it
// finds on the skeleton as it stands, with and without exclusions, and paths that cost what is said.
func TestTheSmallerGraphHasTheSameParetoSet(t *testing.T) {
	n, err := network.Default()
	if err != nil {
		t.Fatal(err)
	}
	p, err := New(n)
	if err != nil {
		t.Fatal(err)
	}
	ready := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	sk, err := p.skeleton(ready)
	if err != nil {
		t.Fatal(err)
	}
	c := cargo{teu: 3, tonnes: 20}
	whole := plainGraph(t, sk, c)
	rng, locs := rand.New(rand.NewPCG(3, 5)), n.Locations()
	for tried := 0; tried < 40; {
		r := Request{From: locs[rng.IntN(len(locs))].Code, To: locs[rng.IntN(len(locs))].Code, Ready: ready}
		o, okFrom := sk.origin[r.From]
		d, okTo := sk.dest[r.To]
		if !okFrom || !okTo || r.From == r.To {
			continue
		}
		tried++
		if tried%3 == 0 {
			r.Avoid = []string{"RU", "road"}[tried%2 : tried%2+1]
		}
		ban, err := p.bans(sk, r)
		if err != nil {
			t.Fatal(err)
		}
		q := route.Query{From: o, To: d, Start: startOf(ready), LabelMax: labelMax}
		if ban != nil {
			q.Banned = func(a int) bool { return ban[a] }
		}
		want, _, err := whole.Search(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		got, _, err := p.search(context.Background(), sk, r, c, ban)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.EqualFunc(got, want, func(a, b route.Solution) bool { return slices.Equal(a.Cost, b.Cost) }) {
			t.Errorf("%s to %s, avoiding %v: %d vectors, want %d", r.From, r.To, r.Avoid, len(got), len(want))
		}
		for _, s := range got {
			checkParts(t, sk, c, fmt.Sprint(r.From, " to ", r.To), s)
		}
	}
}

// plainGraph is the skeleton as a graph, arc by arc.
func plainGraph(t *testing.T, sk *skeleton, c cargo) *route.Graph {
	t.Helper()
	arcs := make([]route.Arc, len(sk.arcs))
	for i := range sk.arcs {
		a := &sk.arcs[i]
		minutes, variance := a.minutesAndVariance()
		usd, kg := c.dollarsAndKg(a)
		arcs[i] = route.Arc{From: sk.tail[i], To: sk.hd[i], Cost: []int64{minutes, usd, kg, variance}}
		if w := a.gate(); w != nil {
			arcs[i].Arrive = func(t int64) int64 { return t + w.wait(t) + minutes }
		}
	}
	g, err := route.NewGraph(sk.nodes, criteria, arcs)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// checkParts holds the arcs of a solution: they join, and their dollars and emissions sum to its own.
func checkParts(t *testing.T, sk *skeleton, c cargo, what string, s route.Solution) {
	t.Helper()
	var usd, kg int64
	for i, a := range s.Arcs {
		u, k := c.dollarsAndKg(&sk.arcs[a])
		usd, kg = usd+u, kg+k
		if i > 0 && sk.arcs[s.Arcs[i-1]].to.Code != sk.arcs[a].from.Code {
			t.Errorf("%s: %s does not begin where %s ends", what, sk.arcs[a].id, sk.arcs[s.Arcs[i-1]].id)
		}
	}
	if usd != s.Cost[critUSD] || kg != s.Cost[critKg] {
		t.Errorf("%s: the parts cost %d USD and %d kg, the solution says %d and %d", what, usd, kg, s.Cost[critUSD], s.Cost[critKg])
	}
}
