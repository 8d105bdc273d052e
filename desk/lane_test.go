package desk

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/customs/tir"
	"github.com/kairo-corridor/kairo/customs/transit"
)

func TestLanes(t *testing.T) {
	now := time.Date(2026, 12, 5, 12, 0, 0, 0, time.UTC)
	office := transit.Office{Country: "KZ", Code: "A"}
	moving := func(with func(*transit.Movement)) transit.Movement {
		m := transit.Movement{Key: "R-S1", Administration: "KZ", Owner: "KZ", Role: transit.Owner, State: transit.Released, Limit: now.Add(10 * 24 * time.Hour),
			Declaration: transit.Declaration{Regime: transit.EAEUTransit, Departure: office, Destination: transit.Office{Country: "KZ", Code: "B"}, Declarant: "Broker"}}
		if with != nil {
			with(&m)
		}
		return m
	}
	class := func(c string) *known {
		return newKnown(consignment.Consignment{Goods: []consignment.GoodsItem{{HS: "870829"}, {HS: "284410", Dangerous: &consignment.Dangerous{UN: "UN0000", Class: c}}}})
	}
	for _, c := range []struct {
		name string
		in   laneInput
		lane Lane
		why  string // ids of the rows, without "lane."
		read string // what the first reason read
	}{
		{"nothing", laneInput{m: ptr(moving(nil))}, Green, "", ""},
		{"class 7", laneInput{m: ptr(moving(nil)), cons: class("7")}, Red, "class-special", "goods item 2=class 7, UN0000"},
		{"class 3", laneInput{m: ptr(moving(nil)), cons: class("3")}, Yellow, "class", "goods item 2=class 3, UN0000"},
		{"a container without a seal", laneInput{m: ptr(moving(nil)), cons: newKnown(consignment.Consignment{Equipment: []consignment.Equipment{{ID: "CSQU3054383"}}})}, Yellow, "no-seal", "container=CSQU3054383"},
		{"fewer seals than containers declared", laneInput{m: ptr(moving(func(m *transit.Movement) { m.Declaration.Containers = []string{"X"} }))}, Yellow, "no-seal", "containers=1"},
		{"limit in 24 hours", laneInput{m: ptr(moving(func(m *transit.Movement) { m.Limit = now.Add(24 * time.Hour) }))}, Yellow, "limit-near", "time limit=2026-12-06 12:00 UTC"},
		{"limit in 24 hours and a minute", laneInput{m: ptr(moving(func(m *transit.Movement) { m.Limit = now.Add(24*time.Hour + time.Minute) }))}, Green, "", ""},
		{"limit past", laneInput{m: ptr(moving(func(m *transit.Movement) { m.Limit = now.Add(-time.Minute) }))}, Red, "limit-past", "time limit=2026-12-05 11:59 UTC"},
		{"limit past, arrived before", laneInput{m: ptr(moving(func(m *transit.Movement) {
			m.Limit, m.Arrival = now.Add(-time.Minute), &transit.Passed{Declared: true}
		}))}, Green, "", ""},
		{"passage at another office", laneInput{m: ptr(moving(func(m *transit.Movement) { m.Passages = []transit.Passed{{Office: office}} }))}, Red, "passage-undeclared", "passage=A"},
		{"amended", laneInput{m: ptr(moving(func(m *transit.Movement) { m.Amendments = 2 }))}, Yellow, "amended", "amendments=2"},
		{"earlier result", laneInput{m: ptr(moving(nil)), earlier: []Earlier{{Country: "CN", What: "control", Satisfactory: true}, {Country: "CN", Office: office, What: "result", Text: "one less"}}}, Red, "earlier-unsatisfactory", "CN A=result: one less"},
		{"first of the declarant", laneInput{m: ptr(moving(nil)), first: true}, Yellow, "first", "declarant=Broker"},
		{"control not satisfactory", laneInput{m: ptr(moving(func(m *transit.Movement) {
			m.State, m.Control = transit.Controlled, &transit.Control{Kind: transit.Scan, Done: true, Text: "shadow"}
		}))}, Red, "control-unsatisfactory", "control=scan"},
		{"result not settled", laneInput{m: ptr(moving(func(m *transit.Movement) {
			m.State, m.Arrival, m.Result = transit.Checked, &transit.Passed{Declared: true}, &transit.Result{Text: "83 of 84"}
		}))}, Red, "result-unsatisfactory", "found=83 of 84"},
		{"identifier fails", laneInput{m: ptr(moving(nil)), cons: newKnown(consignment.Consignment{Equipment: []consignment.Equipment{{ID: "CSQU3054384", Kind: "42G1", Seals: []string{"S"}}}})}, Yellow, "identifier", "/equipment/0/id="},
		{"the worst of three", laneInput{m: ptr(moving(func(m *transit.Movement) { m.Amendments = 1; m.Limit = now.Add(time.Hour) })), cons: class("1.4"), first: true}, Red, "class-special limit-near amended first", ""},
	} {
		c.in.now = now
		lane, reasons := laneOf(&c.in)
		var ids []string
		for _, r := range reasons {
			ids = append(ids, strings.TrimPrefix(r.Rule, "lane."))
			if len(r.Read) == 0 || r.Text == "" {
				t.Errorf("%s: %s says nothing of what it read", c.name, r.Rule)
			}
		}
		if got := strings.Join(ids, " "); lane != c.lane || got != c.why {
			t.Errorf("%s: %s by %q, expected %s by %q", c.name, lane, got, c.lane, c.why)
			continue
		}
		if len(reasons) > 0 && !strings.HasPrefix(reasons[0].Read[0].Name+"="+reasons[0].Read[0].Value, c.read) {
			t.Errorf("%s read %v, expected %s", c.name, reasons[0].Read[0], c.read)
		}
	}
}

