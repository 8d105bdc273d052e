package plan

import (
	"math"

	"github.com/kairo-corridor/kairo/network"
)

// Limits of the mixture: a journey tells the strongest shocks apart, the others count as variance.
const (
	shocksMost = 4
	statesMost = 1 << shocksMost
	groupsMost = 6    // groups without rows in shocks.csv whose legs are correlated; legs of further ones count as independent
	stateLeast = 5e-4 // states less likely than this are left out
)

// progress is the time since the start as a random variable: its mean, the variance of what is independent, by shock group
// without rows of its own the sum of standard deviations that move together, and the shocks: each on with its probability,
// once for all its legs.
type progress struct {
	start            int64   // minutes of the search
	mean             float64 // shocks included
	own              float64
	third            float64 // central moment of what is neither grouped nor a shock's, cubic minutes
	groups           [groupsMost]groupSum
	shocks           [shocksMost]shockSum
	nGroups, nShocks int8
}

type groupSum struct {
	id int32
	sd float64
}

// shockSum is what one shock does to a journey so far: when it is on, delay is added to the mean and variance to the variance.
type shockSum struct {
	id                        int32
	p, delay, variance, third float64
}

// weight is what a shock adds to the variance.
func (s *shockSum) weight() float64 { return s.p*s.variance + s.p*(1-s.p)*s.delay*s.delay }

// skew is what a shock adds to the third central moment.
func (s *shockSum) skew() float64 {
	e1, e2 := s.p*s.delay, s.p*(s.variance+s.delay*s.delay)
	e3 := s.p * (s.third + 3*s.delay*s.variance + s.delay*s.delay*s.delay)
	return e3 - 3*e1*e2 + 2*e1*e1*e1
}

// skewOf is the third central moment of a lognormal with a mean and standard deviation.
func skewOf(mean, sd float64) float64 {
	if mean <= 0 {
		return 0
	}
	c := sd / mean
	return sd * sd * sd * c * (3 + c*c)
}

// legShock is a shock as it acts on one arc.
type legShock struct {
	id    int32
	third float64 // central moment of the delay
	network.OnLeg
}

// grouped is the part of the variance that legs of a group share.
func (p *progress) grouped() float64 {
	v := 0.0
	for i := range p.groups[:p.nGroups] {
		v += SharedCorrelation * p.groups[i].sd * p.groups[i].sd
	}
	return v
}

// variance is the whole variance.
func (p *progress) variance() float64 {
	v := p.own + p.grouped()
	for i := range p.shocks[:p.nShocks] {
		v += p.shocks[i].weight()
	}
	return v
}

// pass adds an independent duration.
func (p *progress) pass(w wait) {
	p.mean += w.mean
	p.own += w.variance
	p.third += w.third
}

// leg adds the duration of an arc with its shocks.
func (p *progress) leg(a *arcMeta) {
	p.mean += a.values.Minutes.V
	v := a.split.SD * a.split.SD
	p.third += a.third
	if a.group != 0 {
		p.own += (1 - SharedCorrelation) * v
		p.group(a.group, a.split.SD)
	} else {
		p.own += v
	}
	for i := range a.shocks {
		p.shock(&a.shocks[i])
	}
}

func (p *progress) group(id int32, sd float64) {
	for i := range p.groups[:p.nGroups] {
		if p.groups[i].id == id {
			p.groups[i].sd += sd
			return
		}
	}
	if p.nGroups == groupsMost {
		p.own += SharedCorrelation * sd * sd
		return
	}
	p.groups[p.nGroups] = groupSum{id, sd}
	p.nGroups++
}

func (p *progress) shock(s *legShock) {
	at := -1
	for i := range p.shocks[:p.nShocks] {
		if p.shocks[i].id == s.id {
			at = i
		}
	}
	if at < 0 {
		at = p.room(s)
	}
	if at < 0 {
		weak := shockSum{p: s.P, delay: s.DelayMin, variance: s.SDMin * s.SDMin, third: s.third}
		p.own += weak.weight()
		p.third += weak.skew()
		return
	}
	p.shocks[at].delay += s.DelayMin
	p.shocks[at].variance += s.SDMin * s.SDMin
	p.shocks[at].third += s.third
}

// room makes room for a new shock; -1 where there is none.
func (p *progress) room(s *legShock) int {
	at := p.roomFor(shockSum{id: s.id, p: s.P, delay: s.DelayMin, variance: s.SDMin * s.SDMin})
	if at >= 0 {
		p.shocks[at].delay, p.shocks[at].variance = 0, 0
	}
	return at
}

// roomFor puts a shock on a free place, or on that of the weakest if that is weaker; -1 where there is none.
func (p *progress) roomFor(s shockSum) int {
	at := int(p.nShocks)
	if at < shocksMost {
		p.nShocks++
	} else {
		at = 0
		for i := range p.shocks {
			if p.shocks[i].weight() < p.shocks[at].weight() {
				at = i
			}
		}
		if p.shocks[at].weight() >= s.weight() {
			return -1
		}
		p.own += p.shocks[at].weight()
		p.third += p.shocks[at].skew()
	}
	p.shocks[at] = s
	return at
}

