package node

import (
	"context"
	"slices"

	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/store"
)

// Offer is an amendment that was sent and not answered yet: the version and the stretch that it declares.
type Offer struct {
	Version int            `json:"version"`
	Hash    string         `json:"hash"`
	Stretch filing.Stretch `json:"stretch"`
	Cover   *Covered       `json:"cover,omitempty"`
	TIR     *TIROperation  `json:"tir,omitempty"`

	Declared *transit.Declaration `json:"declared,omitempty"` // without a dossier: what is declared
}

// Outcome is what became of a stretch when a new version was told.
type Outcome string

// The outcomes.
const (
	AmendSent    Outcome = "sent"         // an amendment is in the outbox
	Unchanged    Outcome = "unchanged"    // nothing that its administration was told has changed: it is not told
	AlreadySent  Outcome = "already-sent" // this version was sent before
	NotLodged    Outcome = "not-lodged"   // nothing was lodged yet: lodging tells the new version
	WasRefused   Outcome = "refused"      // this version was sent and refused
	EndedBefore  Outcome = "ended"        // the movement has ended, and its projection has changed
	LodgeAnew    Outcome = "lodge-anew"   // what changed is beyond an amendment: cancel and lodge anew
	NotInThePlan Outcome = "not-in-plan"  // lodged, and no longer in the plan: cancel
)

// Amended is what a new version of a consignment meant for each stretch, in the order of the plan; stretches that were
// lodged and are no longer in the plan come last, in the order of lodging.
type Amended struct {
	Reference string           `json:"reference"`
	Version   int              `json:"version"`
	Hash      string           `json:"hash"`
	Stretches []AmendedStretch `json:"stretches"`
}

// AmendedStretch is one of them. Changed names the elements of the declaration that differ from what was told.
type AmendedStretch struct {
	Stretch        string   `json:"stretch"`
	Administration string   `json:"administration"`
	Declarant      string   `json:"declarant"` // the party responsible for the stretch
	Key            string   `json:"key,omitempty"`
	Outcome        Outcome  `json:"outcome"`
	Changed        []string `json:"changed,omitempty"`
	Refused        string   `json:"refused,omitempty"` // why, with the rule and what to do instead
}

// Amend tells the newest version of a consignment to those whom it concerns: it compares what each administration was told
// with the new version's projection of the stretch, and puts an amendment into the outbox for each that differs, all in one
// transaction. An empty reference is the consignment declared last. Telling the same version again sends nothing.
func (n *Trader) Amend(ctx context.Context, reference string, plan []filing.Stretch) (Amended, error) {
	return n.AmendCovered(ctx, reference, plan, nil)
}

// AmendCovered is [Trader.Amend] with the guarantees that stretches are to have, by the id of the stretch; a stretch without an
// entry keeps those it has. A declaration whose guarantee is not valid is sent again where codes are given, though nothing else
// differs. Where only guarantees differ the consignment becomes a new version with the same data; of goods that are released the
// guarantees stay.
func (n *Trader) AmendCovered(ctx context.Context, reference string, plan []filing.Stretch, covers map[string]Cover) (Amended, error) {
	var out Amended
	err := retry(ctx, func() error {
		v, err := n.Dossier(ctx, reference, 0)
		if err != nil {
			return err
		}
		out = Amended{Reference: v.Reference, Version: v.Version, Hash: v.Hash}
		tx, err := n.amendments(ctx, v, plan, covers, &out)
		if err != nil || len(tx.Puts) == 0 {
			return err
		}
		return n.Store.Commit(ctx, tx)
	})
	if err != nil {
		return Amended{}, err
	}
	return out, nil
}

// amendments compares every stretch and gives the transaction that tells those who must know.
func (n *Trader) amendments(ctx context.Context, v Version, plan []filing.Stretch, covers map[string]Cover, out *Amended) (store.Tx, error) {
	var tx store.Tx
	lodged, err := n.lodgedOf(ctx, v.Reference)
	if err != nil {
		return tx, err
	}
	var wrong fault.List
	seen := map[string]bool{}
	for i, s := range plan {
		if seen[s.ID] {
			wrong = append(wrong, fault.New(fault.BadField, "stretch %q stands twice", s.ID).At("/plan/%d/id", i).Want("each stretch once"))
			continue
		}
		seen[s.ID] = true
		a := AmendedStretch{Stretch: s.ID, Administration: s.Administration, Outcome: NotLodged}
		d := Project(v, s)
		a.Declarant = d.Declarant
		if s.Regime == string(transit.TIR) {
			bad, err := n.compareTIR(ctx, &tx, v, plan, s, latestOf(lodged, s.ID), &a)
			if err != nil {
				return tx, err
			}
			wrong = append(wrong, bad...)
			out.Stretches = append(out.Stretches, a)
			continue
		}
		if err := d.Check(); err != nil {
			wrong = append(wrong, fault.All(err)...)
			continue
		}
		if key := latestOf(lodged, s.ID); key != "" {
			var cover *Cover
			if c, given := covers[s.ID]; given {
				cover = &c
			}
			if v, err = n.amend(ctx, &tx, v, s, key, cover, &a); err != nil {
				return tx, err
			}
			out.Version = v.Version
		}
		out.Stretches = append(out.Stretches, a)
	}
	if err := wrong.OrNil(); err != nil {
		return store.Tx{}, err
	}
	out.Stretches = append(out.Stretches, notInThePlan(lodged, plan)...)
	return tx, nil
}

