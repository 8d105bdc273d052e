package guarantee_test

import (
	"fmt"
	"time"

	"github.com/kairo-corridor/kairo/customs/guarantee"
	"github.com/kairo-corridor/kairo/unit"
)

func Example() {
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	const grn = "24GB0000010000HV5"
	code, _ := guarantee.HashCode(grn, []byte("sixteen by chance"), "4711")
	terms := guarantee.Terms{GRN: grn, Kind: guarantee.Comprehensive, Office: "GB-guarantee", Holder: "GB123456789000", Limit: unit.Money{Minor: 50_000_00, Currency: "EUR"},
		Percent: 50, From: now.AddDate(0, -1, 0), Codes: []guarantee.AccessCode{code}}
	g, _, _, err := guarantee.Apply(guarantee.Guarantee{}, guarantee.Register{Terms: terms}, now)
	if err != nil {
		fmt.Println(err)
	}

	vat := guarantee.Rate{Text: "20 %", BasisPts: 2000, Source: "tariff of the day", Status: guarantee.Stated}
	duty := guarantee.Rate{Text: "4.5 %", BasisPts: 450, Source: "tariff of the day", Status: guarantee.Stated}
	none := guarantee.Rate{Text: "none", Source: "tariff of the day", Status: guarantee.Stated}
	cover, _ := guarantee.Amount(now, []guarantee.Goods{{Code: "870829", Value: unit.Money{Minor: 40_000_00, Currency: "EUR"},
		Duty: []guarantee.Rate{duty}, Excise: []guarantee.Rate{none}, VAT: []guarantee.Rate{vat}}}, unit.Money{})
	fmt.Println("to be covered:", cover.Amount)

	q := guarantee.Question{From: "GB-departure", GRN: grn, Type: "1", AccessCode: "4711", Holder: "GB123456789000", Amount: cover.Amount, Countries: []string{"FR", "TR", "GE"}}
	g, facts, sends, _ := guarantee.Apply(g, guarantee.UseGuarantee{Question: q, ID: "U1", Movement: "26GEDEMO00000001J9"}, now)
	fmt.Println(sends[0].To, sends[0].Message.(guarantee.UseResult).State, facts[0].Entries)
	fmt.Println("due:", guarantee.Timers(g)[0].At.Format(time.DateTime))

	g, _, _, _ = guarantee.Apply(g, guarantee.Confirm{From: q.From, Use: "U1"}, now.Add(time.Hour))
	fmt.Println("free:", g.Free())
	g, facts, _, _ = guarantee.Apply(g, guarantee.Release{From: q.From, Use: "U1"}, now.Add(90*time.Hour))
	fmt.Println("free:", g.Free(), "by", facts[0].Rule.ID)
	// Output:
	// to be covered: EUR 10,160.00
	// GB-departure pending [{available -1016000} {pending 1016000}]
	// due: 2026-12-02 09:00:00
	// free: EUR 39,840.00
	// free: EUR 50,000.00 by GUA-IE209
}
