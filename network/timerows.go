package network

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/fault"
)

// The tables of the time model. Each may be missing from a network of one's own: then there are no queues, services,
// seasons, shocks or opening hours, and durations are those of claims and classes alone.
var (
	queueColumns   = []string{"subject", "quantity", "value", "low", "high", "unit", "figures", "method"}
	serviceColumns = []string{"subject", "direction", "quantity", "value", "low", "high", "unit", "figures", "method"}
	seasonColumns  = []string{"subject", "months", "quantity", "value", "low", "high", "figures", "method"}
	shockColumns   = []string{"group", "mode", "name", "included", "months", "quantity", "value", "low", "high", "unit", "figures", "method"}
	hoursColumns   = []string{"subject", "place", "open", "closed", "figures", "source"}
)

// timeTables are the rows of the time model.
type timeTables struct {
	queues   map[string]map[string]ClassValue // by crossing or class, by quantity
	services map[string]map[string]ClassValue // by link, link:CODE or class, by quantity
	seasons  map[string][]Season              // by subject
	shocks   map[string][]Shock               // by shock group or class
	hours    map[string]*OpeningHours         // by crossing or location
}

// queueUnits are the quantities of queues.csv with their unit; serviceUnits those of services.csv.
var (
	queueUnits = map[string]string{
		QArrivals: "1/day", QCapacity: "1/day", "servers": "x", "arrivalCV": "x", "serviceCV": "x", QProcedure: "h",
		QInspection: "x", "inspection": "h", QGauge: "h", QWagons: "x", "wagonWait": "h",
	}
	serviceUnits = map[string]string{
		QPerWeek: "1/week", "capacity": "TEU", QOffered: "TEU/week", QVessels: "x", "roundTrip": "h", "lostDays": "x", "headwayCV": "x",
	}
)

// quantityRow reads the value of a quantity with its range, figures and method.
func (t *tables) quantityRow(r row, unit string) ClassValue {
	v := ClassValue{V: r.number("value", 0, 1e6), Low: r.number("low", 0, 1e6), High: r.number("high", 0, 1e6), Unit: unit, Figures: r.list("figures"), Method: r.need("method")}
	if r.raw("value") == "" {
		r.bad("value", "value: a number")
	}
	if v.Low > v.V || v.V > v.High {
		r.bad("value", "value: between low %g and high %g", v.Low, v.High)
	}
	if unit == "x" && slices.Contains([]string{QInspection, QWagons, "lostDays", "probability"}, r.text("quantity")) && v.High > 1 {
		r.bad("high", "high: a share, at most 1")
	}
	for _, id := range v.Figures {
		if t.figure[id] == nil {
			r.bad("figures", "figures: ids of figures.csv separated by semicolons")
		}
	}
	if len(v.Figures) == 0 && !strings.HasPrefix(v.Method, "our estimate") && !strings.HasPrefix(v.Method, "published") {
		r.bad("method", "method: \"published ...\" with its source, or \"our estimate ...\" where no figure stands behind it")
	}
	return v
}

// quantity reads the name of a quantity and checks its unit.
func quantity(r row, units map[string]string) string {
	q := r.text("quantity")
	if units[q] == "" {
		names := make([]string, 0, len(units))
		for name := range units {
			names = append(names, name)
		}
		slices.Sort(names)
		r.bad("quantity", "quantity: one of %s", strings.Join(names, ", "))
		return ""
	}
	if slices.Contains(r.t.header, "unit") && r.text("unit") != units[q] {
		r.bad("unit", "unit: %s for %s", units[q], q)
	}
	return q
}

// put records a quantity of a subject once.
func put(r row, m map[string]map[string]ClassValue, subject, q string, v ClassValue) {
	if m[subject] == nil {
		m[subject] = map[string]ClassValue{}
	}
	if _, twice := m[subject][q]; twice {
		r.bad("quantity", "quantity: once for each subject")
	}
	m[subject][q] = v
}

