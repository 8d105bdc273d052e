package network

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"
)

// Emissions follow ISO 14083 and the GLEC Framework: intensity (g CO2e a tonne-kilometre, well to wheel) times transport
// activity (tonnes times the kilometres of [Values.Activity]). docs/emissions.md says which distance counts for which mode.

// WTW marks an emission factor that counts everything from the well (or the power station's fuel) to the wheel.
const WTW = "WTW"

// airDetourKm is what ISO 14083 adds to the great circle of a flight for manoeuvring and way around.
const airDetourKm = 95.0

var (
	gridColumns     = []string{"country", "year", "g_kwh", "low", "high", "loss", "kind", "figures", "source", "method"}
	tractionColumns = []string{"subject", "electric", "electric_low", "electric_high", "kwh_tkm", "kwh_low", "kwh_high",
		"diesel_g_tkm", "diesel_low", "diesel_high", "year", "figures", "source", "method"}
)

// AnyCountry stands in grid.csv and traction.csv for every country without rows of its own.
const AnyCountry = "*"

// GridYear is what a kilowatt-hour of a country's electricity emits in one year, life cycle of the power stations' fuel
// included, before losses on the way.
type GridYear struct {
	Country string   `json:"country"` // ISO 3166-1 alpha-2, or "*" for all others
	Year    int      `json:"year"`
	GPerKWh float64  `json:"gPerKWh"`
	Low     float64  `json:"low"`
	High    float64  `json:"high"`
	Loss    float64  `json:"loss"` // share lost between power station and contact wire, 0..1
	Kind    Kind     `json:"kind"` // mean: measured; plan: what the country has stated it will reach
	Figures []string `json:"figures,omitempty"`
	Source  string   `json:"source"`
	Method  string   `json:"method,omitempty"` // how a stated path was turned into an intensity
}

// Traction is how the trains of a class or country are drawn.
type Traction struct {
	Subject  string   `json:"subject"`  // link, class of links, country or "*"
	Electric Value    `json:"electric"` // share of the tonne-kilometres, 0..1
	KWh      Value    `json:"kWh"`      // kWh a tonne-kilometre at the contact wire
	Diesel   Value    `json:"diesel"`   // g CO2e a tonne-kilometre, well to wheel
	Figures  []string `json:"figures,omitempty"`
}

// Grid is the intensity of a country's electricity in the year of a day, in g CO2e a kWh: the row of that year, else on the
// straight line between the rows of the years around it, else the nearest row. Changes of "grid:KZ" act on it.
func (n *Network) Grid(country string, on time.Time) (intensity, loss Value) {
	rows := n.grid[country]
	if len(rows) == 0 {
		rows = n.grid[AnyCountry]
	}
	if len(rows) == 0 {
		return Value{Unit: unitGrid, Basis: Estimate, Method: "grid.csv has no row for " + country}, Value{Unit: "x", Basis: Estimate}
	}
	intensity, loss = between(rows, on.UTC().Year())
	return n.supposed(intensity, QGPerKWh, on, "grid:"+country), loss
}

const unitGrid = "g/kWh"

// between interpolates the rows of one country, which stand in the order of years.
func between(rows []GridYear, year int) (intensity, loss Value) {
	i := slices.IndexFunc(rows, func(r GridYear) bool { return r.Year >= year })
	switch {
	case i < 0:
		return rows[len(rows)-1].values("the latest row holds on")
	case rows[i].Year == year:
		return rows[i].values("")
	case i == 0:
		return rows[0].values("the earliest row stands for years before it")
	}
	a, b := &rows[i-1], &rows[i]
	t := float64(year-a.Year) / float64(b.Year-a.Year)
	mix := func(x, y float64) float64 { return x + t*(y-x) }
	figures := slices.Clone(b.Figures)
	for _, f := range a.Figures {
		if !slices.Contains(figures, f) {
			figures = append(figures, f)
		}
	}
	v := Value{V: mix(a.GPerKWh, b.GPerKWh), Low: mix(a.Low, b.Low), High: mix(a.High, b.High), Unit: unitGrid, Basis: Factor, Kind: b.Kind,
		Year: strconv.Itoa(year), Figures: figures, Source: b.Source,
		Method: fmt.Sprintf("straight line from %s in %d (%s) to %s in %d (%s: %s)", trim(a.GPerKWh), a.Year, a.Kind, trim(b.GPerKWh), b.Year, b.Kind, cmp.Or(b.Method, b.Source))}
	l := mix(a.Loss, b.Loss)
	return v, Value{V: l, Low: l, High: l, Unit: "x", Basis: Factor}
}

