package network

import (
	"encoding/csv"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/fault"
)

// ClassValueRow is one row of class-values.csv: a quantity of a class with its value.
type ClassValueRow struct {
	Class    string `json:"class"`
	Quantity string `json:"quantity"`
	ClassValue
}

// WithClassValues gives a copy of the network in which the given quantities of classes have other values; the network itself
// does not change. Classes that the network does not have are left out.
func (n *Network) WithClassValues(values map[string]map[string]ClassValue) *Network {
	t := *n.tables
	t.classes = slices.Clone(n.classes)
	t.class = make(map[string]*Class, len(t.classes))
	for i := range t.classes {
		c := &t.classes[i]
		if v, ok := values[c.ID]; ok {
			c.Values = maps.Clone(c.Values)
			maps.Copy(c.Values, v)
		}
		t.class[c.ID] = c
	}
	out := *n
	out.tables = &t
	out.eras = out.erasOf(out.changed)
	return &out
}

// ReadClassValues reads rows in the form of class-values.csv. Every violation is reported with file, line and field; whether
// the classes exist is for the reader to check.
func ReadClassValues(r io.Reader, name string) ([]ClassValueRow, error) {
	var faults fault.List
	var out []ClassValueRow
	readTable(r, name, classValueColumns, fault.BadFile, &faults).each(func(r row) {
		v := ClassValueRow{Class: r.need("class"), Quantity: r.need("quantity"), ClassValue: ClassValue{
			V: r.number("value", 0, 1e6), Low: r.number("low", 0, 1e6), High: r.number("high", 0, 1e6),
			Unit: r.need("unit"), Figures: r.list("figures"), Method: r.need("method")}}
		if v.Low > v.V || v.V > v.High {
			r.bad("value", "value: between low %g and high %g", v.Low, v.High)
		}
		out = append(out, v)
	})
	return out, faults.OrNil()
}

// WriteClassValues writes rows in the form of class-values.csv.
func WriteClassValues(w io.Writer, rows []ClassValueRow) error {
	c := csv.NewWriter(w)
	number := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	if err := c.Write(classValueColumns); err != nil {
		return err
	}
	for _, r := range rows {
		if err := c.Write([]string{r.Class, r.Quantity, number(r.V), number(r.Low), number(r.High), r.Unit, strings.Join(r.Figures, ";"), r.Method}); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}
