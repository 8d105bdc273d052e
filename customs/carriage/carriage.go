package carriage

import (
	"slices"
	"time"

	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/unit"
)

// Shared with package transit: a rule with its status and source, a thing that was read, a customs office.
type (
	Rule   = transit.Rule
	Datum  = transit.Datum
	Status = transit.Status
	Office = transit.Office
)

// Law is the law of the contract on a section.
type Law string

// The laws.
const (
	SMGS Law = "smgs" // Agreement on International Goods Transport by Rail (OSJD)
	CIM  Law = "cim"  // Uniform Rules, Appendix B to COTIF (OTIF)
)

// Form is the form of the consignment note.
type Form string

// The forms.
const (
	NoteSMGS    Form = "smgs"
	NoteCIM     Form = "cim"
	NoteCIMSMGS Form = "cim-smgs" // one note for both laws
)

// Mode is how a section is carried.
type Mode string

// The modes.
const (
	Rail  Mode = "rail"
	Ferry Mode = "ferry" // rail ferry, or a ship between two ports of one note
)

// State is where a carriage stands.
type State string

// The states.
const (
	None        State = "none"         // nothing is known of it
	DrawnUp     State = "drawn-up"     // the note is drawn up, the goods are not accepted
	TakenOver   State = "taken-over"   // a carrier has the goods and has not left the station
	Junction    State = "junction"     // taken over where the law or the gauge changes, or with something wrong: acts are outstanding
	UnderWay    State = "under-way"    // the goods are on the section of the carrier
	Presented   State = "presented"    // at a border station with a transmission list, for the next carrier to take over
	Obstructed  State = "obstructed"   // an obstacle to carriage: instructions are asked for
	Arrived     State = "arrived"      // at the station of destination
	Notified    State = "notified"     // the consignee knows
	Refused     State = "refused"      // the consignee does not accept: an obstacle to delivery
	Uncollected State = "uncollected"  // the consignee does not come: an obstacle to delivery
	Disposable  State = "disposable"   // by instruction, or for want of one, the goods are to be disposed of
	Delivered   State = "delivered"    // with the note to the consignee
	Disposed    State = "disposed"     // returned, sold, destroyed or abandoned
	Lost        State = "lost"         // presumed lost
	NotAccepted State = "not-accepted" // no contract came about
)

// States lists the states in the order of a carriage.
var States = []State{None, DrawnUp, TakenOver, Junction, UnderWay, Presented, Obstructed, Arrived, Notified, Refused, Uncollected,
	Disposable, Delivered, Disposed, Lost, NotAccepted}

// Role is the part of the carrier whose record it is.
type Role string

// The roles. The role follows from the record: exactly one carrier is in charge once all have the same entries.
const (
	InCharge Role = "in-charge" // has the goods, or is to take them over: it alone writes entries
	Other    Role = "other"     // holds a copy
)

// Roles lists the roles.
var Roles = []Role{InCharge, Other}

// Party is a consignor or consignee. ID is the name it has as a party that is sent messages.
type Party struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Station is a railway station or port with the code of its railway; the code is not checked.
type Station struct {
	Code    string `json:"code"`
	Name    string `json:"name,omitempty"`
	Country string `json:"country"` // ISO 3166, two capitals
}

// String prints the name, or the code where there is none.
func (s Station) String() string {
	if s.Name != "" {
		return s.Name
	}
	return s.Code
}

// Section is what one carrier carries, from the station where it takes over to where it presents the goods or delivers.
type Section struct {
	Carrier string  `json:"carrier"` // its name as a party, such as a code of the list of carriers
	From    Station `json:"from"`
	To      Station `json:"to"`
	Km      int     `json:"km"`      // tariff distance
	Law     Law     `json:"law"`     // of the contract on this section
	GaugeMm int     `json:"gaugeMm"` // of the wagons; 0: the goods are out of the wagons, on a ship
	Mode    Mode    `json:"mode"`
}

