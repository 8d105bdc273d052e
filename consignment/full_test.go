package consignment

import (
	"reflect"
	"strings"
	"testing"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/unit"
)

// full is a consignment with a value in every field.
func full() Consignment {
	party := func(name, country string) Party {
		return Party{name, country, "City", "101-1", "1 Demonstration Street", "export desk", []Identifier{{"X-" + country, "1"}}}
	}
	carrier, forwarder, declarant, performing := party("Carrier", "CN"), party("Forwarder", "JP"), party("Declarant", "KZ"), party("Line", "JP")
	return Consignment{
		Reference: "R-1", Title: "Parts", Consignor: party("Consignor", "JP"), Consignee: party("Consignee", "KZ"),
		Carrier: &carrier, Forwarder: &forwarder, Declarant: &declarant,
		Parties: []RoleParty{{"CA", []string{"KZ", "RU"}, party("Railway", "KZ")}, {"CA", nil, party("Anybody", "CN")}, {"GS", []string{"KZ"}, party("Guarantor", "KZ")}},
		Origin:  "JPNGO", Dest: "KZALA", Ready: "2026-12-01", TEU: 2, Terms: "CPT Almaty", Contract: &SalesTerms{"C-1", "2026-10-01", "USD"}, Freight: "prepaid",
		Goods: []GoodsItem{{HS: "870829", Codes: []Code{{"KZ", "8708299009"}, {"JP", "870829000"}}, Description: "Parts", Local: []LocalText{{"ru", "Части"}, {"ja", "部品"}},
			GrossKg: 100, NetKg: 90, Quantity: "12.5 PCE", Packages: 3, PackageKind: "CT", Marks: "A 1-3", Equipment: []string{"DEMU4001010"}, Value: unit.Money{Minor: 960000, Currency: "JPY"}, Origin: "JP",
			Dangerous:   &Dangerous{"UN2912", "7", "RADIOACTIVE MATERIAL", "III", "8", "+7 700 000 00 00"},
			Temperature: &TemperatureRange{-20, 5}, Controlled: "none", Excise: true}},
		Equipment:  []Equipment{{"DEMU4001010", "45G1", 3800, []string{"KD-1", "KD-2"}, "DEM"}},
		Transport:  []Transport{{"sea", "JPNGO", "CNLYG", "DEMO STAR", "JP", "026W", &performing, []string{"24548885"}, "T-1", "BL-1"}},
		Documents:  []Document{{"invoice", "380", "INV-1", "2026-11-25", "Consignor", "JP", "2027-01-01"}},
		Guarantee:  &Guarantee{"tir", "XC70423156", "Bank", unit.Money{Minor: 1, Currency: "EUR"}, []string{"PL"}, 20},
		Securities: []Guarantee{{"tir", "XC70423157", "Insurer", unit.Money{Minor: 500, Currency: "KZT"}, []string{"KZ"}, 6}, {"tir", "XC70423156", "-", unit.Money{Minor: 2, Currency: "USD"}, []string{"CN"}, 14}},
		Avoid:      []string{"RU"}, Prefer: "fastest",
	}
}

// Every field of the type, with every list, has a value in full, so the tests that use it reach every field.
func TestFullLeavesNoFieldOut(t *testing.T) {
	var walk func(v reflect.Value, path string)
	walk = func(v reflect.Value, path string) {
		if v.IsZero() && !strings.HasPrefix(path, "/parties/1") {
			t.Errorf("%s is empty", path)
			return
		}
		switch v.Kind() {
		case reflect.Pointer:
			walk(v.Elem(), path)
		case reflect.Struct:
			for i := range v.NumField() {
				name := jsonName(v.Type().Field(i))
				if name == "" {
					name = v.Type().Field(i).Name
				}
				walk(v.Field(i), path+"/"+name)
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i), path+"/"+string(rune('0'+i)))
			}
		}
	}
	walk(reflect.ValueOf(full()), "")
	c := full()
	again, err := Decode(c.Encode())
	if err != nil || !reflect.DeepEqual(again, c) {
		t.Errorf("%v\n%+v", err, again)
	}
}

