package consignment

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/kairo-corridor/kairo/fault"
)

func sheet(t interface{ Fatal(...any) }, all ...Consignment) string {
	var b bytes.Buffer
	if err := WriteCSV(&b, all); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestASheetHoldsEveryField(t *testing.T) {
	c := full()
	raw := sheet(t, c)
	again, err := ReadCSV(strings.NewReader(raw), "x.csv")
	if err != nil || !reflect.DeepEqual(again, []Consignment{c}) {
		t.Fatalf("%v\n%s\n%+v", err, raw, again)
	}
	for _, want := range []string{"KZ=8708299009;JP=870829000", "ru=Части;ja=部品", "'+7 700 000 00 00", ",JPY,960000,", ",-20,5,"} {
		if !strings.Contains(raw, want) {
			t.Errorf("the sheet lacks %s:\n%s", want, raw)
		}
	}
}

// The order of the columns says nothing: not even a currency need stand before its amount.
func TestColumnsInAnyOrder(t *testing.T) {
	c := full()
	rows, err := csv.NewReader(strings.NewReader(sheet(t, c)[3:])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		slices.Reverse(row)
	}
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	again, err := ReadCSV(&b, "x.csv")
	if err != nil || !reflect.DeepEqual(again, []Consignment{c}) {
		t.Errorf("%v\n%+v", err, again)
	}
}

// What is exported and imported again is the same, whatever the fields hold, and no cell is a formula.
func TestExportThenImportLosesNothing(t *testing.T) {
	number := regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfNDistinct(consignments(), 1, 2, func(c Consignment) string { return c.Reference }).Draw(t, "consignments")
		raw := sheet(t, all...)
		again, err := ReadCSV(strings.NewReader(raw), "x.csv")
		if err != nil {
			t.Fatalf("%v\n%s", err, raw)
		}
		if !reflect.DeepEqual(again, all) {
			t.Fatalf("%+v\n%+v\n%s", again, all, raw)
		}
		rows, err := csv.NewReader(strings.NewReader(raw[3:])).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			for _, cell := range row {
				if s := strings.TrimSpace(cell); s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) && !number.MatchString(cell) {
					t.Fatalf("%q is a formula to a spreadsheet", cell)
				}
			}
		}
	})
}

const small = "reference,consignor_name,consignor_country,consignee_name,consignee_country,origin,destination,ready,teu," +
	"goods_hs,goods_description,gross_kg,net_kg,packages,value,currency,container,container_kind,seal\n"

// A sheet typed by hand: semicolons, capitals, blanks, header cells only once, a container a row.
func TestASheetTypedByHand(t *testing.T) {
	raw := "\ufeffsep=;\r\n" + strings.ReplaceAll(strings.ReplaceAll(small, ",", ";"), "gross_kg", " Gross_KG ") +
		"A-1;Parts KK;JP;Motors TOO;KZ;Nagoya ;Almaty;2026-12-01;2;870829;Body parts;7400;6300;84;96000;USD;DEMU4001010;45G1;KD-1\n" +
		";;;;;;;;;870899;Other parts;100;90;1;5.5;USD;DEMU2002023;22G1;KD-2;\n" +
		";;;;;;;;;;;;;;;;;;\n" +
		"B-2;Parts KK;JP;Motors TOO;KZ;Nagoya;Almaty;2026-12-01;1;870829;Body parts;10;9;1;1500;JPY;;;\n" +
		"A-1;Parts KK;JP;;;;;;2;870891;Radiators;50;40;2;1.00;USD;DEMU4001010;;KD-3\n"
	for _, text := range []string{raw, strings.ReplaceAll(strings.Replace(raw, "sep=;\r\n", "", 1), ";", "\t")} {
		all, err := ReadCSV(strings.NewReader(text), "x.csv")
		if err != nil {
			t.Fatal(err)
		}
		if len(all) != 2 || all[0].Reference != "A-1" || len(all[0].Goods) != 3 || all[0].Origin != "Nagoya" || all[1].Goods[0].Value.Minor != 1500 {
			t.Fatalf("%+v", all)
		}
		want := []Equipment{{ID: "DEMU4001010", Kind: "45G1", Seals: []string{"KD-1", "KD-3"}}, {ID: "DEMU2002023", Kind: "22G1", Seals: []string{"KD-2"}}}
		if !reflect.DeepEqual(all[0].Equipment, want) || !reflect.DeepEqual(all[0].Goods[2].Equipment, []string{"DEMU4001010"}) || all[0].Goods[1].Value.Minor != 550 {
			t.Errorf("%+v", all[0])
		}
	}
}

