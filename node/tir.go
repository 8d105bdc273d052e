package node

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/customs/tir"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/exchange"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/store"
)

// tirPrefix begins the key of a TIR operation, and so its stream. No other movement's key may begin with it: the stream, never
// the body, says which machine a message is for.
const tirPrefix = "tir:"

// TIRKey is the key of one operation of a TIR transport, the same in every node: "tir:T1:2".
func TIRKey(transport string, operation int) string {
	return tirPrefix + transport + ":" + strconv.Itoa(operation)
}

// splitTIRKey takes a key apart.
func splitTIRKey(key string) (transport string, operation int, ok bool) {
	rest, ok := strings.CutPrefix(key, tirPrefix)
	i := strings.LastIndexByte(rest, ':')
	if !ok || i < 1 {
		return "", 0, false
	}
	operation, err := strconv.Atoi(rest[i+1:])
	return rest[:i], operation, err == nil && operation > 0 && TIRKey(rest[:i], operation) == key
}

func isTIR(key string) bool { return strings.HasPrefix(key, tirPrefix) }

// A word on one operation to the record of another runs in a stream of its own, the key of the receiver's record and the
// operation told of, "tir:T1:2<1": one administration may own both the first and the third operation, and each record counts
// for itself.
func tirStream(transport string, to, about int) string {
	if to == about {
		return TIRKey(transport, to)
	}
	return TIRKey(transport, to) + "<" + strconv.Itoa(about)
}

// lane is a stream taken apart: whose record it is for, and what the record counts it under.
type lane struct {
	transport  string
	operation  int    // of the receiver's record
	about      int    // of the sender's record
	key        string // of the receiver's record
	cursorMark string // behind the party in the ledger
}

func laneOf(stream string) (lane, error) {
	key, about, crosses := strings.Cut(stream, "<")
	l := lane{key: key}
	var ok, okAbout bool
	if l.transport, l.operation, ok = splitTIRKey(key); ok {
		l.about, okAbout = l.operation, true
		if crosses {
			n, err := strconv.Atoi(about)
			l.about, okAbout = n, err == nil && n > 0 && n != l.operation
			l.cursorMark = "<" + strconv.Itoa(n)
		}
	}
	if !ok || !okAbout || tirStream(l.transport, l.operation, l.about) != stream {
		return l, fault.New(fault.BadField, "%q is no stream of a TIR operation", stream).At("/stream").Want("%s", tirStream("T1", 2, 1))
	}
	return l, nil
}

// back is the stream that answers go back in: to the record of the operation told of.
func (l lane) back() string { return tirStream(l.transport, l.about, l.operation) }

// tirOfficers are the acts of officers on a TIR operation.
var tirOfficers = []transit.Kind{tir.KindPresent, tir.KindRefuse, tir.KindStart, tir.KindLoad, tir.KindSuspend, tir.KindResume,
	tir.KindNotResumed, tir.KindTerminate, tir.KindIncident, tir.KindReportLoss, tir.KindSubstitute, tir.KindDischarge, tir.KindEnquire,
	tir.KindAcceptProof, tir.KindIrregularity, tir.KindNotify, tir.KindDemand, tir.KindDebtPaid, tir.KindClaim, tir.KindDropClaim,
	tir.KindRefund, tir.KindReconcile}

// Who may send what about a TIR operation. A refusal is told by every party but a trader.
var (
	tirFromHolder      = []transit.Kind{tir.KindAdvance, tir.KindWithdraw}
	tirFromSystem      = []transit.Kind{tir.KindCarnetAnswer, tir.KindReconciliation, transit.KindRefusal}
	tirFromAssociation = []transit.Kind{tir.KindAssociationPaid, transit.KindRefusal}
	tirBetween         = []transit.Kind{tir.KindOperationNotified, tir.KindTerminationNotified, tir.KindIncidentNotified, transit.KindRefusal}
)

// tirMay lists what a party may send to this administration.
func (n *Administration) tirMay(party string) []transit.Kind {
	switch {
	case isCountry(party):
		return tirBetween
	case party == tir.Organisation || party == tir.ETIRSystem:
		return tirFromSystem
	case party == tir.Association(n.party):
		return tirFromAssociation
	}
	return tirFromHolder
}