func TestEveryFieldOfTheFullDataSetIsChecked(t *testing.T) {
	c := full()
	c.Parties[0] = RoleParty{"XX", []string{"KZ", "KZ", "Kazakhstan"}, Party{}}
	c.Declarant.PostCode, c.Declarant.Contact = "1\n2", strings.Repeat("x", TextMax+1)
	c.Contract = &SalesTerms{"", "yesterday", "dollars"}
	c.Freight = "later"
	g := &c.Goods[0]
	g.Codes = []Code{{"KZ", "8708"}, {"KZ", "8708299009"}, {"kz", ""}}
	g.Local = []LocalText{{"RUS", ""}}
	g.Quantity, g.Equipment = "many", []string{"DEMU4001010", "NONE", "DEMU4001010"}
	g.Dangerous.PackingGroup, g.Dangerous.Subsidiary, g.Dangerous.Contact = "IV", "8, 10", "a\tb"
	g.Temperature = &TemperatureRange{5, -300}
	c.Equipment[0].TareKg, c.Equipment[0].Owner = -1, "a\x00b"
	c.Transport[0] = Transport{Mode: "camel", Flag: "japan", Carrier: &Party{}, Wagons: []string{"", "1", "1"}, Document: "a\nb"}
	c.Documents[0].Code, c.Documents[0].Country, c.Documents[0].Until = "n-380", "JPN", "2026-11-24"
	c.Guarantee.Countries = []string{"Poland"}
	c.Securities[0] = Guarantee{Kind: "promise", Amount: unit.Money{Minor: -1, Currency: "EUR"}, Countries: []string{"K"}}
	want := []string{
		"/declarant/postCode: holds a control character; expected one line of text",
		"/declarant/contact: has 513 characters; expected at most 512",
		`/parties/0/role: "XX" is not known; expected one of CZ, CN, CA, FW, DT, AG, GS, RA, NI, BY, SE, IM, EX`,
		"/parties/0/countries/1: KZ stands already in /parties/0/countries/0",
		`/parties/0/countries/2: "Kazakhstan" is not understood; expected a country of two capitals, such as JP`,
		"/parties/0/party: is missing; expected an object with name and country",
		"/contract/number: is missing; expected a text",
		`/contract/date: "yesterday" is no date; expected YYYY-MM-DD`,
		`/contract/currency: "dollars" is not understood; expected an ISO 4217 currency, such as USD`,
		`/freight: "later" is not known; expected one of prepaid, collect`,
		`/goods/0/codes/0/code: "8708" is not understood; expected 6 to 12 digits`,
		"/goods/0/codes/1/country: KZ stands already in /goods/0/codes/0",
		`/goods/0/codes/2/country: "kz" is not understood; expected a country of two capitals, such as KZ, or EU`,
		"/goods/0/codes/2/code: is missing; expected 6 to 12 digits",
		`/goods/0/local/0/language: "RUS" is not understood; expected a language of ISO 639-1, such as ru`,
		"/goods/0/local/0/text: is missing; expected a text",
		`/goods/0/quantity: "many" is not understood; expected a number and a unit of UN/ECE Recommendation 20, such as 1200 PCE`,
		`/goods/0/equipment/1: "NONE" is not in the equipment of the consignment; expected the id of an entry of /equipment`,
		"/goods/0/equipment/2: DEMU4001010 stands already in /goods/0/equipment/0",
		`/goods/0/dangerous/packingGroup: "IV" is not known; expected one of I, II, III`,
		`/goods/0/dangerous/subsidiary: "10" is not known; expected one of ` + strings.Join(precedence, ", "),
		"/goods/0/dangerous/contact: holds a control character; expected one line of text",
		"/goods/0/temperature/maxC: is -300; expected -273 to 2000",
		"/goods/0/temperature/maxC: -300 is colder than minC, 5; expected minC or more",
		"/equipment/0/tareKg: is -1; expected 0 to 200000",
		"/equipment/0/owner: holds a control character; expected one line of text",
		`/transport/0/mode: "camel" is not known; expected one of sea, ferry, rail, road, air`,
		"/transport/0/from: is missing; expected a text",
		"/transport/0/to: is missing; expected a text",
		`/transport/0/flag: "japan" is not understood; expected a country of two capitals, such as JP`,
		"/transport/0/carrier/name: is missing; expected a text",
		"/transport/0/carrier/country: is missing; expected a country of two capitals, such as JP",
		"/transport/0/wagons/0: is missing; expected a text",
		"/transport/0/wagons/2: 1 stands already in /transport/0/wagons/1",
		"/transport/0/document: holds a control character; expected one line of text",
		`/documents/0/code: "n-380" is not understood; expected 1 to 8 capitals and digits, such as 380 or N380`,
		`/documents/0/country: "JPN" is not understood; expected a country of two capitals, such as JP`,
		"/documents/0/until: 2026-11-24 is before the date, 2026-11-25; expected the date or later",
		`/guarantee/countries/0: "Poland" is not understood; expected a country of two capitals, such as JP`,
		`/securities/0/kind: "promise" is not known; expected one of comprehensive, waiver, individual, voucher, cash, individual-multiple, tir, none`,
		"/securities/0/amount/minor: is -1; expected 0 to 9007199254740991",
		`/securities/0/countries/0: "K" is not understood; expected a country of two capitals, such as JP`,
	}
	same(t, c.Validate(), want)
	_, err := Decode(c.Encode())
	var paths []string
	for _, w := range want {
		path, _, _ := strings.Cut(w, ": ")
		paths = append(paths, path)
	}
	var got []string
	for _, e := range fault.All(err) {
		got = append(got, e.Path)
	}
	if !reflect.DeepEqual(got, paths) {
		t.Errorf("decoded, the order is\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(paths, "\n"))
	}
}

func same(t *testing.T, err error, want []string) {
	t.Helper()
	if err == nil {
		t.Error("no error")
		return
	}
	got := strings.Split(err.Error(), "\n")
	for i := range max(len(got), len(want)) {
		g, w := "(nothing)", "(nothing)"
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			t.Errorf("%d:\n got %s\nwant %s", i, g, w)
		}
	}
}

