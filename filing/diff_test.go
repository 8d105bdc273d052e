package filing

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The differences between two dates, as an officer or analyst reads them. go test ./filing -update rewrites them.
func TestDiffTranscripts(t *testing.T) {
	for _, c := range []struct{ way, goods, from, to string }{
		{"xian-constanta", "xian-constanta", "2024-06-01", "2026-06-01"},
		{"road-west", "xian-constanta", "2024-06-01", "2026-06-01"},
		{"btk", "xian-constanta", "2012-06-01", "2026-12-01"},
		{"caspian-south", "nagoya-almaty", "2018-01-01", "2026-12-01"},
		{"montenegro", "nagoya-almaty", "2025-10-31", "2025-11-01"},
	} {
		name := "diff-" + c.way + "-" + c.from + "-" + c.to
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			for _, ch := range Diff(build(t, c.way, c.goods, c.from), build(t, c.way, c.goods, c.to)) {
				b.WriteString(ch.Layer + "\n  " + ch.String() + "\n")
			}
			golden(t, name, b.String())
		})
	}
}

// golden holds a text against its file in testdata, or rewrites the file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; go test ./filing -update rewrites it\n%s", path, got)
	}
}

func TestDiffNamesTheRuleAndDate(t *testing.T) {
	changes := Diff(build(t, "xian-constanta", "xian-constanta", "2024-06-01"), build(t, "xian-constanta", "xian-constanta", "2026-06-01"))
	for _, want := range []struct{ layer, subject, rule, since string }{
		{"customs", "transit through GE", "party/CTC/GE", "2025-02-01"},
		{"customs", "transit through KZ", "eaeu-td-form", "2025-04-01"},
		{"decision", "navigation-seals for KZ", "eaeu-seal", "2026-02-11"},
	} {
		found := slices.ContainsFunc(changes, func(c Change) bool {
			return c.Layer == want.layer && c.Subject == want.subject && slices.ContainsFunc(c.Why, func(r Rule) bool { return r.ID == want.rule && r.Since == want.since })
		})
		if !found {
			t.Errorf("%+v is not among\n%v", want, changes)
		}
	}
}

func TestDiffOfTheSameDayIsEmpty(t *testing.T) {
	for way := range journeys {
		p := build(t, way, "xian-constanta", "2026-12-01")
		if d := Diff(p, p); len(d) > 0 {
			t.Errorf("%s: %v", way, d)
		}
	}
}

// Whichever way round two dates are compared, the same subjects differ.
func TestDiffBackwards(t *testing.T) {
	for way := range journeys {
		a, b := build(t, way, "xian-constanta", "2013-06-01"), build(t, way, "xian-constanta", "2026-12-01")
		there, back := Diff(a, b), Diff(b, a)
		if len(there) == 0 && !slices.Contains([]string{"air", "transhipment", "japan-rotterdam"}, way) {
			t.Errorf("%s: nothing differs in 13 years", way)
		}
		for _, c := range append(there, back...) {
			if c.Subject == "" || c.Before == c.After || len(c.Why) == 0 {
				t.Errorf("%s: %+v", way, c)
			}
		}
	}
}
