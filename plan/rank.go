package plan

import (
	"fmt"
	"math"

	"github.com/kairo-corridor/kairo/fault"
)

// YourChoice labels the journey of the least generalised cost by the request's weights.
const YourChoice = "your choice"

// Balanced labels the journey with the least product of time, cost and CO2e.
const Balanced = "balanced"

// rankings are the labels in the order in which they are given, each with what the journey it names has least of.
var rankings = []struct {
	name string
	of   func(*Journey) float64
}{
	{"fastest", func(j *Journey) float64 { return j.MeanDays }},
	{"cheapest", func(j *Journey) float64 { return j.USD }},
	{"least CO2e", func(j *Journey) float64 { return j.KgCO2e }},
	{"steadiest", func(j *Journey) float64 { return j.variance }},
	{Balanced, balance},
	{YourChoice, func(j *Journey) float64 { return j.GeneralisedUSD }},
}

// balance is the product of time, cost and CO2e of a journey as a logarithm.
func balance(j *Journey) float64 {
	return math.Log1p(j.MeanDays) + math.Log1p(j.USD) + math.Log1p(j.KgCO2e)
}

// some reports whether any weight counts.
func (w Weights) some() bool { return w != Weights{} }

// Generalised is one number for a journey in US dollars: its cost, its mean days, its emissions and its days between P50
// and P90, each at the price of the weights.
//
// With weights on days and emissions alone the least of all journeys is on the Pareto set, whose criteria they are. Risk is
// no criterion of the search (variance is): with a price of risk the journey is the least of those on the set.
func (w Weights) Generalised(usd, meanDays, kgCO2e, p50Days, p90Days float64) float64 {
	return usd + w.USDPerDay*meanDays + w.USDPerTonne*kgCO2e/1000 + w.USDPerRiskDay*(p90Days-p50Days)
}

// check reports the weights that cannot be used, under the names of the request.
func (w Weights) check(bad fault.List) fault.List {
	for _, x := range []struct {
		path string
		v    float64
	}{{"weights.usdPerDay", w.USDPerDay}, {"weights.usdPerTonne", w.USDPerTonne}, {"weights.usdPerRiskDay", w.USDPerRiskDay}} {
		if !(x.v >= 0 && x.v <= weightMax) {
			bad = append(bad, fault.New(fault.BadField, "the weight cannot be %v", x.v).At("%s", x.path).Want("0 to %s", fmt.Sprintf("%.0f", weightMax)))
		}
	}
	return bad
}

// label names the extremes, the balanced journey, and with weights the one of least generalised cost. js is the whole
// Pareto set.
func label(js []Journey, w Weights) {
	w.generalise(js)
	for _, r := range rankings {
		if r.name == YourChoice && !w.some() {
			continue
		}
		if at := first(js, r.of); at >= 0 {
			js[at].Labels = append(js[at].Labels, r.name)
		}
	}
}

// undominated leaves out the journeys that another is no worse than in mean days, dollars, emissions and variance as shown:
// they are on the set only because the search rounds. js is in order of mean days.
func undominated(js []Journey) []Journey {
	n := 0
	for i := range js {
		if !coveredBy(js[:n], &js[i]) {
			js[n] = js[i]
			n++
		}
	}
	return js[:n]
}

func coveredBy(js []Journey, x *Journey) bool {
	for i := range js {
		if y := &js[i]; y.USD <= x.USD && y.KgCO2e <= x.KgCO2e && y.variance <= x.variance && y.MeanDays <= x.MeanDays {
			return true
		}
	}
	return false
}

// generalise fills in the generalised costs where there are weights.
func (w Weights) generalise(js []Journey) {
	if !w.some() {
		return
	}
	for i := range js {
		j := &js[i]
		j.GeneralisedUSD = w.Generalised(j.USD, j.MeanDays, j.KgCO2e, j.P50Days, j.P90Days)
	}
}

// first is the place of the journey that has least, the earliest of equals; -1 where there is none.
func first(js []Journey, of func(*Journey) float64) int {
	at, least := -1, math.Inf(1)
	for i := range js {
		if v := of(&js[i]); at < 0 || v < least {
			at, least = i, v
		}
	}
	return at
}

// frontier is the whole set by its totals.
func frontier(js []Journey) []Point {
	out := make([]Point, len(js))
	for i := range js {
		j := &js[i]
		out[i] = Point{ID: j.ID, CorridorID: j.CorridorID, MeanDays: j.MeanDays, P50Days: j.P50Days, P90Days: j.P90Days, USD: j.USD, KgCO2e: j.KgCO2e}
	}
	return out
}
