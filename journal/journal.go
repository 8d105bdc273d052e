package journal

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"sync"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"golang.org/x/mod/sumdb/tlog"
)

// Leaf is the salted hash of what is proved.
type Leaf [32]byte

// Hashes keeps the stored hashes of the tree, in the order of tlog; it is the journal's only state.
type Hashes interface {
	tlog.HashReader
	// Append adds hashes at the end, all or none.
	Append([]tlog.Hash) error
	// Count is how many there are.
	Count() (int64, error)
}

// Receipt is a signed promise that a leaf will stand in a log.
type Receipt struct {
	Log       string    `json:"log"`
	Leaf      Leaf      `json:"leaf"`
	At        time.Time `json:"at"`
	By        time.Time `json:"by"` // it stands in the log by then
	Signature []byte    `json:"signature"`
}

// Head is the signed size and root of a log.
type Head struct {
	Log       string    `json:"log"`
	Size      int64     `json:"size"`
	Root      tlog.Hash `json:"root"`
	At        time.Time `json:"at"`
	Signature []byte    `json:"signature"`
}

// Log is one party's journal. It may be used by many goroutines.
type Log struct {
	name   string
	key    ed25519.PrivateKey
	mu     sync.RWMutex
	hashes Hashes
	size   int64
}

// Open opens a log over its hashes; hashes that make no whole tree are BadFile.
func Open(name string, key ed25519.PrivateKey, hashes Hashes) (*Log, error) {
	n, err := hashes.Count()
	if err != nil {
		return nil, fault.New(fault.BadFile, "the journal cannot be read").Because(err)
	}
	size := int64(0)
	for bit := int64(1) << 61; bit > 0; bit >>= 1 { // the size whose tree has n hashes; the count grows with the size
		if s := size | bit; tlog.StoredHashCount(s) <= n {
			size = s
		}
	}
	if tlog.StoredHashCount(size) != n {
		return nil, fault.New(fault.BadFile, "%d hashes make no whole journal", n).Want("%d for %d leaves", tlog.StoredHashCount(size), size)
	}
	return &Log{name: name, key: key, hashes: hashes, size: size}, nil
}

// Seal makes the leaf of a body with its salt.
func Seal(salt, body []byte) (Leaf, error) {
	if len(salt) != SaltBytes {
		return Leaf{}, fault.New(fault.BadField, "a salt of %d bytes", len(salt)).Want("%d bytes", SaltBytes)
	}
	if len(body) > BodyBytesMax {
		return Leaf{}, fault.New(fault.Limit, "a body of %d bytes", len(body)).Want("at most %d", BodyBytesMax)
	}
	return sha256.Sum256(frame("kairo.leaf.v1", salt, body)), nil
}

// frame joins parts, each behind its length, so that no two lists of parts make the same bytes.
func frame(kind string, parts ...[]byte) []byte {
	var b []byte
	for _, p := range append([][]byte{[]byte(kind)}, parts...) {
		b = binary.BigEndian.AppendUint64(b, uint64(len(p)))
		b = append(b, p...)
	}
	return b
}

func number(n int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }

func (r Receipt) signed() []byte {
	return frame("kairo.receipt.v1", []byte(r.Log), r.Leaf[:], number(r.At.UnixNano()), number(r.By.UnixNano()))
}

func (h Head) signed() []byte {
	return frame("kairo.head.v1", []byte(h.Log), number(h.Size), h.Root[:], number(h.At.UnixNano()))
}

// Promise signs that a leaf will stand in the log by a time.
func (l *Log) Promise(leaf Leaf, at, by time.Time) Receipt {
	r := Receipt{Log: l.name, Leaf: leaf, At: at.UTC(), By: by.UTC()}
	r.Signature = ed25519.Sign(l.key, r.signed())
	return r
}

// Append adds leaves in order and gives the index of the first. All are added or none.
func (l *Log) Append(leaves ...Leaf) (first int64, err error) {
	if len(leaves) > AppendMax {
		return 0, fault.New(fault.Limit, "%d leaves at once", len(leaves)).Want("at most %d", AppendMax)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	pending := &overlay{Hashes: l.hashes, from: tlog.StoredHashCount(l.size)}
	for i, leaf := range leaves {
		added, err := tlog.StoredHashes(l.size+int64(i), leaf[:], pending)
		if err != nil {
			return 0, fault.New(fault.BadFile, "the journal cannot be read").Because(err)
		}
		pending.added = append(pending.added, added...)
	}
	if err := l.hashes.Append(pending.added); err != nil {
		return 0, fault.New(fault.Internal, "the journal cannot be written").Because(err)
	}
	first = l.size
	l.size += int64(len(leaves))
	return first, nil
}

// overlay reads hashes that are not written yet behind those that are.
type overlay struct {
	Hashes
	from  int64
	added []tlog.Hash
}

func (o *overlay) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	var old []int64
	var where []int
	for i, x := range indexes {
		if x >= o.from {
			if x-o.from >= int64(len(o.added)) {
				return nil, fault.New(fault.Internal, "hash %d is not there yet", x)
			}
			out[i] = o.added[x-o.from]
			continue
		}
		old, where = append(old, x), append(where, i)
	}
	if len(old) == 0 {
		return out, nil
	}
	read, err := o.Hashes.ReadHashes(old)
	if err != nil {
		return nil, err
	}
	for i, w := range where {
		out[w] = read[i]
	}
	return out, nil
}

// Size is the number of leaves.
func (l *Log) Size() int64 {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.size
}

// Head signs the log as it stands.
func (l *Log) Head(at time.Time) (Head, error) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	root, err := tlog.TreeHash(l.size, l.hashes)
	if err != nil {
		return Head{}, fault.New(fault.BadFile, "the journal cannot be read").Because(err)
	}
	h := Head{Log: l.name, Size: l.size, Root: root, At: at.UTC()}
	h.Signature = ed25519.Sign(l.key, h.signed())
	return h, nil
}

// Prove gives the proof that a leaf stands in the log of a size.
func (l *Log) Prove(index, size int64) (tlog.RecordProof, error) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if index < 0 || index >= size || size > l.size {
		return nil, fault.New(fault.NotFound, "no leaf %d among %d of %d", index, size, l.size)
	}
	p, err := tlog.ProveRecord(size, index, l.hashes)
	if err != nil {
		return nil, fault.New(fault.BadFile, "the journal cannot be read").Because(err)
	}
	return p, nil
}

// ProveGrowth gives the proof that the log of a size grew out of that of a smaller one (1 or more).
func (l *Log) ProveGrowth(from, to int64) (tlog.TreeProof, error) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if from < 1 || from > to || to > l.size {
		return nil, fault.New(fault.NotFound, "no growth from %d to %d of %d", from, to, l.size)
	}
	p, err := tlog.ProveTree(to, from, l.hashes)
	if err != nil {
		return nil, fault.New(fault.BadFile, "the journal cannot be read").Because(err)
	}
	return p, nil
}
