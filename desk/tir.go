package desk

import (
	"context"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/customs/tir"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/node"
	"github.com/kairo-corridor/kairo/unit"
)

// CarnetFields are the fields of decisions on TIR operations, as they are typed. The others have the sense that they have in transit.
type CarnetFields struct {
	Carnet        string `json:"carnet,omitempty"`        // of present: number read off the carnet
	Holder        string `json:"holder,omitempty"`        // of present: the holder's number
	Until         string `json:"until,omitempty"`         // of present: last day of validity, 2027-01-20
	FirstAccepted string `json:"firstAccepted,omitempty"` // of present, at a later operation: day of the acceptance at departure
	Page          int    `json:"page,omitempty"`          // of present and resume the next voucher No. 1, of terminate the voucher No. 2
	Counterfoils  string `json:"counterfoils,omitempty"`  // of present: 2 UZ, 4 KZ
	Vehicles      string `json:"vehicles,omitempty"`      // of present and incident: 01 A 123 BC, UZ-7, 2027-06-01; …
	Bulky         bool   `json:"bulky,omitempty"`         // of present: heavy or bulky goods, no certificate of approval
	Excluded      bool   `json:"excluded,omitempty"`      // of present: the holder is excluded here
	SealsFound    string `json:"sealsFound,omitempty"`    // of present, separated by commas
	SealsBroken   bool   `json:"sealsBroken,omitempty"`   // of present and resume
	Report        string `json:"report,omitempty"`        // number of the certified report
	Unapproved    string `json:"unapproved,omitempty"`    // of incident: why a vehicle without approval is taken
	Duties        string `json:"duties,omitempty"`        // of start: what is at stake, 1200.50 EUR
	Ceiling       string `json:"ceiling,omitempty"`       // of start and claim: what the association secures
	Amount        string `json:"amount,omitempty"`        // of demand-payment, claim, debt-paid
	NoDemand      string `json:"noDemand,omitempty"`      // of claim: why payment could not be demanded before
	Partial       bool   `json:"partial,omitempty"`       // of terminate: a part is unloaded and the rest goes on
	Reservation   string `json:"reservation,omitempty"`   // of terminate: the facts it rests on
	Regime        string `json:"regime,omitempty"`        // of suspend: the other regime
	Document      string `json:"document,omitempty"`      // of suspend its document, of substitute the one in place of the carnet
	Request       string `json:"request,omitempty"`       // of answer-reconciliation
}

var carnetFieldNames = []string{"carnet", "holder", "until", "firstAccepted", "page", "counterfoils", "vehicles", "bulky", "excluded", "sealsFound", "sealsBroken", "report", "unapproved",
	"duties", "ceiling", "amount", "noDemand", "partial", "reservation", "regime", "document", "request"}

// texts are the fields that are texts, by name.
func (x *CarnetFields) texts() map[string]*string {
	return map[string]*string{"carnet": &x.Carnet, "holder": &x.Holder, "until": &x.Until, "firstAccepted": &x.FirstAccepted, "counterfoils": &x.Counterfoils, "vehicles": &x.Vehicles,
		"sealsFound": &x.SealsFound, "report": &x.Report, "unapproved": &x.Unapproved, "duties": &x.Duties, "ceiling": &x.Ceiling, "amount": &x.Amount, "noDemand": &x.NoDemand,
		"reservation": &x.Reservation, "regime": &x.Regime, "document": &x.Document, "request": &x.Request}
}

func (x *CarnetFields) flags() map[string]*bool {
	return map[string]*bool{"bulky": &x.Bulky, "excluded": &x.Excluded, "sealsBroken": &x.SealsBroken, "partial": &x.Partial}
}

func (x *CarnetFields) value(name string) string {
	if t := x.texts()[name]; t != nil {
		return *t
	}
	if f := x.flags()[name]; f != nil {
		return flagged(*f)
	}
	if name == "page" {
		return counted(int64(x.Page))
	}
	return ""
}

// Typed fills the fields from a form; page is a number that the caller has read.
func (x *CarnetFields) Typed(get func(name string) string) {
	for name, t := range x.texts() {
		*t = strings.TrimSpace(get(name))
	}
	for name, f := range x.flags() {
		*f = get(name) != ""
	}
}

func line(name string, required bool) Field { return Field{name, LineField, required, nil} }

