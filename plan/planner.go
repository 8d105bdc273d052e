package plan

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/route"
)

// Planner answers requests over one network. It is safe for concurrent use.
type Planner struct {
	n     *network.Network
	cuts  []time.Time // days on which changes and overlays begin or end to hold
	names network.NameSets

	mu       sync.Mutex
	resolved map[string]*resolved // by period
}

// New makes a planner of a network. Values are resolved when first needed and kept.
func New(n *network.Network) (*Planner, error) {
	p := newPlanner(n, n.Names())
	sk, err := p.skeleton(ReferenceDate)
	if err == nil && sk.nodes == 0 {
		err = fault.New(fault.BadNetwork, "the network has no open link")
	}
	return p, err
}

func newPlanner(n *network.Network, names network.NameSets) *Planner {
	return &Planner{n: n, cuts: cutsOf(n), names: names, resolved: map[string]*resolved{}}
}

// ReferenceDate is the date at which an undated network is resolved.
var ReferenceDate = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

// Network is the network the planner answers over.
func (p *Planner) Network() *network.Network { return p.n }

// check validates a request and fills in its defaults, every violation at once.
func (p *Planner) check(r *Request) (from, to *network.Location, err error) {
	var bad fault.List
	fail := func(path, want, format string, args ...any) { bad.Wrong(path, want, format, args...) }
	place := func(path, text string) *network.Location {
		if len(text) > textMax {
			fail(path, fmt.Sprintf("at most %d characters", textMax), "the text is too long")
			return nil
		}
		l, err := p.n.Resolve(text)
		for _, e := range fault.All(err) {
			bad = append(bad, e.At("%s", path))
		}
		if err == nil && l.Kind == "waypoint" {
			fail(path, "a port, terminal, town or airport", "%s is a waypoint of a sea lane, goods neither start nor end there", l.Name)
		}
		return l
	}
	from, to = place("from", r.From), place("to", r.To)
	if r.TEU < 1 || r.TEU > teuMax {
		fail("teu", fmt.Sprintf("1 to %d", teuMax), "%d TEU cannot be planned", r.TEU)
	}
	if r.Mass < 1 || r.Mass > massMaxKg {
		fail("massKg", fmt.Sprintf("1 to %d kg", massMaxKg), "a mass of %d kg cannot be planned", r.Mass)
	} else if r.TEU >= 1 && float64(r.Mass) > float64(r.TEU)*maxKgPerTEU {
		fail("massKg", fmt.Sprintf("at most %.0f kg a TEU", maxKgPerTEU), "%d kg do not fit into %d TEU", r.Mass, r.TEU)
	}
	if d := r.Ready.Sub(ReferenceDate); d > horizon || d < -horizon {
		fail("ready", "a date within five years of 2026-11", "the ready date %s is out of range", r.Ready.Format(time.DateOnly))
	}
	for path, v := range map[string]float64{"maxDays": r.MaxDays, "maxUSD": r.MaxUSD, "maxKgCO2e": r.MaxKgCO2} {
		if v < 0 || math.IsNaN(v) || math.IsInf(v, 0) {
			fail(path, "zero (none) or a positive number", "the limit cannot be %v", v)
		}
	}
	bad = r.Weights.check(bad)
	bad = p.checkRates(r, bad)
	if len(r.Avoid) > avoidMax {
		fail("avoid", fmt.Sprintf("at most %d entries", avoidMax), "%d entries to avoid", len(r.Avoid))
	}
	if r.Keep < 0 || r.Keep > keepMax {
		fail("keep", fmt.Sprintf("0 to %d", keepMax), "cannot keep %d journeys", r.Keep)
	}
	if r.Keep == 0 {
		r.Keep = keepDefault
	}
	sort.SliceStable(bad, func(i, j int) bool { return bad[i].Path < bad[j].Path })
	return from, to, bad.OrNil()
}

// maxKgPerTEU is the largest payload of a 20-foot container: 30,480 kg gross (ISO 668) less its tare.
const maxKgPerTEU = 28_300.0

