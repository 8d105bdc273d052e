package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/auth/accounts"
	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/customs/guarantee"
	"github.com/kairo-corridor/kairo/desk"
	"github.com/kairo-corridor/kairo/examples"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/node"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/reference"
	"github.com/kairo-corridor/kairo/store"
	"github.com/kairo-corridor/kairo/store/sqlite"
)

// apiWorld is a server with a desk, over files that stay when it is closed, and programs with tokens. Every answer is held
// against its description.
type apiWorld struct {
	*deskWorld
	dir    string
	late   atomic.Int64      // nanoseconds that the clock is ahead of today
	tokens map[string]string // by sign-in name
	spec   spec
	mux    *http.ServeMux // that knows the patterns of the API
	closed bool
	close  []func() error
	over   func(*http.Request) (*http.Response, string) // nil: the handler is called without a line
	log    slog.Handler                                 // nil: nowhere
	sent   map[string]int64                             // messages of each movement, see everyMovement

	territories []string
	corridor    *node.Corridor
}

func (w *apiWorld) now() time.Time { return today().Add(time.Duration(w.late.Load())) }

// newAPIWorld makes it; wrap may put something between the desk and its store.
func newAPIWorld(t testing.TB, wrap func(store.Store) store.Store) *apiWorld {
	t.Helper()
	return newAPIWorldOf(t, wrap, worldTerritories...)
}

// newAPIWorldOf makes it over other territories.
func newAPIWorldOf(t testing.TB, wrap func(store.Store) store.Store, territories ...string) *apiWorld {
	t.Helper()
	w := &apiWorld{territories: territories, deskWorld: &deskWorld{t: t, sessions: map[string]string{}, people: map[string]auth.Account{}, drafts: map[string]desk.Draft{}}, dir: t.TempDir(), tokens: map[string]string{}, sent: map[string]int64{}}
	w.open(wrap)
	t.Cleanup(w.shut)
	token, err := w.book.FirstRun(t.Context())
	must(t, err)
	w.enter(token)
	return w
}

// open opens everything over the files.
func (w *apiWorld) open(wrap func(store.Store) store.Store) {
	w.t.Helper()
	n := mustNetwork(w.t)
	p, err := plan.New(n)
	must(w.t, err)
	c, err := node.OpenCorridor(w.t.Context(), w.territories, node.Options{Dir: filepath.Join(w.dir, "node"), Clock: w.now, TIR: true})
	must(w.t, err)
	w.corridor = c
	w.book, err = accounts.Open(filepath.Join(w.dir, "accounts.db"), w.now)
	must(w.t, err)
	s, err := sqlite.Open(w.t.Context(), filepath.Join(w.dir, "desk.db"))
	must(w.t, err)
	w.close, w.closed = []func() error{s.Close, w.book.Close, c.Close}, false
	var over store.Store = s
	if wrap != nil {
		over = wrap(s)
	}
	w.desk, err = desk.New(desk.Options{Corridor: c, Store: over, Planner: p, Reference: reference.Default(), Clock: w.now})
	must(w.t, err)
	log := w.log
	if log == nil {
		log = slog.DiscardHandler
	}
	w.s, w.h = newDeskServer(w.t, Config{Network: n, Planner: p, Desk: &Desk{Desk: w.desk, Accounts: w.book}, Version: "test", Now: w.now, Log: slog.New(log)})
	w.describe()
}

// describe reads the description of the API.
func (w *apiWorld) describe() {
	w.t.Helper()
	w.mux = http.NewServeMux()
	for _, r := range w.s.apiRoutes() {
		w.mux.HandleFunc(r.Method+" "+r.Pattern, func(http.ResponseWriter, *http.Request) {})
	}
	res, body := do(w.t, w.h, httptest.NewRequest("GET", "/openapi.json", nil))
	if res.StatusCode != 200 {
		w.t.Fatal(body)
	}
	must(w.t, json.Unmarshal([]byte(body), &w.spec))
}

func (w *apiWorld) shut() {
	if w.closed {
		return
	}
	w.closed = true
	for _, c := range w.close {
		if err := c(); err != nil {
			w.t.Error(err)
		}
	}
}

// reopen closes everything and opens it again, as after the end of the process.
func (w *apiWorld) reopen() {
	w.t.Helper()
	w.shut()
	w.open(nil)
}

// program makes somebody with roles and a token of theirs.
func (w *apiWorld) program(login string, grants ...auth.Grant) auth.Account {
	w.t.Helper()
	a := w.person(login, grants...)
	if w.tokens[login] == "" {
		_, secret, err := w.book.MakeToken(w.t.Context(), a.ID, "test", 30)
		must(w.t, err)
		w.tokens[login] = secret
	}
	return a
}

// told is an answer.
type toldAnswer struct {
	*http.Response
	body string
}

// into decodes an answer that must have a status.
func (a toldAnswer) into(t testing.TB, status int, v any) toldAnswer {
	t.Helper()
	if a.StatusCode != status {
		t.Fatalf("%s %s: %d, want %d: %s", a.Request.Method, a.Request.URL.Path, a.StatusCode, status, a.body)
	}
	if v != nil {
		must(t, json.Unmarshal([]byte(a.body), v))
	}
	return a
}

