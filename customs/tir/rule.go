package tir

import (
	"slices"
	"time"

	"github.com/kairo-corridor/kairo/customs/transit"
)

const (
	conv    = "TIR Convention 1975, "
	bazanpa = "; consolidated text at bazanpa.ru"
	consul  = "; consolidated text at consultant.ru, LAW_295367"
	aeat    = "; Agencia Tributaria, Transit Manual "
	own     = "procedure of the offices; no text at hand"
)

type ruleRow struct {
	kinds []Kind
	Rule
}

// rules are searched from the top; the first row that names the message is the one cited.
var rules = []ruleRow{
	{[]Kind{KindAdvance, KindWithdraw}, Rule{ID: "TIR-EPD", Text: "The holder sends the particulars of the carnet in advance, amends or withdraws them before it is presented.", Status: transit.Stated, Source: "IRU TIR-EPD messages, April 2022; under eTIR " + conv + "Annex 11"}},
	{[]Kind{KindPresent, KindStart, KindResume}, Rule{ID: "TIR-1-START", Text: "An operation starts when vehicle, load and carnet were presented for control at the office of departure or entry and the office accepted the carnet.", Status: transit.Stated, Source: conv + "Art. 1(c), 19; BOE-A-2003-11381"}},
	{[]Kind{KindCarnetAnswer}, Rule{ID: "TIR-A10-QUERY", Text: "The control system tells whether a carnet is issued, to whom, and what terminations it knows.", Status: transit.Verified, Source: "IRU SafeTIR holder query TCHQ, April 2022"}},
	{[]Kind{KindRefuse}, Rule{ID: "TIR-REFUSE", Text: "A carnet that does not meet the conditions is not accepted, and the reason is told.", Status: transit.Recalled, Source: conv + "Art. 3, 9, 17, 38"}},
	{[]Kind{KindLoad}, Rule{ID: "TIR-18-LOADING", Text: "A transport may have several offices of departure; each further one uses another pair of vouchers.", Status: transit.Recalled, Source: conv + "Art. 18, Annex 1"}},
	{[]Kind{KindSuspend, KindNotResumed}, Rule{ID: "TIR-26", Text: "Where another regime serves for a part of the journey the transport is suspended there; the offices of interruption and of resumption act as offices of exit and of entry.", Status: transit.Stated, Source: conv + "Art. 26" + bazanpa}},
	{[]Kind{KindTerminate, KindTerminationNotified}, Rule{ID: "TIR-28", Text: "The office certifies the termination without delay, with or without reservation; a reservation rests on stated facts of the operation itself.", Status: transit.Stated, Source: conv + "Art. 28(1)" + bazanpa}},
	{[]Kind{KindIncident, KindIncidentNotified}, Rule{ID: "TIR-25", Text: "After an accident with broken seals, or goods destroyed or damaged, the authority draws up the certified report; a transfer to another vehicle takes place in its presence.", Status: transit.Stated, Source: conv + "Art. 25" + aeat + "IX.5.5"}},
	{[]Kind{KindReportLoss, KindSubstitute}, Rule{ID: "TIR-LOSS", Text: "A carnet lost on the way is told to the association and the organisation; the office decides which document stands for it until the goods leave.", Status: transit.Recalled, Source: own}},
	{[]Kind{KindDischarge}, Rule{ID: "TIR-10", Text: "The authorities recognize, by comparing the data of both offices, that the operation was terminated correctly; then nothing can be claimed of the association, unless the certificate was obtained improperly or there was no termination.", Status: transit.Recalled, Source: conv + "Art. 1(e), 10"}},
	{[]Kind{KindEnquire, KindAcceptProof}, Rule{ID: "TIR-ENQUIRY", Text: "Where the proof of termination is missing the holder and the association are asked; another proof to the satisfaction of the authorities stands for it.", Status: transit.Recalled, Source: conv + "comments to Art. 10 and 11"}},
	{[]Kind{KindIrregularity}, Rule{ID: "TIR-11-NOT", Text: "An operation that is not terminated correctly is not discharged; a discharge that rests on a certificate obtained improperly does not bind.", Status: transit.Recalled, Source: conv + "Art. 10(2), 11"}},
	{[]Kind{KindNotify}, Rule{ID: "TIR-11-1", Text: "The association is notified of the non-discharge within one year of the acceptance of the carnet, two where the certificate of termination was falsified or improperly obtained; the holder too.", Status: transit.Stated, Source: conv + "Art. 11(1)" + bazanpa}},
	{[]Kind{KindDemand, KindDebtPaid}, Rule{ID: "TIR-11-2", Text: "As far as possible payment is first required of the persons directly liable.", Status: transit.Stated, Source: conv + "Art. 11(2)" + aeat + "IX.6.4.2"}},
	{[]Kind{KindClaim}, Rule{ID: "TIR-11-3", Text: "Payment is claimed from the association at the earliest one month and at the latest two years after the notification, up to its ceiling.", Status: transit.Stated, Source: conv + "Art. 8(3), 11(3)" + aeat + "IX.6.5"}},
	{[]Kind{KindAssociationPaid}, Rule{ID: "TIR-11-4", Text: "The association pays within three months of the claim.", Status: transit.Stated, Source: conv + "Art. 11(4), explanatory note 0.11-4" + consul}},
	{[]Kind{KindDropClaim}, Rule{ID: "TIR-DROP", Text: "The authority may give up what it could claim.", Status: transit.Recalled, Source: own}},
	{[]Kind{KindRefund}, Rule{ID: "TIR-11-5", Text: "What was paid is given back where within two years of the claim it is established that no irregularity took place.", Status: transit.Stated, Source: conv + "Art. 11(5)" + consul}},
	{[]Kind{KindReconciliation, KindReconcile}, Rule{ID: "TIR-A10-RECON", Text: "The control system asks where its data and the carnet differ; the office answers that they are right, that earlier data are to be deleted, or that there was no termination.", Status: transit.Verified, Source: "IRU SafeTIR WSRQ and WSRE, April 2022; " + conv + "Annex 10"}},
	{[]Kind{KindOperationNotified}, Rule{ID: "TIR-A11-NOTIFY", Text: "The next administrations learn how the operations before theirs stand.", Status: transit.Recalled, Source: "eTIR I15, notify customs; between nodes without eTIR the same by Kairo's own message"}},
	{[]Kind{KindElapsed}, Rule{ID: "TIR-TIMER", Text: "A time that the procedure sets has passed.", Status: transit.Recalled, Source: "the timers of package tir, each with its source"}},
}

