package projection

import (
	"slices"
	"strings"

	"github.com/kairo-corridor/kairo/code"
	"github.com/kairo-corridor/kairo/consignment"
)

// partySources are the parts of a party in a role.
var partySources = map[string]func(p *projector, role string) val{
	"name":    func(p *projector, role string) val { return p.partyPart(role, "name") },
	"country": func(p *projector, role string) val { return p.partyPart(role, "country") },
	"city":    func(p *projector, role string) val { return p.partyPart(role, "city") },
	"street":  func(p *projector, role string) val { return p.partyPart(role, "address") },
	"post":    func(p *projector, role string) val { return p.partyPart(role, "postCode") },
	"contact": func(p *projector, role string) val { return p.partyPart(role, "contact") },
	"id":      partyNumber,
	"eori":    partyEORI,
	"address": partyAddress,
}

// codes of the roles, UN/EDIFACT 3035.
var roleCodes = map[string]string{"consignor": "CZ", "consignee": "CN", "carrier": "CA", "agent": "RA", "guarantor": "GS", "notify": "NI"}

// whoIs is the party in a role for the territory of the document, and the role that can name it.
func (p *projector) whoIs(role string) (pointer string, party *consignment.Party, who string) {
	switch role {
	case "declarant", "holder":
		pointer, party, who = p.responsible()
	case "sender", "carrier":
		pointer, party = p.carrier()
		who = "carrier"
	default:
		pointer, party = p.in.party(roleCodes[role], p.country)
		who = role
	}
	if !slices.Contains([]string{"consignor", "consignee", "carrier", "forwarder", "declarant", "guarantor"}, who) {
		who = "declarant"
	}
	return pointer, party, who
}

// responsible is the party that the filing plan names for the stretch ("role: name"), and its role; none where it is to be named.
func (p *projector) responsible() (pointer string, party *consignment.Party, role string) {
	role, name, _ := strings.Cut(p.s.Declarant, ": ")
	role, _, _ = strings.Cut(role, ",")
	for _, code := range []string{"DT", "CA", "FW", "CZ", "CN"} {
		if at, x := p.in.party(code, p.country); x != nil && x.Name == name {
			return at, x, role
		}
	}
	for i := range p.in.c.Parties {
		if x := &p.in.c.Parties[i].Party; x.Name == name {
			return "/parties/" + itoa(i) + "/party", x, role
		}
	}
	for i := range p.in.c.Transport {
		if x := p.in.c.Transport[i].Carrier; x != nil && x.Name == name {
			return meansPointer(i, "carrier"), x, role
		}
	}
	return "", nil, role
}

// carrier is the carrier named for the territory, else the performing carrier on the legs, else the one for all.
func (p *projector) carrier() (string, *consignment.Party) {
	pointer, party := p.in.party("CA", p.country)
	if strings.HasPrefix(pointer, "/parties/") {
		return pointer, party
	}
	if at, x := p.carrierOfLegs(); x != nil {
		return at, x
	}
	return pointer, party
}

// carrierOfLegs is the performing carrier of the first means of transport named on the legs.
func (p *projector) carrierOfLegs() (string, *consignment.Party) {
	for _, i := range p.in.means(p.first, p.last) {
		if party := p.in.c.Transport[i].Carrier; party != nil {
			return meansPointer(i, "carrier"), party
		}
	}
	return "", nil
}

func (p *projector) partyPart(role, part string) val {
	pointer, party, who := p.whoIs(role)
	if party == nil {
		return missing(who, "no %s is named for %s", role, p.in.ref.Name(p.country))
	}
	return p.given(pointer+"/"+part, who)
}

// partyNumber is the number that the territory knows the party by: of its own scheme, else that of the party's country.
func partyNumber(p *projector, role string) val {
	pointer, party, who := p.whoIs(role)
	if party == nil {
		return missing(who, "no %s is named for %s", role, p.in.ref.Name(p.country))
	}
	for _, country := range []string{p.country, party.Country} {
		if i := slices.IndexFunc(party.Identifiers, func(x consignment.Identifier) bool { return strings.HasPrefix(x.Scheme, country+"-") }); i >= 0 {
			return p.given(identifierPointer(pointer, i), who)
		}
	}
	return missing(who, "%s has no tax or trader number of %s or of its own country", party.Name, p.in.ref.Name(p.country))
}

// partyEORI is the EORI number, asked where the Union's or common transit's systems run. In a party to common transit outside
// the Union the number of the territory takes its place.
func partyEORI(p *projector, role string) val {
	pointer, party, who := p.whoIs(role)
	if party == nil {
		return missing(who, "no %s is named for %s", role, p.in.ref.Name(p.country))
	}
	if i := slices.IndexFunc(party.Identifiers, func(x consignment.Identifier) bool { return strings.EqualFold(x.Scheme, "EORI") }); i >= 0 {
		return p.given(identifierPointer(pointer, i), who)
	}
	if p.unionOf(p.country) != "EU" {
		return partyNumber(p, role)
	}
	return missing(who, "%s has no EORI number", party.Name)
}

// partyAddress is the address on one line.
func partyAddress(p *projector, role string) val {
	pointer, party, who := p.whoIs(role)
	if party == nil {
		return missing(who, "no %s is named for %s", role, p.in.ref.Name(p.country))
	}
	var parts, from []string
	for _, field := range []string{"address", "postCode", "city", "country"} {
		if v := p.in.typed[pointer+"/"+field]; v != "" {
			parts, from = append(parts, v), append(from, pointer+"/"+field)
		}
	}
	if len(parts) == 0 {
		return missing(who, "%s has no address", party.Name)
	}
	return val{value: strings.Join(parts, ", "), from: from}
}

// grn holds the reference of the transit guarantee against its check digit: a wrong one blocks the declaration. A deposit has a
// number of its administration's own.
func (p *projector) grn() {
	pointer, offer := p.in.security(p.country)
	if offer == nil || offer.Reference == "" || offer.Kind == "tir" || offer.Kind == "cash" {
		return
	}
	if v := code.ParseGRN(offer.Reference); !v.OK() && p.in.doubts[pointer+"/reference"] == "" {
		p.block("guarantee reference %s: %s", offer.Reference, v.Finding.Text)
	}
}

func identifierPointer(party string, i int) string {
	return party + "/identifiers/" + itoa(i) + "/value"
}
