package server

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/customs/guarantee"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/desk"
	"github.com/kairo-corridor/kairo/exchange"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/node"
	"github.com/kairo-corridor/kairo/store"
	"github.com/kairo-corridor/kairo/unit"
)

func euros(units int64) unit.Money { return unit.Money{Minor: 100 * units, Currency: "EUR"} }

// officer is a program of an officer of guarantee of a country.
func (w *apiWorld) guaranteeOfficer(login, country string) {
	w.program(login, auth.Grant{Role: auth.GuaranteeOfficer, Country: country})
}

// A guarantee is entered, read, varied, given other codes and revoked by an officer's program; its holder reads it, nobody else does.
func TestAPIGuaranteeFromRegistrationToItsEnd(t *testing.T) {
	w := newAPIWorld(t, nil)
	w.declarant("me")
	w.declarant("you")
	w.guaranteeOfficer("tbilisi", "GE")
	w.guaranteeOfficer("astana", "KZ")
	var g GuaranteeRecord
	asked := guaranteeFor("GE", grnOne, "me", 5000)
	made := w.call("tbilisi", "POST", "/guarantees", asked, keyHeader, "1").into(t, 201, &g)
	at := "/guarantees/GE/" + grnOne
	if made.Header.Get("Location") != apiPrefix+at || made.Header.Get("ETag") != `"1"` || g.Version != 1 || g.State != "valid" || g.Balances.Available != 500_000 || g.Sum != 0 ||
		g.Account != "me" || !slices.Equal(g.Codes, []string{"Demonstration"}) || !slices.Equal(g.Acts, []string{"vary", "set-codes", "revoke"}) {
		t.Errorf("%v %+v", made.Header, g)
	}
	if again := w.call("tbilisi", "POST", "/guarantees", asked, keyHeader, "1").into(t, 201, nil); again.body != made.body {
		t.Error(again.body)
	}
	if p := w.call("tbilisi", "POST", "/guarantees", asked, keyHeader, "2").problem(t, 409); p.Path != "/grn" {
		t.Errorf("%+v", p)
	}
	act := func(etag string, b GuaranteeActRequest) toldAnswer {
		return w.call("tbilisi", "POST", at+"/acts", b, keyHeader, fmt.Sprint(b.Act, etag, b.Limit), "If-Match", etag)
	}
	varied := act(`"1"`, GuaranteeActRequest{Act: "vary", Limit: euros(7000), Reason: "more goods"}).into(t, 200, &g)
	if g.Limit != euros(7000) || g.Balances.Available != 700_000 || g.Version != 2 {
		t.Errorf("%+v", g)
	}
	if p := act(`"1"`, GuaranteeActRequest{Act: "revoke"}).problem(t, 412); !strings.Contains(p.Detail, "Demonstration tbilisi was first: vary") {
		t.Errorf("%+v", p)
	}
	act(`"0"`, GuaranteeActRequest{Act: "revoke"}).problem(t, 412)
	w.call("tbilisi", "POST", at+"/acts", GuaranteeActRequest{Act: "revoke"}, keyHeader, "no version").problem(t, 428)
	act(varied.Header.Get("ETag"), GuaranteeActRequest{Act: "set-codes", Codes: []CodeGiven{{Code: "Other"}, {Code: "Third"}}}).into(t, 200, &g)
	act(`"3"`, GuaranteeActRequest{Act: "revoke", Reason: "the guarantor withdraws"}).into(t, 200, &g)
	if g.State != "ending" || g.EndsAt.Sub(today()) < 15*24*time.Hour || len(g.Codes) != 2 || !slices.Equal(g.Acts, []string{"set-codes"}) {
		t.Errorf("%+v", g)
	}
	var facts GuaranteeFacts
	w.call("tbilisi", "GET", at+"/facts", nil).into(t, 200, &facts)
	var told []string
	for _, f := range facts.Facts {
		told = append(told, f.Message+" by "+f.By)
	}
	if want := []string{"register by Demonstration tbilisi", "vary by Demonstration tbilisi", "set-codes by Demonstration tbilisi", "revoke by Demonstration tbilisi"}; !slices.Equal(told, want) {
		t.Errorf("%v", told)
	}
	facts = GuaranteeFacts{}
	if w.call("me", "GET", at+"/facts?limit=1&after=1", nil).into(t, 200, &facts); len(facts.Facts) != 1 || facts.Facts[0].Message != "vary" || facts.Facts[0].By != "" || facts.Next != "2" {
		t.Errorf("the holder reads %+v", facts)
	}
	w.call("me", "POST", at+"/acts", GuaranteeActRequest{Act: "set-codes", Codes: []CodeGiven{{Code: "Mine"}}}, keyHeader, "x", "If-Match", `"4"`).problem(t, 403)
	for _, other := range []string{"you", "astana"} {
		w.call(other, "GET", at, nil).problem(t, 404)
		w.call(other, "GET", at+"/uses", nil).problem(t, 404)
		var l GuaranteeList
		if w.call(other, "GET", "/guarantees", nil).into(t, 200, &l); len(l.Guarantees) != 0 {
			t.Errorf("%s reads %+v", other, l)
		}
	}
	w.call("astana", "POST", "/guarantees", guaranteeFor("GE", grnTwo, "", 1), keyHeader, "1").problem(t, 403)
}

