package node

import (
	"context"
	"encoding/json"
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/customs/tir"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/exchange"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/store"
)

// Trader is the node of a trader: the versioned dossier of each consignment, and what was lodged from it.
type Trader struct {
	base
	changed changeLog
}

// NewTrader makes the node of a trader over its store.
func NewTrader(c Config) *Trader { return &Trader{base: newBase(c)} }

// Version is one version of a consignment.
type Version struct {
	Reference   string                  `json:"reference"`
	Version     int                     `json:"version"`
	Hash        string                  `json:"hash"` // of the consignment, see its package: SHA-256 of its canonical JSON (RFC 8785)
	DeclaredAt  time.Time               `json:"declaredAt"`
	Consignment consignment.Consignment `json:"consignment"`
}

// Filing is one movement as the trader knows it: what was lodged, and what the administration has said since.
type Filing struct {
	Key            string         `json:"key"`
	Order          int64          `json:"order"` // in which filings were lodged, from 1
	Administration string         `json:"administration"`
	Reference      string         `json:"reference"`
	Version        int            `json:"version"`               // of the consignment, that the administration has as declared
	Hash           string         `json:"hash"`                  // of that version
	Stretch        filing.Stretch `json:"stretch"`               // as it was declared
	Offered        []Offer        `json:"offered,omitempty"`     // amendments sent and not answered yet, in order
	LastOffered    int            `json:"lastOffered,omitempty"` // the newest version sent, whatever the answer
	SentAt         time.Time      `json:"sentAt"`
	State          transit.State  `json:"state"` // none until the administration answers
	Number         string         `json:"number,omitempty"`
	UpdatedAt      time.Time      `json:"updatedAt"`
	Refused        string         `json:"refused,omitempty"` // why the last message was not taken
	Cover          *Covered       `json:"cover,omitempty"`   // the guarantees named, as declared
	TIR            *TIROperation  `json:"tir,omitempty"`     // of a TIR operation, as announced
	There          *Destination   `json:"there,omitempty"`   // what was announced and said at destination
	Spoken         []spoken       `json:"spoken,omitempty"`  // messages of the holder and the trader at destination that wait for their answer, in order

	// Of a declaration without a consignment's dossier, see [Trader.LodgeDeclaration].
	Declared *transit.Declaration `json:"declared,omitempty"` // as the administration has it
	Name     string               `json:"name,omitempty"`     // of the message that lodged it

	Ledger ledger `json:"ledger"`
}

const (
	dossierPrefix = "consignment/"
	filingPrefix  = "filing/"
	latestKey     = "latest-consignment"
	orderRange    = "filings"
)

type dossier struct {
	Version int    `json:"version"`
	Hash    string `json:"hash"`
}

func versionKey(reference string, version int) string {
	return fmt.Sprintf("version/%s/%06d", reference, version)
}

// Receive processes one envelope and gives the acknowledgement to send back (nil for an acknowledgement).
func (n *Trader) Receive(ctx context.Context, e exchange.Envelope) (*exchange.Envelope, error) {
	return n.receive(ctx, e, n.take)
}

// Poll takes and processes what has arrived.
func (n *Trader) Poll(ctx context.Context) (int, error) { return n.poll(ctx, n.take) }

// Declare keeps a consignment as the next version of its dossier; the same data again are the same version.
func (n *Trader) Declare(ctx context.Context, c consignment.Consignment) (version int, hash string, err error) {
	if c.Reference == "" || len(c.Reference) > ReferenceBytesMax || strings.ContainsAny(c.Reference, "\n\r\x00") {
		return 0, "", fault.New(fault.BadField, "%q is no reference", c.Reference).At("/reference").Want("one line of 1 to %d bytes", ReferenceBytesMax)
	}
	if err := unreserved(c.Reference); err != nil {
		return 0, "", err
	}
	if n := len(c.Encode()); n > consignment.BytesMax {
		return 0, "", fault.New(fault.Limit, "a consignment of %d bytes", n).Want("at most %d", consignment.BytesMax)
	}
	hash = c.Hash()
	err = retry(ctx, func() error {
		version, err = n.declare(ctx, c, hash)
		return err
	})
	return version, hash, err
}

