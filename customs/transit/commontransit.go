package transit

import "slices"

// commonSender is the party that a message of common transit says it comes from.
func commonSender(m Message) string {
	switch v := m.(type) {
	case ArrivalNotification:
		return v.Trader
	case GuaranteeRequest:
		return v.From
	case GuaranteeAnswer:
		return v.From
	case GuaranteeConfirm:
		return v.From
	case GuaranteeRelease:
		return v.From
	case GuaranteeCall:
		return v.From
	case IncidentNotified:
		return v.From
	case IncidentForwarded:
		return v.From
	case ExitNotified:
		return v.From
	case RecordRequest:
		return v.From
	case RecordAnswer:
		return v.From
	case ForwardedArrival:
		return v.From
	case DiscrepanciesSettled:
		return v.From
	}
	return enquirySender(m)
}

func enquirySender(m Message) string {
	switch v := m.(type) {
	case Enquiry:
		return v.From
	case EnquiryResponse:
		return v.From
	case EnquiryCancelled:
		return v.From
	case RecoveryNotified:
		return v.From
	case RecoveryRequest:
		return v.From
	case RecoveryAnswer:
		return v.From
	case RecoveryDispatch:
		return v.From
	case LimitExtended:
		return v.From
	case DeliveryChanged:
		return v.From
	case PartDelivered:
		return v.From
	case MovementQuery:
		return v.From
	case MovementAnswer:
		return v.From
	}
	return ""
}

// Actor is who gives a message.
type Actor string

// The actors.
const (
	Holder          Actor = "holder of the procedure"
	Consignee       Actor = "trader at destination"
	Officer         Actor = "officer"
	Elsewhere       Actor = "another administration"
	GuaranteeOffice Actor = "office of guarantee"
	Clock           Actor = "clock"
)

// ActorOf says who gives a message. A holder and an officer may both cancel; it counts as the officer's.
func ActorOf(k Kind) Actor {
	switch k {
	case KindLodge, KindAmend, KindPresent, KindRequestInvalidation, KindHolderAnswer:
		return Holder
	case KindArrivalNotification, KindUnloadingRemarks:
		return Consignee
	case KindGuaranteeAnswer:
		return GuaranteeOffice
	case KindElapsed:
		return Clock
	case KindAnticipated:
		return Elsewhere
	}
	if has(notified, k) {
		return Elsewhere
	}
	return Officer
}

var onlyCommon = []Regime{CommonTransit}

// each gives a row for each of several states; an empty next state means that the state stays.
func each(role Role, states []State, kind Kind, next ...State) []row {
	var out []row
	for _, s := range states {
		to := next
		if len(next) == 0 {
			to = []State{s}
		}
		out = append(out, row{role, s, kind, to, onlyCommon})
	}
	return out
}

var (
	// overdueStates are the owner's states in which goods that did not arrive in time are looked for.
	overdueStates = []State{Overdue, HolderAsked, UnderEnquiry}
	// debtStates are the owner's states while a debt is recovered.
	debtStates = []State{InRecovery, RecoveryRequested, RecoveryElsewhere}
	// atDestination are the states of goods that arrived.
	atDestination = []State{Arrived, Unloading, Unloaded, Checked}
	// waiting are the states of a copy whose goods have not arrived.
	waiting = []State{Expected, InTransit}
)

// commonRows are the rows of common transit beside the shared ones, role by role. The other kinds of transit take over what means
// the same there ([lent]).
var commonRows = concat(departureRows(), wayRows(), arrivalRows(), enquiryRows(), recoveryRows(), lateRows(),
	copyRows(Passing), copyRows(Destination), destinationRows())

