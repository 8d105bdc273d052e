package reference

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"
)

// outside is a folder of outside material: named by the variable, else beside the project.
func outside(t *testing.T, variable, beside string) string {
	t.Helper()
	dir := os.Getenv(variable)
	if dir == "" {
		dir = filepath.Join("../../shared", beside)
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("skipped: no %s folder; set %s", beside, variable)
	}
	return dir
}

// importFile detects, reads, stores and reads again: all of an import as the command does it.
func importFile(t *testing.T, path string, want Kind) Import {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Skipf("skipped: %v", err)
	}
	name := filepath.Base(path)
	kind, ok := Detect(name, raw[:min(len(raw), DetectBytes)])
	if !ok || kind != want {
		t.Fatalf("%s is detected as %q", name, kind)
	}
	i, err := ReadImport(kind, bytes.NewReader(raw), name, time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	var stored bytes.Buffer
	if err := i.Write(&stored); err != nil {
		t.Fatal(err)
	}
	if !IsStored(stored.Bytes()) {
		t.Errorf("%s: the stored form is not known again", name)
	}
	size := stored.Len()
	back, err := ReadStored(&stored)
	if err != nil {
		t.Fatal(err)
	}
	i.Tariff, back.Tariff = places(i.Tariff), places(back.Tariff)
	if !reflect.DeepEqual(i, back) {
		t.Errorf("%s: stored and read again it is another", name)
	}
	t.Logf("%s: %s, %d rows (%d doubtful), edition %q, %d bytes stored", name, kind, i.Rows, i.Doubts, i.Edition, size)
	return back
}

// places drops where a line stood: that is of the file read.
func places(lines []TariffLine) []TariffLine {
	for i := range lines {
		lines[i].Where = ""
	}
	return lines
}

// The pack speaks of 36 countries; its archive has 36 entries, of which one is the folder and 35 are countries.
func TestConformanceImports(t *testing.T) {
	dir := filepath.Join(outside(t, "KAIRO_CONFORMANCE", "conformance"), "reference")
	locations := importFile(t, filepath.Join(dir, "unlocode.tar.gz"), KindLocations)
	countries := map[string]bool{}
	for _, l := range locations.Locations {
		countries[l.Country()] = true
	}
	hs := importFile(t, filepath.Join(dir, "harmonized-system.csv"), KindHS)
	levels := map[int]int{}
	for _, l := range hs.HS {
		levels[len(l.Code)]++
	}
	offices := importFile(t, filepath.Join(dir, "customs-offices-20250212.json.gz"), KindOffices)
	codes := importFile(t, filepath.Join(dir, "ncts-p5-code-lists.json.gz"), KindCodes)
	d := Default().With(locations).With(hs).With(offices).With(codes)
	t.Logf("%d countries, %d locations; %d chapters, %d headings, %d subheadings; %d offices; %d lists of %d codes", len(countries), locations.Rows,
		levels[2], levels[4], levels[6], offices.Rows, len(d.CodeLists()), codes.Rows)
	if len(countries) != 35 || locations.Rows != 35953 || levels[2] != 97 || levels[4] != 1229 || levels[6] != 5613 || hs.Edition != "HS2022" || offices.Rows != 4162 ||
		offices.Edition != "2025-02-12" || codes.Rows != 166880 || len(d.Imports()) != 4 {
		t.Error("the counts are not those of the pack")
	}
	lookUps(t, d)
	searches(t, d)
}