// lodgedOf lists the filings of a consignment in the order of lodging.
func (n *Trader) lodgedOf(ctx context.Context, reference string) ([]Filing, error) {
	all, err := n.Filings(ctx)
	return slices.DeleteFunc(all, func(f Filing) bool { return f.Reference != reference || f.Declared != nil }), err
}

// latestOf is the key of the newest filing of a stretch, "" where there is none.
func latestOf(lodged []Filing, stretch string) string {
	key := ""
	for _, f := range lodged {
		if f.Stretch.ID == stretch {
			key = f.Key
		}
	}
	return key
}

// notInThePlan lists what was lodged, has not ended, and is no longer planned.
func notInThePlan(lodged []Filing, plan []filing.Stretch) []AmendedStretch {
	var out []AmendedStretch
	for _, f := range lodged {
		planned := slices.ContainsFunc(plan, func(s filing.Stretch) bool { return s.ID == f.Stretch.ID })
		if !planned && !(transit.Movement{State: f.State}).Ended() {
			out = append(out, AmendedStretch{Stretch: f.Stretch.ID, Administration: f.Administration, Declarant: f.Stretch.Declarant, Key: f.Key, Outcome: NotInThePlan})
		}
	}
	return out
}

// amend compares one stretch with what its administration was told, and adds the amendment to the transaction. It gives the
// version that the consignment has then.
func (n *Trader) amend(ctx context.Context, tx *store.Tx, v Version, s filing.Stretch, key string, c *Cover, a *AmendedStretch) (Version, error) {
	f, at, err := n.filing(ctx, key)
	if err != nil {
		return v, err
	}
	a.Key = key
	if f.TIR != nil {
		a.Outcome = LodgeAnew // the regime changed
		return v, nil
	}
	told, err := n.told(ctx, f)
	if err != nil {
		return v, err
	}
	if c == nil {
		c = f.Told().cover()
	}
	d := c.kept(nil).onto(Project(v, s))
	if told.Mode == "" { // lodged before declarations named distance and mode: these alone are no amendment
		d.DistanceKm, d.Mode = told.DistanceKm, told.Mode
	}
	a.Changed = told.Differences(d)
	again := len(a.Changed) == 0 && len(c.Codes) > 0 && f.State == transit.GuaranteeInvalid && len(f.Offered) == 0
	early := slices.Contains(BeforeRelease, f.State)
	switch {
	case len(a.Changed) == 0 && !again, onlyCover(a.Changed) && !early:
		a.Outcome, a.Changed = Unchanged, nil
		return v, nil
	case f.LastOffered >= v.Version && len(f.Offered) > 0 && !onlyCover(a.Changed):
		a.Outcome = AlreadySent
		return v, nil
	case f.LastOffered >= v.Version && f.Version < v.Version && len(f.Offered) == 0 && !again:
		a.Outcome, a.Refused = WasRefused, f.Refused
		return v, nil
	case (transit.Movement{State: f.State}).Ended():
		a.Outcome = EndedBefore
		return v, nil
	case f.Administration != s.Administration || len(told.Fixed(d)) > 0 || f.Version >= v.Version && !again && !onlyCover(a.Changed): // the plan changed, not the data
		a.Outcome = LodgeAnew
		return v, nil
	}
	if max(f.Version, f.LastOffered) >= v.Version {
		if v, err = n.renew(ctx, tx, v); err != nil {
			return v, err
		}
	}
	a.Outcome = AmendSent
	return v, n.offerCover(tx, f, at, v, s, *c)
}

// told is the declaration that the administration has, or will have once it has taken what is on its way.
func (n *Trader) told(ctx context.Context, f Filing) (transit.Declaration, error) {
	version, stretch := f.Version, f.Stretch
	if k := len(f.Offered); k > 0 {
		version, stretch = f.Offered[k-1].Version, f.Offered[k-1].Stretch
	}
	v, err := n.Dossier(ctx, f.Reference, version)
	return f.Told().onto(Project(v, stretch)), err
}

