package backtest

import (
	"embed"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
)

//go:embed data/*.csv
var embedded embed.FS

// The metrics of a row.
const (
	Days   = "days"
	USDTEU = "usd_teu" // US dollars for a 20-foot container
	USDFEU = "usd_feu" // US dollars for a 40-foot container, planned as two TEU
)

// The clocks of a time: what the claim covers.
const (
	ClockDoor     = "door"     // from the gate of the first place to the gate of the last: handling and waiting at both ends
	ClockTerminal = "terminal" // from departure at the first place to arrival at the last
	ClockRunning  = "running"  // the links alone, without borders and transfers
)

// The covers of a price.
const (
	CoverAll     = "all"     // handling at both ends too
	CoverThrough = "through" // a through rate: everything between, not the handling at both ends
	CoverFreight = "freight" // the links alone
)

// The uses of a row.
const (
	UseFit   = "fit"   // compared, and used by the calibration
	UseCheck = "check" // compared, never used by the calibration
	UseGiven = "given" // the planner uses the claim itself: comparing would be circular
	UseOut   = "out"   // left out, with the reason
)

// Row is one published claim about a whole journey. A journey between regions lists alternatives: the planner's figures are
// then averaged over every pair.
type Row struct {
	ID       string         `json:"id"`
	Metric   string         `json:"metric"`         // days, usd_teu, usd_feu
	Low      float64        `json:"low,omitempty"`  // 0 where only the upper end is published
	High     float64        `json:"high,omitempty"` // 0 where only the lower end is published; equal to Low where one figure is
	Kind     network.Kind   `json:"kind"`
	Year     string         `json:"year"` // year, or year and month
	From     []string       `json:"from"`
	To       []string       `json:"to"`
	Via      []string       `json:"via,omitempty"`   // places or ids of links and crossings that the journey must use
	Modes    []network.Mode `json:"modes,omitempty"` // modes it may use; empty for all but air
	Avoid    []string       `json:"avoid,omitempty"` // as in a request of plan
	Corridor string         `json:"corridor"`        // id of the corridor the claim speaks of; "regional" for none
	Clock    string         `json:"clock"`           // what the figure covers
	Use      string         `json:"use"`
	Reason   string         `json:"reason,omitempty"`  // why it is left out or only checked; what was assumed
	Figures  []string       `json:"figures,omitempty"` // rows of figures.csv
	Source   string         `json:"source"`
}

var rowColumns = []string{"id", "metric", "low", "high", "kind", "year", "from", "to", "via", "modes", "avoid", "corridor", "clock", "use", "reason", "figures", "source"}

// Columns are the columns of a file of rows, in order.
func Columns() []string { return slices.Clone(rowColumns) }

// Journeys are the published journeys that come with Kairo, those left out included.
func Journeys() ([]Row, error) { return embeddedRows("journeys.csv") }

// HoldOut are published journeys that the calibration never sees.
func HoldOut() ([]Row, error) { return embeddedRows("holdout.csv") }

func embeddedRows(name string) ([]Row, error) {
	f, err := embedded.Open("data/" + name)
	if err != nil {
		return nil, fault.New(fault.Internal, "embedded rows are missing").Because(err)
	}
	defer f.Close()
	return Read(f, name)
}

// sheet reads a CSV file and collects what is wrong with it.
type sheet struct {
	name   string
	bad    fault.List
	line   int
	fields []string
}

func (s *sheet) fail(column, want string, args ...any) {
	if len(s.bad) < maxViolations {
		s.bad = append(s.bad, fault.New(fault.BadFile, "%s %q is wrong", column, s.raw(column)).At("%s:%d", s.name, s.line).Want(want, args...))
	}
}

func (s *sheet) whole(code fault.Code, line int, message, want string, args ...any) {
	e := fault.New(code, "%s", message).At("%s:%d", s.name, line)
	s.bad = append(s.bad, e.Want(want, args...))
}

func (s *sheet) raw(column string) string { return s.fields[slices.Index(rowColumns, column)] }

// text is a field without surrounding space.
func (s *sheet) text(column string) string {
	v := strings.TrimSpace(s.raw(column))
	if utf8.RuneCountInString(v) > maxField {
		s.fail(column, "%s: at most %d characters", column, maxField)
		return ""
	}
	return v
}

func (s *sheet) oneOf(column string, values ...string) string {
	v := s.text(column)
	if !slices.Contains(values, v) {
		s.fail(column, "%s: one of %s", column, strings.Join(values, ", "))
	}
	return v
}

