package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/kairo-corridor/kairo/message/ncts"
	"github.com/kairo-corridor/kairo/message/ncts/codes"
)

// printMessage prints the answer for one message.
func printMessage(out io.Writer, c checkedMessage, level ncts.Level) {
	name := strings.TrimSpace(c.Type + " " + string(c.Version))
	if name == "" {
		name = "no NCTS message"
	}
	on := ""
	if c.Date != "" {
		on = " on " + c.Date
	}
	switch c.Status {
	case msgRefused:
		fmt.Fprintf(out, "%s: %s: refused at level %s%s, findings: %d\n", c.File, name, c.Findings[0].Level, on, len(c.Findings))
	case msgInPart:
		fmt.Fprintf(out, "%s: %s: accepted in part at level %s%s: nothing wrong found, not all of it checked\n", c.File, name, level, on)
	default:
		fmt.Fprintf(out, "%s: %s: accepted at level %s%s\n", c.File, name, level, on)
	}
	if u := c.Use; u.Role != "" {
		fmt.Fprintf(out, "  use: %s: %s\n", u.Role, u.Reason)
	}
	for _, f := range c.Findings {
		printFinding(out, f)
	}
	if c.More {
		fmt.Fprintf(out, "  the search ended at %d findings\n", ncts.MaxFindings)
	}
}

func printFinding(out io.Writer, f ncts.Finding) {
	line := ""
	if f.Line > 0 {
		line = fmt.Sprintf("  line %d", f.Line)
	}
	fmt.Fprintf(out, "  %s%s  %s\n      %s; rule: %s", f.Code, line, f.Path, f.Text, f.Rule)
	if f.Expected != "" {
		fmt.Fprintf(out, "; expected: %s", f.Expected)
	}
	fmt.Fprintln(out)
}

// missedChecks gathers what was not checked over all files, in order of first appearance.
type missedChecks struct {
	order []notChecked
	files map[notChecked]int
}

func (m *missedChecks) add(c checkedMessage) {
	for _, n := range c.NotChecked {
		n.Path, n.Values = "", 0
		if m.files[n]++; m.files[n] == 1 {
			m.order = append(m.order, n)
		}
	}
}

// summary counts the files and names what was not checked; the rules that need data beyond the message on one line.
func (o *messageCheck) summary(out io.Writer, n int, counts map[string]int, missed *missedChecks) {
	fmt.Fprintf(out, "%d files: %d accepted at level %s, %d refused", n, counts[msgAccepted], o.level, counts[msgRefused])
	if c := counts[msgInPart]; c > 0 {
		fmt.Fprintf(out, ", %d accepted in part", c)
	}
	fmt.Fprintln(out)
	if o.lists != nil {
		for _, s := range o.lists.Sources() {
			fmt.Fprintf(out, "held against: %s\n", sourceText(s))
		}
	}
	var beyond, editions []string
	for _, n := range missed.order {
		if n.Edition != "" && !slices.Contains(editions, n.Edition) {
			editions = append(editions, n.Edition)
		}
		switch what := n.List + n.Rule; {
		case n.NeedsData:
			beyond = append(beyond, n.Rule)
		case what != "":
			fmt.Fprintf(out, "not checked: level %s: %s: %s; files: %d\n", n.Level, what, n.Reason, missed.files[n])
		default:
			fmt.Fprintf(out, "not checked: level %s: %s\n", n.Level, n.Reason)
		}
	}
	for _, e := range editions {
		fmt.Fprintf(out, "--date %s holds the messages against the edition of that day\n", e)
	}
	if len(beyond) > 0 {
		fmt.Fprintf(out, "not checked: %d rules need data beyond the message (docs/rules.md): %s\n", len(beyond), strings.Join(beyond, " "))
	}
}

func sourceText(s codes.Source) string {
	switch {
	case s.File == "":
		return fmt.Sprintf("demonstration set, %d rows", s.Rows)
	case s.Edition == "":
		return fmt.Sprintf("imported %s of %s, which does not say its day, %d rows", s.Kind, s.File, s.Rows)
	}
	return fmt.Sprintf("imported %s, edition %s, %d rows", s.Kind, s.Edition, s.Rows)
}

// writeJSON prints the answers as one object.
func (o *messageCheck) writeJSON(out io.Writer, files []checkedMessage, counts map[string]int) error {
	answer := map[string]any{"level": o.level, "files": files, "accepted": counts[msgAccepted], "refused": counts[msgRefused], "notChecked": counts[msgInPart]}
	if o.lists != nil {
		answer["lists"] = o.lists.Sources()
	}
	return writeJSON(out, answer)
}
