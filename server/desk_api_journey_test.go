package server

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/auth/accounts"
	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/customs/guarantee"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/desk"
	"github.com/kairo-corridor/kairo/examples"
	"github.com/kairo-corridor/kairo/internal/pgtest"
	"github.com/kairo-corridor/kairo/node"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/reference"
	"github.com/kairo-corridor/kairo/store"
	"github.com/kairo-corridor/kairo/store/mem"
	"github.com/kairo-corridor/kairo/store/postgres"
	"github.com/kairo-corridor/kairo/store/sqlite"
	"github.com/kairo-corridor/kairo/unit"
)

// fiveTerritoriesByRoad are China (export), Kazakhstan (transit of the Eurasian Economic Union), Azerbaijan (national transit), Georgia and
// Türkiye (common transit under one T1), Türkiye (import).
var fiveTerritoriesByRoad = []string{"AZ", "CN", "GE", "KZ", "TR"}

// journeyCode is an access code that stands nowhere by chance.
const journeyCode = "Zq7#unmistakable"

// engines open the stores that a journey is held over: those of the nodes, and the desk's.
var engines = map[string]func(t testing.TB, dir string) (node.Options, store.Store){
	"mem": func(testing.TB, string) (node.Options, store.Store) { return node.Options{}, mem.New() },
	"sqlite": func(t testing.TB, dir string) (node.Options, store.Store) {
		s, err := sqlite.Open(t.Context(), filepath.Join(dir, "desk.db"))
		must(t, err)
		return node.Options{Dir: filepath.Join(dir, "node")}, s
	},
	"postgres": func(t testing.TB, dir string) (node.Options, store.Store) {
		database := pgtest.Start(t, dir) // its files are among those that are looked through
		all, err := postgres.Connect(t.Context(), database.URL("postgres"), postgres.Accept{})
		must(t, err)
		t.Cleanup(func() { all.Close() })
		open := func(ctx context.Context, party string) (store.Store, error) {
			return all.Open(ctx, strings.ToLower(party))
		}
		s, err := open(t.Context(), "desk")
		must(t, err)
		return node.Options{Open: open}, s
	},
}

// journeyWorld is a server that listens on loopback, with the people of a journey: a declarant, and in each territory an officer of
// customs and one of guarantees.
type journeyWorld struct {
	*apiWorld
	at      string // path of the consignment
	c       consignment.Consignment
	after   map[string]string   // each person's place in the events
	todo    map[string][]string // movements that an officer has learned of, by territory
	engaged map[string]int64    // by guarantee: the most that it secured at once
	events  []MovementEvent     // as the declarant learned of them
	grns    map[string]string   // the guarantee of each territory that the movement goes under
}

// newJourneyWorld opens everything over an engine, as `kairo serve` does.
func newJourneyWorld(t testing.TB, engine string) *journeyWorld {
	t.Helper()
	w := &journeyWorld{apiWorld: &apiWorld{deskWorld: &deskWorld{t: t, sessions: map[string]string{}, people: map[string]auth.Account{}, drafts: map[string]desk.Draft{}},
		dir: t.TempDir(), tokens: map[string]string{}}, after: map[string]string{}, todo: map[string][]string{}, engaged: map[string]int64{}, grns: map[string]string{}}
	o, s := engines[engine](t, w.dir)
	o.Clock, o.TIR = w.now, true
	n := mustNetwork(t)
	p, err := plan.New(n)
	must(t, err)
	c, err := node.OpenCorridor(t.Context(), fiveTerritoriesByRoad, o)
	must(t, err)
	w.book, err = accounts.Open(filepath.Join(w.dir, "accounts.db"), w.now)
	must(t, err)
	w.close = []func() error{s.Close, w.book.Close, c.Close}
	t.Cleanup(w.shut)
	w.desk, err = desk.New(desk.Options{Corridor: c, Store: s, Planner: p, Reference: reference.Default(), Clock: w.now})
	must(t, err)
	w.s, w.h = newDeskServer(t, Config{Network: n, Planner: p, Desk: &Desk{Desk: w.desk, Accounts: w.book}, Version: "test", Now: w.now, Log: slog.New(slog.DiscardHandler)})
	w.describe()
	listening := httptest.NewServer(w.h)
	t.Cleanup(listening.Close)
	w.over = func(r *http.Request) (*http.Response, string) {
		u, err := url.Parse(listening.URL)
		must(t, err)
		r.URL.Scheme, r.URL.Host, r.RequestURI = u.Scheme, u.Host, ""
		res, err := listening.Client().Do(r)
		must(t, err)
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		must(t, err)
		return res, string(body)
	}
	token, err := w.book.FirstRun(t.Context())
	must(t, err)
	w.enter(token)
	w.declarant("me")
	for _, c := range fiveTerritoriesByRoad {
		w.program(officer("customs", c), auth.Grant{Role: auth.Departure, Country: c}, auth.Grant{Role: auth.Passage, Country: c}, auth.Grant{Role: auth.Destination, Country: c})
		w.program(officer("guarantee", c), auth.Grant{Role: auth.GuaranteeOfficer, Country: c})
	}
	return w
}

