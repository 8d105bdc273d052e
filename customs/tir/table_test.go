package tir

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/unit"
)

var now = time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)

func eur(major int64) unit.Money { return unit.Money{Minor: major * 100, Currency: "EUR"} }

func at(country, code string) Office {
	return Office{Country: country, Code: "DEMO-" + country + "-" + code, Demo: true}
}

// sampleTransport runs Tashkent – Kazakhstan – a union from entry in Poland to Germany, with a part unloaded in Czechia.
func sampleTransport() Transport {
	return Transport{Consignment: "R1", Version: 1, Hash: strings.Repeat("a1", 32), Carnet: "XC70423156", Vouchers: 14, Holder: "holder", HolderID: "UZB/068/0000001",
		Goods: []Goods{{HS: "520511", Description: "cotton yarn", GrossKg: 19000, Packages: 40}},
		Operations: []Operation{
			{Territory: "UZ", Start: at("UZ", "01"), Loading: []Office{at("UZ", "02")}, End: at("UZ", "03")},
			{Territory: "KZ", Start: at("KZ", "01"), End: at("KZ", "02")},
			{Territory: "EU", Start: at("PL", "01"), Unloading: []Office{at("CZ", "01")}, End: at("DE", "01")},
		}}
}

func samplePresentation(operation int) Presentation {
	p := Presentation{Carnet: "XC70423156", HolderID: "UZB/068/0000001", ValidUntil: now.AddDate(0, 0, 30).Truncate(24 * time.Hour), Page: 1,
		Vehicles: []Vehicle{{Registration: "01A123BC", Approval: "UZ-1-2025", Until: now.AddDate(1, 0, 0)}}}
	if operation > 1 {
		p.FirstAccepted, p.Page = now.AddDate(0, 0, -3), 2*operation+1
		p.Counterfoils = []Counterfoil{{2, "UZ"}, {4, "UZ"}, {6, "KZ"}}[:operation]
	}
	return p
}

var ceiling = Ceiling{Amount: eur(100_000), Status: transit.Stated, Source: "cesmad.sk 3.2.2020"}

const unionOp = 3

// standing makes a record of a role that stands in a state, with everything the state implies: the operation of the union.
func standing(role Role, s State) Record {
	admin := map[Role]string{Starting: "PL", Ending: "DE"}[role]
	m := Record{Administration: admin}
	if s == None {
		return m
	}
	m = Record{Key: "T1", Operation: unionOp, Administration: admin, Owner: "PL", Role: role, State: s, Since: now, Transport: sampleTransport(), Lodged: true}
	if slices.Contains([]State{Announced, Withdrawn, Lapsed}, s) {
		return timed(m)
	}
	p := samplePresentation(unionOp)
	m.Presented = &p
	if slices.Contains([]State{Checking, Presented, Refused}, s) {
		return timed(m)
	}
	m.AcceptedAt, m.Limit, m.FirstPage, m.Seals, m.Ceiling, m.Liability = now.AddDate(0, -3, 0), now, 7, []string{"S1"}, ceiling, Liability{Open: true, OpenedAt: now}
	final := []Termination{{Page: 8, As: Partial, Office: at("CZ", "01"), At: now}, {Page: 10, As: Final, Office: at("DE", "01"), At: now}}
	switch s {
	case Suspended:
		m.Terminations = []Termination{{Page: 8, As: Suspension, Office: at("PL", "05"), At: now}}
	case Terminated, Discharged, Closed:
		m.Terminations = final
	case CarnetLost:
		m.Lost = "stolen"
	case Notified, Claimed, Unpaid, Paid, Settled, Refunded:
		m.NotifiedAt, m.DemandedAt, m.ClaimedAt, m.Claim = now.AddDate(0, -2, 0), now, now, eur(5000)
	}
	if role == Ending {
		m.Presented, m.Serial, m.OwnerState = nil, 1, Started
	}
	m.Liability.Open = !m.Ended()
	m.Reconciliations = []Reconciliation{{ID: "Q0", Page: 8, AskedAt: now.AddDate(0, 0, -20)}}
	return timed(m)
}

// timed sets the timers of a record made by hand.
func timed(m Record) Record {
	a := &act{m: m}
	a.setTimers()
	return a.m
}

