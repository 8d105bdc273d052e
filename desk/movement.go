package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/customs/tir"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/node"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/projection"
)

// PartyIn is a party of a consignment in a role.
type PartyIn struct {
	Role string `json:"role"` // CZ, CN, CA, FW, DT, GS … (UN/EDIFACT 3035)
	For  string `json:"for,omitempty"`
	consignment.Party
}

// DocumentRow is a document that exists for a movement.
type DocumentRow struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`
	Title   string `json:"title"`
	Form    string `json:"form"`
	Paper   bool   `json:"paper"`
	Missing int    `json:"missing"` // required elements that it lacks
	Blocked bool   `json:"blocked"`
}

// TimerRow is a time by which something must have happened, and what follows else.
type TimerRow struct {
	Kind        transit.TimerKind `json:"kind"`
	Due         time.Time         `json:"due"`
	LeftMinutes int64             `json:"left"`   // less than 0 once it is due
	Leads       transit.State     `json:"leads"`  // what the movement is then; empty: as before, and late
	Status      transit.Status    `json:"status"` // how sure its length is
	Source      string            `json:"source"`
}

func timersOf(m *transit.Movement, now time.Time) []TimerRow {
	var out []TimerRow
	for _, t := range m.Timers {
		row := TimerRow{Kind: t.Kind, Due: t.Due, LeftMinutes: int64(t.Due.Sub(now) / time.Minute)}
		if m.Declaration.Regime == transit.TIR {
			for _, r := range tir.TimerRules {
				if r.Kind == t.Kind {
					row.Leads, row.Status, row.Source = r.Leads, r.Status, r.Source
				}
			}
		} else if r := timerRule(m, t.Kind); r != nil {
			row.Leads, row.Status, row.Source = r.Leads, r.Status, r.Source
		}
		out = append(out, row)
	}
	slices.SortStableFunc(out, func(a, b TimerRow) int { return a.Due.Compare(b.Due) })
	return out
}

// timerRule is the rule by which a timer of a movement runs, nil where none is known.
func timerRule(m *transit.Movement, kind transit.TimerKind) *transit.TimerRule {
	for i := range transit.TimerRules {
		r := &transit.TimerRules[i]
		if r.Kind == kind && slices.Contains(r.Regimes, m.Declaration.Regime) && (r.Country == "" || r.Country == m.Declaration.Departure.Country) {
			return r
		}
	}
	return nil
}

// IncidentReason is the code of the reason that stands for a kind of incident, for its text.
func IncidentReason(kind string) string {
	for _, r := range ReasonsFor(transit.KindIncident) {
		if r.Result == kind {
			return r.Code
		}
	}
	return ""
}

// MovementView is all that an officer sees of a movement.
type MovementView struct {
	Row
	Movement  transit.Movement        `json:"movement"`
	TIR       *tir.Record             `json:"tir,omitempty"`    // of a TIR operation: the record that movement shows
	Timers    []TimerRow              `json:"timers,omitempty"` // the first due first
	Verified  bool                    `json:"verified"`         // the hash of the dossier, or of the message that declared it, is the one declared
	Goods     []consignment.GoodsItem `json:"goodsItems,omitempty"`
	Parties   []PartyIn               `json:"parties,omitempty"`
	Equipment []consignment.Equipment `json:"equipment,omitempty"`
	Transport []consignment.Transport `json:"transport,omitempty"`
	Permits   []consignment.Document  `json:"permits,omitempty"` // papers named in the consignment
	History   []node.Entry            `json:"history"`           // of this administration's record, with who decided
	Earlier   []Earlier               `json:"earlier,omitempty"` // what others found
	Documents []DocumentRow           `json:"documents,omitempty"`
	Journey   *plan.Journey           `json:"journey,omitempty"` // the way, without costs, for the map; nil where none is kept
	Stretch   *filing.Stretch         `json:"stretch,omitempty"` // of the journey, with its legs
}

// Movement shows one administration's record of a movement. A declarant sees the owner's record of its own.
func (d *Desk) Movement(ctx context.Context, a *auth.Account, country, key string) (MovementView, error) {
	h, owner, err := d.reachable(ctx, a, country, key)
	if err != nil {
		return MovementView{}, err
	}
	adm, err := d.Corridor.Administration(country)
	if err != nil {
		return MovementView{}, err
	}
	out := MovementView{Movement: h.Movement, TIR: h.TIR, Timers: timersOf(&h.Movement, d.now())}
	if err := d.describe(ctx, a, &out, h); err != nil {
		return out, err
	}
	out.Owner = owner
	if out.History, err = adm.History(ctx, key); err != nil {
		return out, err
	}
	if n := len(out.History); n > HistoryMax {
		out.History = out.History[n-HistoryMax:]
	}
	if !officer(a, &h.Movement) {
		out.hideOfficers()
	}
	dossier, ok := d.dossierBehind(ctx, &h.Movement)
	if ok {
		out.Journey = forMap(&dossier.Journey)
		out.take(dossier)
	}
	return out, nil
}

// forMap is a journey as an office sees it: the way, without what the trader pays and weighs.
func forMap(j *plan.Journey) *plan.Journey {
	out := &plan.Journey{ID: j.ID, Corridor: j.Corridor, CorridorID: j.CorridorID, Modes: j.Modes, Countries: j.Countries, Km: j.Km, Borders: j.Borders}
	for i := range j.Legs {
		l := &j.Legs[i]
		out.Legs = append(out.Legs, plan.Leg{Kind: l.Kind, ID: l.ID, Name: l.Name, From: l.From, To: l.To, Mode: l.Mode, Km: l.Km, Hours: l.Hours,
			Corridor: l.Corridor, Gauge: l.Gauge, Shape: l.Shape, Notices: l.Notices})
	}
	return out
}

// officer is true of an account that reads a movement by an office, not as its declarant.
func officer(a *auth.Account, m *transit.Movement) bool {
	return auth.Allow(a, auth.ReadMovement, resource(m, "", auth.ReadMovement, "")).OK
}

// hideOfficers leaves out who decided: a declarant deals with the office.
func (v *MovementView) hideOfficers() {
	v.History = slices.Clone(v.History)
	for i := range v.History {
		v.History[i].By = nil
	}
	v.Earlier, v.Reasons, v.Lane = nil, nil, ""
	v.Movement.Intended = nil // announced only when it is decided
}

// reachable reads a movement if the account may; else it is hidden.
func (d *Desk) reachable(ctx context.Context, a *auth.Account, country, key string) (node.Held, string, error) {
	adm, err := d.Corridor.Administration(country)
	if err != nil || key == "" || len(key) > node.KeyBytesMax {
		return node.Held{}, "", hidden(country, key)
	}
	h, err := adm.Record(ctx, key)
	if err != nil {
		if fault.CodeOf(err) == fault.NotFound {
			err = hidden(country, key)
		}
		return h, "", err
	}
	owner := d.holderOf(ctx, &h.Movement)
	if !auth.Allow(a, auth.ReadMovement, resource(&h.Movement, owner, auth.ReadMovement, "")).OK {
		return node.Held{}, "", hidden(country, key)
	}
	return h, owner, nil
}

// ownerOf is the account that filed a consignment, "" where it was not filed at a desk.
func (d *Desk) ownerOf(ctx context.Context, reference string) string {
	var c claim
	if v, err := d.read(ctx, claimKey(reference), &c); err != nil || v == 0 {
		return ""
	}
	return c.Owner
}

// describe fills the row and what the declared version of the consignment says.
func (d *Desk) describe(ctx context.Context, a *auth.Account, out *MovementView, h node.Held) error {
	d.index.mu.Lock()
	defer d.index.mu.Unlock()
	for _, c := range d.Corridor.Countries() {
		if _, err := d.shelf(ctx, c); err != nil {
			return err
		}
	}
	m := &h.Movement
	out.Row = d.row(ctx, a, d.index.shelves[m.Administration], h, d.now())
	out.Earlier = d.earlierOf(m)
	out.Verified = byMessage(m) && d.keptAs(ctx, m)
	if c := d.dossierOf(ctx, m); c != nil {
		out.Verified = true
		out.Goods, out.Equipment, out.Transport, out.Permits, out.Parties = c.Goods, c.Equipment, c.Transport, c.Documents, partiesOf(&c.Consignment)
	}
	return nil
}

// partiesOf lists the parties of a consignment with their roles.
func partiesOf(c *consignment.Consignment) []PartyIn {
	out := []PartyIn{{"CZ", "", c.Consignor}, {"CN", "", c.Consignee}}
	for _, p := range []struct {
		role string
		p    *consignment.Party
	}{{"CA", c.Carrier}, {"FW", c.Forwarder}, {"DT", c.Declarant}} {
		if p.p != nil {
			out = append(out, PartyIn{p.role, "", *p.p})
		}
	}
	for _, p := range c.Parties {
		out = append(out, PartyIn{p.Role, strings.Join(p.Countries, ", "), p.Party})
	}
	return out
}

// dossierBehind works out the journey, filing plan and documents of the version that a movement declares; ok is false where
// it was not filed at a desk, or no longer fits.
func (d *Desk) dossierBehind(ctx context.Context, m *transit.Movement) (Dossier, bool) {
	var c claim
	if v, err := d.read(ctx, claimKey(m.Declaration.Consignment), &c); err != nil || v == 0 || byMessage(m) {
		return Dossier{}, false
	}
	x, err := d.draft(ctx, c.Owner, c.Draft)
	if err != nil || x.JourneyID == "" {
		return Dossier{}, false
	}
	v, err := d.Corridor.Trader().Dossier(ctx, m.Declaration.Consignment, m.Declaration.Version)
	if err != nil || v.Hash != m.Declaration.Hash {
		return Dossier{}, false
	}
	x.Consignment = v.Consignment
	out, err := d.dossier(ctx, x)
	return out, err == nil
}

// take fills the documents that concern the administration, and its stretch.
func (v *MovementView) take(dossier Dossier) {
	for i := range dossier.Filing.Customs {
		if s := &dossier.Filing.Customs[i]; s.ID == v.Movement.Declaration.Stretch {
			v.Stretch = s
		}
	}
	for i := range dossier.Documents {
		doc := &dossier.Documents[i]
		if !concerns(doc, dossier.Filing, v.Stretch, v.Country) {
			continue
		}
		r := DocumentRow{ID: doc.ID, Kind: doc.Kind, Title: doc.Title, Form: doc.Form, Paper: doc.Paper, Blocked: len(doc.Blocked) > 0}
		for _, e := range doc.Elements {
			if e.Origin == projection.Missing && e.Required {
				r.Missing++
			}
		}
		v.Documents = append(v.Documents, r)
	}
}

// concerns tells whether an administration sees a document: it is addressed to it, declares the stretch, or is the carriage
// contract of a part of the stretch.
func concerns(doc *projection.Document, p filing.Plan, s *filing.Stretch, country string) bool {
	if s == nil {
		return false
	}
	if doc.Country == country || doc.For == s.ID {
		return true
	}
	return slices.ContainsFunc(p.Carriage, func(c filing.Contract) bool {
		return c.ID == doc.For && c.FirstLeg <= s.LastLeg && s.FirstLeg <= c.LastLeg
	})
}

// Document is one document of a movement, as of the version declared.
func (d *Desk) Document(ctx context.Context, a *auth.Account, country, key, id string) (projection.Document, error) {
	h, _, err := d.reachable(ctx, a, country, key)
	if err != nil {
		return projection.Document{}, err
	}
	dossier, ok := d.dossierBehind(ctx, &h.Movement)
	if ok {
		v := MovementView{Movement: h.Movement, Row: Row{Country: country}}
		v.take(dossier)
		for i := range dossier.Documents {
			if doc := dossier.Documents[i]; doc.ID == id && concerns(&doc, dossier.Filing, v.Stretch, country) {
				return doc, nil
			}
		}
	}
	return projection.Document{}, fault.New(fault.NotFound, "the movement has no document %q", fault.Clip(id)).At("/document")
}

// Presented finds a movement by its exact registration number where the goods are presented at an office of the account that
// was not declared: it gives the row with what may be recorded there. Where the country has no record of it the row is empty but
// for the number, and the office of departure can be asked.
func (d *Desk) Presented(ctx context.Context, a *auth.Account, country, office, number string) (Row, error) {
	number = strings.TrimSpace(number)
	here := auth.Resource{Country: country, Offices: []string{office}}
	at := transit.Office{Country: country, Code: office}
	if office == "" || !auth.Allow(a, auth.AskRecord, here).OK {
		return Row{}, allow(a, auth.AskRecord, here)
	}
	fields, none := d.askFields(country, number)
	if _, err := d.Corridor.Administration(country); err != nil {
		return Row{}, none
	}
	d.index.mu.Lock()
	defer d.index.mu.Unlock()
	for _, c := range d.Corridor.Countries() {
		if _, err := d.shelf(ctx, c); err != nil {
			return Row{}, err
		}
	}
	s := d.index.shelves[country]
	for _, h := range s.records {
		m := h.Movement
		if number == "" || m.Number != number || m.State == transit.None || h.TIR != nil && !slices.Contains(underWay, m.State) { // one carnet may have several operations here
			continue
		}
		if !slices.Contains(underWay, m.State) {
			return Row{}, fault.New(fault.NotFound, "the movement with the number %q is %s", fault.Clip(number), m.State).At("/number").Want("a movement under way")
		}
		r := d.row(ctx, a, s, h, d.now())
		r.Acts = presentedActs(a, &h, at, d.now())
		return r, nil
	}
	if none != nil {
		return Row{}, none
	}
	nothing := &node.Held{Movement: transit.Movement{Administration: country}}
	act := ruleOf(nothing, transit.KindAskRecord).offer(nothing, []transit.Office{at}, nil, auth.Allow(a, auth.AskRecord, here).Why)
	act.Fields, act.Keyed, act.Rare = fields, true, false
	return Row{Country: country, Number: number, State: transit.None, Acts: []Act{act}}, nil
}

// underWay are the states in which goods may be presented at an office that was not declared.
var underWay = []transit.State{transit.Expected, transit.Released, transit.InTransit, transit.Overdue, transit.HolderAsked, transit.UnderEnquiry, transit.Enquired,
	tir.Started, tir.Suspended, tir.CarnetLost}

// presentedActs are the decisions that the machine takes at an office that was not declared.
func presentedActs(a *auth.Account, h *node.Held, at transit.Office, now time.Time) []Act {
	m, list, possible := &h.Movement, rulesOn(h), node.Acts(*h)
	var out []Act
	for i := range list {
		r := &list[i]
		answer := auth.Allow(a, r.right(m), auth.Resource{Country: at.Country, Offices: []string{at.Code}})
		if !r.office || !answer.OK || !slices.Contains(possible, r.kind) {
			continue
		}
		if _, reasons, ok := r.open(h, []transit.Office{at}, now); ok {
			act := r.offer(h, []transit.Office{at}, reasons, answer.Why)
			act.Required, act.Rare = len(reasons) > 0, false
			out = append(out, act)
		}
	}
	return out
}
