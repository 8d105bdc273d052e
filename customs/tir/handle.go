package tir

import (
	"slices"
	"strings"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/internal/wire"
	"github.com/kairo-corridor/kairo/unit"
)

// handlers fill in what a message changes; the table has already said that it fits the state.
var handlers = map[Kind]func(*act, Message) error{
	KindAdvance: on((*act).advance), KindWithdraw: on((*act).withdraw), KindPresent: on((*act).present),
	KindCarnetAnswer: on((*act).carnetAnswer), KindRefuse: on((*act).refuse), KindStart: on((*act).start), KindLoad: on((*act).load),
	KindSuspend: on((*act).suspend), KindResume: on((*act).resume), KindNotResumed: on((*act).notResumed), KindTerminate: on((*act).terminate),
	KindIncident: on((*act).incident), KindReportLoss: on((*act).reportLoss), KindSubstitute: on((*act).substitute),
	KindDischarge: on((*act).discharge), KindEnquire: on((*act).enquire), KindAcceptProof: on((*act).acceptProof),
	KindIrregularity: on((*act).irregularity), KindNotify: on((*act).notify), KindDemand: on((*act).demand), KindDebtPaid: on((*act).debtPaid),
	KindClaim: on((*act).claim), KindAssociationPaid: on((*act).associationPaid), KindDropClaim: on((*act).dropClaim), KindRefund: on((*act).refund),
	KindReconciliation: on((*act).reconciliation), KindReconcile: on((*act).reconcile), KindOperationNotified: on((*act).operationNotified),
	KindTerminationNotified: on((*act).terminationNotified), KindIncidentNotified: on((*act).incidentNotified), KindElapsed: on((*act).elapsed),
}

// on gives a handler of one message type the shape of all.
func on[T Message](f func(*act, T) error) func(*act, Message) error {
	return wire.Handler[*act, Message](f)
}

// advance takes the advance data; what another administration announced gives way to the holder's own word.
func (a *act) advance(v Advance) error {
	if a.fact.From == Announced {
		if v.Key != a.m.Key || v.Operation != a.m.Operation {
			return a.stop("the advance data are those of %q, operation %d", fault.Clip(v.Key), v.Operation)
		}
		if a.m.Lodged && v.Transport.Version <= a.m.Transport.Version {
			return a.stop("version %d is not newer than version %d", v.Transport.Version, a.m.Transport.Version).Mend("send the newer version")
		}
		if err := checkOpening(v.Key, v.Administration, a.m.Administration, v.Operation, v.Transport, a.now); err != nil {
			return err
		}
	}
	a.m.Transport, a.m.Lodged = v.Transport, true
	a.readTransport()
	a.etir("E10", a.m.Transport.Holder, a.m.Here().Start, "")
	return nil
}

func (a *act) readTransport() {
	t := a.m.Transport
	var mass unit.Kg
	for _, g := range t.Goods {
		mass += g.GrossKg
	}
	a.read("carnet", t.Carnet)
	a.read("holder", t.HolderID)
	a.read("consignment", t.Consignment+" version "+itoa(t.Version))
	a.read("goods", plural(len(t.Goods), "item")+", "+unit.Group(int64(mass))+" kg gross, first HS "+t.Goods[0].HS)
	a.read("operation", itoa(a.m.Operation)+" of "+itoa(len(t.Operations))+": "+a.m.Here().Territory+", "+a.m.Here().Start.String()+" – "+a.m.Here().End.String())
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return itoa(n) + " " + noun + "s"
}

func (a *act) withdraw(v Withdraw) error {
	if v.From != a.m.Transport.Holder {
		return fault.New(fault.BadField, "%q is not the holder", fault.Clip(v.From)).At("/from").Want("%s", a.m.Transport.Holder)
	}
	a.read("reason", v.Reason)
	return mustSay("/reason", v.Reason)
}

