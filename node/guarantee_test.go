package node

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/customs/guarantee"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/exchange"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/internal/stores"
	"github.com/kairo-corridor/kairo/store"
	"github.com/kairo-corridor/kairo/unit"
)

const (
	firstGRN, secondGRN = "24GB0000010000HV5", "05DE3300BE0001067"
	accessCode          = guarantee.Secret("Zq7#unmistakable")
)

func euro(units int64) unit.Money { return unit.Money{Minor: units * 100, Currency: "EUR"} }

// register enters a comprehensive guarantee of the carrier at an office.
func register(t testing.TB, office *Administration, grn string, limit int64) {
	t.Helper()
	code, err := guarantee.HashCode(grn, []byte("sixteen by chance"), accessCode)
	must(t, err)
	must(t, office.RegisterGuarantee(ctx, guarantee.Terms{GRN: grn, Kind: guarantee.Comprehensive, Office: office.Party(), Holder: "carrier",
		Limit: euro(limit), Percent: 100, From: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Codes: []guarantee.AccessCode{code}}))
}

// coverBy names guarantees of an office, each for 1,000 euro, opened by one code.
func coverBy(t testing.TB, office *Administration, code guarantee.Secret, grns ...string) Cover {
	t.Helper()
	key, err := office.AccessKey()
	must(t, err)
	c := Cover{Key: key, Codes: map[string]guarantee.Secret{}}
	if office.Party() != transit.OfficeOfGuarantee {
		c.Office = office.Party()
	}
	for _, grn := range grns {
		c.References = append(c.References, transit.GuaranteeReference{Type: "1", GRN: grn, Amount: euro(1000)})
		c.Codes[grn] = code
	}
	return c
}

// balance holds an account against its invariants and its facts, and gives the units free, reserved and engaged.
func balance(t testing.TB, office *Administration, grn string) string {
	t.Helper()
	g, err := office.Guarantee(ctx, grn)
	must(t, err)
	must(t, guarantee.Check(g))
	facts, err := office.GuaranteeFacts(ctx, grn)
	must(t, err)
	if b := guarantee.Fold(facts); !maps.Equal(b, g.Balances) {
		t.Errorf("the facts of %s lead to %v, the account has %v", grn, b, g.Balances)
	}
	b := g.Balances
	return fmt.Sprintf("%d free, %d reserved, %d engaged", b[guarantee.Available]/100, b[guarantee.InPending]/100, b[guarantee.InUse]/100)
}

func wantBalance(t testing.TB, office *Administration, grn, want string) {
	t.Helper()
	if got := balance(t, office, grn); got != want {
		t.Errorf("%s: %s, want %s", grn, got, want)
	}
}

func wantState(t testing.TB, c *Corridor, key string, want transit.State) {
	t.Helper()
	must(t, c.Settle(ctx))
	m, err := c.Movement(ctx, key)
	must(t, err)
	if m.State != want {
		t.Fatalf("%s is %s, want %s: %+v", key, m.State, want, m.Guarantee)
	}
}

// kept tells whether a text stands anywhere in what the nodes keep, as it is or in base64: in records, messages and facts, or
// in the bytes of the files.
func kept(t testing.TB, c *Corridor, dir, key, text string) bool {
	t.Helper()
	found := false
	look := func(b []byte) {
		found = found || bytes.Contains(b, []byte(text)) || bytes.Contains(b, []byte(base64.StdEncoding.EncodeToString([]byte(text))))
	}
	for _, s := range c.stores {
		recs, err := s.List(ctx, "", "", 0)
		must(t, err)
		for _, r := range recs {
			look(r.Value)
		}
		outs, err := s.Outbox(ctx, 0, 0)
		must(t, err)
		for _, o := range outs {
			look(o.Body)
		}
		for _, stream := range []string{key, guaranteePrefix + firstGRN} {
			facts, err := s.Facts(ctx, stream, 0, 0)
			must(t, err)
			for _, f := range facts {
				look(f.Body)
			}
		}
	}
	if dir != "" {
		must(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := os.ReadFile(path)
			look(b)
			return err
		}))
	}
	return found
}

