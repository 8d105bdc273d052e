package tir

import (
	"slices"
	"time"

	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/internal/wire"
	"github.com/kairo-corridor/kairo/unit"
)

// Message is one message of the procedure.
type Message = transit.Message

// The messages of the holder.
const (
	KindAdvance  Kind = "advance-data"
	KindWithdraw Kind = "withdraw-advance"
)

// The messages of officers.
const (
	KindPresent      Kind = "present"
	KindRefuse       Kind = "refuse-acceptance"
	KindStart        Kind = "start"
	KindLoad         Kind = "load"
	KindSuspend      Kind = "suspend"
	KindResume       Kind = "resume"
	KindNotResumed   Kind = "not-resumed"
	KindTerminate    Kind = "terminate"
	KindIncident     Kind = "incident"
	KindReportLoss   Kind = "report-loss"
	KindSubstitute   Kind = "substitute"
	KindDischarge    Kind = "discharge"
	KindEnquire      Kind = "enquire"
	KindAcceptProof  Kind = "accept-proof"
	KindIrregularity Kind = "find-irregularity"
	KindNotify       Kind = "notify-non-discharge"
	KindDemand       Kind = "demand-payment"
	KindDebtPaid     Kind = "debt-paid"
	KindClaim        Kind = "claim"
	KindDropClaim    Kind = "drop-claim"
	KindRefund       Kind = "refund"
	KindReconcile    Kind = "answer-reconciliation"
)

// The messages of the control system, the association, other administrations and the clock.
const (
	KindCarnetAnswer        Kind = "carnet-answer"
	KindReconciliation      Kind = "reconciliation-request"
	KindAssociationPaid     Kind = "association-paid"
	KindOperationNotified   Kind = "operation-notified"
	KindTerminationNotified Kind = "termination-notified"
	KindIncidentNotified    Kind = "incident-notified"
	KindElapsed                  = transit.KindElapsed
)

// Kinds lists the messages that change a record, in the order of the table.
var Kinds = []Kind{KindAdvance, KindWithdraw, KindPresent, KindCarnetAnswer, KindRefuse, KindStart, KindLoad, KindSuspend, KindResume,
	KindNotResumed, KindTerminate, KindTerminationNotified, KindIncident, KindIncidentNotified, KindReportLoss, KindSubstitute, KindDischarge,
	KindEnquire, KindAcceptProof, KindIrregularity, KindNotify, KindDemand, KindDebtPaid, KindClaim, KindAssociationPaid, KindDropClaim,
	KindRefund, KindReconciliation, KindReconcile, KindOperationNotified, KindElapsed}

// notified are the messages that only another administration sends.
var notified = []Kind{KindOperationNotified, KindTerminationNotified, KindIncidentNotified}

// Elapsed says that a timer is due.
type Elapsed = transit.Elapsed

// Advance is the advance data of the holder (TIR-EPD 015, amended by 013; eTIR E9, E11). A second one replaces the first, as
// long as the carnet is not presented.
type Advance struct {
	Key            string    `json:"key"`
	Administration string    `json:"administration"`
	Operation      int       `json:"operation"` // the one that begins in the administration
	Transport      Transport `json:"transport"`
}

// Withdraw takes the advance data back (TIR-EPD 014, eTIR E13).
type Withdraw struct {
	From   string `json:"from"` // the holder
	Reason string `json:"reason"`
}

// Present records that carnet, vehicle and goods are presented at the office that may start the operation. Key,
// Administration, Operation and Transport are needed where nothing was announced.
type Present struct {
	Key            string     `json:"key,omitempty"`
	Administration string     `json:"administration,omitempty"`
	Operation      int        `json:"operation,omitempty"`
	Transport      *Transport `json:"transport,omitempty"`
	Presentation
}

// Presentation is what the officer reads off the carnet, the vehicle and its papers.
type Presentation struct {
	Carnet        string        `json:"carnet"`
	HolderID      string        `json:"holderID"`
	Excluded      bool          `json:"excluded,omitempty"`     // the holder is excluded here (Article 38)
	ValidUntil    time.Time     `json:"validUntil"`             // last day for the acceptance at departure
	FirstAccepted time.Time     `json:"firstAccepted,omitzero"` // by the office of departure; zero there
	Page          int           `json:"page,omitempty"`         // of the next voucher No. 1; 0 under eTIR
	Counterfoils  []Counterfoil `json:"counterfoils,omitempty"` // terminations certified in the carnet
	Vehicles      []Vehicle     `json:"vehicles"`
	Bulky         bool          `json:"bulky,omitempty"` // heavy or bulky goods: no certificate of approval (Article 29)
	SealsFound    []string      `json:"sealsFound,omitempty"`
	SealsBroken   bool          `json:"sealsBroken,omitempty"`
	Report        string        `json:"report,omitempty"`     // certified report about them
	OfficesMax    int           `json:"officesMax,omitempty"` // this party's own limit of offices on its territory; 0: none
}

