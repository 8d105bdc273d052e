package web

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"sort"
	"strings"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/scenario"
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
	Scenarios   []scenario.Scenario // that come with Kairo
	Summary     Summary
	Topics      []Topic // of the programme
}

// Place is a place to choose from: its country, the text to ask with, and its names in other languages.
type Place struct {
	Code, Country, Name, Ask string
	Aliases                  []string
}

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

// Visit is who asks for a page, and where: the language it is shown in, and its address.
type Visit struct {
	Lang    Lang
	Address *url.URL
	Account *auth.Account // who is signed in, nil for nobody
	Get     bool          // whether the page can be asked for again
	Desk    bool          // whether this server has a desk to sign in to

	Training bool // this server is for training
}

// Site renders pages and serves their assets.
type Site struct {
	opt     Options
	assets  *assets
	classes map[string]string // corridor id to colour class
	tongues map[Lang]*tongue
	pages   map[Lang]map[string]*template.Template
	texts   map[Lang]json.RawMessage // for scripts
	codes   []string                 // of countries that can be avoided
	asks    []string                 // for places, for the list without script
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
	s := &Site{opt: opt, pages: map[Lang]map[string]*template.Template{}, texts: map[Lang]json.RawMessage{}}
	var css []byte
	css, s.classes = corridorCSS(opt.Corridors)
	generated := map[string][]byte{"corridors.css": css}
	var err error
	if s.tongues, err = readTongues(); err != nil {
		return nil, err
	}
	s.places()
	for l, t := range s.tongues {
		if generated[namesFile(l)], err = json.Marshal(t.names); err != nil {
			return nil, err
		}
	}
	if s.assets, err = loadAssets(static, dist, generated); err != nil {
		return nil, err
	}
	for l, t := range s.tongues {
		if s.pages[l], err = s.parse(t); err != nil {
			return nil, err
		}
		if s.texts[l], err = json.Marshal(t.withPrefix("js.")); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// namesFile is the asset with the names of places in a language, for the map.
func namesFile(l Lang) string { return "names-" + string(l) + ".json" }

// parse reads the templates for one language.
func (s *Site) parse(t *tongue) (map[string]*template.Template, error) {
	out := map[string]*template.Template{}
	for _, name := range []string{"planner", "programme", "data", "problem", "problems"} {
		files := []string{"templates/layout.html", "templates/parts.html", "templates/" + name + ".html"}
		if name == "planner" {
			files = append(files, "templates/answer.html", "templates/journey.html", "templates/compare.html")
		}
		p, err := template.New("layout.html").Funcs(s.funcs(t)).ParseFS(templateFiles, files...)
		if err != nil {
			return nil, err
		}
		out[name] = p
	}
	return out, s.parseDesk(t, out)
}

// places gathers the names to choose from, the names of places in each language, and the countries that can be avoided.
func (s *Site) places() {
	seen := map[string]bool{"XZ": true}
	for _, p := range s.opt.Places {
		if !seen[p.Country] {
			seen[p.Country] = true
			s.codes = append(s.codes, p.Country)
		}
		s.asks = append(s.asks, p.Ask)
		for l, t := range s.tongues {
			t.plain[p.Code] = p.Name
			if own := "place." + p.Code; t.known(own) {
				t.names[p.Code] = t.say(own)
			} else if n := nameIn(l, p.Country, p.Aliases); n != "" {
				t.names[p.Code] = n
			}
		}
	}
	for i := range s.opt.Summary.Shares {
		s.opt.Summary.Shares[i].Class = s.classes[s.opt.Summary.Shares[i].ID]
	}
}

func (s *Site) funcs(t *tongue) template.FuncMap {
	return template.FuncMap{
		"t": t.say, "word": t.word, "lang": func() string { return string(t.lang) },
		"days": t.days, "whole": t.whole, "hours": t.hours, "percent": t.percent, "date": t.date,
		"place": func(p plan.Place) string { return t.place(p.Code, p.Name) }, "country": t.country,
		"corridor": t.corridor, "corridorText": t.corridorText, "hasCorridor": func(id string) bool { return t.known("corridor." + id + ".text") },
		"topic": func(x Topic) string { return t.named("topic."+x.ID, x.Name) }, "code": func(e fault.Entry) string { return t.named("fault."+string(e.Code), e.Title) },
		"asset": s.assets.url, "names": func() string { return s.assets.url(namesFile(t.lang)) }, "printed": printed, "unit": shownUnit, "mark": markPath, "marktext": markText, "join": strings.Join,
		"said": func(c plan.CostItem) string { return joined(", ", c.Source, c.Year, c.Method) },
		"add":  func(a, b float64) float64 { return a + b }, "radius": func() float64 { return markRadius },
		"times100": func(v float64) float64 { return v * 100 },
	}
}

// named is the text of a key, or a name where the catalogue has none.
func (t *tongue) named(key, name string) string {
	if t.known(key) {
		return t.say(key)
	}
	return name
}

// corridor is the name of a corridor.
func (t *tongue) corridor(id, name string) string { return t.named("corridor."+id, name) }

// corridorText is the sentence that describes a corridor.
func (t *tongue) corridorText(id, text string) string { return t.named("corridor."+id+".text", text) }

// PlaceName is the name of a place in a language, "" where the language has none of its own.
func (s *Site) PlaceName(l Lang, code string) string { return s.tongue(Visit{Lang: l}).place(code, "") }

// CountryName is the usual name of a country in a language.
func (s *Site) CountryName(l Lang, code string) string { return s.tongue(Visit{Lang: l}).country(code) }

// Assets serves what lies below /assets/.
func (s *Site) Assets() http.Handler { return s.assets }

// HasScript reports whether the browser bundle was built in.
func (s *Site) HasScript() bool { return s.assets.url("main.js") != "" }

// page is what the layout shows round the content of a page.
type page struct {
	Title, Nav string
	Version    string
	Script     string
	Langs      []langLink
	Desk       deskHead
	Body       any
}

// langLink leads to the same page in another language.
type langLink struct {
	Lang      Lang
	Name, URL string
	Now       bool
}

var langNames = map[Lang]string{English: "English", Japanese: "日本語", Russian: "Русский", Kazakh: "Қазақша"}

func langLinks(v Visit) []langLink {
	var out []langLink
	for _, l := range Langs {
		u := url.URL{Path: "/"}
		if v.Address != nil {
			u = url.URL{Path: v.Address.Path, RawQuery: v.Address.RawQuery}
		}
		q := strings.Split(u.RawQuery, "&")
		kept := q[:0]
		for _, p := range q {
			if p != "" && !strings.HasPrefix(p, "lang=") {
				kept = append(kept, p)
			}
		}
		u.RawQuery = strings.Join(append(kept, "lang="+string(l)), "&")
		out = append(out, langLink{l, langNames[l], u.RequestURI(), l == v.Lang})
	}
	return out
}

// tongue is that of a visit; English where none is known.
func (s *Site) tongue(v Visit) *tongue {
	if t, ok := s.tongues[v.Lang]; ok {
		return t
	}
	return s.tongues[English]
}

// render writes a page once it is complete: a template that fails leaves no half page behind.
func (s *Site) render(w io.Writer, v Visit, name, title, nav string, body any) error {
	var b bytes.Buffer
	v.Lang = s.tongue(v).lang
	err := s.pages[v.Lang][name].Execute(&b, page{Title: title, Nav: nav, Version: s.opt.Version, Script: s.assets.url("main.js"), Langs: langLinks(v), Desk: s.deskHead(v, nav), Body: body})
	if err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

// Example is a request to try.
type Example struct{ Text, URL string }

// examples are requests to try, one a trade of the corridor.
func examples(t *tongue, f Form) []Example {
	var out []Example
	for _, e := range []struct{ key, from, to, teu, mass, avoid string }{
		{"example.parts", "Nagoya", "Almaty", "2", "18t", ""},
		{"example.electronics", "Xi'an", "Constanta", "4", "40t", ""},
		{"example.machinery", "Yokohama", "Tashkent", "2", "20t", "RU,IR"},
	} {
		x := Form{From: e.from, To: e.to, TEU: e.teu, Mass: e.mass, Ready: f.Ready, Lang: f.Lang}
		if e.avoid != "" {
			x.Avoid = strings.Split(e.avoid, ",")
		}
		out = append(out, Example{t.say(e.key), "/?" + x.Query()})
	}
	return out
}

// Programme writes the page of the programme's published figures.
func (s *Site) Programme(w io.Writer, v Visit) error {
	n := 0
	for _, t := range s.opt.Topics {
		n += len(t.Figures)
	}
	return s.render(w, v, "programme", s.tongue(v).say("programme.title"), "programme", struct {
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
func (s *Site) Data(w io.Writer, v Visit, p DataPage) error {
	pages := max(1, (len(p.Figures)+figuresPage-1)/figuresPage)
	p.Page = min(max(p.Page, 1), pages)
	from := (p.Page - 1) * figuresPage
	to := min(from+figuresPage, len(p.Figures))
	link := func(n int) string {
		q := url.Values{}
		for name, value := range map[string]string{"q": p.Query, "kind": p.Kind} {
			if value != "" {
				q.Set(name, value)
			}
		}
		q.Set("page", fmt.Sprint(n))
		return "/about/data?" + q.Encode()
	}
	view := struct {
		DataPage
		Summary    Summary
		Rows       []network.Figure
		Pages      int
		Prev, Next string
	}{DataPage: p, Summary: s.opt.Summary, Rows: p.Figures[from:to], Pages: pages}
	if p.Page > 1 {
		view.Prev = link(p.Page - 1)
	}
	if p.Page < pages {
		view.Next = link(p.Page + 1)
	}
	return s.render(w, v, "data", s.tongue(v).say("nav.data"), "data", view)
}

// Problem writes a page that says what went wrong.
func (s *Site) Problem(w io.Writer, v Visit, err error) error {
	p := newProblem(s.tongue(v), err, Form{})
	return s.render(w, v, "problem", p.Title, "", p)
}

// Problems writes the page that lists every error code.
func (s *Site) Problems(w io.Writer, v Visit) error {
	return s.render(w, v, "problems", s.tongue(v).say("codes.title"), "", fault.Table)
}

// Problem is an error as shown: every violation with what was perhaps meant.
type Problem struct {
	Status     int
	Title      string
	Code       fault.Code
	Violations []Violation
}

// Violation is one thing wrong; Field is the form's field it belongs to, or "". Local says it in the language of the page,
// where that is not English; the error's own words stay beside it.
type Violation struct {
	fault.Error
	Field   string
	Local   string
	Choices []Example // what was perhaps meant, each a link that asks again with it
}

// newProblem prepares an error; candidates become addresses of the same form with the field corrected.
func newProblem(t *tongue, err error, f Form) *Problem {
	entry := fault.Lookup(fault.CodeOf(err))
	p := &Problem{Status: entry.Status, Title: t.named("fault."+string(entry.Code), entry.Title), Code: entry.Code}
	for _, e := range fault.All(err) {
		v := Violation{Error: *e, Field: fieldOf(e.Path)}
		if entry.Code == fault.Internal {
			v.Error = fault.Error{Code: fault.Internal, Message: "something went wrong here; it is not your doing"}
		}
		if v.Field == "reason" {
			v.Expected = "" // the form lists the reasons in words; their codes are for programs
		}
		if t.lang != English {
			v.Local = t.violation(e.Code, v.Field)
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

// violation says which field of the form is wrong.
func (t *tongue) violation(code fault.Code, field string) string {
	what := t.named("fault."+string(code), string(code))
	if t.known("field." + field) {
		return t.say("problem.field", "what", what, "field", t.say("field."+field))
	}
	return what + "."
}

// fieldOf is the form's field for the path of a violation: "massKg" and "/mass" are both the field mass.
func fieldOf(path string) string {
	p := strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(path, "/"), "body."), "weights.")
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
	for _, field := range []string{"limits", "avoid", "class", "goodsUSD", "maxDays", "maxUSD", "maxKgCO2e"} {
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

// sortedChoices orders choices by their text.
func sortedChoices(c []Choice) []Choice {
	sort.Slice(c, func(i, k int) bool { return c[i].Text < c[k].Text })
	return c
}

// mass is shown in kilograms.
func (t *tongue) mass(m unit.Kg) string { return t.whole(float64(m)) }