// officer is the sign-in name of an officer of a territory.
func officer(of, country string) string { return of + "-" + strings.ToLower(country) }

// completed hands the consignment in without what its carriers and its guarantor know, chooses the way, reads what is missing and
// completes it.
func (w *journeyWorld) completed() {
	t := w.t
	t.Helper()
	var err error
	w.c, err = consignment.Decode(examples.Read("urumqi-istanbul.json"))
	must(t, err)
	known, grn := w.c.Transport, w.c.Securities[2].Reference
	w.c.Transport, w.c.Securities[2].Reference = nil, ""
	var f Filed
	made := w.call("me", "POST", "/consignments", w.c, keyHeader, "create").into(t, 201, &f)
	w.at = "/consignments/" + f.ID
	var ways Ways
	w.call("me", "GET", w.at+"/journeys", nil).into(t, 200, &ways)
	i := slices.IndexFunc(ways.Journeys, func(j Way) bool {
		return strings.Join(j.Countries, " ") == "CN KZ AZ GE TR" && slices.Contains(j.Labels, "fastest")
	})
	if i < 0 {
		t.Fatalf("no way over the five territories: %+v", ways.Journeys)
	}
	w.call("me", "PUT", w.at+"/journey", map[string]string{"journey": ways.Journeys[i].ID}, "If-Match", made.Header.Get("ETag")).into(t, 200, nil)
	var missing MissingData
	w.call("me", "GET", w.at+"/missing", nil).into(t, 200, &missing)
	if missing.Required == 0 || !slices.ContainsFunc(missing.Data, func(d MissingDatum) bool {
		return d.Who == "guarantor" && d.Required && d.Path == "/securities/2/reference"
	}) {
		t.Errorf("missing: %+v", missing)
	}
	if l := w.lodge("too-early", nil); outcomeOf(l, "GE") != "waits" {
		t.Errorf("common transit without a guarantee: %+v", l)
	}
	w.c.Transport, w.c.Securities[2].Reference = known, grn
	w.saved()
}

// saved replaces the data of the consignment.
func (w *journeyWorld) saved() {
	w.t.Helper()
	now := w.call("me", "GET", w.at, nil).into(w.t, 200, nil)
	w.call("me", "PUT", w.at, w.c, "If-Match", now.Header.Get("ETag")).into(w.t, 200, nil)
}

// lodge lodges under a key, with access codes or without a body.
func (w *journeyWorld) lodge(key string, codes map[string]string) (l Lodgement) {
	w.t.Helper()
	var body any
	if codes != nil {
		body = map[string]any{"accessCodes": codes}
	}
	w.call("me", "POST", w.at+"/lodgement", body, keyHeader, key).into(w.t, 200, &l)
	return l
}

