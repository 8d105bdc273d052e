package scenario

import (
	"context"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
)

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

func mustNetwork(t testing.TB) *network.Network {
	t.Helper()
	n, err := network.Default()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// mustLay reads the changes of a scenario and lays them over a network.
func mustLay(t testing.TB, n *network.Network, changes string) *network.Network {
	t.Helper()
	s, err := Read(strings.NewReader("id: test\nname: Test\nchanges:\n"+changes), "test.yaml")
	if err != nil {
		t.Fatal(err)
	}
	over, err := s.Apply(n)
	if err != nil {
		t.Fatal(err)
	}
	return over
}

func mustPlanner(t testing.TB, n *network.Network) *plan.Planner {
	t.Helper()
	p, err := plan.New(n)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func minutes(t testing.TB, n *network.Network, link string, on time.Time) network.Value {
	t.Helper()
	l, ok := n.Link(link)
	if !ok {
		t.Fatalf("no link %s", link)
	}
	return n.LinkValues(l, on).Minutes
}

const (
	aLink    = "rail:KZ-ZHETYGEN-KZALA"
	aSuez    = "sea:CNSHG-NLRTM-SUEZ"
	aRailX   = "X-KHORGOS-RAIL"
	aReadyOn = "2026-12-01"
)

// request is a pair of places with one TEU.
func request(from, to, ready string) plan.Request {
	return plan.Request{From: from, To: to, TEU: 1, Mass: 10_000, Ready: day(ready)}
}

// randomPairs are pairs of ports, terminals and cities by a seed.
func randomPairs(n *network.Network, count int, ready string) []Pair {
	rng := rand.New(rand.NewPCG(4, 2026))
	var codes []string
	for _, l := range n.Locations() {
		if l.Kind == "port" || l.Kind == "terminal" || l.Kind == "city" {
			codes = append(codes, l.Code)
		}
	}
	var out []Pair
	for len(out) < count {
		a, b := codes[rng.IntN(len(codes))], codes[rng.IntN(len(codes))]
		if a != b {
			out = append(out, Pair{Row: len(out) + 1, Request: request(a, b, ready)})
		}
	}
	return out
}

func TestEveryBuiltinFitsTheNetworkAndStatesItsSources(t *testing.T) {
	n := mustNetwork(t)
	for _, s := range Builtin() {
		over, err := s.Apply(n)
		if err != nil {
			t.Errorf("%s does not fit the network: %v", s.ID, err)
			continue
		}
		if s.Description == "" {
			t.Errorf("%s has no description", s.ID)
		}
		if over != n && len(over.Changes()) == len(n.Changes()) {
			t.Errorf("%s changes nothing", s.ID)
		}
		for _, c := range over.Changes() {
			if s.Fact && (c.Source == "" || c.From.IsZero()) {
				t.Errorf("%s: the fact about %s lacks a source or a first day", s.ID, c.Subject)
			}
			if !s.Fact && s.Concerns == "" && c.Source == "" && !strings.HasPrefix(s.Description, "What if") {
				t.Errorf("%s: a supposed change of %s in a scenario that does not say What if", s.ID, c.Subject)
			}
		}
	}
}

func TestSetScaleAddAndTheirOrder(t *testing.T) {
	n := mustNetwork(t)
	on := day(aReadyOn)
	base := minutes(t, n, aLink, on).V
	over := mustLay(t, n, "  - {at: \""+aLink+"\", set: {minutes: 600}, source: tariff.example 2026, kind: plan}\n  - {at: \""+aLink+"\", scale: {minutes: 0.5}}\n  - {at: \""+aLink+"\", add: {minutes: 30}}\n")
	v := minutes(t, over, aLink, on)
	if v.V != 330 || v.Before == nil || *v.Before != base || v.Basis != network.Supposed {
		t.Errorf("set 600, scale 0.5, add 30 gives %v (%s) before %v; want 330 supposed before %v", v.V, v.Basis, v.Before, base)
	}
	if got := minutes(t, n, aLink, on).V; got != base {
		t.Errorf("the network itself changed from %v to %v", base, got)
	}
	claimed := mustLay(t, n, "  - {at: \""+aLink+"\", set: {minutes: 600}, source: tariff.example 2026, kind: plan}\n")
	if v := minutes(t, claimed, aLink, on); v.Basis != network.Sourced || v.Source != "tariff.example 2026" || v.Kind != network.Plan {
		t.Errorf("a change with a source is %s by %q (%s); want a claim", v.Basis, v.Source, v.Kind)
	}
	one := mustLay(t, n, "  - {at: \""+aLink+":KZALA\", scale: {minutes: 2}}\n")
	l, _ := one.Link(aLink)
	if there, back := one.LinkValuesFrom(l, "KZ-ZHETYGEN", on).Minutes.V, one.LinkValuesFrom(l, "KZALA", on).Minutes.V; back < 1.9*there {
		t.Errorf("a change of the way from KZALA gives %v there and %v back", there, back)
	}
}

func TestAClassValueChangesEveryArcThatRestsOnIt(t *testing.T) {
	n := mustNetwork(t)
	over := mustLay(t, n, "  - {at: rail-kz, scale: {kmh: 2}, from: 2026-12-01, to: 2027-01-01}\n")
	var halved int
	for _, l := range n.Links() {
		if l.Class != "rail-kz" {
			continue
		}
		before, in, after := minutes(t, n, l.ID, day("2026-12-15")).V, minutes(t, over, l.ID, day("2026-12-15")).V, minutes(t, over, l.ID, day("2027-01-01")).V
		if in < before*0.51 {
			halved++
		}
		if was := minutes(t, n, l.ID, day("2027-01-01")).V; after != was {
			t.Errorf("%s after the change ended: %v, want %v", l.ID, after, was)
		}
	}
	if halved < 5 {
		t.Errorf("twice the speed halves the time of %d links", halved)
	}
	v := minutes(t, over, aLink, day("2026-12-15"))
	if v.Basis != network.Supposed || !strings.Contains(v.Method, "scenario test: scale 2") {
		t.Errorf("the value says %s: %s", v.Basis, v.Method)
	}
}

func TestAChangeHoldsFromItsFirstDayUntilTheDayBeforeItsLast(t *testing.T) {
	n := mustNetwork(t)
	over := mustLay(t, n, "  - {at: suez, close: true, from: 2026-12-05, to: 2026-12-20}\n  - {at: "+aRailX+", close: true, from: 2026-12-05}\n  - {at: "+aRailX+", open: true, from: 2026-12-10}\n")
	l, _ := over.Link(aSuez)
	for date, want := range map[string]string{"2026-12-04": l.Status, "2026-12-05": "suspended", "2026-12-19": "suspended", "2026-12-20": l.Status} {
		if got := over.StatusOn(l.ID, l.Status, l.Through, day(date)); got != want {
			t.Errorf("Suez on %s is %s, want %s", date, got, want)
		}
	}
	for date, want := range map[string]string{"2026-12-04": "open", "2026-12-09": "suspended", "2026-12-10": "open"} {
		if got := over.StatusOn(aRailX, "open", nil, day(date)); got != want {
			t.Errorf("%s on %s is %s, want %s: of two changes the last decides", aRailX, date, got, want)
		}
	}
}

func TestConditionsExpandToSubjects(t *testing.T) {
	n := mustNetwork(t)
	count := func(changes string) int { return len(mustLay(t, n, changes).Changes()) }
	between, mode, all := 0, 0, len(n.Crossings())
	for _, c := range n.Crossings() {
		a, _ := n.Location(c.From)
		b, _ := n.Location(c.To)
		if a.Country == "CN" && b.Country == "KZ" || a.Country == "KZ" && b.Country == "CN" {
			between++
			if c.Mode == network.Rail {
				mode++
			}
		}
	}
	for changes, want := range map[string]int{
		"  - {all: crossings, scale: {minutes: 0.5}}\n":                                                    all,
		"  - {all: crossings, where: {between: [KZ, CN]}, scale: {minutes: 0.5}}\n":                        between,
		"  - {all: crossings, where: {between: [CN, KZ], mode: rail}, scale: {minutes: 0.5, usd: 2}}\n":    2 * mode,
		"  - {all: transfers, where: {place: KZAAU, pair: rail-sea}, add: {minutes: 60}}\n":                1,
		"  - {all: links, where: {through: hormuz}, close: true}\n  - {at: [suez, hormuz], close: true}\n": through(n, "hormuz") + 2,
	} {
		if got := count(changes); got != want {
			t.Errorf("%s makes %d changes, want %d", strings.TrimSpace(changes), got, want)
		}
	}
}

func through(n *network.Network, word string) (k int) {
	for _, l := range n.Links() {
		if slices.Contains(l.Through, word) {
			k++
		}
	}
	return k
}

func TestWhatTheNetworkDoesNotKnowIsAnError(t *testing.T) {
	n := mustNetwork(t)
	for changes, want := range map[string]string{
		"  - {at: X-KHORGOS-RAI, close: true}\n":                                                                   `the network has no "X-KHORGOS-RAI"; expected a link, crossing, transfer, class, chokepoint or grid:COUNTRY; perhaps X-KHORGOS-RAIL`,
		"  - {at: suez, set: {procedure: 3}}\n":                                                                    `suez has no quantity "procedure"`,
		"  - {at: rail-kz, close: true}\n":                                                                         `rail-kz cannot be closed or opened`,
		"  - {at: rail-kz, set: {kmh: 0}}\n":                                                                       `kmh of rail-kz cannot be set 0; expected a number above 0`,
		"  - {at: X-KHORGOS-RAIL, set: {inspectionShare: 2}}\n":                                                    `expected a share from 0 to 1`,
		"  - {at: X-KHORGOS-RAIL, scale: {minutes: -1}}\n":                                                         `expected a number of 0 or more`,
		"  - {all: crossings, where: {country: ZZ}, close: true}\n":                                                `the network has no country "ZZ"`,
		"  - {all: links, where: {corridor: sues}, close: true}\n":                                                 `the network has no corridor "sues"; perhaps suez`,
		"  - {all: links, where: {mode: air, corridor: suez}, close: true}\n":                                      `no links of the network are meant`,
		"  - link: {id: \"rail:KZALA-JPTYO\", from: KZALA, to: JPTYO, mode: rail, class: rail-kx, status: open}\n": `class "rail-kx" is wrong`,
	} {
		s, err := Read(strings.NewReader("id: test\nname: Test\nchanges:\n"+changes), "test.yaml")
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Apply(n)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "test.yaml:4") {
			t.Errorf("%s\n gives %v\n want test.yaml:4: …%s", strings.TrimSpace(changes), err, want)
		}
	}
}

func TestClosingSuezEqualsAvoidingSuez(t *testing.T) {
	n := mustNetwork(t)
	open, shut := mustPlanner(t, n), mustPlanner(t, mustLay(t, n, "  - {at: suez, close: true}\n"))
	for _, pair := range [][2]string{{"JPYOK", "NLRTM"}, {"CNSHG", "DEHAM"}, {"INNSA", "NLRTM"}, {"KZALA", "JPYOK"}} {
		r := request(pair[0], pair[1], aReadyOn)
		closed, err := shut.Plan(context.Background(), r)
		if err != nil {
			t.Fatal(err)
		}
		r.Avoid = []string{"suez"}
		avoided, err := open.Plan(context.Background(), r)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(totals(avoided), totals(closed)); diff != "" {
			t.Errorf("%v: %s", pair, diff)
		}
	}
}

// totals are the journeys of an answer by id, days and dollars.
func totals(a plan.Answer) []Totals {
	var out []Totals
	for _, j := range a.Journeys {
		out = append(out, Totals{j.P50Days, j.P90Days, j.USD, j.KgCO2e})
	}
	return out
}

func TestAScenarioThatScalesByOneChangesNoPlan(t *testing.T) {
	n := mustNetwork(t)
	s, err := Read(strings.NewReader("id: one\nname: One\nchanges:\n  - {all: crossings, scale: {minutes: 1, usd: 1}}\n  - {all: links, scale: {minutes: 1, usd: 1, gPerTKm: 1}}\n  - {at: rail-kz, scale: {kmh: 1}}\n"), "one.yaml")
	if err != nil {
		t.Fatal(err)
	}
	onlyZeros(t, n, Base(), s, 200)
}

func TestComparingAScenarioWithItselfGivesOnlyZeros(t *testing.T) {
	s, err := Find("digital-customs")
	if err != nil {
		t.Fatal(err)
	}
	onlyZeros(t, mustNetwork(t), s, s, 40)
}

func onlyZeros(t *testing.T, n *network.Network, a, b Scenario, pairs int) {
	t.Helper()
	c, err := Compare(context.Background(), n, a, b, randomPairs(n, pairs, aReadyOn), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if c.Planned < pairs/2 {
		t.Fatalf("only %d of %d pairs have a journey", c.Planned, pairs)
	}
	if c.Gained+c.Lost != 0 || c.Fastest+c.Cheapest+c.Cleanest != 0 {
		t.Errorf("gained %d, lost %d, winners changed %v %v %v", c.Gained, c.Lost, c.Fastest, c.Cheapest, c.Cleanest)
	}
	for _, s := range c.Corridors {
		if s.P50Days != (Spread{}) || s.P90Days != (Spread{}) || s.USD != (Spread{}) || s.KgCO2e != (Spread{}) || s.Gained+s.Lost != 0 {
			t.Errorf("%s changes: %+v", s.Corridor, s)
		}
	}
}

func TestAnAddedLinkIsUsedBetweenItsDates(t *testing.T) {
	n := mustNetwork(t)
	over := mustLay(t, n, `  - location: {code: KZ-TEST, name: Test Dry Port, country: KZ, lat: 43.5, lon: 77.1, kind: terminal, zone: Asia/Almaty, gauge: 1520, source: own estimate}
  - link:
      id: rail:KZALA-KZ-TEST
      from: KZALA
      to: KZ-TEST
      mode: rail
      class: rail-kz
      status: open
      figures:
        - {metric: distance_km, value: 40, unit: km, year: 2026, kind: fact, source: one.example}
        - {metric: distance_km, value: 55, unit: km, year: 2026, kind: fact, source: another.example}
    from: 2026-12-01
    to: 2027-02-01
`)
	l, ok := over.Link("rail:KZALA-KZ-TEST")
	if !ok {
		t.Fatal("the link was not added")
	}
	if d := over.LinkValues(l, day(aReadyOn)).Distance; d.V != 40 || d.High != 55 || len(d.Figures) != 2 || d.Basis != network.Sourced {
		t.Errorf("distance %v to %v by %v (%s); want both claims, the first used", d.V, d.High, d.Figures, d.Basis)
	}
	if _, ok := n.Link("rail:KZALA-KZ-TEST"); ok {
		t.Error("the network itself has the link")
	}
	p := mustPlanner(t, over)
	a, err := p.Plan(context.Background(), request("Almaty", "Test Dry Port", "2026-12-10"))
	if err != nil || a.Journeys[0].Legs[1].ID != l.ID {
		t.Errorf("planned %v, %v; want the added link", a.Journeys, err)
	}
	for _, ready := range []string{"2026-11-20", "2027-02-01"} {
		if _, err := p.Plan(context.Background(), request("Almaty", "Test Dry Port", ready)); fault.CodeOf(err) != fault.NoJourney {
			t.Errorf("on %s, outside its dates: %v", ready, err)
		}
	}
}

func TestDefaultLaysEveryFactButThoseLeftOut(t *testing.T) {
	n := mustNetwork(t)
	all, err := Default(n)
	if err != nil {
		t.Fatal(err)
	}
	l, _ := n.Link(aSuez)
	if got := all.StatusOn(l.ID, l.Status, l.Through, day(aReadyOn)); got != "suspended" {
		t.Errorf("Suez in December 2026 is %s", got)
	}
	some, err := Default(n, "red-sea-2026")
	if err != nil {
		t.Fatal(err)
	}
	if got := some.StatusOn(l.ID, l.Status, l.Through, day(aReadyOn)); got == "suspended" {
		t.Error("Suez is shut though red-sea-2026 was left out")
	}
	again, err := Today().Apply(all)
	if err != nil || len(again.Changes()) != len(all.Changes()) {
		t.Errorf("laid twice: %d changes, %v; want %d", len(again.Changes()), err, len(all.Changes()))
	}
	opened, err := mustFind(t, "red-sea-open").Apply(all)
	if err != nil {
		t.Fatal(err)
	}
	if got := opened.StatusOn(l.ID, l.Status, l.Through, day(aReadyOn)); got != "open" {
		t.Errorf("under red-sea-open Suez is %s", got)
	}
	if _, err := Default(n, "digital-customs"); err == nil {
		t.Error("what does not hold by default was left out without an error")
	}
	if _, err := Default(n, "red-see-2026"); err == nil || !strings.Contains(err.Error(), "red-sea-2026") {
		t.Errorf("an unknown id: %v", err)
	}
	held := strings.Join(Held(all, day("2026-04-10")), "\n")
	if !strings.Contains(held, "red-sea-2026: ") || !strings.Contains(held, "hormuz-2026: ") || strings.Contains(held, "hormuz-lines") || strings.Contains(held, "poland") {
		t.Errorf("on 10 April 2026 held:\n%s", held)
	}
}

func mustFind(t testing.TB, id string) Scenario {
	t.Helper()
	s, err := Find(id)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestCompareSaysWhatClosingDoes(t *testing.T) {
	n := mustNetwork(t)
	pairs := []Pair{{1, request("CNSHG", "NLRTM", aReadyOn)}, {2, request("KZALA", "Atlantis", aReadyOn)}, {3, request("KZALA", "UZTAS", aReadyOn)}}
	c, err := Compare(context.Background(), n, Base(), mustFind(t, "red-sea-2026"), pairs, Options{Workers: 3})
	if err != nil {
		t.Fatal(err)
	}
	k := slices.IndexFunc(c.Corridors, func(s CorridorSummary) bool { return s.Corridor == "suez" })
	if k < 0 || c.Corridors[k].Lost != 1 || c.Corridors[k].Gained != 0 || c.Corridors[k].PairsB != 0 {
		t.Errorf("corridors %+v; want one pair that loses suez", c.Corridors)
	}
	if c.Planned != 2 || c.Lost != 0 || len(c.Pairs[1].Errors) == 0 {
		t.Errorf("planned %d, lost %d, errors of Atlantis %v", c.Planned, c.Lost, c.Pairs[1].Errors)
	}
	alone, err := Compare(context.Background(), n, Base(), mustFind(t, "red-sea-2026"), pairs, Options{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(alone, c); diff != "" {
		t.Errorf("one worker and three differ: %s", diff)
	}
	over := Scenario{ID: "shut", Changes: []Change{{All: "links", Where: Where{Place: "UZTAS"}, Acts: []Act{{network.Close, network.QStatus, 0}}}}}
	c, err = Compare(context.Background(), n, Base(), over, pairs[2:], Options{})
	if err != nil || c.Lost != 1 || len(c.Pairs[0].Errors) == 0 {
		t.Errorf("a place without links: lost %d, %v, %v", c.Lost, c.Pairs, err)
	}
}

func TestCompareStopsWithItsContext(t *testing.T) {
	n := mustNetwork(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Compare(ctx, n, Base(), Base(), randomPairs(n, 50, aReadyOn), Options{}); fault.CodeOf(err) != fault.Busy {
		t.Errorf("stopped with %v", err)
	}
}

func BenchmarkDefault(b *testing.B) {
	n := mustNetwork(b)
	for b.Loop() {
		if _, err := Default(n); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAdding(b *testing.B) {
	n, s := mustNetwork(b), mustFind(b, "cku-railway")
	for b.Loop() {
		if _, err := s.Apply(n); err != nil {
			b.Fatal(err)
		}
	}
}

func TestTheDocumentNamesEveryBuiltin(t *testing.T) {
	doc, err := os.ReadFile("../docs/scenarios.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range Builtin() {
		if !strings.Contains(string(doc), "`"+s.ID+"`") {
			t.Errorf("docs/scenarios.md does not name %s", s.ID)
		}
	}
}

// Each what-if moves the figure it is about, and in its direction.
func TestWhatIfsDoWhatTheySay(t *testing.T) {
	n, on := mustNetwork(t), day(aReadyOn)
	link := func(n *network.Network, id string) *network.Link {
		l, ok := n.Link(id)
		if !ok {
			t.Fatalf("no link %s", id)
		}
		return l
	}
	crossing := func(n *network.Network) float64 {
		c, ok := n.CrossingByID(aRailX)
		if !ok {
			t.Fatalf("no crossing %s", aRailX)
		}
		return n.CrossingValues(c, "", on).Minutes.V
	}
	const west, feeder = "rail:KZDZN-KZ-BEYNEU", "sea:KZAAU-AZALA"
	emission := func(n *network.Network) float64 { return n.LinkValues(link(n, west), on).GPerTKm.V }
	for _, c := range []struct {
		id     string
		figure func(*network.Network) float64
	}{
		{"digital-customs", crossing},
		{"dostyk-moiynty", func(n *network.Network) float64 { return minutes(t, n, "rail:KZBAH-KZ-MOIYNTY", on).V }},
		{"electric-west", emission},
		{"two-feeders", func(n *network.Network) float64 {
			b, _ := n.Boarding(link(n, feeder), "KZAAU", on)
			return b.MeanMin()
		}},
	} {
		over, err := mustFind(t, c.id).Apply(n)
		if err != nil {
			t.Fatal(err)
		}
		if before, after := c.figure(n), c.figure(over); after <= 0 || after >= before {
			t.Errorf("%s: %v before, %v after; want less", c.id, before, after)
		}
	}
	electric := mustLay(t, n, "  - {at: \""+west+"\", set: {electric: 1}}\n")
	clean := mustLay(t, n, "  - {at: \""+west+"\", set: {electric: 1}}\n  - {at: \"grid:KZ\", scale: {gPerKWh: 0.5}}\n")
	if full, half := emission(electric), emission(clean); half < 0.49*full || half > 0.51*full {
		t.Errorf("half the intensity of the electricity gives %v g/tkm, of %v", half, full)
	}
	for _, id := range []string{"chabahar-railway", "cku-railway", "trans-afghan"} {
		over, err := mustFind(t, id).Apply(n)
		if err != nil {
			t.Fatal(err)
		}
		if len(over.Links()) <= len(n.Links()) {
			t.Errorf("%s adds no link", id)
		}
	}
}
