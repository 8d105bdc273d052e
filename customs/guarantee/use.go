package guarantee

import (
	"slices"
	"strconv"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/unit"
)

// preLodge is what a cut-off post can still do beyond its allotment.
const preLodge = "beyond the allotment a post that is cut off releases nothing: take the declaration as pre-lodged and release when the line is back"

// ofUse finds a use and asks the table.
func (a *act) ofUse(id string) (*Use, error) {
	i, ok := a.g.useAt(id)
	state := None
	if ok {
		state = a.g.Uses[i].State
	}
	if err := a.begin(OfUse, id, state); err != nil {
		return nil, err
	}
	return &a.g.Uses[i], nil
}

// asker holds the sender against the party that asked for the use.
func (a *act) asker(u *Use, from string) error {
	if u.From != from {
		return fault.New(fault.BadField, "the use is not of %q", fault.Clip(from)).At("/from").Want("%s", u.From)
	}
	return nil
}

// to leads a use to a state and books what it engages between two accounts.
func (a *act) to(u *Use, s State, entries ...Entry) error {
	u.State, a.fact.To = s, s
	if u.Ended() || s == Expired {
		u.EndedAt = a.now
	}
	return a.book(entries...)
}

func (a *act) answer(u Use, reasons []Reason) {
	r := UseResult{GRN: a.g.Terms.GRN, From: a.self(), Use: u.ID, Valid: u.State == Pending || u.State == Posted, State: u.State, Reasons: reasons, Number: u.Number}
	if u.State == Pending {
		r.Deadline = u.Deadline
	}
	if a.g.Role == Post && (slices.Contains(reasons, Insufficient) || slices.Contains(reasons, NotInForce)) {
		r.Hint = preLodge
	}
	a.send(u.From, r)
}

// use reserves: available to pending.
func (a *act) use(v UseGuarantee) error {
	if a.g.State == None {
		if err := a.beginRecord(v.GRN); err != nil {
			return err
		}
		return a.refuse(v)
	}
	if _, exists := a.g.useAt(v.ID); exists {
		return a.again(v)
	}
	if err := a.begin(OfUse, v.ID, None); err != nil {
		return err
	}
	if err := a.checkUse(v); err != nil {
		return err
	}
	if a.fact.Reasons = a.judge(v.Question); len(a.fact.Reasons) > 0 {
		return a.refuse(v)
	}
	u := Use{ID: v.ID, State: Pending, From: v.From, Movement: v.Movement, Amount: v.Amount.Minor, At: a.now, Deadline: v.Deadline.UTC()}
	if v.Deadline.IsZero() {
		u.Deadline = a.now.Add(PendingDefault)
	}
	if x := a.g.Allotment; x != nil {
		u.Number = x.Next
		x.Next++
		a.read("number", strconv.FormatInt(u.Number, 10))
	}
	if a.prune(); len(a.g.Uses) >= UsesMax {
		return full("uses", UsesMax)
	}
	i, _ := a.g.useAt(v.ID)
	a.g.Uses = slices.Insert(a.g.Uses, i, u)
	a.read("movement", v.Movement)
	a.read("amount", v.Amount.String())
	a.read("available before", a.g.Free().String())
	a.read("to be confirmed by", stamp(u.Deadline))
	a.answer(u, nil)
	return a.book(move(Available, InPending, u.Amount)...)
}

func (a *act) checkUse(v UseGuarantee) error {
	var c checker
	c.question(v.Question)
	c.id("/id", v.ID)
	c.name("/movement", v.Movement)
	c.money("/amount", v.Amount, a.g.Terms.Limit.Currency)
	if !v.Deadline.IsZero() && (!v.Deadline.After(a.now) || v.Deadline.Sub(a.now) > PendingMax) {
		c.wrong("/deadline", "within 30 days from now", "the deadline is %s", stamp(v.Deadline))
	}
	return c.list.OrNil()
}

// refuse answers with the reasons; nothing is kept of the use but the fact.
func (a *act) refuse(v UseGuarantee) error {
	var c checker
	c.question(v.Question)
	c.id("/id", v.ID)
	if a.g.State == None {
		a.fact.Reasons = []Reason{Unknown}
	}
	a.fact.To, a.fact.Note = None, a.spent()
	a.read(ReadAskedBy, v.From)
	a.read("movement", fault.Clip(v.Movement))
	a.cite()
	a.answer(Use{ID: v.ID, From: v.From, State: None}, a.fact.Reasons)
	return c.list.OrNil()
}

