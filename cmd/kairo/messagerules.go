package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/message/ncts"
	"github.com/kairo-corridor/kairo/message/ncts/rules"
)

func messageRulesCommand() *cobra.Command {
	var phase string
	var asJSON bool
	c := &cobra.Command{
		Use:   "rules [NUMBER...]",
		Short: "What a rule or condition asks, and what Kairo does about it",
		Long: `Lists the rules and conditions of NCTS by number (C0411, R0006 …), all of them where none is named: what each asks in our
own words, in which phase and on which days it holds, and whether it is held, needs data that a message does not carry, or has
nothing that a trader's message could break. The same as docs/rules.md.`,
		Example: "  kairo message rules C0411 R0006\n  kairo message rules --phase p6 --json",
		RunE: func(c *cobra.Command, numbers []string) error {
			if phase != "" && phase != string(ncts.P5) && phase != string(ncts.P6) {
				return fault.New(fault.Usage, "%q is no phase", phase).At("--phase").Want("p5 or p6")
			}
			found, err := findRules(numbers, ncts.Version(phase))
			if err != nil {
				return err
			}
			if asJSON {
				return writeJSON(c.OutOrStdout(), found)
			}
			for _, r := range found {
				printRule(c.OutOrStdout(), r)
			}
			return nil
		},
	}
	c.Flags().StringVar(&phase, "phase", "", "only rules of a phase: p5 or p6")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON array")
	return c
}

// shownRule is a rule as printed; days are YYYY-MM-DD, empty where open.
type shownRule struct {
	Number string         `json:"number"`
	Phases []ncts.Version `json:"phases"`
	From   string         `json:"from,omitempty"`
	Until  string         `json:"until,omitempty"`
	Text   string         `json:"text"`
	State  rules.State    `json:"state"`
	Reason string         `json:"reason,omitempty"`
}

// findRules gives the rules of numbers, of all where there is none, in a phase or in both.
func findRules(numbers []string, phase ncts.Version) ([]shownRule, error) {
	out := []shownRule{}
	seen := map[string]bool{}
	for _, r := range rules.Book() {
		named := len(numbers) == 0 || slices.ContainsFunc(numbers, func(n string) bool { return strings.EqualFold(n, r.Number) })
		if !named || phase != "" && !slices.Contains(r.Versions, phase) {
			continue
		}
		seen[r.Number] = true
		out = append(out, shownRule{r.Number, r.Versions, r.From, r.Until, r.Text, r.State, r.Reason})
	}
	var unknown fault.List
	for _, n := range numbers {
		if !seen[strings.ToUpper(n)] {
			unknown = append(unknown, fault.New(fault.NotFound, "no rule has the number %q in that phase", n).Want("a number such as C0411").Mend("kairo message rules lists all"))
		}
	}
	return out, unknown.OrNil()
}

func printRule(out io.Writer, r shownRule) {
	days := ""
	if r.From != "" {
		days += ", from " + r.From
	}
	if r.Until != "" {
		days += ", until " + r.Until
	}
	phases := strings.Trim(fmt.Sprint(r.Phases), "[]")
	text := fmt.Sprintf("%s  %s%s  %s\n    %s.\n", r.Number, phases, days, r.State, r.Text)
	if r.Reason != "" {
		text += "    " + r.Reason + ".\n"
	}
	fmt.Fprint(out, strings.ReplaceAll(text, "..\n", ".\n"))
}
