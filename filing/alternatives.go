package filing

import (
	"fmt"
	"slices"
	"strings"

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
	return b.opt.Require != "" || b.c.Guarantee != nil && b.c.Guarantee.Kind == "tir"
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
		return false, "Annex 11 is not in force on this day", "etir"
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

// alternatives lists what else could be filed: TIR and eTIR, national transit where NCTS is not yet mandatory, a sea waybill.
func (b *builder) alternatives(runs []tirRun) {
	for _, r := range runs {
		b.tirAlternative(r)
	}
	for _, st := range b.plan.Customs {
		b.georgianGrace(st)
	}
	b.importAtEntry()
	for _, c := range b.plan.Carriage {
		if c.Kind == "bill-of-lading" {
			b.alternative(Alternative{Kind: "sea-waybill", Name: "Sea waybill", Replaces: []string{c.ID}, From: c.From, To: c.To, FirstLeg: c.FirstLeg, LastLeg: c.LastLeg,
				Lawful: true, Why: "serves where the goods are not sold afloat: nothing need be presented at the port of discharge", Rules: b.cite("bl")})
		}
	}
}

func (b *builder) alternative(a Alternative) {
	a.ID = fmt.Sprintf("A%d", len(b.plan.Alternatives)+1)
	if a.Status == "" {
		a.Status = map[bool]string{true: "lawful", false: "not lawful"}[a.Lawful]
	}
	b.plan.Alternatives = append(b.plan.Alternatives, a)
}

func (b *builder) tirAlternative(r tirRun) {
	from, to := b.visits[r.first], b.visits[r.last]
	a := Alternative{Kind: "tir", Name: "TIR carnet by road", Countries: b.runCountries(r), From: from.in.Code, To: to.out.Code, FirstLeg: from.first, LastLeg: to.last,
		Replaces: b.replaced(from.first, to.last), Lawful: len(r.outside) == 0}
	a.Rules = append(b.cite("tir", "tir-ceiling", "tir-epd"), b.parties(a.Countries, "TIR")...)
	if !a.Lawful {
		a.Why = b.names(r.outside) + ": no party to TIR on this day"
		b.find("barred", "alternatives", "TIR from %s to %s: %s", from.in.Name, to.out.Name, a.Why)
		b.alternative(a)
		return
	}
	a.Why = "every territory passed is a party"
	b.ceiling(&a)
	b.alternative(a)
	lawful, why, rule := b.eTIR(r)
	status, level := "", "barred"
	if !lawful && rule == "etir" {
		status, level = "not in use", "info"
	}
	b.alternative(Alternative{Kind: "etir", Status: status, Name: "eTIR by road", Countries: a.Countries, From: a.From, To: a.To, FirstLeg: a.FirstLeg, LastLeg: a.LastLeg, Replaces: a.Replaces,
		Lawful: lawful, Why: why, Rules: append(b.cite(rule), b.parties(a.Countries, "eTIR")...)})
	if !lawful {
		b.find(level, "alternatives", "eTIR from %s to %s: %s", from.in.Name, to.out.Name, why)
	}
}

// ceiling states the lowest sum a carnet secures on the way, and where it is unknown.
func (b *builder) ceiling(a *Alternative) {
	var unknown []string
	for _, c := range a.Countries {
		x, ok := b.ref.Ceiling(c, b.on)
		if !ok {
			unknown = append(unknown, c)
			continue
		}
		if m := (unit.Money{Minor: x.EUR * 100, Currency: "EUR"}); a.Ceiling == nil || m.Minor < a.Ceiling.Minor {
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
	t, im := b.plan.Customs[n-2], b.plan.Customs[n-1]
	last := &b.stays[len(b.stays)-1]
	if t.LastLeg != im.LastLeg || t.FirstLeg < last.head().first {
		return
	}
	b.alternative(Alternative{Kind: "import-at-entry", Name: "Import at " + t.FromName, Replaces: []string{t.ID, im.ID}, Countries: last.countries(), From: t.From, To: t.To,
		FirstLeg: t.FirstLeg, LastLeg: t.LastLeg, Lawful: true, Why: "no transit and no transit guarantee; duties and taxes fall due at the border", Rules: im.Rules})
}

// replaced lists the transit stretches inside legs first to last.
func (b *builder) replaced(first, last int) []string {
	var ids []string
	for _, s := range b.plan.Customs {
		if s.FirstLeg >= first && s.LastLeg <= last && s.Regime != "export" && s.Regime != "import" {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

// georgianGrace: between accession and the day NCTS became mandatory national transit was still lawful.
func (b *builder) georgianGrace(st Stretch) {
	if st.Regime != "common-transit" || !slices.Contains(st.Countries, "GE") || b.on.Format("2006-01-02") >= "2025-07-01" {
		return
	}
	b.alternative(Alternative{Kind: "national-transit", Name: "National transit of Georgia", Replaces: []string{st.ID}, Countries: []string{"GE"}, From: st.From, To: st.To,
		FirstLeg: st.FirstLeg, LastLeg: st.LastLeg, Lawful: true, Why: "the NCTS declaration is mandatory only from 1.7.2025", Rules: b.cite("ctc-ge")})
}
