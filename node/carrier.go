package node

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/customs/carriage"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/exchange"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/store"
)

// Carrier is the node of one railway, or of the line of a ferry: it keeps its record of each carriage it takes part in, and
// applies the acts of its people and the entries of the other carriers to it.
type Carrier struct{ base }

// NewCarrier makes the node of a carrier over its store.
func NewCarrier(c Config) *Carrier { return &Carrier{newBase(c)} }

// railPrefix begins the key of a contract of carriage, and so its stream in every node.
const railPrefix = "rail:"

// RailKey is the key of the contract of carriage of a note: "rail:R1-C1".
func RailKey(note string) string { return railPrefix + note }

func isRail(key string) bool { return strings.HasPrefix(key, railPrefix) }

// carried is a carrier's record of a carriage, and what was exchanged about it.
type carried struct {
	Carriage carriage.Carriage `json:"carriage"`
	Ledger   ledger            `json:"ledger"`
}

// CarriedEntry is one fact of a carriage as a node keeps it. Refused says why a message was not applied.
type CarriedEntry struct {
	Key      string `json:"key"`
	RecordBy string `json:"recordBy"` // whose record says so
	carriage.Fact
	Refused string `json:"refused,omitempty"`
	Person  *Actor `json:"person,omitempty"` // who acted for the carrier; nil: automation, or another party's message
}

// The messages by who may give them. An application may be passed on by a carrier that is not in charge.
var (
	ofCarrier = []carriage.Kind{carriage.KindAccept, carriage.KindRefuseAcceptance, carriage.KindDepart, carriage.KindPresent, carriage.KindTakeOver,
		carriage.KindRefuseTakeOver, carriage.KindReconsign, carriage.KindTransship, carriage.KindReport, carriage.KindReplaceSeals,
		carriage.KindEndorse, carriage.KindObstacle, carriage.KindClearObstacle, carriage.KindReroute, carriage.KindArrive,
		carriage.KindNotify, carriage.KindDeliver, carriage.KindRefuse, carriage.KindDispose, carriage.KindAnswerClaim}
	applications = []carriage.Kind{carriage.KindAmend, carriage.KindInstruct, carriage.KindClaim}
)

// Receive processes one envelope and gives the acknowledgement to send back (nil for an acknowledgement).
func (n *Carrier) Receive(ctx context.Context, e exchange.Envelope) (*exchange.Envelope, error) {
	return n.receive(ctx, e, n.take)
}

// Poll takes and processes what has arrived.
func (n *Carrier) Poll(ctx context.Context) (int, error) { return n.poll(ctx, n.take) }

// take decodes a message and applies it in one transaction with its inbox id; one that does not fit is refused, and that is
// kept and told.
func (n *Carrier) take(ctx context.Context, e exchange.Envelope) error {
	if !isRail(e.Stream) {
		return fault.New(fault.BadField, "%q is no stream of a carriage", e.Stream).At("/stream").Want("%s", RailKey("R1-C1"))
	}
	msg, refusal, undecoded := decodeRail(e.Body)
	return retry(ctx, func() error {
		rec, version, err := n.load(ctx, e.Stream)
		if err != nil {
			return err
		}
		if done, err := rec.Ledger.inOrder(e); done || err != nil {
			return err
		}
		tx := store.Tx{}
		rec.Ledger.took(&tx, e)
		if refusal != nil {
			err = n.keep(&tx, &rec, e.Stream, carriage.Kind(refusal.Of), refusal.From, refusal.Text)
		} else if refused := n.attempt(&tx, &rec, e, msg, undecoded); refused != nil {
			err = n.refuse(&tx, &rec, e, msg, refused)
		}
		if err != nil {
			return err
		}
		if err := put(&tx, carriagePrefix+e.Stream, version, rec); err != nil {
			return err
		}
		return n.Store.Commit(ctx, tx)
	})
}

const carriagePrefix = "carriage/"

