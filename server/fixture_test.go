package server

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
)

// plannerFunc is a planner made of a function.
type plannerFunc func(context.Context, plan.Request) (plan.Answer, error)

func (f plannerFunc) Plan(ctx context.Context, r plan.Request) (plan.Answer, error) { return f(ctx, r) }

// today is the day of the tests.
func today() time.Time { return time.Date(2026, 11, 24, 15, 30, 0, 0, time.UTC) }

func mustNetwork(t testing.TB) *network.Network {
	t.Helper()
	n, err := network.Default()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// mustServer is a server over the network of this repository, with its real planner where p is nil.
func mustServer(t testing.TB, p Planner) http.Handler {
	t.Helper()
	n := mustNetwork(t)
	if p == nil {
		real, err := plan.New(n)
		if err != nil {
			t.Fatal(err)
		}
		p = real
	}
	h, err := New(Config{Network: n, Planner: p, Version: "test", Now: today, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// oneJourney is a planner that knows one journey, whatever is asked; its last request is kept.
type oneJourney struct{ last plan.Request }

func (o *oneJourney) Plan(_ context.Context, r plan.Request) (plan.Answer, error) {
	o.last = r
	from := plan.Place{Code: "JPNGO", Name: "Nagoya", Country: "JP", Lat: 35.1, Lon: 136.9, Kind: "port"}
	to := plan.Place{Code: "KZALA", Name: "Almaty", Country: "KZ", Lat: 43.2, Lon: 76.9, Kind: "city"}
	if r.To == "Nowhere" {
		return plan.Answer{}, fault.New(fault.UnknownPlace, "no place is called %q", r.To).At("to").Want("a place").Among("Almaty (KZALA, KZ)")
	}
	sourced := network.Value{V: 600, Unit: "min", Basis: network.Sourced, Kind: network.Mean, Year: "2024", Source: "a timetable", Figures: []string{"F0001"}}
	guess := network.Value{V: 300, Unit: "USD", Basis: network.Estimate, Method: "class estimate"}
	leg := plan.Leg{Kind: plan.Move, ID: "rail:JPNGO-KZALA", Name: "rail <Nagoya> – Almaty", From: from, To: to, Mode: network.Rail, Km: 6000, Hours: 10, SDHours: 3, USD: 600, KgCO2e: 900,
		Values: network.Values{Minutes: sourced, SD: guess, USD: guess, Distance: guess, GPerTKm: guess}}
	j := plan.Journey{ID: "abc", Labels: []string{"fastest"}, Corridor: "Suez", Modes: []string{"rail"}, Countries: []string{"JP", "KZ"},
		MeanDays: 10, P10Days: 8, P50Days: 9.8, P90Days: 13, USD: 600, KgCO2e: 900, Km: 6000, Borders: 1, SourcedShare: 0.25, Legs: []plan.Leg{leg}}
	return plan.Answer{Request: r, From: from, To: to, Journeys: []plan.Journey{j}, Pareto: 1}, nil
}

// get asks a handler and returns the answer with its body.
func get(t testing.TB, h http.Handler, path string, header ...string) (*http.Response, string) {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return do(t, h, r)
}

func do(t testing.TB, h http.Handler, r *http.Request) (*http.Response, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	res := w.Result()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(b)
}
