// Package coast reads the coastline of a TopoJSON map (world-atlas land-10m) and answers what the making and the tests of the
// sea lanes ask of it: does a great circle cross land, how far is the nearest coast, is a point on land. It is a tool of
// development: the program itself carries no coastline.
//
// The coastline is taken as printed: straight edges between its points in the plane of longitude and latitude. A great
// circle is cut into chords of at most 5 km, which leave it by less than 2 m below 60° of latitude, and each chord is
// intersected exactly with the edges near it.
package coast

import (
	"encoding/json"
	"fmt"
	"io"
	"math"

	"github.com/kairo-corridor/kairo/sea"
)

// Point is a position in degrees.
type Point = sea.Point

const (
	cells    = 4 // a degree, each way: a cell is 0.25°
	earthKm  = 6371.0088
	chordKm  = 5
	rad      = math.Pi / 180
	cellRows = 180 * cells
	cellCols = 360 * cells
)

// edge is one straight piece of coastline, x longitude and y latitude.
type edge struct{ x1, y1, x2, y2 float64 }

// Coast is an indexed coastline. It is safe for concurrent use.
type Coast struct {
	edges []edge
	cell  [][]int32 // row-major; the edges whose box touches the cell
	cols  [][]int32 // edges that touch a column of cells, for ray casting
}

// topology is the part of a TopoJSON document that is needed.
type topology struct {
	Type      string `json:"type"`
	Transform struct {
		Scale     [2]float64 `json:"scale"`
		Translate [2]float64 `json:"translate"`
	} `json:"transform"`
	Arcs [][][2]int64 `json:"arcs"`
}

// Read decodes a quantised TopoJSON document all of whose arcs are coastline.
func Read(r io.Reader) (*Coast, error) {
	var t topology
	if err := json.NewDecoder(r).Decode(&t); err != nil {
		return nil, fmt.Errorf("coastline: %w", err)
	}
	if t.Type != "Topology" || t.Transform.Scale[0] == 0 {
		return nil, fmt.Errorf("coastline: expected a quantised TopoJSON document, found type %q", t.Type)
	}
	c := &Coast{cell: make([][]int32, cellRows*cellCols), cols: make([][]int32, cellCols)}
	for _, arc := range t.Arcs {
		var x, y int64
		var px, py float64
		for i, d := range arc {
			x, y = x+d[0], y+d[1]
			lon := float64(x)*t.Transform.Scale[0] + t.Transform.Translate[0]
			lat := float64(y)*t.Transform.Scale[1] + t.Transform.Translate[1]
			if i > 0 {
				c.add(edge{px, py, lon, lat})
			}
			px, py = lon, lat
		}
	}
	return c, nil
}

// FromRings makes a coastline of closed rings, for tests.
func FromRings(rings ...[]Point) *Coast {
	c := &Coast{cell: make([][]int32, cellRows*cellCols), cols: make([][]int32, cellCols)}
	for _, ring := range rings {
		for i := range ring {
			a, b := ring[i], ring[(i+1)%len(ring)]
			c.add(edge{a.Lon, a.Lat, b.Lon, b.Lat})
		}
	}
	return c
}

// Edges counts the pieces of coastline.
func (c *Coast) Edges() int { return len(c.edges) }

func row(lat float64) int { return min(cellRows-1, max(0, int(math.Floor((lat+90)*cells)))) }
func col(lon float64) int { return min(cellCols-1, max(0, int(math.Floor((lon+180)*cells)))) }

// add indexes an edge. One that spans half the globe is no coast but joins the two sides of the antimeridian, where no lane
// runs.
func (c *Coast) add(e edge) {
	if math.Abs(e.x2-e.x1) > 180 {
		return
	}
	id := int32(len(c.edges))
	c.edges = append(c.edges, e)
	r1, r2 := row(math.Min(e.y1, e.y2)), row(math.Max(e.y1, e.y2))
	k1, k2 := col(math.Min(e.x1, e.x2)), col(math.Max(e.x1, e.x2))
	for k := k1; k <= k2; k++ {
		c.cols[k] = append(c.cols[k], id)
		for r := r1; r <= r2; r++ {
			c.cell[r*cellCols+k] = append(c.cell[r*cellCols+k], id)
		}
	}
}

