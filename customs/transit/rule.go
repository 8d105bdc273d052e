package transit

import "time"

// Status says how sure a rule is, in the words of package filing.
type Status string

// The statuses.
const (
	Verified Status = "verified" // read in the source
	Stated   Status = "stated"   // said by the cited page
	Recalled Status = "recalled" // unverified: check before relying on it
)

// Rule is the rule a fact rests on.
type Rule struct {
	ID     string `json:"id"`
	Text   string `json:"text"` // in our own words
	Status Status `json:"status"`
	Source string `json:"source"`
}

// Datum is one thing that was read to decide.
type Datum struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Fact is one thing that happened to a movement: what message led from which state to which, where and when, by which
// rule, and what was read to decide it. RecordedAt is when this administration learned it.
type Fact struct {
	Message    Kind      `json:"message"`
	From       State     `json:"from"`
	To         State     `json:"to"`
	At         time.Time `json:"at"`
	RecordedAt time.Time `json:"recordedAt"`
	Office     Office    `json:"office"`
	Number     string    `json:"number,omitempty"`
	Version    int       `json:"version,omitempty"` // of the consignment, as declared when it happened
	Hash       string    `json:"hash,omitempty"`    // of that version
	Rule       Rule      `json:"rule"`
	Read       []Datum   `json:"read,omitempty"`
	Note       string    `json:"note,omitempty"`
}

type ruleRow struct {
	regimes []Regime // nil: every regime
	kinds   []Kind
	Rule
}

var (
	eaeu   = []Regime{EAEUTransit}
	common = []Regime{CommonTransit}
	nation = []Regime{NationalTransit}
	export = []Regime{Export}
	imp    = []Regime{Import}

	eaeuAndNation = []Regime{EAEUTransit, NationalTransit}
)

const (
	ddnta    = "DG TAXUD DDNTA Appendix Q2 6.4.1, 27.6.2025"
	eaeuCode = "Customs Code of the EAEU"
	cisLaw   = "EEC Board Decisions 185 of 29.10.2019 and 162 of 21.11.2023"
	own      = "no text at hand"
	flows    = "HMRC, NCTS phase 5 technical interface specification, process flows, 2024"
)

