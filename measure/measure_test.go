package measure_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"math/rand"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/kairo-corridor/kairo/event"
	"github.com/kairo-corridor/kairo/measure"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var start = time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)

// script reads a journey as an analyst would write it: "hour kind place crossing-or-link mode", one event a line.
func script(t *testing.T, consignment string, source event.Source, lines string) []event.Event {
	t.Helper()
	var events []event.Event
	for i, line := range strings.Split(strings.TrimSpace(lines), "\n") {
		var hour float64
		var kind, place, subject, mode string
		if _, err := fmt.Sscan(line, &hour, &kind, &place, &subject, &mode); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		e := event.Event{ID: fmt.Sprintf("%s-%s-%02d", source, consignment, i), At: start.Add(time.Duration(hour * float64(time.Hour))), Kind: event.Kind(kind),
			Consignment: consignment, Location: place, Mode: mode, Source: source}
		if e.Kind.Border() {
			e.Crossing = subject
		} else {
			e.Link = subject
		}
		events = append(events, e)
	}
	return events
}

func km(link string) (float64, bool) {
	switch link {
	case "rail:A-B":
		return 1000, true
	case "rail:C-D":
		return 500, false
	}
	return 0, false
}

const clean = `
0   depart        A rail:A-B rail
20  arrive        B rail:A-B rail
21  border-arrive B X rail
71  border-depart C X rail
75  depart        C rail:C-D rail
85  arrive        D rail:C-D rail`

func near(a *float64, b float64) bool { return a != nil && math.Abs(*a-b) < 1e-9 }

func TestOneCleanJourney(t *testing.T) {
	s := measure.Measure(script(t, "C1", event.Observed, clean), measure.Options{Distance: km}).Sections[0]
	if v := s.Speed; !near(v.SWOD, 50) || !near(v.SWD, 1500.0/85) || !near(v.BorderShare, 50.0/85) || v.KmSourced != 1000 {
		t.Errorf("speed %+v", v)
	}
	if len(s.Crossings) != 1 || s.Crossings[0].Direction() != "B > C" || s.Crossings[0].Hours.Mean != 50 {
		t.Errorf("crossings %+v", s.Crossings)
	}
	for i, want := range []string{"50", "", "", "17.6"} {
		got := ""
		if v := s.Indicators[i].Value; v != nil {
			got = strings.TrimSuffix(fmt.Sprintf("%.1f", *v), ".0")
		}
		if got != want {
			t.Errorf("%s is %q, want %q", s.Indicators[i].Code, got, want)
		}
	}
	if s.Indicators[1].Note != "no cost data" || s.Indicators[2].Note != "no cost data" || len(s.Findings) != 0 {
		t.Errorf("%+v %+v", s.Indicators, s.Findings)
	}
}

func TestFindingsAreNamedAndNotCounted(t *testing.T) {
	for _, c := range []struct {
		name, lines string
		what        measure.What
		dwells      int
		counted     bool
	}{
		{"unfinished border", "0 border-arrive B X rail", measure.Unfinished, 0, false},
		{"unpaired departure", "0 border-depart C X rail", measure.Unpaired, 0, false},
		{"negative", "5 border-arrive B X rail\n3 border-depart C X rail", measure.Negative, 0, false},
		{"absurd", "0 border-arrive B X rail\n2161 border-depart C X rail", measure.Absurd, 0, false},
		{"repeated", "0 border-arrive B X rail\n1 border-arrive B X rail\n4 border-depart C X rail", measure.Repeated, 1, false},
		{"same side", "0 border-arrive B X rail\n4 border-depart B X rail", measure.NoDirection, 1, false},
		{"gap", "0 depart A rail:A-B rail\n20 arrive B rail:A-B rail\n30 depart C rail:C-D rail\n40 arrive D rail:C-D rail", measure.Gap, 0, false},
		{"no distance", "0 depart A rail:A-Z rail\n20 arrive Z rail:A-Z rail", measure.NoDistance, 0, false},
		{"too fast", "0 depart A rail:A-B rail\n1 arrive B rail:A-B rail", measure.Absurd, 0, false},
		{"under way", "0 depart A rail:A-B rail\n20 arrive B rail:A-B rail\n21 border-arrive B X rail", measure.Unfinished, 0, true},
		{"border inside a link", "0 depart A rail:A-B rail\n5 border-arrive M X rail\n7 border-depart N X rail\n20 arrive B rail:A-B rail", "", 1, true},
		{"stay of no length", "0 border-arrive B X rail\n0 border-depart C X rail", "", 1, false},
	} {
		s := measure.Measure(script(t, "C1", event.Observed, c.lines), measure.Options{Distance: km}).Sections[0]
		var got measure.What
		if len(s.Findings) > 0 {
			got = s.Findings[0].What
		}
		if len(s.Findings) > 1 || got != c.what {
			t.Errorf("%s: findings %+v", c.name, s.Findings)
		}
		if s.Borders.N != c.dwells || (s.Speed.Journeys == 1) != c.counted {
			t.Errorf("%s: %d dwells, speed %+v", c.name, s.Borders.N, s.Speed)
		}
	}
}

