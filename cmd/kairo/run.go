package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/document"
	"github.com/kairo-corridor/kairo/event"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/measure"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/node"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/reference"
	"github.com/kairo-corridor/kairo/simulate"
)

func runCommand() *cobra.Command {
	var o runOptions
	c := &cobra.Command{
		Use:   "run CONSIGNMENT.json",
		Short: "Do the whole loop for one consignment: plan, declare, cross, measure",
		Long: `Plans the consignment, takes one journey, works out its four layers of filing, lodges every stretch from a
trader's node with the administrations on the way (each a node with its own database), moves the goods
along a simulated history, and measures it. Same seed, same bytes; another seed, another history.

Into --out go report.txt, report.json, events.csv, events.jsonld (EPCIS 2.0), time-distance.svg and the
nodes' databases. All events of a run are labelled simulated.`,
		Example: "  kairo run examples/nagoya-almaty.json --seed 7",
		Args:    args(cobra.ExactArgs(1), "one consignment file"),
		RunE: func(c *cobra.Command, a []string) error {
			rep, err := o.run(c.Context(), a[0])
			if err != nil {
				return err
			}
			if o.json {
				return writeJSON(c.OutOrStdout(), rep)
			}
			return rep.print(c.OutOrStdout())
		},
	}
	f := c.Flags()
	f.Uint64Var(&o.seed, "seed", 1, "seed of the simulated history")
	f.StringVar(&o.out, "out", "", "directory for the results (default data/runs/NAME-SEED; made anew)")
	f.StringVar(&o.prefer, "prefer", "", "journey to take: fastest, cheapest, least-co2e, steadiest, balanced, or a corridor (default: the consignment's)")
	f.BoolVar(&o.json, "json", false, "print JSON")
	return c
}

type runOptions struct {
	seed   uint64
	out    string
	prefer string
	json   bool
}

// runReport is what a run did.
type runReport struct {
	Consignment consignment.Consignment `json:"consignment"`
	Seed        uint64                  `json:"seed"`
	Exclusions  []filing.Exclusion      `json:"exclusions,omitempty"`
	Answer      plan.Answer             `json:"plan"`
	Taken       int                     `json:"taken"` // index into the plan's journeys
	Version     int                     `json:"version"`
	Hash        string                  `json:"hash"`
	Filing      filing.Plan             `json:"filing"`
	Movements   []runMovement           `json:"movements"`
	Events      []event.Event           `json:"events"` // all simulated
	Measured    measure.Report          `json:"measured"`
	Files       []string                `json:"files"` // written into the results directory

	net *network.Network
}

// runMovement is one customs movement with the states it went through.
type runMovement struct {
	Stretch string       `json:"stretch"`
	Regime  string       `json:"regime"`
	Country string       `json:"administration"`
	Number  string       `json:"number"`
	State   string       `json:"state"`
	History []node.Entry `json:"history"`
}

func (o *runOptions) run(ctx context.Context, file string) (*runReport, error) {
	cons, err := readConsignment(file)
	if err != nil {
		return nil, err
	}
	dir := o.out
	if dir == "" {
		dir = o.dir("data", file)
	}
	return o.loop(ctx, cons, dir)
}

// dir is where the results of a consignment file go in a data directory.
func (o *runOptions) dir(data, file string) string {
	name := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
	return filepath.Join(data, "runs", fmt.Sprintf("%s-%d", name, o.seed))
}

// loop is the whole loop. The results are made in a directory beside dir and take its place at the end.
func (o *runOptions) loop(ctx context.Context, cons consignment.Consignment, dir string) (*runReport, error) {
	rep := &runReport{Consignment: cons, Seed: o.seed}
	if err := o.plan(ctx, rep); err != nil {
		return nil, err
	}
	ready := rep.Answer.Request.Ready
	var err error
	if rep.Filing, err = filing.BuildWith(rep.journey(), cons, ready, reference.Default(), filing.Options{Currencies: rep.net.Currencies()}); err != nil {
		return nil, err
	}
	return rep, makeDir(dir, "report.json", func(tmp string) error {
		h := simulate.Draw(rep.journey(), ready, o.seed)
		if err := rep.cross(ctx, &h, filepath.Join(tmp, "nodes")); err != nil {
			return err
		}
		rep.Measured = measure.Measure(rep.Events, measure.Options{Distance: distances(rep.net)})
		return rep.write(tmp)
	})
}

// plan asks for the journeys and takes one.
func (o *runOptions) plan(ctx context.Context, rep *runReport) error {
	t, err := planConsignment(ctx, rep.Consignment, o.prefer)
	if err != nil {
		return err
	}
	t.answer.Stats.SearchUS = 0 // the one number that differs between equal runs
	rep.net, rep.Answer, rep.Taken, rep.Exclusions = t.net, t.answer, t.taken, t.exclusions
	return nil
}

func (r *runReport) journey() plan.Journey { return r.Answer.Journeys[r.Taken] }

// choose finds the journey of a label, or the balanced one of a corridor; balanced of all where nothing is preferred.
func choose(js []plan.Journey, prefer string) (int, error) {
	want := strings.ReplaceAll(strings.ToLower(cmp.Or(prefer, "balanced")), "-", " ")
	best, least := -1, 0.0
	var have []string
	for i, j := range js {
		if strings.ReplaceAll(j.CorridorID, "-", " ") == want {
			if p := j.MeanDays * j.USD * j.KgCO2e; best < 0 || p < least {
				best, least = i, p
			}
		}
		for _, l := range append([]string{j.CorridorID}, j.Labels...) {
			if strings.ToLower(l) == want && l != j.CorridorID {
				return i, nil
			}
			if !slices.Contains(have, l) {
				have = append(have, l)
			}
		}
	}
	if best < 0 {
		return 0, fault.New(fault.NoJourney, "no journey is %q", prefer).At("prefer").Among(have...)
	}
	return best, nil
}

