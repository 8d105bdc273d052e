package guarantee

import (
	"fmt"
	"slices"
	"strings"
)

// Subject is what a message acts on.
type Subject string

// The subjects.
const (
	OfRecord    Subject = "record" // the guarantee itself; at a post, the allotment
	OfUse       Subject = "use"
	OfAllotment Subject = "allotment" // in the office's record
)

// row is one line of the table: in a record of a role and state, a message leads its subject from a state to one of the
// next ones.
type row struct {
	role    Role
	record  []State
	subject Subject
	state   State // of a use or an allotment; that of the record itself is in record
	kind    MessageKind
	next    []State
}

var (
	absent  = []State{None}
	valid   = []State{Valid}
	living  = []State{Valid, Ending}
	held    = []State{Held}
	cut     = []State{Cut}
	stands  = []State(nil) // the record stays in its state
	pending = []State{Pending}
)

// table is the machine. Where several next states stand, what the message says and what the record holds decide.
var table = slices.Concat([]row{
	{Office, absent, OfRecord, "", KindRegister, valid},
	{Office, absent, OfRecord, "", KindCheck, stands},
	{Office, absent, OfRecord, "", KindUse, stands},
	{Office, valid, OfRecord, "", KindVary, stands},
	{Office, valid, OfRecord, "", KindRevoke, []State{Ending}},
	{Office, living, OfRecord, "", KindSetCodes, stands},
	{Office, living, OfRecord, "", KindCheck, stands},
	{Office, living, OfUse, Posted, KindCall, []State{Called}},
	{Office, living, OfUse, Called, KindSettle, []State{Called, Settled}},
	{Office, valid, OfAllotment, None, KindAllot, []State{Granted}},
	{Office, living, OfAllotment, Granted, KindRecall, []State{Granted}},
	{Office, living, OfAllotment, Granted, KindAllotmentReport, []State{Reconciled}},
	{Office, living, OfAllotment, Reconciled, KindAllotmentReport, []State{Reconciled}},
}, useRows(Office, living), []row{
	{Post, absent, OfRecord, "", KindAllotmentGranted, held},
	{Post, held, OfRecord, "", KindLineCut, cut},
	{Post, held, OfRecord, "", KindAllotmentRecalled, []State{Reported}},
	{Post, cut, OfRecord, "", KindCheck, stands},
	{Post, cut, OfRecord, "", KindLineBack, []State{Reported}},
	{Post, cut, OfRecord, "", KindAllotmentRecalled, []State{Reported}},
	{Post, []State{Reported}, OfRecord, "", KindLineBack, stands},
	{Post, []State{Reported}, OfRecord, "", KindAllotmentRecalled, stands},
	{Post, []State{Reported}, OfRecord, "", KindAllotmentReconciled, []State{Closed}},
}, useRows(Post, cut))

// useRows are the rows of a use, the same at the office of guarantee and at a post whose line is down.
func useRows(role Role, record []State) []row {
	return []row{
		{role, record, OfUse, None, KindUse, []State{Pending, None}},
		{role, record, OfUse, Pending, KindUse, pending},
		{role, record, OfUse, Posted, KindUse, []State{Posted}},
		{role, record, OfUse, Pending, KindConfirm, []State{Posted}},
		{role, record, OfUse, Posted, KindConfirm, []State{Posted}},
		{role, record, OfUse, Expired, KindConfirm, []State{Posted, Expired}},
		{role, record, OfUse, Pending, KindCancelUse, []State{Voided}},
		{role, record, OfUse, Posted, KindCancelUse, []State{Voided}},
		{role, record, OfUse, Expired, KindCancelUse, []State{Voided}},
		{role, record, OfUse, Pending, KindExpire, []State{Expired}},
		{role, record, OfUse, Posted, KindRelease, []State{Posted, Released}},
	}
}

// find gives the row of a message, false if it does not fit.
func find(role Role, record State, subject Subject, state State, kind MessageKind) (row, bool) {
	for _, r := range table {
		if r.role == role && r.subject == subject && r.kind == kind && slices.Contains(r.record, record) && (subject == OfRecord || r.state == state) {
			return r, true
		}
	}
	return row{}, false
}

// possible lists the messages that fit a subject as it stands.
func possible(role Role, record State, subject Subject, state State) string {
	var names []string
	for _, k := range MessageKinds {
		if _, ok := find(role, record, subject, state, k); ok {
			names = append(names, string(k))
		}
	}
	return strings.Join(names, ", ")
}

// Table prints the machine, one line a rule; the package comment holds it, a test compares them.
func Table() string {
	var b strings.Builder
	line := func(cells ...any) {
		b.WriteString(strings.TrimRight(fmt.Sprintf("%-7s %-16s %-10s %-11s %-21s %s", cells...), " ") + "\n")
	}
	line("role", "record", "subject", "state", "message", "next state")
	for _, r := range table {
		state, next := string(r.state), join(r.next)
		if r.subject == OfRecord {
			state = "-"
		}
		if r.next == nil {
			next = "the same"
		}
		line(r.role, join(r.record), r.subject, state, r.kind, next)
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
