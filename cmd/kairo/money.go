package main

import (
	"fmt"
	"io"
	"math"
	"os"
	"strings"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/unit"
)

// readRates reads the file of own rates into the request, once.
func (o *planOptions) readRates() error {
	if o.rates == "" || o.req.Rates != nil {
		return nil
	}
	f, err := os.Open(o.rates)
	if err != nil {
		return fault.New(fault.BadFile, "cannot open the rates").At("%s", o.rates).Because(err)
	}
	defer f.Close()
	o.req.Rates, err = plan.ReadRates(f, o.rates)
	return err
}

// exchange lays the file of exchange rates over those of the network.
func (o *planOptions) exchange(n *network.Network) (*network.Network, error) {
	if o.currencies == "" {
		return n, nil
	}
	f, err := os.Open(o.currencies)
	if err != nil {
		return nil, fault.New(fault.BadFile, "cannot open the exchange rates").At("%s", o.currencies).Because(err)
	}
	defer f.Close()
	c, err := network.ReadCurrencies(f, o.currencies)
	if err != nil {
		return nil, err
	}
	return n.WithCurrencies(c), nil
}

// printCosts prints the components of a leg: "USD 1,200 freight, sourced 2024-07 (29 months old)". What the rate of the leg
// itself rests on is printed beside it; of guarantee and insurance it is said here.
func printCosts(out io.Writer, indent string, costs []plan.CostItem) {
	for _, c := range costs {
		fmt.Fprintf(out, "%sUSD %s %s, %s", indent, dollars(c.USD), named(c.Component), c.Basis)
		if c.Year != "" {
			fmt.Fprintf(out, " %s", c.Year)
		}
		if c.AgeDays > 0 {
			fmt.Fprintf(out, " (%d months old)", plan.Months(c.AgeDays))
		}
		if said := strings.Trim(c.Method+"; "+c.Source, "; "); c.Component == network.Guarantee || c.Component == network.Insurance {
			fmt.Fprintf(out, ": %s", said)
		}
		fmt.Fprintln(out)
	}
}

// printTotals prints the components of a journey with the oldest rate in each.
func printTotals(out io.Writer, costs []plan.CostItem) {
	for _, c := range costs {
		fmt.Fprintf(out, "      USD %s %s", dollars(c.USD), named(c.Component))
		if c.Basis != "" && c.USD > 0 {
			fmt.Fprintf(out, ", most of it %s", c.Basis)
		}
		if c.AgeDays > 0 {
			fmt.Fprintf(out, ", the oldest rate %s (%d months old)", c.Year, plan.Months(c.AgeDays))
		}
		fmt.Fprintln(out)
	}
}

func named(c network.Component) string {
	if c == network.Inventory {
		return "inventory (beside the sum)"
	}
	return string(c)
}

// dollars are whole dollars, and cents below ten.
func dollars(v float64) string {
	if v > 0 && v < 10 {
		return fmt.Sprintf("%.2f", v)
	}
	return unit.Group(int64(math.Round(v)))
}

// printEmission prints the factor of a leg with its scope, year, method, source and the claims behind it, and the distance
// by which it counts where that is not the way itself.
func printEmission(out io.Writer, n *network.Network, l plan.Leg) {
	v := l.Values.GPerTKm
	if l.Kind != plan.Move && l.Kind != plan.Border {
		v = l.Values.GPerTEU
		if v.V == 0 {
			return
		}
	}
	fmt.Fprintf(out, "      %-10s %s %s, %s", "emission", quantity(v.V, v.Unit), v.Scope, v.Basis)
	if v.Before != nil {
		fmt.Fprintf(out, " (before %s)", quantity(*v.Before, v.Unit))
	}
	if v.Year != "" {
		fmt.Fprintf(out, ", %s", strings.TrimSpace(string(v.Kind)+" "+v.Year))
	}
	if said := strings.Trim(v.Method+"; "+v.Source, "; "); said != "" {
		fmt.Fprintf(out, ": %s", said)
	}
	fmt.Fprintln(out)
	for _, id := range v.Figures {
		if f, ok := n.Figure(id); ok {
			fmt.Fprintf(out, "                 from %s: %s\n", f.ID, claim(f))
		}
	}
	if a := l.Values.Activity; l.Kind == plan.Move && math.Abs(a.V-l.Km) >= 0.5 {
		fmt.Fprintf(out, "                 over %s, %s\n", quantity(math.Round(a.V), a.Unit), a.Method)
	}
}
