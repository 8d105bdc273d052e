package projection

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/unit"
)

// sources are what a line of a form can ask for, by name.
var sources = map[string]func(*projector) val{}

func init() {
	for name, find := range headSources {
		sources[name] = find
	}
	for name, find := range itemSources {
		sources[name] = find
	}
	for name, find := range wagonSources {
		sources[name] = find
	}
	for _, role := range []string{"consignor", "consignee", "declarant", "holder", "carrier", "agent", "guarantor", "sender", "notify"} {
		for part, find := range partySources {
			sources[role+"."+part] = func(p *projector) val { return find(p, role) }
		}
	}
}

// headSources are about the whole consignment, its offices and its guarantee.
var headSources = map[string]func(*projector) val{
	"reference": func(p *projector) val { return p.given("/reference", "consignor") },
	"lrn":       lrn,
	"doc.uuid":  documentID,
	"sent": func(p *projector) val {
		return missing("declarant", "set on the day the document is sent")
	},
	"signer": func(p *projector) val {
		return missing("declarant", "the person who signs, named when signing")
	},
	"sheets": func(p *projector) val {
		n := 1 + (len(p.in.c.Goods)+1)/3
		return derived(strconv.Itoa(n), "one item on the main sheet, three on each additional sheet", "/goods")
	},
	"items": func(p *projector) val {
		return derived(strconv.Itoa(len(p.in.c.Goods)), "number of goods items", "/goods")
	},
	"packages": func(p *projector) val {
		return derived(strconv.Itoa(p.in.c.Packages()), "sum over the goods items", p.each("packages")...)
	},
	"gross": func(p *projector) val {
		return derived(fmt.Sprint(p.in.c.GrossKg()), "sum over the goods items, kg", p.each("grossKg")...)
	},
	"value":         total,
	"currency":      currency,
	"goods":         allGoods,
	"commodities":   commodities,
	"dispatch":      func(p *projector) val { return p.end("/consignor/country", 0) },
	"destination":   func(p *projector) val { return p.end("/consignee/country", len(p.in.j.Legs)-1) },
	"dispatch.name": func(p *projector) val { return p.countryName(p.end("/consignor/country", 0)) },
	"destination.name": func(p *projector) val {
		return p.countryName(p.end("/consignee/country", len(p.in.j.Legs)-1))
	},
	"delivery.code":   deliveryCode,
	"delivery.place":  deliveryPlace,
	"contract.number": func(p *projector) val { return p.given("/contract/number", "consignor") },
	"contract.date":   func(p *projector) val { return p.given("/contract/date", "consignor") },
	"freight":         func(p *projector) val { return p.given("/freight", "consignor") },
	"ready":           func(p *projector) val { return p.given("/ready", "consignor") },
	"regime": func(p *projector) val {
		return derived(p.s.Name, "the regime of the stretch", "filing/"+p.s.ID+"/regime")
	},
	"eaeu.direction":   direction,
	"office.from":      func(p *projector) val { return p.office(&p.s.Departure, "departure") },
	"office.from.name": func(p *projector) val { return p.officeName(&p.s.Departure, "departure") },
	"office.to":        func(p *projector) val { return p.office(&p.s.Destination, "destination") },
	"office.to.name":   func(p *projector) val { return p.officeName(&p.s.Destination, "destination") },
	"office.to.country": func(p *projector) val {
		return derived(p.s.Destination.Country, "country of the office of destination", "filing/"+p.s.ID+"/destination")
	},
	"passage.code": func(p *projector) val {
		i := p.at["passage"]
		return p.office(&p.s.Passage[i], fmt.Sprintf("passage/%d", i))
	},
	"passage.name": func(p *projector) val {
		i := p.at["passage"]
		return p.officeName(&p.s.Passage[i], fmt.Sprintf("passage/%d", i))
	},
	"entry.office":      entryOffice,
	"entry.office.name": entryOfficeName,
	"exit.office":       exitOffice,
	"waybill":           waybill,
	"commodity.papers":  papers,
	"incident.driver":   func(p *projector) val { return missing("carrier", "the driver, named before the border") },
	"limit":             limit,
	"previous":          previous,
	"guarantee.kind":    func(p *projector) val { return p.securityPart("kind") },
	"guarantee.number":  func(p *projector) val { return p.securityPart("reference") },
	"guarantee.amount":  func(p *projector) val { return p.securityPart("amount") },
	"guarantee.money":   func(p *projector) val { return p.securityPart("currency") },
	"guarantee.code":    guaranteeCode,
	"guarantee.eaeu": func(p *projector) val {
		return missing("declarant", "code of the measure: its list is not in the data")
	},
	"guarantor":  func(p *projector) val { return p.securityPart("guarantor") },
	"carnet":     carnet,
	"due":        func(p *projector) val { return derived(p.a.Due, "lead time of the rule", "filing/"+p.a.ID+"/due") },
	"obligation": func(p *projector) val { return derived(p.a.Name, "what the rule asks", "filing/"+p.a.ID+"/name") },
	"receiver": func(p *projector) val {
		return derived(p.in.ref.Name(p.country), "country that receives it", "filing/"+p.a.ID+"/to")
	},
	"who": func(p *projector) val {
		return derived(p.a.Who, "who the rule says must send or hold it", "filing/"+p.a.ID+"/who")
	},
	"permit.number":  func(p *projector) val { return p.permit("number") },
	"permit.date":    func(p *projector) val { return p.permit("date") },
	"permit.until":   func(p *projector) val { return p.permit("until") },
	"customs":        func(p *projector) val { return missing("customs", "filled in by the office") },
	"customs.number": func(p *projector) val { return missing("customs", "given at registration") },
	"incident":       func(p *projector) val { return missing("carrier", "only if something happens on the way") },
	"payments": func(p *projector) val {
		return missing("declarant", "duties and taxes: rates, bases and amounts are not worked out here")
	},
	"customs.value": func(p *projector) val {
		return missing("declarant", "value for customs: method and adjustments are not in the consignment")
	},
	"transaction": func(p *projector) val {
		return missing("declarant", "nature of the transaction: code of the country's list")
	},
	"preference": func(p *projector) val { return missing("declarant", "relief or preference claimed, if any") },
	"location": func(p *projector) val {
		return missing("declarant", "where the goods stand for control: warehouse or zone")
	},
	"authorisation": func(p *projector) val {
		return missing("declarant", "licence of the declarant or of the simplification, where one is used")
	},
	"access": func(p *projector) val {
		return missing("guarantor", "access code of the guarantee: kept out of the consignment")
	},
	"itinerary":          itinerary,
	"place.from":         func(p *projector) val { return p.carriedBetween(true) },
	"place.to":           func(p *projector) val { return p.carriedBetween(false) },
	"place.loading":      func(p *projector) val { return p.place(p.in.j.Legs[0].From, 0) },
	"place.unloading":    func(p *projector) val { return p.place(p.in.j.Legs[len(p.in.j.Legs)-1].To, len(p.in.j.Legs)-1) },
	"place.loading.code": func(p *projector) val { return p.placeCode(p.in.j.Legs[0].From, 0) },
	"routing.country": func(p *projector) val {
		return derived(p.s.Countries[p.at["routing"]], "country passed", "filing/"+p.s.ID+"/countries")
	},
	"transhipment.place": func(p *projector) val { k := p.shifts()[p.at["transhipment"]]; return p.place(p.in.j.Legs[k].To, k) },
	"transhipment.land":  shiftCountry,
	"transhipment.means": func(p *projector) val { return missing("carrier", "the new means of transport, known at the transfer") },
	"manifest.number":    func(p *projector) val { return missing("carrier", "number of the manifest, given by the carrier") },
	"arrival":            arrival,
	"location.office":    locationOffice,
	"seal.count":         sealCount,
	"equipment.count": func(p *projector) val {
		return derived(strconv.Itoa(len(p.in.c.Equipment)), "number of containers", "/equipment")
	},
	"container.indicator": containerIndicator,
}

