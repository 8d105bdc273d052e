package transit

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/unit"
)

var grn = []GuaranteeReference{{GRN: "24GB0000010000HV5", Amount: unit.Money{Minor: 1_000_000, Currency: "EUR"}}}

// standingCommon completes a movement that may name guarantees with what its state implies.
func standingCommon(m *Movement) {
	m.Declaration.Guarantees = grn
	if m.Declaration.Regime == CommonTransit {
		m.Declaration.Exit = []Office{{Country: "KZ", Code: "DEMO-KZ-07"}, {Country: "RU", Code: "DEMO-RU-07"}, {Country: "BY", Code: "DEMO-BY-07"}}
	}
	m.Limit = now.Add(-time.Hour)
	if !has(unreleased, m.State) {
		m.ReleasedAt = now.AddDate(0, 0, -5)
	}
	if m.Query.Of = "KZ"; m.Role == Owner {
		m.Query.Of = "BY"
	}
	if m.Role == Owner {
		m.Guarantee = &GuaranteeUse{Status: UseRegistered, Office: OfficeOfGuarantee, Request: 1}
	}
	switch m.State {
	case PreLodged:
		m.Number, m.Guarantee, m.Declaration.Additional, m.LodgedAt = "", nil, PreLodgedType, now.AddDate(0, 0, -30)
	case Lodged:
		m.Number, m.Guarantee = "", nil
	case GuaranteeAsked:
		m.Guarantee = &GuaranteeUse{Status: UseAsked, Office: OfficeOfGuarantee, Request: 1}
	case GuaranteeInvalid:
		m.Guarantee = &GuaranteeUse{Status: UseInvalid, Office: OfficeOfGuarantee, Request: 1}
	case Arrived, Unloading, Unloaded, Checked, Discharged:
		m.Arrival = &Passed{Office: m.Declaration.Destination, At: now, Declared: true}
		m.Result = &Result{Text: "two packages short", At: now}
		m.Unloading = &UnloadingResult{UnloadingRemarks{Conform: true}, now}
		m.Consignee = "consignee"
	case Overdue, HolderAsked, UnderEnquiry, InRecovery, RecoveryRequested, RecoveryElsewhere: // the results are missing
		m.Arrival = &Passed{Office: m.Declaration.Destination, At: now, Declared: true}
	}
	if m.Role == Owner {
		m.RecoveryWith = "BY"
		m.Incidents = []IncidentReport{{Code: "2", Office: Office{Country: "RU", Code: "1"}, Text: "seal broken"}}
		m.Enquiry = &EnquiryStatus{Asked: "BY", AskedAt: now.AddDate(0, 0, -50), AnswerBy: now.AddDate(0, 0, -10), HolderAsked: now.AddDate(0, 0, -60)}
	}
}

// try is a message and the movement it is given to.
type try struct {
	m   Movement
	msg Message
}

// tries are the samples of a message; where what the movement holds decides the next state, a movement for each.
func tries(k Kind, m Movement, r Regime, role Role) []try {
	var out []try
	for _, msg := range samples(k, m, r, role) {
		out = append(out, try{m, msg})
	}
	if !has(secured, r) {
		return out
	}
	with := func(change func(*Movement)) {
		for _, x := range out[:len(samples(k, m, r, role))] {
			c := m.clone()
			change(&c)
			out = append(out, try{c, x.msg})
		}
	}
	switch {
	case k == KindElapsed:
		out = nil
		for i := range TimerRules {
			if x := &TimerRules[i]; has(x.Regimes, r) && has(x.Roles, role) && has(x.States, m.State) {
				c := m.clone()
				c.Timers = []Timer{{x.Kind, now}}
				out = append(out, try{c, Elapsed{x.Kind}})
			}
		}
	case k == KindLodge:
		for _, additional := range []string{"A", PreLodgedType} {
			if has(atOnce, r) {
				continue
			}
			l := out[0].msg.(Lodge)
			l.Declaration.Additional = additional
			out = append(out, try{m, l})
		}
	case k == KindCancel || k == KindArrival || k == KindArrivalNotification || k == KindArrivalAdvice:
		with(func(c *Movement) { c.Arrival, c.Proof = nil, "a document" })
	case k == KindChangeDelivery:
		with(func(c *Movement) { c.Arrival = nil })
	case k == KindLimitExtended && m.State == Overdue:
		with(func(c *Movement) { c.Arrival = nil })
		with(func(c *Movement) { c.Arrival, c.Passages = nil, []Passed{{Office: Office{Country: "KZ", Code: "x"}}} })
		with(func(c *Movement) { c.Arrival, c.Parts = nil, []Part{{Packages: 1}} })
	case k == KindMovementAnswer && m.State == "":
		with(func(c *Movement) {
			c.Key, c.Role, c.State, c.Owner, c.Declaration.Regime, c.Query.Of = "R1-S2", role, None, "KZ", r, "KZ"
		})
	case k == KindDestinationResults && has(proven, m.State):
		with(func(c *Movement) { c.Proof = "a document" })
	case k == KindRecoveryAnswer || k == KindRecoveryDispatch:
		with(func(c *Movement) { c.RecoveryWith = "RU" })
	case k == KindDischarge:
		with(func(c *Movement) { c.Result = &Result{Satisfactory: true, At: now} })
	case k == KindAccept:
		with(func(c *Movement) { c.Declaration.Guarantees = nil })
	case k == KindAmend:
		v := out[0].msg.(Amend)
		v.Declaration.Guarantees = grn
		out = append(out, try{m, v})
	case k == KindDecideInvalidation || k == KindAnswerRecovery || k == KindRecordAnswer: // which go back to where they came from
		for _, s := range States {
			if has(find(role, m.State, k, r), s) {
				with(func(c *Movement) { c.Back = s })
			}
		}
		if k == KindRecordAnswer {
			with(func(c *Movement) { c.Passages = []Passed{{Office: Office{Country: m.Administration, Code: "x"}}} })
		}
		if k != KindRecordAnswer {
			out = out[len(samples(k, m, r, role)):]
		}
	case k == KindAnswerEnquiry || k == KindEnquiryCancelled:
		with(func(c *Movement) { c.Passages = []Passed{{Office: Office{Country: m.Administration, Code: "x"}}} })
		if r == EAEUTransit {
			with(func(c *Movement) { c.Parts = []Part{{Packages: 1}} })
		}
	}
	return out
}

