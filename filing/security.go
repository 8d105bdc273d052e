package filing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/reference"
)

// security lays the fourth layer: what is announced ahead, and what the goods themselves bring.
func (b *builder) security() {
	if len(b.stays) > 1 {
		for i := range b.stays {
			b.entry(i)
			b.inside(i)
			b.exit(i)
		}
	}
	b.seals()
	b.papers()
	b.straits()
}

func (b *builder) advance(a Advance) {
	a.ID = fmt.Sprintf("D%d", len(b.plan.Security)+1)
	b.plan.Security = append(b.plan.Security, a)
}

// entry is the data asked before goods come in.
func (b *builder) entry(i int) {
	s := &b.stays[i]
	if i == 0 {
		return
	}
	mode := string(s.head().inMode)
	leg := max(s.head().first, 1)
	if water(s.head().inMode) {
		leg-- // the voyage itself
	}
	rows := b.ref.AdvancesAt(s.territories(), "entry", mode, b.hs, len(s.countries()), b.on)
	if mode == string(network.Ferry) {
		rows = b.ref.AdvancesAt(s.territories(), "entry", "sea", b.hs, len(s.countries()), b.on)
	}
	for _, a := range rows {
		if strings.HasPrefix(a.Kind, "ens") && water(s.head().inMode) && (a.Kind == "ens-short-sea") != b.shortSea(leg) {
			continue
		}
		b.advance(b.meets(b.item(a, s.head().country, leg), i))
	}
	if len(rows) == 0 && !b.lone {
		b.noAdvance(s, mode)
	}
	if b.regimeOf(i) == "tir" {
		b.advance(Advance{Kind: "tir-epd", Name: "TIR-EPD", To: s.head().country, Who: "holder of the carnet", Due: "before arrival; the lead time is not in the data", Leg: leg, Stretch: b.of[i],
			LeadFrom: "arrival", Rules: b.cite("tir-epd", "ir-epd")[:b.epdRules(s)]})
		b.epdMeets(s)
	}
}

// meets ties data asked at entry to the stretch of the territory: as electronic copy of its declaration, or replaced by it.
func (b *builder) meets(a Advance, i int) Advance {
	a.Stretch = b.of[i]
	if a.Kind == "ens-short-sea" {
		a.Kind = "ens"
	}
	regime := b.regimeOf(i)
	for _, r := range a.Rules {
		switch {
		case r.ID == "eaeu-pi-copy" && regime == "eaeu-transit", r.ID == "mn-transit" && regime == "national-transit":
			a.ServesAs = []string{a.Stretch}
		case r.ID == "uz-pi-replaced" && regime == "national-transit":
			a.ReplacedBy = a.Stretch
		}
	}
	return a
}

// epdMeets: Turkmenistan takes its preliminary information through TIR-EPD.
func (b *builder) epdMeets(s *stay) {
	for i := range b.plan.Security {
		a := &b.plan.Security[i]
		if a.Kind == "preliminary-information" && a.To == s.head().country && a.To == "TM" {
			a.ReplacedBy = b.plan.Security[len(b.plan.Security)-1].ID
		}
	}
}

// shortSeas are the countries whose ports in the network lie on the Black Sea, the Mediterranean or the northern short
// seas: from there the entry summary declaration is due before arrival, from elsewhere before loading. Ports on other
// seas of Egypt, France, Spain, Russia and Israel are not told apart.
var shortSeas = []string{"GE", "TR", "UA", "RU", "EG", "GB", "NO", "MA", "TN", "DZ", "IL", "LB", "SY", "AL", "ME"}

// shortSea reports whether a voyage begins at a short-sea port: the port of loading, other ports merely passed.
func (b *builder) shortSea(leg int) bool {
	for leg > 0 && b.j.Legs[leg-1].Kind == plan.Move && water(b.j.Legs[leg-1].Mode) {
		leg--
	}
	from := b.j.Legs[leg].From
	return slices.Contains(shortSeas, from.Country) && from.Code != "RUVYP" && from.Code != "RUVVO" && from.Code != "RUNJK" || b.union(from.Country) == "EU"
}

// epdRules is how many of the two rules on TIR-EPD concern a stay: Iran has its own.
func (b *builder) epdRules(s *stay) int {
	if s.head().country == "IR" {
		return 2
	}
	return 1
}

func (b *builder) regimeOf(stay int) string {
	for _, s := range b.plan.Customs {
		if s.ID == b.of[stay] {
			return s.Regime
		}
	}
	return ""
}

