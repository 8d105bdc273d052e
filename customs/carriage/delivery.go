package carriage

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/unit"
)

func (a *act) arrive(Arrive) error {
	if last := len(a.c.Note.Sections) - 1; a.c.Section < last {
		return a.stop("%s is not at the end of the route", a.by).Want("present to %s", a.c.Note.Sections[a.c.Section+1].Carrier)
	}
	a.c.ArrivedAt = a.now
	a.fact.Station = a.c.Station()
	a.read("limit", stamp(a.c.Limit))
	a.read("seals", strings.Join(a.c.OnIt(), ", "))
	return nil
}

// notify ends the delivery period.
func (a *act) notify(Notify) error {
	a.c.NotifiedAt = a.now
	if a.now.After(a.c.Limit) {
		a.c.Late = true
	}
	a.read("consignee", a.c.Note.Consignee.Name)
	a.read("limit", stamp(a.c.Limit))
	a.read("in time", yes(!a.c.Late))
	return nil
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// deliver needs the stamps of customs at the destination.
func (a *act) deliver(v Deliver) error {
	var c checker
	c.text("/reserve", v.Reserve, false)
	if err := c.list.OrNil(); err != nil {
		return err
	}
	if err := a.endorsed(a.c.Station(), "before the delivery at"); err != nil {
		return err
	}
	a.read("consignee", a.c.Note.Consignee.Name)
	a.read("in time", yes(!a.c.Late))
	for _, r := range a.c.Reports {
		a.read("report", r.Number+": "+string(r.Kind))
	}
	a.read("reservation", v.Reserve)
	return nil
}

func (a *act) refuse(v Refuse) error {
	a.c.Obstacle = &Obstacle{Reason: v.Reason, Station: a.fact.Station, Since: a.now, Back: Notified}
	return a.reason("/reason", v.Reason)
}

// claim opens a claim that has grounds and is not barred.
func (a *act) claim(v LodgeClaim) error {
	if err := a.checkClaim(v); err != nil {
		return err
	}
	if err := a.claimGrounds(v); err != nil {
		return err
	}
	a.c.Claims = append(a.c.Claims, Claim{ID: v.ID, By: v.By, Kind: v.For, Amount: v.Amount, Report: v.Report, At: a.now, State: ClaimOpen})
	a.read("claim", v.ID+" of the "+string(v.By)+" for "+string(v.For))
	a.read("amount", v.Amount.String())
	a.read("report", v.Report)
	return nil
}

func (a *act) checkClaim(v LodgeClaim) error {
	var c checker
	c.name("/id", v.ID)
	oneOf(&c, "/by", v.By, ByConsignor, ByConsignee)
	oneOf(&c, "/for", v.For, ClaimLoss, ClaimShortage, ClaimDamage, ClaimDelay, ClaimCharges)
	if v.Amount.Minor <= 0 || len(v.Amount.Currency) != 3 {
		c.wrong("/amount", "more than nothing, in a currency of three capitals", "%s is claimed", fault.Clip(v.Amount.String()))
	}
	if slices.ContainsFunc(a.c.Claims, func(x Claim) bool { return x.ID == v.ID }) {
		c.wrong("/id", "another name", "claim %s stands already", fault.Clip(v.ID))
	}
	if len(a.c.Claims) >= ClaimsMax {
		c.wrong("/id", "at most "+strconv.Itoa(ClaimsMax), "there are %d claims", len(a.c.Claims))
	}
	named := slices.ContainsFunc(a.c.Reports, func(r Report) bool { return r.Number == v.Report })
	if needs := v.For == ClaimDamage || v.For == ClaimShortage; (needs || v.Report != "") && !named {
		c.wrong("/report", "the number of a commercial report of this carriage", "%q is none", fault.Clip(v.Report))
	}
	return c.list.OrNil()
}

func (a *act) claimGrounds(v LodgeClaim) error {
	rule := RuleOf(a.c.Law(), KindClaim)
	switch {
	case v.For == ClaimLoss && a.fact.From != Lost:
		return a.barred(rule, "the goods are not lost")
	case v.For == ClaimDelay && !a.c.Late:
		return a.barred(rule, "the goods were in time: the delivery period ended on %s", stamp(a.c.Limit))
	}
	bar, until := a.c.timeBar(v.For)
	a.read("may be claimed until", stamp(until))
	if a.now.After(until) {
		return a.barred(bar.Rule, "the claim is barred since %s", stamp(until))
	}
	return nil
}

// timeBar is the rule by which a claim is barred, and from when on.
func (c *Carriage) timeBar(kind ClaimKind) (TimeBar, time.Time) {
	i := slices.IndexFunc(TimeBars, func(b TimeBar) bool {
		return b.Law == c.Law() && (b.Kinds == nil || slices.Contains(b.Kinds, kind))
	})
	bar, from := TimeBars[i], c.EndedAt
	if c.State == Lost {
		from = c.Limit.AddDate(0, 0, lossDays)
	}
	return bar, from.AddDate(0, bar.Months, 0)
}

// answerClaim pays or rejects; an answer may still come after the time for it.
func (a *act) answerClaim(v AnswerClaim) error {
	i := slices.IndexFunc(a.c.Claims, func(x Claim) bool { return x.ID == v.ID })
	if i < 0 {
		return fault.New(fault.NotFound, "no claim is called %q", fault.Clip(v.ID)).At("/id")
	}
	x := &a.c.Claims[i]
	if x.State != ClaimOpen && x.State != ClaimUnanswered {
		return a.stop("claim %s was answered: %s", x.ID, x.State)
	}
	var c checker
	c.text("/reason", v.Reason, v.Paid.Minor < x.Amount.Minor)
	if v.Paid.Minor < 0 || v.Paid.Minor > x.Amount.Minor || (v.Paid.Minor > 0 && v.Paid.Currency != x.Amount.Currency) {
		c.wrong("/paid", "at most "+x.Amount.String(), "%s is paid", v.Paid)
	}
	if err := c.list.OrNil(); err != nil {
		return err
	}
	x.State = ClaimRejected
	if v.Paid != (unit.Money{}) && v.Paid.Minor > 0 {
		x.State, x.Paid = ClaimPaid, v.Paid
		a.read("paid", v.Paid.String())
	}
	a.read("claim", x.ID+": "+string(x.State))
	a.read("reason", v.Reason)
	return nil
}
