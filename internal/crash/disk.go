package crash

import (
	"bytes"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
)

// Kept is what the disk has of that which was not synced.
type Kept int

const (
	Nothing    Kept = iota // none of it
	Everything             // all of it, as after the end of the program alone
	Some                   // sectors of it, drawn by the seed
)

func (k Kept) String() string { return [...]string{"nothing", "everything", "some"}[k] }

// Moment is a crash: when, and what of the unsynced the disk has.
type Moment struct {
	At   int // lines of the trace before it
	Kept Kept
	Seed uint64
}

func (m Moment) String() string {
	if m.Kept == Some {
		return fmt.Sprintf("a crash before line %d with some of the unsynced (seed %d)", m.At, m.Seed)
	}
	return fmt.Sprintf("a crash before line %d with %s of the unsynced", m.At, m.Kept)
}

// Every is all crashes that differ: nothing kept just before each sync returns that holds something new, everything kept and twice some kept just before
// each change. Between two of them only what was said grows, so these are the strictest.
func (l *Log) Every() []Moment {
	nothing, changed := l.distinct()
	all := nothing
	for i, at := range changed {
		all = append(all, Moment{at, Everything, 0}, Moment{at, Some, uint64(2 * i)}, Moment{at, Some, uint64(2*i + 1)})
	}
	return all
}

// Moments is about n of all crashes, evenly spread: the end, a third of n with nothing kept (all of them where they are
// fewer), the others with everything or some kept in turn.
func (l *Log) Moments(n int) []Moment {
	nothing, changed := l.distinct()
	some := []Moment{nothing[len(nothing)-1]}
	first := min(n/3, len(nothing))
	rest := n - first
	for i := range max(first, rest) {
		if i < first {
			some = append(some, nothing[i*len(nothing)/first])
		}
		if i < rest {
			at := changed[i*len(changed)/rest]
			some = append(some, Moment{at, []Kept{Everything, Some}[i%2], uint64(i)})
		}
	}
	return some
}

// After is a crash just after each thing said that fits, with everything kept.
func (l *Log) After(fits func(line string) bool) (after []Moment) {
	for _, s := range l.said {
		if fits(s.text) {
			after = append(after, Moment{s.at + 1, Everything, 0})
		}
	}
	return after
}

// SinceFailure is the crashes that differ after the first sync that failed: those with nothing kept, then the others, each in
// order of time.
func (l *Log) SinceFailure() (since []Moment) {
	for _, m := range l.Every() {
		if len(l.failed) > 0 && m.At > l.failed[0].end {
			since = append(since, m)
		}
	}
	return since
}

func (l *Log) distinct() (nothing []Moment, changed []int) {
	for _, s := range l.syncs {
		nothing = append(nothing, Moment{s.end, Nothing, 0})
	}
	changed = append(slices.Clone(l.changes), l.end)
	return append(nothing, Moment{l.end, Nothing, 0}), slices.Compact(changed)
}

// Counts says how much was recorded.
func (l *Log) Counts() string {
	var writes, names, size int
	for _, n := range l.nodes {
		names += len(n.nameOps)
		for _, o := range n.ops {
			writes++
			size += len(o.data)
		}
	}
	return fmt.Sprintf("%d writes of %d kB, %d names, %d syncs, %d lines said", writes, size/1000, names, len(l.syncs), len(l.Said(l.end)))
}

// Write makes the files a crash left, in an empty directory.
func (l *Log) Write(dir string, m Moment) error {
	d := l.disk(m)
	return d.write(dir, l.nodes[0])
}

func (l *Log) disk(m Moment) *disk {
	d := &disk{log: l, Moment: m, draw: rand.New(rand.NewPCG(m.Seed, uint64(m.At)))}
	d.share = []float64{0.1, 0.5, 0.9}[d.draw.IntN(3)]
	d.held = l.heldNames(m.At)
	return d
}

// disk is what is on the disk after a crash.
type disk struct {
	Moment
	log   *Log
	draw  *rand.Rand
	share float64       // of the unsynced that is there
	held  map[*node]int // name operations that are there for certain
}

// heldUntil is the entry of the last sync that had returned: what had returned before it is there.
func (n *node) heldUntil(at int) (until int) {
	for _, s := range n.syncs {
		if s.end < at {
			until = max(until, s.begin)
		}
	}
	return until
}

func (l *Log) heldNames(at int) map[*node]int {
	held := map[*node]int{}
	for _, n := range l.nodes {
		until := n.heldUntil(at)
		for i, o := range n.nameOps {
			if o.end < until {
				held[n] = max(held[n], i+1)
			}
		}
		if l.Strict {
			continue
		}
		for _, p := range n.named {
			if p.dir.nameOps[p.n-1].end < until {
				held[p.dir] = max(held[p.dir], p.n)
			}
		}
	}
	return held
}

