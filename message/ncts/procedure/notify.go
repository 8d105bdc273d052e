package procedure

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/message/ncts"
	"github.com/kairo-corridor/kairo/message/ncts/answer"
)

// Told is one thing that an administration told a trader about a movement, with what a message of NCTS about it needs. Messages
// are as they were kept; nil where there is none.
type Told struct {
	From        string // country whose administration tells
	Fact        transit.Fact
	Refused     string        // why Answered was not taken
	Code        fault.Code    // of that
	ToConsignee bool          // the trader at destination is told, not the holder
	Answered    *ncts.Message // the message of the trader that this answers
	Lodged      *ncts.Message // CC015C that lodged the movement
	Declared    *ncts.Message // CC015C or CC013C in force
	Requested   *ncts.Message // CC014C that waits for a decision, or has it
	Arrival     *ncts.Message // CC007C of the trader at destination

	Movement       *transit.Movement // record of the office of departure; nil where it is not at hand
	LRN            string
	AcceptedAt     time.Time // zero: not yet
	SubmittedAt    time.Time // when the declaration was lodged
	Identification string    // of the message to make, unique with its sender
	At             time.Time // when it is made
}

// Notify makes the message of NCTS that tells a trader what happened: name is its type, empty for what NCTS tells nobody. It is
// valid against its schema and in the version of the trader's own message. why is set, and there is no message, where an element
// that it must have is not known: nothing is made up then.
func Notify(t Told) (name string, m *ncts.Message, why string) {
	if t.Refused != "" {
		return t.refusal()
	}
	number := strings.TrimPrefix(transit.IE(transit.Notice{Fact: t.Fact}), "IE")
	write, known := notices[number]
	if !known || write.consignee != t.ToConsignee {
		return "", nil, ""
	}
	name = "CC" + number + "C"
	about := t.Declared
	if t.ToConsignee {
		about = t.Arrival
	}
	if about == nil {
		return name, nil, "no message of the trader about this movement is kept, and " + name + " repeats elements of it"
	}
	if !ncts.Known(about.Version, name, "messageSender") {
		return name, nil, "phase " + strings.TrimPrefix(string(about.Version), "p") + " has no " + name
	}
	w := &writer{Told: t, name: name, about: about, out: &ncts.Message{Type: name, Version: about.Version, Phase: about.Phase}}
	if write.fill == nil {
		m, why = w.rejection()
		return name, m, why
	}
	w.head(write.correlated)
	if why := write.fill(w); why != "" {
		return name, nil, why
	}
	ncts.Arrange(w.out)
	m, why = checked(w.out)
	return name, m, why
}

// notice is how a message is made. Whether it names the message that it answers follows the published samples.
type notice struct {
	fill       func(*writer) string // nil: a rejection of the declaration
	correlated bool
	consignee  bool
}

var notices = map[string]notice{
	"928": {(*writer).acknowledged, true, false},
	"028": {(*writer).registered, true, false},
	"055": {(*writer).guarantees, false, false},
	"004": {(*writer).amended, true, false},
	"060": {(*writer).control, true, false},
	"051": {(*writer).notReleased, true, false},
	"029": {(*writer).released, false, false},
	"009": {(*writer).invalidated, true, false},
	"182": {(*writer).incident, false, false},
	"019": {(*writer).discrepancies, true, false},
	"045": {(*writer).writtenOff, true, false},
	"140": {(*writer).asked, false, false},
	"035": {(*writer).recovered, false, false},
	"056": {nil, true, false},
	"043": {(*writer).unloading, false, true},
	"025": {(*writer).arrivedReleased, true, true},
}

// writer is one message being made.
type writer struct {
	Told
	name  string
	about *ncts.Message
	out   *ncts.Message
}

func nodes(pairs ...string) (out []ncts.Node) {
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out = append(out, ncts.Node{Name: pairs[i], Text: pairs[i+1]})
		}
	}
	return out
}

func group(name string, kids ...ncts.Node) ncts.Node { return ncts.Node{Name: name, Kids: kids} }

func (w *writer) add(n ...ncts.Node) { w.out.Kids = append(w.out.Kids, n...) }

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05")
}

func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

func (t *Told) sender() string { return "NTA." + t.From }

func (w *writer) head(correlated bool) {
	to := w.about
	if w.Answered != nil {
		to = w.Answered
	}
	w.add(nodes("messageSender", w.sender(), "messageRecipient", w.about.Value("messageSender"), "preparationDateAndTime", stamp(w.At),
		"messageIdentification", w.Identification, "messageType", w.name)...)
	if correlated {
		w.add(nodes("correlationIdentifier", to.Value("messageIdentification"))...)
	}
}