func rowOf(l Lodgement, country string) LodgedOrWaiting {
	i := slices.IndexFunc(l.Stretches, func(s LodgedOrWaiting) bool { return s.Administration == country })
	if i < 0 {
		return LodgedOrWaiting{}
	}
	return l.Stretches[i]
}

func outcomeOf(l Lodgement, country string) string { return rowOf(l, country).Outcome }

// stretch is where the stretch of a territory stands for its declarant.
func (w *journeyWorld) stretch(country, regime string) StretchStatus {
	w.t.Helper()
	var of Stretches
	w.call("me", "GET", w.at+"/movements", nil).into(w.t, 200, &of)
	for _, s := range of.Stretches {
		if s.Administration == country && s.Regime == regime {
			return s
		}
	}
	w.t.Fatalf("no %s in %s: %+v", regime, country, of)
	return StretchStatus{}
}

// regimes are the secured regimes by territory.
var regimes = map[string]string{"KZ": "eaeu-transit", "AZ": "national-transit", "GE": "common-transit"}

// registered enters at its office the guarantee that a stretch is planned to be secured by, for so many hundredths of the amount that
// it must cover.
func (w *journeyWorld) registered(country string, percent int64, codes ...string) (grn string, limit unit.Money) {
	w.t.Helper()
	s := w.stretch(country, regimes[country])
	g := s.Guarantees[len(s.Guarantees)-1]
	if g.State != "planned" || g.Office != country || g.Holder == "" || g.AsksCode != (len(codes) > 0) {
		w.t.Fatalf("%s is secured by %+v", country, g)
	}
	limit = unit.Money{Minor: g.Amount.Minor * percent / 100, Currency: g.Amount.Currency}
	body := GuaranteeRequest{Country: country, GuaranteeTerms: GuaranteeTerms{GRN: g.GRN, Type: g.Type, Holder: g.Holder, Guarantor: "Demonstration bank", Limit: limit, From: "2026-01-01"}}
	if g.Type == "1" {
		body.Percent = 100
	}
	for _, c := range codes {
		body.Codes = append(body.Codes, CodeGiven{Code: guarantee.Secret(c)})
	}
	w.call(officer("guarantee", country), "POST", "/guarantees", body, keyHeader, "register-"+g.GRN).into(w.t, 201, nil)
	w.grns[country] = g.GRN
	return g.GRN, limit
}

// account reads the account of a guarantee and holds it against its limit and its entries.
func (w *journeyWorld) account(country, grn string) (g GuaranteeRecord) {
	t := w.t
	t.Helper()
	w.call(officer("guarantee", country), "GET", "/guarantees/"+country+"/"+url.PathEscape(grn), nil).into(t, 200, &g)
	b := g.Balances
	if g.Sum != 0 || b.Available+b.Pending+b.Used+b.Allotted+b.Called+b.Spent != g.Limit.Minor {
		t.Errorf("%s of %s does not add up: %+v", grn, country, g)
	}
	w.engaged[grn] = max(w.engaged[grn], b.Used)
	return g
}

// priority is what an officer decides of what the movement offers, in this order.
var priority = []string{"accept", "release", "passage", "arrival", "destination-control", "discharge"}

// decide makes one decision on a movement that an officer learned of; false where there is none to make. Goods that are not there are
// not released.
func (w *journeyWorld) decide(country, key string, here bool) bool {
	t, who := w.t, officer("customs", country)
	t.Helper()
	at := "/movements/" + country + "/" + url.PathEscape(key)
	var m MovementRecord
	read := w.call(who, "GET", at, nil).into(t, 200, &m)
	i := slices.IndexFunc(priority, func(act string) bool { return slices.Contains(m.Acts, act) && (here || act != "release") })
	if i < 0 {
		return false
	}
	x := DecisionRequest{Act: priority[i]}
	if x.Act == "destination-control" {
		x.Reason = "found.conform"
	}
	var d Decided
	w.call(who, "POST", at+"/decisions", x, "If-Match", read.Header.Get("ETag"), keyHeader, fmt.Sprintf("%s-%s-%s", country, key, read.Header.Get("ETag"))).into(t, 200, &d)
	if d.Waiting {
		t.Errorf("%s %s of %s: messages are still on their way", x.Act, key, country)
	}
	return true
}

