package ncts

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/internal/xmlscan"
)

const instanceNamespace = "http://www.w3.org/2001/XMLSchema-instance"

func writeIndex(b *strings.Builder, index int) {
	if index > 0 {
		b.WriteString("[" + strconv.Itoa(index) + "]")
	}
}

func (w *walk) start(tok *xmlscan.Token) {
	switch {
	case w.skip > 0:
		w.skip++
	case len(w.frames) == 0:
		w.startRoot(tok)
	default:
		w.startChild(tok)
	}
}

// startRoot finds the message by name and phase.
func (w *walk) startRoot(tok *xmlscan.Token) {
	w.rootName = string(tok.Name.Local)
	if tok.Name.Space != Namespace {
		w.add(Finding{Code: WrongNamespace, Path: "/" + w.rootName, Text: fmt.Sprintf("the root is in namespace %s", quoted(tok.Name.Space)),
			Rule: "namespace of the schema", Expected: Namespace}, tok.Offset)
		return
	}
	for _, a := range tok.Attrs {
		if string(a.Name.Local) == "PhaseID" && a.Name.Space == "" {
			w.phase, w.phased = string(a.Value), true
		}
	}
	version := w.version
	if version == "" {
		version = P5
		if strings.HasPrefix(strings.TrimSpace(w.phase), "NCTS6") {
			version = P6
		}
	}
	def := standard().byName[version][w.rootName]
	if def == nil {
		w.version = version
		w.add(Finding{Code: UnknownMessage, Path: "/" + w.rootName, Text: fmt.Sprintf("%s has no message %s", version, w.rootName),
			Rule: "messages with a schema", Expected: strings.Join(Types(version), ", ")}, tok.Offset)
		return
	}
	w.def = def
	w.frames = append(w.frames, frame{particle: &def.element, from: tok.Offset})
	w.attributes(tok, def.attributes)
}

// attributes takes those of the table and hints where a schema lies; the latter are not kept.
func (w *walk) attributes(tok *xmlscan.Token, known []particle) {
	for i := range tok.Attrs {
		a := &tok.Attrs[i]
		space := a.Name.Space
		if space == xmlscan.NamespaceXMLNS {
			continue
		}
		local, value := string(a.Name.Local), string(a.Value)
		if space == instanceNamespace && (local == "schemaLocation" || local == "noNamespaceSchemaLocation") {
			continue
		}
		var p *particle
		for k := range known {
			if space == "" && known[k].name == local {
				p = &known[k]
			}
		}
		if p == nil {
			w.add(Finding{Code: WrongAttribute, Path: w.path("@" + local), Text: "the schema has no such attribute here",
				Rule: "attributes of the element", Expected: "no attribute " + local}, a.Offset)
		} else if broken := p.simple.check(value); broken.code != "" {
			w.add(Finding{Code: WrongAttribute, Path: w.path("@" + local), Text: quoted(value) + " is not a value of the attribute",
				Rule: broken.rule, Expected: broken.expected}, a.Offset)
		}
	}
}

// startChild finds the place of an element in the sequence of its parent.
func (w *walk) startChild(tok *xmlscan.Token) {
	parent := &w.frames[len(w.frames)-1]
	local := tok.Name.Local
	at := -1
	if parent.complex != nil {
		at = parent.complex.place(parent.at, local)
	}
	if at < 0 {
		w.unknown(tok, parent)
		return
	}
	p := &parent.complex.particles[at]
	foreign := tok.Name.Space != ""
	if foreign && !parent.foreign {
		w.add(Finding{Code: WrongNamespace, Path: w.path(p.name), Text: fmt.Sprintf("the element is in namespace %s", quoted(tok.Name.Space)),
			Rule: "elements of a message are unqualified", Expected: "no namespace"}, tok.Offset)
	}
	index := w.take(parent, at, tok.Offset)
	if p.simple != nil && len(tok.Attrs) == 0 {
		if v, ok := w.scan.Value(); ok {
			text := w.keepText(v)
			w.value(p, index, text, tok.Offset)
			w.finish(Node{Name: p.name, Text: text}, tok.To+len(v))
			return
		}
	}
	w.frames = append(w.frames, frame{particle: p, index: index, foreign: foreign, from: tok.Offset, mark: len(w.pending)})
	if len(tok.Attrs) > 0 {
		w.attributes(tok, nil)
	}
}

// place gives the place of a name in the sequence, looking first from where it has been read to; -1 where it has none.
func (c *complexType) place(from int, local []byte) int {
	for i := from; i < len(c.particles); i++ {
		if c.particles[i].name == string(local) {
			return i
		}
	}
	for i := range min(from, len(c.particles)) {
		if c.particles[i].name == string(local) {
			return i
		}
	}
	return -1
}

// take counts an element of a particle in its parent and gives its index; what the sequence forbids is noted.
func (w *walk) take(parent *frame, at, offset int) (index int) {
	p := &parent.complex.particles[at]
	if at < parent.at {
		w.disorder(parent, at, offset)
		return w.indexOf(parent, p)
	}
	if at > parent.at {
		w.leave(parent, at, offset)
		parent.at, parent.count = at, 0
	}
	parent.count++
	if p.max > 1 || parent.count > 1 {
		index = parent.count
	}
	if parent.count == p.max+1 {
		w.add(Finding{Code: TooMany, Path: w.pathOf(p.name, index), Text: fmt.Sprintf("%s stands more than %d times", p.name, p.max),
			Rule: fmt.Sprintf("maxOccurs %d", p.max), Expected: fmt.Sprintf("at most %d", p.max)}, offset)
	}
	return index
}

