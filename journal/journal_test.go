package journal

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/kairo-corridor/kairo/fault"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

var (
	key = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32))
	pub = key.Public().(ed25519.PublicKey)
	at  = time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)
)

func leaf(t testing.TB, i int) Leaf {
	t.Helper()
	l, err := Seal(bytes.Repeat([]byte{byte(i), byte(i >> 8)}, 16), fmt.Appendf(nil, "fact %d", i))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func must(t interface {
	Helper()
	Fatal(...any)
}, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func filled(t testing.TB, n int) *Log {
	t.Helper()
	log, err := Open("KZ", key, &Memory{})
	must(t, err)
	for i := 0; i < n; i++ {
		first, err := log.Append(leaf(t, i))
		must(t, err)
		if first != int64(i) {
			t.Fatalf("leaf %d stands at %d", i, first)
		}
	}
	return log
}

// Every leaf is proved under every head it stands under, and every head under every later one.
func TestProofsHold(t *testing.T) {
	const n = 40
	log := filled(t, 0)
	var heads []Head
	for i := range n {
		_, err := log.Append(leaf(t, i))
		must(t, err)
		h, err := log.Head(at)
		must(t, err)
		heads = append(heads, h)
	}
	for i, h := range heads {
		for index := range h.Size {
			p, err := log.Prove(index, h.Size)
			must(t, err)
			must(t, CheckLeaf(pub, h, index, leaf(t, int(index)), p))
		}
		for _, old := range heads[:i+1] {
			p, err := log.ProveGrowth(old.Size, h.Size)
			must(t, err)
			must(t, CheckGrowth(pub, old, h, p))
		}
	}
}

func TestTamperingIsFound(t *testing.T) {
	log := filled(t, 21)
	old, err := log.Head(at)
	must(t, err)
	for i := 21; i < 30; i++ {
		_, err := log.Append(leaf(t, i))
		must(t, err)
	}
	h, err := log.Head(at)
	must(t, err)
	p, err := log.Prove(5, h.Size)
	must(t, err)
	for name, check := range map[string]func() error{
		"another leaf":  func() error { return CheckLeaf(pub, h, 5, leaf(t, 6), p) },
		"another place": func() error { return CheckLeaf(pub, h, 6, leaf(t, 5), p) },
		"another root":  func() error { x := h; x.Root[3]++; return CheckLeaf(pub, x, 5, leaf(t, 5), p) },
		"another size":  func() error { x := h; x.Size--; return CheckLeaf(pub, x, 5, leaf(t, 5), p) },
		"another time":  func() error { x := h; x.At = x.At.Add(1); return CheckHead(pub, x) },
		"another proof": func() error {
			q := append(tlog.RecordProof(nil), p...)
			q[0][0]++
			return CheckLeaf(pub, h, 5, leaf(t, 5), q)
		},
		"a short proof": func() error { return CheckLeaf(pub, h, 5, leaf(t, 5), p[1:]) },
		"a receipt": func() error {
			r := log.Promise(leaf(t, 5), at, at.Add(time.Hour))
			must(t, CheckReceipt(pub, r))
			r.By = r.By.Add(time.Hour)
			return CheckReceipt(pub, r)
		},
		"history": func() error { return rewritten(t, old) },
	} {
		if err := check(); fault.CodeOf(err) != fault.Signature || err == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// rewritten is a log whose third fact was changed after a head was given out; its owner signs whatever it likes.
func rewritten(t *testing.T, old Head) error {
	log := filled(t, 0)
	for i := range 30 {
		n := i
		if i == 2 {
			n = 999
		}
		_, err := log.Append(leaf(t, n))
		must(t, err)
	}
	h, err := log.Head(at)
	must(t, err)
	p, err := log.ProveGrowth(old.Size, h.Size)
	must(t, err)
	return CheckGrowth(pub, old, h, p)
}

// Appending in batches, and reopening between them, makes the same tree.
func TestBatchesAndReopening(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		store := &Memory{}
		log, err := Open("KZ", key, store)
		must(rt, err)
		n := 0
		for _, size := range rapid.SliceOfN(rapid.IntRange(0, 9), 1, 6).Draw(rt, "batches") {
			var batch []Leaf
			for range size {
				batch = append(batch, leaf(t, n))
				n++
			}
			_, err := log.Append(batch...)
			must(rt, err)
			log, err = Open("KZ", key, store)
			must(rt, err)
		}
		got, err := log.Head(at)
		must(rt, err)
		want, err := filled(t, n).Head(at)
		must(rt, err)
		if d := cmp.Diff(want, got); d != "" {
			rt.Fatal(d)
		}
	})
}

func TestBadInput(t *testing.T) {
	if _, err := Seal([]byte("short"), nil); fault.CodeOf(err) != fault.BadField {
		t.Errorf("%v", err)
	}
	if _, err := Seal(make([]byte, SaltBytes), make([]byte, BodyBytesMax+1)); fault.CodeOf(err) != fault.Limit {
		t.Errorf("%v", err)
	}
	if a, b := leaf(t, 1), leaf(t, 2); a == b {
		t.Error("two facts make one leaf")
	}
	log := filled(t, 3)
	for _, c := range [][2]int64{{-1, 3}, {3, 3}, {0, 4}} {
		if _, err := log.Prove(c[0], c[1]); fault.CodeOf(err) != fault.NotFound {
			t.Errorf("%v: %v", c, err)
		}
	}
	if _, err := log.ProveGrowth(0, 3); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("%v", err)
	}
	if _, err := log.Append(make([]Leaf, AppendMax+1)...); fault.CodeOf(err) != fault.Limit {
		t.Errorf("%v", err)
	}
	broken := &Memory{hashes: make([]tlog.Hash, 2)} // no tree has two hashes
	if _, err := Open("KZ", key, broken); fault.CodeOf(err) != fault.BadFile {
		t.Errorf("%v", err)
	}
}

func BenchmarkAppend(b *testing.B) {
	log := filled(b, 0)
	l := leaf(b, 1)
	for b.Loop() {
		if _, err := log.Append(l); err != nil {
			b.Fatal(err)
		}
	}
}
