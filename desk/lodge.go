package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/customs/tir"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/node"
	"github.com/kairo-corridor/kairo/projection"
	"github.com/kairo-corridor/kairo/store"
)

// claim says whose consignment a reference is. It is made once, before the first message leaves.
type claim struct {
	Owner string `json:"owner"`
	Draft string `json:"draft"`
}

func claimKey(reference string) string { return "reference/" + reference }

// Waiting is one thing a stretch waits for.
type Waiting struct {
	Key  string `json:"key"`            // wait.data, wait.identifier, wait.code, wait.arrival
	On   string `json:"on,omitempty"`   // id of the stretch or document waited for
	Who  string `json:"who,omitempty"`  // role that knows it
	Path string `json:"path,omitempty"` // where it goes into the consignment
	Text string `json:"text"`           // in plain words
}

// LodgedStretch is what became of one stretch of the filing plan.
type LodgedStretch struct {
	Stretch        string    `json:"stretch"`
	Regime         string    `json:"regime"`
	Administration string    `json:"administration"`
	Key            string    `json:"key,omitempty"` // of the movement
	Outcome        string    `json:"outcome"`       // lodged, amended, unchanged, waits, refused, ended, lodge-anew, not-in-plan
	Waits          []Waiting `json:"waits,omitempty"`
	Changed        []string  `json:"changed,omitempty"` // elements that an amendment changes
	Text           string    `json:"text,omitempty"`    // why it was refused
}

// Lodging is what [Desk.Lodge] did.
type Lodging struct {
	Reference string          `json:"reference"`
	Version   int             `json:"version"`
	Hash      string          `json:"hash"`
	Stretches []LodgedStretch `json:"stretches"`
	Unsettled bool            `json:"unsettled"` // messages are still on their way
}

// Lodge files a draft: it declares the consignment, lodges every stretch that can be lodged now and says what the others wait
// for; stretches lodged before are amended where what their administration was told has changed. Called again it goes on
// where it was cut off; nothing is lodged twice. Where a guarantee of the filing plan has an access code the stretch waits for
// [Desk.LodgeWith]. Errors: WrongState without a journey, BadField for every violation of the data
// set, Conflict where the reference is another's.
func (d *Desk) Lodge(ctx context.Context, a *auth.Account, id string) (Lodging, error) {
	return d.LodgeWith(ctx, a, id, nil)
}

// LodgeWith is [Desk.Lodge] with the access codes of guarantees. A code is needed once for a movement: what was sealed for it stays
// until others are given, all of its guarantees at once. A movement whose guarantee is not valid is amended where another
// guarantee or code is given. Errors also: BadField of each code that is not of a guarantee of the way.
func (d *Desk) LodgeWith(ctx context.Context, a *auth.Account, id string, codes AccessCodes) (Lodging, error) {
	x, err := d.Draft(ctx, a, id)
	if err != nil {
		return Lodging{}, err
	}
	if err := allow(a, auth.Lodge, auth.Resource{Owner: x.Owner}); err != nil {
		return Lodging{}, err
	}
	dossier, err := d.dossier(ctx, x)
	if err != nil {
		return Lodging{}, err
	}
	if x.JourneyFor != journeyFor(&x.Consignment) {
		return Lodging{}, fault.New(fault.WrongState, "the journey was chosen for %s", x.JourneyFor).At("/journey").Mend("choose a journey for what the consignment says now")
	}
	if err := d.reaches(dossier.Filing.Customs); err != nil {
		return Lodging{}, err
	}
	if err := codes.check(&dossier.Filing); err != nil {
		return Lodging{}, err
	}
	if err := d.claim(ctx, x); err != nil {
		return Lodging{}, err
	}
	out := Lodging{Reference: x.Consignment.Reference}
	if out.Version, out.Hash, err = d.Corridor.Declare(ctx, x.Consignment); err != nil {
		return out, err
	}
	if err := d.lodgeEach(ctx, dossier, codes, &out); err != nil {
		return out, err
	}
	out.Unsettled = d.settle(ctx)
	return out, d.markFiled(ctx, x, out)
}

// reaches refuses a plan with an office in a country that has no node here, before anything is done.
func (d *Desk) reaches(plan []filing.Stretch) error {
	have := d.Corridor.Countries()
	for _, s := range plan {
		for _, o := range append(s.Offices(), filing.Office{Country: s.Administration}) {
			if !slices.Contains(have, o.Country) {
				return fault.New(fault.NotFound, "no administration of %s takes part in this corridor (%s)", o.Country, s.ID).At("/journey").
					Want("a way over %s", strings.Join(have, ", ")).Mend("choose another journey, or start the node with that territory")
			}
		}
	}
	return nil
}

