package tir

import (
	"slices"
	"strconv"
	"time"

	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/unit"
)

// The types shared with every machine of the movement.
type (
	Kind   = transit.Kind
	State  = transit.State
	Office = transit.Office
	Goods  = transit.Goods
	Fact   = transit.Fact
	Rule   = transit.Rule
	Send   = transit.Send
	Timer  = transit.Timer
)

// Role is what an administration is to one TIR operation.
type Role string

// The roles.
const (
	Starting Role = "start" // its office of departure or entry starts the operation; its record is the operation, and it discharges
	Ending   Role = "end"   // another administration of the same customs union that has an office of unloading, destination or exit: holds a copy
)

// Roles lists the roles.
var Roles = []Role{Starting, Ending}

// The states.
const (
	None         State = "none"          // nothing is known of it
	Announced    State = "announced"     // advance data, or the notification of an earlier operation, are in
	Checking     State = "checking"      // the carnet is presented; the control system is asked about it
	Presented    State = "presented"     // the answer is in, or did not come in time: the office decides
	Started      State = "started"       // accepted with voucher No. 1
	Suspended    State = "suspended"     // under another regime for a part of the journey
	CarnetLost   State = "carnet-lost"   // the carnet was lost, stolen or destroyed on the way
	Overdue      State = "overdue"       // the time limit passed without the proof of termination
	UnderEnquiry State = "under-enquiry" // the holder and the association are asked
	Terminated   State = "terminated"    // the proof of the final termination is in
	Irregular    State = "irregular"     // it will not be discharged: the association must be notified
	Notified     State = "notified"      // the association and the holder are notified of the non-discharge
	Claimed      State = "claimed"       // payment is claimed from the association
	Unpaid       State = "unpaid"        // the association did not pay in time
	Discharged   State = "discharged"    // ended: recognized as correctly terminated
	Refused      State = "refused"       // ended: the carnet was not accepted
	Withdrawn    State = "withdrawn"     // ended: the holder withdrew the advance data
	Lapsed       State = "lapsed"        // ended: announced and never presented
	TimeBarred   State = "time-barred"   // ended: not notified, or not claimed, in time
	ClaimDropped State = "claim-dropped" // ended: nothing is claimed from the association any more
	Settled      State = "settled"       // ended: the persons directly liable paid
	Paid         State = "paid"          // ended: the association paid
	Refunded     State = "refunded"      // ended: what the association paid was given back

	Expected State = "expected" // a copy: the operation is started
	Closed   State = "closed"   // a copy, ended: the operation has ended
)

// States lists the states in the order of an operation.
var States = []State{None, Announced, Checking, Presented, Started, Suspended, CarnetLost, Overdue, UnderEnquiry, Terminated, Irregular,
	Notified, Claimed, Unpaid, Discharged, Refused, Withdrawn, Lapsed, TimeBarred, ClaimDropped, Settled, Paid, Refunded, Expected, Closed}

var endings = []State{Discharged, Refused, Withdrawn, Lapsed, TimeBarred, ClaimDropped, Settled, Paid, Refunded, Closed}

// Transport is a TIR transport as declared: the carnet and its operations in the order of the route.
type Transport struct {
	Consignment string      `json:"consignment"`
	Version     int         `json:"version"`
	Hash        string      `json:"hash"` // SHA-256 of that version, hexadecimal
	Carnet      string      `json:"carnet"`
	Vouchers    int         `json:"vouchers"` // 4, 6, 14 or 20; 0 under eTIR, which has none
	ETIR        bool        `json:"etir,omitempty"`
	Holder      string      `json:"holder"`              // party, told of every fact
	HolderID    string      `json:"holderID"`            // AAA/BBB/XX…X
	ValidUntil  time.Time   `json:"validUntil,omitzero"` // last day for the acceptance at departure, where known
	Goods       []Goods     `json:"goods"`
	Operations  []Operation `json:"operations"`
}

// Operation is the part of a transport in one contracting party; a customs union counts as one.
type Operation struct {
	Territory string   `json:"territory"`           // country, or union: "EU"
	Start     Office   `json:"start"`               // of departure, or of entry
	Loading   []Office `json:"loading,omitempty"`   // further offices of departure, all of the country of Start
	Unloading []Office `json:"unloading,omitempty"` // offices of destination for a part of the load
	End       Office   `json:"end"`                 // of destination, or of exit
}