// A movement under a guarantee: reserved at acceptance, engaged at release, free again at discharge; wherever the office of
// guarantee is, and nowhere on the way is the access code kept.
func TestAGuaranteeFromAcceptanceToDischarge(t *testing.T) {
	for _, party := range []string{transit.OfficeOfGuarantee, "GE", "RO"} {
		for _, engine := range []string{"mem", "sqlite"} {
			t.Run(party+" "+engine, func(t *testing.T) {
				dir := ""
				if engine == "sqlite" {
					dir = t.TempDir()
				}
				c := open(t, Options{Dir: dir, Seed: 7, Clock: newClock().now, GuaranteeOffice: true}, "GE", "TR", "RO")
				office, err := c.Administration(party)
				must(t, err)
				register(t, office, firstGRN, 5000)
				_, _, err = c.Declare(ctx, sampleConsignment())
				must(t, err)
				key, err := c.Trader().LodgeCovered(ctx, "", commonTransit(), coverBy(t, office, accessCode, firstGRN))
				must(t, err)
				secret := func(step string) {
					t.Helper()
					if kept(t, c, dir, key, string(accessCode)) {
						t.Errorf("the access code is to be read after %s", step)
					}
				}
				secret("lodging")
				wantState(t, c, key, transit.Lodged)
				must(t, c.Do(ctx, "GE", key, transit.Accept{}))
				secret("acceptance")
				wantState(t, c, key, transit.Accepted)
				wantBalance(t, office, firstGRN, "4000 free, 1000 reserved, 0 engaged")
				must(t, c.Do(ctx, "GE", key, transit.Release{}))
				wantState(t, c, key, transit.Released)
				wantBalance(t, office, firstGRN, "4000 free, 0 reserved, 1000 engaged")
				must(t, c.Do(ctx, "TR", key, transit.Passage{}))
				must(t, c.Do(ctx, "RO", key, transit.Arrival{}))
				must(t, c.Do(ctx, "RO", key, transit.DestinationControl{Satisfactory: true}))
				must(t, c.Settle(ctx))
				must(t, c.Do(ctx, "GE", key, transit.Discharge{}))
				wantState(t, c, key, transit.Discharged)
				wantBalance(t, office, firstGRN, "5000 free, 0 reserved, 0 engaged")
				secret("discharge")
				noneRefused(t, c, key)
			})
		}
	}
}

// noneRefused holds that no node refused a message about a movement.
func noneRefused(t testing.TB, c *Corridor, key string) {
	t.Helper()
	for _, party := range c.parties() {
		a, err := c.Administration(party)
		must(t, err)
		h, err := a.History(ctx, key)
		must(t, err)
		for _, e := range h {
			if e.Refused != "" {
				t.Errorf("%s refused %s: %s", party, e.Message, e.Refused)
			}
		}
	}
}

// A guarantee that cannot serve stops the movement (055) with the published reason and reserves nothing, not even of the
// guarantees that could; an amendment that names others lets it go on.
func TestAnInvalidGuaranteeIsAmended(t *testing.T) {
	for name, tc := range map[string]struct {
		cover func(office *Administration) Cover
		want  []string
	}{
		"wrong code": {func(o *Administration) Cover { return coverBy(t, o, "4711", firstGRN) }, []string{"G03"}},
		"no code":    {func(o *Administration) Cover { c := coverBy(t, o, "", firstGRN); c.Codes = nil; return c }, []string{"G03"}},
		"another key": {func(o *Administration) Cover {
			c := coverBy(t, o, accessCode, firstGRN)
			c.Key = strangeKey(t)
			return c
		}, []string{"G03"}},
		"one unknown":  {func(o *Administration) Cover { return coverBy(t, o, accessCode, firstGRN, secondGRN) }, []string{"G01 " + secondGRN}},
		"beyond limit": {func(o *Administration) Cover { return coverBy(t, o, accessCode, firstGRN, firstGRN, firstGRN) }, []string{"G09"}},
		"another type": {func(o *Administration) Cover {
			c := coverBy(t, o, accessCode, firstGRN)
			c.References[0].Type = "9"
			return c
		}, []string{"G13"}},
		"a currency": {func(o *Administration) Cover {
			c := coverBy(t, o, accessCode, firstGRN)
			c.References[0].Amount.Currency = "CHF"
			return c
		}, []string{"an amount in EUR"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := open(t, Options{Seed: 7, Clock: newClock().now, GuaranteeOffice: true}, "GE", "TR", "RO")
			office, err := c.Administration(transit.OfficeOfGuarantee)
			must(t, err)
			register(t, office, firstGRN, 2500)
			_, _, err = c.Declare(ctx, sampleConsignment())
			must(t, err)
			key, err := c.Trader().LodgeCovered(ctx, "", commonTransit(), tc.cover(office))
			must(t, err)
			must(t, c.Settle(ctx))
			must(t, c.Do(ctx, "GE", key, transit.Accept{}))
			wantState(t, c, key, transit.GuaranteeInvalid)
			m, err := c.Movement(ctx, key)
			must(t, err)
			for _, want := range tc.want {
				if got := strings.Join(m.Guarantee.Reasons, "; "); !strings.Contains(got, want) {
					t.Errorf("the reasons are %q, want %q", got, want)
				}
			}
			wantBalance(t, office, firstGRN, "2500 free, 0 reserved, 0 engaged")
			must(t, c.Trader().AmendCover(ctx, key, coverBy(t, office, accessCode, firstGRN)))
			wantState(t, c, key, transit.Accepted)
			f, err := c.Trader().Filing(ctx, key)
			must(t, err)
			if f.Version != 2 || f.Cover == nil || len(f.Cover.References) != 1 || f.Refused != "" {
				t.Errorf("the trader has %+v", f)
			}
			must(t, c.Do(ctx, "GE", key, transit.Release{}))
			must(t, c.Settle(ctx))
			wantBalance(t, office, firstGRN, "1500 free, 0 reserved, 1000 engaged")
			noneRefused(t, c, key)
		})
	}
}

