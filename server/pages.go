package server

import (
	"bytes"
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
		s.page(w, http.StatusOK, func(b *bytes.Buffer) error { return s.site.Programme(b) })
	})
	mux.HandleFunc("GET /about/data", s.dataPage)
	mux.HandleFunc("GET /about/problems", func(w http.ResponseWriter, r *http.Request) {
		s.page(w, http.StatusOK, func(b *bytes.Buffer) error { return s.site.Problems(b) })
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
	h.Set("Cache-Control", "no-cache")
	if status == http.StatusServiceUnavailable {
		h.Set("Retry-After", strconv.Itoa(retryAfterSecs))
	}
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes())
}

// plannerPage answers the form; what is wrong shows on the page, under the status that the API would give.
func (s *server) plannerPage(w http.ResponseWriter, r *http.Request) {
	p := web.PlannerPage{Form: web.ParseForm(r.URL.Query(), s.cfg.Now())}
	status := http.StatusOK
	if p.Form.Asked() {
		req, err := p.Form.Request()
		if err == nil {
			a, planErr := s.planner.Plan(r.Context(), req)
			if err = planErr; err == nil {
				p.Answer = &a
			}
		}
		if err != nil {
			p.Err = err
			status = s.problem(err).Status
		}
	}
	s.page(w, status, func(b *bytes.Buffer) error { return s.site.Planner(b, p) })
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
	s.page(w, http.StatusOK, func(b *bytes.Buffer) error { return s.site.Data(b, p) })
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
	s.page(w, http.StatusNotFound, func(b *bytes.Buffer) error { return s.site.Problem(b, err) })
}

// crossOrigin refuses a state-changing request that a page of another origin made.
func (s *server) crossOrigin(w http.ResponseWriter, _ *http.Request) {
	p := newProblem(fault.New(fault.Usage, "a request from a page of another origin is refused").Mend("call the API from your own server, or without an Origin header"))
	p.Status = http.StatusForbidden
	p.write(w)
}
