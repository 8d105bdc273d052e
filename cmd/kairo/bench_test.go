package main

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/examples"
)

// BenchmarkRun is the whole loop of one example, the nodes' databases and the results on disk included.
func BenchmarkRun(b *testing.B) {
	cons, err := consignment.Decode(examples.Read("nagoya-almaty.json"))
	if err != nil {
		b.Fatal(err)
	}
	dir := b.TempDir()
	for b.Loop() {
		o := runOptions{seed: 7}
		if _, err := o.loop(context.Background(), cons, filepath.Join(dir, "run")); err != nil {
			b.Fatal(err)
		}
	}
}
