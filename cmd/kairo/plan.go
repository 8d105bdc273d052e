package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/scenario"
	"github.com/kairo-corridor/kairo/unit"
)

func planCommand() *cobra.Command {
	var o planOptions
	c := &cobra.Command{
		Use:   "plan FROM TO | --batch PAIRS.csv --out FILE",
		Short: "Compare journeys over the corridors: days, dollars, CO2e, borders",
		Long: `Finds the exact Pareto set of journeys on mean time, cost, CO2e and variance of time, and shows the
ones worth comparing. FROM and TO are UN/LOCODEs or names, also in Japanese, Russian or Chinese.

Days are P50 and P90 with the shocks that legs share. "sourced" is the share of the figures used that
are published claims about the very link, crossing or place; the rest are class estimates.

--batch answers a file of pairs (columns from,to and optionally teu,mass,ready,avoid,class) into --out, as
JSON lines or CSV by its ending. A batch that was cut off is taken up by the same command.`,
		Example: `  kairo plan Nagoya Almaty --teu 2 --mass 18t --ready 2026-12-01
  kairo plan Nagoya Almaty --avoid RU,IR --why
  kairo plan KZALA NLRTM --max-days 40 --json
  kairo plan Nagoya Almaty --weights day=120,tonne=80,risk=50
  kairo plan Nagoya Almaty --flip fastest
  kairo plan Nagoya Almaty --overlay learnt.csv
  kairo plan Nagoya Almaty --goods-usd 150000 --rates quotes.csv --why
  kairo plan --batch pairs.csv --out answers.jsonl`,
		Args: func(c *cobra.Command, a []string) error {
			if o.batch != "" {
				return args(cobra.NoArgs, "no places beside --batch")(c, a)
			}
			if o.flip == flipOwn && len(a) == 3 && slices.Contains(plan.Rankings(), a[2]) {
				return nil // --flip fastest, written as two words
			}
			return args(cobra.ExactArgs(2), "two places: FROM and TO")(c, a)
		},
		RunE: func(c *cobra.Command, a []string) error {
			if o.batch != "" {
				return o.runBatch(c.Context(), c.OutOrStdout(), c.ErrOrStderr())
			}
			o.req.From, o.req.To = a[0], a[1]
			if len(a) == 3 {
				o.flip = a[2]
			}
			if o.flip != "" {
				return o.runFlip(c.Context(), c.OutOrStdout())
			}
			return o.run(c.Context(), c.OutOrStdout())
		},
	}
	f := c.Flags()
	f.IntVar(&o.req.TEU, "teu", 1, "twenty-foot equivalent units")
	f.StringVar(&o.mass, "mass", "", "gross mass of the goods, such as 18t or 18000kg (default 10t a TEU)")
	f.StringVar(&o.ready, "ready", "", "date the goods are ready, YYYY-MM-DD (default today)")
	f.StringSliceVar(&o.req.Avoid, "avoid", nil, "countries, places, modes, chokepoints or corridors to avoid, comma-separated")
	f.StringVar(&o.req.Class, "class", "", "dangerous goods class, such as 7")
	f.Float64Var(&o.req.MaxDays, "max-days", 0, "longest acceptable mean duration in days")
	f.Float64Var(&o.req.MaxUSD, "max-usd", 0, "highest acceptable cost in US dollars")
	f.Float64Var(&o.req.MaxKgCO2, "max-co2", 0, "highest acceptable emissions in kg CO2e")
	f.IntVar(&o.req.Keep, "keep", 8, "how many journeys to show")
	f.Float64Var(&o.req.GoodsUSD, "goods-usd", 0, "value of the goods in US dollars; adds guarantee and insurance, shows inventory")
	f.StringVar(&o.rates, "rates", "", "CSV of own rates: subject,amount,currency,quoted,until,source")
	f.StringVar(&o.currencies, "currencies", "", "CSV of exchange rates that replace or extend those that come with Kairo")
	f.StringVar(&o.batch, "batch", "", "CSV of pairs to answer")
	f.StringVar(&o.out, "out", "", "file for the answers of a batch, .jsonl or .csv")
	f.StringVar(&o.overlay, "overlay", "", "CSV of learnt or supposed values; shows before and after")
	f.StringArrayVar(&o.scenarios, "scenario", nil, "scenario to plan under, a built-in id or a YAML file; may be repeated")
	f.StringSliceVar(&o.without, "without", nil, "built-in disruptions to leave out, by id (see kairo scenario list)")
	f.StringSliceVar(&o.weights, "weights", nil, "US dollars a day, a tonne of CO2e and a day between P50 and P90: day=120,tonne=80,risk=50")
	f.StringVar(&o.flip, "flip", "", "show the smallest changes of one figure that put another journey first; by a label, such as fastest")
	f.Lookup("flip").NoOptDefVal = flipOwn
	f.BoolVar(&o.why, "why", false, "show every leg with what its numbers rest on")
	f.BoolVar(&o.json, "json", false, "print JSON")
	return c
}

