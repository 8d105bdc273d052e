package crash

import (
	"encoding/hex"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var quoted = regexp.MustCompile(`"[^"]*"|<[/a-z .-]*>`)

// play reads a trace written for people: strings and paths in plain text, as strace -y without -xx.
func play(t *testing.T, base map[string]string, trace string) (*Log, error) {
	t.Helper()
	log := &Log{leftOut: func(string) bool { return false }}
	log.names = map[string]*node{".": log.newNode(true)}
	for text, contents := range base {
		n := log.newNode(false)
		n.base, log.names[text] = []byte(contents), n
		log.names["."].baseNames = append(log.names["."].baseNames, name{text, n})
	}
	trace = quoted.ReplaceAllStringFunc(trace, func(s string) string {
		if s == "<unfinished ...>" || strings.HasPrefix(s, "<... ") {
			return s
		}
		var b strings.Builder
		for _, c := range []byte(s[1 : len(s)-1]) {
			b.WriteString(`\x` + hex.EncodeToString([]byte{c}))
		}
		return s[:1] + b.String() + s[len(s)-1:]
	})
	p := &parser{log: log, root: "/d", said: "/said", open: map[string]*call{}, places: map[string]int64{}}
	return log, p.read(strings.NewReader(strings.ReplaceAll(strings.TrimSpace(trace), "\t", "")))
}

// files is the disk after a crash.
func (l *Log) files(m Moment) map[string]string {
	d, found, out := l.disk(m), map[string]*node{}, map[string]string{}
	d.walk(".", l.nodes[0], found)
	for path, n := range found {
		if !n.dir {
			out[path] = string(d.contents(n))
		}
	}
	return out
}

func TestTheDiskHasWhatWasSyncedAndPerhapsTheRest(t *testing.T) {
	for _, c := range []struct {
		name, trace         string
		nothing, everything map[string]string
	}{
		{"unsynced", `1 pwrite64(3</d/f>, "new", 3, 0) = 3`, map[string]string{"f": "old.."}, map[string]string{"f": "new.."}},
		{"synced", `
			1 pwrite64(3</d/f>, "new", 3, 0) = 3
			1 fsync(3</d/f>) = 0
			1 pwrite64(3</d/f>, "!", 1, 9) = 1`, map[string]string{"f": "new.."}, map[string]string{"f": "new..\x00\x00\x00\x00!"}},
		{"a sync that was called before the write returned", `
			1 pwrite64(3</d/f>, "new", 3, 0 <unfinished ...>
			2 fdatasync(4</d/f> <unfinished ...>
			1 <... pwrite64 resumed>) = 3
			2 <... fdatasync resumed>) = 0`, map[string]string{"f": "old.."}, map[string]string{"f": "new.."}},
		{"killed as it entered a call", `
			1 pwrite64(3</d/f>, "new", 3, 0) = 3
			2 ???(
			2 +++ killed by SIGKILL +++
			3 ???( <unfinished ...>
			3 +++ killed by SIGKILL +++
			1 fsync(3</d/f>) = 0`, map[string]string{"f": "new.."}, map[string]string{"f": "new.."}},
		{"a failed sync, and one after it", `
			1 pwrite64(3</d/f>, "new", 3, 0) = 3
			1 fsync(3</d/f>) = -1 EIO (Input/output error) (INJECTED)
			1 pwrite64(3</d/f>, "N", 1, 0) = 1
			1 fsync(3</d/f>) = 0`, map[string]string{"f": "Nld.."}, map[string]string{"f": "New.."}},
		{"written in part, truncated, allocated", `
			1 write(3</d/f>, "x", 1) = -1 ENOSPC (No space left on device)
			1 pwritev(3</d/f>, [{iov_base="ne", iov_len=2}, {iov_base="wer", iov_len=3}], 2, 1) = 3
			1 ftruncate(3</d/f>, 3) = 0
			1 fsync(3</d/f>) = 0
			1 fallocate(3</d/f>, 0, 0, 4) = 0`, map[string]string{"f": "one"}, map[string]string{"f": "one\x00"}},
		{"a new file whose directory is synced", `
			1 openat(AT_FDCWD</d>, "g", O_RDWR|O_CREAT, 0644) = 5</d/g>
			1 write(5</d/g>, "ab", 2) = 2
			1 write(5</d/g>, "cd", 2) = 2
			1 fsync(6</d>) = 0`, map[string]string{"f": "old..", "g": ""}, map[string]string{"f": "old..", "g": "abcd"}},
		{"a rename over a file", `
			1 openat(AT_FDCWD</d>, "g", O_RDWR|O_CREAT, 0644) = 5</d/g>
			1 write(5</d/g>, "ab", 2) = 2
			1 fsync(5</d/g>) = 0
			1 fsync(6</d>) = 0
			1 rename("/d/g", "/d/f") = 0`, map[string]string{"f": "old..", "g": "ab"}, map[string]string{"f": "ab"}},
		{"removed", `
			1 unlink("/d/f") = 0
			1 mkdir("/d/s", 0700) = 0`, map[string]string{"f": "old.."}, map[string]string{}},
	} {
		log, err := play(t, map[string]string{"f": "old.."}, c.trace)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		log.Strict = true
		for kept, want := range []map[string]string{c.nothing, c.everything} {
			if d := cmp.Diff(want, log.files(Moment{At: log.end, Kept: Kept(kept)})); d != "" {
				t.Errorf("%s, %s kept: %s", c.name, Kept(kept), d)
			}
		}
	}
}

func TestASyncedFileHasItsNameUnlessTheDiskIsStrict(t *testing.T) {
	log, err := play(t, nil, `
		1 openat(AT_FDCWD</d>, "a", O_RDWR|O_CREAT, 0644) = 5</d/a>
		1 rename("/d/a", "/d/b") = 0
		1 openat(AT_FDCWD</d>, "c", O_RDWR|O_CREAT, 0644) = 6</d/c>
		1 fsync(5</d/b>) = 0`)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(map[string]string{"b": ""}, log.files(Moment{At: log.end})); d != "" {
		t.Error(d)
	}
	log.Strict = true
	if d := cmp.Diff(map[string]string{}, log.files(Moment{At: log.end})); d != "" {
		t.Error(d)
	}
	for seed := range uint64(50) {
		files := log.files(Moment{At: log.end, Kept: Some, Seed: seed})
		if _, a := files["a"]; a && len(files) > 1 {
			t.Errorf("half a rename: %v", files)
		}
	}
}

func TestATornWriteIsWholeInItsSectors(t *testing.T) {
	log, err := play(t, map[string]string{"f": strings.Repeat("o", 2048)}, `1 pwrite64(3</d/f>, "`+strings.Repeat("n", 1200)+`", 1200, 300) = 1200`)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]bool{}
	for seed := range uint64(300) {
		f := log.files(Moment{At: log.end, Kept: Some, Seed: seed})["f"]
		kind := ""
		for i, from := range []int{300, 512, 1024} {
			part := f[from:[]int{512, 1024, 1500}[i]]
			if strings.Trim(part, part[:1]) != "" {
				t.Fatalf("sector %d is torn", i)
			}
			kind += part[:1]
		}
		if f[:300]+f[1500:] != strings.Repeat("o", 848) {
			t.Fatal("bytes that were not written have changed")
		}
		kinds[kind] = true
	}
	if len(kinds) != 8 {
		t.Errorf("of 8 kinds of tearing there are %v", maps.Keys(kinds))
	}
}

