package tir

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// journey is the administrations of one transport, the line between them, the carnet as the driver carries it, and what the
// associations were told.
type journey struct {
	t       *rapid.T
	now     time.Time
	records map[string]Record // by country and operation: "PL/3"
	queue   []letter
	page    int // of the next voucher No. 1
	foils   []Counterfoil
	at      int // operation whose office has the carnet
	open    int // operation under way on the road; 0: none
	began   []int
	opened  map[string]int
	closed  map[string]int
	serial  int
	reached map[State]bool
}

type letter struct {
	from, to string
	msg      Message
}

func newJourney(t *rapid.T, reached map[State]bool) *journey {
	return &journey{t: t, now: now, records: map[string]Record{}, page: 1, opened: map[string]int{}, closed: map[string]int{}, reached: reached}
}

func key(country string, operation int) string { return fmt.Sprintf("%s/%d", country, operation) }

// apply gives a record a message and books what the road and the associations see of it.
func (j *journey) apply(k string, msg Message) error {
	m, here := j.records[k]
	if !here {
		m = Record{Administration: k[:2]}
	}
	after, facts, sends, err := Apply(m, msg, j.now)
	if err != nil {
		if !cmp.Equal(after, m, cmpopts.EquateEmpty()) && !(m.State == "" && after.State == None) {
			j.t.Fatalf("%s changed %s and failed: %v", msg.Kind(), k, err)
		}
		return err
	}
	j.records[k], j.reached[after.State] = after, true
	if len(facts) != 1 || facts[0].From != cmpState(m) || facts[0].To != after.State {
		j.t.Fatalf("%s on %s: %s to %s, facts %v", msg.Kind(), k, m.State, after.State, facts)
	}
	j.road(k, m, after, msg)
	for _, s := range sends {
		if _, ended := s.Message.(LiabilityEnded); ended {
			j.closed[k]++
		}
		if slices.Contains(notified, s.Message.Kind()) {
			j.queue = append(j.queue, letter{k, s.To, s.Message})
		}
	}
	j.invariants(k, m, after)
	return nil
}

func cmpState(m Record) State {
	if m.State == "" {
		return None
	}
	return m.State
}

// road moves the carnet.
func (j *journey) road(k string, before, after Record, msg Message) {
	switch v := msg.(type) {
	case Present:
		j.at = after.Operation
	case Start:
		if j.open != 0 {
			j.t.Fatalf("operation %d started while operation %d is open", after.Operation, j.open)
		}
		if n := len(j.began); n > 0 && j.began[n-1] >= after.Operation {
			j.t.Fatalf("operation %d started after %v", after.Operation, j.began)
		}
		j.began, j.open, j.at = append(j.began, after.Operation), after.Operation, after.Operation
		j.opened[k]++
	case Resume:
		if j.open != 0 || j.began[len(j.began)-1] != after.Operation {
			j.t.Fatalf("operation %d resumed; open is %d, begun %v", after.Operation, j.open, j.began)
		}
		j.open, j.at = after.Operation, after.Operation
	case Terminate:
		j.certified(k[:2])
		if !v.Partial {
			j.open = 0
		}
	case Load:
		j.certified(k[:2])
	case Suspend:
		j.certified(k[:2])
		j.open = 0
	case FindIrregularity:
		if before.State == Discharged {
			j.opened[k]++
		}
	}
}

func (j *journey) certified(country string) {
	j.foils = append(j.foils, Counterfoil{j.page + 1, country})
	j.page += 2
}

