package epcis_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/kairo-corridor/kairo/event"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/message/epcis"
)

// casesMin is the number of conformance documents below which the pack is not the one this room was held against.
const casesMin = 27

// pack finds the conformance material, or skips.
func pack(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("KAIRO_CONFORMANCE")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "conformance")
	}
	dir = filepath.Join(dir, "epcis")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("skipped: no conformance material; set KAIRO_CONFORMANCE")
	}
	return dir
}

func TestConformance(t *testing.T) {
	dir := pack(t)
	cases := 0
	for _, folder := range []string{"valid", "invalid"} {
		files, _ := filepath.Glob(filepath.Join(dir, folder, "*.json"))
		for _, file := range files {
			cases++
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			name := filepath.Base(file)
			doc, err := epcis.Decode(bytes.NewReader(data), name)
			switch {
			case folder == "valid" && err != nil:
				t.Errorf("%s is valid and was refused:\n%v", name, err)
			case folder == "invalid" && err == nil:
				t.Errorf("%s is invalid and was accepted", name)
			case err == nil:
				events, left := doc.Map(epcis.MapOptions{})
				if len(events)+len(left) != len(doc.Events) {
					t.Errorf("%s: %d events, %d mapped, %d reported", name, len(doc.Events), len(events), len(left))
				}
			default:
				t.Logf("%v", err)
			}
		}
	}
	t.Logf("conformance epcis: %d cases run", cases)
	if cases < casesMin {
		t.Errorf("%d cases run, at least %d stated", cases, casesMin)
	}
}

// stride thins the mutants: -stride 1 judges all of them, in the better part of a minute.
var stride = flag.Int("stride", 29, "judge every n-th mutant")

// schemaCheck asks python3 with jsonschema whether a document holds to the GS1 JSON Schema, formats asserted as far as
// the validator has them.
const schemaCheck = `
import datetime, json, re, sys
import jsonschema
formats = jsonschema.FormatChecker(formats=())
formats.checks("uri")(lambda v: not isinstance(v, str) or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^]*$", v) is not None)
def moment(v):
    if not isinstance(v, str):
        return True
    if not re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$", v):
        return False
    try:
        datetime.datetime.fromisoformat(v[:19])
        return True
    except ValueError:
        return False
formats.checks("date-time")(moment)
schema = json.load(open(sys.argv[1]))
validator = jsonschema.Draft7Validator(schema, format_checker=formats)
bad = 0
for line in sys.stdin:
    d = json.loads(line)
    errors = list(validator.iter_errors(d))
    print("ok" if not errors else "refused: " + errors[0].message[:200].replace("\n", " "))
`

// oracle runs the schema over documents, one verdict each; without python3 and jsonschema it skips.
func oracle(t *testing.T, documents [][]byte) []string {
	t.Helper()
	schema := filepath.Join(pack(t), "EPCIS-JSON-Schema.json")
	if exec.Command("python3", "-c", "import jsonschema").Run() != nil {
		t.Skip("skipped: no python3 with jsonschema")
	}
	cmd := exec.Command("python3", "-W", "ignore", "-c", schemaCheck, schema)
	var in bytes.Buffer
	for _, d := range documents {
		if err := json.Compact(&in, d); err != nil {
			t.Fatal(err)
		}
		in.WriteByte('\n')
	}
	cmd.Stdin = &in
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	verdicts := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(verdicts) != len(documents) {
		t.Fatalf("%d verdicts on %d documents", len(verdicts), len(documents))
	}
	return verdicts
}

func TestWhatIsWrittenHoldsToTheSchema(t *testing.T) {
	var b bytes.Buffer
	if err := epcis.Encode(&b, journey(), epcis.EncodeOptions{Sender: "Kairo"}); err != nil {
		t.Fatal(err)
	}
	if got := oracle(t, [][]byte{b.Bytes()}); got[0] != "ok" {
		t.Error(got[0])
	}
}

