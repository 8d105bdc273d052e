package transit

// eaeuRows are the rows of EAEU transit beside the shared ones: those of common transit that mean the same, but for lodging in
// advance, requests to invalidate, the unloading by the consignee and the security area.
var eaeuRows = lent(EAEUTransit,
	[]Kind{KindLodge, KindPresent, KindRequestInvalidation, KindDecideInvalidation, KindLeaveArea, KindExitNotified, KindPermitUnloading, KindUnloadingRemarks},
	[]State{PreLodged, InvalidationAsked, Unloading, Unloaded})
