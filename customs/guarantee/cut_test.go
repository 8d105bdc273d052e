package guarantee

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/unit"
	"pgregory.net/rapid"
)

// parcel is a message on its way. To is the office, or the allotment whose post's record takes it.
type parcel struct {
	to  string
	msg Message
}

// world is the office of guarantee, posts with allotments of it, and the lines between them, which lose their order,
// double messages and are cut. Offices of departure ask the office and the posts.
type world struct {
	t      *rapid.T
	now    time.Time
	office Guarantee
	posts  map[string]Guarantee // by allotment
	cut    map[string]bool      // by allotment
	wires  []parcel             // between office and posts
	facts  map[string][]Fact    // by record: "office" or the allotment
	ends   map[string]int       // by record and use: how often it ended
	next   int
	nos    int64
}

func newWorld(t *rapid.T) *world {
	w := &world{t: t, now: now, posts: map[string]Guarantee{}, cut: map[string]bool{}, facts: map[string][]Fact{}, ends: map[string]int{}, nos: 1}
	terms := sampleTerms(rapid.SampledFrom([]Kind{Comprehensive, Waiver, MultipleUsage}).Draw(t, "kind"))
	w.give("office", Register{terms})
	return w
}

func (w *world) record(name string) Guarantee {
	if name == "office" {
		return w.office
	}
	return w.posts[name]
}

// give hands a message to a record, keeps what comes of it, and holds the invariants. It reports whether it was taken.
func (w *world) give(name string, m Message) bool {
	before := w.record(name)
	after, facts, sends, err := Apply(before, m, w.now)
	if err != nil {
		if c := fault.CodeOf(err); c != fault.WrongState && c != fault.Conflict {
			w.t.Fatalf("%s at %s: %v", m.Kind(), name, err)
		}
		return false
	}
	if name == "office" {
		w.office = after
	} else {
		w.posts[name] = after
	}
	w.facts[name] = append(w.facts[name], facts...)
	for _, f := range facts {
		if f.Subject == OfUse && f.From != f.To && (f.To == Released || f.To == Called || f.To == Voided) {
			w.ends[plain(name, f.Name)]++
		}
	}
	for _, s := range sends {
		w.post(name, s)
	}
	w.invariants()
	return true
}

// plain names a use the same at the post and, once taken over, at the office.
func plain(record, use string) string {
	if record == "office" {
		return use
	}
	return record + "/" + use
}

// post puts a message between the office and a post on the line, sometimes twice; answers to departure are read at once.
func (w *world) post(from string, s Send) {
	to := ""
	switch m := s.Message.(type) {
	case AllotmentGranted:
		to = m.Allotment.ID
	case AllotmentRecalled:
		to = m.Allotment
	case AllotmentReconciled:
		to = m.Allotment
	case AllotmentReport:
		to = "office"
	case UseResult:
		if m.From == "" || m.Valid && len(m.Reasons) > 0 {
			w.t.Fatalf("%s answers %+v", from, m)
		}
		return
	default:
		return
	}
	for range rapid.SampledFrom([]int{1, 1, 2}).Draw(w.t, "copies") {
		w.wires = append(w.wires, parcel{to, s.Message})
	}
}

// deliver takes a message off the lines, any one, unless its line is cut.
func (w *world) deliver() bool {
	var can []int
	for i, p := range w.wires {
		if line := w.line(p); !w.cut[line] {
			can = append(can, i)
		}
	}
	if len(can) == 0 {
		return false
	}
	i := rapid.SampledFrom(can).Draw(w.t, "parcel")
	p := w.wires[i]
	w.wires = append(w.wires[:i:i], w.wires[i+1:]...)
	w.give(p.to, p.msg)
	return true
}

func (w *world) line(p parcel) string {
	if r, ok := p.msg.(AllotmentReport); ok {
		return r.Allotment
	}
	return p.to
}

