package network

import (
	"math"
	"slices"
	"time"
)

// Op says how a change acts.
type Op string

// The ways to change a quantity. Close and Open act on the status of a link or crossing and need no value.
const (
	Set   Op = "set"
	Scale Op = "scale"
	Add   Op = "add"
	Close Op = "close"
	Open  Op = "open"
)

// The quantities of an arc that a [Change] may name, with the unit it is set or added in.
const (
	QDistance   = "distance"        // km
	QMinutes    = "minutes"         // min: the whole duration of the link, crossing or transfer
	QSD         = "sd"              // min
	QUSD        = "usd"             // USD a TEU
	QGPerTKm    = "gPerTKm"         // g CO2e a tonne-kilometre
	QGPerTEU    = "gPerTEU"         // g CO2e a TEU
	QPerWeek    = "perWeek"         // departures a week of a service
	QVessels    = "vessels"         // fleet of a service that leaves when full
	QOffered    = "offered"         // TEU a week offered to a service that leaves when full
	QArrivals   = "arrivals"        // units a day that come to a crossing
	QCapacity   = "capacity"        // units a day a crossing can handle
	QProcedure  = "procedure"       // min of papers and customs at a crossing, each unit
	QInspection = "inspectionShare" // share of units that are inspected, 0..1
	QGauge      = "gaugeChange"     // min of lifting or changing bogies
	QWagons     = "wagonsAtHand"    // share of units that find a wagon at once, 0..1
	QStatus     = "status"          // open, limited, suspended
)

// Change is one figure that a scenario supposes or a dated event makes, between two dates (To is exclusive, zero means
// open). Subject is the id of a link (with ":CODE" after it for the way from that end), of a crossing, of a transfer
// ("transfer:CODE" or "transfer:CODE:sea-rail"), of a class (the quantities of class-values.csv), or the word of a chokepoint
// ("suez"), which stands for every link through it.
type Change struct {
	Subject  string    `json:"subject"`
	Quantity string    `json:"quantity"`
	Op       Op        `json:"op"`
	Value    float64   `json:"value,omitempty"`
	From     time.Time `json:"from,omitzero"`
	To       time.Time `json:"to,omitzero"`
	Kind     Kind      `json:"kind,omitempty"`   // of claim, where Source publishes it
	Source   string    `json:"source,omitempty"` // "" where it is supposed
	Note     string    `json:"note,omitempty"`
	Scenario string    `json:"scenario"` // name of what it belongs to
}

// holds reports whether a change holds on a day.
func (c *Change) holds(on time.Time) bool {
	return (c.From.IsZero() || !on.Before(c.From)) && (c.To.IsZero() || on.Before(c.To))
}

// Changing gives a copy of the network under changes; the network itself does not change. They act in the order given,
// after those laid before and before any [Overlay].
func (n *Network) Changing(changes ...Change) *Network {
	c := *n
	c.changes = map[string][]Change{}
	for k, v := range n.changes {
		c.changes[k] = slices.Clone(v)
	}
	for _, ch := range changes {
		key := ch.Subject + "|" + ch.Quantity
		c.changes[key] = append(c.changes[key], ch)
	}
	c.changed = append(slices.Clone(n.changed), changes...)
	return &c
}

// Changes gives the changes laid over this network, the first laid first.
func (n *Network) Changes() []Change { return slices.Clone(n.changed) }

// supposed applies to a value the changes of a quantity that hold on a date for any of the subjects, in the order of the
// subjects (the most general first) and of the changes of each.
func (n *Network) supposed(v Value, quantity string, on time.Time, subjects ...string) Value {
	if len(n.changes) == 0 {
		return v
	}
	for _, s := range subjects {
		for i := range n.changes[s+"|"+quantity] {
			if c := &n.changes[s+"|"+quantity][i]; c.holds(on) {
				v = c.apply(v)
			}
		}
	}
	return v
}

// change applies the changes that hold on a date to the resolved values of an arc.
func (n *Network) change(v *Values, on time.Time, subjects ...string) {
	if len(n.changes) == 0 {
		return
	}
	for _, q := range []struct {
		v    *Value
		name string
	}{{&v.Distance, QDistance}, {&v.Minutes, QMinutes}, {&v.SD, QSD}, {&v.USD, QUSD}, {&v.GPerTKm, QGPerTKm}, {&v.GPerTEU, QGPerTEU}} {
		*q.v = n.supposed(*q.v, q.name, on, subjects...)
	}
}

// apply makes the value that a change leads to, keeping what it was before.
func (c *Change) apply(v Value) Value {
	before := v.V
	if v.Before == nil {
		v.Before = &before
	}
	act := func(x float64) float64 {
		switch c.Op {
		case Scale:
			return x * c.Value
		case Add:
			return math.Max(0, x+c.Value)
		}
		return c.Value
	}
	v.V, v.Low, v.High = act(v.V), act(v.Low), act(v.High)
	v.Basis, v.Method, v.Kind, v.Year, v.Source = Supposed, "scenario "+c.Scenario+": "+string(c.Op)+" "+trim(c.Value), "", "", ""
	if c.Source != "" {
		v.Source, v.Kind = c.Source, c.Kind
		if c.Op == Set && c.Kind != "" {
			v.Basis = Sourced
		}
	}
	if !c.From.IsZero() {
		v.Year = c.From.Format(time.DateOnly)
	}
	return v
}

// StatusOn is the status of a link or crossing on a date, closures and openings by changes counted; through are its
// chokepoints. Of several changes that hold the last laid decides.
func (n *Network) StatusOn(subject, status string, through []string, on time.Time) string {
	if len(n.changes) == 0 {
		return status
	}
	for _, s := range append(slices.Clone(through), subject) {
		for i := range n.changes[s+"|"+QStatus] {
			switch c := &n.changes[s+"|"+QStatus][i]; {
			case !c.holds(on):
			case c.Op == Close:
				status = "suspended"
			case c.Op == Open:
				status = "open"
			}
		}
	}
	return status
}
