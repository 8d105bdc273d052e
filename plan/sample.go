package plan

import (
	"math"
	"math/rand/v2"
	"time"
)

// Sampler draws how long one journey takes, again and again: each shock is on or off once a journey and then delays every leg
// of its group, legs of a group without shocks share a Gaussian factor, legs and delays are lognormal, timetables and opening
// hours are kept to the minute, a service that leaves when full has a gamma headway within which the consignment comes at
// random and an exponential wait for a vessel where none is there. It may be used by several goroutines at once, each with
// its own source of randomness.
//
//	s := NewSampler(&journey, ready)
//	days := s.Draw(rand.New(rand.NewPCG(1, 2))) / 1440
type Sampler struct {
	start  float64 // minutes of the search
	legs   []sampleLeg
	shocks []float64 // probability of each shock
	groups int
}

// sampleLeg is one leg with everything that a draw needs worked out.
type sampleLeg struct {
	base   sampleLog
	group  int     // -1 where it is independent
	common float64 // share of the standard deviation of the logarithm that comes from the group
	gate   gate
	head   gamma // the headway as one meets it; the wait is a uniform share of it
	queueP float64
	queueH float64 // minutes
	shocks []sampleShock
}

type sampleShock struct {
	at    int
	delay sampleLog
}

// sampleLog is a lognormal by its logarithm; fixed where sigma is 0.
type sampleLog struct{ mu, sigma float64 }

func (l sampleLog) draw(rng *rand.Rand) float64 {
	if l.sigma == 0 {
		return math.Exp(l.mu)
	}
	return math.Exp(l.mu + l.sigma*rng.NormFloat64())
}

func logOf(mean, sd float64) sampleLog {
	s := lognormal(mean, sd*sd)
	return sampleLog{s.mu, s.sigma}
}

const (
	sampleShocks = 64 // shocks of one journey, by bits: more than borders and seas on any way; further ones share the last draw
	sampleGroups = 32 // correlated groups; legs of further ones are independent
)

// NewSampler prepares drawing a journey as it was planned for a ready date. It needs the legs as [Planner.Plan] gives them.
func NewSampler(j *Journey, ready time.Time) *Sampler {
	s := &Sampler{start: float64(startOf(ready)), legs: make([]sampleLeg, len(j.Legs))}
	shocks, groups := map[string]int{}, map[string]int{}
	for i := range j.Legs {
		s.legs[i] = s.leg(&j.Legs[i], shocks, groups)
	}
	s.groups = len(groups)
	return s
}

func (s *Sampler) leg(l *Leg, shocks, groups map[string]int) sampleLeg {
	out := sampleLeg{group: -1}
	for _, k := range l.Shocks {
		at, known := shocks[k.Key]
		if !known && len(s.shocks) < sampleShocks {
			at = len(s.shocks)
			s.shocks = append(s.shocks, k.P)
		} else if !known {
			at = sampleShocks - 1
		}
		shocks[k.Key] = at
		out.shocks = append(out.shocks, sampleShock{at, logOf(k.DelayMin, k.SDMin)})
	}
	out.base = logOf(l.withoutShocks())
	if l.Shock != "" && !l.ownShocks && len(groups) < sampleGroups {
		if _, known := groups[l.Shock]; !known {
			groups[l.Shock] = len(groups)
		}
		out.group, out.common = groups[l.Shock], math.Sqrt(SharedCorrelation)
	}
	switch {
	case len(l.Departs) > 0:
		out.gate = l.Departs
	case l.Opens != nil:
		out.gate = l.Opens
	}
	if b := l.Boarding; b != nil && out.gate == nil {
		out.head = met(b.HeadwayH*60, b.HeadwayCV)
		out.queueP, out.queueH = b.QueueP, b.QueueH*60
	}
	return out
}

// LegTime is how long one leg took, in minutes.
type LegTime struct {
	Wait float64 // for a departure or the opening
	Run  float64 // after it
}

// Draw draws the minutes from the ready date to the end of one journey.
func (s *Sampler) Draw(rng *rand.Rand) float64 { return s.draw(rng, nil) }

// Legs draws one journey leg by leg into times, which has a place for each leg, and gives the minutes in all.
func (s *Sampler) Legs(rng *rand.Rand, times []LegTime) float64 { return s.draw(rng, times) }

