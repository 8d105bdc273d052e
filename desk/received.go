package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/store"
)

// Received is a message in the wire format of an authority: one that somebody handed in and that was accepted, kept as it was
// received but for secrets in it, or one that an administration sent, see [Desk.WriteMessages]. What was found about a message that
// was handed in is the caller's, as JSON.
type Received struct {
	ID       string          `json:"id"`
	Owner    string          `json:"owner"`
	Format   string          `json:"format"` // of the message: ncts
	Type     string          `json:"type"`   // CC015C
	SHA256   string          `json:"sha256"` // of the bytes as kept, hexadecimal
	Bytes    int             `json:"bytes"`
	At       time.Time       `json:"at"`
	Report   json.RawMessage `json:"report,omitempty"`
	Sent     bool            `json:"sent,omitempty"`     // by an administration, to the account
	Answers  string          `json:"answers,omitempty"`  // the message of the account that it answers
	Movement string          `json:"movement,omitempty"` // key
	Country  string          `json:"country,omitempty"`  // whose record of the movement the message is about
	Number   string          `json:"number,omitempty"`   // registration number, once there is one
	Event    string          `json:"event,omitempty"`    // of a message sent: what happened
	Withheld string          `json:"withheld,omitempty"` // why a message that would have been sent could not be written
}

func receivedKey(owner, id string) string { return "received/" + owner + "/" + id }

func receivedBodyKey(owner, id string) string { return "received-body/" + owner + "/" + id }

// Receive keeps a message under a name, once: called again with the name it gives what was kept. m needs Format, Type and
// Report; raw holds no secret any more.
func (d *Desk) Receive(ctx context.Context, a *auth.Account, name string, m Received, raw []byte) (Received, error) {
	return d.keep(ctx, a, name, m, raw, func(*store.Tx, string) error { return nil })
}

// keep is Receive; with completes the transaction with what belongs to the message of an id.
func (d *Desk) keep(ctx context.Context, a *auth.Account, name string, m Received, raw []byte, with func(tx *store.Tx, id string) error) (Received, error) {
	who, err := owner(a, auth.Lodge)
	if err != nil {
		return m, err
	}
	if len(raw) > store.ValueBytesMax {
		return m, fault.New(fault.Limit, "the message has %d bytes", len(raw)).Want("at most %d", store.ValueBytesMax)
	}
	m.Owner, m.Bytes, m.SHA256, m.At = who, len(raw), digest(string(raw)), d.now()
	id, err := d.once(ctx, who, name, []string{"received", "received/" + who}, func(numbers []int64, tx *store.Tx) (string, error) {
		if numbers[1] > ReceivedMax {
			return "", fault.New(fault.Limit, "%d messages of the account are kept", numbers[1]-1).Want("at most %d", ReceivedMax)
		}
		m.ID = fmt.Sprintf("m%08d", numbers[0])
		tx.Puts = append(tx.Puts, store.Put{Key: receivedBodyKey(who, m.ID), Value: raw})
		if err := with(tx, m.ID); err != nil {
			return "", err
		}
		return m.ID, put(tx, receivedKey(who, m.ID), 0, m)
	})
	if err != nil {
		return m, err
	}
	return d.received(ctx, who, id)
}

// Received reads what is known of a message that the account handed in.
func (d *Desk) Received(ctx context.Context, a *auth.Account, id string) (Received, error) {
	who, err := owner(a, auth.ReadConsignment)
	if err != nil {
		return Received{}, err
	}
	return d.received(ctx, who, id)
}

func (d *Desk) received(ctx context.Context, who, id string) (m Received, err error) {
	none := fault.New(fault.NotFound, "no message of yours is %q", fault.Clip(id)).At("id")
	if id == "" || len(id) > 64 || strings.Contains(id, "/") {
		return m, none
	}
	version, err := d.read(ctx, receivedKey(who, id), &m)
	if err == nil && version == 0 {
		err = none
	}
	return m, err
}

// ReceivedBytes are the bytes of a message that the account handed in or was sent.
func (d *Desk) ReceivedBytes(ctx context.Context, a *auth.Account, id string) ([]byte, error) {
	m, err := d.Received(ctx, a, id)
	if err != nil {
		return nil, err
	}
	return d.bytesOf(ctx, &m)
}

func (d *Desk) bytesOf(ctx context.Context, m *Received) ([]byte, error) {
	if m.Withheld != "" {
		return nil, fault.New(fault.NotFound, "no %s was written: %s", m.Type, m.Withheld).At("id").Mend("read what happened from the event of the movement")
	}
	r, err := d.Store.Get(ctx, receivedBodyKey(m.Owner, m.ID))
	if err == nil && digest(string(r.Value)) != m.SHA256 {
		err = fault.New(fault.BadFile, "the message %s is not what was kept", m.ID)
	}
	return r.Value, err
}

// ReceivedAfter lists the messages that the account handed in or was sent, in that order, after an id, at most limit. next is the
// id to go on after, "" at the end.
func (d *Desk) ReceivedAfter(ctx context.Context, a *auth.Account, after string, limit int) (list []Received, next string, err error) {
	who, err := owner(a, auth.ReadConsignment)
	if err != nil {
		return nil, "", err
	}
	limit = pageSize(limit)
	if after != "" {
		after = receivedKey(who, after)
	}
	recs, err := d.Store.List(ctx, receivedKey(who, ""), after, limit+1)
	if err != nil {
		return nil, "", err
	}
	for i, r := range recs {
		if i == limit {
			return list, list[limit-1].ID, nil
		}
		var m Received
		if err := json.Unmarshal(r.Value, &m); err != nil {
			return nil, "", fault.New(fault.BadFile, "record %q is not understood", r.Key).Because(err)
		}
		list = append(list, m)
	}
	return list, "", nil
}

// ReceivedMax bounds the messages that one account hands in: a broker's year of fifty a day, and room for corrections.
const ReceivedMax = 20_000