// tirRules are the decisions of officers on TIR operations, in the order in which they are offered. An act is that of package auth
// which the office does in transit: to take the carnet is to accept, to certify voucher No. 2 is to record the arrival.
var tirRules = []rule{
	{kind: tir.KindPresent, act: auth.Accept, sure: true, later: presentedBefore, fields: []Field{line("carnet", true), line("holder", true), {"until", DateField, true, nil}, {"page", NumberField, false, nil},
		{"vehicles", VehicleField, true, nil}, {"counterfoils", PagesField, false, nil}, {"firstAccepted", DateField, false, nil}, line("sealsFound", false), {"sealsBroken", FlagField, false, nil},
		line("report", false), {"bulky", FlagField, false, nil}, {"excluded", FlagField, false, nil}}, make: present},
	{kind: tir.KindStart, act: auth.Accept, fields: []Field{{"limitDays", DaysField, true, nil}, line("newSeals", false), line("route", false), {"duties", AmountField, false, nil}, {"ceiling", AmountField, false, nil}},
		make: func(c *deciding) transit.Message {
			return tir.Start{Seals: listed(c.NewSeals), LimitDays: c.LimitDays, Route: c.Route, Duties: amountOf(c.Duties), Ceiling: ceilingOf(c.Ceiling)}
		}},
	{kind: tir.KindRefuse, act: auth.Accept, sure: true, reason: needed, make: func(c *deciding) transit.Message { return tir.Refuse{Reason: c.said} }},
	{kind: tir.KindLoad, act: auth.Control, office: true, fields: []Field{{"packages", NumberField, true, nil}, line("newSeals", true)},
		make: func(c *deciding) transit.Message {
			return tir.Load{Office: c.at, Packages: c.Packages, Seals: listed(c.NewSeals)}
		}},
	{kind: tir.KindResume, act: auth.RecordIncident, office: true, fields: []Field{{"limitDays", DaysField, true, nil}, {"page", NumberField, false, nil}, {"sealsBroken", FlagField, false, nil},
		line("report", false), line("newSeals", false)}, make: resume},
	{kind: tir.KindNotResumed, act: auth.Release, sure: true, reason: needed, make: func(c *deciding) transit.Message { return tir.NotResumed{Reason: c.said} }},
	{kind: tir.KindTerminate, act: auth.RecordArrival, office: true, fields: []Field{{"page", NumberField, false, nil}, {"partial", FlagField, false, nil}, {"packages", NumberField, false, nil},
		line("reservation", false), line("newSeals", false)}, make: func(c *deciding) transit.Message {
		return tir.Terminate{Office: c.at, Page: c.Page, Partial: c.Partial, Packages: c.Packages, Reservation: c.Reservation, Seals: listed(c.NewSeals)}
	}},
	{kind: tir.KindSubstitute, act: auth.RecordIncident, sure: true, fields: []Field{line("document", true)}, make: func(c *deciding) transit.Message { return tir.Substitute{Document: c.Document} }},
	{kind: tir.KindDischarge, act: auth.Release, reason: optional, make: func(c *deciding) transit.Message { return tir.Discharge{Resolved: c.said} }},
	{kind: tir.KindEnquire, act: auth.Enquire, sure: true, make: func(c *deciding) transit.Message { return tir.Enquire{Text: strings.TrimSpace(c.Text)} }},
	{kind: tir.KindNotify, act: auth.Recover, make: func(c *deciding) transit.Message { return tir.Notify{Text: strings.TrimSpace(c.Text)} }},
	{kind: tir.KindDemand, act: auth.Recover, sure: true, later: func(r *tir.Record) bool { return !r.DemandedAt.IsZero() }, fields: []Field{{"amount", AmountField, true, nil}},
		make: func(c *deciding) transit.Message { return tir.Demand{Amount: amountOf(c.Amount)} }},
	{kind: tir.KindClaim, act: auth.Recover, fields: []Field{{"amount", AmountField, true, nil}, {"ceiling", AmountField, false, nil}, line("noDemand", false)}, make: func(c *deciding) transit.Message {
		return tir.Claim{Amount: amountOf(c.Amount), Ceiling: ceilingOf(c.Ceiling), NoDemand: c.NoDemand}
	}},
	{kind: tir.KindReconcile, act: auth.Enquire, onCopy: auth.AnswerEnquiry, each: true, reason: needed, fields: []Field{{"request", GivenField, true, nil}}, make: func(c *deciding) transit.Message {
		return tir.Reconcile{ID: c.Request, Code: map[string]int{"correct": 1, "delete": 2, "never": 3}[c.chosen.Result]}
	}},
	{kind: tir.KindIncident, act: auth.RecordIncident, rare: true, office: true, reason: needed, text: needed, fields: []Field{line("report", true), {"packages", NumberField, false, nil},
		line("newSeals", false), {"vehicles", VehicleField, false, nil}, line("unapproved", false)}, make: func(c *deciding) transit.Message {
		return tir.Incident{Unapproved: c.Unapproved, IncidentReport: tir.IncidentReport{Report: c.Report, Office: c.at, Text: c.said, Lost: c.Packages, Seals: listed(c.NewSeals), Vehicles: vehiclesOf(c.Vehicles)}}
	}},
	{kind: tir.KindReportLoss, act: auth.RecordIncident, rare: true, reason: needed, make: func(c *deciding) transit.Message { return tir.ReportLoss{Text: c.said} }},
	{kind: tir.KindSuspend, act: auth.RecordIncident, rare: true, office: true, fields: []Field{line("regime", true), line("document", true)},
		make: func(c *deciding) transit.Message {
			return tir.Suspend{Office: c.at, Regime: c.Regime, Document: c.Document}
		}},
	{kind: tir.KindAcceptProof, act: auth.Enquire, rare: true, sure: true, reason: needed, text: needed, make: func(c *deciding) transit.Message { return tir.AcceptProof{Proof: c.said} }},
	{kind: tir.KindIrregularity, act: auth.Recover, rare: true, each: true, reason: needed, make: func(c *deciding) transit.Message {
		return tir.FindIrregularity{Text: c.said, Fraud: c.chosen.Result == "fraud"}
	}},
	{kind: tir.KindDebtPaid, act: auth.Recover, later: notUnpaid, sure: true, fields: []Field{{"amount", AmountField, true, nil}}, make: func(c *deciding) transit.Message { return tir.DebtPaid{Amount: amountOf(c.Amount)} }},
	{kind: tir.KindDropClaim, act: auth.Recover, later: notUnpaid, sure: true, reason: needed, make: func(c *deciding) transit.Message { return tir.DropClaim{Reason: c.said} }},
	{kind: tir.KindRefund, act: auth.Recover, rare: true, reason: needed, make: func(c *deciding) transit.Message { return tir.Refund{Reason: c.said} }},
}

