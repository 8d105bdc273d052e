package ncts

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"sync"

	"github.com/kairo-corridor/kairo/internal/xmlscan"
)

// Read decodes a message from a reader, holding no more than [MaxMessageBytes] of it.
func Read(r io.Reader) (*Message, error) {
	b := buffers.Get().(*bytes.Buffer)
	defer func() {
		if b.Cap() <= keptBuffer {
			buffers.Put(b)
		}
	}()
	b.Reset()
	if _, err := b.ReadFrom(io.LimitReader(r, MaxMessageBytes+1)); err != nil {
		return nil, err
	}
	return Decode(b.Bytes())
}

// buffers hold what is read until it is decoded; a message keeps nothing of them.
var buffers = sync.Pool{New: func() any { return bytes.NewBuffer(make([]byte, 0, 64<<10)) }}

// keptBuffer is the largest buffer kept for the next message.
const keptBuffer = 1 << 20

// Decode reads a message and holds it against the structure its schema gives. It is accepted whole, or the error is a
// *[Refused] with every finding in document order. The version follows from PhaseID; where a document has none, phase 5 is
// tried before phase 6.
func Decode(src []byte) (*Message, error) { return decodeAs(src, "") }

// decodeAs is Decode for a version, or for the version the document names.
func decodeAs(src []byte, version Version) (*Message, error) {
	m, phased, err := decodeOnce(src, version)
	if err == nil || phased || version != "" {
		return m, err
	}
	if m, _, other := decodeOnce(src, P6); other == nil {
		return m, nil
	}
	return nil, err
}

func decodeOnce(src []byte, version Version) (m *Message, phased bool, err error) {
	w := &walk{src: src, version: version}
	if len(src) > MaxMessageBytes {
		w.add(Finding{Code: OverLimit, Path: "/", Text: "the message is too large", Rule: "limit of this program", Expected: "at most 16 MiB"}, 0)
		return nil, true, w.refused()
	}
	w.text = string(src)
	w.scan = xmlscan.New(src, scanLimits)
	w.run()
	if err := w.refused(); err != nil {
		return nil, w.phased, err
	}
	return &Message{Type: w.def.name, Version: w.def.version, Phase: w.phase, Kids: w.root}, w.phased, nil
}

// walk goes through a document once, checks it against the tables and builds the tree.
type walk struct {
	src      []byte
	text     string
	scan     *xmlscan.Scanner
	version  Version // the version asked for, empty for that of the document
	def      *definition
	rootName string
	phase    string
	phased   bool // the document names its phase

	frames   []frame
	skip     int    // elements open inside an unknown one
	pending  []Node // finished children of open elements
	arena    []Node
	root     []Node
	nodes    int
	findings []Finding
	more     bool
}

// frame is an open element.
type frame struct {
	name    string
	index   int // its place among siblings of the name; 0 where the schema allows only one
	complex *complexType
	simple  *simple
	foreign bool // in a wrong namespace, said already
	from    int  // where its start tag stands
	at      int  // particle reached
	count   int  // elements of that particle so far
	mark    int  // its children begin here in pending
	value   string
	missing []missing // particles said to be missing
}

type missing struct{ particle, finding int }

func (w *walk) run() {
	for !w.more {
		tok, err := w.scan.Next()
		if err != nil {
			w.malformed(err)
			return
		}
		switch tok.Kind {
		case xmlscan.Start:
			w.start(tok)
		case xmlscan.Text:
			w.characters(tok)
		case xmlscan.End:
			w.end(tok)
		case xmlscan.EOF:
			return
		}
		if w.def == nil || w.nodes > MaxNodes {
			return
		}
	}
}

func (w *walk) malformed(err error) {
	var e *xmlscan.Error
	if !errors.As(err, &e) {
		e = &xmlscan.Error{Rule: xmlscan.Syntax, Message: err.Error()}
	}
	f := Finding{Code: Malformed, Path: w.path(""), Text: e.Message, Rule: "XML 1.0, " + string(e.Rule), Expected: "a well-formed document"}
	if e.Rule == xmlscan.Limit {
		f.Code, f.Rule, f.Expected = OverLimit, "limit of this program", "no more than the limit"
	}
	w.add(f, e.Offset)
}

// add notes a finding at a byte of the document.
func (w *walk) add(f Finding, offset int) {
	if len(w.findings) >= MaxFindings {
		w.more = true
		return
	}
	f.Level = Structure
	f.Line, f.Column = xmlscan.Position(w.src, offset)
	w.findings = append(w.findings, f)
}

func (w *walk) refused() error {
	kept := w.findings[:0]
	for _, f := range w.findings {
		if f.Code != "" { // withdrawn when the element came later
			kept = append(kept, f)
		}
	}
	if len(kept) == 0 {
		return nil
	}
	r := &Refused{Type: w.rootName, Version: w.version, Findings: kept, More: w.more}
	if w.def != nil {
		r.Type, r.Version = w.def.name, w.def.version
	}
	return r
}

// path is the XPath of the element open, or of a child of it.
func (w *walk) path(child string) string {
	var b strings.Builder
	for i := range w.frames {
		b.WriteString("/" + w.frames[i].name)
		writeIndex(&b, w.frames[i].index)
	}
	if child != "" || len(w.frames) == 0 {
		b.WriteString("/" + child)
	}
	return b.String()
}
