package web

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
)

// PlannerPage is what the planner shows: a form, and the answer or what was wrong.
type PlannerPage struct {
	Form   Form
	Answer *plan.Answer
	Before *plan.Answer // to the same request without any scenario; nil where that has none or there are no scenarios
	Origin string       // scheme and host of the server as the browser knows it, for the call of the API
	Err    error
}

// plannerView is the planner page prepared for its templates.
type plannerView struct {
	Form          Form
	Names         []string
	Countries     []Choice
	Modes         []Choice
	Chokepoints   []Choice
	Others        []Choice // entries to avoid that have no box of their own
	Classes       []Choice
	Limits        string // what is limited and excluded, in a line
	LimitsOpen    bool
	Scenarios     []scenarioGroup
	ScenariosOpen bool
	ScenariosSet  string // what differs from the usual
	Hidden        []Choice
	Problem       *Problem
	Chips         []Example
	Legend        []legendLine
	Summary       Summary
	Examples      []Example
	Messages      json.RawMessage
	Map           mapData
	answerView
}

// answerView is the part of the page that shows an answer.
type answerView struct {
	Answer    *plan.Answer
	Facts     string
	Held      []scenarioView
	Left      []scenarioView
	HeldOpen  bool // what was chosen shows at once
	Journeys  []*JourneyView
	Corridors []*JourneyView
	Scatter   *Scatter
	Sliders   []slider
	Best      string
	Weighted  bool
	Changed   bool
	Ranked    int // size of the ranked set
	Compare   *compareView
	sharing
}

// sharing are the addresses of what can be taken away.
type sharing struct{ Share, API, CSV, PDF, Body, Curl, JSON string }

// legendLine is one line of the map's legend; Avoid, where there is an answer, leads to the same without the mode.
type legendLine struct {
	Mode  network.Mode
	Text  string
	Avoid *Example
}

// Planner writes the planner page.
func (s *Site) Planner(w io.Writer, v Visit, p PlannerPage) error {
	t := s.tongue(v)
	view := s.formView(t, p)
	title := t.say("form.title")
	if p.Err != nil {
		view.Problem = newProblem(t, p.Err, p.Form)
		view.LimitsOpen = view.Problem.concernsLimits()
		view.ScenariosOpen = view.Problem.Wrong("scenario") != nil || view.Problem.Wrong("without") != nil
		title = view.Problem.Title
	}
	if p.Answer != nil {
		title = t.say("title.answer", "from", t.place(p.Answer.From.Code, p.Answer.From.Name), "to", t.place(p.Answer.To.Code, p.Answer.To.Name))
		view.answerView = s.answerView(t, p)
	}
	view.Map = s.newMapData(t, p, view.Journeys)
	return s.render(w, v, "planner", title, "planner", view)
}

// formView prepares the form and what surrounds an answer.
func (s *Site) formView(t *tongue, p PlannerPage) plannerView {
	v := plannerView{Form: p.Form, Names: s.asks, Summary: s.opt.Summary, Examples: examples(t, p.Form), Messages: s.texts[t.lang]}
	for _, c := range s.codes {
		v.Countries = append(v.Countries, Choice{c, t.country(c)})
	}
	sortedChoices(v.Countries)
	for _, c := range s.opt.Chokepoints {
		v.Chokepoints = append(v.Chokepoints, Choice{c.Value, t.named("passage."+c.Value, c.Text)})
	}
	sortedChoices(v.Chokepoints)
	for _, m := range network.Modes {
		text := t.word("mode", m)
		v.Modes = append(v.Modes, Choice{string(m), text})
		line := legendLine{Mode: m, Text: text}
		if p.Answer != nil && !p.Form.Avoids(string(m)) {
			line.Avoid = &Example{t.say("avoid.what", "what", text), "/?" + p.Form.avoiding(string(m)).Query()}
		}
		v.Legend = append(v.Legend, line)
	}
	for _, c := range dangerClasses {
		v.Classes = append(v.Classes, Choice{c, c + " " + t.say("danger."+c)})
	}
	for _, a := range p.Form.Avoid {
		v.Chips = append(v.Chips, Example{s.tokenName(t, a), "/?" + p.Form.allowing(a).Query()})
	}
	v.Others = s.others(t, p.Form, v)
	v.Limits = s.limits(t, p.Form)
	v.Scenarios, v.ScenariosSet = s.scenarioGroups(t, p.Form)
	for _, x := range p.Form.pairs() {
		if slices.Contains([]string{"usdPerDay", "usdPerTonne", "usdPerRiskDay", "lang"}, x.name) {
			v.Hidden = append(v.Hidden, Choice{x.name, x.value})
		}
	}
	return v
}

