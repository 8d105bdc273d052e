package node

import (
	"context"
	"encoding/json"
	"strings"
	"sync"

	"github.com/kairo-corridor/kairo/customs/tir"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/exchange"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/store"
)

// Administration is the node of one territory's customs administration; its party name is the country.
type Administration struct {
	base
	changed changeLog

	indexing sync.Mutex // held by the one who indexes what is due
	indexed  bool
}

// NewAdministration makes the node of an administration over its store.
func NewAdministration(c Config) *Administration { return &Administration{base: newBase(c)} }

// held is the record of a movement: the movement and what was exchanged about it.
type held struct {
	Movement transit.Movement `json:"movement"`
	Ledger   ledger           `json:"ledger"`
	Codes    []sealedCode     `json:"codes,omitempty"`   // for the office of guarantee, which alone can read them
	Secured  []secured        `json:"secured,omitempty"` // at the office of guarantee: what was reserved, by who asked
	Covered  *coverage        `json:"covered,omitempty"` // by an allotment, while the office of guarantee was out of reach
	TIR      *tir.Record      `json:"tir,omitempty"`     // of a TIR operation; Movement is then its face

	parts *ends // the allotments that cover it, as loaded with it
}

const movementPrefix = "movement/"

// Receive processes one envelope and gives the acknowledgement to send back (nil for an acknowledgement). An error means
// that nothing was acknowledged: Busy says to send again, bad-signature that it was thrown away.
func (n *Administration) Receive(ctx context.Context, e exchange.Envelope) (*exchange.Envelope, error) {
	return n.receive(ctx, e, n.take)
}

// Poll takes and processes what has arrived.
func (n *Administration) Poll(ctx context.Context) (int, error) { return n.poll(ctx, n.take) }

// officers are the messages that an officer or the administration's own automation may give.
var officers = []transit.Kind{transit.KindAccept, transit.KindReject, transit.KindDecideControl, transit.KindControlResult,
	transit.KindRelease, transit.KindRefuseRelease, transit.KindPassage, transit.KindArrival, transit.KindDestinationControl,
	transit.KindDischarge, transit.KindCancel,
	transit.KindDecideInvalidation, transit.KindIncident, transit.KindLeaveArea, transit.KindAskRecord, transit.KindPermitUnloading,
	transit.KindSettleDiscrepancies, transit.KindAskHolder, transit.KindAskDestination, transit.KindAnswerEnquiry,
	transit.KindCancelEnquiry, transit.KindAcceptProof, transit.KindStartRecovery, transit.KindRequestRecovery,
	transit.KindAnswerRecovery, transit.KindCloseRecovery,
	transit.KindExtendLimit, transit.KindChangeDelivery, transit.KindReachDelivery, transit.KindDeliverPart, transit.KindAskMovement}

// fromTrader are the messages that a trader or an office of guarantee may send to an administration; a refusal only the latter.
var fromTrader = []transit.Kind{transit.KindLodge, transit.KindCancel, transit.KindAmend, transit.KindPresent,
	transit.KindRequestInvalidation, transit.KindHolderAnswer, transit.KindArrivalNotification, transit.KindUnloadingRemarks,
	transit.KindGuaranteeAnswer, transit.KindRefusal}

// between are the messages that an administration may send to another.
var between = []transit.Kind{transit.KindAnticipated, transit.KindPassageNotified, transit.KindArrivalAdvice,
	transit.KindDestinationResults, transit.KindDischargeNotified, transit.KindCancelNotified, transit.KindRefusal,
	transit.KindIncidentNotified, transit.KindIncidentForwarded, transit.KindExitNotified, transit.KindRecordRequest,
	transit.KindRecordAnswer, transit.KindForwardedArrival, transit.KindDiscrepanciesSettled, transit.KindEnquiry,
	transit.KindEnquiryResponse, transit.KindEnquiryCancelled, transit.KindRecoveryNotified, transit.KindRecoveryRequest,
	transit.KindRecoveryAnswer, transit.KindRecoveryDispatch,
	transit.KindGuaranteeRequest, transit.KindGuaranteeConfirm, transit.KindGuaranteeRelease, transit.KindGuaranteeCall,
	transit.KindGuaranteeAnswer,
	transit.KindLimitExtended, transit.KindDeliveryChanged, transit.KindPartDelivered, transit.KindMovementQuery, transit.KindMovementAnswer}

