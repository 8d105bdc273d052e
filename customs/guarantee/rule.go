package guarantee

import "time"

// Status says how sure a rule is, in the words of package filing.
type Status string

// The statuses.
const (
	Verified Status = "verified" // read in the source
	Stated   Status = "stated"   // said by the cited page
	Recalled Status = "recalled" // unverified: check before relying on it
	Own      Status = "own"      // Kairo's own convention: no law asks for it
)

// Rule is the rule a fact rests on.
type Rule struct {
	ID     string `json:"id"`
	Text   string `json:"text"` // in our own words
	Status Status `json:"status"`
	Source string `json:"source"`
}

// ReadAskedBy is the name of the datum that says who asked a question or for a use: a party, or the account of a person.
const ReadAskedBy = "asked by"

// Datum is one thing that was read to decide.
type Datum struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Fact is one thing that happened: what message led which subject from which state to which, by which rule, what was read
// to decide it, and the entries booked. It never holds an access code.
type Fact struct {
	Message MessageKind `json:"message"`
	Role    Role        `json:"role"`
	Subject Subject     `json:"subject"`
	Name    string      `json:"name"` // GRN, or ID of the use or allotment
	From    State       `json:"from"`
	To      State       `json:"to"`
	At      time.Time   `json:"at"`
	Rule    Rule        `json:"rule"`
	Read    []Datum     `json:"read,omitempty"`
	Reasons []Reason    `json:"reasons,omitempty"` // why it was refused
	Entries []Entry     `json:"entries,omitempty"`
	Note    string      `json:"note,omitempty"`
}

const (
	ddnta = "DG TAXUD DDNTA Appendix Q2 6.4.1, 27.6.2025, section 6"
	list  = "list InvalidGuaranteeReason (CL252), United Kingdom reference data of 12.2.2025"
	none  = "no text: a convention of Kairo"
)

// Rules are the rules cited, by their ID.
var Rules = []Rule{
	{"GUA-AMOUNT", "The guarantee covers the exact amount of the debt that may arise where it is known, else the highest amount that can be worked out; a comprehensive guarantee covers what is open at any time.", Verified,
		"Union Customs Code Art. 90 (read at info-aduaneiro.portaldasfinancas.gov.pt)"},
	{"GUA-RATES", "The amount is worked out at the highest rates of the country of departure, excise and VAT included, without preference; in exceptional cases where it cannot be, it is taken as EUR 10,000.", Stated,
		"Convention on common transit App. I Art. 18, 74; UCC-IA Art. 148, 155; Agencia Tributaria, Transit Manual III.2.2.2"},
	{"GUA-LIMIT", "The sum reserved for all open movements never exceeds the reference amount; a movement is opened only when it is covered.", Stated,
		"Swiss Federal Office for Customs and Border Security, securities in transit, guideline R-14-01 of 28.2.2025"},
	{"GUA-LEVEL", "A comprehensive guarantee secures 100, 50 or 30 per cent of the reference amount, a waiver none of it.", Stated,
		"Finnish Customs, EU-wide guarantee (categories BA, BB, BC, BD); UCC-IA Art. 158"},
	{"GUA-VOUCHER", "A voucher is worth EUR 10,000, serves once and is valid for at most one year.", Recalled,
		"UCC-IA Art. 160, Convention on common transit App. I Art. 21; the year also in its Art. 14 of 1996, which had EUR 7,000"},
	{"GUA-CODE", "Types with a reference number need the number and the access code.", Verified, "DDNTA condition C0086 with list CL286"},
	{"GUA-CANCEL", "The cancellation of an undertaking takes effect on the 16th day after the customs office received it.", Verified,
		"UCC-DA Art. 82(3) (read at info-aduaneiro.portaldasfinancas.gov.pt)"},
	{"GUA-IE200", "The office of departure has a guarantee checked by its office of guarantee.", Verified, ddnta + ", IE200/201"},
	{"GUA-IE203", "The office of departure has the use of a guarantee registered by its office of guarantee.", Verified, ddnta + ", IE203/205"},
	{"GUA-IE204", "A use is cancelled where the movement does not take place.", Verified, ddnta + ", IE204"},
	{"GUA-IE209", "The reference amount is credited when the movement is written off.", Verified, ddnta + ", IE209"},
	{"GUA-RELEASE", "A guarantee is released as far as the debt can no longer arise.", Recalled, "Union Customs Code Art. 98"},
	{"GUA-RECOVERY", "A debt that has arisen is recovered, from the debtor and from the guarantor up to what is secured.", Verified, ddnta + ", IE035, IE063, IE150 to IE152"},
	{"GUA-REFUSED", "A guarantee that cannot serve is refused with the published reasons.", Verified, list},
	{"GUA-TIR", "A carnet secures duties and taxes of each country up to that country's ceiling.", Stated, "TIR Convention 1975 Art. 8; Agencia Tributaria, Transit Manual IX.1.2"},
	{"GUA-PENDING", "A reservation that is not confirmed by its deadline is given back; a later confirmation reserves anew if it can.", Own, none},
	{"GUA-ALLOT", "A post whose line may fail holds a part of the limit, with a number range; while cut off it releases only within that.", Own, none},
	{"GUA-RECONCILE", "What a post may have used stays withheld until the post has reported; the office takes over every use as it stands.", Own, none},
}

// RuleByID finds a rule; it is the zero Rule where there is none of that ID.
func RuleByID(id string) Rule {
	for _, r := range Rules {
		if r.ID == id {
			return r
		}
	}
	return Rule{}
}

var cited = map[MessageKind]string{
	KindRegister: "GUA-AMOUNT", KindVary: "GUA-LIMIT", KindSetCodes: "GUA-CODE", KindRevoke: "GUA-CANCEL",
	KindCheck: "GUA-IE200", KindUse: "GUA-IE203", KindConfirm: "GUA-PENDING", KindCancelUse: "GUA-IE204", KindExpire: "GUA-PENDING",
	KindRelease: "GUA-IE209", KindCall: "GUA-RECOVERY", KindSettle: "GUA-RECOVERY",
	KindAllot: "GUA-ALLOT", KindRecall: "GUA-RECONCILE", KindAllotmentReport: "GUA-RECONCILE",
	KindAllotmentGranted: "GUA-ALLOT", KindLineCut: "GUA-ALLOT", KindLineBack: "GUA-RECONCILE",
	KindAllotmentRecalled: "GUA-RECONCILE", KindAllotmentReconciled: "GUA-RECONCILE",
}

// RuleOf gives the rule cited for a message to a guarantee of a kind.
func RuleOf(k Kind, m MessageKind) Rule {
	if m == KindRegister {
		switch k {
		case Comprehensive, Waiver:
			return RuleByID("GUA-LEVEL")
		case Voucher:
			return RuleByID("GUA-VOUCHER")
		case TIRCarnet:
			return RuleByID("GUA-TIR")
		}
	}
	return RuleByID(cited[m])
}
