package transit

import (
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/internal/wire"
)

// Kind names a message.
type Kind string

// The messages of a trader and of officers.
const (
	KindLodge              Kind = "lodge"
	KindAccept             Kind = "accept"
	KindReject             Kind = "reject"
	KindDecideControl      Kind = "decide-control"
	KindControlResult      Kind = "control-result"
	KindRelease            Kind = "release"
	KindRefuseRelease      Kind = "refuse-release"
	KindPassage            Kind = "passage"
	KindArrival            Kind = "arrival"
	KindDestinationControl Kind = "destination-control"
	KindDischarge          Kind = "discharge"
	KindCancel             Kind = "cancel"
	KindAmend              Kind = "amend"
)

// The messages between administrations, and the two that answer.
const (
	KindAnticipated        Kind = "anticipated-record"
	KindPassageNotified    Kind = "passage-notified"
	KindArrivalAdvice      Kind = "arrival-advice"
	KindDestinationResults Kind = "destination-results"
	KindDischargeNotified  Kind = "discharge-notified"
	KindCancelNotified     Kind = "cancel-notified"
	KindNotice             Kind = "notice"
	KindRefusal            Kind = "refusal"
)

// Kinds lists the messages that change a movement, in the order of the table.
var Kinds = []Kind{KindLodge, KindAccept, KindReject, KindDecideControl, KindControlResult, KindRelease, KindRefuseRelease,
	KindPassage, KindArrival, KindDestinationControl, KindDischarge, KindCancel, KindAmend,
	KindAnticipated, KindPassageNotified, KindArrivalAdvice, KindDestinationResults, KindDischargeNotified, KindCancelNotified,
	KindPresent, KindRequestInvalidation, KindDecideInvalidation, KindGuaranteeAnswer,
	KindIncident, KindIncidentNotified, KindIncidentForwarded, KindLeaveArea, KindExitNotified,
	KindAskRecord, KindRecordRequest, KindRecordAnswer, KindForwardedArrival,
	KindArrivalNotification, KindPermitUnloading, KindUnloadingRemarks, KindSettleDiscrepancies, KindDiscrepanciesSettled,
	KindAskHolder, KindHolderAnswer, KindAskDestination, KindEnquiry, KindAnswerEnquiry, KindEnquiryResponse, KindCancelEnquiry,
	KindEnquiryCancelled, KindAcceptProof,
	KindStartRecovery, KindRequestRecovery, KindAnswerRecovery, KindCloseRecovery, KindRecoveryNotified, KindRecoveryRequest,
	KindRecoveryAnswer, KindRecoveryDispatch,
	KindExtendLimit, KindLimitExtended, KindChangeDelivery, KindDeliveryChanged, KindReachDelivery, KindDeliverPart, KindPartDelivered,
	KindAskMovement, KindMovementQuery, KindMovementAnswer, KindElapsed}

// Message is one message of the procedure.
type Message interface{ Kind() Kind }

// Lodge is the declaration (NCTS 015; EAEU transit declaration). Key is the declarant's own reference of the movement.
type Lodge struct {
	Key            string      `json:"key"`
	Administration string      `json:"administration"` // country that registers it
	Trader         string      `json:"trader"`         // party that lodges and is notified
	Declaration    Declaration `json:"declaration"`
}

// Accept registers the declaration under its number (NCTS 028).
type Accept struct {
	Number string `json:"number"`
}

// Reject refuses the declaration (NCTS 056).
type Reject struct {
	Reason string `json:"reason"`
}

// DecideControl says that a control takes place, of what kind and why (NCTS 060), or that none does.
type DecideControl struct {
	Control ControlKind `json:"control"`
	Reason  string      `json:"reason,omitempty"`
}

// ControlResult is the result of the control at departure.
type ControlResult struct {
	Satisfactory bool   `json:"satisfactory"`
	Text         string `json:"text,omitempty"`
}

// Release releases the goods (NCTS 029). LimitDays overrides the time limit that the rule or the declaration gives; 0 leaves it.
// Route, Escort and Seals are imposed by the office of departure.
type Release struct {
	LimitDays int      `json:"limitDays,omitempty"`
	Route     string   `json:"route,omitempty"`
	Escort    bool     `json:"escort,omitempty"`
	Seals     []string `json:"seals,omitempty"`
}

// RefuseRelease refuses the release (NCTS 051).
type RefuseRelease struct {
	Reason string `json:"reason"`
}

// Passage records the goods at an office of passage. An empty office means the next declared one of the administration.
type Passage struct {
	Office Office `json:"office,omitzero"`
}

// Arrival records the goods at the office of destination, or of exit (NCTS 007). An empty office means the declared one.
type Arrival struct {
	Office Office `json:"office,omitzero"`
}

