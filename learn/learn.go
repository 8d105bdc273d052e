// Package learn turns events into a dated overlay of the network: what was measured takes the place of what was estimated.
//
// A row is one crossing and the metric "minutes": n, mean, standard deviation, P50 and P90 of the stays that room measure
// counts, both directions together since a subject of an overlay is the crossing. docs/measures.md states the method.
//
//	overlay, report := learn.Learn(events, learn.Options{})
//	for _, row := range report.Rows {
//		fmt.Println(row.Crossing, row.Hours.N, row.Written, row.Why)
//	}
//	err := report.Print(os.Stdout)
//	err = network.WriteOverlay(file, overlay)
//
// Invariants: only events of the source asked for are learned from, observed ones unless said otherwise; a row is
// Observed only if every stay in it was; a row of fewer than [NMin] stays is not written and the report says so; outliers
// are reported and kept; the order of the events changes nothing; a row leads back to its events by n and dates.
package learn

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/kairo-corridor/kairo/event"
	"github.com/kairo-corridor/kairo/measure"
	"github.com/kairo-corridor/kairo/network"
)

// Options say what is learned from.
type Options struct {
	Source   event.Source // "" is observed
	Together bool         // learn from observed and simulated stays alike; the rows are then not Observed
	NMin     int          // least stays for a row; 0 is [NMin]
	From     time.Time    // first day the rows hold; zero is the day of the first stay of each crossing
	Name     string       // of the overlay; "" names it by its dates
}

// Report says what became of every crossing.
type Report struct {
	Source   string            `json:"source"` // what was learned from
	NMin     int               `json:"nMin"`
	Rows     []Row             `json:"rows"`
	Findings []measure.Finding `json:"findings"` // what the events leave open; none of it was learned from
	Ignored  int               `json:"ignored"`  // events of the other source
}

// Row is one crossing.
type Row struct {
	Crossing   string             `json:"crossing"`
	Hours      measure.Stats      `json:"hours"`
	Observed   int                `json:"observed"`
	Simulated  int                `json:"simulated"`
	First      time.Time          `json:"first"` // begin of the first stay
	Last       time.Time          `json:"last"`  // end of the last
	Written    bool               `json:"written"`
	Why        string             `json:"why,omitempty"` // why it was not written
	Directions []measure.Crossing `json:"directions"`    // the same by direction
	Outliers   []measure.Dwell    `json:"outliers"`      // kept in the row
}

// Learn makes the overlay and the report of it. Rows hold from the day of the first stay to an open end: what was seen is
// the best that is known of every day after, and of the days it was seen on.
func Learn(events []event.Event, opt Options) (network.Overlay, Report) {
	opt.Source, opt.NMin = cmp.Or(opt.Source, event.Observed), cmp.Or(opt.NMin, NMin)
	rep := Report{Source: string(opt.Source), NMin: opt.NMin, Rows: []Row{}, Findings: []measure.Finding{}}
	if opt.Together {
		rep.Source = "observed and simulated"
	}
	var used []event.Event
	for _, e := range events {
		if opt.Together || e.Source == opt.Source {
			used = append(used, e)
		}
	}
	rep.Ignored = len(events) - len(used)
	trails, found := measure.Trails(used)
	rep.Findings = append(rep.Findings, found...)
	by := map[string][]measure.Dwell{}
	for _, t := range trails {
		for _, d := range t.Dwells {
			by[d.Crossing] = append(by[d.Crossing], d)
		}
	}
	overlay := network.Overlay{}
	for _, id := range slices.Sorted(maps.Keys(by)) {
		row := row(id, by[id], opt.NMin)
		rep.Rows = append(rep.Rows, row)
		if row.Written {
			overlay.Rows = append(overlay.Rows, overlayRow(row, opt.From))
		}
	}
	overlay.Name = cmp.Or(opt.Name, name(rep))
	return overlay, rep
}

// row sums the stays at one crossing up.
func row(id string, dwells []measure.Dwell, least int) Row {
	r := Row{Crossing: id, First: dwells[0].Begin, Last: dwells[0].End, Outliers: []measure.Dwell{}, Directions: []measure.Crossing{}}
	var hours []float64
	for _, d := range dwells {
		hours = append(hours, d.Hours())
		if d.Begin.Before(r.First) {
			r.First = d.Begin
		}
		if d.End.After(r.Last) {
			r.Last = d.End
		}
		if d.Source == event.Observed {
			r.Observed++
		} else {
			r.Simulated++
		}
	}
	r.Hours = measure.Summarize(hours)
	for _, c := range measure.Crossings(dwells) {
		if c.From != "" {
			r.Directions = append(r.Directions, c)
		}
	}
	r.Outliers = append(r.Outliers, outliers(dwells, hours)...)
	if r.Written = r.Hours.N >= least; !r.Written {
		r.Why = fmt.Sprintf("n %d is below %d", r.Hours.N, least)
	}
	return r
}

// outliers are the stays beyond Tukey's outer fence, longest first.
func outliers(dwells []measure.Dwell, hours []float64) []measure.Dwell {
	sorted := slices.Sorted(slices.Values(hours))
	q1, q3 := measure.Quantile(sorted, 0.25), measure.Quantile(sorted, 0.75)
	low, high := q1-fence*(q3-q1), q3+fence*(q3-q1)
	var out []measure.Dwell
	for _, d := range dwells {
		if h := d.Hours(); q3 > q1 && (h < low || h > high) {
			out = append(out, d)
		}
	}
	slices.SortStableFunc(out, func(a, b measure.Dwell) int {
		return cmp.Or(cmp.Compare(b.Hours(), a.Hours()), a.Begin.Compare(b.Begin), cmp.Compare(a.Consignment, b.Consignment))
	})
	return out
}

func overlayRow(r Row, from time.Time) network.OverlayRow {
	if from.IsZero() {
		from = midnight(r.First)
	}
	h := r.Hours
	return network.OverlayRow{Subject: r.Crossing, Metric: "minutes", From: from, N: h.N, Mean: minutes(h.Mean), SD: minutes(h.SD),
		P50: minutes(h.P50), P90: minutes(h.P90), Unit: "min", Source: source(r), Observed: r.Simulated == 0}
}

// minutes turns hours into minutes to the second, the precision of events.
func minutes(hours float64) float64 { return math.Round(hours*6000) / 100 }

// source names what a row rests on: "events: 42 observed, 2026-10-01..2026-11-20".
func source(r Row) string {
	what := fmt.Sprintf("%d observed", r.Observed)
	switch {
	case r.Observed == 0:
		what = fmt.Sprintf("%d simulated", r.Simulated)
	case r.Simulated > 0:
		what += fmt.Sprintf(" and %d simulated", r.Simulated)
	}
	return "events: " + what + ", " + date(r.First) + ".." + date(r.Last)
}

// name names an overlay by what it was learned from and when.
func name(rep Report) string {
	var first, last time.Time
	for _, r := range rep.Rows {
		if first.IsZero() || r.First.Before(first) {
			first = r.First
		}
		if r.Last.After(last) {
			last = r.Last
		}
	}
	if first.IsZero() {
		return "learned from no events"
	}
	return "learned from " + rep.Source + " events, " + date(first) + ".." + date(last)
}

func date(t time.Time) string { return t.UTC().Format("2006-01-02") }

func midnight(t time.Time) time.Time {
	y, m, d := t.UTC().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
