package consignment

import (
	"slices"
	"strconv"
	"strings"
)

// Roles are the codes of UN/EDIFACT 3035 that a party of the consignment may have.
var Roles = []string{"CZ", "CN", "CA", "FW", "DT", "AG", "GS", "RA", "NI", "BY", "SE", "IM", "EX"}

// PartyOf is the party in a role (UN/EDIFACT 3035) for a territory (ISO 3166-1 alpha-2; "" asks for the whole way), and the
// JSON pointer where it stands. What names the territory comes before what serves everywhere, and the list before the
// consignment's own field of that role.
func (c *Consignment) PartyOf(role, country string) (Party, string, bool) {
	everywhere := -1
	for i, p := range c.Parties {
		if p.Role != role {
			continue
		}
		if country != "" && slices.Contains(p.Countries, country) {
			return p.Party, partyPath(i), true
		}
		if len(p.Countries) == 0 && everywhere < 0 {
			everywhere = i
		}
	}
	if everywhere >= 0 {
		return c.Parties[everywhere].Party, partyPath(everywhere), true
	}
	return c.fixedParty(role)
}

func partyPath(i int) string { return "/parties/" + strconv.Itoa(i) + "/party" }

// fixedParty is the party of a role that has a field of its own.
func (c *Consignment) fixedParty(role string) (Party, string, bool) {
	var p *Party
	path := ""
	switch role {
	case "CZ":
		p, path = &c.Consignor, "/consignor"
	case "CN":
		p, path = &c.Consignee, "/consignee"
	case "CA":
		p, path = c.Carrier, "/carrier"
	case "FW":
		p, path = c.Forwarder, "/forwarder"
	case "DT":
		p, path = c.Declarant, "/declarant"
	}
	if p == nil || p.Name == "" {
		return Party{}, "", false
	}
	return *p, path, true
}

// GuaranteeFor is the guarantee offered for a territory (ISO 3166-1 alpha-2) and its JSON pointer: one that names the
// territory, else one that serves everywhere. It may be of the kind "none", which says that the trader has none there.
func (c *Consignment) GuaranteeFor(country string) (*Guarantee, string, bool) {
	for _, named := range []bool{true, false} {
		fits := func(g *Guarantee) bool {
			if named {
				return slices.Contains(g.Countries, country)
			}
			return len(g.Countries) == 0
		}
		for i := range c.Securities {
			if fits(&c.Securities[i]) {
				return &c.Securities[i], "/securities/" + strconv.Itoa(i), true
			}
		}
		if c.Guarantee != nil && fits(c.Guarantee) {
			return c.Guarantee, "/guarantee", true
		}
	}
	return nil, "", false
}

// CodeFor is the commodity code of a country ("EU" for the Combined Nomenclature and TARIC) and where it stands below the
// goods item. Where the country has none of its own it is the harmonized code, with false.
func (g *GoodsItem) CodeFor(country string) (digits, pointerSuffix string, national bool) {
	for i, c := range g.Codes {
		if c.Country == country {
			return c.Code, "/codes/" + strconv.Itoa(i) + "/code", true
		}
	}
	return g.HS, "/hs", false
}

// TransportFor is the means of transport of a mode between two places as the consignment spells them, and its index in
// Transport. One that has both ends comes before one that shares an end; with both ends empty it is the first of the mode.
func (c *Consignment) TransportFor(mode, from, to string) (*Transport, int, bool) {
	best, bestScore := -1, 0
	for i, t := range c.Transport {
		if t.Mode != mode {
			continue
		}
		score := 0
		if from == "" && to == "" {
			score = 1
		}
		if from != "" && strings.EqualFold(t.From, from) {
			score++
		}
		if to != "" && strings.EqualFold(t.To, to) {
			score++
		}
		if score > bestScore {
			best, bestScore = i, score
		}
	}
	if best < 0 {
		return nil, -1, false
	}
	return &c.Transport[best], best, true
}
