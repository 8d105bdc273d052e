package filing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/unit"
)

// feeRules are the charges that a rule names, for comparison. A test holds them against the texts.
var feeRules = []Fee{
	{unit.Money{Minor: 10_000_00, Currency: "GEL"}, "12 months of admission to NCTS", "ge-fee"},
	{unit.Money{Minor: 11_200_00, Currency: "MNT"}, "a manifest", "mn-fee"},
	{unit.Money{Minor: 10_00, Currency: "USD"}, "a vehicle, tracking device", "tm-gps"},
	{unit.Money{Minor: 100_00, Currency: "USD"}, "a vehicle, temporary admission document", "pk-tad"},
	{unit.Money{Minor: 40_00, Currency: "EUR"}, "a new note, about", "cim-smgs-saves"},
}

// fees are the charges that the rules cited name.
func fees(rules []Rule) []Fee {
	var out []Fee
	for _, f := range feeRules {
		if slices.ContainsFunc(rules, func(r Rule) bool { return r.ID == f.Rule }) {
			out = append(out, f)
		}
	}
	return out
}

// lodged are the kinds of advance data that someone sends: permits and papers that go with the goods are none.
var lodged = []string{"ens", "exs", "preliminary-information", "short-import-declaration", "tir-epd", "manifest"}

// measure counts what the stretches of these ids ask, with the data asked at entry to their territories.
func measure(p Plan, ids []string) Measure {
	var m Measure
	var rules []Rule
	carnet, served := 0, map[string]bool{}
	for _, c := range p.Carriage {
		for _, id := range c.ServesAs {
			served[id] = true
		}
	}
	for _, a := range p.Security {
		if !slices.Contains(ids, a.Stretch) {
			continue
		}
		rules = append(rules, a.Rules...)
		if slices.Contains(lodged, a.Kind) {
			m.Filings++
			if a.ReplacedBy != "" {
				m.Spared++
			}
		}
		for _, id := range a.ServesAs {
			served[id] = true
		}
	}
	for _, s := range p.Customs {
		switch {
		case !slices.Contains(ids, s.ID):
			continue
		case s.Regime == "tir":
			carnet = 1
		default:
			m.Filings++
			if served[s.ID] || cites(s.Rules, "cn-rapid") {
				m.Spared++
			}
		}
		rules = append(rules, s.Rules...)
	}
	m.Filings += carnet
	m.Fees = fees(rules)
	m.Guarantee, m.GuaranteeNote = secured(p, ids)
	m.AtLeast = m.Guarantee != nil && carnet == 0 && slices.ContainsFunc(p.Guarantee, func(g Guarantee) bool {
		return slices.Contains(ids, g.Stretch) && g.Amount == nil && g.Kind != "not-required"
	})
	if cites(rules, "cn-rapid") {
		m.Time = "2 to 3 hours saved"
	}
	if cites(rules, "kz-tez") {
		m.Time = joined(m.Time, "Tez Customs in pilot, 30 minutes in place of 8 hours by the railway's account")
	}
	return m
}

func cites(rules []Rule, id string) bool {
	return slices.ContainsFunc(rules, func(r Rule) bool { return r.ID == id })
}

func joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}

// secured sums the guarantees of the stretches: a carnet counts once, amounts of one currency add up, what has no amount
// is named.
func secured(p Plan, ids []string) (*unit.Money, string) {
	var sum *unit.Money
	var notes []string
	mixed := false
	for _, g := range p.Guarantee {
		if !slices.Contains(ids, g.Stretch) {
			continue
		}
		note := strings.ReplaceAll(g.Kind, "-", " ")
		switch {
		case g.Kind == "unknown":
			note = "no rule found"
		case g.Amount == nil && g.Kind != "not-required":
			note += ", no amount known"
		case g.Amount == nil:
		case sum == nil:
			m := *g.Amount
			sum = &m
		case g.Kind == "tir":
			sum.Minor = min(sum.Minor, g.Amount.Minor) // one carnet
		default:
			m, err := sum.Add(*g.Amount)
			mixed = mixed || err != nil
			if err == nil {
				sum = &m
			}
		}
		note = g.Stretch + " " + note
		if !slices.Contains(notes, note) {
			notes = append(notes, note)
		}
	}
	if mixed {
		return nil, strings.Join(append(notes, "amounts in several currencies are not added"), "; ")
	}
	if len(notes) == 0 {
		return nil, "none"
	}
	return sum, strings.Join(notes, "; ")
}

