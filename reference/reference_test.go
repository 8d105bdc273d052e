package reference

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/kairo-corridor/kairo/fault"
)

func day(s string) time.Time {
	d, err := time.Parse("2006-01-02", s)
	if err != nil {
		panic(err)
	}
	return d
}

// embeddedFiles is the embedded set as a map that a test may spoil.
func embeddedFiles(t *testing.T) fstest.MapFS {
	t.Helper()
	m := fstest.MapFS{}
	entries, err := embedded.ReadDir("data")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		raw, err := embedded.ReadFile("data/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		m[e.Name()] = &fstest.MapFile{Data: raw}
	}
	return m
}

func TestEmbeddedDataLoad(t *testing.T) {
	d, err := Load(embeddedFiles(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range d.Count() {
		t.Logf("%-16s verified %3d  stated %3d  recalled %3d", c.File, c.Verified, c.Stated, c.Recalled)
	}
	if first, second := Default(), Default(); first != second {
		t.Error("Default is not loaded once")
	}
}

// The rows below were read a second time in the sources named by the data.
func TestMembershipsReadASecondTime(t *testing.T) {
	d := Default()
	for _, c := range []struct {
		territory, convention, on string
		party                     bool
	}{
		{"GE", "CTC", "2025-01-31", false}, {"GE", "CTC", "2025-02-01", true}, {"TR", "CTC", "2012-11-30", false}, {"TR", "CTC", "2012-12-01", true},
		{"ME", "CTC", "2025-10-31", false}, {"ME", "CTC", "2025-11-01", true}, {"KZ", "CTC", "2026-12-01", false},
		{"CN", "TIR", "2017-01-04", false}, {"CN", "TIR", "2017-01-05", true}, {"PK", "TIR", "2016-01-20", false}, {"PK", "TIR", "2016-01-21", true},
		{"IN", "TIR", "2017-12-15", true}, {"JP", "TIR", "2026-12-01", false}, {"MN", "TIR", "2003-04-01", true}, {"DE", "TIR", "2026-12-01", true},
		{"UZ", "eTIR", "2026-12-01", true}, {"AZ", "eTIR", "2026-12-01", true}, {"GE", "eTIR", "2026-12-01", false}, {"KZ", "eTIR", "2026-12-01", false},
		{"TR", "SMGS", "2026-12-01", false}, {"RO", "SMGS", "2026-12-01", false}, {"AM", "SMGS", "2026-12-01", false}, {"PL", "SMGS", "2026-12-01", true},
		{"TR", "CIM-SMGS", "2021-09-13", false}, {"TR", "CIM-SMGS", "2021-09-14", true}, {"AZ", "COTIF-CIM", "2015-10-31", false}, {"AZ", "COTIF-CIM", "2015-11-01", true},
		{"RU", "COTIF-CIM", "2026-12-01", false}, {"KZ", "e-CMR", "2026-12-01", false}, {"UZ", "e-CMR", "2021-01-13", false}, {"UZ", "e-CMR", "2021-01-14", true},
		{"CN", "CMR", "2026-12-01", false}, {"KZ", "CMR", "2026-12-01", true}, {"KZ", "OTS-SCC", "2024-11-28", false}, {"KZ", "OTS-SCC", "2024-11-29", true},
	} {
		if _, ok := d.Party(c.territory, c.convention, day(c.on)); ok != c.party {
			t.Errorf("Party(%s, %s, %s) = %v", c.territory, c.convention, c.on, ok)
		}
	}
}

func TestUnions(t *testing.T) {
	d := Default()
	for _, c := range []struct{ territory, on, union string }{
		{"KZ", "2026-12-01", "EAEU"}, {"KZ", "2012-06-01", "EAEU"}, {"KG", "2015-08-11", ""}, {"KG", "2015-08-12", "EAEU"}, {"AM", "2015-01-01", ""},
		{"AM", "2015-01-02", "EAEU"}, {"UZ", "2026-12-01", ""}, {"RO", "2026-12-01", "EU"}, {"HR", "2013-06-30", ""}, {"GB", "2021-01-01", ""}, {"TR", "2026-12-01", ""},
	} {
		if u, _, _ := d.Union(c.territory, day(c.on)); u != c.union {
			t.Errorf("Union(%s, %s) = %q, want %q", c.territory, c.on, u, c.union)
		}
	}
}

func TestRatesAndRulesFollowTheDate(t *testing.T) {
	d := Default()
	for _, c := range []struct {
		territory, on string
		points        int64
	}{{"KZ", "2025-12-31", 1200}, {"KZ", "2026-01-01", 1600}, {"RU", "2026-01-01", 2200}, {"TJ", "2026-12-31", 1400}, {"TJ", "2027-01-01", 1300}, {"GE", "2026-01-01", 1800}} {
		if r, ok := d.VAT(c.territory, day(c.on)); !ok || r.BasisPts != c.points {
			t.Errorf("VAT(%s, %s) = %d, %v", c.territory, c.on, r.BasisPts, ok)
		}
	}
	for on, want := range map[string]string{"2025-03-31": "Decision 289", "2025-04-01": "Decision 73"} {
		if r, ok := d.Rule("eaeu-td-form", day(on)); !ok || !strings.Contains(r.Text, want) {
			t.Errorf("%s: %q", on, r.Text)
		}
	}
	if r, ok := d.Duty("KZ", "2844100000", day("2026-06-01")); !ok || r.BasisPts != 0 || r.Status != Verified {
		t.Errorf("natural uranium: %+v %v", r, ok)
	}
	if r, ok := d.Duty("KZ", "284690", day("2026-06-01")); !ok || r.BasisPts != 500 {
		t.Errorf("rare earths: %+v %v", r, ok)
	}
	if c, ok := d.Ceiling("NL", day("2026-06-01")); !ok || c.EUR != 100_000 {
		t.Errorf("ceiling of a member is that of the union: %+v %v", c, ok)
	}
}

func TestOffices(t *testing.T) {
	d := Default()
	for _, c := range []struct {
		q    OfficeQuery
		want string
	}{
		{OfficeQuery{Country: "KZ", Name: "Altynkol", Mode: "rail", Role: "entry", On: day("2026-12-01")}, "57507"},
		{OfficeQuery{Country: "KZ", Location: "KZHOR", Name: "Khorgos (KZ)", Mode: "road", Role: "entry", On: day("2026-12-01")}, "57505"},
		{OfficeQuery{Country: "KZ", Location: "KZAAU", Name: "Aktau", Mode: "sea", On: day("2026-12-01")}, "DEMO-KZ-02"},
		{OfficeQuery{Country: "KZ", Location: "KZKUR", Name: "Kuryk", Mode: "ferry", On: day("2026-12-01")}, "DEMO-KZ-04"},
		{OfficeQuery{Country: "GE", Location: "GEGAR", Name: "Gardabani", Mode: "rail", On: day("2024-06-01")}, "69009"},
		{OfficeQuery{Country: "GE", Location: "GEGAR", Name: "Gardabani", Mode: "rail", On: day("2026-06-01")}, "GEBCP009"},
		{OfficeQuery{Country: "TR", Name: "Kars", Mode: "rail", Role: "transit", On: day("2026-06-01")}, "TR041900"},
		{OfficeQuery{Country: "NL", Location: "NLRTM", Name: "Rotterdam", Mode: "rail", Role: "destination", On: day("2026-06-01")}, "NL000510"},
		{OfficeQuery{Country: "NL", Location: "NLRTM", Name: "Rotterdam", Mode: "sea", Role: "entry", On: day("2026-06-01")}, "NL000396"},
		{OfficeQuery{Country: "GE", Location: "GEPTI", Name: "Poti", Mode: "rail", Role: "exit", On: day("2026-06-01")}, "GEBCP501"},
		{OfficeQuery{Country: "KZ", Name: "Nowhere", On: day("2026-06-01")}, ""},
	} {
		o, _ := d.Office(c.q)
		if o.Code+o.Demo != c.want {
			t.Errorf("%+v: %s%s %s, want %s", c.q, o.Code, o.Demo, o.Name, c.want)
		}
	}
}

func TestLimit(t *testing.T) {
	for _, c := range []struct {
		rule string
		km   float64
		hs   []string
		want int
	}{
		{"2000km/month min 7d", 3000, nil, 45}, {"2000km/month min 7d", 100, nil, 7}, {"2000km/month", 100, nil, 2}, {"20d; 8702 8703 45d", 0, []string{"8517"}, 20},
		{"20d; 8702 8703 45d", 0, []string{"870323"}, 45}, {"6m", 0, nil, 180}, {"", 900, nil, 0},
	} {
		l, err := ParseLimit(c.rule)
		if err != nil || l.Days(c.km, c.hs) != c.want {
			t.Errorf("%q over %v km: %d, %v; want %d", c.rule, c.km, l.Days(c.km, c.hs), err, c.want)
		}
	}
	for _, bad := range []string{"20", "d", "-3d", "20d 30d", "x km/month", "0km/month", "20d; 30d", "2000km/month min"} {
		if _, err := ParseLimit(bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

func TestEveryViolationIsNamedByFileAndLine(t *testing.T) {
	files := embeddedFiles(t)
	files["vat.csv"] = &fstest.MapFile{Data: []byte("territory,percent,from,until,status,source\nKZ,twelve,,2026-01-01,stated,x\nXX,16,2026-13-01,,sure,\nKZ,16,2025-01-01,,stated,x\nKZ,1\n")}
	files["ceilings.csv"] = &fstest.MapFile{Data: []byte("territory,euro\nKZ,1\n")}
	delete(files, "tariff.csv")
	_, err := Load(files)
	got := err.Error()
	for _, want := range []string{"vat.csv:2: percent: ", "vat.csv:3: territory: ", "vat.csv:3: from: ", "vat.csv:3: status: ", "vat.csv:3: source: ", "vat.csv:5: has 2 fields",
		"ceilings.csv:1: the header is territory,euro", "tariff.csv: cannot be read"} {
		if !strings.Contains(got, want) {
			t.Errorf("missing %q in\n%s", want, got)
		}
	}
	for _, e := range fault.All(err) {
		if e.Path == "" {
			t.Errorf("no place: %v", e)
		}
	}
}

func TestOverlapsAndUnknownRulesAreFound(t *testing.T) {
	files := embeddedFiles(t)
	files["vat.csv"] = &fstest.MapFile{Data: []byte("territory,percent,from,until,status,source\nKZ,12,,2026-01-01,stated,x\nKZ,16,2025-12-31,,stated,x\n")}
	files["guarantees.csv"] = &fstest.MapFile{Data: []byte("territory,regime,modes,kind,guarantor,note,rules,from,until,status,source\nKZ,eaeu-transit,*,required,x,y,no-such-rule,,,stated,x\n")}
	_, err := Load(files)
	for _, want := range []string{"vat.csv:3: from: holds on the same days as vat.csv:2", `rule "no-such-rule"`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("missing %q in\n%v", want, err)
		}
	}
}

func TestSourcesOfUnverifiedOfficesNeverLookOfficial(t *testing.T) {
	for _, o := range Default().Offices {
		if o.Demo != "" && (o.Official || o.Code != "") {
			t.Errorf("%s: %+v", o.Where, o)
		}
		if o.Official && !strings.Contains(o.Source, "EU customs office list") && !strings.Contains(o.Source, "UNECE") {
			t.Errorf("%s: official by %q", o.Where, o.Source)
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add("territory,percent,from,until,status,source\nKZ,12,,,stated,x\n")
	f.Add("territory,percent\n\"")
	f.Fuzz(func(t *testing.T, s string) {
		var faults fault.List
		d := &Data{Territories: map[string]string{"KZ": "Kazakhstan"}, rules: map[string][]int{}}
		d.readRates(fstest.MapFS{"vat.csv": {Data: []byte(s)}, "tariff.csv": {Data: []byte(s)}}, &faults)
		d.checkOverlaps(&faults)
	})
}

// What rests on rules rests on at least one that is in force, on every day of its own time from 2012 on.
func TestRowsCiteARuleInForceOnEveryDay(t *testing.T) {
	d := Default()
	check := func(where string, s Span, rules []string) {
		for on := day("2012-01-01"); on.Before(day("2029-01-01")); on = on.AddDate(0, 0, 7) {
			cited := false
			for _, id := range rules {
				_, ok := d.Rule(id, on)
				cited = cited || ok
			}
			if s.In(on) && !cited {
				t.Errorf("%s: none of %v is in force on %s", where, rules, on.Format(time.DateOnly))
				return
			}
		}
	}
	for _, r := range d.Regimes {
		check(r.Where, r.Span, r.Rules)
	}
	for _, r := range d.Securities {
		check(r.Where, r.Span, r.Rules)
	}
	for _, r := range d.Advances {
		check(r.Where, r.Span, r.Rules)
	}
	for _, r := range d.Controls {
		check(r.Where, r.Span, r.Rules)
	}
}
