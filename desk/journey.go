package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/projection"
	"github.com/kairo-corridor/kairo/store"
)

// Journeys are the ways a draft can go.
type Journeys struct {
	Answer     plan.Answer        `json:"answer"`
	Exclusions []filing.Exclusion `json:"exclusions,omitempty"` // what the goods rule out, with the rule
	Chosen     string             `json:"chosen,omitempty"`     // id of the journey chosen
	Stale      bool               `json:"stale"`                // the journey was chosen for other places, another date or size
}

// journeyFor names what a journey is planned for.
func journeyFor(c *consignment.Consignment) string {
	return fmt.Sprintf("%s → %s, %s, %d TEU, %d kg, class %q", c.Origin, c.Dest, c.Ready, c.TEU, c.GrossKg(), c.HighestClass())
}

// request is the planner's request of a consignment; the error lists what it lacks to be planned.
func request(c *consignment.Consignment) (plan.Request, []filing.Exclusion, error) {
	var bad fault.List
	missing := func(path, want string) {
		bad = append(bad, fault.New(fault.BadField, "is missing").At("%s", path).Want("%s", want).Mend("the way cannot be planned without it"))
	}
	if strings.TrimSpace(c.Origin) == "" {
		missing("/origin", "UN/LOCODE or name of a place")
	}
	if strings.TrimSpace(c.Dest) == "" {
		missing("/destination", "UN/LOCODE or name of a place")
	}
	ready, err := time.Parse(time.DateOnly, c.Ready)
	if err != nil {
		missing("/ready", "YYYY-MM-DD")
	}
	if c.TEU < 1 {
		missing("/teu", "1 or more")
	}
	if c.GrossKg() < 1 {
		missing("/goods/0/grossKg", "the gross mass of the goods")
	}
	if err := bad.OrNil(); err != nil {
		return plan.Request{}, nil, err
	}
	ex := filing.Exclusions(*c)
	r := plan.Request{From: c.Origin, To: c.Dest, TEU: c.TEU, Mass: c.GrossKg(), Ready: ready, Avoid: slices.Clone(c.Avoid), Class: c.HighestClass()}
	for _, x := range ex {
		if x.Token != "class7" { // the planner reads that from the class
			r.Avoid = append(r.Avoid, x.Token)
		}
	}
	return r, ex, nil
}

// Journeys plans a draft.
func (d *Desk) Journeys(ctx context.Context, a *auth.Account, id string) (Journeys, error) {
	x, err := d.Draft(ctx, a, id)
	if err != nil {
		return Journeys{}, err
	}
	r, ex, err := request(&x.Consignment)
	if err != nil {
		return Journeys{}, err
	}
	if x.JourneyID != "" {
		r.Also = []string{x.JourneyID}
	}
	out := Journeys{Exclusions: ex, Chosen: x.JourneyID, Stale: x.JourneyID != "" && x.JourneyFor != journeyFor(&x.Consignment)}
	out.Answer, err = d.Planner.Plan(ctx, r)
	return out, err
}

func journeyKey(owner, id string) string { return "journey/" + owner + "/" + id }

// ChooseJourney keeps one journey for a draft, by its id or label. Movements already lodged stay as they are: the next
// [Desk.Lodge] says which no longer fit.
func (d *Desk) ChooseJourney(ctx context.Context, a *auth.Account, id string, version int64, journeyID string) (Draft, error) {
	js, err := d.Journeys(ctx, a, id)
	if err != nil {
		return Draft{}, err
	}
	var ids []string
	at := slices.IndexFunc(js.Answer.Journeys, func(j plan.Journey) bool {
		ids = append(ids, j.ID)
		return j.ID == journeyID || slices.Contains(j.Labels, journeyID)
	})
	if at < 0 {
		return Draft{}, fault.New(fault.NotFound, "no journey of this consignment is %q", fault.Clip(journeyID)).At("/journey").Among(ids...)
	}
	j := js.Answer.Journeys[at]
	var old plan.Journey
	who := a.ID
	have, err := d.read(ctx, journeyKey(who, id), &old)
	if err != nil {
		return Draft{}, err
	}
	return d.change(ctx, a, id, version, func(x *Draft) error {
		x.JourneyID, x.Corridor, x.JourneyFor = j.ID, j.Corridor, journeyFor(&x.Consignment)
		return nil
	}, func(tx *store.Tx) error { return put(tx, journeyKey(who, id), have, j) })
}

// Dossier is a draft with its journey, filing plan and documents, as of the day the goods are ready.
type Dossier struct {
	Draft     Draft                 `json:"draft"`
	Journey   plan.Journey          `json:"journey"`
	Filing    filing.Plan           `json:"filing"`
	Documents []projection.Document `json:"documents"`
	Count     projection.Count      `json:"count"`
}

// Dossier works out the filing plan and every document of a draft. Without a journey chosen the error is WrongState with the
// path /journey.
func (d *Desk) Dossier(ctx context.Context, a *auth.Account, id string) (Dossier, error) {
	x, err := d.Draft(ctx, a, id)
	if err != nil {
		return Dossier{}, err
	}
	return d.dossier(ctx, x)
}

func (d *Desk) dossier(ctx context.Context, x Draft) (Dossier, error) {
	out := Dossier{Draft: x}
	if x.JourneyID == "" {
		return out, fault.New(fault.WrongState, "no journey is chosen").At("/journey").Mend("choose one of the journeys")
	}
	if _, err := d.read(ctx, journeyKey(x.Owner, x.ID), &out.Journey); err != nil {
		return out, err
	}
	return out, d.project(&out)
}

// project fills the filing plan and the documents of a dossier from its draft and journey.
func (d *Desk) project(out *Dossier) error {
	c := &out.Draft.Consignment
	if err := c.Validate(); err != nil {
		return err
	}
	on, err := time.Parse(time.DateOnly, c.Ready)
	if err != nil {
		return fault.New(fault.BadField, "the ready date %q is not understood", fault.Clip(c.Ready)).At("/ready").Want("YYYY-MM-DD")
	}
	if out.Filing, err = filing.BuildWith(out.Journey, *c, on, d.Reference, filing.Options{Currencies: d.Planner.Network().Currencies()}); err != nil {
		return err
	}
	advanced(&out.Filing, &out.Draft)
	out.Documents, err = projection.Project(*c, out.Journey, out.Filing, d.Reference)
	out.Count = projection.Counts(out.Documents)
	return err
}
