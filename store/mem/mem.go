// Package mem is a [store.Store] in memory, with the same semantics as the durable ones but for outliving the process.
//
// It serves tests, simulation and training. A transaction is checked whole before anything of it is written.
//
//	s := mem.New()
//	defer s.Close()
//	err := s.Commit(ctx, store.Tx{Puts: []store.Put{{Key: "a", Value: []byte("1")}}})
//	rec, err := s.Get(ctx, "a") // version 1
//
// Invariants: those of package store; what is handed out are copies, so nobody can change the state from outside.
package mem

import (
	"bytes"
	"context"
	"sort"
	"strings"
	"sync"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/store"
)

// Store is a store in memory.
type Store struct {
	mu       sync.RWMutex
	closed   bool
	records  map[string]store.Record
	keys     []string // of records, sorted
	facts    map[string][]store.Fact
	outbox   []store.Out      // in order of Pos
	outIDs   map[string]int64 // id to Pos
	inbox    map[string]bool
	counters map[string]int64
	pos      int64
}

var _ store.Store = (*Store)(nil)

// New makes an empty store.
func New() *Store {
	return &Store{records: map[string]store.Record{}, facts: map[string][]store.Fact{}, outIDs: map[string]int64{},
		inbox: map[string]bool{}, counters: map[string]int64{}}
}

// Commit does the transaction whole or not at all.
func (s *Store) Commit(ctx context.Context, tx store.Tx) error {
	if err := store.CheckIncoming(&tx); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return store.ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return fault.New(fault.Busy, "not committed").Because(err)
	}
	drawn, err := s.begin(&tx)
	if err != nil {
		return err
	}
	if err := s.check(&tx); err != nil {
		return err
	}
	s.write(&tx, drawn)
	return nil
}

// begin checks the inbox, draws the numbers without spending them, and lets Fill complete the transaction.
func (s *Store) begin(tx *store.Tx) ([]int64, error) {
	fresh := map[string]bool{}
	for _, id := range tx.Inbox {
		if s.inbox[id] || fresh[id] {
			return nil, store.ErrSeen
		}
		fresh[id] = true
	}
	ahead := map[string]int64{}
	drawn := make([]int64, len(tx.Draw))
	for i, name := range tx.Draw {
		ahead[name]++
		drawn[i] = s.counters[name] + ahead[name]
	}
	if tx.Fill != nil {
		if err := tx.Fill(drawn, tx); err != nil {
			return nil, err
		}
		if err := store.CheckContents(tx); err != nil {
			return nil, err
		}
	}
	return drawn, nil
}

// check verifies versions, fact numbers and outbox ids, counting what the transaction itself would have written before.
func (s *Store) check(tx *store.Tx) error {
	version := map[string]int64{}
	for _, key := range tx.Drop {
		version[key] = 0
	}
	for _, p := range tx.Puts {
		found, own := version[p.Key]
		if !own {
			found = s.records[p.Key].Version
		}
		if found != p.Expected {
			return store.VersionConflict(p.Key, p.Expected, found)
		}
		version[p.Key] = found + 1
	}
	last := map[string]int64{}
	for _, f := range tx.Facts {
		n, own := last[f.Stream]
		if !own {
			n = int64(len(s.facts[f.Stream]))
		}
		if f.Seq != n+1 {
			return store.FactConflict(f.Stream, f.Seq, n)
		}
		last[f.Stream] = f.Seq
	}
	ids := map[string]bool{}
	for _, o := range tx.Outbox {
		if s.outIDs[o.ID] > 0 || ids[o.ID] {
			return store.OutConflict(o.ID)
		}
		ids[o.ID] = true
	}
	return nil
}

func (s *Store) write(tx *store.Tx, drawn []int64) {
	for _, id := range tx.Inbox {
		s.inbox[id] = true
	}
	for i, name := range tx.Draw {
		s.counters[name] = drawn[i]
	}
	s.drop(tx.Drop)
	for _, p := range tx.Puts {
		if p.Expected == 0 {
			i := sort.SearchStrings(s.keys, p.Key)
			s.keys = append(s.keys, "")
			copy(s.keys[i+1:], s.keys[i:])
			s.keys[i] = p.Key
		}
		s.records[p.Key] = store.Record{Key: p.Key, Version: p.Expected + 1, Value: bytes.Clone(p.Value)}
	}
	for _, f := range tx.Facts {
		f.At, f.Body = f.At.UTC(), bytes.Clone(f.Body)
		s.facts[f.Stream] = append(s.facts[f.Stream], f)
	}
	for _, o := range tx.Outbox {
		s.pos++
		o.Pos, o.Body = s.pos, bytes.Clone(o.Body)
		s.outIDs[o.ID] = o.Pos
		s.outbox = append(s.outbox, o)
	}
	s.end(tx.Done)
}