// others are the entries to avoid that none of the boxes stands for.
func (s *Site) others(t *tongue, f Form, v plannerView) []Choice {
	known := map[string]bool{}
	for _, list := range [][]Choice{v.Countries, v.Modes, v.Chokepoints} {
		for _, c := range list {
			known[strings.ToLower(c.Value)] = true
		}
	}
	var out []Choice
	for _, a := range f.Avoid {
		if !known[strings.ToLower(a)] {
			out = append(out, Choice{a, s.tokenName(t, a)})
		}
	}
	return out
}

// tokenName is what an entry to avoid is called: a country, mode, passage, corridor or place, or the entry itself.
func (s *Site) tokenName(t *tongue, token string) string {
	if _, ok := countries[strings.ToUpper(token)]; ok {
		return t.country(strings.ToUpper(token))
	}
	for _, key := range []string{"mode.", "passage.", "corridor."} {
		if k := key + strings.ToLower(token); t.known(k) {
			return t.say(k)
		}
	}
	for _, p := range s.opt.Places {
		if p.Code == token {
			return t.place(p.Code, p.Name)
		}
	}
	return token
}

// limits says in a line what the form limits and excludes; "" where nothing.
func (s *Site) limits(t *tongue, f Form) string {
	var parts []string
	add := func(key, value string) {
		if v, err := strconv.ParseFloat(value, 64); err == nil && key != "limits.class" {
			value = t.measure(v)
		}
		if value != "" {
			parts = append(parts, t.say(key, "value", value))
		}
	}
	add("limits.class", f.Class)
	add("limits.goods", f.GoodsUSD)
	add("limits.days", f.MaxDays)
	add("limits.usd", f.MaxUSD)
	add("limits.co2", f.MaxKgCO2e)
	if len(f.Avoid) > 0 {
		names := make([]string, len(f.Avoid))
		for i, a := range f.Avoid {
			names[i] = s.tokenName(t, a)
		}
		add("limits.avoid", strings.Join(names, ", "))
	}
	return strings.Join(parts, "; ")
}

// answerView prepares an answer.
func (s *Site) answerView(t *tongue, p PlannerPage) answerView {
	a := p.Answer
	v := answerView{Answer: a, Weighted: a.Request.Weights != plan.Weights{}, Ranked: max(len(a.Frontier), len(a.Journeys))}
	v.Journeys = s.journeys(t, p)
	v.Scatter = newScatter(t, v.Journeys, a.Frontier)
	v.Corridors = corridorsOf(v.Journeys)
	v.Sliders = sliders(t, p.Form)
	v.Best = s.best(t, a, v.Journeys)
	for _, j := range v.Journeys {
		v.Changed = v.Changed || j.Delta != ""
	}
	v.Facts = t.say("answer.cargo", "teu", a.Request.TEU, "mass", t.mass(a.Request.Mass), "date", t.date(a.Request.Ready)) + " " + t.say("answer.shown", "n", len(v.Journeys))
	if v.Ranked > len(v.Journeys) {
		v.Facts += " " + t.say("answer.pareto", "n", v.Ranked)
	}
	v.Held, v.Left = s.held(t, p.Form, a.Request.Ready)
	v.HeldOpen = len(p.Form.Scenario)+len(p.Form.Without) > 0
	if d := overall(t, p); d != "" {
		v.Facts += " " + d
	}
	v.Compare = s.compare(t, p.Form, v.Journeys)
	v.sharing = s.sharing(t, p)
	return v
}

// sharing makes the addresses of what can be taken away, and the call of the API in words.
func (s *Site) sharing(t *tongue, p PlannerPage) sharing {
	f := p.Form
	api := f.api()
	page := f
	page.Lang = string(t.lang)
	out := sharing{Share: "/?" + page.Query(), API: "/api/plan?" + api.Query(), CSV: "/api/plan.csv?" + api.Query(), Body: "/api/request?" + api.Query()}
	paper := f
	paper.Compare, paper.Lang = nil, string(t.lang)
	out.PDF = "/api/plan.pdf?" + paper.Query()
	r := p.Answer.Request
	r.Frontier, r.Also = false, nil
	body, err := json.MarshalIndent(struct {
		plan.Request
		Scenario []string `json:"scenario,omitempty"`
		Without  []string `json:"without,omitempty"`
	}{r, f.Scenario, f.Without}, "", "  ")
	if err == nil {
		out.JSON = string(body)
	}
	out.Curl = "curl '" + p.Origin + strings.ReplaceAll(out.API, "'", "%27") + "'"
	return out
}

