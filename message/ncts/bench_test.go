package ncts

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
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

func readAll(b *testing.B, files []string) {
	for _, path := range files {
		f, err := os.Open(path)
		if err != nil {
			b.Fatal(err)
		}
		if _, err = Read(f); err != nil {
			b.Fatal(err)
		}
		_ = f.Close()
	}
}

// BenchmarkDecodeFiles reads, decodes and checks 1,000 generated declarations, files included.
func BenchmarkDecodeFiles(b *testing.B) {
	files, bytes := generatedFiles(b)
	b.SetBytes(bytes)
	for b.Loop() {
		readAll(b, files)
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

// BenchmarkAgainstXmllint times one run of xmllint --schema over the same 1,000 files beside Kairo in one process; the
// metric is how many times faster a message is here. The start of xmllint and its reading of the schema are within its time.
// Both are measured by the clock and by the processor time used, which other work on the machine moves less.
func BenchmarkAgainstXmllint(b *testing.B) {
	dir := pack(b)
	lint := xmllint(b)
	files, _ := generatedFiles(b)
	args := append([]string{"--noout", "--schema", filepath.Join(dir, "xsd-p5", "cc015c.xsd")}, files...)
	var ours, theirs, oursCPU, theirsCPU time.Duration
	for b.Loop() {
		begin, busy := time.Now(), cpuTime(b)
		readAll(b, files)
		ours, oursCPU = ours+time.Since(begin), oursCPU+cpuTime(b)-busy
		begin = time.Now()
		cmd := exec.Command(lint, args...)
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("xmllint: %v\n%.500s", err, out)
		}
		theirs, theirsCPU = theirs+time.Since(begin), theirsCPU+cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime()
	}
	perMessage := float64(b.N*len(files)) / 1e6
	b.ReportMetric(ours.Seconds()/perMessage, "kairo-µs/message")
	b.ReportMetric(theirs.Seconds()/perMessage, "xmllint-µs/message")
	b.ReportMetric(theirs.Seconds()/ours.Seconds(), "times-faster")
	b.ReportMetric(theirsCPU.Seconds()/oursCPU.Seconds(), "times-less-CPU")
}

// cpuTime is the processor time this process has used.
func cpuTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
