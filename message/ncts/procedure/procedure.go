// Package procedure maps declarations of NCTS to what the transit procedure reads of a declaration, and names what it leaves out.
//
// A CC015C has far more than the procedure reads: [Map] takes the offices, the goods with commodity code, gross mass and
// packages, the containers, the seals, the guarantees and the holder of the procedure, and lists every other value of the
// message as not taken over. What the procedure needs and the message does not give is told as violations, never filled in.
// [Step] does the same for the other messages of a trader, and [Notify] writes what the procedure tells the trader as messages
// of NCTS.
//
//	m, err := ncts.Decode(raw)
//	mapped, err := procedure.Map(m, sha256OfRaw)
//	mapped.Declaration.Goods[0].HS // 841370
//	mapped.Declaration.Guarantees  // reference number, type, amount; the access codes apart
//	mapped.NotTakenOver            // /CC015C/Consignment/Consignor/name, 1 value …
//	mapped.Lacking                 // what the procedure would refuse
//
// Invariants: every value of the message is read or listed; nothing stands in the declaration that the message does not say,
// its version (always 1) and number format (that of an MRN) apart. An access code stands in no declaration: it is handed out
// beside it, to be sealed, and [Redact] takes it out of what is kept.
//
// Source: schemas of phases 5 (51.8.6) and 6 (60.4.16); field list of customs/transit.
package procedure

import (
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/customs/guarantee"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/message/ncts"
	"github.com/kairo-corridor/kairo/unit"
)

// Mapped is a declaration as the procedure reads it, with what was left out.
type Mapped struct {
	Declaration  transit.Declaration
	Codes        map[string]guarantee.Secret // access codes by reference number of the guarantee
	NotTakenOver []Left                      // in the order of the message
	Lacking      []*fault.Error              // what the procedure would refuse, with JSON pointers into the declaration
}

// Left is an element of the message with values that were not taken over. Path is without indices.
type Left struct {
	Path   string `json:"path"`
	Values int    `json:"values"`
	Why    string `json:"why"`
}

// Why values are left out.
const (
	NotRead  = "the procedure does not read it"
	NotAsked = "no office of guarantee is asked about a guarantee of this type"
	Rounded  = "rounded to whole kilograms"
)

// Maps says whether a type of message can be mapped.
func Maps(messageType string) bool { return messageType == "CC015C" || messageType == "CC013C" }

// Map maps a declaration (CC015C) or its amendment (CC013C). hash is the SHA-256 of the bytes of the message in hexadecimal.
// The message must be one that [ncts.Decode] takes. Error: WrongState for another type of message.
func Map(m *ncts.Message, hash string) (Mapped, error) {
	if !Maps(m.Type) {
		return Mapped{}, fault.New(fault.WrongState, "a %s is no declaration", m.Type).Want("CC015C or CC013C")
	}
	r := &reader{root: ncts.Tree(m), taken: map[*ncts.Element]string{}}
	d := transit.Declaration{Version: 1, Hash: hash, NumberFormat: "mrn", Regime: transit.CommonTransit}
	if d.Consignment = r.text(r.root, "TransitOperation/LRN"); d.Consignment == "" {
		d.Consignment = r.text(r.root, "TransitOperation/MRN")
	}
	if r.root.Text("TransitOperation/declarationType") == "TIR" {
		d.Regime = transit.TIR
	}
	r.take(r.root.First("TransitOperation/declarationType"))
	d.Additional = r.text(r.root, "TransitOperation/additionalDeclarationType")
	d.Declarant = r.text(r.root, "HolderOfTheTransitProcedure/name")
	if d.Declarant == "" {
		d.Declarant = r.text(r.root, "HolderOfTheTransitProcedure/identificationNumber")
	}
	d.Departure = r.office(r.root.First("CustomsOfficeOfDeparture"))
	for _, o := range r.root.All("CustomsOfficeOfTransitDeclared") {
		d.Passage = append(d.Passage, r.office(o))
	}
	for _, o := range r.root.All("CustomsOfficeOfExitForTransitDeclared") {
		d.Exit = append(d.Exit, r.office(o))
	}
	d.Destination = r.office(r.root.First("CustomsOfficeOfDestinationDeclared"))
	for _, e := range r.root.All("Consignment/TransportEquipment") {
		if id := r.text(e, "containerIdentificationNumber"); id != "" {
			d.Containers = append(d.Containers, id)
		}
		for _, s := range e.All("Seal") {
			d.Seals = append(d.Seals, r.text(s, "identifier"))
		}
	}
	for _, item := range r.root.All("Consignment/HouseConsignment/ConsignmentItem") {
		d.Goods = append(d.Goods, r.goods(item))
	}
	if d.Regime != transit.CommonTransit {
		d.Additional, d.Exit = "", nil
		return Mapped{Declaration: d, NotTakenOver: r.left(), Lacking: fault.All(d.Check())}, nil
	}
	codes, lacking := r.guarantees(&d)
	if len(d.Guarantees) > 0 {
		d.Holder = r.text(r.root, "HolderOfTheTransitProcedure/identificationNumber") // by which its guarantees know it
	}
	return Mapped{d, codes, r.left(), append(fault.All(d.Check()), lacking...)}, nil
}

