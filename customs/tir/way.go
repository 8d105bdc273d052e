package tir

import (
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/fault"
)

// certify adds a termination to the record, by its page.
func (a *act) certify(t Termination) error {
	var c checker
	c.termination("", t)
	if !a.m.Transport.ETIR && t.Page > a.m.Transport.Vouchers {
		c.wrong("/page", "at most "+itoa(a.m.Transport.Vouchers), "the carnet has no page %d", t.Page)
	}
	if t.Page <= a.m.FirstPage {
		c.wrong("/page", "a page after "+itoa(a.m.FirstPage), "page %d belongs to an earlier operation", t.Page)
	}
	if err := c.list.OrNil(); err != nil {
		return err
	}
	i, found := slices.BinarySearchFunc(a.m.Terminations, t.Page, func(x Termination, page int) int { return x.Page - page })
	if found {
		if old := a.m.Terminations[i]; old.As != t.As || !old.Office.Same(t.Office) {
			return fault.New(fault.Conflict, "page %d is certified as %s by %s %s", t.Page, old.As, old.Office.Country, old.Office).At("/page").Want("another page")
		}
		return nil
	}
	for _, x := range a.m.Terminations {
		if x.As == Final && x.Page < t.Page || t.As == Final && x.Page > t.Page {
			return fault.New(fault.Conflict, "page %d is certified as %s, page %d as %s", t.Page, t.As, x.Page, x.As).At("/page").Want("nothing after the final termination")
		}
	}
	if len(a.m.Terminations) >= TerminationsMax {
		return fault.New(fault.Limit, "%d terminations", len(a.m.Terminations)+1).Want("at most %d", TerminationsMax)
	}
	a.m.Terminations = slices.Insert(a.m.Terminations, i, t)
	a.sealBy(t.Seals, t.At)
	return nil
}

func (a *act) has(page int) bool {
	return slices.ContainsFunc(a.m.Terminations, func(t Termination) bool { return t.Page == page })
}

// certifyHere certifies a voucher No. 2 by an office of this administration; page 0 is the next one by the record.
func (a *act) certifyHere(t *Termination) error {
	if t.Page == 0 {
		t.Page = a.m.NextPage()
	}
	if a.has(t.Page) {
		return a.stop("page %d is certified already", t.Page)
	}
	t.At = a.now
	if err := a.certify(*t); err != nil {
		return err
	}
	a.fact.Office = t.Office
	a.readTermination(*t)
	a.terminationData(*t)
	return nil
}

func (a *act) readTermination(t Termination) {
	a.read("voucher No. 2", "page "+itoa(t.Page)+", "+string(t.As))
	if t.Packages > 0 {
		a.read("packages", itoa(t.Packages))
	}
	a.read("reservation", t.Reservation)
	a.read("seals", strings.Join(t.Seals, ", "))
}

// here is the office of an act: the declared one where none is given.
func (a *act) here(o, declared Office) (Office, error) {
	if o == (Office{}) {
		o = declared
	}
	if o.Country != a.m.Administration {
		return o, fault.New(fault.BadField, "the office lies in %q", fault.Clip(o.Country)).At("/office").Want("an office of %s", a.m.Administration)
	}
	return o, nil
}

// load ends one pair of vouchers and begins the next, with what was loaded.
func (a *act) load(v Load) error {
	o, err := a.here(v.Office, Office{})
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(a.m.Here().Loading, o.Same) {
		return fault.New(fault.BadField, "%s is no declared office of departure", o).At("/office").Want("a declared one").Mend("amend the advance data before the carnet is presented")
	}
	if slices.ContainsFunc(a.m.Terminations, func(t Termination) bool { return t.As == Partial }) {
		return a.stop("goods are unloaded already").Mend("load at every office of departure before the first of destination")
	}
	if slices.ContainsFunc(a.m.Terminations, func(t Termination) bool { return t.As == Loaded && t.Office.Same(o) }) {
		return a.stop("the loading at %s is recorded already", o)
	}
	return a.certifyHere(&Termination{Page: v.Page, As: Loaded, Office: o, Packages: v.Packages, Seals: v.Seals})
}

func (a *act) suspend(v Suspend) error {
	o, err := a.here(v.Office, Office{})
	if err != nil {
		return err
	}
	var c checker
	c.name("/regime", v.Regime)
	c.name("/document", v.Document)
	if err := c.list.OrNil(); err != nil {
		return err
	}
	a.read("regime", v.Regime)
	a.read("document", v.Document)
	return a.certifyHere(&Termination{Page: v.Page, As: Suspension, Office: o})
}

