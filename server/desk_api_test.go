package server

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/desk"
	"github.com/kairo-corridor/kairo/store"
	"github.com/kairo-corridor/kairo/unit"
)

// A consignment over five territories is handed in, planned, lodged and decided on by programs with tokens; each step asked
// again with its key gives the same answer and does nothing twice, also after the process has ended.
func TestAPILodgesOverFiveTerritories(t *testing.T) {
	w := newAPIWorld(t, nil)
	w.declarant("me")
	f := w.handedIn("me", "API-1")
	at := "/consignments/" + f.ID
	var missing MissingData
	if w.call("me", "GET", at+"/missing", nil).into(t, 200, &missing); missing.Documents == 0 {
		t.Errorf("missing: %+v", missing)
	}
	var l Lodgement
	first := w.call("me", "POST", at+"/lodgement", nil, keyHeader, `"lodge-1"`).into(t, 200, &l)
	lodged := map[string]string{}
	for _, s := range l.Stretches {
		if s.Outcome == "lodged" {
			lodged[s.Administration] = s.Key
		}
	}
	if l.Reference != "API-1" || len(l.Stretches) < 4 || lodged["CN"] == "" {
		t.Fatalf("lodged %v of %+v", lodged, l)
	}
	same := func(when string) {
		t.Helper()
		again := w.call("me", "POST", at+"/lodgement", nil, keyHeader, "lodge-1").into(t, 200, nil)
		if again.body != first.body || again.Header.Get(replayedHeader) != "true" {
			t.Errorf("%s: %s\nwas %s", when, again.body, first.body)
		}
		ms, err := w.desk.Corridor.Movements(t.Context())
		must(t, err)
		if len(ms) != len(lodged) {
			t.Errorf("%s: %d movements, %d lodged", when, len(ms), len(lodged))
		}
	}
	same("asked again")
	w.reopen()
	same("asked again of another process")

	var of Stretches
	if w.call("me", "GET", at+"/movements", nil).into(t, 200, &of); len(of.Stretches) != len(l.Stretches) || of.Stretches[0].State == "none" {
		t.Errorf("%+v", of)
	}
	w.officersOfChina(lodged["CN"])
	var m MovementRecord
	w.call("me", "GET", "/movements/CN/"+url.PathEscape(lodged["CN"]), nil).into(t, 200, &m)
	if m.State != "released" || m.Number == "" || !m.Verified || len(m.History) < 3 || len(m.Documents) == 0 || m.Acts != nil || m.Lane != "" {
		t.Errorf("%+v", m)
	}
	var list MovementList
	if w.call("me", "GET", "/movements?country=CN", nil).into(t, 200, &list); len(list.Movements) != 1 || list.Movements[0].State != "released" {
		t.Errorf("%+v", list)
	}
}

// officersOfChina accept and release a movement; of two that decide on the same version the second is told.
func (w *apiWorld) officersOfChina(key string) {
	w.t.Helper()
	w.program("cn", auth.Grant{Role: auth.Departure, Country: "CN"})
	at := "/movements/CN/" + url.PathEscape(key)
	var m MovementRecord
	read := w.call("cn", "GET", at, nil).into(w.t, 200, &m)
	if !slices.Contains(m.Acts, "accept") {
		w.t.Fatalf("acts %v", m.Acts)
	}
	decide := func(act, etag, once string) toldAnswer {
		return w.call("cn", "POST", at+"/decisions", DecisionRequest{Act: act}, keyHeader, once, "If-Match", etag)
	}
	var d Decided
	done := decide("accept", read.Header.Get("ETag"), "accept").into(w.t, 200, &d)
	if again := decide("accept", read.Header.Get("ETag"), "accept").into(w.t, 200, nil); again.body != done.body {
		w.t.Errorf("%s, was %s", again.body, done.body)
	}
	if p := decide("release", read.Header.Get("ETag"), "too late").problem(w.t, 412); p.Code != "version-conflict" {
		w.t.Errorf("%+v", p)
	}
	decide("release", done.Header.Get("ETag"), "release").into(w.t, 200, &d)
	if d.State != "released" {
		w.t.Errorf("%+v", d)
	}
}

