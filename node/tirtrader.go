package node

import (
	"context"
	"reflect"
	"slices"
	"strconv"
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

const (
	// HolderScheme is the scheme of a party's identifier that is the number of a holder of TIR carnets: AAA/BBB/XX…X.
	HolderScheme = "TIR-HOLDER"
	// CarnetDocument is the code of a TIR carnet among the documents of a consignment (UN/EDIFACT 1001).
	CarnetDocument = "952"
)

// TIROperation is a TIR operation as its holder filed it.
type TIROperation struct {
	Transport tir.Transport `json:"transport"` // as it was declared
	Operation int           `json:"operation"`
}

// ProjectTIR gives the TIR transport that a stretch of a plan belongs to, and the operation that the stretch is: the stretches
// of regime tir whose guarantee is the same carnet, in the order of the plan. The consignment must say the number of the carnet
// and how many vouchers it has (the guarantee of kind tir for the territory), and the holder's number (an identifier of scheme
// [HolderScheme] of one of its parties); the last day of validity is that of its document of code [CarnetDocument] with the
// number, where there is one. Every lack is an error of its own, with the path where it belongs.
func ProjectTIR(v Version, holder string, plan []filing.Stretch, stretch string) (tir.Transport, int, error) {
	t := tir.Transport{Consignment: v.Reference, Version: v.Version, Hash: v.Hash, Holder: holder}
	i := slices.IndexFunc(plan, func(s filing.Stretch) bool { return s.ID == stretch })
	if i < 0 || plan[i].Regime != string(transit.TIR) {
		return t, 0, fault.New(fault.BadField, "the plan has no TIR stretch %q", stretch).At("/plan")
	}
	c := &v.Consignment
	operation, wrong := 0, fault.List{}
	carnet, at, has := carnetFor(c, plan[i].Administration)
	if !has {
		wrong = append(wrong, fault.New(fault.BadField, "no TIR carnet serves %s", plan[i].Administration).At("%s/reference", at).Want("a guarantee of kind tir with the number of the carnet"))
	} else {
		t.Carnet, t.Vouchers = carnet.Reference, carnet.Vouchers
	}
	if has && carnet.Vouchers == 0 {
		wrong = append(wrong, fault.New(fault.BadField, "the vouchers of carnet %s are not given", carnet.Reference).At("%s/vouchers", at).Want("4, 6, 14 or 20"))
	}
	if t.HolderID = holderID(c); t.HolderID == "" {
		wrong = append(wrong, fault.New(fault.BadField, "the number of the holder of the carnet is not given").At("/carrier/identifiers").
			Want("an identifier of scheme %s of the carrier, forwarder, declarant or another party: KAZ/071/0000001", HolderScheme))
	}
	for k, s := range plan {
		other, _, ok := carnetFor(c, s.Administration)
		if s.Regime != string(transit.TIR) || k != i && (!has || !ok || other.Reference != t.Carnet) {
			continue
		}
		o, err := operationOf(s)
		wrong = append(wrong, fault.All(err)...)
		t.Operations = append(t.Operations, o)
		if k == i {
			operation = len(t.Operations)
		}
	}
	for _, d := range c.Documents {
		if until, err := time.Parse(time.DateOnly, d.Until); err == nil && d.Code == CarnetDocument && d.Number == t.Carnet {
			t.ValidUntil = until
		}
	}
	t.Goods = Project(v, plan[i]).Goods
	return t, operation, wrong.OrNil()
}

// carnetFor is the TIR carnet that serves a country and where it stands in the consignment, or would stand.
func carnetFor(c *consignment.Consignment, country string) (consignment.Guarantee, string, bool) {
	g, at, ok := c.GuaranteeFor(country)
	if !ok || g.Kind != "tir" {
		return consignment.Guarantee{}, "/guarantee", false
	}
	return *g, at, g.Reference != ""
}

// holderID is the number of the first party that has one: carrier, forwarder, declarant, the parties by role, consignor.
func holderID(c *consignment.Consignment) string {
	parties := []*consignment.Party{c.Carrier, c.Forwarder, c.Declarant}
	for i := range c.Parties {
		parties = append(parties, &c.Parties[i].Party)
	}
	for _, p := range append(parties, &c.Consignor) {
		if p == nil {
			continue
		}
		for _, id := range p.Identifiers {
			if id.Scheme == HolderScheme {
				return id.Value
			}
		}
	}
	return ""
}

// operationOf is the TIR operation that a stretch is. One of several countries needs to name its customs union.
func operationOf(s filing.Stretch) (tir.Operation, error) {
	o := tir.Operation{Territory: s.Territory, Start: office(s.Departure), End: office(s.Destination)}
	for _, x := range s.Passage {
		o.Unloading = append(o.Unloading, office(x))
	}
	switch {
	case o.Territory == "" && len(s.Countries) <= 1 && o.Start.Country == o.End.Country:
		o.Territory = o.Start.Country
	case o.Territory == "":
		return o, fault.New(fault.BadField, "the customs union of %s is not named", strings.Join(s.Countries, ", ")).At("/plan/%s/territory", s.ID)
	case o.Start.Country != s.Administration:
		return o, fault.New(fault.BadField, "the office of departure or entry lies in %s", o.Start.Country).At("/plan/%s/departure", s.ID).Want("%s", s.Administration)
	}
	return o, nil
}

// LodgeTIR gives the advance data of the TIR operation that a stretch of a plan is to the administration of its office of
// departure or entry. The whole plan is needed: a transport is all its operations. An empty reference is the consignment
// declared last. The key names the transport, the consignment's reference with the number of the carnet, and the operation.
func (n *Trader) LodgeTIR(ctx context.Context, reference string, plan []filing.Stretch, stretch string) (key string, err error) {
	v, err := n.Dossier(ctx, reference, 0)
	if err != nil {
		return "", err
	}
	t, operation, err := ProjectTIR(v, n.party, plan, stretch)
	if err != nil {
		return "", err
	}
	if err := t.Check(n.now()); err != nil {
		return "", err
	}
	s := plan[slices.IndexFunc(plan, func(s filing.Stretch) bool { return s.ID == stretch })]
	err = retry(ctx, func() error {
		transport, err := n.freeTransport(ctx, v.Reference+"-"+t.Carnet, operation, stretch)
		if err != nil {
			return err
		}
		key = TIRKey(transport, operation)
		f := Filing{Key: key, Administration: s.Administration, Reference: v.Reference, Version: v.Version, Hash: v.Hash,
			Stretch: s, SentAt: n.now(), State: transit.None, UpdatedAt: n.now(), TIR: &TIROperation{t, operation}}
		return n.Store.Commit(ctx, store.Tx{Draw: []string{orderRange}, Fill: func(drawn []int64, tx *store.Tx) error {
			f.Order = drawn[0]
			return n.announce(tx, &f, 0, t, n.now())
		}})
	})
	return key, err
}

// announce puts advance data and the fact of their sending into a transaction.
func (n *Trader) announce(tx *store.Tx, f *Filing, at int64, t tir.Transport, now time.Time) error {
	transport, operation, _ := splitTIRKey(f.Key)
	sent := transit.Fact{Message: tir.KindAdvance, From: f.State, To: f.State, At: now, RecordedAt: now, Office: t.Operations[operation-1].Start,
		Number: t.Carnet, Rule: tir.RuleOf(tir.KindAdvance), Version: t.Version, Hash: t.Hash, Note: "sent"}
	if err := f.Ledger.record(tx, f.Key, Entry{Movement: f.Key, Administration: f.Administration, Fact: sent}); err != nil {
		return err
	}
	msg := tir.Advance{Key: transport, Administration: f.Administration, Operation: operation, Transport: t}
	if err := f.Ledger.send(tx, n.party, f.Key, f.Administration, msg); err != nil {
		return err
	}
	return put(tx, filingPrefix+f.Key, at, *f)
}

// freeTransport names the transport. Once an operation came to nothing it may be announced again, as one of a new transport.
func (n *Trader) freeTransport(ctx context.Context, name string, operation int, stretch string) (string, error) {
	for i := 1; i <= AttemptsMax; i++ {
		transport := name
		if i > 1 {
			transport += "-" + strconv.Itoa(i)
		}
		key := TIRKey(transport, operation)
		if len(transport) > transit.NameBytesMax || len(key) > KeyBytesMax {
			return "", fault.New(fault.Limit, "the key of the transport would have %d bytes", len(transport)).Want("at most %d", transit.NameBytesMax).At("/reference")
		}
		if _, err := laneOf(key); err != nil {
			return "", fault.New(fault.BadField, "%q cannot name a transport", name).At("/reference").Want("a reference without <")
		}
		var f Filing
		at, err := load(ctx, n.Store, filingPrefix+key, &f)
		if err != nil || at == 0 {
			return transport, err
		}
		if !CameToNothing(f.State) {
			return "", fault.New(fault.WrongState, "stretch %s is lodged already; the operation is %s", stretch, f.State).At("%s", key)
		}
	}
	return "", fault.New(fault.Limit, "stretch %s was refused %d times", stretch, AttemptsMax)
}

// CameToNothing is true of the states in which a stretch may be lodged anew: refused, not released, invalidated; of a TIR
// operation also withdrawn and lapsed.
func CameToNothing(s transit.State) bool {
	switch s {
	case transit.Refused, transit.NotReleased, transit.Invalidated, tir.Withdrawn, tir.Lapsed:
		return true
	}
	return false
}

// followTIR brings the filing of a TIR operation up to date and gives the entry to keep.
func (n *Trader) followTIR(f *Filing, e exchange.Envelope, entry Entry) Entry {
	msg, err := decodeTIR(e.Body)
	if r, refused := msg.(transit.Refusal); err == nil && refused && r.From == e.From && e.From == f.Administration {
		return f.refusedTIR(r, entry)
	}
	if err == nil && (e.From != f.Administration || tir.Sender(msg) != e.From) {
		err = fault.New(fault.Signature, "%s is not the administration of this operation", e.From)
	}
	if err != nil {
		entry.Refused = err.Error()
		return entry
	}
	entry.Message = msg.Kind()
	switch v := msg.(type) {
	case tir.Notice:
		f.State, f.Number, entry.Fact = v.Fact.To, v.Fact.Number, v.Fact
		if v.Fact.Message == tir.KindAdvance && len(f.Offered) > 0 && f.Offered[0].Version == v.Fact.Version {
			f.answered(true)
		}
	case tir.Enquiry:
		entry.read("page", strconv.Itoa(v.Page), "text", v.Text)
	case tir.NonDischarge:
		entry.read("page", strconv.Itoa(v.Page), "by", stampOf(v.By), "text", v.Text)
	case tir.PaymentDemand:
		entry.read("amount", v.Amount.String())
	case tir.ETIR:
		entry.Note = v.Name
	default:
		entry.Refused = fault.New(fault.BadField, "a holder is not sent %s", msg.Kind()).Error()
	}
	return entry
}

// refusedTIR takes the refusal of what the holder sent last.
func (f *Filing) refusedTIR(r transit.Refusal, entry Entry) Entry {
	f.Refused, entry.Refused, entry.Message = r.Text, r.Text, r.Of
	switch {
	case r.Of != tir.KindAdvance:
	case f.State == transit.None && len(f.Offered) == 0:
		f.State, entry.To = tir.Refused, tir.Refused
	case f.State != transit.None && len(f.Offered) > 0:
		entry.Version, entry.Hash = f.Offered[0].Version, f.Offered[0].Hash
		f.answered(false)
	}
	return entry
}

// read adds what a message said to an entry: names and values in turn.
func (e *Entry) read(pairs ...string) {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			e.Read = append(e.Read, transit.Datum{Name: pairs[i], Value: pairs[i+1]})
		}
	}
}

