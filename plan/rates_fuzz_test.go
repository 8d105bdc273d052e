package plan_test

import (
	"strings"
	"testing"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/plan"
)

// FuzzReadRates reads any text as own rates: a refusal names its place; no rate is taken without subject and currency.
func FuzzReadRates(f *testing.F) {
	const head = "subject,amount,currency,quoted,until,source\n"
	f.Add(head + "B,1250.50,EUR,2026-01-01,2026-02-01,agent\n")
	f.Add(head + ",x,EUR,soon,,\nA,1,EUR\nB,NaN,,2026-01-01,2026-02-01,\"agent\n")
	f.Add("\ufeffa;b\n")
	f.Fuzz(func(t *testing.T, text string) {
		rates, err := plan.ReadRates(strings.NewReader(text), "q.csv")
		if err != nil {
			for _, e := range fault.All(err) {
				if !strings.HasPrefix(e.Path, "q.csv") || e.Code == fault.Internal {
					t.Fatalf("%s at %q: %v", e.Code, e.Path, e)
				}
			}
			return
		}
		for _, r := range rates {
			if r.Subject == "" || !(r.Amount >= 0) {
				t.Fatalf("taken: %+v", r)
			}
		}
	})
}
