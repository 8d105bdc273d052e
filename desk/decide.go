package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/code"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/node"
	"github.com/kairo-corridor/kairo/unit"
)

// Decision is what an officer decides. Which fields a decision has is said by [Act].
type Decision struct {
	Country   string              `json:"country"`             // whose record
	Key       string              `json:"key"`                 // of the movement
	Act       transit.Kind        `json:"act"`                 // one of [Decisions]
	Reason    string              `json:"reason,omitempty"`    // code of a reason of the act; of a result it says which
	Text      string              `json:"text,omitempty"`      // remark
	Version   int64               `json:"version"`             // of the row or view that was decided on
	Control   transit.ControlKind `json:"control,omitempty"`   // of decide-control
	Office    string              `json:"office,omitempty"`    // where it is done: code; "" is the first declared one of the account
	Number    string              `json:"number,omitempty"`    // registration number: with an office that was not declared
	LimitDays int                 `json:"limitDays,omitempty"` // of release: overrides the declared limit
	With      string              `json:"with,omitempty"`      // country: that is asked, or of the new place of delivery
	As        transit.Role        `json:"as,omitempty"`        // of ask-record where nothing is held: as what
	At        time.Time           `json:"at,omitzero"`         // when it happened
	Place     string              `json:"place,omitempty"`     // of an incident
	NewMeans  string              `json:"newMeans,omitempty"`  // of an incident: means of transport afterwards
	NewSeals  string              `json:"newSeals,omitempty"`  // put on, separated by commas
	ByCarrier bool                `json:"byCarrier,omitempty"` // of an incident: the carrier announced it
	Route     string              `json:"route,omitempty"`     // of release: prescribed
	Escort    bool                `json:"escort,omitempty"`    // of release
	Days      int                 `json:"days,omitempty"`      // of extend-limit: added
	To        string              `json:"to,omitempty"`        // of change-delivery: code of the office
	Packages  int                 `json:"packages,omitempty"`  // of deliver-part
	GrossKg   unit.Kg             `json:"grossKg,omitempty"`   // of deliver-part
	CarnetFields
}

// Value is a field of [Field] as text, "" where it is not filled in.
func (x *Decision) Value(name string) string {
	switch name {
	case "control":
		return string(x.Control)
	case "limitDays":
		return counted(int64(x.LimitDays))
	case "days":
		return counted(int64(x.Days))
	case "packages":
		return counted(int64(x.Packages))
	case "grossKg":
		return counted(int64(x.GrossKg))
	case "to":
		return x.To
	case "route":
		return x.Route
	case "with":
		return x.With
	case "as":
		return string(x.As)
	case "at":
		if !x.At.IsZero() {
			return x.At.UTC().Format(time.RFC3339)
		}
	case "place":
		return x.Place
	case "newMeans":
		return x.NewMeans
	case "newSeals":
		return x.NewSeals
	case "byCarrier":
		return flagged(x.ByCarrier)
	case "escort":
		return flagged(x.Escort)
	}
	return x.CarnetFields.value(name)
}

func counted(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func flagged(yes bool) string {
	if yes {
		return "true"
	}
	return ""
}

// fieldNames are the fields that belong to some decisions only.
var fieldNames = append([]string{"control", "limitDays", "with", "as", "at", "place", "newMeans", "newSeals", "byCarrier", "route", "escort", "days", "to", "packages", "grossKg"},
	carnetFieldNames...)

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
	if !slices.Contains(Decisions(), x.Act) {
		return Outcome{}, fault.New(fault.BadField, "%q is no decision of an officer", fault.Clip(string(x.Act))).At("/act").Want("one of %v", Decisions())
	}
	h, asks, err := d.decidable(ctx, a, x)
	if err != nil {
		return Outcome{}, err
	}
	msg, err := ruleOf(h, x.Act).message(x, h, asks, a)
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
	now, err := adm.Record(ctx, x.Key)
	return Outcome{x.Country, x.Key, now.Movement.State, now.Movement.Number, now.Facts, waiting}, err
}