// reserved begin the keys and streams that are not named after a consignment.
var reserved = []string{tirPrefix, railPrefix, guaranteePrefix, allotmentPrefix, declarationPrefix}

// unreserved holds a reference against what begins other keys: its movement would be taken for what it is not.
func unreserved(reference string) error {
	for _, prefix := range reserved {
		if strings.HasPrefix(reference, prefix) {
			return fault.New(fault.BadField, "a reference cannot begin with %s", prefix).At("/reference").Want("a reference that begins with none of %s", strings.Join(reserved, " "))
		}
	}
	return nil
}

func (n *Trader) declare(ctx context.Context, c consignment.Consignment, hash string) (int, error) {
	var head dossier
	at, err := load(ctx, n.Store, dossierPrefix+c.Reference, &head)
	if err != nil {
		return 0, err
	}
	var latest string
	latestAt, err := load(ctx, n.Store, latestKey, &latest)
	if err != nil {
		return 0, err
	}
	tx := store.Tx{}
	if head.Hash != hash {
		head = dossier{head.Version + 1, hash}
		if err := put(&tx, dossierPrefix+c.Reference, at, head); err != nil {
			return 0, err
		}
		if err := put(&tx, versionKey(c.Reference, head.Version), 0, Version{c.Reference, head.Version, hash, n.now(), c}); err != nil {
			return 0, err
		}
	}
	if latest != c.Reference {
		if err := put(&tx, latestKey, latestAt, c.Reference); err != nil {
			return 0, err
		}
	}
	return head.Version, n.Store.Commit(ctx, tx)
}

// Dossier reads a version of a consignment; version 0 is the newest, an empty reference the one declared last.
func (n *Trader) Dossier(ctx context.Context, reference string, version int) (Version, error) {
	var v Version
	if reference == "" {
		if at, err := load(ctx, n.Store, latestKey, &reference); err != nil || at == 0 {
			return v, orNotFound(err, "no consignment is declared")
		}
	}
	if version == 0 {
		var head dossier
		if at, err := load(ctx, n.Store, dossierPrefix+reference, &head); err != nil || at == 0 {
			return v, orNotFound(err, "no consignment has the reference "+reference)
		}
		version = head.Version
	}
	at, err := load(ctx, n.Store, versionKey(reference, version), &v)
	if err != nil || at == 0 {
		return v, orNotFound(err, fmt.Sprintf("consignment %s has no version %d", reference, version))
	}
	return v, nil
}

func orNotFound(err error, text string) error {
	if err != nil {
		return err
	}
	return fault.New(fault.NotFound, "%s", text)
}

// Lodge lodges one stretch of a consignment with the administration that registers it: the declaration is kept with its
// version's hash and put into the outbox in one transaction. An empty reference is the consignment declared last.
func (n *Trader) Lodge(ctx context.Context, reference string, s filing.Stretch) (key string, err error) {
	return n.lodgeCovered(ctx, reference, s, nil)
}

func (n *Trader) lodgeCovered(ctx context.Context, reference string, s filing.Stretch, c *Cover) (key string, err error) {
	v, err := n.Dossier(ctx, reference, 0)
	if err != nil {
		return "", err
	}
	var cover *Covered
	if c != nil {
		cover = c.kept(nil)
	} else {
		c = &Cover{}
	}
	if s.Regime == string(transit.TIR) {
		return "", fault.New(fault.BadField, "a TIR stretch is one operation of a transport").At("/regime").Mend("announce it with the whole plan: LodgeTIR")
	}
	d := cover.onto(Project(v, s))
	if err := d.Check(); err != nil {
		return "", err
	}
	if !isCountry(s.Administration) {
		return "", fault.New(fault.BadField, "%q is no country", s.Administration).At("/administration")
	}
	err = retry(ctx, func() error {
		key, err = n.freeKey(ctx, v.Reference, s.ID)
		if err != nil {
			return err
		}
		f := Filing{Key: key, Administration: s.Administration, Reference: v.Reference, Version: v.Version, Hash: v.Hash,
			Stretch: s, SentAt: n.now(), State: transit.None, UpdatedAt: n.now(), Cover: cover}
		codes, err := c.seal(key, s.Administration)
		if err != nil {
			return err
		}
		return n.Store.Commit(ctx, store.Tx{Draw: []string{orderRange}, Fill: func(drawn []int64, tx *store.Tx) error {
			f.Order = drawn[0]
			return n.lodge(tx, f, d, codes)
		}})
	})
	return key, err
}

