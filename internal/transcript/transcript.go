// Package transcript runs golden transcripts of a state machine in tests.
//
// A transcript is a text, read from the top. A block is one or more commands, a line of dashes, and what they print; blocks are
// parted by an empty line; a line that begins with # is a remark. A command is words and key=value arguments, in which an
// underscore stands for a blank:
//
//	at 2026-12-01 09:00
//	KZ accept number=57507/011226/0000001
//	----
//	(what happened)
package transcript

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Stage is what a transcript is played on: it takes the words and arguments of a command and writes what happens to Out.
type Stage struct {
	Command func(words []string, args map[string]string)
	Out     *strings.Builder
}

// Run plays every transcript that the patterns name, each on a fresh stage, and compares what is printed with what stands there;
// with update it is written anew instead. Fewer transcripts than least are a failure.
func Run(t *testing.T, update bool, least int, fresh func(t *testing.T) Stage, patterns ...string) {
	t.Helper()
	var files []string
	for _, p := range patterns {
		found, err := filepath.Glob(p)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) < least {
		t.Fatalf("%d transcripts, want at least %d", len(files), least)
	}
	for _, path := range files {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
			src, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got := play(fresh(t), string(src))
			if update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if got != string(src) {
				t.Errorf("%s differs; go test -update writes it anew. Now:\n%s", path, got)
			}
		})
	}
}

// play gives the transcript with what the stage prints.
func play(s Stage, src string) string {
	var b strings.Builder
	skipping := false
	for _, line := range strings.Split(strings.TrimRight(src, "\n"), "\n") {
		switch {
		case line == "----":
			b.WriteString("----\n" + s.Out.String())
			s.Out.Reset()
			skipping = true
			continue
		case line == "":
			skipping = false
		case skipping:
			continue
		case !strings.HasPrefix(line, "#"):
			s.Command(split(line))
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

// split parts words from arguments.
func split(line string) (words []string, args map[string]string) {
	args = map[string]string{}
	for _, x := range strings.Fields(line) {
		if k, v, ok := strings.Cut(x, "="); ok {
			args[k] = strings.ReplaceAll(v, "_", " ")
		} else {
			words = append(words, x)
		}
	}
	return words, args
}
