package rules

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/message/ncts"
)

// Cases stand in testdata/cases/*.txt, one a line:
//
//	C0029 p5 CC015C keeps  | TransitOperation/security=0 | -Consignment/modeOfTransportAtTheBorder
//	C0029 p5 CC015C breaks | TransitOperation/security=1 | -Consignment/modeOfTransportAtTheBorder | => /CC015C/Consignment/modeOfTransportAtTheBorder
//
// The edits are made, one after another, to testdata/base/p5-CC015C.txt. path=value sets a value and makes what is missing
// on the way (A[2]/b is b of the second A); -path removes all at a path; @2024-01-01 sets the day of the law; !CL009 takes a
// list away. After => stand the paths where the rule must be said broken, all of them.
type ruleCase struct {
	at      string // file:line
	rule    string
	version ncts.Version
	message string
	want    string // keeps, breaks, not-checked
	edits   []string
	paths   []string
}

func readCases(t *testing.T) []ruleCase {
	t.Helper()
	files, err := filepath.Glob("testdata/cases/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	var cases []ruleCase
	for _, file := range files {
		for n, line := range readLines(t, file) {
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			cells := strings.Split(line, "|")
			f := strings.Fields(cells[0])
			if len(f) != 4 || !slices.Contains([]string{"keeps", "breaks", "not-checked"}, f[3]) {
				t.Fatalf("%s:%d: want number, version, message and keeps, breaks or not-checked", file, n+1)
			}
			c := ruleCase{at: fmt.Sprintf("%s:%d", file, n+1), rule: f[0], version: ncts.Version(f[1]), message: f[2], want: f[3]}
			for _, cell := range cells[1:] {
				cell = strings.TrimSpace(cell)
				if rest, ok := strings.CutPrefix(cell, "=>"); ok {
					c.paths = strings.Fields(rest)
				} else if cell != "" {
					c.edits = append(c.edits, cell)
				}
			}
			if (c.want == "breaks") != (len(c.paths) > 0) {
				t.Fatalf("%s: paths stand after breaks and only there", c.at)
			}
			cases = append(cases, c)
		}
	}
	return cases
}

func readLines(t *testing.T, file string) []string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for s := bufio.NewScanner(strings.NewReader(string(b))); s.Scan(); {
		lines = append(lines, strings.TrimSpace(s.Text()))
	}
	return lines
}

// testLists are the lists of testdata/lists.txt: "CL009 AD CH …", less those taken away.
type testLists struct {
	holds map[string][]string
	off   []string
}

func (l *testLists) Holds(list, value string, _ time.Time) (in, known bool) {
	values, known := l.holds[list]
	if !known || slices.Contains(l.off, list) {
		return false, false
	}
	return slices.Contains(values, value), true
}

func readTestLists(t *testing.T) *testLists {
	t.Helper()
	l := &testLists{holds: map[string][]string{}}
	for _, line := range readLines(t, "testdata/lists.txt") {
		if f := strings.Fields(line); len(f) > 0 && !strings.HasPrefix(line, "#") {
			l.holds[f[0]] = append(l.holds[f[0]], f[1:]...)
		}
	}
	return l
}

// built is a message after edits.
type built struct {
	message *ncts.Message
	on      time.Time
	off     []string
}

func build(t *testing.T, version ncts.Version, message string, edits []string) built {
	t.Helper()
	b := built{message: &ncts.Message{Type: message, Version: version}}
	base := readLines(t, filepath.Join("testdata/base", string(version)+"-"+message+".txt"))
	for _, e := range append(base, edits...) {
		switch {
		case e == "" || strings.HasPrefix(e, "#"):
		case strings.HasPrefix(e, "@PhaseID="):
			b.message.Phase = e[len("@PhaseID="):]
		case strings.HasPrefix(e, "@"):
			day, err := time.Parse(time.DateOnly, e[1:])
			if err != nil {
				t.Fatal(err)
			}
			b.on = day
		case strings.HasPrefix(e, "!"):
			b.off = append(b.off, e[1:])
		case strings.HasPrefix(e, "-"):
			b.message.Kids = remove(b.message.Kids, strings.Split(e[1:], "/"))
		default:
			path, value, ok := strings.Cut(e, "=")
			if !ok {
				t.Fatalf("%q is no edit", e)
			}
			set(&b.message.Kids, strings.Split(path, "/"), value)
		}
	}
	ncts.Arrange(b.message)
	if b.on.IsZero() {
		b.on = Day(b.message)
	}
	return b
}

