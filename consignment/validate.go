package consignment

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kairo-corridor/kairo/unit"
)

// precedence is the order in which dangerous classes prevail here, strictest first (after ADR 2.1.3.5.3).
var precedence = []string{"7", "1", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "2.3", "2.1", "2.2", "5.2", "6.2", "4.2", "4.3", "6.1", "3", "8", "4.1", "5.1", "9"}

// modes of transport, as the network has them.
var modes = []string{"sea", "ferry", "rail", "road", "air"}

// Validate checks what every use of a consignment needs: who, what, how much, from where to where and when. The error is
// a [fault.List] of every violation, in the order of the type. Identifiers that fail their check are no violation: see
// [Consignment.Doubts].
func (c *Consignment) Validate() error {
	k := &checker{}
	k.need("/reference", c.Reference)
	k.text("/title", c.Title)
	k.parties(c)
	k.need("/origin", c.Origin)
	k.need("/destination", c.Dest)
	k.date("/ready", c.Ready, true)
	k.between("/teu", int64(c.TEU), 1, TEUMax)
	k.sale(c)
	k.goods(c)
	k.equipment(c.Equipment)
	k.transport(c.Transport)
	k.documents(c.Documents)
	if c.Guarantee != nil {
		k.guarantee("/guarantee", c.Guarantee)
	}
	k.atMost("/securities", len(c.Securities), ListMax)
	for i := range c.Securities {
		k.guarantee(fmt.Sprintf("/securities/%d", i), &c.Securities[i])
	}
	k.texts("/avoid", c.Avoid)
	k.text("/prefer", c.Prefer)
	return k.list.OrNil()
}

func (k *checker) parties(c *Consignment) {
	k.party("/consignor", &c.Consignor, true)
	k.party("/consignee", &c.Consignee, true)
	k.party("/carrier", c.Carrier, false)
	k.party("/forwarder", c.Forwarder, false)
	k.party("/declarant", c.Declarant, false)
	k.atMost("/parties", len(c.Parties), PartiesMax)
	for i := range c.Parties {
		p, at := &c.Parties[i], fmt.Sprintf("/parties/%d", i)
		k.among(at+"/role", p.Role, Roles...)
		k.countries(at+"/countries", p.Countries)
		k.party(at+"/party", &p.Party, true)
	}
}

func (k *checker) party(p string, x *Party, required bool) {
	if x == nil {
		return
	}
	if required && x.Name == "" && x.Country == "" {
		k.wrong(p, "is missing").Want("an object with name and country")
		return
	}
	k.need(p+"/name", x.Name)
	k.form(p+"/country", x.Country, countryForm, wantCountry)
	k.text(p+"/city", x.City)
	k.text(p+"/postCode", x.PostCode)
	k.text(p+"/address", x.Address)
	k.text(p+"/contact", x.Contact)
	k.atMost(p+"/identifiers", len(x.Identifiers), ListMax)
	for i, id := range x.Identifiers {
		k.need(fmt.Sprintf("%s/identifiers/%d/scheme", p, i), id.Scheme)
		k.need(fmt.Sprintf("%s/identifiers/%d/value", p, i), id.Value)
	}
}

// sale checks the terms of delivery, the contract of sale and who pays the carriage.
func (k *checker) sale(c *Consignment) {
	k.text("/terms", c.Terms)
	if s := c.Contract; s != nil {
		k.need("/contract/number", s.Number)
		k.date("/contract/date", s.Date, false)
		k.perhaps("/contract/currency", s.Currency, currencyForm, "an ISO 4217 currency, such as USD")
	}
	if c.Freight != "" {
		k.among("/freight", c.Freight, "prepaid", "collect")
	}
}

func (k *checker) goods(c *Consignment) {
	k.atMost("/goods", len(c.Goods), GoodsMax)
	if len(c.Goods) == 0 {
		k.wrong("/goods", "is empty").Want("at least one goods item")
	}
	ids := map[string]bool{}
	for _, e := range c.Equipment {
		ids[e.ID] = true
	}
	for i := range c.Goods {
		at := fmt.Sprintf("/goods/%d", i)
		k.item(at, &c.Goods[i])
		k.packed(at+"/equipment", c.Goods[i].Equipment, ids)
		k.conditions(at, &c.Goods[i])
	}
}

// item checks what the goods are and how much of them there is.
func (k *checker) item(p string, g *GoodsItem) {
	k.form(p+"/hs", g.HS, hsForm, "6 to 10 digits")
	k.codes(p+"/codes", g.Codes)
	k.need(p+"/description", g.Description)
	k.local(p+"/local", g.Local)
	k.between(p+"/grossKg", int64(g.GrossKg), 1, kgMax)
	k.between(p+"/netKg", int64(g.NetKg), 0, kgMax)
	if g.NetKg > g.GrossKg && g.GrossKg > 0 {
		k.wrong(p+"/netKg", "%d kg is more than the gross mass of %d kg", g.NetKg, g.GrossKg)
	}
	k.perhaps(p+"/quantity", g.Quantity, quantityForm, "a number and a unit of UN/ECE Recommendation 20, such as 1200 PCE")
	k.between(p+"/packages", int64(g.Packages), 0, NumberMax)
	k.perhaps(p+"/packageKind", g.PackageKind, kindForm, "a code of UN/ECE Recommendation 21, such as PK")
	k.text(p+"/marks", g.Marks)
}

func (k *checker) codes(p string, list []Code) {
	k.atMost(p, len(list), ListMax)
	seen := map[string]int{}
	for i, c := range list {
		at := fmt.Sprintf("%s/%d", p, i)
		k.form(at+"/country", c.Country, countryForm, "a country of two capitals, such as KZ, or EU")
		k.once(seen, at+"/country", p, c.Country, i)
		k.form(at+"/code", c.Code, nationalForm, "6 to 12 digits")
	}
}

