package network

import (
	"bytes"
	"fmt"
	"io/fs"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"
	"github.com/kairo-corridor/kairo/fault"
)

var on = time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)

func load(t testing.TB) *Network {
	t.Helper()
	n, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestEmbeddedNetworkIsClean(t *testing.T) {
	r := load(t).Check()
	for _, v := range r.Violations {
		t.Error(v)
	}
	for what, least := range map[string]int{"locations": 330, "links": 580, "crossings": 80, "figures": 1040, "corridors": 11} {
		if r.Counts[what] < least {
			t.Errorf("%d %s, want at least %d", r.Counts[what], what, least)
		}
	}
	var b bytes.Buffer
	r.Print(&b)
	if !r.Clean() || !strings.Contains(b.String(), "clean: nothing contradicts itself") {
		t.Errorf("report does not end clean:\n%s", b.String())
	}
}

func TestZonesExist(t *testing.T) {
	n := load(t)
	for _, l := range n.Locations() {
		if _, err := time.LoadLocation(l.Zone); err != nil {
			t.Errorf("%s: %v", l.Code, err)
		}
	}
}

// Every corridor has links, and every end of them can be reached from a Japanese port over what is not suspended; only the
// port of the suspended ferry cannot.
func TestCorridorsStartInJapan(t *testing.T) {
	n := load(t)
	next := map[string][]string{}
	join := func(a, b, status string) {
		if status != "suspended" {
			next[a], next[b] = append(next[a], b), append(next[b], a)
		}
	}
	for _, l := range n.Links() {
		join(l.From, l.To, l.Status)
	}
	for _, c := range n.Crossings() {
		join(c.From, c.To, c.Status)
	}
	seen := map[string]bool{}
	for queue := []string{"JPYOK"}; len(queue) > 0; queue = queue[1:] {
		if !seen[queue[0]] {
			seen[queue[0]] = true
			queue = append(queue, next[queue[0]]...)
		}
	}
	count := map[string]int{}
	for _, l := range n.Links() {
		count[l.Corridor]++
		if l.Status != "suspended" && (!seen[l.From] || !seen[l.To]) {
			t.Errorf("%s cannot be reached from Yokohama", l.ID)
		}
	}
	for _, c := range n.Corridors() {
		if count[c.ID] < 5 {
			t.Errorf("corridor %s has %d links", c.ID, count[c.ID])
		}
	}
}

func TestPlacesTheProgrammeNames(t *testing.T) {
	n := load(t)
	for text, code := range map[string]string{
		"名古屋": "JPNGO", "nagoya": "JPNGO", "jpngo": "JPNGO", "ＮＡＧＯＹＡ": "JPNGO", "Nagoya (JPNGO, JP)": "JPNGO", "横浜": "JPYOK",
		"Алматы": "KZALA", "almaty": "KZALA", "アルマトイ": "KZALA", "西安": "CNXAG", "xian": "CNXAG", "Xi'an": "CNXAG", "Xi’an": "CNXAG",
		"Constanța": "ROCND", "constanta": "ROCND", "Alat, UZ": "UZ-ALAT", "Alat AZ": "AZALA", "Alat (AZALA, AZ)": "AZALA", "kz-altynkol": "KZ-ALTYNKOL",
		"Manas": "KG-FRU-APT", "Shahid Rajaee": "IRSRP", "IRCI3": "IRZBR", "Kuryk": "KZKUR", "Rotterdam": "NLRTM", "Mumbai": "INNSA", "suez": "EG-SUEZ",
	} {
		l, err := n.Resolve(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
		} else if l.Code != code {
			t.Errorf("%q is %s, want %s", text, l.Code, code)
		}
	}
}

func TestAmbiguousPlaceListsEachWithItsCountry(t *testing.T) {
	_, err := load(t).Resolve("alat")
	if fault.CodeOf(err) != fault.Ambiguous {
		t.Fatalf("got %v", err)
	}
	want := []string{"Alat (AZALA, AZ)", "Alat (UZ-ALAT, UZ)"}
	if d := cmp.Diff(want, fault.All(err)[0].Candidates); d != "" {
		t.Error(d)
	}
}

func TestUnknownPlaceNamesTheNearest(t *testing.T) {
	n := load(t)
	for text, first := range map[string]string{"Nagoja": "Nagoya", "Vladivistok": "Vladivostok", "Constantza": "Constanta", "Tashkant": "Tashkent"} {
		_, err := n.Resolve(text)
		if fault.CodeOf(err) != fault.UnknownPlace {
			t.Fatalf("%s: got %v", text, err)
		}
		if c := fault.All(err)[0].Candidates; len(c) == 0 || c[0] != first {
			t.Errorf("%s: candidates %v, want %s first", text, c, first)
		}
	}
	if _, err := n.Resolve(strings.Repeat("x", maxQuery+1)); fault.CodeOf(err) != fault.Limit {
		t.Errorf("endless name: %v", err)
	}
	if _, err := n.Resolve("  "); fault.CodeOf(err) != fault.UnknownPlace {
		t.Errorf("no name: %v", err)
	}
}

func TestSearchWhileTyping(t *testing.T) {
	n := load(t)
	for text, want := range map[string]string{"nag": "JPNGO", "Кур": "KZKUR", "KZALA": "KZALA", "名": "JPNGO", "abbas": "IRSRP", "rotterdm": "NLRTM"} {
		got := n.Search(text, 5)
		if !slices.ContainsFunc(got, func(l *Location) bool { return l.Code == want }) {
			t.Errorf("%q does not offer %s", text, want)
		}
		if len(got) > 5 {
			t.Errorf("%q: %d suggestions", text, len(got))
		}
	}
	if got := n.Search("almaty", 1); len(got) != 1 || got[0].Code != "KZALA" {
		t.Errorf("almaty: %v", got)
	}
	if n.Search("", 5) != nil || n.Search("a", 0) != nil {
		t.Error("nothing asked, something offered")
	}
}

// The traps of the sources: codes that look right and are not.
func TestCodesOfPortsThatAreOftenMistaken(t *testing.T) {
	n := load(t)
	for code, name := range map[string]string{"KZKUR": "Kuryk", "AZALA": "Alat", "IRZBR": "Chabahar", "RUHTA": "Chita", "MNZUU": "Zamyn-Uud"} {
		l, ok := n.Location(code)
		if !ok || l.Name != name {
			t.Errorf("%s is not %s", code, name)
		}
	}
	for _, wrong := range []string{"KZKRY", "AZALT", "RUCTA", "IRBAM", "MNDZU"} {
		if _, ok := n.Location(wrong); ok {
			t.Errorf("%s is a wrong code", wrong)
		}
	}
	torkham, _ := n.Location("AFRKH")
	if GreatCircleKm(torkham.Lat, torkham.Lon, 34.12, 71.10) > 10 {
		t.Error("Torkham has the wrong position of UN/LOCODE")
	}
}

func TestFiguresCarryTheirSource(t *testing.T) {
	n := load(t)
	for _, f := range n.Figures() {
		if f.Source == "" || f.Printed == "" {
			t.Errorf("%s: no source or no printed value", f.ID)
		}
		if f.Metric == "duration_min" && f.Value < 30 {
			t.Errorf("%s: %g minutes", f.ID, f.Value)
		}
	}
	for id, want := range map[string]struct {
		kind    Kind
		value   float64
		subject string
	}{
		"F0044": {Best, 12 * 1440, ""},                        // Altynkol – Poti: a best time speaks of a whole journey
		"F0283": {Mean, 34.8 * 60, "X-KHORGOS-RAIL"},          // leaving China at Khorgos
		"F0418": {Fact, 1904, "rail:CNLAZ-CNURM"},             // Lanzhou – Urumqi
		"F0981": {Estimated, 27109.6, "sea:JPYOK-NLRTM-CAPE"}, // 14,638 nautical miles round the Cape
		"F0627": {Plan, 600, "ferry:KZKUR-AZALA"},             // tariff of a 20 ft container
		"F0317": {Congested, 120 * 60, "X-BREST-RAIL"},        // the bad case at Małaszewicze
	} {
		f, ok := n.Figure(id)
		if !ok || f.Kind != want.kind || math.Abs(f.Value-want.value) > 1 || f.Subject != want.subject {
			t.Errorf("%s is %+v, want %+v", id, f, want)
		}
	}
}

// Every value of every arc has a basis that it can show, and names only figures that exist and speak of its metric.
func TestEveryValueLeadsToItsSource(t *testing.T) {
	n := load(t)
	speaks := map[string]*regexp.Regexp{
		MetricDistance: regexp.MustCompile(`^distance_km$`), MetricMinutes: regexp.MustCompile(`^(duration_min|dwell_min)$`), MetricUSD: regexp.MustCompile(`^usd_(teu|feu)$`),
	}
	check := func(id string, v Values) {
		for name, x := range map[string]Value{MetricDistance: v.Distance, MetricMinutes: v.Minutes, MetricSD: v.SD, MetricUSD: v.USD, MetricGPerTKm: v.GPerTKm, MetricGPerTEU: v.GPerTEU} {
			if x.Basis == "" || x.Unit == "" || x.Basis != Sourced && x.Method == "" {
				t.Errorf("%s: %s has no basis, unit or method: %+v", id, name, x)
			}
			if x.Basis == Sourced && (x.Source == "" || x.Kind == "" || x.Kind == Best || x.Kind == Estimated) {
				t.Errorf("%s: %s is said to be sourced by %q of kind %q", id, name, x.Source, x.Kind)
			}
			for _, fid := range x.Figures {
				f, ok := n.Figure(fid)
				if !ok {
					t.Errorf("%s: %s names unknown figure %s", id, name, fid)
					continue
				}
				if want := speaks[name]; x.Basis == Sourced && want != nil && !want.MatchString(f.Metric) && f.Subject == id {
					t.Errorf("%s: %s rests on %s, which speaks of %s", id, name, fid, f.Metric)
				}
				if f.Suspect {
					t.Errorf("%s: %s rests on suspect %s", id, name, fid)
				}
			}
		}
	}
	for i := range n.links {
		check(n.links[i].ID, n.LinkValues(&n.links[i], on))
	}
	for i := range n.crossings {
		c := &n.crossings[i]
		check(c.ID, n.CrossingValues(c, c.From, on))
		check(c.ID, n.CrossingValues(c, c.To, on))
	}
	for i := range n.locations {
		for _, a := range append([]Mode{""}, Modes...) {
			for _, b := range append([]Mode{""}, Modes...) {
				check("transfer:"+n.locations[i].Code+":"+TransferPair(a, b), n.TransferValues(&n.locations[i], a, b, on))
			}
		}
	}
}

func TestLinkValuesOfASourcedLink(t *testing.T) {
	n := load(t)
	l, _ := n.Link("rail:CNLAZ-CNURM")
	v := n.LinkValues(l, on)
	if v.Distance.V != 1904 || v.Distance.Basis != Sourced || v.Distance.Figures[0] != "F0418" || v.Distance.Kind != Fact {
		t.Errorf("distance %+v", v.Distance)
	}
	if v.Minutes.Basis != Factor || math.Abs(v.Minutes.V-1904/n.class["rail-cn"].Values["kmh"].V*60) > 1 || v.Minutes.Low >= v.Minutes.V || v.Minutes.High <= v.Minutes.V {
		t.Errorf("minutes %+v", v.Minutes)
	}
	if v.SD.V <= 0 || v.USD.V <= 0 || v.GPerTKm.Basis != Factor || v.GPerTEU.V != 0 {
		t.Errorf("values %+v", v)
	}
}

func TestRateOfAFEUCountsHalfAndTheLatestHolds(t *testing.T) {
	n := load(t)
	l, _ := n.Link("sea:CNSHG-NLRTM-CAPE")
	v := n.LinkValues(l, on).USD
	if v.V != 1125 || v.Basis != Sourced || v.Kind != Guidance || !strings.Contains(v.Method, "half of the rate for a FEU") || v.High != 2387.5 {
		t.Errorf("%+v", v)
	}
}

func TestContainerTariffOfTheFerryIsTakenAsItIs(t *testing.T) {
	n := load(t)
	var on time.Time // the means of a year, no month
	l, _ := n.Link("ferry:KZKUR-AZALA")
	v := n.LinkValues(l, on)
	if v.USD.V != 600 || v.USD.Basis != Sourced || v.Minutes.V != 20*60 || v.Minutes.Basis != Sourced {
		t.Errorf("%+v %+v", v.USD, v.Minutes)
	}
}

func TestCrossingAddsItsSides(t *testing.T) {
	n := load(t)
	var on time.Time // the means of a year, no month
	c, _ := n.CrossingByID("X-KHORGOS-RAIL")
	west, east := n.CrossingValues(c, "CNHRS", on), n.CrossingValues(c, "KZ-ALTYNKOL", on)
	kz, cn := n.class["side-rail-KZ"].Values, n.class["side-rail-CN"].Values
	if want := (34.8 + kz["hours:in"].V) * 60; math.Abs(west.Minutes.V-want) > 0.01 || west.Minutes.Basis != Sourced || west.Minutes.Figures[0] != "F0283" {
		t.Errorf("westbound %+v, want %.0f", west.Minutes, want)
	}
	if want := (kz["hours:out"].V + cn["hours:in"].V) * 60; math.Abs(east.Minutes.V-want) > 0.01 || east.Minutes.Basis == Sourced {
		t.Errorf("eastbound %+v, want %.0f", east.Minutes, want)
	}
	torkham, _ := n.CrossingByID("X-TORKHAM-ROAD")
	v := n.CrossingValues(torkham, "PKTOR", on).Minutes
	if want := (24.2 + 24.2) * 60; math.Abs(v.V-want) > 0.01 || v.Basis != Sourced || v.High < (50+24.2)*60 {
		t.Errorf("Torkham %+v, want the latest claims of both sides", v)
	}
	brest, _ := n.CrossingByID("X-BREST-RAIL")
	if v := n.CrossingValues(brest, "BYBQT", on); v.Minutes.V != 60*60 || v.Minutes.Kind != Guidance || v.Minutes.High != 120*60 || v.SD.V < 18*60 {
		t.Errorf("Brest %+v %+v", v.Minutes, v.SD)
	}
}

func TestBestTimeIsNoMean(t *testing.T) {
	n := load(t)
	c, _ := n.CrossingByID("X-IRKESHTAM-ROAD")
	v := n.CrossingValues(c, c.From, on).Minutes
	if v.V <= 3*60 || v.Basis == Sourced || !strings.Contains(v.Method, "no mean") {
		t.Errorf("a traveller's best became the mean: %+v", v)
	}
}

func TestTransfers(t *testing.T) {
	n := load(t)
	var on time.Time // the means of a year, no month
	vvo, _ := n.Location("RUVVO")
	if v := n.TransferValues(vvo, Sea, Rail, on); v.Minutes.V != 48*60 || v.Minutes.Basis != Sourced {
		t.Errorf("Vladivostok sea to rail %+v", v.Minutes)
	}
	if v := n.TransferValues(vvo, Rail, Sea, on); v.Minutes.Basis == Sourced {
		t.Error("the other direction is not claimed")
	}
	if v := n.TransferValues(vvo, Rail, Rail, on); v.Minutes.V != 0 || v.USD.V != 0 {
		t.Error("a yard is no transfer")
	}
	suez, _ := n.Location("EG-SUEZ")
	if v := n.TransferValues(suez, Sea, Sea, on); v.Minutes.V != 0 {
		t.Error("a waypoint is no transfer")
	}
	for _, p := range [][2]Mode{{"", Sea}, {Sea, ""}, {Sea, Sea}, {"", Rail}, {Rail, Ferry}, {Air, Road}} {
		if v := n.TransferValues(vvo, p[0], p[1], on); v.Minutes.V <= 0 || v.USD.V <= 0 || v.GPerTEU.V <= 0 || v.SD.V <= 0 {
			t.Errorf("%s: %+v", TransferPair(p[0], p[1]), v)
		}
	}
}

func TestNoticesHoldOnTheirDays(t *testing.T) {
	n := load(t)
	day := func(s string) time.Time { d, _ := time.Parse("2006-01-02", s); return d }
	if got := n.Notices("sea:JPYOK-IRSRP", day("2026-03-01")); len(got) != 0 {
		t.Errorf("before the closure: %v", got)
	}
	got := n.Notices("sea:JPYOK-IRSRP", day("2026-03-02"))
	if len(got) != 1 || !strings.Contains(got[0], "Hormuz") || !strings.Contains(got[0], "tanea.gr") {
		t.Errorf("on the day: %v", got)
	}
	if got := n.Notices("hormuz", day("2026-12-01")); len(got) != 1 || !strings.Contains(got[0], "since 2026-06-20") {
		t.Errorf("after: %v", got)
	}
	if got := n.Notices("rail:CNLAZ-CNURM", on); len(got) != 0 {
		t.Errorf("a link nobody gave notice of: %v", got)
	}
}

func TestShapesKeepOffTheAntimeridian(t *testing.T) {
	n := load(t)
	for _, l := range n.Links() {
		p := n.ShapeOf(&l)
		for i := 1; i < len(p); i++ {
			if math.Abs(p[i][1]-p[i-1][1]) > 180 {
				t.Errorf("%s crosses the antimeridian", l.ID)
			}
		}
		if l.Mode == Sea && len(p) < 3 {
			t.Errorf("%s is drawn straight", l.ID)
		}
	}
}

func TestAirLinksTakeNoClass7(t *testing.T) {
	for _, l := range load(t).Links() {
		if l.Mode == Air && (!l.NoClass7 || !strings.Contains(l.Note, "Assumption")) {
			t.Errorf("%s: class 7 on it, or the assumption not stated", l.ID)
		}
	}
}

func overlayOf() Overlay {
	return Overlay{Name: "November", Rows: []OverlayRow{
		{Subject: "X-KHORGOS-RAIL", Metric: MetricMinutes, From: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), N: 42, Mean: 1500, SD: 300, P50: 1400, P90: 2000.5, Unit: "min", Source: "events: 42 observed", Observed: true},
		{Subject: "rail:CNLAZ-CNURM", Metric: MetricUSD, To: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), Mean: 700, Unit: "USD/TEU", Source: "supposed, \"half price\""},
		{Subject: "transfer:KZKUR:rail-ferry", Metric: MetricMinutes, N: 9, Mean: 600, P50: 500, P90: 900, Unit: "min", Source: "simulated"},
		{Subject: "transfer:AZALA", Metric: MetricMinutes, N: 3, Mean: 60, Unit: "min", Source: "events", Observed: true},
	}}
}