// Told is the guarantees named last, nil where none are.
func (f *Filing) Told() *Covered {
	if k := len(f.Offered); k > 0 {
		return f.Offered[k-1].Cover
	}
	return f.Cover
}

// offer puts an amendment and the fact of its sending into the transaction. name is that of the message, "" for none.
func (n *Trader) offer(tx *store.Tx, f Filing, at int64, s filing.Stretch, d transit.Declaration, cover *Covered, name string) error {
	if len(f.Offered) >= OffersMax {
		return fault.New(fault.Busy, "%d amendments of %s wait for their answer", len(f.Offered), f.Key).At("%s", f.Key).Mend("settle, then try again")
	}
	o := Offer{Version: d.Version, Hash: d.Hash, Stretch: s, Cover: cover}
	if f.Declared != nil {
		o.Declared = &d
	}
	f.Offered = append(slices.Clone(f.Offered), o)
	if f.Declared != nil {
		f.speak(name, f.Administration, transit.KindAmend)
	}
	f.LastOffered, f.UpdatedAt = d.Version, n.now()
	sent := transit.Fact{Message: transit.KindAmend, From: f.State, To: f.State, At: f.UpdatedAt, RecordedAt: f.UpdatedAt, Office: d.Departure,
		Number: f.Number, Rule: transit.RuleOf(d.Regime, transit.KindAmend), Version: d.Version, Hash: d.Hash, Note: "sent"}
	if err := f.Ledger.record(tx, f.Key, Entry{Movement: f.Key, Administration: f.Administration, Fact: sent, Sent: name}); err != nil {
		return err
	}
	if err := f.Ledger.send(tx, n.party, f.Key, f.Administration, transit.Amend{Declaration: d}); err != nil {
		return err
	}
	return put(tx, filingPrefix+f.Key, at, f)
}

// answered takes the oldest offer off: accepted, it is what the administration has. Answers come in the order of the offers.
func (f *Filing) answered(accepted bool) {
	if len(f.Offered) == 0 {
		return
	}
	o := f.Offered[0]
	f.Offered = slices.Clone(f.Offered[1:])
	if len(f.Offered) == 0 {
		f.Offered = nil
	}
	if accepted {
		f.Version, f.Hash, f.Stretch, f.Cover, f.Declared = o.Version, o.Hash, o.Stretch, o.Cover, o.Declared
		if o.TIR != nil {
			f.TIR = o.TIR
		}
	}
}

// Versions lists the versions of a consignment, oldest first; an empty reference is the consignment declared last.
func (n *Trader) Versions(ctx context.Context, reference string) ([]Version, error) {
	newest, err := n.Dossier(ctx, reference, 0)
	if err != nil {
		return nil, err
	}
	out := make([]Version, 0, newest.Version)
	for i := 1; i < newest.Version; i++ {
		v, err := n.Dossier(ctx, newest.Reference, i)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return append(out, newest), nil
}

// Amend tells the newest version of a consignment to the administrations whose projection of it has changed; the messages
// leave with the next Settle. See [Trader.Amend].
func (c *Corridor) Amend(ctx context.Context, reference string, plan []filing.Stretch) (Amended, error) {
	return c.AmendCovered(ctx, reference, plan, nil)
}

// AmendCovered is [Corridor.Amend] with the guarantees of stretches, see [Trader.AmendCovered].
func (c *Corridor) AmendCovered(ctx context.Context, reference string, plan []filing.Stretch, covers map[string]Cover) (Amended, error) {
	for _, s := range plan {
		if err := c.knows(s); err != nil {
			return Amended{}, err
		}
	}
	keyed := map[string]Cover{}
	for id, x := range covers {
		var err error
		if keyed[id], err = c.keyed(x); err != nil {
			return Amended{}, err
		}
	}
	return c.trader.AmendCovered(ctx, reference, plan, keyed)
}

// Versions lists the versions of a consignment with their hashes, oldest first.
func (c *Corridor) Versions(ctx context.Context, reference string) ([]Version, error) {
	return c.trader.Versions(ctx, reference)
}

// knows refuses a stretch with an office in a country that the corridor does not have.
func (c *Corridor) knows(s filing.Stretch) error {
	if _, err := c.Administration(s.Administration); err != nil {
		return err
	}
	for _, o := range s.Offices() {
		if _, err := c.Administration(o.Country); err != nil {
			return err
		}
	}
	return nil
}