// RuleOf gives the rule cited for a message.
func RuleOf(kind Kind) Rule {
	for _, r := range rules {
		if slices.Contains(r.kinds, kind) {
			return r.Rule
		}
	}
	return Rule{}
}

// OfficeLimit is the limit of offices of departure and destination from a day on (Article 18).
type OfficeLimit struct {
	From   time.Time // zero: from the beginning
	Max    int
	Status transit.Status
	Source string
}

// OfficeLimits are the limits, the newest first. Since the last change a party may set its own for its territory, below
// seven and not below three.
var OfficeLimits = []OfficeLimit{
	{time.Date(2022, 6, 25, 0, 0, 0, 0, time.UTC), 8, transit.Stated, conv + "Art. 18; C.N.91.2022.TREATIES-XI.A.16 at lexaris.de, 22022A0624(01)"},
	{time.Time{}, 4, transit.Stated, conv + "Art. 18 before 25.6.2022; same source"},
}

func officeLimit(on time.Time) OfficeLimit {
	for _, l := range OfficeLimits {
		if !on.Before(l.From) {
			return l
		}
	}
	return OfficeLimits[len(OfficeLimits)-1]
}

// Term is a time that is held against a message, not waited for.
type Term struct {
	Name   string
	From   time.Time // in force from this day; zero: from the beginning
	Months int
	Days   int
	Status transit.Status
	Source string
}

// Terms are the times held against a message; of one name the newest stands first.
var Terms = []Term{
	{"claim-earliest", time.Date(2012, 9, 13, 0, 0, 0, 0, time.UTC), 1, 0, transit.Stated, conv + "Art. 11(3)" + aeat + "IX.6.5; the day is that of ECE/TRANS/17/Amend.30 (inferred)"},
	{"claim-earliest", time.Time{}, 3, 0, transit.Recalled, conv + "Art. 11 before Amend.30"},
	{"fraud", time.Time{}, 24, 0, transit.Stated, conv + "Art. 11(1)" + bazanpa + ": from the acceptance of the carnet"},
	{"refund", time.Time{}, 24, 0, transit.Stated, conv + "Art. 11(5)" + consul + ": from the claim"},
	{"safetir", time.Time{}, 0, SafeTIRDays, transit.Stated, conv + "Annex 10" + aeat + "IX.5.7: as far as possible daily; sent at once"},
}

// SafeTIRDays is within how many days the control system is to have termination data.
const SafeTIRDays = 1

// term adds a time to a day, by what is in force on that day.
func term(name string, from time.Time) time.Time {
	for _, t := range Terms {
		if t.Name == name && !from.Before(t.From) {
			return from.AddDate(0, t.Months, t.Days)
		}
	}
	return from
}
