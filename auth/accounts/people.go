package accounts

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/fault"
)

// FirstRun gives the one-time link of the first administrator while no administrator can sign in, making the account if there
// is none; each call makes a new link and ends the one before. Once an administrator can sign in the token is "".
func (b *Book) FirstRun(ctx context.Context) (token string, err error) {
	err = b.do(ctx, func(c *sqlite.Conn) error {
		var admin *stored
		able := false
		err := rows(c, func(st *sqlite.Stmt) error {
			s := stored{version: st.ColumnInt64(0)}
			if err := json.Unmarshal([]byte(st.ColumnText(1)), &s.Account); err != nil {
				return err
			}
			if s.Has(auth.Administrator) && !s.Disabled {
				able = able || s.CanSignIn()
				if admin == nil || s.Login == FirstLogin {
					admin = &s
				}
			}
			return nil
		}, "SELECT version, body FROM account ORDER BY login")
		if err != nil || able {
			return err
		}
		if admin == nil {
			a := auth.Account{ID: newID(), Login: FirstLogin, Name: FirstName, Grants: []auth.Grant{{Role: auth.Administrator}}, Created: b.now(), Changed: b.now()}
			if err := save(c, a, 0); err != nil {
				return err
			}
			admin = &stored{Account: a}
		}
		token, err = b.link(c, admin.ID)
		if err == nil {
			err = b.note(c, "", "first link", admin.ID)
		}
		return err
	})
	return token, err
}

func newID() string { return strings.ToLower(rand.Text()[:16]) }

// link makes a one-time link for an account and ends those before.
func (b *Book) link(c *sqlite.Conn, account string) (string, error) {
	token, hash := auth.NewToken()
	if err := exec(c, "DELETE FROM invite WHERE account = ? OR until < ?", account, b.now().UnixNano()); err != nil {
		return "", err
	}
	return token, exec(c, "INSERT INTO invite (hash, account, until) VALUES (?, ?, ?)", hash, account, b.now().Add(auth.InviteLife).UnixNano())
}

// Invite makes an account, without a password, and its one-time link. by is the administrator's id.
func (b *Book) Invite(ctx context.Context, by string, a auth.Account) (id, token string, err error) {
	a.ID, a.Created, a.Changed, a.Hash = newID(), b.now(), b.now(), ""
	if err := a.Check(); err != nil {
		return "", "", err
	}
	err = b.do(ctx, func(c *sqlite.Conn) error {
		count := 0
		if err := rows(c, func(st *sqlite.Stmt) error { count = st.ColumnInt(0); return nil }, "SELECT count(*) FROM account"); err != nil {
			return err
		}
		if count >= auth.AccountsMax {
			return fault.New(fault.Limit, "the node has %d accounts", count).Want("at most %d", auth.AccountsMax)
		}
		if err := save(c, a, 0); err != nil {
			return err
		}
		if token, err = b.link(c, a.ID); err != nil {
			return err
		}
		return b.note(c, by, "invite", a.ID)
	})
	if err != nil {
		return "", "", err
	}
	return a.ID, token, nil
}

// Reinvite makes a new one-time link for an account: a forgotten password, a link that has run out. The old password holds
// until the link is used.
func (b *Book) Reinvite(ctx context.Context, by, id string) (token string, err error) {
	err = b.do(ctx, func(c *sqlite.Conn) error {
		s, err := find(c, "id", id)
		if err != nil {
			return err
		}
		if s.Disabled {
			return fault.New(fault.WrongState, "the account of %s is disabled", s.Name).Mend("enable it first")
		}
		if token, err = b.link(c, id); err != nil {
			return err
		}
		return b.note(c, by, "new link", id)
	})
	return token, err
}

// errLink says nothing of why a link does not hold, so that nobody learns what exists.
func errLink() error {
	return fault.New(fault.NotFound, "the link does not hold: it was used, has run out, or was replaced by a newer one").Mend("ask an administrator for a new one")
}

// Invited tells whose a one-time link is, without using it up.
func (b *Book) Invited(ctx context.Context, token string) (a auth.Account, err error) {
	err = b.do(ctx, func(c *sqlite.Conn) error {
		s, err := b.invited(c, token)
		a = s.Account
		return err
	})
	return a, err
}

func (b *Book) invited(c *sqlite.Conn, token string) (s stored, err error) {
	account := ""
	err = rows(c, func(st *sqlite.Stmt) error { account = st.ColumnText(0); return nil },
		"SELECT account FROM invite WHERE hash = ? AND until >= ?", auth.HashToken(token), b.now().UnixNano())
	if err != nil {
		return s, err
	}
	if account == "" {
		return s, errLink()
	}
	if s, err = find(c, "id", account); err == nil && s.Disabled {
		err = errLink()
	}
	return s, err
}

