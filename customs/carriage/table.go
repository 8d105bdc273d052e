package carriage

import (
	"fmt"
	"slices"
	"strings"
)

// row is one line of the table: in a state of a role, a message leads to one of the next states; nil: to any.
type row struct {
	role  Role
	state State
	kind  Kind
	next  []State
}

var (
	moving  = []State{TakenOver, Junction, UnderWay} // a carrier has the goods on the way
	claimed = []State{Delivered, Disposed, Lost}     // claims may follow
)

// table is the machine. Where several next states stand, the message and the record decide.
var table = slices.Concat(ofCharge, everywhere(moving, KindReport, KindReplaceSeals, KindEndorse, KindAmend, KindReroute),
	everywhere([]State{DrawnUp, Presented, Arrived, Notified, Refused, Uncollected}, KindEndorse),
	everywhere([]State{Presented, Obstructed, Arrived, Notified}, KindReplaceSeals),
	everywhere([]State{Obstructed, Arrived, Notified, Refused, Uncollected, Disposable}, KindReport),
	everywhere([]State{Arrived, Notified}, KindAmend), everywhere(claimed, KindClaim, KindAnswerClaim), elapsedRows(), ofOthers())

var ofCharge = []row{
	{InCharge, None, KindDrawUp, []State{DrawnUp}},
	{InCharge, DrawnUp, KindAccept, []State{TakenOver}},
	{InCharge, DrawnUp, KindRefuseAcceptance, []State{NotAccepted}},
	{InCharge, DrawnUp, KindWithdraw, []State{NotAccepted}},
	{InCharge, TakenOver, KindDepart, []State{UnderWay}},
	{InCharge, Junction, KindReconsign, []State{Junction, TakenOver}},
	{InCharge, Junction, KindTransship, []State{Junction, TakenOver}},
	{InCharge, UnderWay, KindPresent, []State{Presented}},
	{InCharge, Presented, KindTakeOver, []State{TakenOver, Junction}},
	{InCharge, Presented, KindRefuseTakeOver, []State{UnderWay}},
	{InCharge, TakenOver, KindObstacle, []State{Obstructed}},
	{InCharge, Junction, KindObstacle, []State{Obstructed}},
	{InCharge, UnderWay, KindObstacle, []State{Obstructed}},
	{InCharge, Obstructed, KindClearObstacle, moving},
	{InCharge, Obstructed, KindReroute, moving},
	{InCharge, Obstructed, KindInstruct, []State{Disposable, TakenOver, Junction, UnderWay}},
	{InCharge, UnderWay, KindArrive, []State{Arrived}},
	{InCharge, Arrived, KindNotify, []State{Notified}},
	{InCharge, Notified, KindDeliver, []State{Delivered}},
	{InCharge, Notified, KindRefuse, []State{Refused}},
	{InCharge, Refused, KindDeliver, []State{Delivered}},
	{InCharge, Refused, KindInstruct, []State{Disposable, Notified}},
	{InCharge, Uncollected, KindDeliver, []State{Delivered}},
	{InCharge, Uncollected, KindRefuse, []State{Refused}},
	{InCharge, Uncollected, KindInstruct, []State{Disposable, Notified}},
	{InCharge, Disposable, KindInstruct, []State{Disposable, TakenOver, Junction, UnderWay, Notified}},
	{InCharge, Disposable, KindDispose, []State{Disposed}},
}

// everywhere are the rows of acts that leave the state as it is; the report that a junction waits for may complete it.
func everywhere(states []State, kinds ...Kind) []row {
	var out []row
	for _, s := range states {
		for _, k := range kinds {
			next := []State{s}
			if s == Junction && k == KindReport {
				next = append(next, TakenOver)
			}
			out = append(out, row{InCharge, s, k, next})
		}
	}
	return out
}

// elapsedRows are the rows of the clock: where the timers of a state lead, or that state.
func elapsedRows() []row {
	var out []row
	for _, s := range States {
		var next []State
		for _, r := range TimerRules {
			to := r.Leads
			if to == "" {
				to = s
			}
			if slices.Contains(r.States, s) && !slices.Contains(next, to) {
				next = append(next, to)
			}
		}
		if next != nil {
			out = append(out, row{InCharge, s, KindElapsed, next})
		}
	}
	return out
}

