package plan_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
)

// leader is the journey that a fresh planner of a changed network labels.
func leader(t *testing.T, n *network.Network, r plan.Request, label string, changes ...network.Change) plan.Journey {
	t.Helper()
	if len(changes) > 0 {
		n = n.Changing(changes...)
	}
	p, err := plan.New(n)
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range ask(t, p, r).Journeys {
		if slices.Contains(j.Labels, label) {
			return j
		}
	}
	t.Fatalf("no journey from %s to %s is %q", r.From, r.To, label)
	return plan.Journey{}
}

// same reports whether a journey is the one that leads, or has its very totals.
func same(j plan.Journey, leads plan.Standing) bool {
	return j.ID == leads.ID || math.Abs(j.MeanDays-leads.MeanDays) < 1e-3 && math.Abs(j.USD-leads.USD) < 1 && math.Abs(j.KgCO2e-leads.KgCO2e) < 1
}

// TestFlipsFlip: with the change another journey is first, the one that was said; with one per cent less of it none is.
func TestFlipsFlip(t *testing.T) {
	p := planner(t)
	n := p.Network()
	flips := 0
	asked := append(randomPairs(p, 2), request("Nagoya", "Almaty"))
	for i, r := range asked {
		label := []string{"fastest", "cheapest", plan.Balanced}[i]
		f, err := p.Flip(context.Background(), r, label)
		if err != nil {
			t.Fatal(err)
		}
		if first := leader(t, n, r, label); first.ID != f.Leader.ID {
			t.Errorf("%s to %s: %q is %s, the flips are of %s", r.From, r.To, label, first.ID, f.Leader.ID)
		}
		for k, x := range f.Flips[:min(3, len(f.Flips))] {
			flips++
			checkFlip(t, n, r, label, f, x)
			if k > 0 && x.Share < f.Flips[k-1].Share {
				t.Errorf("%s comes after a larger change", x.Name)
			}
		}
	}
	if flips == 0 {
		t.Error("nothing flips anywhere")
	}
}

func checkFlip(t *testing.T, n *network.Network, r plan.Request, label string, f plan.Flips, x plan.Flip) {
	t.Helper()
	if x.To < x.Low-1e-9 || x.To > x.High+1e-9 || x.Share <= 0 || x.Share > 1 {
		t.Errorf("%s: to %g, share %g, beyond its range %g to %g", x.Name, x.To, x.Share, x.Low, x.High)
	}
	if got := leader(t, n, r, label, x.Change); same(got, f.Leader) || got.ID != x.First.ID {
		t.Errorf("%s to %s, %s %g → %g: first is %s, want %s, no more %s", r.From, r.To, x.Name, x.From, x.To, got.ID, x.First.ID, f.Leader.ID)
	}
	less := x.Change
	less.Value = x.From + 0.99*(x.To-x.From)
	if got := leader(t, n, r, label, less); !same(got, f.Leader) {
		t.Errorf("%s to %s, %s: %g flips already, %g was said", r.From, r.To, x.Name, less.Value, x.To)
	}
}

// TestNoSmallerFlipIsMissed tries every figure of time and cost of the leading journey at both ends of its range.
func TestNoSmallerFlipIsMissed(t *testing.T) {
	p := planner(t)
	n, r := p.Network(), request("Nagoya", "Almaty")
	f, err := p.Flip(context.Background(), r, plan.Balanced)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Flips) == 0 {
		t.Skip("nothing flips it")
	}
	whole := r
	whole.Frontier = true
	rivals := map[string]bool{}
	for _, x := range ask(t, p, whole).Frontier {
		rivals[x.ID] = true
	}
	for _, l := range leader(t, n, r, plan.Balanced).Legs {
		for quantity, v := range map[string]network.Value{network.QMinutes: l.Values.Minutes, network.QUSD: l.Values.USD} {
			for _, end := range []float64{v.Low, v.High} {
				// The change just smaller, in share of its range, than the smallest answered.
				ch := network.Change{Subject: l.ID, Quantity: quantity, Op: network.Set, Value: v.V + 0.98*f.Flips[0].Share*(end-v.V)}
				if end == v.V || n.CheckChange(ch) != nil {
					continue
				}
				if got := leader(t, n, r, plan.Balanced, ch); !same(got, f.Leader) && rivals[got.ID] {
					t.Errorf("%s of %s to %g puts %s first, a smaller share of its range than %s", quantity, l.ID, ch.Value, got.ID, f.Flips[0].Name)
				}
			}
		}
	}
}

// TestTheChoiceByWeightsIsTheLeastOfTheWholeSet, is kept however few are shown, and turns with the weights.
func TestTheChoiceByWeightsIsTheLeastOfTheWholeSet(t *testing.T) {
	p := planner(t)
	for _, w := range []plan.Weights{{USDPerDay: 120, USDPerTonne: 80, USDPerRiskDay: 50}, {USDPerDay: 5000}, {USDPerTonne: 3000}, {USDPerRiskDay: 900}} {
		r := request("Nagoya", "Almaty")
		r.Weights, r.Frontier, r.Keep = w, true, 1
		a := ask(t, p, r)
		if len(a.Journeys) != 1 || !slices.Contains(a.Journeys[0].Labels, plan.YourChoice) {
			t.Fatalf("%+v: %d journeys, labels %v", w, len(a.Journeys), a.Journeys[0].Labels)
		}
		best := a.Journeys[0]
		if want := w.Generalised(best.USD, best.MeanDays, best.KgCO2e, best.P50Days, best.P90Days); math.Abs(best.GeneralisedUSD-want) > 1e-6 {
			t.Errorf("%+v: generalised cost %g, want %g", w, best.GeneralisedUSD, want)
		}
		for _, x := range a.Frontier {
			if g := w.Generalised(x.USD, x.MeanDays, x.KgCO2e, x.P50Days, x.P90Days); g < best.GeneralisedUSD-1e-6 {
				t.Errorf("%+v: %s costs %g, the choice %s %g", w, x.ID, g, best.ID, best.GeneralisedUSD)
			}
		}
	}
	r := request("Nagoya", "Almaty")
	r.Weights = plan.Weights{USDPerDay: -1, USDPerTonne: math.NaN()}
	if _, err := p.Plan(context.Background(), r); err == nil {
		t.Error("a negative weight and one that is no number are taken")
	}
}
