package transit

import (
	"time"

	"github.com/kairo-corridor/kairo/fault"
)

// passage records the goods at an office of this administration; a copy tells the owner.
func (a *act) passage(v Passage) error {
	office, err := a.passageOffice(v.Office)
	if err != nil {
		return err
	}
	p := Passed{Office: office, At: a.now, Declared: a.declared(office)}
	if err := a.pass(p); err != nil {
		return err
	}
	if a.m.Role != Owner {
		a.send(a.m.Owner, PassageNotified{From: a.m.Administration, Passed: p})
	}
	return nil
}

// passageOffice completes an office from the declared ones; an empty one is the next declared that was not passed yet.
func (a *act) passageOffice(o Office) (Office, error) {
	if o == (Office{}) {
		for _, d := range a.m.Declaration.Passage {
			if d.Country == a.m.Administration && !a.passed(d) {
				return d, nil
			}
		}
		return o, a.stop("no declared office of passage of %s is left", a.m.Administration).Mend("name the office")
	}
	return a.localOffice(o, a.m.Declaration.Passage)
}

// localOffice completes an office of this administration.
func (a *act) localOffice(o Office, declared []Office) (Office, error) {
	var c checker
	c.office("/office", o)
	if err := c.list.OrNil(); err != nil {
		return o, err
	}
	if o.Country != a.m.Administration {
		return o, fault.New(fault.BadField, "the office is in %s, this administration is %s", o.Country, a.m.Administration).At("/office/country")
	}
	for _, d := range declared {
		if d.Same(o) {
			return d, nil
		}
	}
	return o, nil
}

func (a *act) declared(o Office) bool {
	for _, d := range a.m.Declaration.Passage {
		if d.Same(o) {
			return true
		}
	}
	return false
}

func (a *act) passed(o Office) bool {
	for _, p := range a.m.Passages {
		if p.Office.Same(o) {
			return true
		}
	}
	return false
}

// pass adds a passage, once an office.
func (a *act) pass(p Passed) error {
	if a.passed(p.Office) {
		return a.stop("the passage at %s is recorded already", p.Office)
	}
	if len(a.m.Passages) >= PassedMax {
		return fault.New(fault.Limit, "%d passages are recorded", len(a.m.Passages)).Want("at most %d", PassedMax)
	}
	a.m.Passages = append(a.m.Passages, p)
	a.fact.Office, a.fact.At = p.Office, p.At.UTC()
	a.read("office declared", yes(p.Declared))
	a.readLimit(p.At)
	return nil
}

func (a *act) readLimit(at time.Time) {
	if !a.m.ReachedAt.IsZero() {
		at = a.m.ReachedAt
	}
	a.read("time limit", stamp(a.m.Limit))
	if !a.m.Limit.IsZero() && at.After(a.m.Limit) {
		a.fact.Note = "after the time limit"
	}
}

// arrival records the goods at the office of destination or exit; a copy tells the owner.
func (a *act) arrival(v Arrival) error {
	dest := a.m.place()
	if v.Office == (Office{}) {
		if err := a.hereOf(dest); err != nil {
			return err
		}
	} else if err := a.here(); err != nil {
		return err
	}
	office := dest
	if v.Office != (Office{}) {
		var err error
		if office, err = a.localOffice(v.Office, []Office{dest, a.m.Declaration.Destination}); err != nil {
			return err
		}
	}
	p := Passed{Office: office, At: a.now, Declared: a.m.isPlace(office)}
	if err := a.arrive(p); err != nil {
		return err
	}
	switch {
	case a.m.Role != Owner:
		a.send(a.m.Owner, ArrivalAdvice{From: a.m.Administration, Passed: p})
	case has(diverting, a.m.Declaration.Regime):
		a.forwardArrival(p)
	}
	return nil
}

// here refuses what only the administration of the office of destination may record. In common and EAEU transit that is also
// one that was given the record as actual office of destination, and the owner, to which goods may return.
func (a *act) here() error {
	if has(diverting, a.m.Declaration.Regime) {
		return nil
	}
	return a.hereOf(a.m.Declaration.Destination)
}

func (a *act) hereOf(dest Office) error {
	if a.m.Arrival != nil && has(diverting, a.m.Declaration.Regime) {
		dest = a.m.Arrival.Office
	}
	if dest.Country != a.m.Administration {
		return a.stop("the office of destination is %s in %s, which records it", dest, dest.Country)
	}
	return nil
}

// presented reads when the goods reached the place of delivery, where that was recorded before the papers were presented.
func (a *act) presented(at time.Time) {
	if a.m.ReachedAt.IsZero() {
		return
	}
	a.read("place of delivery reached", stamp(a.m.ReachedAt))
	a.read("papers presented", stamp(at))
}

// arrive records the arrival; once, where another office may claim the same goods or the results are waited for.
func (a *act) arrive(p Passed) error {
	if old := a.m.Arrival; old != nil && has(secured, a.m.Declaration.Regime) {
		return a.stop("the goods arrived at %s in %s", old.Office, old.Office.Country).Mend("the two offices and the office of departure settle where the goods are")
	}
	a.m.Arrival = &p
	a.presented(p.At)
	a.fact.Office, a.fact.At = p.Office, p.At.UTC()
	a.read("office declared", yes(p.Declared))
	a.readLimit(p.At)
	return nil
}

