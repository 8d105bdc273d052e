// Package scenario reads dated disruptions and what-if scenarios, lays them over a network, and compares what they change.
//
// A scenario is a YAML file (docs/formats/scenario.md): an id, and changes that set, scale or add figures, close or open
// links, crossings and chokepoints, or add links and crossings. A change with a source is shown as a claim, any other as
// supposed. Built-in facts are disruptions that happened, each with source and dates; [Default] lays them over a network, where
// each holds between its dates. Every other scenario is laid only when asked for.
//
//	s, err := scenario.Read(file, "two-feeders.yaml")
//	n, err := s.Apply(base)
//	c, err := scenario.Compare(ctx, base, scenario.Base(), s, pairs, scenario.Options{})
//
// Invariants: a network is never changed, only copied; a scenario is laid over a network once, however often it is named; a
// change holds from its first day until the day before its last; what a scenario names and the network does not know is an
// error, never ignored.
package scenario

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
)

// Scenario is a named set of changes of a network.
type Scenario struct {
	ID          string    `json:"id"` // small letters, digits and hyphens
	Name        string    `json:"name"`
	Description string    `json:"description,omitempty"`
	Source      string    `json:"source,omitempty"`
	Fact        bool      `json:"fact"`               // it happened: every change has a source and a first day
	Concerns    string    `json:"concerns,omitempty"` // the goods it concerns, where it does not concern all
	From        time.Time `json:"from,omitzero"`      // first day, of every change that gives none
	To          time.Time `json:"to,omitzero"`        // first day on which it no longer holds; zero: still does
	Base        []string  `json:"base,omitempty"`     // scenarios it starts from
	Changes     []Change  `json:"changes"`

	file  string
	bases []Scenario
}

// Change is one entry of a scenario: subjects and what is done to them, or what is added.
type Change struct {
	At     []string     `json:"at,omitempty"`   // subjects by id
	All    string       `json:"all,omitempty"`  // or all "links", "crossings" or "transfers"
	Where  Where        `json:"where,omitzero"` // that meet every condition
	Acts   []Act        `json:"acts,omitempty"` // what is done to each
	Adds   *Adds        `json:"adds,omitempty"` // or what is added
	From   time.Time    `json:"from,omitzero"`  //
	To     time.Time    `json:"to,omitzero"`    // exclusive
	Kind   network.Kind `json:"kind,omitempty"` // of claim
	Source string       `json:"source,omitempty"`
	Note   string       `json:"note,omitempty"`
	Line   int          `json:"-"` // in the file
}

// Where narrows down what a change acts on; an empty field lets everything pass.
type Where struct {
	Country  string       `json:"country,omitempty"`  // one end lies in it
	Between  []string     `json:"between,omitempty"`  // two countries: one end in each
	Mode     network.Mode `json:"mode,omitempty"`     //
	Corridor string       `json:"corridor,omitempty"` //
	Class    string       `json:"class,omitempty"`    //
	Place    string       `json:"place,omitempty"`    // one end, or the place of a transfer
	Through  string       `json:"through,omitempty"`  // chokepoint or country of [network.Link.Through]
	Pair     string       `json:"pair,omitempty"`     // of a transfer: "sea-rail"
}

// Act is one thing done to one quantity.
type Act struct {
	Op       network.Op `json:"op"`
	Quantity string     `json:"quantity"`
	Value    float64    `json:"value,omitempty"`
}

// Adds is what a change adds: rows of the tables of the network. A link or crossing added with dates is shut outside them.
type Adds struct {
	ID               string `json:"id,omitempty"` // of the link or crossing; "" for a location
	network.Addition        // one location, link or crossing, with its claims
}

// Base is the network as it is without any scenario.
func Base() Scenario { return Scenario{ID: "base", Name: "The network without scenarios"} }

// Today is every built-in fact but those left out by id.
func Today(without ...string) Scenario {
	s := Scenario{ID: "today", Name: "The network with the disruptions that hold"}
	for _, b := range Builtin() {
		if b.Fact && !slices.Contains(without, b.ID) {
			s.Base, s.bases = append(s.Base, b.ID), append(s.bases, b)
		}
	}
	return s
}

// Together is several scenarios as one, laid in the order given.
func Together(id, name string, scenarios ...Scenario) Scenario {
	s := Scenario{ID: id, Name: name, bases: scenarios}
	for _, b := range scenarios {
		s.Base = append(s.Base, b.ID)
	}
	return s
}

// Default lays every built-in fact over a network, but those left out by id; each holds on its dates. An id that no built-in
// fact has is an error that names what was perhaps meant.
func Default(n *network.Network, without ...string) (*network.Network, error) {
	for _, id := range without {
		if s, err := Find(id); err != nil {
			return nil, err
		} else if !s.Fact {
			return nil, fault.New(fault.BadField, "%s does not hold by default, so it cannot be left out", id).Among(Facts()...)
		}
	}
	return Today(without...).Apply(n)
}

