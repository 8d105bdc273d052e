package node

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/customs/guarantee"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/exchange"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/store"
)

// guaranteePrefix begins the records of guarantees and the streams of their facts. No movement's stream may begin with it.
const guaranteePrefix = "guarantee/"

// toOffice are the messages that an office of departure sends to an office of guarantee.
var toOffice = []transit.Kind{transit.KindGuaranteeRequest, transit.KindGuaranteeConfirm, transit.KindGuaranteeRelease, transit.KindGuaranteeCall}

// ofGuarantor are the acts of the office of guarantee's own officers, apart from registering.
var ofGuarantor = []guarantee.MessageKind{guarantee.KindVary, guarantee.KindSetCodes, guarantee.KindRevoke, guarantee.KindSettle,
	guarantee.KindAllot, guarantee.KindRecall}

// account is the record of a guarantee at its office.
type account struct {
	Guarantee guarantee.Guarantee `json:"guarantee"`
	Facts     int64               `json:"facts"`           // of its stream
	Acts      int64               `json:"acts,omitempty"`  // of officers
	Last      *GuaranteeAct       `json:"last,omitempty"`  // of them
	Owner     string              `json:"owner,omitempty"` // account of the person who may read it: the holder's
	Made      string              `json:"made,omitempty"`  // request that registered it
}

// secured is what the last request of an office of departure about a movement reserved.
type secured struct {
	From    string `json:"from"`
	Request int    `json:"request"`
	Uses    []use  `json:"uses,omitempty"`
}

// use names one use of one guarantee.
type use struct {
	GRN string `json:"grn"`
	ID  string `json:"id"`
}

// useID names a use by who asks, for which movement, in which request and for which of its references. It is a hash because
// a key may be longer than the identifier of a use, and may hold a stroke.
func useID(v transit.GuaranteeRequest, reference int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %d %d", v.From, v.Key, v.Request, reference))
	return hex.EncodeToString(sum[:16])
}

// books are the accounts that one transaction touches: each is read once and written once, with what happened to it.
type books struct {
	n     *Administration
	ctx   context.Context
	by    Actor    // who acts, nobody for another party's message or a timer
	ended []string // uses that no timer will end any more
	open  map[string]*book
	order []string // as opened
	ends  *ends    // the allotments granted of them
}

type book struct {
	account
	version int64
	due     time.Time // as loaded
	bodies  [][]byte
}

func (n *Administration) books(ctx context.Context) *books {
	return &books{n: n, ctx: ctx, open: map[string]*book{}, ends: n.ends(ctx)}
}

// of opens the account of a guarantee; one that is not registered here is absent.
func (b *books) of(grn string) (*book, error) {
	if x := b.open[grn]; x != nil {
		return x, nil
	}
	x := &book{}
	if grn != "" && len(grn) <= guarantee.NameBytesMax {
		version, err := load(b.ctx, b.n.Store, guaranteePrefix+grn, &x.account)
		if err != nil {
			return nil, err
		}
		x.version = version
	}
	if x.version == 0 {
		x.Guarantee = guarantee.Absent(b.n.party)
	}
	x.due = guaranteeDue(x.Guarantee)
	b.open[grn], b.order = x, append(b.order, grn)
	return x, nil
}

// take takes an account through a message.
func (b *books) take(x *book, msg guarantee.Message) ([]guarantee.Send, error) {
	g, facts, sends, err := guarantee.Apply(x.Guarantee, msg, b.n.now())
	if err != nil {
		return nil, err
	}
	x.Guarantee = g
	for _, f := range facts {
		body, err := json.Marshal(GuaranteeEntry{Fact: f, By: b.by.orNil()})
		if err != nil {
			return nil, fault.New(fault.Internal, "a fact cannot be written").Because(err)
		}
		x.bodies = append(x.bodies, body)
	}
	for _, s := range sends {
		if err := b.ends.tell(g.Terms.GRN, s.To, s.Message); err != nil {
			return nil, err
		}
	}
	return sends, nil
}

// apply takes an account through a message and gives what its office would say.
func (b *books) apply(x *book, msg guarantee.Message) (guarantee.UseResult, error) {
	sends, err := b.take(x, msg)
	if err != nil {
		return guarantee.UseResult{}, err
	}
	for _, s := range sends {
		if r, ok := s.Message.(guarantee.UseResult); ok {
			return r, nil
		}
	}
	return guarantee.UseResult{}, nil
}

