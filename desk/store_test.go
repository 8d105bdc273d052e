package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/examples"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/node"
)

func TestDraftsSurviveReopening(t *testing.T) {
	dir := t.TempDir()
	me := declarant("me")
	r := newRig(t, dir)
	x := r.prepared(me, "KEEP-1")
	before, err := r.Dossier(ctx, me, x.ID)
	must(t, err)
	for range 3 {
		r.close()
		r = openRig(t, dir, r.clock)
	}
	defer r.close()
	after, err := r.Draft(ctx, me, x.ID)
	must(t, err)
	if after.Version != x.Version || after.Consignment.Hash() != x.Consignment.Hash() || after.JourneyID != x.JourneyID {
		t.Errorf("read again: %+v", after)
	}
	dossier, err := r.Dossier(ctx, me, x.ID)
	must(t, err)
	if len(dossier.Documents) != len(before.Documents) || dossier.Filing.Customs[1].Departure != before.Filing.Customs[1].Departure {
		t.Error("the filing plan is another after reopening")
	}
}

// dying is a context that is cancelled after it was asked a number of times: a process that ends between two steps.
type dying struct {
	context.Context
	left atomic.Int64
	dead chan struct{}
}

func dies(after int64) *dying {
	d := &dying{Context: context.Background(), dead: make(chan struct{})}
	d.left.Store(after)
	return d
}

func (d *dying) Err() error {
	if d.left.Add(-1) == 0 {
		close(d.dead)
	}
	if d.left.Load() <= 0 {
		return context.Canceled
	}
	return nil
}

func (d *dying) Done() <-chan struct{} { return d.dead }

// Lodging is cut off after every number of steps, the nodes and the desk are opened anew, and it is called again: every
// stretch is lodged once, and nothing is lost.
func TestACrashWhileLodgingLosesNothing(t *testing.T) {
	cut := 0
	for after := int64(1); after < 400; after += 1 + after/6 {
		dir := t.TempDir()
		me := declarant("me")
		r := newRig(t, dir)
		x := r.prepared(me, "CRASH-1")
		if _, err := r.Lodge(dies(after), me, x.ID); err != nil {
			cut++
		}
		r.close()
		r = openRig(t, dir, r.clock)
		_, err := r.Lodge(ctx, me, x.ID)
		must(t, err)
		filings, err := r.filings(ctx, "CRASH-1")
		must(t, err)
		var keys []string
		for _, f := range filings {
			keys = append(keys, f.Key+" "+string(f.State))
		}
		slices.Sort(keys)
		if got := strings.Join(keys, ", "); got != "CRASH-1-S1 lodged, CRASH-1-S2 lodged, CRASH-1-S3 lodged, CRASH-1-S4 lodged" {
			t.Errorf("cut off after %d: %s", after, got)
		}
		y, err := r.Draft(ctx, me, x.ID)
		must(t, err)
		if y.State != Filed || y.FiledHash != x.Consignment.Hash() {
			t.Errorf("cut off after %d: the draft is %s", after, y.State)
		}
		r.close()
	}
	if cut < 5 {
		t.Errorf("only %d lodgings were cut off", cut)
	}
}

func TestDraftsAreSavedOnTheVersionRead(t *testing.T) {
	r := newRig(t, "")
	me := declarant("me")
	x, err := r.NewDraft(ctx, me)
	must(t, err)
	y, err := r.SetFields(ctx, me, x.ID, x.Version, map[string]string{"/title": "one", "/goods/0/hs": "870829", "/goods/0/grossKg": "18 000", "/goods/1/hs": "870899",
		"/equipment/0/seals": "A-1, A-2", "/goods/0/dangerous/class": "3", "/declarant/name": "Broker", "/carrier/name": ""})
	must(t, err)
	c := y.Consignment
	if c.Title != "one" || len(c.Goods) != 2 || c.Goods[0].GrossKg != 18000 || len(c.Equipment[0].Seals) != 2 || c.Goods[0].Dangerous.Class != "3" || c.Declarant == nil || c.Carrier != nil {
		t.Errorf("fields: %+v", c)
	}
	if _, err := r.SetFields(ctx, me, x.ID, x.Version, map[string]string{"/title": "two"}); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("saved on an old version: %v", err)
	}
	_, err = r.SetFields(ctx, me, x.ID, y.Version, map[string]string{"/goods/0/grossKg": "heavy", "/goods/9/hs": "1", "/nothing": "x", "/goods": "y"})
	if all := fault.All(err); len(all) != 4 || all[0].Path == "" || all[3].Path == "" {
		t.Errorf("wrong fields: %v", err)
	}
	must(t, RemoveElement(&c, "/goods/0"))
	if len(c.Goods) != 1 || c.Goods[0].HS != "870899" {
		t.Errorf("removed the wrong one: %+v", c.Goods)
	}
	must(t, r.Discard(ctx, me, x.ID, y.Version))
	if _, err := r.Draft(ctx, me, x.ID); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("discarded: %v", err)
	}
	if p, _ := r.Drafts(ctx, me, "", "", 1, 0); p.Total != 0 {
		t.Errorf("%d drafts are listed", p.Total)
	}
}

