package rules

import (
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/kairo-corridor/kairo/message/ncts"
)

// State says what Kairo does about a rule.
type State string

// The states.
const (
	Implemented State = "implemented"    // held by Check
	NeedsData   State = "needs-data"     // what it asks cannot be told from the message alone; Reason says what is wanted
	NoCheck     State = "does-not-apply" // nothing a trader's message could break; Reason says why
)

// Rule is one rule or condition of the functional specification (DDNTA, appendix Q2) in one or both versions. A number whose
// sense differs between versions or over time stands more than once.
type Rule struct {
	Number   string         // C0029
	Versions []ncts.Version // where it stands so
	From     string         // first day on which it holds, YYYY-MM-DD; empty: since the version
	Until    string         // first day on which it no longer holds; empty: open
	Text     string         // what it asks, in our own words
	State    State
	Reason   string
	Check    func(*Case) // set for Implemented
}

// holds says whether the rule stands in a version on a day.
func (r *Rule) holds(v ncts.Version, on time.Time) bool {
	day := on.Format(time.DateOnly)
	return slices.Contains(r.Versions, v) && (r.From == "" || r.From <= day) && (r.Until == "" || day < r.Until)
}

// both are the two versions.
var both = []ncts.Version{ncts.P5, ncts.P6}

var (
	p5 = []ncts.Version{ncts.P5}
	p6 = []ncts.Version{ncts.P6}
)

// Book gives every rule, by number and version.
var Book = sync.OnceValue(func() []*Rule {
	var book []*Rule
	for _, part := range parts {
		for i := range part {
			book = append(book, &part[i])
		}
	}
	slices.SortStableFunc(book, func(a, b *Rule) int {
		if a.Number != b.Number {
			return strings.Compare(a.Number, b.Number)
		}
		return slices.Index(both, a.Versions[0]) - slices.Index(both, b.Versions[0])
	})
	return book
})
