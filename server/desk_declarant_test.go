package server

import (
	"bytes"
	"fmt"
	"html"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/desk"
	"github.com/kairo-corridor/kairo/examples"
)

// browse is somebody who only sees pages and sends forms.
type browse struct {
	*deskWorld
	login string
}

func newBrowse(w *deskWorld, login string) *browse {
	w.person(login, auth.Grant{Role: auth.Declarant})
	return &browse{w, login}
}

// get opens a page, which must be there.
func (b *browse) get(path string) string {
	b.t.Helper()
	res, body := b.ask(b.login, http.MethodGet, path, nil)
	if res.StatusCode != http.StatusOK {
		b.t.Fatalf("GET %s: %d %s", path, res.StatusCode, told(body))
	}
	return body
}

// send sends a form and gives the address it leads to.
func (b *browse) send(path string, form url.Values) string {
	b.t.Helper()
	res, body := b.ask(b.login, http.MethodPost, path, form)
	if res.StatusCode != http.StatusSeeOther {
		b.t.Fatalf("POST %s: %d %s", path, res.StatusCode, told(body))
	}
	return res.Header.Get("Location")
}

// told is what a page says in its main part, for messages of tests.
func told(body string) string {
	if _, after, ok := strings.Cut(body, "<main"); ok {
		body = after
	}
	plain := regexp.MustCompile(`(?s)<script.*?</script>|<[^>]*>`).ReplaceAllString(body, " ")
	return strings.Join(strings.Fields(html.UnescapeString(plain)), " ")[:min(len(strings.Join(strings.Fields(html.UnescapeString(plain)), " ")), 1500)]
}

var (
	inputs  = regexp.MustCompile(`<input [^>]*?name="([^"]+)"[^>]*>`)
	selects = regexp.MustCompile(`(?s)<select [^>]*?name="([^"]+)"[^>]*>(.*?)</select>`)
	valueOf = regexp.MustCompile(` value="([^"]*)"`)
	taken   = regexp.MustCompile(`<option value="([^"]*)" selected`)
)

// formOf is what a browser would send of the page's form to an address, untouched.
func formOf(t *testing.T, body, action string) url.Values {
	t.Helper()
	_, body, ok := strings.Cut(body, `action="`+action+`" class="consignment-form"`)
	if !ok {
		t.Fatalf("no form to %s in the page", action)
	}
	body, _, _ = strings.Cut(body, "</form>")
	out := url.Values{}
	for _, m := range inputs.FindAllStringSubmatch(body, -1) {
		v := valueOf.FindStringSubmatch(m[0])
		out.Set(m[1], "")
		if v != nil {
			out.Set(m[1], html.UnescapeString(v[1]))
		}
	}
	for _, m := range selects.FindAllStringSubmatch(body, -1) {
		out.Set(m[1], "")
		if v := taken.FindStringSubmatch(m[2]); v != nil {
			out.Set(m[1], v[1])
		}
	}
	return out
}

func exampleFile(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "examples", name))
	must(t, err)
	return string(b)
}

// chooseBy chooses the first journey whose row says all of some words.
func (b *browse) chooseBy(id string, countries string) {
	b.t.Helper()
	body := b.get("/consignments/" + id + "/journey")
	version := valueOf.FindStringSubmatch(regexp.MustCompile(`<input type="hidden" name="version"[^>]*>`).FindString(body))[1]
	for _, row := range regexp.MustCompile(`(?s)<tr data-journey="([^"]+)".*?</tr>`).FindAllStringSubmatch(body, -1) {
		if strings.Contains(row[0], countries) {
			if to := b.send("/consignments/"+id+"/journey", url.Values{"version": {version}, "journey": {row[1]}}); !strings.HasSuffix(to, "/filing") {
				b.t.Fatal(to)
			}
			return
		}
	}
	b.t.Fatalf("no journey over %s in %s", countries, told(body))
}

