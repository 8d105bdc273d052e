package reference_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/reference"
)

// Duty and VAT of copper cathodes placed under a procedure in Kazakhstan, from the built-in set and then from an import.
func ExampleData_Assess() {
	on := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	goods := reference.Goods{Country: "KZ", Code: "740311", On: on, Value: reference.Amount{Minor: 10_000_000, Currency: "USD"}}
	a, ok := reference.Default().Assess(goods)
	fmt.Println(a.Duty, a.VAT, ok)

	file := "tnved10,import_duty,footnote_as_printed,chapter_edition,read_from\n6203423100,2.2 EUR за 1 кг,,08.03.2026,EEC chapter PDF\n"
	tariff, _ := reference.ReadImport(reference.KindTariff, strings.NewReader(file), "ett.csv", on)
	goods.Code = "6203423100"
	a, ok = reference.Default().With(tariff).Assess(goods)
	fmt.Println(ok, a.Missing)
	goods.Grams, goods.Value.Currency = 250_000, "EUR"
	a, ok = reference.Default().With(tariff).Assess(goods)
	fmt.Println(a.Duty, ok)
	fmt.Println(a.Steps[0].Text)
	// Output:
	// USD 2000.00 USD 16320.00 true
	// false [line 6203423100 asks a sum per kg: the net mass is missing]
	// EUR 550.00 true
	// import duty of line 6203423100 of Eurasian Economic Union: EUR 2.2 per kg
}