// Counterfoil is a termination certified in the carnet: the page of the voucher No. 2 and the country of the office.
type Counterfoil struct {
	Page    int    `json:"page"`
	Country string `json:"country"`
}

// CarnetAnswer is what the control system knows of the carnet (SafeTIR TCHQ; eTIR I4, I6).
type CarnetAnswer struct {
	From         string    `json:"from"` // [Organisation] or [ETIRSystem]
	Code         int       `json:"code"` // 1 issue data available, 2 none, 3 invalidated, 4 not in circulation, 5 number incorrect
	HolderID     string    `json:"holderID,omitempty"`
	ValidUntil   time.Time `json:"validUntil,omitzero"`
	Association  string    `json:"association,omitempty"`
	Terminations int       `json:"terminations,omitempty"`
	UnderWay     bool      `json:"underWay,omitempty"` // eTIR: an operation is started and not terminated
}

// Refuse refuses to accept the carnet (eTIR I17).
type Refuse struct {
	Reason string `json:"reason"`
}

// Start accepts the carnet with voucher No. 1 (eTIR I9). Duties are what is at stake, zero where it is not worked out.
type Start struct {
	Seals     []string   `json:"seals"`
	LimitDays int        `json:"limitDays"` // the office sets it (Article 20)
	Route     string     `json:"route,omitempty"`
	Duties    unit.Money `json:"duties,omitzero"`
	Ceiling   Ceiling    `json:"ceiling,omitzero"`
}

// Load records the loading at a further office of departure: one pair of vouchers ends, the next begins.
type Load struct {
	Office   Office   `json:"office"`
	Page     int      `json:"page,omitempty"` // of the voucher No. 2; 0: the next one by this record
	Packages int      `json:"packages"`
	Seals    []string `json:"seals"`
}

// Suspend records that another regime begins (Article 26): its office is treated as one of exit.
type Suspend struct {
	Page     int    `json:"page,omitempty"` // of the voucher No. 2; 0: the next one by this record
	Office   Office `json:"office"`
	Regime   string `json:"regime"`
	Document string `json:"document"`
}

// Resume records that the TIR transport goes on: its office is treated as one of entry.
type Resume struct {
	Page        int      `json:"page,omitempty"` // of the voucher No. 1 used; 0 under eTIR
	Office      Office   `json:"office"`
	LimitDays   int      `json:"limitDays"`
	SealsBroken bool     `json:"sealsBroken,omitempty"`
	Report      string   `json:"report,omitempty"`
	Seals       []string `json:"seals,omitempty"` // affixed anew
}

// NotResumed says that the goods stay under the other regime.
type NotResumed struct {
	Reason string `json:"reason"`
}

// Terminate certifies voucher No. 2 (eTIR I11). Page 0 is the next one by this record.
type Terminate struct {
	Office      Office   `json:"office,omitzero"` // empty: the declared office of exit or destination
	Page        int      `json:"page,omitempty"`
	Partial     bool     `json:"partial,omitempty"`
	Packages    int      `json:"packages,omitempty"`
	Reservation string   `json:"reservation,omitempty"`
	Seals       []string `json:"seals,omitempty"` // affixed after a partial unloading
}

// Incident records a certified report (Article 25).
type Incident struct {
	IncidentReport
	Unapproved string `json:"unapproved,omitempty"` // why a vehicle without approval is accepted
}

// ReportLoss records that the carnet was lost, stolen or destroyed on the way.
type ReportLoss struct {
	Text string `json:"text"`
}

// Substitute records the document that stands for the lost carnet until the goods leave the territory.
type Substitute struct {
	Document string `json:"document"`
}

// Discharge recognizes that the operation was terminated correctly (eTIR I13). Resolved says how the facts of a reservation
// were settled.
type Discharge struct {
	Resolved string `json:"resolved,omitempty"`
}

// Enquire asks the holder and the association where the goods are (TIR-EPD 140).
type Enquire struct {
	Text string `json:"text,omitempty"`
}

