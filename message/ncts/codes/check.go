package codes

import (
	"fmt"
	"time"

	"github.com/kairo-corridor/kairo/message/ncts"
)

// CodeList is the code of every finding of this level.
const CodeList = "code-list"

// Result is what the code lists say of a message.
type Result struct {
	Findings   []ncts.Finding // in document order
	More       bool           // the search ended at ncts.MaxFindings
	Values     int            // values held against a list
	NotChecked []NotChecked   // in order of first use
}

// NotChecked is a list that could not be asked about some values of the message.
type NotChecked struct {
	List   string // CL244 UnLocodeExtended
	Path   string // of the first such value
	Values int
	Reason string

	Edition string // of the import that does not reach back to the day; empty otherwise
}

// Check holds every value of a message that is taken from a code list against that list on a day. The message must be one
// that [ncts.Decode] takes.
func Check(m *ncts.Message, on time.Time, lists *Lists) Result {
	c := &check{on: on, lists: lists, asked: map[question]Answer{}, missing: map[question]int{}}
	c.walk(ncts.Tree(m))
	return c.result
}

// check goes through one message; a value that stands in it often is asked for once.
type check struct {
	on      time.Time
	lists   *Lists
	asked   map[question]Answer
	missing map[question]int // place in NotChecked by list and reason
	result  Result
}

type question struct{ list, value string }

func (c *check) walk(e *ncts.Element) {
	if e.List != "" {
		c.value(e)
	}
	for _, k := range e.Kids {
		if c.result.More {
			return
		}
		c.walk(k)
	}
}

func (c *check) value(e *ncts.Element) {
	list, known := Known(e.List)
	if !known {
		list = List{Number: e.List}
	}
	if list.Fixed {
		return
	}
	q := question{e.List, e.Value}
	a, ok := c.asked[q]
	if !ok {
		a = c.lists.Ask(e.List, e.Value, c.on)
		c.asked[q] = a
	}
	switch {
	case !a.Known:
		c.notChecked(list, e, a)
		return
	case !a.In && len(c.result.Findings) == ncts.MaxFindings:
		c.result.More = true
		return
	case !a.In:
		c.result.Findings = append(c.result.Findings, ncts.Finding{Level: ncts.Codes, Code: CodeList, Path: e.Path(),
			Text: fmt.Sprintf("%q is not in the list on %s", e.Value, c.on.Format(time.DateOnly)),
			Rule: list.String() + ", " + a.Source, Expected: a.Expected})
	}
	c.result.Values++
}

func (c *check) notChecked(list List, e *ncts.Element, a Answer) {
	q := question{list.Number, a.Reason}
	at, again := c.missing[q]
	if !again {
		at = len(c.result.NotChecked)
		c.missing[q] = at
		c.result.NotChecked = append(c.result.NotChecked, NotChecked{List: list.String(), Path: e.Path(), Reason: a.Reason, Edition: a.Edition})
	}
	c.result.NotChecked[at].Values++
}
