package node

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/kairo-corridor/kairo/code"
	"github.com/kairo-corridor/kairo/customs/tir"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/exchange"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/store"
)

// TIRBody is the node of a body of the TIR system beside the administrations: the international organisation with its register
// of issued carnets ([tir.Organisation]), the eTIR system ([tir.ETIRSystem]), or a guaranteeing association
// ([tir.Association]). It answers questions about carnets from what was registered with it and from the terminations it was
// told, and keeps everything it was sent.
type TIRBody struct{ base }

// NewTIRBody makes the node of a body over its store.
func NewTIRBody(c Config) *TIRBody { return &TIRBody{newBase(c)} }

// Carnet is a carnet as its issue was registered.
type Carnet struct {
	Number      string    `json:"number"`
	HolderID    string    `json:"holderID"`
	ValidUntil  time.Time `json:"validUntil"` // last day
	Association string    `json:"association"`
	Invalidated bool      `json:"invalidated,omitempty"` // withdrawn by its issuer: not valid any more
}

// CarnetFile is what a body holds of one carnet.
type CarnetFile struct {
	Issued   *Carnet `json:"issued,omitempty"`   // nil: not registered here
	Pages    []int   `json:"pages,omitempty"`    // of the vouchers No. 2 that were told as certified, in order
	UnderWay []int   `json:"underWay,omitempty"` // eTIR: operations that are started and not terminated
	Facts    int64   `json:"facts"`
}

// CarnetFact is one message that a body was sent about a carnet.
type CarnetFact struct {
	From    string          `json:"from"`
	Key     string          `json:"key"` // of the operation
	At      time.Time       `json:"at"`
	Kind    transit.Kind    `json:"kind"`
	Message json.RawMessage `json:"message,omitempty"` // as package tir encodes it
	Refused string          `json:"refused,omitempty"`
}

const (
	carnetPrefix = "carnet/"
	casePrefix   = "case/"
)

// What each body is sent.
var (
	toOrganisation = []transit.Kind{tir.KindCarnetQuery, tir.KindTerminationData, tir.KindReconciliationReply, tir.KindLossNotice}
	toAssociation  = []transit.Kind{tir.KindLossNotice, tir.KindEnquiry, tir.KindNonDischarge, tir.KindPaymentClaim, tir.KindLiabilityEnded, tir.KindRefundNotice}
)

// Receive processes one envelope and gives the acknowledgement to send back (nil for an acknowledgement).
func (n *TIRBody) Receive(ctx context.Context, e exchange.Envelope) (*exchange.Envelope, error) {
	return n.receive(ctx, e, n.take)
}

// Poll takes and processes what has arrived.
func (n *TIRBody) Poll(ctx context.Context) (int, error) { return n.poll(ctx, n.take) }

// RegisterCarnet enters the issue of a carnet, or what changed about it since. Errors: BadIdent of the number, BadField for
// what is missing.
func (n *TIRBody) RegisterCarnet(ctx context.Context, c Carnet) error {
	var wrong fault.List
	for _, e := range fault.All(carnetNumber(c.Number)) {
		wrong = append(wrong, e.At("/number"))
	}
	if c.HolderID == "" || len(c.HolderID) > transit.NameBytesMax {
		wrong = append(wrong, fault.New(fault.BadField, "the holder's number is not given").At("/holderID").Want("AAA/BBB/XX…X"))
	}
	if c.ValidUntil.IsZero() {
		wrong = append(wrong, fault.New(fault.BadField, "the last day of validity is not given").At("/validUntil"))
	}
	if err := wrong.OrNil(); err != nil {
		return err
	}
	return retry(ctx, func() error {
		file, at, err := n.file(ctx, c.Number)
		if err != nil {
			return err
		}
		file.Issued = &c
		tx := store.Tx{}
		if err := put(&tx, carnetPrefix+c.Number, at, file); err != nil {
			return err
		}
		return n.Store.Commit(ctx, tx)
	})
}

// carnetNumber holds a number against the format of carnets.
func carnetNumber(number string) error {
	v, err := code.Parse("tir-carnet", number)
	if err == nil && !v.OK() {
		err = v.Err()
	}
	return err
}

func (n *TIRBody) file(ctx context.Context, carnet string) (file CarnetFile, at int64, err error) {
	at, err = load(ctx, n.Store, carnetPrefix+carnet, &file)
	return file, at, err
}