// Where the process ended before the answer was kept, whoever asks again gets the guarantee that was entered, which was entered once.
func TestAPIGuaranteeCutOff(t *testing.T) {
	h := &holding{reached: make(chan struct{}), go_: make(chan error)}
	w := newAPIWorld(t, func(s store.Store) store.Store { h.Store = s; return h })
	w.guaranteeOfficer("tbilisi", "GE")
	ask := func() toldAnswer {
		return w.call("tbilisi", "POST", "/guarantees", guaranteeFor("GE", grnOne, "", 5000), keyHeader, "k")
	}
	h.stopAt("idempotency-answer/")
	cut := make(chan toldAnswer)
	go func() { cut <- ask() }()
	<-h.reached
	h.go_ <- store.ErrClosed // as if the process ended here
	<-cut
	w.reopen()
	ask().problem(t, 409)
	w.late.Store(int64(desk.KeyLease))
	var g GuaranteeRecord
	ask().into(t, 201, &g)
	if g.Version != 1 || g.Facts != 1 {
		t.Errorf("entered more than once: %+v", g)
	}
	w.call("tbilisi", "POST", "/guarantees", guaranteeFor("GE", grnOne, "", 5000), keyHeader, "another").problem(t, 409)
}

// Every wrong field is told at once, with its name as it was given.
func TestAPIGuaranteeViolations(t *testing.T) {
	w := newAPIWorld(t, nil)
	w.guaranteeOfficer("tbilisi", "GE")
	b := guaranteeFor("GE", "24GB0000010000HV6", "", 0)
	b.Percent, b.Until, b.Excluded, b.Holder, b.Codes = 0, "2025-01-01", []string{"Turkey"}, "two\nlines", []CodeGiven{{Code: worldCode, Label: strings.Repeat("ä", 75)}}
	p := w.call("tbilisi", "POST", "/guarantees", b, keyHeader, "1").problem(t, 422)
	var paths []string
	for _, v := range p.Violations {
		paths = append(paths, v.Path)
	}
	if want := []string{"/codes/0/label", "/grn", "/holder", "/limit", "/percent", "/until", "/excluded/0"}; !slices.Equal(paths, want) {
		t.Errorf("%v\n%+v", paths, p.Violations)
	}
	b = guaranteeFor("GE", grnOne, "tbilisi", 5)
	if p := w.call("tbilisi", "POST", "/guarantees", b, keyHeader, "2").problem(t, 422); p.Path != "/account" {
		t.Errorf("%+v", p)
	}
	b.Account, b.Codes = "", nil
	if p := w.call("tbilisi", "POST", "/guarantees", b, keyHeader, "3").problem(t, 422); p.Path != "/codes" {
		t.Errorf("%+v", p)
	}
	b.From = "2026-13-01"
	w.call("tbilisi", "POST", "/guarantees", b, keyHeader, "4").problem(t, 422)
}

