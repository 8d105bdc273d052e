package web

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/kairo-corridor/kairo/plan"
)

// Scatter is the chart of days against US dollars: one mark a journey at its P50, a whisker from P10 to P90. Coordinates are
// those of the view box; the corridor shows in colour and shape, the journey in its number.
type Scatter struct {
	W, H, Left, Right, Top, Bottom float64
	Log                            bool // the cost axis is logarithmic
	X, Y                           []Tick
	Points                         []Point
	Others                         []Dot // the rest of the Pareto set
}

// Dot is a journey of the Pareto set that is not described.
type Dot struct {
	ID   string
	X, Y float64
}

// Tick is one line of an axis.
type Tick struct {
	At   float64
	Text string
}

// Point is one journey of the chart. Its mark stands at the point itself, or beside it where marks would cover each other;
// then a line leads from the mark to the point.
type Point struct {
	Journey      *JourneyView
	X, Y, X0, X1 float64 // P50 and cost, and both ends of the whisker
	MX, MY       float64 // the mark
}

// Moved reports whether the mark stands beside its point.
func (p Point) Moved() bool { return math.Hypot(p.MX-p.X, p.MY-p.Y) > 1.5 }

// The view box of the chart and its margins.
const (
	scatterW, scatterH          = 520.0, 400.0
	marginLeft, marginRight     = 58.0, 18.0
	marginTop, marginBottom     = 14.0, 46.0
	markRadius                  = 10.5
	logFrom                     = 5.0 // ratio of dearest to cheapest from which the cost axis is logarithmic
	axisTicks                   = 6
	shapesOfMarks           int = 6
)

// newScatter lays out the chart of some journeys; nil for none.
func newScatter(t *tongue, js []*JourneyView, all []plan.Point) *Scatter {
	if len(js) == 0 {
		return nil
	}
	s := &Scatter{W: scatterW, H: scatterH, Left: marginLeft, Right: scatterW - marginRight, Top: marginTop, Bottom: scatterH - marginBottom}
	daysMax, low, high := 0.0, math.Inf(1), 0.0
	for _, j := range js {
		daysMax = math.Max(daysMax, j.P90Days)
		low, high = math.Min(low, j.USD), math.Max(high, j.USD)
	}
	for _, p := range all {
		daysMax = math.Max(daysMax, p.P50Days)
		low, high = math.Min(low, p.USD), math.Max(high, p.USD)
	}
	xs := niceTicks(0, daysMax, axisTicks)
	xMax := xs[len(xs)-1]
	x := func(d float64) float64 { return s.Left + d/xMax*(s.Right-s.Left) }
	for _, v := range xs {
		s.X = append(s.X, Tick{x(v), t.measure(v)})
	}
	y := s.costAxis(t, low, high)
	for _, j := range js {
		px, py := x(j.P50Days), y(j.USD)
		s.Points = append(s.Points, Point{Journey: j, X: px, Y: py, X0: x(j.P10Days), X1: x(j.P90Days), MX: px, MY: py})
	}
	s.spread()
	for _, p := range all {
		if !slices.ContainsFunc(js, func(j *JourneyView) bool { return j.ID == p.ID }) {
			s.Others = append(s.Others, Dot{p.ID, x(p.P50Days), y(p.USD)})
		}
	}
	// The chosen one is drawn last, on top of those it coincides with.
	sort.SliceStable(s.Points, func(i, k int) bool { return !s.Points[i].Journey.Chosen && s.Points[k].Journey.Chosen })
	return s
}

// spread moves marks apart until none covers another, or as far as a bounded number of rounds brings them. It
// depends on nothing but the points.
func (s *Scatter) spread() {
	const rounds, apart = 80, 2.3 * markRadius
	for range rounds {
		still := true
		for i := range s.Points {
			for k := i + 1; k < len(s.Points); k++ {
				a, b := &s.Points[i], &s.Points[k]
				dx, dy := b.MX-a.MX, b.MY-a.MY
				d := math.Hypot(dx, dy)
				if d >= apart {
					continue
				}
				still = false
				if d < 1 {
					dx, dy, d = 0.6, 0.8, 1
				}
				push := (apart - d) / 2 / d
				s.place(a, a.MX-dx*push, a.MY-dy*push)
				s.place(b, b.MX+dx*push, b.MY+dy*push)
			}
		}
		if still {
			return
		}
	}
}

