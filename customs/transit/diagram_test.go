package transit

import (
	"os"
	"strings"
	"testing"
)

const diagramsHead = "# Transit: the states of a movement\n\nMade from the table of package customs/transit; `go test ./customs/transit -run Diagrams -update` writes it anew.\nA table of the same stands in the package comment; [transit.md](transit.md) explains it.\n\n"

// TestDiagramsInTheDocs holds the drawn states against the table.
func TestDiagramsInTheDocs(t *testing.T) {
	const path = "../../docs/transit-diagram.md"
	want := diagramsHead + strings.TrimRight(Diagrams(), "\n") + "\n"
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is not what the table draws", path)
	}
	if n := strings.Count(want, "stateDiagram-v2"); n < 8 {
		t.Errorf("%d diagrams", n)
	}
}

// TestTablesInTheDocs holds the timers and the message numbers of docs/transit.md against the code.
func TestTablesInTheDocs(t *testing.T) {
	const path = "../../docs/transit.md"
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text := string(page)
	for name, want := range map[string]string{"timers": TimerTable(), "numbers": NumberTable(), "limits": LimitTable()} {
		from, to := "<!-- "+name+" -->\n", "<!-- end of "+name+" -->"
		head, rest, found := strings.Cut(text, from)
		old, tail, ends := strings.Cut(rest, to)
		if !found || !ends {
			t.Fatalf("%s has no place for the %s", path, name)
		}
		if *update {
			text = head + from + want + to + tail
		} else if old != want {
			t.Errorf("%s should hold:\n%s", path, want)
		}
	}
	if *update {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