func stampOf(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// compareTIR brings a TIR stretch that was announced up to date; bad is what its data lack.
func (n *Trader) compareTIR(ctx context.Context, tx *store.Tx, v Version, plan []filing.Stretch, s filing.Stretch, key string, a *AmendedStretch) (bad fault.List, err error) {
	if key == "" {
		return nil, nil
	}
	t, operation, err := ProjectTIR(v, n.party, plan, s.ID)
	if err == nil {
		err = t.Check(n.now())
	}
	if err != nil {
		return fault.All(err), nil
	}
	return nil, n.amendTIR(ctx, tx, v, s, TIROperation{t, operation}, key, a)
}

// amendTIR compares one operation with what its administration was told; new advance data replace the first as long as the
// carnet is not presented.
func (n *Trader) amendTIR(ctx context.Context, tx *store.Tx, v Version, s filing.Stretch, x TIROperation, key string, a *AmendedStretch) error {
	f, at, err := n.filing(ctx, key)
	if err != nil || f.TIR == nil {
		a.Key, a.Outcome = key, LodgeAnew
		return err
	}
	told := f.TIR.Transport
	if k := len(f.Offered); k > 0 && f.Offered[k-1].TIR != nil {
		told = f.Offered[k-1].TIR.Transport
	}
	a.Key, a.Changed = key, differencesTIR(told, x.Transport)
	switch {
	case len(a.Changed) == 0:
		a.Outcome = Unchanged
	case f.LastOffered >= v.Version && len(f.Offered) > 0:
		a.Outcome = AlreadySent
	case f.LastOffered >= v.Version && f.Version < v.Version:
		a.Outcome, a.Refused = WasRefused, f.Refused
	case (transit.Movement{State: f.State}).Ended():
		a.Outcome = EndedBefore
	case f.Administration != s.Administration || told.Carnet != x.Transport.Carnet || f.TIR.Operation != x.Operation || f.Version >= v.Version:
		a.Outcome = LodgeAnew
	default:
		a.Outcome = AmendSent
		return n.offerTIR(tx, f, at, s, x.Transport)
	}
	return nil
}

// offerTIR sends new advance data.
func (n *Trader) offerTIR(tx *store.Tx, f Filing, at int64, s filing.Stretch, t tir.Transport) error {
	if len(f.Offered) >= OffersMax {
		return fault.New(fault.Busy, "%d amendments of %s wait for their answer", len(f.Offered), f.Key).At("%s", f.Key).Mend("settle, then try again")
	}
	f.Offered = append(slices.Clone(f.Offered), Offer{Version: t.Version, Hash: t.Hash, Stretch: s, TIR: &TIROperation{t, f.TIR.Operation}})
	f.LastOffered, f.UpdatedAt = t.Version, n.now()
	return n.announce(tx, &f, at, t, f.UpdatedAt)
}

// differencesTIR names what differs between two transports, versions apart.
func differencesTIR(told, t tir.Transport) []string {
	var out []string
	add := func(name string, x, y any) {
		if !reflect.DeepEqual(x, y) {
			out = append(out, name)
		}
	}
	add("carnet", told.Carnet, t.Carnet)
	add("vouchers", told.Vouchers, t.Vouchers)
	add("holderID", told.HolderID, t.HolderID)
	add("validUntil", stampOf(told.ValidUntil), stampOf(t.ValidUntil))
	add("goods", told.Goods, t.Goods)
	add("operations", told.Operations, t.Operations)
	return out
}

// LodgeTIR gives the advance data of a stretch of regime tir; the message leaves with the next Settle. See [Trader.LodgeTIR].
func (c *Corridor) LodgeTIR(ctx context.Context, reference string, plan []filing.Stretch, stretch string) (key string, err error) {
	if c.tir == nil {
		return "", fault.New(fault.WrongState, "the corridor has no TIR organisation and no associations").Mend("open it with Options.TIR")
	}
	for _, s := range plan {
		if s.Regime == string(transit.TIR) {
			if err := c.knows(s); err != nil {
				return "", err
			}
		}
	}
	return c.trader.LodgeTIR(ctx, reference, plan, stretch)
}

// LodgeOne lodges one stretch of a plan, by the machine of its regime.
func (c *Corridor) LodgeOne(ctx context.Context, reference string, plan []filing.Stretch, stretch string) (key string, err error) {
	for _, s := range plan {
		switch {
		case s.ID != stretch:
		case s.Regime == string(transit.TIR):
			return c.LodgeTIR(ctx, reference, plan, stretch)
		default:
			return c.LodgeOf(ctx, reference, s)
		}
	}
	return "", fault.New(fault.NotFound, "the plan has no stretch %q", stretch).At("/plan")
}