// decidable reads the movement that a decision is about, if the account may see it and may decide so, and gives the fields that
// the decision has.
func (d *Desk) decidable(ctx context.Context, a *auth.Account, x Decision) (*node.Held, []Field, error) {
	h, _, err := d.reachable(ctx, a, x.Country, x.Key)
	if err != nil && x.Office != "" && x.Number != "" { // presented where it was not declared
		h, err = d.presented(ctx, a, x, err)
	}
	if err != nil {
		return nil, nil, err
	}
	m, r := &h.Movement, ruleOf(&h, x.Act)
	if r == nil {
		return nil, nil, fault.New(fault.WrongState, "%s does not fit: the movement is under %s", x.Act, m.Declaration.Regime).At("/act").Want("a decision that is offered")
	}
	if m.Declaration.Consignment == "" && r.kind == transit.KindAskRecord {
		fields, err := d.askFields(x.Country, x.Number)
		return &h, fields, err
	}
	right, at := r.right(m), x.Office
	if !r.office {
		at = ""
	}
	if err := allow(a, right, resource(m, "", right, at)); err != nil {
		return nil, nil, err
	}
	if x.Office != "" && !r.office {
		return nil, nil, fault.New(fault.BadField, "%s names no office", x.Act).At("/office").Want("none")
	}
	if x.Office != "" && !declaredAt(m, right, x.Office) && x.Number != m.Number {
		return nil, nil, fault.New(fault.BadField, "the office %s was not declared", fault.Clip(x.Office)).At("/number").Want("the registration number, as on the accompanying document")
	}
	return &h, r.asks(&h), nil
}

func declaredAt(m *transit.Movement, right auth.Act, code string) bool {
	return slices.ContainsFunc(officesFor(m, right), func(o transit.Office) bool { return o.Code == code })
}

// presented gives the record of goods that are presented at an office of the account that was not declared; where the country has
// none, an empty one for the question to the office of departure.
func (d *Desk) presented(ctx context.Context, a *auth.Account, x Decision, none error) (node.Held, error) {
	adm, err := d.Corridor.Administration(x.Country)
	if err != nil || len(x.Key) > node.KeyBytesMax {
		return node.Held{}, none
	}
	h, err := adm.Record(ctx, x.Key)
	r := ruleOf(&h, x.Act)
	if r == nil || !r.office || !auth.Allow(a, r.act, auth.Resource{Country: x.Country, Offices: []string{x.Office}}).OK {
		return node.Held{}, none
	}
	switch {
	case r.kind == transit.KindAskRecord && (err != nil && fault.CodeOf(err) == fault.NotFound || err == nil && h.Movement.State == transit.None):
		return node.Held{Movement: transit.Movement{Key: x.Key, Administration: x.Country}}, nil
	case err != nil || h.Movement.Number == "" || h.Movement.Number != x.Number:
		return node.Held{}, none
	}
	return h, nil
}

// askFields are the fields of the question for a record that is not here: the country asked is that of its MRN, in the EAEU one of its
// members. Errors: NotFound where the number is none of another administration of the corridor.
func (d *Desk) askFields(own, number string) ([]Field, error) {
	var owners []string
	if v := code.ParseMRN(number); v.Err() == nil {
		owners = []string{v.Text[2:4]}
	} else if union, _, _ := d.Reference.Union(own, d.now()); union == "EAEU" && code.ParseEAEU(number).Err() == nil { // which does not say the country
		owners = slices.DeleteFunc(d.Corridor.Countries(), func(c string) bool {
			other, _, _ := d.Reference.Union(c, d.now())
			return other != union
		})
	}
	owners = slices.DeleteFunc(owners, func(c string) bool { return c == own || !slices.Contains(d.Corridor.Countries(), c) })
	if len(owners) > 0 {
		return []Field{{"with", CountryField, true, owners}, {"as", ChoiceField, true, spell([]transit.Role{transit.Passing, transit.Destination})}}, nil
	}
	return nil, fault.New(fault.NotFound, "%s knows no movement under way with the number %q, and it is none of another administration", fault.Clip(own), fault.Clip(number)).
		At("/number").Mend("check the number on the accompanying document")
}

