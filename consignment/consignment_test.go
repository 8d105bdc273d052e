package consignment

import (
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/unit"
)

var update = flag.Bool("update", false, "write the example sheet anew")

func example(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("../examples", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestExamplesDecode(t *testing.T) {
	for name, want := range map[string]struct {
		kg    unit.Kg
		class string
		value string
		avoid string
	}{
		"nagoya-almaty":        {18000, "", "USD 244,000.00", ""},
		"kazakhstan-kobe":      {19600, "", "USD 161,500.00", ""},
		"kazakhstan-rotterdam": {28700, "7", "USD 4,389,000.00", "RU"},
		"xian-constanta":       {11600, "", "USD 2,110,000.00", "RU"},
	} {
		raw := example(t, name)
		c, err := Decode(raw)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if c.GrossKg() != want.kg || c.HighestClass() != want.class || c.Values()[0].String() != want.value || strings.Join(c.Avoid, ",") != want.avoid {
			t.Errorf("%s: %d kg, class %q, %v, avoid %v", name, c.GrossKg(), c.HighestClass(), c.Values(), c.Avoid)
		}
		if doubts := c.Doubts(); len(doubts) > 0 {
			t.Errorf("%s: %v", name, doubts)
		}
		if string(c.Encode()) != string(raw) {
			t.Errorf("%s is not written as Encode writes it", name)
		}
	}
}

func TestViolationsComeAllAtOnceInDocumentOrder(t *testing.T) {
	raw := `{
  "referense": "X-1",
  "title": 7,
  "consignor": {"name": "Demonstration Auto Parts KK", "country": "Japan", "phone": "1"},
  "consignee": null,
  "origin": "Nagoya", "origin": "Kobe",
  "destination": "Almaty",
  "ready": "2026-13-01",
  "teu": "2",
  "goods": [
    {"hs": "87", "description": "Parts", "grossKg": 10.5, "netKg": 1, "packages": 1, "value": {"minor": 1, "currency": "usd"}},
    null
  ],
  "equipment": [{"id": "DEMU4001012"}, {"id": "DEMU4001012"}]
}`
	_, err := Decode([]byte(raw))
	want := []string{
		"/referense: is not a field of the consignment; perhaps reference",
		"/title: is the number 7; expected a text",
		`/consignor/country: "Japan" is not understood; expected a country of two capitals, such as JP`,
		"/consignor/phone: is not a field of the consignment; expected one of name, country, city, postCode, address, contact, identifiers",
		"/consignee: is missing; expected an object with name and country",
		"/origin: stands twice",
		`/ready: "2026-13-01" is no date; expected YYYY-MM-DD`,
		`/teu: is the text "2"; expected a whole number; write it without quotation marks`,
		`/goods/0/hs: "87" is not understood; expected 6 to 10 digits`,
		"/goods/0/grossKg: is the number 10.5; expected a whole number",
		`/goods/0/value/currency: "usd" is not understood; expected an ISO 4217 currency, such as USD`,
		"/goods/1: is null; expected a value",
		"/equipment/1/id: DEMU4001012 stands already in /equipment/0",
		"/reference: is missing; expected a text",
	}
	if got := strings.Split(err.Error(), "\n"); !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if fault.CodeOf(err) != fault.BadField {
		t.Error(fault.CodeOf(err))
	}
}

func TestBrokenFiles(t *testing.T) {
	for _, c := range []struct{ raw, place, says string }{
		{"", "line 1, column 1", "ends too early"},
		{"{\n\"reference\": ", "line 2, column 14", "ends too early"},
		{"{\n  reference: 1}", "line 2, column 3", "is no JSON"},
		{"[]", "/", "is a list"},
		{"{} {}", "line 1, column", "something follows"},
		{"{\"a\": \"\xff\"}", "line 1, column 8", "not UTF-8"},
		{strings.Repeat("[", 100), "line 1", "nested more than"},
		{strings.Repeat(" ", BytesMax+1), "", "has 1048577 bytes"},
	} {
		_, err := Decode([]byte(c.raw))
		if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), c.place) {
			t.Errorf("%.20q: %v, want %q at %q", c.raw, err, c.says, c.place)
		}
	}
}

func TestHashIsThatOfTheCanonicalForm(t *testing.T) {
	c, err := Decode(example(t, "nagoya-almaty"))
	if err != nil {
		t.Fatal(err)
	}
	before := c.Hash()
	again, err := Decode(c.Canonical())
	if err != nil || again.Hash() != before || len(before) != 64 {
		t.Errorf("%v: %s, %s", err, before, again.Hash())
	}
	if !strings.HasPrefix(string(c.Canonical()), `{"carrier":{"address":`) {
		t.Errorf("%.80s", c.Canonical())
	}
	c.Goods[0].GrossKg++
	if c.Hash() == before {
		t.Error("another mass, the same hash")
	}
}

