package eaeu

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/kairo-corridor/kairo/fault"
)

// sample is a transit declaration of one item, in the names and order of R.036.
const sample = `<?xml version="1.0" encoding="UTF-8"?>
<gd:GoodsDeclaration xmlns:gd="urn:EEC:R:036:GoodsDeclaration:v1.1.0" xmlns:csdo="urn:EEC:M:SimpleDataObjects:v0.4.10" xmlns:casdo="urn:EEC:M:CA:SimpleDataObjects:v1.5.1" xmlns:ccdo="urn:EEC:M:ComplexDataObjects:v0.4.10" xmlns:cacdo="urn:EEC:M:CA:ComplexDataObjects:v1.5.1">
  <csdo:EDocCode>R.036</csdo:EDocCode>
  <casdo:DeclarationKindCode>ТТ</casdo:DeclarationKindCode>
  <casdo:TransitProcedureCode>ТР</casdo:TransitProcedureCode>
  <cacdo:DeclarationGoodsShipmentDetails>
    <cacdo:DepartureCountryDetails>
      <casdo:CACountryCode codeListId="2021">JP</casdo:CACountryCode>
    </cacdo:DepartureCountryDetails>
    <casdo:CAValueAmount currencyCode="USD" currencyCodeListId="2022">244000.00</casdo:CAValueAmount>
    <cacdo:DeclarationGoodsItemDetails>
      <casdo:ConsignmentItemOrdinal>1</casdo:ConsignmentItemOrdinal>
      <csdo:CommodityCode>870829</csdo:CommodityCode>
      <casdo:GoodsDescriptionText>Parts &amp; accessories</casdo:GoodsDescriptionText>
    </cacdo:DeclarationGoodsItemDetails>
  </cacdo:DeclarationGoodsShipmentDetails>
  <cacdo:SealDetails>
    <casdo:SealQuantity>2</casdo:SealQuantity>
    <csdo:SealId>KD-1</csdo:SealId>
    <csdo:SealId>KD-2</csdo:SealId>
  </cacdo:SealDetails>
</gd:GoodsDeclaration>
`

func TestSampleComesBackByteForByte(t *testing.T) {
	d, err := Decode([]byte(sample))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(d.Encode()); got != sample {
		t.Errorf("%s", got)
	}
	item := d.DeclarationGoodsShipmentDetails.DeclarationGoodsItemDetails[0]
	if item.GoodsDescriptionText[0] != "Parts & accessories" || d.SealDetails.SealId[1] != "KD-2" || d.Version != "" {
		t.Errorf("%+v", d)
	}
}

func TestSetBuildsTheSample(t *testing.T) {
	var d GoodsDeclaration
	for _, s := range [][2]string{
		{"/EDocCode", "R.036"}, {"/DeclarationKindCode", "ТТ"}, {"/TransitProcedureCode", "ТР"},
		{"/DeclarationGoodsShipmentDetails/DepartureCountryDetails/CACountryCode", "JP"},
		{"/DeclarationGoodsShipmentDetails/CAValueAmount/value", "244000.00"},
		{"/DeclarationGoodsShipmentDetails/CAValueAmount/currencyCode", "USD"},
		{"/DeclarationGoodsShipmentDetails/CAValueAmount/currencyCodeListId", "2022"},
		{"/DeclarationGoodsShipmentDetails/DeclarationGoodsItemDetails/0/ConsignmentItemOrdinal", "1"},
		{"/DeclarationGoodsShipmentDetails/DeclarationGoodsItemDetails/0/CommodityCode", "870829"},
		{"/DeclarationGoodsShipmentDetails/DeclarationGoodsItemDetails/0/GoodsDescriptionText/0", "Parts & accessories"},
		{"/SealDetails/SealQuantity", "2"}, {"/SealDetails/SealId/0", "KD-1"}, {"/SealDetails/SealId/1", "KD-2"},
	} {
		if err := Set(&d, s[0], s[1]); err != nil {
			t.Fatal(err)
		}
	}
	if got := string(d.Encode()); got != sample {
		t.Errorf("%s", got)
	}
	for _, pointer := range []string{"/Nothing", "/SealDetails", "/SealDetails/SealId/x", "/SealDetails/SealId/-1", "/SealDetails/SealId/10000", "/EDocCode/more", ""} {
		if err := Set(&d, pointer, "x"); fault.CodeOf(err) != fault.BadField {
			t.Errorf("%q: %v", pointer, err)
		}
	}
}

