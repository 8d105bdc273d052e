package server

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/message/ncts"
	"github.com/kairo-corridor/kairo/message/ncts/codes"
	"github.com/kairo-corridor/kairo/reference"
)

// nctsFlow is one movement told in messages, by a holder of its own LRN.
type nctsFlow struct {
	*nctsWorld
	version ncts.Version
	lrn     string
	key     string
	mrn     string
}

// base writes a trader's message of the flow's version about its movement.
func (f *nctsFlow) base(name string, edits ...string) string {
	f.t.Helper()
	about := "TransitOperation/LRN=" + f.lrn
	if f.mrn != "" && name != "CC015C" && name != "CC170C" {
		about = "TransitOperation/MRN=" + f.mrn
		edits = append([]string{"TransitOperation/LRN="}, edits...)
	} else if name == "CC013C" || name == "CC014C" {
		edits = append([]string{"TransitOperation/MRN="}, edits...)
	}
	return written(f.t, string(f.version)+"-"+name, append([]string{about}, edits...)...)
}

// says hands a message in, which must be taken.
func (f *nctsFlow) says(login, name string, edits ...string) {
	f.t.Helper()
	f.hand(login, f.base(name, edits...)).into(f.t, 201, nil)
}

func (f *nctsFlow) lodges(edits ...string) {
	f.t.Helper()
	var m MessageReceived
	f.hand("holder", f.base("CC015C", append([]string{codeAt + ofHolderCode}, edits...)...)).into(f.t, 201, &m)
	f.key = m.Movement.Key
	f.wantNews("holder", "CC928C")
}

func (f *nctsFlow) accepted() {
	f.t.Helper()
	f.decide("TR", f.key, DecisionRequest{Act: "accept"})
	f.mrn = f.wantNews("holder", "CC028C")[0].Value("TransitOperation/MRN")
}

func (f *nctsFlow) released(days int) {
	f.t.Helper()
	f.decide("TR", f.key, DecisionRequest{Act: "release", LimitDays: days})
	f.wantNews("holder", "CC029C")
}

// told is one message of an administration that must be there, with a value that it has.
func (f *nctsFlow) told(login, name, path, want string) {
	f.t.Helper()
	if got := f.wantNews(login, name)[0].Value(path); got != want {
		f.t.Errorf("%s: %s is %q, want %q", name, path, got, want)
	}
}