// lrn is the local reference number: unique to the declarant, at most 22 characters.
func lrn(p *projector) val {
	sum := sha256.Sum256([]byte(p.in.p.Hash + p.doc.ID))
	return derived(fmt.Sprintf("KAIRO%X", sum[:8]), "made from the hash of the consignment's version and the document: unique, at most 22 characters", "/reference", "filing/"+p.doc.For)
}

// documentID is a UUID made from the version and the document, so that the same version gives the same id.
func documentID(p *projector) val {
	h := sha256.Sum256([]byte(p.in.p.Hash + "/" + p.doc.ID))
	h[6], h[8] = h[6]&0x0f|0x80, h[8]&0x3f|0x80 // version 8, RFC 9562 variant
	return derived(fmt.Sprintf("%X-%X-%X-%X-%X", h[0:4], h[4:6], h[6:8], h[8:10], h[10:16]), "made from the hash of the consignment's version and the document (UUID version 8)", "/reference", "filing/"+p.doc.For)
}

// each are the pointers of one field of every goods item.
func (p *projector) each(field string) []string {
	var out []string
	for i := range p.in.c.Goods {
		out = append(out, fmt.Sprintf("/goods/%d/%s", i, field))
	}
	return out
}

func total(p *projector) val {
	sums := p.in.c.Values()
	if len(sums) != 1 {
		return missing("declarant", "the goods are valued in several currencies: one must be chosen, with its rate")
	}
	if len(p.in.c.Goods) == 1 {
		return val{value: decimal(sums[0]), from: []string{"/goods/0/value/minor"}}
	}
	return derived(decimal(sums[0]), "sum over the goods items", p.each("value/minor")...)
}

