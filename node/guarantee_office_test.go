package node

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/customs/guarantee"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/store"
	"github.com/kairo-corridor/kairo/store/mem"
)

// enteredBy is a guarantee as its officer enters it, under the name of a request.
func enteredBy(t testing.TB, office *Administration, grn, made string) Registration {
	t.Helper()
	code, err := guarantee.HashCode(grn, []byte("sixteen by chance"), accessCode)
	must(t, err)
	return Registration{Owner: "holder", Made: made, Terms: guarantee.Terms{GRN: grn, Kind: guarantee.Comprehensive, Office: office.Party(), Holder: "carrier", Limit: euro(1000), Percent: 100,
		From: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Codes: []guarantee.AccessCode{code}}}
}

// A request to register that comes again, or many times at once, enters one guarantee; another request for its number is refused.
func TestARequestRegistersOnce(t *testing.T) {
	office, _ := atOffice(t, mem.New(), newClock())
	by := Actor{ID: "o", Name: "Officer"}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := office.RegisterGuaranteeAs(ctx, by, enteredBy(t, office, firstGRN, "one")); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if err := office.RegisterGuaranteeAs(ctx, by, enteredBy(t, office, firstGRN, "two")); fault.CodeOf(err) != fault.WrongState {
		t.Errorf("registered again: %v", err)
	}
	h, err := office.GuaranteeRecord(ctx, firstGRN)
	must(t, err)
	if h.Facts != 1 || h.Acts != 1 || h.Owner != "holder" {
		t.Errorf("%+v", h)
	}
}

