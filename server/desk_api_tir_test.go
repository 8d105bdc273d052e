package server

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/examples"
	"github.com/kairo-corridor/kairo/node"
)

const journeyCarnet, journeyHolder = "XC70423156", "CHN/071/0000001"

// carnetJourney hands in a consignment by road under a TIR carnet and lodges what can be lodged.
func carnetJourney(t *testing.T) *journeyWorld {
	w := newJourneyWorld(t, "mem")
	w.program("chief", auth.Grant{Role: auth.Administrator})
	var err error
	w.c, err = consignment.Decode(examples.Read("urumqi-istanbul.json"))
	must(t, err)
	w.c.Reference, w.c.Securities = "CARNET-1", nil
	w.c.Guarantee = &consignment.Guarantee{Kind: "tir", Reference: journeyCarnet, Vouchers: 14}
	w.c.Carrier.Identifiers = append(w.c.Carrier.Identifiers, consignment.Identifier{Scheme: node.HolderScheme, Value: journeyHolder})
	var f Filed
	made := w.call("me", "POST", "/consignments", w.c, keyHeader, "create").into(t, 201, &f)
	w.at = "/consignments/" + f.ID
	var ways Ways
	w.call("me", "GET", w.at+"/journeys", nil).into(t, 200, &ways)
	i := slices.IndexFunc(ways.Journeys, func(j Way) bool { return strings.Join(j.Countries, " ") == "CN KZ AZ GE TR" })
	if i < 0 {
		t.Fatalf("no way by road: %+v", ways.Journeys)
	}
	w.call("me", "PUT", w.at+"/journey", map[string]string{"journey": ways.Journeys[i].ID}, "If-Match", made.Header.Get("ETag")).into(t, 200, nil)
	if got := w.outcomes(w.lodge("first", nil)); got != "CN lodged, KZ lodged, AZ lodged, GE lodged, TR lodged, TR waits" {
		t.Fatalf("lodged: %s", got)
	}
	return w
}

// acts makes a decision of a territory's officer on a movement that must offer it, and reads the record that follows.
func (w *journeyWorld) acts(country, key string, x DecisionRequest) (m MovementRecord) {
	w.t.Helper()
	who, at := officer("customs", country), "/movements/"+country+"/"+url.PathEscape(key)
	read := w.call(who, "GET", at, nil).into(w.t, 200, &m)
	if !slices.Contains(m.Acts, x.Act) {
		w.t.Fatalf("%s of %s in %s, which is %s: only %v is offered", x.Act, key, country, m.State, m.Acts)
	}
	w.call(who, "POST", at+"/decisions", x, "If-Match", read.Header.Get("ETag"), keyHeader, country+key+read.Header.Get("ETag")).into(w.t, 200, nil)
	m = MovementRecord{}
	w.call(who, "GET", at, nil).into(w.t, 200, &m)
	return m
}