// claim makes the reference the account's, in its own record.
func (d *Desk) claim(ctx context.Context, x Draft) error {
	reference := x.Consignment.Reference
	taken := fault.New(fault.Conflict, "the reference %s is in use", fault.Clip(reference)).At("/reference").Mend("take one that nobody has used")
	var c claim
	version, err := d.read(ctx, claimKey(reference), &c)
	switch {
	case err != nil:
		return err
	case version > 0 && c == (claim{x.Owner, x.ID}):
		return nil
	case version > 0:
		return taken
	}
	if _, err := d.Corridor.Trader().Dossier(ctx, reference, 0); err == nil {
		return taken // declared without a desk
	}
	var tx store.Tx
	if err := put(&tx, claimKey(reference), 0, claim{x.Owner, x.ID}); err != nil {
		return err
	}
	if err := d.Store.Commit(ctx, tx); err != nil {
		if fault.CodeOf(err) == fault.Conflict {
			return taken
		}
		return err
	}
	return nil
}

// lodgeEach amends what was lodged before and lodges what can be lodged now.
func (d *Desk) lodgeEach(ctx context.Context, dossier Dossier, codes AccessCodes, out *Lodging) error {
	filings, err := d.filings(ctx, out.Reference)
	if err != nil {
		return err
	}
	covers, waiting := map[string]node.Cover{}, map[string][]Waiting{}
	for i := range dossier.Filing.Customs {
		s := &dossier.Filing.Customs[i]
		f := latest(filings, s.ID)
		cover, wait := d.secure(&dossier.Filing, s, f, codes)
		if waiting[s.ID] = wait; len(wait) == 0 {
			covers[s.ID] = cover
		}
	}
	told, err := d.Corridor.AmendCovered(ctx, out.Reference, dossier.Filing.Customs, covers)
	if err != nil {
		return err
	}
	out.Version = told.Version
	for i, t := range told.Stretches {
		row := LodgedStretch{Stretch: t.Stretch, Administration: t.Administration, Key: t.Key, Changed: t.Changed, Outcome: string(t.Outcome), Text: t.Refused}
		if t.Outcome == node.AmendSent {
			row.Outcome = "amended"
		}
		if i < len(dossier.Filing.Customs) {
			row.Regime = dossier.Filing.Customs[i].Regime
			f := latest(filings, t.Stretch)
			wait := waiting[t.Stretch]
			switch {
			case t.Outcome == node.NotLodged || again(f):
				row.Waits = append(waits(dossier, i, filings), wait...)
				if err := d.lodgeOne(ctx, dossier, i, filings, covers[t.Stretch], out.Reference, &row); err != nil {
					return err
				}
			case t.Outcome == node.Unchanged && len(wait) > 0 && f != nil && slices.Contains(node.BeforeRelease, f.State):
				row.Outcome, row.Waits = "waits", wait
			}
		}
		out.Stretches = append(out.Stretches, row)
	}
	return nil
}

// again is true of a filing that came to nothing: the stretch may be lodged anew.
func again(f *node.Filing) bool {
	return f != nil && node.CameToNothing(f.State)
}

// lodgeOne lodges a stretch, unless it waits for something.
func (d *Desk) lodgeOne(ctx context.Context, dossier Dossier, i int, filings []node.Filing, cover node.Cover, reference string, row *LodgedStretch) error {
	s := dossier.Filing.Customs[i]
	row.Changed = nil
	if len(row.Waits) > 0 {
		row.Outcome = "waits"
		return nil
	}
	if f := latest(filings, s.ID); again(f) && f.Hash == dossier.Filing.Hash {
		row.Outcome, row.Text = "refused", "the same data were lodged as "+f.Key+", which is "+string(f.State)
		return nil
	}
	lodge := func() (string, error) { return d.Corridor.LodgeCovered(ctx, reference, s, cover) }
	if s.Regime == string(transit.TIR) {
		lodge = func() (string, error) { return d.Corridor.LodgeTIR(ctx, reference, dossier.Filing.Customs, s.ID) }
	}
	key, err := lodge()
	row.Key, row.Outcome = key, "lodged"
	if err != nil && fault.CodeOf(err) == fault.WrongState { // another window was first
		row.Outcome, err = "unchanged", nil
	}
	return err
}

