package procedure_test

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/message/ncts"
	"github.com/kairo-corridor/kairo/message/ncts/procedure"
)

// base is a trader's message of package rules, with edits "path=value"; without a value the element goes.
func base(t testing.TB, name string, edits ...string) *ncts.Message {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "rules", "testdata", "base", name+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	version, kind, _ := strings.Cut(name, "-")
	m := &ncts.Message{Type: kind, Version: ncts.Version(version)}
	for _, line := range append(strings.Split(string(text), "\n"), edits...) {
		path, value, ok := strings.Cut(line, "=")
		switch {
		case !ok || strings.HasPrefix(line, "#"):
		case path == "@PhaseID":
			m.Phase = value
		default:
			set(&m.Kids, strings.Split(path, "/"), value)
		}
	}
	ncts.Arrange(m)
	if _, err := ncts.Encode(m); err != nil {
		t.Fatal(err)
	}
	return m
}

func set(kids *[]ncts.Node, path []string, value string) {
	name, index, _ := strings.Cut(strings.TrimSuffix(path[0], "]"), "[")
	n, _ := strconv.Atoi(index)
	for i := range *kids {
		if (*kids)[i].Name != name {
			continue
		}
		if n--; n > 0 {
			continue
		}
		switch {
		case value == "" && len(path) == 1:
			*kids = slices.Delete(*kids, i, i+1)
		case len(path) == 1:
			(*kids)[i].Text = value
		default:
			set(&(*kids)[i].Kids, path[1:], value)
		}
		return
	}
	made := ncts.Node{Name: name, Text: value}
	if len(path) > 1 {
		made.Text = ""
		set(&made.Kids, path[1:], value)
	}
	if value != "" {
		*kids = append(*kids, made)
	}
}

var (
	noon = time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)
	dest = transit.Office{Country: "BG", Code: "BG003030"}
)

// What each message of a trader says to the procedure.
func TestWhatATraderSays(t *testing.T) {
	for _, c := range []struct {
		name    string
		edits   []string
		to      string
		message transit.Message
		lacking string
	}{
		{"p5-CC007C", nil, "BG003030", transit.ArrivalNotification{Office: dest, Place: "BG003030"}, ""},
		{"p6-CC007C", []string{"TransitOperation/simplifiedProcedure=1"}, "BG003030", transit.ArrivalNotification{Office: dest, Place: "BG003030", Simplified: true}, ""},
		{"p5-CC014C", nil, "TR340100", transit.RequestInvalidation{Reason: "The goods were sold on the home market."}, ""},
		{"p5-CC014C", []string{"Invalidation/justification="}, "TR340100", transit.RequestInvalidation{}, "/CC014C/Invalidation/justification"},
		{"p5-CC044C", nil, "BG003030", transit.UnloadingRemarks{Completed: true, Conform: true, SealsGood: true}, ""},
		{"p5-CC044C", []string{"UnloadingRemark/conform=0", "UnloadingRemark/stateOfSeals=0", "UnloadingRemark/unloadingRemark=one missing", "TransitOperation/otherThingsToReport=wet"}, "BG003030",
			transit.UnloadingRemarks{Completed: true, Remarks: "one missing; wet"}, ""},
		{"p5-CC044C", []string{"UnloadingRemark/conform=0", "Consignment/grossMass=12.5"}, "BG003030",
			transit.UnloadingRemarks{Completed: true, SealsGood: true, Remarks: "stated anew: Consignment/grossMass 12.5"}, ""},
		{"p5-CC141C", nil, "TR340100", transit.HolderAnswer{Text: "The goods reached the consignee on 4 June.; consignee Trakia Trade", Destination: dest}, ""},
		{"p5-CC141C", []string{"Enquiry/text=", "Enquiry=", "Consignment="}, "TR340100", transit.HolderAnswer{Text: "presented at BG003030", Destination: dest}, ""},
		{"p5-CC170C", nil, "TR340100", transit.Present{Place: "TR340100"}, ""},
	} {
		got, err := procedure.Step(base(t, c.name, c.edits...))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if diff := cmp.Diff(c.message, got.Message); diff != "" || got.To.Code != c.to {
			t.Errorf("%s to %s: %s", c.name, got.To.Code, diff)
		}
		if len(got.Lacking) > 0 != (c.lacking != "") || c.lacking != "" && got.Lacking[0].Path != c.lacking {
			t.Errorf("%s %v: lacking %v", c.name, c.edits, got.Lacking)
		}
	}
	if _, err := procedure.Step(base(t, "p5-CC015C")); fault.CodeOf(err) != fault.WrongState {
		t.Errorf("a declaration is taken for a step: %v", err)
	}
}

func fact(kind transit.Kind, from, to transit.State, read ...string) transit.Fact {
	f := transit.Fact{Message: kind, From: from, To: to, At: noon, RecordedAt: noon, Number: "26TR00000DEMO001J7", Office: transit.Office{Country: "TR", Code: "TR340100"}}
	for i := 0; i+1 < len(read); i += 2 {
		f.Read = append(f.Read, transit.Datum{Name: read[i], Value: read[i+1]})
	}
	return f
}

