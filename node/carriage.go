package node

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/customs/carriage"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/exchange"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/store"
)

// Freight is what a contract of carriage by rail needs beside the consignment and the filing plan.
type Freight struct {
	Carriers   map[string]string // party of the carrier of each section: by country, or "KZ-AZ" for a ferry
	Consignee  string            // party that is sent the consignee's notices; "" is the consignor's own, which then follows for both
	Perishable bool
	WagonLoad  bool // a full wagon, for the transit period of CIM
	AgreedDays int  // a delivery period agreed upon; 0: that of the law

	ConsignorDisposes bool // the consignor keeps the right of disposal (CIM)
}

// ProjectNote gives the consignment note of a contract from one version of a consignment, the sections of its way
// ([filing.RailSections]) and the customs stretches for which it may be the declaration. Customs must endorse it where the office
// of departure of such a stretch lies at a station where a section begins. What is not known is an error with its path.
func ProjectNote(v Version, key, consignor string, k filing.Contract, way []filing.RailSection, customs []filing.Stretch, f Freight) (carriage.Note, error) {
	c := v.Consignment
	n := carriage.Note{Key: key, Form: carriage.Form(k.Kind), Perishable: f.Perishable, WagonLoad: f.WagonLoad, AgreedDays: f.AgreedDays,
		Consignor:         carriage.Party{ID: consignor, Name: c.Consignor.Name},
		Consignee:         carriage.Party{ID: f.Consignee, Name: c.Consignee.Name},
		ConsignorDisposes: f.ConsignorDisposes, MassKg: c.GrossKg()}
	if n.Consignee.ID == "" {
		n.Consignee.ID = consignor
	}
	var wrong fault.List
	for _, s := range way {
		x := carriage.Section{Carrier: f.Carriers[strings.Join(s.Countries, "-")], From: carriage.Station{Code: s.From.Code, Name: s.From.Name, Country: s.From.Country},
			To: carriage.Station{Code: s.To.Code, Name: s.To.Name, Country: s.To.Country}, Km: s.Km, Law: carriage.Law(s.Law), GaugeMm: s.GaugeMm, Mode: carriage.Rail}
		if s.Ferry {
			x.Mode = carriage.Ferry
		}
		if x.Carrier == "" {
			wrong = append(wrong, fault.New(fault.BadField, "who carries from %s to %s is not given", s.From.Name, s.To.Name).At("/carriers/%s", strings.Join(s.Countries, "-")).Want("the carrier's name as a party"))
		}
		n.Sections = append(n.Sections, x)
	}
	var goods []string
	for _, g := range c.Goods {
		goods = append(goods, g.Description)
	}
	n.Goods = strings.Join(goods, "; ")
	if len(n.Goods) > carriage.TextBytesMax {
		n.Goods = strings.ToValidUTF8(n.Goods[:carriage.TextBytesMax-len("…")], "") + "…"
	}
	n.Wagons, n.Customs = wagonsOf(&c), endorsements(k, n.Sections, customs)
	for _, e := range c.Equipment {
		n.Containers = append(n.Containers, e.ID)
		for _, s := range e.Seals {
			n.Seals = append(n.Seals, carriage.Seal{Number: s, By: carriage.SealConsignor})
		}
	}
	if len(wrong) > 0 {
		return n, wrong
	}
	return n, n.Check()
}

