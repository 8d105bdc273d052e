package carriage

import (
	"encoding/json"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/internal/wire"
	"github.com/kairo-corridor/kairo/unit"
)

// Kind names a message.
type Kind string

// The messages.
const (
	KindDrawUp           Kind = "draw-up"
	KindAccept           Kind = "accept"
	KindRefuseAcceptance Kind = "refuse-acceptance"
	KindWithdraw         Kind = "withdraw"
	KindDepart           Kind = "depart"
	KindPresent          Kind = "present"
	KindTakeOver         Kind = "take-over"
	KindRefuseTakeOver   Kind = "refuse-take-over"
	KindReconsign        Kind = "reconsign"
	KindTransship        Kind = "transship"
	KindReport           Kind = "commercial-report"
	KindReplaceSeals     Kind = "replace-seals"
	KindEndorse          Kind = "endorse"
	KindObstacle         Kind = "obstacle"
	KindClearObstacle    Kind = "clear-obstacle"
	KindReroute          Kind = "reroute"
	KindAmend            Kind = "amend"
	KindInstruct         Kind = "instruct"
	KindArrive           Kind = "arrive"
	KindNotify           Kind = "notify"
	KindDeliver          Kind = "deliver"
	KindRefuse           Kind = "refuse"
	KindDispose          Kind = "dispose"
	KindClaim            Kind = "claim"
	KindAnswerClaim      Kind = "answer-claim"
	KindElapsed          Kind = "elapsed"
	KindEntry            Kind = "entry"
	KindNotice           Kind = "notice" // changes no carriage
)

// Kinds lists the messages that change a carriage, in the order of the table.
var Kinds = []Kind{KindDrawUp, KindAccept, KindRefuseAcceptance, KindWithdraw, KindDepart, KindPresent, KindTakeOver, KindRefuseTakeOver,
	KindReconsign, KindTransship, KindReport, KindReplaceSeals, KindEndorse, KindObstacle, KindClearObstacle, KindReroute, KindAmend,
	KindInstruct, KindArrive, KindNotify, KindDeliver, KindRefuse, KindDispose, KindClaim, KindAnswerClaim, KindElapsed, KindEntry}

// Message is one message of a carriage.
type Message interface{ Kind() Kind }

// DrawUp is the consignment note as the consignor presents it with the goods to the first carrier.
type DrawUp struct {
	Note Note `json:"note"`
}

// Accept is the date stamp of the station of departure: the contract is concluded.
type Accept struct {
	Number string `json:"number"` // of the consignment
}

// RefuseAcceptance refuses goods that may not be carried, or not like this.
type RefuseAcceptance struct {
	Reason string `json:"reason"`
}

// Withdraw takes the note back before the acceptance.
type Withdraw struct {
	Reason string `json:"reason"`
}

// Depart records that the goods leave the station where they were taken over.
type Depart struct{}

// Present hands the goods with a transmission list to the next carrier at the border station.
type Present struct {
	List string `json:"list"` // number of the transmission list
}

// TakeOver is the next carrier's stamp. Found says what is wrong, if anything: a commercial report is then outstanding.
type TakeOver struct {
	Found Finding `json:"found,omitempty"`
	Text  string  `json:"text,omitempty"`
}

// RefuseTakeOver gives the goods back to the carrier that presented them.
type RefuseTakeOver struct {
	Reason string `json:"reason"`
}

// Reconsign records the change of law at a junction. Number is that of the new note; empty with a common note.
type Reconsign struct {
	Number string `json:"number,omitempty"`
}

// Transship records the change of gauge: Bogies for changed bogies, else the wagons onto which the goods were reloaded.
type Transship struct {
	Bogies bool     `json:"bogies,omitempty"`
	Wagons []string `json:"wagons,omitempty"`
}

// MakeReport is a commercial report.
type MakeReport struct {
	Number  string  `json:"number"`
	Finding Finding `json:"finding"`
	Text    string  `json:"text"`
}

// ReplaceSeals takes seals off and puts others on. Office is the customs office, where customs does it.
type ReplaceSeals struct {
	By      SealBy   `json:"by"`
	Office  Office   `json:"office,omitzero"`
	Removed []string `json:"removed,omitempty"`
	Applied []string `json:"applied,omitempty"`
	Reason  string   `json:"reason"`
}

// Endorse is the stamp of a customs office on the note (box 26), with the number it gave. An office that the note does not
// name is added to the list.
type Endorse struct {
	Office Office `json:"office"`
	Text   string `json:"text"`
}

// ReportObstacle says that the carriage cannot go on, and asks the consignor for instructions. Station is where the goods
// stand; without it, where their section begins.
type ReportObstacle struct {
	Reason  string  `json:"reason"`
	Station Station `json:"station,omitzero"`
}

// ClearObstacle says that it can go on after all.
type ClearObstacle struct {
	Text string `json:"text,omitempty"`
}

// Reroute carries the goods to the same destination by another route. Sections is the whole route; what lies behind stays.
type Reroute struct {
	Sections []Section `json:"sections"`
	Reason   string    `json:"reason"`
}

// Amend asks for another consignee, another destination, or both. Sections is the whole new route; empty: the destination
// stays. Reference is the number of the application: one that was carried out is not carried out again.
type Amend struct {
	Reference string    `json:"reference"`
	By        Claimant  `json:"by"`
	Consignee *Party    `json:"consignee,omitempty"`
	Sections  []Section `json:"sections,omitempty"`
}

// Instruct is what the consignor orders at an obstacle. Consignee may name another one, where the goods are to be offered.
type Instruct struct {
	Reference string `json:"reference"`
	Action    Action `json:"action"`
	Consignee *Party `json:"consignee,omitempty"`
	Text      string `json:"text,omitempty"`
}

