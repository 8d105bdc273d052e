// Package unit holds the small value types of Kairo that cannot be mixed up: money, mass, distance, emissions, time.
//
// Money is int64 minor units with its ISO 4217 currency; masses are kilograms, distances kilometres, emissions grams of
// CO2 equivalent, durations minutes. Nothing here is a float.
package unit

import (
	"math"
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/fault"
)

// Money is an amount in minor units (cents) of an ISO 4217 currency with two decimals.
type Money struct {
	Minor    int64  `json:"minor"`
	Currency string `json:"currency"`
}

// USD makes an amount of whole United States dollars and cents from a figure in dollars, rounded half away from zero.
func USD(dollars float64) Money { return Money{int64(math.Round(dollars * 100)), "USD"} }

// Add sums two amounts of one currency; mixing currencies is an error.
func (m Money) Add(o Money) (Money, error) {
	if m.Currency != o.Currency {
		return m, fault.New(fault.BadField, "cannot add %s to %s", o.Currency, m.Currency).Mend("convert first with a dated rate")
	}
	return Money{m.Minor + o.Minor, m.Currency}, nil
}

// Major is the amount in whole units, rounded to the nearest.
func (m Money) Major() int64 { return int64(math.Round(float64(m.Minor) / 100)) }

// String prints the currency and the amount with two decimals and thousands separated: "USD 12,345.60".
func (m Money) String() string {
	neg, n := "", m.Minor
	if n < 0 {
		neg, n = "-", -n
	}
	c := strconv.FormatInt(n%100, 10)
	if len(c) == 1 {
		c = "0" + c
	}
	return m.Currency + " " + neg + Group(n/100) + "." + c
}

// Group prints an integer with a comma between groups of three digits.
func Group(n int64) string {
	s := strconv.FormatInt(n, 10)
	neg := ""
	if strings.HasPrefix(s, "-") {
		neg, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return neg + s
}

// Kg is a mass in kilograms.
type Kg int64

// Km is a distance in kilometres.
type Km int64

// Gram is a mass of CO2 equivalent in grams.
type Gram int64

// Minute is a duration in minutes.
type Minute int64

// Days is the duration in days.
func (m Minute) Days() float64 { return float64(m) / 1440 }

// MassMax is the largest mass read: 100,000 t, above any single consignment of the corridor.
const MassMax Kg = 100_000_000

// ParseMass reads a mass with its unit, "18t", "18 t", "18000kg", "18000" (kilograms): positive, at most [MassMax].
func ParseMass(s string) (Kg, error) {
	t := strings.ToLower(strings.ReplaceAll(strings.TrimSpace(s), " ", ""))
	scale := 1.0
	switch {
	case strings.HasSuffix(t, "kg"):
		t = strings.TrimSuffix(t, "kg")
	case strings.HasSuffix(t, "t"):
		t, scale = strings.TrimSuffix(t, "t"), 1000
	}
	v, err := strconv.ParseFloat(t, 64)
	kg := v * scale
	if err != nil || math.IsNaN(kg) || kg < 1 || kg > float64(MassMax) {
		return 0, fault.New(fault.BadField, "mass %q is not understood", s).Want("a mass from 1 kg to 100,000 t, such as 18t or 18000kg")
	}
	return Kg(math.Round(kg)), nil
}
