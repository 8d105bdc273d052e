package node

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/exchange"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/store"
)

var (
	simSeed = flag.Int64("sim.seed", 0, "run only this seed of the simulation")
	simRuns = flag.Int("sim.runs", 60, "how many seeds of the simulation to run")
)

// The simulation: a trader and six administrations on stores in memory, a clock that is moved, a line that loses, doubles,
// reorders and is cut, nodes that crash before or after any commit or read. Whatever happens, once the line is mended and
// everybody has finished, the invariants of check hold. A failing seed is printed: go test ./node -sim.seed=N
func TestSimulation(t *testing.T) {
	first, runs := int64(1), *simRuns
	if testing.Short() {
		runs = min(runs, 20)
	}
	if *simSeed != 0 {
		first, runs = *simSeed, 1
	}
	var total counts
	for seed := first; seed < first+int64(runs); seed++ {
		w, err := simulate(seed, nil)
		if err != nil {
			t.Fatalf("seed %d: %v\nrun it again: go test ./node -run TestSimulation -sim.seed=%d", seed, err, seed)
		}
		total.add(w)
	}
	t.Logf("%d seeds: %+v", runs, total)
	if runs >= 60 && (total.Crashes == 0 || total.Lost == 0 || total.Cut == 0 || total.Discharged == 0 || total.Invalidated == 0 || total.Amended == 0 || total.TooLate == 0) {
		t.Errorf("the simulation is too kind: %+v", total)
	}
}

func TestASeedReproduces(t *testing.T) {
	for seed := int64(1); seed <= 5; seed++ {
		a, err := simulate(seed, nil)
		must(t, err)
		b, err := simulate(seed, nil)
		must(t, err)
		if a.digest() != b.digest() {
			t.Errorf("seed %d gave two histories", seed)
		}
	}
}

// Deliberate faults, each of which the simulation must find; so must it find them in the real code.
func TestTheSimulationFindsDeliberateFaults(t *testing.T) {
	for name, spoil := range map[string]spoiler{
		"a commit that is not durable": func(w *world, tx *store.Tx) bool { return w.hit(2) },
		"a commit without its outbox": func(w *world, tx *store.Tx) bool {
			if w.hit(10) {
				tx.Outbox = nil
			}
			return false
		},
		"a commit without its facts": func(w *world, tx *store.Tx) bool {
			if w.hit(10) && len(tx.Facts) > 0 && tx.Facts[0].Seq > 1 {
				tx.Facts = nil
			}
			return false
		},
		"an outbox ended without an acknowledgement": func(w *world, tx *store.Tx) bool {
			if w.hit(10) && len(tx.Outbox) > 0 {
				tx.Done = append(tx.Done, tx.Outbox[0].ID)
			}
			return false
		},
	} {
		found := false
		for seed := int64(1); seed <= 20 && !found; seed++ {
			_, err := simulate(seed, spoil)
			found = err != nil
		}
		if !found {
			t.Errorf("not found: %s", name)
		}
	}
}

type counts struct{ Movements, Discharged, Invalidated, Amended, TooLate, Crashes, Lost, Doubled, Reordered, Cut, Steps int }

func (c *counts) add(w *world) {
	n := w.net.Counts()
	c.Crashes, c.Steps = c.Crashes+w.crashes, c.Steps+w.steps
	c.Lost, c.Doubled, c.Reordered, c.Cut = c.Lost+n.Lost, c.Doubled+n.Doubled, c.Reordered+n.Reordered, c.Cut+n.Cut
	c.Amended, c.TooLate = c.Amended+w.amended, c.TooLate+w.tooLate
	for _, m := range w.final {
		c.Movements++
		switch m.State {
		case transit.Discharged:
			c.Discharged++
		case transit.Invalidated:
			c.Invalidated++
		}
	}
}

// errCrash is what a store says while its node dies.
var errCrash = fault.New(fault.Busy, "the node crashed")

// spoiler spoils a transaction; true makes the store forget it and say yes.
type spoiler func(*world, *store.Tx) bool