func (r *GridYear) values(note string) (intensity, loss Value) {
	method := r.Method
	if note != "" && method != "" {
		note = "; " + note
	}
	return Value{V: r.GPerKWh, Low: r.Low, High: r.High, Unit: unitGrid, Basis: Factor, Kind: r.Kind, Year: strconv.Itoa(r.Year),
		Figures: slices.Clip(r.Figures), Source: r.Source, Method: method + note}, Value{V: r.Loss, Low: r.Loss, High: r.Loss, Unit: "x", Basis: Factor}
}

// traction finds how trains are drawn on a link in a country: said of the link, of its class, of the country, of all others.
func (n *Network) tractionOf(l *Link, country string) *Traction {
	for _, s := range []string{l.ID, l.Class, country, AnyCountry} {
		if t := n.traction[s]; t != nil {
			return t
		}
	}
	return nil
}

// railGPerTKm is the intensity of a rail link: electric share times electricity at the wire, diesel for the rest. A link
// between two countries takes the mean of both.
func (n *Network) railGPerTKm(l *Link, on time.Time) (Value, bool) {
	a, b := n.location[l.From].Country, n.location[l.To].Country
	v, ok := n.trainGPerTKm(l, a, on)
	if a == b || !ok {
		return v, ok
	}
	w, ok := n.trainGPerTKm(l, b, on)
	if v.Before != nil || w.Before != nil {
		before := (was(v) + was(w)) / 2
		v.Basis, v.Before = Supposed, &before
	}
	v.V, v.Low, v.High = (v.V+w.V)/2, (v.Low+w.Low)/2, (v.High+w.High)/2
	v.Method = "half of each country: " + v.Method + "; and " + w.Method
	for _, f := range w.Figures {
		if !slices.Contains(v.Figures, f) {
			v.Figures = append(v.Figures, f)
		}
	}
	return v, ok
}

// train is what the intensity of a train in one country is made of: share of electric traction, energy at the wire, grid and
// diesel, each with its range.
type train struct {
	electric, kwh, grid, diesel Value
	loss                        float64
}

// g is the intensity in g CO2e a tonne-kilometre for single numbers of each.
func (t *train) g(electric, kwh, grid, diesel float64) float64 {
	return electric*kwh*grid/(1-t.loss) + (1-electric)*diesel
}

// bounds are the mean less and plus the root of the sum of squares of what each of the four does alone. More electric
// traction may mean more or less, so each end of its range counts on the side it falls.
func (t *train) bounds() (mean, low, high float64) {
	e, k, g, d := t.electric.V, t.kwh.V, t.grid.V, t.diesel.V
	mean = t.g(e, k, g, d)
	a, b := t.g(t.electric.Low, k, g, d)-mean, t.g(t.electric.High, k, g, d)-mean
	down := []float64{min(a, b), t.g(e, t.kwh.Low, g, d) - mean, t.g(e, k, t.grid.Low, d) - mean, t.g(e, k, g, t.diesel.Low) - mean}
	up := []float64{max(a, b), t.g(e, t.kwh.High, g, d) - mean, t.g(e, k, t.grid.High, d) - mean, t.g(e, k, g, t.diesel.High) - mean}
	norm := func(x []float64) (sum float64) {
		for _, v := range x {
			sum += v * v
		}
		return math.Sqrt(sum)
	}
	return mean, max(0, mean-norm(down)), mean + norm(up)
}

