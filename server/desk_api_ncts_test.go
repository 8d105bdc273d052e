package server

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/customs/guarantee"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/message/ncts"
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
	w := &nctsWorld{apiWorld: newAPIWorldOf(t, nil, "BG", "TR"), seen: map[string]string{}, answers: map[string][][]byte{}}
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

// do is an act of an officer for which the API has no decision.
func (w *nctsWorld) do(country, key string, m transit.Message) {
	w.t.Helper()
	must(w.t, w.corridor.Do(w.t.Context(), country, key, m))
	must(w.t, w.corridor.Settle(w.t.Context()))
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
	w.do("BG", key, transit.PermitUnloading{})
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
	w.call("holder", "GET", "/movements/TR/"+m.Movement.Key, nil).into(t, 200, nil)
	var list MovementList
	if w.call("holder", "GET", "/movements", nil).into(t, 200, &list); len(list.Movements) != 1 || list.Movements[0].Key != m.Movement.Key {
		t.Errorf("%+v", list)
	}
	w.keptNowhere(ofHolderCode)
}
