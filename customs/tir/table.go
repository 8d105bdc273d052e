package tir

import (
	"fmt"
	"slices"
	"strings"
)

// row is one line of the table: in these states of a role, a message leads to one of the next states; "" is the same state.
type row struct {
	role   Role
	states []State
	kind   Kind
	next   []State
}

// same stands in a row for the state that the record is in.
const same State = "the same"

var (
	underWay   = []State{Started, CarnetLost, Overdue, UnderEnquiry}
	debt       = []State{Irregular, Notified, Claimed, Unpaid}
	afterStart = []State{Started, Suspended, CarnetLost, Overdue, UnderEnquiry, Terminated, Irregular, Notified, Claimed, Unpaid, Discharged, TimeBarred, ClaimDropped, Settled, Paid, Refunded}
	copies     = []State{Expected, Terminated, Closed}
)

// known are the states of the start role that are not none.
func known() []State {
	return slices.DeleteFunc(slices.Clone(States), func(s State) bool { return s == None || s == Expected || s == Closed })
}

// table is the machine. Where several next states stand, the message and the record decide.
var table = []row{
	{Starting, []State{None, Announced}, KindAdvance, []State{Announced}},
	{Starting, []State{Announced}, KindWithdraw, []State{Withdrawn}},
	{Starting, []State{None, Announced, Checking, Presented}, KindPresent, []State{Checking}},
	{Starting, []State{Checking, Presented}, KindCarnetAnswer, []State{Presented}},
	{Starting, []State{Checking, Presented}, KindRefuse, []State{Refused}},
	{Starting, []State{Presented}, KindStart, []State{Started}},
	{Starting, []State{Started}, KindLoad, []State{same}},
	{Starting, []State{Started}, KindSuspend, []State{Suspended}},
	{Starting, []State{Suspended}, KindResume, []State{Started}},
	{Starting, []State{Suspended}, KindNotResumed, []State{Terminated, Overdue}},
	{Starting, underWay, KindTerminate, []State{same, Terminated}},
	{Starting, append([]State{Suspended}, underWay...), KindTerminationNotified, []State{same, Terminated}},
	{Starting, slices.DeleteFunc(slices.Clone(afterStart), func(s State) bool { return s == Suspended || slices.Contains(underWay, s) }), KindTerminationNotified, []State{same}},
	{Starting, underWay, KindIncident, []State{same}},
	{Starting, afterStart, KindIncidentNotified, []State{same}},
	{Starting, []State{Started, Overdue}, KindReportLoss, []State{CarnetLost}},
	{Starting, []State{CarnetLost}, KindSubstitute, []State{Started}},
	{Starting, []State{Terminated}, KindDischarge, []State{Discharged}},
	{Starting, []State{Overdue}, KindEnquire, []State{UnderEnquiry}},
	{Starting, append([]State{Overdue, UnderEnquiry}, debt...), KindAcceptProof, []State{Terminated}},
	{Starting, append([]State{Suspended, Terminated, Discharged}, underWay...), KindIrregularity, []State{Irregular}},
	{Starting, []State{Irregular}, KindNotify, []State{Notified}},
	{Starting, []State{Notified}, KindDemand, []State{same}},
	{Starting, debt, KindDebtPaid, []State{Settled}},
	{Starting, []State{Notified}, KindClaim, []State{Claimed}},
	{Starting, []State{Claimed, Unpaid}, KindAssociationPaid, []State{Paid}},
	{Starting, debt, KindDropClaim, []State{ClaimDropped}},
	{Starting, []State{Paid}, KindRefund, []State{Refunded}},
	{Starting, afterStart, KindReconciliation, []State{same}},
	{Starting, afterStart, KindReconcile, []State{same}},
	{Starting, []State{None}, KindOperationNotified, []State{Announced}},
	{Starting, known(), KindOperationNotified, []State{same}},

	{Starting, []State{Announced}, KindElapsed, []State{Lapsed}},
	{Starting, []State{Checking}, KindElapsed, []State{Presented}},
	{Starting, []State{Started, CarnetLost}, KindElapsed, []State{Overdue, TimeBarred, same}},
	{Starting, []State{Suspended}, KindElapsed, []State{Terminated, Overdue, same}},
	{Starting, []State{Overdue}, KindElapsed, []State{UnderEnquiry, TimeBarred, same}},
	{Starting, []State{UnderEnquiry}, KindElapsed, []State{Irregular, TimeBarred, same}},
	{Starting, []State{Irregular, Notified}, KindElapsed, []State{TimeBarred, same}},
	{Starting, []State{Claimed}, KindElapsed, []State{Unpaid, same}},
	{Starting, []State{Terminated, Unpaid, Discharged, TimeBarred, ClaimDropped, Settled, Paid, Refunded}, KindElapsed, []State{same}},

	{Ending, []State{None}, KindOperationNotified, []State{Expected, Terminated, Closed}},
	{Ending, copies, KindOperationNotified, []State{Expected, Terminated, Closed}},
	{Ending, []State{Expected}, KindTerminate, []State{same, Terminated}},
	{Ending, []State{Expected}, KindIncident, []State{same}},
	{Ending, copies, KindReconciliation, []State{same}},
	{Ending, copies, KindReconcile, []State{same}},
	{Ending, copies, KindElapsed, []State{same}},
}

