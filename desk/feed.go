package desk

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/node"
	"github.com/kairo-corridor/kairo/store"
)

// Event is one fact of one administration's record of a movement, in the one order in which everybody reads them. It does not
// say who decided.
type Event struct {
	Number     int64          `json:"-"` // place in the order, from 1, without a gap
	Country    string         `json:"country"`
	Key        string         `json:"key"`
	Fact       int64          `json:"fact"` // number of the fact in its record, from 1
	Message    transit.Kind   `json:"message"`
	From       transit.State  `json:"from"`
	To         transit.State  `json:"to"`
	At         time.Time      `json:"at"`
	RecordedAt time.Time      `json:"recordedAt"`
	Office     transit.Office `json:"office"`
	MRN        string         `json:"number,omitempty"` // registration number
	Version    int            `json:"version,omitempty"`
	Rule       string         `json:"rule,omitempty"`
	Refused    string         `json:"refused,omitempty"`
}

// feed brings the facts of every administration into one order, kept in the desk's store: a stream of events, and for each
// record how many of its facts are in it. Whoever reads after a number misses nothing and gets nothing twice.
type feed struct {
	mu sync.Mutex
	at map[string]int64 // by country, changes seen in this process; a country that is missing is read whole
}

const (
	feedStream = "events"
	feedHead   = "events/head"
)

func fedKey(country, key string) string { return "fed/" + country + "/" + key }

// headRecord is the number of the last event.
type headRecord struct {
	Number int64 `json:"number"`
}

// fedRecord is how many facts of a record are in the stream.
type fedRecord struct {
	Facts int64 `json:"facts"`
}

// waitingFact is a fact that is not in the stream yet. after orders facts of one record as they stand there, whatever a clock
// that was set back says.
type waitingFact struct {
	Event
	after time.Time
}

// Events are the events after a number that an account may read, at most limit. next is the number to go on after: it moves past
// what the account may not read. Error BadField where there is no event of that number.
func (d *Desk) Events(ctx context.Context, a *auth.Account, after int64, limit int) (list []Event, next int64, err error) {
	if !auth.May(a, auth.ReadMovement) {
		return nil, after, allow(a, auth.ReadMovement, auth.Resource{})
	}
	head, err := d.feedAll(ctx)
	if err != nil {
		return nil, after, err
	}
	if after < 0 || after > head {
		return nil, after, fault.New(fault.BadField, "there is no event %d", after).At("after").Want("0 to %d", head).Mend("begin again after 0")
	}
	may := d.mayRead(ctx, a)
	limit = pageSize(limit)
	for next = after; next < head && next-after < eventsScanned; {
		facts, err := d.Store.Facts(ctx, feedStream, next, min(500, int(head-next)))
		if err != nil || len(facts) == 0 {
			return list, next, err
		}
		for _, f := range facts {
			var e Event
			if err := json.Unmarshal(f.Body, &e); err != nil {
				return nil, after, fault.New(fault.BadFile, "event %d is not understood", f.Seq).Because(err)
			}
			if e.Number = f.Seq; may(e.Country, e.Key) {
				list = append(list, e)
			}
			if next = f.Seq; len(list) == limit {
				return list, next, nil
			}
		}
	}
	return list, next, nil
}

// mayRead asks for each record once whether an account may read it.
func (d *Desk) mayRead(ctx context.Context, a *auth.Account) func(country, key string) bool {
	known := map[place]bool{}
	return func(country, key string) bool {
		p := place{country, key}
		may, ok := known[p]
		if !ok {
			_, _, err := d.reachable(ctx, a, country, key)
			may = err == nil
			known[p] = may
		}
		return may
	}
}

// feedAll puts every fact that is not there yet into the stream and gives the number of the last event.
func (d *Desk) feedAll(ctx context.Context) (head int64, err error) {
	d.feed.mu.Lock()
	defer d.feed.mu.Unlock()
	if d.feed.at == nil {
		d.feed.at = map[string]int64{}
	}
	var waiting []waitingFact
	versions, reached := map[place]int64{}, map[string]int64{}
	for _, country := range d.Corridor.Countries() {
		keys, now, err := d.unfed(ctx, country)
		if err != nil {
			return 0, err
		}
		reached[country] = now
		for _, key := range keys {
			more, version, err := d.waitingOf(ctx, country, key)
			if err != nil {
				return 0, err
			}
			versions[place{country, key}] = version
			waiting = append(waiting, more...)
		}
	}
	slices.SortStableFunc(waiting, func(x, y waitingFact) int { return x.after.Compare(y.after) })
	if head, err = d.append(ctx, waiting, versions); err != nil {
		return head, err
	}
	for country, now := range reached {
		d.feed.at[country] = now
	}
	return head, nil
}