// SealBy says who put a seal on.
type SealBy string

// Who seals.
const (
	SealConsignor SealBy = "consignor"
	SealCarrier   SealBy = "carrier"
	SealCustoms   SealBy = "customs"
)

// Seal is one seal on the list. RemovedAt is set when it was replaced.
type Seal struct {
	Number    string    `json:"number"`
	By        SealBy    `json:"by"`
	Office    string    `json:"office,omitempty"` // the customs office, where customs put it on
	PutOnAt   time.Time `json:"putOnAt,omitzero"`
	RemovedAt time.Time `json:"removedAt,omitzero"`
	Reason    string    `json:"reason,omitempty"` // for the removal
}

// Endorsement is a customs office that must endorse the note (box 26) before the goods leave a station of the route, or are
// delivered there. Declaration says that the note serves it as the transit declaration.
type Endorsement struct {
	Office      Office    `json:"office"`
	Station     string    `json:"station"` // code of the station
	Declaration bool      `json:"declaration,omitempty"`
	At          time.Time `json:"at,omitzero"` // zero: not yet
	Text        string    `json:"text,omitempty"`
}

// Note is the consignment note. The numbers of the boxes of CIM/SMGS are in docs/carriage.md.
type Note struct {
	Key        string        `json:"key"` // the consignor's reference, the same in every record
	Form       Form          `json:"form"`
	Number     string        `json:"number,omitempty"` // of the consignment, given with the acceptance
	Consignor  Party         `json:"consignor"`
	Consignee  Party         `json:"consignee"`
	Sections   []Section     `json:"sections"`
	Goods      string        `json:"goods"`
	MassKg     unit.Kg       `json:"massKg"`
	Wagons     []string      `json:"wagons,omitempty"`     // numbers of 8 digits (1520 mm) or 12 (UIC)
	Containers []string      `json:"containers,omitempty"` // any: the delivery period of containers holds
	Seals      []Seal        `json:"seals,omitempty"`
	Customs    []Endorsement `json:"customs,omitempty"`
	Perishable bool          `json:"perishable,omitempty"`
	WagonLoad  bool          `json:"wagonLoad,omitempty"`  // a full wagon, for the transit period of CIM
	AgreedDays int           `json:"agreedDays,omitempty"` // a delivery period agreed upon; 0: that of the law

	// ConsignorDisposes is the entry by which, under CIM, the consignor keeps the right of disposal.
	ConsignorDisposes bool `json:"consignorDisposes,omitempty"`
}

// Destination is the station of destination.
func (n Note) Destination() Station { return n.Sections[len(n.Sections)-1].To }

// entryOfDestination is the section that begins at the entry border station of the country of destination; 0 if the note
// crosses no border.
func (n Note) entryOfDestination() int {
	country, i := n.Destination().Country, len(n.Sections)-1
	for i > 0 && n.Sections[i-1].To.Country == country && n.Sections[i-1].From.Country == country {
		i--
	}
	return i
}

// Takeover is one date stamp: who took the goods over where. The first concludes the contract.
type Takeover struct {
	Carrier string    `json:"carrier"`
	Section int       `json:"section"`
	Station Station   `json:"station"`
	At      time.Time `json:"at"`
	List    string    `json:"list,omitempty"` // number of the transmission list
}

// Report is a commercial report (SMGS) or report of the ascertainment (CIM).
type Report struct {
	Number  string    `json:"number"`
	Kind    Finding   `json:"kind"`
	Text    string    `json:"text"`
	Station Station   `json:"station"`
	By      string    `json:"by"` // carrier
	At      time.Time `json:"at"`
}

// Finding is what is wrong with the goods.
type Finding string

// What may be wrong.
const (
	Damage     Finding = "damage"
	Shortage   Finding = "shortage"
	Mismatch   Finding = "mismatch"    // goods and note do not agree
	SealBroken Finding = "seal-broken" // a seal is missing or broken
)