// crashing is a store whose node may die before or after any of its calls.
type crashing struct {
	store.Store
	w     *world
	spoil spoiler
}

func (c crashing) Commit(ctx context.Context, tx store.Tx) error {
	if c.w.crash() {
		return errCrash
	}
	if c.spoil != nil && !c.w.calm && c.spoil(c.w, &tx) {
		return nil
	}
	if err := c.Store.Commit(ctx, tx); err != nil {
		return err
	}
	if c.w.crash() {
		return errCrash // it is durable, and nobody was told
	}
	return nil
}

func (c crashing) Acknowledge(ctx context.Context, ids ...string) error {
	return c.Commit(ctx, store.Tx{Done: ids})
}

func (c crashing) Get(ctx context.Context, key string) (store.Record, error) {
	if c.w.crash() {
		return store.Record{}, errCrash
	}
	return c.Store.Get(ctx, key)
}

func (c crashing) Outbox(ctx context.Context, after int64, limit int) ([]store.Out, error) {
	if c.w.crash() {
		return nil, errCrash
	}
	return c.Store.Outbox(ctx, after, limit)
}

var simCountries = []string{"BY", "CN", "GE", "KZ", "RU", "UZ"}

// world is one run of the simulation.
type world struct {
	rng     *rand.Rand
	clock   *clock
	net     *exchange.Memory
	stores  map[string]store.Store
	spoil   spoiler
	trader  *Trader
	admins  map[string]*Administration
	calm    bool
	keys    []string
	plan    []filing.Stretch // what was lodged, as it is planned now
	amended int              // amendments in force
	tooLate int              // amendments refused
	crashes int
	steps   int
	final   []transit.Movement
	bodies  map[string]*TIRBody // of the TIR system, where there are any
	rail    map[string]*Carrier // where there are any
}

func (w *world) hit(pct int) bool { return w.rng.IntN(100) < pct }

func (w *world) crash() bool {
	if w.calm || w.rng.IntN(150) != 0 {
		return false
	}
	w.crashes++
	return true
}

func newWorld(seed int64, spoil spoiler, others ...string) *world {
	w := &world{bodies: map[string]*TIRBody{}, rail: map[string]*Carrier{}, rng: rand.New(rand.NewPCG(uint64(seed), 7)), clock: newClock(), stores: map[string]store.Store{}, admins: map[string]*Administration{}, spoil: spoil}
	w.net = exchange.NewMemory(&exchange.Faults{Seed: seed, LosePct: w.rng.IntN(40), DoublePct: w.rng.IntN(40), ReorderPct: w.rng.IntN(60)})
	for _, p := range others {
		if strings.HasPrefix(p, "rail-") {
			w.rail[p] = nil
		} else {
			w.bodies[p] = nil
		}
	}
	for _, p := range w.parties() {
		w.stores[p] = fresh(p)
	}
	for _, p := range w.parties() {
		w.start(p)
	}
	return w
}

// parties are the trader, the administrations, the bodies of the TIR system, and carriers.
func (w *world) parties() []string {
	return slices.Concat([]string{TraderParty}, simCountries, slices.Sorted(maps.Keys(w.bodies)), slices.Sorted(maps.Keys(w.rail)))
}

// start opens a node over its store; what it had in memory is gone.
func (w *world) start(party string) {
	var cards []exchange.Card
	for _, p := range w.parties() {
		cards = append(cards, exchange.Derive(7, p).Card())
	}
	c := Config{exchange.Derive(7, party), exchange.NewDirectory(cards...), w.net, crashing{w.stores[party], w, w.spoil}, w.clock.now}
	switch {
	case party == TraderParty:
		w.trader = NewTrader(c)
	case isCountry(party):
		w.admins[party] = NewAdministration(c)
	case strings.HasPrefix(party, "rail-"):
		w.rail[party] = NewCarrier(c)
	default:
		w.bodies[party] = NewTIRBody(c)
	}
}

