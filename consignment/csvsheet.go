package consignment

import (
	"regexp"
	"strconv"

	"github.com/kairo-corridor/kairo/unit"
)

var partyColumns = []column[Party]{
	text("name", "/name", func(p *Party) *string { return &p.Name }),
	text("country", "/country", func(p *Party) *string { return &p.Country }),
	text("city", "/city", func(p *Party) *string { return &p.City }),
	text("post_code", "/postCode", func(p *Party) *string { return &p.PostCode }),
	text("address", "/address", func(p *Party) *string { return &p.Address }),
	text("contact", "/contact", func(p *Party) *string { return &p.Contact }),
	pairs("identifiers", "/identifiers", "SCHEME=NUMBER;SCHEME=NUMBER, such as JP-CN=5835678256246", func(p *Party) *[]Identifier { return &p.Identifiers },
		func(x Identifier) [2]string { return [2]string{x.Scheme, x.Value} }, func(x [2]string) Identifier { return Identifier{x[0], x[1]} }),
}

var guaranteeColumns = join([]column[Guarantee]{
	text("kind", "/kind", func(g *Guarantee) *string { return &g.Kind }),
	text("reference", "/reference", func(g *Guarantee) *string { return &g.Reference }),
	text("guarantor", "/guarantor", func(g *Guarantee) *string { return &g.Guarantor }),
}, money("amount", "currency", "/amount", func(g *Guarantee) *unit.Money { return &g.Amount }), []column[Guarantee]{
	list("countries", "/countries", func(g *Guarantee) *[]string { return &g.Countries }),
	whole("vouchers", "/vouchers", false, func(g *Guarantee) *int { return &g.Vouchers }),
})

// headColumns are the columns of the consignment that have no number.
var headColumns = join([]column[Consignment]{
	must(text("reference", "/reference", func(c *Consignment) *string { return &c.Reference })),
	must(text("title", "/title", func(c *Consignment) *string { return &c.Title })),
},
	kept(under("consignor_", "/consignor", partyColumns, func(c *Consignment, _ bool) *Party { return &c.Consignor }), 2),
	kept(under("consignee_", "/consignee", partyColumns, func(c *Consignment, _ bool) *Party { return &c.Consignee }), 2),
	under("carrier_", "/carrier", partyColumns, optional(func(c *Consignment) **Party { return &c.Carrier })),
	under("forwarder_", "/forwarder", partyColumns, optional(func(c *Consignment) **Party { return &c.Forwarder })),
	under("declarant_", "/declarant", partyColumns, optional(func(c *Consignment) **Party { return &c.Declarant })),
	[]column[Consignment]{
		must(text("origin", "/origin", func(c *Consignment) *string { return &c.Origin })),
		must(text("destination", "/destination", func(c *Consignment) *string { return &c.Dest })),
		must(text("ready", "/ready", func(c *Consignment) *string { return &c.Ready })),
		must(whole("teu", "/teu", true, func(c *Consignment) *int { return &c.TEU })),
		text("terms", "/terms", func(c *Consignment) *string { return &c.Terms }),
	},
	under("contract_", "/contract", []column[SalesTerms]{
		text("number", "/number", func(s *SalesTerms) *string { return &s.Number }),
		text("date", "/date", func(s *SalesTerms) *string { return &s.Date }),
		text("currency", "/currency", func(s *SalesTerms) *string { return &s.Currency }),
	}, optional(func(c *Consignment) **SalesTerms { return &c.Contract })),
	[]column[Consignment]{text("freight", "/freight", func(c *Consignment) *string { return &c.Freight })},
	under("guarantee_", "/guarantee", guaranteeColumns, optional(func(c *Consignment) **Guarantee { return &c.Guarantee })),
	[]column[Consignment]{
		list("avoid", "/avoid", func(c *Consignment) *[]string { return &c.Avoid }),
		text("prefer", "/prefer", func(c *Consignment) *string { return &c.Prefer }),
	})

