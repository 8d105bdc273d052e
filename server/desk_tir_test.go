package server

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/customs/tir"
	"github.com/kairo-corridor/kairo/examples"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/node"
)

// A TIR operation stands among an officer's movements, in the page of its own and in the API, in every language and in every
// state on its way; no decision of the transit procedure is offered on it.
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
	at := func(country, code string) filing.Office { return filing.Office{Country: country, Code: code, Name: code} }
	plan := []filing.Stretch{{ID: "S1", Regime: "tir", Administration: "KZ", Territory: "KZ", Departure: at("KZ", "57507"), Destination: at("KZ", "57508")},
		{ID: "S2", Regime: "tir", Administration: "AZ", Territory: "AZ", Departure: at("AZ", "AZ-1"), Destination: at("AZ", "AZ-2")}}
	key, err := c.LodgeTIR(ctx, "", plan, "S1")
	must(t, err)
	w.person("tir-departure", auth.Grant{Role: auth.Departure, Country: "KZ", Office: "57507"})
	day := today()
	for _, step := range []struct {
		act  tir.Message
		says string
	}{
		{nil, "announced"},
		{tir.Present{Presentation: tir.Presentation{Carnet: "XC70423156", HolderID: "KAZ/071/0000001", ValidUntil: day.AddDate(0, 1, 0), Page: 1,
			Vehicles: []tir.Vehicle{{Registration: "123 ABC 02", Approval: "KZ-7", Until: day.AddDate(1, 0, 0)}}}}, "carnet presented"},
		{tir.Start{Seals: []string{"KZ-1"}, LimitDays: 5}, "started"},
		{tir.Terminate{Reservation: "one seal broken"}, "terminated"},
		{tir.Discharge{Resolved: "found whole"}, "discharged"},
	} {
		if step.act != nil {
			must(t, c.Do(ctx, "KZ", key, step.act))
		}
		must(t, c.Settle(ctx))
		path := "/office/KZ/" + url.PathEscape(key)
		for _, lang := range []string{"en", "ja", "ru", "kk"} {
			res, page := w.ask("tir-departure", "GET", path+"?lang="+lang, nil)
			if res.StatusCode != 200 || !strings.Contains(page, "XC70423156") || strings.Contains(page, "officer.state") || strings.Contains(page, "officer.act") {
				t.Fatalf("%s in %s: %d\n%s", step.says, lang, res.StatusCode, page)
			}
			if lang == "en" && !strings.Contains(page, step.says) {
				t.Errorf("the page does not say %q", step.says)
			}
		}
		res, queue := w.ask("tir-departure", "GET", "/office?ended=1", nil)
		if res.StatusCode != 200 || !strings.Contains(queue, "XC70423156") {
			t.Errorf("the queue, %s: %d", step.says, res.StatusCode)
		}
		office := w.people["tir-departure"]
		view, err := w.desk.Movement(ctx, &office, "KZ", key)
		must(t, err)
		if len(view.Row.Acts) > 0 {
			t.Errorf("acts of transit on a TIR operation that is %s: %v", step.says, view.Row.Acts)
		}
	}
}
