package epcis

import (
	"encoding/json"
	"io"
	"slices"
	"time"

	"github.com/kairo-corridor/kairo/event"
	"github.com/kairo-corridor/kairo/fault"
)

// EncodeOptions say what stands around the events.
type EncodeOptions struct {
	Created time.Time // creationDate; zero is the time of the last event
	Sender  string    // free text or a URI
}

// word and disposition of each kind of event. What CBV has no word for is "other"; kairo:kind says it exactly.
var told = map[event.Kind][2]string{
	event.Load: {"loading", "in_progress"}, event.Depart: {"departing", "in_transit"}, event.Arrive: {"arriving", "in_progress"},
	event.Unload: {"unloading", "in_progress"}, event.BorderArrive: {"arriving", "in_progress"},
	event.BorderDepart: {"departing", "in_transit"}, event.Controlled: {"inspecting", "in_progress"},
	event.Passage: {"entering_exiting", "in_transit"},
}

type jsonDocument struct {
	Context []any    `json:"@context"`
	Type    string   `json:"type"`
	Version string   `json:"schemaVersion"`
	Created string   `json:"creationDate"`
	Sender  string   `json:"sender,omitempty"`
	Body    jsonBody `json:"epcisBody"`
}

type jsonBody struct {
	Events []jsonEvent `json:"eventList"`
}

type jsonEvent struct {
	Type        string   `json:"type"`
	Time        string   `json:"eventTime"`
	Offset      string   `json:"eventTimeZoneOffset"`
	ID          string   `json:"eventID"`
	EPCs        []string `json:"epcList"`
	Action      string   `json:"action"`
	BizStep     string   `json:"bizStep"`
	Disposition string   `json:"disposition,omitempty"`
	ReadPoint   jsonID   `json:"readPoint"`
	Kind        string   `json:"kairo:kind"`
	Consignment string   `json:"kairo:consignment"`
	Location    string   `json:"kairo:location"`
	Crossing    string   `json:"kairo:crossing,omitempty"`
	Link        string   `json:"kairo:link,omitempty"`
	Mode        string   `json:"kairo:mode,omitempty"`
	Movement    string   `json:"kairo:movement,omitempty"`
	Source      string   `json:"kairo:source"`
	Recorder    string   `json:"kairo:recorder,omitempty"`
}

type jsonID struct {
	ID string `json:"id"`
}

// Encode writes events in their sorted order as an EPCISDocument of object events that observe. An event that is not
// valid is refused before a byte is written.
func Encode(w io.Writer, events []event.Event, opt EncodeOptions) error {
	sorted := slices.Clone(events)
	event.Sort(sorted)
	doc := jsonDocument{Context: []any{"https://ref.gs1.org/standards/epcis/epcis-context.jsonld", map[string]string{"kairo": Namespace}},
		Type: "EPCISDocument", Version: "2.0", Sender: opt.Sender, Body: jsonBody{Events: []jsonEvent{}}}
	var list fault.List
	for i, e := range sorted {
		for _, f := range fault.All(e.Validate()) {
			list = append(list, f.At("event %d (%q): %s", i+1, e.ID, f.Path))
		}
		doc.Body.Events = append(doc.Body.Events, encodeOne(e))
		if opt.Created.IsZero() {
			opt.Created = sorted[len(sorted)-1].At
		}
	}
	if err := list.OrNil(); err != nil {
		return err
	}
	doc.Created = opt.Created.UTC().Format(time.RFC3339)
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	enc.SetEscapeHTML(false)
	return enc.Encode(doc)
}

func encodeOne(e event.Event) jsonEvent {
	step := told[e.Kind]
	return jsonEvent{Type: "ObjectEvent", Time: e.At.Format(time.RFC3339), Offset: "+00:00", ID: uriOf("event", e.ID),
		EPCs: []string{uriOf("consignment", e.Consignment)}, Action: "OBSERVE", BizStep: first(step[0], "other"), Disposition: step[1],
		ReadPoint: jsonID{placeURI(e.Location)}, Kind: string(e.Kind), Consignment: e.Consignment, Location: e.Location, Crossing: e.Crossing,
		Link: e.Link, Mode: e.Mode, Movement: e.Movement, Source: string(e.Source), Recorder: e.Recorder}
}

// placeURI is the URI of a location: UN/CEFACT's of a UN/LOCODE, else Kairo's.
func placeURI(code string) string {
	if isLocode(code) {
		return unlocode + code
	}
	return things + "location/" + escape(code)
}
