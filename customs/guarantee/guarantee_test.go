package guarantee

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/unit"
)

func codesOf(reasons []Reason) string {
	var out []string
	for _, r := range reasons {
		out = append(out, r.Code)
	}
	return strings.Join(out, " ")
}

// A guarantee that cannot serve says why, with every published reason that holds and no other; whoever does not know its
// code learns nothing else.
func TestReasonsOfRefusal(t *testing.T) {
	spent := func(k Kind) Guarantee {
		g := registered(t, k)
		return must(t, g, now, reserve(g.Terms, "U0", eur(10)), Confirm{"PL-departure", "U0"}, Release{From: "PL-departure", Use: "U0"})
	}
	named := func(change func(*Terms)) Guarantee {
		terms := sampleTerms(Comprehensive)
		change(&terms)
		return must(t, Guarantee{}, now, Register{terms})
	}
	early, late := time.Date(2025, 12, 31, 23, 0, 0, 0, time.UTC), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	hidden := map[string]bool{"G01": true, "G03": true, "G04": true, "G13": true, "G02 G04 G08 G09": true} // the balance, with these
	for _, c := range []struct {
		name string
		g    Guarantee
		at   time.Time
		ask  func(*Question)
		want string
	}{
		{"serves", registered(t, Comprehensive), now, nil, ""},
		{"nobody knows it", Absent(office), now, nil, "G01"},
		{"another number", registered(t, Comprehensive), now, func(q *Question) { q.GRN = "05DE3300BE0001067" }, "G01"},
		{"not begun", registered(t, Comprehensive), early, nil, "G02"},
		{"run out", registered(t, Comprehensive), late, nil, "G02"},
		{"wrong code, and nothing else is told", registered(t, Comprehensive), late, func(q *Question) { q.AccessCode, q.Holder = "4712", "X" }, "G03"},
		{"no code", registered(t, Comprehensive), now, func(q *Question) { q.AccessCode = "" }, "G03"},
		{"a hash is no code", registered(t, Comprehensive), now, func(q *Question) { q.AccessCode = Secret(hashed(q.GRN, secret).Hash) }, "G03"},
		{"another holder", registered(t, Comprehensive), now, func(q *Question) { q.Holder = "X" }, "G04"},
		{"the voucher was used", spent(Voucher), now, nil, "G05"},
		{"no suspended goods", named(func(t *Terms) { t.NoSuspended = true }), now, func(q *Question) { q.Suspended = true }, "G06"},
		{"not valid in Andorra", registered(t, Comprehensive), now, func(q *Question) { q.Countries = []string{"DE", "AD"} }, "G08"},
		{"valid elsewhere", registered(t, TIRCarnet), now, func(q *Question) { q.Countries = []string{"UZ"} }, "G08"},
		{"too much", registered(t, Comprehensive), now, func(q *Question) { q.Amount = eur(10_001) }, "G09"},
		{"the individual one was used", spent(Individual), now, nil, "G10"},
		{"the deposit was used", spent(Cash), now, nil, "G02"},
		{"other offices", named(func(t *Terms) { t.Departure = "PL1" }), now, func(q *Question) { q.Departure = "PL2" }, "G11"},
		{"other goods", named(func(t *Terms) { t.Commodities = []string{"8708"} }), now, func(q *Question) { q.Commodities = []string{"870829", "220300"} }, "G12"},
		{"named goods", named(func(t *Terms) { t.Commodities = []string{"8708"} }), now, func(q *Question) { q.Commodities = []string{"870829"} }, ""},
		{"another type", registered(t, Comprehensive), now, func(q *Question) { q.Type = Individual }, "G13"},
		{"all at once", registered(t, Comprehensive), late, func(q *Question) { q.Holder, q.Countries, q.Amount = "X", []string{"AD"}, eur(20_000) }, "G02 G04 G08 G09"},
	} {
		terms := c.g.Terms
		if c.g.State == None {
			terms = sampleTerms(Comprehensive)
		}
		q := ask(terms, eur(100))
		if c.ask != nil {
			c.ask(&q)
		}
		after, facts, sends, err := Apply(c.g, UseGuarantee{Question: q, ID: "U1", Movement: "M"}, c.at)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		answer := sends[0].Message.(UseResult)
		if codesOf(answer.Reasons) != c.want || codesOf(facts[0].Reasons) != c.want || answer.Valid != (c.want == "") || sends[0].To != q.From || answer.From != office {
			t.Errorf("%s: %s, answer %+v; want %q", c.name, codesOf(facts[0].Reasons), answer, c.want)
		}
		if c.want != "" && (cmp.Diff(after, c.g) != "" || len(facts[0].Entries) > 0) {
			t.Errorf("%s: refused, and the record changed", c.name)
		}
		_, _, sends, err = Apply(c.g, CheckGuarantee{q}, c.at)
		if check, ok := sends[0].Message.(CheckResult); err != nil || !ok || codesOf(check.Reasons) != c.want {
			t.Errorf("%s: the check says %+v, %v", c.name, check, err)
		} else if told := check.Balance != nil; told == hidden[c.want] {
			t.Errorf("%s: balance told: %v", c.name, told)
		}
	}
}