// Idempotency keys: required, of one request, of one account, and kept for as long as is said.
func TestAPIIdempotencyKeys(t *testing.T) {
	w := newAPIWorld(t, nil)
	w.declarant("me")
	w.declarant("you")
	a, b := fiveTerritories(t, "KEY-A"), fiveTerritories(t, "KEY-B")
	if p := w.call("me", "POST", "/consignments", a).problem(t, 400); p.Path != keyHeader {
		t.Errorf("%+v", p)
	}
	w.call("me", "POST", "/consignments", a, keyHeader, `"open`).problem(t, 400)
	w.call("me", "POST", "/consignments", a, keyHeader, strings.Repeat("k", desk.KeyBytesMax+1)).problem(t, 400)
	var one, other Filed
	first := w.call("me", "POST", "/consignments", a, keyHeader, "k").into(t, 201, &one)
	if p := w.call("me", "POST", "/consignments", b, keyHeader, "k").problem(t, 422); p.Path != keyHeader || !strings.Contains(p.Detail, "another request") {
		t.Errorf("%+v", p)
	}
	if w.call("you", "POST", "/consignments", b, keyHeader, "k").into(t, 201, &other); other.ID == one.ID {
		t.Error("another account's key gives what is not its own")
	}
	// What is wrong with a request is kept with its key too.
	wrong := w.call("me", "POST", "/consignments", `{"reference": 7}`, keyHeader, "wrong")
	if len(wrong.problem(t, 422).Violations) < 2 {
		t.Error(wrong.body)
	}
	if again := w.call("me", "POST", "/consignments", `{"reference": 7}`, keyHeader, "wrong"); again.body != wrong.body || again.Header.Get(replayedHeader) != "true" {
		t.Error(again.body)
	}
	w.late.Store(int64(desk.KeyLife - time.Second))
	if again := w.call("me", "POST", "/consignments", a, keyHeader, "k").into(t, 201, nil); again.body != first.body {
		t.Error("before it has run out:", again.body)
	}
	w.late.Store(int64(desk.KeyLife))
	if w.call("me", "POST", "/consignments", b, keyHeader, "k").into(t, 201, &other); other.ID == one.ID {
		t.Error("a key that has run out gives the old answer")
	}
}

// holding is a store that stops before a commit of something under a prefix.
type holding struct {
	store.Store
	mu      sync.Mutex
	prefix  string        // "" stops nothing
	reached chan struct{} // told when it stops
	go_     chan error    // nil: go on; else the commit fails
}

func (h *holding) Commit(ctx context.Context, tx store.Tx) error {
	h.mu.Lock()
	stop := h.prefix != "" && slices.ContainsFunc(tx.Puts, func(p store.Put) bool { return strings.HasPrefix(p.Key, h.prefix) })
	if stop {
		h.prefix = ""
	}
	h.mu.Unlock()
	if stop {
		h.reached <- struct{}{}
		if err := <-h.go_; err != nil {
			return err
		}
	}
	return h.Store.Commit(ctx, tx)
}

func (h *holding) stopAt(prefix string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.prefix = prefix
}