// samples are messages of a kind that lack nothing; where the message decides the next state, one for each.
func samples(k Kind, m Record, role Role) []Message {
	t := sampleTransport()
	t.Version = 2
	first := Office{Country: m.Administration, Code: "DEMO-" + m.Administration + "-05"}
	report := IncidentReport{Report: "R-9", Office: first, Text: "seals broken", Seals: []string{"N1"}, At: now}
	p := samplePresentation(unionOp)
	one := sampleTransport()
	switch k {
	case KindAdvance:
		return []Message{Advance{Key: "T1", Administration: "PL", Operation: unionOp, Transport: t}}
	case KindPresent:
		return []Message{Present{Key: "T1", Administration: "PL", Operation: unionOp, Transport: &one, Presentation: p}}
	case KindTerminate:
		if role == Ending {
			return []Message{Terminate{Page: 12, Partial: true}, Terminate{Page: 10}}
		}
		return []Message{Terminate{Office: at("PL", "05"), Partial: true}, Terminate{Office: at("PL", "05")}}
	case KindTerminationNotified:
		return []Message{TerminationNotified{From: "CZ", Termination: Termination{Page: 8, As: Partial, Office: at("CZ", "01"), At: now}},
			TerminationNotified{From: "DE", Termination: Termination{Page: 8, As: Final, Office: at("DE", "01"), At: now}}}
	case KindIncident:
		return []Message{Incident{IncidentReport: report}}
	case KindIncidentNotified:
		report.Office = at("DE", "01")
		return []Message{IncidentNotified{From: "DE", Report: report}}
	case KindOperationNotified:
		return notifications(role)
	case KindElapsed:
		var out []Message
		for _, timer := range m.Timers {
			out = append(out, Elapsed{Timer: timer.Kind})
		}
		return out
	}
	return plain(k, first)
}

func notifications(role Role) []Message {
	if role == Starting {
		return []Message{OperationNotified{Key: "T1", From: "KZ", For: unionOp, Operation: 2, Serial: 4, State: Terminated, Transport: sampleTransport(), AcceptedAt: now}}
	}
	base := OperationNotified{Key: "T1", From: "PL", For: unionOp, Operation: unionOp, Serial: 4, State: Started, Transport: sampleTransport(), AcceptedAt: now, FirstPage: 7}
	done, ended := base, base
	done.State, done.Terminations = Terminated, []Termination{{Page: 8, As: Final, Office: at("DE", "01"), At: now}}
	ended.State = Discharged
	return []Message{base, done, ended}
}

// plain are the messages that need no look at the record.
func plain(k Kind, here Office) []Message {
	all := []Message{Withdraw{From: "holder", Reason: "another route"}, CarnetAnswer{From: Organisation, Code: 1}, Refuse{Reason: "no approval"},
		Start{Seals: []string{"S1"}, LimitDays: 8, Ceiling: ceiling}, Load{Office: at("PL", "02"), Packages: 3, Seals: []string{"S2"}},
		Suspend{Office: here, Regime: "rail", Document: "CIM 1"}, Resume{Page: 9, Office: here, LimitDays: 5}, NotResumed{Reason: "sold"}, ReportLoss{Text: "stolen"},
		Substitute{Document: "certified copy"}, Discharge{}, Enquire{}, AcceptProof{Proof: "import declaration"}, FindIrregularity{Text: "false stamp", Fraud: true},
		FindIrregularity{Text: "goods missing"}, Notify{}, Demand{Amount: eur(5000)}, DebtPaid{Amount: eur(5000)}, Claim{Amount: eur(5000)},
		AssociationPaid{From: Association("PL"), Amount: eur(5000)}, DropClaim{Reason: "court"}, Refund{Reason: "goods found"},
		ReconciliationRequest{From: Organisation, ID: "Q1", Page: 8}, Reconcile{ID: "Q0", Code: 2}}
	return slices.DeleteFunc(all, func(m Message) bool { return m.Kind() != k })
}

// documented reads the table out of the package comment: role, state and message to the set of next states.
func documented(t *testing.T) map[string][]string {
	t.Helper()
	src, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(src), "//\trole ")
	if !found {
		t.Fatal("the package comment holds no table")
	}
	out := map[string][]string{}
	for _, l := range strings.Split(after, "\n")[1:] {
		text, ok := strings.CutPrefix(l, "//\t")
		if !ok {
			break
		}
		f := strings.Fields(strings.NewReplacer(", ", ",", " or ", "|", "the same", "the-same").Replace(text))
		if len(f) != 4 {
			t.Fatalf("row %q has %d columns", text, len(f))
		}
		for _, state := range strings.Split(f[3], ",") {
			cell := f[0] + " " + state + " " + f[1]
			if out[cell] != nil {
				t.Errorf("%s stands twice", cell)
			}
			out[cell] = strings.Split(strings.ReplaceAll(f[2], "the-same", state), "|")
		}
	}
	return out
}