func currency(p *projector) val {
	if len(p.in.c.Values()) != 1 {
		return missing("declarant", "the goods are valued in several currencies")
	}
	return val{value: p.in.c.Goods[0].Value.Currency, from: []string{"/goods/0/value/currency"}}
}

// decimal writes an amount with two decimals and nothing else.
func decimal(m unit.Money) string {
	sign, n := "", m.Minor
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
}

func allGoods(p *projector) val {
	var all []string
	for i := range p.in.c.Goods {
		all = append(all, p.in.c.Goods[i].Description)
	}
	return derived(strings.Join(all, "; "), "the descriptions of the goods items", p.each("description")...)
}

func commodities(p *projector) val {
	return derived(strings.Join(p.in.c.HS(), ", "), "the codes of the goods items", p.each("hs")...)
}

// end is the country where the consignment starts or ends: that of the party where it agrees with the place.
func (p *projector) end(pointer string, leg int) val {
	place := p.in.j.Legs[leg].From
	if leg > 0 {
		place = p.in.j.Legs[leg].To
	}
	if p.in.typed[pointer] == place.Country {
		return p.given(pointer, "consignor")
	}
	return derived(place.Country, "country of "+place.Name+", not that of the party", fmt.Sprintf("journey/legs/%d", leg))
}

func (p *projector) countryName(v val) val {
	return derived(p.in.ref.Name(v.value), "English short name of the country: the form asks for that of its own language", append(v.from, "reference/territories/"+v.value)...)
}

// incoterms of 2020.
var incoterms = []string{"EXW", "FCA", "CPT", "CIP", "DAP", "DPU", "DDP", "FAS", "FOB", "CFR", "CIF"}

func deliveryCode(p *projector) val {
	rule, _, _ := strings.Cut(p.in.c.Terms, " ")
	if !slices.Contains(incoterms, rule) {
		return missing("consignor", "no Incoterms 2020 rule begins the terms at /terms")
	}
	return derived(rule, "first word of the terms", "/terms")
}

func deliveryPlace(p *projector) val {
	_, place, _ := strings.Cut(p.in.c.Terms, " ")
	place, _, _ = strings.Cut(place, " (")
	if place == "" {
		return missing("consignor", "no place stands in the terms at /terms")
	}
	return derived(place, "place named in the terms", "/terms")
}