// decodeRail reads a message of a carriage, or the refusal of one.
func decodeRail(body []byte) (carriage.Message, *transit.Refusal, error) {
	msg, err := carriage.Decode(body)
	if err == nil {
		return msg, nil, nil
	}
	if r, other := transit.Decode(body); other == nil && r.Kind() == transit.KindRefusal {
		refusal, _ := r.(transit.Refusal)
		return nil, &refusal, nil
	}
	return nil, nil, err
}

// attempt applies a message; on an error the transaction holds nothing but its inbox id.
func (n *Carrier) attempt(tx *store.Tx, rec *carried, e exchange.Envelope, msg carriage.Message, undecoded error) error {
	refused := undecoded
	if refused == nil {
		refused = n.admit(rec, e, msg)
	}
	if refused != nil {
		return refused
	}
	before := *rec
	if refused = n.apply(tx, rec, e.Stream, msg, Actor{}); refused != nil {
		*rec, *tx = before, store.Tx{Inbox: tx.Inbox}
	}
	return refused
}

// admit holds a message against who sent it. Customers give the note, and applications in their own name; carriers give the
// entries of their own acts, those of others to a carrier that joined late, and applications that they pass on.
func (n *Carrier) admit(rec *carried, e exchange.Envelope, msg carriage.Message) error {
	c := &rec.Carriage
	from := func(party string) error {
		if party != e.From {
			return fault.New(fault.Signature, "the message is %q's to send, %q signed it", party, e.From)
		}
		return nil
	}
	switch v := msg.(type) {
	case carriage.DrawUp:
		if RailKey(v.Note.Key) != e.Stream {
			return fault.New(fault.BadField, "the note is %q, its stream is %q", v.Note.Key, e.Stream).At("/note/key")
		}
		return from(v.Note.Consignor.ID)
	case carriage.Entry:
		if RailKey(v.Key) != e.Stream {
			return fault.New(fault.BadField, "the entry is of %q, its stream is %q", v.Key, e.Stream).At("/key")
		}
		if c.State == "" || slices.Contains(c.Parties, e.From) {
			return nil
		}
		return from(v.By)
	case carriage.Withdraw:
		return from(c.Note.Consignor.ID)
	}
	if !slices.Contains(applications, msg.Kind()) {
		return fault.New(fault.BadField, "%s may not send %s", e.From, msg.Kind()).At("/kind")
	}
	if slices.Contains(c.Parties, e.From) {
		return nil
	}
	return from(customer(&c.Note, msg))
}

// customer is who makes an application.
func customer(note *carriage.Note, msg carriage.Message) string {
	by := carriage.ByConsignor
	switch v := msg.(type) {
	case carriage.Amend:
		by = v.By
	case carriage.LodgeClaim:
		by = v.By
	}
	if by == carriage.ByConsignee {
		return note.Consignee.ID
	}
	return note.Consignor.ID
}

// apply runs the machine and puts facts and messages into the transaction.
func (n *Carrier) apply(tx *store.Tx, rec *carried, key string, msg carriage.Message, by Actor) error {
	if rec.Carriage.Carrier == "" {
		rec.Carriage.Carrier = n.party
	}
	c, facts, sends, err := carriage.Apply(rec.Carriage, msg, n.now())
	if err != nil {
		return err
	}
	rec.Carriage = c
	for _, f := range facts {
		if err := rec.Ledger.write(tx, key, f.RecordedAt, CarriedEntry{Key: key, RecordBy: n.party, Fact: f, Person: by.orNil()}); err != nil {
			return err
		}
	}
	for _, s := range sends {
		body, err := carriage.Encode(s.Message)
		if err != nil {
			return err
		}
		rec.Ledger.sendBody(tx, n.party, key, s.To, "", body)
	}
	return nil
}

// keep keeps as a fact that a message was not applied.
func (n *Carrier) keep(tx *store.Tx, rec *carried, key string, of carriage.Kind, from, why string) error {
	c := &rec.Carriage
	f := carriage.Fact{Message: of, From: c.State, To: c.State, By: from, At: n.now(), RecordedAt: n.now(), Number: c.Note.Number}
	return rec.Ledger.write(tx, key, f.RecordedAt, CarriedEntry{Key: key, RecordBy: n.party, Fact: f, Refused: why})
}