// A consignment is pasted from a spreadsheet, a way is chosen, what its carriers know is filled in, it is lodged; every page
// of it opens, every document can be taken.
func TestDeclarantFilesFromASpreadsheet(t *testing.T) {
	w := newDeskWorld(t)
	b := newBrowse(w, "me")
	at := b.send("/consignments", url.Values{"from": {"paste"}, "text": {exampleFile(t, "nagoya-almaty.csv")}})
	id := strings.TrimPrefix(at, "/consignments/")
	body := b.get(at)
	for _, want := range []string{"870829", "96000.00", "KZ-BIN", "DEMU4001010", `href="/consignments/` + id + `/journey"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the form does not show %q", want)
		}
	}
	b.chooseBy(id, "Japan → China → Kazakhstan")
	missing := "/consignments/" + id + "/missing"
	form := formOf(t, b.get(missing), missing)
	filled := 0
	for name := range form {
		switch {
		case !strings.HasPrefix(name, "f/transport/") || form.Get(name) != "":
			continue
		case strings.HasSuffix(name, "/document"):
			form.Set(name, fmt.Sprintf("DEMO-DOC-%d", filled))
		case strings.HasSuffix(name, "/wagons"):
			form.Set(name, "94001005")
		case strings.HasSuffix(name, "/flag"):
			form.Set(name, "KZ")
		case strings.HasSuffix(name, "/id"), strings.HasSuffix(name, "/voyage"):
			form.Set(name, "DEMO 101")
		default:
			continue
		}
		filled++
	}
	if filled == 0 {
		t.Fatal("the page of missing data has no input for means of transport")
	}
	if to := b.send(missing, form); to != missing+"?saved=1" {
		t.Fatal(to)
	}
	if body := b.get(missing); !strings.Contains(body, "0 required entries are missing") {
		t.Errorf("after filling: %s", told(body))
	}
	for _, part := range []string{"", "/journey", "/filing", "/documents"} {
		for _, lang := range []string{"en", "ja", "ru", "kk"} {
			b.get("/consignments/" + id + part + "?lang=" + lang)
		}
	}
	to := b.send("/consignments/"+id+"/lodge", nil)
	if !strings.Contains(to, "lodged=") {
		t.Fatal(to)
	}
	body = b.get(to)
	if !strings.Contains(body, "declarations were lodged") || !strings.Contains(body, "Japan · S1") {
		t.Errorf("status: %s", told(body))
	}
	body = b.get("/consignments/" + id + "/documents")
	files := regexp.MustCompile(`href="(/consignments/[^"]+\.(?:pdf|json))"`).FindAllStringSubmatch(body, -1)
	if len(files) < 6 {
		t.Fatalf("%d files", len(files))
	}
	for _, f := range files {
		body, magic := b.get(f[1]), "{"
		if strings.HasSuffix(f[1], ".pdf") {
			magic = "%PDF-"
		}
		if !strings.HasPrefix(body, magic) {
			t.Errorf("%s begins with %.20q", f[1], body)
		}
	}
	if body := b.get("/consignments"); !strings.Contains(body, "Automobile parts, Nagoya to Almaty") {
		t.Errorf("list: %s", told(body))
	}
}

// Saving the form untouched changes nothing: the page holds everything that a consignment says.
func TestDeclarantFormLosesNothing(t *testing.T) {
	w := newDeskWorld(t)
	b := newBrowse(w, "me")
	me := w.people["me"]
	for _, name := range []string{"nagoya-almaty.json", "xian-constanta.json", "kazakhstan-kobe.json", "kazakhstan-rotterdam.json"} {
		list, err := w.desk.Import(t.Context(), &me, name, examples.Read(name))
		must(t, err)
		at := "/consignments/" + list[0].ID
		b.send(at, formOf(t, b.get(at), at))
		now, err := w.desk.Draft(t.Context(), &me, list[0].ID)
		must(t, err)
		if now.Consignment.Hash() != list[0].Consignment.Hash() {
			t.Errorf("%s is changed by saving its form:\n%s\n%s", name, list[0].Consignment.Canonical(), now.Consignment.Canonical())
		}
	}
}

