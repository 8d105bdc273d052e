package filing

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/reference"
)

// decide answers the questions of law that the date and the journey raise though nothing is filed for them.
func (b *builder) decide() {
	if len(b.stays) == 1 {
		b.mutualTrade()
		return
	}
	for i := range b.stays {
		if s := &b.stays[i]; s.block == "EAEU" && !s.storage() {
			b.noSeals(i)
		}
	}
	b.unified()
	b.simplifiedCorridor()
	b.notParty()
}

func (b *builder) decision(subject, about, answer string, rules []Rule) {
	d := Decision{ID: fmt.Sprintf("Q%d", len(b.plan.Decisions)+1), Subject: subject, About: about, Answer: answer, Rules: rules}
	b.plan.Decisions = append(b.plan.Decisions, d)
}

// noSeals says why no navigation seal is put on in a stay, where none is.
func (b *builder) noSeals(i int) {
	s := &b.stays[i]
	about := strings.Join(s.countries(), "+")
	rule, ok := b.ref.Rule("eaeu-seal", b.on)
	if !ok {
		rows := b.ref.RuleRows("eaeu-seal")
		b.decision("navigation-seals", about, "none on this day; they begin on "+rows[0].FromText, b.cite("eaeu-seal-before"))
		return
	}
	if slices.ContainsFunc(b.plan.Security, func(a Advance) bool { return a.Kind == "navigation-seal" && a.Stretch == b.of[i] }) {
		b.decision("navigation-seals", about, "in force since "+rule.FromText+" and put on here: the goods are on the list of the stage and the movement touches "+b.names(s.countries()), b.cite("eaeu-seal"))
		return
	}
	b.decision("navigation-seals", about, "in force since "+rule.FromText+", not put on here: "+b.noSeal(s), b.cite("eaeu-seal"))
}

// mutualTrade is what seals mean for goods that stay inside the union: sanctioned and excise goods carry them there too.
func (b *builder) mutualTrade() {
	s := &b.stays[0]
	if s.block != "EAEU" || len(s.countries()) < 2 {
		return
	}
	rule, ok := b.ref.Rule("eaeu-seal", b.on)
	about := strings.Join(s.countries(), "+")
	switch {
	case !ok:
		b.decision("navigation-seals", about, "none on this day; they begin on "+b.ref.RuleRows("eaeu-seal")[0].FromText, b.cite("eaeu-seal-before"))
	case slices.ContainsFunc(b.plan.Security, func(a Advance) bool { return a.Kind == "navigation-seal" }):
		b.decision("navigation-seals", about, "in force since "+rule.FromText+" and put on here: excise goods carry them in trade between members too", b.cite("eaeu-seal"))
	default:
		b.decision("navigation-seals", about, "in force since "+rule.FromText+", not put on here: in trade between members they reach sanctioned and excise goods only; check the stage list of Decision 84", b.cite("eaeu-seal"))
	}
}

// unified says that the unified transit system is not there, on the days it might be thought to be.
func (b *builder) unified() {
	rules := b.cite("eaeu-unified")
	for _, s := range b.plan.Customs {
		if s.Regime == "eaeu-transit" && len(rules) > 0 {
			b.decision("unified-transit", strings.Join(s.Countries, "+"), "not in force as far as is known: the union's own transit is used", rules)
		}
	}
}

// simplifiedCorridor says what the agreement of the Turkic states changes, where two of its parties are on the way.
func (b *builder) simplifiedCorridor() {
	var on []string
	for _, v := range b.visits {
		if _, ok := b.ref.Party(v.country, "OTS-SCC", b.on); ok && !slices.Contains(on, v.country) {
			on = append(on, v.country)
		}
	}
	if rules := b.cite("ots-corridor"); len(on) > 1 && len(rules) > 0 {
		b.decision("simplified-corridor", strings.Join(on, "+"), "in force between "+b.names(on)+", but what it changes is not in the data: each keeps its own regime", append(rules, b.parties(on, "OTS-SCC")...))
	}
}

// notParty tells of territories that join common transit later.
func (b *builder) notParty() {
	for i := range b.plan.Customs {
		st := &b.plan.Customs[i]
		if st.Regime != "national-transit" {
			continue
		}
		for _, c := range st.Countries {
			m, ok := b.ref.Accession(c, "CTC")
			if !ok || !m.Dated() || !b.on.Before(m.From) {
				continue
			}
			b.decision("common-transit", c, fmt.Sprintf("%s is no party to the Common Transit Convention on this day: national transit; from %s common transit takes its place", b.ref.Name(c), m.FromText), b.later([]string{c}, "CTC"))
		}
	}
}

// later cites what makes territories a party to a convention after the day.
func (b *builder) later(territories []string, convention string) []Rule {
	var out []Rule
	for _, c := range territories {
		if m, ok := b.ref.Accession(c, convention); ok && m.Dated() && b.on.Before(m.From) {
			r := b.member(m)
			r.Text += ", only from " + m.From.Format(time.DateOnly)
			out = append(out, r)
		}
	}
	return out
}

// noAdvance says that no advance data are asked at an entry, and where the data know it, from when they are.
func (b *builder) noAdvance(s *stay, mode string) {
	var next *reference.Advance
	for i := range b.ref.Advances {
		a := &b.ref.Advances[i]
		ours := a.Event == "entry" && slices.Contains(s.territories(), a.Territory) && (len(a.Modes) == 0 || slices.Contains(a.Modes, mode)) && b.on.Before(a.From)
		if ours && (next == nil || a.From.Before(next.From)) {
			next = a
		}
	}
	if next == nil {
		b.find("info", "security", "no rule on advance data at entry to %s by %s on this day is in the data", b.ref.Name(s.head().country), mode)
		return
	}
	var rules []Rule
	for _, id := range next.Rules {
		for _, r := range b.ref.RuleRows(id) {
			if r.Dated() && b.on.Before(r.From) && len(rules) == 0 {
				rules = append(rules, b.row(r.ID, r.Text, r.Span, r.Origin))
			}
		}
	}
	if len(rules) == 0 {
		rules = []Rule{b.row("row/"+next.Where, next.Name, next.Span, next.Origin)}
	}
	b.decision("advance-data", s.head().country, fmt.Sprintf("no %s at entry by %s on this day: asked from %s", next.Name, mode, next.FromText), rules)
}

// unionName is what a customs territory is called on the day, in a sentence.
func (b *builder) unionName(code string) string {
	switch {
	case code == "EAEU" && b.on.Before(eaeuFrom):
		return "the Customs Union of 2010"
	case code == "EAEU" || code == "EU":
		return "the " + b.ref.Name(code)
	}
	return b.ref.Name(code)
}

// eaeuFrom is the first day of the Eurasian Economic Union; before it Belarus, Kazakhstan and Russia were the Customs Union.
var eaeuFrom = time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC)