// refuse keeps why a message was not applied, and tells its sender.
func (n *Carrier) refuse(tx *store.Tx, rec *carried, e exchange.Envelope, msg carriage.Message, why error) error {
	kind := carriage.Kind("undecodable")
	if msg != nil {
		kind = msg.Kind()
	}
	if err := n.keep(tx, rec, e.Stream, kind, e.From, why.Error()); err != nil {
		return err
	}
	answer := transit.Refusal{Key: e.Stream, From: n.party, Of: transit.Kind(kind), Code: fault.CodeOf(why), Text: why.Error()}
	if all := fault.All(why); len(all) > 0 {
		answer.Hint = all[0].Hint
	}
	return rec.Ledger.send(tx, n.party, e.Stream, e.From, answer)
}

// Do applies an act of the carrier's own people, nobody named. Accept without a number draws the next one.
func (n *Carrier) Do(ctx context.Context, key string, msg carriage.Message) error {
	return n.DoAs(ctx, Actor{}, -1, key, msg)
}

// DoAs is [Carrier.Do] by a named person who has seen the carriage with a number of facts (see [Carrier.Carried]; -1: whatever
// it has). Where somebody acted meanwhile, the error is Conflict and says who, what and when.
func (n *Carrier) DoAs(ctx context.Context, by Actor, seen int64, key string, msg carriage.Message) error {
	if msg == nil || !slices.Contains(ofCarrier, msg.Kind()) {
		return fault.New(fault.BadField, "this is no act of a carrier").At("/kind").Want("one of %v", ofCarrier)
	}
	return n.act(ctx, by, seen, key, msg)
}

func (n *Carrier) act(ctx context.Context, by Actor, seen int64, key string, msg carriage.Message) error {
	return retry(ctx, func() error {
		rec, version, err := n.load(ctx, key)
		if err != nil {
			return err
		}
		if version == 0 || rec.Carriage.State == "" {
			return fault.New(fault.NotFound, "%s carries nothing under %q", n.party, key)
		}
		if seen >= 0 && rec.Ledger.Facts != seen {
			return n.overtaken(ctx, key, seen)
		}
		tx := store.Tx{}
		complete := func(tx *store.Tx, msg carriage.Message) error {
			rec := rec
			if err := n.apply(tx, &rec, key, msg, by); err != nil {
				return err
			}
			return put(tx, carriagePrefix+key, version, rec)
		}
		if a, accepts := msg.(carriage.Accept); accepts && a.Number == "" {
			tx.Draw = []string{fmt.Sprintf("consignment/%d", n.now().Year())}
			tx.Fill = func(drawn []int64, tx *store.Tx) error {
				return complete(tx, carriage.Accept{Number: fmt.Sprintf("DEMO%08d", drawn[0])})
			}
		} else if err := complete(&tx, msg); err != nil {
			return err
		}
		return n.Store.Commit(ctx, tx)
	})
}

// overtaken is the error of an act that somebody else came before.
func (n *Carrier) overtaken(ctx context.Context, key string, seen int64) error {
	e := fault.New(fault.Conflict, "the carriage changed after you opened it").At("%s", key).Mend("open it again and decide anew")
	facts, err := n.Store.Facts(ctx, key, seen, 1)
	if err != nil || len(facts) == 0 {
		return cmp.Or(err, error(e))
	}
	var entry CarriedEntry
	if err := json.Unmarshal(facts[0].Body, &entry); err != nil {
		return e
	}
	who := entry.By
	if entry.Person != nil {
		who = entry.Person.Name
	}
	e.Message = fmt.Sprintf("%s was first: %s, %s → %s, on %s", who, entry.Message, entry.From, entry.To, entry.RecordedAt.UTC().Format(time.DateTime+" UTC"))
	return e.Because(&Overtaken{By: entry.Person, Act: transit.Kind(entry.Message), From: transit.State(entry.From), To: transit.State(entry.To), At: entry.RecordedAt})
}

