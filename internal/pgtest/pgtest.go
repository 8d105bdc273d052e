// Package pgtest runs a PostgreSQL server for tests: from the installed binaries, as an unprivileged user, on a socket of its
// own without TCP, ended with the tests. Where there are no binaries a test says that it skips.
//
//	url := pgtest.Database(t)      // a fresh database on the server that the tests of a package share
//	server := pgtest.Start(t, dir) // a server of its own: to kill, to start again, to set otherwise
package pgtest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// startMax is how long a server may take to answer, recovery included.
const startMax = 40 * time.Second

// Server is a running server.
type Server struct {
	bin, dir string
	as       *syscall.Credential
	cmd      *exec.Cmd
	exited   chan error
}

// shared is the server that the tests of a process share; its number of databases.
var (
	shared    *Server
	sharing   sync.Mutex
	databases atomic.Int64
)

// Main runs the tests of a package and ends the shared server: func TestMain(m *testing.M) { pgtest.Main(m) }.
func Main(m *testing.M) {
	code := m.Run()
	if shared != nil {
		shared.Stop()
		_ = os.RemoveAll(filepath.Dir(shared.dir))
	}
	os.Exit(code)
}

// Database makes a fresh database on the shared server and gives its address.
func Database(t testing.TB) string {
	t.Helper()
	bin := binaries(t)
	sharing.Lock()
	defer sharing.Unlock()
	if shared == nil {
		dir, err := os.MkdirTemp("", "kairo-pg")
		if err != nil {
			t.Fatal(err)
		}
		shared = start(t, bin, dir)
	}
	name := fmt.Sprintf("t%d", databases.Add(1))
	if out, err := shared.command("createdb", "-h", shared.dir, "-U", "kairo", name).CombinedOutput(); err != nil {
		t.Fatalf("createdb: %v: %s", err, out)
	}
	return shared.URL(name)
}

// Start makes a server in a directory, with settings such as "fsync=off", and runs it.
func Start(t testing.TB, dir string, settings ...string) *Server {
	t.Helper()
	s := start(t, binaries(t), dir, settings...)
	t.Cleanup(s.Kill)
	return s
}

// binaries is the newest installed version; the test skips where there is none.
func binaries(t testing.TB) string {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if path, err := exec.LookPath("postgres"); err == nil && len(found) == 0 {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			found = append(found, path)
		}
	}
	if len(found) == 0 {
		t.Skip("skipped: no PostgreSQL server is installed (package postgresql)")
	}
	slices.Sort(found)
	return filepath.Dir(found[len(found)-1])
}

// credential is an unprivileged user where the tests run as root, which PostgreSQL refuses.
func credential(t testing.TB) *syscall.Credential {
	t.Helper()
	if os.Getuid() != 0 {
		return nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
	t.Skip("skipped: PostgreSQL does not run as root, and there is no user postgres or nobody")
	return nil
}

func start(t testing.TB, bin, parent string, settings ...string) *Server {
	t.Helper()
	s := initialise(t, bin, parent)
	s.Run(t, settings...)
	return s
}

// New makes a server in a directory, with options of initdb such as "--wal-segsize=1", and does not run it.
func New(t testing.TB, dir string, options ...string) *Server {
	t.Helper()
	return initialise(t, binaries(t), dir, options...)
}

// At is a server that was made in a directory before, or copied there. It belongs to the caller to end it.
func At(t testing.TB, dir string) *Server {
	t.Helper()
	s := &Server{bin: binaries(t), dir: filepath.Join(dir, "pg"), as: credential(t)}
	s.own(t, dir)
	if err := os.Chmod(s.Data(), 0o700); err != nil { // as the server wants it, whatever the copy made of it
		t.Fatal(err)
	}
	return s
}

func initialise(t testing.TB, bin, parent string, options ...string) *Server {
	t.Helper()
	s := &Server{bin: bin, dir: filepath.Join(parent, "pg"), as: credential(t)}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	s.own(t, parent)
	args := append([]string{"-D", s.Data(), "-U", "kairo", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"}, options...)
	if out, err := s.command("initdb", args...).CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v: %s", err, out)
	}
	return s
}

// own gives the server's directory to its user, where that is another.
func (s *Server) own(t testing.TB, parent string) {
	t.Helper()
	if s.as == nil {
		return
	}
	for dir := parent; dir != os.TempDir() && dir != "/dev/shm" && dir != "/"; dir = filepath.Dir(dir) {
		_ = os.Chmod(dir, 0o755) // the other user passes through
	}
	err := filepath.WalkDir(s.dir, func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, int(s.as.Uid), int(s.as.Gid))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Disk mounts a small disk of its own in memory at a directory, for the server's user, until the test ends. Where that is not
// permitted the test says that it skips.
func Disk(t testing.TB, dir string, megabytes int) {
	t.Helper()
	as := credential(t)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	options := fmt.Sprintf("size=%dm,mode=700", megabytes)
	if as != nil {
		options += fmt.Sprintf(",uid=%d,gid=%d", as.Uid, as.Gid)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, options); err != nil {
		t.Skipf("skipped: no disk can be mounted here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
}

// Data is the directory of the server's files.
func (s *Server) Data() string { return filepath.Join(s.dir, "data") }

// command is one of the installed programs, run as the unprivileged user.
func (s *Server) command(program string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(s.bin, program), args...)
	cmd.Dir = s.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.as, Pdeathsig: syscall.SIGQUIT}
	return cmd
}

// Run starts the server, again after Stop or Kill, and waits until it answers.
func (s *Server) Run(t testing.TB, settings ...string) {
	t.Helper()
	if err := s.Try(settings...); err != nil {
		t.Fatal(err)
	}
}

// Try is Run with an error where the server does not start. It does not start again by itself after a crash, as store/postgres
// wants it, unless the settings say so.
func (s *Server) Try(settings ...string) error {
	args := []string{"-D", s.Data(), "-k", s.dir, "-h", "", "-c", "log_min_messages=fatal", "-c", "max_connections=60",
		"-c", "restart_after_crash=off"}
	for _, x := range settings {
		args = append(args, "-c", x)
	}
	s.cmd, s.exited = s.command("postgres", args...), make(chan error, 1)
	var said strings.Builder
	s.cmd.Stderr = &said
	if err := s.cmd.Start(); err != nil {
		return err
	}
	go func(cmd *exec.Cmd, exited chan error) { exited <- cmd.Wait() }(s.cmd, s.exited)
	for end := time.Now().Add(startMax); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		select {
		case err := <-s.exited:
			s.cmd = nil
			return fmt.Errorf("the server ended: %v: %s", err, said.String())
		default:
		}
		if s.command("pg_isready", "-q", "-h", s.dir, "-U", "kairo").Run() == nil {
			return nil
		}
	}
	return errors.New("the server does not answer")
}

// URL is the address of a database.
func (s *Server) URL(name string) string {
	return "host=" + s.dir + " user=kairo dbname=" + name
}

// Stop ends the server in good order, Kill without it.
func (s *Server) Stop() { s.end(syscall.SIGINT) }

// Kill ends the server and all its processes at once.
func (s *Server) Kill() { s.end(syscall.SIGQUIT) }

func (s *Server) end(sig os.Signal) {
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Signal(sig)
	<-s.exited
	s.cmd = nil
}
