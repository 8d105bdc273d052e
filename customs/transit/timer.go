package transit

import (
	"slices"
	"time"

	"github.com/kairo-corridor/kairo/fault"
)

// KindElapsed is the message of the clock.
const KindElapsed Kind = "elapsed"

// TimerKind names a timer.
type TimerKind string

// The timers of common transit.
const (
	TimerPresentation   TimerKind = "presentation"
	TimerGuarantee      TimerKind = "guarantee"
	TimerArrival        TimerKind = "arrival"
	TimerResults        TimerKind = "results"
	TimerEnquiry        TimerKind = "enquiry"
	TimerHolderAnswer   TimerKind = "holder-answer"
	TimerEnquiryAnswer  TimerKind = "enquiry-answer"
	TimerDiscrepancies  TimerKind = "discrepancies"
	TimerRecovery       TimerKind = "recovery"
	TimerRecoveryAnswer TimerKind = "recovery-answer"
	TimerUnloading      TimerKind = "unloading"
)

// Timer is a time by which something must have happened.
type Timer struct {
	Kind TimerKind `json:"kind"`
	Due  time.Time `json:"due"`
}

// Elapsed says that a timer is due. The node sends it; before it is due it is refused.
type Elapsed struct {
	Timer TimerKind `json:"timer"`
}

// Kind names the message.
func (Elapsed) Kind() Kind { return KindElapsed }

// Assumed is the status of a duration for which no published value is at hand: the administration sets its own.
const Assumed Status = "assumed"

// TimerRule is one row of the timers: in which states of which roles it runs, from when, how long, and where it leads when
// it elapses.
type TimerRule struct {
	Kind   TimerKind
	Roles  []Role
	States []State
	Base   string // from when
	Months int
	Days   int
	Leads  State
	Status Status
	Source string

	base func(m *Movement, now time.Time) time.Time // zero: the timer does not run
}

const ia = "Regulation (EU) 2015/2447"

// TimerRules are the timers of common transit. The names and lengths that NCTS itself uses stand in a volume that is not
// public.
var TimerRules = []TimerRule{
	{TimerPresentation, []Role{Owner}, []State{PreLodged}, "the lodging", 0, 30, Refused, Recalled, "Regulation (EU) 952/2013 Art. 171",
		func(m *Movement, now time.Time) time.Time { return m.LodgedAt }},
	{TimerGuarantee, []Role{Owner}, []State{GuaranteeInvalid}, "the refusal", 0, 10, NotReleased, Assumed, "the published flows name a time to amend, without its length",
		entered},
	{TimerArrival, []Role{Owner}, []State{Released, InTransit}, "the time limit", 0, 0, Overdue, Stated, ia + " Art. 297, 310(2)(a)",
		limit},
	{TimerResults, []Role{Owner}, []State{Arrived}, "the arrival advice", 0, 6, Overdue, Stated, ia + " Art. 309(1), 310(1)",
		elsewhere},
	{TimerEnquiry, []Role{Owner}, []State{Overdue}, "the time limit, or the time for the results", 0, 7, HolderAsked, Stated, ia + " Art. 310(3)",
		func(m *Movement, now time.Time) time.Time {
			switch {
			case m.Enquiry != nil:
				return time.Time{} // somebody was asked already
			case m.Arrival == nil && !m.Limit.IsZero():
				return m.Limit
			}
			return now
		}},
	{TimerHolderAnswer, []Role{Owner}, []State{HolderAsked}, "the request", 0, 28, Overdue, Recalled, ia + " Art. 310",
		entered},
	{TimerEnquiryAnswer, []Role{Owner}, []State{UnderEnquiry}, "the enquiry", 0, 40, Overdue, Verified, ddnta + ", guideline G0125: 28 days where the holder was asked, the information is not enough or a fraud is suspected",
		func(m *Movement, now time.Time) time.Time { return m.Enquiry.AnswerBy.AddDate(0, 0, -40) }},
	{TimerDiscrepancies, []Role{Owner}, []State{Checked}, "the results", 0, 28, InRecovery, Assumed, "the published flows name a time to settle them, without its length",
		func(m *Movement, now time.Time) time.Time {
			if m.Result == nil || m.Result.Satisfactory || m.Settled != "" {
				return time.Time{}
			}
			return now
		}},
	{TimerRecovery, []Role{Owner}, []State{Overdue, HolderAsked, UnderEnquiry}, "the time limit, or the start of the enquiry", 7, 0, InRecovery, Recalled, "Regulation (EU) 2015/2446 Art. 77",
		func(m *Movement, now time.Time) time.Time {
			if m.Limit.IsZero() {
				return now
			}
			return m.Limit
		}},
	{TimerRecoveryAnswer, []Role{Owner}, []State{RecoveryRequested}, "the request", 0, 28, InRecovery, Recalled, ia + " Art. 165",
		entered},
	{TimerUnloading, []Role{Owner, Destination}, []State{Unloading}, "the permission", 0, 3, Arrived, Stated, "UK SI 2018/1258 Sch. 1 §7",
		entered},
}

