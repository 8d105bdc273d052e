package transit

import (
	"slices"
	"time"

	"github.com/kairo-corridor/kairo/fault"
)

// The messages of a movement query.
const (
	KindAskMovement    Kind = "ask-movement"
	KindMovementQuery  Kind = "movement-query"
	KindMovementAnswer Kind = "movement-answer"
)

// AskMovement asks another administration how a movement stands: any office asks the owner, and in EAEU transit the owner asks
// an office on the way. Key, Number, Of and Regime (empty: common transit) stand on the accompanying document; where a record is
// held, Of alone is needed, and nothing of a copy, which can ask the owner only.
type AskMovement struct {
	Key    string `json:"key,omitempty"`
	Number string `json:"number,omitempty"`
	Of     string `json:"of,omitempty"` // administration asked
	Regime Regime `json:"regime,omitempty"`
	Text   string `json:"text,omitempty"` // why
}

// MovementQuery asks how a movement stands (NCTS 027).
type MovementQuery struct {
	Key    string `json:"key"`
	From   string `json:"from"`
	Number string `json:"number"`
	Regime Regime `json:"regime,omitempty"`
	Text   string `json:"text,omitempty"`
}

// MovementAnswer tells how a movement stands in the record of who answers (NCTS 038). Known is false where no record has the
// number; nothing else is said then.
type MovementAnswer struct {
	Key         string    `json:"key"`
	From        string    `json:"from"`
	Known       bool      `json:"known"`
	Number      string    `json:"number,omitempty"`
	State       State     `json:"state,omitempty"`
	ReleasedAt  time.Time `json:"releasedAt,omitzero"`
	Limit       time.Time `json:"limit,omitzero"`
	LastPassage Passed    `json:"lastPassage,omitzero"`
	Arrival     Passed    `json:"arrival,omitzero"`
	Delivery    Office    `json:"delivery,omitzero"` // where the goods are to end
}

// QueryStatus is the last query and its answer.
type QueryStatus struct {
	Of         string    `json:"of"`
	AskedAt    time.Time `json:"askedAt"`
	AnsweredAt time.Time `json:"answeredAt,omitzero"`
	Known      bool      `json:"known,omitempty"`
	State      State     `json:"state,omitempty"`
}

// The names of the messages.
func (AskMovement) Kind() Kind    { return KindAskMovement }
func (MovementQuery) Kind() Kind  { return KindMovementQuery }
func (MovementAnswer) Kind() Kind { return KindMovementAnswer }

// queries are the messages of a query: nobody is moved by them, nor told.
var queries = []Kind{KindAskMovement, KindMovementQuery, KindMovementAnswer}

// checkAskMovement verifies a query about a movement of which no record is held.
func checkAskMovement(v AskMovement, administration string) error {
	var c checker
	c.name("/key", v.Key)
	c.name("/number", v.Number)
	c.country("/of", v.Of)
	c.text("/text", v.Text)
	if r := v.Regime.orCommon(); !has(diverting, r) {
		c.wrong("/regime", "eaeu-transit or common-transit", "under regime %q nothing is asked", fault.Clip(string(r)))
	}
	if v.Of == administration {
		c.wrong("/of", "another administration", "the record is this administration's own")
	}
	return c.list.OrNil()
}

func (a *act) askMovement(v AskMovement) error {
	switch {
	case a.m.Role == Owner:
		if err := a.from(v.Of, anyCopy); err != nil {
			return fault.New(fault.BadField, "%q holds no copy of the movement", fault.Clip(v.Of)).At("/of").Want("an administration on the way")
		}
	case v.Of == "" && a.fact.From != None:
		v.Of = a.m.Owner
	case v.Of != a.m.Owner:
		return fault.New(fault.BadField, "%q does not own the movement", fault.Clip(v.Of)).At("/of").Want("%s", a.m.Owner)
	}
	if a.fact.Office == (Office{}) {
		a.fact.Office = Office{Country: a.m.Administration}
	}
	a.m.Query = QueryStatus{Of: v.Of, AskedAt: a.now}
	a.read("asked", v.Of)
	a.read("text", v.Text)
	a.send(v.Of, MovementQuery{Key: a.m.Key, From: a.m.Administration, Number: a.m.Number, Regime: a.m.Declaration.Regime, Text: v.Text})
	return a.remark("/text", v.Text)
}