func (n *Trader) lodge(tx *store.Tx, f Filing, d transit.Declaration, codes []sealedCode) error {
	msg := transit.Lodge{Key: f.Key, Administration: f.Administration, Trader: n.party, Declaration: d}
	sent := transit.Fact{Message: transit.KindLodge, From: transit.None, To: transit.None, At: f.SentAt, RecordedAt: f.SentAt,
		Office: d.Departure, Rule: transit.RuleOf(d.Regime, transit.KindLodge), Version: d.Version, Hash: d.Hash, Note: "sent"}
	if err := f.Ledger.record(tx, f.Key, Entry{Movement: f.Key, Administration: f.Administration, Fact: sent, Sent: f.Name}); err != nil {
		return err
	}
	if err := f.Ledger.send(tx, n.party, f.Key, f.Administration, msg); err != nil {
		return err
	}
	if err := beside(tx, codes); err != nil {
		return err
	}
	return put(tx, filingPrefix+f.Key, 0, f)
}

// freeKey names the movement after the consignment and the stretch. A stretch may be lodged again once its movement came
// to nothing; then a number follows.
func (n *Trader) freeKey(ctx context.Context, reference, stretch string) (string, error) {
	if err := unreserved(reference); err != nil { // of a dossier kept before
		return "", err
	}
	for i := 1; i <= AttemptsMax; i++ {
		key := attemptKey(reference+"-"+stretch, i)
		if len(key) > KeyBytesMax {
			return "", fault.New(fault.Limit, "the key of the movement would have %d bytes", len(key)).Want("at most %d", KeyBytesMax).At("/id")
		}
		var f Filing
		at, err := load(ctx, n.Store, filingPrefix+key, &f)
		if err != nil || at == 0 {
			return key, err
		}
		if !CameToNothing(f.State) {
			return "", fault.New(fault.WrongState, "stretch %s is lodged already; the movement is %s", stretch, f.State).At("%s", key)
		}
	}
	return "", fault.New(fault.Limit, "stretch %s was refused %d times", stretch, AttemptsMax)
}

// Cancel asks the administration to invalidate a declaration, or withdraws the advance data of a TIR operation.
func (n *Trader) Cancel(ctx context.Context, key, reason string) error {
	if isTIR(key) {
		return n.say(ctx, key, tir.Withdraw{From: n.party, Reason: reason})
	}
	return n.say(ctx, key, transit.Cancel{Reason: reason})
}

// Say sends the administration a message of the holder about what was lodged: the presentation of the goods, a request to
// invalidate, or the answer to an enquiry.
func (n *Trader) Say(ctx context.Context, key string, msg transit.Message) error {
	said := ofHolder
	if isTIR(key) {
		said = []transit.Kind{tir.KindWithdraw}
	}
	if msg == nil || !among(said, msg.Kind()) {
		return fault.New(fault.BadField, "this is no message of a holder").At("/kind").Want("one of %v", said)
	}
	return n.say(ctx, key, msg)
}

func (n *Trader) say(ctx context.Context, key string, msg transit.Message) error {
	return retry(ctx, func() error {
		f, at, err := n.filing(ctx, key)
		if err != nil {
			return err
		}
		if among(ofHolder, msg.Kind()) {
			if _, err := n.said(ctx, &f, ""); err != nil {
				return err
			}
			f.speak("", f.Administration, msg.Kind())
		}
		tx := store.Tx{}
		if err := f.Ledger.send(&tx, n.party, key, f.Administration, msg); err != nil {
			return err
		}
		if err := put(&tx, filingPrefix+key, at, f); err != nil {
			return err
		}
		return n.Store.Commit(ctx, tx)
	})
}

func (n *Trader) filing(ctx context.Context, key string) (Filing, int64, error) {
	var f Filing
	at, err := load(ctx, n.Store, filingPrefix+key, &f)
	if err != nil || at == 0 {
		return f, 0, orNotFound(err, "nothing was lodged as "+key)
	}
	return f, at, nil
}

// Filing reads one filing.
func (n *Trader) Filing(ctx context.Context, key string) (Filing, error) {
	f, _, err := n.filing(ctx, key)
	return f, err
}

