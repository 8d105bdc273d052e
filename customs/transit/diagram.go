package transit

import (
	"fmt"
	"slices"
	"strings"
)

// Diagrams draws the table: a Mermaid state diagram (stateDiagram-v2) for each group of regimes with the same rows and each
// role. Messages that leave the state as it is are not drawn; a line under the diagram lists them.
func Diagrams() string {
	var b strings.Builder
	for _, group := range sameRows() {
		for _, role := range Roles {
			if rows := rowsOf(role, group[0]); len(rows) > 0 {
				fmt.Fprintf(&b, "## %s: %s\n\n", strings.ToUpper(regimesText(group)[:1])+regimesText(group)[1:], role)
				draw(&b, rows)
			}
		}
	}
	return b.String()
}

// sameRows groups the regimes that share every row, in the order of [Regimes] but common transit first.
func sameRows() [][]Regime {
	var groups [][]Regime
	for _, r := range append([]Regime{CommonTransit}, Regimes...) {
		if slices.ContainsFunc(groups, func(g []Regime) bool { return has(g, r) }) {
			continue
		}
		if i := slices.IndexFunc(groups, func(g []Regime) bool { return sameTable(g[0], r) }); i >= 0 {
			groups[i] = append(groups[i], r)
		} else {
			groups = append(groups, []Regime{r})
		}
	}
	return groups
}

func sameTable(r, s Regime) bool {
	return !slices.ContainsFunc(table, func(x row) bool { return has(x.regimes, r) != has(x.regimes, s) })
}

func rowsOf(role Role, regime Regime) []row {
	var out []row
	for _, r := range table {
		if r.role == role && has(r.regimes, regime) {
			out = append(out, r)
		}
	}
	return out
}

// draw writes one diagram: an arrow for each pair of states, with the messages that lead along it.
func draw(b *strings.Builder, rows []row) {
	type arrow struct{ from, to State }
	var order []arrow
	labels := map[arrow][]string{}
	stays := map[Kind][]string{}
	var kinds []Kind
	for _, r := range rows {
		for _, to := range r.next {
			a := arrow{r.state, to}
			if a.from == a.to {
				if !has(kinds, r.kind) {
					kinds = append(kinds, r.kind)
				}
				stays[r.kind] = append(stays[r.kind], string(a.from))
				continue
			}
			if labels[a] == nil {
				order = append(order, a)
			}
			labels[a] = append(labels[a], string(r.kind))
		}
	}
	b.WriteString("```mermaid\nstateDiagram-v2\n")
	drawStates(b, rows)
	for _, a := range order {
		fmt.Fprintf(b, "    %s --> %s: %s\n", node(a.from), node(a.to), strings.Join(labels[a], ", "))
	}
	b.WriteString("```\n\n")
	if len(kinds) > 0 {
		b.WriteString("The state stays with:\n\n")
		for _, k := range kinds {
			fmt.Fprintf(b, "- %s (%s)\n", k, strings.Join(stays[k], ", "))
		}
		b.WriteString("\n")
	}
}

// drawStates names each state once, and the ends as ends.
func drawStates(b *strings.Builder, rows []row) {
	var states []State
	add := func(s State) {
		if !has(states, s) && s != None {
			states = append(states, s)
		}
	}
	for _, r := range rows {
		add(r.state)
		for _, to := range r.next {
			add(to)
		}
	}
	for _, s := range states {
		if strings.Contains(string(s), "-") {
			fmt.Fprintf(b, "    state \"%s\" as %s\n", s, node(s))
		}
	}
	for _, s := range states {
		if (Movement{State: s}).Ended() {
			fmt.Fprintf(b, "    %s --> [*]\n", node(s))
		}
	}
}

// node is a state's name in a diagram, where a hyphen cannot stand.
func node(s State) string {
	if s == None {
		return "[*]"
	}
	return strings.ReplaceAll(string(s), "-", "_")
}

// TimerTable prints the timers as a Markdown table.
func TimerTable() string {
	var b strings.Builder
	b.WriteString("| timer | under | in | runs from | length | leads to | status | source |\n|---|---|---|---|---|---|---|---|\n")
	for _, r := range TimerRules {
		var in []string
		for _, s := range r.States {
			in = append(in, string(s))
		}
		length := plural(r.Days, "day")
		if r.Months > 0 {
			length = plural(r.Months, "month")
		} else if r.Hours > 0 {
			length = plural(r.Hours, "hour")
		}
		leads := "a fact that it is late"
		if r.Leads != "" {
			leads = string(r.Leads)
		}
		by := strings.TrimSpace(regimesText(r.Regimes) + " " + r.Country)
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s | %s |\n", r.Kind, by, strings.Join(in, ", "), r.Base, length, leads, r.Status, r.Source)
	}
	return b.String()
}

// NumberTable prints the messages that have a number in NCTS as a Markdown table.
func NumberTable() string {
	var b strings.Builder
	b.WriteString("| message | NCTS | given by |\n|---|---|---|\n")
	for _, k := range append(slices.Clone(Kinds), KindGuaranteeRequest, KindGuaranteeConfirm, KindGuaranteeRelease, KindGuaranteeCall) {
		number := numbers[k]
		switch k {
		case KindAnticipated:
			number = "IE001, IE050, IE160"
		case KindRecordRequest:
			number = "IE002, IE114, IE164"
		case KindRecordAnswer:
			number = "IE003, IE115, IE165"
		}
		notice := noticeNumbers[k]
		switch k {
		case KindGuaranteeAnswer:
			notice = "IE055 where invalid"
		case KindDestinationResults:
			notice = "IE019 where not satisfactory"
		case KindElapsed:
			notice = "as the timer leads"
		}
		if notice != "" {
			number = strings.TrimPrefix(number+"; the trader is told "+notice, "; ")
		}
		by := string(ActorOf(k))
		if has([]Kind{KindGuaranteeRequest, KindGuaranteeConfirm, KindGuaranteeRelease, KindGuaranteeCall}, k) {
			by = "office of departure"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", k, number, by)
	}
	return b.String()
}
