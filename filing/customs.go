package filing

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/reference"
)

// customs lays the first layer: one stretch after the other along the stays.
func (b *builder) customs(runs []tirRun) error {
	last := len(b.stays) - 1
	if last == 0 {
		b.domestic()
		return nil
	}
	b.crossed()
	for i := 0; i <= last; i++ {
		s := &b.stays[i]
		var err error
		switch {
		case i == 0:
			err = b.export(s)
		case s.storage():
			b.find("info", "customs", "at %s the goods only change ships: they stay in temporary storage under the manifest, no customs stretch", s.head().in.Name)
		case b.underTIR(runs, i):
			err = b.transit(i, i, "tir")
		case b.common(i):
			to := b.chain(i, runs)
			err = b.transit(i, to, "common-transit")
			i = to
		default:
			err = b.transit(i, i, "")
		}
		if err == nil && i == last {
			err = b.arrive(&b.stays[i])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// domestic says why a journey inside one customs territory files nothing.
func (b *builder) domestic() {
	s := &b.stays[0]
	if s.block == "EAEU" && len(s.countries()) > 1 {
		b.find("info", "customs", "the goods stay in the customs territory of %s: %s", b.unionName(s.block), b.text("eaeu-free"))
		return
	}
	b.find("info", "customs", "the goods do not leave the customs territory of %s: no customs procedure", b.unionName(s.block))
}

// crossed says what the water and the air between territories mean.
func (b *builder) crossed() {
	for _, v := range b.visits {
		if water(v.outMode) {
			b.find("info", "customs", "no customs stretch runs at sea after %s: the manifest and the bill of lading go with the goods", v.out.Name)
		}
	}
	first, last := b.stays[0].block, b.stays[len(b.stays)-1].block
	if first == last {
		b.find("info", "customs", "the goods come back to the customs territory of %s: transit between two of its parts may take the place of export and import", b.unionName(first))
	}
}

func (b *builder) text(rule string) string {
	r, _ := b.ref.Rule(rule, b.on)
	return r.Text
}

// regime looks a procedure up; a row that says "none" makes the stretch unlawful.
func (b *builder) regime(territories []string, role string, mode network.Mode, at string) (reference.Regime, error) {
	r, ok := b.ref.Regime(territories, role, string(mode), b.on)
	if !ok || r.Regime == "none" {
		e := fault.New(fault.NotLawful, "no law allows %s in %s on %s", role, b.ref.Name(territories[0]), b.on.Format("2006-01-02")).At("%s", at)
		for _, rule := range b.cite(r.Rules...) {
			e.Mend("%s: %s", rule.ID, rule.Text)
		}
		return r, e
	}
	if r.Territory == reference.Any {
		b.find("unverified", "customs", "the data have no rules for %s in %s: the general row is used", role, b.ref.Name(territories[0]))
	}
	return r, nil
}

// export is the procedure where the goods start; moving through other members of the union belongs to it.
func (b *builder) export(s *stay) error {
	r, err := b.regime(s.territories(), "export", b.exportMode(s), "/legs/0")
	if err != nil {
		return err
	}
	st := b.stretch(r, s.head(), s.tail(), s.countries())
	st.Declarant = b.declarant("declarant", s, &b.c.Consignor)
	st.Departure = b.office(s.head().in, "departure", startMode(s))
	st.Destination = b.office(s.tail().out, "exit", s.tail().outMode)
	st.Why = "the goods start in " + b.unionName(s.block) + " and leave it"
	if len(s.countries()) > 1 {
		st.Why += "; the way through other members to the exit belongs to the export"
		if s.block == "EAEU" {
			st.Rules = append(st.Rules, b.cite("eaeu-between-members")...)
		}
	}
	b.add(0, st)
	return nil
}

// exportMode is the mode that decides the form of the export: that of the exit where the territory has a row for it, as
// Georgia has for the sea, else that of the way to it.
func (b *builder) exportMode(s *stay) network.Mode {
	out := s.tail().outMode
	if r, ok := b.ref.Regime(s.territories(), "export", string(out), b.on); ok && water(out) && slices.Contains(r.Modes, string(out)) {
		return out
	}
	return s.mode()
}

// arrive is the procedure where the goods stay. Goods that do not move inland are declared at the place of entry.
func (b *builder) arrive(s *stay) error {
	i := len(b.stays) - 1
	r, err := b.regime(append([]string{s.tail().country}, s.block), "import", s.mode(), fmt.Sprintf("/legs/%d", len(b.j.Legs)-1))
	if err != nil {
		return err
	}
	st := b.stretch(r, s.tail(), s.tail(), []string{s.tail().country})
	st.FirstLeg, st.From, st.FromName = s.tail().last, s.tail().out.Code, s.tail().out.Name
	st.Administration = s.tail().country
	st.Declarant = b.declarant("declarant", s, &b.c.Consignee)
	st.Why = "the goods stay in " + b.ref.Name(s.tail().country)
	mode := endMode(s)
	st.Departure = b.office(s.tail().out, "destination", mode)
	st.Destination = st.Departure
	if n := len(b.plan.Customs); s.block == "EU" && b.plan.Customs[n-1].LastLeg != st.LastLeg {
		st.Rules = append(st.Rules, b.cite("eu-storage")...)
	}
	b.add(i, st)
	return nil
}

// transit is the procedure of goods that pass, or that move inland before import. Stays i to k share it.
func (b *builder) transit(i, k int, as string) error {
	from, to := &b.stays[i], &b.stays[k]
	final := k == len(b.stays)-1
	if final && i == k && !from.inland() {
		return nil // declared for import at the place of entry
	}
	role, territories := "transit", from.territories()
	if final && i == k {
		role = "inward"
	}
	if as == "common-transit" && (from.block != "EU" || i != k) || as == "tir" && from.block != "EU" && b.common(i) {
		territories = []string{"CTC"}
	}
	r, err := b.regime(territories, role, from.mode(), fmt.Sprintf("/legs/%d", from.head().first))
	if err != nil {
		return err
	}
	var countries []string
	for n := i; n <= k; n++ {
		countries = append(countries, b.stays[n].countries()...)
	}
	st := b.stretch(r, from.head(), to.tail(), countries)
	st.DistanceKm, st.Mode = int(math.Ceil(b.km(i, k))), modeName(from.mode())
	b.limit(&st, r.Limit)
	st.Declarant = b.holder(from)
	st.Departure = b.office(from.head().in, "entry", from.head().inMode)
	exit, mode := "exit", to.tail().outMode
	if final {
		exit, mode = "destination", endMode(to)
	}
	st.Destination = b.office(to.tail().out, exit, mode)
	for n := i + 1; n <= k; n++ {
		st.Passage = append(st.Passage, b.office(b.stays[n].head().in, "transit", b.stays[n].head().inMode))
	}
	st.Why = b.whyTransit(i, k, final, as)
	b.colour(&st, i, k, as)
	b.add(i, st)
	return nil
}

// modeName is a mode as customs name it: a ferry goes by sea.
func modeName(m network.Mode) string {
	if m == network.Ferry {
		m = network.Sea
	}
	return string(m)
}

// limit is the time limit that the rule gives. A pace gives none for a way whose length is not known.
func (b *builder) limit(st *Stretch, l reference.Limit) {
	if l.KmPerMonth > 0 && st.DistanceKm == 0 {
		b.find("missing", fmt.Sprintf("customs/S%d/distanceKm", len(b.plan.Customs)+1), "%s: the journey does not say how far it is, so no time limit follows from %d km a month", st.Name, l.KmPerMonth)
		return
	}
	st.LimitDays = l.Days(float64(st.DistanceKm), b.hs)
}

// whyTransit says why a transit regime was chosen.
func (b *builder) whyTransit(i, k int, final bool, as string) string {
	s := &b.stays[i]
	if as == "tir" {
		return "the trader offers a TIR carnet and every territory of the stretch is a party"
	}
	why := "the goods pass through " + b.names(s.countries())
	if final && i == k {
		why = "the goods move on to an inland office of " + b.ref.Name(s.tail().country) + " before import"
	}
	switch {
	case as == "common-transit" && i != k:
		return "adjoining parties of common transit over land: one declaration and one guarantee in place of one in each"
	case as == "common-transit" && s.block != "EU":
		return why + ", a party to common transit on this day"
	case s.block == "EAEU" && len(s.countries()) > 1:
		return why + ": one customs territory, one declaration"
	case s.block == "EAEU":
		return why + ", in the customs territory of " + b.unionName(s.block)
	case s.block == "EU":
		return why + ", inside the customs territory of the Union"
	}
	return why + ": the transit of the territory itself on this day"
}

// colour adds what the special regimes cite and are called.
func (b *builder) colour(st *Stretch, i, k int, as string) {
	switch {
	case as == "tir":
		st.Territory = b.stays[i].block
		st.Regime, st.Name, st.Form = "tir", "TIR operation, "+b.names(st.Countries), "TIR carnet with TIR-EPD"
		st.Rules = append(b.cite("tir", "tir-epd", "tir-vouchers", "tir-validity"), b.parties(st.Countries, "TIR")...)
		if b.stays[i].block == "EAEU" {
			st.Rules = append(st.Rules, b.cite("eaeu-tir-copy", "eaeu-limit")...)
		}
	case as == "common-transit" && (i != k || b.stays[i].block != "EU"):
		st.Name = "Common transit (T1), " + b.names(st.Countries)
		st.Rules = append(st.Rules, b.parties(st.Countries, "CTC")...)
		if slices.Contains(st.Countries, "GE") {
			st.Rules = append(st.Rules, b.cite("ctc-ge", "ge-fee")...)
			if i == k && water(b.stays[i].tail().outMode) {
				st.Rules = append(st.Rules, b.cite("ctc-ge-land")...)
			}
		}
	case b.stays[i].block == "EAEU" && len(st.Countries) > 1:
		st.Rules = append(st.Rules, b.cite("eaeu-between-members")...)
	}
	if v := b.stays[i].head(); v.country == "AF" && v.inMode == network.Road && i > 0 && b.stays[i-1].tail().country == "PK" {
		st.Rules = append(st.Rules, b.cite("pk-tad")...)
	}
	if st.Administration == "KZ" && st.Regime == "eaeu-transit" {
		st.Rules = append(st.Rules, b.cite("kz-astana1")...)
		if in := st.Departure.Name + st.FromName; b.stays[i].mode() == network.Rail && (strings.Contains(in, "Altynkol") || strings.Contains(in, "Dostyk") && b.on.Format("2006-01-02") >= "2023-12-27") {
			st.Rules = append(st.Rules, b.cite("kz-tez")...)
		}
	}
}

func (b *builder) parties(countries []string, convention string) []Rule {
	var out []Rule
	for _, c := range countries {
		if r, ok := b.party(c, convention); ok && !slices.ContainsFunc(out, func(x Rule) bool { return x.ID == r.ID }) {
			out = append(out, r)
		}
	}
	return out
}

func (b *builder) names(countries []string) string {
	s := ""
	for i, c := range countries {
		switch {
		case i > 0 && i == len(countries)-1:
			s += " and "
		case i > 0:
			s += ", "
		}
		s += b.ref.Name(c)
	}
	return s
}

// common reports whether a stay lies in the common transit area.
func (b *builder) common(i int) bool {
	_, ok := b.ref.Party(b.stays[i].head().country, "CTC", b.on)
	return ok
}

// chain is the last stay that one T declaration reaches from stay i: adjoining parties over land borders.
func (b *builder) chain(i int, runs []tirRun) int {
	k := i
	for k+1 < len(b.stays) && b.common(k+1) && b.stays[k+1].landBefore() && !b.underTIR(runs, k+1) {
		k++
	}
	return k
}

func (b *builder) km(i, k int) float64 {
	var km float64
	for n := i; n <= k; n++ {
		km += b.stays[n].km()
	}
	return km
}

// stretch begins a stretch from the first leg of one visit to the last of another.
func (b *builder) stretch(r reference.Regime, from, to *visit, countries []string) Stretch {
	return Stretch{Regime: r.Regime, Name: r.Name, Administration: from.country, Countries: countries, From: from.in.Code, To: to.out.Code,
		FromName: from.in.Name, ToName: to.out.Name, Form: r.Form, NumberFormat: r.Number, FirstLeg: from.first, LastLeg: to.last, Rules: b.cite(r.Rules...)}
}

func (b *builder) add(stay int, st Stretch) {
	st.ID = fmt.Sprintf("S%d", len(b.plan.Customs)+1)
	if _, known := b.of[stay]; !known {
		b.of[stay] = st.ID
	}
	b.plan.Customs = append(b.plan.Customs, st)
}

// declarant is who declares in a territory: the named declarant where established there, else the trader's own party.
func (b *builder) declarant(role string, s *stay, own *consignment.Party) string {
	if d, ok := b.local("DT", s); ok {
		return role + ": " + d.Name
	}
	return role + ": " + own.Name
}

// local is the party in a role (UN/EDIFACT 3035) that is named for a territory of the stay or established there.
func (b *builder) local(role string, s *stay) (consignment.Party, bool) {
	for _, c := range s.countries() {
		p, _, ok := b.c.PartyOf(role, c)
		named := slices.ContainsFunc(b.c.Parties, func(r consignment.RoleParty) bool {
			return r.Role == role && slices.Contains(r.Countries, c)
		})
		if ok && (named || slices.Contains(s.countries(), p.Country) || s.block != c && b.union(p.Country) == s.block) {
			return p, true
		}
	}
	return consignment.Party{}, false
}

// holder is who holds a transit procedure: a declarant of the territory, the carrier, or a forwarder. In the Eurasian
// Economic Union a forwarder may declare only where it is of a member state.
func (b *builder) holder(s *stay) string {
	const of = ", holder of the procedure: "
	if p, ok := b.local("DT", s); ok {
		return "declarant" + of + p.Name
	}
	if p, _, ok := b.c.PartyOf("CA", s.head().country); ok {
		return "carrier" + of + p.Name
	}
	p, _, ok := b.c.PartyOf("FW", s.head().country)
	switch {
	case ok && s.block == "EAEU" && b.union(p.Country) != "EAEU":
		if !b.lone {
			b.find("missing", "/carrier", "%s is no forwarder of a member state: the carrier, a customs representative or another declarant lodges the transit declaration of %s", p.Name, b.unionName(s.block))
		}
	case ok:
		return "forwarder" + of + p.Name
	}
	return "carrier" + of + "to be named"
}

// startMode and endMode are the modes goods first leave and last reach a place by.
func startMode(s *stay) network.Mode {
	if m := s.head().modes; len(m) > 0 {
		return m[0]
	}
	return s.tail().outMode
}

func endMode(s *stay) network.Mode {
	if m := s.tail().modes; len(m) > 0 {
		return m[len(m)-1]
	}
	return s.head().inMode
}
