package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/fault"
)

// writeFile writes a whole file or none: a temporary file beside it is synced and renamed into place.
func writeFile(path string, write func(*os.File) error) (err error) {
	fail := func(err error) error {
		return fault.New(fault.BadFile, "cannot write").At("%s", path).Because(err).Mend("check the directory and the free space")
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".kairo-*")
	if err != nil {
		return fail(err)
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if err = write(f); err != nil {
		return err
	}
	if err = f.Chmod(0o644); err != nil {
		return fail(err)
	}
	if err = f.Sync(); err != nil {
		return fail(err)
	}
	if err = f.Close(); err != nil {
		return fail(err)
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return fail(err)
	}
	return nil
}

// readLimited reads a whole file of at most a number of bytes.
func readLimited(path string, max int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.New(fault.BadFile, "cannot open the file").At("%s", path).Because(err)
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, max+1))
	if err != nil {
		return nil, fault.New(fault.BadFile, "cannot read the file").At("%s", path).Because(err)
	}
	if int64(len(raw)) > max {
		return nil, fault.New(fault.Limit, "the file is too large").At("%s", path).Want("at most %d bytes", max)
	}
	return raw, nil
}

// inFile puts the name of a file before the path of each violation.
func inFile(err error, file string) error {
	var out fault.List
	for _, e := range fault.All(err) {
		v := *e
		v.Path = strings.TrimSuffix(file+":"+v.Path, ":")
		out = append(out, &v)
	}
	return out.OrNil()
}

// makeDir makes a directory of results whole or not at all: fill fills a new one beside it, which takes its place at the end.
// A directory that is there already must be empty or hold the marker, a file that every result of the kind has: what others
// keep is never replaced.
func makeDir(dir, marker string, fill func(tmp string) error) error {
	parent := filepath.Dir(filepath.Clean(dir))
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return fault.New(fault.BadFile, "cannot make the directory").At("%s", parent).Because(err)
	}
	if err := replaceable(dir, marker); err != nil {
		return err
	}
	removeStale(parent, time.Now())
	tmp, err := os.MkdirTemp(parent, stalePattern)
	if err != nil {
		return fault.New(fault.BadFile, "cannot make the directory").At("%s", dir).Because(err)
	}
	defer os.RemoveAll(tmp)
	if err := fill(tmp); err != nil {
		return err
	}
	return replaceDir(tmp, dir)
}

// replaceable refuses to replace a directory that holds something else than results with a marker.
func replaceable(dir, marker string) error {
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) == 0 {
		return nil // not there, or empty; anything else shows when it is replaced
	}
	if _, err := os.Stat(filepath.Join(dir, marker)); err != nil {
		return fault.New(fault.Usage, "the directory holds something else").At("%s", dir).Want("a new or empty directory, or one with earlier results").Mend("choose another --out")
	}
	return nil
}

// replaceDir puts a finished directory in the place of an older one.
func replaceDir(made, dir string) error {
	fail := func(err error) error {
		return fault.New(fault.BadFile, "cannot put the results in place").At("%s", dir).Because(err)
	}
	old := made + ".old"
	if err := os.Rename(dir, old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fail(err)
	}
	if err := os.Rename(made, dir); err != nil {
		_ = os.Rename(old, dir)
		return fail(err)
	}
	if err := os.RemoveAll(old); err != nil {
		return fail(err)
	}
	return nil
}

// stalePattern names directories of results in the making.
const stalePattern = ".kairo-run-*"

// removeStale removes what runs that were killed left behind in a directory, when it is more than an hour old.
func removeStale(dir string, now time.Time) {
	left, _ := filepath.Glob(filepath.Join(dir, stalePattern))
	for _, d := range left {
		if st, err := os.Stat(d); err == nil && now.Sub(st.ModTime()) > time.Hour {
			_ = os.RemoveAll(d)
		}
	}
}
