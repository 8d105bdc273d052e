package network

import (
	"math"
	"testing"
	"time"
)

// TestADetourOverAnotherMeansIsNeverBetter: in no place is a change of means slower, dearer, dirtier or less steady than
// two changes over a third means. Otherwise a planner would drive round the block to unload.
func TestADetourOverAnotherMeansIsNeverBetter(t *testing.T) {
	n := load(t)
	on := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	modesAt := map[string]map[Mode]bool{}
	for _, l := range n.Links() {
		for _, code := range []string{l.From, l.To} {
			if modesAt[code] == nil {
				modesAt[code] = map[Mode]bool{}
			}
			modesAt[code][l.Mode] = true
		}
	}
	checked := 0
	for _, loc := range n.Locations() {
		if loc.Kind == "waypoint" {
			continue
		}
		ends := []Mode{""}
		for _, m := range Modes {
			if modesAt[loc.Code][m] {
				ends = append(ends, m)
			}
		}
		for _, a := range ends {
			for _, b := range []Mode{Rail, Road} { // a detour by sea or air is a voyage, not a drive round the block
				for _, c := range ends {
					if !modesAt[loc.Code][b] || a == b || b == c || a == c && (a == "" || a == Rail || a == Road) {
						continue
					}
					direct, one, two := n.TransferValues(&loc, a, c, on), n.TransferValues(&loc, a, b, on), n.TransferValues(&loc, b, c, on)
					checked++
					for _, q := range []struct {
						what        string
						d, via, tol float64
					}{
						{"minutes", direct.Minutes.V, one.Minutes.V + two.Minutes.V, 1},
						{"USD", direct.USD.V, one.USD.V + two.USD.V, 0.5},
						{"g CO2e", direct.GPerTEU.V, one.GPerTEU.V + two.GPerTEU.V, 1},
						{"standard deviation", direct.SD.V, math.Hypot(one.SD.V, two.SD.V), 1},
					} {
						claimed := direct.Minutes.Basis == Sourced || one.Minutes.Basis == Sourced || two.Minutes.Basis == Sourced
						if q.what == "standard deviation" && claimed {
							continue // the spread follows a claim about this very place
						}
						if q.d > q.via+q.tol {
							t.Errorf("%s: %q to %q takes %.0f %s, by way of %s only %.0f", loc.Code, a, c, q.d, q.what, b, q.via)
						}
					}
				}
			}
		}
	}
	if checked < 300 {
		t.Errorf("only %d changes of means were checked", checked)
	}
}
