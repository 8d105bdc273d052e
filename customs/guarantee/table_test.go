package guarantee

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/unit"
)

var now = time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)

const (
	secret = Secret("4711")
	office = "PL-guarantee"
)

func eur(major int64) unit.Money { return unit.Money{Minor: major * 100, Currency: "EUR"} }

// grnOf gives a valid reference number of a kind.
func grnOf(k Kind) string {
	switch k {
	case Voucher:
		return "20GB0000010000H72A000001"
	case TIRCarnet:
		return "XC70423156"
	case Cash:
		return "PL-2026-0001"
	}
	return "20GB0000010000H72"
}

func hashed(grn string, code Secret) AccessCode {
	c, err := HashCode(grn, []byte("0123456789abcdef"), code)
	if err != nil {
		panic(err)
	}
	return c
}

// sampleTerms are terms of a kind that lack nothing, with a limit of EUR 10,000.
func sampleTerms(k Kind) Terms {
	t := Terms{GRN: grnOf(k), Kind: k, Office: office, Holder: "PL1234567890", Guarantor: "Bank", Limit: eur(10_000),
		From: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Until: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), Excluded: []string{"AD"}}
	if k.Coded() {
		t.Codes = []AccessCode{hashed(t.GRN, "0000"), hashed(t.GRN, secret)}
	}
	if k == Comprehensive {
		t.Percent = 100
	}
	if k == TIRCarnet {
		return Carnet(t.GRN, office, t.Holder, "KZ", t.Limit, t.From, t.Until)
	}
	return t
}

func ask(t Terms, amount unit.Money) Question {
	q := Question{From: "PL-departure", GRN: t.GRN, Type: t.Kind, Holder: t.Holder, Amount: amount, AccessCode: secret}
	if t.Kind == TIRCarnet {
		q.Countries = []string{"KZ"}
	}
	return q
}

func reserve(t Terms, id string, amount unit.Money) UseGuarantee {
	return UseGuarantee{Question: ask(t, amount), ID: id, Movement: "MRN-" + id}
}

func sampleAllot() Allot {
	return Allot{ID: "A1", Post: "PL-post", Amount: eur(5000), Until: now.Add(5 * day), First: 1, Last: 100}
}

func must(t testing.TB, g Guarantee, at time.Time, messages ...Message) Guarantee {
	t.Helper()
	for _, m := range messages {
		next, facts, _, err := Apply(g, m, at)
		if err != nil {
			t.Fatalf("%s: %v", m.Kind(), err)
		}
		if len(facts) != 1 || facts[0].Rule.ID == "" || facts[0].Rule.Source == "" || facts[0].Rule.Status == "" || facts[0].At.IsZero() || facts[0].Name == "" {
			t.Fatalf("%s leaves no fact that says all: %+v", m.Kind(), facts)
		}
		g = next
	}
	return g
}

func registered(t testing.TB, k Kind) Guarantee {
	t.Helper()
	return must(t, Guarantee{}, now, Register{Terms: sampleTerms(k)})
}

// standing makes a record in a state with use U1 and allotment A1 in theirs.
func standing(t *testing.T, role Role, record, use, allotment State) Guarantee {
	t.Helper()
	if record == None {
		return Absent(office)
	}
	terms := sampleTerms(Comprehensive)
	g := registered(t, Comprehensive)
	if role == Post {
		g = must(t, Guarantee{}, now, granted(t), LineCut{})
	}
	from := "PL-departure"
	lives := map[State][]Message{None: nil, Pending: {}, Posted: {Confirm{from, "U1"}},
		Called: {Confirm{from, "U1"}, Call{Use: "U1", Claim: eur(50)}}, Settled: {Confirm{from, "U1"}, Call{Use: "U1", Claim: eur(50)}, Settle{Use: "U1"}},
		Released: {Confirm{from, "U1"}, Release{From: from, Use: "U1"}}, Voided: {CancelUse{From: from, Use: "U1"}}}
	if use != None {
		g = must(t, g, now.Add(-PendingDefault), reserve(terms, "U1", eur(100)))
		if use == Expired {
			g = must(t, g, now, Expire{"U1"})
		}
		g = must(t, g, now, lives[use]...)
	}
	if allotment != None {
		g = must(t, g, now, sampleAllot())
	}
	if allotment == Reconciled {
		g = must(t, g, now, AllotmentReport{From: "PL-post", Allotment: "A1"})
	}
	g.State = record
	if record == Ending {
		g.EndsAt = now.Add(day)
	}
	return g
}

