package node

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/kairo-corridor/kairo/customs/guarantee"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/store"
	"github.com/kairo-corridor/kairo/unit"
)

// reservedPrefix begins the records that say, by the id of a use that is reserved and not confirmed, which movement it is for.
const reservedPrefix = "guarantee-reserved/"

// reservation is the movement, the administration that asked, and its request.
type reservation struct {
	Key     string `json:"key"`
	From    string `json:"from"`
	Request int    `json:"request"`
}

// elapseGuarantee gives a guarantee a timer's message. Who asked for a reservation that expires is told in the same transaction:
// the office of departure keeps with the movement, whatever its state, that it is not covered.
func (n *Administration) elapseGuarantee(ctx context.Context, grn string, due guarantee.Message) error {
	v, expires := due.(guarantee.Expire)
	if !expires {
		return n.onGuarantee(ctx, Actor{}, grn, due, nil)
	}
	return retry(ctx, func() error {
		b := n.books(ctx)
		x, err := b.of(grn)
		if err != nil {
			return err
		}
		if _, err := b.take(x, v); err != nil {
			return err
		}
		b.ended = []string{v.Use}
		var tx store.Tx
		if err := n.tellExpired(ctx, &tx, x, v.Use); err != nil {
			return err
		}
		if err := b.close(&tx); err != nil {
			return err
		}
		return n.Store.Commit(ctx, tx)
	})
}

// tellExpired tells who asked last for a movement that the reservation is gone. What a later request replaced is nobody's matter.
func (n *Administration) tellExpired(ctx context.Context, tx *store.Tx, x *book, use string) error {
	var of reservation
	if known, err := load(ctx, n.Store, reservedPrefix+use, &of); err != nil || known == 0 {
		return err
	}
	rec, version, err := n.load(ctx, of.Key)
	if err != nil || !slices.ContainsFunc(rec.Secured, func(s secured) bool { return s.From == of.From && s.Request == of.Request }) {
		return err
	}
	u, _ := x.Guarantee.Use(use)
	reason := fmt.Sprintf("%s: the reservation of %s expired on %s: the movement is not covered until it is reserved anew", x.Guarantee.Terms.GRN, unit.Money{Minor: u.Amount, Currency: x.Guarantee.Terms.Limit.Currency},
		u.Deadline.UTC().Format(time.DateOnly))
	if err := rec.Ledger.send(tx, n.party, of.Key, of.From, transit.Refusal{Key: of.Key, From: n.party, Of: transit.KindGuaranteeRequest, Code: fault.WrongState, Text: reason,
		Hint: "the release reserves anew where the amount is still there; else name other guarantees"}); err != nil {
		return err
	}
	return put(tx, movementPrefix+of.Key, version, rec)
}