// Facts gives the ids of the built-in facts.
func Facts() []string {
	var out []string
	for _, b := range Builtin() {
		if b.Fact {
			out = append(out, b.ID)
		}
	}
	return out
}

// Steps gives the scenarios that s is made of, in the order in which they are laid: its bases before it, each once.
func (s Scenario) Steps() []Scenario {
	var out []Scenario
	var walk func(Scenario)
	walk = func(s Scenario) {
		if slices.ContainsFunc(out, func(o Scenario) bool { return o.ID == s.ID }) {
			return
		}
		for _, b := range s.bases {
			walk(b)
		}
		out = append(out, s)
	}
	walk(s)
	return out
}

// Apply lays a scenario and those it starts from over a network and gives the changed copy. What is laid over the network
// already stays as it is. The error is a [fault.List] of every subject, quantity, value or row that does not fit the network.
func (s Scenario) Apply(n *network.Network) (*network.Network, error) {
	var faults fault.List
	for _, step := range s.Steps() {
		if laid(n, step.ID) {
			continue
		}
		next, err := step.lay(n)
		if err != nil {
			faults = append(faults, fault.All(err)...)
			continue
		}
		n = next
	}
	return n, faults.OrNil()
}

// laid reports whether a scenario is laid over a network.
func laid(n *network.Network, id string) bool {
	return slices.ContainsFunc(n.Changes(), func(c network.Change) bool { return c.Scenario == id })
}

// lay lays one scenario, without those it starts from: what it adds first, then its changes in order.
func (s *Scenario) lay(n *network.Network) (*network.Network, error) {
	var faults fault.List
	if add := s.additions(); add.Name != "" {
		next, err := n.Adding(add)
		if err != nil {
			return nil, err
		}
		n = next
	}
	var changes []network.Change
	for i := range s.Changes {
		c := &s.Changes[i]
		subjects, err := c.subjects(n)
		if err != nil {
			faults = append(faults, err.At("%s:%d", s.file, c.Line))
			continue
		}
		for _, subject := range subjects {
			for _, a := range c.acts() {
				change := s.change(c, a, subject)
				if err := n.CheckChange(change); err != nil {
					faults = append(faults, err.At("%s:%d", s.file, c.Line))
					continue
				}
				changes = append(changes, change)
			}
		}
		if len(changes) > maxExpanded {
			return nil, fault.New(fault.Limit, "the scenario changes too many figures").At("%s:%d", s.file, c.Line).Want("at most %d", maxExpanded)
		}
	}
	if err := dedupe(faults).OrNil(); err != nil {
		return nil, err
	}
	return n.Changing(changes...), nil
}

// additions are all rows that a scenario adds, as one; its name is "" where there are none.
func (s *Scenario) additions() network.Addition {
	var all network.Addition
	for i := range s.Changes {
		c := &s.Changes[i]
		if c.Adds == nil {
			continue
		}
		a := s.dated(c)
		all.Name = a.Name
		all.Locations, all.Links = append(all.Locations, a.Locations...), append(all.Links, a.Links...)
		all.Crossings, all.Figures = append(all.Crossings, a.Crossings...), append(all.Figures, a.Figures...)
	}
	return all
}

// dated is what a change adds. What has dates is added shut, and the change opens it between them.
func (s *Scenario) dated(c *Change) network.Addition {
	a := c.Adds.Addition
	if c.From.IsZero() && c.To.IsZero() && s.From.IsZero() && s.To.IsZero() {
		return a
	}
	shut := func(rows []network.Row) []network.Row {
		out := make([]network.Row, len(rows))
		for i, r := range rows {
			out[i] = network.Row{Line: r.Line, Columns: maps.Clone(r.Columns)}
			out[i].Columns["status"] = "suspended"
		}
		return out
	}
	a.Links, a.Crossings = shut(a.Links), shut(a.Crossings)
	return a
}

// dedupe keeps one of the violations that one change causes at many subjects.
func dedupe(l fault.List) fault.List {
	var out fault.List
	for _, e := range l {
		if len(out) == 0 || out[len(out)-1].Path != e.Path {
			out = append(out, e)
		}
	}
	return out
}

// acts is what a change does; what it adds is opened, so that it holds between the dates.
func (c *Change) acts() []Act {
	if c.Adds != nil {
		return []Act{{Op: network.Open, Quantity: network.QStatus}}
	}
	return c.Acts
}