func among(list []transit.Kind, k transit.Kind) bool {
	for _, x := range list {
		if x == k {
			return true
		}
	}
	return false
}

// take decodes a message and applies it in one transaction with its inbox id. A message that cannot be applied is
// processed too: the refusal is kept and told to the sender, so that a stream never stands still.
func (n *Administration) take(ctx context.Context, e exchange.Envelope) error {
	if strings.HasPrefix(e.Stream, guaranteePrefix) {
		return fault.New(fault.BadField, "no movement is called %q", e.Stream).At("/stream").Want("a key that does not begin with %s", guaranteePrefix)
	}
	if isTIR(e.Stream) {
		return n.takeTIR(ctx, e)
	}
	if strings.HasPrefix(e.Stream, allotmentPrefix) {
		return n.takeAllotment(ctx, e)
	}
	msg, refused := n.admit(e)
	return retry(ctx, func() error {
		rec, version, err := n.load(ctx, e.Stream)
		if err != nil {
			return err
		}
		if done, err := rec.Ledger.inOrder(e); done || err != nil {
			return err
		}
		tx, err := n.attempt(ctx, rec, version, e, msg, refused)
		if err != nil {
			return err
		}
		return n.commit(ctx, e.Stream, tx)
	})
}

func (n *Administration) attempt(ctx context.Context, rec held, version int64, e exchange.Envelope, msg transit.Message, refused error) (store.Tx, error) {
	tx := store.Tx{}
	was := movementDue(&rec.Movement)
	rec.Ledger.took(&tx, e)
	if refused == nil && !isCountry(e.From) && !concerns(&rec.Movement, e.From, msg.Kind()) {
		refused = fault.New(fault.NotFound, "%s lodged no movement %q", e.From, e.Stream) // nor is told whether another did
	}
	if refused == nil {
		before := rec
		var err error
		if refused, err = n.dispatch(ctx, &tx, &rec, e, msg); err != nil {
			return tx, err
		}
		if refused != nil {
			rec = before
			tx = store.Tx{Inbox: tx.Inbox}
		}
	}
	if refused != nil {
		if err := n.refuse(&tx, &rec, e, msg, refused); err != nil {
			return tx, err
		}
	}
	schedule(&tx, movementPrefix+e.Stream, was, movementDue(&rec.Movement))
	return tx, put(&tx, movementPrefix+e.Stream, version, rec)
}

// concerns tells whether a party that is no administration may give the movement a message of a kind: its holder, the trader
// at destination, or the office of guarantee that was asked.
func concerns(m *transit.Movement, from string, kind transit.Kind) bool {
	switch kind {
	case transit.KindLodge:
		return true
	case transit.KindArrivalNotification:
		return m.State != "" // whoever presents the goods with their number
	case transit.KindUnloadingRemarks:
		return m.Consignee == from
	case transit.KindGuaranteeAnswer, transit.KindRefusal:
		return m.Guarantee != nil && m.Guarantee.Office == from
	}
	return m.Trader == from
}

// admit decodes a message and holds its sender to what the sender may say.
func (n *Administration) admit(e exchange.Envelope) (transit.Message, error) {
	msg, err := transit.Decode(e.Body)
	if err != nil {
		return nil, err
	}
	may := fromTrader
	if isCountry(e.From) {
		may = between
	}
	if !among(may, msg.Kind()) {
		return msg, fault.New(fault.BadField, "%s may not send %s", e.From, msg.Kind()).At("/kind")
	}
	if said := transit.Sender(msg); said != "" && said != e.From {
		return msg, fault.New(fault.Signature, "the message says it comes from %q, %q signed it", said, e.From)
	}
	if key := keyOf(msg); key != "" && key != e.Stream {
		return msg, fault.New(fault.BadField, "the message is about %q, its stream is %q", key, e.Stream).At("/key")
	}
	return msg, nil
}

func keyOf(m transit.Message) string {
	switch v := m.(type) {
	case transit.Lodge:
		return v.Key
	case transit.AnticipatedRecord:
		return v.Key
	case transit.RecordRequest:
		return v.Key
	case transit.RecordAnswer:
		return v.Key
	case transit.MovementQuery:
		return v.Key
	case transit.MovementAnswer:
		return v.Key
	case transit.GuaranteeAnswer:
		return v.Key
	case transit.GuaranteeRequest:
		return v.Key
	case transit.GuaranteeConfirm:
		return v.Key
	case transit.GuaranteeRelease:
		return v.Key
	case transit.GuaranteeCall:
		return v.Key
	}
	return ""
}

