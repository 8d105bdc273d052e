package web

import (
	"bytes"
	"io/fs"
	"math"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
)

var now = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)

// says is the tongue of a language.
func says(t *testing.T, l Lang) *tongue {
	t.Helper()
	all, err := readTongues()
	if err != nil {
		t.Fatal(err)
	}
	return all[l]
}

func TestFormReadsWhatItWrites(t *testing.T) {
	for _, q := range []string{
		"from=A&to=B&teu=1&mass=1t&ready=2027-01-02&goodsUSD=100000&usdPerDay=100&usdPerTonne=80&usdPerRiskDay=50&scenario=two-feeders&scenario=b&without=hormuz-2026&journey=x&compare=a,b&lang=ru",
		"from=Nagoya&to=Almaty&teu=2&mass=18t&ready=2026-12-01",
		"from=%E5%90%8D%E5%8F%A4%E5%B1%8B&to=Xi%27an&teu=4&mass=40t&ready=2027-01-02&class=7&avoid=RU&avoid=air&maxDays=40&maxUSD=9000&maxKgCO2e=1&keep=3&journey=abc",
	} {
		v, err := url.ParseQuery(q)
		if err != nil {
			t.Fatal(err)
		}
		f := ParseForm(v, now)
		again, err := url.ParseQuery(f.Query())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(f, ParseForm(again, now.AddDate(1, 0, 0))); diff != "" {
			t.Errorf("%s: %s", q, diff)
		}
	}
}

func TestFormHasUsualValues(t *testing.T) {
	f := ParseForm(url.Values{}, now)
	if f.Asked() || f.TEU != "2" || f.Mass != "18t" || f.Ready != "2026-12-01" {
		t.Errorf("%+v", f)
	}
}

func TestFormToRequest(t *testing.T) {
	v, _ := url.ParseQuery("from=Nagoya&to=Almaty&teu=3&mass=18.5t&ready=2026-12-05&class=3&avoid=RU,IR&avoid=RU&maxUSD=9000")
	r, err := ParseForm(v, now).Request()
	if err != nil {
		t.Fatal(err)
	}
	want := plan.Request{From: "Nagoya", To: "Almaty", TEU: 3, Mass: 18500, Ready: time.Date(2026, 12, 5, 0, 0, 0, 0, time.UTC), Class: "3", Avoid: []string{"RU", "IR"}, MaxUSD: 9000, Frontier: true}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Error(diff)
	}
}

func TestFormTellsEveryViolation(t *testing.T) {
	v, _ := url.ParseQuery("from=Nagoya&teu=two&mass=heavy&ready=soon&maxDays=-1&maxUSD=NaN&goodsUSD=x&usdPerDay=-1&keep=x")
	_, err := ParseForm(v, now).Request()
	var paths []string
	for _, e := range fault.All(err) {
		if e.Expected == "" {
			t.Errorf("%s does not say what is expected", e.Path)
		}
		paths = append(paths, e.Path)
	}
	if diff := cmp.Diff([]string{"to", "teu", "mass", "ready", "maxDays", "maxUSD", "goodsUSD", "usdPerDay", "keep"}, paths); diff != "" {
		t.Error(diff)
	}
}

func TestFormIsBounded(t *testing.T) {
	q := url.Values{"from": {strings.Repeat("名", 200)}}
	for i := range 200 {
		q.Add("avoid", strings.Repeat("x", i+1))
	}
	f := ParseForm(q, now)
	if len(f.From) > textMax || !strings.HasPrefix(f.From, "名") || len(f.Avoid) != avoidMax {
		t.Errorf("%d bytes, %d entries", len(f.From), len(f.Avoid))
	}
}

