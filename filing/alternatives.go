package filing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/unit"
)

// tirRun is a part of the journey by road over at least one frontier: visits first to last of the builder.
type tirRun struct {
	first, last int
	outside     []string // territories that are no party to TIR
}

// roadVisit reports whether goods stay on the vehicle in a country: by road, over ferries at most.
func roadVisit(v visit) bool {
	return slices.Contains(v.modes, network.Road) && !slices.ContainsFunc(v.modes, func(m network.Mode) bool { return m == network.Rail || m == network.Air || m == network.Sea })
}

// tirRuns finds the longest parts by road and says which territories there are no party.
func (b *builder) tirRuns() []tirRun {
	var runs []tirRun
	open := -1
	for i := 0; i <= len(b.visits); i++ {
		road := i < len(b.visits) && roadVisit(b.visits[i])
		joined := open >= 0 && road && (b.visits[i].inMode == network.Road || b.visits[i].inMode == network.Ferry)
		if open >= 0 && !joined {
			if i-open > 1 {
				runs = append(runs, b.tirRun(open, i-1))
			}
			open = -1
		}
		if road && open < 0 {
			open = i
		}
	}
	return runs
}

func (b *builder) tirRun(first, last int) tirRun {
	r := tirRun{first: first, last: last}
	for _, c := range b.runCountries(r) {
		if _, ok := b.ref.Party(c, "TIR", b.on); !ok {
			r.outside = append(r.outside, c)
		}
	}
	return r
}

func (b *builder) runCountries(r tirRun) []string {
	var out []string
	for _, v := range b.visits[r.first : r.last+1] {
		if !slices.Contains(out, v.country) {
			out = append(out, v.country)
		}
	}
	return out
}

// wantsTIR reports whether the trader offers a carnet or asks for TIR.
func (b *builder) wantsTIR() bool {
	carnet := func(g consignment.Guarantee) bool { return g.Kind == "tir" }
	return b.opt.Require != "" || b.c.Guarantee != nil && carnet(*b.c.Guarantee) || slices.ContainsFunc(b.c.Securities, carnet)
}

// underTIR reports whether a stay runs under TIR: the trader wants it and every territory of its run is a party.
func (b *builder) underTIR(runs []tirRun, stay int) bool {
	if !b.wantsTIR() {
		return false
	}
	return slices.ContainsFunc(runs, func(r tirRun) bool {
		v := b.visits[r.first : r.last+1]
		return len(r.outside) == 0 && b.stays[stay].head().first >= v[0].first && b.stays[stay].tail().last <= v[len(v)-1].last
	})
}

// requireTIR refuses a journey on which the regime that the trader requires is not lawful, with the rule.
func (b *builder) requireTIR(runs []tirRun) error {
	if b.opt.Require == "" {
		if b.wantsTIR() && !slices.ContainsFunc(runs, func(r tirRun) bool { return len(r.outside) == 0 }) {
			b.find("barred", "guarantee", "a TIR carnet is offered but cannot be used: %s", b.whyNoTIR(runs))
		}
		return nil
	}
	if !slices.ContainsFunc(runs, func(r tirRun) bool { return len(r.outside) == 0 }) {
		return fault.New(fault.NotLawful, "TIR cannot be used: %s", b.whyNoTIR(runs)).At("/regime").Mend("tir: %s", b.text("tir"))
	}
	if b.opt.Require == "etir" {
		for _, r := range runs {
			if ok, why, rule := b.eTIR(r); !ok {
				return fault.New(fault.NotLawful, "eTIR cannot be used: %s", why).At("/regime").Mend("%s: %s", rule, b.text(rule))
			}
		}
	}
	return nil
}

func (b *builder) whyNoTIR(runs []tirRun) string {
	for _, r := range runs {
		if len(r.outside) > 0 {
			return b.names(r.outside) + " not being a party on " + b.on.Format("2006-01-02")
		}
	}
	return "no part of the journey crosses a frontier by road"
}

// eTIR decides Annex 11 for a run: live in every territory; barred where one that is not bound belongs to a customs union.
func (b *builder) eTIR(r tirRun) (bool, string, string) {
	if _, ok := b.ref.Rule("etir", b.on); !ok {
		return false, "Annex 11 is not in force on this day", "etir-before"
	}
	var barred, paper []string
	for _, c := range b.runCountries(r) {
		if _, live := b.ref.Party(c, "eTIR", b.on); live {
			continue
		}
		if union, _, ok := b.ref.Union(c, b.on); ok {
			barred = append(barred, fmt.Sprintf("%s (%s)", b.ref.Name(c), union))
		} else {
			paper = append(paper, b.ref.Name(c))
		}
	}
	switch {
	case len(barred) > 0:
		return false, "the transport crosses " + strings.Join(barred, ", ") + ", not bound by Annex 11 and member of a union with one customs territory", "etir-union-bar"
	case len(paper) > 0:
		return false, strings.Join(paper, ", ") + " not seen in use of eTIR: a paper carnet there", "etir"
	}
	return true, "every territory passed is live in eTIR", "etir"
}

