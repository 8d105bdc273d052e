package route

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"math"
	"strconv"

	"github.com/kairo-corridor/kairo/fault"
)

// ReadGraph reads a graph as plain text: a line "nodes arcs", then one line an arc, "u v c1 c2 [c3 ...]". All are integers;
// nodes count from 1 in the file and from 0 in the graph. Blank lines and lines that begin with # are passed over. The
// first arc says how many criteria there are; a graph without arcs has one.
//
// name is the file's, for errors: those of its content are fault.BadFile and say file:line, the field and what was
// expected there, several at once.
func ReadGraph(r io.Reader, name string) (*Graph, error) {
	rd := &reader{name: name, lines: bufio.NewScanner(r)}
	rd.lines.Buffer(make([]byte, lineMax), lineMax)
	rd.read()
	if err := rd.lines.Err(); err != nil {
		rd.broken(err)
	}
	if len(rd.faults) > 0 {
		return nil, rd.faults
	}
	return NewGraph(rd.nodes, max(rd.criteria, 1), rd.arcs)
}

// reader is a graph file being read.
type reader struct {
	name   string
	lines  *bufio.Scanner
	line   int
	rest   []byte // of the line
	faults fault.List

	nodes, want, criteria int
	arcs                  []Arc
	costs                 []int64 // what the arcs' costs are cut from
}

func (rd *reader) read() {
	if !rd.next() {
		rd.bad("file ends before its first line").Want("a line \"nodes arcs\"")
		return
	}
	if !rd.header() {
		return
	}
	for rd.next() {
		if len(rd.arcs) == rd.want {
			rd.bad("line after the last arc").Want("%d arcs, as the first line says", rd.want)
			return
		}
		if rd.arc(); len(rd.faults) >= faultsMax {
			return
		}
	}
	if len(rd.arcs) < rd.want && rd.lines.Err() == nil {
		rd.bad("file ends after %d arcs", len(rd.arcs)).Want("%d arcs, as the first line says", rd.want)
	}
}

// next goes to the next line that says something.
func (rd *reader) next() bool {
	for rd.lines.Scan() {
		rd.line++
		if rd.rest = bytes.TrimSpace(rd.lines.Bytes()); len(rd.rest) > 0 && rd.rest[0] != '#' {
			return true
		}
	}
	return false
}

func (rd *reader) header() bool {
	nodes, ok1 := rd.integer("nodes", 1, NodesMax)
	arcs, ok2 := rd.integer("arcs", 0, ArcsMax)
	if !ok1 || !ok2 || !rd.end("nodes arcs") {
		return false
	}
	if nodes > 2*arcs+looseNodesMax {
		rd.bad("field nodes: %d nodes for %d arcs", nodes, arcs).Want("at most %d that no arc touches", looseNodesMax)
		return false
	}
	rd.nodes, rd.want = int(nodes), int(arcs)
	rd.arcs = make([]Arc, 0, min(rd.want, looseNodesMax)) // grows as lines bear the number out
	return true
}

func (rd *reader) arc() {
	n := len(rd.faults)
	u, _ := rd.integer("u", 1, int64(rd.nodes))
	v, _ := rd.integer("v", 1, int64(rd.nodes))
	first := len(rd.costs)
	if rd.criteria == 0 {
		rd.firstCosts()
	} else {
		for i := range rd.criteria {
			rd.cost(i)
		}
	}
	if len(rd.faults) == n {
		rd.end("u v c1 ..")
	}
	// A wrong line counts as an arc, so that what follows is read in step; its graph is never built.
	rd.arcs = append(rd.arcs, Arc{From: int32(u - 1), To: int32(v - 1), Cost: rd.costs[first:len(rd.costs):len(rd.costs)]})
}

// firstCosts reads the costs of the first arc, as many as there are.
func (rd *reader) firstCosts() {
	for rd.criteria < CriteriaMax && (rd.criteria == 0 || len(rd.rest) > 0) {
		rd.cost(rd.criteria)
		rd.criteria++
	}
}

var costNames = [CriteriaMax]string{"c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8"}

func (rd *reader) cost(i int) {
	c, _ := rd.integer(costNames[i], 0, costMax(rd.nodes))
	rd.costs = append(rd.costs, c)
}

// integer takes the next field of the line, which must be an integer from least to most. Once a line has been found
// wrong the rest of it is not judged: one fault a line.
func (rd *reader) integer(field string, least, most int64) (int64, bool) {
	word := rd.word()
	if n := len(rd.faults); n > 0 && rd.faults[n-1].Path == rd.path() {
		return least, false
	}
	if len(word) == 0 {
		rd.bad("field %s: missing", field).Want("an integer from %d to %d", least, most)
		return least, false
	}
	n, ok := parse(word)
	if !ok || n < least || n > most {
		rd.bad("field %s: %q", field, clip(word)).Want("an integer from %d to %d", least, most)
		return least, false
	}
	return n, true
}

// word cuts the next word off the line.
func (rd *reader) word() []byte {
	i := 0
	for i < len(rd.rest) && rd.rest[i] > ' ' {
		i++
	}
	word := rd.rest[:i]
	for i < len(rd.rest) && rd.rest[i] <= ' ' {
		i++
	}
	rd.rest = rd.rest[i:]
	return word
}

// clip keeps an error to a line.
func clip(word []byte) []byte { return word[:min(len(word), 40)] }

// parse reads a decimal integer; ok is false for anything else and for what an int64 does not hold.
func parse(word []byte) (n int64, ok bool) {
	negative := len(word) > 1 && word[0] == '-'
	if negative {
		word = word[1:]
	}
	for _, c := range word {
		d := int64(c - '0')
		if c < '0' || c > '9' || n > (math.MaxInt64-d)/10 {
			return 0, false
		}
		n = 10*n + d
	}
	if negative {
		n = -n
	}
	return n, true
}

// end checks that the line has been used up.
func (rd *reader) end(shape string) bool {
	if len(rd.rest) == 0 {
		return true
	}
	e := rd.bad("%q after the last field", clip(rd.word()))
	switch {
	case rd.criteria == 0:
		e.Want("%q", shape)
	case len(rd.arcs) == 0:
		e.Want("%q with at most %d costs", shape, CriteriaMax)
	default:
		e.Want("%q with %d costs, as on the first arc", shape, rd.criteria)
	}
	return false
}

func (rd *reader) path() string { return rd.name + ":" + strconv.Itoa(rd.line) }

func (rd *reader) bad(format string, args ...any) *fault.Error {
	e := fault.New(fault.BadFile, format, args...)
	e.Path = rd.path()
	rd.faults = append(rd.faults, e)
	return e
}

// broken reports that the lines could not be had.
func (rd *reader) broken(err error) {
	rd.line++
	if errors.Is(err, bufio.ErrTooLong) {
		rd.bad("line too long").Want("at most %d bytes", lineMax)
		return
	}
	rd.bad("cannot be read").Because(err)
}