// indexOf counts the finished siblings of a name; needed only for an element out of order.
func (w *walk) indexOf(parent *frame, p *particle) int {
	n := 1
	for i := parent.mark; i < len(w.pending); i++ {
		if w.pending[i].Name == p.name {
			n++
		}
	}
	if p.max == 1 && n == 1 {
		return 0
	}
	return n
}

// disorder notes an element after one it must precede, and withdraws that it was missing.
func (w *walk) disorder(parent *frame, at, offset int) {
	for _, m := range parent.missing {
		if m.particle == at {
			w.findings[m.finding].Code = ""
		}
	}
	name, after := parent.complex.particles[at].name, parent.complex.particles[parent.at].name
	w.add(Finding{Code: WrongOrder, Path: w.path(name), Text: fmt.Sprintf("%s stands after %s", name, after),
		Rule: "sequence", Expected: name + " before " + after}, offset)
}

// leave notes what is missing when the sequence goes on to particle next.
func (w *walk) leave(parent *frame, next, offset int) {
	for i := parent.at; i < next; i++ {
		p := &parent.complex.particles[i]
		have := 0
		if i == parent.at {
			have = parent.count
		}
		if have >= p.min {
			continue
		}
		parent.missing = append(parent.missing, missing{i, len(w.findings)})
		w.add(Finding{Code: Missing, Path: w.path(p.name), Text: p.name + " is missing", Rule: fmt.Sprintf("minOccurs %d", p.min), Expected: p.name}, offset)
		if w.more {
			return
		}
	}
}

func (w *walk) unknown(tok *xmlscan.Token, parent *frame) {
	name := string(tok.Name.Local)
	f := Finding{Code: UnknownElement, Path: w.path(name), Text: fmt.Sprintf("%s has no element %s", parent.name, name), Rule: "sequence"}
	if parent.complex == nil {
		f.Rule, f.Expected = "simple type", "a value without elements"
	} else {
		f.Expected = expectedNext(parent)
	}
	w.add(f, tok.Offset)
	w.skip = 1
}

// expectedNext lists what the sequence takes next, up to the first mandatory element.
func expectedNext(parent *frame) string {
	var names []string
	for i := parent.at; i < len(parent.complex.particles); i++ {
		p := &parent.complex.particles[i]
		have := 0
		if i == parent.at {
			have = parent.count
		}
		if have < p.max {
			names = append(names, p.name)
		}
		if have < p.min {
			break
		}
	}
	if len(names) == 0 {
		return "the end of " + parent.name
	}
	return strings.Join(names, " or ")
}

func (w *walk) characters(tok *xmlscan.Token) {
	if w.skip > 0 {
		return
	}
	f := &w.frames[len(w.frames)-1]
	switch {
	case f.simple == nil:
		text := tok.Text
		for len(text) > 0 && xmlSpace(rune(text[0])) {
			text = text[1:]
		}
		if len(text) > 0 {
			at := tok.Offset
			if tok.Plain {
				at += len(tok.Text) - len(text)
			}
			w.add(Finding{Code: StrayText, Path: w.path(""), Text: quoted(strings.TrimRight(string(text), " \t\r\n")) + " stands between elements", Rule: "element content", Expected: "elements only"}, at)
		}
	case f.value == "":
		f.value = w.keepText(tok.Text)
	default:
		f.value += string(tok.Text)
	}
}

func (w *walk) end(tok *xmlscan.Token) {
	if w.skip > 0 {
		w.skip--
		return
	}
	top := len(w.frames) - 1
	f := &w.frames[top]
	n := Node{Name: f.name}
	if f.simple != nil {
		n.Text = f.value
		w.frames = w.frames[:top]
		w.value(f.particle, f.index, f.value, f.from)
	} else {
		w.leave(f, len(f.complex.particles), tok.Offset)
		n.Kids = w.keep(w.pending[f.mark:])
		w.pending = w.pending[:f.mark]
		w.frames = w.frames[:top]
	}
	if top == 0 {
		w.root = n.Kids
		return
	}
	w.finish(n, tok.Offset)
}

// value holds the value of an element of the group open innermost against its type; from is where its start tag stands.
func (w *walk) value(p *particle, index int, text string, from int) {
	if broken := p.simple.check(text); broken.code != "" {
		w.add(Finding{Code: broken.code, Path: w.pathOf(p.name, index), Text: quoted(text) + " is not a value of " + p.name,
			Rule: broken.rule, Expected: broken.expected}, from)
	}
}

// finish adds an element that ends at a byte to those of the group open innermost.
func (w *walk) finish(n Node, offset int) {
	w.pending = append(w.pending, n)
	if w.nodes++; w.nodes == MaxNodes+1 {
		w.add(Finding{Code: OverLimit, Path: w.path(n.Name), Text: fmt.Sprintf("more than %d elements", MaxNodes), Rule: "limit of this program"}, offset)
	}
}

// keep copies finished children out of the stack, many at a time into one block.
func (w *walk) keep(kids []Node) []Node {
	if len(kids) == 0 {
		return nil
	}
	if cap(w.arena)-len(w.arena) < len(kids) {
		w.arena = make([]Node, 0, max(min(w.expect-w.kept, arenaBlock), len(kids)))
	}
	w.kept += len(kids)
	from := len(w.arena)
	w.arena = append(w.arena, kids...)
	return w.arena[from:len(w.arena):len(w.arena)]
}

// keepText copies a value out of the document, many into one block.
func (w *walk) keepText(v []byte) string {
	if w.texts.Cap()-w.texts.Len() < len(v) {
		w.texts = strings.Builder{} // strings cut from the last block stay as they are
		w.texts.Grow(max(textBlock, len(v)))
	}
	from := w.texts.Len()
	w.texts.Write(v)
	return w.texts.String()[from:]
}
