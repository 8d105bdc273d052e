package sqlite

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/internal/crash"
	"github.com/kairo-corridor/kairo/store"
	"github.com/kairo-corridor/kairo/store/crashtest"
	zs "zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

const (
	// crashChild makes this test the recorded process: its store is in that directory, its acknowledgements go beside it.
	crashChild = "KAIRO_CRASH_CHILD"
	workers    = 4
	each       = 90
	sample     = 240
)

// unsynced is the store with the fault synchronous=OFF.
func unsynced(path string) (*Store, error) {
	conn, err := zs.OpenConn(path, zs.OpenReadWrite|zs.OpenCreate)
	if err != nil {
		return nil, err
	}
	if err := prepareWriter(conn, path); err != nil {
		return nil, err
	}
	if err := sqlitex.ExecuteTransient(conn, "PRAGMA synchronous=OFF", nil); err != nil {
		return nil, err
	}
	return begin(conn, path)
}

// crashFaults are the stores with a deliberate fault, and what the check says of them.
var crashFaults = []struct {
	name, finds string
	open        func(path string) (store.Store, error)
}{
	{"synchronous off", "was told", func(path string) (store.Store, error) { return unsynced(path) }},
	{"acknowledged before the commit", "was told", wrapped(crashtest.Early)},
	{"inbox skipped", "seen is false", wrapped(crashtest.Forgetful)},
	{"transaction in two halves", "does not wait", wrapped(crashtest.Halved)},
}

func wrapped(wrap func(store.Store) store.Store) func(string) (store.Store, error) {
	return func(path string) (store.Store, error) {
		s, err := Open(context.Background(), path)
		if err != nil {
			return nil, err
		}
		return wrap(s), nil
	}
}

func same(s store.Store) store.Store { return s }

// Whatever was synced when the machine stops, the store opens, has what it acknowledged, whole, and goes on.
func TestACrashLosesNothingThatWasAcknowledged(t *testing.T) {
	if dir := os.Getenv(crashChild); dir != "" {
		recorded(t, dir, wrapped(same), 0)
		return
	}
	log := record(t, "")
	log.Strict = true
	if log.Synced("s.db") < 3 {
		t.Fatal("no checkpoint was recorded but the one at the end")
	}
	began := time.Now()
	tried, err := crashtest.Replay(log, crashtest.Moments(log, sample), fast(t), workers, openImage)
	t.Logf("%s; %d of %d images opened and checked in %v", log.Counts(), tried, len(log.Every()), time.Since(began).Round(time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
}

func TestEachDeliberateFaultIsFound(t *testing.T) {
	for _, f := range crashFaults {
		t.Run(f.name, func(t *testing.T) {
			if dir := os.Getenv(crashChild); dir != "" {
				recorded(t, dir, f.open, 0)
				return
			}
			log := record(t, "")
			tried, err := crashtest.Replay(log, log.Moments(3*sample), fast(t), workers, openImage)
			if err == nil || !strings.Contains(err.Error(), f.finds) {
				t.Fatalf("not found in %d images: %v", tried, err)
			}
			text, _, _ := strings.Cut(err.Error(), "\n")
			t.Logf("found in image %d: %s", tried+1, text)
		})
	}
}

// A disk that is full or fails for a while: a transaction refused then was not done, not even after a crash; of a failed sync
// the store says that it does not know. Those acknowledged before and after are there, and the store goes on when the disk does.
func TestAFullOrFailingDiskLosesNothingThatWasAcknowledged(t *testing.T) {
	for _, f := range []struct{ name, inject, says string }{
		{"full", "pwrite64:error=ENOSPC:when=300..310", "the disk is full"},
		{"write fails", "pwrite64:error=EIO:when=300..310", "the database failed"},
		{"sync fails", "fsync:error=EIO:when=10..12", "whether the transaction was done is not known"},
	} {
		t.Run(f.name, func(t *testing.T) {
			if dir := os.Getenv(crashChild); dir != "" {
				recorded(t, dir, wrapped(same), 200)
				return
			}
			log := record(t, f.inject)
			refused := log.After(func(line string) bool { return strings.Contains(line, f.says) })
			if len(refused) == 0 {
				t.Fatalf("no message got %q", f.says)
			}
			moments := append(crashtest.Moments(log, sample/3), refused[:min(len(refused), sample/3)]...)
			tried, err := crashtest.Replay(log, moments, fast(t), workers, openImage)
			t.Logf("%d times %q; %s; %d images opened and checked", len(refused), f.says, log.Counts(), tried)
			if err != nil {
				t.Error(err)
			}
		})
	}
}

// recorded is the process that is recorded: it opens a store, works, and closes it.
func recorded(t *testing.T, dir string, open func(string) (store.Store, error), retries int) {
	acks, err := os.OpenFile(dir+".acks", os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer acks.Close()
	s, err := open(filepath.Join(dir, "s.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := crashtest.Work(s, acks, workers, each, retries); err != nil {
		t.Fatal(err)
	}
}

// child is this test again as a process of its own, and the directory that it works in.
func child(t *testing.T) (cmd *exec.Cmd, dir string) {
	t.Helper()
	crash.Need(t)
	dir = filepath.Join(t.TempDir(), "node")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	var levels []string
	for _, level := range strings.Split(t.Name(), "/") {
		levels = append(levels, "^"+level+"$")
	}
	cmd = exec.Command(os.Args[0], "-test.run", strings.Join(levels, "/"))
	cmd.Env = append(os.Environ(), crashChild+"="+dir)
	return cmd, dir
}

// record records this test in a process of its own. The -shm file is a shared map that SQLite makes anew after a crash.
func record(t *testing.T, fault string) *crash.Log {
	t.Helper()
	cmd, dir := child(t)
	return crash.Recording{Root: dir, Said: dir + ".acks", Fault: fault,
		LeftOut: func(path string) bool { return strings.HasSuffix(path, "-shm") }}.Record(t, cmd)
}

func openImage(dir string) (store.Store, func(), error) {
	s, err := Open(context.Background(), filepath.Join(dir, "s.db"))
	if err != nil {
		return nil, nil, err
	}
	return s, func() { s.Close() }, nil
}

// fast is a directory in memory where there is one: the images need no disk.
func fast(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "kairo-crash")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}
