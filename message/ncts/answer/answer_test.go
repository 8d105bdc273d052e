package answer

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/message/ncts"
	"github.com/kairo-corridor/kairo/message/ncts/rules"
)

// TestErrorsFollowTheGuidelines holds code, reason, pointer and value of errors against G0009, G0010 and CL180.
func TestErrorsFollowTheGuidelines(t *testing.T) {
	m := base(t, "p5", "CC015C")
	for _, c := range []struct{ level, code, path, rule, want string }{
		{"codes", "code-list", "/CC015C/CustomsOfficeOfDeparture/referenceNumber", "CL171 CustomsOfficeDeparture, edition 2025-02-12",
			"/CC015C/CustomsOfficeOfDeparture/referenceNumber 12 CL171 TR340100"},
		{"rules", "C0411", "/CC015C/TransitOperation/TIRCarnetNumber", "", "/CC015C/TransitOperation/TIRCarnetNumber 13 C0411 "},
		{"rules", "C0029", "/CC015C/TransitOperation/security", "", "/CC015C/TransitOperation/security 15 C0029 0"},
		{"rules", "R0850", "/CC015C/HolderOfTheTransitProcedure/identificationNumber", "", "/CC015C/HolderOfTheTransitProcedure/identificationNumber 14 R0850 TR4410000001"},
		{"rules", "G0103", "/CC015C/Consignment", "", "/CC015C/Consignment 14 G0103 "},
		{"rules", "G0034", "/CC015C/CustomsOfficeOfDestinationDeclared/referenceNumber", "", "/CC015C/CustomsOfficeOfDestinationDeclared/referenceNumber 12 G0034 BG003030"},
		{"rules", "B1820", "/CC015C/Consignment", "", "/CC015C/Consignment 50 B1820 "},
		{"rules", "E1104", "/CC015C/Guarantee[1]/guaranteeType", "", "/CC015C/Guarantee[1]/guaranteeType 50 E1104 1"},
		{"procedure", OutOfSequence, "/CC015C/TransitOperation", "", "/CC015C 92 N/A "},
		{"procedure", UnknownMRN, "", "", "/CC015C/TransitOperation/MRN 90 N/A "},
		{"procedure", Duplicate, "", "", "/CC015C/messageIdentification 26 N/A M0000001"},
		{"rules", "R0006", "nowhere", "", "/CC015C 14 R0006 "},
		{"rules", "R0006", "/CC015C/" + strings.Repeat("x", 600), "", "/CC015C 14 R0006 "},
	} {
		f := ncts.Finding{Level: ncts.Level(c.level), Code: c.code, Path: c.path, Rule: c.rule}
		out, err := Reject(m, []ncts.Finding{f, f}, header)
		if err != nil {
			t.Fatal(err)
		}
		all := out.All("FunctionalError")
		if len(all) != 1 {
			t.Fatalf("%s: %d errors for one finding given twice", c.code, len(all))
		}
		value := ""
		if v := all[0].All("originalAttributeValue"); len(v) > 0 {
			value = v[0].Text
		}
		got := fmt.Sprintf("%s %s %s %s", all[0].All("errorPointer")[0].Text, all[0].All("errorCode")[0].Text, all[0].All("errorReason")[0].Text, value)
		if got != c.want {
			t.Errorf("%s at %s gives\n  %s\nwant\n  %s", c.code, c.path, got, c.want)
		}
	}
}

