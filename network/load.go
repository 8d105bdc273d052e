package network

import (
	"embed"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/kairo-corridor/kairo/fault"
)

//go:embed data/*.csv
var embedded embed.FS

// Network is topology, claims and class estimates, read once and never changed. It is safe for concurrent use.
type Network struct {
	*tables
	overlays   map[string][]overlaid // by subject and metric, the one that wins first
	laid       []Overlay
	changes    map[string][]Change // by subject and quantity, in the order laid
	changed    []Change
	currencies Currencies
	eras       []era // where changes of class values hold
}

// tables are what files hold, with their indexes. Shared between a network and its copies under overlays.
type tables struct {
	locations []Location
	links     []Link
	crossings []Crossing
	corridors []Corridor
	classes   []Class
	figures   []Figure
	programme []ProgrammeFigure
	notices   []Notice
	charges   []ChargeRule
	grid      map[string][]GridYear // by country, in the order of years
	traction  map[string]*Traction  // by link, class, country

	location   map[string]*Location
	link       map[string]*Link
	crossing   map[string]*Crossing
	corridor   map[string]*Corridor
	class      map[string]*Class
	figure     map[string]*Figure
	claims     map[string][]*Figure // by subject and metric
	noticesBy  map[string][]*Notice
	names      []placeName         // every name, alias and code, folded
	byName     map[string][]string // folded name -> codes
	waypoints  map[string]*Location
	distanceOf map[string]float64 // link id -> geometric length, before circuity

	timeTables
	waited map[string]float64 // "CODE|ferry" -> least mean waiting counted at the departures there, minutes
}

// The columns of the tables, in order.
var (
	locationColumns   = []string{"code", "name", "country", "lat", "lon", "kind", "zone", "gauge", "intermodal", "aliases", "source"}
	linkColumns       = []string{"id", "from", "to", "mode", "class", "corridor", "through", "service", "oneway", "per_week", "departs", "status", "shape", "shock", "note", "noclass7"}
	crossingColumns   = []string{"id", "name", "from", "to", "mode", "class", "gauge", "corridor", "status", "shock", "note"}
	corridorColumns   = []string{"id", "name", "precedence", "colour", "description"}
	classColumns      = []string{"id", "applies", "mode", "name"}
	classValueColumns = []string{"class", "quantity", "value", "low", "high", "unit", "figures", "method"}
	figureColumns     = []string{"id", "subject", "side", "direction", "from", "to", "mode", "metric", "value", "text", "unit", "printed", "bound", "year", "kind", "suspect", "note", "source"}
	programmeColumns  = []string{"id", "topic", "subject", "metric", "value", "unit", "year", "note", "source"}
	noticeColumns     = []string{"subject", "from", "to", "text", "source"}
)

// LocationKinds lists the kinds of location.
var LocationKinds = []string{"port", "terminal", "city", "airport", "border", "waypoint"}

// Statuses lists what a link or crossing can be.
var Statuses = []string{"open", "limited", "suspended"}

var (
	codeForm     = regexp.MustCompile(`^([A-Z]{2}[A-Z2-9]{3}|[A-Z]{2}-[A-Z0-9][A-Z0-9-]*)$`)
	countryForm  = regexp.MustCompile(`^[A-Z]{2}$`)
	slugForm     = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	linkForm     = regexp.MustCompile(`^(sea|ferry|rail|road|air):[A-Z0-9-]+$`)
	crossingForm = regexp.MustCompile(`^X-[A-Z0-9]+(-[A-Z0-9]+)*$`)
	figureForm   = regexp.MustCompile(`^F[0-9]{4}$`)
	colourForm   = regexp.MustCompile(`^#[0-9a-f]{6}$`)
	zoneForm     = regexp.MustCompile(`^(UTC|[A-Z][A-Za-z]+/[A-Za-z_]+)$`)
	yearForm     = regexp.MustCompile(`^(19|20)[0-9]{2}`)
)