// TestTheTableAndTheCodeAgree tries every message in every state of both roles: what the table has is reached by a sample,
// and nothing else is.
func TestTheTableAndTheCodeAgree(t *testing.T) {
	table, used, pairs := documented(t), map[string]bool{}, 0
	for _, role := range Roles {
		for _, state := range States {
			for _, kind := range Kinds {
				pairs++
				cell := fmt.Sprintf("%s %s %s", role, state, kind)
				used[cell] = true
				got, want := tryCell(t, role, state, kind), slices.Clone(table[cell])
				slices.Sort(got)
				slices.Sort(want)
				if got = slices.Compact(got); !slices.Equal(got, slices.Compact(want)) {
					t.Errorf("%s: the code leads to %q, the table to %q", cell, got, want)
				}
			}
		}
	}
	for cell := range table {
		if !used[cell] {
			t.Errorf("the table has a row nobody can reach: %s", cell)
		}
	}
	t.Logf("%d pairs of state and message in %d cells of the table", pairs, len(table))
}

// variants are records that stand in the same state and differ in what decides the next one.
func variants(role Role, state State, kind Kind) []Record {
	m := standing(role, state)
	out := []Record{m}
	switch {
	case state == None:
	case kind == KindLoad:
		m.Transport.Operations[unionOp-1].Loading = []Office{at("PL", "02")}
	case state == Suspended && (kind == KindNotResumed || kind == KindElapsed || kind == KindTerminationNotified):
		gap := m
		gap.Terminations = []Termination{{Page: 10, As: Suspension, Office: at("PL", "05"), At: now}}
		out = append(out, gap)
		if kind == KindTerminationNotified {
			open := m
			open.Terminations = nil
			out = append(out, open)
		}
	case state == Irregular || state == Discharged:
		fraud := m
		fraud.Fraud, fraud.Terminations = true, standing(role, Terminated).Terminations
		out = append(out, fraud)
	case role == Ending && state == Closed:
		m.Terminations = nil
		out = []Record{m}
	case role == Ending && state == Terminated:
		open := m
		open.Terminations = []Termination{{Page: 8, As: Partial, Office: at("CZ", "01"), At: now}}
		out = append(out, open)
	}
	return out
}

// tryCell gives the states that the samples lead to, none if no sample fits.
func tryCell(t *testing.T, role Role, state State, kind Kind) []string {
	if state == None && slices.Contains(openers, kind) && role == Ending && kind != KindOperationNotified {
		return nil // the message itself gives a new record its role
	}
	var next []string
	for _, m := range variants(role, state, kind) {
		for _, msg := range samples(kind, m, role) {
			on := now
			if kind == KindElapsed {
				on = now.AddDate(3, 0, 0)
			}
			before := fmt.Sprintf("%+v", m)
			after, facts, _, err := machine(m, msg, on)
			if fmt.Sprintf("%+v", m) != before {
				t.Fatalf("%s in %s changed its argument", kind, state)
			}
			if err != nil {
				if c := fault.CodeOf(err); c != fault.WrongState && c != fault.Conflict && state != None {
					t.Errorf("%s in %s %s: %v", kind, role, state, err)
				}
				if m.State = state; len(facts) > 0 || !reflect.DeepEqual(after, m) {
					t.Errorf("%s in %s failed and changed something", kind, state)
				}
				continue
			}
			checkFact(t, m, after, facts)
			next = append(next, string(after.State))
		}
	}
	return next
}

