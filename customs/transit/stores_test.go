package transit

import (
	"testing"

	"github.com/kairo-corridor/kairo/internal/stores"
)

// machine is what the transcripts give their messages to: Apply, or Apply by way of a store.
var machine stores.Machine[Movement, Message, Fact, Send] = Apply

// Every flow, with each step committed and the record read back before the next, says what it says without.
func TestTranscriptsOnThreeStores(t *testing.T) {
	stores.Each(t, func(t *testing.T, open stores.Open) {
		steps := 0
		machine = stores.Through(t, open(t, "flows"), &steps, Apply, func(m Movement) string { return "movement/" + m.Administration })
		t.Cleanup(func() { machine = Apply })
		TestTranscripts(t)
		t.Logf("%d steps, each read back before the next", steps)
	})
}

// Pair is a movement and a message given to it, as the test of the table makes them.
type Pair struct {
	Regime Regime
	Role   Role
	State  State
	Sample int // of the pair, from 0
	stores.Case[Movement, Message]
}

// Pairs are the samples of every message in every state of every role under every regime; count is how many such
// combinations there are.
func Pairs() (out []Pair, count int) {
	for _, regime := range Regimes {
		for _, role := range Roles {
			for _, state := range States {
				for _, kind := range Kinds {
					count++
					m := standing(regime, role, state)
					for i, x := range tries(kind, m, regime, role) {
						out = append(out, Pair{regime, role, state, i, stores.Case[Movement, Message]{Record: x.m, Message: x.msg, At: now}})
					}
				}
			}
		}
	}
	return out, count
}
