package plan_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/plan"
)

// TestQuantilesAgreeWithMonteCarlo holds P10, P50 and P90 against 40,000 drawn journeys with shocks, services, timetables and
// opening hours in them, in winter and summer.
func TestQuantilesAgreeWithMonteCarlo(t *testing.T) {
	p := planner(t)
	minutes := make([]float64, 40_000)
	worst, checked, stormy, stepped := 0.0, 0, 0, 0
	for _, od := range [][2]string{{"Nagoya", "Almaty"}, {"Xi'an", "Constanta"}, {"Almaty", "Rotterdam"}, {"Xi'an", "Baku"}, {"Kashgar", "Osh"}, {"Tashkent", "Istanbul"},
		{"Sakaiminato", "Vladivostok"}, {"Osaka", "Shanghai"}, {"Yokohama", "Vostochny"}} {
		for _, month := range []time.Month{time.January, time.July, time.November} {
			r := request(od[0], od[1])
			r.Ready = time.Date(2026, month, 3, 0, 0, 0, 0, time.UTC)
			for _, j := range ask(t, p, r).Journeys {
				plan.NewSampler(&j, r.Ready).Sample(uint64(month), minutes)
				slices.Sort(minutes)
				most := 0.05
				if gated(j) {
					most = 0.10 // arrivals come in steps, a lognormal has none
					stepped++
				}
				for _, l := range j.Legs {
					if len(l.Shocks) > 0 {
						stormy++
					}
				}
				for _, q := range []struct {
					name string
					at   float64
					want float64
				}{{"P10", 0.1, j.P10Days}, {"P50", 0.5, j.P50Days}, {"P90", 0.9, j.P90Days}, {"mean", 0, j.MeanDays}} {
					got := minutes[int(q.at*float64(len(minutes)))] / 1440
					if q.name == "mean" {
						got = mean(minutes) / 1440
					}
					off := math.Abs(got-q.want) / got
					if checked++; off > most {
						t.Errorf("%s to %s in %s, %s %s: %s is %.2f days, drawn %.2f (%.1f %% off)", od[0], od[1], month, j.ID, j.Corridor, q.name, q.want, got, 100*off)
					}
					worst = max(worst, off)
				}
			}
		}
	}
	if stormy == 0 || stepped < 10 {
		t.Errorf("%d legs had shocks, %d journeys timetables or opening hours: too few to tell", stormy, stepped)
	}
	t.Logf("%d quantiles and means of journeys, at worst %.1f %% off", checked, 100*worst)
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// TestTheSameSeedDrawsTheSameJourneys, and drawing allocates nothing.
func TestTheSameSeedDrawsTheSameJourneys(t *testing.T) {
	p := planner(t)
	j := ask(t, p, request("Xi'an", "Constanta")).Journeys[0]
	s := plan.NewSampler(&j, ready)
	a, b, other := make([]float64, 100), make([]float64, 100), make([]float64, 100)
	s.Sample(7, a)
	s.Sample(7, b)
	s.Sample(8, other)
	if !slices.Equal(a, b) || slices.Equal(a, other) {
		t.Error("seeds do not decide what is drawn")
	}
	rng := rand.New(rand.NewPCG(1, 2))
	if n := testing.AllocsPerRun(100, func() { s.Draw(rng) }); n != 0 {
		t.Errorf("a draw allocates %g times", n)
	}
}

// BenchmarkSample draws the longest of the journeys shown from Nagoya to Constanta on all cores.
func BenchmarkSample(b *testing.B) {
	p := planner(b)
	var j plan.Journey
	for _, x := range ask(b, p, request("Nagoya", "Constanta")).Journeys {
		if len(x.Legs) > len(j.Legs) {
			j = x
		}
	}
	s := plan.NewSampler(&j, ready)
	seed := uint64(0)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		rng := rand.New(rand.NewPCG(seed, 2))
		for pb.Next() {
			s.Draw(rng)
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "journeys/s")
	b.ReportMetric(float64(len(j.Legs)), "legs")
}