// problem is the problem of an answer that must have a status.
func (a toldAnswer) problem(t testing.TB, status int) Problem {
	t.Helper()
	var p Problem
	a.into(t, status, &p)
	if a.Header.Get("Content-Type") != "application/problem+json" || p.Status != status || p.Code == "" || p.Detail == "" {
		t.Errorf("no problem of RFC 9457: %s", a.body)
	}
	return p
}

// call sends a request as somebody's program; header pairs come in twos, a body that is no text is sent as JSON.
func (w *apiWorld) call(login, method, path string, body any, header ...string) toldAnswer {
	w.t.Helper()
	var raw []byte
	switch b := body.(type) {
	case nil:
	case string:
		raw = []byte(b)
	case []byte:
		raw = b
	default:
		var err error
		raw, err = json.Marshal(b)
		must(w.t, err)
	}
	r := httptest.NewRequest(method, apiPrefix+path, bytes.NewReader(raw))
	if raw != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if token := w.tokens[login]; token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	over := w.over
	if over == nil {
		over = func(r *http.Request) (*http.Response, string) { return do(w.t, w.h, r) }
	}
	res, text := over(r)
	res.Request = r
	w.described(r, res, text)
	return toldAnswer{res, text}
}

// described holds an answer against its description.
func (w *apiWorld) described(r *http.Request, res *http.Response, body string) {
	w.t.Helper()
	_, pattern := w.mux.Handler(r)
	method, path, ok := strings.Cut(pattern, " ")
	if !ok {
		return
	}
	kind, _, _ := strings.Cut(res.Header.Get("Content-Type"), ";")
	content, ok := w.spec.Paths[path][strings.ToLower(method)].Responses[strconv.Itoa(res.StatusCode)].Content[kind]
	if !ok {
		w.t.Errorf("%s: %d %s is not described", pattern, res.StatusCode, kind)
		return
	}
	if !strings.HasSuffix(kind, "json") {
		return
	}
	var v any
	must(w.t, json.Unmarshal([]byte(body), &v))
	for _, wrong := range w.spec.check(content.Schema, v, "") {
		w.t.Errorf("%s %d: %s", pattern, res.StatusCode, wrong)
	}
}

// fiveTerritories is a consignment over China, Kazakhstan, Azerbaijan, Georgia and Romania, of which the means of transport are
// not named yet.
func fiveTerritories(t testing.TB, reference string) consignment.Consignment {
	t.Helper()
	c, err := consignment.Decode(examples.Read("xian-constanta.json"))
	must(t, err)
	c.Reference, c.Avoid = reference, []string{"IR", "TR", "RU", "JP", "air"}
	deposits(&c)
	return c
}

// deposits has the guarantees of a consignment be deposits of its own, which have no access code.
func deposits(c *consignment.Consignment) {
	for i := range c.Securities {
		g := &c.Securities[i]
		g.Kind, g.Reference = "cash", fmt.Sprintf("DEPOSIT-%d-%s", i+1, c.Reference)
	}
}

// register enters the guarantees that a consignment's filing plan names at their offices, each for twice the amount.
func (w *deskWorld) register(login, id string) {
	w.t.Helper()
	me := w.people[login]
	d, err := w.desk.Dossier(w.t.Context(), &me, id)
	must(w.t, err)
	for _, g := range d.Filing.Guarantee {
		for _, c := range g.Cover {
			office, err := w.desk.Corridor.Administration(g.Office)
			must(w.t, err)
			terms := guarantee.Terms{GRN: c.GRN, Kind: guarantee.Kind(c.Type), Office: g.Office, Holder: g.Holder, Limit: c.Amount, From: today().AddDate(0, -1, 0).Truncate(24 * time.Hour)}
			terms.Limit.Minor *= 2
			if err := office.RegisterGuarantee(w.t.Context(), terms); fault.CodeOf(err) != fault.WrongState { // which is: registered before
				must(w.t, err)
			}
		}
	}
}

// handedIn makes a consignment over HTTP with a way and its means of transport; nothing is lodged yet.
func (w *apiWorld) handedIn(login, reference string) Filed {
	w.t.Helper()
	c := fiveTerritories(w.t, reference)
	var f Filed
	made := w.call(login, "POST", "/consignments", c, keyHeader, reference+"-create").into(w.t, 201, &f)
	at := "/consignments/" + f.ID
	if made.Header.Get("Location") != apiPrefix+at {
		w.t.Errorf("Location %s", made.Header.Get("Location"))
	}
	var ways Ways
	w.call(login, "GET", at+"/journeys", nil).into(w.t, 200, &ways)
	way := ""
	for _, j := range ways.Journeys {
		if strings.Join(j.Countries, " ") == "CN KZ AZ GE RO" {
			way = j.ID
			break
		}
	}
	chosen := w.call(login, "PUT", at+"/journey", map[string]string{"journey": way}, "If-Match", made.Header.Get("ETag")).into(w.t, 200, nil)
	me := w.people[login]
	js, err := w.desk.Journeys(w.t.Context(), &me, f.ID)
	must(w.t, err)
	for _, j := range js.Answer.Journeys {
		if j.ID == way {
			c.Transport = carriers(j)
		}
	}
	w.call(login, "PUT", at, c, "If-Match", chosen.Header.Get("ETag")).into(w.t, 200, &f)
	w.register(login, f.ID)
	return f
}

// declarant is a program of a declarant.
func (w *apiWorld) declarant(login string) auth.Account {
	return w.program(login, auth.Grant{Role: auth.Declarant})
}