// TestRejectionOfEachMessage refuses every message that traders send, in words and for a finding, and reads the heading.
func TestRejectionOfEachMessage(t *testing.T) {
	refused := map[string]bool{}
	for _, m := range bases(t) {
		h := header
		if m.Type == "CC141C" {
			if _, err := Reject(m, found(m), h); fault.CodeOf(err) != fault.BadField {
				t.Errorf("CC141C names no office of departure, and without one: %v", err)
			}
			h.Office = "TR340100"
		}
		h.Reason = "the goods\nwere not presented"
		out, err := Reject(m, nil, h)
		if err != nil {
			t.Errorf("%s %s: %v", m.Version, m.Type, err)
			continue
		}
		refused[m.Type] = true
		for path, want := range map[string]string{
			"messageSender": "NTA.TR", "messageRecipient": m.Value("messageSender"), "correlationIdentifier": m.Value("messageIdentification"),
			"preparationDateAndTime": "2026-03-02T12:00:00", "messageType": With(m.Type),
			"TransitOperation/businessRejectionType": m.Type[2:5], "TransitOperation/rejectionCode": "4",
			"TransitOperation/rejectionReason":    "the goods were not presented",
			"TransitOperation/MRN":                m.Value("TransitOperation/MRN"),
			"TraderAtDestination":                 "",
			"HolderOfTheTransitProcedure":         "",
			"HolderOfTheTransitProcedure/name":    m.Value("HolderOfTheTransitProcedure/name"),
			"Representative/identificationNumber": m.Value("Representative/identificationNumber"),
		} {
			if got := out.Value(path); got != want {
				t.Errorf("%s %s: %s is %q, want %q", m.Version, m.Type, path, got, want)
			}
		}
		if out.Version != m.Version || out.Phase != m.Phase {
			t.Errorf("%s %s is answered in %s %s", m.Version, m.Type, out.Version, out.Phase)
		}
	}
	if len(refused) != len(rejections) {
		t.Errorf("refused were %v, want each of %d types", refused, len(rejections))
	}
}

func TestNoRejection(t *testing.T) {
	m := base(t, "p5", "CC015C")
	office := *m
	office.Type = "CC029C"
	f := []ncts.Finding{{Level: ncts.Rules, Code: "R0006", Path: "/CC015C"}}
	nobody := Header{Sender: "NTA.TR", At: noon}
	for what, err := range map[string]error{
		"a message of offices": second(Reject(&office, f, header)),
		"no finding":           second(Reject(m, nil, header)),
		"no identification":    second(Reject(m, f, nobody)),
		"no recipient":         second(Structure([]byte("<a/>"), &ncts.Refused{Findings: f}, header)),
		"no finding of XML":    second(Structure([]byte("<a/>"), &ncts.Refused{}, Header{Sender: "a", Recipient: "b", Identification: "c", At: noon})),
	} {
		if fault.CodeOf(err) != fault.BadField {
			t.Errorf("%s: %v, want a bad field", what, err)
		}
	}
}

func second(_ *ncts.Message, err error) error { return err }

// TestAnyRefusalIsValid spoils messages at random and answers each: what comes out encodes, decodes to itself, and each
// pointer to an element that the refused message has resolves there, with its value.
func TestAnyRefusalIsValid(t *testing.T) {
	functionalErrors, xmlErrors := 0, 0
	for i, m := range bases(t) {
		for seed := range uint64(150) {
			ways := []func(*ncts.Message, *rand.Rand) *ncts.Message{spoil, spoilSound}
			a := refusal(t, ways[seed%2](m, rand.New(rand.NewPCG(seed, uint64(i)))))
			if a.answer == nil {
				continue
			}
			if a.answer.Type == "CC917C" {
				xmlErrors += len(a.answer.All("XMLError"))
				continue
			}
			functionalErrors += resolve(t, a.refused, a.answer)
		}
	}
	if functionalErrors < 100 || xmlErrors < 100 {
		t.Errorf("%d functional errors at elements that are there and %d XML errors; want 100 of each for the test to say something", functionalErrors, xmlErrors)
	}
}

// answered is a refused message with its answer; the answer is nil for a message that nothing is found in.
type answered struct {
	refused, answer *ncts.Message
	text            []byte
}

// refusal answers a message as an office would, and holds the answer against its schema.
func refusal(t *testing.T, m *ncts.Message) answered {
	t.Helper()
	h := header
	h.Office, h.Recipient = "TR340100", "TR4410000001"
	src := plain(m)
	decoded, err := ncts.Decode(src)
	var broken *ncts.Refused
	var out *ncts.Message
	switch {
	case errors.As(err, &broken):
		out, err = Structure(src, broken, h)
	case len(found(decoded)) == 0:
		return answered{}
	default:
		out, err = Reject(decoded, found(decoded), h)
	}
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", m.Version, m.Type, err, src)
	}
	text, err := ncts.Encode(out)
	if err != nil {
		t.Fatal(err)
	}
	again, err := ncts.Decode(text)
	if err != nil || again.Type != out.Type || again.Version != out.Version {
		t.Fatalf("%s decodes to %v, %v", out.Type, again, err)
	}
	return answered{decoded, out, text}
}

