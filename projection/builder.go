package projection

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/code"
	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/reference"
)

// inputs are what every document is projected from. typed holds every value of the consignment by JSON pointer.
type inputs struct {
	c     consignment.Consignment
	j     plan.Journey
	p     filing.Plan
	ref   *reference.Data
	typed map[string]string

	doubts map[string]string // what is wrong with an identifier, by pointer: kept, shown, blocks what needs it
}

func newInputs(c consignment.Consignment, j plan.Journey, p filing.Plan, ref *reference.Data) (*inputs, error) {
	in := &inputs{c: c, j: j, p: p, ref: ref, typed: map[string]string{}}
	d := json.NewDecoder(bytes.NewReader(c.Encode()))
	d.UseNumber()
	var tree any
	if err := d.Decode(&tree); err != nil {
		return nil, fault.New(fault.Internal, "the consignment cannot be read back").Because(err)
	}
	in.flatten("", tree)
	in.doubt()
	return in, nil
}

// pointerStep escapes one step of a JSON pointer (RFC 6901, section 3).
var pointerStep = strings.NewReplacer("~", "~0", "/", "~1")

// flatten records every leaf of a JSON value by its pointer.
func (in *inputs) flatten(at string, v any) {
	switch x := v.(type) {
	case map[string]any:
		for k, item := range x {
			in.flatten(at+"/"+pointerStep.Replace(k), item)
		}
	case []any:
		for i, item := range x {
			in.flatten(at+"/"+strconv.Itoa(i), item)
		}
	case nil:
	default:
		in.typed[at] = fmt.Sprint(x)
	}
}

// form builds one document, element by element in the order of its form.
type form struct {
	in  *inputs
	doc *Document
}

// give adds an element that the trader typed: the value at a JSON pointer of the consignment. Where there is none the element
// is missing, who knows it being the role that can say.
func (f *form) give(box, name, path, pointer string, required bool, who string) {
	if v := f.in.typed[pointer]; v != "" {
		f.add(Element{Box: box, Name: name, Path: path, Value: v, Origin: Typed, From: []string{pointer}, Required: required})
		return
	}
	f.miss(box, name, path, "not in the consignment at "+pointer, required, who)
}

// derive adds an element worked out from others: how, and from what. An empty value is missing for the reason given in how,
// customs or the carrier being asked by calling miss instead.
func (f *form) derive(box, name, path, value, how string, from ...string) {
	f.add(Element{Box: box, Name: name, Path: path, Value: value, Origin: Derived, From: from, How: how, Required: true})
}

// fix adds an element that the form always says so, or that is taken for want of an answer: why.
func (f *form) fix(box, name, path, value, why string) {
	f.add(Element{Box: box, Name: name, Path: path, Value: value, Origin: Defaulted, How: why})
}

// miss adds an element that nobody has given: why it is asked, and the role that knows it.
func (f *form) miss(box, name, path, why string, required bool, who string) {
	f.add(Element{Box: box, Name: name, Path: path, Origin: Missing, How: why, Who: who, Required: required})
}

// write adds what the trader typed, written as the form asks (decimals, several lines in one): the pointers of what was typed.
// An empty value is missing, who knows it being the role that can say.
func (f *form) write(box, name, path, value string, required bool, who string, pointers ...string) {
	if value == "" {
		f.miss(box, name, path, "not in the consignment at "+strings.Join(pointers, ", "), required, who)
		return
	}
	f.add(Element{Box: box, Name: name, Path: path, Value: value, Origin: Typed, From: pointers, Required: required})
}

func (f *form) add(e Element) {
	f.doc.Elements = append(f.doc.Elements, e)
	f.doubted(e)
	if e.Origin == Missing && e.Required {
		f.doc.Blocked = append(f.doc.Blocked, fmt.Sprintf("%s is missing: the %s knows it", e.Name, e.Who))
	}
}

// block says why a document cannot be lodged although its elements are there: an identifier that fails its check.
func (f *form) block(format string, args ...any) {
	f.doc.Blocked = append(f.doc.Blocked, fmt.Sprintf(format, args...))
}

// note says what a reader must know: an unverified structure, a demonstration number.
func (f *form) note(format string, args ...any) {
	f.doc.Notes = append(f.doc.Notes, fmt.Sprintf(format, args...))
}

// start begins a document for something of the filing plan.
func (in *inputs) start(id, kind, title, formName, forID, country, language string, paper bool) *form {
	return &form{in: in, doc: &Document{ID: id, Kind: kind, Title: title, Form: formName, For: forID, Country: country, Language: language, Paper: paper}}
}

