package server

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/desk"
)

var (
	officerForms   = regexp.MustCompile(`(?s)<form class="decision" method="post" action="([^"]+)".*?</form>`)
	officerHidden  = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)">`)
	officerReasons = regexp.MustCompile(`<option value="([a-z]+\.[a-z]+)"`)
	officerRows    = regexp.MustCompile(`(?s)<tr data-row>.*?<a href="(/office/[^"]+)"`)
)

// decisionForm is one form of a page as a browser would send it.
type decisionForm struct {
	action  string
	values  url.Values
	reasons []string
}

// formsOf are the forms of decisions of a page, by act.
func formsOf(page string) map[string]decisionForm {
	out := map[string]decisionForm{}
	for _, m := range officerForms.FindAllStringSubmatch(page, -1) {
		f := decisionForm{action: html.UnescapeString(m[1]), values: url.Values{}}
		for _, h := range officerHidden.FindAllStringSubmatch(m[0], -1) {
			f.values.Set(h[1], html.UnescapeString(h[2]))
		}
		for _, r := range officerReasons.FindAllStringSubmatch(m[0], -1) {
			f.reasons = append(f.reasons, r[1])
		}
		out[f.values.Get("act")] = f
	}
	return out
}

// officers are one officer in each territory, who serves every office of it in every role.
func (w *deskWorld) officers() []string {
	var out []string
	for _, c := range []string{"CN", "KZ", "AZ", "GE", "RO"} {
		login := "officer-" + strings.ToLower(c)
		w.person(login, auth.Grant{Role: auth.Departure, Country: c}, auth.Grant{Role: auth.Passage, Country: c}, auth.Grant{Role: auth.Destination, Country: c})
		out = append(out, login)
	}
	return out
}

// works does the first thing that an officer finds to do, as a browser would; it reports what was decided, "" for nothing.
func (w *deskWorld) works(login string) string {
	w.t.Helper()
	res, page := w.ask(login, "GET", "/office?todo=1", nil)
	if res.StatusCode != http.StatusOK {
		w.t.Fatalf("the queue of %s: %d\n%s", login, res.StatusCode, page)
	}
	row := officerRows.FindStringSubmatch(page)
	if row == nil {
		return ""
	}
	res, page = w.ask(login, "GET", html.UnescapeString(row[1]), nil)
	forms := formsOf(page)
	for _, act := range []string{"accept", "release", "passage", "arrival", "destination-control", "control-result", "discharge"} {
		f, ok := forms[act]
		if !ok {
			continue
		}
		if act == "destination-control" {
			f.values.Set("reason", f.reasons[0])
		}
		res, page = w.ask(login, "POST", f.action, f.values)
		if res.StatusCode != http.StatusSeeOther {
			w.t.Fatalf("%s decides %s at %s: %d\n%s", login, act, f.action, res.StatusCode, page)
		}
		res, page = w.ask(login, "GET", res.Header.Get("Location"), nil)
		if res.StatusCode != http.StatusOK || !strings.Contains(page, `class="said"`) {
			w.t.Fatalf("after %s: %d, nothing is said", act, res.StatusCode)
		}
		return act
	}
	w.t.Fatalf("%s finds %s to do, with the forms %v (%d)", login, row[1], forms, res.StatusCode)
	return ""
}

