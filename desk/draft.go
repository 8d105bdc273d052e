package desk

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/store"
)

// DraftState is how far a draft has come.
type DraftState string

// The states.
const (
	Drafted   DraftState = "draft"     // nothing was lodged
	Filed     DraftState = "filed"     // its consignment is declared; changes become a new version
	Discarded DraftState = "discarded" // kept for the record, in no list
)

// Draft is a consignment on a declarant's desk. It may lack anything until it is lodged.
type Draft struct {
	ID          string                  `json:"id"`
	Owner       string                  `json:"owner"` // account
	Version     int64                   `json:"-"`     // changes with every save
	State       DraftState              `json:"state"`
	From        string                  `json:"from"` // empty, json, csv, paste, or the id of the draft it was copied from
	Consignment consignment.Consignment `json:"consignment"`
	JourneyID   string                  `json:"journeyId,omitempty"`
	Corridor    string                  `json:"corridor,omitempty"`    // name, of the journey chosen
	JourneyFor  string                  `json:"journeyFor,omitempty"`  // what the journey was planned for: places, date, size
	InAdvance   bool                    `json:"inAdvance,omitempty"`   // common transit is declared before the goods are presented
	Reference   string                  `json:"reference,omitempty"`   // under which it was filed
	FiledHash   string                  `json:"filedHash,omitempty"`   // of the version told last
	FiledNumber int                     `json:"filedNumber,omitempty"` // of that version
	Created     time.Time               `json:"created"`
	Changed     time.Time               `json:"changed"`
	FiledAt     time.Time               `json:"filedAt,omitzero"`
}

// DraftRow is a draft in a list.
type DraftRow struct {
	ID        string     `json:"id"`
	Version   int64      `json:"version"`
	State     DraftState `json:"state"`
	Reference string     `json:"reference"`
	Title     string     `json:"title"`
	From      string     `json:"from"` // place
	To        string     `json:"to"`
	Ready     string     `json:"ready"`
	Corridor  string     `json:"corridor,omitempty"`
	Changed   time.Time  `json:"changed"`
}

const draftRange = "drafts"

func draftKey(owner, id string) string { return "draft/" + owner + "/" + id }

// owner gives the id under which an account's records are kept.
func owner(a *auth.Account, act auth.Act) (string, error) {
	id := ""
	if a != nil {
		id = a.ID
	}
	if err := allow(a, act, auth.Resource{Owner: id}); err != nil {
		return "", err
	}
	if id == "" || len(id) > 128 || strings.ContainsAny(id, "/\x00") {
		return "", fault.New(fault.BadField, "%q is no account id", fault.Clip(id)).At("account").Want("1 to 128 characters without a slash")
	}
	return id, nil
}

// NewDraft makes an empty draft.
func (d *Desk) NewDraft(ctx context.Context, a *auth.Account) (Draft, error) {
	list, err := d.newDrafts(ctx, a, "empty", []consignment.Consignment{{TEU: 1}})
	if err != nil {
		return Draft{}, err
	}
	return list[0], nil
}

// Import makes drafts from bytes: JSON of one consignment, a CSV file, or text pasted from a spreadsheet (tabs); what it is, is
// seen from its beginning. name stands in the paths of violations. All drafts are made, or none.
func (d *Desk) Import(ctx context.Context, a *auth.Account, name string, raw []byte) ([]Draft, error) {
	if len(raw) > PasteBytesMax {
		return nil, fault.New(fault.Limit, "%d bytes", len(raw)).At("%s", name).Want("at most %d", PasteBytesMax).Mend("divide it")
	}
	trimmed := bytes.TrimSpace(bytes.TrimPrefix(raw, []byte("\ufeff")))
	switch first, _, _ := bytes.Cut(trimmed, []byte("\n")); {
	case len(trimmed) == 0:
		return nil, fault.New(fault.BadFile, "there is nothing in it").At("%s", name).Want("JSON of a consignment, or a table with a row of column names")
	case trimmed[0] == '{':
		c, err := consignment.Decode(trimmed)
		if err != nil {
			return nil, err
		}
		return d.newDrafts(ctx, a, "json", []consignment.Consignment{c})
	default:
		from := "csv"
		if bytes.ContainsRune(first, '\t') {
			from = "paste"
		}
		list, err := consignment.ReadCSV(bytes.NewReader(trimmed), name)
		if err != nil {
			return nil, err
		}
		return d.newDrafts(ctx, a, from, list)
	}
}

