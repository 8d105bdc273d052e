package desk

import (
	"slices"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/customs/tir"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/node"
)

// Decisions lists the decisions of officers, in the order in which they are offered.
func Decisions() []transit.Kind {
	var out []transit.Kind
	for _, r := range slices.Concat(rules, tirRules) {
		if !slices.Contains(out, r.kind) { // three are decisions on both
			out = append(out, r.kind)
		}
	}
	return out
}

// States lists the states of movements, TIR operations among them.
func States() []transit.State {
	out := slices.Clone(transit.States)
	for _, s := range tir.States {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// Where an act is done.
var (
	atDeparture   = []auth.Act{auth.Accept, auth.Control, auth.Release, auth.Invalidate, auth.Settle, auth.Enquire, auth.Recover, auth.ChangeDelivery}
	atPassage     = []auth.Act{auth.RecordPassage, auth.AskRecord}
	atDestination = []auth.Act{auth.RecordArrival, auth.PermitUnloading, auth.AnswerEnquiry, auth.AskRecord}
	anywhere      = []auth.Act{auth.ReadMovement, auth.RecordIncident, auth.RecoverFor, auth.ExtendLimit, auth.AskMovement}
)

// officesFor are the offices of a movement, in the administration whose record it is, at which an act is done. An office that
// asked for the record is one of passage and of destination.
func officesFor(m *transit.Movement, act auth.Act) []transit.Office {
	var out []transit.Office
	add := func(list ...transit.Office) {
		for _, o := range list {
			if o.Country == m.Administration && !slices.ContainsFunc(out, o.Same) {
				out = append(out, o)
			}
		}
	}
	d, all := &m.Declaration, slices.Contains(anywhere, act)
	if m.Role == transit.Owner && (all || slices.Contains(atDeparture, act)) {
		add(d.Departure)
	}
	if m.Class() == transit.Inward {
		return out
	}
	if all || slices.Contains(atPassage, act) {
		add(d.Passage...)
		add(m.Asking)
	}
	if m.Declaration.Regime == transit.TIR && (act == auth.Control && m.Role == transit.Owner || slices.Contains(atDestination, act)) {
		add(d.Passage...) // further offices of departure, which load, and of destination for a part
	}
	if all || act == auth.RecordExit {
		add(d.Exit...)
	}
	if all || slices.Contains(atDestination, act) {
		add(d.Destination, m.Delivery, m.Asking)
		if m.Arrival != nil {
			add(m.Arrival.Office)
		}
	}
	if all {
		for _, p := range slices.Concat(m.Passages, m.Exits) {
			add(p.Office)
		}
	}
	return out
}

// resource is what package auth is asked about: a movement as an act finds it. at is an office named in the decision.
func resource(m *transit.Movement, owner string, act auth.Act, at string) auth.Resource {
	r := auth.Resource{Owner: owner, Country: m.Administration}
	if at != "" {
		r.Offices = []string{at}
		return r
	}
	for _, o := range officesFor(m, act) {
		r.Offices = append(r.Offices, o.Code)
	}
	if len(r.Offices) == 0 {
		return auth.Resource{Owner: owner} // nothing to do there: a grant for the whole country does not reach it either
	}
	return r
}

// Act is a decision that an account may make on a movement as it stands.
type Act struct {
	Kind     transit.Kind     `json:"kind"`
	Offices  []transit.Office `json:"offices"`           // at which: of them the account serves
	Named    bool             `json:"named"`             // the decision may name one of them; else it is the first
	Reasons  []Reason         `json:"reasons,omitempty"` // of which one is given
	Required bool             `json:"required"`          // a reason must be given
	Said     bool             `json:"said"`              // a remark must be made
	Fields   []Field          `json:"fields,omitempty"`  // what else is asked
	Keyed    bool             `json:"keyed,omitempty"`   // the key of the movement is given too, as on the accompanying document
	Rare     bool             `json:"rare,omitempty"`    // possible, and nothing waits for it
	Why      string           `json:"why"`               // the row of rights that allows it
}

// Controls are the kinds of control that can be decided.
var Controls = []transit.ControlKind{transit.NoControl, transit.Documents, transit.Scan, transit.Physical}

// actsOn are the decisions that a movement's state, what it holds and the account's rights all allow now.
func actsOn(a *auth.Account, h *node.Held, owner string, now time.Time) []Act {
	m, list, possible := &h.Movement, rulesOn(h), node.Acts(*h)
	var out []Act
	for i := range list {
		r := &list[i]
		if !slices.Contains(possible, r.kind) {
			continue
		}
		right := r.right(m)
		answer := auth.Allow(a, right, resource(m, owner, right, ""))
		if !answer.OK {
			continue
		}
		mine := slices.DeleteFunc(officesFor(m, right), func(o transit.Office) bool { return !auth.Allow(a, right, resource(m, owner, right, o.Code)).OK })
		if at, reasons, ok := r.open(h, mine, now); ok {
			out = append(out, r.offer(h, at, reasons, answer.Why))
		}
	}
	return out
}

// offer is the decision as it is offered.
func (r *rule) offer(h *node.Held, at []transit.Office, reasons []Reason, why string) Act {
	return Act{Kind: r.kind, Offices: at, Named: r.office, Reasons: reasons, Required: r.reasoned(h) == needed, Said: r.text == needed, Fields: r.asks(h),
		Rare: r.rare || r.early(h), Why: why}
}

// early is true of a decision that may be made already, and that nothing waits for yet.
func (r *rule) early(h *node.Held) bool {
	if h.TIR != nil {
		return r.later != nil && r.later(h.TIR)
	}
	return r.act == auth.Enquire && !slices.Contains(lookedFor, h.Movement.State) // without a time limit nobody is asked of itself
}

// due reports whether one of the decisions is waited for.
func due(acts []Act) bool { return slices.ContainsFunc(acts, func(x Act) bool { return !x.Rare }) }

// hidden is the error of a movement that the account may not see, or that is not there: the same for both.
func hidden(country, key string) error {
	return fault.New(fault.NotFound, "%s has no movement %q at your offices", fault.Clip(country), fault.Clip(key)).At("/key").Mend("look it up by its number where the goods are presented")
}

// remark checks a text that somebody typed.
func remark(path, text string, required bool) error {
	switch n := len([]rune(text)); {
	case required && n == 0:
		return fault.New(fault.BadField, "nothing is said").At("%s", path).Want("1 to %d characters", TextMax)
	case n > TextMax:
		return fault.New(fault.BadField, "the text has %d characters", n).At("%s", path).Want("at most %d", TextMax)
	}
	return nil
}
