package code

var innScheme = Scheme{ID: "RU-INN", Name: "Taxpayer number of Russia", Standard: "10 digits for organisations, 12 for persons; modulo 11",
	Example: "7707083893", Check: CheckFull, Country: "RU", clean: dropMarks, check: checkINN, describe: describeINN, complete: completeINN}

func inn10Digit(t string) byte { return byte('0' + weighted(t, 2, 4, 10, 3, 5, 9, 4, 6, 8)%11%10) }

func inn11Digit(t string) byte { return byte('0' + weighted(t, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)%11%10) }

func inn12Digit(t string) byte {
	return byte('0' + weighted(t, 3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)%11%10)
}

func checkINN(t string) Finding {
	if f, ok := digitsOf(t, 10, 12); !ok {
		return f
	}
	if len(t) == 10 {
		return checkDigit(t, inn10Digit)
	}
	if f := checkDigit(t[:11], inn11Digit); f.Level == Wrong {
		return f
	}
	return checkDigit(t, inn12Digit)
}

func describeINN(t string) (country, meaning string) {
	if len(t) == 10 {
		return "", "organisation"
	}
	return "", "natural person or sole proprietor"
}

func completeINN(body string) (string, bool) {
	if _, ok := digitsOf(body, 9, 10); !ok {
		return "", false
	}
	if len(body) == 9 {
		return body + string(inn10Digit(body)), true
	}
	body += string(inn11Digit(body))
	return body + string(inn12Digit(body)), true
}

var ogrnScheme = Scheme{ID: "RU-OGRN", Name: "State registration number of Russia", Standard: "13 digits (OGRN): 12 modulo 11 modulo 10; 15 (OGRNIP): 14 modulo 13 modulo 10",
	Example: "1027700132195", Check: CheckFull, Country: "RU", clean: dropMarks, check: checkOGRN, complete: completion(ogrnDigit, 12, 14),
	describe: func(t string) (string, string) {
		if len(t) == 15 {
			return "", "sole proprietor"
		}
		return "", "legal person"
	}}

// ogrnDigit is the last digit of the remainder of the number by 11 (12 digits) or 13 (14 digits).
func ogrnDigit(t string) byte {
	m := 11
	if len(t) == 14 {
		m = 13
	}
	n := 0
	for i := range len(t) {
		n = (n*10 + int(t[i]-'0')) % m
	}
	return byte('0' + n%10)
}

func checkOGRN(t string) Finding {
	if f, ok := digitsOf(t, 13, 15); !ok {
		return f
	}
	return checkDigit(t, ogrnDigit)
}
