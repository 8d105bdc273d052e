package measure

import (
	"math"
	"slices"
)

// QuantileMethod names the method of every quantile.
const QuantileMethod = "linear interpolation between order statistics (Hyndman and Fan, type 7)"

// Stats sums up a sample. SD is the sample standard deviation (n−1) and 0 where n is below 2, which says nothing.
type Stats struct {
	N    int     `json:"n"`
	Mean float64 `json:"mean"`
	SD   float64 `json:"sd"`
	P50  float64 `json:"p50"`
	P90  float64 `json:"p90"`
	Min  float64 `json:"min"`
	Max  float64 `json:"max"`
}

// Summarize computes the statistics of a sample in any order; none of an empty one.
func Summarize(sample []float64) Stats {
	if len(sample) == 0 {
		return Stats{}
	}
	x := slices.Sorted(slices.Values(sample)) // sums run in one order whatever the order given
	s := Stats{N: len(x), P50: Quantile(x, 0.5), P90: Quantile(x, 0.9), Min: x[0], Max: x[len(x)-1]}
	for _, v := range x {
		s.Mean += v
	}
	s.Mean /= float64(s.N)
	if s.N < 2 {
		return s
	}
	for _, v := range x {
		s.SD += (v - s.Mean) * (v - s.Mean)
	}
	s.SD = math.Sqrt(s.SD / float64(s.N-1))
	return s
}

// Quantile is the p-quantile (0 ≤ p ≤ 1) of a sorted sample by [QuantileMethod]; NaN of an empty one.
func Quantile(sorted []float64, p float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	h := p * float64(len(sorted)-1)
	i := int(h)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (h-float64(i))*(sorted[i+1]-sorted[i])
}
