package transit

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A journey of a regime with several administrations, a trader, a consignee and an office of guarantee, each of which
// does what the machine allows, at any time, while messages are on their way in the order in which they were sent to each.
type journey struct {
	t     *rapid.T
	by    Regime
	now   time.Time
	at    map[string]Movement
	lines map[string][]Message // "GE>TR": on the way
	books map[int]string       // of the office of guarantee: request to reserved, free, called
	last  int
	calls int
	frees int

	engaged int // confirmations
	log     []string
}

var journeyCountries = []string{"GE", "TR", "BG", "RO", "HU"}

// journeyNumber is the number given under each regime.
var journeyNumber = map[Regime]string{CommonTransit: "26GEDEMO00000001J9", EAEUTransit: "57507/011226/0000012", NationalTransit: "26GEDEMO00000001J9"}

func newJourney(t *rapid.T, by Regime) *journey {
	j := &journey{t: t, by: by, now: now, at: map[string]Movement{}, lines: map[string][]Message{}, books: map[int]string{}}
	d := sampleDeclaration(by)
	d.Departure, d.Destination = Office{Country: "GE", Code: "GE1"}, Office{Country: "RO", Code: "RO1"}
	d.Passage = []Office{{Country: "TR", Code: "TR1"}, {Country: "BG", Code: "BG1"}}
	if d.NumberFormat = "mrn"; by == EAEUTransit {
		d.NumberFormat = "eaeu"
	} else if by == CommonTransit {
		d.Exit = []Office{{Country: "BG", Code: "BG7"}}
	}
	d.LimitDays = rapid.IntRange(0, 8).Draw(t, "limit")
	if !has(atOnce, by) {
		d.Additional = rapid.SampledFrom([]string{"", PreLodgedType}).Draw(t, "additional")
	}
	if rapid.Bool().Draw(t, "guarantee") {
		d.Guarantees = grn
	}
	j.give("GE", Lodge{Key: "R1-S2", Administration: "GE", Trader: "trader", Declaration: d}, "")
	j.open(rapid.IntRange(0, 6).Draw(t, "opening"))
	return j
}

// open takes the movement some way along, so that its later states are reached as often as the first.
func (j *journey) open(far int) {
	if far < 1 {
		return
	}
	script := []Message{Present{}, Accept{Number: journeyNumber[j.by]}, GuaranteeAnswer{Key: "R1-S2", From: OfficeOfGuarantee, Request: 1, Valid: true}, Release{}}
	if far == 1 {
		script = append(script[:2], GuaranteeAnswer{Key: "R1-S2", From: OfficeOfGuarantee, Request: 1, Valid: rapid.Bool().Draw(j.t, "valid")}, DecideControl{Control: Scan})
	}
	if far > 2 {
		script = append(script, Incident{Code: "2", Office: Office{Country: "GE", Code: "GE1"}, Text: "goods are missing"})
	}
	if far > 3 {
		script = append(script, StartRecovery{"suspicion of fraud"})
	}
	if far > 4 {
		script = append(script, RequestRecovery{rapid.SampledFrom([]string{"TR", "BG", "RO"}).Draw(j.t, "of"), "removed there"})
	}
	for _, msg := range script {
		_, asked := msg.(GuaranteeAnswer)
		if asked && j.last == 0 {
			continue
		}
		_ = j.give("GE", msg, "") // those that do not fit are refused
		for j.deliver() {
		}
	}
}

func (j *journey) movement(country string) Movement {
	m, here := j.at[country]
	if !here {
		m = Movement{Administration: country}
	}
	return m
}

// give applies a message, holds the invariants and puts what is sent on its way.
func (j *journey) give(country string, msg Message, from string) error {
	before := j.movement(country)
	m, facts, sends, err := Apply(before, msg, j.now)
	line := fmt.Sprintf("%s %s %+v", country, msg.Kind(), msg)
	if len(line) > 160 {
		line = line[:160]
	}
	j.log = append(j.log, fmt.Sprintf("%s → %s (%v)", line, m.State, err))
	if err != nil {
		if from != "" && !j.excused(country, msg) {
			j.fail("%s refused %s of %s: %v", country, msg.Kind(), from, err)
		}
		return err
	}
	j.at[country] = m
	j.hold(m, facts)
	for _, s := range sends {
		if s.To == OfficeOfGuarantee {
			j.guarantee(s.Message)
		} else if len(s.To) == 2 {
			j.lines[country+">"+s.To] = append(j.lines[country+">"+s.To], s.Message)
		}
	}
	return nil
}

