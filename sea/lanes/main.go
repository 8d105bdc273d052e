// Command lanes makes the rows of sea/data/nodes.csv and lanes.csv: go run ./sea/lanes in the root of the module.
//
// It reads waypoints placed by hand off capes and in traffic lanes (waypoints.csv), straits to be followed (channels.csv),
// the approaches of ports (approaches.csv), reefs and shoals the coastline does not show (hazards.csv), names of seas
// (seas.csv) and the coastline of web/node_modules/world-atlas/land-10m.json. Each waypoint is moved to the nearest place
// with the clearance it asks for; straits and approaches are found by A* on a fine grid that prefers that clearance;
// waypoints that see each other with clearance are joined by great circles; a greedy spanner keeps of these only what a
// way needs to stay within 0.5 % of the full set. The same input gives the same rows.
package main

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/sea"
	"github.com/kairo-corridor/kairo/sea/coast"
)

const (
	openKm   = 6.0   // clearance wanted of lanes in open water
	slope    = 0.25  // near a node that is closer to the coast, the clearance may shrink by this much a km
	stretch  = 1.005 // a way in the spanner is at most this much longer
	longest  = 12000 // km of one lane
	portKm   = 12    // a harbour point is at most this far from the port's position
	minClear = 0.12  // km: the least any lane found by A* keeps
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "lanes:", err)
		os.Exit(1)
	}
}

func run() error {
	f, err := os.Open("web/node_modules/world-atlas/land-10m.json")
	if err != nil {
		return fmt.Errorf("%w (run in the root of the module after make web)", err)
	}
	defer f.Close()
	land, err := coast.Read(f)
	if err != nil {
		return err
	}
	b := &builder{land: land, at: map[string]int{}}
	for _, step := range []func() error{b.readHazards, b.readGates, b.readSeas, b.readWaypoints, b.readChannels, b.readApproaches} {
		if err := step(); err != nil {
			return err
		}
	}
	b.joinOpen()
	if len(b.problems) > 0 {
		return fmt.Errorf("%d problems:\n%s", len(b.problems), strings.Join(b.problems, "\n"))
	}
	return b.write()
}

type node struct {
	id, name string
	at       sea.Point
	clear    float64
	open     bool // takes part in open lanes
}

type lane struct {
	from, to   int
	kind, name string
	km         float64
	reason     string // of a canal, river or dredged fairway that the coastline does not show
}

type hazard struct {
	at sea.Point
	km float64
}

type seaBox struct {
	name                     string
	south, west, north, east float64
}

type builder struct {
	land     *coast.Coast
	nodes    []node
	at       map[string]int
	lanes    []lane
	hazards  []hazard
	gates    []sea.Chokepoint
	seas     []seaBox
	problems []string
}

func (b *builder) problem(format string, args ...any) {
	b.problems = append(b.problems, fmt.Sprintf(format, args...))
}

// rows reads a CSV file of this tool and gives its rows as maps from the header.
func rows(path string) ([]map[string]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var out []map[string]string
	for _, r := range all[1:] {
		m := map[string]string{}
		for i, h := range all[0] {
			m[h] = r[i]
		}
		out = append(out, m)
	}
	return out, nil
}

func number(s string) float64 {
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return math.NaN()
	}
	return x
}

func (b *builder) readHazards() error {
	rs, err := rows("sea/lanes/hazards.csv")
	for _, r := range rs {
		b.hazards = append(b.hazards, hazard{sea.Point{Lat: number(r["lat"]), Lon: number(r["lon"])}, number(r["km"])})
	}
	return err
}

func (b *builder) readGates() error {
	var err error
	b.gates, err = sea.ReadChokepoints(os.DirFS("sea/data"))
	return err
}

func (b *builder) readSeas() error {
	rs, err := rows("sea/lanes/seas.csv")
	for _, r := range rs {
		b.seas = append(b.seas, seaBox{r["name"], number(r["south"]), number(r["west"]), number(r["north"]), number(r["east"])})
	}
	return err
}

