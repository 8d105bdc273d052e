package server

import (
	"crypto/ecdh"
	"crypto/hpke"
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/exchange"
)

var (
	wrongInputs = regexp.MustCompile(`<(?:input|select|textarea) id="[^"]*" name="([^"]*)"[^>]* aria-invalid="true"`)
	untold      = regexp.MustCompile(`\b(?:guarantee|field\.terms|officer)\.[a-zA-Z]+`)
	balanceRows = regexp.MustCompile(`(?s)<th scope="row">([A-Z][a-z]+)<span class="desc">[^<]*</span></th><td class="num">([^<]*)</td>`)
)

// wrongFields are the fields of a page that are marked wrong.
func wrongFields(page string) string {
	var out []string
	for _, m := range wrongInputs.FindAllStringSubmatch(page, -1) {
		out = append(out, m[1])
	}
	return strings.Join(out, " ")
}

// balances are those of the page of a guarantee that are not nought.
func balancesOn(page string) string {
	var out []string
	for _, m := range balanceRows.FindAllStringSubmatch(page, -1) {
		if m[2] != "0.00" {
			out = append(out, m[1]+" "+m[2])
		}
	}
	return strings.Join(out, ", ")
}

// registration is the form of a guarantee as it is sent; more pairs change fields of it.
func registration(more ...string) url.Values {
	f := url.Values{"country": {"GE"}, "type": {"1"}, "grn": {grnOne}, "holder": {"DEMO-HOLDER"}, "limit": {"10 500,00"}, "currency": {"eur"}, "percent": {"50"}, "from": {"2026-01-01"},
		"excluded": {"ad, sm"}, "code": {string(worldCode), "", ""}, "label": {"Head office", "", ""}, "account": {"me"}}
	for i := 0; i+1 < len(more); i += 2 {
		f.Set(more[i], more[i+1])
	}
	return f
}

