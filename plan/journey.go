package plan

import (
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/route"
)

func placeOf(l *network.Location) Place {
	return Place{Code: l.Code, Name: l.Name, Country: l.Country, Lat: l.Lat, Lon: l.Lon, Kind: l.Kind, Unofficial: l.Unofficial()}
}

// summarise totals one solution. Its legs are filled in by describe, for the journeys that are kept. A journey that comes
// back to a place it has left is told apart.
func (p *Planner) summarise(sk *skeleton, s route.Solution, c cargo, ready time.Time) (j Journey, comesBack bool) {
	j = Journey{arcs: s.Arcs, waits: make([]wait, len(s.Arcs))}
	h := fnv.New32a()
	corridors := map[string]float64{}
	left := map[string]bool{}
	sourced, figures := 0, 0
	run := progress{start: startOf(ready)}
	for i, ai := range s.Arcs {
		a := &sk.arcs[ai]
		if a.kind == through {
			continue
		}
		if a.from != a.to {
			comesBack = comesBack || left[a.to.Code]
			left[a.from.Code] = true
		}
		h.Write([]byte(a.id + ">" + a.to.Code + ";"))
		j.waits[i] = a.wait()
		if len(a.departs) > 0 {
			j.waits[i].mean = run.waitFor(a.departs)
		} else {
			run.pass(j.waits[i].mean, math.Sqrt(j.waits[i].variance), "")
		}
		run.pass(a.values.Minutes.V, a.values.SD.V, a.shock())
		j.USD += c.usd(a)
		j.KgCO2e += c.kg(a)
		j.Km += a.values.Distance.V
		sourced += a.sourced
		figures += a.figures
		corridors[a.corridor()] += a.values.Distance.V
		if a.kind == Move && comesAshore(a.mode) {
			corridors[a.corridor()+"/crossed"]++
		}
	}
	j.CorridorID, j.Corridor = p.n.CorridorOf(corridors)
	j.ID = strconv.FormatUint(uint64(h.Sum32()), 36)
	j.variance = run.variance()
	j.MeanDays = run.mean / 1440
	j.P10Days, j.P50Days, j.P90Days = quantile(run.mean, j.variance, z10)/1440, quantile(run.mean, j.variance, 0)/1440, quantile(run.mean, j.variance, z90)/1440
	if figures > 0 {
		j.SourcedShare = float64(sourced) / float64(figures)
	}
	return j, comesBack
}

// The standard normal quantiles of 10 % and 90 %.
const (
	z10 = -1.2815515655446004
	z90 = 1.2815515655446004
)

// quantile is the quantile at the standard normal z of a lognormal duration with a mean and variance. Durations of legs are
// right-skewed and positive; a lognormal matched on the first two moments keeps both (Fenton–Wilkinson). plan's tests hold
// it against a Monte Carlo of the legs with their shared shocks.
func quantile(mean, variance, z float64) float64 {
	if mean <= 0 {
		return 0
	}
	s2 := math.Log1p(variance / (mean * mean))
	return math.Exp(math.Log(mean) - s2/2 + z*math.Sqrt(s2))
}

func (a *arcMeta) shock() string {
	switch {
	case a.link != nil:
		return a.link.Shock
	case a.crossing != nil:
		return a.crossing.Shock
	}
	return ""
}

// describe fills in legs, countries, modes and notices.
func (p *Planner) describe(sk *skeleton, j *Journey, c cargo, r Request) {
	for i, ai := range j.arcs {
		a := &sk.arcs[ai]
		if a.kind == through {
			continue
		}
		leg := p.leg(a, j.waits[i], c, r)
		j.Legs = append(j.Legs, leg)
		if a.kind == Move {
			j.Modes = appendNew(j.Modes, string(a.mode))
		}
		for _, l := range []*network.Location{a.from, a.to} {
			if l.Country != "XZ" {
				if n := len(j.Countries); n == 0 || j.Countries[n-1] != l.Country {
					j.Countries = append(j.Countries, l.Country)
				}
			}
		}
		for _, n := range leg.Notices {
			j.Notices = appendNew(j.Notices, n)
		}
	}
	j.Borders = len(j.Countries) - 1
}

func appendNew(list []string, s string) []string {
	for _, x := range list {
		if x == s {
			return list
		}
	}
	return append(list, s)
}

