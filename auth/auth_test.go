package auth_test

import (
	"crypto/rand"
	"slices"
	"strings"
	"testing"

	"github.com/kairo-corridor/kairo/auth"
)

func TestEveryActHasOneRow(t *testing.T) {
	rows := map[auth.Act]int{}
	for _, r := range auth.Table {
		rows[r.Act]++
		for role := range r.Reach {
			if !slices.Contains(auth.Roles, role) {
				t.Errorf("%s speaks of unknown role %q", r.Act, role)
			}
		}
	}
	for _, a := range auth.Acts {
		if rows[a] != 1 {
			t.Errorf("act %s has %d rows", a, rows[a])
		}
	}
	if len(rows) != len(auth.Acts) {
		t.Errorf("%d rows for %d acts", len(rows), len(auth.Acts))
	}
}

// The walk over role × act × own, other, same office, other office, other country: what is not in the table is forbidden.
func TestNothingIsAllowedBeyondTheTable(t *testing.T) {
	places := []struct {
		name  string
		r     auth.Resource
		reach []auth.Reach // that cover it
	}{
		{"own", auth.Resource{Owner: "me", Country: "CN", Offices: []string{"0100"}}, []auth.Reach{auth.Own, auth.All}},
		{"other's", auth.Resource{Owner: "you", Country: "CN", Offices: []string{"0100"}}, []auth.Reach{auth.All}},
		{"own office", auth.Resource{Owner: "you", Country: "KZ", Offices: []string{"57507"}}, []auth.Reach{auth.Office, auth.All}},
		{"other office", auth.Resource{Owner: "you", Country: "KZ", Offices: []string{"50000"}}, []auth.Reach{auth.All}},
		{"same code, other country", auth.Resource{Country: "KG", Offices: []string{"57507"}}, []auth.Reach{auth.All}},
		{"nobody's, nowhere", auth.Resource{}, []auth.Reach{auth.All}},
	}
	for _, role := range auth.Roles {
		g := auth.Grant{Role: role}
		if role.Placed() {
			g.Country, g.Office = "KZ", "57507"
		}
		me := &auth.Account{ID: "me", Grants: []auth.Grant{g}}
		for _, right := range auth.Table {
			for _, p := range places {
				want := right.Anyone
				for _, reach := range p.reach {
					want = want || right.Reach[role] == reach
				}
				if d := auth.Allow(me, right.Act, p.r); d.OK != want || d.Why == "" {
					t.Errorf("%s, %s of %s: allowed %v, the table says %v (%s)", role, right.Act, p.name, d.OK, want, d.Why)
				}
			}
		}
	}
}

func TestNobodyAndTheDisabledMayOnlyReadWhatIsPublic(t *testing.T) {
	off := &auth.Account{ID: "me", Disabled: true, Grants: []auth.Grant{{Role: auth.Declarant}, {Role: auth.Administrator}}}
	for _, act := range auth.Acts {
		want := act == auth.ReadPublic
		if got := auth.Allow(nil, act, auth.Resource{}).OK; got != want {
			t.Errorf("nobody may %s: %v", act, got)
		}
		if got := auth.Allow(off, act, auth.Resource{Owner: "me"}).OK; got != want {
			t.Errorf("a disabled account may %s: %v", act, got)
		}
	}
	if auth.Allow(off, "no-such-act", auth.Resource{}).OK {
		t.Error("an unknown act is allowed")
	}
}

func TestAnOfficerOfTheWholeCountryActsAtEachOffice(t *testing.T) {
	a := &auth.Account{ID: "me", Grants: []auth.Grant{{Role: auth.Departure, Country: "KZ"}}}
	if !auth.Allow(a, auth.Release, auth.Resource{Country: "KZ", Offices: []string{"50000"}}).OK {
		t.Error("a grant without an office does not hold at every office")
	}
	if auth.Allow(a, auth.Release, auth.Resource{Country: "GE", Offices: []string{"50000"}}).OK {
		t.Error("a grant holds in another country")
	}
	if auth.Allow(a, auth.Release, auth.Resource{}).OK {
		t.Error("a grant holds where no country is named")
	}
}

func TestPasswords(t *testing.T) {
	hash, err := auth.HashPassword("corridor of seven borders", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hash %s", hash)
	}
	if !auth.VerifyPassword(hash, "corridor of seven borders") {
		t.Error("the right password does not fit")
	}
	for _, wrong := range []string{"", "corridor of seven border", "Corridor of seven borders"} {
		if auth.VerifyPassword(hash, wrong) {
			t.Errorf("%q fits", wrong)
		}
	}
	for _, broken := range []string{"", "x", "$argon2id$v=19$m=99999999,t=2,p=1$c2FsdHNhbHQ$a2V5a2V5a2V5a2V5a2V5a2V5", strings.Replace(hash, "argon2id", "argon2i", 1)} {
		if auth.VerifyPassword(broken, "") || auth.VerifyPassword(broken, "corridor of seven borders") {
			t.Errorf("%q fits a password", broken)
		}
	}
	if auth.NeedsRehash(hash) || !auth.NeedsRehash(strings.Replace(hash, "t=2", "t=1", 1)) {
		t.Error("which hashes are weaker than today's is not told")
	}
}

// The test vector of RFC 9106 section 5.3 uses a secret and associated data, which passwords do not have; this one is the
// reference implementation's own: argon2id, v=19, m=65536, t=2, p=1, "password", "somesalt".
func TestVerifyAgainstTheReferenceImplementation(t *testing.T) {
	const ref = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if !auth.VerifyPassword(ref, "password") {
		t.Error("the reference hash does not verify")
	}
}

func TestWeakPasswordsAreRefusedWithAReason(t *testing.T) {
	for _, c := range []struct{ login, password string }{
		{"", ""}, {"", "short"}, {"", "aaaaaaaaaaaaaaaa"}, {"aigerim", "Aigerim-2026-secret"}, {"", strings.Repeat("x y", 500)}, {"", "bad \xff bytes here"},
	} {
		if err := auth.CheckPassword(c.login, c.password); err == nil || !strings.Contains(err.Error(), "password") {
			t.Errorf("%.20q: %v", c.password, err)
		}
	}
	if err := auth.CheckPassword("aigerim", "ten wagons to Aktau"); err != nil {
		t.Error(err)
	}
}

func TestAccountsAreChecked(t *testing.T) {
	bad := auth.Account{Login: "Bad Name", Grants: []auth.Grant{{Role: auth.Departure}, {Role: "king"}, {Role: auth.Declarant, Country: "KZ"}}}
	err := bad.Check()
	for _, want := range []string{"sign-in name", "name is missing", "needs a country", "king", "not tied to an office"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not said: %v", want, err)
		}
	}
	good := auth.Account{Login: "aigerim", Name: "Officer 1", Grants: []auth.Grant{{Role: auth.Departure, Country: "KZ"}}}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
}

func TestTokensAreLongAndKeptHashed(t *testing.T) {
	a, ha := auth.NewToken()
	b, _ := auth.NewToken()
	if a == b || len(a) < 43 || ha != auth.HashToken(a) || strings.Contains(ha, a) {
		t.Errorf("tokens %q %q, hash %q", a, b, ha)
	}
}
