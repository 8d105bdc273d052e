package coast

import (
	"os"
	"testing"
)

func at(lat, lon float64) Point { return Point{Lat: lat, Lon: lon} }

// square is an island of one degree in the middle of nowhere.
var square = FromRings([]Point{at(0, 0), at(0, 1), at(1, 1), at(1, 0)})

func TestASquareIsland(t *testing.T) {
	for _, tc := range []struct {
		a, b    Point
		crosses bool
	}{
		{at(0.5, -1), at(0.5, 2), true},
		{at(2, -1), at(2, 2), false},
		{at(0.5, 0.4), at(0.5, 0.6), false}, // inside: no coast is met
		{at(-1, 1), at(2, 1), true},         // along an edge
		{at(0.2, -0.001), at(0.8, -0.001), false},
	} {
		if _, got := square.Crosses(tc.a, tc.b); got != tc.crosses {
			t.Errorf("%v – %v crosses: %v, expected %v", tc.a, tc.b, got, tc.crosses)
		}
	}
	if !square.OnLand(at(0.5, 0.5)) || square.OnLand(at(0.5, 1.5)) || square.OnLand(at(0.5, -0.5)) {
		t.Error("the island is land and the sea around it is not")
	}
	if km := square.CoastKm(at(0.5, -0.1), 50); km < 11 || km > 11.2 {
		t.Errorf("0.1° off the island is %.2f km, expected 11.1", km)
	}
}

func TestTheMapKnowsSeaFromLand(t *testing.T) {
	f, err := os.Open("../../web/node_modules/world-atlas/land-10m.json")
	if err != nil {
		t.Skip("no coastline here: make web installs world-atlas")
	}
	defer f.Close()
	c, err := Read(f)
	if err != nil {
		t.Fatal(err)
	}
	if c.Edges() < 100_000 {
		t.Errorf("%d edges, expected a 10m coastline", c.Edges())
	}
	for _, tc := range []struct {
		name string
		at   Point
		land bool
	}{
		{"Tashkent", at(41.3, 69.3), true}, {"Lake-free Gobi", at(43, 105), true}, {"Kyushu", at(32.8, 131), true},
		{"Caspian", at(41.5, 50.8), false}, {"Black Sea", at(43, 34), false}, {"Red Sea", at(20, 38.5), false},
		{"Marmara", at(40.7, 28), false}, {"Philippine Sea", at(22, 130), false},
	} {
		if got := c.OnLand(tc.at); got != tc.land {
			t.Errorf("%s: land is %v, expected %v", tc.name, got, tc.land)
		}
	}
}