// cross takes the goods across every border and collects what happened.
func (r *runReport) cross(ctx context.Context, h *simulate.History, dir string) error {
	clock := r.Answer.Request.Ready.Add(-7 * 24 * time.Hour)
	c, err := node.OpenCorridor(ctx, territories(r.Filing), node.Options{Dir: dir, Seed: int64(r.Seed), Clock: func() time.Time { return clock }, TIR: underTIR(r.Filing)})
	if err != nil {
		return err
	}
	defer c.Close()
	if r.Version, r.Hash, err = c.Declare(ctx, r.Consignment); err != nil {
		return err
	}
	x := &crossing{c: c, cons: r.Consignment, p: r.Filing, h: h, clock: &clock, keys: map[string]string{}}
	if err := x.run(ctx); err != nil {
		return err
	}
	r.Events = h.Events(r.Consignment.Reference)
	for _, s := range r.Filing.Customs {
		m, err := c.Movement(ctx, x.keys[s.ID])
		if err != nil {
			return err
		}
		hist, err := c.History(ctx, x.keys[s.ID])
		if err != nil {
			return err
		}
		r.Movements = append(r.Movements, runMovement{s.ID, s.Regime, s.Administration, m.Number, string(m.State), hist})
		r.Events = append(r.Events, movementEvents(r.Consignment.Reference, s, m.Number, hist)...)
	}
	event.Sort(r.Events)
	return nil
}

// territories are the countries whose administrations take part.
func territories(p filing.Plan) []string {
	seen := map[string]bool{}
	var out []string
	for _, s := range p.Customs {
		countries := []string{s.Administration}
		for _, o := range s.Offices() {
			countries = append(countries, o.Country)
		}
		for _, c := range countries {
			if !seen[c] {
				seen[c] = true
				out = append(out, c)
			}
		}
	}
	return out
}

// movementEvents are the states of a movement as events.
func movementEvents(cons string, s filing.Stretch, number string, hist []node.Entry) []event.Event {
	kinds := map[string]event.Kind{"lodged": event.Lodged, "accepted": event.Accepted, "under-control": event.Controlled, "released": event.Released,
		"in-transit": event.Passage, "arrived": event.Arrival, "discharged": event.Discharged,
		"announced": event.Lodged, "started": event.Released, "terminated": event.Arrival} // of TIR operations
	var out []event.Event
	for i, e := range hist {
		k, ok := kinds[string(e.To)]
		if !ok || string(e.From) == string(e.To) && k != event.Passage {
			continue
		}
		out = append(out, event.Event{
			ID: fmt.Sprintf("%s-%s-%02d", cons, s.ID, i+1), At: event.UTC(e.At), Kind: k, Consignment: cons, Location: where(s, k, e),
			Movement: number, Source: event.Simulated, Recorder: e.Administration,
		})
	}
	return out
}

// where is the location of the office that acted.
func where(s filing.Stretch, k event.Kind, e node.Entry) string {
	switch k {
	case event.Arrival, event.Discharged:
		return s.Destination.Location
	case event.Passage:
		for _, o := range s.Passage {
			if o.Code == e.Office.Code {
				return o.Location
			}
		}
	}
	return s.Departure.Location
}

// write writes the results into a directory.
func (r *runReport) write(dir string) error {
	r.Files = []string{"report.txt", "report.json", "events.csv", "events.jsonld", "time-distance.svg", "nodes/"}
	files := map[string]func(io.Writer) error{
		"events.csv":        func(w io.Writer) error { return event.WriteCSV(w, r.Events) },
		"events.jsonld":     func(w io.Writer) error { return writeEPCIS(w, r.Events, r.Answer.Request.Ready) },
		"time-distance.svg": r.chart,
		"report.txt":        r.print,
		"report.json":       func(w io.Writer) error { return writeJSON(w, r) },
	}
	for _, name := range r.Files {
		if make := files[name]; make != nil {
			if err := writeFile(filepath.Join(dir, name), func(f *os.File) error { return make(f) }); err != nil {
				return err
			}
		}
	}
	return nil
}

// chart draws the distance/time chart: planned against simulated.
func (r *runReport) chart(w io.Writer) error {
	j := r.journey()
	names := map[string]string{}
	for _, l := range j.Legs {
		names[l.From.Code], names[l.To.Code] = l.From.Name, l.To.Name
		if l.Kind == plan.Border {
			names[l.ID] = l.Name
		}
	}
	actual, err := document.FromEvents("simulated", r.Events, document.Reading{
		Start: r.Answer.Request.Ready, Distance: distances(r.net),
		Name: func(code string) string { return names[code] },
	})
	if err != nil {
		return err
	}
	return document.TimeDistanceSVG(w, []document.Series{document.FromJourney("planned (mean)", j), actual}, document.Options{
		Title:    r.Consignment.Title + ": distance and time",
		Subtitle: fmt.Sprintf("%s, %s to %s; simulated with seed %d", j.Corridor, r.Answer.From.Name, r.Answer.To.Name, r.Seed),
	})
}
