package document

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/unit"
)

// Options say what stands around the chart.
type Options struct {
	Title    string // what is drawn: "Nagoya – Almaty, automobile parts"; required for those who cannot see it
	Subtitle string // one line under it: source, seed, date
	ID       string // prefix of ids, so that several charts fit one page; "" is "td"
}

// TimeDistanceSVG draws time against distance: one line a series, stays as labelled rises.
func TimeDistanceSVG(w io.Writer, series []Series, opt Options) error {
	top := 0.0
	for _, s := range series {
		_, hours := s.totals(hoursOf)
		top = max(top, hours)
	}
	a := axis{height: hoursOf, title: "Hours from the start", value: duration, tick: plain, scale: 1}
	if top > 96 {
		a.title, a.scale = "Days from the start", 1.0/24
	}
	return draw(w, series, a, opt)
}

// CostDistanceSVG draws cost against distance in the same way: US dollars for the whole consignment.
func CostDistanceSVG(w io.Writer, series []Series, opt Options) error {
	return draw(w, series, axis{height: func(s Step) float64 { return s.USD }, title: "US dollars from the start", value: dollars, tick: plain, scale: 1}, opt)
}

func hoursOf(s Step) float64 { return s.Hours }

// axis is what runs up.
type axis struct {
	height func(Step) float64
	title  string
	value  func(float64) string // of a stay or total
	tick   func(float64) string
	scale  float64 // of ticks to heights
}

// duration prints hours as a person says them: "45 min", "38 h", "6.2 days".
func duration(h float64) string {
	switch {
	case h < 0.995:
		return strconv.Itoa(int(math.Round(h*60))) + " min"
	case h < 9.95:
		return strings.TrimSuffix(strconv.FormatFloat(h, 'f', 1, 64), ".0") + " h"
	case h < 71.5:
		return strconv.Itoa(int(math.Round(h))) + " h"
	}
	return strings.TrimSuffix(strconv.FormatFloat(h/24, 'f', 1, 64), ".0") + " days"
}

func dollars(v float64) string { return "$" + unit.Group(int64(math.Round(v))) }

func plain(v float64) string {
	if v == math.Trunc(v) {
		return unit.Group(int64(v))
	}
	return strings.TrimRight(strconv.FormatFloat(v, 'f', 3, 64), "0")
}

// The sheet: sizes in pixels, which are also the units of the viewBox. A4 landscape prints it whole.
const (
	width      = 1040.0
	left       = 74.0
	right      = 120.0 // room for totals; labels may ask for more
	headHeight = 84.0
	plotHeight = 430.0
	footHeight = 58.0
	labelGap   = 23.0 // between slanting labels: their line height over the sine of their angle
	slant      = 40.0 // degrees
	character  = 6.5  // width of a Latin character of a label
	apart      = 5.0  // between the lines of two series, so that rises at one place stand side by side
	labelsMax  = 36   // labels with labelGap between them on the width that is left at worst
)

// chart is one drawing on its way.
type chart struct {
	series   []Series
	axis     axis
	opt      Options
	shown    []stop    // labelled
	hidden   []stop    // left out for want of room
	labels   []string  // of shown
	anchors  []float64 // x of the labels
	kmTicks  []float64
	topTicks []float64 // in units of the axis
	right    float64   // margin
	bend     float64   // height of the leaders' way from label to place
	top      float64   // y of the plot's top
	b        bytes.Buffer
}

func draw(w io.Writer, series []Series, a axis, opt Options) error {
	if err := check(series); err != nil {
		return err
	}
	c := &chart{series: series, axis: a, opt: opt}
	c.opt.ID = cmp.Or(opt.ID, "td")
	c.layout()
	c.render()
	_, err := w.Write(c.b.Bytes())
	return err
}

// layout finds scales, labels and margins.
func (c *chart) layout() {
	kmMax, topMax := 0.0, 0.0
	for _, s := range c.series {
		km, top := s.totals(c.axis.height)
		kmMax, topMax = max(kmMax, km), max(topMax, top*c.axis.scale)
	}
	c.kmTicks, c.topTicks = ticks(kmMax, 8), ticks(topMax, 7)
	c.choose(labelsMax)
	longest := 0.0
	for _, s := range c.shown {
		text := cut(s.name, labelRunes) + "  " + c.values(s)
		c.labels = append(c.labels, text)
		longest = max(longest, float64(cells(text))*character)
	}
	c.right = right
	for range 4 { // a wider margin moves the labels, which may ask for a wider one
		if c.place() {
			break
		}
	}
	far := 0.0
	for i, s := range c.shown {
		far = max(far, math.Abs(c.anchors[i]-c.x(s.km)))
	}
	c.bend = min(max(10, far/5), 44)
	c.top = headHeight + 10 + c.bend + math.Ceil(longest*math.Sin(slant*math.Pi/180))
}