func (s *sheet) list(column string, most int) []string {
	var out []string
	for _, v := range strings.Split(s.text(column), ";") {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	if len(out) > most {
		s.fail(column, "%s: at most %d entries separated by semicolons", column, most)
		out = out[:most]
	}
	return out
}

func (s *sheet) number(column string) float64 {
	t := s.text(column)
	if t == "" {
		return 0
	}
	v, err := strconv.ParseFloat(t, 64)
	if err != nil || math.IsNaN(v) || v <= 0 || v > 1e7 {
		s.fail(column, "%s: a positive number up to ten million, or empty", column)
		return 0
	}
	return v
}

// Read reads rows from CSV text with exactly the columns of [Columns]. The error is a [fault.List] of every violation with
// line and field.
func Read(r io.Reader, name string) ([]Row, error) {
	s := &sheet{name: name}
	data, err := io.ReadAll(io.LimitReader(r, maxFileBytes+1))
	if err != nil {
		return nil, fault.New(fault.BadFile, "cannot be read").At("%s", name).Because(err)
	}
	if len(data) > maxFileBytes || !utf8.Valid(data) {
		return nil, fault.New(fault.BadFile, "is too long or no UTF-8 text").At("%s", name).Want("a CSV file in UTF-8 of at most %d bytes", maxFileBytes)
	}
	c := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(data), "\ufeff")))
	c.FieldsPerRecord = -1
	var rows []Row
	seen := map[string]bool{}
	for first := true; ; first = false {
		record, err := c.Read()
		if errors.Is(err, io.EOF) {
			if first {
				s.whole(fault.BadFile, 1, "is empty", "a header: %s", strings.Join(rowColumns, ","))
			}
			break
		}
		if err != nil {
			s.whole(fault.BadFile, lineOf(err), "is no CSV: "+err.Error(), "comma-separated fields, quotes doubled inside quotes")
			break
		}
		s.line, _ = c.FieldPos(0)
		switch {
		case first && !slices.Equal(record, rowColumns):
			s.whole(fault.BadFile, s.line, "has the wrong header", "%s", strings.Join(rowColumns, ","))
			return nil, s.bad.OrNil()
		case first:
		case len(record) != len(rowColumns):
			s.whole(fault.BadFile, s.line, "row has "+strconv.Itoa(len(record))+" fields", "%d fields: %s", len(rowColumns), strings.Join(rowColumns, ","))
		case len(rows) == maxRows:
			s.whole(fault.Limit, s.line, "has too many rows", "at most %d", maxRows)
			return nil, s.bad.OrNil()
		default:
			s.fields = record
			row := s.row()
			if row.ID != "" && seen[row.ID] {
				s.fail("id", "id: used only once")
			}
			seen[row.ID] = true
			rows = append(rows, row)
		}
	}
	return rows, s.bad.OrNil()
}

func lineOf(err error) int {
	var pe *csv.ParseError
	if errors.As(err, &pe) {
		return pe.StartLine
	}
	return 1
}

// row reads and checks the fields of one line.
func (s *sheet) row() Row {
	kinds := []string{}
	for _, k := range network.Kinds {
		if k != network.Fact && k != network.Estimated {
			kinds = append(kinds, string(k))
		}
	}
	r := Row{
		ID: s.text("id"), Metric: s.oneOf("metric", Days, USDTEU, USDFEU), Low: s.number("low"), High: s.number("high"),
		Kind: network.Kind(s.oneOf("kind", kinds...)), Year: s.text("year"), From: s.list("from", maxPairs), To: s.list("to", maxPairs),
		Via: s.list("via", maxVia), Avoid: s.list("avoid", 48), Corridor: s.text("corridor"), Use: s.oneOf("use", UseFit, UseCheck, UseGiven, UseOut),
		Reason: s.text("reason"), Figures: s.list("figures", 64), Source: s.text("source"),
	}
	clocks := []string{ClockDoor, ClockTerminal, ClockRunning}
	if r.Metric != Days {
		clocks = []string{CoverAll, CoverThrough, CoverFreight}
	}
	for _, m := range s.list("modes", len(network.Modes)) {
		if !slices.Contains(network.Modes, network.Mode(m)) {
			s.fail("modes", "modes: of sea, ferry, rail, road, air, separated by semicolons; empty for all but air")
		}
		r.Modes = append(r.Modes, network.Mode(m))
	}
	if r.ID == "" {
		s.fail("id", "id: not empty")
	}
	if r.Source == "" {
		s.fail("source", "source: who says so")
	}
	if _, err := when(r.Year); err != nil {
		s.fail("year", "year: YYYY or YYYY-MM")
	}
	if r.Use != UseOut && r.Low == 0 && r.High == 0 || r.Low > 0 && r.High > 0 && r.Low > r.High {
		s.fail("low", "low and high: a figure in both, a range, or only one end of it")
	}
	if r.Use == UseOut {
		r.Clock = s.text("clock")
		if r.Reason == "" {
			s.fail("reason", "reason: why the row is left out")
		}
		return r
	}
	r.Clock = s.oneOf("clock", clocks...)
	if len(r.From) == 0 || len(r.To) == 0 {
		s.fail("from", "from and to: places, several where a region is spoken of")
	} else if len(r.From)*len(r.To) > maxPairs {
		s.fail("from", "from and to: at most %d pairs", maxPairs)
	}
	return r
}

// when reads "2024-07" as the middle of that month, and "2024" as the middle of May: passes are open and
// neither winter storms nor typhoons are at their worst.
func when(year string) (time.Time, error) {
	if t, err := time.Parse("2006-01", year); err == nil {
		return t.AddDate(0, 0, 14), nil
	}
	t, err := time.Parse("2006", year)
	return t.AddDate(0, 4, 14), err
}