// follow gives the events that a person has not seen yet.
func (w *journeyWorld) follow(login string) (out []MovementEvent) {
	w.t.Helper()
	for {
		var e MovementEvents
		w.call(login, "GET", "/movements/events?limit=7&after="+url.QueryEscape(w.place(login)), nil).into(w.t, 200, &e)
		if w.after[login] = e.Next; len(e.Events) == 0 {
			return out
		}
		out = append(out, e.Events...)
	}
}

func (w *journeyWorld) place(login string) string {
	if w.after[login] == "" {
		return "0"
	}
	return w.after[login]
}

// worked lets every officer do what the events tell them of, until nobody has anything to do. The
// guarantees are looked at after every decision.
func (w *journeyWorld) worked() {
	w.t.Helper()
	for busy := true; busy; {
		busy = false
		for _, c := range fiveTerritoriesByRoad {
			for _, e := range w.follow(officer("customs", c)) {
				if e.Country == c {
					w.todo[c] = append(w.todo[c], e.Key)
				}
			}
			w.todo[c] = slices.DeleteFunc(w.todo[c], func(key string) bool {
				here := w.reached(key)
				for w.decide(c, key, here) {
					busy = true
					for country, grn := range w.grns {
						w.account(country, grn)
					}
				}
				return here
			})
		}
	}
	w.events = append(w.events, w.follow("me")...)
}

// reached is true of a movement whose goods have come through the stretch before it.
func (w *journeyWorld) reached(key string) bool {
	var of Stretches
	w.call("me", "GET", w.at+"/movements", nil).into(w.t, 200, &of)
	for i, s := range of.Stretches {
		if s.Key == key {
			return i == 0 || of.Stretches[i-1].State == "discharged"
		}
	}
	return false
}

// A journey over five territories, lodged over HTTP and decided on over HTTP, is discharged everywhere, and every guarantee is
// back at its limit; what secured it in between is told; an access code is kept nowhere.
func TestAFiveTerritoryJourneyOverHTTP(t *testing.T) {
	for _, engine := range slices.Sorted(maps.Keys(engines)) {
		t.Run(engine, func(t *testing.T) {
			w := newJourneyWorld(t, engine)
			w.completed()
			w.registered("KZ", 100)
			w.registered("AZ", 250)
			grn, _ := w.registered("GE", 100, journeyCode)

			l := w.lodge("first", nil)
			if got := w.outcomes(l); got != "CN unchanged, KZ lodged, AZ lodged, GE waits, TR waits" {
				t.Fatalf("lodged without a code: %s", got)
			}
			if waits := rowOf(l, "GE").Waits; len(waits) != 1 || waits[0].Key != "wait.code" || waits[0].On != grn || waits[0].Path != "/securities/2/reference" {
				t.Errorf("GE waits for %+v", waits)
			}
			l = w.lodge("second", map[string]string{grn: journeyCode})
			if got := w.outcomes(l); got != "CN unchanged, KZ unchanged, AZ unchanged, GE lodged, TR waits" {
				t.Fatalf("lodged with the code: %s", got)
			}
			if s := w.stretch("GE", "common-transit"); s.Guarantees[0].State != "named" || s.Guarantees[0].AsksCode {
				t.Errorf("%+v", s.Guarantees)
			}
			w.worked()
			w.lodge("import", nil) // without the code: what was sealed before stays
			w.worked()
			w.ended(t)
			w.unkept(t, journeyCode)
		})
	}
}

