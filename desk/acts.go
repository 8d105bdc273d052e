package desk

import (
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/code"
	"github.com/kairo-corridor/kairo/customs/tir"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/node"
)

// FieldType says how a field of a decision is filled in.
type FieldType string

// The types of field.
const (
	ChoiceField  FieldType = "choice"    // one of the options
	CountryField FieldType = "country"   // one of the options, which are countries
	LineField    FieldType = "line"      // a line of text
	DaysField    FieldType = "days"      // a whole number, 1 to 366
	NumberField  FieldType = "number"    // a whole number
	TimeField    FieldType = "date-time" // RFC 3339
	FlagField    FieldType = "flag"      // true or false
	GivenField   FieldType = "given"     // one of the options, which are names as they stand
	DateField    FieldType = "date"      // 2027-01-20
	AmountField  FieldType = "amount"    // 1200.50 EUR
	PagesField   FieldType = "pages"     // 2 UZ, 4 KZ: page and country of each counterfoil
	VehicleField FieldType = "vehicles"  // registration, approval, last day of the approval; vehicles apart by semicolons
)

// Field is one datum of a decision beside its reason, remark and office. Name is that of [Decision] in JSON.
type Field struct {
	Name     string    `json:"name"`
	Type     FieldType `json:"type"`
	Required bool      `json:"required"`
	Options  []string  `json:"options,omitempty"`
}

// need says whether something is given.
type need int

const (
	never need = iota
	optional
	needed
)

// rule is one decision of officers: which act of package auth it is, what its form asks and what message it becomes.
type rule struct {
	kind   transit.Kind
	act    auth.Act // on the owner's record, and on a copy where there is no other
	onCopy auth.Act
	rare   bool // possible at any time: it is offered, and nothing waits for it
	sure   bool // the table of the machine alone decides whether it fits
	each   bool // each reason is tried on the machine
	office bool // it is done at one office, which may be named
	reason need
	text   need
	fields []Field
	later  func(*tir.Record) bool // of TIR: possible, and nothing waits for it
	make   func(c *deciding) transit.Message
}

// deciding is a decision on its way to a message: the text others read is the reason's with the remark.
type deciding struct {
	Decision
	m      *transit.Movement
	tir    *tir.Record // nil: no TIR operation
	chosen Reason
	at     transit.Office
	said   string
}

