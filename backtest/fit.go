package backtest

import "math"

// A fit finds multipliers of parameters so that what is linear in class values comes near what is published:
//
//	minimise   Σ w ρ( (ln(fixed + Σ effect M) + lnRatio − lnTarget) / scatter )  +  Σ (ln m / sd)²
//	where      M of a class value = the product of the multipliers m it belongs to, held between its low and high
//
// ρ is Huber's loss. The minimum is sought by cyclic coordinate descent, each coordinate by golden section: the same input
// gives the same result to the last bit.
type observation struct {
	fixed    float64   // days or USD that no class value moves
	effects  []float64 // by class value, at its prior
	lnRatio  float64   // of the statistic compared to the mean
	lnTarget float64
	weight   float64
}

// atom is one class value that a fit may move: by what at least and at most.
type atom struct{ low, high float64 }

// knob is one multiplier: the class values it moves and the standard deviation of its logarithm.
type knob struct {
	atoms []int
	sd    float64
}

const (
	scatter    = 0.15 // usual disagreement of two published figures about one journey, as a share
	huberFrom  = 1.5  // scatters beyond which a claim pulls in proportion to its distance, not to the square
	sweepsMax  = 100
	sweepsDone = 1e-6 // change of the logarithm of every multiplier
	knobMost   = 4.0  // no multiplier goes beyond this or below its inverse
)

func huber(z float64) float64 {
	if z = math.Abs(z); z <= huberFrom {
		return z * z
	}
	return 2*huberFrom*z - huberFrom*huberFrom
}

func (a atom) held(m float64) float64 { return min(max(m, a.low), a.high) }

// descent is the state of a fit: multipliers, their products by class value, and the totals by observation.
type descent struct {
	obs   []observation
	atoms []atom
	knobs []knob
	m     []float64
	raw   []float64 // by atom, the product before it is held
	total []float64
}

// solve gives the multipliers of the knobs and, by class value, what they come to.
func solve(obs []observation, atoms []atom, knobs []knob) (m, held []float64) {
	d := &descent{obs: obs, atoms: atoms, knobs: knobs, m: ones(len(knobs)), raw: ones(len(atoms)), total: make([]float64, len(obs))}
	for i := range obs {
		d.total[i] = obs[i].fixed
		for _, e := range obs[i].effects {
			d.total[i] += e
		}
	}
	for range sweepsMax {
		moved := 0.0
		for k := range knobs {
			moved = max(moved, d.turn(k))
		}
		if moved < sweepsDone {
			break
		}
	}
	held = make([]float64, len(atoms))
	for a := range atoms {
		held[a] = atoms[a].held(d.raw[a])
	}
	return d.m, held
}

func ones(n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = 1
	}
	return v
}

// turn minimises over one knob, the others held, and gives by how much its logarithm moved.
func (d *descent) turn(k int) float64 {
	now := d.m[k]
	at := golden(-math.Log(knobMost), math.Log(knobMost), func(x float64) float64 { return d.loss(k, x) })
	if d.loss(k, 0) <= d.loss(k, at) {
		at = 0
	}
	d.m[k] = math.Exp(at)
	for i := range d.obs {
		d.total[i] += d.change(i, k, d.m[k]/now)
	}
	for _, a := range d.knobs[k].atoms {
		d.raw[a] *= d.m[k] / now
	}
	return math.Abs(math.Log(d.m[k] / now))
}

// change is what an observation's total gains when the class values of a knob are multiplied by a factor.
func (d *descent) change(i, k int, factor float64) float64 {
	sum := 0.0
	for _, a := range d.knobs[k].atoms {
		if e := d.obs[i].effects[a]; e != 0 {
			sum += e * (d.atoms[a].held(d.raw[a]*factor) - d.atoms[a].held(d.raw[a]))
		}
	}
	return sum
}

// loss is the part of the objective that one knob at exp(x) changes.
func (d *descent) loss(k int, x float64) float64 {
	sum := (x / d.knobs[k].sd) * (x / d.knobs[k].sd)
	factor := math.Exp(x) / d.m[k]
	for i := range d.obs {
		o := &d.obs[i]
		t := max(d.total[i]+d.change(i, k, factor), 1e-9)
		sum += o.weight * huber((math.Log(t)+o.lnRatio-o.lnTarget)/scatter)
	}
	return sum
}

// golden finds a minimum of a function between two bounds.
func golden(lo, hi float64, f func(float64) float64) float64 {
	const ratio = 0.6180339887498949
	x1, x2 := hi-ratio*(hi-lo), lo+ratio*(hi-lo)
	f1, f2 := f(x1), f(x2)
	for hi-lo > 1e-7 {
		if f1 <= f2 {
			hi, x2, f2 = x2, x1, f1
			x1 = hi - ratio*(hi-lo)
			f1 = f(x1)
		} else {
			lo, x1, f1 = x1, x2, f2
			x2 = lo + ratio*(hi-lo)
			f2 = f(x2)
		}
	}
	return (lo + hi) / 2
}
