package guarantee

import (
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/internal/wire"
	"github.com/kairo-corridor/kairo/unit"
)

// Send is an effect: a message for another party.
type Send struct {
	To      string
	Message Message
}

// act is one message being applied: what the handlers read and fill in.
type act struct {
	g     Guarantee
	now   time.Time
	kind  MessageKind
	row   row
	fact  Fact
	sends []Send
}

// Apply takes a record of a guarantee through a message. It reads nothing but its arguments and never changes them. A
// record that is not there yet is Guarantee{}, or [Absent]. A message that does not fit the state is WrongState and says what is
// possible; one that lacks something is BadField or BadIdent, every violation at once; too many uses or allotments are
// Limit; an ID that stands for something else is Conflict. With an error the record is returned as it was. A guarantee that
// cannot serve is no error: the answer and the fact give the reasons.
func Apply(g Guarantee, msg Message, now time.Time) (Guarantee, []Fact, []Send, error) {
	if msg == nil {
		return g, nil, nil, fault.New(fault.BadField, "there is no message")
	}
	if g.State == "" {
		g.State = None
	}
	a := &act{g: g.clone(), now: now.UTC(), kind: msg.Kind()}
	handle, known := handlers[a.kind]
	if !known {
		return g, nil, nil, fault.New(fault.WrongState, "message %s changes no guarantee", a.kind)
	}
	if err := handle(a, msg); err != nil {
		return g, nil, nil, err
	}
	if err := Check(a.g); err != nil {
		return g, nil, nil, err
	}
	return a.g, []Fact{a.fact}, a.sends, nil
}

// handlers take a message in; each first asks the table whether it fits.
var handlers = map[MessageKind]func(*act, Message) error{
	KindRegister: on((*act).register), KindVary: on((*act).vary), KindSetCodes: on((*act).setCodes), KindRevoke: on((*act).revoke),
	KindCheck: on((*act).check), KindUse: on((*act).use), KindConfirm: on((*act).confirm), KindCancelUse: on((*act).cancelUse),
	KindExpire: on((*act).expire), KindRelease: on((*act).release), KindCall: on((*act).call), KindSettle: on((*act).settle),
	KindAllot: on((*act).allot), KindRecall: on((*act).recall), KindAllotmentReport: on((*act).report),
	KindAllotmentGranted: on((*act).granted), KindLineCut: on((*act).lineCut), KindLineBack: on((*act).lineBack),
	KindAllotmentRecalled: on((*act).recalled), KindAllotmentReconciled: on((*act).reconciled),
}

// on gives a handler of one message type the shape of all.
func on[T Message](f func(*act, T) error) func(*act, Message) error {
	return wire.Handler[*act, Message](f)
}

// begin asks the table whether the message fits the subject and opens the fact.
func (a *act) begin(subject Subject, name string, state State) error {
	role := a.g.Role
	if a.g.State == None {
		role = Office
		if a.kind == KindAllotmentGranted {
			role = Post
		}
	}
	r, ok := find(role, a.g.State, subject, state, a.kind)
	if !ok {
		return a.misfit(role, subject, name, state)
	}
	a.row = r
	a.fact = Fact{Message: a.kind, Role: role, Subject: subject, Name: name, From: state, To: state, At: a.now, Rule: RuleOf(a.g.Terms.Kind, a.kind)}
	if len(r.next) > 0 {
		a.fact.To = r.next[0]
	}
	return nil
}

func (a *act) beginRecord(name string) error { return a.begin(OfRecord, name, a.g.State) }

// misfit is the error of a message that does not fit.
func (a *act) misfit(role Role, subject Subject, name string, state State) error {
	e := fault.New(fault.WrongState, "%s does not fit a %s that is %s", a.kind, subject, state).At("%s", name)
	switch {
	case state == None && (a.kind == KindUse || a.kind == KindAllot || subject == OfRecord):
		e.Message = string(a.kind) + " does not fit a record that is " + string(a.g.State)
	case state == None:
		e.Message = "the record holds no " + string(subject) + " " + fault.Clip(name)
	}
	switch {
	case role == Post && subject == OfUse && a.g.State == Held:
		return e.Want("a line that is down").Mend("the line is up: ask the office of guarantee %s", a.g.Terms.Office)
	case role == Post && subject == OfUse && (a.g.State == Reported || a.g.State == Closed):
		return e.Want("a line that is down").Mend("the allotment went back to the office of guarantee %s: ask there for %s/%s", a.g.Terms.Office, a.g.Allotment.ID, name)
	}
	if fits := possible(role, a.g.State, subject, state); fits != "" {
		return e.Want("%s", fits)
	}
	return e.Want("no message: nothing more can happen to it here")
}

// stop is the error of a message that fits the table but not what the record holds.
func (a *act) stop(format string, args ...any) *fault.Error {
	return fault.New(fault.WrongState, format, args...).At("%s", a.fact.Name)
}

func (a *act) read(name, value string) {
	if value != "" {
		a.fact.Read = append(a.fact.Read, Datum{name, value})
	}
}

func (a *act) send(to string, m Message) { a.sends = append(a.sends, Send{to, m}) }

// self is the party whose record this is.
func (a *act) self() string {
	if a.g.Role == Post {
		return a.g.Allotment.Post
	}
	return a.g.Terms.Office
}

// in gives minor units their currency, that of the guarantee.
func (a *act) in(minor int64) unit.Money {
	return unit.Money{Minor: minor, Currency: a.g.Terms.Limit.Currency}
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}
