package desk

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
)

// pending decides what an officer of a country finds to do, once, and reports whether there was anything.
func (r *rig) pending(a *auth.Account, found map[transit.Kind]string) bool {
	r.t.Helper()
	q, err := r.Queue(ctx, a, Filter{Todo: true})
	must(r.t, err)
	if len(q.Items) == 0 {
		return false
	}
	row := q.Items[0]
	act := row.Acts[0]
	if act.Kind == transit.KindDecideControl {
		act = row.Acts[slices.IndexFunc(row.Acts, func(x Act) bool { return x.Kind == transit.KindRelease })]
	}
	r.clock.pass(30 * time.Minute)
	d := Decision{Country: row.Country, Key: row.Key, Act: act.Kind, Version: row.Version, Reason: found[act.Kind]}
	if _, err := r.Decide(ctx, a, d); err != nil {
		r.t.Fatalf("%s %s in %s: %v", act.Kind, row.Key, row.Country, err)
	}
	return true
}

// One declarant files from Xi'an to Constanța; one officer in each of five territories does what the queue offers, until
// every movement has ended.
func TestADeclarantFilesAndFiveOfficersDecide(t *testing.T) {
	r := newRig(t, "")
	me := declarant("me")
	x := r.prepared(me, "XIAN-1")
	l, err := r.Lodge(ctx, me, x.ID)
	must(t, err)
	var outcomes []string
	for _, s := range l.Stretches {
		outcomes = append(outcomes, s.Administration+" "+s.Outcome)
	}
	if got := strings.Join(outcomes, ", "); got != "CN lodged, KZ lodged, AZ lodged, GE lodged, RO waits" {
		t.Fatalf("lodged: %s", got)
	}
	if w := l.Stretches[4].Waits; len(w) != 1 || w[0].Key != "wait.arrival" || w[0].On != "S4" {
		t.Errorf("the import waits for %+v", w)
	}
	officers := map[string]*auth.Account{}
	for _, c := range []string{"CN", "KZ", "AZ", "GE", "RO"} {
		officers[c] = officerOf("o-"+c, c, every...)
	}
	reasons := map[transit.Kind]string{transit.KindDestinationControl: "found.conform"}
	for round := 0; ; round++ {
		if round > 100 {
			t.Fatal("the officers never come to an end")
		}
		moved := false
		for _, c := range []string{"CN", "KZ", "AZ", "GE", "RO"} {
			moved = r.pending(officers[c], reasons) || moved
		}
		steps, err := r.Next(ctx, me, x.ID)
		must(t, err)
		if len(steps) == 0 {
			t.Fatal("nothing is said to be next")
		}
		if steps[0].Key == "next.lodge" {
			_, err := r.Lodge(ctx, me, x.ID)
			must(t, err)
			moved = true
		}
		if steps[0].Key == "next.done" && !moved {
			break
		}
	}
	territories, err := r.Status(ctx, me, x.ID)
	must(t, err)
	for _, s := range territories {
		if s.State != transit.Discharged || s.Number == "" {
			t.Errorf("%s is %s under %q", s.Stretch.ID, s.State, s.Number)
		}
	}
	v, err := r.Movement(ctx, officers["RO"], "RO", "XIAN-1-S5")
	must(t, err)
	if !v.Verified || len(v.Documents) == 0 || v.Journey == nil || v.Stretch == nil || len(v.Parties) < 3 {
		t.Errorf("the last officer sees verified %v, %d documents, journey %v, %d parties", v.Verified, len(v.Documents), v.Journey != nil, len(v.Parties))
	}
	for _, l := range v.Journey.Legs {
		if l.USD != 0 || len(l.Costs) > 0 || len(l.Shape) == 0 {
			t.Errorf("leg %s shows an office USD %v, %d points", l.ID, l.USD, len(l.Shape))
		}
	}
	if by := v.History[len(v.History)-1].By; by == nil || by.Name != "Person o-RO" {
		t.Errorf("the history does not say who released: %+v", by)
	}
	if !slices.ContainsFunc(v.Earlier, func(e Earlier) bool { return e.Country == "KZ" && e.What == "result" && e.Satisfactory }) {
		t.Errorf("what the earlier offices found is not shown: %+v", v.Earlier)
	}
	if _, err := r.Document(ctx, officers["RO"], "RO", "XIAN-1-S5", v.Documents[0].ID); err != nil {
		t.Error(err)
	}
}