// arrival is the planned day of arrival at the end of the leg; the carrier announces the hour.
func arrival(p *projector) val {
	day, err := time.Parse(time.DateOnly, p.in.c.Ready)
	leg := p.first
	if p.a != nil {
		leg = p.a.Leg
	}
	if err != nil {
		return missing("carrier", "date and hour of arrival, announced by the carrier")
	}
	hours := 0.0
	for k := 0; k <= leg; k++ {
		hours += p.in.j.Legs[k].Hours
	}
	at := day.Add(time.Duration(hours * float64(time.Hour)))
	return derived(at.Format(time.DateOnly), "planned: the day ready and the mean hours of the legs; the carrier announces the hour", "/ready", fmt.Sprintf("journey/legs/%d", leg))
}

// locationOffice takes the goods to stand at the office itself.
func locationOffice(p *projector) val {
	p.noteOffice(&p.s.Departure)
	return val{value: p.s.Departure.Code, fixed: true, from: []string{"filing/" + p.s.ID + "/departure"}, how: "taken: presented at the office itself; an approved place where the declarant has one"}
}

// direction is the third part of box 1 of a transit declaration (Decision 289, recalled): ТР from entry to exit, ИМ from entry
// to an inland office.
func direction(p *projector) val {
	if p.s.LastLeg == len(p.in.j.Legs)-1 {
		return derived("ИМ", "from the place of arrival to an inland office (code recalled)", "filing/"+p.s.ID)
	}
	return derived("ТР", "from the place of arrival to the place of departure (code recalled)", "filing/"+p.s.ID)
}

func (p *projector) office(o *filing.Office, which string) val {
	p.noteOffice(o)
	return derived(o.Code, "customs office of "+o.Name, "filing/"+p.s.ID+"/"+which)
}

func (p *projector) officeName(o *filing.Office, which string) val {
	return derived(o.Name, "name of the office", "filing/"+p.s.ID+"/"+which)
}

// noteOffice says once that the code of an office is a demonstration number or unofficial.
func (p *projector) noteOffice(o *filing.Office) {
	note := ""
	switch {
	case o.Demo:
		note = fmt.Sprintf("%s: the code of this office is unknown, %s is a demonstration number", o.Name, o.Code)
	case !o.Official:
		note = fmt.Sprintf("%s: the code %s was not read in an official list (%s)", o.Name, o.Code, o.Source)
	}
	if note != "" && !slices.Contains(p.doc.Notes, note) {
		p.note("%s", note)
	}
}

// reached is the stretch whose first office goods come to when advance data are asked: that of the country, from the leg on.
func (p *projector) reached() *filing.Stretch {
	for i := range p.in.p.Customs {
		s := &p.in.p.Customs[i]
		if p.a != nil && p.a.Stretch != "" && s.ID != p.a.Stretch {
			continue
		}
		if p.a != nil && p.a.Stretch != "" || s.LastLeg >= p.first && slices.Contains(s.Countries, p.country) {
			return s
		}
	}
	return nil
}

func entryOffice(p *projector) val {
	s := p.reached()
	if s == nil {
		return missing("customs", "no office is known for the entry")
	}
	p.noteOffice(&s.Departure)
	return derived(s.Departure.Code, "office of entry, "+s.Departure.Name, "filing/"+s.ID+"/departure")
}

func entryOfficeName(p *projector) val {
	s := p.reached()
	if s == nil {
		return missing("customs", "no office is known for the entry")
	}
	return derived(s.Departure.Name, "name of the office of entry", "filing/"+s.ID+"/departure")
}

// waybill is the number of the first contract of carriage over the legs.
func waybill(p *projector) val {
	if k := p.contracts(); len(k) > 0 {
		return p.contractNumber(k[0])
	}
	return missing("carrier", "number of the waybill")
}

func exitOffice(p *projector) val {
	s := p.reached()
	if s == nil {
		return missing("customs", "no office is known for the end of the operation")
	}
	p.noteOffice(&s.Destination)
	return derived(s.Destination.Code, "office where the operation ends, "+s.Destination.Name, "filing/"+s.ID+"/destination")
}