func (k *checker) local(p string, list []LocalText) {
	k.atMost(p, len(list), ListMax)
	seen := map[string]int{}
	for i, l := range list {
		at := fmt.Sprintf("%s/%d", p, i)
		k.form(at+"/language", l.Language, languageForm, "a language of ISO 639-1, such as ru")
		k.once(seen, at+"/language", p, l.Language, i)
		k.need(at+"/text", l.Text)
	}
}

// packed holds the containers of a goods item against those of the consignment.
func (k *checker) packed(p string, list []string, ids map[string]bool) {
	k.atMost(p, len(list), EquipmentMax)
	seen := map[string]int{}
	for i, id := range list {
		at := fmt.Sprintf("%s/%d", p, i)
		if !ids[id] || id == "" {
			k.wrong(at, "%q is not in the equipment of the consignment", clip(id)).Want("the id of an entry of /equipment")
		}
		k.once(seen, at, p, id, i)
	}
}

// conditions checks value, origin, danger, temperature and control.
func (k *checker) conditions(p string, g *GoodsItem) {
	k.money(p+"/value", g.Value)
	k.perhaps(p+"/origin", g.Origin, countryForm, wantCountry)
	if d := g.Dangerous; d != nil {
		k.form(p+"/dangerous/un", d.UN, unForm, "a UN number, such as UN2912")
		k.among(p+"/dangerous/class", d.Class, precedence...)
		k.need(p+"/dangerous/name", d.Name)
		if d.PackingGroup != "" {
			k.among(p+"/dangerous/packingGroup", d.PackingGroup, "I", "II", "III")
		}
		if d.Subsidiary != "" {
			for _, class := range strings.Split(d.Subsidiary, ", ") {
				k.among(p+"/dangerous/subsidiary", class, precedence...)
			}
		}
		k.text(p+"/dangerous/contact", d.Contact)
	}
	if t := g.Temperature; t != nil {
		k.between(p+"/temperature/minC", int64(t.MinC), coldestC, hottestC)
		k.between(p+"/temperature/maxC", int64(t.MaxC), coldestC, hottestC)
		if t.MinC > t.MaxC {
			k.wrong(p+"/temperature/maxC", "%d is colder than minC, %d", t.MaxC, t.MinC).Want("minC or more")
		}
	}
	k.text(p+"/controlled", g.Controlled)
}

func (k *checker) equipment(list []Equipment) {
	k.atMost("/equipment", len(list), EquipmentMax)
	seen := map[string]int{}
	for i, e := range list {
		p := fmt.Sprintf("/equipment/%d", i)
		k.need(p+"/id", e.ID)
		k.once(seen, p+"/id", "/equipment", e.ID, i)
		k.perhaps(p+"/kind", e.Kind, kindForm, "an ISO 6346 size and type, such as 22G1")
		k.between(p+"/tareKg", int64(e.TareKg), 0, tareKgMax)
		k.texts(p+"/seals", e.Seals)
		k.text(p+"/owner", e.Owner)
	}
}

func (k *checker) transport(list []Transport) {
	k.atMost("/transport", len(list), TransportMax)
	for i := range list {
		t, p := &list[i], fmt.Sprintf("/transport/%d", i)
		k.among(p+"/mode", t.Mode, modes...)
		k.need(p+"/from", t.From)
		k.need(p+"/to", t.To)
		k.text(p+"/id", t.ID)
		k.perhaps(p+"/flag", t.Flag, countryForm, wantCountry)
		k.text(p+"/voyage", t.Voyage)
		k.party(p+"/carrier", t.Carrier, false)
		k.atMost(p+"/wagons", len(t.Wagons), WagonsMax)
		seen := map[string]int{}
		for j, w := range t.Wagons {
			at := fmt.Sprintf("%s/wagons/%d", p, j)
			k.need(at, w)
			k.once(seen, at, p+"/wagons", w, j)
		}
		k.text(p+"/trailer", t.Trailer)
		k.text(p+"/document", t.Document)
	}
}

func (k *checker) documents(list []Document) {
	k.atMost("/documents", len(list), DocumentsMax)
	for i, d := range list {
		p := fmt.Sprintf("/documents/%d", i)
		k.need(p+"/kind", d.Kind)
		k.perhaps(p+"/code", d.Code, paperForm, "1 to 8 capitals and digits, such as 380 or N380")
		k.text(p+"/number", d.Number)
		k.date(p+"/date", d.Date, false)
		k.text(p+"/issuer", d.Issuer)
		k.perhaps(p+"/country", d.Country, countryForm, wantCountry)
		k.date(p+"/until", d.Until, false)
		if d.Date != "" && d.Until != "" && d.Until < d.Date {
			k.wrong(p+"/until", "%s is before the date, %s", clip(d.Until), clip(d.Date)).Want("the date or later")
		}
	}
}

func (k *checker) guarantee(p string, g *Guarantee) {
	k.among(p+"/kind", g.Kind, GuaranteeKinds...)
	k.text(p+"/reference", g.Reference)
	k.text(p+"/guarantor", g.Guarantor)
	if g.Amount != (unit.Money{}) {
		k.money(p+"/amount", g.Amount)
	}
	k.countries(p+"/countries", g.Countries)
	if g.Vouchers != 0 && (g.Kind != "tir" || !slices.Contains([]int{4, 6, 14, 20}, g.Vouchers)) {
		k.wrong(p+"/vouchers", "%d vouchers", g.Vouchers).Want("4, 6, 14 or 20 of a TIR carnet")
	}
}
