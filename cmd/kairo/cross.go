package main

import (
	"context"
	"fmt"
	"sort"
	"time"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/node"
	"github.com/kairo-corridor/kairo/simulate"
)

// What officers do in a simulated run. These are assumptions of the demonstration, no measurements.
const (
	controlShare     = 0.08 // of movements are controlled at departure; class 7 always
	discrepancyShare = 0.03 // of arrivals have a discrepancy, settled before discharge
)

// act is one thing that somebody does in a run, at a time.
type act struct {
	at   time.Time
	n    int // order of making, breaks ties
	what string
	do   func(ctx context.Context) error
}

// crossing takes one consignment across every border: the acts of traders and officers, in order of simulated time.
type crossing struct {
	c     *node.Corridor
	cons  consignment.Consignment
	p     filing.Plan
	h     *simulate.History
	clock *time.Time
	keys  map[string]string // stretch id → movement key
	acts  []act
}

func (x *crossing) add(at time.Time, what string, do func(ctx context.Context) error) {
	x.acts = append(x.acts, act{at, len(x.acts), what, do})
}

// run does every act in order of time; after each the messages between the parties are delivered.
func (x *crossing) run(ctx context.Context) error {
	for i := range x.p.Customs {
		x.plan(&x.p.Customs[i])
	}
	sort.SliceStable(x.acts, func(i, k int) bool { return x.acts[i].at.Before(x.acts[k].at) })
	for _, a := range x.acts {
		if a.at.After(*x.clock) {
			*x.clock = a.at
		}
		if err := a.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", a.what, err)
		}
		if err := x.c.Settle(ctx); err != nil {
			return fmt.Errorf("after %s: %w", a.what, err)
		}
	}
	return nil
}

// plan lays out the acts of one stretch around the legs it covers.
func (x *crossing) plan(s *filing.Stretch) {
	start, end := x.h.Steps[s.FirstLeg].Start, x.h.Steps[s.LastLeg].End
	if s.Regime == "tir" {
		x.underTIR(s, start, end)
		return
	}
	at := start.Add(-x.h.Minutes(18*60, 30*60))
	if s.Regime == "import" {
		at = end.Add(x.h.Minutes(10, 90))
	}
	at = x.accept(s, at)
	at = x.control(s, at)
	if s.Regime != "import" && at.Before(start.Add(-30*time.Minute)) {
		at = start.Add(-30 * time.Minute)
	}
	x.do(at, s, s.Administration, transit.Release{})
	if s.Regime == "import" {
		return
	}
	x.passages(s)
	x.arrive(s, end)
}

func (x *crossing) do(at time.Time, s *filing.Stretch, country string, m transit.Message) {
	id := s.ID
	x.add(at, fmt.Sprintf("%s of %s in %s", m.Kind(), id, country), func(ctx context.Context) error {
		return x.c.Do(ctx, country, x.keys[id], m)
	})
}

// accept lodges the declaration and has it accepted.
func (x *crossing) accept(s *filing.Stretch, at time.Time) time.Time {
	stretch := *s
	x.add(at, "lodging "+s.ID, func(ctx context.Context) error {
		key, err := x.c.Lodge(ctx, stretch)
		x.keys[stretch.ID] = key
		return err
	})
	at = at.Add(x.h.Minutes(3, 40))
	x.do(at, s, s.Administration, transit.Accept{})
	return at
}

// control decides whether the goods are controlled, and by what result.
func (x *crossing) control(s *filing.Stretch, at time.Time) time.Time {
	at = at.Add(x.h.Minutes(5, 60))
	class7 := x.cons.HighestClass() == "7"
	drawn := x.h.Chance(controlShare)
	if !drawn && !class7 {
		x.do(at, s, s.Administration, transit.DecideControl{Control: transit.NoControl, Reason: "not selected"})
		return at.Add(x.h.Minutes(5, 60))
	}
	reason := "selected (simulated)"
	if class7 {
		reason = "class 7 goods"
	}
	x.do(at, s, s.Administration, transit.DecideControl{Control: transit.Physical, Reason: reason})
	at = at.Add(x.h.Minutes(60, 420))
	x.do(at, s, s.Administration, transit.ControlResult{Satisfactory: true, Text: "as declared"})
	return at.Add(x.h.Minutes(5, 60))
}

// passages records the goods at each office of passage when the leg that ends there has ended.
func (x *crossing) passages(s *filing.Stretch) {
	for _, o := range s.Passage {
		for leg := s.FirstLeg; leg <= s.LastLeg; leg++ {
			l := x.h.Journey.Legs[leg]
			if l.To.Code == o.Location || leg == s.LastLeg {
				x.do(x.h.Steps[leg].End, s, o.Country, transit.Passage{Office: office(o)})
				break
			}
		}
	}
}

// arrive records the goods at destination or exit, what was found, and the discharge by the administration that owns the movement.
func (x *crossing) arrive(s *filing.Stretch, end time.Time) {
	x.do(end, s, s.Destination.Country, transit.Arrival{Office: office(s.Destination)})
	if s.Regime == "export" {
		return
	}
	at := end.Add(x.h.Minutes(20, 240))
	found := transit.DestinationControl{Satisfactory: !x.h.Chance(discrepancyShare), Text: "seals intact, as declared"}
	settled := ""
	if !found.Satisfactory {
		found.Text, settled = "one package less than declared", "the loading list was corrected at departure"
	}
	x.do(at, s, s.Destination.Country, found)
	x.do(at.Add(x.h.Minutes(10, 300)), s, s.Administration, transit.Discharge{Resolved: settled})
}

func office(o filing.Office) transit.Office {
	return transit.Office{Country: o.Country, Code: o.Code, Name: o.Name, Demo: o.Demo}
}