// close writes the accounts and the allotments into a transaction. Of a guarantee that is not registered nothing is kept.
func (b *books) close(tx *store.Tx) error {
	for _, id := range b.ended {
		tx.Drop = append(tx.Drop, reservedPrefix+id)
	}
	for _, grn := range b.order {
		x := b.open[grn]
		if len(x.bodies) == 0 || x.Guarantee.State == guarantee.None {
			continue
		}
		for _, body := range x.bodies {
			x.Facts++
			tx.Facts = append(tx.Facts, store.Fact{Stream: guaranteePrefix + grn, Seq: x.Facts, At: b.n.now(), Body: body})
		}
		schedule(tx, guaranteePrefix+grn, x.due, guaranteeDue(x.Guarantee))
		if err := put(tx, guaranteePrefix+grn, x.version, x.account); err != nil {
			return err
		}
	}
	return b.ends.close(tx)
}

// dispatch gives a message to the machine it is for: the conversation about a guarantee to the office of guarantee, all else
// to the movement. Refused says why the message does not fit; err is the store's.
func (n *Administration) dispatch(ctx context.Context, tx *store.Tx, rec *held, e exchange.Envelope, msg transit.Message) (refused, err error) {
	if among(toOffice, msg.Kind()) {
		return n.secure(ctx, tx, rec, e, msg)
	}
	if rec.Covered.late(rec, msg) {
		return nil, n.noteLate(tx, rec, e.Stream, msg)
	}
	if k := msg.Kind(); k == transit.KindLodge || k == transit.KindAmend {
		codes, err := codesBeside(e.Body)
		if err != nil {
			return err, nil
		}
		if len(codes) > 0 {
			rec.Codes = codes
		}
	}
	return n.apply(tx, rec, e.Stream, msg, Actor{}), nil
}

// secure is the office of guarantee: a message of an office of departure becomes one message to the account of each guarantee
// that it is about, all in the transaction of that message.
func (n *Administration) secure(ctx context.Context, tx *store.Tx, rec *held, e exchange.Envelope, msg transit.Message) (refused, err error) {
	b := n.books(ctx)
	at := slices.IndexFunc(rec.Secured, func(s secured) bool { return s.From == e.From })
	s := secured{From: e.From}
	if at >= 0 {
		s = rec.Secured[at]
	}
	if v, asks := msg.(transit.GuaranteeRequest); asks {
		if v.Request <= s.Request || len(v.References) > transit.GuaranteesMax {
			return fault.New(fault.BadField, "request %d with %d guarantees", v.Request, len(v.References)).At("/request").
				Want("a request after %d, of at most %d guarantees", s.Request, transit.GuaranteesMax), nil
		}
		err = n.request(b, tx, rec, &s, v, e)
	} else {
		err = n.settle(b, tx, rec, s, msg, e)
	}
	if err != nil {
		return nil, err
	}
	rec.Secured = slices.Clone(rec.Secured)
	if at >= 0 {
		rec.Secured[at] = s
	} else if s.Request > 0 {
		rec.Secured = append(rec.Secured, s)
	}
	return nil, b.close(tx)
}

// settle confirms, frees or calls what was reserved. What cannot be done is refused, for a person to look at; the rest is done.
func (n *Administration) settle(b *books, tx *store.Tx, rec *held, s secured, msg transit.Message, e exchange.Envelope) error {
	var open []string
	var err error
	switch v := msg.(type) {
	case transit.GuaranteeConfirm:
		open, err = b.confirm(s, v.Request)
	case transit.GuaranteeRelease:
		open, err = b.free(s, v.Request, v.Reason)
	case transit.GuaranteeCall:
		open, err = b.call(s, v.Request, v.Reason)
	}
	if err != nil || len(open) == 0 {
		return err
	}
	why := fault.New(fault.WrongState, "%s", strings.Join(bounded(open), "; ")).At("%s", e.Stream).Mend("a person must look")
	return n.refuse(tx, rec, e, msg, why)
}

// request frees what the request before reserved, reserves every amount or none, and answers.
func (n *Administration) request(b *books, tx *store.Tx, rec *held, s *secured, v transit.GuaranteeRequest, e exchange.Envelope) error {
	if s.Request > 0 {
		if _, err := b.free(*s, s.Request, "replaced"); err != nil {
			return err
		}
	}
	codes, err := n.openCodes(v, e)
	if err != nil {
		return err
	}
	*s = secured{From: v.From, Request: v.Request}
	reasons, err := b.reserve(s, v, codes)
	if err != nil {
		return err
	}
	if len(reasons) > 0 {
		if _, err := b.free(*s, s.Request, "another guarantee of the request cannot serve"); err != nil {
			return err
		}
		s.Uses = nil
	}
	for _, u := range s.Uses {
		if err := put(tx, reservedPrefix+u.ID, 0, reservation{e.Stream, v.From, v.Request}); err != nil {
			return err
		}
	}
	return rec.Ledger.send(tx, n.party, e.Stream, e.From,
		transit.GuaranteeAnswer{Key: v.Key, From: n.party, Request: v.Request, Valid: len(reasons) == 0, Reasons: bounded(reasons)})
}

