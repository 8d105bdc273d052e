// Package route finds the exact Pareto set of paths on a plain graph: integers and FIFO arc functions in, paths out.
//
// It knows nothing of freight. A path's cost is a vector of 1 to 8 non-negative integers; a path is wanted when no other
// path is at least as good in every cost and better in one. Of paths with the same vector one is given.
//
//	g, err := route.NewGraph(3, 2, []route.Arc{
//		{From: 0, To: 1, Cost: []int64{1, 5}},
//		{From: 1, To: 2, Cost: []int64{1, 5}},
//		{From: 0, To: 2, Cost: []int64{9, 3}},
//	})
//	solutions, stats, err := g.Search(ctx, route.Query{From: 0, To: 2})
//	for _, s := range solutions {
//		fmt.Println(s.Cost, s.Arcs) // [2 10] [0 1], then [9 3] [2]
//	}
//	fmt.Println(stats.Generated, stats.Expanded, stats.Search)
//
// # Algorithms
//
// A label is a path from the origin, with its costs g. One Dijkstra a criterion, run backwards from the destination,
// gives the least cost h still to pay from each node. Labels leave the queue in lexicographic order of f = g + h, hence
// the labels of one node leave it in order of their first cost, and dominance need be tested on the other costs only:
// dimensionality reduction (Pulido, Mandow, Pérez de la Cruz, "Dimensionality reduction in multiobjective shortest path
// search", Computers & Operations Research 64, 2015; NAMOA*dr).
//
//   - One or two criteria: BOA* (Hernández and others, "Simple and efficient bi-objective search algorithms via fast
//     dominance checks", Artificial Intelligence 314, 2023): what is left of dominance is one number a node. The ends of
//     the frontier bound the backward searches (Ahmadi and others, "Bi-objective search with bi-directional A*", ESA 2021).
//   - Three to eight: the truncated non-dominated vectors of each node and of the destination, asked when a label is made
//     and again when it leaves the queue, then only for what has come since (after Hernández and others, "Multi-objective
//     search via lazy and efficient dominance checks", IJCAI 2023; LTMOA*).
//
// A query may bring costs of its own ([Query.Cost]): a graph is then built once and priced for each. What backward searches
// find of a destination can be kept ([Graph.Toward]); under other costs near to the graph's the bounds come of a few sweeps
// over the nodes in the order that was found, and are exact all the same.
//
// The queue is a row of buckets of which one at a time is a heap.
//
// # Arcs that depend on time
//
// With [Arc.Arrive] cost 0 is the time since [Query.Start]. Label setting stays exact because arcs are FIFO: who reaches
// a node no later, and no worse in every other cost, can follow any path onward and is nowhere later, so a dominated
// label never has a descendant that is wanted; and a cycle never gains, since waiting is in the arc function already.
// This requires that the other costs do not depend on time: were an arc cheaper at night, arriving early could cost
// money, and the dominated label might be the one to keep. Cost[0], being a lower bound at every time, keeps h a lower
// bound and f non-decreasing along a path.
//
// # Invariants
//
//   - No two solutions have the same vector, none dominates another, and they come in lexicographic order of cost.
//   - The solutions are complete: every path within the limits is dominated or equalled by one of them.
//   - A [Graph] never changes; any number of searches may use it at once, if its Arrive functions may be so called.
//   - No sum can overflow: NewGraph refuses an arc cost over [SumMax] divided by the number of nodes, so that no path
//     without a cycle costs more than [SumMax], and an arc that would arrive more than [SumMax] after the start as never leaving.
//   - A search allocates in proportion to its answer; labels live in arenas that the graph keeps for the next search.
package route
