package backtest

import (
	"context"
	"encoding/csv"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
)

// Parameter is one multiplier of a quantity that a group of classes share. It multiplies time or price: a multiplier of 1.2
// divides kmh by 1.2 and multiplies hours, usd_km and usd.
type Parameter struct {
	Name     string   `json:"name"`
	Quantity string   `json:"quantity"` // kmh, hours, usd_km, usd
	Classes  []string `json:"classes"`
	SD       float64  `json:"sd"` // standard deviation of the logarithm of the multiplier before anything is compared
}

// CVName is the parameter of the coefficients of variation; it is set after the others, by coverage.
const CVName = "variation"

var parameterColumns = []string{"parameter", "quantity", "classes", "sd", "note"}

// Parameters are those that come with Kairo (backtest/data/parameters.csv).
func Parameters() ([]Parameter, error) {
	f, err := embedded.Open("data/parameters.csv")
	if err != nil {
		return nil, fault.New(fault.Internal, "embedded parameters are missing").Because(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil || len(records) == 0 || !slices.Equal(records[0], parameterColumns) {
		return nil, fault.New(fault.Internal, "embedded parameters cannot be read").Because(err)
	}
	var out []Parameter
	for _, r := range records[1:] {
		sd, err := strconv.ParseFloat(r[3], 64)
		if err != nil || sd <= 0 {
			return nil, fault.New(fault.Internal, "the sd of parameter %s is no positive number", r[0])
		}
		out = append(out, Parameter{Name: r[0], Quantity: r[1], Classes: strings.Split(r[2], ";"), SD: sd})
	}
	return out, nil
}

// Prior are the class values before calibration (backtest/data/prior.csv).
func Prior() ([]network.ClassValueRow, error) {
	f, err := embedded.Open("data/prior.csv")
	if err != nil {
		return nil, fault.New(fault.Internal, "the embedded prior is missing").Because(err)
	}
	defer f.Close()
	return network.ReadClassValues(f, "prior.csv")
}

// WithPrior gives a copy of the network with the class values of before the calibration.
func WithPrior(n *network.Network, prior []network.ClassValueRow) *network.Network {
	return n.WithClassValues(byClass(prior))
}

func byClass(rows []network.ClassValueRow) map[string]map[string]network.ClassValue {
	out := map[string]map[string]network.ClassValue{}
	for _, r := range rows {
		if out[r.Class] == nil {
			out[r.Class] = map[string]network.ClassValue{}
		}
		out[r.Class][r.Quantity] = r.ClassValue
	}
	return out
}

// Fitted is one parameter with its multiplier.
type Fitted struct {
	Parameter
	Multiplier float64 `json:"multiplier"`
	Rows       int     `json:"rows"` // claims whose journeys it moves
}

// Calibration is the result of a fit.
type Calibration struct {
	Parameters []Fitted                `json:"parameters"`
	Values     []network.ClassValueRow `json:"values"` // every class value of the parameters, changed or not, as in class-values.csv
	Before     []network.ClassValueRow `json:"before"` // the same before
	Rows       int                     `json:"rows"`   // claims used
	Network    *network.Network        `json:"-"`      // with the new values
}

// Rounds of planning and fitting: journeys change when class values do.
const (
	roundsFull = 3
	roundsHeld = 2 // without a corridor
)

// bump is the step by which the effect of a class value is measured; times and prices are linear in it.
const bump = 1.05

// Calibrate fits the multipliers of parameters to the rows marked for it, starting from a network with prior values. It is
// deterministic. Class values stay within the low and high of the prior; single links and claims are never touched.
func Calibrate(ctx context.Context, prior *network.Network, params []Parameter, rows []Row) (*Calibration, error) {
	return newFitter(prior, params).calibrate(ctx, rows, roundsFull)
}

// quantity is a class value of the prior: several rows of one class where sides differ by direction.
type quantity struct {
	class *network.Class
	base  string // kmh, hours, usd_km, usd
	rows  []network.ClassValueRow
}

// fitter calibrates one network, for several sets of rows.
type fitter struct {
	prior  *network.Network
	params []Parameter
	values []quantity
	atoms  []atom
	knobs  []knob
	first  *tester // on the prior, shared by all fits
}

func newFitter(prior *network.Network, params []Parameter) *fitter {
	f := &fitter{prior: prior}
	at := map[string]int{}
	for _, p := range params {
		if p.Name == CVName {
			continue
		}
		k := knob{sd: p.SD}
		for _, id := range p.Classes {
			key := id + "|" + p.Quantity
			if _, ok := at[key]; !ok {
				q, a, ok := quantityOf(prior, id, p.Quantity)
				if !ok {
					continue // the network has no such class
				}
				at[key] = len(f.values)
				f.values, f.atoms = append(f.values, q), append(f.atoms, a)
			}
			k.atoms = append(k.atoms, at[key])
		}
		f.params, f.knobs = append(f.params, p), append(f.knobs, k)
	}
	together(f.values, f.atoms)
	return f
}

// together gives transfers common bounds: a change of means must not become slower, dearer or less steady than two changes
// over a third means, so that all of them move by one factor or none.
func together(values []quantity, atoms []atom) {
	for a := range values {
		for b := range values {
			if values[a].class.Applies == "transfer" && values[b].class.Applies == "transfer" && values[a].base == values[b].base {
				atoms[a].low, atoms[a].high = max(atoms[a].low, atoms[b].low), min(atoms[a].high, atoms[b].high)
			}
		}
	}
}

// quantityOf finds a class value and the multipliers at which it lies within its low and high.
func quantityOf(n *network.Network, id, base string) (quantity, atom, bool) {
	c, ok := n.Class(id)
	if !ok {
		return quantity{}, atom{}, false
	}
	q, a := quantity{class: c, base: base}, atom{low: 0, high: math.Inf(1)}
	for _, name := range slices.Sorted(maps.Keys(c.Values)) {
		v := c.Values[name]
		if b, _, _ := strings.Cut(name, ":"); b != base || v.V <= 0 {
			continue
		}
		lo, hi := v.Low/v.V, v.High/v.V
		if base == "kmh" {
			lo, hi = v.V/v.High, v.V/v.Low
		}
		a.low, a.high = max(a.low, lo), min(a.high, hi)
		q.rows = append(q.rows, network.ClassValueRow{Class: id, Quantity: name, ClassValue: v})
	}
	return q, a, len(q.rows) > 0
}

// at gives the rows of a class value at a multiplier.
func (q *quantity) at(m float64, round bool) []network.ClassValueRow {
	out := slices.Clone(q.rows)
	for i := range out {
		v := &out[i].ClassValue
		if m == 1 {
			continue
		}
		if q.base == "kmh" {
			v.V /= m
		} else {
			v.V *= m
		}
		if round {
			v.V = min(max(significant(v.V), v.Low), v.High)
		}
	}
	return out
}

// significant rounds to four significant digits: transfers that add up to another still do.
func significant(v float64) float64 {
	s, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 4, 64), 64)
	if err != nil {
		return v
	}
	return s
}