func granted(t testing.TB) AllotmentGranted {
	t.Helper()
	_, _, sends, err := Apply(registered(t, Comprehensive), sampleAllot(), now)
	if err != nil || len(sends) != 1 || sends[0].To != "PL-post" {
		t.Fatalf("no grant: %v, %v", sends, err)
	}
	return sends[0].Message.(AllotmentGranted)
}

// samples are messages of a kind; where the message or the record decides the next state, one for each.
func samples(t testing.TB, k MessageKind) []Message {
	terms, from := sampleTerms(Comprehensive), "PL-departure"
	switch k {
	case KindRegister:
		return []Message{Register{Terms: terms}}
	case KindVary:
		return []Message{Vary{Limit: eur(12_000), Reason: "more traffic"}}
	case KindSetCodes:
		return []Message{SetCodes{Codes: terms.Codes}}
	case KindRevoke:
		return []Message{Revoke{Reason: "the bank withdraws"}}
	case KindCheck:
		return []Message{CheckGuarantee{ask(terms, eur(100))}}
	case KindUse:
		return []Message{reserve(terms, "U1", eur(100)), reserve(terms, "U1", eur(1_000_000))}
	case KindConfirm:
		return []Message{Confirm{from, "U1"}}
	case KindCancelUse:
		return []Message{CancelUse{From: from, Use: "U1"}}
	case KindExpire:
		return []Message{Expire{"U1"}}
	case KindRelease:
		return []Message{Release{From: from, Use: "U1", Left: eur(10)}, Release{From: from, Use: "U1"}}
	case KindCall:
		return []Message{Call{Use: "U1", Claim: eur(60), Reason: "not arrived"}}
	case KindSettle:
		return []Message{Settle{Use: "U1", Paid: eur(20)}, Settle{Use: "U1"}}
	case KindAllot:
		return []Message{sampleAllot()}
	case KindRecall:
		return []Message{Recall{Allotment: "A1"}}
	case KindAllotmentReport:
		return []Message{AllotmentReport{From: "PL-post", Allotment: "A1"}}
	case KindAllotmentGranted:
		return []Message{granted(t)}
	case KindLineCut:
		return []Message{LineCut{}}
	case KindLineBack:
		return []Message{LineBack{}}
	case KindAllotmentRecalled:
		return []Message{AllotmentRecalled{From: office, Allotment: "A1"}}
	case KindAllotmentReconciled:
		return []Message{AllotmentReconciled{From: office, Allotment: "A1"}}
	}
	panic("no sample of " + string(k))
}

var ofSubject = map[MessageKind]Subject{KindUse: OfUse, KindConfirm: OfUse, KindCancelUse: OfUse, KindExpire: OfUse, KindRelease: OfUse, KindCall: OfUse, KindSettle: OfUse,
	KindAllot: OfAllotment, KindRecall: OfAllotment, KindAllotmentReport: OfAllotment}

// documented reads the table out of the package comment: role, record, subject, state and message to the next states.
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
		f := strings.Fields(strings.ReplaceAll(strings.ReplaceAll(text, " or ", "|"), "the same", "same"))
		if len(f) != 6 {
			t.Fatalf("row %q has %d columns", text, len(f))
		}
		for _, record := range strings.Split(f[1], "|") {
			next := f[5]
			if next == "same" {
				next = record
			}
			out[strings.Join([]string{f[0], record, f[2], f[3], f[4]}, " ")] = next
		}
	}
	return out
}

