package route

// many is the state of a search of three or more criteria.
type many struct {
	k     int
	h     []int64 // by node, k each: least costs on to the destination
	sets  *sets
	front front   // of the destination where there are four criteria and more; three are served by its set
	wait  []int64 // labels in the queue, k+1 each: parent and slot in a word, f1, f2 .., arrivals at both sets in a word
	spare []int32 // numbers of wait that are free again
}

func newMany(g *Graph) *many {
	return &many{k: g.k, h: make([]int64, g.nodes*g.k), sets: newSets(g.nodes, g.k-1)}
}

func (m *many) reset() {
	m.sets.reset()
	m.front.reset(m.k - 1)
	m.wait, m.spare = m.wait[:0], m.spare[:0]
}

func (m *many) release() {
	if cap(m.wait) > keepMax {
		m.wait, m.spare = nil, nil
	}
	m.sets.release()
	m.front.release()
}

// reached says whether a solution is nowhere above x, which was not so when as many had come as given.
func (m *many) reached(to int32, x []int64, arrivals int32) bool {
	if m.k == 3 {
		return m.sets.covers(to, x, arrivals)
	}
	return m.front.covers(x, arrivals)
}

// arrived is how many solutions there have been.
func (m *many) arrived(to int32) int32 {
	if m.k == 3 {
		return m.sets.node[to].came
	}
	return m.front.came()
}

// add puts a label's vector among those of its node.
func (m *many) add(to, v int32, x []int64) {
	if v == to && m.k > 3 {
		m.front.add(x)
		return
	}
	m.sets.add(v, x)
}

// runMany is NAMOA*dr with the lazy checks of LTMOA*.
func (s *search) runMany() error {
	m := s.many
	m.reset()
	ok, err := s.boundMany()
	if err != nil || !ok {
		return err
	}
	s.q.k = m.k
	var f, g vector
	copy(f[:], m.h[int(s.from)*m.k:][:m.k])
	s.q.reset(f[0], f[0]) // a guess: the slowest path wanted takes twice as long as the fastest
	if err := s.pushMany(&f, -1, -1); err != nil {
		return err
	}
	for s.q.n > 0 {
		if err := s.poll(); err != nil {
			return err
		}
		parent, slot, arrivals := s.popMany(&f)
		v := s.node(slot)
		h := m.h[int(v)*m.k:][:m.k]
		for i := range h {
			g[i] = f[i] - h[i]
		}
		if m.reached(s.to, f[1:m.k], high(arrivals)) || m.sets.covers(v, g[1:m.k], low(arrivals)) {
			continue
		}
		m.add(s.to, v, g[1:m.k])
		l := s.keep(parent, slot)
		if v == s.to {
			s.found = append(s.found, l)
			s.costs = append(s.costs, f[:m.k]...)
			continue
		}
		if err := s.expandMany(l, v, &g); err != nil {
			return err
		}
	}
	return nil
}

// vector holds the costs of one label; the first k count.
type vector [CriteriaMax]int64

func (s *search) expandMany(l, v int32, from *vector) error {
	m, k, fore := s.many, s.many.k, s.fore
	var f, g vector
	for slot := s.g.out[v]; slot < s.g.out[v+1]; slot++ {
		row := fore[int(slot)*(k+1):][:k+1]
		w := low(row[0])
		h := m.h[int(w)*k:][:k]
		if from[0]+row[1]+h[0] > s.top[0] || s.banned(slot) {
			continue
		}
		over := false
		for i := 1; i < len(h); i++ {
			g[i] = from[i] + row[1+i]
			f[i] = g[i] + h[i]
			over = over || f[i] > s.top[i]
		}
		if over || m.reached(s.to, f[1:k], 0) || m.sets.covers(w, g[1:k], 0) {
			continue
		}
		var err error
		if g[0], err = s.after(slot, from[0]); err != nil {
			return err
		}
		if f[0] = g[0] + h[0]; f[0] > s.top[0] {
			continue
		}
		if err := s.pushMany(&f, l, slot); err != nil {
			return err
		}
	}
	return nil
}

func (s *search) pushMany(f *vector, parent, slot int32) error {
	m := s.many
	var w int32
	if n := len(m.spare); n > 0 {
		w, m.spare = m.spare[n-1], m.spare[:n-1]
	} else {
		w = int32(len(m.wait) / (m.k + 1))
		for range m.k + 1 {
			m.wait = append(m.wait, 0)
		}
		s.q.rest = m.wait
	}
	rec := m.rec(w)
	rec[0] = pair(parent, slot)
	copy(rec[1:], f[1:m.k])
	rec[m.k] = pair(m.arrived(s.to), m.sets.node[s.node(slot)].came)
	return s.push(entry{f0: f[0], f1: f[1], a: w})
}

func (s *search) popMany(f *vector) (parent, slot int32, arrivals int64) {
	m := s.many
	e := s.q.pop()
	rec := m.rec(e.a)
	f[0] = e.f0
	copy(f[1:m.k], rec[1:])
	m.spare = append(m.spare, e.a)
	return high(rec[0]), low(rec[0]), rec[m.k]
}

func (m *many) rec(w int32) []int64 { return m.wait[int(w)*(m.k+1):][:m.k+1] }

// known gives the least costs on in one criterion where they need no backward search.
func (s *search) known(k int) (h []int64, ok bool) {
	switch {
	case s.toward == nil:
	case s.toward.order[k] != nil:
		return s.sweep(k, s.toward.order[k])
	case !s.own[k]:
		return s.toward.least[k], true
	}
	return s.back[k].cost, false
}

// boundMany runs one backward search a criterion, each over the nodes that the one before reached. Beyond two criteria the
// paths that are best in one do not bound the others' totals, and as vectors that dominate they prune nothing the sets
// would not soon prune (measured: a label in a thousand). ok is false where there is no path.
func (s *search) boundMany() (ok bool, err error) {
	m := s.many
	var earlier within
	for k, b := range s.back {
		h, known := s.known(k)
		if !known {
			b.reset(s.to)
			if err := b.run(s, -1, s.top[k], earlier); err != nil {
				return false, err
			}
			earlier = within{b, s.top[k]}
		}
		if h[s.from] > s.top[k] {
			return false, nil
		}
		for v, c := range h {
			m.h[v*m.k+k] = c
		}
	}
	return true, nil
}
