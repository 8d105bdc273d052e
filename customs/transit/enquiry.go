package transit

import (
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/fault"
)

// The messages of the enquiry.
const (
	KindAskHolder        Kind = "ask-holder"
	KindHolderAnswer     Kind = "holder-answer"
	KindAskDestination   Kind = "ask-destination"
	KindEnquiry          Kind = "enquiry"
	KindAnswerEnquiry    Kind = "answer-enquiry"
	KindEnquiryResponse  Kind = "enquiry-response"
	KindCancelEnquiry    Kind = "cancel-enquiry"
	KindEnquiryCancelled Kind = "enquiry-cancelled"
	KindAcceptProof      Kind = "accept-proof"
)

// AskHolder asks the holder of the procedure where the goods are (NCTS 140).
type AskHolder struct {
	Reason string `json:"reason,omitempty"`
}

// HolderAnswer is the holder's information (NCTS 141).
type HolderAnswer struct {
	Text        string `json:"text"`
	Destination Office `json:"destination,omitzero"` // where the goods were presented, as far as the holder knows
	Document    string `json:"document,omitempty"`   // proof offered
}

// AskDestination opens the enquiry with the office of destination (NCTS 142). The two flags and whether the holder was asked
// decide the time for an answer (guideline G0125).
type AskDestination struct {
	Sufficient bool   `json:"sufficient"`      // the information at hand is enough to find the goods
	Fraud      bool   `json:"fraud,omitempty"` // a fraud is suspected
	Text       string `json:"text,omitempty"`
}

// Enquiry asks the office of destination (NCTS 142).
type Enquiry struct {
	From     string    `json:"from"`
	Text     string    `json:"text,omitempty"`
	AnswerBy time.Time `json:"answerBy"`
}

// EnquiryResult is what the office of destination answers.
type EnquiryResult string

// The results of an enquiry, in our own words.
const (
	GoodsUnknown    EnquiryResult = "unknown"   // nothing is known of the goods
	GoodsSearched   EnquiryResult = "searched"  // the consignee was asked, and the goods did not arrive
	PresentedBefore EnquiryResult = "presented" // they were presented, and the record shows it
	RecoverThere    EnquiryResult = "recover"   // the debt arose there: the authority asks to recover it
)

// EnquiryResults lists the results.
var EnquiryResults = []EnquiryResult{GoodsUnknown, GoodsSearched, PresentedBefore, RecoverThere}

// AnswerEnquiry is the office of destination's answer (NCTS 143).
type AnswerEnquiry struct {
	Result EnquiryResult `json:"result"`
	Text   string        `json:"text,omitempty"`
}

// EnquiryResponse carries the answer to the owner (NCTS 143).
type EnquiryResponse struct {
	From   string        `json:"from"`
	Result EnquiryResult `json:"result"`
	Text   string        `json:"text,omitempty"`
}

// CancelEnquiry takes the enquiry back (NCTS 059).
type CancelEnquiry struct {
	Reason string `json:"reason"`
}

// EnquiryCancelled tells the office of destination that no answer is wanted any more (NCTS 059).
type EnquiryCancelled struct {
	From   string `json:"from"`
	Reason string `json:"reason,omitempty"`
}

// AcceptProof takes an alternative proof that the procedure ended: the movement can then be discharged without an arrival
// advice.
type AcceptProof struct {
	Proof string `json:"proof"`
}

// EnquiryStatus is what was asked and answered. On a copy, only what the owner asked.
type EnquiryStatus struct {
	HolderAsked time.Time     `json:"holderAsked,omitzero"`
	HolderSaid  string        `json:"holderSaid,omitempty"`
	Asked       string        `json:"asked,omitempty"` // administration asked last
	AskedAt     time.Time     `json:"askedAt,omitzero"`
	AnswerBy    time.Time     `json:"answerBy,omitzero"`
	Result      EnquiryResult `json:"result,omitempty"` // of the last answer
}

// The names of the messages.
func (AskHolder) Kind() Kind        { return KindAskHolder }
func (HolderAnswer) Kind() Kind     { return KindHolderAnswer }
func (AskDestination) Kind() Kind   { return KindAskDestination }
func (Enquiry) Kind() Kind          { return KindEnquiry }
func (AnswerEnquiry) Kind() Kind    { return KindAnswerEnquiry }
func (EnquiryResponse) Kind() Kind  { return KindEnquiryResponse }
func (CancelEnquiry) Kind() Kind    { return KindCancelEnquiry }
func (EnquiryCancelled) Kind() Kind { return KindEnquiryCancelled }
func (AcceptProof) Kind() Kind      { return KindAcceptProof }

// due refuses an enquiry while the goods are still expected in time.
func (a *act) due() error {
	if has(inTime, a.fact.From) && !a.m.Limit.IsZero() && !a.now.After(a.m.Limit) {
		return a.stop("the goods have time until %s", stamp(a.m.Limit))
	}
	return nil
}

func (a *act) enquiry() *EnquiryStatus {
	if a.m.Enquiry == nil {
		a.m.Enquiry = &EnquiryStatus{}
	}
	return a.m.Enquiry
}

func (a *act) askHolder(v AskHolder) error {
	if err := a.due(); err != nil {
		return err
	}
	a.enquiry().HolderAsked = a.now
	a.read("time limit", stamp(a.m.Limit))
	a.read("reason", v.Reason)
	return a.remark("/reason", v.Reason)
}