// checkFact holds what every fact must say.
func checkFact(t *testing.T, before, after Record, facts []Fact) {
	t.Helper()
	if len(facts) != 1 {
		t.Fatalf("%d facts", len(facts))
	}
	f := facts[0]
	if before.State == "" {
		before.State = None
	}
	if f.From != before.State || f.To != after.State {
		t.Errorf("%s: the fact says %s to %s, the record went %s to %s", f.Message, f.From, f.To, before.State, after.State)
	}
	if f.Rule.ID == "" || f.Rule.Text == "" || f.Rule.Status == "" || f.Rule.Source == "" {
		t.Errorf("%s cites no rule", f.Message)
	}
	if f.Version == 0 || f.Hash == "" || f.Number == "" || f.Office.Country == "" || f.At.IsZero() || f.RecordedAt.IsZero() {
		t.Errorf("%s lacks version, number, office or time: %+v", f.Message, f)
	}
	if after.Ended() == after.EndedAt.IsZero() {
		t.Errorf("%s: %s ended at %s", f.Message, after.State, after.EndedAt)
	}
}

func TestThePackageCommentHoldsTheTable(t *testing.T) {
	src, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	want := "//\t" + strings.ReplaceAll(strings.TrimSuffix(Table(), "\n"), "\n", "\n//\t") + "\n"
	if !strings.Contains(string(src), want) {
		t.Errorf("doc.go should hold:\n%s", want)
	}
}

func TestEveryMessageHasOneRuleHandlerAndDecoder(t *testing.T) {
	for _, k := range Kinds {
		if RuleOf(k).ID == "" || handlers[k] == nil || decoders[k] == nil {
			t.Errorf("%s: rule %q, handler %v, decoder %v", k, RuleOf(k).ID, handlers[k] != nil, decoders[k] != nil)
		}
	}
	for k := range handlers {
		if !slices.Contains(Kinds, k) {
			t.Errorf("%s is handled and not listed", k)
		}
	}
	for _, r := range TimerRules {
		if r.Status == "" || r.Source == "" || r.Base == "" {
			t.Errorf("timer %s says no source", r.Kind)
		}
	}
}

func FuzzDecodeAndApplyNeverPanic(f *testing.F) {
	for _, role := range Roles {
		for _, k := range Kinds {
			for _, m := range samples(k, standing(role, Started), role) {
				b, _ := Encode(m)
				f.Add(b, uint8(3))
			}
		}
	}
	f.Fuzz(func(t *testing.T, b []byte, pick uint8) {
		m, err := Decode(b)
		if err != nil {
			return
		}
		role, state := Roles[int(pick)%len(Roles)], States[int(pick)/len(Roles)%len(States)]
		after, facts, _, err := Apply(standing(role, state), m, now)
		if err == nil && (len(facts) != 1 || facts[0].To != after.State) {
			t.Fatalf("%s led to %s without a fact", m.Kind(), after.State)
		}
	})
}

func TestMessagesSurviveTheWire(t *testing.T) {
	var all []Message
	for _, role := range Roles {
		for _, k := range Kinds {
			all = append(all, samples(k, standing(role, Started), role)...)
		}
	}
	all = append(all, Notice{Key: "T1", From: "PL", Fact: Fact{Message: KindStart, At: now, RecordedAt: now}}, CarnetQuery{"PL", "XC1"}, TerminationData{Carnet: "XC1", At: now, By: now},
		ReconciliationReply{From: "PL"}, LossNotice{From: "PL"}, Enquiry{From: "PL", Limit: now}, NonDischarge{From: "PL", AcceptedAt: now, By: now}, PaymentDemand{From: "PL", Amount: eur(1)},
		PaymentClaim{From: "PL", By: now}, LiabilityEnded{From: "PL", By: Paid}, RefundNotice{From: "PL"}, ETIR{ID: "I9", From: "PL", At: now})
	for _, m := range all {
		b, err := Encode(m)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Decode(b)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(m, back); d != "" {
			t.Error(d)
		}
	}
	for _, bad := range []string{"", "{}", `{"kind":"dance","body":{}}`, `{"kind":"start","body":{"seal":1}}`, `{"kind":"start","body":[]}`, `{"kind":"etir-i9","body":{"id":"I11"}}`, `{"kind":"etir-x","body":{"id":"X"}}`} {
		if _, err := Decode([]byte(bad)); fault.CodeOf(err) != fault.BadField {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// An operation that is shown as a movement has ended where the operation has.
func TestAMovementEndsWhereTheOperationDoes(t *testing.T) {
	for _, s := range States {
		if got, want := (transit.Movement{State: s}).Ended(), (Record{State: s}).Ended(); got != want {
			t.Errorf("%s: ended as a movement %v, as an operation %v", s, got, want)
		}
	}
}
