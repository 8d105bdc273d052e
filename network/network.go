// Package network holds the topology of the corridor and everything that is claimed about it.
//
// Topology is three tables: locations.csv, links.csv and crossings.csv. What is claimed is a fourth, figures.csv: one row
// a published claim with metric, value, unit, year, kind of claim and source. What has no claim gets the estimate of its
// class (classes.csv, class-values.csv), which states its method. Nothing here searches; [Network.LinkValues],
// [Network.CrossingValues] and [Network.TransferValues] resolve the figures of one arc on one date, each [Value] leading
// back to the rows behind it. Files and rules are described in docs/formats/network.md.
//
//	n, err := network.Default()
//	link, _ := n.Link("rail:CNLYG-CNCGO")
//	v := n.LinkValues(link, time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC))
//	fmt.Println(v.Minutes.V, v.Minutes.Basis, v.Minutes.Figures)
//
// Invariants: every link and crossing ends at known locations; every figure names its source and year; no value is
// without a basis; a value that rests on no claim says "estimate" and its method.
package network

import "time"

// Mode is a mode of transport.
type Mode string

// The modes.
const (
	Sea   Mode = "sea"   // container ships and feeders
	Ferry Mode = "ferry" // rail or ro-ro ferries
	Rail  Mode = "rail"
	Road  Mode = "road"
	Air   Mode = "air"
)

// Modes lists the modes in the order of tables.
var Modes = []Mode{Sea, Ferry, Rail, Road, Air}

// Location is a place of the network: a port, terminal, town, airport, border station or waypoint of a sea lane.
type Location struct {
	Code    string   `json:"code"`              // UN/LOCODE, or an own code with a hyphen ("KZ-ALT") where there is none
	Name    string   `json:"name"`              // usual English name
	Country string   `json:"country"`           // ISO 3166-1 alpha-2; "XZ" on the high seas
	Lat     float64  `json:"lat"`               // degrees north
	Lon     float64  `json:"lon"`               // degrees east
	Kind    string   `json:"kind"`              // port, terminal, city, airport, border, waypoint
	Zone    string   `json:"zone"`              // IANA time zone
	Gauge   int      `json:"gauge,omitempty"`   // rail gauge in mm where there is a railway: 1435, 1520, 1668, 1676
	Aliases []string `json:"aliases,omitempty"` // other names and codes, also in Japanese, Russian and Chinese
	Source  string   `json:"source"`            // of the position

	Intermodal bool `json:"intermodal,omitempty"` // containers on the way change between train and truck here; true of every port and terminal
}

// Unofficial reports whether the code is Kairo's own and no UN/LOCODE.
func (l *Location) Unofficial() bool { return len(l.Code) != 5 }

// Link is a way between two locations by one mode. It is two-way unless OneWay.
type Link struct {
	ID       string      `json:"id"`                 // "rail:CNLYG-CNSIA"
	From, To string      `json:"-"`                  // location codes
	Mode     Mode        `json:"mode"`               //
	Class    string      `json:"class"`              // row of classes.csv
	Corridor string      `json:"corridor"`           // row of corridors.csv that it is typical of; "" for common feeders
	Through  []string    `json:"through,omitempty"`  // chokepoints and territories passed on the way, e.g. "hormuz", "bab-el-mandeb"
	Service  string      `json:"service,omitempty"`  // named service or line
	OneWay   bool        `json:"oneWay,omitempty"`   //
	PerWeek  float64     `json:"perWeek,omitempty"`  // departures a week where a frequency is known, else 0
	Departs  []Departure `json:"departs,omitempty"`  // weekly timetable where the days are known, by end and minute
	Status   string      `json:"status"`             // open, limited, suspended
	Shape    string      `json:"shape,omitempty"`    // optional "lat lon;lat lon" points between, for the map
	Shock    string      `json:"shock,omitempty"`    // group of links that one storm, closure or congestion slows together
	Note     string      `json:"note,omitempty"`     //
	NoClass7 bool        `json:"noClass7,omitempty"` // carriers or ports on it do not take radioactive material (class 7)
}

// Departure is one weekly departure from one end of a link, in local time of that end.
type Departure struct {
	From    string       `json:"from"`    // location code
	Weekday time.Weekday `json:"weekday"` // 0 is Sunday
	Minute  int          `json:"minute"`  // of the day
}