// checked holds a message against its schema.
func checked(m *ncts.Message) (*ncts.Message, string) {
	if _, err := ncts.Encode(m); err != nil {
		var no *ncts.Refused
		if errors.As(err, &no) && len(no.Findings) > 0 {
			f := no.Findings[0]
			return nil, m.Type + " cannot be made: " + f.Text + " (" + f.Path + ")"
		}
		return nil, m.Type + " cannot be made: " + err.Error()
	}
	return m, ""
}

// operation adds the group TransitOperation; what the version has no place for is left out.
func (w *writer) operation(pairs ...string) {
	var have []string
	for i := 0; i < len(pairs); i += 2 {
		if ncts.Known(w.out.Version, w.name, "TransitOperation/"+pairs[i]) {
			have = append(have, pairs[i], pairs[i+1])
		}
	}
	w.add(group("TransitOperation", nodes(have...)...))
}

// copied adds groups of the trader's message as far as this one has a place for what they hold, access codes apart.
func (w *writer) copied(names ...string) {
	tree := ncts.Tree(w.about)
	for _, name := range names {
		for _, e := range tree.All(name) {
			if n, ok := w.copy(e, name); ok {
				w.add(n)
			}
		}
	}
}

func (w *writer) copy(e *ncts.Element, path string) (ncts.Node, bool) {
	n := ncts.Node{Name: e.Name, Text: e.Value}
	if e.Name == "accessCode" || !ncts.Known(w.out.Version, w.name, path) {
		return n, false
	}
	for _, k := range e.Kids {
		if kid, ok := w.copy(k, path+"/"+k.Name); ok {
			n.Kids = append(n.Kids, kid)
		}
	}
	return n, len(n.Kids) > 0 || n.Text != ""
}

func (w *writer) parties() { w.copied("CustomsOfficeOfDeparture", "HolderOfTheTransitProcedure") }

// numbers name the movement by its MRN, or by the LRN before it has one (C0467).
func (w *writer) numbers() []string {
	if w.Fact.Number != "" {
		return []string{"MRN", w.Fact.Number}
	}
	return []string{"LRN", w.LRN}
}

func (w *writer) read(name string) string {
	for _, d := range w.Fact.Read {
		if d.Name == name {
			return d.Value
		}
	}
	return ""
}

func (w *writer) acknowledged() string {
	w.operation("LRN", w.LRN)
	w.parties()
	return ""
}

func (w *writer) registered() string {
	w.operation("LRN", w.LRN, "MRN", w.Fact.Number, "declarationAcceptanceDate", date(w.AcceptedAt))
	w.parties()
	return ""
}

func (w *writer) amended() string {
	sent := ""
	if w.Answered != nil {
		sent = w.Answered.Value("preparationDateAndTime")
	}
	w.operation(append(w.numbers(), "amendmentSubmissionDateAndTime", sent, "amendmentAcceptanceDateAndTime", stamp(w.Fact.At))...)
	w.parties()
	return ""
}

// reason is a reason of the office of guarantee: published code (CL252), reference number, text.
var reason = regexp.MustCompile(`^(G[0-9]{2}) (\S+): (.*)$`)

func (w *writer) guarantees() string {
	w.operation("MRN", w.Fact.Number, "declarationAcceptanceDate", date(w.AcceptedAt))
	w.parties()
	var refs []ncts.Node
	at := map[string]int{}
	for _, text := range strings.Split(w.read("reasons"), "; ") {
		m := reason.FindStringSubmatch(text)
		if m == nil {
			return "the office of guarantee gave a reason that has no published code: " + text
		}
		i, have := at[m[2]]
		if !have {
			i = len(refs)
			at[m[2]] = i
			refs = append(refs, group("GuaranteeReference", nodes("sequenceNumber", strconv.Itoa(i+1), "GRN", m[2])...))
		}
		n := len(refs[i].Kids) - 1
		refs[i].Kids = append(refs[i].Kids, group("InvalidGuaranteeReason", nodes("sequenceNumber", strconv.Itoa(n), "code", m[1], "text", oneText(m[3]))...))
	}
	w.add(refs...)
	return ""
}

// The types of notification (CL384, not published by the Commission; as stated in public software for NCTS phase 5).
const (
	decisionToControl  = "0"
	intentionToControl = "2"
)

// controls are the types of control (CL716) of the kinds that the procedure knows.
var controls = map[string]string{string(transit.Documents): "10", string(transit.Scan): "30", string(transit.Physical): "40"}

