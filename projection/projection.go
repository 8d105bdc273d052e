// Package projection turns one version of a consignment, its journey and its filing plan into the documents of the way, each
// element of each document with its provenance.
//
// A document is a list of elements in the order of its form. Every element says whether it was typed (the trader gave it),
// derived (worked out, and how), defaulted (and why) or is missing (and who knows it). Nothing is stored, nothing is drawn:
// room message writes the wire formats, room document the papers.
package projection

import "github.com/kairo-corridor/kairo/filing"

// Origin says where the value of an element comes from.
type Origin string

// The origins.
const (
	Typed     Origin = "typed"     // in the consignment, as the trader gave it
	Derived   Origin = "derived"   // worked out from what was typed, the journey, the filing plan or reference data
	Defaulted Origin = "defaulted" // taken for want of an answer, or because the form always says so
	Missing   Origin = "missing"   // required or asked, and nobody has given it
)

// Element is one element of a document.
type Element struct {
	Box      string   `json:"box,omitempty"` // number on the form, "19" or "44/2"
	Name     string   `json:"name"`          // the field's standard term
	Path     string   `json:"path"`          // JSON pointer into Document.Data, or the element's tag in the wire format
	Value    string   `json:"value"`         // as written; "" where missing
	Origin   Origin   `json:"origin"`
	From     []string `json:"from,omitempty"` // what it rests on: JSON pointers of the consignment, "journey/legs/3", "filing/S2/departure", "reference/vat/KZ"
	How      string   `json:"how,omitempty"`  // derived: how; defaulted: why; missing: why it is asked
	Who      string   `json:"who,omitempty"`  // missing: the role that knows it: consignor, consignee, carrier, forwarder, declarant, guarantor, customs
	Required bool     `json:"required"`       // without it the document cannot be lodged or issued
}

// Document is one projection.
type Document struct {
	ID       string        `json:"id"`   // "S2-eaeu-td", stable for the same plan
	Kind     string        `json:"kind"` // of declaration: eaeu-transit, eaeu-goods, t1, national-transit, export, import, tir-carnet; of carriage: smgs, cim, cim-smgs, cmr, bill-of-lading, sea-waybill, awb, national, manifest; of advance data: preliminary-information, ens, exs, sid, tir-epd, export-licence, permit, dangerous-goods, notice
	Title    string        `json:"title"`
	Form     string        `json:"form"`              // standard and edition it follows
	For      string        `json:"for"`               // id in the filing plan: stretch, contract or advance item
	Country  string        `json:"country,omitempty"` // administration that gets it
	Language string        `json:"language"`          // ISO 639-1 of its fixed texts
	Paper    bool          `json:"paper"`             // people carry it: a PDF is made
	Barcode  string        `json:"barcode,omitempty"` // content of its barcode
	Elements []Element     `json:"elements"`
	Blocked  []string      `json:"blocked,omitempty"` // why it cannot be lodged: identifiers that fail their check, missing required elements
	Rules    []filing.Rule `json:"rules,omitempty"`
	Notes    []string      `json:"notes,omitempty"` // unverified structure, demonstration numbers
	Data     any           `json:"data,omitempty"`  // the same as structured data of its wire format, where there is one
}

// Count sums the elements of documents by origin; Typed counts how often typed values are used, Distinct how many were typed.
type Count struct {
	Documents int `json:"documents"`
	Elements  int `json:"elements"`
	Typed     int `json:"typed"`    // elements whose value was typed once and is used here
	Distinct  int `json:"distinct"` // different consignment fields behind them: what was typed with Kairo
	Derived   int `json:"derived"`
	Defaulted int `json:"defaulted"`
	Missing   int `json:"missing"`
}
