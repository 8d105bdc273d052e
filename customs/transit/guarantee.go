package transit

import (
	"cmp"
	"strings"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/unit"
)

// OfficeOfGuarantee is the party name of the office of guarantee where the declaration names no other.
const OfficeOfGuarantee = "office-of-guarantee"

// What facts read about guarantees, for who follows a movement by its notices.
const (
	ReadGuaranteesAsked  = "guarantees asked of " // and the party
	ReadGuaranteeValid   = "guarantee valid"      // yes or no
	ReadGuaranteeReasons = "reasons"              // divided by "; "
	ReadGuaranteeCalled  = "guarantee called"     // yes or no
)

// The messages between the office of departure and the office of guarantee.
const (
	KindGuaranteeRequest Kind = "guarantee-request"
	KindGuaranteeAnswer  Kind = "guarantee-answer"
	KindGuaranteeConfirm Kind = "guarantee-confirm"
	KindGuaranteeRelease Kind = "guarantee-release"
	KindGuaranteeCall    Kind = "guarantee-call"
)

// GuaranteeReference is one guarantee that a declaration names: its type (NCTS code list GuaranteeType), reference number and the amount it
// covers here. The access code does not stand here: a declaration goes to every administration on the way.
type GuaranteeReference struct {
	Type   string     `json:"type,omitempty"`
	GRN    string     `json:"grn"`
	Amount unit.Money `json:"amount"`
}

// GuaranteeStatus is where the conversation with the office of guarantee stands.
type GuaranteeStatus string

// The statuses of a guarantee's use by one movement. It is released or called once, and nothing leaves those two.
const (
	UseAsked      GuaranteeStatus = "asked"
	UseRegistered GuaranteeStatus = "registered"
	UseInvalid    GuaranteeStatus = "invalid" // nothing is reserved
	UseReleased   GuaranteeStatus = "released"
	UseCalled     GuaranteeStatus = "called"
)

// GuaranteeUse is the use of guarantees by one movement. Request counts the requests: each takes the place of the one before.
type GuaranteeUse struct {
	Status  GuaranteeStatus `json:"status"`
	Office  string          `json:"office"` // party name, as it was asked
	Request int             `json:"request"`
	Reasons []string        `json:"reasons,omitempty"` // of the last refusal
}

// GuaranteeRequest asks the office of guarantee to check the guarantees and to reserve the amounts (NCTS 200, 203). A request
// with a higher number takes the place of the one before, whose amounts are free again.
type GuaranteeRequest struct {
	Key        string               `json:"key"`
	From       string               `json:"from"`
	Request    int                  `json:"request"`
	Number     string               `json:"number"` // registration number of the movement
	Holder     string               `json:"holder"` // of the procedure: its number, or the declarant as declared
	References []GuaranteeReference `json:"references"`
	Countries  []string             `json:"countries"` // whose territory the movement touches
}

// GuaranteeAnswer answers the request of that number: every amount is reserved, or none and why (NCTS 201, 205).
type GuaranteeAnswer struct {
	Key     string   `json:"key"`
	From    string   `json:"from"`
	Request int      `json:"request"`
	Valid   bool     `json:"valid"`
	Reasons []string `json:"reasons,omitempty"`
}

// GuaranteeConfirm says that the goods are released: what the request reserved is engaged from now on.
type GuaranteeConfirm struct {
	Key     string `json:"key"`
	From    string `json:"from"`
	Request int    `json:"request"`
	Number  string `json:"number"`
}

// GuaranteeRelease frees what the request reserved (NCTS 209; 204 before the answer).
type GuaranteeRelease struct {
	Key     string `json:"key"`
	From    string `json:"from"`
	Request int    `json:"request"`
	Number  string `json:"number"`
	Reason  string `json:"reason"` // the state in which the movement ended, or replaced
}

// GuaranteeCall has the guarantor pay: the debt was not settled otherwise.
type GuaranteeCall struct {
	Key     string `json:"key"`
	From    string `json:"from"`
	Request int    `json:"request"`
	Number  string `json:"number"`
	Reason  string `json:"reason"`
}

// The names of the messages.
func (GuaranteeRequest) Kind() Kind { return KindGuaranteeRequest }
func (GuaranteeAnswer) Kind() Kind  { return KindGuaranteeAnswer }
func (GuaranteeConfirm) Kind() Kind { return KindGuaranteeConfirm }
func (GuaranteeRelease) Kind() Kind { return KindGuaranteeRelease }
func (GuaranteeCall) Kind() Kind    { return KindGuaranteeCall }