func (t *tables) loadQueues(tab *table) {
	t.queues = map[string]map[string]ClassValue{}
	tab.each(func(r row) {
		s, q := r.need("subject"), quantity(r, queueUnits)
		if c := t.class[s]; t.crossing[s] == nil && (c == nil || c.Applies != "crossing") {
			r.bad("subject", "subject: a crossing or a class of crossings")
			return
		}
		if v := t.quantityRow(r, queueUnits[q]); q != "" {
			if (q == QCapacity || q == "servers") && v.Low <= 0 {
				r.bad("low", "low: above zero")
			}
			put(r, t.queues, s, q, v)
		}
	})
}

func (t *tables) loadServices(tab *table) {
	t.services = map[string]map[string]ClassValue{}
	tab.each(func(r row) {
		s, dir, q := r.need("subject"), r.text("direction"), quantity(r, serviceUnits)
		c, l := t.class[s], t.link[s]
		if l == nil && (c == nil || c.Applies != "link" && c.Applies != "transfer") {
			r.bad("subject", "subject: a link, a class of links or a class of transfers")
			return
		}
		if dir != "" {
			if l == nil || dir != l.From && dir != l.To {
				r.bad("direction", "direction: the location a link runs from, or empty")
			}
			s += ":" + dir
		}
		if v := t.quantityRow(r, serviceUnits[q]); q != "" {
			if slices.Contains([]string{QPerWeek, "capacity", QOffered, QVessels, "roundTrip"}, q) && v.Low <= 0 {
				r.bad("low", "low: above zero")
			}
			if q == "lostDays" && v.High > lostDaysMost {
				r.bad("high", "high: at most %g of the days", lostDaysMost)
			}
			put(r, t.services, s, q, v)
		}
	})
}

// months reads "11-3" or "12;1;2"; empty is the whole year.
func months(r row) (in [13]bool, count int) {
	items := r.list("months")
	if len(items) == 0 {
		items = []string{"1-12"}
	}
	for _, item := range items {
		a, b, span := strings.Cut(item, "-")
		if !span {
			b = a
		}
		from, ok := monthOf(a)
		to, ok2 := monthOf(b)
		if !ok || !ok2 {
			r.bad("months", "months: numbers and spans like 11-3;7, or empty for the whole year")
			return in, 0
		}
		for m := from; ; m = m%12 + 1 {
			in[m] = true
			if m == to {
				break
			}
		}
	}
	for _, on := range in {
		if on {
			count++
		}
	}
	return in, count
}

func monthOf(s string) (int, bool) {
	m := 0
	for _, c := range strings.TrimSpace(s) {
		if c < '0' || c > '9' || m > 12 {
			return 0, false
		}
		m = 10*m + int(c-'0')
	}
	return m, m >= 1 && m <= 12
}

// known reports whether a subject of the time model is a shock group of any link or crossing.
func (t *tables) shockGroup(name string) bool {
	for i := range t.links {
		if t.links[i].Shock == name {
			return name != ""
		}
	}
	for i := range t.crossings {
		if t.crossings[i].Shock == name {
			return name != ""
		}
	}
	return false
}

// clock reads "09:00" or "24:00" as minutes of the day.
func clock(s string) (int, bool) {
	if s == "24:00" {
		return 24 * 60, true
	}
	at, err := time.Parse("15:04", s)
	return at.Hour()*60 + at.Minute(), err == nil
}

// optionalTable is openTable on a file that may be missing.
func optionalTable(fsys fs.FS, name string, columns []string, faults *fault.List) *table {
	if _, err := fs.Stat(fsys, name); errors.Is(err, fs.ErrNotExist) {
		return &table{name: name, header: columns, faults: faults}
	}
	return openTable(fsys, name, columns, faults)
}

// closedMax bounds the closed spans of one subject: the holidays of both sides over five years.
const closedMax = 64

// timeQuantities are the quantities of the queues and services of a class that a change may name.
func (n *Network) timeQuantities(c *Class) []string {
	switch {
	case c.Applies == "crossing":
		return queueQuantities
	case c.Applies == "link" || n.services[c.ID] != nil:
		return []string{QPerWeek, QVessels, QOffered}
	}
	return nil
}
