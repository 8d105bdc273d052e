package desk

import (
	"context"
	"slices"
	"strings"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/node"
)

// Saying is what a declarant tells an administration about a movement of its own, as the holder of the procedure or as the trader
// at destination. Which fields a saying has is said by [Sayable].
type Saying struct {
	Kind      transit.Kind `json:"kind"`                // one of [Sayings]
	Text      string       `json:"text,omitempty"`      // reason, answer or remarks
	Place     string       `json:"place,omitempty"`     // where the goods are
	LimitDays int          `json:"limitDays,omitempty"` // of the presentation: takes the place of the declared time limit
	Country   string       `json:"country,omitempty"`   // of the office
	Office    string       `json:"office,omitempty"`    // code: where the goods were presented, or are
	Document  string       `json:"document,omitempty"`  // proof offered
	Completed bool         `json:"completed,omitempty"` // the unloading is
	Conform   bool         `json:"conform,omitempty"`   // all is as declared
	SealsGood bool         `json:"sealsGood,omitempty"`
}

// Sayable is something that a declarant may say about a movement as it stands.
type Sayable struct {
	Kind   transit.Kind `json:"kind"`
	Text   bool         `json:"text"`             // a text must be given
	Fields []Field      `json:"fields,omitempty"` // what else is asked
	Asked  bool         `json:"asked"`            // it is waited for
}

// saying is one thing that declarants say: by which right, in which states, and what it becomes.
type saying struct {
	kind   transit.Kind
	act    auth.Act
	text   need
	fields []Field
	open   func(f *node.Filing) (may, asked bool)
	make   func(x *Saying) transit.Message
}

// fitting is true of a message that the machine may take, as far as the holder was told how the movement stands; with states, only
// in those.
func fitting(kind transit.Kind, asked bool, states ...transit.State) func(*node.Filing) (bool, bool) {
	return func(f *node.Filing) (bool, bool) {
		if f.TIR != nil || f.State == transit.None || len(states) > 0 && !slices.Contains(states, f.State) {
			return false, asked
		}
		m := transit.Movement{Role: transit.Owner, State: f.State, Declaration: transit.Declaration{Regime: transit.Regime(f.Stretch.Regime)}}
		return slices.Contains(transit.Possible(m), kind), asked
	}
}

// sayings are what declarants say, in the order in which it is offered. A further one is a row here and texts.
var sayings = []saying{
	{transit.KindPresent, auth.PresentGoods, never, []Field{{"place", LineField, false, nil}, {"limitDays", DaysField, false, nil}}, fitting(transit.KindPresent, true),
		func(x *Saying) transit.Message { return transit.Present{Place: x.Place, LimitDays: x.LimitDays} }},
	{transit.KindHolderAnswer, auth.AnswerAsHolder, needed, []Field{{"country", LineField, false, nil}, {"office", LineField, false, nil}, {"document", LineField, false, nil}},
		func(f *node.Filing) (bool, bool) {
			may, _ := fitting(transit.KindHolderAnswer, false, transit.HolderAsked, transit.Overdue, transit.UnderEnquiry)(f)
			return may, f.State == transit.HolderAsked
		},
		func(x *Saying) transit.Message {
			return transit.HolderAnswer{Text: strings.TrimSpace(x.Text), Destination: transit.Office{Country: x.Country, Code: x.Office}, Document: x.Document}
		}},
	{transit.KindUnloadingRemarks, auth.AnnounceArrival, optional, []Field{{"completed", FlagField, false, nil}, {"conform", FlagField, false, nil}, {"sealsGood", FlagField, false, nil}},
		func(f *node.Filing) (bool, bool) { return f.AtDestination() == transit.Unloading, true },
		func(x *Saying) transit.Message {
			return transit.UnloadingRemarks{Completed: x.Completed, Conform: x.Conform, SealsGood: x.SealsGood, Remarks: strings.TrimSpace(x.Text)}
		}},
	{transit.KindArrivalNotification, auth.AnnounceArrival, never, []Field{{"country", LineField, false, nil}, {"office", LineField, false, nil}, {"place", LineField, false, nil}},
		func(f *node.Filing) (bool, bool) {
			may, _ := fitting(transit.KindArrivalNotification, false)(f)
			return may && f.AtDestination() == "" || may && f.There.Country == f.Administration, false
		},
		func(x *Saying) transit.Message {
			v := transit.ArrivalNotification{Place: x.Place}
			if x.Office != "" {
				v.Office = transit.Office{Country: x.Country, Code: x.Office}
			}
			return v
		}},
	{transit.KindRequestInvalidation, auth.CancelMovement, needed, nil,
		fitting(transit.KindRequestInvalidation, false),
		func(x *Saying) transit.Message { return transit.RequestInvalidation{Reason: strings.TrimSpace(x.Text)} }},
}

// Sayings lists what declarants say, in the order in which it is offered.
func Sayings() []transit.Kind {
	var out []transit.Kind
	for _, s := range sayings {
		out = append(out, s.kind)
	}
	return out
}

// sayable lists what the account that owns a filing may say about it as it stands. What was unloaded is told by who announced the
// arrival, which another account may have done by a message.
func (d *Desk) sayable(ctx context.Context, owner string, f *node.Filing) (out []Sayable, err error) {
	for _, s := range sayings {
		may, asked := s.open(f)
		if may && s.kind == transit.KindUnloadingRemarks {
			who, err := d.announcer(ctx, f.Key)
			if err != nil {
				return nil, err
			}
			may = who == "" || who == owner
		}
		if may {
			out = append(out, Sayable{s.kind, s.text == needed, s.fields, asked})
		}
	}
	return out, nil
}

