package plan

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/network"
	"pgregory.net/rapid"
)

// drawOpenings makes opening hours of up to six windows a week and four closed spans.
func drawOpenings(t *rapid.T) *Openings {
	var cuts []int64
	for range 2 * rapid.IntRange(1, 6).Draw(t, "windows") {
		cuts = append(cuts, rapid.Int64Range(0, weekMinutes).Draw(t, "cut"))
	}
	slices.Sort(cuts)
	o := &Openings{}
	for i := 0; i < len(cuts); i += 2 {
		if cuts[i] < cuts[i+1] {
			o.Weekly = append(o.Weekly, [2]int64{cuts[i], cuts[i+1]})
		}
	}
	for range rapid.IntRange(0, 4).Draw(t, "closures") {
		from := rapid.Int64Range(0, 6*weekMinutes).Draw(t, "from")
		o.Closed = append(o.Closed, [2]int64{from, from + rapid.Int64Range(1, 2*weekMinutes).Draw(t, "length")})
	}
	slices.SortFunc(o.Closed, func(a, b [2]int64) int { return int(a[0] - b[0]) })
	return o
}

// open reports whether it is open at a minute, read straight from the rows.
func (o *Openings) open(t int64) bool {
	in := len(o.Weekly) == 0
	for _, w := range o.Weekly {
		in = in || w[0] <= ofWeek(t) && ofWeek(t) < w[1]
	}
	for _, c := range o.Closed {
		in = in && !(c[0] <= t && t < c[1])
	}
	return in
}

// TestOpeningHoursAreFIFO: cargo passes at the first open minute at or after it comes, found here minute by minute; so who
// comes later never passes earlier.
func TestOpeningHoursAreFIFO(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := drawOpenings(t)
		at := rapid.Int64Range(-weekMinutes, 7*weekMinutes).Draw(t, "at")
		want := at
		for !o.open(want) {
			want++
		}
		if got := at + o.wait(at); got != want {
			t.Fatalf("who comes at %d passes at %d, by the rows at %d: %+v", at, got, want, o)
		}
		later := at + rapid.Int64Range(0, weekMinutes).Draw(t, "later")
		if later+o.wait(later) < at+o.wait(at) {
			t.Fatalf("who comes at %d passes before who comes at %d", later, at)
		}
	})
}

// TestOpeningHoursOfIrkeshtam: shut from Friday midnight in Beijing to Monday, and on the first days of October.
func TestOpeningHoursOfIrkeshtam(t *testing.T) {
	n, err := network.Default()
	if err != nil {
		t.Fatal(err)
	}
	h, _ := n.Hours("X-IRKESHTAM-ROAD")
	place, _ := n.Location(h.Place)
	o, err := openings(h, place, time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	for come, pass := range map[string]string{
		"2026-09-03T12:00:00Z": "2026-09-03T12:00:00Z", // Thursday
		"2026-09-04T15:59:00Z": "2026-09-04T15:59:00Z", // a minute to midnight on Friday
		"2026-09-04T16:00:00Z": "2026-09-06T16:00:00Z", // Saturday until Monday
		"2026-09-30T17:00:00Z": "2026-10-04T16:00:00Z", // Thursday 1 October: shut until the 3rd, which is followed by a Sunday
	} {
		at, _ := time.Parse(time.RFC3339, come)
		if got := o.Next(at).Format(time.RFC3339); got != pass {
			t.Errorf("who comes at %s passes at %s, want %s", come, got, pass)
		}
	}
	khunjerab, _ := n.Hours("X-KHUNJERAB-ROAD")
	place, _ = n.Location(khunjerab.Place)
	o, _ = openings(khunjerab, place, time.Date(2026, 12, 15, 0, 0, 0, 0, time.UTC))
	if got := o.Next(time.Date(2026, 12, 15, 0, 0, 0, 0, time.UTC)).Format(time.DateOnly); got != "2027-04-01" {
		t.Errorf("the pass opens on %s after mid-December", got)
	}
}

// TestQuantileOfAMixture: at the quantile the distribution has the share asked for, whatever the shocks.
func TestQuantileOfAMixture(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.Float64Range(10, 20_000)
		p := progress{mean: f.Draw(t, "mean"), own: math.Pow(f.Draw(t, "sd"), 2), third: math.Pow(f.Draw(t, "third"), 3)}
		for i := range rapid.IntRange(0, shocksMost).Draw(t, "shocks") {
			s := legShock{id: int32(i + 1), OnLeg: network.OnLeg{P: rapid.Float64Range(0.001, 0.7).Draw(t, "p"), DelayMin: f.Draw(t, "delay"), SDMin: f.Draw(t, "delay sd")}}
			p.mean += s.P * s.DelayMin
			p.shock(&s)
		}
		var room [statesMost]state
		s := room[:p.states(&room)]
		last := 0.0
		for _, q := range []struct{ share, z float64 }{{0.1, z10}, {0.5, 0}, {0.9, z90}} {
			x := mixtureQuantile(s, q.share, q.z)
			if got, _ := distribution(s, x); x > 0 && math.Abs(got-q.share) > 1e-3 {
				t.Fatalf("%g of journeys do not exceed %g min, asked for %g", got, x, q.share)
			}
			if x < last {
				t.Fatalf("quantiles fall: %g after %g", x, last)
			}
			last = x
		}
	})
}