// movementQuery is answered from the record, at once: the owner tells any administration that has the number, another
// administration the owner.
func (a *act) movementQuery(v MovementQuery) error {
	var c checker
	c.country("/from", v.From)
	c.text("/text", v.Text)
	if err := c.list.OrNil(); err != nil {
		return err
	}
	if a.m.Role != Owner {
		if err := a.fromOwner(v.From); err != nil {
			return err
		}
	}
	answer := MovementAnswer{Key: a.m.Key, From: a.m.Administration, Known: a.m.Number != "" && v.Number == a.m.Number}
	if answer.Known {
		answer.Number, answer.State, answer.ReleasedAt, answer.Limit = a.m.Number, a.m.State, a.m.ReleasedAt, a.m.Limit
		answer.Delivery = a.m.place()
		if n := len(a.m.Passages); n > 0 {
			answer.LastPassage = a.m.Passages[n-1]
		}
		if a.m.Arrival != nil {
			answer.Arrival = *a.m.Arrival
		}
	}
	a.read("asked by", v.From)
	a.read("text", v.Text)
	a.read("known", yes(answer.Known))
	a.send(v.From, answer)
	return nil
}

// movementAnswer keeps the answer to the last query; another is a fact and nothing more.
func (a *act) movementAnswer(v MovementAnswer) error {
	var c checker
	c.country("/from", v.From)
	c.text("/state", string(v.State))
	if err := c.list.OrNil(); err != nil {
		return err
	}
	if v.From == a.m.Query.Of {
		a.m.Query.AnsweredAt, a.m.Query.Known, a.m.Query.State = a.now, v.Known, v.State
	} else {
		a.irregular("not the administration that was asked last")
	}
	if a.fact.Office == (Office{}) {
		a.fact.Office = Office{Country: a.m.Administration}
	}
	a.read("told by", v.From)
	a.read("known", yes(v.Known))
	a.read("state", string(v.State))
	a.read("released", stamp(v.ReleasedAt))
	a.read("time limit", stamp(v.Limit))
	if v.LastPassage.Office.Code != "" {
		a.read("last passage", v.LastPassage.Office.String()+", "+stamp(v.LastPassage.At))
	}
	if v.Arrival.Office.Code != "" {
		a.read("arrival", v.Arrival.Office.String()+", "+stamp(v.Arrival.At))
	}
	return nil
}

// unreleased are the owner's states before there is a copy.
var unreleased = []State{None, PreLodged, Lodged, GuaranteeAsked, GuaranteeInvalid, Accepted, UnderControl, Controlled, InvalidationAsked, Refused, NotReleased}

// queryRows are those of a query, for the states that the other rows know: asked until the record has ended, answered always.
func queryRows(rows []row) []row {
	var out []row
	for _, regime := range diverting {
		for _, role := range Roles {
			for _, s := range statesOf(rows, role, regime) {
				for _, k := range queriesIn(role, s, regime) {
					out = append(out, row{role, s, k, []State{s}, []Regime{regime}})
				}
			}
		}
	}
	return out
}

func queriesIn(role Role, s State, regime Regime) (out []Kind) {
	ended := Movement{State: s}.Ended()
	if !ended && (role != Owner || regime == EAEUTransit && !has(unreleased, s)) && (s != None || role == Passing) {
		out = append(out, KindAskMovement)
	}
	if role == Owner || regime == EAEUTransit && s != None {
		out = append(out, KindMovementQuery)
	}
	if role != Owner || regime == EAEUTransit && !has(unreleased, s) {
		out = append(out, KindMovementAnswer)
	}
	return out
}

// statesOf lists the states of a role under a regime, in the order of [States].
func statesOf(rows []row, role Role, regime Regime) []State {
	return slices.DeleteFunc(slices.Clone(States), func(s State) bool {
		return !slices.ContainsFunc(rows, func(r row) bool {
			return r.role == role && has(r.regimes, regime) && (r.state == s || has(r.next, s))
		})
	})
}
