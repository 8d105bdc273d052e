package codes

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/message/ncts"
	"github.com/kairo-corridor/kairo/reference"
)

func day(s string) time.Time {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return d
}

// small is a set with an import of each kind, both of 12 February 2025.
func small() *reference.Data {
	entry := func(list, code, from string) reference.CodeEntry {
		return reference.CodeEntry{List: list, Code: code, From: from}
	}
	gone := entry("Unit", "OLD", "2024-03-01")
	gone.Off = true
	office := func(code, from string, roles ...string) reference.ListedOffice {
		return reference.ListedOffice{Code: code, Country: code[:2], Names: map[string]string{"EN": "Office"}, Roles: roles, From: from}
	}
	return reference.Default().
		With(reference.Import{Kind: reference.KindCodes, Name: "lists.json", Edition: "2025-02-12", Rows: 5, Codes: []reference.CodeEntry{
			entry("CountryCodesCTC", "CH", "2024-02-21"), entry("CountryCodesFullList", "JP", "2024-02-21"),
			entry("CountryCodesFullList", "XK", "2025-06-01"), entry("Unit", "OLD", "2020-01-01"), gone}}).
		With(reference.Import{Kind: reference.KindOffices, Name: "offices.json", Edition: "2025-02-12", Rows: 2, Offices: []reference.ListedOffice{
			office("PL301010", "2024-05-01", "DEP", "DES"), office("BG001007", "2024-05-01", "TXT")}})
}

func TestListsTellOnlyWhatTheirDaysAllow(t *testing.T) {
	imported, bare := New(small()), New(reference.Default())
	snapshot := New(reference.Default().With(reference.Import{Kind: reference.KindCodes, Edition: "spring", Codes: []reference.CodeEntry{{List: "Unit", Code: "KGM", From: "2024-02-21"}}}))
	for _, c := range []struct {
		lists                   *Lists
		list, value, on, answer string // answer: in, out or the beginning of the reason; then the source
	}{
		// of its day and later days an import tells all
		{imported, "CL008", "JP", "2025-02-12", "in: edition 2025-02-12"},
		{imported, "CL008", "ZZ", "2025-02-12", "out: edition 2025-02-12"},
		{imported, "CL008", "XK", "2025-05-31", "out: edition 2025-02-12"},
		{imported, "CL008", "XK", "2025-06-01", "in: edition 2025-02-12"},
		{imported, "CL349", "OLD", "2025-03-01", "out: edition 2025-02-12"},
		// of earlier days only what its entries date
		{imported, "CL008", "JP", "2024-02-21", "in: edition 2025-02-12"},
		{imported, "CL008", "JP", "2024-02-20", "the code lists imported are of 2025-02-12"},
		{imported, "CL008", "ZZ", "2025-02-11", "the code lists imported are of 2025-02-12"},
		{imported, "CL349", "OLD", "2022-01-01", "in: edition 2025-02-12"},
		{imported, "CL349", "OLD", "2024-06-01", "the code lists imported are of 2025-02-12"},
		{imported, "CL017", "BX", "2025-03-01", "the list is not among those imported"},
		{snapshot, "CL349", "KGM", "2025-03-01", "in: edition spring"},
		{snapshot, "CL349", "XXX", "2025-03-01", "the code lists imported do not say their day"},
		// Georgia: party since 1 February 2025, and not yet in the list of 12 February
		{bare, "CL112", "GE", "2025-01-31", "out: demonstration set"},
		{bare, "CL112", "GE", "2025-02-01", "in: demonstration set"},
		{imported, "CL112", "GE", "2025-02-11", "in: demonstration set"},
		{imported, "CL112", "GE", "2025-02-12", "out: edition 2025-02-12"},
		// the demonstration set: whole from a day on, never whole, and what a list cannot have
		{bare, "CL231", "T9", "2024-10-25", "out: demonstration set"},
		{bare, "CL231", "T9", "2024-10-24", "the code lists are not imported"},
		{bare, "CL231", "T1", "2023-12-01", "in: demonstration set"},
		{bare, "CL048", "EUR", "2026-01-01", "in: demonstration set"},
		{bare, "CL048", "JPY", "2026-01-01", "the code lists are not imported"},
		{bare, "CL610", "CC015C", "2026-01-01", "out: demonstration set"},
		{bare, "CL610", "CC056C", "2026-01-01", "the code lists are not imported"},
		{bare, "CL010", "GB", "2021-01-01", "out: demonstration set"},
		{bare, "CL010", "HR", "2013-06-30", "the code lists are not imported"},
		// offices: by role; the built-in ones say yes and never no
		{imported, "CL171", "PL301010", "2025-03-01", "in: edition 2025-02-12"},
		{imported, "CL173", "PL301010", "2025-03-01", "out: edition 2025-02-12"},
		{imported, "CL175", "BG001007", "2025-03-01", "in: edition 2025-02-12"},
		{imported, "CL141", "BG001007", "2025-03-01", "in: edition 2025-02-12"},
		{imported, "CL171", "PL301010", "2024-04-30", "the customs offices imported are of 2025-02-12"},
		{imported, "CL171", "GEBCP009", "2025-03-01", "out: edition 2025-02-12"},
		{bare, "CL171", "GEBCP009", "2025-03-01", "in: demonstration set"},
		{bare, "CL173", "GEBCP009", "2025-03-01", "the customs offices are not imported"},
		{bare, "CL171", "XX000000", "2025-03-01", "the customs offices are not imported"},
		{imported, "CL294", "PL301010", "2025-03-01", "the list is not among those imported"},
		{imported, "CL999", "1", "2025-03-01", "no list of this number is known"},
	} {
		a := c.lists.Ask(c.list, c.value, day(c.on))
		got := a.Reason
		if a.Known {
			got = map[bool]string{true: "in: ", false: "out: "}[a.In] + a.Source
		}
		if !strings.HasPrefix(got, c.answer) || a.Known == (a.Reason != "") || a.Known && !a.In && a.Expected == "" {
			t.Errorf("%s %s on %s: %q, want %q", c.list, c.value, c.on, got, c.answer)
		}
	}
}

