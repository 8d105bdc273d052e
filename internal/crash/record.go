package crash

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// calls are the system calls that change files or hold them, and those that move a place in a file.
const calls = "open,openat,creat,pwrite64,pwritev,pwritev2,write,writev,lseek,ftruncate,truncate,fallocate,fsync,fdatasync,syncfs,sync," +
	"rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,rmdir,mkdir,mkdirat,copy_file_range,sendfile,splice"

// Recording is what to record.
type Recording struct {
	Root    string                 // the directory that is on the disk; what it holds now counts as synced
	Said    string                 // a file outside of it: what the program writes to it, line by line, is what it said and when
	LeftOut func(path string) bool // files, by their path below Root, that are no part of the disk; may be nil
	Fault   string                 // what fails, as strace's inject= says it, such as "fsync:error=EIO:when=3"; counted in each thread
}

// Need skips the test where strace is not installed or may not trace.
func Need(t testing.TB) {
	t.Helper()
	if out, err := exec.Command("strace", "-qq", "-o", os.DevNull, "true").CombinedOutput(); err != nil {
		t.Skipf("skipped: strace is not installed or may not trace (package strace): %v %s", err, out)
	}
}

// Record runs a program to its end and gives the log of what it did. An error of the program, and a log that does not lead to
// the files it left, are errors of the test.
func (r Recording) Record(t testing.TB, cmd *exec.Cmd) *Log {
	t.Helper()
	Need(t)
	log := &Log{leftOut: r.LeftOut}
	if log.leftOut == nil {
		log.leftOut = func(string) bool { return false }
	}
	var err error
	if r.Root, err = filepath.EvalSymlinks(r.Root); err != nil {
		t.Fatal(err)
	}
	if err := log.snapshot(r.Root); err != nil {
		t.Fatal(err)
	}
	trace := filepath.Join(t.TempDir(), "trace")
	options := []string{"-qq", "-y", "-v", "-xx", "-a", "1", "-s", strconv.Itoa(stringMax), "-e", "signal=none", "-e", "trace=" + calls, "-o", trace}
	if r.Fault != "" {
		options = append(options, "-e", "inject="+r.Fault)
	}
	run(t, cmd, options...)
	defer os.Remove(trace) // some ten times the bytes that were written
	f, err := os.Open(trace)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	p := &parser{log: log, root: r.Root, said: r.Said, open: map[string]*call{}, places: map[string]int64{}}
	if err := p.read(f); err != nil {
		t.Fatalf("the recording of %s is not understood: %v", strings.Join(cmd.Args, " "), err)
	}
	if err := log.agrees(r.Root); err != nil {
		t.Fatalf("the log does not lead to the files that were left: %v", err)
	}
	return log
}

// run runs a program under strace to its end.
func run(t testing.TB, cmd *exec.Cmd, options ...string) {
	t.Helper()
	path, err := exec.LookPath("strace")
	if err != nil {
		t.Fatal(err)
	}
	cmd.Args = append(append([]string{"strace", "-f", "--seccomp-bpf"}, options...), append([]string{"--", cmd.Path}, cmd.Args[1:]...)...)
	cmd.Path = path
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // ended together
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	late := time.AfterFunc(recordMax, func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
	defer late.Stop()
	if err := cmd.Wait(); err != nil {
		t.Fatalf("the recorded program: %v: %s", err, out.String())
	}
}

// snapshot takes what the directory holds as synced.
func (l *Log) snapshot(root string) error {
	l.names = map[string]*node{".": l.newNode(true)}
	return filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		rel, _ := filepath.Rel(root, path)
		if err != nil || rel == "." || l.leftOut(rel) {
			return err
		}
		if !d.IsDir() && !d.Type().IsRegular() {
			return fmt.Errorf("%s is neither a file nor a directory", path)
		}
		n := l.newNode(d.IsDir())
		if !d.IsDir() {
			if n.base, err = os.ReadFile(path); err != nil {
				return err
			}
		}
		l.names[rel] = n
		dir := l.names[filepath.Dir(rel)]
		dir.baseNames = append(dir.baseNames, name{filepath.Base(rel), n})
		return nil
	})
}
