package consignment

import (
	"cmp"
	"slices"

	"github.com/kairo-corridor/kairo/unit"
)

// GrossKg is the gross mass of all goods.
func (c *Consignment) GrossKg() unit.Kg {
	var kg unit.Kg
	for _, g := range c.Goods {
		kg += g.GrossKg
	}
	return kg
}

// NetKg is the net mass of all goods.
func (c *Consignment) NetKg() unit.Kg {
	var kg unit.Kg
	for _, g := range c.Goods {
		kg += g.NetKg
	}
	return kg
}

// Packages is the number of packages.
func (c *Consignment) Packages() int {
	n := 0
	for _, g := range c.Goods {
		n += g.Packages
	}
	return n
}

// Values is the value of all goods, one sum a currency, by currency.
func (c *Consignment) Values() []unit.Money {
	var sums []unit.Money
	for _, g := range c.Goods {
		i := slices.IndexFunc(sums, func(m unit.Money) bool { return m.Currency == g.Value.Currency })
		if i < 0 {
			sums = append(sums, g.Value)
			continue
		}
		sums[i].Minor += g.Value.Minor
	}
	slices.SortFunc(sums, func(a, b unit.Money) int { return cmp.Compare(a.Currency, b.Currency) })
	return sums
}

// HS lists the commodity codes of the goods.
func (c *Consignment) HS() []string {
	var codes []string
	for _, g := range c.Goods {
		if !slices.Contains(codes, g.HS) {
			codes = append(codes, g.HS)
		}
	}
	return codes
}

// Classes lists the dangerous classes of the goods, strictest first.
func (c *Consignment) Classes() []string {
	var classes []string
	for _, class := range precedence {
		if slices.ContainsFunc(c.Goods, func(g GoodsItem) bool { return g.Dangerous != nil && g.Dangerous.Class == class }) {
			classes = append(classes, class)
		}
	}
	return classes
}

// HighestClass is the dangerous class that prevails, "" where nothing is dangerous.
func (c *Consignment) HighestClass() string {
	if classes := c.Classes(); len(classes) > 0 {
		return classes[0]
	}
	return ""
}