func TestCorridorColoursKeepTheirContrast(t *testing.T) {
	for _, c := range []string{"#ffffff", "#000000", "#e69f00", "#f0e442", "#56b4e9", "#332288", "#cc79a7", "nonsense"} {
		css, classes := corridorCSS([]Corridor{{ID: "x", Colour: c}})
		if classes["x"] != "cor-0" {
			t.Fatal(classes)
		}
		found := regexp.MustCompile(`--cor:(#[0-9a-f]{6});--cor-ink:(#[0-9a-f]{6})`).FindAllSubmatch(css, -1)
		if len(found) != 2 {
			t.Fatalf("%s", css)
		}
		for i, ground := range []rgb{lightGround, darkGround} {
			colour, _ := parseColour(string(found[i][1]))
			ink, _ := parseColour(string(found[i][2]))
			if contrast(colour, ground) < 3 || contrast(colour, ink) < 4.5 {
				t.Errorf("%s: %s has contrast %.1f, its ink %.1f", c, found[i][1], contrast(colour, ground), contrast(colour, ink))
			}
		}
	}
}

func TestScatterKeepsWithinItsFrame(t *testing.T) {
	for _, usd := range [][]float64{{5000, 6000}, {900, 70000}, {0.5, 1e7}, {4000}, {5000, 5000}} {
		var js []*JourneyView
		for i, u := range usd {
			d := float64(10 + i*20)
			js = append(js, &JourneyView{Journey: plan.Journey{USD: u, P10Days: d * 0.8, P50Days: d, P90Days: d * 1.5}, N: i + 1, Chosen: i == 0})
		}
		s := newScatter(says(t, English), js, nil)
		for _, p := range s.Points {
			for _, v := range []float64{p.X, p.X0, p.X1} {
				if !(v >= s.Left && v <= s.Right) {
					t.Errorf("%v: x %v outside", usd, v)
				}
			}
			if !(p.Y >= s.Top-0.01 && p.Y <= s.Bottom+0.01) {
				t.Errorf("%v: y %v outside", usd, p.Y)
			}
		}
		if n := len(s.Y); n < 2 || n > 26 {
			t.Errorf("%v: %d ticks", usd, n)
		}
		if !s.Points[len(s.Points)-1].Journey.Chosen {
			t.Error("the chosen one is not on top")
		}
	}
	if newScatter(says(t, English), nil, nil) != nil {
		t.Error("a chart of nothing")
	}
}

func TestMarksOfCorridorsDiffer(t *testing.T) {
	seen := map[string]bool{}
	for i := range shapesOfMarks {
		p := markPath(i, 0, 0, 10)
		if seen[p] || strings.Contains(p, "NaN") {
			t.Errorf("shape %d: %s", i, p)
		}
		seen[p] = true
	}
}

func TestStripCoversAllHours(t *testing.T) {
	legs := []LegView{{Leg: plan.Leg{Kind: plan.Load, Hours: 10}}, {Leg: plan.Leg{Kind: plan.Move, Mode: network.Rail, Hours: 70}}, {Leg: plan.Leg{Kind: plan.Border, Hours: 20}}}
	s := newStrip(says(t, English), legs)
	end, share := 0.0, 0.0
	for _, x := range s.Segments {
		end = x.X + x.W
	}
	for _, p := range s.Parts {
		share += p.Share
	}
	if math.Abs(end-stripW) > 1e-9 || math.Abs(share-1) > 1e-9 {
		t.Errorf("ends at %v, shares %v", end, share)
	}
	if s := newStrip(says(t, English), nil); len(s.Segments) != 0 {
		t.Error("segments of nothing")
	}
}