// The process flows of the procedure, each told as its traders see it.
var nctsFlows = []struct {
	name string
	only ncts.Version // "": both
	play func(*nctsFlow)
}{
	{"pre-lodged, control intended, presented, control, release", "", func(f *nctsFlow) {
		f.lodges("TransitOperation/additionalDeclarationType=D")
		f.decide("TR", f.key, DecisionRequest{Act: "decide-control", Control: "documents", Reason: "control.random"})
		f.told("holder", "CC060C", "TransitOperation/notificationType", "2")
		f.says("holder", "CC170C")
		f.accepted()
		f.decide("TR", f.key, DecisionRequest{Act: "decide-control", Control: "physical", Reason: "control.risk"})
		f.told("holder", "CC060C", "TypeOfControls/type", "40")
		f.decide("TR", f.key, DecisionRequest{Act: "control-result", Reason: "result.conform"})
		f.released(0)
		f.wantNews("consignee", "")
	}},
	{"amended before and after the acceptance, too late after the release", "", func(f *nctsFlow) {
		f.lodges()
		f.says("holder", "CC013C", codeAt+ofHolderCode, "Consignment/HouseConsignment[1]/ConsignmentItem[1]/Commodity/descriptionOfGoods=Pumps")
		f.told("holder", "CC004C", "TransitOperation/LRN", f.lrn)
		f.accepted()
		f.says("holder", "CC013C", codeAt+ofHolderCode, "Consignment/HouseConsignment[1]/ConsignmentItem[1]/Commodity/descriptionOfGoods=Pumps for water")
		f.told("holder", "CC004C", "TransitOperation/MRN", f.mrn)
		f.decide("TR", f.key, DecisionRequest{Act: "release"})
		f.told("holder", "CC029C", "Consignment/HouseConsignment/ConsignmentItem/Commodity/descriptionOfGoods", "Pumps for water")
		f.says("holder", "CC013C", codeAt+ofHolderCode)
		f.told("holder", "CC056C", "FunctionalError/errorCode", "92")
	}},
	{"guarantee not valid, mended", "", func(f *nctsFlow) {
		f.lodges(codeAt + "wron")
		f.decide("TR", f.key, DecisionRequest{Act: "accept"})
		told := f.wantNews("holder", "CC028C CC055C")
		f.mrn = told[0].Value("TransitOperation/MRN")
		if got := told[1].Value("GuaranteeReference/GRN") + " " + told[1].Value("GuaranteeReference/InvalidGuaranteeReason/code"); got != ofHolderGRN+" G03" {
			f.t.Error(got)
		}
		f.says("holder", "CC013C", codeAt+ofHolderCode, "TransitOperation/amendmentTypeFlag=1")
		f.wantNews("holder", "CC004C")
		f.released(0)
	}},
	{"guarantee not valid, no release", "", func(f *nctsFlow) {
		f.lodges(codeAt + "wron")
		f.decide("TR", f.key, DecisionRequest{Act: "accept"})
		f.wantNews("holder", "CC028C CC055C")
		f.decide("TR", f.key, DecisionRequest{Act: "refuse-release", Reason: "refuse.guarantee"})
		f.told("holder", "CC051C", "TransitOperation/noReleaseMotivationCode", "G1")
		f.mrn = "" // what came to nothing may be lodged again
		f.lodges()
	}},
	{"no release for another reason", "", func(f *nctsFlow) {
		f.lodges()
		f.accepted()
		f.decide("TR", f.key, DecisionRequest{Act: "refuse-release", Reason: "refuse.permit"})
		f.wantNews("holder", "(CC051C)")
	}},
	{"rejected", "", func(f *nctsFlow) {
		f.lodges()
		f.decide("TR", f.key, DecisionRequest{Act: "reject", Reason: "reject.documents"})
		f.told("holder", "CC056C", "TransitOperation/businessRejectionType", "015")
	}},
	{"invalidated as asked; refused; before the presentation; by customs", "", func(f *nctsFlow) {
		f.lodges()
		f.accepted()
		f.says("holder", "CC014C")
		f.decide("TR", f.key, DecisionRequest{Act: "decide-invalidation", Reason: "invalidation.unfounded"})
		f.told("holder", "CC009C", "Invalidation/decision", "0")
		f.says("holder", "CC014C")
		f.decide("TR", f.key, DecisionRequest{Act: "decide-invalidation", Reason: "invalidation.granted"})
		f.told("holder", "CC009C", "Invalidation/decision", "1")
		f.mrn = ""
		f.lodges("TransitOperation/additionalDeclarationType=D")
		f.says("holder", "CC014C")
		f.told("holder", "CC009C", "TransitOperation/LRN", f.lrn)
		f.lodges()
		f.accepted()
		f.decide("TR", f.key, DecisionRequest{Act: "cancel", Reason: "cancel.mistake"})
		f.told("holder", "CC009C", "Invalidation/initiatedByCustoms", "1")
	}},
	{"incidents on the way, one with its place", "", func(f *nctsFlow) {
		f.lodges()
		f.accepted()
		f.released(0)
		f.decide("BG", f.key, DecisionRequest{Act: "incident", Reason: "incident.seal", Text: "broken", Place: "BGSVI"})
		f.told("holder", "CC182C", "Consignment/Incident/Location/UNLocode", "BGSVI")
		f.decide("BG", f.key, DecisionRequest{Act: "incident", Reason: "incident.route", Text: "over the fields", Place: "near the motorway"})
		f.wantNews("holder", "(CC182C)")
	}},
	{"arrival, unloading in two parts, discrepancies, settled, written off", "", func(f *nctsFlow) {
		f.lodges()
		f.accepted()
		f.released(0)
		f.says("consignee", "CC007C")
		f.says("consignee", "CC007C")
		f.told("consignee", "CC057C", "FunctionalError/errorCode", "92")
		f.decide("BG", f.key, DecisionRequest{Act: "permit-unloading"})
		f.wantNews("consignee", "CC043C")
		f.says("consignee", "CC044C", "UnloadingRemark/unloadingCompletion=0", "UnloadingRemark/conform=0", "UnloadingRemark/unloadingRemark=two packages are missing")
		f.decide("BG", f.key, DecisionRequest{Act: "permit-unloading", Text: "go on"})
		f.told("consignee", "CC043C", "CTLControl/continueUnloading", "1")
		f.says("consignee", "CC044C", "UnloadingRemark/conform=0", "UnloadingRemark/unloadingRemark=two packages are missing")
		f.says("consignee", "CC044C")
		f.told("consignee", "CC057C", "TransitOperation/businessRejectionType", "044")
		f.decide("BG", f.key, DecisionRequest{Act: "destination-control", Reason: "found.shortage"})
		f.wantNews("consignee", "(CC025C)")
		f.wantNews("holder", "CC019C")
		f.decide("TR", f.key, DecisionRequest{Act: "settle-discrepancies", Reason: "settled.duties"})
		f.decide("TR", f.key, DecisionRequest{Act: "discharge"})
		f.wantNews("holder", "CC045C")
	}},
	{"arrival and release at destination", "", func(f *nctsFlow) {
		f.lodges()
		f.accepted()
		f.released(0)
		f.says("consignee", "CC007C")
		f.decide("BG", f.key, DecisionRequest{Act: "destination-control", Reason: "found.conform"})
		f.told("consignee", "CC025C", "TransitOperation/releaseIndicator", "1")
		f.decide("TR", f.key, DecisionRequest{Act: "discharge"})
		f.wantNews("holder", "CC045C")
	}},
	{"enquiry, answer of the holder, recovery", ncts.P5, func(f *nctsFlow) {
		f.overdue()
		f.told("holder", "CC140C", "TransitOperation/MRN", f.mrn)
		f.says("holder", "CC141C")
		f.says("holder", "CC141C") // late, and taken note of
		f.wantNews("holder", "")
		f.decide("TR", f.key, DecisionRequest{Act: "start-recovery", Reason: "debt.lost"})
		f.wantNews("holder", "(CC035C)")
		f.decide("TR", f.key, DecisionRequest{Act: "close-recovery", Reason: "closed.paid"})
		f.wantNews("holder", "CC045C")
	}},
	{"enquiry in a phase without its message", ncts.P6, func(f *nctsFlow) {
		f.overdue()
	}},
}

