package epcis

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/event"
	"github.com/kairo-corridor/kairo/fault"
)

func itoa(i int) string { return strconv.Itoa(i) }

// The namespaces of Kairo's extension and of what it names that has no identifier of GS1 or the United Nations.
const (
	Namespace = "https://github.com/kairo-corridor/kairo/ns/epcis#"
	things    = "https://github.com/kairo-corridor/kairo/ns/"
	unlocode  = "https://vocabulary.uncefact.org/unlocode#"
)

// MapOptions say how a document is read as events.
type MapOptions struct {
	// Source is taken where an event does not say kairo:source; "" is observed, since EPCIS records what happened.
	Source event.Source
	// Recorder is taken where an event does not say kairo:recorder; "" is the sender of the document.
	Recorder string
	// Place finds the location code of a URI that is neither UN/LOCODE nor Kairo's: "geo:43.6,51.2", an SGLN. Nil finds none.
	Place func(uri string) (code string, ok bool)
}

// Unmapped is an event of a document of which no event was made, with the reason.
type Unmapped struct {
	Path   string `json:"path"` // file:line#pointer
	ID     string `json:"id,omitempty"`
	Type   string `json:"type"`
	Reason string `json:"reason"`
}

// String prints it on one line.
func (u Unmapped) String() string {
	return fmt.Sprintf("%s: %s not mapped: %s", u.Path, u.Type, u.Reason)
}

// Map reads the transport-relevant object events as events in document order; every other event is reported. An error
// declaration is reported too, and takes with it the event of the same identity that it declares wrong.
func (d *Document) Map(opt MapOptions) ([]event.Event, []Unmapped) {
	withdrawn := map[string]bool{}
	for _, e := range d.Events {
		if e.Declared != "" && e.ID != "" {
			withdrawn[e.ID] = true
		}
	}
	var events []event.Event
	var left []Unmapped
	for _, e := range d.Events {
		ev, reason := d.mapOne(e, opt, withdrawn)
		if reason == "" {
			events = append(events, ev)
			continue
		}
		left = append(left, Unmapped{Path: fmt.Sprintf("%s:%d#%s", d.Name, e.Line, e.Pointer), ID: e.ID, Type: e.Type, Reason: reason})
	}
	return events, left
}

// mapOne makes the event, or gives the reason why it cannot.
func (d *Document) mapOne(e Event, opt MapOptions, withdrawn map[string]bool) (event.Event, string) {
	switch {
	case e.Declared != "":
		return event.Event{}, "it declares an error (" + e.Declared + "), no happening"
	case withdrawn[e.ID]:
		return event.Event{}, "an error declaration of this document withdraws it"
	case e.Type != "ObjectEvent":
		return event.Event{}, "only object events say where a consignment was"
	case e.Action == "DELETE":
		return event.Event{}, "action DELETE says that the object is no more"
	}
	kind, reason := kindOf(e)
	if reason != "" {
		return event.Event{}, reason
	}
	ev := event.Event{ID: identity(e), At: event.UTC(e.Time), Kind: kind, Crossing: e.kairo("crossing"), Link: e.kairo("link"),
		Mode: e.kairo("mode"), Movement: e.kairo("movement"), Recorder: first(e.kairo("recorder"), opt.Recorder, d.Sender),
		Source: event.Source(first(e.kairo("source"), string(opt.Source), string(event.Observed)))}
	if ev.Consignment, reason = consignment(e); reason != "" {
		return event.Event{}, reason
	}
	if ev.Location, reason = location(e, opt.Place); reason != "" {
		return event.Event{}, reason
	}
	return ev, brokenRules(ev)
}

