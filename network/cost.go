package network

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// What is paid beside the rate of an arc: guarantees of duties and taxes in transit, and insurance of the goods. Each row of
// charges.csv says when it falls due ([Charge.Per]).
const (
	perEntry    = "entry"   // entering a customs territory by land, or coming ashore in it to go on by land
	perDistance = "1000km"  // every thousand kilometres by a mode
	perLift     = "lift"    // every transfer, loading and unloading
	PerPassage  = "passage" // every link through a chokepoint: war risk
	perYear     = "year"    // holding the goods for a year
)

var chargeColumns = []string{"id", "component", "per", "countries", "modes", "through", "from", "to",
	"usd", "usd_low", "usd_high", "permille", "permille_low", "permille_high", "year", "figures", "source", "method"}

// ChargeRule is one row of charges.csv: what falls due, when, and what it rests on.
type ChargeRule struct {
	ID        string    `json:"id"`                  // "guarantee-eaeu-road"
	Component Component `json:"component"`           // guarantee, insurance or inventory
	Per       string    `json:"per"`                 // entry, 1000km, lift, passage or year
	Countries []string  `json:"countries,omitempty"` // of entry: the customs territory, within which nothing is entered again
	Modes     []Mode    `json:"modes,omitempty"`     // of entry and 1000km: by which it is carried
	Through   string    `json:"through,omitempty"`   // of passage: the chokepoint
	From      time.Time `json:"from"`                // first day; zero means always
	To        time.Time `json:"to"`                  // first day on which it does not hold; zero means still
	USD       Value     `json:"usd"`                 // USD a consignment
	PerMille  Value     `json:"perMille"`            // of the value of the goods
}

func (c *ChargeRule) holds(on time.Time) bool {
	return (c.From.IsZero() || !on.Before(c.From)) && (c.To.IsZero() || on.Before(c.To))
}

// charge is what a rule makes due, taken so many times.
func (c *ChargeRule) charge(times float64) Charge {
	scaled := func(v Value) Value {
		v.V, v.Low, v.High = v.V*times, v.Low*times, v.High*times
		return v
	}
	return Charge{Component: c.Component, Rule: c.ID, Per: c.Per, USD: scaled(c.USD), PerMille: scaled(c.PerMille)}
}

// ChargeRules lists the rules in the order of the table.
func (n *Network) ChargeRules() []ChargeRule { return slices.Clone(n.charges) }

// HoldingRate is what holding goods for a year costs, per mille of their value.
func (n *Network) HoldingRate(on time.Time) Value {
	for i := range n.charges {
		if c := &n.charges[i]; c.Per == perYear && c.holds(on) {
			return c.PerMille
		}
	}
	return Value{Unit: unitPerMille, Basis: Estimate, Method: "charges.csv has no row for a year"}
}

const (
	unitPerMille    = "per mille"
	unitConsignment = "USD"
)

// entry is the guarantee due for entering the customs territory of a country by a mode from another country ("" is the sea
// or the air). Within one territory nothing is entered.
func (n *Network) entry(out []Charge, from, into string, mode Mode, on time.Time) []Charge {
	for i := range n.charges {
		c := &n.charges[i]
		if c.Per == perEntry && slices.Contains(c.Countries, into) && !slices.Contains(c.Countries, from) && slices.Contains(c.Modes, mode) && c.holds(on) {
			out = append(out, c.charge(1))
		}
	}
	return out
}

// linkCharges are the insurance of a link and, where it leads over a border by land, the guarantee beyond it.
func (n *Network) linkCharges(l *Link, fromCode string, km float64, on time.Time) []Charge {
	var out []Charge
	if l.Mode == Rail || l.Mode == Road {
		a, b := n.location[l.From].Country, n.location[l.To].Country
		if fromCode == l.To {
			a, b = b, a
		}
		if a != b {
			out = n.entry(out, a, b, l.Mode, on)
		}
	}
	for i := range n.charges {
		switch c := &n.charges[i]; {
		case !c.holds(on):
		case c.Per == perDistance && slices.Contains(c.Modes, l.Mode):
			out = append(out, c.charge(km/1000))
		case c.Per == PerPassage && slices.Contains(l.Through, c.Through):
			out = append(out, c.charge(1))
		}
	}
	return out
}

