package server

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/customs/guarantee"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/desk"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/message/ncts"
	"github.com/kairo-corridor/kairo/store"
	"github.com/kairo-corridor/kairo/unit"
)

const (
	ofHolderGRN  = "23TR0000000000010"
	ofHolderCode = "Zq7#" // that no text holds by chance
)

// nctsWorld is a corridor of Türkiye and Bulgaria with a holder, a trader at destination, somebody else, and officers of both.
type nctsWorld struct {
	*apiWorld
	handed  int
	seen    map[string]string   // by who asks: the cursor after the last message read
	answers map[string][][]byte // messages of administrations, by version and type
}

func newNCTSWorld(t testing.TB) *nctsWorld {
	t.Helper()
	return newNCTSWorldOver(t, nil)
}

// newNCTSWorldOver may put something between the desk and its store.
func newNCTSWorldOver(t testing.TB, wrap func(store.Store) store.Store) *nctsWorld {
	t.Helper()
	w := &nctsWorld{apiWorld: newAPIWorldOf(t, wrap, "BG", "TR"), seen: map[string]string{}, answers: map[string][][]byte{}}
	for _, login := range []string{"holder", "consignee", "other"} {
		w.declarant(login)
	}
	var grants []auth.Grant
	for _, c := range w.territories {
		for _, role := range []auth.Role{auth.Departure, auth.Passage, auth.Destination} {
			grants = append(grants, auth.Grant{Role: role, Country: c})
		}
	}
	w.program("officers", grants...)
	office, err := w.corridor.Administration("TR")
	must(t, err)
	code, err := guarantee.HashCode(ofHolderGRN, []byte("sixteen by chance"), ofHolderCode)
	must(t, err)
	must(t, office.RegisterGuarantee(t.Context(), guarantee.Terms{GRN: ofHolderGRN, Kind: guarantee.Comprehensive, Office: "TR", Holder: "TR4410000001",
		Limit: unit.Money{Minor: 500_000_000, Currency: "EUR"}, Percent: 100, From: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), Codes: []guarantee.AccessCode{code}}))
	return w
}

// written is a message that a trader sends: a base of package rules with edits "path=value"; without a value the element goes.
func written(t testing.TB, base string, edits ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "message", "ncts", "rules", "testdata", "base", base+".txt"))
	must(t, err)
	version, name, _ := strings.Cut(base, "-")
	m := &ncts.Message{Type: name, Version: ncts.Version(version)}
	for _, line := range append(strings.Split(string(text), "\n"), edits...) {
		path, value, ok := strings.Cut(line, "=")
		switch {
		case !ok || strings.HasPrefix(line, "#"):
		case path == "@PhaseID":
			m.Phase = value
		default:
			setAt(&m.Kids, strings.Split(path, "/"), value)
		}
	}
	ncts.Arrange(m)
	raw, err := ncts.Encode(m)
	must(t, err)
	return string(raw)
}

func setAt(kids *[]ncts.Node, path []string, value string) {
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
			setAt(&(*kids)[i].Kids, path[1:], value)
		}
		return
	}
	if value == "" {
		return
	}
	made := ncts.Node{Name: name}
	if len(path) == 1 {
		made.Text = value
	} else {
		setAt(&made.Kids, path[1:], value)
	}
	*kids = append(*kids, made)
}

const codeAt = "Guarantee[1]/GuaranteeReference[1]/accessCode="

// hand hands a message in under a new key.
func (w *nctsWorld) hand(login, raw string, header ...string) toldAnswer {
	w.t.Helper()
	w.handed++
	return w.call(login, "POST", "/messages", raw, append([]string{keyHeader, fmt.Sprint("message-", w.handed), "Content-Type", "application/xml"}, header...)...)
}

// lodged hands in a declaration that is taken.
func (w *nctsWorld) lodged(login string, edits ...string) MessageReceived {
	w.t.Helper()
	var m MessageReceived
	w.hand(login, written(w.t, "p5-CC015C", append([]string{codeAt + ofHolderCode}, edits...)...)).into(w.t, 201, &m)
	if m.Movement == nil || !m.Report.Lodged {
		w.t.Fatalf("no movement came of it: %+v", m)
	}
	return m
}

