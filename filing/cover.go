package filing

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/kairo-corridor/kairo/code"
	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/customs/guarantee"
	"github.com/kairo-corridor/kairo/unit"
)

// guaranteeTypes are the codes of the kinds of guarantee that an office of guarantee keeps for a transit (CL251).
var guaranteeTypes = map[string]guarantee.Kind{"waiver": guarantee.Waiver, "comprehensive": guarantee.Comprehensive, "individual": guarantee.Individual,
	"cash": guarantee.Cash, "voucher": guarantee.Voucher, "individual-multiple": guarantee.MultipleUsage}

// GuaranteeType is the code of a kind of guarantee in NCTS code list GuaranteeType (CL251), "" for one that secures no transit
// declaration.
func GuaranteeType(kind string) string { return string(guaranteeTypes[kind]) }

// cover names the guarantees of the consignment that secure a stretch. asked is the kind of the rule: where it asks for a
// security one must be named; where it may ask (listed goods, as needed, not known) what is offered for the territory is
// named; where it asks for none, nothing is.
func (b *builder) cover(g *Guarantee, s *Stretch, asked string) {
	g.Needed = asked == "required" || asked == "transit-guarantee"
	if asked == "not-required" || asked == "owner-liability" {
		return
	}
	offers, path := b.offers(s)
	if len(offers) == 0 || !g.Needed && len(offers[0].g.Countries) == 0 {
		if g.Needed {
			g.Lacks = path
		}
		return
	}
	g.Holder = b.holderNumber(s)
	g.Office = officeOf(offers[0].g.Reference, s)
	b.name(g, offers)
}

// offered is a guarantee of the consignment with its JSON pointer.
type offered struct {
	g    *consignment.Guarantee
	path string
}

// offers are the guarantees with a reference that serve a stretch: one, or every voucher of the first one's office. Without any
// the path is where one would stand.
func (b *builder) offers(s *Stretch) (out []offered, path string) {
	first, path := b.offer(s)
	switch {
	case first == nil || GuaranteeType(first.Kind) == "":
		return nil, "/securities"
	case first.Reference == "":
		return nil, path + "/reference"
	case first.Kind != "voucher":
		return []offered{{first, path}}, path
	}
	list := []offered{{first, path}}
	for i := range b.c.Securities {
		v := &b.c.Securities[i]
		serves := len(v.Countries) == 0 || slices.Contains(v.Countries, s.Administration) || slices.Contains(v.Countries, b.union(s.Administration))
		if v != first && v.Kind == "voucher" && v.Reference != "" && serves && officeOf(v.Reference, s) == officeOf(first.Reference, s) {
			list = append(list, offered{v, fmt.Sprintf("/securities/%d", i)})
		}
	}
	return list, path
}

// name shares what the stretch asks out over the guarantees offered: to one all of it, to each voucher its EUR 10,000.
func (b *builder) name(g *Guarantee, offers []offered) {
	left, note := guarantee.FixedAmount, "the fixed amount of common transit, assumed: the amount cannot be worked out"
	if g.Amount != nil {
		left, note = *g.Amount, ""
	}
	for i, o := range offers {
		kind, currency := guaranteeTypes[o.g.Kind], o.g.Amount.Currency
		if kind == guarantee.Voucher {
			currency = guarantee.FixedAmount.Currency
		}
		amount, at, ok := b.exchanged(left, currency)
		if !ok {
			g.Lacks = o.path + "/amount"
			return
		}
		if at != "" {
			b.find("unverified", o.path+"/amount", "the amount of %s follows from rates of the market: those that customs law prescribes for the day are not in the data", g.ID)
		}
		left = amount
		if note = strings.TrimPrefix(note+at, ", "); kind == guarantee.Voucher && i < len(offers)-1 {
			amount.Minor = min(amount.Minor, guarantee.VoucherMinor)
		}
		g.Cover = append(g.Cover, Cover{Path: o.path, Type: string(kind), GRN: o.g.Reference, Amount: amount, Accessed: kind.Coded(), Note: note})
		if left.Minor -= amount.Minor; left.Minor <= 0 {
			return
		}
	}
}

// officeOf is the country whose office keeps a guarantee: that of its reference number, else the administration of the stretch.
func officeOf(reference string, s *Stretch) string {
	if v := code.ParseGRN(reference); v.OK() {
		return v.Text[2:4]
	}
	return s.Administration
}

// holderNumber is what the office of guarantee knows the holder of the procedure by: its EORI number, else that of the territory,
// else of its own country, else any, else the name.
func (b *builder) holderNumber(s *Stretch) string {
	_, name, _ := strings.Cut(s.Declarant, ": ")
	p := b.partyNamed(name, s.Administration)
	if p == nil {
		return name
	}
	for _, scheme := range []string{"EORI", s.Administration + "-", p.Country + "-", ""} {
		for _, id := range p.Identifiers {
			if strings.HasPrefix(strings.ToUpper(id.Scheme), scheme) && id.Value != "" {
				return id.Value
			}
		}
	}
	return name
}

// partyNamed is the party of a name: in a role that may hold a procedure in the territory first.
func (b *builder) partyNamed(name, territory string) *consignment.Party {
	for _, role := range []string{"DT", "CA", "FW", "CZ", "CN"} {
		if p, _, ok := b.c.PartyOf(role, territory); ok && p.Name == name {
			return &p
		}
	}
	for i := range b.c.Parties {
		if p := &b.c.Parties[i].Party; p.Name == name {
			return p
		}
	}
	return nil
}

// exchanged is an amount in another currency at the rate of the day, rounded up to the whole unit, and the rate used; "" is its own
// currency.
func (b *builder) exchanged(m unit.Money, currency string) (out unit.Money, at string, ok bool) {
	if currency == "" || currency == m.Currency {
		return m, "", true
	}
	from, err := b.opt.Currencies.On(m.Currency, b.on)
	if err != nil {
		return unit.Money{}, "", false
	}
	to, err := b.opt.Currencies.On(currency, b.on)
	if err != nil {
		return unit.Money{}, "", false
	}
	x, _ := new(big.Rat).SetString(to.PerUSD)
	per, _ := new(big.Rat).SetString(from.PerUSD)
	x.Mul(x.Quo(x, per), big.NewRat(m.Minor, power(consignment.Decimals(m.Currency))))
	units := new(big.Int).Quo(new(big.Int).Sub(new(big.Int).Add(x.Num(), x.Denom()), big.NewInt(1)), x.Denom())
	units.Mul(units, big.NewInt(power(consignment.Decimals(currency))))
	if !units.IsInt64() || units.Int64() > guarantee.MinorMax {
		return unit.Money{}, "", false
	}
	at = ", at"
	for _, r := range []struct{ currency, per, year, source string }{{from.Currency, from.PerUSD, from.Year, from.Source}, {to.Currency, to.PerUSD, to.Year, to.Source}} {
		if r.currency != "USD" {
			at += fmt.Sprintf(" %s %s for USD 1 (%s, %s)", r.currency, r.per, r.year, r.source)
		}
	}
	return unit.Money{Minor: units.Int64(), Currency: currency}, at, true
}

// power is ten to the number of decimals.
func power(decimals int) int64 {
	n := int64(1)
	for range decimals {
		n *= 10
	}
	return n
}

// OfStretch is the security of a stretch; nil for an export or import, which has none.
func (p *Plan) OfStretch(id string) *Guarantee {
	for i := range p.Guarantee {
		if p.Guarantee[i].Stretch == id {
			return &p.Guarantee[i]
		}
	}
	return nil
}
