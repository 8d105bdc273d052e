package smgs

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/kairo-corridor/kairo/fault"
)

// decoder fills a note from nodes for the form of one letter.
type decoder struct {
	letter byte
	faults fault.List
}

// rule is what the tags of a member say.
type rule struct {
	name     string
	in       string
	need     bool
	listMax  int
	position int
}

// rules are the members of a type.
func rules(t reflect.Type) []rule {
	out := make([]rule, t.NumField())
	for i := range out {
		tag := t.Field(i).Tag
		name, _, _ := strings.Cut(tag.Get("json"), ",")
		limit, err := strconv.Atoi(tag.Get("max"))
		if err != nil {
			limit = ListMax
		}
		out[i] = rule{name: name, in: tag.Get("in"), need: tag.Get("need") != "", listMax: limit, position: i}
	}
	return out
}

// has reports whether the form has the member.
func (d *decoder) has(r rule) bool { return r.in == "" || strings.IndexByte(r.in, d.letter) >= 0 }

func (d *decoder) wrong(path, format string, args ...any) *fault.Error {
	if path == "" {
		path = "/"
	}
	e := fault.New(fault.BadField, format, args...).At("%s", path)
	if len(d.faults) < violationMax {
		d.faults = append(d.faults, e)
	}
	return e
}

var (
	decimalType  = reflect.TypeOf(Decimal(""))
	dateTimeType = reflect.TypeOf(DateTime(""))
)

// value fills v from n.
func (d *decoder) value(n *node, v reflect.Value, path string, r rule) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(n, v.Elem(), path, r)
	case reflect.Struct:
		d.object(n, v, path)
	case reflect.Slice:
		d.list(n, v, path, r)
	case reflect.String:
		d.text(n, v, path)
	}
}

func (d *decoder) text(n *node, v reflect.Value, path string) {
	s, ok := n.value.(string)
	switch {
	case !ok:
		d.wrong(path, "is %s", n.says()).Want("a text")
		return
	case s == "":
		d.wrong(path, "is empty").Want("a text, or leave the member out")
	case utf8.RuneCountInString(s) > TextMax:
		d.wrong(path, "has %d characters", utf8.RuneCountInString(s)).Want("at most %d", TextMax)
	case v.Type() == decimalType && !isDecimal(s):
		d.wrong(path, "is %s", n.says()).Want("a decimal number in digits, such as 18000 or 12.5")
	case v.Type() == dateTimeType && !isDateTime(s):
		d.wrong(path, "is %s", n.says()).Want("a date and time by RFC 3339, such as 2026-12-01T08:00:00Z")
	}
	v.SetString(s)
}

func isDateTime(s string) bool {
	_, err := time.Parse(time.RFC3339, s)
	return err == nil
}

// isDecimal reports whether a text is a decimal number by the standard: an optional sign, no needless leading zero, digits
// at the end.
func isDecimal(s string) bool {
	if s != "" && strings.IndexByte("+-", s[0]) >= 0 {
		s = s[1:]
	}
	whole, part, split := strings.Cut(s, ".")
	digits := func(t string) bool {
		return strings.IndexFunc(t, func(r rune) bool { return r < '0' || r > '9' }) < 0
	}
	return digits(whole) && digits(part) && (whole != "" || split) && (!split || part != "") && !(len(whole) > 1 && whole[0] == '0')
}

func (d *decoder) list(n *node, v reflect.Value, path string, r rule) {
	switch {
	case n.kind != '[':
		d.wrong(path, "is %s", n.says()).Want("a list")
		return
	case len(n.members) == 0:
		d.wrong(path, "is an empty list").Want("at least one item, or leave the member out")
		return
	case len(n.members) > r.listMax:
		d.wrong(path, "has %d items", len(n.members)).Want("at most %d", r.listMax)
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.members), len(n.members)))
	for i, item := range n.members {
		d.value(item, v.Index(i), path+"/"+strconv.Itoa(i), r)
	}
}

func (d *decoder) object(n *node, v reflect.Value, path string) {
	if n.kind != '{' {
		d.wrong(path, "is %s", n.says()).Want("an object")
		return
	}
	members, seen := rules(v.Type()), map[string]bool{}
	for i, name := range n.names {
		at := path + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(clip(name))
		k := slices.IndexFunc(members, func(r rule) bool { return r.name == name })
		switch {
		case k < 0 || !d.has(members[k]):
			d.unknown(at, members)
		case seen[name]:
			d.wrong(at, "stands twice")
		default:
			d.value(n.members[i], v.Field(k), at, members[k])
		}
		seen[name] = true
	}
	for _, r := range members {
		if r.need && d.has(r) && !seen[r.name] {
			d.wrong(path+"/"+r.name, "is missing")
		}
	}
}

// unknown reports a member that the form does not have.
func (d *decoder) unknown(path string, members []rule) {
	var names []string
	for _, r := range members {
		if d.has(r) {
			names = append(names, r.name)
		}
	}
	d.wrong(path, "is not a member that this form has here").Want("one of %s", strings.Join(names, ", "))
}