// Five officers do what their pages offer, with forms alone, until every movement of five territories has ended.
func TestOfficersTakeAJourneyToDischargeByForms(t *testing.T) {
	w := newDeskWorld(t)
	draft := w.filed("maker", "FORMS-1")
	maker := w.people["maker"]
	done := map[string]int{}
	for round, moved := 0, true; moved; round++ {
		if moved = false; round > 40 {
			t.Fatal("the officers never come to an end")
		}
		for _, o := range w.officers() {
			if act := w.works(o); act != "" {
				done[act]++
				moved = true
			}
		}
		_, err := w.desk.Lodge(t.Context(), &maker, draft.ID)
		must(t, err)
	}
	status, err := w.desk.Status(t.Context(), &maker, draft.ID)
	must(t, err)
	for _, s := range status {
		if s.State != transit.Discharged {
			t.Errorf("%s is %s", s.Stretch.ID, s.State)
		}
	}
	if len(status) != 5 || done["accept"] != 5 || done["release"] != 5 || done["arrival"] == 0 || done["destination-control"] == 0 {
		t.Errorf("%d stretches by %v", len(status), done)
	}
	res, page := w.ask("officer-ro", "GET", "/office/RO/FORMS-1-S5", nil)
	if res.StatusCode != http.StatusOK {
		t.Fatalf("the last movement: %d", res.StatusCode)
	}
	for _, want := range []string{"Demonstration officer-ro", "What earlier offices found", `id="journeys-data"`, "/documents/", "Xi", "The way"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of the movement lacks %q", want)
		}
	}
	link := regexp.MustCompile(`href="(/office/RO/FORMS-1-S5/documents/[^"/]+)"`).FindStringSubmatch(page)
	if link == nil {
		t.Fatal("no document is linked")
	}
	if res, page = w.ask("officer-ro", "GET", link[1], nil); res.StatusCode != http.StatusOK || !strings.Contains(page, "<td>") {
		t.Errorf("the document: %d", res.StatusCode)
	}
	paper := regexp.MustCompile(`href="(/office/RO/[^"]+/pdf)"`).FindStringSubmatch(func() string { _, p := w.ask("officer-ro", "GET", "/office/RO/FORMS-1-S5", nil); return p }())
	if paper == nil {
		t.Fatal("no paper is linked")
	}
	if res, page = w.ask("officer-ro", "GET", paper[1], nil); res.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(page, "%PDF-") {
		t.Errorf("the paper: %d %s", res.StatusCode, res.Header.Get("Content-Type"))
	}
}

// The second of two officers is told who, what and when; what they typed is kept, and the state shown is the new one.
func TestTheSecondOfficerSeesWhoWasFirst(t *testing.T) {
	w := newDeskWorld(t)
	w.filed("maker", "RACE-1")
	for _, login := range []string{"first", "second"} {
		w.person(login, auth.Grant{Role: auth.Departure, Country: "KZ"})
	}
	_, before := w.ask("second", "GET", "/office/KZ/RACE-1-S2", nil)
	stale := formsOf(before)["reject"]
	quick := formsOf(before)["accept"]
	if res, _ := w.ask("first", "POST", quick.action, quick.values); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("the first decides: %d", res.StatusCode)
	}
	stale.values.Set("reason", "reject.data")
	stale.values.Set("text", "box 44 & <b>8</b> disagree")
	res, page := w.ask("second", "POST", stale.action, stale.values)
	if res.StatusCode != http.StatusConflict {
		t.Fatalf("the second decides: %d", res.StatusCode)
	}
	for _, want := range []string{"Demonstration first", "24 Nov 2026 15:30 UTC", "Accept: lodged → accepted", "data are missing or contradict each other", "box 44 &amp; &lt;b&gt;8&lt;/b&gt; disagree", `<span class="tag">accepted</span>`} {
		if !strings.Contains(page, want) {
			t.Errorf("the second is not told %q", want)
		}
	}
	// The same decision again, on what is seen now: a release typed too early is kept in its form.
	fresh := formsOf(page)["release"]
	if fresh.values.Get("version") == quick.values.Get("version") {
		t.Error("the form stands on the old version")
	}
	fresh.values.Set("version", quick.values.Get("version"))
	fresh.values.Set("limitDays", "9")
	fresh.values.Set("text", "kept as typed")
	res, page = w.ask("second", "POST", fresh.action, fresh.values)
	if res.StatusCode != http.StatusConflict || !strings.Contains(page, ">kept as typed</textarea>") || !strings.Contains(page, `value="9"`) {
		t.Errorf("a release on the old version: %d, what was typed is lost", res.StatusCode)
	}
}