// What a guarantee is kept as, and every fact of it, holds no access code.
func TestAccessCodesAreNeverKept(t *testing.T) {
	const code = Secret("Zq7#unmistakable")
	terms := sampleTerms(Comprehensive)
	terms.Codes = []AccessCode{hashed(terms.GRN, code)}
	g, first, _, err := Apply(Guarantee{}, Register{terms}, now)
	if err != nil {
		t.Fatal(err)
	}
	use := reserve(terms, "U1", eur(10))
	use.AccessCode = code
	g, facts, sends, err := Apply(g, use, now)
	if err != nil || len(facts[0].Reasons) > 0 {
		t.Fatal(facts, err)
	}
	kept, _ := json.Marshal([]any{g, first, facts, sends})
	shown := fmt.Sprintf("%v %+v %#v", use, use, use)
	if strings.Contains(string(kept), "unmistakable") || strings.Contains(shown, "unmistakable") {
		t.Errorf("the code is to be read in %s or %s", kept, shown)
	}
	a, b := hashed(terms.GRN, code), hashed("05DE3300BE0001067", code)
	if a.Hash == b.Hash {
		t.Error("the same code has the same hash in another guarantee")
	}
	if _, err := HashCode(terms.GRN, []byte("short"), code); fault.CodeOf(err) != fault.BadField {
		t.Errorf("a short salt: %v", err)
	}
}

// The notice of a guarantor runs to the 16th day; a deposit ends at once; what is secured stays secured.
func TestCancellationOfAnUndertaking(t *testing.T) {
	for _, c := range []struct {
		kind Kind
		ends time.Time
	}{{Comprehensive, time.Date(2026, 12, 17, 0, 0, 0, 0, time.UTC)}, {Cash, now}} {
		g := registered(t, c.kind)
		g = must(t, g, now.Add(-time.Hour), reserve(g.Terms, "U1", eur(10)))
		g = must(t, g, now, Revoke{Reason: "withdrawn"})
		if !g.EndsAt.Equal(c.ends) {
			t.Errorf("kind %s ends %s, want %s", c.kind, g.EndsAt, c.ends)
		}
		_, _, sends, _ := Apply(g, reserve(g.Terms, "U2", eur(10)), c.ends)
		if got := codesOf(sends[0].Message.(UseResult).Reasons); got != "G02" {
			t.Errorf("kind %s on the day: %q", c.kind, got)
		}
		g = must(t, g, c.ends, Confirm{"PL-departure", "U1"}, Release{From: "PL-departure", Use: "U1"})
		if g.Free() != g.Terms.Limit {
			t.Errorf("kind %s: %s free of %s", c.kind, g.Free(), g.Terms.Limit)
		}
		if c.kind == Comprehensive {
			must(t, g, c.ends.Add(-time.Second), reserve(g.Terms, "U3", eur(10)))
		}
	}
}