// news are the messages sent to somebody since they asked last, each as its type; withheld ones in brackets.
func (w *nctsWorld) news(login string) (types string, list []MessageReceived) {
	w.t.Helper()
	for {
		var part MessageList
		w.call(login, "GET", "/messages?limit=2&cursor="+url.QueryEscape(w.seen[login]), nil).into(w.t, 200, &part)
		for _, m := range part.Messages {
			if m.Direction == "out" {
				list = append(list, m)
				if name := m.Type; m.Withheld == "" {
					types += " " + name
				} else {
					types += " (" + name + ")"
				}
			}
		}
		if w.seen[login] = part.Since; part.Next == "" {
			return strings.TrimSpace(types), list
		}
	}
}

// wantNews reads the messages sent to somebody, which must be these, and gives them decoded in order.
func (w *nctsWorld) wantNews(login, want string) (out []*ncts.Message) {
	w.t.Helper()
	got, list := w.news(login)
	if got != want {
		w.t.Fatalf("%s was sent %q, want %q: %+v", login, got, want, list)
	}
	for _, m := range list {
		if m.Withheld != "" {
			if p := w.call(login, "GET", "/messages/"+m.ID+"/content", nil).problem(w.t, 404); m.Event == "" || m.Location != "" || !strings.Contains(p.Detail, m.Withheld) {
				w.t.Errorf("%+v %+v", m, p)
			}
			continue
		}
		raw := w.call(login, "GET", "/messages/"+m.ID+"/content", nil).into(w.t, 200, nil).body
		d, err := ncts.Decode([]byte(raw))
		must(w.t, err)
		name := string(d.Version) + " " + d.Type
		w.answers[name] = append(w.answers[name], []byte(raw))
		out = append(out, d)
	}
	return out
}

// decide makes a decision over HTTP.
func (w *nctsWorld) decide(country, key string, d DecisionRequest) {
	w.t.Helper()
	w.handed++
	at := "/movements/" + country + "/" + key
	version := w.call("officers", "GET", at, nil).into(w.t, 200, nil).Header.Get("ETag")
	w.call("officers", "POST", at+"/decisions", d, keyHeader, fmt.Sprint("decide-", w.handed), "If-Match", version).into(w.t, 200, nil)
}

// A declaration comes in as a message and goes its way to the end: every answer is a message of NCTS.
func TestNCTSFromDeclarationToDischarge(t *testing.T) {
	w := newNCTSWorld(t)
	in := w.lodged("holder")
	key := in.Movement.Key
	ack := w.wantNews("holder", "CC928C")[0]
	if ack.Value("correlationIdentifier") != "M0000001" || ack.Value("messageSender") != "NTA.TR" || ack.Value("messageRecipient") != "TR4410000001" || ack.Value("TransitOperation/LRN") != in.Report.LRN {
		t.Errorf("%+v", ack)
	}
	w.decide("TR", key, DecisionRequest{Act: "accept"})
	mrn := w.wantNews("holder", "CC028C")[0].Value("TransitOperation/MRN")
	w.decide("TR", key, DecisionRequest{Act: "release"})
	release := w.wantNews("holder", "CC029C")[0]
	if release.Value("TransitOperation/MRN") != mrn || release.Value("Guarantee/GuaranteeReference/GRN") != ofHolderGRN || len(release.All("Guarantee/GuaranteeReference/accessCode")) > 0 ||
		len(release.All("Consignment/HouseConsignment/ConsignmentItem")) != len(in.Report.Mapped.Goods) {
		t.Errorf("%+v", release)
	}
	w.decide("BG", key, DecisionRequest{Act: "passage"})

	edit := []string{"TransitOperation/MRN=" + mrn}
	var arrival MessageReceived
	w.hand("consignee", written(t, "p5-CC007C", edit...)).into(t, 201, &arrival)
	if arrival.Movement == nil || arrival.Movement.Country != "BG" {
		t.Fatalf("%+v", arrival)
	}
	w.decide("BG", key, DecisionRequest{Act: "permit-unloading"})
	permit := w.wantNews("consignee", "CC043C")[0]
	if permit.Value("messageSender") != "NTA.BG" || permit.Value("TraderAtDestination/identificationNumber") != "BG4420000002" || len(permit.All("Consignment/HouseConsignment/ConsignmentItem")) != len(in.Report.Mapped.Goods) {
		t.Errorf("%+v", permit)
	}
	w.hand("other", written(t, "p5-CC044C", edit...)).problem(t, 422)
	w.hand("consignee", written(t, "p5-CC044C", edit...)).into(t, 201, nil)
	w.decide("BG", key, DecisionRequest{Act: "destination-control", Reason: "found.conform"})
	w.wantNews("consignee", "CC025C")
	w.decide("TR", key, DecisionRequest{Act: "discharge"})
	w.wantNews("holder", "CC045C")
	w.wantNews("other", "")

	w.reopen()
	w.wantNews("holder", "")
	office, err := w.corridor.Administration("TR")
	must(t, err)
	if g, err := office.Guarantee(t.Context(), ofHolderGRN); err != nil || g.Balances[guarantee.Available] != 500_000_000 {
		t.Errorf("%v %v", g.Balances, err)
	}
	w.seen["holder"] = ""
	w.wantNews("holder", "CC928C CC028C CC029C CC045C")
	w.keptNowhere(ofHolderCode)
}

