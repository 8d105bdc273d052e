package postgres

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/kairo-corridor/kairo/internal/crash"
	"github.com/kairo-corridor/kairo/internal/pgtest"
	"github.com/kairo-corridor/kairo/store"
	"github.com/kairo-corridor/kairo/store/crashtest"
)

const (
	// crashChild makes this test the recorded process: it runs the server in that directory and works on it.
	crashChild = "KAIRO_CRASH_CHILD"
	workers    = 4
	each       = 20
	sample     = 36
	// restartTries is how many recordings a restart after a failed sync is looked for in.
	restartTries = 3
)

// crashFaults are the servers and stores with a deliberate fault, and what the check says of them.
var crashFaults = []struct {
	name, finds string
	settings    []string
	open        func(url string) (store.Store, error)
}{
	{"fsync off", "was told", []string{"fsync=off"}, func(url string) (store.Store, error) { return careless(url, "on") }},
	{"synchronous commit off", "was told", nil, func(url string) (store.Store, error) { return careless(url, "off") }},
	{"acknowledged before the commit", "was told", nil, wrapped(crashtest.Early)},
	{"inbox skipped", "seen is false", nil, wrapped(crashtest.Forgetful)},
	{"transaction in two halves", "does not wait", nil, wrapped(crashtest.Halved)},
}

func wrapped(wrap func(store.Store) store.Store) func(string) (store.Store, error) {
	return func(url string) (store.Store, error) {
		s, err := Open(context.Background(), url)
		if err != nil {
			return nil, err
		}
		return wrap(s), nil
	}
}

func same(s store.Store) store.Store { return s }

// careless is the store without its look at the settings of the server, and with synchronous_commit as given.
func careless(url, synchronous string) (*Store, error) {
	ctx := context.Background()
	s := &Store{queue: make(chan struct{}, store.QueueMax)}
	for _, p := range []**pgxpool.Pool{&s.writers, &s.readers} {
		config, err := pgxpool.ParseConfig(url)
		if err != nil {
			return nil, err
		}
		config.ConnConfig.RuntimeParams["synchronous_commit"] = synchronous
		if *p, err = pgxpool.NewWithConfig(ctx, config); err != nil {
			return nil, err
		}
	}
	return s, pgx.BeginFunc(ctx, s.writers, func(tx pgx.Tx) error { return migrate(ctx, tx) })
}

