package procedure_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/message/ncts"
	"github.com/kairo-corridor/kairo/message/ncts/procedure"
	"github.com/kairo-corridor/kairo/unit"
)

const hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// The sample declares two house consignments with three items, two containers, three seals.
func mustMap(t *testing.T, edit ...string) (procedure.Mapped, *ncts.Message) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "cc015c.xml"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := ncts.Decode([]byte(strings.NewReplacer(edit...).Replace(string(raw))))
	if err != nil {
		t.Fatal(err)
	}
	mapped, err := procedure.Map(m, hash)
	if err != nil {
		t.Fatal(err)
	}
	return mapped, m
}

func TestADeclarationIsMapped(t *testing.T) {
	got, _ := mustMap(t, "841391</harmonizedSystemSubHeadingCode>", "841391</harmonizedSystemSubHeadingCode><combinedNomenclatureCode>00</combinedNomenclatureCode>")
	want := transit.Declaration{Consignment: "LRN0000000000000000001", Version: 1, Hash: hash, Regime: transit.CommonTransit, NumberFormat: "mrn", Declarant: "TR4410000001",
		Goods: []transit.Goods{
			{HS: "841370", Description: "Pumps for liquids", GrossKg: 1201, Packages: 13},
			{HS: "84139100", Description: "Parts of pumps", GrossKg: 200, Packages: 2},
			{HS: "848180", Description: "Taps", GrossKg: 100, Packages: 1},
		},
		Departure: transit.Office{Country: "TR", Code: "TR340100"}, Passage: []transit.Office{{Country: "BG", Code: "BG003040"}}, Destination: transit.Office{Country: "BG", Code: "BG003030"},
		Containers: []string{"DEMU4001010", "DEMU4001026"}, Seals: []string{"S1", "S2", "S3"}, Additional: "A", Holder: "TR4410000001",
		Guarantees: []transit.GuaranteeReference{{Type: "1", GRN: "23TR0000000000010", Amount: unit.Money{Minor: 1000000, Currency: "EUR"}}}, GuaranteeOffice: "TR"}
	if diff := cmp.Diff(want, got.Declaration); diff != "" {
		t.Error(diff)
	}
	if len(got.Lacking) > 0 {
		t.Errorf("lacking: %v", got.Lacking)
	}
	if len(got.Codes) != 1 || got.Codes["23TR0000000000010"] != "AB12" {
		t.Errorf("access codes of %v", slices.Collect(maps.Keys(got.Codes)))
	}
}

// Every value is in the declaration or listed: the counts add up to the values of the message.
func TestWhatIsLeftOutIsListed(t *testing.T) {
	got, m := mustMap(t)
	values := 0
	var count func(e *ncts.Element)
	count = func(e *ncts.Element) {
		if len(e.Kids) == 0 {
			values++
		}
		for _, k := range e.Kids {
			count(k)
		}
	}
	count(ncts.Tree(m))
	left := 0
	for _, l := range got.NotTakenOver {
		if l.Why == procedure.NotRead {
			left += l.Values
		}
	}
	// LRN, declaration type, holder, three offices; two containers, three seals; of each item a description, a code and a mass;
	// four numbers of packages; the additional type; of the guarantee type, number, code, amount and currency.
	if taken := 1 + 1 + 1 + 3 + 2 + 3 + 3*3 + 4 + 1 + 5; left+taken != values {
		t.Errorf("%d values, %d listed, %d taken", values, left, taken)
	}
	for _, want := range []procedure.Left{
		{Path: "/CC015C/Consignment/Consignor/name", Values: 1, Why: procedure.NotRead},
		{Path: "/CC015C/Consignment/HouseConsignment/ConsignmentItem/Packaging/typeOfPackages", Values: 4, Why: procedure.NotRead},
		{Path: "/CC015C/Consignment/HouseConsignment/ConsignmentItem/Commodity/GoodsMeasure/grossMass", Values: 1, Why: procedure.Rounded},
	} {
		if !slices.Contains(got.NotTakenOver, want) {
			t.Errorf("not listed: %+v", want)
		}
	}
}

// Guarantees of which no office is asked are named; two countries, two codes of one guarantee and a missing amount are told.
func TestGuaranteesThatTheProcedureCannotAsk(t *testing.T) {
	const one = "<GuaranteeReference>\n      <sequenceNumber>1</sequenceNumber>"
	got, _ := mustMap(t, "<guaranteeType>1<", "<guaranteeType>8<")
	if len(got.Declaration.Guarantees) > 0 || len(got.Codes) > 0 || !slices.Contains(got.NotTakenOver, procedure.Left{Path: "/CC015C/Guarantee/GuaranteeReference/GRN", Values: 1, Why: procedure.NotAsked}) {
		t.Errorf("%+v", got)
	}
	second := func(grn, code string) string {
		return "<GuaranteeReference>\n      <sequenceNumber>1</sequenceNumber><GRN>" + grn + "</GRN><accessCode>" + code + "</accessCode><amountToBeCovered>1</amountToBeCovered><currency>EUR</currency></GuaranteeReference>" + one
	}
	for name, c := range map[string]struct{ old, new, path string }{
		"two countries": {one, second("23BG0000000000010", "AB12"), "/declaration/guarantees/1/grn"},
		"two codes":     {one, second("23TR0000000000010", "XY34"), "/declaration/guarantees/1/grn"},
		"no amount":     {"<amountToBeCovered>10000.00</amountToBeCovered>", "", "/declaration/guarantees/0/amount"},
	} {
		if got, _ := mustMap(t, c.old, c.new); len(got.Lacking) != 1 || got.Lacking[0].Path != c.path {
			t.Errorf("%s: %v", name, got.Lacking)
		}
	}
}

// What the procedure needs and the message does not give is said, not filled in.
func TestWhatIsLackingIsSaid(t *testing.T) {
	got, _ := mustMap(t, "<grossMass>100</grossMass>\n            <netMass>90", "<grossMass>0.4</grossMass>\n            <netMass>0.3", "<declarationType>T1<", "<declarationType>TIR<")
	var lacking []string
	for _, e := range got.Lacking {
		lacking = append(lacking, e.Path)
	}
	if slices.Sort(lacking); !slices.Equal(lacking, []string{"/declaration/goods/2/grossKg", "/declaration/regime"}) {
		t.Errorf("%v", got.Lacking)
	}
	if got.Declaration.Regime != transit.TIR {
		t.Errorf("regime %s", got.Declaration.Regime)
	}
	if _, err := procedure.Map(&ncts.Message{Type: "CC007C", Version: ncts.P5}, hash); err == nil {
		t.Error("an arrival is taken for a declaration")
	}
}
