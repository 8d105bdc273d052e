package transit_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/exchange"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/internal/stores"
	"github.com/kairo-corridor/kairo/node"
	"github.com/kairo-corridor/kairo/store"
)

// Every message in every state of every role under every regime, through a node on each engine: the movement stands in the
// node's store, the message is an officer's act, another party's envelope, or the clock's; what the store has afterwards is
// what the pure machine says, and of a refusal nothing but that it was refused.
func TestEveryPairThroughANodeOnThreeStores(t *testing.T) {
	pairs, count := transit.Pairs()
	var cases []*nodeCase
	for i, p := range pairs {
		if !testing.Short() || i%11 == 0 {
			cases = append(cases, newCase(t, i, p))
		}
	}
	stores.Each(t, func(t *testing.T, open stores.Open) {
		began := time.Now()
		sum, given := map[string]int{}, 0
		for _, role := range transit.Roles {
			for _, byClock := range []bool{false, true} {
				b := &bench{t: t, store: open(t, string(role))}
				for _, c := range cases {
					if more := c.pair.Sample > 0 && c.err != nil && !strings.HasSuffix(t.Name(), "/mem"); more {
						continue // what is refused is tried once a pair where a store is slow
					}
					if c.pair.Role == role && (c.pair.Message.Kind() == transit.KindElapsed) == byClock {
						b.cases = append(b.cases, c)
					}
				}
				given += len(b.cases)
				b.run(byClock)
				for _, c := range b.cases {
					sum[b.how[c.key]]++
				}
			}
		}
		t.Logf("%d pairs, %d messages given, %v in %v", count, given, sum, time.Since(began).Round(time.Millisecond))
		for _, how := range []string{"an act done", "an envelope taken", "a timer elapsed"} {
			if sum[how] == 0 {
				t.Errorf("nothing came of it as %s", how)
			}
		}
	})
}

// nodeCase is one message to one movement, and what the pure machine says.
type nodeCase struct {
	pair    transit.Pair
	key     string
	message transit.Message
	before  []byte // the record's movement; nil: none
	after   []byte
	facts   []transit.Fact
	sends   []transit.Send
	err     error
}

// newCase names the movement of a pair by a key of its own, so that all stand in one store.
func newCase(t *testing.T, i int, p transit.Pair) *nodeCase {
	c := &nodeCase{pair: p, key: fmt.Sprintf("P-%06d", i)}
	wire, err := transit.Encode(p.Message)
	if err == nil {
		c.message, err = transit.Decode(bytes.ReplaceAll(wire, []byte(`"R1-S2"`), []byte(`"`+c.key+`"`)))
	}
	if err != nil {
		t.Fatalf("%s: %v", p.Message.Kind(), err)
	}
	m := p.Record
	if p.State != transit.None || m.Key != "" {
		m.Key = c.key
		c.before = encoded(t, m)
	}
	after := m
	if p.Message.Kind() == transit.KindElapsed { // the clock gives every timer that is due, and nothing else
		for _, timer := range m.Due(p.At) {
			next, facts, sends, err := transit.Apply(after, transit.Elapsed{Timer: timer}, p.At)
			if err == nil {
				after, c.facts, c.sends = next, append(c.facts, facts...), append(c.sends, sends...)
			}
		}
		if len(c.facts) == 0 {
			c.err = fault.New(fault.WrongState, "no timer is due")
		}
	} else {
		after, c.facts, c.sends, c.err = transit.Apply(m, c.message, p.At)
	}
	if c.after = c.before; c.err == nil {
		c.after = encoded(t, after)
	}
	return c
}