type planOptions struct {
	req     plan.Request
	mass    string
	ready   string
	overlay string
	batch   string
	out     string
	weights []string
	flip    string
	rates   string
	why     bool
	json    bool

	scenarios  []string // laid over the network
	without    []string // built-in facts left out
	currencies string
}

func (o *planOptions) run(ctx context.Context, out io.Writer) error {
	if err := o.complete(time.Now()); err != nil {
		return err
	}
	n, p, err := o.planner()
	if err != nil {
		return err
	}
	ans, err := p.Plan(ctx, o.req)
	if err != nil {
		return underScenarios(err, n, o.req.Ready)
	}
	ans.Notices = append(ans.Notices, scenario.Held(n, o.req.Ready)...)
	if o.overlay == "" {
		if o.json {
			return writeJSON(out, ans)
		}
		return printAnswer(out, n, ans, o.why)
	}
	return o.runOverlay(ctx, out, n, ans)
}

// defaultPlanner is the planner of the network that comes with Kairo, under the built-in disruptions.
func defaultPlanner() (*network.Network, *plan.Planner, error) {
	var o planOptions
	return o.planner()
}

// runOverlay plans again under the overlay and shows both.
func (o *planOptions) runOverlay(ctx context.Context, out io.Writer, n *network.Network, before plan.Answer) error {
	ov, err := readOverlay(o.overlay)
	if err != nil {
		return err
	}
	over := n.With(ov)
	p, err := plan.New(over)
	if err != nil {
		return err
	}
	after, err := p.Plan(ctx, o.req)
	if err != nil {
		return err
	}
	after.Notices = append(after.Notices, scenario.Held(over, o.req.Ready)...)
	if o.json {
		return writeJSON(out, map[string]any{"before": before, "after": after, "overlay": ov.Name})
	}
	fmt.Fprintln(out, "Before")
	if err := printAnswer(out, n, before, false); err != nil {
		return err
	}
	fmt.Fprintf(out, "\nAfter, with %s\n", ov.Name)
	if err := printAnswer(out, over, after, o.why); err != nil {
		return err
	}
	return printBeforeAfter(out, before, after)
}

func readOverlay(path string) (network.Overlay, error) {
	f, err := os.Open(path)
	if err != nil {
		return network.Overlay{}, fault.New(fault.BadFile, "cannot open the overlay").At("%s", path).Because(err)
	}
	defer f.Close()
	return network.ReadOverlay(f, path)
}

// complete fills in what was not given: the mass, the ready date.
func (o *planOptions) complete(now time.Time) error {
	var bad fault.List
	o.req.Ready = now.UTC().Truncate(24 * time.Hour)
	if o.ready != "" {
		t, err := time.Parse(time.DateOnly, o.ready)
		if err != nil {
			bad = append(bad, fault.New(fault.BadField, "the date %q is not understood", o.ready).At("--ready").Want("YYYY-MM-DD"))
		}
		o.req.Ready = t
	}
	o.req.Mass = unit.Kg(10_000 * o.req.TEU)
	if o.mass != "" {
		m, err := unit.ParseMass(o.mass)
		for _, e := range fault.All(err) {
			bad = append(bad, e.At("--mass"))
		}
		o.req.Mass = m
	}
	w, err := parseWeights(o.weights)
	bad = append(bad, fault.All(err)...)
	o.req.Weights = w
	bad = append(bad, fault.All(o.readRates())...)
	return bad.OrNil()
}

