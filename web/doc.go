// Package web holds the pages of Kairo: templates, style sheet, pictures, and the built browser bundle.
//
// Pages are complete as plain HTML: the form is a GET form, the trade-off chart is an SVG drawn here, every journey has its
// table. Where the bundle was built (web/dist, by go run ./web/bundle) and the browser runs scripts, the map is drawn on a
// canvas, places are completed while typing, table, chart and map are linked, and the Pareto set is ranked again while the
// weights change; nothing is shown there that the HTML does not say. Texts stand in messages/*.json, one file a language.
// Nothing is fetched from anywhere but the server itself.
//
//	site, err := web.New(web.Options{Version: "1.0", Corridors: corridors})
//	form := web.ParseForm(r.URL.Query(), time.Now())
//	err = site.Planner(w, web.Visit{Lang: web.Japanese, Address: r.URL}, web.PlannerPage{Form: form, Answer: &answer})
//	http.Handle("/assets/", site.Assets())
//
// Invariants: a page needs no script and no style but its own files (no inline script, no inline style: the content security
// policy forbids them); an asset's address carries the hash of its content, so that it can be kept for ever; a number that
// rests on no published claim is marked as an estimate wherever it is shown; colour never carries a meaning alone.
package web
