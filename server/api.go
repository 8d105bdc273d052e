package server

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/unit"
	"github.com/kairo-corridor/kairo/web"
)

// api registers the routes of the API and their description.
func (s *server) api(mux *http.ServeMux) {
	cfg := huma.DefaultConfig("Kairo", s.cfg.Version)
	cfg.Info.Description = "Journeys over the corridors between Japan, Central Asia and Europe, as distributions of days, in US dollars and kg CO2e, with the source of every number. " +
		"A basis of \"estimate\" or \"factor\" marks what rests on no published claim about the very arc."
	cfg.Info.License = &huma.License{Name: "Apache 2.0", Identifier: "Apache-2.0"}
	cfg.DocsPath, cfg.SchemasPath, cfg.CreateHooks = "", "", nil
	a := humago.New(mux, cfg)
	get := func(id, path, summary, tag string, errors ...int) huma.Operation {
		return huma.Operation{OperationID: id, Method: http.MethodGet, Path: path, Summary: summary, Tags: []string{tag}, Errors: errors, MaxBodyBytes: bodyMax}
	}
	huma.Register(a, get("plan", "/api/plan", "Plan a consignment; the parameters are those of the planner page", "planning", 404, 409, 422, 503), s.getPlan)
	post := get("planRequest", "/api/plan", "Plan a consignment, the request as JSON", "planning", 400, 404, 409, 413, 422, 503)
	post.Method = http.MethodPost
	huma.Register(a, post, s.postPlan)
	huma.Register(a, get("request", "/api/request", "The query of GET /api/plan as the body of POST /api/plan", "planning", 422), s.request)
	s.exports(a, get)
	huma.Register(a, get("scenarios", "/api/scenarios", "Built-in disruptions and scenarios: what they suppose, with source and dates", "planning"), s.scenarios)
	huma.Register(a, get("places", "/api/places", "Places that a text may mean, best first", "network", 422), s.places)
	huma.Register(a, get("network", "/api/network", "Locations, links with their shapes, crossings and corridors", "network"), s.network)
	huma.Register(a, get("figure", "/api/figures/{id}", "One published figure with its source", "network", 404), s.figure)
	s.deskAPI(a)
	huma.Register(a, get("health", "/healthz", "Whether the server is up, and what it serves", "operation"), s.health)
}

// body is the usual output of an operation.
type body[T any] struct {
	CacheControl string `header:"Cache-Control"`
	Body         T
}

// PlanQuery are the parameters of GET /api/plan.
type PlanQuery struct {
	From      string   `query:"from" required:"true" maxLength:"120" doc:"Origin: UN/LOCODE or name" example:"Nagoya"`
	To        string   `query:"to" required:"true" maxLength:"120" doc:"Destination: UN/LOCODE or name" example:"Almaty"`
	TEU       int      `query:"teu" default:"2" minimum:"1" maximum:"400" doc:"Twenty-foot equivalent units"`
	Mass      string   `query:"mass" default:"18t" maxLength:"20" doc:"Gross mass of the goods with its unit, t or kg; a bare number is kilograms"`
	Ready     string   `query:"ready" format:"date" doc:"Day the goods are ready at the origin; a week from now where it is missing" example:"2026-12-01"`
	Class     string   `query:"class" maxLength:"4" doc:"Dangerous goods class of the UN Recommendations" example:"7"`
	Avoid     []string `query:"avoid,explode" maxItems:"64" doc:"Countries (ISO 3166-1 alpha-2), places, modes, chokepoints or corridors to avoid; the parameter repeats"`
	MaxDays   float64  `query:"maxDays" minimum:"0" doc:"Longest acceptable mean duration in days; 0 is no limit"`
	MaxUSD    float64  `query:"maxUSD" minimum:"0" doc:"Highest acceptable cost in US dollars; 0 is no limit"`
	MaxKgCO2e float64  `query:"maxKgCO2e" minimum:"0" doc:"Highest acceptable emissions in kg CO2e; 0 is no limit"`
	Keep      int      `query:"keep" minimum:"0" maximum:"200" doc:"How many journeys to answer with; 0 means 8"`
	GoodsUSD  float64  `query:"goodsUSD" minimum:"0" doc:"Value of the goods in US dollars; insurance, guarantee and inventory follow from it, 0 leaves them out"`

	USDPerDay     float64  `query:"usdPerDay" minimum:"0" doc:"Value of time of the whole consignment, US dollars a day of mean duration"`
	USDPerTonne   float64  `query:"usdPerTonne" minimum:"0" doc:"Price of CO2e, US dollars a tonne"`
	USDPerRiskDay float64  `query:"usdPerRiskDay" minimum:"0" doc:"Price of risk, US dollars a day between P50 and P90"`
	Frontier      bool     `query:"frontier" doc:"Also answer with the totals of every journey of the Pareto set, to rank them again"`
	Also          []string `query:"also,explode" maxItems:"8" doc:"Ids of journeys to describe besides those that thinning keeps"`
	Scenario      []string `query:"scenario,explode" maxItems:"32" doc:"Built-in scenarios to lay over the network, in this order; ids of /api/scenarios"`
	Without       []string `query:"without,explode" maxItems:"32" doc:"Disruptions that hold by default to leave out; ids of /api/scenarios"`
}