// excused are the messages that are rightly refused: those of a second office that recorded the arrival of the same goods.
func (j *journey) excused(country string, msg Message) bool {
	m := j.movement(country)
	switch v := msg.(type) {
	case ArrivalAdvice:
		return m.Arrival != nil && m.Arrival.Office.Country != v.From
	case DestinationResults:
		return m.Arrival != nil && m.Arrival.Office.Country != v.From
	}
	return false
}

func (j *journey) fail(format string, args ...any) {
	for _, l := range j.log[max(0, len(j.log)-40):] {
		j.t.Log(l)
	}
	j.t.Fatalf(format, args...)
}

// hold checks what is always true.
func (j *journey) hold(m Movement, facts []Fact) {
	if m.Role == Owner && m.State == Discharged && m.Arrival == nil && m.Proof == "" {
		j.fail("discharged without an arrival or a proof")
	}
	if m.Ended() && len(m.Timers) > 0 {
		j.fail("%s has ended and timers run: %v", m.Administration, m.Timers)
	}
	if len(facts) == 0 || facts[len(facts)-1].To != m.State {
		j.fail("no fact leads to %s", m.State)
	}
	for _, timer := range m.Timers {
		after, _, _, err := Apply(m, Elapsed{timer.Kind}, timer.Due)
		if late := err == nil && slices.Contains(after.Late, timer.Kind); err != nil || after.State == m.State && !late || slices.Contains(after.Due(timer.Due), timer.Kind) {
			j.fail("%s in %s: timer %s leads to %s: %v", m.Administration, m.State, timer.Kind, after.State, err)
		}
		if j.now.Before(timer.Due) {
			if _, _, _, err := Apply(m, Elapsed{timer.Kind}, timer.Due.Add(-time.Second)); err == nil {
				j.fail("timer %s elapsed before it was due", timer.Kind)
			}
		}
	}
	if !m.Ended() && m.State != None && !slices.ContainsFunc(m.Timers, func(t Timer) bool { return timerRule(t.Kind, m.Declaration.Regime).Leads != "" }) &&
		!slices.ContainsFunc(Possible(m), func(k Kind) bool { return k != KindElapsed && leads(m, k) }) {
		j.fail("%s as %s in %s: no timer, and nobody can act", m.Administration, m.Role, m.State)
	}
}

// leads is true of a message that can take the movement to another state.
func leads(m Movement, k Kind) bool {
	return slices.ContainsFunc(find(m.Role, m.State, k, m.Declaration.Regime), func(s State) bool { return s != m.State })
}

// guarantee is the office of guarantee's book: what a request reserves is freed or called once.
func (j *journey) guarantee(msg Message) {
	switch v := msg.(type) {
	case GuaranteeRequest:
		if j.books[j.last] == "reserved" {
			j.books[j.last] = "free" // replaced
		}
		if v.Request != j.last+1 {
			j.fail("request %d after %d", v.Request, j.last)
		}
		j.last = v.Request
		j.books[v.Request] = "reserved"
	case GuaranteeConfirm:
		if j.books[v.Request] != "reserved" || v.Request != j.last {
			j.fail("request %d is %q and shall be engaged", v.Request, j.books[v.Request])
		}
		j.engaged++
	case GuaranteeRelease:
		j.settle(v.Request, "free")
		j.frees++
	case GuaranteeCall:
		j.settle(v.Request, "called")
		j.calls++
	}
}

func (j *journey) settle(request int, to string) {
	if j.books[request] != "reserved" || request != j.last {
		j.fail("request %d is %q and shall be %s", request, j.books[request], to)
	}
	j.books[request] = to
}