// keptNowhere fails where a text stands in a file of the world: stores of desk, nodes and accounts, records, facts and answers.
func (w *nctsWorld) keptNowhere(text string) {
	w.t.Helper()
	files := 0
	must(w.t, filepath.WalkDir(w.dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		files++
		raw, err := os.ReadFile(path)
		if strings.Contains(string(raw), text) {
			w.t.Errorf("%s stands in %s", text, path)
		}
		return err
	}))
	if files < 5 {
		w.t.Errorf("%d files were looked at", files)
	}
}

// What is kept of a message is what was received, but for the access code.
func TestNCTSMessagesAreKept(t *testing.T) {
	w := newNCTSWorld(t)
	raw := written(t, "p5-CC015C", codeAt+ofHolderCode)
	send := func() toldAnswer {
		return w.call("holder", "POST", "/messages", raw, keyHeader, "twice", "Content-Type", "application/xml; charset=utf-8")
	}
	var m, read MessageReceived
	first := send().into(t, 201, &m)
	if again := send(); again.body != first.body || again.Header.Get(replayedHeader) != "true" {
		t.Error(again.body)
	}
	w.reopen()
	kept := w.call("holder", "GET", "/messages/"+m.ID+"/content", nil).into(t, 200, nil)
	if kept.body != strings.Replace(raw, ofHolderCode, "****", 1) || kept.Header.Get("Content-Type") != "application/xml" {
		t.Error(kept.body)
	}
	if w.call("holder", "GET", "/messages/"+m.ID, nil).into(t, 200, &read); cmp.Diff(m, read) != "" {
		t.Error(cmp.Diff(m, read))
	}
	w.call("other", "GET", "/messages/"+m.ID, nil).problem(t, 404)
	w.call("other", "GET", "/messages/"+m.ID+"/content", nil).problem(t, 404)
	w.call("other", "GET", "/movements/TR/"+m.Movement.Key, nil).problem(t, 404)
	var record MovementRecord
	w.call("holder", "GET", "/movements/TR/"+m.Movement.Key, nil).into(t, 200, &record)
	if !record.Verified || record.Data.Hash != m.SHA256 || record.Consignment != m.Report.LRN {
		t.Errorf("%+v", record)
	}
	var list MovementList
	if w.call("holder", "GET", "/movements", nil).into(t, 200, &list); len(list.Movements) != 1 || list.Movements[0].Key != m.Movement.Key {
		t.Errorf("%+v", list)
	}
	w.keptNowhere(ofHolderCode)
}

