package guarantee

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/kairo-corridor/kairo/unit"
)

// Role says whose record of the guarantee it is.
type Role string

// The roles.
const (
	Office Role = "office" // the office of guarantee: owns the account
	Post   Role = "post"   // holds an allotment of it, to release from while its line is down
)

// State is where a record, a use or an allotment stands.
type State string

// The states of the office's record.
const (
	None   State = "none"   // not there yet; also of a use and an allotment
	Valid  State = "valid"  // may be used
	Ending State = "ending" // cancelled: may be used until the notice has run out; what it secures stays secured
)

// The states of a post's record.
const (
	Held     State = "held"     // an allotment is at hand; the line is up, the office of guarantee decides
	Cut      State = "cut"      // the line is down: the post decides, within the allotment
	Reported State = "reported" // the line is back: all is told to the office, nothing more is decided here
	Closed   State = "closed"   // the office has taken everything over
)

// The states of a use.
const (
	Pending  State = "pending"  // reserved; voided by nobody's confirmation in time
	Posted   State = "posted"   // the goods are released: the amount is engaged
	Released State = "released" // given back whole
	Called   State = "called"   // a debt is claimed; what is not claimed is given back
	Settled  State = "settled"  // the claim is paid
	Expired  State = "expired"  // not confirmed in time
	Voided   State = "voided"   // the use was cancelled
)

// The states of an allotment, in the office's record.
const (
	Granted    State = "granted"
	Reconciled State = "reconciled"
)

// States lists the states of each subject, in the order of a life.
var (
	OfficeStates    = []State{None, Valid, Ending}
	PostStates      = []State{None, Held, Cut, Reported, Closed}
	UseStates       = []State{None, Pending, Posted, Called, Expired, Released, Settled, Voided}
	AllotmentStates = []State{None, Granted, Reconciled}
)

// Terms are the terms of a guarantee. Days are UTC midnights; From is the first, Until the first on which it no longer
// holds, zero where no end is set.
type Terms struct {
	GRN         string       `json:"grn"` // guarantee reference number; of a carnet its number, of a deposit the office's own
	Kind        Kind         `json:"kind"`
	Office      string       `json:"office"` // party of the office of guarantee
	Holder      string       `json:"holder"` // identification number of the holder of the procedure
	Guarantor   string       `json:"guarantor,omitempty"`
	Limit       unit.Money   `json:"limit"`             // reference amount, or amount of the guarantee
	Percent     int          `json:"percent,omitempty"` // of the reference amount that is secured: 100, 50, 30, 0
	From        time.Time    `json:"from"`
	Until       time.Time    `json:"until,omitzero"`
	Countries   []string     `json:"countries,omitempty"`   // valid only there; empty is everywhere
	Excluded    []string     `json:"excluded,omitempty"`    // not valid there
	Departure   string       `json:"departure,omitempty"`   // office the guarantee names (individual)
	Destination string       `json:"destination,omitempty"` // office the guarantee names (individual)
	Commodities []string     `json:"commodities,omitempty"` // commodity codes, or their beginnings, the guarantee names
	NoSuspended bool         `json:"noSuspended,omitempty"` // not for suspended goods
	Codes       []AccessCode `json:"codes,omitempty"`
}

// Secured is what the guarantor has undertaken to pay: the share of the limit, rounded up to the minor unit.
func (t Terms) Secured() int64 {
	switch t.Kind {
	case Waiver:
		return 0
	case Comprehensive:
		return (t.Limit.Minor*int64(t.Percent) + 99) / 100
	}
	return t.Limit.Minor
}

// Use is one use of a guarantee, by one movement. Amounts are minor units in the currency of the guarantee.
type Use struct {
	ID            string    `json:"id"` // the asker's; at the office, that of an allotment is allotment/id
	State         State     `json:"state"`
	From          string    `json:"from"`     // party that asked
	Movement      string    `json:"movement"` // registration number or local reference
	Amount        int64     `json:"amount"`
	Released      int64     `json:"released,omitempty"`      // given back so far
	Claim         int64     `json:"claim,omitempty"`         // claimed
	Paid          int64     `json:"paid,omitempty"`          // of the claim
	FromGuarantor int64     `json:"fromGuarantor,omitempty"` // part of the claim that the guarantor secures
	Number        int64     `json:"number,omitempty"`        // out of the number range of the allotment
	At            time.Time `json:"at"`
	Deadline      time.Time `json:"deadline,omitzero"` // of the confirmation
	EndedAt       time.Time `json:"endedAt,omitzero"`
}

