package crashtest

import (
	"context"
	"sync"

	"github.com/kairo-corridor/kairo/store"
)

// Early is a store that acknowledges before Commit returns: transactions are done in order, behind the caller's back.
func Early(s store.Store) store.Store {
	e := &early{Store: s, queue: make(chan store.Tx, store.QueueMax), ended: make(chan struct{})}
	go func() {
		defer close(e.ended)
		for tx := range e.queue {
			_ = s.Commit(context.Background(), tx)
		}
	}()
	return e
}

type early struct {
	store.Store
	queue chan store.Tx
	ended chan struct{}
	once  sync.Once
}

func (e *early) Commit(_ context.Context, tx store.Tx) error {
	e.queue <- tx
	return nil
}

func (e *early) Close() error {
	e.once.Do(func() { close(e.queue) })
	<-e.ended
	return e.Store.Close()
}

// Forgetful is a store that skips the inbox.
func Forgetful(s store.Store) store.Store { return forgetful{s} }

type forgetful struct{ store.Store }

func (f forgetful) Commit(ctx context.Context, tx store.Tx) error {
	tx.Inbox = nil
	return f.Store.Commit(ctx, tx)
}

// Halved is a store that commits the outbox of a transaction in another one after it.
func Halved(s store.Store) store.Store { return halved{s} }

type halved struct{ store.Store }

func (h halved) Commit(ctx context.Context, tx store.Tx) error {
	rest := store.Tx{Outbox: tx.Outbox, Done: tx.Done}
	tx.Outbox, tx.Done = nil, nil
	if err := h.Store.Commit(ctx, tx); err != nil {
		return err
	}
	return h.Store.Commit(ctx, rest)
}
