package server

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/auth/accounts"
)

func cookieOf(res *http.Response, name string) *http.Cookie {
	for _, c := range res.Cookies() {
		if c.Name == name {
			return c
		}
	}
	return nil
}

func TestDeskFirstLinkToSession(t *testing.T) {
	w := newDeskWorld(t)
	res, body := w.ask(accounts.FirstLogin, "POST", "/accounts", url.Values{"login": {"Officer.KZ"}, "name": {"Demonstration Officer"}, "language": {"kk"},
		"role": {"departure", "", "supervisor"}, "country": {"KZ", "", "KZ"}, "office": {"57507", "", ""}})
	found := regexp.MustCompile(`value="http://example\.com(/invite/[^"]+)"`).FindStringSubmatch(body)
	if res.StatusCode != 200 || found == nil {
		t.Fatalf("%d: no link in %s", res.StatusCode, body)
	}
	if res, body := w.ask(accounts.FirstLogin, "GET", "/accounts", nil); res.StatusCode != 200 || strings.Contains(body, found[1]) {
		t.Error("the link is shown again")
	}
	for range 2 { // looking does not use it up
		if res, body := w.ask("", "GET", found[1], nil); res.StatusCode != 200 || !strings.Contains(body, `value="officer.kz"`) {
			t.Fatalf("%d: %s", res.StatusCode, body)
		}
	}
	for field, form := range map[string]url.Values{"again": {"password": {worldPassword}, "again": {"another one"}}, "password": {"password": {"short"}, "again": {"short"}}} {
		if res, body := w.ask("", "POST", found[1], form); res.StatusCode < 400 || !regexp.MustCompile(`id="`+field+`"[^>]*aria-invalid`).MatchString(body) {
			t.Errorf("%s: %d", field, res.StatusCode)
		}
	}
	res, _ = w.ask("", "POST", found[1], url.Values{"password": {worldPassword}, "again": {worldPassword}})
	k := cookieOf(res, sessionCookie)
	if res.StatusCode != 303 || res.Header.Get("Location") != "/office" || k == nil || !k.HttpOnly || k.SameSite != http.SameSiteLaxMode || k.Path != "/" || k.Secure {
		t.Fatalf("%d %v %v", res.StatusCode, res.Header, k)
	}
	if l := cookieOf(res, langCookie); l == nil || l.Value != "kk" {
		t.Errorf("the language of the account is not taken: %v", l)
	}
	w.sessions["officer"] = k.Value
	if res, body := w.ask("officer", "GET", "/account", nil); res.StatusCode != 200 || !strings.Contains(body, "57507") || res.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v: %s", res.StatusCode, res.Header, body)
	}
	if res, _ := w.ask("", "POST", found[1], url.Values{"password": {worldPassword}, "again": {worldPassword}}); res.StatusCode != 404 {
		t.Errorf("the link holds twice: %d", res.StatusCode)
	}
	res, _ = w.ask("officer", "POST", "/sign-out", nil)
	if k := cookieOf(res, sessionCookie); k == nil || k.MaxAge >= 0 {
		t.Error("the cookie stays")
	}
	if res, _ := w.ask("officer", "GET", "/account", nil); res.StatusCode != 303 {
		t.Errorf("the session goes on: %d", res.StatusCode)
	}
}