// method says in words what the intensity is made of.
func (t *train) method(country string) string {
	out := fmt.Sprintf("%s: diesel at %s g/tkm", country, trim(t.diesel.V))
	if t.electric.V > 0 {
		out = fmt.Sprintf("%s: %.0f %% electric at %s kWh/tkm and %s g/kWh (%.0f %% lost on the way), %.0f %% diesel at %s g/tkm",
			country, 100*t.electric.V, trim(t.kwh.V), trim(t.grid.V), 100*t.loss, 100*(1-t.electric.V), trim(t.diesel.V))
	}
	if t.electric.V > 0 && t.grid.Method != "" {
		out += "; electricity: " + t.grid.Method
	}
	return out + "; traction: " + t.electric.Method
}

// trainGPerTKm is the intensity of trains on a link in one country. Changes of the share that is electric and of the
// country's electricity act on it.
func (n *Network) trainGPerTKm(l *Link, country string, on time.Time) (Value, bool) {
	row := n.tractionOf(l, country)
	if row == nil {
		return Value{}, false
	}
	grid, loss := n.Grid(country, on)
	t := train{electric: n.supposed(row.Electric, QElectric, on, l.ID), kwh: row.KWh, grid: grid, diesel: row.Diesel, loss: loss.V}
	v := Value{Unit: "g/tkm", Basis: Factor, Kind: grid.Kind, Year: grid.Year, Scope: WTW, Figures: slices.Clone(row.Figures), Source: grid.Source, Method: t.method(country)}
	v.V, v.Low, v.High = t.bounds()
	for _, f := range grid.Figures {
		if !slices.Contains(v.Figures, f) {
			v.Figures = append(v.Figures, f)
		}
	}
	if grid.Before != nil || t.electric.Before != nil {
		before := t.g(was(t.electric), t.kwh.V, was(grid), t.diesel.V)
		v.Basis, v.Before = Supposed, &before
	}
	return v, true
}

// was is a value before what was laid over it.
func was(v Value) float64 {
	if v.Before != nil {
		return *v.Before
	}
	return v.V
}

// linkGPerTKm is the intensity of a link: of trains by traction and electricity, of all others by their class.
func (n *Network) linkGPerTKm(l *Link, on time.Time) Value {
	if l.Mode == Rail {
		if v, ok := n.railGPerTKm(l, on); ok {
			return v
		}
	}
	g, basis := n.classValue(l.Class, "g_tkm")
	return n.ratedIn(g.wtw("g/tkm", basis))
}

// wtw is a class value as a well-to-wheel emission factor: the factors of class-values.csv are all such, and say in their
// method how a figure of direct emissions was raised.
func (v ClassValue) wtw(unit string, basis Basis) Value {
	out := v.as(unit, 1, basis)
	out.Scope = WTW
	return out
}

// linkActivity is the distance by which the emissions of a link count (transport activity distance): the great circle and
// 95 km by air; by sea and ferry the lane itself, as published factors already hold the 15 % by which ships sail further; by
// rail and road the way on the ground.
func (n *Network) linkActivity(l *Link, km Value) Value {
	v := km
	switch l.Mode {
	case Air:
		a, b := n.location[l.From], n.location[l.To]
		d := GreatCircleKm(a.Lat, a.Lon, b.Lat, b.Lon) + airDetourKm
		v = Value{V: d, Low: d, High: d, Unit: "km", Basis: Factor, Method: "great circle and 95 km (ISO 14083)"}
	case Sea, Ferry:
		if km.Basis != Estimate {
			break
		}
		d := n.distanceOf[l.ID]
		v = Value{V: d, Low: d, High: d, Unit: "km", Basis: Estimate, Method: "shortest feasible distance: the lane drawn, without the surplus of ship tracks, which the factor holds"}
	}
	v.Before = nil
	return v
}

// follow makes the activity of an arc follow a changed distance: twice the way is twice the activity.
func (v *Values) follow(before float64) {
	if v.Distance.V == before || before <= 0 {
		return
	}
	was, f := v.Activity.V, v.Distance.V/before
	v.Activity.V, v.Activity.Low, v.Activity.High = was*f, v.Activity.Low*f, v.Activity.High*f
	v.Activity.Basis, v.Activity.Method, v.Activity.Before = v.Distance.Basis, v.Distance.Method, &was
}

