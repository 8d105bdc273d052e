package node

import (
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/examples"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/reference"
)

// Every stretch of the filing plan of every example, on every journey the planner offers, is lodged and brought to its
// end by the offices the plan names.
func TestEveryStretchOfTheExamplesIsDischarged(t *testing.T) {
	net, err := network.Default()
	must(t, err)
	planner, err := plan.New(net)
	must(t, err)
	day := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	stretches := 0
	for _, name := range examples.Names() {
		cons, err := consignment.Decode(examples.Read(name))
		must(t, err)
		req := plan.Request{From: cons.Origin, To: cons.Dest, TEU: cons.TEU, Mass: cons.GrossKg(), Ready: day, Avoid: cons.Avoid, Class: cons.HighestClass()}
		answer, err := planner.Plan(ctx, req)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for i, j := range answer.Journeys {
			p, err := filing.Build(j, cons, day, reference.Default())
			if err != nil {
				t.Logf("%s, journey %d: %v", name, i+1, err)
				continue
			}
			cross(t, cons, p)
			stretches += len(p.Customs)
		}
	}
	if stretches < 20 {
		t.Errorf("only %d stretches were tried", stretches)
	}
}

// cross lodges a plan and does what the offices of each stretch do.
func cross(t *testing.T, cons consignment.Consignment, p filing.Plan) {
	t.Helper()
	countries := map[string]bool{}
	for _, s := range p.Customs {
		for _, o := range s.Offices() {
			countries[o.Country] = true
		}
		countries[s.Administration] = true
	}
	var list []string
	for c := range countries {
		list = append(list, c)
	}
	cl := newClock()
	c := open(t, Options{Clock: cl.now}, list...)
	_, hash, err := c.Declare(ctx, cons)
	must(t, err)
	if hash != p.Hash {
		t.Errorf("the plan was made from %s, declared is %s", p.Hash, hash)
	}
	for _, s := range p.Customs {
		key, err := c.Lodge(ctx, s)
		must(t, err)
		do := func(country string, m transit.Message) {
			t.Helper()
			must(t, c.Settle(ctx))
			cl.pass(time.Hour)
			if err := c.Do(ctx, country, key, m); err != nil {
				t.Errorf("%s %s in %s: %v", s.ID, s.Regime, country, err)
			}
		}
		do(s.Administration, transit.Accept{})
		do(s.Administration, transit.Release{})
		class := transit.ClassOf(transit.Regime(s.Regime))
		if class != transit.Inward {
			for _, o := range s.Passage {
				do(o.Country, transit.Passage{Office: OfficeOf(o)})
			}
			do(s.Destination.Country, transit.Arrival{})
		}
		if class == transit.Through {
			do(s.Destination.Country, transit.DestinationControl{Satisfactory: true})
			do(s.Administration, transit.Discharge{})
		}
		must(t, c.Settle(ctx))
		m, err := c.Movement(ctx, key)
		must(t, err)
		if m.State != transit.Discharged {
			t.Errorf("%s %s is %s", key, s.Regime, m.State)
		}
		t.Logf("%s %-16s %-4s %-26s %s", key, s.Regime, m.Owner, m.Number, m.State)
	}
}