// Transshipment is a change of gauge: goods reloaded, or bogies changed under the same wagons.
type Transshipment struct {
	Station Station   `json:"station"`
	At      time.Time `json:"at"`
	Bogies  bool      `json:"bogies,omitempty"`
	Struck  []string  `json:"struck,omitempty"` // wagon numbers struck out
	Wagons  []string  `json:"wagons,omitempty"` // wagon numbers added
}

// Reconsignment is a change of law at a junction.
type Reconsignment struct {
	Station Station   `json:"station"`
	At      time.Time `json:"at"`
	From    Law       `json:"from"`
	To      Law       `json:"to"`
	Note    string    `json:"note"` // number of the note from here on; the same with a common note
}

// Amendment is an amendment of the contract that was carried out.
type Amendment struct {
	Reference   string    `json:"reference"` // of the application
	By          Claimant  `json:"by"`
	At          time.Time `json:"at"`
	Consignee   string    `json:"consignee,omitempty"`   // the new one
	Destination string    `json:"destination,omitempty"` // the new one
}

// Claimant is who amends, instructs or claims.
type Claimant string

// The two who may.
const (
	ByConsignor Claimant = "consignor"
	ByConsignee Claimant = "consignee"
)

// Action is what the consignor instructs at an obstacle.
type Action string

// The actions.
const (
	Continue Action = "continue" // carry on, or offer the goods again
	Return   Action = "return"
	Sell     Action = "sell"
	Destroy  Action = "destroy"
	Abandon  Action = "abandon" // to the treasury or the customs authority
)

// Obstacle is the last obstacle to carriage or delivery.
type Obstacle struct {
	Reason  string    `json:"reason"`
	Station Station   `json:"station"`
	Since   time.Time `json:"since"`
	Back    State     `json:"back"`              // where it leads back to
	Orders  Action    `json:"orders,omitempty"`  // what was instructed
	Outcome Action    `json:"outcome,omitempty"` // how the goods were disposed of
}

// Extension is time by which the delivery period is longer.
type Extension struct {
	Reason string    `json:"reason"`
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
}

// ClaimKind is what a claim is for.
type ClaimKind string

// The kinds of claim.
const (
	ClaimLoss     ClaimKind = "loss"
	ClaimShortage ClaimKind = "shortage"
	ClaimDamage   ClaimKind = "damage"
	ClaimDelay    ClaimKind = "delay"
	ClaimCharges  ClaimKind = "charges" // paid too much
)

// ClaimState is where a claim stands.
type ClaimState string

// The states of a claim.
const (
	ClaimOpen       ClaimState = "open"
	ClaimPaid       ClaimState = "paid" // accepted, in whole or in part
	ClaimRejected   ClaimState = "rejected"
	ClaimUnanswered ClaimState = "unanswered" // the time for an answer has passed: the claimant may sue
)

// Claim is a claim against the carriers.
type Claim struct {
	ID     string     `json:"id"`
	By     Claimant   `json:"by"`
	Kind   ClaimKind  `json:"kind"`
	Amount unit.Money `json:"amount"`
	Report string     `json:"report,omitempty"` // number of the commercial report it rests on
	At     time.Time  `json:"at"`
	State  ClaimState `json:"state"`
	Paid   unit.Money `json:"paid,omitzero"`
}

