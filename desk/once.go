package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/store"
)

// madeRecord says what was made under a name (see [Claim]).
type madeRecord struct {
	ID string `json:"id"`
}

func madeKey(owner, once string) string { return "made/" + owner + "/" + once }

// once makes a record under new numbers, one of each range, or gives the id of what was made before under the same name. with
// completes the transaction.
func (d *Desk) once(ctx context.Context, who, name string, ranges []string, with func(numbers []int64, tx *store.Tx) (id string, err error)) (id string, err error) {
	var before madeRecord
	if version, err := d.read(ctx, madeKey(who, name), &before); err != nil || version > 0 {
		return before.ID, err
	}
	tx := store.Tx{Draw: ranges, Fill: func(drawn []int64, tx *store.Tx) (err error) {
		if id, err = with(drawn, tx); err != nil {
			return err
		}
		return put(tx, madeKey(who, name), 0, madeRecord{id})
	}}
	err = d.Store.Commit(ctx, tx)
	if err != nil && fault.CodeOf(err) == fault.Conflict {
		if version, again := d.read(ctx, madeKey(who, name), &before); again == nil && version > 0 {
			return before.ID, nil
		}
	}
	return id, err
}

// CreateDraft makes a draft of a consignment under a name, once: called again with the name it gives the draft made before as
// it is now.
func (d *Desk) CreateDraft(ctx context.Context, a *auth.Account, name string, c consignment.Consignment) (Draft, error) {
	who, err := owner(a, auth.WriteConsignment)
	if err != nil {
		return Draft{}, err
	}
	have, err := d.draftRows(ctx, who)
	if err != nil {
		return Draft{}, err
	}
	now := d.now()
	id, err := d.once(ctx, who, name, []string{draftRange}, func(numbers []int64, tx *store.Tx) (string, error) {
		if len(have) >= DraftsMax {
			return "", fault.New(fault.Limit, "%d drafts and consignments are kept", len(have)).Want("at most %d", DraftsMax).Mend("discard some")
		}
		x := Draft{ID: fmt.Sprintf("d%06d", numbers[0]), Owner: who, State: Drafted, From: "api", Consignment: c, Created: now, Changed: now}
		return x.ID, put(tx, draftKey(who, x.ID), 0, x)
	})
	if err != nil {
		return Draft{}, err
	}
	return d.draft(ctx, who, id)
}

// DraftsAfter lists the account's drafts and consignments in the order in which they were made, after an id, at most limit
// ([PageDefault] where it is 0). state "" is every one. next is the id to go on after, "" at the end.
func (d *Desk) DraftsAfter(ctx context.Context, a *auth.Account, state DraftState, after string, limit int) (rows []DraftRow, next string, err error) {
	who, err := owner(a, auth.ReadConsignment)
	if err != nil {
		return nil, "", err
	}
	limit = pageSize(limit)
	if after != "" {
		after = draftKey(who, after)
	}
	for {
		recs, err := d.Store.List(ctx, draftKey(who, ""), after, 500)
		if err != nil || len(recs) == 0 {
			return rows, "", err
		}
		for _, r := range recs {
			after = r.Key
			var x Draft
			if err := json.Unmarshal(r.Value, &x); err != nil {
				return nil, "", fault.New(fault.BadFile, "record %q is not understood", r.Key).Because(err)
			}
			if x.State == Discarded || state != "" && x.State != state {
				continue
			}
			if len(rows) == limit { // there is one more
				return rows, rows[limit-1].ID, nil
			}
			c := &x.Consignment
			rows = append(rows, DraftRow{x.ID, r.Version, x.State, c.Reference, c.Title, c.Origin, c.Dest, c.Ready, x.Corridor, x.Changed})
		}
	}
}

func pageSize(limit int) int {
	if limit <= 0 {
		limit = PageDefault
	}
	return min(limit, PageMax)
}

// MovementsAfter lists, in order of country and key, the movements that an account reads: those at its offices, and the
// owner's records of those that it filed itself. The filter's country, office, state, text and whether what has ended is among
// them count; its order and pages do not. more says that there are further ones after the last.
func (d *Desk) MovementsAfter(ctx context.Context, a *auth.Account, f Filter, country, key string, limit int) (rows []Row, more bool, err error) {
	if !auth.May(a, auth.ReadMovement) {
		return nil, false, allow(a, auth.ReadMovement, auth.Resource{})
	}
	if rows, err = d.rows(ctx, a, f); err != nil {
		return nil, false, err
	}
	if auth.May(a, auth.ReadConsignment) {
		own, err := d.ownRows(ctx, a, f)
		if err != nil {
			return nil, false, err
		}
		for _, r := range own {
			if !slices.ContainsFunc(rows, func(x Row) bool { return x.Country == r.Country && x.Key == r.Key }) {
				rows = append(rows, r)
			}
		}
	}
	rows = slices.DeleteFunc(rows, func(r Row) bool {
		past := r.Country < country || r.Country == country && r.Key <= key
		return past || !f.Ended && (transit.Movement{State: r.State}).Ended() || f.State != "" && r.State != f.State
	})
	slices.SortFunc(rows, func(x, y Row) int { return slices.Compare([]string{x.Country, x.Key}, []string{y.Country, y.Key}) })
	limit = pageSize(limit)
	more = len(rows) > limit
	return rows[:min(limit, len(rows))], more, nil
}

// ownRows are the owner's records of the movements that an account filed, without what only officers see.
func (d *Desk) ownRows(ctx context.Context, a *auth.Account, f Filter) ([]Row, error) {
	drafts, err := d.draftRows(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	bases, err := d.ownByMessage(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	d.index.mu.Lock()
	defer d.index.mu.Unlock()
	for _, c := range d.Corridor.Countries() {
		if _, err := d.shelf(ctx, c); err != nil {
			return nil, err
		}
	}
	var out []Row
	now := d.now()
	var references []string
	for _, x := range drafts {
		if x.State == Filed && x.Reference != "" && d.ownerOf(ctx, x.Reference) == a.ID {
			references = append(references, x.Reference)
		}
	}
	for base := range bases {
		references = append(references, "\x00"+base)
	}
	for _, reference := range references {
		for p := range d.index.byRef[reference] {
			s := d.index.shelves[p.country]
			h, ok := s.records[p.key]
			m := &h.Movement
			if !ok || m.Administration != m.Owner || f.Country != "" && f.Country != p.country || !atOffice(m, f.Office) || !d.matches(ctx, m, f.Text) {
				continue
			}
			r := d.row(ctx, a, s, h, now)
			r.Lane, r.Reasons, r.Acts = "", nil, nil
			out = append(out, r)
		}
	}
	return out, nil
}