func TestDeskSignInLeadsOnlyHere(t *testing.T) {
	w := newDeskWorld(t)
	for then, want := range map[string]string{
		"/account?x=1": "/account?x=1", "": "/accounts", "//evil.example/": "/accounts", "https://evil.example/": "/accounts",
		"/\\evil.example": "/accounts", "/\r\nX: y": "/accounts", "javascript:alert(1)": "/accounts", "/sign-out": "/accounts",
	} {
		res, _ := w.ask("", "POST", "/sign-in", url.Values{"login": {" Admin "}, "password": {worldPassword}, "then": {then}})
		if got := res.Header.Get("Location"); res.StatusCode != 303 || got != want {
			t.Errorf("%q leads to %q (%d), not %q", then, got, res.StatusCode, want)
		}
	}
	res, body := w.ask("", "POST", "/sign-in", url.Values{"login": {"admin"}, "password": {"wrong"}, "then": {"/account"}})
	if res.StatusCode < 400 || cookieOf(res, sessionCookie) != nil || !strings.Contains(body, `name="then" value="/account"`) || strings.Contains(body, `value="wrong"`) {
		t.Errorf("%d: %s", res.StatusCode, body)
	}
	r := httptest.NewRequest("POST", "/sign-in", strings.NewReader("login=admin&password="+url.QueryEscape(worldPassword)))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", "https://evil.example")
	if res, _ := do(t, w.h, r); res.StatusCode != 403 {
		t.Errorf("a page of another origin signs in: %d", res.StatusCode)
	}
}

func TestDeskAccountChanges(t *testing.T) {
	w := newDeskWorld(t)
	a := w.person("trader", auth.Grant{Role: auth.Declarant})
	for _, c := range []struct {
		name, as, path string
		form           url.Values
		status         int
		has            string
	}{
		{"own language", "trader", "/account/language", url.Values{"language": {"ja"}}, 303, ""},
		{"no language", "trader", "/account/language", url.Values{"language": {"xx"}}, 400, `lang="en"`},
		{"wrong old password", "trader", "/account/password", url.Values{"old": {"no"}, "password": {"another good one"}, "again": {"another good one"}}, 401, "old password is wrong"},
		{"new password", "trader", "/account/password", url.Values{"old": {worldPassword}, "password": {"another good one"}, "again": {"another good one"}}, 303, ""},
		{"a role without its country", "admin", "/accounts", url.Values{"login": {"x"}, "name": {"X"}, "role": {"passage"}, "country": {""}, "office": {""}}, 400, "needs a country"},
		{"the last administrator", "admin", "/accounts/" + w.people["admin"].ID, url.Values{"version": {"1"}, "login": {"admin"}, "name": {"A"}, "role": {"declarant"}, "country": {""}, "office": {""}}, 409, ""},
		{"nobody", "admin", "/accounts/none", url.Values{"login": {"y"}, "name": {"Y"}, "role": {"declarant"}, "country": {""}, "office": {""}}, 404, ""},
		{"a new link", "admin", "/accounts/" + a.ID + "/link", nil, 200, "/invite/"},
	} {
		res, body := w.ask(c.as, "POST", c.path, c.form)
		if res.StatusCode != c.status && !(c.status >= 400 && res.StatusCode >= 400) || !strings.Contains(body, c.has) {
			t.Errorf("%s: %d, %s", c.name, res.StatusCode, body)
		}
	}
	l, err := w.book.Get(t.Context(), a.ID)
	must(t, err)
	res, _ := w.ask("admin", "POST", "/accounts/"+a.ID, url.Values{"version": {"1"}, "login": {"trader"}, "name": {"T"}, "role": {"declarant"}, "country": {""}, "office": {""}})
	if res.StatusCode != 409 {
		t.Errorf("an old version is taken: %d", res.StatusCode)
	}
	form := url.Values{"version": {strconv.FormatInt(l.Version, 10)}, "login": {"trader"}, "name": {"T"}, "role": {"declarant"}, "country": {""}, "office": {""}, "disabled": {"yes"}}
	if res, body := w.ask("admin", "POST", "/accounts/"+a.ID, form); res.StatusCode != 303 {
		t.Errorf("%d %s", res.StatusCode, body)
	}
	if res, _ := w.ask("trader", "GET", "/account", nil); res.StatusCode != 303 {
		t.Errorf("a disabled account goes on: %d", res.StatusCode)
	}
}