func TestDraftsFromEveryKindOfInput(t *testing.T) {
	r := newRig(t, "")
	me := declarant("me")
	one, err := consignment.Decode(examples.Read("nagoya-almaty.json"))
	must(t, err)
	two := one
	two.Reference = "SECOND-1"
	var csv strings.Builder
	must(t, consignment.WriteCSV(&csv, []consignment.Consignment{one, two}))
	for _, c := range []struct {
		name, raw, from string
		n               int
	}{
		{"json", string(examples.Read("nagoya-almaty.json")), "json", 1},
		{"csv", csv.String(), "csv", 2},
		{"paste", tabbed(csv.String()), "paste", 2},
	} {
		list, err := r.Import(ctx, me, c.name, []byte(c.raw))
		must(t, err)
		if len(list) != c.n || list[0].From != c.from || list[0].Consignment.Hash() != one.Hash() {
			t.Errorf("%s: %d drafts from %s", c.name, len(list), list[0].From)
		}
	}
	for _, bad := range []string{"", "   ", "{", "{}", "a\tb\n1\t2", "\xff\xfe"} {
		if _, err := r.Import(ctx, me, "pasted", []byte(bad)); err == nil || fault.CodeOf(err) == fault.Internal {
			t.Errorf("%q: %v", bad, err)
		}
	}
	p, err := r.Drafts(ctx, me, "second", "", 1, 0)
	must(t, err)
	if p.Total != 2 {
		t.Errorf("%d found", p.Total)
	}
	y, err := r.CopyDraft(ctx, me, p.Items[0].ID)
	must(t, err)
	if c := y.Consignment; c.Reference != "" || c.Equipment != nil || c.Consignor.Name != one.Consignor.Name || len(c.Goods) != 2 || y.From != p.Items[0].ID {
		t.Errorf("copied: %+v", c)
	}
	if _, err := r.CopyDraft(ctx, declarant("you"), p.Items[0].ID); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("copied another's: %v", err)
	}
}