// slider is one weight: a range for the hand and a number for exactness.
type slider struct {
	Name, Label, Unit   string
	Value               string
	Position, Max, Step float64
}

func sliders(t *tongue, f Form) []slider {
	out := []slider{
		{Name: "usdPerDay", Value: f.USDPerDay, Max: 1000, Step: 10},
		{Name: "usdPerTonne", Value: f.USDPerTonne, Max: 500, Step: 5},
		{Name: "usdPerRiskDay", Value: f.USDPerRiskDay, Max: 1000, Step: 10},
	}
	for i := range out {
		s := &out[i]
		s.Label, s.Unit = t.say("weights."+s.Name), t.say("weights."+s.Name+".unit")
		s.Position, _ = strconv.ParseFloat(s.Value, 64)
	}
	return out
}

// best says which journey of the whole set is first under the weights; "" where there are none.
func (s *Site) best(t *tongue, a *plan.Answer, js []*JourneyView) string {
	if a.Request.Weights == (plan.Weights{}) {
		return t.say("weights.none")
	}
	for _, j := range js {
		if j.Best {
			return t.say("js.best", "n", j.N, "corridor", t.corridor(j.CorridorID, j.Corridor), "usd", t.whole(j.GeneralisedUSD), "of", max(len(a.Frontier), len(a.Journeys)))
		}
	}
	return ""
}

// mapData is what the script reads: the shapes of the legs in longitude and latitude, the whole Pareto set, names.
type mapData struct {
	Ask       string               `json:"ask,omitempty"` // address of this answer without journey, comparison or language
	Journeys  []mapJourney         `json:"journeys"`
	Corridors []string             `json:"corridors,omitempty"` // names of those in Frontier
	Frontier  [][7]any             `json:"frontier,omitempty"`  // id, index of corridor, mean, P50, P90 days, USD, kg CO2e
	Countries map[string][2]string `json:"countries,omitempty"` // by ISO 3166-1 numeric code: alpha-2 code and name
	Page      string               `json:"page"`                // canonical address
}

// newMapData prepares what the script reads.
func (s *Site) newMapData(t *tongue, p PlannerPage, js []*JourneyView) mapData {
	d := mapData{Journeys: []mapJourney{}, Page: "/?" + p.Form.Query()}
	if !p.Form.Asked() {
		d.Page = "/"
		if p.Form.Lang != "" {
			d.Page = "/?lang=" + url.QueryEscape(p.Form.Lang)
		}
	}
	for _, j := range js {
		d.Journeys = append(d.Journeys, newMapJourney(t, j))
	}
	if p.Answer == nil {
		return d
	}
	d.Ask = "/?" + p.Form.fresh().Query()
	d.Countries = map[string][2]string{}
	for _, c := range s.codes {
		d.Countries[countries[c].numeric] = [2]string{c, t.country(c)}
	}
	at := map[string]int{}
	for _, f := range p.Answer.Frontier {
		i, ok := at[f.CorridorID]
		if !ok {
			i = len(d.Corridors)
			at[f.CorridorID] = i
			d.Corridors = append(d.Corridors, t.corridor(f.CorridorID, s.corridorName(f.CorridorID)))
		}
		d.Frontier = append(d.Frontier, [7]any{f.ID, i, rounded(f.MeanDays, 4), rounded(f.P50Days, 4), rounded(f.P90Days, 4), rounded(f.USD, 1), rounded(f.KgCO2e, 1)})
	}
	return d
}

// rounded keeps enough for ranks: a tenth of a US dollar, and a hundredth at a value of time of 100 USD a day.
func rounded(v float64, digits int) json.Number {
	return json.Number(strconv.FormatFloat(v, 'f', digits, 64))
}

func (s *Site) corridorName(id string) string {
	for _, c := range s.opt.Corridors {
		if c.ID == id {
			return c.Name
		}
	}
	return id
}

// Sentence says a journey in one sentence for those who hear it.
func (t *tongue) sentence(j *JourneyView) string {
	return t.say("journey.sentence", "n", j.N, "corridor", t.corridor(j.CorridorID, j.Corridor), "p50", t.days(j.P50Days), "p10", t.days(j.P10Days), "p90", t.days(j.P90Days), "usd", t.whole(j.USD), "kg", t.whole(j.KgCO2e))
}

// journeyN names a journey in tables and lists: "Journey 3: Suez".
func (t *tongue) journeyN(j *JourneyView) string {
	return fmt.Sprintf("%s %s", t.say("table.journey.n", "n", j.N), t.corridor(j.CorridorID, j.Corridor))
}
