package transit

import (
	"slices"
	"time"

	"github.com/kairo-corridor/kairo/unit"
)

// Regime is the customs procedure, as filing names it.
type Regime string

// The regimes.
const (
	Export          Regime = "export"
	EAEUTransit     Regime = "eaeu-transit"
	CommonTransit   Regime = "common-transit"
	NationalTransit Regime = "national-transit"
	TIR             Regime = "tir" // package customs/tir has its machine: here a declaration under it is refused
	Import          Regime = "import"
)

// Regimes lists the regimes of this machine.
var Regimes = []Regime{Export, EAEUTransit, CommonTransit, NationalTransit, Import}

// Class is what regimes share: how the movement ends.
type Class string

// The classes.
const (
	Outward Class = "export"  // ends when the office of exit records the arrival
	Through Class = "transit" // ends when the office of destination's result is in and the owner discharges
	Inward  Class = "import"  // ends with the release
)

// ClassOf gives the class of a regime, empty for an unknown one.
func ClassOf(r Regime) Class {
	switch r {
	case Export:
		return Outward
	case Import:
		return Inward
	case EAEUTransit, CommonTransit, NationalTransit, TIR:
		return Through
	}
	return ""
}

// Role is what an administration is to a movement.
type Role string

// The roles.
const (
	Owner       Role = "owner"       // the administration of departure: its record is the movement
	Passing     Role = "passage"     // holds a copy: has an office of passage
	Destination Role = "destination" // holds a copy: has the office of destination or exit
)

// Roles lists the roles.
var Roles = []Role{Owner, Passing, Destination}

// State is where a movement stands.
type State string

// The states.
const (
	None         State = "none"          // nothing is known of it
	Lodged       State = "lodged"        // the declaration has been received
	Accepted     State = "accepted"      // it has its registration number
	UnderControl State = "under-control" // a control was decided and has no result yet
	Controlled   State = "controlled"    // the result of the control is in
	Released     State = "released"      // the goods may leave
	InTransit    State = "in-transit"    // an office of passage has recorded them
	Arrived      State = "arrived"       // the office of destination has recorded them
	Checked      State = "checked"       // its result is in
	Discharged   State = "discharged"    // the procedure has ended
	Expected     State = "expected"      // a copy: the goods are announced
	Refused      State = "refused"       // the declaration was rejected
	NotReleased  State = "not-released"  // the release was refused
	Invalidated  State = "invalidated"   // the declaration was cancelled
)

// The states of common transit; EAEU and national transit have some of them.
const (
	PreLodged         State = "pre-lodged"         // declared in advance (additional declaration type D); the goods are not presented
	GuaranteeAsked    State = "guarantee-asked"    // the office of guarantee has not answered
	GuaranteeInvalid  State = "guarantee-invalid"  // it refused; the holder amends or the release is refused
	InvalidationAsked State = "invalidation-asked" // the holder asks for the invalidation; the office decides
	Overdue           State = "overdue"            // no arrival, or no results, in time: an enquiry is due
	HolderAsked       State = "holder-asked"       // the holder is asked where the goods are
	UnderEnquiry      State = "under-enquiry"      // the office of destination is asked
	Unloading         State = "unloading"          // the consignee may unload
	Unloaded          State = "unloaded"           // the consignee's remarks are in
	InRecovery        State = "recovery"           // the debt is being recovered
	RecoveryRequested State = "recovery-requested" // another authority is asked to recover it
	RecoveryElsewhere State = "recovery-elsewhere" // another authority has taken it over
	Recovered         State = "recovered"          // the debt is settled: the procedure has ended without a discharge
	RecordAsked       State = "record-asked"       // a copy: an office that was not declared asks for the record
	ArrivedElsewhere  State = "arrived-elsewhere"  // a copy: another office of destination has the goods
	Enquired          State = "enquired"           // a copy: the office of departure asks where the goods are
	PartlyDelivered   State = "partly-delivered"   // EAEU transit: a part was delivered, the rest is on the way
	RecoveryAsked     State = "recovery-asked"     // a copy: the office of departure asks to recover the debt
	Recovering        State = "recovering"         // a copy: this authority recovers the debt
)

// States lists the states in the order of a movement.
var States = []State{None, PreLodged, Lodged, GuaranteeAsked, GuaranteeInvalid, Accepted, UnderControl, Controlled, InvalidationAsked, Released,
	RecordAsked, Expected, InTransit, PartlyDelivered, Overdue, HolderAsked, UnderEnquiry, Enquired, Arrived, ArrivedElsewhere, Unloading, Unloaded, Checked,
	InRecovery, RecoveryRequested, RecoveryElsewhere, RecoveryAsked, Recovering, Discharged, Recovered, Refused, NotReleased, Invalidated}