// message makes one of a kind, mostly sensible.
func (j *journey) message(k Kind, m Movement) Message {
	t, country := j.t, m.Administration
	here := Office{Country: country, Code: country + rapid.SampledFrom([]string{"1", "2"}).Draw(t, "office")}
	yes := rapid.Bool().Draw(t, "yes")
	switch k {
	case KindAccept:
		return Accept{Number: journeyNumber[j.by]}
	case KindDecideControl:
		return DecideControl{Control: rapid.SampledFrom([]ControlKind{NoControl, Scan}).Draw(t, "control")}
	case KindControlResult:
		return ControlResult{Satisfactory: yes, Text: "seal"}
	case KindPassage:
		return Passage{here}
	case KindArrival:
		return Arrival{here}
	case KindArrivalNotification:
		return ArrivalNotification{Trader: "consignee", Office: here}
	case KindDestinationControl:
		return DestinationControl{Satisfactory: yes, Text: "two short"}
	case KindDischarge:
		return Discharge{Resolved: rapid.SampledFrom([]string{"", "found"}).Draw(t, "resolved")}
	case KindAmend:
		d := m.Declaration
		d.Version++
		if d.Guarantees = nil; yes {
			d.Guarantees = grn
		}
		return Amend{d}
	case KindGuaranteeAnswer:
		return GuaranteeAnswer{Key: "R1-S2", From: OfficeOfGuarantee, Request: rapid.IntRange(1, max(1, j.last)).Draw(t, "request"), Valid: yes, Reasons: []string{"limit"}}
	case KindIncident:
		return Incident{Code: "2", Office: here, Text: "seal broken"}
	case KindAskRecord:
		return AskRecord{Key: "R1-S2", Number: journeyNumber[j.by], Owner: "GE", Regime: j.by, For: rapid.SampledFrom([]Role{Passing, Destination}).Draw(t, "for"), Office: here}
	case KindAskMovement:
		if m.Role == Owner {
			return AskMovement{Of: rapid.SampledFrom(journeyCountries).Draw(t, "of")}
		}
		return AskMovement{Key: "R1-S2", Number: journeyNumber[j.by], Of: "GE", Regime: j.by}
	case KindExtendLimit:
		return ExtendLimit{Office: here, Days: rapid.IntRange(1, 9).Draw(t, "days"), Reason: "snow"}
	case KindChangeDelivery:
		to := rapid.SampledFrom(journeyCountries).Draw(t, "to")
		return ChangeDelivery{Office: Office{Country: to, Code: to + "3"}, Reason: "another warehouse"}
	case KindDeliverPart:
		return DeliverPart{Office: here, Packages: rapid.IntRange(1, 15).Draw(t, "packages")}
	case KindReachDelivery:
		return ReachDelivery{Office: here}
	case KindUnloadingRemarks:
		return UnloadingRemarks{Completed: yes, Conform: true}
	case KindRequestRecovery:
		return RequestRecovery{rapid.SampledFrom(journeyCountries).Draw(t, "country"), "removed there"}
	case KindCloseRecovery:
		return CloseRecovery{Called: yes, Text: "settled"}
	case KindElapsed:
		if due := m.Due(j.now); len(due) > 0 {
			return Elapsed{due[0]}
		}
		return nil
	}
	if ActorOf(k) == Elsewhere {
		return nil
	}
	return j.plain(k, m)
}

// plain are the messages without a choice.
func (j *journey) plain(k Kind, m Movement) Message {
	list := samples(k, m, j.by, m.Role)
	return list[rapid.IntRange(0, len(list)-1).Draw(j.t, "sample")]
}

// step lets time pass, delivers, or has somebody act.
func (j *journey) step() {
	switch n := rapid.IntRange(0, 9).Draw(j.t, "step"); {
	case n < 2:
		j.now = j.now.Add(time.Duration(rapid.IntRange(1, 240).Draw(j.t, "hours")) * time.Hour)
	case n < 6:
		j.deliver()
	default:
		country := rapid.SampledFrom(journeyCountries).Draw(j.t, "country")
		m := j.movement(country)
		if k, any := j.anyAct(m); any {
			if msg := j.message(k, m); msg != nil {
				_ = j.give(country, msg, "")
			}
		}
	}
}

func (j *journey) anyAct(m Movement) (Kind, bool) {
	var kinds []Kind
	for _, k := range Possible(m) {
		if ActorOf(k) != Elsewhere && k != KindLodge && (k != KindAskRecord && k != KindAskMovement || m.Role == Owner && k == KindAskMovement || m.Administration != "GE" && has(diverting, j.by)) {
			kinds = append(kinds, k)
		}
	}
	if len(kinds) == 0 {
		return "", false
	}
	return rapid.SampledFrom(kinds).Draw(j.t, "kind"), true
}