// Owner is the country whose record the operation is.
func (o Operation) Owner() string { return o.Start.Country }

// Pairs is the pairs of vouchers an operation uses as declared: one, and one more for each further office of departure or
// of destination.
func (o Operation) Pairs() int { return 1 + len(o.Loading) + len(o.Unloading) }

// Ends lists the other countries of the operation's union with an office of it, in the order of the route.
func (o Operation) Ends() []string {
	var out []string
	for _, x := range append(slices.Clone(o.Unloading), o.End) {
		if x.Country != o.Owner() && !slices.Contains(out, x.Country) {
			out = append(out, x.Country)
		}
	}
	return out
}

// Offices counts the offices of departure and of destination (Article 18).
func (t Transport) Offices() int {
	n := 2
	for _, o := range t.Operations {
		n += len(o.Loading) + len(o.Unloading)
	}
	return n
}

// Vehicle is a vehicle or container with its certificate of approval.
type Vehicle struct {
	Registration string    `json:"registration"`
	Approval     string    `json:"approval,omitempty"`
	Until        time.Time `json:"until,omitzero"` // last day of the certificate
}

// Ceiling is what the association of a territory secures for one carnet on the day of acceptance; zero: not known.
type Ceiling struct {
	Amount unit.Money     `json:"amount"`
	Status transit.Status `json:"status,omitempty"`
	Source string         `json:"source,omitempty"`
}

// Termination is a certified voucher No. 2.
type Termination struct {
	Page        int       `json:"page"` // of the voucher No. 2: even
	As          Certified `json:"as"`
	Office      Office    `json:"office"`
	At          time.Time `json:"at"`
	Reservation string    `json:"reservation,omitempty"` // the facts it rests on; empty: none
	Packages    int       `json:"packages,omitempty"`    // unloaded, or loaded
	Seals       []string  `json:"seals,omitempty"`       // affixed for the way on
}

// Certified says what a voucher No. 2 certifies.
type Certified string

// What a voucher No. 2 certifies. After all but the final one the next pair is opened by the same or a later office.
const (
	Final      Certified = "final"
	Partial    Certified = "partial"    // a part is unloaded
	Loaded     Certified = "loading"    // more is loaded
	Suspension Certified = "suspension" // another regime begins
)

// IncidentReport is a certified report.
type IncidentReport struct {
	Report   string    `json:"report"` // its number
	Office   Office    `json:"office"` // or other competent authority
	At       time.Time `json:"at"`
	Text     string    `json:"text"`
	Lost     int       `json:"lost,omitempty"`  // packages destroyed or irretrievably lost
	Seals    []string  `json:"seals,omitempty"` // affixed anew
	Vehicles []Vehicle `json:"vehicles,omitempty"`
}

// Liability is what the guaranteeing association answers for.
type Liability struct {
	Open     bool      `json:"open"`
	OpenedAt time.Time `json:"openedAt,omitzero"`
	EndedAt  time.Time `json:"endedAt,omitzero"`
	By       State     `json:"by,omitempty"` // state that ended it
}

// Reconciliation is a question of the control system about termination data.
type Reconciliation struct {
	ID         string    `json:"id"`
	Page       int       `json:"page"`
	AskedAt    time.Time `json:"askedAt"`
	AnsweredAt time.Time `json:"answeredAt,omitzero"`
	Code       int       `json:"code,omitempty"` // 1 correct, 2 delete, 3 none
	Late       bool      `json:"late,omitempty"`
}

// Other is what is known here of another operation of the transport.
type Other struct {
	Operation int    `json:"operation"`
	From      string `json:"from"`
	State     State  `json:"state"`
	Serial    int    `json:"serial"`
	Lost      bool   `json:"lost,omitempty"` // the carnet was lost there
}

