// Package server answers over HTTP: the JSON API with its OpenAPI description, and the pages of room web.
//
//	n, err := network.Default()
//	h, err := server.New(server.Config{Network: n, Version: "1.0"})
//	srv := server.HTTPServer("127.0.0.1:8080", h)
//	err = srv.ListenAndServe()
//
// Routes:
//
//	GET  /                    the planner; its parameters are those of GET /api/plan
//	GET  /programme           the programme's published figures
//	GET  /about/data          the network's figures with their sources; ?q=, ?kind=, ?page=
//	GET  /about/problems      every error code
//	GET  /api/plan            journeys for a request
//	POST /api/plan            the same, the request as JSON
//	GET  /api/plan.csv        the same as a table; /api/plan.pdf one journey to print
//	GET  /api/request         the query of GET /api/plan as the body of POST /api/plan
//	GET  /api/scenarios       built-in disruptions and scenarios; the former hold unless left out
//	GET  /api/places          places that a text may mean
//	GET  /api/network         locations, links with shapes, crossings, corridors
//	GET  /api/figures/{id}    one published figure
//	     /api/v1/…            consignments, movements, events, messages for programs with a token; docs/api.md
//	GET  /openapi.json        OpenAPI 3.1 of the API (also .yaml)
//	GET  /healthz             whether it is up, and what it serves
//	GET  /assets/…            style sheet, pictures and scripts under hashed names, to be kept for ever
//
// Errors of the API are RFC 9457 problems that carry the fields of fault.Error; errors of pages are pages. Everything is
// bounded (limits.go); overload is 503 with Retry-After.
//
// Invariants: no page runs an inline script or style (the content security policy forbids them); nothing is fetched from
// another host; a state-changing request from another origin is refused.
package server
