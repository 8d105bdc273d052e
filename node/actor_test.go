package node

import (
	"errors"
	"testing"

	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
)

// The officer who decided stands in the history of the deciding administration and nowhere else; whoever decides on what it
// was before is told.
func TestHistoryNamesTheOfficer(t *testing.T) {
	c := open(t, Options{Clock: newClock().now}, "KZ", "RU", "BY")
	_, _, err := c.Declare(ctx, sampleConsignment())
	must(t, err)
	key, err := c.Lodge(ctx, eaeuTransit())
	must(t, err)
	must(t, c.Settle(ctx))
	kz, err := c.Administration("KZ")
	must(t, err)
	h, err := kz.Record(ctx, key)
	must(t, err)
	if h.Facts != 1 {
		t.Fatalf("%d facts after the lodging", h.Facts)
	}
	first := Actor{ID: "o1", Name: "Officer One", Reason: "r", Text: "t"}
	must(t, kz.DoAs(ctx, first, h.Facts, key, transit.Accept{}))
	err = kz.DoAs(ctx, Actor{ID: "o2"}, h.Facts, key, transit.Reject{Reason: "x"})
	var o *Overtaken
	if fault.CodeOf(err) != fault.Conflict || !errors.As(err, &o) || *o.By != first || o.Act != transit.KindAccept || o.To != transit.Accepted {
		t.Errorf("the second is told %v, %+v", err, o)
	}
	must(t, kz.Do(ctx, key, transit.Release{}))
	must(t, c.Settle(ctx))
	all, err := kz.History(ctx, key)
	must(t, err)
	for i, e := range all {
		if named := e.By != nil; named != (i == 1) || named && *e.By != first {
			t.Errorf("%s was done by %+v", e.Message, e.By)
		}
	}
	told, err := c.Trader().History(ctx, key)
	must(t, err)
	ru, err := c.Administration("RU")
	must(t, err)
	passed, err := ru.History(ctx, key)
	must(t, err)
	for _, e := range append(told, passed...) {
		if e.By != nil {
			t.Errorf("%s tells another party who decided", e.Message)
		}
	}
	keys, now, ok := kz.Changes(0)
	if !ok || now != int64(len(keys)) || len(keys) != 3 || keys[2] != key {
		t.Errorf("changes %v, %d, %v", keys, now, ok)
	}
	if _, _, ok := kz.Changes(99); ok {
		t.Error("the future is known")
	}
}

func TestChangesForgetTheOldest(t *testing.T) {
	var l changeLog
	for range ChangesMax + 5 {
		l.add("m")
	}
	if _, _, ok := l.since(0); ok {
		t.Error("more is remembered than the limit")
	}
	if keys, now, ok := l.since(ChangesMax + 2); !ok || now != ChangesMax+5 || len(keys) != 3 {
		t.Errorf("%d keys, %d, %v", len(keys), now, ok)
	}
}
