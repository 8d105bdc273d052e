package server

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"sort"
	"sync"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
)

// BenchmarkPlansOverHTTP asks a real server over TCP for distinct plans, from several clients that keep their connections
// and read every answer to its end, on the cores that the server has too. One in sixteen answers is decoded and looked at.
func BenchmarkPlansOverHTTP(b *testing.B) {
	n := mustNetwork(b)
	p, err := plan.New(n)
	if err != nil {
		b.Fatal(err)
	}
	base := serve(b, n, p)
	ask := askable(n, p)
	clients := 2 * runtime.GOMAXPROCS(0)
	times := make([][]float64, clients)
	var bytes int64
	var lock sync.Mutex
	var left = b.N
	next := func() (int, bool) {
		lock.Lock()
		defer lock.Unlock()
		left--
		return b.N - left, left >= 0
	}
	b.ResetTimer()
	var wait sync.WaitGroup
	for c := range clients {
		wait.Go(func() {
			client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
			read := int64(0)
			for i, ok := next(); ok; i, ok = next() {
				start := time.Now()
				size, err := fetch(client, base+ask[i%len(ask)]+fmt.Sprintf("&ready=%s&mass=%d", day(i), 8000+i%20_000), i%16 == 0)
				if err != nil {
					b.Error(err)
					return
				}
				read += size
				times[c] = append(times[c], float64(time.Since(start).Microseconds())/1000)
			}
			lock.Lock()
			bytes += read
			lock.Unlock()
		})
	}
	wait.Wait()
	b.StopTimer()
	report(b, times, bytes)
}

// serve runs a server on a free port of the loopback for the time of a benchmark.
func serve(b *testing.B, n *network.Network, p Planner) string {
	h, err := New(Config{Network: n, Planner: p, Version: "bench", Now: today, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	s := HTTPServer("", h)
	go func() { _ = s.Serve(l) }()
	b.Cleanup(func() { _ = s.Close() })
	return "http://" + l.Addr().String()
}

// askable are paths of plans between random places that have a journey.
func askable(n *network.Network, p *plan.Planner) []string {
	r := rand.New(rand.NewPCG(2026, 12))
	locs := n.Locations()
	var out []string
	for len(out) < 500 {
		from, to := locs[r.IntN(len(locs))].Code, locs[r.IntN(len(locs))].Code
		teu := 1 + r.IntN(8)
		if _, err := p.Plan(context.Background(), plan.Request{From: from, To: to, TEU: teu, Mass: 8000, Ready: today()}); err == nil {
			out = append(out, fmt.Sprintf("/api/plan?from=%s&to=%s&teu=%d", url.QueryEscape(from), url.QueryEscape(to), teu))
		}
	}
	return out
}

// day is a ready date within half a year of the tests' day, another one for each request of a round.
func day(i int) string { return today().AddDate(0, 0, i%180).Format(time.DateOnly) }

// fetch reads one answer to its end and, where asked, looks at what it says.
func fetch(c *http.Client, path string, look bool) (int64, error) {
	res, err := c.Get(path)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("%s: %s", path, res.Status)
	}
	if !look {
		return io.Copy(io.Discard, res.Body)
	}
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, err
	}
	var a plan.Answer
	if err := json.Unmarshal(raw, &a); err != nil {
		return 0, err
	}
	if len(a.Journeys) == 0 || len(a.Journeys[0].Legs) == 0 || a.Journeys[0].USD <= 0 {
		return 0, fmt.Errorf("%s: an answer without journeys", path)
	}
	return int64(len(raw)), nil
}

func report(b *testing.B, times [][]float64, bytes int64) {
	var all []float64
	for _, t := range times {
		all = append(all, t...)
	}
	if len(all) == 0 {
		return
	}
	sort.Float64s(all)
	b.ReportMetric(float64(len(all))/b.Elapsed().Seconds(), "plans/s")
	b.ReportMetric(all[len(all)/2], "ms-median")
	b.ReportMetric(all[len(all)*99/100], "ms-p99")
	b.ReportMetric(float64(bytes)/float64(len(all))/1000, "kB/plan")
}
