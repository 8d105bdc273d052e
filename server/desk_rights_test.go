package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/desk"
)

// holesIn are the parts of addresses that name something of somebody: whose it is, is what the test of rights tells apart.
var holesIn = regexp.MustCompile(`\{[a-z]+(\.\.\.)?\}`)

// whose is a person with, for each first part of an address, the values of its placeholders: of their own things and of others'.
type whose struct {
	login      string
	role       auth.Role // "" for nobody
	own, other map[string]map[string]string
}

// rightsWorld has one person a role, all of Kazakhstan where the role has a country, a second declarant, and movements in
// Kazakhstan and Georgia.
func rightsWorld(t *testing.T) (*deskWorld, []whose) {
	w := newDeskWorld(t)
	mine, theirs := w.filed("declarant", "DEMO-RIGHTS-1"), w.filed("declarant2", "DEMO-RIGHTS-2")
	movement := func(country string, d desk.Draft) map[string]string {
		ms, err := w.desk.Corridor.Movements(t.Context())
		must(t, err)
		for _, m := range ms {
			if m.Administration == country && m.Declaration.Consignment == d.Consignment.Reference {
				return map[string]string{"country": country, "key": m.Key, "id": w.paper(country, m.Key)}
			}
		}
		t.Fatalf("no movement of %s in %s among %d", d.Consignment.Reference, country, len(ms))
		return nil
	}
	admin := map[string]string{"id": w.people["admin"].ID}
	office := movement("CN", mine)
	w.guaranteed("CN", grnOne, "declarant", 1000)
	w.guaranteed("KZ", grnTwo, "declarant2", 1000)
	all := []whose{{}}
	for _, role := range auth.Roles {
		g := auth.Grant{Role: role}
		if role.Placed() {
			g.Country = "CN"
		}
		w.person(string(role), g)
		x := whose{login: string(role), role: role}
		x.own = map[string]map[string]string{"accounts": admin, "training": {"n": "1"}, "consignments": {"id": mine.ID, "file": office["id"] + ".json"}, "office": office, "supervisor": {"file": "work.csv"}, "guarantees": {"country": "CN", "grn": grnOne}}
		x.other = map[string]map[string]string{"consignments": {"id": theirs.ID}, "guarantees": {"country": "KZ", "grn": grnTwo}}
		if other := movement("KZ", theirs); role == auth.Declarant || g.Country != "" {
			x.other["office"] = other
		}
		all = append(all, x)
	}
	return w, all
}

// paper is the id of a document of a movement that is carried as a paper.
func (w *deskWorld) paper(country, key string) string {
	w.t.Helper()
	a := auth.Account{ID: "reader", Grants: []auth.Grant{{Role: auth.Supervisor, Country: country}}}
	v, err := w.desk.Movement(w.t.Context(), &a, country, key)
	must(w.t, err)
	i := slices.IndexFunc(v.Documents, func(d desk.DocumentRow) bool { return d.Paper })
	if i < 0 {
		w.t.Fatalf("the movement %s has no paper among %d documents", key, len(v.Documents))
	}
	return v.Documents[i].ID
}

// narrower are pages whose act a role has, but not for what the page is about: a declarant reads its movements among its
// consignments and has no office; goods are presented at offices of passage and destination only.
var narrower = map[string][]auth.Role{
	"/office":           {auth.Declarant},
	"/office/presented": {auth.Declarant, auth.Departure, auth.Supervisor},
}

// fill puts values into a pattern; what is not named gets "1". ok is false where the values say nothing of the pattern.
func fill(pattern string, values map[string]map[string]string) (path string, ok bool) {
	part := strings.Split(strings.TrimPrefix(pattern, "/"), "/")[0]
	path = holesIn.ReplaceAllStringFunc(pattern, func(hole string) string {
		name := strings.Trim(hole, "{.}")
		if v, known := values[part][name]; known {
			ok = true
			return url.PathEscape(v)
		}
		return "1"
	})
	return path, ok
}