// seaAt names the sea of a point: the first box of the list that holds it.
func (b *builder) seaAt(p sea.Point) string {
	for _, s := range b.seas {
		if p.Lat >= s.south && p.Lat <= s.north && p.Lon >= s.west && p.Lon <= s.east {
			return s.name
		}
	}
	return ""
}

func (b *builder) addNode(n node) int {
	if i, ok := b.at[n.id]; ok {
		b.problem("%s: a second node of that name", n.id)
		return i
	}
	b.at[n.id] = len(b.nodes)
	b.nodes = append(b.nodes, n)
	return len(b.nodes) - 1
}

func (b *builder) addLane(from, to int, kind, name, reason string) {
	p, q := b.nodes[from].at, b.nodes[to].at
	b.lanes = append(b.lanes, lane{from: from, to: to, kind: kind, name: name, km: sea.Km(p, q), reason: reason})
}

func (b *builder) readWaypoints() error {
	rs, err := rows("sea/lanes/waypoints.csv")
	for _, r := range rs {
		want := sea.Point{Lat: number(r["lat"]), Lon: number(r["lon"])}
		clear := number(r["clear"])
		at, ok := b.place(want, clear, 40)
		if !ok {
			b.problem("waypoint %s: no place within 40 km is %.1f km clear", r["id"], clear)
			continue
		}
		if d := sea.Km(want, at); d > 12 {
			fmt.Printf("waypoint %s moved %.0f km\n", r["id"], d)
		}
		b.addNode(node{r["id"], r["name"], at, clear, true})
	}
	return err
}

// place gives the point nearest to want, in rings 0.5 km apart, that lies at sea with the clearance; rounded to 0.001°.
func (b *builder) place(want sea.Point, clear, reach float64) (sea.Point, bool) {
	for d := 0.0; d <= reach; d += 0.5 {
		n := max(1, int(2*math.Pi*d/0.7))
		for i := range n {
			w := 2 * math.Pi * float64(i) / float64(n)
			lat := want.Lat + d*math.Sin(w)/111.195
			lon := want.Lon + d*math.Cos(w)/(111.195*math.Cos(want.Lat*math.Pi/180))
			p := sea.Point{Lat: math.Round(lat*1000) / 1000, Lon: math.Round(lon*1000) / 1000}
			if b.land.CoastKm(p, clear+0.05) >= clear && !b.land.OnLand(p) {
				return p, true
			}
		}
	}
	return want, false
}

func (b *builder) readChannels() error {
	rs, err := rows("sea/lanes/channels.csv")
	for _, r := range rs {
		from, ok1 := b.at[r["from"]]
		to, ok2 := b.at[r["to"]]
		if !ok1 || !ok2 {
			b.problem("channel %s – %s: no such waypoint", r["from"], r["to"])
			continue
		}
		if r["via"] != "" {
			b.follow(from, to, r["kind"], r["name"], r["via"], r["reason"])
			continue
		}
		b.thread(from, to, r["kind"], r["name"], number(r["clear"]), number(r["pad"]))
	}
	return err
}

// follow draws a canal, river or fairway by the points given; its lanes carry the reason why they may cross land. Where a
// piece does not, it is an ordinary lane.
func (b *builder) follow(from, to int, kind, name, via, reason string) {
	prev := from
	pts, ok := network.ParseShape(via)
	if !ok {
		b.problem("%s: via is no list of points", name)
	}
	for i := 0; i <= len(pts); i++ {
		next := to
		if i < len(pts) {
			id := fmt.Sprintf("%s-%d", slug(name), i+1)
			next = b.addNode(node{id, name, sea.Point{Lat: pts[i][0], Lon: pts[i][1]}, 0, false})
		}
		why := ""
		if _, crosses := b.land.Crosses(b.nodes[prev].at, b.nodes[next].at); crosses || b.land.OnLand(b.nodes[prev].at) {
			why = reason
		}
		b.addLane(prev, next, kind, name, why)
		prev = next
	}
}

func slug(s string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 32
		}
		return '-'
	}, s), "-")
}

