package desk

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/fault"
)

// SetField sets one field of a consignment from text as a form sends it. The path is a JSON pointer, "/goods/0/grossKg"; an
// index one past the end appends. An empty text empties the field. Lists of text are divided by commas; yes, on and true are
// true. The error is BadField or Limit with the path.
func SetField(c *consignment.Consignment, path, text string) error {
	parts := strings.Split(path, "/")
	if len(parts) < 2 || parts[0] != "" || len(parts) > consignment.DepthMax {
		return fault.New(fault.BadField, "%q is no path", path).At("%s", path).Want("a JSON pointer such as /goods/0/hs")
	}
	return setValue(reflect.ValueOf(c).Elem(), parts[1:], path, strings.TrimSpace(text))
}

func setValue(v reflect.Value, rest []string, path, text string) error {
	if v.Kind() == reflect.Pointer {
		if len(rest) == 0 && text == "" {
			v.SetZero()
			return nil
		}
		if v.IsNil() {
			if text == "" {
				return nil // nothing there and nothing said
			}
			v.Set(reflect.New(v.Type().Elem()))
		}
		v = v.Elem()
	}
	if len(rest) == 0 {
		return setLeaf(v, path, text)
	}
	switch v.Kind() {
	case reflect.Struct:
		f, ok := fieldNamed(v, rest[0])
		if !ok {
			return fault.New(fault.BadField, "a consignment has no field %q", rest[0]).At("%s", path)
		}
		return setValue(f, rest[1:], path, text)
	case reflect.Slice:
		return setElement(v, rest, path, text)
	}
	return fault.New(fault.BadField, "nothing stands below this field").At("%s", path)
}

// setElement sets in an element of a list, appending it where it is the next.
func setElement(v reflect.Value, rest []string, path, text string) error {
	i, err := strconv.Atoi(rest[0])
	if err != nil || i < 0 || i > v.Len() {
		return fault.New(fault.BadField, "%q is no place in a list of %d", rest[0], v.Len()).At("%s", path).Want("0 to %d", v.Len())
	}
	if i == v.Len() {
		if text == "" {
			return nil
		}
		if i >= consignment.GoodsMax {
			return fault.New(fault.Limit, "the list has %d entries", i).At("%s", path).Want("at most %d", consignment.GoodsMax)
		}
		v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
	}
	return setValue(v.Index(i), rest[1:], path, text)
}

func fieldNamed(v reflect.Value, name string) (reflect.Value, bool) {
	t := v.Type()
	for i := range t.NumField() {
		tag, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if tag == name && t.Field(i).IsExported() {
			return v.Field(i), true
		}
	}
	return reflect.Value{}, false
}

func setLeaf(v reflect.Value, path, text string) error {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Int, reflect.Int64:
		clean := strings.NewReplacer(" ", "", ",", "", "\u00a0", "", "\u202f", "").Replace(text)
		n, err := strconv.ParseInt(cmp.Or(clean, "0"), 10, 64)
		if err != nil {
			return fault.New(fault.BadField, "%q is no whole number", fault.Clip(text)).At("%s", path).Want("digits, such as 18000")
		}
		v.SetInt(n)
	case reflect.Bool:
		v.SetBool(slices.Contains([]string{"yes", "on", "true", "1"}, strings.ToLower(text)))
	case reflect.Slice:
		return setList(v, path, text)
	default:
		return fault.New(fault.BadField, "the field has parts").At("%s", path).Mend("set each of them")
	}
	return nil
}

func setList(v reflect.Value, path, text string) error {
	if v.Type().Elem().Kind() != reflect.String {
		if text == "" {
			v.SetZero()
			return nil
		}
		return fault.New(fault.BadField, "the field is a list of parts").At("%s", path).Mend("set each of them")
	}
	var list []string
	for _, s := range strings.Split(text, ",") {
		if s = strings.TrimSpace(s); s != "" {
			list = append(list, s)
		}
	}
	v.Set(reflect.ValueOf(list))
	return nil
}

// RemoveElement takes an element out of a list of a consignment: "/goods/2".
func RemoveElement(c *consignment.Consignment, path string) error {
	parts := strings.Split(path, "/")
	v := reflect.ValueOf(c).Elem()
	for i, p := range parts {
		switch {
		case i == 0:
			continue
		case v.Kind() == reflect.Pointer && !v.IsNil():
			v = v.Elem()
		}
		switch v.Kind() {
		case reflect.Struct:
			f, ok := fieldNamed(v, p)
			if !ok {
				return fault.New(fault.BadField, "a consignment has no field %q", p).At("%s", path)
			}
			v = f
		case reflect.Slice:
			n, err := strconv.Atoi(p)
			if err != nil || n < 0 || n >= v.Len() {
				return fault.New(fault.BadField, "%q is no place in a list of %d", p, v.Len()).At("%s", path)
			}
			if i == len(parts)-1 {
				v.Set(reflect.AppendSlice(v.Slice3(0, n, n), v.Slice(n+1, v.Len())))
				return nil
			}
			v = v.Index(n)
		}
	}
	return fault.New(fault.BadField, "this is no element of a list").At("%s", path).Want("a path that ends with a number")
}

// LabelKey names the label of a path in the catalogue of texts: indices are left out, "/goods/0/hs" is "field.goods.hs".
func LabelKey(path string) string {
	var out []string
	for _, p := range strings.Split(strings.TrimPrefix(path, "/"), "/") {
		if _, err := strconv.Atoi(p); err != nil && p != "" {
			out = append(out, p)
		}
	}
	return fmt.Sprintf("field.%s", strings.Join(out, "."))
}
