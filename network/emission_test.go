package network

import (
	"math"
	"strings"
	"testing"
	"time"
)

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*(1+math.Abs(b)) }

func TestElectricityIsInterpolatedBetweenYears(t *testing.T) {
	rows := []GridYear{
		{Country: "XX", Year: 2022, GPerKWh: 800, Low: 720, High: 880, Loss: 0.1, Kind: Mean},
		{Country: "XX", Year: 2030, GPerKWh: 640, Low: 500, High: 800, Loss: 0.06, Kind: Plan, Method: "40 % coal"},
		{Country: "XX", Year: 2060, GPerKWh: 40, Low: 20, High: 100, Loss: 0.06, Kind: Plan, Method: "neutral"},
	}
	for _, x := range []struct {
		year      int
		g, low    float64
		loss      float64
		kind      Kind
		mentioned string
	}{
		{2019, 800, 720, 0.1, Mean, "earliest"},
		{2022, 800, 720, 0.1, Mean, ""},
		{2026, 720, 610, 0.08, Plan, "straight line from 800 in 2022 (mean) to 640 in 2030 (plan"},
		{2030, 640, 500, 0.06, Plan, "40 % coal"},
		{2045, 340, 260, 0.06, Plan, "neutral"},
		{2060, 40, 20, 0.06, Plan, ""},
		{2075, 40, 20, 0.06, Plan, "latest"},
	} {
		g, loss := between(rows, x.year)
		if !near(g.V, x.g) || !near(g.Low, x.low) || !near(loss.V, x.loss) || g.Kind != x.kind || !strings.Contains(g.Method, x.mentioned) {
			t.Errorf("%d: %+v, loss %g", x.year, g, loss.V)
		}
	}
}

func TestKazakhRailFallsAlongTheStatedPath(t *testing.T) {
	n := load(t)
	l := mustLink(t, n, "rail:KZSRY-KZSHM", "KZ", "KZ")
	last := math.Inf(1)
	for year := 2024; year <= 2060; year++ {
		on := time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC)
		v := n.LinkValues(l, on).GPerTKm
		if v.V >= last || v.Kind != Plan {
			t.Errorf("%d: %.3f g/tkm (%s) after %.3f", year, v.V, v.Kind, last)
		}
		if !(v.Low <= v.V && v.V <= v.High) {
			t.Errorf("%d: %g not within %g..%g", year, v.V, v.Low, v.High)
		}
		last = v.V
	}
	// By hand for 2030: half at 0.025 kWh/tkm and 692 g/kWh with 7 % lost, half diesel at 30.7.
	got := n.LinkValues(l, day(t, "2030-03-01")).GPerTKm.V
	if want := 0.5*0.025*692/0.93 + 0.5*30.7; !near(got, want) {
		t.Errorf("2030: %g g/tkm, by hand %g", got, want)
	}
}

// mustLink finds a link by id, else the first rail link between two countries whose trains are drawn as in the country.
func mustLink(t testing.TB, n *Network, id, from, to string) *Link {
	t.Helper()
	if l, ok := n.Link(id); ok {
		return l
	}
	for i := range n.links {
		l := &n.links[i]
		if l.Mode == Rail && n.location[l.From].Country == from && n.location[l.To].Country == to && n.traction[l.Class] == nil && n.traction[l.ID] == nil {
			return l
		}
	}
	t.Fatalf("no rail link in %s and %s", from, to)
	return nil
}

func TestALinkBetweenTwoCountriesTakesHalfOfEach(t *testing.T) {
	n := load(t)
	l := *mustLink(t, n, "", "BG", "RO")
	on := day(t, "2026-12-01")
	bg, _ := n.trainGPerTKm(&l, "BG", on)
	ro, _ := n.trainGPerTKm(&l, "RO", on)
	v, ok := n.railGPerTKm(&l, on)
	if !ok || !near(v.V, (bg.V+ro.V)/2) || bg.V == ro.V {
		t.Errorf("%g from %g and %g", v.V, bg.V, ro.V)
	}
}

