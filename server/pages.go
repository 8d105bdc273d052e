package server

import (
	"bytes"
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/web"
)

// pages registers the pages and their assets.
func (s *server) pages(mux *http.ServeMux) {
	mux.HandleFunc("GET /{$}", s.plannerPage)
	mux.HandleFunc("GET /programme", func(w http.ResponseWriter, r *http.Request) {
		s.page(w, http.StatusOK, func(b *bytes.Buffer) error { return s.site.Programme(b, s.visit(w, r)) })
	})
	mux.HandleFunc("GET /about/data", s.dataPage)
	mux.HandleFunc("GET /about/problems", func(w http.ResponseWriter, r *http.Request) {
		s.page(w, http.StatusOK, func(b *bytes.Buffer) error { return s.site.Problems(b, s.visit(w, r)) })
	})
	mux.Handle("GET /assets/", s.site.Assets())
	mux.HandleFunc("/", s.nothingHere)
}

// page writes a page once it is complete.
func (s *server) page(w http.ResponseWriter, status int, render func(*bytes.Buffer) error) {
	var b bytes.Buffer
	if err := render(&b); err != nil {
		s.cfg.Log.Error("page", "err", err)
		http.Error(w, "Something went wrong here; it is not your doing.", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-cache")
	}
	if status == http.StatusServiceUnavailable {
		h.Set("Retry-After", strconv.Itoa(retryAfterSecs))
	}
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes())
}

// visit is the language and address of a request; a language that the address names is kept in a cookie.
func visit(w http.ResponseWriter, r *http.Request) web.Visit {
	asked, cookie := r.URL.Query().Get("lang"), ""
	if c, err := r.Cookie(langCookie); err == nil {
		cookie = c.Value
	}
	l := web.ChooseLang(asked, cookie, r.Header.Get("Accept-Language"))
	if string(l) == asked && cookie != asked {
		http.SetCookie(w, &http.Cookie{Name: langCookie, Value: asked, Path: "/", MaxAge: langCookieSecs, SameSite: http.SameSiteLaxMode, HttpOnly: true})
	}
	w.Header().Add("Vary", "Accept-Language, Cookie")
	return web.Visit{Lang: l, Address: r.URL}
}

// visit is that of a request with who is signed in, so that every page shows the ways that are open.
func (s *server) visit(w http.ResponseWriter, r *http.Request) web.Visit {
	v := visit(w, r)
	if v.Desk = s.cfg.Desk != nil; v.Desk {
		v.Account, _ = s.signedIn(r)
		v.Training = s.cfg.Desk.Training
	}
	return v
}

const langCookie = "kairo-lang"

// plannerPage answers the form; what is wrong shows on the page, under the status that the API would give.
func (s *server) plannerPage(w http.ResponseWriter, r *http.Request) {
	v := s.visit(w, r)
	p := web.PlannerPage{Form: web.ParseForm(r.URL.Query(), s.cfg.Now(), s.facts...), Origin: origin(r)}
	status := http.StatusOK
	if p.Form.Asked() {
		if err := s.answer(r.Context(), &p); err != nil {
			p.Err = err
			status = s.problem(err).Status
		}
	}
	s.page(w, status, func(b *bytes.Buffer) error { return s.site.Planner(b, v, p) })
}

// answer plans what the form asks, and where a scenario holds the same without any.
func (s *server) answer(ctx context.Context, p *web.PlannerPage) error {
	req, err := p.Form.Request()
	if err != nil {
		return err
	}
	a, held, err := s.planUnder(ctx, req, under{p.Form.Scenario, p.Form.Without})
	if err != nil {
		return err
	}
	p.Answer = &a
	if len(held) == 0 {
		return nil
	}
	// Without scenarios there may be no journey, or no time to look for one: the answer stands without the comparison.
	req.Also = nil
	if before, _, err := s.planUnder(ctx, req, under{Without: s.facts}); err == nil {
		p.Before = &before
	}
	return nil
}

// origin is the scheme and host that a browser asked.
func origin(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

// dataPage shows the figures that fit a search.
func (s *server) dataPage(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	p := web.DataPage{Query: strings.TrimSpace(q.Get("q")), Kind: q.Get("kind"), Kinds: network.Kinds}
	if len(p.Query) > queryMax {
		p.Query = strings.ToValidUTF8(p.Query[:queryMax], "")
	}
	p.Page, _ = strconv.Atoi(q.Get("page"))
	words := strings.Fields(strings.ToLower(p.Query))
	for _, f := range s.net.Figures() {
		if (p.Kind == "" || string(f.Kind) == p.Kind) && fits(f, words) {
			p.Figures = append(p.Figures, f)
		}
	}
	s.page(w, http.StatusOK, func(b *bytes.Buffer) error { return s.site.Data(b, s.visit(w, r), p) })
}

// fits reports whether every word is somewhere in a figure.
func fits(f network.Figure, words []string) bool {
	text := strings.ToLower(strings.Join([]string{f.ID, f.Subject, f.From, f.To, f.Mode, f.Metric, f.Printed, f.Year, f.Note, f.Source}, " "))
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// nothingHere answers what no route fits: a problem below /api/, else a page.
func (s *server) nothingHere(w http.ResponseWriter, r *http.Request) {
	err := fault.New(fault.NotFound, "there is nothing at %s %s", r.Method, r.URL.Path)
	if strings.HasPrefix(r.URL.Path, "/api/") {
		newProblem(err.Mend("the routes are in /openapi.json")).write(w)
		return
	}
	s.page(w, http.StatusNotFound, func(b *bytes.Buffer) error { return s.site.Problem(b, s.visit(w, r), err) })
}

// crossOrigin refuses a state-changing request that a page of another origin made.
func (s *server) crossOrigin(w http.ResponseWriter, _ *http.Request) {
	p := newProblem(fault.New(fault.Usage, "a request from a page of another origin is refused").Mend("call the API from your own server, or without an Origin header"))
	p.Status = http.StatusForbidden
	p.write(w)
}