func (q *PlanQuery) under() under { return under{q.Scenario, q.Without} }

// request reads the query as a planning request.
func (q *PlanQuery) request(now time.Time) (plan.Request, error) {
	r := plan.Request{From: q.From, To: q.To, TEU: q.TEU, Class: q.Class, Avoid: q.Avoid, MaxDays: q.MaxDays, MaxUSD: q.MaxUSD, MaxKgCO2: q.MaxKgCO2e, Keep: q.Keep,
		GoodsUSD: q.GoodsUSD, Weights: plan.Weights{USDPerDay: q.USDPerDay, USDPerTonne: q.USDPerTonne, USDPerRiskDay: q.USDPerRiskDay}, Frontier: q.Frontier, Also: q.Also}
	var err error
	if r.Mass, err = unit.ParseMass(q.Mass); err != nil {
		return r, fault.All(err)[0].At("mass")
	}
	r.Ready = now.UTC().Truncate(24*time.Hour).AddDate(0, 0, 7)
	if q.Ready != "" {
		if r.Ready, err = time.Parse(time.DateOnly, q.Ready); err != nil {
			return r, fault.New(fault.BadField, "%q is no date", q.Ready).At("ready").Want("a date such as 2026-12-01")
		}
	}
	return r, nil
}

// PlanRequest is a planning request with the scenarios it is made under.
type PlanRequest struct {
	plan.Request
	Scenario []string `json:"scenario,omitempty" nullable:"false" maxItems:"32" doc:"Built-in scenarios to lay over the network, in this order; ids of /api/scenarios"`
	Without  []string `json:"without,omitempty" nullable:"false" maxItems:"32" doc:"Disruptions that hold by default to leave out; ids of /api/scenarios"`
}

// PlanAnswer is the answer to a planning request, and which scenarios held.
type PlanAnswer struct {
	plan.Answer
	Held []string `json:"held,omitempty" nullable:"false" doc:"The disruptions and scenarios that hold on the ready date, each with its dates and source"`
}

func (s *server) getPlan(ctx context.Context, q *PlanQuery) (*body[PlanAnswer], error) {
	r, err := q.request(s.cfg.Now())
	if err != nil {
		return nil, s.problem(err)
	}
	return s.plan(ctx, r, q.under())
}

func (s *server) postPlan(ctx context.Context, in *struct{ Body PlanRequest }) (*body[PlanAnswer], error) {
	return s.plan(ctx, in.Body.Request, under{in.Body.Scenario, in.Body.Without})
}

func (s *server) plan(ctx context.Context, r plan.Request, u under) (*body[PlanAnswer], error) {
	a, held, err := s.planUnder(ctx, r, u)
	if err != nil {
		return nil, s.problem(err)
	}
	return &body[PlanAnswer]{"no-store", PlanAnswer{a, held}}, nil
}

