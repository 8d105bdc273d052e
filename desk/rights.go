package desk

import (
	"slices"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
)

// acts says which act of package auth each decision is, in the order in which they are offered.
var acts = []struct {
	kind transit.Kind
	act  auth.Act
}{
	{transit.KindAccept, auth.Accept}, {transit.KindReject, auth.Accept},
	{transit.KindDecideControl, auth.Control}, {transit.KindControlResult, auth.Control},
	{transit.KindRelease, auth.Release}, {transit.KindRefuseRelease, auth.Release},
	{transit.KindPassage, auth.RecordPassage}, {transit.KindArrival, auth.RecordArrival},
	{transit.KindDestinationControl, auth.RecordArrival}, {transit.KindDischarge, auth.Release},
}

// Decisions lists the decisions of officers, in the order in which they are offered.
func Decisions() []transit.Kind {
	var out []transit.Kind
	for _, a := range acts {
		out = append(out, a.kind)
	}
	return out
}

func actOf(kind transit.Kind) (auth.Act, bool) {
	for _, a := range acts {
		if a.kind == kind {
			return a.act, true
		}
	}
	return "", false
}

// officesFor are the offices of a movement, in the administration whose record it is, at which an act is done.
func officesFor(m *transit.Movement, act auth.Act) []transit.Office {
	var out []transit.Office
	add := func(o transit.Office) {
		if o.Country == m.Administration && !slices.ContainsFunc(out, o.Same) {
			out = append(out, o)
		}
	}
	d := &m.Declaration
	if m.Role == transit.Owner && (act == auth.Accept || act == auth.Control || act == auth.Release || act == auth.ReadMovement) {
		add(d.Departure)
	}
	moves := m.Class() != transit.Inward
	if moves && (act == auth.RecordPassage || act == auth.ReadMovement) {
		for _, o := range d.Passage {
			add(o)
		}
	}
	if moves && (act == auth.RecordArrival || act == auth.ReadMovement) {
		add(d.Destination)
		if m.Arrival != nil {
			add(m.Arrival.Office)
		}
	}
	if act == auth.ReadMovement {
		for _, p := range m.Passages {
			add(p.Office)
		}
	}
	return out
}

// resource is what package auth is asked about: a movement as an act finds it. at is an office named in the decision.
func resource(m *transit.Movement, owner string, act auth.Act, at string) auth.Resource {
	r := auth.Resource{Owner: owner, Country: m.Administration}
	if at != "" && (act == auth.RecordPassage || act == auth.RecordArrival) {
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
	Kind     transit.Kind          `json:"kind"`
	Offices  []transit.Office      `json:"offices"`            // at which: of them the account serves
	Reasons  []Reason              `json:"reasons,omitempty"`  // of which one is given
	Required bool                  `json:"required"`           // a reason must be given
	Controls []transit.ControlKind `json:"controls,omitempty"` // of decide-control
	Why      string                `json:"why"`                // the row of rights that allows it
}

// Controls are the kinds of control that can be decided.
var Controls = []transit.ControlKind{transit.NoControl, transit.Documents, transit.Scan, transit.Physical}

// reasoned are the decisions that need a reason.
var reasoned = []transit.Kind{transit.KindReject, transit.KindDecideControl, transit.KindControlResult, transit.KindRefuseRelease, transit.KindDestinationControl}

// actsOn are the decisions that a movement's state and the account's rights both allow now.
func actsOn(a *auth.Account, m *transit.Movement, owner string, now time.Time) []Act {
	possible := transit.Possible(*m)
	var out []Act
	for _, x := range acts {
		if !slices.Contains(possible, x.kind) {
			continue
		}
		right := auth.Allow(a, x.act, resource(m, owner, x.act, ""))
		if !right.OK || !fits(m, x.kind, now) {
			continue
		}
		act := Act{Kind: x.kind, Reasons: ReasonsFor(x.kind), Why: right.Why, Required: needsReason(m, x.kind)}
		for _, o := range officesFor(m, x.act) {
			if auth.Allow(a, x.act, resource(m, owner, x.act, o.Code)).OK {
				act.Offices = append(act.Offices, o)
			}
		}
		if x.kind == transit.KindDecideControl {
			act.Controls = Controls
		}
		out = append(out, act)
	}
	return out
}

func needsReason(m *transit.Movement, kind transit.Kind) bool {
	return slices.Contains(reasoned, kind) || kind == transit.KindDischarge && m.Result != nil && !m.Result.Satisfactory
}

// fits runs the machine on a nominal message: what the table allows may still not fit what the movement holds.
func fits(m *transit.Movement, kind transit.Kind, now time.Time) bool {
	var msg transit.Message
	switch kind {
	case transit.KindRelease:
		msg = transit.Release{}
	case transit.KindPassage:
		msg = transit.Passage{}
	case transit.KindArrival:
		msg = transit.Arrival{}
	case transit.KindDestinationControl:
		msg = transit.DestinationControl{Satisfactory: true}
	case transit.KindDischarge:
		msg = transit.Discharge{Resolved: "-"}
	default:
		return true
	}
	_, _, _, err := transit.Apply(*m, msg, now)
	return err == nil
}

// hidden is the error of a movement that the account may not see, or that is not there: the same for both.
func hidden(country, key string) error {
	return fault.New(fault.NotFound, "%s has no movement %q at your offices", clip(country), clip(key)).At("/key").Mend("look it up by its number where the goods are presented")
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
