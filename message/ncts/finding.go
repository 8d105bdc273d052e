package ncts

import (
	"fmt"

	"github.com/kairo-corridor/kairo/fault"
)

// Level is how deep a message is looked at.
type Level string

// The levels. Structure is the schema; codes are the code lists; rules are the rules and conditions by number.
const (
	Structure Level = "structure"
	Codes     Level = "codes"
	Rules     Level = "rules"
)

// The codes of findings at level structure.
const (
	Malformed      = "malformed"       // not XML that the scanner takes
	UnknownMessage = "unknown-message" // no message of that name in that version
	UnknownElement = "unknown-element" // the schema has no such element there
	WrongOrder     = "wrong-order"     // the element stands after one it must precede
	Missing        = "missing-element" // a mandatory element is not there
	TooMany        = "too-many"        // more repetitions than the schema allows
	WrongNamespace = "wrong-namespace" // element in another namespace than the schema's
	WrongAttribute = "attribute"       // an attribute the schema does not have, or a wrong value of one
	StrayText      = "text"            // text between elements
	TooLong        = "too-long"        // more characters than allowed
	TooShort       = "too-short"       // fewer characters than wanted
	Pattern        = "pattern"         // characters in another form than wanted
	Enumeration    = "enumeration"     // none of the values listed in the schema
	WrongType      = "type"            // no number or date, or one out of range
	OverLimit      = "limit"           // more than the limits of this program allow
)

// Finding is one thing wrong with a message: where (XPath with indices, line and column from 1), what the schema says, what
// was expected.
type Finding struct {
	Level    Level  `json:"level"`
	Code     string `json:"code"`
	Path     string `json:"path"`
	Line     int    `json:"line,omitempty"`
	Column   int    `json:"column,omitempty"`
	Text     string `json:"text"`
	Rule     string `json:"rule"`
	Expected string `json:"expected,omitempty"`
}

// Refused is why a message is not accepted: every finding in document order, up to [MaxFindings]. Type and Version are what
// could be told of the message; More says that the search ended at the limit.
type Refused struct {
	Type     string
	Version  Version
	Findings []Finding
	More     bool
}

func (r *Refused) Error() string { return r.list().Error() }

// Unwrap gives the findings as the violations of a [fault.List].
func (r *Refused) Unwrap() error { return r.list() }

func (r *Refused) list() fault.List {
	list := make(fault.List, len(r.Findings))
	for i, f := range r.Findings {
		code := fault.BadField
		switch f.Code {
		case Malformed, UnknownMessage:
			code = fault.BadFile
		case OverLimit:
			code = fault.Limit
		}
		list[i] = fault.New(code, "line %d: %s (%s)", f.Line, f.Text, f.Rule).At("%s", f.Path)
		list[i].Expected = f.Expected
	}
	return list
}

// quoted shortens a value for a text.
func quoted(v string) string {
	r := []rune(v)
	if len(r) > 60 {
		return fmt.Sprintf("%q…", string(r[:60]))
	}
	return fmt.Sprintf("%q", v)
}
