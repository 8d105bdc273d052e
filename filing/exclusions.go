package filing

import (
	"slices"
	"time"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/reference"
)

// Exclusion is something the goods themselves bar, for the planner.
type Exclusion struct {
	Token string `json:"token"` // usable as an avoid token of a plan request: a mode, a country, "class7"
	Why   string `json:"why"`
	Rule  Rule   `json:"rule"`
}

// Exclusions tells what the goods of a consignment bar on the day they are ready, by the embedded reference data.
func Exclusions(c consignment.Consignment) []Exclusion {
	on, err := time.Parse(time.DateOnly, c.Ready)
	if err != nil {
		on = DateMin
	}
	return exclusions(c, on, reference.Default())
}

func exclusions(c consignment.Consignment, on time.Time, ref *reference.Data) []Exclusion {
	b := &builder{on: on, ref: ref}
	var out []Exclusion
	for _, x := range ref.Bars(c.HS(), c.Classes(), on) {
		e := Exclusion{Token: x.Token, Why: x.Name}
		if rules := b.cite(x.Rules...); len(rules) > 0 {
			e.Rule = rules[0]
		}
		if !slices.ContainsFunc(out, func(o Exclusion) bool { return o.Token == e.Token }) {
			out = append(out, e)
		}
	}
	return out
}