var defaultNetwork = sync.OnceValues(func() (*Network, error) {
	sub, err := fs.Sub(embedded, "data")
	if err != nil {
		return nil, fault.New(fault.Internal, "embedded network data are missing").Because(err)
	}
	return Load(sub)
})

// Default is the network that comes with Kairo, parsed once and shared.
func Default() (*Network, error) { return defaultNetwork() }

// Load reads a network from the tables of a file system (locations.csv, links.csv, crossings.csv, corridors.csv, classes.csv,
// class-values.csv, figures.csv, notices.csv, programme.csv, charges.csv, grid.csv, traction.csv, currencies.csv). The error is a [fault.List] of every violation, each with
// file, line, field and what was expected.
func Load(fsys fs.FS) (*Network, error) {
	t := &tables{
		location: map[string]*Location{}, link: map[string]*Link{}, crossing: map[string]*Crossing{}, corridor: map[string]*Corridor{},
		class: map[string]*Class{}, figure: map[string]*Figure{}, claims: map[string][]*Figure{}, noticesBy: map[string][]*Notice{},
		byName: map[string][]string{}, waypoints: map[string]*Location{}, distanceOf: map[string]float64{},
		grid: map[string][]GridYear{}, traction: map[string]*Traction{},
	}
	var faults fault.List
	t.loadLocations(openTable(fsys, "locations.csv", locationColumns, &faults))
	t.loadCorridors(openTable(fsys, "corridors.csv", corridorColumns, &faults))
	t.loadClasses(openTable(fsys, "classes.csv", classColumns, &faults))
	t.loadLinks(openTable(fsys, "links.csv", linkColumns, &faults))
	t.loadCrossings(openTable(fsys, "crossings.csv", crossingColumns, &faults))
	t.loadFigures(openTable(fsys, "figures.csv", figureColumns, &faults))
	t.loadClassValues(openTable(fsys, "class-values.csv", classValueColumns, &faults))
	t.loadNotices(openTable(fsys, "notices.csv", noticeColumns, &faults))
	t.loadProgramme(openTable(fsys, "programme.csv", programmeColumns, &faults))
	t.loadCharges(openTable(fsys, "charges.csv", chargeColumns, &faults))
	t.loadGrid(openTable(fsys, "grid.csv", gridColumns, &faults))
	t.loadTraction(openTable(fsys, "traction.csv", tractionColumns, &faults))
	currencies := readCurrencies(openTable(fsys, "currencies.csv", currencyColumns, &faults))
	t.loadQueues(optionalTable(fsys, "queues.csv", queueColumns, &faults))
	services := optionalTable(fsys, "services.csv", serviceColumns, &faults)
	t.loadServices(services)
	t.completeServices(services)
	t.loadSeasons(optionalTable(fsys, "seasons.csv", seasonColumns, &faults))
	t.loadShocks(optionalTable(fsys, "shocks.csv", shockColumns, &faults))
	t.loadHours(optionalTable(fsys, "hours.csv", hoursColumns, &faults))
	if len(faults) > 0 {
		return nil, faults
	}
	n := &Network{tables: t, currencies: currencies}
	for i := range t.links {
		l := &t.links[i]
		t.distanceOf[l.ID] = shapeKm(n.ShapeOf(l))
	}
	t.indexNames()
	n.indexBoarding()
	return n, nil
}

// taken records a key and says that it was there before.
func taken[T any](r row, m map[string]T, column, key string) bool {
	if _, ok := m[key]; ok && key != "" {
		r.bad(column, "%s: used only once", column)
		return true
	}
	return key == ""
}

