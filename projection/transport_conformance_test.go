package projection

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/message/smgs"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/reference"
)

// Fewest cases that a run must show.
const (
	validMin   = 150
	mutatedMin = 130
)

// leavesMax bounds the leaves of one note that the outside validator tries mutated: it takes a tenth of a second a note.
const leavesMax = 12

// mutatedForms is how many notes of each form are mutated.
const (
	mutatedForms = 1
)

// noteSchemas are the outside schemas of the forms.
var noteSchemas = map[smgs.Form]string{
	smgs.CIMSMGS: "UNECE-MMTCIM-SMGSConsignmentNote.json",
	smgs.CIM:     "UNECE-MMTCIM-SMGSConsignmentNote.json",
	smgs.SMGS:    "UNECE-SMGSConsignmentNote.json",
	smgs.ECMR:    "UNECE-eCMR.json",
}

// formsOfKinds are the forms of the documents that have structured data.
var formsOfKinds = map[string]smgs.Form{"cim-smgs": smgs.CIMSMGS, "cim": smgs.CIM, "smgs": smgs.SMGS, "cmr": smgs.ECMR}

// schemaFolder reads schemas from a folder by the last part of their address. Some definitions that one of them refers to are
// nowhere in the edition: they are completed as "nothing fits", so that no note can lean on them.
type schemaFolder struct{ dir string }

