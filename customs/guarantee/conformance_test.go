package guarantee

import (
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestConformancePublishedLists holds the kinds and reasons against the published lists of guarantee types and reasons.
func TestConformancePublishedLists(t *testing.T) {
	dir := os.Getenv("KAIRO_CONFORMANCE")
	if dir == "" {
		dir = filepath.Join("../../../shared", "conformance")
	}
	f, err := os.Open(filepath.Join(dir, "reference/ncts-p5-code-lists.json.gz"))
	if err != nil {
		t.Skipf("skipped: %v; set KAIRO_CONFORMANCE", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Lists map[string]struct {
			ListEntries []struct{ State, Code string }
		}
	}
	if err := json.NewDecoder(z).Decode(&file); err != nil {
		t.Fatal(err)
	}
	published := func(name string) []string {
		var out []string
		for _, e := range file.Lists[name].ListEntries {
			if e.State == "valid" {
				out = append(out, e.Code)
			}
		}
		slices.Sort(out)
		return out
	}
	var reasons, types, withGRN []string
	for _, r := range Reasons {
		reasons = append(reasons, r.Code)
	}
	for _, k := range Kinds {
		types = append(types, string(k))
		if k.Coded() {
			withGRN = append(withGRN, string(k))
		}
	}
	types = append(types, NotKept...)
	for name, ours := range map[string][]string{"InvalidGuaranteeReason": reasons, "GuaranteeType": types, "GuaranteeTypeWithGRN": withGRN} {
		slices.Sort(ours)
		if theirs := published(name); !slices.Equal(ours, theirs) || len(theirs) < 5 {
			t.Errorf("%s: ours %v, published %v", name, ours, theirs)
		} else {
			t.Logf("%s: %d codes agree", name, len(theirs))
		}
	}
}

func TestWhichTypesAskAnOffice(t *testing.T) {
	for _, k := range Kinds {
		if !Asks(string(k)) {
			t.Errorf("type %s asks no office", k)
		}
	}
	for _, code := range append(slices.Clone(NotKept), "", "Z") {
		if Asks(code) {
			t.Errorf("type %q asks an office", code)
		}
	}
}