// A message that is not taken is refused with 422 and nothing is kept of it: as a problem, or as the message of NCTS that refuses.
func TestNCTSMessagesAreRefused(t *testing.T) {
	w := newNCTSWorld(t)
	m := w.lodged("holder")
	w.decide("TR", m.Movement.Key, DecisionRequest{Act: "accept"})
	mrn := w.wantNews("holder", "CC928C CC028C")[1].Value("TransitOperation/MRN")
	about := "TransitOperation/MRN=" + mrn
	sound := written(t, "p5-CC015C", "TransitOperation/LRN=OTHER")
	for name, c := range map[string]struct {
		login, raw, code, path string // of the finding; "": said in words
		document, error        string // message that refuses, with its first error code or reason; "": none
	}{
		"no XML":                      {"holder", "not XML", "malformed", "", "", ""},
		"no element":                  {"holder", strings.Replace(sound, "<LRN>OTHER</LRN>", "", 1), "missing-element", "/CC015C/TransitOperation/LRN", "CC917C", "13"},
		"a code of three characters":  {"holder", strings.Replace(sound, "</GRN>", "</GRN><accessCode>"+ofHolderCode[:3]+"</accessCode>", 1), "unknown", "", "CC917C", "40"},
		"not in a list":               {"holder", strings.Replace(sound, "<declarationType>T1<", "<declarationType>T9<", 1), "code-list", "/CC015C/TransitOperation/declarationType", "CC056C", "12"},
		"breaks a rule":               {"holder", strings.Replace(sound, "<security>0<", "<security>1<", 1), "rules", "", "CC056C", "13"},
		"LRN used before":             {"holder", written(t, "p5-CC015C", "messageIdentification=M0000099"), "26", "/CC015C/TransitOperation/LRN", "CC056C", "26"},
		"office without a node":       {"holder", strings.ReplaceAll(sound, "BG0030", "DE0040"), "", "", "CC056C", "4"},
		"amendment of another's":      {"other", written(t, "p5-CC013C", about), "90", "/CC013C/TransitOperation/MRN", "CC056C", "90"},
		"amendment by another's LRN":  {"other", written(t, "p5-CC013C", "TransitOperation/MRN=", "TransitOperation/LRN="+m.Report.LRN), "", "", "CC056C", "4"},
		"invalidation of another's":   {"other", written(t, "p5-CC014C", about), "90", "/CC014C/TransitOperation/MRN", "CC056C", "90"},
		"unloaded by who never came":  {"other", written(t, "p5-CC044C", about), "90", "/CC044C/TransitOperation/MRN", "CC057C", "90"},
		"arrival of nothing":          {"consignee", written(t, "p5-CC007C"), "90", "/CC007C/TransitOperation/MRN", "CC057C", "90"},
		"arrival where nobody is":     {"consignee", strings.ReplaceAll(written(t, "p5-CC007C", about), "BG003030", "DE004600"), "", "", "CC057C", "4"},
		"enquiry of a movement of TR": {"other", written(t, "p5-CC141C", about), "90", "/CC141C/TransitOperation/MRN", "CC056C", "90"},
	} {
		p := w.hand(c.login, c.raw).problem(t, 422)
		found := slices.ContainsFunc(p.Findings, func(f Finding) bool {
			return (f.Code == c.code || f.Level == c.code) && (c.path == "" || f.Path == c.path)
		})
		if c.code == "unknown" {
			found = len(p.Findings) > 0
		}
		if found != (c.code != "") {
			t.Errorf("%s: %+v", name, p)
		}
		if strings.Contains(fmt.Sprint(p), ofHolderCode[:3]) {
			t.Errorf("%s shows what stands in an access code: %+v", name, p)
		}
		if c.document == "" {
			w.hand(c.login, c.raw, "Accept", "application/xml").problem(t, 422)
			continue
		}
		refused := w.hand(c.login, c.raw, "Accept", "application/xml").into(t, 422, nil)
		d, err := ncts.Decode([]byte(refused.body))
		must(t, err)
		first := d.Value("XMLError/errorCode") + d.Value("FunctionalError/errorCode")
		if first == "" {
			first = d.Value("TransitOperation/rejectionCode")
		}
		if d.Type != c.document || first != c.error || refused.Header.Get("Content-Type") != "application/xml" || strings.Contains(refused.body, ofHolderCode[:3]) {
			t.Errorf("%s: %s", name, refused.body)
		}
	}
	w.hand("holder", strings.ReplaceAll(sound, "CC015C", "CC029C")).problem(t, 422)
	w.call("holder", "POST", "/messages", sound, keyHeader, "json").problem(t, 415)
	w.wantNews("other", "")
	var list MessageList
	if w.call("holder", "GET", "/messages", nil).into(t, 200, &list); len(list.Messages) != 3 {
		t.Errorf("%d messages are kept", len(list.Messages))
	}
}

