package transit

import (
	"slices"
	"time"

	"github.com/kairo-corridor/kairo/fault"
)

// The messages of an office that was not declared, and of the office of departure about one.
const (
	KindAskRecord        Kind = "ask-record"
	KindRecordRequest    Kind = "record-request"
	KindRecordAnswer     Kind = "record-answer"
	KindForwardedArrival Kind = "forwarded-arrival"
)

// AskRecord has the owner asked for the record of goods that stand before an office that was not declared, or that are to
// end at an office of passage. For says as what: passage (transit or exit) or destination. Key, Number, Owner and Regime (empty:
// common transit) stand on the accompanying document.
type AskRecord struct {
	Key    string `json:"key"`
	Number string `json:"number"`
	Owner  string `json:"owner"`
	For    Role   `json:"for"`
	Office Office `json:"office"`
	Regime Regime `json:"regime,omitempty"`
}

// RecordRequest asks the owner for the record (NCTS 114 of an office of transit, 002 of one of destination, 164 of one of
// exit).
type RecordRequest struct {
	Key    string `json:"key"`
	From   string `json:"from"`
	Number string `json:"number"`
	For    Role   `json:"for"`
	Office Office `json:"office"`
	Regime Regime `json:"regime,omitempty"` // empty: common transit
}

// RecordAnswer gives the record, or refuses it and says why (NCTS 115, 003, 165).
type RecordAnswer struct {
	Key         string      `json:"key"`
	From        string      `json:"from"`
	Given       bool        `json:"given"`
	Reason      string      `json:"reason,omitempty"`
	For         Role        `json:"for"`
	Number      string      `json:"number,omitempty"`
	Declaration Declaration `json:"declaration,omitzero"`
	ReleasedAt  time.Time   `json:"releasedAt,omitzero"`
	Limit       time.Time   `json:"limit,omitzero"`
	Measures    Measures    `json:"measures,omitzero"`
	Delivery    Office      `json:"delivery,omitzero"`
}

// ForwardedArrival tells the other offices where the goods arrived (NCTS 024).
type ForwardedArrival struct {
	From   string `json:"from"`
	Passed Passed `json:"passed"`
}

// The names of the messages.
func (AskRecord) Kind() Kind        { return KindAskRecord }
func (RecordRequest) Kind() Kind    { return KindRecordRequest }
func (RecordAnswer) Kind() Kind     { return KindRecordAnswer }
func (ForwardedArrival) Kind() Kind { return KindForwardedArrival }

// orCommon is the regime, common transit where none is named.
func (r Regime) orCommon() Regime {
	if r == "" {
		return CommonTransit
	}
	return r
}

func checkAskRecord(v AskRecord, administration string) error {
	var c checker
	c.name("/key", v.Key)
	c.name("/number", v.Number)
	c.country("/owner", v.Owner)
	if v.For != Passing && v.For != Destination {
		c.wrong("/for", "passage or destination", "%q is no role to ask in", fault.Clip(string(v.For)))
	}
	c.office("/office", v.Office)
	if v.Office.Country != administration {
		c.wrong("/office/country", administration, "the office is in %q", fault.Clip(v.Office.Country))
	}
	if r := v.Regime.orCommon(); !has(diverting, r) {
		c.wrong("/regime", "eaeu-transit or common-transit", "under regime %q no record is asked for", fault.Clip(string(r)))
	}
	if v.Owner == administration {
		c.wrong("/owner", "another administration", "the record is this administration's own")
	}
	return c.list.OrNil()
}

// askRecord remembers where a record that is already held stands, for a refusal.
func (a *act) askRecord(v AskRecord) error {
	if err := checkAskRecord(v, a.m.Administration); err != nil {
		return err
	}
	if a.fact.From != None {
		if v.Key != a.m.Key || v.Number != a.m.Number || v.Owner != a.m.Owner {
			return fault.New(fault.BadField, "the record held is %s of %s", a.m.Number, a.m.Owner).At("/number").Want("%s", a.m.Number)
		}
		if v.For != Destination {
			return a.stop("the record of a movement that passes is held already")
		}
		a.m.Back = a.fact.From
	}
	a.fact.Office, a.m.Asking = v.Office, v.Office
	a.read("number", v.Number)
	a.read("asked as", string(v.For))
	a.send(v.Owner, RecordRequest{Key: v.Key, From: a.m.Administration, Number: v.Number, For: v.For, Office: v.Office, Regime: v.Regime})
	return nil
}

// onTheWay are the owner's states in which goods may reach an office that was not declared.
var onTheWay = []State{Released, InTransit, Overdue, HolderAsked, UnderEnquiry}