// rules are the decisions of officers in the order in which they are offered. A further decision is a row here, its reasons in
// data/reasons.csv, and texts.
var rules = []rule{
	{kind: transit.KindAccept, act: auth.Accept, sure: true, make: func(c *deciding) transit.Message { return transit.Accept{} }},
	{kind: transit.KindReject, act: auth.Accept, sure: true, reason: needed, make: func(c *deciding) transit.Message { return transit.Reject{Reason: c.said} }},
	{kind: transit.KindDecideInvalidation, act: auth.Invalidate, sure: true, reason: needed, make: func(c *deciding) transit.Message {
		return transit.DecideInvalidation{Granted: c.chosen.Result == "granted", Reason: c.said}
	}},
	{kind: transit.KindDecideControl, act: auth.Control, sure: true, reason: needed, fields: []Field{{"control", ChoiceField, true, spell(Controls)}},
		make: func(c *deciding) transit.Message { return transit.DecideControl{Control: c.Control, Reason: c.said} }},
	{kind: transit.KindControlResult, act: auth.Control, sure: true, reason: needed, make: func(c *deciding) transit.Message {
		return transit.ControlResult{Satisfactory: c.chosen.Satisfactory, Text: c.said}
	}},
	{kind: transit.KindRelease, act: auth.Release, fields: []Field{{"limitDays", DaysField, false, nil}, {"route", LineField, false, nil}, {"newSeals", LineField, false, nil},
		{"escort", FlagField, false, nil}}, make: func(c *deciding) transit.Message {
		return transit.Release{LimitDays: c.LimitDays, Route: c.Route, Escort: c.Escort, Seals: listed(c.NewSeals)}
	}},
	{kind: transit.KindRefuseRelease, act: auth.Release, sure: true, reason: needed, make: func(c *deciding) transit.Message {
		return transit.RefuseRelease{Reason: c.said}
	}},
	{kind: transit.KindAnswerEnquiry, act: auth.AnswerEnquiry, sure: true, reason: needed, make: func(c *deciding) transit.Message {
		return transit.AnswerEnquiry{Result: transit.EnquiryResult(c.chosen.Result), Text: strings.TrimSpace(c.Text)}
	}},
	{kind: transit.KindAnswerRecovery, act: auth.RecoverFor, sure: true, reason: needed, make: func(c *deciding) transit.Message {
		return transit.AnswerRecovery{Accepted: c.chosen.Result == "accepted", Reason: c.said}
	}},
	{kind: transit.KindPassage, act: auth.RecordPassage, office: true, reason: optional, make: func(c *deciding) transit.Message { return transit.Passage{Office: c.at} }},
	{kind: transit.KindLeaveArea, act: auth.RecordExit, office: true, make: func(c *deciding) transit.Message { return transit.LeaveArea{Office: c.at} }},
	{kind: transit.KindArrival, act: auth.RecordArrival, office: true, reason: optional, make: func(c *deciding) transit.Message { return transit.Arrival{Office: c.at} }},
	{kind: transit.KindPermitUnloading, act: auth.PermitUnloading, make: func(c *deciding) transit.Message {
		return transit.PermitUnloading{Remark: strings.TrimSpace(c.Text)}
	}},
	{kind: transit.KindDestinationControl, act: auth.RecordArrival, reason: needed, make: func(c *deciding) transit.Message {
		return transit.DestinationControl{Satisfactory: c.chosen.Satisfactory, Text: c.said}
	}},
	{kind: transit.KindSettleDiscrepancies, act: auth.Settle, reason: needed, make: func(c *deciding) transit.Message { return transit.SettleDiscrepancies{Text: c.said} }},
	{kind: transit.KindDischarge, act: auth.Release, reason: optional, make: func(c *deciding) transit.Message { return transit.Discharge{Resolved: c.said} }},
	{kind: transit.KindAskHolder, act: auth.Enquire, reason: needed, make: func(c *deciding) transit.Message { return transit.AskHolder{Reason: c.said} }},
	{kind: transit.KindAskDestination, act: auth.Enquire, reason: needed, make: func(c *deciding) transit.Message {
		return transit.AskDestination{Sufficient: c.chosen.Result != "insufficient", Fraud: c.chosen.Result == "fraud", Text: strings.TrimSpace(c.Text)}
	}},
	{kind: transit.KindCloseRecovery, act: auth.Recover, onCopy: auth.RecoverFor, each: true, reason: needed, make: func(c *deciding) transit.Message {
		return transit.CloseRecovery{Called: c.chosen.Result == "called", Text: c.said}
	}},
	{kind: transit.KindRequestRecovery, act: auth.Recover, rare: true, reason: needed, fields: []Field{{"with", CountryField, true, nil}},
		make: func(c *deciding) transit.Message { return transit.RequestRecovery{Country: c.With, Reason: c.said} }},
	{kind: transit.KindAcceptProof, act: auth.Enquire, rare: true, sure: true, reason: needed, text: needed, make: func(c *deciding) transit.Message {
		return transit.AcceptProof{Proof: c.said}
	}},
	{kind: transit.KindCancelEnquiry, act: auth.Enquire, rare: true, sure: true, reason: needed, make: func(c *deciding) transit.Message {
		return transit.CancelEnquiry{Reason: c.said}
	}},
	{kind: transit.KindStartRecovery, act: auth.Recover, rare: true, reason: needed, make: func(c *deciding) transit.Message { return transit.StartRecovery{Reason: c.said} }},
	{kind: transit.KindIncident, act: auth.RecordIncident, rare: true, office: true, reason: needed, text: needed, fields: []Field{{"at", TimeField, false, nil},
		{"place", LineField, false, nil}, {"newMeans", LineField, false, nil}, {"newSeals", LineField, false, nil}, {"byCarrier", FlagField, false, nil}}, make: incident},
	{kind: transit.KindReachDelivery, act: auth.RecordArrival, rare: true, office: true, fields: []Field{{"at", TimeField, false, nil}},
		make: func(c *deciding) transit.Message { return transit.ReachDelivery{Office: c.at, At: c.At} }},
	{kind: transit.KindDeliverPart, act: auth.RecordArrival, rare: true, office: true, fields: []Field{{"packages", NumberField, false, nil}, {"grossKg", NumberField, false, nil}},
		make: func(c *deciding) transit.Message {
			return transit.DeliverPart{Office: c.at, Packages: c.Packages, GrossKg: c.GrossKg, Text: strings.TrimSpace(c.Text)}
		}},
	{kind: transit.KindExtendLimit, act: auth.ExtendLimit, rare: true, office: true, reason: needed, fields: []Field{{"days", DaysField, true, nil}},
		make: func(c *deciding) transit.Message {
			return transit.ExtendLimit{Office: c.at, Days: c.Days, Reason: c.said}
		}},
	{kind: transit.KindChangeDelivery, act: auth.ChangeDelivery, rare: true, reason: needed, fields: []Field{{"with", LineField, true, nil}, {"to", LineField, true, nil}},
		make: func(c *deciding) transit.Message {
			return transit.ChangeDelivery{Office: transit.Office{Country: c.With, Code: c.To}, Reason: c.said}
		}},
	{kind: transit.KindAskMovement, act: auth.AskMovement, rare: true, fields: []Field{{"with", CountryField, true, nil}},
		make: func(c *deciding) transit.Message {
			return transit.AskMovement{Of: c.With, Text: strings.TrimSpace(c.Text)}
		}},
	{kind: transit.KindAskRecord, act: auth.AskRecord, rare: true, office: true, make: askRecord},
	{kind: transit.KindCancel, act: auth.Invalidate, rare: true, reason: needed, make: func(c *deciding) transit.Message { return transit.Cancel{Reason: c.said} }},
}