func TestOverlayRoundTrip(t *testing.T) {
	var b bytes.Buffer
	want := overlayOf()
	if err := WriteOverlay(&b, want); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	got, err := ReadOverlay(&b, "November")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	var again bytes.Buffer
	if err := WriteOverlay(&again, got); err != nil || again.String() != text {
		t.Errorf("written again it differs: %v", err)
	}
}

func TestOverlayReplacesAndRemembers(t *testing.T) {
	n := load(t)
	c, _ := n.CrossingByID("X-KHORGOS-RAIL")
	before := n.CrossingValues(c, "CNHRS", on)
	m := n.With(overlayOf())
	after := m.CrossingValues(c, "CNHRS", on)
	if after.Minutes.V != 1500 || after.Minutes.Basis != Observed || *after.Minutes.Before != before.Minutes.V || after.Minutes.High != 2000.5 || after.SD.V != 300 {
		t.Errorf("%+v", after.Minutes)
	}
	if v := m.CrossingValues(c, "CNHRS", time.Date(2026, 10, 31, 0, 0, 0, 0, time.UTC)); v.Minutes.V == 1500 || v.Minutes.Before != nil {
		t.Error("the overlay holds before its first day")
	}
	if v := n.CrossingValues(c, "CNHRS", on); v.Minutes.V != before.Minutes.V {
		t.Error("the network itself changed")
	}
	l, _ := n.Link("rail:CNLAZ-CNURM")
	if v := m.LinkValues(l, on).USD; v.V != 700 || v.Basis != Estimate || v.Before == nil {
		t.Errorf("a supposed value shows as %+v", v)
	}
	if v := m.LinkValues(l, time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)).USD; v.Before != nil {
		t.Error("the end of an overlay is not exclusive")
	}
	alat, _ := n.Location("AZALA")
	if v := m.TransferValues(alat, Ferry, Rail, on).Minutes; v.V != 60 || v.Basis != Observed {
		t.Errorf("a transfer of every pair: %+v", v)
	}
	if !m.Dated() || n.Dated() {
		t.Error("Dated tells nothing")
	}
	if !n.Knows("transfer:KZKUR:rail-ferry") || n.Knows("transfer:KZKUR:rail-boat") || n.Knows("X-NOWHERE") {
		t.Error("Knows does not know")
	}
}

