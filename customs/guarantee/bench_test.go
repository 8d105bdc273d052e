package guarantee

import (
	"encoding/json"
	"fmt"
	"testing"
)

// BenchmarkUse measures one reservation on a record with many open uses, the check of all invariants included.
func BenchmarkUse(b *testing.B) {
	for _, open := range []int{0, 100, 1000, UsesMax - 1} {
		g := registered(b, Comprehensive)
		for i := range open {
			id := fmt.Sprintf("U%05d", i)
			g.Uses = append(g.Uses, Use{ID: id, State: Posted, From: "PL-departure", Movement: "26PLDEMO00000012J7", Amount: 1, At: now})
			g.Balances[Available]--
			g.Balances[InUse]++
		}
		if err := Check(g); err != nil {
			b.Fatal(err)
		}
		use := reserve(g.Terms, "V", eur(1))
		b.Run(fmt.Sprint(open), func(b *testing.B) {
			for b.Loop() {
				if _, _, _, err := Apply(g, use, now); err != nil {
					b.Fatal(err)
				}
			}
			kept, _ := json.Marshal(g)
			b.ReportMetric(float64(len(kept)), "record-bytes")
		})
	}
}

// BenchmarkAccessCode measures the comparison with every code that a guarantee may have.
func BenchmarkAccessCode(b *testing.B) {
	terms := sampleTerms(Comprehensive)
	for len(terms.Codes) < CodesMax {
		terms.Codes = append(terms.Codes, hashed(terms.GRN, Secret(fmt.Sprint(len(terms.Codes)))))
	}
	for b.Loop() {
		if terms.opens("no such code") {
			b.Fatal("opened")
		}
	}
}
