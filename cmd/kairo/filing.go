package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/examples"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
)

func filingCommand() *cobra.Command {
	var date, compare, prefer, data, require string
	var asJSON bool
	c := &cobra.Command{
		Use:   "filing [CONSIGNMENT.json]",
		Short: "What must be filed on the way, in four layers, on any date from 2012 on",
		Long: `Plans the consignment, takes one journey and prints its filing plan on a date: customs regimes, carriage
contracts, guarantees, security and advance data, each choice with its rule and date, and the lawful
alternatives. --compare DATE shows what differs on another date, and the rule that made it so. Without a
file it takes the demonstration consignment from Xi'an to Constanța.`,
		Example: "  kairo filing examples/xian-constanta.json --date 2024-06-01 --compare 2026-06-01",
		Args:    args(cobra.MaximumNArgs(1), "one consignment file, or none"),
		RunE: func(c *cobra.Command, a []string) error {
			cons, err := consignment.Decode(examples.Read("xian-constanta.json"))
			if len(a) == 1 {
				cons, err = readConsignment(a[0])
			}
			if err != nil {
				return err
			}
			t, err := planConsignment(c.Context(), cons, prefer)
			if err != nil {
				return err
			}
			on, err := onDate("--date", date, t.ready())
			if err != nil {
				return err
			}
			ref, err := referenceData(data)
			if err != nil {
				return err
			}
			p, err := filing.BuildWith(t.journey(), cons, on, ref, filing.Options{Require: require, Currencies: t.net.Currencies()})
			if err != nil {
				return err
			}
			if compare == "" {
				if asJSON {
					return writeJSON(c.OutOrStdout(), p)
				}
				return p.Print(c.OutOrStdout())
			}
			other, err := onDate("--compare", compare, on)
			if err != nil {
				return err
			}
			q, err := filing.BuildWith(t.journey(), cons, other, ref, filing.Options{Require: require, Currencies: t.net.Currencies()})
			if err != nil {
				return err
			}
			changes := filing.Diff(p, q)
			if asJSON {
				return writeJSON(c.OutOrStdout(), map[string]any{"from": p, "to": q, "changes": changes})
			}
			fmt.Fprintf(c.OutOrStdout(), "%s: %s against %s, %d differences\n", cons.Title, on.Format(time.DateOnly), other.Format(time.DateOnly), len(changes))
			for _, ch := range changes {
				fmt.Fprintf(c.OutOrStdout(), "  %s\n", ch)
			}
			return nil
		},
	}
	f := c.Flags()
	f.StringVar(&date, "date", "", "legal date, YYYY-MM-DD (default: the day the goods are ready)")
	f.StringVar(&compare, "compare", "", "another date to compare with")
	f.StringVar(&prefer, "prefer", "", "journey to take: a label or corridor (default: the consignment's)")
	f.StringVar(&require, "require", "", "insist on a regime: tir or etir; refused with the rule where no law allows it")
	f.StringVar(&data, "data", "data", "data directory, for imported reference data")
	f.BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// onDate reads a date of a flag, or takes the default.
func onDate(flag, text string, def time.Time) (time.Time, error) {
	if text == "" {
		return def, nil
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return t, fault.New(fault.BadField, "the date %q is not understood", text).At("%s", flag).Want("YYYY-MM-DD")
	}
	return t, nil
}
