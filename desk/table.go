package desk

import (
	"embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/kairo-corridor/kairo/customs/transit"
)

//go:embed data
var data embed.FS

// mustTable reads one of the desk's own tables: a broken one is a defect that the tests find.
func mustTable(name string, columns ...string) [][]string {
	f, err := data.Open("data/" + name)
	if err != nil {
		panic(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || strings.Join(rows[0], ",") != strings.Join(columns, ",") {
		panic(fmt.Sprintf("desk/data/%s: columns %v: %v", name, columns, err))
	}
	return rows[1:]
}

// LaneRule is one row of the table of lanes.
type LaneRule struct {
	ID    string `json:"id"`    // also the key of its text in the catalogue
	Lane  Lane   `json:"lane"`  // to which it leads
	When  string `json:"when"`  // the condition
	Param string `json:"param"` // classes, hours
	Text  string `json:"text"`
	Basis string `json:"basis"` // where the row comes from
}

// LaneRules are the rows of data/lanes.csv, in order.
func LaneRules() []LaneRule { return allLaneRules() }

var allLaneRules = sync.OnceValue(func() []LaneRule {
	var out []LaneRule
	for _, r := range mustTable("lanes.csv", "id", "lane", "when", "param", "text", "basis") {
		out = append(out, LaneRule{r[0], Lane(r[1]), r[2], r[3], r[4], r[5]})
	}
	return out
})

// Reason is one reason that an officer can give.
type Reason struct {
	Act          transit.Kind `json:"act"`
	Code         string       `json:"code"` // also the key of its text in the catalogue, with "reason." before it
	Result       string       `json:"result,omitempty"`
	Text         string       `json:"text"`
	Satisfactory bool         `json:"-"`
}

// Reasons are the rows of data/reasons.csv, in order.
func Reasons() []Reason { return allReasons() }

var allReasons = sync.OnceValue(func() []Reason {
	var out []Reason
	for _, r := range mustTable("reasons.csv", "act", "code", "result", "text") {
		out = append(out, Reason{transit.Kind(r[0]), r[1], r[2], r[3], r[2] == "satisfactory"})
	}
	return out
})

// ReasonsFor lists the reasons of an act.
func ReasonsFor(act transit.Kind) []Reason {
	var out []Reason
	for _, r := range Reasons() {
		if r.Act == act {
			out = append(out, r)
		}
	}
	return out
}

// Target is how long a step may take: by a rule, or the desk's own target.
type Target struct {
	Country string  `json:"country"` // "*" any
	Regime  string  `json:"regime"`  // "*" any
	Step    string  `json:"step"`    // of [StepNames]
	Hours   float64 `json:"hours"`
	Status  string  `json:"status"` // stated, recalled, own target
	Source  string  `json:"source"`
}

// Targets are the rows of data/targets.csv, in order.
func Targets() []Target { return allTargets() }

var allTargets = sync.OnceValue(func() []Target {
	var out []Target
	for _, r := range mustTable("targets.csv", "country", "regime", "step", "hours", "status", "source") {
		h, err := strconv.ParseFloat(r[3], 64)
		if err != nil {
			panic(err)
		}
		out = append(out, Target{r[0], r[1], r[2], h, r[4], r[5]})
	}
	return out
})

// targetOf is the first row that fits.
func targetOf(country, regime, step string) (Target, bool) {
	for _, t := range Targets() {
		if t.Step == step && (t.Country == "*" || t.Country == country) && (t.Regime == "*" || t.Regime == regime) {
			return t, true
		}
	}
	return Target{}, false
}
