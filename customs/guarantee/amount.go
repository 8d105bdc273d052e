package guarantee

import (
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/unit"
)

// FixedAmount is what is taken per consignment where the amount cannot be worked out (rule GUA-RATES).
var FixedAmount = unit.Money{Minor: 10_000_00, Currency: "EUR"}

// Rate is one rate that may fall on goods: a share of the base in hundredths of one per cent, a sum already worked out for
// the quantity of the item, or both. That there is none to pay is a rate of nought with its source, not no rate.
type Rate struct {
	Text         string     `json:"text"` // as printed
	BasisPts     int64      `json:"basisPts,omitempty"`
	Sum          unit.Money `json:"sum,omitzero"`
	Preferential bool       `json:"preferential,omitempty"` // needs a proof of origin or a quota: never counted
	From         time.Time  `json:"from,omitzero"`
	Until        time.Time  `json:"until,omitzero"` // first day on which it no longer holds
	Source       string     `json:"source"`
	Status       Status     `json:"status"`
}

func (r Rate) holds(on time.Time) bool {
	return !r.Preferential && !on.Before(r.From) && (r.Until.IsZero() || on.Before(r.Until))
}

// Goods are one item: its customs value and the rates of the country of departure that may fall on it, in the currency of
// the value. An empty list of rates means that they are not known.
type Goods struct {
	Code   string     `json:"code"`
	Value  unit.Money `json:"value"`
	Duty   []Rate     `json:"duty,omitempty"`
	Excise []Rate     `json:"excise,omitempty"`
	VAT    []Rate     `json:"vat,omitempty"`
}

// Part is one part of an amount, with where it came from. Item counts from 1; 0 is the whole consignment.
type Part struct {
	Item   int        `json:"item"`
	Name   string     `json:"name"` // duty, excise, vat, rounding, fixed
	Base   unit.Money `json:"base,omitzero"`
	Rate   string     `json:"rate,omitempty"`
	Amount unit.Money `json:"amount"`
	Source string     `json:"source"`
	Status Status     `json:"status"`
}

// Cover is the amount that a guarantee must cover. Parts add up to Amount. Where something is Missing the fixed amount
// stands in, unless what is Known is more already.
type Cover struct {
	Amount  unit.Money `json:"amount"`
	Fixed   bool       `json:"fixed"`
	Parts   []Part     `json:"parts"`
	Known   []Part     `json:"known,omitempty"` // worked out, where the whole could not be
	Missing []string   `json:"missing,omitempty"`
	Rule    Rule       `json:"rule"`
}

// Amount works out what a guarantee must cover for a consignment accepted on a day: for each item the highest duty without
// preference, excise on value and duty, and VAT on value, duty and excise, each the highest that holds on the day, rounded
// up to the minor unit, the total to the whole unit of the currency. Where a rate or value is missing it is the fixed
// amount for the whole consignment; the zero fixed is FixedAmount. Errors: BadField, every violation at once.
func Amount(on time.Time, goods []Goods, fixed unit.Money) (Cover, error) {
	if fixed == (unit.Money{}) {
		fixed = FixedAmount
	}
	if err := checkGoods(goods, fixed); err != nil {
		return Cover{}, err
	}
	c := Cover{Rule: RuleByID("GUA-RATES")}
	w := worker{on: on, cover: &c, currency: goods[0].Value.Currency}
	for i, g := range goods {
		w.item(i+1, g)
	}
	w.close(fixed)
	return c, nil
}

// worker adds up one consignment.
type worker struct {
	on       time.Time
	cover    *Cover
	currency string
	parts    []Part
	total    int64
}

func (w *worker) missing(format string, args ...any) {
	w.cover.Missing = append(w.cover.Missing, fmt.Sprintf(format, args...))
}

