// Package stores runs tests on every engine of package store: in memory, SQLite and PostgreSQL.
//
//	stores.Each(t, func(t *testing.T, open stores.Open) {
//		s := open(t, "KZ") // a fresh store, closed with the test
//	})
//
// A state machine is a function over (record, message, time). [Through] has it keep its record in a store between two
// messages, [Same] holds it against itself with a record that was written and read back. So a record that loses something in its
// JSON, or an engine that changes it, is found with the transcripts and tables that the machine has anyway.
//
// The files are in memory where the machine has such a directory: these tests are of what is kept, not of what a crash leaves.
package stores

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/kairo-corridor/kairo/internal/pgtest"
	"github.com/kairo-corridor/kairo/store"
	"github.com/kairo-corridor/kairo/store/mem"
	"github.com/kairo-corridor/kairo/store/postgres"
	"github.com/kairo-corridor/kairo/store/sqlite"
)

// Open opens a fresh store of an engine; the name is for people. It is closed with the test, or before by whoever has it.
type Open func(t testing.TB, name string) store.Store

// Names are the engines, in the order of [Each].
var Names = []string{"mem", "sqlite", "postgres"}

// Each runs a test on each engine, as a subtest of its name. Where PostgreSQL is not installed that subtest says that it skips.
func Each(t *testing.T, run func(t *testing.T, open Open)) {
	t.Helper()
	t.Run("mem", func(t *testing.T) {
		run(t, func(t testing.TB, _ string) store.Store { return closed(t, mem.New(), nil) })
	})
	t.Run("sqlite", func(t *testing.T) {
		dir, n := scratch(t), 0
		run(t, func(t testing.TB, name string) store.Store {
			n++
			s, err := sqlite.Open(context.Background(), filepath.Join(dir, fmt.Sprintf("%s-%d.db", name, n)))
			return closed(t, s, err)
		})
	})
	t.Run("postgres", func(t *testing.T) { run(t, onPostgres(t)) })
}

// onPostgres runs a server for the test; each store has a schema of its own.
func onPostgres(t *testing.T) Open {
	server := pgtest.Start(t, scratch(t), "max_connections=500", "shared_buffers=32MB")
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, server.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(ctx) })
	var n atomic.Int64
	return func(t testing.TB, _ string) store.Store {
		schema := fmt.Sprintf("s%d", n.Add(1))
		if _, err := conn.Exec(ctx, "CREATE SCHEMA "+schema); err != nil {
			t.Fatal(err)
		}
		s, err := postgres.Open(ctx, server.URL("postgres")+" search_path="+schema)
		return closed(t, s, err)
	}
}

func closed(t testing.TB, s store.Store, err error) store.Store {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// scratch is a directory of a short path, as a socket wants, in memory where there is one.
func scratch(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "kairo")
	if err != nil {
		if dir, err = os.MkdirTemp("", "kairo"); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}
