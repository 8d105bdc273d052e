package route

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// What a queue hands out is in order, whatever was guessed of its width, as long as nothing comes in below.
func TestQueueKeepsOrder(t *testing.T) {
	var q queue // one for all, so that every run meets what the last left behind
	rapid.Check(t, func(t *rapid.T) {
		reach := rapid.SampledFrom([]int64{1, 10, 5000, 1e6, SumMax}).Draw(t, "reach")
		floor := rapid.Int64Range(0, 100).Draw(t, "origin")
		q.reset(floor, rapid.Int64Range(0, SumMax).Draw(t, "spread"))
		var held []entry
		for _, push := range rapid.SliceOfN(rapid.IntRange(0, 2), 0, 200).Draw(t, "pushes") {
			if push > 0 {
				e := entry{f0: min(floor+rapid.Int64Range(0, reach).Draw(t, "f0"), none), f1: rapid.Int64Range(0, 3).Draw(t, "f1")}
				q.push(e)
				held = append(held, e)
				continue
			}
			if q.n != len(held) {
				t.Fatalf("%d entries, want %d", q.n, len(held))
			}
			if q.n == 0 {
				continue
			}
			i := slices.IndexFunc(held, func(e entry) bool { return e == slices.MinFunc(held, inOrder) })
			least := *q.least()
			if got := q.pop(); least != got || got != held[i] {
				t.Fatalf("least %v, popped %v, want %v", least, got, held[i])
			}
			floor, held = held[i].f0, slices.Delete(held, i, i+1)
		}
	})
}

func inOrder(x, y entry) int {
	if x.f0 != y.f0 {
		return int(min(1, max(-1, x.f0-y.f0)))
	}
	return int(x.f1 - y.f1)
}
