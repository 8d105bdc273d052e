package plan_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
)

func within(a, b float64) bool { return math.Abs(a-b) <= 1e-6*(1+math.Abs(b)) }

// outOfPocket sums the components but inventory.
func outOfPocket(costs []plan.CostItem) (sum, inventory float64) {
	for _, c := range costs {
		if c.Component == network.Inventory {
			inventory += c.USD
		} else {
			sum += c.USD
		}
	}
	return sum, inventory
}

func inOrder(costs []plan.CostItem) bool {
	return slices.IsSortedFunc(costs, func(a, b plan.CostItem) int {
		return slices.Index(network.Components, a.Component) - slices.Index(network.Components, b.Component)
	})
}

// somePairs are pairs of places drawn by a seed.
func somePairs(p *plan.Planner, n int, seed uint64) [][2]string {
	locs := slices.DeleteFunc(p.Network().Locations(), func(l network.Location) bool { return l.Kind == "waypoint" || l.Kind == "border" })
	r := rand.New(rand.NewPCG(seed, 1))
	var out [][2]string
	for len(out) < n {
		a, b := locs[r.IntN(len(locs))].Code, locs[r.IntN(len(locs))].Code
		if a != b {
			out = append(out, [2]string{a, b})
		}
	}
	return out
}

func TestComponentsSumToTheCostOfEveryJourney(t *testing.T) {
	p := planner(t)
	journeys := 0
	for _, pair := range somePairs(p, 40, 7) {
		for _, goods := range []float64{0, 150_000} {
			r := request(pair[0], pair[1])
			r.GoodsUSD, r.Keep = goods, 200
			a, err := p.Plan(t.Context(), r)
			if err != nil {
				continue // islands of the network
			}
			for _, j := range a.Journeys {
				journeys++
				checkCosts(t, r, j)
			}
		}
	}
	if journeys < 500 {
		t.Errorf("only %d journeys", journeys)
	}
}

func checkCosts(t *testing.T, r plan.Request, j plan.Journey) {
	t.Helper()
	sum, inventory := outOfPocket(j.Costs)
	if !within(sum, j.USD) || !inOrder(j.Costs) {
		t.Errorf("%s: components sum to %g, USD %g: %+v", j.ID, sum, j.USD, j.Costs)
	}
	if want := j.MeanDays * r.GoodsUSD * 0.15 / 365; !within(inventory, want) {
		t.Errorf("%s: inventory %g, %g days of %g are %g", j.ID, inventory, j.MeanDays, r.GoodsUSD, want)
	}
	by := map[network.Component]float64{}
	for _, l := range j.Legs {
		sum, _ := outOfPocket(l.Costs)
		if !within(sum, l.USD) || !inOrder(l.Costs) {
			t.Errorf("%s: components sum to %g, USD %g: %+v", l.ID, sum, l.USD, l.Costs)
		}
		for _, c := range l.Costs {
			by[c.Component] += c.USD
			if c.USD < 0 || c.Basis == "" || c.Method == "" && c.Source == "" {
				t.Errorf("%s: a cost leads to nothing: %+v", l.ID, c)
			}
		}
	}
	for _, c := range j.Costs {
		if !within(by[c.Component], c.USD) {
			t.Errorf("%s: legs sum to %g of %s, the journey says %g", j.ID, by[c.Component], c.Component, c.USD)
		}
	}
	_, guarantee := by[network.Guarantee]
	_, insurance := by[network.Insurance]
	if r.GoodsUSD == 0 && (guarantee || insurance) || r.GoodsUSD > 0 && by[network.Insurance] == 0 {
		t.Errorf("%s: goods of %g, costs %+v", j.ID, r.GoodsUSD, j.Costs)
	}
}

// byID finds a journey of an answer.
func byID(a plan.Answer, id string) (plan.Journey, bool) {
	i := slices.IndexFunc(a.Journeys, func(j plan.Journey) bool { return j.ID == id })
	if i < 0 {
		return plan.Journey{}, false
	}
	return a.Journeys[i], true
}