// Lists are in one order, are narrowed, and go on where they are cut, over the countries of an officer.
func TestAPIGuaranteeLists(t *testing.T) {
	w := newAPIWorld(t, nil)
	w.declarant("me")
	w.program("both", auth.Grant{Role: auth.GuaranteeOfficer, Country: "CN"}, auth.Grant{Role: auth.GuaranteeOfficer, Country: "KZ"})
	w.guaranteed("KZ", grnOne, "", 1)
	w.guaranteed("CN", grnOne, "", 2)
	w.guaranteed("CN", grnTwo, "me", 3)
	w.guaranteed("GE", grnThree, "me", 4)
	list := func(login, query string) (out []string) {
		t.Helper()
		for next := ""; ; {
			var l GuaranteeList
			w.call(login, "GET", "/guarantees?limit=1&cursor="+next+query, nil).into(t, 200, &l)
			for _, g := range l.Guarantees {
				out = append(out, g.Country+" "+g.GRN)
			}
			if next = l.Next; next == "" {
				return out
			}
		}
	}
	for query, want := range map[string][]string{
		"":                   {"CN " + grnTwo, "CN " + grnOne, "KZ " + grnOne},
		"&country=KZ":        {"KZ " + grnOne},
		"&country=GE":        nil,
		"&text=be0001":       {"CN " + grnTwo},
		"&state=ending":      nil,
		"&type=1&text=BANK":  {"CN " + grnTwo, "CN " + grnOne, "KZ " + grnOne},
		"&type=9":            nil,
		"&text=no+such+text": nil,
	} {
		if got := list("both", query); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", query, got, want)
		}
	}
	if got, want := list("me", ""), []string{"CN " + grnTwo, "GE " + grnThree}; !slices.Equal(got, want) {
		t.Errorf("the holder of %v reads %v", want, got)
	}
	w.call("both", "GET", "/guarantees?cursor=%21", nil).problem(t, 422)
}