// Tick gives every carriage that this carrier is in charge of the message of the clock for each timer that is due. It reads every
// record. One whose timer cannot be given does not keep the others from theirs: err is the first of such errors.
func (n *Carrier) Tick(ctx context.Context) (elapsed int, err error) {
	failures := 0
	for after := carriagePrefix; ; {
		recs, listErr := n.Store.List(ctx, carriagePrefix, after, TickPage)
		if listErr != nil || len(recs) == 0 {
			return elapsed, cmp.Or(err, listErr)
		}
		for i := range recs {
			after = recs[i].Key
			given, failed := n.strike(ctx, &recs[i])
			if elapsed += given; failed == nil {
				continue
			}
			err = cmp.Or(err, failed)
			if failures++; failures > TickFailuresMax || ctx.Err() != nil {
				return elapsed, err
			}
		}
	}
}

// strike gives one carriage the messages of its timers that are due.
func (n *Carrier) strike(ctx context.Context, r *store.Record) (elapsed int, err error) {
	var rec carried
	if err := json.Unmarshal(r.Value, &rec); err != nil {
		return 0, fault.New(fault.BadFile, "record %q is not understood", r.Key).Because(err)
	}
	for _, timer := range rec.Carriage.Due(n.now()) {
		err := n.act(ctx, Actor{}, -1, strings.TrimPrefix(r.Key, carriagePrefix), carriage.Elapsed{Timer: timer})
		if err != nil && fault.CodeOf(err) != fault.WrongState { // which is: no longer running, or no longer in charge
			return elapsed, err
		}
		if err == nil {
			elapsed++
		}
	}
	return elapsed, nil
}

func (n *Carrier) load(ctx context.Context, key string) (rec carried, version int64, err error) {
	version, err = load(ctx, n.Store, carriagePrefix+key, &rec)
	return rec, version, err
}

// Carried is a carrier's record of a carriage with the number of facts it has: what an act is based on.
type Carried struct {
	Carriage carriage.Carriage
	Facts    int64
}

// Acts lists the acts of the carrier that the machine allows as the record stands.
func (c Carried) Acts() []carriage.Kind {
	return slices.DeleteFunc(carriage.Possible(c.Carriage), func(k carriage.Kind) bool { return !slices.Contains(ofCarrier, k) })
}

// Carried is the carrier's record of a carriage.
func (n *Carrier) Carried(ctx context.Context, key string) (Carried, error) {
	rec, version, err := n.load(ctx, key)
	if err == nil && (version == 0 || rec.Carriage.State == "") {
		err = fault.New(fault.NotFound, "%s carries nothing under %q", n.party, key)
	}
	return Carried{rec.Carriage, rec.Ledger.Facts}, err
}

// Carriages lists the carrier's records after a key, in order of key, at most limit (0: as many as a read gives). Next is the key
// to go on after, "" at the end.
func (n *Carrier) Carriages(ctx context.Context, after string, limit int) (out []Carried, next string, err error) {
	recs, err := n.Store.List(ctx, carriagePrefix, carriagePrefix+after, limit)
	for _, r := range recs {
		var rec carried
		if err := json.Unmarshal(r.Value, &rec); err != nil {
			return nil, "", fault.New(fault.BadFile, "record %q is not understood", r.Key).Because(err)
		}
		if rec.Carriage.State != "" {
			out = append(out, Carried{rec.Carriage, rec.Ledger.Facts})
		}
		next = strings.TrimPrefix(r.Key, carriagePrefix)
	}
	return out, next, err
}

// History is every fact the carrier keeps of a carriage, refusals included.
func (n *Carrier) History(ctx context.Context, key string) ([]CarriedEntry, error) {
	return n.carriedEntries(ctx, key)
}

// carriedEntries reads the facts of a carriage.
func (n *base) carriedEntries(ctx context.Context, key string) ([]CarriedEntry, error) {
	return factsOf[CarriedEntry](ctx, n.Store, key, 0)
}