// A TIR transport over four territories is lodged, presented, started, terminated and discharged over HTTP alone; a carnet that is
// not in order is told of and does not start; nobody but an administrator registers one.
func TestACarnetJourneyOverHTTP(t *testing.T) {
	w := carnetJourney(t)
	until := today().AddDate(0, 1, 0)
	issue := CarnetIssue{Number: journeyCarnet, Holder: journeyHolder, Until: until.Format(time.DateOnly), Country: "KZ"}
	w.call("me", "POST", "/carnets", issue, keyHeader, "not mine").problem(t, 403)
	wrong := issue
	wrong.Number, wrong.Holder = "12", ""
	if p := w.call("chief", "POST", "/carnets", wrong, keyHeader, "wrong").problem(t, 422); len(p.Violations) < 2 {
		t.Errorf("%+v", p)
	}
	w.call("chief", "POST", "/carnets", issue, keyHeader, "carnet").into(t, 201, nil)

	w.worked() // the export
	present := DecisionRequest{Act: "present", CarnetDecision: CarnetDecision{Carnet: journeyCarnet, Holder: journeyHolder, Until: issue.Until, Page: 1,
		Vehicles: "B 123 CD, CN-7, " + today().AddDate(1, 0, 0).Format(time.DateOnly)}}
	var foils []string
	for i, country := range []string{"KZ", "AZ", "GE", "TR"} {
		key := fmt.Sprintf("tir:CARNET-1-%s:%d", journeyCarnet, i+1)
		if i == 0 {
			w.barred(country, key, present)
		} else {
			present.FirstAccepted = today().Format(time.DateOnly)
		}
		present.Page, present.Counterfoils = 2*i+1, strings.Join(foils, ", ")
		if m := w.acts(country, key, present); m.State != "presented" || m.TIR.Barred {
			t.Fatalf("presented in %s: %s %+v", country, m.State, m.TIR.Findings)
		}
		if m := w.acts(country, key, DecisionRequest{Act: "start", LimitDays: 8, NewSeals: "S-" + country}); !m.TIR.Liable || m.TIR.NextPage != 2*i+2 {
			t.Errorf("started in %s: %+v", country, m.TIR)
		}
		end := DecisionRequest{Act: "terminate"}
		if country == "AZ" {
			end.Reservation = "a seal differs"
		}
		w.acts(country, key, end)
		foils = append(foils, fmt.Sprintf("%d %s", 2*i+2, country))
	}
	for i, country := range []string{"KZ", "AZ", "GE", "TR"} {
		x := DecisionRequest{Act: "discharge"}
		if country == "AZ" {
			x.Reason = "settled.explained"
		}
		m := w.acts(country, fmt.Sprintf("tir:CARNET-1-%s:%d", journeyCarnet, i+1), x)
		if m.State != "discharged" || m.TIR.Liable || m.TIR.LiabilityEnded.IsZero() || len(m.TIR.Terminations) != 1 || len(m.TIR.Others) != i {
			t.Errorf("%s: %s %+v", country, m.State, m.TIR)
		}
	}
	if got := importOf(w.lodge("import", nil)); got != "import lodged" {
		t.Errorf("after the last termination: %s", got)
	}
	w.worked()
	w.dischargedAll(t)
}

func importOf(l Lodgement) string {
	for _, s := range l.Stretches {
		if s.Regime == "import" {
			return s.Regime + " " + s.Outcome
		}
	}
	return "no import"
}

// barred presents a carnet with another holder: the finding is told, the start is not offered and not taken.
func (w *journeyWorld) barred(country, key string, present DecisionRequest) {
	w.t.Helper()
	present.Holder = "CHN/071/0000002"
	m := w.acts(country, key, present)
	if !m.TIR.Barred || slices.Contains(m.Acts, "start") || !slices.ContainsFunc(m.TIR.Findings, func(f CarnetFinding) bool { return f.ID == "holder-other" && f.Bars && f.Text != "" && f.Source != "" }) {
		w.t.Errorf("another holder: %v %+v", m.Acts, m.TIR)
	}
	at := "/movements/" + country + "/" + url.PathEscape(key) + "/decisions"
	p := w.call(officer("customs", country), "POST", at, DecisionRequest{Act: "start", LimitDays: 8, NewSeals: "S"}, "If-Match", tag(m.Version), keyHeader, "barred").problem(w.t, 409)
	if !strings.Contains(p.Detail+fmt.Sprint(p.Violations), "holder-other") {
		w.t.Errorf("the start is refused without the finding: %+v", p)
	}
	x := DecisionRequest{Act: "present", CarnetDecision: CarnetDecision{Until: "soon", Vehicles: "a, b", Amount: "1 EUR"}}
	if p := w.call(officer("customs", country), "POST", at, x, "If-Match", tag(m.Version), keyHeader, "unread").problem(w.t, 422); len(p.Violations) < 6 {
		w.t.Errorf("what is wrong with the fields: %+v", p.Violations)
	}
}

// dischargedAll holds the end of every record of every territory.
func (w *journeyWorld) dischargedAll(t *testing.T) {
	t.Helper()
	var got []string
	for _, c := range fiveTerritoriesByRoad {
		var list MovementList
		w.call(officer("customs", c), "GET", "/movements?ended=true&country="+c, nil).into(t, 200, &list)
		for _, m := range list.Movements {
			got = append(got, m.Country+" "+m.Regime+" "+m.State)
		}
	}
	slices.Sort(got)
	want := []string{"AZ tir discharged", "CN export discharged", "GE tir discharged", "KZ tir discharged", "TR import discharged", "TR tir discharged"}
	if !slices.Equal(got, want) {
		t.Errorf("the records are\n%s", strings.Join(got, "\n"))
	}
	w.silent(t)
}