func ptr[T any](v T) *T { return &v }

// outcomes are the results that the reasons of a decision may lead to.
var outcomes = func() map[transit.Kind][]string {
	out := map[transit.Kind][]string{
		transit.KindControlResult: {"satisfactory", "unsatisfactory"}, transit.KindDestinationControl: {"satisfactory", "unsatisfactory"},
		transit.KindDecideInvalidation: {"granted", "refused"}, transit.KindAskDestination: {"sufficient", "insufficient", "fraud"},
		transit.KindAnswerEnquiry: spell(transit.EnquiryResults), transit.KindAnswerRecovery: {"accepted", "refused"},
		transit.KindCloseRecovery: {"settled", "called"}, transit.KindIncident: slices.Sorted(maps.Keys(transit.IncidentCodes)),
		tir.KindIrregularity: {"", "fraud"}, tir.KindReconcile: {"correct", "delete", "never"},
	}
	for _, r := range slices.Concat(rules, tirRules) {
		if out[r.kind] == nil {
			out[r.kind] = []string{""}
		}
	}
	return out
}()

func TestTheTablesHold(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range LaneRules() {
		if conditions[r.When] == nil || r.Lane.rank() < 1 || r.Text == "" || r.Basis == "" || seen[r.ID] {
			t.Errorf("lane rule %+v", r)
		}
		seen[r.ID] = true
	}
	for _, r := range Reasons() {
		if !slices.Contains(Decisions(), r.Act) || r.Text == "" || seen[r.Code] || !slices.Contains(outcomes[r.Act], r.Result) {
			t.Errorf("reason %+v", r)
		}
		seen[r.Code] = true
	}
	for _, r := range slices.Concat(rules, tirRules) {
		if n := len(ReasonsFor(r.kind)); (n > 0) != (r.reason != never) {
			t.Errorf("%s has %d reasons", r.kind, n)
		}
		for _, result := range outcomes[r.kind] {
			if !slices.ContainsFunc(ReasonsFor(r.kind), func(x Reason) bool { return x.Result == result }) && r.reason != never {
				t.Errorf("no reason of %s is %q", r.kind, result)
			}
		}
	}
	for _, x := range Targets() {
		if stepIndex(x.Step) < 0 || x.Hours <= 0 || x.Source == "" || x.Status == "" {
			t.Errorf("target %+v", x)
		}
	}
}