func kept[T any](list []column[T], n int) []column[T] {
	for i := range n {
		list[i].keep = true
	}
	return list
}

// rowColumns are the columns of a goods item.
var rowColumns = join([]column[GoodsItem]{
	must(text("goods_hs", "/hs", func(g *GoodsItem) *string { return &g.HS })),
	pairs("goods_codes", "/codes", "COUNTRY=DIGITS;COUNTRY=DIGITS, such as KZ=8708299009", func(g *GoodsItem) *[]Code { return &g.Codes },
		func(x Code) [2]string { return [2]string{x.Country, x.Code} }, func(x [2]string) Code { return Code{x[0], x[1]} }),
	must(text("goods_description", "/description", func(g *GoodsItem) *string { return &g.Description })),
	pairs("goods_local", "/local", "LANGUAGE=TEXT;LANGUAGE=TEXT, such as ru=Части кузова", func(g *GoodsItem) *[]LocalText { return &g.Local },
		func(x LocalText) [2]string { return [2]string{x.Language, x.Text} }, func(x [2]string) LocalText { return LocalText{x[0], x[1]} }),
	must(whole("gross_kg", "/grossKg", true, func(g *GoodsItem) *unit.Kg { return &g.GrossKg })),
	must(whole("net_kg", "/netKg", true, func(g *GoodsItem) *unit.Kg { return &g.NetKg })),
	text("quantity", "/quantity", func(g *GoodsItem) *string { return &g.Quantity }),
	must(whole("packages", "/packages", true, func(g *GoodsItem) *int { return &g.Packages })),
	must(text("package_kind", "/packageKind", func(g *GoodsItem) *string { return &g.PackageKind })),
	text("marks", "/marks", func(g *GoodsItem) *string { return &g.Marks }),
	list("container", "/equipment", func(g *GoodsItem) *[]string { return &g.Equipment }),
}, kept(money("value", "currency", "/value", func(g *GoodsItem) *unit.Money { return &g.Value }), 2), []column[GoodsItem]{
	must(text("goods_origin", "/origin", func(g *GoodsItem) *string { return &g.Origin })),
}, under("", "/dangerous", []column[Dangerous]{
	text("un", "/un", func(d *Dangerous) *string { return &d.UN }),
	text("dangerous_class", "/class", func(d *Dangerous) *string { return &d.Class }),
	text("proper_name", "/name", func(d *Dangerous) *string { return &d.Name }),
	text("packing_group", "/packingGroup", func(d *Dangerous) *string { return &d.PackingGroup }),
	text("subsidiary", "/subsidiary", func(d *Dangerous) *string { return &d.Subsidiary }),
	text("emergency_contact", "/contact", func(d *Dangerous) *string { return &d.Contact }),
}, optional(func(g *GoodsItem) **Dangerous { return &g.Dangerous })), under("temperature_", "/temperature", []column[TemperatureRange]{
	whole("min_c", "/minC", true, func(t *TemperatureRange) *int { return &t.MinC }),
	whole("max_c", "/maxC", true, func(t *TemperatureRange) *int { return &t.MaxC }),
}, optional(func(g *GoodsItem) **TemperatureRange { return &g.Temperature })), []column[GoodsItem]{
	text("controlled", "/controlled", func(g *GoodsItem) *string { return &g.Controlled }),
	yesNo("excise", "/excise", func(g *GoodsItem) *bool { return &g.Excise }),
})

