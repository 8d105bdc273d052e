package ncts

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestEveryMessageHasAUse holds uses against the tables; package between holds their steps against the procedure.
func TestEveryMessageHasAUse(t *testing.T) {
	found, known := 0, map[string]bool{}
	for _, d := range standard().messages {
		found++
		known[d.name] = true
		u := UseOf(d.version, d.name)
		if !slices.Contains(Roles, u.Role) || u.Reason == "" || strings.ContainsAny(u.Reason, "\n|") {
			t.Errorf("%s %s: use %+v; want a role and one line of reason", d.name, d.version, u)
		}
		if (u.Role == DecodeOnly) != (u.Step == "") {
			t.Errorf("%s: role %s and step %q", d.name, u.Role, u.Step)
		}
	}
	if found != 68 {
		t.Errorf("the tables have %d messages, want 68", found)
	}
	for name := range uses {
		if !known[name] {
			t.Errorf("%s has a use and is in no version", name)
		}
	}
	if u := UseOf(P6, "CC140C"); u != (Use{}) {
		t.Errorf("phase 6 has no CC140C in the schemas, and its use is %+v", u)
	}
}

// TestUsesStandInTheFormatPage holds the table of docs/formats/ncts.md against the code.
func TestUsesStandInTheFormatPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/formats/ncts.md")
	if err != nil {
		t.Fatal(err)
	}
	if want := usesTable(); !strings.Contains(string(page), want) {
		t.Errorf("docs/formats/ncts.md lacks this table:\n%s", want)
	}
}

func usesTable() string {
	b := &strings.Builder{}
	b.WriteString("| message | versions | role | step | reason |\n|---|---|---|---|---|\n")
	names := append(Types(P5), Types(P6)...)
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		var in []string
		for _, v := range []Version{P5, P6} {
			if UseOf(v, name) != (Use{}) {
				in = append(in, string(v))
			}
		}
		u := uses[name]
		step := ""
		if u.Step != "" {
			step = "`" + u.Step + "`"
		}
		fmt.Fprintf(b, "| `%s` | %s | %s | %s | %s |\n", name, strings.Join(in, ", "), u.Role, step, u.Reason)
	}
	return b.String()
}
