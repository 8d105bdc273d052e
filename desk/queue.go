package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/customs/tir"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/node"
	"github.com/kairo-corridor/kairo/unit"
)

// Filter narrows and orders a queue. Empty fields narrow nothing.
type Filter struct {
	Country string        `json:"country,omitempty"`
	Office  string        `json:"office,omitempty"`
	Lane    Lane          `json:"lane,omitempty"`
	State   transit.State `json:"state,omitempty"`
	Role    transit.Role  `json:"role,omitempty"`
	Act     transit.Kind  `json:"act,omitempty"`   // that the account may do now and that is waited for
	Text    string        `json:"text,omitempty"`  // in number, key, container, seal, plate or wagon, party, goods
	Ended   bool          `json:"ended,omitempty"` // also what has ended
	Todo    bool          `json:"todo,omitempty"`  // only what the account may decide now
	Sort    string        `json:"sort,omitempty"`  // one of SortKeys; "-" before it turns it round
	Page    int           `json:"page,omitempty"`
	Size    int           `json:"size,omitempty"`
}

// SortKeys are the orders of a queue. attention, the first, puts what the account may decide first, then the worst lane, then
// the least time left, then the oldest.
var SortKeys = []string{"attention", "lane", "left", "age", "state", "number", "office", "declarant"}

// Row is a movement in a queue.
type Row struct {
	Country     string           `json:"country"` // whose record it is
	Key         string           `json:"key"`
	Version     int64            `json:"version"` // of the record: a decision is made on it
	Number      string           `json:"number,omitempty"`
	Consignment string           `json:"consignment"`
	Regime      transit.Regime   `json:"regime"`
	Role        transit.Role     `json:"role"`
	State       transit.State    `json:"state"`
	Offices     []transit.Office `json:"offices"` // of this country that it concerns
	From        transit.Office   `json:"from"`
	To          transit.Office   `json:"to"`
	Declarant   string           `json:"declarant"`
	Goods       string           `json:"goods"` // description of the first item
	Items       int              `json:"items"`
	HS          string           `json:"hs"`
	GrossKg     unit.Kg          `json:"grossKg"`
	Containers  []string         `json:"containers,omitempty"`
	Lane        Lane             `json:"lane"`
	Reasons     []LaneReason     `json:"reasons,omitempty"`
	Since       time.Time        `json:"since"`           // known here since
	AgeMinutes  int64            `json:"ageMinutes"`      // since then, until it ended
	Limit       time.Time        `json:"limit,omitzero"`  // the goods must have arrived by then
	LeftMinutes *int64           `json:"left,omitempty"`  // until the limit, less than 0 past it; nil: none runs
	Acts        []Act            `json:"acts,omitempty"`  // what the account may do now
	Owner       string           `json:"owner,omitempty"` // account of the declarant
}

// Due are the decisions of the row that are waited for.
func (r Row) Due() []Act {
	return slices.DeleteFunc(slices.Clone(r.Acts), func(x Act) bool { return x.Rare })
}

// Counts are how many movements of a queue are in each lane and state, before the filter of lane, state and act.
type Counts struct {
	Lanes  map[Lane]int          `json:"lanes"`
	States map[transit.State]int `json:"states"`
	Acts   map[transit.Kind]int  `json:"acts"` // that the account may do now and that are waited for
	Todo   int                   `json:"todo"`
}

// Queue is a page of the movements at the offices of an account.
type Queue struct {
	Page[Row]
	Counts     Counts           `json:"counts"`
	Offices    []transit.Office `json:"atOffices"` // that occur, for a choice
	Generation int64            `json:"generation"`
}

