package sea

import (
	"embed"
	"encoding/csv"
	"io"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
)

//go:embed data/*.csv
var data embed.FS

// Node is a point where lanes meet. The node of a port is called by its code.
type Node struct {
	ID, Name string
	At       Point
}

// Lane is one great circle between two nodes.
type Lane struct {
	From, To int32  // nodes
	Kind     string // open, strait, canal, fairway, approach
	Name     string // of the sea or strait
	Through  []string
	Overland string // why it may cross land: a canal, river or dredged fairway the 10m coastline does not show
	Km       float64
	words    uint32
}

// Port is a port beyond those of the network.
type Port struct {
	Code, Name string
	At         Point
	Source     string
}

// Chokepoint is a place that a query may avoid: its gate is a line from shore to shore, cut by every lane that passes.
type Chokepoint struct {
	Word, Name string
	Gate       []Point
}

// Passed reports whether the great circle from a to b cuts the gate.
func (c Chokepoint) Passed(a, b Point) bool {
	pts := Divide(a, b, 20)
	for i := 1; i < len(pts); i++ {
		for k := 1; k < len(c.Gate); k++ {
			if cuts(pts[i-1], pts[i], c.Gate[k-1], c.Gate[k]) {
				return true
			}
		}
	}
	return false
}

// Lanes is the loaded graph. It is read-only and safe for concurrent use.
type Lanes struct {
	Nodes       []Node
	Lanes       []Lane
	Ports       []Port
	Chokepoints []Chokepoint
	Published   []Published

	node  map[string]int32
	first []int32 // arcs of node i: first[i] up to first[i+1]
	head  []int32
	laneA []int32
	pool  sync.Pool
}

// Default gives the built-in lanes, loaded once.
var Default = sync.OnceValues(func() (*Lanes, error) {
	sub, err := fs.Sub(data, "data")
	if err != nil {
		return nil, err
	}
	return Load(sub)
})

// Kinds are the kinds of lane.
var Kinds = []string{"open", "strait", "canal", "fairway", "approach"}

// Load reads the tables of sea lanes from a file system. Every violation is reported with file and line.
func Load(files fs.FS) (*Lanes, error) {
	r := &reader{files: files}
	l := &Lanes{node: map[string]int32{}}
	l.Chokepoints = r.chokepoints()
	for _, f := range r.rows("nodes.csv", "id", "name", "lat", "lon") {
		at, ok := r.point(f, f.v[2], f.v[3])
		if _, twice := l.node[f.v[0]]; twice || f.v[0] == "" {
			r.bad(f, "node %q stands twice or has no id", f.v[0])
		}
		if ok {
			l.node[f.v[0]] = int32(len(l.Nodes))
			l.Nodes = append(l.Nodes, Node{f.v[0], f.v[1], at})
		}
	}
	l.readLanes(r)
	for _, f := range r.rows("ports.csv", "code", "name", "lat", "lon", "source") {
		if at, ok := r.point(f, f.v[2], f.v[3]); ok {
			l.Ports = append(l.Ports, Port{f.v[0], f.v[1], at, f.v[4]})
		}
	}
	l.readPublished(r)
	if err := r.faults.OrNil(); err != nil {
		return nil, err
	}
	l.index()
	return l, nil
}

func (l *Lanes) readLanes(r *reader) {
	for _, f := range r.rows("lanes.csv", "from", "to", "kind", "name", "through", "overland") {
		a, ok1 := l.node[f.v[0]]
		b, ok2 := l.node[f.v[1]]
		if !ok1 || !ok2 || a == b {
			r.bad(f, "lane %s – %s does not join two nodes", f.v[0], f.v[1])
			continue
		}
		if !slices.Contains(Kinds, f.v[2]) {
			r.bad(f, "kind %q is none of %s", f.v[2], strings.Join(Kinds, ", "))
		}
		lane := Lane{From: a, To: b, Kind: f.v[2], Name: f.v[3], Overland: f.v[5], Km: Km(l.Nodes[a].At, l.Nodes[b].At)}
		if f.v[4] != "" {
			lane.Through = strings.Split(f.v[4], ";")
		}
		mask, unknown := l.mask(lane.Through)
		if unknown != "" {
			r.bad(f, "%q is no chokepoint of chokepoints.csv", unknown)
		}
		lane.words = mask
		l.Lanes = append(l.Lanes, lane)
	}
}

