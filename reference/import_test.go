package reference

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"pgregory.net/rapid"
)

const tariffHead = "tnved10,import_duty,footnote_as_printed,chapter_edition,read_from\n"

func TestPrintedDuties(t *testing.T) {
	for _, c := range []struct{ printed, says string }{
		{"5%", "5 %"}, {"5", "5 %"}, {"6,5%", "6.5 %"}, {"12.5%", "12.5 %"}, {"0", "0 %"},
		{"1.4 EUR за 1 см3, мл", "EUR 1.4 per cm3"},
		{"2 EUR за 1 1000 шт", "EUR 2 per 1000 piece"},
		{"2.2 EUR за 1 кг", "EUR 2.2 per kg"},
		{"10%, но не менее 1.875 EUR за 1 кг", "10 %, not less than EUR 1.875 per kg"},
		{"20%, но не менее 0.36 EUR за 1 см3, мл", "20 %, not less than EUR 0.36 per cm3"},
		{"20% плюс 0.36 евро за 1 л", "20 % plus EUR 0.36 per l"},
	} {
		r, err := ParseDuty(c.printed)
		if err != nil || r.String() != c.says || r.Printed != c.printed {
			t.Errorf("%q: %q %v, want %q", c.printed, r, err, c.says)
		}
	}
	for _, bad := range []string{"", "free", "-5%", "5%%", "5.123%", "5%, но не менее", "5 EUR", "5 EUR за 1 ведро", "5%, но не менее 6%", "99999999999%", "1 EUR за 9999999 шт"} {
		if r, err := ParseDuty(bad); fault.CodeOf(err) != fault.BadField {
			t.Errorf("%q is taken: %+v", bad, r)
		}
	}
}

func TestNotesGluedToTheRate(t *testing.T) {
	for _, c := range [][3]string{{"5%", "563С)", "63C"}, {"6.5%", "6,563С)", "63C"}, {"0", "09С)", "9C"}, {"10%", "1067С)", "67C"}, {"5%", "5117С)", "117C"},
		{"4%, но не менее 0.015 EUR за 1 кг", "note 63C (wrapped line)", "63C"}, {"5%", "", ""}} {
		lines, err := ParseTariff(strings.NewReader(tariffHead+`2804291000,"`+c[0]+`","`+c[1]+"\",08.03.2026,EEC chapter PDF\n"), "t.csv")
		if err != nil || lines[0].Note != c[2] || lines[0].Status != Verified {
			t.Errorf("%v: %+v %v", c, lines, err)
		}
	}
}

func TestEveryViolationOfATariffIsNamedByLine(t *testing.T) {
	_, err := ParseTariff(strings.NewReader(tariffHead+"280429,5%,,08.03.2026,x\n2804291000,five,,08.03.2026,x\n2804291000,5%,,soon,x\n2804291000,5%,,08.03.2026,\n"+
		"2804291000,5%,,08.03.2026,x\n2804291000,5%,,08.03.2026,x\n1,2\n"), "t.csv")
	for _, want := range []string{"t.csv:2: tnved10", "t.csv:3: import_duty", "t.csv:4: chapter_edition", "t.csv:5: read_from", "t.csv:7: 2804291000 of 08.03.2026 stands already in t.csv:6", "t.csv:8: has 2 fields"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("missing %q in\n%v", want, err)
		}
	}
	if _, err := ParseTariff(strings.NewReader("hs,duty\n"), "t.csv"); fault.CodeOf(err) != fault.BadFile {
		t.Errorf("header: %v", err)
	}
}

func TestTariffIsWrittenAsRead(t *testing.T) {
	text := tariffHead + "2402100000,\"17%, но не менее 1.7 EUR за 1 1000 шт\",,2022 base file,bundle\n2804291000,5%,563С),08.03.2026,EEC chapter PDF\n"
	lines, err := ParseTariff(strings.NewReader(text), "t.csv")
	var b bytes.Buffer
	if err != nil || WriteTariff(&b, lines) != nil || b.String() != text {
		t.Errorf("%v\n%s", err, b.String())
	}
}

