// Package fault is the one error type of Kairo: a stable code, the place, what was expected and how to mend it.
//
// Every error a person or a program can meet carries a [Code] from [Table]; the table makes the documentation, the
// enumeration of the HTTP API and the exit code of the command line. Validation returns every violation at once, in
// document order, as a [List].
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Code names one kind of error for good; it is never renamed or reused.
type Code string

// The codes. Each has a row in [Table].
const (
	Usage        Code = "usage"            // the command or request itself is malformed
	UnknownPlace Code = "unknown-place"    // no location has that name or code
	Ambiguous    Code = "ambiguous-place"  // several locations fit
	NoJourney    Code = "no-journey"       // limits or exclusions leave no journey
	BadFile      Code = "bad-file"         // a file cannot be read as what it should be
	BadField     Code = "bad-field"        // a field of a file or message is wrong
	BadNetwork   Code = "bad-network"      // network data contradict themselves
	Limit        Code = "limit-exceeded"   // a size or queue limit was met
	NotLawful    Code = "not-lawful"       // no rule allows the filing
	BadIdent     Code = "bad-identifier"   // an identifier fails its format or check digit
	WrongState   Code = "wrong-state"      // the message does not fit the movement's state
	Conflict     Code = "version-conflict" // somebody else changed it first
	NotFound     Code = "not-found"        // nothing has that name
	Busy         Code = "busy"             // overloaded: try again later
	Signature    Code = "bad-signature"    // a message's signature does not hold
	Internal     Code = "internal"         // a defect of Kairo
)

// Entry describes a code: its title, HTTP status and command-line exit code (1: the answer is no; 2: bad usage).
type Entry struct {
	Code   Code
	Title  string
	Status int
	Exit   int
}

// Table lists every code once, in the order of documentation.
var Table = []Entry{
	{Usage, "Malformed request", 400, 2},
	{UnknownPlace, "Unknown place", 404, 2},
	{Ambiguous, "Ambiguous place", 409, 2},
	{NoJourney, "No journey within the limits", 422, 1},
	{BadFile, "Unreadable file", 400, 2},
	{BadField, "Wrong field", 422, 2},
	{BadNetwork, "Contradictory network data", 422, 1},
	{Limit, "Limit exceeded", 413, 2},
	{NotLawful, "Not lawful", 422, 1},
	{BadIdent, "Wrong identifier", 422, 2},
	{WrongState, "Message does not fit the state", 409, 1},
	{Conflict, "Changed by somebody else", 409, 1},
	{NotFound, "Not found", 404, 1},
	{Busy, "Overloaded", 503, 1},
	{Signature, "Signature does not hold", 403, 1},
	{Internal, "Internal error", 500, 1},
}

// Lookup returns the entry of a code; an unknown code is Internal.
func Lookup(c Code) Entry {
	for _, e := range Table {
		if e.Code == c {
			return e
		}
	}
	return Table[len(Table)-1]
}

// Error is one violation. Path says where (a file and line, a JSON pointer, an XPath, a flag); Expected says what was
// wanted there; Hint says how to mend it; Candidates are the values that were perhaps meant, best first.
type Error struct {
	Code       Code     `json:"code"`
	Message    string   `json:"message"`
	Path       string   `json:"path,omitempty"`
	Expected   string   `json:"expected,omitempty"`
	Hint       string   `json:"hint,omitempty"`
	Candidates []string `json:"candidates,omitempty"`
	Err        error    `json:"-"`
}

// New makes an error of a code with a message.
func New(c Code, format string, args ...any) *Error {
	return &Error{Code: c, Message: fmt.Sprintf(format, args...)}
}

// At says where.
func (e *Error) At(format string, args ...any) *Error {
	e.Path = fmt.Sprintf(format, args...)
	return e
}

// Want says what was expected there.
func (e *Error) Want(format string, args ...any) *Error {
	e.Expected = fmt.Sprintf(format, args...)
	return e
}

// Mend says how to put it right.
func (e *Error) Mend(format string, args ...any) *Error {
	e.Hint = fmt.Sprintf(format, args...)
	return e
}

// Among lists what was perhaps meant, best first.
func (e *Error) Among(candidates ...string) *Error { e.Candidates = candidates; return e }

// Because keeps the underlying error.
func (e *Error) Because(err error) *Error { e.Err = err; return e }

// Error prints the whole violation on one line.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Path != "" {
		b.WriteString(e.Path)
		b.WriteString(": ")
	}
	b.WriteString(e.Message)
	if e.Expected != "" {
		b.WriteString("; expected " + e.Expected)
	}
	if len(e.Candidates) > 0 {
		b.WriteString("; perhaps " + strings.Join(e.Candidates, ", "))
	}
	if e.Hint != "" {
		b.WriteString("; " + e.Hint)
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap gives the underlying error.
func (e *Error) Unwrap() error { return e.Err }

// List is every violation of one document, in document order.
type List []*Error

// Error prints one violation a line.
func (l List) Error() string {
	lines := make([]string, len(l))
	for i, e := range l {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// OrNil is nil for an empty list, so that a validator can return it as an error.
func (l List) OrNil() error {
	if len(l) == 0 {
		return nil
	}
	return l
}

// Wrong adds a BadField violation: where it is, what was expected, what was found. It returns it, so that a hint can be added.
func (l *List) Wrong(path, want, format string, args ...any) *Error {
	e := New(BadField, format, args...).At("%s", path).Want("%s", want)
	*l = append(*l, e)
	return e
}

// Clip keeps a value that is quoted in an error short: its first 60 bytes, without a broken character at the end.
func Clip(s string) string {
	if len(s) <= 60 {
		return s
	}
	return strings.ToValidUTF8(s[:60], "") + "…"
}

// CodeOf finds the code of an error: that of the first [Error] in its chain, of the first of a [List], else Internal.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	var l List
	if errors.As(err, &l) && len(l) > 0 {
		return l[0].Code
	}
	return Internal
}

// All returns the violations in an error: those of a [List], a single [Error], or an Internal one for anything else.
func All(err error) []*Error {
	if err == nil {
		return nil
	}
	var l List
	if errors.As(err, &l) {
		return l
	}
	var e *Error
	if errors.As(err, &e) {
		return []*Error{e}
	}
	return []*Error{{Code: Internal, Message: err.Error(), Err: err}}
}

// Exit is the exit code of the command line for an error: 0 for none, 1 when the answer is no, 2 for bad usage.
func Exit(err error) int {
	if err == nil {
		return 0
	}
	return Lookup(CodeOf(err)).Exit
}
