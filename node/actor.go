package node

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/kairo-corridor/kairo/customs/tir"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
)

// Actor is the person who decided, with the reason given. It is kept with the facts of the deciding administration; notices
// and records for other parties do not carry it.
type Actor struct {
	ID     string `json:"id"`               // of the account
	Name   string `json:"name"`             // as shown
	Reason string `json:"reason,omitempty"` // code of the reason
	Text   string `json:"text,omitempty"`   // what was remarked
}

func (a Actor) orNil() *Actor {
	if a == (Actor{}) {
		return nil
	}
	return &a
}

// Held is an administration's record of a movement with the number of facts it has: what a decision is based on.
type Held struct {
	Movement transit.Movement
	Facts    int64
	TIR      *tir.Record // of a TIR operation; Movement is then its face, see [Acts]
}

// Record is the administration's record of a movement and the number of its facts, which [Administration.DoAs] compares.
func (n *Administration) Record(ctx context.Context, key string) (Held, error) {
	rec, version, err := n.load(ctx, key)
	if err == nil && (version == 0 || rec.Movement.State == "") {
		err = fault.New(fault.NotFound, "%s has no movement %q", n.party, key)
	}
	return Held{rec.Movement, rec.Ledger.Facts, rec.TIR}, err
}

// Records lists the administration's records after a key, in order of key, at most limit (0: as many as a read gives). Next is
// the key to go on after, "" at the end.
func (n *Administration) Records(ctx context.Context, after string, limit int) (out []Held, next string, err error) {
	if after != "" {
		after = movementPrefix + after
	}
	recs, err := n.Store.List(ctx, movementPrefix, after, limit)
	for _, r := range recs {
		var rec held
		if err := json.Unmarshal(r.Value, &rec); err != nil {
			return nil, "", fault.New(fault.BadFile, "record %q is not understood", r.Key).Because(err)
		}
		if rec.Movement.State != "" {
			out = append(out, Held{rec.Movement, rec.Ledger.Facts, rec.TIR})
		}
		next = r.Key[len(movementPrefix):]
	}
	return out, next, err
}

// overtaken is the error of a decision that somebody else made first: it names who, what and when. A message
// that was refused changed nothing and overtakes nobody, so that a party whose messages do not fit cannot keep officers from
// deciding; another party's refusal of ours is news.
func (n *Administration) overtaken(ctx context.Context, key string, seen int64) error {
	entries, err := n.entriesAfter(ctx, key, seen)
	if err != nil {
		return err
	}
	conflict := fault.New(fault.Conflict, "the movement changed after you opened it").At("%s", key).Mend("open it again and decide anew")
	if len(entries) == 0 { // more was seen than there is
		return conflict
	}
	i := slices.IndexFunc(entries, func(e Entry) bool { return e.Refused == "" || e.Message == transit.KindRefusal })
	if i < 0 {
		return nil
	}
	e := &entries[i]
	conflict.Message = fmt.Sprintf("%s was first: %s, %s → %s, on %s", e.who(), e.Message, e.From, e.To, e.RecordedAt.UTC().Format(time.DateTime+" UTC"))
	return conflict.Because(&Overtaken{By: e.By, Act: e.Message, From: e.From, To: e.To, At: e.RecordedAt, Office: e.Office})
}

// who names the one who did what an entry records, as far as it tells.
func (e *Entry) who() string {
	switch {
	case e.By != nil:
		return e.By.Name
	case e.Message == transit.KindAmend || e.Message == transit.KindCancel || e.Message == transit.KindLodge:
		return "the declarant"
	case among(tirFromHolder, e.Message):
		return "the holder of the carnet"
	case among(tirFromSystem, e.Message) || among(tirFromAssociation, e.Message):
		return "the TIR organisation or an association"
	case among(between, e.Message) || among(tirBetween, e.Message):
		return "another administration (" + e.Office.String() + ")"
	}
	return "the administration (" + e.Office.String() + ")"
}

// Overtaken says who decided what and when before the caller; errors.As finds it in a Conflict of [Administration.DoAs].
type Overtaken struct {
	By       *Actor // nil: no officer of this administration, but another party's message
	Act      transit.Kind
	From, To transit.State
	At       time.Time
	Office   transit.Office
}

// Error names the act.
func (o *Overtaken) Error() string {
	return fmt.Sprintf("%s at %s", o.Act, o.At.UTC().Format(time.RFC3339))
}