func TestNextSaysSomethingAtEveryStage(t *testing.T) {
	r := newRig(t, "")
	me := declarant("me")
	want := func(id, key string) {
		t.Helper()
		steps, err := r.Next(ctx, me, id)
		must(t, err)
		if len(steps) == 0 || steps[0].Key != key {
			t.Errorf("next is %+v, expected %s", steps, key)
		}
		for _, s := range steps {
			if !slices.Contains(StepKeys, s.Key) || s.Target == "" {
				t.Errorf("step %+v", s)
			}
		}
	}
	x, err := r.NewDraft(ctx, me)
	must(t, err)
	want(x.ID, "next.complete")
	y := r.prepared(me, "NEXT-1")
	want(y.ID, "next.lodge")
	c := y.Consignment
	c.TEU = 1
	y, err = r.SaveDraft(ctx, me, y.ID, y.Version, c)
	must(t, err)
	want(y.ID, "next.replan")
	if _, err := r.Lodge(ctx, me, y.ID); fault.CodeOf(err) != fault.WrongState {
		t.Errorf("lodged on a journey for another size: %v", err)
	}
	c.TEU = 2
	c.Transport = nil
	y, err = r.SaveDraft(ctx, me, y.ID, y.Version, c)
	must(t, err)
	_, err = r.ChooseJourney(ctx, me, y.ID, y.Version, "balanced")
	if err != nil && fault.CodeOf(err) != fault.NotFound {
		t.Fatal(err)
	}
	m, err := r.Missing(ctx, me, y.ID)
	must(t, err)
	if m.Required == 0 || m.Groups[0].Who == "" || m.Groups[0].Items[0].Rule == "" || m.Groups[0].Items[0].Path == "" {
		t.Errorf("missing: %+v", m)
	}
}

// After lodging the declarant changes the data: those are told whom it concerns, and an officer sees the lane change.
func TestAnAmendmentIsToldAndSeen(t *testing.T) {
	r := newRig(t, "")
	me := declarant("me")
	x := r.prepared(me, "AMEND-1")
	_, err := r.Lodge(ctx, me, x.ID)
	must(t, err)
	x, err = r.Draft(ctx, me, x.ID)
	must(t, err)
	x, err = r.SetFields(ctx, me, x.ID, x.Version, map[string]string{"/goods/0/description": "Tablet computers, amended"})
	must(t, err)
	steps, err := r.Next(ctx, me, x.ID)
	must(t, err)
	if steps[0].Key != "next.tell" {
		t.Errorf("next is %s", steps[0].Key)
	}
	l, err := r.Lodge(ctx, me, x.ID)
	must(t, err)
	for _, s := range l.Stretches[:4] {
		if s.Outcome != "amended" || !slices.Contains(s.Changed, "goods") {
			t.Errorf("%s: %s, changed %v", s.Stretch, s.Outcome, s.Changed)
		}
	}
	q, err := r.Queue(ctx, officerOf("o", "KZ", auth.Departure), Filter{})
	must(t, err)
	if len(q.Items) != 1 || !slices.ContainsFunc(q.Items[0].Reasons, func(x LaneReason) bool { return x.Rule == "lane.amended" }) {
		t.Errorf("the queue: %+v", q.Items)
	}
	for _, text := range []string{"AMEND-1", "94001005", "DEMO EUXINE", "tablet comp", q.Items[0].Containers[0], "Demonstration"} {
		if text == "DEMO EUXINE" {
			text = "demo means"
		}
		if q, err := r.Queue(ctx, officerOf("o", "KZ", auth.Departure), Filter{Text: text}); err != nil || q.Total != 1 {
			t.Errorf("%q finds %d movements, %v", text, q.Total, err)
		}
	}
	if q, _ := r.Queue(ctx, officerOf("o", "KZ", auth.Departure), Filter{Text: "no such thing"}); q.Total != 0 {
		t.Error("a search for nothing finds something")
	}
}
