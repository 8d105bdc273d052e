package server

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/desk"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/web"
)

// fieldPrefix stands before the JSON pointer in the name of an input, givenPrefix before that of a value that goes with others.
const (
	fieldPrefix = "f"
	givenPrefix = "d"
)

// part is a part of the form: a group of fields at a path of the consignment, or a list of such groups.
type part struct {
	id     string   // of the section
	path   string   // of the group or list
	fields []string // below it
	lists  []part   // lists below each group
	list   bool
	folded bool
}

var (
	partyFields  = []string{"name", "country", "city", "postCode", "address", "contact"}
	identifiers  = part{path: "identifiers", fields: []string{"scheme", "value"}, list: true}
	guaranteed   = []string{"kind", "reference", "guarantor", "amount/minor", "amount/currency", "countries", "vouchers"}
	transported  = []string{"mode", "from", "to", "id", "flag", "voyage", "wagons", "trailer", "document", "carrier/name", "carrier/country", "carrier/city", "carrier/postCode", "carrier/address", "carrier/contact"}
	papers       = []string{"kind", "code", "number", "date", "issuer", "country", "until"}
	equipped     = []string{"id", "kind", "tareKg", "seals", "owner"}
	consignments = []part{
		{id: "general", fields: []string{"reference", "title", "origin", "destination", "ready", "teu", "terms", "freight", "contract/number", "contract/date", "contract/currency", "prefer", "avoid"}},
		{id: "consignor", path: "consignor", fields: partyFields, lists: []part{identifiers}},
		{id: "consignee", path: "consignee", fields: partyFields, lists: []part{identifiers}},
		{id: "carrier", path: "carrier", fields: partyFields, lists: []part{identifiers}, folded: true},
		{id: "forwarder", path: "forwarder", fields: partyFields, lists: []part{identifiers}, folded: true},
		{id: "declarant", path: "declarant", fields: partyFields, lists: []part{identifiers}, folded: true},
		{id: "parties", path: "parties", list: true, folded: true, fields: []string{"role", "countries", "party/name", "party/country", "party/city", "party/postCode", "party/address", "party/contact"},
			lists: []part{{path: "party/identifiers", fields: identifiers.fields, list: true}}},
		{id: "goods", path: "goods", list: true, fields: []string{"hs", "description", "grossKg", "netKg", "packages", "packageKind", "marks", "quantity", "value/minor", "value/currency", "origin", "equipment", "controlled", "excise",
			"dangerous/un", "dangerous/class", "dangerous/name", "dangerous/packingGroup", "dangerous/subsidiary", "dangerous/contact", "temperature/minC", "temperature/maxC"},
			lists: []part{{path: "codes", fields: []string{"country", "code"}, list: true}, {path: "local", fields: []string{"language", "text"}, list: true}}},
		{id: "equipment", path: "equipment", list: true, fields: equipped},
		{id: "transport", path: "transport", list: true, folded: true, fields: transported, lists: []part{{path: "carrier/identifiers", fields: identifiers.fields, list: true}}},
		{id: "documents", path: "documents", list: true, fields: papers},
		{id: "guarantee", path: "guarantee", fields: guaranteed, folded: true},
		{id: "securities", path: "securities", list: true, fields: guaranteed},
	}
)

// choices are the values of fields that have few; each has its text under declarant.option.
var choices = map[string][]string{
	"freight":               {"prepaid", "collect"},
	"guarantee.kind":        consignment.GuaranteeKinds,
	"securities.kind":       consignment.GuaranteeKinds,
	"transport.mode":        {"sea", "ferry", "rail", "road", "air"},
	"parties.role":          consignment.Roles,
	"goods.excise":          {"yes"},
	"goods.dangerous.class": {"1", "2.1", "2.2", "2.3", "3", "4.1", "4.2", "4.3", "5.1", "5.2", "6.1", "6.2", "7", "8", "9"},
}

// searched are the fields whose codes are found by typing.
var searched = map[string]string{"goods.hs": "hs", "goods.packageKind": "package", "origin": "place", "destination": "place", "transport.from": "place", "transport.to": "place"}