// brokenRules gives the rules of an event it breaks in one line, or "".
func brokenRules(ev event.Event) string {
	var parts []string
	for _, f := range fault.All(ev.Validate()) {
		text := f.Message
		if slices.Contains([]string{"crossing", "link", "movement"}, f.Path) {
			text += " (extension " + Namespace + f.Path + ")"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "; ")
}

// kairo is an extension of Kairo's namespace.
func (e Event) kairo(name string) string { return e.Extensions[Namespace+name] }

// steps are the business steps that say of transport; with a crossing, arriving and departing are those of the border.
var steps = map[string]event.Kind{"departing": event.Depart, "arriving": event.Arrive, "loading": event.Load, "unloading": event.Unload, "inspecting": event.Controlled}

func kindOf(e Event) (event.Kind, string) {
	if k := e.kairo("kind"); k != "" {
		return event.Kind(k), ""
	}
	k, ok := steps[e.BizStep]
	switch {
	case e.BizStep == "":
		return "", "it has no bizStep"
	case !ok:
		return "", "bizStep " + clip(e.BizStep) + " is no step of transport"
	case e.kairo("crossing") != "" && k == event.Depart:
		return event.BorderDepart, ""
	case e.kairo("crossing") != "" && k == event.Arrive:
		return event.BorderArrive, ""
	}
	return k, ""
}

// identity is the eventID, or a digest of the event without its white space, so that reading it twice gives the same.
func identity(e Event) string {
	if e.ID == "" {
		var b bytes.Buffer
		_ = json.Compact(&b, e.Raw) // it was read as JSON
		sum := sha256.Sum256(b.Bytes())
		return "epcis:sha256:" + hex.EncodeToString(sum[:])
	}
	return named("event", e.ID)
}

// named takes a thing of Kairo's namespace back to its name; any other URI is the name itself.
func named(kind, uri string) string {
	if s, ok := strings.CutPrefix(uri, things+kind+"/"); ok {
		return unescape(s)
	}
	return uri
}

// uriOf writes a name as a URI: itself where it is one already.
func uriOf(kind, name string) string {
	if isURI(name) && !strings.HasPrefix(name, things) {
		return name
	}
	return things + kind + "/" + escape(name)
}

// consignment finds what moved: Kairo's extension; one consignment or shipment number of GS1 (GINC, GSIN) among the
// objects or transactions; one bill of lading; or the one object there is.
func consignment(e Event) (string, string) {
	if c := e.kairo("consignment"); c != "" {
		return c, ""
	}
	candidates := [][]string{nil, nil, e.EPCs}
	all := slices.Clone(e.EPCs)
	for _, t := range e.Transactions {
		all = append(all, t.ID)
		if t.Type == "bol" {
			candidates[1] = append(candidates[1], t.ID)
		}
	}
	for _, id := range all {
		if isShipment(id) && !slices.Contains(candidates[0], id) {
			candidates[0] = append(candidates[0], id)
		}
	}
	for _, c := range candidates {
		if len(c) == 1 {
			return named("consignment", c[0]), ""
		}
		if len(c) > 1 {
			return "", fmt.Sprintf("it names %d objects and no one consignment (extension %sconsignment)", len(c), Namespace)
		}
	}
	return "", "it names no consignment (extension " + Namespace + "consignment)"
}

// isShipment knows the GS1 identifiers of consignments (GINC, application identifier 401) and shipments (GSIN, 402).
func isShipment(id string) bool {
	return strings.HasPrefix(id, "urn:epc:id:ginc:") || strings.HasPrefix(id, "urn:epc:id:gsin:") ||
		strings.HasPrefix(id, "http") && (strings.Contains(id, "/401/") || strings.Contains(id, "/402/"))
}

// location finds where it was: Kairo's extension, the read point, the business location.
func location(e Event, place func(string) (string, bool)) (string, string) {
	if l := e.kairo("location"); l != "" {
		return l, ""
	}
	var tried []string
	for _, uri := range []string{e.ReadPoint, e.BizLocation} {
		if uri == "" {
			continue
		}
		if code, ok := locode(uri); ok {
			return code, ""
		}
		if code, ok := strings.CutPrefix(uri, things+"location/"); ok {
			return unescape(code), ""
		}
		if place != nil {
			if code, ok := place(uri); ok {
				return code, ""
			}
		}
		tried = append(tried, clip(uri))
	}
	if tried == nil {
		return "", "it has neither readPoint nor bizLocation"
	}
	return "", "no location is known for " + strings.Join(tried, " or ")
}

// locode reads the URI of a UN/LOCODE in the vocabulary of UN/CEFACT, with or without the country in the query.
func locode(uri string) (string, bool) {
	base, code, ok := strings.Cut(uri, "#")
	base, _, _ = strings.Cut(base, "?")
	if !ok || strings.TrimPrefix(strings.TrimPrefix(base, "https"), "http") != "://vocabulary.uncefact.org/unlocode" || !isLocode(code) {
		return "", false
	}
	return code, true
}

func isLocode(s string) bool {
	return len(s) == 5 && strings.Trim(s[:2], "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" && strings.Trim(s[2:], "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
