package carriage

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// net is the carriers of one carriage and a line that doubles and reorders.
type net struct {
	t    *rapid.T
	now  time.Time
	held map[string]Carriage
	line []Send
	note Note
}

// drawNote is a route of one to six sections of sampleNote, under a common note or one for each law.
func drawNote(t *rapid.T) Note {
	n := sampleNote()
	from := rapid.IntRange(0, len(n.Sections)-1).Draw(t, "from")
	to := rapid.IntRange(from, len(n.Sections)-1).Draw(t, "to")
	n.Sections = n.Sections[from : to+1]
	if rapid.Bool().Draw(t, "ship") { // the goods leave the wagons
		for i := range n.Sections {
			if n.Sections[i].Mode == Ferry {
				n.Sections[i].GaugeMm = 0
			}
		}
	}
	if !rapid.Bool().Draw(t, "common") {
		n.Form = Form(n.Sections[0].Law)
	}
	n.Perishable, n.ConsignorDisposes = rapid.Bool().Draw(t, "perishable"), rapid.Bool().Draw(t, "consignor disposes")
	n.Customs = slices.DeleteFunc(n.Customs, func(e Endorsement) bool { return !onRoute(n.Sections, e.Station) })
	return n
}

// give hands a message to a carrier; what it sends goes on the line, sometimes twice.
func (n *net) give(to string, m Message) error {
	c, known := n.held[to]
	if !known {
		c = Carriage{Carrier: to}
	}
	before := asJSON(n.t, c)
	after, facts, sends, err := Apply(c, m, n.now)
	if err != nil {
		if asJSON(n.t, after) != before {
			n.t.Fatalf("%s is refused and changes something: %v", m.Kind(), err)
		}
		return err
	}
	for _, f := range facts {
		if f.Rule.ID == "" {
			n.t.Fatalf("a fact without a rule: %+v", f)
		}
	}
	if c.Ended() && after.State != c.State {
		n.t.Fatalf("%s leads from %s to %s", m.Kind(), c.State, after.State)
	}
	n.held[to] = after
	for _, s := range sends {
		if s.Message.Kind() == KindNotice {
			continue
		}
		for range rapid.IntRange(1, 2).Draw(n.t, "times") {
			n.line = append(n.line, s)
		}
	}
	return nil
}

// deliver hands over some message of the line, whichever comes first.
func (n *net) deliver() {
	i := rapid.IntRange(0, len(n.line)-1).Draw(n.t, "first")
	s := n.line[i]
	n.line = slices.Delete(n.line, i, i+1)
	err := n.give(s.To, s.Message)
	if _, entry := s.Message.(Entry); entry && err != nil {
		n.t.Fatalf("%s refuses an entry: %v", s.To, err)
	}
}

// charge is the carrier that may act: never more than one, none while the charge is on the line.
func (n *net) charge() (Carriage, bool) {
	var found []Carriage
	for _, c := range n.held {
		if c.Role() == InCharge {
			found = append(found, c)
		}
	}
	if len(found) > 1 {
		n.t.Fatalf("%s and %s are both in charge", found[0].Carrier, found[1].Carrier)
	}
	if len(found) == 0 {
		return Carriage{}, false
	}
	return found[0], true
}

// wander makes random acts and applications, a random time apart, while messages are on their way.
func (n *net) wander(steps int) {
	for range steps {
		n.now = n.now.Add(time.Duration(rapid.IntRange(0, 72).Draw(n.t, "hours")) * time.Hour)
		if len(n.line) > 0 && rapid.IntRange(0, 2).Draw(n.t, "line") > 0 {
			n.deliver()
			continue
		}
		c, ok := n.charge()
		if !ok {
			continue
		}
		var may []Message
		for _, k := range Possible(c) {
			if k != KindEntry {
				may = append(may, samples(k, c)...)
			}
		}
		may = append(may, nearer(c), nearer(c), nearer(c)) // so that the carriage gets on
		m := rapid.SampledFrom(may).Draw(n.t, "act")
		to := c.Carrier
		if slices.Contains(forwarded, m.Kind()) { // the customers apply to whom they like
			to = rapid.SampledFrom(c.Parties).Draw(n.t, "to")
		}
		n.give(to, m)
	}
}

// heal delivers everything, and holds all records against each other and the invariants.
func (n *net) heal() Carriage {
	for len(n.line) > 0 {
		n.deliver()
	}
	c, ok := n.charge()
	if !ok {
		n.t.Fatal("nobody is in charge")
	}
	want := c
	want.Carrier = ""
	for _, name := range c.Parties {
		got := n.held[name]
		got.Carrier = ""
		if asJSON(n.t, got) != asJSON(n.t, want) {
			n.t.Fatalf("%s holds\n%s\n%s holds\n%s", name, asJSON(n.t, got), c.Carrier, asJSON(n.t, want))
		}
	}
	seen := map[string]bool{}
	for i, x := range c.Takeovers {
		s := c.Note.Sections[i]
		if x.Section != i || x.Carrier != s.Carrier || x.Station != s.From || seen[x.Carrier] {
			n.t.Fatalf("take-over %d is %+v on the route %s", i, x, routeText(c.Note.Sections))
		}
		seen[x.Carrier] = true
	}
	has := c.Section
	if c.State == Presented {
		has++
	}
	if c.Charge != c.Note.Sections[has].Carrier {
		n.t.Fatalf("%s is in charge of goods that are %s on section %d", c.Charge, c.State, c.Section)
	}
	on := map[string]bool{}
	for _, s := range c.Note.Seals {
		if on[s.Number] {
			n.t.Fatalf("seal %s stands twice", s.Number)
		}
		on[s.Number] = true
	}
	return c
}

// wayOn is true where a timer runs or somebody can act with effect.
func (n *net) wayOn(c Carriage) bool {
	if _, _, _, err := Apply(c, nearer(c), n.now); err == nil {
		return true
	}
	return len(c.Timers) > 0
}

// Whatever happens: copies agree once the line is still, the goods are taken over in the order of the route and once by each
// carrier, every state has a timer or somebody who can act, and the carriage ends: by the acts of the carriers, or by the
// clock alone.
func TestACarriageEndsAndItsCopiesAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := &net{t: t, now: now, held: map[string]Carriage{}, note: drawNote(t)}
		if err := n.give(n.note.Sections[0].Carrier, DrawUp{n.note}); err != nil {
			t.Fatal(err)
		}
		n.wander(rapid.IntRange(0, 60).Draw(t, "steps"))
		c := n.heal()
		if !c.Ended() && !n.wayOn(c) {
			t.Fatalf("%s: nobody can act and no timer runs", c.State)
		}
		byClock := rapid.Bool().Draw(t, "by the clock")
		for range 60 {
			if c.Ended() {
				break
			}
			n.end(c, byClock)
			c = n.heal()
		}
		ends := []State{Delivered, Disposed, Lost}
		if len(c.Takeovers) == 0 {
			ends = []State{NotAccepted}
		}
		if !slices.Contains(ends, c.State) {
			t.Fatalf("the carriage ends %s", c.State)
		}
	})
}

// end brings the carriage nearer to its end: by the next act, or by its last timer where one runs.
func (n *net) end(c Carriage, byClock bool) {
	m := nearer(c)
	if timers := c.Timers; byClock && len(timers) > 0 {
		last := timers[len(timers)-1]
		m = Elapsed{last.Kind}
		if n.now.Before(last.Due) {
			n.now = last.Due
		}
	}
	if err := n.give(c.Carrier, m); err != nil {
		n.t.Fatalf("%s in %s: %v", m.Kind(), c.State, err)
	}
}
