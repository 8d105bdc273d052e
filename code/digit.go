package code

import (
	"fmt"
	"slices"
	"strings"
)

func wrong(at int, expected, format string, args ...any) Finding {
	return Finding{Level: Wrong, Text: fmt.Sprintf(format, args...), At: at, Expected: expected}
}

// digit11 is the check digit of ISO 6346, also used by MRN and GRN: letters count A=10, B=12 … K=21, L=23 … U=32, V=34 …
// Z=38 (no multiple of 11), each value is weighted 2^i from the left, the sum is taken modulo 11, and 10 becomes 0.
// The text holds only digits and capitals.
func digit11(text string) byte {
	sum, weight := 0, 1
	for i := 0; i < len(text); i++ {
		sum = (sum + letterValue(text[i])*weight) % 11
		weight = weight * 2 % 11
	}
	return byte('0' + sum%11%10)
}

// digit11Of is digit11 of a text that fits, else a blank.
func digit11Of(text string, fits bool) byte {
	if !fits {
		return ' '
	}
	return digit11(text)
}

func letterValue(c byte) int {
	if c >= '0' && c <= '9' {
		return int(c - '0')
	}
	n := int(c - 'A')
	return 10 + n + (n+9)/10 // skips 11, 22 and 33
}

func firstNot(text string, ok func(byte) bool) int {
	for i := 0; i < len(text); i++ {
		if !ok(text[i]) {
			return i
		}
	}
	return -1
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }
func isAlnum(c byte) bool { return isDigit(c) || isUpper(c) }

func allDigits(s string) bool { return s != "" && firstNot(s, isDigit) < 0 }
func allUpper(s string) bool  { return s != "" && firstNot(s, isUpper) < 0 }

// checkDigit compares the last character of the text with the check digit of the rest.
func checkDigit(text string, digit func(string) byte) Finding {
	last := len(text) - 1
	want := digit(text[:last])
	if want == 0 {
		return noDigit(last + 1)
	}
	if text[last] != want {
		return wrong(last+1, string(want), "check digit is %c, the number gives %c", text[last], want)
	}
	return Finding{Level: Valid}
}

func dropMarks(s string) string { return strings.NewReplacer(" ", "", "-", "", ".", "").Replace(s) }

// digitsOf checks that a text is digits of one of the lengths, not all zeros; ok is false with the finding when not.
func digitsOf(t string, lengths ...int) (f Finding, ok bool) {
	want := make([]string, len(lengths))
	for i, n := range lengths {
		want[i] = fmt.Sprint(n)
	}
	expected := strings.Join(want, " or ") + " digits"
	if i := firstNot(t, isDigit); i >= 0 {
		return wrong(i+1, expected, "character %d is %q", i+1, t[i]), false
	}
	if !slices.Contains(lengths, len(t)) {
		return wrong(0, expected, "has %d digits", len(t)), false
	}
	if strings.Trim(t, "0") == "" {
		return wrong(0, expected, "is all zeros"), false
	}
	return Finding{}, true
}

// formatOnly is the finding of a number whose form holds and whose check digit nobody can compute.
func formatOnly(text string) Finding { return Finding{Level: FormatOnly, Text: text} }

// doubted turns a failure of a check digit by a recalled rule into a doubt: the rule may be what is wrong.
func doubted(f Finding) Finding {
	if f.Level == Valid {
		f.Text = "the check digit holds by a rule that is recalled, not read"
		return f
	}
	f.Level, f.Text = FormatOnly, f.Text+" by a rule that is recalled, not read: confirm the number"
	return f
}

// weighted is the sum of digits times weights from the left, as many as there are weights.
func weighted(t string, weights ...int) int {
	sum := 0
	for i, w := range weights {
		sum += int(t[i]-'0') * w
	}
	return sum
}

// mod10 is the check digit of a doubled-digit sum (Luhn) over the text: from the right, the first, third … digit twice,
// the digits of each product added, up to the next ten.
func mod10(t string) byte {
	sum := 0
	for i := range len(t) {
		d := int(t[len(t)-1-i] - '0')
		if i%2 == 0 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return byte('0' + (10-sum%10)%10)
}

// completion makes the complete function of a scheme of one check digit at the end: bodies of one of the lengths, digits.
// A digit of 0 means that the rule gives none.
func completion(digit func(string) byte, lengths ...int) func(string) (string, bool) {
	return func(body string) (string, bool) {
		if _, ok := digitsOf(body, lengths...); !ok {
			return "", false
		}
		d := digit(body)
		return body + string(d), d != 0
	}
}

// noDigit is the finding of a number whose body the rule gives no check digit: it is never issued.
func noDigit(last int) Finding {
	return wrong(last, "a number as issued", "the rule gives this number no check digit: none such is issued")
}