// decodeTIR reads a message of a TIR stream: one of package tir, or a refusal, which that package does not have.
func decodeTIR(body []byte) (transit.Message, error) {
	m, err := tir.Decode(body)
	if err == nil {
		return m, nil
	}
	if r, other := transit.Decode(body); other == nil && r.Kind() == transit.KindRefusal {
		return r, nil
	}
	return nil, err
}

// takeTIR is take for a stream of a TIR operation.
func (n *Administration) takeTIR(ctx context.Context, e exchange.Envelope) error {
	l, err := laneOf(e.Stream)
	if err != nil {
		return err
	}
	msg, refused := n.admitTIR(e, l)
	counted := e
	counted.From += l.cursorMark
	return retry(ctx, func() error {
		rec, version, err := n.load(ctx, l.key)
		if err != nil {
			return err
		}
		if done, err := rec.Ledger.inOrder(counted); done || err != nil {
			return err
		}
		tx, err := n.attemptTIR(rec, version, e, l, msg, refused)
		if err != nil {
			return err
		}
		return n.commit(ctx, l.key, tx)
	})
}

func (n *Administration) attemptTIR(rec held, version int64, e exchange.Envelope, l lane, msg transit.Message, refused error) (store.Tx, error) {
	tx, was := store.Tx{Inbox: []string{inboxID(e)}}, movementDue(&rec.Movement)
	rec.Ledger.In, _ = next(rec.Ledger.In, e.From+l.cursorMark)
	if refused == nil {
		refused = heldAgainst(rec.TIR, e.From, msg)
	}
	if refused == nil {
		before, inbox := rec, tx.Inbox
		if refused = n.applyTIR(&tx, &rec, l.key, msg, Actor{}); refused != nil {
			rec, tx = before, store.Tx{Inbox: inbox}
		}
	}
	if refused != nil {
		answer, err := n.keepRefusal(&tx, &rec, l.key, e.From, msg, refused)
		if err == nil && answer != nil {
			err = rec.Ledger.sendIn(&tx, n.party, l.back(), e.From, l.cursorMark, *answer)
		}
		if err != nil {
			return tx, err
		}
	}
	schedule(&tx, movementPrefix+l.key, was, movementDue(&rec.Movement))
	return tx, put(&tx, movementPrefix+l.key, version, rec)
}

// admitTIR decodes a message and holds its sender to what the sender may say, in which stream.
func (n *Administration) admitTIR(e exchange.Envelope, l lane) (transit.Message, error) {
	msg, err := decodeTIR(e.Body)
	if err != nil {
		return nil, err
	}
	if !among(n.tirMay(e.From), msg.Kind()) {
		return msg, fault.New(fault.BadField, "%s may not send %s", e.From, msg.Kind()).At("/kind")
	}
	said := tir.Sender(msg)
	if r, ok := msg.(transit.Refusal); ok {
		said = r.From
	}
	if said != e.From {
		return msg, fault.New(fault.Signature, "the message says it comes from %q, %q signed it", said, e.From)
	}
	if stream := tirStreamOf(msg, l); stream != e.Stream {
		return msg, fault.New(fault.BadField, "the message is about %q, its stream is %q", stream, e.Stream).At("/key")
	}
	return msg, nil
}

// tirStreamOf is the stream that a message belongs to, by what it says itself; a message that says nothing belongs to the
// record it reaches.
func tirStreamOf(msg transit.Message, l lane) string {
	switch v := msg.(type) {
	case tir.Advance:
		return TIRKey(v.Key, v.Operation)
	case tir.Present:
		if v.Key != "" {
			return TIRKey(v.Key, v.Operation)
		}
	case tir.OperationNotified:
		return tirStream(v.Key, v.For, v.Operation)
	case transit.Refusal:
		return tirStream(l.transport, l.operation, l.about)
	}
	return l.key
}

// heldAgainst holds a message of a party that is no administration against the record: the holder's operation is the holder's.
func heldAgainst(r *tir.Record, from string, msg transit.Message) error {
	switch msg.(type) {
	case tir.Advance, tir.Withdraw:
		if r != nil && r.Transport.Holder != from {
			return fault.New(fault.NotFound, "%s announced no such operation", from)
		}
	}
	return nil
}