// drawing makes inputs for the fields of a consignment.
type drawing struct {
	data  any               // the consignment as JSON
	typed map[string]string // what was typed and is not saved
	saved any               // what another window saved, nil where none did
	wrong map[string][]web.Wrong
	need  map[string]web.Wrong
	add   string // list to which an empty group is added
}

// newDrawing prepares a consignment for a form.
func newDrawing(c *consignment.Consignment) *drawing {
	return &drawing{data: asJSON(c), wrong: map[string][]web.Wrong{}, need: map[string]web.Wrong{}}
}

func asJSON(c *consignment.Consignment) any {
	d := json.NewDecoder(bytes.NewReader(c.Encode()))
	d.UseNumber()
	var out any
	if d.Decode(&out) != nil {
		return map[string]any{}
	}
	return out
}

// valueAt finds what stands at a JSON pointer, nil where nothing does.
func valueAt(v any, path string) any {
	for _, p := range strings.Split(strings.TrimPrefix(path, "/"), "/") {
		switch x := v.(type) {
		case map[string]any:
			v = x[p]
		case []any:
			i, err := strconv.Atoi(p)
			if err != nil || i < 0 || i >= len(x) {
				return nil
			}
			v = x[i]
		default:
			return nil
		}
	}
	return v
}

// lengthAt is the number of elements of a list.
func lengthAt(v any, path string) int {
	list, _ := valueAt(v, path).([]any)
	return len(list)
}

// textAt is a value as it stands in an input: money in major units, lists with commas, 0 of an amount that is not given as nothing.
func textAt(v any, path string) string {
	switch x := valueAt(v, path).(type) {
	case string:
		return x
	case bool:
		if x {
			return "yes"
		}
	case []any:
		var out []string
		for _, e := range x {
			out = append(out, fmt.Sprint(e))
		}
		return strings.Join(out, ", ")
	case json.Number:
		n, err := x.Int64()
		switch {
		case err != nil:
			return x.String()
		case strings.HasSuffix(path, "/minor") && n != 0:
			return fmt.Sprintf("%d.%02d", n/100, n%100)
		case n != 0 || strings.Contains(path, "/temperature/"):
			return x.String()
		}
	}
	return ""
}

// field makes one input.
func (d *drawing) field(path string) web.FormField {
	key := strings.TrimPrefix(desk.LabelKey(path), "field.")
	f := web.FormField{Path: path, Label: "field." + key, Kind: "text", Value: textAt(d.data, path), Codes: searched[key], Wrong: d.wrong[path]}
	last := path[strings.LastIndexByte(path, '/')+1:]
	switch {
	case choices[key] != nil:
		f.Kind = "select"
		for _, v := range choices[key] {
			f.Options = append(f.Options, web.Choice{Value: v, Text: optionKey(key, v)})
		}
	case last == "minor" || last == "minC" || last == "maxC" || last == "teu" || last == "grossKg" || last == "netKg" || last == "tareKg" || last == "packages" || last == "vouchers":
		f.Kind = "number"
	case last == "ready" || last == "date" || last == "until":
		f.Kind = "date"
	case last == "countries" || last == "seals" || last == "wagons" || last == "equipment" || last == "avoid":
		f.Kind = "list"
	case last == "country" || last == "flag" || key == "goods.origin":
		f.List = "countries"
	}
	f.Wide = last == "name" || last == "address" || last == "description" || last == "title" || last == "contact" || last == "text" || last == "wagons"
	if saved := textAt(d.saved, path); d.saved != nil {
		if v, ok := d.typed[path]; ok && v != saved {
			f.Saved = &saved
		}
	}
	if v, ok := d.typed[path]; ok {
		f.Value = v
	}
	if f.Kind == "select" && f.Value != "" && !slices.ContainsFunc(f.Options, func(c web.Choice) bool { return c.Value == f.Value }) {
		f.Options = append(f.Options, web.Choice{Value: f.Value, Text: f.Value})
	}
	if w, ok := d.need[path]; ok {
		if f.Value == "" {
			f.Needed = &w
		} else {
			f.Wrong = append(f.Wrong, w)
		}
	}
	return f
}

// optionKey is the key of the text of a choice.
func optionKey(key, v string) string {
	switch key {
	case "transport.mode":
		return "mode." + v
	case "goods.dangerous.class":
		return "danger." + v
	case "guarantee.kind", "securities.kind":
		return "declarant.option.guarantee." + v
	}
	return "declarant.option." + key[strings.LastIndexByte(key, '.')+1:] + "." + v
}

