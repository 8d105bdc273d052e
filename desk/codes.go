package desk

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/fault"
)

// CodeKind is a kind of code that is found by typing.
type CodeKind string

// The kinds.
const (
	CodeHS      CodeKind = "hs"
	CodePlace   CodeKind = "place"   // UN/LOCODE, or Kairo's own code of a place
	CodeOffice  CodeKind = "office"  // customs office
	CodePackage CodeKind = "package" // UN/ECE Recommendation 21
)

// CodeKinds lists them.
var CodeKinds = []CodeKind{CodeHS, CodePlace, CodeOffice, CodePackage}

// CodeHit is a code with its text.
type CodeHit struct {
	Code    string `json:"code"`
	Text    string `json:"text"`
	Country string `json:"country,omitempty"`
	Source  string `json:"source"` // imported list, network, built-in, your consignments
	Note    string `json:"note,omitempty"`
}

// SearchCodes finds codes while they are typed: every word typed begins a word of the text or the code. At most most hits
// ([SearchMax] at the most), those whose code begins so first. country narrows places and offices, language the text of HS
// codes ("" English). Texts of HS need an imported edition; without one the codes of the account's own consignments are found.
func (d *Desk) SearchCodes(ctx context.Context, a *auth.Account, kind CodeKind, text, country, language string, most int) ([]CodeHit, error) {
	if err := allow(a, auth.ReadPublic, auth.Resource{}); err != nil {
		return nil, err
	}
	text = strings.TrimSpace(text)
	if len(text) > SearchTextMax {
		return nil, fault.New(fault.Limit, "%d bytes were typed", len(text)).At("/text").Want("at most %d", SearchTextMax)
	}
	if most <= 0 || most > SearchMax {
		most = SearchMax
	}
	if text == "" {
		return nil, nil
	}
	var out []CodeHit
	switch kind {
	case CodeHS:
		for _, l := range d.Reference.SearchHS(text, language, most) {
			out = append(out, CodeHit{Code: l.Code, Text: l.Text, Source: "imported list"})
		}
		out = append(out, d.ownHS(ctx, a, text)...)
	case CodePlace:
		out = append(d.places(text, country), out...)
		for _, l := range d.Reference.SearchLocations(text, country, most) {
			out = append(out, CodeHit{Code: l.Code, Text: l.Name, Country: l.Country(), Source: "imported list"})
		}
	case CodeOffice:
		for _, o := range d.Reference.SearchOffices(text, country, most) {
			h := CodeHit{Code: o.Code, Text: o.Name, Country: o.Country, Source: string(o.Status)}
			if o.Code == "" {
				h.Code, h.Note = o.Demo, "demonstration number"
			}
			out = append(out, h)
		}
	case CodePackage:
		out = searchPackages(text)
	default:
		return nil, fault.New(fault.Usage, "no codes are called %q", fault.Clip(string(kind))).At("/kind").Want("hs, place, office or package")
	}
	return unique(out, most), nil
}

func unique(list []CodeHit, most int) []CodeHit {
	seen := map[string]bool{}
	out := slices.DeleteFunc(list, func(h CodeHit) bool {
		key := h.Country + "|" + h.Code
		again := seen[key] || h.Code == ""
		seen[key] = true
		return again
	})
	return out[:min(len(out), most)]
}

// begins tells whether every word typed begins a word of a text.
func begins(text string, typed []string) bool {
	words := words(text)
	return !slices.ContainsFunc(typed, func(t string) bool {
		return !slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, t) })
	})
}

func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return strings.ContainsRune(" ,;:()/–-'\"", r) })
}

// ranked puts the hits whose code begins with what was typed first.
func ranked(out []CodeHit, text string) []CodeHit {
	want := strings.ToUpper(text)
	slices.SortStableFunc(out, func(a, b CodeHit) int {
		return boolRank(strings.HasPrefix(b.Code, want)) - boolRank(strings.HasPrefix(a.Code, want))
	})
	return out
}

// places finds locations of the network.
func (d *Desk) places(text, country string) []CodeHit {
	typed := words(text)
	var out []CodeHit
	for _, l := range d.Planner.Network().Locations() {
		if (country == "" || l.Country == country) && begins(l.Code+" "+l.Name, typed) {
			out = append(out, CodeHit{Code: l.Code, Text: l.Name, Country: l.Country, Source: "network"})
		}
	}
	return ranked(out, text)
}

// ownHS finds codes of goods of the account's own consignments.
func (d *Desk) ownHS(ctx context.Context, a *auth.Account, text string) []CodeHit {
	who, err := owner(a, auth.ReadConsignment)
	if err != nil {
		return nil
	}
	recs, err := d.Store.List(ctx, draftKey(who, ""), "", PageMax)
	if err != nil {
		return nil
	}
	typed := words(text)
	var out []CodeHit
	for _, r := range recs {
		var x Draft
		if json.Unmarshal(r.Value, &x) != nil || x.State == Discarded {
			continue
		}
		for _, g := range x.Consignment.Goods {
			if g.HS != "" && begins(g.HS+" "+g.Description, typed) {
				out = append(out, CodeHit{Code: g.HS, Text: g.Description, Source: "your consignments"})
			}
		}
	}
	return ranked(out, text)
}

// packages are codes of UN/ECE Recommendation 21 in use on the corridors.
var packages = sync.OnceValue(func() []CodeHit {
	var out []CodeHit
	for _, r := range mustTable("packages.csv", "code", "name") {
		out = append(out, CodeHit{Code: r[0], Text: r[1], Source: "UN/ECE Recommendation 21"})
	}
	return out
})

func searchPackages(text string) []CodeHit {
	typed := words(text)
	var out []CodeHit
	for _, p := range packages() {
		if begins(p.Code+" "+p.Text, typed) {
			out = append(out, p)
		}
	}
	return ranked(out, text)
}
