package plan

import "slices"

// also adds to the journeys that are kept those of the whole set that a request names by id, in the order of the set. An id
// that no journey has is passed over: an address of yesterday still has an answer.
func also(sk *skeleton, all, kept []Journey, ids []string) []Journey {
	if len(ids) == 0 || len(kept) == len(all) {
		return kept
	}
	ids = ids[:min(len(ids), alsoMax)]
	for _, js := range [][]Journey{all, kept} {
		for i := range js {
			if js[i].ID == "" { // journeys are named when needed
				js[i].name(sk)
			}
		}
	}
	var out []Journey
	for i := range all {
		id := all[i].ID
		if slices.Contains(ids, id) || slices.ContainsFunc(kept, func(j Journey) bool { return j.ID == id }) {
			out = append(out, all[i])
		}
	}
	return out
}

// alsoMax is how many journeys a request may name: the chosen one, two side by side, and some to spare.
const alsoMax = 8