// Who knows number, type, holder and access code is told the balance; whoever tries is stopped, and no process that ends forgets it.
func TestAPIGuaranteeQuery(t *testing.T) {
	w := newAPIWorld(t, nil)
	for _, who := range []string{"me", "you", "third"} {
		w.declarant(who)
	}
	w.guaranteed("GE", grnOne, "", 5000)
	w.guaranteed("GE", grnTwo, "", 5000)
	ask := func(login string, change func(*GuaranteeQuestion)) (GuaranteeAnswer, toldAnswer) {
		t.Helper()
		q := GuaranteeQuestion{Country: "GE", GRN: grnOne, Type: "1", Holder: "DEMO-HOLDER", Code: worldCode}
		change(&q)
		res := w.call(login, "POST", "/guarantees/query", q)
		var a GuaranteeAnswer
		if res.StatusCode == 200 {
			res.into(t, 200, &a)
		}
		return a, res
	}
	codes := func(a GuaranteeAnswer) (out []string) {
		for _, r := range a.Reasons {
			out = append(out, r.Code)
		}
		return out
	}
	if a, _ := ask("me", func(q *GuaranteeQuestion) { q.Amount = euros(5000) }); !a.Valid || a.Available == nil || *a.Available != euros(5000) {
		t.Errorf("%+v", a)
	}
	if a, _ := ask("me", func(q *GuaranteeQuestion) { q.Amount = euros(5001) }); a.Valid || !slices.Equal(codes(a), []string{"G09"}) || a.Available == nil {
		t.Errorf("%+v", a)
	}
	for name, tc := range map[string]struct {
		change func(*GuaranteeQuestion)
		want   string
	}{
		"wrong code":               {func(q *GuaranteeQuestion) { q.Code = "4711" }, "G03"},
		"wrong code, other money":  {func(q *GuaranteeQuestion) { q.Code, q.Amount = "4711", unit.Money{Minor: 1, Currency: "JPY"} }, "G03"},
		"no code":                  {func(q *GuaranteeQuestion) { q.Code = "" }, "G03"},
		"no such guarantee":        {func(q *GuaranteeQuestion) { q.GRN = grnThree }, "G01"},
		"right code, other holder": {func(q *GuaranteeQuestion) { q.Holder = "SOMEBODY" }, "G04"},
		"right code, other type":   {func(q *GuaranteeQuestion) { q.Type = "9" }, "G13"},
	} {
		if a, res := ask("me", tc.change); a.Valid || !slices.Equal(codes(a), []string{tc.want}) || a.Available != nil {
			t.Errorf("%s: %d %+v", name, res.StatusCode, a)
		}
	}
	// Many at once do not get beyond the limit of a person: six were wrong before.
	right := 0
	try := func(login string, n int, grn string) (wrong, stopped int) {
		var mu sync.Mutex
		var all sync.WaitGroup
		for i := range n {
			all.Go(func() {
				a, res := ask(login, func(q *GuaranteeQuestion) { q.Code, q.GRN = guarantee.Secret(fmt.Sprintf("%04d", i)), grn })
				mu.Lock()
				defer mu.Unlock()
				switch {
				case res.StatusCode == 429 && res.Header.Get("Retry-After") != "":
					stopped++
				case res.StatusCode == 200 && codes(a)[0] == "G03":
					wrong++
				default:
					t.Errorf("%d %s", res.StatusCode, res.body)
				}
			})
		}
		all.Wait()
		return wrong, stopped
	}
	if wrong, stopped := try("me", 12, grnTwo); wrong != node.WrongAskMax-6 || stopped != 12-wrong {
		t.Errorf("%d wrong answers, %d stopped", wrong, stopped)
	}
	w.reopen()
	if _, res := ask("me", func(*GuaranteeQuestion) {}); res.StatusCode != 429 {
		t.Errorf("after a restart: %d", res.StatusCode)
	}
	if a, _ := ask("you", func(*GuaranteeQuestion) {}); a.Valid {
		right++
	}
	w.late.Store(int64(node.WrongAskSpan))
	if a, _ := ask("me", func(*GuaranteeQuestion) {}); a.Valid {
		right++
	}
	if right != 2 {
		t.Error("who was not stopped, or waited, is not answered")
	}
	// One guarantee is tried by several: five were wrong about it before.
	total := 0
	for _, who := range []string{"me", "you", "third"} {
		wrong, _ := try(who, 12, grnOne)
		total += wrong
	}
	if total != node.WrongOfMax-5 {
		t.Errorf("%d more wrong answers about one guarantee", total)
	}
	if _, res := ask("third", func(*GuaranteeQuestion) {}); res.StatusCode != 429 {
		t.Errorf("the guarantee is still answered about: %d", res.StatusCode)
	}
	if a, _ := ask("third", func(q *GuaranteeQuestion) { q.GRN = grnTwo }); !a.Valid {
		t.Errorf("another guarantee: %+v", a)
	}
}