// papers are the numbers of the documents of the consignment on one line.
func papers(p *projector) val {
	var list, from []string
	for i, d := range p.in.c.Documents {
		list, from = append(list, d.Kind+" "+d.Number), append(from, fmt.Sprintf("/documents/%d/number", i))
	}
	if len(list) == 0 {
		return missing("consignor", "no document stands in the consignment")
	}
	return derived(strings.Join(list, "; "), "the documents of the consignment", from...)
}

func limit(p *projector) val {
	if p.s.LimitDays == 0 {
		return missing("customs", "the office of departure sets the time limit")
	}
	return derived(strconv.Itoa(p.s.LimitDays)+" days", "the longest the rule allows; the office of departure sets it", "filing/"+p.s.ID+"/limitDays")
}

// previous is the declaration before this stretch: its number is given by customs.
func previous(p *projector) val {
	for i := range p.in.p.Customs {
		if p.s != nil && p.in.p.Customs[i].ID == p.s.ID {
			if i == 0 {
				return missing("customs", "no declaration comes before: a summary document, if the office asks for one")
			}
			return missing("customs", "registration number of %s (%s), given when it is registered", p.in.p.Customs[i-1].ID, p.in.p.Customs[i-1].Name)
		}
	}
	return missing("customs", "number of the document before this one")
}

// guaranteePlan is the security the filing plan asks for the stretch.
func (p *projector) guaranteePlan() *filing.Guarantee {
	for i := range p.in.p.Guarantee {
		if p.s != nil && p.in.p.Guarantee[i].Stretch == p.s.ID {
			return &p.in.p.Guarantee[i]
		}
	}
	return nil
}

// asked reports whether the plan asks for a security that somebody must give.
func (p *projector) asked() bool {
	g := p.guaranteePlan()
	return g != nil && g.Kind != "not-required" && g.Kind != "none"
}

// securityPart is one part of the security of a stretch: what the trader offers, else what the plan says.
func (p *projector) securityPart(part string) val {
	g := p.guaranteePlan()
	pointer, offer := p.in.security(p.country)
	if !p.asked() || offer != nil && offer.Kind == "tir" && p.s.Regime != "tir" {
		pointer, offer = "", nil
	}
	switch part {
	case "kind":
		if offer != nil && p.asked() {
			return p.given(pointer+"/kind", "guarantor")
		}
		if g != nil {
			return derived(g.Kind, "what the rule of the stretch asks: "+g.Note, "filing/"+g.ID+"/kind")
		}
	case "reference":
		if offer != nil {
			return p.given(pointer+"/reference", "guarantor")
		}
	case "guarantor":
		if offer != nil && offer.Guarantor != "" {
			return p.given(pointer+"/guarantor", "guarantor")
		}
		if g != nil && g.Guarantor != "" {
			return derived(g.Guarantor, "who answers under the rule of the stretch", "filing/"+g.ID+"/guarantor")
		}
	case "amount", "currency":
		if g != nil && len(g.Cover) > 0 {
			v := decimal(g.Cover[0].Amount)
			if part == "currency" {
				v = g.Cover[0].Amount.Currency
			}
			how := "what the stretch may ask, an estimate: " + g.Note
			if note := g.Cover[0].Note; note != "" {
				how += "; " + note
			}
			return derived(v, how, "filing/"+g.ID+"/cover/0/amount")
		}
		if g != nil && g.Amount != nil {
			v := decimal(*g.Amount)
			if part == "currency" {
				v = g.Amount.Currency
			}
			return derived(v, "what the stretch may ask, an estimate: "+g.Note, "filing/"+g.ID+"/amount")
		}
		return missing("customs", "the amount is set by the office: the data do not give it")
	}
	return missing("guarantor", "no guarantee of the consignment serves in %s", p.in.ref.Name(p.country))
}