func (w *writer) control() string {
	kind := decisionToControl
	if w.Fact.To == transit.PreLodged {
		kind = intentionToControl
	}
	w.operation(append(w.numbers(), "controlNotificationDateAndTime", stamp(w.Fact.At), "notificationType", kind)...)
	w.copied("CustomsOfficeOfDeparture", "HolderOfTheTransitProcedure", "Representative")
	if kind == decisionToControl {
		w.add(group("TypeOfControls", nodes("sequenceNumber", "1", "type", controls[w.read("control")], "text", oneText(w.read("reason")))...))
	}
	return ""
}

// guaranteeNotValid is the one reason for no release (CL211) that a published sample shows; the list is not published.
const guaranteeNotValid = "G1"

func (w *writer) notReleased() string {
	if w.Fact.From != transit.GuaranteeInvalid {
		return "why goods are not released is said by a code of list CL211, which is not published; of its codes only that of an invalid guarantee is known"
	}
	text := w.read("reason")
	if text == "" {
		text = "the guarantee is not valid, and the time to amend has passed"
	}
	w.operation("MRN", w.Fact.Number, "declarationSubmissionDateAndTime", stamp(w.SubmittedAt), "noReleaseMotivationCode", guaranteeNotValid, "noReleaseMotivationText", oneText(text))
	w.copied("CustomsOfficeOfDeparture", "HolderOfTheTransitProcedure", "Representative")
	return ""
}

// released repeats the declaration in force.
func (w *writer) released() string {
	t := ncts.Tree(w.about)
	op := func(name string) string { return t.Text("TransitOperation/" + name) }
	w.operation("LRN", w.LRN, "MRN", w.Fact.Number, "declarationType", op("declarationType"), "additionalDeclarationType", op("additionalDeclarationType"),
		"declarationAcceptanceDate", date(w.AcceptedAt), "releaseDate", date(w.Fact.At), "security", op("security"), "reducedDatasetIndicator", op("reducedDatasetIndicator"),
		"specificCircumstanceIndicator", op("specificCircumstanceIndicator"), "communicationLanguageAtDeparture", op("communicationLanguageAtDeparture"), "bindingItinerary", op("bindingItinerary"))
	w.copied("Authorisation", "CustomsOfficeOfDeparture", "CustomsOfficeOfDestinationDeclared", "CustomsOfficeOfTransitDeclared",
		"CustomsOfficeOfExitForTransitDeclared", "HolderOfTheTransitProcedure", "Representative", "Guarantee", "Consignment")
	return ""
}

func (w *writer) invalidated() string {
	byHolder := w.Requested != nil
	pairs := []string{"decisionDateAndTime", stamp(w.Fact.At), "decision", "1", "initiatedByCustoms", "1"}
	if byHolder {
		decision := "1"
		if w.read("granted") == "no" {
			decision = "0"
		}
		asked := w.Requested.Value("Invalidation/requestDateAndTime")
		if asked == "" {
			asked = w.Requested.Value("preparationDateAndTime")
		}
		pairs = []string{"requestDateAndTime", asked, "decisionDateAndTime", stamp(w.Fact.At), "decision", decision, "initiatedByCustoms", "0"}
		w.Answered = w.Requested
		w.out.Kids = nil
		w.head(true)
	}
	w.operation(w.numbers()...)
	w.add(group("Invalidation", nodes(append(pairs, "justification", oneText(w.read("reason")))...)...))
	w.parties()
	return ""
}

// unlocode is a place that a UN/LOCODE names.
var unlocode = regexp.MustCompile(`^[A-Z]{2}[A-Z2-9]{3}$`)

func (w *writer) incident() string {
	code, _, _ := strings.Cut(w.read("incident"), ":")
	text, place := w.read("found"), ""
	if w.Movement != nil {
		for _, r := range w.Movement.Incidents {
			if r.Code == code && r.Text == text && r.Office.Same(w.Fact.Office) {
				place = r.Place
			}
		}
	}
	if !unlocode.MatchString(place) {
		return "where the incident happened is not recorded as a UN/LOCODE, and CC182C needs that, coordinates or an address"
	}
	w.operation("MRN", w.Fact.Number, "incidentNotificationDateAndTime", stamp(w.Fact.At))
	w.copied("CustomsOfficeOfDeparture")
	w.add(group("CustomsOfficeOfIncidentRegistration", nodes("referenceNumber", w.Fact.Office.Code)...))
	where := group("Location", nodes("qualifierOfIdentification", "U", "UNLocode", place, "country", place[:2])...)
	w.add(group("Consignment", group("Incident", append(nodes("sequenceNumber", "1", "code", code, "text", oneText(text)), where)...)))
	return ""
}

