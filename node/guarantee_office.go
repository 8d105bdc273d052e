package node

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/kairo-corridor/kairo/customs/guarantee"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/store"
)

// HeldGuarantee is the account of a guarantee with what its office keeps beside it. Acts counts what officers did to it: uses
// come and go meanwhile and do not count, so that a busy guarantee can be varied.
type HeldGuarantee struct {
	guarantee.Guarantee
	Owner string // account of the person who may read it, "" for none
	Facts int64
	Acts  int64
}

// GuaranteeEntry is one fact of a guarantee as its office keeps it. By is the officer who acted; nil: another party's message, or a
// timer.
type GuaranteeEntry struct {
	Seq int64 `json:"-"` // place in the stream, from 1
	guarantee.Fact
	By *Actor `json:"by,omitempty"`
}

// GuaranteeAct says who did what to a guarantee and when.
type GuaranteeAct struct {
	By   Actor                 `json:"by"`
	Kind guarantee.MessageKind `json:"kind"`
	At   time.Time             `json:"at"`
}

// Registration is a guarantee to be entered. Made names the request: the same request again is done already.
type Registration struct {
	Terms guarantee.Terms // with its access codes only as [guarantee.HashCode] makes them
	Owner string          // account of the person who may read it, "" for none
	Made  string
}

// RegisterGuarantee enters a guarantee whose office is this administration. The terms hold its access codes only as
// [guarantee.HashCode] makes them. Errors: WrongState where it is registered already, BadField and BadIdent of the terms.
func (n *Administration) RegisterGuarantee(ctx context.Context, terms guarantee.Terms) error {
	return n.RegisterGuaranteeAs(ctx, Actor{}, Registration{Terms: terms})
}

// RegisterGuaranteeAs is [Administration.RegisterGuarantee] by an officer.
func (n *Administration) RegisterGuaranteeAs(ctx context.Context, by Actor, r Registration) error {
	return n.onGuarantee(ctx, by, r.Terms.GRN, guarantee.Register{Terms: r.Terms}, func(x *book) (bool, error) {
		if r.Made != "" && x.Made == r.Made {
			return true, nil
		}
		if x.version == 0 {
			x.Owner, x.Made = r.Owner, r.Made
		}
		return false, nil
	})
}

// DoGuarantee is an act of an officer of the office of guarantee: to vary, set the access codes, revoke, settle a claim, grant
// another administration an allotment, or recall one.
func (n *Administration) DoGuarantee(ctx context.Context, grn string, msg guarantee.Message) error {
	return n.DoGuaranteeAs(ctx, Actor{}, 0, grn, msg)
}

// DoGuaranteeAs is [Administration.DoGuarantee] by a person who has read the guarantee with a number of acts, 0 for any. Where
// another officer acted meanwhile the error is Conflict and says who, what and when.
func (n *Administration) DoGuaranteeAs(ctx context.Context, by Actor, seen int64, grn string, msg guarantee.Message) error {
	if msg == nil || !slices.Contains(ofGuarantor, msg.Kind()) {
		return fault.New(fault.BadField, "this is no act on a guarantee").At("/kind").Want("one of %v", ofGuarantor)
	}
	if err := n.checkAllot(msg); err != nil {
		return err
	}
	var first error
	err := n.onGuarantee(ctx, by, grn, msg, func(x *book) (bool, error) {
		if seen != 0 && x.version > 0 && seen != x.Acts {
			first = fault.New(fault.Conflict, "%s", x.first()).At("%s", grn).Mend("open the guarantee again and decide anew")
		}
		return first != nil, nil
	})
	if first != nil {
		return first
	}
	return err
}

// first names who acted last.
func (x *book) first() string {
	if x.Last == nil || x.Last.By.Name == "" {
		return "the guarantee was changed after you opened it"
	}
	return fmt.Sprintf("%s was first: %s, on %s", x.Last.By.Name, x.Last.Kind, x.Last.At.UTC().Format(time.DateTime+" UTC"))
}