// DestinationControl is what the office of destination found.
type DestinationControl struct {
	Satisfactory bool   `json:"satisfactory"`
	Text         string `json:"text,omitempty"`
}

// Discharge ends the procedure (NCTS 045). Resolved says how discrepancies were settled, where the result had any.
type Discharge struct {
	Resolved string `json:"resolved,omitempty"`
}

// Cancel invalidates the declaration (NCTS 014, 009).
type Cancel struct {
	Reason string `json:"reason"`
}

// Amend puts a newer version of the consignment in the place of what was declared (NCTS 013). It is the trader's. While the
// declaration is lodged or accepted and no control is decided it takes effect at once: the notice of the fact is the answer
// (NCTS 004). Later it is refused, and the [Refusal] names the rule and says what to do instead (NCTS 005).
type Amend struct {
	Declaration Declaration `json:"declaration"`
}

// AnticipatedRecord announces released goods to an administration on the way (NCTS 050 to passage, 001 to destination).
type AnticipatedRecord struct {
	Key         string      `json:"key"`
	From        string      `json:"from"` // country that owns the movement
	Role        Role        `json:"role"` // of the receiver
	Number      string      `json:"number"`
	Declaration Declaration `json:"declaration"`
	ReleasedAt  time.Time   `json:"releasedAt"`
	Limit       time.Time   `json:"limit,omitzero"`
	Measures    Measures    `json:"measures,omitzero"`
	Delivery    Office      `json:"delivery,omitzero"` // where it is not the declared office of destination
}

// PassageNotified tells the owner of a passage (NCTS 118).
type PassageNotified struct {
	From   string `json:"from"`
	Passed Passed `json:"passed"`
}

// ArrivalAdvice tells the owner of the arrival (NCTS 006).
type ArrivalAdvice struct {
	From   string `json:"from"`
	Passed Passed `json:"passed"`
}

// DestinationResults tells the owner what the office of destination found (NCTS 018).
type DestinationResults struct {
	From   string `json:"from"`
	Result Result `json:"result"`
}

// DischargeNotified tells a copy that the procedure has ended.
type DischargeNotified struct {
	From string    `json:"from"`
	At   time.Time `json:"at"`
}

