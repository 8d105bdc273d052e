package network

import (
	"math"
	"strconv"
	"strings"
)

const earthKm = 6371.0088 // mean radius, IUGG

// GreatCircleKm is the length of the great circle between two points in degrees.
func GreatCircleKm(lat1, lon1, lat2, lon2 float64) float64 {
	const rad = math.Pi / 180
	dLat, dLon := (lat2-lat1)*rad, (lon2-lon1)*rad
	h := math.Pow(math.Sin(dLat/2), 2) + math.Cos(lat1*rad)*math.Cos(lat2*rad)*math.Pow(math.Sin(dLon/2), 2)
	return 2 * earthKm * math.Asin(math.Min(1, math.Sqrt(h)))
}

// ParseShape reads "lat lon;lat lon" into points; it reports false where a point is no position.
func ParseShape(s string) ([][2]float64, bool) {
	if s == "" {
		return nil, true
	}
	var points [][2]float64
	for _, part := range strings.Split(s, ";") {
		f := strings.Fields(part)
		if len(f) != 2 {
			return nil, false
		}
		lat, err1 := strconv.ParseFloat(f[0], 64)
		lon, err2 := strconv.ParseFloat(f[1], 64)
		if err1 != nil || err2 != nil || !(math.Abs(lat) <= 90) || !(math.Abs(lon) <= 180) {
			return nil, false
		}
		points = append(points, [2]float64{lat, lon})
	}
	return points, true
}

// ShapeOf gives the points of a link from From to To, both ends included.
func (n *Network) ShapeOf(l *Link) [][2]float64 {
	var points [][2]float64
	if a, ok := n.Location(l.From); ok {
		points = append(points, [2]float64{a.Lat, a.Lon})
	}
	if mid, ok := ParseShape(l.Shape); ok {
		points = append(points, mid...)
	}
	if b, ok := n.Location(l.To); ok {
		points = append(points, [2]float64{b.Lat, b.Lon})
	}
	return points
}

// shapeKm is the length of a polyline of great circles.
func shapeKm(points [][2]float64) float64 {
	km := 0.0
	for i := 1; i < len(points); i++ {
		km += GreatCircleKm(points[i-1][0], points[i-1][1], points[i][0], points[i][1])
	}
	return km
}