// Filings lists every filing in the order of lodging.
func (n *Trader) Filings(ctx context.Context) ([]Filing, error) {
	var out []Filing
	for after := ""; ; {
		recs, err := n.Store.List(ctx, filingPrefix, after, 0)
		if err != nil {
			return nil, err
		}
		for _, r := range recs {
			var f Filing
			if err := json.Unmarshal(r.Value, &f); err != nil {
				return nil, fault.New(fault.BadFile, "record %q is not understood", r.Key).Because(err)
			}
			out = append(out, f)
			after = r.Key
		}
		if len(recs) < store.RowsMax {
			sort.Slice(out, func(i, j int) bool { return out[i].Order < out[j].Order })
			return out, nil
		}
	}
}

// History is every fact the trader was told of a movement, its own sending first, refusals included.
func (n *Trader) History(ctx context.Context, key string) ([]Entry, error) {
	return n.entries(ctx, key)
}

// take follows a movement by the notices of its administration. What is not understood is kept and acknowledged.
func (n *Trader) take(ctx context.Context, e exchange.Envelope) error {
	if isRail(e.Stream) {
		return n.takeRail(ctx, e)
	}
	return retry(ctx, func() error {
		f, at, err := n.filing(ctx, e.Stream)
		if fault.CodeOf(err) == fault.NotFound && err != nil {
			return n.Store.Commit(ctx, store.Tx{Inbox: []string{inboxID(e)}}) // about nothing of ours: taken, and that is all
		}
		if err != nil {
			return err
		}
		if done, err := f.Ledger.inOrder(e); done || err != nil {
			return err
		}
		tx := store.Tx{}
		f.Ledger.took(&tx, e)
		if err := f.Ledger.record(&tx, e.Stream, n.follow(&f, e)); err != nil {
			return err
		}
		if err := put(&tx, filingPrefix+e.Stream, at, f); err != nil {
			return err
		}
		err = n.Store.Commit(ctx, tx)
		if err == nil {
			n.changed.add(e.Stream)
		}
		return err
	})
}

// follow brings a filing up to date and gives the entry to keep.
func (n *Trader) follow(f *Filing, e exchange.Envelope) Entry {
	f.UpdatedAt = n.now()
	entry := Entry{Movement: f.Key, Administration: e.From,
		Fact: transit.Fact{Message: "undecodable", From: f.State, To: f.State, At: n.now(), RecordedAt: n.now(), Number: f.Number}}
	if f.TIR != nil {
		return n.followTIR(f, e, entry)
	}
	msg, err := transit.Decode(e.Body)
	departure, there := e.From == f.Administration, last(f.Ledger.Out, e.From) > 0 // something was announced there
	if err == nil && (!departure && !there || transit.Sender(msg) != e.From) {
		err = fault.New(fault.Signature, "%s is not the administration of this movement", e.From)
	}
	switch v := msg.(type) {
	case transit.Notice:
		if err == nil {
			entry.Fact, entry.Answers = v.Fact, f.answers(e.From, v.Fact.Message)
			if !departure { // the office of destination tells what it did; where the movement stands that of departure tells
				f.stands(e.From, v.Fact.To)
				return entry
			}
			f.State, f.Number = v.Fact.To, v.Fact.Number
			if v.Fact.Message == transit.KindAmend {
				f.answered(true)
			}
			return entry
		}
	case transit.Refusal:
		if err == nil {
			entry.Refused, entry.Code, entry.Message, entry.Answers = v.Text, v.Code, v.Of, f.answers(e.From, v.Of)
			if !departure {
				f.refusedThere(e.From, v.Text)
				return entry
			}
			f.Refused = v.Text
			if v.Of == transit.KindAmend {
				entry.Rule = v.Rule
				if len(f.Offered) > 0 {
					entry.Version, entry.Hash = f.Offered[0].Version, f.Offered[0].Hash
				}
				f.answered(false)
			}
			if v.Of == transit.KindLodge && f.State == transit.None {
				f.State, entry.To = transit.Refused, transit.Refused
			}
			return entry
		}
	}
	if err == nil {
		err = fault.New(fault.BadField, "a trader is not sent %s", msg.Kind())
	}
	entry.Refused = err.Error()
	return entry
}
