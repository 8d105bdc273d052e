package network

import (
	"io"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/fault"
)

var currencyColumns = []string{"date", "currency", "per_usd", "year", "source", "note"}

var (
	currencyForm = regexp.MustCompile(`^[A-Z]{3}$`)
	decimalForm  = regexp.MustCompile(`^[0-9]{1,15}(\.[0-9]{1,9})?$`)
)

// CurrencyRate says how many units of a currency one US dollar buys from a day on. The number is kept as the decimal that
// the table prints; nothing is rounded on the way.
type CurrencyRate struct {
	Date     time.Time `json:"date"`
	Currency string    `json:"currency"` // ISO 4217
	PerUSD   string    `json:"perUSD"`   // decimal
	Year     string    `json:"year"`     // what the source speaks of: a day, or a year for a yearly average
	Source   string    `json:"source"`
	Note     string    `json:"note,omitempty"`
}

// Currencies is a dated table of exchange rates against the US dollar.
type Currencies struct {
	by map[string][]CurrencyRate // by currency, oldest first
}

// Rates gives every row, by currency and date.
func (c Currencies) Rates() []CurrencyRate {
	var out []CurrencyRate
	for _, code := range c.Codes() {
		out = append(out, c.by[code]...)
	}
	return out
}

// Codes lists the currencies of the table, in order.
func (c Currencies) Codes() []string {
	out := make([]string, 0, len(c.by))
	for code := range c.by {
		out = append(out, code)
	}
	slices.Sort(out)
	return out
}

// With gives the table with the rows of another beside its own; a row of the other for the same currency and day replaces
// its own.
func (c Currencies) With(other Currencies) Currencies {
	out := Currencies{by: map[string][]CurrencyRate{}}
	for _, t := range []Currencies{other, c} {
		for code, rows := range t.by {
			for _, r := range rows {
				if !slices.ContainsFunc(out.by[code], func(x CurrencyRate) bool { return x.Date.Equal(r.Date) }) {
					out.by[code] = append(out.by[code], r)
				}
			}
		}
	}
	for _, rows := range out.by {
		slices.SortFunc(rows, func(a, b CurrencyRate) int { return a.Date.Compare(b.Date) })
	}
	return out
}

// On is the latest row of a currency that is not after a day. Dollars need no row. The error names the currency, the day and
// the file to give.
func (c Currencies) On(currency string, day time.Time) (CurrencyRate, error) {
	if currency == "USD" {
		return CurrencyRate{Date: day, Currency: "USD", PerUSD: "1"}, nil
	}
	rows := c.by[currency]
	for i := len(rows) - 1; i >= 0; i-- {
		if !rows[i].Date.After(day) {
			return rows[i], nil
		}
	}
	e := fault.New(fault.BadField, "no exchange rate of %s on or before %s", currency, day.Format(time.DateOnly)).
		Mend("give the amount in US dollars, or a row for the currency: --currencies FILE.csv (columns %s)", strings.Join(currencyColumns, ","))
	switch {
	case !currencyForm.MatchString(currency):
		e.Want("three capital letters of ISO 4217, such as EUR")
	case len(rows) > 0:
		e.Want("a day from %s on, where the table begins", rows[0].Date.Format(time.DateOnly))
	default:
		e.Want("one of USD, %s", strings.Join(c.Codes(), ", "))
	}
	return CurrencyRate{}, e
}

// Cents changes a decimal amount of a currency into US cents at the rate of a day: exact division, rounded once, half away
// from zero. It gives the row used.
func (c Currencies) Cents(amount, currency string, day time.Time) (int64, CurrencyRate, error) {
	if !decimalForm.MatchString(amount) {
		return 0, CurrencyRate{}, fault.New(fault.BadField, "the amount %q is not understood", amount).Want("a decimal such as 1250.50")
	}
	r, err := c.On(currency, day)
	if err != nil {
		return 0, CurrencyRate{}, err
	}
	a, _ := new(big.Rat).SetString(amount)
	per, _ := new(big.Rat).SetString(r.PerUSD)
	cents := roundHalfAway(a.Mul(a.Quo(a, per), big.NewRat(100, 1)))
	if !cents.IsInt64() {
		return 0, r, fault.New(fault.Limit, "%s %s is too much", currency, amount).Want("an amount below 92 thousand million million US dollars")
	}
	return cents.Int64(), r, nil
}

// roundHalfAway rounds a number that is not negative.
func roundHalfAway(x *big.Rat) *big.Int {
	twice := new(big.Int).Lsh(x.Num(), 1)
	return twice.Add(twice, x.Denom()).Quo(twice, new(big.Int).Lsh(x.Denom(), 1))
}

// ReadCurrencies reads a table of exchange rates from CSV (docs/formats/network.md, currencies.csv). name is used in errors,
// which are a [fault.List] of every violation.
func ReadCurrencies(r io.Reader, name string) (Currencies, error) {
	var faults fault.List
	c := readCurrencies(readTable(r, name, currencyColumns, fault.BadFile, &faults))
	for _, f := range faults {
		if f.Code == fault.BadNetwork {
			f.Code = fault.BadFile
		}
	}
	if err := faults.OrNil(); err != nil {
		return Currencies{}, err
	}
	return c, nil
}

func readCurrencies(tab *table) Currencies {
	c := Currencies{by: map[string][]CurrencyRate{}}
	seen := map[string]bool{}
	tab.each(func(r row) {
		x := CurrencyRate{Date: r.date("date"), Currency: r.need("currency"), PerUSD: r.need("per_usd"), Year: r.need("year"), Source: r.need("source"), Note: r.text("note")}
		if r.text("date") == "" {
			r.bad("date", "date: the day from which the rate counts")
		}
		if x.Currency != "" && !currencyForm.MatchString(x.Currency) || x.Currency == "USD" {
			r.bad("currency", "currency: three capital letters of ISO 4217, not USD")
		}
		if x.PerUSD != "" && (!decimalForm.MatchString(x.PerUSD) || strings.Trim(x.PerUSD, "0.") == "") {
			r.bad("per_usd", "per_usd: units for one US dollar, a decimal above zero")
			return
		}
		if x.Year != "" && !yearForm.MatchString(x.Year) {
			r.bad("year", "year: a year or date")
		}
		if key := x.Currency + x.Date.Format(time.DateOnly); taken(r, seen, "currency", key) {
			return
		} else {
			seen[key] = true
		}
		c.by[x.Currency] = append(c.by[x.Currency], x)
	})
	for _, rows := range c.by {
		slices.SortFunc(rows, func(a, b CurrencyRate) int { return a.Date.Compare(b.Date) })
	}
	return c
}

// Currencies is the network's table of exchange rates.
func (n *Network) Currencies() Currencies { return n.currencies }

// WithCurrencies gives a copy of the network whose exchange rates are extended by another table; the network itself does
// not change.
func (n *Network) WithCurrencies(c Currencies) *Network {
	out := *n
	out.currencies = n.currencies.With(c)
	return &out
}