func (t *tables) loadGrid(tab *table) {
	tab.each(func(r row) {
		g := GridYear{
			Country: r.need("country"), Year: int(r.number("year", 1990, 2100)), GPerKWh: r.number("g_kwh", 0, 3000), Low: r.number("low", 0, 3000), High: r.number("high", 0, 3000),
			Loss: r.number("loss", 0, 0.5), Kind: Kind(r.oneOf("kind", string(Mean), string(Plan), string(Estimated))), Figures: r.list("figures"), Source: r.need("source"), Method: r.text("method"),
		}
		if g.Country != AnyCountry && !countryForm.MatchString(g.Country) {
			r.bad("country", "country: ISO 3166-1 alpha-2, or * for all others")
		}
		if r.text("year") == "" || r.text("g_kwh") == "" {
			r.bad("g_kwh", "year and g_kwh: numbers")
		}
		if g.Low > g.GPerKWh || g.GPerKWh > g.High {
			r.bad("g_kwh", "g_kwh: between low %g and high %g", g.Low, g.High)
		}
		if g.Kind != Mean && g.Method == "" {
			r.bad("method", "method: how the statement was turned into an intensity")
		}
		t.checkFigures(r, g.Figures)
		if rows := t.grid[g.Country]; len(rows) > 0 && rows[len(rows)-1].Year >= g.Year {
			r.bad("year", "year: after that of the row of %s before", g.Country)
		}
		t.grid[g.Country] = append(t.grid[g.Country], g)
	})
	if len(t.grid[AnyCountry]) == 0 && len(tab.rows) > 0 {
		tab.rowless("country", "a row of country * for countries without their own")
	}
}

func (t *tables) loadTraction(tab *table) {
	tab.each(func(r row) {
		x := &Traction{Subject: r.need("subject"), Figures: r.list("figures")}
		if c := t.class[x.Subject]; x.Subject != AnyCountry && !countryForm.MatchString(x.Subject) && t.link[x.Subject] == nil && (c == nil || c.Applies != "link" || c.Mode != Rail) {
			r.bad("subject", "subject: a rail link, a class of rail links, a country or *")
		}
		value := func(column, low, high, unit string, most float64) Value {
			v := Value{V: r.number(column, 0, most), Low: r.number(low, 0, most), High: r.number(high, 0, most), Unit: unit, Basis: Factor, Year: r.text("year"), Source: r.text("source"), Method: r.need("method")}
			if v.Low > v.V || v.V > v.High {
				r.bad(column, "%s: between %s %g and %s %g", column, low, v.Low, high, v.High)
			}
			if v.Source == "" && len(x.Figures) == 0 {
				v.Basis = Estimate
			}
			return v
		}
		x.Electric = value("electric", "electric_low", "electric_high", "x", 1)
		x.KWh = value("kwh_tkm", "kwh_low", "kwh_high", "kWh/tkm", 1)
		x.Diesel = value("diesel_g_tkm", "diesel_low", "diesel_high", "g/tkm", 500)
		if y := r.text("year"); y != "" && !yearForm.MatchString(y) {
			r.bad("year", "year: a year or date, or empty")
		}
		t.checkFigures(r, x.Figures)
		if taken(r, t.traction, "subject", x.Subject) {
			return
		}
		t.traction[x.Subject] = x
	})
	if t.traction[AnyCountry] == nil && len(tab.rows) > 0 {
		tab.rowless("subject", "a row of subject * for countries without their own")
	}
}

func (t *tables) checkFigures(r row, ids []string) {
	for _, id := range ids {
		if t.figure[id] == nil {
			r.bad("figures", "figures: ids of figures.csv separated by semicolons")
		}
	}
}

// GridYears lists the rows of grid.csv of a country, in the order of years.
func (n *Network) GridYears(country string) []GridYear { return slices.Clone(n.grid[country]) }