// other lays the plan that an alternative would make, and the ids of its stretches in the place of those replaced.
func (b *builder) other(a Alternative, kind string) (Plan, []string) {
	x := &builder{j: b.j, c: b.c, on: b.on, ref: b.ref, hs: b.hs, classes: b.classes, lone: true}
	x.c.Guarantee, x.c.Securities = &consignment.Guarantee{Kind: "tir"}, nil
	if kind == "without-tir" {
		x.c.Guarantee = nil
	}
	p, err := x.build()
	if err != nil {
		return Plan{}, nil
	}
	return p, inside(p, a.FirstLeg, a.LastLeg)
}

// measureOther measures an alternative by laying it. Under eTIR one set of advance data serves every territory.
func (b *builder) measureOther(a Alternative, kind string) Measure {
	p, ids := b.other(a, kind)
	m := measure(p, ids)
	if !slices.ContainsFunc(p.Customs, func(s Stretch) bool { return s.Regime == "tir" && slices.Contains(ids, s.ID) }) {
		m.GuaranteeNote = "not worked out: no stretch lies wholly on the part by road"
		return m
	}
	m.GuaranteeNote = "one carnet"
	if kind == "etir" {
		m.GuaranteeNote = "one electronic guarantee"
		epd := 0
		for _, x := range p.Security {
			if x.Kind == "tir-epd" && slices.Contains(ids, x.Stretch) {
				epd++
			}
		}
		m.Filings -= epd // the data recorded once stand in place of the carnet and the announcements
	}
	var unknown []string
	for _, c := range a.Ceilings {
		if c.Amount == nil {
			unknown = append(unknown, c.Country)
		}
	}
	if len(unknown) > 0 {
		m.GuaranteeNote += ", ceiling not found for " + strings.Join(unknown, " ")
	}
	return m
}

// compare sets what was chosen beside its alternatives: one comparison for each set of stretches or contracts replaced.
func (b *builder) compare() {
	for _, a := range b.plan.Alternatives {
		i := slices.IndexFunc(b.plan.Comparisons, func(k Comparison) bool { return slices.Equal(k.Of, a.Replaces) })
		if i < 0 {
			if len(a.Replaces) == 0 {
				continue
			}
			i = len(b.plan.Comparisons)
			b.plan.Comparisons = append(b.plan.Comparisons, b.chosen(a.Replaces))
		}
		b.plan.Comparisons[i].Alternatives = append(b.plan.Comparisons[i].Alternatives, a.ID)
	}
}

// chosen measures what the plan holds and says why it was taken.
func (b *builder) chosen(ids []string) Comparison {
	k := Comparison{ID: fmt.Sprintf("K%d", len(b.plan.Comparisons)+1), Of: ids, Measure: measure(b.plan, ids)}
	var why []string
	take := func(name, reason string, rules []Rule) {
		k.Names = append(k.Names, name)
		if !slices.Contains(why, reason) {
			why = append(why, reason)
		}
		if len(rules) > 0 && !cites(k.Rules, rules[0].ID) {
			k.Rules = append(k.Rules, rules[0])
		}
	}
	for _, s := range b.plan.Customs {
		if slices.Contains(ids, s.ID) {
			take(s.Name, s.Why, s.Rules)
		}
	}
	for _, c := range b.plan.Carriage {
		if slices.Contains(ids, c.ID) {
			take(c.Name, c.Why, c.Rules)
			k.Measure.Filings++
			k.Measure.GuaranteeNote = "not touched"
		}
	}
	k.Why = strings.Join(why, "; ")
	return k
}
