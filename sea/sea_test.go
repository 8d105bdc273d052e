package sea_test

import (
	"errors"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/sea"
	"github.com/kairo-corridor/kairo/sea/coast"
)

func mustLoad(t testing.TB) (*sea.Lanes, *network.Network) {
	t.Helper()
	l, err := sea.Default()
	if err != nil {
		t.Fatal(err)
	}
	n, err := network.Default()
	if err != nil {
		t.Fatal(err)
	}
	return l, n
}

func mustPlace(t testing.TB, l *sea.Lanes, n *network.Network, text string) sea.End {
	t.Helper()
	e, err := l.Place(n, text)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func mustCoast(t *testing.T) *coast.Coast {
	t.Helper()
	f, err := os.Open("../web/node_modules/world-atlas/land-10m.json")
	if err != nil {
		t.Skip("no coastline here: make web installs world-atlas")
	}
	defer f.Close()
	land, err := coast.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	return land
}

func TestNoLaneCrossesLand(t *testing.T) {
	l, _ := mustLoad(t)
	land := mustCoast(t)
	overland, km, reasons := 0, 0.0, map[string]bool{}
	for _, a := range l.Lanes {
		p, q := l.Nodes[a.From], l.Nodes[a.To]
		where, crosses := land.Crosses(p.At, q.At)
		dry := crosses || land.OnLand(p.At) || land.OnLand(q.At)
		switch {
		case a.Overland == "" && dry:
			t.Errorf("%s – %s meets land near %.3f, %.3f", p.ID, q.ID, where.Lat, where.Lon)
		case a.Overland != "" && !dry:
			t.Errorf("%s – %s gives a reason to cross land (%s) and does not", p.ID, q.ID, a.Overland)
		}
		if a.Overland != "" {
			overland, km = overland+1, km+a.Km
			reasons[a.Overland] = true
			t.Logf("%s – %s, %.0f km: %s", p.ID, q.ID, a.Km, a.Overland)
		}
	}
	if overland > 25 || km > 450 || len(reasons) > 6 {
		t.Errorf("%d lanes of %.0f km for %d reasons cross land; expected at most 25, 450 km and 6", overland, km, len(reasons))
	}
	t.Logf("%d nodes, %d lanes against %d edges of coast; %d of them, %.0f km, are canals, rivers and dredged channels", len(l.Nodes), len(l.Lanes), land.Edges(), overland, km)
}

func TestEveryPortOfTheNetworkIsByALane(t *testing.T) {
	l, n := mustLoad(t)
	ports := 0
	for _, loc := range n.Locations() {
		if loc.Kind != "port" {
			continue
		}
		ports++
		e, err := l.Port(&loc)
		if err != nil {
			t.Errorf("%s: %v", loc.Label(), err)
		} else if e.OffKm > 15 {
			t.Errorf("%s is %.1f km from its lane", loc.Label(), e.OffKm)
		}
	}
	if ports < 40 {
		t.Errorf("%d ports, expected the network's", ports)
	}
}

// A lane carries the word of a chokepoint exactly if it passes its gate, and the words of the network's waypoints are known.
func TestLanesCarryTheirChokepoints(t *testing.T) {
	l, n := mustLoad(t)
	for _, a := range l.Lanes {
		p, q := l.Nodes[a.From], l.Nodes[a.To]
		for _, c := range l.Chokepoints {
			if c.Passed(p.At, q.At) != slices.Contains(a.Through, c.Word) {
				t.Errorf("%s – %s passes %s: %v, its row says %v", p.ID, q.ID, c.Word, c.Passed(p.At, q.At), a.Through)
			}
		}
	}
	words := l.Words()
	for _, loc := range n.Locations() {
		if loc.Kind == "waypoint" && !slices.ContainsFunc(loc.Aliases, func(a string) bool { return slices.Contains(words, a) }) {
			t.Errorf("waypoint %s of the network has no chokepoint among %v", loc.Code, words)
		}
	}
}

func TestPublishedDistances(t *testing.T) {
	l, n := mustLoad(t)
	rep, err := l.Check(n)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range rep.Pairs {
		if math.Abs(c.Deviation) > sea.MaxDeviation {
			t.Errorf("%s – %s: %.0f nm, published %.0f (%s): %+.2f %%", c.FromCode, c.ToCode, c.OursNM, c.NM, c.Source, 100*c.Deviation)
		}
	}
	if rep.Distinct < 20 {
		t.Errorf("%d different pairs or ways are compared, expected 20 or more", rep.Distinct)
	}
}

// brute is Bellman and Ford over the lanes: slow, and shares nothing with the search.
func brute(l *sea.Lanes, from, to int, avoid []string) float64 {
	d := make([]float64, len(l.Nodes))
	for i := range d {
		d[i] = math.Inf(1)
	}
	d[from] = 0
	for changed := true; changed; {
		changed = false
		for _, a := range l.Lanes {
			if slices.ContainsFunc(a.Through, func(w string) bool { return slices.Contains(avoid, w) }) {
				continue
			}
			for _, e := range [2][2]int32{{a.From, a.To}, {a.To, a.From}} {
				if x := d[e[0]] + a.Km; x < d[e[1]]-1e-9 {
					d[e[1]], changed = x, true
				}
			}
		}
	}
	return d[to]
}

// atNode is an end exactly at a node, by its position.
func atNode(t *rapid.T, l *sea.Lanes, n *network.Network, i int) sea.End {
	e, err := l.Place(n, position(l.Nodes[i].At))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestSearchFindsTheShortestWay(t *testing.T) {
	l, n := mustLoad(t)
	words := l.Words()
	rapid.Check(t, func(rt *rapid.T) {
		i, j := rapid.IntRange(0, len(l.Nodes)-1).Draw(rt, "from"), rapid.IntRange(0, len(l.Nodes)-1).Draw(rt, "to")
		avoid := rapid.SliceOfNDistinct(rapid.SampledFrom(words), 0, 4, rapid.ID).Draw(rt, "avoid")
		q := sea.Query{From: atNode(rt, l, n, i), To: atNode(rt, l, n, j), Avoid: avoid}
		want := brute(l, i, j, avoid)
		w, err := l.Search(q)
		if math.IsInf(want, 1) {
			if fault.CodeOf(err) != fault.NoJourney {
				rt.Fatalf("%s – %s without %v: %v, %.1f km; brute force finds none", l.Nodes[i].ID, l.Nodes[j].ID, avoid, err, w.Km)
			}
			return
		}
		if err != nil || math.Abs(w.Km-want) > 0.5 {
			rt.Fatalf("%s – %s without %v: %.3f km (%v), brute force %.3f", l.Nodes[i].ID, l.Nodes[j].ID, avoid, w.Km, err, want)
		}
		for _, word := range w.Through {
			if slices.Contains(avoid, word) {
				rt.Fatalf("passes %s, which is avoided", word)
			}
		}
		back, err := l.Search(sea.Query{From: q.To, To: q.From, Avoid: avoid})
		if err != nil || math.Abs(back.Km-w.Km) > 1e-6 {
			rt.Fatalf("there %.6f km, back %.6f (%v)", w.Km, back.Km, err)
		}
	})
}

// The length of a way is that of its points, its points pass no gate that is avoided, and no third place makes it shorter.
func TestWaysBetweenPorts(t *testing.T) {
	l, n := mustLoad(t)
	var ends []sea.End
	for _, loc := range n.Locations() {
		if loc.Kind == "port" {
			if e, err := l.Port(&loc); err == nil {
				ends = append(ends, e)
			}
		}
	}
	words := l.Words()
	rapid.Check(t, func(rt *rapid.T) {
		pick := func(name string) sea.End { return rapid.SampledFrom(ends).Draw(rt, name) }
		a, b, c := pick("a"), pick("b"), pick("c")
		avoid := rapid.SliceOfNDistinct(rapid.SampledFrom(words), 0, 3, rapid.ID).Draw(rt, "avoid")
		ab, err1 := l.Search(sea.Query{From: a, To: b, Avoid: avoid})
		bc, err2 := l.Search(sea.Query{From: b, To: c, Avoid: avoid})
		ac, err3 := l.Search(sea.Query{From: a, To: c, Avoid: avoid})
		if err1 != nil || err2 != nil {
			return
		}
		if err3 != nil || ac.Km > ab.Km+bc.Km+1e-6 {
			rt.Fatalf("%s – %s is %.3f km (%v), by %s %.3f", a.Name, c.Name, ac.Km, err3, b.Name, ab.Km+bc.Km)
		}
		km := 0.0
		for i := 1; i < len(ab.Points); i++ {
			km += sea.Km(ab.Points[i-1], ab.Points[i])
			for _, g := range l.Chokepoints {
				if slices.Contains(avoid, g.Word) && i > 1 && i < len(ab.Points)-1 && g.Passed(ab.Points[i-1], ab.Points[i]) {
					rt.Fatalf("%s – %s passes the gate of %s", a.Name, b.Name, g.Word)
				}
			}
		}
		if math.Abs(km-ab.Km) > 0.1 {
			rt.Fatalf("%s – %s: %.3f km, its points make %.3f", a.Name, b.Name, ab.Km, km)
		}
	})
}

func TestViaPassesWhatItNames(t *testing.T) {
	l, n := mustLoad(t)
	from, to := mustPlace(t, l, n, "JPYOK"), mustPlace(t, l, n, "NLRTM")
	free, err := l.Search(sea.Query{From: from, To: to})
	if err != nil {
		t.Fatal(err)
	}
	for _, via := range [][]string{{"suez"}, {"malacca", "cape"}, {"sunda", "cape"}, {"lombok"}, {"taiwan", "hormuz"}} {
		w, err := l.Search(sea.Query{From: from, To: to, Via: via})
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range via {
			if !slices.Contains(w.Through, word) {
				t.Errorf("via %v passes %v", via, w.Through)
			}
		}
		if w.Km < free.Km-1e-6 {
			t.Errorf("via %v is %.1f km, shorter than the free way of %.1f", via, w.Km, free.Km)
		}
	}
}

func TestPlacesAndErrors(t *testing.T) {
	l, n := mustLoad(t)
	for _, same := range [][2]string{{"横浜", "JPYOK"}, {"Иокогама", "JPYOK"}, {"rotterdam", "NLRTM"}, {"Durban", "ZADUR"}, {"Alat", "AZALA"}, {"Baku", "AZBAK"}} {
		if e := mustPlace(t, l, n, same[0]); e.Code != same[1] {
			t.Errorf("%s is %s, expected %s", same[0], e.Code, same[1])
		}
	}
	for _, tc := range []struct {
		text string
		code fault.Code
		says string
	}{
		{"Tashkent", fault.UnknownPlace, "is no port but a"},
		{"Atlantis", fault.UnknownPlace, "no place is called"},
		{"48,68", fault.UnknownPlace, "km from the nearest sea lane"},
		{"95,10", fault.Usage, "no position"},
		{strings.Repeat("x", 300), fault.Limit, "too long"},
	} {
		_, err := l.Place(n, tc.text)
		if fault.CodeOf(err) != tc.code || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%.20s: %v, expected %s with %q", tc.text, err, tc.code, tc.says)
		}
	}
	yok, rtm, aktau := mustPlace(t, l, n, "JPYOK"), mustPlace(t, l, n, "NLRTM"), mustPlace(t, l, n, "KZAAU")
	for _, tc := range []struct {
		q    sea.Query
		code fault.Code
		says string
	}{
		{sea.Query{From: yok, To: rtm, Avoid: []string{"panama"}}, fault.Usage, "bosphorus"},
		{sea.Query{From: yok, To: rtm, Avoid: []string{"suez", "cape"}}, fault.NoJourney, "when suez, cape is avoided"},
		{sea.Query{From: yok, To: aktau}, fault.NoJourney, "Caspian"},
	} {
		_, err := l.Search(tc.q)
		var f *fault.Error
		if !errors.As(err, &f) || f.Code != tc.code || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%v: %v, expected %s with %q", tc.q.Avoid, err, tc.code, tc.says)
		}
	}
}

