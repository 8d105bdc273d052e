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

// The timers.
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

	TimerRegistration TimerKind = "registration" // of an EAEU declaration
	TimerDeclaration  TimerKind = "declaration"  // after the goods are presented
	TimerRelease      TimerKind = "release"
	TimerPapersRoad   TimerKind = "papers-road" // at the place of delivery
	TimerPapersRail   TimerKind = "papers-rail"
	TimerCompletion   TimerKind = "completion"
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

// TimerRule is one row of the timers: in which states of which roles it runs under which regimes, from when, how long, and where
// it leads when it elapses.
type TimerRule struct {
	Kind    TimerKind
	Regimes []Regime
	Roles   []Role
	States  []State
	Base    string // from when
	Months  int
	Days    int
	Hours   int
	Country string // of departure; empty: every country
	Leads   State  // empty: the state stays, and the fact says that it is late
	Status  Status
	Source  string

	base func(m *Movement, now time.Time) time.Time // zero: the timer does not run
}

const ia = "Regulation (EU) 2015/2447"

// noTime is the source of a length that no text at hand gives: the administration sets its own.
const noTime = "no length found"

var (
	officeDeparts = []Role{Owner}
	officeArrives = []Role{Owner, Destination}
)

// TimerRules are the timers. The names and lengths that NCTS itself uses stand in a volume that is not public.
var TimerRules = slices.Concat(departureTimers, wayTimers, enquiryTimers, arrivalTimers)

var departureTimers = []TimerRule{
	{TimerPresentation, common, officeDeparts, []State{PreLodged}, "the lodging", 0, 30, 0, "", Refused, Recalled, "Regulation (EU) 952/2013 Art. 171", lodged},
	{TimerPresentation, nation, officeDeparts, []State{PreLodged}, "the lodging", 0, 30, 0, "", Refused, Assumed, noTime, lodged},
	{TimerGuarantee, common, officeDeparts, []State{GuaranteeInvalid}, "the refusal", 0, 10, 0, "", NotReleased, Assumed, "the published flows name a time to amend, without its length", entered},
	{TimerGuarantee, eaeuAndNation, officeDeparts, []State{GuaranteeInvalid}, "the refusal", 0, 10, 0, "", NotReleased, Assumed, noTime, entered},
	{TimerRegistration, eaeu, officeDeparts, []State{Lodged}, "the lodging", 0, 0, 1, "", "", Recalled, eaeuCode + " Art. 111" + roundTheClock, lodged},
	{TimerRelease, eaeu, officeDeparts, []State{GuaranteeAsked, GuaranteeInvalid, Accepted, UnderControl, Controlled}, "the registration", 0, 0, 4, "", "", Recalled, eaeuCode + " Art. 119" + roundTheClock, entered},
	{TimerDeclaration, nation, officeDeparts, []State{Lodged}, "the presentation of the goods", 0, 15, 0, "AZ", Refused, Stated, "AZ: Cabinet of Ministers rules 5 of 14.1.2014; that the declaration then falls is assumed", presented},
}

// roundTheClock says how hours are counted.
const roundTheClock = ", working hours; counted round the clock, for no office's hours are at hand"

var wayTimers = []TimerRule{
	{TimerArrival, common, officeDeparts, []State{Released, InTransit}, "the time limit", 0, 0, 0, "", Overdue, Stated, ia + " Art. 297, 310(2)(a)", limit},
	{TimerArrival, eaeu, officeDeparts, inTime, "the time limit", 0, 0, 0, "", Overdue, Recalled, eaeuCode + " Art. 144, 151", limit},
	{TimerArrival, nation, officeDeparts, []State{Released, InTransit}, "the time limit", 0, 0, 0, "", Overdue, Recalled, "the goods are to arrive within it; what follows is the administration's own", limit},
	{TimerResults, common, officeDeparts, []State{Arrived}, "the arrival advice", 0, 6, 0, "", Overdue, Stated, ia + " Art. 309(1), 310(1)", elsewhere},
	{TimerResults, eaeuAndNation, officeDeparts, []State{Arrived}, "the arrival advice", 0, 3, 0, "", Overdue, Assumed, noTime, elsewhere},
}

