package tir

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

const docPath = "../../docs/tir.md"

// generated is the part of docs/tir.md that is made from the tables of this package.
func generated() string {
	var b strings.Builder
	for _, r := range Roles {
		fmt.Fprintf(&b, "### The machine: role %s\n\n```mermaid\n%s```\n\n", r, Diagram(r))
	}
	b.WriteString("### Timers\n\n| timer | runs in | from | length | leads to | status | source |\n|---|---|---|---|---|---|---|\n")
	for _, t := range TimerRules {
		states, leads := join(t.States, ", "), string(t.Leads)
		if t.States == nil {
			states = "every state with an open request"
		}
		if leads == "" {
			leads = "the same state"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s |\n", t.Kind, states, t.Base, length(t.Months, t.Days), leads, t.Status, t.Source)
	}
	b.WriteString("\n### Times held against a message\n\n| time | in force from | length | status | source |\n|---|---|---|---|---|\n")
	for _, t := range Terms {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", t.Name, date(t.From), length(t.Months, t.Days), t.Status, t.Source)
	}
	b.WriteString("\n### Offices of departure and destination\n\n| from | at most | status | source |\n|---|---|---|---|\n")
	for _, l := range OfficeLimits {
		fmt.Fprintf(&b, "| %s | %d | %s | %s |\n", date(l.From), l.Max, l.Status, l.Source)
	}
	b.WriteString("\n### Rules cited by facts\n\n| rule | messages | what it says | status | source |\n|---|---|---|---|---|\n")
	for _, r := range rules {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", r.ID, kinds(r.kinds), r.Text, r.Status, r.Source)
	}
	b.WriteString("\n### Messages to eTIR\n\n| message | name | sent by | status | source |\n|---|---|---|---|---|\n")
	for _, e := range ETIRMessages {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", e.ID, e.Name, e.When, e.Status, e.Source)
	}
	return b.String()
}

func kinds(list []Kind) string {
	out := make([]string, len(list))
	for i, k := range list {
		out[i] = string(k)
	}
	return strings.Join(out, ", ")
}

func length(months, days int) string {
	switch {
	case months == 1:
		return "1 month"
	case months > 0:
		return fmt.Sprintf("%d months", months)
	case days == 1:
		return "1 day"
	case days > 0:
		return fmt.Sprintf("%d days", days)
	}
	return "none: the time itself"
}

func TestTheDocumentHoldsTheTables(t *testing.T) {
	const begin, end = "<!-- made from customs/tir: go test ./customs/tir -update -->\n", "<!-- end -->\n"
	src, err := os.ReadFile(docPath)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, found := strings.Cut(string(src), begin)
	_, tail, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("%s has no generated part", docPath)
	}
	want := head + begin + "\n" + generated() + "\n" + end + tail
	if *update {
		if err := os.WriteFile(docPath, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want != string(src) {
		t.Errorf("%s differs from the tables; go test -update writes it anew", docPath)
	}
}