// An access code is in no answer, no problem, no log and nothing that is kept, in whatever request it was given.
func TestAPIGuaranteeCodesAreNowhere(t *testing.T) {
	w := newAPIWorld(t, nil)
	var log bytes.Buffer
	w.log = slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})
	w.reopen()
	w.declarant("me")
	w.guaranteeOfficer("tbilisi", "GE")
	const long = "Zq7#unmistakableZq7#unmistakableZq7#unmistakableZq7#unmistakableZq7#unmistakable"
	key := 0
	send := func(login, path string, body any, header ...string) {
		t.Helper()
		key++
		res := w.call(login, "POST", path, body, append(header, keyHeader, fmt.Sprint("k", key))...)
		if strings.Contains(res.body, string(worldCode)) || strings.Contains(fmt.Sprint(res.Header), string(worldCode)) {
			t.Errorf("%s: %d %s", path, res.StatusCode, res.body)
		}
	}
	at := "/guarantees/GE/" + grnOne
	send("tbilisi", "/guarantees", guaranteeFor("GE", "24GB0000010000HV6", "", 5000)) // wrong
	send("tbilisi", "/guarantees", guaranteeFor("GE", grnOne, "me", 5000))
	send("tbilisi", "/guarantees", guaranteeFor("GE", grnOne, "me", 5000)) // again
	send("tbilisi", "/guarantees", `{"country": "GE", "codes": ["`+string(worldCode)+`"]}`)
	send("tbilisi", "/guarantees", `{"country": "GE", "codes": [{"code": "`+long+`"}], "`+string(worldCode[:4])+`": 1}`)
	send("tbilisi", "/guarantees", `{"codes": [{"code": "`+string(worldCode)+`"`)
	for _, etag := range []string{`"1"`, `"1"`} { // the second is too late
		send("tbilisi", at+"/acts", GuaranteeActRequest{Act: "set-codes", Codes: []CodeGiven{{Code: worldCode}}}, "If-Match", etag)
	}
	send("tbilisi", at+"/acts", GuaranteeActRequest{Act: "set-codes", Codes: []CodeGiven{{Code: long}}}, "If-Match", `"2"`)
	for _, login := range []string{"me", "tbilisi"} {
		send(login, "/guarantees/query", GuaranteeQuestion{Country: "GE", GRN: grnOne, Type: "1", Holder: "DEMO-HOLDER", Code: worldCode})
		send(login, "/guarantees/query", GuaranteeQuestion{Country: "GE", GRN: grnOne, Type: "1", Holder: "DEMO-HOLDER", Code: worldCode + "1"})
		send(login, "/guarantees/query", GuaranteeQuestion{Country: "XX", GRN: grnOne, Type: "1", Holder: "DEMO-HOLDER", Code: worldCode})
		for _, path := range []string{"", "/facts", "/uses"} {
			if res := w.call(login, "GET", at+path, nil).into(t, 200, nil); strings.Contains(res.body, string(worldCode)) || strings.Contains(res.body, "salt") {
				t.Error(res.body)
			}
		}
	}
	w.shut()
	if strings.Contains(log.String(), string(worldCode)) {
		t.Error("the log has the code")
	}
	looked := 0
	must(t, filepath.WalkDir(w.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		for _, form := range []string{string(worldCode), base64.StdEncoding.EncodeToString([]byte(worldCode))} {
			if looked++; bytes.Contains(b, []byte(form)) {
				t.Errorf("%s holds the code", path)
			}
		}
		return err
	}))
	if looked < 10 {
		t.Errorf("only %d files were looked at", looked/2)
	}
}