// resolve counts the errors whose pointer names an element of the refused message, and holds their value against it.
func resolve(t *testing.T, refused, answer *ncts.Message) int {
	t.Helper()
	n := 0
	for _, e := range answer.All("FunctionalError") {
		p, code := e.All("errorPointer")[0].Text, e.All("errorCode")[0].Text
		there := follow(ncts.Tree(refused), p)
		if there == nil {
			if code == NotAllowed || code == CodeList {
				t.Errorf("%s: error %s at %s, which is not there", refused.Type, code, p)
			}
			continue
		}
		n++
		if code == Missing {
			t.Errorf("%s: %s is said to be missing and is there", refused.Type, p)
		}
		value := ""
		if v := e.All("originalAttributeValue"); len(v) > 0 {
			value = v[0].Text
		}
		if want := strings.TrimSpace(strings.Map(oneLine, there.Value)); value != want {
			t.Errorf("%s: original value %q at %s, want %q", refused.Type, value, p, want)
		}
	}
	return n
}

func oneLine(r rune) rune {
	if r == '\t' || r == '\n' || r == '\r' {
		return ' '
	}
	return r
}

// follow resolves an XPath of names and indices, as written by hand from the specification of XPath.
func follow(e *ncts.Element, path string) *ncts.Element {
	steps := strings.Split(strings.TrimPrefix(path, "/"), "/")
	if steps[0] != e.Name {
		return nil
	}
	for _, s := range steps[1:] {
		name, index, _ := strings.Cut(strings.TrimSuffix(s, "]"), "[")
		n := 1
		_, _ = fmt.Sscan(index, &n)
		all := e.All(name)
		if n > len(all) {
			return nil
		}
		e = all[n-1]
	}
	return e
}

// plain writes a message whether it is sound or not.
func plain(m *ncts.Message) []byte {
	var b strings.Builder
	phase := ""
	if m.Phase != "" {
		phase = ` PhaseID="` + m.Phase + `"`
	}
	b.WriteString(`<n:` + m.Type + ` xmlns:n="` + ncts.Namespace + `"` + phase + ">")
	var write func(nodes []ncts.Node)
	write = func(nodes []ncts.Node) {
		for _, n := range nodes {
			b.WriteString("<" + n.Name + ">" + strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(n.Text))
			write(n.Kids)
			b.WriteString("</" + n.Name + ">\n")
		}
	}
	write(m.Kids)
	b.WriteString("</n:" + m.Type + ">")
	return []byte(b.String())
}

func base(t testing.TB, v, name string) *ncts.Message {
	t.Helper()
	for _, m := range bases(t) {
		if m.Type == name && string(m.Version) == v {
			return m
		}
	}
	t.Fatalf("no base %s %s", v, name)
	return nil
}

// TestXMLErrors holds the report on a broken document line by line.
func TestXMLErrors(t *testing.T) {
	src := []byte("<n:CC170C xmlns:n='http://ncts.dgtaxud.ec' PhaseID='NCTS6'><messageSender>T1</messageSender>\n" +
		"<messageRecipient/><preparationDateAndTime>2026-03-01</preparationDateAndTime>\n<messageIdentification>M1</messageIdentification>" +
		"<messageType>CC170</messageType><TransitOperation><LRN>L 1</LRN></TransitOperation>\x01</n:CC170C>")
	_, err := ncts.Decode(src)
	var broken *ncts.Refused
	if !errors.As(err, &broken) {
		t.Fatal(err)
	}
	out, err := Structure(src, broken, header)
	if err != nil {
		t.Fatal(err)
	}
	if got := out.Value("messageRecipient") + out.Value("correlationIdentifier") + out.Value("Header/LRN"); got != "T1M1L 1" {
		t.Errorf("the heading of a broken document reads %q", got)
	}
	if got := out.Value("XMLError/errorCode"); got != "53" {
		t.Errorf("a forbidden character is XML error %s, want 53", got)
	}
	src = []byte(strings.Replace(string(src), "\x01", "<oops/>", 1))
	_, err = ncts.Decode(src)
	errors.As(err, &broken)
	if out, err = Structure(src, broken, header); err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, e := range out.All("XMLError") {
		got += fmt.Sprintf("%s:%s %s\n", e.All("errorLineNumber")[0].Text, e.All("errorCode")[0].Text, e.All("errorPointer")[0].Text)
	}
	want := `2:40 /CC170C/messageRecipient
2:50 /CC170C/preparationDateAndTime
3:12 /CC170C/messageType
3:15 /CC170C/oops
3:13 /CC170C/CustomsOfficeOfDeparture
3:13 /CC170C/HolderOfTheTransitProcedure
3:13 /CC170C/Consignment
`
	if got != want || out.Version != ncts.P6 || out.Phase != "NCTS6" {
		t.Errorf("XML errors, in %s:\n%swant\n%s", out.Version, got, want)
	}
}

