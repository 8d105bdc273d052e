package consignment

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/unit"
)

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
	if !strings.HasPrefix(string(c.Canonical()), `{"consignee":{"city":"Almaty","country":"KZ",`) {
		t.Errorf("%.80s", c.Canonical())
	}
	c.Goods[0].GrossKg++
	if c.Hash() == before {
		t.Error("another mass, the same hash")
	}
}

func TestDoubtfulContainerIsKept(t *testing.T) {
	c, err := Decode([]byte(strings.Replace(string(example(t, "nagoya-almaty")), "DEMU400101", "DEMU400102", 1)))
	if err != nil {
		t.Fatal(err)
	}
	d := c.Doubts()
	if len(d) != 1 || d[0].Path != "/equipment/0/id" || d[0].Code != fault.BadIdent {
		t.Errorf("%v", d)
	}
}

// consignments draws valid ones, with the marks and alphabets of the corridor.
func consignments() *rapid.Generator[Consignment] {
	text := rapid.StringMatching(`[A-Za-z0-9 Құрылысザ北京"'\\/<&>-]{0,30}[A-Za-zქ]`)
	party := rapid.Custom(func(t *rapid.T) Party {
		p := Party{Name: text.Draw(t, "name"), Country: rapid.StringMatching(`[A-Z]{2}`).Draw(t, "country")}
		for range rapid.IntRange(0, 2).Draw(t, "ids") {
			p.Identifiers = append(p.Identifiers, Identifier{text.Draw(t, "scheme"), text.Draw(t, "id")})
		}
		return p
	})
	item := rapid.Custom(func(t *rapid.T) GoodsItem {
		g := GoodsItem{HS: rapid.StringMatching(`[0-9]{6,10}`).Draw(t, "hs"), Description: text.Draw(t, "goods"), GrossKg: unit.Kg(rapid.Int64Range(1, kgMax).Draw(t, "kg")),
			Value: unit.Money{Minor: rapid.Int64Range(0, NumberMax).Draw(t, "value"), Currency: rapid.StringMatching(`[A-Z]{3}`).Draw(t, "currency")}}
		if rapid.Bool().Draw(t, "dangerous") {
			g.Dangerous = &Dangerous{UN: "UN2912", Class: rapid.SampledFrom(precedence).Draw(t, "class"), Name: text.Draw(t, "proper name")}
		}
		return g
	})
	return rapid.Custom(func(t *rapid.T) Consignment {
		c := Consignment{Reference: text.Draw(t, "reference"), Title: text.Draw(t, "title"), Consignor: party.Draw(t, "consignor"), Consignee: party.Draw(t, "consignee"),
			Origin: text.Draw(t, "origin"), Dest: text.Draw(t, "destination"), Ready: "2026-12-01", TEU: rapid.IntRange(1, TEUMax).Draw(t, "teu"),
			Goods: rapid.SliceOfN(item, 1, 4).Draw(t, "goods")}
		if rapid.Bool().Draw(t, "carried") {
			p := party.Draw(t, "carrier")
			c.Carrier = &p
			c.Equipment = []Equipment{{ID: text.Draw(t, "equipment"), Seals: []string{text.Draw(t, "seal")}}}
			c.Documents = []Document{{Kind: text.Draw(t, "kind"), Number: text.Draw(t, "number")}}
			c.Guarantee = &Guarantee{Kind: "tir", Amount: unit.Money{Minor: 1, Currency: "EUR"}}
			c.Avoid = []string{text.Draw(t, "avoid")}
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