func TestAMessageIsHeldAgainstItsLists(t *testing.T) {
	m, err := ncts.Decode([]byte(`<n:CC014C xmlns:n="http://ncts.dgtaxud.ec" PhaseID="NCTS5.1"><messageSender>A</messageSender><messageRecipient>B</messageRecipient>
<preparationDateAndTime>2025-03-01T10:00:00</preparationDateAndTime><messageIdentification>1</messageIdentification><messageType>CC014C</messageType>
<TransitOperation><LRN>L1</LRN></TransitOperation>
<Invalidation><requestDateAndTime>2025-03-01T10:00:00</requestDateAndTime><initiatedByCustoms>0</initiatedByCustoms><justification>x</justification></Invalidation>
<CustomsOfficeOfDeparture><referenceNumber>PL999999</referenceNumber></CustomsOfficeOfDeparture>
<HolderOfTheTransitProcedure><name>N</name><Address><streetAndNumber>S</streetAndNumber><city>C</city><country>ZZ</country></Address></HolderOfTheTransitProcedure></n:CC014C>`))
	if err != nil {
		t.Fatal(err)
	}
	r := Check(m, day("2025-03-01"), New(small()))
	if len(r.Findings) != 1 || r.Values != 1 {
		t.Fatalf("findings %v, values held %d; want the office refused and nothing else held", r.Findings, r.Values)
	}
	want := ncts.Finding{Level: ncts.Codes, Code: CodeList, Path: "/CC014C/CustomsOfficeOfDeparture/referenceNumber",
		Text: `"PL999999" is not in the list on 2025-03-01`, Rule: "CL171 CustomsOfficeDeparture, edition 2025-02-12",
		Expected: "a code of the list in force on 2025-03-01"}
	if r.Findings[0] != want {
		t.Errorf("finding %+v\nwant    %+v", r.Findings[0], want)
	}
	unchecked := []NotChecked{{List: "CL248 CountryCodesForAddress", Path: "/CC014C/HolderOfTheTransitProcedure/Address/country",
		Values: 1, Reason: "the list is not among those imported (edition 2025-02-12)"}}
	if !slices.Equal(r.NotChecked, unchecked) {
		t.Errorf("not checked %+v\nwant        %+v", r.NotChecked, unchecked)
	}
}

