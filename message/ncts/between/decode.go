package between

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/internal/xmlscan"
	"github.com/kairo-corridor/kairo/message/ncts"
)

// Decode reads a message and holds it against its groups. It is accepted whole, or the error is a *[ncts.Refused] with every
// finding, in the order in which reading meets them, at most [MaxFindings]. What a group lacks is found at its end.
func Decode(src []byte) (*Message, error) {
	d := &decoder{src: src}
	if len(src) > MaxMessageBytes {
		d.add(ncts.Finding{Code: ncts.OverLimit, Path: "/", Text: "the message is too large", Rule: "limit of this program", Expected: "at most 4 MiB"}, 0)
	} else {
		d.scan = xmlscan.New(src, scanLimits)
		d.run()
	}
	if len(d.findings) > 0 {
		return nil, &ncts.Refused{Type: d.root, Version: Version, Findings: d.findings, More: d.more}
	}
	return &Message{Number: d.root, Kids: d.kids}, nil
}

type decoder struct {
	src      []byte
	scan     *xmlscan.Scanner
	root     string
	frames   []frame
	skip     int // elements open inside an unknown one
	nodes    int
	kids     []ncts.Node // of the root, once it is read
	findings []ncts.Finding
	more     bool
}

// frame is an open element.
type frame struct {
	*particle
	index  int // its place among siblings of the name; 0 where only one may stand
	from   int // where its start tag stands
	at     int // particle reached
	counts []int
	kids   []ncts.Node
	text   strings.Builder
}

func (d *decoder) run() {
	for !d.more && d.nodes <= MaxNodes {
		tok, err := d.scan.Next()
		if err != nil {
			d.malformed(err)
			return
		}
		switch {
		case tok.Kind == xmlscan.EOF:
			return
		case d.skip > 0:
			if tok.Kind == xmlscan.Start {
				d.skip++
			} else if tok.Kind == xmlscan.End {
				d.skip--
			}
		case tok.Kind == xmlscan.Start && len(d.frames) == 0:
			if !d.start(tok) {
				return
			}
		case tok.Kind == xmlscan.Start:
			d.child(tok)
		case tok.Kind == xmlscan.Text:
			d.characters(tok)
		default:
			d.end(tok)
		}
	}
}

// start finds the message by its root; nothing of another document is looked at.
func (d *decoder) start(tok *xmlscan.Token) bool {
	d.root = string(tok.Name.Local)
	if tok.Name.Space != Namespace {
		d.add(ncts.Finding{Code: ncts.WrongNamespace, Path: "/" + d.root, Text: fmt.Sprintf("the root is in namespace %.60q", tok.Name.Space),
			Rule: "namespace of the envelope", Expected: Namespace}, tok.Offset)
		return false
	}
	def := standard().byNumber[d.root]
	if def == nil {
		d.add(ncts.Finding{Code: ncts.UnknownMessage, Path: "/" + d.root, Text: fmt.Sprintf("there is no message %.60q", d.root), Rule: "messages between administrations"}, tok.Offset)
		return false
	}
	d.open(&def.root, 0, tok.Offset)
	version := ""
	for _, a := range tok.Attrs {
		if a.Name.Space == "" && string(a.Name.Local) == "version" {
			version = string(a.Value)
		}
	}
	if version != Version {
		d.add(ncts.Finding{Code: ncts.WrongAttribute, Path: d.path("@version"), Text: fmt.Sprintf("%.60q is no version of the envelope", version),
			Rule: "attributes of the element", Expected: Version}, tok.Offset)
	}
	d.attributes(tok, "version")
	return true
}

// attributes refuses every attribute but one; declarations of namespaces are none.
func (d *decoder) attributes(tok *xmlscan.Token, but string) {
	for _, a := range tok.Attrs {
		if name := string(a.Name.Local); a.Name.Space != xmlscan.NamespaceXMLNS && (name != but || a.Name.Space != "") {
			d.add(ncts.Finding{Code: ncts.WrongAttribute, Path: d.path("@" + name), Text: "there is no such attribute here",
				Rule: "attributes of the element", Expected: "no attribute " + name}, a.Offset)
		}
	}
}

func (d *decoder) open(p *particle, index, from int) {
	f := frame{particle: p, index: index, from: from}
	if p.kind == nil {
		f.counts = make([]int, len(p.group))
	}
	d.frames = append(d.frames, f)
}

