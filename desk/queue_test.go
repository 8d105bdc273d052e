package desk

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
)

func TestQueuesAreFilteredSortedAndPaged(t *testing.T) {
	r := newRig(t, "")
	me := declarant("me")
	x := r.prepared(me, "Q-0")
	dossier, err := r.Dossier(ctx, me, x.ID)
	must(t, err)
	for i := range 30 {
		c := x.Consignment
		c.Reference = fmt.Sprintf("Q-%02d", i)
		_, _, err := r.Corridor.Declare(ctx, c)
		must(t, err)
		_, err = r.Corridor.LodgeOf(ctx, c.Reference, dossier.Filing.Customs[1])
		must(t, err)
		must(t, r.Corridor.Settle(ctx))
		r.clock.pass(time.Minute)
	}
	o := officerOf("o", "KZ", auth.Departure)
	for _, key := range []string{"Q-03-S2", "Q-07-S2"} {
		_, err := r.Decide(ctx, o, Decision{Country: "KZ", Key: key, Act: transit.KindAccept, Version: 1})
		must(t, err)
	}
	var all []Row
	for n := 1; ; n++ {
		q, err := r.Queue(ctx, o, Filter{Sort: "age", Page: n, Size: 7})
		must(t, err)
		if q.Total != 30 || q.Pages() != 5 || q.Counts.States[transit.Accepted] != 2 || q.Counts.Todo != 30 {
			t.Fatalf("total %d, %d pages, counts %+v", q.Total, q.Pages(), q.Counts)
		}
		all = append(all, q.Items...)
		if n == q.Pages() {
			break
		}
	}
	if !slices.IsSortedFunc(all, func(a, b Row) int { return cmp.Compare(b.AgeMinutes, a.AgeMinutes) }) || len(all) != 30 {
		t.Errorf("%d rows, not oldest first", len(all))
	}
	for _, c := range []struct {
		f    Filter
		want int
	}{
		{Filter{State: transit.Accepted}, 2}, {Filter{Text: "q-07"}, 1}, {Filter{Act: transit.KindAccept}, 28}, {Filter{Office: "none"}, 0},
		{Filter{Country: "GE"}, 0}, {Filter{Role: transit.Passing}, 0}, {Filter{Lane: Yellow}, 1}, {Filter{Text: strings.Repeat("x ", 400)}, 0},
	} {
		q, err := r.Queue(ctx, o, c.f)
		must(t, err)
		if q.Total != c.want {
			t.Errorf("%+v: %d rows, expected %d", c.f, q.Total, c.want)
		}
	}
	for _, key := range SortKeys {
		up, err := r.Queue(ctx, o, Filter{Sort: key, Size: PageMax})
		must(t, err)
		down, err := r.Queue(ctx, o, Filter{Sort: "-" + key, Size: PageMax})
		must(t, err)
		if comparisons[key](&up.Items[0], &down.Items[0]) > 0 {
			t.Errorf("%s and -%s are the same way round", key, key)
		}
	}
	if _, err := r.Queue(ctx, o, Filter{Sort: "colour"}); fault.CodeOf(err) != fault.Usage {
		t.Errorf("sorted by colour: %v", err)
	}
}

// A decision that is not whole is refused with every wrong field, and nothing happens.
func TestDecisionsAreChecked(t *testing.T) {
	r := newRig(t, "")
	me := declarant("me")
	x := r.prepared(me, "CHECK-1")
	_, err := r.Lodge(ctx, me, x.ID)
	must(t, err)
	o := officerOf("o", "KZ", auth.Departure)
	base := Decision{Country: "KZ", Key: "CHECK-1-S2", Version: 1}
	for _, c := range []struct {
		change func(*Decision)
		paths  string
	}{
		{func(d *Decision) { d.Act = "dance" }, "/act"},
		{func(d *Decision) { d.Act = transit.KindReject }, "/reason"},
		{func(d *Decision) { d.Act, d.Reason = transit.KindReject, "refuse.other" }, "/reason"},
		{func(d *Decision) { d.Act, d.Reason = transit.KindReject, "reject.other" }, "/text"},
		{func(d *Decision) {
			d.Act, d.Control, d.Text = transit.KindDecideControl, "x-ray", strings.Repeat("я", TextMax+1)
		}, "/reason /text /control"},
		{func(d *Decision) { d.Act, d.LimitDays = transit.KindAccept, 3 }, "/limitDays"},
		{func(d *Decision) { d.Act, d.Office = transit.KindAccept, "X" }, "/office"},
	} {
		d := base
		c.change(&d)
		_, err := r.Decide(ctx, o, d)
		var paths []string
		for _, e := range fault.All(err) {
			paths = append(paths, e.Path)
		}
		if got := strings.Join(paths, " "); got != c.paths {
			t.Errorf("%+v: wrong at %q, expected %q (%v)", d, got, c.paths, err)
		}
	}
	if h, _ := r.record(transit.Movement{Administration: "KZ", Key: base.Key}); h.Facts != 1 {
		t.Errorf("%d facts", h.Facts)
	}
}

func TestEveryTextHasOneKey(t *testing.T) {
	seen := map[string]string{}
	for _, x := range Texts() {
		if x.Key == "" || x.English == "" || seen[x.Key] != "" {
			t.Errorf("text %+v, and %q", x, seen[x.Key])
		}
		seen[x.Key] = x.English
	}
	for _, key := range StepKeys {
		if seen[key] == "" {
			t.Errorf("%s has no text", key)
		}
	}
	for _, path := range []string{"/goods/0/hs", "/parties/3/party/identifiers/0/value", "/transport/1/wagons", "/goods/0/dangerous/class", "/ready"} {
		if seen[LabelKey(path)] == "" {
			t.Errorf("%s has no label", LabelKey(path))
		}
	}
}

func FuzzSetFieldNeverPanics(f *testing.F) {
	for _, s := range [][2]string{{"/goods/0/hs", "870829"}, {"/goods/-1/hs", "x"}, {"/goods/0/value/minor", "1e9"}, {"//", ""}, {"/declarant/name", ""}, {"/goods/0/temperature/minC", "-5"}, {"/securities/0/amount", "5"}} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, path, text string) {
		c := complete(t)
		if err := SetField(&c, path, text); err != nil && (len(fault.All(err)) == 0 || fault.All(err)[0].Path != path) {
			t.Errorf("%q: %v", path, err)
		}
		_ = RemoveElement(&c, path)
		c.Encode()
	})
}
