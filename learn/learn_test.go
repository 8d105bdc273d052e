package learn_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/kairo-corridor/kairo/event"
	"github.com/kairo-corridor/kairo/learn"
	"github.com/kairo-corridor/kairo/network"
)

var start = time.Date(2026, 10, 3, 9, 0, 0, 0, time.UTC)

// stays makes a pair of border events for each length in hours, a day apart.
func stays(crossing string, source event.Source, hours ...float64) []event.Event {
	var events []event.Event
	for i, h := range hours {
		e := event.Event{ID: fmt.Sprintf("%s-%s-%d-a", crossing, source, i), At: start.AddDate(0, 0, i), Kind: event.BorderArrive,
			Consignment: fmt.Sprintf("%s-%d", crossing, i), Location: "CNHRG", Crossing: crossing, Source: source}
		out := e
		out.ID, out.Kind, out.Location, out.At = e.ID[:len(e.ID)-1]+"b", event.BorderDepart, "KZATK", event.UTC(e.At.Add(time.Duration(h*float64(time.Hour))))
		events = append(events, e, out)
	}
	return events
}

func TestRowOfFiveStays(t *testing.T) {
	o, rep := learn.Learn(append(stays("X-K", event.Observed, 10, 20, 30, 40, 50), stays("X-D", event.Observed, 1, 2, 3, 4)...), learn.Options{})
	want := network.Overlay{Name: "learned from observed events, 2026-10-03..2026-10-09", Rows: []network.OverlayRow{{
		Subject: "X-K", Metric: "minutes", From: time.Date(2026, 10, 3, 0, 0, 0, 0, time.UTC), N: 5, Mean: 1800, SD: 948.68,
		P50: 1800, P90: 2760, Unit: "min", Source: "events: 5 observed, 2026-10-03..2026-10-09", Observed: true}}}
	if d := cmp.Diff(want, o); d != "" {
		t.Error(d)
	}
	if len(rep.Rows) != 2 || rep.Rows[0].Written || rep.Rows[0].Why != "n 4 is below 5" {
		t.Errorf("%+v", rep.Rows)
	}
}

func TestSimulatedStaysAreNotObserved(t *testing.T) {
	events := append(stays("X", event.Observed, 10, 10, 10), stays("X", event.Simulated, 1, 1, 1, 1, 1)...)
	if o, rep := learn.Learn(events, learn.Options{}); len(o.Rows) != 0 || rep.Ignored != 10 {
		t.Errorf("observed: %+v %d", o.Rows, rep.Ignored)
	}
	o, _ := learn.Learn(events, learn.Options{Source: event.Simulated})
	if len(o.Rows) != 1 || o.Rows[0].Observed || o.Rows[0].Source != "events: 5 simulated, 2026-10-03..2026-10-07" {
		t.Errorf("simulated: %+v", o.Rows)
	}
	o, _ = learn.Learn(events, learn.Options{Together: true})
	if len(o.Rows) != 1 || o.Rows[0].Observed || o.Rows[0].N != 8 || !strings.Contains(o.Rows[0].Source, "3 observed and 5 simulated") {
		t.Errorf("together: %+v", o.Rows)
	}
}

func TestOutliersAreReportedAndKept(t *testing.T) {
	o, rep := learn.Learn(stays("X", event.Observed, 10, 11, 12, 13, 14, 900), learn.Options{})
	if o.Rows[0].N != 6 || len(rep.Rows[0].Outliers) != 1 || rep.Rows[0].Outliers[0].Hours() != 900 {
		t.Errorf("%+v %+v", o.Rows, rep.Rows)
	}
	var b bytes.Buffer
	if err := rep.Print(&b); err != nil || !strings.Contains(b.String(), "outlier kept: X X-5 900.0 h on 2026-10-08") {
		t.Errorf("%v\n%s", err, b.String())
	}
}

func TestFromCanBeGiven(t *testing.T) {
	from := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	if o, _ := learn.Learn(stays("X", event.Observed, 1, 2, 3, 4, 5), learn.Options{From: from}); o.Rows[0].From != from || !o.Rows[0].To.IsZero() {
		t.Errorf("%+v", o.Rows)
	}
}

func TestLongerStaysTeachLongerMinutes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		hours := rapid.SliceOfN(rapid.Float64Range(0, 400), 5, 30).Draw(t, "hours")
		more := rapid.Float64Range(1, 100).Draw(t, "more")
		longer := make([]float64, len(hours))
		for i, h := range hours {
			longer[i] = h + more
		}
		events := stays("X", event.Observed, hours...)
		a, _ := learn.Learn(events, learn.Options{})
		rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed"))).Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		again, _ := learn.Learn(events, learn.Options{})
		if d := cmp.Diff(a, again); d != "" {
			t.Fatal(d)
		}
		b, _ := learn.Learn(stays("X", event.Observed, longer...), learn.Options{})
		x, y := a.Rows[0], b.Rows[0]
		const second = 1.0 / 30
		if math.Abs(y.Mean-x.Mean-more*60) > second || math.Abs(y.P90-x.P90-more*60) > second || math.Abs(y.SD-x.SD) > second {
			t.Fatalf("%+v\n%+v", x, y)
		}
	})
}