// unfed are the records of a country that may have facts not in the stream, each once, and the change up to which that is so.
func (d *Desk) unfed(ctx context.Context, country string) (keys []string, now int64, err error) {
	adm, err := d.Corridor.Administration(country)
	if err != nil {
		return nil, 0, err
	}
	since, known := d.feed.at[country]
	keys, now, ok := adm.Changes(since)
	if known && ok {
		slices.Sort(keys)
		return slices.Compact(keys), now, nil
	}
	fed, err := d.fed(ctx, country)
	if err != nil {
		return nil, 0, err
	}
	keys = nil
	for after := ""; ; {
		list, next, err := adm.Records(ctx, after, 1000)
		if err != nil {
			return nil, 0, err
		}
		for _, h := range list {
			if h.Facts > fed[h.Movement.Key] {
				keys = append(keys, h.Movement.Key)
			}
		}
		if next == "" {
			return keys, now, nil
		}
		after = next
	}
}

// fed reads how many facts of each record of a country are in the stream.
func (d *Desk) fed(ctx context.Context, country string) (map[string]int64, error) {
	out := map[string]int64{}
	prefix := fedKey(country, "")
	for after := ""; ; {
		recs, err := d.Store.List(ctx, prefix, after, 1000)
		if err != nil || len(recs) == 0 {
			return out, err
		}
		for _, r := range recs {
			var f fedRecord
			if err := json.Unmarshal(r.Value, &f); err != nil {
				return nil, fault.New(fault.BadFile, "record %q is not understood", r.Key).Because(err)
			}
			out[strings.TrimPrefix(r.Key, prefix)] = f.Facts
			after = r.Key
		}
	}
}

// waitingOf are the facts of a record that are not in the stream, and the version of the record that says so.
func (d *Desk) waitingOf(ctx context.Context, country, key string) (out []waitingFact, version int64, err error) {
	var f fedRecord
	if version, err = d.read(ctx, fedKey(country, key), &f); err != nil {
		return nil, 0, err
	}
	adm, err := d.Corridor.Administration(country)
	if err != nil {
		return nil, 0, err
	}
	history, err := adm.History(ctx, key)
	if err != nil {
		return nil, 0, err
	}
	var after time.Time
	for i := f.Facts; i < int64(len(history)); i++ {
		e := history[i]
		if e.RecordedAt.After(after) {
			after = e.RecordedAt
		}
		out = append(out, waitingFact{eventOf(country, key, i+1, &e), after})
	}
	return out, version, nil
}

func eventOf(country, key string, n int64, e *node.Entry) Event {
	return Event{Country: country, Key: key, Fact: n, Message: e.Message, From: e.From, To: e.To, At: e.At, RecordedAt: e.RecordedAt,
		Office: e.Office, MRN: e.Number, Version: e.Version, Rule: e.Rule.ID, Refused: e.Refused}
}

// append writes facts into the stream, some hundred in one transaction.
func (d *Desk) append(ctx context.Context, waiting []waitingFact, versions map[place]int64) (int64, error) {
	var head headRecord
	version, err := d.read(ctx, feedHead, &head)
	if err != nil {
		return 0, err
	}
	for part := range slices.Chunk(waiting, eventsTogether) {
		tx, last := store.Tx{}, map[place]int64{}
		for _, w := range part {
			body, err := json.Marshal(w.Event)
			if err != nil {
				return head.Number, fault.New(fault.Internal, "an event of %s cannot be written", w.Key).Because(err)
			}
			head.Number++
			tx.Facts = append(tx.Facts, store.Fact{Stream: feedStream, Seq: head.Number, At: d.now(), Body: body})
			last[place{w.Country, w.Key}] = w.Fact
		}
		for p, n := range last {
			if err := put(&tx, fedKey(p.country, p.key), versions[p], fedRecord{n}); err != nil {
				return head.Number, err
			}
			versions[p]++
		}
		if err := put(&tx, feedHead, version, head); err != nil {
			return head.Number, err
		}
		if err := d.Store.Commit(ctx, tx); err != nil {
			return head.Number, err
		}
		version++
	}
	return head.Number, nil
}

const (
	eventsTogether = 1000 // facts written with one sync: half of what a transaction takes with their records
	eventsScanned  = 5000 // events looked at for one answer: about 2 MB of JSON
)
