package codes

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kairo-corridor/kairo/message/ncts"
	"github.com/kairo-corridor/kairo/reference"
)

// pack is the folder of outside material, or the test skips.
func pack(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("KAIRO_CONFORMANCE")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "shared", "conformance")
	}
	if _, err := os.Stat(filepath.Join(dir, "reference", listsFile)); err != nil {
		t.Skip("skipped: no reference/" + listsFile + " in KAIRO_CONFORMANCE or ../shared/conformance")
	}
	return dir
}

const (
	listsFile   = "ncts-p5-code-lists.json.gz"
	officesFile = "customs-offices-20250212.json.gz"
)

// published imports the lists and offices of the pack.
func published(t *testing.T, dir string) (lists, offices reference.Import) {
	t.Helper()
	read := func(kind reference.Kind, file string) reference.Import {
		raw, err := os.ReadFile(filepath.Join(dir, "reference", file))
		if err != nil {
			t.Fatal(err)
		}
		i, err := reference.ReadImport(kind, bytes.NewReader(raw), file, day("2025-02-12"))
		if err != nil {
			t.Fatal(err)
		}
		return i
	}
	return read(reference.KindCodes, listsFile), read(reference.KindOffices, officesFile)
}

// filler gives the placeholders of the samples values their types take.
var filler = strings.NewReplacer("{{limitDate}}", "2025-03-10", "{{unloadingDate}}", "2025-03-08", "{{arrivalTime}}", "2025-03-07T10:30:00",
	"{{Declarant EORI Number}}", "GB953574106000", "{{preparationDateAndTime}}", "2025-03-01T14:16:50", "{{messageIdentification}}", "KAIRO0001",
	"{{LRN}}", "TRATESTGB212411141650", "{{arrivalNotificationDateAndTime}}", "2025-03-07T09:00:00")

// samples decodes the published trader and office messages, by file.
func samples(t *testing.T, dir string) map[string]*ncts.Message {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "ncts", "p5-*s", "*.xml"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*ncts.Message{}
	for _, path := range files {
		src, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		m, err := ncts.Decode([]byte(filler.Replace(string(src))))
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		all[filepath.Base(path)] = m
	}
	return all
}

// TestConformanceNCTSCodes holds the published messages against the published lists, on a day that the edition covers.
func TestConformanceNCTSCodes(t *testing.T) {
	dir := pack(t)
	codes, offices := published(t, dir)
	lists := New(reference.Default().With(codes).With(offices))
	all := samples(t, dir)
	passed, whole, values := 0, 0, 0
	missing := map[string]int{}
	for _, file := range slices.Sorted(maps.Keys(all)) {
		r := Check(all[file], day("2025-03-01"), lists)
		values += r.Values
		for _, f := range r.Findings {
			t.Errorf("%s: %s: %s (%s)", file, f.Path, f.Text, f.Rule)
		}
		if len(r.Findings) == 0 {
			passed++
		}
		if len(r.Findings)+len(r.NotChecked) == 0 {
			whole++
		}
		for _, n := range r.NotChecked {
			missing[n.List] += n.Values
		}
	}
	t.Logf("NCTS samples at level codes: %d of %d with nothing found, %d of them checked whole; %d values held, values of lists not in the import: %v",
		passed, len(all), whole, values, missing)
	if len(all) != 51 || whole < 46 || values < 500 {
		t.Errorf("want 51 samples, 46 of them checked whole, and 500 values")
	}
}

