package network

import (
	"fmt"
	"io"
	"math"
	"slices"
	"sort"
	"strings"
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
	Share    float64 `json:"sourcedShare"`      // of values observed or sourced, 0..1
	Metrics  []Share `json:"metrics,omitempty"` // of a corridor: each metric by itself
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
			"classes": len(n.classes), "figures": len(n.figures), "notices": len(n.notices), "programme": len(n.programme),
			"queues": len(n.queues), "services": len(n.services), "seasons": len(n.seasons), "shock groups": len(n.shocks), "opening hours": len(n.hours)},
		Kinds: map[Kind]int{}, Statuses: map[string][]string{},
	}
	for i := range n.figures {
		r.Kinds[n.figures[i].Kind]++
	}
	c := checker{n: n, r: &r, metric: map[string]*Share{}, corridor: map[string]*Share{}, within: map[string]map[string]*Share{}, on: n.horizon()}
	c.arcs()
	c.doubles()
	c.claims()
	c.lines()
	c.places()
	c.chokepoints()
	r.ByMetric = shares(c.metric, counted)
	var order []string
	for _, k := range n.corridors {
		order = append(order, k.ID)
	}
	r.ByCorridor = shares(c.corridor, append(order, common))
	for i := range r.ByCorridor {
		r.ByCorridor[i].Metrics = shares(c.within[r.ByCorridor[i].Name], counted)
	}
	return r
}

// counted are the metrics of which the report gives the basis, common the name of the arcs that serve several corridors.
var counted = []string{MetricDistance, MetricMinutes, MetricUSD, MetricGPerTKm}

