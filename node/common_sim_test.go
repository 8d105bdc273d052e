package node

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
)

// Common transit with its clocks, on nodes that crash and a line that loses, doubles, reorders and is cut: officers, the holder
// and the clock do what the machine allows. Once the line is mended the movement can be brought to its end, every copy ends
// with it, and no message between administrations was refused.
func TestCommonTransitUnderFaults(t *testing.T) {
	ends := map[transit.State]int{}
	for seed := int64(1); seed <= seeds(25); seed++ {
		state, err := simulateCommon(newWorld(seed, nil), (*world).lodgeCommon)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		ends[state]++
	}
	t.Log(ends)
	if seeds(25) == 25 && len(ends) < 3 {
		t.Errorf("the simulation is too kind: %v", ends)
	}
}

func simulateCommon(w *world, lodge func(*world) error) (transit.State, error) {
	if err := lodge(w); err != nil {
		return "", err
	}
	for range 250 {
		if err := w.stepCommon(); err != nil {
			return "", err
		}
		for _, country := range simCountries {
			if err := checkDue(w.stores[country]); err != nil {
				return "", fmt.Errorf("%s: %w", country, err)
			}
		}
	}
	err := w.heal(40, 48*time.Hour, func(_ int) {
		for _, country := range simCountries {
			w.leadCommon(country)
		}
	})
	if err != nil {
		return "", err
	}
	return w.checkCommon()
}

func (w *world) lodgeCommon() error {
	w.calm = true
	defer func() { w.calm = false }()
	if _, _, err := w.trader.Declare(ctx, sampleConsignment()); err != nil {
		return err
	}
	key, err := w.trader.Lodge(ctx, "", w.commonStretch())
	w.keys = append(w.keys, key)
	return err
}

func (w *world) commonStretch() filing.Stretch {
	return filing.Stretch{ID: "S1", Regime: string(transit.CommonTransit), Administration: "GE", Declarant: "carrier", NumberFormat: "mrn",
		LimitDays: w.rng.IntN(9), Departure: demoOffice("GE", 1, ""), Passage: []filing.Office{demoOffice("KZ", 1, "")}, Destination: demoOffice("UZ", 1, "")}
}

func (w *world) stepCommon() error {
	w.clock.pass(time.Duration(w.rng.IntN(20)) * time.Hour)
	p := w.anybody()
	switch n := w.rng.IntN(100); {
	case n < 30:
		return w.run(p, func() error { _, err := w.node(p).Poll(ctx); return err })
	case n < 55:
		return w.run(p, func() error { _, err := w.node(p).Pump(ctx); return err })
	case n < 58:
		w.net.Cut(p, w.anybody())
	case n < 63:
		w.net.Heal(p, w.anybody())
	case n < 65:
		w.start(p)
	case n < 68:
		return w.run(TraderParty, func() error { return w.trader.Say(ctx, w.keys[0], transit.HolderAnswer{Text: "delivered"}) })
	case n < 74 && p != TraderParty:
		return w.run(p, func() error { _, err := w.admins[p].Tick(ctx); return err })
	case p != TraderParty:
		return w.run(p, func() error { return w.actCommon(p) })
	}
	return nil
}

// actCommon is an officer's act that fits, or the question of an office that was not declared.
func (w *world) actCommon(country string) error {
	key, a := w.keys[0], w.admins[country]
	m, err := a.Movement(ctx, key)
	if fault.CodeOf(err) == fault.NotFound && err != nil || err == nil && m.State == transit.None {
		owner, err := w.admins["GE"].Movement(ctx, key)
		if err != nil || owner.Number == "" || country == "GE" || !w.hit(20) {
			return err
		}
		return a.Do(ctx, key, transit.AskRecord{Key: key, Number: owner.Number, Owner: "GE", For: []transit.Role{transit.Passing, transit.Destination}[w.rng.IntN(2)],
			Office: OfficeOf(demoOffice(country, 5, ""))})
	}
	if err != nil {
		return err
	}
	var fits []transit.Kind
	for _, k := range transit.Possible(m) {
		if among(officers, k) && (k != transit.KindReject && k != transit.KindRefuseRelease && k != transit.KindCancel || w.hit(10)) {
			fits = append(fits, k)
		}
	}
	if len(fits) == 0 {
		return nil
	}
	return a.Do(ctx, key, w.clickCommon(fits[w.rng.IntN(len(fits))], m))
}