// wagonsOf are the wagons that the consignment names for its ways by rail, each once.
func wagonsOf(c *consignment.Consignment) []string {
	var out []string
	for _, t := range c.Transport {
		if t.Mode == "rail" {
			out = append(out, t.Wagons...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// endorsements are the customs offices for which the note may be the declaration and that lie where a section begins.
func endorsements(k filing.Contract, sections []carriage.Section, customs []filing.Stretch) []carriage.Endorsement {
	var out []carriage.Endorsement
	for _, s := range customs {
		at := slices.IndexFunc(sections, func(x carriage.Section) bool { return x.From.Code == s.Departure.Location })
		if slices.Contains(k.ServesAs, s.ID) && at >= 0 {
			out = append(out, carriage.Endorsement{Office: office(s.Departure), Station: sections[at].From.Code, Declaration: true})
		}
	}
	return out
}

// Consigned is a contract of carriage as its consignor knows it.
type Consigned struct {
	Key       string         `json:"key"`
	Reference string         `json:"reference"`
	Version   int            `json:"version"` // of the consignment the note was drawn up from
	Hash      string         `json:"hash"`
	Contract  string         `json:"contract"` // id in the filing plan
	Note      carriage.Note  `json:"note"`     // as it was drawn up
	State     carriage.State `json:"state"`    // none until the carrier says something
	Number    string         `json:"number,omitempty"`
	Entry     int            `json:"entry,omitempty"` // number of the newest entry told
	SentAt    time.Time      `json:"sentAt"`
	UpdatedAt time.Time      `json:"updatedAt"`
	Refused   string         `json:"refused,omitempty"` // why the last message was not taken
	Ledger    ledger         `json:"ledger"`
}

const consignedPrefix = "consigned/"

// Consign draws up the note of a contract of kind smgs, cim or cim-smgs of a filing plan and gives it to the first carrier. An
// empty reference is the consignment declared last. See [ProjectNote].
func (n *Trader) Consign(ctx context.Context, reference string, p filing.Plan, contract string, way []filing.RailSection, f Freight) (key string, err error) {
	v, err := n.Dossier(ctx, reference, 0)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(p.Carriage, func(k filing.Contract) bool { return k.ID == contract && k.Law != "" })
	if i < 0 {
		return "", fault.New(fault.BadField, "the plan has no contract of carriage by rail %q", contract).At("/carriage")
	}
	if strings.HasPrefix(f.Consignee, railPrefix) {
		return "", fault.New(fault.BadField, "%q is no party", f.Consignee).At("/consignee")
	}
	err = retry(ctx, func() error {
		name, err := n.freeNote(ctx, v.Reference+"-"+contract)
		if err != nil {
			return err
		}
		note, err := ProjectNote(v, name, n.party, p.Carriage[i], way, p.Customs, f)
		if err != nil {
			return err
		}
		key = RailKey(name)
		x := Consigned{Key: key, Reference: v.Reference, Version: v.Version, Hash: v.Hash, Contract: contract, Note: note, State: carriage.None, SentAt: n.now(), UpdatedAt: n.now()}
		return n.hand(ctx, x, 0, note.Sections[0].Carrier, carriage.DrawUp{Note: note})
	})
	return key, err
}

// freeNote names the note; after one that was not accepted another may be drawn up.
func (n *Trader) freeNote(ctx context.Context, name string) (string, error) {
	for i := 1; i <= AttemptsMax; i++ {
		note := name
		if i > 1 {
			note = fmt.Sprintf("%s-%d", name, i)
		}
		if len(RailKey(note)) > KeyBytesMax {
			return "", fault.New(fault.Limit, "the key of the note would have %d bytes", len(RailKey(note))).Want("at most %d", KeyBytesMax).At("/reference")
		}
		var x Consigned
		at, err := load(ctx, n.Store, consignedPrefix+RailKey(note), &x)
		if err != nil || at == 0 {
			return note, err
		}
		if x.State != carriage.NotAccepted {
			return "", fault.New(fault.WrongState, "the note is drawn up already; the carriage is %s", x.State).At("%s", x.Key)
		}
	}
	return "", fault.New(fault.Limit, "%d notes were not accepted", AttemptsMax)
}

// hand sends a carrier a message of the customer.
func (n *Trader) hand(ctx context.Context, x Consigned, at int64, carrier string, msg carriage.Message) error {
	body, err := carriage.Encode(msg)
	if err != nil {
		return err
	}
	tx := store.Tx{}
	x.Ledger.sendBody(&tx, n.party, x.Key, carrier, "", body)
	if err := put(&tx, consignedPrefix+x.Key, at, x); err != nil {
		return err
	}
	return n.Store.Commit(ctx, tx)
}

// Tell gives a carrier of the route a message of the customer: the withdrawal of a note that is not accepted yet, an amendment,
// an instruction at an obstacle, or a claim. An empty carrier is the first one; a carrier that is not in charge passes it on.
func (n *Trader) Tell(ctx context.Context, key, carrier string, msg carriage.Message) error {
	may := append(slices.Clone(applications), carriage.KindWithdraw)
	if msg == nil || !slices.Contains(may, msg.Kind()) {
		return fault.New(fault.BadField, "this is no message of a consignor or consignee").At("/kind").Want("one of %v", may)
	}
	return retry(ctx, func() error {
		x, at, err := n.consigned(ctx, key)
		if err != nil {
			return err
		}
		to := carrier
		if to == "" {
			to = x.Note.Sections[0].Carrier
		}
		if !x.carries(to) {
			return fault.New(fault.BadField, "%q does not carry %s", to, key).At("/carrier").Want("a carrier of the route")
		}
		return n.hand(ctx, x, at, to, msg)
	})
}

// carries is true of a carrier of the route: by the note, or one that has told of the carriage since.
func (x *Consigned) carries(party string) bool {
	return slices.ContainsFunc(x.Note.Sections, func(s carriage.Section) bool { return s.Carrier == party }) || last(x.Ledger.In, party) > 0
}

func (n *Trader) consigned(ctx context.Context, key string) (x Consigned, at int64, err error) {
	at, err = load(ctx, n.Store, consignedPrefix+key, &x)
	if err != nil || at == 0 {
		return x, 0, orNotFound(err, "nothing was consigned as "+key)
	}
	return x, at, nil
}

// Consigned reads one contract of carriage.
func (n *Trader) Consigned(ctx context.Context, key string) (Consigned, error) {
	x, _, err := n.consigned(ctx, key)
	return x, err
}

// Contracts lists every contract of carriage in the order of their keys.
func (n *Trader) Contracts(ctx context.Context) ([]Consigned, error) {
	var out []Consigned
	for after := ""; ; {
		recs, err := n.Store.List(ctx, consignedPrefix, after, 0)
		if err != nil || len(recs) == 0 {
			return out, err
		}
		for _, r := range recs {
			after = r.Key
			var x Consigned
			if err := json.Unmarshal(r.Value, &x); err != nil {
				return nil, fault.New(fault.BadFile, "record %q is not understood", r.Key).Because(err)
			}
			out = append(out, x)
		}
	}
}

// ContractHistory is every fact the customer was told of a carriage, refusals included.
func (n *Trader) ContractHistory(ctx context.Context, key string) ([]CarriedEntry, error) {
	return n.carriedEntries(ctx, key)
}

// takeRail follows a carriage by the notices of its carriers.
func (n *Trader) takeRail(ctx context.Context, e exchange.Envelope) error {
	return retry(ctx, func() error {
		x, at, err := n.consigned(ctx, e.Stream)
		if fault.CodeOf(err) == fault.NotFound && err != nil {
			return n.Store.Commit(ctx, store.Tx{Inbox: []string{inboxID(e)}}) // about nothing of ours: taken, and that is all
		}
		if err != nil {
			return err
		}
		if done, err := x.Ledger.inOrder(e); done || err != nil {
			return err
		}
		tx := store.Tx{}
		x.Ledger.took(&tx, e)
		if entry, news := n.followRail(&x, e); news {
			if err := x.Ledger.write(&tx, e.Stream, n.now(), entry); err != nil {
				return err
			}
		}
		if err := put(&tx, consignedPrefix+e.Stream, at, x); err != nil {
			return err
		}
		return n.Store.Commit(ctx, tx)
	})
}

// followRail brings a contract up to date and gives the entry to keep. The newest entry tells the state, in whatever order the
// carriers' notices come; one that came as the consignor's is no news as the consignee's.
func (n *Trader) followRail(x *Consigned, e exchange.Envelope) (entry CarriedEntry, news bool) {
	x.UpdatedAt = n.now()
	entry = CarriedEntry{Key: x.Key, RecordBy: e.From, Fact: carriage.Fact{Message: "undecodable", From: x.State, To: x.State, By: e.From, At: n.now(), RecordedAt: n.now(), Number: x.Number}}
	msg, refusal, err := decodeRail(e.Body)
	switch v, told := msg.(carriage.Notice); {
	case refusal != nil && refusal.From == e.From:
		x.Refused, entry.Refused, entry.Message = refusal.Text, refusal.Text, carriage.Kind(refusal.Of)
		if entry.Message == carriage.KindDrawUp && x.State == carriage.None {
			x.State, entry.To = carriage.NotAccepted, carriage.NotAccepted
		}
	case told && v.From == e.From && RailKey(v.Key) == x.Key:
		entry.Fact = v.Fact
		if v.Fact.Seq == x.Entry {
			return entry, false
		}
		if v.Fact.Seq > x.Entry {
			x.State, x.Number, x.Entry = v.Fact.To, v.Fact.Number, v.Fact.Seq
		}
	case err != nil:
		entry.Refused = err.Error()
	default:
		entry.Refused = fault.New(fault.BadField, "a customer is not sent this by %s", e.From).Error()
	}
	return entry, true
}

// Carrier gives the node of a carrier.
func (c *Corridor) Carrier(party string) (*Carrier, error) {
	k, ok := c.carriers[party]
	if !ok {
		return nil, fault.New(fault.NotFound, "the corridor has no carrier %q", party).Among(c.railways...)
	}
	return k, nil
}

// Consign draws up the note of a contract of a filing plan for the consignment of a reference, "" the one declared last; the
// message leaves with the next Settle. Every carrier must be one of the corridor's. See [Trader.Consign].
func (c *Corridor) Consign(ctx context.Context, reference string, p filing.Plan, contract string, way []filing.RailSection, f Freight) (key string, err error) {
	for _, s := range way {
		if party := f.Carriers[strings.Join(s.Countries, "-")]; party != "" {
			if _, err := c.Carrier(party); err != nil {
				return "", err
			}
		}
	}
	if f.Consignee != "" && f.Consignee != TraderParty {
		return "", fault.New(fault.NotFound, "the corridor has no party %q", f.Consignee).At("/consignee")
	}
	return c.trader.Consign(ctx, reference, p, contract, way, f)
}

// Carry is an act of a carrier's people.
func (c *Corridor) Carry(ctx context.Context, carrier, key string, msg carriage.Message) error {
	k, err := c.Carrier(carrier)
	if err != nil {
		return err
	}
	return k.Do(ctx, key, msg)
}

// Carriage is the record of a contract of carriage at the carrier that wrote its newest entry.
func (c *Corridor) Carriage(ctx context.Context, key string) (carriage.Carriage, error) {
	var newest carriage.Carriage
	for _, party := range c.railways {
		x, err := c.carriers[party].Carried(ctx, key)
		if err != nil && fault.CodeOf(err) != fault.NotFound {
			return newest, err
		}
		if err == nil && len(x.Carriage.Log) > len(newest.Log) {
			newest = x.Carriage
		}
	}
	if newest.State == "" {
		return newest, fault.New(fault.NotFound, "no carrier has a carriage %q", key)
	}
	return newest, nil
}

// carriersOf checks the names of carriers and sorts them.
func carriersOf(names []string) ([]string, error) {
	if len(names) > CarriersMax {
		return nil, fault.New(fault.Limit, "%d carriers", len(names)).Want("at most %d", CarriersMax)
	}
	out := slices.Clone(names)
	slices.Sort(out)
	for i, x := range out {
		switch {
		case x == "" || isCountry(x) || x == TraderParty || x == transit.OfficeOfGuarantee || strings.ContainsAny(x, "/|<\n\r\x00"):
			return nil, fault.New(fault.BadField, "%q cannot be a carrier", x).Want("a name that is no country of two capitals and no other party")
		case i > 0 && out[i-1] == x:
			return nil, fault.New(fault.BadField, "carrier %q stands twice", x)
		}
	}
	return out, nil
}
