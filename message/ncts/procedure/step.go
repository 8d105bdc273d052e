package procedure

import (
	"strings"
	"unicode/utf8"

	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/message/ncts"
)

// Said is what a trader says about a movement that is there, as the procedure reads it. The movement is named by MRN, or by LRN
// before it has one.
type Said struct {
	LRN, MRN     string
	To           transit.Office // whom it is said to, as the message names it: departure, enquiry or destination
	Message      transit.Message
	NotTakenOver []Left         // in the order of the message
	Lacking      []*fault.Error // what the procedure needs and the message does not give, with XPaths
}

// Step maps a message of a trader that is no declaration: CC007C, CC014C, CC044C, CC141C and CC170C. Error: WrongState for
// another type of message.
func Step(m *ncts.Message) (Said, error) {
	r := &reader{root: ncts.Tree(m), taken: map[*ncts.Element]string{}}
	s := Said{LRN: r.text(r.root, "TransitOperation/LRN"), MRN: r.text(r.root, "TransitOperation/MRN")}
	switch m.Type {
	case "CC007C":
		s.Message, s.To = r.arrival()
	case "CC014C":
		s.To = r.office(r.root.First("CustomsOfficeOfDeparture"))
		s.Message = transit.RequestInvalidation{Reason: r.need(&s, "Invalidation/justification")}
	case "CC044C":
		s.Message, s.To = r.remarks()
	case "CC141C":
		s.To = r.office(r.root.First("CustomsOfficeOfEnquiryAtDeparture"))
		s.Message = r.answer(&s)
	case "CC170C":
		s.To = r.office(r.root.First("CustomsOfficeOfDeparture"))
		s.Message = transit.Present{Place: r.place()}
	default:
		return Said{}, fault.New(fault.WrongState, "a %s says nothing about a movement that is there", m.Type).Want("CC007C, CC014C, CC044C, CC141C or CC170C")
	}
	s.NotTakenOver = r.left()
	return s, nil
}

// need reads a value that the procedure cannot do without.
func (r *reader) need(s *Said, path string) string {
	v := r.text(r.root, path)
	if v == "" {
		s.Lacking = append(s.Lacking, fault.New(fault.BadField, "nothing stands at %s", path).At("%s/%s", r.root.Path(), path).Want("1 to 512 characters"))
	}
	return v
}

func (r *reader) flag(path string) bool { return r.text(r.root, path) == "1" }

func (r *reader) arrival() (transit.Message, transit.Office) {
	o := r.office(r.root.First("CustomsOfficeOfDestinationActual"))
	return transit.ArrivalNotification{Office: o, Place: r.place(), Simplified: r.flag("TransitOperation/simplifiedProcedure")}, o
}

// place is the location of the goods in one line: what identifies it, without the codes that say how.
func (r *reader) place() string {
	var parts []string
	var walk func(e *ncts.Element)
	walk = func(e *ncts.Element) {
		if e == nil || e.Name == "ContactPerson" {
			return
		}
		if len(e.Kids) == 0 && e.Name != "typeOfLocation" && e.Name != "qualifierOfIdentification" && e.Value != "" {
			r.take(e)
			parts = append(parts, e.Value)
		}
		for _, k := range e.Kids {
			walk(k)
		}
	}
	walk(r.root.First("Consignment/LocationOfGoods"))
	return oneText(strings.Join(parts, ", "))
}

// remarks are what the consignee found. A message that says that the goods do not conform gives its remark, or else the values
// that it states anew.
func (r *reader) remarks() (transit.Message, transit.Office) {
	v := transit.UnloadingRemarks{Conform: r.flag("UnloadingRemark/conform"), Completed: r.flag("UnloadingRemark/unloadingCompletion"), SealsGood: true}
	if r.root.Has("UnloadingRemark/stateOfSeals") {
		v.SealsGood = r.flag("UnloadingRemark/stateOfSeals")
	}
	parts := []string{r.text(r.root, "UnloadingRemark/unloadingRemark"), r.text(r.root, "TransitOperation/otherThingsToReport")}
	v.Remarks = oneText(strings.Trim(strings.Join(parts, "; "), "; "))
	if v.Remarks == "" && !v.Conform {
		v.Remarks = oneText(r.statedAnew())
	}
	return v, r.office(r.root.First("CustomsOfficeOfDestinationActual"))
}

func (r *reader) statedAnew() string {
	var parts []string
	var walk func(e *ncts.Element)
	walk = func(e *ncts.Element) {
		if e == nil {
			return
		}
		if len(e.Kids) == 0 && e.Value != "" && e.Name != "sequenceNumber" {
			parts = append(parts, strings.TrimPrefix(e.Path(), "/CC044C/")+" "+e.Value)
		}
		for _, k := range e.Kids {
			walk(k)
		}
	}
	walk(r.root.First("Consignment"))
	if len(parts) == 0 {
		return "the goods do not conform; the message does not say in what"
	}
	return "stated anew: " + strings.Join(parts, ", ")
}

// answer is what the holder knows of goods that did not arrive.
func (r *reader) answer(s *Said) transit.Message {
	v := transit.HolderAnswer{Destination: transit.Office{}}
	if e := r.root.First("CustomsOfficeOfDestinationActual"); e != nil {
		v.Destination = r.office(e)
	}
	var parts []string
	for _, p := range []struct{ path, before string }{{"Enquiry/text", ""}, {"Enquiry/TC11DeliveryDate", "TC11 delivered on "}, {"Consignment/ConsigneeActual/name", "consignee "}} {
		if t := r.text(r.root, p.path); t != "" {
			parts = append(parts, p.before+t)
		}
	}
	if len(parts) == 0 && v.Destination.Code != "" {
		parts = append(parts, "presented at "+v.Destination.Code)
	}
	if v.Text = oneText(strings.Join(parts, "; ")); v.Text == "" {
		r.need(s, "Enquiry/text")
	}
	return v
}

// textMax is the characters of a remark of the procedure, as of a text of NCTS.
const textMax = 512

// oneText makes a text one line of characters that XML takes, cut to what a remark holds.
func oneText(s string) string {
	s = strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
			return ' '
		case r < ' ' || r == 0xFFFE || r == 0xFFFF || r == utf8.RuneError:
			return '?'
		}
		return r
	}, s))
	if r := []rune(s); len(r) > textMax {
		return string(r[:textMax-1]) + "…"
	}
	return s
}