func TestTimeAtABorderInsideALinkIsNotMotion(t *testing.T) {
	s := measure.Measure(script(t, "C1", event.Observed, "0 depart A rail:A-B rail\n5 border-arrive M X rail\n10 border-depart N X rail\n25 arrive B rail:A-B rail"), measure.Options{Distance: km}).Sections[0]
	if !near(s.Speed.SWOD, 50) || !near(s.Speed.SWD, 40) {
		t.Errorf("%+v", s.Speed)
	}
}

func TestObservedAndSimulatedStayApart(t *testing.T) {
	both := append(script(t, "C1", event.Observed, clean), script(t, "C1", event.Simulated, strings.ReplaceAll(clean, "71", "31"))...)
	r := measure.Measure(both, measure.Options{Distance: km})
	if len(r.Sections) != 2 || r.Sections[0].Source != "observed" || r.Sections[0].Borders.Mean != 50 || r.Sections[1].Borders.Mean != 10 {
		t.Errorf("%+v", r.Sections)
	}
	r = measure.Measure(both, measure.Options{Distance: km, Together: true})
	if len(r.Sections) != 1 || r.Sections[0].Borders.N != 2 || r.Sections[0].Borders.Mean != 30 {
		t.Errorf("%+v", r.Sections)
	}
}

func TestCostsGiveTFI2AndTFI3(t *testing.T) {
	s := measure.Measure(script(t, "C1", event.Observed, clean), measure.Options{Distance: km, Costs: []measure.Cost{
		{Consignment: "C1", Crossing: "X", USD: 300, Tonnes: 10}, {Consignment: "C1", USD: 900, Tonnes: 20}, {Consignment: "C2", USD: 5}}}).Sections[0]
	if !near(s.Indicators[1].Value, 600) || !near(s.Indicators[2].Value, 500) {
		t.Errorf("%+v", s.Indicators)
	}
	if len(s.Findings) != 1 || s.Findings[0].What != measure.NoMass {
		t.Errorf("%+v", s.Findings)
	}
}

func TestQuantilesAreType7(t *testing.T) {
	s := measure.Summarize([]float64{4, 1, 3, 2})
	if s.P50 != 2.5 || math.Abs(s.P90-3.7) > 1e-12 || math.Abs(s.SD-1.2909944487358056) > 1e-12 {
		t.Errorf("%+v", s)
	}
}

// draw makes logs of several consignments over two crossings, with events lost and doubled.
func draw(t *rapid.T) []event.Event {
	var all []event.Event
	for c := range rapid.IntRange(1, 5).Draw(t, "consignments") {
		hour, place := 0, "A"
		source := rapid.SampledFrom([]event.Source{event.Observed, event.Simulated}).Draw(t, "source")
		for i := range rapid.IntRange(1, 6).Draw(t, "legs") {
			next := fmt.Sprintf("P%d", i)
			kinds, subject := []event.Kind{event.Depart, event.Arrive}, "rail:A-B"
			if rapid.Bool().Draw(t, "border") {
				kinds, subject = []event.Kind{event.BorderArrive, event.BorderDepart}, rapid.SampledFrom([]string{"X", "Y"}).Draw(t, "crossing")
			}
			for n, kind := range kinds {
				e := event.Event{ID: fmt.Sprintf("%d-%d-%d", c, i, n), At: start.Add(time.Duration(hour) * time.Hour), Kind: kind, Consignment: fmt.Sprintf("C%d", c), Location: place, Source: source}
				if e.Kind.Border() {
					e.Crossing = subject
				} else {
					e.Link = subject
				}
				if rapid.IntRange(0, 9).Draw(t, "lost") > 0 {
					all = append(all, e)
				}
				place = next
				hour += rapid.IntRange(0, 40).Draw(t, "hours")
			}
		}
	}
	return all
}

