package xmlscan

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// startTag reads a start tag or an empty element.
func (s *Scanner) startTag() error {
	from := s.pos
	if len(s.stack) == 0 && s.rooted {
		return s.refuse(Root, from, "a second root element")
	}
	if len(s.stack) >= s.lim.Depth {
		return s.refuse(Limit, from, "elements nested more than %d deep", s.lim.Depth)
	}
	mark, end := len(s.bindings), s.bareTag(from+1)
	if end > 0 {
		qname := s.src[from+1 : end]
		space, _ := s.lookup(nil)
		s.give(Start, Name{Space: space, Local: qname}, from, end+1)
		s.push(open{qname: qname, space: space, bindings: mark})
		return nil
	}
	if end = name(s.src, from+1); end == from+1 {
		return s.refuse(Syntax, from, "< begins no tag: write &lt;")
	}
	if end-from > MaxName {
		return s.refuse(Limit, from, "a name of more than %d bytes", MaxName)
	}
	i, empty, err := s.attributes(end)
	if err != nil {
		return err
	}
	qname := s.src[from+1 : end]
	el, err := s.resolve(qname, from+1, true)
	if err != nil {
		return err
	}
	if err := s.resolveAttributes(); err != nil {
		return err
	}
	s.give(Start, el, from, i)
	s.tok.Attrs = s.attrs
	s.push(open{qname: qname, space: el.Space, local: len(qname) - len(el.Local), bindings: mark})
	s.closing, s.closeAt = empty, from
	return nil
}

// bareTag gives the end of the name at i when it is ASCII without prefix and nothing but > follows, as in most tags; else 0.
func (s *Scanner) bareTag(i int) int {
	from := i
	for i < len(s.src) && class[s.src[i]]&isLocal != 0 {
		i++
	}
	if i == from || i >= len(s.src) || s.src[i] != '>' || class[s.src[from]]&isStart == 0 || i-from >= MaxName {
		return 0
	}
	return i
}

// push opens the element whose start tag the token gives.
func (s *Scanner) push(el open) {
	s.stack = append(s.stack, el)
	s.pos, s.rooted = s.tok.To, true
}

// attributes reads attributes and the end of the tag; empty says that it closes itself.
func (s *Scanner) attributes(i int) (next int, empty bool, err error) {
	s.attrs = s.attrs[:0]
	for {
		at := s.space(i)
		if at >= len(s.src) {
			return 0, false, s.refuse(Unfinished, i, "the document ends inside a tag")
		}
		switch {
		case s.src[at] == '>':
			return at + 1, false, nil
		case s.src[at] == '/':
			if at+1 < len(s.src) && s.src[at+1] == '>' {
				return at + 2, true, nil
			}
			return 0, false, s.refuse(Syntax, at, "/ stands in a tag without >")
		case at == i:
			return 0, false, s.refuse(Syntax, at, "white space is missing in a tag")
		case len(s.attrs) >= MaxAttributes:
			return 0, false, s.refuse(Limit, at, "more than %d attributes", MaxAttributes)
		}
		if i, err = s.attribute(at); err != nil {
			return 0, false, err
		}
	}
}

// attribute reads name="value" at i and notes a declaration of a namespace.
func (s *Scanner) attribute(from int) (int, error) {
	end := name(s.src, from)
	if end == from {
		return 0, s.refuse(Syntax, from, "a tag holds something that is no attribute")
	}
	if end-from > MaxName {
		return 0, s.refuse(Limit, from, "a name of more than %d bytes", MaxName)
	}
	i := s.space(end)
	if i >= len(s.src) || s.src[i] != '=' {
		return 0, s.refuse(Syntax, from, "attribute %s has no value", s.src[from:end])
	}
	i = s.space(i + 1)
	if i >= len(s.src) || s.src[i] != '"' && s.src[i] != '\'' {
		return 0, s.refuse(Syntax, from, "the value of attribute %s is not quoted", s.src[from:end])
	}
	close := bytes.IndexByte(s.src[i+1:], s.src[i])
	if close < 0 {
		return 0, s.refuse(Unfinished, i, "the value of attribute %s does not end", s.src[from:end])
	}
	value, err := s.value(i+1, i+1+close)
	if err != nil {
		return 0, err
	}
	if len(value) > s.lim.Text {
		return 0, s.refuse(Limit, from, "a value of more than %d bytes", s.lim.Text)
	}
	qname := s.src[from:end]
	s.attrs = append(s.attrs, Attr{Name: Name{Local: qname}, Value: value, Offset: from})
	return i + close + 2, s.declare(qname, value, from)
}

