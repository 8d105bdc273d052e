package node

import (
	"slices"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/customs/tir"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/examples"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/reference"
)

// Every stretch of the filing plan of every example, on every journey the planner offers, without a TIR carnet and with one, is
// lodged and brought to its end by the offices the plan names.
func TestEveryStretchOfTheExamplesIsDischarged(t *testing.T) {
	net, err := network.Default()
	must(t, err)
	planner, err := plan.New(net)
	must(t, err)
	day := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	stretches, operations := 0, 0
	var all []consignment.Consignment
	for _, name := range examples.Names() {
		cons, err := consignment.Decode(examples.Read(name))
		must(t, err)
		all = append(all, cons, withCarnet(cons))
	}
	for _, cons := range all {
		name := cons.Reference
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
			limitsAgree(t, cons, p, day)
			operations += cross(t, cons, p)
			stretches += len(p.Customs)
		}
	}
	t.Logf("%d stretches, %d of them TIR operations", stretches, operations)
	if stretches < 40 || operations < 8 {
		t.Errorf("only %d stretches and %d TIR operations were tried", stretches, operations)
	}
}

// limitsAgree holds the time limits of a plan against those that the offices give to what is declared from it.
func limitsAgree(t *testing.T, cons consignment.Consignment, p filing.Plan, day time.Time) {
	t.Helper()
	for _, s := range p.Customs {
		d := Project(Version{Reference: cons.Reference, Version: 1, Consignment: cons}, s)
		l, known := d.TimeLimit(day)
		switch d.Regime {
		case transit.EAEUTransit:
			if !known || d.DistanceKm < 1 || d.Mode == "" || l.Days != s.LimitDays {
				t.Errorf("%s: %d days in the plan, %d by %s for %d km by %q", s.ID, s.LimitDays, l.Days, l.Rule.ID, d.DistanceKm, d.Mode)
			}
		case transit.NationalTransit:
			if d.Mode == "" || d.DistanceKm != 0 || known && s.LimitDays > 0 && l.Days > 0 && l.Days != s.LimitDays {
				t.Errorf("%s: %d days in the plan, %d by %s", s.ID, s.LimitDays, l.Days, l.Rule.ID)
			}
		default:
			if d.DistanceKm != 0 || d.Mode != "" {
				t.Errorf("%s %s declares %d km by %q, which nothing reads", s.ID, s.Regime, d.DistanceKm, d.Mode)
			}
		}
	}
}

// withCarnet is a consignment with a TIR carnet and all that is asked for with it.
func withCarnet(c consignment.Consignment) consignment.Consignment {
	x := tirConsignment()
	c.Guarantee, c.Securities, c.Carrier, c.Documents = x.Guarantee, nil, x.Carrier, append(slices.Clone(c.Documents), x.Documents...)
	return c
}

// cross lodges a plan and does what the offices of each stretch do.
func cross(t *testing.T, cons consignment.Consignment, p filing.Plan) (operations int) {
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
	c := open(t, Options{Clock: cl.now, TIR: true}, list...)
	must(t, c.RegisterCarnet(ctx, demoIssue()))
	var passed []tir.Counterfoil
	first := time.Time{}
	_, hash, err := c.Declare(ctx, cons)
	must(t, err)
	if hash != p.Hash {
		t.Errorf("the plan was made from %s, declared is %s", p.Hash, hash)
	}
	for _, s := range p.Customs {
		key, err := c.LodgeOne(ctx, "", p.Customs, s.ID)
		must(t, err)
		do := func(country string, m transit.Message) {
			t.Helper()
			must(t, c.Settle(ctx))
			cl.pass(time.Hour)
			if err := c.Do(ctx, country, key, m); err != nil {
				t.Errorf("%s %s in %s: %v", s.ID, s.Regime, country, err)
			}
		}
		if s.Regime == "tir" {
			do(s.Administration, presented(first, passed...))
			if len(passed) == 0 {
				first = cl.at
			}
			do(s.Administration, started())
			do(s.Destination.Country, tir.Terminate{Page: 2*len(passed) + 2})
			passed = append(passed, tir.Counterfoil{Page: 2*len(passed) + 2, Country: s.Destination.Country})
			do(s.Administration, tir.Discharge{})
			operations++
			discharged(t, c, key, s)
			continue
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
		discharged(t, c, key, s)
	}
	return operations
}

func discharged(t *testing.T, c *Corridor, key string, s filing.Stretch) {
	t.Helper()
	must(t, c.Settle(ctx))
	m, err := c.Movement(ctx, key)
	must(t, err)
	if m.State != transit.Discharged {
		t.Errorf("%s %s is %s", key, s.Regime, m.State)
	}
	t.Logf("%s %-16s %-4s %-26s %s", key, s.Regime, m.Owner, m.Number, m.State)
}
