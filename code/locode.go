package code

import "strings"

var locodeScheme = Scheme{ID: "unlocode", Name: "UN/LOCODE", Standard: "UNECE Recommendation 16",
	Example: "KZAAU", Check: CheckFormat, clean: func(s string) string { return strings.ReplaceAll(s, " ", "") }, check: checkLocode,
	describe: func(t string) (string, string) { return t[:2], "a place in " + t[:2] }}

func checkLocode(t string) Finding {
	if len(t) != 5 {
		return wrong(0, "a country of two letters and 3 characters", "has %d characters", len(t))
	}
	if !allUpper(t[:2]) {
		return wrong(1, "a country of two letters", "country is %q", t[:2])
	}
	if i := firstNot(t[2:], isAlnum); i >= 0 {
		return wrong(i+3, "a capital or a digit", "character %d is %q", i+3, t[i+2])
	}
	if i := strings.IndexAny(t[2:], "01"); i >= 0 {
		return formatOnly("the rule leaves out the digits 0 and 1; the list has a few with 0")
	}
	return formatOnly("no check digit: the list tells whether the place is there")
}
