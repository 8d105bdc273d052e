package filing

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/reference"
)

var update = flag.Bool("update", false, "rewrite the transcripts in testdata")

func day(s string) time.Time {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return d
}

// example reads one of the consignments in testdata, kept apart from the examples so that the transcripts stand still; with "-tir" behind its name the trader offers a carnet.
func example(t testing.TB, name string) consignment.Consignment {
	t.Helper()
	name, tir := strings.CutSuffix(name, "-tir")
	raw, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := consignment.Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	if tir {
		c.Guarantee = &consignment.Guarantee{Kind: "tir"}
	}
	return c
}

func build(t testing.TB, way, goods, date string) Plan {
	t.Helper()
	p, err := Build(journey(journeys[way]), example(t, goods), day(date), reference.Default())
	if err != nil {
		t.Fatalf("%s with %s on %s: %v", way, goods, date, err)
	}
	return p
}

// The transcripts are what an officer would read. go test ./filing -update rewrites them.
func TestTranscripts(t *testing.T) {
	for _, c := range []struct{ way, goods, date string }{
		{"nagoya-almaty", "nagoya-almaty", "2026-12-01"},
		{"xian-constanta", "xian-constanta", "2024-06-01"},
		{"xian-constanta", "xian-constanta", "2026-06-01"},
		{"kazakhstan-kobe", "kazakhstan-kobe", "2026-12-01"},
		{"kazakhstan-rotterdam", "kazakhstan-rotterdam", "2026-12-01"},
		{"black-sea-straits", "kazakhstan-rotterdam", "2026-12-01"},
		{"trans-siberian", "nagoya-almaty", "2026-12-01"},
		{"iran-road", "nagoya-almaty", "2026-12-01"},
		{"btk", "xian-constanta", "2026-12-01"},
		{"btk", "xian-constanta", "2021-06-01"},
		{"road-west", "xian-constanta", "2025-12-01"},
		{"road-west", "xian-constanta", "2026-12-01"},
		{"balkans", "nagoya-almaty", "2025-03-01"},
		{"transhipment", "nagoya-almaty", "2026-12-01"},
		{"mongolia", "nagoya-almaty", "2026-12-01"},
		{"pakistan", "nagoya-almaty", "2026-12-01"},
		{"inside-union", "nagoya-almaty", "2026-12-01"},
		{"inside-union", "wine", "2026-12-01"},
		{"tajikistan", "xian-constanta", "2014-06-01"},
		{"tajikistan", "xian-constanta", "2026-12-01"},
		{"air", "kazakhstan-rotterdam", "2026-12-01"},
		{"nagoya-almaty", "nagoya-almaty", "2014-06-01"},
		{"nagoya-almaty", "nagoya-almaty", "2021-08-31"},
		{"xian-constanta", "xian-constanta", "2025-07-15"},
		{"xian-constanta", "xian-constanta", "2012-01-01"},
		{"btk", "xian-constanta", "2025-03-01"},
		{"road-west", "xian-constanta", "2014-06-01"},
		{"eastbound", "nagoya-almaty", "2026-12-01"},
		{"caspian-south", "nagoya-almaty", "2019-08-31"},
		{"caspian-south", "nagoya-almaty", "2026-12-01"},
		{"kyrgyzstan", "xian-constanta", "2015-08-11"},
		{"kyrgyzstan", "xian-constanta", "2026-12-01"},
		{"montenegro", "nagoya-almaty", "2025-10-31"},
		{"montenegro", "nagoya-almaty", "2025-11-01"},
		{"south-caucasus-road", "nagoya-almaty", "2026-12-01"},
		{"georgia-export", "nagoya-almaty", "2025-05-15"},
		{"uzbekistan-arrival", "xian-constanta", "2026-12-01"},
		{"bosphorus-rail", "xian-constanta", "2026-12-01"},
		{"iran-road", "nagoya-almaty-tir", "2026-12-01"},
		{"road-west", "xian-constanta-tir", "2026-12-01"},
	} {
		name := c.way + "-" + c.date
		for _, mark := range []string{"tir", "wine"} {
			if strings.HasSuffix(c.goods, mark) {
				name += "-" + mark
			}
		}
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			if err := build(t, c.way, c.goods, c.date).Print(&b); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", name+".txt")
			if *update {
				if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if b.String() != string(want) {
				t.Errorf("%s differs; go test ./filing -update rewrites it\n%s", path, b.String())
			}
		})
	}
}

