package desk

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/projection"
)

// Missing is everything that a draft lacks for the whole journey, grouped by who knows it.
type Missing struct {
	Groups     []MissingGroup `json:"groups"`
	Required   int            `json:"required"`  // without which something cannot be lodged
	MayFollow  int            `json:"mayFollow"` // asked, not required
	Documents  int            `json:"documents"`
	Blocked    int            `json:"blocked"`              // documents that cannot be lodged yet
	NoJourney  bool           `json:"noJourney"`            // what the documents ask is known once a journey is chosen
	NotPlanned string         `json:"notPlanned,omitempty"` // why no filing plan could be made, in plain words
}

// MissingGroup is what one role knows: consignor, consignee, forwarder, carrier, declarant, guarantor, customs.
type MissingGroup struct {
	Who   string        `json:"who"`
	Items []MissingItem `json:"items"`
}

// MissingItem is one datum.
type MissingItem struct {
	Path     string   `json:"path"`               // JSON pointer of the consignment, of the field or the list it goes into
	LabelKey string   `json:"labelKey"`           // of the field, see [LabelKey]
	Names    []string `json:"names,omitempty"`    // what the forms call it
	Rule     string   `json:"rule"`               // id of the rule that asks for it
	RuleText string   `json:"ruleText,omitempty"` // its text
	Text     string   `json:"text"`               // in plain words: what is wrong or why it is asked
	Expected string   `json:"expected,omitempty"`
	Hint     string   `json:"hint,omitempty"`
	Required bool     `json:"required"`
	For      []string `json:"for,omitempty"` // ids of the documents that wait
}

// The rules by which the data set itself asks.
const (
	RuleDataSet    = "consignment-data" // docs/formats/consignment.md: what every use of a consignment needs
	RuleIdentifier = "identifier-check" // the identifier's own check digit or form
)

// Missing lists what a draft lacks: what the data set itself needs, identifiers that fail their check, and, once a journey is
// chosen, what every document of the way asks.
func (d *Desk) Missing(ctx context.Context, a *auth.Account, id string) (Missing, error) {
	x, err := d.Draft(ctx, a, id)
	if err != nil {
		return Missing{}, err
	}
	return d.missing(ctx, x)
}

func (d *Desk) missing(ctx context.Context, x Draft) (Missing, error) {
	out := Missing{NoJourney: x.JourneyID == ""}
	groups := map[string][]MissingItem{}
	c := &x.Consignment
	for _, e := range fault.All(c.Validate()) {
		groups[knows(e.Path)] = append(groups[knows(e.Path)], MissingItem{Path: e.Path, LabelKey: LabelKey(e.Path), Rule: RuleDataSet,
			Text: e.Message, Expected: e.Expected, Hint: e.Hint, Required: true})
	}
	valid := len(groups) == 0
	for _, e := range c.Doubts() {
		groups[knows(e.Path)] = append(groups[knows(e.Path)], MissingItem{Path: e.Path, LabelKey: LabelKey(e.Path), Rule: RuleIdentifier,
			Text: e.Message, Expected: e.Expected, Hint: e.Hint})
	}
	if valid && x.JourneyID != "" {
		switch dossier, err := d.dossier(ctx, x); {
		case err != nil && fault.CodeOf(err) == fault.Internal:
			return out, err
		case err != nil:
			out.NotPlanned = err.Error()
		default:
			out.ask(groups, dossier.Documents)
			out.secure(groups, &dossier.Filing)
		}
	}
	for _, who := range append(slices.Clone(projection.Roles), others(groups)...) {
		if items := groups[who]; len(items) > 0 {
			slices.SortStableFunc(items, func(a, b MissingItem) int { return boolRank(b.Required) - boolRank(a.Required) })
			out.Groups = append(out.Groups, MissingGroup{who, items})
			for _, i := range items {
				if i.Required {
					out.Required++
				} else {
					out.MayFollow++
				}
			}
		}
	}
	return out, nil
}

func boolRank(b bool) int {
	if b {
		return 1
	}
	return 0
}

