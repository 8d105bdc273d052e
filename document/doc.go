// Package document draws what people print: the papers of a consignment and the plan of a journey as PDF, and the
// time-distance chart of a journey.
//
// A paper is a projection drawn as a form of numbered boxes on A4: a box an element, a table where elements repeat, what is
// missing outlined with who knows it, and at the end why it cannot be lodged. docs/formats/papers.md says more.
//
//	result, err := document.PDF(out, projected, document.PDFOptions{Created: now, Demonstration: true})
//	if len(result.Missing) > 0 {
//		// characters that no font has: boxes on the paper, listed at its end
//	}
//
//	┌ form, title, reference ─────────┬ barcode ┐
//	├ ready or not, origins counted ──┴─────────┤
//	│ 1 name             derived │ 2 name       │  two columns
//	│ value                      │ value        │
//	├ 21 name ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┼──────────────┤
//	╎ MISSING, known to …        ╎ …            │  dashed
//	├ 32 │ 33 │ 31 ──────── │ 35 ┴──────────────┤
//	│ 1  │ …  │ …           │ …                 │  a list as a table, its head on every page
//	├ reasons, notes, rules, unprinted letters ─┤
//	└ what the marks mean ───────── page n of m ┘
//
// Invariants of papers: the same document, options and fonts give the same bytes; every element is on the paper; a character
// without a font is a crossed box and in Result.Missing, never nothing; the text can be selected and searched; a refused paper
// writes nothing.
//
// The chart is that of the UNESCAP time/cost-distance methodology: the distance from the origin runs to the right, the
// time (or cost) since the start runs up, a movement is a sloping line and a stay at a border, port or yard a vertical
// rise, labelled. The plan and what happened are two lines over the same ways.
//
//	planned := document.FromJourney("planned", journey)
//	actual, err := document.FromEvents("actual (simulated)", events, document.Reading{Start: ready, Distance: km, Name: name})
//	if err != nil {
//		return err
//	}
//	err = document.TimeDistanceSVG(out, []document.Series{planned, actual}, document.Options{
//		Title: "Nagoya – Almaty, automobile parts",
//	})
//
// Invariants of charts: the same series give the same bytes; the SVG stands alone, fetches nothing and runs nothing; all text is
// escaped; it carries its title and its whole story as text for those who cannot see it; lines differ by dash and not by
// colour alone; no two labels overlap, and a label left out for want of room is named in the description.
package document