// While a request is being answered the same key is told to wait; where its process ends before the answer is kept, whoever asks
// again later gets what was made, which was made once.
func TestAPIRequestsUnderWayAndCutOff(t *testing.T) {
	h := &holding{reached: make(chan struct{}), go_: make(chan error)}
	w := newAPIWorld(t, func(s store.Store) store.Store { h.Store = s; return h })
	w.declarant("me")
	a := fiveTerritories(t, "CUT-1")
	ask := func() toldAnswer { return w.call("me", "POST", "/consignments", a, keyHeader, "k") }
	h.stopAt("idempotency-answer/")
	cut := make(chan toldAnswer)
	go func() { cut <- ask() }()
	<-h.reached // the consignment is made; its answer is not kept yet
	busy := ask()
	if p := busy.problem(t, 409); busy.Header.Get("Retry-After") == "" || p.Path != keyHeader {
		t.Errorf("%+v %v", p, busy.Header)
	}
	h.go_ <- store.ErrClosed // as if the process ended here
	<-cut
	w.reopen()
	ask().problem(t, 409)
	w.late.Store(int64(desk.KeyLease))
	var f Filed
	made := ask().into(t, 201, &f)
	if again := ask().into(t, 201, nil); again.body != made.body || again.Header.Get(replayedHeader) != "true" {
		t.Error(again.body)
	}
	var list ConsignmentList
	if w.call("me", "GET", "/consignments", nil).into(t, 200, &list); len(list.Consignments) != 1 || list.Consignments[0].ID != f.ID {
		t.Errorf("made more than once: %+v", list)
	}
}

// Many ask with one key at once: one thing is made.
func TestAPIOneKeyManyAtOnce(t *testing.T) {
	w := newAPIWorld(t, nil)
	w.declarant("me")
	a := fiveTerritories(t, "MANY-1")
	var all sync.WaitGroup
	answers := make([]toldAnswer, 8)
	for i := range answers {
		all.Go(func() { answers[i] = w.call("me", "POST", "/consignments", a, keyHeader, "k") })
	}
	all.Wait()
	made := 0
	for _, x := range answers {
		switch x.StatusCode {
		case 201:
			made++
		case 409:
		default:
			t.Errorf("%d %s", x.StatusCode, x.body)
		}
	}
	var list ConsignmentList
	if w.call("me", "GET", "/consignments", nil).into(t, 200, &list); made == 0 || len(list.Consignments) != 1 {
		t.Errorf("%d answers, %d consignments", made, len(list.Consignments))
	}
}

// A change names the version that was read.
func TestAPIChangesNameTheirVersion(t *testing.T) {
	w := newAPIWorld(t, nil)
	w.declarant("me")
	a := fiveTerritories(t, "ETAG-1")
	var f Filed
	made := w.call("me", "POST", "/consignments", a, keyHeader, "k").into(t, 201, &f)
	at, etag := "/consignments/"+f.ID, made.Header.Get("ETag")
	a.Title = "Changed once"
	if p := w.call("me", "PUT", at, a).problem(t, 428); p.Path != "If-Match" {
		t.Errorf("%+v", p)
	}
	w.call("me", "PUT", at, a, "If-Match", "*").problem(t, 400)
	changed := w.call("me", "PUT", at, a, "If-Match", etag).into(t, 200, nil)
	a.Title = "Changed by who read before"
	if p := w.call("me", "PUT", at, a, "If-Match", etag).problem(t, 412); p.Code != "version-conflict" {
		t.Errorf("%+v", p)
	}
	w.call("me", "PUT", at+"/journey", map[string]string{"journey": "fastest"}, "If-Match", etag).problem(t, 412)
	read := w.call("me", "GET", at, nil).into(t, 200, &f)
	if read.Header.Get("ETag") != changed.Header.Get("ETag") || f.Consignment.Title != "Changed once" {
		t.Errorf("%s %+v", read.Header.Get("ETag"), f)
	}
	w.call("me", "PUT", at, `<consignment/>`, "If-Match", etag, "Content-Type", "application/xml").problem(t, 415)
	w.call("me", "PUT", at, `{"reference":"x"}`, "If-Match", read.Header.Get("ETag")).problem(t, 422)
	w.call("me", "PUT", at, make([]byte, deskBodyMax+1), "If-Match", read.Header.Get("ETag")).problem(t, 413)
}

