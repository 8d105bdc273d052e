package sqlite

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/store"
)

// killedDir names the file that a second process of this test writes until it is killed.
const killedDir = "KAIRO_KILLED_STORE"

// A process is killed in the middle of its writing. What it was told is committed is there, whole; what is there is whole.
// (The kernel lives on, so this says nothing about the fsync itself.)
func TestAKilledProcessLosesNothingItWasToldIsDone(t *testing.T) {
	if path := os.Getenv(killedDir); path != "" {
		writeUntilKilled(path)
		return
	}
	path := filepath.Join(t.TempDir(), "s.db")
	told := killed(t, path)
	if len(told) == 0 {
		t.Fatal("the process was killed before it wrote anything")
	}
	s := mustOpen(t, path)
	ctx := context.Background()
	for _, n := range told {
		if err := s.Commit(ctx, kilobyte(n)); !errors.Is(err, store.ErrSeen) {
			t.Fatalf("transaction %d was told to be done, and is not: %v", n, err)
		}
	}
	recs, err := s.List(ctx, "", "", 0)
	if err != nil {
		t.Fatal(err)
	}
	outs, err := s.Outbox(ctx, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range recs {
		facts, err := s.Facts(ctx, r.Key, 0, 0)
		seen, serr := s.Seen(ctx, "in/"+r.Key)
		if err != nil || serr != nil || len(facts) != 1 || !seen {
			t.Errorf("%s is torn: %d facts, seen %v (%v %v)", r.Key, len(facts), seen, err, serr)
		}
	}
	if len(outs) != len(recs) {
		t.Errorf("%d records, %d outbox rows", len(recs), len(outs))
	}
	t.Logf("%d told, %d there", len(told), len(recs))
}

// killed runs the second process for a while, kills it, and gives the transactions it was told are done.
func killed(t *testing.T, path string) (told []int64) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), killedDir+"="+path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		n, err := strconv.ParseInt(lines.Text(), 10, 64)
		if err != nil {
			continue
		}
		if told = append(told, n); len(told) == 200 {
			time.Sleep(5 * time.Millisecond)
			_ = cmd.Process.Kill()
		}
	}
	_ = cmd.Wait()
	return told
}

func writeUntilKilled(path string) {
	s, err := Open(context.Background(), path)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	var mu sync.Mutex
	next := int64(0)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for {
				mu.Lock()
				next++
				n := next
				mu.Unlock()
				if n > 100_000 {
					return // nobody killed it
				}
				if err := s.Commit(context.Background(), kilobyte(n)); err == nil {
					mu.Lock()
					fmt.Println(n)
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
}