// entries is a directory as it is on the disk.
func (d *disk) entries(n *node) map[string]*node {
	out := map[string]*node{}
	for _, b := range n.baseNames {
		out[b.text] = b.node
	}
	least, most := d.held[n], d.held[n]
	for most < len(n.nameOps) && n.nameOps[most].begin < d.At {
		most++
	}
	upTo := least
	switch d.Kept {
	case Everything:
		upTo = most
	case Some:
		upTo += d.draw.IntN(most - least + 1)
	}
	for upTo > 0 && upTo < len(n.nameOps) && n.nameOps[upTo-1].joined {
		upTo++ // the other half of a rename
	}
	for _, o := range n.nameOps[:upTo] {
		if o.node == nil {
			delete(out, o.text)
		} else {
			out[o.text] = o.node
		}
	}
	return out
}

// contents is a file as it is on the disk.
func (d *disk) contents(n *node) []byte {
	until, out, own := n.heldUntil(d.At), n.base, false
	for _, o := range n.ops {
		if o.begin >= d.At {
			break
		}
		held := o.end < until && !o.lost || d.Kept == Everything
		if !held && (d.Kept == Nothing || o.kind != written && d.draw.Float64() > d.share) {
			continue
		}
		if !own {
			out, own = append(make([]byte, 0, n.sizeMax()), out...), true
		}
		switch {
		case o.kind == truncated:
			out = resize(out, o.offset)
		case o.kind == allocated:
			out = resize(out, max(o.offset, int64(len(out))))
		case held:
			out = put(out, o.offset, o.data)
		default:
			out = d.torn(out, o)
		}
	}
	return out
}

// sizeMax is the most the file ever held.
func (n *node) sizeMax() int64 {
	size := int64(len(n.base))
	for _, o := range n.ops {
		size = max(size, o.offset+int64(len(o.data)))
	}
	return size
}

// torn puts some sectors of a write.
func (d *disk) torn(out []byte, o op) []byte {
	for from := int64(0); from < int64(len(o.data)); {
		to := min((o.offset+from)/sector*sector+sector-o.offset, int64(len(o.data)))
		if d.draw.Float64() < d.share {
			out = put(out, o.offset+from, o.data[from:to])
		}
		from = to
	}
	return out
}

func put(out []byte, offset int64, data []byte) []byte {
	if end := offset + int64(len(data)); end > int64(len(out)) {
		out = resize(out, end)
	}
	copy(out[offset:], data)
	return out
}

func resize(b []byte, size int64) []byte {
	if old := int64(len(b)); size > old {
		b = slices.Grow(b, int(size-old))[:size]
		clear(b[old:])
	}
	return b[:size]
}

func (d *disk) write(path string, n *node) error {
	if !n.dir {
		return os.WriteFile(path, d.contents(n), 0o600)
	}
	if err := os.MkdirAll(path, 0o700); err != nil {
		return err
	}
	entries := d.entries(n)
	for _, text := range sorted(entries) {
		if err := d.write(filepath.Join(path, text), entries[text]); err != nil {
			return err
		}
	}
	return nil
}

func sorted(entries map[string]*node) []string {
	texts := make([]string, 0, len(entries))
	for text := range entries {
		texts = append(texts, text)
	}
	slices.Sort(texts)
	return texts
}

// agrees compares the end of the log with what the program left.
func (l *Log) agrees(root string) error {
	d, found := l.disk(Moment{At: l.end, Kept: Everything}), map[string]*node{}
	d.walk(".", l.nodes[0], found)
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(root, path)
		if err != nil || l.leftOut(rel) {
			return err
		}
		n := found[rel]
		delete(found, rel)
		if n == nil || n.dir != e.IsDir() {
			return fmt.Errorf("%s was not recorded", rel)
		}
		if n.dir {
			return nil
		}
		got, err := os.ReadFile(path)
		if err == nil && !bytes.Equal(got, d.contents(n)) {
			err = fmt.Errorf("%s has other contents than were recorded", rel)
		}
		return err
	})
	for rel := range found {
		if err == nil {
			err = fmt.Errorf("%s was recorded and is not there", rel)
		}
	}
	return err
}

func (d *disk) walk(path string, n *node, found map[string]*node) {
	found[path] = n
	if !n.dir {
		return
	}
	for text, below := range d.entries(n) {
		d.walk(filepath.Join(path, text), below, found)
	}
}