// isCountry tells an administration's party name (two capitals) from a trader's.
func isCountry(party string) bool {
	return len(party) == 2 && party[0] >= 'A' && party[0] <= 'Z' && party[1] >= 'A' && party[1] <= 'Z'
}

// apply runs the machine and puts facts and messages into the transaction.
func (n *Administration) apply(tx *store.Tx, rec *held, key string, msg transit.Message, by Actor) error {
	if rec.Movement.Administration == "" {
		rec.Movement.Administration = n.party
	}
	if v, ok := msg.(transit.Refusal); ok {
		return n.note(tx, rec, key, v)
	}
	m, facts, sends, err := transit.Apply(rec.Movement, msg, n.now())
	if err != nil {
		return err
	}
	rec.Movement = m
	for _, f := range facts {
		if err := rec.Ledger.record(tx, key, Entry{Movement: key, Administration: n.party, Fact: f, By: by.orNil()}); err != nil {
			return err
		}
	}
	for _, s := range sends {
		if done, err := n.toPart(rec, s.Message); done || err != nil {
			if err != nil {
				return err
			}
			continue
		}
		if err := rec.Ledger.send(tx, n.party, key, s.To, s.Message); err != nil {
			return err
		}
		if s.Message.Kind() == transit.KindGuaranteeRequest {
			if err := beside(tx, forOffice(rec.Codes)); err != nil {
				return err
			}
		}
	}
	if rec.parts != nil {
		return rec.parts.close(tx)
	}
	return nil
}

// note keeps another party's refusal of a message of ours as a fact; a person must look.
func (n *Administration) note(tx *store.Tx, rec *held, key string, v transit.Refusal) error {
	f := transit.Fact{Message: transit.KindRefusal, From: rec.Movement.State, To: rec.Movement.State, At: n.now(), RecordedAt: n.now(),
		Number: rec.Movement.Number, Note: string(v.Of) + " was not taken by " + v.From}
	return rec.Ledger.record(tx, key, Entry{Movement: key, Administration: n.party, Fact: f, Refused: v.Text})
}

// refuse keeps why a message was not applied, and tells its sender; a refusal is not answered.
func (n *Administration) refuse(tx *store.Tx, rec *held, e exchange.Envelope, msg transit.Message, why error) error {
	answer, err := n.keepRefusal(tx, rec, e.Stream, e.From, msg, why)
	if err != nil || answer == nil {
		return err
	}
	return rec.Ledger.send(tx, n.party, e.Stream, e.From, *answer)
}

// keepRefusal keeps why a message was not applied, and gives what to tell its sender: nothing where it was a refusal.
func (n *Administration) keepRefusal(tx *store.Tx, rec *held, key, from string, msg transit.Message, why error) (*transit.Refusal, error) {
	kind := transit.Kind("undecodable")
	if msg != nil {
		kind = msg.Kind()
	}
	f := transit.Fact{Message: kind, From: rec.Movement.State, To: rec.Movement.State, At: n.now(), RecordedAt: n.now(),
		Number: rec.Movement.Number, Note: "from " + from}
	entry := Entry{Movement: key, Administration: n.party, Fact: f, Refused: why.Error()}
	if err := rec.Ledger.record(tx, key, entry); err != nil {
		return nil, err
	}
	if kind == transit.KindRefusal {
		return nil, nil
	}
	answer := &transit.Refusal{Key: key, From: n.party, Of: kind, Code: fault.CodeOf(why), Text: why.Error()}
	if kind == transit.KindAmend {
		answer.Rule = transit.RuleOf(rec.Movement.Declaration.Regime, kind)
	}
	if all := fault.All(why); len(all) > 0 {
		answer.Hint = all[0].Hint
	}
	return answer, nil
}

// Do applies an act of the administration's own automation, or of an officer who is not named. Accept without a number draws
// the next one of the office's range in the same transaction. A refusal is returned and leaves nothing.
func (n *Administration) Do(ctx context.Context, key string, msg transit.Message) error {
	return n.DoAs(ctx, Actor{}, -1, key, msg)
}

