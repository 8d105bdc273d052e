package answer

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/message/ncts"
	"github.com/kairo-corridor/kairo/message/ncts/codes"
	"github.com/kairo-corridor/kairo/message/ncts/rules"
	"github.com/kairo-corridor/kairo/reference"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

var header = Header{Sender: "NTA.TR", Identification: "A0000001", At: noon}

// bases are the messages that traders send, one of each type and version: rows "path=value" under rules/testdata/base.
func bases(t testing.TB) []*ncts.Message {
	t.Helper()
	files, _ := filepath.Glob("../rules/testdata/base/*.txt")
	var out []*ncts.Message
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		version, name, _ := strings.Cut(strings.TrimSuffix(filepath.Base(f), ".txt"), "-")
		m := &ncts.Message{Type: name, Version: ncts.Version(version)}
		for line := range strings.Lines(string(text)) {
			path, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
			switch {
			case !ok || strings.HasPrefix(line, "#"):
			case path == "@PhaseID":
				m.Phase = value
			default:
				put(&m.Kids, strings.Split(path, "/"), value)
			}
		}
		ncts.Arrange(m)
		if _, err := ncts.Encode(m); err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		out = append(out, m)
	}
	if len(out) < 13 {
		t.Fatalf("%d base messages, want 13 or more", len(out))
	}
	return out
}

// put sets a value at a path whose steps may carry an index; what is missing on the way is made.
func put(kids *[]ncts.Node, path []string, value string) {
	name, index, _ := strings.Cut(strings.TrimSuffix(path[0], "]"), "[")
	n, _ := strconv.Atoi(index)
	for i := range *kids {
		if (*kids)[i].Name == name {
			if n--; n > 0 {
				continue
			}
			if len(path) == 1 {
				(*kids)[i].Text = value
			} else {
				put(&(*kids)[i].Kids, path[1:], value)
			}
			return
		}
	}
	made := ncts.Node{Name: name}
	if len(path) == 1 {
		made.Text = value
	} else {
		put(&made.Kids, path[1:], value)
	}
	*kids = append(*kids, made)
}

// spoilSound spoils a message so that it stays sound in structure, or as it comes after many tries.
func spoilSound(m *ncts.Message, r *rand.Rand) (out *ncts.Message) {
	for range 60 {
		out = spoil(m, r)
		if _, err := ncts.Encode(out); err == nil {
			break
		}
	}
	return out
}

// spoil changes a few places of a copy of a message: a value, or an element taken away or doubled.
func spoil(m *ncts.Message, r *rand.Rand) *ncts.Message {
	out := *m
	out.Kids = deep(m.Kids)
	for range 1 + r.IntN(3) {
		at := &out.Kids
		for {
			i := r.IntN(len(*at))
			k := &(*at)[i]
			if len(k.Kids) > 0 && r.IntN(5) > 0 {
				at = &k.Kids
				continue
			}
			switch {
			case r.IntN(3) == 0 && len(*at) > 1:
				*at = slices.Delete(*at, i, i+1)
			case r.IntN(3) == 0:
				*at = slices.Insert(*at, i, ncts.Node{Name: k.Name, Text: k.Text, Kids: deep(k.Kids)})
			case len(k.Kids) == 0:
				k.Text = spoiled[r.IntN(len(spoiled))]
			}
			break
		}
	}
	return &out
}

var spoiled = []string{"0", "1", "2", "3", "T", "T2", "TIR", "ZZ", "TR", "DE", "XX999999", "TR340100", "999999", "0.5", "2020-01-01", "2030-12-31T10:00:00",
	"C521", "Q", "A", "a b", "ä<&>\"'", strings.Repeat("ж", 35), strings.Repeat("x", 512), "\tspaced  out\n", "26TR340100000001L4"}

func deep(nodes []ncts.Node) []ncts.Node {
	out := slices.Clone(nodes)
	for i := range out {
		out[i].Kids = deep(out[i].Kids)
	}
	return out
}

// found holds a message against lists and rules as its day has them.
func found(m *ncts.Message) []ncts.Finding {
	lists := codes.New(reference.Default())
	day := rules.Day(m)
	return append(codes.Check(m, day, lists).Findings, rules.Check(m, day, lists).Findings...)
}

// ruleCase is a line of rules/testdata/cases that breaks a rule: the message after its edits, and where the rule is broken.
type ruleCase struct {
	rule, message, version string
	edits, paths           []string
}

func ruleCases(t *testing.T) []ruleCase {
	t.Helper()
	files, _ := filepath.Glob("../rules/testdata/cases/*.txt")
	var out []ruleCase
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			cells := strings.Split(strings.TrimSpace(line), "|")
			head := strings.Fields(cells[0])
			if len(head) != 4 || head[3] != "breaks" || strings.HasPrefix(line, "#") {
				continue
			}
			c := ruleCase{rule: head[0], version: head[1], message: head[2]}
			for _, cell := range cells[1:] {
				cell = strings.TrimSpace(cell)
				if paths, last := strings.CutPrefix(cell, "=>"); last {
					c.paths = strings.Fields(paths)
				} else if cell != "" {
					c.edits = append(c.edits, cell)
				}
			}
			out = append(out, c)
		}
	}
	return out
}

// edited applies the edits of a case to a copy of its base.
func edited(m *ncts.Message, edits []string) *ncts.Message {
	out := *m
	out.Kids = deep(m.Kids)
	for _, e := range edits {
		switch path, value, set := strings.Cut(e, "="); {
		case strings.HasPrefix(e, "@"), strings.HasPrefix(e, "!"):
		case strings.HasPrefix(e, "-"):
			out.Kids = without(out.Kids, strings.Split(e[1:], "/"))
		case set:
			put(&out.Kids, strings.Split(path, "/"), value)
		}
	}
	ncts.Arrange(&out)
	return &out
}

func without(kids []ncts.Node, path []string) []ncts.Node {
	name, index, _ := strings.Cut(strings.TrimSuffix(path[0], "]"), "[")
	want, _ := strconv.Atoi(index)
	var kept []ncts.Node
	seen := 0
	for _, k := range kids {
		if k.Name == name {
			if seen++; want == 0 || want == seen {
				if len(path) == 1 {
					continue
				}
				k.Kids = without(k.Kids, path[1:])
			}
		}
		kept = append(kept, k)
	}
	return kept
}