func (t *tables) loadLocations(tab *table) {
	t.locations = make([]Location, 0, len(tab.rows))
	tab.each(func(r row) {
		l := Location{
			Code: r.need("code"), Name: r.need("name"), Country: r.need("country"),
			Lat: r.number("lat", -90, 90), Lon: r.number("lon", -180, 180),
			Kind: r.oneOf("kind", LocationKinds...), Zone: r.need("zone"), Gauge: int(r.number("gauge", 0, 1676)),
			Intermodal: r.flag("intermodal"), Aliases: r.list("aliases"), Source: r.need("source"),
		}
		l.Intermodal = l.Intermodal || l.Kind == "port" || l.Kind == "terminal"
		if l.Code != "" && !codeForm.MatchString(l.Code) {
			r.bad("code", "code: a UN/LOCODE like JPNGO, or an own code like KZ-ALTYNKOL")
		}
		if l.Country != "" && !countryForm.MatchString(l.Country) {
			r.bad("country", "country: two capital letters of ISO 3166-1")
		} else if len(l.Code) >= 2 && l.Country != "" && l.Code[:2] != l.Country {
			r.bad("country", "country: %s, as the code begins", l.Code[:2])
		}
		if r.raw("lat") == "" || r.raw("lon") == "" {
			r.bad("lat", "lat and lon: degrees")
		}
		if l.Zone != "" && !zoneForm.MatchString(l.Zone) {
			r.bad("zone", "zone: an IANA zone like Asia/Tokyo, or UTC")
		}
		if !slices.Contains([]int{0, 1435, 1520, 1668, 1676}, l.Gauge) {
			r.bad("gauge", "gauge: 1435, 1520, 1668, 1676 or empty")
		}
		if taken(r, t.location, "code", l.Code) {
			return
		}
		t.locations = append(t.locations, l)
		t.location[l.Code] = &t.locations[len(t.locations)-1]
		if l.Kind == "waypoint" {
			for _, a := range l.Aliases {
				if slugForm.MatchString(a) {
					t.waypoints[a] = t.location[l.Code]
				}
			}
		}
	})
}

func (t *tables) loadCorridors(tab *table) {
	t.corridors = make([]Corridor, 0, len(tab.rows))
	tab.each(func(r row) {
		c := Corridor{ID: r.need("id"), Name: r.need("name"), Precedence: int(r.number("precedence", 1, 1000)), Colour: r.need("colour"), Description: r.need("description")}
		if c.ID != "" && !slugForm.MatchString(c.ID) {
			r.bad("id", "id: small letters, digits and hyphens")
		}
		if c.Colour != "" && !colourForm.MatchString(c.Colour) {
			r.bad("colour", "colour: #rrggbb in small letters")
		}
		if k := len(t.corridors); k > 0 && c.Precedence <= t.corridors[k-1].Precedence {
			r.bad("precedence", "precedence: above that of the row before")
		}
		if taken(r, t.corridor, "id", c.ID) {
			return
		}
		t.corridors = append(t.corridors, c)
		t.corridor[c.ID] = &t.corridors[len(t.corridors)-1]
	})
}

func (t *tables) loadClasses(tab *table) {
	t.classes = make([]Class, 0, len(tab.rows))
	tab.each(func(r row) {
		c := Class{ID: r.need("id"), Applies: r.oneOf("applies", "link", "crossing", "side", "transfer"), Mode: Mode(r.text("mode")), Name: r.need("name"), Values: map[string]ClassValue{}}
		if c.Mode != "" && !slices.Contains(Modes, c.Mode) {
			r.bad("mode", "mode: sea, ferry, rail, road, air or empty")
		}
		if taken(r, t.class, "id", c.ID) {
			return
		}
		t.classes = append(t.classes, c)
		t.class[c.ID] = &t.classes[len(t.classes)-1]
	})
}