// transferCharges are the insurance of a lift and, where goods come ashore to go on by land, the guarantee of the country.
func (n *Network) transferCharges(loc *Location, from, to Mode, on time.Time) []Charge {
	var out []Charge
	if (from == Sea || from == Ferry || from == Air) && (to == Rail || to == Road) {
		out = n.entry(out, "", loc.Country, to, on)
	}
	for i := range n.charges {
		if c := &n.charges[i]; c.Per == perLift && c.holds(on) {
			out = append(out, c.charge(1))
		}
	}
	return out
}

// ratedIn gives the year that a class rate rests on: the latest of its claims.
func (n *Network) ratedIn(v Value) Value {
	if v.Year != "" {
		return v
	}
	var newest *Figure
	for _, id := range v.Figures {
		if f := n.figure[id]; f != nil && f.Year != "" && (newest == nil || cmp.Or(f.year()-newest.year(), f.month()-newest.month()) > 0) {
			newest = f
		}
	}
	if newest != nil {
		v.Year = newest.Year
	}
	return v
}

// YearDay is the day from which the age of a claim counts: the day it names, the first of a month, or the middle of a year.
// Qualifiers after it are left aside. ok is false where there is no year.
func YearDay(year string) (day time.Time, ok bool) {
	for _, form := range []string{"2006-01-02", "2006-01"} {
		if len(year) >= len(form) && (len(year) == len(form) || !isDigit(year[len(form)])) {
			if d, err := time.Parse(form, year[:len(form)]); err == nil {
				return d, true
			}
		}
	}
	if len(year) < 4 {
		return time.Time{}, false
	}
	d, err := time.Parse("2006", year[:4])
	return d.AddDate(0, 6, 0), err == nil
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// Period names the stretch of time around a day in which every value that depends on the date is the same, overlays and
// changes apart: a calendar year (electricity is by year), cut where a charge begins or ends.
func (n *Network) Period(on time.Time) string {
	cuts := 0
	for i := range n.charges {
		for _, d := range []time.Time{n.charges[i].From, n.charges[i].To} {
			if !d.IsZero() && !on.Before(d) {
				cuts++
			}
		}
	}
	return on.UTC().Format("2006") + "." + string(rune('A'+cuts%26))
}

// Rated reports whether an own rate may be given for a subject: a link or crossing (with ":CODE" after it for the way from
// that end) or a transfer ("transfer:CODE", "transfer:CODE:sea-rail").
func (n *Network) Rated(subject string) bool {
	if n.link[subject] != nil || n.crossing[subject] != nil {
		return true
	}
	if strings.HasPrefix(subject, "transfer:") {
		return n.knows(subject)
	}
	i := strings.LastIndexByte(subject, ':')
	if i < 0 {
		return false
	}
	if l := n.link[subject[:i]]; l != nil {
		return subject[i+1:] == l.From || subject[i+1:] == l.To && !l.OneWay
	}
	c := n.crossing[subject[:i]]
	return c != nil && (subject[i+1:] == c.From || subject[i+1:] == c.To)
}

// NearestRated names the subjects that were perhaps meant, nearest first.
func (n *Network) NearestRated(subject string) []string {
	type near struct {
		id string
		d  int
	}
	if len(subject) > maxQuery {
		return nil
	}
	var all []near
	weigh := func(id string) {
		d := editDistance(strings.ToLower(subject), strings.ToLower(id))
		if d <= max(2, len(subject)/3) {
			all = append(all, near{id, d})
		}
	}
	for i := range n.links {
		weigh(n.links[i].ID)
	}
	for i := range n.crossings {
		weigh(n.crossings[i].ID)
	}
	if rest, ok := strings.CutPrefix(subject, "transfer:"); ok {
		_, pair, has := strings.Cut(rest, ":")
		for i := range n.locations {
			id := "transfer:" + n.locations[i].Code
			if has {
				id += ":" + pair
			}
			weigh(id)
		}
	}
	slices.SortFunc(all, func(a, b near) int { return cmp.Or(a.d-b.d, strings.Compare(a.id, b.id)) })
	var out []string
	for _, x := range all[:min(len(all), maxCandidates/2)] {
		out = append(out, x.id)
	}
	return out
}

func (t *tables) loadCharges(tab *table) {
	seen := map[string]bool{}
	tab.each(func(r row) {
		c := ChargeRule{
			ID: r.need("id"), Component: Component(r.oneOf("component", string(Guarantee), string(Insurance), string(Inventory))),
			Per: r.oneOf("per", perEntry, perDistance, perLift, PerPassage, perYear), Countries: r.list("countries"), Through: r.text("through"),
			From: r.date("from"), To: r.date("to"),
		}
		for _, m := range r.list("modes") {
			c.Modes = append(c.Modes, Mode(m))
			if !slices.Contains(Modes, Mode(m)) {
				r.bad("modes", "modes: sea, ferry, rail, road, air, separated by semicolons")
			}
		}
		for _, x := range c.Countries {
			if !countryForm.MatchString(x) {
				r.bad("countries", "countries: ISO 3166-1 alpha-2, separated by semicolons")
			}
		}
		c.USD, c.PerMille = t.chargeValue(r, "usd", unitConsignment), t.chargeValue(r, "permille", unitPerMille)
		t.checkCharge(r, &c)
		if taken(r, seen, "id", c.ID) {
			return
		}
		seen[c.ID] = true
		t.charges = append(t.charges, c)
	})
}

// chargeValue is one of the two amounts of a charge with its range and what it rests on.
func (t *tables) chargeValue(r row, column, unit string) Value {
	v := Value{V: r.number(column, 0, 1e6), Low: r.number(column+"_low", 0, 1e6), High: r.number(column+"_high", 0, 1e6), Unit: unit,
		Basis: Estimate, Year: r.text("year"), Figures: r.list("figures"), Method: r.need("method"), Source: r.text("source")}
	if v.Low > v.V || v.V > v.High {
		r.bad(column, "%s: between %s_low %g and %s_high %g", column, column, v.Low, column, v.High)
	}
	if len(v.Figures) > 0 || v.Source != "" {
		v.Basis = Factor
	}
	return v
}

func (t *tables) checkCharge(r row, c *ChargeRule) {
	if c.Per == perEntry != (len(c.Countries) > 0) {
		r.bad("countries", "countries: of a charge by entry, else empty")
	}
	if needs := c.Per == perEntry || c.Per == perDistance; needs != (len(c.Modes) > 0) {
		r.bad("modes", "modes: of a charge by entry or 1000km, else empty")
	}
	if c.Per == PerPassage && t.waypoints[c.Through] == nil || c.Per != PerPassage && c.Through != "" {
		r.bad("through", "through: alias of a waypoint for a charge by passage, else empty")
	}
	want := map[string]Component{perEntry: Guarantee, perDistance: Insurance, perLift: Insurance, PerPassage: Insurance, perYear: Inventory}[c.Per]
	if want != "" && c.Component != want {
		r.bad("component", "component: %s by %s", want, c.Per)
	}
	if !c.To.IsZero() && !c.To.After(c.From) {
		r.bad("to", "to: a day after from, or empty")
	}
	if c.USD.Year != "" && !yearForm.MatchString(c.USD.Year) {
		r.bad("year", "year: a year or date, or empty")
	}
	for _, id := range c.USD.Figures {
		if t.figure[id] == nil {
			r.bad("figures", "figures: ids of figures.csv separated by semicolons")
		}
	}
	if c.USD.Basis == Estimate && !strings.HasPrefix(c.USD.Method, "our estimate") {
		r.bad("method", "method: begins with \"our estimate\" where there is neither source nor figure")
	}
}
