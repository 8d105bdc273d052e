// Package storetest is the one suite that every [store.Store] passes: what the contract says, tried.
//
//	func TestContract(t *testing.T) {
//		storetest.Run(t, func(t *testing.T) storetest.Opened {
//			path := filepath.Join(t.TempDir(), "s.db")
//			return storetest.Opened{Store: open(path), Reopen: func() store.Store { return open(path) }}
//		})
//	}
//
// Reopen is nil for an engine that does not outlive its process; the durability tests are then left out, and say so.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/store"
)

// Opened is a fresh store, and how to open it again after Close.
type Opened struct {
	Store  store.Store
	Reopen func() store.Store
}

// Run tries the whole contract; open gives a fresh store each time.
func Run(t *testing.T, open func(t *testing.T) Opened) {
	for _, c := range []struct {
		name string
		test func(*testing.T, Opened)
	}{
		{"ReadsWhatWasCommitted", readsWhatWasCommitted},
		{"AFailedTransactionLeavesNothing", failedLeavesNothing},
		{"VersionsConflict", versionsConflict},
		{"DroppedRecordsAreGone", dropped},
		{"AnInboxIDIsAcceptedOnce", inboxOnce},
		{"FactsHaveNoGap", factsHaveNoGap},
		{"OutboxRowsStayUntilEnded", outboxStays},
		{"NumberRangesHaveNoGap", numbersHaveNoGap},
		{"FillMayRefuse", fillMayRefuse},
		{"ListsInOrderAndPages", listsAndPages},
		{"LimitsAreRefused", limitsRefused},
		{"HandsOutCopies", handsOutCopies},
		{"OneWinnerAVersion", oneWinner},
		{"DuplicatesAtOnceAreProcessedOnce", duplicatesAtOnce},
		{"NumbersAtOnceAreAllDifferent", numbersAtOnce},
		{"SurvivesReopening", survives},
		{"ClosedRefuses", closedRefuses},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := open(t)
			defer o.Store.Close()
			c.test(t, o)
		})
	}
}

var (
	ctx = context.Background()
	at  = time.Date(2026, 12, 1, 8, 30, 0, 123456789, time.UTC)
)

