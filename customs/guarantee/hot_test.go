package guarantee

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/store"
	"github.com/kairo-corridor/kairo/store/mem"
)

// account is one guarantee in a store: the record with its version, and its facts as a stream.
type account struct {
	s         store.Store
	conflicts atomic.Int64
}

// stored is what is kept: the record, and how many facts it has left.
type stored struct {
	Guarantee Guarantee `json:"guarantee"`
	Facts     int64     `json:"facts"`
}

func (a *account) load(ctx context.Context) (stored, int64, error) {
	rec, err := a.s.Get(ctx, "guarantee")
	if fault.CodeOf(err) == fault.NotFound {
		return stored{}, 0, nil
	}
	var was stored
	if err == nil {
		err = json.Unmarshal(rec.Value, &was)
	}
	return was, rec.Version, err
}

// do takes a message in: read, apply, commit with the version that was read; on a conflict all of it again.
func (a *account) do(ctx context.Context, inbox string, m Message) ([]Send, error) {
	for {
		was, version, err := a.load(ctx)
		if err != nil {
			return nil, err
		}
		g, facts, sends, err := Apply(was.Guarantee, m, now)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(stored{g, was.Facts + int64(len(facts))})
		if err != nil {
			return nil, err
		}
		tx := store.Tx{Inbox: []string{inbox}, Puts: []store.Put{{Key: "guarantee", Expected: version, Value: value}}}
		for i, f := range facts {
			body, _ := json.Marshal(f)
			tx.Facts = append(tx.Facts, store.Fact{Stream: "guarantee", Seq: was.Facts + int64(i) + 1, At: f.At, Body: body})
		}
		switch err = a.s.Commit(ctx, tx); {
		case err == nil:
			return sends, nil
		case err == store.ErrSeen:
			return nil, err
		case fault.CodeOf(err) != fault.Conflict:
			return nil, err
		}
		a.conflicts.Add(1)
	}
}

// Many goroutines reserve, confirm, cancel and release on one guarantee in a store, and send some messages twice: what was
// promised never exceeds the limit, every promise is accounted for, and the facts add up to the balances.
func TestManyOnOneHotGuarantee(t *testing.T) {
	const workers, each, limit, amount = 16, 12, 1500, 100
	ctx := context.Background()
	a := &account{s: mem.New()}
	defer a.s.Close()
	terms := sampleTerms(Comprehensive)
	terms.Limit = eur(limit)
	if _, err := a.do(ctx, "register", Register{terms}); err != nil {
		t.Fatal(err)
	}
	var granted, refused, open atomic.Int64
	var wait sync.WaitGroup
	for worker := range workers {
		wait.Add(1)
		go func() {
			defer wait.Done()
			chance := rand.New(rand.NewPCG(1, uint64(worker)))
			for n := range each {
				id := fmt.Sprintf("U%d-%d", worker, n)
				sends, err := a.do(ctx, "use "+id, reserve(terms, id, eur(amount)))
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := a.do(ctx, "use "+id, reserve(terms, id, eur(amount))); err != store.ErrSeen {
					t.Errorf("the same message again: %v", err)
				}
				if !sends[0].Message.(UseResult).Valid {
					refused.Add(1)
					continue
				}
				granted.Add(1)
				if !a.life(ctx, t, id, chance.IntN(4)) {
					open.Add(1)
				}
			}
		}()
	}
	wait.Wait()
	last, _, err := a.load(ctx)
	if err != nil {
		t.Fatal(err)
	}
	g := last.Guarantee
	if err := Check(g); err != nil {
		t.Error(err)
	}
	if engaged := g.Balances[InUse] + g.Balances[InPending]; engaged != open.Load()*amount*100 || granted.Load()+refused.Load() != workers*each || int64(len(g.Uses)) != granted.Load() {
		t.Errorf("engaged %d, open %d, granted %d, refused %d, recorded %d", engaged, open.Load(), granted.Load(), refused.Load(), len(g.Uses))
	}
	a.audit(ctx, t, g)
	t.Logf("%d granted, %d refused, %d still open, %d conflicts", granted.Load(), refused.Load(), open.Load(), a.conflicts.Load())
	if refused.Load() == 0 || open.Load() == 0 || a.conflicts.Load() == 0 {
		t.Error("the guarantee was not hot")
	}
}

// life leads a use on: confirmed and left open, released, cancelled. It reports whether it ended.
func (a *account) life(ctx context.Context, t *testing.T, id string, pick int) bool {
	from := "PL-departure"
	lives := [][]Message{{Confirm{from, id}}, {Confirm{from, id}, Release{From: from, Use: id}}, {CancelUse{From: from, Use: id}},
		{Confirm{from, id}, Release{From: from, Use: id, Left: eur(40)}, CancelUse{From: from, Use: id}}}
	for i, m := range lives[pick] {
		if _, err := a.do(ctx, fmt.Sprintf("%s %d", id, i), m); err != nil {
			t.Error(err)
		}
	}
	return pick != 0
}

// audit reads every fact in its order: after each one the limit holds, and at the end the entries are the balances.
func (a *account) audit(ctx context.Context, t *testing.T, g Guarantee) {
	b := Balances{}
	rows, err := a.s.Facts(ctx, "guarantee", 0, store.RowsMax)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		var f Fact
		if err := json.Unmarshal(row.Body, &f); err != nil {
			t.Fatal(err)
		}
		for account, minor := range Fold([]Fact{f}) {
			if b[account] += minor; b[account] == 0 {
				delete(b, account)
			}
		}
		if b[Available] < 0 || b[InUse]+b[InPending] > g.Terms.Limit.Minor {
			t.Fatalf("after fact %d the balances are %v", row.Seq, b)
		}
	}
	if d := cmp.Diff(b, g.Balances); d != "" {
		t.Errorf("the facts do not add up to the balances: %s", d)
	}
}
