package eaeu

import (
	"reflect"
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/fault"
)

// Set puts a value at a JSON pointer made of element names ("/DeclarationGoodsShipmentDetails/ConsignorDetails/TaxpayerId"),
// making what lies on the way; lists grow to the index, which is below RepeatMax. The text of an element with attributes is
// "/value". The error is fault.BadField for a pointer outside the subset.
func Set(d *GoodsDeclaration, pointer, v string) error {
	at := reflect.ValueOf(d).Elem()
	steps := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	for _, step := range steps {
		next, ok := enter(at, step)
		if !ok {
			return fault.New(fault.BadField, "R.036 has no %s here, in the subset that is known", step).At("%s", pointer)
		}
		at = next
	}
	if at.Kind() != reflect.String {
		return fault.New(fault.BadField, "is a group, not a value").At("%s", pointer)
	}
	at.SetString(v)
	return nil
}

// enter goes one step down.
func enter(at reflect.Value, step string) (reflect.Value, bool) {
	if at.Kind() == reflect.Pointer {
		if at.IsNil() {
			at.Set(reflect.New(at.Type().Elem()))
		}
		at = at.Elem()
	}
	switch at.Kind() {
	case reflect.Slice:
		i, err := strconv.Atoi(step)
		if err != nil || i < 0 || i >= RepeatMax {
			return at, false
		}
		for i >= at.Len() {
			at.Set(reflect.Append(at, reflect.Zero(at.Type().Elem())))
		}
		return at.Index(i), true
	case reflect.Struct:
		for _, f := range fieldsOf(at.Type()) {
			if f.member() == step {
				return at.Field(f.index), true
			}
		}
	}
	return at, false
}