// recordRequest gives the record as long as the goods are on the way; the asking administration holds a copy from then on.
func (a *act) recordRequest(v RecordRequest) error {
	var c checker
	c.country("/from", v.From)
	c.office("/office", v.Office)
	if v.For != Passing && v.For != Destination {
		c.wrong("/for", "passage or destination", "%q is no role to ask in", fault.Clip(string(v.For)))
	}
	if err := c.list.OrNil(); err != nil {
		return err
	}
	a.to(a.fact.From)
	a.fact.Office = v.Office
	a.read("asked by", v.From+" for "+string(v.For))
	reason := a.withholds(v)
	answer := RecordAnswer{Key: a.m.Key, From: a.m.Owner, Given: reason == "", Reason: reason, For: v.For}
	if answer.Given {
		answer.Number, answer.Declaration, answer.ReleasedAt, answer.Limit = a.m.Number, a.m.Declaration, a.m.ReleasedAt, a.m.Limit
		answer.Measures, answer.Delivery = a.m.Measures, a.m.Delivery
		if given := (Copy{v.From, v.For}); !has(a.m.Copies(), given) {
			a.m.Actual = append(a.m.Actual, given)
		}
	}
	a.read("given", yes(answer.Given))
	a.read("reason", reason)
	a.send(v.From, answer)
	return nil
}

// withholds says why the record may not be given, empty if it may.
func (a *act) withholds(v RecordRequest) string {
	switch {
	case v.Number != a.m.Number || v.Number == "":
		return "no movement has this number"
	case !has(onTheWay, a.fact.From) && a.fact.From != PartlyDelivered:
		return "the movement is " + string(a.fact.From)
	case a.m.Arrival != nil:
		return "the goods have arrived at " + a.m.Arrival.Office.String()
	case v.From == a.m.Owner || v.Office.Country != v.From:
		return "the office is not one of " + v.From
	case len(a.m.Actual) >= PassageMax:
		return "the record was given to " + itoa(PassageMax) + " offices already"
	}
	return ""
}

// recordAnswer makes the record a copy like any other, or has the office go back to what it held.
func (a *act) recordAnswer(v RecordAnswer) error {
	if err := a.fromOwner(v.From); err != nil {
		return err
	}
	a.read("given", yes(v.Given))
	a.read("reason", v.Reason)
	a.to(a.fact.From)
	if a.fact.From != RecordAsked {
		a.fact.Note = "the record came by another way, or is no longer waited for"
		if v.Given && v.For == Destination && !a.m.Ended() {
			a.m.Role = Destination
		}
		return a.remark("/reason", v.Reason)
	}
	back := a.m.Back
	a.m.Back, a.fact.Office = "", Office{Country: v.From}
	switch {
	case !v.Given && back == "":
		a.to(None)
	case !v.Given:
		a.to(back)
	default:
		if err := v.Declaration.Check(); err != nil {
			return err
		}
		a.m.Role, a.m.Number, a.m.Declaration, a.m.ReleasedAt, a.m.Limit = v.For, v.Number, v.Declaration, v.ReleasedAt, v.Limit
		a.m.Measures, a.m.Delivery = v.Measures, v.Delivery
		a.fact.Office = v.Declaration.Departure
		a.to(a.comingOrPassing())
		a.read("time limit", stamp(v.Limit))
	}
	return a.remark("/reason", v.Reason)
}

// comingOrPassing is the state of a copy whose goods have not arrived.
func (a *act) comingOrPassing() State {
	switch {
	case len(a.m.Parts) > 0:
		return PartlyDelivered
	case len(a.m.Passages) > 0:
		return InTransit
	}
	return Expected
}

// forwardArrival tells the other copies where the goods arrived.
func (a *act) forwardArrival(p Passed) {
	for _, c := range a.m.Copies() {
		if c.Country != p.Office.Country {
			a.send(c.Country, ForwardedArrival{From: a.m.Owner, Passed: p})
		}
	}
}

// forwardedArrival ends the waiting of a declared office of destination; the others only learn it.
func (a *act) forwardedArrival(v ForwardedArrival) error {
	if err := a.fromOwner(v.From); err != nil {
		return err
	}
	a.fact.Office, a.fact.At = v.Passed.Office, v.Passed.At.UTC()
	a.read("arrived at", v.Passed.Office.String())
	a.read("office declared", yes(v.Passed.Declared))
	return nil
}

// destinationOf is the administration where the goods are to end: the actual one, else the declared one.
func (m Movement) destinationOf() string {
	if m.Arrival != nil {
		return m.Arrival.Office.Country
	}
	if m.Delivery != (Office{}) {
		return m.Delivery.Country
	}
	for _, c := range slices.Backward(m.Actual) {
		if c.Role == Destination {
			return c.Country
		}
	}
	return m.Declaration.Destination.Country
}
