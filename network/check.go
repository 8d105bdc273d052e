package network

import (
	"fmt"
	"io"
	"math"
	"slices"
	"sort"
	"text/tabwriter"
	"time"
)

// Report is what [Network.Check] found.
type Report struct {
	Violations []string            `json:"violations"` // what contradicts itself; empty is clean
	Counts     map[string]int      `json:"counts"`     // rows of each table
	ByMetric   []Share             `json:"byMetric"`   // what the values of all arcs rest on
	ByCorridor []Share             `json:"byCorridor"`
	Kinds      map[Kind]int        `json:"claimKinds"` // figures by kind of claim
	Statuses   map[string][]string `json:"statuses"`   // links and crossings that are not open
}

// Share counts the values of a metric or corridor by what they rest on.
type Share struct {
	Name     string  `json:"name"`
	Arcs     int     `json:"arcs"`
	Values   int     `json:"values"`
	Observed int     `json:"observed"`
	Sourced  int     `json:"sourced"`
	Factor   int     `json:"factor"`
	Estimate int     `json:"estimate"`
	Share    float64 `json:"sourcedShare"` // of values observed or sourced, 0..1
}

// Clean reports that nothing contradicts itself.
func (r Report) Clean() bool { return len(r.Violations) == 0 }

// Check looks for contradictions that single rows do not show and counts what the values of every arc rest on, on the last
// day of the year after the newest claim (so that all claims count). Handling and standard deviations are not counted:
// they follow from their class nearly always.
func (n *Network) Check() Report {
	r := Report{
		Violations: []string{},
		Counts: map[string]int{"locations": len(n.locations), "links": len(n.links), "crossings": len(n.crossings), "corridors": len(n.corridors),
			"classes": len(n.classes), "figures": len(n.figures), "notices": len(n.notices), "programme": len(n.programme)},
		Kinds: map[Kind]int{}, Statuses: map[string][]string{},
	}
	for i := range n.figures {
		r.Kinds[n.figures[i].Kind]++
	}
	c := checker{n: n, r: &r, metric: map[string]*Share{}, corridor: map[string]*Share{}, on: n.horizon()}
	c.arcs()
	c.places()
	c.chokepoints()
	r.ByMetric = shares(c.metric, []string{MetricDistance, MetricMinutes, MetricUSD, MetricGPerTKm})
	var order []string
	for _, k := range n.corridors {
		order = append(order, k.ID)
	}
	r.ByCorridor = shares(c.corridor, append(order, "(common)"))
	return r
}

// horizon is a date on which every claim is known.
func (n *Network) horizon() time.Time {
	year := 2000
	for i := range n.figures {
		year = max(year, n.figures[i].year())
	}
	return time.Date(year+1, 12, 31, 0, 0, 0, 0, time.UTC)
}

type checker struct {
	n        *Network
	r        *Report
	metric   map[string]*Share
	corridor map[string]*Share
	on       time.Time
}

func (c *checker) fail(format string, args ...any) {
	if len(c.r.Violations) < maxViolations {
		c.r.Violations = append(c.r.Violations, fmt.Sprintf(format, args...))
	}
}

func (c *checker) arcs() {
	for i := range c.n.links {
		l := &c.n.links[i]
		v := c.n.LinkValues(l, c.on)
		c.count(l.Corridor, v)
		c.values(l.ID, v)
		c.status(l.Status, l.ID)
		direct := GreatCircleKm(c.n.location[l.From].Lat, c.n.location[l.From].Lon, c.n.location[l.To].Lat, c.n.location[l.To].Lon)
		if v.Distance.V < 0.97*direct-10 {
			c.fail("%s: %.0f km is shorter than the great circle of %.0f km", l.ID, v.Distance.V, direct)
		}
		if way := c.n.distanceOf[l.ID]; l.Shape != "" && (way > 1.25*v.Distance.V+50 || way < 0.7*v.Distance.V-50) {
			c.fail("%s: the way drawn is %.0f km, the distance %.0f km", l.ID, way, v.Distance.V)
		}
		if kmh := v.Distance.V / (v.Minutes.V / 60); kmh > 1000 || l.Mode != Air && kmh > 120 || kmh < 2 {
			c.fail("%s: %.0f km in %.1f h is %.1f km/h", l.ID, v.Distance.V, v.Minutes.V/60, kmh)
		}
	}
	for i := range c.n.crossings {
		x := &c.n.crossings[i]
		for _, from := range []string{x.From, x.To} {
			v := c.n.CrossingValues(x, from, c.on)
			if from == x.From {
				c.count(x.Corridor, v)
			}
			c.values(x.ID, v)
			if v.Distance.V > 150 {
				c.fail("%s: its two sides are %.0f km apart", x.ID, v.Distance.V)
			}
		}
		c.status(x.Status, x.ID)
	}
}

func (c *checker) status(status, id string) {
	if status != "open" {
		c.r.Statuses[status] = append(c.r.Statuses[status], id)
	}
}