// child finds the place of an element in the group open.
func (d *decoder) child(tok *xmlscan.Token) {
	parent := &d.frames[len(d.frames)-1]
	name := string(tok.Name.Local)
	at := parent.place(tok.Name.Local)
	if at < 0 || tok.Name.Space != Namespace {
		code, expected := ncts.UnknownElement, "an element of "+parent.name
		if at >= 0 {
			code, expected = ncts.WrongNamespace, Namespace
		}
		d.add(ncts.Finding{Code: code, Path: d.path(name), Text: fmt.Sprintf("%s has no such element", parent.name), Rule: "elements of the group", Expected: expected}, tok.Offset)
		d.skip = 1
		return
	}
	p := &parent.group[at]
	parent.counts[at]++
	index := 0
	if n := parent.counts[at]; p.max > 1 || n > 1 {
		index = n
	}
	if at < parent.at {
		after := parent.group[parent.at].name
		d.add(ncts.Finding{Code: ncts.WrongOrder, Path: d.path(name), Text: name + " stands after " + after, Rule: "order of the group", Expected: name + " before " + after}, tok.Offset)
	}
	parent.at = max(parent.at, at)
	if parent.counts[at] == p.max+1 {
		d.add(ncts.Finding{Code: ncts.TooMany, Path: d.path(name), Text: fmt.Sprintf("%s stands more than %d times", name, p.max), Rule: "occurrence", Expected: fmt.Sprintf("at most %d", p.max)}, tok.Offset)
	}
	d.open(p, index, tok.Offset)
	d.attributes(tok, "")
}

func (d *decoder) characters(tok *xmlscan.Token) {
	f := &d.frames[len(d.frames)-1]
	if f.kind != nil {
		f.text.Write(tok.Text)
		return
	}
	if text := strings.Trim(string(tok.Text), " \t\r\n"); text != "" {
		d.add(ncts.Finding{Code: ncts.StrayText, Path: d.path(""), Text: fmt.Sprintf("%.60q stands between elements", text), Rule: "element content", Expected: "elements only"}, tok.Offset)
	}
}

// end closes an element: a value is checked, a group is asked what it lacks.
func (d *decoder) end(tok *xmlscan.Token) {
	f := &d.frames[len(d.frames)-1]
	n := ncts.Node{Name: f.name, Kids: f.kids}
	if f.kind != nil {
		n.Text = f.text.String()
		if code := f.kind.wrong(n.Text); code != "" {
			d.add(ncts.Finding{Code: code, Path: d.path(""), Text: fmt.Sprintf("%.60q is not a value of %s", n.Text, f.name), Rule: f.kind.name, Expected: f.kind.expected}, f.from)
		}
	}
	for i := range f.counts {
		if p := &f.group[i]; f.counts[i] < p.min {
			d.add(ncts.Finding{Code: ncts.Missing, Path: d.path(p.name), Text: p.name + " is missing", Rule: "occurrence", Expected: p.name}, tok.Offset)
		}
	}
	d.frames = d.frames[:len(d.frames)-1]
	if d.nodes++; d.nodes == MaxNodes+1 {
		d.add(ncts.Finding{Code: ncts.OverLimit, Path: d.path(n.Name), Text: fmt.Sprintf("more than %d elements", MaxNodes), Rule: "limit of this program"}, tok.Offset)
	}
	if len(d.frames) == 0 {
		d.kids = n.Kids
		return
	}
	parent := &d.frames[len(d.frames)-1]
	parent.kids = append(parent.kids, n)
}

func (d *decoder) malformed(err error) {
	var e *xmlscan.Error
	if !errors.As(err, &e) {
		e = &xmlscan.Error{Rule: xmlscan.Syntax, Message: err.Error()}
	}
	f := ncts.Finding{Code: ncts.Malformed, Path: d.path(""), Text: e.Message, Rule: "XML 1.0, " + string(e.Rule), Expected: "a well-formed document"}
	if e.Rule == xmlscan.Limit {
		f.Code, f.Rule, f.Expected = ncts.OverLimit, "limit of this program", "no more than the limit"
	}
	d.add(f, e.Offset)
}

func (d *decoder) add(f ncts.Finding, offset int) {
	if len(d.findings) >= MaxFindings {
		d.more = true
		return
	}
	f.Level = ncts.Structure
	f.Line, f.Column = xmlscan.Position(d.src, offset)
	d.findings = append(d.findings, f)
}

// path is the XPath of the element open, or of a child of it.
func (d *decoder) path(child string) string {
	var b strings.Builder
	for i := range d.frames {
		b.WriteString("/" + d.frames[i].name)
		if n := d.frames[i].index; n > 0 {
			b.WriteString("[" + strconv.Itoa(n) + "]")
		}
	}
	if child != "" || len(d.frames) == 0 {
		b.WriteString("/" + child)
	}
	return b.String()
}
