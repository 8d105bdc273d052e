package carriage

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/fault"
)

// Send is an effect: a message for another carrier, or for the consignor or consignee, by its name as a party.
type Send struct {
	To      string
	Message Message
}

// act is one message being applied: what the handlers read and fill in.
type act struct {
	c     Carriage
	now   time.Time
	by    string // the carrier whose act it is
	fact  Fact
	facts []Fact
	sends []Send
}

// Apply takes a carriage through a message. It reads nothing but its arguments and never changes them. A carriage that is
// not there yet is Carriage{Carrier: name}. A message that does not fit the state is WrongState and says what is possible;
// one that lacks something is BadField, every violation at once; an entry that contradicts one already held is Conflict.
// With an error the carriage is returned as it was. An entry that comes again, or before an earlier one, leaves no fact.
func Apply(c Carriage, msg Message, now time.Time) (Carriage, []Fact, []Send, error) {
	if msg == nil {
		return c, nil, nil, fault.New(fault.BadField, "there is no message")
	}
	given := c
	if c.State == "" {
		c.State = None
	}
	a := &act{c: c.clone(), now: now.UTC().Round(0), by: c.Carrier}
	var err error
	switch e, isEntry := msg.(Entry); {
	case isEntry:
		err = a.receive(e)
	case c.State != None && c.Role() == Other:
		err = a.forward(msg)
	default:
		err = a.perform(msg)
	}
	if err != nil {
		return given, nil, nil, err
	}
	return a.c, a.facts, a.sends, nil
}

// perform is an act of this carrier: it is recorded as an entry and told to the others.
func (a *act) perform(msg Message) error {
	if len(a.c.Log) >= EntriesMax {
		return fault.New(fault.Limit, "the carriage has %d entries", len(a.c.Log)).At("%s", a.c.Note.Key).Want("at most %d", EntriesMax)
	}
	known := slices.Clone(a.c.Parties)
	if err := a.step(msg); err != nil {
		return err
	}
	body, err := json.Marshal(msg)
	if err != nil {
		return fault.New(fault.Internal, "message %s cannot be encoded", msg.Kind()).Because(err)
	}
	a.log(Entry{Key: a.c.Note.Key, By: a.by, At: a.now, Act: msg.Kind(), Body: body})
	for _, to := range a.c.Parties {
		if to == a.c.Carrier {
			continue
		}
		tell := a.c.Log[len(a.c.Log)-1:]
		if !slices.Contains(known, to) {
			tell = a.c.Log // a carrier new on the route learns everything
		}
		for _, e := range tell {
			a.send(to, e)
		}
	}
	a.tellCustomers()
	return nil
}

// log appends an entry and completes the fact with its number.
func (a *act) log(e Entry) {
	e.Seq = len(a.c.Log) + 1
	a.c.Log = append(a.c.Log, e)
	a.fact.Seq, a.fact.By, a.fact.At, a.fact.Law, a.fact.Number = e.Seq, e.By, e.At, a.c.Law(), a.c.Note.Number
	a.facts = append(a.facts, a.fact)
}

// step makes the act in the state the carriage is in, and works out the timers.
func (a *act) step(msg Message) error {
	kind := msg.Kind()
	handle, known := handlers[kind]
	r, fits := find(InCharge, a.c.State, kind)
	if !known || !fits {
		return a.misfit(kind)
	}
	a.fact = Fact{Message: kind, From: a.c.State, RecordedAt: a.now, Station: a.c.Station(), Rule: RuleOf(a.c.Law(), kind)}
	a.to(r.next[0])
	if err := handle(a, msg); err != nil {
		return err
	}
	if kind == KindDrawUp {
		a.fact.Rule, a.fact.Station = RuleOf(a.c.Law(), kind), a.c.Station()
	}
	if a.c.Ended() && a.c.EndedAt.IsZero() {
		a.c.EndedAt = a.now
	}
	a.c.setTimers()
	return nil
}

// forward passes an application on to the carrier in charge.
func (a *act) forward(msg Message) error {
	kind := msg.Kind()
	if _, fits := find(Other, a.c.State, kind); !fits {
		return a.misfit(kind)
	}
	a.facts = []Fact{{Message: kind, From: a.c.State, To: a.c.State, By: a.by, At: a.now, RecordedAt: a.now, Station: a.c.Station(),
		Number: a.c.Note.Number, Law: a.c.Law(), Rule: RuleOf(a.c.Law(), kind), Note: "passed on to " + a.c.Charge}}
	a.send(a.c.Charge, msg)
	return nil
}

// receive takes an entry of another carrier: at once if it is the next, else when those before it have come.
func (a *act) receive(e Entry) error {
	if err := e.check(); err != nil {
		return err
	}
	if key := a.c.knownKey(); key != "" && key != e.Key {
		return fault.New(fault.Conflict, "the entry is of carriage %s", fault.Clip(e.Key)).At("/key").Want("%s", key)
	}
	if held, ok := a.c.entry(e.Seq); ok {
		if !held.same(e) {
			return fault.New(fault.Conflict, "entry %d is %s by %s already", e.Seq, held.Act, held.By).At("%s", e.Key)
		}
		return nil
	}
	if len(a.c.Waiting) >= WaitingMax {
		return fault.New(fault.Limit, "%d entries wait for an earlier one", len(a.c.Waiting)).At("%s", e.Key).Want("at most %d", WaitingMax)
	}
	if e.Seq == len(a.c.Log)+1 {
		if err := a.replay(e); err != nil {
			return err
		}
	} else {
		i, _ := slices.BinarySearchFunc(a.c.Waiting, e.Seq, func(w Entry, seq int) int { return w.Seq - seq })
		a.c.Waiting = slices.Insert(a.c.Waiting, i, e)
	}
	return a.drain()
}