// alternatives lists what else could be filed for each part, lawful or not, in the order of the layers.
func (b *builder) alternatives(runs []tirRun) {
	for _, r := range runs {
		b.tirAlternative(r)
	}
	for i := range b.plan.Customs {
		st := &b.plan.Customs[i]
		b.georgianGrace(st)
		b.splitCommon(st)
		b.fromDeparture(i)
		b.chineseDeclaration(st)
	}
	b.importAtEntry()
	b.throughThird()
	for i := range b.plan.Carriage {
		c := &b.plan.Carriage[i]
		b.noteAsDeclaration(c)
		switch c.Kind {
		case "bill-of-lading":
			b.seaWaybill(c)
		case "cmr":
			b.electronicNote(c)
		}
	}
	b.railNotes()
}

func (b *builder) alternative(a Alternative) {
	a.ID = fmt.Sprintf("A%d", len(b.plan.Alternatives)+1)
	if a.Status == "" {
		a.Status = map[bool]string{true: "lawful", false: "not lawful"}[a.Lawful]
	}
	b.plan.Alternatives = append(b.plan.Alternatives, a)
}

// part begins an alternative for some stretches, from the first to the last of them.
func (b *builder) part(kind, name string, of ...*Stretch) Alternative {
	first, last := of[0], of[len(of)-1]
	a := Alternative{Kind: kind, Name: name, From: first.From, To: last.To, FirstLeg: first.FirstLeg, LastLeg: last.LastLeg, Lawful: true}
	for _, s := range of {
		a.Replaces = append(a.Replaces, s.ID)
		for _, c := range s.Countries {
			if !slices.Contains(a.Countries, c) {
				a.Countries = append(a.Countries, c)
			}
		}
	}
	return a
}

func (b *builder) tirAlternative(r tirRun) {
	from, to := b.visits[r.first], b.visits[r.last]
	a := Alternative{Kind: "tir", Name: "TIR carnet by road", Countries: b.runCountries(r), From: from.in.Code, To: to.out.Code, FirstLeg: from.first, LastLeg: to.last,
		Replaces: b.replaced(from.first, to.last), Lawful: len(r.outside) == 0}
	a.Rules = append(b.cite("tir", "tir-ceiling", "tir-epd"), b.parties(a.Countries, "TIR")...)
	switch {
	case !a.Lawful:
		a.Why = b.names(r.outside) + ": no party to TIR on this day"
		a.Measure.GuaranteeNote = "no carnet can be used"
		a.Rules = append(a.Rules, b.later(r.outside, "TIR")...)
		b.find("barred", "alternatives", "TIR from %s to %s: %s", from.in.Name, to.out.Name, a.Why)
		b.alternative(a)
		return
	case b.chosenTIR(a.Replaces):
		b.withoutTIR(a)
	default:
		a.Why = "every territory passed is a party"
		b.ceiling(&a)
		a.Measure = b.measureOther(a, "tir")
		b.alternative(a)
	}
	b.eTIRAlternative(a, r)
}

func (b *builder) eTIRAlternative(a Alternative, r tirRun) {
	lawful, why, rule := b.eTIR(r)
	status, level := "", "barred"
	if !lawful && rule == "etir" {
		status, level = "not in use", "info"
	}
	e := Alternative{Kind: "etir", Status: status, Name: "eTIR by road", Countries: a.Countries, From: a.From, To: a.To, FirstLeg: a.FirstLeg, LastLeg: a.LastLeg, Replaces: a.Replaces,
		Lawful: lawful, Why: why, Rules: append(b.cite(rule), b.parties(a.Countries, "eTIR")...)}
	e.Measure.GuaranteeNote = "no electronic guarantee can be used"
	if lawful {
		e.Measure = b.measureOther(a, "etir")
	} else {
		b.find(level, "alternatives", "eTIR from %s to %s: %s", b.visits[r.first].in.Name, b.visits[r.last].out.Name, why)
	}
	b.alternative(e)
}

