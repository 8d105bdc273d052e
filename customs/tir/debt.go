package tir

import (
	"strings"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/unit"
)

// discharge needs the facts of a reservation settled.
func (a *act) discharge(v Discharge) error {
	if r := a.m.Reservations(); len(r) > 0 && a.m.Proof == "" && v.Resolved == "" {
		return a.stop("the termination is certified with reservation: %s", strings.Join(r, "; ")).Mend("say in resolved how it was settled, or find an irregularity")
	}
	if !a.m.Complete() && a.m.Proof == "" {
		return a.stop("page %d is not certified", a.missing())
	}
	var c checker
	c.text("/resolved", v.Resolved)
	a.read("terminations", itoa(len(a.m.Terminations)))
	a.read("alternative proof", a.m.Proof)
	a.read("resolved", v.Resolved)
	a.etir("I13", ETIRSystem, a.m.Here().Start, "")
	return c.list.OrNil()
}

func (a *act) enquire(v Enquire) error {
	a.ask(v.Text)
	var c checker
	c.text("/text", v.Text)
	return c.list.OrNil()
}

// ask puts the enquiry to the holder and the association.
func (a *act) ask(text string) {
	e := Enquiry{From: a.m.Owner, Carnet: a.m.Transport.Carnet, Page: a.missing(), Limit: a.m.Limit, Text: text}
	a.read("missing", "voucher No. 2, page "+itoa(e.Page))
	a.send(a.m.Transport.Holder, e)
	a.send(Association(a.m.Owner), e)
}

// missing is the first voucher No. 2 that is not known.
func (a *act) missing() int {
	page := a.m.FirstPage + 1
	for _, t := range a.m.Terminations {
		if t.Page == page {
			page += 2
		}
	}
	return page
}

func (a *act) acceptProof(v AcceptProof) error {
	a.m.Proof, a.m.Fraud = v.Proof, false
	a.read("alternative proof", v.Proof)
	return mustSay("/proof", v.Proof)
}

// irregularity leads to the non-discharge. A discharge is undone only for fraud, and within the time of the notification.
func (a *act) irregularity(v FindIrregularity) error {
	if v.Fraud && len(a.m.Terminations) == 0 && a.m.Proof == "" {
		return a.stop("there is no certificate of termination that could be falsified").Mend("find the irregularity without fraud")
	}
	if a.fact.From == Discharged {
		if !v.Fraud {
			return a.stop("a discharge binds, unless the certificate of termination was falsified or obtained improperly")
		}
		if until := term("fraud", a.m.AcceptedAt); !a.now.Before(until) {
			return a.stop("the association could be notified until %s", stamp(until))
		}
		if a.m.Reopened {
			return a.stop("a discharge was undone once already")
		}
		a.m.Reopened = true
		a.m.Liability = Liability{Open: true, OpenedAt: a.m.Liability.OpenedAt}
		a.read("liability", "not ended: the discharge does not bind")
	}
	a.m.Fraud = v.Fraud
	a.read("found", v.Text)
	a.read("fraud", yes(v.Fraud))
	return mustSay("/text", v.Text)
}

// notify keeps the time of Article 11(1): what is late is refused, and the timer ends the operation.
func (a *act) notify(v Notify) error {
	by := a.m.AcceptedAt.AddDate(0, timerRule(TimerNotification).Months, 0)
	if a.m.Fraud {
		by = term("fraud", a.m.AcceptedAt)
	}
	if !a.now.Before(by) {
		return a.stop("the association could be notified until %s", stamp(by))
	}
	a.m.NotifiedAt = a.now
	n := NonDischarge{From: a.m.Owner, Carnet: a.m.Transport.Carnet, Page: a.m.FirstPage, AcceptedAt: a.m.AcceptedAt, By: by, Fraud: a.m.Fraud, Text: v.Text}
	a.read("accepted", stamp(a.m.AcceptedAt))
	a.read("to be received by", stamp(by))
	a.send(Association(a.m.Owner), n)
	a.send(a.m.Transport.Holder, n)
	var c checker
	c.text("/text", v.Text)
	return c.list.OrNil()
}

