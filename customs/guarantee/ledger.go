package guarantee

import (
	"slices"

	"github.com/kairo-corridor/kairo/fault"
)

// Account is an account of the ledger of one guarantee.
type Account string

// The accounts. Undertaken is the contra account: it stands at the negative of the limit, all others at nought or more.
const (
	Undertaken Account = "undertaken" // what was given as limit
	Available  Account = "available"  // may be reserved
	InPending  Account = "pending"    // reserved, not confirmed
	InUse      Account = "used"       // secures goods on their way
	Allotted   Account = "allotted"   // held by posts
	InRecovery Account = "called"     // claimed, not paid
	Spent      Account = "spent"      // claimed and paid out of a guarantee that serves once
)

// Accounts lists them in the order of a life.
var Accounts = []Account{Undertaken, Available, InPending, InUse, Allotted, InRecovery, Spent}

// Balances are the balances of the accounts in minor units. They sum to zero.
type Balances map[Account]int64

// Entry adds to an account, in minor units.
type Entry struct {
	Account Account `json:"account"`
	Minor   int64   `json:"minor"`
}

// move is the booking of an amount from one account to another.
func move(from, to Account, minor int64) []Entry {
	if minor == 0 {
		return nil
	}
	return []Entry{{from, -minor}, {to, minor}}
}

// book adds a set of entries that sums to zero, and says so in the fact.
func (a *act) book(entries ...Entry) error {
	var sum int64
	for _, e := range entries {
		sum += e.Minor
	}
	if sum != 0 {
		return fault.New(fault.Internal, "a booking of %d entries sums to %d", len(entries), sum).At("%s", a.g.Terms.GRN).Want("0")
	}
	if a.g.Balances == nil && len(entries) > 0 {
		a.g.Balances = Balances{}
	}
	for _, e := range entries {
		a.g.Balances[e.Account] += e.Minor
		if a.g.Balances[e.Account] == 0 {
			delete(a.g.Balances, e.Account)
		}
	}
	a.fact.Entries = append(a.fact.Entries, entries...)
	return nil
}

// Fold adds up the entries of facts: the balances they lead to. Held against those of a record it proves that every change
// of a balance left a fact.
func Fold(facts []Fact) Balances {
	b := Balances{}
	for _, f := range facts {
		for _, e := range f.Entries {
			if b[e.Account] += e.Minor; b[e.Account] == 0 {
				delete(b, e.Account)
			}
		}
	}
	return b
}

// Check verifies the invariants of a record and returns every violation: the balances sum to zero; none but the contra
// account is negative, so that pending, used, allotted, called and spent together never exceed the limit; each balance is
// the sum of the uses or allotments behind it; a use gives back and claims no more than it took, and no more is paid than claimed. [Apply] refuses, as an
// internal error, whatever would break one of them.
func Check(g Guarantee) error {
	var list fault.List
	bad := func(format string, args ...any) {
		list = append(list, fault.New(fault.Internal, format, args...).At("%s", g.Terms.GRN))
	}
	var sum int64
	for a, minor := range g.Balances {
		sum += minor
		if !slices.Contains(Accounts, a) {
			bad("there is no account %q", a)
		}
		if a != Undertaken && minor < 0 {
			bad("account %s stands at %d", a, minor)
		}
	}
	if sum != 0 {
		bad("the accounts sum to %d", sum)
	}
	if g.State == Closed {
		if len(g.Balances) > 0 {
			bad("the allotment was taken over, and balances are left: %v", g.Balances)
		}
		return list.OrNil()
	}
	if want := -g.Terms.Limit.Minor; g.State != None && g.Balances[Undertaken] != want {
		bad("account %s stands at %d, not at %d", Undertaken, g.Balances[Undertaken], want)
	}
	behind(g, bad)
	return list.OrNil()
}

// behind holds the balances against what is behind them.
func behind(g Guarantee, bad func(string, ...any)) {
	var pending, used, called, allotted int64
	for i, u := range g.Uses {
		if i > 0 && g.Uses[i-1].ID >= u.ID {
			bad("use %s does not follow use %s", u.ID, g.Uses[i-1].ID)
		}
		if u.Released < 0 || u.Claim < 0 || u.Released+u.Claim > u.Amount || u.FromGuarantor > u.Claim || u.Paid < 0 || u.Paid > u.Claim {
			bad("use %s took %d, gave back %d and claims %d, of which %d are paid", u.ID, u.Amount, u.Released, u.Claim, u.Paid)
		}
		switch u.State {
		case Pending:
			pending += u.Engaged()
		case Posted:
			used += u.Engaged()
		case Called:
			called += u.Engaged()
		}
	}
	for _, x := range g.Allotments {
		if x.State == Granted {
			allotted += x.Amount
		}
	}
	for _, c := range []struct {
		account Account
		want    int64
	}{{InPending, pending}, {InUse, used}, {InRecovery, called}, {Allotted, allotted}} {
		if got := g.Balances[c.account]; got != c.want {
			bad("account %s stands at %d, what is behind it at %d", c.account, got, c.want)
		}
	}
}