// A reservation waits until its deadline, for which there is a timer. A confirmation that comes later reserves anew if it
// can; if not it says that the goods are on their way without cover.
func TestPendingExpires(t *testing.T) {
	g := registered(t, Comprehensive)
	g = must(t, g, now, reserve(g.Terms, "U1", eur(6000)))
	timers := Timers(g)
	if len(timers) != 1 || !timers[0].At.Equal(now.Add(PendingDefault)) {
		t.Fatalf("timers: %+v", timers)
	}
	if _, _, _, err := Apply(g, timers[0].Due, timers[0].At.Add(-time.Second)); fault.CodeOf(err) != fault.WrongState {
		t.Errorf("a timer before its time: %v", err)
	}
	g = must(t, g, timers[0].At, timers[0].Due)
	if g.Free() != eur(10_000) || len(Timers(g)) != 0 {
		t.Errorf("expired: %s free, timers %v", g.Free(), Timers(g))
	}
	anew := must(t, g, now.Add(2*day), Confirm{"PL-departure", "U1"})
	if u, _ := anew.Use("U1"); u.State != Posted || anew.Free() != eur(4000) {
		t.Errorf("confirmed late: %+v, %s free", u, anew.Free())
	}
	g = must(t, g, now.Add(2*day), reserve(g.Terms, "U2", eur(5000)))
	g, facts, sends, err := Apply(g, Confirm{"PL-departure", "U1"}, now.Add(2*day))
	answer := sends[0].Message.(UseResult)
	if err != nil || answer.Valid || codesOf(answer.Reasons) != "G09" || facts[0].To != Expired || g.Free() != eur(5000) {
		t.Errorf("confirmed too late: %+v, %v", answer, err)
	}
}

// A release says what is left: the same one again gives nothing more, an older one that comes late is refused.
func TestPartialRelease(t *testing.T) {
	g := registered(t, Comprehensive)
	from := "PL-departure"
	g = must(t, g, now, reserve(g.Terms, "U1", eur(1000)), Confirm{from, "U1"},
		Release{From: from, Use: "U1", Left: eur(700)}, Release{From: from, Use: "U1", Left: eur(300)}, Release{From: from, Use: "U1", Left: eur(300)})
	if g.Free() != eur(9700) {
		t.Errorf("%s free", g.Free())
	}
	for _, c := range []struct {
		m    Message
		code fault.Code
	}{
		{Release{From: from, Use: "U1", Left: eur(700)}, fault.WrongState},
		{Release{From: "somebody", Use: "U1"}, fault.BadField},
		{Release{From: from, Use: "U1", Left: unit.Money{Minor: 1, Currency: "USD"}}, fault.BadField},
		{Call{Use: "U1", Claim: eur(301)}, fault.WrongState},
		{CancelUse{From: "somebody", Use: "U1"}, fault.BadField},
		{Confirm{From: from, Use: "U9"}, fault.WrongState},
		{reserve(g.Terms, "U1", eur(999)), fault.Conflict},
		{reserve(g.Terms, "A1/U1", eur(9)), fault.BadField},
		{Vary{Limit: eur(299)}, fault.WrongState},
		{Allot{ID: "A1", Post: "p", Amount: eur(9701), Until: now.Add(day), First: 1, Last: 1}, fault.WrongState},
		{Allot{ID: "A1", Post: "p", Amount: eur(1), Until: now.Add(16 * day), First: 1, Last: 1}, fault.BadField},
		{&Settle{Use: "U1"}, fault.BadField},
		{UseResult{}, fault.WrongState},
		{nil, fault.BadField},
	} {
		if after, _, _, err := Apply(g, c.m, now); err == nil || fault.CodeOf(err) != c.code || cmp.Diff(after, g) != "" {
			t.Errorf("%T: %v, want %s", c.m, err, c.code)
		}
	}
	g = must(t, g, now, Release{From: from, Use: "U1"})
	if g.Free() != eur(10_000) {
		t.Errorf("%s free at the end", g.Free())
	}
}