// present records what is presented, and asks the control system.
func (a *act) present(v Present) error {
	var c checker
	c.name("/carnet", v.Carnet)
	c.name("/holderID", v.HolderID)
	if len(v.Vehicles) == 0 || len(v.Vehicles) > VehiclesMax {
		c.wrong("/vehicles", "1 to "+itoa(VehiclesMax), "%d vehicles", len(v.Vehicles))
	}
	for i, x := range v.Vehicles {
		c.name("/vehicles/"+itoa(i)+"/registration", x.Registration)
	}
	c.seals("/sealsFound", v.SealsFound)
	if len(v.Counterfoils) > TerminationsMax {
		c.wrong("/counterfoils", "at most "+itoa(TerminationsMax), "%d counterfoils", len(v.Counterfoils))
	}
	if v.OfficesMax != 0 && (v.OfficesMax < 3 || v.OfficesMax > 6) {
		c.wrong("/officesMax", "0, or 3 to 6", "a limit of %d offices", v.OfficesMax)
	}
	if v.Key != "" && v.Key != a.m.Key {
		c.wrong("/key", a.m.Key, "the key is %q", fault.Clip(v.Key))
	}
	if err := c.list.OrNil(); err != nil {
		return err
	}
	p := v.Presentation
	a.m.Presented, a.m.Answer = &p, nil
	a.read("carnet", p.Carnet)
	a.read("valid until", date(p.ValidUntil))
	if !a.m.Transport.ETIR {
		a.read("next voucher No. 1", "page "+itoa(p.Page)+" of "+itoa(a.m.Transport.Vouchers))
	}
	a.find()
	if a.m.Transport.ETIR {
		a.etir("I3", ETIRSystem, a.m.Here().Start, a.m.Transport.HolderID)
		a.etir("I5", ETIRSystem, a.m.Here().Start, "")
		return nil
	}
	a.send(Organisation, CarnetQuery{From: a.m.Administration, Carnet: p.Carnet})
	return nil
}

// find makes the findings anew and reads them into the fact.
func (a *act) find() {
	a.m.Findings = Findings(a.m, a.now)
	for _, f := range a.m.Findings {
		name := "told"
		if f.Bars {
			name = "bars"
		}
		a.read(name, f.ID+": "+f.Text)
	}
}

func (a *act) carnetAnswer(v CarnetAnswer) error {
	if answers[v.Code] == "" {
		return fault.New(fault.BadField, "the code is %d", v.Code).At("/code").Want("1 to 5")
	}
	if err := system(v.From); err != nil {
		return err
	}
	a.m.Answer = &v
	a.read("answer", itoa(v.Code)+": "+answers[v.Code])
	a.read("terminations known", itoa(v.Terminations))
	a.find()
	return nil
}

// system verifies that a control system speaks.
func system(from string) error {
	if from != Organisation && from != ETIRSystem {
		return fault.New(fault.BadField, "%q is no control system of carnets", fault.Clip(from)).At("/from").Want("%s or %s", Organisation, ETIRSystem)
	}
	return nil
}

func (a *act) refuse(v Refuse) error {
	for _, f := range a.m.Findings {
		a.read("found", f.Text)
	}
	a.read("reason", v.Reason)
	a.etir("I17", ETIRSystem, a.m.Here().Start, v.Reason)
	return mustSay("/reason", v.Reason)
}

// start accepts the carnet where no finding bars it: the liability of the association begins.
func (a *act) start(v Start) error {
	var c checker
	c.seals("/seals", v.Seals)
	if len(v.Seals) == 0 && !a.m.Presented.Bulky {
		c.wrong("/seals", "at least one seal", "no seal was affixed or found")
	}
	c.days("/limitDays", v.LimitDays)
	if v.Ceiling.Amount != (unit.Money{}) {
		c.amount("/ceiling/amount", v.Ceiling.Amount)
	}
	if v.Duties != (unit.Money{}) {
		c.amount("/duties", v.Duties)
		if v.Ceiling.Amount.Currency != "" && v.Duties.Currency != v.Ceiling.Amount.Currency {
			c.wrong("/duties", "an amount in "+v.Ceiling.Amount.Currency, "it is in %s", fault.Clip(v.Duties.Currency))
		}
	}
	if err := c.list.OrNil(); err != nil {
		return err
	}
	a.find()
	for _, f := range a.m.Findings {
		if f.Bars {
			return a.stop("%s: %s", f.ID, strings.TrimSuffix(f.Text, ".")).Mend("mend it and present the carnet again, or refuse the acceptance")
		}
	}
	a.m.AcceptedAt, a.m.Limit = a.now, a.now.AddDate(0, 0, v.LimitDays)
	a.m.FirstPage, a.m.Seals, a.m.SealedAt, a.m.Ceiling = max(1, a.m.Presented.Page), slices.Clone(v.Seals), a.now, v.Ceiling
	a.m.Liability = Liability{Open: true, OpenedAt: a.now}
	a.read("voucher No. 1", "page "+itoa(a.m.FirstPage))
	a.read("time limit", stamp(a.m.Limit))
	a.read("route", v.Route)
	a.readCeiling(v)
	if a.m.First() {
		a.etir("I1", ETIRSystem, a.m.Here().Start, "")
		a.etir("I7", ETIRSystem, a.m.Here().Start, "")
	}
	a.etir("I9", ETIRSystem, a.m.Here().Start, "")
	return nil
}

