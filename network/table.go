package network

import (
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/kairo-corridor/kairo/fault"
)

// table reads one CSV file row by row and collects what is wrong with it, each violation with its file, line and field.
type table struct {
	name   string
	lines  []int
	rows   [][]string
	header []string
	faults *fault.List
}

// row is one line of a table.
type row struct {
	t    *table
	line int
	f    []string
}

// readTable reads a table that must have exactly the wanted columns in that order.
func readTable(r io.Reader, name string, columns []string, code fault.Code, faults *fault.List) *table {
	t := &table{name: name, header: columns, faults: faults}
	data, err := io.ReadAll(io.LimitReader(r, maxFileBytes+1))
	if err != nil {
		t.add(fault.New(fault.BadFile, "cannot be read").At("%s", name).Because(err))
		return t
	}
	if len(data) > maxFileBytes {
		t.add(fault.New(fault.Limit, "file is too long").At("%s", name).Want("at most %d bytes", maxFileBytes))
		return t
	}
	if !utf8.Valid(data) {
		t.add(fault.New(fault.BadFile, "is not UTF-8 text").At("%s", name).Want("a CSV file in UTF-8"))
		return t
	}
	c := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(data), "\ufeff")))
	c.FieldsPerRecord = -1
	first := true
	for {
		record, err := c.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			line := 0
			var pe *csv.ParseError
			if errors.As(err, &pe) {
				line = pe.StartLine
			}
			t.add(fault.New(fault.BadFile, "is no CSV: %v", err).At("%s:%d", name, line).Want("comma-separated fields, quotes doubled inside quotes"))
			return t
		}
		line, _ := c.FieldPos(0)
		if first {
			first = false
			if !slices.Equal(record, columns) {
				t.add(fault.New(fault.BadFile, "has the wrong header").At("%s:%d", name, line).Want("%s", strings.Join(columns, ",")))
				return t
			}
			continue
		}
		if len(record) != len(columns) {
			t.add(fault.New(code, "row has %d fields", len(record)).At("%s:%d", name, line).Want("%d fields: %s", len(columns), strings.Join(columns, ",")))
			continue
		}
		if len(t.rows) == maxRows {
			t.add(fault.New(fault.Limit, "table has too many rows").At("%s:%d", name, line).Want("at most %d", maxRows))
			return t
		}
		t.rows = append(t.rows, record)
		t.lines = append(t.lines, line)
	}
	if first {
		t.add(fault.New(fault.BadFile, "is empty").At("%s", name).Want("a header: %s", strings.Join(columns, ",")))
	}
	return t
}

// openTable is readTable on a file of a file system.
func openTable(fsys fs.FS, name string, columns []string, faults *fault.List) *table {
	f, err := fsys.Open(name)
	if err != nil {
		t := &table{name: name, header: columns, faults: faults}
		t.add(fault.New(fault.BadFile, "cannot be opened").At("%s", name).Want("a CSV file: %s", strings.Join(columns, ",")).Because(err))
		return t
	}
	defer f.Close()
	return readTable(f, name, columns, fault.BadNetwork, faults)
}

func (t *table) add(e *fault.Error) {
	if len(*t.faults) < maxViolations {
		*t.faults = append(*t.faults, e)
	}
}

// each calls fn for every row.
func (t *table) each(fn func(row)) {
	for i, f := range t.rows {
		fn(row{t, t.lines[i], f})
	}
}

// bad records that a field of this row is wrong.
func (r row) bad(column, expected string, args ...any) {
	v := r.raw(column)
	r.t.add(fault.New(fault.BadNetwork, "%s %q is wrong", column, v).At("%s:%d", r.t.name, r.line).Want(expected, args...))
}

// rowless records that a table lacks a row it must have.
func (t *table) rowless(column, expected string) {
	t.add(fault.New(fault.BadNetwork, "%s lacks a row", column).At("%s", t.name).Want("%s", expected))
}

func (r row) raw(column string) string { return r.f[slices.Index(r.t.header, column)] }

// text is a field without surrounding space.
func (r row) text(column string) string {
	v := strings.TrimSpace(r.raw(column))
	if utf8.RuneCountInString(v) > maxField {
		r.t.add(fault.New(fault.Limit, "%s is too long", column).At("%s:%d", r.t.name, r.line).Want("at most %d characters", maxField))
		return ""
	}
	return v
}

// need is a field that must not be empty.
func (r row) need(column string) string {
	v := r.text(column)
	if v == "" {
		r.bad(column, "%s: not empty", column)
	}
	return v
}

// number is a finite number from lo to hi; an empty field is zero.
func (r row) number(column string, lo, hi float64) float64 {
	s := r.text(column)
	if s == "" {
		return 0
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(v) || v < lo || v > hi {
		r.bad(column, "%s: a number from %g to %g", column, lo, hi)
		return 0
	}
	return v
}

// flag is "yes", "no" or empty.
func (r row) flag(column string) bool {
	switch r.text(column) {
	case "yes":
		return true
	case "", "no":
	default:
		r.bad(column, "%s: yes, no or empty", column)
	}
	return false
}

// oneOf is a field with one of a few values.
func (r row) oneOf(column string, values ...string) string {
	v := r.text(column)
	if !slices.Contains(values, v) {
		r.bad(column, "%s: one of %s", column, strings.Join(values, ", "))
	}
	return v
}

// list is a field of values separated by semicolons.
func (r row) list(column string) []string {
	var out []string
	for _, v := range strings.Split(r.text(column), ";") {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

// date is a day, zero where the field is empty.
func (r row) date(column string) time.Time {
	s := r.text(column)
	if s == "" {
		return time.Time{}
	}
	d, err := time.Parse("2006-01-02", s)
	if err != nil {
		r.bad(column, "%s: a day like 2026-11-20, or empty", column)
	}
	return d
}
