package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/kairo-corridor/kairo/backtest"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/unit"
)

// Rows shown of the worst, without --all.
const worstShown = 12

func networkBacktestCommand() *cobra.Command {
	var o backtestOptions
	c := &cobra.Command{
		Use:   "backtest",
		Short: "Hold published journey times and prices against the planner",
		Long: `Plans every published journey and compares like with like: a best time with P10, guidance and
timetables with P50, an average with the mean, a congested time with P90. MdAPE is the median absolute
percentage error; "held out" is the same with the row's own corridor left out of the calibration;
coverage is the share of published averages and guidance between P10 and P90; width is the median
P90/P10.

--holdout compares published figures that the calibration never saw. --figures FILE.csv compares your
own, in the same columns (docs/calibration.md); nothing is calibrated on them.`,
		Example: `  kairo network backtest
  kairo network backtest --holdout --all
  kairo network backtest --figures mine.csv --json`,
		Args: args(cobra.NoArgs, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error {
			return o.run(c.Context(), c.OutOrStdout(), c.ErrOrStderr())
		},
	}
	f := c.Flags()
	f.BoolVar(&o.json, "json", false, "print JSON")
	f.BoolVar(&o.all, "all", false, "list every row, also those left out with the reason")
	f.BoolVar(&o.holdout, "holdout", false, "compare the figures that the calibration never saw")
	f.StringVar(&o.figures, "figures", "", "compare the rows of this CSV instead of those that come with Kairo")
	f.BoolVar(&o.quick, "quick", false, "without the figures with a corridor left out, which take longest")
	return c
}

type backtestOptions struct {
	json, all, holdout, quick bool
	figures                   string
}

func (o *backtestOptions) run(ctx context.Context, out, progress io.Writer) error {
	if o.holdout && o.figures != "" {
		return fault.New(fault.Usage, "--holdout and --figures are two sets of rows").Want("one of them")
	}
	n, err := network.Default()
	if err != nil {
		return err
	}
	rows, err := o.rows()
	if err != nil {
		return err
	}
	res, err := backtest.Run(ctx, n, rows)
	if err != nil {
		return err
	}
	if !o.holdout && o.figures == "" && !o.quick {
		held, err := heldOut(ctx, n, rows, progress)
		if err != nil {
			return err
		}
		res = res.Beside(held)
	}
	if o.json {
		return writeJSON(out, res)
	}
	return printBacktest(out, res, o.all)
}

func (o *backtestOptions) rows() ([]backtest.Row, error) {
	switch {
	case o.holdout:
		return backtest.HoldOut()
	case o.figures == "":
		return backtest.Journeys()
	}
	f, err := os.Open(o.figures)
	if err != nil {
		return nil, fault.New(fault.BadFile, "cannot open the figures").At("%s", o.figures).Because(err)
	}
	defer f.Close()
	return backtest.Read(f, o.figures)
}

// heldOut plans every row with class values that were calibrated without its corridor, from the prior with the present
// coefficients of variation.
func heldOut(ctx context.Context, n *network.Network, rows []backtest.Row, progress io.Writer) ([]backtest.Outcome, error) {
	prior, err := backtest.Prior()
	if err != nil {
		return nil, err
	}
	params, err := backtest.Parameters()
	if err != nil {
		return nil, err
	}
	prior = slices.DeleteFunc(prior, func(r network.ClassValueRow) bool { return r.Quantity == "cv" })
	return backtest.LeaveOneOut(ctx, backtest.WithPrior(n, prior), params, rows, showProgress(progress))
}

// showProgress writes how far a computation is on one line.
func showProgress(w io.Writer) backtest.Progress {
	begin := time.Now()
	return func(done, of int, what string) {
		left := ""
		if done > 0 && done < of {
			left = fmt.Sprintf(", about %.0f s left", time.Since(begin).Seconds()/float64(done)*float64(of-done))
		}
		fmt.Fprintf(w, "\r%d of %d: %s%s          ", done, of, what, left)
		if done == of {
			fmt.Fprintln(w)
		}
	}
}

func printBacktest(out io.Writer, r *backtest.Result, all bool) error {
	left := 0
	for _, k := range r.LeftOut {
		left += k
	}
	fmt.Fprintf(out, "%d published journeys: %d compared (%d times, %d prices), %d given (the planner uses the claim itself), %d left out\n\n",
		len(r.Outcomes), r.Compared, r.Days.N, r.USD.N, r.Given, left)
	tw := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "\tn\tMdAPE\theld out\tbias\tcentral\tinside P10-P90\theld out\twidth\t")
	printSummary(tw, "times", r.Days)
	for _, g := range r.Groups {
		printSummary(tw, "  "+g.By+" "+g.Name, g.Summary)
	}
	if r.USD.N > 0 {
		printSummary(tw, "prices", r.USD)
		for _, g := range r.USDBy {
			if g.By == "corridor" {
				printSummary(tw, "  "+g.By+" "+g.Name, g.Summary)
			}
		}
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	if r.Days.NMeans > 0 {
		fmt.Fprintf(out, "\nbetween P10 and P90 lie %.0f %% of %d published averages, %.0f %% of %d averages and guidance, %.0f %% of %d timetables and targets\n",
			100*r.Days.MeanCoverage, r.Days.NMeans, 100*r.Days.Coverage, r.Days.NCentral, 100*r.Days.PlanCoverage, r.Days.NPlans)
	}
	if all {
		return printRows(out, r)
	}
	fmt.Fprintln(out, "\nWorst")
	for _, o := range r.Worst(worstShown) {
		printOutcome(out, &o)
	}
	fmt.Fprintln(out, "\n--all lists every row, also those left out with the reason.")
	return nil
}

func printSummary(w io.Writer, name string, s backtest.Summary) {
	percent := func(v float64, show bool) string {
		if !show {
			return "–"
		}
		return fmt.Sprintf("%.0f %%", 100*v)
	}
	width := "–"
	if s.Width > 0 {
		width = fmt.Sprintf("%.1f", s.Width)
	}
	fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%+.0f %%\t%d\t%s\t%s\t%s\t\n", name, s.N, percent(s.MdAPE, s.N > 0), percent(s.LOCO, s.NLOCO > 0), 100*s.Bias,
		s.NCentral, percent(s.Coverage, s.NCentral > 0), percent(s.LOCOCoverage, s.NCentral > 0 && s.NLOCO > 0), width)
}

