package code

import (
	"fmt"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/fault"
)

var eaeuScheme = Scheme{ID: "eaeu", Name: "EAEU registration number", Standard: "CU Commission Decision 257 section XI point 43; offices by EEC Board Decision 145",
	Example: "10719110/240126/5011363", Check: CheckFormat, check: checkEAEU, describe: describeEAEU}

// describeEAEU says what the office tells: eight digits carry the country, two are Armenia's, five are not told apart.
func describeEAEU(t string) (country, meaning string) {
	office := t[:strings.IndexByte(t, '/')]
	switch len(office) {
	case 2:
		country = "AM"
	case 8:
		country = classifierCountry(office)
	}
	return country, "registered at office " + office
}

// EAEU is a registration number of a declaration in the Eurasian Economic Union taken apart.
type EAEU struct {
	Value
	Office string    // 2 digits (AM), 5 (BY, KZ, KG) or 8 (RU); or a demonstration code, "DEMO-KZ-03"
	Date   time.Time // day of registration, UTC midnight
	Serial string    // 7 digits, restarts each year
}

// ParseEAEU reads an EAEU registration number, office/DDMMYY/NNNNNNN.
func ParseEAEU(raw string) EAEU {
	e := EAEU{Value: eaeuScheme.parse(raw)}
	if e.OK() {
		p := strings.Split(e.Text, "/")
		e.Office, e.Serial = p[0], p[2]
		e.Date, _ = time.Parse("020106", p[1])
	}
	return e
}

// MakeEAEU makes the number of the serial-th declaration (1 to 9,999,999) registered at an office on the day of a time.
func MakeEAEU(office string, at time.Time, serial int64) (EAEU, error) {
	if serial < 1 || serial > 9_999_999 {
		return EAEU{}, fault.New(fault.BadIdent, "serial %d does not fit an EAEU number", serial).Want("1 to 9999999")
	}
	e := ParseEAEU(fmt.Sprintf("%s/%s/%07d", office, at.UTC().Format("020106"), serial))
	return e, e.Err()
}

func checkEAEU(t string) Finding {
	p := strings.Split(t, "/")
	if len(p) != 3 {
		return wrong(0, "office/DDMMYY/NNNNNNN", "has %d parts", len(p))
	}
	demo := IsDemoOffice(p[0])
	if n := len(p[0]); !demo && (!allDigits(p[0]) || n != 2 && n != 5 && n != 8) {
		return wrong(1, "an office of 2, 5 or 8 digits", "office is %q", p[0])
	}
	if _, err := time.Parse("020106", p[1]); err != nil || !allDigits(p[1]) {
		return wrong(len(p[0])+2, "DDMMYY", "date is %q", p[1])
	}
	if len(p[2]) != 7 || !allDigits(p[2]) {
		return wrong(len(p[0])+9, "7 digits", "serial is %q", p[2])
	}
	if demo {
		return Finding{Level: Demonstration, Text: "the office code is Kairo's own"}
	}
	return Finding{Level: FormatOnly, Text: "this number has no check digit"}
}
