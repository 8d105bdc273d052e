package document

import (
	"math"
	"strings"
	"unicode"
)

// spread moves points apart so that neighbours keep a gap, with the least sum of squared moves (pool adjacent
// violators), and then into the bounds. The points come sorted and stay in order. Where they cannot all fit, they end
// evenly spaced.
func spread(points []float64, gap, low, high float64) []float64 {
	n := len(points)
	if n == 0 {
		return nil
	}
	if need := gap * float64(n-1); need > high-low {
		gap = (high - low) / max(1, float64(n-1))
	}
	type block struct {
		sum   float64
		count int
	}
	mean := func(b block) float64 { return b.sum / float64(b.count) }
	var blocks []block
	for i, p := range points {
		blocks = append(blocks, block{p - float64(i)*gap, 1})
		for k := len(blocks) - 1; k > 0 && mean(blocks[k]) < mean(blocks[k-1]); k-- {
			blocks[k-1].sum += blocks[k].sum
			blocks[k-1].count += blocks[k].count
			blocks = blocks[:k]
		}
	}
	out := make([]float64, 0, n)
	for _, b := range blocks {
		for range b.count {
			i := float64(len(out))
			room := gap * (float64(n) - 1 - i)
			out = append(out, min(max(mean(b)+i*gap, low+i*gap), high-room))
		}
	}
	return out
}

// ticks are round values from 0 to at least top, about count of them.
func ticks(top float64, count int) []float64 {
	if !(top > 0) {
		return []float64{0, 1}
	}
	raw := top / float64(count)
	unit := math.Pow(10, math.Floor(math.Log10(raw)))
	step := 10 * unit
	for _, m := range []float64{1, 2, 5} {
		if raw <= m*unit*1.0000001 {
			step = m * unit
			break
		}
	}
	var out []float64
	for i := 0; ; i++ {
		v := float64(i) * step
		out = append(out, v)
		if v >= top*0.9999999 {
			return out
		}
	}
}

// cells is the width of a text in Latin characters; those of East Asia take two.
func cells(s string) int {
	n := 0
	for _, r := range s {
		n++
		if wide(r) {
			n++
		}
	}
	return n
}

func wide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) || r >= 0xFF01 && r <= 0xFF60
}

// cut keeps a text within a width.
func cut(s string, width int) string {
	if cells(s) <= width {
		return s
	}
	var b strings.Builder
	n := 0
	for _, r := range s {
		n += cells(string(r))
		if n > width-1 {
			break
		}
		b.WriteRune(r)
	}
	return strings.TrimSpace(b.String()) + "…"
}
