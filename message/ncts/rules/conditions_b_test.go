package rules

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kairo-corridor/kairo/message/ncts"
)

// A condition that a measure of the transitional period stands in for is not held beside it: phase 5 has it from the end of
// that period, before only in messages without the measure.
func TestConditionsReplacedInTheTransitionWaitForItsEnd(t *testing.T) {
	replaced := map[string]string{}
	for _, measure := range transitional {
		if measure.Until == transitionEnd {
			for _, number := range regexp.MustCompile(`C\d{4}`).FindAllString(measure.Text, -1) {
				replaced[number] = measure.Number
			}
		}
	}
	if len(replaced) < 10 {
		t.Fatalf("only %d conditions are said to be replaced: %v", len(replaced), replaced)
	}
	for number, measure := range replaced {
		found := false
		for _, r := range Book() {
			if r.Number != number || !slices.Contains(r.Versions, ncts.P5) {
				continue
			}
			found = true
			if r.From != transitionEnd && !strings.HasSuffix(r.Text, "only in messages without "+measure) {
				t.Errorf("%s holds in phase 5 from %q, beside %s", number, r.From, measure)
			}
		}
		if !found {
			t.Errorf("%s, which %s replaces, has no entry for phase 5", number, measure)
		}
	}
}