// Office is a customs office. Demo says that the code is Kairo's own placeholder.
type Office struct {
	Country string `json:"country"`
	Code    string `json:"code"`
	Name    string `json:"name,omitempty"`
	Demo    bool   `json:"demonstration,omitempty"`
}

// Same is true of the same office, whatever it is called.
func (o Office) Same(p Office) bool { return o.Country == p.Country && o.Code == p.Code }

// String is the code and the name: "57507 Altynkol-Zhol".
func (o Office) String() string {
	if o.Name == "" {
		return o.Code
	}
	return o.Code + " " + o.Name
}

// Goods is one line of goods, as far as the procedure reads it.
type Goods struct {
	HS          string  `json:"hs"`
	Description string  `json:"description"`
	GrossKg     unit.Kg `json:"grossKg"`
	Packages    int     `json:"packages"`
}

// Declaration is what was declared: a projection of one version of a consignment.
type Declaration struct {
	Consignment  string   `json:"consignment"` // reference of the consignment
	Version      int      `json:"version"`
	Hash         string   `json:"hash"`    // SHA-256 of that version, hexadecimal
	Stretch      string   `json:"stretch"` // id in the filing plan, "S2"
	Regime       Regime   `json:"regime"`
	NumberFormat string   `json:"numberFormat"` // scheme of package code: mrn, eaeu, national
	Declarant    string   `json:"declarant"`
	Goods        []Goods  `json:"goods"`
	Departure    Office   `json:"departure"`
	Passage      []Office `json:"passage,omitempty"`
	Destination  Office   `json:"destination"`
	Containers   []string `json:"containers,omitempty"`
	Seals        []string `json:"seals,omitempty"`
	LimitDays    int      `json:"limitDays,omitempty"`  // 0: none known
	DistanceKm   int      `json:"distanceKm,omitempty"` // of the way; 0: not declared
	Mode         string   `json:"mode,omitempty"`       // of transport: road, rail, sea, air; empty: not declared

	// Of common, EAEU and national transit; additional not of EAEU transit, exit of common transit only.
	Additional      string               `json:"additional,omitempty"`      // additional declaration type: A or empty, or D (lodged in advance)
	Guarantees      []GuaranteeReference `json:"guarantees,omitempty"`      // none: no conversation with an office of guarantee
	GuaranteeOffice string               `json:"guaranteeOffice,omitempty"` // its party name; empty: [OfficeOfGuarantee]
	Holder          string               `json:"holder,omitempty"`          // number by which it knows the holder of the procedure; empty: Declarant
	Exit            []Office             `json:"exit,omitempty"`            // offices of exit for transit, where goods leave the security area
}

// PreLodgedType is the additional declaration type of a declaration lodged before the goods are presented (NCTS code list
// DeclarationTypeAdditional).
const PreLodgedType = "D"

// Control is a control decided and, once it is in, its result.
type Control struct {
	Kind         ControlKind `json:"kind"`
	Reason       string      `json:"reason,omitempty"`
	Done         bool        `json:"done"`
	Satisfactory bool        `json:"satisfactory"`
	Text         string      `json:"text,omitempty"`
}

// ControlKind is the kind of a control.
type ControlKind string

// The kinds of control.
const (
	NoControl ControlKind = "none"
	Documents ControlKind = "documents"
	Scan      ControlKind = "scan"
	Physical  ControlKind = "physical"
)

// Passed is one passage recorded.
type Passed struct {
	Office   Office    `json:"office"`
	At       time.Time `json:"at"`
	Declared bool      `json:"declared"` // the office is among the declared ones
}

// Result is what the office of destination found.
type Result struct {
	Satisfactory bool      `json:"satisfactory"`
	Text         string    `json:"text,omitempty"`
	At           time.Time `json:"at"`
}

