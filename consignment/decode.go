package consignment

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"unicode/utf8"

	"github.com/kairo-corridor/kairo/fault"
)

// Decode reads one consignment from JSON, strictly: a field that the type does not have, a value of the wrong type, a
// field twice, a missing or impossible value are all reported at once, in document order, as a [fault.List] whose paths
// are JSON pointers (RFC 6901).
func Decode(raw []byte) (Consignment, error) {
	var c Consignment
	if len(raw) > BytesMax {
		return c, fault.New(fault.Limit, "the consignment has %d bytes", len(raw)).Want("at most %d", BytesMax)
	}
	if i := badUTF8(raw); i >= 0 {
		return c, fault.New(fault.BadFile, "byte %d is not UTF-8", i+1).At("%s", lineCol(raw, i)).Mend("save the file as UTF-8")
	}
	root, err := parse(raw)
	if err != nil {
		return c, err
	}
	d := &decoder{at: map[string]int64{}, null: map[string]bool{}}
	d.value(root, reflect.ValueOf(&c).Elem(), "")
	d.bothEnds(&c)
	d.merge(c.Validate())
	slices.SortStableFunc(d.faults, func(a, b placed) int { return cmp.Compare(a.offset, b.offset) })
	var list fault.List
	for _, p := range d.faults {
		if len(list) < violationMax {
			list = append(list, p.err)
		}
	}
	if err := list.OrNil(); err != nil {
		return Consignment{}, err
	}
	return c, nil
}

// bothEnds asks for both ends of a range of temperature: a missing one would pass for 0 °C.
func (d *decoder) bothEnds(c *Consignment) {
	for i := range c.Goods {
		at := fmt.Sprintf("/goods/%d/temperature", i)
		if c.Goods[i].Temperature == nil {
			continue
		}
		for _, end := range []string{"/minC", "/maxC"} {
			if _, said := d.at[at+end]; !said || d.null[at+end] {
				d.wrong(d.offset(at+end), at+end, "is missing").Want("both ends of the range, in degrees Celsius")
			}
		}
	}
}

// badUTF8 is the index of the first byte that is no UTF-8, or -1.
func badUTF8(raw []byte) int {
	for i := 0; i < len(raw); {
		r, n := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}
