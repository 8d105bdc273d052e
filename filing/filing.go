// Package filing tells what must be filed for a journey of a consignment, in four layers.
//
//  1. customs regime of each stretch   export, transit of each kind, import
//  2. carriage contract                bill of lading, SMGS, CIM, CIM/SMGS, CMR, air waybill
//  3. guarantee                        who guarantees what, where, up to how much
//  4. security and advance data        ENS, preliminary information, TIR-EPD, manifests, permits, control lists
//
// Every choice cites its rule with the legal date and says how sure it is: verified, stated or recalled. Nothing is stored.
// Sources: the EAEU Customs Code, the Common Transit Convention of 1987 with Appendix I, the TIR Convention 1975 with
// Annex 11, SMGS, COTIF-CIM and CMR, national rules; each as of a date, from room reference.
//
//	ref := reference.Default()
//	p, err := filing.Build(journey, consignment, day, ref)      // a fault.NotLawful names the rule that bars
//	for _, s := range p.Customs {                               // S1 export, S2 eaeu-transit, S3 national-transit, ...
//		fmt.Println(s.ID, s.Regime, s.Administration, s.Departure.Code, s.Destination.Code, s.Rules[0].Text)
//	}
//	p.Alternatives                                              // what else is lawful, and what is not and why
//	p.Findings                                                  // every unverified fact used, what is missing, what is barred
//	p.Print(os.Stdout)                                          // the four layers for people
//	filing.Exclusions(consignment)                              // what the goods themselves bar, for the planner
//	filing.BuildWith(journey, consignment, day, ref, filing.Options{Require: "tir"})
//
// How a journey is cut:
//
//	legs        load | sea | transfer | rail rail | border | rail rail | unload
//	visits      JP            CN ................. | KZ ...............            one country
//	stays       JP            CN ................. | EAEU .............            one customs territory
//	stretches   S1 export     S2 national transit    S3 EAEU transit, S4 import
//
// Invariants: stretches follow the journey; every stretch cites a rule and has both offices; a land border is the last leg
// of one stretch and the first of the next; no stretch runs on the high seas; an office without a known code carries a
// demonstration number; every recalled rule that is cited stands in the findings.
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

	FromName string `json:"fromName"` // names of From and To
	ToName   string `json:"toName"`
}

// Contract is one carriage contract.
type Contract struct {
	ID       string   `json:"id"`
	Kind     string   `json:"kind"` // bill-of-lading, sea-waybill, smgs, cim, cim-smgs, cmr, awb, national
	Name     string   `json:"name"`
	From     string   `json:"from"`
	To       string   `json:"to"`
	FirstLeg int      `json:"firstLeg"`
	LastLeg  int      `json:"lastLeg"`
	ServesAs []string `json:"servesAs,omitempty"` // ids of stretches whose declaration it may be
	Rules    []Rule   `json:"rules"`

	FromName string `json:"fromName"` // names of From and To
	ToName   string `json:"toName"`
	Change   string `json:"change,omitempty"` // name of the place where the law of carriage changes under one common note
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

	Alternatives []Alternative `json:"alternatives,omitempty"` // what else is lawful, and what is not and why
	Hash         string        `json:"consignmentHash"`        // of the consignment's version the plan was made from
	Title        string        `json:"title"`                  // of the consignment
	Route        []string      `json:"route"`                  // names of the places where the means of transport or the country changes
}

// Alternative is another way to file a part of the journey. Not lawful ones are kept with the reason.
type Alternative struct {
	ID        string      `json:"id"`   // "A1"
	Kind      string      `json:"kind"` // tir, etir, national-transit, import-at-entry, sea-waybill
	Name      string      `json:"name"`
	Replaces  []string    `json:"replaces"`  // ids of stretches or contracts
	Countries []string    `json:"countries"` // in order
	From      string      `json:"from"`
	To        string      `json:"to"`
	FirstLeg  int         `json:"firstLeg"`
	LastLeg   int         `json:"lastLeg"`
	Lawful    bool        `json:"lawful"`
	Status    string      `json:"status"` // lawful, not lawful, not in use
	Why       string      `json:"why"`
	Ceiling   *unit.Money `json:"ceiling,omitempty"` // TIR: the lowest known of the territories passed
	Rules     []Rule      `json:"rules"`
}
