package ncts

import (
	"regexp"
	"testing"
)

// TestPatternsMatchAsTheGeneralMachine holds the automaton of every pattern against regexp on drawn strings, sound and
// changed in a character or two.
func TestPatternsMatchAsTheGeneralMachine(t *testing.T) {
	g := newGenerator(7)
	taken, refused := 0, 0
	for _, s := range standard().simple {
		for _, f := range s.facets {
			if f.pattern == nil {
				continue
			}
			oracle := regexp.MustCompile("^(?:" + f.pattern.expr + ")$")
			for range 2000 {
				v := []rune(g.guess(&simple{facets: []facet{f}}))
				for range g.r.IntN(3) {
					at := g.r.IntN(len(v) + 1)
					v = append(v[:at:at], append([]rune(edits[g.r.IntN(len(edits))]), v[min(len(v), at+g.r.IntN(2)):]...)...)
				}
				got, want := f.pattern.match(string(v)), oracle.MatchString(string(v))
				if got != want {
					t.Fatalf("pattern %s on %q: %v, regexp %v", f.text, string(v), got, want)
				}
				if got {
					taken++
				} else {
					refused++
				}
			}
		}
	}
	if taken < 50_000 || refused < 10_000 {
		t.Errorf("%d taken, %d refused: too few of one kind", taken, refused)
	}
}