func TestAnOwnRateReplacesThatArcAndNothingElse(t *testing.T) {
	p := planner(t)
	r := request("Nagoya", "Almaty")
	r.Keep = 200
	before := ask(t, p, r)
	tried := map[plan.LegKind]int{}
	for _, j := range before.Journeys {
		for _, l := range j.Legs {
			if tried[l.Kind]++; tried[l.Kind] > 3 {
				continue
			}
			own := r
			usd := math.Round(l.Values.USD.V) + 17
			own.Rates = []plan.Rate{{Subject: l.ID, Amount: usd, Source: "a forwarder", Quoted: ready.AddDate(0, -2, 0)}}
			after := ask(t, p, own)
			units := 2.0
			if l.Mode == network.Air && l.Kind == plan.Move {
				units = 1.8 // 18 t, a TEU standing for 10
			}
			same, ok := byID(after, j.ID)
			if !ok {
				continue // no longer on the Pareto set
			}
			if diff := (usd - l.Values.USD.V) * units; !within(same.USD, j.USD+diff) || !within(same.KgCO2e, j.KgCO2e) || !within(same.MeanDays, j.MeanDays) {
				t.Errorf("%s at %g: USD %g, was %g, want %+g", l.ID, usd, same.USD, j.USD, diff)
			}
			for i, x := range same.Legs {
				main := x.Costs[0]
				if x.ID == l.ID {
					if main.Basis != network.Own || main.Source != "a forwarder" || main.AgeDays != 61 || !within(main.USD, usd*units) || x.Values.USD.Before == nil {
						t.Errorf("%s: %+v", x.ID, main)
					}
				} else if main.Basis == network.Own || !within(x.USD, j.Legs[i].USD) {
					t.Errorf("%s has changed with %s: %+v", x.ID, l.ID, main)
				}
			}
		}
	}
	for _, k := range []plan.LegKind{plan.Load, plan.Move, plan.Border, plan.Transfer, plan.Unload} {
		if tried[k] == 0 {
			t.Errorf("no leg of kind %s was tried", k)
		}
	}
}

// TestOwnRatesGiveTheSetOfANetworkWithThoseRates holds the exactness of the search under prices that its bounds do not know.
func TestOwnRatesGiveTheSetOfANetworkWithThoseRates(t *testing.T) {
	p := planner(t)
	r := request("Nagoya", "Almaty")
	r.Keep, r.GoodsUSD = 200, 90_000
	draw := rand.New(rand.NewPCG(3, 9))
	plain := ask(t, p, r)
	for range 12 {
		own := r
		var changes []network.Change
		for range 1 + draw.IntN(6) {
			j := plain.Journeys[draw.IntN(len(plain.Journeys))]
			l := j.Legs[draw.IntN(len(j.Legs))]
			if l.Mode == network.Air || slices.ContainsFunc(own.Rates, func(x plan.Rate) bool { return x.Subject == l.ID }) {
				continue
			}
			usd := float64(draw.IntN(4)*draw.IntN(4)) * 100 // often nothing, often ten times the rate
			own.Rates = append(own.Rates, plan.Rate{Subject: l.ID, Amount: usd})
			changes = append(changes, network.Change{Subject: l.ID, Quantity: network.QUSD, Op: network.Set, Value: usd, Scenario: "own"})
		}
		changed, err := plan.New(p.Network().Changing(changes...))
		if err != nil {
			t.Fatal(err)
		}
		want, got := ask(t, changed, r), ask(t, p, own)
		if fmt.Sprint(totals(want)) != fmt.Sprint(totals(got)) {
			t.Errorf("%v:\n%v\nwant\n%v", own.Rates, totals(got), totals(want))
		}
	}
}

func totals(a plan.Answer) (out []string) {
	for _, j := range a.Journeys {
		out = append(out, fmt.Sprintf("%.4f d %.2f USD %.2f kg", j.MeanDays, j.USD, j.KgCO2e))
	}
	slices.Sort(out)
	return out
}

