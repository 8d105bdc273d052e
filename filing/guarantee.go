package filing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/customs/guarantee"
	"github.com/kairo-corridor/kairo/reference"
	"github.com/kairo-corridor/kairo/unit"
)

// guarantees lays the third layer: what each transit stretch asks.
func (b *builder) guarantees() {
	for i := range b.plan.Customs {
		s := &b.plan.Customs[i]
		switch s.Regime {
		case "export", "import":
		case "tir":
			b.carnet(s)
		default:
			b.secure(s)
		}
	}
}

func (b *builder) guarantee(g Guarantee) *Guarantee {
	g.ID = fmt.Sprintf("G%d", len(b.plan.Guarantee)+1)
	b.plan.Guarantee = append(b.plan.Guarantee, g)
	return &b.plan.Guarantee[len(b.plan.Guarantee)-1]
}

// secure finds the rule of a stretch and, where money is asked, its amount.
func (b *builder) secure(s *Stretch) {
	x, _ := b.ref.Security(b.securityTerritories(s), s.Regime, string(b.stretchMode(s)), b.on)
	g := b.guarantee(Guarantee{Stretch: s.ID, Kind: x.Kind, Guarantor: x.Guarantor, Note: x.Note, Rules: b.cite(x.Rules...)})
	switch x.Kind {
	case "required":
		if s.Regime == "eaeu-transit" {
			b.amount(g, s.Countries)
		} else {
			g.Note += "; the amount cannot be worked out from the data"
		}
	case "transit-guarantee":
		b.transitGuarantee(g, s)
	case "unknown":
		b.find("unverified", "guarantee/"+g.ID, "%s: %s", s.Name, x.Note)
	}
	b.cover(g, s, x.Kind)
}

// securityTerritories are the codes under which the data know the security of a stretch.
func (b *builder) securityTerritories(s *Stretch) []string {
	t := []string{s.Administration}
	if u := b.union(s.Administration); u != "" {
		t = append(t, u)
	}
	if s.Regime == "common-transit" {
		t = append(t, "CTC")
	}
	return t
}

// stretchMode is the mode that decides the security: that of the stays the stretch covers.
func (b *builder) stretchMode(s *Stretch) (mode string) {
	for i := range b.stays {
		if b.of[i] == s.ID {
			return string(b.stays[i].mode())
		}
	}
	return ""
}

// transitGuarantee is the guarantee of common and Union transit, held against what the trader offers.
func (b *builder) transitGuarantee(g *Guarantee, s *Stretch) {
	offer, path := b.offer(s)
	switch {
	case offer == nil || offer.Kind == "none":
		b.find("missing", path, "%s %s needs a transit guarantee and the consignment offers none", s.ID, s.Name)
	case offer.Kind == "tir":
		b.find("missing", path, "%s %s needs a transit guarantee; a TIR carnet does not serve here", s.ID, s.Name)
	default:
		g.Kind, g.Guarantor = offer.Kind, offer.Guarantor
	}
	if slices.Contains(s.Countries, "GE") {
		g.Rules = append(g.Rules, b.cite("ctc-guarantee-ge")...)
	}
	if slices.Contains(s.Countries, "ME") {
		g.Rules = append(g.Rules, b.cite("ctc-guarantee-me")...)
	}
	b.amount(g, []string{s.Administration}) // the rates at departure
	if g.Amount == nil {
		fixed := guarantee.FixedAmount
		g.Amount = &fixed
		g.Note += "; the default of App. I is taken"
		g.Rules = append(g.Rules, b.cite("ctc-default")...)
	}
	b.enough(g, s)
}

// offer is the guarantee that the trader offers for a stretch, and its JSON pointer: one that names the country or its
// union before one that serves everywhere.
func (b *builder) offer(s *Stretch) (*consignment.Guarantee, string) {
	for _, named := range []bool{true, false} {
		for _, c := range []string{s.Administration, b.union(s.Administration)} {
			if g, path, ok := b.c.GuaranteeFor(c); ok && c != "" && (!named || len(g.Countries) > 0) {
				return g, path
			}
		}
	}
	return nil, "/guarantee"
}

// enough holds what the trader offers against what a stretch may ask.
func (b *builder) enough(g *Guarantee, s *Stretch) {
	offer, path := b.offer(s)
	if offer == nil || offer.Amount.Currency == "" || offer.Kind == "tir" {
		return
	}
	asked, at, ok := b.exchanged(*g.Amount, offer.Amount.Currency)
	switch {
	case !ok:
		b.find("info", path+"/amount", "the %s offered cannot be held against the %s that %s may ask without a dated exchange rate", offer.Amount, *g.Amount, s.ID)
	case offer.Kind != "voucher" && offer.Amount.Minor < asked.Minor:
		b.find("missing", path+"/amount", "%s is less than the %s that %s may ask%s", offer.Amount, asked, s.ID, at)
	}
}