// waits lists what a stretch waits for before it can be lodged, its guarantees apart: what its declaration lacks, and for an
// import the goods.
func waits(dossier Dossier, i int, filings []node.Filing) []Waiting {
	s := dossier.Filing.Customs[i]
	var out []Waiting
	for k := range dossier.Documents {
		doc := &dossier.Documents[k]
		if doc.For == s.ID {
			out = append(out, lacks(doc)...)
		}
	}
	if s.Regime == string(transit.TIR) {
		out = append(out, lacksOfTIR(dossier, s.ID)...)
	}
	if transit.ClassOf(transit.Regime(s.Regime)) == transit.Inward && i > 0 {
		before := dossier.Filing.Customs[i-1]
		f := latest(filings, before.ID)
		if f == nil || f.State != transit.Arrived && f.State != transit.Checked && f.State != tir.Terminated && f.State != transit.Discharged {
			out = append(out, Waiting{Key: "wait.arrival", On: before.ID, Who: "carrier",
				Text: "the goods are presented to " + before.Destination.Name + " under " + before.ID})
		}
	}
	return out
}

// lacksOfTIR is what the consignment does not say of the carnet and its holder.
func lacksOfTIR(dossier Dossier, stretch string) []Waiting {
	var out []Waiting
	_, _, err := node.ProjectTIR(node.Version{Consignment: dossier.Draft.Consignment}, node.TraderParty, dossier.Filing.Customs, stretch)
	for _, e := range fault.All(err) {
		out = append(out, Waiting{Key: "wait.data", On: stretch, Who: "carrier", Path: e.Path, Text: e.Message + ": " + e.Expected})
	}
	return out
}

// lacks are the required elements that a declaration lacks, customs' own apart, and its identifiers that fail.
func lacks(doc *projection.Document) []Waiting {
	var out []Waiting
	for _, e := range doc.Elements {
		if e.Origin == projection.Missing && e.Required && e.Who != "customs" {
			w := Waiting{Key: "wait.data", On: doc.ID, Who: e.Who, Path: pathOf(e.How, []string{e.Name}), Text: e.Name + ": " + e.How}
			if !slices.Contains(out, w) {
				out = append(out, w)
			}
		}
	}
	for _, b := range doc.Blocked {
		if !strings.HasSuffix(b, " knows it") {
			out = append(out, Waiting{Key: "wait.identifier", On: doc.ID, Who: "declarant", Path: pathOf(b, nil), Text: b})
		}
	}
	return out
}

// filings are the trader's filings of a consignment in the order of lodging.
func (d *Desk) filings(ctx context.Context, reference string) ([]node.Filing, error) {
	all, err := d.Corridor.Trader().Filings(ctx)
	return slices.DeleteFunc(all, func(f node.Filing) bool { return f.Reference != reference || f.Declared != nil }), err
}

func latest(filings []node.Filing, stretch string) *node.Filing {
	for i := len(filings) - 1; i >= 0; i-- {
		if filings[i].Stretch.ID == stretch {
			return &filings[i]
		}
	}
	return nil
}

// markFiled keeps with the draft that it was filed. A draft saved meanwhile is read again: only these marks are set.
func (d *Desk) markFiled(ctx context.Context, x Draft, l Lodging) error {
	for range node.RetriesMax {
		now, err := d.draft(ctx, x.Owner, x.ID)
		if err != nil {
			return err
		}
		if now.State == Filed && now.FiledHash == l.Hash {
			return nil
		}
		if now.FiledAt.IsZero() {
			now.FiledAt = d.now()
		}
		now.State, now.Reference, now.FiledHash, now.FiledNumber = Filed, l.Reference, l.Hash, l.Version
		var tx store.Tx
		if err := put(&tx, draftKey(x.Owner, x.ID), now.Version, now); err != nil {
			return err
		}
		if err := d.Store.Commit(ctx, tx); err == nil || fault.CodeOf(err) != fault.Conflict {
			return err
		}
	}
	return fault.New(fault.Busy, "the draft is being saved again and again").At("%s", x.ID).Mend("try again")
}