func (w *world) node(party string) poller {
	switch {
	case party == TraderParty:
		return w.trader
	case isCountry(party):
		return w.admins[party]
	case strings.HasPrefix(party, "rail-"):
		return w.rail[party]
	}
	return w.bodies[party]
}

// run does one step of a node; a node that crashed starts again. Refusals are part of life.
func (w *world) run(party string, step func() error) error {
	err := step()
	if errors.Is(err, errCrash) {
		w.start(party)
		return nil
	}
	switch fault.CodeOf(err) {
	case fault.WrongState, fault.NotFound, fault.BadField, fault.BadIdent:
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: %w", party, err)
	}
	return nil
}

func simulate(seed int64, spoil spoiler) (*world, error) {
	w := newWorld(seed, spoil)
	w.steps = 300 + w.rng.IntN(300)
	for range w.steps {
		if err := w.step(); err != nil {
			return w, err
		}
	}
	if err := w.finish(); err != nil {
		return w, err
	}
	return w, w.check()
}

func (w *world) anybody() string {
	all := w.parties()
	return all[w.rng.IntN(len(all))]
}

func (w *world) step() error {
	w.clock.pass(time.Duration(w.rng.IntN(240)) * time.Minute)
	p := w.anybody()
	switch n := w.rng.IntN(100); {
	case n < 35:
		return w.run(p, func() error { _, err := w.node(p).Poll(ctx); return err })
	case n < 55:
		return w.run(p, func() error { _, err := w.node(p).Pump(ctx); return err })
	case n < 62:
		return w.run(TraderParty, w.lodge)
	case n < 64:
		return w.run(TraderParty, func() error {
			if len(w.keys) == 0 || !w.hit(15) {
				return nil
			}
			return w.trader.Cancel(ctx, w.keys[w.rng.IntN(len(w.keys))], "another corridor")
		})
	case n < 67:
		return w.run(TraderParty, w.amend)
	case n < 69:
		w.net.Cut(p, w.anybody())
	case n < 73:
		w.net.Heal(p, w.anybody())
	case n < 75:
		w.crashes++
		w.start(p)
	default:
		country := simCountries[w.rng.IntN(len(simCountries))]
		return w.run(country, func() error { return w.act(country) })
	}
	return nil
}

// lodge declares and lodges one of several stretches, with two to five countries or one.
func (w *world) lodge() error {
	if len(w.keys) >= 8 {
		return nil
	}
	cons := sampleConsignment()
	cons.Goods[0].Packages = 1 + w.rng.IntN(3)
	if _, _, err := w.trader.Declare(ctx, cons); err != nil {
		return err
	}
	s := w.stretch(fmt.Sprintf("S%d", len(w.keys)+1))
	key, err := w.trader.Lodge(ctx, "", s)
	if err == nil {
		w.keys = append(w.keys, key)
		w.plan = append(w.plan, s)
	}
	return err
}

// amend declares a new version and tells those whom it concerns: goods change for everybody, a code for one country, a
// destination for one stretch, a title for nobody.
func (w *world) amend() error {
	if len(w.plan) == 0 {
		return nil
	}
	cons := sampleConsignment()
	cons.Title = fmt.Sprintf("version of step %d", w.rng.IntN(1000))
	switch w.rng.IntN(4) {
	case 0:
		cons.Goods[0].Packages = 1 + w.rng.IntN(3)
	case 1:
		cons.Goods[0].Codes = []consignment.Code{{Country: simCountries[w.rng.IntN(len(simCountries))], Code: "8708299009"}}
	case 2:
		if i := w.rng.IntN(len(w.plan)); w.plan[i].Regime != string(transit.Import) {
			w.plan[i].Destination = demoOffice(simCountries[w.rng.IntN(len(simCountries))], 9, "")
		}
	}
	if _, _, err := w.trader.Declare(ctx, cons); err != nil {
		return err
	}
	_, err := w.trader.Amend(ctx, "R1", w.plan)
	return err
}