// An LRN is its declarant's own: two accounts use the same one, also one that is a consignment's reference, and neither reaches
// what the other's is.
func TestNCTSTheSameLRNTwice(t *testing.T) {
	w := newNCTSWorld(t)
	a, b := w.lodged("holder"), w.lodged("other")
	if a.Movement.Key == b.Movement.Key {
		t.Fatalf("one movement of two: %s", a.Movement.Key)
	}
	w.filedDraft("consignee", a.Report.LRN)
	for login, own := range map[string]string{"holder": a.Movement.Key, "other": b.Movement.Key, "consignee": ""} {
		var list MovementList
		w.call(login, "GET", "/movements", nil).into(t, 200, &list)
		var keys []string
		for _, m := range list.Movements {
			keys = append(keys, m.Key)
		}
		if got := strings.Join(keys, " "); got != own {
			t.Errorf("%s reads %q, want %q", login, got, own)
		}
		for _, key := range []string{a.Movement.Key, b.Movement.Key} {
			if key != own {
				w.call(login, "GET", "/movements/TR/"+key, nil).problem(t, 404)
			}
		}
		var e MovementEvents
		w.call(login, "GET", "/movements/events", nil).into(t, 200, &e)
		for _, x := range e.Events {
			if x.Key != own {
				t.Errorf("%s learns of %s", login, x.Key)
			}
		}
	}
	w.hand("holder", written(t, "p5-CC014C", "TransitOperation/MRN=", "TransitOperation/LRN="+a.Report.LRN)).into(t, 201, nil)
	w.decide("TR", a.Movement.Key, DecisionRequest{Act: "decide-invalidation", Reason: "invalidation.granted"})
	w.wantNews("holder", "CC928C CC009C")
	w.wantNews("other", "CC928C")
}

// filedDraft claims a reference for a consignment.
func (w *nctsWorld) filedDraft(login, reference string) {
	w.t.Helper()
	var f Filed
	w.call(login, "POST", "/consignments", fiveTerritories(w.t, reference), keyHeader, "draft").into(w.t, 201, &f)
}

// Of many that lodge under one LRN at once one does; the others are told that it is used.
func TestNCTSOneLRNManyAtOnce(t *testing.T) {
	w := newNCTSWorld(t)
	raw := written(t, "p5-CC015C", codeAt+ofHolderCode)
	statuses := make(chan int)
	for i := range 8 {
		go func() {
			statuses <- w.call("holder", "POST", "/messages", raw, keyHeader, fmt.Sprint("many-", i), "Content-Type", "application/xml").StatusCode
		}()
	}
	got := map[int]int{}
	for range 8 {
		got[<-statuses]++
	}
	if got[201] != 1 || got[422] != 7 {
		t.Errorf("%v", got)
	}
	w.wantNews("holder", "CC928C")
}

// The goods of a consignment that was declared without a message of NCTS may arrive by one: what of its answers repeats the
// declaration is not written.
func TestNCTSArrivalOfAConsignment(t *testing.T) {
	w := newNCTSWorld(t)
	ctx := t.Context()
	_, _, err := w.corridor.Declare(ctx, fiveTerritories(t, "BY-PAPER"))
	must(t, err)
	at := func(country, code string) filing.Office { return filing.Office{Country: country, Code: code} }
	key, err := w.corridor.LodgeOf(ctx, "BY-PAPER", filing.Stretch{ID: "S1", Regime: string(transit.CommonTransit), Administration: "TR", Countries: []string{"TR", "BG"},
		NumberFormat: "mrn", Departure: at("TR", "TR340100"), Destination: at("BG", "BG003030"), Declarant: "carrier"})
	must(t, err)
	must(t, w.corridor.Settle(ctx))
	w.decide("TR", key, DecisionRequest{Act: "accept"})
	w.decide("TR", key, DecisionRequest{Act: "release"})
	m, err := w.corridor.Movement(ctx, key)
	must(t, err)
	w.hand("consignee", written(t, "p5-CC007C", "TransitOperation/MRN="+m.Number)).into(t, 201, nil)
	w.hand("consignee", written(t, "p5-CC013C", "TransitOperation/MRN="+m.Number)).problem(t, 422)
	w.decide("BG", key, DecisionRequest{Act: "permit-unloading"})
	w.wantNews("consignee", "(CC043C)")
	w.hand("consignee", written(t, "p5-CC044C", "TransitOperation/MRN="+m.Number)).into(t, 201, nil)
	w.decide("BG", key, DecisionRequest{Act: "destination-control", Reason: "found.conform"})
	w.wantNews("consignee", "CC025C")
}

