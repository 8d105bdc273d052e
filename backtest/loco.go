package backtest

import (
	"context"
	"math"
	"slices"

	"github.com/kairo-corridor/kairo/network"
)

// Progress is told how much of a long computation is done; nil is told nothing.
type Progress func(done, of int, what string)

func (p Progress) tell(done, of int, what string) {
	if p != nil {
		p(done, of, what)
	}
}

// corridorsOf are the corridors of the rows that are compared, in alphabetical order.
func corridorsOf(rows []Row) []string {
	var out []string
	for _, r := range rows {
		if (r.Use == UseFit || r.Use == UseCheck) && !slices.Contains(out, r.Corridor) {
			out = append(out, r.Corridor)
		}
	}
	slices.Sort(out)
	return out
}

// LeaveOneOut calibrates without the rows of one corridor and plans those rows on the result, for each corridor in turn. The
// outcomes come in the order of the rows that are compared. The rows held out never reach the fit.
func LeaveOneOut(ctx context.Context, prior *network.Network, params []Parameter, rows []Row, progress Progress) ([]Outcome, error) {
	held, _, err := leaveOneOut(ctx, newFitter(prior, params), rows, progress)
	return held, err
}

// leaveOneOut also gives the network of each corridor's calibration.
func leaveOneOut(ctx context.Context, f *fitter, rows []Row, progress Progress) ([]Outcome, map[string]*network.Network, error) {
	corridors := corridorsOf(rows)
	networks := map[string]*network.Network{}
	for i, corridor := range corridors {
		progress.tell(i, len(corridors), "calibrating without "+corridor)
		others := slices.DeleteFunc(slices.Clone(rows), func(r Row) bool { return r.Corridor == corridor })
		c, err := f.calibrate(ctx, others, roundsHeld)
		if err != nil {
			return nil, nil, err
		}
		networks[corridor] = c.Network
	}
	progress.tell(len(corridors), len(corridors), "done")
	held, err := runHeld(ctx, networks, rows)
	return held, networks, err
}

// runHeld plans the rows of each corridor on its own network.
func runHeld(ctx context.Context, networks map[string]*network.Network, rows []Row) ([]Outcome, error) {
	testers := map[string]*tester{}
	var out []Outcome
	for i := range rows {
		r := &rows[i]
		n := networks[r.Corridor]
		if n == nil || r.Use != UseFit && r.Use != UseCheck {
			continue
		}
		if testers[r.Corridor] == nil {
			t, err := newTester(n)
			if err != nil {
				return nil, err
			}
			testers[r.Corridor] = t
		}
		o, err := testers[r.Corridor].outcome(ctx, r)
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, nil
}

// Beside sets what was predicted with a row's own corridor left out beside the outcomes of a result, and counts again.
func (r *Result) Beside(held []Outcome) *Result {
	by := map[string]*Outcome{}
	for i := range held {
		by[held[i].ID] = &held[i]
	}
	out := slices.Clone(r.Outcomes)
	for i := range out {
		if h, ok := by[out[i].ID]; ok && h.Out == "" && out[i].Out == "" {
			out[i].LOCO, out[i].hasLOCO = h.Predicted, true
			out[i].heldInside = h.Inside
		}
	}
	return Summarise(out)
}

// wanted is the share of published times compared with the middle or the mean that P10 to P90 should hold.
const wanted = 0.80

// The factors on the coefficients of variation that are tried. Published times scatter less than consignments, most being
// averages or promises, so that they can only show a range to be too narrow: none is below one.
const (
	factorStep = 0.1
	factorMost = 3.0
)

// variation gives the least factor on the coefficients of variation at which P10 to P90 holds four of five published times
// that are compared with the middle or the mean, each with its own corridor left out; or as many as the greatest factor tried
// does where that is fewer.
func variation(ctx context.Context, prior *network.Network, cv Parameter, networks map[string]*network.Network, rows []Row, progress Progress) (float64, error) {
	middle := slices.DeleteFunc(slices.Clone(rows), func(r Row) bool {
		s := Like(&r).Statistic
		return s != AtP50 && s != AtMean
	})
	coverage := func(step int) (float64, error) {
		progress.tell(0, 1, "variation times "+number(factorAt(step)))
		wider := byClass(cv.times(prior, factorAt(step)))
		widened := map[string]*network.Network{}
		for corridor, n := range networks {
			widened[corridor] = n.WithClassValues(wider)
		}
		held, err := runHeld(ctx, widened, middle)
		inside, n := 0, 0
		for _, o := range held {
			if o.Out == "" {
				n++
			}
			if o.Out == "" && o.Inside {
				inside++
			}
		}
		return share(inside, n), err
	}
	lo, hi := 0, int(math.Round((factorMost-1)/factorStep))
	most, err := coverage(hi)
	for lo < hi && err == nil {
		mid := (lo + hi) / 2
		var c float64
		if c, err = coverage(mid); c >= min(wanted, most) {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return factorAt(lo), err
}

func factorAt(step int) float64 { return 1 + factorStep*float64(step) }

// times gives the class values of a parameter at a multiplier, or as much of it as their lows and highs allow.
func (p *Parameter) times(n *network.Network, m float64) []network.ClassValueRow {
	var values []quantity
	var atoms []atom
	for _, id := range p.Classes {
		if q, a, ok := quantityOf(n, id, p.Quantity); ok {
			values, atoms = append(values, q), append(atoms, a)
		}
	}
	together(values, atoms)
	var rows []network.ClassValueRow
	for i := range values {
		rows = append(rows, values[i].at(atoms[i].held(m), true)...)
	}
	return rows
}

// CalibrateAll fits the multipliers of times and rates, tries them without one corridor at a time, and sets the coefficients
// of variation by what that shows. held are the outcomes of that trial with the new coefficients.
func CalibrateAll(ctx context.Context, prior *network.Network, params []Parameter, rows []Row, progress Progress) (*Calibration, []Outcome, error) {
	f := newFitter(prior, params)
	held, networks, err := leaveOneOut(ctx, f, rows, progress)
	if err != nil {
		return nil, nil, err
	}
	c, err := f.calibrate(ctx, rows, roundsFull)
	if err != nil {
		return nil, nil, err
	}
	cv := slices.IndexFunc(params, func(p Parameter) bool { return p.Name == CVName })
	if cv < 0 {
		return c, held, nil
	}
	factor, err := variation(ctx, prior, params[cv], networks, rows, progress)
	if err != nil {
		return nil, nil, err
	}
	wider := c.widen(prior, params[cv], factor)
	for corridor, n := range networks {
		networks[corridor] = n.WithClassValues(wider)
	}
	held, err = runHeld(ctx, networks, rows)
	return c, held, err
}

// widen multiplies the coefficients of variation, each to at most its high, and gives them by class.
func (c *Calibration) widen(prior *network.Network, p Parameter, factor float64) map[string]map[string]network.ClassValue {
	before, after := p.times(prior, 1), p.times(prior, factor)
	for i := range after {
		if after[i].V != before[i].V {
			after[i].Method = said(&before[i], "calibrated: times "+number(factor)+" as all others so that P10 to P90 holds four of five published times")
		}
	}
	c.Parameters = append(c.Parameters, Fitted{Parameter: p, Multiplier: factor, Rows: c.Rows})
	c.Before, c.Values = append(c.Before, before...), append(c.Values, after...)
	wider := byClass(after)
	c.Network = c.Network.WithClassValues(wider)
	return wider
}