func (w *world) stretch(id string) filing.Stretch {
	pick := func() string { return simCountries[w.rng.IntN(len(simCountries))] }
	regimes := transit.Regimes
	regime := regimes[w.rng.IntN(len(regimes))]
	owner := pick()
	s := filing.Stretch{ID: id, Regime: string(regime), Administration: owner, Declarant: "carrier",
		NumberFormat: []string{"mrn", "eaeu", "national"}[w.rng.IntN(3)], LimitDays: w.rng.IntN(20),
		Departure: demoOffice(owner, 1, ""), Destination: demoOffice(pick(), 9, "")}
	for i := range w.rng.IntN(4) {
		s.Passage = append(s.Passage, demoOffice(pick(), 2+i, ""))
	}
	if regime == transit.Import {
		s.Passage, s.Destination = nil, s.Departure
	}
	return s
}

// act is an officer's click on some movement: mostly one that fits, sometimes any, sometimes twice.
func (w *world) act(country string) error {
	if len(w.keys) == 0 {
		return nil
	}
	key := w.keys[w.rng.IntN(len(w.keys))]
	a := w.admins[country]
	m, err := a.Movement(ctx, key)
	if err != nil {
		return err
	}
	fits := transit.Possible(m)
	if w.hit(10) || len(fits) == 0 {
		fits = officers
	}
	k := fits[w.rng.IntN(len(fits))]
	if (k == transit.KindCancel || k == transit.KindReject || k == transit.KindRefuseRelease) && !w.hit(15) {
		return nil
	}
	err = a.Do(ctx, key, w.click(k))
	if err == nil && w.hit(10) {
		err = a.Do(ctx, key, w.click(k))
	}
	return err
}

// click is what an officer sends for a kind of message.
func (w *world) click(k transit.Kind) transit.Message {
	fine := !w.hit(20)
	switch k {
	case transit.KindAccept:
		return transit.Accept{}
	case transit.KindReject:
		return transit.Reject{Reason: "incomplete"}
	case transit.KindDecideControl:
		return transit.DecideControl{Control: []transit.ControlKind{transit.NoControl, transit.Scan}[w.rng.IntN(2)]}
	case transit.KindControlResult:
		return transit.ControlResult{Satisfactory: fine}
	case transit.KindRelease:
		return transit.Release{}
	case transit.KindRefuseRelease:
		return transit.RefuseRelease{Reason: "seal broken"}
	case transit.KindPassage:
		return transit.Passage{}
	case transit.KindArrival:
		return transit.Arrival{}
	case transit.KindDestinationControl:
		return transit.DestinationControl{Satisfactory: fine}
	case transit.KindDischarge:
		return transit.Discharge{Resolved: "settled"}
	case transit.KindCancel:
		return transit.Cancel{Reason: "wrong"}
	}
	return transit.Notice{} // not an officer's: refused
}

// finish mends the line, lets everybody settle, and has the officers bring every movement to its end.
func (w *world) finish() error {
	w.calm = true
	w.net.HealAll()
	w.net.SetFaults(nil)
	order := []transit.Kind{transit.KindAccept, transit.KindControlResult, transit.KindRelease, transit.KindArrival,
		transit.KindDestinationControl, transit.KindDischarge}
	for range 2 * len(order) {
		if err := w.settle(); err != nil {
			return err
		}
		for _, country := range simCountries {
			for _, key := range w.keys {
				m, err := w.admins[country].Movement(ctx, key)
				if err != nil || m.Ended() {
					continue
				}
				w.clock.pass(time.Hour)
				for _, k := range order {
					if err := w.admins[country].Do(ctx, key, w.firm(k)); err == nil {
						break
					}
				}
				if c := m.Control; c != nil && c.Done && !c.Satisfactory && m.State == transit.Controlled {
					_ = w.admins[country].Do(ctx, key, transit.RefuseRelease{Reason: "control"})
				}
			}
		}
	}
	return w.settle()
}

// firm is click without chance.
func (w *world) firm(k transit.Kind) transit.Message {
	switch k {
	case transit.KindControlResult:
		return transit.ControlResult{Satisfactory: true}
	case transit.KindDestinationControl:
		return transit.DestinationControl{Satisfactory: true}
	}
	return w.click(k)
}