func stretches(p Plan) string {
	var out []string
	for _, s := range p.Customs {
		out = append(out, s.Regime+" "+strings.Join(s.Countries, "+"))
	}
	return strings.Join(out, ", ")
}

func contracts(p Plan) string {
	var out []string
	for _, c := range p.Carriage {
		out = append(out, c.Kind)
	}
	return strings.Join(out, ", ")
}

// A table an officer can check at a glance; the transcripts say the rest.
func TestRegimesAndContracts(t *testing.T) {
	for _, c := range []struct{ way, date, customs, carriage string }{
		{"nagoya-almaty", "2026-12-01", "export JP, national-transit CN, eaeu-transit KZ, import KZ", "bill-of-lading, smgs"},
		{"nagoya-almaty", "2012-06-01", "export JP, national-transit CN, eaeu-transit KZ, import KZ", "bill-of-lading, smgs"},
		{"xian-constanta", "2024-06-01", "export CN, eaeu-transit KZ, national-transit AZ, national-transit GE, import RO", "smgs, bill-of-lading"},
		{"xian-constanta", "2026-06-01", "export CN, eaeu-transit KZ, national-transit AZ, common-transit GE, import RO", "smgs, bill-of-lading"},
		{"kazakhstan-kobe", "2026-12-01", "export KZ, national-transit CN, import JP", "smgs, bill-of-lading"},
		{"kazakhstan-rotterdam", "2026-12-01", "export KZ, national-transit AZ, common-transit GE, common-transit RO+HU+DE+NL, import NL", "national, bill-of-lading, smgs, bill-of-lading, cim"},
		{"black-sea-straits", "2026-12-01", "export KZ, national-transit AZ, common-transit GE, import NL", "smgs, bill-of-lading"},
		{"trans-siberian", "2026-12-01", "export JP, eaeu-transit RU+BY, common-transit PL, import PL", "bill-of-lading, cim-smgs"},
		{"iran-road", "2026-12-01", "export JP, national-transit IR, national-transit TM, national-transit UZ, import UZ", "bill-of-lading, cmr"},
		{"btk", "2026-12-01", "export KZ, national-transit AZ, common-transit GE+TR, import TR", "cim-smgs"},
		{"btk", "2021-09-14", "export KZ, national-transit AZ, national-transit GE, common-transit TR, import TR", "cim-smgs"},
		{"btk", "2021-09-13", "export KZ, national-transit AZ, national-transit GE, common-transit TR, import TR", "smgs, cim"},
		{"btk", "2012-11-30", "export KZ, national-transit AZ, national-transit GE, national-transit TR, import TR", "smgs, cim"},
		{"road-west", "2026-12-01", "export CN, eaeu-transit KZ+RU+BY, common-transit PL, import PL", "cmr"},
		{"balkans", "2026-12-01", "export GE, common-transit TR+BG, import BG", "cmr"},
		{"transhipment", "2026-12-01", "export JP, national-transit CN, import CN", "bill-of-lading, national"},
		{"mongolia", "2026-12-01", "export JP, national-transit CN, national-transit MN, eaeu-transit RU, import RU", "bill-of-lading, smgs"},
		{"pakistan", "2026-12-01", "export PK, national-transit AF, national-transit UZ, import UZ", "cmr"},
		{"tajikistan", "2026-12-01", "export CN, eaeu-transit KZ, national-transit UZ, national-transit TJ, import TJ", "cmr"},
		{"inside-union", "2026-12-01", "", "smgs"},
		{"air", "2026-12-01", "export KZ, import JP", "awb"},
	} {
		p := build(t, c.way, "xian-constanta", c.date)
		if got := stretches(p); got != c.customs {
			t.Errorf("%s %s: %s\nwant %s", c.way, c.date, got, c.customs)
		}
		if got := contracts(p); got != c.carriage {
			t.Errorf("%s %s: %s\nwant %s", c.way, c.date, got, c.carriage)
		}
	}
}

func finding(p Plan, level, words string) bool {
	for _, f := range p.Findings {
		if f.Level == level && strings.Contains(f.Text, words) {
			return true
		}
	}
	return false
}