// message makes the message of a decision; the error names every wrong field.
func (r *rule) message(x Decision, h *node.Held, asks []Field, a *auth.Account) (transit.Message, error) {
	m := &h.Movement
	var bad fault.List
	wrong := func(path, want, format string, args ...any) { bad.Wrong(path, want, format, args...) }
	var reason Reason
	options := ReasonsFor(x.Act)
	if i := slices.IndexFunc(options, func(o Reason) bool { return o.Code == x.Reason }); i >= 0 {
		reason = options[i]
	}
	right := r.right(m)
	undeclared := x.Office != "" && x.Number != "" && len(options) > 0 && !declaredAt(m, right, x.Office)
	switch {
	case x.Reason == "" && (r.reasoned(h) == needed || undeclared):
		wrong("/reason", codes(options), "a reason must be given")
	case x.Reason != "" && reason.Code == "":
		wrong("/reason", codes(options), "%q is no reason of %s", fault.Clip(x.Reason), x.Act)
	case (strings.HasSuffix(x.Reason, ".other") || r.text == needed) && strings.TrimSpace(x.Text) == "":
		wrong("/text", "what there is to say", "nothing is said")
	}
	bad = append(bad, fault.All(remark("/text", x.Text, false))...)
	x.check(asks, wrong)
	if err := bad.OrNil(); err != nil {
		return nil, err
	}
	c := &deciding{Decision: x, m: m, tir: h.TIR, chosen: reason, said: reason.Text}
	if said := strings.TrimSpace(x.Text); said != "" {
		c.said = strings.TrimPrefix(reason.Text+": "+said, ": ")
	}
	if r.office {
		c.at = officeNamed(x, m, a, right)
	}
	return r.make(c), nil
}

// check verifies the fields that belong to some decisions only.
func (x *Decision) check(asks []Field, wrong func(path, want, format string, args ...any)) {
	for _, name := range fieldNames {
		value, path := x.Value(name), "/"+name
		i := slices.IndexFunc(asks, func(f Field) bool { return f.Name == name })
		switch {
		case i < 0 && value != "":
			wrong(path, "nothing", "%s has no such field", x.Act)
		case i < 0:
		case value == "" && asks[i].Required && asks[i].Options != nil:
			wrong(path, strings.Join(asks[i].Options, ", "), "one must be chosen")
		case value == "" && asks[i].Required:
			wrong(path, "something", "nothing stands here")
		case value != "" && asks[i].Options != nil && !slices.Contains(asks[i].Options, value):
			wrong(path, strings.Join(asks[i].Options, ", "), "%q cannot be chosen", fault.Clip(value))
		case len([]rune(value)) > TextMax:
			wrong(path, "at most "+strconv.Itoa(TextMax)+" characters", "the text has %d characters", len([]rune(value)))
		case value != "":
			if want := misread(asks[i].Type, value); want != "" {
				wrong(path, want, "%q cannot be read", fault.Clip(value))
			}
		}
	}
	for name, days := range map[string]int{"limitDays": x.LimitDays, "days": x.Days} {
		if days < 0 || days > transit.LimitDaysMax {
			wrong("/"+name, "0 to 366", "a limit of %d days", days)
		}
	}
}

func codes(options []Reason) string {
	var out []string
	for _, r := range options {
		out = append(out, r.Code)
	}
	return strings.Join(out, ", ")
}

// officeNamed is the office at which something is done: the one named, else the first declared one, not recorded yet, that the
// account serves.
func officeNamed(x Decision, m *transit.Movement, a *auth.Account, act auth.Act) transit.Office {
	offices := officesFor(m, act)
	if x.Office != "" {
		if i := slices.IndexFunc(offices, func(o transit.Office) bool { return o.Code == x.Office }); i >= 0 {
			return offices[i]
		}
		return transit.Office{Country: x.Country, Code: x.Office}
	}
	recorded := map[auth.Act][]transit.Passed{auth.RecordPassage: m.Passages, auth.RecordExit: m.Exits}[act]
	for _, o := range offices {
		done := slices.ContainsFunc(recorded, func(p transit.Passed) bool { return p.Office.Same(o) })
		if auth.Allow(a, act, resource(m, "", act, o.Code)).OK && !done {
			return o
		}
	}
	return transit.Office{}
}
