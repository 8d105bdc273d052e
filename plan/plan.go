// Package plan turns a request (cargo, from, to, ready date, limits) into journeys over the corridors.
//
// It builds the search graph of the network once, asks room route for the exact Pareto set on mean time, money, CO2e and
// variance of time, computes P10, P50 and P90 with the shocks that legs share, names the corridor of each journey, and
// explains every number by the claim or estimate behind it.
package plan

import (
	"time"

	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/unit"
)

// Request is what a person asks. Zero limits mean none.
type Request struct {
	From     string    `json:"from" doc:"Origin: UN/LOCODE or name" example:"Nagoya"`
	To       string    `json:"to" doc:"Destination: UN/LOCODE or name" example:"Almaty"`
	TEU      int       `json:"teu" minimum:"1" maximum:"400" doc:"Twenty-foot equivalent units"`
	Mass     unit.Kg   `json:"massKg" minimum:"1" doc:"Gross mass of the goods in kilograms"`
	Ready    time.Time `json:"ready" doc:"When the goods are ready at the origin"`
	Avoid    []string  `json:"avoid,omitempty" doc:"Countries (ISO 3166-1 alpha-2), locations, modes, chokepoints or corridors to avoid"`
	Class    string    `json:"class,omitempty" doc:"Dangerous goods class of the UN Recommendations, e.g. 7"`
	MaxDays  float64   `json:"maxDays,omitempty" doc:"Longest acceptable mean duration in days"`
	MaxUSD   float64   `json:"maxUSD,omitempty" doc:"Highest acceptable cost in US dollars"`
	MaxKgCO2 float64   `json:"maxKgCO2e,omitempty" doc:"Highest acceptable emissions in kg CO2e"`
	Keep     int       `json:"keep,omitempty" doc:"How many journeys to show after thinning; 0 means 8"`

	GoodsUSD float64  `json:"goodsUSD,omitempty" doc:"Value of the goods in US dollars; insurance, guarantee and inventory follow from it, 0 leaves them out"`
	Rates    []Rate   `json:"rates,omitempty" doc:"Own rates that replace the network's"`
	Weights  Weights  `json:"weights,omitzero" doc:"What a day, a tonne of CO2e and a day of risk are worth, to rank journeys by one number"`
	Frontier bool     `json:"frontier,omitempty" doc:"Also answer with the totals of every journey of the Pareto set, to rank them again"`
	Also     []string `json:"also,omitempty" maxItems:"8" doc:"Ids of journeys to describe besides those that thinning keeps"`
}

// Rate is one own rate: what a carrier, terminal or agent quoted. Currency is changed into US dollars by the dated table.
type Rate struct {
	Subject  string    `json:"subject" doc:"Id of a link (with \":CODE\" after it for one direction), a crossing or a transfer"`
	Amount   float64   `json:"amount" minimum:"0" doc:"Per TEU, in Currency"`
	Currency string    `json:"currency,omitempty" doc:"ISO 4217; USD where it is missing" example:"EUR"`
	Quoted   time.Time `json:"quoted,omitzero" doc:"Day of the quotation; its exchange rate is used"`
	Until    time.Time `json:"until,omitzero" doc:"Last day it holds; a later ready date leaves it unused and says so"`
	Source   string    `json:"source,omitempty" doc:"Who quoted it"`
}

// Weights turn days, emissions and risk into US dollars. A zero weight counts nothing.
type Weights struct {
	USDPerDay     float64 `json:"usdPerDay,omitempty" minimum:"0" doc:"Value of time of the whole consignment, US dollars a day of mean duration"`
	USDPerTonne   float64 `json:"usdPerTonne,omitempty" minimum:"0" doc:"Price of CO2e, US dollars a tonne"`
	USDPerRiskDay float64 `json:"usdPerRiskDay,omitempty" minimum:"0" doc:"Price of risk, US dollars a day between P50 and P90"`
}

// Point is a journey of the Pareto set by its totals alone.
type Point struct {
	ID         string  `json:"id"`
	CorridorID string  `json:"corridorId"`
	MeanDays   float64 `json:"meanDays"`
	P50Days    float64 `json:"p50Days"`
	P90Days    float64 `json:"p90Days"`
	USD        float64 `json:"usd"`
	KgCO2e     float64 `json:"kgCO2e"`
}

// CostItem is one component of the cost of a leg or journey.
type CostItem struct {
	Component network.Component `json:"component"`
	USD       float64           `json:"usd"`
	Basis     network.Basis     `json:"basis,omitempty"`
	Year      string            `json:"year,omitempty"`    // of the rate, as published
	AgeDays   int               `json:"ageDays,omitempty"` // of the rate on the ready date; 0 where no date is known
	Source    string            `json:"source,omitempty"`
	Method    string            `json:"method,omitempty"`
}

