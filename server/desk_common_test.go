package server

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/examples"
	"github.com/kairo-corridor/kairo/filing"
)

// underway lodges a movement of common transit from Georgia to Romania, accepted and released by forms; it gives its key and number.
func (w *deskWorld) underway(reference string) (key, number string) {
	w.t.Helper()
	c, err := consignment.Decode(examples.Read("xian-constanta.json"))
	must(w.t, err)
	c.Reference = reference
	_, _, err = w.desk.Corridor.Declare(w.t.Context(), c)
	must(w.t, err)
	office := func(country string) filing.Office {
		return filing.Office{Country: country, Code: "DEMO-" + country + "-01", Demo: true}
	}
	key, err = w.desk.Corridor.LodgeOf(w.t.Context(), reference, filing.Stretch{ID: "S1", Regime: string(transit.CommonTransit), Administration: "GE", Declarant: "carrier", NumberFormat: "mrn",
		LimitDays: 8, Departure: office("GE"), Passage: []filing.Office{office("AZ")}, Destination: office("RO")})
	must(w.t, err)
	w.desk.Settle(w.t.Context())
	for _, act := range []string{"accept", "release"} {
		w.decided("officer-ge", movementURL("GE", key), act, nil)
	}
	m, err := w.desk.Corridor.Movement(w.t.Context(), key)
	must(w.t, err)
	return key, m.Number
}

// decided makes a decision by its form and gives the page that follows.
func (w *deskWorld) decided(login, at, act string, fields map[string]string) string {
	w.t.Helper()
	res, page := w.ask(login, "GET", at, nil)
	f, ok := formsOf(page)[act]
	if !ok {
		w.t.Fatalf("%s is not offered %s at %s (%d): %v", login, act, at, res.StatusCode, formsOf(page))
	}
	for name, value := range fields {
		f.values.Set(name, value)
	}
	res, page = w.ask(login, "POST", f.action, f.values)
	if res.StatusCode != http.StatusSeeOther {
		w.t.Fatalf("%s at %s: %d\n%s", act, at, res.StatusCode, page)
	}
	res, page = w.ask(login, "GET", res.Header.Get("Location"), nil)
	if res.StatusCode != http.StatusOK {
		w.t.Fatalf("after %s at %s: %d", act, at, res.StatusCode)
	}
	return page
}

// What happens on the way of common transit is recorded by forms made from the table of acts, shown in plain words, and told
// beside the field where it is not whole.
func TestOfficersRecordWhatHappensOnTheWay(t *testing.T) {
	w := newDeskWorld(t)
	w.officers()
	key, number := w.underway("WAY-1")
	at := movementURL("AZ", key)
	_, page := w.ask("officer-az", "GET", at, nil)
	f := formsOf(page)["incident"]
	f.values.Set("reason", "incident.seal")
	f.values.Set("newSeals", "S-1, S-2")
	f.values.Set("at", "yesterday")
	for _, path := range []string{"incident-at-wrong", "incident-text-wrong"} {
		res, page := w.ask("officer-az", "POST", f.action, f.values)
		if res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, `aria-describedby="`+path+`"`) || !strings.Contains(page, `value="S-1, S-2"`) {
			t.Errorf("%d: nothing is said of %s, or what was typed is lost", res.StatusCode, path)
		}
		f.values.Set("at", "")
	}
	page = w.decided("officer-az", at, "incident", map[string]string{"reason": "incident.seal", "text": "cut at the yard", "newSeals": "S-1, S-2", "byCarrier": "1"})
	for _, want := range []string{`id="incidents-title"`, "a seal was broken or tampered with", "cut at the yard", "new seals S-1, S-2", "announced by the carrier"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of the movement lacks %q", want)
		}
	}
	_, page = w.ask("officer-ge", "GET", movementURL("GE", key), nil)
	for _, want := range []string{`id="timers-title"`, "Goods to be presented at destination", "then the movement is overdue", "an incident happened on the way"} {
		if !strings.Contains(page, want) {
			t.Errorf("the owner's page lacks %q", want)
		}
	}
	if forms := formsOf(page); len(forms["start-recovery"].reasons) == 0 || forms["ask-holder"].action != "" {
		t.Errorf("an incident is a ground for recovery, and nobody is asked before the limit: %v", forms)
	}
	_, page = w.ask("officer-az", "GET", "/office?act=passage", nil)
	if !strings.Contains(page, number) || !strings.Contains(page, `aria-labelledby="waits-title"`) {
		t.Error("the queue does not count what waits")
	}

	w.person("far", auth.Grant{Role: auth.Destination, Country: "KZ", Office: "DEMO-KZ-07"})
	found := "/office/presented?" + url.Values{"country": {"KZ"}, "office": {"DEMO-KZ-07"}, "number": {number}}.Encode()
	_, page = w.ask("far", "GET", found, nil)
	if !strings.Contains(page, "has no record of this number") {
		t.Errorf("it is not said that the record can be asked for")
	}
	page = w.decided("far", found, "ask-record", map[string]string{"key": key, "with": "GE", "as": "destination"})
	if !strings.Contains(page, number) || formsOf(page)["arrival"].action == "" {
		t.Errorf("the record asked for is not here, or the arrival cannot be recorded: %v", formsOf(page))
	}
	page = w.decided("far", movementURL("KZ", key), "arrival", map[string]string{"reason": "arrival.diverted"})
	if !strings.Contains(page, "Presented here, not declared") {
		t.Error("it is not said that the office was not declared")
	}
}