func TestWrongTypesOfTheNewFields(t *testing.T) {
	raw := strings.NewReplacer(`"excise": true`, `"excise": "yes"`, `"minC": -20,`, ``, `"parties": [`, `"partys": [`, `"flag": "JP"`, `"flag": false`, `"maxC": 5`, `"maxC": null`).Replace(string(bytesOf(full())))
	_, err := Decode([]byte(raw))
	same(t, err, []string{
		"/partys: is not a field of the consignment; perhaps parties",
		"/goods/0/temperature/maxC: is missing; expected both ends of the range, in degrees Celsius",
		"/goods/0/temperature/minC: is missing; expected both ends of the range, in degrees Celsius",
		`/goods/0/excise: is the text "yes"; expected true or false`,
		"/transport/0/flag: is false; expected a text",
	})
}

func bytesOf(c Consignment) []byte { return c.Encode() }

func TestLimitsOfTheLists(t *testing.T) {
	c := full()
	c.Parties = make([]RoleParty, PartiesMax+1)
	c.Transport = make([]Transport, TransportMax+1)
	c.Securities = make([]Guarantee, ListMax+1)
	c.Goods[0].Codes = make([]Code, ListMax+1)
	all := fault.All(c.Validate())
	if len(all) != violationMax || all[0].Error() != "/parties: has 100 entries; expected at most 99" {
		t.Errorf("%d, %v", len(all), all[0])
	}
}

