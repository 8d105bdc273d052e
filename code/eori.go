package code

import "strings"

var eoriScheme = Scheme{ID: "EORI", Name: "Economic Operators Registration and Identification number", Standard: "UCC-IA Annex B; [A-Z]{2}[\\x21-\\x7E]{1,15}",
	Example: "PL123456789000000", Check: CheckFormat, keepCase: true, clean: capitalCountry, check: checkEORI,
	describe: func(t string) (string, string) { return t[:2], "issued by " + t[:2] }}

// capitalCountry puts the first two letters in capitals: the rest of an EORI may hold small ones.
func capitalCountry(s string) string {
	s = strings.ReplaceAll(s, " ", "")
	if len(s) < 2 {
		return strings.ToUpper(s)
	}
	return strings.ToUpper(s[:2]) + s[2:]
}

func checkEORI(t string) Finding {
	if len(t) < 3 || len(t) > 17 {
		return wrong(0, "a country of two letters and 1 to 15 characters", "has %d characters", len(t))
	}
	if !allUpper(t[:2]) {
		return wrong(1, "a country of two letters", "country is %q", t[:2])
	}
	if i := firstNot(t, isVisible); i >= 0 {
		return wrong(i+1, "a visible ASCII character", "character %d is %q", i+1, t[i])
	}
	return formatOnly("no common check digit: the register tells whether it is in force")
}