// values checks what holds of every resolved value.
func (c *checker) values(id string, v Values) {
	for _, m := range []struct {
		name string
		v    Value
	}{{MetricDistance, v.Distance}, {MetricMinutes, v.Minutes}, {MetricSD, v.SD}, {MetricUSD, v.USD}, {MetricGPerTKm, v.GPerTKm}} {
		switch {
		case math.IsNaN(m.v.V) || math.IsInf(m.v.V, 0) || m.v.V < 0 || m.name != MetricUSD && m.v.V == 0:
			c.fail("%s: %s is %g", id, m.name, m.v.V)
		case m.v.Low > m.v.V*(1+1e-9) || m.v.High < m.v.V*(1-1e-9):
			c.fail("%s: %s %g is outside its range %g to %g", id, m.name, m.v.V, m.v.Low, m.v.High)
		case m.v.Basis == Sourced && (len(m.v.Figures) == 0 || m.v.Source == ""):
			c.fail("%s: %s is said to be sourced and names no figure", id, m.name)
		case m.v.Basis != Sourced && m.v.Basis != Observed && m.v.Method == "":
			c.fail("%s: %s is estimated and states no method", id, m.name)
		}
		for _, f := range m.v.Figures {
			if c.n.figure[f] == nil {
				c.fail("%s: %s rests on unknown figure %s", id, m.name, f)
			}
		}
	}
}

func (c *checker) count(corridor string, v Values) {
	if corridor == "" {
		corridor = "(common)"
	}
	for _, m := range []struct {
		name string
		v    Value
	}{{MetricDistance, v.Distance}, {MetricMinutes, v.Minutes}, {MetricUSD, v.USD}, {MetricGPerTKm, v.GPerTKm}} {
		for _, s := range []*Share{shareOf(c.metric, m.name), shareOf(c.corridor, corridor)} {
			s.Values++
			if m.name == MetricDistance || s == c.metric[m.name] {
				s.Arcs++
			}
			switch m.v.Basis {
			case Observed:
				s.Observed++
			case Sourced:
				s.Sourced++
			case Factor:
				s.Factor++
			default:
				s.Estimate++
			}
		}
	}
}

func shareOf(m map[string]*Share, name string) *Share {
	if m[name] == nil {
		m[name] = &Share{Name: name}
	}
	return m[name]
}

func shares(m map[string]*Share, order []string) []Share {
	var out []Share
	for _, name := range order {
		if s := m[name]; s != nil {
			s.Share = float64(s.Observed+s.Sourced) / float64(s.Values)
			out = append(out, *s)
		}
	}
	return out
}

// places checks that every location but a waypoint is an end of something, that all hang together over links and crossings,
// and that each corridor has links.
func (c *checker) places() {
	next := map[string][]string{}
	join := func(a, b string) { next[a], next[b] = append(next[a], b), append(next[b], a) }
	used := map[string]int{}
	for i := range c.n.links {
		join(c.n.links[i].From, c.n.links[i].To)
		used[c.n.links[i].Corridor]++
	}
	for i := range c.n.crossings {
		join(c.n.crossings[i].From, c.n.crossings[i].To)
	}
	for _, k := range c.n.corridors {
		if used[k.ID] == 0 {
			c.fail("corridor %s has no link", k.ID)
		}
	}
	seen := map[string]bool{}
	var start string
	for i := range c.n.locations {
		l := &c.n.locations[i]
		if l.Kind == "waypoint" {
			continue
		}
		if len(next[l.Code]) == 0 {
			c.fail("%s: nothing leads there", l.Code)
		} else if start == "" {
			start = l.Code
		}
	}
	for queue := []string{start}; len(queue) > 0; queue = queue[1:] {
		if !seen[queue[0]] {
			seen[queue[0]] = true
			queue = append(queue, next[queue[0]]...)
		}
	}
	for code := range next {
		if !seen[code] && start != "" {
			c.fail("%s cannot be reached from %s", code, start)
		}
	}
	slices.Sort(c.r.Violations)
}

// chokepoints checks that a sea link drawn through a chokepoint passes near it.
func (c *checker) chokepoints() {
	for i := range c.n.links {
		l := &c.n.links[i]
		for _, p := range l.Through {
			w := c.n.waypoints[p]
			if w == nil || l.Mode != Sea {
				continue
			}
			near := math.Inf(1)
			for _, q := range c.n.ShapeOf(l) {
				near = math.Min(near, GreatCircleKm(q[0], q[1], w.Lat, w.Lon))
			}
			if near > 120 {
				c.fail("%s: is said to pass %s but the way drawn keeps %.0f km off", l.ID, p, near)
			}
		}
	}
}

// Print writes the report for people.
func (r Report) Print(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	names := make([]string, 0, len(r.Counts))
	for k := range r.Counts {
		names = append(names, k)
	}
	sort.Strings(names)
	for _, k := range names {
		fmt.Fprintf(t, "%s\t%d\n", k, r.Counts[k])
	}
	fmt.Fprintln(t)
	for _, part := range []struct {
		title string
		rows  []Share
	}{{"metric", r.ByMetric}, {"corridor", r.ByCorridor}} {
		fmt.Fprintf(t, "%s\tarcs\tsourced\tfactor\testimate\tsourced share\n", part.title)
		for _, s := range part.rows {
			fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%d\t%.0f %%\n", s.Name, s.Arcs, s.Sourced+s.Observed, s.Factor, s.Estimate, 100*s.Share)
		}
		fmt.Fprintln(t)
	}
	for _, s := range Statuses[1:] {
		for _, id := range r.Statuses[s] {
			fmt.Fprintf(t, "%s\t%s\n", s, id)
		}
	}
	t.Flush()
	if r.Clean() {
		fmt.Fprintln(w, "\nclean: nothing contradicts itself")
		return
	}
	fmt.Fprintf(w, "\n%d violations\n", len(r.Violations))
	for _, v := range r.Violations {
		fmt.Fprintln(w, "  "+v)
	}
}
