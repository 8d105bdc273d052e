package event

import (
	"cmp"
	"slices"
)

// rank orders the kinds of events of one consignment at the same second: what ends a stretch before what begins the
// next, so that a dwell of no length still begins before it ends.
var rank = map[Kind]int{
	Arrive: 0, Unload: 1, BorderArrive: 2, Arrival: 3, Lodged: 4, Accepted: 5, Controlled: 6, Passage: 7, Released: 8,
	Discharged: 9, BorderDepart: 10, Load: 11, Depart: 12,
}

// Compare orders events by time, consignment, kind within the second, identity and at last every other field: it is
// zero only for equal events.
func Compare(a, b Event) int {
	return cmp.Or(
		a.At.Compare(b.At),
		cmp.Compare(a.Consignment, b.Consignment),
		cmp.Compare(rankOf(a.Kind), rankOf(b.Kind)),
		cmp.Compare(a.ID, b.ID),
		cmp.Compare(a.Kind, b.Kind),
		cmp.Compare(a.Location, b.Location),
		cmp.Compare(a.Crossing, b.Crossing),
		cmp.Compare(a.Link, b.Link),
		cmp.Compare(a.Mode, b.Mode),
		cmp.Compare(a.Movement, b.Movement),
		cmp.Compare(a.Source, b.Source),
		cmp.Compare(a.Recorder, b.Recorder),
	)
}

func rankOf(k Kind) int {
	if r, ok := rank[k]; ok {
		return r
	}
	return len(rank)
}

// Sort puts events in the order of [Compare].
func Sort(events []Event) { slices.SortFunc(events, Compare) }

// Same reports whether two events say the same in every field.
func Same(a, b Event) bool { return Compare(a, b) == 0 }
