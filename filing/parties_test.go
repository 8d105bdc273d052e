package filing

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/reference"
	"github.com/kairo-corridor/kairo/unit"
)

// Who declares union transit: a declarant of a member, the carrier, or a forwarder of a member state, and no other forwarder.
func TestWhoDeclaresUnionTransit(t *testing.T) {
	party := func(name, country string) *consignment.Party { return &consignment.Party{Name: name, Country: country} }
	for _, c := range []struct {
		name, want string
		set        func(*consignment.Consignment)
		missing    bool
	}{
		{"foreign forwarder", "carrier, holder of the procedure: to be named", func(*consignment.Consignment) {}, true},
		{"forwarder of a member", "forwarder, holder of the procedure: Demonstration Forwarding LLP", func(c *consignment.Consignment) { c.Forwarder = party("Demonstration Forwarding LLP", "RU") }, false},
		{"carrier", "carrier, holder of the procedure: Demonstration Railway", func(c *consignment.Consignment) { c.Carrier = party("Demonstration Railway", "CN") }, false},
		{"declarant of a member", "declarant, holder of the procedure: Demonstration Broker", func(c *consignment.Consignment) { c.Declarant = party("Demonstration Broker", "BY") }, false},
		{"declarant named for the territory", "declarant, holder of the procedure: Demonstration Agent", func(c *consignment.Consignment) {
			c.Parties = []consignment.RoleParty{{Role: "DT", Countries: []string{"KZ"}, Party: *party("Demonstration Agent", "CN")}}
		}, false},
	} {
		goods := example(t, "xian-constanta")
		c.set(&goods)
		p, err := Build(journey(journeys["xian-constanta"]), goods, day("2026-12-01"), reference.Default())
		if err != nil {
			t.Fatal(err)
		}
		if got := transitOf(p, "KZ").Declarant; got != c.want || finding(p, "missing", "no forwarder of a member state") != c.missing {
			t.Errorf("%s: %s", c.name, got)
		}
	}
}

// The guarantee that names the territory is held against what that territory may ask.
func TestGuaranteeOfTheTerritory(t *testing.T) {
	goods := example(t, "xian-constanta")
	goods.Securities = []consignment.Guarantee{{Kind: "individual", Guarantor: "Demonstration Surety", Amount: unit.USD(1000), Countries: []string{"GE"}}}
	p, err := Build(journey(journeys["xian-constanta"]), goods, day("2026-12-01"), reference.Default())
	if err != nil {
		t.Fatal(err)
	}
	if !finding(p, "missing", "USD 1,000.00 is less than") {
		t.Errorf("%+v", p.Findings)
	}
	for _, g := range p.Guarantee {
		if g.Stretch == transitOf(p, "GE").ID && g.Guarantor != "Demonstration Surety" {
			t.Errorf("%+v", g)
		}
	}
}

// What is compared stands in the JSON too, under names that stay.
func TestComparisonInJSON(t *testing.T) {
	raw, err := json.Marshal(build(t, "iran-road", "nagoya-almaty", "2026-12-01"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"comparisons":[{"id":"K1","of":["S2","S3","S4"]`, `"measure":{"filings":`, `"guaranteeNote":"one carnet, ceiling not found for TM"`, `"leadMinutes":60,"leadFrom":"arrival"`,
		`"replacedBy":"S4"`, `"fees":[{"amount":{"minor":1000,"currency":"USD"},"for":"a vehicle, tracking device","rule":"tm-gps"}]`, `"ceilings":[{"country":"IR","amount":`, `"why":"the goods pass through Iran`} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("%s is not in the JSON", want)
		}
	}
}