// find gives the next states of a message, nil if it does not fit.
func find(role Role, state State, kind Kind) []State {
	for _, r := range table {
		if r.role == role && r.kind == kind && slices.Contains(r.states, state) {
			out := slices.Clone(r.next)
			for i := range out {
				if out[i] == same {
					out[i] = state
				}
			}
			return out
		}
	}
	return nil
}

// openers are the messages that begin a record.
var openers = []Kind{KindAdvance, KindPresent, KindOperationNotified}

// Possible lists the messages that fit a record as it stands, in the order of the table.
func Possible(m Record) []Kind {
	var out []Kind
	for _, k := range Kinds {
		if m.State == None || m.State == "" {
			if slices.Contains(openers, k) {
				out = append(out, k)
			}
		} else if find(m.Role, m.State, k) != nil {
			out = append(out, k)
		}
	}
	return out
}

// Table prints the machine, one line a rule; the package comment holds it, a test compares them.
func Table() string {
	var b strings.Builder
	line := func(cells ...string) {
		b.WriteString(strings.TrimRight(fmt.Sprintf("%-5s  %-24s  %-36s  %s", cells[0], cells[1], cells[2], cells[3]), " ") + "\n")
	}
	line("role", "message", "next state", "in state")
	for _, r := range table {
		line(string(r.role), string(r.kind), join(r.next, " or "), join(r.states, ", "))
	}
	return b.String()
}

func join(states []State, with string) string {
	out := make([]string, len(states))
	for i, s := range states {
		out[i] = string(s)
	}
	return strings.Join(out, with)
}

// Diagram draws the machine of a role in the notation of Mermaid: an arrow for each change of state, with the messages that
// make it; messages that leave the state as it is are left out.
func Diagram(role Role) string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	for _, from := range States {
		for _, to := range States {
			var by []string
			for _, k := range Kinds {
				if from != to && slices.Contains(find(role, from, k), to) {
					by = append(by, string(k))
				}
			}
			if len(by) > 0 {
				fmt.Fprintf(&b, "    %s --> %s: %s\n", node(from), node(to), strings.Join(by, ", "))
			}
		}
	}
	for _, s := range endings {
		if slices.ContainsFunc(table, func(r row) bool { return r.role == role && slices.Contains(r.next, s) }) {
			fmt.Fprintf(&b, "    %s --> [*]\n", node(s))
		}
	}
	return b.String()
}

// node is the name of a state in a diagram: none is the start.
func node(s State) string {
	if s == None {
		return "[*]"
	}
	return strings.ReplaceAll(string(s), "-", "_")
}