// common are the fields that links and crossings share.
func (t *tables) common(r row, applies string, mode Mode) (class, corridor string) {
	class, corridor = r.need("class"), r.text("corridor")
	if c := t.class[class]; class != "" && (c == nil || c.Applies != applies || c.Mode != mode) {
		r.bad("class", "class: a row of classes.csv that applies to a %s of mode %s", applies, mode)
	}
	if corridor != "" && t.corridor[corridor] == nil {
		r.bad("corridor", "corridor: a row of corridors.csv, or empty")
	}
	for _, end := range []string{"from", "to"} {
		if code := r.need(end); code != "" && t.location[code] == nil {
			r.bad(end, "%s: a code of locations.csv", end)
		}
	}
	if r.text("from") == r.text("to") {
		r.bad("to", "to: another location than from")
	}
	return class, corridor
}

func modeNames() []string {
	out := make([]string, len(Modes))
	for i, m := range Modes {
		out[i] = string(m)
	}
	return out
}

func (t *tables) loadLinks(tab *table) {
	t.links = make([]Link, 0, len(tab.rows))
	tab.each(func(r row) {
		l := Link{
			ID: r.need("id"), From: r.text("from"), To: r.text("to"), Mode: Mode(r.oneOf("mode", modeNames()...)), Through: r.list("through"),
			Service: r.text("service"), OneWay: r.flag("oneway"), PerWeek: r.number("per_week", 0, 200), Status: r.oneOf("status", Statuses...),
			Shape: r.text("shape"), Shock: r.text("shock"), Note: r.text("note"), NoClass7: r.flag("noclass7"),
		}
		l.Departs = departures(r, l.From, l.To)
		l.Class, l.Corridor = t.common(r, "link", l.Mode)
		if l.ID != "" && (!linkForm.MatchString(l.ID) || !strings.HasPrefix(l.ID, string(l.Mode)+":"+l.From+"-"+l.To)) {
			r.bad("id", "id: mode:FROM-TO, with -NAME after it where there are several")
		}
		if _, ok := ParseShape(l.Shape); !ok {
			r.bad("shape", "shape: \"lat lon;lat lon\" in degrees")
		}
		for _, p := range l.Through {
			if t.waypoints[p] == nil && !countryForm.MatchString(p) {
				r.bad("through", "through: aliases of waypoints, or countries, separated by semicolons")
			}
		}
		if l.Mode == Rail {
			t.gauges(r, l.From, l.To)
		}
		if taken(r, t.link, "id", l.ID) {
			return
		}
		t.links = append(t.links, l)
		t.link[l.ID] = &t.links[len(t.links)-1]
	})
}

// departures reads a weekly timetable, "JPOSA Tue 12:00;JPOSA Fri 12:00": the end, the day and the local time.
func departures(r row, from, to string) []Departure {
	var out []Departure
	for _, item := range r.list("departs") {
		f := strings.Fields(item)
		day, at, err := -1, time.Time{}, error(nil)
		if len(f) == 3 {
			day = slices.Index(weekdays, f[1])
			at, err = time.Parse("15:04", f[2])
		}
		if day < 0 || err != nil || f[0] != from && f[0] != to || len(out) == departuresMax {
			r.bad("departs", "departs: at most %d of CODE Day hh:mm separated by semicolons, like JPOSA Tue 12:00, CODE one of the ends", departuresMax)
			return nil
		}
		out = append(out, Departure{f[0], time.Weekday(day), at.Hour()*60 + at.Minute()})
	}
	return out
}

var weekdays = []string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}

// gauges checks that a rail link does not change gauge: that happens at a crossing or in a yard, never on the line.
func (t *tables) gauges(r row, from, to string) {
	a, b := t.location[from], t.location[to]
	if a == nil || b == nil {
		return
	}
	if a.Gauge == 0 || b.Gauge == 0 {
		r.bad("to", "ends with a railway: gauge in locations.csv")
	} else if a.Gauge != b.Gauge {
		r.bad("to", "to: a place with gauge %d as at from; gauge changes at crossings", a.Gauge)
	}
}

