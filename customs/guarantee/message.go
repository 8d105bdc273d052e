package guarantee

import (
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/internal/wire"
	"github.com/kairo-corridor/kairo/unit"
)

// MessageKind names a message.
type MessageKind string

// The messages of the office of guarantee's own officers, and of timers.
const (
	KindRegister MessageKind = "register"
	KindVary     MessageKind = "vary"
	KindSetCodes MessageKind = "set-codes"
	KindRevoke   MessageKind = "revoke"
	KindCall     MessageKind = "call"
	KindSettle   MessageKind = "settle"
	KindAllot    MessageKind = "allot"
	KindRecall   MessageKind = "recall"
	KindExpire   MessageKind = "expire"
)

// The messages of the office of departure.
const (
	KindCheck     MessageKind = "check"
	KindUse       MessageKind = "use"
	KindConfirm   MessageKind = "confirm"
	KindCancelUse MessageKind = "cancel-use"
	KindRelease   MessageKind = "release"
)

// The messages between the office of guarantee and a post, and the post's line.
const (
	KindAllotmentGranted    MessageKind = "allotment-granted"
	KindLineCut             MessageKind = "line-cut"
	KindLineBack            MessageKind = "line-back"
	KindAllotmentRecalled   MessageKind = "allotment-recalled"
	KindAllotmentReport     MessageKind = "allotment-report"
	KindAllotmentReconciled MessageKind = "allotment-reconciled"
)

// The answers. They change no guarantee.
const (
	KindCheckResult MessageKind = "check-result"
	KindUseResult   MessageKind = "use-result"
)

// MessageKinds lists the messages that change a record, in the order of the table.
var MessageKinds = []MessageKind{KindRegister, KindVary, KindSetCodes, KindRevoke, KindCheck, KindUse, KindConfirm, KindCancelUse,
	KindExpire, KindRelease, KindCall, KindSettle, KindAllot, KindRecall, KindAllotmentReport,
	KindAllotmentGranted, KindLineCut, KindLineBack, KindAllotmentRecalled, KindAllotmentReconciled}

// Message is one message of the conversation.
type Message interface{ Kind() MessageKind }

// Register enters a guarantee. The access codes of the terms are hashed by [HashCode] before.
type Register struct {
	Terms Terms `json:"terms"`
}

// Vary changes the limit; never below what is engaged.
type Vary struct {
	Limit  unit.Money `json:"limit"`
	Reason string     `json:"reason,omitempty"`
}

// SetCodes replaces the access codes (NCTS 026).
type SetCodes struct {
	Codes []AccessCode `json:"codes"`
}

// Revoke records that the guarantor cancels the undertaking, or that the guarantee is withdrawn.
type Revoke struct {
	Reason string `json:"reason,omitempty"`
}

// Question is what a check and a use ask: may this guarantee serve this movement?
type Question struct {
	From        string     `json:"from"` // party that asks and is answered
	GRN         string     `json:"grn"`
	Type        Kind       `json:"type"` // as declared
	AccessCode  Secret     `json:"accessCode,omitempty"`
	Holder      string     `json:"holder"`
	Amount      unit.Money `json:"amount"` // to be covered; the check may leave it out
	Countries   []string   `json:"countries,omitempty"`
	Departure   string     `json:"departure,omitempty"`
	Destination string     `json:"destination,omitempty"`
	Commodities []string   `json:"commodities,omitempty"`
	Suspended   bool       `json:"suspended,omitempty"`
}

// CheckGuarantee asks without reserving (NCTS 200). It is answered by [CheckResult].
type CheckGuarantee struct {
	Question
}

// UseGuarantee reserves an amount for a movement (NCTS 203). It is answered by [UseResult]. ID is the asker's; the same ID
// again is the same use and reserves nothing more. Deadline is until when it will be confirmed, zero for PendingDefault.
type UseGuarantee struct {
	Question
	ID       string    `json:"id"`
	Movement string    `json:"movement"`
	Deadline time.Time `json:"deadline,omitzero"`
}

