// Package measure turns events into the measures of a corridor: dwell at borders, speed, and CAREC's four indicators.
//
// The definitions are those of CAREC's Corridor Performance Measurement and Monitoring (CPMM, annual report 2023,
// introduction): TFI1, time taken to clear a border crossing point; TFI2 and TFI3, costs; TFI4, speed to travel on
// corridors, that is speed with delay. docs/measures.md says how each is computed here and where that departs from CPMM.
//
//	r := measure.Measure(events, measure.Options{
//		Distance: func(link string) (float64, bool) { return km[link], true },
//	})
//	for _, s := range r.Sections { // one a source: observed, simulated
//		for _, c := range s.Crossings {
//			fmt.Println(c.Crossing, c.Direction(), c.Hours.N, c.Hours.P50, c.Hours.P90)
//		}
//	}
//	err := r.Print(os.Stdout)
//
// Invariants: observed and simulated events are never added up together unless [Options.Together] asks; the order of the
// events changes nothing; every border and movement event is counted in a dwell or a move, or named in a finding; a
// journey counts towards speed only when every leg of it is known; pooled speeds are ratios of sums, so that they equal
// the means of the journeys weighted by their hours.
package measure
