// Package backtest holds published journey times and prices against the planner and calibrates class values on them.
//
// A [Row] is one published claim about a whole journey: where from and to, by which modes, what the clock or the price
// covers, and what kind of claim it is. [Run] plans each journey and compares like with like ([Like]): a best time with the
// planner's P10, guidance and timetables with P50, an average with the mean, a congested time with P90. [Calibrate] fits class
// values, never single journeys, within the stated low and high of each class; [LeaveOneOut] does so without one corridor at
// a time and tries the result on it.
//
//	n, _ := network.Default()
//	rows, _ := backtest.Journeys()
//	res, err := backtest.Run(ctx, n, rows)
//	fmt.Println(res.Days.MdAPE, res.Days.Coverage)
//
// Invariants: nothing here reads a clock or draws a number, so equal tables give equal results; a row that is left out says
// why; a claim that the planner uses itself is never counted. The method is described in docs/calibration.md.
package backtest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
)

// Outcome is one row with what the planner says.
type Outcome struct {
	Row
	Out       string    `json:"out,omitempty"` // why the row is not compared; "" where it is
	Statistic Statistic `json:"statistic,omitempty"`
	Target    float64   `json:"target,omitempty"` // the published figure compared, in days or USD
	Predicted float64   `json:"predicted,omitempty"`
	APE       float64   `json:"ape,omitempty"` // absolute percentage error as a share of the published figure: 0.2 is 20 %
	LOCO      float64   `json:"loco,omitempty"`
	Span      Span      `json:"span,omitzero"`
	Inside    bool      `json:"inside,omitempty"` // the published figure lies between P10 and P90
	Central   bool      `json:"central,omitempty"`
	Cases     []Case    `json:"cases,omitempty"`

	hasLOCO    bool  // LOCO is set
	heldInside bool  // inside P10 to P90 with its own corridor left out
	failed     error // of planning
}

// Summary is what a group of outcomes comes to.
type Summary struct {
	N            int     `json:"n"`
	MdAPE        float64 `json:"mdape"`                  // median absolute percentage error, as a share
	Bias         float64 `json:"bias"`                   // median of predicted/published - 1
	LOCO         float64 `json:"locoMdape,omitempty"`    // with the row's own corridor left out of the calibration
	NLOCO        int     `json:"nLoco,omitempty"`        //
	NCentral     int     `json:"nCentral"`               // rows whose published figure is an average or what customers are told to expect
	Coverage     float64 `json:"coverage"`               // share of these between P10 and P90
	NMeans       int     `json:"nMeans"`                 // of these, published averages
	MeanCoverage float64 `json:"meanCoverage"`           // share of the averages between P10 and P90
	LOCOCoverage float64 `json:"locoCoverage,omitempty"` // of the central ones, with their own corridor left out
	NPlans       int     `json:"nPlans"`                 // timetables and targets
	PlanCoverage float64 `json:"planCoverage"`           // share of these between P10 and P90
	Width        float64 `json:"width"`                  // median P90/P10, so that a wide range is no merit
}

// Group is a summary of the rows that share a corridor, mode or kind.
type Group struct {
	By   string `json:"by"` // corridor, modes, kind
	Name string `json:"name"`
	Summary
}

// Result is a whole backtest.
type Result struct {
	Days     Summary        `json:"days"`
	USD      Summary        `json:"usd"`
	Groups   []Group        `json:"groups"`    // of times
	USDBy    []Group        `json:"usdGroups"` // of prices
	Outcomes []Outcome      `json:"outcomes"`
	LeftOut  map[string]int `json:"leftOut"` // by reason
	Compared int            `json:"compared"`
	Given    int            `json:"given"` // claims the planner uses itself: not compared
}

// Run plans every row on a network and compares. Rows that cannot be planned are left out with the reason; the only errors
// are that the network cannot be planned on, or that the context ends.
func Run(ctx context.Context, n *network.Network, rows []Row) (*Result, error) {
	t, err := newTester(n)
	if err != nil {
		return nil, err
	}
	out := make([]Outcome, len(rows))
	for i := range rows {
		if out[i], err = t.outcome(ctx, &rows[i]); err != nil {
			return nil, err
		}
	}
	return Summarise(out), nil
}

// outcome plans one row and compares it.
func (t *tester) outcome(ctx context.Context, r *Row) (Outcome, error) {
	o := Outcome{Row: *r}
	switch r.Use {
	case UseOut:
		o.Out = r.Reason
		return o, nil
	case UseGiven:
		o.Out = given
	}
	if err := t.predict(ctx, &o); err != nil {
		if ctx.Err() != nil {
			return o, ctx.Err()
		}
		o.failed, o.Out = err, cannot(err)
		return o, nil
	}
	o.compare()
	return o, nil
}

// given is the reason of rows that the planner uses as the value of that very link.
const given = "the planner uses this claim as the value of that link"

// cannot says shortly why a row could not be planned.
func cannot(err error) string {
	var e *fault.Error
	if list := fault.All(err); len(list) > 0 && errors.As(list[0], &e) {
		return e.Message
	}
	return err.Error()
}

