package code

import (
	"fmt"

	"github.com/kairo-corridor/kairo/fault"
)

// Procedures are the meanings of the seventeenth character of an MRN. J to M are DDNTA Q2 rule R0410 (by the kind of
// security data); A to E are the export system's; R is from memory.
var Procedures = []struct {
	Letter  byte
	Meaning string
}{
	{'A', "export"},
	{'B', "export with exit summary declaration"},
	{'C', "exit summary declaration"},
	{'D', "re-export notification"},
	{'E', "dispatch to a special fiscal territory"},
	{'J', "transit"},
	{'K', "transit with exit summary declaration"},
	{'L', "transit with entry summary declaration"},
	{'M', "transit with entry and exit summary declarations"},
	{'R', "import"},
}

var mrnScheme = Scheme{ID: "mrn", Name: "Movement Reference Number", Standard: "UCC-IA Annex B, DDNTA R0410, DG XXI/0879/99",
	Example: "24GB000246J8NY33L7", Check: CheckFull, check: checkMRN,
	describe: func(t string) (string, string) { return t[2:4], procedureMeaning(t[16]) },
	complete: func(body string) (string, bool) {
		ok := len(body) == 17 && firstNot(body, isAlnum) < 0
		return body + string(digit11Of(body, ok)), ok
	}}

// MRN is a Movement Reference Number taken apart; its meaning is that of the procedure letter.
type MRN struct {
	Value
	Year      int    // four digits
	Body      string // 12 characters of the country's own
	Procedure byte   // the seventeenth character
}

// ParseMRN reads a Movement Reference Number.
func ParseMRN(raw string) MRN {
	m := MRN{Value: mrnScheme.parse(raw)}
	if m.OK() {
		t := m.Text
		m.Year, m.Body, m.Procedure = 2000+int(t[0]-'0')*10+int(t[1]-'0'), t[4:16], t[16]
	}
	return m
}

// MakeMRN makes a number of a year (2000 to 2099), country, 12 characters of capitals and digits, and a procedure letter
// of [Procedures], with its check digit.
func MakeMRN(year int, country, body string, procedure byte) (MRN, error) {
	if year < 2000 || year > 2099 {
		return MRN{}, fault.New(fault.BadIdent, "an MRN has no year %d", year).Want("2000 to 2099")
	}
	if procedureMeaning(procedure) == "" {
		return MRN{}, fault.New(fault.BadIdent, "%q names no procedure of an MRN", procedure).Want("one of A to E, J to M, R")
	}
	text := fmt.Sprintf("%02d%s%s%c", year%100, country, body, procedure)
	if len(text) != 17 || firstNot(text, isAlnum) >= 0 {
		return MRN{}, fault.New(fault.BadIdent, "country %q and %q make no MRN", country, body).Want("2 capitals and 12 capitals or digits")
	}
	m := ParseMRN(text + string(digit11(text)))
	return m, m.Err()
}

func checkMRN(t string) Finding {
	if len(t) != 18 {
		return wrong(0, "18 characters", "has %d characters", len(t))
	}
	if i := firstNot(t, isAlnum); i >= 0 {
		return wrong(i+1, "a capital or a digit", "character %d is %q", i+1, t[i])
	}
	if !allDigits(t[:2]) {
		return wrong(1, "two digits of the year", "begins with %q", t[:2])
	}
	if !allUpper(t[2:4]) {
		return wrong(3, "a country of two letters", "country is %q", t[2:4])
	}
	f := checkDigit(t, digit11)
	if f.Level == Valid && procedureMeaning(t[16]) == "" {
		f.Text = fmt.Sprintf("character 17, %c, names no known procedure (numbers before NCTS phase 5 have none there)", t[16])
		f.At = 17
	}
	return f
}

func procedureMeaning(c byte) string {
	for _, p := range Procedures {
		if p.Letter == c {
			return p.Meaning
		}
	}
	return ""
}