// A claim is split: the guarantor pays up to what is secured of all claims, the holder the rest. Paid, a guarantee that
// serves once is spent; another serves again.
func TestRecovery(t *testing.T) {
	for _, c := range []struct {
		kind           Kind
		percent        int
		first, second  int64 // of the guarantor, of two claims of EUR 4,000
		freeWhenPaid   int64
		secured, spent int64
	}{
		{Comprehensive, 100, 4000, 4000, 10_000, 10_000, 0},
		{Comprehensive, 50, 4000, 1000, 10_000, 5000, 0},
		{Comprehensive, 30, 3000, 0, 10_000, 3000, 0},
		{Waiver, 0, 0, 0, 10_000, 0, 0},
		{MultipleUsage, 0, 4000, 4000, 10_000, 10_000, 0},
		{TIRCarnet, 0, 4000, 4000, 10_000, 10_000, 0},
		{Individual, 0, 4000, 0, 6000, 10_000, 4000},
		{Voucher, 0, 4000, 0, 6000, 10_000, 4000},
		{Cash, 0, 4000, 0, 6000, 10_000, 4000},
	} {
		terms := sampleTerms(c.kind)
		terms.Percent = c.percent
		g := must(t, Guarantee{}, now, Register{terms})
		ids := []string{"U1", "U2"}
		if c.kind.Single() {
			ids = ids[:1]
		}
		want := map[string]int64{"U1": c.first, "U2": c.second}
		for _, id := range ids {
			g = must(t, g, now, reserve(terms, id, eur(5000)), Confirm{"PL-departure", id}, Call{Use: id, Claim: eur(4000)})
			if u, _ := g.Use(id); u.FromGuarantor != want[id]*100 || u.Claim != 400_000 {
				t.Errorf("%s at %d: %s claims %+v, want %d of the guarantor", c.kind, c.percent, id, u, want[id])
			}
		}
		for _, id := range ids {
			g = must(t, g, now, Settle{Use: id})
		}
		if g.Free() != eur(c.freeWhenPaid) || terms.Secured() != c.secured*100 || g.Balances[Spent] != c.spent*100 {
			t.Errorf("%s at %d: %s free, secured %d, spent %d", c.kind, c.percent, g.Free(), terms.Secured(), g.Balances[Spent])
		}
	}
}

// What is paid of a guarantee that serves once is spent, what is withdrawn is free, and the claim is settled when nothing is open.
func TestAClaimIsSettledInParts(t *testing.T) {
	terms := sampleTerms(Individual)
	g := must(t, Guarantee{}, now, Register{terms}, reserve(terms, "U1", eur(5000)), Confirm{"PL-departure", "U1"}, Call{Use: "U1", Claim: eur(4000)},
		Settle{Use: "U1", Paid: eur(1500)})
	if u, _ := g.Use("U1"); u.State != Called || u.Paid != 150_000 || u.Engaged() != 250_000 || g.Balances[Spent] != 150_000 || g.Balances[InRecovery] != 250_000 {
		t.Errorf("%+v %v", u, g.Balances)
	}
	for _, wrong := range []Settle{{Use: "U1", Paid: eur(2501)}, {Use: "U1", Paid: unit.Money{Minor: 1, Currency: "PLN"}}, {Use: "U1", Paid: eur(-1)}} {
		if _, _, _, err := Apply(g, wrong, now); err == nil {
			t.Errorf("%+v is settled", wrong)
		}
	}
	whole := must(t, g, now, Settle{Use: "U1"})
	g = must(t, g, now, Settle{Use: "U1", Withdrawn: true})
	if u, _ := g.Use("U1"); u.State != Settled || u.Claim != 150_000 || u.Released != 350_000 || g.Free() != eur(8500) || whole.Balances[Spent] != 400_000 {
		t.Errorf("%+v %v, all paid %v", u, g.Balances, whole.Balances)
	}
}