// chosenTIR reports whether the plan files these stretches under TIR.
func (b *builder) chosenTIR(ids []string) bool {
	return slices.ContainsFunc(b.plan.Customs, func(s Stretch) bool { return s.Regime == "tir" && slices.Contains(ids, s.ID) })
}

// withoutTIR sets the regimes of the territories beside a carnet that is used.
func (b *builder) withoutTIR(a Alternative) {
	other, ids := b.other(a, "without-tir")
	a.Kind, a.Name, a.Why, a.Rules = "without-tir", "transit of each territory or common transit, no carnet", "lawful in every territory passed", nil
	for _, s := range other.Customs {
		if slices.Contains(ids, s.ID) {
			a.Rules = append(a.Rules, s.Rules[0])
		}
	}
	if len(a.Rules) == 0 {
		a.Rules = b.cite("tir")
	}
	a.Measure = measure(other, ids)
	b.alternative(a)
}

// ceiling states what a carnet secures in each territory, and the lowest of them; where it is unknown it says so.
func (b *builder) ceiling(a *Alternative) {
	var unknown []string
	for _, c := range a.Countries {
		x, ok := b.ref.Ceiling(c, b.on)
		if !ok {
			unknown = append(unknown, c)
			a.Ceilings = append(a.Ceilings, Ceiling{Country: c})
			continue
		}
		m := unit.Money{Minor: x.EUR * 100, Currency: "EUR"}
		a.Ceilings = append(a.Ceilings, Ceiling{c, &m})
		if a.Ceiling == nil || m.Minor < a.Ceiling.Minor {
			a.Ceiling = &m
		}
	}
	if len(unknown) > 0 {
		b.find("unverified", "alternatives", "the TIR ceiling of %s on this day was not found", b.names(unknown))
	}
	if slices.Contains(a.Countries, "BY") {
		a.Rules = append(a.Rules, b.cite("tir-by-ceiling")...)
	}
}

// importAtEntry: goods that move inland under transit may be released where they come in.
func (b *builder) importAtEntry() {
	n := len(b.plan.Customs)
	if n < 2 || b.plan.Customs[n-1].Regime != "import" {
		return
	}
	t, im := &b.plan.Customs[n-2], &b.plan.Customs[n-1]
	last := &b.stays[len(b.stays)-1]
	if t.LastLeg != im.LastLeg || t.FirstLeg < last.head().first || t.Regime == "export" {
		return
	}
	a := b.part("import-at-entry", "Import at "+t.FromName, t, im)
	a.Countries, a.To, a.LastLeg = last.countries(), t.To, t.LastLeg
	a.Why, a.Rules = "no transit and no transit guarantee; duties and taxes fall due at the border", im.Rules
	a.Measure = measure(b.plan, []string{t.ID})
	a.Measure.Spared, a.Measure.Guarantee, a.Measure.AtLeast, a.Measure.GuaranteeNote, a.Measure.Time = 0, nil, false, "none for transit: duties and taxes are paid at the border", ""
	b.alternative(a)
}

// throughThird: goods that leave the Eurasian Economic Union and come back to it may stay under one customs transit between
// two of its offices; the transit of the territory between goes on.
func (b *builder) throughThird() {
	n := len(b.plan.Customs)
	rules := b.cite("eaeu-between-members")
	if n < 3 || b.stays[0].block != "EAEU" || b.stays[len(b.stays)-1].block != "EAEU" || len(rules) == 0 {
		return
	}
	a := b.part("union-transit-through-third", "One union transit from office to office", &b.plan.Customs[0], &b.plan.Customs[n-1])
	a.Why, a.Rules = "one declaration of the union in place of export, transit and import; the territories between keep their own transit", rules
	own, between := []string{}, []string{}
	for _, s := range b.plan.Customs {
		if b.union(s.Administration) == "EAEU" {
			own = append(own, s.ID)
		} else {
			between = append(between, s.ID)
		}
	}
	a.Replaces = own
	a.Measure = measure(b.plan, between)
	a.Measure.Filings++
	a.Measure.Guarantee, a.Measure.AtLeast, a.Measure.GuaranteeNote = nil, false, "of the union's transit not worked out; "+a.Measure.GuaranteeNote
	b.alternative(a)
}

// replaced lists the transit stretches inside legs first to last.
func (b *builder) replaced(first, last int) []string { return inside(b.plan, first, last) }