// spent says what of an allotment is at its end.
func (a *act) spent() string {
	x := a.g.Allotment
	switch {
	case x == nil:
		return ""
	case !a.now.Before(x.Until):
		return "the term of the allotment is over"
	case x.Next > x.Last:
		return "the numbers of the allotment are used up"
	}
	return ""
}

// again answers a use that is already there, and books nothing.
func (a *act) again(v UseGuarantee) error {
	u, err := a.ofUse(v.ID)
	if err != nil {
		return err
	}
	if u.From != v.From || u.Movement != v.Movement || a.in(u.Amount) != v.Amount {
		return fault.New(fault.Conflict, "use %s stands for %s, %s", v.ID, u.Movement, a.in(u.Amount)).At("/id").Want("another ID for another use")
	}
	a.fact.To, a.fact.Note = u.State, "the same message again"
	a.answer(*u, nil)
	return nil
}

// confirm engages: pending to used. A reservation that has expired is made anew if the amount is still there; if not, the
// answer says that the goods are on their way without cover.
func (a *act) confirm(v Confirm) error {
	u, err := a.ofUse(v.Use)
	if err != nil {
		return err
	}
	if err := a.asker(u, v.From); err != nil {
		return err
	}
	source := InPending
	switch {
	case u.State == Posted:
		a.fact.Note = "the same message again"
		a.answer(*u, nil)
		return nil
	case u.State == Expired:
		source, a.fact.Note = Available, "confirmed after the deadline: reserved anew"
		if reasons := a.lacks(*u); len(reasons) > 0 {
			a.fact.To, a.fact.Reasons, a.fact.Note = Expired, reasons, "confirmed after the deadline: the movement is not covered"
			a.answer(*u, reasons)
			return nil
		}
	}
	u.EndedAt = time.Time{}
	if a.g.Terms.Kind.Single() {
		a.g.TakenBy = u.ID
	}
	a.read("movement", u.Movement)
	a.read("amount", a.in(u.Amount).String())
	err = a.to(u, Posted, move(source, InUse, u.Amount)...)
	a.answer(*u, nil)
	return err
}

// lacks says why an expired reservation cannot be made anew.
func (a *act) lacks(u Use) []Reason {
	switch {
	case a.taken() && a.g.Terms.Kind == Voucher:
		return []Reason{VoucherUsed}
	case a.taken():
		return []Reason{IndividualUsed}
	case u.Amount > a.g.Balances[Available]:
		return []Reason{Insufficient}
	}
	return nil
}

func (a *act) cancelUse(v CancelUse) error {
	u, err := a.ofUse(v.Use)
	if err != nil {
		return err
	}
	if err := a.asker(u, v.From); err != nil {
		return err
	}
	var c checker
	c.text("/reason", v.Reason)
	if err := c.list.OrNil(); err != nil {
		return err
	}
	a.read("movement", u.Movement)
	a.read("reason", v.Reason)
	if a.g.TakenBy == u.ID {
		a.g.TakenBy = ""
	}
	switch u.State {
	case Pending:
		return a.to(u, Voided, move(InPending, Available, u.Engaged())...)
	case Posted:
		return a.to(u, Voided, move(InUse, Available, u.Engaged())...)
	}
	return a.to(u, Voided)
}

// expire gives a reservation back that nobody confirmed, and tells who asked.
func (a *act) expire(v Expire) error {
	u, err := a.ofUse(v.Use)
	if err != nil {
		return err
	}
	if a.now.Before(u.Deadline) {
		return a.stop("the reservation holds until %s", stamp(u.Deadline)).Want("a time not before the deadline")
	}
	a.read("deadline", stamp(u.Deadline))
	err = a.to(u, Expired, move(InPending, Available, u.Engaged())...)
	a.answer(*u, nil)
	return err
}

