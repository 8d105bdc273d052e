package filing

import (
	"fmt"
	"slices"

	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
)

// haul is a part of the journey that one kind of contract may cover: legs first to last, all by one mode.
type haul struct {
	mode        network.Mode // a ferry between two hauls by rail, or by road, counts as theirs; else as sea
	first, last int
	ferry       bool
}

// carriage lays the second layer.
func (b *builder) carriage() {
	for _, h := range b.hauls() {
		switch h.mode {
		case network.Rail:
			b.rail(h)
		case network.Road:
			b.road(h)
		case network.Air:
			b.contract("awb", "Air waybill", h.first, h.last, "awb")
		default:
			b.contract("bill-of-lading", "Bill of lading", h.first, h.last, "bl")
		}
	}
}

// hauls groups the legs that follow each other by one mode; transfers within a mode (gauge, transhipment) stay inside.
func (b *builder) hauls() []haul {
	var out []haul
	for i, leg := range b.j.Legs {
		if leg.Kind != plan.Move && leg.Kind != plan.Border {
			continue
		}
		mode := leg.Mode
		if mode == network.Ferry {
			mode = b.ferryAs(i)
		}
		n := len(out)
		if n == 0 || out[n-1].mode != mode {
			out = append(out, haul{mode: mode, first: i})
			n++
		}
		out[n-1].last = i
		out[n-1].ferry = out[n-1].ferry || leg.Mode == network.Ferry
	}
	if n := len(out); n > 0 {
		out[0].first, out[n-1].last = 0, len(b.j.Legs)-1
	}
	return out
}

// ferryAs is what a ferry carries: wagons where rail comes before and after it, vehicles where road does, else containers.
func (b *builder) ferryAs(i int) network.Mode {
	before, after := b.landMode(i, -1), b.landMode(i, 1)
	if before == after && before != "" {
		return before
	}
	return network.Sea
}

// landMode is the mode of the nearest move on one side of a leg, other ferries passed over; "" for sea, air or none.
func (b *builder) landMode(i, step int) network.Mode {
	for k := i + step; k >= 0 && k < len(b.j.Legs); k += step {
		leg := b.j.Legs[k]
		if leg.Kind != plan.Move && leg.Kind != plan.Border || leg.Mode == network.Ferry {
			continue
		}
		if leg.Mode == network.Rail || leg.Mode == network.Road {
			return leg.Mode
		}
		return ""
	}
	return ""
}

// contract adds one contract over legs first to last.
func (b *builder) contract(kind, name string, first, last int, rules ...string) *Contract {
	from, to := b.j.Legs[first].From, b.j.Legs[last].To
	b.plan.Carriage = append(b.plan.Carriage, Contract{ID: fmt.Sprintf("C%d", len(b.plan.Carriage)+1), Kind: kind, Name: name, From: from.Code, To: to.Code,
		FirstLeg: first, LastLeg: last, Rules: b.cite(rules...), FromName: from.Name, ToName: to.Name, Why: whyContract[kind]})
	return &b.plan.Carriage[len(b.plan.Carriage)-1]
}

// whyContract says why a kind of contract is chosen; the common note says it for itself.
var whyContract = map[string]string{
	"bill-of-lading": "serves wherever the goods may be sold afloat or are financed against the document",
	"awb":            "the contract of carriage by air",
	"smgs":           "every railway of the haul carries under SMGS",
	"cim":            "every railway of the haul carries under COTIF-CIM",
	"cmr":            "road carriage between two countries of which one at least is a party to CMR",
	"national":       "no convention reaches this carriage: it stays in one country, or binds neither end",
}

// section is a part of a haul by rail under one law of carriage.
type section struct {
	law         string // smgs, cim, national
	first, last int
	countries   []string
}