func (t *tables) loadCrossings(tab *table) {
	t.crossings = make([]Crossing, 0, len(tab.rows))
	tab.each(func(r row) {
		c := Crossing{
			ID: r.need("id"), Name: r.need("name"), From: r.text("from"), To: r.text("to"), Mode: Mode(r.oneOf("mode", modeNames()...)),
			Gauge: r.flag("gauge"), Status: r.oneOf("status", Statuses...), Shock: r.text("shock"), Note: r.text("note"),
		}
		c.Class, c.Corridor = t.common(r, "crossing", c.Mode)
		if c.ID != "" && !crossingForm.MatchString(c.ID) {
			r.bad("id", "id: X-NAME in capitals")
		}
		if a, b := t.location[c.From], t.location[c.To]; a != nil && b != nil {
			if a.Country == b.Country {
				r.bad("to", "to: a location of another country than %s", a.Country)
			}
			if c.Mode == Rail && a.Gauge != b.Gauge != c.Gauge {
				r.bad("gauge", "gauge: yes exactly where the gauges of both sides differ (%d, %d)", a.Gauge, b.Gauge)
			}
		}
		if taken(r, t.crossing, "id", c.ID) {
			return
		}
		t.crossings = append(t.crossings, c)
		t.crossing[c.ID] = &t.crossings[len(t.crossings)-1]
	})
}

func (t *tables) loadFigures(tab *table) {
	t.figures = make([]Figure, 0, len(tab.rows))
	kinds := make([]string, len(Kinds))
	for i, k := range Kinds {
		kinds[i] = string(k)
	}
	tab.each(func(r row) {
		f := Figure{
			ID: r.need("id"), Subject: r.text("subject"), Side: r.text("side"), Direction: r.text("direction"), From: r.text("from"), To: r.text("to"),
			Mode: r.text("mode"), Metric: r.need("metric"), Value: r.number("value", -1e12, 1e12), Text: r.text("text"), Unit: r.text("unit"),
			Printed: r.text("printed"), Bound: r.text("bound"), Year: r.text("year"), Kind: Kind(r.oneOf("kind", kinds...)),
			Suspect: r.flag("suspect"), Note: r.text("note"), Source: r.need("source"),
		}
		if f.ID != "" && !figureForm.MatchString(f.ID) {
			r.bad("id", "id: F and four digits")
		}
		if f.Year != "" && !yearForm.MatchString(f.Year) {
			r.bad("year", "year: a year or date, a qualifier after it, or empty")
		}
		if r.raw("value") == "" && f.Text == "" {
			r.bad("value", "value: a number, or text in column text")
		}
		if f.Bound != "" && f.Bound != "min" && f.Bound != "max" {
			r.bad("bound", "bound: min, max or empty")
		}
		t.checkMetric(r, &f)
		t.checkSubject(r, &f)
		if taken(r, t.figure, "id", f.ID) {
			return
		}
		t.figures = append(t.figures, f)
		p := &t.figures[len(t.figures)-1]
		t.figure[f.ID] = p
		if f.Subject != "" {
			t.claims[f.Subject+"|"+f.Metric] = append(t.claims[f.Subject+"|"+f.Metric], p)
		}
	})
}

// metricUnits are the metrics whose unit is fixed; others carry their unit as printed.
var metricUnits = map[string]string{
	"distance_km": "km", "duration_min": "min", "dwell_min": "min", "usd_teu": "USD/TEU", "usd_feu": "USD/FEU",
	"g_tkm": "g/tkm", "kwh_tkm": "kWh/tkm", "g_mj": "g/MJ", "g_teukm": "g/TEU-km", "departures_week": "per week", "speed_kmh": "km/h", "swd_kmh": "km/h", "swod_kmh": "km/h",
}