// Many movements at once use one hot guarantee through the node, while officers' and holders' programs read it: never is more taken
// than its limit, and every ledger and every fact that is told sums to nought.
func TestAPIOneHotGuarantee(t *testing.T) {
	w := newAPIWorld(t, nil)
	w.declarant("me")
	w.guaranteeOfficer("tbilisi", "GE")
	const carnet = "XC70423156" // has no access code, so that any administration may ask
	asked := guaranteeFor("GE", carnet, "me", 10_500)
	asked.Type, asked.Percent, asked.Codes, asked.Countries = "B", 0, nil, []string{"GE"}
	w.call("tbilisi", "POST", "/guarantees", asked, keyHeader, "1").into(t, 201, nil)
	at := "/guarantees/GE/" + carnet
	stop, reading := make(chan struct{}), sync.WaitGroup{}
	reads := 0
	reading.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			var g GuaranteeRecord
			w.call([]string{"me", "tbilisi"}[reads%2], "GET", at, nil).into(t, 200, &g)
			w.sound(&g)
			reads++
		}
	})
	const movements, fit = 24, 10
	w.everyMovement(movements, func(key string) transit.Message {
		return transit.GuaranteeRequest{Key: key, From: "CN", Request: 1, Number: key, Holder: "DEMO-HOLDER", Countries: []string{"GE"},
			References: []transit.GuaranteeReference{{Type: "B", GRN: carnet, Amount: euros(1000)}}}
	})
	var varied GuaranteeRecord // while uses come and go an officer needs no luck
	w.call("tbilisi", "POST", at+"/acts", GuaranteeActRequest{Act: "vary", Limit: euros(11_500)}, keyHeader, "2", "If-Match", `"1"`).into(t, 200, &varied)
	if varied.Balances.Pending != fit*100_000 || varied.Balances.Available != 150_000 || varied.Open != fit {
		t.Errorf("%+v", varied)
	}
	w.claimed(at, carnet)
	w.everyMovement(movements, func(key string) transit.Message {
		return transit.GuaranteeRelease{Key: key, From: "CN", Request: 1, Number: key, Reason: "invalidated"}
	})
	close(stop)
	reading.Wait()
	var g GuaranteeRecord
	w.call("me", "GET", at, nil).into(t, 200, &g)
	w.sound(&g)
	if g.Balances.Available != 1_150_000 || g.Open != 0 || reads == 0 {
		t.Errorf("%+v after %d readings", g, reads)
	}
	total := map[string]int64{}
	for after := "0"; ; {
		var f GuaranteeFacts
		if w.call("me", "GET", at+"/facts?limit=10&after="+after, nil).into(t, 200, &f); len(f.Facts) == 0 {
			break
		}
		after = f.Next
		for _, x := range f.Facts {
			sum := int64(0)
			for _, e := range x.Entries {
				sum += e.Minor
				total[e.Account] += e.Minor
			}
			if sum != 0 {
				t.Errorf("fact %d sums to %d", x.Number, sum)
			}
		}
	}
	for _, a := range g.Ledger {
		if total[a.Account] != a.Minor {
			t.Errorf("the facts lead %s to %d, the ledger says %d", a.Account, total[a.Account], a.Minor)
		}
	}
	var uses GuaranteeUses
	w.call("me", "GET", at+"/uses?limit=3&state=voided", nil).into(t, 200, &uses)
	if len(uses.Uses) != 3 || uses.Next == "" {
		t.Errorf("%+v", uses)
	}
}

// claimed has one of the reservations engaged, claimed, and settled in two parts by an officer.
func (w *apiWorld) claimed(at, grn string) {
	w.t.Helper()
	office, err := w.desk.Corridor.Administration("GE")
	must(w.t, err)
	g, err := office.Guarantee(w.t.Context(), grn)
	must(w.t, err)
	u := g.Uses[slices.IndexFunc(g.Uses, func(u guarantee.Use) bool { return u.State == guarantee.Pending })]
	one := func(message func(key string) transit.Message) {
		w.everyMovementFrom(slices.Index(movementKeys(24), u.Movement), 1, message)
	}
	one(func(key string) transit.Message {
		return transit.GuaranteeConfirm{Key: key, From: "CN", Request: 1, Number: key}
	})
	one(func(key string) transit.Message {
		return transit.GuaranteeCall{Key: key, From: "CN", Request: 1, Number: key, Reason: "not arrived"}
	})
	settle := func(etag string, b GuaranteeActRequest, status int) (r GuaranteeRecord) {
		w.t.Helper()
		b.Act, b.Use = "settle", u.ID
		w.call("tbilisi", "POST", at+"/acts", b, keyHeader, fmt.Sprint("settle", etag, b.Paid), "If-Match", etag).into(w.t, status, &r)
		return r
	}
	settle(`"2"`, GuaranteeActRequest{Paid: euros(1001)}, 409)
	settle(`"2"`, GuaranteeActRequest{Paid: unit.Money{Minor: 1, Currency: "GEL"}}, 422)
	if r := settle(`"2"`, GuaranteeActRequest{Paid: euros(400)}, 200); r.Balances.Called != 60_000 || r.Uses[0].State == "settled" {
		w.t.Errorf("%+v", r)
	}
	r := settle(`"3"`, GuaranteeActRequest{Paid: euros(100), Drop: true, Reason: "worth less"}, 200)
	i := slices.IndexFunc(r.Uses, func(x GuaranteeUse) bool { return x.ID == u.ID })
	if x := r.Uses[i]; r.Balances.Called != 0 || x.State != "settled" || x.Paid != 50_000 || x.Claim != 50_000 || x.Released != 50_000 {
		w.t.Errorf("%+v", r)
	}
	w.sound(&r)
}