// place spreads the labels, and widens the margin where one would leave the sheet; it reports whether none did.
func (c *chart) place() bool {
	points := make([]float64, len(c.shown))
	for i, s := range c.shown {
		points[i] = c.x(s.km)
	}
	c.anchors = spread(points, labelGap, left, width-c.right)
	over := 0.0
	for i, x := range c.anchors {
		over = max(over, x+float64(cells(c.labels[i]))*character*math.Cos(slant*math.Pi/180)+8-width)
	}
	c.right += math.Ceil(over)
	return over <= 0
}

// choose keeps the longest stays that have room for their labels.
func (c *chart) choose(room int) {
	all := stops(c.series, c.axis.height)
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		if (all[a].kind == Border) != (all[b].kind == Border) && len(all) > room {
			if all[a].kind == Border {
				return -1
			}
			return 1
		}
		return cmp.Compare(all[b].longest(), all[a].longest())
	})
	keep := map[int]bool{}
	for _, i := range order[:min(room, len(order))] {
		keep[i] = true
	}
	for i, s := range all {
		if keep[i] {
			c.shown = append(c.shown, s)
		} else {
			c.hidden = append(c.hidden, s)
		}
	}
}

// values prints how long a stay was in each series: "24 h / 38 h".
func (c *chart) values(s stop) string {
	parts := make([]string, len(s.values))
	for i, v := range s.values {
		if parts[i] = "–"; v >= 0 {
			parts[i] = c.axis.value(v)
		}
	}
	return strings.Join(parts, " / ")
}

func (c *chart) x(km float64) float64 {
	return left + km/c.kmTicks[len(c.kmTicks)-1]*(width-left-c.right)
}

func (c *chart) y(top float64) float64 {
	return c.top + plotHeight - top*c.axis.scale/c.topTicks[len(c.topTicks)-1]*plotHeight
}

func (c *chart) out(format string, args ...any) { fmt.Fprintf(&c.b, format+"\n", args...) }

// px prints a coordinate with one decimal.
func px(v float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(math.Round(v*10)/10+0, 'f', 1, 64), ".0")
}

// esc escapes text for XML; what XML cannot hold becomes U+FFFD.
func esc(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder does not fail
	return b.String()
}

// style sets the colours once for each scheme; attributes hold the light ones for readers without CSS variables.
const style = `<style>
.ktd{--ktd-ground:#fff;--ktd-ink:#1c2128;--ktd-soft:#57606a;--ktd-grid:#dfe3e8;--ktd-s0:#0b5cad;--ktd-s1:#b4470f;--ktd-s2:#2f7a34;--ktd-s3:#7d3c98;font-family:system-ui,-apple-system,"Segoe UI","Noto Sans","Noto Sans CJK JP",sans-serif;font-size:13px}
@media (prefers-color-scheme:dark){.ktd{--ktd-ground:#14181d;--ktd-ink:#e6e9ee;--ktd-soft:#a4adb8;--ktd-grid:#2c333c;--ktd-s0:#6cb4ff;--ktd-s1:#ff9d66;--ktd-s2:#7fd087;--ktd-s3:#d3a1ea}}
@media print{.ktd{--ktd-ground:#fff;--ktd-ink:#000;--ktd-soft:#333;--ktd-grid:#ccc;--ktd-s0:#0b5cad;--ktd-s1:#b4470f;--ktd-s2:#2f7a34;--ktd-s3:#7d3c98}}
.ktd .ground{fill:var(--ktd-ground)}.ktd text{fill:var(--ktd-ink)}.ktd .soft{fill:var(--ktd-soft)}.ktd .grid{stroke:var(--ktd-grid)}.ktd .lead{stroke:var(--ktd-soft)}
.ktd .s0{stroke:var(--ktd-s0)}.ktd .s1{stroke:var(--ktd-s1)}.ktd .s2{stroke:var(--ktd-s2)}.ktd .s3{stroke:var(--ktd-s3)}
.ktd .m0{fill:var(--ktd-s0)}.ktd .m1{fill:var(--ktd-s1)}.ktd .m2{fill:var(--ktd-s2)}.ktd .m3{fill:var(--ktd-s3)}
</style>`

