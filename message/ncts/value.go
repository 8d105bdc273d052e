package ncts

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// wrong is what a value breaks; the zero value is nothing.
type wrong struct{ code, rule, expected string }

// normal treats white space as the type says (XML Schema part 2, 4.3.6): token and all numbers and dates collapse it,
// normalizedString replaces it.
func (s *simple) normal(v string) string {
	if s.primitive == "normalizedString" {
		if strings.ContainsAny(v, "\t\n\r") {
			v = strings.NewReplacer("\t", " ", "\n", " ", "\r", " ").Replace(v)
		}
		return v
	}
	before := byte(' ')
	for i := range len(v) {
		c := v[i]
		if c == '\t' || c == '\n' || c == '\r' || c == ' ' && before == ' ' {
			return strings.Join(strings.FieldsFunc(v, xmlSpace), " ")
		}
		before = c
	}
	return strings.TrimSuffix(v, " ")
}

func xmlSpace(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' }

// check holds a raw value against the type and gives the first facet it breaks.
func (s *simple) check(raw string) wrong {
	v := s.normal(raw)
	if w := checkPrimitive(s.primitive, v); w.code != "" {
		return w
	}
	for i := range s.facets {
		if w := s.facets[i].check(v); w.code != "" {
			return w
		}
	}
	return wrong{}
}

func (f *facet) check(v string) wrong {
	switch f.name {
	case "pattern":
		if !f.pattern.match(v) {
			return f.brokenPattern(v)
		}
	case "enumeration":
		if !slices.Contains(f.values, v) {
			return wrong{Enumeration, "enumeration", "one of " + strings.Join(f.values, ", ")}
		}
	case "length", "minLength", "maxLength":
		return f.checkLength(v)
	default:
		return f.checkNumber(v)
	}
	return wrong{}
}

func (f *facet) brokenPattern(v string) wrong {
	if low, high, ok := f.pattern.lengths(); ok {
		if n := utf8.RuneCountInString(v); n > high {
			return wrong{TooLong, "pattern " + f.text, characters(low, high)}
		} else if n < low {
			return wrong{TooShort, "pattern " + f.text, characters(low, high)}
		}
	}
	return wrong{Pattern, "pattern " + f.text, "a value of the form " + f.text}
}

func characters(low, high int) string {
	if low == high {
		return fmt.Sprintf("%d characters", low)
	}
	return fmt.Sprintf("%d to %d characters", low, high)
}

func (f *facet) checkLength(v string) wrong {
	n := utf8.RuneCountInString(v)
	switch {
	case n > f.number && f.name != "minLength":
		return wrong{TooLong, f.name + " " + f.text, "at most " + f.text + " characters"}
	case n < f.number && f.name != "maxLength":
		return wrong{TooShort, f.name + " " + f.text, "at least " + f.text + " characters"}
	}
	return wrong{}
}

// checkNumber holds a value that is a number already against digits and bounds.
func (f *facet) checkNumber(v string) wrong {
	negative, whole, fraction := parts(v)
	code, expected := "", ""
	switch f.name {
	case "totalDigits":
		if len(whole)+len(fraction) > f.number {
			code, expected = TooLong, "at most "+f.text+" digits"
		}
	case "fractionDigits":
		if len(fraction) > f.number {
			code, expected = TooLong, "at most "+f.text+" digits after the point"
		}
	case "minInclusive":
		if n := integer(negative, whole); n < f.number {
			code, expected = WrongType, "a number from "+f.text
		}
	case "maxInclusive":
		if n := integer(negative, whole); n > f.number {
			code, expected = WrongType, "a number up to "+f.text
		}
	}
	if code == "" {
		return wrong{}
	}
	return wrong{code, f.name + " " + f.text, expected}
}

// integer reads digits without leading zeros; what is too large for an int is the largest.
func integer(negative bool, digits string) int {
	n, err := strconv.Atoi(digits)
	if digits == "" {
		n = 0
	} else if err != nil {
		n = math.MaxInt
	}
	if negative {
		return -n
	}
	return n
}

// parts splits a decimal into sign and significant digits before and after the point.
func parts(v string) (negative bool, whole, fraction string) {
	if v != "" && (v[0] == '-' || v[0] == '+') {
		negative, v = v[0] == '-', v[1:]
	}
	whole, fraction, _ = strings.Cut(v, ".")
	return negative, strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")
}

func checkPrimitive(primitive, v string) wrong {
	ok, expected := true, ""
	switch primitive {
	case "integer":
		ok, expected = number(v, false), "an integer"
	case "decimal":
		ok, expected = number(v, true), "a decimal number with a point"
	case "date":
		ok, expected = isDate(v), "a date of the calendar, YYYY-MM-DD"
	case "dateTime":
		day, clock, both := strings.Cut(v, "T")
		ok, expected = both && isDate(day) && isTime(clock), "a date and time, YYYY-MM-DDThh:mm:ss"
	}
	if !ok {
		return wrong{WrongType, "type " + primitive, expected}
	}
	return wrong{}
}

func number(v string, point bool) bool {
	if v != "" && (v[0] == '-' || v[0] == '+') {
		v = v[1:]
	}
	whole, fraction, dotted := strings.Cut(v, ".")
	return allDigits(whole) && allDigits(fraction) && len(whole)+len(fraction) > 0 && (point || !dotted)
}

func allDigits(v string) bool {
	for i := range len(v) {
		if v[i] < '0' || v[i] > '9' {
			return false
		}
	}
	return true
}

// isDate takes the form that every date of the schemas is narrowed to by its pattern: no sign, no zone, four digits of year.
func isDate(v string) bool {
	if len(v) != 10 || v[4] != '-' || v[7] != '-' || !allDigits(v[:4]) || !allDigits(v[5:7]) || !allDigits(v[8:]) {
		return false
	}
	year, _ := strconv.Atoi(v[:4])
	month, _ := strconv.Atoi(v[5:7])
	day, _ := strconv.Atoi(v[8:])
	if year == 0 || month < 1 || month > 12 || day < 1 {
		return false
	}
	days := [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month-1]
	if month == 2 && year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		days = 29
	}
	return day <= days
}

// isTime takes hh:mm:ss; 24:00:00 is the end of the day (XML Schema part 2, 3.2.7).
func isTime(v string) bool {
	if len(v) != 8 || v[2] != ':' || v[5] != ':' || !allDigits(v[:2]) || !allDigits(v[3:5]) || !allDigits(v[6:]) {
		return false
	}
	return v == "24:00:00" || v[:2] < "24" && v[3:5] < "60" && v[6:] < "60"
}