var enquiryTimers = []TimerRule{
	{TimerEnquiry, common, officeDeparts, []State{Overdue}, "the time limit, or the time for the results", 0, 7, 0, "", HolderAsked, Stated, ia + " Art. 310(3)", unasked},
	{TimerEnquiry, eaeuAndNation, officeDeparts, []State{Overdue}, "the time limit, or the time for the results", 0, 7, 0, "", HolderAsked, Assumed, noTime, unasked},
	{TimerHolderAnswer, common, officeDeparts, []State{HolderAsked}, "the request", 0, 28, 0, "", Overdue, Recalled, ia + " Art. 310", entered},
	{TimerHolderAnswer, eaeuAndNation, officeDeparts, []State{HolderAsked}, "the request", 0, 28, 0, "", Overdue, Assumed, noTime, entered},
	{TimerEnquiryAnswer, common, officeDeparts, []State{UnderEnquiry}, "the enquiry", 0, enquiryLongDays, 0, "", Overdue, Verified,
		ddnta + ", guideline G0125: 28 days where the holder was asked, the information is not enough or a fraud is suspected", asked(enquiryLongDays)},
	{TimerEnquiryAnswer, eaeu, officeDeparts, []State{UnderEnquiry}, "the enquiry", 0, enquiryShortDays, 0, "", Overdue, Assumed, noTime, asked(enquiryShortDays)},
	{TimerDiscrepancies, common, officeDeparts, []State{Checked}, "the results", 0, 28, 0, "", InRecovery, Assumed, "the published flows name a time to settle them, without its length", unsettled},
	{TimerDiscrepancies, eaeuAndNation, officeDeparts, []State{Checked}, "the results", 0, 28, 0, "", InRecovery, Assumed, noTime, unsettled},
	{TimerRecovery, common, officeDeparts, overdueStates, "the time limit, or the start of the enquiry", 7, 0, 0, "", InRecovery, Recalled, "Regulation (EU) 2015/2446 Art. 77", limitOrNow},
	{TimerRecovery, eaeuAndNation, officeDeparts, overdueStates, "the time limit, or the start of the enquiry", 3, 0, 0, "", InRecovery, Assumed, noTime, limitOrNow},
	{TimerRecoveryAnswer, common, officeDeparts, []State{RecoveryRequested}, "the request", 0, 28, 0, "", InRecovery, Recalled, ia + " Art. 165", entered},
	{TimerRecoveryAnswer, eaeu, officeDeparts, []State{RecoveryRequested}, "the request", 0, 28, 0, "", InRecovery, Assumed, noTime, entered},
}

var arrivalTimers = []TimerRule{
	{TimerUnloading, common, officeArrives, []State{Unloading}, "the permission", 0, 3, 0, "", Arrived, Stated, "UK SI 2018/1258 Sch. 1 §7", entered},
	{TimerPapersRoad, eaeu, officeArrives, unpresented, "reaching the place of delivery", 0, 0, 3, "", "", Recalled, eaeuCode + " Art. 151", reachedBy(false)},
	{TimerPapersRail, eaeu, officeArrives, unpresented, "reaching the place of delivery", 0, 0, 12, "", "", Recalled, eaeuCode + " Art. 151", reachedBy(true)},
	{TimerCompletion, eaeu, officeArrives, []State{Arrived}, "the registration of the papers", 0, 0, 4, "", "", Recalled, eaeuCode + " Art. 151" + roundTheClock, here},
}

// enquiryLongDays and enquiryShortDays are the times for an answer to an enquiry (guideline G0125).
const (
	enquiryLongDays  = 40
	enquiryShortDays = 28
)

// unpresented are the states of goods whose papers were not presented at the place of delivery.
var unpresented = []State{Expected, Released, InTransit, PartlyDelivered, Overdue, HolderAsked, UnderEnquiry, Enquired}

// reachedBy runs from when the goods reached the place of delivery, by rail or otherwise.
func reachedBy(rail bool) func(*Movement, time.Time) time.Time {
	return func(m *Movement, now time.Time) time.Time {
		if rail != (m.Declaration.Mode == Rail) {
			return time.Time{}
		}
		return m.ReachedAt
	}
}