func (s *Sampler) draw(rng *rand.Rand, times []LegTime) float64 {
	var common [sampleGroups]float64
	for g := range s.groups {
		common[g] = rng.NormFloat64()
	}
	on := uint64(0)
	for i, p := range s.shocks {
		if rng.Float64() < p {
			on |= 1 << i
		}
	}
	t := 0.0
	for i := range s.legs {
		l := &s.legs[i]
		wait := l.waiting(s.start+t, rng)
		t += wait
		left := t
		z := rng.NormFloat64()
		if l.group >= 0 {
			z = l.common*common[l.group] + math.Sqrt(1-SharedCorrelation)*z
		}
		t += math.Exp(l.base.mu + l.base.sigma*z)
		for k := range l.shocks {
			if on&(1<<l.shocks[k].at) != 0 {
				t += l.shocks[k].delay.draw(rng)
			}
		}
		if times != nil {
			times[i] = LegTime{wait, t - left}
		}
	}
	return t
}

// waiting draws the wait before a leg that is reached at a time of the search.
func (l *sampleLeg) waiting(at float64, rng *rand.Rand) float64 {
	if l.gate != nil {
		whole := math.Ceil(at)
		if w := float64(l.gate.wait(int64(whole))); w > 0 {
			return whole - at + w
		}
		return 0
	}
	if l.head.scale == 0 {
		return 0
	}
	w := l.head.draw(rng) * rng.Float64()
	if l.queueP > 0 && rng.Float64() < l.queueP {
		w += l.queueH * rng.ExpFloat64()
	}
	return w
}

// gamma draws by Marsaglia and Tsang (2000) for a shape of at least one; without a shape it is the scale itself.
type gamma struct{ scale, d, c float64 }

// met is the length of an interval with a mean and coefficient of variation that is met by who comes at random: longer ones
// are met more often, which raises the shape of a gamma by one.
func met(mean, cv float64) gamma {
	if cv < 0.05 {
		return gamma{scale: mean}
	}
	d := 1/(cv*cv) + 1 - 1.0/3
	return gamma{mean * cv * cv, d, 1 / math.Sqrt(9*d)}
}

func (g gamma) draw(rng *rand.Rand) float64 {
	if g.d == 0 {
		return g.scale
	}
	for {
		x := rng.NormFloat64()
		v := 1 + g.c*x
		if v <= 0 {
			continue
		}
		v *= v * v
		if u := rng.Float64(); u < 1-0.0331*x*x*x*x || math.Log(u) < x*x/2+g.d*(1-v+math.Log(v)) {
			return g.scale * g.d * v
		}
	}
}

// Sample fills minutes with drawn journeys, the same for the same seed.
func (s *Sampler) Sample(seed uint64, minutes []float64) {
	rng := rand.New(rand.NewPCG(seed, 0x6b6169726f))
	for i := range minutes {
		minutes[i] = s.Draw(rng)
	}
}

// QuantilesOf gives the mean, P10, P50 and P90 in days of some legs of a journey in their order. waited says of which the wait
// before it counts; the wait for a timetable or for opening hours counts by its mean.
func QuantilesOf(legs []Leg, waited func(*Leg) bool) (mean, p10, p50, p90 float64) {
	var p progress
	number := numbers()
	for i := range legs {
		l := &legs[i]
		if waited(l) {
			w := wait{mean: l.WaitH * 60}
			if l.Boarding != nil {
				w.variance, w.third = l.Boarding.VarianceMin(), l.Boarding.ThirdMin()
			}
			p.pass(w)
		}
		a := arcMeta{values: l.Values}
		a.split.Minutes, a.split.SD = l.withoutShocks()
		a.third = skewOf(a.split.Minutes, a.split.SD)
		for _, k := range l.Shocks {
			a.shocks = append(a.shocks, legShock{number(k.Key), skewOf(k.DelayMin, k.SDMin), k})
		}
		if l.Shock != "" && !l.ownShocks {
			a.group = number(l.Shock)
		}
		p.leg(&a)
	}
	p10, p50, p90 = p.quantiles()
	return p.mean / 1440, p10, p50, p90
}

// withoutShocks are the mean and standard deviation of a leg in minutes when no shock is on.
func (l *Leg) withoutShocks() (mean, sd float64) {
	mean, variance := l.Values.Minutes.V, l.Values.SD.V*l.Values.SD.V
	for _, k := range l.Shocks {
		mean -= k.P * k.DelayMin
		variance -= k.P*(k.SDMin*k.SDMin+k.DelayMin*k.DelayMin) - k.P*k.DelayMin*k.P*k.DelayMin
	}
	return mean, math.Sqrt(max(0, variance))
}
