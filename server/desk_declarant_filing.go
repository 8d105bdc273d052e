package server

import (
	"fmt"
	"net/http"

	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/unit"
	"github.com/kairo-corridor/kairo/web"
)

// filingPage shows the filing plan in its four layers. On the map every customs regime is a line of its own over its part of
// the way, and so is every carriage contract.
func (c *call) filingPage() error {
	d, ok, err := c.dossier()
	if !ok {
		return err
	}
	p := web.FilingPage{Date: d.Filing.Date, Legend: legend}
	if p.Head, err = c.head(d.Draft, "filing"); err != nil {
		return err
	}
	p.Layers = layers(&d.Filing)
	for _, q := range d.Filing.Decisions {
		p.Decisions = append(p.Decisions, web.FilingItem{ID: q.ID, Name: q.Subject, Country: q.About, Why: q.Answer, Rules: cited(q.Rules)})
	}
	for _, f := range d.Filing.Findings {
		p.Findings = append(p.Findings, web.Exclusion{Token: f.Level, Why: f.Text, Rule: f.Path})
	}
	for _, s := range p.Head.Steps {
		if s.Key == "next.lodge" || s.Key == "next.tell" || s.Key == "next.lodge-anew" {
			p.Lodgeable++
		}
	}
	p.Legs = c.s.site.LegLines(c.visit, &d.Journey)
	for i := range p.Legs {
		p.Legs[i].Filed = filedOn(&d.Filing, i)
	}
	if p.Map, p.Messages, err = c.s.site.JourneyMap(c.visit, consignmentURL(d.Draft.ID, "filing"), layerLines(&d.Filing, d.Journey, c.s.site.LayerClasses())); err != nil {
		return err
	}
	return c.pageAs(http.StatusOK, "consignment-filing", "declarant.filing.title", p)
}

// layerLines are the parts of a journey that customs regimes and carriage contracts cover, for the map.
func layerLines(f *filing.Plan, j plan.Journey, classes []string) []web.JourneyRow {
	var out []web.JourneyRow
	add := func(id, name string, first, last int) {
		if first < 0 || last >= len(j.Legs) || first > last {
			return
		}
		part := plan.Journey{ID: id, Corridor: id + " " + name, Legs: j.Legs[first : last+1]}
		out = append(out, web.JourneyRow{Journey: part, N: len(out) + 1, Class: classes[len(out)%len(classes)]})
	}
	for _, s := range f.Customs {
		add(s.ID, s.Name, s.FirstLeg, s.LastLeg)
	}
	for _, k := range f.Carriage {
		add(k.ID, k.Name, k.FirstLeg, k.LastLeg)
	}
	return out
}

// filedOn names what is filed for a leg.
func filedOn(f *filing.Plan, leg int) string {
	out := ""
	add := func(id string, first, last int) {
		if first <= leg && leg <= last {
			if out != "" {
				out += ", "
			}
			out += id
		}
	}
	for _, s := range f.Customs {
		add(s.ID, s.FirstLeg, s.LastLeg)
	}
	for _, k := range f.Carriage {
		add(k.ID, k.FirstLeg, k.LastLeg)
	}
	for _, a := range f.Security {
		add(a.ID, a.Leg, a.Leg)
	}
	return out
}

// layers are the four layers of a filing plan.
func layers(f *filing.Plan) []web.FilingLayer {
	out := []web.FilingLayer{{Key: "customs"}, {Key: "carriage"}, {Key: "guarantee"}, {Key: "security"}}
	for i := range f.Customs {
		s := &f.Customs[i]
		x := web.FilingItem{ID: s.ID, Name: s.Name, Country: s.Administration, Way: s.FromName + " → " + s.ToName, Form: s.Form, By: s.Declarant, Why: s.Why, Rules: cited(s.Rules), Marked: true}
		for _, o := range s.Offices() {
			x.Offices = append(x.Offices, o.String())
		}
		if s.LimitDays > 0 {
			x.Due = fmt.Sprint(s.LimitDays)
		}
		out[0].Items = append(out[0].Items, x)
	}
	for _, k := range f.Carriage {
		out[1].Items = append(out[1].Items, web.FilingItem{ID: k.ID, Name: k.Name, Way: k.FromName + " → " + k.ToName, Why: k.Why, Rules: cited(k.Rules), Marked: true})
	}
	for _, g := range f.Guarantee {
		out[2].Items = append(out[2].Items, web.FilingItem{ID: g.ID, Name: g.Kind, By: g.Guarantor, Way: g.Stretch, Amount: amount(g.Amount), Why: g.Note, Rules: cited(g.Rules)})
	}
	for _, a := range f.Security {
		out[3].Items = append(out[3].Items, web.FilingItem{ID: a.ID, Name: a.Name, Country: a.To, By: a.Who, Form: a.Due, Way: a.Stretch, Rules: cited(a.Rules)})
	}
	return out
}

func amount(m *unit.Money) string {
	if m == nil {
		return ""
	}
	return m.String()
}

func cited(rules []filing.Rule) []web.Exclusion {
	out := make([]web.Exclusion, len(rules))
	for i, r := range rules {
		out[i] = web.Exclusion{Token: r.ID, Why: r.Text, Rule: string(r.Status)}
	}
	return out
}
