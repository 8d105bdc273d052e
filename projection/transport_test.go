package projection

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/message/smgs"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/reference"
)

// journeysOf asks the planner for the journeys of a consignment, those of the preferred corridor first, the best of time, cost
// and emissions before the others.
func journeysOf(t testing.TB, p *plan.Planner, c consignment.Consignment) []plan.Journey {
	t.Helper()
	ready, err := time.Parse(time.DateOnly, c.Ready)
	if err != nil {
		t.Fatal(err)
	}
	req := plan.Request{From: c.Origin, To: c.Dest, TEU: c.TEU, Mass: c.GrossKg(), Ready: ready, Avoid: slices.Clone(c.Avoid), Class: c.HighestClass()}
	for _, x := range filing.Exclusions(c) {
		if x.Token != "class7" { // the planner reads that from the class
			req.Avoid = append(req.Avoid, x.Token)
		}
	}
	a, err := p.Plan(context.Background(), req)
	if err != nil {
		t.Fatal(err)
	}
	worth := func(j plan.Journey) float64 {
		w := j.MeanDays * j.USD * j.KgCO2e
		if j.CorridorID != c.Prefer {
			w *= 1e9
		}
		return w
	}
	slices.SortStableFunc(a.Journeys, func(x, y plan.Journey) int { return cmp.Compare(worth(x), worth(y)) })
	return a.Journeys
}

// notesOf projects the contracts of a journey.
func notesOf(t testing.TB, c consignment.Consignment, j plan.Journey, on time.Time) []Document {
	t.Helper()
	ref := reference.Default()
	p, err := filing.Build(j, c, on, ref)
	if err != nil {
		t.Skipf("no lawful filing: %v", err)
	}
	return contractsOf(t, c, j, p, ref)
}

func contractsOf(t testing.TB, c consignment.Consignment, j plan.Journey, p filing.Plan, ref *reference.Data) []Document {
	t.Helper()
	in, err := newInputs(c, j, p, ref)
	if err != nil {
		t.Fatal(err)
	}
	var out []Document
	for i := range p.Carriage {
		out = append(out, in.transport(&p.Carriage[i])...)
	}
	return out
}

// carried is one journey with one consignment and a filing plan laid by hand: the tests of one kind of note need no planner.
func carried(c consignment.Consignment, kind string, mode network.Mode, spec ...string) (plan.Journey, filing.Plan) {
	var legs []plan.Leg
	for i := 0; i+1 < len(spec); i++ {
		from, to := placeOf(spec[i]), placeOf(spec[i+1])
		leg := plan.Leg{Kind: plan.Move, From: from, To: to, Mode: mode}
		if from.Country != to.Country && mode == network.Rail {
			leg.Kind, leg.Gauge = plan.Border, from.Country == "CN"
		}
		legs = append(legs, leg)
	}
	j := plan.Journey{ID: "test", Legs: legs}
	k := filing.Contract{ID: "C1", Kind: kind, Name: kind, From: legs[0].From.Code, To: legs[len(legs)-1].To.Code, LastLeg: len(legs) - 1}
	return j, filing.Plan{Date: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC), Carriage: []filing.Contract{k}, Hash: c.Hash()}
}

// placeOf reads "Horgos CN".
func placeOf(s string) plan.Place {
	name, country, _ := strings.Cut(s, " ")
	return plan.Place{Code: country + strings.ToUpper(name[:3]), Name: name, Country: country, Kind: "city"}
}