// with is the network with class values at multipliers.
func (f *fitter) with(m []float64) *network.Network {
	var rows []network.ClassValueRow
	for a := range f.values {
		rows = append(rows, f.values[a].at(m[a], false)...)
	}
	return f.prior.WithClassValues(byClass(rows))
}

func (f *fitter) calibrate(ctx context.Context, rows []Row, rounds int) (*Calibration, error) {
	fit := slices.DeleteFunc(slices.Clone(rows), func(r Row) bool { return r.Use != UseFit })
	m, held := ones(len(f.knobs)), ones(len(f.atoms))
	var obs []observation
	for round := range rounds {
		t := f.first
		if round > 0 || t == nil {
			var err error
			if t, err = newTester(f.with(held)); err != nil {
				return nil, err
			}
		}
		if round == 0 {
			f.first = t
		}
		var err error
		if obs, err = f.observe(ctx, t, held, fit); err != nil {
			return nil, err
		}
		m, held = solve(obs, f.atoms, f.knobs)
	}
	return f.result(m, held, obs), nil
}

// observe plans every row on the tester's network, which has class values at multipliers, and measures what each contributes.
func (f *fitter) observe(ctx context.Context, t *tester, held []float64, rows []Row) ([]observation, error) {
	pairs := map[string]float64{}
	var outs []*Outcome
	for i := range rows {
		o, err := t.outcome(ctx, &rows[i])
		if err != nil {
			return nil, err
		}
		if o.Out == "" && o.Span.Mean > 0 && o.Predicted > 0 {
			outs = append(outs, &o)
			pairs[pairOf(&o.Row)]++
		}
	}
	obs := make([]observation, len(outs))
	for i, o := range outs {
		l := Like(&o.Row)
		obs[i] = observation{fixed: o.Span.Mean, effects: make([]float64, len(f.atoms)), lnRatio: math.Log(o.Predicted / o.Span.Mean),
			lnTarget: math.Log(o.Target), weight: l.Weight / pairs[pairOf(&o.Row)]}
	}
	for a := range f.values {
		f.effect(a, t.n, held, outs, obs)
	}
	for i := range obs {
		obs[i].fixed = max(obs[i].fixed, 0)
	}
	return obs, nil
}