// A form begun empty is filled by adding rows; what is wrong is told beside its field and nothing typed is lost.
func TestDeclarantFillsAForm(t *testing.T) {
	w := newDeskWorld(t)
	b := newBrowse(w, "me")
	at := b.send("/consignments", url.Values{"from": {"empty"}})
	form := formOf(t, b.get(at), at)
	form.Set("f/title", "Machine parts")
	form.Set("f/goods/0/hs", "848790")
	form.Set("f/goods/0/grossKg", "two tonnes")
	form.Set("f/goods/0/value/minor", "about 10")
	res, body := b.ask("me", http.MethodPost, at, form)
	if res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "is no amount") || !strings.Contains(body, `value="two tonnes"`) || !strings.Contains(body, `value="Machine parts"`) || !strings.Contains(body, `aria-invalid="true"`) {
		t.Errorf("%d %s", res.StatusCode, told(body))
	}
	form.Set("f/goods/0/value/minor", "12 500,5")
	if res, body = b.ask("me", http.MethodPost, at, form); res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "is no whole number") || !strings.Contains(body, `value="12 500,5"`) {
		t.Errorf("%d %s", res.StatusCode, told(body))
	}
	form.Set("f/goods/0/grossKg", "2 000")
	form.Set("do", "add:/goods")
	to := b.send(at, form)
	path, _, _ := strings.Cut(to, "#")
	body = b.get(path)
	if !strings.Contains(body, `name="f/goods/1/hs"`) || !strings.Contains(body, `value="12500.50"`) || !strings.Contains(body, `value="2000"`) {
		t.Errorf("after adding: %s", told(body))
	}
	form = formOf(t, body, at)
	form.Set("f/goods/1/hs", "848310")
	form.Set("f/goods/1/codes/0/country", "KZ")
	form.Set("f/goods/1/codes/0/code", "8483102509")
	form.Set("do", "remove:/goods/0")
	b.send(at, form)
	me := w.people["me"]
	x, err := w.desk.Draft(t.Context(), &me, strings.TrimPrefix(at, "/consignments/"))
	must(t, err)
	if g := x.Consignment.Goods; len(g) != 1 || g[0].HS != "848310" || len(g[0].Codes) != 1 {
		t.Errorf("goods: %+v", g)
	}
}