func printAnswer(out io.Writer, n *network.Network, a plan.Answer, why bool) error {
	r := a.Request
	fmt.Fprintf(out, "%s (%s) to %s (%s): %d TEU, %s kg, ready %s\n", a.From.Name, a.From.Code, a.To.Name, a.To.Code,
		r.TEU, unit.Group(int64(r.Mass)), r.Ready.Format(time.DateOnly))
	if len(r.Avoid) > 0 || r.Class != "" {
		fmt.Fprintf(out, "avoiding %s%s\n", orNothing(strings.Join(r.Avoid, ", ")), classText(r.Class))
	}
	for _, note := range a.Notices {
		fmt.Fprintf(out, "under %s\n", note)
	}
	fmt.Fprintf(out, "%d of the %d journeys of the exact Pareto set (time, cost, CO2e, variance)\n\n", len(a.Journeys), a.Pareto)
	tw := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "#\tcorridor\tdays P50\tP90\tUSD\tkg CO2e\tkm\tborders\tsourced\tmodes\t")
	for i, j := range a.Journeys {
		fmt.Fprintf(tw, "%d\t%s\t%.1f\t%.1f\t%s\t%s\t%s\t%d\t%.0f %%\t%s\t%s\n", i+1, j.Corridor, j.P50Days, j.P90Days,
			unit.Group(int64(math.Round(j.USD))), unit.Group(int64(math.Round(j.KgCO2e))), unit.Group(int64(math.Round(j.Km))),
			j.Borders, 100*j.SourcedShare, strings.Join(j.Modes, " "), strings.Join(j.Labels, ", "))
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	printChoice(out, a)
	for i, j := range a.Journeys {
		if why {
			printWhy(out, n, i+1, j)
		}
	}
	if !why {
		fmt.Fprintln(out, "\n--why shows every leg and what its numbers rest on.")
	}
	return nil
}

func orNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}

func classText(c string) string {
	if c == "" {
		return ""
	}
	return "; dangerous goods class " + c
}

// printWhy prints one journey leg by leg: numbers, basis, claim or method, and the claims that disagree.
func printWhy(out io.Writer, n *network.Network, num int, j plan.Journey) {
	fmt.Fprintf(out, "\n%d  %s  %s  P10 %.1f, P50 %.1f, P90 %.1f days, mean %.1f\n", num, j.Corridor, strings.Join(j.Labels, ", "),
		j.P10Days, j.P50Days, j.P90Days, j.MeanDays)
	for _, l := range j.Legs {
		fmt.Fprintf(out, "  %s\n", l.Name)
		wait := ""
		if l.WaitH > 0 {
			what := "a departure"
			if l.Opens != nil {
				what = "the opening"
			}
			wait = fmt.Sprintf(" of which %.0f waiting for %s", l.WaitH, what)
		}
		fmt.Fprintf(out, "      %.1f h ± %.1f%s · USD %s · %s kg CO2e", l.Hours, l.SDHours, wait, unit.Group(int64(math.Round(l.USD))), unit.Group(int64(math.Round(l.KgCO2e))))
		if l.Km > 0 {
			fmt.Fprintf(out, " · %s km", unit.Group(int64(math.Round(l.Km))))
		}
		fmt.Fprintln(out)
		printValue(out, n, "distance", l.Values.Distance, l.Kind == plan.Move)
		printValue(out, n, "time", l.Values.Minutes, true)
		printParts(out, l)
		printValue(out, n, "cost a TEU", l.Values.USD, true)
		printCosts(out, "                 ", l.Costs)
		printEmission(out, n, l)
		for _, note := range l.Notices {
			fmt.Fprintf(out, "      ! %s\n", note)
		}
	}
	fmt.Fprintf(out, "  cost by component, USD %s in all\n", dollars(j.USD))
	printTotals(out, j.Costs)
}

