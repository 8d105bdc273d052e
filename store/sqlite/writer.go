package sqlite

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/store"
	"zombiezen.com/go/sqlite"
)

// job is one transaction on its way through the writer. The caller may abandon it until the writer takes it.
type job struct {
	tx    store.Tx
	state atomic.Int32
	done  chan error // one answer, buffered
}

const (
	waiting int32 = iota
	taken
	abandoned
)

// Commit hands the transaction to the writer and waits until it is on disk.
func (s *Store) Commit(ctx context.Context, tx store.Tx) error {
	if err := store.CheckIncoming(&tx); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return fault.New(fault.Busy, "not committed").Because(err)
	}
	j := &job{tx: tx, done: make(chan error, 1)}
	if err := s.hand(j); err != nil {
		return err
	}
	select {
	case err := <-j.done:
		return err
	case <-ctx.Done():
		if j.state.CompareAndSwap(waiting, abandoned) {
			return fault.New(fault.Busy, "not committed").Because(ctx.Err())
		}
		return <-j.done // the writer has it: its outcome is the truth
	}
}

func (s *Store) hand(j *job) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return store.ErrClosed
	}
	select {
	case s.queue <- j:
		return nil
	default:
		return store.QueueFull()
	}
}

// Acknowledge ends outbox rows.
func (s *Store) Acknowledge(ctx context.Context, ids ...string) error {
	return s.Commit(ctx, store.Tx{Done: ids})
}

// Close waits for what was handed over, then closes the file.
func (s *Store) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	close(s.queue)
	s.mu.Unlock()
	<-s.stopped
	return s.readers.Close()
}

// writer owns the one connection that writes.
type writer struct {
	conn    *sqlite.Conn
	queue   chan *job
	stopped chan struct{}
}

func (w *writer) run() {
	defer close(w.stopped)
	defer w.conn.Close()
	group, last := make([]*job, 0, store.GroupMax), 0
	for first := range w.queue {
		group = w.gather(append(group[:0], first), last > 1)
		last = len(group)
		w.commit(group)
	}
}

// gather takes what is queued, up to a full group. It waits for company only if the last group had some: a lone caller
// is never held up.
func (w *writer) gather(group []*job, company bool) []*job {
	var timeout <-chan time.Time
	for len(group) < store.GroupMax {
		select {
		case j, open := <-w.queue:
			if !open {
				return group
			}
			group = append(group, j)
			continue
		default:
		}
		if !company {
			return group
		}
		if timeout == nil {
			timeout = time.After(store.GroupWaitMax)
		}
		select {
		case j, open := <-w.queue:
			if !open {
				return group
			}
			group = append(group, j)
		case <-timeout:
			return group
		}
	}
	return group
}

// commit does a group in one SQLite transaction and answers every job, after the fsync.
func (w *writer) commit(group []*job) {
	answers := make([]error, len(group))
	err := w.exec("BEGIN IMMEDIATE")
	if err == nil {
		for i, j := range group {
			if !j.state.CompareAndSwap(waiting, taken) {
				continue // abandoned: its caller has gone
			}
			if answers[i], err = w.one(&j.tx); err != nil {
				break
			}
		}
	}
	if err == nil {
		err = w.exec("COMMIT")
	}
	if err != nil {
		if !w.conn.AutocommitEnabled() {
			_ = w.exec("ROLLBACK") // the first error says why
		}
		err = engineFault(err)
	}
	for i, j := range group {
		if err != nil {
			answers[i] = err
		}
		j.done <- answers[i]
	}
}

// one does a transaction inside a savepoint. The first error is the transaction's own; the second is the engine's and
// ends the whole group.
func (w *writer) one(tx *store.Tx) (own, engine error) {
	if err := w.exec("SAVEPOINT one"); err != nil {
		return nil, err
	}
	own = w.write(tx)
	var refused *fault.Error
	if own != nil {
		if e := (*engineError)(nil); errors.As(own, &e) {
			return nil, e.err
		}
		if err := w.exec("ROLLBACK TO one"); err != nil {
			return nil, err
		}
		if !errors.As(own, &refused) && fault.CodeOf(own) == fault.Internal {
			own = fault.New(fault.Internal, "the transaction was not completed").Because(own)
		}
	}
	return own, w.exec("RELEASE one")
}

func engineFault(err error) error {
	switch sqlite.ErrCode(err) {
	case sqlite.ResultIOErrFsync, sqlite.ResultIOErrDirFsync:
		// The log holds the whole group and may reach the disk after all: a start after a crash would find it done.
		return fault.New(fault.Internal, "the disk failed to sync").Mend("look after the disk").Because(fmt.Errorf("%w: %w", store.ErrUnknown, err))
	}
	switch sqlite.ErrCode(err).ToPrimary() {
	case sqlite.ResultFull:
		return fault.New(fault.Busy, "the disk is full; nothing was written").Mend("free some space").Because(err)
	case sqlite.ResultBusy, sqlite.ResultLocked:
		return fault.New(fault.Busy, "another program holds the database; nothing was written").Mend("end it, or try again").Because(err)
	}
	return fault.New(fault.Internal, "the database failed; nothing was written").Because(err)
}
