package network

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// simulateQueue is the mean and standard deviation of the wait of n customers who come at random to c servers, by
// Kiefer and Wolfowitz: the work at each server, least first.
func simulateQueue(rng *rand.Rand, n, c int, perHour float64, service func() float64) moments {
	work := make([]float64, c)
	var sum, squares, count float64
	for i := range n {
		gap := rng.ExpFloat64() / perHour
		for k := range work {
			work[k] = math.Max(0, work[k]-gap)
		}
		if w := work[0]; i > n/10 {
			sum, squares, count = sum+w, squares+w*w, count+1
		}
		work[0] += service()
		slices.Sort(work)
	}
	m := sum / count
	return moments{m, math.Sqrt(squares/count - m*m)}
}

// TestQueueFormulaAgainstSimulation: exact for M/M/c; for M/D/1 the mean is exact and the deviation within a sixth.
func TestQueueFormulaAgainstSimulation(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, q := range []struct {
		name           string
		arrivals, cap  float64 // a day
		c              int
		fixed          bool
		meanTol, sdTol float64
	}{
		{"M/M/1", 12, 20, 1, false, 0.06, 0.06}, {"M/M/1 busy", 17, 20, 1, false, 0.08, 0.10}, {"M/M/2", 26, 40, 2, false, 0.06, 0.06},
		{"M/M/5", 90, 110, 5, false, 0.06, 0.08}, {"M/D/1", 12, 20, 1, true, 0.05, 0.17}, {"M/D/1 busy", 17, 20, 1, true, 0.08, 0.17},
	} {
		hours := 24 * float64(q.c) / q.cap
		service := func() float64 { return hours * rng.ExpFloat64() }
		cs := 1.0
		if q.fixed {
			cs, service = 0, func() float64 { return hours }
		}
		got, saturated := queueWait(q.arrivals, q.cap, float64(q.c), 1, cs)
		want := simulateQueue(rng, 400_000, q.c, q.arrivals/24, service)
		if saturated || math.Abs(got.mean/want.mean-1) > q.meanTol || math.Abs(got.sd/want.sd-1) > q.sdTol {
			t.Errorf("%s: %.2f ± %.2f h by the formula, %.2f ± %.2f h simulated", q.name, got.mean, got.sd, want.mean, want.sd)
		}
	}
}

// TestQueueIsMonotone: more arrivals, less capacity or more inspection never make a crossing faster; the wait stays bounded.
func TestQueueIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.Float64Range(0.1, 50)
		q := queueModel{arrivals: f.Draw(t, "arrivals"), capacity: f.Draw(t, "capacity"), servers: rapid.Float64Range(0.5, 12).Draw(t, "servers"), ca: f.Draw(t, "ca") / 20, cs: f.Draw(t, "cs") / 20,
			procedure: f.Draw(t, "procedure"), inspectionShare: rapid.Float64Range(0, 1).Draw(t, "share"), inspection: f.Draw(t, "inspection"), gauge: f.Draw(t, "gauge"), atHand: rapid.Float64Range(0, 1).Draw(t, "at hand"), wagonAdd: f.Draw(t, "wagons")}
		k := rapid.Float64Range(1, 3).Draw(t, "factor")
		whole := func(q queueModel) float64 { p, _ := q.parts(); return total(p[:]).mean }
		now := whole(q)
		if p, _ := q.parts(); p[0].mean > queueMostH || math.IsNaN(now) || now < 0 {
			t.Fatalf("the queue takes %g h", p[0].mean)
		}
		for name, worse := range map[string]queueModel{
			"arrivals":   func(q queueModel) queueModel { q.arrivals *= k; return q }(q),
			"capacity":   func(q queueModel) queueModel { q.capacity /= k; return q }(q),
			"inspection": func(q queueModel) queueModel { q.inspectionShare = math.Min(1, q.inspectionShare*k); return q }(q),
			"procedure":  func(q queueModel) queueModel { q.procedure *= k; return q }(q),
			"wagons":     func(q queueModel) queueModel { q.atHand /= k; return q }(q),
		} {
			if got := whole(worse); got < now-1e-9*now {
				t.Fatalf("worse %s makes it faster: %g h, before %g h", name, got, now)
			}
		}
	})
}

