package node

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/exchange"
	"github.com/kairo-corridor/kairo/fault"
)

// byMessage is a declaration of common transit from Türkiye to Romania, as a message would give it.
func byMessage(reference string) transit.Declaration {
	at := func(country string) transit.Office { return transit.Office{Country: country, Code: country + "000001"} }
	return transit.Declaration{Consignment: reference, Version: 1, Hash: strings.Repeat("ab", 32), Regime: transit.CommonTransit, NumberFormat: "mrn", Declarant: "carrier",
		Goods: []transit.Goods{{HS: "841370", Description: "pumps", GrossKg: 1200, Packages: 10}}, Departure: at("TR"), Passage: []transit.Office{at("RO")}, Destination: at("RO")}
}

// lodgedAs lodges and settles.
func lodgedAs(t testing.TB, c *Corridor, l Lodgement) string {
	t.Helper()
	key, err := c.Trader().LodgeDeclaration(ctx, l)
	must(t, err)
	must(t, c.Settle(ctx))
	return key
}

// A reference is its declarant's own, a message lodges once, and what came to nothing may be lodged again.
func TestADeclarationWithoutADossier(t *testing.T) {
	c := open(t, Options{Seed: 7, Clock: newClock().now}, "TR", "RO")
	a := Lodgement{Declarant: "a", Name: "m1", Declaration: byMessage("LRN1")}
	key := lodgedAs(t, c, a)
	wantState(t, c, key, transit.Lodged)
	if again := lodgedAs(t, c, a); again != key {
		t.Errorf("lodged again as %s", again)
	}
	other := lodgedAs(t, c, Lodgement{Declarant: "b", Name: "m2", Declaration: byMessage("LRN1")})
	if other == key {
		t.Errorf("two declarants, one movement %s", key)
	}
	a.Name = "m3"
	if _, err := c.Trader().LodgeDeclaration(ctx, a); fault.CodeOf(err) != fault.WrongState {
		t.Errorf("a reference that is in use: %v", err)
	}
	must(t, c.Do(ctx, "TR", key, transit.Reject{Reason: "data"}))
	must(t, c.Settle(ctx))
	second := lodgedAs(t, c, a)
	if second != key+"-2" {
		t.Errorf("lodged anew as %s", second)
	}
	for declarant, want := range map[string]string{"a": second, "b": other} {
		if f, err := c.Trader().DeclarationOf(ctx, declarant, "LRN1"); err != nil || f.Key != want || f.Reference != "LRN1" {
			t.Errorf("%s has %s, want %s: %v", declarant, f.Key, want, err)
		}
	}
	if _, err := c.Trader().DeclarationOf(ctx, "c", "LRN1"); fault.CodeOf(err) != fault.NotFound {
		t.Error(err)
	}
	// It is no part of a consignment of that reference.
	cons := sampleConsignment()
	cons.Reference = "LRN1"
	_, _, err := c.Declare(ctx, cons)
	must(t, err)
	if told, err := c.Amend(ctx, "LRN1", nil); err != nil || len(told.Stretches) > 0 {
		t.Errorf("%+v %v", told, err)
	}
	bad := byMessage("LRN2")
	bad.Goods[0].GrossKg = 0
	if _, err := c.Trader().LodgeDeclaration(ctx, Lodgement{Declarant: "a", Name: "m4", Declaration: bad}); fault.CodeOf(err) != fault.BadField {
		t.Error(err)
	}
}

// Each message under a name is sent once and answered once, by the notice or the refusal that names it; also on a line that loses,
// doubles and reorders.
func TestMessagesUnderANameAreAnswered(t *testing.T) {
	messagesUnderAName(t, nil)
	for seed := range int64(20) {
		messagesUnderAName(t, &exchange.Faults{Seed: seed, LosePct: 30, DoublePct: 30, ReorderPct: 30})
	}
}