// deliver takes one message off one line; false if none is on its way.
func (j *journey) deliver() bool {
	var lines []string
	for l, waiting := range j.lines {
		if len(waiting) > 0 {
			lines = append(lines, l)
		}
	}
	if len(lines) == 0 {
		return false
	}
	slices.Sort(lines)
	l := lines[0]
	if len(lines) > 1 {
		l = rapid.SampledFrom(lines).Draw(j.t, "line")
	}
	msg := j.lines[l][0]
	j.lines[l] = j.lines[l][1:]
	_ = j.give(l[3:], msg, l[:2])
	return true
}

// finish has everybody do what leads on, as patient officers would.
func (j *journey) finish() {
	order := []Message{Present{}, Accept{Number: journeyNumber[j.by]}, DecideInvalidation{Granted: true}, ControlResult{Satisfactory: true}, Release{},
		AnswerRecovery{}, AnswerEnquiry{Result: GoodsUnknown}, SettleDiscrepancies{"found"}, Discharge{Resolved: "found"},
		UnloadingRemarks{Completed: true, Conform: true}, DestinationControl{Satisfactory: true},
		CloseRecovery{Text: "paid"}, StartRecovery{"lost"}, AskHolder{}, HolderAnswer{Text: "lost"}, RefuseRelease{"control"}}
	for range 60 {
		for j.deliver() {
		}
		j.now = j.now.Add(72 * time.Hour)
		for _, country := range journeyCountries {
			m := j.movement(country)
			if m.State == None || m.State == "" || m.Ended() {
				continue
			}
			if m.State == GuaranteeAsked || m.State == InvalidationAsked && m.Guarantee != nil && m.Guarantee.Status == UseAsked {
				_ = j.give(country, GuaranteeAnswer{Key: "R1-S2", From: OfficeOfGuarantee, Request: j.last, Valid: true}, "")
				continue
			}
			j.lead(country, m, order)
		}
	}
}

func (j *journey) lead(country string, m Movement, order []Message) {
	for _, msg := range order {
		if find(m.Role, m.State, msg.Kind(), j.by) != nil && j.give(country, msg, "") == nil {
			return
		}
	}
	if due := m.Due(j.now); len(due) > 0 {
		_ = j.give(country, Elapsed{due[0]}, "")
	}
}

// TestNothingIsStuck holds, whatever happens in whatever order: in every state that is reached there is a timer or somebody
// who can act; every timer leads on, and not before it is due; a discharge follows an arrival or a proof; what was reserved is
// freed or called once; no message between administrations is refused; every movement can be brought to its end, and then
// every copy has ended too.
func TestNothingIsStuck(t *testing.T) {
	for _, by := range secured {
		t.Run(string(by), func(t *testing.T) { nothingIsStuck(t, by) })
	}
}

func nothingIsStuck(t *testing.T, by Regime) {
	seen := map[State]int{}
	rapid.Check(t, func(t *rapid.T) {
		j := newJourney(t, by)
		for range rapid.IntRange(0, 120).Draw(t, "steps") {
			j.step()
			seen[j.at["GE"].State]++
		}
		j.finish()
		j.ended()
	})
	for _, r := range table {
		if r.role == Owner && has(r.regimes, by) && seen[r.state] == 0 && r.state != None && !testing.Short() {
			t.Logf("the journeys never reached %s", r.state)
			seen[r.state]++
		}
	}
}

func (j *journey) ended() {
	owner := j.at["GE"]
	if !owner.Ended() {
		j.fail("the movement is stuck in %s", owner.State)
	}
	for _, country := range journeyCountries {
		if m := j.movement(country); m.State != "" && m.State != None && !m.Ended() {
			j.fail("the movement is %s, %s still %s", owner.State, country, m.State)
		}
	}
	for request, is := range j.books {
		if is == "reserved" && !(owner.Guarantee != nil && owner.Guarantee.Status == UseInvalid) {
			j.fail("request %d is still reserved", request)
		}
	}
	if j.engaged > 1 || j.calls > 0 && j.engaged == 0 {
		j.fail("engaged %d times, called %d times", j.engaged, j.calls)
	}
	if g := owner.Guarantee; g != nil && (j.calls > 1 || j.calls == 1 != (g.Status == UseCalled) || g.live()) {
		j.fail("called %d times, freed %d times, the use is %s", j.calls, j.frees, g.Status)
	}
}