// TestPartsMakeTheWhole: parts sum to the minutes and their squares to the variance, on every arc and in every month.
func TestPartsMakeTheWhole(t *testing.T) {
	n := load(t)
	withParts := 0
	check := func(what string, v Values) {
		if len(v.Parts) == 0 {
			return
		}
		withParts++
		mean, squares := 0.0, 0.0
		for _, p := range v.Parts {
			mean, squares = mean+p.Minutes, squares+p.SD*p.SD
			if p.Name == "" || p.Basis == "" || p.Method == "" && p.Source == "" {
				t.Errorf("%s: part %+v does not say what it rests on", what, p)
			}
		}
		if math.Abs(mean-v.Minutes.V) > 1e-6*v.Minutes.V || math.Abs(math.Sqrt(squares)-v.SD.V) > 1e-6*v.SD.V {
			t.Errorf("%s: parts make %.3f ± %.3f min, the whole is %.3f ± %.3f", what, mean, math.Sqrt(squares), v.Minutes.V, v.SD.V)
		}
	}
	for month := range 12 {
		on := time.Date(2026, time.Month(month+1), 10, 0, 0, 0, 0, time.UTC)
		for _, c := range n.Crossings() {
			check(c.ID, n.CrossingValues(&c, c.To, on))
		}
		for _, l := range n.Links() {
			check(l.ID, n.LinkValues(&l, on))
		}
		for _, l := range n.Locations() {
			check(l.Code, n.TransferValues(&l, "", Rail, on))
		}
	}
	if withParts < 12*len(n.Crossings()) {
		t.Errorf("only %d durations have parts", withParts)
	}
}

// TestTheYearKeepsItsMean: the means of the twelve months average to the year's where shocks are included, and no month is
// below what is left without shocks.
func TestTheYearKeepsItsMean(t *testing.T) {
	n := load(t)
	var never time.Time
	seasonal := 0
	check := func(what string, shocks []Shock, year Values, month func(time.Time) Values) {
		sum, top := 0.0, 0.0
		for m := range 12 {
			v := month(time.Date(2026, time.Month(m+1), 10, 0, 0, 0, 0, time.UTC))
			sum += v.Minutes.V / 12
			if v.Minutes.V != year.Minutes.V {
				seasonal++
			}
		}
		for _, s := range shocks {
			if !s.Included {
				top += s.in(0) * s.DelayMin.V
			}
		}
		if math.Abs(sum-top-year.Minutes.V) > 1e-6*year.Minutes.V {
			t.Errorf("%s: the months average %.2f min, the year is %.2f and %.2f of shocks on top", what, sum, year.Minutes.V, top)
		}
	}
	for _, l := range n.Links() {
		check(l.ID, n.LinkShocks(&l), n.LinkValues(&l, never), func(on time.Time) Values { return n.LinkValues(&l, on) })
	}
	for _, c := range n.Crossings() {
		check(c.ID, n.CrossingShocks(&c), n.CrossingValues(&c, c.From, never), func(on time.Time) Values { return n.CrossingValues(&c, c.From, on) })
	}
	if seasonal < 500 {
		t.Errorf("only %d months differ from their year", seasonal)
	}
}

// TestSplitKeepsMeanAndVariance: base and shocks together have the moments of the duration they were taken out of.
func TestSplitKeepsMeanAndVariance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.Float64Range(1, 10_000)
		var all [13]bool
		for m := range all {
			all[m] = m > 0
		}
		var shocks []Shock
		for range rapid.IntRange(1, 3).Draw(t, "shocks") {
			shocks = append(shocks, Shock{Group: "g", Name: "s", Months: all, P: ClassValue{V: rapid.Float64Range(0, shockMost).Draw(t, "p")}, DelayMin: ClassValue{V: f.Draw(t, "delay")}, SDMin: ClassValue{V: f.Draw(t, "sd")}})
		}
		v := Values{Minutes: Value{V: f.Draw(t, "minutes")}, SD: Value{V: f.Draw(t, "deviation")}}
		if v.SD.V < 2*baseCVLeast*v.Minutes.V {
			v.SD.V = 2 * baseCVLeast * v.Minutes.V
		}
		s := v.Split(shocks, time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC))
		mean, variance := s.Minutes, s.SD*s.SD
		for _, k := range s.Shocks {
			mean += k.P * k.DelayMin
			variance += k.P*(k.SDMin*k.SDMin+k.DelayMin*k.DelayMin) - k.P*k.DelayMin*k.P*k.DelayMin
		}
		if math.Abs(mean-v.Minutes.V) > 1e-6*v.Minutes.V || math.Abs(math.Sqrt(variance)-v.SD.V) > 1e-6*v.SD.V || s.Minutes < (baseLeast-1e-9)*v.Minutes.V {
			t.Fatalf("%+v out of %g ± %g: %g ± %g", s, v.Minutes.V, v.SD.V, mean, math.Sqrt(variance))
		}
	})
}

