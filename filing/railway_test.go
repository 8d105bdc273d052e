package filing

import (
	"testing"

	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
)

// Sections of a way from China by Kazakhstan and the Caspian to Azerbaijan: cut at the border and at the ferry, each kilometre in
// one of them; a way that comes back, an unknown gauge, and a change of gauge inside a country are refused.
func TestRailSections(t *testing.T) {
	at := func(code string) plan.Place { return plan.Place{Code: code, Name: code, Country: code[:2]} }
	leg := func(kind plan.LegKind, mode network.Mode, from, to string, km float64) plan.Leg {
		return plan.Leg{Kind: kind, Mode: mode, From: at(from), To: at(to), Km: km}
	}
	gauges := map[string]int{"CN-XIA": 1435, "CN-KHO": 1435, "KZ-ALT": 1520, "KZ-AKT": 1520, "AZ-ALA": 1520, "AZ-BAK": 1520, "AZ-NAR": 1435}
	gauge := func(code string) int { return gauges[code] }
	j := plan.Journey{Legs: []plan.Leg{leg(plan.Move, network.Rail, "CN-XIA", "CN-KHO", 3400.4), leg(plan.Border, network.Rail, "CN-KHO", "KZ-ALT", 9.6),
		leg(plan.Transfer, network.Rail, "KZ-ALT", "KZ-ALT", 0), leg(plan.Move, network.Rail, "KZ-ALT", "KZ-AKT", 3300), leg(plan.Move, network.Ferry, "KZ-AKT", "AZ-ALA", 470),
		leg(plan.Move, network.Rail, "AZ-ALA", "AZ-BAK", 70)}}
	c := Contract{ID: "C1", Kind: "smgs", Law: "smgs", LastLeg: 5}
	way, err := RailSections(j, c, gauge)
	if err != nil {
		t.Fatal(err)
	}
	want := []struct {
		from, to, over string
		km, gauge      int
	}{{"CN-XIA", "KZ-ALT", "CN", 3410, 1435}, {"KZ-ALT", "KZ-AKT", "KZ", 3300, 1520}, {"KZ-AKT", "AZ-ALA", "KZ-AZ", 470, 1520}, {"AZ-ALA", "AZ-BAK", "AZ", 70, 1520}}
	if len(way) != len(want) {
		t.Fatalf("%+v", way)
	}
	for i, w := range want {
		s := way[i]
		over := s.Countries[0]
		if s.Ferry {
			over += "-" + s.Countries[1]
		}
		if s.From.Code != w.from || s.To.Code != w.to || over != w.over || s.Km != w.km || s.GaugeMm != w.gauge || s.Law != "smgs" {
			t.Errorf("section %d: %+v", i+1, s)
		}
	}
	for name, spoil := range map[string]func(*plan.Journey, *Contract, map[string]int){
		"comes back": func(j *plan.Journey, c *Contract, g map[string]int) {
			j.Legs[5] = leg(plan.Border, network.Rail, "AZ-ALA", "KZ-ALT", 70)
			j.Legs = append(j.Legs, leg(plan.Move, network.Rail, "KZ-ALT", "KZ-AKT", 3300))
			c.LastLeg = 6
		},
		"unknown gauge":     func(_ *plan.Journey, _ *Contract, g map[string]int) { delete(g, "KZ-ALT") },
		"gauge changes":     func(_ *plan.Journey, _ *Contract, g map[string]int) { g["AZ-BAK"] = 1435 },
		"no rail":           func(_ *plan.Journey, c *Contract, _ map[string]int) { c.Law = "" },
		"beyond its legs":   func(_ *plan.Journey, c *Contract, _ map[string]int) { c.LastLeg = 9 },
		"ends before first": func(_ *plan.Journey, c *Contract, _ map[string]int) { c.FirstLeg, c.LastLeg = 3, 2 },
	} {
		jj, cc, g := plan.Journey{Legs: append([]plan.Leg(nil), j.Legs...)}, c, map[string]int{}
		for k, v := range gauges {
			g[k] = v
		}
		spoil(&jj, &cc, g)
		if _, err := RailSections(jj, cc, func(code string) int { return g[code] }); err == nil {
			t.Errorf("%s: not refused", name)
		}
	}
}
