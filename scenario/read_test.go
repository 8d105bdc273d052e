package scenario

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
)

const good = `id: slow-border
name: A slower border
changes:
  - all: crossings
    where: {between: [KZ, CN], mode: rail}
    scale: {minutes: 2}
    from: 2026-12-01
    to: 2027-01-01
    kind: congested
    source: somewhere.example 2026-12
  - at: [suez, X-KHORGOS-ROAD]
    close: true
`

func TestReadGivesWhatTheFileSays(t *testing.T) {
	s, err := Read(strings.NewReader(good), "slow.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if s.ID != "slow-border" || s.Fact || len(s.Changes) != 2 {
		t.Fatalf("read %+v", s)
	}
	first, second := s.Changes[0], s.Changes[1]
	if diff := cmp.Diff([]Act{{network.Scale, "minutes", 2}}, first.Acts); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(Where{Between: []string{"KZ", "CN"}, Mode: network.Rail}, first.Where); diff != "" {
		t.Error(diff)
	}
	if first.From.Format("2006-01-02") != "2026-12-01" || first.Kind != network.Congested || first.Line != 4 {
		t.Errorf("first change %+v", first)
	}
	if diff := cmp.Diff([]string{"suez", "X-KHORGOS-ROAD"}, second.At); diff != "" {
		t.Error(diff)
	}
}