// The countries of the demonstration set have the days that the reference data have.
func TestDemonstrationCountriesAgreeWithTheReferenceData(t *testing.T) {
	from := func(number, country string) string {
		if spans := demo()[number].values[country]; len(spans) == 1 && spans[0].until == "" {
			return spans[0].from
		}
		return "no row"
	}
	ref := reference.Default()
	compared := 0
	for _, m := range ref.Members {
		if m.Union != "EU" || !m.Until.IsZero() {
			continue
		}
		for _, number := range []string{"CL009", "CL010", "CL147", "CL553"} {
			if got := from(number, m.Territory); got != m.FromText {
				t.Errorf("%s %s from %s; a member of the Union from %s", number, m.Territory, got, m.FromText)
			}
		}
		compared++
	}
	for _, m := range ref.Memberships {
		if _, inUnion := demo()["CL553"].values[m.Territory]; m.Convention != "CTC" || m.Degree != "party" || m.Territory == "EU" || inUnion {
			continue
		}
		for _, number := range []string{"CL009", "CL112"} {
			if got := from(number, m.Territory); got != m.FromText {
				t.Errorf("%s %s from %s; a party to the Convention from %s", number, m.Territory, got, m.FromText)
			}
		}
		compared++
	}
	if compared < 27+10 {
		t.Errorf("%d countries compared, want 37", compared)
	}
}

// Every list that the schemas or the rules name is in the table, and one is Fixed exactly where the schema lists its values.
func TestTableKnowsEveryListThatIsNamed(t *testing.T) {
	tables, err := os.ReadFile("../tables.txt")
	if err != nil {
		t.Fatal(err)
	}
	enumerated := map[string]bool{}
	number := regexp.MustCompile(`CL\d{3}`)
	for line := range strings.Lines(string(tables)) {
		cells := strings.Split(strings.TrimSpace(line), "\t")
		if strings.HasPrefix(line, "s") {
			enumerated[cells[0]] = strings.Contains(line, "\tenumeration=")
			continue
		}
		for _, cell := range cells {
			f := strings.Fields(cell)
			if len(f) != 4 || !number.MatchString(f[3]) {
				continue
			}
			if l, ok := Known(f[3]); !ok || l.Fixed != enumerated[f[2]] {
				t.Errorf("%s of %s: in the table %v, fixed %v; the schema lists the values: %v", f[3], f[0], ok, l.Fixed, enumerated[f[2]])
			}
		}
	}
	sources, err := filepath.Glob("../rules/*.go")
	if err != nil || len(sources) == 0 {
		t.Fatalf("no rules: %v", err)
	}
	for _, file := range sources {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range number.FindAllString(string(src), -1) {
			if _, ok := Known(n); !ok {
				t.Errorf("%s: %s is not in the table", file, n)
			}
		}
	}
	if !slices.IsSortedFunc(Table, func(a, b List) int { return strings.Compare(a.Number, b.Number) }) || len(byNumber) != len(Table) {
		t.Error("the table is not in order of numbers, each once")
	}
}

func TestDemonstrationRowsAreRefusedWhenTheyMakeNoSense(t *testing.T) {
	for row, want := range map[string]string{
		"CL999,A,,,x":                                    "no list has the number",
		"CL231,T1,2024-13-01,,x":                         "is no day",
		"CL231,T1,2024-02-01,2024-01-01,x":               "an end after its beginning",
		"CL231,T1,,,":                                    "a source",
		"CL231,T1,,2024-01-01,x\nCL231,T1,2023-06-01,,x": "overlaps",
		"CL231,T1,,":                                     "no CSV",
	} {
		_, err := readDemo(strings.NewReader("list,code,from,until,source\n" + row + "\n"))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", row, err, want)
		}
	}
	if _, err := readDemo(strings.NewReader("code,list\nCL231,T1\n")); err == nil {
		t.Error("another header is taken")
	}
}
