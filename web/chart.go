package web

import (
	"fmt"
	"math"
	"strings"

	"github.com/kairo-corridor/kairo/plan"
)

// Chart is the time-distance chart of journeys: distance from the origin to the right, days since the start upwards. A
// movement slopes, a stay (loading, waiting, a border, a transfer) rises; the band is P10 to P90. Coordinates are those of
// the view box.
type Chart struct {
	W, H, Left, Right, Top, Bottom float64
	X, Y                           []Tick
	Lines                          []ChartLine
	Label                          string
}

// ChartLine is one journey of the chart.
type ChartLine struct {
	Name, Class         string
	Course, Waits, Band string // paths
	Borders             []ChartMark
	Names               []ChartName
	Rows                []ChartRow
}

// ChartMark is a border.
type ChartMark struct {
	X, Y float64
	Text string
}

// ChartName is a place written beside the line.
type ChartName struct {
	X, Y         float64
	Text, Anchor string
}

// ChartRow is one stop of the table beside the chart: days since the start on arrival there or after the stay.
type ChartRow struct {
	Place, What         string
	Km, Mean, P10, P90  float64
	stay, border, start bool
}

// The view box of the chart and its margins.
const (
	chartW, chartH         = 620.0, 380.0
	chartLeft, chartRight  = 44.0, 28.0
	chartTop, chartBottom  = 12.0, 44.0
	nameHeight, nameMargin = 13.0, 4.0
)

// newChart lays out the journeys; nil where none has a leg.
func newChart(t *tongue, js []*JourneyView) *Chart {
	c := &Chart{W: chartW, H: chartH, Left: chartLeft, Right: chartW - chartRight, Top: chartTop, Bottom: chartH - chartBottom}
	km, top := 0.0, 0.0
	for _, j := range js {
		if len(j.Legs) == 0 {
			return nil
		}
		rows := t.rows(j)
		last := rows[len(rows)-1]
		km, top = math.Max(km, last.Km), math.Max(top, last.P90)
		c.Lines = append(c.Lines, ChartLine{Name: t.journeyN(j), Class: j.Class, Rows: rows})
	}
	xs, ys := niceTicks(0, math.Max(km, 1), 6), niceTicks(0, top, 6)
	x := func(v float64) float64 { return c.Left + v/xs[len(xs)-1]*(c.Right-c.Left) }
	y := func(v float64) float64 { return c.Bottom - v/ys[len(ys)-1]*(c.Bottom-c.Top) }
	for _, v := range xs {
		c.X = append(c.X, Tick{x(v), t.whole(v)})
	}
	for _, v := range ys {
		c.Y = append(c.Y, Tick{y(v), t.measure(v)})
	}
	var taken []box
	var labels []string
	for i := range c.Lines {
		l := &c.Lines[i]
		l.draw(x, y)
		if len(c.Lines) == 1 {
			taken = l.name(c, x, y, taken)
		}
		end := l.Rows[len(l.Rows)-1]
		if len(c.Lines) > 1 {
			l.Names = append(l.Names, ChartName{X: x(end.Km) + 7, Y: y(end.Mean) + 4, Text: t.whole(float64(js[i].N)), Anchor: "start"})
		}
		labels = append(labels, t.say("chart.label", "name", l.Name, "km", t.whole(end.Km), "days", t.days(end.Mean), "p10", t.days(end.P10), "p90", t.days(end.P90)))
	}
	c.Label = strings.Join(labels, " ")
	return c
}

// rows are the stops of a journey with the days since its start. The quantiles on the way take the share of the journey's
// variance that its legs have used up, so that the last are those of the journey.
func (t *tongue) rows(j *JourneyView) []ChartRow {
	total := 0.0
	for _, l := range j.Legs {
		total += l.SDHours * l.SDHours
	}
	sigma := math.Log(j.P90Days/j.P10Days) / (2 * z90)
	variance := j.MeanDays * j.MeanDays * math.Expm1(sigma*sigma)
	at := ChartRow{Place: t.place(j.Legs[0].From.Code, j.Legs[0].From.Name), What: t.say("chart.start"), start: true}
	out := []ChartRow{at}
	used, hours := 0.0, 0.0
	for i, l := range j.Legs {
		if l.WaitH > 0 && l.Km > 0 {
			at.What, at.stay, at.border, at.start = t.say("chart.wait", "mode", strings.ToLower(t.word("mode", l.Mode))), true, false, false
			hours += l.WaitH
			out = append(out, at.after(hours/24, variance*used/math.Max(total, 1e-9)))
			hours -= l.WaitH
		}
		used += l.SDHours * l.SDHours
		hours += l.Hours
		at.Km += l.Km
		at.Place, at.What = t.place(l.To.Code, l.To.Name), l.What
		at.stay, at.border, at.start = l.Km == 0, l.Kind == plan.Border, false
		row := at.after(hours/24, variance*used/math.Max(total, 1e-9))
		if i == len(j.Legs)-1 {
			row.Mean, row.P10, row.P90 = j.MeanDays, j.P10Days, j.P90Days
		}
		out = append(out, row)
	}
	return out
}