func TestEveryFactorIsWellToWheelAndLeadsToItsSource(t *testing.T) {
	n := load(t)
	on := day(t, "2026-12-01")
	check := func(id string, v Value) {
		if v.Scope != WTW || v.V <= 0 || v.Low > v.V || v.V > v.High {
			t.Errorf("%s: %+v", id, v)
		}
		if v.Source == "" && len(v.Figures) == 0 && !strings.HasPrefix(v.Method, "our estimate") {
			t.Errorf("%s: %g leads to nothing: %+v", id, v.V, v)
		}
	}
	for i := range n.links {
		v := n.LinkValues(&n.links[i], on)
		check(n.links[i].ID, v.GPerTKm)
		if v.Activity.V <= 0 || v.Activity.V > v.Distance.V*1.0001+airDetourKm {
			t.Errorf("%s: activity of %g km over %g", n.links[i].ID, v.Activity.V, v.Distance.V)
		}
	}
	for i := range n.crossings {
		check(n.crossings[i].ID, n.CrossingValues(&n.crossings[i], "", on).GPerTKm)
	}
	loc, _ := n.Location("CNLYG")
	check("transfer", n.TransferValues(loc, Sea, Rail, on).GPerTEU)
}

func TestActivityIsTheLaneTheGroundOrTheGreatCircle(t *testing.T) {
	n := load(t)
	on := day(t, "2026-12-01")
	for i := range n.links {
		l := &n.links[i]
		v := n.LinkValues(l, on)
		a, b := n.location[l.From], n.location[l.To]
		want := v.Distance.V
		switch {
		case l.Mode == Air:
			want = GreatCircleKm(a.Lat, a.Lon, b.Lat, b.Lon) + 95
		case (l.Mode == Sea || l.Mode == Ferry) && v.Distance.Basis == Estimate:
			want = n.distanceOf[l.ID]
		}
		if !near(v.Activity.V, want) {
			t.Errorf("%s: %g km, want %g", l.ID, v.Activity.V, want)
		}
	}
}

func TestAScenarioMaySetElectricityAndDistance(t *testing.T) {
	n := load(t)
	on := day(t, "2026-12-01")
	l := mustLink(t, n, "", "KZ", "KZ")
	plain := n.LinkValues(l, on)
	if err := n.CheckChange(Change{Subject: "grid:KZ", Quantity: QGPerKWh, Op: Scale, Value: 0.5}); err != nil {
		t.Error(err)
	}
	if n.CheckChange(Change{Subject: "grid:QQ", Quantity: QGPerKWh, Op: Scale, Value: 0.5}) == nil || n.CheckChange(Change{Subject: "grid:KZ", Quantity: QUSD, Op: Scale, Value: 0.5}) == nil {
		t.Error("a grid that is not in the table, or its dollars, can be changed")
	}
	green := n.Changing(Change{Subject: "grid:KZ", Quantity: QGPerKWh, Op: Set, Value: 0, Scenario: "green"}).LinkValues(l, on).GPerTKm
	if want := 0.5 * 30.7; !near(green.V, want) || green.Basis != Supposed || green.Before == nil || !near(*green.Before, plain.GPerTKm.V) {
		t.Errorf("without emissions of electricity %+v, want %g", green, want)
	}
	half := n.Changing(Change{Subject: "grid:KZ", Quantity: QGPerKWh, Op: Scale, Value: 0.5, Scenario: "half"}).LinkValues(l, on).GPerTKm
	if want := (green.V + plain.GPerTKm.V) / 2; !near(half.V, want) {
		t.Errorf("half the emissions give %g, want %g", half.V, want)
	}
	both := n.Changing(Change{Subject: l.ID, Quantity: QDistance, Op: Scale, Value: 2, Scenario: "detour"}).LinkValues(l, on)
	if !near(both.Activity.V, 2*plain.Activity.V) {
		t.Errorf("twice the way is %g km of activity, was %g", both.Activity.V, plain.Activity.V)
	}
}