// Carriage is one carrier's record of a carriage. Records of one carriage that hold the same entries are the same but for
// Carrier and Waiting.
type Carriage struct {
	Carrier string `json:"carrier"` // whose record it is
	State   State  `json:"state"`
	Charge  string `json:"charge,omitempty"` // the carrier in charge
	Note    Note   `json:"note,omitzero"`
	Section int    `json:"section"` // index of the section the goods are on

	Takeovers      []Takeover      `json:"takeovers,omitempty"`
	List           string          `json:"list,omitempty"`        // transmission list of the last presentation
	Outstanding    []Kind          `json:"outstanding,omitempty"` // what a junction waits for
	Reconsignments []Reconsignment `json:"reconsignments,omitempty"`
	Transshipments []Transshipment `json:"transshipments,omitempty"`
	Reports        []Report        `json:"reports,omitempty"`
	Amendments     []Amendment     `json:"amendments,omitempty"`
	Obstacle       *Obstacle       `json:"obstacle,omitempty"`
	Instructions   []string        `json:"instructions,omitempty"` // references of those carried out
	Extensions     []Extension     `json:"extensions,omitempty"`
	Limit          time.Time       `json:"limit,omitzero"` // the delivery period ends then
	Late           bool            `json:"late,omitempty"` // it has ended before the notice of arrival
	ArrivedAt      time.Time       `json:"arrivedAt,omitzero"`
	NotifiedAt     time.Time       `json:"notifiedAt,omitzero"`
	EndedAt        time.Time       `json:"endedAt,omitzero"`
	Claims         []Claim         `json:"claims,omitempty"`
	Timers         []Timer         `json:"timers,omitempty"` // in the order of [TimerRules]

	Parties []string `json:"parties,omitempty"` // every carrier that was ever to take part
	Log     []Entry  `json:"log,omitempty"`     // what happened, in order
	Waiting []Entry  `json:"waiting,omitempty"` // entries that came before an earlier one
}

// Role is the part of the carrier whose record it is.
func (c Carriage) Role() Role {
	if c.Charge != "" && c.Charge == c.Carrier {
		return InCharge
	}
	return Other
}

// Ended is true in a state in which the goods move no more. Claims may still follow.
func (c Carriage) Ended() bool {
	switch c.State {
	case Delivered, Disposed, Lost, NotAccepted:
		return true
	}
	return false
}

// Law is the law of the section the goods are on.
func (c Carriage) Law() Law {
	if c.Section < len(c.Note.Sections) {
		return c.Note.Sections[c.Section].Law
	}
	return SMGS
}

// Station is where the goods are, or where the section they are on begins.
func (c Carriage) Station() Station {
	if len(c.Note.Sections) == 0 {
		return Station{}
	}
	s := c.Note.Sections[c.Section]
	if !c.ArrivedAt.IsZero() {
		return s.To
	}
	return s.From
}

// OnIt lists the numbers of the seals that are on.
func (c Carriage) OnIt() []string {
	var out []string
	for _, s := range c.Note.Seals {
		if s.RemovedAt.IsZero() {
			out = append(out, s.Number)
		}
	}
	return out
}

// Unendorsed lists the customs offices that have yet to endorse the note at a station.
func (c Carriage) Unendorsed(station string) []Office {
	var out []Office
	for _, e := range c.Note.Customs {
		if e.Station == station && e.At.IsZero() {
			out = append(out, e.Office)
		}
	}
	return out
}

// clone copies what Apply may write to, so that the caller's value never changes.
func (c Carriage) clone() Carriage {
	n := &c.Note
	n.Sections, n.Seals, n.Customs, n.Wagons = slices.Clone(n.Sections), slices.Clone(n.Seals), slices.Clone(n.Customs), slices.Clone(n.Wagons)
	c.Takeovers, c.Outstanding = slices.Clone(c.Takeovers), slices.Clone(c.Outstanding)
	c.Reconsignments, c.Transshipments = slices.Clone(c.Reconsignments), slices.Clone(c.Transshipments)
	c.Reports, c.Amendments, c.Claims = slices.Clone(c.Reports), slices.Clone(c.Amendments), slices.Clone(c.Claims)
	c.Instructions = slices.Clone(c.Instructions)
	c.Extensions, c.Timers = slices.Clone(c.Extensions), slices.Clone(c.Timers)
	c.Parties, c.Log, c.Waiting = slices.Clone(c.Parties), slices.Clone(c.Log), slices.Clone(c.Waiting)
	if c.Obstacle != nil {
		o := *c.Obstacle
		c.Obstacle = &o
	}
	return c
}
