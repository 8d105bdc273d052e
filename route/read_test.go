package route

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/kairo-corridor/kairo/fault"
)

func TestReadGraphReadsWhatItSays(t *testing.T) {
	const text = "# three places\n\n 3 4 \r\n1 2 1 5\n2\t3 1 5\n# the detour\n1 3 9 3\n3 3 0 0\n\n"
	g, err := ReadGraph(strings.NewReader(text), "three.txt")
	if err != nil || g.Nodes() != 3 || g.Arcs() != 4 || g.Criteria() != 2 {
		t.Fatalf("%+v, %v", g, err)
	}
	got, _, err := g.Search(context.Background(), Query{From: 0, To: 2})
	want := []Solution{{Cost: []int64{2, 10}, Arcs: []int32{0, 1}}, {Cost: []int64{9, 3}, Arcs: []int32{2}}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
	if g, err := ReadGraph(strings.NewReader("2 0"), "bare.txt"); err != nil || g.Nodes() != 2 || g.Criteria() != 1 {
		t.Errorf("no arcs: %+v, %v", g, err)
	}
}

func TestReadGraphNamesLineFieldAndWhatWasExpected(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", `g.txt:0: file ends before its first line; expected a line "nodes arcs"`},
		{"only comments", "# a\n\n", `g.txt:2: file ends before its first line; expected a line "nodes arcs"`},
		{"one number", "3\n", `g.txt:1: field arcs: missing; expected an integer from 0 to 67108864`},
		{"three numbers", "3 1 2\n", `g.txt:1: "2" after the last field; expected "nodes arcs"`},
		{"no nodes", "0 0\n", `g.txt:1: field nodes: "0"; expected an integer from 1 to 33554432`},
		{"many loose nodes", "1000000 1\n1 2 3\n", `g.txt:1: field nodes: 1000000 nodes for 1 arcs; expected at most 65536 that no arc touches`},
		{"a word", "2 1\n1 two 3\n", `g.txt:2: field v: "two"; expected an integer from 1 to 2`},
		{"node 0", "2 1\n0 1 3\n", `g.txt:2: field u: "0"; expected an integer from 1 to 2`},
		{"node beyond", "2 1\n\n1 3 3\n", `g.txt:3: field v: "3"; expected an integer from 1 to 2`},
		{"no cost", "2 1\n1 2\n", `g.txt:2: field c1: missing; expected an integer from 0 to 576460752303423488`},
		{"negative cost", "2 1\n1 2 3 -4\n", `g.txt:2: field c2: "-4"; expected an integer from 0 to 576460752303423488`},
		{"fraction", "2 1\n1 2 3.5\n", `g.txt:2: field c1: "3.5"; expected an integer from 0 to 576460752303423488`},
		{"beyond int64", "2 1\n1 2 9999999999999999999\n", `g.txt:2: field c1: "9999999999999999999"; expected an integer from 0 to 576460752303423488`},
		{"fewer costs", "2 2\n1 2 3 4\n2 1 3\n", `g.txt:3: field c2: missing; expected an integer from 0 to 576460752303423488`},
		{"more costs", "2 2\n1 2 3 4\n2 1 3 4 5\n", `g.txt:3: "5" after the last field; expected "u v c1 .." with 2 costs, as on the first arc`},
		{"nine costs", "2 1\n1 2 1 2 3 4 5 6 7 8 9\n", `g.txt:2: "9" after the last field; expected "u v c1 .." with at most 8 costs`},
		{"too few arcs", "2 3\n1 2 3\n", `g.txt:2: file ends after 1 arcs; expected 3 arcs, as the first line says`},
		{"too many arcs", "2 1\n1 2 3\n2 1 3\n", `g.txt:3: line after the last arc; expected 1 arcs, as the first line says`},
		{"two faults", "2 2\n1 5 3\n7 1 3\n", "g.txt:2: field v: \"5\"; expected an integer from 1 to 2\ng.txt:3: field u: \"7\"; expected an integer from 1 to 2"},
		{"a long line", "2 1\n1 2 " + strings.Repeat("7", lineMax), `g.txt:2: line too long; expected at most 4096 bytes`},
		{"a long word", "2 1\n1 2 " + strings.Repeat("x", 99), `g.txt:2: field c1: "` + strings.Repeat("x", 40) + `"; expected an integer from 0 to 576460752303423488`},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, err := ReadGraph(strings.NewReader(c.text), "g.txt")
			if g != nil || err == nil || err.Error() != c.want || fault.CodeOf(err) != fault.BadFile {
				t.Errorf("got\n%v\nwant\n%s", err, c.want)
			}
		})
	}
}

func TestReadGraphPassesOnWhatTheReaderSays(t *testing.T) {
	broken := errors.New("disk gone")
	_, err := ReadGraph(io.MultiReader(strings.NewReader("2 1\n"), iotest.ErrReader(broken)), "g.txt")
	if fault.CodeOf(err) != fault.BadFile || err.Error() != "g.txt:2: cannot be read: disk gone" {
		t.Errorf("got %v", err)
	}
}

func TestReadGraphStopsAfterManyFaults(t *testing.T) {
	_, err := ReadGraph(strings.NewReader("2 100\n"+strings.Repeat("1 9 1\n", 100)), "g.txt")
	if n := len(fault.All(err)); n != faultsMax {
		t.Errorf("%d faults, want %d", n, faultsMax)
	}
}

// FuzzReadGraph: no bytes make it panic; what it refuses it explains; what it reads can be written, read again to the
// same, and searched.
func FuzzReadGraph(f *testing.F) {
	for _, text := range []string{"", "1 0", "2 1\n1 2 3", "3 3\n1 2 1 5\n2 3 1 5\n1 3 9 3\n", "2 2\n# c\n1 2 0 0\r\n\n2 1 -1", "1 1\n1 1 9999999999999999999"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		g, err := ReadGraph(bytes.NewReader(text), "g.txt")
		if err != nil {
			for _, e := range fault.All(err) {
				if e.Code != fault.BadFile || !strings.HasPrefix(e.Path, "g.txt:") || e.Message == "" {
					t.Errorf("fault %+v", e)
				}
			}
			return
		}
		again, err := ReadGraph(strings.NewReader(written(g)), "again")
		if err != nil || again.Nodes() != g.Nodes() || !reflect.DeepEqual(again.fore, g.fore) {
			t.Errorf("read again: %v", err)
		}
		if _, _, err := g.Search(context.Background(), Query{From: 0, To: int32(g.Nodes() - 1), LabelMax: 1000}); err != nil && fault.CodeOf(err) != fault.Limit {
			t.Errorf("search: %v", err)
		}
	})
}

// written is a graph as a file. Loops, which a graph does not keep, are written as loops of no cost at their place.
func written(g *Graph) string {
	lines := make([]string, g.Arcs())
	for i := range lines {
		lines[i] = "1 1" + strings.Repeat(" 0", g.Criteria())
	}
	for v := range int32(g.Nodes()) {
		for s := g.out[v]; s < g.out[v+1]; s++ {
			line := fmt.Sprint(v+1, g.head(s)+1)
			for _, c := range g.row(s)[1 : 1+g.Criteria()] {
				line += fmt.Sprint(" ", c)
			}
			lines[g.id(s)] = line
		}
	}
	return fmt.Sprintf("%d %d\n%s\n", g.Nodes(), g.Arcs(), strings.Join(lines, "\n"))
}