func encoded(t testing.TB, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// bench is one administration's node with the movements of many cases in its store.
type bench struct {
	t     *testing.T
	store store.Store
	node  *node.Administration
	cases []*nodeCase
	mu    sync.Mutex
	how   map[string]string // by key: which way in was taken, and what came of it
	who   map[string]string // by key: the sender of the envelope
}

const (
	benchSeed   = 7
	benchAtOnce = 8
)

func (b *bench) run(byClock bool) {
	if len(b.cases) == 0 {
		return
	}
	at := b.cases[0].pair.At
	party := b.cases[0].pair.Record.Administration
	parties := []string{"KZ", "RU", "BY", "CN", "trader", "consignee", transit.OfficeOfGuarantee}
	var cards []exchange.Card
	for _, p := range parties {
		cards = append(cards, exchange.Derive(benchSeed, p).Card())
	}
	b.how, b.who = map[string]string{}, map[string]string{}
	b.node = node.NewAdministration(node.Config{Identity: exchange.Derive(benchSeed, party), Directory: exchange.NewDirectory(cards...),
		Store: b.store, Clock: func() time.Time { return at }})
	b.stand()
	if byClock {
		b.strike()
	} else {
		b.give()
	}
	b.compare()
}

// stand puts the movements into the store as a node keeps them.
func (b *bench) stand() {
	for part := range slices.Chunk(b.cases, 500) {
		var tx store.Tx
		for _, c := range part {
			if c.before != nil {
				tx.Puts = append(tx.Puts, store.Put{Key: "movement/" + c.key, Value: fmt.Appendf(nil, `{"movement":%s,"ledger":{"facts":0}}`, c.before)})
			}
		}
		if err := b.store.Commit(context.Background(), tx); err != nil {
			b.t.Fatal(err)
		}
	}
}

// strike has the clock of the node strike once for all.
func (b *bench) strike() {
	elapsed, err := b.node.Tick(context.Background())
	facts := 0
	for _, c := range b.cases {
		b.how[c.key] = "a timer not due"
		if c.err == nil {
			b.how[c.key] = "a timer elapsed"
			facts += len(c.facts)
		}
	}
	if err != nil || elapsed > facts || (elapsed == 0) != (facts == 0) {
		b.t.Fatalf("%d timers elapsed, %d facts are due: %v", elapsed, facts, err)
	}
}

// give gives each message by the way that is its own, several at once.
func (b *bench) give() {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range benchAtOnce {
		wg.Go(func() {
			for i := next.Add(1) - 1; int(i) < len(b.cases); i = next.Add(1) - 1 {
				b.one(b.cases[i])
			}
		})
	}
	wg.Wait()
}

func (b *bench) one(c *nodeCase) {
	ctx := context.Background()
	err := b.node.DoAs(ctx, node.Actor{ID: "o1", Name: "Officer"}, b.facts(c), c.key, c.message)
	if all := fault.All(err); len(all) == 1 && all[0].Code == fault.BadField && all[0].Path == "/kind" && all[0].Message == "this is no act of an officer" {
		b.envelope(ctx, c)
		return
	}
	how := "an act done"
	if err != nil {
		how = "an act refused"
		if c.err == nil || c.before != nil && err.Error() != c.err.Error() {
			b.t.Errorf("%s %s %s %s: the node says %v, the machine %v", c.pair.Regime, c.pair.Role, c.pair.State, c.message.Kind(), err, c.err)
		}
	}
	b.mu.Lock()
	b.how[c.key] = how
	b.mu.Unlock()
}

// facts is what an officer has seen: nothing was recorded yet; of what is not there, whatever comes.
func (b *bench) facts(c *nodeCase) int64 {
	if c.before == nil {
		return -1
	}
	return 0
}

// envelope sends the message as the party that it says it comes from, or as the one whose business it is.
func (b *bench) envelope(ctx context.Context, c *nodeCase) {
	from := transit.Sender(c.message)
	switch c.message.(type) {
	case transit.ArrivalNotification, transit.UnloadingRemarks:
		from = "consignee"
	}
	if from == "" {
		from = "trader"
	}
	wire, err := transit.Encode(c.message)
	if err != nil {
		b.t.Error(err)
		return
	}
	e := exchange.Derive(benchSeed, from).Sign(exchange.Envelope{ID: from + "/" + c.key + "/1", To: b.node.Party(), Stream: c.key, Seq: 1, SentAt: c.pair.At, Body: wire})
	ack, err := b.node.Receive(ctx, e)
	if err != nil || ack == nil {
		b.t.Errorf("%s %s: not acknowledged: %v", c.pair.State, c.message.Kind(), err)
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.who[c.key] = from
	b.how[c.key] = "an envelope taken"
	if c.err != nil {
		b.how[c.key] = "an envelope refused"
	}
}

// kept is what a node keeps of a movement, as far as it is read here.
type kept struct {
	Movement json.RawMessage `json:"movement"`
	Ledger   struct {
		Facts int64 `json:"facts"`
	} `json:"ledger"`
}

// compare reads everything back and holds it against the machine.
func (b *bench) compare() {
	ctx := context.Background()
	records, sent := map[string]kept{}, map[string][]store.Out{}
	for after := ""; ; {
		recs, err := b.store.List(ctx, "movement/", after, 0)
		if err != nil {
			b.t.Fatal(err)
		}
		if len(recs) == 0 {
			break
		}
		for _, r := range recs {
			var k kept
			if err := json.Unmarshal(r.Value, &k); err != nil {
				b.t.Fatal(err)
			}
			records[r.Key[len("movement/"):]], after = k, r.Key
		}
	}
	for after := int64(0); ; {
		out, err := b.store.Outbox(ctx, after, 0)
		if err != nil {
			b.t.Fatal(err)
		}
		if len(out) == 0 {
			break
		}
		for _, o := range out {
			sent[o.Stream] = append(sent[o.Stream], o)
			after = o.Pos
		}
	}
	for _, c := range b.cases {
		if why := b.differs(c, records, sent[c.key]); why != "" {
			b.t.Errorf("%s %s %s %s (%s, from %s): %s", c.pair.Regime, c.pair.Role, c.pair.State, encoded(b.t, c.message), b.how[c.key], b.who[c.key], why)
		}
	}
}

// differs says where the store has something else than the machine gave.
func (b *bench) differs(c *nodeCase, records map[string]kept, sent []store.Out) string {
	k, there := records[c.key]
	refusedByEnvelope := b.how[c.key] == "an envelope refused"
	switch {
	case c.after == nil && there && !refusedByEnvelope:
		return "a record was made"
	case c.after != nil && !bytes.Equal(k.Movement, c.after):
		return fmt.Sprintf("the store has\n%s\nthe machine\n%s", k.Movement, c.after)
	}
	entries, err := b.node.History(context.Background(), c.key)
	if err != nil || int64(len(entries)) != k.Ledger.Facts {
		return fmt.Sprintf("%d facts, the record counts %d (%v)", len(entries), k.Ledger.Facts, err)
	}
	if c.err != nil {
		return b.refusal(c, entries, sent, refusedByEnvelope)
	}
	var facts []transit.Fact
	for _, e := range entries {
		if e.Movement != c.key || e.Administration != b.node.Party() || e.Refused != "" || (e.By != nil) != (b.how[c.key] == "an act done") {
			return fmt.Sprintf("the entry %+v", e)
		}
		facts = append(facts, e.Fact)
	}
	if have, want := encoded(b.t, facts), encoded(b.t, c.facts); !bytes.Equal(have, want) {
		return fmt.Sprintf("the facts are\n%s\nthe machine's\n%s", have, want)
	}
	return b.messages(c, sent)
}

// refusal: an act leaves nothing; of an envelope it is kept why, and told to the sender.
func (b *bench) refusal(c *nodeCase, entries []node.Entry, sent []store.Out, told bool) string {
	if !told {
		if len(entries)+len(sent) > 0 {
			return fmt.Sprintf("refused, and leaves %d facts and %d messages", len(entries), len(sent))
		}
		return ""
	}
	if len(entries) != 1 || len(sent) != 1 || sent[0].To != b.who[c.key] {
		return fmt.Sprintf("refused with %d facts, told in %d messages", len(entries), len(sent))
	}
	m, err := transit.Decode(sent[0].Body)
	r, ok := m.(transit.Refusal)
	if !ok || err != nil || r.Text != entries[0].Refused || r.Of != c.message.Kind() {
		return fmt.Sprintf("told %+v (%v), kept %q", m, err, entries[0].Refused)
	}
	if gate := fault.Code(r.Code) != fault.CodeOf(c.err); !gate && c.before != nil && r.Text != c.err.Error() {
		return fmt.Sprintf("refused with %q, the machine says %q", r.Text, c.err)
	}
	return ""
}

func (b *bench) messages(c *nodeCase, sent []store.Out) string {
	if len(sent) != len(c.sends) {
		return fmt.Sprintf("%d messages wait, the machine sends %d", len(sent), len(c.sends))
	}
	for i, s := range c.sends {
		want, err := transit.Encode(s.Message)
		if err != nil || sent[i].To != s.To || !bytes.Equal(sent[i].Body, want) {
			return fmt.Sprintf("message %d is to %s\n%s\nthe machine's to %s\n%s (%v)", i, sent[i].To, sent[i].Body, s.To, want, err)
		}
	}
	return ""
}
