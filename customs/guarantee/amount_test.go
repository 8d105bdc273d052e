package guarantee

import (
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/unit"
	"pgregory.net/rapid"
)

func rate(text string, basisPts int64) Rate {
	return Rate{Text: text, BasisPts: basisPts, Source: "test tariff", Status: Stated}
}

func TestAmount(t *testing.T) {
	none := []Rate{rate("none", 0)}
	pref := rate("0 %, with proof of origin", 0)
	pref.Preferential = true
	high := rate("99 %, with quota", 9900)
	high.Preferential = true
	before, after := rate("VAT 12 %", 1200), rate("VAT 16 %", 1600)
	before.Until, after.From = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	litre := rate("EUR 3 a litre", 0)
	litre.Sum = eur(300)
	parts := Goods{Code: "870829", Value: eur(20_000), Duty: []Rate{rate("5 %", 500), pref, high, rate("3 %", 300)}, Excise: none, VAT: []Rate{before, after}}
	wine := Goods{Code: "220421", Value: eur(1000), Duty: []Rate{rate("10 %", 1000)}, Excise: []Rate{litre}, VAT: []Rate{before, after}}
	odd := Goods{Code: "870829", Value: unit.Money{Minor: 1001, Currency: "EUR"}, Duty: []Rate{rate("5 %", 500)}, Excise: none, VAT: none}
	unknown := Goods{Code: "999999", Value: eur(20_000), Duty: nil, Excise: none, VAT: []Rate{after}}
	dear := Goods{Code: "999999", Value: eur(200_000), Duty: []Rate{rate("10 %", 1000)}, Excise: nil, VAT: []Rate{after}}
	day26, day25 := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name  string
		on    time.Time
		goods []Goods
		want  unit.Money
		parts string
	}{
		// 5 % of 20,000 = 1,000; 16 % of 21,000 = 3,360
		{"highest duty without preference, VAT of the day", day26, []Goods{parts}, eur(4360), "duty excise vat"},
		// 12 % of 21,000 = 2,520
		{"the day before the VAT rose", day25, []Goods{parts}, eur(3520), "duty excise vat"},
		// duty 100, excise 300, VAT 16 % of 1,400 = 224
		{"excise stands in the base of VAT", day26, []Goods{wine}, eur(624), "duty excise vat"},
		{"two items", day26, []Goods{parts, wine}, eur(4984), "duty excise vat duty excise vat"},
		// 5 % of 10.01 = 0.5005, up to 0.51, up to 1
		{"rounded up", day26, []Goods{odd}, eur(1), "duty excise vat rounding"},
		{"a duty nobody knows", day26, []Goods{unknown}, eur(10_000), "fixed"},
		{"one item of two nobody knows: fixed once a consignment", day26, []Goods{parts, unknown}, eur(10_000), "fixed"},
		// duty 20,000, VAT 16 % of 220,000 = 35,200: known without the excise
		{"what is known is more than the fixed amount", day26, []Goods{dear}, eur(55_200), "duty vat"},
		{"another currency", day26, []Goods{parts, {Code: "1", Value: unit.Money{Minor: 1, Currency: "USD"}}}, eur(10_000), "fixed"},
	} {
		cover, err := Amount(c.on, c.goods, unit.Money{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var names []string
		var sum int64
		for _, p := range cover.Parts {
			names = append(names, p.Name)
			sum += p.Amount.Minor
			if p.Source == "" || p.Status == "" {
				t.Errorf("%s: part %s has no source", c.name, p.Name)
			}
		}
		if cover.Amount != c.want || strings.Join(names, " ") != c.parts || sum != cover.Amount.Minor || cover.Fixed != (c.parts == "fixed") || cover.Fixed && len(cover.Missing) == 0 {
			t.Errorf("%s: %s of %v (missing %v), want %s of %s", c.name, cover.Amount, names, cover.Missing, c.want, c.parts)
		}
	}
	for _, bad := range [][]Goods{nil, {{Value: unit.Money{Minor: -1, Currency: "EUR"}}}, {{Value: eur(1), VAT: []Rate{{BasisPts: -1}}}}, {{Value: eur(1), Duty: []Rate{{BasisPts: 1}}}}} {
		if _, err := Amount(day26, bad, unit.Money{}); fault.CodeOf(err) != fault.BadField {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

// The amount is never below what the true rates of the day would give, and less than a unit above it; the parts add up.
func TestAmountCoversTheDebt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 20).Draw(t, "items")
		var goods []Goods
		var exact float64
		for range n {
			value := rapid.Int64Range(1, 1_000_000_00).Draw(t, "value")
			bp := rapid.SliceOfN(rapid.Int64Range(0, 5000), 3, 3).Draw(t, "rates")
			goods = append(goods, Goods{Code: "870829", Value: unit.Money{Minor: value, Currency: "EUR"}, Duty: []Rate{rate("d", bp[0]/2), rate("d", bp[0])}, Excise: []Rate{rate("e", bp[1])}, VAT: []Rate{rate("v", bp[2])}})
			duty := float64(value) * float64(bp[0]) / 1e4
			excise := (float64(value) + duty) * float64(bp[1]) / 1e4
			exact += duty + excise + (float64(value)+duty+excise)*float64(bp[2])/1e4
		}
		cover, err := Amount(now, goods, unit.Money{})
		if err != nil || cover.Fixed {
			t.Fatal(cover, err)
		}
		var sum int64
		for _, p := range cover.Parts {
			sum += p.Amount.Minor
		}
		over := float64(cover.Amount.Minor) - exact
		if over < -0.5 || over > 100+float64(5*n) || sum != cover.Amount.Minor || cover.Amount.Minor%100 != 0 {
			t.Fatalf("%s covers %.2f", cover.Amount, exact/100)
		}
	})
}