// mask gives the bits of chokepoint words, and the first word that is none.
func (l *Lanes) mask(words []string) (uint32, string) {
	var m uint32
	for _, w := range words {
		i := slices.IndexFunc(l.Chokepoints, func(c Chokepoint) bool { return c.Word == w })
		if i < 0 {
			return m, w
		}
		m |= 1 << i
	}
	return m, ""
}

// index lays the arcs of every node side by side.
func (l *Lanes) index() {
	n := len(l.Nodes)
	l.first = make([]int32, n+1)
	for _, a := range l.Lanes {
		l.first[a.From+1]++
		l.first[a.To+1]++
	}
	for i := range n {
		l.first[i+1] += l.first[i]
	}
	l.head, l.laneA = make([]int32, 2*len(l.Lanes)), make([]int32, 2*len(l.Lanes))
	fill := slices.Clone(l.first)
	for i, a := range l.Lanes {
		for _, e := range [2][2]int32{{a.From, a.To}, {a.To, a.From}} {
			l.head[fill[e[0]]], l.laneA[fill[e[0]]] = e[1], int32(i)
			fill[e[0]]++
		}
	}
	l.pool.New = func() any { return &search{} }
}

// Words lists the words of all chokepoints in the order of the table.
func (l *Lanes) Words() []string {
	words := make([]string, len(l.Chokepoints))
	for i, c := range l.Chokepoints {
		words[i] = c.Word
	}
	return words
}

// ReadChokepoints reads a table of chokepoints alone: word, name, gate ("lat lon;lat lon").
func ReadChokepoints(files fs.FS) ([]Chokepoint, error) {
	r := &reader{files: files}
	list := r.chokepoints()
	return list, r.faults.OrNil()
}

func (r *reader) chokepoints() []Chokepoint {
	var list []Chokepoint
	for _, f := range r.rows("chokepoints.csv", "word", "name", "gate") {
		pts, ok := network.ParseShape(f.v[2])
		if !ok || len(pts) < 2 || f.v[0] == "" {
			r.bad(f, "chokepoint %q needs a word and a gate of two points or more", f.v[0])
			continue
		}
		c := Chokepoint{Word: f.v[0], Name: f.v[1]}
		for _, p := range pts {
			c.Gate = append(c.Gate, Point{p[0], p[1]})
		}
		list = append(list, c)
	}
	if len(list) > maxWords {
		r.faults = append(r.faults, fault.New(fault.Limit, "%d chokepoints", len(list)).At("chokepoints.csv").Want("at most %d", maxWords))
	}
	return list
}

// reader reads tables and collects what is wrong with them.
type reader struct {
	files  fs.FS
	faults fault.List
}

type line struct {
	file string
	no   int
	v    []string
}

func (r *reader) bad(f line, format string, args ...any) {
	if len(r.faults) < maxFaults {
		r.faults = append(r.faults, fault.New(fault.BadField, format, args...).At("%s:%d", f.file, f.no))
	}
}

// rows reads a table that must have exactly these columns.
func (r *reader) rows(name string, columns ...string) []line {
	file, err := r.files.Open(name)
	if err != nil {
		r.faults = append(r.faults, fault.New(fault.BadFile, "cannot be read").At("%s", name).Because(err))
		return nil
	}
	defer file.Close()
	c := csv.NewReader(file)
	c.FieldsPerRecord = len(columns)
	var out []line
	for {
		v, err := c.Read()
		if err == io.EOF {
			break
		}
		if err != nil || len(out) > maxRows {
			r.faults = append(r.faults, fault.New(fault.BadFile, "is not the table wanted").At("%s", name).Want("%d columns, at most %d rows", len(columns), maxRows).Because(err))
			return nil
		}
		no, _ := c.FieldPos(0)
		out = append(out, line{name, no, v})
	}
	if len(out) == 0 || !slices.Equal(out[0].v, columns) {
		r.faults = append(r.faults, fault.New(fault.BadFile, "has another header").At("%s:1", name).Want("%s", strings.Join(columns, ",")))
		return nil
	}
	return out[1:]
}

func (r *reader) point(f line, latText, lonText string) (Point, bool) {
	lat, err1 := strconv.ParseFloat(latText, 64)
	lon, err2 := strconv.ParseFloat(lonText, 64)
	if err1 != nil || err2 != nil || !(math.Abs(lat) <= 90) || !(math.Abs(lon) <= 180) {
		r.bad(f, "%s %s is no position in degrees", latText, lonText)
		return Point{}, false
	}
	return Point{lat, lon}, true
}
