package transit

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/kairo-corridor/kairo/code"
	"github.com/kairo-corridor/kairo/fault"
)

var now = time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)

func sampleDeclaration(r Regime) Declaration {
	d := Declaration{Consignment: "R1", Version: 1, Hash: strings.Repeat("a1", 32), Stretch: "S2", Regime: r, NumberFormat: "national",
		Declarant: "carrier", Goods: []Goods{{HS: "870829", Description: "parts", GrossKg: 18000, Packages: 40}},
		Departure: Office{Country: "KZ", Code: "DEMO-KZ-01"}, Destination: Office{Country: "BY", Code: "DEMO-BY-01"}, LimitDays: 60}
	d.Passage = []Office{{Country: "KZ", Code: "DEMO-KZ-02"}, {Country: "RU", Code: "DEMO-RU-01"}, {Country: "BY", Code: "DEMO-BY-02"}}
	return d
}

// standing makes a movement of a role that stands in a state, with everything the state implies.
func standing(r Regime, role Role, s State) Movement {
	if s == None {
		return Movement{Administration: adminOf(role)}
	}
	m := Movement{Key: "R1-S2", Administration: adminOf(role), Owner: "KZ", Trader: "trader", Role: role, State: s,
		Number: "DEMO-KZ-2026-0000001", Declaration: sampleDeclaration(r), LodgedAt: now}
	switch s {
	case UnderControl:
		m.Control = &Control{Kind: Physical}
	case Controlled:
		m.Control = &Control{Kind: Physical, Done: true, Satisfactory: true}
	case Arrived, Checked, Discharged:
		m.Arrival = &Passed{Office: m.Declaration.Destination, At: now, Declared: true}
		m.Result = &Result{Satisfactory: true, At: now}
	}
	if has(secured, r) {
		standingCommon(&m)
	}
	return m
}

func adminOf(r Role) string {
	return map[Role]string{Owner: "KZ", Passing: "RU", Destination: "BY"}[r]
}

// samples are messages of a kind that lack nothing, for a movement; where the message decides the next state, one for each.
func samples(k Kind, m Movement, r Regime, role Role) []Message {
	d := sampleDeclaration(r)
	here := Office{Country: m.Administration, Code: "DEMO-" + m.Administration + "-09"}
	passed := Passed{Office: Office{Country: "RU", Code: "DEMO-RU-01"}, At: now, Declared: true}
	switch k {
	case KindLodge:
		return []Message{Lodge{Key: "R1-S2", Administration: "KZ", Trader: "trader", Declaration: d}}
	case KindAccept:
		return []Message{Accept{Number: "DEMO-KZ-2026-0000001"}}
	case KindReject:
		return []Message{Reject{Reason: "no seals"}}
	case KindDecideControl:
		return []Message{DecideControl{Control: Physical}, DecideControl{Control: NoControl}}
	case KindControlResult:
		return []Message{ControlResult{Satisfactory: true}, ControlResult{Text: "seal broken"}}
	case KindRelease:
		return []Message{Release{}}
	case KindRefuseRelease:
		return []Message{RefuseRelease{Reason: "seal broken"}}
	case KindPassage:
		return []Message{Passage{Office: here}}
	case KindArrival:
		return []Message{Arrival{}}
	case KindDestinationControl:
		return []Message{DestinationControl{Satisfactory: true}, DestinationControl{Text: "two packages short"}}
	case KindDischarge:
		return []Message{Discharge{}}
	case KindCancel:
		return []Message{Cancel{Reason: "another corridor"}}
	case KindAmend:
		d.Additional = m.Declaration.Additional
		d.Version, d.Hash, d.Goods = 2, strings.Repeat("b2", 32), []Goods{{HS: "870829", Description: "parts", GrossKg: 18100, Packages: 41}}
		return []Message{Amend{Declaration: d}}
	case KindAnticipated:
		return []Message{AnticipatedRecord{Key: "R1-S2", From: "KZ", Role: role, Number: "N1", Declaration: d, ReleasedAt: now}}
	case KindPassageNotified:
		return []Message{PassageNotified{From: "RU", Passed: passed}}
	case KindArrivalAdvice:
		return []Message{ArrivalAdvice{From: "BY", Passed: Passed{Office: d.Destination, At: now, Declared: true}}}
	case KindDestinationResults:
		return []Message{DestinationResults{From: "BY", Result: Result{Satisfactory: true, At: now}}}
	case KindDischargeNotified:
		return []Message{DischargeNotified{From: "KZ", At: now}}
	case KindCancelNotified:
		return []Message{CancelNotified{From: "KZ", Reason: "another corridor", At: now}}
	}
	return samplesCommon(k, m, r, role)
}