// request tells a query as the body that asks the same by POST.
func (s *server) request(_ context.Context, q *PlanQuery) (*body[PlanRequest], error) {
	r, err := q.request(s.cfg.Now())
	if err != nil {
		return nil, s.problem(err)
	}
	return &body[PlanRequest]{"no-store", PlanRequest{r, q.Scenario, q.Without}}, nil
}

// problem tells an error as a problem, and logs what is a defect.
func (s *server) problem(err error) *Problem {
	p := newProblem(err)
	if p.Status >= 500 && p.Code != problemCode(fault.Busy) {
		s.cfg.Log.Error("internal error", "err", err)
	}
	return p
}

// Places is the answer to a search for places.
type Places struct {
	Places []PlaceFound `json:"places" nullable:"false"`
}

// PlaceFound is a place with what to ask with so that no other can be meant.
type PlaceFound struct {
	Code        string  `json:"code" doc:"UN/LOCODE, or Kairo's own code with a hyphen where there is none"`
	Name        string  `json:"name"`
	Country     string  `json:"country" doc:"ISO 3166-1 alpha-2"`
	LocalName   string  `json:"localName,omitempty" doc:"Name in the language asked for, where it has its own"`
	CountryName string  `json:"countryName"`
	Kind        string  `json:"kind"`
	Value       string  `json:"value" doc:"What to give as from or to: the name, or name and code where the name is shared"`
	Lat         float64 `json:"lat"`
	Lon         float64 `json:"lon"`
}

func (s *server) places(_ context.Context, q *struct {
	Q    string `query:"q" maxLength:"120" doc:"Beginning or part of a name or code, in any of the languages of the network" example:"alma"`
	Max  int    `query:"max" default:"8" minimum:"1" maximum:"20"`
	Lang string `query:"lang" enum:"en,ja,ru,kk" default:"en" doc:"Language of countryName and localName"`
}) (*body[Places], error) {
	out := Places{Places: []PlaceFound{}}
	for _, l := range s.net.Search(q.Q, placesMax) {
		if l.Kind == "waypoint" || len(out.Places) == q.Max {
			continue
		}
		out.Places = append(out.Places, PlaceFound{l.Code, l.Name, l.Country, s.site.PlaceName(web.Lang(q.Lang), l.Code), s.site.CountryName(web.Lang(q.Lang), l.Country), l.Kind, askFor(s.net, l), l.Lat, l.Lon})
	}
	return &body[Places]{"public, max-age=300", out}, nil
}

// askFor is the shortest text that names one location only.
func askFor(n *network.Network, l *network.Location) string {
	if got, err := n.Resolve(l.Name); err == nil && got.Code == l.Code {
		return l.Name
	}
	return l.Label()
}

func (s *server) network(context.Context, *struct{}) (*body[networkView], error) {
	return &body[networkView]{"public, max-age=300", s.view}, nil
}

func (s *server) figure(_ context.Context, q *struct {
	ID string `path:"id" maxLength:"12" example:"F0001"`
}) (*body[network.Figure], error) {
	f, ok := s.net.Figure(q.ID)
	if !ok {
		return nil, newProblem(fault.New(fault.NotFound, "no figure has the number %q", q.ID).At("id").Want("a number such as F0001").Mend("search at /about/data"))
	}
	return &body[network.Figure]{"public, max-age=300", *f}, nil
}

// Health is what /healthz tells.
type Health struct {
	Status    string `json:"status" enum:"ok"`
	Version   string `json:"version"`
	Locations int    `json:"locations"`
	Links     int    `json:"links"`
	Crossings int    `json:"crossings"`
	Figures   int    `json:"figures"`
	Script    bool   `json:"script" doc:"Whether the browser bundle was built in; without it pages are plain HTML"`
}

func (s *server) health(context.Context, *struct{}) (*body[Health], error) {
	c := s.report.Counts
	return &body[Health]{"no-store", Health{"ok", s.cfg.Version, c["locations"], c["links"], c["crossings"], c["figures"], s.site.HasScript()}}, nil
}