// samplesCommon are the samples of the messages that only common transit has.
func samplesCommon(k Kind, m Movement, r Regime, role Role) []Message {
	here := Office{Country: m.Administration, Code: "DEMO-" + m.Administration + "-09"}
	report := IncidentReport{Code: "2", Office: Office{Country: "RU", Code: "DEMO-RU-01"}, Text: "seal broken", At: now, RecordedAt: now}
	passed := Passed{Office: Office{Country: "RU", Code: "DEMO-RU-07"}, At: now, Declared: true}
	as := Passing
	if role == Destination {
		as = Destination
	}
	switch k {
	case KindElapsed:
		return []Message{Elapsed{TimerArrival}}
	case KindPresent:
		return []Message{Present{Place: "yard 4"}}
	case KindRequestInvalidation:
		return []Message{RequestInvalidation{"another corridor"}}
	case KindDecideInvalidation:
		return []Message{DecideInvalidation{Granted: true}, DecideInvalidation{Reason: "the goods are under control"}}
	case KindGuaranteeAnswer:
		return []Message{GuaranteeAnswer{Key: "R1-S2", From: OfficeOfGuarantee, Request: 1, Valid: true},
			GuaranteeAnswer{Key: "R1-S2", From: OfficeOfGuarantee, Request: 1, Reasons: []string{"the amount is too high"}},
			GuaranteeAnswer{Key: "R1-S2", From: OfficeOfGuarantee, Request: 0, Valid: true}}
	case KindIncident:
		return []Message{Incident{Code: "2", Office: here, Text: "seal broken", NewSeals: []string{"S2"}}}
	case KindIncidentNotified:
		return []Message{IncidentNotified{"RU", report}}
	case KindIncidentForwarded:
		return []Message{IncidentForwarded{"KZ", report}}
	case KindLeaveArea:
		return []Message{LeaveArea{}}
	case KindExitNotified:
		return []Message{ExitNotified{"RU", passed}}
	case KindAskRecord:
		return []Message{AskRecord{Key: "R1-S2", Number: "DEMO-KZ-2026-0000001", Owner: "KZ", For: Destination, Office: here, Regime: r},
			AskRecord{Key: "R1-S2", Number: "DEMO-KZ-2026-0000001", Owner: "KZ", For: as, Office: here, Regime: r}}
	case KindRecordRequest:
		return []Message{RecordRequest{Key: "R1-S2", From: "CN", Number: "DEMO-KZ-2026-0000001", For: Destination, Office: Office{Country: "CN", Code: "1"}, Regime: r}}
	case KindRecordAnswer:
		return []Message{RecordAnswer{Key: "R1-S2", From: "KZ", Given: true, For: as, Number: "N1", Declaration: sampleDeclaration(r), ReleasedAt: now},
			RecordAnswer{Key: "R1-S2", From: "KZ", Reason: "the goods have arrived"}}
	case KindForwardedArrival:
		return []Message{ForwardedArrival{"KZ", passed}}
	}
	return samplesLater(k, m)
}

