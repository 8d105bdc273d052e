// Command shapes rewrites column shape of the sea and ferry links of network/data/links.csv from the lanes: go run ./sea/shapes
// in the root of the module.
//
// A link follows the shortest way that passes the chokepoints it names in column through and none of the network's other
// ones. Of its points those are left out that change the length least, as long as the whole changes by less than 0.4 %, no
// point is moved off by more than 25 km, and what is drawn meets no land the lanes do not; a point by each chokepoint stays.
// Nothing else in the file is touched, and a second run changes nothing. With -n it only says what it would change.
package main

import (
	"flag"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/sea"
	"github.com/kairo-corridor/kairo/sea/coast"
)

const (
	file      = "network/data/links.csv"
	stretch   = 0.004 // most the length may change
	moveKm    = 25    // farthest a point left out may lie from the line drawn
	pointsMax = 150   // of one shape: the network's field holds some 200
)

func main() {
	dry := flag.Bool("n", false, "say what would change, write nothing")
	flag.Parse()
	if err := run(*dry); err != nil {
		fmt.Fprintln(os.Stderr, "shapes:", err)
		os.Exit(1)
	}
}

func run(dry bool) error {
	n, err := network.Default()
	if err != nil {
		return err
	}
	lanes, err := sea.Default()
	if err != nil {
		return err
	}
	f, err := os.Open("web/node_modules/world-atlas/land-10m.json")
	if err != nil {
		return fmt.Errorf("%w (run in the root of the module after make web)", err)
	}
	defer f.Close()
	land, err := coast.Read(f)
	if err != nil {
		return err
	}
	old, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	text, changed, err := rewrite(string(old), func(id string) (string, bool, error) { return shapeOf(n, lanes, land, id) })
	if err != nil {
		return err
	}
	fmt.Printf("%d shapes differ\n", changed)
	if dry || changed == 0 {
		return nil
	}
	if now, err := os.ReadFile(file); err != nil || string(now) != string(old) {
		return fmt.Errorf("%s was changed meanwhile: run again (%v)", file, err)
	}
	return os.WriteFile(file, []byte(text), 0o644)
}

// shapeOf gives the shape of a link; ok is false for one that is no sea or ferry link.
func shapeOf(n *network.Network, lanes *sea.Lanes, land *coast.Coast, id string) (string, bool, error) {
	l, ok := n.Link(id)
	if !ok || l.Mode != "sea" && l.Mode != "ferry" {
		return "", false, nil
	}
	q, err := lanes.LinkQuery(n, l)
	if err != nil {
		return "", false, fmt.Errorf("%s: %w", id, err)
	}
	w, err := lanes.Search(q)
	if err != nil {
		return "", false, fmt.Errorf("%s: %w", id, err)
	}
	way, keep := marked(rounded(w.Points), chokepoints(n, q.Via))
	pts := simplify(way, w.Km, keep, land)
	if len(pts) > pointsMax+2 {
		return "", false, fmt.Errorf("%s: %d points are left, at most %d", id, len(pts), pointsMax)
	}
	var b strings.Builder
	for i, p := range pts[1 : len(pts)-1] {
		if i > 0 {
			b.WriteByte(';')
		}
		b.WriteString(strconv.FormatFloat(p.Lat, 'f', -1, 64) + " " + strconv.FormatFloat(p.Lon, 'f', -1, 64))
	}
	return b.String(), true, nil
}

// rounded gives all but the ends with three decimals, 110 m.
func rounded(pts []sea.Point) []sea.Point {
	out := append([]sea.Point{}, pts...)
	for i := 1; i < len(out)-1; i++ {
		out[i] = sea.Point{Lat: math.Round(out[i].Lat*1000) / 1000, Lon: math.Round(out[i].Lon*1000) / 1000}
	}
	return out
}

// chokepoints gives the network's waypoints that a link names.
func chokepoints(n *network.Network, words []string) []sea.Point {
	var out []sea.Point
	for _, word := range words {
		if loc, ok := n.Waypoint(word); ok {
			out = append(out, sea.Point{Lat: loc.Lat, Lon: loc.Lon})
		}
	}
	return out
}

