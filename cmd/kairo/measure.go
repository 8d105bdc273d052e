package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/kairo-corridor/kairo/measure"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
)

func measureCommand() *cobra.Command {
	var from, data string
	var together, asJSON bool
	c := &cobra.Command{
		Use:   "measure",
		Short: "Dwell by crossing, speed with and without delay, share of time at borders, TFI1 and TFI4",
		Long: `Measures events after the method of CAREC's Corridor Performance Measurement and Monitoring. Observed and
simulated events are told apart unless --together. docs/measures.md says how each number is made.`,
		Example: "  kairo measure\n  kairo measure --from october.csv --json",
		Args:    args(cobra.NoArgs, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error {
			events, err := eventsFrom(c.Context(), from, data)
			if err != nil {
				return err
			}
			n, err := network.Default()
			if err != nil {
				return err
			}
			rep := measure.Measure(events, measure.Options{Distance: distances(n), Together: together})
			if asJSON {
				return writeJSON(c.OutOrStdout(), rep)
			}
			rep.Print(c.OutOrStdout())
			if len(events) == 0 {
				fmt.Fprintln(c.OutOrStdout(), "no events")
			}
			return nil
		},
	}
	f := c.Flags()
	f.StringVar(&from, "from", "events", `"events" (those imported) or a CSV or EPCIS file`)
	f.StringVar(&data, "data", "data", "data directory")
	f.BoolVar(&together, "together", false, "add observed and simulated events up")
	f.BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// distances gives the length of a link as the network has it.
func distances(n *network.Network) measure.Distance {
	return func(id string) (float64, bool) {
		l, ok := n.Link(id)
		if !ok {
			return 0, false
		}
		d := n.LinkValues(l, plan.ReferenceDate).Distance
		return d.V, d.Basis == network.Sourced
	}
}