// release gives back down to what is left.
func (a *act) release(v Release) error {
	u, err := a.ofUse(v.Use)
	if err != nil {
		return err
	}
	if err := a.asker(u, v.From); err != nil {
		return err
	}
	if v.Left != (unit.Money{}) {
		var c checker
		c.money("/left", v.Left, a.g.Terms.Limit.Currency)
		if err := c.list.OrNil(); err != nil {
			return err
		}
	}
	engaged := u.Engaged()
	if v.Left.Minor > engaged {
		return a.stop("%s are engaged, less than %s", a.in(engaged), v.Left).Want("what is left: at most that")
	}
	a.read("movement", u.Movement)
	a.read("left", a.in(v.Left.Minor).String())
	u.Released += engaged - v.Left.Minor
	entries := move(InUse, Available, engaged-v.Left.Minor)
	switch v.Left.Minor {
	case 0:
		return a.to(u, Released, entries...)
	case engaged:
		a.fact.Note = "nothing more is given back"
	default:
		a.fact.Rule = RuleByID("GUA-RELEASE")
	}
	return a.to(u, Posted, entries...)
}

// call claims out of a use and gives back what is not claimed. The guarantor answers up to what is secured.
func (a *act) call(v Call) error {
	u, err := a.ofUse(v.Use)
	if err != nil {
		return err
	}
	var c checker
	c.money("/claim", v.Claim, a.g.Terms.Limit.Currency)
	c.text("/reason", v.Reason)
	if err := c.list.OrNil(); err != nil {
		return err
	}
	engaged := u.Engaged()
	if v.Claim.Minor > engaged {
		return a.stop("%s are engaged", a.in(engaged)).Want("a claim of at most that")
	}
	u.Claim, u.FromGuarantor = v.Claim.Minor, min(v.Claim.Minor, a.g.Terms.Secured()-a.claimed())
	u.Released += engaged - v.Claim.Minor
	a.read("movement", u.Movement)
	a.read("claim", v.Claim.String())
	a.read("of it from the guarantor", a.in(u.FromGuarantor).String())
	a.read("reason", v.Reason)
	return a.to(u, Called, append(move(InUse, InRecovery, v.Claim.Minor), move(InUse, Available, engaged-v.Claim.Minor)...)...)
}

// claimed is what the guarantor is being asked for already.
func (a *act) claimed() int64 {
	var sum int64
	for _, u := range a.g.Uses {
		if u.State == Called {
			sum += min(u.FromGuarantor, u.Engaged())
		}
	}
	return min(sum, a.g.Terms.Secured())
}

// settle records what was paid of a claim, and what of it is withdrawn: a guarantee that serves once is spent by what is paid,
// another serves again.
func (a *act) settle(v Settle) error {
	u, err := a.ofUse(v.Use)
	if err != nil {
		return err
	}
	var c checker
	c.text("/reason", v.Reason)
	if v.Paid != (unit.Money{}) {
		c.money("/paid", v.Paid, a.g.Terms.Limit.Currency)
	}
	if err := c.list.OrNil(); err != nil {
		return err
	}
	open, paid := u.Engaged(), v.Paid.Minor
	if paid > open {
		return a.stop("%s are claimed and not paid", a.in(open)).Want("a payment of at most that")
	}
	if paid == 0 && !v.Withdrawn {
		paid = open
	}
	rest := open - paid
	a.read("movement", u.Movement)
	a.read("claim", a.in(u.Claim).String())
	a.read("paid", a.in(paid).String())
	a.read("reason", v.Reason)
	into := Available
	if a.g.Terms.Kind.Single() {
		into = Spent
	}
	u.Paid += paid
	entries := move(InRecovery, into, paid)
	switch {
	case rest == 0:
	case !v.Withdrawn:
		a.read("still claimed", a.in(rest).String())
		return a.to(u, Called, entries...)
	default:
		a.read("withdrawn", a.in(rest).String())
		u.Claim, u.Released = u.Claim-rest, u.Released+rest
		u.FromGuarantor = min(u.FromGuarantor, u.Claim)
		entries = append(entries, move(InRecovery, Available, rest)...)
	}
	return a.to(u, Settled, entries...)
}

// prune drops uses that ended long ago.
func (a *act) prune() {
	a.g.Uses = slices.DeleteFunc(a.g.Uses, func(u Use) bool {
		return (u.Ended() || u.State == Expired) && a.now.Sub(u.EndedAt) > KeepEnded
	})
}