// guaranteeCode is the guarantee type of common transit (code list CL251).
func guaranteeCode(p *projector) val {
	if pointer, offer := p.in.security(p.country); offer != nil {
		if t := filing.GuaranteeType(offer.Kind); t != "" {
			return derived(t, strings.ReplaceAll(offer.Kind, "-", " ")+" guarantee in code list CL251", pointer+"/kind")
		}
	}
	return missing("guarantor", "no transit guarantee of the consignment serves here")
}

// carnet is the number of the TIR carnet.
func carnet(p *projector) val {
	if pointer, offer := p.in.security(p.country); offer != nil && offer.Kind == "tir" {
		return p.given(pointer+"/reference", "guarantor")
	}
	return missing("guarantor", "the number of the TIR carnet is given by the issuing association")
}

// permit is a licence or permit among the documents that the advance item asks for.
func (p *projector) permit(part string) val {
	for i := range p.in.c.Documents {
		d := &p.in.c.Documents[i]
		kind := strings.ToLower(d.Kind)
		fits := d.Country == "" || d.Country == p.country
		if fits && (strings.Contains(kind, "licence") || strings.Contains(kind, "permit")) && (p.a.Kind == "export-licence") == strings.Contains(kind, "licence") {
			return p.given(fmt.Sprintf("/documents/%d/%s", i, part), p.knows())
		}
	}
	return missing(p.knows(), "not among the documents of the consignment: %s", p.in.titled(p.a))
}

// knows is the role an advance item is asked of.
func (p *projector) knows() string {
	for _, role := range []string{"consignor", "consignee", "carrier", "forwarder", "declarant", "guarantor"} {
		if strings.Contains(p.a.Who, role) {
			return role
		}
	}
	return "declarant"
}

func itinerary(p *projector) val {
	return derived(strings.Join(p.in.p.Route, " → "), "places where the means of transport or the country changes", "filing/route")
}

func (p *projector) place(at plan.Place, leg int) val {
	return derived(at.Name, "place of the journey", fmt.Sprintf("journey/legs/%d", leg))
}

// carriedBetween is where the contract of carriage over the legs begins or ends.
func (p *projector) carriedBetween(start bool) val {
	for _, k := range p.contracts() {
		name := k.ToName
		if start {
			name = k.FromName
		}
		if name != "" {
			return derived(name, "place of the contract "+k.Name, "filing/"+k.ID)
		}
	}
	if start {
		return p.place(p.in.j.Legs[p.first].From, p.first)
	}
	return p.place(p.in.j.Legs[p.last].To, p.last)
}

// placeCode is the UN/LOCODE of a place; codes of Kairo's own are none.
func (p *projector) placeCode(at plan.Place, leg int) val {
	if at.Unofficial || len(at.Code) != 5 {
		return missing("declarant", "%s has no UN/LOCODE in the data", at.Name)
	}
	return derived(at.Code, "UN/LOCODE of "+at.Name, fmt.Sprintf("journey/legs/%d", leg))
}

// shifts are the legs inside the part of the journey where goods change their means of transport; a change of gauge at the
// border lies in the territory that goods come to.
func (p *projector) shifts() []int {
	var out []int
	for k := p.first; k <= p.last; k++ {
		if l := p.in.j.Legs[k]; k < p.last && (l.Kind == plan.Transfer && k > p.first || l.Kind == plan.Border && l.Gauge) {
			out = append(out, k)
		}
	}
	return out
}

func shiftCountry(p *projector) val {
	k := p.shifts()[p.at["transhipment"]]
	return derived(p.in.j.Legs[k].To.Country, "country of the transfer", fmt.Sprintf("journey/legs/%d", k))
}

func sealCount(p *projector) val {
	n := 0
	for _, e := range p.in.c.Equipment {
		n += len(e.Seals)
	}
	if n == 0 {
		return missing("carrier", "seals are put on at loading or at the office of departure")
	}
	return derived(strconv.Itoa(n), "number of seals", "/equipment")
}

func containerIndicator(p *projector) val {
	if len(p.in.c.Equipment) == 0 {
		return missing("forwarder", "no container or vehicle is named")
	}
	return derived("1", "goods are in the containers named", "/equipment")
}