// Metrics lists the metrics a figure can have; docs/formats/network.md describes them.
var Metrics = []string{
	"distance_km", "duration_min", "dwell_min", "usd_teu", "usd_feu", "rate", "charge", "capacity", "volume", "departures_week",
	"speed_kmh", "tfi2_usd", "tfi3_usd", "swd_kmh", "swod_kmh", "g_tkm", "g_teukm", "t_teu", "wait", "queue", "status", "event", "project", "model", "samples", "handling_min", "added_min", "comparison", "share", "kwh_tkm", "g_mj",
}

func (t *tables) checkMetric(r row, f *Figure) {
	if f.Metric != "" && !slices.Contains(Metrics, f.Metric) {
		r.bad("metric", "metric: one of %s", strings.Join(Metrics, ", "))
	}
	if u := metricUnits[f.Metric]; u != "" && u != f.Unit {
		r.bad("unit", "unit: %s for %s", u, f.Metric)
	}
}

// checkSubject looks the subject up and that side and direction fit it.
func (t *tables) checkSubject(r row, f *Figure) {
	if f.Subject != "" && !t.knows(f.Subject) {
		r.bad("subject", "subject: a link, crossing, transfer, location or class, or empty")
	}
	c := t.crossing[f.Subject]
	if f.Side != "" && (c == nil || f.Side != c.From && f.Side != c.To) {
		r.bad("side", "side: a location of the crossing, or empty")
	}
	switch l := t.link[f.Subject]; {
	case f.Direction == "":
	case c != nil && (f.Direction == "in" || f.Direction == "out") && f.Side != "":
	case l != nil && (f.Direction == l.From || f.Direction == l.To):
	default:
		r.bad("direction", "direction: in or out at a side of a crossing, the location a link runs from, or empty")
	}
}

// knows reports whether a subject names a link, crossing, transfer, location or class of this network.
func (t *tables) knows(subject string) bool {
	if t.link[subject] != nil || t.crossing[subject] != nil || t.location[subject] != nil || t.class[subject] != nil {
		return true
	}
	rest, ok := strings.CutPrefix(subject, "transfer:")
	if !ok {
		return false
	}
	code, pair, has := strings.Cut(rest, ":")
	return t.location[code] != nil && (!has || validPair(pair))
}

// validPair reports whether "sea-rail" or "gate-rail" names a transfer.
func validPair(pair string) bool {
	a, b, ok := strings.Cut(pair, "-")
	valid := func(s string) bool { return s == "gate" || slices.Contains(Modes, Mode(s)) }
	return ok && valid(a) && valid(b)
}

// Quantities lists the quantities of a class; docs/formats/network.md describes them.
var Quantities = []string{"circuity", "kmh", "hours", "cv", "usd_km", "usd", "g_tkm", "g_teu"}

// needed are the quantities each class must have.
var needed = map[string][]string{
	"link": {"circuity", "kmh", "cv", "usd_km", "g_tkm"}, "crossing": {"circuity", "hours", "cv", "usd", "g_tkm"},
	"side": {"hours"}, "transfer": {"hours", "cv", "usd", "g_teu"},
}