// full is a consignment with every field that a note can use.
func full(t testing.TB) consignment.Consignment {
	c := example(t, "kazakhstan-rotterdam")
	c.Consignee = consignment.Party{Name: "Demonstration Fuel Materials BV", Country: "NL", City: "Rotterdam"}
	c.Forwarder, c.Carrier, c.Declarant, c.Parties = &consignment.Party{Name: "Demonstration Nuclear Logistics TOO", Country: "KZ", City: "Almaty"}, nil, nil, nil
	c.Documents = []consignment.Document{{Kind: "invoice", Number: "DU-INV-2026-0003", Date: "2026-11-20"}, {Kind: "packing list", Number: "DU-PL-2026-0003"}}
	c.Freight = "prepaid"
	c.Contract = &consignment.SalesTerms{Number: "K-17", Date: "2026-10-01"}
	c.Consignor.Address, c.Consignor.PostCode, c.Consignor.Contact = "1 Demonstration St", "120000", "dispatch"
	c.Consignor.Identifiers = []consignment.Identifier{{Scheme: "demonstration", Value: "DEMO-1"}}
	c.Goods[0].Local = []consignment.LocalText{{Language: "ru", Text: "Концентрат природного урана"}}
	c.Goods[0].Dangerous.PackingGroup = "III"
	c.Goods[0].Equipment = []string{c.Equipment[0].ID}
	c.Goods[0].Temperature = &consignment.TemperatureRange{MinC: -20, MaxC: 40}
	c.Transport = []consignment.Transport{
		{Mode: "rail", From: "Xian", To: "Horgos", Wagons: []string{"315210000016", "315210000024"}, Document: "SM-1"},
		{Mode: "rail", From: "Altynkol", To: "Almaty", Wagons: []string{"52341237", "52341245"}, Carrier: &consignment.Party{Name: "Demonstration Railway", Country: "KZ", City: "Astana"}},
		{Mode: "road", From: "Xian", To: "Almaty", ID: "DEMO 123", Flag: "KZ", Trailer: "DEMO 9"},
	}
	return c
}

// every is a document of each kind of contract, from the consignment with every field.
func every(t testing.TB) []Document {
	t.Helper()
	var out []Document
	for _, k := range []struct {
		kind string
		mode network.Mode
	}{{"cim-smgs", network.Rail}, {"cim", network.Rail}, {"smgs", network.Rail}, {"cmr", network.Road}, {"bill-of-lading", network.Sea}, {"sea-waybill", network.Sea}, {"awb", network.Air}, {"national", network.Road}} {
		c := full(t)
		j, p := carried(c, k.kind, k.mode, "Xian CN", "Horgos CN", "Altynkol KZ", "Almaty KZ")
		p.Carriage[0].Change = "Altynkol"
		out = append(out, contractsOf(t, c, j, p, reference.Default())...)
	}
	return out
}

// The tables are what an officer or a forwarder would read. go test ./projection -update rewrites them.
func TestTransportTables(t *testing.T) {
	p := newPlanner(t)
	for _, name := range examples {
		c := example(t, name)
		ready, _ := time.Parse(time.DateOnly, c.Ready)
		goldenTransport(t, "transport-"+name, notesOf(t, c, journeysOf(t, p, c)[0], ready))
	}
	goldenTransport(t, "transport-every-kind", every(t))
}

func goldenTransport(t *testing.T, name string, docs []Document) {
	t.Helper()
	got := transportTable(docs)
	path := filepath.Join("testdata", name+".txt")
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
		t.Fatal(err)
	}
	if diff := gocmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s changed (-update rewrites it):\n%s", name, diff)
	}
}