// samplesWay are the samples of the time limit, the place of delivery and the query.
func samplesWay(k Kind, m Movement) []Message {
	here, there := Office{Country: m.Administration, Code: "DEMO-" + m.Administration + "-09"}, Office{Country: "BY", Code: "DEMO-BY-03"}
	teller, asked := "KZ", "KZ"
	if m.Administration == "KZ" {
		teller, asked = "BY", "BY"
	}
	number := "DEMO-KZ-2026-0000001"
	switch k {
	case KindExtendLimit:
		return []Message{ExtendLimit{Office: here, Days: 2, Reason: "snow on the pass"}}
	case KindLimitExtended:
		return []Message{LimitExtended{From: teller, Office: there, Limit: now.AddDate(0, 0, 2), Reason: "snow on the pass", At: now}}
	case KindChangeDelivery:
		return []Message{ChangeDelivery{Office: there, Reason: "another warehouse"}}
	case KindDeliveryChanged:
		return []Message{DeliveryChanged{From: "KZ", Office: there, Reason: "another warehouse", At: now}}
	case KindReachDelivery:
		return []Message{ReachDelivery{Office: here}}
	case KindDeliverPart:
		return []Message{DeliverPart{Office: here, Packages: 1}}
	case KindPartDelivered:
		return []Message{PartDelivered{"BY", Part{Office: there, At: now, Packages: 1}}}
	case KindAskMovement:
		return []Message{AskMovement{Key: "R1-S2", Number: number, Of: asked, Regime: m.Declaration.Regime}}
	case KindMovementQuery:
		return []Message{MovementQuery{Key: "R1-S2", From: teller, Number: number, Regime: m.Declaration.Regime}}
	case KindMovementAnswer:
		return []Message{MovementAnswer{Key: "R1-S2", From: asked, Known: true, Number: number, State: InTransit}}
	}
	panic("no sample of " + string(k))
}

func samplesLater(k Kind, m Movement) []Message {
	switch k {
	case KindArrivalNotification:
		return []Message{ArrivalNotification{Trader: "consignee"}}
	case KindPermitUnloading:
		return []Message{PermitUnloading{}}
	case KindUnloadingRemarks:
		return []Message{UnloadingRemarks{Completed: true, Conform: true, SealsGood: true}, UnloadingRemarks{Remarks: "two packages short"}}
	case KindSettleDiscrepancies:
		return []Message{SettleDiscrepancies{"the packages were found"}}
	case KindDiscrepanciesSettled:
		return []Message{DiscrepanciesSettled{"KZ", "the packages were found", now}}
	case KindAskHolder:
		return []Message{AskHolder{}}
	case KindHolderAnswer:
		return []Message{HolderAnswer{Text: "delivered"}}
	case KindAskDestination:
		return []Message{AskDestination{Sufficient: true}, AskDestination{Fraud: true}}
	case KindEnquiry:
		return []Message{Enquiry{From: "KZ", AnswerBy: now}}
	case KindAnswerEnquiry:
		return []Message{AnswerEnquiry{Result: GoodsUnknown}}
	case KindEnquiryResponse:
		return []Message{EnquiryResponse{From: "BY", Result: GoodsUnknown}}
	case KindCancelEnquiry:
		return []Message{CancelEnquiry{"found"}}
	case KindEnquiryCancelled:
		return []Message{EnquiryCancelled{"KZ", "found"}}
	case KindAcceptProof:
		return []Message{AcceptProof{"customs endorsement of the consignment note"}}
	case KindStartRecovery:
		return []Message{StartRecovery{"the goods did not arrive"}}
	case KindRequestRecovery:
		return []Message{RequestRecovery{"BY", "the goods were removed there"}}
	case KindAnswerRecovery:
		return []Message{AnswerRecovery{Accepted: true}, AnswerRecovery{Reason: "they were not"}}
	case KindCloseRecovery:
		return []Message{CloseRecovery{Text: "paid"}, CloseRecovery{Called: true, Text: "not paid"}}
	case KindRecoveryNotified:
		return []Message{RecoveryNotified{From: "KZ", At: now}, RecoveryNotified{From: "KZ", Closed: true, At: now}}
	case KindRecoveryRequest:
		return []Message{RecoveryRequest{"KZ", "the goods were removed there"}}
	case KindRecoveryAnswer:
		return []Message{RecoveryAnswer{From: "BY", Accepted: true}, RecoveryAnswer{From: "BY"}}
	case KindRecoveryDispatch:
		return []Message{RecoveryDispatch{From: "BY", Text: "paid"}}
	}
	return samplesWay(k, m)
}

