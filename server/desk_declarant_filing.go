package server

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/desk"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/unit"
	"github.com/kairo-corridor/kairo/web"
)

// filingPage shows the filing plan in its four layers. The map shows one layer at a time: every entry that has a part of the
// way is a line of its own over it.
func (c *call) filingPage() error {
	d, ok, err := c.dossier()
	if !ok {
		return err
	}
	p := web.FilingPage{Date: d.Filing.Date, Legend: legend}
	if p.Head, err = c.head(d.Draft, "filing"); err != nil {
		return err
	}
	p.Advance, p.Version = d.Draft.InAdvance, d.Draft.Version
	p.Transit = slices.ContainsFunc(d.Filing.Customs, func(s filing.Stretch) bool { return s.Regime == string(transit.CommonTransit) })
	p.Layers = layers(&d.Filing)
	p.Layer = c.URL.Query().Get("layer")
	if !slices.ContainsFunc(p.Layers, func(l web.FilingLayer) bool { return l.Key == p.Layer }) {
		p.Layer = p.Layers[0].Key
	}
	lines := layerLines(&d.Filing, d.Journey, p.Layer, c.s.site.LayerClasses())
	p.Mark(lines)
	for _, q := range d.Filing.Decisions {
		p.Decisions = append(p.Decisions, web.FilingItem{ID: q.ID, Name: q.Subject, Country: q.About, Why: q.Answer, Rules: cited(q.Rules)})
	}
	for _, f := range d.Filing.Findings {
		p.Findings = append(p.Findings, web.Exclusion{Token: f.Level, Why: f.Text, Rule: f.Path})
	}
	for _, s := range p.Head.Steps {
		if s.Key == "next.lodge" || s.Key == "next.tell" || s.Key == "next.lodge-anew" || s.Key == "next.code" {
			p.Lodgeable++
		}
	}
	list, err := c.desk().Status(c.Context(), c.account, d.Draft.ID)
	if err != nil {
		return err
	}
	p.Codes = codesAsked(list)
	p.Legs = c.s.site.LegLines(c.visit, &d.Journey)
	for i := range p.Legs {
		p.Legs[i].Filed = filedOn(&d.Filing, i)
	}
	if p.Map, p.Messages, err = c.s.site.JourneyMap(c.visit, consignmentURL(d.Draft.ID, "filing"), lines); err != nil {
		return err
	}
	return c.pageAs(http.StatusOK, "consignment-filing", "declarant.filing.title", p)
}

// codeField begins the name of the input of an access code; the reference number of the guarantee follows.
const codeField = "code:"

// typedCodes are the access codes that were typed. They go to the desk and no page shows them again.
func typedCodes(form url.Values) desk.AccessCodes {
	given := map[string]string{}
	for name := range form {
		if grn, ok := strings.CutPrefix(name, codeField); ok {
			given[grn] = form.Get(name)
		}
	}
	return desk.CodesOf(given)
}

// codesAsked are the guarantees whose access codes go with the next lodgement, each once.
func codesAsked(list []desk.Territory) []web.CodeAsked {
	var out []web.CodeAsked
	for i := range list {
		for _, g := range list[i].Guarantees {
			if g.AsksCode && !slices.ContainsFunc(out, func(x web.CodeAsked) bool { return x.GRN == g.GRN }) {
				out = append(out, web.CodeAsked{GRN: g.GRN, Stretch: list[i].Stretch.ID, Country: list[i].Stretch.Administration})
			}
		}
	}
	return out
}

// layerLines are the parts of a journey that the entries of a layer cover, for the map: regimes and contracts their own, a
// guarantee that of the regime it secures, advance data the stretch of the territory that asks for them and the leg they are due on.
func layerLines(f *filing.Plan, j plan.Journey, layer string, classes []string) []web.JourneyRow {
	var out []web.JourneyRow
	add := func(id, name string, first, last int) {
		if first < 0 || last >= len(j.Legs) || first > last {
			return
		}
		part := plan.Journey{ID: id, Corridor: id + " " + name, Legs: j.Legs[first : last+1]}
		out = append(out, web.JourneyRow{Journey: part, N: len(out) + 1, Class: classes[len(out)%len(classes)]})
	}
	switch layer {
	case "customs":
		for _, s := range f.Customs {
			add(s.ID, s.Name, s.FirstLeg, s.LastLeg)
		}
	case "carriage":
		for _, k := range f.Carriage {
			add(k.ID, k.Name, k.FirstLeg, k.LastLeg)
		}
	case "guarantee":
		for _, g := range f.Guarantee {
			if s := stretchOf(f, g.Stretch); s != nil {
				add(g.ID, g.Kind, s.FirstLeg, s.LastLeg)
			}
		}
	case "security":
		for _, a := range f.Security {
			if s := stretchOf(f, a.Stretch); s != nil {
				add(a.ID, a.Name, min(s.FirstLeg, a.Leg), max(s.LastLeg, a.Leg))
			} else {
				add(a.ID, a.Name, a.Leg, a.Leg)
			}
		}
	}
	return out
}

// stretchOf is the customs stretch of an id, nil where there is none.
func stretchOf(f *filing.Plan, id string) *filing.Stretch {
	for i := range f.Customs {
		if f.Customs[i].ID == id {
			return &f.Customs[i]
		}
	}
	return nil
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
		x := web.FilingItem{ID: s.ID, Name: s.Name, Country: s.Administration, Way: s.FromName + " → " + s.ToName, Form: s.Form, By: s.Declarant, Why: s.Why, Rules: cited(s.Rules)}
		for _, o := range s.Offices() {
			x.Offices = append(x.Offices, o.String())
		}
		if s.LimitDays > 0 {
			x.Due = fmt.Sprint(s.LimitDays)
		}
		out[0].Items = append(out[0].Items, x)
	}
	for _, k := range f.Carriage {
		out[1].Items = append(out[1].Items, web.FilingItem{ID: k.ID, Name: k.Name, Way: k.FromName + " → " + k.ToName, Why: k.Why, Rules: cited(k.Rules)})
	}
	for _, g := range f.Guarantee {
		var named []string
		for _, x := range g.Cover {
			named = append(named, fmt.Sprintf("%s (%s), %s", x.GRN, g.Office, x.Amount))
		}
		way := g.Stretch
		if s := stretchOf(f, g.Stretch); s != nil {
			way += ": " + s.FromName + " → " + s.ToName
		}
		out[2].Items = append(out[2].Items, web.FilingItem{ID: g.ID, Kind: g.Kind, By: g.Guarantor, Way: way, Amount: amount(g.Amount), Form: strings.Join(named, "; "), Why: g.Note, Rules: cited(g.Rules)})
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
