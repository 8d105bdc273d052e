package main

import (
	"strings"
	"testing"

	"github.com/kairo-corridor/kairo/sea"
	"github.com/kairo-corridor/kairo/sea/coast"
)

func TestRewriteTouchesNothingButTheShape(t *testing.T) {
	in := "id,note,shape\nsea:A-B,\"one, \"\"two\"\"\",1 2\r\nrail:C-D,,3 4\nferry:E-F,,\n"
	shape := func(id string) (string, bool, error) { return "9 9;8 8", !strings.HasPrefix(id, "rail"), nil }
	want := "id,note,shape\nsea:A-B,\"one, \"\"two\"\"\",9 9;8 8\r\nrail:C-D,,3 4\nferry:E-F,,9 9;8 8\n"
	out, changed, err := rewrite(in, shape)
	if err != nil || out != want || changed != 2 {
		t.Errorf("%d changed, %v:\n%s", changed, err, out)
	}
	if _, again, _ := rewrite(out, shape); again != 0 {
		t.Errorf("a second run changes %d", again)
	}
}

func TestSimplifyKeepsClearOfLand(t *testing.T) {
	at := func(lat, lon float64) sea.Point { return sea.Point{Lat: lat, Lon: lon} }
	island := coast.FromRings([]sea.Point{at(-0.02, 4), at(-0.02, 5), at(0.05, 5), at(0.05, 4)})
	pts := []sea.Point{at(0, 0), at(0.001, 1), at(0.002, 2), at(0.1, 4.5), at(0, 9), at(0, 10)}
	out := simplify(pts, 1110, nil, island)
	for i := 1; i < len(out); i++ {
		if _, crosses := island.Crosses(out[i-1], out[i]); crosses {
			t.Errorf("%v – %v meets the island", out[i-1], out[i])
		}
	}
	if len(out) != 3 {
		t.Errorf("%v, expected the ends and the point off the island", out)
	}
}
