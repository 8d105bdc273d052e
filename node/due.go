package node

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/customs/guarantee"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/store"
)

// The index of what is due has one entry a record that has timers, at the time of the first of them:
//
//	due/2026-12-09T08:30:00.000000000Z/movement/KAIRO-1-S2
//
// An entry is put and dropped in the transaction that changes its record, so the two always agree.
const (
	duePrefix  = "due/"
	dueFormat  = "2006-01-02T15:04:05.000000000Z"
	indexedKey = "due-index" // there once every record of the store is in the index
)

func dueKey(at time.Time, record string) string {
	return duePrefix + at.UTC().Format(dueFormat) + "/" + record
}

// dueEntry reads the key of an entry.
func dueEntry(key string) (at time.Time, record string, ok bool) {
	stamp, record, ok := strings.Cut(strings.TrimPrefix(key, duePrefix), "/")
	at, err := time.Parse(dueFormat, stamp)
	return at, record, ok && err == nil
}

// schedule moves the entry of a record from one time to another; a time that is zero has none.
func schedule(tx *store.Tx, record string, was, is time.Time) {
	if was.Equal(is) {
		return
	}
	if !was.IsZero() {
		tx.Drop = append(tx.Drop, dueKey(was, record))
	}
	if !is.IsZero() {
		tx.Puts = append(tx.Puts, store.Put{Key: dueKey(is, record)})
	}
}

// movementDue is when the first timer of a movement is due, zero where none runs.
func movementDue(m *transit.Movement) (first time.Time) {
	for _, t := range m.Timers {
		if first.IsZero() || t.Due.Before(first) {
			first = t.Due
		}
	}
	return first
}

// guaranteeDue is when the first timer of a guarantee is due, zero where none runs.
func guaranteeDue(g guarantee.Guarantee) time.Time {
	if all := guarantee.Timers(g); len(all) > 0 {
		return all[0].At
	}
	return time.Time{}
}

// recordDue is when the first timer of a record as stored is due.
func recordDue(r *store.Record) (at time.Time, err error) {
	switch {
	case strings.HasPrefix(r.Key, allotmentPrefix):
		var x end
		err = json.Unmarshal(r.Value, &x)
		at = guaranteeDue(x.Part)
	case strings.HasPrefix(r.Key, guaranteePrefix):
		var x account
		err = json.Unmarshal(r.Value, &x)
		at = guaranteeDue(x.Guarantee)
	default:
		var x held
		err = json.Unmarshal(r.Value, &x)
		at = movementDue(&x.Movement)
	}
	if err != nil {
		err = fault.New(fault.BadFile, "record %q is not understood", r.Key).Because(err)
	}
	return at, err
}

// index enters every record of a store into the index that was written before there was one. It is done once a store, and goes on
// where it was cut off.
func (n *Administration) index(ctx context.Context) error {
	n.indexing.Lock()
	defer n.indexing.Unlock()
	if n.indexed {
		return nil
	}
	done, err := load(ctx, n.Store, indexedKey, new(bool))
	if err != nil {
		return err
	}
	if done == 0 {
		for _, prefix := range []string{movementPrefix, guaranteePrefix, allotmentPrefix} {
			if err := n.indexAll(ctx, prefix); err != nil {
				return err
			}
		}
		var tx store.Tx
		if err := put(&tx, indexedKey, 0, true); err != nil {
			return err
		}
		if err := n.Store.Commit(ctx, tx); err != nil && fault.CodeOf(err) != fault.Conflict {
			return err
		}
	}
	n.indexed = true
	return nil
}

func (n *Administration) indexAll(ctx context.Context, prefix string) error {
	for after := ""; ; {
		page, err := n.Store.List(ctx, prefix, after, TickPage)
		if err != nil || len(page) == 0 {
			return err
		}
		after = page[len(page)-1].Key
		var tx store.Tx
		for i := range page {
			if err := enter(&tx, &page[i]); err != nil {
				return err
			}
		}
		err = n.Store.Commit(ctx, tx)
		if err != nil && fault.CodeOf(err) != fault.Conflict {
			return err
		}
		for i := 0; err != nil && i < len(page); i++ { // one of them changed meanwhile
			if err := n.reenter(ctx, page[i].Key); err != nil {
				return err
			}
		}
	}
}

// reenter puts the entry of one record in its place. The record is written as it is, so that the entry is of what was read.
func (n *Administration) reenter(ctx context.Context, record string, stale ...string) error {
	return retry(ctx, func() error {
		r, err := n.Store.Get(ctx, record)
		if fault.CodeOf(err) == fault.NotFound && err != nil {
			return n.Store.Commit(ctx, store.Tx{Drop: stale})
		}
		if err != nil {
			return err
		}
		tx := store.Tx{Drop: stale}
		if err := enter(&tx, &r); err != nil {
			return err
		}
		return n.Store.Commit(ctx, tx)
	})
}

// enter puts a record's entry, once, whether it is there or not.
func enter(tx *store.Tx, r *store.Record) error {
	at, err := recordDue(r)
	if err != nil {
		return err
	}
	if !at.IsZero() {
		tx.Drop = append(tx.Drop, dueKey(at, r.Key))
		tx.Puts = append(tx.Puts, store.Put{Key: dueKey(at, r.Key)}, store.Put{Key: r.Key, Expected: r.Version, Value: r.Value})
	}
	return nil
}