// What is wrong stands beside its field, and nothing is decided.
func TestADecisionIsMendedBesideItsFields(t *testing.T) {
	w := newDeskWorld(t)
	w.filed("maker", "MEND-1")
	o := w.person("officer", auth.Grant{Role: auth.Departure, Country: "KZ"})
	_, page := w.ask("officer", "GET", "/office/KZ/MEND-1-S2", nil)
	f := formsOf(page)["reject"]
	f.values.Set("text", "not said")
	for _, c := range []struct {
		set   [2]string
		wrong string
	}{{[2]string{"reason", ""}, "reject-reason"}, {[2]string{"reason", "refuse.permit"}, "reject-reason"}, {[2]string{"limitDays", "soon"}, "reject-limitDays"}} {
		v := url.Values{}
		for k, x := range f.values {
			v[k] = slices.Clone(x)
		}
		v.Set(c.set[0], c.set[1])
		res, page := w.ask("officer", "POST", f.action, v)
		if res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, ">not said</textarea>") {
			t.Errorf("%v: %d, or what was typed is lost", c.set, res.StatusCode)
		}
		if c.set[0] == "reason" && !strings.Contains(page, `aria-invalid="true" aria-describedby="`+c.wrong+`-wrong"`) {
			t.Errorf("%v: nothing beside %s", c.set, c.wrong)
		}
	}
	f.values.Set("version", "")
	if res, _ := w.ask("officer", "POST", f.action, f.values); res.StatusCode < 400 || res.StatusCode > 499 {
		t.Errorf("without a version: %d", res.StatusCode)
	}
	v, err := w.desk.Movement(t.Context(), &o, "KZ", "MEND-1-S2")
	must(t, err)
	if v.State != transit.Lodged || v.Version != 1 {
		t.Errorf("the movement is %s with %d facts", v.State, v.Version)
	}
}

// An officer of another office finds no such movement, may not decide, and its queue is empty.
func TestAnOfficerOfAnotherOfficeSeesNothing(t *testing.T) {
	w := newDeskWorld(t)
	w.filed("maker", "OTHER-1")
	w.person("here", auth.Grant{Role: auth.Departure, Country: "KZ"})
	w.person("away", auth.Grant{Role: auth.Departure, Country: "KZ", Office: "00000"})
	w.person("passer", auth.Grant{Role: auth.Passage, Country: "KZ"})
	_, page := w.ask("here", "GET", "/office/KZ/OTHER-1-S2", nil)
	f := formsOf(page)["accept"]
	for _, path := range []string{"/office/KZ/OTHER-1-S2", "/office/KZ/OTHER-1-S2/documents/S2-eaeu-td", "/office/GE/OTHER-1-S2", "/office/XX/none"} {
		if res, _ := w.ask("away", "GET", path, nil); res.StatusCode != http.StatusNotFound {
			t.Errorf("GET %s: %d", path, res.StatusCode)
		}
	}
	if res, _ := w.ask("away", "POST", f.action, f.values); res.StatusCode != http.StatusNotFound {
		t.Errorf("an officer of another office decides: %d", res.StatusCode)
	}
	if res, page := w.ask("away", "GET", "/office", nil); res.StatusCode != http.StatusOK || strings.Contains(page, "OTHER-1") || !strings.Contains(page, "Nothing is waiting") {
		t.Errorf("the queue of another office: %d", res.StatusCode)
	}
	if res, _ := w.ask("passer", "POST", f.action, f.values); res.StatusCode != http.StatusForbidden && res.StatusCode != http.StatusNotFound {
		t.Errorf("an officer of passage accepts: %d", res.StatusCode)
	}
	if res, _ := w.ask("maker", "POST", f.action, f.values); res.StatusCode != http.StatusForbidden {
		t.Errorf("the declarant accepts: %d", res.StatusCode)
	}
	if res, page := w.ask("maker", "GET", "/office/KZ/OTHER-1-S2", nil); res.StatusCode != http.StatusOK || len(formsOf(page)) != 0 {
		t.Errorf("the declarant sees the movement: %d, %d forms", res.StatusCode, len(formsOf(page)))
	}
}

