package node

import "sync"

// changeLog remembers which movements changed last in this process, so that readers need not read every record again.
type changeLog struct {
	mu   sync.Mutex
	seq  int64    // changes so far
	keys []string // the last of them, at most ChangesMax
}

func (l *changeLog) add(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seq++
	if len(l.keys) == ChangesMax {
		l.keys = append(l.keys[:0], l.keys[ChangesMax/2:]...)
	}
	l.keys = append(l.keys, key)
}

// since gives the keys changed after a point; ok is false where the log does not reach back that far.
func (l *changeLog) since(at int64) (keys []string, now int64, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := l.seq - at
	if n < 0 || n > int64(len(l.keys)) {
		return nil, l.seq, false
	}
	return append([]string(nil), l.keys[int64(len(l.keys))-n:]...), l.seq, true
}

// Changes lists the movements changed after a point of this process's life, 0 at its beginning, and gives the point reached.
// ok is false where that is too long ago: read every record. What was changed before the node was opened is not listed.
func (n *Administration) Changes(since int64) (keys []string, now int64, ok bool) {
	return n.changed.since(since)
}