// Confirm says that the goods are released: the reservation becomes an engagement. It is answered by [UseResult].
type Confirm struct {
	From string `json:"from"`
	Use  string `json:"use"`
}

// CancelUse gives a use back because the movement does not take place (NCTS 204).
type CancelUse struct {
	From   string `json:"from"`
	Use    string `json:"use"`
	Reason string `json:"reason,omitempty"`
}

// Release gives back what a use engages down to what is left (NCTS 209, credit of the reference amount). A zero Left is
// nothing: the use ends. Because it says what is left, not what is given back, the same message again changes nothing, and
// an older one that comes late is refused.
type Release struct {
	From string     `json:"from"`
	Use  string     `json:"use"`
	Left unit.Money `json:"left,omitzero"`
}

// Call claims a debt out of a use; what is engaged beyond the claim is given back.
type Call struct {
	Use    string     `json:"use"`
	Claim  unit.Money `json:"claim"`
	Reason string     `json:"reason,omitempty"`
}

// Settle records what was paid of a claim: a zero Paid is all that is open. Unless the rest is Withdrawn it stays claimed; withdrawn,
// it is given back and the claim is settled, also where nothing was paid.
type Settle struct {
	Use       string     `json:"use"`
	Paid      unit.Money `json:"paid,omitzero"`
	Withdrawn bool       `json:"withdrawn,omitempty"`
	Reason    string     `json:"reason,omitempty"`
}

// Expire is the timer of a reservation.
type Expire struct {
	Use string `json:"use"`
}

// Allot hands a part of the limit to a post.
type Allot struct {
	ID     string     `json:"id"`
	Post   string     `json:"post"` // party
	Amount unit.Money `json:"amount"`
	Until  time.Time  `json:"until"`
	First  int64      `json:"first"` // number range of the post's releases
	Last   int64      `json:"last"`
}

// Recall asks a post to report and return its allotment.
type Recall struct {
	Allotment string `json:"allotment"`
	Reason    string `json:"reason,omitempty"`
}

// AllotmentGranted tells a post of its allotment; the terms have the amount of the allotment as limit.
type AllotmentGranted struct {
	From      string    `json:"from"`
	Terms     Terms     `json:"terms"`
	EndsAt    time.Time `json:"endsAt,omitzero"`
	Allotment Allotment `json:"allotment"`
}

// LineCut tells a post that its line is down.
type LineCut struct{}

// LineBack tells a post that its line is up again.
type LineBack struct{}

// AllotmentRecalled asks a post for its report.
type AllotmentRecalled struct {
	From      string `json:"from"`
	Allotment string `json:"allotment"`
}

// AllotmentReport tells the office of guarantee every use that a post made of its allotment.
type AllotmentReport struct {
	From      string `json:"from"`
	Allotment string `json:"allotment"`
	Uses      []Use  `json:"uses,omitempty"`
}

// AllotmentReconciled tells a post that the office has taken over what it reported.
type AllotmentReconciled struct {
	From      string `json:"from"`
	Allotment string `json:"allotment"`
}

// CheckResult answers a check (NCTS 201). Balance is what may still be reserved; it is told only where the access code,
// the holder and the type were right.
type CheckResult struct {
	GRN     string      `json:"grn"`
	From    string      `json:"from"`
	Valid   bool        `json:"valid"`
	Reasons []Reason    `json:"reasons,omitempty"`
	Balance *unit.Money `json:"balance,omitempty"`
}

// UseResult answers a use and a confirmation (NCTS 205), and tells of a reservation that expired. Where a post could not
// reserve, Hint says what is left to do.
type UseResult struct {
	GRN      string    `json:"grn"`
	From     string    `json:"from"`
	Use      string    `json:"use"`
	Valid    bool      `json:"valid"`
	State    State     `json:"state"`
	Reasons  []Reason  `json:"reasons,omitempty"`
	Number   int64     `json:"number,omitempty"` // of the post's number range
	Deadline time.Time `json:"deadline,omitzero"`
	Hint     string    `json:"hint,omitempty"`
}