// Crossing is a border between two locations of two countries by one mode: a queue with procedures, two-way.
type Crossing struct {
	ID       string `json:"id"`       // "X-KHORGOS-RAIL"
	Name     string `json:"name"`     // "Khorgos – Altynkol (rail)"
	From, To string `json:"-"`        // location codes, one each side
	Mode     Mode   `json:"mode"`     //
	Class    string `json:"class"`    // row of classes.csv
	Gauge    bool   `json:"gauge"`    // the rail gauge changes here
	Corridor string `json:"corridor"` //
	Status   string `json:"status"`   // open, limited, suspended
	Shock    string `json:"shock,omitempty"`
	Note     string `json:"note,omitempty"`
}

// Kind says what kind of claim a figure is; like is compared with like.
type Kind string

// The kinds of claim.
const (
	Best      Kind = "best"      // the fastest or cheapest reported
	Plan      Kind = "plan"      // a timetable, tariff or target
	Mean      Kind = "mean"      // an average over many
	Guidance  Kind = "guidance"  // what an operator tells customers to expect
	Congested Kind = "congested" // during disruption
	Single    Kind = "single"    // one observed shipment
	Fact      Kind = "fact"      // a physical measure such as a distance, or a stated capacity
	Estimated Kind = "estimate"  // the source itself marks it as estimated or derived
)

// Figure is one published claim.
type Figure struct {
	ID        string  `json:"id"`                  // "F0001", stable
	Subject   string  `json:"subject"`             // id of a link, crossing, transfer, location or class, or "" where it speaks of a whole journey
	Side      string  `json:"side,omitempty"`      // at a crossing: code of the side it speaks of; "" for the whole crossing
	Direction string  `json:"direction,omitempty"` // at a side: "in" or "out" of that country; on a link: code it runs from; "" for both
	From      string  `json:"from"`                // as printed
	To        string  `json:"to"`                  // as printed
	Mode      string  `json:"mode"`                // as printed
	Metric    string  `json:"metric"`              // see docs/formats/network.md
	Value     float64 `json:"value"`               // in Unit
	Text      string  `json:"text,omitempty"`      // the value as printed where it is no number
	Unit      string  `json:"unit"`                // of Value
	Printed   string  `json:"printed"`             // what the source prints: metric, value and unit before normalisation
	Bound     string  `json:"bound,omitempty"`     // "min" or "max" where the claim is the end of a range
	Year      string  `json:"year"`                // year or date, with the source's own qualifier
	Kind      Kind    `json:"kind"`                //
	Suspect   bool    `json:"suspect,omitempty"`   // doubtful as printed: shown, but never drives a value
	Note      string  `json:"note,omitempty"`
	Source    string  `json:"source"`
}

// Kinds lists the kinds of claim.
var Kinds = []Kind{Best, Plan, Mean, Guidance, Congested, Single, Fact, Estimated}

// Corridor is a named way between Japan, Central Asia and Europe. A journey over several takes the name of the one with
// the lowest Precedence.
type Corridor struct {
	ID          string `json:"id"`          // "trans-caspian"
	Name        string `json:"name"`        //
	Precedence  int    `json:"precedence"`  // 1 names a journey before 2
	Colour      string `json:"colour"`      // "#0072b2", distinguishable for colour-blind people
	Description string `json:"description"` // one sentence
}

// Class is a class of links, crossings, border sides or transfers with the estimates that hold where nothing is claimed.
type Class struct {
	ID      string                `json:"id"`      // "rail-cn", "x-rail-gauge", "side-rail-KZ", "t-sea-rail"
	Applies string                `json:"applies"` // link, crossing, side or transfer
	Mode    Mode                  `json:"mode"`    // of links and crossings
	Name    string                `json:"name"`    //
	Values  map[string]ClassValue `json:"values"`  // by quantity, see docs/formats/network.md
}

// ClassValue is one estimate of a class with its range and method; Figures names the published rows a factor rests on.
type ClassValue struct {
	V       float64  `json:"value"`
	Low     float64  `json:"low"`
	High    float64  `json:"high"`
	Unit    string   `json:"unit"`
	Figures []string `json:"figures,omitempty"`
	Method  string   `json:"method"`
	Basis   Basis    `json:"basis,omitempty"` // under a change; "" is Factor with figures and Estimate without
}

// ProgrammeFigure is one figure the programme itself publishes about trade, aid, energy or minerals.
type ProgrammeFigure struct {
	ID      string `json:"id"` // "P01"
	Topic   string `json:"topic"`
	Subject string `json:"subject"`
	Metric  string `json:"metric"`
	Value   string `json:"value"` // as printed: a number, a range or words
	Unit    string `json:"unit"`
	Year    string `json:"year"`
	Note    string `json:"note,omitempty"`
	Source  string `json:"source"`
}

// Notice is a dated event that concerns a link, crossing, location or chokepoint. To is exclusive; zero means still open.
type Notice struct {
	Subject string    `json:"subject"`
	From    time.Time `json:"from"`
	To      time.Time `json:"to"`
	Text    string    `json:"text"`
	Source  string    `json:"source"`
}

