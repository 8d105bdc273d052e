package transit

import (
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/fault"
)

// Send is an effect: a message for another party, an administration by its country or the trader by its name.
type Send struct {
	To      string
	Message Message
}

// act is one message being applied: what the handlers read and fill in.
type act struct {
	m     Movement
	now   time.Time
	fact  Fact
	next  []State // where the table lets it lead; the first unless the handler chooses another
	sends []Send
}

// Apply takes a movement through a message. It reads nothing but its arguments and never changes them. A movement that
// is not there yet is Movement{Administration: country}. A message that does not fit the state is WrongState and says
// what is possible; one that lacks something is BadField or BadIdent, every violation at once. With an error the movement
// is returned as it was.
func Apply(m Movement, msg Message, now time.Time) (Movement, []Fact, []Send, error) {
	if msg == nil {
		return m, nil, nil, fault.New(fault.BadField, "there is no message")
	}
	if m.State == "" {
		m.State = None
	}
	a := &act{m: m.clone(), now: now.UTC()}
	if err := a.open(msg); err != nil {
		return m, nil, nil, err
	}
	handle, known := handlers[msg.Kind()]
	if !known {
		return m, nil, nil, a.misfit(msg.Kind())
	}
	a.next = find(a.m.Role, m.State, msg.Kind(), a.m.Declaration.Regime)
	if a.next == nil {
		return m, nil, nil, a.misfit(msg.Kind())
	}
	a.fact = Fact{Message: msg.Kind(), From: m.State, At: a.now, RecordedAt: a.now, Office: a.m.Declaration.Departure,
		Rule: RuleOf(a.m.Declaration.Regime, msg.Kind())}
	a.to(a.next[0])
	if err := handle(a, msg); err != nil {
		return m, nil, nil, err
	}
	a.endEnquiry(msg)
	a.settleGuarantee()
	a.setTimers()
	facts := a.close()
	return a.m, facts, a.sends, nil
}

// open gives a movement that is not there yet its key, role and declaration from the message that begins it.
func (a *act) open(msg Message) error {
	if a.m.State != None {
		return nil
	}
	switch v := msg.(type) {
	case Lodge:
		if err := checkLodge(v, a.m.Administration); err != nil {
			return err
		}
		a.m.Key, a.m.Role, a.m.Owner, a.m.Trader, a.m.Declaration = v.Key, Owner, v.Administration, v.Trader, v.Declaration
	case AnticipatedRecord:
		if err := checkAnticipated(v, a.m.Administration); err != nil {
			return err
		}
		a.m.Key, a.m.Role, a.m.Owner, a.m.Declaration = v.Key, v.Role, v.From, v.Declaration
	case AskRecord:
		if err := checkAskRecord(v, a.m.Administration); err != nil {
			return err
		}
		a.m.Key, a.m.Role, a.m.Owner, a.m.Number, a.m.Declaration.Regime = v.Key, v.For, v.Owner, v.Number, v.Regime.orCommon()
	case AskMovement:
		if err := checkAskMovement(v, a.m.Administration); err != nil {
			return err
		}
		a.m.Key, a.m.Role, a.m.Owner, a.m.Number, a.m.Declaration.Regime = v.Key, Passing, v.Of, v.Number, v.Regime.orCommon()
	case MovementQuery: // of a movement that nobody lodged here: it is not known
		a.m.Key, a.m.Role, a.m.Owner, a.m.Declaration.Regime = v.Key, Owner, a.m.Administration, v.Regime.orCommon()
	case RecordRequest: // of a movement that nobody lodged here: the answer is no
		a.m.Key, a.m.Role, a.m.Owner, a.m.Declaration.Regime = v.Key, Owner, a.m.Administration, v.Regime.orCommon()
	}
	return nil
}

// to sets the state the message leads to.
func (a *act) to(s State) { a.m.State, a.fact.To = s, s }

func (a *act) read(name, value string) {
	if value != "" {
		a.fact.Read = append(a.fact.Read, Datum{name, value})
	}
}

func (a *act) send(to string, msg Message) { a.sends = append(a.sends, Send{to, msg}) }

// close completes the facts (a message that reaches the end by way of another state leaves a fact for each) and tells
// the trader and, at the end, the copies.
func (a *act) close() []Fact {
	a.fact.Number, a.fact.Version, a.fact.Hash = a.m.Number, a.m.Declaration.Version, a.m.Declaration.Hash
	facts := []Fact{a.fact}
	if a.m.State == Discharged && a.fact.From != Discharged {
		if by := a.byWayOf(); by != "" {
			facts[0].To = by
			last := a.fact
			last.From, last.Read, last.Note = by, nil, "ended by the same message"
			facts = append(facts, last)
		}
	}
	if a.m.Ended() && a.m.EndedAt.IsZero() {
		a.m.EndedAt = a.now
	}
	if a.m.Role == Owner {
		a.tell(facts)
	}
	a.tellConsignee(facts)
	return facts
}

// byWayOf is the state passed on the way to the end: an import is released, an export has arrived.
func (a *act) byWayOf() State {
	switch {
	case a.m.Role != Owner:
		return ""
	case a.m.Class() == Inward:
		return Released
	case a.m.Class() == Outward:
		return Arrived
	}
	return ""
}

// tell sends the end of the movement to the copies, and every fact to the trader.
func (a *act) tell(facts []Fact) {
	if a.m.State == Discharged && a.fact.From != Discharged {
		for _, c := range a.m.Copies() {
			a.send(c.Country, DischargeNotified{From: a.m.Owner, At: a.now})
		}
	}
	if a.m.Trader == "" || a.fact.Message == KindRecordRequest || has(queries, a.fact.Message) {
		return // what one administration asks of another is not the trader's
	}
	for _, f := range facts {
		a.send(a.m.Trader, Notice{Key: a.m.Key, From: a.m.Owner, Fact: f})
	}
}

// told are the messages of whose facts the trader at destination learns (NCTS 043, 057, 025).
var told = []Kind{KindArrivalNotification, KindPermitUnloading, KindUnloadingRemarks, KindDestinationControl}

// tellConsignee sends the trader at destination, where it is not the holder too, what concerns it.
func (a *act) tellConsignee(facts []Fact) {
	if to := a.m.Consignee; to != "" && to != a.m.Trader {
		for _, f := range facts {
			if has(told, f.Message) {
				a.send(to, Notice{Key: a.m.Key, From: a.m.Administration, Fact: f})
			}
		}
	}
}

// misfit is the error of a message that does not fit the state.
func (a *act) misfit(kind Kind) error {
	e := fault.New(fault.WrongState, "%s does not fit a movement that is %s", kind, a.m.State).At("%s", a.m.Key)
	if kind == KindAmend && a.m.Role == Owner {
		return a.tooLate(e)
	}
	if a.m.Ended() {
		return e.Want("nothing more: the movement has ended")
	}
	var names []string
	for _, k := range Possible(a.m) {
		if !has(notified, k) {
			names = append(names, string(k))
		}
	}
	if len(names) == 0 {
		return e.Want("a message of another administration")
	}
	return e.Want("%s", strings.Join(names, ", "))
}

// stop is the error of a message that fits the state but not what the movement holds.
func (a *act) stop(format string, args ...any) *fault.Error {
	e := fault.New(fault.WrongState, format, args...)
	e.Message += "; the movement is " + string(a.fact.From)
	return e.At("%s", a.m.Key)
}
