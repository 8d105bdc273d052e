package projection

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/message/eaeu"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/reference"
)

var rewrite = flag.Bool("update", false, "rewrite the projections in testdata")

var examples = []string{"kazakhstan-kobe", "kazakhstan-rotterdam", "nagoya-almaty", "xian-constanta"}

func example(t testing.TB, name string) consignment.Consignment {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("../examples", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := consignment.Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func newPlanner(t testing.TB) *plan.Planner {
	t.Helper()
	n, err := network.Default()
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.New(n)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// preferred asks the planner as the example does and takes the journey of the corridor it prefers.
func preferred(t testing.TB, pl *plan.Planner, c consignment.Consignment) plan.Journey {
	t.Helper()
	ready, err := time.Parse(time.DateOnly, c.Ready)
	if err != nil {
		t.Fatal(err)
	}
	a, err := pl.Plan(context.Background(), plan.Request{From: c.Origin, To: c.Dest, TEU: c.TEU, Mass: c.GrossKg(), Ready: ready,
		Avoid: c.Avoid, Class: c.HighestClass(), Keep: 30})
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range a.Journeys {
		if j.CorridorID == c.Prefer {
			return j
		}
	}
	return a.Journeys[0]
}

func project(t testing.TB, c consignment.Consignment, j plan.Journey) []Document {
	t.Helper()
	day, _ := time.Parse(time.DateOnly, c.Ready)
	p, err := filing.Build(j, c, day, reference.Default())
	if err != nil {
		t.Fatal(err)
	}
	docs, err := Project(c, j, p, reference.Default())
	if err != nil {
		t.Fatal(err)
	}
	return docs
}

// customsOnly leaves the contracts of carriage out.
func customsOnly(docs []Document) []Document {
	return slices.DeleteFunc(slices.Clone(docs), func(d Document) bool { return strings.HasPrefix(d.For, "C") })
}

func table4people(d *Document) string {
	var b strings.Builder
	fmt.Fprintf(&b, "== %s  %s\n   %s; for %s, %s, language %s\n", d.ID, d.Title, d.Form, d.For, d.Country, d.Language)
	for _, e := range d.Elements {
		mark := " "
		if e.Required {
			mark = "!"
		}
		why := e.How
		switch {
		case e.Origin == Missing:
			why = e.Who + ": " + e.How
		case why == "":
			why = strings.Join(e.From, " ")
		}
		fmt.Fprintf(&b, "%s %-10s %-44s %-40s %-9s %s\n", mark, e.Box, e.Name, e.Value, e.Origin, why)
	}
	for _, x := range d.Blocked {
		fmt.Fprintf(&b, "   blocked: %s\n", x)
	}
	for _, x := range d.Notes {
		fmt.Fprintf(&b, "   note: %s\n", x)
	}
	return b.String()
}

// The projections of the examples, as an officer would read them. go test ./projection -run Golden -update rewrites them.
func TestGoldenCustomsProjections(t *testing.T) {
	pl := newPlanner(t)
	for _, name := range examples {
		t.Run(name, func(t *testing.T) {
			c := example(t, name)
			docs := customsOnly(project(t, c, preferred(t, pl, c)))
			var b strings.Builder
			for i := range docs {
				b.WriteString(table4people(&docs[i]) + "\n")
			}
			if err := Check(docs).Print(&b); err != nil {
				t.Fatal(err)
			}
			golden(t, filepath.Join("testdata", "customs-"+name+".txt"), b.String())
		})
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *rewrite {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v: run with -update", err)
	}
	if got != string(want) {
		a, b := strings.Split(string(want), "\n"), strings.Split(got, "\n")
		for i := range min(len(a), len(b)) {
			if a[i] != b[i] {
				t.Fatalf("%s:%d\n want %s\n got  %s", path, i+1, a[i], b[i])
			}
		}
		t.Fatalf("%s has %d lines, want %d", path, len(b), len(a))
	}
}

// explained is what holds of every element of every document.
func explained(d *Document) error {
	if d.ID == "" || d.Kind == "" || d.Title == "" || d.Form == "" || d.For == "" || d.Language == "" || len(d.Elements) == 0 {
		return fmt.Errorf("document %+v is not complete", d)
	}
	for _, e := range d.Elements {
		ok := e.Name != "" && e.Path != "" && !strings.Contains(e.Path+e.Name, "{")
		switch e.Origin {
		case Typed:
			ok = ok && e.Value != "" && len(e.From) > 0
		case Derived:
			ok = ok && e.Value != "" && e.How != "" && len(e.From) > 0
		case Defaulted:
			ok = ok && e.Value != "" && e.How != ""
		case Missing:
			ok = ok && e.Value == "" && slices.Contains(Roles, e.Who) && e.How != ""
		default:
			ok = false
		}
		if !ok {
			return fmt.Errorf("%s: %+v is not explained", d.ID, e)
		}
	}
	for _, b := range d.Blocked {
		if strings.Contains(b, "the form names an unknown") || strings.Contains(b, "R.036 has no") {
			return fmt.Errorf("%s: %s", d.ID, b)
		}
	}
	return nil
}

// Every stretch, contract and advance item of journeys drawn from the network has its document, and every element is explained.
func TestEveryFilingOfAnyPlannedJourneyProjects(t *testing.T) {
	pl := newPlanner(t)
	towns := []string{"Nagoya", "Kobe", "Xi'an", "Almaty", "Tashkent", "Oskemen", "Kyzylorda", "Baku", "Tbilisi", "Istanbul", "Constanta", "Rotterdam", "Ashgabat", "Duisburg"}
	dates := []string{"2014-06-01", "2020-03-01", "2024-06-01", "2026-12-01"}
	rapid.Check(t, func(rt *rapid.T) {
		from, to := rapid.SampledFrom(towns).Draw(rt, "from"), rapid.SampledFrom(towns).Draw(rt, "to")
		c := example(t, rapid.SampledFrom(examples).Draw(rt, "goods"))
		day, _ := time.Parse(time.DateOnly, rapid.SampledFrom(dates).Draw(rt, "day"))
		a, err := pl.Plan(context.Background(), plan.Request{From: from, To: to, TEU: 1, Mass: c.GrossKg(), Ready: plan.ReferenceDate})
		if err != nil {
			return // no such journey
		}
		j := a.Journeys[rapid.IntRange(0, len(a.Journeys)-1).Draw(rt, "journey")]
		options := filing.Options{}
		if rapid.Bool().Draw(rt, "tir") {
			options.Require = "tir"
		}
		p, err := filing.BuildWith(j, c, day, reference.Default(), options)
		if err != nil {
			return // not lawful
		}
		docs, err := Project(c, j, p, reference.Default())
		if err != nil {
			rt.Fatal(err)
		}
		everyFiling(rt, docs, p)
	})
}

func everyFiling(t interface{ Fatalf(string, ...any) }, docs []Document, p filing.Plan) {
	ids, served := map[string]bool{}, map[string]bool{}
	for i := range docs {
		d := &docs[i]
		served[d.For] = true
		if strings.HasPrefix(d.For, "C") {
			continue
		}
		if ids[d.ID] {
			t.Fatalf("%s stands twice", d.ID)
		}
		ids[d.ID] = true
		if err := explained(d); err != nil {
			t.Fatalf("%v", err)
		}
		if x, ok := d.Data.(*eaeu.GoodsDeclaration); ok {
			if again, err := eaeu.Decode(x.Encode()); err != nil || !reflect.DeepEqual(again, *x) {
				t.Fatalf("%s: R.036 does not come back: %v", d.ID, err)
			}
		} else if raw, err := json.Marshal(d.Data); err != nil || len(raw) < 10 {
			t.Fatalf("%s has no data: %v", d.ID, err)
		}
	}
	for _, s := range p.Customs {
		if !served[s.ID] {
			t.Fatalf("stretch %s %s has no document", s.ID, s.Regime)
		}
	}
	for _, a := range p.Security {
		if !served[a.ID] {
			t.Fatalf("advance item %s %s has no document", a.ID, a.Kind)
		}
	}
}

// The sets of single countries, by what tells them apart.
func TestNationalSets(t *testing.T) {
	pl := newPlanner(t)
	c := example(t, "nagoya-almaty")
	for _, want := range []struct{ from, to, tir, day, kind, country, element, value string }{
		{"Xi'an", "Tashkent", "", "2026-12-01", "national-transit", "UZ", "office of entry", ""},
		{"Constanta", "Tashkent", "", "2026-12-01", "national-transit", "TM", "type of declaration", "T1"},
		{"Tashkent", "Bandar Abbas", "", "2026-12-01", "import", "IR", "declarant", ""},
		{"Baku", "Kobe", "", "2026-12-01", "national-transit", "IR", "copies", "2"},
		{"Xi'an", "Istanbul", "", "2026-12-01", "t1", "TR", "declaration type", "T1"},
		{"Tashkent", "Istanbul", "tir", "2026-12-01", "tir-carnet", "TM", "TIR carnet number", ""},
		{"Tashkent", "Istanbul", "tir", "2026-12-01", "tir-epd", "TM", "declaration type", "TIR"},
		{"Xi'an", "Constanta", "", "2024-06-01", "national-transit", "GE", "regime", "National transit of Georgia"},
		{"Xi'an", "Tashkent", "", "2026-12-01", "eaeu-transit", "KZ", "transit procedure code", "ТР"},
		{"Constanta", "Almaty", "", "2026-12-01", "eaeu-transit", "KZ", "transit procedure code", "ИМ"},
	} {
		if !offers(t, pl, c, want.from, want.to, want.tir, want.day, func(d *Document) bool {
			i := slices.IndexFunc(d.Elements, func(e Element) bool { return e.Name == want.element })
			return d.Kind == want.kind && d.Country == want.country && i >= 0 && (want.value == "" || d.Elements[i].Value == want.value)
		}) {
			t.Errorf("no journey has %+v", want)
		}
	}
}

// offers reports whether some journey between two places has a document.
func offers(t *testing.T, pl *plan.Planner, c consignment.Consignment, from, to, require, on string, is func(*Document) bool) bool {
	a, err := pl.Plan(context.Background(), plan.Request{From: from, To: to, TEU: 1, Mass: c.GrossKg(), Ready: plan.ReferenceDate, Keep: 30})
	if err != nil {
		t.Fatal(err)
	}
	day, _ := time.Parse(time.DateOnly, on)
	for _, j := range a.Journeys {
		p, err := filing.BuildWith(j, c, day, reference.Default(), filing.Options{Require: require})
		if err != nil {
			continue
		}
		docs, err := Project(c, j, p, reference.Default())
		if err != nil {
			t.Fatal(err)
		}
		if slices.ContainsFunc(docs, func(d Document) bool { return is(&d) }) {
			return true
		}
	}
	return false
}

// Every table of a form names only groups and sources that exist, and its paths are names.
func TestFormsNameOnlyWhatThereIs(t *testing.T) {
	for name, form := range map[string]table{"eaeu transit": eaeuTransitForm, "eaeu export": eaeuExportForm, "eaeu import": eaeuImportForm, "t1": t1Form, "epd": epdForm,
		"carnet": carnetForm, "core transit": coreTransitForm, "tm": tmForm, "ir": irForm, "cn manifest": cnManifestForm, "core export": coreExportForm, "core import": coreImportForm,
		"eu export": euExportForm, "eu import": euImportForm, "preliminary": preliminaryForm, "eaeu preliminary": eaeuPreliminaryForm, "ens": ensForm, "manifest": manifestForm,
		"request": requestForm, "dangerous": dangerousForm, "notice": noticeForm} {
		eachLine(form, func(l line) {
			switch {
			case l.group != "" && groups[l.group] == nil:
				t.Errorf("%s: no group %q", name, l.group)
			case l.group != "":
			case l.name == "" || !strings.HasPrefix(l.path, "/") || strings.ContainsAny(l.path, "$ ="):
				t.Errorf("%s: %+v", name, l)
			case l.source == "=" && (l.literal == "" || l.why == ""):
				t.Errorf("%s: %s has no value or no reason", name, l.name)
			case l.source != "=" && sources[l.source] == nil:
				t.Errorf("%s: %s: no source %q", name, l.name, l.source)
			}
		})
	}
}

func eachLine(form table, f func(line)) {
	for _, l := range form {
		f(l)
		eachLine(l.lines, f)
	}
}

// Elements of an EAEU declaration point into its data.
func TestElementsOfR036PointIntoItsData(t *testing.T) {
	c := example(t, "nagoya-almaty")
	docs := project(t, c, preferred(t, newPlanner(t), c))
	i := slices.IndexFunc(docs, func(d Document) bool { return d.Kind == "eaeu-goods" && d.Country == "KZ" })
	raw, err := json.Marshal(docs[i].Data)
	if err != nil {
		t.Fatal(err)
	}
	var tree any
	if err := json.Unmarshal(raw, &tree); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, e := range docs[i].Elements {
		if e.Value == "" || eaeuOwn(e.Path) {
			continue
		}
		if got := at(tree, e.Path); got != e.Value {
			t.Errorf("%s: %v, want %s", e.Path, got, e.Value)
		}
		n++
	}
	if n < 40 {
		t.Errorf("only %d elements", n)
	}
}

func at(tree any, pointer string) any {
	for _, s := range strings.Split(pointer[1:], "/") {
		switch x := tree.(type) {
		case map[string]any:
			tree = x[s]
		case []any:
			var i int
			if _, err := fmt.Sscan(s, &i); err != nil || i >= len(x) {
				return nil
			}
			tree = x[i]
		}
	}
	return tree
}

// A wrong identifier is kept, shown, and blocks only what needs it.
func TestWrongIdentifierBlocksOnlyWhatNeedsIt(t *testing.T) {
	c := example(t, "nagoya-almaty")
	c.Equipment[0].ID = "DEMU4001011" // the check digit is 0
	docs := customsOnly(project(t, c, preferred(t, newPlanner(t), c)))
	blocked := 0
	for i := range docs {
		uses := slices.ContainsFunc(docs[i].Elements, func(e Element) bool { return e.Value == "DEMU4001011" && e.Required })
		is := slices.ContainsFunc(docs[i].Blocked, func(s string) bool { return strings.Contains(s, "DEMU4001011") })
		if uses != is {
			t.Errorf("%s: needs it %v, blocked by it %v", docs[i].ID, uses, is)
		}
		if is {
			blocked++
		}
	}
	if r := Check(docs); blocked == 0 || len(r.Findings) != 1 || r.Blocked < blocked {
		t.Errorf("%d blocked, report %+v", blocked, r.Findings)
	}
}

// A typed datum fills every form that asks for it: naming the carrier once takes it off the list everywhere.
func TestOneAnswerServesEveryForm(t *testing.T) {
	pl := newPlanner(t)
	c := example(t, "nagoya-almaty")
	j := preferred(t, pl, c)
	c.Carrier, c.Parties, c.Transport = nil, nil, nil
	before := Check(customsOnly(project(t, c, j)))
	c.Carrier = &consignment.Party{Name: "Demonstration Railway", Country: "KZ", City: "Astana", Address: "1 Demonstration Street"}
	after := Check(customsOnly(project(t, c, j)))
	if after.Required >= before.Required {
		t.Errorf("%d data required before, %d after the carrier is named", before.Required, after.Required)
	}
	for _, g := range after.Groups {
		for _, a := range g.Ask {
			if strings.Contains(a.Why, "no carrier is named") {
				t.Errorf("still asks: %+v", a)
			}
		}
	}
	seen := map[string]bool{}
	for _, g := range after.Groups {
		for _, a := range g.Ask {
			if seen[g.Who+a.Why] {
				t.Errorf("asked twice: %s", a.Why)
			}
			seen[g.Who+a.Why] = true
		}
	}
}

func TestDescriptionInTheLanguageOfTheForm(t *testing.T) {
	c := example(t, "nagoya-almaty")
	c.Goods[0].Local = []consignment.LocalText{{Language: "ru", Text: "Части кузовов"}}
	c.Goods[1].Local = nil
	docs := customsOnly(project(t, c, preferred(t, newPlanner(t), c)))
	for i := range docs {
		d := &docs[i]
		if d.Language != "ru" {
			continue
		}
		e := d.Elements[slices.IndexFunc(d.Elements, func(e Element) bool { return e.Name == "description of goods" })]
		if e.Value != "Части кузовов" || e.From[0] != "/goods/0/local/0/text" {
			t.Errorf("%s: %+v", d.ID, e)
		}
		if !slices.ContainsFunc(d.Notes, func(n string) bool { return strings.HasPrefix(n, "the description of item 2 is in English") }) {
			t.Errorf("%s: no note on item 2: %q", d.ID, d.Notes)
		}
	}
}

// A consignment at its own limits stays within those of a document.
func TestLargestConsignmentIsBounded(t *testing.T) {
	c := example(t, "nagoya-almaty")
	j := preferred(t, newPlanner(t), c)
	item, box := c.Goods[0], c.Equipment[0]
	for len(c.Goods) < consignment.GoodsMax {
		c.Goods = append(c.Goods, item)
	}
	for len(c.Equipment) < 300 {
		c.Equipment = append(c.Equipment, box)
	}
	docs := project(t, c, j)
	stopped := 0
	for i := range docs {
		if len(docs[i].Elements) > ElementsMax+len(c.Equipment)*4 {
			t.Errorf("%s has %d elements", docs[i].ID, len(docs[i].Elements))
		}
		if slices.ContainsFunc(docs[i].Blocked, func(s string) bool { return strings.Contains(s, "split the consignment") }) {
			stopped++
		}
	}
	if stopped == 0 {
		t.Error("no document was stopped")
	}
}

func TestCountsAndUses(t *testing.T) {
	docs := []Document{
		{ID: "a", Elements: []Element{{Origin: Typed, From: []string{"/x"}}, {Origin: Typed, From: []string{"/x", "/y"}}, {Origin: Derived}}},
		{ID: "b", Elements: []Element{{Origin: Typed, From: []string{"/x"}}, {Origin: Missing}, {Origin: Defaulted}}},
	}
	if got, want := Counts(docs), (Count{Documents: 2, Elements: 6, Typed: 3, Distinct: 2, Derived: 1, Defaulted: 1, Missing: 1}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got, want := Uses(docs), []Use{{"/x", 3, 2}, {"/y", 1, 1}}; !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestProvenanceIsSafeInASpreadsheet(t *testing.T) {
	docs := []Document{{ID: "a", Elements: []Element{{Name: "n", Path: "/p", Value: "=HYPERLINK(1)", Origin: Typed, From: []string{"/x"}}, {Name: "@n", Path: "/q", Value: "-5", Origin: Typed, From: []string{"/y", "/z"}, Required: true}}}}
	var b strings.Builder
	if err := WriteProvenance(&b, docs); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{provenanceHeader, {"a", "", "n", "/p", "'=HYPERLINK(1)", "typed", "/x", "", "", "false"}, {"a", "", "'@n", "/q", "'-5", "typed", "/y /z", "", "", "true"}}
	if !reflect.DeepEqual(rows, want) {
		t.Errorf("%q", rows)
	}
}

// BenchmarkProject is the filing plan and all documents of a journey through five territories: under 50 ms is asked.
func BenchmarkProject(b *testing.B) {
	pl := newPlanner(b)
	c := example(b, "xian-constanta")
	j := preferred(b, pl, c)
	ref := reference.Default()
	day, _ := time.Parse(time.DateOnly, c.Ready)
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		p, err := filing.Build(j, c, day, ref)
		if err != nil {
			b.Fatal(err)
		}
		if docs, err := Project(c, j, p, ref); err != nil || len(docs) < 5 {
			b.Fatal(err)
		}
	}
}
