package transit

import "slices"

// eaeuRows are the rows of EAEU transit beside the shared ones.
var eaeuRows = eaeuTable()

// eaeuTable takes over the rows of common transit that mean the same, but for lodging in advance, requests to invalidate, the
// unloading by the consignee and the security area; adds those of the time limit and the place of delivery; and gives goods that
// were delivered in part the rows of goods on the way.
func eaeuTable() []row {
	taken := lent(EAEUTransit,
		[]Kind{KindLodge, KindPresent, KindRequestInvalidation, KindDecideInvalidation, KindLeaveArea, KindExitNotified, KindPermitUnloading, KindUnloadingRemarks},
		[]State{PreLodged, InvalidationAsked, Unloading, Unloaded})
	for i := range taken { // what leads back to where the goods were
		if x := &taken[i]; x.role == Destination && has([]State{Enquired, RecoveryAsked}, x.state) && has(x.next, InTransit) {
			x.next = append(x.next, PartlyDelivered)
		}
	}
	own := slices.Concat(taken, under(EAEUTransit, limitRows(EAEUTransit)), under(EAEUTransit, deliveryRows()))
	return slices.Concat(own, partlyDelivered(slices.Concat(shared, own)), under(EAEUTransit, partRows()))
}

// under gives rows to a regime.
func under(regime Regime, rows []row) []row {
	for i := range rows {
		rows[i].regimes = []Regime{regime}
	}
	return rows
}

// partlyDelivered gives that state the rows of goods in transit.
func partlyDelivered(rows []row) []row {
	var out []row
	for _, x := range rows {
		if x.state != InTransit || x.role == Passing || !has(x.regimes, EAEUTransit) {
			continue
		}
		next := slices.Clone(x.next)
		if i := slices.Index(next, InTransit); i >= 0 {
			next[i] = PartlyDelivered
		}
		out = append(out, row{x.role, PartlyDelivered, x.kind, next, []Regime{EAEUTransit}})
	}
	return out
}

// copyStates are those of a copy, by role, as far as a regime has them.
func copyStates(role Role, regime Regime) []State {
	s := []State{Expected, InTransit, Discharged, Recovered, Invalidated}
	if regime == EAEUTransit {
		s = append(s, RecordAsked, RecoveryAsked, Recovering)
	}
	if role == Destination {
		s = append(s, Arrived, Checked)
		if regime == EAEUTransit {
			s = append(s, Enquired, ArrivedElsewhere)
		}
	}
	return s
}

// limitRows are those of a longer time limit.
func limitRows(regime Regime) []row {
	way := []State{Released, InTransit}
	out := each(Owner, way, KindExtendLimit)
	for _, role := range []Role{Passing, Destination} {
		if regime == EAEUTransit {
			out = append(out, each(role, waiting, KindExtendLimit)...)
		}
		out = append(out, each(role, copyStates(role, regime), KindLimitExtended)...)
	}
	if regime != EAEUTransit {
		return out
	}
	return concat(out,
		each(Owner, way, KindLimitExtended),
		each(Owner, []State{Overdue}, KindLimitExtended, Released, InTransit, PartlyDelivered, Overdue),
		each(Owner, concatStates([]State{HolderAsked, UnderEnquiry, Arrived, Checked, Discharged, Recovered, Invalidated}, debtStates), KindLimitExtended))
}

// deliveryRows are those of another place of delivery, and of goods that reached it without their papers.
func deliveryRows() []row {
	return concat(
		each(Owner, []State{Released, InTransit, Overdue, HolderAsked, UnderEnquiry}, KindChangeDelivery),
		each(Passing, copyStates(Passing, EAEUTransit), KindDeliveryChanged),
		each(Destination, copyStates(Destination, EAEUTransit), KindDeliveryChanged),
		each(Owner, []State{Released, InTransit, Overdue, HolderAsked, UnderEnquiry}, KindReachDelivery),
		each(Destination, []State{Expected, InTransit, Enquired}, KindReachDelivery),
	)
}

// partRows are those of a delivery in parts.
func partRows() []row {
	out := concat(
		each(Owner, inTime, KindDeliverPart, PartlyDelivered),
		each(Owner, inTime, KindPartDelivered, PartlyDelivered),
		each(Owner, []State{Overdue}, KindDeliverPart),
		each(Owner, concatStates(overdueStates, debtStates, []State{Arrived, Checked, Discharged, Recovered, Invalidated}), KindPartDelivered),
		each(Destination, []State{Expected, InTransit, PartlyDelivered, Enquired}, KindDeliverPart, PartlyDelivered),
	)
	return out
}