func (w *world) settle() error {
	for range 200 {
		moved := 0
		for _, p := range w.parties() {
			n, err := w.node(p).Poll(ctx)
			if err != nil {
				return fmt.Errorf("%s receives: %w", p, err)
			}
			moved += n
		}
		if moved > 0 {
			continue
		}
		for _, p := range w.parties() {
			n, err := w.node(p).Pump(ctx)
			if err != nil {
				return fmt.Errorf("%s sends: %w", p, err)
			}
			moved += n
		}
		if moved == 0 {
			return nil
		}
	}
	return errors.New("the line is mended, and messages still wait for ever")
}

// check holds the invariants over the whole world.
func (w *world) check() error {
	var wrong []string
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	for _, key := range w.keys {
		f, err := w.trader.Filing(ctx, key)
		if err != nil {
			say("%s: the trader lost it: %v", key, err)
			continue
		}
		m, err := w.admins[f.Administration].Movement(ctx, key)
		if err != nil {
			say("%s: lost: %v", key, err)
			continue
		}
		w.final = append(w.final, m)
		w.checkMovement(m, f, say)
	}
	w.checkNumbers(say)
	for p, s := range w.stores {
		if rows, _ := s.Outbox(ctx, 0, 0); len(rows) > 0 {
			say("%s still has %d messages to send", p, len(rows))
		}
	}
	if len(wrong) > 0 {
		return errors.New(strings.Join(wrong, "\n"))
	}
	return nil
}

func (w *world) checkMovement(m transit.Movement, f Filing, say func(string, ...any)) {
	if !m.Ended() {
		say("%s: stuck in %s", m.Key, m.State)
	}
	if f.State != m.State || f.Number != m.Number {
		say("%s: the trader has %s %s, the owner %s %s", m.Key, f.State, f.Number, m.State, m.Number)
	}
	if len(f.Offered) > 0 {
		say("%s: %d amendments were never answered", m.Key, len(f.Offered))
	}
	if v, err := w.trader.Dossier(ctx, f.Reference, f.Version); err != nil || len(Project(v, f.Stretch).Differences(m.Declaration)) > 0 || f.Version != m.Declaration.Version || f.Hash != m.Declaration.Hash {
		say("%s: the trader takes version %d %.8s for declared, the owner has %d %.8s (%v)", m.Key, f.Version, f.Hash, m.Declaration.Version, m.Declaration.Hash, err)
	}
	if m.State == transit.Discharged && m.ReleasedAt.IsZero() {
		say("%s: discharged and never released", m.Key)
	}
	if m.State == transit.Discharged && m.Class() != transit.Inward && m.Arrival == nil {
		say("%s: discharged and never arrived", m.Key)
	}
	w.checkFacts(m.Owner, m, say)
	for _, c := range m.Copies() {
		copy, err := w.admins[c.Country].Movement(ctx, m.Key)
		if m.ReleasedAt.IsZero() {
			if err == nil {
				say("%s: %s was told before the release", m.Key, c.Country)
			}
			continue
		}
		if err != nil {
			say("%s: %s never heard of it", m.Key, c.Country)
			continue
		}
		w.checkCopy(m, copy, say)
		w.checkFacts(c.Country, copy, say)
	}
}

// checkCopy holds a copy against its movement: state, number, passages and arrival.
func (w *world) checkCopy(m, c transit.Movement, say func(string, ...any)) {
	if c.State != m.State || c.Number != m.Number {
		say("%s: %s has %s %s, the owner %s %s", m.Key, c.Administration, c.State, c.Number, m.State, m.Number)
	}
	if c.Declaration.Hash != m.Declaration.Hash || len(c.Declaration.Differences(m.Declaration)) > 0 {
		say("%s: %s holds version %d, the owner %d", m.Key, c.Administration, c.Declaration.Version, m.Declaration.Version)
	}
	var here []transit.Passed
	for _, p := range m.Passages {
		if p.Office.Country == c.Administration {
			here = append(here, p)
		}
	}
	if fmt.Sprint(here) != fmt.Sprint(c.Passages) {
		say("%s: %s recorded %v, the owner has %v", m.Key, c.Administration, c.Passages, here)
	}
	if c.Arrival != nil && (m.Arrival == nil || *m.Arrival != *c.Arrival) {
		say("%s: %s recorded an arrival the owner does not have", m.Key, c.Administration)
	}
}

