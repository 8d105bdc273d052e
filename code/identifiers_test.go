package code

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the table of docs/identifiers.md anew")

const identifiersPage = "../docs/identifiers.md"

// The page of identifiers and Schemes say the same.
func TestThePageOfIdentifiersIsInStep(t *testing.T) {
	raw, err := os.ReadFile(identifiersPage)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok1 := strings.Cut(string(raw), "<!-- schemes -->\n")
	table, after, ok2 := strings.Cut(rest, "<!-- /schemes -->")
	if !ok1 || !ok2 {
		t.Fatal("the page has lost the marks of its table")
	}
	var want strings.Builder
	want.WriteString("| scheme | number | country | check | rule | example | it says |\n|---|---|---|---|---|---|---|\n")
	for _, s := range Schemes() {
		v := s.parse(s.Example)
		fmt.Fprintf(&want, "| `%s` | %s | %s | %s | %s | `%s` | %s |\n", s.ID, s.Name, v.Country, s.Check, strings.ReplaceAll(s.Standard, "|", "\\|"), s.Example, v.Meaning)
	}
	if *update {
		if err := os.WriteFile(identifiersPage, []byte(before+"<!-- schemes -->\n"+want.String()+"<!-- /schemes -->"+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if table != want.String() {
		t.Error("docs/identifiers.md is not in step with Schemes: go test ./code -run Identifiers -update")
	}
}

func TestSchemesAreWellNamed(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range Schemes() {
		if key := strings.ToLower(s.ID); seen[key] {
			t.Errorf("%s stands twice", s.ID)
		} else {
			seen[key] = true
		}
		if s.Check != CheckFull && s.Check != CheckFormat && s.Check != CheckRecalled {
			t.Errorf("%s: check %q", s.ID, s.Check)
		}
		if v := s.parse(s.Example); s.Check != CheckFormat && v.Finding.Level != Valid || s.Check == CheckFormat && v.Finding.Level == Valid {
			t.Errorf("%s: a %s check finds the example %s", s.ID, s.Check, v.Finding.Level)
		}
		if s.Check == CheckFull && (bodies[s.ID] == "" || s.complete == nil) {
			t.Errorf("%s: a full check without a way to make numbers, or bodies to try", s.ID)
		}
	}
}