// A message is waited for, and comes once.
func TestNCTSMessagesAreWaitedFor(t *testing.T) {
	w := newNCTSWorld(t)
	m := w.lodged("holder")
	w.news("holder")
	go func() {
		time.Sleep(700 * time.Millisecond)
		must(t, w.corridor.Do(t.Context(), "TR", m.Movement.Key, transit.Accept{}))
		must(t, w.corridor.Settle(t.Context()))
	}()
	var part MessageList
	for range 2 { // the first may be woken between the act and its delivery
		w.call("holder", "GET", "/messages?wait=20&cursor="+url.QueryEscape(w.seen["holder"]), nil).into(t, 200, &part)
		if len(part.Messages) > 0 {
			break
		}
	}
	if len(part.Messages) != 1 || part.Messages[0].Type != "CC028C" || part.Messages[0].Event != "accept" || part.Messages[0].Movement.Number == "" {
		t.Errorf("%+v", part)
	}
}

// cutting is a store that goes away at one commit.
type cutting struct {
	store.Store
	left atomic.Int64 // commits until then; 0: never
}

func (c *cutting) Commit(ctx context.Context, tx store.Tx) error {
	if c.left.Add(-1) == 0 {
		return fault.New(fault.Internal, "the store went away")
	}
	return c.Store.Commit(ctx, tx)
}

// Wherever a request is cut off, asking again under its key does what it says once: one movement, one message kept, one answer.
func TestNCTSRequestsCutOff(t *testing.T) {
	c := &cutting{}
	w := newNCTSWorldOver(t, func(s store.Store) store.Store { c.Store = s; return c })
	// cut has the n-th commit of a request fail and asks again; whole says that there was no n-th.
	cut := func(login, raw string, n int) (m MessageReceived, whole bool) {
		w.handed++
		send := func() toldAnswer {
			return w.call(login, "POST", "/messages", raw, keyHeader, fmt.Sprint("cut-", w.handed), "Content-Type", "application/xml")
		}
		c.left.Store(int64(n))
		send()
		whole = c.left.Swap(0) > 0
		w.late.Add(int64(desk.KeyLease))
		send().into(t, 201, &m)
		return m, whole
	}
	cuts := 0
	for n, whole := 1, false; !whole; n++ {
		var lodged, amended, arrived MessageReceived
		lrn := fmt.Sprint("CUT", n)
		lodged, whole = cut("holder", written(t, "p5-CC015C", codeAt+ofHolderCode, "TransitOperation/LRN="+lrn), n)
		w.wantNews("holder", "CC928C")
		cuts++
		amended, _ = cut("holder", written(t, "p5-CC013C", codeAt+ofHolderCode, "TransitOperation/MRN=", "TransitOperation/LRN="+lrn), n)
		w.wantNews("holder", "CC004C")
		key := lodged.Movement.Key
		w.decide("TR", key, DecisionRequest{Act: "accept"})
		mrn := w.wantNews("holder", "CC028C")[0].Value("TransitOperation/MRN")
		w.decide("TR", key, DecisionRequest{Act: "release"})
		w.wantNews("holder", "CC029C")
		arrived, _ = cut("consignee", written(t, "p5-CC007C", "TransitOperation/MRN="+mrn), n)
		w.decide("BG", key, DecisionRequest{Act: "permit-unloading"})
		w.wantNews("consignee", "CC043C")
		if amended.Movement.Key != key || arrived.Movement.Key != key {
			t.Errorf("cut at %d: %s, %s, %s", n, key, amended.Movement.Key, arrived.Movement.Key)
		}
	}
	filings, err := w.corridor.Trader().Filings(t.Context())
	must(t, err)
	var list MessageList
	w.call("holder", "GET", "/messages?limit=100", nil).into(t, 200, &list)
	in := len(slices.DeleteFunc(list.Messages, func(m MessageReceived) bool { return m.Direction != "in" }))
	t.Logf("%d points, %d messages", cuts, in)
	if len(filings) != cuts || in != 2*cuts && list.Next == "" || cuts < 8 {
		t.Errorf("%d requests cut off: %d movements, %d messages", cuts, len(filings), in)
	}
	w.keptNowhere(ofHolderCode)
}