// inside is what goods bring in a territory: licences, permits.
func (b *builder) inside(i int) {
	s := &b.stays[i]
	event := "transit"
	switch i {
	case 0:
		event = "export"
	case len(b.stays) - 1:
		event = "import"
	}
	territories := append(s.countries(), s.block)
	if !s.storage() {
		b.controls(b.ref.ControlsAt(territories, event, "", b.hs, b.classes, b.on), s.head().country, s.head().first)
	}
	for _, v := range s.visits {
		b.controls(b.ref.ControlsAt([]string{v.country}, "passage", "", b.hs, b.classes, b.on), v.country, v.first)
	}
}

// exit is the data asked when goods leave.
func (b *builder) exit(i int) {
	s := &b.stays[i]
	if i == len(b.stays)-1 || s.storage() {
		return
	}
	mode := string(s.tail().outMode)
	for _, a := range b.ref.AdvancesAt([]string{s.tail().country, s.block}, "exit", mode, b.hs, len(s.countries()), b.on) {
		x := b.item(a, s.tail().country, s.tail().last)
		x.Stretch = b.of[i]
		b.advance(x)
	}
}

func (b *builder) item(a reference.Advance, to string, leg int) Advance {
	minutes, from := lead(a.Due)
	return Advance{Kind: a.Kind, Name: a.Name, To: to, Who: a.Who, Due: a.Due, Leg: leg, LeadMinutes: minutes, LeadFrom: from,
		Rules: append(b.cite(a.Rules...), b.unsureRow(a.Origin, a.Name)...)}
}

// lead reads "2 hours before arrival": how long ahead, and of what. Words without a figure give the event only.
func lead(due string) (minutes int, from string) {
	first, _, _ := strings.Cut(due, ";")
	ahead, event, ok := strings.Cut(first, "before ")
	if !ok {
		return 0, ""
	}
	event, _, _ = strings.Cut(strings.TrimSpace(event), " ")
	if !slices.Contains([]string{"arrival", "departure", "loading"}, event) {
		return 0, ""
	}
	var n int
	var unit string
	if _, err := fmt.Sscanf(ahead, "%d %s", &n, &unit); err != nil {
		return 0, event
	}
	scale := map[string]int{"minute": 1, "hour": 60, "day": 24 * 60}[strings.TrimSuffix(unit, "s")]
	return n * scale, event
}

// unsureRow cites the data row itself where it is recalled, so that the doubt about the row shows beside its rules.
func (b *builder) unsureRow(o reference.Origin, name string) []Rule {
	if o.Status != reference.Recalled || o.Source == "recalled" {
		return nil
	}
	return []Rule{{ID: "row/" + o.Where, Text: name, Status: Recalled, Source: o.Source}}
}

// controls adds what the goods bring; a licence that the consignment does not hold is missing.
func (b *builder) controls(rows []reference.Control, to string, leg int) {
	for _, c := range rows {
		name := c.Name
		if c.Event == "passage" {
			name += ", " + b.ref.Name(to)
		}
		b.advance(Advance{Kind: c.Kind, Name: name, To: to, Who: c.Who, Due: c.Due, Leg: leg, Rules: b.cite(c.Rules...)})
		if c.Kind == "export-licence" && !b.holds("licence") && !b.cleared(c.HS) {
			b.find("missing", "/documents", "%s: no licence or answer stands among the documents", name)
		}
	}
}

// cleared reports whether the trader answered, for all goods of these codes, that they are on no control list.
func (b *builder) cleared(hs []string) bool {
	return !slices.ContainsFunc(b.c.Goods, func(g consignment.GoodsItem) bool {
		return reference.HSFits(hs, []string{g.HS}) && g.Controlled != "none"
	})
}

func (b *builder) holds(word string) bool {
	for _, d := range b.c.Documents {
		if strings.Contains(strings.ToLower(d.Kind), word) {
			return true
		}
	}
	return false
}

// seals puts navigation seals on for every stay in the EAEU where the goods, the mode and the members touched ask for them.
func (b *builder) seals() {
	for i := range b.stays {
		s := &b.stays[i]
		if s.block != "EAEU" || s.storage() {
			continue
		}
		event := "transit"
		if i == 0 {
			event = "export"
		}
		for _, a := range b.ref.AdvancesAt(s.territories(), event, string(s.mode()), b.hs, len(s.countries()), b.on) {
			if len(b.stays) == 1 && !slices.Contains(a.Modes, string(network.Rail)) {
				continue // in trade between members only what is sealed by rail too: sanctioned and excise goods
			}
			x := b.item(a, s.head().country, s.head().first)
			x.Stretch = b.of[i]
			b.advance(x)
		}
	}
}