func TestDoubtsKeepWhatFailsItsCheck(t *testing.T) {
	c := full()
	c.Equipment[0].ID = "DEMU4001012"
	c.Goods[0].Equipment = nil
	c.Goods[0].Codes[0].Code = "8703299009"
	c.Guarantee.Reference = "20GB0000010000H73"
	c.Equipment = append(c.Equipment, Equipment{ID: "123 ABC 02", Kind: "TRL"})
	c.Consignee.Identifiers = []Identifier{{"KZ-BIN", "020540003432"}, {"own", "anything"}, {"KZ-BIN", "020540003431"}}
	c.Transport[0].Carrier.Identifiers = []Identifier{{"eori", "1"}}
	c.Transport[0].Wagons = []string{"24548885", "24548886", "1234567"}
	c.Securities[0] = Guarantee{Kind: "tir", Reference: "70423156"}
	if err := c.Validate(); err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, d := range c.Doubts() {
		if d.Code != fault.BadIdent || d.Hint == "" || d.Expected == "" {
			t.Errorf("%+v", d)
		}
		paths = append(paths, d.Path)
	}
	if want := []string{"/consignee/identifiers/0/value", "/goods/0/codes/0/code", "/equipment/0/id", "/transport/0/carrier/identifiers/0/value",
		"/transport/0/wagons/1", "/guarantee/reference", "/securities/0/reference"}; !reflect.DeepEqual(paths, want) {
		t.Errorf("%v", paths)
	}
}

func TestLookups(t *testing.T) {
	c := full()
	for _, x := range []struct{ role, country, name, path string }{
		{"CA", "KZ", "Railway", "/parties/0/party"},
		{"CA", "UZ", "Anybody", "/parties/1/party"},
		{"CA", "", "Anybody", "/parties/1/party"},
		{"DT", "KZ", "Declarant", "/declarant"},
		{"FW", "", "Forwarder", "/forwarder"},
		{"CZ", "RU", "Consignor", "/consignor"},
		{"CN", "RU", "Consignee", "/consignee"},
		{"GS", "KZ", "Guarantor", "/parties/2/party"},
		{"GS", "RU", "", ""},
		{"NI", "RU", "", ""},
	} {
		p, path, ok := c.PartyOf(x.role, x.country)
		if p.Name != x.name || path != x.path || ok != (x.name != "") {
			t.Errorf("%s in %q: %s %s %v", x.role, x.country, p.Name, path, ok)
		}
	}
	for country, want := range map[string]string{"KZ": "/securities/0", "PL": "/guarantee", "CN": "/securities/1", "UZ": ""} {
		g, path, ok := c.GuaranteeFor(country)
		if path != want || ok != (want != "") || ok && g == nil {
			t.Errorf("guarantee in %s: %s", country, path)
		}
	}
	c.Guarantee.Countries = nil
	if _, path, _ := c.GuaranteeFor("UZ"); path != "/guarantee" {
		t.Errorf("what serves everywhere: %s", path)
	}
	for country, want := range map[string]string{"KZ": "8708299009 /codes/0/code true", "RU": "870829 /hs false"} {
		code, path, ok := c.Goods[0].CodeFor(country)
		if got := code + " " + path + map[bool]string{true: " true", false: " false"}[ok]; got != want {
			t.Errorf("code of %s: %s", country, got)
		}
	}
	c.Transport = append(c.Transport, Transport{Mode: "rail", From: "CNLYG", To: "Khorgos"}, Transport{Mode: "rail", From: "Altynkol", To: "KZALA"})
	for _, x := range []struct {
		mode, from, to string
		index          int
	}{{"sea", "", "", 0}, {"rail", "", "", 1}, {"rail", "Altynkol", "KZALA", 2}, {"rail", "altynkol", "Astana", 2}, {"rail", "X", "khorgos", 1}, {"rail", "X", "Y", -1}, {"air", "", "", -1}} {
		m, i, ok := c.TransportFor(x.mode, x.from, x.to)
		if i != x.index || ok != (x.index >= 0) || ok != (m != nil) {
			t.Errorf("%v: %d", x, i)
		}
	}
}