// A declarant announces the arrival and remarks on the unloading of its own movement, by forms and by the API's description of
// what can be said; what is not whole is told, and what is lodged in advance is presented.
func TestDeclarantsSayWhatIsAskedOfThem(t *testing.T) {
	w := newDeskWorld(t)
	draft := w.filed("me", "SAY-1")
	w.officers()
	me, b := w.people["me"], newBrowse(w, "me")
	status := "/consignments/" + draft.ID + "/status"
	list, err := w.desk.Status(t.Context(), &me, draft.ID)
	must(t, err)
	key := ""
	for _, s := range list {
		if s.Stretch.Regime == string(transit.CommonTransit) {
			key = s.Key
		}
	}
	at := movementURL("GE", key)
	w.decided("officer-ge", at, "accept", nil)
	w.desk.Settle(t.Context())
	w.decided("officer-ge", at, "release", nil)
	say := func(kind string, more url.Values) (*http.Response, string) {
		form := url.Values{"key": {key}, "kind": {kind}}
		for name, v := range more {
			form[name] = v
		}
		return b.ask("me", http.MethodPost, "/consignments/"+draft.ID+"/say", form)
	}
	if res, _ := say("unloading-remarks", url.Values{"conform": {"1"}}); res.StatusCode < 400 {
		t.Errorf("remarks before the permission: %d", res.StatusCode)
	}
	if res, body := say("arrival-notification", url.Values{"place": {"yard 3"}}); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("the arrival: %d %s", res.StatusCode, told(body))
	}
	w.decided("officer-ge", at, "permit-unloading", nil)
	page := b.get(status)
	if !strings.Contains(page, "Send the unloading remarks") || !strings.Contains(page, "permits the unloading") {
		t.Errorf("the declarant is not asked: %s", told(page))
	}
	res, body := say("unloading-remarks", url.Values{"completed": {"1"}})
	if res.StatusCode != http.StatusUnprocessableEntity || !regexp.MustCompile(`<details class="say" open>`).MatchString(body) {
		t.Errorf("remarks that say nothing: %d", res.StatusCode)
	}
	if res, body := say("unloading-remarks", url.Values{"completed": {"1"}, "sealsGood": {"1"}, "text": {"one carton less"}}); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("remarks: %d %s", res.StatusCode, told(body))
	}
	page = w.decided("officer-ge", at, "destination-control", map[string]string{"reason": "found.shortage"})
	if !strings.Contains(page, "one carton less") {
		t.Error("the officer does not see what was remarked")
	}
	if page := b.get(status); !strings.Contains(page, "less than declared") {
		t.Errorf("the declarant is not told what was found: %s", told(page))
	}
	w.decided("officer-ge", at, "settle-discrepancies", map[string]string{"reason": "settled.duties"})
	w.decided("officer-ge", at, "discharge", nil)
}

// Over the API a holder asks for the invalidation and an officer decides, with what the record says is offered; what does not fit is
// a conflict, what is not whole is told by field.
func TestAPIStatementsAndDecisionsWithFields(t *testing.T) {
	w := newAPIWorld(t, nil)
	w.declarant("me")
	w.program("customs-ge", auth.Grant{Role: auth.Departure, Country: "GE"})
	at := "/consignments/" + w.handedIn("me", "STATE-1").ID
	var l Lodgement
	w.call("me", "POST", at+"/lodgement", nil, keyHeader, "lodge").into(t, 200, &l)
	var of Stretches
	w.call("me", "GET", at+"/movements", nil).into(t, 200, &of)
	var s StretchStatus
	for _, x := range of.Stretches {
		if x.Regime == string(transit.CommonTransit) {
			s = x
		}
	}
	if len(s.Says) != 1 || s.Says[0].Message != "request-invalidation" || !s.Says[0].Text {
		t.Fatalf("%+v", s)
	}
	say := func(x Statement, once string) toldAnswer {
		return w.call("me", "POST", at+"/movements/"+url.PathEscape(s.Key)+"/statements", x, keyHeader, once)
	}
	say(Statement{Message: "unloading-remarks", Conform: true}, "early").problem(t, 409)
	if p := say(Statement{Message: "request-invalidation", Office: "X"}, "part").problem(t, 422); len(p.Violations) < 2 {
		t.Errorf("%+v", p)
	}
	say(Statement{Message: "request-invalidation", Text: "the buyer withdrew"}, "whole").into(t, 200, &s)
	if s.State != "invalidation-asked" {
		t.Errorf("%+v", s)
	}
	record := "/movements/GE/" + url.PathEscape(s.Key)
	var m MovementRecord
	read := w.call("customs-ge", "GET", record, nil).into(t, 200, &m)
	var decide Offered
	for _, o := range m.Offered {
		if o.Act == "decide-invalidation" {
			decide = o
		}
	}
	results := map[string]string{}
	for _, r := range decide.Reasons {
		results[r.Result] = r.Code
	}
	if !decide.Required || decide.Rare || results["granted"] == "" || results["refused"] == "" {
		t.Fatalf("%+v", m.Offered)
	}
	refuse := DecisionRequest{Act: decide.Act, Reason: results["refused"], With: "RO"}
	if p := w.call("customs-ge", "POST", record+"/decisions", refuse, keyHeader, "field", "If-Match", read.Header.Get("ETag")).problem(t, 422); !slices.ContainsFunc(p.Violations, func(v Violation) bool { return v.Path == "/with" }) {
		t.Errorf("%+v", p)
	}
	var d Decided
	w.call("customs-ge", "POST", record+"/decisions", DecisionRequest{Act: decide.Act, Reason: results["granted"]}, keyHeader, "granted", "If-Match", read.Header.Get("ETag")).into(t, 200, &d)
	if d.State != "invalidated" {
		t.Errorf("%+v", d)
	}
}
