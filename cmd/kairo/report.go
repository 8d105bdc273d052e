package main

import (
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/measure"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/unit"
)

// stamp is how a report prints a time.
const stamp = "2006-01-02 15:04"

// print prints the whole loop, for people.
func (r *runReport) print(w io.Writer) error {
	c := r.Consignment
	fmt.Fprintf(w, "%s\n%s · %d TEU, %s kg · ready %s · seed %d\n", c.Title, c.Reference, c.TEU, unit.Group(int64(c.GrossKg())), c.Ready, r.Seed)
	fmt.Fprintln(w, "Everything that happens below is simulated; times are UTC.")
	for _, x := range r.Exclusions {
		fmt.Fprintf(w, "The goods rule out %s: %s (%s, %s)\n", x.Token, x.Why, x.Rule.ID, x.Rule.Status)
	}
	fmt.Fprintln(w, "\n1 PLAN")
	if err := printAnswer(w, r.net, r.Answer, false); err != nil {
		return err
	}
	j := r.journey()
	fmt.Fprintf(w, "\nJourney taken: #%d, %s (%s)\n", r.Taken+1, j.Corridor, strings.Join(j.Labels, ", "))
	if err := r.printLegs(w, j); err != nil {
		return err
	}
	fmt.Fprintf(w, "\n2 DECLARE\nDossier version %d of %s, SHA-256 %s\n\n", r.Version, c.Reference, r.Hash)
	r.Filing.Print(w)
	fmt.Fprintln(w, "\n3 CROSS")
	if err := r.printMovements(w); err != nil {
		return err
	}
	fmt.Fprintln(w, "\n4 MEASURE")
	if err := r.printBorders(w, j); err != nil {
		return err
	}
	fmt.Fprintln(w)
	r.Measured.Print(w)
	fmt.Fprintf(w, "\nWritten: %s\n", strings.Join(r.Files, ", "))
	return nil
}

// printLegs prints the journey leg by leg: planned mean against what happened.
func (r *runReport) printLegs(w io.Writer, j plan.Journey) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "leg\t\tkm\tmean h\tUSD\tkg CO2e\ttime rests on\t")
	for i, l := range j.Legs {
		fmt.Fprintf(tw, "%d\t%s\t%.0f\t%.1f\t%s\t%s\t%s\t\n", i+1, l.Name, l.Km, l.Hours,
			unit.Group(int64(math.Round(l.USD))), unit.Group(int64(math.Round(l.KgCO2e))), l.Values.Minutes.Basis)
	}
	return tw.Flush()
}

// printMovements prints each movement's number and the states it went through.
func (r *runReport) printMovements(w io.Writer) error {
	for _, m := range r.Movements {
		fmt.Fprintf(w, "%s %s, %s: %s (simulated, no real number), %s\n", m.Stretch, m.Regime, m.Country, m.Number, m.State)
		tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		for _, e := range m.History {
			note, state := e.Note, string(e.To)
			if e.From == e.To && e.Message == transit.KindDecideControl {
				state = "no control"
			}
			if note != "" {
				note = " (" + note + ")"
			}
			fmt.Fprintf(tw, "   %s\t%s\t%s\t%s%s\n", e.At.UTC().Format(stamp), state, e.Office, e.Rule.ID, note)
		}
		if err := tw.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// printBorders prints planned against simulated hours at each border, and the whole journey.
func (r *runReport) printBorders(w io.Writer, j plan.Journey) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "border\tplanned mean h\t± sd\tsimulated h\t")
	trails, _ := measure.Trails(r.Events)
	for _, t := range trails {
		for _, d := range t.Dwells {
			for _, l := range j.Legs {
				if l.Kind == plan.Border && l.ID == d.Crossing {
					fmt.Fprintf(tw, "%s\t%.1f\t%.1f\t%.1f\t\n", l.Name, l.Hours, l.SDHours, d.Hours())
				}
			}
		}
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	first, last := r.Answer.Request.Ready, time.Time{}
	for _, e := range r.Events {
		if !e.Kind.Customs() && e.At.After(last) {
			last = e.At
		}
	}
	fmt.Fprintf(w, "journey: planned P50 %.1f days (P10 %.1f, P90 %.1f), simulated %.1f days\n", j.P50Days, j.P10Days, j.P90Days, last.Sub(first).Hours()/24)
	return nil
}