func sample(i int) store.Tx {
	id := fmt.Sprintf("m%d", i)
	return store.Tx{
		Inbox:  []string{"UZ/" + id + "/1"},
		Puts:   []store.Put{{Key: "movement/" + id, Value: []byte("state " + id)}},
		Facts:  []store.Fact{{Stream: id, Seq: 1, At: at, Body: []byte("a")}, {Stream: id, Seq: 2, At: at.Add(time.Hour), Body: []byte("b")}},
		Outbox: []store.Out{{ID: "KZ/" + id + "/UZ/1", To: "UZ", Stream: id, Seq: 1, Body: []byte("out " + id)}},
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantCode(t *testing.T, err error, code fault.Code) {
	t.Helper()
	if err == nil || fault.CodeOf(err) != code {
		t.Fatalf("error %v, want %s", err, code)
	}
}

// contents reads everything the samples touch, to compare before and after.
func contents(t *testing.T, s store.Store) string {
	t.Helper()
	recs, err := s.List(ctx, "", "", 0)
	must(t, err)
	outs, err := s.Outbox(ctx, 0, 0)
	must(t, err)
	text := fmt.Sprintf("%+v %+v", recs, outs)
	for _, stream := range []string{"m1", "m2"} {
		facts, err := s.Facts(ctx, stream, 0, 0)
		must(t, err)
		seen, err := s.Seen(ctx, "UZ/"+stream+"/1")
		must(t, err)
		n, err := s.Counter(ctx, "numbers/"+stream)
		must(t, err)
		text += fmt.Sprintf("\n%s %+v %v %d", stream, facts, seen, n)
	}
	return text
}

func readsWhatWasCommitted(t *testing.T, o Opened) {
	must(t, o.Store.Commit(ctx, sample(1)))
	r, err := o.Store.Get(ctx, "movement/m1")
	must(t, err)
	if d := cmp.Diff(store.Record{Key: "movement/m1", Version: 1, Value: []byte("state m1")}, r); d != "" {
		t.Error(d)
	}
	facts, err := o.Store.Facts(ctx, "m1", 0, 0)
	must(t, err)
	if d := cmp.Diff(sample(1).Facts, facts); d != "" {
		t.Error(d)
	}
	outs, err := o.Store.Outbox(ctx, 0, 0)
	must(t, err)
	want := sample(1).Outbox
	want[0].Pos = outs[0].Pos
	if d := cmp.Diff(want, outs); d != "" {
		t.Error(d)
	}
	if seen, err := o.Store.Seen(ctx, "UZ/m1/1"); err != nil || !seen {
		t.Errorf("seen %v %v", seen, err)
	}
	if seen, err := o.Store.Seen(ctx, "UZ/m2/1"); err != nil || seen {
		t.Errorf("seen %v %v", seen, err)
	}
	_, err = o.Store.Get(ctx, "movement/none")
	wantCode(t, err, fault.NotFound)
}

// Whatever part of a transaction fails, all of it is left out, the number drawn included.
func failedLeavesNothing(t *testing.T, o Opened) {
	must(t, o.Store.Commit(ctx, sample(1)))
	before := contents(t, o.Store)
	spoil := map[string]func(*store.Tx){
		"inbox": func(tx *store.Tx) { tx.Inbox = append(tx.Inbox, "UZ/m1/1") },
		"drop": func(tx *store.Tx) {
			tx.Drop = []string{"movement/m1"}
			tx.Puts = append(tx.Puts, store.Put{Key: "movement/m1", Expected: 1})
		},
		"put":       func(tx *store.Tx) { tx.Puts = append(tx.Puts, store.Put{Key: "movement/m1", Expected: 7}) },
		"put twice": func(tx *store.Tx) { tx.Puts = append(tx.Puts, tx.Puts[0]) },
		"fact":      func(tx *store.Tx) { tx.Facts = append(tx.Facts, store.Fact{Stream: "m1", Seq: 5, At: at}) },
		"outbox":    func(tx *store.Tx) { tx.Outbox = append(tx.Outbox, sample(1).Outbox...) },
		"fill":      func(tx *store.Tx) { tx.Fill = func([]int64, *store.Tx) error { return errors.New("no") } },
	}
	for name, f := range spoil {
		tx := sample(2)
		tx.Draw = []string{"numbers/m2"}
		f(&tx)
		if err := o.Store.Commit(ctx, tx); err == nil {
			t.Errorf("%s: committed", name)
		}
		if after := contents(t, o.Store); after != before {
			t.Errorf("%s left something:\n%s\n%s", name, before, after)
		}
	}
	must(t, o.Store.Commit(ctx, sample(2)))
}

func versionsConflict(t *testing.T, o Opened) {
	put := func(expected int64) error {
		return o.Store.Commit(ctx, store.Tx{Puts: []store.Put{{Key: "k", Expected: expected, Value: []byte{byte(expected)}}}})
	}
	wantCode(t, put(1), fault.Conflict)
	must(t, put(0))
	wantCode(t, put(0), fault.Conflict)
	must(t, put(1))
	wantCode(t, put(1), fault.Conflict)
	r, err := o.Store.Get(ctx, "k")
	must(t, err)
	if r.Version != 2 || r.Value[0] != 1 {
		t.Errorf("%+v", r)
	}
	must(t, o.Store.Commit(ctx, store.Tx{Puts: []store.Put{{Key: "k", Expected: 2}, {Key: "k", Expected: 3}}}))
}

// A record that is dropped is gone from reads and lists, in the transaction that puts another in its place, and begins anew.
func dropped(t *testing.T, o Opened) {
	must(t, o.Store.Commit(ctx, store.Tx{Puts: []store.Put{{Key: "due/1"}, {Key: "due/2"}, {Key: "due/3"}, {Key: "k"}}}))
	must(t, o.Store.Commit(ctx, store.Tx{Puts: []store.Put{{Key: "due/2", Expected: 1}}}))
	must(t, o.Store.Commit(ctx, store.Tx{Drop: []string{"due/2", "unknown"}, Puts: []store.Put{{Key: "due/4"}, {Key: "k", Expected: 1}}}))
	must(t, o.Store.Commit(ctx, store.Tx{Draw: []string{"n"}, Fill: func(_ []int64, tx *store.Tx) error {
		tx.Drop = append(tx.Drop, "due/1")
		return nil
	}}))
	list, err := o.Store.List(ctx, "due/", "", 0)
	must(t, err)
	var keys []string
	for _, r := range list {
		keys = append(keys, r.Key)
	}
	if d := cmp.Diff([]string{"due/3", "due/4"}, keys); d != "" {
		t.Error(d)
	}
	_, err = o.Store.Get(ctx, "due/2")
	wantCode(t, err, fault.NotFound)
	wantCode(t, o.Store.Commit(ctx, store.Tx{Puts: []store.Put{{Key: "due/2", Expected: 2}}}), fault.Conflict)
	must(t, o.Store.Commit(ctx, store.Tx{Drop: []string{"due/3"}, Puts: []store.Put{{Key: "due/3", Value: []byte("anew")}, {Key: "due/2"}}}))
	r, err := o.Store.Get(ctx, "due/3")
	must(t, err)
	if r.Version != 1 || string(r.Value) != "anew" {
		t.Errorf("%+v", r)
	}
}

func inboxOnce(t *testing.T, o Opened) {
	must(t, o.Store.Commit(ctx, sample(1)))
	if err := o.Store.Commit(ctx, sample(1)); !errors.Is(err, store.ErrSeen) {
		t.Fatalf("the second time: %v, want ErrSeen before any conflict", err)
	}
	if err := o.Store.Commit(ctx, store.Tx{Inbox: []string{"x", "x"}}); !errors.Is(err, store.ErrSeen) {
		t.Fatalf("twice in one transaction: %v", err)
	}
	must(t, o.Store.Commit(ctx, store.Tx{Inbox: []string{"x"}}))
}

func factsHaveNoGap(t *testing.T, o Opened) {
	fact := func(seq int64) error {
		return o.Store.Commit(ctx, store.Tx{Facts: []store.Fact{{Stream: "s", Seq: seq, At: at}}})
	}
	wantCode(t, fact(2), fault.Conflict)
	must(t, fact(1))
	wantCode(t, fact(1), fault.Conflict)
	wantCode(t, fact(3), fault.Conflict)
	must(t, fact(2))
	after, err := o.Store.Facts(ctx, "s", 1, 0)
	must(t, err)
	if len(after) != 1 || after[0].Seq != 2 {
		t.Errorf("%+v", after)
	}
	first, err := o.Store.Facts(ctx, "s", 0, 1)
	must(t, err)
	if len(first) != 1 || first[0].Seq != 1 {
		t.Errorf("%+v", first)
	}
}

func outboxStays(t *testing.T, o Opened) {
	for i := 1; i <= 3; i++ {
		must(t, o.Store.Commit(ctx, sample(i)))
	}
	row, err := o.Store.Waiting(ctx, "KZ/m2/UZ/1")
	must(t, err)
	if row.Stream != "m2" || string(row.Body) != "out m2" {
		t.Errorf("%+v", row)
	}
	must(t, o.Store.Acknowledge(ctx, "KZ/m2/UZ/1", "unknown"))
	_, err = o.Store.Waiting(ctx, "KZ/m2/UZ/1")
	wantCode(t, err, fault.NotFound)
	must(t, o.Store.Acknowledge(ctx, "KZ/m2/UZ/1"))
	outs, err := o.Store.Outbox(ctx, 0, 0)
	must(t, err)
	if len(outs) != 2 || outs[0].Stream != "m1" || outs[1].Stream != "m3" || outs[0].Pos >= outs[1].Pos {
		t.Fatalf("%+v", outs)
	}
	page, err := o.Store.Outbox(ctx, outs[0].Pos, 1)
	must(t, err)
	if len(page) != 1 || page[0].Stream != "m3" {
		t.Errorf("%+v", page)
	}
	must(t, o.Store.Commit(ctx, store.Tx{Done: []string{"KZ/m1/UZ/1", "KZ/m3/UZ/1"}}))
	must(t, o.Store.Commit(ctx, store.Tx{Outbox: []store.Out{{ID: "KZ/m4/UZ/1", To: "UZ", Stream: "m4", Seq: 1}}}))
	last, err := o.Store.Outbox(ctx, 0, 0)
	must(t, err)
	if len(last) != 1 || last[0].Pos <= outs[1].Pos {
		t.Errorf("a place was used again: %+v", last)
	}
}

func numbersHaveNoGap(t *testing.T, o Opened) {
	draw := func(fail bool) (got []int64, err error) {
		err = o.Store.Commit(ctx, store.Tx{Draw: []string{"a", "b", "a"}, Fill: func(drawn []int64, tx *store.Tx) error {
			got = append([]int64(nil), drawn...)
			if fail {
				return fault.New(fault.WrongState, "no")
			}
			return nil
		}})
		return got, err
	}
	_, err := draw(true)
	wantCode(t, err, fault.WrongState)
	got, err := draw(false)
	must(t, err)
	if d := cmp.Diff([]int64{1, 1, 2}, got); d != "" {
		t.Error(d)
	}
	got, err = draw(false)
	must(t, err)
	if d := cmp.Diff([]int64{3, 2, 4}, got); d != "" {
		t.Error(d)
	}
	if n, err := o.Store.Counter(ctx, "a"); err != nil || n != 4 {
		t.Errorf("counter %d %v", n, err)
	}
}

func fillMayRefuse(t *testing.T, o Opened) {
	tx := store.Tx{Inbox: []string{"i"}, Draw: []string{"n"}, Fill: func(drawn []int64, tx *store.Tx) error {
		tx.Puts = append(tx.Puts, store.Put{Key: fmt.Sprintf("number/%d", drawn[0])})
		return nil
	}}
	must(t, o.Store.Commit(ctx, tx))
	if _, err := o.Store.Get(ctx, "number/1"); err != nil {
		t.Error(err)
	}
	mine := fault.New(fault.WrongState, "mine")
	err := o.Store.Commit(ctx, store.Tx{Fill: func([]int64, *store.Tx) error { return mine }})
	if !errors.Is(err, mine) {
		t.Errorf("the error of Fill became %v", err)
	}
	err = o.Store.Commit(ctx, store.Tx{Fill: func(_ []int64, tx *store.Tx) error {
		tx.Puts = append(tx.Puts, store.Put{Key: "big", Value: make([]byte, store.ValueBytesMax+1)})
		return nil
	}})
	wantCode(t, err, fault.Limit)
}

func listsAndPages(t *testing.T, o Opened) {
	var tx store.Tx
	for _, k := range []string{"b/2", "a/1", "b/10", "b/1", "c/1", "bb"} {
		tx.Puts = append(tx.Puts, store.Put{Key: k})
	}
	must(t, o.Store.Commit(ctx, tx))
	keys := func(prefix, after string, limit int) (out []string) {
		recs, err := o.Store.List(ctx, prefix, after, limit)
		must(t, err)
		for _, r := range recs {
			out = append(out, r.Key)
		}
		return out
	}
	for _, c := range []struct {
		prefix, after string
		limit         int
		want          []string
	}{
		{"b/", "", 0, []string{"b/1", "b/10", "b/2"}},
		{"b/", "b/1", 1, []string{"b/10"}},
		{"b/", "b/2", 0, nil},
		{"", "", 0, []string{"a/1", "b/1", "b/10", "b/2", "bb", "c/1"}},
		{"z", "", 0, nil},
	} {
		if d := cmp.Diff(c.want, keys(c.prefix, c.after, c.limit)); d != "" {
			t.Errorf("%+v: %s", c, d)
		}
	}
}

func limitsRefused(t *testing.T, o Opened) {
	long := string(make([]byte, store.NameBytesMax+1))
	for name, tx := range map[string]store.Tx{
		"empty key":   {Puts: []store.Put{{Key: ""}}},
		"long key":    {Puts: []store.Put{{Key: long}}},
		"long id":     {Inbox: []string{long}},
		"big value":   {Puts: []store.Put{{Key: "k", Value: make([]byte, store.ValueBytesMax+1)}}},
		"many items":  {Inbox: make([]string, store.ItemsMax+1)},
		"long drop":   {Drop: []string{long}},
		"long stream": {Facts: []store.Fact{{Stream: long, Seq: 1}}},
	} {
		if err := o.Store.Commit(ctx, tx); fault.CodeOf(err) != fault.Limit {
			t.Errorf("%s: %v", name, err)
		}
	}
	must(t, o.Store.Commit(ctx, store.Tx{}))
}

func handsOutCopies(t *testing.T, o Opened) {
	tx := sample(1)
	must(t, o.Store.Commit(ctx, tx))
	tx.Puts[0].Value[0] = '!'
	r, err := o.Store.Get(ctx, "movement/m1")
	must(t, err)
	r.Value[1] = '!'
	again, err := o.Store.Get(ctx, "movement/m1")
	must(t, err)
	if string(again.Value) != "state m1" {
		t.Errorf("the state was changed from outside: %q", again.Value)
	}
}

// Many goroutines raise one hot record; of those that read one version exactly one wins.
func oneWinner(t *testing.T, o Opened) {
	const workers, wins = 16, 25
	var mu sync.Mutex
	winners := map[int64]int{}
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for won := 0; won < wins; {
				r, err := o.Store.Get(ctx, "hot")
				if err != nil && fault.CodeOf(err) != fault.NotFound {
					t.Error(err)
					return
				}
				err = o.Store.Commit(ctx, store.Tx{Puts: []store.Put{{Key: "hot", Expected: r.Version}},
					Facts: []store.Fact{{Stream: "hot", Seq: r.Version + 1, At: at}}})
				switch {
				case err == nil:
					mu.Lock()
					winners[r.Version]++
					mu.Unlock()
					won++
				case fault.CodeOf(err) != fault.Conflict:
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	for v := int64(0); v < workers*wins; v++ {
		if winners[v] != 1 {
			t.Fatalf("version %d had %d winners", v, winners[v])
		}
	}
	r, err := o.Store.Get(ctx, "hot")
	must(t, err)
	if r.Version != workers*wins {
		t.Errorf("version %d after %d wins", r.Version, workers*wins)
	}
}

func duplicatesAtOnce(t *testing.T, o Opened) {
	const messages, copies = 40, 8
	var done, seen [messages]int
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range copies {
		wg.Go(func() {
			for i := range messages {
				err := o.Store.Commit(ctx, sample(i))
				mu.Lock()
				switch {
				case err == nil:
					done[i]++
				case errors.Is(err, store.ErrSeen):
					seen[i]++
				default:
					t.Errorf("message %d: %v", i, err)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	for i := range messages {
		if done[i] != 1 || seen[i] != copies-1 {
			t.Errorf("message %d: done %d times, seen %d times", i, done[i], seen[i])
		}
	}
}

func numbersAtOnce(t *testing.T, o Opened) {
	const workers, each = 8, 50
	var mu sync.Mutex
	given := map[int64]int{}
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := range each {
				var n int64
				err := o.Store.Commit(ctx, store.Tx{Draw: []string{"r"}, Fill: func(d []int64, _ *store.Tx) error {
					n = d[0]
					if (i+w)%5 == 0 {
						return fault.New(fault.WrongState, "given back")
					}
					return nil
				}})
				if err == nil {
					mu.Lock()
					given[n]++
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	for n := int64(1); n <= int64(len(given)); n++ {
		if given[n] != 1 {
			t.Fatalf("number %d was given %d times among %d", n, given[n], len(given))
		}
	}
}

func survives(t *testing.T, o Opened) {
	if o.Reopen == nil {
		t.Skip("skipped: this engine does not outlive its process")
	}
	must(t, o.Store.Commit(ctx, sample(1)))
	must(t, o.Store.Commit(ctx, store.Tx{Draw: []string{"numbers/m1"}}))
	before := contents(t, o.Store)
	must(t, o.Store.Close())
	again := o.Reopen()
	defer again.Close()
	if after := contents(t, again); after != before {
		t.Errorf("reopened:\n%s\nbefore:\n%s", after, before)
	}
	if err := again.Commit(ctx, sample(1)); !errors.Is(err, store.ErrSeen) {
		t.Errorf("the inbox was forgotten: %v", err)
	}
}

func closedRefuses(t *testing.T, o Opened) {
	must(t, o.Store.Close())
	must(t, o.Store.Close())
	if err := o.Store.Commit(ctx, sample(1)); !errors.Is(err, store.ErrClosed) {
		t.Errorf("commit: %v", err)
	}
	if _, err := o.Store.Get(ctx, "k"); !errors.Is(err, store.ErrClosed) {
		t.Errorf("get: %v", err)
	}
}
