package backtest

import (
	"context"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/kairo-corridor/kairo/network"
)

// The fit of a linear model with known multipliers finds them, and leaves those that nothing speaks of at one.
func TestSolveFindsKnownMultipliers(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	atoms := []atom{{0.25, 4}, {0.25, 4}, {0.25, 4}, {0.25, 4}}
	knobs := []knob{{[]int{0}, 1}, {[]int{1, 2}, 1}, {[]int{3}, 1}}
	truth := []float64{1.4, 0.7, 0.7, 1}
	var obs []observation
	for range 40 {
		o := observation{fixed: 2 * rng.Float64(), effects: []float64{5 * rng.Float64(), 5 * rng.Float64(), 5 * rng.Float64(), 0}, weight: 1}
		total := o.fixed
		for a, e := range o.effects {
			total += e * truth[a]
		}
		o.lnTarget = math.Log(total)
		obs = append(obs, o)
	}
	for range 4 { // a tenth of the claims are far off
		o := obs[rng.IntN(40)]
		o.lnTarget += math.Log(3)
		obs = append(obs, o)
	}
	_, held := solve(obs, atoms, knobs)
	for a := range truth {
		if math.Abs(held[a]/truth[a]-1) > 0.06 {
			t.Errorf("multiplier %d is %.3f, in truth %.2f", a, held[a], truth[a])
		}
	}
}

// claims asks the planner, on a network taken for the truth, for the mean time of journeys: published averages without error.
func claims(t *testing.T, truth *network.Network) []Row {
	t.Helper()
	var rows []Row
	for i, p := range [][2]string{{"CNXAG", "DEDUI"}, {"CNCQI", "KZALA"}, {"CNLYG", "UZTAS"}, {"CNZGZ", "RUMOW"}, {"KZALA", "RUMOW"}, {"KZDOS", "BYBQT"}, {"CNXAG", "CNAKL"}, {"CNLYG", "CNURM"}, {"KZAST", "RUMOW"}} {
		clock := []string{ClockTerminal, ClockDoor}[i%2]
		rows = append(rows, Row{ID: p[0] + p[1], Metric: Days, Low: 1, High: 1, Kind: network.Mean, Year: "2024", From: []string{p[0]}, To: []string{p[1]},
			Modes: []network.Mode{network.Rail}, Clock: clock, Corridor: p[0][:2], Use: UseFit, Source: "test"})
	}
	res := must(Run(context.Background(), truth, rows))(t)
	for i := range rows {
		rows[i].Low = res.Outcomes[i].Predicted
		rows[i].High = rows[i].Low
	}
	return rows
}

func threeParameters() []Parameter {
	return []Parameter{
		{Name: "china", Quantity: "kmh", Classes: []string{"rail-cn"}, SD: 1},
		{Name: "1520", Quantity: "kmh", Classes: []string{"rail-kz", "rail-ru", "rail-tsr"}, SD: 1},
		{Name: "gate", Quantity: "hours", Classes: []string{"t-gate-rail", "t-rail-gate"}, SD: 1},
	}
}

func TestCalibrationRecoversKnownClassValues(t *testing.T) {
	prior := WithPrior(mustNetwork(t), must(Prior())(t))
	f := newFitter(prior, threeParameters())
	truth := []float64{1.25, 0.85, 0.85, 0.85, 1.8, 1.8}
	rows := claims(t, f.with(truth))
	c := must(Calibrate(context.Background(), prior, threeParameters(), rows))(t)
	for a, v := range c.Values {
		want := f.values[a].at(truth[a], false)[0].V
		if math.Abs(v.V/want-1) > 0.03 {
			t.Errorf("%s %s is %.4g, in truth %.4g", v.Class, v.Quantity, v.V, want)
		}
	}
}

