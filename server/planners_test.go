package server

import (
	"context"
	"encoding/csv"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/scenario"
)

// supposable are the ids of the built-in scenarios that are no facts.
func supposable(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, s := range scenario.Builtin() {
		if !s.Fact {
			out = append(out, s.ID)
		}
	}
	if len(out) < 4 {
		t.Fatalf("only %d scenarios to try", len(out))
	}
	return out
}

func TestEveryCombinationIsMadeOnceAndKept(t *testing.T) {
	count := 0
	var mu sync.Mutex
	n := mustNetwork(t)
	p := &planners{net: n, limit: 3, set: map[string]*made{}, make: func(*network.Network) (Planner, error) {
		mu.Lock()
		defer mu.Unlock()
		count++
		return &oneJourney{}, nil
	}}
	ids := supposable(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := p.get(t.Context(), under{Scenario: ids[:1]}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if count != 1 {
		t.Errorf("made %d times", count)
	}
	for _, u := range []under{{Without: []string{"hormuz-2026", "red-sea-2026"}}, {Without: []string{"red-sea-2026", "hormuz-2026"}}} {
		if _, err := p.get(t.Context(), u); err != nil {
			t.Fatal(err)
		}
	}
	if count != 2 {
		t.Errorf("the order of what is left out counts: made %d times", count)
	}
	for _, id := range ids {
		if _, err := p.get(t.Context(), under{Scenario: []string{id}}); err != nil {
			t.Fatal(err)
		}
		if len(p.set) > 3 {
			t.Fatalf("%d planners are kept", len(p.set))
		}
	}
}

func TestTooManyCombinationsAtOnceAreBusy(t *testing.T) {
	n := mustNetwork(t)
	ids := supposable(t)
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		p := &planners{net: n, limit: 12, set: map[string]*made{}, make: func(*network.Network) (Planner, error) {
			<-release
			return &oneJourney{}, nil
		}}
		var wg sync.WaitGroup
		for i := range plannersMaking {
			wg.Go(func() {
				if _, err := p.get(t.Context(), under{Scenario: ids[i : i+1]}); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		_, err := p.get(t.Context(), under{Scenario: ids[plannersMaking : plannersMaking+1]})
		if fault.CodeOf(err) != fault.Busy || newProblem(err).GetHeaders().Get("Retry-After") == "" {
			t.Errorf("%v", err)
		}
		close(release)
		wg.Wait()
		if _, err := p.get(t.Context(), under{Scenario: ids[plannersMaking : plannersMaking+1]}); err != nil {
			t.Error(err)
		}
	})
}

func TestAScenarioThatFailsIsTriedAgain(t *testing.T) {
	calls := 0
	p := &planners{net: mustNetwork(t), limit: 3, set: map[string]*made{}, make: func(*network.Network) (Planner, error) {
		if calls++; calls == 1 {
			return nil, fault.New(fault.BadNetwork, "not yet")
		}
		return &oneJourney{}, nil
	}}
	if _, err := p.get(t.Context(), under{}); fault.CodeOf(err) != fault.BadNetwork {
		t.Errorf("%v", err)
	}
	if _, err := p.get(t.Context(), under{}); err != nil {
		t.Error(err)
	}
}

func TestScenariosThatAreNotThereAreNamed(t *testing.T) {
	h := mustServer(t, &oneJourney{})
	for path, want := range map[string]string{
		"/api/plan?from=Nagoya&to=Almaty&scenario=digital-custom": `"digital-customs"`,
		"/api/plan?from=Nagoya&to=Almaty&without=digital-customs": "does not hold by default",
		"/?from=Nagoya&to=Almaty&scenario=digital-custom":         "no scenario is called",
	} {
		if res, body := get(t, h, path); res.StatusCode < 400 || res.StatusCode >= 500 || !strings.Contains(body, want) {
			t.Errorf("%s: %d %s", path, res.StatusCode, body[:min(len(body), 300)])
		}
	}
}

// With the real planner: what holds is told, what is left out does not hold, and a scenario changes the answer.
func TestPlansUnderScenarios(t *testing.T) {
	h := mustServer(t, nil)
	const q = "/api/plan?from=Almaty&to=Baku&ready=2026-12-01"
	_, usual := get(t, h, q)
	_, without := get(t, h, q+"&without=red-sea-2026")
	_, digital := get(t, h, q+"&scenario=digital-customs")
	if !strings.Contains(usual, `"red-sea-2026: `) || strings.Contains(without, `"red-sea-2026: `) || !strings.Contains(digital, `"digital-customs: `) {
		t.Error("held does not say what holds")
	}
	if !strings.Contains(digital, `"basis":"supposed"`) || strings.Contains(usual, `"basis":"supposed"`) {
		t.Error("digital customs changes nothing")
	}
}

func TestExportsHoldTheAnswer(t *testing.T) {
	h := mustServer(t, nil)
	const q = "?from=Nagoya&to=Almaty&ready=2026-12-01&goodsUSD=100000&usdPerDay=50"
	res, body := get(t, h, "/api/plan.csv"+q)
	if res.StatusCode != 200 || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/csv") {
		t.Fatalf("%d %v", res.StatusCode, res.Header)
	}
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	legs, total := 0.0, 0.0
	for _, r := range rows[1:] {
		var usd, hours, days float64
		fmt.Sscan(r[column["usd"]], &usd)
		fmt.Sscan(r[column["hours"]], &hours)
		fmt.Sscan(r[column["mean_days"]], &days)
		if r[column["record"]] == "journey" {
			if total > 0 && (legs < total-0.02*total || legs > total+0.02*total) {
				t.Errorf("the legs sum to %.1f, the journey to %.1f", legs, total)
			}
			legs, total = 0, usd
			if r[column["generalised_usd"]] == "" {
				t.Error("no generalised cost under weights")
			}
		} else {
			legs += usd
		}
	}
	for _, lang := range []string{"en", "ja", "ru"} {
		res, body := get(t, h, "/api/plan.pdf"+q+"&lang="+lang)
		if res.StatusCode != 200 || !strings.HasPrefix(body, "%PDF-") || res.Header.Get("Content-Type") != "application/pdf" {
			t.Errorf("%s: %d %s", lang, res.StatusCode, body[:min(len(body), 200)])
		}
	}
}

// A page with its style and script is under 100 kB on the line, the map's shapes apart.
func TestPagesAreSmall(t *testing.T) {
	h := mustServer(t, nil)
	size := func(path string) int {
		res, body := get(t, h, path, "Accept-Encoding", "gzip")
		if res.StatusCode != 200 {
			t.Fatalf("%s: %d", path, res.StatusCode)
		}
		return len(body)
	}
	for _, path := range []string{"/", "/?from=Nagoya&to=Almaty&ready=2026-12-01", "/?from=Yokohama&to=Rotterdam&ready=2026-12-01&lang=ja"} {
		_, page := get(t, h, path)
		sum := size(path)
		for _, quote := range strings.Split(page, `"`) {
			if strings.HasPrefix(quote, "/assets/") && (strings.HasSuffix(quote, ".js") || strings.HasSuffix(quote, ".css")) {
				sum += size(quote)
			}
		}
		if sum > 100_000 {
			t.Errorf("%s: %d bytes", path, sum)
		}
	}
}

func TestLanguageIsKeptInACookie(t *testing.T) {
	h := mustServer(t, &oneJourney{})
	res, body := get(t, h, "/?lang=ru")
	if !strings.Contains(body, `<html lang="ru">`) || !strings.Contains(res.Header.Get("Set-Cookie"), langCookie+"=ru") {
		t.Errorf("%v", res.Header)
	}
	if _, body := get(t, h, "/", "Cookie", langCookie+"=ja", "Accept-Language", "ru"); !strings.Contains(body, `<html lang="ja">`) {
		t.Error("the cookie is not heard")
	}
	res, body = get(t, h, "/programme", "Accept-Language", "ru,en;q=0.5")
	if !strings.Contains(body, `<html lang="ru">`) || !strings.Contains(strings.Join(res.Header.Values("Vary"), ","), "Accept-Language") {
		t.Error("the browser's wish is not heard")
	}
	if res, _ := get(t, h, "/?lang=xx"); res.Header.Get("Set-Cookie") != "" {
		t.Error("an unknown language is kept")
	}
}

// The page's form sends every scenario that is to hold; the rest is left out.
func TestFormOfScenariosLeavesOutWhatIsNotTicked(t *testing.T) {
	var asked []string
	h, err := New(Config{Network: mustNetwork(t), Planner: &oneJourney{}, Version: "test", Now: today, Log: slog.New(slog.DiscardHandler),
		Make: func(n *network.Network) (Planner, error) {
			return plannerFunc(func(_ context.Context, r plan.Request) (plan.Answer, error) {
				if held := scenario.Held(n, r.Ready); len(held) > 0 { // the plan without any comes after it
					asked = held
				}
				return (&oneJourney{}).Plan(t.Context(), r)
			}), nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	facts := scenario.Facts()
	q := "/?from=Nagoya&to=Almaty&ready=2026-12-01&scenarios=chosen&scenario=digital-customs"
	for _, id := range facts[1:] {
		q += "&scenario=" + id
	}
	res, body := get(t, h, q)
	if res.StatusCode != http.StatusOK || !strings.Contains(body, "without="+facts[0]) {
		t.Errorf("%d", res.StatusCode)
	}
	var ids []string
	for _, a := range asked {
		id, _, _ := strings.Cut(a, ":")
		ids = append(ids, id)
	}
	if !slices.Contains(ids, "digital-customs") || slices.Contains(ids, facts[0]) {
		t.Errorf("%v hold", ids)
	}
}
