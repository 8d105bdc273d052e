package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/node"
)

// Decision is what an officer decides.
type Decision struct {
	Country   string              `json:"country"`             // whose record
	Key       string              `json:"key"`                 // of the movement
	Act       transit.Kind        `json:"act"`                 // one of [Decisions]
	Reason    string              `json:"reason,omitempty"`    // code of a reason of the act; of a result it says whether it is satisfactory
	Text      string              `json:"text,omitempty"`      // remark
	Version   int64               `json:"version"`             // of the row or view that was decided on
	Control   transit.ControlKind `json:"control,omitempty"`   // of decide-control
	Office    string              `json:"office,omitempty"`    // of passage and arrival: code; "" is the declared one of the account
	Number    string              `json:"number,omitempty"`    // registration number: with an office that was not declared
	LimitDays int                 `json:"limitDays,omitempty"` // of release: overrides the declared limit
}

// Outcome is what a decision led to.
type Outcome struct {
	Country string        `json:"country"`
	Key     string        `json:"key"`
	State   transit.State `json:"state"`
	Number  string        `json:"number,omitempty"`
	Version int64         `json:"version"`
	Waiting bool          `json:"waiting"` // the decision stands; messages that follow from it are still on their way
}

// Decide makes a decision. The movement must have the version that was decided on: where somebody decided first the error is
// Conflict, its text says who, what and when, and errors.As finds *node.Overtaken in it. Then the messages flow. Errors also:
// NotFound (hidden), NotLawful with [ErrNotAllowed], WrongState, BadField with the path of each wrong field.
func (d *Desk) Decide(ctx context.Context, a *auth.Account, x Decision) (Outcome, error) {
	act, known := actOf(x.Act)
	if !known {
		return Outcome{}, fault.New(fault.BadField, "%q is no decision of an officer", clip(string(x.Act))).At("/act").Want("one of %v", Decisions())
	}
	m, err := d.decidable(ctx, a, x, act)
	if err != nil {
		return Outcome{}, err
	}
	msg, err := message(x, m, a)
	if err != nil {
		return Outcome{}, err
	}
	adm, err := d.Corridor.Administration(x.Country)
	if err != nil {
		return Outcome{}, hidden(x.Country, x.Key)
	}
	by := node.Actor{ID: a.ID, Name: a.Name, Reason: x.Reason, Text: x.Text}
	if err := adm.DoAs(ctx, by, max(x.Version, 0), x.Key, msg); err != nil {
		return Outcome{}, err
	}
	waiting := d.settle(ctx)
	h, err := adm.Record(ctx, x.Key)
	return Outcome{x.Country, x.Key, h.Movement.State, h.Movement.Number, h.Facts, waiting}, err
}

// decidable reads the movement that a decision is about, if the account may see it and may decide so.
func (d *Desk) decidable(ctx context.Context, a *auth.Account, x Decision, act auth.Act) (*transit.Movement, error) {
	h, _, err := d.reachable(ctx, a, x.Country, x.Key)
	if err != nil && x.Office != "" && x.Number != "" { // presented where it was not declared
		h, err = d.presented(ctx, a, x, act, err)
	}
	if err != nil {
		return nil, err
	}
	m := &h.Movement
	if err := allow(a, act, resource(m, "", act, x.Office)); err != nil {
		return nil, err
	}
	if x.Office != "" && act != auth.RecordPassage && act != auth.RecordArrival {
		return nil, fault.New(fault.BadField, "%s names no office", x.Act).At("/office").Want("none")
	}
	if x.Office != "" && !slices.ContainsFunc(officesFor(m, act), func(o transit.Office) bool { return o.Code == x.Office }) && x.Number != m.Number {
		return nil, fault.New(fault.BadField, "the office %s was not declared", clip(x.Office)).At("/number").Want("the registration number, as on the accompanying document")
	}
	return m, nil
}

func (d *Desk) presented(ctx context.Context, a *auth.Account, x Decision, act auth.Act, none error) (node.Held, error) {
	adm, err := d.Corridor.Administration(x.Country)
	if err != nil || !auth.Allow(a, act, auth.Resource{Country: x.Country, Offices: []string{x.Office}}).OK || act != auth.RecordPassage && act != auth.RecordArrival {
		return node.Held{}, none
	}
	h, err := adm.Record(ctx, x.Key)
	if err != nil || h.Movement.Number == "" || h.Movement.Number != x.Number {
		return node.Held{}, none
	}
	return h, nil
}

