package network

import (
	"encoding/csv"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/fault"
)

var overlayColumns = []string{"subject", "metric", "from", "to", "n", "mean", "sd", "p50", "p90", "unit", "observed", "source"}

// overlayUnits are the metrics an overlay can replace, with their unit.
var overlayUnits = map[string]string{MetricMinutes: "min", MetricUSD: "USD/TEU"}

// overlaid is one row of an overlay with the overlay's name.
type overlaid struct {
	row  OverlayRow
	name string
}

// With gives a copy of the network under overlays; the network itself does not change. Of several rows for one subject,
// metric and date the one laid last holds. Rows for unknown subjects have no effect; [Network.Knows] tells.
func (n *Network) With(o ...Overlay) *Network {
	c := &Network{tables: n.tables, overlays: map[string][]overlaid{}, laid: append(slices.Clone(n.laid), o...), changes: n.changes, changed: n.changed, eras: n.eras, currencies: n.currencies}
	for k, rows := range n.overlays {
		c.overlays[k] = slices.Clone(rows)
	}
	for _, ov := range o {
		for _, r := range ov.Rows {
			key := r.Subject + "|" + r.Metric
			c.overlays[key] = slices.Insert(c.overlays[key], 0, overlaid{r, ov.Name})
		}
	}
	return c
}

// Overlays gives the overlays laid over this network, the first laid first.
func (n *Network) Overlays() []Overlay { return slices.Clone(n.laid) }

// overlay replaces the values of a subject by the row that holds on a date.
func (n *Network) overlay(v *Values, on time.Time, subject string) {
	if len(n.overlays) == 0 {
		return
	}
	if r, ok := n.overlaid(subject, MetricMinutes, on); ok {
		v.Minutes = replace(v.Minutes, r)
		if r.row.SD > 0 {
			before := v.SD.V
			v.SD = Value{V: r.row.SD, Low: r.row.SD, High: r.row.SD, Unit: "min", Basis: v.Minutes.Basis, Method: v.Minutes.Method, Source: r.row.Source, Before: &before}
		}
	}
	if r, ok := n.overlaid(subject, MetricUSD, on); ok {
		v.USD = replace(v.USD, r)
	}
}

func (n *Network) overlaid(subject, metric string, on time.Time) (overlaid, bool) {
	for _, o := range n.overlays[subject+"|"+metric] {
		if (o.row.From.IsZero() || !on.Before(o.row.From)) && (o.row.To.IsZero() || on.Before(o.row.To)) {
			return o, true
		}
	}
	return overlaid{}, false
}

// replace makes the value an overlay row gives, keeping what it was before.
func replace(old Value, o overlaid) Value {
	before := old.V
	if old.Before != nil {
		before = *old.Before
	}
	r := o.row
	v := Value{V: r.Mean, Low: r.Mean, High: r.Mean, Unit: old.Unit, Basis: Estimate, Figures: old.Figures, Source: r.Source, Before: &before,
		Method: "overlay " + o.name + ": simulated or supposed"}
	if r.P50 > 0 {
		v.Low, v.High = math.Min(v.Low, r.P50), math.Max(v.High, r.P50)
	}
	if r.P90 > 0 {
		v.High = math.Max(v.High, r.P90)
	}
	if r.Observed {
		v.Basis, v.Kind = Observed, Mean
		v.Method = "overlay " + o.name + ": mean of " + strconv.Itoa(r.N) + " observed"
	}
	if !r.From.IsZero() {
		v.Year = r.From.Format("2006-01-02")
	}
	return v
}

// ReadOverlay reads an overlay from CSV (docs/formats/overlay.md). name becomes the overlay's name and is used in errors,
// which are a [fault.List] of every violation.
func ReadOverlay(r io.Reader, name string) (Overlay, error) {
	var faults fault.List
	o := Overlay{Name: name}
	t := readTable(r, name, overlayColumns, fault.BadFile, &faults)
	t.each(func(r row) {
		row := OverlayRow{
			Subject: r.need("subject"), Metric: r.oneOf("metric", MetricMinutes, MetricUSD), From: r.date("from"), To: r.date("to"),
			N: int(r.number("n", 0, 1e9)), Mean: r.number("mean", 0, 1e9), SD: r.number("sd", 0, 1e9), P50: r.number("p50", 0, 1e9), P90: r.number("p90", 0, 1e9),
			Unit: r.text("unit"), Observed: r.flag("observed"), Source: r.need("source"),
		}
		if r.text("mean") == "" {
			r.bad("mean", "mean: a number")
		}
		if want := overlayUnits[row.Metric]; want != "" && row.Unit != want {
			r.bad("unit", "unit: %s for %s", want, row.Metric)
		}
		if !row.To.IsZero() && !row.To.After(row.From) {
			r.bad("to", "to: a day after from (the row holds until the day before), or empty")
		}
		if row.P50 > 0 && row.P90 > 0 && row.P90 < row.P50 {
			r.bad("p90", "p90: not below p50 %g", row.P50)
		}
		if row.Observed && row.N == 0 {
			r.bad("n", "n: how many were observed")
		}
		o.Rows = append(o.Rows, row)
	})
	for _, f := range faults {
		if f.Code == fault.BadNetwork {
			f.Code = fault.BadFile
		}
	}
	if err := faults.OrNil(); err != nil {
		return Overlay{}, err
	}
	return o, nil
}

// WriteOverlay writes an overlay as CSV that [ReadOverlay] reads back to the same rows. Dates are whole days.
func WriteOverlay(w io.Writer, o Overlay) error {
	c := csv.NewWriter(w)
	if err := c.Write(overlayColumns); err != nil {
		return err
	}
	number := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	day := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.UTC().Format("2006-01-02")
	}
	for _, r := range o.Rows {
		observed := "no"
		if r.Observed {
			observed = "yes"
		}
		err := c.Write([]string{r.Subject, r.Metric, day(r.From), day(r.To), strconv.Itoa(r.N), number(r.Mean), number(r.SD), number(r.P50), number(r.P90), r.Unit, observed, strings.TrimSpace(r.Source)})
		if err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}