// tabbed turns a CSV without quoted cells into what a spreadsheet puts on the clipboard.
func tabbed(csv string) string {
	var b strings.Builder
	quoted := false
	for _, r := range csv {
		switch {
		case r == '"':
			quoted = !quoted
			b.WriteRune(r)
		case r == ',' && !quoted:
			b.WriteRune('\t')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func TestAReferenceIsOnePersonsOnly(t *testing.T) {
	r := newRig(t, "")
	me, you := declarant("me"), declarant("you")
	x := r.prepared(me, "SAME-1")
	y := r.prepared(you, "SAME-1")
	_, err := r.Lodge(ctx, me, x.ID)
	must(t, err)
	if _, err := r.Lodge(ctx, you, y.ID); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("the second is told %v", err)
	}
	if _, err := r.Status(ctx, you, y.ID); err != nil {
		t.Error(err)
	}
	if err := r.CancelMovement(ctx, you, y.ID, "SAME-1-S1", "not mine"); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("cancelled another's: %v", err)
	}
	must(t, r.CancelMovement(ctx, me, x.ID, "SAME-1-S1", "not needed"))
	s, err := r.Status(ctx, me, x.ID)
	must(t, err)
	if s[0].State != transit.Invalidated {
		t.Errorf("cancelled, and is %s", s[0].State)
	}
}

func TestCodesAreFoundByTyping(t *testing.T) {
	r := newRig(t, "")
	me := declarant("me")
	_, err := r.Import(ctx, me, "x", examples.Read("nagoya-almaty.json"))
	must(t, err)
	for _, c := range []struct {
		kind          CodeKind
		text, country string
		first         string
	}{
		{CodePlace, "alma", "KZ", "KZALA"}, {CodePlace, "KZAL", "", "KZALA"}, {CodePackage, "carton", "", "CT"}, {CodePackage, "ct", "", "CT"},
		{CodePackage, "drum ste", "", "1A"}, {CodeHS, "8708", "", "870829"}, {CodeHS, "parts body", "", "870829"}, {CodeOffice, "altynkol", "KZ", "57507"},
	} {
		hits, err := r.SearchCodes(ctx, me, c.kind, c.text, c.country, "", 5)
		must(t, err)
		if len(hits) == 0 || hits[0].Code != c.first || hits[0].Text == "" || len(hits) > 5 {
			t.Errorf("%s %q: %v", c.kind, c.text, hits)
		}
	}
	if hits, _ := r.SearchCodes(ctx, declarant("you"), CodeHS, "8708", "", "", 5); len(hits) != 0 {
		t.Errorf("another's goods are found: %v", hits)
	}
}

func BenchmarkQueue(b *testing.B) {
	r := newRig(b, "")
	me := declarant("me")
	x := r.prepared(me, "MANY-0")
	dossier, err := r.Dossier(ctx, me, x.ID)
	must(b, err)
	for i := range 500 {
		c := x.Consignment
		c.Reference = fmt.Sprintf("MANY-%d", i+1)
		_, _, err := r.Corridor.Declare(ctx, c)
		must(b, err)
		for _, s := range dossier.Filing.Customs[:4] {
			_, err := r.Corridor.LodgeOf(ctx, c.Reference, s)
			must(b, err)
		}
	}
	must(b, r.Corridor.Settle(ctx))
	o := officerOf("o", "KZ", every...)
	_, err = r.Queue(ctx, o, Filter{})
	must(b, err)
	for b.Loop() {
		if _, err := r.Queue(ctx, o, Filter{Text: "many"}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMovement(b *testing.B) {
	r := newRig(b, "")
	me := declarant("me")
	x := r.prepared(me, "ONE-1")
	_, err := r.Lodge(ctx, me, x.ID)
	must(b, err)
	o := officerOf("o", "KZ", every...)
	for b.Loop() {
		if _, err := r.Movement(ctx, o, "KZ", "ONE-1-S2"); err != nil {
			b.Fatal(err)
		}
	}
}

// A journey goes to its end although every process ends after each second decision, some in the middle of one.
func TestAJourneyOverNodesThatEnd(t *testing.T) {
	dir := t.TempDir()
	me := declarant("me")
	r := newRig(t, dir)
	x := r.prepared(me, "END-1")
	_, err := r.Lodge(ctx, me, x.ID)
	must(t, err)
	chief := officerOf("chief", "CN", every...)
	for _, c := range []string{"KZ", "AZ", "GE", "RO"} {
		chief.Grants = append(chief.Grants, officerOf("", c, every...).Grants...)
	}
	cut := 0
	for n := 1; ; n++ {
		if n > 80 {
			t.Fatal("the journey never ends")
		}
		q, err := r.Queue(ctx, chief, Filter{Todo: true})
		must(t, err)
		if len(q.Items) == 0 {
			l, err := r.Lodge(ctx, me, x.ID)
			must(t, err)
			if !slices.ContainsFunc(l.Stretches, func(s LodgedStretch) bool { return s.Outcome == "lodged" }) {
				break
			}
			continue
		}
		row := q.Items[0]
		d := Decision{Country: row.Country, Key: row.Key, Act: row.Acts[0].Kind, Version: row.Version, Reason: firstReason(row.Acts[0].Kind)}
		if d.Act == transit.KindDecideControl {
			d.Act, d.Reason = transit.KindRelease, ""
		}
		if !row.Acts[0].Required {
			d.Reason = ""
		}
		r.clock.pass(time.Hour)
		with := context.Context(ctx)
		if n%3 == 0 {
			with = dies(int64(n % 7))
		}
		if _, err := r.Decide(with, chief, d); err != nil {
			cut++
		}
		if n%2 == 0 {
			r.close()
			r = openRig(t, dir, r.clock)
		}
		if n%5 == 0 { // durable, and the process ends before any message leaves
			r.decideAndEnd(chief)
			r = openRig(t, dir, r.clock)
			if r.Settle(ctx) {
				t.Error("messages are still waiting")
			}
		}
	}
	defer r.close()
	s, err := r.Status(ctx, me, x.ID)
	must(t, err)
	for _, x := range s {
		if x.State != transit.Discharged {
			t.Errorf("%s is %s", x.Stretch.ID, x.State)
		}
	}
	if cut == 0 {
		t.Error("no decision was cut off")
	}
}

// decideAndEnd makes the next decision in the node alone, without letting messages flow, and closes everything.
func (r *rig) decideAndEnd(chief *auth.Account) {
	r.t.Helper()
	q, err := r.Queue(ctx, chief, Filter{Todo: true})
	must(r.t, err)
	if len(q.Items) > 0 {
		row := q.Items[0]
		d := Decision{Country: row.Country, Key: row.Key, Act: row.Acts[0].Kind, Version: row.Version, Reason: firstReason(row.Acts[0].Kind)}
		if d.Act == transit.KindDecideControl {
			d.Act, d.Reason = transit.KindRelease, ""
		}
		h, err := r.record(transit.Movement{Administration: row.Country, Key: row.Key})
		must(r.t, err)
		msg, err := ruleOf(&h, d.Act).message(d, &h, nil, chief)
		must(r.t, err)
		adm, err := r.Corridor.Administration(row.Country)
		must(r.t, err)
		must(r.t, adm.DoAs(ctx, node.Actor{ID: "chief"}, row.Version, row.Key, msg))
	}
	r.close()
}