func report(t *rapid.T, events []event.Event) string {
	b, err := json.Marshal(measure.Measure(events, measure.Options{Distance: km}))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestOrderChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := draw(t)
		want := report(t, events)
		rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed"))).Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		if got := report(t, events); got != want {
			t.Fatal(cmp.Diff(want, got))
		}
	})
}

func TestEveryPairedEventIsInADwellAMoveOrAFinding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := draw(t)
		trails, found := measure.Trails(events)
		paired, named := 0, map[string]bool{}
		for _, tr := range trails {
			paired += 2 * (len(tr.Dwells) + len(tr.Moves))
		}
		for _, f := range found {
			if f.What == measure.Unfinished || f.What == measure.Unpaired || f.What == measure.Negative || f.What == measure.Absurd || f.What == measure.Repeated {
				for _, id := range f.Events {
					named[id] = true
				}
			}
		}
		if paired+len(named) < len(events) {
			t.Fatalf("%d events, %d in pairs, %d named", len(events), paired, len(named))
		}
	})
}

func TestPooledSpeedIsTheMeanWeightedByHours(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, s := range measure.Measure(draw(t), measure.Options{Distance: km, Together: true}).Sections {
			sum, hours, low, high := 0.0, 0.0, math.Inf(1), math.Inf(-1)
			for _, j := range s.Journeys {
				if j.Counted && j.SWD != nil {
					sum, hours = sum+*j.SWD*j.TotalHours, hours+j.TotalHours
					low, high = min(low, *j.SWD), max(high, *j.SWD)
					if *j.SWD > *j.SWOD+1e-9 {
						t.Fatalf("with delay faster than without: %+v", j)
					}
				}
			}
			if hours > 0 && (math.Abs(sum/hours-*s.Speed.SWD) > 1e-9 || *s.Speed.SWD < low-1e-9 || *s.Speed.SWD > high+1e-9) {
				t.Fatalf("pooled %v, weighted %v in [%v,%v]", *s.Speed.SWD, sum/hours, low, high)
			}
			total := 0
			for _, c := range s.Crossings {
				if h := c.Hours; h.Min > h.P50 || h.P50 > h.P90 || h.P90 > h.Max || h.Mean < h.Min-1e-9 || h.Mean > h.Max+1e-9 || h.Min < 0 {
					t.Fatalf("%+v", c)
				}
				if c.From != "" {
					total += c.Hours.N
				}
			}
			if total != s.Borders.N {
				t.Fatalf("directions have %d dwells, all %d", total, s.Borders.N)
			}
		}
	})
}

func TestSimulatedEventsDoNotTouchTheObserved(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		observed, simulated := draw(t), draw(t)
		for i := range observed {
			observed[i].Source = event.Observed
		}
		for i := range simulated {
			simulated[i].Source = event.Simulated
		}
		alone := measure.Measure(observed, measure.Options{Distance: km}).Sections
		if len(alone) == 0 {
			return
		}
		mixed := measure.Measure(append(simulated, observed...), measure.Options{Distance: km}).Sections
		if d := cmp.Diff(alone[0], mixed[0]); d != "" {
			t.Fatal(d)
		}
	})
}

func TestPrint(t *testing.T) {
	events := script(t, "C1", event.Observed, clean)
	events = append(events, script(t, "C2", event.Observed, strings.ReplaceAll(clean, "71", "41"))...)
	events = append(events, script(t, "C3", event.Observed, "3 border-arrive C X rail\n15.5 border-depart B X rail\n20 border-arrive B X rail")...)
	events = append(events, script(t, "S1", event.Simulated, clean)...)
	var b bytes.Buffer
	if err := measure.Measure(events, measure.Options{Distance: km}).Print(&b); err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/report.txt"
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), b.String()); d != "" {
		t.Errorf("%s\nrun with -update if this is meant", d)
	}
}
