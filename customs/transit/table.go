package transit

import (
	"fmt"
	"strings"
)

// row is one line of the table: in a state of a role, a message leads to one of the next states, in some classes.
type row struct {
	role    Role
	state   State
	kind    Kind
	next    []State
	classes []Class
}

var (
	everyClass = []Class{Outward, Through, Inward}
	moving     = []Class{Outward, Through}
	through    = []Class{Through}
	outward    = []Class{Outward}
	inward     = []Class{Inward}
)

// table is the machine. Where several next states stand, the message's own data decide which.
var table = []row{
	{Owner, None, KindLodge, []State{Lodged}, everyClass},
	{Owner, Lodged, KindAccept, []State{Accepted}, everyClass},
	{Owner, Lodged, KindReject, []State{Refused}, everyClass},
	{Owner, Lodged, KindCancel, []State{Invalidated}, everyClass},
	{Owner, Lodged, KindAmend, []State{Lodged}, everyClass},
	{Owner, Accepted, KindDecideControl, []State{UnderControl, Accepted}, everyClass},
	{Owner, Accepted, KindRelease, []State{Released}, moving},
	{Owner, Accepted, KindRelease, []State{Discharged}, inward},
	{Owner, Accepted, KindRefuseRelease, []State{NotReleased}, everyClass},
	{Owner, Accepted, KindCancel, []State{Invalidated}, everyClass},
	{Owner, Accepted, KindAmend, []State{Accepted}, everyClass},
	{Owner, UnderControl, KindControlResult, []State{Controlled}, everyClass},
	{Owner, UnderControl, KindRefuseRelease, []State{NotReleased}, everyClass},
	{Owner, Controlled, KindDecideControl, []State{UnderControl, Controlled}, everyClass},
	{Owner, Controlled, KindRelease, []State{Released}, moving},
	{Owner, Controlled, KindRelease, []State{Discharged}, inward},
	{Owner, Controlled, KindRefuseRelease, []State{NotReleased}, everyClass},
	{Owner, Controlled, KindCancel, []State{Invalidated}, everyClass},
	{Owner, Released, KindPassage, []State{InTransit}, moving},
	{Owner, Released, KindPassageNotified, []State{InTransit}, moving},
	{Owner, Released, KindArrival, []State{Arrived}, through},
	{Owner, Released, KindArrival, []State{Discharged}, outward},
	{Owner, Released, KindArrivalAdvice, []State{Arrived}, through},
	{Owner, Released, KindArrivalAdvice, []State{Discharged}, outward},
	{Owner, Released, KindCancel, []State{Invalidated}, moving},
	{Owner, InTransit, KindPassage, []State{InTransit}, moving},
	{Owner, InTransit, KindPassageNotified, []State{InTransit}, moving},
	{Owner, InTransit, KindArrival, []State{Arrived}, through},
	{Owner, InTransit, KindArrival, []State{Discharged}, outward},
	{Owner, InTransit, KindArrivalAdvice, []State{Arrived}, through},
	{Owner, InTransit, KindArrivalAdvice, []State{Discharged}, outward},
	{Owner, Arrived, KindDestinationControl, []State{Checked}, through},
	{Owner, Arrived, KindDestinationResults, []State{Checked}, through},
	{Owner, Arrived, KindPassageNotified, []State{Arrived}, through},
	{Owner, Checked, KindDischarge, []State{Discharged}, through},
	{Owner, Checked, KindPassageNotified, []State{Checked}, through},
	{Owner, Discharged, KindPassageNotified, []State{Discharged}, moving},
	{Owner, Invalidated, KindPassageNotified, []State{Invalidated}, moving},
	{Owner, Invalidated, KindArrivalAdvice, []State{Invalidated}, moving},
	{Owner, Invalidated, KindDestinationResults, []State{Invalidated}, through},
	{Passing, None, KindAnticipated, []State{Expected}, moving},
	{Passing, Expected, KindPassage, []State{InTransit}, moving},
	{Passing, Expected, KindDischargeNotified, []State{Discharged}, moving},
	{Passing, Expected, KindCancelNotified, []State{Invalidated}, moving},
	{Passing, InTransit, KindPassage, []State{InTransit}, moving},
	{Passing, InTransit, KindDischargeNotified, []State{Discharged}, moving},
	{Passing, InTransit, KindCancelNotified, []State{Invalidated}, moving},
	{Destination, None, KindAnticipated, []State{Expected}, moving},
	{Destination, Expected, KindPassage, []State{InTransit}, moving},
	{Destination, Expected, KindArrival, []State{Arrived}, moving},
	{Destination, Expected, KindDischargeNotified, []State{Discharged}, moving},
	{Destination, Expected, KindCancelNotified, []State{Invalidated}, moving},
	{Destination, InTransit, KindPassage, []State{InTransit}, moving},
	{Destination, InTransit, KindArrival, []State{Arrived}, moving},
	{Destination, InTransit, KindDischargeNotified, []State{Discharged}, moving},
	{Destination, InTransit, KindCancelNotified, []State{Invalidated}, moving},
	{Destination, Arrived, KindDestinationControl, []State{Checked}, through},
	{Destination, Arrived, KindDischargeNotified, []State{Discharged}, moving},
	{Destination, Arrived, KindCancelNotified, []State{Invalidated}, moving},
	{Destination, Checked, KindDischargeNotified, []State{Discharged}, through},
	{Destination, Checked, KindCancelNotified, []State{Invalidated}, through},
}

// notified are the messages that only another administration sends to one that knows the movement.
var notified = []Kind{KindPassageNotified, KindArrivalAdvice, KindDestinationResults, KindDischargeNotified, KindCancelNotified}

// find gives the next states of a message, nil if it does not fit. The role and class of a movement that is not there
// yet are those the message brings.
func find(role Role, state State, kind Kind, class Class) []State {
	for _, r := range table {
		if r.role == role && r.state == state && r.kind == kind && has(r.classes, class) {
			return r.next
		}
	}
	return nil
}

// Possible lists the messages that fit a movement as it stands, in the order of the table.
func Possible(m Movement) []Kind {
	var out []Kind
	for _, k := range Kinds {
		role, class := m.Role, m.Class()
		if m.State == None || m.State == "" {
			if k == KindLodge || k == KindAnticipated {
				out = append(out, k)
			}
			continue
		}
		if find(role, m.State, k, class) != nil {
			out = append(out, k)
		}
	}
	return out
}

// Table prints the machine, one line a rule; the package comment holds it, a test compares them.
func Table() string {
	var b strings.Builder
	line := func(cells ...string) {
		text := fmt.Sprintf("%-11s  %-13s  %-19s  %-26s  %s", cells[0], cells[1], cells[2], cells[3], cells[4])
		b.WriteString(strings.TrimRight(text, " ") + "\n")
	}
	line("role", "state", "message", "next state", "regimes")
	for _, r := range table {
		next, classes := make([]string, len(r.next)), make([]string, len(r.classes))
		for i, s := range r.next {
			next[i] = string(s)
		}
		for i, c := range r.classes {
			classes[i] = string(c)
		}
		regimes := strings.Join(classes, ", ")
		if len(classes) == len(everyClass) {
			regimes = "all"
		}
		line(string(r.role), string(r.state), string(r.kind), strings.Join(next, " or "), regimes)
	}
	return b.String()
}

func has[T comparable](list []T, v T) bool {
	for _, x := range list {
		if x == v {
			return true
		}
	}
	return false
}