// The queue's page shows what the desk gives under the same filter.
func TestTheQueuePageIsTheDesksQueue(t *testing.T) {
	w := newDeskWorld(t)
	w.filed("maker", "QUEUE-1")
	w.filed("other", "QUEUE-2")
	o := w.person("officer-kz", auth.Grant{Role: auth.Departure, Country: "KZ"}, auth.Grant{Role: auth.Passage, Country: "KZ"}, auth.Grant{Role: auth.Destination, Country: "KZ"})
	for _, query := range []string{"", "lane=yellow", "lane=red", "state=lodged", "state=accepted", "role=owner", "role=passage", "todo=1", "ended=1", "q=queue-2", "q=nothing+such", "sort=number", "sort=-age", "q=QUEUE&lane=yellow&page=7"} {
		values, err := url.ParseQuery(query)
		must(t, err)
		want, err := w.desk.Queue(t.Context(), &o, filterOf(values))
		must(t, err)
		res, page := w.ask("officer-kz", "GET", "/office?"+query, nil)
		var rows []string
		for _, m := range officerRows.FindAllStringSubmatch(page, -1) {
			rows = append(rows, m[1])
		}
		var keys []string
		for _, r := range want.Items {
			keys = append(keys, movementURL(r.Country, r.Key))
		}
		if res.StatusCode != http.StatusOK || !slices.Equal(rows, keys) {
			t.Errorf("%q: %d, rows %v, the desk has %v", query, res.StatusCode, rows, keys)
		}
		if !strings.Contains(page, strconv.Itoa(want.Total)+" in all") {
			t.Errorf("%q: the count %d is not on the page", query, want.Total)
		}
	}
	if res, _ := w.ask("officer-kz", "GET", "/office?sort=colour", nil); res.StatusCode < 400 || res.StatusCode > 499 {
		t.Errorf("sorted by colour: %d", res.StatusCode)
	}
	if !strings.Contains(func() string { _, p := w.ask("officer-kz", "GET", "/office?lane=yellow&q=queue", nil); return p }(), `href="/office?lane=red&amp;q=queue"`) {
		t.Error("a lane loses what was searched")
	}
}

// Goods presented where it was not declared are found by the exact number only, and recorded with a reason.
func TestGoodsAreRecordedWhereTheyWereNotDeclared(t *testing.T) {
	w := newDeskWorld(t)
	w.filed("maker", "DIVERT-1")
	chief := w.person("officer-kz", auth.Grant{Role: auth.Departure, Country: "KZ"})
	w.person("elsewhere", auth.Grant{Role: auth.Passage, Country: "KZ", Office: "99901"})
	for range 2 {
		w.works("officer-kz")
	}
	v, err := w.desk.Movement(t.Context(), &chief, "KZ", "DIVERT-1-S2")
	must(t, err)
	if v.State != transit.Released {
		t.Fatalf("the movement is %s", v.State)
	}
	q := url.Values{"country": {"KZ"}, "office": {"99901"}, "number": {v.Number[:len(v.Number)-1]}}
	if res, _ := w.ask("elsewhere", "GET", "/office/presented?"+q.Encode(), nil); res.StatusCode != http.StatusNotFound {
		t.Errorf("a part of the number: %d", res.StatusCode)
	}
	q.Set("number", v.Number)
	res, page := w.ask("elsewhere", "GET", "/office/presented?"+q.Encode(), nil)
	f, ok := formsOf(page)["passage"]
	if res.StatusCode != http.StatusOK || !ok {
		t.Fatalf("presented: %d, forms %v", res.StatusCode, formsOf(page))
	}
	if res, page := w.ask("elsewhere", "POST", f.action, f.values); res.StatusCode != http.StatusUnprocessableEntity || formsOf(page)["passage"].values.Get("number") != v.Number {
		t.Errorf("without a reason: %d", res.StatusCode)
	}
	f.values.Set("reason", "passage.diverted")
	res, _ = w.ask("elsewhere", "POST", f.action, f.values)
	if res.StatusCode != http.StatusSeeOther {
		t.Fatalf("recorded: %d", res.StatusCode)
	}
	if res, page = w.ask("elsewhere", "GET", res.Header.Get("Location"), nil); res.StatusCode != http.StatusOK || !strings.Contains(page, "an office that was not declared") || !strings.Contains(page, "lane-red") {
		t.Errorf("after it: %d", res.StatusCode)
	}
	if res, _ := w.ask("officer-kz", "GET", "/office/presented", nil); res.StatusCode != http.StatusForbidden {
		t.Errorf("an officer of departure alone: %d", res.StatusCode)
	}
}