func TestTermsAreCheckedAllAtOnce(t *testing.T) {
	bad := sampleTerms(Comprehensive)
	bad.GRN, bad.Holder, bad.Limit, bad.Percent, bad.From, bad.Excluded, bad.Codes = "20GB0000010000H73", "", unit.Money{Minor: 0, Currency: "EUR"}, 40, time.Time{}, []string{"Andorra"}, nil
	voucher := sampleTerms(Voucher)
	voucher.GRN, voucher.Limit, voucher.Until = grnOf(Comprehensive), eur(7000), time.Time{}
	tir := sampleTerms(TIRCarnet)
	tir.GRN, tir.Countries, tir.Percent = "70423156", nil, 50
	for _, c := range []struct {
		terms Terms
		want  []string
	}{
		{bad, []string{"", "/terms/holder", "/terms/limit", "/terms/percent", "/terms/from", "/terms/excluded/0", "/terms/codes"}},
		{voucher, []string{"/terms/grn", "/terms/limit", "/terms/until"}},
		{tir, []string{"/terms/grn", "/terms/percent", "/terms/countries"}},
		{Terms{Kind: "5"}, []string{"/terms/kind", "/terms/office", "/terms/holder", "/terms/limit", "/terms/limit", "/terms/from"}},
	} {
		_, _, _, err := Apply(Guarantee{}, Register{c.terms}, now)
		var paths []string
		for _, e := range fault.All(err) {
			paths = append(paths, e.Path)
		}
		if d := cmp.Diff(c.want, paths); d != "" {
			t.Errorf("%s: %s%v", c.terms.Kind, d, err)
		}
	}
}

func TestVouchersCoverAnAmount(t *testing.T) {
	for amount, want := range map[int64]int64{1: 1, 1_000_000: 1, 1_000_001: 2, 7_350_000: 8} {
		if n, err := Vouchers(unit.Money{Minor: amount, Currency: "EUR"}); n != want || err != nil {
			t.Errorf("%d: %d, %v", amount, n, err)
		}
	}
	if _, err := Vouchers(unit.Money{Minor: 1, Currency: "USD"}); fault.CodeOf(err) != fault.BadField {
		t.Error(err)
	}
}

// Ended uses are dropped after a time; those that engage something never are.
func TestEndedUsesAreDropped(t *testing.T) {
	g := registered(t, Comprehensive)
	g = must(t, g, now.Add(-200*day), reserve(g.Terms, "U1", eur(1)), Confirm{"PL-departure", "U1"}, Release{From: "PL-departure", Use: "U1"},
		reserve(g.Terms, "U2", eur(1)), Confirm{"PL-departure", "U2"})
	g = must(t, g, now, reserve(g.Terms, "U3", eur(1)))
	if _, there := g.Use("U1"); there || len(g.Uses) != 2 {
		t.Errorf("uses: %+v", g.Uses)
	}
}

// A cancelled use was none: the guarantee for one movement serves another.
func TestASingleGuaranteeServesAnotherAfterACancellation(t *testing.T) {
	g := registered(t, Individual)
	g = must(t, g, now, reserve(g.Terms, "U1", eur(10)), Confirm{"PL-departure", "U1"}, CancelUse{From: "PL-departure", Use: "U1"})
	_, _, sends, err := Apply(g, reserve(g.Terms, "U2", eur(10)), now)
	if r := sends[0].Message.(UseResult); err != nil || !r.Valid {
		t.Errorf("%+v, %v", r, err)
	}
}