func (f schemaFolder) Load(url string) (any, error) {
	name := path.Base(url)
	if strings.Contains(url, "/codelists/") {
		name = "codelists/" + name
	}
	raw, err := os.ReadFile(filepath.Join(f.dir, name))
	if err != nil {
		return nil, err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	top := doc.(map[string]any)
	delete(top, "$id") // the files stand beside each other, whatever address they name
	if defs, ok := top["$defs"].(map[string]any); ok {
		complete(top, defs)
	}
	return doc, nil
}

// complete adds the definitions that are referred to within a schema and missing there.
func complete(v any, defs map[string]any) {
	switch x := v.(type) {
	case map[string]any:
		if ref, ok := x["$ref"].(string); ok {
			if name, within := strings.CutPrefix(ref, "#/$defs/"); within && !strings.Contains(name, "/") && defs[name] == nil {
				defs[name] = false
			}
		}
		for _, item := range x {
			complete(item, defs)
		}
	case []any:
		for _, item := range x {
			complete(item, defs)
		}
	}
}

// outside compiles the schemas of the forms, or skips where the material is not there.
func outside(t *testing.T) map[smgs.Form]*jsonschema.Schema {
	t.Helper()
	dir := os.Getenv("KAIRO_CONFORMANCE")
	if dir == "" {
		dir = "../../shared/conformance"
	}
	dir, err := filepath.Abs(filepath.Join(dir, "uncefact"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skip("skipped: no UN/CEFACT schemas, set KAIRO_CONFORMANCE to the folder that holds uncefact")
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.UseLoader(schemaFolder{dir})
	out := map[smgs.Form]*jsonschema.Schema{}
	for form, file := range noteSchemas {
		if out[form], err = c.Compile("file:///schemas/" + file); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
	}
	return out
}

func judged(t *testing.T, s *jsonschema.Schema, raw []byte) error {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(v)
}

// Every note that we write validates with the outside validator; a note with a value of the wrong type, a required member
// taken away or a foreign member is refused by it, and by our decoder too.
func TestConformanceConsignmentNotes(t *testing.T) {
	schemas := outside(t)
	valid, mutated, count, seen := 0, 0, map[smgs.Form]int{}, map[string]bool{}
	check := func(d Document) {
		note, ok := d.Data.(smgs.Note)
		if !ok {
			if _, is := formsOfKinds[d.Kind]; is {
				t.Errorf("%s has no data: %v", d.ID, d.Blocked)
			}
			return
		}
		raw, err := note.Encode()
		if err != nil {
			t.Fatalf("%s: %v", d.ID, err)
		}
		if seen[string(raw)] {
			return
		}
		seen[string(raw)] = true
		if err := judged(t, schemas[note.Form()], raw); err != nil {
			t.Errorf("%s is refused: %v", d.ID, err)
			return
		}
		valid++
		count[note.Form()]++
		if count[note.Form()] <= mutatedForms {
			mutated += mutate(t, schemas[note.Form()], d.ID, raw)
		}
	}
	for _, d := range every(t) {
		check(d)
	}
	for _, d := range journeysAtRandom(t) {
		check(d)
	}
	fmt.Printf("conformance consignment notes: %d different notes validate (CIM/SMGS %d, CIM %d, SMGS %d, eCMR %d), %d mutated notes refused\n",
		valid, count[smgs.CIMSMGS], count[smgs.CIM], count[smgs.SMGS], count[smgs.ECMR], mutated)
	if valid < validMin || mutated < mutatedMin {
		t.Errorf("%d valid and %d mutated cases, want at least %d and %d", valid, mutated, validMin, mutatedMin)
	}
}

// journeysAtRandom are the documents of the examples and of 100 journeys that the planner finds between random places.
func journeysAtRandom(t *testing.T) []Document {
	p, ref := newPlanner(t), reference.Default()
	var out []Document
	for _, name := range examples {
		c := example(t, name)
		ready, _ := time.Parse(time.DateOnly, c.Ready)
		for _, j := range journeysOf(t, p, c) {
			if f, err := filing.Build(j, c, ready, ref); err == nil {
				out = append(out, contractsOf(t, c, j, f, ref)...)
			}
		}
	}
	r := rand.New(rand.NewPCG(7, 11))
	done := 0
	for try := 0; done < 100 && try < 400; try++ {
		docs, n := journeyAtRandom(t, p, ref, r, 100-done)
		out, done = append(out, docs...), done+n
	}
	if done < 100 {
		t.Errorf("only %d journeys", done)
	}
	return out
}

var ends = []string{"Xi'an", "Urumqi", "Lianyungang", "Almaty", "Tashkent", "Baku", "Tbilisi", "Istanbul", "Constanta", "Warsaw", "Duisburg", "Kobe", "Nagoya", "Moscow", "Rotterdam", "Oskemen", "Kyzylorda", "Ashgabat"}

func journeyAtRandom(t *testing.T, p *plan.Planner, ref *reference.Data, r *rand.Rand, most int) (docs []Document, n int) {
	c := full(t)
	if r.IntN(2) == 0 {
		c = example(t, examples[r.IntN(4)])
	}
	c.Origin, c.Dest, c.Avoid = ends[r.IntN(len(ends))], ends[r.IntN(len(ends))], nil
	if r.IntN(2) == 0 {
		c.Goods[0].Dangerous = nil
	}
	req := plan.Request{From: c.Origin, To: c.Dest, TEU: 1 + r.IntN(4), Mass: c.GrossKg(), Ready: time.Date(2026, 1+time.Month(r.IntN(12)), 1, 0, 0, 0, 0, time.UTC)}
	if r.IntN(4) == 0 {
		req.Avoid = []string{"sea", "ferry", "rail"}
	}
	a, err := p.Plan(t.Context(), req)
	if err != nil {
		return nil, 0
	}
	for _, j := range a.Journeys {
		f, err := filing.Build(j, c, req.Ready, ref)
		if err != nil || n >= min(most, 5) {
			continue
		}
		docs, n = append(docs, contractsOf(t, c, j, f, ref)...), n+1
	}
	return docs, n
}

// mutate changes a note at some of its leaves and counts what the outside validator refuses. A member that no schema knows is
// tried on the consignment: below it the standard leaves identifiers and texts open, our decoder does not.
func mutate(t *testing.T, s *jsonschema.Schema, id string, raw []byte) int {
	n := 0
	refuse := func(what, at string, outsideToo bool, change func(parent map[string]any, name string)) {
		var v any
		if err := json.Unmarshal(raw, &v); err != nil {
			t.Fatal(err)
		}
		parent, name := walkTo(v, at)
		change(parent, name)
		out, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if outsideToo {
			n++
			if judged(t, s, out) == nil {
				t.Errorf("%s: %s at %s is taken by the outside validator", id, what, at)
			}
		}
		var f fault.List
		if _, err := smgs.Decode(out); !errors.As(err, &f) {
			t.Errorf("%s: %s at %s is not refused by our decoder: %v", id, what, at, err)
		}
	}
	all := leaves(t, raw)
	for i, at := range all {
		outsideToo := i%(1+len(all)/leavesMax) == 0
		refuse("a number for a text", at, outsideToo, func(p map[string]any, name string) { p[name] = 7 })
		refuse("a list for a text", at, outsideToo, func(p map[string]any, name string) { p[name] = []any{"x"} })
		refuse("a missing content", at, outsideToo, func(p map[string]any, name string) { delete(p, name) })
		refuse("a foreign member", at, false, func(p map[string]any, name string) { p["kairoForeign"] = "x" })
	}
	refuse("a foreign member", "/specifiedConsignment/0/grossWeight", true, func(p map[string]any, name string) { p["kairoForeign"] = "x" })
	return n
}

// leaves are the pointers of the members named content, sorted.
func leaves(t *testing.T, raw []byte) []string {
	t.Helper()
	var out []string
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	var walk func(at string, v any)
	walk = func(at string, v any) {
		switch x := v.(type) {
		case map[string]any:
			for k, item := range x {
				walk(at+"/"+k, item)
			}
		case []any:
			for i, item := range x {
				walk(fmt.Sprintf("%s/%d", at, i), item)
			}
		case string:
			if strings.HasSuffix(at, "/content") {
				out = append(out, at)
			}
		}
	}
	walk("", v)
	slices.Sort(out)
	return out
}

// walkTo is the object that holds the last step of a pointer.
func walkTo(v any, pointer string) (map[string]any, string) {
	steps := strings.Split(pointer, "/")[1:]
	for _, step := range steps[:len(steps)-1] {
		switch x := v.(type) {
		case map[string]any:
			v = x[step]
		case []any:
			var i int
			if _, err := fmt.Sscan(step, &i); err != nil {
				return nil, ""
			}
			v = x[i]
		}
	}
	parent, _ := v.(map[string]any)
	return parent, steps[len(steps)-1]
}
