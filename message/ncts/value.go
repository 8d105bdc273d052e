package ncts

import (
	"fmt"
	"math"
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
	v, n := raw, len(raw)
	if !plain(raw) {
		v = s.normal(raw)
		n = utf8.RuneCountInString(v)
	}
	if s.form != nil && !s.form.takes(v) {
		return wrong{WrongType, "type " + s.primitive, s.form.expected}
	}
	for i := range s.facets {
		if f := &s.facets[i]; !f.holds(f, v, n) {
			return f.broken(v, n)
		}
	}
	return wrong{}
}

// plain says that a value is ASCII and no type treats its white space: the common case, told in one pass.
func plain(v string) bool {
	before := byte(' ')
	for i := range len(v) {
		c := v[i]
		if c < ' ' || c >= utf8.RuneSelf || c == ' ' && before == ' ' {
			return false
		}
		before = c
	}
	return before != ' '
}

// facetChecks hold a value of n characters, white space treated, against a facet. Those of numbers know that it is a number.
var facetChecks = map[string]func(f *facet, v string, n int) bool{
	"pattern":        (*facet).holdsPattern,
	"enumeration":    func(f *facet, v string, _ int) bool { return f.known[v] },
	"length":         func(f *facet, _ string, n int) bool { return n == f.number },
	"minLength":      func(f *facet, _ string, n int) bool { return n >= f.number },
	"maxLength":      func(f *facet, _ string, n int) bool { return n <= f.number },
	"totalDigits":    func(f *facet, v string, _ int) bool { return len(v) <= f.number || totalDigits(v) <= f.number },
	"fractionDigits": func(f *facet, v string, _ int) bool { return len(v) <= f.number || fractionDigits(v) <= f.number },
	"minInclusive":   func(f *facet, v string, _ int) bool { return integer(v) >= f.number },
	"maxInclusive":   func(f *facet, v string, _ int) bool { return integer(v) <= f.number },
}

// holdsPattern needs only the count where any character is taken: no line end is left in a value whose white space is treated.
func (f *facet) holdsPattern(v string, n int) bool {
	if p := f.pattern; p.high > 0 {
		return p.low <= n && n <= p.high
	}
	return f.pattern.match(v)
}

// broken says what a value that does not hold breaks.
func (f *facet) broken(v string, n int) wrong {
	rule := f.name + " " + f.text
	switch f.name {
	case "pattern":
		switch p := f.pattern; {
		case p.high > 0 && n > p.high:
			return wrong{TooLong, rule, characters(p.low, p.high)}
		case p.high > 0 && n < p.low:
			return wrong{TooShort, rule, characters(p.low, p.high)}
		}
		return wrong{Pattern, rule, "a value of the form " + f.text}
	case "enumeration":
		return wrong{Enumeration, f.name, "one of " + strings.Join(f.values, ", ")}
	case "totalDigits":
		return wrong{TooLong, rule, "at most " + f.text + " digits"}
	case "fractionDigits":
		return wrong{TooLong, rule, "at most " + f.text + " digits after the point"}
	case "minInclusive":
		return wrong{WrongType, rule, "a number from " + f.text}
	case "maxInclusive":
		return wrong{WrongType, rule, "a number up to " + f.text}
	}
	if n > f.number {
		return wrong{TooLong, rule, "at most " + f.text + " characters"}
	}
	return wrong{TooShort, rule, "at least " + f.text + " characters"}
}

func characters(low, high int) string {
	if low == high {
		return fmt.Sprintf("%d characters", low)
	}
	return fmt.Sprintf("%d to %d characters", low, high)
}

// integer reads a number; what is too large for an int is the largest.
func integer(v string) int {
	if v != "" && len(v) < 10 && allDigits(v) {
		n := 0
		for i := range len(v) {
			n = n*10 + int(v[i]-'0')
		}
		return n
	}
	negative, whole, _ := parts(v)
	if whole == "" {
		return 0
	}
	n, err := strconv.Atoi(whole)
	if err != nil {
		n = math.MaxInt
	}
	if negative {
		return -n
	}
	return n
}

// totalDigits counts the significant digits of a decimal, fractionDigits those after the point.
func totalDigits(v string) int {
	_, whole, fraction := parts(v)
	return len(whole) + len(fraction)
}

func fractionDigits(v string) int {
	_, _, fraction := parts(v)
	return len(fraction)
}

// parts splits a decimal into sign and significant digits before and after the point.
func parts(v string) (negative bool, whole, fraction string) {
	if v != "" && (v[0] == '-' || v[0] == '+') {
		negative, v = v[0] == '-', v[1:]
	}
	whole, fraction, _ = strings.Cut(v, ".")
	return negative, strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")
}

// form is what the values of a type without patterns look like already.
type form struct {
	takes    func(v string) bool
	expected string
}

// primitives are the primitive types; strings have no form.
var primitives = map[string]*form{
	"token":            nil,
	"normalizedString": nil,
	"integer":          {func(v string) bool { return number(v, false) }, "an integer"},
	"decimal":          {func(v string) bool { return number(v, true) }, "a decimal number with a point"},
	"date":             {isDate, "a date of the calendar, YYYY-MM-DD"},
	"dateTime":         {isDateTime, "a date and time, YYYY-MM-DDThh:mm:ss"},
}

func number(v string, point bool) bool {
	if v != "" && allDigits(v) {
		return true
	}
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

func isDateTime(v string) bool {
	day, clock, both := strings.Cut(v, "T")
	return both && isDate(day) && isTime(clock)
}

// isTime takes hh:mm:ss; 24:00:00 is the end of the day (XML Schema part 2, 3.2.7).
func isTime(v string) bool {
	if len(v) != 8 || v[2] != ':' || v[5] != ':' || !allDigits(v[:2]) || !allDigits(v[3:5]) || !allDigits(v[6:]) {
		return false
	}
	return v == "24:00:00" || v[:2] < "24" && v[3:5] < "60" && v[6:] < "60"
}
