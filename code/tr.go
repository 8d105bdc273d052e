package code

var vknScheme = Scheme{ID: "TR-VKN", Name: "Tax number of Türkiye (VKN)", Standard: "10 digits, the last by powers of two modulo 9",
	Example: "4540536920", Check: CheckFull, Country: "TR", clean: dropMarks, check: checkVKN, complete: completion(vknDigit, 9)}

// vknDigit adds for the i-th digit from the right a = (digit + i) mod 10, as a·2^i mod 9 with 9 in place of 0 (0 stays 0).
func vknDigit(t string) byte {
	sum, power := 0, 1
	for i := 1; i <= len(t); i++ {
		power = power * 2 % 9
		a := (int(t[len(t)-i]-'0') + i) % 10
		if a == 0 {
			continue
		}
		if x := a * power % 9; x != 0 {
			sum += x
		} else {
			sum += 9
		}
	}
	return byte('0' + (10-sum%10)%10)
}

func checkVKN(t string) Finding {
	if f, ok := digitsOf(t, 10); !ok {
		return f
	}
	return checkDigit(t, vknDigit)
}

// tcknScheme's rule is recalled: the field notes only name where it may be read.
var tcknScheme = Scheme{ID: "TR-TCKN", Name: "Identity number of Türkiye (TCKN)", Standard: "11 digits; digit 10 = 7 × odd places − even places, digit 11 = sum, modulo 10 (recalled)",
	Example: "17291716060", Check: CheckRecalled, Country: "TR", clean: dropMarks, check: checkTCKN,
	describe: func(string) (string, string) { return "", "natural person" },
	complete: func(body string) (string, bool) {
		if _, ok := digitsOf(body, 9); !ok || body[0] == '0' {
			return "", false
		}
		body += string(tckn10Digit(body))
		return body + string(tckn11Digit(body)), true
	}}

func tckn10Digit(t string) byte {
	n := weighted(t, 7, -1, 7, -1, 7, -1, 7, -1, 7) % 10
	return byte('0' + (n+10)%10)
}

func tckn11Digit(t string) byte { return byte('0' + weighted(t, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)%10) }

func checkTCKN(t string) Finding {
	if f, ok := digitsOf(t, 11); !ok {
		return f
	}
	if t[0] == '0' {
		return wrong(1, "a digit from 1 to 9", "begins with 0")
	}
	if f := checkDigit(t[:10], tckn10Digit); f.Level == Wrong {
		return doubted(f)
	}
	return doubted(checkDigit(t, tckn11Digit))
}
