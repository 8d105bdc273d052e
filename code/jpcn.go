package code

var jpScheme = Scheme{ID: "JP-CN", Name: "Japanese corporate number", Standard: "National Tax Agency of Japan: first digit = 9 - (sum mod 9)",
	Example: "5835678256246", Check: CheckFull, Country: "JP", clean: dropMarks, check: checkJP,
	complete: func(body string) (string, bool) {
		if _, ok := digitsOf(body, 12); !ok {
			return "", false
		}
		return string(jpDigit(body)) + body, true
	}}

// jpDigit is the first digit for the twelve that follow: 9 less the sum, from the right with weights 1, 2, 1, 2 …, modulo 9.
func jpDigit(t string) byte {
	sum := 0
	for i := range len(t) {
		sum += int(t[len(t)-1-i]-'0') * (1 + i%2)
	}
	return byte('0' + 9 - sum%9)
}

func checkJP(t string) Finding {
	if f, ok := digitsOf(t, 13); !ok {
		return f
	}
	if want := jpDigit(t[1:]); t[0] != want {
		return wrong(1, string(want), "check digit (the first) is %c, the number gives %c", t[0], want)
	}
	return Finding{Level: Valid}
}
