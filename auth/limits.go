package auth

import "time"

// Limits, each with its reason.
const (
	LoginRunesMax    = 64             // longest sign-in name
	NameRunesMax     = 120            // longest display name
	PasswordRunesMin = 12             // NIST SP 800-63B-4 asks 15 where a password stands alone on the internet, 8 at least; the node serves one machine
	PasswordBytesMax = 1024           // longer ones only cost hashing time
	GrantsMax        = 64             // offices one person serves
	AccountsMax      = 10_000         // of one node
	InviteLife       = 24 * time.Hour // of a one-time link
	FailuresMax      = 10             // wrong passwords in FailureSpan before the account waits
	FailureSpan      = 15 * time.Minute

	TokensMax         = 20  // API tokens of one account: a program each, with room to replace one while it is in use
	TokenNameRunesMax = 64  // what a token is for
	TokenDaysMax      = 366 // longest life of a token: a year, so that none is forgotten for good
)
