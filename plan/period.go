package plan

import (
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/kairo-corridor/kairo/network"
)

// resolved is the network resolved for one period, made by the first who asks.
type resolved struct {
	once sync.Once
	sk   *skeleton
	err  error
}

// cutsOf gives the days on which changes and overlays of a network begin or end to hold, in order.
func cutsOf(n *network.Network) []time.Time {
	var cuts []time.Time
	add := func(days ...time.Time) {
		for _, d := range days {
			if !d.IsZero() {
				cuts = append(cuts, d)
			}
		}
	}
	for _, c := range n.Changes() {
		add(c.From, c.To)
	}
	for _, o := range n.Overlays() {
		for i := range o.Rows {
			add(o.Rows[i].From, o.Rows[i].To)
		}
	}
	slices.SortFunc(cuts, time.Time.Compare)
	return slices.CompactFunc(cuts, time.Time.Equal)
}

// period names the time around a day in which values are the same, and gives its first day: the month, for seasons and
// shocks, the network's own periods, and what lies between two cuts.
func (p *Planner) period(on time.Time) (key string, first time.Time) {
	on = on.UTC()
	first = time.Date(on.Year(), on.Month(), 1, 0, 0, 0, 0, time.UTC)
	cut, found := slices.BinarySearchFunc(p.cuts, on, time.Time.Compare)
	if found {
		cut++ // holds from that day on
	}
	if cut > 0 && p.cuts[cut-1].After(first) {
		first = p.cuts[cut-1]
	}
	own := p.n.Period(on)
	if p.n.Period(first) != own {
		first = on
	}
	return own + on.Format("/2006-01/") + strconv.Itoa(cut), first
}

// skeleton is the network resolved for the period of a day.
func (p *Planner) skeleton(on time.Time) (*skeleton, error) {
	key, first := p.period(on)
	p.mu.Lock()
	r := p.resolved[key]
	if r == nil {
		for k := range p.resolved {
			if len(p.resolved) < resolvedMax {
				break
			}
			delete(p.resolved, k) // any: those in use stay with whom they serve
		}
		r = &resolved{}
		p.resolved[key] = r
	}
	p.mu.Unlock()
	r.once.Do(func() { r.sk, r.err = buildSkeleton(p.n, first) })
	return r.sk, r.err
}
