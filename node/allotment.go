package node

import (
	"cmp"
	"context"
	"crypto/hpke"
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

// allotmentPrefix begins the records of allotments at both ends, and the streams in which the two ends speak about one:
//
//	allotment/office-of-guarantee/24GB0000010000HV5/A1
//
// What a movement says about a use from an allotment goes in that stream too, behind the report, so it cannot overtake it.
const allotmentPrefix = "allotment/"

// cutPrefix begins an entry for each allotment that is this administration's to answer from, so that those of the past need not be
// read. It is put and dropped in the transaction that changes the allotment.
const cutPrefix = "cut/"

func allotmentKey(office, grn, id string) string {
	return allotmentPrefix + office + "/" + grn + "/" + id
}

// Allotment is an allotment as one end keeps it. Part is the post's own account of it, empty at the office of guarantee, which
// has it in the account of the guarantee.
type Allotment struct {
	Key    string              `json:"key"`
	Office string              `json:"office"`
	GRN    string              `json:"grn"`
	ID     string              `json:"id"`
	Post   string              `json:"post"`
	Part   guarantee.Guarantee `json:"part,omitzero"`
}

// AllotmentEntry is one fact of an allotment's stream: what happened to the post's part, or what was not taken.
type AllotmentEntry struct {
	RecordedAt time.Time             `json:"recordedAt"`
	From       string                `json:"from,omitempty"` // the party that sent it
	Message    guarantee.MessageKind `json:"message"`
	Fact       *guarantee.Fact       `json:"fact,omitempty"`
	Refused    string                `json:"refused,omitempty"` // a person must look
}

// end is the record of an allotment at one end.
type end struct {
	Allotment
	Calls  []guarantee.Call `json:"calls,omitempty"` // claims that wait for the report: the post cannot claim
	Ledger ledger           `json:"ledger"`
}

// openEnd is an end that a transaction has opened: it is written once, with what happened to it and what it sends.
type openEnd struct {
	end
	version int64
	due     time.Time
	cut     bool // as loaded
	changed bool
	entries []AllotmentEntry
	sends   []guarantee.Message
}

// ends are the allotments that one transaction touches.
type ends struct {
	n     *Administration
	ctx   context.Context
	open  map[string]*openEnd
	order []string
}

func (n *Administration) ends(ctx context.Context) *ends {
	return &ends{n: n, ctx: ctx, open: map[string]*openEnd{}}
}

func (l *ends) of(key string) (*openEnd, error) {
	if x := l.open[key]; x != nil {
		return x, nil
	}
	x := &openEnd{}
	version, err := load(l.ctx, l.n.Store, key, &x.end)
	if err != nil {
		return nil, err
	}
	x.version, x.due, x.cut, x.Key = version, guaranteeDue(x.Part), x.Part.State == guarantee.Cut, key
	l.open[key], l.order = x, append(l.order, key)
	return x, nil
}

// close writes what changed into a transaction.
func (l *ends) close(tx *store.Tx) error {
	for _, key := range l.order {
		x := l.open[key]
		if !x.changed {
			continue
		}
		for _, e := range x.entries {
			body, err := json.Marshal(e)
			if err != nil {
				return fault.New(fault.Internal, "a fact cannot be written").Because(err)
			}
			x.Ledger.Facts++
			tx.Facts = append(tx.Facts, store.Fact{Stream: key, Seq: x.Ledger.Facts, At: e.RecordedAt, Body: body})
		}
		to := x.Post
		if l.n.party == x.Post {
			to = x.Office
		}
		for _, m := range x.sends {
			body, err := guarantee.Encode(m)
			if err != nil {
				return err
			}
			x.Ledger.sendBody(tx, l.n.party, key, to, "", body)
		}
		schedule(tx, key, x.due, guaranteeDue(x.Part))
		switch cut := x.Part.State == guarantee.Cut; {
		case cut && !x.cut:
			tx.Puts = append(tx.Puts, store.Put{Key: cutPrefix + key})
		case !cut && x.cut:
			tx.Drop = append(tx.Drop, cutPrefix+key)
		}
		if err := put(tx, key, x.version, x.end); err != nil {
			return err
		}
	}
	return nil
}

// note keeps a message that was not taken.
func (l *ends) note(x *openEnd, from string, kind guarantee.MessageKind, why error) {
	x.changed = true
	x.entries = append(x.entries, AllotmentEntry{RecordedAt: l.n.now(), From: from, Message: kind, Refused: why.Error()})
}

// apply takes the post's part through a message and gives what the office would have answered.
func (l *ends) apply(x *openEnd, from string, msg guarantee.Message) (r guarantee.UseResult, err error) {
	g, facts, sends, err := guarantee.Apply(x.Part, msg, l.n.now())
	if err != nil {
		return r, err
	}
	x.Part, x.changed = g, true
	for i := range facts {
		x.entries = append(x.entries, AllotmentEntry{RecordedAt: l.n.now(), From: from, Message: msg.Kind(), Fact: &facts[i]})
	}
	for _, s := range sends {
		switch v := s.Message.(type) {
		case guarantee.UseResult:
			r = v
		case guarantee.AllotmentReport:
			x.sends = append(x.sends, v)
			for _, c := range x.Calls {
				x.sends = append(x.sends, c)
			}
			x.Calls = nil
		}
	}
	return r, nil
}

// tell sends the post of an allotment what its office has to say; the first time makes the office's record of it.
func (l *ends) tell(grn, post string, msg guarantee.Message) error {
	id := ""
	switch v := msg.(type) {
	case guarantee.AllotmentGranted:
		id = v.Allotment.ID
	case guarantee.AllotmentRecalled:
		id = v.Allotment
	case guarantee.AllotmentReconciled:
		id = v.Allotment
	default:
		return nil
	}
	x, err := l.of(allotmentKey(l.n.party, grn, id))
	if err != nil {
		return err
	}
	x.Office, x.GRN, x.ID, x.Post, x.changed = l.n.party, grn, id, post, true
	x.sends = append(x.sends, msg)
	return nil
}

// checkAllot holds that the post of an allotment is another administration.
func (n *Administration) checkAllot(msg guarantee.Message) error {
	v, allots := msg.(guarantee.Allot)
	if allots && (!isCountry(v.Post) || v.Post == n.party) {
		return fault.New(fault.BadField, "%q is no other administration", v.Post).At("/post").Want("the party name of one, two capitals")
	}
	return nil
}

// takeAllotment takes a message of the stream of an allotment; what does not fit is kept, and the stream goes on. Of a party that
// can have no part in an allotment nothing is kept.
func (n *Administration) takeAllotment(ctx context.Context, e exchange.Envelope) error {
	if !isCountry(e.From) && e.From != transit.OfficeOfGuarantee {
		return fault.New(fault.BadField, "%s has no part in allotments", e.From).At("/stream")
	}
	msg, refused := n.admitAllotment(e)
	return retry(ctx, func() error {
		b := n.books(ctx)
		x, err := b.ends.of(e.Stream)
		if err != nil {
			return err
		}
		if done, err := x.Ledger.inOrder(e); done || err != nil {
			return err
		}
		var tx store.Tx
		x.Ledger.took(&tx, e)
		x.changed = true
		kind, why := guarantee.MessageKind("undecodable"), refused
		if msg != nil {
			kind = msg.Kind()
		}
		if why == nil {
			if why, err = n.giveAllotment(b, x, e, msg); err != nil {
				return err
			}
		}
		if why != nil {
			b.ends.note(x, e.From, kind, why)
		}
		if err := b.close(&tx); err != nil {
			return err
		}
		return n.Store.Commit(ctx, tx)
	})
}

// admitAllotment decodes a message about an allotment and holds its sender to what it may say.
func (n *Administration) admitAllotment(e exchange.Envelope) (guarantee.Message, error) {
	msg, err := guarantee.Decode(e.Body)
	if err != nil {
		return nil, err
	}
	if said := guarantee.Sender(msg); said != "" && said != e.From {
		return msg, fault.New(fault.Signature, "the message says it comes from %q, %q signed it", said, e.From)
	}
	return msg, nil
}

// giveAllotment gives a message to the end that it is for. Refused says why it does not fit; err is the store's.
func (n *Administration) giveAllotment(b *books, x *openEnd, e exchange.Envelope, msg guarantee.Message) (refused, err error) {
	switch v := msg.(type) {
	case guarantee.AllotmentGranted:
		if v.Terms.Office != e.From || v.Allotment.Post != n.party || allotmentKey(e.From, v.Terms.GRN, v.Allotment.ID) != e.Stream {
			return fault.New(fault.BadField, "the allotment is of %q for %q, its stream is %q", v.Terms.Office, v.Allotment.Post, e.Stream), nil
		}
		x.Office, x.GRN, x.ID, x.Post = e.From, v.Terms.GRN, v.Allotment.ID, n.party
		_, refused = b.ends.apply(x, e.From, v)
		return refused, nil
	case guarantee.AllotmentRecalled, guarantee.AllotmentReconciled:
		if x.Post == n.party && x.Office == e.From {
			if x.Part.State == guarantee.Closed {
				return nil, nil // it was said before: a report that was sent again is answered again
			}
			_, refused = b.ends.apply(x, e.From, msg)
			return refused, nil
		}
	case guarantee.AllotmentReport, guarantee.Confirm, guarantee.Release, guarantee.Call:
		if x.Office == n.party && x.Post == e.From {
			return n.atOffice(b, x, msg)
		}
	}
	return fault.New(fault.BadField, "%s may not send %s about this allotment", e.From, msg.Kind()).At("/kind"), nil
}

// atOffice takes what a post says about an allotment granted here: its report, and then what becomes of the uses taken over.
func (n *Administration) atOffice(b *books, x *openEnd, msg guarantee.Message) (refused, err error) {
	account, err := b.of(x.GRN)
	if err != nil {
		return nil, err
	}
	if v, reports := msg.(guarantee.AllotmentReport); reports {
		if v.Allotment != x.ID {
			return fault.New(fault.BadField, "the report is of %q, the stream of %q", v.Allotment, x.ID).At("/allotment"), nil
		}
		_, refused = b.apply(account, v)
		return refused, nil
	}
	id, then := "", func(guarantee.Use) (string, error) { return "", nil }
	switch v := msg.(type) {
	case guarantee.Confirm:
		id, then = v.Use, func(u guarantee.Use) (string, error) { return b.confirmUse(account, u) }
	case guarantee.Release:
		id, then = v.Use, func(u guarantee.Use) (string, error) { return b.freeUse(account, u, "released by the post") }
	case guarantee.Call:
		id, then = v.Use, func(u guarantee.Use) (string, error) { return b.callUse(account, u, v.Reason) }
	}
	u, ok := account.Guarantee.Use(x.ID + "/" + id)
	if !ok {
		return fault.New(fault.WrongState, "%s holds no use %s of allotment %s", x.GRN, id, x.ID), nil
	}
	why, refused := then(u)
	if refused == nil && why != "" {
		refused = fault.New(fault.WrongState, "%s: %s", x.GRN, why)
	}
	return refused, nil
}

// DoAllotment is an act of an officer of a post about an allotment that it holds: the line to the office of guarantee is cut
// ([guarantee.LineCut]), after which the movements that wait for the office are answered from the allotment, or it is back
// ([guarantee.LineBack]), after which everything is reported.
func (n *Administration) DoAllotment(ctx context.Context, key string, msg guarantee.Message) error {
	switch msg.(type) {
	case guarantee.LineCut, guarantee.LineBack:
	default:
		return fault.New(fault.BadField, "this is no act on an allotment").At("/kind").Want("%s or %s", guarantee.KindLineCut, guarantee.KindLineBack)
	}
	if err := n.onEnd(ctx, key, msg); err != nil {
		return err
	}
	_, err := n.CoverFromAllotments(ctx)
	return err
}

// onEnd takes the post's part of one allotment through one message in a transaction of its own.
func (n *Administration) onEnd(ctx context.Context, key string, msg guarantee.Message) error {
	return retry(ctx, func() error {
		l := n.ends(ctx)
		x, err := l.of(key)
		if err != nil {
			return err
		}
		if x.version == 0 || x.Post != n.party {
			return fault.New(fault.NotFound, "%s holds no allotment %q", n.party, key)
		}
		if _, err := l.apply(x, "", msg); err != nil {
			return err
		}
		var tx store.Tx
		if err := l.close(&tx); err != nil {
			return err
		}
		return n.Store.Commit(ctx, tx)
	})
}

// Allotments lists the allotments that this administration grants or holds, in the order of their keys.
func (n *Administration) Allotments(ctx context.Context) (out []Allotment, err error) {
	for after := ""; ; {
		recs, err := n.Store.List(ctx, allotmentPrefix, after, TickPage)
		if err != nil || len(recs) == 0 {
			return out, err
		}
		for _, r := range recs {
			var x end
			if err := json.Unmarshal(r.Value, &x); err != nil {
				return nil, fault.New(fault.BadFile, "record %q is not understood", r.Key).Because(err)
			}
			out, after = append(out, x.Allotment), r.Key
		}
	}
}

// cutOff opens the allotments that are this administration's to answer from.
func (l *ends) cutOff() (out []*openEnd, err error) {
	for after := ""; ; {
		entries, err := l.n.Store.List(l.ctx, cutPrefix, after, TickPage)
		if err != nil || len(entries) == 0 {
			return out, err
		}
		for _, e := range entries {
			x, err := l.of(strings.TrimPrefix(e.Key, cutPrefix))
			if err != nil {
				return nil, err
			}
			if after = e.Key; x.Part.State == guarantee.Cut {
				out = append(out, x)
			}
		}
	}
}

// AllotmentFacts is every fact of an allotment at this end, oldest first.
func (n *Administration) AllotmentFacts(ctx context.Context, key string) ([]AllotmentEntry, error) {
	return factsOf[AllotmentEntry](ctx, n.Store, key, 0)
}

// openOwn opens the access codes that the holder sealed to this administration too, so that it can answer from an allotment.
func (n *Administration) openOwn(rec *held) (map[string]guarantee.Secret, error) {
	key, err := n.accessKey()
	if err != nil {
		return nil, err
	}
	out := map[string]guarantee.Secret{}
	for _, c := range rec.Codes {
		if c.To != n.party {
			continue
		}
		if code, err := hpke.Open(key, hpke.HKDFSHA256(), hpke.AES256GCM(), sealing(n.party, c.GRN, rec.Movement.Key, n.party), c.Box); err == nil {
			out[c.GRN] = guarantee.Secret(code)
		}
	}
	return out, nil
}

// forOffice are the codes to pass on to the office of guarantee.
func forOffice(codes []sealedCode) (out []sealedCode) {
	return slices.DeleteFunc(slices.Clone(codes), func(c sealedCode) bool { return c.To != "" })
}

// CoverFromAllotments answers the requests that wait in the outbox for an office of guarantee whose line is cut, as far as an
// allotment of every guarantee reaches; the others wait. It returns how many movements were covered. The clock does it too.
func (n *Administration) CoverFromAllotments(ctx context.Context) (covered int, err error) {
	held, err := n.ends(ctx).cutOff()
	if err != nil || len(held) == 0 {
		return 0, err
	}
	for after := int64(0); ; {
		rows, err := n.Store.Outbox(ctx, after, PumpPage)
		if err != nil || len(rows) == 0 {
			return covered, err
		}
		for _, row := range rows {
			after = row.Pos
			if !slices.ContainsFunc(held, func(x *openEnd) bool { return x.Office == row.To }) || strings.HasPrefix(row.Stream, allotmentPrefix) {
				continue
			}
			done, err := n.cover(ctx, row.Stream)
			if err != nil {
				return covered, err
			}
			if done {
				covered++
			}
		}
	}
}

// coverAccepted covers a movement at its acceptance, where the line is cut. What is not done now the clock tries again.
func (n *Administration) coverAccepted(ctx context.Context, key string) {
	if held, err := n.ends(ctx).cutOff(); err == nil && len(held) > 0 {
		_, _ = n.cover(ctx, key)
	}
}

// cover answers the request of one movement from allotments: every amount, or none. The request to the office is withdrawn and,
// should it have got through, cancelled behind itself in its stream: whatever the office made of it, the amounts end reserved once.
func (n *Administration) cover(ctx context.Context, key string) (done bool, err error) {
	err = retry(ctx, func() error {
		rec, version, err := n.load(ctx, key)
		g := rec.Movement.Guarantee
		if err != nil || rec.Movement.State != transit.GuaranteeAsked || g == nil || g.Status != transit.UseAsked {
			return err
		}
		l := n.ends(ctx)
		uses, from, err := n.reserveParts(l, &rec)
		if err != nil || uses == nil {
			return err
		}
		var tx store.Tx
		was := movementDue(&rec.Movement)
		answer := transit.GuaranteeAnswer{Key: key, From: g.Office, Request: g.Request, Valid: true,
			Reasons: []string{"the line to the office of guarantee is cut: answered from allotment " + strings.Join(from, ", ")}}
		if err := n.apply(&tx, &rec, key, answer, Actor{}); err != nil {
			return err
		}
		rec.Covered = &coverage{Request: g.Request, Uses: uses}
		if err := n.withdraw(&tx, &rec, key); err != nil {
			return err
		}
		cancel := transit.GuaranteeRelease{Key: key, From: n.party, Request: g.Request, Number: rec.Movement.Number, Reason: "covered by an allotment"}
		if err := rec.Ledger.send(&tx, n.party, key, g.Office, cancel); err != nil {
			return err
		}
		schedule(&tx, movementPrefix+key, was, movementDue(&rec.Movement))
		if err := put(&tx, movementPrefix+key, version, rec); err != nil {
			return err
		}
		if err := l.close(&tx); err != nil {
			return err
		}
		done = true
		return n.commit(ctx, key, tx)
	})
	return done && err == nil, err
}

// withdraw puts a request for nothing in the place of one that still waits, with its number in the stream: the office takes whichever
// comes first and passes over the other.
func (n *Administration) withdraw(tx *store.Tx, rec *held, key string) error {
	m := rec.Movement
	seq := last(rec.Ledger.Out, m.Guarantee.Office)
	id := messageID(n.party, key, m.Guarantee.Office, seq)
	body, err := transit.Encode(transit.GuaranteeRequest{Key: key, From: n.party, Request: m.Guarantee.Request, Number: m.Number, Holder: cmp.Or(m.Declaration.Holder, m.Declaration.Declarant),
		Countries: m.Countries()})
	tx.Done = append(tx.Done, id)
	tx.Outbox = append(tx.Outbox, store.Out{ID: id + "/withdrawn", To: m.Guarantee.Office, Stream: key, Seq: seq, Body: body})
	return err
}

// reserveParts reserves every amount of a movement's request in allotments; none where one cannot be.
func (n *Administration) reserveParts(l *ends, rec *held) (uses []partUse, from []string, err error) {
	m := rec.Movement
	codes, err := n.openOwn(rec)
	if err != nil {
		return nil, nil, err
	}
	asked := transit.GuaranteeRequest{Key: m.Key, From: n.party, Request: m.Guarantee.Request}
	for i, r := range m.Declaration.Guarantees {
		q := guarantee.Question{From: n.party, GRN: r.GRN, Type: guarantee.Kind(r.Type), AccessCode: codes[r.GRN], Holder: cmp.Or(m.Declaration.Holder, m.Declaration.Declarant),
			Amount: r.Amount, Countries: m.Countries()}
		use := guarantee.UseGuarantee{Question: q, ID: useID(asked, i), Movement: m.Number, Deadline: n.now().Add(guarantee.PendingMax)}
		x, err := n.reservePart(l, m.Guarantee.Office, use)
		if err != nil || x == nil {
			return nil, nil, err
		}
		uses = append(uses, partUse{x.Key, use.ID})
		if !slices.Contains(from, x.ID) {
			from = append(from, x.ID)
		}
	}
	return uses, from, nil
}

// reservePart reserves in the first allotment of the guarantee that can; nil where none can.
func (n *Administration) reservePart(l *ends, office string, use guarantee.UseGuarantee) (*openEnd, error) {
	held, err := l.cutOff()
	if err != nil {
		return nil, err
	}
	for _, x := range held {
		if x.Office != office || x.GRN != use.GRN {
			continue
		}
		before := *x
		if r, err := l.apply(x, "", use); err == nil && r.Valid {
			return x, nil
		}
		*x = before // a refusal leaves nothing: the request waits
	}
	return nil, nil
}

// coverage is what an allotment holds for a movement: the request it answered, and the uses. An answer of the office to that
// request, or one before it, is waited for no longer.
type coverage struct {
	Request int       `json:"request"`
	Uses    []partUse `json:"uses,omitempty"`
}

// partUse names one use in one allotment.
type partUse struct {
	Allotment string `json:"allotment"` // key
	ID        string `json:"id"`
}

// late is true of the office's answer to a request that an allotment has answered.
func (c *coverage) late(rec *held, msg transit.Message) bool {
	v, answers := msg.(transit.GuaranteeAnswer)
	return c != nil && answers && v.Request <= c.Request && rec.Movement.Guarantee != nil && v.From == rec.Movement.Guarantee.Office
}

// noteLate keeps that the office answered too, which changes nothing.
func (n *Administration) noteLate(tx *store.Tx, rec *held, key string, msg transit.Message) error {
	m := rec.Movement
	f := transit.Fact{Message: msg.Kind(), From: m.State, To: m.State, At: n.now(), RecordedAt: n.now(), Office: m.Declaration.Departure, Number: m.Number,
		Rule: transit.RuleOf(m.Declaration.Regime, msg.Kind()), Version: m.Declaration.Version, Hash: m.Declaration.Hash,
		Note: fmt.Sprintf("an allotment covers request %d: the office's own answer changes nothing", rec.Covered.Request)}
	return rec.Ledger.record(tx, key, Entry{Movement: key, Administration: n.party, Fact: f})
}

// toPart gives a message for the office of guarantee to the allotment that covers the movement, where one does; true: nothing is
// left to send.
func (n *Administration) toPart(rec *held, msg transit.Message) (bool, error) {
	c, l := rec.Covered, rec.parts
	if c == nil || len(c.Uses) == 0 {
		return false, nil
	}
	var step func(*openEnd, string) error
	switch v := msg.(type) {
	case transit.GuaranteeRequest: // takes the place of the one that is covered
		if err := n.eachPart(l, c, msg, func(x *openEnd, id string) error { return n.freePart(l, x, id, "replaced") }); err != nil {
			return false, err
		}
		rec.Covered = &coverage{Request: c.Request}
		return false, nil
	case transit.GuaranteeConfirm:
		step = func(x *openEnd, id string) error { return n.confirmPart(l, x, id) }
	case transit.GuaranteeRelease:
		step = func(x *openEnd, id string) error { return n.freePart(l, x, id, v.Reason) }
	case transit.GuaranteeCall:
		step = func(x *openEnd, id string) error { return callPart(x, id, v.Reason) }
	default:
		return false, nil
	}
	return true, n.eachPart(l, c, msg, step)
}

// parts opens the allotments that cover a movement.
func (n *Administration) parts(ctx context.Context, c *coverage) (*ends, error) {
	l := n.ends(ctx)
	for _, u := range c.Uses {
		if _, err := l.of(u.Allotment); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// eachPart gives every use to a step; what a step could not do is kept, for a person to look at.
func (n *Administration) eachPart(l *ends, c *coverage, msg transit.Message, step func(*openEnd, string) error) error {
	for _, u := range c.Uses {
		x, err := l.of(u.Allotment)
		if err != nil {
			return err
		}
		x.changed = true
		if err := step(x, u.ID); err != nil {
			l.note(x, n.party, guarantee.MessageKind(msg.Kind()), fault.New(fault.WrongState, "use %s", u.ID).Because(err))
		}
	}
	return nil
}

func (n *Administration) confirmPart(l *ends, x *openEnd, id string) error {
	msg := guarantee.Confirm{From: n.party, Use: id}
	if x.Part.State != guarantee.Cut {
		x.sends = append(x.sends, msg)
		return nil
	}
	r, err := l.apply(x, n.party, msg)
	if err == nil && !r.Valid {
		err = fault.New(fault.WrongState, "the movement is not covered: %v", r.Reasons)
	}
	return err
}

func (n *Administration) freePart(l *ends, x *openEnd, id, reason string) error {
	release := guarantee.Release{From: n.party, Use: id}
	if x.Part.State != guarantee.Cut {
		x.sends = append(x.sends, release)
		return nil
	}
	u, _ := x.Part.Use(id)
	var err error
	switch u.State {
	case guarantee.Posted:
		_, err = l.apply(x, n.party, release)
	case guarantee.Pending, guarantee.Expired:
		_, err = l.apply(x, n.party, guarantee.CancelUse{From: n.party, Use: id, Reason: reason})
	}
	return err
}

// callPart has the office claim all that is engaged, behind the report where that is still to come.
func callPart(x *openEnd, id, reason string) error {
	u, _ := x.Part.Use(id)
	claim := x.Part.Terms.Limit
	claim.Minor = u.Engaged()
	msg := guarantee.Call{Use: id, Claim: claim, Reason: reason}
	if x.Part.State == guarantee.Cut {
		x.Calls = append(x.Calls, msg)
	} else {
		x.sends = append(x.sends, msg)
	}
	return nil
}
