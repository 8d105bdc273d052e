package web

import (
	"net/url"
	"slices"
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
	GoodsUSD  string

	USDPerDay, USDPerTonne, USDPerRiskDay string // weights

	Scenario []string // built-in scenarios laid over the network
	Without  []string // facts left out
	Journey  string   // id of the chosen journey
	Compare  []string // ids of two journeys side by side
	Lang     string   // where the address names one
}

// ParseForm reads a query; what is missing has its usual value: 2 TEU, 18 t, ready in a week from now. facts are the ids of
// the scenarios that hold by default: the page's own form sends every scenario that is to hold, under "scenarios", for a
// box that is not ticked is not sent; an address names the exceptions, "scenario" and "without".
func ParseForm(q url.Values, now time.Time, facts ...string) Form {
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
		Keep: get("keep", ""), GoodsUSD: get("goodsUSD", ""),
		USDPerDay: get("usdPerDay", ""), USDPerTonne: get("usdPerTonne", ""), USDPerRiskDay: get("usdPerRiskDay", ""),
		Journey: get("journey", ""), Lang: get("lang", ""),
	}
	f.Avoid = list(q["avoid"], avoidMax)
	f.Compare = list(q["compare"], compareMax)
	f.Scenario, f.Without = list(q["scenario"], scenarioMax), list(q["without"], scenarioMax)
	if q.Get("scenarios") != "" {
		f.Without = nil
		for _, id := range facts {
			if !slices.Contains(f.Scenario, id) {
				f.Without = append(f.Without, id)
			}
		}
	}
	f.Scenario = slices.DeleteFunc(f.Scenario, func(id string) bool { return slices.Contains(facts, id) })
	return f
}

// list reads a parameter that repeats or has commas, each entry once, at most so many.
func list(values []string, most int) []string {
	var out []string
	for _, v := range values {
		for _, part := range strings.Split(v, ",") {
			if part = cut(strings.TrimSpace(part)); part != "" && !slices.Contains(out, part) && len(out) < most {
				out = append(out, part)
			}
		}
	}
	return out
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
	return slices.ContainsFunc(f.Avoid, func(a string) bool { return strings.EqualFold(a, token) })
}

// pair is a parameter of the address and its value.
type pair struct{ name, value string }

// pairs are all parameters that are given, in a fixed order.
func (f Form) pairs() []pair {
	var out []pair
	add := func(name string, values ...string) {
		for _, v := range values {
			if v != "" {
				out = append(out, pair{name, v})
			}
		}
	}
	add("from", f.From)
	add("to", f.To)
	add("teu", f.TEU)
	add("mass", f.Mass)
	add("ready", f.Ready)
	add("class", f.Class)
	add("goodsUSD", f.GoodsUSD)
	add("avoid", f.Avoid...)
	add("maxDays", f.MaxDays)
	add("maxUSD", f.MaxUSD)
	add("maxKgCO2e", f.MaxKgCO2e)
	add("keep", f.Keep)
	add("usdPerDay", f.USDPerDay)
	add("usdPerTonne", f.USDPerTonne)
	add("usdPerRiskDay", f.USDPerRiskDay)
	add("scenario", f.Scenario...)
	add("without", f.Without...)
	add("journey", f.Journey)
	add("compare", strings.Join(f.Compare, ","))
	add("lang", f.Lang)
	return out
}

// Query is the address that asks the same again, in a fixed order of parameters.
func (f Form) Query() string {
	var b strings.Builder
	for _, p := range f.pairs() {
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(p.name + "=" + strings.ReplaceAll(url.QueryEscape(p.value), "%2C", ","))
	}
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

// avoiding is the form that avoids one thing more, with no journey chosen or compared.
func (f Form) avoiding(token string) Form {
	f.Avoid = append(slices.Clone(f.Avoid), token)
	return f.fresh()
}

// allowing is the form that avoids one thing less.
func (f Form) allowing(token string) Form {
	f.Avoid = slices.DeleteFunc(slices.Clone(f.Avoid), func(a string) bool { return a == token })
	return f.fresh()
}

// fresh has no journey chosen or compared: another question has other journeys.
func (f Form) fresh() Form {
	f.Journey, f.Compare = "", nil
	return f
}

// api is the form as a question to the API: what only a page shows is left out.
func (f Form) api() Form {
	f = f.fresh()
	f.Lang = ""
	return f
}

// Request turns the form into a planning request, every violation at once (a fault.List). The whole Pareto set is asked
// for, so that it can be ranked again, and the journeys that the address names are described whatever their rank.
func (f Form) Request() (plan.Request, error) {
	r := plan.Request{From: f.From, To: f.To, Class: f.Class, Avoid: f.Avoid, Frontier: true, Also: slices.Clone(f.Compare)}
	if f.Journey != "" {
		r.Also = append(r.Also, f.Journey)
	}
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
	number := func(path, text, want string) float64 {
		v, err := strconv.ParseFloat(text, 64)
		if text != "" && (err != nil || v != v || v < 0) {
			fail(path, want, strconv.Quote(text)+" is no such number")
		}
		return v
	}
	const limit, price = "a positive number, or nothing for no limit", "a positive number of US dollars, or nothing"
	r.MaxDays, r.MaxUSD, r.MaxKgCO2 = number("maxDays", f.MaxDays, limit), number("maxUSD", f.MaxUSD, limit), number("maxKgCO2e", f.MaxKgCO2e, limit)
	r.GoodsUSD = number("goodsUSD", f.GoodsUSD, price)
	r.Weights = plan.Weights{
		USDPerDay: number("usdPerDay", f.USDPerDay, price), USDPerTonne: number("usdPerTonne", f.USDPerTonne, price),
		USDPerRiskDay: number("usdPerRiskDay", f.USDPerRiskDay, price),
	}
	if f.Keep != "" {
		if r.Keep, err = strconv.Atoi(f.Keep); err != nil {
			fail("keep", "a whole number of journeys", strconv.Quote(f.Keep)+" is no number of journeys")
		}
	}
	return r, bad.OrNil()
}
