package server

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/plan"
)

func TestPagesAnswer(t *testing.T) {
	h := mustServer(t, &oneJourney{})
	for _, c := range []struct {
		path   string
		status int
		want   []string
	}{
		{"/", 200, []string{"<h1>Plan a consignment</h1>", `name="from"`, `value="2026-12-01"`, "<datalist", "The corridors"}},
		{"/?from=Nagoya&to=Almaty", 200, []string{"Nagoya → Almaty", `data-journey="abc"`, "sourced", "estimate", `class="scatter"`, "a timetable", "rail &lt;Nagoya&gt;"}},
		{"/?from=Nagoya&to=Nowhere", 404, []string{"Unknown place", `href="/?from=Nagoya&amp;to=Almaty`, `aria-invalid="true"`}},
		{"/?from=Nagoya&to=Almaty&teu=x&mass=y", 422, []string{"is no number of TEU", "is not understood"}},
		{"/?from=Nagoya", 422, []string{"the destination is missing"}},
		{"/programme", 200, []string{"The programme", "AVIM analysis"}},
		{"/about/data", 200, []string{"Data and sources", "What is sourced", "F0001"}},
		{"/about/data?q=F0007", 200, []string{"1 figure found", `id="F0007"`}},
		{"/about/data?q=zzzz", 200, []string{"No figure fits"}},
		{"/about/data?page=9999", 200, []string{"Previous page"}},
		{"/about/problems", 200, []string{`id="unknown-place"`}},
		{"/nothing", 404, []string{"Not found", "there is nothing at GET /nothing"}},
	} {
		res, body := get(t, h, c.path)
		if res.StatusCode != c.status {
			t.Errorf("%s: status %d, want %d", c.path, res.StatusCode, c.status)
		}
		if ct := res.Header.Get("Content-Type"); ct != "text/html; charset=utf-8" {
			t.Errorf("%s: %s", c.path, ct)
		}
		for _, w := range c.want {
			if !strings.Contains(body, w) {
				t.Errorf("%s: %q is missing", c.path, w)
			}
		}
	}
}

func TestPagesRunNothingInline(t *testing.T) {
	h := mustServer(t, &oneJourney{})
	inline := regexp.MustCompile(`(?i)<script(?:\s+type="module")?>|<style|\sstyle=|\son[a-z]+=|javascript:`)
	for _, path := range []string{"/", "/?from=Nagoya&to=Almaty", "/?from=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&to=Almaty", "/programme", "/about/data", "/nothing"} {
		res, body := get(t, h, path)
		if found := inline.FindString(body); found != "" {
			t.Errorf("%s: %q", path, found)
		}
		for header, want := range map[string]string{"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"} {
			if !strings.Contains(res.Header.Get(header), want) {
				t.Errorf("%s: %s is %q", path, header, res.Header.Get(header))
			}
		}
		if strings.Contains(res.Header.Get("Content-Security-Policy"), "unsafe") {
			t.Error("the policy allows what is unsafe")
		}
	}
}

func TestAssetsAreKeptForEverAndCompressed(t *testing.T) {
	h := mustServer(t, &oneJourney{})
	_, page := get(t, h, "/")
	css := regexp.MustCompile(`/assets/kairo-[0-9a-f]{10}\.css`).FindString(page)
	if css == "" {
		t.Fatal("no style sheet with a hash in its name")
	}
	res, body := get(t, h, css, "Accept-Encoding", "gzip")
	if !strings.Contains(res.Header.Get("Cache-Control"), "immutable") || res.Header.Get("Content-Encoding") != "gzip" {
		t.Errorf("%v", res.Header)
	}
	z, err := gzip.NewReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err != nil || !bytes.Contains(plain, []byte("prefers-color-scheme")) {
		t.Errorf("%v", err)
	}
	if res, _ := get(t, h, "/assets/kairo-0000000000.css"); res.StatusCode != 404 {
		t.Errorf("a stale address gives %d", res.StatusCode)
	}
}

func TestTextIsCompressedWhereTheClientTakesIt(t *testing.T) {
	h := mustServer(t, &oneJourney{})
	for _, path := range []string{"/", "/api/network", "/openapi.json"} {
		plain, body := get(t, h, path)
		zipped, packed := get(t, h, path, "Accept-Encoding", "gzip, br")
		if plain.Header.Get("Content-Encoding") != "" || zipped.Header.Get("Content-Encoding") != "gzip" {
			t.Errorf("%s: %q and %q", path, plain.Header.Get("Content-Encoding"), zipped.Header.Get("Content-Encoding"))
			continue
		}
		z, err := gzip.NewReader(strings.NewReader(packed))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(z); err != nil || string(got) != body {
			t.Errorf("%s: compressed answer differs: %v", path, err)
		}
	}
	if res, _ := get(t, h, "/healthz", "Accept-Encoding", "gzip"); res.Header.Get("Content-Encoding") != "" || res.StatusCode != 200 {
		t.Errorf("a small answer is compressed: %v", res.Header)
	}
}

