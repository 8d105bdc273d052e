package tir

import (
	"testing"

	"github.com/kairo-corridor/kairo/internal/stores"
)

// machine is what the tests of the table and the transcripts give their messages to: Apply, or Apply by way of a store.
var machine stores.Machine[Record, Message, Fact, Send] = Apply

func with(t *testing.T, m stores.Machine[Record, Message, Fact, Send]) {
	machine = m
	t.Cleanup(func() { machine = Apply })
}

// Every pair of the table, with the record written to a store and read back, gives what it gives without.
func TestEveryPairOnThreeStores(t *testing.T) {
	var cases []stores.Case[Record, Message]
	with(t, stores.Collecting(&cases, Apply))
	TestTheTableAndTheCodeAgree(t)
	stores.Each(t, func(t *testing.T, open stores.Open) { stores.Same(t, open(t, "pairs"), cases, Apply) })
}

// Every transcript, with each step committed and the record read back before the next, says what it says without.
func TestTranscriptsOnThreeStores(t *testing.T) {
	stores.Each(t, func(t *testing.T, open stores.Open) {
		steps := 0
		with(t, stores.Through(t, open(t, "flows"), &steps, Apply, func(r Record) string { return r.Administration + "/" + r.Key }))
		TestTranscripts(t)
		t.Logf("%d steps, each read back before the next", steps)
	})
}
