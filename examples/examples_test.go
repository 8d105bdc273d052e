package examples_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/examples"
)

func TestExamplesAreCompleteAndPlainlyFictional(t *testing.T) {
	if len(examples.Names()) != 5 || examples.Read("nothing.json") != nil {
		t.Errorf("%v", examples.Names())
	}
	for _, name := range examples.Names() {
		t.Run(name, func(t *testing.T) {
			c, err := consignment.Decode(examples.Read(name))
			if err != nil {
				t.Fatal(err)
			}
			if d := c.Doubts(); len(d) > 0 {
				t.Error(d)
			}
			if c.Contract == nil || c.Contract.Number == "" || c.Freight == "" || c.Terms == "" || c.Carrier == nil || c.Forwarder == nil {
				t.Error("the contract of sale, the terms, or who carries is missing")
			}
			for _, p := range parties(&c) {
				fictional(t, p)
			}
			goods(t, &c)
			way(t, &c)
			papers(t, &c)
		})
	}
}

func parties(c *consignment.Consignment) []*consignment.Party {
	all := []*consignment.Party{&c.Consignor, &c.Consignee, c.Carrier, c.Forwarder}
	for i := range c.Parties {
		all = append(all, &c.Parties[i].Party)
	}
	for i := range c.Transport {
		all = append(all, c.Transport[i].Carrier)
	}
	return all
}

// demonstration is true of numbers nobody could take for issued ones.
var demonstration = regexp.MustCompile(`DEM|0000`)

// fictional holds a party to what every filing asks of one, and to being nobody.
func fictional(t *testing.T, p *consignment.Party) {
	t.Helper()
	if p == nil {
		t.Error("no carrier is named")
		return
	}
	if !strings.HasPrefix(p.Name, "Demonstration ") {
		t.Errorf("%s may be somebody", p.Name)
	}
	if p.City == "" || p.PostCode == "" || p.Address == "" || !strings.HasSuffix(p.Contact, ".example") {
		t.Errorf("%s: %+v", p.Name, p)
	}
	if len(p.Identifiers) == 0 {
		t.Errorf("%s has no number", p.Name)
	}
	for _, id := range p.Identifiers {
		if !demonstration.MatchString(id.Value) {
			t.Errorf("%s: %s is not visibly a demonstration", p.Name, id.Value)
		}
	}
}

func goods(t *testing.T, c *consignment.Consignment) {
	t.Helper()
	for i, g := range c.Goods {
		if len(g.Codes) < 3 || len(g.Local) < 3 || g.Quantity == "" || g.Origin == "" || g.Controlled == "" || g.NetKg == 0 || g.Marks == "" || g.PackageKind == "" {
			t.Errorf("goods %d: %+v", i, g)
		}
		if _, _, national := c.Goods[i].CodeFor(c.Consignor.Country); !national {
			t.Errorf("goods %d has no code of %s", i, c.Consignor.Country)
		}
		if d := g.Dangerous; d != nil && (d.UN == "" || d.Name == "" || d.Contact == "") {
			t.Errorf("goods %d: %+v", i, d)
		}
	}
	for _, e := range c.Equipment {
		if e.Kind == "" || e.TareKg == 0 || e.Owner == "" || len(e.Seals) == 0 {
			t.Errorf("%+v", e)
		}
	}
}

// way asks for a means of transport on every part, and for a carrier and a declarant in the territories that ask for one.
func way(t *testing.T, c *consignment.Consignment) {
	t.Helper()
	if len(c.Transport) < 3 {
		t.Errorf("%d means of transport", len(c.Transport))
	}
	for _, m := range c.Transport {
		if m.Voyage == "" || (m.Mode == "sea" || m.Mode == "ferry") && (m.ID == "" || m.Flag == "") {
			t.Errorf("%+v", m)
		}
	}
	for _, role := range []string{"CA", "DT"} {
		n := 0
		for _, p := range c.Parties {
			if p.Role == role {
				n++
			}
		}
		if n < 2 {
			t.Errorf("%d parties in the role %s", n, role)
		}
	}
}

func papers(t *testing.T, c *consignment.Consignment) {
	t.Helper()
	for _, kind := range []string{"invoice", "packing list", "contract", "certificate of origin"} {
		if !slices.ContainsFunc(c.Documents, func(d consignment.Document) bool {
			return d.Kind == kind && d.Code != "" && d.Number != "" && d.Date != "" && d.Issuer != "" && d.Country != ""
		}) {
			t.Errorf("the %s is missing or incomplete", kind)
		}
	}
	for _, p := range c.Parties {
		if p.Role != "GS" {
			continue
		}
		for _, country := range p.Countries {
			g, _, ok := c.GuaranteeFor(country)
			if !ok || g.Reference == "" || g.Amount.Minor == 0 || g.Guarantor != p.Party.Name {
				t.Errorf("%s guarantees nothing in %s: %+v", p.Party.Name, country, g)
			}
		}
	}
}

// The sheet of an example is the example.
func TestTheSheetIsTheExample(t *testing.T) {
	f, err := os.Open("nagoya-almaty.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	list, err := consignment.ReadCSV(f, "nagoya-almaty.csv")
	if err != nil || len(list) != 1 || string(list[0].Encode()) != string(examples.Read("nagoya-almaty.json")) {
		t.Errorf("%v", err)
	}
}
