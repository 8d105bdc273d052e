package route_test

import (
	"context"
	"fmt"

	"github.com/kairo-corridor/kairo/route"
)

func Example() {
	g, err := route.NewGraph(3, 2, []route.Arc{
		{From: 0, To: 1, Cost: []int64{1, 5}},
		{From: 1, To: 2, Cost: []int64{1, 5}},
		{From: 0, To: 2, Cost: []int64{9, 3}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	solutions, stats, err := g.Search(context.Background(), route.Query{From: 0, To: 2})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range solutions {
		fmt.Println(s.Cost, s.Arcs)
	}
	fmt.Println(stats.Generated, "labels")
	// Output:
	// [2 10] [0 1]
	// [9 3] [2]
	// 4 labels
}

// A ferry leaves at 8 and 20 o'clock and rides for 3 hours; the road takes 9 and costs more.
func ExampleArc() {
	ferry := func(t int64) int64 {
		for _, departure := range []int64{8, 20} {
			if t <= departure {
				return departure + 3
			}
		}
		return 24 + 8 + 3
	}
	g, err := route.NewGraph(2, 2, []route.Arc{
		{From: 0, To: 1, Cost: []int64{3, 40}, Arrive: ferry},
		{From: 0, To: 1, Cost: []int64{9, 90}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, start := range []int64{7, 9} {
		solutions, _, _ := g.Search(context.Background(), route.Query{From: 0, To: 1, Start: start})
		for _, s := range solutions {
			fmt.Println("from", start, "o'clock:", s.Cost)
		}
	}
	// Output:
	// from 7 o'clock: [4 40]
	// from 9 o'clock: [9 90]
	// from 9 o'clock: [14 40]
}
