package epcis

import (
	"encoding/json"
	"io"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/fault"
)

// Document is an accepted EPCIS document.
type Document struct {
	Name     string    // of the file, for paths
	Type     string    // EPCISDocument, EPCISQueryDocument, or the type of the one event
	Version  string    // schemaVersion
	Created  time.Time // creationDate in UTC; zero where a query document has none
	Sender   string    //
	Receiver string    //
	Events   []Event   // in document order
}

// Event is one event of a document: what the mapping needs by name, everything else in Raw.
type Event struct {
	Type         string            // ObjectEvent …, or a URI of somebody's own
	ID           string            // eventID; "" where there is none
	Time         time.Time         // eventTime in UTC
	Action       string            // ADD, OBSERVE, DELETE
	BizStep      string            // a bare word of CBV, or a URI
	Disposition  string            // a bare word of CBV, or a URI
	ReadPoint    string            // URI
	BizLocation  string            // URI
	EPCs         []string          // epcList
	Transactions []Transaction     // bizTransactionList
	Extensions   map[string]string // string extensions of the event itself, by full name
	Declared     string            // reason of an errorDeclaration, "unstated" where it has none; "" without one
	Line         int               // in the document
	Pointer      string            // JSON pointer
	Raw          json.RawMessage   // the event as it stands
}

// Transaction is one business transaction.
type Transaction struct{ Type, ID string }

// Decode reads a whole document, or refuses it with every violation in document order, each with line and JSON pointer.
func Decode(r io.Reader, name string) (*Document, error) {
	data, err := io.ReadAll(io.LimitReader(r, BytesMax+1))
	if err != nil {
		return nil, fault.New(fault.BadFile, "cannot read the document").At("%s", name).Because(err)
	}
	root, f := parse(data, name)
	if f != nil {
		return nil, fault.List{f}
	}
	c := &checker{name: name}
	list, at := eventNodes(root)
	if len(list) > EventsMax {
		return nil, fault.List{fault.New(fault.Limit, "the document has %d events", len(list)).At("%s", name).Want("at most %d", EventsMax).Mend("split its eventList")}
	}
	aDocument(c, root)
	if c.more {
		c.faults = append(c.faults, fault.New(fault.Limit, "there are more violations").At("%s", name).Want("at most %d", FaultsMax))
	}
	if err := c.faults.OrNil(); err != nil {
		return nil, err
	}
	return build(root, list, at, name, strings.TrimPrefix(string(data), "\xef\xbb\xbf")), nil
}

// eventNodes finds the events of a document of any of the three kinds, and the pointer of their list.
func eventNodes(root *node) ([]*node, string) {
	switch root.get("type").str() {
	case "EPCISDocument":
		if l := root.get("epcisBody").get("eventList"); l != nil {
			return l.items, "/epcisBody/eventList"
		}
		return nil, ""
	case "EPCISQueryDocument":
		if l := root.get("epcisBody").get("queryResults").get("resultsBody").get("eventList"); l != nil {
			return l.items, "/epcisBody/queryResults/resultsBody/eventList"
		}
		return nil, ""
	}
	return []*node{root}, ""
}

// build makes the document of a tree that was accepted.
func build(root *node, list []*node, at, name, data string) *Document {
	d := &Document{Name: name, Type: root.get("type").str(), Version: root.get("schemaVersion").str(),
		Sender: root.get("sender").str(), Receiver: root.get("receiver").str()}
	if t, ok := parseTime(root.get("creationDate").str()); ok {
		d.Created = t.UTC()
	}
	outer := prefixes(nil, root.get("@context"))
	for i, n := range list {
		e := anEventOf(n, prefixes(outer, n.get("@context")))
		e.Raw = json.RawMessage(data[n.start:n.end])
		if at != "" {
			e.Pointer = at + "/" + itoa(i)
		}
		d.Events = append(d.Events, e)
	}
	return d
}

func anEventOf(n *node, names map[string]string) Event {
	t, _ := parseTime(n.get("eventTime").str())
	e := Event{Type: n.get("type").str(), ID: n.get("eventID").str(), Time: t.UTC(), Action: n.get("action").str(),
		BizStep: bare(expand(n.get("bizStep").str(), names), "BizStep-", "bizstep:"), Disposition: bare(expand(n.get("disposition").str(), names), "Disp-", "disp:"),
		ReadPoint: expand(n.get("readPoint").get("id").str(), names), BizLocation: expand(n.get("bizLocation").get("id").str(), names),
		Line: int(n.line), Extensions: map[string]string{}}
	for _, it := range items(n.get("epcList")) {
		e.EPCs = append(e.EPCs, expand(it.str(), names))
	}
	for _, it := range items(n.get("bizTransactionList")) {
		e.Transactions = append(e.Transactions, Transaction{bare(expand(it.get("type").str(), names), "BTT-", "btt:"), expand(it.get("bizTransaction").str(), names)})
	}
	for i, name := range n.names {
		if full := expand(name, names); n.items[i].kind == text && strings.Contains(name, ":") {
			e.Extensions[full] = n.items[i].text
		}
	}
	if d := n.get("errorDeclaration"); d != nil {
		if e.Declared = d.get("reason").str(); e.Declared == "" {
			e.Declared = "unstated"
		}
	}
	return e
}

func items(n *node) []*node {
	if n == nil {
		return nil
	}
	return n.items
}

// standardPrefixes are those the EPCIS context itself defines.
var standardPrefixes = map[string]string{"cbv": "https://ref.gs1.org/cbv/", "gs1": "https://gs1.org/voc/", "epcis": "https://ref.gs1.org/epcis/"}

// prefixes adds what a @context states to the prefixes known so far. Contexts named by a URI are not fetched.
func prefixes(outer map[string]string, context *node) map[string]string {
	names := map[string]string{}
	for k, v := range standardPrefixes {
		names[k] = v
	}
	for k, v := range outer {
		names[k] = v
	}
	if context == nil {
		return names
	}
	parts := context.items
	if context.kind != array {
		parts = []*node{context}
	}
	for _, part := range parts {
		if part.kind != object {
			continue
		}
		for i, name := range part.names {
			if v := part.items[i]; v.kind == text {
				names[name] = v.text
			} else if id := v.get("@id").str(); id != "" {
				names[name] = id
			}
		}
	}
	return names
}

// expand writes a prefixed name out in full (JSON-LD 1.1, section 4.1.5); anything else stays as it is.
func expand(s string, names map[string]string) string {
	prefix, local, ok := strings.Cut(s, ":")
	if !ok || strings.HasPrefix(local, "//") {
		return s
	}
	if space, known := names[prefix]; known {
		return space + local
	}
	return s
}

// bare takes a word of CBV written out in full back to the word.
func bare(s string, web, urn string) string {
	for _, space := range []string{"https://ref.gs1.org/cbv/", "http://ref.gs1.org/cbv/"} {
		if w, ok := strings.CutPrefix(s, space+web); ok {
			return w
		}
	}
	if w, ok := strings.CutPrefix(s, "urn:epcglobal:cbv:"+urn); ok {
		return w
	}
	return s
}
