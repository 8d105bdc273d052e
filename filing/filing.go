// Package filing tells what must be filed for a journey of a consignment, in four layers.
//
//  1. customs regime of each stretch   export, transit of each kind, import
//  2. carriage contract                bill of lading, SMGS, CIM, CIM/SMGS, CMR, air waybill
//  3. guarantee                        who guarantees what, where, up to how much
//  4. security and advance data        ENS, preliminary information, TIR-EPD, manifests, permits, control lists
//
// Every choice cites its rule with the legal date and says how sure it is: verified, stated or recalled. Nothing is stored.
package filing

import (
	"time"

	"github.com/kairo-corridor/kairo/unit"
)

// Status says how sure a rule or fact is.
type Status string

// The statuses.
const (
	Verified Status = "verified" // read in the source or recomputed
	Stated   Status = "stated"   // said by the cited page
	Recalled Status = "recalled" // unverified: check before relying on it
)

// Rule is one citation.
type Rule struct {
	ID     string `json:"id"`   // row of the reference data
	Text   string `json:"text"` // in our own words
	Since  string `json:"since,omitempty"`
	Until  string `json:"until,omitempty"`
	Status Status `json:"status"`
	Source string `json:"source"`
}

// Office is a customs office. Where the code is unknown Code is a demonstration number, shown as such.
type Office struct {
	Country  string `json:"country"`
	Code     string `json:"code"` // "DEMO-KZ-03" for a demonstration number
	Name     string `json:"name"`
	Official bool   `json:"official"`
	Demo     bool   `json:"demonstration"` // the code is Kairo's own placeholder
	Location string `json:"location"`      // network location code
	Source   string `json:"source"`
}

// Stretch is one customs regime over part of the journey: one movement of one administration's procedure.
type Stretch struct {
	ID             string   `json:"id"`             // "S2"
	Regime         string   `json:"regime"`         // export, eaeu-transit, common-transit, national-transit, tir, import
	Name           string   `json:"name"`           // for people
	Administration string   `json:"administration"` // country whose administration registers it; "EU" members by their own code
	Countries      []string `json:"countries"`      // passed under it, in order
	From           string   `json:"from"`           // location codes
	To             string   `json:"to"`             //
	Departure      Office   `json:"departure"`
	Passage        []Office `json:"passage,omitempty"`
	Destination    Office   `json:"destination"`
	Declarant      string   `json:"declarant"`           // role and name of the responsible party
	Form           string   `json:"form"`                // what is filed, in what system
	NumberFormat   string   `json:"numberFormat"`        // key of the registration number of the regime: mrn, eaeu, national
	LimitDays      int      `json:"limitDays,omitempty"` // time limit of the movement where the rule gives one
	FirstLeg       int      `json:"firstLeg"`            // legs of the journey covered, inclusive
	LastLeg        int      `json:"lastLeg"`
	Rules          []Rule   `json:"rules"`
}

// Contract is one carriage contract.
type Contract struct {
	ID       string   `json:"id"`
	Kind     string   `json:"kind"` // bill-of-lading, sea-waybill, smgs, cim, cim-smgs, cmr, awb
	Name     string   `json:"name"`
	From     string   `json:"from"`
	To       string   `json:"to"`
	FirstLeg int      `json:"firstLeg"`
	LastLeg  int      `json:"lastLeg"`
	ServesAs []string `json:"servesAs,omitempty"` // ids of stretches whose declaration it may be
	Rules    []Rule   `json:"rules"`
}

// Guarantee is one security.
type Guarantee struct {
	ID        string      `json:"id"`
	Stretch   string      `json:"stretch"` // id of the stretch it secures
	Kind      string      `json:"kind"`
	Guarantor string      `json:"guarantor"`
	Amount    *unit.Money `json:"amount,omitempty"` // nil: not required, or cannot be worked out, see Note
	Estimated bool        `json:"estimated"`
	Note      string      `json:"note"`
	Rules     []Rule      `json:"rules"`
}

// Advance is one item of security or advance data, a permit or a licence.
type Advance struct {
	ID    string `json:"id"`
	Kind  string `json:"kind"` // ens, exs, preliminary-information, tir-epd, manifest, export-licence, permit
	Name  string `json:"name"`
	To    string `json:"to"` // country that receives it
	Who   string `json:"who"`
	Due   string `json:"due"` // lead time in words, "2 hours before arrival"
	Leg   int    `json:"leg"`
	Rules []Rule `json:"rules"`
}

// Finding is something a person should know: a choice, an unverified fact, a missing datum, a bar.
type Finding struct {
	Level string `json:"level"` // info, unverified, missing, barred
	Path  string `json:"path"`  // where in the plan or the consignment
	Text  string `json:"text"`
}

// Plan is the filing plan of one journey of one consignment on one date.
type Plan struct {
	Date      time.Time   `json:"date"`
	Customs   []Stretch   `json:"customs"`
	Carriage  []Contract  `json:"carriage"`
	Guarantee []Guarantee `json:"guarantee"`
	Security  []Advance   `json:"security"`
	Findings  []Finding   `json:"findings"`
}