// enquiryShortDays is the shorter time for an answer to an enquiry (guideline G0125).
const enquiryShortDays = 28

func entered(m *Movement, now time.Time) time.Time { return now }
func limit(m *Movement, now time.Time) time.Time   { return m.Limit }

// elsewhere runs only where another administration owes the results.
func elsewhere(m *Movement, now time.Time) time.Time {
	if m.Arrival == nil || m.Arrival.Office.Country == m.Owner {
		return time.Time{}
	}
	return now
}

func timerRule(k TimerKind) *TimerRule {
	for i := range TimerRules {
		if TimerRules[i].Kind == k {
			return &TimerRules[i]
		}
	}
	return nil
}

// setTimers keeps those that still run, drops those that do not, and sets those that begin with this state.
func (a *act) setTimers() {
	if a.m.Declaration.Regime != CommonTransit {
		return
	}
	var out []Timer
	for i := range TimerRules {
		r := &TimerRules[i]
		if !has(r.Roles, a.m.Role) || !has(r.States, a.m.State) {
			continue
		}
		base := r.base(&a.m, a.now)
		if base.IsZero() {
			continue
		}
		t := Timer{r.Kind, base.AddDate(0, r.Months, r.Days).UTC()}
		if old := slices.IndexFunc(a.m.Timers, func(o Timer) bool { return o.Kind == r.Kind }); old >= 0 && a.fact.From != None {
			t = a.m.Timers[old]
		}
		out = append(out, t)
	}
	a.m.Timers = out
}

// Due lists the timers of a movement that have elapsed.
func (m Movement) Due(now time.Time) []TimerKind {
	var out []TimerKind
	for _, t := range m.Timers {
		if !now.Before(t.Due) {
			out = append(out, t.Kind)
		}
	}
	return out
}

// elapsed goes where the timer leads.
func (a *act) elapsed(v Elapsed) error {
	i := slices.IndexFunc(a.m.Timers, func(t Timer) bool { return t.Kind == v.Timer })
	if i < 0 {
		return fault.New(fault.WrongState, "no timer %q runs", clip(string(v.Timer))).At("%s", a.m.Key)
	}
	t, rule := a.m.Timers[i], timerRule(v.Timer)
	if a.now.Before(t.Due) {
		return a.stop("timer %s is due on %s", t.Kind, stamp(t.Due))
	}
	a.m.Timers = slices.Delete(a.m.Timers, i, i+1)
	a.to(rule.Leads)
	a.fact.Rule = Rule{"TIMER-" + string(rule.Kind), "The time for it has passed.", rule.Status, rule.Source}
	a.read("timer", string(t.Kind))
	a.read("due", stamp(t.Due))
	switch v.Timer {
	case TimerEnquiry:
		a.enquiry().HolderAsked = a.now
	case TimerDiscrepancies, TimerRecovery:
		a.recover("the time for " + string(v.Timer) + " has passed")
	}
	return nil
}