func (b *builder) rail(h haul) {
	parts := b.sections(h)
	if len(parts) == 2 && parts[0].law != "national" && parts[1].law != "national" && b.takeCommonNote(parts) {
		c := b.contract("cim-smgs", "CIM/SMGS common note", h.first, h.last, "cim-smgs", "cim-smgs-saves")
		c.Why = "the law of carriage changes on the way and every railway takes the common note: no new note is written"
		at := b.j.Legs[parts[1].first].From
		c.Change, c.Law, c.LawAfter, c.ChangeLeg = at.Name, parts[0].law, parts[1].law, parts[1].first
		c.Rules = append(c.Rules, b.cite(b.changeRule(at.Country))...)
		all := append(slices.Clone(parts[0].countries), parts[1].countries...)
		if slices.Contains(all, "TR") {
			c.Rules = append(c.Rules, b.cite("cim-smgs-btk")...)
		}
		c.Rules = append(c.Rules, b.parties(all, "CIM-SMGS")...)
		b.serves(c)
		return
	}
	for i, p := range parts {
		b.note(p, h.ferry)
		if i > 0 {
			at := b.j.Legs[p.first].From
			b.find("info", "carriage", "the law of carriage changes at %s: a new note is written there", at.Name)
			n := &b.plan.Carriage[len(b.plan.Carriage)-1]
			n.Why += "; the law of carriage changes at " + at.Name
			n.Rules = append(n.Rules, b.cite(b.changeRule(at.Country))...)
		}
	}
}

// changeRule says why the law of carriage changes in a country.
func (b *builder) changeRule(country string) string {
	if b.union(country) == "EU" {
		return "law-change-union"
	}
	return "law-change"
}

// takeCommonNote reports whether every country of the sections takes the common note.
func (b *builder) takeCommonNote(parts []section) bool {
	for _, p := range parts {
		for _, c := range p.countries {
			if _, ok := b.ref.Party(c, "CIM-SMGS", b.on); !ok {
				return false
			}
		}
	}
	return true
}

// note adds the contract of one section.
func (b *builder) note(p section, ferry bool) {
	switch {
	case p.law == "smgs":
		c := b.contract("smgs", "SMGS note", p.first, p.last, "smgs")
		c.Law = p.law
		if ferry {
			c.Rules = append(c.Rules, b.cite("smgs-ferry")...)
		}
		c.Rules = append(c.Rules, b.parties(p.countries, "SMGS")...)
		b.serves(c)
	case p.law == "cim":
		c := b.contract("cim", "CIM note", p.first, p.last, "cim")
		c.Law = p.law
		c.Rules = append(c.Rules, b.parties(p.countries, "COTIF-CIM")...)
		b.serves(c)
	default:
		b.contract("national", "National rail note", p.first, p.last, "national-carriage")
	}
}

// sections cuts a haul by rail by law of carriage. A haul inside one country is national.
func (b *builder) sections(h haul) []section {
	var countries []string
	var enter []int // leg that leads into the country
	for i := h.first; i <= h.last; i++ {
		for _, c := range []string{b.j.Legs[i].From.Country, b.j.Legs[i].To.Country} {
			if c != highSeas && (len(countries) == 0 || countries[len(countries)-1] != c) {
				countries, enter = append(countries, c), append(enter, i)
			}
		}
	}
	if len(countries) == 1 {
		return []section{{"national", h.first, h.last, countries}}
	}
	var out []section
	for i, c := range countries {
		law := b.railLaw(countries, enter, i, h)
		if n := len(out); n > 0 && out[n-1].law == law {
			out[n-1].countries = append(out[n-1].countries, c)
			continue
		}
		s := section{law: law, first: enter[i], last: h.last, countries: []string{c}}
		if b.union(c) == "EU" && i > 0 && b.within(enter[i]+1, h.last, c) {
			s.first++ // reloaded at the first station of the Union
		}
		switch n := len(out); {
		case n == 0:
			s.first = h.first
		case s.first <= out[n-1].first: // the country before is left by the very first leg
			s.first, s.countries = out[n-1].first, append(out[n-1].countries, c)
			out = out[:n-1]
		default:
			out[n-1].last = s.first - 1
		}
		out = append(out, s)
	}
	return out
}

// within reports whether leg i is one of the haul and lies inside a country.
func (b *builder) within(i, last int, country string) bool {
	return i <= last && b.j.Legs[i].From.Country == country && b.j.Legs[i].To.Country == country
}

