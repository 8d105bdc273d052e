package transit

// numbers are the message numbers of NCTS for the messages that have one.
var numbers = map[Kind]string{
	KindLodge: "IE015", KindPresent: "IE170", KindAmend: "IE013", KindRequestInvalidation: "IE014", KindHolderAnswer: "IE141",
	KindArrivalNotification: "IE007", KindUnloadingRemarks: "IE044",
	KindPassageNotified: "IE118", KindArrivalAdvice: "IE006", KindDestinationResults: "IE018", KindCancelNotified: "IE010",
	KindIncidentNotified: "IE180", KindIncidentForwarded: "IE181", KindExitNotified: "IE168", KindForwardedArrival: "IE024",
	KindDiscrepanciesSettled: "IE049", KindEnquiry: "IE142", KindEnquiryResponse: "IE143", KindEnquiryCancelled: "IE059",
	KindRecoveryNotified: "IE063", KindRecoveryRequest: "IE150", KindRecoveryAnswer: "IE151", KindRecoveryDispatch: "IE152",
	KindMovementQuery: "IE027", KindMovementAnswer: "IE038", KindGuaranteeRequest: "IE203", KindGuaranteeAnswer: "IE205", KindGuaranteeRelease: "IE209",
}

// noticeNumbers are those of what the holder is told, by the message that made the fact.
var noticeNumbers = map[Kind]string{
	KindLodge: "IE928", KindAccept: "IE028", KindReject: "IE056", KindAmend: "IE004", KindDecideControl: "IE060", KindRelease: "IE029",
	KindRefuseRelease: "IE051", KindDecideInvalidation: "IE009", KindCancel: "IE009", KindIncident: "IE182", KindIncidentNotified: "IE182",
	KindAskHolder: "IE140", KindStartRecovery: "IE035", KindDischarge: "IE045", KindCloseRecovery: "IE045", KindRecoveryDispatch: "IE045",
	KindPermitUnloading: "IE043", KindDestinationControl: "IE025",
}

// timerNumbers are those of what the holder is told when a timer elapses.
var timerNumbers = map[State]string{Refused: "IE056", NotReleased: "IE051", HolderAsked: "IE140", InRecovery: "IE035"}

// IE is the number of a message in NCTS, empty for one that NCTS does not have: what the holder learns here and not there, and
// what only this administration's officers do.
func IE(m Message) string {
	switch v := m.(type) {
	case AnticipatedRecord:
		if v.Role == Destination {
			return "IE001"
		}
		return "IE050"
	case RecordRequest:
		if v.For == Destination {
			return "IE002"
		}
		return "IE114"
	case RecordAnswer:
		if v.For == Destination {
			return "IE003"
		}
		return "IE115"
	case Notice:
		return noticeNumber(v.Fact)
	}
	return numbers[m.Kind()]
}

func noticeNumber(f Fact) string {
	switch {
	case f.Message == KindGuaranteeAnswer && f.To == GuaranteeInvalid:
		return "IE055"
	case f.Message == KindRequestInvalidation && f.To == Invalidated:
		return "IE009"
	case f.Message == KindDestinationResults && has(f.Read, Datum{"satisfactory", "no"}):
		return "IE019"
	case f.Message == KindDecideControl && has(f.Read, Datum{"control", string(NoControl)}):
		return ""
	case f.Message == KindElapsed:
		return timerNumbers[f.To]
	}
	return noticeNumbers[f.Message]
}