// What was lodged and has changed since is amended; each document can be had in both forms.
func TestAPIAmendsAndGivesDocuments(t *testing.T) {
	w := newAPIWorld(t, nil)
	w.declarant("me")
	f := w.handedIn("me", "AMEND-1")
	at := "/consignments/" + f.ID
	w.call("me", "POST", at+"/lodgement", nil, keyHeader, "1").into(t, 200, nil)
	read := w.call("me", "GET", at, nil).into(t, 200, &f)
	c := *f.Consignment
	c.Goods = slices.Clone(c.Goods)
	c.Goods[0].Description += ", spare parts"
	w.call("me", "PUT", at, c, "If-Match", read.Header.Get("ETag")).into(t, 200, nil)
	var l Lodgement
	w.call("me", "POST", at+"/lodgement", nil, keyHeader, "2").into(t, 200, &l)
	if !slices.ContainsFunc(l.Stretches, func(s LodgedOrWaiting) bool { return s.Outcome == "amended" && len(s.Changed) > 0 }) || l.Version != 2 {
		t.Errorf("%+v", l)
	}
	var papers Papers
	w.call("me", "GET", at+"/documents", nil).into(t, 200, &papers)
	pdfs := 0
	for _, d := range papers.Documents {
		var p Paper
		doc := at + "/documents/" + url.PathEscape(d.ID)
		if w.call("me", "GET", doc, nil).into(t, 200, &p); len(p.Elements) == 0 || p.ID != d.ID {
			t.Errorf("%+v", p)
		}
		pdf := w.call("me", "GET", doc, nil, "Accept", "application/pdf")
		switch {
		case d.Paper && pdfs == 0:
			pdfs++
			if pdf.StatusCode != 200 || !strings.HasPrefix(pdf.body, "%PDF-") {
				t.Errorf("%s: %d", d.ID, pdf.StatusCode)
			}
		case !d.Paper:
			pdf.problem(t, 406)
		}
	}
	if len(papers.Documents) < 6 || pdfs == 0 {
		t.Errorf("%d documents", len(papers.Documents))
	}
	key := l.Stretches[0].Key
	w.call("me", "POST", at+"/movements/"+url.PathEscape(key)+"/cancellation", map[string]string{"reason": ""}, keyHeader, "3").problem(t, 422)
	w.call("me", "POST", at+"/movements/"+url.PathEscape(key)+"/cancellation", map[string]string{"reason": "the buyer withdrew"}, keyHeader, "4").into(t, 200, nil)
	var of Stretches
	if w.call("me", "GET", at+"/movements", nil).into(t, 200, &of); of.Stretches[0].State != "invalidated" {
		t.Errorf("%+v", of.Stretches[0])
	}
}

