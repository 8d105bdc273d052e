package server

import (
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/customs/tir"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/node"
	"github.com/kairo-corridor/kairo/unit"
)

// tirAPI are the operations on carnets: a demonstration has no organisation that issues them.
func (s *server) tirAPI() []apiRoute {
	return []apiRoute{
		route(apiRoute{Method: "POST", Pattern: apiPrefix + "/carnets", Act: auth.ManageAccounts, Once: true}, "registerCarnet", "carnets",
			"Register the issue of a TIR carnet, or what changed about it, with the organisation that answers for carnets here", (*caller).registerCarnet, created),
	}
}

// CarnetDecision are the fields of decisions on TIR operations.
type CarnetDecision struct {
	Carnet        string `json:"carnet,omitempty" maxLength:"60" doc:"Of present: the number read off the carnet"`
	Holder        string `json:"holder,omitempty" maxLength:"140" doc:"Of present: the holder's number, AAA/BBB/XX…X"`
	Until         string `json:"until,omitempty" maxLength:"10" doc:"Of present: last day of validity, such as 2027-01-20"`
	FirstAccepted string `json:"firstAccepted,omitempty" maxLength:"10" doc:"Of present at a later operation: day of the acceptance at departure"`
	Page          int    `json:"page,omitempty" minimum:"0" maximum:"20" doc:"Of present and resume the next voucher No. 1, of terminate the voucher No. 2; the next one by the record where it is missing"`
	Counterfoils  string `json:"counterfoils,omitempty" maxLength:"512" doc:"Of present: page and country of each termination certified in the carnet, such as 2 UZ, 4 KZ"`
	Vehicles      string `json:"vehicles,omitempty" maxLength:"512" doc:"Of present and incident: registration, approval, its last day; vehicles apart by semicolons"`
	Bulky         bool   `json:"bulky,omitempty" doc:"Of present: heavy or bulky goods, without a certificate of approval"`
	Excluded      bool   `json:"excluded,omitempty" doc:"Of present: the holder is excluded from the procedure here"`
	SealsFound    string `json:"sealsFound,omitempty" maxLength:"512" doc:"Of present: separated by commas"`
	SealsBroken   bool   `json:"sealsBroken,omitempty" doc:"Of present and resume"`
	Report        string `json:"report,omitempty" maxLength:"140" doc:"Of present, resume and incident: number of the certified report"`
	Unapproved    string `json:"unapproved,omitempty" maxLength:"512" doc:"Of incident: why a vehicle without approval is taken"`
	Duties        string `json:"duties,omitempty" maxLength:"20" doc:"Of start: what is at stake, such as 1200.50 EUR"`
	Ceiling       string `json:"ceiling,omitempty" maxLength:"20" doc:"Of start and claim: what the association secures"`
	Amount        string `json:"amount,omitempty" maxLength:"20" doc:"Of demand-payment, claim and debt-paid"`
	NoDemand      string `json:"noDemand,omitempty" maxLength:"512" doc:"Of claim: why payment could not be demanded of the persons directly liable"`
	Partial       bool   `json:"partial,omitempty" doc:"Of terminate: a part is unloaded, the rest goes on"`
	Reservation   string `json:"reservation,omitempty" maxLength:"512" doc:"Of terminate: the facts that a reservation rests on"`
	Regime        string `json:"regime,omitempty" maxLength:"140" doc:"Of suspend: the other regime"`
	Document      string `json:"document,omitempty" maxLength:"140" doc:"Of suspend: document of the other regime; of substitute: what stands for the carnet"`
	Request       string `json:"request,omitempty" maxLength:"140" doc:"Of answer-reconciliation: id of the request"`
}

// CarnetFinding is a condition that the presented carnet does not meet.
type CarnetFinding struct {
	ID     string `json:"id"`
	Text   string `json:"text"`
	Bars   bool   `json:"bars" doc:"The operation cannot start until it is mended and the carnet presented anew"`
	Status string `json:"status" doc:"How sure the condition is: verified, stated, recalled, assumed"`
	Source string `json:"source"`
}

// CarnetTermination is a certified voucher No. 2.
type CarnetTermination struct {
	Page        int           `json:"page"`
	As          string        `json:"as" enum:"final,partial,loading,suspension"`
	Office      CustomsOffice `json:"office"`
	At          time.Time     `json:"at"`
	Packages    int           `json:"packages,omitempty"`
	Reservation string        `json:"reservation,omitempty"`
	Seals       []string      `json:"seals,omitempty" nullable:"false"`
}

// CarnetOther is another operation of the transport as it is known here.
type CarnetOther struct {
	Operation int    `json:"operation"`
	Country   string `json:"country"`
	State     string `json:"state"`
	Lost      bool   `json:"lost,omitempty" doc:"The carnet was lost there"`
}

// CarnetRequest is a question of the control system about termination data.
type CarnetRequest struct {
	ID         string    `json:"id"`
	Page       int       `json:"page"`
	AskedAt    time.Time `json:"askedAt"`
	AnsweredAt time.Time `json:"answeredAt,omitzero"`
	Code       int       `json:"code,omitempty" doc:"1 correct, 2 delete, 3 no termination"`
}

