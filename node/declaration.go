package node

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/store"
)

// Lodgement is a declaration that is made without a consignment's dossier: from a message of an authority's own format.
type Lodgement struct {
	Declarant   string              // whose reference it is: the same reference of two declarants is two movements. It is not sent
	Name        string              // of the message, unique: asked again with it, nothing is lodged twice
	Declaration transit.Declaration // Consignment is the declarant's reference (LRN); the version is made 1
	Cover       *Cover              // its References are put into the declaration; nil: it stays as it is
}

// spoken is a message of the trader that waits for its answer.
type spoken struct {
	Name string       `json:"name,omitempty"` // "" for none
	To   string       `json:"to"`
	Kind transit.Kind `json:"kind"`
}

// declarationPrefix begins the keys of movements that a message lodged.
const declarationPrefix = "lrn-"

// DeclarationKey begins the key of the movements of a declarant's reference. It tells nothing of who that is.
func DeclarationKey(declarant, reference string) string {
	b, _ := json.Marshal([]string{"kairo/declaration/1", declarant, reference}) // strings always encode
	sum := sha256.Sum256(b)
	return declarationPrefix + hex.EncodeToString(sum[:12])
}

// DeclarationOf is the newest movement of a declarant's reference. Error NotFound where there is none.
func (n *Trader) DeclarationOf(ctx context.Context, declarant, reference string) (found Filing, err error) {
	err = orNotFound(nil, "nothing was lodged as "+reference)
	for i := 1; i <= AttemptsMax; i++ {
		f, _, next := n.filing(ctx, attemptKey(DeclarationKey(declarant, reference), i))
		if next != nil {
			if fault.CodeOf(next) != fault.NotFound {
				err = next
			}
			return found, err
		}
		found, err = f, nil
	}
	return found, err
}

func attemptKey(key string, attempt int) string {
	if attempt == 1 {
		return key
	}
	return fmt.Sprintf("%s-%d", key, attempt)
}

// LodgeDeclaration lodges a declaration with the administration of its office of departure. The key is the trader's own and
// unique for declarant and reference; a reference is used again only once the movement came to nothing. Errors: BadField of the
// declaration, WrongState where the reference is in use.
func (n *Trader) LodgeDeclaration(ctx context.Context, l Lodgement) (key string, err error) {
	if l.Name == "" {
		return "", fault.New(fault.BadField, "the message has no name").At("/name")
	}
	codes := Cover{}
	if l.Cover != nil {
		codes = *l.Cover
	}
	cover := codes.kept(nil)
	d := cover.onto(l.Declaration)
	d.Version = 1
	if err := d.Check(); err != nil {
		return "", err
	}
	err = retry(ctx, func() error {
		var done bool
		if key, done, err = n.declarationKey(ctx, l); err != nil || done {
			return err
		}
		f := Filing{Key: key, Administration: d.Departure.Country, Reference: d.Consignment, Version: d.Version, Hash: d.Hash, SentAt: n.now(),
			State: transit.None, UpdatedAt: n.now(), Cover: cover, Declared: &d, Name: l.Name}
		f.Spoken = []spoken{{l.Name, f.Administration, transit.KindLodge}}
		sealed, err := codes.seal(key, f.Administration)
		if err != nil {
			return err
		}
		return n.Store.Commit(ctx, store.Tx{Draw: []string{orderRange}, Fill: func(drawn []int64, tx *store.Tx) error {
			f.Order = drawn[0]
			return n.lodge(tx, f, d, sealed)
		}})
	})
	return key, err
}

// declarationKey is the key to lodge under; done is true where the message was lodged before.
func (n *Trader) declarationKey(ctx context.Context, l Lodgement) (key string, done bool, err error) {
	reference := l.Declaration.Consignment
	for i := 1; i <= AttemptsMax; i++ {
		key = attemptKey(DeclarationKey(l.Declarant, reference), i)
		var f Filing
		at, err := load(ctx, n.Store, filingPrefix+key, &f)
		switch {
		case err != nil || at == 0:
			return key, false, err
		case f.Name == l.Name:
			return key, true, nil
		case !CameToNothing(f.State):
			return "", false, fault.New(fault.WrongState, "%s is in use; the movement is %s", reference, f.State).At("/declaration/consignment").
				Want("a reference that was not used").Mend("amend the movement, or lodge under another reference")
		}
	}
	return "", false, fault.New(fault.Limit, "%s came to nothing %d times", reference, AttemptsMax)
}

// AmendDeclaration offers a declaration in the place of one that was lodged by [Trader.LodgeDeclaration]. Reference, number
// format and version are those of the movement. Without a cover the guarantees named before stay. name is that of the message:
// asked again with it, nothing is offered twice. version is that of the offer.
func (n *Trader) AmendDeclaration(ctx context.Context, key, name string, d transit.Declaration, c *Cover) (version int, err error) {
	if name == "" {
		return 0, fault.New(fault.BadField, "the message has no name").At("/name")
	}
	err = retry(ctx, func() error {
		f, at, err := n.filing(ctx, key)
		if err != nil {
			return err
		}
		if f.Declared == nil {
			return fault.New(fault.WrongState, "the movement was lodged from a consignment").At("%s", key).Mend("amend the consignment")
		}
		if said, err := n.said(ctx, &f, name); err != nil || said != nil {
			if said != nil {
				version = said.Version
			}
			return err
		}
		cover, codes := f.Told(), Cover{}
		if c != nil {
			cover, codes = c.kept(f.Told()), *c
		}
		d := cover.onto(d)
		d.Consignment, d.Stretch, d.NumberFormat, d.Version = f.Reference, f.Declared.Stretch, f.Declared.NumberFormat, max(f.Version, f.LastOffered)+1
		version = d.Version
		if err := d.Check(); err != nil {
			return err
		}
		sealed, err := codes.seal(key, f.Administration)
		if err != nil {
			return err
		}
		var tx store.Tx
		if err := n.offer(&tx, f, at, f.Stretch, d, cover, name); err != nil {
			return err
		}
		if err := beside(&tx, sealed); err != nil {
			return err
		}
		return n.Store.Commit(ctx, tx)
	})
	return version, err
}

