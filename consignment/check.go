package consignment

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/unit"
)

var (
	countryForm  = regexp.MustCompile(`^[A-Z]{2}$`)
	currencyForm = regexp.MustCompile(`^[A-Z]{3}$`)
	languageForm = regexp.MustCompile(`^[a-z]{2}$`)
	hsForm       = regexp.MustCompile(`^[0-9]{6,10}$`)
	nationalForm = regexp.MustCompile(`^[0-9]{6,12}$`)
	unForm       = regexp.MustCompile(`^UN[0-9]{4}$`)
	kindForm     = regexp.MustCompile(`^[A-Z0-9]{1,4}$`)
	paperForm    = regexp.MustCompile(`^[A-Z0-9]{1,8}$`)
	quantityForm = regexp.MustCompile(`^[0-9]{1,15}(\.[0-9]{1,6})? [A-Z0-9]{2,3}$`)
)

const wantCountry = "a country of two capitals, such as JP"

// checker gathers violations by JSON pointer.
type checker struct{ list fault.List }

func (k *checker) wrong(path, format string, args ...any) *fault.Error {
	e := fault.New(fault.BadField, format, args...).At("%s", path)
	if len(k.list) < violationMax {
		k.list = append(k.list, e)
	}
	return e
}

func (k *checker) need(p, s string) {
	if strings.TrimSpace(s) == "" {
		k.wrong(p, "is missing").Want("a text")
		return
	}
	k.text(p, s)
}

// text bounds a text and keeps control characters out of papers and messages.
func (k *checker) text(p, s string) {
	switch {
	case !utf8.ValidString(s):
		k.wrong(p, "is not UTF-8")
	case utf8.RuneCountInString(s) > TextMax:
		k.wrong(p, "has %d characters", utf8.RuneCountInString(s)).Want("at most %d", TextMax)
	case strings.ContainsFunc(s, unicode.IsControl):
		k.wrong(p, "holds a control character").Want("one line of text")
	}
}

func (k *checker) texts(p string, list []string) {
	k.atMost(p, len(list), ListMax)
	for i, s := range list {
		k.need(fmt.Sprintf("%s/%d", p, i), s)
	}
}

// countries checks a list of territories; each stands once.
func (k *checker) countries(p string, list []string) {
	k.atMost(p, len(list), ListMax)
	seen := map[string]int{}
	for i, s := range list {
		at := fmt.Sprintf("%s/%d", p, i)
		k.form(at, s, countryForm, wantCountry)
		k.once(seen, at, p, s, i)
	}
}

// once refuses a value that stood before in the same list.
func (k *checker) once(seen map[string]int, at, list, value string, i int) {
	if first, twice := seen[value]; twice && value != "" {
		k.wrong(at, "%s stands already in %s/%d", clip(value), list, first)
		return
	}
	seen[value] = i
}

func (k *checker) atMost(p string, n, limit int) {
	if n > limit {
		k.wrong(p, "has %d entries", n).Want("at most %d", limit)
	}
}

func (k *checker) form(p, s string, form *regexp.Regexp, want string) {
	switch {
	case s == "":
		k.wrong(p, "is missing").Want("%s", want)
	case !form.MatchString(s):
		k.wrong(p, "%q is not understood", clip(s)).Want("%s", want)
	}
}

// perhaps is form for a value that may be empty.
func (k *checker) perhaps(p, s string, form *regexp.Regexp, want string) {
	if s != "" {
		k.form(p, s, form, want)
	}
}

func (k *checker) between(p string, v, low, high int64) {
	if v < low || v > high {
		k.wrong(p, "is %d", v).Want("%d to %d", low, high)
	}
}

func (k *checker) among(p, s string, values ...string) {
	for _, v := range values {
		if s == v {
			return
		}
	}
	e := k.wrong(p, "%q is not known", clip(s)).Want("one of %s", strings.Join(values, ", "))
	if s == "" {
		e.Message = "is missing"
	}
}

func (k *checker) money(p string, m unit.Money) {
	k.between(p+"/minor", m.Minor, 0, NumberMax)
	k.form(p+"/currency", m.Currency, currencyForm, "an ISO 4217 currency, such as USD")
}

func (k *checker) date(p, s string, required bool) {
	if s == "" && !required {
		return
	}
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		k.wrong(p, "%q is no date", clip(s)).Want("YYYY-MM-DD")
	}
}
