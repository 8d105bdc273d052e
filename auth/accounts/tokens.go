package accounts

import (
	"context"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"zombiezen.com/go/sqlite"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/fault"
)

// TokenPrefix begins every API token, so that programs that search files for forgotten secrets know one.
const TokenPrefix = "kairo_"

// Token is an API token of an account, without its secret: by it a program acts with the rights of the account's owner.
type Token struct {
	ID    string
	Name  string // what it is for, as its owner calls it
	Made  time.Time
	Until time.Time // the first moment at which it no longer holds
	Used  time.Time // its last use, to the minute; zero where it was never used
}

// MakeToken makes an API token of an account for a number of days. The secret is given this once: only its SHA-256 is kept.
// Tokens that have run out are dropped with it. Errors: BadField for name and days, Limit, NotFound.
func (b *Book) MakeToken(ctx context.Context, account, name string, days int) (t Token, secret string, err error) {
	name = strings.TrimSpace(name)
	if err := checkToken(name, days); err != nil {
		return t, "", err
	}
	random, _ := auth.NewToken()
	secret = TokenPrefix + random
	now := b.now()
	t = Token{ID: newID(), Name: name, Made: now, Until: now.AddDate(0, 0, days)}
	err = b.do(ctx, func(c *sqlite.Conn) error {
		s, err := find(c, "id", account)
		if err != nil {
			return err
		}
		if !s.CanSignIn() {
			return fault.New(fault.WrongState, "the account of %s cannot sign in", s.Name)
		}
		if err := exec(c, "DELETE FROM token WHERE account = ? AND until <= ?", account, now.UnixNano()); err != nil {
			return err
		}
		count := 0
		if err := rows(c, func(st *sqlite.Stmt) error { count = st.ColumnInt(0); return nil }, "SELECT count(*) FROM token WHERE account = ?", account); err != nil {
			return err
		}
		if count >= auth.TokensMax {
			return fault.New(fault.Limit, "the account has %d tokens", count).At("token").Want("at most %d", auth.TokensMax).Mend("revoke one that is not needed")
		}
		if err := exec(c, "INSERT INTO token (id, hash, account, name, made, until, used) VALUES (?, ?, ?, ?, ?, ?, 0)",
			t.ID, auth.HashToken(secret), account, name, now.UnixNano(), t.Until.UnixNano()); err != nil {
			return err
		}
		return b.note(c, account, "token made", account)
	})
	if err != nil {
		return Token{}, "", err
	}
	return t, secret, nil
}

func checkToken(name string, days int) error {
	var bad fault.List
	if n := utf8.RuneCountInString(name); n == 0 || n > auth.TokenNameRunesMax || strings.ContainsFunc(name, unicode.IsControl) || !utf8.ValidString(name) {
		bad = append(bad, fault.New(fault.BadField, "the name of the token is missing, too long or no line of text").At("token").Want("1 to %d characters", auth.TokenNameRunesMax))
	}
	if days < 1 || days > auth.TokenDaysMax {
		bad = append(bad, fault.New(fault.BadField, "a token for %d days", days).At("days").Want("1 to %d", auth.TokenDaysMax))
	}
	return bad.OrNil()
}

// Tokens lists the API tokens of an account, the newest first; those that have run out are among them until a new one is made.
func (b *Book) Tokens(ctx context.Context, account string) (list []Token, err error) {
	at := func(ns int64) time.Time {
		if ns == 0 {
			return time.Time{}
		}
		return time.Unix(0, ns).UTC()
	}
	err = b.do(ctx, func(c *sqlite.Conn) error {
		return rows(c, func(st *sqlite.Stmt) error {
			list = append(list, Token{st.ColumnText(0), st.ColumnText(1), at(st.ColumnInt64(2)), at(st.ColumnInt64(3)), at(st.ColumnInt64(4))})
			return nil
		}, "SELECT id, name, made, until, used FROM token WHERE account = ? ORDER BY made DESC, id", account)
	})
	return list, err
}

// Revoke ends an API token of an account at once. Another account's token is not found.
func (b *Book) Revoke(ctx context.Context, account, id string) error {
	return b.do(ctx, func(c *sqlite.Conn) error {
		if err := exec(c, "DELETE FROM token WHERE account = ? AND id = ?", account, id); err != nil {
			return err
		}
		if c.Changes() == 0 {
			return fault.New(fault.NotFound, "the account has no such token").At("token")
		}
		return b.note(c, account, "token revoked", account)
	})
}

// ByToken gives the account of an API token that holds, and notes that it was used; NotFound else. The rights are those that
// the account has now: a disabled account has none.
func (b *Book) ByToken(ctx context.Context, secret string) (a auth.Account, err error) {
	none := fault.New(fault.NotFound, "the token does not hold: it is unknown, revoked or has run out").Mend("make one on the page of your account")
	if !strings.HasPrefix(secret, TokenPrefix) || len(secret) > 128 {
		return a, none
	}
	err = b.do(ctx, func(c *sqlite.Conn) error {
		hash, account, used, now := auth.HashToken(secret), "", int64(0), b.now()
		err := rows(c, func(st *sqlite.Stmt) error { account, used = st.ColumnText(0), st.ColumnInt64(1); return nil },
			"SELECT account, used FROM token WHERE hash = ? AND until > ?", hash, now.UnixNano())
		if err != nil {
			return err
		}
		if account == "" {
			return none
		}
		s, err := find(c, "id", account)
		if err != nil || !s.CanSignIn() {
			return none
		}
		a = public(s.Account)
		if now.Sub(time.Unix(0, used)) < touchEvery {
			return nil
		}
		return exec(c, "UPDATE token SET used = ? WHERE hash = ?", now.UnixNano(), hash)
	})
	return a, err
}