// CopyDraft makes a draft from an earlier one of the account. What belongs to one shipment only is left out: reference, ready
// date, containers and seals, means of transport, numbers of papers, permits and guarantees.
func (d *Desk) CopyDraft(ctx context.Context, a *auth.Account, id string) (Draft, error) {
	old, err := d.Draft(ctx, a, id)
	if err != nil {
		return Draft{}, err
	}
	c := old.Consignment
	c.Reference, c.Ready, c.Equipment, c.Transport, c.Documents, c.Guarantee, c.Securities = "", "", nil, nil, nil, nil, nil
	c.Goods = slices.Clone(c.Goods)
	for i := range c.Goods {
		c.Goods[i].Equipment, c.Goods[i].Marks = nil, ""
	}
	list, err := d.newDrafts(ctx, a, old.ID, []consignment.Consignment{c})
	if err != nil {
		return Draft{}, err
	}
	return list[0], nil
}

// newDrafts keeps new drafts in one transaction; their ids are drawn in it.
func (d *Desk) newDrafts(ctx context.Context, a *auth.Account, from string, list []consignment.Consignment) ([]Draft, error) {
	who, err := owner(a, auth.WriteConsignment)
	if err != nil {
		return nil, err
	}
	if len(list) > ImportMax {
		return nil, fault.New(fault.Limit, "%d consignments", len(list)).Want("at most %d at a time", ImportMax)
	}
	have, err := d.draftRows(ctx, who)
	if err != nil {
		return nil, err
	}
	if len(have)+len(list) > DraftsMax {
		return nil, fault.New(fault.Limit, "%d drafts and consignments are kept", len(have)).Want("at most %d", DraftsMax).Mend("discard some")
	}
	out := make([]Draft, len(list))
	now := d.now()
	tx := store.Tx{Fill: func(drawn []int64, tx *store.Tx) error {
		for i, c := range list {
			out[i] = Draft{ID: fmt.Sprintf("d%06d", drawn[i]), Owner: who, Version: 1, State: Drafted, From: from, Consignment: c, Created: now, Changed: now}
			body, err := json.Marshal(out[i])
			if err != nil {
				return fault.New(fault.Internal, "a draft cannot be written").Because(err)
			}
			tx.Puts = append(tx.Puts, store.Put{Key: draftKey(who, out[i].ID), Value: body})
		}
		return nil
	}}
	for range list {
		tx.Draw = append(tx.Draw, draftRange)
	}
	return out, d.Store.Commit(ctx, tx)
}

// Draft reads one draft of the account.
func (d *Desk) Draft(ctx context.Context, a *auth.Account, id string) (Draft, error) {
	who, err := owner(a, auth.ReadConsignment)
	if err != nil {
		return Draft{}, err
	}
	return d.draft(ctx, who, id)
}

func (d *Desk) draft(ctx context.Context, who, id string) (Draft, error) {
	var out Draft
	none := fault.New(fault.NotFound, "no consignment of yours is %q", fault.Clip(id)).At("/id")
	if id == "" || len(id) > 64 || strings.Contains(id, "/") {
		return out, none
	}
	version, err := d.read(ctx, draftKey(who, id), &out)
	out.Version = version
	if err == nil && (version == 0 || out.State == Discarded) {
		err = none
	}
	return out, err
}

// read reads a record of the desk's own store as JSON; version 0 says that there is none.
func (d *Desk) read(ctx context.Context, key string, v any) (int64, error) {
	r, err := d.Store.Get(ctx, key)
	switch {
	case err != nil && fault.CodeOf(err) == fault.NotFound:
		return 0, nil
	case err != nil:
		return 0, err
	}
	if err := json.Unmarshal(r.Value, v); err != nil {
		return 0, fault.New(fault.BadFile, "record %q is not understood", key).Because(err)
	}
	return r.Version, nil
}

// put adds a record to a transaction.
func put(tx *store.Tx, key string, expected int64, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fault.New(fault.Internal, "record %q cannot be written", key).Because(err)
	}
	tx.Puts = append(tx.Puts, store.Put{Key: key, Expected: expected, Value: body})
	return nil
}

// Drafts lists the account's drafts and consignments, changed last first. text narrows them to those whose reference, title
// or places hold it; state "" is every one.
func (d *Desk) Drafts(ctx context.Context, a *auth.Account, text string, state DraftState, number, size int) (Page[DraftRow], error) {
	who, err := owner(a, auth.ReadConsignment)
	if err != nil {
		return Page[DraftRow]{}, err
	}
	rows, err := d.draftRows(ctx, who)
	if err != nil {
		return Page[DraftRow]{}, err
	}
	want := strings.ToLower(strings.TrimSpace(text))
	rows = slices.DeleteFunc(rows, func(r DraftRow) bool {
		return state != "" && r.State != state || !strings.Contains(strings.ToLower(r.ID+" "+r.Reference+" "+r.Title+" "+r.From+" "+r.To), want)
	})
	slices.SortStableFunc(rows, func(x, y DraftRow) int { return cmp.Or(y.Changed.Compare(x.Changed), cmp.Compare(y.ID, x.ID)) })
	return page(rows, number, size), nil
}