// TestMutationsAgreeWithTheSchema drops, renames and retypes each member of every valid document, one at a time, and
// asks the schema and Decode about each: they may differ only where the standard says more than the schema.
func TestMutationsAgreeWithTheSchema(t *testing.T) {
	dir := pack(t)
	files, _ := filepath.Glob(filepath.Join(dir, "valid", "*.json"))
	var docs [][]byte
	seen := map[string]bool{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range mutants(t, data) {
			if !seen[string(m)] {
				seen[string(m)] = true
				docs = append(docs, m)
			}
		}
	}
	total := len(docs)
	thin := docs[:0]
	for i := 0; i < total; i += *stride {
		thin = append(thin, docs[i])
	}
	docs = thin
	differ := 0
	for i, verdict := range oracle(t, docs) {
		_, err := epcis.Decode(bytes.NewReader(docs[i]), "mutant.json")
		if (err == nil) == (verdict == "ok") || err != nil && strings.Contains(err.Error(), "has no parentID") {
			continue
		}
		if differ++; differ <= 10 {
			t.Errorf("schema: %s; decoder: %v\n%.3000s", verdict, err, docs[i])
		}
	}
	t.Logf("%d of %d mutants judged, %d otherwise than the schema", len(docs), total, differ)
}

// mutants gives the document with one change each.
func mutants(t *testing.T, data []byte) [][]byte {
	var root any
	if err := json.Unmarshal(data, &root); err != nil {
		t.Fatal(err)
	}
	var out [][]byte
	keep := func() {
		b, err := json.Marshal(root)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, b)
	}
	var walk func(v any, put func(any))
	walk = func(v any, put func(any)) {
		for _, other := range []any{"plain", "bad uri:x y", "ex:name", "ADD", "2026-01-01T00:00:00Z", "2026-13-01T00:00:00Z", "+15:00", 7.0, true, nil, []any{}, map[string]any{}, []any{"a:b", "a:b"}} {
			put(other)
			keep()
		}
		put(v)
		switch x := v.(type) {
		case map[string]any:
			for _, k := range slices.Sorted(maps.Keys(x)) {
				item := x[k]
				delete(x, k)
				keep()
				x[k+"Other"] = item
				keep()
				delete(x, k+"Other")
				x[k] = item
				x["ex:"+k] = item
				keep()
				delete(x, "ex:"+k)
			}
			for _, k := range slices.Sorted(maps.Keys(x)) {
				item := x[k]
				if k != "@context" && !strings.Contains(k, ":") {
					walk(item, func(n any) { x[k] = n })
				}
			}
		case []any:
			for i, item := range x {
				if i < 2 {
					walk(item, func(n any) { x[i] = n })
				}
			}
		}
	}
	walk(root, func(n any) { root = n })
	return out
}

// journey is one consignment over one border, every kind of event once.
func journey() []event.Event {
	at := time.Date(2026, 10, 5, 8, 0, 0, 0, time.UTC)
	var events []event.Event
	for i, k := range event.Kinds {
		e := event.Event{ID: "run 7/" + string(k), At: at.Add(time.Duration(i) * time.Hour), Kind: k, Consignment: "KC-2026/1",
			Location: "KZ-ALT", Mode: "rail", Source: event.Simulated, Recorder: "Khorgos desk"}
		switch {
		case k.Border():
			e.Crossing, e.Location = "X-KHORGOS-RAIL", "CNHRG"
		case k.Moving():
			e.Link = "rail:CNXIA-CNHRG"
		case k.Customs():
			e.Movement = "26KZ0000000000001J4"
		}
		events = append(events, e)
	}
	return events
}

func TestEveryKindGoesOutAndComesBack(t *testing.T) {
	var b bytes.Buffer
	want := journey()
	if err := epcis.Encode(&b, want, epcis.EncodeOptions{}); err != nil {
		t.Fatal(err)
	}
	doc, err := epcis.Decode(&b, "x.json")
	if err != nil {
		t.Fatal(err)
	}
	got, left := doc.Map(epcis.MapOptions{})
	event.Sort(want)
	if d := cmp.Diff(want, got); d != "" || left != nil {
		t.Errorf("%s\n%v", d, left)
	}
}