// Of two windows the second is told, sees both and loses nothing; saving again makes its entries stand.
func TestDeclarantTwoWindows(t *testing.T) {
	w := newDeskWorld(t)
	b := newBrowse(w, "me")
	at := b.send("/consignments", url.Values{"from": {"empty"}})
	one, two := formOf(t, b.get(at), at), formOf(t, b.get(at), at)
	one.Set("f/title", "From the first window")
	b.send(at, one)
	two.Set("f/title", "From the second window")
	two.Set("f/origin", "Nagoya")
	res, body := b.ask("me", http.MethodPost, at, two)
	if res.StatusCode != http.StatusConflict {
		t.Fatal(res.StatusCode)
	}
	for _, want := range []string{"Another window saved this consignment first", `value="From the second window"`, "<b>From the first window</b>", `value="Nagoya"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	b.send(at, formOf(t, body, at))
	if body := b.get(at); !strings.Contains(body, `value="From the second window"`) || !strings.Contains(body, `value="Nagoya"`) {
		t.Errorf("saved again: %s", told(body))
	}
}

// What is another's is not found, by whatever way.
func TestDeclarantOthersAreNotFound(t *testing.T) {
	w := newDeskWorld(t)
	mine, other := newBrowse(w, "me"), newBrowse(w, "you")
	at := mine.send("/consignments", url.Values{"from": {"empty"}})
	for _, part := range []string{"", "/missing", "/journey", "/filing", "/status", "/documents", "/documents/S1-export.pdf"} {
		if res, _ := other.ask("you", http.MethodGet, at+part, nil); res.StatusCode != http.StatusNotFound {
			t.Errorf("GET %s: %d", part, res.StatusCode)
		}
	}
	for _, part := range []string{"", "/missing", "/journey", "/lodge", "/cancel", "/say", "/advance", "/discard"} {
		if res, _ := other.ask("you", http.MethodPost, at+part, url.Values{"version": {"1"}}); res.StatusCode != http.StatusNotFound {
			t.Errorf("POST %s: %d", part, res.StatusCode)
		}
	}
	if res, _ := other.ask("you", http.MethodPost, "/consignments", url.Values{"from": {"earlier"}, "id": {strings.TrimPrefix(at, "/consignments/")}}); res.StatusCode != http.StatusNotFound {
		t.Errorf("copying: %d", res.StatusCode)
	}
}

// upload sends a file.
func (b *browse) upload(name string, data []byte) (*http.Response, string) {
	b.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	must(b.t, m.WriteField("from", "file"))
	f, err := m.CreateFormFile("file", name)
	must(b.t, err)
	_, err = f.Write(data)
	must(b.t, err)
	must(b.t, m.Close())
	r := httptest.NewRequest(http.MethodPost, "/consignments", &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.AddCookie(&http.Cookie{Name: sessionCookie, Value: b.sessions[b.login]})
	return do(b.t, b.h, r)
}

// Files make consignments; what is too large or no table is told in words, makes nothing and loses nothing.
func TestDeclarantUploads(t *testing.T) {
	w := newDeskWorld(t)
	b := newBrowse(w, "me")
	if res, body := b.upload("xian.json", examples.Read("xian-constanta.json")); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d %s", res.StatusCode, told(body))
	}
	for name, c := range map[string]struct {
		data   []byte
		status int
		says   string
	}{
		"garbage.csv": {[]byte("\x00\x01\x02 nothing of a table"), http.StatusUnprocessableEntity, "garbage.csv"},
		"broken.json": {[]byte(`{"reference": 7, "colour": "red"}`), http.StatusUnprocessableEntity, "colour"},
		"empty.csv":   {nil, http.StatusBadRequest, "there is nothing in it"},
		"large.csv":   {bytes.Repeat([]byte("a,b,c\n"), desk.PasteBytesMax/6+2), http.StatusRequestEntityTooLarge, "at most"},
		"huge.csv":    {make([]byte, deskBodyMax+1), http.StatusRequestEntityTooLarge, "nothing was lost"},
	} {
		res, body := b.upload(name, c.data)
		if res.StatusCode != c.status || !strings.Contains(body, c.says) || !strings.Contains(body, "Consignments</h1>") {
			t.Errorf("%s: %d, %s", name, res.StatusCode, told(body))
		}
	}
	paste := "reference\ttitle\nR-1\tA <b>bold</b> name\n"
	res, body := b.ask("me", http.MethodPost, "/consignments", url.Values{"from": {"paste"}, "text": {paste}})
	if res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "A &lt;b&gt;bold&lt;/b&gt; name") {
		t.Errorf("pasted: %d %s", res.StatusCode, told(body))
	}
	if body := b.get("/consignments"); !strings.Contains(body, "1 consignment<") {
		t.Errorf("the list has more than what was taken: %s", told(body))
	}
}

// Codes are found while they are typed, and on a page.
func TestDeclarantFindsCodes(t *testing.T) {
	w := newDeskWorld(t)
	b := newBrowse(w, "me")
	for kind, c := range map[string][2]string{"place": {"nago", "JPNGO"}, "package": {"carton", "CT"}, "office": {"khor", ""}, "hs": {"870829", ""}} {
		body := b.get("/consignments/codes?kind=" + kind + "&q=" + c[0])
		if !strings.Contains(body, c[1]) {
			t.Errorf("%s: %s", kind, told(body))
		}
		r := httptest.NewRequest(http.MethodGet, "/consignments/codes?kind="+kind+"&q="+c[0], nil)
		r.Header.Set("Accept", "application/json")
		r.AddCookie(&http.Cookie{Name: sessionCookie, Value: w.sessions["me"]})
		res, text := do(t, w.h, r)
		if res.StatusCode != http.StatusOK || !strings.Contains(text, `"hits":[`) || !strings.Contains(text, c[1]) {
			t.Errorf("%s: %d %s", kind, res.StatusCode, text)
		}
	}
}

// A filed consignment tells where it stands; a declaration is cancelled with a reason, and only with one.
func TestDeclarantCancels(t *testing.T) {
	w := newDeskWorld(t)
	x := w.filed("me", "DESK-CANCEL-1")
	b := newBrowse(w, "me")
	at := "/consignments/" + x.ID
	body := b.get(at + "/status")
	key := valueOf.FindStringSubmatch(regexp.MustCompile(`<input type="hidden" name="key"[^>]*>`).FindString(body))
	if key == nil {
		t.Fatalf("nothing can be cancelled: %s", told(body))
	}
	res, body := b.ask("me", http.MethodPost, at+"/cancel", url.Values{"key": {html.UnescapeString(key[1])}})
	if res.StatusCode < 400 || !strings.Contains(body, `aria-invalid="true"`) {
		t.Errorf("without a reason: %d %s", res.StatusCode, told(body))
	}
	if to := b.send(at+"/cancel", url.Values{"key": {html.UnescapeString(key[1])}, "reason": {"the buyer withdrew"}}); !strings.HasSuffix(to, "cancelled=1") {
		t.Error(to)
	}
	if body := b.get(at + "/status"); !strings.Contains(body, "invalidated") {
		t.Errorf("after cancelling: %s", told(body))
	}
}