// rules are searched from the top; the first row that names the regime and the message is the one cited.
var rules = []ruleRow{
	{eaeu, []Kind{KindLodge}, Rule{"EAEU-104", "The declaration is electronic, lodged by the declarant or the customs representative.", Stated, eaeuCode + " Art. 104"}},
	{eaeu, []Kind{KindAccept, KindReject}, Rule{"EAEU-111", "The declaration is registered, or its registration refused, within one working hour; the number is office/DDMMYY/serial.", Recalled, eaeuCode + " Art. 111"}},
	{eaeu, []Kind{KindDecideControl, KindControlResult}, Rule{"EAEU-310", "The customs authority chooses the objects and forms of control by risk.", Recalled, eaeuCode + " Art. 310"}},
	{eaeu, []Kind{KindRelease}, Rule{"EAEU-144", "The office of departure releases the goods and sets the time limit of the transit.", Recalled, eaeuCode + " Art. 119, 144"}},
	{eaeu, []Kind{KindRefuseRelease}, Rule{"EAEU-125", "The release is refused where a condition of the procedure is not met.", Recalled, eaeuCode + " Art. 125"}},
	{eaeu, []Kind{KindArrival}, Rule{"EAEU-145", "The carrier brings the goods and papers to the place of delivery in time.", Stated, eaeuCode + " Art. 145, 150"}},
	{eaeu, []Kind{KindDestinationControl, KindDischarge}, Rule{"EAEU-151", "The office of destination completes the transit as Decision 170 orders.", Stated, eaeuCode + " Art. 151; EEC Board Decision 170 of 13.12.2017"}},
	{eaeu, []Kind{KindCancel}, Rule{"EAEU-113", "The declaration may be withdrawn.", Recalled, eaeuCode + " Art. 113"}},
	{eaeu, []Kind{KindAmend}, Rule{"EAEU-112", "A registered declaration may be changed before the release, as long as no control is decided and the goods stay the same.", Recalled, eaeuCode + " Art. 112"}},
	{eaeu, []Kind{KindPassage, KindAnticipated, KindPassageNotified, KindArrivalAdvice, KindDestinationResults, KindDischargeNotified, KindCancelNotified}, Rule{"EAEU-P185", "The offices of departure, passage and destination tell each other by the common process of transit.", Stated, cisLaw}},

	{eaeu, []Kind{KindGuaranteeAnswer}, Rule{"EAEU-146", "The duties of goods under transit are secured, but for the carriers and goods that the Code exempts; the release waits for it.", Recalled, eaeuCode + " Art. 146, 147"}},
	{eaeu, []Kind{KindIncident, KindIncidentNotified, KindIncidentForwarded}, Rule{"EAEU-WAY", "Operations with the goods on the way, an accident and force majeure are told to the nearest office, which tells the office of departure.", Recalled, eaeuCode + " Art. 148, 150"}},
	{eaeu, []Kind{KindAskRecord, KindRecordRequest, KindRecordAnswer, KindForwardedArrival}, Rule{"EAEU-D170-OTHER", "The transit may be completed by another office than the one declared; it asks for the record and the others are told.", Recalled, eaeuCode + " Art. 145, 151; " + cisLaw}},
	{eaeu, []Kind{KindArrivalNotification}, Rule{"EAEU-151-PAPERS", "The carrier presents the papers within three hours by road, twelve by rail, after the goods reached the place of delivery.", Recalled, eaeuCode + " Art. 151"}},
	{eaeu, []Kind{KindSettleDiscrepancies, KindDiscrepanciesSettled}, Rule{"EAEU-SETTLE", "What the office of destination found is settled between the offices before the transit ends.", Recalled, cisLaw}},
	{eaeu, []Kind{KindAskHolder, KindHolderAnswer, KindAskDestination, KindEnquiry, KindAnswerEnquiry, KindEnquiryResponse, KindCancelEnquiry, KindEnquiryCancelled}, Rule{"EAEU-SEARCH", "For goods that did not arrive in time the office of departure asks the carrier and the other offices.", Stated, cisLaw}},
	{eaeu, []Kind{KindAcceptProof}, Rule{"EAEU-PROOF", "Papers that prove where the goods are stand for the arrival.", Recalled, eaeuCode + " Art. 151"}},
	{eaeu, []Kind{KindStartRecovery, KindCloseRecovery, KindRecoveryNotified}, Rule{"EAEU-151-12", "The duties of goods that were not delivered are collected from whoever is liable, the carrier or the declarant, jointly in some cases, or from the guarantor.", Stated, eaeuCode + " Art. 151(12), free-ved.com"}},
	{eaeu, []Kind{KindRequestRecovery, KindRecoveryRequest, KindAnswerRecovery, KindRecoveryAnswer, KindRecoveryDispatch}, Rule{"EAEU-2010", "The authority where the guarantee was given or the debt arose may collect it for the office of departure.", Recalled, "Agreement of 21.5.2010 on guarantees in customs transit, in force 3.6.2011"}},
	{eaeu, []Kind{KindElapsed}, Rule{"EAEU-TIMER", "A time that the procedure sets has passed.", Recalled, "the timers of package transit, each with its source"}},

	{eaeu, []Kind{KindExtendLimit, KindLimitExtended}, Rule{"EAEU-144-EXTEND", "The time limit may be extended within its ceiling, at the office of departure or another; the others are told.", Recalled, eaeuCode + " Art. 144; " + cisLaw}},
	{eaeu, []Kind{KindChangeDelivery, KindDeliveryChanged}, Rule{"EAEU-145-CHANGE", "The place of delivery may be changed with permission; the offices on the way are told.", Recalled, eaeuCode + " Art. 145"}},
	{eaeu, []Kind{KindReachDelivery}, Rule{"EAEU-151-PAPERS", "The carrier presents the papers within three hours by road, twelve by rail, after the goods reached the place of delivery.", Recalled, eaeuCode + " Art. 151"}},
	{eaeu, []Kind{KindDeliverPart, KindPartDelivered}, Rule{"EAEU-D170-PART", "Where a part only is delivered, the transit is completed for that part.", Stated, "EEC Board Decision 170 of 13.12.2017, order, point 3"}},
	{eaeu, queries, Rule{"EAEU-P185-QUERY", "The centre of departure may ask an office on the way about the movement, and an office the centre of departure.", Stated, cisLaw}},

	{common, queries, Rule{"CTC-IE027-038", "An office may ask the office of departure about a movement, and is told how it stands.", Verified, ddnta}},
	{common, []Kind{KindAnticipated}, Rule{"CTC-IE001-050", "The office of departure sends the anticipated arrival and transit records at release.", Verified, ddnta}},
	{common, []Kind{KindPassage, KindPassageNotified}, Rule{"CTC-IE118", "The office of transit tells the office of departure of the frontier crossing.", Verified, ddnta}},
	{common, []Kind{KindArrival, KindArrivalAdvice}, Rule{"CTC-IE006", "The office of destination sends the arrival advice.", Verified, ddnta}},
	{common, []Kind{KindDestinationControl, KindDestinationResults}, Rule{"CTC-IE018", "The office of destination sends its control results to the office of departure.", Verified, ddnta}},
	{common, []Kind{KindDischarge, KindDischargeNotified}, Rule{"CTC-IE045", "With clean results the office of departure writes the movement off.", Verified, ddnta}},
	{common, []Kind{KindCancel, KindCancelNotified}, Rule{"CTC-IE010", "An invalidation is told to every office that knows the movement.", Verified, ddnta}},
	{common, []Kind{KindAmend}, Rule{"CTC-IE013", "The holder amends the declaration by IE013, answered by IE004 or IE005, until a control is announced or the goods are released.", Recalled, ddnta + "; Union Customs Code Art. 173"}},
	{common, []Kind{KindPresent}, Rule{"CTC-IE170", "The holder presents the goods of a pre-lodged declaration; the office then allocates the MRN.", Stated, flows}},
	{common, []Kind{KindRequestInvalidation, KindDecideInvalidation}, Rule{"CTC-IE014", "The holder may ask for the invalidation before the release; the office decides by IE009, and grants it at once before the presentation.", Stated, flows}},
	{common, []Kind{KindGuaranteeAnswer}, Rule{"CTC-IE200-205", "The office of guarantee checks the guarantees and registers their use; an invalid one is told to the holder by IE055.", Verified, ddnta + "; " + flows}},
	{common, []Kind{KindIncident, KindIncidentNotified, KindIncidentForwarded}, Rule{"CTC-IE180-182", "An incident is told to the office of departure, which tells the next offices and the holder.", Verified, ddnta}},
	{common, []Kind{KindLeaveArea, KindExitNotified}, Rule{"CTC-IE168", "The office of exit for transit tells the office of departure that the goods left the security area.", Verified, ddnta}},
	{common, []Kind{KindAskRecord, KindRecordRequest, KindRecordAnswer}, Rule{"CTC-IE002-114", "An actual office that was not declared asks the office of departure for the record; it is given, or refused with the reason.", Verified, ddnta}},
	{common, []Kind{KindForwardedArrival}, Rule{"CTC-IE024", "The office of departure forwards the arrival advice to the other offices.", Verified, ddnta}},
	{common, []Kind{KindArrivalNotification}, Rule{"CTC-IE007", "The trader at destination announces the arrival; an invalid notification is refused by IE057.", Stated, flows}},
	{common, []Kind{KindPermitUnloading, KindUnloadingRemarks}, Rule{"CTC-IE043-044", "With the unloading permission the consignee unloads and sends the unloading remarks; unloading may go on under a new permission.", Stated, flows}},
	{common, []Kind{KindSettleDiscrepancies, KindDiscrepanciesSettled}, Rule{"CTC-IE049", "The office of departure tells the office of destination that the discrepancies are solved.", Verified, ddnta}},
	{common, []Kind{KindAskHolder, KindHolderAnswer}, Rule{"CTC-IE140-141", "The office of departure asks the holder about a movement that did not arrive.", Stated, ia + " Art. 310(2)"}},
	{common, []Kind{KindAskDestination, KindEnquiry, KindAnswerEnquiry, KindEnquiryResponse, KindCancelEnquiry, KindEnquiryCancelled}, Rule{"CTC-IE142-143", "The office of departure asks the office of destination, which answers within 28 or 40 days; IE059 takes the enquiry back.", Verified, ddnta + ", G0125"}},
	{common, []Kind{KindAcceptProof}, Rule{"CTC-PROOF", "An alternative proof that the procedure ended stands for the arrival and its result.", Recalled, ia + " Art. 312"}},
	{common, []Kind{KindStartRecovery, KindCloseRecovery, KindRecoveryNotified}, Rule{"CTC-IE035-063", "The recovery is told to the holder and to every administration involved; the movement is written off when it ends.", Stated, flows + "; " + ddnta}},
	{common, []Kind{KindRequestRecovery, KindRecoveryRequest, KindAnswerRecovery, KindRecoveryAnswer, KindRecoveryDispatch}, Rule{"CTC-IE150-152", "The recovery may be requested of the authority where the debt arose, which accepts or refuses and tells the result.", Verified, ddnta}},
	{common, []Kind{KindElapsed}, Rule{"CTC-TIMER", "A time that the procedure sets has passed.", Recalled, "the timers of package transit, each with its source"}},
	{common, []Kind{KindLodge, KindAccept, KindReject, KindDecideControl, KindControlResult, KindRelease, KindRefuseRelease}, Rule{"CTC-DEP", "The office of departure accepts the declaration under its MRN, controls it or not, and releases or not.", Stated, ddnta + ", section 6, and the published process flows"}},

	{nation, []Kind{KindAmend}, Rule{"NATIONAL-AMEND", "A declaration of the country's own transit may be changed until a control is decided or the goods are released.", Recalled, own}},
	{nation, []Kind{KindGuaranteeAnswer}, Rule{"NATIONAL-GUARANTEE", "Where the declaration names a guarantee, the release waits for its office.", Recalled, own}},
	{nation, []Kind{KindExtendLimit, KindLimitExtended}, Rule{"NATIONAL-EXTEND", "The office of departure may extend the time limit as far as the country's own rule goes.", Recalled, own}},
	{nation, []Kind{KindAskHolder, KindHolderAnswer, KindAcceptProof, KindStartRecovery, KindCloseRecovery, KindRecoveryNotified}, Rule{"NATIONAL-DEBT", "For goods that did not arrive the liable party is asked; the duties are recovered from it or from the guarantor.", Recalled, own}},
	{nation, Kinds, Rule{"NATIONAL-TRANSIT", "The country's own transit: the office of departure accepts and releases, the office of destination records the goods.", Recalled, own}},

	{export, []Kind{KindArrival, KindArrivalAdvice, KindDischargeNotified}, Rule{"EXPORT-EXIT", "The office of exit confirms that the goods have left; the export ends.", Recalled, own}},
	{export, []Kind{KindAmend}, Rule{"EXPORT-AMEND", "An export declaration may be changed until a control is decided or the goods are released.", Recalled, own}},
	{export, Kinds, Rule{"EXPORT", "The office of export accepts the declaration, controls it or not, and releases the goods for exit.", Recalled, own}},
	{imp, []Kind{KindAmend}, Rule{"IMPORT-AMEND", "An import declaration may be changed until a control is decided or the goods are released.", Recalled, own}},
	{imp, Kinds, Rule{"IMPORT", "The office of import accepts the declaration, controls it or not, and releases the goods; the procedure ends with that.", Recalled, own}},
}

// RuleOf gives the rule cited for a message under a regime.
func RuleOf(regime Regime, kind Kind) Rule {
	for _, r := range rules {
		if has(r.regimes, regime) && has(r.kinds, kind) {
			return r.Rule
		}
	}
	return Rule{}
}