func TestAnyNamesGoOutAndComeBack(t *testing.T) {
	names := rapid.OneOf(rapid.StringMatching(`[a-zA-Z0-9:/#%?=<>{}"\\ é回._-]{1,20}`), rapid.SampledFrom([]string{
		"https://github.com/kairo-corridor/kairo/ns/event/x%20y", "https://vocabulary.uncefact.org/unlocode#JPNGO", "urn:epc:id:ginc:0614141.xyz"}))
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) string {
			if s := strings.TrimSpace(names.Draw(t, label)); s != "" {
				return s
			}
			return "x"
		}
		want := []event.Event{{ID: draw("id"), At: time.Unix(rapid.Int64Range(1_700_000_000, 1_800_000_000).Draw(t, "at"), 0).UTC(),
			Kind: rapid.SampledFrom(event.Kinds).Draw(t, "kind"), Consignment: draw("consignment"), Location: draw("location"),
			Crossing: draw("crossing"), Link: draw("link"), Movement: draw("movement"), Source: event.Observed, Recorder: draw("recorder")}}
		var b bytes.Buffer
		if err := epcis.Encode(&b, want, epcis.EncodeOptions{}); err != nil {
			t.Fatal(err)
		}
		doc, err := epcis.Decode(&b, "x.json")
		if err != nil {
			t.Fatal(err)
		}
		got, left := doc.Map(epcis.MapOptions{})
		if d := cmp.Diff(want, got); d != "" || left != nil {
			t.Fatalf("%s\n%v", d, left)
		}
	})
}

// foreign is a document of another system: other prefix, spelled-out words, GS1 identifiers.
const foreign = `{
 "@context": ["https://ref.gs1.org/standards/epcis/epcis-context.jsonld", {"k": "https://github.com/kairo-corridor/kairo/ns/epcis#"}],
 "type": "EPCISDocument", "schemaVersion": "2.0", "creationDate": "2026-10-06T00:00:00Z", "sender": "terminal",
 "epcisBody": {"eventList": [
  {"type": "ObjectEvent", "eventTime": "2026-10-05T13:00:00.9+05:00", "eventTimeZoneOffset": "+05:00", "action": "OBSERVE",
   "epcList": ["urn:epc:id:ginc:0614141.xyz47", "urn:epc:id:sscc:0614141.1234567890"], "bizStep": "arriving",
   "readPoint": {"id": "https://vocabulary.uncefact.org/unlocode?country=cn#CNHRG"}, "k:crossing": "X-KHORGOS-RAIL"},
  {"type": "ObjectEvent", "eventID": "urn:uuid:1", "eventTime": "2026-10-05T14:00:00Z", "eventTimeZoneOffset": "+05:00", "action": "OBSERVE",
   "epcList": ["urn:epc:id:grai:1"], "bizStep": "cbv:BizStep-loading", "readPoint": {"id": "geo:43.6,51.2"}},
  {"type": "ObjectEvent", "eventTime": "2026-10-05T15:00:00Z", "eventTimeZoneOffset": "+05:00", "action": "OBSERVE",
   "epcList": ["urn:epc:id:grai:1"], "bizStep": "departing", "readPoint": {"id": "geo:43.6,51.2"}},
  {"type": "ObjectEvent", "eventTime": "2026-10-05T15:00:00Z", "eventTimeZoneOffset": "+05:00", "action": "OBSERVE",
   "epcList": ["urn:epc:id:grai:1", "urn:epc:id:grai:2"], "bizStep": "unloading", "readPoint": {"id": "geo:0,0"}},
  {"type": "ObjectEvent", "eventTime": "2026-10-05T15:00:00Z", "eventTimeZoneOffset": "+05:00", "action": "OBSERVE",
   "epcList": ["urn:epc:id:grai:1"], "bizStep": "unloading", "readPoint": {"id": "geo:0,0"}},
  {"type": "ObjectEvent", "eventTime": "2026-10-05T15:00:00Z", "eventTimeZoneOffset": "+05:00", "action": "OBSERVE",
   "epcList": ["urn:epc:id:grai:1"], "bizStep": "storing"},
  {"type": "ObjectEvent", "eventID": "urn:uuid:2", "eventTime": "2026-10-05T15:00:00Z", "eventTimeZoneOffset": "+05:00", "action": "OBSERVE",
   "epcList": ["urn:epc:id:grai:1"], "bizStep": "loading", "readPoint": {"id": "geo:43.6,51.2"}},
  {"type": "ObjectEvent", "eventID": "urn:uuid:2", "eventTime": "2026-10-05T15:00:00Z", "eventTimeZoneOffset": "+05:00", "action": "OBSERVE",
   "epcList": ["urn:epc:id:grai:1"], "bizStep": "loading", "errorDeclaration": {"declarationTime": "2026-10-07T00:00:00Z", "reason": "did_not_occur"}},
  {"type": "AssociationEvent", "eventTime": "2026-10-05T15:00:00Z", "eventTimeZoneOffset": "+05:00", "action": "DELETE", "parentID": "urn:epc:id:grai:1"}
 ]}}`

