package code

var unpScheme = Scheme{ID: "BY-UNP", Name: "Payer number of Belarus", Standard: "9 digits, weights 29,23,19,17,13,7,5,3 modulo 11",
	Example: "200988541", Check: CheckFull, Country: "BY", clean: dropMarks, check: checkUNP, complete: completion(unpDigit, 8)}

// unpDigit is 0 when the remainder is 10: such numbers are not issued.
func unpDigit(t string) byte {
	n := weighted(t, 29, 23, 19, 17, 13, 7, 5, 3) % 11
	if n == 10 {
		return 0
	}
	return byte('0' + n)
}

func checkUNP(t string) Finding {
	if len(t) == 9 && isUpper(t[0]) && allDigits(t[2:]) && isAlnum(t[1]) {
		return formatOnly("a number with letters, of a natural person: its check is not in the data")
	}
	if f, ok := digitsOf(t, 9); !ok {
		return f
	}
	return checkDigit(t, unpDigit)
}