func (a *act) paid(m unit.Money) error {
	var c checker
	c.amount("/amount", m)
	a.read("amount", m.String())
	return c.list.OrNil()
}

func (a *act) demand(v Demand) error {
	a.m.DemandedAt = a.now
	a.send(a.m.Transport.Holder, PaymentDemand{From: a.m.Owner, Carnet: a.m.Transport.Carnet, Amount: v.Amount})
	return a.paid(v.Amount)
}

func (a *act) debtPaid(v DebtPaid) error { return a.paid(v.Amount) }

// claim keeps the window of Article 11(3), the demand before it, and the ceiling.
func (a *act) claim(v Claim) error {
	if from := term("claim-earliest", a.m.NotifiedAt); a.now.Before(from) {
		return a.stop("payment can be claimed from %s", stamp(from)).Mend("wait: a claim made too early may be void")
	}
	if until := a.m.NotifiedAt.AddDate(0, timerRule(TimerClaim).Months, 0); !a.now.Before(until) {
		return a.stop("payment could be claimed until %s", stamp(until))
	}
	if a.m.DemandedAt.IsZero() && v.NoDemand == "" {
		return a.stop("payment was not required of the persons directly liable").Mend("demand it first, or say in noDemand why it is not possible")
	}
	c := v.Ceiling
	if c.Amount.Minor == 0 {
		c = a.m.Ceiling
	}
	var check checker
	check.amount("/amount", v.Amount)
	switch {
	case c.Amount.Minor == 0:
		check.wrong("/ceiling", "what the association secures on the day of acceptance", "the ceiling is not known")
	case v.Amount.Currency != c.Amount.Currency:
		check.wrong("/amount", "an amount in "+c.Amount.Currency, "it is in %q", fault.Clip(v.Amount.Currency))
	case v.Amount.Minor > c.Amount.Minor:
		check.wrong("/amount", "at most "+c.Amount.String(), "%s is above the ceiling", v.Amount)
	}
	check.text("/noDemand", v.NoDemand)
	if err := check.list.OrNil(); err != nil {
		return err
	}
	a.m.Claim, a.m.ClaimedAt, a.m.Ceiling = v.Amount, a.now, c
	a.read("amount", v.Amount.String())
	a.read("ceiling", c.Amount.String()+", "+string(c.Status))
	a.read("demanded", stamp(a.m.DemandedAt))
	a.read("no demand", v.NoDemand)
	a.send(Association(a.m.Owner), PaymentClaim{From: a.m.Owner, Carnet: a.m.Transport.Carnet, Amount: v.Amount, By: a.now.AddDate(0, timerRule(TimerPayment).Months, 0)})
	return nil
}

func (a *act) associationPaid(v AssociationPaid) error {
	if v.From != Association(a.m.Owner) {
		return fault.New(fault.BadField, "%q is not the guaranteeing association", fault.Clip(v.From)).At("/from").Want("%s", Association(a.m.Owner))
	}
	if v.Amount != a.m.Claim {
		return fault.New(fault.BadField, "%s was paid", v.Amount).At("/amount").Want("%s, as claimed", a.m.Claim)
	}
	return a.paid(v.Amount)
}

func (a *act) dropClaim(v DropClaim) error {
	a.read("reason", v.Reason)
	return mustSay("/reason", v.Reason)
}

func (a *act) refund(v Refund) error {
	if until := term("refund", a.m.ClaimedAt); !a.now.Before(until) {
		return a.stop("it could be given back until %s", stamp(until))
	}
	a.read("amount", a.m.Claim.String())
	a.read("reason", v.Reason)
	a.send(Association(a.m.Owner), RefundNotice{From: a.m.Owner, Carnet: a.m.Transport.Carnet, Amount: a.m.Claim, Reason: v.Reason})
	return mustSay("/reason", v.Reason)
}