func TestForeignDocumentIsMappedOrReported(t *testing.T) {
	doc, err := epcis.Decode(strings.NewReader(foreign), "f.json")
	if err != nil {
		t.Fatal(err)
	}
	got, left := doc.Map(epcis.MapOptions{Place: func(uri string) (string, bool) { return "KZAAU", uri == "geo:43.6,51.2" }})
	want := []event.Event{
		{ID: got[0].ID, At: time.Date(2026, 10, 5, 8, 0, 0, 0, time.UTC), Kind: event.BorderArrive, Consignment: "urn:epc:id:ginc:0614141.xyz47", Location: "CNHRG", Crossing: "X-KHORGOS-RAIL", Source: event.Observed, Recorder: "terminal"},
		{ID: "urn:uuid:1", At: time.Date(2026, 10, 5, 14, 0, 0, 0, time.UTC), Kind: event.Load, Consignment: "urn:epc:id:grai:1", Location: "KZAAU", Source: event.Observed, Recorder: "terminal"},
	}
	if d := cmp.Diff(want, got); d != "" || !strings.HasPrefix(got[0].ID, "epcis:sha256:") {
		t.Error(d)
	}
	var reasons []string
	for _, u := range left {
		reasons = append(reasons, u.String())
	}
	if d := cmp.Diff([]string{
		"f.json:10#/epcisBody/eventList/2: ObjectEvent not mapped: link is empty (extension https://github.com/kairo-corridor/kairo/ns/epcis#link)",
		"f.json:12#/epcisBody/eventList/3: ObjectEvent not mapped: it names 2 objects and no one consignment (extension https://github.com/kairo-corridor/kairo/ns/epcis#consignment)",
		"f.json:14#/epcisBody/eventList/4: ObjectEvent not mapped: no location is known for geo:0,0",
		"f.json:16#/epcisBody/eventList/5: ObjectEvent not mapped: bizStep storing is no step of transport",
		"f.json:18#/epcisBody/eventList/6: ObjectEvent not mapped: an error declaration of this document withdraws it",
		"f.json:20#/epcisBody/eventList/7: ObjectEvent not mapped: it declares an error (did_not_occur), no happening",
		"f.json:22#/epcisBody/eventList/8: AssociationEvent not mapped: only object events say where a consignment was",
	}, reasons); d != "" {
		t.Error(d)
	}
}

// doc wraps one event in a document.
func doc(ev string) string {
	return `{"@context":"https://ref.gs1.org/standards/epcis/epcis-context.jsonld","type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-10-06T00:00:00Z","epcisBody":{"eventList":[` + ev + `]}}`
}