// small is a tariff of the forms there are, for assessments.
func small(t *testing.T) *Data {
	t.Helper()
	i, err := ReadImport(KindTariff, strings.NewReader(tariffHead+
		"6203423500,\"10%, но не менее 1.875 EUR за 1 кг\",,08.03.2026,bundle\n6203423100,2.2 EUR за 1 кг,,08.03.2026,bundle\n"+
		"8507102003,\"10%, но не менее 1.5 EUR за 1 шт\",,08.03.2026,bundle\n8507102009,5%,563С),08.03.2026,EEC chapter PDF\n"+
		"8703219093,1.4 EUR за 1 см3,,22.01.2026,bundle\n2804610000,5%,,08.03.2026,EEC chapter PDF\n"+
		"2402201000,2 EUR за 1 1000 шт,,08.03.2026,bundle\n"), "small.csv", time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	return Default().With(i)
}

func TestAssessments(t *testing.T) {
	d, on := small(t), day("2026-06-01")
	double := func(a Amount, currency string) (Amount, bool) {
		return Amount{a.Minor * 2, currency}, currency == "USD"
	}
	for _, c := range []struct {
		what      string
		g         Goods
		duty, vat int64
		ok        bool
		missing   string
	}{
		{"plain", Goods{Code: "2804610000", Value: Amount{10_000, "USD"}}, 500, 1680, true, ""},
		{"VAT before its change", Goods{Code: "2804610000", Value: Amount{10_000, "USD"}, Country: "KG"}, 500, 1260, true, ""},
		{"by mass", Goods{Code: "6203423100", Value: Amount{10_000, "EUR"}, Grams: 10_000}, 2200, 1952, true, ""},
		{"the value counts", Goods{Code: "6203423500", Value: Amount{100_000, "EUR"}, Grams: 10_000}, 10_000, 17_600, true, ""},
		{"the mass counts", Goods{Code: "6203423500", Value: Amount{10_000, "EUR"}, Grams: 10_000}, 1875, 1900, true, ""},
		{"six digits: the highest", Goods{Code: "620342", Value: Amount{10_000, "EUR"}, Grams: 10_000}, 2200, 1952, true, ""},
		{"in another currency", Goods{Code: "6203423100", Value: Amount{10_000, "USD"}, Grams: 10_000, Convert: double}, 4400, 2304, true, ""},
		{"no rate", Goods{Code: "6203423100", Value: Amount{10_000, "USD"}, Grams: 10_000}, 0, 1600, false, "the rate to USD is missing"},
		{"no mass", Goods{Code: "6203423100", Value: Amount{10_000, "EUR"}}, 0, 1600, false, "net mass is missing"},
		{"pieces", Goods{Code: "8507102003", Value: Amount{1_000, "EUR"}, Pieces: 4}, 600, 256, true, ""},
		{"one candidate unknown", Goods{Code: "850710", Value: Amount{1_000, "EUR"}}, 50, 168, false, "line 8507102003 asks a sum per piece"},
		{"engine", Goods{Code: "8703219093", Value: Amount{100_000, "EUR"}, Pieces: 2, EngineCC: 998}, 279_440, 60_711, false, "excise"},
		{"thousands", Goods{Code: "2402201000", Value: Amount{100_000, "EUR"}, Pieces: 1_000_000}, 200_000, 48_000, false, "excise"},
		{"no line", Goods{Code: "9999999999", Value: Amount{10_000, "EUR"}}, 0, 1600, false, "no tariff line"},
		{"built in", Goods{Code: "740311", Value: Amount{10_000, "EUR"}}, 200, 1632, true, ""},
		{"no value", Goods{Code: "740311"}, 0, 0, false, "customs value"},
		{"no VAT", Goods{Code: "740311", Value: Amount{10_000, "EUR"}, Country: "ZZ"}, 0, 0, false, "VAT"},
	} {
		if c.g.On = on; c.g.Country == "" {
			c.g.Country = "KZ"
		}
		a, ok := d.Assess(c.g)
		if ok != c.ok || a.Duty.Minor != c.duty || a.VAT.Minor != c.vat || a.Total.Minor != c.duty+c.vat || !strings.Contains(strings.Join(a.Missing, "; "), c.missing) {
			t.Errorf("%s: duty %v VAT %v total %v %v, missing %v", c.what, a.Duty, a.VAT, a.Total, ok, a.Missing)
		}
		for _, s := range a.Steps {
			if s.Text == "" || s.Status == "" || s.Source == "" {
				t.Errorf("%s: a step without its source: %+v", c.what, s)
			}
		}
	}
	a, _ := d.Assess(Goods{Country: "KZ", Code: "8507102009", Value: Amount{1_000, "EUR"}, On: on})
	if !strings.Contains(a.Steps[0].Text, "note 63C: a lower temporary rate may hold") {
		t.Errorf("the note is not shown: %q", a.Steps[0].Text)
	}
}

func TestALineHoldsUntilTheNextEdition(t *testing.T) {
	i, err := ReadImport(KindTariff, strings.NewReader(tariffHead+"2804610000,5%,,08.03.2026,x PDF\n2804610000,7%,,01.01.2024,x PDF\n"), "t.csv", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	for on, want := range map[string]int64{"2024-06-01": 700, "2026-03-07": 700, "2026-03-08": 500} {
		if r, ok := Default().With(i).Duty("KZ", "280461", day(on)); !ok || r.BasisPts != want {
			t.Errorf("%s: %+v %v", on, r, ok)
		}
	}
}

func TestDutyPrefersImportedLines(t *testing.T) {
	d, on := small(t), day("2026-06-01")
	if r, ok := d.Duty("KZ", "280461", on); !ok || r.HS != "2804610000" || r.BasisPts != 500 {
		t.Errorf("%+v %v", r, ok)
	}
	if _, ok := d.Duty("KZ", "620342", on); ok {
		t.Error("a combined rate passes for a percentage")
	}
	if r, ok := d.Duty("KZ", "847130", on); !ok || r.HS != "847130" {
		t.Errorf("the built-in line is gone: %+v %v", r, ok)
	}
	if _, ok := d.Duty("KZ", "280461", day("2026-01-01")); ok {
		t.Error("a line holds before its edition")
	}
	if got := d.Imports(); len(got) != 1 || got[0].Rows != 7 || got[0].Tariff != nil || len(Default().Imports()) != 0 {
		t.Errorf("%+v", got)
	}
}

// The highest of the candidates is never below any of them, and more value never means less duty.
func TestAssessmentsGrowWithTheValue(t *testing.T) {
	d := small(t)
	rapid.Check(t, func(r *rapid.T) {
		g := Goods{Country: "KZ", Code: "620342", On: day("2026-06-01"), Grams: rapid.Int64Range(1, 1e9).Draw(r, "grams"),
			Value: Amount{rapid.Int64Range(0, 1e12).Draw(r, "value"), "EUR"}}
		all, ok := d.Assess(g)
		if !ok {
			r.Fatalf("%v", all.Missing)
		}
		for _, line := range []string{"6203423500", "6203423100"} {
			one := g
			one.Code = line
			if a, _ := d.Assess(one); a.Total.Minor > all.Total.Minor {
				r.Fatalf("%s costs more than the highest", line)
			}
		}
		g.Value.Minor += rapid.Int64Range(0, 1e12).Draw(r, "more")
		if more, _ := d.Assess(g); more.Duty.Minor < all.Duty.Minor || more.Total.Minor < all.Total.Minor {
			r.Fatalf("more value, less duty")
		}
	})
}

// Rates of regimes.md section 8, with the changes that are dated.
func TestVATOfTheCorridor(t *testing.T) {
	d := Default()
	for _, c := range []struct {
		territory, on string
		points        int64
		status        Status
	}{
		{"KZ", "2025-12-31", 1200, Stated}, {"KZ", "2026-01-01", 1600, Stated}, {"RU", "2025-12-31", 2000, Recalled}, {"RU", "2026-01-01", 2200, Stated},
		{"UZ", "2023-01-01", 1200, Stated}, {"TJ", "2023-12-31", 1500, Stated}, {"TJ", "2024-01-01", 1400, Stated}, {"TJ", "2027-01-01", 1300, Stated},
		{"AZ", "2026-01-01", 1800, Stated}, {"GE", "2026-01-01", 1800, Stated}, {"AM", "2026-01-01", 2000, Stated}, {"BY", "2026-01-01", 2000, Stated},
		{"CN", "2026-01-01", 1300, Stated}, {"KG", "2026-09-01", 1200, Verified}, {"MN", "2026-01-01", 1000, Stated}, {"BG", "2026-01-01", 2000, Stated},
		{"IN", "2026-01-01", 1800, Stated}, {"TR", "2026-01-01", 2000, Recalled}, {"PK", "2026-01-01", 1800, Recalled}, {"JP", "2026-01-01", 1000, Recalled},
		{"PL", "2026-01-01", 2300, Recalled}, {"RO", "2025-07-31", 1900, Recalled}, {"RO", "2025-08-01", 2100, Recalled}, {"TM", "2026-01-01", 1500, Recalled},
		{"IR", "2026-01-01", 1000, Recalled},
	} {
		if r, ok := d.VAT(c.territory, day(c.on)); !ok || r.BasisPts != c.points || r.Status != c.status {
			t.Errorf("VAT(%s, %s) = %d %s, %v", c.territory, c.on, r.BasisPts, r.Status, ok)
		}
	}
}

func TestOfficesKeepBothForms(t *testing.T) {
	d, on := Default(), day("2026-12-01")
	for _, c := range []struct {
		country, code, name string
		seen                bool
	}{
		{"KZ", "55301", "Zhetysu", true}, {"KZ", "39855301", "Zhetysu", true}, {"KZ", "39857507", "Altynkol-Zhol", false},
		{"BY", "11206532", "Post of Minsk regional customs", true}, {"RU", "10719110", "MAPP Zabaikalsk", true},
	} {
		o, ok := d.OfficeByCode(c.country, c.code, on)
		if !ok || o.Name != c.name || o.Code == "" || o.Classifier == "" || o.ClassifierSeen != c.seen || o.Official {
			t.Errorf("%s %s: %+v %v", c.country, c.code, o, ok)
		}
	}
	if found := d.SearchOffices("398575", "", 5); len(found) < 2 || found[0].Country != "KZ" {
		t.Errorf("%v", found)
	}
}

const smallHS = "section,hscode,description,parent,level\nXVII,87,Vehicles,TOTAL,2\nXVII,8703,Motor cars,87,4\nXVII,870380,\"Motor cars; electric\",8703,6\nTOTAL,TOTAL,Total of all HS2022 commodities,TOTAL,5\n"

const smallOffices = `{"messageInformation":{"snapshotDate":"2025-02-12"},"lists":{"customsOffices":{"listName":"CustomsOffices","listEntries":[
{"state":"valid","activeFrom":"2025-02-01","languageCode":"EN","name":"BCP Sarpi","id":"GEBCP303","countryId":"GE","roles":[{"role":"TRA"},{"role":"DES"}]},
{"state":"valid","activeFrom":"2025-02-01","languageCode":"KA","name":"სარფი","id":"GEBCP303","countryId":"GE","roles":[{"role":"DEP"}]}]}}}`

const smallCodes = `{"messageInformation":{"snapshotDate":"2025-02-12"},"lists":{"GuaranteeType":{"listName":"GuaranteeType","listEntries":[
{"state":"valid","activeFrom":"2022-01-01","code":"4","description":"individual by voucher"},{"state":"invalid","activeFrom":"2026-01-01","code":"4"}]},
"Currency":{"listEntries":[{"state":"valid","activeFrom":"2022-01-01","currency":"EUR"}]}}}`

const smallLocodes = `,"KZ",,".KAZAKHSTAN",,,,,,,,
,"KZ","AAU","Aqtaū","Aqtau",,"1234----","RL","1407",,"4338N 05110E",
,"KZ","AAU","Aktau","Aktau",,"1234----","RL","1407",,,
"=","KZ",,"Aktau = Aqtau","Aktau = Aqtau",,,,,,,
`

func archive(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for name, text := range files {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(text)), Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	w.Close()
	z.Close()
	return b.Bytes()
}

func TestSmallImportsAreDetectedReadAndStored(t *testing.T) {
	at := time.Date(2026, 11, 22, 1, 2, 3, 0, time.UTC)
	d := Default()
	for _, c := range []struct {
		name string
		raw  []byte
		kind Kind
		rows int
	}{
		{"hs.csv", []byte(smallHS), KindHS, 3}, {"hs.ru.csv", []byte(smallHS), KindHS, 3}, {"offices.json", []byte(smallOffices), KindOffices, 1},
		{"codes.json", []byte(smallCodes), KindCodes, 3}, {"KZ.csv", []byte(smallLocodes), KindLocations, 1},
		{"unlocode.tar.gz", archive(t, map[string]string{"x/KZ.csv": smallLocodes, "README": "no"}), KindLocations, 1},
		{"t.csv", []byte("\ufeff" + tariffHead + "2804610000,5%,,08.03.2026,EEC chapter PDF\n"), KindTariff, 1},
	} {
		kind, ok := Detect(c.name, c.raw)
		if !ok || kind != c.kind {
			t.Errorf("%s: detected as %q", c.name, kind)
		}
		i, err := ReadImport(c.kind, bytes.NewReader(c.raw), c.name, at)
		if err != nil || i.Rows != c.rows || i.Name != c.name || !i.At.Equal(at) {
			t.Errorf("%s: %+v %v", c.name, i, err)
			continue
		}
		var b bytes.Buffer
		if err := i.Write(&b); err != nil {
			t.Fatal(err)
		}
		cut := b.Bytes()[:bytes.LastIndexByte(b.Bytes()[:b.Len()-1], '\n')+1]
		if _, err := ReadStored(bytes.NewReader(cut)); fault.CodeOf(err) != fault.BadFile {
			t.Errorf("%s: cut off: %v", c.name, err)
		}
		back, err := ReadStored(&b)
		if err != nil || back.Rows != c.rows {
			t.Errorf("%s: read again: %+v %v", c.name, back, err)
		}
		d = d.With(back)
	}
	smallLookUps(t, d)
}

func smallLookUps(t *testing.T, d *Data) {
	on := day("2025-06-01")
	if l, ok := d.Location("KZAAU"); !ok || l.Name != "Aqtaū" || len(l.Also) != 1 || !l.Port() || !l.Rail() || l.Border() {
		t.Errorf("%+v %v", l, ok)
	}
	l, _ := d.Location("KZAAU")
	if lat, lon, ok := l.Degrees(); !ok || lat < 43.6 || lat > 43.7 || lon < 51.1 || lon > 51.2 {
		t.Errorf("%v %v %v", lat, lon, ok)
	}
	if l, ok := d.HSText("870380", "ru", on); !ok || l.Lang != "ru" {
		t.Errorf("%+v %v", l, ok)
	}
	if _, ok := d.HSText("870380", "", on); !ok {
		t.Error("the second language took the place of the first")
	}
	o, ok := d.OfficeByCode("", "GEBCP303", on)
	if !ok || o.Name != "BCP Sarpi" || strings.Join(o.Roles, " ") != "transit destination departure" || strings.Join(o.ListRoles, " ") != "TRA DES DEP" {
		t.Errorf("%+v %v", o, ok)
	}
	if _, ok := d.CodeText("GuaranteeType", "4", on); !ok {
		t.Error("guarantee type 4 is gone")
	}
	if _, ok := d.CodeText("GuaranteeType", "4", day("2026-06-01")); ok {
		t.Error("guarantee type 4 was taken out in 2026")
	}
	if _, ok := d.CodeText("Currency", "EUR", on); !ok {
		t.Error("EUR")
	}
	if found := d.SearchOffices("sarp", "GE", 0); len(found) != 1 {
		t.Errorf("%v", found)
	}
}

// The list itself has positions with more than 59 minutes: evidence is kept as printed and counted as doubtful.
func TestImpossiblePositionsAreKeptAndDoubted(t *testing.T) {
	i, err := ReadImport(KindLocations, strings.NewReader(`,"PL","BRC","B","B",,"--3-----","RL","1407",,"5285N 01794E",`+"\n"), "PL.csv", time.Time{})
	if err != nil || i.Doubts != 1 || i.Locations[0].Position != "5285N 01794E" || i.Locations[0].Doubt() == "" {
		t.Fatalf("%+v %v", i, err)
	}
	if _, _, ok := i.Locations[0].Degrees(); ok {
		t.Error("an impossible position has degrees")
	}
}

func TestBadImportsAreRefusedWithTheirPlace(t *testing.T) {
	for _, c := range []struct {
		kind Kind
		name string
		raw  []byte
		want string
	}{
		{KindHS, "hs.csv", []byte("section,hscode,description,parent,level\nI,77,Nothing,TOTAL,2\nI,0101,,01,4\nI,0102,Bovines,02,4\n"), "hs.csv:2: hscode"},
		{KindHS, "hs.csv", []byte("section,hscode,description,parent,level\nI,01,x,TOTAL,2\nI,0102,Bovines,02,4\n"), "hs.csv:3: parent"},
		{KindOffices, "o.json", []byte(strings.ReplaceAll(smallOffices, "GEBCP303", "GEBCP")), "o.json: lists/customsOffices/1: id"},
		{KindOffices, "o.json", []byte(smallOffices[:200]), "is no JSON"},
		{KindOffices, "o.json", []byte(`{"lists":[]}`), "is no JSON"},
		{KindCodes, "c.json", []byte(`{"lists":{"A":{"listEntries":[{"state":"valid","activeFrom":"2022","code":"1"}]}}}`), "lists/A/1: activeFrom"},
		{KindCodes, "c.json", []byte(`{}`), "holds no entry"},
		{KindLocations, "l.tar.gz", archive(t, map[string]string{"KZ.csv": `,"KZ","A-U","A","A",,,,,,"x",` + "\n"}), "l.tar.gz/KZ.csv:1: location"},
		{KindLocations, "KZ.csv", []byte(`,"KZ","AAU","","",,,,,,"4338N 05110E",` + "\n"), "KZ.csv:1: name"},
		{KindLocations, "l.tar.gz", archive(t, map[string]string{"KZ.csv": smallLocodes})[:60], "is no"},
		{KindLocations, "KZ.csv", []byte("\"\n"), "is no CSV"},
		{KindTariff, "t.csv", []byte(tariffHead), "holds no row"},
		{KindTariff, "t.csv", []byte(tariffHead + strings.Repeat("x", TextBytesMax+1) + ",5%,,08.03.2026,x\n"), "longer than"},
		{KindTariff, "t.csv", []byte(tariffHead + "2804610000,5%,\xff,08.03.2026,x\n"), "t.csv:2: field 3 is no UTF-8"},
		{"maps", "x", nil, "no import is called"},
	} {
		_, err := ReadImport(c.kind, bytes.NewReader(c.raw), c.name, time.Time{})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %s: %v, want %q", c.kind, c.name, err, c.want)
		}
	}
	if _, ok := Detect("x.csv", []byte("a,b\n")); ok {
		t.Error("anything is detected")
	}
	for _, bad := range []string{"", "{}", `{"form":"kairo reference 1","kind":"maps"}`, `{"form":"kairo reference 1","kind":"hs","rows":1}` + "\n{\"code\":\"77\"}\n"} {
		if _, err := ReadStored(strings.NewReader(bad)); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

// A file that unpacks to more than allowed is stopped, not held.
func TestADecompressionBombIsStopped(t *testing.T) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(tariffHead))
	row := []byte(strings.Repeat(" ", 1<<20))
	for range UnpackedBytesMax>>20 + 1 {
		z.Write(row)
	}
	z.Close()
	if _, err := ReadImport(KindTariff, &b, "bomb.csv.gz", time.Time{}); err == nil || !strings.Contains(err.Error(), "larger than allowed") {
		t.Errorf("%v", err)
	}
}

func BenchmarkAssess(b *testing.B) {
	d := Default()
	g := Goods{Country: "KZ", Code: "740311", On: day("2026-06-01"), Value: Amount{1_000_000, "USD"}}
	for b.Loop() {
		d.Assess(g)
	}
}

func FuzzImports(f *testing.F) {
	for _, s := range []string{smallHS, smallOffices, smallCodes, smallLocodes, tariffHead + "2804610000,5%,,08.03.2026,x\n", `{"form":"kairo reference 1","kind":"hs","rows":0}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		Detect("x", raw)
		ReadStored(bytes.NewReader(raw))
		for _, k := range Kinds() {
			i, err := ReadImport(k, bytes.NewReader(raw), "x", time.Time{})
			if err != nil {
				continue
			}
			var b bytes.Buffer
			if err := i.Write(&b); err != nil {
				t.Fatal(err)
			}
			if back, err := ReadStored(&b); err != nil || back.Rows != i.Rows {
				t.Fatalf("%s: stored and read again: %v", k, err)
			}
			d := Default().With(i)
			d.SearchHS("a", "", 1)
			d.SearchOffices("a", "", 1)
			d.SearchLocations("a", "", 1)
		}
		ParseDuty(string(raw))
	})
}
