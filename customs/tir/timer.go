package tir

import (
	"slices"
	"time"

	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
)

// The timers.
const (
	TimerValidity       transit.TimerKind = "validity"
	TimerPresentation   transit.TimerKind = "presentation"
	TimerAnswer         transit.TimerKind = "answer"
	TimerArrival        transit.TimerKind = "arrival"
	TimerResumption     transit.TimerKind = "resumption"
	TimerEnquiry        transit.TimerKind = "enquiry"
	TimerEnquiryAnswer  transit.TimerKind = "enquiry-answer"
	TimerNotification   transit.TimerKind = "notification"
	TimerFraud          transit.TimerKind = "notification-fraud"
	TimerClaim          transit.TimerKind = "claim"
	TimerPayment        transit.TimerKind = "payment"
	TimerReconciliation transit.TimerKind = "reconciliation"
)

// TimerRule is one row of the timers: in which states of the start role it runs, from when, how long, and where it leads.
type TimerRule struct {
	Kind   transit.TimerKind
	States []State // nil: every state of either role
	Base   string
	Months int
	Days   int
	Leads  State // empty: the same state
	Status transit.Status
	Source string

	base func(m *Record) time.Time // zero: the timer does not run
}

const assumed = "no published value; the administration sets its own"

// TimerRules are the timers.
var TimerRules = []TimerRule{
	{TimerValidity, []State{Announced}, "the last day of validity", 0, 1, Lapsed, transit.Stated, "Agencia Tributaria, Transit Manual IX.8.3: the validity limits the acceptance at departure",
		func(m *Record) time.Time { return when(m.First(), m.Transport.ValidUntil) }},
	{TimerPresentation, []State{Announced}, "the announcement", 0, 180, Lapsed, transit.Assumed, assumed, since},
	{TimerAnswer, []State{Checking}, "the presentation", 0, 1, Presented, transit.Assumed, assumed, since},
	{TimerArrival, []State{Started, CarnetLost}, "the time limit", 0, 0, Overdue, transit.Recalled, conv + "Art. 20: the office may set a time limit",
		func(m *Record) time.Time { return m.Limit }},
	{TimerResumption, []State{Suspended}, "the suspension", 0, 90, Terminated, transit.Assumed, assumed, since},
	{TimerEnquiry, []State{Overdue}, "the time limit", 0, 28, UnderEnquiry, transit.Assumed, assumed, since},
	{TimerEnquiryAnswer, []State{UnderEnquiry}, "the enquiry", 0, 28, Irregular, transit.Assumed, assumed, since},
	{TimerNotification, []State{Started, CarnetLost, Overdue, UnderEnquiry, Irregular}, "the acceptance of the carnet", 12, 0, TimeBarred, transit.Stated, conv + "Art. 11(1)" + bazanpa,
		func(m *Record) time.Time { return when(!m.Fraud, m.AcceptedAt) }},
	{TimerFraud, []State{Irregular}, "the acceptance of the carnet", 24, 0, TimeBarred, transit.Stated, conv + "Art. 11(1)" + bazanpa,
		func(m *Record) time.Time { return when(m.Fraud, m.AcceptedAt) }},
	{TimerClaim, []State{Notified}, "the notification", 24, 0, TimeBarred, transit.Stated, conv + "Art. 11(3)" + aeat + "IX.6.5",
		func(m *Record) time.Time { return m.NotifiedAt }},
	{TimerPayment, []State{Claimed}, "the claim", 3, 0, Unpaid, transit.Stated, conv + "Art. 11(4), note 0.11-4" + consul,
		func(m *Record) time.Time { return m.ClaimedAt }},
	{TimerReconciliation, nil, "the oldest open request", 0, 10, "", transit.Assumed, assumed, openRequest},
}

func since(m *Record) time.Time { return m.Since }

func when(b bool, t time.Time) time.Time {
	if b {
		return t
	}
	return time.Time{}
}

// openRequest is when the oldest reconciliation request was put that is neither answered nor known to be late.
func openRequest(m *Record) time.Time {
	for _, r := range m.Reconciliations {
		if r.AnsweredAt.IsZero() && !r.Late {
			return r.AskedAt
		}
	}
	return time.Time{}
}

func timerRule(k transit.TimerKind) *TimerRule {
	for i := range TimerRules {
		if TimerRules[i].Kind == k {
			return &TimerRules[i]
		}
	}
	return nil
}

// setTimers makes the timers out of the record: they hang on nothing else, so that replayed records agree.
func (a *act) setTimers() {
	a.m.Timers = nil
	for i := range TimerRules {
		r := &TimerRules[i]
		if r.States != nil && !slices.Contains(r.States, a.m.State) {
			continue
		}
		if base := r.base(&a.m); !base.IsZero() {
			a.m.Timers = append(a.m.Timers, Timer{Kind: r.Kind, Due: base.AddDate(0, r.Months, r.Days).UTC()})
		}
	}
}

// Due lists the timers of a record that have elapsed, the one that was due first at the front.
func (m Record) Due(now time.Time) []transit.TimerKind {
	timers := slices.Clone(m.Timers)
	slices.SortStableFunc(timers, func(x, y Timer) int { return x.Due.Compare(y.Due) })
	var out []transit.TimerKind
	for _, t := range timers {
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
		return fault.New(fault.WrongState, "no timer %q runs", fault.Clip(string(v.Timer))).At("%s", a.m.Key)
	}
	t, rule := a.m.Timers[i], timerRule(v.Timer)
	if a.now.Before(t.Due) {
		return a.stop("timer %s is due on %s", t.Kind, stamp(t.Due))
	}
	a.fact.Rule = Rule{ID: "TIMER-" + string(rule.Kind), Text: "The time for it has passed.", Status: rule.Status, Source: rule.Source}
	a.read("timer", string(t.Kind))
	a.read("due", stamp(t.Due))
	a.to(a.fact.From)
	if rule.Leads != "" {
		a.to(rule.Leads)
	}
	switch v.Timer {
	case TimerResumption:
		a.endAtSuspension()
	case TimerEnquiry:
		a.ask("")
	case TimerReconciliation:
		for i := range a.m.Reconciliations {
			if r := &a.m.Reconciliations[i]; r.AnsweredAt.IsZero() && !r.Late {
				r.Late = true
				a.read("unanswered", r.ID)
				break
			}
		}
	}
	return nil
}