// amount works out what is at stake by the rule of package customs/guarantee: for every item the highest duty without preference,
// excise and VAT of the territories on the day, each on what stands before it, rounded up to the whole unit. Where a rate is
// unknown, or currencies are mixed, the amount stays nil and the note says why.
func (b *builder) amount(g *Guarantee, countries []string) {
	g.Estimated = true
	why, cited := "", map[string]bool{}
	var goods []guarantee.Goods
	for i := range b.c.Goods {
		item := &b.c.Goods[i]
		x, missing := b.charged(g, cited, countries, item)
		if missing == "" && item.Value.Currency != b.c.Goods[0].Value.Currency {
			missing = "the goods are valued in " + b.c.Goods[0].Value.Currency + " and " + item.Value.Currency
		}
		if why == "" {
			why = missing
		}
		goods = append(goods, x)
	}
	if len(goods) > guarantee.ItemsMax {
		why = "more than 999 goods items"
	}
	if why != "" {
		g.Note += "; the amount cannot be worked out: " + why
		return
	}
	cover, err := guarantee.Amount(b.on, goods, unit.Money{})
	switch {
	case err != nil || cover.Fixed:
		g.Note += "; the amount cannot be worked out from the declared value"
	case cover.Amount.Minor >= guarantee.MinorMax:
		g.Note += "; the amount is beyond any guarantee"
	default:
		g.Amount = &cover.Amount
		g.Note += "; highest duty and VAT of " + b.names(countries) + ", on the declared value"
	}
}

// charged is an item with the rates that may fall on it in the countries; missing names the first that is unknown.
func (b *builder) charged(g *Guarantee, cited map[string]bool, countries []string, item *consignment.GoodsItem) (x guarantee.Goods, missing string) {
	x = guarantee.Goods{Code: item.HS, Value: item.Value}
	if item.Excise || reference.BearsExcise(item.HS) {
		return x, "goods of " + item.HS + " commonly bear excise, which is not in the data"
	}
	x.Excise = []guarantee.Rate{{Text: "none", Source: "headings that commonly bear excise, recalled", Status: guarantee.Recalled}}
	for _, c := range countries {
		d, ok := b.ref.Duty(c, item.HS, b.on)
		if !ok {
			return x, "no duty of " + b.ref.Name(c) + " for " + item.HS + " on this day is in the data"
		}
		v, ok := b.ref.VAT(c, b.on)
		if !ok {
			return x, "no VAT of " + b.ref.Name(c) + " is in the data"
		}
		x.Duty, x.VAT = append(x.Duty, rate(d)), append(x.VAT, rate(v))
		b.citeRate(g, cited, "duty/"+d.Territory+"/"+d.HS, "import duty of "+b.unionName(d.Territory)+" on "+d.HS+" is "+d.Percent+" per cent", d)
		b.citeRate(g, cited, "vat/"+c, "VAT of "+b.ref.Name(c)+" is "+v.Percent+" per cent", v)
	}
	return x, ""
}

func rate(r reference.Rate) guarantee.Rate {
	return guarantee.Rate{Text: r.Percent + " per cent", BasisPts: r.BasisPts, Source: r.Source, Status: guarantee.Status(r.Status)}
}

func (b *builder) citeRate(g *Guarantee, cited map[string]bool, id, text string, r reference.Rate) {
	if !cited[id] {
		cited[id] = true
		if r.Note != "" {
			text += " (" + r.Note + ")"
		}
		g.Rules = append(g.Rules, b.row(id, text, r.Span, r.Origin))
	}
}

// carnet is the security of a TIR operation: the association of the territory, up to its ceiling.
func (b *builder) carnet(s *Stretch) {
	g := b.guarantee(Guarantee{Stretch: s.ID, Kind: "tir", Guarantor: "guaranteeing association of " + b.names(s.Countries), Note: "TIR carnet", Rules: b.cite("tir-ceiling")})
	var unknown []string
	for _, c := range s.Countries {
		x, ok := b.ref.Ceiling(c, b.on)
		if !ok {
			unknown = append(unknown, b.ref.Name(c))
			continue
		}
		if m := (unit.Money{Minor: x.EUR * 100, Currency: "EUR"}); g.Amount == nil || m.Minor < g.Amount.Minor {
			g.Amount = &m
		}
		g.Rules = append(g.Rules, b.row("ceiling/"+x.Territory, "the ceiling in "+b.ref.Name(x.Territory)+" is EUR "+unit.Group(x.EUR), x.Span, x.Origin))
	}
	if len(unknown) > 0 {
		g.Note += "; the ceiling of " + strings.Join(unknown, ", ") + " was not found"
		b.find("unverified", "guarantee/"+g.ID, "the TIR ceiling of %s was not found", strings.Join(unknown, ", "))
	}
}