func (a *act) holderAnswer(v HolderAnswer) error {
	var c checker
	c.said("/text", v.Text)
	c.text("/document", v.Document)
	if v.Destination != (Office{}) {
		c.office("/destination", v.Destination)
	}
	if err := c.list.OrNil(); err != nil {
		return err
	}
	a.enquiry().HolderSaid = v.Text
	a.read("said", v.Text)
	a.read("presented at", v.Destination.String())
	a.read("document", v.Document)
	if a.fact.From != HolderAsked {
		a.to(a.fact.From)
		a.irregular("learned after the time to answer")
	}
	return nil
}

// askDestination opens the enquiry; its limit follows guideline G0125.
func (a *act) askDestination(v AskDestination) error {
	if err := a.due(); err != nil {
		return err
	}
	to := a.m.destinationOf()
	if to == a.m.Owner {
		return a.stop("the office of destination is this administration's own").Mend("look for the goods there, and record the arrival or go on to the recovery")
	}
	e := a.enquiry()
	days := timerRule(TimerEnquiryAnswer, a.m.Declaration.Regime).Days
	if a.m.Declaration.Regime == CommonTransit && (!e.HolderAsked.IsZero() || !v.Sufficient || v.Fraud) {
		days = enquiryShortDays
	}
	e.Asked, e.AskedAt, e.AnswerBy, e.Result = to, a.now, a.now.AddDate(0, 0, days), ""
	a.read("asked", to)
	a.read("information sufficient", yes(v.Sufficient))
	a.read("holder asked", yes(!e.HolderAsked.IsZero()))
	a.read("fraud suspected", yes(v.Fraud))
	a.read("answer by", stamp(e.AnswerBy)+", "+plural(days, "day"))
	a.send(to, Enquiry{From: a.m.Owner, Text: v.Text, AnswerBy: e.AnswerBy})
	return a.remark("/text", v.Text)
}

// enquired has the office of destination look, unless it has the goods: then its results are the answer.
func (a *act) enquired(v Enquiry) error {
	if err := a.fromOwner(v.From); err != nil {
		return err
	}
	e := a.enquiry()
	e.Asked, e.AskedAt, e.AnswerBy = a.m.Administration, a.now, v.AnswerBy
	a.read("answer by", stamp(v.AnswerBy))
	a.read("text", v.Text)
	if a.m.State != Enquired {
		a.fact.Note = "the goods are known here: the arrival and the results are the answer"
	}
	return a.remark("/text", v.Text)
}

func (a *act) answerEnquiry(v AnswerEnquiry) error {
	if !slices.Contains(EnquiryResults, v.Result) {
		return fault.New(fault.BadField, "%q is no result of an enquiry", fault.Clip(string(v.Result))).At("/result").Want("unknown, searched, presented or recover")
	}
	a.enquiry().Result = v.Result
	a.to(a.comingOrPassing())
	a.read("result", string(v.Result))
	a.read("text", v.Text)
	a.send(a.m.Owner, EnquiryResponse{From: a.m.Administration, Result: v.Result, Text: v.Text})
	return a.remark("/text", v.Text)
}

func (a *act) enquiryResponse(v EnquiryResponse) error {
	if err := a.from(v.From, anyCopy); err != nil {
		return err
	}
	a.enquiry().Result = v.Result
	a.read("result", string(v.Result))
	a.read("text", v.Text)
	if a.fact.From != UnderEnquiry {
		a.to(a.fact.From)
		a.irregular("answered when no answer was waited for any more")
	}
	return a.remark("/text", v.Text)
}

func (a *act) cancelEnquiry(v CancelEnquiry) error {
	a.read("reason", v.Reason)
	return a.remark("/reason", v.Reason)
}

// endEnquiry tells the office asked that no answer is wanted any more, where the enquiry ended in another way than by its answer.
// When only the time for it has passed, a late answer is still wanted.
func (a *act) endEnquiry(msg Message) {
	if a.fact.From != UnderEnquiry || a.m.State == UnderEnquiry || a.m.Ended() || has([]Kind{KindEnquiryResponse, KindElapsed}, msg.Kind()) {
		return
	}
	if asked := a.m.Enquiry.Asked; Sender(msg) != asked {
		reason := string(msg.Kind())
		if v, ok := msg.(CancelEnquiry); ok {
			reason = v.Reason
		}
		a.send(asked, EnquiryCancelled{From: a.m.Owner, Reason: reason})
	}
}

func (a *act) enquiryCancelled(v EnquiryCancelled) error {
	if err := a.fromOwner(v.From); err != nil {
		return err
	}
	a.read("reason", v.Reason)
	if a.fact.From == Enquired {
		a.to(a.comingOrPassing())
	}
	return a.remark("/reason", v.Reason)
}

// acceptProof stands for the arrival and its result.
func (a *act) acceptProof(v AcceptProof) error {
	if strings.TrimSpace(v.Proof) == "" {
		return fault.New(fault.BadField, "no proof is named").At("/proof").Want("the document that proves where the procedure ended")
	}
	a.m.Proof = v.Proof
	a.m.Result = &Result{Satisfactory: true, Text: v.Proof, At: a.now}
	a.read("proof", v.Proof)
	return a.remark("/proof", v.Proof)
}
