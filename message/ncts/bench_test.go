package ncts

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// generatedFiles writes 1,000 generated declarations of phase 5 (CC015C) into a folder.
func generatedFiles(b *testing.B) (files []string, bytes int64) {
	b.Helper()
	dir := b.TempDir()
	d := standard().byName[P5]["CC015C"]
	for seed := range uint64(1000) {
		m := newGenerator(seed).message(d)
		src, err := Encode(m)
		if err != nil {
			b.Fatal(err)
		}
		path := filepath.Join(dir, fmt.Sprintf("%04d.xml", seed))
		if err := os.WriteFile(path, src, 0o600); err != nil {
			b.Fatal(err)
		}
		files, bytes = append(files, path), bytes+int64(len(src))
	}
	return files, bytes
}

// readAll reads, decodes and checks files one after another.
func readAll(files []string) error {
	var d Decoder
	for _, path := range files {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		if _, err = d.Read(f); err != nil {
			return err
		}
		_ = f.Close()
	}
	return nil
}

// readOnAllCores does the same with a goroutine for each core.
func readOnAllCores(files []string) error {
	n := runtime.GOMAXPROCS(0)
	done := make(chan error)
	for i := range n {
		go func() { done <- readAll(files[i*len(files)/n : (i+1)*len(files)/n]) }()
	}
	var err error
	for range n {
		err = errors.Join(err, <-done)
	}
	return err
}

// BenchmarkDecodeFiles reads, decodes and checks 1,000 generated declarations, files included.
func BenchmarkDecodeFiles(b *testing.B) {
	files, bytes := generatedFiles(b)
	b.SetBytes(bytes)
	for b.Loop() {
		if err := readAll(files); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()*1e6/float64(b.N*len(files)), "µs/message")
}

// BenchmarkDecode decodes and checks the same declarations from memory.
func BenchmarkDecode(b *testing.B) {
	files, bytes := generatedFiles(b)
	var texts [][]byte
	for _, path := range files {
		src, err := os.ReadFile(path)
		if err != nil {
			b.Fatal(err)
		}
		texts = append(texts, src)
	}
	b.SetBytes(bytes)
	for b.Loop() {
		for _, src := range texts {
			if _, err := Decode(src); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()*1e6/float64(b.N*len(files)), "µs/message")
}

// BenchmarkAgainstXmllint times one run of xmllint --schema over the same 1,000 files beside Kairo in one process and one
// goroutine; the metrics are how many times faster a message is here, by the clock and by the processor time used, which
// other work on the machine moves less. The start of xmllint and its reading of the schema are within its time; both read the
// files. Apart from them, times-faster-on-all-cores is by the clock with a goroutine for each core.
func BenchmarkAgainstXmllint(b *testing.B) {
	dir := pack(b)
	lint := xmllint(b)
	files, _ := generatedFiles(b)
	args := append([]string{"--noout", "--schema", filepath.Join(dir, "xsd-p5", "cc015c.xsd")}, files...)
	var ours, theirs, oursCPU, theirsCPU, spread time.Duration
	for b.Loop() {
		begin, busy := time.Now(), cpuTime(b)
		err := readAll(files)
		ours, oursCPU = ours+time.Since(begin), oursCPU+cpuTime(b)-busy
		begin = time.Now()
		err = errors.Join(err, readOnAllCores(files))
		spread += time.Since(begin)
		begin = time.Now()
		cmd := exec.Command(lint, args...)
		out, lintErr := cmd.CombinedOutput()
		if err = errors.Join(err, lintErr); err != nil {
			b.Fatalf("%v\n%.500s", err, out)
		}
		theirs, theirsCPU = theirs+time.Since(begin), theirsCPU+cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime()
	}
	perMessage := float64(b.N*len(files)) / 1e6
	b.ReportMetric(ours.Seconds()/perMessage, "kairo-µs/message")
	b.ReportMetric(theirs.Seconds()/perMessage, "xmllint-µs/message")
	b.ReportMetric(theirs.Seconds()/ours.Seconds(), "times-faster")
	b.ReportMetric(theirsCPU.Seconds()/oursCPU.Seconds(), "times-less-CPU")
	b.ReportMetric(theirs.Seconds()/spread.Seconds(), "times-faster-on-all-cores")
}

// cpuTime is the processor time this process has used.
func cpuTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
