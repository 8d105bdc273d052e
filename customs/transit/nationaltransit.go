package transit

// nationalRows are the rows of national transit beside the shared ones. The offices are mostly those of one country, which share
// its record: nothing is asked between administrations.
var nationalRows = lent(NationalTransit,
	[]Kind{KindRequestInvalidation, KindDecideInvalidation, KindLeaveArea, KindExitNotified, KindPermitUnloading, KindUnloadingRemarks,
		KindAskRecord, KindRecordRequest, KindRecordAnswer, KindForwardedArrival, KindAskDestination, KindEnquiry, KindAnswerEnquiry,
		KindEnquiryResponse, KindCancelEnquiry, KindEnquiryCancelled, KindRequestRecovery, KindRecoveryRequest, KindAnswerRecovery,
		KindRecoveryAnswer, KindRecoveryDispatch},
	[]State{InvalidationAsked, UnderEnquiry, Unloading, Unloaded, RecoveryRequested, RecoveryElsewhere,
		RecordAsked, ArrivedElsewhere, Enquired, RecoveryAsked, Recovering})