// Queue lists the movements at the offices and roles of the account's grants. What the account may not read is not there.
func (d *Desk) Queue(ctx context.Context, a *auth.Account, f Filter) (Queue, error) {
	out := Queue{Counts: Counts{map[Lane]int{}, map[transit.State]int{}, map[transit.Kind]int{}, 0}, Generation: d.Generation()}
	if !mayQueue(a) {
		return out, allow(a, auth.ReadMovement, auth.Resource{})
	}
	if key := strings.TrimPrefix(f.Sort, "-"); f.Sort != "" && !slices.Contains(SortKeys, key) {
		return out, fault.New(fault.Usage, "a queue is not sorted by %q", fault.Clip(key)).At("/sort").Among(SortKeys...)
	}
	rows, err := d.rows(ctx, a, f)
	if err != nil {
		return out, err
	}
	rows = slices.DeleteFunc(rows, func(r Row) bool {
		if !f.Ended && (r.State == transit.None || (transit.Movement{State: r.State}).Ended() || r.Regime == transit.TIR && (tir.Record{State: r.State}).Ended()) { // none: the record asked for was not given
			return true
		}
		out.Counts.Lanes[r.Lane]++
		out.Counts.States[r.State]++
		if due(r.Acts) {
			out.Counts.Todo++
		}
		for _, x := range r.Acts {
			if !x.Rare {
				out.Counts.Acts[x.Kind]++
			}
		}
		for _, o := range r.Offices {
			if !slices.ContainsFunc(out.Offices, o.Same) {
				out.Offices = append(out.Offices, o)
			}
		}
		return f.Lane != "" && r.Lane != f.Lane || f.State != "" && r.State != f.State || f.Role != "" && r.Role != f.Role ||
			f.Todo && !due(r.Acts) || f.Act != "" && !slices.ContainsFunc(r.Acts, func(x Act) bool { return x.Kind == f.Act && !x.Rare })
	})
	slices.SortFunc(out.Offices, func(x, y transit.Office) int { return cmp.Compare(x.Country+x.Code, y.Country+y.Code) })
	sortRows(rows, f.Sort)
	out.Page = page(rows, f.Page, f.Size)
	return out, nil
}

// mayQueue is true of an account that reads movements at some office.
func mayQueue(a *auth.Account) bool {
	for _, c := range grantCountries(a) {
		for _, act := range []auth.Act{auth.Accept, auth.AskRecord, auth.ReadOffice} {
			for _, o := range grantOffices(a, c) {
				if auth.Allow(a, act, auth.Resource{Country: c, Offices: []string{o}}).OK {
					return true
				}
			}
		}
	}
	return false
}

// grantCountries are the countries of an account's grants, in order.
func grantCountries(a *auth.Account) []string {
	var out []string
	if a != nil {
		for _, g := range a.Grants {
			if g.Country != "" && !slices.Contains(out, g.Country) {
				out = append(out, g.Country)
			}
		}
	}
	slices.Sort(out)
	return out
}

func grantOffices(a *auth.Account, country string) []string {
	var out []string
	for _, g := range a.Grants {
		if g.Country == country {
			out = append(out, g.Office)
		}
	}
	return out
}

// rows makes a row of every movement that the account works on and that the filter's office and text keep.
func (d *Desk) rows(ctx context.Context, a *auth.Account, f Filter) ([]Row, error) {
	d.index.mu.Lock()
	defer d.index.mu.Unlock()
	known := d.Corridor.Countries()
	for _, c := range known { // every one: what earlier administrations found is read from theirs
		if _, err := d.shelf(ctx, c); err != nil {
			return nil, err
		}
	}
	var out []Row
	now := d.now()
	for _, country := range grantCountries(a) {
		if !slices.Contains(known, country) || f.Country != "" && f.Country != country {
			continue
		}
		s := d.index.shelves[country]
		for key := range s.records {
			h := s.records[key]
			if works(a, &h.Movement) && atOffice(&h.Movement, f.Office) && d.matches(ctx, &h.Movement, f.Text) {
				out = append(out, d.row(ctx, a, s, h, now))
			}
		}
	}
	return out, nil
}

// works reports whether a movement is at an office and role of the account: it may read it and has some part in it.
func works(a *auth.Account, m *transit.Movement) bool {
	if !auth.Allow(a, auth.ReadMovement, resource(m, "", auth.ReadMovement, "")).OK {
		return false
	}
	for _, act := range []auth.Act{auth.Accept, auth.Control, auth.RecordPassage, auth.RecordExit, auth.RecordArrival} {
		if auth.Allow(a, act, resource(m, "", act, "")).OK {
			return true
		}
	}
	r := resource(m, "", auth.ReadMovement, "")
	return auth.Allow(a, auth.ReadOffice, r).OK
}

func atOffice(m *transit.Movement, code string) bool {
	return code == "" || slices.ContainsFunc(officesFor(m, auth.ReadMovement), func(o transit.Office) bool { return o.Code == code })
}

