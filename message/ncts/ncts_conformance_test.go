package ncts

import (
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// pack is the folder of outside material, or the test skips.
func pack(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("KAIRO_CONFORMANCE")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "conformance")
	}
	dir, err := filepath.Abs(filepath.Join(dir, "ncts"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "xsd-p5")); err != nil {
		t.Skip("skipped: no ncts/xsd-p5 in KAIRO_CONFORMANCE or ../shared/conformance")
	}
	return dir
}

func xmllint(t testing.TB) string {
	t.Helper()
	path, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("skipped: xmllint is not installed (libxml2-utils)")
	}
	return path
}

// filler gives the placeholders of the samples values their types take.
var filler = strings.NewReplacer("{{limitDate}}", "2024-12-20", "{{unloadingDate}}", "2024-12-18", "{{arrivalTime}}", "2024-12-17T10:30:00",
	"{{Declarant EORI Number}}", "GB953574106000", "{{preparationDateAndTime}}", "2024-12-11T14:16:50", "{{messageIdentification}}", "KAIRO0001",
	"{{LRN}}", "TRATESTGB212411141650", "{{arrivalNotificationDateAndTime}}", "2024-12-17T09:00:00")

// lint says which of the files xmllint finds valid against a schema, in one run.
func lint(t testing.TB, schema string, files []string) map[string]bool {
	t.Helper()
	out, _ := exec.Command(xmllint(t), append([]string{"--noout", "--schema", schema}, files...)...).CombinedOutput()
	valid := map[string]bool{}
	for _, line := range strings.Split(string(out), "\n") {
		if file, ok := strings.CutSuffix(line, " validates"); ok {
			valid[file] = true
		}
	}
	return valid
}

func schemaOf(dir string, m *Message) string {
	return filepath.Join(dir, "xsd-"+string(m.Version), strings.ToLower(m.Type)+".xsd")
}

// TestConformanceNCTSSamples holds the published trader and office messages against level structure: each is accepted, kept
// whole by encoding and decoding, and valid for xmllint after it.
func TestConformanceNCTSSamples(t *testing.T) {
	dir := pack(t)
	passed, all, emitted := 0, 0, 0
	for _, folder := range []string{"p5-samples", "p5-responses"} {
		files, _ := filepath.Glob(filepath.Join(dir, folder, "*.xml"))
		for _, path := range files {
			all++
			src, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			m, err := Decode([]byte(filler.Replace(string(src))))
			if err != nil {
				t.Errorf("%s: %v", filepath.Base(path), err)
				continue
			}
			passed++
			out := roundTrip(t, m)
			file := filepath.Join(t.TempDir(), "out.xml")
			if err := os.WriteFile(file, out, 0o600); err != nil {
				t.Fatal(err)
			}
			if lint(t, schemaOf(dir, m), []string{file})[file] {
				emitted++
			} else {
				t.Errorf("%s: xmllint refuses what was encoded", filepath.Base(path))
			}
		}
	}
	t.Logf("NCTS samples at level structure: %d of %d; encoded again and valid by xmllint: %d", passed, all, emitted)
	if all != 51 || passed != all {
		t.Errorf("%d of %d samples pass; want 51 of 51", passed, all)
	}
}

// roundTrip encodes a message and checks that it decodes to the same again.
func roundTrip(t testing.TB, m *Message) []byte {
	t.Helper()
	out, err := Encode(m)
	if err != nil {
		t.Fatalf("%s %s: %v", m.Type, m.Version, err)
	}
	again, err := decodeAs(out, m.Version)
	if err != nil {
		t.Fatalf("%s %s: %v", m.Type, m.Version, err)
	}
	if !reflect.DeepEqual(m, again) {
		t.Fatalf("%s %s: decoding what was encoded gives another message", m.Type, m.Version)
	}
	return out
}
