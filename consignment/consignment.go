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
//
// Invariants: decoding what was encoded gives the same value; equal values have equal hashes; a decoded consignment has a
// reference, both parties, both places, a date and at least one goods item with its mass and value.
package consignment

import "github.com/kairo-corridor/kairo/unit"

// Consignment is one consignment: parties, goods, equipment, documents, terms.
type Consignment struct {
	Reference string      `json:"reference"`           // Unique Consignment Reference (WCO UCR) or the trader's own
	Title     string      `json:"title"`               // what people call it
	Consignor Party       `json:"consignor"`           // CZ
	Consignee Party       `json:"consignee"`           // CN
	Carrier   *Party      `json:"carrier,omitempty"`   // CA
	Forwarder *Party      `json:"forwarder,omitempty"` // FW
	Declarant *Party      `json:"declarant,omitempty"` // DT
	Origin    string      `json:"origin"`              // place of taking over: UN/LOCODE or name
	Dest      string      `json:"destination"`         // place of delivery
	Ready     string      `json:"ready"`               // date ready, YYYY-MM-DD
	TEU       int         `json:"teu"`
	Terms     string      `json:"terms,omitempty"` // Incoterms 2020 rule and place
	Goods     []GoodsItem `json:"goods"`
	Equipment []Equipment `json:"equipment,omitempty"`
	Documents []Document  `json:"documents,omitempty"`
	Guarantee *Guarantee  `json:"guarantee,omitempty"`
	Avoid     []string    `json:"avoid,omitempty"`  // planning limits that belong to the consignment
	Prefer    string      `json:"prefer,omitempty"` // fastest, cheapest, least-co2e, balanced, or a corridor id
}

// Party is a person or company in one role.
type Party struct {
	Name        string       `json:"name"`
	Country     string       `json:"country"`
	City        string       `json:"city,omitempty"`
	Address     string       `json:"address,omitempty"`
	Identifiers []Identifier `json:"identifiers,omitempty"`
}

// Identifier is a number of a party with its scheme: "EORI", "KZ-BIN", "JP-CN", "CN-USCC", "RU-INN".
type Identifier struct {
	Scheme string `json:"scheme"`
	Value  string `json:"value"`
}

// GoodsItem is one line of goods.
type GoodsItem struct {
	HS          string     `json:"hs"` // 6 digits or more
	Description string     `json:"description"`
	GrossKg     unit.Kg    `json:"grossKg"`
	NetKg       unit.Kg    `json:"netKg"`
	Packages    int        `json:"packages"`
	PackageKind string     `json:"packageKind"` // UN/ECE Recommendation 21
	Marks       string     `json:"marks,omitempty"`
	Value       unit.Money `json:"value"`
	Origin      string     `json:"origin"` // country of origin
	Dangerous   *Dangerous `json:"dangerous,omitempty"`
	Controlled  string     `json:"controlled,omitempty"` // control-list entry where goods are strategic
}

// Dangerous is what the UN Recommendations ask of dangerous goods.
type Dangerous struct {
	UN    string `json:"un"`    // "UN2912"
	Class string `json:"class"` // "7"
	Name  string `json:"name"`  // proper shipping name
}

// Equipment is a container, trailer or wagon.
type Equipment struct {
	ID    string   `json:"id"`   // ISO 6346, or the operator's own
	Kind  string   `json:"kind"` // ISO 6346 size and type, "22G1"
	Seals []string `json:"seals,omitempty"`
}

// Document is a paper or permit that goes with the goods.
type Document struct {
	Kind   string `json:"kind"` // "invoice", "packing list", "export licence", ...
	Number string `json:"number"`
	Date   string `json:"date,omitempty"`
	Issuer string `json:"issuer,omitempty"`
}

// Guarantee is what the trader can offer.
type Guarantee struct {
	Kind      string     `json:"kind"` // "comprehensive", "individual", "tir", "none"
	Reference string     `json:"reference,omitempty"`
	Guarantor string     `json:"guarantor,omitempty"`
	Amount    unit.Money `json:"amount"`
}