// onGuarantee takes one account through one message in a transaction of its own. before may say that it is done already.
func (n *Administration) onGuarantee(ctx context.Context, by Actor, grn string, msg guarantee.Message, before func(*book) (done bool, err error)) error {
	return retry(ctx, func() error {
		b := n.books(ctx)
		b.by = by
		x, err := b.of(grn)
		if err != nil {
			return err
		}
		if before != nil {
			if done, err := before(x); done || err != nil {
				return err
			}
		}
		if _, err := b.take(x, msg); err != nil {
			return err
		}
		if k := msg.Kind(); k == guarantee.KindRegister || slices.Contains(ofGuarantor, k) {
			x.Acts, x.Last = x.Acts+1, &GuaranteeAct{by, k, n.now()}
		}
		var tx store.Tx
		if err := b.close(&tx); err != nil {
			return err
		}
		return n.Store.Commit(ctx, tx)
	})
}

// Guarantee is the account of a guarantee that is registered here.
func (n *Administration) Guarantee(ctx context.Context, grn string) (guarantee.Guarantee, error) {
	h, err := n.GuaranteeRecord(ctx, grn)
	return h.Guarantee, err
}

// GuaranteeRecord is a guarantee that is registered here, with what its office keeps beside its account.
func (n *Administration) GuaranteeRecord(ctx context.Context, grn string) (HeldGuarantee, error) {
	x, err := n.books(ctx).of(grn)
	if err != nil {
		return HeldGuarantee{}, err
	}
	if x.version == 0 {
		return HeldGuarantee{}, fault.New(fault.NotFound, "%s keeps no guarantee %q", n.party, grn)
	}
	return x.held(), nil
}

func (a *account) held() HeldGuarantee { return HeldGuarantee{a.Guarantee, a.Owner, a.Facts, a.Acts} }

// Guarantees lists the guarantees registered here after a reference number, in order of number, at most limit (0: as many as a
// read gives). Next is the number to go on after, "" at the end.
func (n *Administration) Guarantees(ctx context.Context, after string, limit int) (out []HeldGuarantee, next string, err error) {
	if after != "" {
		after = guaranteePrefix + after
	}
	recs, err := n.Store.List(ctx, guaranteePrefix, after, limit)
	for _, r := range recs {
		var x account
		if err := json.Unmarshal(r.Value, &x); err != nil {
			return nil, "", fault.New(fault.BadFile, "record %q is not understood", r.Key).Because(err)
		}
		out = append(out, x.held())
		next = r.Key[len(guaranteePrefix):]
	}
	return out, next, err
}

// GuaranteeEntries are the facts of a guarantee after a number, oldest first, at most limit (0: as many as a read gives).
func (n *Administration) GuaranteeEntries(ctx context.Context, grn string, after int64, limit int) ([]GuaranteeEntry, error) {
	facts, err := n.Store.Facts(ctx, guaranteePrefix+grn, after, limit)
	out := make([]GuaranteeEntry, 0, len(facts))
	for _, f := range facts {
		e := GuaranteeEntry{Seq: f.Seq}
		if err := json.Unmarshal(f.Body, &e); err != nil {
			return nil, fault.New(fault.BadFile, "fact %d of %q is not understood", f.Seq, f.Stream).Because(err)
		}
		out = append(out, e)
	}
	return out, err
}

// GuaranteeFacts is every fact of a guarantee that is registered here, oldest first.
func (n *Administration) GuaranteeFacts(ctx context.Context, grn string) (out []guarantee.Fact, err error) {
	for after := int64(0); ; {
		entries, err := n.GuaranteeEntries(ctx, grn, after, 0)
		if err != nil || len(entries) == 0 {
			return out, err
		}
		for _, e := range entries {
			out, after = append(out, e.Fact), e.Seq
		}
	}
}
