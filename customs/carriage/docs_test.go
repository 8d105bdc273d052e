package carriage

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// The generated parts of docs/carriage.md are what the tables of the package say.
func TestDocument(t *testing.T) {
	const path = "../../docs/carriage.md"
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got := string(src)
	for _, part := range []struct{ name, text string }{
		{"diagram", "```mermaid\n" + Diagram() + "```\n"}, {"staying", stayingTable()}, {"timers", timerTable()},
		{"periods", periodTable()}, {"bars", barTable()}, {"rules", rulesTable()},
	} {
		begin, end := "<!-- generated: "+part.name+" -->\n", "<!-- end: "+part.name+" -->"
		before, rest, ok := strings.Cut(got, begin)
		_, after, closed := strings.Cut(rest, end)
		if !ok || !closed {
			t.Fatalf("%s has no part %q", path, part.name)
		}
		got = before + begin + part.text + end + after
	}
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if got != string(src) {
		t.Errorf("%s differs; go test -update writes it anew", path)
	}
	for _, s := range States {
		if !strings.Contains(Diagram(), `"`+string(s)+`"`) {
			t.Errorf("the diagram lacks %s", s)
		}
	}
}

func grid(head string, rows ...[]string) string {
	var b strings.Builder
	b.WriteString("| " + head + " |\n|" + strings.Repeat("---|", strings.Count(head, "|")+1) + "\n")
	for _, r := range rows {
		b.WriteString("| " + strings.Join(r, " | ") + " |\n")
	}
	return b.String()
}

func stayingTable() string {
	var rows [][]string
	for _, s := range States {
		if acts := Staying(s); len(acts) > 0 {
			rows = append(rows, []string{string(s), strings.Join(acts, ", ")})
		}
	}
	return grid("state | acts that may leave it as it is", rows...)
}

func timerTable() string {
	var rows [][]string
	for _, r := range TimerRules {
		var in []string
		for _, s := range r.States {
			in = append(in, string(s))
		}
		leads := string(r.Leads)
		if leads == "" {
			leads = "the same state"
		}
		rows = append(rows, []string{string(r.Kind), strings.Join(in, ", "), r.Base, fmt.Sprint(r.Days), leads, string(r.Rule.Status), r.Rule.Source})
	}
	return grid("timer | runs in | counted from | days | leads to | status | source", rows...)
}

func periodTable() string {
	var rows [][]string
	for _, r := range PeriodRules {
		rows = append(rows, []string{string(r.Law), string(r.Cargo), fmt.Sprint(r.KmPerDay), string(r.Distance), fmt.Sprint(r.DispatchHours), fmt.Sprint(r.ChangeDays), fmt.Sprint(r.FerryDays), string(r.Additions), r.Source})
	}
	return grid("law | cargo | km a day | status | dispatch, h | change of gauge, days | ferry, days | status | source", rows...)
}

func barTable() string {
	var rows [][]string
	for _, b := range TimeBars {
		kinds := "all others"
		if b.Kinds != nil {
			kinds = ""
			for _, k := range b.Kinds {
				kinds += string(k)
			}
		}
		rows = append(rows, []string{string(b.Law), kinds, fmt.Sprint(b.Months), b.Rule.ID, string(b.Rule.Status), b.Rule.Source})
	}
	return grid("law | claim for | months | rule | status | source", rows...)
}

func rulesTable() string {
	var rows [][]string
	for _, r := range Rules {
		var kinds []string
		for _, k := range r.Kinds {
			kinds = append(kinds, string(k))
		}
		rows = append(rows, []string{r.ID, strings.Join(kinds, ", "), r.Text, string(r.Status), r.Source})
	}
	return grid("rule | cited for | says | status | source", rows...)
}
