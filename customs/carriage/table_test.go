package carriage

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/unit"
	"pgregory.net/rapid"
)

var now = time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)

func station(code, country string) Station {
	return Station{Code: "DEMO-" + code, Name: code, Country: country}
}

// sampleNote is a common note over six carriers: a change of gauge at Khorgos, a ferry, and law and gauge at Akhalkalaki.
func sampleNote() Note {
	khorgos, aktau, alat := station("Khorgos", "KZ"), station("Aktau", "KZ"), station("Alat", "AZ")
	gardabani, akhalkalaki := station("Gardabani", "GE"), station("Akhalkalaki", "GE")
	return Note{Key: "R1-C1", Form: NoteCIMSMGS, Consignor: Party{"consignor", "Consignor"}, Consignee: Party{"consignee", "Consignee"},
		Sections: []Section{
			{"CR", station("Xian", "CN"), khorgos, 3400, SMGS, 1435, Rail},
			{"KTZ", khorgos, aktau, 3300, SMGS, 1520, Rail},
			{"ASCO", aktau, alat, 500, SMGS, 1520, Ferry},
			{"ADY", alat, gardabani, 450, SMGS, 1520, Rail},
			{"GR", gardabani, akhalkalaki, 200, SMGS, 1520, Rail},
			{"TCDD", akhalkalaki, station("Halkali", "TR"), 2000, CIM, 1435, Rail}},
		Goods: "parts of vehicles", MassKg: 18_000, Wagons: []string{"24548885"}, Containers: []string{"CSQU3054383"},
		Seals: []Seal{{Number: "S1", By: SealConsignor}},
		Customs: []Endorsement{{Office: Office{Country: "CN", Code: "DEMO-CN-1"}, Station: "DEMO-Xian", Declaration: true},
			{Office: Office{Country: "TR", Code: "DEMO-TR-1"}, Station: "DEMO-Halkali"}}, WagonLoad: true, ConsignorDisposes: true}
}

// goOn lets the carrier in charge make acts, an hour apart; it fails on an error.
func goOn(t testing.TB, c Carriage, msgs ...Message) Carriage {
	t.Helper()
	for _, m := range msgs {
		if c.Charge != "" {
			c.Carrier = c.Charge
		}
		var err error
		at := now.Add(time.Duration(len(c.Log)) * time.Hour)
		if e, ok := m.(Elapsed); ok {
			at = dueAt(c, e.Timer)
		}
		c, _, _, err = Apply(c, m, at)
		if err != nil {
			t.Fatalf("%s: %v", m.Kind(), err)
		}
	}
	return c
}

func dueAt(c Carriage, k TimerKind) time.Time {
	for _, t := range c.Timers {
		if t.Kind == k {
			return t.Due
		}
	}
	return now
}

// step by which a carriage comes nearer to its delivery.
func nearer(c Carriage) Message {
	at := c.Station().Code
	switch c.State {
	case None, "":
		return DrawUp{sampleNote()}
	case DrawnUp:
		return Accept{"24000001"}
	case Junction:
		switch c.Outstanding[0] {
		case KindReconsign:
			return reconsign(c)
		case KindTransship:
			return transship(c)
		}
		return MakeReport{fmt.Sprintf("CR-%d", len(c.Reports)+1), Damage, "a container is dented"}
	case UnderWay:
		if c.Section+1 < len(c.Note.Sections) {
			return Present{fmt.Sprintf("L%d", c.Section+1)}
		}
		return Arrive{}
	case Presented:
		return TakeOver{}
	case Obstructed:
		return ClearObstacle{"the line is open again"}
	case Arrived:
		return Notify{}
	case Disposable:
		how := c.Obstacle.Orders
		if how == "" || how == Continue {
			how = Sell
		}
		return Dispose{How: how}
	}
	if missing := c.Unendorsed(at); len(missing) > 0 {
		return Endorse{missing[0], "T1"}
	}
	if c.State == TakenOver {
		return Depart{}
	}
	return Deliver{}
}

func reconsign(c Carriage) Message {
	if c.Note.Form == NoteCIMSMGS {
		return Reconsign{}
	}
	return Reconsign{c.Note.Number + "-2"}
}

func transship(c Carriage) Message {
	if c.Section > 0 && c.Note.Sections[c.Section].GaugeMm != 0 {
		return Transship{Wagons: []string{fmt.Sprintf("5290%04d", len(c.Transshipments))}}
	}
	return Transship{}
}

