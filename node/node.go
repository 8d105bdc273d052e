package node

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/exchange"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/store"
)

// Config is what a node needs to run.
type Config struct {
	Identity  exchange.Identity
	Directory exchange.Directory
	Transport exchange.Transport
	Store     store.Store
	Clock     func() time.Time
}

// base is what the kinds of node share: the way in and the way out. It holds no state of its own but counts.
type base struct {
	Config
	party   string
	dropped atomic.Int64
}

func newBase(c Config) base { return base{Config: c, party: c.Identity.Party()} }

// Party is the name of the node's party.
func (n *base) Party() string { return n.party }

// Dropped is how many envelopes were thrown away unread because nobody known had signed them.
func (n *base) Dropped() int64 { return n.dropped.Load() }

func (n *base) now() time.Time { return n.Clock().UTC() }

// inboxID names a message in the inbox: the sender's id cannot stand for another sender's.
func inboxID(e exchange.Envelope) string { return e.From + "|" + e.ID }

// errEarly is returned for a message that overtook one of its stream. It is not acknowledged: the sender sends again.
var errEarly = fault.New(fault.Busy, "an earlier message of the stream is missing").Mend("send them again in order")

// taker processes a verified message durably; nil means that it is done, now or before.
type taker func(ctx context.Context, e exchange.Envelope) error

// receive verifies an envelope, has it processed, and gives the acknowledgement to send back, nil for an acknowledgement.
func (n *base) receive(ctx context.Context, e exchange.Envelope, take taker) (*exchange.Envelope, error) {
	if err := n.Directory.Verify(e); err != nil {
		n.dropped.Add(1)
		return nil, err
	}
	if e.To != n.party {
		n.dropped.Add(1)
		return nil, fault.New(fault.BadField, "the message is for %q", e.To).At("/to").Want("%s", n.party)
	}
	if e.Kind == exchange.Ack {
		return nil, n.acknowledged(ctx, e)
	}
	seen, err := n.Store.Seen(ctx, inboxID(e))
	if err == nil && !seen {
		err = take(ctx, e)
	}
	if err != nil {
		return nil, err
	}
	ack := n.Identity.Acknowledge(e, n.now())
	return &ack, nil
}

// acknowledged ends the outbox row that the acknowledgement names.
func (n *base) acknowledged(ctx context.Context, ack exchange.Envelope) error {
	row, err := n.Store.Waiting(ctx, ack.ID)
	if fault.CodeOf(err) == fault.NotFound {
		return nil // ended before
	}
	if err != nil {
		return err
	}
	if err := n.Directory.VerifyAck(ack, n.envelope(row)); err != nil {
		n.dropped.Add(1)
		return err
	}
	return n.Store.Acknowledge(ctx, row.ID)
}

// envelope signs an outbox row for sending.
func (n *base) envelope(row store.Out) exchange.Envelope {
	return n.Identity.Sign(exchange.Envelope{ID: row.ID, To: row.To, Stream: row.Stream, Seq: row.Seq, SentAt: n.now(), Body: row.Body})
}

// Pump sends every outbox row that is not acknowledged yet, in order; it returns how many.
func (n *base) Pump(ctx context.Context) (sent int, err error) {
	for after := int64(0); ; {
		rows, err := n.Store.Outbox(ctx, after, PumpPage)
		if err != nil || len(rows) == 0 {
			return sent, err
		}
		for _, row := range rows {
			if err := n.Transport.Send(ctx, n.envelope(row)); err != nil && fault.CodeOf(err) != fault.Busy {
				return sent, err
			}
			sent++
			after = row.Pos
		}
	}
}

// poll takes what has arrived, processes each and sends its acknowledgement; it returns how many envelopes were taken.
func (n *base) poll(ctx context.Context, take taker) (taken int, err error) {
	in, err := n.Transport.Inbox(ctx, n.party, InboxPage)
	if err != nil {
		return 0, err
	}
	for _, e := range in {
		ack, err := n.receive(ctx, e, take)
		switch {
		case errors.Is(err, errEarly) || isDropped(err):
			continue
		case err != nil:
			return taken, err // not acknowledged: it comes again
		}
		taken++
		if ack == nil {
			continue
		}
		if err := n.Transport.Send(ctx, *ack); err != nil && fault.CodeOf(err) != fault.Busy {
			return taken, err
		}
	}
	return len(in), nil
}

func isDropped(err error) bool {
	switch fault.CodeOf(err) {
	case fault.Signature, fault.BadField, fault.Limit:
		return err != nil
	}
	return false
}

// ledger counts what a record has written and exchanged: facts of its stream, messages in and out by party.
type ledger struct {
	Facts int64    `json:"facts"`
	In    []cursor `json:"in,omitempty"`
	Out   []cursor `json:"out,omitempty"`
}

type cursor struct {
	Party string `json:"party"`
	Seq   int64  `json:"seq"`
}

func last(list []cursor, party string) int64 {
	for _, c := range list {
		if c.Party == party {
			return c.Seq
		}
	}
	return 0
}

// next counts one more of a party; the list is copied, so a failed commit leaves the record as it was.
func next(list []cursor, party string) ([]cursor, int64) {
	out := append([]cursor(nil), list...)
	for i := range out {
		if out[i].Party == party {
			out[i].Seq++
			return out, out[i].Seq
		}
	}
	return append(out, cursor{party, 1}), 1
}

