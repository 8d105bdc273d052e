package crash

import (
	"path/filepath"
	"slices"
	"strings"
)

// Log is a recording: files and directories with what was done to them. Times are numbers of lines of the trace.
type Log struct {
	// Strict takes only the sync of a directory for its names, as POSIX promises.
	Strict bool

	leftOut func(string) bool
	nodes   []*node
	names   map[string]*node // by path, as the program sees them
	syncs   []span           // all syncs that held something, in order of their return
	failed  []span           // all syncs that failed
	changes []int            // times after which a write or a name may have reached the disk
	said    []saying
	end     int
}

// span is the time of a call: its entry and its return.
type span struct{ begin, end int }

type saying struct {
	at   int
	text string
}

// node is a file or directory; it stays the same under other names.
type node struct {
	dir       bool
	base      []byte // what a file held before the recording
	ops       []op   // in order of their entry
	baseNames []name
	nameOps   []nameOp // of a directory, in order of their return
	syncs     []span
	named     []place // where and when the file got or lost a name
}

type name struct {
	text string
	node *node
}

// op changes the contents of a file.
type op struct {
	span
	kind   opKind
	offset int64 // of a write; the size of a truncation or the end of an allocation
	data   []byte
	lost   bool // a sync of it failed: no later one holds it
}

type opKind int

const (
	written opKind = iota
	truncated
	allocated
)

// nameOp gives a name in a directory to a node, or takes it away where the node is nil.
type nameOp struct {
	span
	text   string
	node   *node
	joined bool // reaches the disk with the next one or not at all, as both halves of a rename
}

// place is the n-th name operation of a directory.
type place struct {
	dir *node
	n   int
}

func (l *Log) newNode(dir bool) *node {
	n := &node{dir: dir}
	l.nodes = append(l.nodes, n)
	return n
}

// name notes that a path now leads to a node, or to nothing; about is the file the operation is of.
func (l *Log) name(path string, to, about *node, at span) {
	dir := l.names[filepath.Dir(path)]
	dir.nameOps = append(dir.nameOps, nameOp{at, filepath.Base(path), to, false})
	about.named = append(about.named, place{dir, len(dir.nameOps)})
	if to == nil {
		delete(l.names, path)
	} else {
		l.names[path] = to
	}
	l.changes = append(l.changes, at.begin)
}

// move gives a node and all below it another path.
func (l *Log) move(from, to string, at span) {
	n := l.names[from]
	l.name(to, n, n, at)
	if into := l.names[filepath.Dir(to)]; into == l.names[filepath.Dir(from)] {
		into.nameOps[len(into.nameOps)-1].joined = true
	}
	l.name(from, nil, n, at)
	if !n.dir {
		return
	}
	for path, below := range l.names {
		if rest, ok := strings.CutPrefix(path, from+"/"); ok {
			delete(l.names, path)
			l.names[to+"/"+rest] = below
		}
	}
}

// Said is what the program had begun to say at a time, in lines.
func (l *Log) Said(at int) []string {
	var lines []string
	for _, s := range l.said {
		if s.at < at {
			lines = append(lines, strings.Split(strings.TrimSuffix(s.text, "\n"), "\n")...)
		}
	}
	return lines
}

// Synced is how often the file of a path, as it was named at the end, was synced.
func (l *Log) Synced(path string) int {
	if n := l.names[path]; n != nil {
		return len(n.syncs)
	}
	return 0
}

// unsynced is true of a sync that holds something which no sync before it held.
func (n *node) unsynced(sync span) bool {
	until := n.heldUntil(sync.end)
	fresh := func(s span) bool { return s.end >= until && s.end < sync.begin }
	for i := len(n.ops) - 1; i >= 0 && n.ops[i].end >= until; i-- {
		if fresh(n.ops[i].span) {
			return true
		}
	}
	for i := len(n.nameOps) - 1; i >= 0 && n.nameOps[i].end >= until; i-- {
		if fresh(n.nameOps[i].span) {
			return true
		}
	}
	return slices.ContainsFunc(n.named, func(p place) bool { return fresh(p.dir.nameOps[p.n-1].span) })
}

// lose notes a sync that failed: the kernel drops what it was to hold, and the next sync knows nothing of it.
func (n *node) lose() {
	until := n.heldUntil(1 << 60)
	for i := range n.ops {
		if n.ops[i].end >= until {
			n.ops[i].lost = true
		}
	}
}
