package filing

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/reference"
	"github.com/kairo-corridor/kairo/unit"
)

// What secures a stretch: the guarantee offered for its territory, in the guarantee's own currency, at the office of its number; and
// what it waits for where none is offered. The amount is 18 per cent VAT of Georgia on USD 2,110,000.
func TestWhatSecuresAStretch(t *testing.T) {
	n, err := network.Default()
	if err != nil {
		t.Fatal(err)
	}
	const grn = "26GE0000DEMO00040"
	usd, eur := unit.Money{Minor: 1, Currency: "USD"}, unit.Money{Minor: 1, Currency: "EUR"}
	for _, c := range []struct {
		name   string
		offers []consignment.Guarantee
		rates  bool
		want   string
	}{
		{"comprehensive", []consignment.Guarantee{{Kind: "comprehensive", Reference: grn, Amount: usd, Countries: []string{"GE"}}}, false, "1 " + grn + " USD 379,800.00 code at GE"},
		{"kept elsewhere", []consignment.Guarantee{{Kind: "individual-multiple", Reference: "26RO0000DEMO00043", Amount: usd}}, false, "9 26RO0000DEMO00043 USD 379,800.00 code at RO"},
		{"for the territory before the one for all", []consignment.Guarantee{{Kind: "waiver", Reference: "26RO0000DEMO00043"}, {Kind: "cash", Reference: "GE-DEPOSIT-7", Countries: []string{"GE"}}}, false, "3 GE-DEPOSIT-7 USD 379,800.00 at GE"},
		{"at the rate of the day, rounded up", []consignment.Guarantee{{Kind: "comprehensive", Reference: grn, Amount: eur, Countries: []string{"GE"}}}, true, "1 " + grn + " EUR 324,388.00 code at GE"},
		{"no rate", []consignment.Guarantee{{Kind: "comprehensive", Reference: grn, Amount: eur, Countries: []string{"GE"}}}, false, " lacks /securities/0/amount"},
		{"no reference", []consignment.Guarantee{{Kind: "individual", Amount: usd, Countries: []string{"GE"}}}, false, " lacks /securities/0/reference"},
		{"a carnet", []consignment.Guarantee{{Kind: "none", Countries: []string{"GE"}}}, false, " lacks /securities"},
		{"nothing", nil, false, " lacks /securities"},
		{"vouchers", []consignment.Guarantee{{Kind: "voucher", Reference: "24GB0000010000HV5C000001", Countries: []string{"GE"}}, {Kind: "voucher", Reference: "24GB0000010000HV5C000002", Countries: []string{"GE"}}}, true,
			"4 24GB0000010000HV5C000001 EUR 10,000.00 code, 4 24GB0000010000HV5C000002 EUR 314,388.00 code at GB"},
	} {
		goods := example(t, "xian-constanta")
		goods.Guarantee, goods.Securities = nil, c.offers
		var o Options
		if c.rates {
			o.Currencies = n.Currencies()
		}
		p, err := BuildWith(journey(journeys["xian-constanta"]), goods, day("2026-12-01"), reference.Default(), o)
		if err != nil {
			t.Fatal(err)
		}
		g := p.OfStretch(transitOf(p, "GE").ID)
		var list []string
		for _, x := range g.Cover {
			text := fmt.Sprintf("%s %s %s", x.Type, x.GRN, x.Amount)
			if x.Accessed {
				text += " code"
			}
			list = append(list, text)
		}
		got := strings.Join(list, ", ")
		if g.Office != "" && got != "" {
			got += " at " + g.Office
		}
		if g.Lacks != "" {
			got += " lacks " + g.Lacks
		}
		if !g.Needed || got != c.want || got != "" && len(g.Cover) > 0 && g.Holder == "" {
			t.Errorf("%s: %s, holder %q\nwant %s", c.name, got, g.Holder, c.want)
		}
	}
}

// By rail no security is asked in the Eurasian Economic Union, so none is named there, whatever is offered.
func TestNoSecurityIsNamedWhereNoneIsAsked(t *testing.T) {
	goods := example(t, "xian-constanta")
	goods.Guarantee = &consignment.Guarantee{Kind: "comprehensive", Reference: "26GE0000DEMO00040"}
	p, err := Build(journey(journeys["xian-constanta"]), goods, day("2026-12-01"), reference.Default())
	if err != nil {
		t.Fatal(err)
	}
	if g := p.OfStretch(transitOf(p, "KZ").ID); g.Kind != "not-required" || g.Needed || len(g.Cover) > 0 || g.Lacks != "" {
		t.Errorf("%+v", g)
	}
}