// drain makes the waiting entries whose turn has come; one that does not hold is dropped, as it would have been refused.
func (a *act) drain() error {
	for len(a.c.Waiting) > 0 && a.c.Waiting[0].Seq == len(a.c.Log)+1 {
		e := a.c.Waiting[0]
		a.c.Waiting = slices.Delete(a.c.Waiting, 0, 1)
		try := &act{c: a.c.clone(), now: a.now, facts: a.facts}
		if try.replay(e) == nil {
			a.c, a.facts = try.c, try.facts
		}
	}
	if len(a.c.Waiting) == 0 {
		a.c.Waiting = nil
	}
	return nil
}

// replay makes the act of an entry as the carrier in charge made it.
func (a *act) replay(e Entry) error {
	msg, err := decodeBody(e.Act, e.Body)
	if err != nil {
		return err
	}
	charge := a.c.Charge
	if v, first := msg.(DrawUp); first && a.c.State == None && len(v.Note.Sections) > 0 {
		charge = v.Note.Sections[0].Carrier
	}
	if e.By != charge {
		return fault.New(fault.WrongState, "entry %d is by %s", e.Seq, fault.Clip(e.By)).At("%s", fault.Clip(e.Key)).Want("%s, the carrier in charge", charge)
	}
	recorded := a.now
	a.now, a.by = e.At.UTC(), e.By
	defer func() { a.now = recorded }()
	if err := a.step(msg); err != nil {
		return err
	}
	if a.c.Note.Key != e.Key {
		return fault.New(fault.BadField, "the note is of carriage %s", fault.Clip(a.c.Note.Key)).At("/key").Want("%s", fault.Clip(e.Key))
	}
	a.fact.RecordedAt = recorded
	e.At = a.now
	a.log(e)
	return nil
}

// knownKey is the key of the carriage, empty while nothing is known of it.
func (c *Carriage) knownKey() string {
	if c.Note.Key == "" && len(c.Waiting) > 0 {
		return c.Waiting[0].Key
	}
	return c.Note.Key
}

// entry gives the entry of a number, made or waiting.
func (c *Carriage) entry(seq int) (Entry, bool) {
	if seq <= len(c.Log) {
		return c.Log[seq-1], true
	}
	for _, w := range c.Waiting {
		if w.Seq == seq {
			return w, true
		}
	}
	return Entry{}, false
}

func (e Entry) same(o Entry) bool {
	return e.Key == o.Key && e.Seq == o.Seq && e.By == o.By && e.At.Equal(o.At) && e.Act == o.Act && string(e.Body) == string(o.Body)
}

// to sets the state the message leads to.
func (a *act) to(s State) { a.c.State, a.fact.To = s, s }

func (a *act) read(name, value string) {
	if value != "" {
		a.fact.Read = append(a.fact.Read, Datum{Name: name, Value: value})
	}
}

func (a *act) send(to string, msg Message) { a.sends = append(a.sends, Send{to, msg}) }

// told says which facts the customers learn.
var told = map[Kind][]Claimant{
	KindAccept: {ByConsignor}, KindRefuseAcceptance: {ByConsignor}, KindReport: {ByConsignor, ByConsignee}, KindObstacle: {ByConsignor},
	KindClearObstacle: {ByConsignor}, KindReroute: {ByConsignor}, KindAmend: {ByConsignor, ByConsignee}, KindNotify: {ByConsignee},
	KindDeliver: {ByConsignor, ByConsignee}, KindRefuse: {ByConsignor}, KindDispose: {ByConsignor},
	KindInstruct: {ByConsignor, ByConsignee}, KindElapsed: {ByConsignor, ByConsignee}, KindAnswerClaim: {ByConsignor, ByConsignee},
}

func (a *act) tellCustomers() {
	for _, who := range told[a.fact.Message] {
		to := a.c.Note.Consignor.ID
		if who == ByConsignee {
			to = a.c.Note.Consignee.ID
		}
		a.send(to, Notice{Key: a.c.Note.Key, From: a.c.Carrier, Fact: a.fact})
	}
}

// misfit is the error of a message that does not fit the state.
func (a *act) misfit(kind Kind) error {
	e := fault.New(fault.WrongState, "%s does not fit a carriage that is %s", kind, a.c.State).At("%s", a.c.Note.Key)
	if a.c.State != None && a.c.Role() == Other {
		return e.Want("an act of %s, the carrier in charge", a.c.Charge)
	}
	var names []string
	for _, k := range Possible(a.c) {
		if k != KindEntry {
			names = append(names, string(k))
		}
	}
	if len(names) == 0 {
		return e.Want("nothing more: the carriage has ended")
	}
	return e.Want("%s", strings.Join(names, ", "))
}

// stop is the error of a message that fits the state but not what the carriage holds.
func (a *act) stop(format string, args ...any) *fault.Error {
	e := fault.New(fault.WrongState, format, args...)
	e.Message += "; the carriage is " + string(a.fact.From)
	return e.At("%s", a.c.Note.Key)
}

// barred is the error of what a rule forbids.
func (a *act) barred(r Rule, format string, args ...any) *fault.Error {
	e := a.stop(format, args...)
	e.Message += " (" + r.ID + ", " + string(r.Status) + ": " + strings.TrimSuffix(r.Text, ".") + ")"
	return e
}