func decided(p Plan, words string) bool {
	return slices.ContainsFunc(p.Decisions, func(d Decision) bool { return strings.Contains(d.Answer, words) })
}

func TestGeorgiaAndSealsDifferByDateWithTheReason(t *testing.T) {
	before, after := build(t, "xian-constanta", "xian-constanta", "2024-06-01"), build(t, "xian-constanta", "xian-constanta", "2026-06-01")
	if !decided(before, "from 2025-02-01 common transit") || decided(after, "no party to the Common Transit") {
		t.Error("Georgia")
	}
	if !decided(before, "they begin on 2026-02-11") || !decided(after, "touches one member only, Kazakhstan") {
		t.Error("seals")
	}
	for date, want := range map[string]int{"2026-02-10": 0, "2026-02-11": 1} {
		n := 0
		for _, a := range build(t, "road-west", "xian-constanta", date).Security {
			if a.Kind == "navigation-seal" {
				n++
			}
		}
		if n != want {
			t.Errorf("%s: %d seals, want %d", date, n, want)
		}
	}
}

func TestGeorgianGrace(t *testing.T) {
	for date, want := range map[string]bool{"2025-02-01": true, "2025-06-30": true, "2025-07-01": false} {
		got := false
		for _, a := range build(t, "btk", "xian-constanta", date).Alternatives {
			got = got || a.Kind == "national-transit"
		}
		if got != want {
			t.Errorf("%s: national transit of Georgia still offered: %v", date, got)
		}
	}
}

func TestEurasianETIRBar(t *testing.T) {
	for _, c := range []struct{ way, status, why string }{
		{"road-west", "not lawful", "Kazakhstan (EAEU), Russia (EAEU), Belarus (EAEU), Poland (EU)"},
		{"iran-road", "not in use", "a paper carnet there"},
	} {
		found := false
		for _, a := range build(t, c.way, "xian-constanta", "2026-12-01").Alternatives {
			if a.Kind == "etir" {
				found = true
				if a.Lawful || a.Status != c.status || !strings.Contains(a.Why, c.why) {
					t.Errorf("%s: %+v", c.way, a)
				}
			}
		}
		if !found {
			t.Errorf("%s: eTIR is not explained", c.way)
		}
	}
	// Uzbekistan and Azerbaijan alone are live: between them, were there no other territory, eTIR would serve, from the day of
	// the first transport.
	for date, want := range map[string]bool{"2022-12-26": false, "2022-12-27": true} {
		p, err := Build(journey("Tashkent road:650 Olot ferry:1 Alat road:500 Boyuk_Kesik"), example(t, "nagoya-almaty"), day(date), reference.Default())
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(p.Alternatives, func(a Alternative) bool { return a.Kind == "etir" })
		if i < 0 || p.Alternatives[i].Lawful != want || want && p.Alternatives[i].Measure.Filings == 0 {
			t.Errorf("%s: %+v", date, p.Alternatives)
		}
	}
}

func TestUnionTransitThroughAThirdCountry(t *testing.T) {
	p, err := Build(journey("Yerevan road:180 Bagratashen xroad Sadakhlo road:200 Tbilisi xroad Naushki road:1800 Moscow"), example(t, "nagoya-almaty"), day("2026-12-01"), reference.Default())
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(p.Alternatives, func(a Alternative) bool { return a.Kind == "union-transit-through-third" })
	if got := stretches(p); i < 0 || !p.Alternatives[i].Lawful || got != "export AM, common-transit GE, eaeu-transit RU, import RU" {
		t.Errorf("%s\n%+v", got, p.Alternatives)
	}
}