// matches looks for every word typed in number, key, reference, containers, seals, parties, goods, means of transport.
func (d *Desk) matches(ctx context.Context, m *transit.Movement, text string) bool {
	words := strings.Fields(strings.ToLower(text))
	if len(words) == 0 {
		return true
	}
	if len(text) > SearchTextMax {
		return false
	}
	dec := &m.Declaration
	hay := []string{m.Number, m.Key, dec.Consignment, dec.Declarant, strings.Join(dec.Containers, " "), strings.Join(dec.Seals, " ")}
	for _, g := range dec.Goods {
		hay = append(hay, g.HS, g.Description)
	}
	all, more := strings.ToLower(strings.Join(hay, "\n")), ""
	if k := d.dossierOf(ctx, m); k != nil {
		more = k.text
	}
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(all, w) && !strings.Contains(more, w) })
}

func partiesAndMeans(c *consignment.Consignment) []string {
	var out []string
	for _, p := range partiesOf(c) {
		out = append(out, p.Name)
	}
	for _, t := range c.Transport {
		out = append(out, t.ID, t.Trailer, t.Voyage, strings.Join(t.Wagons, " "), t.Document)
	}
	for _, e := range c.Equipment {
		out = append(out, e.ID, strings.Join(e.Seals, " "))
	}
	return out
}

// row makes one row. It must be called with the lock of the index held.
func (d *Desk) row(ctx context.Context, a *auth.Account, s *shelf, h node.Held, now time.Time) Row {
	m := &h.Movement
	dec := &m.Declaration
	in := laneInput{m: m, cons: d.dossierOf(ctx, m), earlier: d.earlierOf(m), first: s.first[dec.Declarant].key == m.Key, now: now}
	r := Row{Country: m.Administration, Key: m.Key, Version: h.Facts, Number: m.Number, Consignment: dec.Consignment, Regime: dec.Regime, Role: m.Role,
		State: m.State, Offices: officesFor(m, auth.ReadMovement), From: dec.Departure, To: dec.Destination, Declarant: dec.Declarant,
		Items: len(dec.Goods), Containers: dec.Containers, Since: began(m), Limit: m.Limit}
	r.Lane, r.Reasons = laneOf(&in)
	r.Acts = actsOn(a, &h, "", now)
	for i, g := range dec.Goods {
		if i == 0 {
			r.Goods, r.HS = g.Description, g.HS
		}
		r.GrossKg += g.GrossKg
	}
	end := now
	if !m.EndedAt.IsZero() {
		end = m.EndedAt
	}
	r.AgeMinutes = int64(end.Sub(r.Since) / time.Minute)
	if open(m) && !m.Limit.IsZero() {
		left := int64(m.Limit.Sub(now) / time.Minute)
		r.LeftMinutes = &left
	}
	return r
}

// sortRows orders rows; equal ones by country and key, so that pages are stable.
func sortRows(rows []Row, key string) {
	turned := strings.HasPrefix(key, "-")
	compare := comparisons[cmp.Or(strings.TrimPrefix(key, "-"), SortKeys[0])]
	slices.SortFunc(rows, func(x, y Row) int {
		c := compare(&x, &y)
		if turned {
			c = -c
		}
		return cmp.Or(c, cmp.Compare(x.Country, y.Country), cmp.Compare(x.Key, y.Key))
	})
}

var allStates = States()

var comparisons = map[string]func(x, y *Row) int{
	"attention": func(x, y *Row) int {
		return cmp.Or(boolRank(due(y.Acts))-boolRank(due(x.Acts)), y.Lane.rank()-x.Lane.rank(), compareLeft(x, y), x.Since.Compare(y.Since))
	},
	"lane": func(x, y *Row) int { return y.Lane.rank() - x.Lane.rank() },
	"left": compareLeft,
	"age":  func(x, y *Row) int { return cmp.Compare(y.AgeMinutes, x.AgeMinutes) },
	"state": func(x, y *Row) int {
		return slices.Index(allStates, x.State) - slices.Index(allStates, y.State)
	},
	"number":    func(x, y *Row) int { return cmp.Compare(x.Number, y.Number) },
	"office":    func(x, y *Row) int { return cmp.Compare(officeCode(x), officeCode(y)) },
	"declarant": func(x, y *Row) int { return cmp.Compare(x.Declarant, y.Declarant) },
}

func officeCode(r *Row) string {
	if len(r.Offices) == 0 {
		return ""
	}
	return r.Offices[0].Code
}

// compareLeft puts the least time left first and what has no limit last.
func compareLeft(x, y *Row) int {
	switch {
	case x.LeftMinutes == nil && y.LeftMinutes == nil:
		return 0
	case x.LeftMinutes == nil:
		return 1
	case y.LeftMinutes == nil:
		return -1
	}
	return cmp.Compare(*x.LeftMinutes, *y.LeftMinutes)
}
