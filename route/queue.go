package route

import "math/bits"

// entry is what waits in a queue: a lower bound on the first two costs of everything below it, and two numbers of the
// owner's choosing.
type entry struct {
	f0, f1 int64
	a, b   int32
}

// cell is an entry in a bucket, and the cell after it there.
type cell struct {
	entry
	next int32
}

// queue hands out entries in lexicographic order of f0 and f1, for searches in which nothing comes in below what has
// been handed out.
//
// Entries are thrown into buckets by f0, each 1<<shift wide, and only those of the bucket at hand are kept as a heap
// (four children a node). Most entries thus wait where they were put, and the heap stays small enough for the nearest
// cache. What lies beyond the last bucket waits in far; when the buckets are empty they are laid anew over far, as wide as
// its range asks for. A width badly guessed costs time, never order.
//
// Where rest is set, ties on f0 and f1 are decided by the remaining costs, rest[a*(k+1)+2 .. a*(k+1)+k-1].
type queue struct {
	n      int // entries, all told
	near   []entry
	bucket [buckets]int32       // the first cell of each; 0 is none
	cells  []cell               // from 1 on
	spare  int32                // the first free cell
	some   [buckets / 64]uint64 // a bit for each bucket with entries
	at     int                  // the bucket that near came from
	shift  int
	origin int64 // least f0 of bucket 0
	far    []entry

	rest []int64
	k    int
}

// buckets: from 1<<10 to 1<<14 make no difference that could be measured.
const buckets = 1 << 12

// reset empties the queue for entries from origin on; spread is a guess of how far they reach beyond it.
func (q *queue) reset(origin, spread int64) {
	for i := range q.some {
		for ; q.some[i] != 0; q.some[i] &= q.some[i] - 1 {
			q.bucket[64*i+bits.TrailingZeros64(q.some[i])] = 0
		}
	}
	q.n, q.near, q.far = 0, q.near[:0], q.far[:0]
	q.cells, q.spare = append(q.cells[:0], cell{}), 0
	q.lay(origin, spread)
}

func (q *queue) lay(origin, spread int64) {
	q.at, q.origin = 0, origin
	q.shift = bits.Len64(uint64(spread) / buckets)
}

// release lets go of arenas too large to keep; a reset must follow before the next use.
func (q *queue) release() {
	q.rest = nil
	if cap(q.cells) > keepMax {
		q.cells = nil
	}
	if cap(q.near) > keepMax {
		q.near = nil
	}
	if cap(q.far) > keepMax {
		q.far = nil
	}
}

func (q *queue) push(e entry) {
	q.n++
	i := int((e.f0 - q.origin) >> q.shift)
	switch {
	case i <= q.at:
		q.near = append(q.near, e)
		q.up(len(q.near) - 1)
	case i < buckets:
		c := q.spare
		if c != 0 {
			q.spare = q.cells[c].next
			q.cells[c] = cell{e, q.bucket[i]}
		} else {
			c = int32(len(q.cells))
			q.cells = append(q.cells, cell{e, q.bucket[i]})
		}
		q.bucket[i] = c
		q.some[i/64] |= 1 << (i % 64)
	default:
		q.far = append(q.far, e)
	}
}

// least is the first entry in order; the queue must not be empty.
func (q *queue) least() *entry {
	if len(q.near) == 0 {
		q.advance()
	}
	return &q.near[0]
}

// pop removes the first entry in order; the queue must not be empty.
func (q *queue) pop() entry {
	if len(q.near) == 0 {
		q.advance()
	}
	q.n--
	h := q.near
	top, last := h[0], len(h)-1
	h[0] = h[last]
	q.near = h[:last]
	if last > 1 {
		q.down(0)
	}
	return top
}

// advance makes the next bucket with entries the heap.
func (q *queue) advance() {
	for i := q.at / 64; i < len(q.some); i++ {
		if w := q.some[i]; w != 0 {
			q.at = 64*i + bits.TrailingZeros64(w)
			q.some[i] = w & (w - 1)
			q.load(q.at)
			for j := (len(q.near) - 2) / 4; j >= 0; j-- {
				q.down(j)
			}
			return
		}
	}
	q.spreadFar()
}

// load moves a bucket's entries to near and gives its cells back, all at once: they are chained already.
func (q *queue) load(b int) {
	first := q.bucket[b]
	q.bucket[b] = 0
	c := first
	for {
		x := &q.cells[c]
		q.near = append(q.near, x.entry)
		if x.next == 0 {
			x.next, q.spare = q.spare, first
			return
		}
		c = x.next
	}
}

// spreadFar lays the empty buckets over what waits beyond them; the least of it comes into near.
func (q *queue) spreadFar() {
	least, most := q.far[0].f0, q.far[0].f0
	for _, e := range q.far {
		least, most = min(least, e.f0), max(most, e.f0)
	}
	q.lay(least, most-least)
	far := q.far
	q.far = q.far[:0]
	q.n -= len(far)
	for _, e := range far {
		q.push(e)
	}
}

func (q *queue) less(x, y *entry) bool {
	if x.f0 != y.f0 {
		return x.f0 < y.f0
	}
	return q.lessTied(x, y)
}

func (q *queue) lessTied(x, y *entry) bool {
	if x.f1 != y.f1 || q.k <= 2 {
		return x.f1 < y.f1
	}
	xs, ys := q.rest[int(x.a)*(q.k+1):], q.rest[int(y.a)*(q.k+1):]
	for i := 2; i < q.k; i++ {
		if xs[i] != ys[i] {
			return xs[i] < ys[i]
		}
	}
	return false
}

func (q *queue) up(i int) {
	h := q.near
	e := h[i]
	for i > 0 {
		up := (i - 1) / 4
		if !q.less(&e, &h[up]) {
			break
		}
		h[i] = h[up]
		i = up
	}
	h[i] = e
}

func (q *queue) down(i int) {
	h := q.near
	e := h[i]
	for {
		c := 4*i + 1
		if c >= len(h) {
			break
		}
		best := c
		for j := c + 1; j < min(c+4, len(h)); j++ {
			if q.less(&h[j], &h[best]) {
				best = j
			}
		}
		if !q.less(&h[best], &e) {
			break
		}
		h[i] = h[best]
		i = best
	}
	h[i] = e
}