// invariants hold after every message.
func (j *journey) invariants(k string, before, after Record) {
	if after.State == Discharged && before.State != Discharged && !after.Complete() && after.Proof == "" {
		j.t.Fatalf("%s is discharged without a termination: %+v", k, after.Terminations)
	}
	if after.Role == Starting && after.State == Terminated && !after.Complete() && after.Proof == "" {
		j.t.Fatalf("%s is terminated with a voucher missing: %+v", k, after.Terminations)
	}
	for _, x := range before.Terminations {
		if x.Office.Country == after.Administration && !slices.ContainsFunc(after.Terminations, func(y Termination) bool { return y.Page == x.Page }) {
			j.t.Fatalf("%s forgot its page %d", k, x.Page)
		}
	}
	open, closed := j.opened[k], j.closed[k]
	if closed > open || open > closed+1 || after.Liability.Open != (open > closed) || open > 2 {
		j.t.Fatalf("%s: liability opened %d times, ended %d times, open %v", k, open, closed, after.Liability.Open)
	}
	if after.Ended() && after.Liability.Open {
		j.t.Fatalf("%s is %s with an open liability", k, after.State)
	}
	if before.Ended() && !after.Ended() && after.Role == Starting && !(before.State == Discharged && after.Fraud) {
		j.t.Fatalf("%s went from %s to %s", k, before.State, after.State)
	}
	if !after.AcceptedAt.IsZero() && after.Role == Starting && after.State == Paid && after.Claim.Minor > after.Ceiling.Amount.Minor {
		j.t.Fatalf("%s: %s paid above the ceiling", k, after.Claim)
	}
}

// proposals are what people could do with a record now: each is one that the place of the carnet allows.
func (j *journey) proposals(k string) []Message {
	m := j.records[k]
	here := Office{Country: k[:2], Code: "DEMO-" + k[:2] + "-01"}
	var out []Message
	add := func(m ...Message) { out = append(out, m...) }
	switch p := j.presentation(m.Operation); m.State {
	case Announced:
		add(Present{Presentation: p}, Withdraw{From: "holder", Reason: "x"})
	case Checking:
		add(CarnetAnswer{From: Organisation, Code: 1}, CarnetAnswer{From: Organisation, Code: 3}, Refuse{Reason: "x"})
	case Presented:
		add(Refuse{Reason: "x"}, Present{Presentation: p})
		if j.at == m.Operation && m.Presented.Page == j.page && len(m.Presented.Counterfoils) == len(j.foils) {
			add(Start{Seals: []string{"S1"}, LimitDays: 9, Ceiling: ceiling})
		}
	case Suspended:
		if j.at == m.Operation {
			add(Resume{Page: j.page, Office: here, LimitDays: 9})
		}
		add(NotResumed{Reason: "x"})
	case CarnetLost:
		add(Substitute{Document: "copy"})
	case Terminated:
		if m.Role == Starting {
			add(Discharge{Resolved: "settled"}, FindIrregularity{Text: "x"}, FindIrregularity{Text: "x", Fraud: true})
		}
	case Discharged:
		add(FindIrregularity{Text: "x", Fraud: true})
	}
	out = append(out, j.underWay(m, here)...)
	return append(out, j.debt(m)...)
}

// underWay is what can be done with an operation on the road.
func (j *journey) underWay(m Record, here Office) []Message {
	j.serial++
	var out []Message
	if j.open != m.Operation || m.Ended() {
		return out
	}
	possible := Possible(m)
	reservation := ""
	if j.serial%3 == 0 {
		reservation = "seal broken"
	}
	all := []Message{Terminate{Office: here, Page: j.page + 1, Partial: true, Reservation: reservation, Seals: []string{fmt.Sprintf("P%d", j.serial)}}, Terminate{Office: here, Page: j.page + 1},
		Incident{IncidentReport: IncidentReport{Report: fmt.Sprintf("R%d", j.serial), Office: here, Text: "x", Seals: []string{fmt.Sprintf("N%d", j.serial)}}}}
	if m.Role == Starting {
		all = append(all, Suspend{Page: j.page + 1, Office: here, Regime: "rail", Document: "CIM"}, ReportLoss{Text: "stolen"}, Load{Page: j.page + 1, Office: at("UZ", "02"), Seals: []string{"L"}})
	}
	for _, x := range all {
		if slices.Contains(possible, x.Kind()) {
			out = append(out, x)
		}
	}
	return out
}