// TestChangesOfAQueueActOnItsCrossing: an unchanged quantity changes nothing, more traffic is slower, quicker papers faster,
// and what is published of the crossing stays the measure.
func TestChangesOfAQueueActOnItsCrossing(t *testing.T) {
	n := load(t)
	c, _ := n.CrossingByID("X-KHORGOS-RAIL")
	minutes := func(ch ...Change) Values { return n.Changing(ch...).CrossingValues(c, "CNHRS", on) }
	was := n.CrossingValues(c, "CNHRS", on)
	for _, q := range queueQuantities {
		if v := minutes(Change{Subject: c.ID, Quantity: q, Op: Scale, Value: 1, Scenario: "s"}); math.Abs(v.Minutes.V-was.Minutes.V) > 1e-9 || math.Abs(v.SD.V-was.SD.V) > 1e-9 {
			t.Errorf("%s times one: %g min, before %g", q, v.Minutes.V, was.Minutes.V)
		}
	}
	for _, x := range []struct {
		q      string
		by     float64
		slower bool
	}{{QArrivals, 1.3, true}, {QCapacity, 1.3, false}, {QProcedure, 0.5, false}, {QInspection, 3, true}, {QGauge, 0.5, false}, {QWagons, 0.5, true}} {
		for _, subject := range []string{c.ID, c.Class, c.ID + ":CNHRS"} {
			v := minutes(Change{Subject: subject, Quantity: x.q, Op: Scale, Value: x.by, Scenario: "s"})
			if v.Minutes.V == was.Minutes.V || v.Minutes.V > was.Minutes.V != x.slower || v.Minutes.Basis != Supposed {
				t.Errorf("%s of %s times %g: %.0f min, before %.0f", x.q, subject, x.by, v.Minutes.V, was.Minutes.V)
			}
		}
		if v := minutes(Change{Subject: c.ID + ":KZ-ALTYNKOL", Quantity: x.q, Op: Scale, Value: x.by, Scenario: "s"}); v.Minutes.V != was.Minutes.V {
			t.Errorf("a change of the other direction acts on this one")
		}
	}
	if v := minutes(Change{Subject: c.ID, Quantity: QMinutes, Op: Scale, Value: 0.5, Scenario: "s"}); math.Abs(v.SD.V-was.SD.V/2) > 1e-6 {
		t.Errorf("half the time scatters by %g min, the whole by %g", v.SD.V, was.SD.V)
	}
	v := minutes(Change{Subject: c.ID, Quantity: QArrivals, Op: Scale, Value: 3, Scenario: "s"})
	if at := slices.IndexFunc(v.Parts, func(p Part) bool { return strings.HasPrefix(p.Method, "saturated") }); at < 0 || v.Minutes.V > (40+10)*24*60 {
		t.Errorf("three times the traffic: %.1f days, %+v", v.Minutes.V/1440, v.Parts)
	}
}

// TestAServiceThatLeavesWhenFull: vessels shorten the wait, too few are saturated, weather takes days, little cargo fills slowly.
func TestAServiceThatLeavesWhenFull(t *testing.T) {
	n := load(t)
	l, _ := n.Link("sea:KZAAU-AZALA")
	july, january := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 1, 10, 0, 0, 0, 0, time.UTC)
	hours := func(q string, by float64, on time.Time) float64 {
		b, ok := n.Changing(Change{Subject: l.ID, Quantity: q, Op: Scale, Value: by, Scenario: "s"}).Boarding(l, "KZAAU", on)
		if !ok || b.Kind != "full" {
			t.Fatalf("%+v", b)
		}
		return b.MeanMin() / 60
	}
	now := hours(QVessels, 1, july)
	if b, _ := n.Boarding(l, "KZAAU", july); math.Abs(b.MeanMin()/60-now) > 1e-9 || b.Saturated || now < 24 || now > 120 {
		t.Errorf("unchanged %.1f h, under a change by one %.1f h: %+v", b.MeanMin()/60, now, b)
	}
	if more := hours(QVessels, 8.0/6, january); more >= hours(QVessels, 1, january) {
		t.Errorf("two more feeders make it %.1f h", more)
	}
	if few := hours(QVessels, 0.3, july); few < 2*now {
		t.Errorf("a third of the fleet makes it only %.1f h", few)
	}
	if little := hours(QOffered, 0.5, july); little < 1.5*now {
		t.Errorf("half of the cargo makes it only %.1f h", little)
	}
	if winter := hours(QVessels, 1, january); winter <= now {
		t.Errorf("winter %.1f h, summer %.1f h", winter, now)
	}
	ferry, _ := n.Link("ferry:GEBUS-BGBOJ")
	b, ok := n.Changing(Change{Subject: ferry.ID, Quantity: QPerWeek, Op: Set, Value: 2, Scenario: "s"}).Boarding(ferry, "GEBUS", july)
	if !ok || b.Kind != "frequency" || math.Abs(b.MeanMin()-42*60) > 1e-6 || math.Abs(b.VarianceMin()-84*84*3600/12.0) > 1e-6 {
		t.Errorf("two departures a week: %+v", b)
	}
}

