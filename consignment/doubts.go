package consignment

import (
	"fmt"
	"strings"

	"github.com/kairo-corridor/kairo/code"
	"github.com/kairo-corridor/kairo/fault"
)

// doubter gathers identifiers that fail their check.
type doubter struct{ list fault.List }

// Doubts are the identifiers that fail their check, in document order: they are kept as evidence, shown, and block only the
// filings that need them. Paths are JSON pointers, codes are bad-identifier. A scheme that package code does not know is not
// doubted.
func (c *Consignment) Doubts() fault.List {
	d := &doubter{}
	d.party("/consignor", &c.Consignor)
	d.party("/consignee", &c.Consignee)
	d.party("/carrier", c.Carrier)
	d.party("/forwarder", c.Forwarder)
	d.party("/declarant", c.Declarant)
	for i := range c.Parties {
		d.party(partyPath(i), &c.Parties[i].Party)
	}
	for i := range c.Goods {
		d.codes(fmt.Sprintf("/goods/%d/codes", i), &c.Goods[i])
	}
	for i, e := range c.Equipment {
		if e.Kind == "" || len(e.Kind) == 4 { // four characters are a size and type of ISO 6346; a trailer has another kind
			d.check("container", e.ID, fmt.Sprintf("/equipment/%d/id", i))
		}
	}
	for i := range c.Transport {
		t, at := &c.Transport[i], fmt.Sprintf("/transport/%d", i)
		d.party(at+"/carrier", t.Carrier)
		for j, w := range t.Wagons {
			d.check(wagonScheme(w), w, fmt.Sprintf("%s/wagons/%d", at, j))
		}
	}
	if c.Guarantee != nil {
		d.guarantee("/guarantee", c.Guarantee)
	}
	for i := range c.Securities {
		d.guarantee(fmt.Sprintf("/securities/%d", i), &c.Securities[i])
	}
	return d.list
}

// check asks package code; a scheme it does not know is left alone.
func (d *doubter) check(scheme, value, path string) {
	v, err := code.Parse(scheme, value)
	if err != nil {
		v, err = code.Parse(strings.ToUpper(scheme), value) // "eori" is EORI
	}
	if err != nil || v.OK() {
		return
	}
	e := fault.New(fault.BadIdent, "%s %s: %s", scheme, clip(value), v.Finding.Text).At("%s", path)
	if v.Finding.Expected != "" {
		e.Want("%s", v.Finding.Expected)
	}
	d.list = append(d.list, e.Mend("compare it with the paper it was copied from"))
}

// wagonScheme tells by its length what a wagon number is: 8 digits in the 1520 mm space, 12 of the UIC; others, such as those
// of China, have no check that is public.
func wagonScheme(number string) string {
	switch len(strings.NewReplacer(" ", "", "-", "").Replace(number)) {
	case 8:
		return "wagon-1520"
	case 12:
		return "uic-wagon"
	}
	return ""
}

func (d *doubter) party(p string, x *Party) {
	if x == nil {
		return
	}
	for i, id := range x.Identifiers {
		d.check(id.Scheme, id.Value, fmt.Sprintf("%s/identifiers/%d/value", p, i))
	}
}

// codes doubts a national code that begins with other six digits than the harmonized one: another edition, or a slip.
func (d *doubter) codes(p string, g *GoodsItem) {
	if len(g.HS) < 6 {
		return
	}
	for i, c := range g.Codes {
		if !strings.HasPrefix(c.Code, g.HS[:6]) {
			d.list = append(d.list, fault.New(fault.BadIdent, "code %s of %s is of another subheading than %s", clip(c.Code), c.Country, g.HS).
				At("%s/%d/code", p, i).Want("%s and more digits", g.HS[:6]).Mend("compare the editions of the two nomenclatures"))
		}
	}
}

// guarantee checks what is meant to be a GRN or a TIR carnet; other certificates have numbers of their own.
func (d *doubter) guarantee(p string, g *Guarantee) {
	switch {
	case g.Reference == "":
	case g.Kind == "tir":
		d.check("tir-carnet", g.Reference, p+"/reference")
	case grnLike(g.Reference):
		d.check("grn", g.Reference, p+"/reference")
	}
}

// grnLike is true of 17 or 24 characters that begin with a year and a country, as a GRN does.
func grnLike(s string) bool {
	if len(s) != 17 && len(s) != 24 {
		return false
	}
	return strings.Trim(s[:2], "0123456789") == "" && strings.Trim(s[2:4], "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}