// applyTIR runs the machine of TIR and puts facts and messages into the transaction.
func (n *Administration) applyTIR(tx *store.Tx, rec *held, key string, msg transit.Message, by Actor) error {
	if v, ok := msg.(transit.Refusal); ok {
		return n.note(tx, rec, key, v)
	}
	r := tir.Record{Administration: n.party}
	if rec.TIR != nil {
		r = *rec.TIR
	}
	r, facts, sends, err := tir.Apply(r, msg, n.now())
	if err != nil {
		return err
	}
	if rec.Movement.LodgedAt.IsZero() {
		rec.Movement.LodgedAt = n.now()
	}
	rec.TIR, rec.Movement = &r, faceOf(r, rec.Movement.LodgedAt)
	for _, f := range facts {
		if err := rec.Ledger.record(tx, key, Entry{Movement: key, Administration: n.party, Fact: f, By: by.orNil()}); err != nil {
			return err
		}
	}
	for _, s := range sends {
		to, about := r.Operation, r.Operation
		if v, ok := s.Message.(tir.OperationNotified); ok {
			to = v.For
		}
		mark := ""
		if to != about {
			mark = "<" + strconv.Itoa(to)
		}
		if err := rec.Ledger.sendIn(tx, n.party, tirStream(r.Key, to, about), s.To, mark, s.Message); err != nil {
			return err
		}
	}
	return nil
}

// decideTIR applies an officer's act, or the clock's, to an operation as it was loaded, and commits it.
func (n *Administration) decideTIR(ctx context.Context, rec held, version int64, key string, msg transit.Message, by Actor) error {
	tx, was := store.Tx{}, movementDue(&rec.Movement)
	if err := n.applyTIR(&tx, &rec, key, msg, by); err != nil {
		return err
	}
	schedule(&tx, movementPrefix+key, was, movementDue(&rec.Movement))
	if err := put(&tx, movementPrefix+key, version, rec); err != nil {
		return err
	}
	return n.commit(ctx, key, tx)
}

// fitsTIR holds an officer's act against the key it is done on. Only the presentation of a carnet that nobody announced begins
// a record.
func (n *Administration) fitsTIR(rec held, key string, msg transit.Message) error {
	if !among(tirOfficers, msg.Kind()) {
		return fault.New(fault.BadField, "this is no act of an officer on a TIR operation").At("/kind").Want("one of %v", tirOfficers)
	}
	p, presents := msg.(tir.Present)
	if rec.TIR == nil && (!presents || p.Transport == nil) {
		return fault.New(fault.NotFound, "%s has no movement %q", n.party, key)
	}
	if presents && (p.Key != "" || rec.TIR == nil) && TIRKey(p.Key, p.Operation) != key {
		return fault.New(fault.BadField, "the carnet is that of %q", TIRKey(p.Key, p.Operation)).At("/key").Want("%s", key)
	}
	return nil
}

// TIR is the administration's record of a TIR operation.
func (n *Administration) TIR(ctx context.Context, key string) (tir.Record, error) {
	rec, _, err := n.load(ctx, key)
	if err == nil && rec.TIR == nil {
		err = fault.New(fault.NotFound, "%s has no TIR operation %q", n.party, key)
	}
	if err != nil {
		return tir.Record{}, err
	}
	return *rec.TIR, nil
}

// Acts lists the acts that the machine of a record lets officers do as it stands, in the order of its table: the messages to
// give to [Administration.DoAs].
func Acts(h Held) []transit.Kind {
	possible, acts := transit.Possible(h.Movement), officers
	if h.TIR != nil {
		possible, acts = tir.Possible(*h.TIR), tirOfficers
	}
	return slices.DeleteFunc(possible, func(k transit.Kind) bool { return !among(acts, k) })
}

// due lists the timers of a record that have elapsed, in the order its machine takes them.
func (h held) due(now time.Time) []transit.TimerKind {
	if h.TIR != nil {
		return h.TIR.Due(now)
	}
	return h.Movement.Due(now)
}