// forwarded are the applications that a carrier not in charge passes on to the one that is.
var forwarded = []Kind{KindAmend, KindInstruct, KindClaim}

// ofOthers are the rows of copies, which follow the entries, and of entries that come again to the carrier in charge.
func ofOthers() []row {
	var out []row
	for _, s := range States {
		out = append(out, row{Other, s, KindEntry, nil})
		if s != None {
			out = append(out, row{InCharge, s, KindEntry, []State{s}})
		}
	}
	for _, s := range States[1:] {
		for _, k := range forwarded {
			out = append(out, row{Other, s, k, []State{s}})
		}
	}
	return out
}

// find gives the row of a message, false if it does not fit.
func find(role Role, state State, kind Kind) (row, bool) {
	for _, r := range table {
		if r.role == role && r.state == state && r.kind == kind {
			return r, true
		}
	}
	return row{}, false
}

// Possible lists the messages that fit a carriage as it stands.
func Possible(c Carriage) []Kind {
	role := c.Role()
	if c.State == None || c.State == "" {
		return []Kind{KindDrawUp, KindEntry}
	}
	var out []Kind
	for _, k := range Kinds {
		if _, ok := find(role, c.State, k); ok {
			out = append(out, k)
		}
	}
	return out
}

// Table prints the machine, one line a rule; the package comment holds it, a test compares them.
func Table() string {
	var b strings.Builder
	line := func(cells ...any) {
		b.WriteString(strings.TrimRight(fmt.Sprintf("%-9s  %-12s  %-17s  %s", cells...), " ") + "\n")
	}
	line("role", "state", "message", "next state")
	for _, r := range table {
		if r.role == InCharge && r.kind != KindEntry {
			line(r.role, r.state, r.kind, join(r.next))
		}
	}
	line(InCharge, "any but none", KindEntry, "the same")
	line(Other, "any", KindEntry, "any")
	for _, k := range forwarded {
		line(Other, "any but none", k, "the same")
	}
	return b.String()
}

func join(states []State) string {
	names := make([]string, len(states))
	for i, s := range states {
		names[i] = string(s)
	}
	return strings.Join(names, " or ")
}

// Diagram draws the machine of the carrier in charge as a Mermaid state diagram; acts that leave the state as it is are left
// out.
func Diagram() string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	for _, s := range States {
		fmt.Fprintf(&b, "    state \"%s\" as %s\n", s, mermaid(s))
	}
	fmt.Fprintf(&b, "    [*] --> %s\n", mermaid(None))
	for _, from := range States {
		for _, to := range States {
			if labels := labels(from, to); from != to && len(labels) > 0 {
				fmt.Fprintf(&b, "    %s --> %s : %s\n", mermaid(from), mermaid(to), strings.Join(labels, ", "))
			}
		}
	}
	for _, s := range States {
		if (Carriage{State: s}).Ended() {
			fmt.Fprintf(&b, "    %s --> [*]\n", mermaid(s))
		}
	}
	return b.String()
}

// mermaid is the name of a state without the dash that Mermaid would read as an arrow.
func mermaid(s State) string { return strings.ReplaceAll(string(s), "-", "_") }

// labels names what leads from one state to another: messages, and timers for the clock.
func labels(from, to State) []string {
	var out []string
	for _, r := range table {
		switch {
		case r.role != InCharge || r.state != from || !slices.Contains(r.next, to):
		case r.kind == KindElapsed:
			out = append(out, timersLeading(from, to)...)
		default:
			out = append(out, string(r.kind))
		}
	}
	return out
}

func timersLeading(from, to State) []string {
	var out []string
	for _, t := range TimerRules {
		if slices.Contains(t.States, from) && t.Leads == to {
			out = append(out, "timer "+string(t.Kind))
		}
	}
	return out
}

// Staying lists the acts that may leave a state as it is.
func Staying(s State) []string {
	var out []string
	for _, r := range table {
		switch {
		case r.role != InCharge || r.state != s || r.kind == KindEntry || !slices.Contains(r.next, s):
		case r.kind == KindElapsed:
			out = append(out, timersLeading(s, "")...)
		default:
			out = append(out, string(r.kind))
		}
	}
	return out
}