// Where an element that the message must have is not known there is no message, and it is said why; what NCTS tells nobody is
// nothing. The messages themselves are held in the flows of package server.
func TestNothingIsMadeUp(t *testing.T) {
	declared, arrival := base(t, "p5-CC015C"), base(t, "p5-CC007C")
	for _, c := range []struct {
		what, name, why string // "": there is a message
		t               procedure.Told
	}{
		{"a passage", "", "", procedure.Told{Fact: fact(transit.KindPassageNotified, transit.Released, transit.InTransit), Declared: declared}},
		{"no control", "", "", procedure.Told{Fact: fact(transit.KindDecideControl, transit.Accepted, transit.Accepted, "control", "none"), Declared: declared}},
		{"an arrival taken", "", "", procedure.Told{Fact: fact(transit.KindArrivalNotification, transit.Expected, transit.Arrived), Arrival: arrival, ToConsignee: true}},
		{"the holder of an unloading", "", "", procedure.Told{Fact: fact(transit.KindPermitUnloading, transit.Arrived, transit.Unloading), Declared: declared}},
		{"nothing kept", "CC028C", "no message of the trader", procedure.Told{Fact: fact(transit.KindAccept, transit.Lodged, transit.Accepted)}},
		{"a permit or a licence", "CC051C", "CL211", procedure.Told{Fact: fact(transit.KindRefuseRelease, transit.Accepted, transit.NotReleased, "reason", "no permit"), Declared: declared}},
		{"an amount nobody knows", "CC035C", "amount", procedure.Told{Fact: fact(transit.KindStartRecovery, transit.Overdue, transit.InRecovery), Declared: declared}},
		{"a reason without a code", "CC055C", "no published code", procedure.Told{Fact: fact(transit.KindGuaranteeAnswer, transit.GuaranteeAsked, transit.GuaranteeInvalid, "reasons", "23TR0000000000010: the account is closed"), Declared: declared, AcceptedAt: noon}},
		{"an incident somewhere", "CC182C", "UN/LOCODE", procedure.Told{Fact: fact(transit.KindIncident, transit.Released, transit.Released, "incident", "1: x", "found", "y"), Declared: declared}},
		{"a phase without the message", "CC140C", "phase 6 has no CC140C", procedure.Told{Fact: fact(transit.KindAskHolder, transit.Overdue, transit.HolderAsked), Declared: base(t, "p6-CC015C")}},
		{"discrepancies at destination", "CC025C", "discrepancies", procedure.Told{Fact: fact(transit.KindDestinationControl, transit.Arrived, transit.Checked, "satisfactory", "no"), Arrival: arrival, ToConsignee: true}},
		{"unloading of a consignment", "CC043C", "not declared by a message", procedure.Told{Fact: fact(transit.KindPermitUnloading, transit.Arrived, transit.Unloading), Arrival: arrival, ToConsignee: true}},
		{"a refusal of what is not kept", "CC056C", "not kept", procedure.Told{Fact: fact(transit.KindAmend, transit.Released, transit.Released), Refused: "too late"}},
		{"no acceptance date", "CC028C", "declarationAcceptanceDate", procedure.Told{Fact: fact(transit.KindAccept, transit.Lodged, transit.Accepted), Declared: declared, LRN: "LRN1"}},
		{"time to present passed", "CC056C", "", procedure.Told{Fact: fact(transit.KindElapsed, transit.PreLodged, transit.Refused), Declared: declared, Lodged: declared}},
		{"time to amend passed", "CC051C", "", procedure.Told{Fact: fact(transit.KindElapsed, transit.GuaranteeInvalid, transit.NotReleased), Declared: declared, SubmittedAt: noon}},
		{"refused in words", "CC057C", "", procedure.Told{Fact: fact(transit.KindArrivalNotification, transit.None, transit.None), Refused: "BG has no movement", Code: fault.NotFound, Answered: arrival, ToConsignee: true}},
	} {
		c.t.From, c.t.At, c.t.Identification = "TR", noon, "K1"
		name, m, why := procedure.Notify(c.t)
		if name != c.name || (m != nil) != (c.name != "" && c.why == "") || !strings.Contains(why, c.why) || c.why == "" && why != "" {
			t.Errorf("%s: %q, a message %v, why %q", c.what, name, m != nil, why)
		}
		if m != nil && (m.Type != name || m.Version != ncts.P5 || m.Value("messageIdentification") != "K1" || m.Value("messageSender") != "NTA.TR") {
			t.Errorf("%s: %+v", c.what, m)
		}
	}
}

