package postgres

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/internal/pgtest"
	"github.com/kairo-corridor/kairo/store/crashtest"
)

// said is what workers say, each line in one write.
type said struct {
	mu sync.Mutex
	b  strings.Builder
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *said) lines() []string { return strings.Split(strings.TrimSpace(s.b.String()), "\n") }

// ballast fills a disk but for some room.
func ballast(t *testing.T, dir string, room int64) (path string) {
	t.Helper()
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		t.Fatal(err)
	}
	size := int64(fs.Bavail)*fs.Bsize - room
	if size <= 0 {
		t.Fatalf("%d bytes are free, less than %d", size+room, room)
	}
	path = filepath.Join(dir, "ballast")
	if err := os.WriteFile(path, make([]byte, size), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A disk of the tables that is full: commits are refused and nothing of them is there; once there is room the store goes on, with
// the server as it was.
func TestAFullDiskOfTheTablesRefusesAndGoesOn(t *testing.T) {
	dir := scratch(t)
	server := pgtest.Start(t, dir)
	disk := filepath.Join(dir, "tables")
	pgtest.Disk(t, disk, 32)
	alter(t, server.URL("postgres"), "CREATE TABLESPACE small LOCATION '"+disk+"'")
	alter(t, server.URL("postgres"), "CREATE DATABASE small TABLESPACE small")
	s := mustOpen(t, server.URL("small"))
	full := ballast(t, disk, 1<<20)
	var acks said
	err := crashtest.Work(s, &acks, workers, 1000, 3)
	if err == nil || !strings.Contains(err.Error(), "no room; nothing was written") {
		t.Fatalf("a full disk: %v", err)
	}
	if err := os.Remove(full); err != nil {
		t.Fatal(err)
	}
	report(t, &acks)
	if err := crashtest.Check(s, acks.lines(), workers); err != nil {
		t.Error(err)
	}
}

// A disk of the log that is full: the server ends and stays down, and every commit under way gets an error. With room made and the
// server started again, what was acknowledged is there, whole, and the same store goes on.
func TestAFullDiskOfTheLogEndsTheServerAndLosesNothing(t *testing.T) {
	usual := askMax
	askMax = time.Second
	t.Cleanup(func() { askMax = usual })
	dir := scratch(t)
	disk := filepath.Join(dir, "log")
	pgtest.Disk(t, disk, 16)
	server := pgtest.New(t, dir, "--wal-segsize=1", "--waldir="+filepath.Join(disk, "wal"))
	settings := []string{"min_wal_size=2MB", "max_wal_size=64MB"} // so that no checkpoint makes room on the way
	server.Run(t, settings...)
	t.Cleanup(func() { server.Kill() })
	s := mustOpen(t, server.URL("postgres"))
	full := ballast(t, disk, 3<<20)
	var acks said
	if err := crashtest.Work(s, &acks, workers, 2000, 0); err == nil {
		t.Fatal("a full disk was not noticed")
	}
	if _, err := s.Seen(context.Background(), "x"); err == nil {
		t.Error("the server still answers")
	}
	server.Kill()
	if err := os.Remove(full); err != nil {
		t.Fatal(err)
	}
	server.Run(t, settings...)
	report(t, &acks)
	if err := crashtest.Check(s, acks.lines(), workers); err != nil {
		t.Error(err)
	}
}

func report(t *testing.T, acks *said) {
	count := map[string]int{}
	for _, line := range acks.lines() {
		word, _, _ := strings.Cut(line, " ")
		count[word]++
	}
	if count["done"] == 0 || count["refused"]+count["unknown"] == 0 {
		t.Errorf("the work: %v", count)
	}
	t.Logf("tried, done, refused, unknown: %v", count)
}