func (w *world) clickCommon(k transit.Kind, m transit.Movement) transit.Message {
	here := OfficeOf(demoOffice(m.Administration, 1+w.rng.IntN(2), ""))
	switch k {
	case transit.KindArrival:
		return transit.Arrival{Office: here}
	case transit.KindPassage:
		return transit.Passage{Office: here}
	case transit.KindIncident:
		return transit.Incident{Code: "2", Office: here, Text: "seal broken"}
	case transit.KindAskHolder:
		return transit.AskHolder{}
	case transit.KindAskDestination:
		return transit.AskDestination{Sufficient: true}
	case transit.KindAnswerEnquiry:
		return transit.AnswerEnquiry{Result: transit.GoodsUnknown}
	case transit.KindCancelEnquiry:
		return transit.CancelEnquiry{Reason: "found"}
	case transit.KindAcceptProof:
		return transit.AcceptProof{Proof: "a customs document"}
	case transit.KindStartRecovery:
		return transit.StartRecovery{Reason: "lost"}
	case transit.KindRequestRecovery:
		return transit.RequestRecovery{Country: "KZ", Reason: "removed there"}
	case transit.KindAnswerRecovery:
		return transit.AnswerRecovery{Accepted: w.hit(50)}
	case transit.KindCloseRecovery:
		return transit.CloseRecovery{Text: "paid"}
	case transit.KindSettleDiscrepancies:
		return transit.SettleDiscrepancies{Text: "found"}
	}
	return w.click(k)
}

// leadCommon does what brings a record nearer to its end.
func (w *world) leadCommon(country string) {
	key, a := w.keys[0], w.admins[country]
	_, _ = a.Tick(ctx)
	for _, msg := range []transit.Message{transit.Accept{}, transit.ControlResult{Satisfactory: true}, transit.Release{}, transit.SettleDiscrepancies{Text: "found"},
		transit.Discharge{}, transit.DestinationControl{Satisfactory: true}, transit.AnswerEnquiry{Result: transit.GoodsUnknown}, transit.AnswerRecovery{},
		transit.CloseRecovery{Text: "paid"}, transit.StartRecovery{Reason: "lost"}, transit.AskHolder{}, transit.RefuseRelease{Reason: "control"}} {
		if a.Do(ctx, key, msg) == nil {
			return
		}
	}
}

func (w *world) checkCommon() (transit.State, error) {
	key := w.keys[0]
	m, err := w.admins["GE"].Movement(ctx, key)
	if err != nil {
		return "", err
	}
	if f, err := w.trader.Filing(ctx, key); err != nil || f.State != m.State {
		return "", fmt.Errorf("the trader has it %s, the owner %s: %v", f.State, m.State, err)
	}
	for _, country := range simCountries {
		c, err := w.admins[country].Movement(ctx, key)
		if err == nil && c.State != transit.None && !c.Ended() {
			return "", fmt.Errorf("the owner has it %s, %s %s", m.State, country, c.State)
		}
		history, err := w.admins[country].History(ctx, key)
		if err != nil {
			return "", err
		}
		excused := []transit.Kind{transit.KindArrivalAdvice, transit.KindDestinationResults, transit.KindHolderAnswer, transit.KindRefusal} // of a second arrival
		for _, e := range history {
			if e.Refused != "" && !slices.Contains(excused, e.Message) {
				return "", fmt.Errorf("%s refused %s: %s", country, e.Message, e.Refused)
			}
		}
	}
	if m.State == transit.Discharged && m.Arrival == nil && m.Proof == "" {
		return "", fmt.Errorf("discharged without an arrival or a proof")
	}
	return m.State, nil
}