// reserve reserves what it can of a request and gives every reason why a guarantee cannot serve: the published code first,
// where one fits.
func (b *books) reserve(s *secured, v transit.GuaranteeRequest, codes map[string]guarantee.Secret) (reasons []string, err error) {
	for i, r := range v.References {
		x, err := b.of(r.GRN)
		if err != nil {
			return nil, err
		}
		q := guarantee.Question{From: v.From, GRN: r.GRN, Type: guarantee.Kind(r.Type), AccessCode: codes[r.GRN], Holder: v.Holder, Amount: r.Amount, Countries: v.Countries}
		id := useID(v, i)
		result, err := b.apply(x, guarantee.UseGuarantee{Question: q, ID: id, Movement: v.Number, Deadline: b.n.now().Add(guarantee.PendingMax)})
		switch {
		case err != nil:
			reasons = append(reasons, fmt.Sprintf("%s: %v", r.GRN, err))
		case !result.Valid:
			for _, why := range result.Reasons {
				reasons = append(reasons, fmt.Sprintf("%s %s: %s", why.Code, r.GRN, why.Text))
			}
		default:
			s.Uses = append(s.Uses, use{r.GRN, id})
		}
	}
	return reasons, nil
}

// bounded cuts texts so that together they fit the remark of a movement.
func bounded(texts []string) []string {
	var out []string
	size := 0
	for i, t := range texts {
		if len(t) > ReasonBytesMax {
			t = strings.ToValidUTF8(t[:ReasonBytesMax], "") + "…"
		}
		if size += len(t) + len("; "); size > ReasonsBytesMax {
			return append(out, fmt.Sprintf("and %d more", len(texts)-i))
		}
		out = append(out, t)
	}
	return out
}

// each gives every use of a request to a step; what a step could not do is collected.
func (b *books) each(s secured, request int, step func(*book, guarantee.Use) (string, error)) (open []string, err error) {
	if request != s.Request || request == 0 {
		return []string{fmt.Sprintf("request %d is not the last one, which is %d", request, s.Request)}, nil
	}
	for _, u := range s.Uses {
		x, err := b.of(u.GRN)
		if err != nil {
			return nil, err
		}
		found, ok := x.Guarantee.Use(u.ID)
		if !ok {
			open = append(open, u.GRN+" no longer holds the use")
			continue
		}
		why, err := step(x, found)
		if err != nil {
			why = err.Error()
		}
		if why != "" {
			open = append(open, u.GRN+": "+why)
		}
		b.ended = append(b.ended, u.ID)
	}
	return open, nil
}

// confirm engages what is reserved. What expired meanwhile and cannot be reserved anew is told: those goods are not covered.
func (b *books) confirm(s secured, request int) ([]string, error) {
	return b.each(s, request, b.confirmUse)
}

func (b *books) confirmUse(x *book, u guarantee.Use) (string, error) {
	result, err := b.apply(x, guarantee.Confirm{From: u.From, Use: u.ID})
	if err == nil && !result.Valid {
		var codes []string
		for _, r := range result.Reasons {
			codes = append(codes, r.Code+" "+r.Text)
		}
		return "the movement is not covered: " + strings.Join(codes, ", "), nil
	}
	return "", err
}

// free gives back what is engaged, and cancels what is only reserved; what has ended before stays as it is.
func (b *books) free(s secured, request int, reason string) ([]string, error) {
	return b.each(s, request, func(x *book, u guarantee.Use) (string, error) { return b.freeUse(x, u, reason) })
}

func (b *books) freeUse(x *book, u guarantee.Use, reason string) (string, error) {
	var err error
	switch u.State {
	case guarantee.Posted:
		_, err = b.apply(x, guarantee.Release{From: u.From, Use: u.ID})
	case guarantee.Pending, guarantee.Expired:
		_, err = b.apply(x, guarantee.CancelUse{From: u.From, Use: u.ID, Reason: reason})
	}
	return "", err
}

// call claims all that is engaged: the conversation names no amount.
func (b *books) call(s secured, request int, reason string) ([]string, error) {
	return b.each(s, request, func(x *book, u guarantee.Use) (string, error) { return b.callUse(x, u, reason) })
}

func (b *books) callUse(x *book, u guarantee.Use, reason string) (string, error) {
	claim := x.Guarantee.Terms.Limit
	claim.Minor = u.Engaged()
	_, err := b.apply(x, guarantee.Call{Use: u.ID, Claim: claim, Reason: reason})
	return "", err
}
