package carriage

import (
	"slices"
	"time"

	"github.com/kairo-corridor/kairo/customs/transit"
)

// Fact is one thing that happened to a carriage: what act led from which state to which, by whom, where and when, by which
// rule, and what was read to decide it. RecordedAt is when this carrier learned it.
type Fact struct {
	Message    Kind      `json:"message"`
	From       State     `json:"from"`
	To         State     `json:"to"`
	Seq        int       `json:"seq,omitempty"` // of the entry; 0: an application passed on
	By         string    `json:"by"`            // carrier
	At         time.Time `json:"at"`
	RecordedAt time.Time `json:"recordedAt"`
	Station    Station   `json:"station"`
	Number     string    `json:"number,omitempty"` // of the note
	Law        Law       `json:"law"`
	Rule       Rule      `json:"rule"`
	Read       []Datum   `json:"read,omitempty"`
	Note       string    `json:"note,omitempty"`
}

const (
	smgsText = "SMGS in the text in force since 1.7.2015"
	cimText  = "CIM Uniform Rules, Appendix B to COTIF 1999"
	manual   = "CIM/SMGS consignment note manual GLV-CIM/SMGS"
	gist     = "extract of the text of 2015 at gist.github.com, 170bf00f"
	citLaw   = "cit-rail.org, Law in practice, circumstances preventing carriage"
)

// RuleRow is one rule, the laws it belongs to and the messages it is cited for.
type RuleRow struct {
	Laws  []Law
	Kinds []Kind
	Rule
}

var (
	smgsOnly = []Law{SMGS}
	cimOnly  = []Law{CIM}
	bothLaws = []Law{SMGS, CIM}
)