// state is everything that a page could change, as text.
func (w *deskWorld) state() string {
	out := map[string]any{"generation": w.desk.Generation()}
	list, err := w.book.List(w.t.Context())
	must(w.t, err)
	for _, l := range list {
		out["account "+l.ID] = []any{l.Version, l.Link, l.Grants, l.Disabled}
	}
	trail, err := w.book.Trail(w.t.Context(), 1000)
	must(w.t, err)
	out["trail"] = trail
	for login, a := range w.people {
		if a.Has(auth.Declarant) {
			p, err := w.desk.Drafts(w.t.Context(), &a, "", "", 1, desk.PageMax)
			must(w.t, err)
			out["drafts "+login] = p
		}
		if a.Has(auth.Trainee) {
			p, err := w.desk.Training(w.t.Context(), &a)
			must(w.t, err)
			out["training "+login] = p
		}
	}
	for _, country := range worldTerritories {
		adm, err := w.desk.Corridor.Administration(country)
		must(w.t, err)
		list, _, err := adm.Guarantees(w.t.Context(), "", 0)
		must(w.t, err)
		out["guarantees "+country] = list
	}
	text, err := json.Marshal(out)
	must(w.t, err)
	return string(text)
}

// Every route, for nobody and for each role, with what is their own and what is not: the table of package auth decides, and
// what may be looked at is not changed by looking.
func TestDeskRightsOfEveryRoute(t *testing.T) {
	w, people := rightsWorld(t)
	seen := map[string]bool{}
	for _, r := range w.s.deskRoutes() {
		name := r.Method + " " + r.Pattern
		if seen[name] || !slices.Contains([]string{"GET", "POST"}, r.Method) || !slices.Contains(auth.Acts, r.Act) {
			t.Errorf("%s: twice, of another method, or of no act (%q)", name, r.Act)
		}
		seen[name] = true
		if r.Method == "POST" && strings.HasPrefix(r.Pattern, "/sign-") {
			continue // ends the session the test goes on with
		}
		before := w.state()
		for _, p := range people {
			w.holds(r, p)
		}
		if r.Method == "GET" && w.state() != before {
			t.Errorf("%s changes something", name)
		}
	}
	if len(seen) < 14 {
		t.Errorf("only %d routes", len(seen))
	}
}

// holds asks one route as one person, for their own and for another's.
func (w *deskWorld) holds(r deskRoute, p whose) {
	w.t.Helper()
	a := w.account(p)
	own, named := fill(r.Pattern, p.own)
	res := w.status(p.login, r.Method, own)
	what := fmt.Sprintf("%s %s as %q", r.Method, own, p.role)
	switch {
	case p.role == "" && r.Act != auth.ReadPublic:
		if res.StatusCode != http.StatusSeeOther || !strings.HasPrefix(res.Header.Get("Location"), "/sign-in") {
			w.t.Errorf("%s: %d, want the sign-in", what, res.StatusCode)
		}
		return
	case !auth.May(a, r.Act) || slices.Contains(narrower[r.Pattern], p.role):
		if res.StatusCode != http.StatusForbidden {
			w.t.Errorf("%s: %d, want 403: %s is not for the role", what, res.StatusCode, r.Act)
		}
		return
	case r.Method == "GET" && res.StatusCode >= 400 && !(res.StatusCode == 404 && unnamed(r.Pattern, p.own)):
		w.t.Errorf("%s: %d for what is their own", what, res.StatusCode)
	case res.StatusCode == http.StatusInternalServerError:
		w.t.Errorf("%s: %d", what, res.StatusCode)
	}
	if other, ok := fill(r.Pattern, p.other); ok && named {
		if res := w.status(p.login, r.Method, other); res.StatusCode != http.StatusForbidden && res.StatusCode != http.StatusNotFound {
			w.t.Errorf("%s %s as %q: %d for what is another's", r.Method, other, p.role, res.StatusCode)
		}
	}
}

// unnamed reports whether a pattern has a placeholder that the values do not fill.
func unnamed(pattern string, values map[string]map[string]string) bool {
	part := strings.Split(strings.TrimPrefix(pattern, "/"), "/")[0]
	return slices.ContainsFunc(holesIn.FindAllString(pattern, -1), func(hole string) bool { return values[part][strings.Trim(hole, "{.}")] == "" })
}

func (w *deskWorld) account(p whose) *auth.Account {
	if p.role == "" {
		return nil
	}
	a := w.people[p.login]
	return &a
}

// status asks, and signs in again where the act ended the session.
func (w *deskWorld) status(login, method, path string) *http.Response {
	w.t.Helper()
	res, _ := w.ask(login, method, path, url.Values{})
	return res
}
