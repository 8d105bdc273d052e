package ncts

import (
	"errors"
	"io"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

const notification = `<n:CC170C xmlns:n="http://ncts.dgtaxud.ec" PhaseID="NCTS5.1">
<messageSender>A</messageSender><messageRecipient>B</messageRecipient>
<preparationDateAndTime>2026-03-01T08:30:00</preparationDateAndTime>
<messageIdentification>K1</messageIdentification><messageType>CC170C</messageType>
<TransitOperation><LRN>L1</LRN></TransitOperation>
<CustomsOfficeOfDeparture><referenceNumber>PL301010</referenceNumber></CustomsOfficeOfDeparture>
<HolderOfTheTransitProcedure><identificationNumber>PL1</identificationNumber></HolderOfTheTransitProcedure>
<Consignment>
<LocationOfGoods><typeOfLocation>A</typeOfLocation><qualifierOfIdentification>V</qualifierOfIdentification></LocationOfGoods>
<HouseConsignment><sequenceNumber>1</sequenceNumber></HouseConsignment>
<HouseConsignment><sequenceNumber>2</sequenceNumber></HouseConsignment>
</Consignment>
</n:CC170C>`

// TestFindings changes one thing of a sound message and reads every finding: code, line, path, rule, expected.
func TestFindings(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{"K1", strings.Repeat("é", 36), "too-long 4 /CC170C/messageIdentification | pattern .{1,35} | 1 to 35 characters"},
		{"<messageIdentification>K1", "<messageIdentification>", "too-short 4 /CC170C/messageIdentification | pattern .{1,35} | 1 to 35 characters"},
		{"PL301010", "PL30101", "too-short 6 /CC170C/CustomsOfficeOfDeparture/referenceNumber | length 8 | at least 8 characters"},
		{"PL301010", "PLa01010", "pattern 6 /CC170C/CustomsOfficeOfDeparture/referenceNumber | pattern [A-Z]{2}[A-Z0-9]{6} | a value of the form [A-Z]{2}[A-Z0-9]{6}"},
		{"2026-03-01T", "2026-02-29T", "type 3 /CC170C/preparationDateAndTime | type dateTime | a date and time, YYYY-MM-DDThh:mm:ss"},
		{"<LRN>L1</LRN>", "<MRN>L1</MRN><LRN>L1</LRN>", "unknown-element 5 /CC170C/TransitOperation/MRN | sequence | LRN"},
		{"<sequenceNumber>2</sequenceNumber>", "", "missing-element 11 /CC170C/Consignment/HouseConsignment[2]/sequenceNumber | minOccurs 1 | sequenceNumber"},
		{"<LRN>L1</LRN>", "<LRN>L1</LRN><LRN>L2</LRN>", "too-many 5 /CC170C/TransitOperation/LRN[2] | maxOccurs 1 | at most 1"},
		{"<messageRecipient>B</messageRecipient>\n", "", "missing-element 2 /CC170C/messageRecipient | minOccurs 1 | messageRecipient"},
		{"<messageSender>A</messageSender><messageRecipient>B</messageRecipient>", "<messageRecipient>B</messageRecipient><messageSender>A</messageSender>",
			"wrong-order 2 /CC170C/messageSender | sequence | messageSender before messageRecipient"},
		{"<messageSender>", `<messageSender xmlns="urn:x">`, "wrong-namespace 2 /CC170C/messageSender | elements of a message are unqualified | no namespace"},
		{"<messageSender>", `<messageSender lang="x">`, "attribute 2 /CC170C/messageSender/@lang | attributes of the element | no attribute lang"},
		{`"NCTS5.1"`, `"NCTS7"`, "attribute 1 /CC170C/@PhaseID | enumeration | one of NCTS5.1, NCTS5.0"},
		{"<TransitOperation>", "x<TransitOperation>", "text 5 /CC170C | element content | elements only"},
		{"</TransitOperation>", "</Transit>", "malformed 5 /CC170C/TransitOperation | XML 1.0, nesting | a well-formed document"},
		{"ncts.dgtaxud.ec", "ncts.example", "wrong-namespace 1 /CC170C | namespace of the schema | http://ncts.dgtaxud.ec"},
		{"", "", ""},
	} {
		_, err := Decode([]byte(strings.Replace(notification, c.old, c.new, 1)))
		if got := told(err); got != c.want {
			t.Errorf("%s → %s:\n got %s\nwant %s", c.old, c.new, got, c.want)
		}
	}
}