func TestJSONHasTheNamesOfTheElements(t *testing.T) {
	d, err := Decode([]byte(sample))
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(&d)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"EDocCode":"R.036","DeclarationKindCode":"ТТ","TransitProcedureCode":"ТР","DeclarationGoodsShipmentDetails":{"DepartureCountryDetails":{"CACountryCode":"JP"},` +
		`"CAValueAmount":{"value":"244000.00","currencyCode":"USD","currencyCodeListId":"2022"},"DeclarationGoodsItemDetails":[{"ConsignmentItemOrdinal":"1","CommodityCode":"870829",` +
		`"GoodsDescriptionText":["Parts \u0026 accessories"]}]},"SealDetails":{"SealQuantity":"2","SealId":["KD-1","KD-2"]}}`
	if string(got) != want {
		t.Errorf("%s", got)
	}
}

func TestWhatIsOutsideTheSubsetIsNamed(t *testing.T) {
	wrap := func(s string) string {
		return `<gd:GoodsDeclaration xmlns:gd="urn:EEC:R:036:GoodsDeclaration:v1.3.0" xmlns:csdo="urn:EEC:M:SimpleDataObjects:v0.4.15" xmlns:casdo="urn:EEC:M:CA:SimpleDataObjects:v1.9.0" xmlns:cacdo="urn:EEC:M:CA:ComplexDataObjects:v1.9.0">` + s + `</gd:GoodsDeclaration>`
	}
	for _, c := range []struct{ name, xml, path, says string }{
		{"unknown element", wrap(`<csdo:Other>1</csdo:Other>`), "/GoodsDeclaration/Other", "not in the subset"},
		{"right name, wrong namespace", wrap(`<casdo:EDocCode>1</casdo:EDocCode>`), "/GoodsDeclaration/EDocCode", "not in the subset"},
		{"twice", wrap(`<csdo:EDocCode>1</csdo:EDocCode><csdo:EDocCode>2</csdo:EDocCode>`), "/GoodsDeclaration/EDocCode", "stands twice"},
		{"text in a group", wrap(`<cacdo:SealDetails>x</cacdo:SealDetails>`), "/GoodsDeclaration/SealDetails", "has text"},
		{"element in a text", wrap(`<csdo:EDocCode><csdo:EDocId/></csdo:EDocCode>`), "/GoodsDeclaration/EDocCode/EDocId", "only text belongs"},
		{"another code list", wrap(`<casdo:CustomsProcedureCode codeListId="9999">10</casdo:CustomsProcedureCode>`), "/GoodsDeclaration/CustomsProcedureCode/@codeListId", "9999"},
		{"another root", `<x/>`, "/", "the root is x"},
		{"broken", `<gd:Goods`, "/", "no well-formed XML"},
		{"empty", ``, "/", "no well-formed XML"},
	} {
		_, err := Decode([]byte(c.xml))
		all := fault.All(err)
		if err == nil || all[0].Path != c.path || !strings.Contains(all[0].Message, c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	d, err := Decode([]byte(wrap(`<csdo:EDocCode>R.036</csdo:EDocCode>`)))
	if err != nil || d.Version != "v1.3.0" || !strings.Contains(string(d.Encode()), "GoodsDeclaration:v1.3.0") {
		t.Errorf("a later version: %+v, %v", d, err)
	}
}

// fill draws a value for every field of a type.
func fill(t *rapid.T, v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(rapid.SampledFrom([]string{"", "1", "ТТ", "a <b> & \"c\"\n", "  spaced  ", "回廊"}).Draw(t, "text"))
	case reflect.Pointer:
		if depth < 7 && rapid.Bool().Draw(t, "there") {
			v.Set(reflect.New(v.Type().Elem()))
			fill(t, v.Elem(), depth+1)
		}
	case reflect.Slice:
		if n := rapid.IntRange(0, 2).Draw(t, "n"); n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			for i := range n {
				fill(t, v.Index(i), depth+1)
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Tag.Get("eec") != "-" {
				fill(t, v.Field(i), depth)
			}
		}
	}
}

func TestAnyDeclarationComesBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var d GoodsDeclaration
		fill(rt, reflect.ValueOf(&d).Elem(), 0)
		again, err := Decode(d.Encode())
		if err != nil {
			rt.Fatalf("%v\n%s", err, d.Encode())
		}
		if !reflect.DeepEqual(again, d) {
			rt.Fatalf("\n%s\n%s", d.Encode(), again.Encode())
		}
		if raw, err := json.Marshal(&d); err != nil || !json.Valid(raw) {
			rt.Fatalf("%v %s", err, raw)
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte(`<gd:GoodsDeclaration xmlns:gd="urn:EEC:R:036:GoodsDeclaration:v1"/>`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		d, err := Decode(raw)
		if err != nil {
			for _, e := range fault.All(err) {
				if e.Path == "" {
					t.Fatalf("no place: %v", e)
				}
			}
			return
		}
		again, err := Decode(d.Encode())
		if err != nil || !reflect.DeepEqual(again, d) {
			t.Fatalf("%v\n%+v\n%+v", err, d, again)
		}
	})
}
