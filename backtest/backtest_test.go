package backtest

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
)

func mustNetwork(t *testing.T) *network.Network {
	t.Helper()
	n, err := network.Default()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestLikeIsComparedWithLike(t *testing.T) {
	for _, c := range []struct {
		name      string
		row       Row
		statistic Statistic
		target    float64
		central   bool
	}{
		{"average", Row{Kind: network.Mean, Low: 16, High: 16}, AtMean, 16, true},
		{"average of a range", Row{Kind: network.Mean, Low: 20, High: 24}, AtMean, 22, true},
		{"guidance", Row{Kind: network.Guidance, Low: 15, High: 20}, AtP50, 17.5, true},
		{"guidance from", Row{Kind: network.Guidance, Low: 20}, AtP10, 20, false},
		{"guidance up to", Row{Kind: network.Guidance, High: 34}, AtP90, 34, false},
		{"timetable", Row{Kind: network.Plan, Low: 9, High: 9}, AtP50, 9, false},
		{"target of at most", Row{Kind: network.Plan, High: 11}, AtP50, 11, false},
		{"one shipment", Row{Kind: network.Single, Low: 28, High: 28}, AtP50, 28, false},
		{"fastest", Row{Kind: network.Best, Low: 12}, AtP10, 12, false},
		{"fastest of a range", Row{Kind: network.Best, Low: 12, High: 15}, AtP10, 12, false},
		{"congested", Row{Kind: network.Congested, Low: 30}, AtP90, 30, false},
		{"congested range", Row{Kind: network.Congested, Low: 30, High: 53}, AtP90, 53, false},
	} {
		c.row.Metric = Days
		if l := Like(&c.row); l.Statistic != c.statistic || l.Target != c.target || l.Central != c.central {
			t.Errorf("%s: compared with %s of %v, central %v; want %s of %v, central %v", c.name, l.Statistic, l.Target, l.Central, c.statistic, c.target, c.central)
		}
		c.row.Metric = USDFEU
		if l := Like(&c.row); l.Statistic != AtPrice || l.Central {
			t.Errorf("%s: a price is compared with %s", c.name, l.Statistic)
		}
	}
}

// Every published journey time and price has exactly one row, whose figures are those published.
func TestEveryPublishedFigureHasARow(t *testing.T) {
	n := mustNetwork(t)
	rows := must(Journeys())(t)
	rowOf := map[string]*Row{}
	for i := range rows {
		for _, id := range rows[i].Figures {
			if rowOf[id] != nil {
				t.Errorf("%s stands in %s and %s", id, rowOf[id].ID, rows[i].ID)
			}
			rowOf[id] = &rows[i]
		}
		if r := &rows[i]; r.Use == UseOut && r.Reason == "" {
			t.Errorf("%s is left out without a reason", r.ID)
		}
	}
	metrics := map[string]bool{"duration_min": true, "usd_teu": true, "usd_feu": true, "rate": true}
	figures := n.Figures()
	for i := range figures {
		f := &figures[i]
		r := rowOf[f.ID]
		if r == nil {
			if metrics[f.Metric] {
				t.Errorf("%s (%s – %s, %s) has no row in journeys.csv", f.ID, f.From, f.To, f.Printed)
			}
			continue
		}
		v := f.Value
		if f.Metric == "duration_min" {
			v /= 1440
		}
		near := func(x float64) bool { return math.Abs(x-v) < 1e-4*v }
		if r.Use != UseOut && !near(r.Low) && !near(r.High) {
			t.Errorf("%s has %v to %v, its figure %s says %v", r.ID, r.Low, r.High, f.ID, v)
		}
	}
}

// The hold-out rows share no figure with the calibration.
func TestHoldOutIsApart(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range must(Journeys())(t) {
		seen[strings.Join(r.From, ";")+strings.Join(r.To, ";")+r.Source] = true
	}
	rows := must(HoldOut())(t)
	if len(rows) < 25 {
		t.Errorf("%d rows, want at least 25", len(rows))
	}
	for _, r := range rows {
		if len(r.Figures) > 0 || r.Use == UseFit {
			t.Errorf("%s is of the calibration", r.ID)
		}
		if seen[strings.Join(r.From, ";")+strings.Join(r.To, ";")+r.Source] {
			t.Errorf("%s repeats a row of the calibration", r.ID)
		}
	}
}

func TestReaderNamesEveryViolation(t *testing.T) {
	text := strings.Join(rowColumns, ",") + `
A1,days,10,9,guidance,2024,CNXAG,DEDUI,,rail,,china-land-bridge,terminal,fit,,,somebody
A1,weeks,,,fact,soon,,DEDUI,,train,,,door,maybe,,,
A3,usd_feu,100,100,mean,2024,CNXAG,DEDUI,,rail,,,terminal,fit,,,somebody
A4,days,,,plan,2024,,,,,,,,out,,,somebody
A5,days,1
`
	_, err := Read(strings.NewReader(text), "mine.csv")
	var got []string
	for _, e := range fault.All(err) {
		got = append(got, e.Path+" "+e.Message)
	}
	all := strings.Join(got, "\n")
	for _, want := range []string{
		"mine.csv:2 low", "mine.csv:3 metric", "mine.csv:3 kind", "mine.csv:3 year", "mine.csv:3 from", "mine.csv:3 modes", "mine.csv:3 use",
		"mine.csv:3 source", "mine.csv:3 id", "mine.csv:4 clock", "mine.csv:5 reason", "mine.csv:6 row has 3 fields",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("no violation %q in\n%s", want, all)
		}
	}
}