func lookUps(t *testing.T, d *Data) {
	on := day("2026-12-01")
	if l, ok := d.Location("KZ AAU"); !ok || l.Name != "Aqtau" && l.Name != "Aktau" {
		t.Errorf("Aktau: %+v %v", l, ok)
	}
	if _, ok := d.HSText("870323", "en", day("2021-12-31")); ok {
		t.Error("HS 2022 holds before 2022")
	}
	if l, ok := d.HSText("8703", "en", on); !ok || l.Section != "XVII" {
		t.Errorf("8703: %+v %v", l, ok)
	}
	o, ok := d.OfficeByCode("GE", "GEBCP002", on)
	if !ok || !o.Official || o.Source != "NCTS list of customs offices, snapshot 2025-02-12" || len(o.Names) != 2 {
		t.Errorf("Tsiteli Khidi: %+v %v", o, ok)
	}
	if o, _ := d.OfficeByCode("GE", "GEBCP002", day("2025-01-31")); o.Where == "imported offices" {
		t.Error("an office of Georgia before it was a party")
	}
	if e, ok := d.CodeText("GuaranteeType", "4", on); !ok || e.Text == "" {
		t.Errorf("guarantee type 4: %+v %v", e, ok)
	}
	if _, ok := d.CodeText("CountryCodesCTC", "GE", on); ok {
		t.Error("Georgia is in CountryCodesCTC of the snapshot: the note of the pack says it is not")
	}
	if _, ok := d.CodeText("GuaranteeType", "4", day("2000-01-01")); ok {
		t.Error("a code before it was active")
	}
}

func searches(t *testing.T, d *Data) {
	if found := d.SearchHS("lithium bat", "en", 5); len(found) == 0 || len(found) > 5 {
		t.Errorf("lithium bat: %v", found)
	}
	if found := d.SearchHS("8507", "en", 3); len(found) != 3 || found[0].Code != "8507" {
		t.Errorf("8507: %v", found)
	}
	if found := d.SearchOffices("erenk", "TR", 5); len(found) == 0 || found[0].Country != "TR" {
		t.Errorf("erenk: %v", found)
	}
	if found := d.SearchLocations("yokoh", "JP", 5); !slices.ContainsFunc(found, func(l Location) bool { return l.Code == "JPYOK" }) {
		t.Errorf("yokoh: %v", found)
	}
}

func TestConformanceTariff(t *testing.T) {
	dir := outside(t, "KAIRO_FACTS", "facts")
	i := importFile(t, filepath.Join(dir, "ett-corridor.csv"), KindTariff)
	forms, notes := map[string]int{}, 0
	for _, l := range i.Tariff {
		form := "ad valorem"
		if s := l.Rate.Specific; s != nil {
			form = l.Rate.Join + " per " + s.quantity()
		}
		forms[form]++
		if l.Note != "" {
			notes++
		}
	}
	t.Logf("%d lines, %d with a note: %v", i.Rows, notes, forms)
	if i.Rows != 889 || notes != 78 {
		t.Errorf("%d lines with %d notes, want 889 with 78", i.Rows, notes)
	}
	d := Default().With(i)
	on := day("2026-06-01")
	for _, c := range []struct {
		goods Goods
		duty  int64
		line  string
	}{
		{Goods{Code: "8703231981", Value: Amount{1_000_000, "EUR"}}, 0, ""},
		{Goods{Code: "740311", Value: Amount{10_000_000, "EUR"}}, 200_000, "7403110000"},
		{Goods{Code: "280530", Value: Amount{10_000_000, "EUR"}}, 500_000, ""},
		{Goods{Code: "0803901000", Value: Amount{1_000_000, "EUR"}, Grams: 20_000_000}, 40_000, "0803901000"}, // 4 % = 400, 0.015 × 20,000 = 300
		{Goods{Code: "0803901000", Value: Amount{1_000_000, "EUR"}, Grams: 40_000_000}, 60_000, "0803901000"}, // 0.015 × 40,000 = 600
		{Goods{Code: "2844200000", Value: Amount{1_000_000, "EUR"}}, 50_000, ""},
	} {
		c.goods.Country, c.goods.On = "KZ", on
		a, ok := d.Assess(c.goods)
		t.Logf("%s: duty %v, VAT %v, %d candidates, %v %v", c.goods.Code, a.Duty, a.VAT, a.Candidates, ok, a.Missing)
		if c.duty > 0 && (a.Duty.Minor != c.duty || c.line != "" && a.Line.Code != c.line) {
			t.Errorf("%s: duty %v of line %s, want %d", c.goods.Code, a.Duty, a.Line.Code, c.duty)
		}
	}
}