// place puts a mark within the frame of the chart.
func (s *Scatter) place(p *Point, x, y float64) {
	p.MX = math.Min(math.Max(x, s.Left+markRadius), s.Right-markRadius)
	p.MY = math.Min(math.Max(y, s.Top+markRadius), s.Bottom-markRadius)
}

// costAxis sets the ticks of the cost axis and returns its scale.
func (s *Scatter) costAxis(t *tongue, low, high float64) func(float64) float64 {
	s.Log = low > 0 && high/low > logFrom
	var ticks []float64
	place := func(v float64) float64 { return v }
	if s.Log {
		place = math.Log10
		ticks = logTicks(low, high)
	} else {
		ticks = niceTicks(0, high, axisTicks)
	}
	bottom, top := place(ticks[0]), place(ticks[len(ticks)-1])
	y := func(v float64) float64 { return s.Bottom - (place(v)-bottom)/(top-bottom)*(s.Bottom-s.Top) }
	for _, v := range ticks {
		s.Y = append(s.Y, Tick{y(v), t.local(shortMoney(v))})
	}
	return y
}

// niceTicks are about n round values from at most low to at least high.
func niceTicks(low, high float64, n int) []float64 {
	if high <= low {
		high = low + 1
	}
	raw := (high - low) / float64(n)
	step := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 5, 10} {
		if step*m >= raw {
			step *= m
			break
		}
	}
	var out []float64
	for v := math.Floor(low/step) * step; ; v += step {
		out = append(out, v)
		if v >= high {
			return out
		}
	}
}

// logTicks are the 1, 2 and 5 times powers of ten from at most low to at least high.
func logTicks(low, high float64) []float64 {
	var out []float64
	for p := math.Pow(10, math.Floor(math.Log10(low))); ; p *= 10 {
		for _, m := range []float64{1, 2, 5} {
			v := p * m
			if v <= low {
				out = out[:0]
			}
			out = append(out, v)
			if v >= high {
				return out
			}
		}
	}
}

func shortMoney(v float64) string {
	switch {
	case v >= 1e6:
		return measure(v/1e6) + " M"
	case v >= 1000:
		return measure(v/1000) + " k"
	}
	return measure(v)
}

// markPath draws the mark of a shape around a point: circle, square, diamond, triangle up, hexagon, triangle down.
func markPath(shape int, x, y, r float64) string {
	switch shape % shapesOfMarks {
	case 0:
		return fmt.Sprintf("M%.1f %.1fa%.1f %.1f 0 1 0 %.1f 0a%.1f %.1f 0 1 0 %.1f 0Z", x-r, y, r, r, 2*r, r, r, -2*r)
	case 1:
		return polygon(x, y, r*1.26, 4, 45)
	case 2:
		return polygon(x, y, r*1.34, 4, 0)
	case 3:
		return polygon(x, y+r*0.25, r*1.7, 3, -90)
	case 4:
		return polygon(x, y, r*1.14, 6, 0)
	}
	return polygon(x, y-r*0.25, r*1.7, 3, 90)
}

// markText is how far below the middle of a mark the base line of its number lies: triangles have their room to one side.
func markText(shape int) float64 {
	switch shape % shapesOfMarks {
	case 3:
		return 7
	case 5:
		return 2
	}
	return 4.5
}

// polygon is a regular polygon of n corners, the first at an angle in degrees.
func polygon(x, y, r float64, n int, angle float64) string {
	var b strings.Builder
	for i := 0; i < n; i++ {
		a := (angle + 360*float64(i)/float64(n)) * math.Pi / 180
		b.WriteByte("ML"[min(i, 1)])
		fmt.Fprintf(&b, "%.1f %.1f", x+r*math.Cos(a), y+r*math.Sin(a))
	}
	return b.String() + "Z"
}
