package node

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/exchange"
	"github.com/kairo-corridor/kairo/store"
	"github.com/kairo-corridor/kairo/store/mem"
)

// checkDue compares the index of what is due with the records of a store.
func checkDue(s store.Store) error {
	var want, have []string
	for _, prefix := range []string{movementPrefix, guaranteePrefix} {
		recs, err := s.List(ctx, prefix, "", 0)
		if err != nil {
			return err
		}
		for i := range recs {
			at, err := recordDue(&recs[i])
			if err != nil {
				return err
			}
			if !at.IsZero() {
				want = append(want, dueKey(at, recs[i].Key))
			}
		}
	}
	entries, err := s.List(ctx, duePrefix, "", 0)
	for _, e := range entries {
		have = append(have, e.Key)
	}
	slices.Sort(want)
	if !slices.Equal(want, have) {
		return fmt.Errorf("the index has %q, the records %q: %w", have, want, err)
	}
	return nil
}

// forget takes the index out of a store, as it was before there was one.
func forget(t testing.TB, s store.Store) {
	t.Helper()
	entries, err := s.List(ctx, duePrefix, "", 0)
	must(t, err)
	tx := store.Tx{Drop: []string{indexedKey}}
	for _, e := range entries {
		tx.Drop = append(tx.Drop, e.Key)
	}
	must(t, s.Commit(ctx, tx))
}

// hold puts released movements into a store, with one timer each: n due at once, the others in a year.
func hold(t testing.TB, s store.Store, now time.Time, count, due int) {
	t.Helper()
	for from := 0; from < count; from += 500 {
		var tx store.Tx
		for i := from; i < min(count, from+500); i++ {
			at := now.AddDate(1, 0, 0)
			if i < due {
				at = now
			}
			key := fmt.Sprintf("M%06d", i)
			m := transit.Movement{Key: key, Administration: "GE", Owner: "GE", Trader: "trader", Role: transit.Owner, State: transit.Released, Number: fmt.Sprintf("26GEDEMO%08dJ0", i), Limit: at,
				Timers: []transit.Timer{{Kind: transit.TimerArrival, Due: at}}}
			m.Declaration = transit.Declaration{Regime: transit.CommonTransit, Consignment: key, Departure: transit.Office{Country: "GE", Code: "GE000001"}, Destination: transit.Office{Country: "RO", Code: "RO000001"}}
			must(t, put(&tx, movementPrefix+key, 0, held{Movement: m}))
			schedule(&tx, movementPrefix+key, time.Time{}, movementDue(&m))
		}
		must(t, s.Commit(ctx, tx))
	}
	var tx store.Tx
	must(t, put(&tx, indexedKey, 0, true))
	must(t, s.Commit(ctx, tx))
}

func clocked(s store.Store, now time.Time) *Administration {
	return NewAdministration(Config{Identity: exchange.Derive(1, "GE"), Store: s, Clock: func() time.Time { return now }})
}

// A store of before the index is indexed by the first Tick; an entry that its record does not know is put right.
func TestAStoreIsIndexedOnce(t *testing.T) {
	now := newClock().at
	for name, s := range map[string]store.Store{"mem": mem.New(), "sqlite": openSQLite(t)} {
		hold(t, s, now, 700, 3)
		forget(t, s)
		stale := dueKey(now.Add(-time.Hour), movementPrefix+"M000500")
		must(t, s.Commit(ctx, store.Tx{Puts: []store.Put{{Key: stale}, {Key: dueKey(now.Add(-time.Hour), movementPrefix+"gone")}}}))
		a := clocked(s, now)
		for round, want := range []int{3, 0} {
			if n, err := a.Tick(ctx); err != nil || n != want {
				t.Errorf("%s, tick %d: %d timers elapsed, want %d: %v", name, round, n, want, err)
			}
			if err := checkDue(s); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		m, err := a.Movement(ctx, "M000002")
		must(t, err)
		if m.State != transit.Overdue || len(m.Timers) == 0 {
			t.Errorf("%s: %s %v", name, m.State, m.Timers)
		}
		must(t, s.Close())
	}
}

// BenchmarkTick is one strike of the clock with nothing due, among 1,000 and 100,000 movements held: by the index, and by
// reading every record.
func BenchmarkTick(b *testing.B) {
	now := newClock().at
	for _, n := range []int{1000, 100_000} {
		s := openSQLite(b)
		hold(b, s, now, n, 0)
		a := clocked(s, now)
		b.Run(fmt.Sprintf("index/%d", n), func(b *testing.B) {
			for b.Loop() {
				_, err := a.Tick(ctx)
				must(b, err)
			}
		})
		b.Run(fmt.Sprintf("scan/%d", n), func(b *testing.B) {
			for b.Loop() {
				must(b, scan(a))
			}
		})
		must(b, s.Close())
	}
}

// scan is a clock without an index: it reads every record.
func scan(a *Administration) error {
	for after := movementPrefix; ; {
		recs, err := a.Store.List(ctx, movementPrefix, after, TickPage)
		if err != nil || len(recs) == 0 {
			return err
		}
		for _, r := range recs {
			var x held
			if err := json.Unmarshal(r.Value, &x); err != nil {
				return err
			}
			if due := x.Movement.Due(a.now()); len(due) > 0 {
				return fmt.Errorf("%s is due: %v", r.Key, due)
			}
			after = r.Key
		}
	}
}