// pairOf names a journey, whatever is claimed of it: claims about one journey share the weight of one.
func pairOf(r *Row) string {
	return r.Metric[:3] + strings.Join(r.From, ";") + ">" + strings.Join(r.To, ";") + fmt.Sprint(r.Modes, r.Via, r.Avoid)
}

// effect measures what one class value contributes to the mean of every outcome, and takes it out of the fixed part.
func (f *fitter) effect(a int, now *network.Network, held []float64, outs []*Outcome, obs []observation) {
	q := &f.values[a]
	isPrice := q.base == "usd" || q.base == "usd_km"
	to := now.WithClassValues(byClass(q.at(held[a]*bump, false)))
	for i, o := range outs {
		if isPrice == (o.Metric == Days) {
			continue
		}
		sum := 0.0
		for k := range o.Cases {
			c := &o.Cases[k]
			for j := range c.legs {
				if moves(now, q.class, &c.legs[j]) {
					sum += c.amount(to, &c.legs[j], o.Metric) - c.amount(now, &c.legs[j], o.Metric)
				}
			}
		}
		if e := sum / float64(len(o.Cases)) / (bump - 1) / held[a]; math.Abs(e) > 1e-9*o.Span.Mean {
			obs[i].effects[a] = e
			obs[i].fixed -= e * held[a]
		}
	}
}

// result rounds and says how each value came about.
func (f *fitter) result(m, held []float64, obs []observation) *Calibration {
	c := &Calibration{Rows: len(obs)}
	for k, p := range f.params {
		rows := 0
		for i := range obs {
			if slices.ContainsFunc(f.knobs[k].atoms, func(a int) bool { return obs[i].effects[a] != 0 }) {
				rows++
			}
		}
		c.Parameters = append(c.Parameters, Fitted{Parameter: p, Multiplier: m[k], Rows: rows})
	}
	for a := range f.values {
		before, after := f.values[a].at(1, false), f.values[a].at(held[a], true)
		n := 0
		for i := range obs {
			if obs[i].effects[a] != 0 {
				n++
			}
		}
		for i := range after {
			if after[i].V != before[i].V {
				after[i].Method = method(n, f.groupsOf(a), &before[i])
			}
		}
		c.Before, c.Values = append(c.Before, before...), append(c.Values, after...)
	}
	c.Network = f.prior.WithClassValues(byClass(c.Values))
	return c
}

// groupsOf names the parameters that move a class value.
func (f *fitter) groupsOf(a int) string {
	var names []string
	for k := range f.knobs {
		if slices.Contains(f.knobs[k].atoms, a) {
			names = append(names, f.params[k].Name)
		}
	}
	return strings.Join(names, " and ")
}

// method says how a value was calibrated, before what the prior says of itself.
func method(rows int, groups string, before *network.ClassValueRow) string {
	return said(before, fmt.Sprintf("calibrated on %d published journeys as part of %s", rows, groups))
}

// said begins with "our estimate" where no published figure stands behind the prior.
func said(before *network.ClassValueRow, how string) string {
	if len(before.Figures) == 0 {
		how = "our estimate, " + how
	}
	return fmt.Sprintf("%s, prior %s, bounds %s to %s; the prior: %s", how, number(before.V), number(before.Low), number(before.High),
		strings.TrimPrefix(before.Method, "our estimate: "))
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) }