// Accept sets the password of the account a one-time link belongs to, uses the link up, and ends the account's sessions.
func (b *Book) Accept(ctx context.Context, token, password string) (auth.Account, error) {
	a, err := b.Invited(ctx, token)
	if err != nil {
		return auth.Account{}, err
	}
	if err := auth.CheckPassword(a.Login, password); err != nil {
		return auth.Account{}, err
	}
	hash, err := auth.HashPassword(password, rand.Reader) // outside the transaction: it takes a while
	if err != nil {
		return auth.Account{}, err
	}
	err = b.do(ctx, func(c *sqlite.Conn) error {
		s, err := b.invited(c, token) // again: of two who use one link at once the second finds it used
		if err != nil {
			return err
		}
		s.Hash, s.Changed = hash, b.now()
		if err := save(c, s.Account, s.version); err != nil {
			return err
		}
		a = s.Account
		for _, q := range []string{"DELETE FROM invite WHERE account = ?", "DELETE FROM session WHERE account = ?"} {
			if err := exec(c, q, s.ID); err != nil {
				return err
			}
		}
		if err := exec(c, "DELETE FROM failure WHERE login = ?", s.Login); err != nil {
			return err
		}
		return b.note(c, s.ID, "password set by link", s.ID)
	})
	if err != nil {
		return auth.Account{}, err
	}
	return public(a), nil
}

// public is an account without its secret.
func public(a auth.Account) auth.Account {
	if a.Hash != "" {
		a.Hash = "set"
	}
	return a
}

// Listed is an account as an administrator sees it.
type Listed struct {
	auth.Account
	Version int64
	Link    time.Time // until when its one-time link holds; zero where it has none
	LastUse time.Time // of its latest session that still holds
}

// List gives every account in the order of sign-in names.
func (b *Book) List(ctx context.Context) (list []Listed, err error) {
	at := func(ns int64) time.Time {
		if ns == 0 {
			return time.Time{}
		}
		return time.Unix(0, ns).UTC()
	}
	err = b.do(ctx, func(c *sqlite.Conn) error {
		return rows(c, func(st *sqlite.Stmt) error {
			l := Listed{Version: st.ColumnInt64(0), Link: at(st.ColumnInt64(2)), LastUse: at(st.ColumnInt64(3))}
			err := json.Unmarshal([]byte(st.ColumnText(1)), &l.Account)
			l.Account = public(l.Account)
			list = append(list, l)
			return err
		}, `SELECT version, body, coalesce((SELECT max(until) FROM invite WHERE account = id AND until >= ?1), 0),
			coalesce((SELECT max(used) FROM session WHERE account = id), 0) FROM account ORDER BY login LIMIT ?2`, b.now().UnixNano(), auth.AccountsMax)
	})
	return list, err
}

// Get reads one account.
func (b *Book) Get(ctx context.Context, id string) (l Listed, err error) {
	err = b.do(ctx, func(c *sqlite.Conn) error {
		s, err := find(c, "id", id)
		l.Account, l.Version = public(s.Account), s.version
		return err
	})
	return l, err
}

// Update changes name, language, grants and whether the account is disabled, if it still has the version. Changed grants and
// a disabled account end its sessions. The last administrator who can sign in stays one.
func (b *Book) Update(ctx context.Context, by string, a auth.Account, version int64) error {
	if err := a.Check(); err != nil {
		return err
	}
	return b.do(ctx, func(c *sqlite.Conn) error {
		s, err := find(c, "id", a.ID)
		if err != nil {
			return err
		}
		ends := a.Disabled || !slices.Equal(s.Grants, a.Grants)
		s.Login, s.Name, s.Language, s.Grants, s.Disabled = a.Login, a.Name, a.Language, a.Grants, a.Disabled
		if ends {
			s.Changed = b.now()
		}
		if err := save(c, s.Account, version); err != nil {
			return err
		}
		if ends {
			if err := exec(c, "DELETE FROM session WHERE account = ?", a.ID); err != nil {
				return err
			}
		}
		if err := lastAdministrator(c); err != nil {
			return err
		}
		return b.note(c, by, "change", a.ID)
	})
}

// lastAdministrator refuses a change after which nobody could manage accounts.
func lastAdministrator(c *sqlite.Conn) error {
	able := false
	err := rows(c, func(st *sqlite.Stmt) error {
		var a auth.Account
		err := json.Unmarshal([]byte(st.ColumnText(0)), &a)
		able = able || a.Has(auth.Administrator) && a.CanSignIn()
		return err
	}, "SELECT body FROM account")
	if err == nil && !able {
		err = fault.New(fault.WrongState, "no administrator would be left who can sign in").Mend("make another administrator first")
	}
	return err
}

// Row is one row of the trail.
type Row struct {
	At   time.Time
	Who  string // account id, "" for the program itself
	What string
	Whom string // account id
}

// Trail reads the latest rows of who changed what, the newest first.
func (b *Book) Trail(ctx context.Context, limit int) (out []Row, err error) {
	if limit <= 0 || limit > trailMax {
		limit = trailMax
	}
	err = b.do(ctx, func(c *sqlite.Conn) error {
		return rows(c, func(st *sqlite.Stmt) error {
			out = append(out, Row{time.Unix(0, st.ColumnInt64(0)).UTC(), st.ColumnText(1), st.ColumnText(2), st.ColumnText(3)})
			return nil
		}, "SELECT at, who, what, whom FROM trail ORDER BY at DESC, rowid DESC LIMIT ?", limit)
	})
	return out, err
}