// Plan answers a request with the exact Pareto set, thinned for people to Request.Keep journeys, fastest first. The errors
// are fault.BadField (a List), fault.UnknownPlace, fault.Ambiguous and fault.NoJourney, which names the limit or exclusion
// that made it so.
func (p *Planner) Plan(ctx context.Context, r Request) (Answer, error) {
	q, err := p.prepare(&r)
	if err != nil {
		return Answer{}, err
	}
	sk, c := q.sk, q.c
	sols, stats, err := p.search(ctx, sk, r, c, q.ban)
	if err != nil {
		return Answer{}, err
	}
	if len(sols) == 0 {
		return Answer{}, p.whyNone(ctx, sk, r, c)
	}
	js := undominated(p.summaries(sk, sols, c, r))
	label(js, r.Weights)
	var all []Point
	if r.Frontier {
		all = frontier(js)
	}
	js = also(sk, js, thin(js, r.Keep), r.Also)
	for i := range js {
		p.describe(sk, &js[i], c, r)
	}
	return Answer{Request: r, From: placeOf(q.from), To: placeOf(q.to), Journeys: js, Pareto: len(sols), Frontier: all, Notices: q.notices,
		Stats: Stats{Generated: stats.Generated, Expanded: stats.Expanded, SearchUS: stats.Search.Microseconds()}}, nil
}

// question is a request with what the network makes of it.
type question struct {
	from, to *network.Location
	sk       *skeleton
	ban      []bool // by arc; nil where nothing is excluded
	c        cargo
	notices  []string
}

// prepare checks a request, fills in its defaults and resolves what it names.
func (p *Planner) prepare(r *Request) (q question, err error) {
	if q.from, q.to, err = p.check(r); err != nil {
		return q, err
	}
	r.From, r.To = q.from.Code, q.to.Code
	if r.From == r.To {
		return q, fault.New(fault.NoJourney, "origin and destination are both %s (%s)", q.from.Name, q.from.Code).Mend("choose two different places")
	}
	if q.sk, err = p.skeleton(r.Ready); err != nil {
		return q, err
	}
	if q.c, q.notices, err = p.cargo(q.sk, *r); err != nil {
		return q, err
	}
	q.ban, err = p.bans(q.sk, *r)
	return q, err
}

// summaries totals the journeys of a Pareto set, fastest first, those left out that come back to a place they have left.
func (p *Planner) summaries(sk *skeleton, sols []route.Solution, c cargo, r Request) []Journey {
	all, n := make([]Journey, len(sols)), 0
	m := p.newSummary(sk, sols, c, r.Ready)
	for _, s := range sols {
		all[n] = Journey{}
		if !m.journey(s, &all[n]) {
			n++
		}
	}
	if n == 0 { // better than none
		m = p.newSummary(sk, sols, c, r.Ready)
		for ; n < len(sols); n++ {
			all[n] = Journey{}
			m.journey(sols[n], &all[n])
		}
	}
	js := all[:n]
	for i := range js {
		if r.Weights.USDPerRiskDay > 0 || r.Frontier {
			js[i].quantiles()
		}
		if r.Frontier {
			js[i].name(sk)
		}
	}
	slices.SortStableFunc(js, func(a, b Journey) int { return cmp.Compare(a.MeanDays, b.MeanDays) })
	return js
}

func (p *Planner) search(ctx context.Context, sk *skeleton, r Request, c cargo, ban []bool) ([]route.Solution, route.Stats, error) {
	o, okFrom := sk.origin[r.From]
	d, okTo := sk.dest[r.To]
	if !okFrom || !okTo {
		return nil, route.Stats{}, nil
	}
	toward, err := sk.toward(ctx, d)
	if err != nil {
		return nil, route.Stats{}, err
	}
	cost := sk.priced(c)
	defer sk.release(cost)
	q := route.Query{From: o, To: d, Start: startOf(r.Ready), Limit: r.limits(), LabelMax: labelMax, Cost: cost.columns, Toward: toward}
	if ban != nil {
		q.Banned = sk.bansOf(ban)
	}
	sols, stats, err := sk.graph.Search(ctx, q)
	sk.unfold(sols)
	return sols, stats, err
}