func TestEveryWrongCellIsNamed(t *testing.T) {
	raw := small +
		"A-1,Parts KK,Japan,Motors TOO,KZ,Nagoya,Almaty,2026-13-01,two,87082,Body parts,7.400,6300,84,96000.001,USD,DEMU4001010,45G1,KD-1\n" +
		"A-1,Parts Ltd,,,,,,,,870829,,100,200,1,5,usd,A;B,22G1,\n" +
		"B-2,Parts KK,JP,Motors TOO,KZ,Nagoya,,2026-12-01,1,870829,Body parts,10,9,1,1500,JPY,DEMU4001010,,\n" +
		"B-2,,,,,,,,,870829,Body parts,10,9,1,1500,JPY,,,,surplus\n"
	_, err := ReadCSV(strings.NewReader(raw), "x.csv")
	same(t, err, []string{
		`x.csv:2, teu: is "two"; expected a whole number; write no separators, blanks or units`,
		`x.csv:2, gross_kg: is "7.400"; expected a whole number; write no separators, blanks or units`,
		`x.csv:2, value: is "96000.001"; expected an amount such as 96000.00, with at most 2 decimals in USD; write a point before the decimals and no separators`,
		`x.csv:2, consignor_country: "Japan" is not understood; expected a country of two capitals, such as JP`,
		`x.csv:2, ready: "2026-13-01" is no date; expected YYYY-MM-DD`,
		`x.csv:2, goods_hs: "87082" is not understood; expected 6 to 10 digits; keep the column as text: a spreadsheet drops the zeros that a number begins with`,
		`x.csv:3, consignor_name: is "Parts Ltd", in line 2 it is "Parts KK"; expected the same in every row of the consignment A-1; correct it or leave it empty`,
		`x.csv:3, container: names 2 containers; expected the one that container_kind and seal describe`,
		`x.csv:3, goods_description: is missing; expected a text`,
		`x.csv:3, net_kg: 200 kg is more than the gross mass of 100 kg`,
		`x.csv:3, currency: "usd" is not understood; expected an ISO 4217 currency, such as USD`,
		`x.csv:4, destination: is missing; expected a text`,
		`x.csv:5: the row has 20 cells; expected 19, as many as there are columns; put a cell that holds the separator into quotation marks`,
	})
}

func TestTheNamesOfTheColumns(t *testing.T) {
	_, err := ReadCSV(strings.NewReader("consigner_name,gross,teu,teu,party_1_nane,document_1000_kind,colour\n"), "x.csv")
	same(t, err, []string{
		"x.csv:1, consigner_name: is no column; perhaps consignor_name, consignee_name",
		"x.csv:1, gross: is no column; perhaps gross_kg",
		"x.csv:1, teu: stands twice",
		"x.csv:1, party_1_nane: is no column; perhaps party_1_name",
		"x.csv:1, document_1000_kind: is no column; perhaps document_1_kind",
		"x.csv:1, colour: is no column; expected a name of docs/formats/consignment.md",
		"x.csv:1, reference: is missing; expected a column that names the consignment of each row",
	})
	seen := map[string]bool{}
	for _, n := range ColumnNames() {
		if seen[n] {
			t.Errorf("%s stands twice", n)
		}
		seen[n] = true
	}
}

func TestBrokenSheets(t *testing.T) {
	for raw, says := range map[string]string{
		"":                                   "x.csv: holds no row",
		"reference\n":                        "x.csv: holds no goods",
		"reference,title\nA-1,\"x\n":         "x.csv:2: the row is not understood",
		"reference,title\nA-1,x\"y\n":        "x.csv:2: the row is not understood",
		"reference\n\xff\n":                  "x.csv:2: line 2, column 1 is not UTF-8",
		"title\nx\n":                         "x.csv:1, reference: is missing",
		strings.Repeat("a", CSVBytesMax+1):   "x.csv: the file has more than",
		"reference,party_2_name\nA-1,Rail\n": "x.csv:2, party_1_role: is missing",
		"reference,temperature_min_c\nA,5\n": "x.csv:2, temperature_max_c: is missing",
		"reference,goods_codes\nA,8708\n":    `x.csv:2, goods_codes: "8708" has no equals sign`,
		"reference,excise\nA,perhaps\n":      `x.csv:2, excise: is "perhaps"; expected yes or no`,
		"title,reference\nx,\n":              "x.csv:2, reference: is missing",
	} {
		_, err := ReadCSV(strings.NewReader(raw), "x.csv")
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%.40q: %v, want %q", raw, err, says)
		}
	}
	var b bytes.Buffer
	if err := WriteCSV(&b, []Consignment{full(), full()}); fault.CodeOf(err) != fault.BadField || b.Len() > 0 {
		t.Errorf("one reference twice: %v", err)
	}
	if err := WriteCSV(&b, []Consignment{{}}); fault.CodeOf(err) != fault.BadField || b.Len() > 0 {
		t.Errorf("not valid: %v", err)
	}
}

