package route

import (
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/kairo-corridor/kairo/fault"
)

// TestSearchAtOtherCostsIsASearchOfTheGraphMadeOfThem: whatever costs a query brings and whatever is known of the
// destination, and whatever the graph was asked before.
func TestSearchAtOtherCostsIsASearchOfTheGraphMadeOfThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		timed := rapid.Bool().Draw(t, "timed")
		plain := drawCase(t, timed)
		g := mustGraph(t, plain.nodes, plain.criteria, plain.arcs)
		for range 3 {
			c := plain
			c.query = drawQuery(t, c)
			if rapid.Bool().Draw(t, "own costs") {
				c.arcs, c.query.Cost = drawCosts(t, plain, timed)
			}
			if rapid.Bool().Draw(t, "known") {
				var err error
				if c.query.Toward, err = g.Toward(context.Background(), c.query.To, rapid.SliceOfN(rapid.IntRange(0, c.criteria-1), 0, 3).Draw(t, "priced")...); err != nil {
					t.Fatalf("Toward: %v", err)
				}
			}
			c.checkOn(t, g)
		}
	})
}

// drawCosts gives arcs with other costs, and the columns that say so. Costs of time stay where an arc function knows them.
func drawCosts(t *rapid.T, c testCase, timed bool) ([]Arc, [][]int64) {
	arcs, columns := slices.Clone(c.arcs), make([][]int64, c.criteria)
	for i := range arcs {
		arcs[i].Cost = slices.Clone(arcs[i].Cost)
	}
	for k := range columns {
		if k == 0 && timed || !rapid.Bool().Draw(t, "own") {
			continue
		}
		columns[k] = rapid.SliceOfN(rapid.Int64Range(0, 9), len(arcs), len(arcs)).Draw(t, "column")
		for i := range arcs {
			arcs[i].Cost[k] = columns[k][i]
		}
	}
	return arcs, columns
}

func TestSearchRefusesCostsAndBoundsThatDoNotFit(t *testing.T) {
	g := roads(4, 4, 3, 1)
	other, err := roads(4, 4, 3, 1).Toward(context.Background(), 5)
	if err != nil {
		t.Fatal(err)
	}
	here, err := g.Toward(context.Background(), 6)
	if err != nil {
		t.Fatal(err)
	}
	dear := make([]int64, g.Arcs())
	dear[3] = SumMax
	for name, q := range map[string]Query{
		"too few columns": {To: 5, Cost: [][]int64{nil, nil}},
		"too few costs":   {To: 5, Cost: [][]int64{nil, {1, 2}, nil}},
		"a cost too high": {To: 5, Cost: [][]int64{nil, nil, dear}},
		"another graph's": {To: 5, Toward: other},
		"another node's":  {To: 5, Toward: here},
	} {
		if _, _, err := g.Search(context.Background(), q); fault.CodeOf(err) != fault.BadField {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := g.Toward(context.Background(), 99); fault.CodeOf(err) != fault.BadField {
		t.Errorf("bounds to no node: %v", err)
	}
}