// startOf is a ready date as minutes of the search.
func startOf(ready time.Time) int64 { return int64(ready.Sub(epoch).Minutes()) }

// limits are the request's limits in the units of the search; -1 means none.
func (r Request) limits() []int64 {
	lim := []int64{-1, -1, -1, -1}
	if r.MaxDays > 0 {
		lim[critMinutes] = int64(r.MaxDays * 1440)
	}
	if r.MaxUSD > 0 {
		lim[critUSD] = int64(r.MaxUSD)
	}
	if r.MaxKgCO2 > 0 {
		lim[critKg] = int64(r.MaxKgCO2)
	}
	return lim
}

// bans marks the arcs that the request excludes; nil when it excludes none.
func (p *Planner) bans(sk *skeleton, r Request) ([]bool, error) {
	var tokens []token
	var bad fault.List
	for i, text := range r.Avoid {
		t, err := p.token(text)
		if err != nil {
			for _, e := range fault.All(err) {
				bad = append(bad, e.At("avoid[%d]", i))
			}
			continue
		}
		tokens = append(tokens, t)
	}
	if len(bad) > 0 {
		return nil, bad
	}
	class7 := r.Class == "7"
	if len(tokens) == 0 && !class7 {
		return nil, nil
	}
	ban := make([]bool, len(sk.arcs))
	for i := range sk.arcs {
		a := &sk.arcs[i]
		ban[i] = class7 && a.link != nil && a.link.NoClass7
		for _, t := range tokens {
			ban[i] = ban[i] || t.hits(a)
		}
	}
	return ban, nil
}

// token is one thing to avoid: exactly one field is set.
type token struct {
	country, location, through, corridor, id string
	mode                                     network.Mode
}

func (t token) hits(a *arcMeta) bool {
	switch {
	case t.country != "":
		return a.from.Country == t.country || a.to.Country == t.country
	case t.location != "":
		return a.from.Code == t.location || a.to.Code == t.location
	case t.mode != "":
		return a.mode == t.mode
	case t.id != "":
		return a.id == t.id
	case t.corridor != "":
		return a.corridor() == t.corridor
	}
	if a.link != nil {
		for _, th := range a.link.Through {
			if th == t.through {
				return true
			}
		}
	}
	return false
}

func (a *arcMeta) corridor() string {
	switch {
	case a.link != nil:
		return a.link.Corridor
	case a.crossing != nil:
		return a.crossing.Corridor
	}
	return ""
}

// token reads one thing to avoid: a country, a mode, a chokepoint, a corridor, a link or crossing id, or a place.
func (p *Planner) token(text string) (token, error) {
	s := strings.TrimSpace(text)
	low := strings.ToLower(s)
	if len(s) > textMax || s == "" {
		return token{}, fault.New(fault.BadField, "an entry to avoid is empty or too long").Want("a country code, place, mode, chokepoint or corridor")
	}
	known := p.names
	switch {
	case len(s) == 2 && known.Countries[strings.ToUpper(s)]:
		return token{country: strings.ToUpper(s)}, nil
	case known.Modes[network.Mode(low)]:
		return token{mode: network.Mode(low)}, nil
	case known.Chokepoints[low]:
		return token{through: low}, nil
	case known.Corridors[low]:
		return token{corridor: low}, nil
	case known.Arcs[s]:
		return token{id: s}, nil
	}
	l, err := p.n.Resolve(s)
	if err != nil {
		var e *fault.Error
		if errors.As(err, &e) {
			return token{}, e.Want("a country code of the network, a place, a mode (sea, ferry, rail, road, air), a chokepoint or a corridor")
		}
		return token{}, err
	}
	return token{location: l.Code}, nil
}
