package guarantee

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestTheDocumentListsTheRules holds the table of docs/guarantee.md against the rules.
func TestTheDocumentListsTheRules(t *testing.T) {
	src, err := os.ReadFile("../../docs/guarantee.md")
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	for _, r := range Rules {
		fmt.Fprintf(&want, "| `%s` | %s | %s |\n", r.ID, r.Status, r.Source)
	}
	if !strings.Contains(string(src), "|---|---|---|\n"+want.String()) {
		t.Errorf("docs/guarantee.md should hold:\n%s", want.String())
	}
	for _, k := range Kinds {
		if !strings.Contains(string(src), "\n| "+string(k)+" | ") {
			t.Errorf("docs/guarantee.md does not name type %s", k)
		}
	}
	for _, a := range Accounts {
		if !strings.Contains(string(src), "\n| `"+string(a)+"` | ") {
			t.Errorf("docs/guarantee.md does not name account %s", a)
		}
	}
}