// message makes the message of a decision; the error names every wrong field.
func message(x Decision, m *transit.Movement, a *auth.Account) (transit.Message, error) {
	var bad fault.List
	wrong := func(path, want, format string, args ...any) {
		bad = append(bad, fault.New(fault.BadField, format, args...).At("%s", path).Want("%s", want))
	}
	var reason Reason
	options := ReasonsFor(x.Act)
	if i := slices.IndexFunc(options, func(r Reason) bool { return r.Code == x.Reason }); i >= 0 {
		reason = options[i]
	}
	undeclared := x.Office != "" && x.Number != ""
	switch {
	case x.Reason == "" && (needsReason(m, x.Act) || undeclared):
		wrong("/reason", codes(options), "a reason must be given")
	case x.Reason != "" && reason.Code == "":
		wrong("/reason", codes(options), "%q is no reason of %s", clip(x.Reason), x.Act)
	case strings.HasSuffix(x.Reason, ".other") && strings.TrimSpace(x.Text) == "":
		wrong("/text", "what the reason is", "the reason is not said")
	}
	bad = append(bad, fault.All(remark("/text", x.Text, false))...)
	if x.Act == transit.KindDecideControl && !slices.Contains(Controls, x.Control) {
		wrong("/control", "none, documents, scan or physical", "%q is no kind of control", clip(string(x.Control)))
	}
	if x.LimitDays < 0 || x.LimitDays > transit.LimitDaysMax || x.LimitDays != 0 && x.Act != transit.KindRelease {
		wrong("/limitDays", "0 to 366, of a release", "a limit of %d days", x.LimitDays)
	}
	if err := bad.OrNil(); err != nil {
		return nil, err
	}
	return compose(x, reason, m, a), nil
}

func codes(options []Reason) string {
	var out []string
	for _, r := range options {
		out = append(out, r.Code)
	}
	return strings.Join(out, ", ")
}

// compose is the message of a decision that was checked. The text others read is the reason's with the remark.
func compose(x Decision, r Reason, m *transit.Movement, a *auth.Account) transit.Message {
	text := r.Text
	if remark := strings.TrimSpace(x.Text); remark != "" {
		text = strings.TrimPrefix(text+": "+remark, ": ")
	}
	switch x.Act {
	case transit.KindAccept:
		return transit.Accept{}
	case transit.KindReject:
		return transit.Reject{Reason: text}
	case transit.KindDecideControl:
		return transit.DecideControl{Control: x.Control, Reason: text}
	case transit.KindControlResult:
		return transit.ControlResult{Satisfactory: r.Satisfactory, Text: text}
	case transit.KindRelease:
		return transit.Release{LimitDays: x.LimitDays}
	case transit.KindRefuseRelease:
		return transit.RefuseRelease{Reason: text}
	case transit.KindPassage:
		return transit.Passage{Office: officeNamed(x, m, a, auth.RecordPassage)}
	case transit.KindArrival:
		return transit.Arrival{Office: officeNamed(x, m, a, auth.RecordArrival)}
	case transit.KindDestinationControl:
		return transit.DestinationControl{Satisfactory: r.Satisfactory, Text: text}
	}
	return transit.Discharge{Resolved: text}
}

// officeNamed is the office of a passage or arrival: the one named, else the first declared one, not recorded yet, that the
// account serves.
func officeNamed(x Decision, m *transit.Movement, a *auth.Account, act auth.Act) transit.Office {
	if x.Office != "" {
		return transit.Office{Country: x.Country, Code: x.Office}
	}
	for _, o := range officesFor(m, act) {
		done := slices.ContainsFunc(m.Passages, func(p transit.Passed) bool { return p.Office.Same(o) })
		if auth.Allow(a, act, resource(m, "", act, o.Code)).OK && (act == auth.RecordArrival || !done) {
			return o
		}
	}
	return transit.Office{}
}

// fitsAt runs the machine on a passage or arrival at an office.
func fitsAt(m *transit.Movement, kind transit.Kind, at transit.Office, now time.Time) error {
	var msg transit.Message = transit.Passage{Office: at}
	if kind == transit.KindArrival {
		msg = transit.Arrival{Office: at}
	}
	_, _, _, err := transit.Apply(*m, msg, now)
	return err
}