func TestWhatIsNotModelledIsRefused(t *testing.T) {
	for _, trace := range []string{
		`1 fallocate(3</d/f>, FALLOC_FL_PUNCH_HOLE, 0, 4) = 0`,
		`1 copy_file_range(3</d/f>, NULL, 4</d/f>, NULL, 10, 0) = 10`,
		`1 link("/d/f", "/d/g") = 0`,
		`1 write(3</d/f>, "a", 1) = 1`, // opened before the recording: the place is not known
		`1 pwrite64(3</d/unknown>, "a", 1, 0) = 1`,
		`1 pwrite64(3</d/f>, "a"..., 9, 0) = 9`,
		`1 <... fsync resumed>) = 0`,
		"1 ???( <unfinished ...>\n1 <... ??? resumed>) = 0",
	} {
		if _, err := play(t, map[string]string{"f": ""}, trace); err == nil {
			t.Errorf("understood: %s", trace)
		}
	}
}

// A real program under strace: what it does to its files and what it says is recorded in order.
func TestAProgramIsRecorded(t *testing.T) {
	root, said := t.TempDir(), filepath.Join(t.TempDir(), "said")
	if err := os.WriteFile(filepath.Join(root, "f"), []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	script := `cd "$0"; exec >/dev/null; mkdir s; echo new | tee f; sync f; echo synced | tee "$1"; echo more | tee s/g; mv s/g g; rm f`
	log := Recording{Root: root, Said: said}.Record(t, exec.Command("sh", "-c", script, root, said))
	told := 0
	for _, m := range append(log.Every(), log.Moments(9)...) {
		files := log.files(m)
		if len(log.Said(m.At)) > 0 && m.Kept == Nothing {
			told++
			if files["f"] != "new\n" {
				t.Errorf("%s: %q", m, files)
			}
		}
	}
	if told == 0 || cmp.Diff([]string{"synced"}, log.Said(math.MaxInt)) != "" {
		t.Errorf("%d moments after %v", told, log.Said(math.MaxInt))
	}
	if d := cmp.Diff(map[string]string{"g": "more\n"}, log.files(Moment{At: log.end, Kept: Everything})); d != "" {
		t.Error(d)
	}
}