// checkFacts replays the facts: an unbroken chain to the state, nothing done twice, no message between administrations
// refused.
func (w *world) checkFacts(country string, m transit.Movement, say func(string, ...any)) {
	entries, err := w.admins[country].History(ctx, m.Key)
	if err != nil {
		say("%s: %v", m.Key, err)
	}
	state, done, version := transit.None, map[string]int{}, 0
	for _, e := range entries {
		if e.Refused != "" {
			if e.Message == transit.KindAmend {
				w.tooLate++
				continue
			}
			if e.Message != transit.KindCancel {
				say("%s: %s refused %s: %s", m.Key, country, e.Message, e.Refused)
			}
			continue
		}
		if e.From != state {
			say("%s: %s has a fact from %s after %s", m.Key, country, e.From, state)
		}
		if e.Message == transit.KindAmend {
			w.amended++
			if e.Version <= version || state != transit.Lodged && state != transit.Accepted {
				say("%s: %s was amended to version %d after %d while %s", m.Key, country, e.Version, version, state)
			}
		}
		if e.Version < version {
			say("%s: %s goes back from version %d to %d", m.Key, country, version, e.Version)
		}
		version = e.Version
		if e.To != state {
			done[string(e.To)]++
		}
		state = e.To
		if e.Message == transit.KindPassage || e.Message == transit.KindPassageNotified {
			done["passage "+e.Office.Code]++
		}
	}
	if state != m.State {
		say("%s: %s stands in %s, its facts lead to %s", m.Key, country, m.State, state)
	}
	for what, n := range done {
		if n > 1 && what != string(transit.UnderControl) && what != string(transit.Controlled) && what != string(transit.InTransit) {
			say("%s: %s: %s happened %d times", m.Key, country, what, n)
		}
	}
}

// checkNumbers finds every number of every range used once, without a gap.
func (w *world) checkNumbers(say func(string, ...any)) {
	used, ranges := map[string]bool{}, map[string]int64{}
	for _, m := range w.final {
		if m.Number == "" {
			continue
		}
		if used[m.Number] {
			say("number %s was given twice", m.Number)
		}
		used[m.Number] = true
		ranges[m.Owner+"|"+numberRange(m, w.clock.at)]++
	}
	for r, n := range ranges {
		owner, name, _ := strings.Cut(r, "|")
		if last, _ := w.stores[owner].Counter(ctx, name); last != n && strings.HasSuffix(name, "2026") {
			say("range %s of %s is at %d after %d numbers", name, owner, last, n)
		}
	}
}

// digest is a hash of everything every store holds.
func (w *world) digest() uint64 {
	h := fnv.New64a()
	for _, p := range w.parties() {
		recs, _ := w.stores[p].List(ctx, "", "", 0)
		for _, r := range recs {
			fmt.Fprintf(h, "%s %s %d %s\n", p, r.Key, r.Version, r.Value)
		}
		for _, k := range w.keys {
			facts, _ := w.stores[p].Facts(ctx, k, 0, 0)
			for _, f := range facts {
				fmt.Fprintf(h, "%s %s %d %s\n", p, k, f.Seq, f.Body)
			}
		}
	}
	return h.Sum64()
}

// heal mends the network and lets so many rounds pass, each with what leads on, until everything is told.
func (w *world) heal(rounds int, pass time.Duration, lead func(round int)) error {
	w.calm = true
	w.net.HealAll()
	w.net.SetFaults(nil)
	for round := range rounds {
		if err := w.settle(); err != nil {
			return err
		}
		w.clock.pass(pass)
		lead(round)
	}
	return w.settle()
}
