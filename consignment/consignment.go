// Package consignment is the one data set that is declared once, in the terms of UN/CEFACT MMT and the WCO Data Model.
//
// A [Consignment] is what the trader's node keeps, in versions; every filing of the journey is a projection of one version.
// Roles are those of UN/EDIFACT 3035 (CZ consignor, CN consignee, CA carrier, FW forwarder, DT declarant), packages those of
// UN/ECE Recommendation 21, containers ISO 6346, money minor units of ISO 4217.
//
//	c, err := consignment.Decode(raw)        // strict; err is a fault.List in document order, paths are JSON pointers
//	c.GrossKg()                              // 18000
//	c.Values()                               // [USD 244,000.00]
//	c.HighestClass()                         // "7" for uranium concentrate, "" where nothing is dangerous
//	c.Doubts()                               // identifiers that fail their check, kept as evidence
//	c.Hash()                                 // SHA-256 of the canonical form (RFC 8785): names this version
//	again, _ := consignment.Decode(c.Encode())
//	c.PartyOf("CA", "KZ")                    // the carrier for Kazakhstan, "/parties/0/party", true
//	list, err := consignment.ReadCSV(f, "consignments.csv") // a forwarder's spreadsheet, one row a goods item
//
// Invariants: decoding what was encoded gives the same value; equal values have equal hashes; a decoded consignment has a
// reference, both parties, both places, a date and at least one goods item with its mass and value.
package consignment

import "github.com/kairo-corridor/kairo/unit"

// Consignment is one consignment: parties, goods, equipment, transport, documents, terms.
type Consignment struct {
	Reference  string      `json:"reference"`           // Unique Consignment Reference (WCO UCR) or the trader's own
	Title      string      `json:"title"`               // what people call it
	Consignor  Party       `json:"consignor"`           // CZ
	Consignee  Party       `json:"consignee"`           // CN
	Carrier    *Party      `json:"carrier,omitempty"`   // CA: the contracting carrier, where one carrier serves all
	Forwarder  *Party      `json:"forwarder,omitempty"` // FW
	Declarant  *Party      `json:"declarant,omitempty"` // DT: where one declarant or representative serves all
	Parties    []RoleParty `json:"parties,omitempty"`   // further parties, each for a role and perhaps some territories
	Origin     string      `json:"origin"`              // place of taking over: UN/LOCODE or name
	Dest       string      `json:"destination"`         // place of delivery
	Ready      string      `json:"ready"`               // date ready, YYYY-MM-DD
	TEU        int         `json:"teu"`
	Terms      string      `json:"terms,omitempty"`    // Incoterms 2020 rule and place
	Contract   *SalesTerms `json:"contract,omitempty"` // contract of sale
	Freight    string      `json:"freight,omitempty"`  // who pays the carriage: "prepaid" or "collect"
	Goods      []GoodsItem `json:"goods"`
	Equipment  []Equipment `json:"equipment,omitempty"`
	Transport  []Transport `json:"transport,omitempty"` // means of transport by stretch of the way, as far as known
	Documents  []Document  `json:"documents,omitempty"`
	Guarantee  *Guarantee  `json:"guarantee,omitempty"`  // what serves everywhere
	Securities []Guarantee `json:"securities,omitempty"` // further guarantees, each for some territories
	Avoid      []string    `json:"avoid,omitempty"`      // planning limits that belong to the consignment
	Prefer     string      `json:"prefer,omitempty"`     // fastest, cheapest, least-co2e, balanced, or a corridor id
}

// Party is a person or company in one role.
type Party struct {
	Name        string       `json:"name"`
	Country     string       `json:"country"`
	City        string       `json:"city,omitempty"`
	PostCode    string       `json:"postCode,omitempty"`
	Address     string       `json:"address,omitempty"` // street and number
	Contact     string       `json:"contact,omitempty"` // department, telephone or mail
	Identifiers []Identifier `json:"identifiers,omitempty"`
}

// RoleParty is a party in a role, for all territories or some.
type RoleParty struct {
	Role      string   `json:"role"` // one of Roles: CA carrier, DT declarant, FW forwarder, AG agent, GS guarantor, RA representative, NI notify party
	Countries []string `json:"countries,omitempty"`
	Party     Party    `json:"party"`
}

// Identifier is a number of a party with its scheme: "EORI", "KZ-BIN", "JP-CN", "CN-USCC", "RU-INN". Room code checks it.
type Identifier struct {
	Scheme string `json:"scheme"`
	Value  string `json:"value"`
}

// SalesTerms is the contract of sale that the invoice follows.
type SalesTerms struct {
	Number   string `json:"number"`
	Date     string `json:"date,omitempty"`
	Currency string `json:"currency,omitempty"`
}