func others(groups map[string][]MissingItem) []string {
	var out []string
	for who := range groups {
		if !slices.Contains(projection.Roles, who) {
			out = append(out, who)
		}
	}
	slices.Sort(out)
	return out
}

// ask adds what the documents ask.
func (m *Missing) ask(groups map[string][]MissingItem, docs []projection.Document) {
	r := projection.Check(docs)
	m.Documents, m.Blocked = r.Documents, r.Blocked
	byID := map[string]*projection.Document{}
	for i := range docs {
		byID[docs[i].ID] = &docs[i]
	}
	for _, g := range r.Groups {
		for _, q := range g.Ask {
			path := pathOf(q.Why, q.Names)
			item := MissingItem{Path: path, LabelKey: LabelKey(path), Names: q.Names, Text: q.Why, Required: q.Required}
			for _, b := range q.Boxes {
				if b.Required == q.Required && item.Rule == "" {
					item.rule(byID[b.Document])
				}
				if !slices.Contains(item.For, b.Document) {
					item.For = append(item.For, b.Document)
				}
			}
			groups[g.Who] = append(groups[g.Who], item)
		}
	}
}

// secure adds the guarantees without which a stretch cannot be lodged, where no document asks for the same.
func (m *Missing) secure(groups map[string][]MissingItem, p *filing.Plan) {
	for i := range p.Customs {
		s := &p.Customs[i]
		g := p.OfStretch(s.ID)
		if g == nil || !g.Needed || g.Lacks == "" || !converses(s.Regime) {
			continue
		}
		if slices.ContainsFunc(groups["guarantor"], func(x MissingItem) bool { return x.Required && x.Path == g.Lacks }) {
			continue
		}
		item := MissingItem{Path: g.Lacks, LabelKey: LabelKey(g.Lacks), Rule: g.Kind, Text: whatLacks(g, s), Required: true, For: []string{g.ID}}
		if len(g.Rules) > 0 {
			item.Rule, item.RuleText = g.Rules[0].ID, g.Rules[0].Text
		}
		groups["guarantor"] = append(groups["guarantor"], item)
	}
}

// rule names what the document rests on: its first rule, or the form itself.
func (i *MissingItem) rule(doc *projection.Document) {
	if doc == nil {
		return
	}
	i.Rule, i.RuleText = doc.Kind, doc.Form
	if len(doc.Rules) > 0 {
		i.Rule, i.RuleText = doc.Rules[0].ID, doc.Rules[0].Text
	}
}

var pointer = regexp.MustCompile(` at (/[A-Za-z0-9/-]+)`)

// pathOf finds where in the consignment a datum goes: what the reason names, else the list of its kind.
func pathOf(why string, names []string) string {
	if m := pointer.FindStringSubmatch(why); m != nil {
		return m[1]
	}
	text := strings.ToLower(why + " " + strings.Join(names, " "))
	for _, p := range []struct{ path, words string }{
		{"/documents", "licence|permit|certificate|invoice|packing list|end user|number of the manifest|among the documents"},
		{"/transport", "means of transport|wagon|vessel|voyage|flight|aircraft|train|note |bill of lading|waybill|transport document|booked|transfer|on the way"},
		{"/securities", "guarant|security|carnet|surety"},
		{"/equipment", "container|seal|tare"},
		{"/goods", "goods|commodit|package|volume|measurement|temperature|declared value|specification|hazard"},
		{"/contract", "contract"},
		{"/parties", "consignee|consignor|payer|party|trader number|representative|declarant|tax"},
	} {
		for _, w := range strings.Split(p.words, "|") {
			if strings.Contains(text, w) {
				return p.path
			}
		}
	}
	return "/documents"
}

// knows says who is asked for a field of the data set itself.
func knows(path string) string {
	switch first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/"); first {
	case "consignee":
		return "consignee"
	case "carrier", "transport":
		return "carrier"
	case "forwarder", "equipment":
		return "forwarder"
	case "guarantee", "securities":
		return "guarantor"
	case "declarant", "parties", "reference", "title":
		return "declarant"
	}
	return "consignor"
}