// The page of lodging asks for the code in a field that browsers do not fill in and shows it nowhere again; the page of the status
// tells where the guarantee stands, and asks anew where the code was wrong.
func TestThePageOfLodgingAsksForAccessCodes(t *testing.T) {
	w := newJourneyWorld(t, "mem")
	w.completed()
	w.registered("KZ", 100)
	w.registered("AZ", 100)
	grn, _ := w.registered("GE", 100, journeyCode)
	b := &browse{w.deskWorld, "me"}
	field := `name="code:` + grn + `" type="password" autocomplete="off" maxlength="64">`
	if body := b.get(w.at + "/filing"); !strings.Contains(body, field) || strings.Count(body, `type="password"`) != 1 {
		t.Errorf("the page does not ask for the code: %s", told(body))
	}
	if res, body := b.ask("me", "POST", w.at+"/lodge", url.Values{"code:24GB0000010000HV5": {journeyCode}}); res.StatusCode != http.StatusUnprocessableEntity || strings.Contains(body, journeyCode) {
		t.Errorf("a code of another guarantee: %d %s", res.StatusCode, told(body))
	}
	to := b.send(w.at+"/lodge", url.Values{"code:" + grn: {"no" + journeyCode}})
	if strings.Contains(to, journeyCode) || strings.Contains(b.get(to), field) {
		t.Errorf("after lodging: %s", to)
	}
	w.worked()
	body := b.get(w.at + "/status")
	if !strings.Contains(body, field) || !strings.Contains(body, grn) || !strings.Contains(body, "G03 "+grn) || strings.Contains(body, journeyCode) {
		t.Errorf("a wrong code: %s", told(body))
	}
	b.send(w.at+"/lodge", url.Values{"code:" + grn: {journeyCode}})
	w.worked()
	if body := b.get(w.at + "/status"); strings.Contains(body, field) || !strings.Contains(body, "state-released") || strings.Contains(body, journeyCode) {
		t.Errorf("the right code: %s", told(body))
	}
	w.unkept(t, journeyCode)
}

// What is wrong with a request is told without the code that it holds.
func TestAPILodgementRequests(t *testing.T) {
	w := newJourneyWorld(t, "mem")
	w.completed()
	for i, c := range []struct {
		body string
		path string
	}{
		{`{"accessCodes": {"24GB0000010000HV5": "` + journeyCode + `"}}`, "/accessCodes/24GB0000010000HV5"},
		{`{"accessCodes": {"26GE0000DEMO00040": 7351}}`, "accessCodes.26GE0000DEMO00040"},
		{`{"accessCodes": ["` + journeyCode + `"]}`, "accessCodes"},
		{`{"codes": {"26GE0000DEMO00040": "` + journeyCode + `"}}`, "codes"},
		{`{"accessCodes": {"26GE0000DEMO00040": "` + journeyCode + strings.Repeat("x", 64) + `"}}`, "accessCodes.26GE0000DEMO00040"},
	} {
		answer := w.call("me", "POST", w.at+"/lodgement", c.body, keyHeader, fmt.Sprint("wrong-", i))
		if p := answer.problem(t, 422); p.Path != c.path || strings.Contains(answer.body, journeyCode) || strings.Contains(answer.body, "7351") {
			t.Errorf("%s", answer.body)
		}
	}
	if p := w.call("me", "POST", w.at+"/lodgement", `{"accessCodes": {"26GE`+journeyCode, keyHeader, "cut off").problem(t, 400); strings.Contains(p.Detail, "Zq7") {
		t.Errorf("%+v", p)
	}
	w.lodge("no body", nil)
	w.unkept(t, journeyCode)
}

