package code

var voenScheme = Scheme{ID: "AZ-VOEN", Name: "Taxpayer number of Azerbaijan (VÖEN)", Standard: "10 digits: the ninth by 4,1,8,6,2,7,5,3 modulo 11, the tenth 1 legal, 2 natural person",
	Example: "1401555071", Check: CheckFull, Country: "AZ", clean: dropMarks, check: checkVOEN,
	describe: func(t string) (string, string) {
		return "", map[byte]string{'1': "legal person", '2': "natural person"}[t[9]]
	},
	complete: func(body string) (string, bool) { // eight digits make the number of a legal person
		t, ok := completion(voenDigit, 8)(body)
		return t + "1", ok
	}}

// voenDigit is the ninth digit; 0 when the remainder is 10.
func voenDigit(t string) byte {
	n := weighted(t, 4, 1, 8, 6, 2, 7, 5, 3) % 11
	if n == 10 {
		return 0
	}
	return byte('0' + n)
}

func checkVOEN(t string) Finding {
	if f, ok := digitsOf(t, 10); !ok {
		return f
	}
	if t[9] != '1' && t[9] != '2' {
		return wrong(10, "1 legal or 2 natural person", "digit 10 is %c", t[9])
	}
	return checkDigit(t[:9], voenDigit)
}
