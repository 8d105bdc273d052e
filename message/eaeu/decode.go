package eaeu

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"reflect"
	"strings"

	"github.com/kairo-corridor/kairo/fault"
)

// decoder reads tokens into a declaration and gathers what does not belong.
type decoder struct {
	in    *xml.Decoder
	list  fault.List
	depth int
	fatal bool // no use reading on
}

// Decode reads a declaration. The error is a fault.List: fault.BadFile for what is no XML or another root, fault.BadField for
// every element, attribute or text outside the subset, with its path; fault.Limit where it is too large.
func Decode(raw []byte) (GoodsDeclaration, error) {
	var d GoodsDeclaration
	if len(raw) > BytesMax {
		return d, fault.List{fault.New(fault.Limit, "the declaration has %d bytes", len(raw)).Want("at most %d", BytesMax)}
	}
	k := &decoder{in: xml.NewDecoder(bytes.NewReader(raw))}
	start, ok := k.root()
	if ok {
		d.Version = strings.TrimPrefix(start.Name.Space, namespaces[0].base)
		if d.Version == namespaces[0].version {
			d.Version = ""
		}
		k.group(reflect.ValueOf(&d).Elem(), start, "/"+root)
		k.after()
	}
	if len(k.list) > 0 {
		return GoodsDeclaration{}, k.list
	}
	return d, nil
}

func (k *decoder) wrong(code fault.Code, path, format string, args ...any) {
	if len(k.list) < violationMax {
		k.list = append(k.list, fault.New(code, format, args...).At("%s", path))
	}
}

func (k *decoder) broken(err error) {
	k.fatal = true
	k.wrong(fault.BadFile, "/", "is no well-formed XML: %v", err)
}

// root finds the first element, which must be a goods declaration of R.036 in any version.
func (k *decoder) root() (xml.StartElement, bool) {
	for {
		t, err := k.in.Token()
		if err != nil {
			k.broken(err)
			return xml.StartElement{}, false
		}
		s, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		if s.Name.Local != root || !strings.HasPrefix(s.Name.Space, namespaces[0].base) {
			k.wrong(fault.BadFile, "/", "the root is %s of %q", s.Name.Local, s.Name.Space)
			return s, false
		}
		return s, true
	}
}

// after refuses what follows the root.
func (k *decoder) after() {
	for !k.fatal {
		t, err := k.in.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			k.broken(err)
			return
		}
		if s, ok := t.(xml.StartElement); ok {
			k.wrong(fault.BadFile, "/"+s.Name.Local, "stands after the root")
			return
		}
	}
}

// group reads the children of an element into a struct.
func (k *decoder) group(v reflect.Value, start xml.StartElement, path string) {
	k.depth++
	defer func() { k.depth-- }()
	if k.depth > DepthMax {
		k.fatal = true
		k.wrong(fault.Limit, path, "lies deeper than %d elements", DepthMax)
		return
	}
	content := k.attributes(v, start, path)
	seen := map[int]bool{}
	for !k.fatal {
		t, err := k.in.Token()
		if err != nil {
			k.broken(err)
			return
		}
		switch x := t.(type) {
		case xml.EndElement:
			return
		case xml.CharData:
			if content.IsValid() {
				content.SetString(content.String() + string(x))
			} else if s := strings.TrimSpace(string(x)); s != "" {
				k.wrong(fault.BadField, path, "has text where only elements belong")
			}
		case xml.StartElement:
			k.child(v, x, path+"/"+x.Name.Local, seen)
		}
	}
}

// attributes fills the attributes of an element and gives the field of its text, where it has one.
func (k *decoder) attributes(v reflect.Value, start xml.StartElement, path string) (content reflect.Value) {
	fields := fieldsOf(v.Type())
	for _, a := range start.Attr {
		if a.Name.Space == "xmlns" || a.Name.Local == "xmlns" || a.Name.Local == "schemaLocation" {
			continue
		}
		found := false
		for _, f := range fields {
			if f.attribute() && f.name[1:] == a.Name.Local {
				v.Field(f.index).SetString(a.Value)
				found = true
			}
		}
		if !found {
			k.wrong(fault.BadField, path+"/@"+a.Name.Local, "is not in the subset that is known")
		}
	}
	for _, f := range fields {
		if f.text() {
			content = v.Field(f.index)
		}
	}
	return content
}

// child reads one child element into its field.
func (k *decoder) child(v reflect.Value, s xml.StartElement, path string, seen map[int]bool) {
	f, ok := find(v.Type(), s.Name)
	if !ok {
		k.wrong(fault.BadField, path, "is not in the subset that is known")
		k.skip()
		return
	}
	at := v.Field(f.index)
	if at.Kind() == reflect.Slice {
		if at.Len() >= RepeatMax {
			k.fatal = true
			k.wrong(fault.Limit, path, "is repeated more than %d times", RepeatMax)
			return
		}
		at.Set(reflect.Append(at, reflect.Zero(at.Type().Elem())))
		at = at.Index(at.Len() - 1)
	} else if seen[f.index] {
		k.wrong(fault.BadField, path, "stands twice")
	}
	seen[f.index] = true
	switch at.Kind() {
	case reflect.String:
		k.leaf(at, f, s, path)
	case reflect.Pointer:
		at.Set(reflect.New(at.Type().Elem()))
		k.group(at.Elem(), s, path)
	default:
		k.group(at, s, path)
	}
}

// leaf reads an element that is only text; its code list must be the one of the structure.
func (k *decoder) leaf(v reflect.Value, f field, s xml.StartElement, path string) {
	for _, a := range s.Attr {
		if a.Name.Local != "codeListId" || a.Value != f.list {
			k.wrong(fault.BadField, path+"/@"+a.Name.Local, "is %q, outside the subset that is known", a.Value)
		}
	}
	var b strings.Builder
	for {
		t, err := k.in.Token()
		if err != nil {
			k.broken(err)
			return
		}
		switch x := t.(type) {
		case xml.CharData:
			b.Write(x)
		case xml.EndElement:
			v.SetString(b.String())
			return
		case xml.StartElement:
			k.wrong(fault.BadField, path+"/"+x.Name.Local, "stands where only text belongs")
			k.skip()
		}
	}
}

func (k *decoder) skip() {
	if err := k.in.Skip(); err != nil {
		k.broken(err)
	}
}

// find is the field of an element name; the version of its namespace does not matter.
func find(t reflect.Type, name xml.Name) (field, bool) {
	for _, f := range fieldsOf(t) {
		if f.name != name.Local || f.prefix == "" {
			continue
		}
		for _, n := range namespaces {
			if n.prefix == f.prefix && strings.HasPrefix(name.Space, n.base) {
				return f, true
			}
		}
	}
	return field{}, false
}
