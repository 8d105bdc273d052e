package between

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/kairo-corridor/kairo/message/ncts"
)

// sample draws a message from the tables; equal seeds give equal messages.
func sample(d *definition, seed uint64) *Message {
	r := rand.New(rand.NewPCG(seed, 45))
	return &Message{Number: d.number, Kids: draw(r, &d.root)}
}

func draw(r *rand.Rand, p *particle) []ncts.Node {
	var kids []ncts.Node
	for i := range p.group {
		k := &p.group[i]
		n := k.min
		for n < k.max && n < 4 && r.IntN(2) == 0 {
			n++
		}
		for range n {
			node := ncts.Node{Name: k.name}
			if k.kind != nil {
				node.Text = drawn[k.kind.name][r.IntN(len(drawn[k.kind.name]))]
			} else {
				node.Kids = draw(r, k)
			}
			kids = append(kids, node)
		}
	}
	return kids
}

// drawn are values of each kind, with those that XML or a careless reader might change.
var drawn = map[string][]string{
	"line":     {"RU", " 57507 ", "a<b&\"c'>]]>", "ж日本\t", strings.Repeat("x", lineBytesMax)},
	"text":     {"one\r\ntwo\nthree\r", " ", strings.Repeat("ж", textBytesMax/2), "a  b"},
	"flag":     {"0", "1"},
	"count":    {"0", "7", "999999999999999"},
	"country":  {"KZ", "ZZ"},
	"currency": {"EUR"},
	"time":     {"2026-12-01T09:00:00Z", "2026-12-01T09:00:00.123456789+05:00", "0001-01-01T00:00:00Z"},
}

// TestEveryMessageRoundTrips encodes and decodes messages of every number drawn from the tables.
func TestEveryMessageRoundTrips(t *testing.T) {
	for _, d := range standard().messages {
		for seed := range uint64(20) {
			m := sample(d, seed)
			out, err := Encode(m)
			if err != nil {
				t.Fatalf("%s: %v", d.number, err)
			}
			again, err := Decode(out)
			if err != nil || !reflect.DeepEqual(m, again) {
				t.Fatalf("%s: decodes to another message, %v:\n%s", d.number, err, out)
			}
		}
	}
}

// TestTheTablesHoldWhatIsPublished lists the numbers between administrations that Kairo writes.
func TestTheTablesHoldWhatIsPublished(t *testing.T) {
	var got []string
	for _, n := range Numbers() {
		got = append(got, strings.TrimPrefix(n.Number, "IE"))
	}
	want := "001 002 003 006 010 018 024 027 038 049 050 059 063 114 115 118 142 143 144 145 150 151 152 160 164 165 168 180 181 200 201 203 204 205 209 K045 K209 K301 K302 K303"
	if s := strings.Join(got, " "); s != want {
		t.Errorf("the numbers are\n%s\nwant\n%s", s, want)
	}
}

const passage = `<IE118 xmlns="urn:kairo-corridor:between" version="1">
<messageSender>RU</messageSender><messageRecipient>KZ</messageRecipient>
<preparationDateAndTime>2026-12-01T09:00:00Z</preparationDateAndTime><messageIdentification>RU-17</messageIdentification>
<sequenceNumber>17</sequenceNumber>
<TransitOperation><movementKey>R1-S2</movementKey></TransitOperation>
<CustomsOfficeOfTransitActual><country>RU</country><referenceNumber>10418010</referenceNumber><dateAndTime>2026-12-01T08:59:00Z</dateAndTime><declared>1</declared></CustomsOfficeOfTransitActual>
</IE118>`

