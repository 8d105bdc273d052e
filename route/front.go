package route

// front keeps the vectors of the solutions found, without cost 0 and without those that others make needless: what every
// label of three criteria and more is held against. They lie in order of their first cost, in chunks that know the least of
// every cost in them, so that a look-up passes over most chunks at one glance.
type front struct {
	w       int
	vectors []int64 // in order of the first cost
	least   []int64 // by chunk, w each
	arrived []int64 // all that were added, in order of arrival
}

// chunk is how many vectors share a corner: 4 to 16 make little difference.
const chunk = 8

// recent is how many newcomers are looked at one by one.
const recent = 2 * chunk

func (t *front) reset(w int) {
	t.w, t.vectors, t.least, t.arrived = w, t.vectors[:0], t.least[:0], t.arrived[:0]
}

// came is how many vectors were ever added.
func (t *front) came() int32 { return int32(len(t.arrived) / t.w) }

// covers says whether a vector is nowhere above x, which was not so when as many had come as given.
func (t *front) covers(x []int64, arrivals int32) bool {
	switch n := t.came() - arrivals; {
	case n == 0:
		return false
	case n <= recent:
		return coversAny(t.arrived[int(arrivals)*t.w:], t.w, x)
	}
	w := t.w
	for c := 0; c*w < len(t.least); c++ {
		corner := t.least[c*w:][:w]
		if corner[0] > x[0] {
			return false
		}
		if noneAbove(corner, x) && coversAny(t.vectors[c*chunk*w:min(len(t.vectors), (c+1)*chunk*w)], w, x) {
			return true
		}
	}
	return false
}

// coversAny says whether one of the vectors is nowhere above x.
func coversAny(set []int64, w int, x []int64) bool {
	if w == 3 {
		return covers3(set, 0, x)
	}
	for i := 0; i < len(set); i += w {
		if noneAbove(set[i:i+w], x) {
			return true
		}
	}
	return false
}

// add puts in a vector that none covers, and drops those it covers.
func (t *front) add(x []int64) {
	w := t.w
	t.arrived = append(t.arrived, x...)
	at, keep := 0, 0
	for i := 0; i < len(t.vectors); i += w {
		y := t.vectors[i : i+w]
		if noneAbove(x, y) {
			continue
		}
		copy(t.vectors[keep:], y)
		keep += w
		if y[0] <= x[0] {
			at = keep
		}
	}
	t.vectors = append(t.vectors[:keep], x...)
	copy(t.vectors[at+w:], t.vectors[at:keep])
	copy(t.vectors[at:], x)
	t.corners()
}

// corners finds the least of every cost in each chunk.
func (t *front) corners() {
	w := t.w
	t.least = t.least[:0]
	for i := 0; i < len(t.vectors); i += w {
		y := t.vectors[i : i+w]
		if i%(chunk*w) == 0 {
			t.least = append(t.least, y...)
			continue
		}
		corner := t.least[len(t.least)-w:]
		for k := range corner {
			corner[k] = min(corner[k], y[k])
		}
	}
}

func (t *front) release() {
	if cap(t.arrived) > keepMax {
		t.vectors, t.least, t.arrived = nil, nil, nil
	}
}
