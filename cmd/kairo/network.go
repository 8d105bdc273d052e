package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/kairo-corridor/kairo/event"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/learn"
	"github.com/kairo-corridor/kairo/network"
)

func networkCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "network",
		Short: "The network and what is claimed about it: check it, learn from events, backtest and calibrate it",
		Args:  args(cobra.NoArgs, "a subcommand: check, learn, backtest or calibrate"),
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(networkCheckCommand(), networkLearnCommand(), networkBacktestCommand(), networkCalibrateCommand())
	return c
}

func networkCheckCommand() *cobra.Command {
	var asJSON bool
	var dir string
	c := &cobra.Command{
		Use:   "check",
		Short: "Verify the network's tables; print the share sourced against estimated",
		Long: `Verifies locations, links, crossings and figures, and prints how much of what the planner uses is a
published claim about the very link or crossing (sourced), a published factor of its class (factor) or
our own class estimate (estimate). Exit code 1 when something is wrong.`,
		Args: args(cobra.NoArgs, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error {
			n, err := network.Default()
			if dir != "" {
				n, err = network.Load(os.DirFS(dir))
			}
			if err != nil {
				return err
			}
			rep := n.Check()
			if asJSON {
				err = writeJSON(c.OutOrStdout(), rep)
			} else {
				rep.Print(c.OutOrStdout())
			}
			if err == nil && !rep.Clean() {
				return &saidNo{}
			}
			return err
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	c.Flags().StringVar(&dir, "dir", "", "check the tables of this directory instead of the built-in ones")
	return c
}

func networkLearnCommand() *cobra.Command {
	var from, outFile, data string
	var asJSON, simulated bool
	c := &cobra.Command{
		Use:   "learn --from events --out overlay.csv",
		Short: "Turn recorded events into a dated overlay of border times",
		Long: `Writes an overlay: for each crossing the number of observations, mean, standard deviation, P50 and
P90 of its dwell. kairo plan --overlay FILE shows what it changes. --from events reads the events
imported with kairo events import; --from FILE reads a CSV or EPCIS 2.0 JSON file. Simulated events are
left out unless --simulated, and then the overlay says so.`,
		Args: args(cobra.NoArgs, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error {
			if outFile == "" {
				return fault.New(fault.Usage, "where to write the overlay is not said").Want("--out FILE").Mend("for example --out overlay.csv")
			}
			events, err := eventsFrom(c.Context(), from, data)
			if err != nil {
				return err
			}
			n, err := network.Default()
			if err != nil {
				return err
			}
			opt := learn.Options{}
			if simulated {
				opt.Source = event.Simulated
			}
			overlay, rep := learn.Learn(events, opt)
			overlay.Name = outFile
			for _, r := range overlay.Rows {
				if _, ok := n.CrossingByID(r.Subject); !ok {
					return fault.New(fault.BadField, "the events speak of crossing %q, which the network does not have", r.Subject).Mend("kairo events import names what was perhaps meant")
				}
			}
			if asJSON {
				err = writeJSON(c.OutOrStdout(), rep)
			} else {
				err = rep.Print(c.OutOrStdout())
			}
			if err != nil {
				return err
			}
			if len(overlay.Rows) == 0 {
				fmt.Fprintln(c.ErrOrStderr(), "kairo: nothing was learnt, no overlay written")
				return &saidNo{}
			}
			return writeFile(outFile, func(f *os.File) error { return network.WriteOverlay(f, overlay) })
		},
	}
	f := c.Flags()
	f.StringVar(&from, "from", "events", `"events" (those imported) or a file`)
	f.StringVar(&outFile, "out", "", "overlay file to write")
	f.StringVar(&data, "data", "data", "data directory")
	f.BoolVar(&simulated, "simulated", false, "use simulated events instead of observed ones; the overlay says so")
	f.BoolVar(&asJSON, "json", false, "print JSON")
	return c
}