// compare sets what the published figure and the planner's are, and how far they lie apart.
func (o *Outcome) compare() {
	l := Like(&o.Row)
	o.Statistic, o.Target, o.Central = l.Statistic, l.Target, l.Central
	o.Predicted = o.Span.Of(l.Statistic)
	o.APE = math.Abs(o.Predicted-o.Target) / o.Target
	o.Inside = o.Span.P10 <= o.Target && o.Target <= o.Span.P90
}

// Summarise counts outcomes by metric, corridor, modes and kind.
func Summarise(out []Outcome) *Result {
	r := &Result{Outcomes: out, LeftOut: map[string]int{}}
	var days, usd []*Outcome
	for i := range out {
		o := &out[i]
		switch {
		case o.Use == UseGiven && o.failed == nil:
			r.Given++
		case o.Out != "":
			r.LeftOut[o.Out]++
		case o.Metric == Days:
			days = append(days, o)
		default:
			usd = append(usd, o)
		}
	}
	r.Compared = len(days) + len(usd)
	r.Days, r.USD = summary(days), summary(usd)
	for _, by := range []struct {
		name string
		of   func(*Outcome) string
	}{
		{"corridor", func(o *Outcome) string { return o.Corridor }},
		{"modes", func(o *Outcome) string { return o.modes() }},
		{"kind", func(o *Outcome) string { return string(o.Kind) }},
	} {
		r.Groups = append(r.Groups, grouped(by.name, days, by.of)...)
		r.USDBy = append(r.USDBy, grouped(by.name, usd, by.of)...)
	}
	return r
}

// modes names the modes that the planned journey uses.
func (o *Outcome) modes() string {
	var m []string
	for _, c := range o.Cases {
		for _, x := range c.Modes {
			if !slices.Contains(m, x) {
				m = append(m, x)
			}
		}
	}
	slices.Sort(m)
	return strings.Join(m, "+")
}

func grouped(by string, out []*Outcome, of func(*Outcome) string) []Group {
	byName := map[string][]*Outcome{}
	var names []string
	for _, o := range out {
		name := of(o)
		if byName[name] == nil {
			names = append(names, name)
		}
		byName[name] = append(byName[name], o)
	}
	slices.Sort(names)
	groups := make([]Group, len(names))
	for i, name := range names {
		groups[i] = Group{By: by, Name: name, Summary: summary(byName[name])}
	}
	return groups
}

func summary(out []*Outcome) Summary {
	s := Summary{N: len(out)}
	var apes, biases, locos, widths []float64
	inside, meansInside, locoInside, plansInside := 0, 0, 0, 0
	for _, o := range out {
		apes = append(apes, o.APE)
		biases = append(biases, o.Predicted/o.Target-1)
		if o.hasLOCO {
			locos = append(locos, math.Abs(o.LOCO-o.Target)/o.Target)
		}
		if o.Span.P10 > 0 && o.Metric == Days {
			widths = append(widths, o.Span.P90/o.Span.P10)
		}
		if o.Kind == network.Plan && o.Metric == Days {
			s.NPlans++
			if o.Inside {
				plansInside++
			}
		}
		if !o.Central || o.Metric != Days {
			continue
		}
		s.NCentral++
		if o.Inside {
			inside++
		}
		if o.heldInside {
			locoInside++
		}
		if o.Kind == network.Mean {
			s.NMeans++
			if o.Inside {
				meansInside++
			}
		}
	}
	s.MdAPE, s.Bias, s.LOCO, s.NLOCO, s.Width = median(apes), median(biases), median(locos), len(locos), median(widths)
	s.Coverage, s.MeanCoverage = share(inside, s.NCentral), share(meansInside, s.NMeans)
	s.PlanCoverage = share(plansInside, s.NPlans)
	if s.NLOCO > 0 {
		s.LOCOCoverage = share(locoInside, s.NCentral)
	}
	return s
}

func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// median is the middle of the values, of an even number the mean of both middles, 0 of none.
func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	v = slices.Clone(v)
	slices.Sort(v)
	mid := len(v) / 2
	if len(v)%2 == 1 {
		return v[mid]
	}
	return (v[mid-1] + v[mid]) / 2
}

// Worst gives the compared outcomes with the greatest errors first, at most k of them.
func (r *Result) Worst(k int) []Outcome {
	var out []Outcome
	for _, o := range r.Outcomes {
		if o.Out == "" {
			out = append(out, o)
		}
	}
	slices.SortStableFunc(out, func(a, b Outcome) int {
		return cmp.Or(cmp.Compare(b.APE, a.APE), strings.Compare(a.ID, b.ID))
	})
	return out[:min(k, len(out))]
}

// Why says in words what the planner's figure is made of: the three longest or dearest legs.
func (o *Outcome) Why() string {
	if len(o.Cases) == 0 {
		return o.Out
	}
	c := o.Cases[0]
	legs := slices.Clone(c.Legs)
	slices.SortStableFunc(legs, func(a, b Part) int { return cmp.Compare(b.Amount, a.Amount) })
	var parts []string
	for _, l := range legs[:min(3, len(legs))] {
		if o.Metric == Days {
			parts = append(parts, fmt.Sprintf("%s %.1f d (%s)", l.ID, l.Amount, l.Basis))
		} else {
			parts = append(parts, fmt.Sprintf("%s %.0f USD (%s)", l.ID, l.Amount, l.Basis))
		}
	}
	return strings.Join(parts, ", ")
}