// Every violation is reported at once, with its line and column.
func TestReadRefuses(t *testing.T) {
	head := "id: a\nname: A\nchanges:\n"
	for _, c := range []struct{ name, file, want string }{
		{"nothing", "", `f.yaml: the scenario is empty; expected a YAML file with id, name and changes`},
		{"a list", "- a\n", `f.yaml:1:1: the scenario is a list; expected key: value`},
		{"no YAML", "id: [a\n", `f.yaml:1: is no YAML: did not find expected ',' or ']'`},
		{"two documents", head + "  - {at: suez, close: true}\n---\nid: b\n", `f.yaml:5:1: a second document begins; expected one scenario a file`},
		{"what is missing", "name: A\n", "f.yaml:1:1: id is missing; expected id, name and changes\nf.yaml:1:1: changes is missing; expected id, name and changes"},
		{"an id in capitals", "id: Not Small\nname: A\nchanges: [{at: suez, close: true}]\n", `f.yaml:1:1: the id "Not Small" is wrong; expected small letters, digits and hyphens, and neither base nor today`},
		{"a key twice", "id: a\nid: b\nname: A\nchanges: [{at: suez, close: true}]\n", `f.yaml:2:1: "id" stands twice, first in line 1; expected each key once`},
		{"an unknown key", head + "  - {at: suez, closed: true}\n",
			"f.yaml:4:5: the change does nothing; expected set, scale, add, close or open\nf.yaml:4:16: a change has no key \"closed\"; expected one of add, all, at, close, crossing, from, kind, link, location, note, open, scale, set, source, to, where; perhaps close"},
		{"a number for a text", "id: a\nname: 7\nchanges: [{at: suez, close: true}]\n", `f.yaml:2:7: the value is a number; expected a text, in quotes where it looks like something else`},
		{"a text for a number", head + "  - {at: suez, set: {minutes: soon}}\n", `f.yaml:4:31: the value is a text; expected a number`},
		{"no number at all", head + "  - {at: suez, set: {minutes: .nan}}\n", `f.yaml:4:31: the number .nan is not read; expected a plain decimal number`},
		{"a quantity twice", head + "  - {at: suez, set: {minutes: 1, minutes: 2}}\n", `f.yaml:4:34: "minutes" stands twice; expected each quantity once`},
		{"an alias", head + "  - &x {at: suez, close: true}\n  - *x\n",
			"f.yaml:4:5: anchors and aliases are not read; expected the value written out\nf.yaml:4:5: it is not clear what the change acts on; expected at (subjects by id) or all (links, crossings or transfers), one of them\nf.yaml:5:5: anchors and aliases are not read; expected the value written out"},
		{"a wrong day", head + "  - {at: suez, close: true, from: 2026-02-30}\n", `f.yaml:4:35: the date is wrong; expected a day like 2026-11-20`},
		{"an end before the beginning", head + "  - {at: suez, close: true, from: 2026-03-01, to: 2026-02-01}\n", `f.yaml:4:47: the end is not after the beginning; expected a day after from: the first on which it no longer holds`},
		{"closing and opening", head + "  - {at: suez, close: true, open: true}\n", `f.yaml:4:5: the change closes and opens; expected one of them`},
		{"where without all", head + "  - {at: suez, where: {mode: sea}, close: true}\n", `f.yaml:4:16: where narrows down all, not at; expected all beside it`},
		{"one country", head + "  - {all: crossings, where: {between: [KZ]}, close: true}\n", `f.yaml:4:30: between has 1; expected two countries, such as [KZ, CN]`},
		{"a fact without source and dates", "id: a\nname: A\nfact: true\nchanges:\n  - {at: suez, close: true}\n",
			"f.yaml:5:3: a change of a fact has no source; expected source, here or of the scenario\nf.yaml:5:3: a change of a fact has no first day; expected from, here or of the scenario"},
		{"a column that links have not", head + "  - link: {id: \"rail:A-B\", colour: red}\n",
			`f.yaml:4:28: the link has no key "colour"; expected one of class, corridor, departs, figures, from, id, mode, noclass7, note, oneway, per_week, service, shape, shock, status, through, to`},
		{"not UTF-8", "id: \xff\n", `f.yaml: the scenario is not UTF-8 text`},
		{"an unknown base", "id: a\nname: A\nbase: hormus-2026\nchanges: [{at: suez, close: true}]\n", `f.yaml: base hormus-2026: no scenario is called "hormus-2026"; expected a built-in scenario or a YAML file; perhaps hormuz-2026, hormuz-lines-2026`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Read(strings.NewReader(c.file), "f.yaml")
			if err == nil {
				t.Fatal("read without an error")
			}
			if diff := cmp.Diff(c.want, err.Error()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadIsBounded(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		code fault.Code
	}{
		"long":           {"id: a\nname: A\ndescription: " + strings.Repeat("x", maxBytes) + "\n", fault.Limit},
		"a long text":    {"id: a\nname: " + strings.Repeat("x", maxText+1) + "\nchanges: [{at: suez, close: true}]\n", fault.BadField},
		"many changes":   {"id: a\nname: A\nchanges:\n" + strings.Repeat("  - {at: suez, close: true}\n", maxChanges+1), fault.BadField},
		"deeply nested":  {"id: " + strings.Repeat("[", 20_000), fault.BadFile},
		"aliases abound": {"id: &a [" + strings.Repeat("x,", 1000) + "]\nname: [*a,*a,*a]\nchanges: *a\n", fault.BadField},
	} {
		if _, err := Read(strings.NewReader(c.file), "f.yaml"); fault.CodeOf(err) != c.code {
			t.Errorf("%s: %s, want %s", name, fault.CodeOf(err), c.code)
		}
	}
}

// files opens scenarios by name from memory.
func files(m map[string]string) func(string, string) (io.ReadCloser, string, error) {
	return func(_, ref string) (io.ReadCloser, string, error) {
		text, ok := m[ref]
		if !ok {
			return nil, "", fault.New(fault.BadFile, "cannot open the file").At("%s", ref)
		}
		return io.NopCloser(strings.NewReader(text)), ref, nil
	}
}

func TestLoadReadsBasesAndFindsCircles(t *testing.T) {
	one := func(id, base string) string {
		return fmt.Sprintf("id: %s\nname: N\nbase: %s\nchanges: [{at: suez, close: true}]\n", id, base)
	}
	open := files(map[string]string{"a.yaml": one("a", "b.yaml"), "b.yaml": one("b", "hormuz-2026"), "x.yaml": one("x", "y.yaml"), "y.yaml": one("y", "x.yaml")})
	s, err := Load("a.yaml", open)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, step := range s.Steps() {
		ids = append(ids, step.ID)
	}
	if diff := cmp.Diff([]string{"hormuz-2026", "b", "a"}, ids); diff != "" {
		t.Error(diff)
	}
	if _, err = Load("x.yaml", open); err == nil || !strings.Contains(err.Error(), "x.yaml starts from y.yaml starts from x.yaml") {
		t.Errorf("a circle: %v", err)
	}
}

func FuzzReadNeverPanics(f *testing.F) {
	f.Add(good)
	f.Add("id: &a [*a]\n")
	f.Add("? {a: b}\n: c\n")
	f.Add("changes:\n- link: {figures: [{metric: [1]}]}\n")
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := Read(strings.NewReader(text), "f.yaml"); err != nil && err.Error() == "" {
			t.Error("an error without words")
		}
	})
}
