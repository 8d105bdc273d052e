package event

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/kairo-corridor/kairo/fault"
)

// Columns are the columns of the CSV in the order they are written. They are read in any order by their names; those
// not in [Required] may be missing.
var Columns = []string{"event_id", "time", "consignment", "kind", "location", "crossing", "link", "mode", "movement", "source", "recorder"}

// Required are the columns without which no event can be read.
var Required = []string{"event_id", "time", "consignment", "kind", "location", "source"}

// Known tells whether codes are of the network; a nil function accepts every code. Where a code is not known it may
// give what was perhaps meant, best first.
type Known struct {
	Location func(code string) (perhaps []string, ok bool)
	Crossing func(id string) (perhaps []string, ok bool)
	Link     func(id string) (perhaps []string, ok bool)
}

// Check returns a violation for each code of the event that is not known, in the order of [Columns].
func (k *Known) Check(e Event) fault.List {
	if k == nil {
		return nil
	}
	var list fault.List
	ask := func(column, code string, known func(string) ([]string, bool)) {
		if code == "" || known == nil {
			return
		}
		if perhaps, ok := known(code); !ok {
			list = append(list, fault.New(fault.BadField, "%s %q is not in the network", column, code).At("%s", column).
				Want("a code of the network").Among(perhaps...))
		}
	}
	ask("location", e.Location, k.Location)
	ask("crossing", e.Crossing, k.Crossing)
	ask("link", e.Link, k.Link)
	return list
}

// ReadCSV reads a whole file of events: all of them in the order of the file, or a [fault.List] naming every wrong row
// as "name:line". Rows that repeat an event word for word stay in, for [Merge] to skip; rows that repeat an event_id
// with other content are wrong.
func ReadCSV(r io.Reader, name string, known *Known) ([]Event, error) {
	data, err := io.ReadAll(io.LimitReader(r, BytesMax+1))
	if err != nil {
		return nil, fault.New(fault.BadFile, "cannot read the file").At("%s", name).Because(err)
	}
	if f := checkBytes(data, name); f != nil {
		return nil, f
	}
	rd := &reader{name: name, known: known, csv: csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))}
	rd.csv.FieldsPerRecord, rd.csv.ReuseRecord = -1, true
	if !rd.header() {
		return nil, rd.faults
	}
	rd.rows()
	if rd.hidden > 0 {
		rd.faults = append(rd.faults, fault.New(fault.Limit, "%d more violations are not shown", rd.hidden).At("%s", name).Want("at most %d", FaultsMax))
	}
	if err := rd.faults.OrNil(); err != nil {
		return nil, err
	}
	return rd.events, nil
}

// checkBytes refuses what is no CSV in UTF-8 before any row is looked at.
func checkBytes(data []byte, name string) *fault.Error {
	switch {
	case len(data) > BytesMax:
		return fault.New(fault.Limit, "the file is larger than %d bytes", BytesMax).At("%s", name).Mend("split it; importing parts one after the other gives the same")
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return fault.New(fault.BadFile, "the file is in UTF-16").At("%s", name).Want("UTF-8").Mend("save it as \"CSV UTF-8\"")
	case !utf8.Valid(data):
		line := 1 + bytes.Count(data[:badUTF8(data)], []byte("\n"))
		return fault.New(fault.BadFile, "the file is not UTF-8").At("%s:%d", name, line).Want("UTF-8").Mend("save it as \"CSV UTF-8\"")
	}
	return nil
}

func badUTF8(data []byte) int {
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(data)
}

// reader reads one file.
type reader struct {
	name   string
	known  *Known
	csv    *csv.Reader
	column []string // name of each column of the file
	events []Event
	faults fault.List
	hidden int
	seen   map[string]int // event_id to index in events
	lines  []int          // line of each event
}

func (rd *reader) add(line int, f *fault.Error) {
	if len(rd.faults) >= FaultsMax {
		rd.hidden++
		return
	}
	rd.faults = append(rd.faults, f.At("%s:%d", rd.name, line))
}

// header reads the first row and refuses unknown, doubled and missing columns.
func (rd *reader) header() bool {
	row, err := rd.csv.Read()
	if err != nil {
		rd.add(1, fault.New(fault.BadFile, "the file has no header").Want("%s", strings.Join(Columns, ",")).Because(ignoreEOF(err)))
		return false
	}
	if len(row) == 1 && strings.ContainsAny(row[0], ";\t") {
		rd.add(1, fault.New(fault.BadFile, "the columns are not separated by commas").Want("%s", strings.Join(Columns, ",")).Mend("save the file with commas"))
		return false
	}
	for _, cell := range row {
		name := strings.ToLower(strings.TrimSpace(cell))
		switch {
		case !slices.Contains(Columns, name):
			rd.add(1, fault.New(fault.BadFile, "unknown column %q", fault.Clip(cell)).Want("columns among %s", strings.Join(Columns, ", ")))
		case slices.Contains(rd.column, name):
			rd.add(1, fault.New(fault.BadFile, "column %q is there twice", name))
		}
		rd.column = append(rd.column, name)
	}
	for _, name := range Required {
		if !slices.Contains(rd.column, name) {
			f := fault.New(fault.BadFile, "column %q is missing", name).Want("the columns %s", strings.Join(Required, ", "))
			if name == "source" {
				f = f.Mend("say observed or simulated in every row: the two are never mixed")
			}
			rd.add(1, f)
		}
	}
	return len(rd.faults) == 0
}

func ignoreEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// rows reads every row after the header.
func (rd *reader) rows() {
	rd.seen = map[string]int{}
	for {
		row, err := rd.csv.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			rd.add(broken.StartLine, fault.New(fault.BadFile, "the row is no CSV").Mend("put a cell with quotes or commas in quotes and double its quotes").Because(broken.Err))
			continue
		}
		line, _ := rd.csv.FieldPos(0)
		if len(rd.events) >= EventsMax {
			rd.add(line, fault.New(fault.Limit, "the file has more than %d events", EventsMax).Mend("split it; importing parts one after the other gives the same"))
			return
		}
		if strings.Join(row, "") != "" { // spreadsheets leave rows of empty cells at the end
			rd.row(line, row)
		}
	}
}

// row reads one row; every violation in it is reported.
func (rd *reader) row(line int, row []string) {
	if len(row) != len(rd.column) {
		rd.add(line, fault.New(fault.BadFile, "the row has %d cells", len(row)).Want("%d, as the header", len(rd.column)))
		return
	}
	var e Event
	before := len(rd.faults) + rd.hidden
	timeWrong := false
	for i, name := range rd.column {
		value := strings.Clone(unguard(strings.TrimSpace(row[i])))
		if name != "time" {
			set(&e, name, value)
			continue
		}
		at, f := ParseTime(value)
		if e.At = at; f != nil {
			timeWrong = true
			rd.add(line, f)
		}
	}
	for _, f := range fault.All(e.Validate()) {
		if !(timeWrong && f.Path == "time") {
			rd.add(line, f)
		}
	}
	for _, f := range rd.known.Check(e) {
		rd.add(line, f)
	}
	if i, twice := rd.seen[e.ID]; twice && !Same(rd.events[i], e) && e.ID != "" {
		rd.add(line, fault.New(fault.Conflict, "event_id %q stands in line %d with other content (%s)", e.ID, rd.lines[i], differences(rd.events[i], e)).
			Want("one event for one event_id"))
	}
	if len(rd.faults)+rd.hidden == before {
		rd.seen[e.ID] = len(rd.events)
		rd.events = append(rd.events, e)
		rd.lines = append(rd.lines, line)
	}
}

// ParseTime reads an RFC 3339 time with its zone and cuts it to the second in UTC. A time without a zone is refused:
// a border has a clock on either side.
func ParseTime(s string) (time.Time, *fault.Error) {
	t, err := time.Parse(time.RFC3339, s)
	if err == nil {
		return UTC(t), nil
	}
	f := fault.New(fault.BadField, "time %q is not understood", fault.Clip(s)).Want("RFC 3339 with a zone, such as 2026-10-05T08:00:00Z or 2026-10-05T13:00:00+05:00")
	for _, naive := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02"} {
		if _, err := time.Parse(naive, s); err == nil {
			f.Message = "time \"" + fault.Clip(s) + "\" has no zone"
			return time.Time{}, f.Mend("say which clock it is: add Z for UTC, or the offset of the place, such as +05:00")
		}
	}
	return time.Time{}, f
}

func set(e *Event, column, v string) {
	switch column {
	case "event_id":
		e.ID = v
	case "consignment":
		e.Consignment = v
	case "kind":
		e.Kind = Kind(v)
	case "location":
		e.Location = v
	case "crossing":
		e.Crossing = v
	case "link":
		e.Link = v
	case "mode":
		e.Mode = v
	case "movement":
		e.Movement = v
	case "source":
		e.Source = Source(v)
	case "recorder":
		e.Recorder = v
	}
}

func cell(e Event, column string) string {
	if column == "time" {
		return e.At.Format(time.RFC3339)
	}
	for _, f := range e.fields() {
		if f.name == column {
			return f.value
		}
	}
	return ""
}

// WriteCSV writes events in their sorted order with all [Columns]. An event that is not valid is refused before a byte
// is written. A cell that a spreadsheet would take for a formula gets an apostrophe in front, which [ReadCSV] takes off.
func WriteCSV(w io.Writer, events []Event) error {
	sorted := slices.Clone(events)
	Sort(sorted)
	var list fault.List
	for i, e := range sorted {
		for _, f := range fault.All(e.Validate()) {
			list = append(list, f.At("event %d (%q): %s", i+1, e.ID, f.Path))
		}
	}
	if err := list.OrNil(); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	_ = out.Write(Columns) // an error stays in the writer until Flush
	row := make([]string, len(Columns))
	for _, e := range sorted {
		for i, f := range e.fields() {
			row[i] = guard(f.value)
		}
		row[1] = e.At.Format(time.RFC3339)
		_ = out.Write(row)
	}
	out.Flush()
	return out.Error()
}

// formula are the first characters that make a cell a formula in a spreadsheet, and the apostrophe that hides them.
const formula = "=+-@'"

// guard puts an apostrophe before a cell that would be a formula; unguard takes it off.
func guard(s string) string {
	if s != "" && strings.IndexByte(formula, s[0]) >= 0 {
		return "'" + s
	}
	return s
}

func unguard(s string) string {
	if len(s) > 1 && s[0] == '\'' && strings.IndexByte(formula, s[1]) >= 0 {
		return s[1:]
	}
	return s
}
