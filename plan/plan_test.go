package plan_test

import (
	"context"
	"math"
	"math/rand/v2"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/simulate"
)

var ready = time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)

func planner(t testing.TB) *plan.Planner {
	t.Helper()
	n, err := network.Default()
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.New(n)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func request(from, to string) plan.Request {
	return plan.Request{From: from, To: to, TEU: 2, Mass: 18000, Ready: ready}
}

func ask(t testing.TB, p *plan.Planner, r plan.Request) plan.Answer {
	t.Helper()
	a, err := p.Plan(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestTheCorridorsRivalOneAnother(t *testing.T) {
	p := planner(t)
	r := request("Nagoya", "Almaty")
	r.Keep = 30
	a := ask(t, p, r)
	corridors := map[string]bool{}
	for _, j := range a.Journeys {
		corridors[j.Corridor] = true
	}
	if len(corridors) < 2 {
		t.Errorf("Nagoya to Almaty offers only %v of %d journeys", corridors, a.Pareto)
	}
	for _, j := range a.Journeys {
		checkJourney(t, a, j)
	}
}

// checkJourney holds what every journey must keep: legs join end to end, totals are the sums of the legs.
func checkJourney(t *testing.T, a plan.Answer, j plan.Journey) {
	t.Helper()
	var hours, usd, kg, km float64
	at := a.From.Code
	for _, l := range j.Legs {
		if l.From.Code != at {
			t.Errorf("%s: leg %s starts at %s, not %s", j.ID, l.ID, l.From.Code, at)
		}
		at = l.To.Code
		hours, usd, kg, km = hours+l.Hours, usd+l.USD, kg+l.KgCO2e, km+l.Km
	}
	if at != a.To.Code {
		t.Errorf("%s ends at %s, not %s", j.ID, at, a.To.Code)
	}
	for _, c := range []struct {
		what      string
		sum, want float64
	}{{"hours", hours, j.MeanDays * 24}, {"usd", usd, j.USD}, {"kg CO2e", kg, j.KgCO2e}, {"km", km, j.Km}} {
		if math.Abs(c.sum-c.want) > 1e-6*(1+math.Abs(c.want)) {
			t.Errorf("%s: legs sum to %g %s, the journey says %g", j.ID, c.sum, c.what, c.want)
		}
	}
	if !(j.P10Days < j.P50Days && j.P50Days < j.P90Days) {
		t.Errorf("%s: quantiles out of order: %g %g %g", j.ID, j.P10Days, j.P50Days, j.P90Days)
	}
	if j.Legs[0].Kind != plan.Load || j.Legs[len(j.Legs)-1].Kind != plan.Unload {
		t.Errorf("%s does not start with loading and end with unloading", j.ID)
	}
}

func TestAvoidingIsKept(t *testing.T) {
	p := planner(t)
	for _, avoid := range [][]string{{"RU"}, {"CN"}, {"RU", "CN"}, {"rail"}, {"road", "air"}} {
		r := request("Almaty", "Rotterdam")
		r.Avoid = avoid
		a, err := p.Plan(context.Background(), r)
		if err != nil {
			if fault.CodeOf(err) != fault.NoJourney {
				t.Errorf("avoid %v: %v", avoid, err)
			}
			continue
		}
		for _, j := range a.Journeys {
			for _, l := range j.Legs {
				for _, x := range avoid {
					if l.From.Country == x || l.To.Country == x || (l.Kind == plan.Move && string(l.Mode) == x) {
						t.Errorf("avoid %v: %s still takes %s", avoid, j.ID, l.Name)
					}
				}
			}
		}
	}
}

func TestAnImpossibleRequestNamesTheLimit(t *testing.T) {
	p := planner(t)
	r := request("Nagoya", "Almaty")
	r.MaxDays = 1
	_, err := p.Plan(context.Background(), r)
	if fault.CodeOf(err) != fault.NoJourney || !strings.Contains(err.Error(), "maxDays 1") || !strings.Contains(err.Error(), "least possible") {
		t.Errorf("one day: %v", err)
	}
	r = request("Almaty", "Rotterdam")
	r.Avoid = []string{"KZ"}
	_, err = p.Plan(context.Background(), r)
	if fault.CodeOf(err) != fault.NoJourney || !strings.Contains(err.Error(), "avoiding KZ") {
		t.Errorf("avoiding the origin: %v", err)
	}
}

func TestBadRequestsSayEverythingAtOnce(t *testing.T) {
	p := planner(t)
	_, err := p.Plan(context.Background(), plan.Request{From: "Nagoja", To: "", TEU: 0, Mass: -1, Ready: time.Time{}, MaxDays: math.NaN()})
	if n := len(fault.All(err)); n < 6 {
		t.Errorf("%d violations reported, want at least 6: %v", n, err)
	}
	r := request("Nagoya", "Almaty")
	r.Mass = 90_000
	if _, err := p.Plan(context.Background(), r); err == nil {
		t.Error("90 t do not fit into 2 TEU")
	}
	r = request("Nagoya", "Nagoya")
	if _, err := p.Plan(context.Background(), r); fault.CodeOf(err) != fault.NoJourney {
		t.Error(err)
	}
}

func TestNothingInTheParetoSetIsDominated(t *testing.T) {
	p := planner(t)
	r := request("Yokohama", "Duisburg")
	r.Keep = 200
	a := ask(t, p, r)
	const tol = 1.0 // integer rounding of up to half a unit an arc is allowed for below
	for i, x := range a.Journeys {
		for k, y := range a.Journeys {
			if i != k && x.MeanDays < y.MeanDays-0.02 && x.USD < y.USD-20*tol && x.KgCO2e < y.KgCO2e-20*tol && sumVar(x) < sumVar(y)-20*tol {
				t.Errorf("%s dominates %s", x.ID, y.ID)
			}
		}
	}
}

// sumVar is the search's fourth criterion: the sum of the variances of the legs in square hours.
func sumVar(j plan.Journey) (v float64) {
	for _, l := range j.Legs {
		v += l.SDHours * l.SDHours
	}
	return v
}

// TestQuantilesAgreeWithMonteCarlo holds P10, P50 and P90 against 20,000 drawn journeys with the shared shocks in them.
func TestQuantilesAgreeWithMonteCarlo(t *testing.T) {
	p := planner(t)
	for _, od := range [][2]string{{"Nagoya", "Almaty"}, {"Xi'an", "Constanta"}, {"Almaty", "Rotterdam"}} {
		a := ask(t, p, request(od[0], od[1]))
		for _, j := range a.Journeys {
			days := make([]float64, 20_000)
			rng := rand.New(rand.NewPCG(1, 2))
			for i := range days {
				h := simulate.Draw(j, ready, rng.Uint64())
				days[i] = h.End().Sub(ready).Hours() / 24
			}
			sort.Float64s(days)
			for _, q := range []struct {
				name string
				at   float64
				want float64
			}{{"P10", 0.1, j.P10Days}, {"P50", 0.5, j.P50Days}, {"P90", 0.9, j.P90Days}} {
				got := days[int(q.at*float64(len(days)))]
				most := 0.05
				if timetabled(j) {
					most = 0.10 // arrivals come in weekly steps, the lognormal has none
				}
				if off := math.Abs(got-q.want) / got; off > most {
					t.Errorf("%s to %s, %s: %s is %.2f days, drawn %.2f (%.1f %% off)", od[0], od[1], j.Corridor, q.name, q.want, got, 100*off)
				}
			}
		}
	}
}

func timetabled(j plan.Journey) bool {
	for _, l := range j.Legs {
		if len(l.Departs) > 0 {
			return true
		}
	}
	return false
}

// TestWeeklyTimetablesAreKept: the ferry Osaka – Shanghai leaves on Tuesdays and Fridays at noon in Osaka.
func TestWeeklyTimetablesAreKept(t *testing.T) {
	p := planner(t)
	r := request("Osaka", "Shanghai")
	r.Avoid = []string{"sea", "air"}
	a := ask(t, p, r)
	w := a.Journeys[0].Legs[1].Departs
	if len(w) != 2 {
		t.Fatalf("the ferry has departures %v, want two a week: %+v", w, a.Journeys[0].Legs[1].Name)
	}
	for from, want := range map[string]string{
		"2026-12-01T00:00:00Z": "2026-12-01T03:00:00Z", // Tuesday noon in Osaka
		"2026-12-01T03:00:00Z": "2026-12-01T03:00:00Z",
		"2026-12-01T03:00:01Z": "2026-12-04T03:00:00Z", // Friday
		"2026-12-05T00:00:00Z": "2026-12-08T03:00:00Z", // over the weekend
	} {
		at, _ := time.Parse(time.RFC3339, from)
		if got := w.Next(at).Format(time.RFC3339); got != want {
			t.Errorf("after %s the ferry leaves at %s, want %s", from, got, want)
		}
	}
	for day := range 7 { // whatever the day, the history never leaves before the ship does
		r.Ready = ready.AddDate(0, 0, day)
		j := ask(t, p, r).Journeys[0]
		s := simulate.Draw(j, r.Ready, 3).Steps[1]
		if got := s.Move.Format("Mon 15:04"); got != "Tue 03:00" && got != "Fri 03:00" {
			t.Errorf("ready %s: the ferry left on %s UTC", r.Ready.Format(time.DateOnly), got)
		}
	}
}

func BenchmarkPlan(b *testing.B) {
	p := planner(b)
	pairs := randomPairs(p, 200)
	times := make([]float64, 0, len(pairs))
	for b.Loop() {
		times = times[:0]
		for _, r := range pairs {
			start := time.Now()
			if _, err := p.Plan(context.Background(), r); err != nil {
				b.Fatal(err)
			}
			times = append(times, float64(time.Since(start).Microseconds())/1000)
		}
	}
	sort.Float64s(times)
	b.ReportMetric(times[len(times)/2], "ms-median")
	b.ReportMetric(times[len(times)*99/100], "ms-p99")
}

// randomPairs are n requests between random places that have a journey.
func randomPairs(p *plan.Planner, n int) []plan.Request {
	rng := rand.New(rand.NewPCG(2026, 11))
	locs := p.Network().Locations()
	var out []plan.Request
	for len(out) < n {
		a, b := locs[rng.IntN(len(locs))], locs[rng.IntN(len(locs))]
		r := request(a.Code, b.Code)
		if _, err := p.Plan(context.Background(), r); err == nil {
			out = append(out, r)
		}
	}
	return out
}
