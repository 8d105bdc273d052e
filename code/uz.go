package code

var stirScheme = Scheme{ID: "UZ-STIR", Name: "Taxpayer number of Uzbekistan (STIR)", Standard: "9 digits; the rule of the check digit is not public",
	Example: "201234567", Check: CheckFormat, Country: "UZ", clean: dropMarks, check: checkSTIR,
	describe: func(t string) (string, string) {
		if t[0] <= '3' {
			return "", "legal person"
		}
		return "", "natural person"
	}}

func checkSTIR(t string) Finding {
	if f, ok := digitsOf(t, 9); !ok {
		return f
	}
	if t[0] < '2' || t[0] > '7' {
		return wrong(1, "2 or 3 legal person, 4 to 7 natural person", "begins with %c", t[0])
	}
	return formatOnly("the rule of the check digit is not public")
}

var pinflScheme = Scheme{ID: "UZ-PINFL", Name: "Personal number of Uzbekistan (PINFL)", Standard: "14 digits; weights 7,3,1 repeating modulo 10 (recalled)",
	Example: "31234567890123", Check: CheckRecalled, Country: "UZ", clean: dropMarks, check: checkPINFL, complete: completion(pinflDigit, 13),
	describe: func(string) (string, string) { return "", "natural person" }}

func pinflDigit(t string) byte {
	return byte('0' + weighted(t, 7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1, 7)%10)
}

func checkPINFL(t string) Finding {
	if f, ok := digitsOf(t, 14); !ok {
		return f
	}
	return doubted(checkDigit(t, pinflDigit))
}