// Beyond the amount, the numbers or the term of its allotment a post that is cut off only tells to pre-lodge.
func TestAPostKeepsWithinItsAllotment(t *testing.T) {
	g := registered(t, Comprehensive)
	allot := sampleAllot()
	allot.Last = allot.First + 1 // two numbers
	g, _, sends, err := Apply(g, allot, now)
	if err != nil {
		t.Fatal(err)
	}
	post := must(t, Guarantee{}, now, sends[0].Message, LineCut{})
	one := must(t, post, now, reserve(post.Terms, "U1", eur(10)))
	two := must(t, one, now, reserve(post.Terms, "U2", eur(10)))
	for _, c := range []struct {
		name string
		g    Guarantee
		at   time.Time
		ask  UseGuarantee
		want string
		hint string
	}{
		{"within", post, now, reserve(post.Terms, "U3", eur(5000)), "", ""},
		{"beyond the amount", one, now, reserve(post.Terms, "U3", eur(4991)), "G09", preLodge},
		{"beyond the numbers", two, now, reserve(post.Terms, "U3", eur(10)), "G02", preLodge},
		{"beyond the term", post, allot.Until, reserve(post.Terms, "U3", eur(10)), "G02", preLodge},
		{"in the last second", post, allot.Until.Add(-time.Second), reserve(post.Terms, "U3", eur(10)), "", ""},
	} {
		_, _, sends, err := Apply(c.g, c.ask, c.at)
		if r := sends[0].Message.(UseResult); err != nil || codesOf(r.Reasons) != c.want || r.Hint != c.hint || r.From != "PL-post" || r.Valid && r.Number != 1 {
			t.Errorf("%s: %+v, %v", c.name, r, err)
		}
	}
	if _, _, _, err := Apply(g, Allot{ID: "A2", Post: "PL-post", Amount: eur(1), Until: now.Add(day), First: 2, Last: 3}, now); fault.CodeOf(err) != fault.BadField {
		t.Errorf("numbers of another allotment: %v", err)
	}
	good := two.Uses
	for name, change := range map[string]func([]Use) AllotmentReport{
		"another post":           func(u []Use) AllotmentReport { return AllotmentReport{From: "X", Allotment: "A1", Uses: u} },
		"a number out of range":  func(u []Use) AllotmentReport { u[1].Number = 3; return reported(u) },
		"a number twice":         func(u []Use) AllotmentReport { u[1].Number = 1; return reported(u) },
		"a use twice":            func(u []Use) AllotmentReport { u[1].ID = "U1"; return reported(u) },
		"more than the allotted": func(u []Use) AllotmentReport { u[1].Amount = 500_000; return reported(u) },
		"a claim":                func(u []Use) AllotmentReport { u[1].State, u[1].Claim = Called, 1; return reported(u) },
	} {
		if _, _, _, err := Apply(g, change(append([]Use(nil), good...)), now); fault.CodeOf(err) != fault.BadField {
			t.Errorf("a report with %s: %v", name, err)
		}
	}
	g = must(t, g, now, reported(good))
	if g.Free() != eur(9980) || g.Balances[Allotted] != 0 {
		t.Errorf("after the report: %v", g.Balances)
	}
}

func reported(uses []Use) AllotmentReport {
	return AllotmentReport{From: "PL-post", Allotment: "A1", Uses: uses}
}

// A booking that does not sum to zero is none, and Check names whatever is broken in a record.
func TestWhatIsBrokenIsNamed(t *testing.T) {
	if err := (&act{}).book(Entry{Available, 1}); fault.CodeOf(err) != fault.Internal || err == nil {
		t.Errorf("a booking that sums to one: %v", err)
	}
	g := registered(t, Comprehensive)
	g = must(t, g, now, reserve(g.Terms, "U1", eur(100)), reserve(g.Terms, "U2", eur(100)), Confirm{"PL-departure", "U2"}, sampleAllot())
	if err := Check(g); err != nil {
		t.Fatal(err)
	}
	for name, broke := range map[string]func(*Guarantee){
		"sum to":                 func(g *Guarantee) { g.Balances[Spent]++ },
		"account available":      func(g *Guarantee) { g.Balances[Available] = -1; g.Balances[Undertaken] = 0 },
		"account undertaken":     func(g *Guarantee) { g.Terms.Limit.Minor++ },
		"no account":             func(g *Guarantee) { g.Balances["slush"] = 1 },
		"account pending":        func(g *Guarantee) { g.Uses[0].State = Voided },
		"account used":           func(g *Guarantee) { g.Uses[1].State = Released },
		"account called":         func(g *Guarantee) { g.Uses[1].State, g.Uses[1].Claim = Called, 1 },
		"account allotted":       func(g *Guarantee) { g.Allotments[0].State = Reconciled },
		"does not follow":        func(g *Guarantee) { g.Uses[0], g.Uses[1] = g.Uses[1], g.Uses[0] },
		"gave back":              func(g *Guarantee) { g.Uses[0].Released = 10_001 },
		"balances are left: map": func(g *Guarantee) { g.State = Closed },
	} {
		bad := g.clone()
		broke(&bad)
		if err := Check(bad); fault.CodeOf(err) != fault.Internal || err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