func (s *Store) drop(keys []string) {
	for _, key := range keys {
		if _, held := s.records[key]; held {
			delete(s.records, key)
			i := sort.SearchStrings(s.keys, key)
			s.keys = append(s.keys[:i], s.keys[i+1:]...)
		}
	}
}

func (s *Store) end(ids []string) {
	if len(ids) == 0 {
		return
	}
	done := map[string]bool{}
	for _, id := range ids {
		done[id] = true
	}
	kept := s.outbox[:0]
	for _, o := range s.outbox {
		if done[o.ID] {
			delete(s.outIDs, o.ID)
		} else {
			kept = append(kept, o)
		}
	}
	s.outbox = kept
}

// Get reads a record.
func (s *Store) Get(_ context.Context, key string) (store.Record, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return store.Record{}, store.ErrClosed
	}
	r, ok := s.records[key]
	if !ok {
		return store.Record{}, store.NotFound(key)
	}
	r.Value = bytes.Clone(r.Value)
	return r, nil
}

// List reads records by prefix.
func (s *Store) List(_ context.Context, prefix, after string, limit int) ([]store.Record, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return nil, store.ErrClosed
	}
	var out []store.Record
	for i := sort.SearchStrings(s.keys, max(prefix, after)); i < len(s.keys) && len(out) < store.Clamp(limit); i++ {
		k := s.keys[i]
		if !strings.HasPrefix(k, prefix) {
			break
		}
		if k <= after {
			continue
		}
		r := s.records[k]
		r.Value = bytes.Clone(r.Value)
		out = append(out, r)
	}
	return out, nil
}

// Facts reads a stream.
func (s *Store) Facts(_ context.Context, stream string, after int64, limit int) ([]store.Fact, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return nil, store.ErrClosed
	}
	var out []store.Fact
	all := s.facts[stream]
	for i := max(after, 0); i < int64(len(all)) && len(out) < store.Clamp(limit); i++ {
		f := all[i]
		f.Body = bytes.Clone(f.Body)
		out = append(out, f)
	}
	return out, nil
}

// Outbox reads the rows not yet ended.
func (s *Store) Outbox(_ context.Context, after int64, limit int) ([]store.Out, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return nil, store.ErrClosed
	}
	var out []store.Out
	first := sort.Search(len(s.outbox), func(i int) bool { return s.outbox[i].Pos > after })
	for _, o := range s.outbox[first:] {
		if len(out) == store.Clamp(limit) {
			break
		}
		o.Body = bytes.Clone(o.Body)
		out = append(out, o)
	}
	return out, nil
}

// Waiting reads one outbox row.
func (s *Store) Waiting(_ context.Context, id string) (store.Out, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return store.Out{}, store.ErrClosed
	}
	pos, ok := s.outIDs[id]
	if !ok {
		return store.Out{}, store.NotWaiting(id)
	}
	o := s.outbox[sort.Search(len(s.outbox), func(i int) bool { return s.outbox[i].Pos >= pos })]
	o.Body = bytes.Clone(o.Body)
	return o, nil
}

// Acknowledge ends outbox rows.
func (s *Store) Acknowledge(ctx context.Context, ids ...string) error {
	return s.Commit(ctx, store.Tx{Done: ids})
}

// Counter is the last number drawn from a range.
func (s *Store) Counter(_ context.Context, name string) (int64, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return 0, store.ErrClosed
	}
	return s.counters[name], nil
}

// Seen is true if a message id was processed.
func (s *Store) Seen(_ context.Context, id string) (bool, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return false, store.ErrClosed
	}
	return s.inbox[id], nil
}

// Close ends the store; what it held is gone with the last reference.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return nil
}