func strangeKey(t testing.TB) []byte {
	key, err := NewAdministration(Config{Identity: exchange.Derive(9, "GE")}).AccessKey()
	must(t, err)
	return key
}

// A new version of the consignment keeps the guarantees that were named, and what it reserves takes the place of what the
// version before had reserved.
func TestAnAmendmentKeepsTheGuarantee(t *testing.T) {
	c := open(t, Options{Seed: 7, Clock: newClock().now, GuaranteeOffice: true}, "GE", "TR", "RO")
	office, err := c.Administration(transit.OfficeOfGuarantee)
	must(t, err)
	register(t, office, firstGRN, 1000)
	cons := sampleConsignment()
	_, _, err = c.Declare(ctx, cons)
	must(t, err)
	key, err := c.Trader().LodgeCovered(ctx, "", commonTransit(), coverBy(t, office, accessCode, firstGRN))
	must(t, err)
	must(t, c.Settle(ctx))
	must(t, c.Do(ctx, "GE", key, transit.Accept{}))
	wantState(t, c, key, transit.Accepted)
	cons.Equipment[0].Seals = []string{"JP002"}
	_, _, err = c.Declare(ctx, cons)
	must(t, err)
	told, err := c.Trader().Amend(ctx, "", []filing.Stretch{commonTransit()})
	must(t, err)
	if told.Stretches[0].Outcome != AmendSent {
		t.Fatalf("%+v", told)
	}
	wantState(t, c, key, transit.Accepted)
	m, err := c.Movement(ctx, key)
	must(t, err)
	if m.Guarantee.Request != 2 || len(m.Declaration.Guarantees) != 1 || m.Declaration.Version != 2 {
		t.Errorf("%+v", m)
	}
	wantBalance(t, office, firstGRN, "0 free, 1000 reserved, 0 engaged")
	must(t, c.Do(ctx, "GE", key, transit.RefuseRelease{Reason: "control"}))
	must(t, c.Settle(ctx))
	wantBalance(t, office, firstGRN, "1000 free, 0 reserved, 0 engaged")
}

