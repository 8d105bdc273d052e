package reference

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/fault"
)

// DutyRate is an import duty as printed, taken apart: a percentage of the value, a sum by quantity, or both joined.
//
//	5%                                     ad valorem
//	1.4 EUR за 1 см3, мл                   specific, by engine displacement
//	2 EUR за 1 1000 шт                     specific, by thousand pieces
//	20%, но не менее 0.36 EUR за 1 см3, мл ad valorem, not less than the specific sum (join "min")
//	20% плюс 0.36 EUR за 1 см3             both added (join "plus")
type DutyRate struct {
	Printed   string    `json:"printed"`
	AdValorem bool      `json:"adValorem"`
	BasisPts  int64     `json:"basisPts"` // hundredths of one per cent
	Specific  *Specific `json:"specific,omitempty"`
	Join      string    `json:"join,omitempty"` // "min", "plus" or empty
}

// Specific is a sum for a quantity: millionths of the currency for Per units.
type Specific struct {
	Micro    int64  `json:"micro"`
	Currency string `json:"currency"`
	Per      int64  `json:"per"`
	Unit     string `json:"unit"` // kg, piece, cm3 (engine displacement), l, m2, m3, t, pair
}

// String is the rate in English words.
func (r DutyRate) String() string {
	var parts []string
	if r.AdValorem {
		parts = append(parts, decimal(r.BasisPts, 2)+" %")
	}
	if s := r.Specific; s != nil {
		parts = append(parts, fmt.Sprintf("%s %s per %s", s.Currency, decimal(s.Micro, 6), s.quantity()))
	}
	return strings.Join(parts, map[string]string{"min": ", not less than ", "plus": " plus "}[r.Join])
}

func (s Specific) quantity() string {
	if s.Per == 1 {
		return s.Unit
	}
	return strconv.FormatInt(s.Per, 10) + " " + s.Unit
}

// decimal prints a number of 10^-places without trailing zeros.
func decimal(n int64, places int) string {
	s := fmt.Sprintf("%0*d", places+1, n)
	whole, frac := s[:len(s)-places], strings.TrimRight(s[len(s)-places:], "0")
	if frac == "" {
		return whole
	}
	return whole + "." + frac
}

var (
	adValoremText = regexp.MustCompile(`^(\d+(?:[.,]\d+)?)\s*%?$`)
	specificText  = regexp.MustCompile(`^(\d+(?:[.,]\d+)?)\s*(EUR|USD|RUB|евро|долл\.?|руб\.?)\s+за\s+((?:\d+\s+)*)(\S.*)$`)
	dutyJoins     = []struct{ word, join string }{{"но не менее", "min"}, {"плюс", "plus"}}
	dutyUnits     = map[string]string{"кг": "kg", "шт": "piece", "см3": "cm3", "см3, мл": "cm3", "см³": "cm3", "л": "l", "м2": "m2", "м3": "m3", "т": "t", "пара": "pair"}
	dutyMoney     = map[string]string{"EUR": "EUR", "евро": "EUR", "USD": "USD", "долл": "USD", "RUB": "RUB", "руб": "RUB"}
)

// ParseDuty reads a duty as the Union's tariff prints it, in Russian words; the printed text is kept.
func ParseDuty(printed string) (DutyRate, error) {
	r := DutyRate{Printed: printed}
	text := strings.TrimSpace(strings.ReplaceAll(printed, "\u00a0", " "))
	first, second := text, ""
	for _, j := range dutyJoins {
		if a, b, found := strings.Cut(text, j.word); found {
			first, second, r.Join = strings.TrimRight(strings.TrimSpace(a), ", "), strings.TrimSpace(b), j.join
			break
		}
	}
	ok := r.percent(first)
	switch {
	case r.Join != "":
		ok = ok && r.sum(second)
	case !ok:
		ok = r.sum(first)
	}
	if !ok {
		return DutyRate{}, fault.New(fault.BadField, "duty %q is not understood", clip(printed)).Want("such as 5%%, 1.4 EUR за 1 кг, or 10%%, но не менее 0.4 EUR за 1 кг")
	}
	return r, nil
}

func (r *DutyRate) percent(s string) bool {
	m := adValoremText.FindStringSubmatch(s)
	if m == nil {
		return false
	}
	n, ok := scaled(m[1], 2)
	r.AdValorem, r.BasisPts = ok && n <= 1_000_000, n
	return r.AdValorem
}

func (r *DutyRate) sum(s string) bool {
	m := specificText.FindStringSubmatch(s)
	if m == nil {
		return false
	}
	micro, ok := scaled(m[1], 6)
	unit := dutyUnits[strings.TrimRight(strings.TrimSpace(m[4]), ".")]
	per := int64(1)
	for _, f := range strings.Fields(m[3]) {
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil || n < 1 || n > 1_000_000 || per*n > 1_000_000 {
			return false
		}
		per *= n
	}
	r.Specific = &Specific{Micro: micro, Currency: dutyMoney[strings.TrimRight(m[2], ".")], Per: per, Unit: unit}
	return ok && unit != ""
}

// scaled reads a decimal number, with a point or a comma, as a count of 10^-places; it must be exact and below a billion.
func scaled(s string, places int) (int64, bool) {
	whole, frac, _ := strings.Cut(strings.ReplaceAll(s, ",", "."), ".")
	if len(frac) > places || len(whole) > 9 {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+frac+strings.Repeat("0", places-len(frac)), 10, 64)
	return n, err == nil
}

// clip shortens a text for a message.
func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