const common = "(common)"

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
	within   map[string]map[string]*Share // by corridor and metric
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
		corridor = common
	}
	if c.within[corridor] == nil {
		c.within[corridor] = map[string]*Share{}
	}
	for _, m := range []struct {
		name string
		v    Value
	}{{MetricDistance, v.Distance}, {MetricMinutes, v.Minutes}, {MetricUSD, v.USD}, {MetricGPerTKm, v.GPerTKm}} {
		whole := shareOf(c.corridor, corridor)
		for _, s := range []*Share{shareOf(c.metric, m.name), shareOf(c.within[corridor], m.name), whole} {
			s.Values++
			if s != whole || m.name == MetricDistance {
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

// doubles checks that no two arcs of one mode join the same ends without saying what tells them apart, and that
// no link by land passes a border without a crossing.
func (c *checker) doubles() {
	seen := map[string]string{}
	note := func(id, from, to string, mode Mode, name string) {
		if from > to {
			from, to = to, from
		}
		key := from + " " + to + " " + string(mode) + " " + name
		if seen[key] != "" {
			c.fail("%s joins the same ends by the same means as %s", id, seen[key])
		}
		seen[key] = id
	}
	for i := range c.n.links {
		l := &c.n.links[i]
		name := strings.TrimPrefix(l.ID, string(l.Mode)+":"+l.From+"-"+l.To)
		note(l.ID, l.From, l.To, l.Mode, name)
		if a, b := c.n.location[l.From], c.n.location[l.To]; (l.Mode == Rail || l.Mode == Road) && !c.inland(a.Country, b.Country, l.Through) {
			c.fail("%s runs from %s to %s without a crossing", l.ID, a.Country, b.Country)
		}
	}
	for i := range c.n.crossings {
		x := &c.n.crossings[i]
		note(x.ID, x.From, x.To, x.Mode, "")
	}
}

// schengen are the countries of this network between which trucks and trains pass without border control on the date of
// the newest claims: links may run between them without a crossing.
var schengen = []string{"AT", "BE", "BG", "CZ", "DE", "ES", "FR", "GR", "HU", "IT", "NL", "PL", "RO"}

// inland reports whether a link by land needs no crossing: within one country, between countries without border control,
// or sealed through those its column through names.
func (c *checker) inland(a, b string, through []string) bool {
	sealed := slices.ContainsFunc(through, func(p string) bool { return c.n.waypoints[p] == nil })
	return a == b || sealed || slices.Contains(schengen, a) && slices.Contains(schengen, b)
}

// claims checks every figure that has a subject against it: its unit of time or way is above zero, a distance claimed is
// not below the great circle and not above three times it, and a side and direction stand only where they mean something.
func (c *checker) claims() {
	for i := range c.n.figures {
		f := &c.n.figures[i]
		if f.Subject == "" || f.Suspect || f.Text != "" {
			continue
		}
		if f.Value <= 0 && slices.Contains([]string{"distance_km", "duration_min", "dwell_min", "usd_teu", "usd_feu"}, f.Metric) {
			c.fail("%s: %s of %s is %g", f.ID, f.Metric, f.Subject, f.Value)
		}
		from, to := c.ends(f.Subject)
		if f.Metric != "distance_km" || from == nil {
			continue
		}
		direct := GreatCircleKm(from.Lat, from.Lon, to.Lat, to.Lon)
		if f.Value < 0.97*direct-10 {
			c.fail("%s: %.0f km is shorter than the great circle of %s, %.0f km", f.ID, f.Value, f.Subject, direct)
		}
		if l := c.n.link[f.Subject]; l != nil && l.Mode != Sea && f.Value > 3*direct+100 {
			c.fail("%s: %.0f km is more than three times the great circle of %s, %.0f km", f.ID, f.Value, f.Subject, direct)
		}
	}
}

// lineShare is how much shorter than a claimed line the sum of other links between its ends may be before the two are said
// to contradict each other: new cut-offs save a tenth (Bukhara – Misken against Navoi – Nukus), wrong sections more.
const lineShare = 0.85

// lines checks each length claimed of a railway or road against the sum of other links of that mode between its ends,
// without passing a border: a line claimed as a whole and its sections must tell the same.
func (c *checker) lines() {
	km := map[string]float64{}
	at := map[string][]*Link{}
	for i := range c.n.links {
		l := &c.n.links[i]
		if l.Mode == Rail || l.Mode == Road {
			km[l.ID] = c.n.LinkValues(l, c.on).Distance.V
			at[l.From+string(l.Mode)] = append(at[l.From+string(l.Mode)], l)
			at[l.To+string(l.Mode)] = append(at[l.To+string(l.Mode)], l)
		}
	}
	for i := range c.n.links {
		l := &c.n.links[i]
		if km[l.ID] == 0 || c.n.LinkValues(l, c.on).Distance.Basis != Sourced {
			continue
		}
		if other := around(l, at, km, lineShare*km[l.ID]); other < lineShare*km[l.ID] {
			c.fail("%s: %.0f km are claimed, other links between its ends are %.0f km", l.ID, km[l.ID], other)
		}
	}
}

// around gives the shortest way between the ends of a link over other links of its mode, +Inf where none is below most km.
func around(l *Link, at map[string][]*Link, km map[string]float64, most float64) float64 {
	best := map[string]float64{l.From: 0}
	for queue := []string{l.From}; len(queue) > 0; queue = queue[1:] {
		here := queue[0]
		for _, o := range at[here+string(l.Mode)] {
			next := o.To
			if next == here {
				next = o.From
			}
			way := best[here] + km[o.ID]
			if old, seen := best[next]; o != l && way < most && (!seen || way < old) {
				best[next] = way
				queue = append(queue, next)
			}
		}
	}
	if way, ok := best[l.To]; ok {
		return way
	}
	return math.Inf(1)
}

// ends gives the two ends of a link or crossing, nil for any other subject.
func (c *checker) ends(subject string) (from, to *Location) {
	if l := c.n.link[subject]; l != nil {
		return c.n.location[l.From], c.n.location[l.To]
	}
	if x := c.n.crossing[subject]; x != nil {
		return c.n.location[x.From], c.n.location[x.To]
	}
	return nil, nil
}

// places checks that every location but a waypoint is an end of something, that all hang together over links and crossings,
// and that each corridor has links.
// deadEnds looks for places where the one railway or road ends, the other goes on, and no terminal leads from one to the other.
func (c *checker) deadEnds() {
	ways := map[string]map[Mode]int{}
	end := func(code string, m Mode) {
		if ways[code] == nil {
			ways[code] = map[Mode]int{}
		}
		ways[code][m]++
	}
	for i := range c.n.links {
		end(c.n.links[i].From, c.n.links[i].Mode)
		end(c.n.links[i].To, c.n.links[i].Mode)
	}
	for i := range c.n.crossings {
		end(c.n.crossings[i].From, c.n.crossings[i].Mode)
		end(c.n.crossings[i].To, c.n.crossings[i].Mode)
	}
	for i := range c.n.locations {
		l := &c.n.locations[i]
		if w := ways[l.Code]; !l.Intermodal && (w[Rail] == 1 && w[Road] > 0 || w[Road] == 1 && w[Rail] > 0) {
			c.fail("%s: a railway or road ends there, and containers do not change between train and truck", l.Code)
		}
	}
}

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
	c.deadEnds()
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
	fmt.Fprintf(t, "metric\tarcs\tsourced\tfactor\testimate\tsourced share\n")
	for _, s := range r.ByMetric {
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%d\t%.0f %%\n", s.Name, s.Arcs, s.Sourced+s.Observed, s.Factor, s.Estimate, 100*s.Share)
	}
	fmt.Fprintf(t, "\ncorridor\tarcs")
	for _, m := range counted {
		fmt.Fprintf(t, "\t%s", m)
	}
	fmt.Fprintf(t, "\tsourced share, then with factors\n")
	for _, s := range r.ByCorridor {
		fmt.Fprintf(t, "%s\t%d", s.Name, s.Arcs)
		for _, m := range s.Metrics {
			fmt.Fprintf(t, "\t%.0f %% (%.0f %%)", 100*m.Share, 100*float64(m.Observed+m.Sourced+m.Factor)/float64(m.Values))
		}
		fmt.Fprintf(t, "\t%.0f %% of %d values\n", 100*s.Share, s.Values)
	}
	fmt.Fprintln(t)
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
