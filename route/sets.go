package route

// sets keeps for each node the non-dominated vectors of the labels expanded there, without cost 0. All live in one
// arena, in blocks that double; a block outgrown serves the next node that asks for its size.
//
// Vectors of two costs lie in order, the first growing, the second thus falling, and a look-up is a binary search.
// Longer ones lie in order of arrival. A label is looked up when it is made and again when it leaves the queue: the
// second time only what has come since is looked at, from the count of arrivals noted the first time.
type sets struct {
	w     int // costs a vector
	node  []block
	used  []int32 // nodes with a block
	arena []int64
	free  [32][]int32 // by class, where blocks outgrown begin
}

// block is where a node's vectors lie: n of them from at, with room for 2 << class; class 0 is no block.
type block struct {
	at    int32 // in vectors
	n     int32
	came  int32 // vectors ever added
	class int8
}

func newSets(nodes, w int) *sets { return &sets{w: w, node: make([]block, nodes)} }

func (t *sets) reset() {
	for _, v := range t.used {
		t.node[v] = block{}
	}
	for i := range t.free {
		t.free[i] = t.free[i][:0]
	}
	t.used, t.arena = t.used[:0], t.arena[:0]
}

func (t *sets) release() {
	if cap(t.arena) > keepMax {
		t.arena = nil
	}
}

// vectors are those of a block, one after another.
func (t *sets) vectors(b *block) []int64 {
	return t.arena[int(b.at)*t.w:][:int(b.n)*t.w]
}

// covers says whether a vector of the node is nowhere above x, which was not so when the node's set had seen as many
// arrivals as given.
func (t *sets) covers(v int32, x []int64, arrivals int32) bool {
	b := &t.node[v]
	if b.came == arrivals {
		return false
	}
	set := t.vectors(b)
	switch t.w {
	case 2:
		i := above(set, x[0])
		return i > 0 && set[2*i-1] <= x[1]
	case 3:
		return covers3(set, max(0, len(set)-3*int(b.came-arrivals)), x)
	}
	// What came since is the end of the set; vectors dropped since only make the look longer than need be.
	old := max(0, int(b.n-(b.came-arrivals)))
	for i := int(b.n) - 1; i >= old; i-- {
		if noneAbove(set[i*t.w:][:t.w], x) {
			return true
		}
	}
	return false
}

// covers3 is covers for three costs, from the newest vector back to the one at old: what a search of four criteria spends
// most of its time on.
func covers3(set []int64, old int, x []int64) bool {
	x0, x1, x2 := x[0], x[1], x[2]
	for i := len(set) - 3; i >= old; i -= 3 {
		y := set[i : i+3 : i+3]
		if y[0] <= x0 && y[1] <= x1 && y[2] <= x2 {
			return true
		}
	}
	return false
}

// above is how many vectors of two costs have a first cost of at most c.
func above(set []int64, c int64) int {
	lo, hi := 0, len(set)/2
	for lo < hi {
		if mid := int(uint(lo+hi) / 2); set[2*mid] <= c {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// noneAbove says whether a is at most b in every place.
func noneAbove(a, b []int64) bool {
	for i, c := range a {
		if c > b[i] {
			return false
		}
	}
	return true
}

// add puts x, which no vector of the node covers, among them, and drops those it covers.
func (t *sets) add(v int32, x []int64) {
	b := &t.node[v]
	t.room(v, b)
	b.came++
	if t.w == 2 {
		t.addTwo(b, x)
		return
	}
	set, keep := t.vectors(b), 0
	if t.w == 3 {
		keep = drop3(set, x)
		b.n = int32(keep/3) + 1
		copy(t.vectors(b)[keep:], x)
		return
	}
	for i := 0; i < len(set); i += t.w {
		y := set[i : i+t.w]
		if noneAbove(x, y) {
			continue
		}
		if keep != i {
			copy(set[keep:], y)
		}
		keep += t.w
	}
	b.n = int32(keep/t.w) + 1
	copy(t.vectors(b)[keep:], x)
}

// drop3 leaves out the vectors of three costs that x covers and says how long the rest is. Most often that is none: then
// nothing is moved.
func drop3(set, x []int64) int {
	x0, x1, x2 := x[0], x[1], x[2]
	keep := 0
	for i := 0; i+2 < len(set); i += 3 {
		y := set[i : i+3 : i+3]
		if x0 <= y[0] && x1 <= y[1] && x2 <= y[2] {
			continue
		}
		if keep != i {
			set[keep], set[keep+1], set[keep+2] = y[0], y[1], y[2]
		}
		keep += 3
	}
	return keep
}

// addTwo puts x in its place. Those it covers follow it at once, since the second cost falls; one before it with the same
// first cost would cover x or be covered.
func (t *sets) addTwo(b *block, x []int64) {
	set := t.vectors(b)
	i := above(set, x[0]-1)
	j := i
	for 2*j < len(set) && set[2*j+1] >= x[1] {
		j++
	}
	b.n += int32(i + 1 - j)
	grown := t.arena[int(b.at)*2:][:max(len(set), 2*int(b.n))]
	copy(grown[2*i+2:], set[2*j:])
	grown[2*i], grown[2*i+1] = x[0], x[1]
}

// room makes sure that the node can take one vector more.
func (t *sets) room(v int32, b *block) {
	if b.class == 0 {
		t.used = append(t.used, v)
		b.class, b.at = 1, t.take(1)
		return
	}
	if b.n < 2<<b.class {
		return
	}
	at := t.take(b.class + 1)
	copy(t.arena[int(at)*t.w:], t.vectors(b))
	t.free[b.class] = append(t.free[b.class], b.at)
	b.at, b.class = at, b.class+1
}

// take finds a block of a class.
func (t *sets) take(class int8) int32 {
	if f := t.free[class]; len(f) > 0 {
		t.free[class] = f[:len(f)-1]
		return f[len(f)-1]
	}
	at := len(t.arena) / t.w
	n := int(2<<class) * t.w
	if len(t.arena)+n <= cap(t.arena) {
		t.arena = t.arena[:len(t.arena)+n]
	} else {
		t.arena = append(t.arena, make([]int64, n)...)
	}
	return int32(at)
}