// Place is a location as shown in an answer.
type Place struct {
	Code       string  `json:"code"`
	Name       string  `json:"name"`
	Country    string  `json:"country"`
	Lat        float64 `json:"lat"`
	Lon        float64 `json:"lon"`
	Kind       string  `json:"kind"`
	Unofficial bool    `json:"unofficialCode,omitempty"` // the code is Kairo's own, no UN/LOCODE
}

// LegKind says what a leg is.
type LegKind string

// The kinds of leg.
const (
	Load     LegKind = "load"     // at the origin: from gate onto the first means of transport
	Move     LegKind = "move"     // a link
	Border   LegKind = "border"   // a land crossing
	Transfer LegKind = "transfer" // between means of transport in one place, port procedures included
	Unload   LegKind = "unload"   // at the destination
)

// Leg is one arc of a journey.
type Leg struct {
	Kind    LegKind      `json:"kind"`
	ID      string       `json:"id"` // link or crossing id, or "transfer:CODE:rail-sea"
	Name    string       `json:"name"`
	From    Place        `json:"from"`
	To      Place        `json:"to"`
	Mode    network.Mode `json:"mode"` // of the link; of the onward means for transfers
	Km      float64      `json:"km"`
	Hours   float64      `json:"hours"`             // mean, waiting for departure included
	WaitH   float64      `json:"waitHours"`         // of which waiting for a timetabled departure
	Departs Weekly       `json:"departs,omitempty"` // weekly timetable waited for, minutes of the UTC week from Monday
	SDHours float64      `json:"sdHours"`

	Opens    *Openings         `json:"opens,omitempty"`    // opening hours waited for
	Boarding *network.Boarding `json:"boarding,omitempty"` // how the waiting for a departure comes about where its day is not known
	Shocks   []network.OnLeg   `json:"shocks,omitempty"`   // that can be on in the month; Values hold them in their mean and deviation

	ownShocks bool // the table of shocks speaks of its group

	USD      float64        `json:"usd"`
	KgCO2e   float64        `json:"kgCO2e"`
	Corridor string         `json:"corridor,omitempty"`
	Shock    string         `json:"shock,omitempty"`
	Gauge    bool           `json:"gaugeChange,omitempty"`
	Values   network.Values `json:"values"` // what the numbers rest on
	Shape    [][2]float64   `json:"shape"`  // lat, lon points from From to To
	Notices  []string       `json:"notices,omitempty"`
	Costs    []CostItem     `json:"costs"` // USD by component, in the order of network.Components
}

// Journey is one way through the network, from one end of the Pareto set or between.
type Journey struct {
	ID           string   `json:"id"`         // stable for the same network: hash of its legs
	Labels       []string `json:"labels"`     // "fastest", "cheapest", "least CO2e", "steadiest", "balanced"
	Corridor     string   `json:"corridor"`   // name of the corridor
	CorridorID   string   `json:"corridorId"` // its id, "trans-caspian"; "regional" where none names it
	Modes        []string `json:"modes"`
	Countries    []string `json:"countries"`
	MeanDays     float64  `json:"meanDays"`
	P10Days      float64  `json:"p10Days"`
	P50Days      float64  `json:"p50Days"`
	P90Days      float64  `json:"p90Days"`
	USD          float64  `json:"usd"`
	KgCO2e       float64  `json:"kgCO2e"`
	Km           float64  `json:"km"`
	Borders      int      `json:"borders"`
	SourcedShare float64  `json:"sourcedShare"` // of the figures used, 0..1: claims about the very arc; factors and estimates are not counted
	Legs         []Leg    `json:"legs"`
	Notices      []string `json:"notices,omitempty"`

	Costs          []CostItem `json:"costs"`                    // USD by component; inventory is shown here and is not part of USD
	GeneralisedUSD float64    `json:"generalisedUSD,omitempty"` // by the request's weights

	arcs     []int32 // of the search graph
	waits    []wait  // before each arc
	variance float64 // square minutes, shared shocks included
	run      progress
}

// Answer is the reply to a request.
type Answer struct {
	Request  Request   `json:"request"` // as understood: codes resolved
	From     Place     `json:"from"`
	To       Place     `json:"to"`
	Journeys []Journey `json:"journeys"` // thinned, fastest first
	Pareto   int       `json:"pareto"`   // size of the exact Pareto set before thinning
	Stats    Stats     `json:"stats"`
	Notices  []string  `json:"notices,omitempty"`
	Frontier []Point   `json:"frontier,omitempty"` // the whole Pareto set, where asked for
}

// Stats says what the search did.
type Stats struct {
	Generated int   `json:"generated"`
	Expanded  int   `json:"expanded"`
	SearchUS  int64 `json:"search_us"`
}