// item adds duty, excise and VAT, each on what stands before it. What rests on something unknown is left out.
func (w *worker) item(n int, g Goods) {
	if g.Value.Minor == 0 || g.Value.Currency != w.currency {
		w.missing("item %d: the customs value in %s", n, w.currency)
		return
	}
	base := g.Value.Minor
	for _, x := range []struct {
		name  string
		rates []Rate
	}{{"duty", g.Duty}, {"excise", g.Excise}, {"vat", g.VAT}} {
		part, ok := w.highest(base, x.rates)
		if !ok {
			w.missing("item %d: the %s of %s on %s", n, x.name, fault.Clip(g.Code), w.on.Format(time.DateOnly))
			continue
		}
		part.Item, part.Name = n, x.name
		w.parts = append(w.parts, part)
		w.total = min(w.total+part.Amount.Minor, MinorMax)
		base = min(base+part.Amount.Minor, MinorMax)
	}
}

// highest is the rate of a list that gives the most on a base, of those that hold on the day and need no preference.
func (w *worker) highest(base int64, rates []Rate) (Part, bool) {
	var best Part
	found := false
	for _, r := range rates {
		if !r.holds(w.on) || r.Sum.Minor != 0 && r.Sum.Currency != w.currency {
			continue
		}
		minor := min(share(base, r.BasisPts)+r.Sum.Minor, MinorMax)
		if !found || minor > best.Amount.Minor {
			best = Part{Base: unit.Money{Minor: base, Currency: w.currency}, Rate: r.Text, Source: r.Source, Status: r.Status,
				Amount: unit.Money{Minor: minor, Currency: w.currency}}
			found = true
		}
	}
	return best, found
}

// close rounds up, or puts the fixed amount in the place of what could not be worked out.
func (w *worker) close(fixed unit.Money) {
	c := w.cover
	known := slices.Clip(w.parts)
	if rest := w.total % 100; rest != 0 {
		known = append(known, Part{Name: "rounding", Amount: unit.Money{Minor: 100 - rest, Currency: w.currency}, Source: "rounded up to the whole unit", Status: Own})
		w.total += 100 - rest
	}
	if len(c.Missing) > 0 && (w.currency != fixed.Currency || w.total < fixed.Minor) {
		c.Fixed, c.Amount, c.Known = true, fixed, w.parts
		c.Parts = []Part{{Name: "fixed", Amount: fixed, Source: c.Rule.Source, Status: c.Rule.Status}}
		return
	}
	c.Amount, c.Parts = unit.Money{Minor: w.total, Currency: w.currency}, known
}

// share is a part of a sum in hundredths of one per cent, rounded up to the minor unit.
func share(minor, basisPts int64) int64 {
	n := new(big.Int).Mul(big.NewInt(minor), big.NewInt(basisPts))
	n.Add(n, big.NewInt(9_999)).Quo(n, big.NewInt(10_000))
	if !n.IsInt64() || n.Int64() > MinorMax {
		return MinorMax
	}
	return n.Int64()
}

func checkGoods(goods []Goods, fixed unit.Money) error {
	var c checker
	if len(goods) == 0 || len(goods) > ItemsMax {
		c.wrong("/goods", "1 to 999 items", "%d goods items", len(goods))
		return c.list.OrNil()
	}
	c.money("/fixed", fixed, "")
	for i, g := range goods {
		at := fmt.Sprintf("/goods/%d", i)
		if g.Value.Minor < 0 || g.Value.Minor > MinorMax || len(g.Value.Currency) != 3 {
			c.wrong(at+"/value", "a value of nought or more in a currency of three capitals", "a value of %s", g.Value)
		}
		c.rates(at+"/duty", g.Duty)
		c.rates(at+"/excise", g.Excise)
		c.rates(at+"/vat", g.VAT)
	}
	return c.list.OrNil()
}

func (c *checker) rates(path string, rates []Rate) {
	if len(rates) > RatesMax {
		c.wrong(path, "at most 99", "%d rates", len(rates))
		return
	}
	for i, r := range rates {
		if r.BasisPts < 0 || r.BasisPts > 1_000_000 || r.Sum.Minor < 0 || r.Sum.Minor > MinorMax || r.Source == "" || r.Status == "" {
			c.wrong(fmt.Sprintf("%s/%d", path, i), "a rate of 0 to 10,000 per cent and a sum, with source and status", "the rate is %d hundredths of one per cent and %s, from %q", r.BasisPts, r.Sum, fault.Clip(r.Source))
		}
	}
}