func TestTIRWhereTheTraderOffersACarnet(t *testing.T) {
	c := example(t, "nagoya-almaty")
	c.Guarantee = &consignment.Guarantee{Kind: "tir"}
	p, err := Build(journey(journeys["iran-road"]), c, day("2026-12-01"), reference.Default())
	if err != nil {
		t.Fatal(err)
	}
	if got := stretches(p); got != "export JP, tir IR, tir TM, tir UZ, import UZ" {
		t.Error(got)
	}
	epd := 0
	for _, a := range p.Security {
		if a.Kind == "tir-epd" {
			epd++
		}
	}
	if epd != 3 || p.Guarantee[2].Kind != "tir" || p.Guarantee[2].Amount.String() != "EUR 100,000.00" {
		t.Errorf("%d announcements, %+v", epd, p.Guarantee)
	}
	p, err = Build(journey(journeys["nagoya-almaty"]), c, day("2026-12-01"), reference.Default())
	if err != nil || !finding(p, "barred", "no part of the journey crosses a frontier by road") {
		t.Errorf("%v %+v", err, p.Findings)
	}
	p, err = Build(journey(journeys["balkans"]), c, day("2026-12-01"), reference.Default())
	if got := stretches(p); err != nil || got != "export GE, tir TR, tir BG, import BG" {
		t.Error(got, err)
	}
}

func TestWhatNoLawAllowsIsRefusedWithTheRule(t *testing.T) {
	for _, c := range []struct{ way, date, require, rule string }{
		{"road-west", "2026-12-01", "etir", "etir-union-bar"},
		{"iran-road", "2026-12-01", "etir", "etir"},
		{"iran-road", "2021-01-01", "etir", "etir-before"},
		{"nagoya-almaty", "2026-12-01", "tir", "tir"},
		{"tajikistan", "2016-12-01", "tir", "tir"},
	} {
		_, err := BuildWith(journey(journeys[c.way]), example(t, "nagoya-almaty"), day(c.date), reference.Default(), Options{Require: c.require})
		var f *fault.Error
		if !errors.As(err, &f) || f.Code != fault.NotLawful || !strings.HasPrefix(f.Hint, c.rule+": ") || f.Path == "" {
			t.Errorf("%s %s %s: %v", c.way, c.date, c.require, err)
		}
	}
	// A row of the data that says "none" refuses a territory.
	ref := *reference.Default()
	ref.Regimes = append([]reference.Regime{{Territory: "AZ", Role: "transit", Modes: []string{"rail"}, Regime: "none", Rules: []string{"az-transit"}}}, ref.Regimes...)
	_, err := Build(journey(journeys["btk"]), example(t, "xian-constanta"), day("2026-12-01"), &ref)
	if fault.CodeOf(err) != fault.NotLawful || !strings.Contains(err.Error(), "az-transit") || !strings.Contains(err.Error(), "/legs/") {
		t.Error(err)
	}
}

func TestWhatIsNoJourneyIsRefused(t *testing.T) {
	broken := journey(journeys["btk"])
	broken.Legs = append(broken.Legs[:2:2], broken.Legs[4:]...)
	for name, j := range map[string]plan.Journey{"empty": {}, "broken": broken, "long": {Legs: make([]plan.Leg, LegsMax+1)}, "nowhere": {Legs: make([]plan.Leg, 1)}} {
		if _, err := Build(j, example(t, "nagoya-almaty"), day("2026-12-01"), reference.Default()); err == nil || fault.All(err)[0].Path == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Build(journey(journeys["btk"]), example(t, "nagoya-almaty"), day("2011-12-31"), reference.Default()); fault.CodeOf(err) != fault.BadField {
		t.Error(err)
	}
	if _, err := BuildWith(journey(journeys["btk"]), example(t, "nagoya-almaty"), day("2026-12-01"), reference.Default(), Options{Require: "ata"}); fault.CodeOf(err) != fault.Usage {
		t.Error(err)
	}
}

func TestExclusions(t *testing.T) {
	got := Exclusions(example(t, "kazakhstan-rotterdam"))
	if len(got) != 3 || got[0].Token != "class7" || got[1].Token != "air" || got[2].Token != "IR" {
		t.Fatalf("%+v", got)
	}
	for _, e := range got {
		if e.Rule.ID == "" || e.Rule.Status == "" || e.Why == "" {
			t.Errorf("%+v", e)
		}
	}
	if got := Exclusions(example(t, "nagoya-almaty")); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

func BenchmarkBuild(b *testing.B) {
	j, c, ref := journey(journeys["kazakhstan-rotterdam"]), example(b, "kazakhstan-rotterdam"), reference.Default()
	for b.Loop() {
		if _, err := Build(j, c, day("2026-12-01"), ref); err != nil {
			b.Fatal(err)
		}
	}
}
