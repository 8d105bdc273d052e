package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
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

const scenarioBytesMax = 1 << 20 // as room scenario reads

func scenarioCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "scenario",
		Short: "Dated disruptions and what-if scenarios: list, show, check, compare",
		Long: `A scenario changes figures of the network, closes or opens links, crossings and chokepoints, or adds links. Built-in
facts are disruptions with source and dates; they hold by default on their dates. docs/scenarios.md says how to write one.`,
	}
	c.AddCommand(scenarioListCommand(), scenarioShowCommand(), scenarioCheckCommand(), scenarioCompareCommand())
	return c
}

func scenarioListCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use: "list", Short: "The built-in scenarios", Args: args(cobra.NoArgs, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error {
			if asJSON {
				return writeJSON(c.OutOrStdout(), scenario.Builtin())
			}
			tw := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', 0)
			fmt.Fprintln(tw, "id\tholds\tdates\tname\t")
			for _, s := range scenario.Builtin() {
				fmt.Fprintf(tw, "%s\t%s\t%s\t%s\t\n", s.ID, holds(s), strings.Join(scenarioDates(s), "; "), s.Name)
			}
			return tw.Flush()
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

func holds(s scenario.Scenario) string {
	switch {
	case s.Fact:
		return "by default"
	case s.Concerns != "":
		return "for listed goods"
	}
	return "if asked for"
}

// scenarioDates gives each stretch of time in which something of a scenario holds, once.
func scenarioDates(s scenario.Scenario) []string {
	var out []string
	seen := map[string]bool{}
	for _, c := range s.Changes {
		from, to := c.From, c.To
		if from.IsZero() && to.IsZero() {
			from, to = s.From, s.To
		}
		if d := dates(from, to); d != "" && !seen[d] {
			seen[d] = true
			out = append(out, d)
		}
	}
	return out
}

// dates is a stretch of time, "2026-03-02 to 2026-04-01" (the last day not counted); "" where there is none.
func dates(from, to time.Time) string {
	switch {
	case from.IsZero() && to.IsZero():
		return ""
	case to.IsZero():
		return "from " + from.Format(time.DateOnly)
	case from.IsZero():
		return "to " + to.Format(time.DateOnly)
	}
	return from.Format(time.DateOnly) + " to " + to.Format(time.DateOnly)
}

func scenarioShowCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use: "show ID|FILE", Short: "What a scenario changes, when, and who says so", Args: args(cobra.ExactArgs(1), "one scenario: an id or a file"),
		RunE: func(c *cobra.Command, a []string) error {
			s, err := loadScenario(a[0])
			if err != nil {
				return err
			}
			if asJSON {
				return writeJSON(c.OutOrStdout(), s)
			}
			printScenario(c.OutOrStdout(), s)
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

func printScenario(out io.Writer, s scenario.Scenario) {
	fmt.Fprintf(out, "%s: %s\n", s.ID, s.Name)
	for _, line := range [][2]string{{"", s.Description}, {"concerns: ", s.Concerns}, {"source: ", s.Source}, {"starts from: ", strings.Join(s.Base, ", ")}, {"holds: ", holds(s)}} {
		if line[1] != "" {
			fmt.Fprintf(out, "  %s%s\n", line[0], strings.ReplaceAll(line[1], "\n", " "))
		}
	}
	for _, c := range s.Changes {
		fmt.Fprintf(out, "  - %s\n", changeText(c))
		from, to := c.From, c.To
		if from.IsZero() && to.IsZero() {
			from, to = s.From, s.To
		}
		source := c.Source
		if source == "" && s.Fact {
			source = s.Source
		}
		said := []string{cmp.Or(source, "supposed")}
		if d := dates(from, to); d != "" {
			said = append(said, d)
		}
		if c.Note != "" {
			said = append(said, c.Note)
		}
		fmt.Fprintf(out, "      %s\n", strings.Join(said, "; "))
	}
}

// changeText is a change in one line: "close all crossings between PL and BY", "scale procedure by 0.0625 at …".
func changeText(c scenario.Change) string {
	if c.Adds != nil {
		for _, rows := range [][]network.Row{c.Adds.Links, c.Adds.Crossings, c.Adds.Locations} {
			for _, r := range rows {
				return strings.TrimSpace("add " + cmp.Or(r.Columns["id"], r.Columns["code"]) + " " + r.Columns["name"])
			}
		}
	}
	at := strings.Join(c.At, ", ")
	if c.All != "" {
		at = "all " + c.All + whereText(c.Where)
	}
	var what []string
	for _, a := range c.Acts {
		switch a.Op {
		case network.Close, network.Open:
			what = append(what, string(a.Op))
		default:
			what = append(what, fmt.Sprintf("%s %s %g", a.Op, a.Quantity, a.Value))
		}
	}
	return strings.Join(what, ", ") + ": " + at
}

func whereText(w scenario.Where) string {
	var out []string
	for _, p := range [][2]string{{"country", w.Country}, {"between", strings.Join(w.Between, " and ")}, {"mode", string(w.Mode)}, {"corridor", w.Corridor},
		{"class", w.Class}, {"place", w.Place}, {"through", w.Through}, {"pair", w.Pair}} {
		if p[1] != "" {
			out = append(out, p[0]+" "+p[1])
		}
	}
	if len(out) == 0 {
		return ""
	}
	return " (" + strings.Join(out, ", ") + ")"
}

func scenarioCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use: "check FILE", Short: "Whether a scenario can be read and fits the network", Args: args(cobra.ExactArgs(1), "one file"),
		RunE: func(c *cobra.Command, a []string) error {
			s, err := loadScenario(a[0])
			if err != nil {
				return err
			}
			n, err := network.Default()
			if err != nil {
				return err
			}
			over, err := s.Apply(n)
			if err != nil {
				return err
			}
			fmt.Fprintf(c.OutOrStdout(), "%s: %s. %d entries make %d changes of single figures; they fit the network.\n", s.ID, s.Name, len(s.Changes), len(over.Changes())-len(n.Changes()))
			return nil
		},
	}
}

// loadScenario finds a built-in scenario or reads a file, whose bases are found beside it.
func loadScenario(ref string) (scenario.Scenario, error) {
	return scenario.Load(ref, func(from, ref string) (io.ReadCloser, string, error) {
		if from != "" && !filepath.IsAbs(ref) {
			ref = filepath.Join(filepath.Dir(from), ref)
		}
		raw, err := readLimited(ref, scenarioBytesMax)
		if err != nil {
			return nil, "", err
		}
		return io.NopCloser(bytes.NewReader(raw)), ref, nil
	})
}

// layScenarios lays the facts that hold, but those left out, and then the scenarios named over a network.
func layScenarios(n *network.Network, without, names []string) (*network.Network, error) {
	n, err := scenario.Default(n, without...)
	if err != nil {
		return nil, err
	}
	seen := map[string]string{}
	for _, ref := range names {
		s, err := loadScenario(ref)
		if err != nil {
			return nil, err
		}
		if first, twice := seen[s.ID]; twice {
			return nil, fault.New(fault.Usage, "%s and %s are both scenario %s", first, ref, s.ID).Want("scenarios with different ids")
		}
		seen[s.ID] = ref
		if n, err = s.Apply(n); err != nil {
			return nil, err
		}
	}
	return n, nil
}

// planner is the planner of the network under the facts that hold and the scenarios asked for.
func (o *planOptions) planner() (*network.Network, *plan.Planner, error) {
	n, err := network.Default()
	if err != nil {
		return nil, nil, err
	}
	if n, err = layScenarios(n, o.without, o.scenarios); err != nil {
		return nil, nil, err
	}
	if n, err = o.exchange(n); err != nil {
		return nil, nil, err
	}
	p, err := plan.New(n)
	return n, p, err
}

func scenarioCompareCommand() *cobra.Command {
	var o compareOptions
	c := &cobra.Command{
		Use:   "compare A B --pairs PAIRS.csv",
		Short: "What changes from scenario A to scenario B, in days, dollars and CO2e by corridor",
		Long: `Plans every pair under A and under B and compares the best each corridor offers: P50, P90, dollars, CO2e. A and B are ids
or files; "base" is the network without any scenario, "today" the one with the facts that hold. Both sides stand on today's
facts, but on none of them where one side is base or with --bare.`,
		Example: `  kairo scenario compare today two-feeders --pairs pairs.csv --ready 2026-12-01
  kairo scenario compare base hormuz-2026 --pairs pairs.csv --json`,
		Args: args(cobra.ExactArgs(2), "two scenarios: A and B"),
		RunE: func(c *cobra.Command, a []string) error {
			return o.run(c.Context(), c.OutOrStdout(), c.ErrOrStderr(), a[0], a[1])
		},
	}
	f := c.Flags()
	f.StringVar(&o.pairs, "pairs", "", "CSV of pairs as for plan --batch (required)")
	f.StringVar(&o.plan.ready, "ready", "", "date the goods are ready, YYYY-MM-DD (default today)")
	f.IntVar(&o.plan.req.TEU, "teu", 1, "twenty-foot equivalent units")
	f.StringVar(&o.plan.mass, "mass", "", "gross mass of the goods, such as 18t (default 10t a TEU)")
	f.StringSliceVar(&o.plan.without, "without", nil, "built-in facts to leave out on both sides")
	f.BoolVar(&o.bare, "bare", false, "lay no facts under either side")
	f.BoolVar(&o.summary, "summary", false, "print the summary by corridor alone")
	f.BoolVar(&o.json, "json", false, "print JSON")
	return c
}

type compareOptions struct {
	plan                planOptions
	pairs               string
	bare, summary, json bool
}

func (o *compareOptions) run(ctx context.Context, out, progress io.Writer, a, b string) error {
	if o.pairs == "" {
		return fault.New(fault.Usage, "which pairs to compare is not said").Want("--pairs FILE, a CSV with the columns from and to")
	}
	sa, sb, err := o.sides(a, b)
	if err != nil {
		return err
	}
	pairs, err := o.readPairs()
	if err != nil {
		return err
	}
	n, err := network.Default()
	if err != nil {
		return err
	}
	report := func(done, total int) {
		if total > 50 && (done%max(1, total/100) == 0 || done == total) {
			fmt.Fprintf(progress, "\r%d of %d pairs", done, total)
		}
		if total > 50 && done == total {
			fmt.Fprintln(progress)
		}
	}
	c, err := scenario.Compare(ctx, n, sa, sb, pairs, scenario.Options{Progress: report})
	if err != nil {
		return err
	}
	c.A, c.B = a, b
	if o.json {
		return writeJSON(out, c)
	}
	return printComparison(out, c, !o.summary)
}

// sides finds both scenarios, on the facts that hold unless one is the bare network.
func (o *compareOptions) sides(a, b string) (sa, sb scenario.Scenario, err error) {
	if sa, err = loadScenario(a); err != nil {
		return sa, sb, err
	}
	if sb, err = loadScenario(b); err != nil {
		return sa, sb, err
	}
	if o.bare || a == "base" || b == "base" {
		return sa, sb, nil
	}
	for _, id := range o.plan.without {
		if _, err := scenario.Find(id); err != nil {
			return sa, sb, err
		}
	}
	today := scenario.Today(o.plan.without...)
	on := func(s scenario.Scenario) scenario.Scenario {
		if s.ID == "today" {
			return today
		}
		return scenario.Together("today+"+s.ID, s.Name, today, s)
	}
	return on(sa), on(sb), nil
}

// readPairs reads the pairs; rows that are wrong are all reported, and nothing is compared.
func (o *compareOptions) readPairs() ([]scenario.Pair, error) {
	o.plan.batch = o.pairs
	rows, err := o.plan.readPairs(o.pairs)
	if err != nil {
		return nil, err
	}
	var bad fault.List
	var out []scenario.Pair
	for i, r := range rows {
		bad = append(bad, fault.All(r.err)...)
		out = append(out, scenario.Pair{Row: i + 1, Request: r.req})
	}
	return out, bad.OrNil()
}

func printComparison(out io.Writer, c scenario.Comparison, pairs bool) error {
	fmt.Fprintf(out, "From %s to %s: %d pairs, %d with a journey in either\n", c.A, c.B, len(c.Pairs), c.Planned)
	fmt.Fprintf(out, "gaining a way: %d%s\nlosing every way: %d%s\n", c.Gained, names(c.Pairs, gained), c.Lost, names(c.Pairs, lost))
	fmt.Fprintf(out, "another corridor is fastest for %.0f %%, cheapest for %.0f %%, least CO2e for %.0f %% of the pairs\n\n", 100*c.Fastest, 100*c.Cheapest, 100*c.Cleanest)
	tw := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "corridor\tpairs\tgained\tlost\tfastest\tP50 days median\tmean\tP90 median\tmean\tUSD median\tmean\tkg CO2e median\tmean\t")
	for _, s := range c.Corridors {
		fmt.Fprintf(tw, "%s\t%d → %d\t%d\t%d\t%d → %d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t\n", s.Corridor, s.PairsA, s.PairsB, s.Gained, s.Lost, s.WonA, s.WonB,
			days(s.P50Days.Median), days(s.P50Days.Mean), days(s.P90Days.Median), days(s.P90Days.Mean),
			whole(s.USD.Median), whole(s.USD.Mean), whole(s.KgCO2e.Median), whole(s.KgCO2e.Mean))
	}
	if err := tw.Flush(); err != nil || !pairs {
		return err
	}
	fmt.Fprintln(out)
	tw = tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "#\tfrom\tto\tcorridor\tP50 days\tchange\tP90 days\tchange\tUSD\tchange\tkg CO2e\tchange\t")
	for _, p := range c.Pairs {
		printPair(tw, p)
	}
	return tw.Flush()
}

