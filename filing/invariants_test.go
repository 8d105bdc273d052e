package filing

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/kairo-corridor/kairo/reference"
)

// Random journeys between the places of the tests, lawful or absurd: Build never panics and what it returns holds together.
func TestAnyJourneyOnAnyDay(t *testing.T) {
	var names []string
	for name := range places {
		names = append(names, name)
	}
	slices.Sort(names)
	goods := []string{"nagoya-almaty", "kazakhstan-kobe", "kazakhstan-rotterdam", "xian-constanta"}
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 9).Draw(rt, "legs")
		spec := rapid.SampledFrom(names).Draw(rt, "origin")
		for range n {
			how := rapid.SampledFrom([]string{"rail:900", "xrail!", "xrail", "road:400", "xroad", "sea:2000", "ferry:450", "air:3000"}).Draw(rt, "how")
			spec += " " + how + " " + rapid.SampledFrom(names).Draw(rt, "to")
		}
		on := day("2012-01-01").AddDate(0, 0, rapid.IntRange(0, 6000).Draw(rt, "day"))
		c := example(t, rapid.SampledFrom(goods).Draw(rt, "goods"))
		j := journey(spec)
		p, err := Build(j, c, on, reference.Default())
		if err != nil {
			rt.Fatalf("%s: %v", spec, err)
		}
		holds(rt, p, len(j.Legs))
		if again, _ := Build(j, c, on, reference.Default()); !reflect.DeepEqual(p, again) {
			rt.Fatalf("%s: twice, two plans", spec)
		}
		if err := p.Print(&strings.Builder{}); err != nil {
			rt.Fatal(err)
		}
	})
}

// holds checks the invariants of the package comment.
func holds(t *rapid.T, p Plan, legs int) {
	for i, s := range p.Customs {
		if s.ID != fmt.Sprintf("S%d", i+1) || s.FirstLeg < 0 || s.LastLeg >= legs || s.FirstLeg > s.LastLeg {
			t.Fatalf("stretch %d: %+v", i, s)
		}
		if i > 0 && s.FirstLeg < p.Customs[i-1].FirstLeg {
			t.Fatalf("%s begins before %s", s.ID, p.Customs[i-1].ID)
		}
		if len(s.Rules) == 0 || s.Departure.Code == "" || s.Destination.Code == "" || s.From == "" || s.To == "" || len(s.Countries) == 0 {
			t.Fatalf("%+v", s)
		}
		for _, o := range append([]Office{s.Departure, s.Destination}, s.Passage...) {
			if o.Demo != strings.HasPrefix(o.Code, "DEMO-") || o.Demo && o.Official || o.Country == highSeas {
				t.Fatalf("%+v", o)
			}
		}
		if !slices.Contains([]string{"mrn", "eaeu", "national"}, s.NumberFormat) {
			t.Fatalf("%+v", s)
		}
	}
	for i, c := range p.Carriage {
		if c.FirstLeg > c.LastLeg || i > 0 && c.FirstLeg <= p.Carriage[i-1].LastLeg || len(c.Rules) == 0 {
			t.Fatalf("%+v\n%+v", p.Carriage, c)
		}
	}
	recalled := map[string]bool{}
	for _, f := range p.Findings {
		recalled[strings.TrimPrefix(f.Path, "rules/")] = true
	}
	b := builder{plan: p}
	b.eachRules(func(at string, rules []Rule) {
		for _, r := range rules {
			if r.ID == "" || r.Text == "" || r.Status == "" || r.Source == "" || r.Status == Recalled && !recalled[r.ID] {
				t.Fatalf("%s cites %+v", at, r)
			}
		}
	})
}

// Every rule id that the code names exists in the data, on one day at least.
func TestRulesNamedInCodeExist(t *testing.T) {
	for _, id := range []string{"eaeu-free", "eaeu-between-members", "eu-storage", "tir", "tir-epd", "tir-vouchers", "tir-validity", "tir-ceiling", "tir-by-ceiling", "eaeu-tir-copy",
		"eaeu-limit", "ctc-ge", "ge-fee", "ctc-ge-land", "kz-astana1", "kz-tez", "etir", "etir-union-bar", "bl", "awb", "cim-smgs", "cim-smgs-saves", "cim-smgs-btk", "law-change",
		"law-change-union", "smgs", "smgs-ferry", "cim", "national-carriage", "cmr", "cmr-ferry", "eaeu-td-document", "note-as-declaration", "ctc-guarantee-ge", "ctc-default", "ir-epd", "eaeu-seal"} {
		if len(reference.Default().RuleRows(id)) == 0 {
			t.Errorf("no rule %q", id)
		}
	}
}
