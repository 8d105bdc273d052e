package route

import "time"

// Arc is one directed arc with K non-negative integer costs. Arrive, where not nil, replaces cost 0: it maps the time of
// reaching the tail to the time of reaching the head, in the unit of cost 0, and must be FIFO: Arrive(t) >= t + Cost[0]
// and t <= u implies Arrive(t) <= Arrive(u). Cost[0] is then its lower bound. An arc that no longer leaves says
// math.MaxInt64. Arrive must be a pure function and safe for concurrent calls.
type Arc struct {
	From, To int32
	Cost     []int64
	Arrive   func(t int64) int64
}

// Query asks for the paths from one node to another.
type Query struct {
	From, To int32
	Start    int64              // time at which From is left, in the unit of cost 0
	Limit    []int64            // per criterion, the largest total allowed; nil or a negative entry means none
	Banned   func(arc int) bool // arcs not to be used; nil means none

	// Cost replaces costs of the graph for this query alone: Cost[k][a] is cost k of arc a, in the range that NewGraph
	// allows. A nil Cost, or a nil Cost[k], keeps the graph's own. Nothing of it is kept after the search.
	Cost [][]int64

	// Toward is what is known of To from before: it makes the search faster, never different. Nil is nothing.
	Toward *Toward

	LabelMax int // most labels to generate before giving up; 0 means the default of limits.go
}

// Solution is one non-dominated path: its total costs (cost 0 counted from Start) and the arcs taken, in order.
type Solution struct {
	Cost []int64
	Arcs []int32
}

// Stats counts the work of one search: labels put into the queue, labels that left it undominated, and the wall time
// with the backward searches in it.
type Stats struct {
	Generated int
	Expanded  int
	Search    time.Duration
}
