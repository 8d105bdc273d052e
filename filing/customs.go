package filing

import (
	"fmt"
	"slices"

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
		b.find("info", "customs", "the goods stay in the customs territory of the Eurasian Economic Union: %s", b.text("eaeu-free"))
		if _, ok := b.ref.Rule("eaeu-seal", b.on); ok {
			b.find("info", "security", "navigation seals reach sanctioned and excise goods in trade between members too: check the stage list of Decision 84")
		}
		return
	}
	b.find("info", "customs", "the goods do not leave the customs territory of %s: no customs procedure", b.ref.Name(s.block))
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
		b.find("info", "customs", "the goods come back to the customs territory of %s: transit between two of its parts may take the place of export and import", b.ref.Name(first))
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
	r, err := b.regime(s.territories(), "export", s.mode(), "/legs/0")
	if err != nil {
		return err
	}
	st := b.stretch(r, s.head(), s.tail(), s.countries())
	st.Declarant = b.declarant("declarant", s, &b.c.Consignor)
	st.Departure = b.office(s.head().in, "departure", startMode(s))
	st.Destination = b.office(s.tail().out, "exit", s.tail().outMode)
	if len(s.countries()) > 1 {
		st.Rules = append(st.Rules, b.cite("eaeu-between-members")...)
	}
	b.add(0, st)
	return nil
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
	if final && i == k && (!from.inland() || from.head().in.Code == to.tail().out.Code) {
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
	st.LimitDays = r.Limit.Days(b.km(i, k), b.hs)
	st.Declarant = b.holder()
	st.Departure = b.office(from.head().in, "entry", from.head().inMode)
	exit, mode := "exit", to.tail().outMode
	if final {
		exit, mode = "destination", endMode(to)
	}
	st.Destination = b.office(to.tail().out, exit, mode)
	for n := i + 1; n <= k; n++ {
		st.Passage = append(st.Passage, b.office(b.stays[n].head().in, "transit", b.stays[n].head().inMode))
	}
	b.colour(&st, i, k, as)
	b.add(i, st)
	return nil
}

// colour adds what the special regimes cite and are called.
func (b *builder) colour(st *Stretch, i, k int, as string) {
	switch {
	case as == "tir":
		st.Regime, st.Name, st.Form = "tir", "TIR operation, "+b.ref.Name(st.Countries[0]), "TIR carnet with TIR-EPD"
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
	if st.Administration == "KZ" && st.Regime == "eaeu-transit" {
		st.Rules = append(st.Rules, b.cite("kz-astana1")...)
		if b.stays[i].mode() == network.Rail {
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
	if d := b.c.Declarant; d != nil && slices.Contains(s.countries(), d.Country) {
		return role + ": " + d.Name
	}
	return role + ": " + own.Name
}

// holder is who holds a transit procedure.
func (b *builder) holder() string {
	switch {
	case b.c.Carrier != nil:
		return "carrier, holder of the procedure: " + b.c.Carrier.Name
	case b.c.Forwarder != nil:
		return "forwarder, holder of the procedure: " + b.c.Forwarder.Name
	}
	return "carrier, holder of the procedure: to be named"
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

// changes tells of law that differs before and after the day: conventions a territory joins later, and so on.
func (b *builder) changes() {
	for i := range b.plan.Customs {
		st := &b.plan.Customs[i]
		if st.Regime != "national-transit" {
			continue
		}
		for _, c := range st.Countries {
			if m, ok := b.ref.Accession(c, "CTC"); ok && m.Dated() && b.on.Before(m.From) {
				b.find("info", "customs/"+st.ID, "%s is no party to the Common Transit Convention on this day: national transit; from %s common transit takes its place", b.ref.Name(c), m.FromText)
			}
		}
	}
}
