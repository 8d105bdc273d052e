package node

import (
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/store"
)

func commonTransit() filing.Stretch {
	return filing.Stretch{ID: "S1", Regime: string(transit.CommonTransit), Administration: "GE", Declarant: "carrier", NumberFormat: "mrn", LimitDays: 8,
		Departure: demoOffice("GE", 1, "Poti"), Passage: []filing.Office{demoOffice("TR", 1, "")}, Destination: demoOffice("RO", 1, "Constanţa")}
}

// Goods that do not arrive in time: the clock starts the enquiry, holder and office of destination answer, and an office in a
// country that was not declared has them after all.
func TestTheClockTheEnquiryAndADiversion(t *testing.T) {
	clock := newClock()
	c := open(t, Options{Seed: 7, Clock: clock.now}, "GE", "TR", "RO", "HU")
	_, _, err := c.Declare(ctx, sampleConsignment())
	must(t, err)
	key, err := c.Lodge(ctx, commonTransit())
	must(t, err)
	must(t, c.Settle(ctx))
	must(t, c.Do(ctx, "GE", key, transit.Accept{}))
	must(t, c.Do(ctx, "GE", key, transit.Release{}))
	must(t, c.Settle(ctx))

	state := func(country string, want transit.State) {
		t.Helper()
		must(t, c.Settle(ctx))
		a, err := c.Administration(country)
		must(t, err)
		m, err := a.Movement(ctx, key)
		must(t, err)
		if m.State != want {
			t.Fatalf("%s has it %s, want %s", country, m.State, want)
		}
	}
	tick := func(pass time.Duration, want int) {
		t.Helper()
		clock.pass(pass)
		if n, err := c.Tick(ctx); err != nil || n != want {
			t.Fatalf("%d timers elapsed, want %d: %v", n, want, err)
		}
	}
	tick(7*24*time.Hour, 0)
	state("GE", transit.Released)
	tick(25*time.Hour, 1)
	state("GE", transit.Overdue)
	tick(7*24*time.Hour, 1)
	state("GE", transit.HolderAsked)
	must(t, c.Trader().Say(ctx, key, transit.HolderAnswer{Text: "the driver says he delivered"}))
	state("GE", transit.Overdue)
	must(t, c.Do(ctx, "GE", key, transit.AskDestination{Sufficient: true}))
	state("RO", transit.Enquired)
	must(t, c.Do(ctx, "RO", key, transit.AnswerEnquiry{Result: transit.GoodsUnknown}))
	state("GE", transit.Overdue)

	m, err := c.Movement(ctx, key)
	must(t, err)
	ask := transit.AskRecord{Key: key, Number: m.Number, Owner: "GE", For: transit.Destination, Office: OfficeOf(demoOffice("HU", 1, ""))}
	if err := c.Do(ctx, "HU", "another", ask); fault.CodeOf(err) != fault.BadField {
		t.Errorf("a record under another key: %v", err)
	}
	must(t, c.Do(ctx, "HU", key, ask))
	state("HU", transit.Expected)
	must(t, c.Do(ctx, "HU", key, transit.Arrival{Office: ask.Office}))
	state("RO", transit.ArrivedElsewhere)
	must(t, c.Do(ctx, "HU", key, transit.DestinationControl{Satisfactory: true}))
	state("GE", transit.Checked)
	must(t, c.Do(ctx, "GE", key, transit.Discharge{}))
	for _, country := range []string{"GE", "TR", "RO", "HU"} {
		state(country, transit.Discharged)
	}
	f, err := c.Trader().Filing(ctx, key)
	must(t, err)
	if f.State != transit.Discharged {
		t.Errorf("the trader has it %s", f.State)
	}
	if err := c.Trader().Say(ctx, key, transit.Accept{}); fault.CodeOf(err) != fault.BadField {
		t.Errorf("a holder accepts: %v", err)
	}
}

// Only the office of guarantee that was asked may answer, and only the announced consignee remark.
func TestWhoMaySpeakAboutAMovement(t *testing.T) {
	m := &transit.Movement{State: transit.GuaranteeAsked, Trader: "trader", Consignee: "consignee", Guarantee: &transit.GuaranteeUse{Office: "office-of-guarantee"}}
	for _, c := range []struct {
		from string
		kind transit.Kind
		want bool
	}{
		{"trader", transit.KindGuaranteeAnswer, false}, {"office-of-guarantee", transit.KindGuaranteeAnswer, true},
		{"office-of-guarantee", transit.KindCancel, false}, {"trader", transit.KindCancel, true}, {"other", transit.KindCancel, false},
		{"trader", transit.KindUnloadingRemarks, false}, {"consignee", transit.KindUnloadingRemarks, true},
		{"other", transit.KindArrivalNotification, true}, {"other", transit.KindPresent, false},
	} {
		if got := concerns(m, c.from, c.kind); got != c.want {
			t.Errorf("%s gives %s: %v", c.from, c.kind, got)
		}
	}
	if concerns(&transit.Movement{}, "trader", transit.KindArrivalNotification) {
		t.Error("an arrival of what nobody knows")
	}
}

// A record that is damaged does not keep the others from their time, and is told.
func TestTheClockGoesOnPastADamagedRecord(t *testing.T) {
	clock := newClock()
	c := open(t, Options{Seed: 7, Clock: clock.now}, "GE", "TR", "RO")
	_, _, err := c.Declare(ctx, sampleConsignment())
	must(t, err)
	key, err := c.Lodge(ctx, commonTransit())
	must(t, err)
	must(t, c.Settle(ctx))
	must(t, c.Do(ctx, "GE", key, transit.Accept{}))
	must(t, c.Do(ctx, "GE", key, transit.Release{}))
	must(t, c.Settle(ctx))
	a, err := c.Administration("GE")
	must(t, err)
	_, err = a.Tick(ctx) // every record is indexed
	must(t, err)
	must(t, a.Store.Commit(ctx, store.Tx{Puts: []store.Put{{Key: movementPrefix + "damaged", Value: []byte("{")}, {Key: dueKey(clock.now(), movementPrefix+"damaged")}}}))
	clock.pass(9 * 24 * time.Hour)
	if n, err := c.Tick(ctx); n != 1 || fault.CodeOf(err) != fault.BadFile {
		t.Errorf("%d timers elapsed, %v", n, err)
	}
	if m, err := a.Movement(ctx, key); err != nil || m.State != transit.Overdue {
		t.Errorf("%s, %v", m.State, err)
	}
}
