package code

import "strings"

var usccScheme = Scheme{ID: "CN-USCC", Name: "Unified Social Credit Code of China", Standard: "GB 32100-2015: weights 3^i mod 31",
	Example: "91110000600037341L", Check: CheckFull, Country: "CN", clean: dropMarks, check: checkUSCC,
	describe: func(t string) (string, string) { return "", "administrative division " + t[2:8] },
	complete: func(body string) (string, bool) {
		if len(body) != 17 || firstNot(body, isUSCC) >= 0 {
			return "", false
		}
		return body + string(usccDigit(body)), true
	}}

// usccAlphabet has no I, O, S, V, Z.
const usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

func isUSCC(c byte) bool { return strings.IndexByte(usccAlphabet, c) >= 0 }

func usccDigit(t string) byte {
	sum, weight := 0, 1
	for i := range len(t) {
		sum += strings.IndexByte(usccAlphabet, t[i]) * weight
		weight = weight * 3 % 31
	}
	return usccAlphabet[(31-sum%31)%31]
}

func checkUSCC(t string) Finding {
	if len(t) != 18 {
		return wrong(0, "18 characters", "has %d characters", len(t))
	}
	if i := firstNot(t, isUSCC); i >= 0 {
		return wrong(i+1, "a digit or a capital but I, O, S, V, Z", "character %d is %q", i+1, t[i])
	}
	if i := firstNot(t[2:8], isDigit); i >= 0 {
		return wrong(i+3, "a digit of the administrative division", "character %d is %q", i+3, t[i+2])
	}
	return checkDigit(t, usccDigit)
}