// AcceptProof accepts another proof of the termination than voucher No. 2.
type AcceptProof struct {
	Proof string `json:"proof"`
}

// FindIrregularity says that the operation will not be discharged. Fraud: the certificate of termination was falsified or
// obtained improperly; only that leaves discharged.
type FindIrregularity struct {
	Text  string `json:"text"`
	Fraud bool   `json:"fraud,omitempty"`
}

// Notify notifies the association and the holder of the non-discharge (Article 11(1)).
type Notify struct {
	Text string `json:"text,omitempty"`
}

// Demand requires payment from the persons directly liable (Article 11(2)).
type Demand struct {
	Amount unit.Money `json:"amount"`
}

// DebtPaid records that the persons directly liable paid.
type DebtPaid struct {
	Amount unit.Money `json:"amount"`
}

// Claim claims payment from the association. Ceiling is needed where the start gave none; NoDemand says why payment could
// not be required from the persons directly liable.
type Claim struct {
	Amount   unit.Money `json:"amount"`
	Ceiling  Ceiling    `json:"ceiling,omitzero"`
	NoDemand string     `json:"noDemand,omitempty"`
}

// AssociationPaid says that the association paid what was claimed.
type AssociationPaid struct {
	From   string     `json:"from"`
	Amount unit.Money `json:"amount"`
}

// DropClaim gives up the claim, or the intention of one.
type DropClaim struct {
	Reason string `json:"reason"`
}

// Refund gives back what the association paid, as no irregularity took place (Article 11(5)).
type Refund struct {
	Reason string `json:"reason"`
}

// ReconciliationRequest is a question of the control system about termination data (SafeTIR WSRQ).
type ReconciliationRequest struct {
	From string `json:"from"` // [Organisation] or [ETIRSystem]
	ID   string `json:"id"`
	Page int    `json:"page"`
}

// Reconcile answers it: 1 the data are correct, 2 delete earlier data, 3 there was no termination.
type Reconcile struct {
	ID   string `json:"id"`
	Code int    `json:"code"`
}

// OperationNotified tells the other administrations of the transport how an operation stands; the newest serial holds.
type OperationNotified struct {
	Key          string           `json:"key"`
	From         string           `json:"from"`
	For          int              `json:"for"` // operation of the receiver's record
	Operation    int              `json:"operation"`
	Serial       int              `json:"serial"`
	State        State            `json:"state"`
	Transport    Transport        `json:"transport"`
	AcceptedAt   time.Time        `json:"acceptedAt"`
	FirstPage    int              `json:"firstPage,omitempty"`
	Seals        []string         `json:"seals,omitempty"`
	SealedAt     time.Time        `json:"sealedAt,omitzero"`
	Limit        time.Time        `json:"limit,omitzero"`
	Terminations []Termination    `json:"terminations,omitempty"`
	Incidents    []IncidentReport `json:"incidents,omitempty"`
	Lost         bool             `json:"lost,omitempty"`
}

// TerminationNotified tells the owner of a termination in another country of its union.
type TerminationNotified struct {
	From        string      `json:"from"`
	Termination Termination `json:"termination"`
}

// IncidentNotified tells the owner of a certified report in another country of its union.
type IncidentNotified struct {
	From   string         `json:"from"`
	Report IncidentReport `json:"report"`
}

// The names of the messages.
func (Advance) Kind() Kind               { return KindAdvance }
func (Withdraw) Kind() Kind              { return KindWithdraw }
func (Present) Kind() Kind               { return KindPresent }
func (CarnetAnswer) Kind() Kind          { return KindCarnetAnswer }
func (Refuse) Kind() Kind                { return KindRefuse }
func (Start) Kind() Kind                 { return KindStart }
func (Load) Kind() Kind                  { return KindLoad }
func (Suspend) Kind() Kind               { return KindSuspend }
func (Resume) Kind() Kind                { return KindResume }
func (NotResumed) Kind() Kind            { return KindNotResumed }
func (Terminate) Kind() Kind             { return KindTerminate }
func (Incident) Kind() Kind              { return KindIncident }
func (ReportLoss) Kind() Kind            { return KindReportLoss }
func (Substitute) Kind() Kind            { return KindSubstitute }
func (Discharge) Kind() Kind             { return KindDischarge }
func (Enquire) Kind() Kind               { return KindEnquire }
func (AcceptProof) Kind() Kind           { return KindAcceptProof }
func (FindIrregularity) Kind() Kind      { return KindIrregularity }
func (Notify) Kind() Kind                { return KindNotify }
func (Demand) Kind() Kind                { return KindDemand }
func (DebtPaid) Kind() Kind              { return KindDebtPaid }
func (Claim) Kind() Kind                 { return KindClaim }
func (AssociationPaid) Kind() Kind       { return KindAssociationPaid }
func (DropClaim) Kind() Kind             { return KindDropClaim }
func (Refund) Kind() Kind                { return KindRefund }
func (ReconciliationRequest) Kind() Kind { return KindReconciliation }
func (Reconcile) Kind() Kind             { return KindReconcile }
func (OperationNotified) Kind() Kind     { return KindOperationNotified }
func (TerminationNotified) Kind() Kind   { return KindTerminationNotified }
func (IncidentNotified) Kind() Kind      { return KindIncidentNotified }