// change makes the network's change of one act on one subject.
func (s *Scenario) change(c *Change, a Act, subject string) network.Change {
	out := network.Change{Subject: subject, Quantity: a.Quantity, Op: a.Op, Value: a.Value, From: c.From, To: c.To, Kind: c.Kind, Source: c.Source, Note: c.Note, Scenario: s.ID}
	if out.From.IsZero() && out.To.IsZero() {
		out.From, out.To = s.From, s.To
	}
	if out.Source == "" && s.Fact {
		out.Source = s.Source
	}
	if out.Note == "" {
		out.Note = s.Name
	}
	return out
}

// subjects expands what a change acts on over a network, in the order of its tables.
func (c *Change) subjects(n *network.Network) ([]string, *fault.Error) {
	switch {
	case c.Adds != nil && c.Adds.ID == "":
		return nil, nil
	case c.Adds != nil:
		return []string{c.Adds.ID}, nil
	case c.All == "":
		return c.At, nil
	}
	if err := c.Where.check(n); err != nil {
		return nil, err
	}
	var out []string
	switch c.All {
	case "links":
		for _, l := range n.Links() {
			if c.Where.holds(n, l.From, l.To, l.Mode, l.Corridor, l.Class) && (c.Where.Through == "" || slices.Contains(l.Through, c.Where.Through)) {
				out = append(out, l.ID)
			}
		}
	case "crossings":
		for _, x := range n.Crossings() {
			if c.Where.holds(n, x.From, x.To, x.Mode, x.Corridor, x.Class) {
				out = append(out, x.ID)
			}
		}
	case "transfers":
		for _, l := range n.Locations() {
			if l.Kind != "waypoint" && (c.Where.Place == "" || c.Where.Place == l.Code) && (c.Where.Country == "" || c.Where.Country == l.Country) {
				out = append(out, strings.TrimSuffix("transfer:"+l.Code+":"+c.Where.Pair, ":"))
			}
		}
	}
	if len(out) == 0 {
		return nil, fault.New(fault.BadField, "no %s of the network are meant", strings.TrimSuffix(c.All, "s")+"s").Want("conditions that some of them meet together")
	}
	return out, nil
}

// holds reports whether a link or crossing meets every condition on its ends, mode, corridor and class.
func (w *Where) holds(n *network.Network, from, to string, mode network.Mode, corridor, class string) bool {
	a, _ := n.Location(from)
	b, _ := n.Location(to)
	return (w.Mode == "" || w.Mode == mode) && (w.Corridor == "" || w.Corridor == corridor) && (w.Class == "" || w.Class == class) &&
		(w.Place == "" || w.Place == from || w.Place == to) &&
		(w.Country == "" || w.Country == a.Country || w.Country == b.Country) &&
		(len(w.Between) == 0 || w.Between[0] == a.Country && w.Between[1] == b.Country || w.Between[0] == b.Country && w.Between[1] == a.Country)
}

// check looks the words of the conditions up in the network.
func (w *Where) check(n *network.Network) *fault.Error {
	names := n.Names()
	unknown := func(what, word string, known map[string]bool) *fault.Error {
		if word == "" || known[word] {
			return nil
		}
		return fault.New(fault.BadField, "the network has no %s %q", what, word).Among(nearest(word, known)...)
	}
	classes := map[string]bool{}
	for _, c := range n.Classes() {
		classes[c.ID] = true
	}
	checks := []*fault.Error{unknown("country", w.Country, names.Countries), unknown("corridor", w.Corridor, names.Corridors), unknown("class", w.Class, classes), unknown("chokepoint", w.Through, names.Chokepoints)}
	for _, b := range w.Between {
		checks = append(checks, unknown("country", b, names.Countries))
	}
	for _, e := range checks {
		if e != nil {
			return e
		}
	}
	if w.Place != "" {
		if _, ok := n.Location(w.Place); !ok {
			return fault.New(fault.BadField, "the network has no place with the code %q", w.Place).Want("a code of locations.csv")
		}
	}
	return nil
}

// Held says in words which scenarios laid over a network hold on a day, each with its dates and source, in the order laid.
func Held(n *network.Network, on time.Time) []string {
	var out []string
	seen := map[string]bool{}
	for _, c := range n.Changes() {
		key := c.Scenario + "|" + c.Note
		if seen[key] || !c.Holds(on) {
			continue
		}
		seen[key] = true
		out = append(out, c.Scenario+": "+c.Note+" ("+span(c.From, c.To)+said(c.Source)+")")
	}
	return out
}

func span(from, to time.Time) string {
	switch {
	case !from.IsZero() && !to.IsZero():
		return fmt.Sprintf("%s until %s", from.Format(time.DateOnly), to.Format(time.DateOnly))
	case !from.IsZero():
		return "since " + from.Format(time.DateOnly)
	case !to.IsZero():
		return "until " + to.Format(time.DateOnly)
	}
	return "no dates"
}

func said(source string) string {
	if source == "" {
		return "; supposed"
	}
	return "; " + source
}