func TestBrokenOverlayIsNamedByLineAndField(t *testing.T) {
	head := strings.Join(overlayColumns, ",") + "\n"
	for row, want := range map[string]string{
		"X-A,minutes,,,5,abc,0,0,0,min,yes,s\n":                  "mean: a number from 0",
		"X-A,days,,,5,1,0,0,0,min,yes,s\n":                       "metric: one of minutes, usd",
		"X-A,minutes,2026-13-01,,5,1,0,0,0,min,yes,s\n":          "from: a day like",
		"X-A,minutes,,,5,1,0,0,0,h,yes,s\n":                      "unit: min for minutes",
		"X-A,minutes,,,0,1,0,0,0,min,yes,s\n":                    "n: how many were observed",
		"X-A,minutes,2026-02-01,2026-01-01,5,1,0,0,0,min,no,s\n": "to: a day after from",
		"X-A,minutes,,,5,1,0,9,3,min,no,s\n":                     "p90: not below p50",
		"X-A,minutes\n":                                          "12 fields",
	} {
		_, err := ReadOverlay(strings.NewReader(head+row), "o.csv")
		if fault.CodeOf(err) != fault.BadFile || !strings.HasPrefix(err.Error(), "o.csv:2:") || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", row, err, want)
		}
	}
	if _, err := ReadOverlay(strings.NewReader("a,b\n"), "o.csv"); fault.CodeOf(err) != fault.BadFile {
		t.Errorf("header: %v", err)
	}
}

