// Package simulate draws histories of journeys: how long each leg took, with the shocks that legs share.
//
// What is drawn is what plan.Sampler draws: legs, waits for timetables, opening hours and ships, and the shocks that are on or
// off once for all legs of their group. The same seed gives the same
// history. What is drawn here is always labelled simulated; nothing is stored.
//
//	h := simulate.Draw(journey, ready, 7)
//	for _, s := range h.Steps { fmt.Println(s.Start, s.End, journey.Legs[s.Leg].Name) }
package simulate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/kairo-corridor/kairo/event"
	"github.com/kairo-corridor/kairo/plan"
)

// Step is one leg as it happened. Move begins after the waiting for departure.
type Step struct {
	Leg   int       // index into Journey.Legs
	Start time.Time // the leg before it ended
	Move  time.Time // the means of transport left, or the queue began to be served
	End   time.Time
}

// History is one drawn journey.
type History struct {
	Journey plan.Journey
	Steps   []Step
	rng     *rand.Rand
}

// Draw draws the history of a journey that starts when the goods are ready.
func Draw(j plan.Journey, ready time.Time, seed uint64) History {
	h := History{Journey: j, rng: rand.New(rand.NewPCG(seed, 0x6b6169726f))}
	times := make([]plan.LegTime, len(j.Legs))
	plan.NewSampler(&j, ready).Legs(h.rng, times)
	at := ready.UTC()
	for i, l := range j.Legs {
		move := at.Add(minutes(times[i].Wait))
		if len(l.Departs) > 0 {
			move = l.Departs.Next(at) // to the minute
		} else if l.Opens != nil {
			move = l.Opens.Next(at)
		}
		end := move.Add(minutes(times[i].Run))
		h.Steps = append(h.Steps, Step{Leg: i, Start: at, Move: move, End: end})
		at = end
	}
	return h
}

func minutes(m float64) time.Duration { return time.Duration(math.Round(m)) * time.Minute }

// Chance draws whether something of a probability happens; the draws follow those of the history, in call order.
func (h *History) Chance(p float64) bool { return h.rng.Float64() < p }

// Minutes draws a whole number of minutes between two bounds, the bounds included.
func (h *History) Minutes(lo, hi int) time.Duration {
	return time.Duration(lo+h.rng.IntN(hi-lo+1)) * time.Minute
}

// End is when the goods arrived.
func (h *History) End() time.Time {
	if len(h.Steps) == 0 {
		return time.Time{}
	}
	return h.Steps[len(h.Steps)-1].End
}

// Events are the transport events of a history, in order of time, each labelled simulated.
func (h *History) Events(consignment string) []event.Event {
	var out []event.Event
	add := func(at time.Time, k event.Kind, loc string, l plan.Leg, crossing, link string) {
		out = append(out, event.Event{
			ID: fmt.Sprintf("%s-%03d", consignment, len(out)+1), At: at, Kind: k, Consignment: consignment, Location: loc,
			Crossing: crossing, Link: link, Mode: string(l.Mode), Source: event.Simulated, Recorder: "kairo run",
		})
	}
	for _, s := range h.Steps {
		l := h.Journey.Legs[s.Leg]
		switch l.Kind {
		case plan.Load:
			add(s.End, event.Load, l.From.Code, l, "", "")
		case plan.Unload:
			add(s.End, event.Unload, l.To.Code, l, "", "")
		case plan.Move:
			add(s.Move, event.Depart, l.From.Code, l, "", l.ID)
			add(s.End, event.Arrive, l.To.Code, l, "", l.ID)
		case plan.Border:
			add(s.Start, event.BorderArrive, l.From.Code, l, l.ID, "")
			add(s.End, event.BorderDepart, l.To.Code, l, l.ID, "")
		}
	}
	return out
}
