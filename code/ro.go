package code

import "strings"

var cuiScheme = Scheme{ID: "RO-CUI", Name: "Unique registration code of Romania", Standard: "2 to 10 digits, weights 7,5,3,2,1,7,5,3,2 from the right of nine, ×10 modulo 11 modulo 10",
	Example: "18547290", Check: CheckFull, Country: "RO", clean: func(s string) string { return strings.TrimPrefix(dropMarks(s), "RO") }, check: checkCUI,
	complete: completion(cuiDigit, 1, 2, 3, 4, 5, 6, 7, 8, 9)}

func cuiDigit(t string) byte {
	padded := strings.Repeat("0", 9-len(t)) + t
	return byte('0' + weighted(padded, 7, 5, 3, 2, 1, 7, 5, 3, 2)*10%11%10)
}

func checkCUI(t string) Finding {
	if f, ok := digitsOf(t, 2, 3, 4, 5, 6, 7, 8, 9, 10); !ok {
		return f
	}
	return checkDigit(t, cuiDigit)
}
