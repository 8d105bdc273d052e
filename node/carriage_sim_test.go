package node

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/customs/carriage"
	"github.com/kairo-corridor/kairo/store"
	"github.com/kairo-corridor/kairo/unit"
)

// A carriage under SMGS over three carriers with a change of gauge, on nodes that crash and a line that loses, doubles, reorders
// and is cut: the carriers' people, the customer and the clock do what the machine allows. Once the line is mended the carriage can be
// brought to its end, every carrier holds the same record, each entry stands in it once, and the customer knows how it ended.
func TestCarriageUnderFaults(t *testing.T) {
	ends := map[carriage.State]int{}
	for seed := int64(1); seed <= 30; seed++ {
		if *simSeed != 0 && seed != *simSeed {
			continue
		}
		state, err := newWorld(seed, nil, railways...).simulateRail()
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		ends[state]++
	}
	t.Log(ends)
	if len(ends) < 3 && *simSeed == 0 {
		t.Errorf("the simulation is too kind: %v", ends)
	}
}

// A commit that forgets what was to be sent is found.
func TestTheRailSimulationFindsDeliberateFaults(t *testing.T) {
	for seed := int64(1); seed <= 20; seed++ {
		w := newWorld(seed, func(w *world, tx *store.Tx) bool {
			if w.hit(10) {
				tx.Outbox = nil
			}
			return false
		}, railways...)
		if _, err := w.simulateRail(); err != nil {
			return
		}
	}
	t.Error("not found")
}

func (w *world) simulateRail() (carriage.State, error) {
	w.calm = true
	if _, _, err := w.trader.Declare(ctx, sampleConsignment()); err != nil {
		return "", err
	}
	p, way, freight := railPlan()
	key, err := w.trader.Consign(ctx, "", p, "C1", way, freight)
	if err != nil {
		return "", err
	}
	w.keys, w.calm = []string{key}, false
	pace := []int{1, 1, 24}[w.rng.IntN(3)] // slow goods are late, lost, or not fetched
	for range 300 {
		w.clock.pass(time.Duration(pace*w.rng.IntN(6)) * time.Hour)
		if err := w.stepRail(); err != nil {
			return "", err
		}
	}
	err = w.heal(80, 6*time.Hour, func(_ int) {
		for _, party := range railways {
			w.leadRail(party)
		}
	})
	if err != nil {
		return "", err
	}
	return w.checkRail()
}

func (w *world) stepRail() error {
	p := append([]string{TraderParty}, railways...)[w.rng.IntN(1+len(railways))]
	switch n := w.rng.IntN(100); {
	case n < 30:
		return w.run(p, func() error { _, err := w.node(p).Poll(ctx); return err })
	case n < 55:
		return w.run(p, func() error { _, err := w.node(p).Pump(ctx); return err })
	case n < 58:
		w.net.Cut(p, w.anybody())
	case n < 64:
		w.net.Heal(p, w.anybody())
	case n < 67:
		w.start(p)
	case n < 71:
		return w.run(TraderParty, w.tellRail)
	case n < 76 && p != TraderParty:
		return w.run(p, func() error { _, err := w.rail[p].Tick(ctx); return err })
	case p != TraderParty:
		return w.run(p, func() error { return w.actRail(p) })
	}
	return nil
}

// tellRail is an application of the customer to some carrier.
func (w *world) tellRail() error {
	other := carriage.Party{ID: TraderParty, Name: fmt.Sprintf("consignee %d", w.rng.IntN(9))}
	msg := []carriage.Message{
		carriage.Amend{Reference: fmt.Sprintf("A%d", w.rng.IntN(3)), By: carriage.ByConsignor, Consignee: &other},
		carriage.Instruct{Reference: fmt.Sprintf("I%d", w.rng.IntN(9)), Action: []carriage.Action{carriage.Continue, carriage.Sell}[w.rng.IntN(2)]},
		carriage.LodgeClaim{ID: fmt.Sprintf("K%d", w.rng.IntN(3)), By: carriage.ByConsignor, For: carriage.ClaimLoss, Amount: unit.USD(100)},
	}[w.rng.IntN(3)]
	return w.trader.Tell(ctx, w.keys[0], railways[w.rng.IntN(len(railways))], msg)
}

