package xmlscan

import (
	"bytes"
	"unicode/utf8"
)

// Kind says what a token is.
type Kind uint8

// The kinds.
const (
	Start Kind = iota + 1
	End
	Text // character data with references replaced, or the content of a CDATA section
	EOF
)

// Name is a name of an element or attribute: its namespace and its local part. An attribute without prefix has no namespace.
type Name struct {
	Space string
	Local []byte
}

// Attr is an attribute. Declarations of namespaces are given too, in the namespace of xmlns.
type Attr struct {
	Name   Name
	Value  []byte
	Offset int
}

// Token is one piece of a document. An empty element gives Start and End. Depth is the number of elements open around it.
// Offset and To bound its markup in bytes; for a Text with Plain set, src[Offset:To] is the text itself.
type Token struct {
	Kind       Kind
	Name       Name
	Attrs      []Attr
	Text       []byte
	Depth      int
	Offset, To int
	Plain      bool
}

// The namespaces that XML itself binds.
const (
	NamespaceXML   = "http://www.w3.org/XML/1998/namespace"
	NamespaceXMLNS = "http://www.w3.org/2000/xmlns/"
)

type open struct {
	qname    []byte
	space    string
	local    int // where its local part begins
	bindings int // bindings in force outside
}

func (o *open) name() Name {
	return Name{o.space, o.qname[o.local:]}
}

type binding struct {
	prefix []byte
	space  string
}

// Scanner reads one document.
type Scanner struct {
	src      []byte
	lim      Limits
	pos      int
	items    int
	stack    []open
	bindings []binding
	attrs    []Attr
	buf      []byte // text that does not stand in the document as it is
	started  bool   // the first call has been made
	rooted   bool   // the root element has been seen
	closing  bool   // an empty element still owes its End
	closeAt  int
	tok      Token
	err      error
}

// New begins to scan a document. The scanner keeps src; it must not change meanwhile.
func New(src []byte, lim Limits) *Scanner { return &Scanner{src: src, lim: lim.orDefault()} }

// Reset begins to scan another document in the memory of the last one, of which it keeps nothing else.
func (s *Scanner) Reset(src []byte, lim Limits) {
	stack, bindings, attrs := s.stack[:cap(s.stack)], s.bindings[:cap(s.bindings)], s.attrs[:cap(s.attrs)]
	clear(stack)
	clear(bindings)
	clear(attrs)
	*s = Scanner{src: src, lim: lim.orDefault(), stack: stack[:0], bindings: bindings[:0], attrs: attrs[:0], buf: s.buf}
	if cap(s.buf) > keptBuffer {
		s.buf = nil
	}
}

// Next gives the next token, which stands until the call after. The error, if any, is an *[Error].
func (s *Scanner) Next() (*Token, error) {
	if s.err != nil {
		return nil, s.err
	}
	if !s.started {
		if err := s.begin(); err != nil {
			return nil, err
		}
	}
	if s.closing {
		s.closing = false
		s.pop(s.closeAt)
		return &s.tok, nil
	}
	for {
		skipped, err := s.piece()
		if err != nil {
			return nil, err
		}
		if !skipped {
			return &s.tok, nil
		}
	}
}

// give sets the token; what else it holds is set after it.
func (s *Scanner) give(kind Kind, n Name, from, to int) {
	t := &s.tok
	t.Kind, t.Name, t.Attrs, t.Text, t.Plain = kind, n, nil, nil, false
	t.Depth, t.Offset, t.To = len(s.stack), from, to
}

// begin checks the characters of the whole document and reads past byte order mark and XML declaration.
func (s *Scanner) begin() error {
	s.started = true
	if at := checkCharacters(s.src); at >= 0 {
		return s.refuse(Characters, at, "byte %#02x is not a character of an XML document in UTF-8", s.src[at])
	}
	if bytes.HasPrefix(s.src, []byte("\uFEFF")) {
		s.pos = 3
	}
	rest := s.src[s.pos:]
	if bytes.HasPrefix(rest, []byte("<?xml")) && len(rest) > 5 && class[rest[5]]&isName == 0 {
		return s.declaration()
	}
	return nil
}

// piece reads one piece of the document; skipped means that it gives no token.
func (s *Scanner) piece() (skipped bool, err error) {
	if s.pos >= len(s.src) {
		return false, s.finish()
	}
	if s.items++; s.items > s.lim.Items {
		return false, s.refuse(Limit, s.pos, "more than %d elements and texts", s.lim.Items)
	}
	if s.src[s.pos] != '<' {
		return s.text()
	}
	if s.pos+1 >= len(s.src) {
		return false, s.refuse(Unfinished, s.pos, "the document ends inside a tag")
	}
	switch s.src[s.pos+1] {
	case '/':
		return false, s.endTag()
	case '?':
		return true, s.instruction()
	case '!':
		return s.bang()
	}
	return false, s.startTag()
}

