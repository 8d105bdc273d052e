package web

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/kairo-corridor/kairo/customs/guarantee"
)

// guaranteeFuncs are what the pages of guarantees call beside those of every page of the desk.
func guaranteeFuncs(t *tongue) template.FuncMap {
	return template.FuncMap{"sum": t.sum, "gain": t.gain, "held": func(b guarantee.Balances, account string) int64 { return b[guarantee.Account(account)] }}
}

// sum is an amount of minor units with its two digits, in the language's way.
func (t *tongue) sum(minor int64) string {
	sign := ""
	if minor < 0 {
		sign, minor = "−", -minor
	}
	units := fmt.Sprint(minor / 100)
	for i := len(units) - 3; i > 0; i -= 3 {
		units = units[:i] + "," + units[i:]
	}
	return sign + t.local(fmt.Sprintf("%s.%02d", units, minor%100))
}

// gain is what an account gained or lost, with its sign.
func (t *tongue) gain(minor int64) string {
	if minor > 0 {
		return "+" + t.sum(minor)
	}
	return t.sum(minor)
}

// Input is one input of a form: Name is that of the input and, after "field.terms.", of its text; a rule stands beside it
// where there is a text "guarantee.rule.NAME". Words is the beginning of the keys of the choices' texts, "country" for countries.
type Input struct {
	Form, Name, Kind, Value, Words string
	Label                          string   // another text than that of its name
	Options                        []Choice // of a select; Text is shown where Words is ""
	Required, Wide                 bool
	Max                            int // longest text, 0 for none
	Wrong                          *Violation
}

// ID tells the input apart on its page.
func (i Input) ID() string { return i.Form + "-" + i.Name }

// GuaranteeProblem prepares an error to be shown in a form of guarantees: /codes/0/code is said of the field terms.codes.
func (s *Site) GuaranteeProblem(v Visit, err error) *Problem {
	p := s.FormProblem(v, err)
	if p == nil {
		return nil
	}
	t := s.tongue(v)
	for i := range p.Violations {
		x := &p.Violations[i]
		name, _, _ := strings.Cut(strings.TrimPrefix(x.Path, "/"), "/")
		if !t.known("field.terms." + name) {
			continue
		}
		if x.Field = "terms." + name; t.lang != English {
			x.Local = t.violation(x.Code, x.Field)
		}
	}
	return p
}
