package guarantee

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/kairo-corridor/kairo/fault"
)

func (a *act) allot(v Allot) error {
	i, exists := a.g.allotmentAt(v.ID)
	state := None
	if exists {
		state = a.g.Allotments[i].State
	}
	if err := a.begin(OfAllotment, v.ID, state); err != nil {
		return err
	}
	a.forget()
	if len(a.g.Allotments) >= AllotmentsMax {
		return full("allotments", AllotmentsMax)
	}
	if err := a.checkAllot(v); err != nil {
		return err
	}
	if v.Amount.Minor > a.g.Balances[Available] {
		return a.stop("%s are available", a.g.Free()).Want("an allotment of at most that")
	}
	x := Allotment{ID: v.ID, Post: v.Post, Amount: v.Amount.Minor, Until: v.Until.UTC(), First: v.First, Last: v.Last, Next: v.First, State: Granted}
	i, _ = a.g.allotmentAt(v.ID)
	a.g.Allotments = slices.Insert(a.g.Allotments, i, x)
	a.read("post", v.Post)
	a.read("amount", v.Amount.String())
	a.read("until", stamp(v.Until))
	a.read("numbers", fmt.Sprintf("%d to %d", v.First, v.Last))
	terms := a.g.Terms
	terms.Limit, terms.Codes = v.Amount, slices.Clone(terms.Codes)
	x.State = ""
	a.send(v.Post, AllotmentGranted{From: a.g.Terms.Office, Terms: terms, EndsAt: a.g.EndsAt, Allotment: x})
	return a.book(move(Available, Allotted, x.Amount)...)
}

func (a *act) checkAllot(v Allot) error {
	var c checker
	c.id("/id", v.ID)
	c.name("/post", v.Post)
	c.money("/amount", v.Amount, a.g.Terms.Limit.Currency)
	if !a.g.Terms.Kind.shared() {
		c.wrong("/id", "a comprehensive guarantee, a waiver or one of multiple usage", "a guarantee of type %s is not shared out", a.g.Terms.Kind)
	}
	if !v.Until.After(a.now) || v.Until.Sub(a.now) > AllotmentMax {
		c.wrong("/until", "within 15 days from now", "the allotment ends %s", stamp(v.Until))
	}
	if v.First < 1 || v.Last < v.First || v.Last-v.First >= NumbersMax {
		c.wrong("/first", "a range of 1 to 1,000,000 numbers from 1", "the numbers are %d to %d", v.First, v.Last)
	}
	for _, x := range a.g.Allotments {
		if v.First <= x.Last && x.First <= v.Last {
			c.wrong("/first", "numbers of no other allotment", "allotment %s has %d to %d", x.ID, x.First, x.Last)
		}
	}
	return c.list.OrNil()
}

// forget drops allotments that were reconciled long ago.
func (a *act) forget() {
	a.g.Allotments = slices.DeleteFunc(a.g.Allotments, func(x Allotment) bool {
		return x.State == Reconciled && a.now.Sub(x.Until) > KeepEnded
	})
}

// ofAllotment finds an allotment and asks the table.
func (a *act) ofAllotment(id string) (*Allotment, error) {
	i, ok := a.g.allotmentAt(id)
	state := None
	if ok {
		state = a.g.Allotments[i].State
	}
	if err := a.begin(OfAllotment, id, state); err != nil {
		return nil, err
	}
	return &a.g.Allotments[i], nil
}

// recall asks for the report; it gives nothing back, for the post may have used what it holds.
func (a *act) recall(v Recall) error {
	x, err := a.ofAllotment(v.Allotment)
	if err != nil {
		return err
	}
	var c checker
	c.text("/reason", v.Reason)
	x.Recalled = a.now
	a.read("post", x.Post)
	a.read("reason", v.Reason)
	a.send(x.Post, AllotmentRecalled{From: a.g.Terms.Office, Allotment: x.ID})
	return c.list.OrNil()
}

// report takes over the uses of a post and gives back the rest of its allotment. The same report again is answered again.
func (a *act) report(v AllotmentReport) error {
	x, err := a.ofAllotment(v.Allotment)
	if err != nil {
		return err
	}
	if v.From != x.Post {
		return fault.New(fault.BadField, "the allotment is not of %q", fault.Clip(v.From)).At("/from").Want("%s", x.Post)
	}
	a.send(x.Post, AllotmentReconciled{From: a.g.Terms.Office, Allotment: x.ID})
	if x.State == Reconciled {
		a.fact.Note = "the same message again"
		return nil
	}
	if err := a.checkReport(*x, v.Uses); err != nil {
		return err
	}
	if a.prune(); len(a.g.Uses)+len(v.Uses) > UsesMax {
		return full("uses", UsesMax)
	}
	var pending, used int64
	for _, u := range v.Uses {
		u.ID = x.ID + "/" + u.ID
		if u.State == Pending {
			pending += u.Engaged()
		} else {
			used += u.Engaged()
		}
		i, _ := a.g.useAt(u.ID)
		a.g.Uses = slices.Insert(a.g.Uses, i, u)
	}
	x.State = Reconciled
	a.read("post", x.Post)
	a.read("uses", strconv.Itoa(len(v.Uses)))
	a.read("pending", a.in(pending).String())
	a.read("used", a.in(used).String())
	return a.book(append(append(move(Allotted, InPending, pending), move(Allotted, InUse, used)...),
		move(Allotted, Available, x.Amount-pending-used)...)...)
}

