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
//	p.Comparisons                                               // chosen and alternatives by filings, guarantee, fees and time
//	p.Decisions                                                 // what the date decides without a filing: seals not yet, not here
//	filing.Diff(p, other)                                       // what differs between two dates, and the rule that made it so
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
// Invariants: stretches follow the journey; every leg on land or in the air inside a territory lies in one stretch, import
// apart, or a finding says why not; every stretch, contract, guarantee, alternative and decision a rule; a stretch has both offices; a land border is the last leg
// of one stretch and the first of the next; no stretch runs on the high seas; an office without a known code carries a
// demonstration number; every recalled rule that is cited stands in the findings.
package filing

import (
	"time"

	"github.com/kairo-corridor/kairo/reference"
	"github.com/kairo-corridor/kairo/unit"
)

// Status says how sure a rule or fact is: verified, stated or recalled, as the reference data say.
type Status = reference.Status

// The statuses.
const (
	Verified = reference.Verified // read in the source or recomputed
	Stated   = reference.Stated   // said by the cited page
	Recalled = reference.Recalled // unverified: check before relying on it
)

// Rule is one citation.
type Rule struct {
	ID     string `json:"id"`   // row of the reference data
	Text   string `json:"text"` // in our own words
	Since  string `json:"since,omitempty"`
	Until  string `json:"until,omitempty"`
	Status Status `json:"status"`
	Source string `json:"source"`

	Effective string `json:"effective,omitempty"` // first day it holds, where Since is a deposit or less than a day
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
	LimitDays      int      `json:"limitDays,omitempty"` // time limit of the movement where the rule gives one; a pace gives it for DistanceKm
	FirstLeg       int      `json:"firstLeg"`            // legs of the journey covered, inclusive
	LastLeg        int      `json:"lastLeg"`
	Rules          []Rule   `json:"rules"`

	FromName string `json:"fromName"` // names of From and To
	ToName   string `json:"toName"`
	Why      string `json:"why"` // why this regime was chosen

	InAdvance bool `json:"inAdvance,omitempty"` // the declaration is lodged before the goods are presented; common transit only

	DistanceKm int    `json:"distanceKm,omitempty"` // of transit: km of the legs covered, rounded up; 0: the journey does not know it
	Mode       string `json:"mode,omitempty"`       // of transit: the mode that decides its rules: road, rail, sea, air

	Territory string `json:"territory,omitempty"` // of a TIR operation: the country, or the customs union that counts as one
}

// Offices are the offices of a stretch in the order of the way.
func (s *Stretch) Offices() []Office {
	return append(append([]Office{s.Departure}, s.Passage...), s.Destination)
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
	Why      string `json:"why"`              // why this contract was chosen
	Change   string `json:"change,omitempty"` // name of the place where the law of carriage changes under one common note

	Law       string `json:"law,omitempty"`       // of carriage by rail: smgs or cim; of a common note that of its first part
	LawAfter  string `json:"lawAfter,omitempty"`  // of the second part of a common note
	ChangeLeg int    `json:"changeLeg,omitempty"` // first leg of that part
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

	Needed bool    `json:"needed,omitempty"` // the rule of the stretch asks it: without one the stretch may not be lodged
	Office string  `json:"office,omitempty"` // country of the office of guarantee of Cover
	Holder string  `json:"holder,omitempty"` // number, or where there is none the name, by which that office knows the holder of the procedure
	Cover  []Cover `json:"cover,omitempty"`  // the guarantees of the consignment that secure the stretch
	Lacks  string  `json:"lacks,omitempty"`  // JSON pointer of the consignment where the guarantee, or its reference, would stand
}

// Cover is one guarantee that the consignment names for a stretch.
type Cover struct {
	Path     string     `json:"path"`           // JSON pointer into the consignment
	Type     string     `json:"type"`           // NCTS code list GuaranteeType (CL251)
	GRN      string     `json:"grn"`            // reference: a guarantee reference number, or the number that the administration gave
	Amount   unit.Money `json:"amount"`         // to be covered, in the currency of the guarantee
	Accessed bool       `json:"accessed"`       // an access code goes with it (rule C0086)
	Note     string     `json:"note,omitempty"` // how the amount follows from what the stretch asks, where it is not the same
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

	LeadMinutes int      `json:"leadMinutes,omitempty"` // how long before LeadFrom it is due at the latest; 0 where the rule gives no time
	LeadFrom    string   `json:"leadFrom,omitempty"`    // arrival, departure or loading
	Stretch     string   `json:"stretch,omitempty"`     // id of the stretch of the territory that asks for it
	ServesAs    []string `json:"servesAs,omitempty"`    // ids of stretches whose declaration it is, or whose electronic copy where complete
	ReplacedBy  string   `json:"replacedBy,omitempty"`  // id of the stretch whose declaration, lodged in advance, takes its place; or of other advance data
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

	Decisions    []Decision    `json:"decisions,omitempty"`    // questions of law that were answered without a filing
	Comparisons  []Comparison  `json:"comparisons,omitempty"`  // what was chosen beside what else could be
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
	Ceilings  []Ceiling   `json:"ceilings,omitempty"`
	Measure   Measure     `json:"measure"`
	Rules     []Rule      `json:"rules"`
}

// Ceiling is what a TIR carnet secures in one territory; Amount is nil where it was not found.
type Ceiling struct {
	Country string      `json:"country"`
	Amount  *unit.Money `json:"amount,omitempty"`
}

// Measure is what one way to file asks, for comparison: only what the facts give, nothing guessed.
type Measure struct {
	Filings       int         `json:"filings"`             // declarations and advance data to lodge; for a contract, notes to write
	Spared        int         `json:"spared"`              // of them, met by another: a note or advance data that may serve as the declaration
	Guarantee     *unit.Money `json:"guarantee,omitempty"` // nil: see GuaranteeNote
	GuaranteeNote string      `json:"guaranteeNote"`
	AtLeast       bool        `json:"guaranteeAtLeast,omitempty"` // Guarantee leaves out stretches whose amount is not known
	Fees          []Fee       `json:"fees,omitempty"`             // empty: none is known, which is not none
	Time          string      `json:"time,omitempty"`             // effect on time where a source gives one; "" is unknown
}

// Fee is a charge that a source names.
type Fee struct {
	Amount unit.Money `json:"amount"`
	For    string     `json:"for"`
	Rule   string     `json:"rule"` // id of the rule that names it
}

// Comparison sets what the plan chose beside its alternatives.
type Comparison struct {
	ID           string   `json:"id"`    // "K1"
	Of           []string `json:"of"`    // ids of the stretches or contracts compared
	Names        []string `json:"names"` // their names
	Why          string   `json:"why"`   // why they were chosen
	Measure      Measure  `json:"measure"`
	Alternatives []string `json:"alternatives"` // ids
	Rules        []Rule   `json:"rules"`
}

// Decision is a question of law that the date and the journey answer, though nothing is filed for it.
type Decision struct {
	ID      string `json:"id"`      // "Q1"
	Subject string `json:"subject"` // navigation-seals, unified-transit, common-transit, advance-data, union
	About   string `json:"about"`   // territory, or countries in order
	Answer  string `json:"answer"`
	Rules   []Rule `json:"rules"`
}