func (w *writer) discrepancies() string {
	w.operation("MRN", w.Fact.Number, "discrepanciesNotificationDate", date(w.Fact.At), "discrepanciesNotificationText", oneText(w.read("found")))
	w.parties()
	return ""
}

func (w *writer) writtenOff() string {
	w.operation("MRN", w.Fact.Number, "writeOffDate", date(w.Fact.RecordedAt))
	w.parties()
	return ""
}

// asked names the office of departure as that of enquiry: its record is the one that asks.
func (w *writer) asked() string {
	var limit time.Time
	for _, r := range transit.TimerRules {
		if r.Kind == transit.TimerHolderAnswer {
			limit = w.Fact.At.AddDate(0, r.Months, r.Days)
		}
	}
	w.operation("MRN", w.Fact.Number, "requestOnNonArrivedMovementDate", date(w.Fact.At), "limitForResponseDate", date(limit))
	w.add(group("CustomsOfficeOfEnquiryAtDeparture", nodes("referenceNumber", w.about.Value("CustomsOfficeOfDeparture/referenceNumber"))...))
	w.parties()
	return ""
}

func (w *writer) recovered() string {
	return "the record does not say what amount is claimed, and CC035C must"
}

// unloading gives the trader at destination the declaration, as the office of destination has it.
func (w *writer) unloading() string {
	if w.Declared == nil {
		return "the movement was not declared by a message of NCTS, and CC043C repeats elements of the declaration"
	}
	arrived, t := w.about, ncts.Tree(w.Declared)
	op := func(name string) string { return t.Text("TransitOperation/" + name) }
	w.operation("MRN", w.Fact.Number, "declarationType", op("declarationType"), "declarationAcceptanceDate", date(w.AcceptedAt), "security", op("security"), "reducedDatasetIndicator", op("reducedDatasetIndicator"))
	w.copied("CustomsOfficeOfDestinationActual", "TraderAtDestination")
	w.about = w.Declared
	if h := t.First("HolderOfTheTransitProcedure"); h.Has("name") && h.Has("Address") {
		w.copied("HolderOfTheTransitProcedure")
	}
	w.copied("Consignment")
	w.about = arrived
	if w.Fact.From == transit.Unloaded {
		w.add(group("CTLControl", nodes("continueUnloading", "1")...))
	}
	return ""
}

// fullRelease is the release of all goods (CL164, not published by the Commission; as stated in public software and shown by a
// published sample).
const fullRelease = "1"

func (w *writer) arrivedReleased() string {
	if w.read("satisfactory") != "yes" {
		return "the record does not say whether goods with discrepancies are released, and CC025C must"
	}
	w.operation("MRN", w.Fact.Number, "releaseDate", date(w.Fact.At), "releaseIndicator", fullRelease)
	w.copied("CustomsOfficeOfDestinationActual", "TraderAtDestination")
	return ""
}

// rejection refuses the declaration itself: an officer did, or the time to present the goods has passed.
func (w *writer) rejection() (*ncts.Message, string) {
	refused := w.Lodged
	if refused == nil {
		refused = w.about
	}
	text := w.read("reason")
	if text == "" {
		text = "the goods were not presented in time"
	}
	return reject(refused, nil, answer.Header{Sender: w.sender(), Identification: w.Identification, At: w.At, Reason: oneText(text)})
}

// refusal answers a message that the procedure did not take: by the published code where its state did not fit, else in words.
func (t *Told) refusal() (name string, m *ncts.Message, why string) {
	if t.Answered == nil {
		return "CC056C", nil, "the message that was refused is not kept"
	}
	if name = answer.With(t.Answered.Type); name == "" {
		return "CC906C", nil, "NCTS has no message that rejects a " + t.Answered.Type
	}
	h := answer.Header{Sender: t.sender(), Identification: t.Identification, At: t.At}
	if t.Answered.Type == "CC141C" && t.Declared != nil {
		h.Office = t.Declared.Value("CustomsOfficeOfDeparture/referenceNumber")
	}
	var findings []ncts.Finding
	if h.Reason = oneText(t.Refused); t.Code == fault.WrongState {
		h.Reason, findings = "", []ncts.Finding{{Level: answer.Procedure, Code: answer.OutOfSequence}}
	}
	m, why = reject(t.Answered, findings, h)
	return name, m, why
}

func reject(m *ncts.Message, findings []ncts.Finding, h answer.Header) (*ncts.Message, string) {
	out, err := answer.Reject(m, findings, h)
	if err != nil {
		return nil, err.Error()
	}
	return out, ""
}
