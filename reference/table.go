package reference

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/fault"
)

// table is one CSV file being read: a cursor over its rows that gathers every violation with file and line.
type table struct {
	file   string
	head   []string
	rows   [][]string
	lines  []int
	at     int
	faults *fault.List
}

// open reads a file whose header must be exactly the columns.
func open(fsys fs.FS, file, columns string, faults *fault.List) *table {
	t := &table{file: file, head: strings.Split(columns, ","), at: -1, faults: faults}
	raw, err := readBounded(fsys, file)
	if err != nil {
		t.wrong(file, fault.BadFile, "cannot be read: %v", err)
		return t
	}
	r := csv.NewReader(bytes.NewReader(raw))
	r.FieldsPerRecord = -1
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return t
		}
		if err != nil {
			t.wrong(file, fault.BadFile, "is no CSV: %v", err)
			return t
		}
		line, _ := r.FieldPos(0)
		if !t.take(row, line) {
			return t
		}
	}
}

// take keeps one row; the first must be the header. It reports whether to read on.
func (t *table) take(row []string, line int) bool {
	place := t.file + ":" + strconv.Itoa(line)
	switch {
	case t.rows == nil:
		if !slices.Equal(row, t.head) {
			t.wrong(place, fault.BadFile, "the header is %s", strings.Join(row, ",")).Want("%s", strings.Join(t.head, ","))
			return false
		}
		t.rows = [][]string{}
	case len(row) != len(t.head):
		t.wrong(place, fault.BadFile, "has %d fields", len(row)).Want("%d: %s", len(t.head), strings.Join(t.head, ","))
	case len(t.rows) >= RowsMax:
		t.wrong(place, fault.Limit, "more than %d rows", RowsMax)
		return false
	default:
		t.rows, t.lines = append(t.rows, row), append(t.lines, line)
	}
	return true
}

func readBounded(fsys fs.FS, file string) ([]byte, error) {
	f, err := fsys.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, FileBytesMax+1))
	if err == nil && len(raw) > FileBytesMax {
		err = fault.New(fault.Limit, "larger than %d bytes", FileBytesMax)
	}
	return raw, err
}

func (t *table) next() bool { t.at++; return t.at < len(t.rows) }

// where is the place of the current row, "rules.csv:12".
func (t *table) where() string { return t.file + ":" + strconv.Itoa(t.lines[t.at]) }

// wrong adds a violation, up to the limit.
func (t *table) wrong(place string, c fault.Code, format string, args ...any) *fault.Error {
	e := fault.New(c, format, args...).At("%s", place)
	if len(*t.faults) < ViolationMax {
		*t.faults = append(*t.faults, e)
	}
	return e
}

func (t *table) field(column, format string, args ...any) *fault.Error {
	return t.wrong(t.where()+": "+column, fault.BadField, format, args...)
}

func (t *table) get(column string) string {
	return t.rows[t.at][slices.Index(t.head, column)]
}

// must is a field that may not be empty.
func (t *table) must(column string) string {
	v := t.get(column)
	if strings.TrimSpace(v) == "" {
		t.field(column, "is empty")
	}
	return v
}

// among is a field with a fixed set of values.
func (t *table) among(column string, values ...string) string {
	v := t.get(column)
	if !slices.Contains(values, v) {
		t.field(column, "%q is not known", v).Want("one of %s", strings.Join(values, ", "))
	}
	return v
}

// words splits a field at blanks; "*" is the empty list, any.
func (t *table) words(column string) []string {
	w := strings.Fields(t.get(column))
	if len(w) == 1 && w[0] == "*" {
		return nil
	}
	return w
}

// list splits a field at semicolons.
func (t *table) list(column string) []string {
	var out []string
	for _, s := range strings.Split(t.get(column), ";") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

func (t *table) span() Span {
	s := Span{FromText: t.get("from"), UntilText: t.get("until")}
	s.From, s.Until = t.date("from", s.FromText), t.date("until", s.UntilText)
	if !s.From.IsZero() && !s.Until.IsZero() && !s.From.Before(s.Until) {
		t.field("until", "%s does not come after %s", s.UntilText, s.FromText)
	}
	return s
}

// date reads a day, month or year: the first day of it.
func (t *table) date(column, v string) time.Time {
	if v == "" {
		return time.Time{}
	}
	for _, layout := range []string{"2006-01-02", "2006-01", "2006"} {
		if d, err := time.Parse(layout, v); err == nil {
			return d
		}
	}
	t.field(column, "%q is no date", v).Want("YYYY, YYYY-MM or YYYY-MM-DD")
	return time.Time{}
}

func (t *table) origin() Origin {
	return Origin{Status: Status(t.among("status", "verified", "stated", "recalled")), Source: t.must("source"), Where: t.where()}
}

// percent reads "16", "6.5" or "12.25" as hundredths of one per cent.
func (t *table) percent(column string) int64 {
	v := t.get(column)
	whole, frac, _ := strings.Cut(v, ".")
	n, err := strconv.ParseInt(whole+(frac + "00")[:2], 10, 64)
	if err != nil || len(frac) > 2 || n < 0 || n > 1_000_000 {
		t.field(column, "%q is no percentage", v).Want("0 to 10000 with at most two decimals")
		return 0
	}
	return n
}

func (t *table) whole(column string) int64 {
	v := t.get(column)
	if v == "" {
		return 0
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil || n < 0 {
		t.field(column, "%q is no whole number", v)
	}
	return n
}
