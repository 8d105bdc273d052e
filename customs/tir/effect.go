package tir

import (
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/unit"
)

// The messages that the machine sends and that change no record.
const (
	KindNotice              Kind = "notice"
	KindCarnetQuery         Kind = "carnet-query"
	KindTerminationData     Kind = "termination-data"
	KindReconciliationReply Kind = "reconciliation-reply"
	KindLossNotice          Kind = "loss-notice"
	KindEnquiry             Kind = "enquiry"
	KindNonDischarge        Kind = "non-discharge-notice"
	KindPaymentDemand       Kind = "payment-demand"
	KindPaymentClaim        Kind = "payment-claim"
	KindLiabilityEnded      Kind = "liability-ended"
	KindRefundNotice        Kind = "refund-notice"
)

// Notice tells the holder of one fact. EPD is the TIR-EPD message that would carry it, empty where there is none.
type Notice struct {
	Key       string `json:"key"`
	Operation int    `json:"operation"`
	From      string `json:"from"`
	EPD       string `json:"epd,omitempty"`
	Fact      Fact   `json:"fact"`
}

// CarnetQuery asks the control system about a carnet (SafeTIR TCHQ).
type CarnetQuery struct {
	From   string `json:"from"`
	Carnet string `json:"carnet"`
}

// TerminationData tells the control system of a certified voucher No. 2 (Annex 10; SafeTIR upload record). Codes are those
// of that record; the country stays in two letters here.
type TerminationData struct {
	Carnet      string    `json:"carnet"`
	Country     string    `json:"country"`
	Office      Office    `json:"office"`
	Page        int       `json:"page"`        // VPN
	Reservation bool      `json:"reservation"` // CWR: R, else OK
	Partial     bool      `json:"partial"`     // PFD: PD, else FD
	Code        string    `json:"termination"` // TCO: LOAD or EXIT, else empty
	Packages    int       `json:"packages,omitempty"`
	At          time.Time `json:"at"`
	Cancel      bool      `json:"cancel,omitempty"` // UPG: C, else N
	By          time.Time `json:"by"`               // to be there by then
}

// ReconciliationReply answers the control system (SafeTIR WSRE).
type ReconciliationReply struct {
	From   string `json:"from"`
	ID     string `json:"id"`
	Carnet string `json:"carnet"`
	Page   int    `json:"page"`
	Code   int    `json:"code"`
}

// LossNotice tells the association and the organisation that a carnet was lost on the way.
type LossNotice struct {
	From   string `json:"from"`
	Carnet string `json:"carnet"`
	Text   string `json:"text"`
}

// Enquiry asks the holder and the association for the proof of termination.
type Enquiry struct {
	From   string    `json:"from"`
	Carnet string    `json:"carnet"`
	Page   int       `json:"page"` // of the voucher No. 2 that is missing
	Limit  time.Time `json:"limit"`
	Text   string    `json:"text,omitempty"`
}

// NonDischarge is the notification of Article 11(1).
type NonDischarge struct {
	From       string    `json:"from"`
	Carnet     string    `json:"carnet"`
	Page       int       `json:"page"`
	AcceptedAt time.Time `json:"acceptedAt"`
	By         time.Time `json:"by"` // to be received by then
	Fraud      bool      `json:"fraud,omitempty"`
	Text       string    `json:"text,omitempty"`
}

// PaymentDemand requires payment from the holder as a person directly liable.
type PaymentDemand struct {
	From   string     `json:"from"`
	Carnet string     `json:"carnet"`
	Amount unit.Money `json:"amount"`
}

// PaymentClaim claims payment from the association.
type PaymentClaim struct {
	From   string     `json:"from"`
	Carnet string     `json:"carnet"`
	Amount unit.Money `json:"amount"`
	By     time.Time  `json:"by"` // to be paid by then
}

// LiabilityEnded tells the association that it does not answer for the operation any more.
type LiabilityEnded struct {
	From   string `json:"from"`
	Carnet string `json:"carnet"`
	By     State  `json:"by"`
}

// RefundNotice tells the association that it gets back what it paid.
type RefundNotice struct {
	From   string     `json:"from"`
	Carnet string     `json:"carnet"`
	Amount unit.Money `json:"amount"`
	Reason string     `json:"reason"`
}

// ETIR is a message to or for the eTIR international system, by the name of its specification. It carries what the record
// knows, not the data model of that specification: no conformance is claimed.
type ETIR struct {
	ID        string    `json:"id"` // "I9"
	Name      string    `json:"name"`
	From      string    `json:"from"`
	Guarantee string    `json:"guarantee"` // number of the guarantee, which stands in the place of the carnet's
	Operation int       `json:"operation"`
	Office    Office    `json:"office,omitzero"`
	At        time.Time `json:"at"`
	Text      string    `json:"text,omitempty"`
}

