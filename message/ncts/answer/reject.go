package answer

import (
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/message/ncts"
)

// Header is what an answer needs beyond the message that is refused.
type Header struct {
	Sender         string       // of the answer, such as NTA.PL; empty: the recipient of the refused message
	Recipient      string       // empty: the sender of the refused message
	Identification string       // of the answer, unique with its sender; 1 to 35 characters
	At             time.Time    // of the refusal; written in UTC
	Office         string       // reference number of the office that refuses; empty: the one the refused message names
	Reason         string       // in words, for a refusal without findings (rejection code 4); empty with findings
	Version        ncts.Version // for a document that does not tell its version; empty: phase 5
}

// The rejection codes (CL226; CL227 is not published, and conditions C0492 and C0495 name 4 for both).
const (
	functionalErrors = "12" // rules and conditions are violated
	otherReasons     = "4"  // stated in words
)

// rejection is how a message is refused.
type rejection struct {
	answer string // type of the message that refuses
	kind   string // type of business rejection
}

var rejections = map[string]rejection{
	"CC013C": {"CC056C", "013"},
	"CC014C": {"CC056C", "014"},
	"CC015C": {"CC056C", "015"},
	"CC141C": {"CC056C", "141"},
	"CC170C": {"CC056C", "170"},
	"CC007C": {"CC057C", "007"},
	"CC044C": {"CC057C", "044"},
}

// With names the message that refuses a message of a type: CC056C, CC057C, or nothing where the specification has none.
func With(message string) string { return rejections[message].answer }

// Reject makes the rejection of a message that is sound in structure, with one functional error for each finding. Without
// findings h.Reason must say why. The error is a fault: BadField for a message that nothing rejects or a header that does not
// fit, Limit for more than [ErrorsMax] errors.
func Reject(m *ncts.Message, findings []ncts.Finding, h Header) (*ncts.Message, error) {
	with, known := rejections[m.Type]
	if !known {
		return nil, fault.New(fault.BadField, "no office rejects a %s", m.Type).At("/%s", m.Type).Want("CC007C, CC013C, CC014C, CC015C, CC044C, CC141C or CC170C")
	}
	if (len(findings) == 0) == (h.Reason == "") {
		return nil, fault.New(fault.BadField, "a rejection has findings or a reason in words, one of the two").At("reason")
	}
	errors := functional(m, findings)
	if len(errors) > ErrorsMax {
		return nil, fault.New(fault.Limit, "%d functional errors", len(errors)).Want("at most %d", ErrorsMax)
	}
	root := ncts.Tree(m)
	out := &ncts.Message{Type: with.answer, Version: m.Version, Phase: m.Phase}
	out.Kids = h.head(with.answer, root.Text("messageSender"), root.Text("messageRecipient"), root.Text("messageIdentification"))
	out.Kids = append(out.Kids, operation(root, with, h))
	out.Kids = append(out.Kids, parties(m, root, with.answer, h)...)
	out.Kids = append(out.Kids, errors...)
	return valid(out)
}

// head is the heading of an answer to a message.
func (h Header) head(answer, sender, recipient, identification string) []ncts.Node {
	return values(
		"messageSender", first(h.Sender, recipient),
		"messageRecipient", first(h.Recipient, sender),
		"preparationDateAndTime", h.at(),
		"messageIdentification", h.Identification,
		"messageType", answer,
		"correlationIdentifier", identification)
}

func (h Header) at() string { return h.At.UTC().Format("2006-01-02T15:04:05") }

// operation names the movement by its MRN, or by its LRN before it has one (C0467).
func operation(root *ncts.Element, with rejection, h Header) ncts.Node {
	lrn, mrn := root.Text("TransitOperation/LRN"), root.Text("TransitOperation/MRN")
	if mrn != "" || with.answer == "CC057C" {
		lrn = ""
	}
	code := functionalErrors
	if h.Reason != "" {
		code = otherReasons
	}
	return ncts.Node{Name: "TransitOperation", Kids: values("LRN", lrn, "MRN", mrn, "businessRejectionType", with.kind,
		"rejectionDateAndTime", h.at(), "rejectionCode", code, "rejectionReason", cut(h.Reason, textMax))}
}

// parties repeats office, holder, representative and trader from the refused message, as far as the answer has a place for
// what they hold (G0868, G0860).
func parties(m *ncts.Message, root *ncts.Element, answer string, h Header) []ncts.Node {
	var out []ncts.Node
	for _, name := range []string{"CustomsOfficeOfDeparture", "CustomsOfficeOfDestinationActual", "HolderOfTheTransitProcedure", "Representative", "TraderAtDestination"} {
		if !ncts.Known(m.Version, answer, name) {
			continue
		}
		group := ncts.Node{Name: name}
		if e := root.First(name); e != nil {
			group = known(e, m.Version, answer, name)
		}
		if strings.HasPrefix(name, "CustomsOffice") && h.Office != "" {
			group.Kids = values("referenceNumber", h.Office)
		}
		if root.Has(name) || len(group.Kids) > 0 {
			out = append(out, group)
		}
	}
	return out
}

// known copies an element with what the schema of the answer has at the same place.
func known(e *ncts.Element, v ncts.Version, answer, path string) ncts.Node {
	n := ncts.Node{Name: e.Name, Text: e.Value}
	for _, k := range e.Kids {
		if p := path + "/" + k.Name; ncts.Known(v, answer, p) {
			n.Kids = append(n.Kids, known(k, v, answer, p))
		}
	}
	return n
}

// valid holds an answer against its schema.
func valid(m *ncts.Message) (*ncts.Message, error) {
	if _, err := ncts.Encode(m); err != nil {
		return nil, fault.New(fault.BadField, "the %s that answers would not be valid", m.Type).Because(err).
			Mend("give the office, sender and identification that the message lacks")
	}
	return m, nil
}

// values makes elements of pairs of name and text; those without text are left out.
func values(pairs ...string) []ncts.Node {
	var out []ncts.Node
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out = append(out, ncts.Node{Name: pairs[i], Text: pairs[i+1]})
		}
	}
	return out
}

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// cut makes a text one line of characters that XML takes, and of at most so many.
func cut(text string, most int) string {
	text = strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
			return ' '
		case r < ' ' || r == 0xFFFE || r == 0xFFFF:
			return '\uFFFD'
		}
		return r
	}, text))
	if r := []rune(text); len(r) > most {
		return string(r[:most])
	}
	return text
}
