package plan

import (
	"math"

	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/route"
)

// The criteria in the order of route: minutes, US dollars, kg CO2e, variance in square hours.
const (
	critMinutes = iota
	critUSD
	critKg
	critVar
	criteria
)

// cargo is what makes costs of values.
type cargo struct {
	teu    float64
	tonnes float64 // gross mass of the goods
}

// usd is the cost of an arc for a cargo. Rates are a TEU; air freight is charged by mass, its TEU rate standing for
// airTonnesPerTEU tonnes.
func (c cargo) usd(a *arcMeta) float64 {
	if a.mode == network.Air && a.kind == Move {
		return a.values.USD.V * c.tonnes / airTonnesPerTEU
	}
	return a.values.USD.V * c.teu
}

// airTonnesPerTEU is the mass that the rate of one TEU stands for by air.
const airTonnesPerTEU = 10.0

// kg is the emission of an arc in kg CO2e: transport by gross tonne-kilometre with the container's tare (not by air), and
// handling by TEU.
func (c cargo) kg(a *arcMeta) float64 {
	mass := c.tonnes
	if a.mode != network.Air {
		mass += c.teu * taretonnesTEU
	}
	return (a.values.GPerTKm.V*a.values.Distance.V*mass + a.values.GPerTEU.V*c.teu) / 1000
}

// costs are the integer costs of one arc for a cargo.
func (c cargo) costs(a *arcMeta) []int64 {
	w := a.wait()
	sd := a.values.SD.V
	return []int64{
		int64(math.Round(a.values.Minutes.V + w.mean)),
		int64(math.Round(c.usd(a))),
		int64(math.Round(c.kg(a))),
		int64(math.Round((sd*sd + w.variance) / 3600)),
	}
}

// arcs turns the skeleton into the arcs of room route for one cargo.
func (sk *skeleton) routeArcs(c cargo) []route.Arc {
	flat := make([]int64, 0, criteria*len(sk.arcs))
	out := make([]route.Arc, len(sk.arcs))
	for i := range sk.arcs {
		flat = append(flat, c.costs(&sk.arcs[i])...)
		out[i] = route.Arc{From: sk.tail[i], To: sk.hd[i], Cost: flat[len(flat)-criteria : len(flat) : len(flat)]}
		if w := sk.arcs[i].departs; len(w) > 0 {
			ride := out[i].Cost[critMinutes]
			out[i].Arrive = func(t int64) int64 { return t + w.wait(t) + ride }
		}
	}
	return out
}
