package node

import (
	"testing"

	"github.com/kairo-corridor/kairo/internal/stores"
	"github.com/kairo-corridor/kairo/store"
	"github.com/kairo-corridor/kairo/store/mem"
)

// fresh opens the stores of corridors and simulations: in memory, or on the engine that a test tries.
var fresh = inMemory

func inMemory(string) store.Store { return mem.New() }

// thinned is how many seeds a simulation has at most, 0: all of them.
var thinned int64

func seeds(n int64) int64 {
	if thinned > 0 {
		return min(n, thinned)
	}
	return n
}

// on has every corridor and simulation of a test keep its stores on an engine.
func on(t *testing.T, open stores.Open, seedsMax int64) {
	fresh, thinned = func(party string) store.Store { return open(t, party) }, seedsMax
	t.Cleanup(func() { fresh, thinned = inMemory, 0 })
}

// The journeys, amendments, guarantees and simulations of nodes, on each engine.
func TestNodesOnThreeStores(t *testing.T) {
	stores.Each(t, func(t *testing.T, open stores.Open) {
		on(t, open, 1)
		for name, test := range map[string]func(*testing.T){
			"a guarantee under faults":     TestAGuaranteeUnderFaults,
			"common transit under faults":  TestCommonTransitUnderFaults,
			"a guarantee to the end":       TestAGuaranteeFromAcceptanceToDischarge,
			"allotments under faults":      TestAllotmentsUnderFaults,
			"an invalid guarantee":         TestAnInvalidGuaranteeIsAmended,
			"an amendment and a guarantee": TestAnAmendmentKeepsTheGuarantee,
			"a reservation expires":        TestAReservationExpires,
			"who may ask":                  TestWhoMayAskAnOffice,
			"the clock":                    TestTheClockTheEnquiryAndADiversion,
		} {
			t.Run(name, test)
		}
	})
}

// A simulation with the same seed leaves the same bytes on each engine: every record with its version, every fact.
func TestASimulationLeavesTheSameOnThreeStores(t *testing.T) {
	first, runs := int64(1), int64(3)
	if testing.Short() {
		runs = 1
	}
	want := map[int64]uint64{}
	stores.Each(t, func(t *testing.T, open stores.Open) {
		on(t, open, 0)
		steps, movements := 0, 0
		for seed := first; seed < first+runs; seed++ {
			w, err := simulate(seed, nil)
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			if steps, movements = steps+w.steps, movements+len(w.final); want[seed] == 0 {
				want[seed] = w.digest()
			}
			if w.digest() != want[seed] {
				t.Errorf("seed %d leaves something else than in memory", seed)
			}
		}
		t.Logf("%d seeds: %d steps, %d movements, each record and fact as in memory", runs, steps, movements)
	})
}
