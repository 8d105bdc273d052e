package server

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/auth/accounts"
	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/desk"
	"github.com/kairo-corridor/kairo/examples"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/node"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/reference"
	"github.com/kairo-corridor/kairo/store/mem"
)

// deskWorld is a server with a desk: people of every role, two declarants with a filed consignment each, movements at the
// offices of five countries.
type deskWorld struct {
	t        testing.TB
	h        http.Handler
	s        *server
	desk     *desk.Desk
	book     *accounts.Book
	sessions map[string]string // by sign-in name
	people   map[string]auth.Account
	drafts   map[string]desk.Draft // by declarant
}

const worldPassword = "five grey geese fly"

var worldTerritories = []string{"AZ", "CN", "GE", "JP", "KZ", "RO"}

// newDeskWorld makes it without consignments; people are asked for by [deskWorld.person].
func newDeskWorld(t testing.TB) *deskWorld {
	t.Helper()
	n := mustNetwork(t)
	p, err := plan.New(n)
	must(t, err)
	c, err := node.OpenCorridor(t.Context(), worldTerritories, node.Options{Clock: today, TIR: true})
	must(t, err)
	t.Cleanup(func() { c.Close() })
	book, err := accounts.Open(filepath.Join(t.TempDir(), "accounts.db"), today)
	must(t, err)
	t.Cleanup(func() { book.Close() })
	d, err := desk.New(desk.Options{Corridor: c, Store: mem.New(), Planner: p, Reference: reference.Default(), Clock: today})
	must(t, err)
	w := &deskWorld{t: t, desk: d, book: book, sessions: map[string]string{}, people: map[string]auth.Account{}, drafts: map[string]desk.Draft{}}
	w.s, w.h = newDeskServer(t, Config{Network: n, Planner: p, Desk: &Desk{Desk: d, Accounts: book}, Version: "test", Now: today, Log: slog.New(slog.DiscardHandler)})
	token, err := book.FirstRun(t.Context())
	must(t, err)
	w.enter(token)
	return w
}

// newDeskServer is New with the server itself beside its handler, for its routes.
func newDeskServer(t testing.TB, cfg Config) (*server, http.Handler) {
	t.Helper()
	h, err := New(cfg)
	must(t, err)
	return &server{cfg: cfg}, h
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// enter sets a password by a one-time link and signs in.
func (w *deskWorld) enter(token string) string {
	w.t.Helper()
	_, err := w.book.Accept(context.Background(), token, worldPassword)
	must(w.t, err)
	a, err := w.book.List(context.Background())
	must(w.t, err)
	for _, l := range a {
		if l.CanSignIn() && w.sessions[l.Login] == "" {
			account, session, err := w.book.SignIn(context.Background(), l.Login, worldPassword)
			must(w.t, err)
			w.sessions[l.Login], w.people[l.Login] = session, account
		}
	}
	return token
}

// person makes somebody with roles, signed in.
func (w *deskWorld) person(login string, grants ...auth.Grant) auth.Account {
	w.t.Helper()
	if a, ok := w.people[login]; ok {
		return a
	}
	_, token, err := w.book.Invite(context.Background(), w.people[accounts.FirstLogin].ID, auth.Account{Login: login, Name: "Demonstration " + login, Grants: grants})
	must(w.t, err)
	w.enter(token)
	return w.people[login]
}

// filed makes a consignment of a declarant over five territories and lodges what can be lodged.
func (w *deskWorld) filed(login, reference string) desk.Draft {
	w.t.Helper()
	ctx, me := context.Background(), w.person(login, auth.Grant{Role: auth.Declarant})
	c, err := consignment.Decode(examples.Read("xian-constanta.json"))
	must(w.t, err)
	c.Reference, c.Avoid = reference, []string{"IR", "TR", "RU", "JP", "air"}
	deposits(&c)
	x, err := w.desk.NewDraft(ctx, &me)
	must(w.t, err)
	x, err = w.desk.SaveDraft(ctx, &me, x.ID, x.Version, c)
	must(w.t, err)
	js, err := w.desk.Journeys(ctx, &me, x.ID)
	must(w.t, err)
	for _, j := range js.Answer.Journeys {
		if strings.Join(j.Countries, " ") == "CN KZ AZ GE RO" {
			x, err = w.desk.ChooseJourney(ctx, &me, x.ID, x.Version, j.ID)
			must(w.t, err)
			c.Transport = carriers(j)
			break
		}
	}
	x, err = w.desk.SaveDraft(ctx, &me, x.ID, x.Version, c)
	must(w.t, err)
	w.register(login, x.ID)
	l, err := w.desk.Lodge(ctx, &me, x.ID)
	must(w.t, err)
	if len(l.Stretches) == 0 {
		w.t.Fatalf("nothing was lodged: %+v", l)
	}
	x, err = w.desk.Draft(ctx, &me, x.ID)
	must(w.t, err)
	w.drafts[login] = x
	return x
}

// carriers names the means of transport of a journey, one for each run of legs by one mode.
func carriers(j plan.Journey) (out []consignment.Transport) {
	for i := 0; i < len(j.Legs); i++ {
		l, k := j.Legs[i], i
		if l.Kind != plan.Move {
			continue
		}
		for k+1 < len(j.Legs) && j.Legs[k+1].Kind == plan.Move && j.Legs[k+1].Mode == l.Mode {
			k++
		}
		n := len(out) + 1
		t := consignment.Transport{Mode: string(l.Mode), From: l.From.Code, To: j.Legs[k].To.Code, Flag: l.From.Country, Document: fmt.Sprintf("DEMO-DOC-%d", n), Voyage: fmt.Sprintf("DEMO-%d", n)}
		if t.ID = fmt.Sprintf("DEMO MEANS %d", n); l.Mode == network.Rail {
			t.ID, t.Wagons = "", []string{"94001005"}
		}
		out, i = append(out, t), k
	}
	return out
}

// ask sends a request as somebody, "" for nobody.
func (w *deskWorld) ask(login, method, path string, form url.Values) (*http.Response, string) {
	w.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if s := w.sessions[login]; s != "" {
		r.AddCookie(&http.Cookie{Name: sessionCookie, Value: s})
	}
	patience := 10 * time.Second
	if path == "/desk/events" { // never ends of itself
		patience = 20 * time.Millisecond
	}
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	return do(w.t, w.h, r.WithContext(ctx))
}
