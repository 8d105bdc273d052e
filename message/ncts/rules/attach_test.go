package rules

import (
	"slices"
	"strings"
	"testing"

	"github.com/kairo-corridor/kairo/message/ncts"
)

// entries says whether the book has a number in a version, at whatever time.
func entries(v ncts.Version, number string) bool {
	return slices.ContainsFunc(Book(), func(r *Rule) bool {
		return r.Number == number && slices.Contains(r.Versions, v)
	})
}

func TestEveryAttachedNumberIsInTheBook(t *testing.T) {
	for version, messages := range attached() {
		missing := map[string][]string{} // number → messages
		for message, numbers := range messages {
			for number := range numbers {
				if !entries(version, number) {
					missing[number] = append(missing[number], message)
				}
			}
		}
		for number, messages := range missing {
			slices.Sort(messages)
			t.Errorf("%s %s: attached in %s, not in the book", version, number, strings.Join(messages, " "))
		}
	}
}

// A rule with a Check that is attached nowhere would never be held.
func TestEveryImplementedRuleIsAttached(t *testing.T) {
	for _, r := range Book() {
		if r.State != Implemented {
			continue
		}
		for _, version := range r.Versions {
			anywhere := false
			for message := range attached()[version] {
				anywhere = anywhere || len(attachedTo(version, message, r.Number)) > 0
			}
			if !anywhere {
				t.Errorf("%s %s: implemented, attached to no element of any message", version, r.Number)
			}
		}
	}
}

// A number twice at a place would be held, and its break told, twice.
func TestNoPlaceIsGivenTwice(t *testing.T) {
	section, seen := "", map[string]bool{}
	once := func(n int, what string) {
		if seen[what] {
			t.Errorf("attachments.txt:%d: given before: %s", n+1, what)
		}
		seen[what] = true
	}
	for n, line := range strings.Split(attachmentsText, "\n") {
		f := strings.Fields(line)
		switch {
		case len(f) == 0 || strings.HasPrefix(line, "#"):
		case f[0] == string(ncts.P5) || f[0] == string(ncts.P6):
			section = line
			once(n, section)
		default:
			once(n, section+" "+f[0])
			for _, number := range f[1:] {
				once(n, section+" "+f[0]+" "+number)
			}
		}
	}
}

func TestAttachmentsThatAreRefused(t *testing.T) {
	for _, text := range []string{
		"Consignment/grossMass R0994",                    // in no section
		"p5 CC015C\nConsignment/grossMas R0994",          // no such element
		"p6 CC007C\nTransitOperation/incidentFlag R0994", // an element of the other version
		"p5 CC015C\nConsignment/grossMass",               // no number
		"p5\nConsignment/grossMass R0994",                // no message
	} {
		if a, err := readAttachments(text); err == nil {
			t.Errorf("%q is taken: %v", text, a)
		}
	}
}