// printParts prints what the time of a leg is made of: the wait for a departure and the parts of its minutes.
func printParts(out io.Writer, l plan.Leg) {
	if l.Boarding != nil {
		fmt.Fprintf(out, "                 waiting %.1f h, %s: %s\n", l.WaitH, l.Boarding.Basis, l.Boarding.Method)
	}
	if len(l.Values.Parts) == 0 {
		return
	}
	parts := make([]string, len(l.Values.Parts))
	for i, p := range l.Values.Parts {
		parts[i] = fmt.Sprintf("%s %.1f", p.Name, p.Minutes/60)
		if p.Source != "" {
			parts[i] += " (" + p.Source + ")"
		}
	}
	fmt.Fprintf(out, "                 of which hours: %s\n", strings.Join(parts, ", "))
}

func printValue(out io.Writer, n *network.Network, name string, v network.Value, show bool) {
	if !show {
		return
	}
	fmt.Fprintf(out, "      %-10s %s, %s", name, quantity(v.V, v.Unit), v.Basis)
	if v.Before != nil {
		fmt.Fprintf(out, " (before %s)", quantity(*v.Before, v.Unit))
	}
	switch {
	case v.Basis == network.Own:
		fmt.Fprintf(out, ": %s", strings.Trim(v.Method+"; "+v.Source, "; "))
	case v.Source != "":
		fmt.Fprintf(out, ": %s %s, %s", v.Kind, v.Year, v.Source)
		if v.Method != "" {
			fmt.Fprintf(out, " (%s)", v.Method)
		}
	case v.Method != "":
		fmt.Fprintf(out, ": %s", v.Method)
	}
	fmt.Fprintln(out)
	for i, id := range v.Figures {
		f, ok := n.Figure(id)
		if !ok || i == 0 && v.Source != "" {
			continue // said above
		}
		said := "also"
		if v.Basis == network.Factor {
			said = "from"
		}
		fmt.Fprintf(out, "                 %s %s: %s\n", said, f.ID, claim(f))
	}
}

// claim prints a published claim: what of, how much, what kind, when, who says so.
func claim(f *network.Figure) string {
	of := f.From
	if f.To != "" && f.To != f.From && f.To != "-" {
		of += " – " + f.To
	}
	parts := []string{}
	for _, p := range []string{of, f.Mode, f.Printed, string(f.Kind), f.Year, f.Source} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, ", ")
}

// quantity prints minutes as hours; everything else with its unit.
func quantity(v float64, u string) string {
	switch {
	case u == "min":
		return fmt.Sprintf("%.1f h", v/60)
	case v == math.Trunc(v):
		return fmt.Sprintf("%s %s", unit.Group(int64(v)), u)
	}
	return fmt.Sprintf("%.4g %s", v, u)
}

// printBeforeAfter compares the journeys that both answers have.
func printBeforeAfter(out io.Writer, before, after plan.Answer) error {
	old := map[string]plan.Journey{}
	for _, j := range before.Journeys {
		old[j.ID] = j
	}
	fmt.Fprintln(out, "\nBefore and after")
	tw := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "corridor\tP50 before\tafter\tchange\tP90 before\tafter\t")
	for _, j := range after.Journeys {
		b, ok := old[j.ID]
		if !ok {
			fmt.Fprintf(tw, "%s\t–\t%.1f\tnew in the list\t–\t%.1f\t\n", j.Corridor, j.P50Days, j.P90Days)
			continue
		}
		fmt.Fprintf(tw, "%s\t%.1f\t%.1f\t%+.1f days\t%.1f\t%.1f\t\n", j.Corridor, b.P50Days, j.P50Days, j.P50Days-b.P50Days, b.P90Days, j.P90Days)
	}
	return tw.Flush()
}