// The codes go and nothing else does; a code that cannot be taken out is refused.
func TestAccessCodesAreTakenOut(t *testing.T) {
	m := base(t, "p5-CC015C", "Guarantee[1]/GuaranteeReference[1]/accessCode=Zq7#", "Guarantee[1]/GuaranteeReference[2]/sequenceNumber=2",
		"Guarantee[1]/GuaranteeReference[2]/GRN=23TR0000000000010", "Guarantee[1]/GuaranteeReference[2]/accessCode=a&<b",
		"Guarantee[1]/GuaranteeReference[2]/amountToBeCovered=1", "Guarantee[1]/GuaranteeReference[2]/currency=EUR")
	raw, err := ncts.Encode(m)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.NewReplacer("Zq7#", procedure.Mask, "a&amp;&lt;b", procedure.Mask).Replace(string(raw))
	if got, err := procedure.Redact(raw); err != nil || string(got) != want {
		t.Errorf("%v %s", err, got)
	}
	for name, hidden := range map[string]string{"comment": "Zq<!-- -->7#", "section": "<![CDATA[Zq7#]]>", "reference": "Z&#113;7#", "space": " Zq7# "} {
		got, err := procedure.Redact([]byte(strings.Replace(string(raw), "Zq7#", hidden, 1)))
		if m, no := ncts.Decode(got); err == nil && (no != nil || m.All("Guarantee/GuaranteeReference/accessCode")[0].Text != procedure.Mask || strings.Contains(string(got), "q7#")) {
			t.Errorf("%s: %s", name, got)
		}
		if err != nil && fault.CodeOf(err) != fault.BadField {
			t.Errorf("%s: %v", name, err)
		}
	}
	plain, err := ncts.Encode(base(t, "p5-CC170C"))
	if got, no := procedure.Redact(plain); err != nil || no != nil || &got[0] != &plain[0] {
		t.Error("a message without codes is changed")
	}
}

// Whatever an administration tells, in whatever words, there is a message that is sound, or it is said why there is none, or NCTS
// tells nobody; no access code is told.
func TestAnythingToldIsSoundOrSaid(t *testing.T) {
	bases := map[string]*ncts.Message{}
	for _, name := range []string{"p5-CC015C", "p6-CC015C", "p5-CC013C", "p6-CC013C", "p5-CC007C", "p6-CC007C", "p5-CC014C", "p6-CC014C", "p5-CC044C", "p5-CC141C", "p6-CC170C"} {
		bases[name] = base(t, name)
		if strings.HasSuffix(name, "15C") || strings.HasSuffix(name, "13C") {
			bases[name] = base(t, name, "Guarantee[1]/GuaranteeReference[1]/accessCode=Zq7#")
		}
	}
	outcomes := map[string]int{}
	rapid.Check(t, func(r *rapid.T) {
		any := func(label string, of ...string) *ncts.Message {
			return bases[rapid.SampledFrom(append(of, "")).Draw(r, label)]
		}
		f := fact(rapid.SampledFrom(transit.Kinds).Draw(r, "kind"), rapid.SampledFrom(transit.States).Draw(r, "from"), rapid.SampledFrom(transit.States).Draw(r, "to"))
		for _, name := range []string{"reason", "reasons", "found", "incident", "control", "satisfactory", "granted"} {
			value := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "yes", "no", "documents", "2: seal", "G03 23TR0000000000010: no", strings.Repeat("ж\n", 400)})).Draw(r, name)
			f.Read = append(f.Read, transit.Datum{Name: name, Value: value})
		}
		if rapid.Bool().Draw(r, "unnumbered") {
			f.Number = ""
		}
		told := procedure.Told{From: "TR", Fact: f, ToConsignee: rapid.Bool().Draw(r, "consignee"), LRN: "LRN1", Identification: "K1", At: noon, AcceptedAt: noon, SubmittedAt: noon,
			Refused: rapid.OneOf(rapid.Just(""), rapid.String()).Draw(r, "refused"), Code: rapid.SampledFrom([]fault.Code{fault.WrongState, fault.BadField}).Draw(r, "code"),
			Answered: any("answered", "p5-CC015C", "p6-CC013C", "p5-CC007C", "p5-CC044C", "p5-CC141C", "p6-CC170C"), Lodged: any("lodged", "p5-CC015C", "p6-CC015C"),
			Declared: any("declared", "p5-CC015C", "p6-CC015C", "p5-CC013C", "p6-CC013C"), Requested: any("requested", "p5-CC014C", "p6-CC014C"), Arrival: any("arrival", "p5-CC007C", "p6-CC007C")}
		name, m, why := procedure.Notify(told)
		switch {
		case m != nil:
			raw, err := ncts.Encode(m)
			if err != nil || why != "" || name != m.Type || strings.Contains(string(raw), "Zq7#") {
				r.Fatalf("%s, why %q, %v: %s", name, why, err, raw)
			}
			outcomes[name]++
		case name == "" && why != "", name != "" && why == "":
			r.Fatalf("%q, no message, why %q", name, why)
		case why != "":
			outcomes["withheld"]++
		default:
			outcomes["nobody"]++
		}
	})
	if len(outcomes) < 5 {
		t.Errorf("the draw is too kind: %v", outcomes)
	}
}