// Whatever was synced when the machine stops, the server recovers, the store has what it acknowledged, whole, and goes on.
func TestACrashLosesNothingThatWasAcknowledged(t *testing.T) {
	if dir := os.Getenv(crashChild); dir != "" {
		recorded(t, dir, wrapped(same), 0)
		return
	}
	log := record(t, template(t), "")
	if log.Synced("global/pg_control") < 3 {
		t.Fatal("no checkpoint was recorded but those at the start and the end")
	}
	began := time.Now()
	tried, err := crashtest.Replay(log, crashtest.Moments(log, sample), scratch(t), workers, openImage(t))
	t.Logf("%s; %d of %d images recovered and checked in %v", log.Counts(), tried, len(log.Every()), time.Since(began).Round(time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
}

func TestEachDeliberateFaultIsFound(t *testing.T) {
	from := ""
	if os.Getenv(crashChild) == "" {
		from = template(t)
	}
	for _, f := range crashFaults {
		t.Run(f.name, func(t *testing.T) {
			if dir := os.Getenv(crashChild); dir != "" {
				recorded(t, dir, f.open, 0, f.settings...)
				return
			}
			log := record(t, from, "")
			tried, err := crashtest.Replay(log, log.Moments(3*sample), scratch(t), workers, openImage(t))
			if err == nil || !strings.Contains(err.Error(), f.finds) {
				t.Fatalf("not found in %d images: %v", tried, err)
			}
			text, _, _ := strings.Cut(err.Error(), "\n")
			t.Logf("found in image %d: %s", tried+1, text)
		})
	}
}

// failingSyncs are syncs that fail in every process of the server from their number on: of its log (fdatasync) and of its files.
var failingSyncs = []struct{ name, inject string }{
	{"log", "fdatasync:error=EIO:when=8+"},
	{"files", "fsync:error=EIO:when=12+"},
}

// Where a sync fails the server ends at once and stays down. What was acknowledged before is there after any crash of the machine
// from then on, whole; the commits under way were answered with an error.
func TestAFailedSyncLosesNothingThatWasAcknowledged(t *testing.T) {
	from := ""
	if os.Getenv(crashChild) == "" {
		from = template(t)
	}
	for _, f := range failingSyncs {
		t.Run(f.name, func(t *testing.T) {
			if dir := os.Getenv(crashChild); dir != "" {
				untilItEnds(t, dir, wrapped(same))
				return
			}
			log := record(t, from, f.inject)
			since := ended(log)
			unanswered := log.After(func(line string) bool { return !strings.HasPrefix(line, "try") && !strings.HasPrefix(line, "done") })
			if len(since) == 0 || len(unanswered) == 0 {
				t.Fatalf("%d crashes after a failed sync, %d commits that got an error", len(since), len(unanswered))
			}
			moments := slices.Concat(crashtest.Moments(log, sample/2), since, thin(unanswered, sample/6))
			tried, err := crashtest.Replay(log, moments, scratch(t), workers, openImage(t))
			t.Logf("%d commits got an error; %s; %d images recovered and checked, %d of them of crashes after the failed sync", len(unanswered), log.Counts(), tried, len(since))
			if err != nil {
				t.Error(err)
			}
		})
	}
}

// A server that starts again by itself after a failed sync of its log recovers from what the kernel has of the log in memory. A crash
// of the machine before that recovery's checkpoint is whole tears transactions; which is why Open refuses such a server.
func TestARestartAfterAFailedSyncIsFound(t *testing.T) {
	if dir := os.Getenv(crashChild); dir != "" {
		recorded(t, dir, func(url string) (store.Store, error) {
			return OpenAccepting(context.Background(), url, Accept{RestartAfterCrash: true})
		}, 5000, "restart_after_crash=on")
		return
	}
	from := template(t)
	for try := 1; ; try++ {
		log := record(t, from, "fdatasync:error=EIO:when=8")
		tried, err := crashtest.Replay(log, recovering(log), scratch(t), workers, openImage(t))
		if err != nil {
			text, _, _ := strings.Cut(err.Error(), "\n")
			t.Logf("found in recording %d, image %d: %s", try, tried+1, text)
			return
		}
		if try == restartTries {
			t.Fatalf("not found in %d recordings, the last of %d images", try, tried)
		}
	}
}

// recovering is crashes with nothing kept, one in three, while a server recovers that started again after its first failed sync.
func recovering(log *crash.Log) (some []crash.Moment) {
	for i, m := range log.SinceFailure() {
		if m.Kept != crash.Nothing || len(some) == 4*sample {
			break
		}
		if i%3 == 0 {
			some = append(some, m)
		}
	}
	return some
}

// ended is crashes after a failed sync with which the server ended: those that differ, and the last with other parts of the unsynced.
func ended(log *crash.Log) []crash.Moment {
	all := log.SinceFailure()
	if len(all) == 0 {
		return nil
	}
	since := thin(all, sample/2)
	last := slices.MaxFunc(all, func(a, b crash.Moment) int { return a.At - b.At })
	for seed := range uint64(sample / 3) {
		since = append(since, crash.Moment{At: last.At, Kept: crash.Some, Seed: 1000 + seed})
	}
	return since
}

// thin is about n of a list, evenly spread, or as many as the environment says.
func thin(list []crash.Moment, n int) (some []crash.Moment) {
	if os.Getenv(crashtest.Images) != "" {
		return list
	}
	for i := range min(n, len(list)) {
		some = append(some, list[i*len(list)/min(n, len(list))])
	}
	return some
}

// untilItEnds is recorded with a server that ends on the way and stays down.
func untilItEnds(t *testing.T, dir string, open func(string) (store.Store, error)) {
	askMax = time.Second
	work(t, dir, open, 20*each, 2, func(err error) {
		if err == nil {
			t.Error("the server did not end")
		}
	})
}

// recorded is the process that is recorded: it runs a server, works on it with checkpoints in between, and ends it.
func recorded(t *testing.T, dir string, open func(string) (store.Store, error), retries int, settings ...string) {
	work(t, dir, open, each, retries, func(err error) {
		if err != nil {
			t.Error(err)
		}
	}, settings...)
}

func work(t *testing.T, dir string, open func(string) (store.Store, error), messages, retries int, ended func(error), settings ...string) {
	acks, err := os.OpenFile(filepath.Join(dir, "acks"), os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer acks.Close()
	server := pgtest.At(t, dir)
	server.Run(t, settings...)
	defer server.Stop()
	s, err := open(server.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	over := make(chan struct{})
	var checkpoints sync.WaitGroup
	checkpoints.Go(func() { checkpointUntil(server.URL("postgres"), over) })
	ended(crashtest.Work(s, acks, workers, messages, retries))
	close(over)
	checkpoints.Wait()
}

// checkpointUntil makes a checkpoint now and then; one that fails with its server is left out.
func checkpointUntil(url string, over chan struct{}) {
	for {
		select {
		case <-over:
			return
		case <-time.After(150 * time.Millisecond):
		}
		if conn, err := pgx.Connect(context.Background(), url); err == nil {
			_, _ = conn.Exec(context.Background(), "CHECKPOINT")
			_ = conn.Close(context.Background())
		}
	}
}

// template is a server that has not run, to be copied; its log is in segments of 1 MB so that the work fills some.
func template(t *testing.T) string {
	t.Helper()
	crash.Need(t)
	dir := scratch(t)
	pgtest.New(t, dir, "--wal-segsize=1")
	return dir
}

// record records this test in a process of its own, on a copy of a template.
func record(t *testing.T, template, fault string) *crash.Log {
	t.Helper()
	dir := scratch(t)
	if err := os.CopyFS(dir, os.DirFS(template)); err != nil {
		t.Fatal(err)
	}
	var levels []string
	for _, level := range strings.Split(t.Name(), "/") {
		levels = append(levels, "^"+level+"$")
	}
	cmd := exec.Command(os.Args[0], "-test.run", strings.Join(levels, "/"))
	cmd.Env = append(os.Environ(), crashChild+"="+dir)
	return crash.Recording{Root: pgtest.At(t, dir).Data(), Said: filepath.Join(dir, "acks"), Fault: fault, LeftOut: ofTheProcess}.Record(t, cmd)
}

// ofTheProcess are files that tell of a running server; the machine that starts again is without it.
func ofTheProcess(path string) bool { return path == "postmaster.pid" || path == "postmaster.opts" }

func openImage(t *testing.T) crashtest.Open {
	return func(dir string) (store.Store, func(), error) {
		parent := dir + "-server"
		err := os.MkdirAll(filepath.Join(parent, "pg"), 0o700)
		if err == nil {
			err = os.Rename(dir, filepath.Join(parent, "pg", "data"))
		}
		if err != nil {
			return nil, nil, err
		}
		defer func() {
			if err != nil {
				os.RemoveAll(parent)
			}
		}()
		server := pgtest.At(t, parent)
		if err = server.Try(); err != nil {
			return nil, nil, err
		}
		s, err := Open(context.Background(), server.URL("postgres"))
		if err != nil {
			server.Kill()
			return nil, nil, err
		}
		return s, func() { s.Close(); server.Kill(); os.RemoveAll(parent) }, nil
	}
}

// scratch is a directory of a short path, as a socket wants, in memory where there is one.
func scratch(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "kairo-pg")
	if err != nil {
		if dir, err = os.MkdirTemp("", "kairo-pg"); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}