// marked adds to a way the point nearest to each chokepoint, so that the shape shows where it passes, and tells which
// points must be kept.
func marked(pts, chokepoints []sea.Point) ([]sea.Point, map[sea.Point]bool) {
	keep := map[sea.Point]bool{}
	for _, c := range chokepoints {
		best, at, foot := math.Inf(1), 0, sea.Point{}
		for i := 1; i < len(pts); i++ {
			if p := sea.Nearest(c, pts[i-1], pts[i]); sea.Km(c, p) < best {
				best, at, foot = sea.Km(c, p), i, p
			}
		}
		foot = rounded([]sea.Point{{}, foot, {}})[1]
		keep[foot] = true
		if foot != pts[at-1] && foot != pts[at] {
			pts = append(pts[:at:at], append([]sea.Point{foot}, pts[at:]...)...)
		}
	}
	return pts, keep
}

// simplify leaves out the point that changes the length least, again and again, and none that is to be kept.
func simplify(pts []sea.Point, km float64, keep map[sea.Point]bool, land *coast.Coast) []sea.Point {
	all, kept := pts, make([]int, len(pts))
	for i := range kept {
		kept[i] = i
	}
	budget := stretch * km
	stuck := map[[2]int]bool{}
	for {
		best, at := budget, -1
		for i := 1; i < len(kept)-1; i++ {
			a, b, c := all[kept[i-1]], all[kept[i]], all[kept[i+1]]
			if d := sea.Km(a, b) + sea.Km(b, c) - sea.Km(a, c); d < best && !keep[b] && !stuck[[2]int{kept[i-1], kept[i+1]}] {
				best, at = d, i
			}
		}
		if at < 0 {
			break
		}
		if mayJoin(all, kept[at-1], kept[at+1], land) {
			budget -= best
			kept = append(kept[:at], kept[at+1:]...)
		} else {
			stuck[[2]int{kept[at-1], kept[at+1]}] = true
		}
	}
	out := make([]sea.Point, len(kept))
	for i, k := range kept {
		out[i] = all[k]
	}
	return out
}

// mayJoin reports whether the line from point i to point j may stand for the way between them.
func mayJoin(all []sea.Point, i, j int, land *coast.Coast) bool {
	for k := i + 1; k < j; k++ {
		if sea.Km(all[k], sea.Nearest(all[k], all[i], all[j])) > moveKm {
			return false
		}
	}
	if _, crosses := land.Crosses(all[i], all[j]); !crosses {
		return true
	}
	for k := i; k < j; k++ { // what the way itself crosses, a canal or a quay, may be crossed; else not
		if _, crosses := land.Crosses(all[k], all[k+1]); !crosses {
			return false
		}
	}
	return true
}

// rewrite replaces the field shape of every line whose link has one, and keeps all other bytes.
func rewrite(text string, shape func(id string) (string, bool, error)) (string, int, error) {
	lines := strings.SplitAfter(text, "\n")
	header := fields(lines[0])
	col := -1
	for i, h := range header {
		if lines[0][h[0]:h[1]] == "shape" {
			col = i
		}
	}
	if col < 0 {
		return "", 0, fmt.Errorf("%s has no column shape", file)
	}
	changed := 0
	for i, line := range lines[1:] {
		fs := fields(line)
		if len(fs) != len(header) {
			continue // the empty end, or a field over several lines: left alone
		}
		s, ok, err := shape(line[fs[0][0]:fs[0][1]])
		if err != nil {
			return "", 0, err
		}
		if f := fs[col]; ok && line[f[0]:f[1]] != s {
			lines[i+1] = line[:f[0]] + s + line[f[1]:]
			changed++
		}
	}
	return strings.Join(lines, ""), changed, nil
}

// fields gives the bytes of each field of a CSV line, quotes included.
func fields(line string) [][2]int {
	line = strings.TrimRight(line, "\r\n")
	if line == "" {
		return nil
	}
	var out [][2]int
	start, quoted := 0, false
	for i := 0; i <= len(line); i++ {
		switch {
		case i == len(line) || line[i] == ',' && !quoted:
			out = append(out, [2]int{start, i})
			start = i + 1
		case line[i] == '"':
			quoted = !quoted
		}
	}
	return out
}