// documented reads the table out of the package comment: role, state, message and class to the next states.
func documented(t *testing.T) map[string]string {
	t.Helper()
	src, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(src), "//\trole ")
	if !found {
		t.Fatal("the package comment holds no table")
	}
	out := map[string]string{}
	for _, l := range strings.Split(after, "\n")[1:] {
		text, ok := strings.CutPrefix(l, "//\t")
		if !ok {
			break
		}
		f := strings.Fields(strings.ReplaceAll(strings.ReplaceAll(text, ", ", ","), " or ", "|"))
		if len(f) != 5 {
			t.Fatalf("row %q has %d columns", text, len(f))
		}
		for _, r := range Regimes {
			if f[4] == "all" || slices.Contains(strings.Split(f[4], ","), string(r)) || slices.Contains(strings.Split(f[4], ","), string(ClassOf(r))) {
				cell := strings.Join([]string{f[0], f[1], f[2], string(r)}, " ")
				if out[cell] != "" {
					t.Errorf("%s stands twice", cell)
				}
				out[cell] = f[3]
			}
		}
	}
	return out
}

// TestTheTableAndTheCodeAgree tries every message in every state of every role under every regime.
func TestTheTableAndTheCodeAgree(t *testing.T) {
	table := documented(t)
	used, pairs := map[string]bool{}, 0
	for _, regime := range Regimes {
		for _, role := range Roles {
			for _, state := range States {
				for _, kind := range Kinds {
					pairs++
					cell := fmt.Sprintf("%s %s %s %s", role, state, kind, regime)
					used[cell] = true
					if got := tryCell(t, regime, role, state, kind); !sameStates(got, table[cell]) {
						t.Errorf("%s (%s): the code leads to %q, the table to %q", cell, regime, got, table[cell])
					}
				}
			}
		}
	}
	for cell := range table {
		if !used[cell] {
			t.Errorf("the table has a row nobody can reach: %s", cell)
		}
	}
	t.Logf("%d pairs of state and message", pairs)
}

// tryCell gives the states that the samples lead to, in the order tried, "" if none fits.
func tryCell(t *testing.T, regime Regime, role Role, state State, kind Kind) string {
	m := standing(regime, role, state)
	if own := []Kind{KindArrival, KindDestinationControl, KindArrivalNotification, KindPermitUnloading, KindUnloadingRemarks}; role == Owner && slices.Contains(own, kind) {
		m.Declaration.Destination.Country = "KZ" // where the destination is its own
		if m.Arrival != nil {
			m.Arrival.Office.Country = "KZ"
		}
	}
	if state == None && slices.Contains(openers, kind) && (kind == KindLodge || kind == KindRecordRequest || kind == KindMovementQuery) != (role == Owner) {
		return "" // the message itself gives a new movement its role
	}
	if asks := []Kind{KindAskRecord, KindRecordRequest, KindAskMovement, KindMovementQuery}; state == None && slices.Contains(asks, kind) && !has(diverting, regime) {
		return "" // nor does it name such a regime
	}
	if state == None && kind == KindAskMovement && role == Destination {
		return "" // who asks about a movement that it does not know is no destination yet
	}
	var next []string
	for _, try := range tries(kind, m, regime, role) {
		m, msg := try.m, try.msg
		before := fmt.Sprintf("%+v", m)
		after, facts, _, err := Apply(m, msg, now)
		if fmt.Sprintf("%+v", m) != before {
			t.Fatalf("%s in %s changed its argument", kind, state)
		}
		if err != nil {
			if c := fault.CodeOf(err); c != fault.WrongState && state != None {
				t.Errorf("%s in %s %s (%s): %v", kind, role, state, regime, err)
			}
			if len(facts) > 0 || !reflect.DeepEqual(after, normal(m)) {
				t.Errorf("%s in %s failed and changed something", kind, state)
			}
			continue
		}
		checkFacts(t, m, after, facts)
		if s := string(after.State); !slices.Contains(next, s) {
			next = append(next, s)
		}
	}
	return strings.Join(next, "|")
}

func normal(m Movement) Movement {
	if m.State == "" {
		m.State = None
	}
	return m
}

