package code

var grnScheme = Scheme{ID: "grn", Name: "Guarantee Reference Number", Standard: "UCC-IA Annex B, DDNTA R0318",
	Example: "24GB0000010000HV5", Check: CheckFull, check: checkGRN, describe: describeGRN,
	complete: func(body string) (string, bool) {
		ok := len(body) == 16 && firstNot(body, isAlnum) < 0
		return body + string(digit11Of(body, ok)), ok
	}}

func describeGRN(t string) (country, meaning string) {
	if len(t) == 24 {
		return t[2:4], "guarantee by voucher"
	}
	return t[2:4], "guarantee"
}

// ParseGRN reads a Guarantee Reference Number: 17 characters, or 24 for a voucher (a letter and six digits more).
func ParseGRN(raw string) Value { return grnScheme.parse(raw) }

func checkGRN(t string) Finding {
	if len(t) != 17 && len(t) != 24 {
		return wrong(0, "17 characters, or 24 for a voucher", "has %d characters", len(t))
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
	if len(t) == 24 && (!isUpper(t[17]) || !allDigits(t[18:])) {
		return wrong(18, "a letter and six digits", "voucher part is %q", t[17:])
	}
	return checkDigit(t[:17], digit11)
}