// series are the numbered columns: the lists of a consignment, in the order of their columns.
var series = []struct {
	name    string
	max     int
	count   func(*Consignment) int
	columns func(i int) []column[Consignment] // i from 0, its number from 1
}{
	{"party", PartiesMax, func(c *Consignment) int { return len(c.Parties) }, func(i int) []column[Consignment] {
		return numbered("party", "/parties/", i, join([]column[RoleParty]{
			text("role", "/role", func(p *RoleParty) *string { return &p.Role }),
			list("countries", "/countries", func(p *RoleParty) *[]string { return &p.Countries }),
		}, under("", "/party", renamed(partyColumns, "country", "party_country"), func(p *RoleParty, _ bool) *Party { return &p.Party })),
			func(c *Consignment) *[]RoleParty { return &c.Parties })
	}},
	{"container", EquipmentMax, func(c *Consignment) int { return len(c.Equipment) }, func(i int) []column[Consignment] {
		return numbered("container", "/equipment/", i, []column[Equipment]{
			text("id", "/id", func(e *Equipment) *string { return &e.ID }),
			text("kind", "/kind", func(e *Equipment) *string { return &e.Kind }),
			whole("tare_kg", "/tareKg", false, func(e *Equipment) *unit.Kg { return &e.TareKg }),
			list("seals", "/seals", func(e *Equipment) *[]string { return &e.Seals }),
			text("owner", "/owner", func(e *Equipment) *string { return &e.Owner }),
		}, func(c *Consignment) *[]Equipment { return &c.Equipment })
	}},
	{"transport", TransportMax, func(c *Consignment) int { return len(c.Transport) }, func(i int) []column[Consignment] {
		return numbered("transport", "/transport/", i, join([]column[Transport]{
			text("mode", "/mode", func(t *Transport) *string { return &t.Mode }),
			text("from", "/from", func(t *Transport) *string { return &t.From }),
			text("to", "/to", func(t *Transport) *string { return &t.To }),
			text("id", "/id", func(t *Transport) *string { return &t.ID }),
			text("flag", "/flag", func(t *Transport) *string { return &t.Flag }),
			text("voyage", "/voyage", func(t *Transport) *string { return &t.Voyage }),
		}, under("carrier_", "/carrier", partyColumns, optional(func(t *Transport) **Party { return &t.Carrier })), []column[Transport]{
			list("wagons", "/wagons", func(t *Transport) *[]string { return &t.Wagons }),
			text("trailer", "/trailer", func(t *Transport) *string { return &t.Trailer }),
			text("document", "/document", func(t *Transport) *string { return &t.Document }),
		}), func(c *Consignment) *[]Transport { return &c.Transport })
	}},
	{"document", DocumentsMax, func(c *Consignment) int { return len(c.Documents) }, func(i int) []column[Consignment] {
		return numbered("document", "/documents/", i, []column[Document]{
			text("kind", "/kind", func(d *Document) *string { return &d.Kind }),
			text("code", "/code", func(d *Document) *string { return &d.Code }),
			text("number", "/number", func(d *Document) *string { return &d.Number }),
			text("date", "/date", func(d *Document) *string { return &d.Date }),
			text("issuer", "/issuer", func(d *Document) *string { return &d.Issuer }),
			text("country", "/country", func(d *Document) *string { return &d.Country }),
			text("until", "/until", func(d *Document) *string { return &d.Until }),
		}, func(c *Consignment) *[]Document { return &c.Documents })
	}},
	{"security", ListMax, func(c *Consignment) int { return len(c.Securities) }, func(i int) []column[Consignment] {
		return numbered("security", "/securities/", i, guaranteeColumns, func(c *Consignment) *[]Guarantee { return &c.Securities })
	}},
}

func numbered[P any](name, path string, i int, inner []column[P], field func(*Consignment) *[]P) []column[Consignment] {
	return under(name+"_"+strconv.Itoa(i+1)+"_", path+strconv.Itoa(i), inner, entry(i, field))
}

// renamed gives a column another name where two would be called alike to the eye.
func renamed[T any](list []column[T], from, to string) []column[T] {
	out := append([]column[T](nil), list...)
	for i := range out {
		if out[i].name == from {
			out[i].name = to
		}
	}
	return out
}

var numberedForm = regexp.MustCompile(`^(party|container|transport|document|security)_([1-9][0-9]{0,2})_[a-z_]+$`)

// regexpSeries matches a JSON pointer into one of the lists.
func regexpSeries() *regexp.Regexp {
	return regexp.MustCompile(`^/(parties|equipment|transport|documents|securities)/([0-9]{1,3})/`)
}