// Carnet is what the body holds of a carnet.
func (n *TIRBody) Carnet(ctx context.Context, number string) (CarnetFile, error) {
	file, at, err := n.file(ctx, number)
	if err == nil && at == 0 {
		err = fault.New(fault.NotFound, "%s knows no carnet %q", n.party, number)
	}
	return file, err
}

// CarnetFacts is everything the body was sent about a carnet, oldest first.
func (n *TIRBody) CarnetFacts(ctx context.Context, number string) ([]CarnetFact, error) {
	return factsOf[CarnetFact](ctx, n.Store, carnetPrefix+number, 0)
}

// Say sends an administration a message of the body about an operation: a request for reconciliation, or that the association
// paid.
func (n *TIRBody) Say(ctx context.Context, administration, key string, msg transit.Message) error {
	said := []transit.Kind{tir.KindAssociationPaid}
	if !n.association() {
		said = []transit.Kind{tir.KindReconciliation}
	}
	if msg == nil || !among(said, msg.Kind()) || tir.Sender(msg) != n.party {
		return fault.New(fault.BadField, "this is no message of %s", n.party).At("/kind").Want("one of %v", said)
	}
	if _, _, ok := splitTIRKey(key); !ok {
		return fault.New(fault.BadField, "%q is no TIR operation", key).At("/key").Want("%s", TIRKey("T1", 1))
	}
	return retry(ctx, func() error {
		var l ledger
		at, err := load(ctx, n.Store, casePrefix+key, &l)
		if err != nil {
			return err
		}
		tx := store.Tx{}
		if err := l.send(&tx, n.party, key, administration, msg); err != nil {
			return err
		}
		if err := put(&tx, casePrefix+key, at, l); err != nil {
			return err
		}
		return n.Store.Commit(ctx, tx)
	})
}

func (n *TIRBody) association() bool { return n.party != tir.Organisation && n.party != tir.ETIRSystem }

// take keeps a message and answers it where it is a question, in one transaction with its inbox id.
func (n *TIRBody) take(ctx context.Context, e exchange.Envelope) error {
	l, err := laneOf(e.Stream)
	if err != nil {
		return err
	}
	msg, refused := n.admit(e)
	return retry(ctx, func() error {
		var led ledger
		at, err := load(ctx, n.Store, casePrefix+l.key, &led)
		if err != nil {
			return err
		}
		if done, err := led.inOrder(e); done || err != nil {
			return err
		}
		tx := store.Tx{}
		led.took(&tx, e)
		if err := n.keep(ctx, &tx, &led, e, l, msg, refused); err != nil {
			return err
		}
		if err := put(&tx, casePrefix+l.key, at, led); err != nil {
			return err
		}
		return n.Store.Commit(ctx, tx)
	})
}

// admit decodes a message and holds it to what an administration may send to this body.
func (n *TIRBody) admit(e exchange.Envelope) (transit.Message, error) {
	msg, err := decodeTIR(e.Body)
	if err != nil {
		return nil, err
	}
	_, etir := msg.(tir.ETIR)
	fits := etir && n.party == tir.ETIRSystem || n.party == tir.Organisation && among(toOrganisation, msg.Kind()) || n.association() && among(toAssociation, msg.Kind())
	_, isRefusal := msg.(transit.Refusal)
	if !isCountry(e.From) || !fits && !isRefusal {
		return msg, fault.New(fault.BadField, "%s may not send %s to %s", e.From, msg.Kind(), n.party).At("/kind")
	}
	if said := tir.Sender(msg); !isRefusal && said != e.From {
		return msg, fault.New(fault.Signature, "the message says it comes from %q, %q signed it", said, e.From)
	}
	if c := carnetOf(msg); len(c) > transit.NameBytesMax {
		return msg, fault.New(fault.BadField, "a carnet number of %d bytes", len(c)).At("/carnet").Want("at most %d", transit.NameBytesMax)
	}
	if n := countOf(msg); n < 0 || n > VouchersMax {
		return msg, fault.New(fault.BadField, "voucher or operation %d", n).At("/page").Want("at most %d", VouchersMax)
	}
	return msg, nil
}

