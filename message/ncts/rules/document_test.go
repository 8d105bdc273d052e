package rules

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/kairo-corridor/kairo/message/ncts"
)

var update = flag.Bool("update", false, "rewrite docs/rules.md")

const document = "../../../docs/rules.md"

// docs/rules.md is made from the book and the attachments: go test ./message/ncts/rules -update
func TestDocumentIsMadeFromTheBook(t *testing.T) {
	made := makeDocument()
	if *update {
		if err := os.WriteFile(document, made, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(document)
	if err != nil || !bytes.Equal(have, made) {
		t.Errorf("docs/rules.md is not what the book says (%v); make golden writes it anew", err)
	}
}

var headings = map[State]string{Implemented: "Implemented", NeedsData: "Needs data the message does not carry", NoCheck: "Does not apply"}

const preface = `# Rules and conditions of NCTS

Made by ` + "`go test ./message/ncts/rules -update`" + ` from the rule book of room ` + "`message/ncts/rules`" + `; not edited by hand. The texts are our
own words; the numbers are those of the functional specification (DDNTA, appendix Q2), read in HM Revenue and Customs' CTC
Traders API Technical Interface Specification for phase 5 (2023 to 2025) and phase 6 (2025). A number stands once for each sense
it has had.

Kinds: C condition, R rule, G guideline, B business rule and E technical rule of the transitional period of phase 5, S
sequencing. "Attached to" are the messages of traders in whose published tables the number stands; it is held only there, on the
element it stands at. A rule whose code list is not to be had for the day is reported as not checked.

    kairo message check FILE... --level rules [--date YYYY-MM-DD] [--json]

`

func makeDocument() []byte {
	var b bytes.Buffer
	b.WriteString(preface)
	writeCounts(&b)
	for _, s := range []State{Implemented, NeedsData, NoCheck} {
		fmt.Fprintf(&b, "\n## %s\n\n", headings[s])
		if s == Implemented {
			b.WriteString("| number | phase | holds | what it asks | attached to |\n|---|---|---|---|---|\n")
		} else {
			b.WriteString("| number | phase | holds | what it asks | reason | attached to |\n|---|---|---|---|---|---|\n")
		}
		for _, r := range Book() {
			if r.State != s {
				continue
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s |", r.Number, phases(r), span(r), cell(r.Text))
			if s != Implemented {
				fmt.Fprintf(&b, " %s |", cell(r.Reason))
			}
			fmt.Fprintf(&b, " %s |\n", carriers(r))
		}
	}
	return b.Bytes()
}

// writeCounts counts numbers by phase and state; a number with an implemented sense is implemented, and so on.
func writeCounts(b *bytes.Buffer) {
	b.WriteString("| numbers | phase 5 | phase 6 |\n|---|---|---|\n")
	state := map[ncts.Version]map[string]State{ncts.P5: {}, ncts.P6: {}}
	order := []State{Implemented, NeedsData, NoCheck}
	for _, r := range Book() {
		for _, v := range r.Versions {
			old, known := state[v][r.Number]
			if !known || slices.Index(order, r.State) < slices.Index(order, old) {
				state[v][r.Number] = r.State
			}
		}
	}
	count := func(v ncts.Version, s State) (n int) {
		for _, x := range state[v] {
			if x == s {
				n++
			}
		}
		return n
	}
	for _, s := range order {
		fmt.Fprintf(b, "| %s | %d | %d |\n", strings.ToLower(headings[s]), count(ncts.P5, s), count(ncts.P6, s))
	}
	fmt.Fprintf(b, "| all | %d | %d |\n", len(state[ncts.P5]), len(state[ncts.P6]))
}

func phases(r *Rule) string {
	var out []string
	for _, v := range r.Versions {
		out = append(out, strings.TrimPrefix(string(v), "p"))
	}
	return strings.Join(out, ", ")
}

func span(r *Rule) string {
	switch {
	case r.From != "" && r.Until != "":
		return "from " + r.From + " until " + r.Until
	case r.From != "":
		return "from " + r.From
	case r.Until != "":
		return "until " + r.Until
	}
	return "always"
}

func cell(s string) string { return strings.ReplaceAll(s, "|", "\\|") }

// carriers are the messages to which the number is attached in a version of the rule.
func carriers(r *Rule) string {
	var out []string
	for _, v := range r.Versions {
		for message, section := range attached()[v] {
			if len(section[r.Number]) > 0 && !slices.Contains(out, message) {
				out = append(out, message)
			}
		}
	}
	slices.Sort(out)
	if len(out) == 0 {
		return "none"
	}
	return strings.Join(out, " ")
}