func gained(p scenario.PairChange) bool { return p.A == nil && p.B != nil }
func lost(p scenario.PairChange) bool   { return p.A != nil && p.B == nil }

// names lists the pairs that something holds for, a few of them.
func names(pairs []scenario.PairChange, is func(scenario.PairChange) bool) string {
	const shown = 10
	var out []string
	for _, p := range pairs {
		if is(p) {
			out = append(out, p.From+" – "+p.To)
		}
	}
	switch {
	case len(out) == 0:
		return ""
	case len(out) > shown:
		return " (" + strings.Join(out[:shown], ", ") + fmt.Sprintf(" and %d more)", len(out)-shown)
	}
	return " (" + strings.Join(out, ", ") + ")"
}

func printPair(out io.Writer, p scenario.PairChange) {
	if len(p.Corridors) == 0 {
		fmt.Fprintf(out, "%d\t%s\t%s\t– %s\t\n", p.Row, p.From, p.To, plainCell(strings.ReplaceAll(fault.List(p.Errors).Error(), "\n", "; ")))
	}
	for _, c := range p.Corridors {
		fmt.Fprintf(out, "%d\t%s\t%s\t%s\t", p.Row, p.From, p.To, c.Corridor)
		switch {
		case c.A == nil:
			fmt.Fprintf(out, "%.1f\tgained\t%.1f\t\t%s\t\t%s\t\t\n", c.B.P50Days, c.B.P90Days, unit.Group(int64(c.B.USD+.5)), unit.Group(int64(c.B.KgCO2e+.5)))
		case c.B == nil:
			fmt.Fprintf(out, "%.1f\tlost\t%.1f\t\t%s\t\t%s\t\t\n", c.A.P50Days, c.A.P90Days, unit.Group(int64(c.A.USD+.5)), unit.Group(int64(c.A.KgCO2e+.5)))
		default:
			fmt.Fprintf(out, "%.1f\t%s\t%.1f\t%s\t%s\t%s\t%s\t%s\t\n", c.A.P50Days, days(c.B.P50Days-c.A.P50Days), c.A.P90Days, days(c.B.P90Days-c.A.P90Days),
				unit.Group(int64(c.A.USD+.5)), whole(c.B.USD-c.A.USD), unit.Group(int64(c.A.KgCO2e+.5)), whole(c.B.KgCO2e-c.A.KgCO2e))
		}
	}
}

// days prints a change of days, "=" where it is less than a twentieth.
func days(v float64) string {
	if v > -0.05 && v < 0.05 {
		return "="
	}
	return fmt.Sprintf("%+.1f", v)
}

// whole prints a change of dollars or kilograms.
func whole(v float64) string {
	switch {
	case v > -0.5 && v < 0.5:
		return "="
	case v < 0:
		return "−" + unit.Group(int64(-v+.5))
	}
	return "+" + unit.Group(int64(v+.5))
}

// underScenarios adds to an error that says there is no journey which disruptions held.
func underScenarios(err error, n *network.Network, ready time.Time) error {
	var e *fault.Error
	if !errors.As(err, &e) || e.Code != fault.NoJourney {
		return err
	}
	var ids []string
	for _, c := range n.Changes() {
		if c.Op == network.Close && c.Holds(ready) && !slices.Contains(ids, c.Scenario) {
			ids = append(ids, c.Scenario)
		}
	}
	if len(ids) == 0 {
		return err
	}
	with := *e
	hint := "closed by " + strings.Join(ids, ", ") + ": --without leaves a built-in one out"
	if e.Hint != "" {
		hint = e.Hint + "; " + hint
	}
	return with.Mend("%s", hint)
}