func movementKeys(n int) (out []string) {
	for i := range n {
		out = append(out, fmt.Sprint("M", i))
	}
	return out
}

// everyMovement sends the message of each of many movements of CN to the office of guarantee of GE, all at once and each three times.
func (w *apiWorld) everyMovement(n int, message func(key string) transit.Message) {
	w.t.Helper()
	w.everyMovementFrom(0, n, message)
}

func (w *apiWorld) everyMovementFrom(first, n int, message func(key string) transit.Message) {
	w.t.Helper()
	office, err := w.desk.Corridor.Administration("GE")
	must(w.t, err)
	cn := exchange.Derive(0, "CN")
	var all sync.WaitGroup
	for _, key := range movementKeys(24)[first : first+n] {
		w.sent[key]++
		body, err := transit.Encode(message(key))
		must(w.t, err)
		e := cn.Sign(exchange.Envelope{ID: fmt.Sprintf("CN/%s/%d", key, w.sent[key]), To: "GE", Stream: key, Seq: w.sent[key], SentAt: today(), Body: body})
		for range 3 {
			all.Go(func() {
				for {
					switch _, err := office.Receive(w.t.Context(), e); fault.CodeOf(err) {
					case fault.Busy:
					default:
						if err != nil {
							w.t.Error(err)
						}
						return
					}
				}
			})
		}
	}
	all.Wait()
}

// sound holds what is told of a guarantee against its limit.
func (w *apiWorld) sound(g *GuaranteeRecord) {
	sum, b := int64(0), g.Balances
	for _, a := range g.Ledger {
		sum += a.Minor
		if a.Account != "undertaken" && a.Minor < 0 {
			w.t.Errorf("%s stands at %d", a.Account, a.Minor)
		}
	}
	taken := b.Pending + b.Used + b.Allotted + b.Called + b.Spent
	if sum != 0 || g.Sum != 0 || taken > g.Limit.Minor || taken+b.Available != g.Limit.Minor {
		w.t.Errorf("sum %d, taken %d of %d: %+v", sum, taken, g.Limit.Minor, b)
	}
}

// The holder reads that somebody asked wrongly, not which account did; the office reads that.
func TestAPIGuaranteeTellsTheHolderNoOthersAccount(t *testing.T) {
	w := newAPIWorld(t, nil)
	w.declarant("me")
	w.declarant("you")
	w.guaranteeOfficer("tbilisi", "GE")
	w.guaranteed("GE", grnOne, "me", 5000)
	w.call("you", "POST", "/guarantees/query", GuaranteeQuestion{Country: "GE", GRN: grnOne, Type: "1", Holder: "DEMO-HOLDER", Code: "4711"}).into(t, 200, nil)
	askers := func(login string) (out []string, checks int) {
		var f GuaranteeFacts
		w.call(login, "GET", "/guarantees/GE/"+grnOne+"/facts", nil).into(t, 200, &f)
		for _, x := range f.Facts {
			if x.Message == string(guarantee.KindCheck) {
				checks++
			}
			for _, d := range x.Read {
				if d.Name == guarantee.ReadAskedBy {
					out = append(out, d.Value)
				}
			}
		}
		return out, checks
	}
	if who, checks := askers("me"); len(who) > 0 || checks != 1 {
		t.Errorf("the holder reads of %d questions that %q asked", checks, who)
	}
	if who, _ := askers("tbilisi"); len(who) != 1 {
		t.Errorf("the office reads that %q asked", who)
	}
}
