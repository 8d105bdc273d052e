package network

import (
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/fault"
)

func day(t testing.TB, s string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

const exchange = `date,currency,per_usd,year,source,note
2024-01-01,EUR,0.9,2024,test,yearly average
2026-01-15,EUR,0.85,2026-01-15,test,
2024-01-01,JPY,151.3,2024,test,
2024-01-01,XAU,0.0003,2024,test,
`

func TestMoneyIsChangedExactlyByTheLatestRateOfTheDay(t *testing.T) {
	c, err := ReadCurrencies(strings.NewReader(exchange), "rates.csv")
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		amount, currency, on string
		cents                int64
	}{
		{"100", "USD", "1999-01-01", 10000},                          // dollars need no row
		{"0.01", "USD", "2026-01-01", 1},                             //
		{"0.005", "USD", "2026-01-01", 1},                            // half away from zero
		{"0.0049", "USD", "2026-01-01", 0},                           //
		{"90", "EUR", "2024-01-01", 10000},                           // the very day
		{"90", "EUR", "2026-01-14", 10000},                           // the day before the next row
		{"85", "EUR", "2026-01-15", 10000},                           //
		{"100", "EUR", "2030-01-01", 11765},                          // 117.6470… dollars
		{"1513", "JPY", "2026-01-01", 1000},                          //
		{"1", "XAU", "2026-01-01", 333333},                           // 3,333.33…
		{"0.1", "JPY", "2026-01-01", 0},                              //
		{"999999999999999", "EUR", "2026-01-15", 117647058823529294}, // no float is that exact
	} {
		cents, used, err := c.Cents(x.amount, x.currency, day(t, x.on))
		if err != nil || cents != x.cents {
			t.Errorf("%s %s on %s: %d cents by %v, %v; want %d", x.amount, x.currency, x.on, cents, used, err, x.cents)
		}
	}
}

func TestACurrencyWithoutARateIsNamedWithDayAndFile(t *testing.T) {
	c, err := ReadCurrencies(strings.NewReader(exchange), "rates.csv")
	if err != nil {
		t.Fatal(err)
	}
	for currency, on := range map[string]string{"KZT": "2026-01-01", "EUR": "2023-12-31", "euro": "2026-01-01"} {
		_, _, err := c.Cents("1", currency, day(t, on))
		if fault.CodeOf(err) != fault.BadField {
			t.Fatalf("%s: %v", currency, err)
		}
		for _, said := range []string{currency, on, "--currencies"} {
			if !strings.Contains(err.Error(), said) {
				t.Errorf("%s on %s: %q is not said in %v", currency, on, said, err)
			}
		}
	}
	for _, amount := range []string{"", "-1", "1e3", "1,5", "0.0000000001", "1234567890123456"} {
		if _, _, err := c.Cents(amount, "USD", day(t, "2026-01-01")); err == nil {
			t.Errorf("the amount %q is taken", amount)
		}
	}
}

func TestAFileOfExchangeRatesReplacesAndExtends(t *testing.T) {
	n := load(t)
	own, err := ReadCurrencies(strings.NewReader("date,currency,per_usd,year,source,note\n2025-12-20,EUR,0.5,2025-12-20,bank,\n2026-02-01,MNT,3600,2026-02-01,bank,\n"), "own.csv")
	if err != nil {
		t.Fatal(err)
	}
	over := n.WithCurrencies(own)
	for _, x := range []struct {
		currency string
		cents    int64
	}{{"EUR", 200}, {"MNT", 0}} {
		if cents, _, err := over.Currencies().Cents("1", x.currency, day(t, "2026-03-01")); err != nil || cents != x.cents {
			t.Errorf("one %s is %d cents, %v", x.currency, cents, err)
		}
	}
	if r, err := n.Currencies().On("EUR", day(t, "2026-03-01")); err != nil || r.PerUSD == "0.5" {
		t.Errorf("the network itself has changed: %v, %v", r, err)
	}
	if _, err := over.Currencies().On("KZT", day(t, "2026-03-01")); err != nil {
		t.Errorf("what the file does not name is lost: %v", err)
	}
}

func TestTheExchangeRatesThatComeWithKairoAreSourced(t *testing.T) {
	c := load(t).Currencies()
	for _, code := range []string{"EUR", "JPY", "KZT", "CNY", "RUB", "TRY", "GEL", "AZN", "UZS", "CHF", "GBP", "PKR", "IRR"} {
		if _, err := c.On(code, day(t, "2026-11-01")); err != nil {
			t.Error(err)
		}
	}
	for _, r := range c.Rates() {
		if at, ok := YearDay(r.Year); !ok || at.Year() != r.Date.Year() {
			t.Errorf("%s of %s: the source speaks of %q", r.Currency, r.Date.Format(time.DateOnly), r.Year)
		}
	}
}

func TestBadExchangeRatesAreAllNamed(t *testing.T) {
	_, err := ReadCurrencies(strings.NewReader(`date,currency,per_usd,year,source,note
,EUR,0.9,2024,s,
2024-01-01,eur,0.9,2024,s,
2024-01-01,USD,1,2024,s,
2024-01-01,KZT,0.0,2024,s,
2024-01-01,KZT,4e2,2024,s,
2024-01-01,RUB,80,then,s,
2024-01-01,CNY,7,2024,,
2024-01-01,JPY,150,2024,s,
2024-01-01,JPY,151,2024,s,
`), "r.csv")
	if got := len(fault.All(err)); got != 8 {
		t.Errorf("%d violations, want 8: %v", got, err)
	}
	if fault.CodeOf(err) != fault.BadFile || !strings.Contains(err.Error(), "r.csv:3") {
		t.Error(err)
	}
}