func printRows(out io.Writer, r *backtest.Result) error {
	fmt.Fprintln(out, "\nCompared")
	for i := range r.Outcomes {
		if o := &r.Outcomes[i]; o.Out == "" {
			printOutcome(out, o)
		}
	}
	fmt.Fprintln(out, "\nGiven or left out")
	for _, o := range r.Outcomes {
		if o.Out != "" {
			fmt.Fprintf(out, "%s %s: %s\n", o.ID, strings.Join(o.Figures, " "), o.Out)
		}
	}
	return nil
}

func printOutcome(out io.Writer, o *backtest.Outcome) {
	amount := func(v float64) string {
		if o.Metric == backtest.Days {
			return fmt.Sprintf("%.1f days", v)
		}
		return "USD " + unit.Group(int64(math.Round(v)))
	}
	fmt.Fprintf(out, "%s %s to %s, %s %s %s: published %s, planner's %s %s, %.0f %% off", o.ID, strings.Join(o.From, "/"), strings.Join(o.To, "/"),
		o.Kind, o.Year, o.Clock, amount(o.Target), o.Statistic, amount(o.Predicted), 100*o.APE)
	if o.Metric == backtest.Days {
		fmt.Fprintf(out, " (P10 %.1f, P90 %.1f)", o.Span.P10, o.Span.P90)
	}
	fmt.Fprintf(out, "\n     %s; %s\n", o.Source, strings.Join(o.Figures, " "))
	if o.Reason != "" {
		fmt.Fprintf(out, "     %s\n", o.Reason)
	}
	fmt.Fprintf(out, "     most of it: %s\n", o.Why())
	if len(o.Cases) > 0 {
		fmt.Fprintf(out, "     %s\n", o.Cases[0].Command)
	}
}