func (d *Desk) draftRows(ctx context.Context, who string) ([]DraftRow, error) {
	var out []DraftRow
	prefix := draftKey(who, "")
	for after := ""; ; {
		recs, err := d.Store.List(ctx, prefix, after, 500)
		if err != nil || len(recs) == 0 {
			return out, err
		}
		for _, r := range recs {
			after = r.Key
			var x Draft
			if err := json.Unmarshal(r.Value, &x); err != nil {
				return nil, fault.New(fault.BadFile, "record %q is not understood", r.Key).Because(err)
			}
			if c := &x.Consignment; x.State != Discarded {
				out = append(out, DraftRow{x.ID, r.Version, x.State, c.Reference, c.Title, c.Origin, c.Dest, c.Ready, x.Corridor, x.Changed})
			}
		}
	}
}

// SaveDraft replaces the consignment of a draft. version is the one that was read: where the draft has changed since, the
// error is Conflict and says when. A filed consignment keeps its reference; what changed is told with the next [Desk.Lodge].
func (d *Desk) SaveDraft(ctx context.Context, a *auth.Account, id string, version int64, c consignment.Consignment) (Draft, error) {
	return d.change(ctx, a, id, version, func(x *Draft) error {
		if x.State == Filed && c.Reference != x.Reference {
			return fault.New(fault.BadField, "the consignment is filed as %s", x.Reference).At("/reference").Mend("make a new one from this")
		}
		if n := len(c.Encode()); n > consignment.BytesMax {
			return fault.New(fault.Limit, "a consignment of %d bytes", n).Want("at most %d", consignment.BytesMax)
		}
		x.Consignment = c
		return nil
	})
}

// SetFields sets fields of a draft from a form, paths as in [SetField], and saves it. They are set in the order of their
// parts, indices as numbers, so that new elements are appended in order. Every field that cannot be set is named; then nothing is saved.
func (d *Desk) SetFields(ctx context.Context, a *auth.Account, id string, version int64, fields map[string]string) (Draft, error) {
	if len(fields) > FieldsMax {
		return Draft{}, fault.New(fault.Limit, "%d fields", len(fields)).Want("at most %d", FieldsMax)
	}
	x, err := d.Draft(ctx, a, id)
	if err != nil {
		return x, err
	}
	c := x.Consignment
	var bad fault.List
	for _, path := range slices.SortedFunc(maps.Keys(fields), comparePaths) {
		if err := SetField(&c, path, fields[path]); err != nil {
			bad = append(bad, fault.All(err)...)
		}
	}
	if err := bad.OrNil(); err != nil {
		return x, err
	}
	return d.SaveDraft(ctx, a, id, version, c)
}

// comparePaths orders JSON pointers part by part, numbers as numbers.
func comparePaths(a, b string) int {
	x, y := strings.Split(a, "/"), strings.Split(b, "/")
	return slices.CompareFunc(x, y, func(p, q string) int {
		if len(p) != len(q) && isDigits(p) && isDigits(q) {
			return cmp.Compare(len(p), len(q))
		}
		return strings.Compare(p, q)
	})
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// Discard takes a draft off the desk. What is filed stays: cancel its movements instead.
func (d *Desk) Discard(ctx context.Context, a *auth.Account, id string, version int64) error {
	_, err := d.change(ctx, a, id, version, func(x *Draft) error {
		if x.State != Drafted {
			return fault.New(fault.WrongState, "the consignment is filed").At("%s", id).Mend("cancel its movements")
		}
		x.State = Discarded
		return nil
	})
	return err
}

// change reads a draft, changes it and saves it, if it still has the version expected.
func (d *Desk) change(ctx context.Context, a *auth.Account, id string, version int64, with func(*Draft) error, more ...func(*store.Tx) error) (Draft, error) {
	who, err := owner(a, auth.WriteConsignment)
	if err != nil {
		return Draft{}, err
	}
	x, err := d.draft(ctx, who, id)
	if err != nil {
		return x, err
	}
	if x.Version != version {
		return x, changedMeanwhile(x)
	}
	if err := with(&x); err != nil {
		return x, err
	}
	x.Changed = d.now()
	var tx store.Tx
	if err := put(&tx, draftKey(who, id), version, x); err != nil {
		return x, err
	}
	for _, add := range more {
		if err := add(&tx); err != nil {
			return x, err
		}
	}
	if err := d.Store.Commit(ctx, tx); err != nil {
		if fault.CodeOf(err) == fault.Conflict {
			if now, readErr := d.draft(ctx, who, id); readErr == nil {
				return now, changedMeanwhile(now)
			}
		}
		return x, err
	}
	x.Version = version + 1
	return x, nil
}

func changedMeanwhile(x Draft) error {
	return fault.New(fault.Conflict, "the draft was saved in another window on %s", x.Changed.Format(time.DateTime+" UTC")).
		At("%s", x.ID).Want("version %d", x.Version).Mend("open it again; your entries are still on this page")
}
