package desk

import (
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/node"
)

// Three movements at one office with times set by hand; every figure is recomputed on paper.
//
//	       lodged  accepted  control  result  released
//	A      0:00    +30 min   –        –       +90 min
//	B      0:00    +60 min   +90 min  +210 min unsatisfactory, still there
//	C      0:00    –
func TestSupervisorFiguresByHand(t *testing.T) {
	r := newRig(t, "")
	me := declarant("me")
	var keys []string
	for _, ref := range []string{"A", "B", "C"} {
		x := r.prepared(me, ref)
		_, err := r.Lodge(ctx, me, x.ID)
		must(t, err)
		keys = append(keys, ref+"-S2")
	}
	start := r.clock.now()
	o := officerOf("o", "KZ", auth.Departure)
	for _, step := range []struct {
		minute       int
		key          string
		act          transit.Kind
		reason, text string
	}{
		{30, keys[0], transit.KindAccept, "", ""}, {60, keys[1], transit.KindAccept, "", ""}, {90, keys[0], transit.KindRelease, "", ""},
		{90, keys[1], transit.KindDecideControl, "control.risk", ""}, {210, keys[1], transit.KindControlResult, "result.quantity", "80 of 84"},
	} {
		r.clock.pass(start.Add(time.Duration(step.minute) * time.Minute).Sub(r.clock.now()))
		h, err := r.record(transit.Movement{Administration: "KZ", Key: step.key})
		must(t, err)
		_, err = r.Decide(ctx, o, Decision{Country: "KZ", Key: step.key, Act: step.act, Version: h.Facts, Reason: step.reason, Text: step.text, Control: control(step.act)})
		must(t, err)
	}
	r.clock.pass(30 * time.Minute) // 240
	boss := account("boss", auth.Grant{Role: auth.Supervisor, Country: "KZ"})
	s, err := r.Supervise(ctx, boss, Period{Country: "KZ"})
	must(t, err)
	var b strings.Builder
	for _, table := range Tables {
		must(t, s.WriteCSV(&b, table))
	}
	office := s.Shares[0].Office
	for _, want := range []string{
		// A is released and in transit, B controlled and red, C lodged; C and A have waited 240 minutes.
		office.Country + "," + office.Code + ",Dostyk,lodged,1,0,0,0,240",
		office.Country + "," + office.Code + ",Dostyk,controlled,1,1,0,0,240",
		office.Country + "," + office.Code + ",Dostyk,released,1,0,1,0,240",
		// 30 and 60 minutes: mean 0.75 h, P50 0.75, P90 0.5 + 0.9 × 0.5 = 0.95; both within the hour of Art. 111.
		"Dostyk,lodged-accepted,2,0.750,0.750,0.950,1.000,2,recalled",
		"Dostyk,control-result,1,2.000,2.000,2.000,6.000,1,own target,own target",
		"Dostyk,accepted-released,1,1.000,1.000,1.000,4.000,1,recalled",
		"Dostyk,lodged-released,1,1.500,1.500,1.500,10.000,1,own target",
		office.Country + "," + office.Code + ",Dostyk,2,1,1", // accepted 2, controlled 1, not satisfactory 1
		"accepted-control,accepted to control decided,1,0.500,0.500,0.500,0.500,0.500",
		"lodged-discharged,lodged to discharged,0,0.000",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%s is not in\n%s", want, b.String())
		}
	}
	if none, err := r.Supervise(ctx, boss, Period{From: start.Add(time.Hour)}); err != nil || none.Movements != 0 {
		t.Errorf("%d movements after the period, %v", none.Movements, err)
	}
	if err := s.WriteCSV(&b, "x"); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("table x: %v", err)
	}
	other, err := r.Supervise(ctx, account("b", auth.Grant{Role: auth.Supervisor, Country: "GE"}), Period{Country: "KZ"})
	if err != nil || other.Movements != 0 || len(other.Work) != 0 {
		t.Errorf("a supervisor of Georgia sees %d movements of Kazakhstan, %v", other.Movements, err)
	}
}

// Goods that come to an office that was not declared are found by their exact number only, and recorded as such.
func TestGoodsPresentedAtAnotherOffice(t *testing.T) {
	r := newRig(t, "")
	me := declarant("me")
	x := r.prepared(me, "DIVERT-1")
	_, err := r.Lodge(ctx, me, x.ID)
	must(t, err)
	o := officerOf("o", "KZ", auth.Departure)
	for _, act := range []transit.Kind{transit.KindAccept, transit.KindRelease} {
		q, err := r.Queue(ctx, o, Filter{Act: act})
		must(t, err)
		_, err = r.Decide(ctx, o, Decision{Country: "KZ", Key: q.Items[0].Key, Act: act, Version: q.Items[0].Version})
		must(t, err)
	}
	h, err := r.record(transit.Movement{Administration: "KZ", Key: "DIVERT-1-S2"})
	must(t, err)
	number := h.Movement.Number
	far := account("far", auth.Grant{Role: auth.Destination, Country: "KZ", Office: "DEMO-KZ-77"})
	if _, err := r.Movement(ctx, far, "KZ", "DIVERT-1-S2"); fault.CodeOf(err) != fault.NotFound {
		t.Fatalf("seen before it was presented: %v", err)
	}
	if _, err := r.Presented(ctx, far, "KZ", "DEMO-KZ-77", number[:len(number)-1]); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("found by a part of the number: %v", err)
	}
	if _, err := r.Presented(ctx, far, "KZ", "DEMO-KZ-78", number); err == nil {
		t.Error("found at an office that is not the account's")
	}
	row, err := r.Presented(ctx, far, "KZ", "DEMO-KZ-77", number)
	must(t, err)
	if len(row.Acts) == 0 || row.Acts[0].Kind != transit.KindArrival {
		t.Fatalf("may do %+v", row.Acts)
	}
	d := Decision{Country: "KZ", Key: row.Key, Act: transit.KindArrival, Office: "DEMO-KZ-77", Number: number, Version: row.Version}
	if _, err := r.Decide(ctx, far, d); fault.CodeOf(err) != fault.BadField {
		t.Errorf("recorded without a reason: %v", err)
	}
	d.Reason = "arrival.diverted"
	_, err = r.Decide(ctx, far, d)
	must(t, err)
	v, err := r.Movement(ctx, far, "KZ", row.Key)
	must(t, err)
	if v.Movement.Arrival.Declared || v.Lane != Red {
		t.Errorf("recorded as declared, lane %s", v.Lane)
	}
}

// With the line to the trader cut a decision stands and says that messages are waiting; they arrive once it is mended.
func TestADecisionStandsWhileTheLineIsCut(t *testing.T) {
	r := newRig(t, "")
	me := declarant("me")
	x := r.prepared(me, "CUT-1")
	_, err := r.Lodge(ctx, me, x.ID)
	must(t, err)
	r.Corridor.Network().Cut("KZ", node.TraderParty)
	out, err := r.Decide(ctx, officerOf("o", "KZ", auth.Departure), Decision{Country: "KZ", Key: "CUT-1-S2", Act: transit.KindAccept, Version: 1})
	must(t, err)
	told := func() transit.State {
		s, err := r.Status(ctx, me, x.ID)
		must(t, err)
		return s[1].State
	}
	if !out.Waiting || out.State != transit.Accepted || out.Number == "" || told() != transit.Lodged {
		t.Errorf("cut off: %+v, the declarant was told %s", out, told())
	}
	r.Corridor.Network().HealAll()
	if r.Settle(ctx) || told() != transit.Accepted {
		t.Errorf("mended, and the declarant was told %s", told())
	}
}