func TestLoadNamesEveryViolation(t *testing.T) {
	_, err := sea.Load(fstest.MapFS{
		"chokepoints.csv": {Data: []byte("word,name,gate\nx,X,1 1\n")},
		"nodes.csv":       {Data: []byte("id,name,lat,lon\na,A,0,0\na,A,91,0\n")},
		"lanes.csv":       {Data: []byte("from,to,kind,name,through,overland\na,b,open,,,\n")},
		"ports.csv":       {Data: []byte("code,name\n")},
		"published.csv":   {Data: []byte("from,to,avoid,via,nm,compare,year,source,note\na,b,,,x,maybe,,,\n")},
	})
	for _, where := range []string{"chokepoints.csv:2", "nodes.csv:3", "lanes.csv:2", "ports.csv", "published.csv:2"} {
		if err == nil || !strings.Contains(err.Error(), where) {
			t.Errorf("no violation at %s in:\n%v", where, err)
		}
	}
}

func TestShapesOfTheNetworkFollowTheLanes(t *testing.T) {
	l, n := mustLoad(t)
	links := 0
	for _, link := range n.Links() {
		if link.Mode != "sea" && link.Mode != "ferry" {
			continue
		}
		links++
		q, err := l.LinkQuery(n, &link)
		if err != nil {
			t.Errorf("%s: %v", link.ID, err)
			continue
		}
		w, err := l.Search(q)
		if err != nil {
			t.Errorf("%s: %v", link.ID, err)
			continue
		}
		km := 0.0
		pts := n.ShapeOf(&link)
		for i := 1; i < len(pts); i++ {
			km += network.GreatCircleKm(pts[i-1][0], pts[i-1][1], pts[i][0], pts[i][1])
		}
		if math.Abs(km/w.Km-1) > 0.02 {
			t.Errorf("%s: its shape is %.0f km, the lanes are %.0f (%+.1f %%): go run ./sea/shapes", link.ID, km, w.Km, 100*(km/w.Km-1))
		}
	}
	if links < 100 {
		t.Errorf("%d sea and ferry links, expected the network's", links)
	}
}