// What the supervisor's page shows is what the desk gives, and the files are its tables.
func TestTheSupervisorsPageIsTheDesksFigures(t *testing.T) {
	w := newDeskWorld(t)
	w.filed("maker", "SUPER-1")
	w.filed("other", "SUPER-2")
	w.officers()
	w.works("officer-kz")
	w.works("officer-kz")
	boss := w.person("boss", auth.Grant{Role: auth.Supervisor, Country: "KZ"})
	s, err := w.desk.Supervise(t.Context(), &boss, desk.Period{})
	must(t, err)
	res, page := w.ask("boss", "GET", "/supervisor", nil)
	if res.StatusCode != http.StatusOK || s.Movements == 0 || len(s.Work) == 0 || len(s.Dwell) == 0 || len(s.Shares) == 0 {
		t.Fatalf("%d, %+v", res.StatusCode, s)
	}
	cells := cellsOf(page)
	for _, x := range s.Work {
		row := []string{stateNames[x.State], strconv.Itoa(x.N), strconv.Itoa(x.Red), strconv.Itoa(x.Yellow)}
		if !slices.ContainsFunc(cells, func(r []string) bool {
			return len(r) >= 5 && slices.Equal(r[1:5], row) && strings.Contains(r[0], x.Office.Code)
		}) {
			t.Errorf("work in hand: no row %v", row)
		}
	}
	for _, x := range s.Shares {
		row := []string{strconv.Itoa(x.Accepted), strconv.Itoa(x.Controlled)}
		if !slices.ContainsFunc(cells, func(r []string) bool {
			return len(r) == 5 && slices.Equal(r[1:3], row) && strings.Contains(r[0], x.Office.Code)
		}) {
			t.Errorf("share controlled: no row %v", row)
		}
	}
	for _, x := range s.Release {
		if !slices.ContainsFunc(cells, func(r []string) bool { return len(r) == 7 && r[0] == x.Step.Text && r[1] == strconv.Itoa(x.Hours.N) }) {
			t.Errorf("time-release table: no row %s with %d", x.Step.Text, x.Hours.N)
		}
	}
	if n := strings.Count(page, `<svg class="bars"`); n != 4 {
		t.Errorf("%d charts", n)
	}
	for _, table := range desk.Tables {
		var want strings.Builder
		must(t, s.WriteCSV(&want, table))
		res, got := w.ask("boss", "GET", "/supervisor/"+table+".csv", nil)
		if res.StatusCode != http.StatusOK || got != want.String() || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/csv") {
			t.Errorf("%s.csv: %d\n%s\nthe desk has\n%s", table, res.StatusCode, got, want.String())
		}
	}
	for query, status := range map[string]int{"?from=2026-12-01": 200, "?from=2026-12-02&until=2026-11-01": 422, "?from=yesterday": 422, "?office=KZ/none": 200} {
		res, page := w.ask("boss", "GET", "/supervisor"+query, nil)
		if res.StatusCode != status || status == 200 && !strings.Contains(page, "There are no figures") {
			t.Errorf("%s: %d", query, res.StatusCode)
		}
	}
	for login, want := range map[string]int{"officer-kz": http.StatusForbidden, "maker": http.StatusForbidden} {
		if res, _ := w.ask(login, "GET", "/supervisor", nil); res.StatusCode != want {
			t.Errorf("%s: %d", login, res.StatusCode)
		}
	}
	if res, _ := w.ask("boss", "GET", "/supervisor/accounts.csv", nil); res.StatusCode != http.StatusNotFound {
		t.Errorf("a table that is not: %d", res.StatusCode)
	}
}