func TestDeskEvents(t *testing.T) {
	w := newDeskWorld(t)
	ending := make(chan struct{})
	cfg := w.s.cfg
	cfg.Desk.Ending = ending
	srv := httptest.NewServer(w.h)
	defer srv.Close()
	req, err := http.NewRequestWithContext(t.Context(), "GET", srv.URL+"/desk/events", nil)
	must(t, err)
	req.AddCookie(&http.Cookie{Name: sessionCookie, Value: w.sessions["admin"]})
	res, err := srv.Client().Do(req)
	must(t, err)
	defer res.Body.Close()
	if got := res.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Fatalf("%s %s", res.Status, got)
	}
	next := func() string {
		buf := make([]byte, 256)
		n, err := res.Body.Read(buf)
		if err != nil {
			return "end: " + err.Error()
		}
		return string(buf[:n])
	}
	before := next()
	if !strings.HasPrefix(before, "event: generation\ndata: ") {
		t.Fatalf("%q", before)
	}
	w.filed("trader", "DEMO-EVENTS-1")
	if after := next(); after == before || !strings.HasPrefix(after, "event: generation\ndata: ") {
		t.Fatalf("%q after %q", after, before)
	}
	close(ending)
	done := make(chan bool)
	go func() {
		for !strings.HasPrefix(next(), "end:") {
		}
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		t.Error("it goes on when the server ends")
	}
}

// A token is made on the page of the account and shown once; it opens the API until it is revoked there.
func TestDeskAccountTokens(t *testing.T) {
	w := newDeskWorld(t)
	w.person("trader", auth.Grant{Role: auth.Declarant})
	w.person("other", auth.Grant{Role: auth.Declarant})
	api := func(token string) int {
		r := httptest.NewRequest("GET", apiPrefix+"/consignments", nil)
		r.Header.Set("Authorization", "Bearer "+token)
		res, _ := do(t, w.h, r)
		return res.StatusCode
	}
	if res, body := w.ask("trader", "POST", "/account/tokens", url.Values{"token": {"  "}, "days": {"9999"}}); res.StatusCode < 400 || strings.Count(body, `<p class="wrong">`) != 2 {
		t.Errorf("%d %s", res.StatusCode, told(body))
	}
	res, body := w.ask("trader", "POST", "/account/tokens", url.Values{"token": {"broker <b>"}, "days": {"30"}})
	token := regexp.MustCompile(`value="(kairo_[^"]+)"`).FindStringSubmatch(body)
	if res.StatusCode != 200 || token == nil || res.Header.Get("Cache-Control") != "no-store" || !strings.Contains(body, "broker &lt;b&gt;") {
		t.Fatalf("%d %v %s", res.StatusCode, res.Header, told(body))
	}
	if got := api(token[1]); got != 200 {
		t.Errorf("the token opens nothing: %d", got)
	}
	for _, lang := range []string{"en", "ja", "ru", "kk"} {
		if _, body := w.ask("trader", "GET", "/account?lang="+lang, nil); strings.Contains(body, token[1]) || !strings.Contains(body, "broker &lt;b&gt;") || strings.Contains(body, "account.token") {
			t.Errorf("%s: %s", lang, told(body))
		}
	}
	_, body = w.ask("trader", "GET", "/account", nil)
	revoke := regexp.MustCompile(`action="(/account/tokens/[^"]+/revoke)"`).FindStringSubmatch(body)[1]
	if res, _ := w.ask("other", "POST", revoke, nil); res.StatusCode != 404 {
		t.Errorf("another's token is revoked: %d", res.StatusCode)
	}
	if res, _ := w.ask("trader", "POST", revoke, nil); res.Header.Get("Location") != "/account?done=token" {
		t.Errorf("%d %v", res.StatusCode, res.Header)
	}
	if got := api(token[1]); got != 401 {
		t.Errorf("a revoked token: %d", got)
	}
	if _, body := w.ask("trader", "GET", "/account?done=token", nil); !strings.Contains(body, "is revoked") || strings.Contains(body, revoke) {
		t.Error(told(body))
	}
}
