package rules

import (
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/message/ncts"
)

// Lists answers what dated code lists hold.
type Lists interface {
	// Holds says whether a list, by its number such as CL009, has a value on a day. known is false where the list is not
	// to be had for that day.
	Holds(list, value string, on time.Time) (in, known bool)
}

// Case is a message held against one rule: what a Check reads and where it says what is broken.
type Case struct {
	Root    *ncts.Element // the message
	Type    string        // CC015C
	Version ncts.Version
	On      time.Time // the day whose law is applied

	rule    *Rule
	places  []string
	lists   Lists
	broken  []ncts.Finding
	missing []string // lists asked for in vain
	untold  string   // what a Check needs that this message does not carry
}

// Each gives every element that may hold what the rule is attached to: where rule C0505 is attached to
// Consignment/Consignor/Address/postcode, each Address of a consignor with name "postcode", whether the postcode is there or
// not. For an attachment at a group the parent of the group.
func (c *Case) Each(f func(parent *ncts.Element, name string)) {
	for _, place := range c.places {
		if place == "." {
			f(c.Root, "")
			continue
		}
		parent, name := "", place
		if cut := strings.LastIndexByte(place, '/'); cut >= 0 {
			parent, name = place[:cut], place[cut+1:]
		}
		for _, e := range c.Root.All(parent) {
			f(e, name)
		}
	}
}

// EachThere gives every element, there in the message, that the rule is attached to.
func (c *Case) EachThere(f func(e *ncts.Element)) {
	for _, place := range c.places {
		for _, e := range c.Root.All(strings.TrimPrefix(place, ".")) {
			f(e)
		}
	}
}

// Attached says whether the rule is attached to a path in this message.
func (c *Case) Attached(path string) bool { return slices.Contains(c.places, path) }

// In says whether a code list holds a value on the day of the case. Where the list is not to be had, known is false, and
// the rule is reported as not checked unless it finds something broken all the same.
func (c *Case) In(list, value string) (in, known bool) {
	in, known = c.lists.Holds(list, value, c.On)
	if !known && !slices.Contains(c.missing, list) {
		c.missing = append(c.missing, list)
	}
	return in, known
}

// NeedsData says that this message does not carry what the rule reads: unless it finds something broken all the same, the
// rule is reported as not checked, with the reason.
func (c *Case) NeedsData(reason string) { c.untold = reason }

// Break notes that an element breaks the rule: what is so, and what was expected.
func (c *Case) Break(e *ncts.Element, text, expected string) { c.note(e.Path(), text, expected) }

// Required notes a break where a group has no element of a name (the condition says "R").
func (c *Case) Required(parent *ncts.Element, name, because string) {
	if parent != nil && !parent.Has(name) {
		c.note(parent.Path()+"/"+name, name+" is missing: "+because, name)
	}
}

// Forbidden notes a break where a group has an element of a name (the condition says "N").
func (c *Case) Forbidden(parent *ncts.Element, name, because string) {
	if e := parent.First(name); e != nil {
		c.note(e.Path(), name+" must not be there: "+because, "no "+name)
	}
}

func (c *Case) note(path, text, expected string) {
	if len(c.broken) < ncts.MaxFindings {
		c.broken = append(c.broken, ncts.Finding{Level: ncts.Rules, Code: c.rule.Number, Path: path, Text: text, Rule: c.rule.Text, Expected: expected})
	}
}

// NotChecked is a rule that could not be held against the message, and why: for want of data that the message does not
// carry, else of a code list.
type NotChecked struct {
	Rule      string `json:"rule"`
	Reason    string `json:"reason"`
	NeedsData bool   `json:"needsData,omitempty"`
}

// Result is what a message was found to be.
type Result struct {
	Findings   []ncts.Finding // in the order of the rules
	More       bool           // the search ended at ncts.MaxFindings
	Held       []string       // rules that were held and are kept or broken
	NotChecked []NotChecked   // rules that stand for the message and were not held
}

// Covers says whether rules are attached to a type of message at all: the published tables are those of messages that traders
// send.
func Covers(v ncts.Version, message string) bool { return len(attached()[v][message]) > 0 }

// Check holds a message, sound in structure, against every rule that is attached to an element of its type and stands on the
// day. Rules that need data beyond the message are listed as not checked, each with what is wanted.
func Check(m *ncts.Message, on time.Time, lists Lists) Result {
	return checkRules(m, on, lists, Book())
}

func checkRules(m *ncts.Message, on time.Time, lists Lists, book []*Rule) Result {
	var r Result
	root := ncts.Tree(m)
	for _, rule := range book {
		places := attachedTo(m.Version, m.Type, rule.Number)
		if len(places) == 0 || rule.State == NoCheck || !rule.holds(m.Version, on) {
			continue
		}
		if rule.State == NeedsData {
			r.NotChecked = append(r.NotChecked, NotChecked{rule.Number, rule.Reason, true})
			continue
		}
		c := &Case{Root: root, Type: m.Type, Version: m.Version, On: on, rule: rule, places: places, lists: lists}
		rule.Check(c)
		if len(c.broken) == 0 && len(c.missing) > 0 {
			r.NotChecked = append(r.NotChecked, NotChecked{rule.Number, "code list not to be had: " + strings.Join(c.missing, ", "), false})
			continue
		}
		if len(c.broken) == 0 && c.untold != "" {
			r.NotChecked = append(r.NotChecked, NotChecked{rule.Number, c.untold, true})
			continue
		}
		r.Held = append(r.Held, rule.Number)
		r.Findings = append(r.Findings, c.broken...)
		if len(r.Findings) > ncts.MaxFindings {
			r.Findings, r.More = r.Findings[:ncts.MaxFindings], true
			break
		}
	}
	return r
}

// Day is the day whose law a message asks for: that of its preparation. The zero time stands for a message without one.
func Day(m *ncts.Message) time.Time {
	t, _ := time.Parse("2006-01-02T15:04:05", m.Value("preparationDateAndTime"))
	return t.Truncate(24 * time.Hour)
}