// The example as a sheet is the example.
func TestTheExampleSheet(t *testing.T) {
	c, err := Decode(example(t, "nagoya-almaty"))
	if err != nil {
		t.Fatal(err)
	}
	want := sheet(t, c)
	const name = "../examples/nagoya-almaty.csv"
	if *update {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := os.ReadFile(name)
	if err != nil || string(raw) != want {
		t.Fatalf("%s differs from the JSON (%v); go test -update writes it anew", name, err)
	}
	again, err := ReadCSV(bytes.NewReader(raw), name)
	if err != nil || len(again) != 1 || again[0].Hash() != c.Hash() {
		t.Errorf("%v", err)
	}
}

// The document names every column.
func TestTheFormatIsDocumented(t *testing.T) {
	doc, err := os.ReadFile("../docs/formats/consignment.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range ColumnNames() {
		if !strings.Contains(string(doc), "`"+name+"`") {
			t.Errorf("docs/formats/consignment.md lacks `%s`", name)
		}
	}
	for _, typ := range []any{Consignment{}, Party{}, RoleParty{}, Identifier{}, SalesTerms{}, GoodsItem{}, Code{}, LocalText{}, TemperatureRange{}, Dangerous{}, Equipment{}, Transport{}, Document{}, Guarantee{}} {
		for name := range fieldNames(reflect.TypeOf(typ)) {
			if !strings.Contains(string(doc), "`"+name+"`") {
				t.Errorf("docs/formats/consignment.md lacks field `%s` of %T", name, typ)
			}
		}
	}
}

func FuzzReadCSV(f *testing.F) {
	f.Add(sheet(f, full()))
	f.Add(small + "A-1,'=1+1,JP,Motors TOO,KZ,Nagoya,Almaty,2026-12-01,2,870829,Body parts,7400,6300,84,96000.00,USD,DEMU4001010,45G1,KD-1\n")
	f.Add("sep=;\nreference;goods_codes\n\"a;b\";a\\=b=c\\;\n")
	f.Fuzz(func(t *testing.T, raw string) {
		all, err := ReadCSV(strings.NewReader(raw), "x.csv")
		if err != nil {
			for _, e := range fault.All(err) {
				if !strings.HasPrefix(e.Path, "x.csv") {
					t.Errorf("no place: %v", e)
				}
			}
			return
		}
		again, err := ReadCSV(strings.NewReader(sheet(t, all...)), "x.csv")
		if err != nil || !reflect.DeepEqual(again, all) {
			t.Fatalf("%v: %q", err, raw)
		}
	})
}

func BenchmarkReadCSV(b *testing.B) {
	c := full()
	for len(c.Goods) < 500 {
		c.Goods = append(c.Goods, c.Goods[0])
	}
	raw := sheet(b, c)
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		if _, err := ReadCSV(strings.NewReader(raw), "x.csv"); err != nil {
			b.Fatal(err)
		}
	}
}

func ExampleReadCSV() {
	raw := "reference;consignor_name;consignor_country;consignee_name;consignee_country;origin;destination;ready;teu;goods_hs;goods_codes;goods_description;gross_kg;net_kg;value;currency\n" +
		"A-1;Demonstration Auto Parts KK;JP;Demonstration Motors TOO;KZ;Nagoya;Almaty;2026-12-01;2;870829;\"KZ=8708299009;CN=87082990\";Body parts;7400;6300;96000.00;USD\n"
	list, err := ReadCSV(strings.NewReader(raw), "consignments.csv")
	fmt.Println(err, list[0].Goods[0].Codes, list[0].Goods[0].Value)
	// Output: <nil> [{KZ 8708299009} {CN 87082990}] USD 96,000.00
}

// What is far too large or wrong everywhere is refused within its limits, not worked through.
func TestLimitsOfTheSheet(t *testing.T) {
	names := make([]string, CSVColumnsMax)
	for i := range names {
		names[i] = fmt.Sprintf("colour%d", i)
	}
	for raw, says := range map[string]string{
		strings.Join(names, ",") + "\n":                                   "colour0: is no column",
		strings.Join(append(names, "x"), ",") + "\n":                      "16385 columns",
		"reference\n" + strings.Repeat("A\n", CSVRowsMax+1):               "more than 20000 rows",
		"reference\n" + strings.Repeat("A\n", GoodsMax+1):                 "x.csv:2: has 1000 entries",
		"reference,container\nA," + strings.Repeat("x;", 5000) + "\n":     "stands already",
		"reference,title\nA," + strings.Repeat("語", TextMax+1) + "\n":     "x.csv:2, title: has 513 characters",
		"reference,value,currency\nA,90071992547409.92,USD\n":             `x.csv:2, value: is "90071992547409.92"`,
		"reference,security_1_amount,security_1_currency\nA,1.2345,KWD\n": "at most 3 decimals in KWD",
	} {
		_, err := ReadCSV(strings.NewReader(raw), "x.csv")
		if err == nil || !strings.Contains(err.Error(), says) || len(fault.All(err)) > violationMax {
			t.Errorf("%.40q: %d, %.300v, want %q", raw, len(fault.All(err)), err, says)
		}
	}
}
