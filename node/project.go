package node

import (
	"strings"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/filing"
)

// Project gives the declaration of one stretch from one version of a consignment: only what the procedure reads.
func Project(v Version, s filing.Stretch) transit.Declaration {
	c := v.Consignment
	d := transit.Declaration{
		Consignment: v.Reference, Version: v.Version, Hash: v.Hash,
		Stretch: s.ID, Regime: transit.Regime(s.Regime), NumberFormat: s.NumberFormat, Declarant: s.Declarant,
		Departure: office(s.Departure), Destination: office(s.Destination), LimitDays: s.LimitDays,
	}
	switch d.Regime {
	case transit.EAEUTransit:
		d.DistanceKm, d.Mode = s.DistanceKm, s.Mode
	case transit.NationalTransit:
		d.Mode = s.Mode
	}
	if s.InAdvance && d.Regime == transit.CommonTransit {
		d.Additional = transit.PreLodgedType
	}
	if d.Declarant == "" {
		d.Declarant = c.Consignor.Name
	}
	for _, o := range s.Passage {
		d.Passage = append(d.Passage, office(o))
	}
	for i := range c.Goods {
		g := &c.Goods[i]
		d.Goods = append(d.Goods, transit.Goods{HS: commodity(g, s.Administration),
			Description: g.Description, GrossKg: g.GrossKg, Packages: g.Packages})
	}
	for _, e := range c.Equipment {
		d.Containers = append(d.Containers, e.ID)
		d.Seals = append(d.Seals, e.Seals...)
	}
	return d
}

// commodity is the code that the administration reads: its own of at most ten digits, else the harmonized one.
func commodity(g *consignment.GoodsItem, country string) string {
	if digits, _, national := g.CodeFor(country); national && len(digits) <= 10 {
		return digits
	}
	return strings.NewReplacer(".", "", " ", "").Replace(g.HS)
}

func office(o filing.Office) transit.Office {
	return transit.Office{Country: o.Country, Code: o.Code, Name: o.Name, Demo: o.Demo}
}

// OfficeOf is an office of the filing plan as the procedure names it.
func OfficeOf(o filing.Office) transit.Office { return office(o) }