// Project makes every document of a filing plan, in the order of its layers: customs stretches, carriage contracts, security
// and advance data. The error is fault.BadField for a plan that does not fit the journey.
func Project(c consignment.Consignment, j plan.Journey, p filing.Plan, ref *reference.Data) ([]Document, error) {
	in, err := newInputs(c, j, p, ref)
	if err != nil {
		return nil, err
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	var out []Document
	for i := range p.Customs {
		out = append(out, in.customs(&p.Customs[i])...)
	}
	for i := range p.Carriage {
		out = append(out, in.transport(&p.Carriage[i])...)
	}
	for i := range p.Security {
		out = append(out, in.advance(&p.Security[i])...)
	}
	return out, nil
}

// doubt gathers the identifiers that fail their check: those the consignment finds itself, and every party's numbers.
func (in *inputs) doubt() {
	in.doubts = map[string]string{}
	for pointer, value := range in.typed {
		at, ok := strings.CutSuffix(pointer, "/value")
		scheme := in.typed[at+"/scheme"]
		if !ok || scheme == "" {
			continue
		}
		if v, err := code.Parse(strings.ToLower(scheme), value); err == nil && !v.OK() {
			in.doubts[pointer] = scheme + " " + value + ": " + v.Finding.Text
		}
	}
	for _, d := range in.c.Doubts() {
		in.doubts[d.Path] = d.Message
	}
}

// doubted shows an identifier that fails its check: it blocks the document where the element is required.
func (f *form) doubted(e Element) {
	for _, pointer := range e.From {
		d := f.in.doubts[pointer]
		switch {
		case d == "":
		case e.Required && !slices.Contains(f.doc.Blocked, d):
			f.block("%s", d)
		case !e.Required && !slices.Contains(f.doc.Notes, d):
			f.note("%s", d)
		}
	}
}

// party finds who has a role (UN/EDIFACT 3035: CZ, CN, CA, FW, DT, AG, GS, RA, NI) in a territory: a party named for it comes
// before one named for all. The pointer is that of the party; nil where nobody is named.
func (in *inputs) party(role, country string) (string, *consignment.Party) {
	for _, general := range []bool{false, true} {
		for i := range in.c.Parties {
			r := &in.c.Parties[i]
			if r.Role == role && (general && len(r.Countries) == 0 || !general && slices.Contains(r.Countries, country)) {
				return fmt.Sprintf("/parties/%d/party", i), &r.Party
			}
		}
	}
	switch {
	case role == "CZ":
		return "/consignor", &in.c.Consignor
	case role == "CN":
		return "/consignee", &in.c.Consignee
	case role == "CA" && in.c.Carrier != nil:
		return "/carrier", in.c.Carrier
	case role == "FW" && in.c.Forwarder != nil:
		return "/forwarder", in.c.Forwarder
	case role == "DT" && in.c.Declarant != nil:
		return "/declarant", in.c.Declarant
	}
	return "", nil
}

// security finds the guarantee offered for a territory: one named for it before the general one.
func (in *inputs) security(country string) (string, *consignment.Guarantee) {
	for i := range in.c.Securities {
		if slices.Contains(in.c.Securities[i].Countries, country) {
			return fmt.Sprintf("/securities/%d", i), &in.c.Securities[i]
		}
	}
	if g := in.c.Guarantee; g != nil && (len(g.Countries) == 0 || slices.Contains(g.Countries, country)) {
		return "/guarantee", g
	}
	return "", nil
}

// text is the description of a goods item in a language, or the general one: its pointer, and whether it is in the language.
func (in *inputs) text(item int, language string) (pointer, text string, local bool) {
	g := &in.c.Goods[item]
	for i, l := range g.Local {
		if l.Language == language {
			return fmt.Sprintf("/goods/%d/local/%d/text", item, i), l.Text, true
		}
	}
	return fmt.Sprintf("/goods/%d/description", item), g.Description, language == "en"
}

// means are the indices of the means of transport that the trader named on legs first to last.
func (in *inputs) means(first, last int) []int {
	var out []int
	for i := range in.c.Transport {
		if a, b, ok := in.covers(&in.c.Transport[i]); ok && a <= last && b >= first {
			out = append(out, i)
		}
	}
	return out
}

// covers are the legs between the places of a means of transport.
func (in *inputs) covers(t *consignment.Transport) (first, last int, ok bool) {
	same := func(p plan.Place, name string) bool {
		return strings.EqualFold(p.Code, name) || strings.EqualFold(p.Name, name)
	}
	first, last = -1, -1
	for i, l := range in.j.Legs {
		if l.Kind != plan.Move && l.Kind != plan.Border || string(l.Mode) != t.Mode {
			continue
		}
		if first < 0 && same(l.From, t.From) {
			first = i
		}
		if first >= 0 && same(l.To, t.To) {
			last = i
		}
	}
	return first, last, first >= 0 && last >= first
}

// check refuses a plan that does not fit the journey.
func (in *inputs) check() error {
	var bad fault.List
	within := func(what string, first, last int) {
		if first < 0 || last < first || last >= len(in.j.Legs) {
			bad = append(bad, fault.New(fault.BadField, "%s covers legs %d to %d", what, first, last).Want("legs 0 to %d of the journey", len(in.j.Legs)-1))
		}
	}
	for _, s := range in.p.Customs {
		within("stretch "+s.ID, s.FirstLeg, s.LastLeg)
	}
	for _, k := range in.p.Carriage {
		within("contract "+k.ID, k.FirstLeg, k.LastLeg)
	}
	return bad.OrNil()
}