// mutated is the embedded network with one text replaced in one file.
func mutated(t *testing.T, file, old, new string) fs.FS {
	t.Helper()
	m := fstest.MapFS{}
	entries, _ := embedded.ReadDir("data")
	for _, e := range entries {
		data, _ := embedded.ReadFile("data/" + e.Name())
		if e.Name() == file {
			if !bytes.Contains(data, []byte(old)) {
				t.Fatalf("%s has no %q", file, old)
			}
			data = bytes.Replace(data, []byte(old), []byte(new), 1)
		}
		m[e.Name()] = &fstest.MapFile{Data: data}
	}
	return m
}

func TestBrokenRowIsNamedByFileLineAndField(t *testing.T) {
	for _, c := range []struct{ file, old, new, want string }{
		{"locations.csv", "JPNGO,", "jpngo,", "code: a UN/LOCODE like"},
		{"locations.csv", "Asia/Tokyo", "Tokyo time", "zone: an IANA zone"},
		{"locations.csv", ",port,", ",harbour,", "kind: one of port"},
		{"locations.csv", ",1435,", ",1436,", "gauge: 1435"},
		{"locations.csv", "CNLYG,Lianyungang,CN,34.72", "CNLYG,Lianyungang,CN,134.72", "lat: a number from -90 to 90"},
		{"locations.csv", "CNLYG,Lianyungang,CN", "CNLYG,Lianyungang,JP", "country: CN"},
		{"links.csv", "rail:CNLAZ-CNURM,CNLAZ,CNURM", "rail:CNLAZ-CNURM,CNLAZ,CNXXX", "to: a code of locations.csv"},
		{"links.csv", "rail:CNLAZ-CNURM,CNLAZ", "rail:XX,CNLAZ", "id: mode:FROM-TO"},
		{"links.csv", ",rail,rail-cn,", ",rail,road-cn,", "class: a row of classes.csv that applies to a link of mode rail"},
		{"links.csv", ",open,", ",ajar,", "status: one of open, limited, suspended"},
		{"links.csv", "malacca;", "mallaca;", "through: aliases of waypoints"},
		{"links.csv", ",china-land-bridge,", ",silk-road,", "corridor: a row of corridors.csv"},
		{"links.csv", "35.43 139.76;", "35.43,", "fields"},
		{"links.csv", "35.43 139.76;", "35.43 x;", "shape: "},
		{"crossings.csv", "rail,x-rail-gauge,yes", "rail,x-rail-gauge,no", "gauge: yes exactly where"},
		{"crossings.csv", "X-KHORGOS-RAIL,", "KHORGOS,", "id: X-NAME"},
		{"corridors.csv", "#d55e00", "orange", "colour: #rrggbb"},
		{"corridors.csv", "Iran,2,", "Iran,1,", "precedence: above that of the row before"},
		{"figures.csv", "F0002,", "F0001,", "id: used only once"},
		{"figures.csv", ",fact,", ",fiction,", "kind: one of best"},
		{"figures.csv", "X-KHORGOS-RAIL,CNHRS", "X-KHORGOS-RAIL,CNAKL", "side: a location of the crossing"},
		{"figures.csv", "rail:CNLAZ-CNURM", "rail:CNLAZ-MOON", "subject: a link, crossing"},
		{"figures.csv", "distance_km,1904,,km", "distance_km,1904,,mi", "unit: km for distance_km"},
		{"classes.csv", ",link,rail,", ",line,rail,", "applies: one of"},
		{"class-values.csv", "rail-cn,circuity,1.15,1.1", "rail-cn,circuity,1.15,1.3", "value: between low 1.3"},
		{"class-values.csv", "rail-cn,kmh,", "rail-cn,mph,", "quantity: one of"},
		{"notices.csv", "hormuz,2026-03-02", "ormuz,2026-03-02", "subject: a link"},
		{"notices.csv", "2026-03-02", "2 March", "from: a day like"},
		{"programme.csv", "P01,corridor,", "P01,,", "topic: not empty"},
	} {
		_, err := Load(mutated(t, c.file, c.old, c.new))
		if err == nil {
			t.Errorf("%s: %q for %q passes", c.file, c.new, c.old)
			continue
		}
		if !strings.Contains(err.Error(), c.file+":") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %q for %q: got %.300v, want %q", c.file, c.new, c.old, err, c.want)
		}
	}
}