func TestDoubtfulContainerIsKept(t *testing.T) {
	c, err := Decode([]byte(strings.ReplaceAll(string(example(t, "nagoya-almaty")), "DEMU400101", "DEMU400102")))
	if err != nil {
		t.Fatal(err)
	}
	d := c.Doubts()
	if len(d) != 1 || d[0].Path != "/equipment/0/id" || d[0].Code != fault.BadIdent {
		t.Errorf("%v", d)
	}
}

// draw is what the generators share: texts with the marks and alphabets of the corridor, and everything that may be absent.
type draw struct{ *rapid.T }

func (d draw) text(name string) string {
	return rapid.StringMatching(`[A-Za-z0-9 Құрылысザ北京"'\\/<&>;=+@-]{0,20}[A-Za-zქ=; '"]?[A-Za-zქ;]`).Draw(d.T, name)
}
func (d draw) form(name, pattern string) string { return rapid.StringMatching(pattern).Draw(d.T, name) }
func (d draw) some(name string) bool            { return rapid.Bool().Draw(d.T, name) }
func (d draw) perhaps(name string) string {
	if d.some(name + "?") {
		return d.text(name)
	}
	return ""
}
func (d draw) perhapsForm(name, pattern string) string {
	if d.some(name + "?") {
		return d.form(name, pattern)
	}
	return ""
}
func (d draw) date(name string) string {
	if !d.some(name + "?") {
		return ""
	}
	return time.Date(2026, 1, rapid.IntRange(1, 365).Draw(d.T, name), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}
func (d draw) list(name string, item func(string) string) []string {
	var out []string
	for range rapid.IntRange(0, 3).Draw(d.T, name+" n") {
		if s := item(name); !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
func (d draw) country(name string) string { return d.form(name, `[A-Z]{2}`) }

func (d draw) party(name string) Party {
	p := Party{Name: d.text(name), Country: d.country(name), City: d.perhaps("city"), PostCode: d.perhaps("post code"), Address: d.perhaps("address"), Contact: d.perhaps("contact")}
	for range rapid.IntRange(0, 2).Draw(d.T, "ids") {
		p.Identifiers = append(p.Identifiers, Identifier{d.text("scheme"), d.text("id")})
	}
	return p
}

func (d draw) perhapsParty(name string) *Party {
	if !d.some(name + "?") {
		return nil
	}
	p := d.party(name)
	return &p
}

func (d draw) guarantee(name string) Guarantee {
	g := Guarantee{Kind: rapid.SampledFrom(GuaranteeKinds).Draw(d.T, name), Reference: d.perhaps("grn"), Guarantor: d.perhaps("guarantor"),
		Countries: d.list("countries", d.country)}
	if d.some("amount?") {
		g.Amount = d.money("amount")
	}
	return g
}

func (d draw) money(name string) unit.Money {
	currency := rapid.OneOf(rapid.StringMatching(`[A-Z]{3}`), rapid.SampledFrom([]string{"USD", "JPY", "KWD", "CLF"})).Draw(d.T, name+" currency")
	return unit.Money{Minor: rapid.Int64Range(0, NumberMax).Draw(d.T, name), Currency: currency}
}

func (d draw) item(equipment []string) GoodsItem {
	g := GoodsItem{HS: d.form("hs", `[0-9]{6,10}`), Description: d.text("goods"), GrossKg: unit.Kg(rapid.Int64Range(1, kgMax).Draw(d.T, "kg")), Value: d.money("value"),
		Quantity: d.perhapsForm("quantity", `[0-9]{1,15}(\.[0-9]{1,6})? [A-Z0-9]{2,3}`), Packages: rapid.IntRange(0, NumberMax).Draw(d.T, "packages"), PackageKind: d.perhapsForm("kind", `[A-Z0-9]{1,4}`),
		Marks: d.perhaps("marks"), Origin: d.perhapsForm("origin", `[A-Z]{2}`), Controlled: d.perhaps("controlled"), Excise: d.some("excise")}
	g.NetKg = unit.Kg(rapid.Int64Range(0, int64(g.GrossKg)).Draw(d.T, "net"))
	for _, country := range d.list("codes", d.country) {
		g.Codes = append(g.Codes, Code{country, d.form("code", `[0-9]{6,12}`)})
	}
	for _, language := range d.list("local", func(n string) string { return d.form(n, `[a-z]{2}`) }) {
		g.Local = append(g.Local, LocalText{language, d.text("local text")})
	}
	for _, id := range equipment {
		if d.some("in " + id) {
			g.Equipment = append(g.Equipment, id)
		}
	}
	if d.some("dangerous") {
		g.Dangerous = &Dangerous{UN: d.form("un", `UN[0-9]{4}`), Class: rapid.SampledFrom(precedence).Draw(d.T, "class"), Name: d.text("proper name"),
			PackingGroup: rapid.SampledFrom([]string{"", "I", "II", "III"}).Draw(d.T, "group"), Subsidiary: rapid.SampledFrom([]string{"", "8", "6.1, 8"}).Draw(d.T, "subsidiary"), Contact: d.perhaps("telephone")}
	}
	if d.some("temperature") {
		low := rapid.IntRange(coldestC, hottestC).Draw(d.T, "min")
		g.Temperature = &TemperatureRange{low, rapid.IntRange(low, hottestC).Draw(d.T, "max")}
	}
	return g
}

func (d draw) means() Transport {
	return Transport{Mode: rapid.SampledFrom(modes).Draw(d.T, "mode"), From: d.text("from"), To: d.text("to"), ID: d.perhaps("id"), Flag: d.perhapsForm("flag", `[A-Z]{2}`),
		Voyage: d.perhaps("voyage"), Carrier: d.perhapsParty("performing"), Wagons: d.list("wagons", d.text), Trailer: d.perhaps("trailer"), Document: d.perhaps("document")}
}

func (d draw) document() Document {
	x := Document{Kind: d.text("kind"), Code: d.perhapsForm("code", `[A-Z0-9]{1,8}`), Number: d.perhaps("number"), Date: d.date("date"), Issuer: d.perhaps("issuer"), Country: d.perhapsForm("country", `[A-Z]{2}`), Until: d.date("until")}
	if x.Until < x.Date {
		x.Until = ""
	}
	return x
}

// consignments draws valid ones, with every field absent or present.
func consignments() *rapid.Generator[Consignment] {
	return rapid.Custom(func(t *rapid.T) Consignment {
		d := draw{t}
		c := Consignment{Reference: d.text("reference"), Title: d.perhaps("title"), Consignor: d.party("consignor"), Consignee: d.party("consignee"),
			Carrier: d.perhapsParty("carrier"), Forwarder: d.perhapsParty("forwarder"), Declarant: d.perhapsParty("declarant"),
			Origin: d.text("origin"), Dest: d.text("destination"), Ready: "2026-12-01", TEU: rapid.IntRange(1, TEUMax).Draw(t, "teu"), Terms: d.perhaps("terms"),
			Freight: rapid.SampledFrom([]string{"", "prepaid", "collect"}).Draw(t, "freight"), Avoid: d.list("avoid", d.text), Prefer: d.perhaps("prefer")}
		if d.some("contract") {
			c.Contract = &SalesTerms{d.text("contract"), d.date("contract date"), d.perhapsForm("contract currency", `[A-Z]{3}`)}
		}
		if d.some("guarantee") {
			g := d.guarantee("guarantee")
			c.Guarantee = &g
		}
		ids := d.list("equipment", d.text)
		for _, id := range ids {
			c.Equipment = append(c.Equipment, Equipment{id, d.perhapsForm("kind", `[A-Z0-9]{1,4}`), unit.Kg(rapid.IntRange(0, tareKgMax).Draw(t, "tare")), d.list("seals", d.text), d.perhaps("owner")})
		}
		for range rapid.IntRange(0, 2).Draw(t, "many") {
			c.Parties = append(c.Parties, RoleParty{rapid.SampledFrom(Roles).Draw(t, "role"), d.list("countries", d.country), d.party("party")})
			c.Transport = append(c.Transport, d.means())
			c.Documents = append(c.Documents, d.document())
			c.Securities = append(c.Securities, d.guarantee("security"))
		}
		for range rapid.IntRange(1, 3).Draw(t, "goods") {
			c.Goods = append(c.Goods, d.item(ids))
		}
		return c
	})
}

func TestDecodeOfEncodeIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := consignments().Draw(t, "consignment")
		for _, raw := range [][]byte{c.Encode(), c.Canonical()} {
			again, err := Decode(raw)
			if err != nil {
				t.Fatalf("%v\n%s", err, raw)
			}
			if !reflect.DeepEqual(again, c) || again.Hash() != c.Hash() {
				t.Fatalf("%+v\n%+v", again, c)
			}
		}
	})
}

func FuzzDecode(f *testing.F) {
	for _, name := range []string{"nagoya-almaty", "kazakhstan-rotterdam"} {
		f.Add(example(f, name))
	}
	f.Add([]byte(`{"goods":[{"value":null}],"consignor":[],"~/":1}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, err := Decode(raw)
		if err != nil {
			for _, e := range fault.All(err) {
				if e.Path == "" && e.Code != fault.Limit {
					t.Errorf("no place: %v", e)
				}
			}
			return
		}
		again, err := Decode(c.Encode())
		if err != nil || again.Hash() != c.Hash() {
			t.Fatalf("%v: %s", err, raw)
		}
	})
}