func present(c *deciding) transit.Message {
	until, _ := time.Parse(time.DateOnly, c.Until)
	first, _ := time.Parse(time.DateOnly, c.FirstAccepted)
	return tir.Present{Presentation: tir.Presentation{Carnet: c.Carnet, HolderID: c.Holder, Excluded: c.Excluded, ValidUntil: until, FirstAccepted: first, Page: c.Page, Counterfoils: counterfoilsOf(c.Counterfoils),
		Vehicles: vehiclesOf(c.Vehicles), Bulky: c.Bulky, SealsFound: listed(c.SealsFound), SealsBroken: c.SealsBroken, Report: c.Report}}
}

// resume opens the next pair of vouchers: the one that follows by the record where none was read.
func resume(c *deciding) transit.Message {
	page := c.Page
	if page == 0 && !c.tir.Transport.ETIR {
		page = c.tir.NextPage() - 1
	}
	return tir.Resume{Page: page, Office: c.at, LimitDays: c.LimitDays, SealsBroken: c.SealsBroken, Report: c.Report, Seals: listed(c.NewSeals)}
}

// presentedBefore is true of a carnet that is presented and not barred: nothing waits for another presentation.
func presentedBefore(r *tir.Record) bool {
	return r.Presented != nil && !slices.ContainsFunc(r.Findings, func(f tir.Finding) bool { return f.Bars })
}

// notUnpaid is false where the association has let its time pass: then nothing runs, and the office looks after it.
func notUnpaid(r *tir.Record) bool { return r.State != tir.Unpaid }

// askedOf are the fields of a decision with what the record makes necessary.
func askedOf(r *tir.Record, kind transit.Kind, fields []Field) []Field {
	need := func(name string, yes bool) {
		if i := slices.IndexFunc(fields, func(f Field) bool { return f.Name == name }); i >= 0 {
			fields[i].Required = fields[i].Required || yes
		}
	}
	switch kind {
	case tir.KindPresent:
		need("page", !r.Transport.ETIR)
		need("firstAccepted", !r.First())
	case tir.KindStart:
		need("newSeals", r.Presented == nil || !r.Presented.Bulky)
	case tir.KindTerminate:
		need("page", r.Role == tir.Ending)
	case tir.KindClaim:
		need("ceiling", r.Ceiling.Amount.Minor == 0)
		need("noDemand", r.DemandedAt.IsZero())
	case tir.KindReconcile:
		for _, q := range r.Reconciliations {
			if q.AnsweredAt.IsZero() {
				fields[0].Options = append(fields[0].Options, q.ID)
			}
		}
	}
	return fields
}

