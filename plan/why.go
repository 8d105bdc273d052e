package plan

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/route"
)

// whyNone tells which limit or exclusion leaves no journey, by leaving each out in turn.
func (p *Planner) whyNone(ctx context.Context, sk *skeleton, r Request, c cargo) error {
	fail := fault.New(fault.NoJourney, "no journey from %s to %s within the limits", r.From, r.To).At("limits")
	if !p.reachable(ctx, sk, Request{From: r.From, To: r.To, Ready: r.Ready}, c) {
		fail.Message = fmt.Sprintf("no journey from %s to %s: the network has no open way between them", r.From, r.To)
		return fail.Mend("choose other places; suspended links are in kairo network check")
	}
	var causes []string
	for i := range r.Avoid {
		without := r
		without.Avoid = append(append([]string{}, r.Avoid[:i]...), r.Avoid[i+1:]...)
		if p.reachable(ctx, sk, without, c) {
			causes = append(causes, "avoiding "+r.Avoid[i])
		}
	}
	causes = append(causes, p.limitCauses(ctx, sk, r, c)...)
	switch {
	case len(causes) == 0:
		return fail.Mend("no single limit is the cause: loosen several of %s", p.allLimits(r))
	default:
		fail.Message += "; made so by " + strings.Join(causes, ", or ")
		return fail.Mend("leave out one of these and ask again")
	}
}

// limitCauses tells for each numeric limit, left out alone, how far the best journey is from it.
func (p *Planner) limitCauses(ctx context.Context, sk *skeleton, r Request, c cargo) []string {
	type numeric struct {
		name string
		v    *float64
		crit int
		per  float64
		unit string
	}
	var out []string
	for _, l := range []numeric{
		{"maxDays", &r.MaxDays, critMinutes, 1440, "days"},
		{"maxUSD", &r.MaxUSD, critUSD, 1, "US dollars"},
		{"maxKgCO2e", &r.MaxKgCO2, critKg, 1, "kg CO2e"},
	} {
		if *l.v == 0 {
			continue
		}
		asked := *l.v
		*l.v = 0
		if best, ok := p.best(ctx, sk, r, c, l.crit); ok {
			out = append(out, fmt.Sprintf("%s %g: the least possible is %.1f %s", l.name, asked, math.Ceil(float64(best)/l.per*10)/10, l.unit))
		}
		*l.v = asked
	}
	if r.Class == "7" {
		plain := r
		plain.Class = ""
		if p.reachable(ctx, sk, plain, c) {
			out = append(out, "class 7 (radioactive material), which some links do not take")
		}
	}
	return out
}

func (p *Planner) allLimits(r Request) string {
	var l []string
	for _, a := range r.Avoid {
		l = append(l, "avoiding "+a)
	}
	if r.MaxDays > 0 {
		l = append(l, "maxDays")
	}
	if r.MaxUSD > 0 {
		l = append(l, "maxUSD")
	}
	if r.MaxKgCO2 > 0 {
		l = append(l, "maxKgCO2e")
	}
	if r.Class == "7" {
		l = append(l, "class 7")
	}
	return strings.Join(l, ", ")
}

func (p *Planner) reachable(ctx context.Context, sk *skeleton, r Request, c cargo) bool {
	_, ok := p.best(ctx, sk, r, c, critMinutes)
	return ok
}

// best is the least total of one criterion under the request's exclusions and limits.
func (p *Planner) best(ctx context.Context, sk *skeleton, r Request, c cargo, crit int) (int64, bool) {
	ban, err := p.bans(sk, r)
	if err != nil {
		return 0, false
	}
	var sols []route.Solution
	if sols, _, err = p.search(ctx, sk, r, c, ban); err != nil || len(sols) == 0 {
		return 0, false
	}
	least := sols[0].Cost[crit]
	for _, s := range sols {
		least = min(least, s.Cost[crit])
	}
	return least, true
}