// Ended is true of a use that engages nothing and never will again.
func (u Use) Ended() bool {
	return u.State == Released || u.State == Settled || u.State == Voided
}

// Engaged is what a use takes from the limit.
func (u Use) Engaged() int64 {
	switch u.State {
	case Pending, Posted:
		return u.Amount - u.Released
	case Called:
		return u.Claim - u.Paid
	}
	return 0
}

// Allotment is a part of the limit that a post holds. First to Last is the number range of its releases.
type Allotment struct {
	ID       string    `json:"id"`
	Post     string    `json:"post"` // party
	Amount   int64     `json:"amount"`
	Until    time.Time `json:"until"` // the post uses it before then
	First    int64     `json:"first"`
	Last     int64     `json:"last"`
	Next     int64     `json:"next,omitempty"` // number of the post's next release
	State    State     `json:"state,omitempty"`
	Recalled time.Time `json:"recalled,omitzero"`
}

// Guarantee is a record of a guarantee: the account at its office, or a post's allotment of it.
type Guarantee struct {
	Role       Role        `json:"role,omitempty"`
	State      State       `json:"state"`
	Terms      Terms       `json:"terms,omitzero"`
	Balances   Balances    `json:"balances,omitempty"`
	Uses       []Use       `json:"uses,omitempty"`       // sorted by ID
	Allotments []Allotment `json:"allotments,omitempty"` // the office's, sorted by ID
	Allotment  *Allotment  `json:"allotment,omitempty"`  // the post's own
	EndsAt     time.Time   `json:"endsAt,omitzero"`      // no new use from then on
	TakenBy    string      `json:"takenBy,omitempty"`    // the use that a single guarantee served
	ToldAt     time.Time   `json:"toldAt,omitzero"`      // when a post last sent its report
}

// Use finds a use by its ID.
func (g Guarantee) Use(id string) (Use, bool) {
	if i, ok := g.useAt(id); ok {
		return g.Uses[i], true
	}
	return Use{}, false
}

func (g Guarantee) useAt(id string) (int, bool) {
	return slices.BinarySearchFunc(g.Uses, id, func(u Use, id string) int { return cmp.Compare(u.ID, id) })
}

func (g Guarantee) allotmentAt(id string) (int, bool) {
	return slices.BinarySearchFunc(g.Allotments, id, func(x Allotment, id string) int { return cmp.Compare(x.ID, id) })
}

// Free is what may still be reserved.
func (g Guarantee) Free() unit.Money {
	return unit.Money{Minor: g.Balances[Available], Currency: g.Terms.Limit.Currency}
}

// Timer is a message that is due at a time unless something happened before.
type Timer struct {
	At  time.Time
	Due Message
}

// Timers are what waits for a time, soonest first: a reservation for its deadline, an allotment for its end, a recall or a
// report for its answer. The shell hands each message to [Apply] when its time has come; one that came too late changes
// nothing.
func Timers(g Guarantee) []Timer {
	var out []Timer
	if g.State == Valid || g.State == Ending || g.State == Cut {
		for _, u := range g.Uses {
			if u.State == Pending {
				out = append(out, Timer{u.Deadline, Expire{Use: u.ID}})
			}
		}
	}
	for _, x := range g.Allotments {
		switch {
		case x.State != Granted:
		case x.Recalled.IsZero():
			out = append(out, Timer{x.Until, Recall{Allotment: x.ID, Reason: "the term of the allotment is over"}})
		default:
			out = append(out, Timer{x.Recalled.Add(RemindAfter), Recall{Allotment: x.ID, Reason: "no report has come"}})
		}
	}
	if g.State == Reported {
		out = append(out, Timer{g.ToldAt.Add(RemindAfter), LineBack{}})
	}
	slices.SortStableFunc(out, func(a, b Timer) int { return a.At.Compare(b.At) })
	return out
}

// clone copies what Apply may write to, so that the caller's value never changes.
func (g Guarantee) clone() Guarantee {
	g.Balances = maps.Clone(g.Balances)
	g.Uses = slices.Clone(g.Uses)
	g.Allotments = slices.Clone(g.Allotments)
	if g.Allotment != nil {
		x := *g.Allotment
		g.Allotment = &x
	}
	return g
}