func inside(p Plan, first, last int) []string {
	var ids []string
	for _, s := range p.Customs {
		if s.FirstLeg >= first && s.LastLeg <= last && s.Regime != "export" && s.Regime != "import" {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

// georgianGrace: between accession and the day NCTS became mandatory, later by sea, the national declaration was lawful.
func (b *builder) georgianGrace(st *Stretch) {
	if st.Regime != "common-transit" || !slices.Contains(st.Countries, "GE") {
		return
	}
	day, until := b.on.Format("2006-01-02"), "2025-07-01"
	rules := b.cite("ge-grace", "ctc-ge")
	if b.bySea("GE") {
		until = "2025-08-01"
	}
	if day >= until || len(rules) == 0 {
		return
	}
	a := b.part("national-transit", "National transit of Georgia", st)
	a.Countries, a.Rules = []string{"GE"}, rules
	a.Why = "the NCTS declaration is mandatory in Georgia only from " + until
	a.Measure = measure(b.plan, a.Replaces)
	a.Measure.Filings += len(st.Countries) - 1 // common transit goes on in the other territories
	a.Measure.Fees, a.Measure.Guarantee, a.Measure.AtLeast = nil, nil, false
	a.Measure.GuaranteeNote = "what Georgia asked in these months was not found; before, the owner of the vehicle was liable"
	b.alternative(a)
}

// bySea reports whether goods come to a country or leave it over water.
func (b *builder) bySea(country string) bool {
	return slices.ContainsFunc(b.visits, func(v visit) bool { return v.country == country && (water(v.inMode) || water(v.outMode)) })
}

// splitCommon: one T1 through adjoining parties may be cut at each frontier.
func (b *builder) splitCommon(st *Stretch) {
	if st.Regime != "common-transit" || len(st.Passage) == 0 {
		return
	}
	a := b.part("common-transit-split", "A T1 of its own for each territory", st)
	a.Why = "each ends at the frontier and is secured for itself; more filings for the same result"
	a.Rules = b.cite("ctc-split", "ctc-transit")
	a.Measure = measure(b.plan, a.Replaces)
	a.Measure.Filings += len(st.Passage)
	a.Measure.Guarantee, a.Measure.AtLeast, a.Measure.GuaranteeNote = nil, false, "one for each T1; their sum is not worked out"
	b.alternative(a)
}

// fromDeparture: where the goods start in a party of common transit, the T1 may be opened there, with the export.
func (b *builder) fromDeparture(i int) {
	st := &b.plan.Customs[i]
	if i != 1 || st.Regime != "common-transit" || !b.common(0) || len(b.stays) < 2 || !b.stays[1].landBefore() || b.of[1] != st.ID {
		return
	}
	first := &b.plan.Customs[0]
	a := b.part("common-transit-from-departure", "Transit opened at "+first.FromName, st)
	a.From, a.FirstLeg, a.Countries = first.From, first.FirstLeg, append(slices.Clone(first.Countries), st.Countries...)
	a.Why = "the goods start in a party: the declaration may be lodged where they are loaded, T1, or T2 for Union goods, and the frontier is an office of transit only"
	a.Rules = append(b.cite("ctc-transit", "ctc-t1"), b.parties(first.Countries[:1], "CTC")...)
	a.Measure = measure(b.plan, a.Replaces)
	a.Measure.Guarantee, a.Measure.AtLeast, a.Measure.GuaranteeNote = nil, false, "must cover the territory of departure too; its amount is not worked out"
	b.alternative(a)
}

// chineseDeclaration: beside railway rapid clearance the transit declaration remains, inland the transfer declaration.
func (b *builder) chineseDeclaration(st *Stretch) {
	rapid := b.cite("cn-rapid")
	if st.Administration != "CN" || st.Regime != "national-transit" || !cites(st.Rules, "cn-rapid") || len(rapid) == 0 {
		return
	}
	a := b.part("transit-declaration", "Transit declaration in China", st)
	a.Why = "the procedure beside rapid clearance: a declaration as well as the manifest"
	a.Rules = append(b.cite("cn-transit"), rapid...)
	if !cites(st.Rules, "cn-transit") {
		a.Kind, a.Name, a.Rules = "transfer-declaration", "Transfer between customs districts (转关)", append(b.cite("cn-transfer"), rapid...)
	}
	a.Measure = measure(b.plan, a.Replaces)
	a.Measure.Spared, a.Measure.Time = 0, "2 to 3 hours longer"
	b.alternative(a)
}

// noteAsDeclaration: the consignment note in place of the declarations it may serve as.
func (b *builder) noteAsDeclaration(c *Contract) {
	if len(c.ServesAs) == 0 {
		return
	}
	var of []*Stretch
	a := Alternative{}
	var rules []Rule
	for i := range b.plan.Customs {
		if s := &b.plan.Customs[i]; slices.Contains(c.ServesAs, s.ID) {
			of = append(of, s)
			for _, r := range b.cite(declaration(c.Kind, s.Regime)) {
				if !slices.Contains(rules, r) {
					rules = append(rules, r)
				}
			}
		}
	}
	a = b.part("note-as-declaration", c.Name+" "+c.ID+" as the declaration", of...)
	a.Why = "the note carries the data of the declaration; whether the office takes it on the day is not in the data"
	a.Rules = rules
	a.Measure = measure(b.plan, c.ServesAs)
	a.Measure.Filings -= a.Measure.Spared
	a.Measure.Spared = 0
	b.alternative(a)
}

// papers begins an alternative for a contract.
func (b *builder) paper(kind, name string, c *Contract, rules []Rule) Alternative {
	return Alternative{Kind: kind, Name: name, Replaces: []string{c.ID}, From: c.From, To: c.To, FirstLeg: c.FirstLeg, LastLeg: c.LastLeg, Lawful: true, Rules: rules,
		Measure: Measure{Filings: 1, GuaranteeNote: "not touched"}}
}

func (b *builder) seaWaybill(c *Contract) {
	a := b.paper("sea-waybill", "Sea waybill", c, b.cite("bl"))
	a.Why = "serves where the goods are not sold afloat: nothing need be presented at the port of discharge"
	b.alternative(a)
}

// electronicNote says whether the CMR note may be an e-CMR, and why not.
func (b *builder) electronicNote(c *Contract) {
	from, to := b.j.Legs[c.FirstLeg].From.Country, b.j.Legs[c.LastLeg].To.Country
	a := b.paper("e-cmr", "e-CMR note", c, append(b.cite("e-cmr"), b.parties([]string{from, to}, "e-CMR")...))
	var outside []string
	for _, x := range []string{from, to} {
		if _, ok := b.ref.Party(x, "e-CMR", b.on); !ok && !slices.Contains(outside, x) {
			outside = append(outside, x)
		}
	}
	a.Why = b.names([]string{from, to}) + " are parties to the e-CMR protocol"
	if len(outside) > 0 {
		a.Lawful, a.Why = false, b.names(outside)+": not known as a party to the e-CMR protocol on this day"
		a.Rules = append(a.Rules, b.later(outside, "e-CMR")...)
	}
	b.alternative(a)
}

// railNotes compares one common note with two notes where the law of carriage changes.
func (b *builder) railNotes() {
	for i := range b.plan.Carriage {
		c := &b.plan.Carriage[i]
		if c.Kind == "cim-smgs" {
			a := b.paper("two-notes", "SMGS note and CIM note, written anew at "+c.Change, c, b.cite("cim-smgs-saves", "smgs", "cim"))
			a.Why = "lawful without agreement of the railways on the common note"
			a.Measure.Filings, a.Measure.Fees, a.Measure.Time = 2, fees(a.Rules), "40 minutes longer"
			b.alternative(a)
		}
		if i+1 < len(b.plan.Carriage) {
			b.noCommonNote(c, &b.plan.Carriage[i+1])
		}
	}
}

// noCommonNote says why two notes that follow each other are not one common note.
func (b *builder) noCommonNote(c, d *Contract) {
	if c.Kind+d.Kind != "smgscim" && c.Kind+d.Kind != "cimsmgs" || c.LastLeg+1 != d.FirstLeg {
		return
	}
	var outside []string
	for _, leg := range b.j.Legs[c.FirstLeg : d.LastLeg+1] {
		for _, x := range []string{leg.From.Country, leg.To.Country} {
			if _, ok := b.ref.Party(x, "CIM-SMGS", b.on); !ok && x != highSeas && !slices.Contains(outside, x) {
				outside = append(outside, x)
			}
		}
	}
	if len(outside) == 0 {
		return
	}
	a := b.paper("cim-smgs", "CIM/SMGS common note", c, b.cite("cim-smgs", "cim-smgs-saves"))
	a.Replaces, a.To, a.LastLeg, a.Lawful = append(a.Replaces, d.ID), d.To, d.LastLeg, false
	a.Why = b.names(outside) + ": does not take the common note on this day"
	for _, r := range b.later(outside, "CIM-SMGS") {
		a.Why += "; from " + r.Since + " it does"
		a.Rules = append(a.Rules, r)
	}
	b.alternative(a)
}