// Record is one administration's record of one TIR operation.
type Record struct {
	Key            string    `json:"key"`       // of the transport, the same everywhere
	Operation      int       `json:"operation"` // from 1
	Administration string    `json:"administration"`
	Owner          string    `json:"owner"`
	Role           Role      `json:"role"`
	State          State     `json:"state"`
	Since          time.Time `json:"since,omitzero"` // when the state was entered
	Transport      Transport `json:"transport"`
	Lodged         bool      `json:"lodged,omitempty"` // the advance data came from the holder, not from another administration

	Presented *Presentation `json:"presented,omitempty"`
	Findings  []Finding     `json:"findings,omitempty"`
	Answer    *CarnetAnswer `json:"answer,omitempty"`

	AcceptedAt   time.Time        `json:"acceptedAt,omitzero"` // of the carnet, by this operation
	Limit        time.Time        `json:"limit,omitzero"`
	FirstPage    int              `json:"firstPage,omitempty"` // voucher No. 1 of the acceptance
	Seals        []string         `json:"seals,omitempty"`
	SealedAt     time.Time        `json:"sealedAt,omitzero"`
	Ceiling      Ceiling          `json:"ceiling,omitzero"`
	Terminations []Termination    `json:"terminations,omitempty"` // by page
	Incidents    []IncidentReport `json:"incidents,omitempty"`    // by number
	Lost         string           `json:"lost,omitempty"`         // how the carnet was lost
	Substitute   string           `json:"substitute,omitempty"`   // document in its place
	Proof        string           `json:"proof,omitempty"`        // alternative proof of termination

	Reopened   bool       `json:"reopened,omitempty"` // a discharge was undone for fraud
	Fraud      bool       `json:"fraud,omitempty"`    // the certificate of termination was falsified or improperly obtained
	NotifiedAt time.Time  `json:"notifiedAt,omitzero"`
	DemandedAt time.Time  `json:"demandedAt,omitzero"`
	ClaimedAt  time.Time  `json:"claimedAt,omitzero"`
	Claim      unit.Money `json:"claim,omitzero"`
	Liability  Liability  `json:"liability,omitzero"`

	Reconciliations []Reconciliation `json:"reconciliations,omitempty"`
	Others          []Other          `json:"others,omitempty"` // by operation
	OwnerState      State            `json:"ownerState,omitempty"`
	Serial          int              `json:"serial,omitempty"` // of the last notification sent; in a copy, of the newest received
	Timers          []Timer          `json:"timers,omitempty"` // in the order of [TimerRules]
	EndedAt         time.Time        `json:"endedAt,omitzero"`
}

// Ended is true in a state that only a finding of fraud (from discharged), a refund (from paid) or the owner's word (a copy)
// leaves.
func (m Record) Ended() bool { return slices.Contains(endings, m.State) }

// Here is the declared operation of the record.
func (m Record) Here() Operation {
	if m.Operation < 1 || m.Operation > len(m.Transport.Operations) {
		return Operation{}
	}
	return m.Transport.Operations[m.Operation-1]
}

// First is true of the operation of the office of departure.
func (m Record) First() bool { return m.Operation == 1 }

// NextPage is the page of the voucher No. 2 that follows, by what is known here.
func (m Record) NextPage() int {
	next := m.FirstPage + 1
	for _, t := range m.Terminations {
		next = max(next, t.Page+2)
	}
	return next
}

// Complete is true where every voucher No. 2 from the first to the final one is known.
func (m Record) Complete() bool {
	page := m.FirstPage + 1
	for _, t := range m.Terminations {
		if t.Page != page {
			return false
		}
		if t.As == Final {
			return true
		}
		page += 2
	}
	return false
}

// Reservations are the facts certified with the terminations.
func (m Record) Reservations() []string {
	var out []string
	for _, t := range m.Terminations {
		if t.Reservation != "" {
			out = append(out, t.Reservation)
		}
	}
	return out
}

// clone copies what Apply may write to, so that the caller's value never changes.
func (m Record) clone() Record {
	m.Findings, m.Seals, m.Timers = slices.Clone(m.Findings), slices.Clone(m.Seals), slices.Clone(m.Timers)
	m.Terminations, m.Incidents = slices.Clone(m.Terminations), slices.Clone(m.Incidents)
	m.Reconciliations, m.Others = slices.Clone(m.Reconciliations), slices.Clone(m.Others)
	return m
}

// Association is the party name of the guaranteeing association of a country.
func Association(country string) string { return country + "-association" }

// Parties that are neither administrations nor traders.
const (
	Organisation = "tir-organisation" // the international organisation that runs the control system
	ETIRSystem   = "etir"             // the eTIR international system
)

func itoa(i int) string { return strconv.Itoa(i) }