// Basis says what a value rests on.
type Basis string

// The bases, best first.
const (
	Observed Basis = "observed" // learnt from recorded events (an overlay)
	Sourced  Basis = "sourced"  // a published claim about this very arc
	Own      Basis = "own"      // an own rate, given with the request
	Factor   Basis = "factor"   // a published factor of its class applied to it
	Estimate Basis = "estimate" // our own class estimate
	Supposed Basis = "supposed" // what a scenario supposes
)

// Value is one resolved figure of an arc with what it rests on.
type Value struct {
	V       float64  `json:"value"`
	Unit    string   `json:"unit"`
	Basis   Basis    `json:"basis"`
	Kind    Kind     `json:"kind,omitempty"`
	Low     float64  `json:"low"`  // range over the claims or of the estimate
	High    float64  `json:"high"` //
	Year    string   `json:"year,omitempty"`
	Figures []string `json:"figures,omitempty"` // ids of the claims, the one used first; the others are where sources disagree
	Method  string   `json:"method,omitempty"`  // how an estimate or factor was applied
	Source  string   `json:"source,omitempty"`  // of the claim used
	Before  *float64 `json:"before,omitempty"`  // under an overlay: the value without it
	Scope   string   `json:"scope,omitempty"`   // of an emission factor: "WTW", well to wheel
}

// Values are the figures of one arc (a link, a crossing in one direction, a transfer) on one date.
type Values struct {
	Distance Value `json:"distance"` // km
	Minutes  Value `json:"minutes"`  // mean duration in minutes, waiting for departure excluded
	SD       Value `json:"sd"`       // standard deviation of the duration in minutes
	USD      Value `json:"usd"`      // USD a TEU, everything on this arc
	GPerTKm  Value `json:"gPerTKm"`  // g CO2e a tonne-kilometre of Activity, well to wheel
	GPerTEU  Value `json:"gPerTEU"`  // g CO2e a TEU for handling, well to wheel; 0 on links
	Activity Value `json:"activity"` // km by which emissions count: the transport activity distance of ISO 14083

	Parts   []Part   `json:"parts,omitempty"`   // what the minutes are made of, where that is modelled; they sum to Minutes
	Charges []Charge `json:"charges,omitempty"` // what is paid beside USD: guarantee, insurance
}

// Part is one share of the duration of an arc: "queue", "procedure", "inspection", "gauge change", "wagon wait", "sailing".
type Part struct {
	Name    string  `json:"name"`
	Minutes float64 `json:"minutes"` // mean
	SD      float64 `json:"sd"`      // standard deviation in minutes
	Basis   Basis   `json:"basis"`
	Method  string  `json:"method,omitempty"`
	Source  string  `json:"source,omitempty"`
}

// Component is a kind of cost.
type Component string

// The components of cost.
const (
	Freight   Component = "freight"   // carriage
	Terminal  Component = "terminal"  // lifting, storage and shunting in ports and terminals
	BorderFee Component = "border"    // crossing fees, gauge change
	Guarantee Component = "guarantee" // of duties and taxes in transit
	Insurance Component = "insurance" // of the goods
	Inventory Component = "inventory" // the goods' value of time
)

// Components lists the components in the order of tables.
var Components = []Component{Freight, Terminal, BorderFee, Guarantee, Insurance, Inventory}

// Charge is something paid on an arc beside its rate: a fixed part a consignment and a share of the value of the goods.
type Charge struct {
	Component Component `json:"component"`
	Rule      string    `json:"rule"`     // row of charges.csv, "guarantee-eaeu-road"
	Per       string    `json:"per"`      // what it falls due for: entry, 1000km, lift, passage
	USD       Value     `json:"usd"`      // USD a consignment
	PerMille  Value     `json:"perMille"` // of the value of the goods
}

// Overlay is a dated set of values that replace resolved ones: what was observed, or what a scenario supposes.
// One row is one subject and metric; docs/formats/overlay.md describes the CSV.
type Overlay struct {
	Name string
	Rows []OverlayRow
}

// OverlayRow replaces one metric of one subject between two dates (To is exclusive; zero means open).
type OverlayRow struct {
	Subject  string    // link, crossing, or "transfer:CODE"
	Metric   string    // "minutes" or "usd"
	From, To time.Time //
	N        int       // observations
	Mean     float64   //
	SD       float64   //
	P50, P90 float64   //
	Unit     string    //
	Source   string    // "events: 42 observed, 2026-10-01..2026-11-20"
	Observed bool      // false: simulated or supposed, and shown as such
}