// Events come in one order, each once, to whoever may read them, also across processes.
func TestAPIEventsSince(t *testing.T) {
	w := newAPIWorld(t, nil)
	w.declarant("me")
	w.declarant("you")
	w.program("jp", auth.Grant{Role: auth.Departure, Country: "JP"})
	f := w.handedIn("me", "EVENTS-1")
	w.call("me", "POST", "/consignments/"+f.ID+"/lodgement", nil, keyHeader, "1").into(t, 200, nil)
	since := func(login, after string, more ...string) (e MovementEvents) {
		t.Helper()
		w.call(login, "GET", "/movements/events?after="+after+strings.Join(more, ""), nil).into(t, 200, &e)
		return e
	}
	all := since("me", "0")
	if len(all.Events) == 0 || !slices.ContainsFunc(all.Events, func(e MovementEvent) bool { return e.Country == "CN" && e.Message == "lodge" && e.To == "lodged" }) {
		t.Fatalf("%+v", all)
	}
	var single []MovementEvent
	for after := "0"; ; {
		e := since("me", after, "&limit=1")
		if after = e.Next; len(e.Events) == 0 {
			break
		}
		single = append(single, e.Events...)
	}
	if diff := cmp.Diff(all.Events, single); diff != "" {
		t.Error(diff)
	}
	for _, other := range []string{"you", "jp"} {
		if e := since(other, "0"); len(e.Events) > 0 || e.Next != all.Next {
			t.Errorf("%s reads what is not theirs: %+v", other, e)
		}
	}
	w.reopen()
	if e := since("me", all.Next); len(e.Events) > 0 || e.Next != all.Next {
		t.Errorf("events again after reopening: %+v", e)
	}
	if diff := cmp.Diff(all, since("me", "0")); diff != "" {
		t.Error(diff)
	}
	key := all.Events[slices.IndexFunc(all.Events, func(e MovementEvent) bool { return e.Country == "CN" })].Key
	waiting := make(chan MovementEvents)
	go func() { waiting <- since("me", all.Next, "&wait=20") }()
	w.officersOfChina(key)
	var got []string
	for e := <-waiting; len(e.Events) > 0; e = since("me", e.Next, "&wait=1") {
		for _, x := range e.Events {
			if x.Country == "CN" {
				got = append(got, x.Message)
			}
		}
	}
	if len(got) < 2 || got[0] != "accept" || got[1] != "release" {
		t.Errorf("waited for %v", got)
	}
	w.call("me", "GET", "/movements/events?after=9999999", nil).problem(t, 422)
}

// keptOnly is a declaration of which no movement comes: an item weighs nothing once it is rounded.
func keptOnly(t testing.TB) string {
	t.Helper()
	return written(t, "p5-CC015C", "Consignment/HouseConsignment[1]/ConsignmentItem[1]/Commodity/GoodsMeasure/grossMass=0.4",
		"Consignment/HouseConsignment[1]/grossMass=0.4", "Consignment/grossMass=0.4",
		"Consignment/HouseConsignment[1]/ConsignmentItem[1]/Commodity/GoodsMeasure/netMass=0.3")
}