// told prints the findings of a refusal.
func told(err error) string {
	var r *Refused
	if !errors.As(err, &r) {
		return ""
	}
	var lines []string
	for _, f := range r.Findings {
		lines = append(lines, strings.Join([]string{f.Code, strconv.Itoa(f.Line), f.Path, "|", f.Rule, "|", f.Expected}, " "))
	}
	return strings.Join(lines, "\n")
}

func TestEveryFindingInDocumentOrder(t *testing.T) {
	src := strings.NewReplacer("K1", "", "PL301010", "x", "<sequenceNumber>2", "<odd/><sequenceNumber>0").Replace(notification)
	_, err := Decode([]byte(src))
	var r *Refused
	if !errors.As(err, &r) || len(r.Findings) != 4 {
		t.Fatalf("four things are wrong: %v", err)
	}
	for i := 1; i < len(r.Findings); i++ {
		if a, b := r.Findings[i-1], r.Findings[i]; a.Line > b.Line || a.Line == b.Line && a.Column > b.Column {
			t.Errorf("finding %d (line %d) stands before line %d", i, a.Line, b.Line)
		}
	}
}

func TestVersionFollowsPhase(t *testing.T) {
	for phase, want := range map[string]Version{`PhaseID="NCTS5.0"`: P5, `PhaseID=" NCTS5.1 "`: P5, `PhaseID="NCTS6"`: P6, "": P5} {
		m, err := Decode([]byte(strings.Replace(notification, `PhaseID="NCTS5.1"`, phase, 1)))
		if err != nil || m.Version != want {
			t.Errorf("%s: %v, want %s", phase, err, want)
		}
	}
}

func TestValuesAreKeptAsTheyStand(t *testing.T) {
	m, err := Decode([]byte(strings.Replace(notification, "<LRN>L1", "<LRN>a&#38;<!-- c --><![CDATA[<b>]]>", 1)))
	if err != nil || m.Value("TransitOperation/LRN") != "a&<b>" || len(m.All("Consignment/HouseConsignment")) != 2 {
		t.Fatalf("%+v %v", m, err)
	}
	roundTrip(t, m)
}

// TestOneDecoderForManyMessages decodes sound and broken messages in turn in the same memory: each is judged and kept as by a
// decoder of its own.
func TestOneDecoderForManyMessages(t *testing.T) {
	var shared Decoder
	for i, d := range standard().messages {
		g := newGenerator(uint64(i))
		m := g.message(d)
		texts := [][]byte{render(m)}
		for _, x := range g.mutants(d, m) {
			texts = append(texts, x.text, texts[0])
		}
		for _, text := range texts {
			got, err := shared.Decode(text)
			var own Decoder
			want, wantErr := own.Decode(text)
			if told(err) != told(wantErr) || !reflect.DeepEqual(got, want) {
				t.Fatalf("%s %s: %v and %v\n%s", d.name, d.version, err, wantErr, text)
			}
		}
	}
}

func TestEncodeNeverWritesAnInvalidMessage(t *testing.T) {
	m, err := Decode([]byte(notification))
	if err != nil {
		t.Fatal(err)
	}
	m.Kids = m.Kids[1:]
	if out, err := Encode(m); err == nil || out != nil {
		t.Errorf("a message without sender is encoded:\n%s", out)
	}
	if _, err := Encode(&Message{Type: "CC170C><x", Version: P5}); err == nil {
		t.Error("a type that is no name is encoded")
	}
}

// spaces reads as endless white space and counts what is taken.
type spaces struct{ taken int }

func (s *spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	s.taken += len(p)
	return len(p), nil
}

// TestLargeMessageIsRefusedBeforeItIsHeld offers 50 MB and sees that no more than the limit is taken.
func TestLargeMessageIsRefusedBeforeItIsHeld(t *testing.T) {
	offered := &spaces{}
	_, err := Read(io.LimitReader(offered, 50<<20))
	var r *Refused
	if !errors.As(err, &r) || r.Findings[0].Code != OverLimit {
		t.Fatalf("%v", err)
	}
	if offered.taken > MaxMessageBytes+1 {
		t.Errorf("%d bytes were taken", offered.taken)
	}
}

func TestFindingsEndAtTheLimit(t *testing.T) {
	_, err := Decode([]byte(strings.Replace(notification, "<LRN>", strings.Repeat("<odd/>", 5*MaxFindings)+"<LRN>", 1)))
	var r *Refused
	if !errors.As(err, &r) || len(r.Findings) != MaxFindings || !r.More {
		t.Fatalf("%v", err)
	}
}