func TestRules(t *testing.T) {
	const stem = `"eventTime":"2026-10-05T15:00:00Z","eventTimeZoneOffset":"+05:00"`
	object := func(more string) string {
		return doc(`{"type":"ObjectEvent","action":"OBSERVE","epcList":["a:b"],` + stem + `,` + more + `}`)
	}
	for _, c := range []struct{ name, text, want string }{
		{"whole", object(`"bizStep":"departing"`), ""},
		{"no bizStep of CBV", object(`"bizStep":"departin"`), `"departin" is no word for bizStep; expected a word of CBV 2.0 or a URI of your own; perhaps departing`},
		{"CBV spelled out", object(`"bizStep":"urn:epcglobal:cbv:bizstep:departing"`), "the bare word"},
		{"own step", object(`"bizStep":"https://example.com/steps/weighing"`), ""},
		{"extension without prefix", object(`"colour":"red"`), `has no field "colour"`},
		{"extension", object(`"ex:colour":"red"`), ""},
		{"doubled member", object(`"bizStep":"departing","bizStep":"arriving"`), "stands twice"},
		{"offset", strings.Replace(object(`"x:y":1`), "+05:00", "+14:30", 1), "no time zone offset"},
		{"impossible day", strings.Replace(object(`"x:y":1`), "10-05T15", "02-30T15", 1), "is no time"},
		{"leap second", strings.Replace(object(`"x:y":1`), "15:00:00Z", "23:59:60z", 1), ""},
		{"ilmd needs ADD", object(`"ilmd":{"ex:a":"b"}`), "ilmd stands with action"},
		{"doubled EPC", strings.Replace(object(`"x:y":1`), `["a:b"]`, `["a:b","a:b"]`, 1), "stands twice in epcList"},
		{"aggregation without parent", doc(`{"type":"AggregationEvent","action":"ADD","childEPCs":["a:b"],` + stem + `}`), "has no parentID"},
		{"aggregation observed", doc(`{"type":"AggregationEvent","action":"OBSERVE","childEPCs":["a:b"],` + stem + `}`), ""},
		{"aggregation dissolved", doc(`{"type":"AggregationEvent","action":"DELETE","parentID":"a:p",` + stem + `}`), ""},
		{"association without children", doc(`{"type":"AssociationEvent","action":"ADD","parentID":"a:p",` + stem + `}`), "names no child"},
		{"transaction without list", doc(`{"type":"TransactionEvent","action":"ADD","epcList":["a:b"],` + stem + `}`), "has no bizTransactionList"},
		{"transformation of nothing", doc(`{"type":"TransformationEvent","inputEPCList":["a:b"],` + stem + `}`), "lacks inputs or outputs"},
		{"transformation in parts", doc(`{"type":"TransformationEvent","transformationID":"a:t","inputEPCList":["a:b"],` + stem + `}`), ""},
		{"transformation with action", doc(`{"type":"TransformationEvent","action":"ADD","inputEPCList":["a:b"],"outputEPCList":["a:c"],` + stem + `}`), `has no field "action"`},
		{"unknown type", doc(`{"type":"ObjektEvent",` + stem + `}`), "perhaps ObjectEvent"},
		{"own type", doc(`{"type":"https://example.com/WeighEvent",` + stem + `}`), ""},
		{"XML", `<?xml version="1.0"?><epcis:EPCISDocument/>`, "is XML"},
		{"no JSON", `{"type":`, "no JSON"},
		{"two documents", doc("") + "{}", "something follows"},
		{"one event", `{"@context":[],"type":"ObjectEvent","action":"OBSERVE","epcList":[],` + stem + `}`, ""},
		{"one event without context", `{"type":"ObjectEvent","action":"OBSERVE","epcList":[],` + stem + `}`, "no @context"},
		{"query answer", `{"@context":[],"type":"EPCISQueryDocument","epcisBody":{"queryResults":{"queryName":"q","resultsBody":{"eventList":[]}}}}`, ""},
		{"too deep", strings.Repeat("[", 100) + strings.Repeat("]", 100), "nested deeper"},
	} {
		_, err := epcis.Decode(strings.NewReader(c.text), "r.json")
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v; want %q", c.name, err, c.want)
		}
	}
}

func TestViolationsComeInDocumentOrderWithTheirPlace(t *testing.T) {
	_, err := epcis.Decode(strings.NewReader("{\"@context\": [],\n \"type\": \"EPCISDocument\",\n \"schemaVersion\": \"two\",\n \"creationDate\": \"yesterday\",\n \"epcisBody\": {\"eventList\": [\n  {\"type\": \"ObjectEvent\", \"action\": \"SEE\"}]}}"), "v.json")
	var got []string
	for _, f := range fault.All(err) {
		got = append(got, f.Path)
	}
	want := []string{"v.json:3#/schemaVersion", "v.json:4#/creationDate", "v.json:6#/epcisBody/eventList/0", "v.json:6#/epcisBody/eventList/0",
		"v.json:6#/epcisBody/eventList/0/action", "v.json:6#/epcisBody/eventList/0"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s\n%v", d, err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(foreign))
	f.Add([]byte(doc(`{"type":"ObjectEvent"}`)))
	f.Add([]byte(`{"type":"EPCISQueryDocument"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := epcis.Decode(bytes.NewReader(data), "f.json")
		if err != nil {
			if d != nil || fault.CodeOf(err) == fault.Internal {
				t.Fatalf("%v with %v", d, err)
			}
			return
		}
		events, left := d.Map(epcis.MapOptions{})
		if len(events)+len(left) != len(d.Events) {
			t.Fatalf("%d events, %d mapped, %d reported", len(d.Events), len(events), len(left))
		}
		var b bytes.Buffer
		if err := epcis.Encode(&b, events, epcis.EncodeOptions{}); err != nil {
			t.Fatalf("mapped but not writable: %v", err)
		}
		if again, err := epcis.Decode(&b, "again.json"); err != nil || len(again.Events) != len(events) {
			t.Fatalf("written but not readable: %v", err)
		}
	})
}