// debt is what follows where the proof is missing.
func (j *journey) debt(m Record) []Message {
	if m.Role != Starting {
		return nil
	}
	out := []Message{ReconciliationRequest{From: Organisation, ID: fmt.Sprintf("Q%d", len(m.Reconciliations)), Page: 2}, Reconcile{ID: fmt.Sprintf("Q%d", len(m.Reconciliations)-1), Code: 2}}
	all := []Message{Enquire{}, AcceptProof{Proof: "x"}, FindIrregularity{Text: "x"}, Notify{}, Demand{Amount: eur(500)}, DebtPaid{Amount: eur(500)}, Claim{Amount: eur(500)},
		AssociationPaid{From: Association(m.Owner), Amount: eur(500)}, DropClaim{Reason: "x"}, Refund{Reason: "x"}}
	for _, x := range all {
		if m.State != Terminated && m.State != Discharged && m.State != Suspended && slices.Contains(Possible(m), x.Kind()) {
			out = append(out, x)
		}
	}
	return out
}

func (j *journey) presentation(operation int) Presentation {
	p := samplePresentation(operation)
	p.ValidUntil = now.AddDate(0, 0, 59)
	p.Page, p.Counterfoils = j.page, slices.Clone(j.foils)
	if j.open != 0 {
		p.Page += 2 // voucher No. 1 is detached
	}
	for i := range p.Vehicles {
		p.Vehicles[i].Until = now.AddDate(9, 0, 0)
	}
	return p
}

// step does one thing: somebody acts, a letter arrives (perhaps again later), or time passes.
func (j *journey) step() {
	switch n := rapid.IntRange(0, 15).Draw(j.t, "what"); {
	case n < 2:
		i := min(3, len(j.began)+1)
		if rapid.IntRange(0, 3).Draw(j.t, "out of order") == 0 {
			i = rapid.IntRange(1, 3).Draw(j.t, "operation")
		}
		t := sampleTransport()
		k := key(t.Operations[i-1].Owner(), i)
		if rapid.Bool().Draw(j.t, "advance") {
			j.apply(k, Advance{Key: "T1", Administration: k[:2], Operation: i, Transport: t})
		} else {
			j.apply(k, Present{Key: "T1", Administration: k[:2], Operation: i, Transport: &t, Presentation: j.presentation(i)})
		}
	case n < 12:
		if k, ok := j.pick(); ok {
			msgs := j.proposals(k)
			if rapid.Bool().Draw(j.t, "onward") { // into another state, rather than a remark on this one
				msgs = slices.DeleteFunc(msgs, func(msg Message) bool {
					after, _, _, err := Apply(j.records[k], msg, j.now)
					return err != nil || after.State == j.records[k].State
				})
			}
			if len(msgs) > 0 {
				j.apply(k, rapid.SampledFrom(msgs).Draw(j.t, "message"))
			}
		}
	case n < 15:
		if len(j.queue) > 0 {
			j.deliver(rapid.IntRange(0, len(j.queue)-1).Draw(j.t, "letter"), rapid.Bool().Draw(j.t, "again"))
		}
	default:
		j.now = j.now.Add(time.Duration(rapid.SampledFrom([]int{1, 24, 240, 1000, 2300, 9000}).Draw(j.t, "hours")) * time.Hour)
		j.clock()
	}
}

func (j *journey) pick() (string, bool) {
	keys := j.keys()
	if len(keys) == 0 {
		return "", false
	}
	return rapid.SampledFrom(keys).Draw(j.t, "record"), true
}

// headStart brings the first operation under way, or as far as its non-discharge or the claim.
func (j *journey) headStart() {
	k := "UZ/1"
	j.begin(k, 1)
	stage := rapid.IntRange(0, 3).Draw(j.t, "stage")
	if stage > 1 {
		j.apply(k, FindIrregularity{Text: "goods missing"})
		j.apply(k, Notify{})
		j.apply(k, Demand{Amount: eur(500)})
	}
	if stage > 2 {
		j.now = j.now.AddDate(0, 1, 0)
		j.apply(k, Claim{Amount: eur(500)})
	}
}