// actRail is an act that fits, mostly one that leads on.
func (w *world) actRail(party string) error {
	n, key := w.rail[party], w.keys[0]
	x, err := n.Carried(ctx, key)
	if err != nil || x.Carriage.Role() != carriage.InCharge || x.Carriage.Ended() {
		return err
	}
	msg := nearer(x.Carriage)
	if w.hit(12) {
		msg = []carriage.Message{carriage.ReportObstacle{Reason: "line closed"}, carriage.RefuseTakeOver{Reason: "no paper"}, carriage.RefuseAcceptance{Reason: "badly packed"},
			carriage.MakeReport{Number: fmt.Sprintf("%s-%d", party, w.rng.IntN(1000)), Finding: carriage.Damage, Text: "dented"},
			carriage.ReplaceSeals{By: carriage.SealCarrier, Applied: []string{fmt.Sprintf("%s-%d", party, w.rng.IntN(1000))}, Reason: "opened"},
			carriage.Refuse{Reason: "spoilt"}}[w.rng.IntN(6)]
	}
	return n.Do(ctx, key, msg)
}

// leadRail brings the carriage nearer to its end.
func (w *world) leadRail(party string) {
	n, key := w.rail[party], w.keys[0]
	_, _ = n.Tick(ctx)
	x, err := n.Carried(ctx, key)
	if err != nil || x.Carriage.Role() != carriage.InCharge || x.Carriage.Ended() {
		return
	}
	_ = n.Do(ctx, key, nearer(x.Carriage))
}

func (w *world) checkRail() (carriage.State, error) {
	key := w.keys[0]
	var first *carriage.Carriage
	for _, party := range railways {
		x, err := w.rail[party].Carried(ctx, key)
		if err != nil {
			return "", err
		}
		c := x.Carriage
		if len(c.Waiting) > 0 {
			return "", fmt.Errorf("%s still waits for an entry before %d", party, c.Waiting[0].Seq)
		}
		if err := w.checkEntries(party, c); err != nil {
			return "", err
		}
		c.Carrier, c.Waiting = "", nil
		if first == nil {
			first = &c
		} else if !reflect.DeepEqual(*first, c) {
			return "", fmt.Errorf("%s has another record: %s with %d entries, %s with %d", party, c.State, len(c.Log), first.State, len(first.Log))
		}
	}
	if !first.Ended() {
		return "", fmt.Errorf("stuck in %s with %s", first.State, first.Charge)
	}
	if first.State == carriage.Delivered && len(first.Takeovers) != len(first.Note.Sections) {
		return "", fmt.Errorf("delivered after %d takings over", len(first.Takeovers))
	}
	f, err := w.trader.Consigned(ctx, key)
	if err != nil || f.State != first.State {
		return "", fmt.Errorf("the customer has it %s, the carriers %s: %v", f.State, first.State, err)
	}
	return first.State, nil
}

// checkEntries finds every entry once, in order, with a fact of its own; no carrier refused another's entry.
func (w *world) checkEntries(party string, c carriage.Carriage) error {
	history, err := w.rail[party].History(ctx, w.keys[0])
	if err != nil {
		return err
	}
	seq := 0
	for _, e := range history {
		switch {
		case e.Refused != "" && e.Message == carriage.KindEntry:
			return fmt.Errorf("%s refused an entry of %s: %s", party, e.By, e.Refused)
		case e.Refused != "" || e.Seq == 0:
		case e.Seq != seq+1:
			return fmt.Errorf("%s has entry %d after %d", party, e.Seq, seq)
		default:
			seq++
		}
	}
	if seq != len(c.Log) {
		return fmt.Errorf("%s has facts of %d entries of %d", party, seq, len(c.Log))
	}
	var taken []int
	for _, x := range c.Takeovers {
		taken = append(taken, x.Section)
	}
	if !slices.IsSorted(taken) || len(slices.Compact(slices.Clone(taken))) != len(taken) {
		return fmt.Errorf("%s has the goods taken over in sections %v", party, taken)
	}
	return nil
}
