package route

// duo is all that the search of two criteria needs of a node, close together.
type duo struct {
	h0, h1 int64 // least costs on to the destination
	seen1  int64 // least cost 1 of the labels expanded here
}

// runTwo is BOA*. Labels of a node leave the queue with growing cost 0, so one is dominated or equalled exactly when its
// cost 1 is not below the least yet seen there; and it can end in nothing wanted when its f1 is not below the last
// solution's.
func (s *search) runTwo() error {
	ok, err := s.boundTwo()
	if err != nil || !ok {
		return err
	}
	d := s.duo
	best := s.top[1] + 1 // cost 1 of a solution must be below
	from := &d[s.from]
	s.q.reset(from.h0, s.top[0]-from.h0)
	if err := s.push(entry{f0: from.h0, f1: from.h1, a: -1, b: -1}); err != nil {
		return err
	}
	for s.q.n > 0 {
		if err := s.poll(); err != nil {
			return err
		}
		e := s.q.pop()
		v := s.node(e.b)
		n := &d[v]
		g1 := e.f1 - n.h1
		if e.f1 >= best || g1 >= n.seen1 {
			continue
		}
		n.seen1 = g1
		l := s.keep(e.a, e.b)
		if v == s.to {
			best = g1
			s.found, s.costs = append(s.found, l), append(s.costs, e.f0, g1)
			continue
		}
		if err := s.expandTwo(l, v, e.f0-n.h0, g1, best); err != nil {
			return err
		}
	}
	return nil
}

func (s *search) expandTwo(l, v int32, g0, g1, best int64) error {
	g, d := s.g, s.duo
	for slot := g.out[v]; slot < g.out[v+1]; slot++ {
		row := s.fore[3*int(slot):][:3]
		w := &d[low(row[0])]
		c1 := g1 + row[2]
		if c1 >= w.seen1 || c1+w.h1 >= best || g0+row[1]+w.h0 > s.top[0] || s.banned(slot) {
			continue
		}
		c0, err := s.after(slot, g0)
		if err != nil {
			return err
		}
		if c0+w.h0 > s.top[0] {
			continue
		}
		if err := s.push(entry{f0: c0 + w.h0, f1: c1 + w.h1, a: l, b: slot}); err != nil {
			return err
		}
	}
	return nil
}

// boundTwo runs the backward searches, each only as far as the other's best path makes worthwhile: a path that costs more
// in one criterion than the path that is best in the other is dominated by it. ok is false where there is no path.
func (s *search) boundTwo() (ok bool, err error) {
	b0 := s.back[0]
	b0.reset(s.to)
	if err := b0.run(s, s.from, s.top[0], within{}); err != nil || b0.cost[s.from] > s.top[0] {
		return false, err
	}
	var p [2]int64
	// With arc functions the path may be slower than its lower bound says; then it bounds nothing but itself.
	ok, err = s.walk(b0, p[:])
	if err != nil {
		return false, err
	}
	if s.g.criteria == 1 {
		return true, s.boundOne(p[0], ok)
	}
	if ok && p[0] == b0.cost[s.from] {
		s.top[1] = min(s.top[1], p[1])
	}
	b1 := s.back[1]
	b1.reset(s.to)
	if err := b1.run(s, -1, s.top[1], within{}); err != nil || b1.cost[s.from] > s.top[1] {
		return false, err
	}
	if ok, err := s.walk(b1, p[:]); err != nil {
		return false, err
	} else if ok {
		s.top[0] = min(s.top[0], p[0])
	}
	if err := b0.run(s, -1, s.top[0], within{b1, s.top[1]}); err != nil {
		return false, err
	}
	for v := range s.duo {
		s.duo[v] = duo{b0.cost[v], b1.cost[v], none}
	}
	return true, nil
}

// boundOne is what is left to do with one criterion: any path that exists bounds it.
func (s *search) boundOne(least int64, ok bool) error {
	if ok {
		s.top[0] = min(s.top[0], least)
	}
	if err := s.back[0].run(s, -1, s.top[0], within{}); err != nil {
		return err
	}
	for v, h := range s.back[0].cost {
		s.duo[v] = duo{h, 0, none}
	}
	return nil
}