func (b *builder) noSeal(s *stay) string {
	if len(s.countries()) < 2 {
		return "the movement touches one member only, " + b.ref.Name(s.countries()[0])
	}
	return fmt.Sprintf("the goods (HS %s) by %s are on no stage list in the data; sanctioned and excise goods must be checked against Decision 84", strings.Join(b.hs, ", "), s.mode())
}

// papers are what dangerous and sensitive goods carry whatever the territory, by mode.
func (b *builder) papers() {
	var done []string
	for i, leg := range b.j.Legs {
		if leg.Kind != plan.Move {
			continue
		}
		for _, c := range b.ref.ControlsAt(nil, "carriage", string(leg.Mode), b.hs, b.classes, b.on) {
			if !slices.Contains(done, c.Name) {
				done = append(done, c.Name)
				b.advance(Advance{Kind: c.Kind, Name: c.Name, To: leg.From.Country, Who: c.Who, Due: c.Due, Leg: i, Rules: b.cite(c.Rules...)})
			}
		}
	}
	b.bars()
}

// bars holds the journey against what the goods bar: modes and countries.
func (b *builder) bars() {
	for _, x := range b.ref.Bars(b.hs, b.classes, b.on) {
		uses := slices.ContainsFunc(b.j.Legs, func(l plan.Leg) bool { return l.Kind == plan.Move && string(l.Mode) == x.Token }) ||
			slices.ContainsFunc(b.visits, func(v visit) bool { return v.country == x.Token })
		if !uses {
			continue
		}
		for _, r := range b.cite(x.Rules...) {
			doubt := ""
			if r.Status == Recalled {
				doubt = " (unverified)"
			}
			b.find("barred", "security", "%s, and the journey does so: %s%s", x.Name, r.Text, doubt)
		}
	}
}

// blackSea are the countries whose ports in the network lie behind the Turkish Straits.
var blackSea = []string{"GE", "RO", "BG", "UA"}

// straits finds a voyage between the Black Sea and other seas.
func (b *builder) straits() {
	for i := 0; i < len(b.j.Legs); i++ {
		if b.j.Legs[i].Kind != plan.Move || b.j.Legs[i].Mode != network.Sea {
			continue
		}
		k := i
		for k+1 < len(b.j.Legs) && b.j.Legs[k+1].Kind == plan.Move && b.j.Legs[k+1].Mode == network.Sea {
			k++
		}
		from, to := slices.Contains(blackSea, b.j.Legs[i].From.Country), slices.Contains(blackSea, b.j.Legs[k].To.Country)
		if from != to {
			b.controls(b.ref.ControlsAt([]string{"TR"}, "straits", "sea", b.hs, b.classes, b.on), "TR", i)
		}
		i = k
	}
}

// carrierNamed reports whether any carrier is named: for the whole way, for some territories, or for a means of transport.
func (b *builder) carrierNamed() bool {
	return b.c.Carrier != nil || slices.ContainsFunc(b.c.Parties, func(p consignment.RoleParty) bool { return p.Role == "CA" }) ||
		slices.ContainsFunc(b.c.Transport, func(t consignment.Transport) bool { return t.Carrier != nil })
}

// missing lists what the consignment lacks for the filings of the plan, and identifiers that fail their check.
func (b *builder) missing() {
	for _, d := range b.c.Doubts() {
		b.find("unverified", d.Path, "%s: kept as given; filings that need it are blocked", d.Message)
	}
	if len(b.c.Equipment) == 0 {
		b.find("missing", "/equipment", "no container or vehicle is named: transit declarations and notes need it")
	}
	if !b.carrierNamed() && len(b.plan.Carriage) > 0 {
		b.find("missing", "/carrier", "no carrier is named: manifests and preliminary information are the carrier's to send")
	}
	for i, g := range b.c.Goods {
		if g.NetKg == 0 {
			b.find("missing", fmt.Sprintf("/goods/%d/netKg", i), "no net mass: export and import declarations need it")
		}
		if g.Origin == "" {
			b.find("missing", fmt.Sprintf("/goods/%d/origin", i), "no country of origin: export and import declarations need it")
		}
	}
	for _, p := range []struct{ path, name, country string }{{"/consignor", b.c.Consignor.Name, b.c.Consignor.Country}, {"/consignee", b.c.Consignee.Name, b.c.Consignee.Country}} {
		ids := b.c.Consignor.Identifiers
		if p.path == "/consignee" {
			ids = b.c.Consignee.Identifiers
		}
		if len(ids) == 0 && len(b.plan.Customs) > 0 {
			b.find("missing", p.path+"/identifiers", "%s (%s) has no tax or trader number", p.name, p.country)
		}
	}
}