func messagesUnderAName(t *testing.T, faults *exchange.Faults) {
	c := open(t, Options{Seed: 7, Clock: newClock().now, Faults: faults}, "TR", "RO")
	n := c.Trader()
	key := lodgedAs(t, c, Lodgement{Declarant: "a", Name: "lodge", Declaration: byMessage("LRN1")})
	amended := byMessage("anything")
	amended.Goods[0].GrossKg, amended.Stretch = 1300, "X"
	for range 2 {
		version, err := n.AmendDeclaration(ctx, key, "amend", amended, nil)
		if must(t, err); version != 2 {
			t.Errorf("version %d", version)
		}
	}
	must(t, c.Settle(ctx))
	must(t, c.Do(ctx, "TR", key, transit.Accept{}))
	must(t, c.Do(ctx, "TR", key, transit.Release{}))
	must(t, c.Settle(ctx))
	_, err := n.AmendDeclaration(ctx, key, "too late", amended, nil)
	must(t, err)
	for _, name := range []string{"arrival", "arrival", "arrival twice"} {
		must(t, n.Speak(ctx, key, "RO", name, transit.ArrivalNotification{Trader: "somebody"}))
	}
	must(t, c.Settle(ctx))
	must(t, c.Do(ctx, "RO", key, transit.PermitUnloading{}))
	must(t, c.Settle(ctx))
	must(t, n.Speak(ctx, key, "RO", "unloaded", transit.UnloadingRemarks{Completed: true, Conform: true, SealsGood: true}))
	must(t, c.Settle(ctx))
	var got []string
	entries, err := n.EntriesAfter(ctx, key, 0)
	must(t, err)
	for _, e := range entries {
		switch {
		case e.Sent != "":
			got = append(got, "> "+e.Sent)
		case e.Answers != "" && e.Refused != "":
			got = append(got, fmt.Sprintf("< %s of %s: %s", e.Code, e.Administration, e.Answers))
		case e.Answers != "":
			got = append(got, fmt.Sprintf("< %s of %s: %s", e.Message, e.Administration, e.Answers))
		}
	}
	want := []string{"> lodge", "< lodge of TR: lodge", "> amend", "< amend of TR: amend", "> too late", "> arrival", "> arrival twice",
		"< arrival-notification of RO: arrival", "< wrong-state of RO: arrival twice", "< wrong-state of TR: too late", "> unloaded", "< unloading-remarks of RO: unloaded"}
	sortedLike(t, got, want)
	f, err := n.Filing(ctx, key)
	must(t, err)
	if len(f.Spoken) > 0 || f.Version != 2 || f.Declared.Goods[0].GrossKg != 1300 || f.Declared.Consignment != "LRN1" || f.State != transit.Arrived {
		t.Errorf("%+v", f)
	}
	if rest, err := n.EntriesAfter(ctx, key, int64(len(entries)-1)); err != nil || len(rest) != 1 {
		t.Errorf("%d entries after the last but one, %v", len(rest), err)
	}
	for what, err := range map[string]error{
		"an officer's act":  n.Speak(ctx, key, "TR", "x", transit.Release{}),
		"no name":           n.Speak(ctx, key, "TR", "", transit.Present{}),
		"the wrong country": n.Speak(ctx, key, "RO", "y", transit.Present{}),
	} {
		if fault.CodeOf(err) != fault.BadField {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// sortedLike compares what two administrations answered at once without regard to who was first.
func sortedLike(t testing.TB, got, want []string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%q\nwant\n%q", got, want)
	}
	left := map[string]int{}
	for i := range got {
		left[got[i]]++
		left[want[i]]--
	}
	for line, n := range left {
		if n != 0 {
			t.Errorf("%+d of %q", n, line)
		}
	}
}

// The office of guarantee of the country of departure is the same administration: codes sealed to it stand nowhere in clear.
func TestADeclarationUnderAGuaranteeOfItsOwnCountry(t *testing.T) {
	c := open(t, Options{Seed: 7, Clock: newClock().now}, "TR", "RO")
	office, err := c.Administration("TR")
	must(t, err)
	register(t, office, firstGRN, 50_000)
	cover := coverBy(t, office, "wrong code", firstGRN)
	d := byMessage("LRN1")
	key := lodgedAs(t, c, Lodgement{Declarant: "a", Name: "m1", Declaration: d, Cover: &cover})
	must(t, c.Do(ctx, "TR", key, transit.Accept{}))
	wantState(t, c, key, transit.GuaranteeInvalid)
	cover = coverBy(t, office, accessCode, firstGRN)
	_, err = c.Trader().AmendDeclaration(ctx, key, "m2", d, &cover)
	must(t, err)
	wantState(t, c, key, transit.Accepted)
	wantBalance(t, office, firstGRN, "49000 free, 1000 reserved, 0 engaged")
	must(t, c.Do(ctx, "TR", key, transit.Release{}))
	must(t, c.Settle(ctx))
	wantBalance(t, office, firstGRN, "49000 free, 0 reserved, 1000 engaged")
	if kept(t, c, "", key, string(accessCode)) {
		t.Error("the access code is kept")
	}
}

// A message without a name is answered as one: its answer is not taken for that of a later message of the same kind.
func TestAnswersOfNamedAndUnnamedMessages(t *testing.T) {
	c := open(t, Options{Seed: 7, Clock: newClock().now}, "TR", "RO")
	n := c.Trader()
	key := lodgedAs(t, c, Lodgement{Declarant: "a", Name: "lodge", Declaration: byMessage("LRN1")})
	must(t, c.Do(ctx, "TR", key, transit.Accept{}))
	must(t, c.Do(ctx, "TR", key, transit.Release{}))
	must(t, c.Settle(ctx))
	must(t, n.Announce(ctx, key, "RO", transit.ArrivalNotification{}))
	must(t, n.Speak(ctx, key, "RO", "arrival", transit.ArrivalNotification{}))
	must(t, n.Say(ctx, key, transit.HolderAnswer{Text: "unloaded"})) // not asked: refused
	must(t, n.Speak(ctx, key, "TR", "answer", transit.HolderAnswer{Text: "unloaded"}))
	must(t, c.Settle(ctx))
	entries, err := n.EntriesAfter(ctx, key, 0)
	must(t, err)
	var got []string
	for _, e := range entries {
		if among([]transit.Kind{transit.KindArrivalNotification, transit.KindHolderAnswer}, e.Message) && e.Note != "sent" {
			got = append(got, fmt.Sprintf("%s %q %t", e.Message, e.Answers, e.Refused != ""))
		}
	}
	sortedLike(t, got, []string{`arrival-notification "" false`, `arrival-notification "arrival" true`, `holder-answer "" true`, `holder-answer "answer" true`})
	if f, err := n.Filing(ctx, key); err != nil || len(f.Spoken) > 0 {
		t.Errorf("%+v wait, %v", f.Spoken, err)
	}
}

// What begins other keys begins no reference, and a movement without a dossier takes nothing from one of the same reference.
func TestReferencesAndKeysAreKeptApart(t *testing.T) {
	c := open(t, Options{Seed: 7, Clock: newClock().now}, "TR", "RO")
	cons := sampleConsignment()
	for _, reference := range []string{"tir:R1", "rail:R1", "guarantee/R1", "allotment/GE/R1", DeclarationKey("a", "LRN1")} {
		cons.Reference = reference
		if _, _, err := c.Declare(ctx, cons); fault.CodeOf(err) != fault.BadField {
			t.Errorf("%s: %v", reference, err)
		}
	}
	key := lodgedAs(t, c, Lodgement{Declarant: "a", Name: "m1", Declaration: byMessage("LRN1")})
	cons.Reference = "LRN1"
	_, _, err := c.Declare(ctx, cons)
	must(t, err)
	if err := c.Trader().AmendCover(ctx, key, Cover{Holder: "somebody"}); fault.CodeOf(err) != fault.WrongState {
		t.Errorf("another's consignment was offered: %v", err)
	}
	if _, err := c.Trader().LodgeDeclaration(ctx, Lodgement{Declarant: "a", Declaration: byMessage("LRN2")}); fault.CodeOf(err) != fault.BadField {
		t.Errorf("without a name: %v", err)
	}
}

// Messages that do not fit are kept, and do not keep an officer from deciding on what was seen before.
func TestRefusedMessagesOvertakeNobody(t *testing.T) {
	c := open(t, Options{Seed: 7, Clock: newClock().now}, "TR", "RO")
	key := lodgedAs(t, c, Lodgement{Declarant: "a", Name: "m1", Declaration: byMessage("LRN1")})
	a, err := c.Administration("TR")
	must(t, err)
	seen, err := a.Record(ctx, key)
	must(t, err)
	for i := range 20 {
		must(t, c.Trader().Speak(ctx, key, "TR", fmt.Sprint(i), transit.ArrivalNotification{}))
	}
	must(t, c.Settle(ctx))
	if now, err := a.Record(ctx, key); err != nil || now.Facts != seen.Facts+20 {
		t.Fatalf("%d facts after %d, %v", now.Facts, seen.Facts, err)
	}
	must(t, a.DoAs(ctx, Actor{Name: "officer"}, seen.Facts, key, transit.Accept{}))
	if err := a.DoAs(ctx, Actor{Name: "another"}, seen.Facts, key, transit.Release{}); fault.CodeOf(err) != fault.Conflict || !strings.Contains(err.Error(), "officer was first") {
		t.Errorf("what was decided meanwhile: %v", err)
	}
}

// Who has the number may announce the goods anywhere; that does not take away what the office that has them tells.
func TestAnAnnouncementElsewhere(t *testing.T) {
	c := open(t, Options{Seed: 7, Clock: newClock().now}, "BG", "TR", "RO")
	n := c.Trader()
	key := lodgedAs(t, c, Lodgement{Declarant: "a", Name: "lodge", Declaration: byMessage("LRN1")})
	must(t, c.Do(ctx, "TR", key, transit.Accept{}))
	must(t, c.Do(ctx, "TR", key, transit.Release{}))
	must(t, n.Announce(ctx, key, "BG", transit.ArrivalNotification{})) // a slip
	must(t, c.Settle(ctx))
	must(t, n.Announce(ctx, key, "RO", transit.ArrivalNotification{}))
	must(t, c.Settle(ctx))
	must(t, n.Speak(ctx, key, "BG", "stranger", transit.ArrivalNotification{}))
	must(t, c.Settle(ctx))
	must(t, c.Do(ctx, "RO", key, transit.PermitUnloading{}))
	must(t, c.Settle(ctx))
	f, err := n.Filing(ctx, key)
	must(t, err)
	if want := (Destination{Country: "RO", State: transit.Unloading}); *f.There != want {
		t.Errorf("%+v, want %+v", *f.There, want)
	}
}
