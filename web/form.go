package web

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/unit"
)

// Form is a planning request as typed: what the page's fields and its address say, before anything is understood. The
// address of a page and that of the API (GET /api/plan) have the same parameters.
type Form struct {
	From, To  string
	TEU       string
	Mass      string // "18t", "18000kg"; a bare number is kilograms in the address and the API
	Ready     string // 2026-12-01
	Class     string // dangerous goods class
	Avoid     []string
	MaxDays   string
	MaxUSD    string
	MaxKgCO2e string
	Keep      string
	Journey   string // id of the chosen journey
}

// ParseForm reads a query; what is missing has its usual value: 2 TEU, 18 t, ready in a week from now.
func ParseForm(q url.Values, now time.Time) Form {
	get := func(name, usual string) string {
		if v := cut(strings.TrimSpace(q.Get(name))); v != "" {
			return v
		}
		return usual
	}
	f := Form{
		From: get("from", ""), To: get("to", ""), TEU: get("teu", "2"), Mass: get("mass", "18t"),
		Ready: get("ready", now.UTC().AddDate(0, 0, 7).Format(time.DateOnly)), Class: get("class", ""),
		MaxDays: get("maxDays", ""), MaxUSD: get("maxUSD", ""), MaxKgCO2e: get("maxKgCO2e", ""),
		Keep: get("keep", ""), Journey: get("journey", ""),
	}
	seen := map[string]bool{}
	for _, v := range q["avoid"] {
		for _, part := range strings.Split(v, ",") {
			if part = cut(strings.TrimSpace(part)); part != "" && !seen[part] && len(f.Avoid) < avoidMax {
				seen[part] = true
				f.Avoid = append(f.Avoid, part)
			}
		}
	}
	return f
}

// cut shortens a text to textMax bytes at a character's edge.
func cut(s string) string {
	if len(s) <= textMax {
		return s
	}
	return strings.ToValidUTF8(s[:textMax], "")
}

// Asked reports whether the form asks for journeys: one of its places is given.
func (f Form) Asked() bool { return f.From != "" || f.To != "" }

// Avoids reports whether the form excludes a token.
func (f Form) Avoids(token string) bool {
	for _, a := range f.Avoid {
		if strings.EqualFold(a, token) {
			return true
		}
	}
	return false
}

// Limits says in a line what the form limits and excludes; "" where nothing.
func (f Form) Limits() string {
	var parts []string
	if f.Class != "" {
		parts = append(parts, "class "+f.Class)
	}
	for _, l := range []struct{ value, unit string }{{f.MaxDays, " days"}, {f.MaxUSD, " USD"}, {f.MaxKgCO2e, " kg CO₂e"}} {
		if l.value != "" {
			parts = append(parts, "at most "+l.value+l.unit)
		}
	}
	if len(f.Avoid) > 0 {
		names := make([]string, len(f.Avoid))
		for i, a := range f.Avoid {
			names[i] = CountryName(a)
		}
		parts = append(parts, "avoiding "+strings.Join(names, ", "))
	}
	return strings.Join(parts, "; ")
}

// Query is the address that asks the same again, in a fixed order of parameters.
func (f Form) Query() string {
	var b strings.Builder
	add := func(name, value string) {
		if value == "" {
			return
		}
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(name + "=" + url.QueryEscape(value))
	}
	add("from", f.From)
	add("to", f.To)
	add("teu", f.TEU)
	add("mass", f.Mass)
	add("ready", f.Ready)
	add("class", f.Class)
	for _, a := range f.Avoid {
		add("avoid", a)
	}
	add("maxDays", f.MaxDays)
	add("maxUSD", f.MaxUSD)
	add("maxKgCO2e", f.MaxKgCO2e)
	add("keep", f.Keep)
	add("journey", f.Journey)
	return b.String()
}

// With is the form with one field changed and no journey chosen; field is a name of the address.
func (f Form) With(field, value string) Form {
	f.Journey = ""
	switch field {
	case "from":
		f.From = value
	case "to":
		f.To = value
	case "journey":
		f.Journey = value
	}
	return f
}

// Request turns the form into a planning request, every violation at once (a fault.List).
func (f Form) Request() (plan.Request, error) {
	r := plan.Request{From: f.From, To: f.To, Class: f.Class, Avoid: f.Avoid}
	var bad fault.List
	fail := func(path, want, message string) {
		bad = append(bad, fault.New(fault.BadField, "%s", message).At("%s", path).Want("%s", want))
	}
	if f.From == "" {
		fail("from", "a place or UN/LOCODE, such as Nagoya or JPNGO", "the origin is missing")
	}
	if f.To == "" {
		fail("to", "a place or UN/LOCODE, such as Almaty or KZALA", "the destination is missing")
	}
	var err error
	if r.TEU, err = strconv.Atoi(f.TEU); err != nil {
		fail("teu", "a whole number of twenty-foot units, such as 2", strconv.Quote(f.TEU)+" is no number of TEU")
	}
	if r.Mass, err = unit.ParseMass(f.Mass); err != nil {
		for _, e := range fault.All(err) {
			bad = append(bad, e.At("mass"))
		}
	}
	if r.Ready, err = time.Parse(time.DateOnly, f.Ready); err != nil {
		fail("ready", "a date such as 2026-12-01", strconv.Quote(f.Ready)+" is no date")
	}
	number := func(path, text string) float64 {
		v, err := strconv.ParseFloat(text, 64)
		if text != "" && (err != nil || v != v || v < 0) {
			fail(path, "a positive number, or nothing for no limit", strconv.Quote(text)+" is no limit")
		}
		return v
	}
	r.MaxDays, r.MaxUSD, r.MaxKgCO2 = number("maxDays", f.MaxDays), number("maxUSD", f.MaxUSD), number("maxKgCO2e", f.MaxKgCO2e)
	if f.Keep != "" {
		if r.Keep, err = strconv.Atoi(f.Keep); err != nil {
			fail("keep", "a whole number of journeys", strconv.Quote(f.Keep)+" is no number of journeys")
		}
	}
	return r, bad.OrNil()
}
