package accounts_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/auth/accounts"
	"github.com/kairo-corridor/kairo/fault"
)

const password = "seven borders, one paper"

// clock is a time that tests move.
type clock struct{ at atomic.Int64 }

func (c *clock) now() time.Time          { return time.Unix(0, c.at.Load()) }
func (c *clock) forward(d time.Duration) { c.at.Add(int64(d)) }

func open(t *testing.T, path string) (*accounts.Book, *clock) {
	t.Helper()
	c := &clock{}
	c.at.Store(time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC).UnixNano())
	b, err := accounts.Open(path, c.now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b, c
}

// administrator sets the first password and signs in.
func administrator(t *testing.T, b *accounts.Book) (auth.Account, string) {
	t.Helper()
	ctx := context.Background()
	link, err := b.FirstRun(ctx)
	if err != nil || link == "" {
		t.Fatalf("link %q, %v", link, err)
	}
	if _, err = b.Accept(ctx, link, password); err != nil {
		t.Fatal(err)
	}
	a, session, err := b.SignIn(ctx, accounts.FirstLogin, password)
	if err != nil {
		t.Fatal(err)
	}
	return a, session
}

func wantCode(t *testing.T, what string, err error, code fault.Code) {
	t.Helper()
	if fault.CodeOf(err) != code || err == nil {
		t.Errorf("%s: %v, want %s", what, err, code)
	}
}

func TestNobodySignsInBeforeTheFirstLinkIsUsed(t *testing.T) {
	ctx := context.Background()
	b, c := open(t, filepath.Join(t.TempDir(), "a.db"))
	for _, p := range []string{"", "admin", "password", "kairo"} {
		_, _, err := b.SignIn(ctx, accounts.FirstLogin, p)
		wantCode(t, "sign-in before there is an account", err, fault.Signature)
	}
	first, _ := b.FirstRun(ctx)
	for _, p := range []string{"", "admin"} {
		_, _, err := b.SignIn(ctx, accounts.FirstLogin, p)
		wantCode(t, "sign-in before a password is set", err, fault.Signature)
	}
	second, _ := b.FirstRun(ctx)
	_, err := b.Accept(ctx, first, password)
	wantCode(t, "the replaced link", err, fault.NotFound)
	_, err = b.Accept(ctx, second, "short")
	wantCode(t, "a weak password", err, fault.BadField)
	c.forward(auth.InviteLife + time.Second)
	_, err = b.Accept(ctx, second, password)
	wantCode(t, "a link that has run out", err, fault.NotFound)
	a, session := administrator(t, b)
	if who, err := b.Session(ctx, session); err != nil || who.ID != a.ID || who.Hash != "set" {
		t.Errorf("session of %+v, %v", who, err)
	}
	if link, err := b.FirstRun(ctx); link != "" || err != nil {
		t.Errorf("a first link although somebody can sign in: %q, %v", link, err)
	}
}

func TestALinkIsUsedOnce(t *testing.T) {
	ctx := context.Background()
	b, _ := open(t, filepath.Join(t.TempDir(), "a.db"))
	link, _ := b.FirstRun(ctx)
	var won atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := b.Accept(ctx, link, password); err == nil {
				won.Add(1)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Errorf("one link set %d passwords", won.Load())
	}
}