func TestEveryViolationIsReported(t *testing.T) {
	m := mutated(t, "links.csv", ",open,", ",ajar,").(fstest.MapFS)
	m["links.csv"].Data = bytes.ReplaceAll(m["links.csv"].Data, []byte(",limited,"), []byte(",lame,"))
	delete(m, "notices.csv")
	_, err := Load(m)
	if got := len(fault.All(err)); got < 20 {
		t.Errorf("%d violations reported: %v", got, err)
	}
	if !strings.Contains(err.Error(), "notices.csv: cannot be opened") {
		t.Errorf("a missing file is not named: %v", err)
	}
}

func TestHugeFileIsRefused(t *testing.T) {
	m := mutated(t, "links.csv", ",open,", ",open,").(fstest.MapFS)
	m["figures.csv"] = &fstest.MapFile{Data: bytes.Repeat([]byte("x"), maxFileBytes+1)}
	if _, err := Load(m); fault.CodeOf(err) == "" || !strings.Contains(err.Error(), "file is too long") {
		t.Errorf("got %.200v", err)
	}
}

func TestProgrammeFiguresNameTheirSource(t *testing.T) {
	p := load(t).Programme()
	if len(p) < 25 {
		t.Fatalf("%d programme figures", len(p))
	}
	for _, f := range p {
		if f.Source == "" || f.Value == "" {
			t.Errorf("%+v", f)
		}
	}
}

