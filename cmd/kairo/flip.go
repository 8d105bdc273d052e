package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/unit"
)

// flipOwn is what --flip without a value stands for: the ranking of the request.
const flipOwn = "own"

// parseWeights reads what a day, a tonne of CO2e and a day of risk are worth: "day=120,tonne=80,risk=50".
func parseWeights(parts []string) (plan.Weights, error) {
	var w plan.Weights
	var bad fault.List
	to := map[string]*float64{"day": &w.USDPerDay, "tonne": &w.USDPerTonne, "risk": &w.USDPerRiskDay}
	for _, part := range parts {
		name, text, _ := strings.Cut(strings.TrimSpace(part), "=")
		v, err := strconv.ParseFloat(text, 64)
		if into := to[name]; into == nil || err != nil || v < 0 || math.IsInf(v, 0) || math.IsNaN(v) {
			bad = append(bad, fault.New(fault.BadField, "the weight %q is not understood", part).At("--weights").Want("day=, tonne= or risk= and US dollars, such as day=120,tonne=80,risk=50"))
		} else {
			*into = v
		}
	}
	return w, bad.OrNil()
}

// runFlip shows which figure would have to be how different for another journey to be first.
func (o *planOptions) runFlip(ctx context.Context, out io.Writer) error {
	if err := o.complete(time.Now()); err != nil {
		return err
	}
	n, p, err := o.planner()
	if err != nil {
		return err
	}
	if o.overlay != "" {
		ov, err := readOverlay(o.overlay)
		if err != nil {
			return err
		}
		n = n.With(ov)
		if p, err = plan.New(n); err != nil {
			return err
		}
	}
	ranking := o.flip
	if ranking == flipOwn {
		ranking = ""
	}
	f, err := p.Flip(ctx, o.req, ranking)
	if err != nil {
		return err
	}
	if o.json {
		return writeJSON(out, f)
	}
	return printFlips(out, n, f)
}

func printFlips(out io.Writer, n *network.Network, f plan.Flips) error {
	fmt.Fprintf(out, "%s (%s) to %s (%s): %d TEU, %s kg, ready %s\n", f.From.Name, f.From.Code, f.To.Name, f.To.Code,
		f.Request.TEU, unit.Group(int64(f.Request.Mass)), f.Request.Ready.Format(time.DateOnly))
	fmt.Fprintf(out, "first by %q: %s\n", f.Ranking, standing(f.Leader))
	if len(f.Flips) == 0 {
		fmt.Fprintf(out, "\nNothing within its stated range flips it: none of %d figures, changed alone to either end of its range, puts another of the %d journeys first.\n", f.Tried, f.Pareto)
		return nil
	}
	fmt.Fprintf(out, "\nThe smallest changes of one figure that put another journey first, of %d figures with a stated range:\n", f.Tried)
	for i, x := range f.Flips {
		fmt.Fprintf(out, "\n%d  %s: %s → %s, %.1f %% of the way to the end of its range %s to %s\n", i+1, x.Name,
			quantity(x.From, x.Unit), fine(x), 100*x.Share, quantity(x.Low, x.Unit), quantity(x.High, x.Unit))
		fmt.Fprintf(out, "   then first: %s\n", standing(x.First))
		fmt.Fprintf(out, "   %s\n", because(n, x))
	}
	return printFlipTable(out, f)
}

// fine prints the changed figure with as many digits as tell it from the figure as it is.
func fine(x plan.Flip) string {
	v, w := x.To, x.From
	name := x.Unit
	if x.Unit == "min" {
		v, w, name = v/60, w/60, "h"
	}
	digits := 4
	for digits < 9 && strconv.FormatFloat(v, 'g', digits, 64) == strconv.FormatFloat(w, 'g', digits, 64) {
		digits++
	}
	return strconv.FormatFloat(v, 'g', digits, 64) + " " + name
}

// printFlipTable sets the two journeys of each change side by side.
func printFlipTable(out io.Writer, f plan.Flips) error {
	fmt.Fprintln(out, "\nUnder each change")
	tw := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "#\tjourney\tmean days\tUSD\tkg CO2e\t")
	row := func(n string, s plan.Standing) {
		fmt.Fprintf(tw, "%s\t%s, %s\t%.2f\t%s\t%s\t\n", n, s.Corridor, strings.Join(s.Modes, " "), s.MeanDays, unit.Group(int64(math.Round(s.USD))), unit.Group(int64(math.Round(s.KgCO2e))))
	}
	for i, x := range f.Flips {
		row(strconv.Itoa(i+1), x.First)
		row("", x.Second)
	}
	return tw.Flush()
}

func standing(s plan.Standing) string {
	return fmt.Sprintf("%s, %s: %.1f days (P90 %.1f), USD %s, %s kg CO2e", s.Corridor, strings.Join(s.Modes, " "), s.MeanDays, s.P90Days,
		unit.Group(int64(math.Round(s.USD))), unit.Group(int64(math.Round(s.KgCO2e))))
}

// because says what a figure rests on.
func because(n *network.Network, x plan.Flip) string {
	parts := []string{string(x.Basis)}
	if x.Source != "" {
		parts = append(parts, strings.TrimSpace(x.Year+" "+x.Source))
	}
	if x.Method != "" {
		parts = append(parts, x.Method)
	}
	for _, id := range x.Figures[:min(2, len(x.Figures))] {
		if f, ok := n.Figure(id); ok && !slices.Contains(parts, f.Source) {
			parts = append(parts, id+": "+claim(f))
		}
	}
	return strings.Join(parts, "; ")
}

// printChoice says what the weights make of the journey they choose.
func printChoice(out io.Writer, a plan.Answer) {
	w := a.Request.Weights
	for i, j := range a.Journeys {
		if slices.Contains(j.Labels, plan.YourChoice) {
			fmt.Fprintf(out, "\nBy USD %g a day, %g a tonne of CO2e and %g a day between P50 and P90 the choice is %d: USD %s in all.\n",
				w.USDPerDay, w.USDPerTonne, w.USDPerRiskDay, i+1, unit.Group(int64(math.Round(j.GeneralisedUSD))))
		}
	}
}