func networkCalibrateCommand() *cobra.Command {
	var asJSON bool
	var write string
	c := &cobra.Command{
		Use:   "calibrate",
		Short: "Fit class values to the published journeys, within their stated low and high",
		Long: `Starts from the class values of before any calibration (the prior), fits a few multipliers of groups of
classes to the published journeys, and prints what each class value was and becomes. --write FILE.csv
writes the new rows in the form of class-values.csv; where the file is there, they take the place of the
rows of the same class and quantity and all others stay.`,
		Args: args(cobra.NoArgs, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error {
			cal, held, err := calibrate(c.Context(), c.ErrOrStderr())
			if err != nil {
				return err
			}
			if asJSON {
				err = writeJSON(c.OutOrStdout(), cal)
			} else {
				err = printCalibration(c.OutOrStdout(), cal, backtest.Summarise(held))
			}
			if err != nil || write == "" {
				return err
			}
			rows, err := mergedInto(write, cal.Values)
			if err != nil {
				return err
			}
			return writeFile(write, func(f *os.File) error { return network.WriteClassValues(f, rows) })
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	c.Flags().StringVar(&write, "write", "", "file for the new rows, in the form of class-values.csv; a file that is there is brought up to date")
	return c
}

// mergedInto gives the rows of a file with those that were calibrated in their places, and the others at its end.
func mergedInto(path string, rows []network.ClassValueRow) ([]network.ClassValueRow, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return rows, nil
	}
	if err != nil {
		return nil, fault.New(fault.BadFile, "cannot open the class values").At("%s", path).Because(err)
	}
	defer f.Close()
	old, err := network.ReadClassValues(f, path)
	if err != nil {
		return nil, err
	}
	at := map[[2]string]int{}
	for i, r := range old {
		at[[2]string{r.Class, r.Quantity}] = i
	}
	for _, r := range rows {
		if i, ok := at[[2]string{r.Class, r.Quantity}]; ok {
			old[i] = r
		} else {
			old = append(old, r)
		}
	}
	return old, nil
}

func calibrate(ctx context.Context, progress io.Writer) (*backtest.Calibration, []backtest.Outcome, error) {
	n, err := network.Default()
	if err != nil {
		return nil, nil, err
	}
	prior, err := backtest.Prior()
	if err != nil {
		return nil, nil, err
	}
	params, err := backtest.Parameters()
	if err != nil {
		return nil, nil, err
	}
	rows, err := backtest.Journeys()
	if err != nil {
		return nil, nil, err
	}
	return backtest.CalibrateAll(ctx, backtest.WithPrior(n, prior), params, rows, showProgress(progress))
}

func printCalibration(out io.Writer, c *backtest.Calibration, held *backtest.Result) error {
	fmt.Fprintf(out, "%d published journeys used. A multiplier is of time or price: 1.10 is a tenth slower or dearer.\n\n", c.Rows)
	tw := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "group\tquantity\tmultiplier\tprior sd\tjourneys\tclasses\t")
	for _, p := range c.Parameters {
		fmt.Fprintf(tw, "%s\t%s\t%.2f\t%.2f\t%d\t%s\t\n", p.Name, p.Quantity, p.Multiplier, p.SD, p.Rows, shorten(p.Classes))
	}
	fmt.Fprintln(tw, "\nclass\tquantity\tprior\tbecomes\tlow\thigh\t")
	for i, v := range c.Values {
		fmt.Fprintf(tw, "%s\t%s\t%.4g\t%.4g\t%.4g\t%.4g\t\n", v.Class, v.Quantity, c.Before[i].V, v.V, v.Low, v.High)
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(out, "\nwith a corridor left out: times MdAPE %.0f %%, %.0f %% of the central figures between P10 and P90, width %.1f; prices MdAPE %.0f %%\n",
		100*held.Days.MdAPE, 100*held.Days.Coverage, held.Days.Width, 100*held.USD.MdAPE)
	return nil
}

// shorten names the first of many.
func shorten(names []string) string {
	const shown = 4
	if len(names) <= shown {
		return strings.Join(names, " ")
	}
	return strings.Join(names[:shown], " ") + fmt.Sprintf(" and %d more", len(names)-shown)
}
