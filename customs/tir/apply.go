package tir

import (
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
)

// act is one message being applied: what the handlers read and fill in.
type act struct {
	m     Record
	now   time.Time
	fact  Fact
	sends []Send
}

// Apply takes a record through a message. It reads nothing but its arguments and never changes them. A record that is not
// there yet is Record{Administration: country}. A message that does not fit the state is WrongState and says what is
// possible; one that lacks something is BadField or BadIdent, every violation at once; one that contradicts what another
// administration said is Conflict. With an error the record is returned as it was.
func Apply(m Record, msg Message, now time.Time) (Record, []Fact, []Send, error) {
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
	next := find(a.m.Role, m.State, msg.Kind())
	if !known || next == nil {
		return m, nil, nil, a.misfit(msg.Kind())
	}
	a.fact = Fact{Message: msg.Kind(), From: m.State, At: a.now, RecordedAt: a.now, Office: a.m.Here().Start, Rule: RuleOf(msg.Kind())}
	a.to(next[0])
	if err := handle(a, msg); err != nil {
		return m, nil, nil, err
	}
	if !slices.Contains(next, a.m.State) {
		return m, nil, nil, fault.New(fault.Internal, "%s led from %s to %s against the table", msg.Kind(), m.State, a.m.State)
	}
	return a.m, a.close(), a.sends, nil
}

// open gives a record that is not there yet its key, role and transport from the message that begins it.
func (a *act) open(msg Message) error {
	if a.m.State != None {
		return nil
	}
	switch v := msg.(type) {
	case Advance:
		return a.begin(v.Key, v.Administration, v.Operation, v.Transport)
	case Present:
		if v.Transport == nil {
			return fault.New(fault.BadField, "nothing was announced and the transport is not given").At("/transport").Want("the transport, its key and operation")
		}
		return a.begin(v.Key, v.Administration, v.Operation, *v.Transport)
	case OperationNotified:
		return a.beginNotified(v)
	}
	return nil
}

func (a *act) begin(key, administration string, operation int, t Transport) error {
	if err := checkOpening(key, administration, a.m.Administration, operation, t, a.now); err != nil {
		return err
	}
	a.m.Key, a.m.Role, a.m.Administration, a.m.Owner, a.m.Operation, a.m.Transport = key, Starting, administration, administration, operation, t
	return nil
}

// beginNotified begins a copy, or announces a later operation.
func (a *act) beginNotified(v OperationNotified) error {
	if err := checkNotified(v, a.m.Administration); err != nil {
		return err
	}
	a.m.Key, a.m.Operation, a.m.Transport = v.Key, v.For, v.Transport
	a.m.Role, a.m.Owner = Starting, a.m.Administration
	if v.For == v.Operation {
		a.m.Role, a.m.Owner = Ending, v.From
	}
	return nil
}

// to sets the state the message leads to.
func (a *act) to(s State) { a.m.State, a.fact.To = s, s }

func (a *act) read(name, value string) {
	if value != "" {
		a.fact.Read = append(a.fact.Read, transit.Datum{Name: name, Value: value})
	}
}

func (a *act) send(to string, msg Message) { a.sends = append(a.sends, Send{To: to, Message: msg}) }

// close completes the fact, ends the liability where the state does, sets the timers, and tells the holder, the copies and
// the later operations.
func (a *act) close() []Fact {
	a.fact.Number, a.fact.Version, a.fact.Hash = a.m.Transport.Carnet, a.m.Transport.Version, a.m.Transport.Hash
	if a.m.State != a.fact.From || a.m.Since.IsZero() {
		a.m.Since = a.now
	}
	a.m.EndedAt = when(a.m.Ended(), a.m.Since)
	a.endLiability()
	a.setTimers()
	if a.m.Role == Starting && !slices.Contains(silent, a.fact.Message) {
		a.send(a.m.Transport.Holder, Notice{Key: a.m.Key, Operation: a.m.Operation, From: a.m.Administration, EPD: EPD(a.fact.Message, a.m.State), Fact: a.fact})
	}
	if a.m.Role == Starting && !a.m.AcceptedAt.IsZero() && !slices.Contains(internal, a.fact.Message) {
		a.broadcast()
	}
	return []Fact{a.fact}
}

// silent are the messages of whose facts the holder is not told; internal those that change nothing other administrations
// hold.
var (
	silent   = []Kind{KindOperationNotified, KindReconciliation, KindReconcile, KindCarnetAnswer}
	internal = []Kind{KindOperationNotified, KindReconciliation, KindReconcile, KindDemand}
)

// broadcast tells the copies of the operation, and the owners of the later ones, how it stands.
func (a *act) broadcast() {
	a.m.Serial++
	n := OperationNotified{Key: a.m.Key, From: a.m.Administration, For: a.m.Operation, Operation: a.m.Operation, Serial: a.m.Serial, State: a.m.State,
		Transport: a.m.Transport, AcceptedAt: a.m.AcceptedAt, FirstPage: a.m.FirstPage, Seals: slices.Clone(a.m.Seals), SealedAt: a.m.SealedAt, Limit: a.m.Limit,
		Terminations: slices.Clone(a.m.Terminations), Incidents: slices.Clone(a.m.Incidents), Lost: a.m.Lost != ""}
	for _, c := range a.m.Here().Ends() {
		a.send(c, n)
	}
	for i := a.m.Operation; i < len(a.m.Transport.Operations); i++ {
		if to := a.m.Transport.Operations[i].Owner(); to != a.m.Administration {
			n.For = i + 1
			a.send(to, n)
		}
	}
}

// freeing are the states in which the association answers for nothing more.
var freeing = []State{Discharged, TimeBarred, ClaimDropped, Settled, Paid}

func (a *act) endLiability() {
	if a.m.Liability.Open && slices.Contains(freeing, a.m.State) {
		a.m.Liability.Open, a.m.Liability.EndedAt, a.m.Liability.By = false, a.now, a.m.State
		a.read("liability", "ended")
		a.send(Association(a.m.Owner), LiabilityEnded{From: a.m.Owner, Carnet: a.m.Transport.Carnet, By: a.m.State})
	}
}

// misfit is the error of a message that does not fit the state.
func (a *act) misfit(kind Kind) error {
	e := fault.New(fault.WrongState, "%s does not fit an operation that is %s", kind, a.m.State).At("%s", a.m.Key)
	var names []string
	for _, k := range Possible(a.m) {
		if !slices.Contains(notified, k) && k != KindElapsed {
			names = append(names, string(k))
		}
	}
	if len(names) == 0 {
		return e.Want("nothing more: the operation has ended")
	}
	return e.Want("%s", strings.Join(names, ", "))
}

// stop is the error of a message that fits the state but not what the record holds.
func (a *act) stop(format string, args ...any) *fault.Error {
	e := fault.New(fault.WrongState, format, args...)
	e.Message += "; the operation is " + string(a.fact.From)
	return e.At("%s", a.m.Key)
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}

func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02")
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
