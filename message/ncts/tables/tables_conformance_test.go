package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestConformanceNCTSTablesAreTheSchemas holds the committed tables against the schemas they were made from.
func TestConformanceNCTSTablesAreTheSchemas(t *testing.T) {
	if err := os.Chdir("../../.."); err != nil {
		t.Fatal(err)
	}
	dir := folder()
	if _, err := os.Stat(filepath.Join(dir, "xsd-p5")); err != nil {
		t.Skip("skipped: no ncts/xsd-p5 in KAIRO_CONFORMANCE or ../shared/conformance")
	}
	want, err := build(dir)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("message/ncts/tables.txt")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("message/ncts/tables.txt is not what the schemas give; run go run ./message/ncts/tables")
	}
	t.Logf("%d messages, %d lines of tables agree with the schemas", strings.Count(want, "\nm\t"), strings.Count(want, "\n"))
}