// destinationControl is the result of the office of destination; a copy tells the owner.
func (a *act) destinationControl(v DestinationControl) error {
	if err := a.hereOf(a.m.Declaration.Destination); err != nil {
		return err
	}
	r := Result{Satisfactory: v.Satisfactory, Text: v.Text, At: a.now}
	a.result(r)
	if a.m.Role != Owner {
		a.send(a.m.Owner, DestinationResults{From: a.m.Administration, Result: r})
	}
	return a.remark("/text", v.Text)
}

func (a *act) result(r Result) {
	a.m.Result = &r
	a.fact.Office, a.fact.At = a.m.Declaration.Destination, r.At.UTC()
	if a.m.Arrival != nil {
		a.fact.Office = a.m.Arrival.Office
	}
	a.read("satisfactory", yes(r.Satisfactory))
	a.read("found", r.Text)
}

// from refuses a message of an administration that has no such part in the movement.
func (a *act) from(country string, fits func(Copy) bool) error {
	for _, c := range a.m.Copies() {
		if c.Country == country && fits(c) {
			return nil
		}
	}
	return fault.New(fault.BadField, "%q has no such part in the movement", fault.Clip(country)).At("/from")
}

func anyCopy(Copy) bool           { return true }
func isDestination(c Copy) bool   { return c.Role == Destination }
func late(s State) bool           { return !has(inTime, s) }
func (a *act) sent(at time.Time)  { a.fact.At = at.UTC() }
func (a *act) irregular(s string) { a.fact.Note = s }
func (a *act) fromOwner(c string) error {
	if c != a.m.Owner {
		return fault.New(fault.BadField, "%q does not own the movement", fault.Clip(c)).At("/from").Want("%s", a.m.Owner)
	}
	return nil
}

func (a *act) passageNotified(v PassageNotified) error {
	if err := a.from(v.From, anyCopy); err != nil {
		return err
	}
	if v.Passed.Office.Country != v.From {
		return fault.New(fault.BadField, "%s records no passage in %q", v.From, fault.Clip(v.Passed.Office.Country)).At("/passed/office/country")
	}
	if err := a.pass(v.Passed); err != nil {
		return err
	}
	if late(a.fact.From) {
		a.irregular("learned after the movement was " + string(a.fact.From))
	}
	return nil
}

func (a *act) arrivalAdvice(v ArrivalAdvice) error {
	if err := a.from(v.From, isDestination); err != nil {
		return err
	}
	switch {
	case a.fact.From == Invalidated:
		a.irregular("the goods arrived although the declaration was invalidated")
	case has(recoveries, a.fact.From):
		a.irregular("the goods arrived although the debt is being recovered, or was")
	case has(proven, a.fact.From):
		a.irregular("the goods arrived after a proof was accepted")
	}
	if err := a.arrive(v.Passed); err != nil {
		return err
	}
	if has(diverting, a.m.Declaration.Regime) && a.m.State == Arrived {
		a.forwardArrival(v.Passed)
	}
	return nil
}

// proven are the owner's states after a result, or a proof in its place.
var proven = []State{Checked, Discharged}

// recoveries are the owner's states from the start of the recovery.
var recoveries = []State{InRecovery, RecoveryRequested, RecoveryElsewhere, Recovered}

func (a *act) destinationResults(v DestinationResults) error {
	if err := a.from(v.From, isDestination); err != nil {
		return err
	}
	if p := a.m.Arrival; has(secured, a.m.Declaration.Regime) && !a.m.Ended() && (p == nil || p.Office.Country != v.From) {
		return a.stop("no arrival at an office of %s is recorded", v.From)
	}
	if has(proven, a.fact.From) {
		if a.m.Proof == "" {
			return a.stop("the results are in")
		}
		a.read("satisfactory", yes(v.Result.Satisfactory))
		a.read("found", v.Result.Text)
		a.irregular("the results came after a proof was accepted")
		return nil
	}
	a.result(v.Result)
	return nil
}

func (a *act) anticipated(v AnticipatedRecord) error {
	if a.fact.From == RecordAsked { // it was on its way when the record was asked for
		if err := checkAnticipated(v, a.m.Administration); err != nil {
			return err
		}
		if err := a.fromOwner(v.From); err != nil {
			return err
		}
		a.m.Role, a.m.Declaration, a.fact.Office = v.Role, v.Declaration, v.Declaration.Departure
	}
	a.m.Number, a.m.ReleasedAt, a.m.Limit, a.m.Measures, a.m.Delivery = v.Number, v.ReleasedAt, v.Limit, v.Measures, v.Delivery
	a.read("owner", v.From)
	a.read("hash", v.Declaration.Hash)
	a.read("time limit", stamp(v.Limit))
	a.read("route", route(v.Declaration))
	a.read("prescribed route", v.Measures.Route)
	if v.Measures.Escort {
		a.read("escort", "yes")
	}
	a.read("seals affixed", v.Measures.Seals)
	a.read("place of delivery", v.Delivery.String())
	return nil
}

func (a *act) dischargeNotified(v DischargeNotified) error {
	a.sent(v.At)
	return a.fromOwner(v.From)
}

func (a *act) cancelNotified(v CancelNotified) error {
	a.sent(v.At)
	a.read("reason", v.Reason)
	return a.fromOwner(v.From)
}