func (t *tables) loadClassValues(tab *table) {
	tab.each(func(r row) {
		c := t.class[r.need("class")]
		if c == nil {
			r.bad("class", "class: a row of classes.csv")
			return
		}
		q := r.text("quantity")
		base, _, _ := strings.Cut(q, ":")
		if !slices.Contains(Quantities, base) || q != base && (c.Applies != "side" || q != "hours:in" && q != "hours:out") {
			r.bad("quantity", "quantity: one of %s (of a side also hours:in, hours:out)", strings.Join(Quantities, ", "))
			return
		}
		v := ClassValue{V: r.number("value", 0, 1e6), Low: r.number("low", 0, 1e6), High: r.number("high", 0, 1e6), Unit: r.need("unit"), Figures: r.list("figures"), Method: r.need("method")}
		if v.Low > v.V || v.V > v.High {
			r.bad("value", "value: between low %g and high %g", v.Low, v.High)
		}
		if base == "kmh" && v.Low <= 0 {
			r.bad("low", "low: a speed above zero")
		}
		for _, id := range v.Figures {
			if t.figure[id] == nil {
				r.bad("figures", "figures: ids of figures.csv separated by semicolons")
			}
		}
		if base == "g_tkm" && c.Applies == "link" && c.Mode == Rail {
			r.bad("quantity", "quantity: none of g_tkm for rail links, whose factor is made of traction.csv and grid.csv")
		}
		if _, twice := c.Values[q]; twice {
			r.bad("quantity", "quantity: once for each class")
		}
		c.Values[q] = v
	})
	for i := range t.classes {
		c := &t.classes[i]
		for _, q := range needed[c.Applies] {
			if q == "g_tkm" && c.Applies == "link" && c.Mode == Rail {
				continue
			}
			_, ok := c.Values[q]
			_, in := c.Values[q+":in"]
			_, out := c.Values[q+":out"]
			if !ok && !(in && out) {
				tab.add(fault.New(fault.BadNetwork, "class %s has no %s", c.ID, q).At("%s", tab.name).Want("a row for %s of every %s class", q, c.Applies))
			}
		}
	}
}

func (t *tables) loadNotices(tab *table) {
	t.notices = make([]Notice, 0, len(tab.rows))
	tab.each(func(r row) {
		o := Notice{Subject: r.need("subject"), From: r.date("from"), To: r.date("to"), Text: r.need("text"), Source: r.need("source")}
		if t.waypoints[o.Subject] == nil && t.corridor[o.Subject] == nil && !t.knows(o.Subject) {
			r.bad("subject", "subject: a link, crossing, location, corridor or alias of a waypoint")
		}
		if o.From.IsZero() {
			r.bad("from", "from: a day like 2026-11-20")
		}
		if !o.To.IsZero() && !o.To.After(o.From) {
			r.bad("to", "to: a day after from, or empty")
		}
		t.notices = append(t.notices, o)
	})
	for i := range t.notices {
		o := &t.notices[i]
		t.noticesBy[o.Subject] = append(t.noticesBy[o.Subject], o)
	}
}

func (t *tables) loadProgramme(tab *table) {
	tab.each(func(r row) {
		p := ProgrammeFigure{
			ID: r.need("id"), Topic: r.need("topic"), Subject: r.need("subject"), Metric: r.need("metric"), Value: r.need("value"),
			Unit: r.text("unit"), Year: r.need("year"), Note: r.text("note"), Source: r.need("source"),
		}
		if p.Year != "" && !yearForm.MatchString(p.Year) {
			r.bad("year", "year: a year or date")
		}
		t.programme = append(t.programme, p)
	})
}

// Notices gives the dated notices about a subject that hold on a day, each with its dates and source. The notices of a link
// include those of the chokepoints it passes and of its ends.
func (n *Network) Notices(subject string, on time.Time) []string {
	subjects := []string{subject}
	if l := n.link[subject]; l != nil {
		subjects = append(append(subjects, l.Through...), l.From, l.To)
	}
	if c := n.crossing[subject]; c != nil {
		subjects = append(subjects, c.From, c.To)
	}
	if l := n.location[subject]; l != nil && l.Kind == "waypoint" {
		subjects = append(subjects, l.Aliases...)
	}
	var out []string
	for _, s := range subjects {
		for _, o := range n.noticesBy[s] {
			if on.Before(o.From) || !o.To.IsZero() && !on.Before(o.To) {
				continue
			}
			span := "since " + o.From.Format("2006-01-02")
			if !o.To.IsZero() {
				span = o.From.Format("2006-01-02") + " until " + o.To.Format("2006-01-02")
			}
			out = append(out, o.Text+" ("+span+"; "+o.Source+")")
		}
	}
	return out
}

// NoticeList gives every notice in the order of the table.
func (n *Network) NoticeList() []Notice { return slices.Clone(n.notices) }