// TestConformanceNCTSCodesPerturbed gives each coded value of the samples a wrong one, one at a time: it alone is found.
func TestConformanceNCTSCodesPerturbed(t *testing.T) {
	dir := pack(t)
	codes, offices := published(t, dir)
	lists := New(reference.Default().With(codes).With(offices))
	tried := 0
	for file, m := range samples(t, dir) {
		var coded []*ncts.Element
		var collect func(e *ncts.Element)
		collect = func(e *ncts.Element) {
			if l, _ := Known(e.List); e.List != "" && !l.Fixed && lists.Ask(e.List, e.Value, day("2025-03-01")).Known {
				coded = append(coded, e)
			}
			for _, k := range e.Kids {
				collect(k)
			}
		}
		collect(ncts.Tree(m))
		for _, e := range coded {
			node := nodeAt(m, e)
			was := node.Text
			node.Text = "\u00a4"
			r := Check(m, day("2025-03-01"), lists)
			node.Text = was
			if len(r.Findings) != 1 || r.Findings[0].Path != e.Path() || !strings.HasPrefix(r.Findings[0].Rule, e.List) {
				t.Errorf("%s: %s with a wrong value: found %v", file, e.Path(), r.Findings)
			}
			tried++
		}
	}
	t.Logf("NCTS samples with one wrong code each: %d, each found at its place", tried)
	if tried < 500 {
		t.Errorf("%d values tried, want 500", tried)
	}
}

// nodeAt is the node of a message that an element of its tree stands for.
func nodeAt(m *ncts.Message, e *ncts.Element) *ncts.Node {
	if e.Parent == nil {
		return nil
	}
	kids := m.Kids
	if parent := nodeAt(m, e.Parent); parent != nil {
		kids = parent.Kids
	}
	seen := 0
	for i := range kids {
		if kids[i].Name == e.Name {
			if seen++; seen == max(e.Index, 1) {
				return &kids[i]
			}
		}
	}
	return nil
}

// TestConformanceNCTSTable holds numbers and names of the table against the schemas, which call the lists whose values they
// enumerate technical.
func TestConformanceNCTSTable(t *testing.T) {
	dir := pack(t)
	named := regexp.MustCompile(`<codeList code="(CL\d{3})" type="(\w+)" name="(\w+)"`)
	seen := map[string]bool{}
	files, _ := filepath.Glob(filepath.Join(dir, "ncts", "xsd-p*", "*.xsd"))
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range named.FindAllStringSubmatch(string(src), -1) {
			l, ok := Known(m[1])
			if !ok || l.Name != m[3] || l.Fixed && m[2] != "technical" {
				t.Errorf("%s: %s is %s (%s), in the table %+v", filepath.Base(file), m[1], m[3], m[2], l)
			}
			seen[m[1]] = true
		}
	}
	t.Logf("code lists that the schemas name: %d, all in the table of %d under the same name", len(seen), len(Table))
	if len(seen) < 100 {
		t.Errorf("%d lists named, want 100", len(seen))
	}
}

// TestConformanceNCTSDemonstrationSet holds the demonstration set against the published lists on the day of the edition. What
// joined the Convention that month is not in it yet.
func TestConformanceNCTSDemonstrationSet(t *testing.T) {
	codes, _ := published(t, pack(t))
	on := codes.Edition
	publishedCodes := map[string][]string{}
	for _, e := range codes.Codes {
		publishedCodes[e.List] = append(publishedCodes[e.List], e.Code)
	}
	lists, same := 0, 0
	for number, set := range demo() {
		list, _ := Known(number)
		want, ok := publishedCodes[list.Name]
		if !ok {
			continue
		}
		lists++
		for v := range set.values {
			in, _ := set.says(v, on)
			early := v == "GE" && (number == "CL009" || number == "CL112")
			if in != slices.Contains(want, v) && !early {
				t.Errorf("%s %s on %s: demonstration set %v, published %v", list, v, on, in, !in)
			}
		}
		for _, v := range want {
			if in, known := set.says(v, on); known && !in {
				t.Errorf("%s %s: published and not in the demonstration set", list, v)
			} else if in {
				same++
			}
		}
	}
	t.Logf("demonstration set against the lists of %s: %d lists, %d codes the same; Georgia, party since 2025-02-01, is not in them yet", on, lists, same)
	if lists < 30 || same < 300 {
		t.Errorf("%d lists and %d codes compared; want 30 and 300", lists, same)
	}
}
