package code

import (
	"fmt"
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
	if text[last] != want {
		return wrong(last+1, string(want), "check digit is %c, the number gives %c", text[last], want)
	}
	return Finding{Level: Valid}
}

func dropMarks(s string) string { return strings.NewReplacer(" ", "", "-", "", ".", "").Replace(s) }