// value normalises the value of an attribute.
func (s *Scanner) value(from, to int) ([]byte, error) {
	i := from
	for i < to && class[s.src[i]]&isQuote == 0 {
		i++
	}
	if i == to {
		return s.src[from:to], nil
	}
	out := append(make([]byte, 0, to-from), s.src[from:i]...)
	for i < to {
		switch c := s.src[i]; {
		case c == '<':
			return nil, s.refuse(Syntax, i, "< stands in the value of an attribute: write &lt;")
		case c == '&':
			r, next, err := s.reference(i)
			if err != nil {
				return nil, err
			}
			out, i = utf8.AppendRune(out, r), next
		case c == '\r' && i+1 < to && s.src[i+1] == '\n':
			i++
		case class[c]&isSpace != 0:
			out = append(out, ' ')
			i++
		default:
			out = append(out, c)
			i++
		}
	}
	return out, nil
}

// declare binds a prefix when an attribute is a declaration of a namespace.
func (s *Scanner) declare(qname, value []byte, at int) error {
	prefix, prefixed := bytes.CutPrefix(qname, []byte("xmlns:"))
	switch {
	case string(qname) == "xmlns":
		prefix = nil
	case !prefixed:
		return nil
	}
	space := string(value)
	switch {
	case string(prefix) == "xml" && space == NamespaceXML:
		return nil
	case string(prefix) == "xml" || string(prefix) == "xmlns" || space == NamespaceXML || space == NamespaceXMLNS:
		return s.refuse(Namespace, at, "%s binds what XML reserves", qname)
	case prefixed && space == "":
		return s.refuse(Namespace, at, "%s binds a prefix to nothing", qname)
	}
	s.bindings = append(s.bindings, binding{prefix, space})
	return nil
}

// resolve splits a qualified name and finds its namespace.
func (s *Scanner) resolve(qname []byte, at int, element bool) (Name, error) {
	colon := bytes.IndexByte(qname, ':')
	if colon < 0 {
		n := Name{Local: qname}
		if element {
			n.Space, _ = s.lookup(nil)
		}
		return n, nil
	}
	prefix, n := qname[:colon], Name{Local: qname[colon+1:]}
	if colon == 0 || name(n.Local, 0) != len(n.Local) || len(n.Local) == 0 || bytes.IndexByte(n.Local, ':') >= 0 {
		return n, s.refuse(Namespace, at, "%s is no qualified name", qname)
	}
	switch string(prefix) {
	case "xml":
		n.Space = NamespaceXML
		return n, nil
	case "xmlns":
		if !element {
			n.Space = NamespaceXMLNS
			return n, nil
		}
	}
	space, ok := s.lookup(prefix)
	if !ok {
		return n, s.refuse(Namespace, at, "prefix %s is not declared", prefix)
	}
	n.Space = space
	return n, nil
}

// lookup finds the namespace a prefix is bound to; without prefix it may be none.
func (s *Scanner) lookup(prefix []byte) (string, bool) {
	for i := len(s.bindings) - 1; i >= 0; i-- {
		if bytes.Equal(s.bindings[i].prefix, prefix) {
			return s.bindings[i].space, true
		}
	}
	return "", len(prefix) == 0
}

// resolveAttributes gives attributes their namespaces and refuses one given twice.
func (s *Scanner) resolveAttributes() error {
	for i := range s.attrs {
		a := &s.attrs[i]
		qname := a.Name.Local
		var err error
		if a.Name, err = s.resolve(qname, a.Offset, false); err != nil {
			return err
		}
		if string(qname) == "xmlns" {
			a.Name.Space = NamespaceXMLNS
		}
		for _, b := range s.attrs[:i] {
			if bytes.Equal(a.Name.Local, b.Name.Local) && a.Name.Space == b.Name.Space {
				return s.refuse(Twice, a.Offset, "attribute %s is given twice", qname)
			}
		}
	}
	return nil
}

func (s *Scanner) endTag() error {
	from := s.pos
	if to := s.closes(from); to > 0 {
		s.pos = to
		s.pop(from)
		return nil
	}
	end := name(s.src, from+2)
	if end == from+2 {
		return s.refuse(Syntax, from, "</ begins no end tag")
	}
	i := s.space(end)
	if i >= len(s.src) {
		return s.refuse(Unfinished, from, "the document ends inside a tag")
	}
	if s.src[i] != '>' {
		return s.refuse(Syntax, i, "an end tag holds more than a name")
	}
	n := len(s.stack)
	if n == 0 {
		return s.refuse(Nesting, from, "</%s> closes nothing", s.src[from+2:end])
	}
	if want := s.stack[n-1].qname; !bytes.Equal(want, s.src[from+2:end]) {
		return s.refuse(Nesting, from, "</%s> stands where </%s> must", s.src[from+2:end], want)
	}
	s.pos = i + 1
	s.pop(from)
	return nil
}