// takenTIR is [rule.taken] of a TIR operation.
func (r *rule) takenTIR(h *node.Held, at transit.Office, reason Reason, now time.Time) bool {
	c := &deciding{Decision: Decision{Key: h.Movement.Key, LimitDays: 1, NewSeals: "-", Packages: 1, Text: "-"}, m: &h.Movement, tir: h.TIR, chosen: reason, at: at, said: "-"}
	c.Report, c.Regime, c.Document, c.Page = "\uFFFD", "-", "-", h.TIR.NextPage() // a number that no report has
	if r.kind == tir.KindResume {
		c.Page = 0
	}
	c.Amount = "0.01 EUR"
	if known := h.TIR.Ceiling.Amount; known.Minor > 0 {
		c.Amount = "0.01 " + known.Currency
	} else if r.kind == tir.KindClaim {
		c.Ceiling = c.Amount
	}
	if h.TIR.DemandedAt.IsZero() {
		c.NoDemand = "-"
	}
	requests := []string{""}
	if r.kind == tir.KindReconcile {
		requests = r.asks(h)[0].Options
	}
	for _, c.Request = range requests {
		if _, _, _, err := tir.Apply(*h.TIR, r.make(c), now); err == nil {
			return true
		}
	}
	return false
}

// misread says what a field of a type should be like where it is not; "" where it is.
func misread(kind FieldType, text string) string {
	switch kind {
	case DateField:
		if _, err := time.Parse(time.DateOnly, text); err != nil {
			return "a day, such as 2027-01-20"
		}
	case AmountField:
		if amountOf(text).Minor == 0 {
			return "an amount with its currency, such as 1200.50 EUR"
		}
	case PagesField:
		if counterfoilsOf(text) == nil {
			return "page and country of each, such as 2 UZ, 4 KZ"
		}
	case VehicleField:
		if vehiclesOf(text) == nil {
			return "registration, approval and the last day of the approval, vehicles apart by semicolons: 01 A 123 BC, UZ-7, 2027-06-01"
		}
	}
	return ""
}

var moneyText = regexp.MustCompile(`^([0-9]{1,10})(?:\.([0-9]{2}))? ?([A-Z]{3})$`)

// amountOf reads "1200.50 EUR", zero where it is none.
func amountOf(text string) unit.Money {
	p := moneyText.FindStringSubmatch(strings.TrimSpace(text))
	if p == nil {
		return unit.Money{}
	}
	major, _ := strconv.ParseInt(p[1], 10, 64)
	minor, _ := strconv.ParseInt("0"+p[2], 10, 64)
	return unit.Money{Minor: min(major, math.MaxInt64/200)*100 + minor, Currency: p[3]}
}

// ceilingOf is what an officer states of the guarantee.
func ceilingOf(text string) tir.Ceiling {
	m := amountOf(text)
	if m.Minor == 0 {
		return tir.Ceiling{}
	}
	return tir.Ceiling{Amount: m, Status: transit.Stated, Source: "entered by the office"}
}

// counterfoilsOf reads "2 UZ, 4 KZ", nil where it is not that.
func counterfoilsOf(text string) (out []tir.Counterfoil) {
	for _, one := range listed(text) {
		page, country, _ := strings.Cut(one, " ")
		n, err := strconv.Atoi(page)
		country = strings.ToUpper(strings.TrimSpace(country))
		if err != nil || n < 1 || len(country) != 2 {
			return nil
		}
		out = append(out, tir.Counterfoil{Page: n, Country: country})
	}
	return out
}

// vehiclesOf reads "registration, approval, last day; …", nil where it is not that. A registration alone is a vehicle without approval.
func vehiclesOf(text string) (out []tir.Vehicle) {
	for _, one := range strings.Split(text, ";") {
		p := listed(one)
		switch len(p) {
		case 0:
		case 1:
			out = append(out, tir.Vehicle{Registration: p[0]})
		case 3:
			until, err := time.Parse(time.DateOnly, p[2])
			if err != nil {
				return nil
			}
			out = append(out, tir.Vehicle{Registration: p[0], Approval: p[1], Until: until})
		default:
			return nil
		}
	}
	return out
}

// RegisterCarnet enters the issue of a carnet, or what changed about it, with the bodies that answer for carnets. Errors also: NotFound
// where the corridor runs without TIR.
func (d *Desk) RegisterCarnet(ctx context.Context, a *auth.Account, c node.Carnet) error {
	if err := allow(a, auth.ManageAccounts, auth.Resource{}); err != nil {
		return err
	}
	return d.Corridor.RegisterCarnet(ctx, c)
}