// An amount beyond the limit is refused and told; another guarantee takes its place and the journey goes on. A wrong access code
// is told too, and the right one is enough.
func TestAGuaranteeThatDoesNotSufficeIsReplaced(t *testing.T) {
	w := newJourneyWorld(t, "sqlite")
	w.completed()
	small, _ := w.registered("KZ", 99)
	w.registered("AZ", 100)
	grn, _ := w.registered("GE", 100, journeyCode)
	w.lodge("first", map[string]string{grn: "wrong#" + journeyCode})
	w.worked()
	refused := func(country, grn, why string) {
		t.Helper()
		s := w.stretch(country, regimes[country])
		if s.State != "guarantee-invalid" || s.Guarantees[0].GRN != grn || s.Guarantees[0].State != "invalid" || !strings.Contains(strings.Join(s.Guarantees[0].Reasons, " "), why) {
			t.Fatalf("%s: %+v", country, s)
		}
	}
	refused("KZ", small, "G09")
	refused("GE", grn, "G03")
	if s := w.stretch("AZ", "national-transit"); s.State == "guarantee-invalid" {
		t.Errorf("AZ: %+v", s)
	}

	w.c.Securities[0].Reference = "DEMO-KZ-DEPOSIT-2026-0506"
	w.saved()
	if _, limit := w.registered("KZ", 100); limit.Minor == 0 {
		t.Error("the other guarantee is of nothing")
	}
	l := w.lodge("again", nil)
	if r := rowOf(l, "KZ"); r.Outcome != "amended" || !slices.Equal(r.Changed, []string{"guarantees"}) {
		t.Errorf("KZ: %+v", r)
	}
	if got := outcomeOf(l, "GE"); got != "unchanged" {
		t.Errorf("GE without a code: %s", got)
	}
	if got := outcomeOf(w.lodge("with the right code", map[string]string{grn: journeyCode}), "GE"); got != "amended" {
		t.Errorf("GE with the right code: %s", got)
	}
	if got := outcomeOf(w.lodge("the right code again", map[string]string{grn: journeyCode}), "GE"); got != "unchanged" {
		t.Errorf("GE with the right code again: %s", got)
	}
	w.worked()
	w.lodge("import", nil)
	w.worked()
	w.ended(t)
	if g := w.account("KZ", small); w.engaged[small] != 0 || g.Balances.Available != g.Limit.Minor {
		t.Errorf("the guarantee that did not suffice: %+v", g)
	}
	w.unkept(t, journeyCode)
}

func (w *journeyWorld) outcomes(l Lodgement) string {
	var out []string
	for _, s := range l.Stretches {
		out = append(out, s.Administration+" "+s.Outcome)
	}
	return strings.Join(out, ", ")
}

// ended holds the end: every record of every administration is discharged, every account is back, the declarant was told of all of
// it in order and once, and nothing is on its way.
func (w *journeyWorld) ended(t *testing.T) {
	t.Helper()
	var records []string
	for _, c := range fiveTerritoriesByRoad {
		var list MovementList
		w.call(officer("customs", c), "GET", "/movements?ended=true&country="+c, nil).into(t, 200, &list)
		for _, m := range list.Movements {
			records = append(records, m.Country+" "+m.Regime+" "+m.Role+" "+m.State)
		}
	}
	slices.Sort(records)
	if want := []string{"AZ national-transit owner discharged", "CN export owner discharged", "GE common-transit owner discharged", "KZ eaeu-transit owner discharged",
		"TR common-transit destination discharged", "TR import owner discharged"}; !slices.Equal(records, want) {
		t.Errorf("the records are\n%s", strings.Join(records, "\n"))
	}
	for country, grn := range w.grns {
		w.back(t, country, grn)
		if g := w.stretch(country, regimes[country]).Guarantees; len(g) != 1 || g[0].GRN != grn || g[0].State != "released" {
			t.Errorf("%s was told %+v", country, g)
		}
	}
	discharged := map[string]int{}
	for i, e := range w.events {
		if i > 0 && len(e.ID) == len(w.events[i-1].ID) && e.ID <= w.events[i-1].ID {
			t.Errorf("event %s comes after %s", e.ID, w.events[i-1].ID)
		}
		if e.To == string(transit.Discharged) && e.From != e.To {
			discharged[e.Country+" "+e.Key]++
		}
	}
	if len(discharged) != len(records) {
		t.Errorf("the declarant learned of %v", discharged)
	}
	w.silent(t)
}

