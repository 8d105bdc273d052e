package tir

import (
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/code"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
)

// Finding is one condition that a presented carnet does not meet. A barring one bars the acceptance until it is mended and
// the carnet presented again; the others are told to the officer.
type Finding struct {
	ID     string         `json:"id"`
	Text   string         `json:"text"`
	Bars   bool           `json:"bars"`
	Status transit.Status `json:"status"`
	Source string         `json:"source"`
}

// finder collects findings.
type finder struct{ list []Finding }

func (f *finder) add(bars bool, id, text string, status transit.Status, source string) {
	f.list = append(f.list, Finding{id, text, bars, status, source})
}

// Findings holds what was presented against the declared transport and what is known of it, in the order of the checks:
// number, holder, validity, vouchers, order of the operations, approval, seals, offices, answer of the control system.
func Findings(m Record, now time.Time) []Finding {
	p, f := m.Presented, &finder{}
	if p == nil {
		return nil
	}
	f.carnet(m, p, now)
	f.vouchers(m, p)
	f.vehicle(m, p, now)
	f.offices(m, p)
	f.known(m, p)
	return f.list
}

func (f *finder) carnet(m Record, p *Presentation, now time.Time) {
	t := m.Transport
	if v, err := code.Parse("tir-carnet", p.Carnet); !t.ETIR && err == nil && !v.OK() {
		f.add(true, "carnet-number", "The number "+fault.Clip(p.Carnet)+" is none of a carnet: "+v.Finding.Text+".", transit.Verified, v.Scheme+" of package code")
	}
	if p.Carnet != t.Carnet {
		f.add(true, "carnet-other", "The carnet presented is "+fault.Clip(p.Carnet)+", declared was "+t.Carnet+".", transit.Recalled, conv+"Annex 1")
	}
	if p.HolderID != t.HolderID {
		f.add(true, "holder-other", "The holder's number is "+fault.Clip(p.HolderID)+", declared was "+t.HolderID+".", transit.Stated, "Agencia Tributaria, Transit Manual IX.8.3")
	}
	if p.Excluded {
		f.add(true, "holder-excluded", "The holder is excluded from the procedure here.", transit.Recalled, conv+"Art. 38")
	}
	accepted := now
	if !m.First() {
		accepted = p.FirstAccepted
	}
	switch end := p.ValidUntil.AddDate(0, 0, 1); {
	case p.ValidUntil.IsZero():
		f.add(true, "validity-missing", "The last day of validity is not filled in.", transit.Stated, "Agencia Tributaria, Transit Manual IX.8.3")
	case accepted.IsZero():
		f.add(true, "departure-missing", "The acceptance by the office of departure is not in the carnet.", transit.Recalled, conv+"Annex 1")
	case !accepted.Before(end):
		f.add(true, "validity", "The carnet was valid for acceptance at departure until "+date(p.ValidUntil)+".", transit.Stated, "Agencia Tributaria, Transit Manual IX.8.3")
	case m.First() && p.ValidUntil.After(now.AddDate(0, 0, ValidityDaysMax)):
		f.add(false, "validity-long", "The last day of validity is more than 60 days away.", transit.Stated, "regimes of the corridor, November 2026")
	}
}

// vouchers holds the order of the operations by what the carnet itself shows: each termination before is certified.
func (f *finder) vouchers(m Record, p *Presentation) {
	if m.Transport.ETIR {
		return
	}
	const src = "IRU, How to fill in a TIR carnet: one pair of vouchers for each operation"
	left := m.Transport.Vouchers - (p.Page - 1)
	switch {
	case p.Page < 1 || p.Page%2 == 0:
		f.add(true, "page", "Page "+itoa(p.Page)+" holds no voucher No. 1.", transit.Verified, "IRU SafeTIR: pages of vouchers No. 2 are even")
		return
	case !m.First() && p.Page == 1:
		f.add(true, "unused", "No voucher is used: the transport did not begin at an office of departure.", transit.Stated, src)
	case m.First() && p.Page != 1:
		f.add(true, "used", "The carnet was used before.", transit.Stated, src)
	case left < 2*m.Transport.pairsFrom(m.Operation):
		f.add(true, "vouchers", itoa(left)+" vouchers are left; this and the later operations use "+itoa(2*m.Transport.pairsFrom(m.Operation))+".", transit.Stated, src)
	}
	if 2*len(p.Counterfoils) != p.Page-1 {
		f.add(true, "not-terminated", itoa(len(p.Counterfoils))+" terminations are certified, "+itoa((p.Page-1)/2)+" pairs of vouchers are used.", transit.Stated, conv+"Art. 1, 28"+bazanpa)
	}
	f.order(m, p)
}