// invariants holds at any moment: every record keeps its own, and what is engaged at the office and at every post that has
// not been taken over stays within the limit.
func (w *world) invariants() {
	engaged := w.office.Balances[InPending] + w.office.Balances[InUse] + w.office.Balances[InRecovery] + w.office.Balances[Spent]
	for id, g := range w.posts {
		if err := Check(g); err != nil {
			w.t.Fatal(err)
		}
		mine := g.Balances[InPending] + g.Balances[InUse]
		if i, ok := w.office.allotmentAt(id); ok && w.office.Allotments[i].State == Granted {
			if mine > w.office.Allotments[i].Amount {
				w.t.Fatalf("post of %s engages %d of %d", id, mine, w.office.Allotments[i].Amount)
			}
			engaged += mine
		}
	}
	if engaged > w.office.Terms.Limit.Minor {
		w.t.Fatalf("%d are engaged in all, the limit is %s", engaged, w.office.Terms.Limit)
	}
	if err := Check(w.office); err != nil {
		w.t.Fatal(err)
	}
	for use, n := range w.ends {
		if n > 1 {
			w.t.Fatalf("use %s ended %d times", use, n)
		}
	}
}

// names are the records that are there, and uses a choice of IDs: few, so that they meet.
func (w *world) names() []string {
	names := []string{"office"}
	for i := range w.next {
		if id := fmt.Sprintf("A%d", i+1); w.posts[id].State != "" {
			names = append(names, id)
		}
	}
	return names
}

// someRecord is any record, more often one of a post that is cut off.
func (w *world) someRecord() string {
	var cut []string
	for _, name := range w.names() {
		if w.record(name).State == Cut {
			cut = append(cut, name)
		}
	}
	if len(cut) > 0 && rapid.IntRange(0, 2).Draw(w.t, "where") > 0 {
		return rapid.SampledFrom(cut).Draw(w.t, "cut")
	}
	return rapid.SampledFrom(w.names()).Draw(w.t, "record")
}

func (w *world) someUse(name string) string {
	g := w.record(name)
	if len(g.Uses) > 0 && rapid.IntRange(0, 9).Draw(w.t, "known") > 0 {
		return rapid.SampledFrom(g.Uses).Draw(w.t, "use").ID
	}
	return fmt.Sprintf("U%d", rapid.IntRange(1, 12).Draw(w.t, "id"))
}

// steps are what may happen next, the more frequent ones several times.
var steps = []string{"use", "use", "use", "use", "confirm", "confirm", "cancel", "release", "release", "call", "settle", "time", "allot", "vary", "cut", "cut", "back"}

func (w *world) act() {
	name := w.someRecord()
	from, use := "PL-departure", w.someUse(name)
	amount := eur(rapid.Int64Range(1, 4000).Draw(w.t, "amount"))
	switch rapid.SampledFrom(steps).Draw(w.t, "step") {
	case "use":
		w.give(name, reserve(w.office.Terms, fmt.Sprintf("U%d", rapid.IntRange(1, 12).Draw(w.t, "id")), eur(amount.Major()/4+1)))
	case "confirm":
		w.give(name, Confirm{from, use})
	case "cancel":
		w.give(name, CancelUse{From: from, Use: use})
	case "release":
		left := amount
		if rapid.Bool().Draw(w.t, "whole") {
			left = unit.Money{}
		}
		w.give(name, Release{From: from, Use: use, Left: left})
	case "call":
		w.give("office", Call{Use: w.someUse("office"), Claim: amount})
	case "settle":
		m := Settle{Use: w.someUse("office"), Withdrawn: rapid.Bool().Draw(w.t, "withdrawn")}
		if rapid.Bool().Draw(w.t, "part") {
			m.Paid = eur(amount.Major()/8 + 1)
		}
		w.give("office", m)
	case "time":
		w.now = w.now.Add(time.Duration(rapid.IntRange(1, 40).Draw(w.t, "hours")) * time.Hour)
		w.timers()
	case "allot":
		w.next++
		w.give("office", Allot{ID: fmt.Sprintf("A%d", w.next), Post: fmt.Sprintf("post-%d", w.next%3), Amount: amount, Until: w.now.Add(3 * day), First: w.nos, Last: w.nos + 4})
		w.nos += 5
	case "vary":
		w.give("office", Vary{Limit: eur(rapid.Int64Range(1, 15_000).Draw(w.t, "limit"))})
	case "cut":
		if name != "office" {
			w.cut[name] = true
			w.give(name, LineCut{})
		}
	case "back":
		if name != "office" {
			w.cut[name] = false
			w.give(name, LineBack{})
		}
	}
}