// overdue lodges a movement that does not arrive, and asks the holder where the goods are.
func (f *nctsFlow) overdue() {
	f.t.Helper()
	f.lodges()
	f.accepted()
	f.released(1)
	f.late.Add(int64(48 * time.Hour))
	_, err := f.corridor.Tick(f.t.Context())
	must(f.t, err)
	f.decide("TR", f.key, DecisionRequest{Act: "ask-holder", Reason: "holder.overdue"})
	if f.version == ncts.P6 {
		f.wantNews("holder", "(CC140C)")
	}
}

// playNCTS plays every flow in both versions and gives the messages that administrations sent, by version and type.
func playNCTS(t *testing.T) map[string][][]byte {
	w := newNCTSWorld(t)
	n := 0
	for _, version := range []ncts.Version{ncts.P5, ncts.P6} {
		for _, flow := range nctsFlows {
			if flow.only != "" && flow.only != version {
				continue
			}
			n++
			if !t.Run(string(version)+" "+flow.name, func(t *testing.T) {
				w.t = t
				flow.play(&nctsFlow{nctsWorld: w, version: version, lrn: fmt.Sprintf("FLOW%018d", n)})
			}) {
				t.FailNow()
			}
		}
	}
	w.t = t
	w.keptNowhere(ofHolderCode)
	return w.answers
}