func TestRatesOfOneDirectionAndPlaceAndTheirEnd(t *testing.T) {
	p := planner(t)
	r := request("CNLYG", "KZALA")
	plain := ask(t, p, r).Journeys[0]
	link := plain.Legs[slices.IndexFunc(plain.Legs, func(l plan.Leg) bool { return l.Kind == plan.Move })]
	cost := func(rates ...plan.Rate) (float64, plan.Answer) {
		own := r
		own.Rates, own.Keep = rates, 200
		a := ask(t, p, own)
		for _, j := range a.Journeys {
			for _, l := range j.Legs {
				if l.ID == link.ID && l.From.Code == link.From.Code {
					return l.Costs[0].USD, a
				}
			}
		}
		return math.NaN(), a
	}
	of := func(subject string, usd float64, quoted, until string) plan.Rate {
		x := plan.Rate{Subject: subject, Amount: usd}
		x.Quoted, _ = time.Parse(time.DateOnly, quoted)
		x.Until, _ = time.Parse(time.DateOnly, until)
		return x
	}
	there, back := link.ID+":"+link.From.Code, link.ID+":"+link.To.Code
	for _, x := range []struct {
		name  string
		rates []plan.Rate
		want  float64
	}{
		{"both ways", []plan.Rate{of(link.ID, 100, "", "")}, 200},
		{"this way", []plan.Rate{of(there, 150, "", "")}, 300},
		{"this way decides over both", []plan.Rate{of(there, 150, "", ""), of(link.ID, 100, "", "")}, 300},
		{"the other way", []plan.Rate{of(back, 150, "", "")}, link.Costs[0].USD},
		{"the later quotation", []plan.Rate{of(link.ID, 100, "2026-10-01", ""), of(link.ID, 90, "2026-09-01", "")}, 200},
		{"until the ready date", []plan.Rate{of(link.ID, 100, "2026-10-01", "2026-12-01")}, 200},
		{"ended the day before", []plan.Rate{of(link.ID, 100, "2026-10-01", "2026-11-30")}, link.Costs[0].USD},
	} {
		got, a := cost(x.rates...)
		if !within(got, x.want) {
			t.Errorf("%s: USD %g, want %g", x.name, got, x.want)
		}
		if ended := strings.HasPrefix(x.name, "ended"); ended != (len(a.Notices) == 1 && strings.Contains(a.Notices[0], link.ID+" held until 2026-11-30")) {
			t.Errorf("%s: notices %q", x.name, a.Notices)
		}
	}
	euros := plan.Rate{Subject: link.ID, Amount: 100.5, Currency: "EUR", Quoted: time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)}
	row, err := p.Network().Currencies().On("EUR", euros.Quoted)
	if err != nil {
		t.Fatal(err)
	}
	cents, _, err := p.Network().Currencies().Cents("100.5", "EUR", euros.Quoted)
	if err != nil {
		t.Fatal(err)
	}
	got, a := cost(euros)
	if !within(got, 2*float64(cents)/100) {
		t.Errorf("EUR 100.50 at %s: USD %g for 2 TEU", row.PerUSD, got)
	}
	if said := fmt.Sprint(a.Journeys); !strings.Contains(said, "own rate of EUR 100.5, at "+row.PerUSD) {
		t.Errorf("the exchange rate is not said")
	}
}