// Arrive records the goods at the station of destination.
type Arrive struct{}

// Notify tells the consignee of the arrival.
type Notify struct{}

// Deliver gives note and goods to the consignee. Reserve is the consignee's reservation, if any.
type Deliver struct {
	Reserve string `json:"reserve,omitempty"`
}

// Refuse is the consignee's refusal of acceptance.
type Refuse struct {
	Reason string `json:"reason"`
}

// Dispose ends the carriage of goods that nobody takes, as instructed or as the law of the place allows.
type Dispose struct {
	How  Action `json:"how"`
	Text string `json:"text,omitempty"` // number of the note back, record of the sale
}

// LodgeClaim is a claim of the consignor or consignee.
type LodgeClaim struct {
	ID     string     `json:"id"`
	By     Claimant   `json:"by"`
	For    ClaimKind  `json:"for"`
	Amount unit.Money `json:"amount"`
	Report string     `json:"report,omitempty"` // number of the commercial report; needed for damage and shortage
}

// AnswerClaim accepts a claim in whole or in part, or rejects it with the reason.
type AnswerClaim struct {
	ID     string     `json:"id"`
	Paid   unit.Money `json:"paid,omitzero"` // zero: rejected
	Reason string     `json:"reason,omitempty"`
}

// Elapsed says that a timer is due. Before it is due it is refused.
type Elapsed struct {
	Timer TimerKind `json:"timer"`
}

// Entry is one act as the carrier in charge recorded it, for the other carriers of the route. Seq counts from 1.
type Entry struct {
	Key  string          `json:"key"`
	Seq  int             `json:"seq"`
	By   string          `json:"by"`
	At   time.Time       `json:"at"`
	Act  Kind            `json:"act"`
	Body json.RawMessage `json:"body"`
}

// Notice tells the consignor or consignee of one fact. It changes no carriage.
type Notice struct {
	Key  string `json:"key"`
	From string `json:"from"`
	Fact Fact   `json:"fact"`
}

// The names of the messages.
func (DrawUp) Kind() Kind           { return KindDrawUp }
func (Accept) Kind() Kind           { return KindAccept }
func (RefuseAcceptance) Kind() Kind { return KindRefuseAcceptance }
func (Withdraw) Kind() Kind         { return KindWithdraw }
func (Depart) Kind() Kind           { return KindDepart }
func (Present) Kind() Kind          { return KindPresent }
func (TakeOver) Kind() Kind         { return KindTakeOver }
func (RefuseTakeOver) Kind() Kind   { return KindRefuseTakeOver }
func (Reconsign) Kind() Kind        { return KindReconsign }
func (Transship) Kind() Kind        { return KindTransship }
func (MakeReport) Kind() Kind       { return KindReport }
func (ReplaceSeals) Kind() Kind     { return KindReplaceSeals }
func (Endorse) Kind() Kind          { return KindEndorse }
func (ReportObstacle) Kind() Kind   { return KindObstacle }
func (ClearObstacle) Kind() Kind    { return KindClearObstacle }
func (Reroute) Kind() Kind          { return KindReroute }
func (Amend) Kind() Kind            { return KindAmend }
func (Instruct) Kind() Kind         { return KindInstruct }
func (Arrive) Kind() Kind           { return KindArrive }
func (Notify) Kind() Kind           { return KindNotify }
func (Deliver) Kind() Kind          { return KindDeliver }
func (Refuse) Kind() Kind           { return KindRefuse }
func (Dispose) Kind() Kind          { return KindDispose }
func (LodgeClaim) Kind() Kind       { return KindClaim }
func (AnswerClaim) Kind() Kind      { return KindAnswerClaim }
func (Elapsed) Kind() Kind          { return KindElapsed }
func (Entry) Kind() Kind            { return KindEntry }
func (Notice) Kind() Kind           { return KindNotice }

// Sender is the party that a message says it comes from, empty where it names none. The receiver holds it against the
// signature. An application names none: the carrier that takes it from the customer answers for it when it passes it on.
func Sender(m Message) string {
	switch v := m.(type) {
	case DrawUp:
		return v.Note.Consignor.ID
	case Entry:
		return v.By
	case Notice:
		return v.From
	}
	return ""
}

var decoders = map[Kind]wire.Reader[Message]{
	KindDrawUp: decode[DrawUp], KindAccept: decode[Accept], KindRefuseAcceptance: decode[RefuseAcceptance], KindWithdraw: decode[Withdraw],
	KindDepart: decode[Depart], KindPresent: decode[Present], KindTakeOver: decode[TakeOver], KindRefuseTakeOver: decode[RefuseTakeOver],
	KindReconsign: decode[Reconsign], KindTransship: decode[Transship], KindReport: decode[MakeReport], KindReplaceSeals: decode[ReplaceSeals],
	KindEndorse: decode[Endorse], KindObstacle: decode[ReportObstacle], KindClearObstacle: decode[ClearObstacle], KindReroute: decode[Reroute],
	KindAmend: decode[Amend], KindInstruct: decode[Instruct], KindArrive: decode[Arrive], KindNotify: decode[Notify],
	KindDeliver: decode[Deliver], KindRefuse: decode[Refuse], KindDispose: decode[Dispose], KindClaim: decode[LodgeClaim],
	KindAnswerClaim: decode[AnswerClaim], KindElapsed: decode[Elapsed], KindEntry: decode[Entry], KindNotice: decode[Notice],
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
	return nil, wire.Unknown(fault.Clip(string(k)))
}

func decodeBody(kind Kind, body []byte) (Message, error) { return wire.Body(kind, body, reader) }
