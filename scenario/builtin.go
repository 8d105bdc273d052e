package scenario

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/kairo-corridor/kairo/fault"
)

//go:embed data/*.yaml
var embedded embed.FS

// builtin reads the embedded scenarios once. They are part of the program: one that cannot be read is a defect, which a test
// finds.
var builtin = sync.OnceValue(func() []Scenario {
	names, err := fs.Glob(embedded, "data/*.yaml")
	if err != nil {
		panic(err)
	}
	byID := map[string]Scenario{}
	var out []Scenario
	for _, name := range names {
		f, err := embedded.Open(name)
		if err != nil {
			panic(err)
		}
		s, err := parse(f, strings.TrimPrefix(name, "data/"))
		f.Close()
		if err != nil {
			panic(fmt.Errorf("embedded scenario: %w", err))
		}
		out = append(out, s)
	}
	sort.SliceStable(out, func(i, j int) bool { return len(out[i].Base) < len(out[j].Base) })
	for i := range out {
		for _, b := range out[i].Base {
			base, ok := byID[b]
			if !ok {
				panic("embedded scenario " + out[i].ID + " starts from " + b + ", which stands on a base itself or is none")
			}
			out[i].bases = append(out[i].bases, base)
		}
		byID[out[i].ID] = out[i]
	}
	sort.SliceStable(out, func(i, j int) bool {
		if out[i].Fact != out[j].Fact {
			return out[i].Fact
		}
		return out[i].ID < out[j].ID
	})
	return out
})

// Builtin gives the scenarios that come with Kairo: facts first, each group by id.
func Builtin() []Scenario { return slices.Clone(builtin()) }

// Find gives the built-in scenario with an id, "base" or "today"; the error names the ids that were perhaps meant.
func Find(id string) (Scenario, error) {
	switch id {
	case "base":
		return Base(), nil
	case "today":
		return Today(), nil
	}
	known := map[string]bool{}
	for _, s := range builtin() {
		if s.ID == id {
			return s, nil
		}
		known[s.ID] = true
	}
	return Scenario{}, fault.New(fault.NotFound, "no scenario is called %q", short(id)).Want("a built-in scenario or a YAML file").Among(nearest(id, known)...)
}

// nearest gives the words that begin like a text, hold it, or share most pairs of letters with it; at most five.
func nearest(text string, words map[string]bool) []string {
	type hit struct {
		word  string
		score float64
	}
	var hits []hit
	low := strings.ToLower(text)
	for _, w := range slices.Sorted(maps.Keys(words)) {
		score := dice(low, strings.ToLower(w))
		if len(low) >= 3 && strings.Contains(strings.ToLower(w), low) {
			score = 1
		}
		if score >= 0.4 {
			hits = append(hits, hit{w, score})
		}
	}
	sort.SliceStable(hits, func(i, j int) bool { return hits[i].score > hits[j].score })
	var out []string
	for _, h := range hits[:min(len(hits), 5)] {
		out = append(out, h.word)
	}
	return out
}

// dice is the share of pairs of letters that two words have in common (Sørensen–Dice), 0 to 1.
func dice(a, b string) float64 {
	if len(a) < 2 || len(b) < 2 || len(a) > 200 {
		return 0
	}
	pairs := map[string]int{}
	for i := 0; i+2 <= len(a); i++ {
		pairs[a[i:i+2]]++
	}
	common := 0
	for i := 0; i+2 <= len(b); i++ {
		if pairs[b[i:i+2]] > 0 {
			pairs[b[i:i+2]]--
			common++
		}
	}
	return 2 * float64(common) / float64(len(a)+len(b)-2)
}
