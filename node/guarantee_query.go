package node

import (
	"context"
	"fmt"
	"time"

	"github.com/kairo-corridor/kairo/customs/guarantee"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/store"
)

// The spans in which wrong questions are counted.
const (
	WrongAskSpan = 15 * time.Minute
	WrongOfSpan  = 24 * time.Hour
)

const (
	wrongByPrefix = "guarantee-wrong/by/" // by who asked
	wrongOfPrefix = "guarantee-wrong/of/" // by reference number
)

// wrongs are the times of wrong questions, oldest first.
type wrongs struct {
	At []time.Time `json:"at"`
}

// Waits is in the chain of the Busy error of who asked wrongly too often: when to ask again.
type Waits struct{ Until time.Time }

func (w *Waits) Error() string { return fmt.Sprintf("until %s", w.Until.UTC().Format(time.RFC3339)) }

// tally counts the wrong questions of one name.
type tally struct {
	key     string
	span    time.Duration
	most    int
	list    wrongs
	version int64
}

// read forgets what is older than the span; too many are Busy.
func (t *tally) read(ctx context.Context, s store.Store, now time.Time) (err error) {
	if t.version, err = load(ctx, s, t.key, &t.list); err != nil {
		return err
	}
	for len(t.list.At) > 0 && now.Sub(t.list.At[0]) >= t.span {
		t.list.At = t.list.At[1:]
	}
	if len(t.list.At) < t.most {
		return nil
	}
	until := t.list.At[len(t.list.At)-t.most].Add(t.span)
	return fault.New(fault.Busy, "too many wrong questions about guarantees").Want("at most %d within %s", t.most, t.span).
		Mend("ask again after %s, or ask the office of guarantee", until.Format(time.DateTime+" UTC")).Because(&Waits{until})
}

func (t *tally) add(tx *store.Tx, now time.Time) error {
	t.list.At = append(t.list.At, now)
	return put(tx, t.key, t.version, t.list)
}

// AskGuarantee answers a holder's question about a guarantee (NCTS 034), From being who asks. It reserves nothing. Whoever does not
// prove to know the guarantee by its number, type, holder and access code is told no balance, and counts: after WrongAskMax
// wrong questions of one person, or WrongOfMax about one guarantee, the error is Busy with a [Waits], whatever is asked. A wrong
// question about a guarantee that is registered here leaves a fact; a right one changes nothing.
func (n *Administration) AskGuarantee(ctx context.Context, q guarantee.Question) (result guarantee.CheckResult, err error) {
	if len(q.From) > guarantee.NameBytesMax || len(q.GRN) > guarantee.NameBytesMax {
		return result, fault.New(fault.BadField, "the names have %d and %d bytes", len(q.From), len(q.GRN)).At("/grn").Want("at most %d", guarantee.NameBytesMax)
	}
	err = retry(ctx, func() error {
		result = guarantee.CheckResult{}
		by := tally{key: wrongByPrefix + q.From, span: WrongAskSpan, most: WrongAskMax}
		of := tally{key: wrongOfPrefix + q.GRN, span: WrongOfSpan, most: WrongOfMax}
		for _, t := range []*tally{&by, &of} {
			if err := t.read(ctx, n.Store, n.now()); err != nil {
				return err
			}
		}
		b := n.books(ctx)
		x, err := b.of(q.GRN)
		if err != nil {
			return err
		}
		sends, err := b.take(x, guarantee.CheckGuarantee{Question: q})
		if err != nil {
			return err
		}
		result = sends[0].Message.(guarantee.CheckResult)
		if result.Balance != nil {
			return nil
		}
		var tx store.Tx
		if err := by.add(&tx, n.now()); err != nil {
			return err
		}
		if x.version > 0 {
			if err := of.add(&tx, n.now()); err != nil {
				return err
			}
		}
		if err := b.close(&tx); err != nil {
			return err
		}
		return n.Store.Commit(ctx, tx)
	})
	return result, err
}
