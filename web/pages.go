package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"net/http"
	"strings"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/unit"
)

//go:embed templates
var templateFiles embed.FS

// Options are what pages know of the network they stand on.
type Options struct {
	Version     string
	Corridors   []Corridor
	Places      []Place // to choose from
	Chokepoints []Choice
	Summary     Summary
	Topics      []Topic // of the programme
}

// Place is a place to choose from: its country and the text to ask with.
type Place struct{ Country, Ask string }

// Summary counts the network and what its values rest on.
type Summary struct {
	Locations, Links, Crossings, Figures int
	SourcedShare                         float64      // of the values planning uses, 0..1
	Shares                               []NamedShare // by corridor
}

// NamedShare is one corridor with what the values of its arcs rest on.
type NamedShare struct {
	ID, Name, Description string
	Class                 string // of its colour; set by New
	Arcs                  int    // links and crossings
	Values                int
	Sourced               int
	Factor                int
	Estimate              int
	Share                 float64 // sourced, 0..1
}

// Topic is a group of the programme's figures.
type Topic struct {
	ID, Name string
	Figures  []ProgrammeFigure
}

// ProgrammeFigure is one figure of the programme as published.
type ProgrammeFigure struct{ Subject, Metric, Value, Unit, Year, Note, Source string }

// Site renders pages and serves their assets.
type Site struct {
	opt       Options
	assets    *assets
	classes   map[string]string // corridor id to colour class
	pages     map[string]*template.Template
	countries []Choice
	names     []string // of places, for the list without script
}

// New prepares templates and assets; it fails only on a defect of what is built in.
func New(opt Options) (*Site, error) {
	static, err := fs.Sub(staticFiles, "static")
	if err != nil {
		return nil, err
	}
	dist, err := fs.Sub(distFiles, "dist")
	if err != nil {
		return nil, err
	}
	return newSite(opt, static, dist)
}

func newSite(opt Options, static, dist fs.FS) (*Site, error) {
	css, classes := corridorCSS(opt.Corridors)
	a, err := loadAssets(static, dist, map[string][]byte{"corridors.css": css})
	if err != nil {
		return nil, err
	}
	s := &Site{opt: opt, assets: a, classes: classes, pages: map[string]*template.Template{}}
	s.places()
	for _, name := range []string{"planner", "programme", "data", "problem", "problems"} {
		t, err := template.New("layout.html").Funcs(s.funcs()).ParseFS(templateFiles, "templates/layout.html", "templates/parts.html", "templates/"+name+".html")
		if err != nil {
			return nil, err
		}
		s.pages[name] = t
	}
	return s, nil
}

// places gathers the names to choose from and the countries that can be avoided.
func (s *Site) places() {
	seen := map[string]bool{"XZ": true}
	for _, l := range s.opt.Places {
		if !seen[l.Country] {
			seen[l.Country] = true
			s.countries = append(s.countries, Choice{l.Country, CountryName(l.Country)})
		}
		s.names = append(s.names, l.Ask)
	}
	for i := range s.opt.Summary.Shares {
		s.opt.Summary.Shares[i].Class = s.classes[s.opt.Summary.Shares[i].ID]
	}
	sortedChoices(s.countries)
}

func (s *Site) funcs() template.FuncMap {
	return template.FuncMap{
		"asset": s.assets.url, "days": days, "whole": whole, "hours": hours, "percent": percent, "printed": printed, "unit": shownUnit,
		"mark": markPath, "marktext": markText, "country": CountryName, "label": labelName, "plural": plural, "date": date,
		"lower": strings.ToLower, "join": strings.Join, "mode": func(m string) string { return modeNames[network.Mode(m)] },
		"add": func(a, b float64) float64 { return a + b }, "radius": func() float64 { return markRadius },
		"kg":       func(m unit.Kg) string { return unit.Group(int64(m)) },
		"times100": func(v float64) float64 { return v * 100 },
	}
}

// Assets serves what lies below /assets/.
func (s *Site) Assets() http.Handler { return s.assets }

// HasScript reports whether the browser bundle was built in.
func (s *Site) HasScript() bool { return s.assets.url("main.js") != "" }