func concat(parts ...[]row) (out []row) {
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

func departureRows() []row {
	before := []State{Lodged, GuaranteeAsked, GuaranteeInvalid, Accepted, Controlled}
	return concat(
		each(Owner, []State{None}, KindLodge, Lodged, PreLodged),
		each(Owner, []State{PreLodged}, KindPresent, Lodged),
		each(Owner, []State{PreLodged}, KindReject, Refused),
		each(Owner, []State{PreLodged}, KindDecideControl),
		each(Owner, []State{PreLodged}, KindAmend),
		each(Owner, []State{PreLodged, GuaranteeAsked, GuaranteeInvalid, InvalidationAsked}, KindCancel, Invalidated),
		each(Owner, []State{PreLodged}, KindRequestInvalidation, Invalidated),
		each(Owner, []State{Lodged}, KindAccept, Accepted, GuaranteeAsked),
		each(Owner, []State{GuaranteeAsked}, KindGuaranteeAnswer, Accepted, GuaranteeInvalid, GuaranteeAsked),
		each(Owner, []State{Accepted, GuaranteeAsked, GuaranteeInvalid}, KindAmend, Accepted, GuaranteeAsked),
		each(Owner, []State{GuaranteeAsked, GuaranteeInvalid}, KindRefuseRelease, NotReleased),
		each(Owner, before, KindRequestInvalidation, InvalidationAsked),
		each(Owner, []State{InvalidationAsked}, KindDecideInvalidation, append([]State{Invalidated}, before...)...),
		each(Owner, []State{InvalidationAsked, Accepted, GuaranteeInvalid, NotReleased, Invalidated}, KindGuaranteeAnswer),
	)
}

func wayRows() []row {
	out := concat(
		each(Owner, overdueStates, KindPassage),
		each(Owner, overdueStates, KindPassageNotified),
		each(Owner, overdueStates, KindArrival, Arrived),
		each(Owner, overdueStates, KindArrivalAdvice, Arrived),
		each(Owner, overdueStates, KindDestinationResults, Checked),
		each(Owner, []State{Overdue}, KindCancel, Invalidated),
		each(Owner, onTheWay, KindIncident),
		each(Owner, onTheWay, KindLeaveArea),
		each(Owner, onTheWay, KindArrivalNotification, Arrived),
	)
	for _, k := range []Kind{KindIncidentNotified, KindExitNotified, KindRecordRequest} {
		out = append(out, each(Owner, concatStates(onTheWay, atDestination, debtStates), k)...)
	}
	return append(out, each(Owner, []State{None, PreLodged, Lodged, GuaranteeAsked, GuaranteeInvalid, Accepted, UnderControl, Controlled,
		InvalidationAsked}, KindRecordRequest)...)
}

func concatStates(parts ...[]State) (out []State) {
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

// arrivalRows are those of an owner whose own office is the office of destination, and of its results.
func arrivalRows() []row {
	return concat(
		each(Owner, []State{Arrived}, KindPermitUnloading, Unloading),
		each(Owner, []State{Unloaded}, KindPermitUnloading, Unloading),
		each(Owner, []State{Unloading}, KindUnloadingRemarks, Unloaded),
		each(Owner, []State{Unloaded}, KindDestinationControl, Checked),
		each(Owner, []State{Unloading, Unloaded}, KindPassageNotified),
		each(Owner, []State{Checked}, KindSettleDiscrepancies),
	)
}

func enquiryRows() []row {
	open := []State{Released, InTransit, Overdue}
	return concat(
		each(Owner, open, KindAskHolder, HolderAsked),
		each(Owner, []State{HolderAsked}, KindHolderAnswer, Overdue),
		each(Owner, concatStates([]State{Overdue, UnderEnquiry}, atDestination, debtStates), KindHolderAnswer),
		each(Owner, open, KindAskDestination, UnderEnquiry),
		each(Owner, []State{UnderEnquiry}, KindEnquiryResponse, Overdue),
		each(Owner, concatStates([]State{Overdue, HolderAsked}, atDestination, debtStates), KindEnquiryResponse),
		each(Owner, []State{UnderEnquiry}, KindCancelEnquiry, Overdue),
		each(Owner, concatStates(overdueStates, []State{InRecovery}), KindAcceptProof, Checked),
	)
}

func recoveryRows() []row {
	out := concat(
		each(Owner, concatStates(onTheWay, []State{Checked}), KindStartRecovery, InRecovery),
		each(Owner, []State{InRecovery}, KindRequestRecovery, RecoveryRequested),
		each(Owner, []State{InRecovery}, KindRecoveryAnswer, RecoveryElsewhere, InRecovery),
		each(Owner, []State{RecoveryRequested}, KindRecoveryAnswer, RecoveryElsewhere, InRecovery, RecoveryRequested),
		each(Owner, []State{RecoveryElsewhere, Checked}, KindRecoveryAnswer),
		each(Owner, []State{InRecovery}, KindCloseRecovery, Recovered),
		each(Owner, []State{RecoveryElsewhere}, KindRecoveryDispatch, Recovered, RecoveryElsewhere),
		each(Owner, []State{InRecovery, RecoveryRequested, Checked}, KindRecoveryDispatch),
	)
	for _, k := range []Kind{KindPassageNotified, KindArrivalAdvice, KindDestinationResults} {
		out = append(out, each(Owner, debtStates, k)...)
	}
	return out
}

// lateRows are what may still come when the movement has ended: it is recorded and changes nothing.
func lateRows() []row {
	var out []row
	for _, k := range []Kind{KindIncidentNotified, KindExitNotified, KindRecordRequest, KindEnquiryResponse} {
		out = append(out, each(Owner, []State{Discharged, Recovered, Invalidated}, k)...)
	}
	for _, k := range []Kind{KindRecoveryAnswer, KindRecoveryDispatch, KindHolderAnswer} {
		out = append(out, each(Owner, []State{Discharged, Recovered}, k)...)
	}
	for _, k := range []Kind{KindPassageNotified, KindArrivalAdvice, KindDestinationResults} {
		out = append(out, each(Owner, []State{Recovered}, k)...)
	}
	for _, k := range []Kind{KindArrivalAdvice, KindDestinationResults} { // after a proof was accepted
		out = append(out, each(Owner, []State{Checked, Discharged}, k)...)
	}
	return append(out, each(Owner, []State{Refused, NotReleased}, KindRecordRequest)...)
}

// copyRows are those of every copy.
func copyRows(role Role) []row {
	held := waiting
	extra := []State{RecordAsked, RecoveryAsked, Recovering}
	if role == Destination {
		held = []State{Expected, InTransit, Enquired, Arrived, Unloading, Unloaded, Checked, ArrivedElsewhere}
		extra = append(extra, Enquired, Unloading, Unloaded, ArrivedElsewhere)
	}
	ended := []State{Discharged, Recovered, Invalidated}
	out := concat(
		each(role, []State{None}, KindAskRecord, RecordAsked),
		each(role, []State{RecordAsked}, KindRecordAnswer, Expected, InTransit, None),
		each(role, concatStates(held, []State{RecoveryAsked, Recovering}, ended), KindRecordAnswer),
		each(role, []State{RecordAsked}, KindAnticipated, Expected),
		each(role, held, KindIncident),
		each(role, concatStates(held, []State{RecordAsked, RecoveryAsked, Recovering}, ended), KindIncidentForwarded),
		each(role, held, KindLeaveArea),
		each(role, concatStates(held, []State{RecordAsked}), KindRecoveryRequest, RecoveryAsked),
		each(role, []State{RecoveryAsked, Recovering, Recovered}, KindRecoveryRequest),
		each(role, []State{RecoveryAsked}, KindAnswerRecovery, append([]State{Recovering}, held...)...),
		each(role, []State{Recovering}, KindCloseRecovery, Recovered),
		each(role, extra, KindDischargeNotified, Discharged),
		each(role, extra, KindCancelNotified, Invalidated),
		each(role, []State{Recovered}, KindRecoveryNotified),
		each(role, []State{Recovered}, KindDischargeNotified),
	)
	for _, s := range concatStates(held, []State{RecordAsked, RecoveryAsked, Recovering}) {
		out = append(out, row{role, s, KindRecoveryNotified, []State{s, Recovered}, onlyCommon})
	}
	if role == Passing {
		out = append(out, each(role, waiting, KindAskRecord, RecordAsked)...)
		out = append(out, each(role, concatStates(waiting, []State{RecordAsked, RecoveryAsked, Recovering}), KindForwardedArrival)...)
	}
	return out
}

func destinationRows() []row {
	d := Destination
	known := []State{Arrived, Unloading, Unloaded, Checked}
	elsewhere := []State{ArrivedElsewhere, RecordAsked, RecoveryAsked, Recovering}
	return concat(
		each(d, []State{Enquired, ArrivedElsewhere}, KindPassage),
		each(d, []State{Enquired}, KindArrival, Arrived),
		each(d, []State{Expected, InTransit, Enquired}, KindArrivalNotification, Arrived),
		each(d, []State{Arrived}, KindPermitUnloading, Unloading),
		each(d, []State{Unloaded}, KindPermitUnloading, Unloading),
		each(d, []State{Unloading}, KindUnloadingRemarks, Unloaded),
		each(d, []State{Unloaded}, KindDestinationControl, Checked),
		each(d, concatStates(known, elsewhere, []State{Enquired}), KindDiscrepanciesSettled),
		each(d, waiting, KindEnquiry, Enquired),
		each(d, concatStates([]State{Enquired}, known, elsewhere), KindEnquiry),
		each(d, []State{Enquired}, KindAnswerEnquiry, Expected, InTransit),
		each(d, []State{Enquired}, KindEnquiryCancelled, Expected, InTransit),
		each(d, concatStates(waiting, known, elsewhere), KindEnquiryCancelled),
		each(d, []State{Expected, InTransit, Enquired}, KindForwardedArrival, ArrivedElsewhere),
		each(d, concatStates(known, elsewhere), KindForwardedArrival),
	)
}

// withElapsed adds the rows of the clock, made from the timers, for the states that the other rows know.
func withElapsed(rows []row) []row {
	out := slices.Clone(rows)
	for _, regime := range Regimes {
		for _, role := range Roles {
			for _, s := range statesOf(rows, role, regime) {
				if next := elapsedTo(regime, role, s); len(next) > 0 {
					out = append(out, row{role, s, KindElapsed, next, []Regime{regime}})
				}
			}
		}
	}
	return out
}

func elapsedTo(regime Regime, role Role, s State) (next []State) {
	for i := range TimerRules {
		r := &TimerRules[i]
		if !has(r.Regimes, regime) || !has(r.Roles, role) || !has(r.States, s) {
			continue
		}
		to := r.Leads
		if to == "" {
			to = s
		}
		if !has(next, to) {
			next = append(next, to)
		}
	}
	return next
}

// lent gives a regime the rows of common transit, but for some messages and without the states that the regime does not have.
func lent(regime Regime, but []Kind, without []State) []row {
	var out []row
	for _, x := range commonRows {
		if has(but, x.kind) || has(without, x.state) {
			continue
		}
		next := slices.DeleteFunc(slices.Clone(x.next), func(s State) bool { return has(without, s) })
		if len(next) > 0 {
			out = append(out, row{x.role, x.state, x.kind, next, []Regime{regime}})
		}
	}
	return out
}