// guarantees reads the guarantees of which an office is asked. That office is the one of the country that the reference number
// names (characters 3 and 4); the procedure asks one for a movement.
func (r *reader) guarantees(d *transit.Declaration) (codes map[string]guarantee.Secret, lacking []*fault.Error) {
	wrong := func(path, want, format string, args ...any) {
		lacking = append(lacking, fault.New(fault.BadField, format, args...).At("%s", path).Want("%s", want))
	}
	codes = map[string]guarantee.Secret{}
	for _, g := range r.root.All("Guarantee") {
		kind := g.Text("guaranteeType")
		if !guarantee.Asks(kind) {
			for _, e := range append(g.All("guaranteeType"), g.All("GuaranteeReference/GRN")...) {
				r.taken[e] = NotAsked
			}
			continue
		}
		r.take(g.First("guaranteeType"))
		for _, e := range g.All("GuaranteeReference") {
			at := "/declaration/guarantees/" + strconv.Itoa(len(d.Guarantees))
			ref := transit.GuaranteeReference{Type: kind, GRN: r.text(e, "GRN"), Amount: unit.Money{Minor: r.cents(e.First("amountToBeCovered")), Currency: r.text(e, "currency")}}
			d.Guarantees = append(d.Guarantees, ref)
			office := ref.GRN[min(2, len(ref.GRN)):min(4, len(ref.GRN))]
			if d.GuaranteeOffice == "" {
				d.GuaranteeOffice = office
			}
			if office != d.GuaranteeOffice {
				wrong(at+"/grn", "guarantees of one country", "the office of guarantee is in %q, that of the guarantees before in %q", office, d.GuaranteeOffice)
			}
			code := guarantee.Secret(r.text(e, "accessCode"))
			if before, twice := codes[ref.GRN]; twice && before != code {
				wrong(at+"/grn", "one access code", "the guarantee stands twice, with different access codes")
			}
			if code != "" {
				codes[ref.GRN] = code
			}
		}
	}
	return codes, lacking
}

// cents reads an amount with at most two decimals; 0 for none.
func (r *reader) cents(e *ncts.Element) int64 {
	if e == nil {
		return 0
	}
	v, ok := new(big.Rat).SetString(e.Value)
	if !ok {
		return 0
	}
	v.Mul(v, big.NewRat(100, 1))
	if !v.IsInt() || !v.Num().IsInt64() {
		return 0
	}
	r.take(e)
	return v.Num().Int64()
}

// reader keeps which elements were read: with "", or with what was changed about them.
type reader struct {
	root  *ncts.Element
	taken map[*ncts.Element]string
}

func (r *reader) take(e *ncts.Element) {
	if e != nil {
		r.taken[e] = ""
	}
}

func (r *reader) text(e *ncts.Element, path string) string {
	v := e.First(path)
	if v == nil {
		return ""
	}
	r.take(v)
	return v.Value
}

// office is a customs office by its reference number, of which the first two letters are the country.
func (r *reader) office(e *ncts.Element) transit.Office {
	code := r.text(e, "referenceNumber")
	return transit.Office{Country: code[:min(2, len(code))], Code: code}
}

func (r *reader) goods(item *ncts.Element) transit.Goods {
	g := transit.Goods{Description: r.text(item, "Commodity/descriptionOfGoods")}
	g.HS = r.text(item, "Commodity/CommodityCode/harmonizedSystemSubHeadingCode") + r.text(item, "Commodity/CommodityCode/combinedNomenclatureCode")
	g.GrossKg = r.mass(item.First("Commodity/GoodsMeasure/grossMass"))
	for _, p := range item.All("Packaging") {
		n, _ := strconv.Atoi(r.text(p, "numberOfPackages"))
		g.Packages += n
	}
	return g
}

// mass reads kilograms with decimals as whole ones, half a kilogram upwards.
func (r *reader) mass(e *ncts.Element) unit.Kg {
	if e == nil {
		return 0
	}
	v, ok := new(big.Rat).SetString(e.Value)
	if !ok {
		return 0
	}
	r.take(e)
	if !v.IsInt() {
		r.taken[e] = Rounded
	}
	whole := new(big.Int).Quo(new(big.Int).Add(new(big.Int).Mul(v.Num(), big.NewInt(2)), v.Denom()), new(big.Int).Mul(v.Denom(), big.NewInt(2)))
	if !whole.IsInt64() {
		return 0
	}
	return unit.Kg(whole.Int64())
}

var index = regexp.MustCompile(`\[[0-9]+\]`)

// left lists the values that were not read, or were changed, by path.
func (r *reader) left() []Left {
	var out []Left
	var walk func(e *ncts.Element)
	walk = func(e *ncts.Element) {
		if why, read := r.taken[e]; len(e.Kids) == 0 && strings.TrimSpace(e.Value) != "" && (!read || why != "") {
			l := Left{Path: index.ReplaceAllString(e.Path(), ""), Why: NotRead}
			if why != "" {
				l.Why = why
			}
			if i := slices.IndexFunc(out, func(x Left) bool { return x.Path == l.Path && x.Why == l.Why }); i >= 0 {
				out[i].Values++
			} else {
				l.Values = 1
				out = append(out, l)
			}
		}
		for _, k := range e.Kids {
			walk(k)
		}
	}
	walk(r.root)
	return out
}
