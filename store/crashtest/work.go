package crashtest

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/kairo-corridor/kairo/store"
)

// waits is how many messages of a worker stay in the outbox.
const waits = 3

var began = time.Date(2026, 12, 1, 8, 30, 0, 123456789, time.UTC)

// Work commits the messages 1 to each of a number of workers. It says, each in one write: "try worker message" before a
// commit, "done worker message" after its acknowledgement, "refused worker message: error" after a refusal, which is tried
// again up to retries times; "unknown …" where the store could not tell.
func Work(s store.Store, acks io.Writer, workers, each, retries int) error {
	errs := make([]error, workers)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for j := int64(1); j <= int64(each) && errs[w] == nil; j++ {
				errs[w] = deliver(s, acks, w, j, retries)
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

func deliver(s store.Store, acks io.Writer, w int, j int64, retries int) error {
	unknown := false
	for {
		if _, err := fmt.Fprintf(acks, "try %d %d\n", w, j); err != nil {
			return err
		}
		err := s.Commit(context.Background(), message(w, j))
		if err == nil || unknown && errors.Is(err, store.ErrSeen) {
			_, err = fmt.Fprintf(acks, "done %d %d\n", w, j)
			return err
		}
		failed := fmt.Errorf("message %d of worker %d: %w", j, w, err)
		if errors.Is(err, store.ErrSeen) {
			return failed
		}
		outcome := "refused"
		if errors.Is(err, store.ErrUnknown) {
			outcome, unknown = "unknown", true
		}
		if _, err := fmt.Fprintf(acks, "%s %d %d: %q\n", outcome, w, j, err.Error()); err != nil {
			return err
		}
		if retries--; retries < 0 {
			return failed
		}
		time.Sleep(time.Millisecond)
	}
}

// message is the transaction of message j of worker w: an entry that says how far the worker came takes the place of the one before.
func message(w int, j int64) store.Tx {
	stream := fmt.Sprint(w)
	tx := store.Tx{
		Inbox: []string{inboxID(w, j)},
		Draw:  []string{"numbers"},
		Fill: func(drawn []int64, tx *store.Tx) error {
			tx.Puts = append(tx.Puts, store.Put{Key: numberKey(drawn[0]), Value: fmt.Append(nil, w, "/", j)})
			return nil
		},
		Drop:   []string{entryKey(w, j-1)},
		Puts:   []store.Put{{Key: recordKey(w), Expected: j - 1, Value: body("record", w, j)}, {Key: entryKey(w, j)}},
		Facts:  []store.Fact{{Stream: stream, Seq: j, At: began.Add(time.Duration(j) * time.Minute), Body: body("fact", w, j)}},
		Outbox: []store.Out{{ID: outID(w, j), To: "UZ", Stream: stream, Seq: j, Body: body("out", w, j)}},
	}
	if j > waits {
		tx.Done = []string{outID(w, j-waits)}
	}
	return tx
}

func inboxID(w int, j int64) string  { return fmt.Sprintf("in/%d/%d", w, j) }
func outID(w int, j int64) string    { return fmt.Sprintf("out/%d/%d", w, j) }
func recordKey(w int) string         { return fmt.Sprintf("movement/%d", w) }
func entryKey(w int, j int64) string { return fmt.Sprintf("entry/%d/%06d", w, j) }
func numberKey(n int64) string       { return fmt.Sprintf("number/%06d", n) }

// body is 16 to about 4,000 bytes that belong to one message only: some fit in a page of the engine, some do not.
func body(kind string, w int, j int64) []byte {
	r := rand.New(rand.NewPCG(uint64(w)<<8|uint64(kind[0]), uint64(j)))
	var word [8]byte
	b := make([]byte, 16+r.IntN(4000)/(1+r.IntN(8)))
	for i := range b {
		if i%8 == 0 {
			binary.LittleEndian.PutUint64(word[:], r.Uint64())
		}
		b[i] = word[i%8]
	}
	return b
}