func nameIndex(step string) (string, int) {
	name, rest, ok := strings.Cut(step, "[")
	if !ok {
		return step, 0
	}
	n, _ := strconv.Atoi(strings.TrimSuffix(rest, "]"))
	return name, n
}

func set(kids *[]ncts.Node, path []string, value string) {
	name, index := nameIndex(path[0])
	seen, at := 0, -1
	for i := range *kids {
		if (*kids)[i].Name == name {
			if seen++; at < 0 && (index == 0 || seen == index) {
				at = i
			}
		}
	}
	if at < 0 {
		*kids = append(*kids, ncts.Node{Name: name})
		at = len(*kids) - 1
	}
	if len(path) == 1 {
		(*kids)[at].Text = value
		return
	}
	set(&(*kids)[at].Kids, path[1:], value)
}

func remove(kids []ncts.Node, path []string) []ncts.Node {
	name, index := nameIndex(path[0])
	var kept []ncts.Node
	seen := 0
	for _, k := range kids {
		if k.Name == name {
			seen++
		}
		hit := k.Name == name && (index == 0 || seen == index)
		if hit && len(path) == 1 {
			continue
		}
		if hit {
			k.Kids = remove(k.Kids, path[1:])
		}
		kept = append(kept, k)
	}
	return kept
}

func TestEveryCaseComesOutAsItSays(t *testing.T) {
	lists := readTestLists(t)
	for _, c := range readCases(t) {
		t.Run(c.rule+"/"+filepath.Base(c.at), func(t *testing.T) {
			b := build(t, c.version, c.message, c.edits)
			if _, err := ncts.Encode(b.message); err != nil {
				t.Fatalf("%s: the message is not sound in structure: %v", c.at, err)
			}
			result := Check(b.message, b.on, &testLists{holds: lists.holds, off: b.off})
			var paths []string
			for _, f := range result.Findings {
				if f.Code == c.rule {
					paths = append(paths, f.Path)
				}
			}
			notChecked := slices.ContainsFunc(result.NotChecked, func(n NotChecked) bool { return n.Rule == c.rule })
			switch {
			case c.want == "not-checked" && !notChecked:
				t.Errorf("%s: want not checked, found %v", c.at, paths)
			case c.want != "not-checked" && !slices.Contains(result.Held, c.rule):
				t.Errorf("%s: the rule is not held against this message: not checked %v", c.at, result.NotChecked)
			case !slices.Equal(paths, c.paths):
				t.Errorf("%s: said broken at %v, want %v", c.at, paths, c.paths)
			}
		})
	}
}

// A base breaks nothing: else a case would show less than it says.
func TestBasesKeepEveryRule(t *testing.T) {
	lists := readTestLists(t)
	files, err := filepath.Glob("testdata/base/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no bases: %v", err)
	}
	for _, file := range files {
		version, message, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".txt"), "-")
		b := build(t, ncts.Version(version), message, nil)
		if _, err := ncts.Encode(b.message); err != nil {
			t.Errorf("%s: not sound in structure: %v", file, err)
		}
		for _, f := range Check(b.message, b.on, lists).Findings {
			t.Errorf("%s: %s at %s: %s", file, f.Code, f.Path, f.Text)
		}
	}
}

func TestEveryImplementedRuleHasACaseThatKeepsAndOneThatBreaksIt(t *testing.T) {
	type key struct {
		number string
		want   string
	}
	have := map[key]bool{}
	for _, c := range readCases(t) {
		have[key{c.rule, c.want}] = true
	}
	for _, r := range Book() {
		if r.State == Implemented && (!have[key{r.Number, "keeps"}] || !have[key{r.Number, "breaks"}]) {
			t.Errorf("%s: want a case that keeps and one that breaks it", r.Number)
		}
		if r.Text == "" || (r.State == Implemented) != (r.Check != nil) || (r.State != Implemented && r.Reason == "") {
			t.Errorf("%s: incomplete: state %s", r.Number, r.State)
		}
	}
}
