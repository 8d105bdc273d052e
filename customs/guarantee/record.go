package guarantee

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/unit"
)

// Carnet gives the terms of a TIR carnet in one country: its ceiling there on the day of acceptance is the limit. Each
// country keeps its own record of a carnet.
func Carnet(number, office, holder, country string, ceiling unit.Money, from, until time.Time) Terms {
	return Terms{GRN: number, Kind: TIRCarnet, Office: office, Holder: holder, Limit: ceiling, From: from, Until: until, Countries: []string{country}}
}

// Vouchers is how many vouchers of EUR 10,000 cover an amount in euro (rule GUA-VOUCHER).
func Vouchers(amount unit.Money) (int64, error) {
	var c checker
	c.money("/amount", amount, "EUR")
	return (amount.Minor + VoucherMinor - 1) / VoucherMinor, c.list.OrNil()
}

// Absent is the record of a guarantee that an office does not know, so that its answers carry the office's name.
func Absent(office string) Guarantee { return Guarantee{State: None, Terms: Terms{Office: office}} }

func (a *act) register(v Register) error {
	office := a.g.Terms.Office
	if a.g.State == None {
		a.g.Terms = v.Terms
	}
	if err := a.beginRecord(v.Terms.GRN); err != nil {
		return err
	}
	var c checker
	if office != "" && v.Terms.Office != office {
		c.wrong("/terms/office", office, "the guarantee is for %q", fault.Clip(v.Terms.Office))
	}
	if err := append(c.list, fault.All(v.Terms.check())...).OrNil(); err != nil {
		return err
	}
	a.g.Role, a.g.State = Office, Valid
	a.g.Terms.Codes = slices.Clone(v.Terms.Codes)
	a.read("kind", string(v.Terms.Kind))
	a.read("holder", v.Terms.Holder)
	a.read("guarantor", v.Terms.Guarantor)
	a.read("limit", v.Terms.Limit.String())
	a.read("secured", a.in(v.Terms.Secured()).String())
	a.read("not valid in", strings.Join(v.Terms.Excluded, " "))
	return a.book(move(Undertaken, Available, v.Terms.Limit.Minor)...)
}

// vary never takes the limit below what is engaged.
func (a *act) vary(v Vary) error {
	if err := a.beginRecord(a.g.Terms.GRN); err != nil {
		return err
	}
	var c checker
	c.money("/limit", v.Limit, a.g.Terms.Limit.Currency)
	c.text("/reason", v.Reason)
	if a.g.Terms.Kind == Voucher {
		c.wrong("/limit", "EUR 10,000.00, the amount of every voucher", "a voucher of %s", v.Limit)
	}
	if err := c.list.OrNil(); err != nil {
		return err
	}
	more := v.Limit.Minor - a.g.Terms.Limit.Minor
	if engaged := a.g.Terms.Limit.Minor - a.g.Balances[Available]; v.Limit.Minor < engaged {
		return a.stop("%s are engaged", a.in(engaged)).Want("a limit of at least that").Mend("wait until uses are released")
	}
	a.read("limit before", a.g.Terms.Limit.String())
	a.read("limit", v.Limit.String())
	a.read("reason", v.Reason)
	a.g.Terms.Limit = v.Limit
	return a.book(move(Undertaken, Available, more)...)
}

func (a *act) setCodes(v SetCodes) error {
	if err := a.beginRecord(a.g.Terms.GRN); err != nil {
		return err
	}
	var c checker
	if len(v.Codes) == 0 && a.g.Terms.Kind.Coded() {
		c.wrong("/codes", "at least one access code", "none is given")
	}
	c.codes("/codes", v.Codes)
	a.g.Terms.Codes = slices.Clone(v.Codes)
	a.read("access codes", strconv.Itoa(len(v.Codes)))
	return c.list.OrNil()
}

// revoke gives the notice of the law where a guarantor stands behind the guarantee; else it ends at once.
func (a *act) revoke(v Revoke) error {
	if err := a.beginRecord(a.g.Terms.GRN); err != nil {
		return err
	}
	a.g.State, a.g.EndsAt = Ending, a.now
	if a.g.Terms.Kind.undertaken() {
		y, m, d := a.now.Date()
		a.g.EndsAt = time.Date(y, m, d+NoticeDays, 0, 0, 0, 0, time.UTC)
	}
	for _, x := range a.g.Allotments {
		if x.State == Granted {
			a.send(x.Post, AllotmentRecalled{From: a.g.Terms.Office, Allotment: x.ID})
		}
	}
	var c checker
	c.text("/reason", v.Reason)
	a.read("no new use from", stamp(a.g.EndsAt))
	a.read("still engaged", a.in(a.g.Terms.Limit.Minor-a.g.Balances[Available]).String())
	a.read("reason", v.Reason)
	return c.list.OrNil()
}

