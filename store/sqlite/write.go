package sqlite

import (
	"fmt"

	"github.com/kairo-corridor/kairo/store"
	"zombiezen.com/go/sqlite"
)

// engineError is an error of SQLite, as against a refusal of the transaction itself.
type engineError struct{ err error }

func (e *engineError) Error() string { return e.err.Error() }
func (e *engineError) Unwrap() error { return e.err }

// exec runs a statement with its parameters in order; what it returns is thrown away.
func (w *writer) exec(query string, args ...any) error {
	_, _, err := w.query(query, args...)
	return err
}

// change is exec inside a transaction: an error is the engine's.
func (w *writer) change(query string, args ...any) (changed int, err error) {
	if err := w.exec(query, args...); err != nil {
		return 0, &engineError{err}
	}
	return w.conn.Changes(), nil
}

// query returns the first column of the first row as an integer, and whether there was a row.
func (w *writer) query(query string, args ...any) (value int64, found bool, err error) {
	stmt, err := w.conn.Prepare(query) // cached by its text
	if err != nil {
		return 0, false, err
	}
	bind(stmt, args)
	found, err = stmt.Step()
	if err == nil && found && stmt.ColumnCount() > 0 {
		value = stmt.ColumnInt64(0)
	}
	if rerr := stmt.Reset(); err == nil {
		err = rerr
	}
	return value, found, err
}

func bind(stmt *sqlite.Stmt, args []any) {
	for i, a := range args {
		switch v := a.(type) {
		case string:
			stmt.BindText(i+1, v)
		case int64:
			stmt.BindInt64(i+1, v)
		case []byte:
			if v == nil {
				v = []byte{}
			}
			stmt.BindBytes(i+1, v)
		default:
			panic(fmt.Sprintf("sqlite: parameter of type %T", a))
		}
	}
}

// number is query inside a transaction.
func (w *writer) number(query string, args ...any) (int64, bool, error) {
	n, found, err := w.query(query, args...)
	if err != nil {
		return 0, false, &engineError{err}
	}
	return n, found, nil
}

// write does one transaction in the order of package store: inbox, numbers, Fill, records that go, records, facts, outbox, ended
// rows.
func (w *writer) write(tx *store.Tx) error {
	for _, step := range []func(*store.Tx) error{w.inbox, w.fill, w.drop, w.puts, w.facts, w.outbox, w.end} {
		if err := step(tx); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) inbox(tx *store.Tx) error {
	for _, id := range tx.Inbox {
		n, err := w.change("INSERT INTO inbox (id) VALUES (?) ON CONFLICT DO NOTHING", id)
		if err != nil {
			return err
		}
		if n == 0 {
			return store.ErrSeen
		}
	}
	return nil
}

func (w *writer) fill(tx *store.Tx) error {
	drawn := make([]int64, len(tx.Draw))
	for i, name := range tx.Draw {
		n, _, err := w.number("INSERT INTO counter (name, last) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET last = last + 1 RETURNING last", name)
		if err != nil {
			return err
		}
		drawn[i] = n
	}
	if tx.Fill == nil {
		return nil
	}
	if err := tx.Fill(drawn, tx); err != nil {
		return err
	}
	return store.CheckContents(tx)
}

func (w *writer) drop(tx *store.Tx) error {
	for _, key := range tx.Drop {
		if _, err := w.change("DELETE FROM record WHERE key = ?", key); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) puts(tx *store.Tx) error {
	for _, p := range tx.Puts {
		var n int
		var err error
		if p.Expected == 0 {
			n, err = w.change("INSERT INTO record (key, version, value) VALUES (?, 1, ?) ON CONFLICT DO NOTHING", p.Key, p.Value)
		} else {
			n, err = w.change("UPDATE record SET version = version + 1, value = ? WHERE key = ? AND version = ?", p.Value, p.Key, p.Expected)
		}
		if err != nil {
			return err
		}
		if n == 0 {
			found, _, err := w.number("SELECT version FROM record WHERE key = ?", p.Key)
			if err != nil {
				return err
			}
			return store.VersionConflict(p.Key, p.Expected, found)
		}
	}
	return nil
}

func (w *writer) facts(tx *store.Tx) error {
	for _, f := range tx.Facts {
		last, _, err := w.number("SELECT coalesce(max(seq), 0) FROM fact WHERE stream = ?", f.Stream)
		if err != nil {
			return err
		}
		if f.Seq != last+1 {
			return store.FactConflict(f.Stream, f.Seq, last)
		}
		if _, err := w.change("INSERT INTO fact (stream, seq, at, body) VALUES (?, ?, ?, ?)", f.Stream, f.Seq, f.At.UnixNano(), f.Body); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) outbox(tx *store.Tx) error {
	for _, o := range tx.Outbox {
		n, err := w.change("INSERT INTO outbox (id, dest, stream, seq, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
			o.ID, o.To, o.Stream, o.Seq, o.Body)
		if err != nil {
			return err
		}
		if n == 0 {
			return store.OutConflict(o.ID)
		}
	}
	return nil
}

func (w *writer) end(tx *store.Tx) error {
	for _, id := range tx.Done {
		if _, err := w.change("DELETE FROM outbox WHERE id = ?", id); err != nil {
			return err
		}
	}
	return nil
}