// until goes nearer until a state on a section; with Found, the take-over there finds damage.
func until(t testing.TB, section int, s State, found Finding) Carriage {
	t.Helper()
	c := Carriage{Carrier: "CR"}
	for range 100 {
		if c.State == s && c.Section == section {
			return c
		}
		m := nearer(c)
		if _, take := m.(TakeOver); take && found != "" && c.Section+1 == section {
			m = TakeOver{found, "the container is dented"}
		}
		c = goOn(t, c, m)
	}
	t.Fatalf("never %s on section %d", s, section)
	return c
}

// standings are carriages in a state, as the carrier in charge holds them; several where the record decides what follows.
func standings(t testing.TB, s State) []Carriage {
	t.Helper()
	last := 5
	first, onWay := until(t, 0, TakenOver, ""), until(t, 0, UnderWay, "")
	junction := func() Carriage { return until(t, 1, Junction, "") }
	end := func() Carriage { return until(t, last, Notified, "") }
	blocked := func(c Carriage) Carriage { return goOn(t, c, ReportObstacle{Reason: "a landslide"}) }
	expire := func(c Carriage) Carriage { return goOn(t, c, Elapsed{TimerInstructions}) }
	refused := func() Carriage { return goOn(t, end(), Refuse{"unfit for use"}) }
	uncollected := func() Carriage { return goOn(t, end(), Elapsed{TimerCollection}) }
	short := func() Carriage { // delivered under SMGS: its claims have a timer
		return goOn(t, onWay, Amend{"A0", ByConsignor, nil, onWay.Note.Sections[:1]}, Arrive{}, Notify{})
	}
	claimed := func(c Carriage) []Carriage {
		return []Carriage{c, goOn(t, c, LodgeClaim{ID: "C1", By: ByConsignee, For: ClaimCharges, Amount: unit.USD(100)})}
	}
	switch s {
	case None:
		return []Carriage{{Carrier: "CR", State: None}}
	case DrawnUp:
		return []Carriage{until(t, 0, DrawnUp, "")}
	case TakenOver:
		return []Carriage{first, goOn(t, first, nearer(first)), until(t, 2, TakenOver, "")}
	case Junction:
		both := until(t, last, Junction, "")
		return []Carriage{junction(), until(t, 3, Junction, Damage), both, until(t, 1, Junction, Damage), goOn(t, both, transship(both)), goOn(t, both, Reconsign{})}
	case UnderWay:
		return []Carriage{onWay, until(t, last, UnderWay, "")}
	case Presented:
		return []Carriage{until(t, 0, Presented, ""), until(t, 1, Presented, "")}
	case Obstructed:
		return []Carriage{blocked(first), blocked(junction()), blocked(onWay)}
	case Arrived:
		return []Carriage{until(t, last, Arrived, "")}
	case Notified:
		return []Carriage{end(), goOn(t, end(), nearer(end()))}
	case Refused:
		return []Carriage{refused(), goOn(t, refused(), nearer(refused()))}
	case Uncollected:
		return []Carriage{uncollected(), goOn(t, uncollected(), nearer(uncollected()))}
	case Disposable:
		return []Carriage{expire(blocked(first)), expire(blocked(junction())), expire(blocked(onWay)), expire(refused()), goOn(t, refused(), Instruct{"I0", Sell, nil, ""})}
	case Delivered:
		return append(claimed(goOn(t, short(), Deliver{})), until(t, last, Delivered, Damage))
	case Disposed:
		return claimed(goOn(t, expire(goOn(t, short(), Refuse{"unfit for use"})), Dispose{How: Sell}))
	case Lost:
		return claimed(goOn(t, onWay, Elapsed{TimerDelivery}, Elapsed{TimerLoss}))
	}
	return []Carriage{goOn(t, until(t, 0, DrawnUp, ""), RefuseAcceptance{"badly packed"})}
}

