package filing

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kairo-corridor/kairo/reference"
)

// docs/filing.md says how much is verified, stated and recalled, and lists every transcript: both must be true.
func TestDocs(t *testing.T) {
	raw, err := os.ReadFile("../docs/filing.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(raw)
	for _, c := range reference.Default().Count() {
		name := strings.TrimSuffix(c.File, ".csv")
		if !strings.Contains(text, "\n| "+name+" | ") {
			continue // offices and rates are told elsewhere
		}
		if row := fmt.Sprintf("| %s | %d | %d | %d |", name, c.Verified, c.Stated, c.Recalled); !strings.Contains(text, row) {
			t.Errorf("docs/filing.md: the row should be %s", row)
		}
	}
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) < 24 {
		t.Fatal(len(files), err)
	}
	for _, f := range files {
		if name := strings.TrimSuffix(filepath.Base(f), ".txt"); !strings.Contains(text, "| `"+name+"` |") {
			t.Errorf("docs/filing.md does not say what %s shows", name)
		}
	}
	if n := strings.Count(text, "\n| `"); n < len(files) {
		t.Errorf("%d rows for %d transcripts", n, len(files))
	}
}
