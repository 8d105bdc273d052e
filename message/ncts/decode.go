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
	d := decoders.Get().(*Decoder)
	defer d.release()
	return d.Read(r)
}

// Decode reads a message and holds it against the structure its schema gives. It is accepted whole, or the error is a
// *[Refused] with every finding in document order. The version follows from PhaseID; where a document has none, phase 5 is
// tried before phase 6.
func Decode(src []byte) (*Message, error) { return decodeAs(src, "") }

// decodeAs is Decode for a version, or for the version the document names.
func decodeAs(src []byte, version Version) (*Message, error) {
	d := decoders.Get().(*Decoder)
	defer d.release()
	return d.decodeAs(src, version)
}

// Decoder decodes many messages one after another in the same memory, as [Read] and [Decode] do one: a message, strings
// apart, stands until the next call. The zero value is ready for use, by one goroutine at a time.
type Decoder struct {
	walk walk
	buf  bytes.Buffer
}

// decoders serve Read and Decode.
var decoders = sync.Pool{New: func() any { return new(Decoder) }}

// release gives a decoder back without the memory of the message.
func (d *Decoder) release() {
	d.walk.arena = nil
	if d.buf.Cap() > keptBuffer {
		d.buf = bytes.Buffer{}
	}
	decoders.Put(d)
}

// Read decodes a message from a reader, holding no more than [MaxMessageBytes] of it.
func (d *Decoder) Read(r io.Reader) (*Message, error) {
	d.buf.Reset()
	d.buf.Grow(64 << 10)
	if _, err := d.buf.ReadFrom(io.LimitReader(r, MaxMessageBytes+1)); err != nil {
		return nil, err
	}
	return d.Decode(d.buf.Bytes())
}

// Decode decodes a message.
func (d *Decoder) Decode(src []byte) (*Message, error) { return d.decodeAs(src, "") }

func (d *Decoder) decodeAs(src []byte, version Version) (*Message, error) {
	if len(src) > MaxMessageBytes {
		return nil, &Refused{Version: version, Findings: []Finding{{Level: Structure, Code: OverLimit, Path: "/", Line: 1, Column: 1,
			Text: "the message is too large", Rule: "limit of this program", Expected: "at most 16 MiB"}}}
	}
	m, phased, err := d.walk.decode(src, version)
	if err == nil || phased || version != "" {
		return m, err
	}
	if m, _, other := d.walk.decode(src, P6); other == nil {
		return m, nil
	}
	return nil, err
}

func (w *walk) decode(src []byte, version Version) (m *Message, phased bool, err error) {
	defer w.reset()
	w.src, w.version = src, version
	w.expect = bytes.Count(src, []byte{'<'}) / 2
	w.scan.Reset(src, scanLimits)
	w.run()
	if err := w.refused(); err != nil {
		return nil, w.phased, err
	}
	return &Message{Type: w.def.name, Version: w.def.version, Phase: w.phase, Kids: w.root}, w.phased, nil
}

// walk goes through a document once, checks it against the tables and builds the tree, which keeps nothing of the document.
type walk struct {
	src      []byte
	scan     xmlscan.Scanner
	version  Version // the version asked for, empty for that of the document
	def      *definition
	rootName string
	phase    string
	phased   bool // the document names its phase

	frames   []frame
	skip     int             // elements open inside an unknown one
	pending  []Node          // finished children of open elements
	arena    []Node          // memory for elements of groups that are finished
	kept     int             // elements in arenas
	expect   int             // elements in all, guessed: one for each pair of tags
	texts    strings.Builder // memory for values
	root     []Node
	nodes    int
	findings []Finding
	more     bool
}

// reset keeps memory for the next message and nothing of this one but what the arena holds.
func (w *walk) reset() {
	pending, frames, arena := w.pending[:cap(w.pending)], w.frames[:cap(w.frames)], w.arena[:0]
	if len(pending) > keptNodes {
		pending = nil
	}
	if cap(arena) > arenaBlock {
		arena = nil
	}
	clear(pending)
	clear(frames)
	w.scan.Reset(nil, scanLimits)
	*w = walk{scan: w.scan, pending: pending[:0], frames: frames[:0], arena: arena}
}

// frame is an open element.
type frame struct {
	*particle
	index   int  // its place among siblings of the name; 0 where the schema allows only one
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
		if n := len(w.frames); n > 0 && w.frames[n-1].simple == nil {
			w.scan.SkipSpace() // between elements
		}
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

// pathOf is the XPath of a child that has an index.
func (w *walk) pathOf(child string, index int) string {
	var b strings.Builder
	b.WriteString(w.path(child))
	writeIndex(&b, index)
	return b.String()
}
