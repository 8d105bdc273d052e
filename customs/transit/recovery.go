package transit

import (
	"time"

	"github.com/kairo-corridor/kairo/fault"
)

// The messages of the recovery.
const (
	KindStartRecovery    Kind = "start-recovery"
	KindRequestRecovery  Kind = "request-recovery"
	KindAnswerRecovery   Kind = "answer-recovery"
	KindCloseRecovery    Kind = "close-recovery"
	KindRecoveryNotified Kind = "recovery-notified"
	KindRecoveryRequest  Kind = "recovery-request"
	KindRecoveryAnswer   Kind = "recovery-answer"
	KindRecoveryDispatch Kind = "recovery-dispatch"
)

// StartRecovery starts the recovery of the debt: the holder is told (NCTS 035), and every administration involved (063).
type StartRecovery struct {
	Reason string `json:"reason"`
}

// RequestRecovery asks another authority, where the debt is thought to have arisen, to recover it (NCTS 150).
type RequestRecovery struct {
	Country string `json:"country"`
	Reason  string `json:"reason"`
}

// AnswerRecovery is that authority's answer (NCTS 151).
type AnswerRecovery struct {
	Accepted bool   `json:"accepted"`
	Reason   string `json:"reason,omitempty"`
}

// CloseRecovery ends the recovery. Called says that the guarantor has to pay; otherwise the debt was paid or is not due.
type CloseRecovery struct {
	Called bool   `json:"called,omitempty"`
	Text   string `json:"text"`
}

// RecoveryNotified tells the administrations involved that the recovery started or, where Closed, that it ended (NCTS 063).
type RecoveryNotified struct {
	From   string    `json:"from"`
	Reason string    `json:"reason,omitempty"`
	Closed bool      `json:"closed,omitempty"`
	At     time.Time `json:"at"`
}

// RecoveryRequest asks an authority to recover the debt (NCTS 150).
type RecoveryRequest struct {
	From   string `json:"from"`
	Reason string `json:"reason"`
}

// RecoveryAnswer accepts or refuses (NCTS 151).
type RecoveryAnswer struct {
	From     string `json:"from"`
	Accepted bool   `json:"accepted"`
	Reason   string `json:"reason,omitempty"`
}

// RecoveryDispatch tells the owner how the other authority settled the debt (NCTS 152).
type RecoveryDispatch struct {
	From   string `json:"from"`
	Called bool   `json:"called,omitempty"`
	Text   string `json:"text"`
}

// The names of the messages.
func (StartRecovery) Kind() Kind    { return KindStartRecovery }
func (RequestRecovery) Kind() Kind  { return KindRequestRecovery }
func (AnswerRecovery) Kind() Kind   { return KindAnswerRecovery }
func (CloseRecovery) Kind() Kind    { return KindCloseRecovery }
func (RecoveryNotified) Kind() Kind { return KindRecoveryNotified }
func (RecoveryRequest) Kind() Kind  { return KindRecoveryRequest }
func (RecoveryAnswer) Kind() Kind   { return KindRecoveryAnswer }
func (RecoveryDispatch) Kind() Kind { return KindRecoveryDispatch }

// startRecovery needs a ground: an enquiry that is due, discrepancies that are not settled, or an incident.
func (a *act) startRecovery(v StartRecovery) error {
	var c checker
	c.said("/reason", v.Reason)
	if err := c.list.OrNil(); err != nil {
		return err
	}
	switch {
	case a.fact.From == Checked && (a.m.Result.Satisfactory || a.m.Settled != ""):
		return a.stop("no discrepancy is open").Mend("discharge the movement")
	case has(inTime, a.fact.From) && len(a.m.Incidents) == 0:
		return a.stop("no incident is recorded, and the goods are not overdue")
	}
	a.recover(v.Reason)
	return nil
}

func (a *act) recover(reason string) {
	a.read("reason", reason)
	if n := len(a.m.Incidents); n > 0 {
		a.read("last incident", a.m.Incidents[n-1].Text)
	}
	if a.m.Result != nil {
		a.read("found", a.m.Result.Text)
	}
	a.tellRecovery(RecoveryNotified{From: a.m.Owner, Reason: reason, At: a.now})
}

func (a *act) tellRecovery(v RecoveryNotified) {
	for _, c := range a.m.Copies() {
		a.send(c.Country, v)
	}
}