// state is one combination of shocks that are on: its probability, and the duration in it, which is a lognormal moved by a
// shift: three parameters for three moments.
type state struct {
	on               int     // bit by shock
	p                float64 //
	shift, mu, sigma float64 // minutes; of the logarithm of the minutes beyond the shift
}

// at is the quantile at a standard normal.
func (s *state) at(z float64) float64 { return s.shift + math.Exp(s.mu+z*s.sigma) }

// states are the combinations of shocks that are likely enough, each with its mean, variance and third moment; their
// probabilities sum to one.
func (p *progress) states(out *[statesMost]state) int {
	base, off := p.own+p.grouped(), p.mean
	for i := range p.shocks[:p.nShocks] {
		off -= p.shocks[i].p * p.shocks[i].delay
	}
	n, sum := 0, 0.0
	for on := range 1 << p.nShocks {
		prob, mean, v, third := 1.0, off, base, p.third
		for i := range p.shocks[:p.nShocks] {
			if s := &p.shocks[i]; on&(1<<i) != 0 {
				prob *= s.p
				mean += s.delay
				v += s.variance
				third += s.third
			} else {
				prob *= 1 - s.p
			}
		}
		if prob < stateLeast {
			continue
		}
		out[n] = shifted(max(mean, 1e-3*p.mean), v, third)
		out[n].on, out[n].p = on, prob
		sum += prob
		n++
	}
	for i := range out[:n] {
		out[i].p /= sum
	}
	return n
}

// shifted is the lognormal moved by a shift that has a mean, variance and third central moment. A sum of legs is less skewed
// than one lognormal with its mean and variance would be, and more where one long wait rules; cumulants up to the third add,
// so the sum keeps them. With the coefficient of variation η of the lognormal part its skewness is η³ + 3η.
func shifted(mean, variance, third float64) state {
	if variance <= 0 {
		return state{p: 1, shift: mean, mu: math.Inf(-1)}
	}
	sd := math.Sqrt(variance)
	skew := min(max(third/(variance*sd), 0.02), 20) // nearly symmetric is treated as slightly skewed
	eta := 2 * math.Sinh(math.Asinh(skew/2)/3)
	s := lognormal(sd/eta, variance)
	s.shift = mean - sd/eta
	return s
}

// lognormal is the lognormal with a mean and variance.
func lognormal(mean, variance float64) state {
	if mean <= 0 {
		return state{p: 1, mu: math.Inf(-1)}
	}
	s2 := math.Log1p(variance / (mean * mean))
	return state{p: 1, mu: math.Log(mean) - s2/2, sigma: math.Sqrt(s2)}
}

// quantiles are P10, P50 and P90 in days: what a tenth, a half and nine tenths of journeys do not exceed.
func (p *progress) quantiles() (p10, p50, p90 float64) {
	if p.mean <= 0 {
		return 0, 0, 0
	}
	var room [statesMost]state
	s := room[:p.states(&room)]
	return mixtureQuantile(s, 0.1, z10) / 1440, mixtureQuantile(s, 0.5, 0) / 1440, mixtureQuantile(s, 0.9, z90) / 1440
}

// mixtureQuantile is the quantile of a mixture over states, in minutes, by Newton's method kept within a bracket that bisection
// narrows. z is the standard normal quantile of the share.
func mixtureQuantile(s []state, share, z float64) float64 {
	if len(s) == 1 {
		return max(0, s[0].at(z))
	}
	low, high, x := math.Inf(1), math.Inf(-1), 0.0
	for i := range s {
		q := s[i].at(z)
		low, high = min(low, q), max(high, q)
		x += s[i].p * q
	}
	for range 60 {
		f, d := distribution(s, x)
		if f -= share; f > 0 {
			high = x
		} else {
			low = x
		}
		to := x - f/d
		if !(to > low && to < high) {
			to = (low + high) / 2
		}
		if math.Abs(to-x) < quantileMinutes {
			return max(0, to)
		}
		x = to
	}
	return max(0, x)
}

// quantileMinutes is how exactly quantiles are computed.
const quantileMinutes = 0.01

// distribution is the share of durations up to x minutes and their density there.
func distribution(s []state, x float64) (share, density float64) {
	for i := range s {
		over := x - s[i].shift
		switch {
		case over <= 0:
		case s[i].sigma <= 0:
			share += s[i].p
		default:
			u := (math.Log(over) - s[i].mu) / s[i].sigma
			share += s[i].p * 0.5 * math.Erfc(-u/math.Sqrt2)
			density += s[i].p * math.Exp(-u*u/2) / (over * s[i].sigma * math.Sqrt(2*math.Pi))
		}
	}
	return share, density
}

// The standard normal quantiles of 10 % and 90 %.
const (
	z10 = -1.2815515655446004
	z90 = 1.2815515655446004
)
