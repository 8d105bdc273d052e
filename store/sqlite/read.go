package sqlite

import (
	"context"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/store"
	"zombiezen.com/go/sqlite"
)

// read runs a query on a reading connection and hands each row to a function, which returns false to end.
func (s *Store) read(ctx context.Context, query string, args []any, row func(*sqlite.Stmt) bool) error {
	s.mu.RLock()
	closed := s.closed
	s.mu.RUnlock()
	if closed {
		return store.ErrClosed
	}
	conn, err := s.readers.Take(ctx)
	if err != nil {
		return fault.New(fault.Busy, "no connection to read with").Because(err)
	}
	defer s.readers.Put(conn)
	stmt, err := conn.Prepare(query)
	if err != nil {
		return engineFault(err)
	}
	defer stmt.Reset()
	bind(stmt, args)
	for {
		more, err := stmt.Step()
		if err != nil {
			return engineFault(err)
		}
		if !more || !row(stmt) {
			return nil
		}
	}
}

func blob(stmt *sqlite.Stmt, col int) []byte {
	b := make([]byte, stmt.ColumnLen(col))
	stmt.ColumnBytes(col, b)
	return b
}

// Get reads a record.
func (s *Store) Get(ctx context.Context, key string) (store.Record, error) {
	r, found := store.Record{Key: key}, false
	err := s.read(ctx, "SELECT version, value FROM record WHERE key = ?", []any{key}, func(stmt *sqlite.Stmt) bool {
		r.Version, r.Value, found = stmt.ColumnInt64(0), blob(stmt, 1), true
		return false
	})
	if err == nil && !found {
		err = store.NotFound(key)
	}
	return r, err
}

// List reads records by prefix.
func (s *Store) List(ctx context.Context, prefix, after string, limit int) ([]store.Record, error) {
	var out []store.Record
	err := s.read(ctx, "SELECT key, version, value FROM record WHERE key >= ? AND key > ? ORDER BY key LIMIT ?",
		[]any{prefix, after, int64(store.Clamp(limit))}, func(stmt *sqlite.Stmt) bool {
			k := stmt.ColumnText(0)
			if !strings.HasPrefix(k, prefix) {
				return false
			}
			out = append(out, store.Record{Key: k, Version: stmt.ColumnInt64(1), Value: blob(stmt, 2)})
			return true
		})
	return out, err
}

// Facts reads a stream.
func (s *Store) Facts(ctx context.Context, stream string, after int64, limit int) ([]store.Fact, error) {
	var out []store.Fact
	err := s.read(ctx, "SELECT seq, at, body FROM fact WHERE stream = ? AND seq > ? ORDER BY seq LIMIT ?",
		[]any{stream, after, int64(store.Clamp(limit))}, func(stmt *sqlite.Stmt) bool {
			out = append(out, store.Fact{Stream: stream, Seq: stmt.ColumnInt64(0), At: time.Unix(0, stmt.ColumnInt64(1)).UTC(), Body: blob(stmt, 2)})
			return true
		})
	return out, err
}

// Outbox reads the rows not yet ended.
func (s *Store) Outbox(ctx context.Context, after int64, limit int) ([]store.Out, error) {
	var out []store.Out
	err := s.read(ctx, "SELECT pos, id, dest, stream, seq, body FROM outbox WHERE pos > ? ORDER BY pos LIMIT ?",
		[]any{after, int64(store.Clamp(limit))}, func(stmt *sqlite.Stmt) bool {
			out = append(out, outRow(stmt))
			return true
		})
	return out, err
}

func outRow(stmt *sqlite.Stmt) store.Out {
	return store.Out{Pos: stmt.ColumnInt64(0), ID: stmt.ColumnText(1), To: stmt.ColumnText(2),
		Stream: stmt.ColumnText(3), Seq: stmt.ColumnInt64(4), Body: blob(stmt, 5)}
}

// Waiting reads one outbox row.
func (s *Store) Waiting(ctx context.Context, id string) (o store.Out, err error) {
	found := false
	err = s.read(ctx, "SELECT pos, id, dest, stream, seq, body FROM outbox WHERE id = ?", []any{id}, func(stmt *sqlite.Stmt) bool {
		o, found = outRow(stmt), true
		return false
	})
	if err == nil && !found {
		err = store.NotWaiting(id)
	}
	return o, err
}

// Counter is the last number drawn from a range.
func (s *Store) Counter(ctx context.Context, name string) (n int64, err error) {
	err = s.read(ctx, "SELECT last FROM counter WHERE name = ?", []any{name}, func(stmt *sqlite.Stmt) bool {
		n = stmt.ColumnInt64(0)
		return false
	})
	return n, err
}

// Seen is true if a message id was processed.
func (s *Store) Seen(ctx context.Context, id string) (seen bool, err error) {
	err = s.read(ctx, "SELECT 1 FROM inbox WHERE id = ?", []any{id}, func(*sqlite.Stmt) bool {
		seen = true
		return false
	})
	return seen, err
}
