package document_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/kairo-corridor/kairo/document"
	"github.com/kairo-corridor/kairo/event"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/plan"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func move(km, hours, usd float64) document.Step {
	return document.Step{Km: km, Hours: hours, USD: usd}
}

func stay(kind document.StopKind, key, name string, hours, usd float64) document.Step {
	return document.Step{Stop: kind, Key: key, Name: name, Hours: hours, USD: usd}
}

// landBridge is a journey of the land bridge, planned and as it went.
func landBridge() []document.Series {
	line := func(name string, port, sea, yard, border, end float64) document.Series {
		return document.Series{Name: name, Steps: []document.Step{
			stay(document.Terminal, "JPNGO", "Nagoya", port, 420), move(1650, sea, 650),
			stay(document.Terminal, "CNLYG", "Lianyungang", yard, 310), move(1070, 30, 700), stay(document.Terminal, "CNSIA", "Xi'an", 14, 120), move(3300, 74, 1900),
			stay(document.Border, "X-KHORGOS-RAIL", "Khorgos – Altynkol (rail)", border, 450), move(380, 15, 300), stay(document.Terminal, "KZALA", "Almaty", end, 210)}}
	}
	return []document.Series{line("planned", 48, 96, 60, 34, 12), line("actual (simulated)", 52, 110, 44, 71, 9)}
}

// crowded is a journey of many borders close together, with names that try to break out.
func crowded() []document.Series {
	s := document.Series{Name: `a <b> & "c"`, Steps: []document.Step{stay(document.Terminal, "N", "名古屋港 Nagoya container terminal, Tobishima pier south", 30, 0)}}
	for i := range 12 {
		s.Steps = append(s.Steps, move(40, 2, 0), stay(document.Border, fmt.Sprintf("X%d", i), fmt.Sprintf("Crossing %d <script>alert(1)</script>", i), 5+float64(i), 0))
	}
	s.Steps = append(s.Steps, move(6000, 90, 0), stay(document.Border, "Y", "Last border at the far end of the line", 20, 0), stay(document.Terminal, "Z", "Rotterdam", 8, 0))
	return []document.Series{s}
}

func draw(t *testing.T, series []document.Series, cost bool) []byte {
	t.Helper()
	opt := document.Options{Title: "Nagoya – Almaty, automobile parts, 2 TEU", Subtitle: "Ready 2026-12-01; network of 2026-11; events simulated with seed 7"}
	var b bytes.Buffer
	f := document.TimeDistanceSVG
	if cost {
		f = document.CostDistanceSVG
	}
	if err := f(&b, series, opt); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGolden(t *testing.T) {
	for name, svg := range map[string][]byte{"landbridge.svg": draw(t, landBridge(), false), "landbridge-cost.svg": draw(t, landBridge(), true), "crowded.svg": draw(t, crowded(), false)} {
		wellFormed(t, svg)
		path := filepath.Join("testdata", name)
		if *update {
			if err := os.MkdirAll("testdata", 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, svg, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(want, svg) {
			t.Errorf("%s differs; look at it, then run with -update if this is meant", path)
		}
	}
}

func wellFormed(t interface{ Fatal(...any) }, svg []byte) {
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := tok.(xml.StartElement); ok && e.Name.Local == "script" {
			t.Fatal("a script got into the drawing")
		}
	}
}

var anchor = regexp.MustCompile(`translate\(([-0-9.]+) [-0-9.]+\) rotate\(-40\)`)

func TestLabelsKeepApartAndInTheSheet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var series []document.Series
		for i := range rapid.IntRange(1, 4).Draw(t, "series") {
			s := document.Series{Name: rapid.String().Draw(t, "name")}
			for k := range rapid.IntRange(1, 60).Draw(t, "steps") {
				if rapid.Bool().Draw(t, "stop") {
					s.Steps = append(s.Steps, stay(document.Border, fmt.Sprint(k), rapid.String().Draw(t, "label"), rapid.Float64Range(0, 200).Draw(t, "hours"), 0))
				} else {
					s.Steps = append(s.Steps, move(rapid.Float64Range(0, 3000).Draw(t, "km"), rapid.Float64Range(0, 200).Draw(t, "hours"), float64(i)))
				}
			}
			series = append(series, s)
		}
		var a, b bytes.Buffer
		opt := document.Options{Title: rapid.String().Draw(t, "title")}
		if err := document.TimeDistanceSVG(&a, series, opt); err != nil {
			t.Fatal(err)
		}
		_ = document.TimeDistanceSVG(&b, series, opt)
		if !bytes.Equal(a.Bytes(), b.Bytes()) {
			t.Fatal("not the same bytes twice")
		}
		wellFormed(t, a.Bytes())
		if strings.Contains(a.String(), "NaN") || strings.Contains(a.String(), "Inf") {
			t.Fatal("a coordinate is no number")
		}
		last := math.Inf(-1)
		for _, m := range anchor.FindAllStringSubmatch(a.String(), -1) {
			x, _ := strconv.ParseFloat(m[1], 64)
			if x-last < 18 || x < 70 || x > 1040 {
				t.Fatalf("label at %v after %v", x, last)
			}
			last = x
		}
	})
}