// Movement is one administration's record of a movement: the movement itself with its owner, a copy elsewhere.
type Movement struct {
	Key            string      `json:"key"` // the same in every administration
	Administration string      `json:"administration"`
	Owner          string      `json:"owner"`
	Trader         string      `json:"trader,omitempty"` // party to be notified; the owner's record only
	Role           Role        `json:"role"`
	State          State       `json:"state"`
	Number         string      `json:"number,omitempty"` // registration number
	Declaration    Declaration `json:"declaration"`
	Control        *Control    `json:"control,omitempty"`
	LodgedAt       time.Time   `json:"lodgedAt,omitzero"`
	ReleasedAt     time.Time   `json:"releasedAt,omitzero"`
	Limit          time.Time   `json:"limit,omitzero"` // the goods must have arrived by then
	Passages       []Passed    `json:"passages,omitempty"`
	Arrival        *Passed     `json:"arrival,omitempty"`
	Result         *Result     `json:"result,omitempty"`
	EndedAt        time.Time   `json:"endedAt,omitzero"`
	Amendments     int         `json:"amendments,omitempty"` // amendments taken after the lodging; the owner's record only

	// Of common, EAEU and national transit.
	Intended     *Control         `json:"intended,omitempty"`     // a control intended before the goods are presented
	Guarantee    *GuaranteeUse    `json:"guarantee,omitempty"`    // the owner's record only
	Back         State            `json:"back,omitempty"`         // where a refused request leads back to
	Asking       Office           `json:"asking,omitzero"`        // a copy: the office, not declared, that asked for the record
	Consignee    string           `json:"consignee,omitempty"`    // trader at destination, to be notified; the destination's record only
	Unloading    *UnloadingResult `json:"unloading,omitempty"`    // the consignee's last remarks
	Incidents    []IncidentReport `json:"incidents,omitempty"`    // in the order learned
	Exits        []Passed         `json:"exits,omitempty"`        // where the goods left the security area
	Actual       []Copy           `json:"actual,omitempty"`       // administrations given the record on request; the owner's record only
	Enquiry      *EnquiryStatus   `json:"enquiry,omitempty"`      // what was asked and answered
	Settled      string           `json:"settled,omitempty"`      // how discrepancies were settled
	Proof        string           `json:"proof,omitempty"`        // alternative proof of the end of the procedure
	RecoveryWith string           `json:"recoveryWith,omitempty"` // the other authority asked to recover the debt
	PresentedAt  time.Time        `json:"presentedAt,omitzero"`   // of goods lodged in advance
	Measures     Measures         `json:"measures,omitzero"`      // imposed at release
	Delivery     Office           `json:"delivery,omitzero"`      // place of delivery permitted in the place of the declared one
	ReachedAt    time.Time        `json:"reachedAt,omitzero"`     // when the goods reached it; the papers are not presented yet
	Parts        []Part           `json:"parts,omitempty"`        // delivered before the rest
	Query        QueryStatus      `json:"query,omitzero"`         // the last one sent
	Timers       []Timer          `json:"timers,omitempty"`       // in the order of [TimerRules]
	Late         []TimerKind      `json:"late,omitempty"`         // what was not done in time, where the state stays
}

// Class is the class of the movement's regime.
func (m Movement) Class() Class { return ClassOf(m.Declaration.Regime) }

// Ended is true in a state that nothing leaves; the second row are those of package tir, whose operations are shown as movements.
func (m Movement) Ended() bool {
	switch m.State {
	case Discharged, Recovered, Refused, NotReleased, Invalidated,
		"withdrawn", "lapsed", "time-barred", "claim-dropped", "settled", "paid", "refunded", "closed":
		return true
	}
	return false
}

// Copies lists the other administrations that hold a copy, in the order of the route, each with its role.
func (m Movement) Copies() []Copy {
	if m.Class() == Inward {
		return nil
	}
	d := m.Declaration
	var out []Copy
	seen := map[string]bool{m.Owner: true}
	for _, o := range slices.Concat(d.Passage, d.Exit, []Office{d.Destination}) {
		if seen[o.Country] {
			continue
		}
		seen[o.Country] = true
		role := Passing
		if o.Country == d.Destination.Country {
			role = Destination
		}
		out = append(out, Copy{o.Country, role})
	}
	return m.withActual(out)
}

// withActual adds the administrations that were given the record on request; one that became the actual destination has that
// role, whatever was declared.
func (m Movement) withActual(out []Copy) []Copy {
	for _, c := range m.Actual {
		i := slices.IndexFunc(out, func(d Copy) bool { return d.Country == c.Country })
		switch {
		case i < 0:
			out = append(out, c)
		case c.Role == Destination:
			out[i].Role = Destination
		}
	}
	return out
}

// Copy names an administration that holds a copy.
type Copy struct {
	Country string `json:"country"`
	Role    Role   `json:"role"`
}

// clone copies what Apply may write to, so that the caller's value never changes.
func (m Movement) clone() Movement {
	m.Passages = append([]Passed(nil), m.Passages...)
	if m.Control != nil {
		c := *m.Control
		m.Control = &c
	}
	if m.Guarantee != nil {
		g := *m.Guarantee
		m.Guarantee = &g
	}
	if m.Enquiry != nil {
		e := *m.Enquiry
		m.Enquiry = &e
	}
	m.Incidents, m.Exits, m.Parts = slices.Clone(m.Incidents), slices.Clone(m.Exits), slices.Clone(m.Parts)
	m.Actual, m.Timers, m.Late = slices.Clone(m.Actual), slices.Clone(m.Timers), slices.Clone(m.Late)
	return m
}