// here runs at the office that has the goods.
func here(m *Movement, now time.Time) time.Time {
	if m.Arrival == nil || m.Arrival.Office.Country != m.Administration {
		return time.Time{}
	}
	return now
}

func presented(m *Movement, now time.Time) time.Time { return m.PresentedAt }

func entered(m *Movement, now time.Time) time.Time { return now }
func limit(m *Movement, now time.Time) time.Time   { return m.Limit }
func lodged(m *Movement, now time.Time) time.Time  { return m.LodgedAt }

func limitOrNow(m *Movement, now time.Time) time.Time {
	if m.Limit.IsZero() {
		return now
	}
	return m.Limit
}

// unasked runs until somebody was asked.
func unasked(m *Movement, now time.Time) time.Time {
	switch {
	case m.Enquiry != nil:
		return time.Time{}
	case m.Arrival == nil && !m.Limit.IsZero():
		return m.Limit
	}
	return now
}

// asked runs to the time that the enquiry names; the row's own length is the longest.
func asked(days int) func(*Movement, time.Time) time.Time {
	return func(m *Movement, now time.Time) time.Time { return m.Enquiry.AnswerBy.AddDate(0, 0, -days) }
}

// unsettled runs as long as a discrepancy is not settled.
func unsettled(m *Movement, now time.Time) time.Time {
	if m.Result == nil || m.Result.Satisfactory || m.Settled != "" {
		return time.Time{}
	}
	return now
}

// elsewhere runs only where another administration owes the results.
func elsewhere(m *Movement, now time.Time) time.Time {
	if m.Arrival == nil || m.Arrival.Office.Country == m.Owner {
		return time.Time{}
	}
	return now
}

// timerRule is the row of a timer under a regime.
func timerRule(k TimerKind, r Regime) *TimerRule {
	for i := range TimerRules {
		if TimerRules[i].Kind == k && has(TimerRules[i].Regimes, r) {
			return &TimerRules[i]
		}
	}
	return nil
}

func (r *TimerRule) runs(m *Movement) bool {
	return has(r.Regimes, m.Declaration.Regime) && (r.Country == "" || r.Country == m.Owner) && has(r.Roles, m.Role) && has(r.States, m.State) && (r.Leads != "" || !has(m.Late, r.Kind))
}

// setTimers keeps those that still run, drops those that do not, and sets those that begin with this state.
func (a *act) setTimers() {
	var out []Timer
	for i := range TimerRules {
		r := &TimerRules[i]
		if !r.runs(&a.m) {
			continue
		}
		base := r.base(&a.m, a.now)
		if base.IsZero() {
			continue
		}
		t := Timer{r.Kind, base.AddDate(0, r.Months, r.Days).Add(time.Duration(r.Hours) * time.Hour).UTC()}
		if old := slices.IndexFunc(a.m.Timers, func(o Timer) bool { return o.Kind == r.Kind }); old >= 0 && a.fact.From != None {
			t = a.m.Timers[old]
		}
		out = append(out, t)
	}
	a.m.Timers = out
}

// Leads is the state that a timer leads to when it elapses, empty where that only leaves a fact that something is late.
func (m Movement) Leads(k TimerKind) State {
	if r := timerRule(k, m.Declaration.Regime); r != nil {
		return r.Leads
	}
	return ""
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
		return fault.New(fault.WrongState, "no timer %q runs", fault.Clip(string(v.Timer))).At("%s", a.m.Key)
	}
	t, rule := a.m.Timers[i], timerRule(v.Timer, a.m.Declaration.Regime)
	if a.now.Before(t.Due) {
		return a.stop("timer %s is due on %s", t.Kind, stamp(t.Due))
	}
	a.m.Timers = slices.Delete(a.m.Timers, i, i+1)
	if a.to(a.fact.From); rule.Leads != "" {
		a.to(rule.Leads)
	} else {
		a.m.Late = append(a.m.Late, v.Timer)
		a.fact.Note = "late: the time set for it has passed"
	}
	if a.m.Role != Owner {
		a.fact.Office = a.m.place()
	}
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
