package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kairo-corridor/kairo/store"
)

// rows runs a query and turns each row into a value.
func rows[T any](ctx context.Context, s *Store, turn func(pgx.Rows) (T, error), query string, args ...any) ([]T, error) {
	if err := s.enter(); err != nil {
		return nil, err
	}
	defer s.leave()
	r, err := s.readers.Query(s.in(ctx), query, args...)
	if err != nil {
		return nil, engineFault(err)
	}
	var out []T
	for r.Next() {
		x, err := turn(r)
		if err != nil {
			r.Close()
			return nil, engineFault(err)
		}
		out = append(out, x)
	}
	if err := r.Err(); err != nil {
		return nil, engineFault(err)
	}
	return out, nil
}

// one reads one row into the places given; found is false where there is none.
func (s *Store) one(ctx context.Context, into []any, query string, args ...any) (found bool, err error) {
	if err := s.enter(); err != nil {
		return false, err
	}
	defer s.leave()
	err = s.readers.QueryRow(s.in(ctx), query, args...).Scan(into...)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, engineFault(err)
	}
	return true, nil
}

// Get reads a record.
func (s *Store) Get(ctx context.Context, key string) (store.Record, error) {
	r := store.Record{Key: key}
	found, err := s.one(ctx, []any{&r.Version, &r.Value}, "SELECT version, value FROM record WHERE key = $1", []byte(key))
	if err == nil && !found {
		err = store.NotFound(key)
	}
	return r, err
}

// List reads records by prefix.
func (s *Store) List(ctx context.Context, prefix, after string, limit int) ([]store.Record, error) {
	record := func(r pgx.Rows) (x store.Record, err error) {
		var key []byte
		err = r.Scan(&key, &x.Version, &x.Value)
		x.Key = string(key)
		return x, err
	}
	if end := next(prefix); end != "" {
		return rows(ctx, s, record, "SELECT key, version, value FROM record WHERE key >= $1 AND key > $2 AND key < $4 ORDER BY key LIMIT $3",
			[]byte(prefix), []byte(after), store.Clamp(limit), []byte(end))
	}
	return rows(ctx, s, record, "SELECT key, version, value FROM record WHERE key >= $1 AND key > $2 ORDER BY key LIMIT $3",
		[]byte(prefix), []byte(after), store.Clamp(limit))
}

// next is the first text after all that begin with a prefix, empty where there is none.
func next(prefix string) string {
	for i := len(prefix) - 1; i >= 0; i-- {
		if b := prefix[i]; b < 0xff {
			return prefix[:i] + string([]byte{b + 1})
		}
	}
	return ""
}

// Facts reads a stream.
func (s *Store) Facts(ctx context.Context, stream string, after int64, limit int) ([]store.Fact, error) {
	return rows(ctx, s, func(r pgx.Rows) (store.Fact, error) {
		x := store.Fact{Stream: stream}
		var at int64
		err := r.Scan(&x.Seq, &at, &x.Body)
		x.At = time.Unix(0, at).UTC()
		return x, err
	}, "SELECT seq, at, body FROM fact WHERE stream = $1 AND seq > $2 ORDER BY seq LIMIT $3", []byte(stream), after, store.Clamp(limit))
}

const outColumns = "xact::text::bigint, ordinal, id, dest, stream, seq, body"

func outRow(r pgx.Rows) (o store.Out, err error) {
	var xact int64
	var ordinal int32
	var id, dest, stream []byte
	err = r.Scan(&xact, &ordinal, &id, &dest, &stream, &o.Seq, &o.Body)
	o.Pos, o.ID, o.To, o.Stream = xact*ordinals+int64(ordinal), string(id), string(dest), string(stream)
	return o, err
}

// Outbox reads the rows not yet ended, of transactions before which none can still come.
func (s *Store) Outbox(ctx context.Context, after int64, limit int) ([]store.Out, error) {
	after = max(after, 0)
	return rows(ctx, s, outRow, "SELECT "+outColumns+` FROM outbox
		WHERE (xact, ordinal) > ($1::bigint::text::xid8, $2::integer) AND xact < pg_snapshot_xmin(pg_current_snapshot())
		ORDER BY xact, ordinal LIMIT $3`, after/ordinals, after%ordinals, store.Clamp(limit))
}

// Waiting reads one outbox row.
func (s *Store) Waiting(ctx context.Context, id string) (store.Out, error) {
	all, err := rows(ctx, s, outRow, "SELECT "+outColumns+" FROM outbox WHERE id = $1", []byte(id))
	if err == nil && len(all) == 0 {
		return store.Out{}, store.NotWaiting(id)
	}
	if err != nil {
		return store.Out{}, err
	}
	return all[0], nil
}

// Counter is the last number drawn from a range.
func (s *Store) Counter(ctx context.Context, name string) (n int64, err error) {
	_, err = s.one(ctx, []any{&n}, "SELECT last FROM counter WHERE name = $1", []byte(name))
	return n, err
}

// Seen is true if a message id was processed.
func (s *Store) Seen(ctx context.Context, id string) (bool, error) {
	var x int
	return s.one(ctx, []any{&x}, "SELECT 1 FROM inbox WHERE id = $1", []byte(id))
}