// page is what the layout shows round the content of a page.
type page struct {
	Title, Nav string
	Version    string
	Script     string
	Body       any
}

// render writes a page once it is complete: a template that fails leaves no half page behind.
func (s *Site) render(w io.Writer, name, title, nav string, body any) error {
	var b bytes.Buffer
	err := s.pages[name].Execute(&b, page{Title: title, Nav: nav, Version: s.opt.Version, Script: s.assets.url("main.js"), Body: body})
	if err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

// PlannerPage is what the planner shows: a form, and the answer or what was wrong.
type PlannerPage struct {
	Form   Form
	Answer *plan.Answer
	Err    error
}

// plannerView is the planner page prepared for its template.
type plannerView struct {
	Form        Form
	Names       []string
	Countries   []Choice
	Modes       []Choice
	Chokepoints []Choice
	Others      []string // entries to avoid that have no box of their own
	Classes     []Choice
	LimitsOpen  bool
	Problem     *Problem
	Answer      *plan.Answer
	Journeys    []*JourneyView
	Chosen      *JourneyView
	Corridors   []*JourneyView
	Scatter     *Scatter
	Map         mapData
	API         string
	Summary     Summary
	Examples    []Example
}

// Example is a request to try.
type Example struct{ Text, URL string }

// Planner writes the planner page.
func (s *Site) Planner(w io.Writer, p PlannerPage) error {
	v := plannerView{
		Form: p.Form, Names: s.names, Countries: s.countries, Chokepoints: s.opt.Chokepoints, Classes: dangerClasses,
		Answer: p.Answer, Summary: s.opt.Summary, Examples: examples(p.Form),
		API: "/api/plan?" + p.Form.With("", "").Query(),
	}
	for _, m := range network.Modes {
		v.Modes = append(v.Modes, Choice{string(m), modeNames[m]})
	}
	v.Others = s.others(p.Form, v)
	title := "Plan a consignment"
	if p.Err != nil {
		v.Problem = newProblem(p.Err, p.Form)
		v.LimitsOpen = v.Problem.concernsLimits()
		title = v.Problem.Title
	}
	if p.Answer != nil {
		title = p.Answer.From.Name + " to " + p.Answer.To.Name
		v.Journeys = s.journeys(p.Form, p.Answer)
		v.Scatter = newScatter(v.Journeys)
		v.Corridors = corridorsOf(v.Journeys)
		for _, j := range v.Journeys {
			if j.Chosen {
				v.Chosen = j
			}
		}
	}
	v.Map = newMapData(v.Journeys)
	return s.render(w, "planner", title, "planner", v)
}

// others are the entries to avoid that none of the boxes stands for.
func (s *Site) others(f Form, v plannerView) []string {
	known := map[string]bool{}
	for _, list := range [][]Choice{v.Countries, v.Modes, v.Chokepoints} {
		for _, c := range list {
			known[strings.ToLower(c.Value)] = true
		}
	}
	var out []string
	for _, a := range f.Avoid {
		if !known[strings.ToLower(a)] {
			out = append(out, a)
		}
	}
	return out
}

// examples are requests to try, one a trade of the corridor.
func examples(f Form) []Example {
	var out []Example
	for _, e := range []struct{ text, from, to, teu, mass, class, avoid string }{
		{"Automobile parts, Nagoya to Almaty", "Nagoya", "Almaty", "2", "18t", "", ""},
		{"Electronics, Xi'an to Constanța", "Xi'an", "Constanta", "4", "40t", "", ""},
		{"Machinery, Yokohama to Tashkent without Russia and Iran", "Yokohama", "Tashkent", "2", "20t", "", "RU,IR"},
	} {
		x := Form{From: e.from, To: e.to, TEU: e.teu, Mass: e.mass, Ready: f.Ready, Class: e.class}
		if e.avoid != "" {
			x.Avoid = strings.Split(e.avoid, ",")
		}
		out = append(out, Example{e.text, "/?" + x.Query()})
	}
	return out
}

// Programme writes the page of the programme's published figures.
func (s *Site) Programme(w io.Writer) error {
	n := 0
	for _, t := range s.opt.Topics {
		n += len(t.Figures)
	}
	return s.render(w, "programme", "The programme", "programme", struct {
		Topics []Topic
		Count  int
	}{s.opt.Topics, n})
}

// DataPage is what the page about the data shows: some of the figures that fit a search.
type DataPage struct {
	Query, Kind string
	Figures     []network.Figure // all that fit
	Kinds       []network.Kind
	Page        int // from 1
}

// Data writes the page about the network's figures, their sources and the share that is sourced.
func (s *Site) Data(w io.Writer, p DataPage) error {
	pages := max(1, (len(p.Figures)+figuresPage-1)/figuresPage)
	p.Page = min(max(p.Page, 1), pages)
	from := (p.Page - 1) * figuresPage
	to := min(from+figuresPage, len(p.Figures))
	f := Form{} // for its escaping of addresses
	link := func(n int) string {
		f.From = p.Query
		q := strings.Replace(f.Query(), "from=", "q=", 1)
		if p.Kind != "" {
			q = strings.TrimPrefix(q+"&kind="+p.Kind, "&")
		}
		return "/about/data?" + strings.TrimPrefix(fmt.Sprintf("%s&page=%d", q, n), "&")
	}
	v := struct {
		DataPage
		Summary    Summary
		Rows       []network.Figure
		First      int
		Pages      int
		Prev, Next string
	}{DataPage: p, Summary: s.opt.Summary, Rows: p.Figures[from:to], First: from + 1, Pages: pages}
	if p.Page > 1 {
		v.Prev = link(p.Page - 1)
	}
	if p.Page < pages {
		v.Next = link(p.Page + 1)
	}
	return s.render(w, "data", "Data and sources", "data", v)
}

// Problem writes a page that says what went wrong.
func (s *Site) Problem(w io.Writer, err error) error {
	p := newProblem(err, Form{})
	return s.render(w, "problem", p.Title, "", p)
}

// Problems writes the page that lists every error code.
func (s *Site) Problems(w io.Writer) error {
	return s.render(w, "problems", "Error codes", "", fault.Table)
}

// Problem is an error as shown: every violation with what was perhaps meant.
type Problem struct {
	Status     int
	Title      string
	Code       fault.Code
	Violations []Violation
}

// Violation is one thing wrong; Field is the form's field it belongs to, or "".
type Violation struct {
	fault.Error
	Field   string
	Choices []Example // what was perhaps meant, each a link that asks again with it
}

// newProblem prepares an error; candidates become addresses of the same form with the field corrected.
func newProblem(err error, f Form) *Problem {
	entry := fault.Lookup(fault.CodeOf(err))
	p := &Problem{Status: entry.Status, Title: entry.Title, Code: entry.Code}
	for _, e := range fault.All(err) {
		v := Violation{Error: *e, Field: fieldOf(e.Path)}
		if entry.Code == fault.Internal {
			v.Error = fault.Error{Code: fault.Internal, Message: "something went wrong here; it is not your doing"}
		}
		if v.Field == "from" || v.Field == "to" {
			for _, c := range e.Candidates {
				v.Choices = append(v.Choices, Example{c, "/?" + f.With(v.Field, c).Query()})
			}
		}
		p.Violations = append(p.Violations, v)
	}
	return p
}

// fieldOf is the form's field for the path of a violation: "massKg" and "/mass" are both the field mass.
func fieldOf(path string) string {
	p := strings.TrimPrefix(strings.TrimPrefix(path, "/"), "body.")
	if i := strings.IndexByte(p, '['); i > 0 {
		p = p[:i]
	}
	if p == "massKg" {
		p = "mass"
	}
	return p
}

// concernsLimits reports whether a limit or exclusion is what is wrong, so that the page shows them.
func (p *Problem) concernsLimits() bool {
	for _, field := range []string{"limits", "avoid", "class", "maxDays", "maxUSD", "maxKgCO2e"} {
		if p.Wrong(field) != nil {
			return true
		}
	}
	return false
}

// Wrong returns the first violation of a field, nil where it is fine; on a nil problem too.
func (p *Problem) Wrong(field string) *Violation {
	if p == nil {
		return nil
	}
	for i := range p.Violations {
		if p.Violations[i].Field == field {
			return &p.Violations[i]
		}
	}
	return nil
}