func (s *Scanner) finish() error {
	if n := len(s.stack); n > 0 {
		return s.refuse(Unfinished, len(s.src), "the document ends inside element %s", s.stack[n-1].qname)
	}
	if !s.rooted {
		return s.refuse(Root, len(s.src), "there is no root element")
	}
	s.give(EOF, Name{}, s.pos, s.pos)
	return nil
}

// text reads character data up to the next markup.
func (s *Scanner) text() (skipped bool, err error) {
	from := s.pos
	if len(s.stack) == 0 {
		s.pos = s.space(from)
		if s.pos < len(s.src) && s.src[s.pos] != '<' {
			return false, s.refuse(Root, s.pos, "text outside the root element")
		}
		return true, nil
	}
	i := from
	for i < len(s.src) && class[s.src[i]]&isStop == 0 {
		i++
	}
	text, plain := s.src[from:i], true
	if i < len(s.src) && s.src[i] != '<' {
		if i, text, err = s.mixedText(from, i); err != nil {
			return false, err
		}
		plain = false
	}
	if len(text) > s.lim.Text {
		return false, s.refuse(Limit, from, "a text of more than %d bytes", s.lim.Text)
	}
	s.pos = i
	s.give(Text, Name{}, from, i)
	s.tok.Text, s.tok.Plain = text, plain
	return false, nil
}

// mixedText goes on where text holds a reference, a carriage return or a bracket.
func (s *Scanner) mixedText(from, i int) (int, []byte, error) {
	s.buf = append(s.buf[:0], s.src[from:i]...)
	for i < len(s.src) {
		c := s.src[i]
		switch {
		case c == '<':
			return i, s.buf, nil
		case c == '&':
			r, next, err := s.reference(i)
			if err != nil {
				return 0, nil, err
			}
			s.buf, i = utf8.AppendRune(s.buf, r), next
		case c == '\r':
			s.buf = append(s.buf, '\n')
			if i++; i < len(s.src) && s.src[i] == '\n' {
				i++
			}
		case c == ']' && bytes.HasPrefix(s.src[i:], []byte("]]>")):
			return 0, nil, s.refuse(Syntax, i, "]]> stands in text")
		default:
			s.buf = append(s.buf, c)
			i++
		}
	}
	return i, s.buf, nil
}

// SkipSpace reads past white space inside an element up to the next markup. It reads nothing where other text follows, so
// that Next gives that text whole.
func (s *Scanner) SkipSpace() {
	if s.closing || s.err != nil || len(s.stack) == 0 {
		return
	}
	i := s.space(s.pos)
	if i == s.pos || i >= len(s.src) || s.src[i] != '<' || i-s.pos > s.lim.Text {
		return
	}
	s.items++
	s.pos = i
}

// Value reads to the end of the element open innermost when plain text is all that is left of it, and gives that text. Else
// it reads nothing, ok is false, and Next goes on as usual. No token is given for the text and the end tag.
func (s *Scanner) Value() (text []byte, ok bool) {
	n := len(s.stack) - 1
	if s.closing || s.err != nil || n < 0 || s.items+2 > s.lim.Items {
		return nil, false
	}
	from := s.pos
	i := from
	for i < len(s.src) && class[s.src[i]]&isStop == 0 {
		i++
	}
	to := s.closes(i)
	if to == 0 || i-from > s.lim.Text {
		return nil, false
	}
	s.items++
	if i > from {
		s.items++
	}
	s.pos, s.stack, s.bindings = to, s.stack[:n], s.bindings[:s.stack[n].bindings]
	return s.src[from:i], true
}

// reference reads a reference at the ampersand i.
func (s *Scanner) reference(i int) (r rune, next int, err error) {
	const longest = 12 // &#x0010FFFF;
	end := bytes.IndexByte(s.src[i:min(len(s.src), i+longest+1)], ';')
	if end < 0 {
		return 0, 0, s.refuse(Reference, i, "& begins no reference: write &amp;")
	}
	body := s.src[i+1 : i+end]
	next = i + end + 1
	switch string(body) {
	case "amp":
		return '&', next, nil
	case "lt":
		return '<', next, nil
	case "gt":
		return '>', next, nil
	case "apos":
		return '\'', next, nil
	case "quot":
		return '"', next, nil
	}
	if r, ok := character(body); ok {
		return r, next, nil
	}
	return 0, 0, s.refuse(Reference, i, "&%s; is neither a predefined entity nor a character of XML", body)
}

// character reads the inside of a character reference.
func character(body []byte) (rune, bool) {
	if len(body) < 2 || body[0] != '#' {
		return 0, false
	}
	body, base := body[1:], rune(10)
	if body[0] == 'x' {
		body, base = body[1:], 16
	}
	var r rune
	for _, c := range body {
		var d rune
		switch {
		case c >= '0' && c <= '9':
			d = rune(c - '0')
		case base == 16 && c >= 'a' && c <= 'f':
			d = rune(c-'a') + 10
		case base == 16 && c >= 'A' && c <= 'F':
			d = rune(c-'A') + 10
		default:
			return 0, false
		}
		if r = r*base + d; r > utf8.MaxRune {
			return 0, false
		}
	}
	return r, len(body) > 0 && isChar(r)
}