// sections makes the whole form.
func (d *drawing) sections() []web.FormSection {
	var out []web.FormSection
	for _, p := range consignments {
		s := web.FormSection{ID: p.id, Label: "declarant.part." + p.id, Note: "declarant.part." + p.id + ".note"}
		if !p.list {
			g := d.group(p, joinPath("", p.path))
			g.Folded, g.Open = p.folded, !p.folded || filled(g)
			s.Groups = []web.FormGroup{g}
			out = append(out, s)
			continue
		}
		base := "/" + p.path
		n := max(lengthAt(d.data, base), d.typedLength(base))
		if d.add == base || n == 0 && (p.path == "goods" || p.path == "equipment") {
			n++
		}
		for i := range n {
			g := d.group(p, fmt.Sprintf("%s/%d", base, i))
			g.N, g.Remove = i+1, fmt.Sprintf("%s/%d", base, i)
			g.Folded, g.Open = p.folded, i == n-1 && d.add == base
			s.Groups = append(s.Groups, g)
		}
		s.Add = base
		out = append(out, s)
	}
	return out
}

// typedLength is how many elements of a list were typed.
func (d *drawing) typedLength(base string) int {
	n := 0
	for p, v := range d.typed {
		if rest, ok := strings.CutPrefix(p, base+"/"); ok && v != "" {
			first, _, _ := strings.Cut(rest, "/")
			if i, err := strconv.Atoi(first); err == nil && i < consignment.GoodsMax {
				n = max(n, i+1)
			}
		}
	}
	return n
}

func joinPath(base, more string) string {
	if more == "" {
		return base
	}
	return base + "/" + more
}

// group makes the inputs of one group at a path.
func (d *drawing) group(p part, path string) web.FormGroup {
	g := web.FormGroup{ID: "g" + strings.ReplaceAll(path, "/", "-"), Label: "declarant.one." + p.id}
	for _, f := range p.fields {
		g.Fields = append(g.Fields, d.field(joinPath(path, f)))
	}
	for _, l := range p.lists {
		base := joinPath(path, l.path)
		list := web.FormList{Label: desk.LabelKey(base)}
		for i := range max(lengthAt(d.data, base), d.typedLength(base)) + 1 {
			var row []web.FormField
			for _, f := range l.fields {
				row = append(row, d.field(fmt.Sprintf("%s/%d/%s", base, i, f)))
			}
			list.Rows = append(list.Rows, row)
		}
		g.Lists = append(g.Lists, list)
	}
	return g
}

// filled tells whether a group holds anything, or is asked for.
func filled(g web.FormGroup) bool {
	return slices.ContainsFunc(g.Fields, func(f web.FormField) bool { return f.Value != "" || f.Needed != nil || len(f.Wrong) > 0 })
}

// fieldsOf takes the fields of a consignment from a form: paths with what was typed. Money is made minor units; what is no
// amount is told with its path.
func fieldsOf(form url.Values, prefix string) (map[string]string, error) {
	out := map[string]string{}
	var bad fault.List
	for name, v := range form {
		path, ok := strings.CutPrefix(name, prefix+"/")
		if !ok || len(v) == 0 {
			continue
		}
		path = "/" + path
		out[path] = strings.TrimSpace(v[0])
		if strings.HasSuffix(path, "/minor") && out[path] != "" {
			minor, err := minorUnits(out[path])
			if err != nil {
				bad = append(bad, fault.New(fault.BadField, "%q is no amount", fault.Clip(out[path])).At("%s", path).Want("digits and at most two decimals, such as 96000.00"))
				continue
			}
			out[path] = minor
		}
	}
	slices.SortFunc(bad, func(a, b *fault.Error) int { return cmp.Compare(a.Path, b.Path) })
	return out, bad.OrNil()
}