// An officer of guarantee registers a guarantee, sees it used, changes it and settles a claim, by pages and forms alone.
func TestGuaranteePages(t *testing.T) {
	w := newDeskWorld(t)
	w.person("me", auth.Grant{Role: auth.Declarant})
	w.person("tbilisi", auth.Grant{Role: auth.GuaranteeOfficer, Country: "GE"})
	page := func(login, path string) string {
		t.Helper()
		res, text := w.ask(login, "GET", path, nil)
		if res.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d\n%s", path, res.StatusCode, text)
		}
		return text
	}
	send := func(path string, form url.Values, status int) string {
		t.Helper()
		res, text := w.ask("tbilisi", "POST", path, form)
		if strings.Contains(text, string(worldCode)) {
			t.Errorf("the page shows the access code")
		}
		if res.StatusCode != status {
			t.Fatalf("%s: %d, want %d\n%s", path, res.StatusCode, status, text)
		}
		if status == http.StatusSeeOther {
			return page("tbilisi", res.Header.Get("Location"))
		}
		return text
	}
	if text := page("tbilisi", "/guarantees"); !strings.Contains(text, `href="/guarantees/new"`) || !strings.Contains(text, `<a href="/guarantees" aria-current="page">`) {
		t.Errorf("the list leads nowhere: %s", text)
	}
	for _, c := range []struct {
		want string
		form url.Values
	}{
		{"grn", registration("grn", "24GB0000010000HV6")},
		{"limit", registration("limit", "much")},
		{"limit", registration("limit", "")},
		{"from", registration("from", "tomorrow")},
		{"excluded", registration("excluded", "Andorra")},
		{"account", registration("account", "tbilisi")},
		{"type percent", registration("type", "", "percent", "")},
		{"code code code", registration("code", "abc")},
	} {
		text := send("/guarantees", c.form, http.StatusUnprocessableEntity)
		if got := wrongFields(text); !strings.HasPrefix(got, strings.Fields(c.want)[0]) {
			t.Errorf("marked wrong: %q, want %q", got, c.want)
		}
		if !strings.Contains(text, `value="Head office"`) || !strings.Contains(text, `value="DEMO-HOLDER"`) {
			t.Error("what was typed is lost")
		}
	}
	at := "/guarantees/GE/" + grnOne
	if text := send("/guarantees", registration(), http.StatusSeeOther); balancesOn(text) != "Undertaken −10,500.00, Available 10,500.00" || !strings.Contains(text, "Head office") || !strings.Contains(text, "5,250.00 EUR (50 %)") {
		t.Errorf("%s\n%s", balancesOn(text), text)
	}
	if text := send("/guarantees", registration(), http.StatusConflict); wrongFields(text) != "grn" {
		t.Errorf("%q", wrongFields(text))
	}
	w.usedInGeorgia()
	text := page("tbilisi", at)
	if got := balancesOn(text); got != "Undertaken −10,500.00, Available 9,500.00, Called 1,000.00" {
		t.Error(got)
	}
	forms := formsOf(text)
	form := func(act string, more ...string) url.Values {
		f := forms[act].values
		for i := 0; i+1 < len(more); i += 2 {
			f.Set(more[i], more[i+1])
		}
		return f
	}
	if text := send(at, form("vary", "limit", "900"), http.StatusConflict); !strings.Contains(text, "EUR 1,000.00 are engaged") || !strings.Contains(text, `value="900"`) {
		t.Error(text)
	}
	if text := send(at, form("vary", "limit", "0"), http.StatusUnprocessableEntity); wrongFields(text) != "limit" {
		t.Errorf("%q", wrongFields(text))
	}
	use := html.UnescapeString(regexp.MustCompile(`<option value="([0-9a-f]{32})"`).FindStringSubmatch(text)[1])
	send(at, form("vary", "limit", "12000"), http.StatusSeeOther)
	if text := send(at, form("settle", "use", use, "paid", "600"), http.StatusConflict); !strings.Contains(text, "Demonstration tbilisi was first: vary") || !strings.Contains(text, `value="600"`) {
		t.Error("the second of two acts is not told who was first")
	}
	forms = formsOf(page("tbilisi", at))
	if text := send(at, form("settle", "use", use, "paid", "600"), http.StatusSeeOther); balancesOn(text) != "Undertaken −12,000.00, Available 11,600.00, Called 400.00" || !strings.Contains(text, "claimed 1,000.00, paid 600.00") {
		t.Error(balancesOn(text))
	}
	forms = formsOf(page("tbilisi", at))
	send(at, form("settle", "use", use, "withdrawn", "1"), http.StatusSeeOther)
	forms = formsOf(page("tbilisi", at))
	codes := form("set-codes")
	codes["code"], codes["label"] = []string{string(worldCode), "", ""}, []string{"New", "", ""}
	if text := send(at, codes, http.StatusSeeOther); !strings.Contains(text, `<span class="tag">New</span>`) {
		t.Error("the label of the new code is not shown")
	}
	forms = formsOf(page("tbilisi", at))
	if text := send(at, form("revoke", "reason", "the bank withdraws"), http.StatusSeeOther); !strings.Contains(text, "no new use from") || formsOf(text)["vary"].action != "" || !strings.Contains(text, "the bank withdraws") {
		t.Error(text)
	}
	// Its holder reads it, without who acted and without forms.
	text = page("me", at)
	if strings.Contains(text, "Demonstration tbilisi") || len(formsOf(text)) > 0 || !strings.Contains(page("me", "/guarantees"), grnOne) {
		t.Error(text)
	}
	for _, lang := range []string{"ja", "ru", "kk"} {
		for _, path := range []string{"/guarantees?", "/guarantees/new?", at + "?"} {
			if text := page("tbilisi", path+"lang="+lang); untold.MatchString(text) {
				t.Errorf("%s in %s: %s is missing", path, lang, untold.FindString(text))
			}
		}
	}
}

