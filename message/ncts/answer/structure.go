package answer

import (
	"errors"
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/internal/xmlscan"
	"github.com/kairo-corridor/kairo/message/ncts"
)

// xmlCodes are the XML error codes (CL030) of findings at level structure; those whose code follows from the facet are in
// facetCodes.
var xmlCodes = map[string]string{
	ncts.Malformed:      "52", // invalid XML
	ncts.UnknownMessage: "18", // other
	ncts.UnknownElement: "15", // not supported in this position
	ncts.WrongOrder:     "15",
	ncts.WrongNamespace: "15",
	ncts.StrayText:      "15",
	ncts.WrongAttribute: "15",
	ncts.Missing:        "13",
	ncts.TooMany:        "35",
	ncts.TooLong:        "39",
	ncts.TooShort:       "40",
	ncts.Pattern:        "51",
	ncts.Enumeration:    "12",
	ncts.WrongType:      "50",
	ncts.OverLimit:      "18",
}

// facetCodes are those of what the schema says, for findings that several codes can stand for.
var facetCodes = []struct{ finding, rule, code string }{
	{ncts.Malformed, "XML 1.0, characters", "53"},
	{ncts.WrongType, "minInclusive", "54"},
	{ncts.WrongType, "maxInclusive", "55"},
	{ncts.WrongAttribute, "enumeration", "12"},
}

// Structure makes the report of XML errors (CC917C) on a document that [ncts.Decode] refused: one error for each finding with
// line, column and pointer. Correlation, recipient and the number of the movement are read from the document as far as it
// can be read; h.Recipient and h.Sender fill in. The error is a fault: BadField for a header that does not fit.
func Structure(src []byte, refused *ncts.Refused, h Header) (*ncts.Message, error) {
	head := read(src)
	out := &ncts.Message{Type: "CC917C", Version: ncts.Version(first(string(refused.Version), string(h.Version), string(ncts.P5))), Phase: "NCTS5.1"}
	if out.Version == ncts.P6 {
		out.Phase = "NCTS6"
	}
	out.Kids = h.head("CC917C", head["messageSender"], head["messageRecipient"], head["messageIdentification"])
	if numbers := values("LRN", head["LRN"], "MRN", head["MRN"]); len(numbers) > 0 {
		out.Kids = append(out.Kids, ncts.Node{Name: "Header", Kids: numbers})
	}
	for _, f := range refused.Findings {
		out.Kids = append(out.Kids, xmlError(f, refused.Type))
	}
	return valid(out)
}

func xmlError(f ncts.Finding, message string) ncts.Node {
	text := f.Text
	if f.Expected != "" {
		text += "; expected: " + f.Expected
	}
	return ncts.Node{Name: "XMLError", Kids: values("errorLineNumber", strconv.Itoa(f.Line), "errorColumnNumber", strconv.Itoa(f.Column),
		"errorPointer", xmlPointer(f.Path, message), "errorCode", xmlCode(f), "errorText", first(cut(text, textMax), f.Code))}
}

// xmlPointer is the pointer of an XML error; a document without a root has none.
func xmlPointer(path, message string) string {
	if message == "" && strings.Trim(path, "/") == "" {
		return ""
	}
	return pointer(path, message)
}

func xmlCode(f ncts.Finding) string {
	for _, c := range facetCodes {
		if c.finding == f.Code && strings.HasPrefix(f.Rule, c.rule) {
			return c.code
		}
	}
	return first(xmlCodes[f.Code], "18")
}

// read gives what a broken document still tells of its heading: values of the header and the numbers of the movement, each
// of 1 to 35 characters, the first of each name. Reading ends where the document breaks.
func read(src []byte) map[string]string {
	head := map[string]string{}
	src = src[:min(len(src), ncts.MaxMessageBytes)]
	s := xmlscan.New(src, headingLimits)
	var broken *xmlscan.Error
	if _, err := s.Next(); errors.As(err, &broken) && broken.Rule == xmlscan.Characters {
		src = src[:broken.Offset] // the whole document is looked through for such a character before its first tag
	}
	s.Reset(src, headingLimits)
	var open []string
	for {
		tok, err := s.Next()
		if err != nil || tok.Kind == xmlscan.EOF {
			return head
		}
		switch tok.Kind {
		case xmlscan.Start:
			open = append(open, string(tok.Name.Local))
		case xmlscan.End:
			open = open[:len(open)-1]
		case xmlscan.Text:
			if name := heading(open); name != "" && head[name] == "" {
				head[name] = fitting(string(tok.Text))
			}
		}
	}
}

// heading is the name of the value open, where it is one of the heading.
func heading(open []string) string {
	if len(open) == 0 {
		return ""
	}
	switch name := open[len(open)-1]; {
	case len(open) == 2 && (name == "messageSender" || name == "messageRecipient" || name == "messageIdentification"):
		return name
	case len(open) == 3 && open[1] == "TransitOperation" && (name == "LRN" || name == "MRN"):
		return name
	}
	return ""
}

// fitting is a value that an identifier of the answer takes, or nothing.
func fitting(text string) string {
	if text = strings.Join(strings.Fields(cut(text, len(text))), " "); len([]rune(text)) > identifierMax {
		return ""
	}
	return text
}
