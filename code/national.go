package code

import (
	"fmt"
	"strings"

	"github.com/kairo-corridor/kairo/fault"
)

// demoMark begins every number that Kairo makes itself.
const demoMark = "DEMO"

var nationalScheme = Scheme{ID: "national", Name: "National registration number (demonstration)", Standard: "none: the format of the country is unknown",
	Example: "DEMO-TM-2026-0000012", Check: CheckFormat, check: checkNational,
	describe: func(t string) (string, string) { return strings.Split(t, "-")[1], "a number of Kairo's own" }}

// National is the number of a movement in a country whose format is unknown: Kairo's own, and visibly so.
type National struct {
	Value
	Year   string
	Serial string
}

// ParseNational reads a demonstration number, DEMO-CC-YYYY-NNNNNNN.
func ParseNational(raw string) National {
	n := National{Value: nationalScheme.parse(raw)}
	if n.OK() {
		p := strings.Split(n.Text, "-")
		n.Year, n.Serial = p[2], p[3]
	}
	return n
}

// MakeNational makes the serial-th demonstration number (1 to 9,999,999) of a country and year.
func MakeNational(country string, year int, serial int64) (National, error) {
	if serial < 1 || serial > 9_999_999 {
		return National{}, fault.New(fault.BadIdent, "serial %d does not fit a national number", serial).Want("1 to 9999999")
	}
	n := ParseNational(fmt.Sprintf("%s-%s-%04d-%07d", demoMark, country, year, serial))
	return n, n.Err()
}

// IsDemoOffice is true of a demonstration office code, "DEMO-KZ-03": nobody's official code begins so.
func IsDemoOffice(office string) bool {
	p := strings.Split(office, "-")
	return len(p) == 3 && p[0] == demoMark && len(p[1]) == 2 && allUpper(p[1]) && allDigits(p[2])
}

func checkNational(t string) Finding {
	p := strings.Split(t, "-")
	if len(p) != 4 || p[0] != demoMark {
		return wrong(0, "DEMO-CC-YYYY-NNNNNNN", "is no demonstration number")
	}
	switch {
	case len(p[1]) != 2 || !allUpper(p[1]):
		return wrong(6, "a country of two letters", "country is %q", p[1])
	case len(p[2]) != 4 || !allDigits(p[2]):
		return wrong(9, "a year of four digits", "year is %q", p[2])
	case len(p[3]) != 7 || !allDigits(p[3]):
		return wrong(14, "7 digits", "serial is %q", p[3])
	}
	return Finding{Level: Demonstration, Text: "the number is Kairo's own"}
}
