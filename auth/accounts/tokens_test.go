package accounts_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/auth/accounts"
	"github.com/kairo-corridor/kairo/fault"
)

// A token holds until it runs out or is revoked, for as long as its account does, across reopening; no secret is in the file.
func TestTokensOfPrograms(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "a.db")
	b, c := open(t, path)
	admin, session := administrator(t, b)
	tok, secret, err := b.MakeToken(ctx, admin.ID, " broker's system ", 30)
	if err != nil || tok.Name != "broker's system" || !strings.HasPrefix(secret, accounts.TokenPrefix) {
		t.Fatalf("%+v %v", tok, err)
	}
	if a, err := b.ByToken(ctx, secret); err != nil || a.ID != admin.ID || a.Hash == "" || strings.Contains(a.Hash, "argon") {
		t.Fatalf("%+v %v", a, err)
	}
	for _, wrong := range []string{"", session, secret[:len(secret)-1], accounts.TokenPrefix, accounts.TokenPrefix + strings.Repeat("x", 500), tok.ID} {
		_, err := b.ByToken(ctx, wrong)
		wantCode(t, "the token "+wrong, err, fault.NotFound)
	}
	_, err = b.Session(ctx, secret)
	wantCode(t, "a token as a session", err, fault.NotFound)

	c.forward(time.Hour)
	if err := b.ChangePassword(ctx, admin.ID, password, password+" again", session); err != nil {
		t.Fatal(err)
	}
	b.Close()
	for _, suffix := range []string{"", "-wal"} {
		if raw, err := os.ReadFile(path + suffix); err == nil && strings.Contains(string(raw), secret) {
			t.Error("the secret is in the file" + suffix)
		}
	}
	b, c2 := open(t, path)
	c2.at.Store(c.at.Load())
	if _, err := b.ByToken(ctx, secret); err != nil {
		t.Error("after reopening and a new password:", err)
	}
	if list, err := b.Tokens(ctx, admin.ID); err != nil || len(list) != 1 || !list[0].Used.Equal(c2.now()) {
		t.Errorf("%+v %v", list, err)
	}
	wantCode(t, "revoking another's", b.Revoke(ctx, "nobody", tok.ID), fault.NotFound)
	if err := b.Revoke(ctx, admin.ID, tok.ID); err != nil {
		t.Fatal(err)
	}
	_, err = b.ByToken(ctx, secret)
	wantCode(t, "a revoked token", err, fault.NotFound)

	_, secret, err = b.MakeToken(ctx, admin.ID, "short", 1)
	if err != nil {
		t.Fatal(err)
	}
	c2.forward(24*time.Hour - time.Second)
	if _, err := b.ByToken(ctx, secret); err != nil {
		t.Error(err)
	}
	c2.forward(time.Second)
	_, err = b.ByToken(ctx, secret)
	wantCode(t, "a token that has run out", err, fault.NotFound)
}

func TestTokensAreBounded(t *testing.T) {
	ctx := context.Background()
	b, c := open(t, filepath.Join(t.TempDir(), "a.db"))
	admin, _ := administrator(t, b)
	for name, days := range map[string]int{"": 1, "none": 0, "long": auth.TokenDaysMax + 1, strings.Repeat("x", auth.TokenNameRunesMax+1): 1, "two\nlines": 1} {
		_, _, err := b.MakeToken(ctx, admin.ID, name, days)
		wantCode(t, "the name "+name, err, fault.BadField)
	}
	_, _, err := b.MakeToken(ctx, "nobody", "x", 1)
	wantCode(t, "an account that is not there", err, fault.NotFound)
	for range auth.TokensMax {
		if _, _, err := b.MakeToken(ctx, admin.ID, "x", 1); err != nil {
			t.Fatal(err)
		}
	}
	_, _, err = b.MakeToken(ctx, admin.ID, "x", 1)
	wantCode(t, "one too many", err, fault.Limit)
	c.forward(25 * time.Hour)
	if _, _, err = b.MakeToken(ctx, admin.ID, "x", 1); err != nil {
		t.Error("those that have run out count:", err)
	}
}

// The token of a disabled account gives nothing, and gives again what the account may do once it is enabled.
func TestTokensFollowTheirAccount(t *testing.T) {
	ctx := context.Background()
	b, _ := open(t, filepath.Join(t.TempDir(), "a.db"))
	admin, _ := administrator(t, b)
	id, link, err := b.Invite(ctx, admin.ID, auth.Account{Login: "me", Name: "Me", Grants: []auth.Grant{{Role: auth.Declarant}}})
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = b.MakeToken(ctx, id, "before there is a password", 1)
	wantCode(t, "before there is a password", err, fault.WrongState)
	if _, err := b.Accept(ctx, link, password); err != nil {
		t.Fatal(err)
	}
	_, secret, err := b.MakeToken(ctx, id, "x", 1)
	if err != nil {
		t.Fatal(err)
	}
	change := func(with func(*auth.Account)) {
		l, err := b.Get(ctx, id)
		if err == nil {
			with(&l.Account)
			err = b.Update(ctx, admin.ID, l.Account, l.Version)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	change(func(a *auth.Account) { a.Disabled = true })
	_, err = b.ByToken(ctx, secret)
	wantCode(t, "the token of a disabled account", err, fault.NotFound)
	change(func(a *auth.Account) { a.Disabled, a.Grants = false, []auth.Grant{{Role: auth.Trainee}} })
	if a, err := b.ByToken(ctx, secret); err != nil || a.Has(auth.Declarant) || !a.Has(auth.Trainee) {
		t.Errorf("%+v %v", a, err)
	}
}

// A book of the first schema is taken over with its people.
func TestABookOfTheFirstSchemaIsTakenOver(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "a.db")
	b, _ := open(t, path)
	admin, session := administrator(t, b)
	b.Close()
	conn, err := sqlite.OpenConn(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := sqlitex.ExecuteScript(conn, "DROP TABLE token; PRAGMA user_version=1;", nil); err != nil {
		t.Fatal(err)
	}
	conn.Close()
	b, _ = open(t, path)
	if a, err := b.Session(ctx, session); err != nil || a.ID != admin.ID {
		t.Errorf("%+v %v", a, err)
	}
	if _, _, err := b.MakeToken(ctx, admin.ID, "x", 1); err != nil {
		t.Error(err)
	}
}
