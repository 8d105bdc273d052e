package plan

import (
	"fmt"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/network"
)

// The criteria in the order of route: minutes, US dollars, kg CO2e, variance in varianceUnit.
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
	goods  float64 // value in US dollars; 0 leaves guarantee and insurance out

	own     []*ownRate    // by arc; nil where no own rate is given
	perDay  float64       // what a day of the whole consignment costs its owner
	holding network.Value // what perDay rests on
}

// rates are what an arc costs and emits for one unit of each thing counted: what a request multiplies, made once.
type rates struct {
	usd     float64 // a TEU, or by air airTonnesPerTEU tonnes
	fixed   float64 // USD a consignment, where the goods have a value
	share   float64 // of the value of the goods
	kgTonne float64 // kg CO2e a tonne carried
	kgTEU   float64 // kg CO2e a TEU handled and of its tare
	byMass  bool    // usd is charged by mass
}

// airTonnesPerTEU is the mass that the rate of one TEU stands for by air.
const airTonnesPerTEU = 10.0

// price makes the rates of an arc from its values.
func (a *arcMeta) price() {
	v := &a.values
	a.rates = rates{
		usd: v.USD.V, byMass: a.mode == network.Air && a.kind == Move,
		kgTonne: v.GPerTKm.V * v.Activity.V / 1000, kgTEU: v.GPerTEU.V / 1000,
	}
	if carriesTare(a.mode) {
		a.rates.kgTEU += a.rates.kgTonne * taretonnesTEU
	}
	for i := range v.Charges {
		c := &v.Charges[i]
		a.rates.fixed += c.USD.V
		a.rates.share += c.PerMille.V / 1000
	}
}

// carriesTare reports whether the container counts as load of the means of transport. Factors of container ships are made of
// factors a TEU over the mass of the goods, so the box is in them; by air there is none.
func carriesTare(m network.Mode) bool {
	return m == network.Rail || m == network.Road || m == network.Ferry
}

// usd is what an arc costs a cargo out of pocket: its rate, and with goods of a value also guarantee and insurance. Rates
// are a TEU; air freight is charged by mass.
func (c *cargo) usd(a *arcMeta) float64 {
	x := c.rated(a)
	if c.goods > 0 {
		x += a.rates.fixed + a.rates.share*c.goods
	}
	return x
}

// rated is the rate of an arc for a cargo: the own one where it is given.
func (c *cargo) rated(a *arcMeta) float64 {
	usd := a.rates.usd
	if c.own != nil {
		if o := c.own[a.at]; o != nil {
			usd = o.value.V
		}
	}
	if a.rates.byMass {
		return usd * c.tonnes / airTonnesPerTEU
	}
	return usd * c.teu
}

// kg is the emission of an arc in kg CO2e: intensity by tonne-kilometre of activity, the container's tare with the goods
// where it is load, and handling by TEU.
func (c *cargo) kg(a *arcMeta) float64 {
	return a.rates.kgTonne*c.tonnes + a.rates.kgTEU*c.teu
}

// componentOf is the kind of cost that the rate of an arc is.
func (a *arcMeta) componentOf() network.Component {
	switch a.kind {
	case Move:
		return network.Freight
	case Border:
		return network.BorderFee
	}
	return network.Terminal
}

// costs are the components of a leg's cost in the order of network.Components; without inventory they sum to its USD.
func (c *cargo) costs(a *arcMeta, rate network.Value, hours float64, ready time.Time) []CostItem {
	out := make([]CostItem, 1, 4)
	out[0] = item(a.componentOf(), c.rated(a), rate, ready)
	if c.goods > 0 {
		for _, component := range []network.Component{network.Guarantee, network.Insurance} {
			if x, ok := c.charged(a, component, ready); ok {
				out = append(out, x)
			}
		}
	}
	if c.perDay > 0 && hours > 0 {
		out = append(out, item(network.Inventory, c.perDay*hours/24, c.holding, ready))
	}
	return out
}

// charged sums the charges of one component; basis and age are those of the largest.
func (c *cargo) charged(a *arcMeta, component network.Component, ready time.Time) (CostItem, bool) {
	var out CostItem
	most, found := -1.0, false
	for i := range a.values.Charges {
		ch := &a.values.Charges[i]
		if ch.Component != component {
			continue
		}
		usd, sum := ch.USD.V+ch.PerMille.V*c.goods/1000, out.USD
		if usd > most {
			out, most = item(component, 0, ch.PerMille, ready), usd
		}
		out.USD, found = sum+usd, true
	}
	return out, found
}

func item(component network.Component, usd float64, v network.Value, ready time.Time) CostItem {
	return CostItem{Component: component, USD: usd, Basis: v.Basis, Year: v.Year, AgeDays: ageDays(v.Year, ready), Source: v.Source, Method: v.Method}
}

// ageDays is how old a claim of a year or date is on a day; 0 where it names none or lies ahead.
func ageDays(year string, on time.Time) int {
	day, ok := network.YearDay(year)
	if !ok {
		return 0
	}
	return max(0, int(on.Sub(day).Hours()/24))
}

// total sums the costs of legs by component. Basis, source and method are those of the largest part, year and age those of
// the oldest.
func total(legs []Leg, c *cargo) []CostItem {
	out := make([]CostItem, 0, len(network.Components))
	for _, component := range network.Components {
		sum, most := CostItem{Component: component}, -1.0
		for i := range legs {
			for _, x := range legs[i].Costs {
				if x.Component == component {
					sum.add(x, &most)
				}
			}
		}
		rate := component == network.Freight || component == network.Terminal || component == network.BorderFee
		charge := c.goods > 0 && component != network.Inventory
		if most >= 0 || rate || charge {
			out = append(out, sum)
		}
	}
	return out
}

// add counts one part of a component; most is the largest so far.
func (sum *CostItem) add(x CostItem, most *float64) {
	sum.USD += x.USD
	if x.USD > *most {
		sum.Basis, sum.Source, sum.Method, *most = x.Basis, x.Source, x.Method, x.USD
	}
	if x.AgeDays > sum.AgeDays {
		sum.Year, sum.AgeDays = x.Year, x.AgeDays
	}
}

// oldRateDays is the age above which a rate is warned of: two years.
const oldRateDays = 2 * 365

// oldRates warns of the rates of a journey that rest on old claims; "" where there are none.
func oldRates(legs []Leg) string {
	n, of, oldest, name := 0, 0, CostItem{}, ""
	for i := range legs {
		x := legs[i].Costs[0]
		if x.USD == 0 {
			continue
		}
		of++
		if x.AgeDays > oldRateDays {
			n++
			if x.AgeDays > oldest.AgeDays {
				oldest, name = x, legs[i].Name
			}
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d rates rest on claims more than %d months old on the ready date; the oldest, %s, is of %s (%d months)",
		n, of, oldRateDays/365*12, name, strings.TrimSpace(oldest.Year), Months(oldest.AgeDays))
}

// Months are days as whole months of a twelfth of a year.
func Months(days int) int { return int(float64(days)*12/365.25 + 0.5) }