// minorUnits reads an amount as it is typed: blanks divide thousands, a point or comma before one or two digits the cents.
func minorUnits(s string) (string, error) {
	s = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "").Replace(s)
	if i := strings.LastIndexAny(s, ".,"); i >= 0 && len(s)-i <= 3 {
		s = strings.NewReplacer(".", "", ",", "").Replace(s[:i]) + "." + s[i+1:]
	} else {
		s = strings.ReplaceAll(s, ",", "")
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || v < 0 || v > consignment.NumberMax/100 {
		return "", fault.New(fault.BadField, "no amount")
	}
	return strconv.FormatInt(int64(math.Round(v*100)), 10), nil
}

// typedOf is what was typed, as it was typed.
func typedOf(form url.Values) map[string]string {
	out := map[string]string{}
	for name, v := range form {
		if path, ok := strings.CutPrefix(name, fieldPrefix+"/"); ok && len(v) > 0 {
			out["/"+path] = v[0]
		}
	}
	return out
}

// placed moves elements that are new to a list to its end, in their order, without gaps, and gives them what goes with them.
// An input of a page for one more element has an index past the end; those left empty are dropped.
func placed(data any, fields, given map[string]string) map[string]string {
	elements := map[string][]int{} // list to the indices of its new elements that hold something
	for path, v := range fields {
		if list, i, ok := newElement(data, path); ok && v != "" && !slices.Contains(elements[list], i) {
			elements[list] = append(elements[list], i)
		}
	}
	out := map[string]string{}
	move := func(from map[string]string, all bool) {
		for path, v := range from {
			list, i, ok := newElement(data, path)
			if !ok {
				if all {
					out[path] = v
				}
				continue
			}
			slices.Sort(elements[list])
			if k := slices.Index(elements[list], i); k >= 0 {
				head := fmt.Sprintf("%s/%d", list, i)
				out[fmt.Sprintf("%s/%d%s", list, lengthAt(data, list)+k, strings.TrimPrefix(path, head))] = v
			}
		}
	}
	move(given, false)
	move(fields, true)
	return out
}

// newElement finds the first list on a path whose index is past its end.
func newElement(data any, path string) (list string, index int, ok bool) {
	parts := strings.Split(path, "/")
	for k := 1; k < len(parts); k++ {
		i, err := strconv.Atoi(parts[k])
		if err != nil {
			continue
		}
		list = strings.Join(parts[:k], "/")
		if i >= lengthAt(data, list) {
			return list, i, true
		}
	}
	return "", 0, false
}

// pruned takes out of a consignment what was emptied: elements of lists and optional parts that hold nothing.
func pruned(c *consignment.Consignment) bool { return prune(reflect.ValueOf(c).Elem()) }

func prune(v reflect.Value) (changed bool) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return false
		}
		changed = prune(v.Elem())
		if v.Elem().IsZero() {
			v.SetZero()
			return true
		}
	case reflect.Struct:
		for i := range v.NumField() {
			changed = prune(v.Field(i)) || changed
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() != reflect.Struct {
			return false
		}
		kept := reflect.Zero(v.Type())
		for i := range v.Len() {
			changed = prune(v.Index(i)) || changed
			if !v.Index(i).IsZero() {
				kept = reflect.Append(kept, v.Index(i))
			}
		}
		if kept.Len() != v.Len() {
			v.Set(kept)
			return true
		}
	}
	return changed
}

// asks gathers what is missing at exact paths of the consignment.
func (d *drawing) asks(m desk.Missing) {
	for _, g := range m.Groups {
		for _, i := range g.Items {
			if _, again := d.need[i.Path]; i.Rule == desk.RuleDataSet || i.Rule == desk.RuleIdentifier {
				if !again {
					d.need[i.Path] = web.Wrong{Text: i.Text, Expected: i.Expected, Hint: i.Hint, Rule: i.Rule}
				}
			}
		}
	}
}

// unshown are the violations whose field is not in the form: they are told above it.
func unshown(sections []web.FormSection, need map[string]web.Wrong) []string {
	shown := map[string]bool{}
	for _, s := range sections {
		for _, g := range s.Groups {
			for _, f := range g.Fields {
				shown[f.Path] = true
			}
			for _, l := range g.Lists {
				for _, row := range l.Rows {
					for _, f := range row {
						shown[f.Path] = true
					}
				}
			}
		}
	}
	return slices.DeleteFunc(slices.Sorted(maps.Keys(need)), func(p string) bool { return shown[p] })
}
