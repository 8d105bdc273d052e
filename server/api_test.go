package server

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/danielgtaylor/huma/v2"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/plan"
)

// spec is the part of the OpenAPI description that the tests read.
type spec struct {
	OpenAPI string `json:"openapi"`
	Paths   map[string]map[string]struct {
		Responses map[string]struct {
			Content map[string]struct {
				Schema map[string]any `json:"schema"`
			} `json:"content"`
		} `json:"responses"`
	} `json:"paths"`
	Components struct {
		Schemas map[string]map[string]any `json:"schemas"`
	} `json:"components"`
}

func mustSpec(t *testing.T, h http.Handler) spec {
	t.Helper()
	res, body := get(t, h, "/openapi.json")
	if res.StatusCode != 200 {
		t.Fatalf("status %d: %s", res.StatusCode, body)
	}
	var s spec
	if err := json.Unmarshal([]byte(body), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDescriptionListsEveryRouteOfTheAPI(t *testing.T) {
	s := mustSpec(t, mustServer(t, &oneJourney{}))
	if !strings.HasPrefix(s.OpenAPI, "3.1") {
		t.Errorf("OpenAPI %s", s.OpenAPI)
	}
	var got []string
	for path, methods := range s.Paths {
		for m := range methods {
			got = append(got, strings.ToUpper(m)+" "+path)
		}
	}
	sort.Strings(got)
	want := []string{"GET /api/figures/{id}", "GET /api/network", "GET /api/places", "GET /api/plan", "GET /api/plan.csv", "GET /api/plan.pdf", "GET /api/request", "GET /api/scenarios", "GET /healthz", "POST /api/plan"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAnswersHaveTheDescribedShape(t *testing.T) {
	h := mustServer(t, &oneJourney{})
	s := mustSpec(t, h)
	for _, c := range []struct {
		path, route string
		status      int
	}{
		{"/api/plan?from=Nagoya&to=Almaty", "/api/plan", 200},
		{"/api/plan?from=Nagoya&to=Nowhere", "/api/plan", 404},
		{"/api/plan?from=Nagoya&to=Almaty&teu=0", "/api/plan", 422},
		{"/api/plan?from=Nagoya", "/api/plan", 422},
		{"/api/plan?from=Nagoya&to=Almaty&frontier=true&usdPerDay=100&also=abc&goodsUSD=1000&without=hormuz-2026", "/api/plan", 200},
		{"/api/plan?from=Nagoya&to=Almaty&scenario=nothing", "/api/plan", 404},
		{"/api/plan?from=Nagoya&to=Almaty&usdPerDay=-1", "/api/plan", 422},
		{"/api/plan.csv?from=Nagoya&to=Nowhere", "/api/plan.csv", 404},
		{"/api/request?from=Nagoya&to=Almaty&scenario=x", "/api/request", 200},
		{"/api/scenarios", "/api/scenarios", 200},
		{"/api/places?q=alma", "/api/places", 200},
		{"/api/places?q=alma&lang=ja", "/api/places", 200},
		{"/api/places?q=", "/api/places", 200},
		{"/api/network", "/api/network", 200},
		{"/api/figures/F0001", "/api/figures/{id}", 200},
		{"/api/figures/F9999", "/api/figures/{id}", 404},
		{"/healthz", "/healthz", 200},
	} {
		res, body := get(t, h, c.path)
		if res.StatusCode != c.status {
			t.Errorf("%s: status %d, want %d: %s", c.path, res.StatusCode, c.status, body)
			continue
		}
		kind := strings.Split(res.Header.Get("Content-Type"), ";")[0]
		schema := s.Paths[c.route]["get"].Responses[strconv.Itoa(c.status)].Content[kind].Schema
		if schema == nil {
			t.Errorf("%s: %d %s is not described", c.path, c.status, kind)
			continue
		}
		var v any
		if err := json.Unmarshal([]byte(body), &v); err != nil {
			t.Fatalf("%s: %v", c.path, err)
		}
		for _, wrong := range s.check(schema, v, "") {
			t.Errorf("%s: %s", c.path, wrong)
		}
	}
}

// check holds a JSON value against a schema: references, types, required and additional properties, items, enumerations.
func (s spec) check(schema map[string]any, v any, path string) []string {
	if ref, ok := schema["$ref"].(string); ok {
		name := strings.TrimPrefix(ref, "#/components/schemas/")
		if s.Components.Schemas[name] == nil {
			return []string{path + ": no schema " + name}
		}
		return s.check(s.Components.Schemas[name], v, path)
	}
	if schema["type"] == nil && schema["properties"] == nil {
		return nil // anything fits
	}
	if !hasType(schema["type"], v) {
		return []string{path + ": not of the described type"}
	}
	var wrong []string
	switch v := v.(type) {
	case map[string]any:
		wrong = s.checkObject(schema, v, path)
	case []any:
		if items, ok := schema["items"].(map[string]any); ok {
			for _, x := range v {
				wrong = append(wrong, s.check(items, x, path+"[]")...)
			}
		}
	case string:
		if enum, ok := schema["enum"].([]any); ok && !contains(enum, v) {
			wrong = append(wrong, path+": "+v+" is not among the described values")
		}
	}
	return wrong
}

func (s spec) checkObject(schema map[string]any, v map[string]any, path string) []string {
	var wrong []string
	required, _ := schema["required"].([]any)
	for _, r := range required {
		if _, ok := v[r.(string)]; !ok {
			wrong = append(wrong, path+"."+r.(string)+": required and missing")
		}
	}
	props, _ := schema["properties"].(map[string]any)
	for name, x := range v {
		p, ok := props[name].(map[string]any)
		if more, any := schema["additionalProperties"].(map[string]any); !ok && any {
			p, ok = more, true
		}
		if !ok {
			wrong = append(wrong, path+"."+name+": not described")
			continue
		}
		wrong = append(wrong, s.check(p, x, path+"."+name)...)
	}
	return wrong
}

func hasType(want any, v any) bool {
	got := map[bool]string{}
	switch v := v.(type) {
	case nil:
		got[true] = "null"
	case bool:
		got[true] = "boolean"
	case string:
		got[true] = "string"
	case []any:
		got[true] = "array"
	case map[string]any:
		got[true] = "object"
	case float64:
		got[true] = "number"
		if want == "integer" && v == float64(int64(v)) {
			got[true] = "integer"
		}
	}
	if list, ok := want.([]any); ok {
		return contains(list, got[true])
	}
	return want == nil || want == got[true]
}

func contains(list []any, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func TestQueryAndBodyAskTheSame(t *testing.T) {
	o := &oneJourney{}
	h := mustServer(t, o)
	want := plan.Request{From: "Nagoya", To: "Almaty", TEU: 3, Mass: 18500, Ready: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC), Class: "7", Avoid: []string{"RU", "air"}, MaxDays: 40, Keep: 5,
		GoodsUSD: 1e5, Weights: plan.Weights{USDPerDay: 100, USDPerTonne: 80, USDPerRiskDay: 50}, Frontier: true, Also: []string{"abc"}}
	query := "from=Nagoya&to=Almaty&teu=3&mass=18.5t&ready=2026-12-01&class=7&avoid=RU&avoid=air&maxDays=40&keep=5&goodsUSD=100000&usdPerDay=100&usdPerTonne=80&usdPerRiskDay=50&frontier=true&also=abc"
	if res, body := get(t, h, "/api/plan?"+query); res.StatusCode != 200 {
		t.Fatal(body)
	}
	if diff := cmp.Diff(want, o.last); diff != "" {
		t.Error(diff)
	}
	res, text := get(t, h, "/api/request?"+query)
	if res.StatusCode != 200 {
		t.Fatal(text)
	}
	r := httptest.NewRequest("POST", "/api/plan", strings.NewReader(text))
	r.Header.Set("Content-Type", "application/json")
	o.last = plan.Request{}
	if res, body := do(t, h, r); res.StatusCode != 200 {
		t.Fatal(body)
	}
	if diff := cmp.Diff(want, o.last); diff != "" {
		t.Error(diff)
	}
}

func TestProblemsTellWhereAndWhatWasMeant(t *testing.T) {
	h := mustServer(t, &oneJourney{})
	for _, c := range []struct {
		path string
		want Problem
	}{
		{"/api/plan?from=Nagoya&to=Nowhere", Problem{Type: "/about/problems#unknown-place", Title: "Unknown place", Status: 404, Code: "unknown-place", Path: "to",
			Detail: `no place is called "Nowhere"`, Expected: "a place", Candidates: []string{"Almaty (KZALA, KZ)"}}},
		{"/api/plan?from=Nagoya&to=Almaty&mass=heavy", Problem{Type: "/about/problems#bad-field", Title: "Wrong field", Status: 422, Code: "bad-field", Path: "mass",
			Detail: `mass "heavy" is not understood`, Expected: "a mass from 1 kg to 100,000 t, such as 18t or 18000kg"}},
		{"/api/plan?from=Nagoya&to=Almaty&teu=0", Problem{Type: "/about/problems#bad-field", Title: "Wrong field", Status: 422, Code: "bad-field", Path: "teu",
			Detail: "expected number >= 1"}},
		{"/api/nothing", Problem{Type: "/about/problems#not-found", Title: "Not found", Status: 404, Code: "not-found", Detail: "there is nothing at GET /api/nothing", Hint: "the routes are in /openapi.json"}},
	} {
		res, body := get(t, h, c.path)
		if ct := res.Header.Get("Content-Type"); ct != "application/problem+json" {
			t.Errorf("%s: %s", c.path, ct)
		}
		var got Problem
		if err := json.Unmarshal([]byte(body), &got); err != nil {
			t.Fatalf("%s: %v", body, err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.path, diff)
		}
	}
}

func TestEveryViolationIsTold(t *testing.T) {
	p := newProblem(fault.List{fault.New(fault.BadField, "a").At("teu"), fault.New(fault.BadField, "b").At("mass")})
	if len(p.Violations) != 2 || p.Path != "teu" {
		t.Errorf("%+v", p)
	}
}

func TestInternalErrorsKeepTheirCause(t *testing.T) {
	p := newProblem(fault.New(fault.Internal, "secret path"))
	if p.Status != 500 || strings.Contains(p.Detail, "secret") {
		t.Errorf("%+v", p)
	}
	if e, ok := huma.NewError(500, "secret").(*Problem); !ok || strings.Contains(e.Detail, "secret") {
		t.Errorf("%+v", e)
	}
}