func TestNumbersAreShownAsExactlyAsKnown(t *testing.T) {
	for got, want := range map[string]string{
		days(23.149): "23.1", whole(12345.6): "12,346", hours(0): "0", hours(4.26): "4.3", hours(9.97): "10", hours(123.4): "123",
		says(t, English).percent(0.104): "10\u00a0%", measure(0): "0", measure(1.5): "1.5", measure(0.254): "0.25", measure(45.04): "45", measure(12345): "12,345",
		shortMoney(500): "500", shortMoney(20000): "20 k", shortMoney(1.5e6): "1.5 M",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestPrintedFigures(t *testing.T) {
	for in, want := range map[string][2]string{
		"border TFI1 avg: 57.2 hours":            {"border TFI1 avg", "57.2 hours"},
		"containers: 2260801.0 TEU":              {"containers", "2,260,801 TEU"},
		"schedule: none: sails when loaded text": {"schedule", "none: sails when loaded"},
		"closed: 2026-03-02 date":                {"closed", "2026-03-02"},
		"":                                       {"dwell_min", "90 min"},
	} {
		if got := printed(network.Figure{Printed: in, Metric: "dwell_min", Value: 90, Unit: "min"}); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

func TestEveryCountryOfTheNetworkHasAName(t *testing.T) {
	n, err := network.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range n.Locations() {
		for _, lang := range Langs {
			if lang.country(l.Country) == l.Country {
				t.Errorf("%s: %s (%s)", lang, l.Country, l.Name)
			}
		}
	}
}

// Pages are complete without the bundle, and name it when it is there.
func TestPagesWithAndWithoutTheBundle(t *testing.T) {
	static, err := fs.Sub(staticFiles, "static")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		dist   fstest.MapFS
		script bool
	}{
		{fstest.MapFS{}, false},
		{fstest.MapFS{"manifest.json": {Data: []byte(`{"main.js":"main-0123456789.js"}`)}, "main-0123456789.js": {Data: []byte("1")}}, true},
	} {
		s, err := newSite(Options{Version: "test"}, static, c.dist)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := s.Planner(&b, Visit{}, PlannerPage{Form: ParseForm(url.Values{}, now)}); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(b.String(), `src="/assets/main-0123456789.js"`); got != c.script || s.HasScript() != c.script {
			t.Errorf("script %v, want %v", got, c.script)
		}
		w := httptest.NewRecorder()
		s.Assets().ServeHTTP(w, httptest.NewRequest("GET", "/assets/main-0123456789.js", nil))
		if (w.Code == 200) != c.script {
			t.Errorf("status %d", w.Code)
		}
	}
	if _, err := newSite(Options{}, static, fstest.MapFS{"manifest.json": {Data: []byte(`{"main.js":"gone.js"}`)}}); err == nil {
		t.Error("a bundle with a missing file is taken")
	}
}

// The bundle stays small enough for a slow line: 100 kB of script, compressed.
func TestBundleIsSmall(t *testing.T) {
	dist, err := fs.Sub(distFiles, "dist")
	if err != nil {
		t.Fatal(err)
	}
	names, _ := fs.Glob(dist, "main-*.js")
	if len(names) == 0 {
		t.Skip("skipped: the bundle is not built (go run ./web/bundle)")
	}
	data, err := fs.ReadFile(dist, names[0])
	if err != nil {
		t.Fatal(err)
	}
	if n := len(compressed(data)); n > 100_000 {
		t.Errorf("%d bytes of script, compressed", n)
	}
}

// What is committed names no registry: packages come from wherever npm is told to find them.
func TestLockNamesNoHost(t *testing.T) {
	for _, name := range []string{"package-lock.json", "package.json", ".npmrc"} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if found := regexp.MustCompile(`"resolved"|https?://`).Find(data); found != nil {
			t.Errorf("%s: %s", name, found)
		}
	}
}

func TestMarksStandApart(t *testing.T) {
	var js []*JourneyView
	for i := range 8 {
		js = append(js, &JourneyView{Journey: plan.Journey{USD: 5000, P10Days: 8, P50Days: 10, P90Days: 12}, N: i + 1})
	}
	s := newScatter(says(t, English), js, nil)
	for i, a := range s.Points {
		for _, b := range s.Points[i+1:] {
			if d := math.Hypot(a.MX-b.MX, a.MY-b.MY); d < 1.5*markRadius {
				t.Errorf("marks %d and %d are %.1f apart", a.Journey.N, b.Journey.N, d)
			}
		}
		if a.MX < s.Left || a.MX > s.Right || a.MY < s.Top || a.MY > s.Bottom {
			t.Errorf("mark %d is outside", a.Journey.N)
		}
	}
}