// order holds the counterfoils against the route: none is of a later operation; a territory passed without one was passed
// under another regime (Article 26).
func (f *finder) order(m Record, p *Presentation) {
	earlier, later := m.Transport.countries(0, m.Operation), m.Transport.countries(m.Operation, len(m.Transport.Operations))
	for _, c := range p.Counterfoils {
		if slices.Contains(later, c.Country) && !slices.Contains(earlier, c.Country) {
			f.add(true, "order", "Page "+itoa(c.Page)+" is certified in "+fault.Clip(c.Country)+", later on the route.", transit.Stated, conv+"Art. 1"+bazanpa)
		}
	}
	before := m.Transport.countries(max(0, m.Operation-2), m.Operation-1)
	if !m.First() && !slices.ContainsFunc(p.Counterfoils, func(c Counterfoil) bool { return slices.Contains(before, c.Country) }) {
		f.add(false, "skipped", "No termination is certified in "+strings.Join(before, ", ")+".", transit.Stated, conv+"Art. 26"+bazanpa)
	}
}

// countries are those with an office of the operations from one index up to another.
func (t Transport) countries(from, to int) []string {
	var out []string
	for _, o := range t.Operations[from:to] {
		out = append(append(out, o.Owner()), o.Ends()...)
	}
	return out
}

func (f *finder) vehicle(m Record, p *Presentation, now time.Time) {
	const src = conv + "Art. 3, 12 to 14; Annex 4: accepted until its last day (DOUE-L-2025-80664)"
	for _, v := range p.Vehicles {
		switch {
		case p.Bulky:
		case v.Approval == "":
			f.add(true, "approval", "There is no certificate of approval of "+fault.Clip(v.Registration)+".", transit.Recalled, src)
		case !now.Before(v.Until.AddDate(0, 0, 1)):
			f.add(true, "approval-old", "The certificate of approval of "+fault.Clip(v.Registration)+" was valid until "+date(v.Until)+".", transit.Stated, src)
		}
	}
	if p.SealsBroken && p.Report == "" {
		f.add(true, "seals", "The seals are broken and there is no certified report.", transit.Stated, conv+"Art. 25, 26(1)"+bazanpa)
	}
}

func (f *finder) offices(m Record, p *Presentation) {
	loading, unloading := 0, 0
	for i, o := range m.Transport.Operations {
		if o.Territory != m.Here().Territory {
			continue
		}
		loading, unloading = loading+len(o.Loading), unloading+len(o.Unloading)
		if i == 0 {
			loading++
		}
		if i == len(m.Transport.Operations)-1 {
			unloading++
		}
	}
	if p.OfficesMax > 0 && max(loading, unloading) > p.OfficesMax {
		f.add(true, "offices", itoa(max(loading, unloading))+" offices of departure or destination here; this party takes "+itoa(p.OfficesMax)+".", transit.Stated, OfficeLimits[0].Source)
	}
}

// known holds it against what the control system and the earlier operations said.
func (f *finder) known(m Record, p *Presentation) {
	const src = "IRU SafeTIR holder query TCHQ, April 2022"
	if a := m.Answer; a != nil {
		switch {
		case a.Code >= 3:
			f.add(true, "not-valid", "The control system says: "+answers[a.Code]+".", transit.Verified, src)
		case a.Code == 2:
			f.add(false, "no-issue-data", "The control system has no issue data.", transit.Verified, src)
		case a.HolderID != "" && a.HolderID != p.HolderID:
			f.add(true, "not-issued-to", "The carnet was issued to "+fault.Clip(a.HolderID)+".", transit.Verified, src)
		case a.UnderWay:
			f.add(true, "under-way", "The control system knows an operation that is started and not terminated.", transit.Recalled, "eTIR")
		case !a.ValidUntil.IsZero() && date(a.ValidUntil) != date(p.ValidUntil):
			f.add(true, "validity-other", "The control system knows it as valid until "+date(a.ValidUntil)+".", transit.Verified, src)
		}
	}
	for _, o := range m.Others {
		if o.Lost {
			f.add(true, "lost", "The carnet was reported lost in operation "+itoa(o.Operation)+".", transit.Recalled, own)
		}
		if m.Transport.ETIR && o.Operation == m.Operation-1 && !slices.Contains(passed, o.State) {
			f.add(true, "not-terminated", "Operation "+itoa(o.Operation)+" is "+string(o.State)+".", transit.Recalled, "eTIR")
		}
	}
}

// passed are the states of an operation after which the next one may start.
var passed = []State{Suspended, Terminated, Discharged}

// answers are the codes of the holder query.
var answers = map[int]string{1: "issue data are available", 2: "there are none", 3: "the carnet is invalidated", 4: "the carnet is not in circulation", 5: "the number is incorrect"}