// ofHolder and ofConsignee are the messages that [Trader.Speak] sends.
var (
	ofHolder    = []transit.Kind{transit.KindPresent, transit.KindRequestInvalidation, transit.KindHolderAnswer}
	ofConsignee = []transit.Kind{transit.KindArrivalNotification, transit.KindUnloadingRemarks}
)

// Speak sends a message about a movement under a name, once: as holder to the administration of departure, as trader at
// destination to the administration to. What answers it names it (see [Entry]).
func (n *Trader) Speak(ctx context.Context, key, to, name string, msg transit.Message) error {
	switch {
	case msg == nil || !among(ofHolder, msg.Kind()) && !among(ofConsignee, msg.Kind()):
		return fault.New(fault.BadField, "this is no message of a trader").At("/kind").Want("one of %v", append(slices.Clone(ofHolder), ofConsignee...))
	case name == "":
		return fault.New(fault.BadField, "the message has no name").At("/name")
	}
	return n.tell(ctx, key, to, name, msg)
}

// tell sends a message of the holder or of the trader at destination, under a name once, without a name each time.
func (n *Trader) tell(ctx context.Context, key, to, name string, msg transit.Message) error {
	if !isCountry(to) {
		return fault.New(fault.BadField, "%q is no country", to).At("/country").Want("two capitals, such as RO")
	}
	if v, ok := msg.(transit.ArrivalNotification); ok {
		v.Trader = n.party
		msg = v
	}
	return retry(ctx, func() error {
		f, at, err := n.filing(ctx, key)
		if err != nil {
			return err
		}
		if said, err := n.said(ctx, &f, name); err != nil || said != nil {
			return err
		}
		if err := f.tells(to, msg.Kind()); err != nil {
			return err
		}
		tx := store.Tx{}
		sent := transit.Fact{Message: msg.Kind(), From: f.State, To: f.State, At: n.now(), RecordedAt: n.now(), Number: f.Number, Note: "sent"}
		if err := f.Ledger.record(&tx, key, Entry{Movement: key, Administration: to, Fact: sent, Sent: name}); err != nil {
			return err
		}
		f.speak(name, to, msg.Kind())
		if err := f.Ledger.send(&tx, n.party, key, to, msg); err != nil {
			return err
		}
		if err := put(&tx, filingPrefix+key, at, f); err != nil {
			return err
		}
		return n.Store.Commit(ctx, tx)
	})
}

// tells notes whom a message is for: the trader at destination speaks with the office there, the holder with that of departure.
func (f *Filing) tells(to string, kind transit.Kind) error {
	switch {
	case f.TIR != nil:
		return fault.New(fault.WrongState, "under a TIR carnet no trader sends %s", kind).At("%s", f.Key)
	case among(ofConsignee, kind):
		f.announced(to)
	case to != f.Administration:
		return fault.New(fault.BadField, "the holder of the procedure speaks with %s", f.Administration).At("/to")
	}
	return nil
}

// said is the fact of a message that was sent before under a name, nil for none. Error Busy where too many wait for their answer.
func (n *Trader) said(ctx context.Context, f *Filing, name string) (*Entry, error) {
	if name != "" {
		all, err := n.entries(ctx, f.Key)
		if err != nil {
			return nil, err
		}
		if i := slices.IndexFunc(all, func(e Entry) bool { return e.Sent == name }); i >= 0 {
			return &all[i], nil
		}
	}
	if len(f.Spoken) >= OffersMax {
		return nil, fault.New(fault.Busy, "%d messages about %s wait for their answer", len(f.Spoken), f.Key).At("%s", f.Key).Mend("settle, then try again")
	}
	return nil, nil
}

// speak remembers a message that waits for its answer; one without a name too, so that its answer is not taken for another's.
func (f *Filing) speak(name, to string, kind transit.Kind) {
	f.Spoken = append(slices.Clone(f.Spoken), spoken{name, to, kind})
}

// answers takes the oldest message of a kind to a party off, and gives its name: a stream is in order, and each is answered once.
func (f *Filing) answers(from string, kind transit.Kind) string {
	i := slices.IndexFunc(f.Spoken, func(s spoken) bool { return s.To == from && s.Kind == kind })
	if i < 0 {
		return ""
	}
	name := f.Spoken[i].Name
	f.Spoken = slices.Delete(slices.Clone(f.Spoken), i, i+1)
	return name
}

// EntriesAfter are the facts of a movement after so many, oldest first.
func (n *Trader) EntriesAfter(ctx context.Context, key string, after int64) ([]Entry, error) {
	return n.entriesAfter(ctx, key, after)
}

// Changes lists the filings changed by what arrived after a point of this process's life; see [Administration.Changes].
func (n *Trader) Changes(since int64) (keys []string, now int64, ok bool) {
	return n.changed.since(since)
}
