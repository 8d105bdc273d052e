package web

import (
	"slices"
	"strings"

	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
)

// compareView is two journeys side by side.
type compareView struct {
	A, B   *JourneyView
	Groups []compareGroup
	Legs   []legPair
	Chart  *Chart
	Close  string // address without the comparison
}

// compareGroup is a part of the table: totals, costs, time.
type compareGroup struct {
	Title string
	Rows  []compareRow
}

// compareRow is one figure of both; the difference is B less A, Better is "less" or "more" of it. Part is of the row before.
type compareRow struct {
	Name, A, B, Difference, Better string
	Part                           bool
}

// legPair are legs that stand side by side: the same arc of both journeys, or one that only one of them has.
type legPair struct {
	A, B       *LegView
	Same       bool
	Hours, USD string // B less A
}

// compare prepares the two journeys that the form names; nil where not both are shown.
func (s *Site) compare(t *tongue, f Form, js []*JourneyView) *compareView {
	var two []*JourneyView
	for _, id := range f.Compare {
		if i := slices.IndexFunc(js, func(j *JourneyView) bool { return j.ID == id }); i >= 0 {
			two = append(two, js[i])
		}
	}
	if len(two) != 2 {
		return nil
	}
	v := &compareView{A: two[0], B: two[1], Chart: newChart(t, two), Legs: align(t, two[0].Legs, two[1].Legs)}
	f.Compare = nil
	v.Close = "/?" + f.Query()
	v.Groups = []compareGroup{t.totals(v.A, v.B), t.costs(v.A, v.B), t.times(v.A, v.B)}
	v.Groups = slices.DeleteFunc(v.Groups, func(g compareGroup) bool { return len(g.Rows) == 0 })
	return v
}

// row makes a row of two numbers with so many digits.
func (t *tongue) row(name string, a, b float64, digits int) compareRow {
	r := compareRow{Name: name, A: t.fixed(a, digits), B: t.fixed(b, digits), Difference: t.signed(b-a, digits)}
	switch {
	case strings.HasPrefix(r.Difference, "−"):
		r.Better = "less"
	case strings.HasPrefix(r.Difference, "+"):
		r.Better = "more"
	}
	return r
}

func (t *tongue) totals(a, b *JourneyView) compareGroup {
	g := compareGroup{Title: t.say("compare.totals")}
	for _, x := range []struct {
		key    string
		a, b   float64
		digits int
	}{
		{"compare.p10", a.P10Days, b.P10Days, 1}, {"compare.p50", a.P50Days, b.P50Days, 1}, {"compare.p90", a.P90Days, b.P90Days, 1},
		{"compare.mean", a.MeanDays, b.MeanDays, 1}, {"compare.cost", a.USD, b.USD, 0}, {"compare.co2", a.KgCO2e, b.KgCO2e, 0},
		{"compare.km", a.Km, b.Km, 0}, {"compare.borders", float64(a.Borders), float64(b.Borders), 0},
	} {
		g.Rows = append(g.Rows, t.row(t.say(x.key), x.a, x.b, x.digits))
	}
	if a.GeneralisedUSD > 0 || b.GeneralisedUSD > 0 {
		g.Rows = append(g.Rows, t.row(t.say("table.generalised")+", USD", a.GeneralisedUSD, b.GeneralisedUSD, 0))
	}
	return g
}

func (t *tongue) costs(a, b *JourneyView) compareGroup {
	g := compareGroup{Title: t.say("compare.costs")}
	of := func(j *JourneyView, c network.Component) (usd float64, ok bool) {
		for _, x := range j.Costs {
			if x.Component == c {
				usd, ok = usd+x.USD, true
			}
		}
		return usd, ok
	}
	for _, c := range network.Components {
		x, okA := of(a, c)
		y, okB := of(b, c)
		if okA || okB {
			g.Rows = append(g.Rows, t.row(t.word("component", c), x, y, 0))
		}
	}
	return g
}

// times are the hours of both journeys: moving by mode, at borders, in transfer, waiting for departure.
func (t *tongue) times(a, b *JourneyView) compareGroup {
	g := compareGroup{Title: t.say("compare.times")}
	var order []string
	parts := map[string]bool{}
	sums := [2]map[string]float64{{}, {}}
	for i, j := range []*JourneyView{a, b} {
		add := func(name string, hours float64) {
			if hours <= 0 {
				return
			}
			if !slices.Contains(order, name) {
				order = append(order, name)
			}
			sums[i][name] += hours
		}
		for _, l := range j.Legs {
			_, name := stripClass(t, l.Leg)
			add(name, l.Hours-l.WaitH)
			add(t.say("compare.waiting"), l.WaitH)
			for _, p := range l.Values.Parts {
				if l.Kind == plan.Border {
					name := t.say("compare.ofwhich", "part", t.word("part", p.Name))
					parts[name] = true
					add(name, p.Minutes/60)
				}
			}
		}
	}
	for _, name := range order {
		r := t.row(name, sums[0][name], sums[1][name], 0)
		r.Part = parts[name]
		g.Rows = append(g.Rows, r)
	}
	return g
}

// align puts the legs of two journeys side by side: the longest common sequence of arcs is paired, the rest stands alone.
func align(t *tongue, a, b []LegView) []legPair {
	key := func(l *LegView) string { return l.Leg.ID + ">" + l.To.Code }
	common := make([][]int, len(a)+1)
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for k := len(b) - 1; k >= 0; k-- {
			if key(&a[i]) == key(&b[k]) {
				common[i][k] = common[i+1][k+1] + 1
			} else {
				common[i][k] = max(common[i+1][k], common[i][k+1])
			}
		}
	}
	var out []legPair
	add := func(x, y *LegView) {
		p := legPair{A: x, B: y, Same: x != nil && y != nil}
		var hours, usd float64
		if x != nil {
			hours, usd = -x.Hours, -x.USD
		}
		if y != nil {
			hours, usd = hours+y.Hours, usd+y.USD
		}
		p.Hours, p.USD = t.signed(hours, 0), t.signed(usd, 0)
		out = append(out, p)
	}
	i, k := 0, 0
	for i < len(a) || k < len(b) {
		switch {
		case i < len(a) && k < len(b) && key(&a[i]) == key(&b[k]):
			add(&a[i], &b[k])
			i, k = i+1, k+1
		case k == len(b) || i < len(a) && common[i+1][k] >= common[i][k+1]:
			add(&a[i], nil)
			i++
		default:
			add(nil, &b[k])
			k++
		}
	}
	return out
}
