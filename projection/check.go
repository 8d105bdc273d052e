package projection

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Roles are those who can be asked for what is missing, in the order of a report.
var Roles = []string{"consignor", "consignee", "forwarder", "carrier", "declarant", "guarantor", "customs"}

// Report is everything that is missing for the whole journey, grouped by who knows it.
type Report struct {
	Documents int      `json:"documents"`
	Blocked   int      `json:"blocked"`  // documents that cannot be lodged
	Required  int      `json:"required"` // different data without which a document cannot be lodged
	Asked     int      `json:"asked"`    // different data that are asked and may follow
	Groups    []Group  `json:"groups,omitempty"`
	Findings  []string `json:"findings,omitempty"` // other reasons that block: identifiers that fail their check
}

// Group is what one role knows.
type Group struct {
	Who string `json:"who"`
	Ask []Ask  `json:"ask"`
}

// Ask is one datum that is missing, once, with everything that waits for it.
type Ask struct {
	Names    []string `json:"names"` // what the forms call it
	Why      string   `json:"why"`
	Required bool     `json:"required"`
	Boxes    []Box    `json:"boxes"`
}

// Box is one place on a form.
type Box struct {
	Document string `json:"document"` // id
	Box      string `json:"box,omitempty"`
	Name     string `json:"name"`
	Required bool   `json:"required"`
}

// Check gathers what is missing in the documents of a journey. Two elements ask for the same datum when the same role knows it
// and the same reason is given.
func Check(docs []Document) Report {
	r := Report{Documents: len(docs)}
	where := map[[2]string]*Ask{}
	byRole := map[string][]*Ask{}
	for i := range docs {
		d := &docs[i]
		if len(d.Blocked) > 0 {
			r.Blocked++
		}
		r.found(d)
		for _, e := range d.Elements {
			if e.Origin != Missing {
				continue
			}
			key := [2]string{e.Who, e.How}
			a := where[key]
			if a == nil {
				a = &Ask{Why: e.How}
				where[key] = a
				byRole[e.Who] = append(byRole[e.Who], a)
			}
			a.add(d.ID, e)
		}
	}
	r.group(byRole)
	return r
}

// found keeps what blocks a document and is no missing element.
func (r *Report) found(d *Document) {
	for _, b := range d.Blocked {
		if !strings.HasSuffix(b, " knows it") && !slices.Contains(r.Findings, b) {
			r.Findings = append(r.Findings, b)
		}
	}
}

func (a *Ask) add(document string, e Element) {
	if !slices.Contains(a.Names, e.Name) {
		a.Names = append(a.Names, e.Name)
	}
	a.Required = a.Required || e.Required
	a.Boxes = append(a.Boxes, Box{Document: document, Box: e.Box, Name: e.Name, Required: e.Required})
}

// group puts the roles in order and what is required before what may follow. A role outside Roles comes last.
func (r *Report) group(byRole map[string][]*Ask) {
	roles := slices.Clone(Roles)
	var others []string
	for who := range byRole {
		if !slices.Contains(roles, who) {
			others = append(others, who)
		}
	}
	slices.Sort(others)
	for _, who := range append(roles, others...) {
		asks := byRole[who]
		if len(asks) == 0 {
			continue
		}
		g := Group{Who: who}
		for _, required := range []bool{true, false} {
			for _, a := range asks {
				if a.Required == required {
					g.Ask = append(g.Ask, *a)
				}
			}
		}
		r.Groups = append(r.Groups, g)
		for _, a := range g.Ask {
			if a.Required {
				r.Required++
			} else {
				r.Asked++
			}
		}
	}
}

// Print writes the report for people: what is required first, then what may follow.
func (r Report) Print(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%d documents, %d cannot be lodged yet: %d data are required, %d may follow.\n", r.Documents, r.Blocked, r.Required, r.Asked)
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "  blocked   %s\n", f)
	}
	for _, g := range r.Groups {
		fmt.Fprintf(&b, "\nAsk the %s\n", g.Who)
		for _, a := range g.Ask {
			mark := "may follow"
			if a.Required {
				mark = "required  "
			}
			fmt.Fprintf(&b, "  %s  %s\n              %s\n              for %s\n", mark, few(a.Names, namesShown), a.Why, few(a.places(), boxesShown))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// places are the documents that wait, each with its boxes.
func (a *Ask) places() []string {
	var ids []string
	boxes := map[string][]string{}
	for _, x := range a.Boxes {
		if !slices.Contains(ids, x.Document) {
			ids = append(ids, x.Document)
		}
		if x.Box != "" && !slices.Contains(boxes[x.Document], x.Box) {
			boxes[x.Document] = append(boxes[x.Document], x.Box)
		}
	}
	for i, id := range ids {
		if list := boxes[id]; len(list) > 0 {
			ids[i] = id + " (" + few(list, namesShown) + ")"
		}
	}
	return ids
}

// few joins the first of a list and says how many more there are.
func few(list []string, n int) string {
	if len(list) <= n {
		return strings.Join(list, ", ")
	}
	return strings.Join(list[:n], ", ") + fmt.Sprintf(" and %d more", len(list)-n)
}