// begin presents the carnet and starts an operation.
func (j *journey) begin(k string, operation int) {
	t := sampleTransport()
	for _, msg := range []Message{Present{Key: "T1", Administration: k[:2], Operation: operation, Transport: &t, Presentation: j.presentation(operation)},
		CarnetAnswer{From: Organisation, Code: 1}, Start{Seals: []string{"S1"}, LimitDays: 9, Ceiling: ceiling}} {
		if err := j.apply(k, msg); err != nil {
			j.t.Fatalf("%s: %v", k, err)
		}
	}
}

// onTheWay brings the goods into the union, its copies told.
func (j *journey) onTheWay() {
	for i, k := range []string{"UZ/1", "KZ/2"} {
		j.begin(k, i+1)
		j.apply(k, Terminate{Page: j.page + 1})
	}
	j.begin("PL/3", 3)
	for i := len(j.queue) - 1; i >= 0; i-- {
		if j.queue[i].from == "PL/3" {
			j.deliver(i, false)
		}
	}
}

func (j *journey) keys() []string {
	var keys []string
	for k := range j.records {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// deliver hands over a letter; every letter of another administration is taken, however late or often it comes.
func (j *journey) deliver(i int, again bool) {
	l := j.queue[i]
	if !again {
		j.queue = slices.Delete(j.queue, i, i+1)
	}
	to := l.to + l.from[2:]
	if n, ok := l.msg.(OperationNotified); ok {
		to = key(l.to, n.For)
	}
	if err := j.apply(to, l.msg); err != nil {
		j.t.Fatalf("%s from %s refused by %s, which is %s: %v", l.msg.Kind(), l.from, to, j.records[to].State, err)
	}
}

// clock hands every record its due timers.
func (j *journey) clock() {
	for _, k := range j.keys() {
		for {
			due := j.records[k].Due(j.now)
			if len(due) == 0 {
				break
			}
			if err := j.apply(k, Elapsed{Timer: due[0]}); err != nil {
				j.t.Fatalf("%s: timer %s: %v", k, due[0], err)
			}
		}
	}
}

// stuck are the records that have not ended, have no timer, and that nobody can take into another state.
func (j *journey) stuck() []string {
	var out []string
	for _, k := range j.keys() {
		m := j.records[k]
		owner := j.records[key(m.Owner, m.Operation)]
		if m.Ended() || len(m.Timers) > 0 || m.Role == Ending && (!owner.Ended() || len(j.queue) > 0) {
			continue
		}
		moves := slices.ContainsFunc(j.proposals(k), func(msg Message) bool {
			after, _, _, err := Apply(m, msg, j.now)
			return err == nil && after.State != m.State
		})
		if !moves {
			out = append(out, k+" "+string(m.State))
		}
	}
	return out
}

// windDown lets every letter arrive and the clock run until all has ended.
func (j *journey) windDown() {
	for range 400 {
		for len(j.queue) > 0 {
			j.deliver(0, false)
		}
		var next time.Time
		done := true
		for _, k := range j.keys() {
			m := j.records[k]
			done = done && m.Ended()
			for _, t := range m.Timers {
				if next.IsZero() || t.Due.Before(next) {
					next = t.Due
				}
			}
		}
		switch {
		case done && next.IsZero():
			return
		case !next.IsZero():
			if next.After(j.now) {
				j.now = next
			}
			j.clock()
		default:
			j.nudge()
		}
	}
	j.t.Fatalf("it does not end: %v", j.states())
}

// nudge does the first thing that takes a record without a timer on.
func (j *journey) nudge() {
	for _, k := range j.keys() {
		m := j.records[k]
		if m.Ended() || m.Role == Ending {
			continue
		}
		for _, msg := range j.proposals(k) {
			if after, _, _, err := Apply(m, msg, j.now); err == nil && after.State != m.State {
				j.apply(k, msg)
				return
			}
		}
	}
}

func (j *journey) states() []string {
	var out []string
	for _, k := range j.keys() {
		out = append(out, k+" "+string(j.records[k].State))
	}
	return out
}

// agree holds every copy against its owner once all letters have arrived.
func (j *journey) agree() {
	for _, k := range j.keys() {
		m := j.records[k]
		if m.Role == Ending {
			o := j.records[key(m.Owner, m.Operation)]
			mine, theirs := []any{m.OwnerState, m.Serial, m.Terminations, m.Incidents, m.Seals, m.Limit}, []any{o.State, o.Serial, o.Terminations, o.Incidents, o.Seals, o.Limit}
			if d := cmp.Diff(theirs, mine, cmpopts.EquateEmpty()); d != "" {
				j.t.Fatalf("%s differs from its owner: %s", k, d)
			}
		}
		for _, x := range m.Others {
			if o := j.records[key(x.From, x.Operation)]; o.State != x.State || o.Serial != x.Serial {
				j.t.Fatalf("%s knows operation %d as %s (%d); it is %s (%d)", k, x.Operation, x.State, x.Serial, o.State, o.Serial)
			}
		}
		b, err := json.Marshal(m)
		var back Record
		if err == nil {
			err = json.Unmarshal(b, &back)
		}
		if d := cmp.Diff(m, back, cmpopts.EquateEmpty()); err != nil || d != "" {
			j.t.Fatalf("%s does not survive JSON: %v %s", k, err, d)
		}
	}
}

// Whatever people, letters and clock do in whatever order: operations run in the order of the route, one at a time; nothing
// is discharged without a proof; a liability ends once; nothing is stuck; copies agree; and all of it ends.
func TestNothingIsEverStuckAndCopiesAgree(t *testing.T) {
	reached := map[State]bool{}
	walk := func(t *rapid.T) {
		j := newJourney(t, reached)
		switch rapid.IntRange(0, 2).Draw(t, "head start") {
		case 1:
			j.headStart()
		case 2:
			j.onTheWay()
		}
		for range rapid.IntRange(1, 200).Draw(t, "steps") {
			j.step()
			if s := j.stuck(); len(s) > 0 {
				t.Fatalf("nobody can act and no timer runs: %v", s)
			}
		}
		for len(j.queue) > 0 {
			j.deliver(0, false)
		}
		j.agree()
		j.windDown()
		j.agree()
	}
	rapid.Check(t, walk)
	for i := 0; i < 4 && testing.Short(); i++ { // which walks a fifth as often
		rapid.Check(t, walk)
	}
	if len(reached) < 19 { // of 24: a walk that stays at the beginning proves little
		t.Errorf("only %d states were reached: %v", len(reached), reached)
	}
	t.Logf("%d of %d states were reached", len(reached), len(States)-1)
}

// The final termination told before a partial one leaves the operation started; seals affixed earlier do not replace later
// ones; what is told again changes nothing.
func TestTerminationsAreTakenInAnyOrder(t *testing.T) {
	m := standing(Starting, Started)
	m.Reconciliations = nil
	partial := TerminationNotified{From: "CZ", Termination: Termination{Page: 8, As: Partial, Office: at("CZ", "01"), At: now.Add(time.Hour), Seals: []string{"CZ-1"}}}
	report := IncidentNotified{From: "DE", Report: IncidentReport{Report: "R1", Office: at("DE", "01"), At: now.Add(2 * time.Hour), Text: "x", Seals: []string{"DE-1"}}}
	final := TerminationNotified{From: "DE", Termination: Termination{Page: 10, As: Final, Office: at("DE", "01"), At: now.Add(3 * time.Hour)}}
	for i, step := range []struct {
		msg   Message
		state State
		seals string
	}{{final, Started, "S1"}, {final, Started, "S1"}, {report, Started, "DE-1"}, {partial, Terminated, "DE-1"}, {report, Terminated, "DE-1"}, {partial, Terminated, "DE-1"}} {
		after, _, _, err := Apply(m, step.msg, now.Add(4*time.Hour))
		if err != nil || after.State != step.state || after.Seals[0] != step.seals {
			t.Fatalf("step %d: %s, seals %v, %v", i, after.State, after.Seals, err)
		}
		m = after
	}
	if len(m.Terminations) != 2 || len(m.Incidents) != 1 {
		t.Errorf("%d terminations, %d reports", len(m.Terminations), len(m.Incidents))
	}
}
