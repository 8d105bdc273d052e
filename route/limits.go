package route

// Limits of the room, each with its reason.
const (
	// CriteriaMax is the most criteria of a graph: beyond eight nearly every path is Pareto-optimal and the answer no use.
	CriteriaMax = 8

	// NodesMax is the most nodes of a graph: holds the road network of a continent, keeps node ids in 32 bits.
	NodesMax = 1 << 25

	// ArcsMax is the most arcs of a graph: twice NodesMax; twice as many arc ids still fit in 32 bits.
	ArcsMax = 1 << 26

	// SumMax is the most a path may cost in one criterion, and the largest |Query.Start|: a total, a lower bound and the
	// mark for "no path" (twice SumMax) can be added up in an int64.
	SumMax = 1 << 60

	// LabelMaxDefault is the most labels one search generates where the query does not say: one to three gigabytes, by the number of criteria.
	LabelMaxDefault = 1 << 24

	// LabelMaxMost is the most a query may ask for: label ids, and places in arenas that grow by doubling, fit in 32 bits.
	LabelMaxMost = 1 << 28

	// keepMax is how many entries of each arena a graph keeps for its next search: one huge search should not hold its
	// memory for good.
	keepMax = 1 << 21

	// pollEvery is how many steps pass between two looks at the context: well under a millisecond.
	pollEvery = 1 << 12

	// sweepsMax is how many sweeps over the nodes are tried before a backward search: by then they have cost as much.
	sweepsMax = 12

	// lineMax is the longest line of a graph file in bytes: ten numbers and much white space.
	lineMax = 1 << 12

	// looseNodesMax is how many nodes without an arc a graph file may declare, so that a file of one line cannot ask for
	// the memory of NodesMax nodes.
	looseNodesMax = 1 << 16

	// faultsMax is how many violations are collected before reading stops: more help nobody.
	faultsMax = 20
)
