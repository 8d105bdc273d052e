package code

import (
	"slices"
	"strings"

	"github.com/kairo-corridor/kairo/fault"
)

// Level says how far an identifier could be checked.
type Level string

// The levels.
const (
	Valid         Level = "valid"         // format and check digit hold
	FormatOnly    Level = "format-only"   // the format holds; no check digit is defined, or none is public
	Demonstration Level = "demonstration" // a number of Kairo's own, issued by no administration
	Wrong         Level = "wrong"         // format or check digit fails
)

// Finding is what checking an identifier found. At is the position of the character meant, from 1; 0 is the whole text.
type Finding struct {
	Level    Level  `json:"level"`
	Text     string `json:"text,omitempty"`
	At       int    `json:"at,omitempty"`
	Expected string `json:"expected,omitempty"`
}

// Check says how far the rule of a scheme reaches: what a valid number of it proves.
type Check string

// The kinds of check.
const (
	CheckFull     Check = "full"        // format and check digit, by a published rule with a worked example
	CheckFormat   Check = "format-only" // no check digit, or none that is public
	CheckRecalled Check = "recalled"    // a rule from memory: a number that fails it is doubted, never called wrong for it
)

// Value is an identifier as read: its scheme, the raw text, the text without blanks and in capitals, and the finding.
// Country (ISO 3166-1 alpha-2) and Meaning are what the number itself says, empty where it says nothing or is wrong.
type Value struct {
	Scheme  string  `json:"scheme"`
	Raw     string  `json:"raw"`
	Text    string  `json:"text"`
	Country string  `json:"country,omitempty"`
	Meaning string  `json:"meaning,omitempty"`
	Check   Check   `json:"check"`
	Finding Finding `json:"finding"`
}

// OK is true unless the identifier is wrong.
func (v Value) OK() bool { return v.Finding.Level != Wrong }

// Err is the finding as an error, nil when OK.
func (v Value) Err() error {
	if v.OK() {
		return nil
	}
	e := fault.New(fault.BadIdent, "%s %q: %s", v.Scheme, v.Raw, v.Finding.Text)
	if v.Finding.Expected != "" {
		e = e.Want("%s", v.Finding.Expected)
	}
	return e
}

// Scheme is one kind of identifier.
type Scheme struct {
	ID       string // "mrn"; numbers of a party carry the country: "KZ-BIN"
	Name     string // for people
	Standard string // where it is defined
	Example  string // a worked example that is not wrong
	Check    Check
	Country  string // of every number of the scheme; empty where the number tells, or nothing does

	clean    func(string) string                         // drops blanks and marks; nil keeps them
	keepCase bool                                        // small letters count
	check    func(text string) Finding                   // the text is clean
	describe func(text string) (country, meaning string) // of a text that is not wrong; nil when it tells nothing
	complete func(body string) (text string, ok bool)    // adds the check digits; nil when there are none
}

// schemes holds every identifier once, in the order of documentation.
var schemes = slices.Concat([]Scheme{mrnScheme, grnScheme, eaeuScheme, nationalScheme, lrnScheme, tirScheme, containerScheme, uicScheme, wagonScheme,
	eoriScheme}, taxSchemes, []Scheme{locodeScheme}, commoditySchemes, officeSchemes)

// taxSchemes are the numbers of parties by country.
var taxSchemes = []Scheme{jpScheme, usccScheme, kzBINScheme, kzIINScheme, innScheme, ogrnScheme, unpScheme, voenScheme, vknScheme, tcknScheme, cuiScheme,
	stirScheme, pinflScheme, geScheme, cnicScheme, ntnScheme}

// Schemes lists the kinds of identifier.
func Schemes() []Scheme { return slices.Clone(schemes) }

// Lookup finds a scheme by its id, in capitals or not; an unknown one is NotFound with the ids there are.
func Lookup(id string) (Scheme, error) {
	ids := make([]string, len(schemes))
	for i, s := range schemes {
		if strings.EqualFold(s.ID, id) {
			return s, nil
		}
		ids[i] = s.ID
	}
	return Scheme{}, fault.New(fault.NotFound, "no identifier scheme is called %q", id).Among(ids...)
}

// Parse reads an identifier of a scheme by its id; an unknown scheme is NotFound with the ids there are.
func Parse(scheme, raw string) (Value, error) {
	s, err := Lookup(scheme)
	if err != nil {
		return Value{}, err
	}
	return s.parse(raw), nil
}

// Complete makes a number from everything of it but its check digits. It is BadIdent when the scheme has none, when the
// body does not fit it, and when the rule gives the body no digit (such numbers are not issued).
func Complete(scheme, body string) (Value, error) {
	s, err := Lookup(scheme)
	if err != nil {
		return Value{}, err
	}
	if s.complete == nil {
		return Value{}, fault.New(fault.BadIdent, "%s has no check digit to add", s.ID)
	}
	text, ok := s.complete(s.tidy(body))
	if !ok {
		return Value{}, fault.New(fault.BadIdent, "%q makes no %s", body, s.Name).Want("the number without its check digits, such as of %s", s.Example)
	}
	v := s.parse(text)
	return v, v.Err()
}

func (s Scheme) tidy(raw string) string {
	t := strings.TrimSpace(raw)
	if !s.keepCase {
		t = strings.ToUpper(t)
	}
	if s.clean != nil {
		t = s.clean(t)
	}
	return t
}

func (s Scheme) parse(raw string) Value {
	v := Value{Scheme: s.ID, Raw: raw, Check: s.Check}
	if len(raw) > RawMax {
		v.Finding = wrong(0, "shorter text", "longer than any identifier (%d bytes)", len(raw))
		return v
	}
	v.Text = s.tidy(raw)
	v.Finding = s.check(v.Text)
	if !v.OK() {
		return v
	}
	v.Country = s.Country
	if s.describe != nil {
		country, meaning := s.describe(v.Text)
		v.Meaning = meaning
		if country != "" {
			v.Country = country
		}
	}
	return v
}