// timers fires what is due.
func (w *world) timers() {
	for _, name := range w.names() {
		for _, x := range Timers(w.record(name)) {
			if !x.At.After(w.now) && !w.give(name, x.Due) {
				w.t.Fatalf("%s is due at %s and not taken", x.Due.Kind(), name)
			}
		}
	}
}

// attended holds that nothing open is left to itself: a reservation, an allotment and a report each have their timer.
func (w *world) attended() {
	for _, name := range w.names() {
		g := w.record(name)
		open := 0
		for _, u := range g.Uses {
			if u.State == Pending && (g.State == Valid || g.State == Cut) {
				open++
			}
		}
		for _, x := range g.Allotments {
			if x.State == Granted {
				open++
			}
		}
		if g.State == Reported {
			open++
		}
		if n := len(Timers(g)); n != open {
			w.t.Fatalf("%s has %d timers for %d open matters", name, n, open)
		}
	}
}

// heal brings every line back, lets every message arrive, and has every allotment reported.
func (w *world) heal() {
	for _, name := range w.names()[1:] {
		w.cut[name] = false
		w.give(name, LineBack{})
	}
	for range 3 { // a recall that overtook its grant was refused: the timer sends it again
		for w.deliver() {
		}
		w.now = w.now.Add(AllotmentMax)
		w.timers()
	}
	for w.deliver() {
	}
}

// agree holds the copies against each other once all lines have healed: every post is taken over, each of its uses stands
// in the office's record, and no account of a post holds anything.
func (w *world) agree() {
	for id, g := range w.posts {
		if g.State != Closed || len(g.Balances) != 0 {
			w.t.Fatalf("the post of %s is %s with %v", id, g.State, g.Balances)
		}
		for _, u := range g.Uses {
			there, ok := w.office.Use(id + "/" + u.ID)
			if !ok || there.Amount != u.Amount || there.Movement != u.Movement || there.Number != u.Number || there.Released < u.Released || u.Ended() && there.State != u.State {
				w.t.Fatalf("%s/%s at the post %+v, at the office %+v", id, u.ID, u, there)
			}
		}
	}
	if d := cmp.Diff(Fold(w.facts["office"]), w.office.Balances); d != "" {
		w.t.Fatalf("the facts do not add up to the balances: %s", d)
	}
}

// empty ends everything: the whole limit is available again.
func (w *world) empty() {
	w.now = w.now.Add(2 * PendingDefault)
	w.timers()
	for _, u := range w.office.Uses {
		switch u.State {
		case Posted:
			w.give("office", Release{From: u.From, Use: u.ID})
		case Called:
			w.give("office", Settle{Use: u.ID})
		}
	}
	if w.office.Free() != w.office.Terms.Limit || len(w.office.Balances) != 2 {
		w.t.Fatalf("%s of %s are available: %v", w.office.Free(), w.office.Terms.Limit, w.office.Balances)
	}
}

// Whatever happens, in whatever order, doubled and across cut lines: the accounts sum to zero, the limit holds over the
// office and all posts together, a use ends once, and when the lines are healed all copies agree.
func TestNeverOverTheLimitNorAcrossACutLine(t *testing.T) {
	var cutUses, refused, late, taken int
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		for range rapid.SampledFrom([]int{20, 100, 250}).Draw(t, "steps") {
			if rapid.IntRange(0, 3).Draw(t, "deliver") == 0 {
				w.deliver()
			} else {
				w.act()
			}
		}
		w.attended()
		w.heal()
		w.agree()
		w.empty()
		for name, facts := range w.facts {
			for _, f := range facts {
				switch {
				case name != "office" && f.Message == KindUse && f.To == Pending:
					cutUses++
				case name != "office" && f.Message == KindUse && len(f.Reasons) > 0:
					refused++
				case strings.Contains(f.Note, "after the deadline"):
					late++
				case f.Message == KindAllotmentReport && len(f.Entries) > 2:
					taken++
				}
			}
		}
	})
	t.Logf("%d uses at posts cut off, %d refused there, %d late confirmations, %d reports with uses taken over", cutUses, refused, late, taken)
	if cutUses == 0 || refused == 0 || late == 0 || taken == 0 {
		t.Error("the sequences did not reach what they are for")
	}
}