// keep files a message under its carnet, what it changes of it, and the answer. What is refused is filed under no carnet.
func (n *TIRBody) keep(ctx context.Context, tx *store.Tx, led *ledger, e exchange.Envelope, l lane, msg transit.Message, refused error) error {
	fact := CarnetFact{From: e.From, Key: l.key, At: n.now(), Kind: "undecodable"}
	carnet := ""
	if msg != nil {
		fact.Kind = msg.Kind()
	}
	if refused == nil {
		carnet, fact.Message = carnetOf(msg), e.Body
	} else {
		fact.Refused = refused.Error()
	}
	if r, ok := msg.(transit.Refusal); ok && refused == nil {
		fact.Refused = r.Text
	}
	file, at, err := n.file(ctx, carnet)
	if err != nil {
		return err
	}
	if refused == nil {
		file.told(msg)
	}
	body, err := json.Marshal(fact)
	if err != nil {
		return fault.New(fault.Internal, "a fact cannot be written").Because(err)
	}
	file.Facts++
	tx.Facts = append(tx.Facts, store.Fact{Stream: carnetPrefix + carnet, Seq: file.Facts, At: fact.At, Body: body})
	if err := put(tx, carnetPrefix+carnet, at, file); err != nil {
		return err
	}
	if refused != nil {
		if fact.Kind == transit.KindRefusal {
			return nil
		}
		return led.send(tx, n.party, e.Stream, e.From, transit.Refusal{Key: l.key, From: n.party, Of: fact.Kind, Code: fault.CodeOf(refused), Text: refused.Error()})
	}
	if asks(msg) {
		return led.send(tx, n.party, e.Stream, e.From, file.answer(n.party, carnet))
	}
	return nil
}

// countOf is the page or operation that a message adds to what is held of a carnet, 0 for none.
func countOf(msg transit.Message) int {
	switch v := msg.(type) {
	case tir.TerminationData:
		return v.Page
	case tir.ReconciliationReply:
		return v.Page
	case tir.ETIR:
		return v.Operation
	}
	return 0
}

// carnetOf is the number of the carnet, or of the guarantee under eTIR, that a message is about.
func carnetOf(msg transit.Message) string {
	switch v := msg.(type) {
	case tir.CarnetQuery:
		return v.Carnet
	case tir.TerminationData:
		return v.Carnet
	case tir.ReconciliationReply:
		return v.Carnet
	case tir.LossNotice:
		return v.Carnet
	case tir.Enquiry:
		return v.Carnet
	case tir.NonDischarge:
		return v.Carnet
	case tir.PaymentClaim:
		return v.Carnet
	case tir.LiabilityEnded:
		return v.Carnet
	case tir.RefundNotice:
		return v.Carnet
	case tir.ETIR:
		return v.Guarantee
	}
	return ""
}

// asks is true of a question: the query of the holder (SafeTIR), or of the guarantee (eTIR I5).
func asks(msg transit.Message) bool {
	if v, ok := msg.(tir.ETIR); ok {
		return v.ID == "I5"
	}
	return msg.Kind() == tir.KindCarnetQuery
}

// told takes what a message says of the carnet.
func (f *CarnetFile) told(msg transit.Message) {
	switch v := msg.(type) {
	case tir.TerminationData:
		f.Pages = without(f.Pages, v.Page)
		if !v.Cancel {
			f.Pages = append(f.Pages, v.Page)
		}
		slices.Sort(f.Pages)
	case tir.ReconciliationReply:
		if v.Code == 2 {
			f.Pages = without(f.Pages, v.Page)
		}
	case tir.ETIR:
		switch v.ID {
		case "I9":
			f.UnderWay = append(without(f.UnderWay, v.Operation), v.Operation)
		case "I11":
			f.UnderWay = without(f.UnderWay, v.Operation)
		}
	}
}

func without(list []int, n int) []int {
	return slices.DeleteFunc(slices.Clone(list), func(x int) bool { return x == n })
}

// answer is what the body knows of a carnet (codes of the holder query): issue data 1, none 2, invalidated 3, number
// incorrect 5.
func (f *CarnetFile) answer(from, carnet string) tir.CarnetAnswer {
	a := tir.CarnetAnswer{From: from, Code: 2, Terminations: len(f.Pages), UnderWay: len(f.UnderWay) > 0}
	switch {
	case f.Issued != nil && f.Issued.Invalidated:
		a.Code = 3
	case f.Issued != nil:
		a.Code, a.HolderID, a.ValidUntil, a.Association = 1, f.Issued.HolderID, f.Issued.ValidUntil, f.Issued.Association
	case from == tir.Organisation && carnetNumber(carnet) != nil:
		a.Code = 5
	}
	return a
}