// closes gives the end of the end tag at i when it is the shortest one of the open element, else 0.
func (s *Scanner) closes(i int) int {
	if len(s.stack) == 0 {
		return 0
	}
	qname := s.stack[len(s.stack)-1].qname
	to := i + len(qname) + 3
	if to > len(s.src) || s.src[i] != '<' || s.src[i+1] != '/' || s.src[to-1] != '>' || !bytes.Equal(s.src[i+2:to-1], qname) {
		return 0
	}
	return to
}

func (s *Scanner) pop(from int) {
	n := len(s.stack) - 1
	el := &s.stack[n]
	s.stack, s.bindings = s.stack[:n], s.bindings[:el.bindings]
	s.give(End, el.name(), from, s.pos)
}

// bang reads what begins with <!: a comment, a CDATA section, or what is refused.
func (s *Scanner) bang() (skipped bool, err error) {
	from, rest := s.pos, s.src[s.pos:]
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		end := bytes.Index(rest[4:], []byte("--"))
		if end < 0 || len(rest) < end+7 {
			return false, s.refuse(Unfinished, from, "a comment does not end")
		}
		if rest[end+6] != '>' {
			return false, s.refuse(Syntax, from+end+4, "-- stands in a comment")
		}
		s.pos += end + 7
		return true, nil
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		end := bytes.Index(rest[9:], []byte("]]>"))
		switch {
		case end < 0:
			return false, s.refuse(Unfinished, from, "a CDATA section does not end")
		case len(s.stack) == 0:
			return false, s.refuse(Root, from, "a CDATA section outside the root element")
		case end > s.lim.Text:
			return false, s.refuse(Limit, from, "a text of more than %d bytes", s.lim.Text)
		}
		text := rest[9 : 9+end]
		if bytes.IndexByte(text, '\r') >= 0 {
			text = bytes.ReplaceAll(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
		}
		s.pos += end + 12
		s.give(Text, Name{}, from, s.pos)
		s.tok.Text = text
		return false, nil
	}
	return false, s.refuse(DocType, from, "<! begins neither a comment nor a CDATA section; a document type is not taken")
}

// instruction reads past a processing instruction.
func (s *Scanner) instruction() error {
	from := s.pos
	end := name(s.src, from+2)
	target := s.src[from+2 : end]
	switch {
	case len(target) == 0:
		return s.refuse(Syntax, from, "<? names no target")
	case strings.EqualFold(string(target), "xml"):
		return s.refuse(Declaration, from, "the XML declaration stands at the very beginning or not at all")
	case bytes.IndexByte(target, ':') >= 0:
		return s.refuse(Namespace, from, "the target %s holds a colon", target)
	}
	close := bytes.Index(s.src[end:], []byte("?>"))
	if close < 0 {
		return s.refuse(Unfinished, from, "a processing instruction does not end")
	}
	if close > 0 && class[s.src[end]]&isSpace == 0 {
		return s.refuse(Syntax, end, "white space is missing after the target %s", target)
	}
	s.pos = end + close + 2
	return nil
}

// declaration reads <?xml version="1.0" encoding="UTF-8" standalone="…"?>.
func (s *Scanner) declaration() error {
	from := s.pos
	close := bytes.Index(s.src[from:], []byte("?>"))
	if close < 0 {
		return s.refuse(Unfinished, from, "the XML declaration does not end")
	}
	rest := string(s.src[from+5 : from+close])
	allowed := []struct {
		name   string
		must   bool
		accept func(string) bool
	}{
		{"version", true, func(v string) bool { return v == "1.0" }},
		{"encoding", false, func(v string) bool { return strings.EqualFold(v, "utf-8") }},
		{"standalone", false, func(v string) bool { return v == "yes" || v == "no" }},
	}
	for _, a := range allowed {
		value, after, ok := pseudoAttribute(rest, a.name)
		if !ok && !a.must {
			continue
		}
		if !ok || !a.accept(value) {
			return s.refuse(Declaration, from, `the XML declaration is taken as version="1.0" encoding="UTF-8" with or without standalone`)
		}
		rest = after
	}
	if strings.Trim(rest, " \t\r\n") != "" {
		return s.refuse(Declaration, from, "the XML declaration holds more than version, encoding and standalone")
	}
	s.pos = from + close + 2
	return nil
}

// pseudoAttribute reads ` name = "value"` at the head of text.
func pseudoAttribute(text, name string) (value, rest string, ok bool) {
	const space = " \t\r\n"
	after := strings.TrimLeft(text, space)
	if len(after) == len(text) {
		return "", text, false
	}
	if after, ok = strings.CutPrefix(after, name); !ok {
		return "", text, false
	}
	if after, ok = strings.CutPrefix(strings.TrimLeft(after, space), "="); !ok {
		return "", text, false
	}
	after = strings.TrimLeft(after, space)
	if after == "" || after[0] != '"' && after[0] != '\'' {
		return "", text, false
	}
	return strings.Cut(after[1:], after[:1])
}