// ETIRMessage is one message of the eTIR specification that the machine sends.
type ETIRMessage struct {
	ID, Name, When string
	Status         transit.Status
	Source         string
}

// Kind is the kind of the effect: "etir-i9".
func (e ETIRMessage) Kind() Kind { return Kind("etir-" + strings.ToLower(e.ID)) }

const tib = "names of ECE/TRANS/WP.30/AC.2/TIB/2022/5"

// ETIRMessages are the messages sent, by what sends them.
var ETIRMessages = []ETIRMessage{
	{"E10", "Advance TIR data response", "advance-data", transit.Recalled, tib},
	{"I3", "Get holder information", "present", transit.Recalled, tib},
	{"I5", "Query guarantee", "present", transit.Recalled, tib},
	{"I1", "Accept guarantee", "start of the first operation", transit.Recalled, tib},
	{"I7", "Record declaration data", "start of the first operation", transit.Recalled, tib},
	{"I9", "Start TIR operation", "start, resume", transit.Recalled, tib},
	{"I11", "Terminate TIR operation", "terminate, load, suspend", transit.Recalled, tib},
	{"I13", "Discharge TIR operation", "discharge", transit.Recalled, tib},
	{"I17", "Refusal to start TIR operation", "refuse-acceptance", transit.Recalled, tib},
}

// The names of the effects.
func (Notice) Kind() Kind              { return KindNotice }
func (CarnetQuery) Kind() Kind         { return KindCarnetQuery }
func (TerminationData) Kind() Kind     { return KindTerminationData }
func (ReconciliationReply) Kind() Kind { return KindReconciliationReply }
func (LossNotice) Kind() Kind          { return KindLossNotice }
func (Enquiry) Kind() Kind             { return KindEnquiry }
func (NonDischarge) Kind() Kind        { return KindNonDischarge }
func (PaymentDemand) Kind() Kind       { return KindPaymentDemand }
func (PaymentClaim) Kind() Kind        { return KindPaymentClaim }
func (LiabilityEnded) Kind() Kind      { return KindLiabilityEnded }
func (RefundNotice) Kind() Kind        { return KindRefundNotice }
func (e ETIR) Kind() Kind              { return ETIRMessage{ID: e.ID}.Kind() }

func effectSender(m Message) string {
	switch v := m.(type) {
	case Notice:
		return v.From
	case CarnetQuery:
		return v.From
	case TerminationData:
		return v.Country
	case ReconciliationReply:
		return v.From
	case LossNotice:
		return v.From
	case Enquiry:
		return v.From
	case NonDischarge:
		return v.From
	case PaymentDemand:
		return v.From
	case PaymentClaim:
		return v.From
	case LiabilityEnded:
		return v.From
	case RefundNotice:
		return v.From
	case ETIR:
		return v.From
	}
	return ""
}

// EPD is the TIR-EPD message that a message is, or by which the holder learns of a fact about it (IRU, TIR-EPD, snapshot of
// April 2022); empty where there is none.
func EPD(kind Kind, to State) string {
	switch {
	case kind == KindAdvance:
		return "EPD928"
	case kind == KindStart:
		return "EPD029"
	case kind == KindRefuse:
		return "EPD051"
	case kind == KindWithdraw:
		return "EPD009"
	case to == UnderEnquiry:
		return "EPD140"
	case kind == KindResume || kind == KindLoad:
		return "EPD025"
	case to == Discharged:
		return "EPD045"
	}
	return ""
}

// etir sends a message to the eTIR international system, where the transport runs under it.
func (a *act) etir(id, to string, at Office, text string) {
	if !a.m.Transport.ETIR {
		return
	}
	for _, e := range ETIRMessages {
		if e.ID == id {
			a.send(to, ETIR{ID: id, Name: e.Name, From: a.m.Administration, Guarantee: a.m.Transport.Carnet, Operation: a.m.Operation, Office: at, At: a.now, Text: text})
		}
	}
}

// terminationData tells the control system of a termination, at once: that keeps the day of Annex 10. An operation under eTIR
// tells it by I11 instead.
func (a *act) terminationData(t Termination) {
	if a.m.Transport.ETIR {
		a.etir("I11", ETIRSystem, t.Office, string(t.As))
		return
	}
	kind := ""
	switch {
	case t.As == Loaded:
		kind = "LOAD"
	case t.As == Suspension || t.As == Final && a.m.Operation < len(a.m.Transport.Operations):
		kind = "EXIT"
	}
	a.send(Organisation, TerminationData{Carnet: a.m.Transport.Carnet, Country: t.Office.Country, Office: t.Office, Page: t.Page, Reservation: t.Reservation != "",
		Partial: t.As == Partial, Code: kind, Packages: t.Packages, At: t.At, By: t.At.AddDate(0, 0, SafeTIRDays)})
}