func (a *act) requestRecovery(v RequestRecovery) error {
	if err := a.from(v.Country, anyCopy); err != nil {
		return fault.New(fault.BadField, "%q holds no copy of the movement", fault.Clip(v.Country)).At("/country").Want("an administration involved")
	}
	var c checker
	c.said("/reason", v.Reason)
	a.m.RecoveryWith = v.Country
	a.read("asked", v.Country)
	a.read("reason", v.Reason)
	a.send(v.Country, RecoveryRequest{From: a.m.Owner, Reason: v.Reason})
	return c.list.OrNil()
}

func (a *act) recoveryRequest(v RecoveryRequest) error {
	if err := a.fromOwner(v.From); err != nil {
		return err
	}
	switch a.fact.From {
	case RecordAsked: // which remembers itself where it goes back to
	case RecoveryAsked, Recovering, Recovered:
		a.fact.Note = "asked again: the first request counts"
	default:
		a.m.Back = a.fact.From
	}
	a.read("reason", v.Reason)
	return a.remark("/reason", v.Reason)
}

func (a *act) answerRecovery(v AnswerRecovery) error {
	if !v.Accepted {
		a.to(a.m.Back)
	}
	a.m.Back = ""
	a.read("accepted", yes(v.Accepted))
	a.read("reason", v.Reason)
	a.send(a.m.Owner, RecoveryAnswer{From: a.m.Administration, Accepted: v.Accepted, Reason: v.Reason})
	return a.remark("/reason", v.Reason)
}

// recoveryAnswer may come after the time for it; an acceptance then still counts, as long as the debt is open.
func (a *act) recoveryAnswer(v RecoveryAnswer) error {
	if err := a.from(v.From, anyCopy); err != nil {
		return err
	}
	switch {
	case v.From != a.m.RecoveryWith:
		a.to(a.fact.From)
		a.irregular("another authority has been asked since; a person must settle who recovers the debt")
	case !has([]State{InRecovery, RecoveryRequested}, a.fact.From):
		a.to(a.fact.From)
		a.irregular("learned after the movement was " + string(a.fact.From))
	case v.Accepted:
		a.to(RecoveryElsewhere)
	default:
		a.to(InRecovery)
	}
	a.read("asked", v.From)
	a.read("accepted", yes(v.Accepted))
	a.read("reason", v.Reason)
	return a.remark("/reason", v.Reason)
}

// closeRecovery settles the debt; an authority that recovered it for the owner tells it.
func (a *act) closeRecovery(v CloseRecovery) error {
	var c checker
	c.said("/text", v.Text)
	if err := c.list.OrNil(); err != nil {
		return err
	}
	if a.m.Role != Owner {
		a.read(ReadGuaranteeCalled, yes(v.Called))
		a.read("settled", v.Text)
		a.send(a.m.Owner, RecoveryDispatch{From: a.m.Administration, Called: v.Called, Text: v.Text})
		return nil
	}
	if err := a.settleDebt(v.Called, v.Text); err != nil {
		return err
	}
	a.tellRecovery(RecoveryNotified{From: a.m.Owner, Reason: v.Text, Closed: true, At: a.now})
	return nil
}

func (a *act) settleDebt(called bool, text string) error {
	a.read(ReadGuaranteeCalled, yes(called))
	a.read("settled", text)
	if called {
		return a.callGuarantee(text)
	}
	return nil
}

func (a *act) recoveryDispatch(v RecoveryDispatch) error {
	if err := a.from(v.From, anyCopy); err != nil {
		return err
	}
	a.read("recovered by", v.From)
	if a.fact.From != RecoveryElsewhere || v.From != a.m.RecoveryWith {
		a.to(a.fact.From)
		a.irregular("not the authority that recovers the debt now; a person must settle it")
		a.read("settled", v.Text)
		return a.remark("/text", v.Text)
	}
	called := v.Called && a.m.Guarantee != nil && a.m.Guarantee.Status == UseRegistered
	if v.Called && !called {
		a.irregular("the guarantee cannot be called: none is registered")
	}
	if err := a.settleDebt(called, v.Text); err != nil {
		return err
	}
	a.tellRecovery(RecoveryNotified{From: a.m.Owner, Reason: v.Text, Closed: true, At: a.now})
	return a.remark("/text", v.Text)
}

// recoveryNotified is information as long as the recovery is open, and the end of the copy when it is closed.
func (a *act) recoveryNotified(v RecoveryNotified) error {
	if err := a.fromOwner(v.From); err != nil {
		return err
	}
	if !v.Closed || a.fact.From == Recovered {
		a.to(a.fact.From)
	} else {
		a.to(Recovered)
	}
	a.sent(v.At)
	a.read("reason", v.Reason)
	a.read("closed", yes(v.Closed))
	return a.remark("/reason", v.Reason)
}
