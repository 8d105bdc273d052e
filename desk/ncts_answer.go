package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"sync"

	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/message/ncts"
	"github.com/kairo-corridor/kairo/message/ncts/procedure"
	"github.com/kairo-corridor/kairo/node"
	"github.com/kairo-corridor/kairo/store"
)

// told follows the trader's node: what it is told becomes messages of NCTS to those who speak by them.
type told struct {
	mu    sync.Mutex
	at    int64 // changes seen in this process
	known bool  // everything told before this process was looked at
}

// WriteMessages writes the messages of NCTS about everything that the administrations have told since the last call, for those accounts
// that speak by messages. A message once written stays as it is; the order of messages is that in which they were written. Where
// those about one movement cannot be written the others are, and the error is the first; it is tried again by the next call.
func (d *Desk) WriteMessages(ctx context.Context) error {
	d.told.mu.Lock()
	defer d.told.mu.Unlock()
	keys, now, ok := d.Corridor.Trader().Changes(d.told.at)
	if !ok || !d.told.known {
		var err error
		if keys, err = d.exchangedKeys(ctx); err != nil {
			return err
		}
	}
	slices.Sort(keys)
	var first error
	for _, key := range slices.Compact(keys) {
		if err := d.answer(ctx, key); err != nil && first == nil {
			first = err
		}
	}
	if first == nil {
		d.told.at, d.told.known = now, true
	}
	return first
}

func (d *Desk) exchangedKeys(ctx context.Context) (keys []string, err error) {
	for after := ""; ; {
		recs, err := d.Store.List(ctx, exchangedPrefix, after, 1000)
		if err != nil || len(recs) == 0 {
			return keys, err
		}
		for _, r := range recs {
			keys = append(keys, r.Key[len(exchangedPrefix):])
			after = r.Key
		}
	}
}

// answer writes the messages about one movement.
func (d *Desk) answer(ctx context.Context, key string) error {
	for range node.RetriesMax {
		err := d.answerOnce(ctx, key)
		if err == nil || fault.CodeOf(err) != fault.Conflict {
			return err
		}
	}
	return fault.New(fault.Busy, "the messages about %s are being written again and again", key).Mend("try again")
}

func (d *Desk) answerOnce(ctx context.Context, key string) error {
	var x exchanged
	version, err := d.read(ctx, exchangedKey(key), &x)
	if err != nil || version == 0 {
		return err
	}
	entries, err := d.Corridor.Trader().EntriesAfter(ctx, key, x.Told)
	if err != nil {
		return err
	}
	for i := range entries {
		t := &telling{d: d, exchanged: x, entry: &entries[i]}
		m, body, wait, err := t.message(ctx)
		if err != nil || wait {
			return err
		}
		x = t.exchanged
		x.Told++
		if err := d.writeTold(ctx, x, version, m, body); err != nil {
			return err
		}
		version++
	}
	return nil
}

// writeTold keeps what was told, with the message about it where there is one.
func (d *Desk) writeTold(ctx context.Context, x exchanged, version int64, m *Received, body []byte) error {
	var tx store.Tx
	if m == nil {
		if err := put(&tx, exchangedKey(x.Key), version, x); err != nil {
			return err
		}
		return d.Store.Commit(ctx, tx)
	}
	tx.Draw = []string{"received"}
	tx.Fill = func(drawn []int64, tx *store.Tx) error {
		m.ID = fmt.Sprintf("m%08d", drawn[0])
		if m.Withheld == "" {
			tx.Puts = append(tx.Puts, store.Put{Key: receivedBodyKey(m.Owner, m.ID), Value: body})
		}
		if err := put(tx, receivedKey(m.Owner, m.ID), 0, m); err != nil {
			return err
		}
		return put(tx, exchangedKey(x.Key), version, x)
	}
	return d.Store.Commit(ctx, tx)
}

// telling is one entry of the trader's history being told.
type telling struct {
	exchanged
	d     *Desk
	entry *node.Entry
	said  saidRecord // the message of the trader that the entry answers
	id    string     // of that message
}

// message is what an entry makes of a movement's exchange, and the message about it; nil for none. wait says that a message is
// still being kept.
func (t *telling) message(ctx context.Context) (m *Received, body []byte, wait bool, err error) {
	e := t.entry
	if wait, err = t.answered(ctx); err != nil || wait {
		return nil, nil, wait, err
	}
	if id, err := t.declared(ctx, 1); err != nil || t.Holder != "" && id == "" && t.young() {
		return nil, nil, true, err // the declaration is being kept
	}
	if t.follow(); e.Sent != "" {
		return nil, nil, false, nil
	}
	to, consignee := t.receiver()
	if to == "" {
		return nil, nil, false, nil
	}
	told, err := t.told(ctx, consignee)
	if err != nil {
		return nil, nil, false, err
	}
	name, out, why := procedure.Notify(told)
	if e.Message == transit.KindDecideInvalidation {
		t.Requested = ""
	}
	if name == "" {
		return nil, nil, false, nil
	}
	m = &Received{Owner: to, Format: "ncts", Type: name, At: t.d.now(), Sent: true, Answers: t.id, Movement: t.Key, Country: e.Administration, Number: e.Number,
		Event: string(e.Message), Withheld: why}
	if out != nil {
		if body, err = ncts.Encode(out); err != nil {
			return nil, nil, false, err
		}
		m.Bytes, m.SHA256 = len(body), digest(string(body))
	}
	return m, body, false, nil
}

