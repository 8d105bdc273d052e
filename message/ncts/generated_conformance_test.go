package ncts

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestGeneratedMessagesRoundTripAndMutantsAreRefused needs nothing from outside: messages of every type and version drawn
// from the tables are accepted and kept; broken in one way, they are refused with that finding.
func TestGeneratedMessagesRoundTripAndMutantsAreRefused(t *testing.T) {
	for i, d := range standard().messages {
		for seed := range uint64(5) {
			g := newGenerator(seed*1000 + uint64(i))
			m := g.message(d)
			roundTrip(t, m)
			for _, x := range g.mutants(d, m) {
				if err := refusedWith(x, d.version); err != nil {
					t.Errorf("%s %s seed %d: %v", d.name, d.version, seed, err)
				}
			}
		}
	}
}

func refusedWith(x mutant, v Version) error {
	_, err := decodeAs(x.text, v)
	var r *Refused
	if !errors.As(err, &r) {
		return fmt.Errorf("a mutant %s is accepted:\n%s", x.code, x.text)
	}
	if !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Code == x.code }) {
		return fmt.Errorf("a mutant %s is refused for other reasons: %w", x.code, err)
	}
	return nil
}

// TestConformanceNCTSGenerated holds generated messages of every type and version, and their mutants, against xmllint.
func TestConformanceNCTSGenerated(t *testing.T) {
	dir := pack(t)
	xmllint(t)
	const seeds = 4
	types, valid, refused, both := 0, 0, 0, map[string]int{}
	kinds := map[string]int{}
	for i, d := range standard().messages {
		types++
		tmp := t.TempDir()
		expect := map[string]string{} // file → code of the mutant, empty for a valid message
		var files []string
		write := func(code string, text []byte) {
			path := filepath.Join(tmp, fmt.Sprintf("%d.xml", len(files)))
			if err := os.WriteFile(path, text, 0o600); err != nil {
				t.Fatal(err)
			}
			files, expect[path] = append(files, path), code
		}
		for seed := range uint64(seeds) {
			g := newGenerator(seed*7919 + uint64(i))
			m := g.message(d)
			write("", roundTrip(t, m))
			for _, x := range g.mutants(d, m) {
				if err := refusedWith(x, d.version); err != nil {
					t.Errorf("%s %s: %v", d.name, d.version, err)
				}
				write(x.code, x.text)
			}
		}
		schema := filepath.Join(dir, "xsd-"+string(d.version), strings.ToLower(d.name)+".xsd")
		judged := lint(t, schema, files)
		for _, f := range files {
			code := expect[f]
			switch {
			case code == "" && judged[f]:
				valid++
			case code == "":
				t.Errorf("%s %s: xmllint refuses a generated message %s", d.name, d.version, show(f))
			case judged[f]:
				kinds[code]++
				t.Errorf("%s %s: xmllint accepts the mutant %s: %s", d.name, d.version, code, show(f))
			default:
				kinds[code]++
				both[code]++
				refused++
			}
		}
	}
	t.Logf("NCTS generated: %d types and versions, %d messages valid for both", types, valid)
	total := 0
	for _, n := range kinds {
		total += n
	}
	t.Logf("NCTS mutants: %d of %d refused by both; by kind %v", refused, total, both)
}

func show(path string) string {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	return string(raw)
}