// inOrder tells whether a message is the next of its stream from its sender.
func (l *ledger) inOrder(e exchange.Envelope) (done bool, err error) {
	switch got := last(l.In, e.From); {
	case e.Seq <= got:
		return true, nil
	case e.Seq > got+1:
		return false, errEarly
	}
	return false, nil
}

// took counts a message in and puts its id into the transaction.
func (l *ledger) took(tx *store.Tx, e exchange.Envelope) {
	l.In, _ = next(l.In, e.From)
	tx.Inbox = append(tx.Inbox, inboxID(e))
}

// record appends a fact to the stream of the record.
func (l *ledger) record(tx *store.Tx, stream string, entry Entry) error {
	return l.write(tx, stream, entry.RecordedAt, entry)
}

// write appends a fact of any machine as JSON.
func (l *ledger) write(tx *store.Tx, stream string, at time.Time, fact any) error {
	body, err := json.Marshal(fact)
	if err != nil {
		return fault.New(fault.Internal, "a fact cannot be written").Because(err)
	}
	l.Facts++
	tx.Facts = append(tx.Facts, store.Fact{Stream: stream, Seq: l.Facts, At: at, Body: body})
	return nil
}

// send appends a message to the outbox. Its id is the sender, stream, receiver and number: the same in every run.
func (l *ledger) send(tx *store.Tx, from, stream, to string, m transit.Message) error {
	return l.sendIn(tx, from, stream, to, "", m)
}

// sendIn is send in one of several streams to a party: the mark tells them apart in the ledger.
func (l *ledger) sendIn(tx *store.Tx, from, stream, to, mark string, m transit.Message) error {
	body, err := transit.Encode(m)
	if err != nil {
		return err
	}
	l.sendBody(tx, from, stream, to, mark, body)
	return nil
}

// sendBody is sendIn of a message that is written already.
func (l *ledger) sendBody(tx *store.Tx, from, stream, to, mark string, body []byte) {
	var seq int64
	l.Out, seq = next(l.Out, to+mark)
	tx.Outbox = append(tx.Outbox, store.Out{ID: messageID(from, stream, to, seq), To: to, Stream: stream, Seq: seq, Body: body})
}

func messageID(from, stream, to string, seq int64) string {
	return fmt.Sprintf("%s/%s/%s/%d", from, stream, to, seq)
}

// put writes a record as JSON.
func put(tx *store.Tx, key string, version int64, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fault.New(fault.Internal, "record %q cannot be written", key).Because(err)
	}
	tx.Puts = append(tx.Puts, store.Put{Key: key, Expected: version, Value: body})
	return nil
}

// load reads a record into v; version 0 means that there is none.
func load(ctx context.Context, s store.Store, key string, v any) (version int64, err error) {
	r, err := s.Get(ctx, key)
	if fault.CodeOf(err) == fault.NotFound && err != nil {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	if err := json.Unmarshal(r.Value, v); err != nil {
		return 0, fault.New(fault.BadFile, "record %q is not understood", key).Because(err)
	}
	return r.Version, nil
}

// retry repeats an attempt while somebody else is first, unless the attempt says who. ErrSeen is done.
func retry(ctx context.Context, attempt func() error) error {
	var err error
	for range RetriesMax {
		err = attempt()
		if errors.Is(err, store.ErrSeen) {
			return nil
		}
		var first *Overtaken
		if err == nil || fault.CodeOf(err) != fault.Conflict || errors.As(err, &first) || ctx.Err() != nil {
			return err
		}
	}
	return fault.New(fault.Busy, "the record changed %d times meanwhile", RetriesMax).Mend("try again").Because(err)
}

// entries reads the facts of a stream.
func (n *base) entries(ctx context.Context, stream string) ([]Entry, error) {
	return n.entriesAfter(ctx, stream, 0)
}

func (n *base) entriesAfter(ctx context.Context, stream string, after int64) ([]Entry, error) {
	return factsOf[Entry](ctx, n.Store, stream, after)
}

// factsOf reads the facts of a stream after so many, oldest first.
func factsOf[T any](ctx context.Context, s store.Store, stream string, after int64) (out []T, err error) {
	for {
		facts, err := s.Facts(ctx, stream, after, 0)
		if err != nil || len(facts) == 0 {
			return out, err
		}
		for _, f := range facts {
			var e T
			if err := json.Unmarshal(f.Body, &e); err != nil {
				return nil, fault.New(fault.BadFile, "fact %d of %q is not understood", f.Seq, stream).Because(err)
			}
			out, after = append(out, e), f.Seq
		}
	}
}

// Entry is one fact as a node keeps it. Refused says why a message was not applied; then From and To are the same.
type Entry struct {
	Movement       string `json:"movement"`
	Administration string `json:"administration"` // whose record says so
	transit.Fact
	Refused string     `json:"refused,omitempty"`
	Code    fault.Code `json:"code,omitempty"` // of what a trader was refused
	By      *Actor     `json:"by,omitempty"`   // the officer who decided; nil: automation, or another party's message

	// Of a trader's messages under a name.
	Sent    string `json:"sent,omitempty"`    // the message whose sending this is
	Answers string `json:"answers,omitempty"` // the message that this answers
}
