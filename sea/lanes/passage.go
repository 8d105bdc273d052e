package main

import (
	"container/heap"
	"math"

	"github.com/kairo-corridor/kairo/sea"
)

// graph is an undirected graph for the spanner.
type graph struct {
	next [][]arc
	dist []float64
	seen []int // nodes whose dist is set
}

type arc struct {
	to int
	km float64
}

func newGraph(n int) *graph {
	g := &graph{next: make([][]arc, n), dist: make([]float64, n)}
	for i := range g.dist {
		g.dist[i] = math.Inf(1)
	}
	return g
}

func (g *graph) join(a, b int, km float64) {
	g.next[a] = append(g.next[a], arc{b, km})
	g.next[b] = append(g.next[b], arc{a, km})
}

// within reports whether b is at most km from a, by Dijkstra that goes no farther.
func (g *graph) within(a, b int, km float64) bool {
	for _, i := range g.seen {
		g.dist[i] = math.Inf(1)
	}
	g.seen = append(g.seen[:0], a)
	g.dist[a] = 0
	q := &queue{{a, 0}}
	for q.Len() > 0 {
		top := heap.Pop(q).(entry)
		if top.node == b {
			return true
		}
		if top.f > g.dist[top.node] {
			continue
		}
		for _, e := range g.next[top.node] {
			d := top.f + e.km
			if d <= km && d < g.dist[e.to] {
				if math.IsInf(g.dist[e.to], 1) {
					g.seen = append(g.seen, e.to)
				}
				g.dist[e.to] = d
				heap.Push(q, entry{e.to, d})
			}
		}
	}
	return false
}

type entry struct {
	node int
	f    float64
}

type queue []entry

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	return q[i].f < q[j].f || q[i].f == q[j].f && q[i].node < q[j].node
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)   { *q = append(*q, x.(entry)) }
func (q *queue) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}

// grid is a box of cells over which [builder.passage] searches.
type grid struct {
	south, west  float64
	dLat, dLon   float64
	rows, cols   int
	from, to     sea.Point
	fromC, toC   int
	kmLat, kmLon float64
}

func newGrid(a, b sea.Point, pad float64) grid {
	south, north := math.Min(a.Lat, b.Lat)-pad, math.Max(a.Lat, b.Lat)+pad
	padLon := pad / math.Cos((south+north)/2*math.Pi/180)
	west, east := math.Min(a.Lon, b.Lon)-padLon, math.Max(a.Lon, b.Lon)+padLon
	g := grid{south: south, west: west, from: a, to: b}
	step := math.Max(0.0025, math.Sqrt((north-south)*(east-west)/600_000))
	g.dLat, g.dLon = step, step/math.Cos((south+north)/2*math.Pi/180)
	g.rows, g.cols = int((north-south)/g.dLat)+1, int((east-west)/g.dLon)+1
	g.fromC, g.toC = g.cell(a), g.cell(b)
	g.kmLat, g.kmLon = g.dLat*111.195, g.dLon*111.195*math.Cos((south+north)/2*math.Pi/180)
	return g
}

func (g *grid) cell(p sea.Point) int {
	return int((p.Lat-g.south)/g.dLat)*g.cols + int((p.Lon-g.west)/g.dLon)
}

// point is the middle of a cell; the cells of the two ends are the ends themselves.
func (g *grid) point(c int) sea.Point {
	switch c {
	case g.fromC:
		return g.from
	case g.toC:
		return g.to
	}
	return sea.Point{Lat: g.south + (float64(c/g.cols)+0.5)*g.dLat, Lon: g.west + (float64(c%g.cols)+0.5)*g.dLon}
}

// passage finds a way through water from a to b that keeps the clearance where it can, as few points as show it.
func (b *builder) passage(from, to sea.Point, clear, pad float64) ([]sea.Point, bool) {
	g := newGrid(from, to, pad)
	n := g.rows * g.cols
	best, prev, room := make([]float64, n), make([]int32, n), make([]float32, n)
	for i := range best {
		best[i], prev[i], room[i] = math.Inf(1), -1, -1
	}
	clearance := func(c int) float64 {
		if room[c] < 0 {
			room[c] = float32(b.land.CoastKm(g.point(c), clear))
		}
		return float64(room[c])
	}
	q := &queue{{g.fromC, 0}}
	best[g.fromC] = 0
	for q.Len() > 0 {
		c := heap.Pop(q).(entry).node
		if c == g.toC {
			break
		}
		for d := range 9 {
			dr, dc := d/3-1, d%3-1
			r, k := c/g.cols+dr, c%g.cols+dc
			if dr == 0 && dc == 0 || r < 0 || k < 0 || r >= g.rows || k >= g.cols {
				continue
			}
			next := r*g.cols + k
			free := clearance(next)
			if free < minClear && next != g.toC {
				continue
			}
			lack := (clear - free) / clear
			cost := best[c] + math.Hypot(float64(dr)*g.kmLat, float64(dc)*g.kmLon)*(1+6*lack)
			if cost >= best[next] {
				continue
			}
			if _, crosses := b.land.Crosses(g.point(c), g.point(next)); crosses {
				continue
			}
			best[next], prev[next] = cost, int32(c)
			heap.Push(q, entry{next, cost + sea.Km(g.point(next), to)*0.98})
		}
	}
	if prev[g.toC] < 0 {
		return nil, false
	}
	var cells []sea.Point
	for c := g.toC; ; c = int(prev[c]) {
		cells = append([]sea.Point{g.point(c)}, cells...)
		if c == g.fromC {
			break
		}
	}
	return b.pull(cells, clear), true
}

// pull straightens a way of cells: from each point it goes on to the farthest that is reached with nine tenths of the
// clearance the cells between had.
func (b *builder) pull(cells []sea.Point, clear float64) []sea.Point {
	for i := 1; i < len(cells)-1; i++ {
		cells[i] = sea.Point{Lat: math.Round(cells[i].Lat*1000) / 1000, Lon: math.Round(cells[i].Lon*1000) / 1000}
	}
	out := []sea.Point{cells[0]}
	for i := 0; i < len(cells)-1; {
		far := i + 1
		least := clear
		for j := i + 1; j < len(cells); j++ {
			least = math.Min(least, math.Min(b.land.CoastKm(cells[j], clear), b.land.CoastKm(cells[i], clear)))
			if b.clears(cells[i], cells[j], least*0.9) {
				far = j
			}
		}
		out = append(out, cells[far])
		i = far
	}
	return out
}

func (b *builder) clears(p, q sea.Point, km float64) bool {
	if _, crosses := b.land.Crosses(p, q); crosses {
		return false
	}
	for _, at := range sea.Divide(p, q, 0.5) {
		if b.land.CoastKm(at, km) < km-1e-9 {
			return false
		}
	}
	return true
}