// thread finds a way through narrow water and adds it as a chain of lanes.
func (b *builder) thread(from, to int, kind, name string, clear, pad float64) {
	way, ok := b.passage(b.nodes[from].at, b.nodes[to].at, clear, pad)
	if !ok {
		b.problem("%s: no water way %s – %s", name, b.nodes[from].id, b.nodes[to].id)
		return
	}
	prev := from
	for i := 1; i < len(way); i++ {
		next := to
		if i < len(way)-1 {
			id := fmt.Sprintf("%s~%s-%d", b.nodes[from].id, b.nodes[to].id, i)
			next = b.addNode(node{id, name, way[i], min(clear, b.land.CoastKm(way[i], clear)), false})
		}
		b.addLane(prev, next, kind, name, "")
		prev = next
	}
}

func (b *builder) readApproaches() error {
	places, err := b.ports()
	if err != nil {
		return err
	}
	rs, err := rows("sea/lanes/approaches.csv")
	seen := map[string]bool{}
	for _, r := range rs {
		p, ok := places[r["code"]]
		to, ok2 := b.at[r["to"]]
		if !ok || !ok2 {
			b.problem("approach of %s to %s: no such port or waypoint", r["code"], r["to"])
			continue
		}
		seen[r["code"]] = true
		b.approach(r["code"], p, to, number(r["clear"]), r["via"], r["reason"])
	}
	for code := range places {
		if !seen[code] {
			b.nearLane(code, places[code])
		}
	}
	return err
}

type place struct {
	name string
	at   sea.Point
}

// ports are those of the network and our own beyond it.
func (b *builder) ports() (map[string]place, error) {
	out := map[string]place{}
	locations, err := rows("network/data/locations.csv")
	if err != nil {
		return nil, err
	}
	for _, r := range locations {
		if r["kind"] == "port" {
			out[r["code"]] = place{r["name"], sea.Point{Lat: number(r["lat"]), Lon: number(r["lon"])}}
		}
	}
	rs, err := rows("sea/data/ports.csv")
	for _, r := range rs {
		if _, ok := out[r["code"]]; !ok {
			out[r["code"]] = place{r["name"], sea.Point{Lat: number(r["lat"]), Lon: number(r["lon"])}}
		}
	}
	return out, err
}

func (b *builder) nearLane(code string, p place) {
	best, name := math.Inf(1), ""
	for _, n := range b.nodes {
		if d := sea.Km(n.at, p.at); d < best {
			best, name = d, n.id
		}
	}
	b.problem("port %s %s at %.2f,%.2f has no approach; the nearest node is %s, %.0f km", code, p.name, p.at.Lat, p.at.Lon, name, best)
}

// approach joins a port to a waypoint: from the nearest water to its position, or by a river drawn by hand. The node is
// called by the port's code.
func (b *builder) approach(code string, p place, to int, clear float64, via, reason string) {
	name := p.name + " approach"
	from, known := b.at[code]
	if via != "" {
		if !known {
			from = b.addNode(node{code, p.name, p.at, 0, false})
		}
		b.follow(from, to, "fairway", name, via, reason)
		return
	}
	if !known {
		at, ok := b.harbour(p.at, b.nodes[to].at, clear)
		if !ok {
			b.problem("port %s %s: no water within %d km that leads to %s", code, p.name, portKm, b.nodes[to].id)
			return
		}
		from = b.addNode(node{code, p.name, at, min(clear, b.land.CoastKm(at, clear)), false})
	}
	b.thread(from, to, "approach", name, clear, 0.3)
}

// harbour is the nearest water to a port from which a way leads out.
func (b *builder) harbour(p, out sea.Point, clear float64) (sea.Point, bool) {
	var tried []sea.Point
	for _, c := range []float64{0.3, 0.6, 1, 2} {
		at, ok := b.place(p, c, portKm)
		if !ok {
			continue
		}
		tried = append(tried, at)
		if _, ok := b.passage(at, out, clear, 0.3); ok {
			return at, true
		}
	}
	fmt.Println("harbours tried:", p, tried)
	return p, false
}