// colours and dashes of the series.
var (
	colours = [SeriesMax]string{"#0b5cad", "#b4470f", "#2f7a34", "#7d3c98"}
	dashes  = [SeriesMax]string{"", "9 4", "2 4", "12 4 2 4"}
)

func (c *chart) render() {
	height := c.top + plotHeight + footHeight
	id := esc(c.opt.ID)
	c.out(`<svg xmlns="http://www.w3.org/2000/svg" class="ktd" viewBox="0 0 %s %s" width="%s" height="%s" role="img" aria-labelledby="%s-title %s-desc">`,
		px(width), px(height), px(width), px(height), id, id)
	c.out(`<title id="%s-title">%s</title>`, id, esc(cmp.Or(c.opt.Title, "Time-distance chart")))
	c.out(`<desc id="%s-desc">%s</desc>`, id, esc(c.story()))
	c.out("%s", style)
	c.out(`<rect class="ground" width="100%%" height="100%%" fill="#fff"/>`)
	c.head()
	c.grid()
	c.leaders()
	for i := range c.series {
		c.line(i)
	}
	c.totals()
	c.out(`</svg>`)
}

// head writes title, subtitle and legend.
func (c *chart) head() {
	c.out(`<text x="%s" y="28" font-size="19" font-weight="600">%s</text>`, px(left-50), esc(cut(c.opt.Title, 96)))
	c.out(`<text class="soft" x="%s" y="49" fill="#57606a">%s</text>`, px(left-50), esc(cut(c.opt.Subtitle, 140)))
	x := left - 50
	for i, s := range c.series {
		name := cut(s.Name, 30)
		c.out(`<path class="s%d" d="M%s 68h34" stroke="%s" stroke-width="2.5" fill="none"%s/>`, i, px(x), colours[i], dash(i))
		c.out(`<text x="%s" y="72.5">%s</text>`, px(x+41), esc(name))
		x += 62 + float64(cells(name))*7.2
	}
	c.out(`<circle class="soft" cx="%s" cy="68" r="4" fill="#57606a"/><text class="soft" x="%s" y="72.5" fill="#57606a">border</text>`, px(x+6), px(x+16))
	c.out(`<rect class="soft" x="%s" y="64.5" width="7" height="7" fill="#57606a"/><text class="soft" x="%s" y="72.5" fill="#57606a">port, terminal or yard</text>`, px(x+74), px(x+87))
}

func dash(i int) string {
	if dashes[i] == "" {
		return ""
	}
	return ` stroke-dasharray="` + dashes[i] + `"`
}

// grid draws both axes with their ticks.
func (c *chart) grid() {
	bottom, end := c.top+plotHeight, width-c.right
	for i, v := range c.topTicks {
		y := c.y(v / c.axis.scale)
		c.out(`<path class="grid" d="M%s %sH%s" stroke="#dfe3e8"/>`, px(left), px(y), px(end))
		if i > 0 || v == 0 {
			c.out(`<text class="soft" x="%s" y="%s" text-anchor="end" fill="#57606a">%s</text>`, px(left-8), px(y+4.5), c.axis.tick(v))
		}
	}
	for _, v := range c.kmTicks {
		c.out(`<path class="grid" d="M%s %sv6" stroke="#dfe3e8"/>`, px(c.x(v)), px(bottom))
		c.out(`<text class="soft" x="%s" y="%s" text-anchor="middle" fill="#57606a">%s</text>`, px(c.x(v)), px(bottom+21), c.axis.tick(v))
	}
	c.out(`<text class="soft" x="%s" y="%s" text-anchor="middle" fill="#57606a">Distance from the origin, km</text>`, px((left+end)/2), px(bottom+44))
	c.out(`<text class="soft" transform="translate(%s %s) rotate(-90)" text-anchor="middle" fill="#57606a">%s</text>`, px(left-52), px(c.top+plotHeight/2), c.axis.title)
}

// leaders writes the slanting labels above the plot and leads each to its place.
func (c *chart) leaders() {
	for i, s := range c.shown {
		x, a := c.x(s.km), c.anchors[i]
		c.out(`<g><title>%s: %s</title>`, esc(s.name), esc(c.values(s)))
		c.out(`<path class="lead" d="M%s %sL%s %sV%s" stroke="#57606a" stroke-width=".8" stroke-opacity=".55" fill="none" stroke-dasharray="1 3"/>`,
			px(a), px(c.top-c.bend), px(x), px(c.top), px(c.foot(s)))
		name := cut(s.name, labelRunes)
		c.out(`<text transform="translate(%s %s) rotate(%s)" font-size="12.5">%s <tspan class="soft" fill="#57606a">%s</tspan></text></g>`,
			px(a+2), px(c.top-c.bend-4), px(-slant), esc(name), esc(c.values(s)))
	}
}

