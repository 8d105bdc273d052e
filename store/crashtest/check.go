package crashtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/internal/crash"
	"github.com/kairo-corridor/kairo/store"
)

// Open opens the store of an image; done ends it and whatever was started for it.
type Open func(dir string) (s store.Store, done func(), err error)

// Images is the environment variable that says how many crashes of a recording are tried: a number, or "all".
const Images = "KAIRO_CRASH_IMAGES"

// Moments is the crashes to try: about usual, or as many as the environment says.
func Moments(log *crash.Log, usual int) []crash.Moment {
	text := os.Getenv(Images)
	if text == "all" {
		return log.Every()
	}
	if n, err := strconv.Atoi(text); err == nil && n >= 3 {
		usual = n
	}
	return log.Moments(usual)
}

// Replay writes the image of each crash, opens it and checks it, in a directory made for it below parent. It ends at the first
// violation, which names the crash; tried is the number of images that were opened and checked.
func Replay(log *crash.Log, moments []crash.Moment, parent string, workers int, open Open) (tried int, err error) {
	for _, m := range moments {
		if err := replayOne(log, m, parent, workers, open); err != nil {
			return tried, fmt.Errorf("%s: %w", m, err)
		}
		tried++
	}
	return tried, nil
}

func replayOne(log *crash.Log, m crash.Moment, parent string, workers int, open Open) error {
	dir, err := os.MkdirTemp(parent, "image")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := log.Write(dir, m); err != nil {
		return err
	}
	s, done, err := open(dir)
	if err != nil {
		return fmt.Errorf("the store does not open: %w", err)
	}
	defer done()
	return Check(s, log.Said(m.At), workers)
}

// Check holds a store against what was acknowledged; the error names every violation. The store is written to.
func Check(s store.Store, said []string, workers int) error {
	told, err := acknowledged(said, workers)
	if err != nil {
		return err
	}
	c := &check{Store: s, ctx: context.Background()}
	total := int64(0)
	for w := range workers {
		total += c.worker(w, told[w])
	}
	c.numbers(total)
	if c.bad == nil {
		for w := range workers {
			c.goesOn(w)
		}
	}
	return errors.Join(c.bad...)
}

// progress is what a worker was told: the messages done, and whether the next may be done too, as it is under way or unknown.
type progress struct {
	done           int64
	doubt, unknown bool
}

func acknowledged(said []string, workers int) ([]progress, error) {
	told := make([]progress, workers)
	for _, line := range said {
		var word string
		var w int
		var j int64
		n, err := fmt.Sscanf(line, "%s %d %d", &word, &w, &j)
		if n != 3 || w < 0 || w >= workers || j != told[w].done+1 {
			return nil, fmt.Errorf("%q is not understood after %v (%v)", line, told, err)
		}
		switch word {
		case "done":
			told[w] = progress{done: j}
		case "try":
			told[w].doubt = true
		case "refused":
			told[w].doubt = told[w].unknown
		case "unknown":
			told[w].doubt, told[w].unknown = true, true
		}
	}
	return told, nil
}

type check struct {
	store.Store
	ctx  context.Context
	came []int64 // how far each worker came
	bad  []error
}

func (c *check) fail(err error, format string, args ...any) bool {
	if err != nil {
		format, args = format+": %w", append(args, err)
	}
	c.bad = append(c.bad, fmt.Errorf(format, args...))
	return false
}

// worker compares all that a worker's messages left, and gives how far it came.
func (c *check) worker(w int, told progress) int64 {
	r, err := c.Get(c.ctx, recordKey(w))
	if err != nil && fault.CodeOf(err) != fault.NotFound {
		c.fail(err, "record %d", w)
	}
	came := r.Version
	c.came = append(c.came, came)
	switch {
	case came < told.done:
		c.fail(nil, "worker %d was told that %d are done, the record has version %d", w, told.done, came)
	case came > told.done+1 || came > told.done && !told.doubt:
		c.fail(nil, "worker %d was told that no more than %d are done, the record has version %d", w, told.done, came)
	}
	if came > 0 && !bytes.Equal(r.Value, body("record", w, came)) {
		c.fail(nil, "record %d of version %d has other contents", w, came)
	}
	c.entry(w, came)
	c.facts(w, came)
	c.outbox(w, came)
	for j := int64(1); j <= came+1; j++ {
		if seen, err := c.Seen(c.ctx, inboxID(w, j)); err != nil || seen != (j <= came) {
			c.fail(err, "%s: seen is %v, the record has version %d", inboxID(w, j), seen, came)
		}
	}
	return came
}