// CancelNotified tells a copy that the declaration was invalidated (NCTS 010).
type CancelNotified struct {
	From   string    `json:"from"`
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

// Notice tells the trader of one fact. It changes no movement.
type Notice struct {
	Key  string `json:"key"`
	From string `json:"from"`
	Fact Fact   `json:"fact"`
}

// Refusal tells the sender of a message that it was not applied, and why (NCTS 906; 005 of an amendment). It changes no
// movement.
type Refusal struct {
	Key  string     `json:"key"`
	From string     `json:"from"`
	Of   Kind       `json:"of"`
	Code fault.Code `json:"code"`
	Text string     `json:"text"`
	Rule Rule       `json:"rule,omitzero"` // by which an amendment is refused
	Hint string     `json:"hint,omitempty"`
}

// The names of the messages.
func (Lodge) Kind() Kind              { return KindLodge }
func (Accept) Kind() Kind             { return KindAccept }
func (Reject) Kind() Kind             { return KindReject }
func (DecideControl) Kind() Kind      { return KindDecideControl }
func (ControlResult) Kind() Kind      { return KindControlResult }
func (Release) Kind() Kind            { return KindRelease }
func (RefuseRelease) Kind() Kind      { return KindRefuseRelease }
func (Passage) Kind() Kind            { return KindPassage }
func (Arrival) Kind() Kind            { return KindArrival }
func (DestinationControl) Kind() Kind { return KindDestinationControl }
func (Discharge) Kind() Kind          { return KindDischarge }
func (Cancel) Kind() Kind             { return KindCancel }
func (Amend) Kind() Kind              { return KindAmend }
func (AnticipatedRecord) Kind() Kind  { return KindAnticipated }
func (PassageNotified) Kind() Kind    { return KindPassageNotified }
func (ArrivalAdvice) Kind() Kind      { return KindArrivalAdvice }
func (DestinationResults) Kind() Kind { return KindDestinationResults }
func (DischargeNotified) Kind() Kind  { return KindDischargeNotified }
func (CancelNotified) Kind() Kind     { return KindCancelNotified }
func (Notice) Kind() Kind             { return KindNotice }
func (Refusal) Kind() Kind            { return KindRefusal }

// Sender is the party that a message says it comes from, empty for an officer's act, which comes from no other party.
// The receiver holds it against the signature.
func Sender(m Message) string {
	switch v := m.(type) {
	case Lodge:
		return v.Trader
	case AnticipatedRecord:
		return v.From
	case PassageNotified:
		return v.From
	case ArrivalAdvice:
		return v.From
	case DestinationResults:
		return v.From
	case DischargeNotified:
		return v.From
	case CancelNotified:
		return v.From
	case Notice:
		return v.From
	case Refusal:
		return v.From
	}
	return commonSender(m)
}

var decoders = map[Kind]wire.Reader[Message]{
	KindLodge: decode[Lodge], KindAccept: decode[Accept], KindReject: decode[Reject], KindDecideControl: decode[DecideControl],
	KindControlResult: decode[ControlResult], KindRelease: decode[Release], KindRefuseRelease: decode[RefuseRelease],
	KindPassage: decode[Passage], KindArrival: decode[Arrival], KindDestinationControl: decode[DestinationControl],
	KindDischarge: decode[Discharge], KindCancel: decode[Cancel], KindAmend: decode[Amend], KindAnticipated: decode[AnticipatedRecord],
	KindPassageNotified: decode[PassageNotified], KindArrivalAdvice: decode[ArrivalAdvice],
	KindDestinationResults: decode[DestinationResults], KindDischargeNotified: decode[DischargeNotified],
	KindCancelNotified: decode[CancelNotified], KindNotice: decode[Notice], KindRefusal: decode[Refusal],

	KindPresent: decode[Present], KindRequestInvalidation: decode[RequestInvalidation], KindDecideInvalidation: decode[DecideInvalidation],
	KindGuaranteeRequest: decode[GuaranteeRequest], KindGuaranteeAnswer: decode[GuaranteeAnswer],
	KindGuaranteeConfirm: decode[GuaranteeConfirm], KindGuaranteeRelease: decode[GuaranteeRelease], KindGuaranteeCall: decode[GuaranteeCall], KindElapsed: decode[Elapsed],
	KindIncident: decode[Incident], KindIncidentNotified: decode[IncidentNotified], KindIncidentForwarded: decode[IncidentForwarded],
	KindLeaveArea: decode[LeaveArea], KindExitNotified: decode[ExitNotified], KindAskRecord: decode[AskRecord],
	KindRecordRequest: decode[RecordRequest], KindRecordAnswer: decode[RecordAnswer], KindForwardedArrival: decode[ForwardedArrival],
	KindArrivalNotification: decode[ArrivalNotification], KindPermitUnloading: decode[PermitUnloading],
	KindUnloadingRemarks: decode[UnloadingRemarks], KindSettleDiscrepancies: decode[SettleDiscrepancies],
	KindDiscrepanciesSettled: decode[DiscrepanciesSettled], KindAskHolder: decode[AskHolder], KindHolderAnswer: decode[HolderAnswer],
	KindAskDestination: decode[AskDestination], KindEnquiry: decode[Enquiry], KindAnswerEnquiry: decode[AnswerEnquiry],
	KindEnquiryResponse: decode[EnquiryResponse], KindCancelEnquiry: decode[CancelEnquiry], KindEnquiryCancelled: decode[EnquiryCancelled],
	KindAcceptProof: decode[AcceptProof], KindStartRecovery: decode[StartRecovery], KindRequestRecovery: decode[RequestRecovery],
	KindAnswerRecovery: decode[AnswerRecovery], KindCloseRecovery: decode[CloseRecovery], KindRecoveryNotified: decode[RecoveryNotified],
	KindRecoveryRequest: decode[RecoveryRequest], KindRecoveryAnswer: decode[RecoveryAnswer], KindRecoveryDispatch: decode[RecoveryDispatch],
	KindExtendLimit: decode[ExtendLimit], KindLimitExtended: decode[LimitExtended], KindChangeDelivery: decode[ChangeDelivery],
	KindDeliveryChanged: decode[DeliveryChanged], KindReachDelivery: decode[ReachDelivery], KindDeliverPart: decode[DeliverPart],
	KindPartDelivered: decode[PartDelivered], KindAskMovement: decode[AskMovement], KindMovementQuery: decode[MovementQuery],
	KindMovementAnswer: decode[MovementAnswer],
}

func decode[T Message](body []byte) (Message, error) { return wire.Read[Message, T](body) }

// Encode writes a message as {"kind":…,"body":…}.
func Encode(m Message) ([]byte, error) { return wire.Encode(m.Kind(), m, MessageBytesMax) }

// Decode reads what Encode wrote; an unknown kind or field is BadField.
func Decode(b []byte) (Message, error) { return wire.Decode(b, MessageBytesMax, reader) }

// reader is that of a kind's body.
func reader(k Kind) (wire.Reader[Message], error) {
	if read, known := decoders[k]; known {
		return read, nil
	}
	return nil, wire.Unknown(string(k))
}