func FuzzReadOverlay(f *testing.F) {
	var b bytes.Buffer
	_ = WriteOverlay(&b, overlayOf())
	f.Add(b.String())
	f.Add("subject\n\"")
	f.Fuzz(func(t *testing.T, s string) {
		o, err := ReadOverlay(strings.NewReader(s), "f")
		if err != nil {
			return
		}
		var w bytes.Buffer
		if err := WriteOverlay(&w, o); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadOverlay(&w, "f"); err != nil {
			t.Fatalf("written overlay does not read back: %v", err)
		}
	})
}

func FuzzResolve(f *testing.F) {
	for _, s := range []string{"Nagoya", "Alat (", "a,b", "名古屋", ", ", "((("} {
		f.Add(s)
	}
	n, err := Default()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l, err := n.Resolve(s)
		if (l == nil) == (err == nil) {
			t.Fatalf("%q: %v, %v", s, l, err)
		}
		n.Search(s, 5)
	})
}

func BenchmarkValues(b *testing.B) {
	n := load(b)
	for b.Loop() {
		for i := range n.links {
			n.LinkValues(&n.links[i], on)
		}
	}
	b.ReportMetric(float64(len(n.links)), "links")
}

func ExampleNetwork_Resolve() {
	n, err := Default()
	if err != nil {
		panic(err)
	}
	l, _ := n.Resolve("名古屋")
	fmt.Println(l.Label())
	_, err = n.Resolve("Alat")
	fmt.Println(err)
	// Output:
	// Nagoya (JPNGO, JP)
	// several places are called "Alat"; expected one of their codes; perhaps Alat (AZALA, AZ), Alat (UZ-ALAT, UZ)
}