func TestBadRatesAreAllNamedAtOnce(t *testing.T) {
	p := planner(t)
	r := request("Nagoya", "Almaty")
	r.GoodsUSD = -1
	day := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	r.Rates = []plan.Rate{
		{Subject: "X-KHORGOS-RAIK", Amount: 10},
		{Subject: "X-KHORGOS-RAIL", Amount: -3},
		{Subject: "X-KHORGOS-RAIL", Amount: math.NaN()},
		{Subject: "X-KHORGOS-RAIL", Amount: 3, Currency: "XXX", Quoted: day},
		{Subject: "X-KHORGOS-RAIL", Amount: 3, Quoted: day, Until: day.AddDate(0, 0, -1)},
	}
	_, err := p.Plan(t.Context(), r)
	if n := len(fault.All(err)); n != 6 {
		t.Errorf("%d violations, want 6: %v", n, err)
	}
	for _, said := range []string{"goodsUSD", "rates[0].subject", "X-KHORGOS-RAIL", "rates[1].amount", "no exchange rate of XXX on or before 2026-05-01", "--currencies", "rates[4].until"} {
		if !strings.Contains(err.Error(), said) {
			t.Errorf("%q is not said in %v", said, err)
		}
	}
	_, err = plan.ReadRates(strings.NewReader("subject,amount,currency,quoted,until,source\n,x,EUR,soon,,\nA,1,EUR\nB,1,,2026-01-01,2026-02-01,agent\n"), "q.csv")
	if n := len(fault.All(err)); n != 4 || !strings.Contains(err.Error(), "q.csv:2") || !strings.Contains(err.Error(), "q.csv:3") {
		t.Errorf("%d violations, want 4: %v", n, err)
	}
	rates, err := plan.ReadRates(strings.NewReader("subject,amount,currency,quoted,until,source\nB,1250.50,EUR,2026-01-01,2026-02-01,agent\n"), "q.csv")
	if err != nil || len(rates) != 1 || rates[0].Amount != 1250.5 || rates[0].Currency != "EUR" || rates[0].Until.Month() != 2 || rates[0].Source != "agent" {
		t.Errorf("%+v, %v", rates, err)
	}
	for _, text := range []string{"", "a,b\n"} {
		if _, err := plan.ReadRates(strings.NewReader(text), "q.csv"); fault.CodeOf(err) != fault.BadFile {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestInventoryIsBesideTheSumAndOutsideTheSearch(t *testing.T) {
	p := planner(t)
	r := request("Nagoya", "Almaty")
	r.Keep = 200
	plain := ask(t, p, r)
	r.Weights.USDPerDay = 480
	valued := ask(t, p, r)
	if fmt.Sprint(totals(plain)) != fmt.Sprint(totals(valued)) {
		t.Error("a value of time changes the Pareto set")
	}
	for _, j := range valued.Journeys {
		if _, inventory := outOfPocket(j.Costs); !within(inventory, 480*j.MeanDays) {
			t.Errorf("%s: inventory %g for %g days", j.ID, inventory, j.MeanDays)
		}
	}
}

func TestOldRatesAreWarnedOf(t *testing.T) {
	p := planner(t)
	r := request("Nagoya", "Almaty")
	r.Keep = 200
	warned := 0
	for _, j := range ask(t, p, r).Journeys {
		old := 0
		for _, l := range j.Legs {
			if l.Costs[0].AgeDays > 730 && l.Costs[0].USD > 0 {
				old++
			}
		}
		said := slices.ContainsFunc(j.Notices, func(s string) bool {
			return strings.HasPrefix(s, fmt.Sprintf("%d of ", old)) && strings.Contains(s, "more than 24 months old")
		})
		if said != (old > 0) {
			t.Errorf("%s: %d old rates, notices %q", j.ID, old, j.Notices)
		}
		if said {
			warned++
		}
	}
	if warned == 0 {
		t.Error("no journey has an old rate")
	}
}

func TestWarRiskIsChargedAndNoticed(t *testing.T) {
	p := planner(t)
	r := request("Yokohama", "Bandar Abbas")
	r.Avoid, r.Keep, r.GoodsUSD = []string{"air", "rail", "road", "ferry"}, 200, 100_000
	insured := map[string]float64{}
	for _, on := range []string{"2025-06-12", "2026-12-01"} {
		r.Ready, _ = time.Parse(time.DateOnly, on)
		j := ask(t, p, r).Journeys[0]
		said := slices.ContainsFunc(j.Notices, func(s string) bool { return strings.HasPrefix(s, "war risk: insurance of 5 per mille") })
		if said != (on == "2026-12-01") {
			t.Errorf("%s: notices %q", on, j.Notices)
		}
		insured[on] = j.Costs[slices.IndexFunc(j.Costs, func(c plan.CostItem) bool { return c.Component == network.Insurance })].USD
	}
	if diff := insured["2026-12-01"] - insured["2025-06-12"]; !within(diff, 500) {
		t.Errorf("the war adds USD %g to goods of 100,000, want 500", diff)
	}
}

// TestEmissionsOfALegByHand works legs out from what they show: intensity times activity times tonnes, with the box where
// it is load, and handling by TEU.
func TestEmissionsOfALegByHand(t *testing.T) {
	p := planner(t)
	const goods, boxes, tare = 18.0, 2.0, 2.2
	mass := map[network.Mode]float64{
		network.Sea:   goods,              // the box is in the factor
		network.Ferry: goods + boxes*tare, // the box is load
		network.Rail:  goods + boxes*tare,
		network.Road:  goods + boxes*tare,
		network.Air:   goods, // no box
	}
	seen := map[network.Mode]bool{}
	for _, pair := range [][2]string{{"Nagoya", "Almaty"}, {"Almaty", "Rotterdam"}, {"Tashkent", "Baku"}} {
		r := request(pair[0], pair[1])
		r.Keep = 200
		for _, j := range ask(t, p, r).Journeys {
			sum := 0.0
			for _, l := range j.Legs {
				v := l.Values
				want := (v.GPerTKm.V*v.Activity.V*mass[l.Mode] + v.GPerTEU.V*boxes) / 1000
				if !within(l.KgCO2e, want) {
					t.Errorf("%s: %g kg, by hand %g", l.ID, l.KgCO2e, want)
				}
				if l.Kind == plan.Move {
					seen[l.Mode] = true
				}
				if v.GPerTKm.V > 0 && v.GPerTKm.Scope != network.WTW || v.GPerTEU.V > 0 && v.GPerTEU.Scope != network.WTW {
					t.Errorf("%s: not marked well to wheel", l.ID)
				}
				sum += l.KgCO2e
			}
			if !within(sum, j.KgCO2e) {
				t.Errorf("%s: legs sum to %g kg, the journey says %g", j.ID, sum, j.KgCO2e)
			}
		}
	}
	for _, m := range network.Modes {
		if !seen[m] {
			t.Errorf("no leg by %s", m)
		}
	}
}

func TestRailEmissionsFallWithTheYearOfTheReadyDate(t *testing.T) {
	p := planner(t)
	last := math.Inf(1)
	for year := 2025; year <= 2031; year++ {
		r := request("Almaty", "Astana")
		r.Ready, r.Avoid = time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC), []string{"road", "air"}
		a, err := p.Plan(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		least := math.Inf(1)
		for _, j := range a.Journeys {
			least = min(least, j.KgCO2e)
		}
		if least >= last {
			t.Errorf("%d: %g kg after %g", year, least, last)
		}
		last = least
	}
}