// back holds the account of a guarantee: it engaged something, all of it is free again, and its facts lead there.
func (w *journeyWorld) back(t *testing.T, country, grn string) {
	t.Helper()
	g := w.account(country, grn)
	if b := g.Balances; b.Available != g.Limit.Minor || b.Pending != 0 || b.Used != 0 || b.Called != 0 {
		t.Errorf("%s of %s: %+v of %s", grn, country, b, g.Limit)
	}
	if w.engaged[grn] <= 0 {
		t.Errorf("%s of %s was never engaged", grn, country)
	}
	var facts GuaranteeFacts
	w.call(officer("guarantee", country), "GET", "/guarantees/"+country+"/"+url.PathEscape(grn)+"/facts", nil).into(t, 200, &facts)
	balances := map[string]int64{}
	for _, f := range facts.Facts {
		sum := int64(0)
		for _, e := range f.Entries {
			sum += e.Minor
			balances[e.Account] += e.Minor
		}
		if sum != 0 {
			t.Errorf("fact %d of %s sums to %d", f.Number, grn, sum)
		}
	}
	if len(facts.Facts) < 4 || balances["available"] != g.Limit.Minor || balances["undertaken"] != -g.Limit.Minor || balances["used"] != 0 || balances["pending"] != 0 {
		t.Errorf("%d facts of %s lead to %v", len(facts.Facts), grn, balances)
	}
}

// stores are those of the nodes and of the desk.
func (w *journeyWorld) stores() map[string]store.Store {
	out := map[string]store.Store{"trader": w.desk.Corridor.Trader().Store, "desk": w.desk.Store}
	for _, c := range fiveTerritoriesByRoad {
		a, err := w.desk.Corridor.Administration(c)
		must(w.t, err)
		out[c] = a.Store
	}
	return out
}

func (w *journeyWorld) silent(t *testing.T) {
	t.Helper()
	for name, s := range w.stores() {
		rows, err := s.Outbox(t.Context(), 0, 0)
		must(t, err)
		if len(rows) > 0 {
			t.Errorf("%d messages wait in the outbox of %s", len(rows), name)
		}
	}
}

// unkept looks for a secret in every record, message and fact, and in the bytes of every file.
func (w *journeyWorld) unkept(t *testing.T, secret string) {
	t.Helper()
	looked := 0
	look := func(what string, b []byte) {
		looked++
		for _, form := range forms(secret) {
			if bytes.Contains(b, form) {
				t.Errorf("%s holds the code as %q", what, form)
			}
		}
	}
	if !slices.ContainsFunc(forms(secret), func(f []byte) bool {
		return bytes.Contains([]byte(base64.StdEncoding.EncodeToString([]byte("{"+secret+"}"))), f)
	}) {
		t.Error("a code in base64 would not be found")
	}
	streams := []string{"guarantee/" + w.grns["GE"], "guarantee/" + w.grns["KZ"]}
	for _, e := range w.events {
		streams = append(streams, e.Key)
	}
	for name, s := range w.stores() {
		for after := ""; ; {
			recs, err := s.List(t.Context(), "", after, 0)
			must(t, err)
			if len(recs) == 0 {
				break
			}
			for _, r := range recs {
				after = r.Key
				look(name+" "+r.Key, append([]byte(r.Key+" "), r.Value...))
			}
		}
		for _, stream := range streams {
			facts, err := s.Facts(t.Context(), stream, 0, 0)
			must(t, err)
			for _, f := range facts {
				look(name+" "+stream, f.Body)
			}
		}
	}
	must(t, filepath.WalkDir(w.dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) { // a file that the engine took away meanwhile
			return nil
		}
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		look(path, b)
		return err
	}))
	if looked < 20 {
		t.Errorf("only %d looked at", looked)
	}
}

// forms are how a text stands in bytes: as it is, as JSON, and in base64 at each of the three places that it may begin at.
func forms(text string) [][]byte {
	quoted, _ := json.Marshal(text)
	out := [][]byte{[]byte(text), quoted}
	for shift := range 3 {
		coded := base64.StdEncoding.EncodeToString(append(make([]byte, shift), text...))
		from := []int{0, 2, 3}[shift]
		out = append(out, []byte(coded[from:len(text)*4/3-1]))
	}
	return out
}