// entry looks that the one entry of a worker is that of its last message.
func (c *check) entry(w int, came int64) {
	entries, err := c.List(c.ctx, fmt.Sprintf("entry/%d/", w), "", 0)
	if err != nil || int64(len(entries)) != min(came, 1) || came > 0 && entries[0].Key != entryKey(w, came) {
		c.fail(err, "worker %d has the entries %v, the record has version %d", w, entries, came)
	}
}

func (c *check) facts(w int, came int64) {
	facts, err := c.Facts(c.ctx, fmt.Sprint(w), 0, 0)
	if err != nil || int64(len(facts)) != came {
		c.fail(err, "stream %d has %d facts, the record has version %d", w, len(facts), came)
	}
	for i, f := range facts {
		want := message(w, int64(i+1)).Facts[0]
		if f.Seq != want.Seq || !f.At.Equal(want.At) || !bytes.Equal(f.Body, want.Body) {
			c.fail(nil, "fact %d of stream %d is not what was written", i+1, w)
		}
	}
}

func (c *check) outbox(w int, came int64) {
	for j := max(1, came-waits-2); j <= came+1; j++ {
		o, err := c.Waiting(c.ctx, outID(w, j))
		if j <= came-waits || j > came {
			if fault.CodeOf(err) != fault.NotFound {
				c.fail(err, "%s waits, the record has version %d", outID(w, j), came)
			}
			continue
		}
		if want := message(w, j).Outbox[0]; err != nil || o.Seq != want.Seq || o.To != want.To || !bytes.Equal(o.Body, want.Body) {
			c.fail(err, "%s does not wait as it was written, the record has version %d", outID(w, j), came)
		}
	}
}

// numbers looks that 1 to total were drawn, each once and for one message that is there.
func (c *check) numbers(total int64) {
	if n, err := c.Counter(c.ctx, "numbers"); err != nil || n != total {
		c.fail(err, "%d numbers are drawn for %d messages", n, total)
	}
	records, err := c.List(c.ctx, "number/", "", 0)
	if err != nil || int64(len(records)) != total {
		c.fail(err, "%d numbers are used by %d messages", len(records), total)
	}
	used := map[string]bool{}
	for i, r := range records {
		var w int
		var j int64
		n, err := fmt.Sscanf(string(r.Value), "%d/%d", &w, &j)
		if r.Key != numberKey(int64(i+1)) || n != 2 || w >= len(c.came) || used[string(r.Value)] || j > c.came[w] {
			c.fail(err, "%s is used by %q after %d", r.Key, r.Value, i)
		}
		used[string(r.Value)] = true
	}
	if out, err := c.Outbox(c.ctx, 0, 0); err != nil || len(out) != c.waiting() {
		c.fail(err, "%d outbox rows wait, of %d", len(out), c.waiting())
	}
}

func (c *check) waiting() (n int) {
	for _, came := range c.came {
		n += int(min(came, waits))
	}
	return n
}

// goesOn delivers the last message again, which must be refused as seen, and then the next one.
func (c *check) goesOn(w int) {
	if came := c.came[w]; came > 0 {
		if err := c.Commit(c.ctx, message(w, came)); !errors.Is(err, store.ErrSeen) {
			c.fail(err, "message %d of worker %d came again and was not refused as seen", came, w)
		}
	}
	if err := c.Commit(c.ctx, message(w, c.came[w]+1)); err != nil {
		c.fail(err, "the next message of worker %d is not taken", w)
	}
}
