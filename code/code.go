package code

import (
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

// Value is an identifier as read: its scheme, the raw text, the text without blanks and in capitals, and the finding.
type Value struct {
	Scheme  string  `json:"scheme"`
	Raw     string  `json:"raw"`
	Text    string  `json:"text"`
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
	ID       string // "mrn"
	Name     string // for people
	Standard string // where it is defined
	Example  string // a worked example that is not wrong
	clean    func(string) string
	check    func(text string) Finding
}

// schemes holds every identifier once, in the order of documentation.
var schemes = []Scheme{mrnScheme, grnScheme, eaeuScheme, containerScheme, nationalScheme}

// Schemes lists the kinds of identifier.
func Schemes() []Scheme { return append([]Scheme(nil), schemes...) }

// Parse reads an identifier of a scheme by its id; an unknown scheme is NotFound with the ids there are.
func Parse(scheme, raw string) (Value, error) {
	var ids []string
	for _, s := range schemes {
		if s.ID == scheme {
			return s.parse(raw), nil
		}
		ids = append(ids, s.ID)
	}
	return Value{}, fault.New(fault.NotFound, "no identifier scheme is called %q", scheme).Among(ids...)
}

func (s Scheme) parse(raw string) Value {
	v := Value{Scheme: s.ID, Raw: raw}
	if len(raw) > RawMax {
		v.Finding = wrong(0, "shorter text", "longer than any identifier (%d bytes)", len(raw))
		return v
	}
	v.Text = strings.ToUpper(strings.TrimSpace(raw))
	if s.clean != nil {
		v.Text = s.clean(v.Text)
	}
	v.Finding = s.check(v.Text)
	return v
}
