package auth

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/kairo-corridor/kairo/fault"
)

// Account is one person who can sign in.
type Account struct {
	ID       string    `json:"id"`
	Login    string    `json:"login"` // sign-in name, small letters
	Name     string    `json:"name"`  // as shown
	Language string    `json:"language,omitempty"`
	Grants   []Grant   `json:"grants"`
	Disabled bool      `json:"disabled,omitempty"`
	Created  time.Time `json:"created"`
	Changed  time.Time `json:"changed"` // sessions begun before end with it: password or grants changed
	Hash     string    `json:"hash,omitempty"`
}

// CanSignIn reports whether a password has been set by the account's owner.
func (a *Account) CanSignIn() bool { return a.Hash != "" && !a.Disabled }

// Has reports whether the account has a role.
func (a *Account) Has(r Role) bool {
	return a != nil && slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Role == r })
}

var (
	loginForm   = regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]*$`)
	countryForm = regexp.MustCompile(`^[A-Z]{2}$`)
)

// Check verifies an account; the error is a [fault.List] of every violation.
func (a *Account) Check() error {
	var bad fault.List
	fail := func(path, want, format string, args ...any) { bad.Wrong(path, want, format, args...) }
	if !loginForm.MatchString(a.Login) || utf8.RuneCountInString(a.Login) > LoginRunesMax {
		fail("login", "small letters, digits, . _ @ -, at most 64", "the sign-in name %q cannot be used", a.Login)
	}
	if n := utf8.RuneCountInString(strings.TrimSpace(a.Name)); n == 0 || n > NameRunesMax {
		fail("name", "1 to 120 characters", "the name is missing or too long")
	}
	if len(a.Grants) == 0 || len(a.Grants) > GrantsMax {
		fail("grants", "1 to 64 roles", "%d roles", len(a.Grants))
	}
	for _, g := range a.Grants {
		switch placed := g.Role.Placed(); {
		case !slices.Contains(Roles, g.Role):
			fail("grants", "one of the roles", "%q is no role", g.Role)
		case placed && !countryForm.MatchString(g.Country):
			fail("grants", "a country such as KZ", "the role %s needs a country", g.Role)
		case g.Role == GuaranteeOfficer && g.Office != "":
			fail("grants", "a country and no office", "the role %s holds for the office of guarantee of the country", g.Role)
		case !placed && (g.Country != "" || g.Office != ""):
			fail("grants", "no country and no office", "the role %s is not tied to an office", g.Role)
		}
	}
	return bad.OrNil()
}

// CheckPassword verifies a password that is to be set: long enough, not too long, not the sign-in name, not one character
// over and over.
func CheckPassword(login, password string) error {
	bad := func(want, format string, args ...any) error {
		return fault.New(fault.BadField, format, args...).At("password").Want("%s", want)
	}
	switch n := utf8.RuneCountInString(password); {
	case !utf8.ValidString(password) || len(password) > PasswordBytesMax:
		return bad("at most 1024 bytes of text", "the password cannot be used")
	case n < PasswordRunesMin:
		return bad("at least 12 characters; several words are easier to keep than signs", "the password has %d characters", n)
	case login != "" && strings.Contains(strings.ToLower(password), login):
		return bad("one without the sign-in name in it", "the password contains the sign-in name")
	case strings.Trim(password, password[:1]) == "":
		return bad("different characters", "the password repeats one character")
	}
	return nil
}