// samples are messages of a kind that a carriage may be given; where the message decides what follows, one for each.
func samples(k Kind, c Carriage) []Message {
	n := fmt.Sprint(len(c.Log))
	sections := slices.Clone(c.Note.Sections)
	switch k {
	case KindDrawUp:
		return []Message{DrawUp{sampleNote()}}
	case KindAccept:
		return []Message{Accept{"24000001"}}
	case KindRefuseAcceptance:
		return []Message{RefuseAcceptance{"badly packed"}}
	case KindWithdraw:
		return []Message{Withdraw{"sold elsewhere"}}
	case KindDepart:
		return []Message{Depart{}}
	case KindPresent:
		return []Message{Present{"L" + n}}
	case KindTakeOver:
		return []Message{TakeOver{}, TakeOver{Shortage, "a package is missing"}}
	case KindRefuseTakeOver:
		return []Message{RefuseTakeOver{"the wagon is unfit"}}
	case KindReconsign:
		return []Message{reconsign(c)}
	case KindTransship:
		return []Message{transship(c), Transship{Bogies: true}}
	case KindReport:
		return []Message{MakeReport{"CR" + n, Shortage, "a package is missing"}}
	case KindReplaceSeals:
		return []Message{ReplaceSeals{By: SealCustoms, Office: Office{Country: "KZ", Code: "DEMO-KZ-1"}, Removed: c.OnIt(), Applied: []string{"K" + n}, Reason: "opened for a control"}}
	case KindEndorse:
		out := []Message{Endorse{Office{Country: "KZ", Code: "DEMO-KZ-" + n}, "passed"}}
		for _, o := range c.Unendorsed(c.Station().Code) {
			out = append(out, Endorse{o, "passed"})
		}
		return out
	case KindObstacle:
		return []Message{ReportObstacle{Reason: "a landslide"}}
	case KindClearObstacle:
		return []Message{ClearObstacle{}}
	case KindReroute:
		if i := c.Section + 1; i < len(sections) {
			sections[i].Carrier = "R" + n
		}
		return []Message{Reroute{sections, "the line is closed"}}
	case KindAmend:
		return amendments(c, n, sections)
	case KindInstruct:
		return []Message{Instruct{"I" + n, Continue, nil, ""}, Instruct{"J" + n, Return, nil, ""}, Instruct{"K" + n, Continue, &Party{"other", "Other"}, ""}}
	}
	return samplesLater(k, c, n)
}

func amendments(c Carriage, n string, sections []Section) []Message {
	other := &Party{"consignee", "Consignee " + n}
	if len(sections) == 0 {
		return []Message{Amend{"A" + n, ByConsignor, other, nil}}
	}
	end := sections[len(sections)-1]
	further := append(slices.Clone(sections), Section{"X" + n, end.To, station("Depot"+n, end.To.Country), 50, end.Law, end.GaugeMm, Rail})
	return []Message{Amend{"A" + n, ByConsignor, other, nil}, Amend{"B" + n, ByConsignee, other, nil}, Amend{"C" + n, ByConsignor, nil, further},
		Amend{"D" + n, ByConsignor, nil, sections[:c.Section+1]}}
}

func samplesLater(k Kind, c Carriage, n string) []Message {
	switch k {
	case KindArrive:
		return []Message{Arrive{}}
	case KindNotify:
		return []Message{Notify{}}
	case KindDeliver:
		return []Message{Deliver{}}
	case KindRefuse:
		return []Message{Refuse{"unfit for use"}}
	case KindDispose:
		out := []Message{}
		for _, how := range []Action{Return, Sell, Destroy, Abandon} {
			out = append(out, Dispose{How: how})
		}
		return out
	case KindClaim:
		return []Message{LodgeClaim{ID: "K" + n, By: ByConsignor, For: ClaimCharges, Amount: unit.USD(50)},
			LodgeClaim{ID: "L" + n, By: ByConsignor, For: ClaimLoss, Amount: unit.USD(90)}}
	case KindAnswerClaim:
		out := []Message{AnswerClaim{ID: "C1", Reason: "no fault"}}
		for _, x := range c.Claims {
			out = append(out, AnswerClaim{ID: x.ID, Paid: x.Amount})
		}
		return out
	case KindElapsed:
		out := []Message{Elapsed{TimerLoss}}
		for _, t := range c.Timers {
			out = append(out, Elapsed{t.Kind})
		}
		return out
	}
	panic("no sample of " + string(k))
}