// A reservation that nobody confirms is given back by the clock; confirmed later it is reserved anew as long as the amount is
// there, and where it is not the office of departure is told that the goods are not covered.
func TestAReservationExpires(t *testing.T) {
	clock := newClock()
	office, send := atOffice(t, fresh("office"), clock)
	register(t, office, firstGRN, 1000)
	send("A", request(t, office, "A", 1))
	clock.pass(guarantee.PendingMax - time.Hour)
	if n, err := office.Tick(ctx); n != 0 || err != nil {
		t.Fatalf("%d timers: %v", n, err)
	}
	clock.pass(time.Hour)
	if n, err := office.Tick(ctx); n != 1 || err != nil {
		t.Fatalf("%d timers: %v", n, err)
	}
	wantBalance(t, office, firstGRN, "1000 free, 0 reserved, 0 engaged")
	send("B", request(t, office, "B", 1))
	send("A", plain(t, transit.GuaranteeConfirm{Key: "A", From: "GE", Request: 1, Number: "A"}))
	wantBalance(t, office, firstGRN, "0 free, 1000 reserved, 0 engaged")
	h, err := office.History(ctx, "A")
	must(t, err)
	if len(h) != 1 || !strings.Contains(h[0].Refused, "not covered: G09") {
		t.Errorf("%+v", h)
	}
	send("B", plain(t, transit.GuaranteeRelease{Key: "B", From: "GE", Request: 1, Number: "B", Reason: "invalidated"}))
	send("A", plain(t, transit.GuaranteeConfirm{Key: "A", From: "GE", Request: 1, Number: "A"}))
	wantBalance(t, office, firstGRN, "0 free, 0 reserved, 1000 engaged")
	send("A", plain(t, transit.GuaranteeCall{Key: "A", From: "GE", Request: 1, Number: "A", Reason: "lost"}))
	g, err := office.Guarantee(ctx, firstGRN)
	must(t, err)
	if g.Balances[guarantee.InRecovery] != 100_000 {
		t.Errorf("%v", g.Balances)
	}
	for _, u := range g.Uses {
		if u.State == guarantee.Called {
			must(t, office.DoGuarantee(ctx, firstGRN, guarantee.Settle{Use: u.ID}))
		}
	}
	wantBalance(t, office, firstGRN, "1000 free, 0 reserved, 0 engaged")
	if err := office.DoGuarantee(ctx, firstGRN, guarantee.Confirm{}); fault.CodeOf(err) != fault.BadField {
		t.Errorf("an officer confirms: %v", err)
	}
}

// atOffice is an office of guarantee and the way in which GE's messages reach it, each stream in order.
func atOffice(t testing.TB, s store.Store, clock *clock) (*Administration, func(stream string, body []byte)) {
	t.Helper()
	ge, og := exchange.Derive(7, "GE"), exchange.Derive(7, transit.OfficeOfGuarantee)
	office := NewAdministration(Config{og, exchange.NewDirectory(ge.Card(), og.Card()), exchange.NewMemory(nil), s, clock.now})
	t.Cleanup(func() { s.Close() })
	var mu sync.Mutex
	seq := map[string]int64{}
	return office, func(stream string, body []byte) {
		mu.Lock()
		seq[stream]++
		e := ge.Sign(exchange.Envelope{ID: fmt.Sprintf("GE/%s/%d", stream, seq[stream]), To: og.Party(), Stream: stream, Seq: seq[stream], SentAt: clock.at, Body: body})
		mu.Unlock()
		var wg sync.WaitGroup
		for range 3 { // it comes three times at once
			wg.Go(func() {
				for {
					ack, err := office.Receive(ctx, e)
					if err == nil && ack != nil {
						return
					}
					if fault.CodeOf(err) != fault.Busy {
						t.Errorf("%s: %v", stream, err)
						return
					}
				}
			})
		}
		wg.Wait()
	}
}

func plain(t testing.TB, m transit.Message) []byte {
	b, err := transit.Encode(m)
	must(t, err)
	return b
}

// request is the body of a request for 1,000 euro, with its sealed code beside it.
func request(t testing.TB, office *Administration, key string, n int) []byte {
	c := coverBy(t, office, accessCode, firstGRN)
	codes, err := c.seal(key, "GE")
	must(t, err)
	tx := store.Tx{Outbox: []store.Out{{Body: plain(t, transit.GuaranteeRequest{Key: key, From: "GE", Request: n, Number: key, Holder: "carrier",
		References: c.References, Countries: []string{"GE"}})}}}
	must(t, beside(&tx, codes))
	return tx.Outbox[0].Body
}