// CarnetOperation is what only a TIR operation has.
type CarnetOperation struct {
	Carnet         string              `json:"carnet"`
	Vouchers       int                 `json:"vouchers" doc:"0 under eTIR"`
	Holder         string              `json:"holder" doc:"The holder's number"`
	Operation      int                 `json:"operation" doc:"From 1, in the order of the route"`
	Operations     int                 `json:"operations"`
	Findings       []CarnetFinding     `json:"findings" nullable:"false" doc:"What is not as it should be, since the carnet was presented"`
	Barred         bool                `json:"barred" doc:"A finding bars the start"`
	AcceptedAt     time.Time           `json:"acceptedAt,omitzero"`
	FirstPage      int                 `json:"firstPage,omitempty" doc:"Voucher No. 1 of the acceptance"`
	NextPage       int                 `json:"nextPage,omitempty" doc:"The next voucher No. 2, once accepted"`
	Terminations   []CarnetTermination `json:"terminations" nullable:"false"`
	Liable         bool                `json:"liable" doc:"The association answers for it"`
	LiabilityEnded time.Time           `json:"liabilityEndedAt,omitzero"`
	Ceiling        *unit.Money         `json:"ceiling,omitempty"`
	Lost           string              `json:"lost,omitempty" doc:"How the carnet was lost"`
	Substitute     string              `json:"substitute,omitempty"`
	NotifiedAt     time.Time           `json:"notifiedAt,omitzero"`
	DemandedAt     time.Time           `json:"demandedAt,omitzero"`
	ClaimedAt      time.Time           `json:"claimedAt,omitzero"`
	Claim          *unit.Money         `json:"claim,omitempty"`
	Others         []CarnetOther       `json:"others,omitempty" nullable:"false"`
	Requests       []CarnetRequest     `json:"requests,omitempty" nullable:"false"`
}

// carnetOperation tells a TIR record, nil of no TIR operation.
func carnetOperation(r *tir.Record) *CarnetOperation {
	if r == nil {
		return nil
	}
	out := &CarnetOperation{Carnet: r.Transport.Carnet, Vouchers: r.Transport.Vouchers, Holder: r.Transport.HolderID, Operation: r.Operation, Operations: len(r.Transport.Operations),
		Findings: []CarnetFinding{}, AcceptedAt: r.AcceptedAt, FirstPage: r.FirstPage, Terminations: []CarnetTermination{}, Liable: r.Liability.Open, LiabilityEnded: r.Liability.EndedAt,
		Lost: r.Lost, Substitute: r.Substitute, NotifiedAt: r.NotifiedAt, DemandedAt: r.DemandedAt, ClaimedAt: r.ClaimedAt, Ceiling: someMoney(r.Ceiling.Amount), Claim: someMoney(r.Claim)}
	if !r.AcceptedAt.IsZero() {
		out.NextPage = r.NextPage()
	}
	for _, f := range r.Findings {
		out.Findings = append(out.Findings, CarnetFinding{f.ID, f.Text, f.Bars, string(f.Status), f.Source})
		out.Barred = out.Barred || f.Bars
	}
	for _, t := range r.Terminations {
		out.Terminations = append(out.Terminations, CarnetTermination{t.Page, string(t.As), customsOffice(t.Office), t.At, t.Packages, t.Reservation, t.Seals})
	}
	for _, o := range r.Others {
		out.Others = append(out.Others, CarnetOther{o.Operation, o.From, string(o.State), o.Lost})
	}
	for _, q := range r.Reconciliations {
		out.Requests = append(out.Requests, CarnetRequest{q.ID, q.Page, q.AskedAt, q.AnsweredAt, q.Code})
	}
	return out
}

func someMoney(m unit.Money) *unit.Money {
	if m.Minor == 0 {
		return nil
	}
	return &m
}

// CarnetIssue is the issue of a TIR carnet.
type CarnetIssue struct {
	Number      string `json:"number" maxLength:"60" doc:"Such as XC70423156"`
	Holder      string `json:"holder" maxLength:"140" doc:"The holder's number, AAA/BBB/XX…X"`
	Until       string `json:"until" format:"date" doc:"Last day of validity"`
	Country     string `json:"country" minLength:"2" maxLength:"2" doc:"Whose association issued it"`
	Invalidated bool   `json:"invalidated,omitempty" doc:"Withdrawn by its issuer: an office is told that it is not valid"`
}

func (c *caller) registerCarnet(in *struct{ Body CarnetIssue }) (*body[CarnetIssue], error) {
	x := in.Body
	until, err := time.Parse(time.DateOnly, x.Until)
	if err != nil {
		return nil, fault.New(fault.BadField, "%q is no day", fault.Clip(x.Until)).At("/until").Want("such as 2027-01-20")
	}
	err = c.desk().RegisterCarnet(c, c.account, node.Carnet{Number: x.Number, HolderID: x.Holder, ValidUntil: until, Association: tir.Association(x.Country), Invalidated: x.Invalidated})
	if err != nil {
		return nil, err
	}
	return &body[CarnetIssue]{"no-store", x}, nil
}