// resume goes on with the next pair; broken seals need a certified report (Article 26(1)).
func (a *act) resume(v Resume) error {
	o, err := a.here(v.Office, Office{})
	if err != nil {
		return err
	}
	var c checker
	c.days("/limitDays", v.LimitDays)
	c.seals("/seals", v.Seals)
	if page := a.m.NextPage() - 1; !a.m.Transport.ETIR && v.Page != page {
		c.wrong("/page", itoa(page), "page %d does not follow the suspension", v.Page)
	}
	if v.SealsBroken && (v.Report == "" || len(v.Seals) == 0) {
		c.wrong("/report", "the number of a certified report, and new seals", "the seals are broken")
	}
	if err := c.list.OrNil(); err != nil {
		return err
	}
	a.fact.Office, a.m.Limit = o, a.now.AddDate(0, 0, v.LimitDays)
	if v.Page > 0 {
		a.read("voucher No. 1", "page "+itoa(v.Page))
	}
	a.read("seals intact", yes(!v.SealsBroken))
	a.read("certified report", v.Report)
	a.read("time limit", stamp(a.m.Limit))
	a.read("seals", strings.Join(v.Seals, ", "))
	a.sealBy(v.Seals, a.now)
	a.etir("I9", ETIRSystem, o, "resumed")
	return nil
}

func (a *act) notResumed(v NotResumed) error {
	a.endAtSuspension()
	a.read("reason", v.Reason)
	return mustSay("/reason", v.Reason)
}

// endAtSuspension makes the office of the suspension the one of exit: nothing under the carnet followed it. Where an earlier
// voucher No. 2 is missing, that one is to be looked for.
func (a *act) endAtSuspension() {
	if i := len(a.m.Terminations) - 1; i >= 0 && a.m.Terminations[i].As == Suspension {
		a.m.Terminations[i].As = Final
		a.readTermination(a.m.Terminations[i])
	}
	a.to(Terminated)
	if !a.m.Complete() {
		a.to(Overdue)
	}
}

// terminate certifies a partial or the final termination.
func (a *act) terminate(v Terminate) error {
	o, err := a.here(v.Office, a.m.Here().End)
	if err != nil {
		return err
	}
	as := Final
	if v.Partial {
		as = Partial
	}
	if a.m.Role == Ending && v.Page == 0 {
		return fault.New(fault.BadField, "the page of the voucher No. 2 is missing").At("/page").Want("the page read off the carnet; 2, 4, … under eTIR")
	}
	t := Termination{Page: v.Page, As: as, Office: o, Packages: v.Packages, Reservation: v.Reservation, Seals: v.Seals}
	if err := a.certifyHere(&t); err != nil {
		return err
	}
	if !slices.ContainsFunc(append(slices.Clone(a.m.Here().Unloading), a.m.Here().End), o.Same) {
		a.fact.Note = "not the declared office: another may take its place (Article 27)"
	}
	if a.m.Role == Ending {
		a.copyState()
		a.send(a.m.Owner, TerminationNotified{From: a.m.Administration, Termination: t})
		return nil
	}
	a.settleTermination()
	return nil
}

// settleTermination leads to terminated where every voucher No. 2 up to the final one is in.
func (a *act) settleTermination() {
	a.to(a.fact.From)
	if a.m.Complete() {
		a.to(Terminated)
	}
}

// terminationNotified takes a termination certified in another country of the union.
func (a *act) terminationNotified(v TerminationNotified) error {
	if err := a.part(v.From, v.Termination.Office); err != nil {
		return err
	}
	before := len(a.m.Terminations)
	if err := a.certify(v.Termination); err != nil {
		return err
	}
	a.fact.At, a.fact.Office = v.Termination.At, v.Termination.Office
	a.readTermination(v.Termination)
	if len(a.m.Terminations) == before {
		a.fact.Note = "told before; nothing changes"
	}
	if slices.Contains(underWay, a.fact.From) || a.fact.From == Suspended {
		a.settleTermination()
	}
	return nil
}

// part verifies that another administration has a part in the operation, and speaks of its own office.
func (a *act) part(from string, o Office) error {
	if !slices.Contains(a.m.Here().Ends(), from) {
		return fault.New(fault.BadField, "%q has no part in the operation", fault.Clip(from)).At("/from").Want("%s", strings.Join(a.m.Here().Ends(), ", "))
	}
	if o.Country != from {
		return fault.New(fault.BadField, "%q speaks of an office in %q", fault.Clip(from), fault.Clip(o.Country)).At("/office").Want("an office of %s", from)
	}
	return nil
}

// incident records a certified report; the seals affixed with it hold from now on.
func (a *act) incident(v Incident) error {
	o, err := a.here(v.Office, Office{})
	if err != nil {
		return err
	}
	v.IncidentReport.Office, v.IncidentReport.At = o, a.now
	var c checker
	for i, x := range v.Vehicles {
		if x.Approval == "" && v.Unapproved == "" {
			c.wrong("/vehicles/"+itoa(i)+"/approval", "a certificate of approval, or why none is needed", "%q is not approved", fault.Clip(x.Registration))
		}
	}
	c.text("/unapproved", v.Unapproved)
	if err := c.list.OrNil(); err != nil {
		return err
	}
	if a.reported(v.Report) {
		return a.stop("report %q is recorded already", fault.Clip(v.Report))
	}
	a.read("without approval", v.Unapproved)
	if err := a.report(v.IncidentReport); err != nil {
		return err
	}
	if a.m.Role == Ending {
		a.send(a.m.Owner, IncidentNotified{From: a.m.Administration, Report: v.IncidentReport})
	}
	return nil
}

