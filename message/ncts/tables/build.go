package main

import (
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// The parts of XML Schema that the NCTS schemas use. Anything else is refused by [schema.add].
type (
	facet struct {
		XMLName xml.Name
		Value   string `xml:"value,attr"`
	}
	simpleType struct {
		Name        string `xml:"name,attr"`
		Restriction struct {
			Base   string  `xml:"base,attr"`
			Facets []facet `xml:",any"`
		} `xml:"restriction"`
	}
	particle struct {
		XMLName  xml.Name
		Name     string `xml:"name,attr"`
		Ref      string `xml:"ref,attr"`
		Type     string `xml:"type,attr"`
		Min      string `xml:"minOccurs,attr"`
		Max      string `xml:"maxOccurs,attr"`
		CodeList struct {
			Code string `xml:"code,attr"`
		} `xml:"annotation>documentation>codeList"`
	}
	sequence struct {
		Particles []particle `xml:",any"`
	}
	attribute struct {
		Name string `xml:"name,attr"`
		Type string `xml:"type,attr"`
		Use  string `xml:"use,attr"`
	}
	complexType struct {
		Name      string   `xml:"name,attr"`
		Sequence  sequence `xml:"sequence"`
		Extension struct {
			Base     string   `xml:"base,attr"`
			Sequence sequence `xml:"sequence"`
		} `xml:"complexContent>extension"`
		Attributes []attribute `xml:"attribute"`
	}
	file struct {
		Elements []struct {
			Name string `xml:"name,attr"`
			Type string `xml:"type,attr"`
		} `xml:"element"`
		Simple  []simpleType  `xml:"simpleType"`
		Complex []complexType `xml:"complexType"`
		Groups  []struct {
			Name     string   `xml:"name,attr"`
			Sequence sequence `xml:"sequence"`
		} `xml:"group"`
	}
)

// schema is one version: every type by name, the messages in order.
type schema struct {
	simple   map[string]simpleType
	complex  map[string]complexType
	groups   map[string]sequence
	messages []complexType
}

// table collects lines and gives equal content one identifier, whichever version it comes from.
type table struct {
	lines []string
	ids   map[string]string
	count map[string]int
}

func (t *table) intern(kind, content string) string {
	if id, ok := t.ids[kind+content]; ok {
		return id
	}
	t.count[kind]++
	id := fmt.Sprintf("%s%d", kind, t.count[kind])
	t.ids[kind+content] = id
	t.lines = append(t.lines, id+"\t"+content)
	return id
}

// build makes the tables of both versions.
func build(dir string) (string, error) {
	t := &table{ids: map[string]string{}, count: map[string]int{}}
	var messages []string
	for _, version := range []string{"p5", "p6"} {
		s, err := read(filepath.Join(dir, "xsd-"+version))
		if err != nil {
			return "", err
		}
		for _, m := range s.messages {
			line, err := s.message(t, version, m)
			if err != nil {
				return "", fmt.Errorf("%s %s: %w", version, m.Name, err)
			}
			messages = append(messages, line)
		}
	}
	head := "# Structure of the NCTS messages; made by go run ./message/ncts/tables. Layout: docs/formats/ncts.md\n"
	return head + strings.Join(append(t.lines, messages...), "\n") + "\n", nil
}

func read(dir string) (*schema, error) {
	s := &schema{simple: map[string]simpleType{}, complex: map[string]complexType{}, groups: map[string]sequence{}}
	paths, err := filepath.Glob(filepath.Join(dir, "*.xsd"))
	if err != nil || len(paths) == 0 {
		return nil, fmt.Errorf("no schemas in %s", dir)
	}
	for _, path := range paths {
		if filepath.Base(path) == "doc.xsd" {
			continue // the words of annotations only
		}
		if err := s.add(path); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	return s, nil
}

func (s *schema) add(path string) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for _, unknown := range []string{"<xs:choice", "<xs:all", "<xs:any", "<xs:union", "<xs:list", "nillable=", "fixed=", "mixed=", "substitutionGroup="} {
		if strings.Contains(string(raw), unknown) {
			return fmt.Errorf("%s is not read by this program", unknown)
		}
	}
	var f file
	if err := xml.Unmarshal(raw, &f); err != nil {
		return err
	}
	for _, x := range f.Simple {
		if _, twice := s.simple[x.Name]; twice {
			return fmt.Errorf("simple type %s stands twice", x.Name)
		}
		s.simple[x.Name] = x
	}
	for _, x := range f.Complex {
		if _, twice := s.complex[x.Name]; twice {
			return fmt.Errorf("complex type %s stands twice", x.Name)
		}
		s.complex[x.Name] = x
	}
	for _, x := range f.Groups {
		s.groups[x.Name] = x.Sequence
	}
	for _, e := range f.Elements {
		c, ok := s.complex[e.Type]
		if !ok {
			return fmt.Errorf("element %s has no type", e.Name)
		}
		c.Name = e.Name
		s.messages = append(s.messages, c)
	}
	return nil
}

// message writes the line of one message: name, version, type, attributes.
func (s *schema) message(t *table, version string, c complexType) (string, error) {
	id, err := s.complexLine(t, complexType{Sequence: c.Sequence, Extension: c.Extension})
	if err != nil {
		return "", err
	}
	line := strings.Join([]string{"m", c.Name, version, id}, "\t")
	for _, a := range c.Attributes {
		kind, err := s.simpleLine(t, a.Type)
		if err != nil {
			return "", err
		}
		occurs := "0,1"
		if a.Use == "required" {
			occurs = "1,1"
		}
		line += fmt.Sprintf("\t@%s %s %s", a.Name, occurs, kind)
	}
	return line, nil
}

// complexLine writes a sequence: name, occurrence, type and code list of each element.
func (s *schema) complexLine(t *table, c complexType) (string, error) {
	if len(c.Attributes) > 0 {
		return "", fmt.Errorf("attributes of %s inside a message are not read by this program", c.Name)
	}
	particles, err := s.particles(c)
	if err != nil {
		return "", err
	}
	var cells []string
	seen := map[string]bool{}
	for _, p := range particles {
		if seen[p.Name] {
			return "", fmt.Errorf("%s holds %s twice", c.Name, p.Name)
		}
		seen[p.Name] = true
		kind, err := s.typeLine(t, p.Type)
		if err != nil {
			return "", fmt.Errorf("%s: %w", p.Name, err)
		}
		cells = append(cells, strings.TrimSpace(fmt.Sprintf("%s %s,%s %s %s", p.Name, or(p.Min, "1"), or(p.Max, "1"), kind, p.CodeList.Code)))
	}
	return t.intern("c", strings.Join(cells, "\t")), nil
}

func (s *schema) typeLine(t *table, name string) (string, error) {
	if c, ok := s.complex[name]; ok {
		return s.complexLine(t, c)
	}
	return s.simpleLine(t, name)
}

// particles gives the elements of a type in order, extensions and groups unfolded.
func (s *schema) particles(c complexType) ([]particle, error) {
	list := c.Sequence.Particles
	if base := c.Extension.Base; base != "" {
		b, ok := s.complex[base]
		if !ok {
			return nil, fmt.Errorf("no type %s", base)
		}
		first, err := s.particles(b)
		if err != nil {
			return nil, err
		}
		list = append(slices.Clone(first), c.Extension.Sequence.Particles...)
	}
	var out []particle
	for _, p := range list {
		switch p.XMLName.Local {
		case "element":
			out = append(out, p)
		case "group":
			g, ok := s.groups[p.Ref]
			if !ok || p.Min != "" || p.Max != "" {
				return nil, fmt.Errorf("group %s is not read by this program", p.Ref)
			}
			inner, err := s.particles(complexType{Sequence: g})
			if err != nil {
				return nil, err
			}
			out = append(out, inner...)
		default:
			return nil, fmt.Errorf("%s in a sequence is not read by this program", p.XMLName.Local)
		}
	}
	return out, nil
}

// simpleLine writes a simple type with the facets of every step of its derivation, the most general first: each step's
// patterns are alternatives, steps hold together.
func (s *schema) simpleLine(t *table, name string) (string, error) {
	cells, err := s.facets(name)
	if err != nil {
		return "", err
	}
	return t.intern("s", strings.Join(cells, "\t")), nil
}

func (s *schema) facets(name string) ([]string, error) {
	if primitive, ok := strings.CutPrefix(name, "xs:"); ok {
		return []string{primitive}, nil
	}
	x, ok := s.simple[name]
	if !ok {
		return nil, fmt.Errorf("no type %s", name)
	}
	cells, err := s.facets(x.Restriction.Base)
	if err != nil {
		return nil, err
	}
	var patterns, values []string
	for _, f := range x.Restriction.Facets {
		if strings.ContainsAny(f.Value, "\t\n") {
			return nil, fmt.Errorf("type %s: a facet holds a tab or a line end", name)
		}
		switch f.XMLName.Local {
		case "annotation":
		case "pattern":
			patterns = append(patterns, f.Value)
		case "enumeration":
			v := strings.Join(strings.Fields(f.Value), " ")
			if strings.Contains(v, "|") {
				return nil, fmt.Errorf("type %s: a value holds |", name)
			}
			if !slices.Contains(values, v) {
				values = append(values, v)
			}
		case "length", "minLength", "maxLength", "totalDigits", "fractionDigits", "minInclusive", "maxInclusive":
			cells = append(cells, f.XMLName.Local+"="+f.Value)
		default:
			return nil, fmt.Errorf("type %s: facet %s is not read by this program", name, f.XMLName.Local)
		}
	}
	if len(patterns) > 0 {
		cells = append(cells, "pattern="+strings.Join(patterns, "|"))
	}
	if len(values) > 0 {
		cells = append(cells, "enumeration="+strings.Join(values, "|"))
	}
	return cells, nil
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