// TestMomentsOfBoarding holds the three moments of the waiting against drawn ones.
func TestMomentsOfBoarding(t *testing.T) {
	b := Boarding{HeadwayH: 60, HeadwayCV: 0.5, QueueP: 0.4, QueueH: 30}
	rng := rand.New(rand.NewPCG(5, 6))
	const k = 4 // shape of the gamma: 1/0.5²; met at random one more
	n, sum := 1_000_000, [4]float64{}
	for range n {
		h := 0.0
		for range k + 1 {
			h += rng.ExpFloat64() * 60 / k
		}
		w := h * rng.Float64()
		if rng.Float64() < b.QueueP {
			w += 30 * rng.ExpFloat64()
		}
		sum[1], sum[2], sum[3] = sum[1]+w/float64(n), sum[2]+w*w/float64(n), sum[3]+w*w*w/float64(n)
	}
	mean, variance := sum[1]*60, (sum[2]-sum[1]*sum[1])*3600
	third := (sum[3] - 3*sum[1]*sum[2] + 2*sum[1]*sum[1]*sum[1]) * 216_000
	if math.Abs(b.MeanMin()/mean-1) > 0.01 || math.Abs(b.VarianceMin()/variance-1) > 0.02 || math.Abs(b.ThirdMin()/third-1) > 0.05 {
		t.Errorf("%g, %g, %g by the formula; drawn %g, %g, %g", b.MeanMin(), b.VarianceMin(), b.ThirdMin(), mean, variance, third)
	}
}

// TestTimeTablesSayWhatIsWrong: each violation with file, line, field and what was expected.
func TestTimeTablesSayWhatIsWrong(t *testing.T) {
	for _, c := range []struct{ file, old, new, want string }{
		{"queues.csv", "X-BREST-RAIL,arrivals", "X-BREAST-RAIL,arrivals", "a crossing or a class of crossings"},
		{"queues.csv", "x-road,capacity,300,100,1000,1/day", "x-road,capacity,300,100,1000,1/week", "unit: 1/day for capacity"},
		{"queues.csv", "x-road,inspectionShare,0.15,0.05,0.5", "x-road,inspectionShare,0.15,0.05,1.5", "a share, at most 1"},
		{"services.csv", "sea:KZAAU-AZALA,,vessels,6,4,8,x,F0144", "sea:KZAAU-AZALA,,vessels,6,4,8,x,F9144", "ids of figures.csv"},
		{"services.csv", "t-gate-rail,,offered", "t-gate-rail,,offerings", "quantity: one of"},
		{"services.csv", "t-gate-rail,,offered,700,200,2000,TEU/week", "t-gate-rail,,perWeek,700,200,2000,1/week", "either perWeek or"},
		{"seasons.csv", "rail-kz,12-2,mean,1.08,1,1.2", "rail-kz,12-13,mean,1.08,1,1.2", "months: numbers and spans"},
		{"seasons.csv", "rail-kz,12-2,mean,1.08,1,1.2", "rail-kz,1-12,mean,1.08,1,1.2", "stays below 12"},
		{"shocks.csv", "caspian,,storm,no,12-2,probability,0.45,0.3,0.6", "caspian,,storm,no,12-2,probability,0.45,0.3,0.9", "no shock"},
		{"shocks.csv", "caspian,,storm,no,12-2,delaySD", "caspian,,storm,no,12-1,delaySD", "is not complete"},
		{"hours.csv", "Mon-Fri 00:00-24:00", "Mon-Fri 09:00-08:00", "rising times"},
		{"hours.csv", "12-01/03-31", "12-01/13-31", "closed: days or spans"},
	} {
		if _, err := Load(mutated(t, c.file, c.old, c.new)); err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.file) {
			t.Errorf("%s with %q: %v, want %q", c.file, c.new, err, c.want)
		}
	}
}