func TestTooMuchIsRefused(t *testing.T) {
	h := mustServer(t, &oneJourney{})
	big := strings.Repeat("x", bodyMax+1)
	if res, body := do(t, h, httptest.NewRequest("POST", "/api/plan", strings.NewReader(big))); res.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d: %s", res.StatusCode, body)
	}
	r := httptest.NewRequest("POST", "/api/plan", struct{ io.Reader }{strings.NewReader(`{"from":"` + big + `"}`)})
	r.ContentLength = -1
	if res, body := do(t, h, r); res.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("without a length: status %d: %s", res.StatusCode, body)
	}
}

func TestAnotherOriginIsRefused(t *testing.T) {
	h := mustServer(t, &oneJourney{})
	r := httptest.NewRequest("POST", "/api/plan", strings.NewReader(`{}`))
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if res, body := do(t, h, r); res.StatusCode != http.StatusForbidden || !strings.Contains(body, "another origin") {
		t.Errorf("status %d: %s", res.StatusCode, body)
	}
}

func TestOverloadIs503WithRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		slow := plannerFunc(func(ctx context.Context, _ plan.Request) (plan.Answer, error) {
			<-release
			return plan.Answer{}, nil
		})
		l := newLimited(slow, 1, 2)
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				if _, err := l.Plan(t.Context(), plan.Request{}); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait() // one runs, two wait
		_, err := l.Plan(t.Context(), plan.Request{})
		if fault.CodeOf(err) != fault.Busy {
			t.Errorf("the fourth: %v", err)
		}
		p := newProblem(err)
		if p.Status != 503 || p.GetHeaders().Get("Retry-After") != "1" {
			t.Errorf("%+v %v", p, p.GetHeaders())
		}
		close(release)
		wg.Wait()
	})
}

func TestAPlanThatTakesTooLongIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimited(plannerFunc(func(ctx context.Context, _ plan.Request) (plan.Answer, error) {
			<-ctx.Done()
			return plan.Answer{}, ctx.Err()
		}), 1, 0)
		if _, err := l.Plan(t.Context(), plan.Request{}); fault.CodeOf(err) != fault.Busy {
			t.Error(err)
		}
	})
}

func TestBusyShowsOnPageAndAPI(t *testing.T) {
	h := mustServer(t, plannerFunc(func(context.Context, plan.Request) (plan.Answer, error) { return plan.Answer{}, busy("full") }))
	for _, path := range []string{"/?from=Nagoya&to=Almaty", "/api/plan?from=Nagoya&to=Almaty"} {
		if res, _ := get(t, h, path); res.StatusCode != 503 || res.Header.Get("Retry-After") == "" {
			t.Errorf("%s: %d %v", path, res.StatusCode, res.Header)
		}
	}
}

func TestAPanicAndADefectAreInternalErrors(t *testing.T) {
	for name, p := range map[string]Planner{
		"panic":  plannerFunc(func(context.Context, plan.Request) (plan.Answer, error) { panic("secret") }),
		"defect": plannerFunc(func(context.Context, plan.Request) (plan.Answer, error) { return plan.Answer{}, errors.New("secret") }),
	} {
		h := mustServer(t, p)
		for _, path := range []string{"/?from=Nagoya&to=Almaty", "/api/plan?from=Nagoya&to=Almaty"} {
			res, body := get(t, h, path)
			if res.StatusCode != 500 || strings.Contains(body, "secret") {
				t.Errorf("%s %s: %d %s", name, path, res.StatusCode, body)
			}
		}
	}
}

func TestTheRealPlannerAnswers(t *testing.T) {
	h := mustServer(t, nil)
	res, body := get(t, h, "/?from=Nagoya&to=Almaty&ready=2026-12-01")
	if res.StatusCode != 200 || strings.Count(body, "data-legs=") < 3 {
		t.Errorf("status %d, %d journeys", res.StatusCode, strings.Count(body, "data-legs="))
	}
	if res, body := get(t, h, "/?from=Nagoya&to=Almatty"); res.StatusCode != 404 || !strings.Contains(body, "Almaty") {
		t.Errorf("status %d", res.StatusCode)
	}
}

func TestExamplesOfThePageWork(t *testing.T) {
	h := mustServer(t, nil)
	_, body := get(t, h, "/")
	links := regexp.MustCompile(`href="(/\?from=[^"]+)"`).FindAllStringSubmatch(body, -1)
	if len(links) < 3 {
		t.Fatalf("%d examples", len(links))
	}
	for _, l := range links {
		path := strings.ReplaceAll(l[1], "&amp;", "&")
		if res, _ := get(t, h, path); res.StatusCode != 200 {
			t.Errorf("%s: status %d", path, res.StatusCode)
		}
	}
}