// Sender is the party that a message says it comes from, empty for an officer's act, which comes from no other party. The receiver holds it against the signature.
func Sender(m Message) string {
	switch v := m.(type) {
	case Advance:
		return v.Transport.Holder
	case Withdraw:
		return v.From
	case CarnetAnswer:
		return v.From
	case ReconciliationRequest:
		return v.From
	case AssociationPaid:
		return v.From
	case OperationNotified:
		return v.From
	case TerminationNotified:
		return v.From
	case IncidentNotified:
		return v.From
	}
	return effectSender(m)
}

var decoders = map[Kind]wire.Reader[Message]{
	KindAdvance: decode[Advance], KindWithdraw: decode[Withdraw], KindPresent: decode[Present], KindCarnetAnswer: decode[CarnetAnswer],
	KindRefuse: decode[Refuse], KindStart: decode[Start], KindLoad: decode[Load], KindSuspend: decode[Suspend], KindResume: decode[Resume],
	KindNotResumed: decode[NotResumed], KindTerminate: decode[Terminate], KindIncident: decode[Incident], KindReportLoss: decode[ReportLoss],
	KindSubstitute: decode[Substitute], KindDischarge: decode[Discharge], KindEnquire: decode[Enquire], KindAcceptProof: decode[AcceptProof],
	KindIrregularity: decode[FindIrregularity], KindNotify: decode[Notify], KindDemand: decode[Demand], KindDebtPaid: decode[DebtPaid],
	KindClaim: decode[Claim], KindAssociationPaid: decode[AssociationPaid], KindDropClaim: decode[DropClaim], KindRefund: decode[Refund],
	KindReconciliation: decode[ReconciliationRequest], KindReconcile: decode[Reconcile], KindOperationNotified: decode[OperationNotified],
	KindTerminationNotified: decode[TerminationNotified], KindIncidentNotified: decode[IncidentNotified], KindElapsed: decode[Elapsed],
	KindNotice: decode[Notice], KindCarnetQuery: decode[CarnetQuery], KindTerminationData: decode[TerminationData],
	KindReconciliationReply: decode[ReconciliationReply], KindLossNotice: decode[LossNotice], KindEnquiry: decode[Enquiry],
	KindNonDischarge: decode[NonDischarge], KindPaymentDemand: decode[PaymentDemand], KindPaymentClaim: decode[PaymentClaim],
	KindLiabilityEnded: decode[LiabilityEnded], KindRefundNotice: decode[RefundNotice],
}

func decode[T Message](body []byte) (Message, error) { return wire.Read[Message, T](body) }

// Encode writes a message as {"kind":…,"body":…}.
func Encode(m Message) ([]byte, error) { return wire.Encode(m.Kind(), m, transit.MessageBytesMax) }

// Decode reads what Encode wrote; an unknown kind or field is BadField.
func Decode(b []byte) (Message, error) {
	var kind Kind
	m, err := wire.Decode(b, transit.MessageBytesMax, func(k Kind) (wire.Reader[Message], error) {
		kind = k
		return reader(k)
	})
	if err == nil && m.Kind() != kind { // the body of an eTIR message names its kind too
		return nil, fault.New(fault.BadField, "the body is one of %s", fault.Clip(string(m.Kind()))).At("/body").Want("%s", kind)
	}
	return m, err
}

// reader is that of a kind's body.
func reader(k Kind) (wire.Reader[Message], error) {
	if slices.ContainsFunc(ETIRMessages, func(e ETIRMessage) bool { return e.Kind() == k }) {
		return decode[ETIR], nil
	}
	if read, known := decoders[k]; known {
		return read, nil
	}
	return nil, wire.Unknown(string(k))
}
