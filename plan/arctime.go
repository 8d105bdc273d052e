package plan

import (
	"sync"
	"time"

	"github.com/kairo-corridor/kairo/network"
)

// arcTime is what an arc does to time beside its mean and standard deviation.
type arcTime struct {
	split  network.Split      // the duration without its shocks
	shocks []legShock         // that can be on in the month
	third  float64            // its third central moment
	group  int32              // number of the shock group whose legs are correlated because no row tells its shocks; 0 is none
	board  *network.Boarding  // waiting for a departure whose day is not known
	opens  *Openings          // opening hours, nil where it is always open
	number func(string) int32 // that gave the numbers
}

// timed resolves the time of an arc on a date, its values being resolved before. number gives each shock and group its number
// within a skeleton, from 1.
func (a *arcMeta) timed(n *network.Network, on time.Time, number func(string) int32) (err error) {
	a.arcTime = arcTime{number: number}
	var shocks []network.Shock
	switch {
	case a.link != nil:
		shocks = n.LinkShocks(a.link)
		if !n.Timetabled(a.link, a.from.Code, on) {
			a.departs = nil
		}
		if b, ok := n.Boarding(a.link, a.from.Code, on); ok {
			a.board = &b
		}
	case a.crossing != nil:
		shocks = n.CrossingShocks(a.crossing)
		a.opens, err = a.openingHours(n, a.crossing.ID, on)
	default:
		a.opens, err = a.openingHours(n, a.from.Code, on)
	}
	a.split = a.values.Split(shocks, on)
	a.third = skewOf(a.split.Minutes, a.split.SD)
	for _, s := range a.split.Shocks {
		a.shocks = append(a.shocks, legShock{id: number(s.Key), third: skewOf(s.DelayMin, s.SDMin), OnLeg: s})
	}
	if g := a.shock(); g != "" && len(shocks) == 0 {
		a.group = number(g)
	}
	return err
}

func (a *arcMeta) openingHours(n *network.Network, subject string, on time.Time) (*Openings, error) {
	h, ok := n.Hours(subject)
	if !ok {
		return nil, nil
	}
	place, _ := n.Location(h.Place)
	return openings(h, place, on)
}

// numbers gives words numbers from 1 in the order in which they first come. It is safe for concurrent use.
func numbers() func(string) int32 {
	var mu sync.Mutex
	seen := map[string]int32{}
	return func(s string) int32 {
		mu.Lock()
		defer mu.Unlock()
		if seen[s] == 0 {
			seen[s] = int32(len(seen)) + 1
		}
		return seen[s]
	}
}