func TestInvitedPeopleSetTheirOwnPassword(t *testing.T) {
	ctx := context.Background()
	b, _ := open(t, filepath.Join(t.TempDir(), "a.db"))
	admin, _ := administrator(t, b)
	officer := auth.Account{Login: "altynkol1", Name: "Officer, Altynkol", Grants: []auth.Grant{{Role: auth.Departure, Country: "KZ", Office: "57507"}}, Hash: "forged"}
	id, link, err := b.Invite(ctx, admin.ID, officer)
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = b.Invite(ctx, admin.ID, officer)
	wantCode(t, "a name that is taken", err, fault.Conflict)
	_, _, err = b.Invite(ctx, admin.ID, auth.Account{Login: "?"})
	wantCode(t, "a bad account", err, fault.BadField)
	if a, err := b.Invited(ctx, link); err != nil || a.Login != "altynkol1" || a.CanSignIn() {
		t.Errorf("invited %+v, %v", a, err)
	}
	if _, err := b.Accept(ctx, link, password); err != nil {
		t.Fatal(err)
	}
	_, session, err := b.SignIn(ctx, "altynkol1", password)
	if err != nil {
		t.Fatal(err)
	}
	again, err := b.Reinvite(ctx, admin.ID, id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Session(ctx, session); err != nil {
		t.Errorf("a new link ended a session: %v", err)
	}
	if _, err := b.Accept(ctx, again, "another word altogether"); err != nil {
		t.Fatal(err)
	}
	_, err = b.Session(ctx, session)
	wantCode(t, "a session begun under the old password", err, fault.NotFound)
	trail, err := b.Trail(ctx, 0)
	if err != nil || len(trail) < 6 || trail[0].What != "password set by link" {
		t.Errorf("trail %v, %v", trail, err)
	}
}

func TestSessionsEnd(t *testing.T) {
	ctx := context.Background()
	b, c := open(t, filepath.Join(t.TempDir(), "a.db"))
	admin, session := administrator(t, b)
	for range 20 { // used every half hour it lasts
		c.forward(30 * time.Minute)
		if _, err := b.Session(ctx, session); err != nil {
			t.Fatal(err)
		}
	}
	c.forward(3 * time.Hour)
	_, err := b.Session(ctx, session)
	wantCode(t, "an idle session", err, fault.NotFound)

	signIn := func() string {
		t.Helper()
		_, s, err := b.SignIn(ctx, accounts.FirstLogin, password)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	session = signIn()
	for range 30 {
		c.forward(30 * time.Minute)
		_, err = b.Session(ctx, session)
	}
	wantCode(t, "a session older than a shift", err, fault.NotFound)

	a, other := signIn(), signIn()
	if err := b.SignOut(ctx, a); err != nil {
		t.Fatal(err)
	}
	_, err = b.Session(ctx, a)
	wantCode(t, "after signing out", err, fault.NotFound)
	kept := signIn()
	wantCode(t, "a wrong old password", b.ChangePassword(ctx, admin.ID, "wrong", "a new sentence to keep", kept), fault.Signature)
	if err := b.ChangePassword(ctx, admin.ID, password, "a new sentence to keep", kept); err != nil {
		t.Fatal(err)
	}
	_, err = b.Session(ctx, other)
	wantCode(t, "another session after a new password", err, fault.NotFound)
	if _, err := b.Session(ctx, kept); err != nil {
		t.Errorf("the session that changed the password ended: %v", err)
	}
}

func TestManyWrongPasswordsWait(t *testing.T) {
	ctx := context.Background()
	b, c := open(t, filepath.Join(t.TempDir(), "a.db"))
	administrator(t, b)
	for _, login := range []string{accounts.FirstLogin, "nobody"} {
		for range auth.FailuresMax {
			_, _, err := b.SignIn(ctx, login, "wrong")
			wantCode(t, login, err, fault.Signature)
		}
		_, _, err := b.SignIn(ctx, login, password)
		wantCode(t, login+" after too many", err, fault.Busy)
	}
	c.forward(auth.FailureSpan + time.Second)
	if _, _, err := b.SignIn(ctx, accounts.FirstLogin, password); err != nil {
		t.Error(err)
	}
}

func TestTheLastAdministratorStays(t *testing.T) {
	ctx := context.Background()
	b, _ := open(t, filepath.Join(t.TempDir(), "a.db"))
	admin, _ := administrator(t, b)
	l, err := b.Get(ctx, admin.ID)
	if err != nil {
		t.Fatal(err)
	}
	off := l.Account
	off.Disabled = true
	wantCode(t, "disabling the last administrator", b.Update(ctx, admin.ID, off, l.Version), fault.WrongState)
	off.Disabled, off.Grants = false, []auth.Grant{{Role: auth.Declarant}}
	wantCode(t, "taking the last administrator's role", b.Update(ctx, admin.ID, off, l.Version), fault.WrongState)
	if l, err = b.Get(ctx, admin.ID); err != nil || !l.Has(auth.Administrator) || l.Disabled {
		t.Errorf("after refused changes: %+v, %v", l, err)
	}
	renamed := l.Account
	renamed.Name = "Node operator"
	if err := b.Update(ctx, admin.ID, renamed, l.Version); err != nil {
		t.Fatal(err)
	}
	wantCode(t, "a change to an older version", b.Update(ctx, admin.ID, renamed, l.Version), fault.Conflict)
	if _, _, err := b.SignIn(ctx, accounts.FirstLogin, password); err != nil {
		t.Errorf("a changed name took the password: %v", err)
	}
}

func TestDisablingEndsTheSession(t *testing.T) {
	ctx := context.Background()
	b, _ := open(t, filepath.Join(t.TempDir(), "a.db"))
	admin, _ := administrator(t, b)
	id, link, _ := b.Invite(ctx, admin.ID, auth.Account{Login: "d1", Name: "Declarant", Grants: []auth.Grant{{Role: auth.Declarant}}})
	if _, err := b.Accept(ctx, link, password); err != nil {
		t.Fatal(err)
	}
	_, session, err := b.SignIn(ctx, "d1", password)
	if err != nil {
		t.Fatal(err)
	}
	l, _ := b.Get(ctx, id)
	l.Account.Disabled = true
	if err := b.Update(ctx, admin.ID, l.Account, l.Version); err != nil {
		t.Fatal(err)
	}
	_, err = b.Session(ctx, session)
	wantCode(t, "the session of a disabled account", err, fault.NotFound)
	_, _, err = b.SignIn(ctx, "d1", password)
	wantCode(t, "sign-in to a disabled account", err, fault.Signature)
}

func TestSecretsAreNotInTheFile(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	b, _ := open(t, filepath.Join(dir, "a.db"))
	_, session := administrator(t, b)
	link, _, _ := b.Invite(ctx, "", auth.Account{Login: "d1", Name: "Declarant", Grants: []auth.Grant{{Role: auth.Declarant}}})
	_ = link
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{password, session} {
			if strings.Contains(string(data), secret) {
				t.Errorf("%s holds a secret in the clear", filepath.Base(f))
			}
		}
	}
}

func TestABookOutlivesTheProgramAndRefusesOtherFiles(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	path := filepath.Join(dir, "a.db")
	b, _ := open(t, path)
	_, session := administrator(t, b)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	again, _ := open(t, path)
	if _, err := again.Session(ctx, session); err != nil {
		t.Errorf("the session did not outlive the program: %v", err)
	}
	text := filepath.Join(dir, "notes.txt")
	if err := os.WriteFile(text, []byte(strings.Repeat("no database ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := accounts.Open(text, time.Now)
	wantCode(t, "a text file", err, fault.BadFile)
	if data, _ := os.ReadFile(text); !strings.HasPrefix(string(data), "no database") {
		t.Error("the text file was changed")
	}
}