// TestTheTableAndTheCodeAgree tries every message in every state of the record, the use and the allotment of every role.
func TestTheTableAndTheCodeAgree(t *testing.T) {
	table := documented(t)
	reached, tried := map[string]bool{}, 0
	for _, role := range []Role{Office, Post} {
		records := map[Role][]State{Office: OfficeStates, Post: PostStates}[role]
		for _, record := range records {
			for _, kind := range MessageKinds {
				for _, state := range subjectStates(role, record, kind) {
					subject := subjectOf(record, kind)
					shown := string(state)
					if subject == OfRecord {
						shown = "-"
					}
					cell := strings.Join([]string{string(role), string(record), string(subject), shown, string(kind)}, " ")
					if record == None && (kind == KindAllotmentGranted) != (role == Post) {
						continue // the message itself gives a new record its role
					}
					tried++
					got := tryCell(t, role, record, subject, state, kind)
					if want := table[cell]; got != want {
						t.Errorf("%s: the code leads to %q, the table to %q", cell, got, want)
					}
					reached[cell] = true
				}
			}
		}
	}
	for cell := range table {
		if !reached[cell] {
			t.Errorf("the table has a row nobody can reach: %s", cell)
		}
	}
	t.Logf("%d combinations of record, subject, state and message", tried)
}

func subjectOf(record State, kind MessageKind) Subject {
	if s, ok := ofSubject[kind]; ok && !(record == None && kind == KindUse) {
		return s
	}
	return OfRecord
}

func subjectStates(role Role, record State, kind MessageKind) []State {
	switch s := subjectOf(record, kind); {
	case s == OfUse && record != None && role == Office:
		return UseStates
	case s == OfUse && record != None:
		return []State{None, Pending, Posted, Expired, Released, Voided}
	case s == OfAllotment && record != None && role == Office:
		return AllotmentStates
	}
	return []State{None}
}

// tryCell gives the states that the samples lead to, in the order tried, "" if none fits.
func tryCell(t *testing.T, role Role, record State, subject Subject, state State, kind MessageKind) string {
	use, allotment := None, None
	switch subject {
	case OfUse:
		use = state
	case OfAllotment:
		allotment = state
	}
	records := []Guarantee{standing(t, role, record, use, allotment)}
	if kind == KindConfirm && use == Expired { // and once with nothing left
		spent := standing(t, role, record, use, allotment)
		spent.Balances = Balances{Undertaken: spent.Balances[Undertaken], InPending: spent.Terms.Limit.Minor}
		spent.Uses = append(spent.Uses, Use{ID: "U2", State: Pending, From: "PL-departure", Amount: spent.Terms.Limit.Minor, Deadline: now.Add(day)})
		records = append(records, spent)
	}
	var next []string
	for _, g := range records {
		for _, msg := range samples(t, kind) {
			before := fmt.Sprintf("%+v", g)
			after, facts, _, err := machine(g, msg, now)
			if fmt.Sprintf("%+v", g) != before {
				t.Fatalf("%s in %s changed its argument", kind, state)
			}
			if err != nil {
				if c := fault.CodeOf(err); c != fault.WrongState && c != fault.Conflict {
					t.Errorf("%s in %s %s %s: %v", kind, role, record, state, err)
				}
				if len(facts) > 0 || fmt.Sprintf("%+v", after) != before {
					t.Errorf("%s in %s failed and changed something", kind, state)
				}
				continue
			}
			f := facts[0]
			if f.Subject != subject || f.Role != role || f.Rule.ID == "" || f.Rule.Source == "" {
				t.Errorf("%s in %s %s %s leaves the fact %+v", kind, role, record, state, f)
			}
			if s := string(f.To); !slices.Contains(next, s) {
				next = append(next, s)
			}
			if now := stateOf(after, subject); now != f.To {
				t.Errorf("%s in %s: the fact says %s, the record %s", kind, state, f.To, now)
			}
		}
	}
	return strings.Join(next, "|")
}

