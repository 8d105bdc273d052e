package answer

import (
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/message/ncts"
)

// The functional error codes that checks give (CL180).
const (
	CodeList     = "12" // a value is not in its code list
	Missing      = "13" // a condition asks for what is not there
	RuleBroken   = "14" // a rule
	NotAllowed   = "15" // a condition forbids what is there
	Transitional = "50" // a constraint of the transition
)

// Procedure is the level of findings that no check of a message makes, but the procedure that takes it. Their Code is one of
// [Duplicate], [UnknownMRN], [OutOfSequence] and [InvalidMRN].
const Procedure ncts.Level = "procedure"

// The functional error codes of the procedure (CL180).
const (
	Duplicate     = "26" // the identification of the message was used before
	UnknownMRN    = "90"
	OutOfSequence = "92" // the movement is in no state that takes the message
	InvalidMRN    = "93" // the MRN is not formed as it must be
)

// notApplicable is the reason of errors that no list and no rule stands behind (G0010).
const notApplicable = "N/A"

// functionalError is one error as the answer carries it.
type functionalError struct{ pointer, code, reason, value string }

// functional gives the errors of the findings, the same error once.
func functional(m *ncts.Message, findings []ncts.Finding) []ncts.Node {
	at := places(ncts.Tree(m))
	seen := map[functionalError]bool{}
	var out []ncts.Node
	for _, f := range findings {
		e := errorOf(f, m.Type, at)
		if seen[e] {
			continue
		}
		seen[e] = true
		out = append(out, ncts.Node{Name: "FunctionalError", Kids: values("errorPointer", e.pointer, "errorCode", e.code,
			"errorReason", e.reason, "originalAttributeValue", e.value)})
	}
	return out
}

// places gives every element of a message by its path.
func places(root *ncts.Element) map[string]*ncts.Element {
	at := map[string]*ncts.Element{}
	var walk func(e *ncts.Element, path string)
	walk = func(e *ncts.Element, path string) {
		path += "/" + e.Name
		if e.Index > 0 {
			path += "[" + strconv.Itoa(e.Index) + "]"
		}
		at[path] = e
		for _, k := range e.Kids {
			walk(k, path)
		}
	}
	walk(root, "")
	return at
}

// errorOf gives pointer (G0009), code (CL180), reason (G0010) and the value found there.
func errorOf(f ncts.Finding, message string, at map[string]*ncts.Element) functionalError {
	e := functionalError{pointer: pointer(f.Path, message), code: f.Code, reason: notApplicable}
	there := at[e.pointer] != nil
	switch {
	case f.Level == Procedure:
		e.pointer = "/" + message
		if f.Code == UnknownMRN || f.Code == InvalidMRN {
			e.pointer += "/TransitOperation/MRN"
		} else if f.Code == Duplicate && f.Path != "" {
			e.pointer = pointer(f.Path, message) // the reference that was used before
		} else if f.Code == Duplicate {
			e.pointer += "/messageIdentification"
		}
	case f.Level == ncts.Codes:
		e.code, e.reason = CodeList, word(f.Rule)
	default:
		e.code, e.reason = ruleCode(f.Code, there), word(f.Code)
	}
	if found := at[e.pointer]; found != nil {
		e.value = cut(found.Value, textMax)
	}
	return e
}

// ruleCode is the error code of a rule by its number. Conditions (C) miss something or forbid it; constraints of the
// transition are numbered B and E; rules (R), technical rules (T) and guidelines are rules, but for G0034, whose text names
// the code.
func ruleCode(number string, there bool) string {
	switch {
	case number == "G0034":
		return CodeList
	case strings.HasPrefix(number, "C") && there:
		return NotAllowed
	case strings.HasPrefix(number, "C"):
		return Missing
	case strings.HasPrefix(number, "B"), strings.HasPrefix(number, "E"):
		return Transitional
	}
	return RuleBroken
}

// word is the first word of a text, no longer than a reason may be: the number of a list or rule.
func word(text string) string {
	w, _, _ := strings.Cut(cut(text, textMax), " ")
	return first(cut(strings.TrimRight(w, ",:;"), reasonMax), notApplicable)
}

// pointer is a path as an error pointer holds it: one that is too long names the nearest group above that is not, one that
// is none names the message.
func pointer(path, message string) string {
	path = cut(path, len(path))
	for len([]rune(path)) > pointerMax {
		path = path[:strings.LastIndexByte(path, '/')]
		if path == "" {
			break
		}
	}
	if !strings.HasPrefix(path, "/") || path == "/" {
		return "/" + message
	}
	return path
}