// TestRefusals breaks one message in every way that has a code, and names the place.
func TestRefusals(t *testing.T) {
	if _, err := Decode([]byte(passage)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, code, path string }{
		{"</IE118>", "", ncts.Malformed, "/IE118"},
		{"<IE118 ", "<!DOCTYPE a><IE118 ", ncts.Malformed, "/"},
		{"IE118", "IE999", ncts.UnknownMessage, "/IE999"},
		{"urn:kairo-corridor:between", "urn:other", ncts.WrongNamespace, "/IE118"},
		{`version="1"`, `version="2"`, ncts.WrongAttribute, "/IE118/@version"},
		{` version="1"`, ``, ncts.WrongAttribute, "/IE118/@version"},
		{"<declared>", `<declared a="b">`, ncts.WrongAttribute, "/IE118/CustomsOfficeOfTransitActual/declared/@a"},
		{"<declared>1</declared>", "<declared>1</declared><wagon>1<a/></wagon>", ncts.UnknownElement, "/IE118/CustomsOfficeOfTransitActual/wagon"},
		{"<declared>", `<declared xmlns="urn:other">`, ncts.WrongNamespace, "/IE118/CustomsOfficeOfTransitActual/declared"},
		{"<country>RU</country><referenceNumber>10418010</referenceNumber>", "<referenceNumber>10418010</referenceNumber><country>RU</country>", ncts.WrongOrder, "/IE118/CustomsOfficeOfTransitActual/country"},
		{"<country>RU</country>", "", ncts.Missing, "/IE118/CustomsOfficeOfTransitActual/country"},
		{"<country>RU</country>", "<country>RU</country><country>RU</country>", ncts.TooMany, "/IE118/CustomsOfficeOfTransitActual/country"},
		{"<TransitOperation>", "<TransitOperation>text", ncts.StrayText, "/IE118/TransitOperation"},
		{"<country>RU<", "<country>Ru<", ncts.WrongType, "/IE118/CustomsOfficeOfTransitActual/country"},
		{"<country>RU<", "<country>RUS<", ncts.TooLong, "/IE118/CustomsOfficeOfTransitActual/country"},
		{"<country>RU<", "<country><", ncts.TooShort, "/IE118/CustomsOfficeOfTransitActual/country"},
		{">17<", ">017<", ncts.WrongType, "/IE118/sequenceNumber"},
		{"2026-12-01T09:00:00Z", "2026-12-01T09:00:00", ncts.WrongType, "/IE118/preparationDateAndTime"},
		{"2026-12-01T09:00:00Z", "2026-02-30T09:00:00Z", ncts.WrongType, "/IE118/preparationDateAndTime"},
		{">10418010<", ">" + strings.Repeat("x", lineBytesMax+1) + "<", ncts.TooLong, "/IE118/CustomsOfficeOfTransitActual/referenceNumber"},
		{">10418010<", ">a\nb<", ncts.WrongType, "/IE118/CustomsOfficeOfTransitActual/referenceNumber"},
		{"<declared>1", "<declared>" + strings.Repeat(" ", MaxMessageBytes), ncts.OverLimit, "/"},
	} {
		text := strings.ReplaceAll(passage, c.old, c.new)
		_, err := Decode([]byte(text))
		var refused *ncts.Refused
		if !errors.As(err, &refused) {
			t.Errorf("%s at %s: %v", c.code, c.path, err)
			continue
		}
		if !slices.ContainsFunc(refused.Findings, func(f ncts.Finding) bool { return f.Code == c.code && f.Path == c.path && f.Line > 0 }) {
			t.Errorf("want %s at %s, found %v", c.code, c.path, refused.Findings)
		}
	}
}

// TestFindingsEnd holds the limits: many findings, and many elements.
func TestFindingsEnd(t *testing.T) {
	_, err := Decode([]byte(strings.Replace(passage, "<TransitOperation>", "<TransitOperation>"+strings.Repeat("<a/>", 2*MaxFindings), 1)))
	var refused *ncts.Refused
	if !errors.As(err, &refused) || len(refused.Findings) != MaxFindings || !refused.More {
		t.Errorf("many wrong elements: %v", err)
	}
	seals := "<Consignment><Seal><identifier>1</identifier></Seal>" + strings.Repeat("<Seal><identifier>1</identifier></Seal>", MaxNodes/2) + "</Consignment>"
	_, err = Decode([]byte(strings.NewReplacer("IE118", "IE050", "</IE118>", seals+"</IE050>").Replace(passage)))
	if !errors.As(err, &refused) || refused.Findings[len(refused.Findings)-1].Code != ncts.OverLimit {
		t.Errorf("many elements: the last finding is not the limit: %v", err)
	}
}