// checkReport holds a report against the allotment: the uses of a post that kept within it.
func (a *act) checkReport(x Allotment, uses []Use) error {
	var c checker
	if len(uses) > UsesMax {
		c.wrong("/uses", "at most 5000", "%d uses", len(uses))
		return c.list.OrNil()
	}
	left := x.Amount
	ids, numbers := map[string]bool{}, map[int64]bool{}
	for i, u := range uses {
		at := "/uses/" + strconv.Itoa(i)
		c.id(at+"/id", u.ID)
		c.name(at+"/from", u.From)
		if ids[u.ID] || numbers[u.Number] {
			c.wrong(at, "an ID and a number of its own", "use %q, number %d, stands twice", fault.Clip(u.ID), u.Number)
		}
		ids[u.ID], numbers[u.Number] = true, true
		switch u.State {
		case Pending, Posted, Released, Expired, Voided:
		default:
			c.wrong(at+"/state", "pending, posted, released, expired or voided", "a use at a post that is %q", fault.Clip(string(u.State)))
		}
		if u.Amount <= 0 || u.Amount > x.Amount || u.Released < 0 || u.Released > u.Amount || u.Claim != 0 || u.Paid != 0 || u.FromGuarantor != 0 {
			c.wrong(at+"/amount", "an amount within the allotment", "took %d, gave back %d", u.Amount, u.Released)
			continue
		}
		if u.Number < x.First || u.Number > x.Last {
			c.wrong(at+"/number", fmt.Sprintf("%d to %d", x.First, x.Last), "number %d", u.Number)
		}
		if left -= u.Engaged(); left < 0 {
			c.wrong(at+"/amount", "all within the allotment of "+a.in(x.Amount).String(), "the uses go beyond it")
			break
		}
	}
	return c.list.OrNil()
}

func (a *act) granted(v AllotmentGranted) error {
	name := v.Allotment.ID
	a.g.Terms = v.Terms
	if err := a.beginRecord(name); err != nil {
		return err
	}
	var c checker
	c.name("/from", v.From)
	c.id("/allotment/id", name)
	x := v.Allotment
	if x.Amount != v.Terms.Limit.Minor || x.First < 1 || x.Next != x.First || x.Last < x.First {
		c.wrong("/allotment", "the amount of the terms and an unused number range", "the allotment is of %d, the terms of %s", x.Amount, v.Terms.Limit)
	}
	if err := append(c.list, fault.All(v.Terms.check())...).OrNil(); err != nil {
		return err
	}
	a.g.Role, a.g.State, a.g.Allotment, a.g.EndsAt = Post, Held, &x, v.EndsAt
	a.g.Terms.Codes = slices.Clone(v.Terms.Codes)
	a.read("guarantee", v.Terms.GRN)
	a.read("amount", v.Terms.Limit.String())
	a.read("until", stamp(x.Until))
	a.read("numbers", fmt.Sprintf("%d to %d", x.First, x.Last))
	return a.book(move(Undertaken, Available, x.Amount)...)
}

func (a *act) lineCut(LineCut) error {
	if err := a.beginRecord(a.allotmentID()); err != nil {
		return err
	}
	a.g.State = Cut
	return nil
}

// lineBack tells the office everything. A post that has told already tells again.
func (a *act) lineBack(LineBack) error {
	if err := a.beginRecord(a.allotmentID()); err != nil {
		return err
	}
	a.tell()
	return nil
}

func (a *act) recalled(v AllotmentRecalled) error {
	if err := a.beginRecord(a.allotmentID()); err != nil {
		return err
	}
	if err := a.ours(v.From, v.Allotment); err != nil {
		return err
	}
	a.tell()
	return nil
}

func (a *act) tell() {
	a.g.State, a.fact.To, a.g.ToldAt = Reported, Reported, a.now
	a.read("uses", strconv.Itoa(len(a.g.Uses)))
	a.send(a.g.Terms.Office, AllotmentReport{From: a.g.Allotment.Post, Allotment: a.g.Allotment.ID, Uses: slices.Clone(a.g.Uses)})
}

// reconciled empties the post's accounts: all of it stands in the office's now.
func (a *act) reconciled(v AllotmentReconciled) error {
	if err := a.beginRecord(a.allotmentID()); err != nil {
		return err
	}
	if err := a.ours(v.From, v.Allotment); err != nil {
		return err
	}
	var entries []Entry
	for _, account := range Accounts {
		if minor := a.g.Balances[account]; minor != 0 {
			entries = append(entries, Entry{account, -minor})
		}
	}
	a.g.State = Closed
	return a.book(entries...)
}

func (a *act) allotmentID() string {
	if a.g.Allotment == nil {
		return a.g.Terms.GRN
	}
	return a.g.Allotment.ID
}

// ours holds a message of the office against the allotment.
func (a *act) ours(from, id string) error {
	var c checker
	if from != a.g.Terms.Office {
		c.wrong("/from", a.g.Terms.Office, "the guarantee is not of %q", fault.Clip(from))
	}
	if id != a.g.Allotment.ID {
		c.wrong("/allotment", a.g.Allotment.ID, "this is allotment %q's record", fault.Clip(id))
	}
	return c.list.OrNil()
}