func (a *act) readCeiling(v Start) {
	if v.Ceiling.Amount.Minor == 0 {
		a.read("ceiling", "not known")
		return
	}
	a.read("ceiling", v.Ceiling.Amount.String()+", "+string(v.Ceiling.Status))
	if v.Duties.Minor > v.Ceiling.Amount.Minor {
		a.read("not secured", unit.Money{Minor: v.Duties.Minor - v.Ceiling.Amount.Minor, Currency: v.Duties.Currency}.String())
	}
}

// reportLoss tells the association and the organisation.
func (a *act) reportLoss(v ReportLoss) error {
	if a.m.Lost != "" {
		return a.stop("the loss is recorded already: %s", a.m.Lost)
	}
	a.m.Lost = v.Text
	a.read("loss", v.Text)
	for _, to := range []string{Association(a.m.Owner), Organisation} {
		a.send(to, LossNotice{From: a.m.Owner, Carnet: a.m.Transport.Carnet, Text: v.Text})
	}
	return mustSay("/text", v.Text)
}

func (a *act) substitute(v Substitute) error {
	a.m.Substitute = v.Document
	a.read("document", v.Document)
	var c checker
	c.name("/document", v.Document)
	return c.list.OrNil()
}

// reconciliation takes a question of the control system; the same one again is known already.
func (a *act) reconciliation(v ReconciliationRequest) error {
	if err := system(v.From); err != nil {
		return err
	}
	var c checker
	c.name("/id", v.ID)
	if v.Page < 2 || v.Page%2 != 0 {
		c.wrong("/page", "an even page", "page %d holds no voucher No. 2", v.Page)
	}
	if err := c.list.OrNil(); err != nil {
		return err
	}
	a.read("request", v.ID+", page "+itoa(v.Page))
	if slices.ContainsFunc(a.m.Reconciliations, func(r Reconciliation) bool { return r.ID == v.ID }) {
		a.fact.Note = "told before; nothing changes"
		return nil
	}
	if len(a.m.Reconciliations) >= ReconciliationsMax {
		return fault.New(fault.Limit, "%d reconciliation requests", len(a.m.Reconciliations)+1).Want("at most %d", ReconciliationsMax)
	}
	a.m.Reconciliations = append(a.m.Reconciliations, Reconciliation{ID: v.ID, Page: v.Page, AskedAt: a.now})
	return nil
}

// reconcile answers, and sends the data anew where they are right.
func (a *act) reconcile(v Reconcile) error {
	i := slices.IndexFunc(a.m.Reconciliations, func(r Reconciliation) bool { return r.ID == v.ID && r.AnsweredAt.IsZero() })
	if i < 0 {
		return a.stop("no request %q is open", fault.Clip(v.ID))
	}
	r := &a.m.Reconciliations[i]
	t := slices.IndexFunc(a.m.Terminations, func(t Termination) bool { return t.Page == r.Page })
	switch {
	case v.Code < 1 || v.Code > 3:
		return fault.New(fault.BadField, "the code is %d", v.Code).At("/code").Want("1 correct, 2 delete, 3 none")
	case v.Code == 1 && t < 0:
		return a.stop("no termination on page %d is known here", r.Page).Mend("answer 3, or 2 to delete what was sent")
	case v.Code == 3 && t >= 0:
		return a.stop("the termination on page %d is certified here", r.Page).Mend("answer 1")
	}
	r.AnsweredAt, r.Code = a.now, v.Code
	a.read("request", r.ID)
	a.read("answer", itoa(v.Code))
	a.send(Organisation, ReconciliationReply{From: a.m.Administration, ID: r.ID, Carnet: a.m.Transport.Carnet, Page: r.Page, Code: v.Code})
	if v.Code == 1 {
		a.terminationData(a.m.Terminations[t])
	}
	return nil
}