// checkFacts holds what every fact must say.
func checkFacts(t *testing.T, before, after Movement, facts []Fact) {
	t.Helper()
	from := normal(before).State
	for _, f := range facts {
		if f.From != from {
			t.Errorf("%s: fact from %s after %s", f.Message, f.From, from)
		}
		from = f.To
		if after.State == RecordAsked || after.State == None {
			continue // nothing is known of the declaration yet
		}
		if f.Rule.ID == "" || f.Rule.Text == "" || f.Rule.Status == "" || f.Rule.Source == "" {
			t.Errorf("%s under %s cites no rule", f.Message, after.Declaration.Regime)
		}
		if f.Version != after.Declaration.Version || f.Hash != after.Declaration.Hash || f.Version == 0 {
			t.Errorf("%s says version %d %s", f.Message, f.Version, f.Hash)
		}
		if f.Office.Country == "" || f.At.IsZero() || f.RecordedAt.IsZero() {
			t.Errorf("%s lacks office or time: %+v", f.Message, f)
		}
	}
	if from != after.State || len(facts) == 0 {
		t.Errorf("the facts end in %s, the movement in %s", from, after.State)
	}
}

func TestThePackageCommentHoldsTheTable(t *testing.T) {
	src, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	want := "//\t" + strings.ReplaceAll(strings.TrimSuffix(Table(), "\n"), "\n", "\n//\t") + "\n"
	if *update {
		head, after, _ := strings.Cut(string(src), "//\trole ")
		_, tail, _ := strings.Cut(after, "package transit")
		src = []byte(head + want + "package transit" + tail)
		if err := os.WriteFile("doc.go", src, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if !strings.Contains(string(src), want) {
		t.Errorf("doc.go should hold:\n%s", want)
	}
}

// Every state of every role can be reached, and only ended states have no way on.
func TestNoStateIsADeadEnd(t *testing.T) {
	for _, class := range Regimes {
		for _, role := range Roles {
			reach := map[State]bool{None: true}
			for range States {
				for _, r := range table {
					if r.role == role && has(r.regimes, class) && reach[r.state] {
						for _, n := range r.next {
							reach[n] = true
						}
					}
				}
			}
			for s := range reach {
				onward := false
				for _, r := range table {
					onward = onward || r.role == role && r.state == s && has(r.regimes, class) && (len(r.next) > 1 || r.next[0] != s)
				}
				if ended := (Movement{State: s}).Ended(); ended == onward && !(s == None && len(reach) == 1) {
					t.Errorf("%s %s %s: ended %v, way on %v", class, role, s, ended, onward)
				}
			}
		}
	}
}

func TestMessagesSurviveTheWire(t *testing.T) {
	for _, k := range Kinds {
		for _, role := range []Role{Owner, Passing} {
			for _, m := range samples(k, standing(CommonTransit, role, Released), CommonTransit, role) {
				roundTrip(t, m)
			}
		}
	}
	roundTrip(t, Notice{Key: "k", From: "KZ", Fact: Fact{Message: KindAccept, At: now, RecordedAt: now}})
	for _, m := range []Message{GuaranteeRequest{Key: "k", From: "KZ", Request: 1, Number: "n", References: grn, Countries: []string{"KZ"}},
		GuaranteeConfirm{Key: "k", From: "KZ"}, GuaranteeRelease{Key: "k", From: "KZ"}, GuaranteeCall{Key: "k", From: "KZ"}} {
		roundTrip(t, m)
	}
	roundTrip(t, Refusal{Key: "k", From: "KZ", Of: KindAccept, Code: fault.WrongState, Text: "no"})
	for _, bad := range []string{"", "{}", `{"kind":"dance","body":{}}`, `{"kind":"accept","body":{"nummer":"1"}}`, `{"kind":"accept","body":[]}`} {
		if _, err := Decode([]byte(bad)); fault.CodeOf(err) != fault.BadField {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func roundTrip(t *testing.T, m Message) {
	t.Helper()
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

func FuzzDecodeAndApplyNeverPanic(f *testing.F) {
	for _, k := range Kinds {
		for _, m := range samples(k, standing(CommonTransit, Owner, Released), CommonTransit, Passing) {
			b, _ := Encode(m)
			f.Add(b, uint8(3))
		}
	}
	f.Fuzz(func(t *testing.T, b []byte, pick uint8) {
		m, err := Decode(b)
		if err != nil {
			return
		}
		role, state := Roles[int(pick)%len(Roles)], States[int(pick)/len(Roles)%len(States)]
		after, facts, _, err := Apply(standing(CommonTransit, role, state), m, now)
		if err == nil && (len(facts) == 0 || facts[len(facts)-1].To != after.State) {
			t.Fatalf("%s led to %s without a fact", m.Kind(), after.State)
		}
	})
}

func TestViolationsAreReportedAllAtOnce(t *testing.T) {
	d := sampleDeclaration("teleport")
	d.Hash, d.Version, d.Goods[0].HS, d.Destination.Country = "", 0, "87", "Belarus"
	_, _, _, err := Apply(Movement{Administration: "UZ"}, Lodge{Key: "", Administration: "KZ", Trader: "trader", Declaration: d}, now)
	var paths []string
	for _, e := range fault.All(err) {
		paths = append(paths, e.Path)
	}
	want := []string{"/key", "/administration", "/declaration/version", "/declaration/hash", "/declaration/regime",
		"/declaration/goods/0/hs", "/declaration/destination/country"}
	if d := cmp.Diff(want, paths); d != "" {
		t.Error(d)
	}
}

// What fits the state may still not fit what the movement holds.
func TestWhatTheMovementHoldsIsHeldAgainstTheMessage(t *testing.T) {
	bad := standing(EAEUTransit, Owner, Controlled)
	bad.Control.Satisfactory, bad.Control.Text = false, "seal broken"
	short := standing(EAEUTransit, Owner, Checked)
	short.Result = &Result{Text: "two packages short"}
	seen := standing(EAEUTransit, Owner, InTransit)
	seen.Passages = []Passed{{Office: Office{Country: "RU", Code: "DEMO-RU-01"}}}
	mrn := standing(CommonTransit, Owner, Lodged)
	mrn.Declaration.NumberFormat = "mrn"
	export := mrn
	export.Declaration.Regime = Export
	made, err := code.MakeMRN(2026, "PL", "DEMO00000001", 'J')
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		m    Movement
		msg  Message
		code fault.Code
	}{
		{"release after a bad control", bad, Release{}, fault.WrongState},
		{"no control after a bad one", bad, DecideControl{Control: NoControl}, fault.WrongState},
		{"another control after a bad one", bad, DecideControl{Control: Scan}, ""},
		{"a control nobody knows", bad, DecideControl{Control: "dogs"}, fault.BadField},
		{"discharge with discrepancies", short, Discharge{}, fault.WrongState},
		{"discharge with discrepancies settled", short, Discharge{Resolved: "found in another wagon"}, ""},
		{"the same passage twice", seen, PassageNotified{From: "RU", Passed: seen.Passages[0]}, fault.WrongState},
		{"a passage of an administration without a part", seen, PassageNotified{From: "CN", Passed: Passed{Office: Office{Country: "CN", Code: "1"}}}, fault.BadField},
		{"a passage in somebody else's country", seen, PassageNotified{From: "BY", Passed: Passed{Office: Office{Country: "RU", Code: "1"}}}, fault.BadField},
		{"an arrival told by an office of passage", seen, ArrivalAdvice{From: "RU"}, fault.BadField},
		{"an arrival in another country", seen, Arrival{}, fault.WrongState},
		{"a result in another country", standing(EAEUTransit, Owner, Arrived), DestinationControl{Satisfactory: true}, fault.WrongState},
		{"a passage abroad", seen, Passage{Office: Office{Country: "RU", Code: "1"}}, fault.BadField},
		{"a discharge told by another than the owner", standing(EAEUTransit, Passing, Expected), DischargeNotified{From: "BY"}, fault.BadField},
		{"no number", mrn, Accept{}, fault.BadIdent},
		{"a number of the regime", mrn, Accept{Number: made.Text}, ""},
		{"a number of another regime", export, Accept{Number: made.Text}, fault.BadIdent},
		{"a notice", mrn, Notice{}, fault.WrongState},
		{"a message by reference", mrn, &Accept{Number: made.Text}, fault.BadField},
		{"no message", mrn, nil, fault.BadField},
	} {
		_, _, _, err := Apply(c.m, c.msg, now)
		if c.code == "" && err != nil || c.code != "" && fault.CodeOf(err) != c.code || c.code != "" && err == nil {
			t.Errorf("%s: %v, want %q", c.name, err, c.code)
		}
	}
}

func TestEveryRegimeCitesARuleForEveryMessage(t *testing.T) {
	ids := map[string]Rule{}
	for _, r := range Regimes {
		for _, k := range Kinds {
			if !slices.ContainsFunc(table, func(x row) bool { return x.kind == k && has(x.regimes, r) }) {
				continue
			}
			rule := RuleOf(r, k)
			if rule.ID == "" {
				t.Errorf("%s under %s cites no rule", k, r)
			}
			if old, seen := ids[rule.ID]; seen && old != rule {
				t.Errorf("rule %s stands twice, differently", rule.ID)
			}
			ids[rule.ID] = rule
		}
	}
	var names []string
	for id := range ids {
		names = append(names, id)
	}
	sort.Strings(names)
	t.Log(names)
}