// usedInGeorgia has a movement of CN reserve, engage and be claimed for EUR 1,000.
func (w *deskWorld) usedInGeorgia() {
	w.t.Helper()
	office, err := w.desk.Corridor.Administration("GE")
	must(w.t, err)
	key, err := office.AccessKey()
	must(w.t, err)
	cn := exchange.Derive(0, "CN")
	sealed, err := sealedFor(key, "M1", "CN")
	must(w.t, err)
	for i, m := range []transit.Message{
		transit.GuaranteeRequest{Key: "M1", From: "CN", Request: 1, Number: "26CNDEMO1", Holder: "DEMO-HOLDER", Countries: []string{"GE"}, References: []transit.GuaranteeReference{{Type: "1", GRN: grnOne, Amount: euros(1000)}}},
		transit.GuaranteeConfirm{Key: "M1", From: "CN", Request: 1, Number: "26CNDEMO1"},
		transit.GuaranteeCall{Key: "M1", From: "CN", Request: 1, Number: "26CNDEMO1", Reason: "not arrived"},
	} {
		body, err := transit.Encode(m)
		must(w.t, err)
		if i == 0 {
			body = []byte(strings.TrimSuffix(string(body), "}") + `,"codes":` + sealed + "}")
		}
		_, err = office.Receive(w.t.Context(), cn.Sign(exchange.Envelope{ID: "CN/M1/" + string(rune('1'+i)), To: "GE", Stream: "M1", Seq: int64(i + 1), SentAt: today(), Body: body}))
		must(w.t, err)
	}
}

// sealedFor is the access code sealed to the office of GE for a movement, as the trader's node of its declarant does it.
func sealedFor(key []byte, movement, administration string) (string, error) {
	to, err := hpke.DHKEM(ecdh.X25519()).NewPublicKey(key)
	if err != nil {
		return "", err
	}
	about, err := json.Marshal([]string{"kairo/access-code/1", "GE", grnOne, movement, administration})
	if err != nil {
		return "", err
	}
	box, err := hpke.Seal(to, hpke.HKDFSHA256(), hpke.AES256GCM(), about, []byte(worldCode))
	if err != nil {
		return "", err
	}
	out, err := json.Marshal([]any{map[string]any{"grn": grnOne, "box": box}})
	return string(out), err
}

// Who knows the access code is told the balance on the page; nobody is shown the code again.
func TestGuaranteeQueryPage(t *testing.T) {
	w := newDeskWorld(t)
	w.person("me", auth.Grant{Role: auth.Declarant})
	w.guaranteed("GE", grnOne, "", 5000)
	ask := func(more ...string) (int, string) {
		f := url.Values{"country": {"GE"}, "type": {"1"}, "grn": {strings.ToLower(grnOne)}, "holder": {"DEMO-HOLDER"}, "accessCode": {string(worldCode)}}
		for i := 0; i+1 < len(more); i += 2 {
			f.Set(more[i], more[i+1])
		}
		res, text := w.ask("me", "POST", "/guarantees/query", f)
		if strings.Contains(text, f.Get("accessCode")) {
			t.Errorf("the page shows %q", f.Get("accessCode"))
		}
		return res.StatusCode, text
	}
	if status, text := ask(); status != 200 || !strings.Contains(text, "5,000.00 EUR") || !strings.Contains(text, "mark-ok") {
		t.Errorf("%d %s", status, text)
	}
	if status, text := ask("amount", "6000", "currency", "EUR"); status != 200 || !strings.Contains(text, "G09") {
		t.Errorf("%d %s", status, text)
	}
	for range 10 {
		if status, text := ask("accessCode", "4711-4711"); status != 200 || !strings.Contains(text, "G03") || strings.Contains(text, "5,000.00") {
			t.Errorf("%d %s", status, text)
		}
	}
	if status, text := ask(); status != http.StatusTooManyRequests || !strings.Contains(text, "too many wrong questions") {
		t.Errorf("%d %s", status, text)
	}
}
