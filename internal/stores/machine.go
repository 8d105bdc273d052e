package stores

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/store"
)

// batch is how many records one transaction of these tests writes.
const batch = 500

// Machine is a state machine over records R: messages M lead to facts F and what is sent, S.
type Machine[R, M, F, S any] func(record R, message M, now time.Time) (R, []F, []S, error)

// Case is a record, a message and when it is given.
type Case[R, M any] struct {
	Record  R
	Message M
	At      time.Time
}

// Collecting is the machine, with every case that it is given kept in a list.
func Collecting[R, M, F, S any](cases *[]Case[R, M], apply Machine[R, M, F, S]) Machine[R, M, F, S] {
	return func(r R, m M, now time.Time) (R, []F, []S, error) {
		*cases = append(*cases, Case[R, M]{r, m, now})
		return apply(r, m, now)
	}
}

// Through is the machine with its record in a store: each step is one transaction of the record, its facts and what it sends,
// and the record that follows is the one read back. The key of a record names it, and the stream of its facts. Steps counts them.
func Through[R, M, F, S any](t *testing.T, s store.Store, steps *int, apply Machine[R, M, F, S], key func(R) string) Machine[R, M, F, S] {
	versions, ctx := map[string]int64{}, context.Background()
	facts := map[string]int64{}
	return func(r R, m M, now time.Time) (R, []F, []S, error) {
		after, told, sends, err := apply(r, m, now)
		if err != nil {
			return after, told, sends, err
		}
		*steps++
		k := key(after)
		tx := step(t, k, versions[k], facts[k], after, told, sends, now)
		if err := s.Commit(ctx, tx); err != nil {
			t.Fatal(err)
		}
		versions[k]++
		facts[k] += int64(len(told))
		got, err := s.Get(ctx, k)
		if err != nil || got.Version != versions[k] {
			t.Fatalf("%s: version %d, want %d (%v)", k, got.Version, versions[k], err)
		}
		return read[R](t, got.Value), told, sends, nil
	}
}

// step is one step of a machine as a transaction.
func step[R, F, S any](t *testing.T, key string, version, facts int64, after R, told []F, sends []S, now time.Time) store.Tx {
	tx := store.Tx{Puts: []store.Put{{Key: key, Expected: version, Value: written(t, after)}}}
	for i, f := range told {
		tx.Facts = append(tx.Facts, store.Fact{Stream: key, Seq: facts + int64(i) + 1, At: now, Body: written(t, f)})
	}
	for i, x := range sends {
		tx.Outbox = append(tx.Outbox, store.Out{ID: fmt.Sprintf("%s/%d/%d", key, version, i), To: "x", Stream: key, Seq: int64(i) + 1, Body: written(t, x)})
	}
	return tx
}

// Same writes the record of every case, reads it back, and holds what the machine does with it against what it does without the
// store: the same record, facts, messages, or refusal. What the machine did is written too, and read back as it was written.
func Same[R, M, F, S any](t *testing.T, s store.Store, cases []Case[R, M], apply Machine[R, M, F, S]) {
	t.Helper()
	back := kept(t, s, cases)
	var txs []store.Tx
	moved := 0
	for i, c := range cases {
		after, facts, sends, err := apply(c.Record, c.Message, c.At)
		got, gotFacts, gotSends, gotErr := apply(back[i], c.Message, c.At)
		want := told(t, after, facts, sends, err)
		if have := told(t, got, gotFacts, gotSends, gotErr); !bytes.Equal(have, want) {
			t.Errorf("case %d, %T: without the store\n%s\nwith it\n%s", i, c.Message, want, have)
		}
		if err == nil {
			moved++
			txs = append(txs, step(t, caseKey(i), 1, 0, got, gotFacts, gotSends, c.At))
		}
	}
	readBack(t, s, txs)
	t.Logf("%d cases, %d of them steps: written, read back, and the same", len(cases), moved)
}

func caseKey(i int) string { return fmt.Sprintf("case/%06d", i) }

// kept commits the record of each case and reads all back.
func kept[R, M any](t *testing.T, s store.Store, cases []Case[R, M]) (back []R) {
	t.Helper()
	var puts []store.Put
	for i, c := range cases {
		puts = append(puts, store.Put{Key: caseKey(i), Value: written(t, c.Record)})
	}
	for part := range slices.Chunk(puts, batch) {
		if err := s.Commit(context.Background(), store.Tx{Puts: part}); err != nil {
			t.Fatal(err)
		}
	}
	for i, r := range list(t, s, "case/") {
		if r.Key != caseKey(i) {
			t.Fatalf("%s stands where %s should", r.Key, caseKey(i))
		}
		back = append(back, read[R](t, r.Value))
	}
	if len(back) != len(cases) || len(cases) == 0 {
		t.Fatalf("%d of %d records are there", len(back), len(cases))
	}
	return back
}

// readBack commits steps in groups and compares what the store has then.
func readBack(t *testing.T, s store.Store, txs []store.Tx) {
	t.Helper()
	ctx := context.Background()
	for part := range slices.Chunk(txs, batch/5) {
		var all store.Tx
		for _, tx := range part {
			all.Puts, all.Facts, all.Outbox = append(all.Puts, tx.Puts...), append(all.Facts, tx.Facts...), append(all.Outbox, tx.Outbox...)
		}
		if err := s.Commit(ctx, all); err != nil {
			t.Fatal(err)
		}
	}
	have := map[string][]byte{}
	for _, r := range list(t, s, "case/") {
		have[r.Key] = r.Value
	}
	for _, tx := range txs {
		p := tx.Puts[0]
		if !bytes.Equal(have[p.Key], p.Value) {
			t.Errorf("%s is not what was written", p.Key)
		}
		facts, err := s.Facts(ctx, p.Key, 0, 0)
		if err != nil || len(facts) != len(tx.Facts) {
			t.Fatalf("%s: %d facts, want %d (%v)", p.Key, len(facts), len(tx.Facts), err)
		}
		for i, f := range facts {
			if !bytes.Equal(f.Body, tx.Facts[i].Body) || !f.At.Equal(tx.Facts[i].At) {
				t.Errorf("fact %d of %s is not what was written", i+1, p.Key)
			}
		}
	}
}

func list(t *testing.T, s store.Store, prefix string) (out []store.Record) {
	t.Helper()
	for after := ""; ; {
		recs, err := s.List(context.Background(), prefix, after, 0)
		if err != nil {
			t.Fatal(err)
		}
		if len(recs) == 0 {
			return out
		}
		out, after = append(out, recs...), recs[len(recs)-1].Key
	}
}

func told(t *testing.T, record, facts, sends any, err error) []byte {
	text := ""
	if err != nil {
		text = err.Error()
	}
	return written(t, []any{record, facts, sends, text})
}

func written(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func read[R any](t *testing.T, b []byte) (v R) {
	t.Helper()
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return v
}
