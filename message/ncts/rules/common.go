package rules

import (
	"slices"

	"github.com/kairo-corridor/kairo/message/ncts"
)

// need is what a condition says about an element: it may be there (O), must be there (R) or must not (N).
type need int

const (
	optional need = iota
	required
	forbidden
)

// condition makes a Check of a function that says, for every place the condition is attached to, what is needed there and
// why.
func condition(of func(c *Case, parent *ncts.Element, name string) (need, string)) func(*Case) {
	return func(c *Case) {
		c.Each(func(parent *ncts.Element, name string) {
			switch n, because := of(c, parent, name); n {
			case required:
				c.Required(parent, name, because)
			case forbidden:
				c.Forbidden(parent, name, because)
			}
		})
	}
}

// oneOf says whether a value is among others.
func oneOf(value string, values ...string) bool { return slices.Contains(values, value) }

// security is what the declaration says of security data: 0 none, 1 entry, 2 exit, 3 both.
func security(c *Case) string { return c.Root.Text("TransitOperation/security") }

// officeCountry is the country of a customs office: the first two characters of its reference number.
func officeCountry(office *ncts.Element) string {
	if reference := office.Text("referenceNumber"); len(reference) >= 2 {
		return reference[:2]
	}
	return ""
}

// anyIn says whether a list holds the value of any element; known is false where that cannot be told.
func anyIn(c *Case, list string, elements []*ncts.Element) (in, known bool) {
	known = true
	for _, e := range elements {
		i, k := c.In(list, e.Value)
		if i {
			return true, true
		}
		known = known && k
	}
	return false, known
}

// anyIs says whether any element has the value.
func anyIs(elements []*ncts.Element, value string) bool {
	return slices.ContainsFunc(elements, func(e *ncts.Element) bool { return e.Value == value })
}

// withSecurityData says whether the declaration carries security data for entry, exit or both.
func withSecurityData(c *Case) bool { return oneOf(security(c), "1", "2", "3") }

// prelodged says whether the declaration is lodged before the goods are presented (additional declaration type D).
func prelodged(c *Case) bool { return c.Root.Text("TransitOperation/additionalDeclarationType") == "D" }

// reducedDataset says whether the declaration uses the reduced dataset.
func reducedDataset(c *Case) bool {
	return c.Root.Text("TransitOperation/reducedDatasetIndicator") == "1"
}
