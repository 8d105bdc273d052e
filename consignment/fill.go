package consignment

import (
	"reflect"
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/fault"
)

// placed is a violation with the offset it is sorted by.
type placed struct {
	offset int64
	err    *fault.Error
}

// decoder fills a Go value from a node and remembers where each pointer stood.
type decoder struct {
	faults []placed
	at     map[string]int64
	null   map[string]bool // pointers at which null stood
}

func (d *decoder) wrong(offset int64, path, format string, args ...any) *fault.Error {
	e := fault.New(fault.BadField, format, args...).At("%s", path)
	d.faults = append(d.faults, placed{offset, e})
	return e
}

// value fills v from n; null counts as absent.
func (d *decoder) value(n *node, v reflect.Value, path string) {
	d.at[path] = n.begin
	if n.kind == '0' && path != "" {
		d.null[path] = true
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(n, v.Elem(), path)
	case reflect.Struct:
		d.object(n, v, path)
	case reflect.Slice:
		d.list(n, v, path)
	case reflect.String:
		if n.kind != 's' {
			d.wrong(n.begin, orRoot(path), "is %s", n.says()).Want("a text")
			return
		}
		v.SetString(n.text)
	case reflect.Int, reflect.Int64:
		d.integer(n, v, path)
	case reflect.Bool:
		if n.kind != 'b' {
			d.wrong(n.begin, path, "is %s", n.says()).Want("true or false")
			return
		}
		v.SetBool(n.flag)
	}
}

func (d *decoder) integer(n *node, v reflect.Value, path string) {
	i, err := strconv.ParseInt(n.text, 10, 64)
	if n.kind != 'n' || err != nil || i > NumberMax || i < -NumberMax {
		e := d.wrong(n.begin, path, "is %s", n.says()).Want("a whole number")
		if n.kind == 's' {
			e.Mend("write it without quotation marks")
		}
		return
	}
	v.SetInt(i)
}

func (d *decoder) list(n *node, v reflect.Value, path string) {
	if n.kind != '[' {
		d.wrong(n.begin, path, "is %s", n.says()).Want("a list")
		return
	}
	if len(n.items) == 0 {
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.items), len(n.items)))
	for i, item := range n.items {
		p := path + "/" + strconv.Itoa(i)
		if item.kind == '0' {
			d.wrong(item.begin, p, "is null").Want("a value")
		}
		d.value(item, v.Index(i), p)
	}
}

func (d *decoder) object(n *node, v reflect.Value, path string) {
	if n.kind != '{' {
		d.wrong(n.begin, orRoot(path), "is %s", n.says()).Want("an object")
		return
	}
	d.at[path+"/"] = n.end
	names := fieldNames(v.Type())
	seen := map[string]bool{}
	for _, f := range n.fields {
		p := path + "/" + escape(f.name)
		i, known := names[f.name]
		switch {
		case !known:
			d.unknown(f, p, v.Type())
		case seen[f.name]:
			d.wrong(f.begin, p, "stands twice")
		default:
			d.value(f.value, v.Field(i), p)
		}
		seen[f.name] = true
	}
}

// unknown reports a field that the type does not have, with the nearest that it has.
func (d *decoder) unknown(f field, path string, t reflect.Type) {
	e := d.wrong(f.begin, path, "is not a field of the consignment")
	var all []string
	for i := range t.NumField() {
		name := jsonName(t.Field(i))
		all = append(all, name)
		if near(f.name, name) {
			e.Candidates = append(e.Candidates, name)
		}
	}
	if len(e.Candidates) == 0 {
		e.Want("one of %s", strings.Join(all, ", "))
	}
}

func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

func fieldNames(t reflect.Type) map[string]int {
	m := map[string]int{}
	for i := range t.NumField() {
		m[jsonName(t.Field(i))] = i
	}
	return m
}

// merge adds the violations of the decoded value; a field already reported is not reported again.
func (d *decoder) merge(err error) {
	reported := map[string]bool{}
	for _, p := range d.faults {
		reported[p.err.Path] = true
	}
	for _, e := range fault.All(err) {
		if !covered(reported, e.Path) {
			d.faults = append(d.faults, placed{d.offset(e.Path), e})
		}
	}
}

// covered reports whether the path or one above it was reported.
func covered(reported map[string]bool, path string) bool {
	for {
		if reported[path] || path != "" && reported["/"] {
			return true
		}
		i := strings.LastIndexByte(path, '/')
		if i < 0 {
			return false
		}
		path = path[:i]
	}
}

// offset is where a pointer stood; a field that is missing stands at the end of its object.
func (d *decoder) offset(path string) int64 {
	if o, ok := d.at[path]; ok {
		return o
	}
	for {
		i := strings.LastIndexByte(path, '/')
		if i < 0 {
			return 0
		}
		path = path[:i]
		if o, ok := d.at[path+"/"]; ok {
			return o
		}
	}
}

func orRoot(path string) string {
	if path == "" {
		return "/"
	}
	return path
}

// escape writes one step of a JSON pointer.
func escape(s string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(clip(s))
}

// near reports whether two field names are a slip apart: case, a letter, or one within the other.
func near(a, b string) bool {
	x, y := strings.ToLower(a), strings.ToLower(b)
	if len(x) > 40 || x == "" {
		return false
	}
	return x == y || len(x) > 2 && strings.Contains(y, x) || len(y) > 2 && strings.Contains(x, y) || edits(x, y) <= 2 && len(y) > 3
}

// edits is the Levenshtein distance.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
