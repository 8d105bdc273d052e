package xmlscan

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// stream prints the tokens of a document, adjacent texts joined. With shortcuts it goes past white space and through values
// by SkipSpace and Value wherever they read something, and prints the same.
func stream(src []byte, lim Limits, shortcuts bool) (string, error) {
	var b strings.Builder
	s := New(src, lim)
	text := ""
	flush := func() {
		if text != "" {
			fmt.Fprintf(&b, "%q\n", text)
			text = ""
		}
	}
	for {
		if before := s.pos; shortcuts {
			s.SkipSpace()
			text += strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(src[before:s.pos]))
		}
		tok, err := s.Next()
		if err != nil {
			return b.String(), err
		}
		switch tok.Kind {
		case EOF:
			return b.String(), nil
		case Text:
			if tok.Plain && !bytes.Equal(src[tok.Offset:tok.To], tok.Text) {
				return "", errors.New("a plain text is not the source")
			}
			text += string(tok.Text)
		case Start:
			flush()
			fmt.Fprintf(&b, "<{%s}%s", tok.Name.Space, tok.Name.Local)
			for _, a := range tok.Attrs {
				if a.Name.Space != NamespaceXMLNS {
					fmt.Fprintf(&b, " {%s}%s=%q", a.Name.Space, a.Name.Local, strings.NewReplacer("\n", " ", "\t", " ", "\r", " ").Replace(string(a.Value)))
				}
			}
			b.WriteString("\n")
			if !shortcuts {
				continue
			}
			if value, ok := s.Value(); ok {
				text = string(value)
				flush()
				fmt.Fprintf(&b, ">{%s}%s\n", tok.Name.Space, tok.Name.Local)
			}
		case End:
			flush()
			fmt.Fprintf(&b, ">{%s}%s\n", tok.Name.Space, tok.Name.Local)
		}
	}
}

// oracle prints the same with encoding/xml.
func oracle(src []byte) (string, error) {
	var b strings.Builder
	d := xml.NewDecoder(bytes.NewReader(src))
	text, depth := "", 0
	flush := func() {
		if text != "" && depth > 0 {
			fmt.Fprintf(&b, "%q\n", text)
		}
		text = ""
	}
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return b.String(), nil
		}
		if err != nil {
			return b.String(), err
		}
		switch t := tok.(type) {
		case xml.CharData:
			text += string(t)
		case xml.StartElement:
			flush()
			depth++
			fmt.Fprintf(&b, "<{%s}%s", t.Name.Space, t.Name.Local)
			for _, a := range t.Attr {
				if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" {
					fmt.Fprintf(&b, " {%s}%s=%q", a.Name.Space, a.Name.Local, strings.NewReplacer("\n", " ", "\t", " ", "\r", " ").Replace(a.Value))
				}
			}
			b.WriteString("\n")
		case xml.EndElement:
			flush()
			depth--
			fmt.Fprintf(&b, ">{%s}%s\n", t.Name.Space, t.Name.Local)
		}
	}
}

// stricter are the rules by which a document is refused that encoding/xml lets pass.
var stricter = map[Rule]bool{DocType: true, Declaration: true, Root: true, Namespace: true, Twice: true, Limit: true, Characters: true}

// laxSyntax are the two places where encoding/xml lets syntax pass.
func laxSyntax(message string) bool {
	return strings.Contains(message, "white space is missing")
}

func agree(src []byte) error {
	mine, err := stream(src, Limits{}, false)
	if err := sameByShortcuts(src, mine, err); err != nil {
		return err
	}
	theirs, oracleErr := oracle(bytes.TrimPrefix(src, []byte("\uFEFF")))
	var refused *Error
	switch {
	case err != nil && !errors.As(err, &refused):
		return err
	case err == nil && oracleErr != nil:
		return fmt.Errorf("accepted, but encoding/xml says %w", oracleErr)
	case err == nil && mine != theirs:
		return fmt.Errorf("tokens differ:\n%s\nencoding/xml:\n%s", mine, theirs)
	case err != nil && oracleErr == nil && !stricter[refused.Rule] && !laxSyntax(refused.Message):
		return fmt.Errorf("refused (%s: %w), but encoding/xml accepts", refused.Rule, err)
	}
	return nil
}

// sameByShortcuts reads a document again with SkipSpace and Value: the same tokens, the same refusal at the same place.
func sameByShortcuts(src []byte, tokens string, refusal error) error {
	again, err := stream(src, Limits{}, true)
	if fmt.Sprint(err) != fmt.Sprint(refusal) || err == nil && again != tokens {
		return fmt.Errorf("by shortcuts:\n%s%v\nwithout:\n%s%v", again, err, tokens, refusal)
	}
	return nil
}

