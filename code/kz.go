package code

var kzBINScheme = Scheme{ID: "KZ-BIN", Name: "Business identification number of Kazakhstan", Standard: "YYMM, kind, attribute, 5 digits, check digit in two passes modulo 11",
	Example: "020540003431", Check: CheckFull, Country: "KZ", clean: dropMarks, check: checkBIN, complete: completion(kzDigit, 11),
	describe: func(t string) (string, string) {
		return "", binKinds[t[4]] + ", " + binAttributes[t[5]] + ", registered 20" + t[:2] + "-" + t[2:4]
	}}

var kzIINScheme = Scheme{ID: "KZ-IIN", Name: "Individual identification number of Kazakhstan", Standard: "YYMMDD, century and sex, 4 digits (recalled); check digit in two passes modulo 11",
	Example: "800101300016", Check: CheckFull, Country: "KZ", clean: dropMarks, check: checkIIN, complete: completion(kzDigit, 11),
	describe: func(string) (string, string) { return "", "natural person" }}

var binKinds = map[byte]string{'4': "resident legal person", '5': "non-resident legal person", '6': "sole proprietor"}

var binAttributes = map[byte]string{'0': "head office", '1': "branch", '2': "representative office", '3': "farm"}

// kzDigit is the check digit of eleven: weights 1 to 11 modulo 11; when that is 10, weights 3 to 11, 1, 2; when that is 10
// again there is none (0).
func kzDigit(t string) byte {
	n := weighted(t, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11) % 11
	if n == 10 {
		n = weighted(t, 3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2) % 11
	}
	if n == 10 {
		return 0
	}
	return byte('0' + n)
}

func checkBIN(t string) Finding {
	if f, ok := digitsOf(t, 12); !ok {
		return f
	}
	switch {
	case !isMonth(t[2:4]):
		return wrong(3, "a month, 01 to 12", "month is %q", t[2:4])
	case t[4] <= '3':
		return wrong(5, "4, 5 or 6", "digit 5 is %c: this is the number of a natural person (KZ-IIN)", t[4])
	case binKinds[t[4]] == "":
		return wrong(5, "4 resident, 5 non-resident, 6 sole proprietor", "kind is %c", t[4])
	case binAttributes[t[5]] == "":
		return wrong(6, "0 head, 1 branch, 2 representative, 3 farm", "attribute is %c", t[5])
	}
	return checkDigit(t, kzDigit)
}

func checkIIN(t string) Finding {
	if f, ok := digitsOf(t, 12); !ok {
		return f
	}
	switch {
	case !isMonth(t[2:4]):
		return wrong(3, "a month, 01 to 12", "month is %q", t[2:4])
	case t[4] >= '4' && t[4] <= '6':
		return wrong(5, "a day of birth", "digit 5 is %c: this is the number of a business (KZ-BIN)", t[4])
	case t[4:6] < "01" || t[4:6] > "31":
		return wrong(5, "a day, 01 to 31", "day of birth is %q", t[4:6])
	}
	return checkDigit(t, kzDigit)
}

func isMonth(t string) bool { return t >= "01" && t <= "12" }