// Many movements at once ask one guarantee for more than its limit: as many are covered as fit, to the cent, each message
// coming three times at once; and all of it comes back.
func TestOneHotGuarantee(t *testing.T) {
	stores.Each(t, func(t *testing.T, on stores.Open) {
		s := on(t, "office")
		office, send := atOffice(t, s, newClock())
		register(t, office, firstGRN, 10_500)
		const movements, fit = 24, 10
		every := func(message func(key string) []byte) {
			var wg sync.WaitGroup
			for i := range movements {
				key := fmt.Sprint("M", i)
				body := message(key)
				wg.Go(func() { send(key, body) })
			}
			wg.Wait()
		}
		every(func(key string) []byte { return request(t, office, key, 1) })
		wantBalance(t, office, firstGRN, "500 free, 10000 reserved, 0 engaged")
		valid := map[string]bool{}
		outs, err := s.Outbox(ctx, 0, 0)
		must(t, err)
		for _, o := range outs {
			m, err := transit.Decode(o.Body)
			must(t, err)
			if a := m.(transit.GuaranteeAnswer); a.Valid {
				valid[a.Key] = true
			} else if !strings.HasPrefix(a.Reasons[0], "G09 ") {
				t.Errorf("%+v", a)
			}
		}
		if len(outs) != movements || len(valid) != fit {
			t.Errorf("%d answers, %d valid", len(outs), len(valid))
		}
		every(func(key string) []byte {
			if valid[key] {
				return plain(t, transit.GuaranteeConfirm{Key: key, From: "GE", Request: 1, Number: key})
			}
			return request(t, office, key, 2)
		})
		wantBalance(t, office, firstGRN, "500 free, 0 reserved, 10000 engaged")
		every(func(key string) []byte {
			last := 2
			if valid[key] {
				last = 1
			}
			return plain(t, transit.GuaranteeRelease{Key: key, From: "GE", Request: last, Number: key, Reason: "discharged"})
		})
		wantBalance(t, office, firstGRN, "10500 free, 0 reserved, 0 engaged")
		facts, err := office.GuaranteeFacts(ctx, firstGRN)
		must(t, err)
		if want := 1 + movements + fit + (movements - fit) + fit; len(facts) != want { // registered, asked, confirmed, asked again, released
			t.Errorf("%d facts of messages that each came three times, want %d", len(facts), want)
		}
	})
}

// Who is no office of departure asks for nothing, a sealed code opens for no other movement, and no movement is called as the
// records of guarantees are.
func TestWhoMayAskAnOffice(t *testing.T) {
	office, send := atOffice(t, fresh("office"), newClock())
	register(t, office, firstGRN, 10_000)
	other := strings.ReplaceAll(string(request(t, office, "A", 1)), `"key":"A"`, `"key":"B"`)
	send("B", []byte(other))
	wantBalance(t, office, firstGRN, "10000 free, 0 reserved, 0 engaged")
	ge := exchange.Derive(7, "GE")
	if _, err := office.Receive(ctx, ge.Sign(exchange.Envelope{ID: "x", To: office.Party(), Stream: guaranteePrefix + firstGRN, Seq: 1, Body: request(t, office, "A", 1)})); fault.CodeOf(err) != fault.BadField {
		t.Errorf("a stream of the office's own: %v", err)
	}
	trader := exchange.Derive(7, TraderParty)
	if _, err := office.admit(trader.Sign(exchange.Envelope{To: office.Party(), Stream: "A", Body: request(t, office, "A", 1)})); fault.CodeOf(err) != fault.BadField {
		t.Errorf("a trader asks: %v", err)
	}
	send("A", request(t, office, "A", 1))
	send("A", request(t, office, "A", 1)) // the number again
	wantBalance(t, office, firstGRN, "9000 free, 1000 reserved, 0 engaged")
	h, err := office.History(ctx, "A")
	must(t, err)
	if len(h) != 1 || h[0].Refused == "" {
		t.Errorf("%+v", h)
	}
}

// A movement under a guarantee on nodes that crash and a line that loses, doubles, reorders and is cut; the office of guarantee
// is an administration on the way. However the movement ends, the account is back to zero and agrees with its facts.
func TestAGuaranteeUnderFaults(t *testing.T) {
	ends, covered := map[transit.State]int{}, 0
	for seed := int64(1); seed <= seeds(15); seed++ {
		w := newWorld(seed, nil)
		state, err := simulateCommon(w, func(w *world) error {
			w.calm = true
			defer func() { w.calm = false }()
			register(t, w.admins["KZ"], firstGRN, 1000)
			if _, _, err := w.trader.Declare(ctx, sampleConsignment()); err != nil {
				return err
			}
			key, err := w.trader.LodgeCovered(ctx, "", w.commonStretch(), coverBy(t, w.admins["KZ"], accessCode, firstGRN))
			w.keys = append(w.keys, key)
			return err
		})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		wantBalance(t, w.admins["KZ"], firstGRN, "1000 free, 0 reserved, 0 engaged")
		facts, err := w.admins["KZ"].GuaranteeFacts(ctx, firstGRN)
		must(t, err)
		if len(facts) > 2 {
			covered++
		}
		ends[state]++
	}
	t.Log(ends, covered)
	if seeds(15) == 15 && (len(ends) < 3 || covered < 5) {
		t.Errorf("the simulation is too kind: %v, %d covered", ends, covered)
	}
}