var stateNames = map[transit.State]string{transit.Lodged: "lodged", transit.Accepted: "accepted", transit.Released: "released", transit.Expected: "expected", transit.InTransit: "in transit"}

// cellsOf are the rows of every table of a page, without markup.
func cellsOf(page string) [][]string {
	var out [][]string
	for _, row := range regexp.MustCompile(`(?s)<tr>(.*?)</tr>`).FindAllStringSubmatch(page, -1) {
		var cells []string
		for _, c := range regexp.MustCompile(`(?s)<t[hd][^>]*>(.*?)</t[hd]>`).FindAllStringSubmatch(row[1], -1) {
			cells = append(cells, strings.TrimSpace(html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(c[1], ""))))
		}
		out = append(out, cells)
	}
	return out
}

// Each case is marked right by the decision that its rule asks for and wrong by any other; the record has every decision.
func TestTraineesAreMarkedOnTheirPages(t *testing.T) {
	w := newDeskWorld(t)
	w.person("trainee", auth.Grant{Role: auth.Trainee})
	decisions := 0
	for i, c := range desk.Cases() {
		path := "/training/" + strconv.Itoa(i+1)
		if res, page := w.ask("trainee", "GET", path, nil); res.StatusCode != http.StatusOK || strings.Contains(page, `id="marked"`) || !strings.Contains(page, "no movement, party or number") || !strings.Contains(page, c.Question) {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
		for _, o := range c.Options {
			decisions++
			res, _ := w.ask("trainee", "POST", path, url.Values{"option": {o.ID}})
			if res.StatusCode != http.StatusSeeOther {
				t.Fatalf("%s: %d", path, res.StatusCode)
			}
			to, _, _ := strings.Cut(res.Header.Get("Location"), "#")
			_, page := w.ask("trainee", "GET", to, nil)
			right := strings.Contains(page, "marked-right")
			if right != (o.ID == c.Right) || right == strings.Contains(page, "marked-wrong") || !strings.Contains(page, "What the rule read") {
				t.Errorf("%s %s: marked right %v", c.ID, o.ID, right)
			}
		}
	}
	if res, page := w.ask("trainee", "POST", "/training/1", url.Values{"option": {"dance"}}); res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, `id="problem"`) {
		t.Errorf("no such option: %d", res.StatusCode)
	}
	for _, path := range []string{"/training/0", "/training/9", "/training/x"} {
		if res, _ := w.ask("trainee", "GET", path, nil); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
	a := w.people["trainee"]
	p, err := w.desk.Training(t.Context(), &a)
	must(t, err)
	_, page := w.ask("trainee", "GET", "/training", nil)
	if !strings.Contains(page, strconv.Itoa(p.Solved)+" of 8 cases solved") || len(p.Attempts) != decisions {
		t.Errorf("%d solved, %d decisions of %d", p.Solved, len(p.Attempts), decisions)
	}
	res, page := w.ask("trainee", "GET", "/training/record", nil)
	if rows := len(cellsOf(page)) - 1; res.StatusCode != http.StatusOK || rows != decisions || !strings.Contains(page, a.Name) {
		t.Errorf("the record: %d with %d rows", res.StatusCode, rows)
	}
	w.person("officer", auth.Grant{Role: auth.Departure, Country: "KZ"})
	if res, _ := w.ask("officer", "GET", "/training", nil); res.StatusCode != http.StatusForbidden {
		t.Errorf("who is no trainee: %d", res.StatusCode)
	}
}
