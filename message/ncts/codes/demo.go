package codes

import (
	_ "embed"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/kairo-corridor/kairo/fault"
)

//go:embed demo.csv
var demoText string

// demoList is a list of the demonstration set.
type demoList struct {
	whole  string // from this day on the rows are the whole list; empty: they never are
	open   bool   // the rows are the whole list on any day
	values map[string][]span
	never  map[string]bool // values that are known not to be in the list
}

// span is the time a value holds, YYYY-MM-DD; empty is open, until is the first day after.
type span struct{ from, until string }

func (s span) holds(day string) bool {
	return (s.from == "" || s.from <= day) && (s.until == "" || day < s.until)
}

// says tells whether a value is in the list on a day.
func (l demoList) says(value, day string) (in, known bool) {
	if slices.ContainsFunc(l.values[value], func(s span) bool { return s.holds(day) }) {
		return true, true
	}
	return false, l.never[value] || l.open || l.whole != "" && l.whole <= day
}

// expected names the values that hold on a day, where a person can read them all.
func (l demoList) expected(day string) string {
	var in []string
	for v := range l.values {
		if ok, _ := l.says(v, day); ok {
			in = append(in, v)
		}
	}
	if len(in) == 0 || len(in) > readable {
		return ""
	}
	slices.Sort(in)
	return strings.Join(in, ", ")
}

// readable is how many values of a list a text names.
const readable = 16

// demo is read once from the embedded text; a defect of that text is a defect of the program.
var demo = sync.OnceValue(func() map[string]demoList {
	lists, err := readDemo(strings.NewReader(demoText))
	if err != nil {
		panic("codes: demo.csv is wrong:\n" + err.Error())
	}
	return lists
})

// readDemo reads rows list, code, from, until, source.
func readDemo(in io.Reader) (map[string]demoList, error) {
	r := csv.NewReader(in)
	r.FieldsPerRecord = 5
	lists := map[string]demoList{}
	var wrong fault.List
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return lists, wrong.OrNil()
		}
		if err != nil {
			return nil, fault.New(fault.BadFile, "no CSV").At("demo.csv").Because(err)
		}
		line, _ := r.FieldPos(0)
		if line == 1 {
			if strings.Join(row, ",") != "list,code,from,until,source" {
				wrong = append(wrong, fault.New(fault.BadFile, "another header").At("demo.csv:1").Want("list,code,from,until,source"))
			}
			continue
		}
		if flaw := addDemo(lists, row); flaw != "" {
			wrong = append(wrong, fault.New(fault.BadField, "%s", flaw).At("demo.csv:%d", line))
		}
	}
}

// addDemo takes one row in, or says what is wrong with it.
func addDemo(lists map[string]demoList, row []string) string {
	number, value, from, until, source := row[0], row[1], row[2], row[3], row[4]
	if _, ok := Known(number); !ok {
		return "no list has the number " + number
	}
	for _, day := range []string{from, until} {
		if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
			return day + " is no day"
		}
	}
	if value == "" || source == "" || until != "" && until <= from {
		return "a row has a code, a source and an end after its beginning"
	}
	l := lists[number]
	if l.values == nil {
		l.values, l.never = map[string][]span{}, map[string]bool{}
	}
	if value == "*" {
		l.whole, l.open = from, from == ""
		lists[number] = l
		return ""
	}
	if v, not := strings.CutPrefix(value, "!"); not {
		l.never[v] = true
		lists[number] = l
		return ""
	}
	for _, s := range l.values[value] {
		if (s.until == "" || from < s.until) && (until == "" || s.from < until) {
			return number + " " + value + " overlaps an earlier row"
		}
	}
	l.values[value] = append(l.values[value], span{from, until})
	lists[number] = l
	return ""
}