// DoAs is [Administration.Do] by a named officer who has seen the movement with a number of facts (see
// [Administration.Record]; -1: whatever it has). Where somebody decided meanwhile, the error is Conflict and says who, what
// and when; the store's version check decides who was first.
func (n *Administration) DoAs(ctx context.Context, by Actor, seen int64, key string, msg transit.Message) error {
	if msg == nil || !isTIR(key) && !among(officers, msg.Kind()) {
		return fault.New(fault.BadField, "this is no act of an officer").At("/kind").Want("one of %v", officers)
	}
	return retry(ctx, func() error {
		rec, version, err := n.load(ctx, key)
		if err != nil {
			return err
		}
		if isTIR(key) {
			if err := n.fitsTIR(rec, key, msg); err != nil {
				return err
			}
		} else if asks, err := asksAbout(msg, key); err != nil {
			return err
		} else if !asks && (version == 0 || rec.Movement.State == "") {
			return fault.New(fault.NotFound, "%s has no movement %q", n.party, key)
		}
		if seen >= 0 && rec.Ledger.Facts != seen {
			if err := n.overtaken(ctx, key, seen); err != nil {
				return err
			}
		}
		return n.decide(ctx, rec, version, key, msg, by)
	})
}

// asksAbout is true of a message about a movement that need not be known here; it must be about the key.
func asksAbout(msg transit.Message, key string) (bool, error) {
	about := ""
	switch v := msg.(type) {
	case transit.AskRecord:
		about = v.Key
	case transit.AskMovement:
		if about = v.Key; about == "" {
			return false, nil
		}
	default:
		return false, nil
	}
	if about != key {
		return true, fault.New(fault.BadField, "the record asked for is %q", about).At("/key").Want("%s", key)
	}
	return true, nil
}

// decide applies an act to a record as it was loaded, and commits it.
func (n *Administration) decide(ctx context.Context, rec held, version int64, key string, msg transit.Message, by Actor) error {
	if isTIR(key) {
		return n.decideTIR(ctx, rec, version, key, msg, by)
	}
	tx := store.Tx{}
	complete := func(tx *store.Tx, msg transit.Message) error {
		rec, was := rec, movementDue(&rec.Movement)
		if err := n.apply(tx, &rec, key, msg, by); err != nil {
			return err
		}
		schedule(tx, movementPrefix+key, was, movementDue(&rec.Movement))
		return put(tx, movementPrefix+key, version, rec)
	}
	if a, ok := msg.(transit.Accept); ok && a.Number == "" {
		numbered(&tx, rec.Movement, n.now(), func(tx *store.Tx, a transit.Accept) error { return complete(tx, a) })
	} else if err := complete(&tx, msg); err != nil {
		return err
	}
	if err := n.commit(ctx, key, tx); err != nil {
		return err
	}
	if msg.Kind() == transit.KindAccept {
		n.coverAccepted(ctx, key)
	}
	return nil
}

// commit does a transaction about a movement and remembers that it changed.
func (n *Administration) commit(ctx context.Context, key string, tx store.Tx) error {
	err := n.Store.Commit(ctx, tx)
	if err == nil {
		n.changed.add(key)
	}
	return err
}

func (n *Administration) load(ctx context.Context, key string) (rec held, version int64, err error) {
	version, err = load(ctx, n.Store, movementPrefix+key, &rec)
	if err == nil && rec.Covered != nil {
		rec.parts, err = n.parts(ctx, rec.Covered)
	}
	return rec, version, err
}

// Movement is the administration's record of a movement.
func (n *Administration) Movement(ctx context.Context, key string) (transit.Movement, error) {
	rec, version, err := n.load(ctx, key)
	if err == nil && (version == 0 || rec.Movement.State == "") {
		err = fault.New(fault.NotFound, "%s has no movement %q", n.party, key)
	}
	return rec.Movement, err
}

// Movements lists the administration's records after a key, in order of key, at most limit (0: as many as a read gives).
func (n *Administration) Movements(ctx context.Context, after string, limit int) ([]transit.Movement, error) {
	if after != "" {
		after = movementPrefix + after
	}
	recs, err := n.Store.List(ctx, movementPrefix, after, limit)
	var out []transit.Movement
	for _, r := range recs {
		var rec held
		if err := json.Unmarshal(r.Value, &rec); err != nil {
			return nil, fault.New(fault.BadFile, "record %q is not understood", r.Key).Because(err)
		}
		if rec.Movement.State != "" {
			out = append(out, rec.Movement)
		}
	}
	return out, err
}

// History is every fact the administration keeps of a movement, refusals included.
func (n *Administration) History(ctx context.Context, key string) ([]Entry, error) {
	return n.entries(ctx, key)
}
