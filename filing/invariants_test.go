package filing

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
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
		covers(rt, p, j)
		if again, _ := Build(j, c, on, reference.Default()); !reflect.DeepEqual(p, again) {
			rt.Fatalf("%s: twice, two plans", spec)
		}
		if err := p.Print(&strings.Builder{}); err != nil {
			rt.Fatal(err)
		}
	})
}

// holds checks the invariants of the package comment.
func holds(t fataler, p Plan, legs int) {
	for i, s := range p.Customs {
		if s.ID != fmt.Sprintf("S%d", i+1) || s.FirstLeg < 0 || s.LastLeg >= legs || s.FirstLeg > s.LastLeg {
			t.Fatalf("stretch %d: %+v", i, s)
		}
		if paced := s.Regime == "eaeu-transit"; paced && (s.DistanceKm == 0) != (s.LimitDays == 0) || s.DistanceKm > 0 && s.Mode == "" {
			t.Fatalf("%s: %d days for %d km by %q", s.ID, s.LimitDays, s.DistanceKm, s.Mode)
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
	holdsBeside(t, p)
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

// holdsBeside checks what stands beside the stretches and contracts: each cites a rule, each alternative is compared once.
func holdsBeside(t fataler, p Plan) {
	for _, a := range p.Alternatives {
		if a.ID == "" || a.Why == "" || a.Status == "" || len(a.Rules) == 0 || a.Measure.GuaranteeNote == "" || a.Lawful != (a.Status == "lawful") || a.Lawful && a.Measure.Filings < 0 {
			t.Fatalf("%+v", a)
		}
		n := 0
		for _, k := range p.Comparisons {
			if slices.Contains(k.Alternatives, a.ID) {
				n++
			}
		}
		if n != 1 && len(a.Replaces) > 0 {
			t.Fatalf("%s stands in %d comparisons", a.ID, n)
		}
	}
	for _, k := range p.Comparisons {
		if k.Why == "" || len(k.Rules) == 0 || len(k.Alternatives) == 0 || len(k.Names) == 0 || k.Measure.GuaranteeNote == "" || k.Measure.Spared > k.Measure.Filings {
			t.Fatalf("%+v", k)
		}
	}
	for _, d := range p.Decisions {
		if d.Answer == "" || len(d.Rules) == 0 || d.About == "" {
			t.Fatalf("%+v", d)
		}
	}
	for _, g := range p.Guarantee {
		if len(g.Rules) == 0 {
			t.Fatalf("%+v", g)
		}
	}
	for _, a := range p.Security {
		if len(a.Rules) == 0 || a.LeadMinutes > 0 && a.LeadFrom == "" {
			t.Fatalf("%+v", a)
		}
	}
}

// covers checks that every move on land inside a territory lies in one stretch exactly, import apart; only a journey inside
// one customs territory has none, and says so.
func covers(t fataler, p Plan, j plan.Journey) {
	if len(p.Customs) == 0 {
		if !slices.ContainsFunc(p.Findings, func(f Finding) bool { return f.Path == "customs" }) {
			t.Fatalf("no customs stretch and no finding: %+v", p.Findings)
		}
		return
	}
	for i, leg := range j.Legs {
		land := leg.Kind == plan.Move && (leg.Mode == network.Rail || leg.Mode == network.Road)
		if !land || leg.From.Country != leg.To.Country {
			continue
		}
		var in []string
		for _, s := range p.Customs {
			if s.Regime != "import" && s.FirstLeg <= i && i <= s.LastLeg {
				in = append(in, s.ID)
			}
		}
		if len(in) != 1 {
			t.Fatalf("leg %d, %s to %s in %s, lies in %v", i+1, leg.From.Name, leg.To.Name, leg.From.Country, in)
		}
	}
}

// Every rule id that the code names exists in the data, on one day at least.
func TestRulesNamedInCodeExist(t *testing.T) {
	for _, id := range []string{"eaeu-free", "eaeu-between-members", "eu-storage", "tir", "tir-epd", "tir-vouchers", "tir-validity", "tir-ceiling", "tir-by-ceiling", "eaeu-tir-copy",
		"eaeu-limit", "ctc-ge", "ge-fee", "ctc-ge-land", "kz-astana1", "kz-tez", "etir", "etir-union-bar", "bl", "awb", "cim-smgs", "cim-smgs-saves", "cim-smgs-btk", "law-change",
		"law-change-union", "smgs", "smgs-ferry", "cim", "national-carriage", "cmr", "cmr-ferry", "eaeu-td-document", "note-as-declaration", "ctc-guarantee-ge", "ctc-default", "ir-epd", "eaeu-seal",
		"eaeu-seal-before", "eaeu-unified", "eaeu-pi-copy", "uz-pi-replaced", "etir-before", "ge-grace", "ctc-split", "ctc-guarantee-me", "cn-rapid", "cn-transit", "pk-tad", "tm-gps", "mn-fee", "e-cmr", "ots-corridor"} {
		if len(reference.Default().RuleRows(id)) == 0 {
			t.Errorf("no rule %q", id)
		}
	}
}

type fataler interface{ Fatalf(string, ...any) }

// Every journey that the planner finds between the ends of the corridors is filed on days of every era of the law.
func TestJourneysOfTheNetwork(t *testing.T) {
	n, err := network.Default()
	if err != nil {
		t.Fatal(err)
	}
	planner, err := plan.New(n)
	if err != nil {
		t.Fatal(err)
	}
	days := []string{"2012-01-01", "2012-12-01", "2014-12-31", "2016-06-01", "2018-06-01", "2021-09-14", "2023-06-01", "2025-03-01", "2025-07-15", "2026-12-01"}
	goods := []string{"nagoya-almaty", "kazakhstan-rotterdam", "xian-constanta-tir"}
	plans := 0
	for _, od := range []string{"Nagoya-Almaty", "Xi'an-Constanta", "Almaty-Kobe", "Kyzylorda-Rotterdam", "Xi'an-Duisburg", "Tashkent-Istanbul", "Kobe-Tashkent", "Duisburg-Almaty", "Xi'an-Baku",
		"Bishkek-Istanbul", "Tokyo-Ashgabat", "Karachi-Tashkent", "Istanbul-Almaty", "Bishkek-Rotterdam"} {
		from, to, _ := strings.Cut(od, "-")
		a, err := planner.Plan(t.Context(), plan.Request{From: from, To: to, TEU: 1, Mass: 18_000, Ready: day("2026-12-01")})
		if err != nil {
			t.Errorf("%s: %v", od, err)
			continue
		}
		for _, j := range a.Journeys {
			for i, on := range days {
				c := example(t, goods[i%len(goods)])
				p, err := Build(j, c, day(on), reference.Default())
				if err != nil {
					t.Fatalf("%s on %s: %v", od, on, err)
				}
				holds(t, p, len(j.Legs))
				covers(t, p, j)
				plans++
			}
		}
	}
	t.Logf("%d plans", plans)
	if plans < 300 {
		t.Errorf("%d plans only", plans)
	}
}