// young is true of what happened so lately that the request that caused it may still be under way.
func (t *telling) young() bool { return t.d.now().Sub(t.entry.RecordedAt) < KeyLease }

// answered finds the message of the trader that an entry answers.
func (t *telling) answered(ctx context.Context) (wait bool, err error) {
	name := t.entry.Answers
	if name == "" {
		return false, nil
	}
	if _, err := t.d.read(ctx, saidKey(name), &t.said); err != nil {
		return false, err
	}
	var made madeRecord
	if _, err := t.d.read(ctx, madeKey(t.said.Owner, name), &made); err != nil {
		return false, err
	}
	t.id = made.ID
	return made.ID == "" && t.young(), nil
}

// follow notes what later messages need.
func (t *telling) follow() {
	e := t.entry
	switch {
	case e.Refused != "":
	case e.Sent != "":
		if e.Message == transit.KindLodge {
			t.SubmittedAt, t.Declared = e.At, 1
		}
	case e.Message == transit.KindAccept:
		t.AcceptedAt = e.At
	case e.Message == transit.KindAmend && t.Holder != "":
		t.Declared = e.Version
	case e.Message == transit.KindRequestInvalidation:
		t.Requested = t.id
	case e.Message == transit.KindArrivalNotification && t.id != "":
		t.Consignee, t.Arrival = t.said.Owner, t.id
	}
}

// receiver is the account that is told, "" for nobody: who sent what is answered; the trader at destination of what it is told
// apart from the holder; else the holder.
func (t *telling) receiver() (account string, consignee bool) {
	e := t.entry
	ofArrival := t.said.Type == "CC007C" || t.said.Type == "CC044C"
	switch {
	case e.Refused != "" && t.said.Owner != "":
		return t.said.Owner, ofArrival
	case e.Message == transit.KindPermitUnloading || e.Message == transit.KindDestinationControl || ofArrival:
		return t.Consignee, true
	case e.Administration == t.Country:
		return t.Holder, false
	}
	return "", false
}

// told gathers what a message is written from.
func (t *telling) told(ctx context.Context, consignee bool) (out procedure.Told, err error) {
	e := t.entry
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %d", t.Key, t.Told))
	out = procedure.Told{From: e.Administration, Fact: e.Fact, Refused: e.Refused, Code: e.Code, ToConsignee: consignee, LRN: t.LRN,
		AcceptedAt: t.AcceptedAt, SubmittedAt: t.SubmittedAt, Identification: "KAIRO" + hex.EncodeToString(sum[:10]), At: t.d.now()}
	if a, err := t.d.Corridor.Administration(t.Country); err == nil {
		if m, err := a.Movement(ctx, t.Key); err == nil {
			out.Movement = &m
		}
	}
	lodged, err := t.declared(ctx, 1)
	if err != nil {
		return out, err
	}
	declared, err := t.declared(ctx, t.Declared)
	if err != nil {
		return out, err
	}
	for _, x := range []struct {
		into      **ncts.Message
		owner, id string
	}{{&out.Lodged, t.Holder, lodged}, {&out.Declared, t.Holder, declared}, {&out.Requested, t.Holder, t.Requested},
		{&out.Arrival, t.Consignee, t.Arrival}, {&out.Answered, t.said.Owner, t.id}} {
		if *x.into, err = t.d.messageOf(ctx, x.owner, x.id); err != nil {
			return out, err
		}
	}
	return out, nil
}

// declared is the message that declared a version, "" where none is kept.
func (t *telling) declared(ctx context.Context, version int) (string, error) {
	var made madeRecord
	_, err := t.d.read(ctx, declaredKey(t.Key, version), &made)
	return made.ID, err
}

// messageOf reads a message that was kept; nil for no id.
func (d *Desk) messageOf(ctx context.Context, owner, id string) (*ncts.Message, error) {
	if owner == "" || id == "" {
		return nil, nil
	}
	m, err := d.received(ctx, owner, id)
	if err != nil {
		return nil, err
	}
	raw, err := d.bytesOf(ctx, &m)
	if err != nil {
		return nil, err
	}
	return ncts.Decode(raw)
}