func asJSON(t rapid.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// documented reads the table in the package comment into "state kind" → next states of the carrier in charge.
func documented(t *testing.T) map[string][]string {
	src, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	want := "//\t" + strings.ReplaceAll(strings.TrimSuffix(Table(), "\n"), "\n", "\n//\t") + "\npackage carriage"
	if !strings.Contains(string(src), want) {
		t.Fatalf("doc.go should hold:\n%s", want)
	}
	out := map[string][]string{}
	for _, l := range strings.Split(want, "\n") {
		f := strings.Fields(strings.ReplaceAll(strings.TrimPrefix(l, "//\t"), " or ", "|"))
		if len(f) == 4 && f[0] == string(InCharge) {
			if out[f[1]+" "+f[2]] != nil {
				t.Errorf("%s stands twice", l)
			}
			out[f[1]+" "+f[2]] = strings.Split(f[3], "|")
		}
	}
	return out
}

// Every pair of state and message, by the table of the package comment: each next state is reached by some record and
// message, no other is, what does not fit is wrong-state and changes nothing, and every act leaves one fact that says all.
func TestEveryPairOfTheCarrierInCharge(t *testing.T) {
	want := documented(t)
	pairs := 0
	for _, s := range States {
		held := standings(t, s)
		for _, k := range Kinds {
			if k == KindEntry {
				continue
			}
			pairs++
			var got []string
			for _, c := range held {
				if c.Charge != "" {
					c.Carrier = c.Charge
				}
				for _, m := range samples(k, c) {
					if to := tryAct(t, c, m, want[string(s)+" "+string(k)] != nil); to != "" && !slices.Contains(got, to) {
						got = append(got, to)
					}
				}
			}
			next := slices.Clone(want[string(s)+" "+string(k)])
			slices.Sort(next)
			slices.Sort(got)
			if !slices.Equal(got, next) {
				t.Errorf("%s in %s leads to %v; the table says %v", k, s, got, next)
			}
		}
	}
	if pairs != len(States)*(len(Kinds)-1) {
		t.Errorf("%d pairs", pairs)
	}
}

// tryAct gives the state an act leads to, empty if it is refused.
func tryAct(t *testing.T, c Carriage, m Message, fits bool) string {
	t.Helper()
	before, at := asJSON(t, c), now.Add(24*time.Hour)
	if e, ok := m.(Elapsed); ok {
		at = dueAt(c, e.Timer)
	}
	after, facts, sends, err := machine(c, m, at)
	if asJSON(t, c) != before {
		t.Errorf("%s in %s changes its argument", m.Kind(), c.State)
	}
	if err != nil {
		if len(facts)+len(sends) > 0 || asJSON(t, after) != before {
			t.Errorf("%s in %s is refused and changes something", m.Kind(), c.State)
		}
		if !fits && fault.CodeOf(err) != fault.WrongState {
			t.Errorf("%s in %s: %v", m.Kind(), c.State, err)
		}
		return ""
	}
	if len(facts) != 1 {
		t.Fatalf("%s in %s leaves %d facts", m.Kind(), c.State, len(facts))
	}
	f := facts[0]
	if f.Rule.ID == "" || f.Rule.Text == "" || f.Rule.Status == "" || f.Rule.Source == "" || f.By == "" || f.At.IsZero() || f.Seq != len(after.Log) || f.To != after.State || f.From != c.State || f.Station.Code == "" || f.Law == "" {
		t.Errorf("%s in %s leaves a fact that does not say all: %+v", m.Kind(), c.State, f)
	}
	told := 0
	for _, x := range sends {
		if e, ok := x.Message.(Entry); ok && e.Seq == len(after.Log) {
			told++
		}
	}
	if told != len(after.Parties)-1 {
		t.Errorf("%s in %s is told to %d of %d other carriers", m.Kind(), c.State, told, len(after.Parties)-1)
	}
	return string(after.State)
}

// A copy follows every entry of the carrier in charge, passes applications on, and makes no act of its own.
func TestEveryPairOfTheOthers(t *testing.T) {
	for _, s := range States[1:] {
		for _, c := range standings(t, s) {
			copied := c
			copied.Carrier = "ASCO"
			if c.Charge == "ASCO" {
				copied.Carrier = "ADY"
			}
			for _, k := range Kinds {
				if k == KindEntry {
					followEntries(t, c, copied)
					continue
				}
				for _, m := range samples(k, c) {
					after, facts, sends, err := machine(copied, m, now)
					switch passes := slices.Contains(forwarded, k); {
					case passes && (err != nil || len(sends) != 1 || sends[0].To != c.Charge || len(facts) != 1 || facts[0].Note == ""):
						t.Errorf("%s in %s is not passed on: %v %v", k, s, sends, err)
					case !passes && fault.CodeOf(err) != fault.WrongState:
						t.Errorf("%s in %s of a copy: %v", k, s, err)
					}
					if asJSON(t, after) != asJSON(t, copied) {
						t.Errorf("%s in %s changes a copy", k, s)
					}
				}
			}
		}
	}
}

func followEntries(t *testing.T, c, copied Carriage) {
	t.Helper()
	c.Carrier = c.Charge
	for _, k := range Kinds[:len(Kinds)-1] {
		for _, m := range samples(k, c) {
			at := now.Add(24 * time.Hour)
			if e, ok := m.(Elapsed); ok {
				at = dueAt(c, e.Timer)
			}
			after, _, _, err := Apply(c, m, at)
			if err != nil {
				continue
			}
			e := after.Log[len(after.Log)-1]
			got, facts, sends, err := machine(copied, e, at.Add(time.Hour))
			want := after
			want.Carrier = copied.Carrier
			if err != nil || asJSON(t, want) != asJSON(t, got) || len(facts) != 1 || len(sends) > 0 {
				t.Fatalf("entry %s in %s: %v, %d facts, %d sends\n%s", k, c.State, err, len(facts), len(sends), cmp.Diff(want, got))
			}
			for name, x := range map[string]Carriage{"the copy": got, "the carrier that acted": after} {
				again, facts, sends, err := Apply(x, e, at.Add(2*time.Hour))
				if err != nil || len(facts)+len(sends) > 0 || asJSON(t, x) != asJSON(t, again) {
					t.Fatalf("entry %s again in %s: %v", k, name, err)
				}
			}
			e.By = "nobody"
			if _, _, _, err := Apply(got, e, at); fault.CodeOf(err) != fault.Conflict {
				t.Fatalf("another entry %d: %v", e.Seq, err)
			}
			if _, _, _, err := Apply(copied, e, at); fault.CodeOf(err) != fault.WrongState {
				t.Fatalf("an entry of a carrier that is not in charge: %v", err)
			}
		}
	}
}

// What nothing is known of takes its first entry, and any later one waits for it.
func TestAnEntryOfAnUnknownCarriage(t *testing.T) {
	c := until(t, 0, UnderWay, "")
	got := Carriage{Carrier: "GR"}
	for i := len(c.Log) - 1; i >= 0; i-- {
		var facts []Fact
		var err error
		got, facts, _, err = Apply(got, c.Log[i], now)
		if err != nil || (i > 0) != (len(facts) == 0) || (i > 0 && got.State != None) {
			t.Fatalf("entry %d: %d facts, %s, %v", i+1, len(facts), got.State, err)
		}
	}
	want := c
	want.Carrier = "GR"
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	foreign := c.Log[2]
	foreign.Key = "R2"
	if _, _, _, err := Apply(got, foreign, now); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("an entry of another carriage: %v", err)
	}
}

