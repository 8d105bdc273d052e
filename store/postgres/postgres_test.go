package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/internal/pgtest"
	"github.com/kairo-corridor/kairo/store"
	"github.com/kairo-corridor/kairo/store/storetest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

func mustOpen(t testing.TB, url string) *Store {
	t.Helper()
	s, err := Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Opened {
		url := pgtest.Database(t)
		return storetest.Opened{Store: mustOpen(t, url), Reopen: func() store.Store { return mustOpen(t, url) }}
	})
}

func alter(t *testing.T, url, script string) {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(context.Background(), script); err != nil {
		t.Fatal(err)
	}
}

func TestNewerOrForeignDatabasesAreRefused(t *testing.T) {
	for name, script := range map[string]string{
		"newer":   "CREATE TABLE kairo_schema (version integer); INSERT INTO kairo_schema VALUES (999)",
		"foreign": "CREATE TABLE theirs (x integer)",
	} {
		url := pgtest.Database(t)
		alter(t, url, script)
		if _, err := Open(context.Background(), url); fault.CodeOf(err) != fault.BadFile {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Open(context.Background(), pgtest.Database(t)+"-none"); fault.CodeOf(err) != fault.BadField {
		t.Errorf("no such database: %v", err)
	}
}

// Every setting that could lose or tear something acknowledged is refused, all at once; the one that an operator can decide about
// is taken where it is accepted.
func TestAServerThatWouldLoseWhatItAcknowledgesIsRefused(t *testing.T) {
	server := pgtest.Start(t, t.TempDir(), "fsync=off", "full_page_writes=off", "data_sync_retry=on", "restart_after_crash=on")
	_, err := Open(context.Background(), server.URL("postgres"))
	var named []string
	for _, e := range fault.All(err) {
		named = append(named, e.Path)
		if e.Code != fault.BadFile || e.Expected == "" || e.Hint == "" {
			t.Errorf("%+v", e)
		}
	}
	if want := []string{"fsync", "full_page_writes", "data_sync_retry", "restart_after_crash"}; !slices.Equal(named, want) {
		t.Errorf("%v are named, want %v", named, want)
	}
	server.Stop()
	server.Run(t, "restart_after_crash=on")
	if _, err := Open(context.Background(), server.URL("postgres")); fault.CodeOf(err) != fault.BadFile {
		t.Errorf("restart after crash: %v", err)
	}
	s, err := OpenAccepting(context.Background(), server.URL("postgres"), Accept{RestartAfterCrash: true})
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
}

// Two processes write at once; a reader that goes on from the last place it saw misses no row, though transactions end in
// another order than they began.
func TestAReaderOfTheOutboxMissesNoRowOfConcurrentWriters(t *testing.T) {
	url := pgtest.Database(t)
	stores := []*Store{mustOpen(t, url), mustOpen(t, url)}
	ctx := context.Background()
	const rows = 600
	var wrote sync.WaitGroup
	var n atomic.Int64
	for w := range 12 {
		wrote.Go(func() {
			for {
				i := n.Add(1)
				if i > rows {
					return
				}
				tx := store.Tx{Outbox: []store.Out{{ID: fmt.Sprint("o", i), To: "UZ", Stream: "s", Seq: i}}}
				if i%7 == 0 {
					tx.Draw, tx.Fill = []string{fmt.Sprint("slow", i)}, func([]int64, *store.Tx) error { return nil }
				}
				if err := stores[w%2].Commit(ctx, tx); err != nil {
					t.Error(err)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { wrote.Wait(); close(done) }()
	seen, after := map[string]bool{}, int64(0)
	for ended := false; ; {
		out, err := stores[0].Outbox(ctx, after, 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range out {
			if o.Pos <= after || seen[o.ID] {
				t.Fatalf("%s at %d after %d", o.ID, o.Pos, after)
			}
			seen[o.ID], after = true, o.Pos
		}
		if len(out) == 0 && ended {
			break
		}
		select {
		case <-done:
			ended = true
		default:
		}
	}
	if len(seen) != rows {
		t.Errorf("%d of %d rows were seen", len(seen), rows)
	}
}

// Transactions that take the same rows in opposite orders wait for each other and do not deadlock.
func TestOppositeOrdersDoNotDeadlock(t *testing.T) {
	s := mustOpen(t, pgtest.Database(t))
	ctx := context.Background()
	var wg sync.WaitGroup
	for w := range 16 {
		wg.Go(func() {
			for i := range 20 {
				tx := store.Tx{Draw: []string{"a", "b"}, Fill: func([]int64, *store.Tx) error { return nil }, Inbox: []string{fmt.Sprintf("x%d/%d", w, i), "y" + fmt.Sprint(w, i)}}
				if w%2 == 1 {
					tx.Draw[0], tx.Draw[1] = "b", "a"
				}
				if err := s.Commit(ctx, tx); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if n, err := s.Counter(ctx, "a"); err != nil || n != 320 {
		t.Errorf("%d numbers were drawn (%v), want 320", n, err)
	}
}

// A server that is killed at once (no checkpoint, as at a power cut of the process) has, started again, every transaction
// that was told to be done, whole; and a commit whose answer was lost is told as what it became.
func TestAKilledServerLosesNothingItAcknowledged(t *testing.T) {
	server := pgtest.Start(t, t.TempDir())
	s := mustOpen(t, server.URL("postgres"))
	ctx := context.Background()
	var told sync.Map
	var wg sync.WaitGroup
	var n, count atomic.Int64
	var over atomic.Bool
	for range 8 {
		wg.Go(func() {
			for !over.Load() {
				i := n.Add(1)
				switch err := s.Commit(ctx, kilobyte(i)); {
				case err == nil:
					told.Store(i, true)
					count.Add(1)
				case errors.Is(err, store.ErrUnknown):
					t.Error(err)
					return
				default:
					return // the server is gone
				}
			}
		})
	}
	for count.Load() < 300 {
		time.Sleep(time.Millisecond)
	}
	server.Kill()
	over.Store(true)
	server.Run(t)
	wg.Wait()
	t.Logf("%d told to be done", count.Load())
	there := 0
	told.Range(func(i, _ any) bool {
		if err := s.Commit(ctx, kilobyte(i.(int64))); !errors.Is(err, store.ErrSeen) {
			t.Errorf("transaction %d was told to be done, and is not: %v", i, err)
		}
		there++
		return true
	})
	recs, err := s.List(ctx, "", "", 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range recs {
		facts, err := s.Facts(ctx, r.Key, 0, 0)
		seen, serr := s.Seen(ctx, "in/"+r.Key)
		if err != nil || serr != nil || len(facts) != 1 || !seen {
			t.Errorf("%s is torn: %d facts, seen %v (%v %v)", r.Key, len(facts), seen, err, serr)
		}
	}
	if len(recs) < there {
		t.Errorf("%d told, %d there", there, len(recs))
	}
}

// The engine gives numbers of transactions again that a crash took: a number alone does not say that this transaction is done.
func TestTheOutcomeOfACommitIsThatOfItsOwnRows(t *testing.T) {
	s := mustOpen(t, pgtest.Database(t))
	ctx := context.Background()
	if err := s.Commit(ctx, kilobyte(1)); err != nil {
		t.Fatal(err)
	}
	var xact, future string
	err := s.readers.QueryRow(ctx, "SELECT xact::text, (xact::text::bigint + 1000000)::text FROM outbox").Scan(&xact, &future)
	if err != nil {
		t.Fatal(err)
	}
	mine, other := kilobyte(1), kilobyte(2)
	for name, c := range map[string]struct {
		xact string
		tx   store.Tx
		want outcome
	}{
		"its own, by inbox":       {xact, mine, done},
		"its own, by fact":        {xact, store.Tx{Facts: mine.Facts}, done},
		"given again, by inbox":   {xact, other, lost},
		"given again, by fact":    {xact, store.Tx{Facts: other.Facts}, lost},
		"nothing to tell it by":   {xact, store.Tx{Done: []string{"x"}}, unknowable},
		"not given since a crash": {future, mine, lost},
	} {
		if got := s.outcome(ctx, &commit{xact: c.xact, tx: &c.tx}); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

func TestTheRangeOfAPrefixEndsAfterItsLastByteThatCanGrow(t *testing.T) {
	for prefix, want := range map[string]string{"": "", "a": "b", "a\xfe": "a\xff", "a\xff\xff": "b", "\xff": "", "\uFFFD": "\xef\xbf\xbe"} {
		if got := next(prefix); got != want {
			t.Errorf("%q: %q, want %q", prefix, got, want)
		}
	}
}

func kilobyte(n int64) store.Tx {
	id := fmt.Sprintf("m%d", n)
	body := make([]byte, 1024)
	return store.Tx{Inbox: []string{"in/" + id}, Puts: []store.Put{{Key: id, Value: body}},
		Facts:  []store.Fact{{Stream: id, Seq: 1, Body: body[:200]}},
		Outbox: []store.Out{{ID: "out/" + id, To: "UZ", Stream: id, Seq: 1, Body: body[:500]}}}
}

// One message a transaction, 64 at once: a 1 kB record, a fact, an outbox row and an inbox id, all durable.
func BenchmarkCommitBy64(b *testing.B) {
	s := mustOpen(b, pgtest.Database(b))
	var n atomic.Int64
	b.SetParallelism(32)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := s.Commit(context.Background(), kilobyte(n.Add(1))); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commits/s")
}