// GuaranteeParty is the party name of the office of guarantee of a declaration, empty where it names no guarantee.
func (d Declaration) GuaranteeParty() string {
	switch {
	case len(d.Guarantees) == 0 || !has(secured, d.Regime):
		return ""
	case d.GuaranteeOffice == "":
		return OfficeOfGuarantee
	}
	return d.GuaranteeOffice
}

// Countries lists the countries whose territory the movement touches, in the order of the route, each once.
func (m Movement) Countries() []string {
	out := []string{m.Declaration.Departure.Country}
	for _, c := range m.Copies() {
		if !has(out, c.Country) {
			out = append(out, c.Country)
		}
	}
	return out
}

// live is true as long as the office of guarantee may hold an amount for the movement.
func (g *GuaranteeUse) live() bool {
	return g != nil && (g.Status == UseAsked || g.Status == UseRegistered)
}

// askGuarantee asks for the declaration's guarantees, in the place of what was asked before. It is true if there are any; where
// there are none any more, or another office is asked, what was reserved is freed.
func (a *act) askGuarantee() bool {
	party, g := a.m.Declaration.GuaranteeParty(), a.m.Guarantee
	if g.live() && g.Office != party {
		a.send(g.Office, GuaranteeRelease{Key: a.m.Key, From: a.m.Owner, Request: g.Request, Number: a.m.Number, Reason: "replaced"})
		g.Status = UseReleased
	}
	if party == "" {
		return false
	}
	request := 1
	if g != nil {
		request = g.Request + 1
	}
	a.m.Guarantee = &GuaranteeUse{Status: UseAsked, Office: party, Request: request}
	a.send(party, GuaranteeRequest{Key: a.m.Key, From: a.m.Owner, Request: request, Number: a.m.Number, Holder: cmp.Or(a.m.Declaration.Holder, a.m.Declaration.Declarant),
		References: a.m.Declaration.Guarantees, Countries: a.m.Countries()})
	var grns []string
	for _, r := range a.m.Declaration.Guarantees {
		grns = append(grns, r.GRN)
	}
	a.read(ReadGuaranteesAsked+party, strings.Join(grns, ", "))
	return true
}

// guaranteeAnswer takes the answer to the last request; an answer to an earlier one changes nothing.
func (a *act) guaranteeAnswer(v GuaranteeAnswer) error {
	g := a.m.Guarantee
	if g == nil || v.From != g.Office {
		return fault.New(fault.BadField, "%q was not asked about a guarantee", fault.Clip(v.From)).At("/from")
	}
	a.read(ReadGuaranteeValid, yes(v.Valid))
	a.read(ReadGuaranteeReasons, strings.Join(v.Reasons, "; "))
	a.to(a.fact.From)
	if v.Request != g.Request || g.Status != UseAsked {
		a.fact.Note = "an answer that is no longer waited for changes nothing"
		return a.remark("/reasons", strings.Join(v.Reasons, "; "))
	}
	g.Status, g.Reasons = UseRegistered, nil
	next := Accepted
	if !v.Valid {
		g.Status, g.Reasons, next = UseInvalid, v.Reasons, GuaranteeInvalid
	}
	if a.fact.From == InvalidationAsked {
		a.m.Back = next
	} else {
		a.to(next)
	}
	return a.remark("/reasons", strings.Join(v.Reasons, "; "))
}

// confirmGuarantee tells the office of guarantee that the goods leave.
func (a *act) confirmGuarantee() {
	if g := a.m.Guarantee; g != nil && g.Status == UseRegistered {
		a.send(g.Office, GuaranteeConfirm{Key: a.m.Key, From: a.m.Owner, Request: g.Request, Number: a.m.Number})
	}
}

// settleGuarantee frees, at the end of the movement, what is still reserved. A call was sent before.
func (a *act) settleGuarantee() {
	if g := a.m.Guarantee; g.live() && a.m.Ended() {
		a.send(g.Office, GuaranteeRelease{Key: a.m.Key, From: a.m.Owner, Request: g.Request, Number: a.m.Number, Reason: string(a.m.State)})
		g.Status = UseReleased
	}
}

// callGuarantee has the guarantor pay.
func (a *act) callGuarantee(reason string) error {
	g := a.m.Guarantee
	if g == nil || g.Status != UseRegistered {
		return a.stop("no guarantee is registered for it").Mend("settle the debt otherwise")
	}
	if n := len(a.m.Parts); n > 0 {
		packages, kg := a.m.rest()
		reason += " (delivered before: " + plural(n, "part") + "; not delivered: " + plural(packages, "package") + ", " + unit.Group(int64(kg)) + " kg)"
	}
	a.send(g.Office, GuaranteeCall{Key: a.m.Key, From: a.m.Owner, Request: g.Request, Number: a.m.Number, Reason: reason})
	g.Status = UseCalled
	return nil
}