func incident(c *deciding) transit.Message {
	return transit.Incident{Code: c.chosen.Result, Office: c.at, Place: c.Place, Text: strings.TrimSpace(c.Text), ByCarrier: c.ByCarrier, At: c.At, NewMeans: c.NewMeans, NewSeals: listed(c.NewSeals)}
}

// listed are the words of a line, separated by commas.
func listed(line string) (out []string) {
	for _, s := range strings.Split(line, ",") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// askRecord asks for a record that is not here; one that passes is asked to end here.
func askRecord(c *deciding) transit.Message {
	if c.m.Number != "" {
		return transit.AskRecord{Key: c.m.Key, Number: c.m.Number, Owner: c.m.Owner, For: transit.Destination, Office: c.at, Regime: askedRegime(c.m.Declaration.Regime)}
	}
	v := transit.AskRecord{Key: c.Key, Number: c.Number, Owner: c.With, For: c.As, Office: c.at}
	if code.ParseEAEU(c.Number).Err() == nil {
		v.Regime = transit.EAEUTransit
	}
	return v
}

// askedRegime is a regime as a question for the record names it: empty for common transit.
func askedRegime(r transit.Regime) transit.Regime {
	if r == transit.CommonTransit {
		return ""
	}
	return r
}

func spell[T ~string](list []T) []string {
	var out []string
	for _, x := range list {
		out = append(out, string(x))
	}
	return out
}

// FieldNames lists the names of all fields that decisions have.
func FieldNames() []string { return slices.Clone(fieldNames) }

// ruleOf is the decision of a kind on what an administration holds, nil where there is none.
func ruleOf(h *node.Held, kind transit.Kind) *rule {
	list := rulesOn(h)
	if i := slices.IndexFunc(list, func(r rule) bool { return r.kind == kind }); i >= 0 {
		return &list[i]
	}
	return nil
}

// rulesOn are the decisions of the procedure that a record is run by.
func rulesOn(h *node.Held) []rule {
	if h.TIR != nil {
		return tirRules
	}
	return rules
}

// right is the act of package auth that the decision is on a record.
func (r *rule) right(m *transit.Movement) auth.Act {
	if r.onCopy != "" && m.Role != transit.Owner {
		return r.onCopy
	}
	return r.act
}

// reasoned tells whether a reason is given.
func (r *rule) reasoned(h *node.Held) need {
	m := &h.Movement
	if r.kind == transit.KindDischarge && m.Result != nil && !m.Result.Satisfactory && m.Settled == "" && (h.TIR == nil || h.TIR.Proof == "") {
		return needed
	}
	return r.reason
}

// asks are the fields of the decision on a movement.
func (r *rule) asks(h *node.Held) []Field {
	m, out := &h.Movement, slices.Clone(r.fields)
	if h.TIR != nil {
		return askedOf(h.TIR, r.kind, out)
	}
	if r.kind == transit.KindRelease && m.Class() != transit.Through {
		return out[:1] // what is imposed on the way is of transit only
	}
	for i := range out {
		switch {
		case out[i].Type != CountryField || out[i].Options != nil:
		case m.Role != transit.Owner:
			out[i].Options = []string{m.Owner}
		default:
			for _, c := range m.Copies() {
				out[i].Options = append(out[i].Options, c.Country)
			}
		}
	}
	return out
}

// taken tells whether the machine takes the decision at an office for a reason, all else filled in as its form could be.
func (r *rule) taken(h *node.Held, at transit.Office, reason Reason, now time.Time) bool {
	if h.TIR != nil {
		return r.takenTIR(h, at, reason, now)
	}
	m := &h.Movement
	c := &deciding{Decision: Decision{Key: m.Key, Control: transit.Documents, Text: "-", Days: 1, GrossKg: 1, With: m.Declaration.Destination.Country, To: "-"}, m: m, chosen: reason, at: at, said: "-"}
	if asks := r.asks(h); len(asks) > 0 && asks[0].Type == CountryField {
		if len(asks[0].Options) == 0 {
			return false
		}
		c.With = asks[0].Options[0]
	}
	_, _, _, err := transit.Apply(*m, r.make(c), now)
	return err == nil
}

// open lists the offices and reasons with which the machine takes the decision; ok is false where it takes none.
func (r *rule) open(h *node.Held, offices []transit.Office, now time.Time) (at []transit.Office, reasons []Reason, ok bool) {
	reasons = ReasonsFor(r.kind)
	if r.sure {
		return offices, reasons, true
	}
	first := Reason{}
	if len(reasons) > 0 {
		first = reasons[0]
	}
	if r.office {
		for _, o := range offices {
			if r.taken(h, o, first, now) {
				at = append(at, o)
			}
		}
		return at, reasons, len(at) > 0
	}
	if r.each {
		reasons = slices.DeleteFunc(reasons, func(x Reason) bool { return !r.taken(h, transit.Office{}, x, now) })
		return offices, reasons, len(reasons) > 0
	}
	return offices, reasons, r.taken(h, transit.Office{}, first, now)
}