// foot is where a leader ends: at the lowest point of the stay over the series.
func (c *chart) foot(s stop) float64 {
	y := c.top
	for _, line := range c.series {
		top, turn := 0.0, map[string]int{}
		for _, t := range line.Steps {
			if t.Stop != "" {
				turn[t.Key]++
				if t.Key+"#"+strconv.Itoa(turn[t.Key]) == s.key {
					y = max(y, c.y(top))
				}
			}
			top += c.axis.height(t)
		}
	}
	return y
}

// line draws one series: the way, its stays stronger, a mark at the end of each stay.
func (c *chart) line(i int) {
	var way, stays, marks strings.Builder
	km, top := 0.0, 0.0
	aside := (float64(i) - float64(len(c.series)-1)/2) * apart
	fmt.Fprintf(&way, "M%s %s", px(c.x(0)+aside), px(c.y(0)))
	for _, t := range c.series[i].Steps {
		x0, y0 := c.x(km)+aside, c.y(top)
		km += t.Km
		top += c.axis.height(t)
		x, y := c.x(km)+aside, c.y(top)
		fmt.Fprintf(&way, "L%s %s", px(x), px(y))
		if t.Stop == "" {
			continue
		}
		fmt.Fprintf(&stays, "M%s %sL%s %s", px(x0), px(y0), px(x), px(y))
		if t.Stop == Border {
			fmt.Fprintf(&marks, `<circle class="m%d" cx="%s" cy="%s" r="4" fill="%s"/>`, i, px(x), px(y), colours[i])
		} else {
			fmt.Fprintf(&marks, `<rect class="m%d" x="%s" y="%s" width="7" height="7" fill="%s"/>`, i, px(x-3.5), px(y-3.5), colours[i])
		}
	}
	c.out(`<g><title>%s</title>`, esc(c.series[i].Name))
	c.out(`<path class="s%d" d="%s" stroke="%s" stroke-width="2.2" stroke-linejoin="round" fill="none"%s/>`, i, way.String(), colours[i], dash(i))
	if stays.Len() > 0 {
		c.out(`<path class="s%d" d="%s" stroke="%s" stroke-width="4.5" stroke-opacity=".45" fill="none"/>`, i, stays.String(), colours[i])
	}
	c.out(`%s</g>`, marks.String())
}

// totals writes the height of each line at its end, apart from each other.
func (c *chart) totals() {
	type total struct {
		i    int
		x, y float64
		text string
	}
	var list []total
	for i, s := range c.series {
		km, top := s.totals(c.axis.height)
		list = append(list, total{i, c.x(km), c.y(top), c.axis.value(top)})
	}
	slices.SortStableFunc(list, func(a, b total) int { return cmp.Compare(a.y, b.y) })
	var ys []float64
	for _, t := range list {
		ys = append(ys, t.y)
	}
	ys = spread(ys, 18, c.top+6, c.top+plotHeight)
	for n, t := range list {
		c.out(`<text class="m%d" x="%s" y="%s" font-weight="600" fill="%s" style="fill:var(--ktd-s%d)">%s</text>`, t.i, px(t.x+10), px(ys[n]+4.5), colours[t.i], t.i, esc(t.text))
	}
}

// story tells the whole chart as text.
func (c *chart) story() string {
	var b strings.Builder
	for i, s := range c.series {
		km, top := s.totals(c.axis.height)
		fmt.Fprintf(&b, "%s: %s km, %s.", s.Name, plain(math.Round(km)), c.axis.value(top))
		for _, t := range stops(c.series, c.axis.height) {
			if t.values[i] >= 0 {
				fmt.Fprintf(&b, " %s at km %s: %s.", t.name, plain(math.Round(t.km)), c.axis.value(t.values[i]))
			}
		}
		b.WriteString(" ")
	}
	for i, s := range c.hidden {
		if i == 0 {
			b.WriteString("Without a label in the drawing: ")
		} else {
			b.WriteString(", ")
		}
		b.WriteString(s.name)
	}
	return strings.TrimSpace(b.String())
}