func (b *builder) union(c string) string {
	u, _, _ := b.ref.Union(c, b.on)
	return u
}

// railLaw is the law of carriage in one country of a haul. Countries of both laws take SMGS beside an SMGS country; those of
// the Union only as far as their first station, where the gauge changes.
func (b *builder) railLaw(countries []string, enter []int, i int, h haul) string {
	c := countries[i]
	_, smgs := b.ref.Party(c, "SMGS", b.on)
	_, cim := b.ref.Party(c, "COTIF-CIM", b.on)
	switch {
	case smgs && !cim:
		return "smgs"
	case cim && !smgs:
		return "cim"
	case !smgs:
		return "national"
	}
	beside := false
	for _, k := range []int{i - 1, i + 1} {
		if k >= 0 && k < len(countries) {
			_, other := b.ref.Party(countries[k], "SMGS", b.on)
			beside = beside || other && b.union(countries[k]) != "EU"
		}
	}
	if b.union(c) == "EU" {
		ends := i == len(countries)-1 && b.j.Legs[enter[i]].To.Code == b.j.Legs[h.last].To.Code
		starts := i == 0 && len(enter) > 1 && b.j.Legs[h.first].From.Code == b.j.Legs[enter[1]].From.Code
		beside = beside && (ends || starts)
	}
	if beside {
		return "smgs"
	}
	return "cim"
}

func (b *builder) road(h haul) {
	from, to := b.j.Legs[h.first].From.Country, b.j.Legs[h.last].To.Country
	parties := b.parties([]string{from, to}, "CMR")
	switch {
	case from == to && !b.foreign(h, from):
		b.contract("national", "National road consignment note", h.first, h.last, "national-carriage")
	case len(parties) == 0:
		b.contract("national", "Road consignment note, no convention", h.first, h.last, "national-carriage")
	default:
		c := b.contract("cmr", "CMR note", h.first, h.last, "cmr")
		if h.ferry {
			c.Rules = append(c.Rules, b.cite("cmr-ferry")...)
		}
		c.Rules = append(c.Rules, parties...)
		b.serves(c)
	}
}

// foreign reports whether a haul leaves a country.
func (b *builder) foreign(h haul, country string) bool {
	return slices.ContainsFunc(b.j.Legs[h.first:h.last+1], func(l plan.Leg) bool { return l.To.Country != country })
}

// declaration names the rule by which a contract may be the declaration of a stretch; "" by none. The SMGS side serves the
// territories of SMGS, the CIM side common transit, the common note both.
func declaration(contract, regime string) string {
	switch {
	case regime == "eaeu-transit" && contract != "cim":
		return "eaeu-td-document"
	case regime == "national-transit" && (contract == "smgs" || contract == "cim-smgs"):
		return "note-as-declaration"
	case regime == "common-transit" && (contract == "cim" || contract == "cim-smgs"):
		return "note-as-declaration"
	}
	return ""
}

// serves notes the stretches inside a contract whose declaration it may be, and each rule once.
func (b *builder) serves(c *Contract) {
	for _, s := range b.plan.Customs {
		first, last := b.moves(s.FirstLeg, s.LastLeg)
		rules := b.cite(declaration(c.Kind, s.Regime))
		if first < c.FirstLeg || last > c.LastLeg || len(rules) == 0 {
			continue
		}
		c.ServesAs = append(c.ServesAs, s.ID)
		if !slices.ContainsFunc(c.Rules, func(r Rule) bool { return r.ID == rules[0].ID }) {
			c.Rules = append(c.Rules, rules...)
		}
	}
}

// moves trims transfers, loading and unloading from both ends of a range of legs.
func (b *builder) moves(first, last int) (int, int) {
	still := func(i int) bool { return b.j.Legs[i].Kind != plan.Move && b.j.Legs[i].Kind != plan.Border }
	for first < last && still(first) {
		first++
	}
	for last > first && still(last) {
		last--
	}
	return first, last
}
