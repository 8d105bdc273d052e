package accounts

import (
	"context"
	"crypto/rand"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/fault"
)

// errSignIn is the one answer to a sign-in that fails, whatever the reason.
func errSignIn() error {
	return fault.New(fault.Signature, "the sign-in name or the password is wrong").Mend("try again, or ask an administrator for a new link")
}

// SignIn checks a password and begins a session. After FailuresMax wrong passwords within FailureSpan the name waits (Busy),
// whether it exists or not; a name that does not exist takes as long as one that does.
func (b *Book) SignIn(ctx context.Context, login, password string) (a auth.Account, session string, err error) {
	if len(login) > 4*auth.LoginRunesMax {
		return a, "", errSignIn()
	}
	var s stored
	if err := b.do(ctx, func(c *sqlite.Conn) (err error) {
		if err = b.throttled(c, login); err != nil {
			return err
		}
		s, err = find(c, "login", login)
		if fault.CodeOf(err) == fault.NotFound {
			err = nil
		}
		return err
	}); err != nil {
		return a, "", err
	}
	fits := auth.VerifyPassword(s.Hash, password) // outside the transaction: it takes a while
	if !fits || !s.CanSignIn() {
		return a, "", b.failed(ctx, login)
	}
	if auth.NeedsRehash(s.Hash) {
		if s.Hash, err = auth.HashPassword(password, rand.Reader); err != nil {
			return a, "", err
		}
	}
	session, err = b.begin(ctx, s)
	return public(s.Account), session, err
}

// throttled refuses a name with too many failures.
func (b *Book) throttled(c *sqlite.Conn, login string) error {
	count, oldest := 0, int64(0)
	since := b.now().Add(-auth.FailureSpan).UnixNano()
	err := rows(c, func(st *sqlite.Stmt) error { count, oldest = st.ColumnInt(0), st.ColumnInt64(1); return nil },
		"SELECT count(*), coalesce(min(at), 0) FROM failure WHERE login = ? AND at > ?", login, since)
	if err == nil && count >= auth.FailuresMax {
		wait := time.Unix(0, oldest).Add(auth.FailureSpan).Sub(b.now()).Round(time.Minute)
		err = fault.New(fault.Busy, "too many wrong passwords").Mend("wait %d minutes, or ask an administrator for a new link", max(1, int(wait.Minutes())))
	}
	return err
}

// failed records a wrong password and gives the answer.
func (b *Book) failed(ctx context.Context, login string) error {
	err := b.do(ctx, func(c *sqlite.Conn) error {
		if err := exec(c, "DELETE FROM failure WHERE at <= ?", b.now().Add(-auth.FailureSpan).UnixNano()); err != nil {
			return err
		}
		return exec(c, "INSERT INTO failure (login, at) SELECT ?1, ?2 WHERE (SELECT count(*) FROM failure) < ?3", login, b.now().UnixNano(), failuresMax)
	})
	if err != nil {
		return err
	}
	return errSignIn()
}

// begin makes a session for an account that was just verified, if it has not changed since.
func (b *Book) begin(ctx context.Context, s stored) (token string, err error) {
	token, hash := auth.NewToken()
	err = b.do(ctx, func(c *sqlite.Conn) error {
		now, err := find(c, "id", s.ID)
		if err != nil || now.Disabled || !now.Changed.Equal(s.Changed) {
			return errSignIn()
		}
		if now.Hash != s.Hash {
			now.Hash = s.Hash
			if err := save(c, now.Account, now.version); err != nil {
				return err
			}
		}
		at := b.now().UnixNano()
		for _, q := range []struct {
			query string
			args  []any
		}{
			{"DELETE FROM failure WHERE login = ?", []any{s.Login}},
			{"DELETE FROM session WHERE used < ? OR began < ?", []any{b.now().Add(-idleMax).UnixNano(), b.now().Add(-sessionMax).UnixNano()}},
			{"DELETE FROM session WHERE hash IN (SELECT hash FROM session WHERE account = ? ORDER BY used DESC LIMIT -1 OFFSET ?)", []any{s.ID, sessionsMax - 1}},
			{"INSERT INTO session (hash, account, began, used) VALUES (?, ?, ?, ?)", []any{hash, s.ID, at, at}},
		} {
			if err := exec(c, q.query, q.args...); err != nil {
				return err
			}
		}
		return b.note(c, s.ID, "sign-in", s.ID)
	})
	return token, err
}

// Session gives the account of a session that holds, and notes that it was used; NotFound else.
func (b *Book) Session(ctx context.Context, token string) (a auth.Account, err error) {
	ended := fault.New(fault.NotFound, "the session has ended").Mend("sign in again")
	if token == "" || len(token) > 128 {
		return a, ended
	}
	err = b.do(ctx, func(c *sqlite.Conn) error {
		hash, account, used := auth.HashToken(token), "", int64(0)
		now := b.now()
		err := rows(c, func(st *sqlite.Stmt) error { account, used = st.ColumnText(0), st.ColumnInt64(1); return nil },
			"SELECT account, used FROM session WHERE hash = ? AND used >= ? AND began >= ?", hash, now.Add(-idleMax).UnixNano(), now.Add(-sessionMax).UnixNano())
		if err != nil {
			return err
		}
		if account == "" {
			return ended
		}
		s, err := find(c, "id", account)
		if err != nil || s.Disabled {
			return ended
		}
		a = public(s.Account)
		if now.Sub(time.Unix(0, used)) < touchEvery {
			return nil
		}
		return exec(c, "UPDATE session SET used = ? WHERE hash = ?", now.UnixNano(), hash)
	})
	return a, err
}

// SignOut ends a session; one that has ended is no error.
func (b *Book) SignOut(ctx context.Context, token string) error {
	return b.do(ctx, func(c *sqlite.Conn) error {
		return exec(c, "DELETE FROM session WHERE hash = ?", auth.HashToken(token))
	})
}

// ChangePassword sets a new password for who knows the old one, and ends every session of the account but the one given.
func (b *Book) ChangePassword(ctx context.Context, id, old, password, keep string) error {
	var s stored
	if err := b.do(ctx, func(c *sqlite.Conn) (err error) {
		if s, err = find(c, "id", id); err != nil {
			return err
		}
		return b.throttled(c, s.Login)
	}); err != nil {
		return err
	}
	if !auth.VerifyPassword(s.Hash, old) {
		if err := b.failed(ctx, s.Login); fault.CodeOf(err) != fault.Signature {
			return err
		}
		return fault.New(fault.Signature, "the old password is wrong").At("old")
	}
	if err := auth.CheckPassword(s.Login, password); err != nil {
		return err
	}
	hash, err := auth.HashPassword(password, rand.Reader)
	if err != nil {
		return err
	}
	s.Hash, s.Changed = hash, b.now()
	return b.do(ctx, func(c *sqlite.Conn) error {
		if err := save(c, s.Account, s.version); err != nil {
			return err
		}
		if err := exec(c, "DELETE FROM session WHERE account = ? AND hash <> ?", id, auth.HashToken(keep)); err != nil {
			return err
		}
		return b.note(c, id, "password changed", id)
	})
}
