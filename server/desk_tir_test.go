package server

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/customs/tir"
	"github.com/kairo-corridor/kairo/examples"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/node"
)

// A TIR operation is brought from its presentation to its discharge by the forms that its page offers, in every language; what bars
// the start is told in plain words and the start is not offered; what is typed wrongly is told beside its field.
func TestPagesOfATIROperation(t *testing.T) {
	w := newDeskWorld(t)
	ctx, c := context.Background(), w.desk.Corridor
	cons, err := consignment.Decode(examples.Read("xian-constanta.json"))
	must(t, err)
	cons.Reference = "TIR-1"
	cons.Guarantee, cons.Securities = &consignment.Guarantee{Kind: "tir", Reference: "XC70423156", Vouchers: 14}, nil
	cons.Carrier = &consignment.Party{Name: "Example Haulage", Country: "KZ", Identifiers: []consignment.Identifier{{Scheme: node.HolderScheme, Value: "KAZ/071/0000001"}}}
	_, _, err = c.Declare(ctx, cons)
	must(t, err)
	at := func(country, code string) filing.Office {
		return filing.Office{Country: country, Code: code, Name: code}
	}
	plan := []filing.Stretch{{ID: "S1", Regime: "tir", Administration: "KZ", Territory: "KZ", Departure: at("KZ", "57507"), Destination: at("KZ", "57508")},
		{ID: "S2", Regime: "tir", Administration: "AZ", Territory: "AZ", Departure: at("AZ", "AZ-1"), Destination: at("AZ", "AZ-2")}}
	key, err := c.LodgeTIR(ctx, "", plan, "S1")
	must(t, err)
	w.person("tir-departure", auth.Grant{Role: auth.Departure, Country: "KZ", Office: "57507"})
	must(t, c.Settle(ctx))
	w.person("tir-destination", auth.Grant{Role: auth.Destination, Country: "KZ", Office: "57508"})
	until, approved := today().AddDate(0, 1, 0).Format(time.DateOnly), today().AddDate(1, 0, 0).Format(time.DateOnly)
	w.carnet(url.Values{"number": {"XC70423156"}, "holder": {"KAZ/071/0000001"}, "until": {until}, "country": {"KZ"}})
	path := movementURL("KZ", key)
	presented := map[string]string{"carnet": "XC70423156", "holder": "KAZ/071/0000001", "until": until, "page": "1", "vehicles": "123 ABC 02"}
	for _, step := range []struct {
		who, act string
		fields   map[string]string
		says     []string
		offers   string // afterwards, to the departure
	}{
		{"tir-departure", "present", presented, []string{"carnet presented", "Bars the start:", "A vehicle has no certificate of approval.", "There is no certificate of approval of 123 ABC 02."}, "present refuse-acceptance"},
		{"tir-departure", "present", map[string]string{"carnet": "XC70423156", "holder": "KAZ/071/0000001", "until": until, "page": "1", "vehicles": "123 ABC 02, KZ-7, " + approved}, []string{"carnet presented"}, "present refuse-acceptance start"},
		{"tir-departure", "start", map[string]string{"limitDays": "5", "newSeals": "KZ-1, KZ-2", "ceiling": "100000 EUR"}, []string{"started", "open since", "page 2", "Termination to be certified", "EUR 100,000.00"}, "find-irregularity incident report-loss suspend"},
		{"tir-destination", "incident", map[string]string{"reason": "incident.seal", "text": "at the weighbridge", "report": "P-1", "newSeals": "KZ-9"}, []string{"P-1: a seal was broken or tampered with: at the weighbridge"}, "find-irregularity incident report-loss suspend"},
		{"tir-destination", "terminate", map[string]string{"reservation": "one seal broken"}, []string{"terminated", "page 2: final", "one seal broken"}, "discharge find-irregularity"},
		{"tir-departure", "discharge", map[string]string{"reason": "settled.explained"}, []string{"discharged", "Liability of the association", "ended"}, "find-irregularity"},
	} {
		if step.act == "present" {
			w.mistyped(step.who, path, step.act, step.fields, map[string]string{"until": "soon", "vehicles": "a, b"})
		}
		page := w.decided(step.who, path, step.act, step.fields)
		for _, want := range step.says {
			if !strings.Contains(page, want) {
				t.Errorf("after %s the page does not say %q", step.act, want)
			}
		}
		_, page = w.ask("tir-departure", "GET", path, nil)
		if got := strings.Join(slices.Sorted(maps.Keys(formsOf(page))), " "); got != step.offers {
			t.Errorf("after %s %q is offered, want %q", step.act, got, step.offers)
		}
		for _, lang := range []string{"en", "ja", "ru", "kk"} {
			res, page := w.ask("tir-departure", "GET", path+"?lang="+lang, nil)
			if res.StatusCode != 200 || !strings.Contains(page, "XC70423156") || strings.Contains(page, "officer.") || strings.Contains(page, "reason.") {
				t.Fatalf("after %s in %s: %d\n%s", step.act, lang, res.StatusCode, page)
			}
		}
		res, queue := w.ask("tir-departure", "GET", "/office?ended=1", nil)
		if res.StatusCode != 200 || !strings.Contains(queue, "XC70423156") {
			t.Errorf("the queue, after %s: %d", step.act, res.StatusCode)
		}
	}
}

// carnet has the administrator register a carnet by the form; what is wrong is told beside it and what was typed stays.
func (w *deskWorld) carnet(form url.Values) {
	w.t.Helper()
	res, page := w.ask("admin", "POST", "/carnets", url.Values{"number": {"17"}, "holder": {"KAZ/071/0000001"}, "country": {"KZ"}})
	if res.StatusCode != http.StatusUnprocessableEntity || strings.Count(page, `class="wrong"`) != 2 || !strings.Contains(page, `value="17"`) {
		w.t.Errorf("a carnet that is none: %d\n%s", res.StatusCode, page)
	}
	res, _ = w.ask("admin", "POST", "/carnets", form)
	_, page = w.ask("admin", "GET", res.Header.Get("Location"), nil)
	if res.StatusCode != http.StatusSeeOther || !strings.Contains(page, "The carnet "+form.Get("number")+" is registered.") {
		w.t.Fatalf("%d: the carnet is not registered\n%s", res.StatusCode, page)
	}
	if file, err := w.organisation().Carnet(w.t.Context(), form.Get("number")); err != nil || file.Issued == nil || file.Issued.HolderID != form.Get("holder") {
		w.t.Fatalf("%+v %v", file, err)
	}
}

func (w *deskWorld) organisation() *node.TIRBody {
	w.t.Helper()
	b, err := w.desk.Corridor.TIRBody(w.t.Context(), tir.Organisation)
	must(w.t, err)
	return b
}

// mistyped sends a form with fields that cannot be read: each is told beside its field, and what was typed stays.
func (w *deskWorld) mistyped(login, at, act string, fields, wrong map[string]string) {
	w.t.Helper()
	_, page := w.ask(login, "GET", at, nil)
	f := formsOf(page)[act]
	for _, from := range []map[string]string{fields, wrong} {
		for name, value := range from {
			f.values.Set(name, value)
		}
	}
	res, page := w.ask(login, "POST", f.action, f.values)
	for name, value := range wrong {
		if res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, `aria-describedby="`+act+"-"+name+`-wrong"`) || !strings.Contains(page, `value="`+value+`"`) {
			w.t.Errorf("%d: %s is not told to be wrong, or %q is lost", res.StatusCode, name, value)
		}
	}
}
