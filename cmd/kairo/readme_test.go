package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReadmeFirstFiveMinutes runs the commands of the README as they stand there, serving apart.
func TestReadmeFirstFiveMinutes(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	repo, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	if err := os.Symlink(filepath.Join(repo, "examples"), "examples"); err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, line := range strings.Split(string(readme), "\n") {
		command, ok := strings.CutPrefix(line, "    ./kairo ")
		if !ok || strings.HasPrefix(command, "serve") {
			continue
		}
		var out, errw bytes.Buffer
		if code := run(context.Background(), strings.Fields(command), nil, &out, &errw); code != 0 || out.Len() == 0 {
			t.Errorf("kairo %s: exit code %d\n%s", command, code, errw.String())
		}
		ran++
	}
	if ran < 7 {
		t.Errorf("the README has only %d commands", ran)
	}
}