// sameStates compares lists of states whatever their order.
func sameStates(a, b string) bool {
	x, y := strings.Split(a, "|"), strings.Split(b, "|")
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

// guarantees reads "GRN:amount,…" in euros.
func guarantees(s string) (out []GuaranteeReference) {
	for _, g := range strings.Split(s, ",") {
		if number, amount, ok := strings.Cut(g, ":"); ok {
			var euros int64
			fmt.Sscan(amount, &euros)
			out = append(out, GuaranteeReference{GRN: number, Amount: unit.Money{Minor: euros * 100, Currency: "EUR"}})
		}
	}
	return out
}

// messageCommon reads a command of common transit.
func (w *world) messageCommon(words []string, args map[string]string) Message {
	country := words[0]
	at := Office{Country: country, Code: args["office"]}
	m := w.at[w.owner]
	yes := func(name string) bool { return args[name] == "yes" }
	switch Kind(words[1]) {
	case KindPresent:
		p := Present{Place: args["place"]}
		fmt.Sscan(args["days"], &p.LimitDays)
		return p
	case KindRequestInvalidation:
		return RequestInvalidation{args["reason"]}
	case KindDecideInvalidation:
		return DecideInvalidation{Granted: yes("granted"), Reason: args["reason"]}
	case KindGuaranteeAnswer:
		a := GuaranteeAnswer{Key: "R1-S2", From: OfficeOfGuarantee, Request: m.Guarantee.Request, Valid: args["refused"] == ""}
		if !a.Valid {
			a.Reasons = []string{args["refused"]}
		}
		return a
	case KindIncident:
		return Incident{Code: args["code"], Office: at, Text: args["text"], ByCarrier: yes("carrier"), NewMeans: args["means"]}
	case KindLeaveArea:
		return LeaveArea{}
	case KindAskRecord:
		return AskRecord{Key: "R1-S2", Number: args["number"], Owner: w.owner, For: Role(args["for"]), Office: at, Regime: w.decl.Regime}
	case KindArrivalNotification:
		v := ArrivalNotification{Trader: args["trader"], Place: args["place"], Simplified: yes("simplified")}
		if args["office"] != "" {
			v.Office = at
		}
		return v
	case KindPermitUnloading:
		return PermitUnloading{}
	case KindUnloadingRemarks:
		return UnloadingRemarks{Completed: args["completed"] != "no", Conform: args["conform"] != "no", SealsGood: true, Remarks: args["remarks"]}
	case KindSettleDiscrepancies:
		return SettleDiscrepancies{args["text"]}
	}
	return w.messageEnquiry(words, args)
}

func (w *world) messageEnquiry(words []string, args map[string]string) Message {
	yes := func(name string) bool { return args[name] == "yes" }
	switch Kind(words[1]) {
	case KindElapsed:
		return Elapsed{TimerKind(args["timer"])}
	case KindAskHolder:
		return AskHolder{args["reason"]}
	case KindHolderAnswer:
		return HolderAnswer{Text: args["text"]}
	case KindAskDestination:
		return AskDestination{Sufficient: yes("sufficient"), Fraud: yes("fraud")}
	case KindAnswerEnquiry:
		return AnswerEnquiry{Result: EnquiryResult(args["result"]), Text: args["text"]}
	case KindCancelEnquiry:
		return CancelEnquiry{args["reason"]}
	case KindAcceptProof:
		return AcceptProof{args["proof"]}
	case KindStartRecovery:
		return StartRecovery{args["reason"]}
	case KindRequestRecovery:
		return RequestRecovery{args["of"], args["reason"]}
	case KindAnswerRecovery:
		return AnswerRecovery{Accepted: yes("accepted"), Reason: args["reason"]}
	case KindCloseRecovery:
		return CloseRecovery{Called: yes("called"), Text: args["text"]}
	}
	return w.messageWay(words, args)
}

// messageWay reads a command about the time limit, the place of delivery or a query.
func (w *world) messageWay(words []string, args map[string]string) Message {
	at := Office{}
	if args["office"] != "" {
		at = Office{Country: words[0], Code: args["office"]}
	}
	number := func(name string) (n int) {
		fmt.Sscan(args[name], &n)
		return n
	}
	switch Kind(words[1]) {
	case KindExtendLimit:
		return ExtendLimit{Office: at, Days: number("days"), Reason: args["reason"]}
	case KindChangeDelivery:
		country, office, _ := strings.Cut(args["to"], ":")
		return ChangeDelivery{Office: Office{Country: country, Code: office, Demo: true}, Reason: args["reason"]}
	case KindReachDelivery:
		return ReachDelivery{Office: at}
	case KindDeliverPart:
		return DeliverPart{Office: at, Packages: number("packages"), GrossKg: unit.Kg(number("kg")), Text: args["text"]}
	case KindAskMovement:
		if args["of"] == "" {
			return AskMovement{Text: args["text"]}
		}
		return AskMovement{Key: "R1-S2", Number: args["number"], Of: args["of"], Regime: w.decl.Regime, Text: args["text"]}
	}
	return nil
}