// The names of the messages.
func (Register) Kind() MessageKind            { return KindRegister }
func (Vary) Kind() MessageKind                { return KindVary }
func (SetCodes) Kind() MessageKind            { return KindSetCodes }
func (Revoke) Kind() MessageKind              { return KindRevoke }
func (CheckGuarantee) Kind() MessageKind      { return KindCheck }
func (UseGuarantee) Kind() MessageKind        { return KindUse }
func (Confirm) Kind() MessageKind             { return KindConfirm }
func (CancelUse) Kind() MessageKind           { return KindCancelUse }
func (Release) Kind() MessageKind             { return KindRelease }
func (Call) Kind() MessageKind                { return KindCall }
func (Settle) Kind() MessageKind              { return KindSettle }
func (Expire) Kind() MessageKind              { return KindExpire }
func (Allot) Kind() MessageKind               { return KindAllot }
func (Recall) Kind() MessageKind              { return KindRecall }
func (AllotmentGranted) Kind() MessageKind    { return KindAllotmentGranted }
func (LineCut) Kind() MessageKind             { return KindLineCut }
func (LineBack) Kind() MessageKind            { return KindLineBack }
func (AllotmentRecalled) Kind() MessageKind   { return KindAllotmentRecalled }
func (AllotmentReport) Kind() MessageKind     { return KindAllotmentReport }
func (AllotmentReconciled) Kind() MessageKind { return KindAllotmentReconciled }
func (CheckResult) Kind() MessageKind         { return KindCheckResult }
func (UseResult) Kind() MessageKind           { return KindUseResult }

// Sender is the party that a message says it comes from, empty for an officer's act or a timer. The receiver holds it
// against the signature.
func Sender(m Message) string {
	switch v := m.(type) {
	case CheckGuarantee:
		return v.From
	case UseGuarantee:
		return v.From
	case Confirm:
		return v.From
	case CancelUse:
		return v.From
	case Release:
		return v.From
	case AllotmentGranted:
		return v.From
	case AllotmentRecalled:
		return v.From
	case AllotmentReport:
		return v.From
	case AllotmentReconciled:
		return v.From
	case CheckResult:
		return v.From
	case UseResult:
		return v.From
	}
	return ""
}

var decoders = map[MessageKind]wire.Reader[Message]{
	KindRegister: decode[Register], KindVary: decode[Vary], KindSetCodes: decode[SetCodes], KindRevoke: decode[Revoke],
	KindCheck: decode[CheckGuarantee], KindUse: decode[UseGuarantee], KindConfirm: decode[Confirm], KindCancelUse: decode[CancelUse],
	KindRelease: decode[Release], KindCall: decode[Call], KindSettle: decode[Settle], KindExpire: decode[Expire],
	KindAllot: decode[Allot], KindRecall: decode[Recall], KindAllotmentGranted: decode[AllotmentGranted],
	KindLineCut: decode[LineCut], KindLineBack: decode[LineBack], KindAllotmentRecalled: decode[AllotmentRecalled],
	KindAllotmentReport: decode[AllotmentReport], KindAllotmentReconciled: decode[AllotmentReconciled],
	KindCheckResult: decode[CheckResult], KindUseResult: decode[UseResult],
}

func decode[T Message](body []byte) (Message, error) { return wire.Read[Message, T](body) }

// Encode writes a message as {"kind":…,"body":…}. The bytes of a check or a use carry the access code: they are encrypted
// to their receiver and not kept.
func Encode(m Message) ([]byte, error) { return wire.Encode(m.Kind(), m, MessageBytesMax) }

// Decode reads what Encode wrote; an unknown kind or field is BadField.
func Decode(b []byte) (Message, error) { return wire.Decode(b, MessageBytesMax, reader) }

// reader is that of a kind's body.
func reader(k MessageKind) (wire.Reader[Message], error) {
	if read, known := decoders[k]; known {
		return read, nil
	}
	return nil, wire.Unknown(fault.Clip(string(k)))
}
