package sea

import (
	"math"

	"github.com/kairo-corridor/kairo/network"
)

const (
	rad     = math.Pi / 180
	earthKm = 6371.0088 // mean radius, IUGG, as in package network
	kmPerNM = 1.852
)

// Point is a position in degrees.
type Point struct{ Lat, Lon float64 }

// Km is the length of the great circle between two points.
func Km(a, b Point) float64 { return network.GreatCircleKm(a.Lat, a.Lon, b.Lat, b.Lon) }

// Divide cuts the great circle from a to b into equal pieces of at most stepKm and gives their ends, a and b included.
func Divide(a, b Point, stepKm float64) []Point {
	n := max(1, int(math.Ceil(Km(a, b)/stepKm)))
	va, vb := a.vector(), b.vector()
	w := math.Acos(clamp(dot(va, vb)))
	pts := make([]Point, n+1)
	pts[0], pts[n] = a, b
	for i := 1; i < n; i++ {
		t := float64(i) / float64(n)
		s, u := math.Sin((1-t)*w)/math.Sin(w), math.Sin(t*w)/math.Sin(w)
		pts[i] = pointOf([3]float64{s*va[0] + u*vb[0], s*va[1] + u*vb[1], s*va[2] + u*vb[2]})
	}
	return pts
}

// Nearest gives the point of the great circle from a to b that is nearest to p.
func Nearest(p, a, b Point) Point {
	va, vb, vp := a.vector(), b.vector(), p.vector()
	n := cross(va, vb)
	l := math.Sqrt(dot(n, n))
	if l < 1e-12 {
		return a
	}
	// The foot of p on the great circle, and whether it lies between a and b.
	h := dot(vp, n) / l / l
	foot := [3]float64{vp[0] - h*n[0], vp[1] - h*n[1], vp[2] - h*n[2]}
	if dot(cross(va, foot), n) >= 0 && dot(cross(foot, vb), n) >= 0 {
		return pointOf(foot)
	}
	if Km(p, a) <= Km(p, b) {
		return a
	}
	return b
}

func (p Point) vector() [3]float64 {
	lat, lon := p.Lat*rad, p.Lon*rad
	return [3]float64{math.Cos(lat) * math.Cos(lon), math.Cos(lat) * math.Sin(lon), math.Sin(lat)}
}

func pointOf(v [3]float64) Point {
	return Point{math.Atan2(v[2], math.Hypot(v[0], v[1])) / rad, math.Atan2(v[1], v[0]) / rad}
}

func dot(a, b [3]float64) float64 { return a[0]*b[0] + a[1]*b[1] + a[2]*b[2] }

func cross(a, b [3]float64) [3]float64 {
	return [3]float64{a[1]*b[2] - a[2]*b[1], a[2]*b[0] - a[0]*b[2], a[0]*b[1] - a[1]*b[0]}
}

func clamp(x float64) float64 { return math.Max(-1, math.Min(1, x)) }

// cuts reports whether two straight pieces in the plane of longitude and latitude have a point in common.
func cuts(a, b, p, q Point) bool {
	side := func(a, b, c Point) float64 { return (b.Lon-a.Lon)*(c.Lat-a.Lat) - (b.Lat-a.Lat)*(c.Lon-a.Lon) }
	d1, d2, d3, d4 := side(a, b, p), side(a, b, q), side(p, q, a), side(p, q, b)
	return d1*d2 <= 0 && d3*d4 <= 0 && (d1 != d2 || d3 != d4)
}