// Territory is where one stretch stands, as its declarant was told.
type Territory struct {
	Stretch  filing.Stretch    `json:"stretch"`
	Key      string            `json:"key,omitempty"`
	State    transit.State     `json:"state"` // none: not lodged
	Number   string            `json:"number,omitempty"`
	Version  int               `json:"version,omitempty"` // of the consignment, as declared there
	Pending  int               `json:"pending,omitempty"` // amendments not answered
	Since    time.Time         `json:"since,omitzero"`
	Limit    time.Time         `json:"limit,omitzero"`
	Refused  string            `json:"refused,omitempty"` // why the last message was not taken
	Rejected string            `json:"rejected,omitempty"`
	Told     string            `json:"told,omitempty"` // what was found at destination, is not in order and not settled
	Waits    []Waiting         `json:"waits,omitempty"`
	Says     []Sayable         `json:"says,omitempty"`  // what the declarant may say about it now
	There    *node.Destination `json:"there,omitempty"` // what the office of destination told the trader there
	History  []node.Entry      `json:"history,omitempty"`

	Guarantees []StretchGuarantee `json:"guarantees,omitempty"`
}

// Status tells, in the order of the way, where each stretch of a draft stands.
func (d *Desk) Status(ctx context.Context, a *auth.Account, id string) ([]Territory, error) {
	x, err := d.Draft(ctx, a, id)
	if err != nil {
		return nil, err
	}
	dossier, err := d.dossier(ctx, x)
	if err != nil {
		return nil, err
	}
	return d.status(ctx, dossier)
}

func (d *Desk) status(ctx context.Context, dossier Dossier) ([]Territory, error) {
	var filings []node.Filing
	var err error
	if dossier.Draft.Reference != "" {
		if filings, err = d.filings(ctx, dossier.Draft.Reference); err != nil {
			return nil, err
		}
	}
	var out []Territory
	for i, s := range dossier.Filing.Customs {
		t := Territory{Stretch: s, State: transit.None}
		f := latest(filings, s.ID)
		if f != nil {
			t.Key, t.State, t.Number, t.Version, t.Pending, t.Since, t.Refused = f.Key, f.State, f.Number, f.Version, len(f.Offered), f.UpdatedAt, f.Refused
			if t.History, err = d.Corridor.Trader().History(ctx, f.Key); err != nil {
				return nil, err
			}
			if t.Says, err = d.sayable(ctx, dossier.Draft.Owner, f); err != nil {
				return nil, err
			}
			t.There = f.There
		}
		t.guarantees(&dossier.Filing, f)
		t.read()
		if f == nil || again(f) {
			_, wait := d.secure(&dossier.Filing, &s, f, nil)
			t.Waits = append(waits(dossier, i, filings), wait...)
		}
		out = append(out, t)
	}
	return out, nil
}

// read takes the time limit and the reason of a refusal from the history.
func (t *Territory) read() {
	if len(t.History) > HistoryMax {
		t.History = t.History[len(t.History)-HistoryMax:]
	}
	for _, e := range t.History {
		for _, r := range e.Read {
			switch {
			case r.Name == "time limit" && (e.Message == transit.KindRelease || e.Message == tir.KindStart):
				text, _, _ := strings.Cut(r.Value, ",")
				t.Limit, _ = time.Parse("2006-01-02 15:04 UTC", text)
			case r.Name == "found" && notInOrder(&e):
				t.Told = r.Value
			case r.Name == "settled":
				t.Told = ""
			case r.Name == "reason" && (e.To == transit.Refused || e.To == transit.NotReleased):
				t.Rejected = r.Value
			}
		}
	}
}

// notInOrder is true of a result of the office of destination that is not satisfactory.
func notInOrder(e *node.Entry) bool {
	return slices.Contains(e.Read, transit.Datum{Name: "satisfactory", Value: "no"})
}

// atDestination is the state of the record at destination, as far as it was told.
func (t *Territory) atDestination() transit.State {
	return (&node.Filing{Administration: t.Stretch.Administration, State: t.State, There: t.There}).AtDestination()
}

// CancelMovement asks the administration to invalidate the declaration of a movement of the account's own.
func (d *Desk) CancelMovement(ctx context.Context, a *auth.Account, id, key, reason string) error {
	_, f, err := d.ownFiling(ctx, a, id, key, auth.CancelMovement)
	if err != nil {
		return err
	}
	if err := remark("/reason", reason, true); err != nil {
		return err
	}
	if (transit.Movement{State: f.State}).Ended() {
		return fault.New(fault.WrongState, "the movement is %s", f.State).At("%s", key)
	}
	if f.Stretch.Regime == string(transit.CommonTransit) {
		err = d.Corridor.Trader().Say(ctx, key, transit.RequestInvalidation{Reason: reason})
	} else {
		err = d.Corridor.Trader().Cancel(ctx, key, reason)
	}
	if err != nil {
		return err
	}
	d.settle(ctx)
	return nil
}