// TestConformanceAnswers holds the answers to spoiled messages against the schemas by xmllint.
func TestConformanceAnswers(t *testing.T) {
	dir := os.Getenv("KAIRO_CONFORMANCE")
	if dir == "" {
		dir = "../../../../shared/conformance"
	}
	if _, err := os.Stat(filepath.Join(dir, "ncts", "xsd-p5")); err != nil {
		t.Skip("skipped: no ncts/xsd-p5 in KAIRO_CONFORMANCE or ../shared/conformance")
	}
	lint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("skipped: xmllint is not installed (libxml2-utils)")
	}
	tmp := t.TempDir()
	files := map[string][]string{}
	for i, m := range bases(t) {
		for seed := range uint64(25) {
			ways := []func(*ncts.Message, *rand.Rand) *ncts.Message{spoil, spoilSound}
			a := refusal(t, ways[seed%2](m, rand.New(rand.NewPCG(seed, 1000+uint64(i)))))
			if a.answer == nil {
				continue
			}
			schema := filepath.Join(dir, "ncts", "xsd-"+string(a.answer.Version), strings.ToLower(a.answer.Type)+".xsd")
			path := filepath.Join(tmp, fmt.Sprintf("%d-%d.xml", i, seed))
			if err := os.WriteFile(path, a.text, 0o600); err != nil {
				t.Fatal(err)
			}
			files[schema] = append(files[schema], path)
		}
	}
	valid := 0
	for schema, paths := range files {
		out, _ := exec.Command(lint, append([]string{"--noout", "--schema", schema}, paths...)...).CombinedOutput()
		if n := strings.Count(string(out), " validates\n"); n != len(paths) {
			t.Errorf("%s: xmllint takes %d of %d answers:\n%s", schema, n, len(paths), out)
		} else {
			valid += n
		}
	}
	t.Logf("NCTS answers: %d valid by xmllint, against %d schemas", valid, len(files))
	if len(files) != 6 || valid < 100 {
		t.Errorf("%d answers against %d schemas; want 100 or more against 6", valid, len(files))
	}
}

// TestEveryRuleIsAnswered refuses a message for each rule that is implemented: the reason is its number, the code that of its
// kind, and the pointer resolves unless the rule asks for what is missing.
func TestEveryRuleIsAnswered(t *testing.T) {
	codes := map[string]string{"C": "13 15", "R": "14", "T": "14", "G": "14 12", "B": "50", "E": "50"}
	numbers, all := map[string]bool{}, map[string]*ncts.Message{}
	for _, m := range bases(t) {
		all[string(m.Version)+m.Type] = m
	}
	for _, c := range ruleCases(t) {
		m := edited(all[c.version+c.message], c.edits)
		var findings []ncts.Finding
		for _, p := range c.paths {
			findings = append(findings, ncts.Finding{Level: ncts.Rules, Code: c.rule, Path: p})
		}
		h := header
		h.Office = "TR340100"
		out, err := Reject(m, findings, h)
		if err != nil {
			t.Errorf("%s %s: %v", c.rule, c.message, err)
			continue
		}
		numbers[c.rule] = true
		for i, e := range out.All("FunctionalError") {
			p, code, reason := e.All("errorPointer")[0].Text, e.All("errorCode")[0].Text, e.All("errorReason")[0].Text
			if reason != c.rule || !strings.Contains(codes[c.rule[:1]], code) || p != c.paths[i] {
				t.Errorf("%s is answered by %s %s at %s, want %s", c.rule, code, reason, p, c.paths[i])
			}
			if there := follow(ncts.Tree(m), p) != nil; there == (code == Missing) && c.rule[0] == 'C' {
				t.Errorf("%s: code %s at %s", c.rule, code, p)
			}
		}
	}
	for _, r := range rules.Book() {
		if r.State == rules.Implemented && !numbers[r.Number] {
			t.Errorf("%s is implemented and is not answered", r.Number)
		}
	}
	t.Logf("NCTS rules answered by a functional error: %d", len(numbers))
}
