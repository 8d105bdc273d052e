package transit

import (
	"fmt"
	"slices"
	"strings"
)

// row is one line of the table: in a state of a role, a message leads to one of the next states, under some regimes.
type row struct {
	role    Role
	state   State
	kind    Kind
	next    []State
	regimes []Regime
}

var (
	everywhere = []Regime{Export, EAEUTransit, CommonTransit, NationalTransit, Import}
	atOnce     = []Regime{Export, EAEUTransit, Import}                 // not lodged in advance
	unsecured  = []Regime{Export, Import}                              // a declaration names no guarantee
	secured    = []Regime{EAEUTransit, CommonTransit, NationalTransit} // a declaration may name guarantees
	diverting  = []Regime{EAEUTransit, CommonTransit}                  // an office that was not declared may ask for the record
	through    = []Regime{EAEUTransit, CommonTransit, NationalTransit}
	moving     = []Regime{Export, EAEUTransit, CommonTransit, NationalTransit}
	outward    = []Regime{Export}
	inward     = []Regime{Import}
)

// table is the machine: what the regimes share, then what each kind of transit adds.
var table = merge(slices.Concat(moves, queryRows(moves)))

// moves are the rows without the queries, which move nothing.
var moves = withElapsed(slices.Concat(shared, commonRows, eaeuRows, nationalRows))

// merge makes one row of those that differ in their regimes only, at the place of the first.
func merge(rows []row) []row {
	var out []row
	for _, r := range rows {
		i := slices.IndexFunc(out, func(o row) bool {
			return o.role == r.role && o.state == r.state && o.kind == r.kind && slices.Equal(o.next, r.next)
		})
		if i < 0 {
			r.regimes = slices.Clone(r.regimes)
			out = append(out, r)
			continue
		}
		for _, x := range r.regimes {
			if !has(out[i].regimes, x) {
				out[i].regimes = append(out[i].regimes, x)
			}
		}
	}
	return out
}

// shared are the rows of all regimes. Where several next states stand, the message's own data decide which.
var shared = []row{
	{Owner, None, KindLodge, []State{Lodged}, atOnce},
	{Owner, Lodged, KindAccept, []State{Accepted}, unsecured},
	{Owner, Lodged, KindReject, []State{Refused}, everywhere},
	{Owner, Lodged, KindCancel, []State{Invalidated}, everywhere},
	{Owner, Lodged, KindAmend, []State{Lodged}, everywhere},
	{Owner, Accepted, KindDecideControl, []State{UnderControl, Accepted}, everywhere},
	{Owner, Accepted, KindRelease, []State{Released}, moving},
	{Owner, Accepted, KindRelease, []State{Discharged}, inward},
	{Owner, Accepted, KindRefuseRelease, []State{NotReleased}, everywhere},
	{Owner, Accepted, KindCancel, []State{Invalidated}, everywhere},
	{Owner, Accepted, KindAmend, []State{Accepted}, unsecured},
	{Owner, UnderControl, KindControlResult, []State{Controlled}, everywhere},
	{Owner, UnderControl, KindRefuseRelease, []State{NotReleased}, everywhere},
	{Owner, Controlled, KindDecideControl, []State{UnderControl, Controlled}, everywhere},
	{Owner, Controlled, KindRelease, []State{Released}, moving},
	{Owner, Controlled, KindRelease, []State{Discharged}, inward},
	{Owner, Controlled, KindRefuseRelease, []State{NotReleased}, everywhere},
	{Owner, Controlled, KindCancel, []State{Invalidated}, everywhere},
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
var notified = []Kind{KindPassageNotified, KindArrivalAdvice, KindDestinationResults, KindDischargeNotified, KindCancelNotified,
	KindIncidentNotified, KindIncidentForwarded, KindExitNotified, KindRecordRequest, KindRecordAnswer, KindForwardedArrival,
	KindDiscrepanciesSettled, KindEnquiry, KindEnquiryResponse, KindEnquiryCancelled,
	KindRecoveryNotified, KindRecoveryRequest, KindRecoveryAnswer, KindRecoveryDispatch, KindGuaranteeAnswer,
	KindLimitExtended, KindDeliveryChanged, KindPartDelivered, KindMovementQuery, KindMovementAnswer}

// cell is where a row of the table is looked up.
type cell struct {
	role   Role
	state  State
	kind   Kind
	regime Regime
}

// index finds a row without reading the table through.
var index = indexed(table)

func indexed(rows []row) map[cell][]State {
	out := make(map[cell][]State, 4*len(rows))
	for _, r := range rows {
		for _, regime := range r.regimes {
			out[cell{r.role, r.state, r.kind, regime}] = r.next
		}
	}
	return out
}

// find gives the next states of a message, nil if it does not fit. The role and regime of a movement that is not there
// yet are those the message brings.
func find(role Role, state State, kind Kind, regime Regime) []State {
	return index[cell{role, state, kind, regime}]
}

// openers are the messages that begin a record.
var openers = []Kind{KindLodge, KindAnticipated, KindAskRecord, KindRecordRequest, KindAskMovement, KindMovementQuery}

// Possible lists the messages that fit a movement as it stands, in the order of the table.
func Possible(m Movement) []Kind {
	var out []Kind
	for _, k := range Kinds {
		if m.State == None || m.State == "" {
			if has(openers, k) {
				out = append(out, k)
			}
			continue
		}
		if find(m.Role, m.State, k, m.Declaration.Regime) != nil {
			out = append(out, k)
		}
	}
	return out
}

// Table prints the machine, one line a rule; the package comment holds it, a test compares them.
func Table() string {
	var b strings.Builder
	line := func(cells ...string) {
		text := fmt.Sprintf("%-11s  %-18s  %-21s  %-26s  %s", cells[0], cells[1], cells[2], cells[3], cells[4])
		b.WriteString(strings.TrimRight(text, " ") + "\n")
	}
	line("role", "state", "message", "next state", "regimes")
	for _, r := range table {
		next := make([]string, len(r.next))
		for i, s := range r.next {
			next[i] = string(s)
		}
		regimes := regimesText(r.regimes)
		line(string(r.role), string(r.state), string(r.kind), strings.Join(next, " or "), regimes)
	}
	return b.String()
}

// regimesText names regimes by their class, where all of the class stand, else one by one.
func regimesText(regimes []Regime) string {
	if len(regimes) == len(everywhere) {
		return "all"
	}
	var out []string
	for _, c := range []Class{Outward, Through, Inward} {
		var members []string
		whole := true
		for _, r := range Regimes {
			if ClassOf(r) == c && has(regimes, r) {
				members = append(members, string(r))
			}
			whole = whole && (ClassOf(r) != c || has(regimes, r))
		}
		if whole {
			members = []string{string(c)}
		}
		out = append(out, members...)
	}
	return strings.Join(out, ", ")
}

func has[T comparable](list []T, v T) bool {
	for _, x := range list {
		if x == v {
			return true
		}
	}
	return false
}
