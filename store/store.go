package store

import (
	"context"
	"time"

	"github.com/kairo-corridor/kairo/fault"
)

// ErrSeen is returned by Commit when an inbox id of the transaction was processed before. Nothing has changed.
var ErrSeen = fault.New(fault.Conflict, "the message was processed before")

// ErrClosed is returned by every method after Close.
var ErrClosed = fault.New(fault.Busy, "the store is closed")

// ErrUnknown is returned by Commit when the engine went away before it answered and could not be asked afterwards, or when a
// sync failed and a crash could still bring what was written to light: the transaction may be done or not. To repeat it is safe where it has inbox ids: done, it is ErrSeen.
var ErrUnknown = fault.New(fault.Internal, "the database went away or failed; whether the transaction was done is not known")

// Tx is one transaction.
type Tx struct {
	Inbox []string // ids of the messages this transaction processes

	// Draw names number ranges; the next number of each is handed to Fill, which completes the transaction (its Drop, Puts,
	// Facts and Outbox). Fill runs inside the transaction, must be quick and pure, and must not call the store.
	Draw []string
	Fill func(drawn []int64, tx *Tx) error

	// Drop takes records away, before the Puts; unknown keys are passed over. A record put again begins at version 1, so only
	// entries of an index are dropped, in the transaction that changes the record they are about.
	Drop []string

	Puts   []Put
	Facts  []Fact
	Outbox []Out
	Done   []string // ids of outbox rows that the receiver has acknowledged; unknown ones are passed over
}

// Put writes a record. Expected is the version it has now, 0 for none; it becomes Expected + 1.
type Put struct {
	Key      string
	Expected int64
	Value    []byte
}

// Record is a record as read.
type Record struct {
	Key     string
	Version int64
	Value   []byte
}

// Fact is one fact of a stream. Seq counts from 1; At is kept to the nanosecond in UTC.
type Fact struct {
	Stream string
	Seq    int64
	At     time.Time
	Body   []byte
}

// Out is one message to be sent. Pos is its place in the outbox, set by the store.
type Out struct {
	Pos    int64
	ID     string
	To     string
	Stream string
	Seq    int64
	Body   []byte
}

// Store is durable state of one party. All methods may be called by many goroutines.
type Store interface {
	// Commit does the whole transaction durably, or nothing. Errors: [ErrSeen]; Conflict (a version, a fact or an outbox
	// id is not as expected); Limit (see limits.go); Busy with a hint (queue full); what Fill returned; Internal.
	Commit(ctx context.Context, tx Tx) error
	// Get reads a record; NotFound if there is none.
	Get(ctx context.Context, key string) (Record, error)
	// List reads the records whose key has a prefix, in order of key, after the key given, at most limit.
	List(ctx context.Context, prefix, after string, limit int) ([]Record, error)
	// Facts reads a stream in order of Seq, after the number given, at most limit.
	Facts(ctx context.Context, stream string, after int64, limit int) ([]Fact, error)
	// Outbox reads the rows not yet ended, in order of Pos, after the place given, at most limit.
	Outbox(ctx context.Context, after int64, limit int) ([]Out, error)
	// Waiting reads one outbox row by its id; NotFound once it has ended.
	Waiting(ctx context.Context, id string) (Out, error)
	// Acknowledge ends outbox rows.
	Acknowledge(ctx context.Context, ids ...string) error
	// Counter is the last number drawn from a range, 0 for none.
	Counter(ctx context.Context, name string) (int64, error)
	// Seen is true if a message id was processed.
	Seen(ctx context.Context, id string) (bool, error)
	// Close waits for what is under way; everything after it is [ErrClosed].
	Close() error
}

// NotFound is the error of a missing record.
func NotFound(key string) error { return fault.New(fault.NotFound, "no record %q", key) }

// VersionConflict is the error of a record that has another version than expected.
func VersionConflict(key string, expected, found int64) error {
	return fault.New(fault.Conflict, "record %q has version %d", key, found).Want("version %d", expected).Mend("read it again and repeat")
}

// FactConflict is the error of a fact that does not follow its stream's end.
func FactConflict(stream string, seq, last int64) error {
	return fault.New(fault.Conflict, "fact %d of stream %q does not follow fact %d", seq, stream, last).Want("fact %d", last+1)
}

// OutConflict is the error of an outbox id that was used before.
func OutConflict(id string) error {
	return fault.New(fault.Conflict, "outbox id %q is already waiting to be sent", id)
}

// NotWaiting is the error of an outbox row that has ended, or never was.
func NotWaiting(id string) error { return fault.New(fault.NotFound, "no outbox row %q", id) }

// QueueFull is the error of a store that has too much to write.
func QueueFull() error {
	return fault.New(fault.Busy, "%d transactions are waiting to be written", QueueMax).Mend("try again in %d ms", RetryMsHint)
}

// CheckIncoming verifies the limits of what a caller hands over, before anything is done.
func CheckIncoming(tx *Tx) error {
	if n := len(tx.Inbox) + len(tx.Draw) + len(tx.Drop) + len(tx.Puts) + len(tx.Facts) + len(tx.Outbox) + len(tx.Done); n > ItemsMax {
		return fault.New(fault.Limit, "a transaction of %d items", n).Want("at most %d", ItemsMax)
	}
	for _, names := range [][]string{tx.Inbox, tx.Draw, tx.Done} {
		for _, s := range names {
			if err := checkName(s); err != nil {
				return err
			}
		}
	}
	return CheckContents(tx)
}

// CheckContents verifies the limits of the contents, again after Fill.
func CheckContents(tx *Tx) error {
	if n := len(tx.Drop) + len(tx.Puts) + len(tx.Facts) + len(tx.Outbox); n > ItemsMax {
		return fault.New(fault.Limit, "a transaction of %d items", n).Want("at most %d", ItemsMax)
	}
	for _, key := range tx.Drop {
		if err := checkName(key); err != nil {
			return err
		}
	}
	for _, p := range tx.Puts {
		if err := checkItem(p.Key, p.Value); err != nil {
			return err
		}
	}
	for _, f := range tx.Facts {
		if err := checkItem(f.Stream, f.Body); err != nil {
			return err
		}
	}
	for _, o := range tx.Outbox {
		if err := checkItem(o.ID, o.Body); err != nil {
			return err
		}
		if err := checkItem(o.Stream, nil); err != nil {
			return err
		}
	}
	return nil
}

func checkItem(name string, body []byte) error {
	if len(body) > ValueBytesMax {
		return fault.New(fault.Limit, "%q has %d bytes", name, len(body)).Want("at most %d", ValueBytesMax)
	}
	return checkName(name)
}

func checkName(name string) error {
	if name == "" || len(name) > NameBytesMax {
		return fault.New(fault.Limit, "a key, stream or id of %d bytes", len(name)).Want("1 to %d", NameBytesMax)
	}
	return nil
}

// Clamp bounds the number of rows of one read.
func Clamp(limit int) int {
	if limit <= 0 || limit > RowsMax {
		return RowsMax
	}
	return limit
}