// Crosses reports whether the great circle from a to b meets the coastline, and where first.
func (c *Coast) Crosses(a, b Point) (Point, bool) {
	pts := sea.Divide(a, b, chordKm)
	for i := 1; i < len(pts); i++ {
		if c.chordCrosses(pts[i-1], pts[i]) {
			return pts[i-1], true
		}
	}
	return Point{}, false
}

func (c *Coast) chordCrosses(p, q Point) bool {
	r1, r2 := row(math.Min(p.Lat, q.Lat)), row(math.Max(p.Lat, q.Lat))
	k1, k2 := col(math.Min(p.Lon, q.Lon)), col(math.Max(p.Lon, q.Lon))
	for r := r1; r <= r2; r++ {
		for k := k1; k <= k2; k++ {
			for _, id := range c.cell[r*cellCols+k] {
				if c.edges[id].meets(p, q) {
					return true
				}
			}
		}
	}
	return false
}

// meets reports whether the chord p-q and the edge have a point in common; touching counts.
func (e edge) meets(p, q Point) bool {
	side := func(ax, ay, bx, by, cx, cy float64) float64 { return (bx-ax)*(cy-ay) - (by-ay)*(cx-ax) }
	d1 := side(e.x1, e.y1, e.x2, e.y2, p.Lon, p.Lat)
	d2 := side(e.x1, e.y1, e.x2, e.y2, q.Lon, q.Lat)
	d3 := side(p.Lon, p.Lat, q.Lon, q.Lat, e.x1, e.y1)
	d4 := side(p.Lon, p.Lat, q.Lon, q.Lat, e.x2, e.y2)
	if d1 > 0 && d2 > 0 || d1 < 0 && d2 < 0 || d3 > 0 && d4 > 0 || d3 < 0 && d4 < 0 {
		return false
	}
	// On one line all four sides are zero: then the boxes decide.
	return math.Max(e.x1, e.x2) >= math.Min(p.Lon, q.Lon) && math.Min(e.x1, e.x2) <= math.Max(p.Lon, q.Lon) &&
		math.Max(e.y1, e.y2) >= math.Min(p.Lat, q.Lat) && math.Min(e.y1, e.y2) <= math.Max(p.Lat, q.Lat)
}

// CoastKm is the distance from a point to the nearest coastline, at most maxKm.
func (c *Coast) CoastKm(p Point, maxKm float64) float64 {
	kx, ky := math.Cos(p.Lat*rad)*earthKm*rad, earthKm*rad
	best := maxKm
	r1, r2 := row(p.Lat-maxKm/ky), row(p.Lat+maxKm/ky)
	k1, k2 := col(p.Lon-maxKm/kx), col(p.Lon+maxKm/kx)
	for r := r1; r <= r2; r++ {
		for k := k1; k <= k2; k++ {
			for _, id := range c.cell[r*cellCols+k] {
				e := c.edges[id]
				ax, ay := (e.x1-p.Lon)*kx, (e.y1-p.Lat)*ky
				dx, dy := (e.x2-e.x1)*kx, (e.y2-e.y1)*ky
				t := 0.0
				if l := dx*dx + dy*dy; l > 0 {
					t = math.Max(0, math.Min(1, -(ax*dx+ay*dy)/l))
				}
				best = math.Min(best, math.Hypot(ax+t*dx, ay+t*dy))
			}
		}
	}
	return best
}

// OnLand reports whether a point lies inside the land, by counting the coastline between it and the north pole.
func (c *Coast) OnLand(p Point) bool {
	inside := false
	for _, id := range c.cols[col(p.Lon)] {
		e := c.edges[id]
		if (e.x1 > p.Lon) != (e.x2 > p.Lon) && p.Lat < (e.y2-e.y1)*(p.Lon-e.x1)/(e.x2-e.x1)+e.y1 {
			inside = !inside
		}
	}
	return inside
}