// joinOpen joins waypoints that see each other, and thins the joins to a spanner together with the channels.
func (b *builder) joinOpen() {
	var sights []lane
	for i := range b.nodes {
		for j := i + 1; j < len(b.nodes); j++ {
			p, q := b.nodes[i], b.nodes[j]
			if !p.open || !q.open || sea.Km(p.at, q.at) > longest || !b.sees(p, q) {
				continue
			}
			sights = append(sights, lane{from: i, to: j, kind: "open", km: sea.Km(p.at, q.at)})
		}
	}
	sort.SliceStable(sights, func(i, j int) bool { return sights[i].km < sights[j].km })
	fixed := len(b.lanes)
	g := newGraph(len(b.nodes))
	for _, l := range b.lanes {
		g.join(l.from, l.to, l.km)
	}
	for _, s := range sights {
		if g.within(s.from, s.to, s.km*stretch) {
			continue
		}
		g.join(s.from, s.to, s.km)
		b.lanes = append(b.lanes, s)
	}
	fmt.Printf("%d nodes, %d lanes of channels, %d sights thinned to %d lanes\n", len(b.nodes), fixed, len(sights), len(b.lanes)-fixed)
}

// sees reports whether the great circle between two nodes keeps clear of coasts and hazards.
func (b *builder) sees(p, q node) bool {
	total := sea.Km(p.at, q.at)
	if p.at.Lat < -40 || q.at.Lat < -40 {
		return false
	}
	for _, h := range b.hazards {
		if inHazard(p.at, q.at, h) {
			return false
		}
	}
	if _, crosses := b.land.Crosses(p.at, q.at); crosses {
		return false
	}
	pts := sea.Divide(p.at, q.at, 1.5)
	for i, at := range pts {
		d := total * float64(i) / float64(len(pts)-1)
		want := min(openKm, p.clear+slope*d, q.clear+slope*(total-d))
		if b.land.CoastKm(at, want) < want-0.05 {
			return false
		}
	}
	return true
}

// inHazard reports whether a lane passes a hazard.
func inHazard(p, q sea.Point, h hazard) bool {
	return sea.Km(sea.Nearest(h.at, p, q), h.at) < h.km
}

// write names the lanes, notes the chokepoints they pass and writes both tables.
func (b *builder) write() error {
	used := make([]bool, len(b.nodes))
	var laneRows [][]string
	sort.SliceStable(b.lanes, func(i, j int) bool {
		x, y := b.lanes[i], b.lanes[j]
		if x.from != y.from {
			return b.nodes[x.from].id < b.nodes[y.from].id
		}
		return b.nodes[x.to].id < b.nodes[y.to].id
	})
	for _, l := range b.lanes {
		p, q := b.nodes[l.from], b.nodes[l.to]
		used[l.from], used[l.to] = true, true
		if l.name == "" {
			pts := sea.Divide(p.at, q.at, sea.Km(p.at, q.at)/2+0.001)
			l.name = b.seaAt(pts[len(pts)/2])
		}
		var words []string
		for _, g := range b.gates {
			if g.Passed(p.at, q.at) {
				words = append(words, g.Word)
			}
		}
		laneRows = append(laneRows, []string{p.id, q.id, l.kind, l.name, strings.Join(words, ";"), l.reason})
	}
	var nodeRows [][]string
	for i, n := range b.nodes {
		if used[i] {
			nodeRows = append(nodeRows, []string{n.id, n.name, strconv.FormatFloat(n.at.Lat, 'f', 3, 64), strconv.FormatFloat(n.at.Lon, 'f', 3, 64)})
		} else {
			fmt.Println("not joined to anything:", n.id)
		}
	}
	sort.Slice(nodeRows, func(i, j int) bool { return nodeRows[i][0] < nodeRows[j][0] })
	if err := table("sea/data/nodes.csv", []string{"id", "name", "lat", "lon"}, nodeRows); err != nil {
		return err
	}
	return table("sea/data/lanes.csv", []string{"from", "to", "kind", "name", "through", "overland"}, laneRows)
}

func table(path string, header []string, rows [][]string) error {
	f, err := os.Create(filepath.FromSlash(path))
	if err != nil {
		return err
	}
	w := csv.NewWriter(f)
	_ = w.Write(header)
	if err := w.WriteAll(rows); err != nil {
		return err
	}
	return f.Close()
}