// Lists are cut where they are asked to be, and go on without a gap.
func TestAPIListsGoOn(t *testing.T) {
	w := newAPIWorld(t, nil)
	w.declarant("me")
	var want []string
	for i := range 5 {
		var f Filed
		w.call("me", "POST", "/consignments", fiveTerritories(t, fmt.Sprintf("LIST-%d", i)), keyHeader, fmt.Sprint(i)).into(t, 201, &f)
		want = append(want, f.ID)
	}
	var got []string
	for next := ""; ; {
		var l ConsignmentList
		w.call("me", "GET", "/consignments?limit=2&cursor="+next, nil).into(t, 200, &l)
		for _, r := range l.Consignments {
			got = append(got, r.ID)
		}
		if next = l.Next; next == "" {
			break
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	w.call("me", "GET", "/consignments?cursor=%21%21", nil).problem(t, 422)
	w.call("me", "GET", "/consignments?limit=0", nil).problem(t, 422)
	f := w.handedIn("me", "LIST-M")
	w.call("me", "POST", "/consignments/"+f.ID+"/lodgement", nil, keyHeader, "l").into(t, 200, nil)
	var whole, part MovementList
	w.call("me", "GET", "/movements", nil).into(t, 200, &whole)
	for next := ""; ; {
		var l MovementList
		w.call("me", "GET", "/movements?limit=1&cursor="+next, nil).into(t, 200, &l)
		part.Movements = append(part.Movements, l.Movements...)
		if next = l.Next; next == "" {
			break
		}
	}
	if diff := cmp.Diff(whole, part); diff != "" || len(whole.Movements) == 0 {
		t.Errorf("%d movements: %s", len(whole.Movements), diff)
	}
}

// Tokens and nothing else open the API, and the API only.
func TestAPITokens(t *testing.T) {
	w := newAPIWorld(t, nil)
	me := w.declarant("me")
	res := w.call("nobody", "GET", "/consignments", nil)
	if res.problem(t, 401); !strings.HasPrefix(res.Header.Get("WWW-Authenticate"), "Bearer") {
		t.Errorf("%v", res.Header)
	}
	for _, a := range []string{"Bearer", "Bearer x", "Basic " + w.tokens["me"], "Bearer " + w.sessions["me"]} {
		w.call("nobody", "GET", "/consignments", nil, "Authorization", a).problem(t, 401)
	}
	w.call("nobody", "GET", "/consignments", nil, "Cookie", sessionCookie+"="+w.sessions["me"]).problem(t, 401)
	list, err := w.book.Tokens(t.Context(), me.ID)
	must(t, err)
	must(t, w.book.Revoke(t.Context(), me.ID, list[0].ID))
	res = w.call("me", "GET", "/consignments", nil)
	if res.problem(t, 401); !strings.Contains(res.Header.Get("WWW-Authenticate"), "invalid_token") {
		t.Errorf("%v", res.Header)
	}
}

// apiRights are people with things of their own and of others, for each placeholder of an address.
func apiRights(t *testing.T) (*apiWorld, []whose) {
	w := newAPIWorld(t, nil)
	first := func(login, reference string) (id, key, message string) {
		w.declarant(login)
		f := w.handedIn(login, reference)
		var l Lodgement
		w.call(login, "POST", "/consignments/"+f.ID+"/lodgement", nil, keyHeader, "lodge").into(t, 200, &l)
		var m MessageReceived
		w.call(login, "POST", "/messages", keptOnly(t), keyHeader, "message", "Content-Type", "application/xml").into(t, 201, &m)
		return f.ID, l.Stretches[0].Key, m.ID
	}
	id, key, message := first("declarant", "RIGHTS-1")
	id2, key2, message2 := first("declarant2", "RIGHTS-2")
	w.guaranteed("CN", grnOne, "declarant", 100_000)
	w.guaranteed("KZ", grnTwo, "declarant2", 100_000)
	all := []whose{{}}
	for _, role := range auth.Roles {
		g := auth.Grant{Role: role}
		if role.Placed() {
			g.Country = "CN"
		}
		w.program(string(role), g)
		paper := w.paper("CN", key)
		x := whose{login: string(role), role: role}
		x.own = map[string]map[string]string{"consignments": {"id": id, "key": key, "document": paper}, "movements": {"country": "CN", "key": key, "document": paper}, "messages": {"id": message},
			"guarantees": {"country": "CN", "grn": grnOne}}
		x.other = map[string]map[string]string{"consignments": {"id": id2, "key": key2, "document": paper}, "messages": {"id": message2}, "guarantees": {"country": "KZ", "grn": grnTwo}}
		if role == auth.Declarant {
			x.other["movements"] = map[string]string{"country": "CN", "key": key2, "document": paper}
		} else if g.Country != "" {
			x.other["movements"] = map[string]string{"country": "KZ", "key": key2, "document": paper}
		}
		all = append(all, x)
	}
	return w, all
}

// bodyOf is a body that an operation takes.
func bodyOf(t testing.TB, pattern string) (any, string) {
	switch {
	case strings.HasSuffix(pattern, "/messages"):
		return keptOnly(t), "application/xml"
	case strings.HasSuffix(pattern, "/journey"):
		return map[string]string{"journey": "fastest"}, "application/json"
	case strings.HasSuffix(pattern, "/lodgement"):
		return map[string]any{"accessCodes": map[string]string{}}, "application/json"
	case strings.HasSuffix(pattern, "/cancellation"):
		return map[string]string{"reason": "a test"}, "application/json"
	case strings.HasSuffix(pattern, "/statements"):
		return Statement{Message: "request-invalidation", Text: "a test"}, "application/json"
	case strings.HasSuffix(pattern, "/advance"):
		return map[string]bool{"inAdvance": true}, "application/json"
	case strings.HasSuffix(pattern, "/decisions"):
		return DecisionRequest{Act: "accept"}, "application/json"
	case strings.HasSuffix(pattern, "/guarantees"):
		return guaranteeFor("CN", grnThree, "", 1000), "application/json"
	case strings.HasSuffix(pattern, "/guarantees/query"):
		return GuaranteeQuestion{Country: "CN", GRN: grnOne, Type: "1", Holder: "DEMO-HOLDER", Code: worldCode}, "application/json"
	case strings.HasSuffix(pattern, "/carnets"):
		return CarnetIssue{Number: "XC70423156", Holder: "KAZ/071/0000001", Until: "2027-01-20", Country: "KZ"}, "application/json"
	case strings.HasSuffix(pattern, "/acts"):
		return GuaranteeActRequest{Act: "vary", Limit: unit.Money{Minor: 200_000, Currency: "EUR"}}, "application/json"
	}
	return fiveTerritories(t, "RIGHTS-B"), "application/json"
}

// Every operation, for nobody and for each role, with what is their own and what is not: the table of package auth decides,
// and what may be looked at is not changed by looking.
func TestAPIRightsOfEveryOperation(t *testing.T) {
	w, people := apiRights(t)
	seen := map[string]bool{}
	for _, r := range w.s.apiRoutes() {
		name := r.Method + " " + r.Pattern
		if seen[name] || !slices.Contains(auth.Acts, r.Act) || r.Act == auth.ReadPublic || (r.Method == "POST" && !strings.HasSuffix(r.Pattern, "/query")) != r.Once {
			t.Errorf("%s: twice, of no act (%q), or made without a key", name, r.Act)
		}
		seen[name] = true
		before := w.state()
		for i, p := range people {
			w.apiHolds(r, p, fmt.Sprintf("%s-%d", name, i))
		}
		if r.Method == "GET" && w.state() != before {
			t.Errorf("%s changes something", name)
		}
	}
	if len(seen) < 20 {
		t.Errorf("only %d operations", len(seen))
	}
}

func (w *apiWorld) apiHolds(r apiRoute, p whose, key string) {
	w.t.Helper()
	pattern := strings.TrimPrefix(r.Pattern, apiPrefix)
	send := func(path, key string) toldAnswer {
		if r.Method == "GET" {
			return w.call(p.login, r.Method, path, nil)
		}
		body, kind := bodyOf(w.t, pattern)
		return w.call(p.login, r.Method, path, body, keyHeader, key, "If-Match", `"0"`, "Content-Type", kind)
	}
	own, named := fill(pattern, p.own)
	res := send(own, key+"-own")
	what := fmt.Sprintf("%s %s as %q", r.Method, own, p.role)
	a := w.account(p)
	switch {
	case p.role == "":
		if res.StatusCode != http.StatusUnauthorized {
			w.t.Errorf("%s: %d, want 401", what, res.StatusCode)
		}
		return
	case !auth.May(a, r.Act):
		if res.StatusCode != http.StatusForbidden {
			w.t.Errorf("%s: %d, want 403: %s is not for the role", what, res.StatusCode, r.Act)
		}
		return
	case r.Method == "GET" && res.StatusCode != http.StatusOK, res.StatusCode >= 500, res.StatusCode == http.StatusNotFound:
		w.t.Errorf("%s: %d for what is their own: %s", what, res.StatusCode, res.body)
	}
	if other, ok := fill(pattern, p.other); ok && named {
		if res := send(other, key+"-other"); res.StatusCode != http.StatusForbidden && res.StatusCode != http.StatusNotFound {
			w.t.Errorf("%s %s as %q: %d for what is another's", r.Method, other, p.role, res.StatusCode)
		}
	}
}

// The description has every operation of the API with its token, and no other.
func TestAPIDescriptionListsEveryOperation(t *testing.T) {
	w := newAPIWorld(t, nil)
	var want, got []string
	for _, r := range w.s.apiRoutes() {
		want = append(want, r.Method+" "+r.Pattern)
	}
	for path, methods := range w.spec.Paths {
		for m := range methods {
			if strings.HasPrefix(path, apiPrefix) {
				got = append(got, strings.ToUpper(m)+" "+path)
			}
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	var doc struct {
		Paths map[string]map[string]struct {
			Security   []map[string][]string
			Parameters []struct {
				Name     string
				Required bool
			}
		}
		Components struct {
			SecuritySchemes map[string]struct{ Type, Scheme string }
		}
	}
	_, body := get(t, w.h, "/openapi.json")
	must(t, json.Unmarshal([]byte(body), &doc))
	if s := doc.Components.SecuritySchemes[securityName]; s.Type != "http" || s.Scheme != "bearer" {
		t.Errorf("%+v", s)
	}
	for _, r := range w.s.apiRoutes() {
		op := doc.Paths[r.Pattern][strings.ToLower(r.Method)]
		key := false
		for _, p := range op.Parameters {
			key = key || p.Name == keyHeader && p.Required
		}
		if len(op.Security) != 1 || op.Security[0][securityName] == nil || key != r.Once {
			t.Errorf("%s %s: %+v", r.Method, r.Pattern, op)
		}
	}
}

// Officers' systems of every territory bring a consignment from the first lodgement to the last discharge, its declarant lodging
// what waited; everybody who reads the events has read the same end.
func TestAPIBringsAConsignmentToItsEnd(t *testing.T) {
	w := newAPIWorld(t, nil)
	w.declarant("me")
	var grants []auth.Grant
	for _, c := range worldTerritories {
		for _, role := range []auth.Role{auth.Departure, auth.Passage, auth.Destination} {
			grants = append(grants, auth.Grant{Role: role, Country: c})
		}
	}
	w.program("officers", grants...)
	at := "/consignments/" + w.handedIn("me", "END-1").ID
	decisions, states := 0, []string{"discharged"}
	for round := 0; ; round++ {
		if round == 40 {
			t.Fatalf("after %d rounds and %d decisions: %v", round, decisions, states)
		}
		w.call("me", "POST", at+"/lodgement", nil, keyHeader, fmt.Sprint("lodge-", round)).into(t, 200, nil)
		n := w.decideEach(round)
		if decisions += n; n > 0 {
			continue
		}
		var of Stretches
		w.call("me", "GET", at+"/movements", nil).into(t, 200, &of)
		states = nil
		for _, s := range of.Stretches {
			states = append(states, s.Administration+" "+s.Regime+" "+s.State)
		}
		break
	}
	for _, s := range states {
		if !strings.HasSuffix(s, " discharged") && !strings.HasSuffix(s, " import released") {
			t.Errorf("%d decisions lead to %v", decisions, states)
			break
		}
	}
	if len(states) < 5 || decisions < 20 {
		t.Errorf("%d decisions on %v", decisions, states)
	}
}

// decideEach makes the first usual decision on each movement that waits for one, and tells how many it made.
func (w *apiWorld) decideEach(round int) (n int) {
	w.t.Helper()
	var list MovementList
	w.call("officers", "GET", "/movements?limit=100", nil).into(w.t, 200, &list)
	for _, m := range list.Movements {
		for _, d := range []DecisionRequest{{Act: "accept"}, {Act: "release"}, {Act: "passage"}, {Act: "arrival"}, {Act: "destination-control", Reason: "found.conform"}, {Act: "discharge"}} {
			if !slices.Contains(m.Acts, d.Act) {
				continue
			}
			key := fmt.Sprint(m.Country, m.Key, d.Act, round)
			w.call("officers", "POST", "/movements/"+m.Country+"/"+url.PathEscape(m.Key)+"/decisions", d, keyHeader, key, "If-Match", tag(m.Version)).into(w.t, 200, nil)
			n++
			break
		}
	}
	return n
}