// z90 is the standard normal quantile of 90 %.
const z90 = 1.2815515655446004

// after is a stop so many days after the start, with the quantiles of a lognormal of that mean and variance.
func (r ChartRow) after(mean, variance float64) ChartRow {
	r.Mean, r.P10, r.P90 = mean, mean, mean
	if mean > 0 {
		s2 := math.Log1p(variance / (mean * mean))
		mid := math.Log(mean) - s2/2
		r.P10, r.P90 = math.Exp(mid-z90*math.Sqrt(s2)), math.Exp(mid+z90*math.Sqrt(s2))
	}
	return r
}

// draw makes the paths of a line.
func (l *ChartLine) draw(x, y func(float64) float64) {
	var course, waits, upper, lower strings.Builder
	for i, r := range l.Rows {
		fmt.Fprintf(&course, "%c%.1f %.1f", "ML"[min(i, 1)], x(r.Km), y(r.Mean))
		fmt.Fprintf(&upper, "%c%.1f %.1f", "ML"[min(i, 1)], x(r.Km), y(r.P90))
		if i == 0 {
			continue
		}
		if r.stay {
			fmt.Fprintf(&waits, "M%.1f %.1fV%.1f", x(r.Km), y(l.Rows[i-1].Mean), y(r.Mean))
		}
		if r.border {
			l.Borders = append(l.Borders, ChartMark{x(r.Km), y((r.Mean + l.Rows[i-1].Mean) / 2), r.What + ": " + r.Place})
		}
	}
	for i := len(l.Rows) - 1; i >= 0; i-- {
		fmt.Fprintf(&lower, "L%.1f %.1f", x(l.Rows[i].Km), y(l.Rows[i].P10))
	}
	l.Course, l.Waits, l.Band = course.String(), waits.String(), upper.String()+lower.String()+"Z"
}

// box is the room that a text takes.
type box struct{ x0, y0, x1, y1 float64 }

func (b box) meets(o box) bool { return b.x0 < o.x1 && o.x0 < b.x1 && b.y0 < o.y1 && o.y0 < b.y1 }

// name writes the places of the longest stays beside the line, to its upper left or lower right, where there is room.
func (l *ChartLine) name(c *Chart, x, y func(float64) float64, taken []box) []box {
	ends := map[int]bool{0: true, len(l.Rows) - 1: true}
	try := func(i int) {
		r := l.Rows[i]
		width := 7.2 * textCells(r.Place)
		for _, side := range []string{"end", "start"} {
			px, py := x(r.Km), y(r.Mean)
			n := ChartName{X: px - 8, Y: py - nameMargin, Text: r.Place, Anchor: side}
			b := box{px - 8 - width, py - nameMargin - nameHeight, px - 8, py - nameMargin}
			if side == "start" {
				n.X, n.Y = px+8, py+nameHeight
				b = box{px + 8, py, px + 8 + width, py + nameHeight + 2}
			}
			free := b.x0 > c.Left && b.x1 < c.Right && b.y0 > c.Top && b.y1 < c.Bottom
			for _, o := range taken {
				free = free && !b.meets(o)
			}
			if free {
				taken = append(taken, b)
				l.Names = append(l.Names, n)
				return
			}
		}
	}
	for i := range l.Rows {
		if ends[i] {
			try(i)
		}
	}
	for i, r := range l.Rows {
		if !ends[i] && r.stay {
			try(i)
		}
	}
	return taken
}

// textCells is about how many Latin letters wide a text is.
func textCells(s string) float64 {
	n := 0.0
	for _, r := range s {
		if n++; r >= 0x2E80 {
			n += 0.8
		}
	}
	return n
}