// check answers without reserving.
func (a *act) check(v CheckGuarantee) error {
	if err := a.beginRecord(v.GRN); err != nil {
		return err
	}
	var c checker
	c.question(v.Question)
	a.fact.Reasons = a.judge(v.Question)
	if v.Amount != (unit.Money{}) && trusted(a.fact.Reasons) { // the currency is told to nobody else
		c.money("/amount", v.Amount, a.g.Terms.Limit.Currency)
	}
	if err := c.list.OrNil(); err != nil {
		return err
	}
	result := CheckResult{GRN: v.GRN, From: a.self(), Valid: len(a.fact.Reasons) == 0, Reasons: a.fact.Reasons}
	if trusted(a.fact.Reasons) {
		free := a.g.Free()
		result.Balance = &free
	}
	a.read(ReadAskedBy, v.From)
	a.cite()
	a.send(v.From, result)
	return nil
}

// trusted is true where the asker proved to know the guarantee: then its balance may be told.
func trusted(reasons []Reason) bool {
	for _, r := range []Reason{Unknown, WrongCode, OtherHolder, OtherType} {
		if slices.Contains(reasons, r) {
			return false
		}
	}
	return true
}

// cite names the list of reasons as the rule of a refusal.
func (a *act) cite() {
	if len(a.fact.Reasons) > 0 {
		a.fact.Rule = RuleByID("GUA-REFUSED")
	}
}

// judge gives every published reason why the guarantee cannot serve what is asked, in the order of the list. To whom does
// not know the guarantee or its code nothing else is told.
func (a *act) judge(q Question) []Reason {
	t := a.g.Terms
	if a.g.State == None || q.GRN != t.GRN {
		return []Reason{Unknown}
	}
	if t.Kind.Coded() && !t.opens(q.AccessCode) {
		return []Reason{WrongCode}
	}
	var out []Reason
	add := func(holds bool, r Reason) {
		if holds {
			out = append(out, r)
		}
	}
	add(!a.inForce() || t.Kind == Cash && a.taken(), NotInForce)
	add(q.Holder != t.Holder, OtherHolder)
	add(t.Kind == Voucher && a.taken(), VoucherUsed)
	add(q.Suspended && t.NoSuspended, NoSuspended)
	add(t.excludes(q.Countries), CountryExcluded)
	add(q.Amount.Minor > a.g.Balances[Available], Insufficient)
	add(t.Kind == Individual && a.taken(), IndividualUsed)
	add(t.Departure != "" && q.Departure != t.Departure || t.Destination != "" && q.Destination != t.Destination, OtherOffices)
	add(!t.covers(q.Commodities), OtherGoods)
	add(q.Type != t.Kind, OtherType)
	return out
}

// inForce is true while new uses may be made: of the guarantee, and at a post of the allotment and its number range.
func (a *act) inForce() bool {
	t := a.g.Terms
	if a.now.Before(t.From) || !t.Until.IsZero() && !a.now.Before(t.Until) || !a.g.EndsAt.IsZero() && !a.now.Before(a.g.EndsAt) {
		return false
	}
	x := a.g.Allotment
	return x == nil || a.now.Before(x.Until) && x.Next <= x.Last
}

// taken is true of a guarantee for one movement that has one.
func (a *act) taken() bool {
	return a.g.Terms.Kind.Single() && (a.g.TakenBy != "" || slices.ContainsFunc(a.g.Uses, func(u Use) bool { return u.State == Pending }))
}

func (t Terms) excludes(countries []string) bool {
	return slices.ContainsFunc(countries, func(c string) bool {
		return slices.Contains(t.Excluded, c) || len(t.Countries) > 0 && !slices.Contains(t.Countries, c)
	})
}

func (t Terms) covers(commodities []string) bool {
	if len(t.Commodities) == 0 {
		return true
	}
	for _, c := range commodities {
		if !slices.ContainsFunc(t.Commodities, func(named string) bool { return strings.HasPrefix(c, named) }) {
			return false
		}
	}
	return len(commodities) > 0
}

// full is the error of a record that can take no more.
func full(what string, limit int) error {
	return fault.New(fault.Limit, "the record holds %d %s", limit, what).Want("fewer").Mend("share the guarantee out by allotments, or wait until ended ones are dropped")
}
