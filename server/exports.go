package server

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/kairo-corridor/kairo/document"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/scenario"
	"github.com/kairo-corridor/kairo/web"
)

// file is an output that is kept as a file.
type file struct {
	ContentType        string `header:"Content-Type"`
	ContentDisposition string `header:"Content-Disposition"`
	CacheControl       string `header:"Cache-Control"`
	Body               []byte
}

// exports registers the answers that are kept as files.
func (s *server) exports(a huma.API, get func(id, path, summary, tag string, errors ...int) huma.Operation) {
	describe := func(op huma.Operation, kind string, schema *huma.Schema) huma.Operation {
		op.Responses = map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{kind: {Schema: schema}}}}
		return op
	}
	text := &huma.Schema{Type: huma.TypeString, Description: "One row a journey, then one a leg of it (RFC 4180)"}
	huma.Register(a, describe(get("planCSV", "/api/plan.csv", "The answer of GET /api/plan as a table: journeys and their legs", "planning", 404, 409, 422, 503), "text/csv", text), s.planCSV)
	paper := &huma.Schema{Type: huma.TypeString, Format: "binary", Description: "The plan of one journey, to print"}
	huma.Register(a, describe(get("planPDF", "/api/plan.pdf", "One journey of the answer as a printable plan", "planning", 404, 409, 422, 503), "application/pdf", paper), s.planPDF)
}

func (s *server) planCSV(ctx context.Context, q *PlanQuery) (*file, error) {
	out, err := s.getPlan(ctx, q)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := writeCSV(&b, out.Body.Answer); err != nil {
		return nil, s.problem(err)
	}
	return &file{"text/csv; charset=utf-8", `attachment; filename="kairo-journeys.csv"`, "no-store", b.Bytes()}, nil
}

// csvHead are the columns: those of a journey and of a leg are the same where they mean the same. A cost by component is
// empty where the component does not occur.
var csvHead = []string{"record", "journey", "leg", "corridor", "labels", "kind", "id", "mode", "from", "from_name", "to", "to_name",
	"km", "mean_days", "p10_days", "p50_days", "p90_days", "hours", "wait_hours", "sd_hours", "usd", "kg_co2e", "generalised_usd", "borders", "sourced_share",
	"time_basis", "cost_basis", "co2e_basis", "sources"}

// writeCSV writes a row a journey, followed by a row a leg of it.
func writeCSV(b *bytes.Buffer, a plan.Answer) error {
	w := csv.NewWriter(b)
	head := append([]string(nil), csvHead...)
	for _, c := range network.Components {
		head = append(head, "usd_"+string(c))
	}
	if err := w.Write(head); err != nil {
		return err
	}
	for i := range a.Journeys {
		j := &a.Journeys[i]
		row := []string{"journey", j.ID, "", j.CorridorID, strings.Join(j.Labels, "; "), "", "", strings.Join(j.Modes, " "), a.From.Code, a.From.Name, a.To.Code, a.To.Name,
			num(j.Km), num(j.MeanDays), num(j.P10Days), num(j.P50Days), num(j.P90Days), "", "", "", num(j.USD), num(j.KgCO2e), "", strconv.Itoa(j.Borders), num(j.SourcedShare), "", "", "", ""}
		if j.GeneralisedUSD > 0 {
			row[22] = num(j.GeneralisedUSD)
		}
		if err := w.Write(append(row, components(j.Costs)...)); err != nil {
			return err
		}
		for k := range j.Legs {
			if err := w.Write(legRow(j, k)); err != nil {
				return err
			}
		}
	}
	w.Flush()
	return w.Error()
}

func legRow(j *plan.Journey, k int) []string {
	l := &j.Legs[k]
	v := &l.Values
	emission := v.GPerTEU
	if l.Kind == plan.Move {
		emission = v.GPerTKm
	}
	var sources []string
	for _, x := range []network.Value{v.Minutes, v.USD, emission} {
		if x.Source != "" && !strings.Contains(strings.Join(sources, "; "), x.Source) {
			sources = append(sources, x.Source)
		}
	}
	row := []string{"leg", j.ID, strconv.Itoa(k + 1), l.Corridor, "", string(l.Kind), l.ID, string(l.Mode), l.From.Code, l.From.Name, l.To.Code, l.To.Name,
		num(l.Km), "", "", "", "", num(l.Hours), num(l.WaitH), num(l.SDHours), num(l.USD), num(l.KgCO2e), "", "", "",
		string(v.Minutes.Basis), string(v.USD.Basis), string(emission.Basis), strings.Join(sources, "; ")}
	return append(row, components(l.Costs)...)
}

// components are the costs in the order of network.Components.
func components(items []plan.CostItem) []string {
	out := make([]string, len(network.Components))
	for i, c := range network.Components {
		sum, has := 0.0, false
		for _, x := range items {
			if x.Component == c {
				sum, has = sum+x.USD, true
			}
		}
		if has {
			out[i] = num(sum)
		}
	}
	return out
}

// num writes a number with at most three decimals.
func num(v float64) string {
	return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(v, 'f', 3, 64), "0"), ".")
}

// paperQuery is that of a plan, with the journey to print and the language to print it in.
type paperQuery struct {
	PlanQuery
	Journey string `query:"journey" maxLength:"16" doc:"Id of the journey to print; the best by the weights, else the balanced one, where it is missing"`
	Lang    string `query:"lang" enum:"en,ja,ru,kk" default:"en" doc:"Language of the plan"`
}

func (s *server) planPDF(ctx context.Context, q *paperQuery) (*file, error) {
	if q.Journey != "" {
		q.Also = append(q.Also, q.Journey)
	}
	out, err := s.getPlan(ctx, &q.PlanQuery)
	if err != nil {
		return nil, err
	}
	lang, _ := web.ParseLang(q.Lang)
	p := s.site.Paper(lang, out.Body.Answer, q.Journey, s.cfg.Now(), out.Body.Held)
	sheet := document.JourneySheet{Language: p.Language, Title: p.Title, Over: p.Over, Under: p.Under, Page: p.Page, Facts: p.Facts}
	for _, x := range p.Parts {
		sheet.Parts = append(sheet.Parts, document.JourneyPart(x))
	}
	var b bytes.Buffer
	if _, err := document.JourneyPDF(&b, sheet, document.PDFOptions{Created: s.cfg.Now()}); err != nil {
		return nil, s.problem(err)
	}
	name := fmt.Sprintf(`inline; filename="kairo-%s-%s.pdf"`, out.Body.From.Code, out.Body.To.Code)
	return &file{"application/pdf", name, "no-store", b.Bytes()}, nil
}

// Scenarios lists what is built in.
type Scenarios struct {
	Scenarios []scenario.Scenario `json:"scenarios" nullable:"false" doc:"Facts first; a fact holds by default on its dates"`
}

func (s *server) scenarios(context.Context, *struct{}) (*body[Scenarios], error) {
	return &body[Scenarios]{"public, max-age=300", Scenarios{scenario.Builtin()}}, nil
}
