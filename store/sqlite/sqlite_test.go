package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/store"
	"github.com/kairo-corridor/kairo/store/storetest"
	zs "zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

func mustOpen(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Opened {
		path := filepath.Join(t.TempDir(), "s.db")
		return storetest.Opened{Store: mustOpen(t, path), Reopen: func() store.Store { return mustOpen(t, path) }}
	})
}

func alter(t *testing.T, path, script string) {
	t.Helper()
	conn, err := zs.OpenConn(path, zs.OpenReadWrite|zs.OpenCreate)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := sqlitex.ExecuteScript(conn, script, nil); err != nil {
		t.Fatal(err)
	}
}

func TestNewerOrForeignFilesAreRefused(t *testing.T) {
	for name, script := range map[string]string{
		"newer":   "PRAGMA user_version=999; PRAGMA application_id=0x4B41524F;",
		"foreign": "CREATE TABLE theirs (x); PRAGMA application_id=7;",
		"unnamed": "CREATE TABLE theirs (x);",
	} {
		path := filepath.Join(t.TempDir(), name+".db")
		alter(t, path, script)
		s, err := Open(context.Background(), path)
		if err == nil {
			s.Close()
		}
		if fault.CodeOf(err) != fault.BadFile {
			t.Errorf("%s: %v", name, err)
		}
	}
	path := filepath.Join(t.TempDir(), "text.db")
	if err := os.WriteFile(path, []byte("this is no database, however one looks at it, and it is long enough"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(context.Background(), path); fault.CodeOf(err) != fault.BadFile {
		t.Errorf("text: %v", err)
	}
}

func TestSettingsAreDurable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	conn, err := zs.OpenConn(path, zs.OpenReadWrite|zs.OpenCreate)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := prepareWriter(conn, path); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{"PRAGMA journal_mode": "wal", "PRAGMA synchronous": "2", "PRAGMA user_version": "1"} {
		stmt, _, err := conn.PrepareTransient(query)
		if err != nil {
			t.Fatal(err)
		}
		got, err := sqlitex.ResultText(stmt)
		stmt.Finalize()
		if err != nil || got != want {
			t.Errorf("%s is %s %v, want %s", query, got, err, want)
		}
	}
}

func TestAnAbandonedCallIsNotCommitted(t *testing.T) {
	s := mustOpen(t, filepath.Join(t.TempDir(), "s.db"))
	block, entered := make(chan struct{}), make(chan struct{})
	first := make(chan error, 1)
	go func() {
		first <- s.Commit(context.Background(), store.Tx{Fill: func([]int64, *store.Tx) error {
			close(entered)
			<-block
			return nil
		}})
	}()
	<-entered // the writer is busy with the first
	ctx, cancel := context.WithCancel(context.Background())
	second := make(chan error, 1)
	go func() { second <- s.Commit(ctx, store.Tx{Puts: []store.Put{{Key: "k"}}}) }()
	cancel()
	if err := <-second; fault.CodeOf(err) != fault.Busy || !errors.Is(err, context.Canceled) {
		t.Errorf("abandoned: %v", err)
	}
	close(block)
	if err := <-first; err != nil {
		t.Error(err)
	}
	if _, err := s.Get(context.Background(), "k"); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("the abandoned transaction was done: %v", err)
	}
}

func TestAFullQueueIsBusyWithAHint(t *testing.T) {
	s := &Store{queue: make(chan *job)} // nobody reads it
	err := s.Commit(context.Background(), store.Tx{})
	var e *fault.Error
	if !errors.As(err, &e) || e.Code != fault.Busy || e.Hint == "" {
		t.Errorf("%v", err)
	}
}

func kilobyte(n int64) store.Tx {
	id := fmt.Sprintf("m%d", n)
	body := make([]byte, 1024)
	return store.Tx{Inbox: []string{"in/" + id}, Puts: []store.Put{{Key: id, Value: body}},
		Facts:  []store.Fact{{Stream: id, Seq: 1, Body: body[:200]}},
		Outbox: []store.Out{{ID: "out/" + id, To: "UZ", Stream: id, Seq: 1, Body: body[:500]}}}
}

// One message a transaction: a 1 kB record, a fact, an outbox row and an inbox id, all durable.
func BenchmarkCommitAlone(b *testing.B) {
	s := mustOpen(b, filepath.Join(b.TempDir(), "s.db"))
	var n int64
	for b.Loop() {
		n++
		if err := s.Commit(context.Background(), kilobyte(n)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commits/s")
}

func BenchmarkCommitBy512(b *testing.B) {
	s := mustOpen(b, filepath.Join(b.TempDir(), "s.db"))
	var n atomic.Int64
	b.SetParallelism(256)
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