// GoodsItem is one line of goods.
type GoodsItem struct {
	HS          string            `json:"hs"`              // 6 digits or more
	Codes       []Code            `json:"codes,omitempty"` // national codes: 6 to 12 digits by country
	Description string            `json:"description"`
	Local       []LocalText       `json:"local,omitempty"` // the description in other languages
	GrossKg     unit.Kg           `json:"grossKg"`
	NetKg       unit.Kg           `json:"netKg"`
	Quantity    string            `json:"quantity,omitempty"` // in the supplementary unit, "1200 PCE"
	Packages    int               `json:"packages"`
	PackageKind string            `json:"packageKind"` // UN/ECE Recommendation 21
	Marks       string            `json:"marks,omitempty"`
	Equipment   []string          `json:"equipment,omitempty"` // ids of the containers it is in; empty: all
	Value       unit.Money        `json:"value"`
	Origin      string            `json:"origin"` // country of origin
	Dangerous   *Dangerous        `json:"dangerous,omitempty"`
	Temperature *TemperatureRange `json:"temperature,omitempty"` // what the goods stand
	Controlled  string            `json:"controlled,omitempty"`  // control-list entry, "none" where checked and not listed, "" where not answered
	Excise      bool              `json:"excise,omitempty"`
}

// Code is the commodity code of one country ("EU" for the Union's): TN VED and TARIC 10 digits, CN 8, Japan 9, Türkiye 12.
type Code struct {
	Country string `json:"country"`
	Code    string `json:"code"`
}

// LocalText is a text in another language (ISO 639-1).
type LocalText struct {
	Language string `json:"language"`
	Text     string `json:"text"`
}

// TemperatureRange is what the goods stand, in degrees Celsius.
type TemperatureRange struct {
	MinC int `json:"minC"`
	MaxC int `json:"maxC"`
}

// Dangerous is what the UN Recommendations ask of dangerous goods.
type Dangerous struct {
	UN           string `json:"un"`                     // "UN2912"
	Class        string `json:"class"`                  // "7"
	Name         string `json:"name"`                   // proper shipping name
	PackingGroup string `json:"packingGroup,omitempty"` // I, II, III
	Subsidiary   string `json:"subsidiary,omitempty"`   // further classes, "6.1, 8"
	Contact      string `json:"contact,omitempty"`      // emergency telephone
}

// Equipment is a container, trailer or wagon.
type Equipment struct {
	ID     string   `json:"id"`   // ISO 6346, or the operator's own
	Kind   string   `json:"kind"` // ISO 6346 size and type, "22G1"
	TareKg unit.Kg  `json:"tareKg,omitempty"`
	Seals  []string `json:"seals,omitempty"`
	Owner  string   `json:"owner,omitempty"`
}

// Transport is a means of transport as far as it is known: a vessel, train, wagon, truck or flight over part of the way.
type Transport struct {
	Mode     string   `json:"mode"` // sea, ferry, rail, road, air
	From     string   `json:"from"` // UN/LOCODE or name; with To the part of the way
	To       string   `json:"to"`
	ID       string   `json:"id,omitempty"`      // vessel name, wagon numbers, plate, flight
	Flag     string   `json:"flag,omitempty"`    // nationality, ISO 3166-1 alpha-2
	Voyage   string   `json:"voyage,omitempty"`  // voyage or train number
	Carrier  *Party   `json:"carrier,omitempty"` // performing carrier
	Wagons   []string `json:"wagons,omitempty"`  // 8-digit (1520 mm) or 12-digit (UIC) numbers
	Trailer  string   `json:"trailer,omitempty"`
	Document string   `json:"document,omitempty"` // number of the bill of lading, note or waybill once issued
}

// Document is a paper or permit that goes with the goods.
type Document struct {
	Kind    string `json:"kind"`           // "invoice", "packing list", "export licence", ...
	Code    string `json:"code,omitempty"` // UN/EDIFACT 1001 or the customs code list of Country
	Number  string `json:"number"`
	Date    string `json:"date,omitempty"`
	Issuer  string `json:"issuer,omitempty"`
	Country string `json:"country,omitempty"` // whose authority asks for it or issued it
	Until   string `json:"until,omitempty"`   // last day valid
}

// GuaranteeKinds are the kinds of guarantee that a trader can offer: those of NCTS code list GuaranteeType (CL251) that have a
// reference and an office of guarantee (1 comprehensive, 0 waiver, 2 individual by a guarantor, 4 voucher, 3 cash deposit, 9 individual
// with multiple usage), a TIR carnet, and none.
var GuaranteeKinds = []string{"comprehensive", "waiver", "individual", "voucher", "cash", "individual-multiple", "tir", "none"}

// Guarantee is what the trader can offer. Its access code never stands here: it is given when the consignment is lodged.
type Guarantee struct {
	Kind      string     `json:"kind"`                // one of [GuaranteeKinds]
	Reference string     `json:"reference,omitempty"` // GRN, carnet or certificate number
	Guarantor string     `json:"guarantor,omitempty"`
	Amount    unit.Money `json:"amount"`
	Countries []string   `json:"countries,omitempty"` // where it serves; empty: wherever its kind does
	Vouchers  int        `json:"vouchers,omitempty"`  // of a TIR carnet: 4, 6, 14 or 20
}