func stateOf(g Guarantee, subject Subject) State {
	switch subject {
	case OfUse:
		if u, ok := g.Use("U1"); ok {
			return u.State
		}
		return None
	case OfAllotment:
		return g.Allotments[0].State
	}
	return g.State
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

// Only what has ended has no way on, and everything has a way to an end.
func TestNoUseIsADeadEnd(t *testing.T) {
	for _, role := range []struct {
		Role
		record State
	}{{Office, Valid}, {Post, Cut}} {
		for _, s := range UseStates[1:] {
			if role.Role == Post && (s == Called || s == Settled) {
				continue // claims are the office's
			}
			onward := false
			for _, r := range table {
				onward = onward || r.role == role.Role && r.subject == OfUse && r.state == s && slices.Contains(r.record, role.record) && r.next[len(r.next)-1] != s
			}
			if ended := (Use{State: s}).Ended(); ended == onward {
				t.Errorf("%s: a use that is %s has ended: %v, has a way on: %v", role.Role, s, ended, onward)
			}
		}
	}
}

func TestEveryMessageCitesARuleAndEveryRuleIsCited(t *testing.T) {
	used := map[string]bool{"GUA-REFUSED": true, "GUA-RATES": true, "GUA-RELEASE": true}
	for _, k := range append(slices.Clone(Kinds), "") {
		for _, m := range MessageKinds {
			r := RuleOf(k, m)
			if r.ID == "" || r.Text == "" || r.Source == "" || r.Status == "" {
				t.Errorf("%s of kind %q cites %+v", m, k, r)
			}
			used[r.ID] = true
		}
	}
	for _, r := range Rules {
		if !used[r.ID] {
			t.Errorf("rule %s is cited by nothing", r.ID)
		}
	}
}

func TestMessagesSurviveTheWire(t *testing.T) {
	free := eur(3)
	all := []Message{CheckResult{GRN: grnOf(Comprehensive), Valid: true, Balance: &free}, UseResult{Use: "U1", Reasons: []Reason{Insufficient}}}
	for _, k := range MessageKinds {
		all = append(all, samples(t, k)...)
	}
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
			t.Errorf("%s: %s", m.Kind(), d)
		}
	}
	for _, bad := range []string{"", "{}", `{"kind":"dance","body":{}}`, `{"kind":"settle","body":{"uze":"1"}}`, `{"kind":"settle","body":[]}`} {
		if _, err := Decode([]byte(bad)); fault.CodeOf(err) != fault.BadField {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func FuzzDecodeAndApplyKeepTheInvariants(f *testing.F) {
	for _, k := range MessageKinds {
		for _, m := range samples(f, k) {
			b, _ := Encode(m)
			f.Add(b, uint8(1))
		}
	}
	office := registered(f, Comprehensive)
	office = must(f, office, now, reserve(office.Terms, "U1", eur(100)), sampleAllot())
	post := must(f, Guarantee{}, now, granted(f), LineCut{})
	post = must(f, post, now, reserve(post.Terms, "U1", eur(100)))
	records := []Guarantee{{}, office, post}
	f.Fuzz(func(t *testing.T, b []byte, pick uint8) {
		m, err := Decode(b)
		if err != nil {
			return
		}
		after, facts, _, err := Apply(records[int(pick)%len(records)], m, now.Add(time.Hour))
		if err == nil && len(facts) != 1 || fault.CodeOf(err) == fault.Internal && err != nil {
			t.Fatalf("%s: %d facts, %v", m.Kind(), len(facts), err)
		}
		if err := Check(after); err != nil {
			t.Fatal(err)
		}
	})
}
