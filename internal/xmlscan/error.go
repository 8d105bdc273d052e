package xmlscan

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// Rule names what a document breaks.
type Rule string

// The rules.
const (
	Syntax      Rule = "syntax"      // markup that XML 1.0 does not know
	Nesting     Rule = "nesting"     // an end tag that closes another element, or none open
	Unfinished  Rule = "unfinished"  // the document ends inside something
	Characters  Rule = "characters"  // not UTF-8, or a character XML forbids
	Reference   Rule = "reference"   // an entity that is not predefined, or a wrong character reference
	DocType     Rule = "doctype"     // a DOCTYPE or other declaration
	Declaration Rule = "declaration" // a wrong or misplaced XML declaration, another encoding
	Root        Rule = "root"        // no root element, several, or text beside it
	Namespace   Rule = "namespace"   // a prefix not declared, or declared wrongly
	Twice       Rule = "twice"       // an attribute given twice
	Limit       Rule = "limit"       // more than Limits allow
)

// Error is why a document is refused. Line and Column count from 1, columns in characters; Offset is in bytes.
type Error struct {
	Rule         Rule
	Message      string
	Offset       int
	Line, Column int
}

func (e *Error) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Message)
}

// Position gives line and column of a byte offset.
func Position(src []byte, offset int) (line, column int) {
	offset = min(max(offset, 0), len(src))
	before := src[:offset]
	start := bytes.LastIndexByte(before, '\n') + 1
	return bytes.Count(before, []byte{'\n'}) + 1, utf8.RuneCount(before[start:]) + 1
}

func (s *Scanner) refuse(rule Rule, at int, format string, args ...any) error {
	line, column := Position(s.src, at)
	s.err = &Error{Rule: rule, Message: fmt.Sprintf(format, args...), Offset: at, Line: line, Column: column}
	return s.err
}