// TestEncodeRefusesWhatWouldNotComeBack holds Encode against messages that no decoding gives.
func TestEncodeRefusesWhatWouldNotComeBack(t *testing.T) {
	good, _ := Decode([]byte(passage))
	for what, spoil := range map[string]func(m *Message){
		"a text beside elements":   func(m *Message) { find(m.Kids, "TransitOperation").Text = "x" },
		"a character XML forbids":  func(m *Message) { m.Kids[0].Text = "a\x01" },
		"markup in a name":         func(m *Message) { m.Kids[0].Name = "messageSender>RU</messageSender><messageRecipient" },
		"markup in the number":     func(m *Message) { m.Number = `IE118 a="b"` },
		"a message without groups": func(m *Message) { m.Kids = nil },
	} {
		m := &Message{Number: good.Number, Kids: deep(good.Kids)}
		spoil(m)
		if out, err := Encode(m); err == nil {
			t.Errorf("%s is encoded:\n%s", what, out)
		}
	}
}

func deep(nodes []ncts.Node) []ncts.Node {
	out := slices.Clone(nodes)
	for i := range out {
		out[i].Kids = deep(out[i].Kids)
	}
	return out
}

// TestTheFormatPageHasTheTables holds docs/formats/ncts-between.md against the code.
func TestTheFormatPageHasTheTables(t *testing.T) {
	page, err := os.ReadFile("../../../docs/formats/ncts-between.md")
	if err != nil {
		t.Fatal(err)
	}
	if want := tablesPage(); !strings.Contains(string(page), want) {
		t.Errorf("docs/formats/ncts-between.md lacks this part:\n%s", want)
	}
}

// tablesPage writes messages and groups as the page has them.
func tablesPage() string {
	b := &strings.Builder{}
	b.WriteString("| message | name | carries | elements after the heading |\n|---|---|---|---|\n")
	carried := Carried()
	for _, d := range standard().messages {
		kind := ""
		if k := carried[d.number]; k != "" {
			kind = "`" + string(k) + "`"
		}
		fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", d.number, strings.ReplaceAll(d.name, "-", " "), kind, elements(d.root.group[len(strings.Fields(heading)):]))
	}
	b.WriteString("\n| group | elements |\n|---|---|\n")
	for line := range strings.Lines(groupsText) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "g" && f[1] != "Record" && f[1] != "Answered" {
			fmt.Fprintf(b, "| `%s` | %s |\n", f[1], elements(standard().groups[f[1]]))
		}
	}
	return b.String()
}

func elements(group []particle) string {
	var out []string
	for i := range group {
		p := &group[i]
		text := p.name
		if p.of != p.name {
			text += " (" + p.of + ")"
		}
		switch {
		case p.min == 0 && p.max == 1:
			text += " ?"
		case p.max > 1:
			text += fmt.Sprintf(" %d–%d", p.min, p.max)
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

// FuzzDecode: whatever is decoded encodes to what decodes to the same; nothing panics.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(passage))
	for i, d := range standard().messages {
		out, err := Encode(sample(d, uint64(i)))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(out)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		m, err := Decode(src)
		if err != nil {
			var refused *ncts.Refused
			if !errors.As(err, &refused) || len(refused.Findings) == 0 {
				t.Fatalf("refused without a finding: %v", err)
			}
			return
		}
		out, err := Encode(m)
		if err != nil {
			t.Fatalf("what was decoded does not encode: %v", err)
		}
		again, err := Decode(out)
		if err != nil || !reflect.DeepEqual(m, again) {
			t.Fatalf("another message comes back: %v", err)
		}
		_, _, _ = m.Procedure() // a fault or a message, never a panic
	})
}