// From gate to gate the span is the planner's own; a terminal clock leaves handling at both ends out.
func TestClocks(t *testing.T) {
	n := mustNetwork(t)
	row := Row{ID: "X", Metric: Days, Low: 17, High: 17, Kind: network.Mean, Year: "2024-05", From: []string{"CNXAG"}, To: []string{"DEDUI"},
		Modes: []network.Mode{network.Rail}, Use: UseCheck, Source: "test"}
	spans := map[string]Span{}
	for _, clock := range []string{ClockDoor, ClockTerminal, ClockRunning} {
		row.Clock = clock
		res := must(Run(context.Background(), n, []Row{row}))(t)
		spans[clock] = res.Outcomes[0].Span
	}
	p := must(plan.New(n))(t)
	a := must(p.Plan(context.Background(), row.request("CNXAG", "DEDUI")))(t)
	j := a.Journeys[0]
	for _, x := range []struct{ got, want float64 }{{spans[ClockDoor].Mean, j.MeanDays}, {spans[ClockDoor].P10, j.P10Days}, {spans[ClockDoor].P50, j.P50Days}, {spans[ClockDoor].P90, j.P90Days}} {
		if math.Abs(x.got-x.want) > 1e-6*x.want {
			t.Errorf("from gate to gate %v, the planner says %v", x.got, x.want)
		}
	}
	handling := j.Legs[0].Hours + j.Legs[len(j.Legs)-1].Hours + j.Legs[1].WaitH
	if d := spans[ClockDoor].Mean - spans[ClockTerminal].Mean; math.Abs(d-handling/24) > 1e-6 {
		t.Errorf("a terminal clock is %v days shorter, handling takes %v", d, handling/24)
	}
	if !(spans[ClockRunning].Mean < spans[ClockTerminal].Mean) {
		t.Errorf("running time %v is not below %v", spans[ClockRunning].Mean, spans[ClockTerminal].Mean)
	}
	if s := spans[ClockTerminal]; !(s.P10 < s.P50 && s.P50 < s.P90) {
		t.Errorf("quantiles out of order: %+v", s)
	}
}

func TestPlacesThatAreMissingLeaveTheRowOut(t *testing.T) {
	row := Row{ID: "X", Metric: Days, Low: 17, High: 17, Kind: network.Mean, Year: "2024", From: []string{"Atlantis"}, To: []string{"DEDUI"}, Clock: ClockDoor, Use: UseFit, Source: "test"}
	res := must(Run(context.Background(), mustNetwork(t), []Row{row}))(t)
	if res.Compared != 0 || !strings.Contains(res.Outcomes[0].Out, "Atlantis") {
		t.Errorf("compared %d, left out for %q", res.Compared, res.Outcomes[0].Out)
	}
}

// A context that ends stops the run.
func TestRunEndsWithItsContext(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	rows := must(Journeys())(t)
	if _, err := Run(ctx, mustNetwork(t), rows); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// The acceptance figures on the tables that come with Kairo.
func TestBacktestMeetsItsAims(t *testing.T) {
	n := mustNetwork(t)
	res := must(Run(context.Background(), n, must(Journeys())(t)))(t)
	t.Logf("times: n %d, MdAPE %.1f %%, %.0f %% of %d averages and guidance inside, width %.2f; prices: n %d, MdAPE %.1f %%",
		res.Days.N, 100*res.Days.MdAPE, 100*res.Days.Coverage, res.Days.NCentral, res.Days.Width, res.USD.N, 100*res.USD.MdAPE)
	if res.Days.N < 60 || res.USD.N < 12 {
		t.Errorf("only %d times and %d prices could be compared: %v", res.Days.N, res.USD.N, res.LeftOut)
	}
	if res.Days.MdAPE > 0.20 {
		t.Errorf("median absolute percentage error of times %.1f %%, want at most 20 %%", 100*res.Days.MdAPE)
	}
	if res.Days.Coverage < 0.80 || res.Days.MeanCoverage < 0.80 {
		t.Errorf("inside P10 to P90: %.0f %% of averages and guidance, %.0f %% of averages, want at least 80 %%", 100*res.Days.Coverage, 100*res.Days.MeanCoverage)
	}
	if res.Days.Width > 2.2 {
		t.Errorf("P90 is %.2f times P10: so wide a range says little", res.Days.Width)
	}
	held := must(Run(context.Background(), n, must(HoldOut())(t)))(t)
	t.Logf("hold-out: times n %d, MdAPE %.1f %%, %.0f %% of %d inside; prices n %d, MdAPE %.1f %%",
		held.Days.N, 100*held.Days.MdAPE, 100*held.Days.Coverage, held.Days.NCentral, held.USD.N, 100*held.USD.MdAPE)
	if held.Days.N < 25 || held.Days.MdAPE > 0.20 || held.Days.Coverage < 0.80 {
		t.Errorf("hold-out: n %d, MdAPE %.1f %%, coverage %.0f %%", held.Days.N, 100*held.Days.MdAPE, 100*held.Days.Coverage)
	}
}

func TestWorstComesFirst(t *testing.T) {
	r := Result{Outcomes: []Outcome{{Row: Row{ID: "a"}, APE: 0.1}, {Row: Row{ID: "b"}, APE: 0.5}, {Row: Row{ID: "c"}, APE: 0.9, Out: "left out"}}}
	ids := []string{}
	for _, o := range r.Worst(5) {
		ids = append(ids, o.ID)
	}
	if !slices.Equal(ids, []string{"b", "a"}) {
		t.Errorf("worst first: %v", ids)
	}
}