func TestCalibrationStaysWithinLowAndHigh(t *testing.T) {
	prior := WithPrior(mustNetwork(t), must(Prior())(t))
	rows := claims(t, prior)
	for i := range rows {
		rows[i].Low, rows[i].High = 20*rows[i].Low, 20*rows[i].High
	}
	params := must(Parameters())(t)
	c := must(Calibrate(context.Background(), prior, params, rows))(t)
	moved := 0
	for i, v := range c.Values {
		if v.V < v.Low || v.V > v.High {
			t.Errorf("%s %s is %v, outside %v to %v", v.Class, v.Quantity, v.V, v.Low, v.High)
		}
		if v.Low != c.Before[i].Low || v.High != c.Before[i].High {
			t.Errorf("%s %s: the range itself was changed", v.Class, v.Quantity)
		}
		if v.V != c.Before[i].V {
			moved++
		}
	}
	cn, _ := c.Network.Class("rail-cn")
	if v := cn.Values["kmh"]; v.V != v.Low {
		t.Errorf("journeys twenty times as long leave trains at %v km/h, not at the low %v", v.V, v.Low)
	}
	if moved == 0 {
		t.Error("nothing moved")
	}
}

// What is claimed of a corridor that is held out never reaches the fit: absurd claims change nothing.
func TestHeldOutClaimsNeverReachTheFit(t *testing.T) {
	ctx := context.Background()
	prior := WithPrior(mustNetwork(t), must(Prior())(t))
	rows := claims(t, newFitter(prior, threeParameters()).with([]float64{1.2, 1, 1, 1, 1, 1}))
	absurd := append([]Row(nil), rows...)
	for i := range absurd {
		if absurd[i].Corridor == "KZ" {
			absurd[i].Low, absurd[i].High = 500, 500
		}
	}
	values := func(rows []Row) float64 {
		_, networks, err := leaveOneOut(ctx, newFitter(prior, threeParameters()), rows, nil)
		if err != nil {
			t.Fatal(err)
		}
		c, _ := networks["KZ"].Class("rail-kz")
		return c.Values["kmh"].V
	}
	if a, b := values(rows), values(absurd); a != b {
		t.Errorf("claims held out changed a speed from %v to %v", a, b)
	}
	all := must(Calibrate(ctx, prior, threeParameters(), absurd))(t)
	c, _ := all.Network.Class("rail-kz")
	if v := c.Values["kmh"].V; v == values(rows) {
		t.Error("the same claims do not move the full fit either: the test shows nothing")
	}
}

// The class values that come with Kairo are those that the calibration gives, from the prior and the published journeys.
// After a change of the tables: kairo network calibrate --write network/data/class-values.csv
func TestCommittedClassValuesAreReproduced(t *testing.T) {
	if testing.Short() {
		t.Skip("calibrates a dozen times")
	}
	n := mustNetwork(t)
	c, held, err := CalibrateAll(context.Background(), WithPrior(n, must(Prior())(t)), must(Parameters())(t), must(Journeys())(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	const digits = 0.002 // the last of four may differ between machines
	for i, v := range c.Values {
		class, _ := n.Class(v.Class)
		got := class.Values[v.Quantity]
		if math.Abs(got.V-v.V) > digits*v.V || got.Low != v.Low || got.High != v.High {
			t.Errorf("class-values.csv has %s %s %v (%v to %v), the calibration gives %v (%v to %v)", v.Class, v.Quantity, got.V, got.Low, got.High, v.V, v.Low, v.High)
		}
		if says, changed := strings.Contains(got.Method, "calibrated"), v.V != c.Before[i].V; says != changed {
			t.Errorf("%s %s: method %q, changed %v", v.Class, v.Quantity, got.Method, changed)
		}
	}
	res := Summarise(held)
	t.Logf("with a corridor left out: times MdAPE %.1f %%, coverage %.0f %%; prices MdAPE %.1f %%", 100*res.Days.MdAPE, 100*res.Days.Coverage, 100*res.USD.MdAPE)
	if res.Days.MdAPE > 0.20 {
		t.Errorf("with a corridor left out times are %.1f %% off, want at most 20 %%", 100*res.Days.MdAPE)
	}
}