func (a *act) reported(number string) bool {
	return slices.ContainsFunc(a.m.Incidents, func(r IncidentReport) bool { return r.Report == number })
}

// report adds a certified report, by its number.
func (a *act) report(r IncidentReport) error {
	var c checker
	c.report("", r)
	if err := c.list.OrNil(); err != nil {
		return err
	}
	a.fact.Office = r.Office
	a.read("certified report", r.Report)
	a.read("text", r.Text)
	if r.Lost > 0 {
		a.read("packages lost", itoa(r.Lost))
	}
	a.read("seals", strings.Join(r.Seals, ", "))
	i, found := slices.BinarySearchFunc(a.m.Incidents, r.Report, func(x IncidentReport, n string) int { return strings.Compare(x.Report, n) })
	if found {
		a.fact.Note = "told before; nothing changes"
		return nil
	}
	if len(a.m.Incidents) >= IncidentsMax {
		return fault.New(fault.Limit, "%d certified reports", len(a.m.Incidents)+1).Want("at most %d", IncidentsMax)
	}
	a.m.Incidents = slices.Insert(a.m.Incidents, i, r)
	a.sealBy(r.Seals, r.At)
	return nil
}

// sealBy takes the seals affixed at a time, unless newer ones are known.
func (a *act) sealBy(seals []string, at time.Time) {
	if len(seals) > 0 && !at.Before(a.m.SealedAt) {
		a.m.Seals, a.m.SealedAt = slices.Clone(seals), at
	}
}

func (a *act) incidentNotified(v IncidentNotified) error {
	if err := a.part(v.From, v.Report.Office); err != nil {
		return err
	}
	a.fact.At = v.Report.At
	return a.report(v.Report)
}

// operationNotified keeps the newest word on another operation, or on the one that this record is a copy of.
func (a *act) operationNotified(v OperationNotified) error {
	if err := checkNotified(v, a.m.Administration); err != nil {
		return err
	}
	if v.Key != a.m.Key || v.For != a.m.Operation || a.m.Role == Ending && v.Operation != a.m.Operation || a.m.Role == Starting && v.Operation >= a.m.Operation {
		return fault.New(fault.BadField, "operation %d of %q is told to operation %d of %q", v.Operation, fault.Clip(v.Key), a.m.Operation, a.m.Key).At("/operation").Want("an earlier one, or the copy's own")
	}
	a.read("operation", itoa(v.Operation)+" of "+v.From+": "+string(v.State))
	if a.m.Role == Ending {
		return a.copy(v)
	}
	a.to(a.fact.From)
	if a.fact.From == None {
		a.to(Announced)
	}
	o := Other{Operation: v.Operation, From: v.From, State: v.State, Serial: v.Serial, Lost: v.Lost}
	i, found := slices.BinarySearchFunc(a.m.Others, v.Operation, func(x Other, n int) int { return x.Operation - n })
	switch {
	case !found:
		a.m.Others = slices.Insert(a.m.Others, i, o)
	case a.m.Others[i].Serial < v.Serial:
		a.m.Others[i] = o
	default:
		a.fact.Note = "older than what is known; nothing changes"
	}
	return nil
}

// copy takes over the owner's newest word, and keeps what this administration certified and the owner does not know yet.
func (a *act) copy(v OperationNotified) error {
	if v.Serial <= a.m.Serial && a.m.Serial > 0 {
		a.fact.Note = "older than what is known; nothing changes"
		a.to(a.fact.From)
		return nil
	}
	mine, reports := a.m.Terminations, a.m.Incidents
	a.m.Serial, a.m.OwnerState, a.m.Transport, a.m.AcceptedAt, a.m.FirstPage, a.m.Limit = v.Serial, v.State, v.Transport, v.AcceptedAt, v.FirstPage, v.Limit
	a.m.Terminations, a.m.Incidents, a.m.Seals, a.m.SealedAt = slices.Clone(v.Terminations), slices.Clone(v.Incidents), slices.Clone(v.Seals), v.SealedAt
	for _, t := range mine {
		if !a.has(t.Page) && t.Office.Country == a.m.Administration {
			if err := a.certify(t); err != nil {
				return err
			}
		}
	}
	for _, r := range reports {
		if i, found := slices.BinarySearchFunc(a.m.Incidents, r.Report, func(x IncidentReport, n string) int { return strings.Compare(x.Report, n) }); !found {
			a.m.Incidents = slices.Insert(a.m.Incidents, i, r)
			a.sealBy(r.Seals, r.At)
		}
	}
	a.copyState()
	return nil
}

// copyState is closed where the owner's operation has ended, else what this administration knows of the termination.
func (a *act) copyState() {
	switch {
	case slices.Contains(endings, a.m.OwnerState):
		a.to(Closed)
	case slices.ContainsFunc(a.m.Terminations, func(t Termination) bool { return t.As == Final }):
		a.to(Terminated)
	default:
		a.to(Expected)
	}
}