func transportTable(docs []Document) string {
	var b strings.Builder
	for _, d := range docs {
		n := map[Origin]int{}
		for _, e := range d.Elements {
			n[e.Origin]++
		}
		fmt.Fprintf(&b, "%s  %s, %s\nbarcode %s; language %s; paper %t; %d typed, %d derived, %d defaulted, %d missing\n\n", d.ID, d.Title, d.Form, d.Barcode, d.Language, d.Paper, n[Typed], n[Derived], n[Defaulted], n[Missing])
		for _, e := range d.Elements {
			why := strings.Join(e.From, " ")
			if e.Origin == Missing {
				why = e.Who + ": " + e.How
			} else if e.How != "" {
				why = strings.TrimSpace(e.How + " " + why)
			}
			fmt.Fprintf(&b, "%-5s %-9s %s = %s  [%s]\n", e.Box, e.Origin, e.Name, e.Value, why)
		}
		for _, x := range d.Blocked {
			fmt.Fprintf(&b, "blocked: %s\n", x)
		}
		for _, x := range d.Notes {
			fmt.Fprintf(&b, "note: %s\n", x)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// Every element says where it comes from, and what was typed can be found in the consignment.
func TestTransportProvenance(t *testing.T) {
	c := full(t)
	in, err := newInputs(c, plan.Journey{}, filing.Plan{}, reference.Default())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range every(t) {
		for _, e := range d.Elements {
			if fault := unexplained(in, e); fault != "" {
				t.Errorf("%s %s %q: %s", d.ID, e.Box, e.Name, fault)
			}
		}
	}
}

func unexplained(in *inputs, e Element) string {
	switch e.Origin {
	case Typed:
		for _, from := range e.From {
			if !strings.Contains(e.Value, in.typed[from]) || in.typed[from] == "" {
				return "typed " + e.Value + " is not what stands at " + from
			}
		}
		if len(e.From) == 0 {
			return "typed from nowhere"
		}
	case Derived:
		if e.How == "" || len(e.From) == 0 || e.Value == "" {
			return "derived, but how and from what?"
		}
	case Defaulted:
		if e.How == "" || e.Value == "" {
			return "defaulted without a reason"
		}
	case Missing:
		if e.Who == "" || e.How == "" || e.Value != "" {
			return "missing, but who knows it and why is it asked?"
		}
	default:
		return "no origin"
	}
	if e.Path == "" || e.Name == "" {
		return "no path or name"
	}
	return ""
}

// Paper, provenance and data agree: each element that points into the data is found there with its value, and what is missing
// is not there.
func TestTransportDataIsItsElements(t *testing.T) {
	seen := 0
	for _, d := range every(t) {
		if d.Data == nil {
			continue
		}
		note := d.Data.(smgs.Note)
		raw, err := note.Encode()
		if err != nil {
			t.Fatalf("%s: %v", d.ID, err)
		}
		for _, e := range d.Elements {
			if !strings.HasPrefix(e.Path, "/") {
				continue
			}
			seen++
			if got, ok := resolve(t, raw, e.Path); got != e.Value || ok != (e.Origin != Missing) {
				t.Errorf("%s: %s at %s is %q in the data, %q on paper", d.ID, e.Name, e.Path, got, e.Value)
			}
		}
	}
	if seen < 200 {
		t.Errorf("only %d elements point into data", seen)
	}
}

func resolve(t *testing.T, raw []byte, pointer string) (string, bool) {
	t.Helper()
	var v any
	if err := json.NewDecoder(bytes.NewReader(raw)).Decode(&v); err != nil {
		t.Fatal(err)
	}
	for _, step := range strings.Split(pointer, "/")[1:] {
		switch x := v.(type) {
		case map[string]any:
			v = x[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(x) {
				return "", false
			}
			v = x[i]
		default:
			return "", false
		}
	}
	s, ok := v.(string)
	return s, ok
}

// All boxes of the facts are on the common note, each once filled or asked for.
func TestCommonNoteHasEveryBox(t *testing.T) {
	boxes := map[string]bool{}
	for _, e := range every(t)[0].Elements {
		boxes[e.Box] = true
	}
	want := []string{"37", "59", "60", "65", "66", "69"}
	for _, span := range [][2]int{{1, 30}, {40, 47}} {
		for n := span[0]; n <= span[1]; n++ {
			want = append(want, strconv.Itoa(n))
		}
	}
	for n := 50; n <= 58; n++ {
		want = append(want, "A."+strconv.Itoa(n), "B."+strconv.Itoa(n))
	}
	for _, box := range want {
		if !boxes[box] {
			t.Errorf("box %s is not on the note", box)
		}
	}
}

// Where the gauge changes and both numbers are known, the old wagon is struck out and the new one entered.
func TestWagonsAreStruckOutAtTransshipment(t *testing.T) {
	var lines []string
	for _, e := range every(t)[0].Elements {
		if strings.Contains(strings.ToLower(e.Name), "wagon number of") || strings.HasPrefix(e.Name, "Wagon 1,") {
			lines = append(lines, e.Name+" "+e.Value)
		}
	}
	want := []string{"Wagon 1, number of UIC, 12 digits 315210000016",
		"Struck out: wagon number of UIC, 12 digits 315210000016", "Struck out: wagon number of UIC, 12 digits 315210000024",
		"New wagon number of 1520 mm, 8 digits 52341237", "New wagon number of 1520 mm, 8 digits 52341245"}
	if diff := gocmp.Diff(want, lines); diff != "" {
		t.Error(diff)
	}
}

// The page of the mapping names every box and path of the notes with structured data, form by form.
func TestTransportMappingIsDocumented(t *testing.T) {
	page, err := os.ReadFile("../docs/formats/consignment-notes.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range every(t) {
		if d.Data == nil {
			continue
		}
		_, section, _ := strings.Cut(string(page), map[string]string{"cmr": "## CMR", "smgs": "## SMGS", "cim": "## CIM/SMGS", "cim-smgs": "## CIM/SMGS"}[d.Kind])
		section, _, _ = strings.Cut(section, "\n## ")
		for _, e := range d.Elements {
			box, path := e.Box, mappedPath(e.Path)
			if !slices.ContainsFunc(strings.Split(section, "\n"), func(row string) bool {
				return strings.HasPrefix(row, "| "+box+" |") && strings.Contains(row, "`"+path+"`")
			}) {
				t.Errorf("docs/formats/consignment-notes.md does not say of %s: | %s | %s | `%s` | %s %s |", d.Kind, box, e.Name, path, e.Origin, e.Who)
			}
		}
	}
}

// mappedPath is the path of an element as the page of the mapping writes it: counters as n, the consignment left out.
func mappedPath(path string) string {
	steps := strings.Split(path, "/")
	for i, step := range steps {
		if _, err := strconv.Atoi(step); err == nil || step == "-" {
			steps[i] = "n"
		}
	}
	path = strings.TrimPrefix(strings.Join(steps, "/"), "/specifiedConsignment/n/")
	if strings.HasPrefix(path, "form/") {
		return "paper"
	}
	return path
}

func BenchmarkTransport(b *testing.B) {
	c := full(b)
	j, p := carried(c, "cim-smgs", network.Rail, "Xian CN", "Horgos CN", "Altynkol KZ", "Almaty KZ")
	for b.Loop() {
		if docs := contractsOf(b, c, j, p, reference.Default()); len(docs) != 2 {
			b.Fatal(len(docs))
		}
	}
}

// Texts are in a language of the form where one was given, else in English with a note that says so.
func TestTransportLanguages(t *testing.T) {
	for lang, want := range map[string]string{"ru": "Концентрат", "zh": "铀", "ka": "English"} {
		c := full(t)
		c.Goods[0].Local = []consignment.LocalText{{Language: lang, Text: map[string]string{"ru": "Концентрат", "zh": "铀", "ka": "ურანი"}[lang]}}
		j, p := carried(c, "smgs", network.Rail, "Xian CN", "Horgos CN", "Altynkol KZ", "Almaty KZ")
		d := contractsOf(t, c, j, p, reference.Default())[0]
		text := d.Data.(smgs.Note).Consignment[0].Items[0].Cargo[0].ID[0]
		if said := strings.Contains(strings.Join(d.Notes, " "), "is described in English"); text.Content != want && !(want == "English" && said && text.Language == "en") {
			t.Errorf("%s: %+v, notes %q", lang, text, d.Notes)
		}
	}
}

// What fails its check blocks the note that needs it and is kept in it.
func TestWrongWagonBlocksTheNote(t *testing.T) {
	c := full(t)
	c.Transport[0].Wagons[0] = "315210000017"
	j, p := carried(c, "smgs", network.Rail, "Xian CN", "Horgos CN", "Altynkol KZ", "Almaty KZ")
	d := contractsOf(t, c, j, p, reference.Default())[0]
	if got := strings.Join(d.Blocked, "; "); !strings.Contains(got, "check digit is 7, the number gives 6") {
		t.Errorf("blocked: %q", got)
	}
	if id := d.Data.(smgs.Note).Consignment[0].Equipment[0].ID.Content; id != "315210000017" {
		t.Errorf("the wagon is %q in the data", id)
	}
}

// The largest consignment still fits its notes.
func TestTransportOfTheLargestConsignment(t *testing.T) {
	c := full(t)
	for len(c.Goods) < consignment.GoodsMax {
		c.Goods = append(c.Goods, c.Goods[0])
	}
	for _, k := range []struct {
		kind string
		mode network.Mode
	}{{"cim-smgs", network.Rail}, {"smgs", network.Rail}, {"cmr", network.Road}} {
		j, p := carried(c, k.kind, k.mode, "Xian CN", "Horgos CN", "Altynkol KZ", "Almaty KZ")
		d := contractsOf(t, c, j, p, reference.Default())[0]
		note, ok := d.Data.(smgs.Note)
		if !ok || len(note.Consignment[0].Items) != consignment.GoodsMax {
			t.Errorf("%s has no data: %q", k.kind, d.Blocked)
		}
	}
}
