package event_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/kairo-corridor/kairo/event"
	"github.com/kairo-corridor/kairo/fault"
)

const head = "event_id,time,consignment,kind,location,crossing,link,mode,movement,source,recorder\n"

func read(t *testing.T, text string) ([]event.Event, error) {
	t.Helper()
	return event.ReadCSV(strings.NewReader(text), "log.csv", nil)
}

func TestReadCSVGivesEventsInUTC(t *testing.T) {
	got, err := read(t, "\xef\xbb\xbf"+head+
		"e1,2026-10-05T13:00:00+05:00,C1,border-arrive,CNHRG,X-KHORGOS-RAIL,,rail,,observed,desk 4\n"+
		"e2,2026-10-06T08:30:15.9Z,C1,border-depart,KZATK,X-KHORGOS-RAIL,,rail,,observed,desk 4\n,,,,,,,,,,\n")
	if err != nil {
		t.Fatal(err)
	}
	want := []event.Event{
		{ID: "e1", At: time.Date(2026, 10, 5, 8, 0, 0, 0, time.UTC), Kind: event.BorderArrive, Consignment: "C1", Location: "CNHRG", Crossing: "X-KHORGOS-RAIL", Mode: "rail", Source: event.Observed, Recorder: "desk 4"},
		{ID: "e2", At: time.Date(2026, 10, 6, 8, 30, 15, 0, time.UTC), Kind: event.BorderDepart, Consignment: "C1", Location: "KZATK", Crossing: "X-KHORGOS-RAIL", Mode: "rail", Source: event.Observed, Recorder: "desk 4"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestColumnsInAnyOrderOptionalOnesMissing(t *testing.T) {
	got, err := read(t, "source,kind,Time,event_id,location,consignment\nobserved,load,2026-10-05T08:00:00Z,e1,JPNGO,C1\n")
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0].Kind != event.Load || got[0].Location != "JPNGO" {
		t.Errorf("read %+v", got)
	}
}

func TestEveryWrongRowIsNamed(t *testing.T) {
	_, err := read(t, head+
		"e1,2026-10-05 13:00,C1,border-arrive,CNHRG,X-K,,rail,,observed,\n"+ // naive
		"e2,2026-10-05T13:00:00Z,C1,border-arrive,CNHRG,,,rail,,observed,\n"+ // no crossing
		"e3,2026-10-05T13:00:00Z,C1,depart,CNHRG,,,rail,,observed,\n"+ // no link
		"e4,2026-10-05T13:00:00Z,C1,Load,CNHRG,,,rail,,seen,\n"+ // kind and source
		"e5,2026-10-05T13:00:00Z,C1\n"+ // short
		"e6,2026-10-05T13:00:00Z,C\"1,load,CNHRG,,,rail,,observed,\n"+ // quote
		"e7,2026-10-05T13:00:00Z,C1,released,CNHRG,,,,,observed,\n"+ // no movement
		"e8,2026-10-05T13:00:00Z,C1,load,CNHRG,,,,,observed,\n"+
		"e8,2026-10-05T13:00:01Z,C1,load,CNHRG,,,,,observed,\n"+ // other content
		",1826-10-05T13:00:00Z,,load,CNHRG,,,plane,,observed,\n")
	var got []string
	for _, f := range fault.All(err) {
		got = append(got, f.Path+" "+f.Message)
		if f.Expected == "" && f.Hint == "" {
			t.Errorf("%v says neither what was expected nor how to mend it", f)
		}
	}
	want := []string{
		`log.csv:2 time "2026-10-05 13:00" has no zone`,
		`log.csv:3 crossing is empty`,
		`log.csv:4 link is empty`,
		`log.csv:5 kind "Load" is unknown`,
		`log.csv:5 source "seen" is unknown`,
		`log.csv:6 the row has 3 cells`,
		`log.csv:7 the row is no CSV`,
		`log.csv:8 movement is empty`,
		`log.csv:10 event_id "e8" stands in line 9 with other content (time 2026-10-05T13:00:00Z against 2026-10-05T13:00:01Z)`,
		`log.csv:11 event_id is empty`,
		`log.csv:11 time 1826-10-05T13:00:00Z is outside any year of trade`,
		`log.csv:11 consignment is empty`,
		`log.csv:11 mode "plane" is unknown`,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestBadHeaders(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "no header"},
		{"event_id;time;kind\n", "not separated by commas"},
		{strings.Replace(head, "recorder", "Kommentar", 1), `unknown column "Kommentar"`},
		{strings.Replace(head, "recorder", "time", 1), `column "time" is there twice`},
		{strings.Replace(head, "source,", "", 1), "observed or simulated"},
		{"\xff\xfee\x00", "UTF-16"},
		{head + "\xe9\n", "not UTF-8"},
	} {
		if _, err := read(t, c.text); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v; want %q", c.text, err, c.want)
		}
	}
}

func TestLimits(t *testing.T) {
	long := strings.Repeat("x", event.FieldMax+1)
	_, err := read(t, head+long+",2026-10-05T13:00:00Z,C1,load,CNHRG,,,rail,,observed,\n")
	if fault.CodeOf(err) != fault.Limit {
		t.Errorf("a cell over the limit: %v", err)
	}
	_, err = read(t, head+strings.Repeat("x\n", event.FaultsMax+7))
	if n := len(fault.All(err)); n != event.FaultsMax+1 {
		t.Errorf("%d violations reported", n)
	}
}

func TestUnknownCodesAreNamedWithWhatWasMeant(t *testing.T) {
	known := &event.Known{Crossing: func(id string) ([]string, bool) { return []string{"X-KHORGOS-RAIL"}, id == "X-KHORGOS-RAIL" }}
	_, err := event.ReadCSV(strings.NewReader(head+"e2,2026-10-05T13:00:00Z,C1,border-arrive,CNHRG,X-KORGOS,,rail,,observed,\n"), "log.csv", known)
	if err == nil || !strings.Contains(err.Error(), `log.csv:2: crossing "X-KORGOS" is not in the network`) || !strings.Contains(err.Error(), "perhaps X-KHORGOS-RAIL") {
		t.Errorf("%v", err)
	}
}

// text draws cells that try to break CSV, spreadsheets and the trimming of cells.
func text(t *rapid.T, label string) string {
	s := rapid.StringMatching(`[=+\-@'"a-zA-Z0-9,;:/ é回]{0,12}`).Draw(t, label)
	return strings.TrimSpace(s)
}

func some(t *rapid.T, label string) string { return "x" + text(t, label) }

func drawEvent(t *rapid.T, id string) event.Event {
	e := event.Event{
		ID: id, At: time.Unix(rapid.Int64Range(1_700_000_000, 1_800_000_000).Draw(t, "at"), 0).UTC(),
		Kind: rapid.SampledFrom(event.Kinds).Draw(t, "kind"), Consignment: "=" + some(t, "consignment"), Location: some(t, "location"),
		Crossing: text(t, "crossing"), Link: text(t, "link"), Movement: text(t, "movement"), Recorder: text(t, "recorder"),
		Mode: rapid.SampledFrom(append([]string{""}, event.Modes...)).Draw(t, "mode"), Source: rapid.SampledFrom([]event.Source{event.Observed, event.Simulated}).Draw(t, "source"),
	}
	if e.Crossing == "" {
		e.Crossing = "X"
	}
	if e.Link == "" {
		e.Link = "L"
	}
	if e.Movement == "" {
		e.Movement = "M"
	}
	return e
}

func TestWhatIsWrittenIsReadBackAndNoCellIsAFormula(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var events []event.Event
		for i := range rapid.IntRange(0, 6).Draw(t, "n") {
			events = append(events, drawEvent(t, fmt.Sprintf("%s%d", some(t, "id"), i)))
		}
		var b bytes.Buffer
		if err := event.WriteCSV(&b, events); err != nil {
			t.Fatal(err)
		}
		rows, _ := csv.NewReader(bytes.NewReader(b.Bytes())).ReadAll()
		for _, row := range rows {
			for _, c := range row {
				if c != "" && strings.ContainsRune("=+-@", rune(c[0])) {
					t.Fatalf("cell %q is a formula", c)
				}
			}
		}
		got, err := event.ReadCSV(&b, "x.csv", nil)
		if err != nil {
			t.Fatal(err)
		}
		event.Sort(events)
		if d := cmp.Diff(events, got); len(events) > 0 && d != "" {
			t.Fatal(d)
		}
	})
}

func TestSortIsTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var events []event.Event
		for range rapid.IntRange(2, 8).Draw(t, "n") {
			e := drawEvent(t, rapid.SampledFrom([]string{"a", "b"}).Draw(t, "id"))
			e.At = time.Unix(1_700_000_000, 0).UTC()
			events = append(events, e)
		}
		other := append([]event.Event(nil), events...)
		rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed"))).Shuffle(len(other), func(i, j int) { other[i], other[j] = other[j], other[i] })
		event.Sort(events)
		event.Sort(other)
		if d := cmp.Diff(events, other); d != "" {
			t.Fatal(d)
		}
	})
}

func TestMergeTwiceChangesNothing(t *testing.T) {
	at := time.Date(2026, 10, 5, 8, 0, 0, 0, time.UTC)
	a := event.Event{ID: "a", At: at, Kind: event.Load, Consignment: "C1", Location: "JPNGO", Source: event.Observed}
	b := a
	b.ID = "b"
	changed := a
	changed.Location = "JPOSA"
	once := event.Merge(nil, []event.Event{b, a})
	twice := event.Merge(once.Events, []event.Event{a, b, changed})
	if once.Added != 2 || twice.Added != 0 || twice.Skipped != 2 {
		t.Errorf("added %d, then %d, skipped %d", once.Added, twice.Added, twice.Skipped)
	}
	if d := cmp.Diff(once.Events, twice.Events); d != "" {
		t.Error(d)
	}
	if want := []event.Conflict{{Kept: a, Refused: changed}}; !cmp.Equal(want, twice.Conflicts) {
		t.Errorf("conflicts %+v", twice.Conflicts)
	}
	if err := twice.Err(); fault.CodeOf(err) != fault.Conflict || !strings.Contains(err.Error(), "location JPNGO against JPOSA") {
		t.Errorf("%v", err)
	}
}

func FuzzReadCSV(f *testing.F) {
	f.Add(head + "e1,2026-10-05T13:00:00+05:00,C1,border-arrive,CNHRG,X-KHORGOS-RAIL,,rail,,observed,desk 4\n")
	f.Add(head + "e1,2026-10-05 13:00,\"C1,load\n")
	f.Add("a;b\n")
	f.Fuzz(func(t *testing.T, text string) {
		events, err := event.ReadCSV(strings.NewReader(text), "f.csv", nil)
		if err != nil {
			if events != nil || len(fault.All(err)) == 0 || fault.CodeOf(err) == fault.Internal {
				t.Fatalf("events %v with %v", events, err)
			}
			return
		}
		var b bytes.Buffer
		if err := event.WriteCSV(&b, events); err != nil {
			t.Fatalf("read but not writable: %v", err)
		}
		again, err := event.ReadCSV(&b, "again.csv", nil)
		event.Sort(events)
		if err != nil || !cmp.Equal(events, again) && len(events) > 0 {
			t.Fatalf("%v\n%s", err, cmp.Diff(events, again))
		}
	})
}
