package web

import (
	"time"

	"github.com/kairo-corridor/kairo/auth"
)

// SignInPage is the page to sign in on. Then is where it leads, "" for the first part of the desk that is open.
type SignInPage struct {
	Login, Then string
	Problem     *Problem
}

// InvitePage is the page of a one-time link.
type InvitePage struct {
	Login, Name string
	Problem     *Problem
}

// OwnAccountPage is a person's own account. Done is what was just changed: language, password, token.
type OwnAccountPage struct {
	Account      *auth.Account
	Done         string
	Problem      *Problem
	Tokens       []TokenRow
	TokenName    string // as typed
	TokenProblem *Problem
}

// TokenRow is an API token of the account. Used is zero where it was never used; Ended says that it has run out.
type TokenRow struct {
	ID, Name          string
	Made, Until, Used time.Time
	Ended             bool
}

// TokenDays lists for how many days a token can hold.
func (p OwnAccountPage) TokenDays() []int { return []int{30, 90, 180, auth.TokenDaysMax - 1} }

// TokenPage shows an API token, once.
type TokenPage struct {
	Name, Token string
	Until       time.Time
}

// Langs lists the languages to choose from.
func (p OwnAccountPage) Langs() []Choice { return langChoices() }

func langChoices() []Choice {
	var out []Choice
	for _, l := range Langs {
		out = append(out, Choice{string(l), langNames[l]})
	}
	return out
}

// AccountForm is the form of an account. Version is the one that was shown.
type AccountForm struct {
	Login, Name, Language string
	Grants                []auth.Grant
	Disabled              bool
	Version               int64
}

// Rows are the roles of the form, with two empty ones to add.
func (f AccountForm) Rows() []auth.Grant {
	return append(append([]auth.Grant{}, f.Grants...), auth.Grant{}, auth.Grant{})
}

// Roles lists the roles to choose from.
func (f AccountForm) Roles() []auth.Role { return auth.Roles }

// Langs lists the languages to choose from.
func (f AccountForm) Langs() []Choice { return langChoices() }

// AccountsPage lists the accounts, with the form of a new one and who changed what lately.
type AccountsPage struct {
	Account   *auth.Account // who asks
	Rows      []AccountRow
	Trail     []TrailRow
	Form      AccountForm
	Countries []string
	Problem   *Problem
}

// AccountRow is one account. Link is until when its one-time link holds, LastUse when it was used last; zero for neither.
type AccountRow struct {
	auth.Account
	Link, LastUse time.Time
}

// State is a word for whether somebody can sign in.
func (r AccountRow) State() string {
	switch {
	case r.Disabled:
		return "disabled"
	case r.CanSignIn():
		return "active"
	case r.Link.IsZero():
		return "lapsed"
	}
	return "invited"
}

// TrailRow is one row of who changed what; Who is "" for the program itself.
type TrailRow struct {
	At              time.Time
	Who, What, Whom string
}

// AccountPage is one account to be changed.
type AccountPage struct {
	ID        string
	Form      AccountForm
	Countries []string
	Done      string
	Problem   *Problem
}

// LinkPage shows a one-time link, once.
type LinkPage struct {
	ID, Name, Link string
	Until          time.Time
}