// Every state has a way on or has ended, and is reached.
func TestNoStateIsADeadEnd(t *testing.T) {
	reach := map[State]bool{None: true}
	for range States {
		for _, r := range table {
			if reach[r.state] {
				for _, n := range r.next {
					reach[n] = true
				}
			}
		}
	}
	for _, s := range States {
		if !reach[s] {
			t.Errorf("%s is never reached", s)
		}
		leaves := slices.ContainsFunc(table, func(r row) bool {
			return r.role == InCharge && r.state == s && slices.ContainsFunc(r.next, func(n State) bool { return n != s })
		})
		if leaves == (Carriage{State: s}).Ended() {
			t.Errorf("%s: ended %v, leads on %v", s, !leaves, leaves)
		}
	}
}

// A message survives its encoding; an unknown field or kind is refused.
func TestEncoding(t *testing.T) {
	c := standings(t, Delivered)[1]
	for _, k := range Kinds {
		var list []Message
		if k == KindEntry {
			list = []Message{c.Log[0], Notice{Key: "R1", From: "CR"}}
		} else {
			list = samples(k, c)
		}
		for _, m := range list {
			b, err := Encode(m)
			if err != nil {
				t.Fatal(err)
			}
			got, err := Decode(b)
			if err != nil || asJSON(t, got) != asJSON(t, m) || got.Kind() != m.Kind() {
				t.Errorf("%s comes back as %v, %v", b, got, err)
			}
		}
	}
	for _, bad := range []string{"", "{}", `{"kind":"fly","body":{}}`, `{"kind":"accept","body":{"wings":2}}`} {
		if _, err := Decode([]byte(bad)); fault.CodeOf(err) != fault.BadField {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// Whatever is decoded is taken or refused, without a panic, in every state and in both roles.
func FuzzApply(f *testing.F) {
	var held []Carriage
	for _, s := range States {
		held = append(held, standings(f, s)...)
	}
	for _, c := range held {
		for _, k := range Possible(c) {
			if k == KindEntry {
				continue
			}
			for _, m := range samples(k, c) {
				if b, err := Encode(m); err == nil {
					f.Add(b)
				}
			}
		}
		if len(c.Log) > 0 {
			if b, err := Encode(c.Log[len(c.Log)-1]); err == nil {
				f.Add(b)
			}
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := Decode(b)
		if err != nil {
			return
		}
		for _, c := range held {
			for _, name := range []string{c.Carrier, c.Charge, "GR"} {
				c.Carrier = name
				after, _, _, err := Apply(c, m, now.AddDate(0, 1, 0))
				if err == nil && after.State == "" {
					t.Errorf("%s leads nowhere", m.Kind())
				}
			}
		}
	})
}