// Rules are searched from the top; the first row that names the law of the section and the message is the one cited.
var Rules = []RuleRow{
	{smgsOnly, []Kind{KindDrawUp}, Rule{ID: "SMGS-15", Text: "The consignor draws up a note for each consignment and presents it with the goods.", Status: transit.Recalled, Source: smgsText + ", Art. 15"}},
	{smgsOnly, []Kind{KindAccept}, Rule{ID: "SMGS-14", Text: "The contract is concluded when the carrier accepts the goods with the note, which its date stamp confirms; the delivery period begins on the next day.", Status: transit.Recalled, Source: smgsText + ", Art. 14, 24"}},
	{smgsOnly, []Kind{KindRefuseAcceptance, KindWithdraw}, Rule{ID: "SMGS-ADMISSION", Text: "Before the stamp there is no contract: goods that are not admitted, or wrongly packed or described, are not accepted.", Status: transit.Recalled, Source: smgsText + ", article not read"}},
	{smgsOnly, []Kind{KindDepart, KindPresent, KindTakeOver, KindRefuseTakeOver}, Rule{ID: "SMGS-SUCCESSION", Text: "Each carrier that takes over goods and note enters the same contract; at the border station they pass with a transmission list.", Status: transit.Recalled, Source: smgsText + ", Art. 14; Service Instruction to SMGS"}},
	{smgsOnly, []Kind{KindReport}, Rule{ID: "SMGS-29", Text: "The carrier makes a commercial report where it finds loss, shortage, damage, or goods and note that do not agree.", Status: transit.Recalled, Source: smgsText + ", Art. 29"}},
	{smgsOnly, []Kind{KindReplaceSeals}, Rule{ID: "SMGS-SEALS", Text: "Seals that are opened for a control are replaced, and the change is entered in the note.", Status: transit.Recalled, Source: smgsText + ", article not read"}},
	{smgsOnly, []Kind{KindObstacle, KindClearObstacle, KindReroute, KindInstruct, KindDispose}, Rule{ID: "SMGS-28", Text: "At an obstacle the carrier carries by another route or asks the consignor; without instructions in time it disposes of the goods by the law of the place.", Status: transit.Recalled, Source: smgsText + ", Art. 28"}},
	{smgsOnly, []Kind{KindAmend}, Rule{ID: "SMGS-25-CONSIGNOR", Text: "The consignor may change destination and consignee until the note is handed to the consignee, or until the goods reach the entry border station of the country of destination where the carrier already holds an application of the consignee.", Status: transit.Stated, Source: smgsText + ", Art. 25; " + gist}},
	{smgsOnly, []Kind{KindAmend}, Rule{ID: "SMGS-25-CONSIGNEE", Text: "The consignee may change destination and consignee within the country of destination, until the goods leave its entry border station.", Status: transit.Recalled, Source: smgsText + ", Art. 25"}},
	{smgsOnly, []Kind{KindArrive, KindNotify, KindDeliver, KindRefuse}, Rule{ID: "SMGS-26", Text: "The carrier notifies the consignee and gives goods and note against payment; the consignee may refuse only goods that have become unfit for use.", Status: transit.Recalled, Source: smgsText + ", Art. 26"}},
	{smgsOnly, []Kind{KindClaim, KindAnswerClaim}, Rule{ID: "SMGS-46", Text: "Consignor and consignee claim in writing, with reasons and the amount; the carrier answers within 180 days.", Status: transit.Recalled, Source: smgsText + ", Art. 46"}},

	{cimOnly, []Kind{KindDrawUp, KindAccept, KindRefuseAcceptance, KindWithdraw}, Rule{ID: "CIM-6", Text: "The contract is confirmed by a consignment note; the transit period begins when the goods are taken over.", Status: transit.Recalled, Source: cimText + ", Art. 6, 16"}},
	{cimOnly, []Kind{KindDepart, KindPresent, KindTakeOver, KindRefuseTakeOver}, Rule{ID: "CIM-26", Text: "Each carrier that takes over the goods with the note becomes a party to the contract.", Status: transit.Recalled, Source: cimText + ", Art. 26"}},
	{cimOnly, []Kind{KindReport}, Rule{ID: "CIM-42", Text: "The carrier ascertains loss or damage without delay in a report, in the presence of the person entitled where possible.", Status: transit.Recalled, Source: cimText + ", Art. 42"}},
	{cimOnly, []Kind{KindReplaceSeals}, Rule{ID: "CIM-15", Text: "The carrier sees to the administrative formalities on the way; what they change on the seals is entered in the note.", Status: transit.Recalled, Source: cimText + ", Art. 15"}},
	{cimOnly, []Kind{KindObstacle, KindClearObstacle, KindReroute, KindInstruct, KindDispose}, Rule{ID: "CIM-20-22", Text: "The carrier decides whether to ask for instructions or to carry by another route; goods that cannot go on are unloaded, returned, sold or destroyed.", Status: transit.Stated, Source: cimText + ", Art. 20, 22; " + citLaw}},
	{cimOnly, []Kind{KindAmend}, Rule{ID: "CIM-18", Text: "The consignee may change the contract from the drawing up of the note on, unless the note keeps that right for the consignor; whoever has it loses it when the consignee takes the note or the goods.", Status: transit.Recalled, Source: cimText + ", Art. 18, 19"}},
	{cimOnly, []Kind{KindArrive, KindNotify, KindDeliver, KindRefuse}, Rule{ID: "CIM-17", Text: "The carrier hands note and goods to the consignee at the place of delivery; circumstances that prevent it are told to the consignor.", Status: transit.Recalled, Source: cimText + ", Art. 17, 21"}},
	{cimOnly, []Kind{KindClaim, KindAnswerClaim}, Rule{ID: "CIM-43", Text: "Claims are addressed in writing to a carrier against which an action may be brought.", Status: transit.Recalled, Source: cimText + ", Art. 43"}},

	{bothLaws, []Kind{KindReconsign}, Rule{ID: "RECONSIGNMENT", Text: "Where the law of the contract changes, the common note is stamped and goes on; else a new note is drawn up and the old one is attached.", Status: transit.Stated, Source: manual + ", amendment 28 of 1.7.2018 (docslib 3002741); railwaypro.com"}},
	{bothLaws, []Kind{KindTransship}, Rule{ID: "TRANSSHIPMENT", Text: "Where the gauge changes, goods are reloaded or bogies changed; the old wagon numbers are struck out and the new ones added.", Status: transit.Stated, Source: manual + ", box 19 (docs.cntd.ru 499075133)"}},
	{bothLaws, []Kind{KindEndorse}, Rule{ID: "ENDORSEMENT", Text: "Customs offices endorse the note in its box for them; in the simplified rail procedure it stands for the transit declaration.", Status: transit.Stated, Source: manual + ", box 26 (docs.cntd.ru 499075133); DB Cargo"}},
}

// RuleOf gives the rule cited for a message under a law, for an amendment under SMGS that of the consignor; the zero Rule
// where there is none. What the clock does is cited from [TimerRules].
func RuleOf(law Law, kind Kind) Rule {
	for _, r := range Rules {
		if slices.Contains(r.Laws, law) && slices.Contains(r.Kinds, kind) {
			return r.Rule
		}
	}
	return Rule{}
}

// amendRule is the rule by which one of the two may amend.
func amendRule(law Law, by Claimant) Rule {
	rule := RuleOf(law, KindAmend)
	if law == SMGS && by == ByConsignee {
		i := slices.IndexFunc(Rules, func(r RuleRow) bool { return r.ID == "SMGS-25-CONSIGNEE" })
		rule = Rules[i].Rule
	}
	return rule
}
