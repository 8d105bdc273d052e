package server

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/auth/accounts"
	"github.com/kairo-corridor/kairo/desk"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/web"
)

// Desk is what the pages of people work on. Both are needed; without them there is no sign-in and no desk.
type Desk struct {
	Desk     *desk.Desk
	Accounts *accounts.Book
	Ending   <-chan struct{} // closed when the server ends: pages that listen are let go; nil never
	Training bool            // this server is for training: every page says so, and a new account is offered the role of a trainee first
}

// deskRoute is one page or act of the desk. Act is what the one who asks must be allowed to do at all; whether to this
// very thing is asked by the desk again.
type deskRoute struct {
	Method, Pattern string
	Act             auth.Act
	Do              func(*call) error
}

// call is one request of somebody at the desk. Account is nil where nobody is signed in.
type call struct {
	*http.Request
	s       *server
	w       http.ResponseWriter
	visit   web.Visit
	account *auth.Account
	session string
}

// deskRoutes lists every route of the desk; the test of rights walks over it.
func (s *server) deskRoutes() []deskRoute {
	var all []deskRoute
	for _, routes := range [][]deskRoute{s.accountRoutes(), s.declarantRoutes(), s.officerRoutes(), s.guaranteeRoutes(), s.supervisorRoutes(), s.trainingRoutes(), s.carnetRoutes()} {
		all = append(all, routes...)
	}
	return all
}

// desks registers the routes of the desk.
func (s *server) desks(mux *http.ServeMux) {
	if s.cfg.Desk == nil {
		return
	}
	for _, r := range s.deskRoutes() {
		mux.HandleFunc(r.Method+" "+r.Pattern, func(w http.ResponseWriter, req *http.Request) { s.serveDesk(w, req, r) })
	}
}

// sessionCookie holds the token of a session; no script can read it, and no page of another site sends it along.
const sessionCookie = "kairo-session"

// serveDesk finds out who asks, whether they may at all, and answers.
func (s *server) serveDesk(w http.ResponseWriter, req *http.Request, r deskRoute) {
	c := &call{Request: req, s: s, w: w, visit: visit(w, req)}
	w.Header().Set("Cache-Control", "no-store")
	c.account, c.session = s.signedIn(req)
	c.visit.Account, c.visit.Desk, c.visit.Get = c.account, true, req.Method == http.MethodGet
	c.visit.Training = s.cfg.Desk.Training
	switch {
	case auth.May(c.account, r.Act):
		c.fail(r.Do(c))
	case c.account == nil && req.Method != http.MethodGet:
		c.fail(c.see("/sign-in"))
	case c.account == nil:
		c.fail(c.see("/sign-in?then=" + url.QueryEscape(req.URL.RequestURI())))
	default:
		c.fail(fault.New(fault.NotLawful, "your account may not do this").Because(desk.ErrNotAllowed).Mend("ask an administrator for the role it needs"))
	}
}

// signedIn is the account of a request's session, and its token; nil and "" for nobody.
func (s *server) signedIn(r *http.Request) (*auth.Account, string) {
	k, err := r.Cookie(sessionCookie)
	if err != nil || k.Value == "" {
		return nil, ""
	}
	a, err := s.cfg.Desk.Accounts.Session(r.Context(), k.Value)
	if err != nil {
		return nil, ""
	}
	return &a, k.Value
}

// fail answers with the page of an error, if there is one.
func (c *call) fail(err error) {
	if err == nil {
		return
	}
	status := c.s.problem(err).Status
	if errors.Is(err, desk.ErrNotAllowed) {
		status = http.StatusForbidden
	}
	c.s.page(c.w, status, func(b *bytes.Buffer) error { return c.s.site.Problem(b, c.visit, err) })
}

// page answers with a page of the desk: a template of web/templates/desk, the key of its title, and what it shows.
func (c *call) page(name, titleKey string, body any) error {
	return c.pageAs(http.StatusOK, name, titleKey, body)
}

// pageAs is page with another status: a form with errors beside its fields.
func (c *call) pageAs(status int, name, titleKey string, body any) error {
	var b bytes.Buffer
	if err := c.s.site.Desk(&b, c.visit, name, titleKey, body); err != nil {
		return fault.New(fault.Internal, "the page cannot be shown").Because(err)
	}
	c.s.page(c.w, status, func(to *bytes.Buffer) error { _, err := b.WriteTo(to); return err })
	return nil
}

// see leads to another page of this server after an act.
func (c *call) see(path string) error {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n") {
		path = "/"
	}
	http.Redirect(c.w, c.Request, path, http.StatusSeeOther)
	return nil
}

// form reads what was sent, as a form or with files.
func (c *call) form() (url.Values, error) {
	if err := c.ParseMultipartForm(deskBodyMax); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return nil, fault.New(fault.Usage, "the form cannot be read").Because(err)
	}
	return c.PostForm, nil
}

// at is the text of a part of the address, {id} in the pattern.
func (c *call) at(name string) string { return c.PathValue(name) }

// desk is the service layer.
func (c *call) desk() *desk.Desk { return c.s.cfg.Desk.Desk }