// Every flow ends with the messages that it should, and all of them are in the code lists.
func TestNCTSFlows(t *testing.T) {
	answers := playNCTS(t)
	if n, _ := inLists(t, answers, codes.New(reference.Default())); n < 100 || len(answers) < 30 {
		t.Errorf("%d messages of %d types", n, len(answers))
	}
}

// listed puts offices of the published list in the place of those that the samples made up.
var listed = strings.NewReplacer("BG003030", "BG001015", "BG003040", "BG001015")

// inLists holds messages against code lists and gives how many there are, and how many of their values were found in a list.
func inLists(t *testing.T, answers map[string][][]byte, lists *codes.Lists) (all, values int) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(answers)) {
		for _, raw := range answers[name] {
			m, err := ncts.Decode([]byte(listed.Replace(string(raw))))
			must(t, err)
			if m.Phase != map[ncts.Version]string{ncts.P5: "NCTS5.1", ncts.P6: "NCTS6"}[m.Version] || name != string(m.Version)+" "+m.Type {
				t.Errorf("%s: %s %s", name, m.Version, m.Phase)
			}
			r := codes.Check(m, today(), lists)
			for _, f := range r.Findings {
				t.Errorf("%s: %s %s", name, f.Path, f.Text)
			}
			all, values = all+1, values+r.Values
		}
	}
	return all, values
}

// TestConformanceNCTSMovements holds every message of every flow against its schema by xmllint, and against the published lists.
func TestConformanceNCTSMovements(t *testing.T) {
	dir := os.Getenv("KAIRO_CONFORMANCE")
	if dir == "" {
		dir = "../../shared/conformance"
	}
	if _, err := os.Stat(filepath.Join(dir, "ncts", "xsd-p5")); err != nil {
		t.Skip("skipped: no ncts/xsd-p5 in KAIRO_CONFORMANCE or ../shared/conformance")
	}
	lint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("skipped: xmllint is not installed (libxml2-utils)")
	}
	valid, types := 0, []string{}
	tmp := t.TempDir()
	answers := playNCTS(t)
	for _, name := range slices.Sorted(maps.Keys(answers)) {
		version, kind, _ := strings.Cut(name, " ")
		args := []string{"--noout", "--schema", filepath.Join(dir, "ncts", "xsd-"+version, strings.ToLower(kind)+".xsd")}
		for i, raw := range answers[name] {
			path := filepath.Join(tmp, fmt.Sprintf("%s-%s-%d.xml", version, kind, i))
			must(t, os.WriteFile(path, raw, 0o600))
			args = append(args, path)
		}
		out, _ := exec.Command(lint, args...).CombinedOutput()
		if n := strings.Count(string(out), " validates\n"); n != len(answers[name]) {
			t.Errorf("%s: xmllint takes %d of %d:\n%s", name, n, len(answers[name]), out)
		} else {
			valid, types = valid+n, append(types, name)
		}
	}
	t.Logf("NCTS messages of movements: %d valid by xmllint, against %d schemas: %s", valid, len(types), strings.Join(types, ", "))
	data := reference.Default()
	for kind, file := range map[reference.Kind]string{reference.KindCodes: "ncts-p5-code-lists.json.gz", reference.KindOffices: "customs-offices-20250212.json.gz"} {
		raw, err := os.Open(filepath.Join(dir, "reference", file))
		must(t, err)
		defer raw.Close()
		i, err := reference.ReadImport(kind, raw, file, time.Date(2025, 2, 12, 0, 0, 0, 0, time.UTC))
		must(t, err)
		data = data.With(i)
	}
	_, values := inLists(t, answers, codes.New(data))
	t.Logf("NCTS messages of movements: %d values in the published lists", values)
	if valid < 100 || len(types) < 30 {
		t.Errorf("%d messages against %d schemas", valid, len(types))
	}
}
