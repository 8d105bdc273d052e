package network

import (
	"math"
	"slices"
	"strings"
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
	QElectric   = "electric"        // share of the tonne-kilometres of a rail link under wire, 0..1
	QGPerKWh    = "gPerKWh"         // g CO2e a kWh of the electricity of a country, "grid:KZ"
	QStatus     = "status"          // open, limited, suspended
)

// Change is one figure that a scenario supposes or a dated event makes, between two dates (To is exclusive, zero means
// open). Subject is the id of a link (with ":CODE" after it for the way from that end), of a crossing, of a transfer
// ("transfer:CODE" or "transfer:CODE:sea-rail"), of a class (the quantities of class-values.csv), the electricity of a country
// ("grid:KZ"), or the word of a chokepoint ("suez"), which stands for every link through it.
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
	Scenario string    `json:"scenario"` // id of what it belongs to
}

// Holds reports whether a change holds on a day.
func (c *Change) Holds(on time.Time) bool {
	return (c.From.IsZero() || !on.Before(c.From)) && (c.To.IsZero() || on.Before(c.To))
}

// Changing gives a copy of the network under changes; the network itself does not change. They act in the order given,
// after those laid before and before any [Overlay]. A change of a subject or quantity that [Network.CheckChange] refuses has no
// effect.
func (n *Network) Changing(changes ...Change) *Network {
	c := *n
	c.changes = make(map[string][]Change, len(n.changes)+len(changes))
	for k, v := range n.changes {
		c.changes[k] = slices.Clip(v)
	}
	for _, ch := range changes {
		key := ch.Subject + "|" + ch.Quantity
		c.changes[key] = append(c.changes[key], ch)
	}
	c.changed = append(slices.Clone(n.changed), changes...)
	c.eras = c.erasOf(c.changed)
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
			if c := &n.changes[s+"|"+quantity][i]; c.Holds(on) {
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

// act is what a change makes of a number.
func (c *Change) act(x float64) float64 {
	switch c.Op {
	case Scale:
		return x * c.Value
	case Add:
		return math.Max(0, x+c.Value)
	}
	return c.Value
}

// said is a change in words: "scenario suez-open: scale 0.5".
func (c *Change) said() string {
	return "scenario " + c.Scenario + ": " + string(c.Op) + " " + trim(c.Value)
}

// apply makes the value that a change leads to, keeping what it was before.
func (c *Change) apply(v Value) Value {
	before := v.V
	if v.Before == nil {
		v.Before = &before
	}
	v.V, v.Low, v.High = c.act(v.V), c.act(v.Low), c.act(v.High)
	v.Basis, v.Method, v.Kind, v.Year, v.Source = Supposed, c.said(), "", "", ""
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
// chokepoints. Of several changes that hold for one subject the last laid decides; what is said of the very link decides
// over what is said of a chokepoint, and one chokepoint that is shut shuts the link even where another was opened.
func (n *Network) StatusOn(subject, status string, through []string, on time.Time) string {
	if len(n.changes) == 0 {
		return status
	}
	opened := false
	for _, s := range through {
		switch n.door(s, on) {
		case Close:
			status = "suspended"
		case Open:
			opened = true
		}
	}
	if opened && status == "limited" {
		status = "open"
	}
	switch n.door(subject, on) {
	case Close:
		return "suspended"
	case Open:
		return "open"
	}
	return status
}

// door is the last change of status of a subject that holds on a date, "" where there is none.
func (n *Network) door(subject string, on time.Time) Op {
	cs := n.changes[subject+"|"+QStatus]
	for i := len(cs) - 1; i >= 0; i-- {
		if cs[i].Holds(on) {
			return cs[i].Op
		}
	}
	return ""
}

// era is a stretch of time in which the same changes of class values hold; it ends where the next begins.
type era struct {
	from   time.Time // zero: always before the next
	tables *tables   // with the classes as changed
}

// erasOf makes the tables of each stretch of time between the dates of changes of class values; nil where there are none.
func (n *Network) erasOf(changes []Change) []era {
	var mine []Change
	days := []time.Time{{}}
	for _, c := range changes {
		if cl := n.class[c.Subject]; cl != nil {
			if _, ok := cl.Values[c.Quantity]; ok {
				mine = append(mine, c)
				days = append(days, c.From, c.To)
			}
		}
	}
	if len(mine) == 0 {
		return nil
	}
	slices.SortFunc(days, time.Time.Compare)
	days = slices.CompactFunc(days, time.Time.Equal)
	out := make([]era, len(days))
	for i, day := range days {
		out[i] = era{day, n.tables.withClasses(mine, day)}
	}
	return out
}

// withClasses copies the tables with the class values that changes make on a day.
func (t *tables) withClasses(changes []Change, on time.Time) *tables {
	c := *t
	c.classes = slices.Clone(t.classes)
	c.class = make(map[string]*Class, len(t.class))
	for i := range c.classes {
		cl := &c.classes[i]
		c.class[cl.ID] = cl
		own := false
		for k := range changes {
			ch := &changes[k]
			if ch.Subject != cl.ID || !ch.Holds(on) {
				continue
			}
			if !own {
				values := make(map[string]ClassValue, len(cl.Values))
				for q, v := range cl.Values {
					values[q] = v
				}
				cl.Values, own = values, true
			}
			cl.Values[ch.Quantity] = ch.ofClass(cl.Values[ch.Quantity])
		}
	}
	return &c
}

// ofClass makes the class value that a change leads to.
func (c *Change) ofClass(v ClassValue) ClassValue {
	was := v.V
	v.V, v.Low, v.High = c.act(v.V), c.act(v.Low), c.act(v.High)
	v.Basis, v.Figures, v.Method = Supposed, nil, c.said()+" (before "+trim(was)+": "+v.Method+")"
	if c.Source != "" {
		v.Method = c.said() + ", " + strings.TrimSpace(string(c.Kind)+" "+c.Source) + " (before " + trim(was) + ")"
		if c.Op == Set && c.Kind != "" {
			v.Basis = Factor
		}
	}
	return v
}

// on is the network with the class values that hold on a day.
func (n *Network) on(day time.Time) *Network {
	if len(n.eras) == 0 {
		return n
	}
	k := len(n.eras) - 1
	for k > 0 && day.Before(n.eras[k].from) {
		k--
	}
	c := *n
	c.tables, c.eras = n.eras[k].tables, nil
	return &c
}