func seeds() []string {
	return []string{
		`<a/>`, `<a></a>`, `<a >x</a >`, "\uFEFF<a/>", `<?xml version="1.0" encoding="UTF-8"?><a>é</a>`, `<?xml version='1.0' standalone='no' ?><a/>`,
		`<n:a xmlns:n="urn:x"><b c="1" n:c='2'/></n:a>`, `<a xmlns="urn:x"><b xmlns=""/></a>`, `<a>&lt;&#65;&#x42;&amp;</a>`,
		`<a><![CDATA[<b>&]]]></a>`, "<a b='1\r\n2\t3'>x\r\ny\rz</a>", `<!-- c --><a><!-- d -->t<?p q?></a><!--e-->`, `<a xml:lang="en"/>`,
		`<a>`, `</a>`, `<a></b>`, `<a b=1/>`, `<a b="1" b="2"/>`, `<a>&x;</a>`, `<a>&#0;</a>`, `<!DOCTYPE a><a/>`, `<n:a/>`, `<a/><b/>`, `x<a/>`, `<a>]]></a>`,
		`<a b="<"/>`, `<a><!-- -- --></a>`, "<a>\x01</a>", "<a>\xff</a>", `<a b="1"c="2"/>`, ``, `<`, `<a`, `<a b`, `<a b="`, `<?xml version="1.1"?><a/>`, `<a:b:c xmlns:a="u"/>`,
	}
}

func TestScannerAgreesWithEncodingXML(t *testing.T) {
	for _, doc := range seeds() {
		if err := agree([]byte(doc)); err != nil {
			t.Errorf("%q: %v", doc, err)
		}
	}
}

func TestRefusalsNameRuleAndPlace(t *testing.T) {
	for _, c := range []struct {
		doc          string
		rule         Rule
		line, column int
	}{
		{"<a>\n <b></c></a>", Nesting, 2, 5},
		{"<a>\n\n", Unfinished, 3, 1},
		{"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", DocType, 1, 1},
		{"<a>éé&b;</a>", Reference, 1, 6},
		{"<a>&#xFFFE;</a>", Reference, 1, 4},
		{"<a>\x00</a>", Characters, 1, 4},
		{"<a>\uFFFF</a>", Characters, 1, 4},
		{"<a>\xc3</a>", Characters, 1, 4},
		{"<?xml version='1.0' encoding='UTF-16'?><a/>", Declaration, 1, 1},
		{" <?xml version='1.0'?><a/>", Declaration, 1, 2},
		{"<a/><b/>", Root, 1, 5},
		{"<a/>x", Root, 1, 5},
		{"<!-- -->", Root, 1, 9},
		{"<p:a/>", Namespace, 1, 2},
		{"<a xmlns:p=''/>", Namespace, 1, 4},
		{"<a xmlns:p='u' xmlns:q='u' p:b='' q:b=''/>", Twice, 1, 35},
		{"<a b='1'c='2'/>", Syntax, 1, 9},
		{"<a>]]></a>", Syntax, 1, 4},
		{"<a b='<'/>", Syntax, 1, 7},
		{strings.Repeat("<a>", MaxDepth+1), Limit, 1, 3*MaxDepth + 1},
		{"<a>" + strings.Repeat("x", MaxText+1) + "</a>", Limit, 1, 4},
	} {
		_, err := stream([]byte(c.doc), Limits{}, false)
		var e *Error
		if !errors.As(err, &e) || e.Rule != c.rule || e.Line != c.line || e.Column != c.column {
			t.Errorf("%.60q: %v; want %s at %d:%d", c.doc, err, c.rule, c.line, c.column)
		}
	}
	if _, err := stream([]byte("<a><b/><b/></a>"), Limits{Items: 3}, false); err == nil {
		t.Error("four items pass a limit of three")
	}
}

func FuzzScanner(f *testing.F) {
	for _, doc := range seeds() {
		f.Add([]byte(doc))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		for _, c := range bytes.TrimPrefix(src, []byte("\uFEFF")) {
			if c >= 0x80 { // names beyond ASCII follow the fifth edition here, the fourth in encoding/xml
				tokens, err := stream(src, Limits{}, false)
				if err := sameByShortcuts(src, tokens, err); err != nil {
					t.Error(err)
				}
				return
			}
		}
		if err := agree(src); err != nil {
			t.Error(err)
		}
	})
}

func BenchmarkScanner(b *testing.B) {
	item := `  <ConsignmentItem><goodsItemNumber>12</goodsItemNumber><Commodity kind="x">Bolts &amp; nuts</Commodity></ConsignmentItem>` + "\n"
	src := []byte("<a>" + strings.Repeat(item, 10_000) + "</a>")
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		for s := New(src, Limits{}); ; {
			tok, err := s.Next()
			if err != nil {
				b.Fatal(err)
			}
			if tok.Kind == EOF {
				break
			}
		}
	}
}