func TestWhatCannotBeDrawnIsRefused(t *testing.T) {
	for name, s := range map[string][]document.Series{
		"no series": nil, "no steps": {{Name: "a"}}, "five series": make([]document.Series, 5),
		"negative": {{Steps: []document.Step{move(1, -1, 0)}}}, "NaN": {{Steps: []document.Step{move(math.NaN(), 1, 0)}}},
	} {
		var b bytes.Buffer
		if err := document.TimeDistanceSVG(&b, s, document.Options{}); err == nil || b.Len() > 0 || fault.CodeOf(err) == fault.Internal {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := document.TimeDistanceSVG(io.Discard, []document.Series{{Steps: []document.Step{stay(document.Border, "X", "X", 0, 0)}}}, document.Options{}); err != nil {
		t.Errorf("a line of no length: %v", err)
	}
}

func TestFromEventsAndJourneyTellTheSameStory(t *testing.T) {
	at := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	var events []event.Event
	add := func(hour float64, kind event.Kind, place, subject string) {
		e := event.Event{ID: strconv.Itoa(len(events)), At: at.Add(time.Duration(hour * float64(time.Hour))), Kind: kind, Consignment: "C", Location: place, Source: event.Simulated}
		if e.Kind.Border() {
			e.Crossing = subject
		} else {
			e.Link = subject
		}
		events = append(events, e)
	}
	add(24, event.Load, "A", "")
	add(40, event.Depart, "A", "L1")
	add(45, event.Accepted, "A", "")
	add(60, event.Arrive, "B", "L1")
	add(60, event.BorderArrive, "B", "X")
	add(90, event.BorderDepart, "C", "X")
	add(90, event.Depart, "C", "L2")
	add(95, event.BorderArrive, "M", "Y") // inside the link
	add(97, event.BorderDepart, "N", "Y")
	add(112, event.Arrive, "D", "L2")
	add(120, event.Unload, "D", "")
	got, err := document.FromEvents("actual", events, document.Reading{Start: at, Distance: func(l string) (float64, bool) { return map[string]float64{"L1": 500, "L2": 800}[l], true }})
	if err != nil {
		t.Fatal(err)
	}
	want := []document.Step{
		stay(document.Terminal, "A", "A", 40, 0), move(500, 20, 0), stay(document.Border, "X", "X", 30, 0),
		move(200, 5, 0), stay(document.Border, "Y", "Y", 2, 0), move(600, 15, 0), stay(document.Terminal, "D", "D", 8, 0)}
	if d := cmp.Diff(want, got.Steps); d != "" {
		t.Error(d)
	}
	place := func(c string) plan.Place { return plan.Place{Code: c, Name: c} }
	planned := document.FromJourney("planned", plan.Journey{Legs: []plan.Leg{
		{Kind: plan.Load, From: place("A"), To: place("A"), Hours: 24}, {Kind: plan.Move, From: place("A"), To: place("B"), Hours: 36, WaitH: 16, Km: 500},
		{Kind: plan.Border, ID: "X", Name: "X", From: place("B"), To: place("C"), Hours: 30}}})
	if d := cmp.Diff(want[:3], planned.Steps); d != "" {
		t.Error(d)
	}
	if _, err := document.FromEvents("x", events, document.Reading{}); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("without distances: %v", err)
	}
}