// Of many officers who act on what they read one wins; each other is told who was first, and uses that come meanwhile stand in
// nobody's way.
func TestOfficersOfGuaranteeActOnWhatTheyRead(t *testing.T) {
	office, send := atOffice(t, mem.New(), newClock())
	must(t, office.RegisterGuaranteeAs(ctx, Actor{ID: "o", Name: "Officer"}, enteredBy(t, office, firstGRN, "")))
	var mu sync.Mutex
	var all sync.WaitGroup
	won, lost := 0, 0
	all.Go(func() { send("A", request(t, office, "A", 1)) })
	for i := range 6 {
		all.Go(func() {
			err := office.DoGuaranteeAs(ctx, Actor{ID: fmt.Sprint(i), Name: fmt.Sprint("Officer ", i)}, 1, firstGRN, guarantee.Vary{Limit: euro(2000 + int64(i))})
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				won++
			case fault.CodeOf(err) == fault.Conflict && strings.Contains(err.Error(), "Officer ") && strings.Contains(err.Error(), "was first: vary"):
				lost++
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if won != 1 || lost != 5 {
		t.Errorf("%d won, %d lost", won, lost)
	}
	send("B", request(t, office, "B", 1))
	must(t, office.DoGuaranteeAs(ctx, Actor{ID: "o", Name: "Officer"}, 2, firstGRN, guarantee.Revoke{}))
	entries, err := office.GuaranteeEntries(ctx, firstGRN, 0, 0)
	must(t, err)
	var told []string
	for _, e := range entries {
		if e.By != nil {
			told = append(told, string(e.Message))
		}
	}
	if want := []string{"register", "vary", "revoke"}; !slices.Equal(told, want) || len(entries) != 5 {
		t.Errorf("officers did %v of %d facts", told, len(entries))
	}
}

// The list is in order of number and goes on where it was cut.
func TestGuaranteesAreListed(t *testing.T) {
	office, _ := atOffice(t, mem.New(), newClock())
	for _, grn := range []string{firstGRN, secondGRN} {
		register(t, office, grn, 1000)
	}
	var got []string
	for next := ""; ; {
		list, last, err := office.Guarantees(ctx, next, 1)
		must(t, err)
		if next = last; last == "" {
			break
		}
		got = append(got, list[0].Terms.GRN)
	}
	if !slices.Equal(got, []string{secondGRN, firstGRN}) {
		t.Errorf("%v", got)
	}
	if _, err := office.GuaranteeRecord(ctx, "no such"); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("%v", err)
	}
}

// Whoever asks wrongly too often waits, by person and by guarantee, in every store; a right question leaves nothing behind.
func TestWrongQuestionsAboutGuaranteesAreCounted(t *testing.T) {
	for name, s := range map[string]store.Store{"mem": mem.New(), "sqlite": openSQLite(t)} {
		t.Run(name, func(t *testing.T) {
			clock := newClock()
			office, _ := atOffice(t, s, clock)
			register(t, office, firstGRN, 1000)
			ask := func(who string, code guarantee.Secret, grn string) (guarantee.CheckResult, error) {
				return office.AskGuarantee(ctx, guarantee.Question{From: who, GRN: grn, Type: "1", Holder: "carrier", AccessCode: code})
			}
			wrong := func(who, grn string, n int) (answered int) {
				var mu sync.Mutex
				var all sync.WaitGroup
				for range n {
					all.Go(func() {
						r, err := ask(who, "4711", grn)
						mu.Lock()
						defer mu.Unlock()
						switch {
						case err == nil && !r.Valid && r.Balance == nil:
							answered++
						case fault.CodeOf(err) != fault.Busy:
							t.Error(r, err)
						}
					})
				}
				all.Wait()
				return answered
			}
			for range 3 {
				r, err := ask("p", accessCode, firstGRN)
				must(t, err)
				if !r.Valid || r.Balance == nil || *r.Balance != euro(1000) {
					t.Errorf("%+v", r)
				}
			}
			if h, err := office.GuaranteeRecord(ctx, firstGRN); err != nil || h.Facts != 1 {
				t.Errorf("right questions leave %d facts: %v", h.Facts-1, err)
			}
			if n := wrong("p", firstGRN, 15); n != WrongAskMax {
				t.Errorf("%d wrong questions of one person are answered", n)
			}
			if _, err := ask("p", accessCode, firstGRN); fault.CodeOf(err) != fault.Busy {
				t.Errorf("the right code after that: %v", err)
			}
			if n := wrong("q", "24GB0000010000HV9", 15); n != WrongAskMax {
				t.Errorf("%d questions about a number that is not there are answered", n)
			}
			clock.pass(WrongAskSpan)
			if r, err := ask("p", accessCode, firstGRN); err != nil || !r.Valid {
				t.Errorf("after waiting: %+v %v", r, err)
			}
			if n := wrong("r", firstGRN, 9) + wrong("s", firstGRN, 9); n != WrongOfMax-WrongAskMax {
				t.Errorf("%d more wrong questions about one guarantee are answered", n)
			}
			if _, err := ask("t", accessCode, firstGRN); fault.CodeOf(err) != fault.Busy {
				t.Errorf("the guarantee is still answered about: %v", err)
			}
			clock.pass(WrongOfSpan)
			if r, err := ask("t", accessCode, firstGRN); err != nil || !r.Valid {
				t.Errorf("a day later: %+v %v", r, err)
			}
			h, err := office.GuaranteeRecord(ctx, firstGRN)
			must(t, err)
			if want := int64(1 + WrongOfMax); h.Facts != want {
				t.Errorf("%d facts, want %d: each wrong question about it leaves one", h.Facts, want)
			}
		})
	}
}

// A reservation that expires is told to the office of departure at once, which keeps why; a release after that reserves anew where
// the amount is still there, and where it is not the officers of guarantee find the movement among what was refused.
func TestTheOfficeOfDepartureIsToldOfAnExpiry(t *testing.T) {
	for _, still := range []bool{true, false} {
		clock := newClock()
		c := open(t, Options{Seed: 7, Clock: clock.now, GuaranteeOffice: true}, "GE", "TR", "RO")
		office, err := c.Administration(transit.OfficeOfGuarantee)
		must(t, err)
		register(t, office, firstGRN, 1000)
		_, _, err = c.Declare(ctx, sampleConsignment())
		must(t, err)
		key, err := c.Trader().LodgeCovered(ctx, "", commonTransit(), coverBy(t, office, accessCode, firstGRN))
		must(t, err)
		must(t, c.Settle(ctx))
		must(t, c.Do(ctx, "GE", key, transit.Accept{}))
		wantState(t, c, key, transit.Accepted)
		clock.pass(guarantee.PendingMax)
		if n, err := office.Tick(ctx); n != 1 || err != nil {
			t.Fatalf("%d timers: %v", n, err)
		}
		wantState(t, c, key, transit.Accepted)
		wantBalance(t, office, firstGRN, "1000 free, 0 reserved, 0 engaged")
		ge, err := c.Administration("GE")
		must(t, err)
		known, err := ge.History(ctx, key)
		must(t, err)
		if last := known[len(known)-1]; last.Message != transit.KindRefusal || !strings.Contains(last.Refused, firstGRN+": the reservation of EUR 1,000.00 expired on ") {
			t.Errorf("the office of departure knows %+v", last)
		}
		if left, err := office.Store.List(ctx, reservedPrefix, "", 0); err != nil || len(left) != 0 {
			t.Errorf("%d reservations are kept: %v", len(left), err)
		}
		want := "0 free, 0 reserved, 1000 engaged"
		if !still {
			must(t, office.DoGuarantee(ctx, firstGRN, guarantee.Vary{Limit: euro(999)}))
			want = "999 free, 0 reserved, 0 engaged"
		}
		must(t, c.Do(ctx, "GE", key, transit.Release{}))
		wantState(t, c, key, transit.Released)
		wantBalance(t, office, firstGRN, want)
		h, err := office.History(ctx, key)
		must(t, err)
		if refused := slices.ContainsFunc(h, func(e Entry) bool { return strings.Contains(e.Refused, "not covered") }); refused == still {
			t.Errorf("still there: %v, told as not covered: %v", still, refused)
		}
	}
}