// tirParties are the bodies that the administrations of some countries write to: the organisation, the eTIR system, and the
// association of each.
func tirParties(countries []string) []string {
	out := []string{tir.Organisation, tir.ETIRSystem}
	for _, c := range countries {
		out = append(out, tir.Association(c))
	}
	slices.SortFunc(out, strings.Compare)
	return out
}

// tirSystem are the bodies of the TIR system in a corridor. The organisation and the eTIR system are open; an association is
// opened when something waits for it, or when it is asked for, and from then on whenever the corridor is.
type tirSystem struct {
	mu      sync.Mutex
	parties []string // that may be opened, sorted
	bodies  map[string]*TIRBody
	list    store.Store // where the names of those that were opened are kept
	config  func(party string) (Config, error)
}

// bodiesKey is the record of the associations that were opened, in the trader's store.
const bodiesKey = "tir-bodies"

func openTIRSystem(ctx context.Context, parties []string, list store.Store, config func(string) (Config, error)) (*tirSystem, error) {
	s := &tirSystem{parties: parties, bodies: map[string]*TIRBody{}, list: list, config: config}
	var opened []string
	if _, err := load(ctx, list, bodiesKey, &opened); err != nil {
		return nil, err
	}
	for _, party := range append([]string{tir.Organisation, tir.ETIRSystem}, opened...) {
		conf, err := config(party)
		if err != nil {
			return nil, err
		}
		s.bodies[party] = NewTIRBody(conf)
	}
	return s, nil
}

// body gives a body, opened where it is not.
func (s *tirSystem) body(ctx context.Context, party string) (*TIRBody, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if b := s.bodies[party]; b != nil {
		return b, nil
	}
	if _, known := slices.BinarySearch(s.parties, party); !known {
		return nil, fault.New(fault.NotFound, "the corridor has no body of the TIR system %q", party).Among(s.parties...)
	}
	if err := retry(ctx, func() error { return s.remember(ctx, party) }); err != nil {
		return nil, err
	}
	conf, err := s.config(party)
	if err != nil {
		return nil, err
	}
	s.bodies[party] = NewTIRBody(conf)
	return s.bodies[party], nil
}

func (s *tirSystem) remember(ctx context.Context, party string) error {
	var opened []string
	at, err := load(ctx, s.list, bodiesKey, &opened)
	if err != nil || slices.Contains(opened, party) {
		return err
	}
	tx := store.Tx{}
	if err := put(&tx, bodiesKey, at, append(opened, party)); err != nil {
		return err
	}
	return s.list.Commit(ctx, tx)
}

// awake gives the bodies that have something to do, or may have: those that are open and those for which something waits.
func (s *tirSystem) awake(ctx context.Context, network *exchange.Memory) ([]poller, error) {
	var out []poller
	for _, party := range s.parties {
		s.mu.Lock()
		b := s.bodies[party]
		s.mu.Unlock()
		if b == nil && network.WaitingFor(party) > 0 {
			var err error
			if b, err = s.body(ctx, party); err != nil {
				return nil, err
			}
		}
		if b != nil {
			out = append(out, b)
		}
	}
	return out, nil
}

// TIRBody gives the node of a body of the TIR system, by its party name; the corridor must be open with Options.TIR.
func (c *Corridor) TIRBody(ctx context.Context, party string) (*TIRBody, error) {
	if c.tir == nil {
		return nil, fault.New(fault.NotFound, "the corridor has no body of the TIR system %q", party).Mend("open it with Options.TIR")
	}
	return c.tir.body(ctx, party)
}

// RegisterCarnet enters the issue of a carnet with the international organisation and with the eTIR system.
func (c *Corridor) RegisterCarnet(ctx context.Context, carnet Carnet) error {
	for _, party := range []string{tir.Organisation, tir.ETIRSystem} {
		b, err := c.TIRBody(ctx, party)
		if err != nil {
			return err
		}
		if err := b.RegisterCarnet(ctx, carnet); err != nil {
			return err
		}
	}
	return nil
}