func (p *Planner) leg(a *arcMeta, w wait, c cargo, r Request) Leg {
	l := Leg{
		Kind: a.kind, ID: a.id, From: placeOf(a.from), To: placeOf(a.to), Mode: a.mode,
		Km: a.values.Distance.V, Hours: (a.values.Minutes.V + w.mean) / 60, WaitH: w.mean / 60, Departs: a.departs,
		SDHours: math.Sqrt(a.values.SD.V*a.values.SD.V+w.variance) / 60,
		USD:     c.usd(a), KgCO2e: c.kg(a), Corridor: a.corridor(), Shock: a.shock(), Values: a.values,
		Notices: p.n.Notices(a.id, r.Ready), Shape: p.points(a),
	}
	switch a.kind {
	case Move:
		l.Name = fmt.Sprintf("%s %s – %s", a.mode, a.from.Name, a.to.Name)
		if a.link.Service != "" {
			l.Name += " (" + a.link.Service + ")"
		}
		for _, t := range a.link.Through {
			for _, n := range p.n.Notices(t, r.Ready) {
				l.Notices = appendNew(l.Notices, n)
			}
		}
		if a.link.Status == "limited" {
			l.Notices = appendNew(l.Notices, "limited service: "+a.link.Note)
		}
	case Border:
		l.Name, l.Gauge = a.crossing.Name, a.crossing.Gauge
	case Load:
		l.Name = "load at " + a.from.Name
	case Unload:
		l.Name = "unload at " + a.from.Name
	default:
		l.Name = strings.TrimPrefix(a.id, "transfer:"+a.from.Code+":") + " at " + a.from.Name
	}
	return l
}

// points are the ends of an arc and the points of its shape between, as lat, lon.
func (p *Planner) points(a *arcMeta) [][2]float64 {
	if a.link == nil {
		return [][2]float64{{a.from.Lat, a.from.Lon}, {a.to.Lat, a.to.Lon}}
	}
	pts := p.n.ShapeOf(a.link)
	if a.link.From != a.from.Code {
		slices.Reverse(pts)
	}
	return pts
}

// label names the extremes, and the balanced journey: the one with the least product of time, cost and CO2e.
func label(js []Journey) {
	if len(js) == 0 {
		return
	}
	for _, s := range []struct {
		name string
		of   func(*Journey) float64
	}{
		{"fastest", func(j *Journey) float64 { return j.MeanDays }},
		{"cheapest", func(j *Journey) float64 { return j.USD }},
		{"least CO2e", func(j *Journey) float64 { return j.KgCO2e }},
		{"steadiest", func(j *Journey) float64 { return j.variance }},
		{"balanced", func(j *Journey) float64 {
			return math.Log1p(j.MeanDays) + math.Log1p(j.USD) + math.Log1p(j.KgCO2e)
		}},
	} {
		at := 0
		for i := range js {
			if s.of(&js[i]) < s.of(&js[at]) {
				at = i
			}
		}
		js[at].Labels = append(js[at].Labels, s.name)
	}
}

// thin keeps for people: the labelled journeys, the fastest of each corridor, then those farthest from what is kept.
func thin(js []Journey, keep int) []Journey {
	if len(js) <= keep {
		return js
	}
	kept := make([]bool, len(js))
	n := 0
	mark := func(i int) {
		if !kept[i] && n < keep {
			kept[i] = true
			n++
		}
	}
	for i := range js {
		if len(js[i].Labels) > 0 {
			mark(i)
		}
	}
	corridors := map[string]bool{}
	for i := range js {
		if !corridors[js[i].Corridor] {
			corridors[js[i].Corridor] = true
			mark(i)
		}
	}
	for n < keep {
		mark(farthest(js, kept))
	}
	out := make([]Journey, 0, n)
	for i := range js {
		if kept[i] {
			out = append(out, js[i])
		}
	}
	return out
}

// farthest is the journey whose nearest kept journey is farthest, in relative days, dollars and CO2e.
func farthest(js []Journey, kept []bool) int {
	at, most := 0, -1.0
	for i := range js {
		if kept[i] {
			continue
		}
		near := math.Inf(1)
		for k := range js {
			if kept[k] {
				near = min(near, apart(js[i].MeanDays, js[k].MeanDays)+apart(js[i].USD, js[k].USD)+apart(js[i].KgCO2e, js[k].KgCO2e))
			}
		}
		if near > most {
			at, most = i, near
		}
	}
	return at
}

func apart(a, b float64) float64 {
	if a == b {
		return 0
	}
	return math.Abs(a-b) / max(math.Abs(a), math.Abs(b))
}