// Say tells the administration something about a movement of the account's own, and gives where its stretch stands then. The
// arrival and the unloading are told to the country of destination, or that of the office named. Errors: NotFound, WrongState
// where it cannot be said now, BadField with the path of each wrong field.
func (d *Desk) Say(ctx context.Context, a *auth.Account, id, key string, x Saying) (Territory, error) {
	if _, err := d.Draft(ctx, a, id); err != nil {
		return Territory{}, err
	}
	i := slices.IndexFunc(sayings, func(s saying) bool { return s.kind == x.Kind })
	if i < 0 {
		return Territory{}, fault.New(fault.BadField, "%q is nothing that a declarant says", fault.Clip(string(x.Kind))).At("/kind").Want("one of %v", Sayings())
	}
	s := &sayings[i]
	draft, f, err := d.ownFiling(ctx, a, id, key, s.act)
	if err != nil {
		return Territory{}, err
	}
	now, err := d.sayable(ctx, draft.Owner, &f)
	if err != nil {
		return Territory{}, err
	}
	if !slices.Contains(kindsOf(now), s.kind) {
		return Territory{}, fault.New(fault.WrongState, "%s does not fit a movement that is %s", s.kind, f.State).At("%s", key).Want("%v", kindsOf(now))
	}
	if err := s.check(&x); err != nil {
		return Territory{}, err
	}
	trader := d.Corridor.Trader()
	if s.act == auth.AnnounceArrival {
		err = trader.Announce(ctx, key, x.to(&f), s.make(&x))
	} else {
		err = trader.Say(ctx, key, s.make(&x))
	}
	if err != nil {
		return Territory{}, err
	}
	d.settle(ctx)
	list, err := d.Status(ctx, a, draft.ID)
	if i := slices.IndexFunc(list, func(t Territory) bool { return t.Key == key }); i >= 0 {
		return list[i], err
	}
	return Territory{Stretch: f.Stretch, Key: key, State: f.State}, err
}

func kindsOf(list []Sayable) []transit.Kind {
	var out []transit.Kind
	for _, s := range list {
		out = append(out, s.Kind)
	}
	return out
}

// to is the country at destination that is told.
func (x *Saying) to(f *node.Filing) string {
	switch {
	case x.Country != "":
		return x.Country
	case x.Kind == transit.KindUnloadingRemarks && f.There != nil:
		return f.There.Country
	}
	return f.Stretch.Destination.Country
}

// ownFiling is a movement of a draft of the account, for an act on it.
func (d *Desk) ownFiling(ctx context.Context, a *auth.Account, id, key string, act auth.Act) (Draft, node.Filing, error) {
	x, err := d.Draft(ctx, a, id)
	if err != nil {
		return x, node.Filing{}, err
	}
	if err := allow(a, act, auth.Resource{Owner: x.Owner}); err != nil {
		return x, node.Filing{}, err
	}
	f, err := d.Corridor.Trader().Filing(ctx, key)
	if err != nil || x.Reference == "" || f.Reference != x.Reference || f.Declared != nil {
		return x, f, fault.New(fault.NotFound, "this consignment has no movement %q", fault.Clip(key)).At("/key")
	}
	return x, f, nil
}

// check verifies a saying; the error names every wrong field.
func (s *saying) check(x *Saying) error {
	bad := fault.List(fault.All(remark("/text", strings.TrimSpace(x.Text), s.text == needed)))
	wrong := func(path, want, format string, args ...any) { bad.Wrong(path, want, format, args...) }
	for name, value := range map[string]string{"place": x.Place, "country": x.Country, "office": x.Office, "document": x.Document} {
		asked := slices.ContainsFunc(s.fields, func(f Field) bool { return f.Name == name })
		switch {
		case value != "" && !asked:
			wrong("/"+name, "nothing", "%s has no such field", s.kind)
		case len([]rune(value)) > TextMax:
			wrong("/"+name, "at most 512 characters", "the text has %d characters", len([]rune(value)))
		}
	}
	if (x.Country == "") != (x.Office == "") {
		wrong("/office", "the country and the code of an office, or neither", "an office is named in part")
	}
	if x.LimitDays < 0 || x.LimitDays > transit.LimitDaysMax {
		wrong("/limitDays", "0 to 366", "a limit of %d days", x.LimitDays)
	}
	if s.kind == transit.KindUnloadingRemarks && !x.Conform && strings.TrimSpace(x.Text) == "" {
		wrong("/text", "what differs from the declaration", "the goods do not conform, and nothing says why")
	}
	slices.SortFunc(bad, func(p, q *fault.Error) int { return strings.Compare(p.Path, q.Path) })
	return bad.OrNil()
}

// LodgeInAdvance says whether the declarations of common transit of a draft are lodged before the goods are presented. It counts
// for what is lodged from then on.
func (d *Desk) LodgeInAdvance(ctx context.Context, a *auth.Account, id string, version int64, advance bool) (Draft, error) {
	return d.change(ctx, a, id, version, func(x *Draft) error {
		x.InAdvance = advance
		return nil
	})
}

// advanced marks the stretches of a plan that are lodged in advance: those of common transit, where the draft says so.
func advanced(p *filing.Plan, x *Draft) {
	for i := range p.Customs {
		p.Customs[i].InAdvance = x.InAdvance && p.Customs[i].Regime == string(transit.CommonTransit)
	}
}
