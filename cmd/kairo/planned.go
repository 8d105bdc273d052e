package main

import (
	"context"
	"time"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
)

// planned is a consignment with its journeys and the one taken.
type planned struct {
	net        *network.Network
	cons       consignment.Consignment
	exclusions []filing.Exclusion
	answer     plan.Answer
	taken      int
}

func (t *planned) journey() plan.Journey { return t.answer.Journeys[t.taken] }

// ready is the day the goods are ready.
func (t *planned) ready() time.Time { return t.answer.Request.Ready }

// planConsignment plans a consignment with what its goods rule out, and takes the journey preferred: by the caller, else by
// the consignment, else the balanced one.
func planConsignment(ctx context.Context, c consignment.Consignment, prefer string) (*planned, error) {
	n, p, err := defaultPlanner()
	if err != nil {
		return nil, err
	}
	t := &planned{net: n, cons: c, exclusions: filing.Exclusions(c)}
	req := plan.Request{From: c.Origin, To: c.Dest, TEU: c.TEU, Mass: c.GrossKg(), Avoid: append([]string{}, c.Avoid...), Class: c.HighestClass()}
	if req.Ready, err = time.Parse(time.DateOnly, c.Ready); err != nil {
		return nil, fault.New(fault.BadField, "the ready date %q is not understood", c.Ready).At("/ready").Want("YYYY-MM-DD")
	}
	for _, x := range t.exclusions {
		if x.Token != "class7" { // the planner reads that from the class
			req.Avoid = append(req.Avoid, x.Token)
		}
	}
	if t.answer, err = p.Plan(ctx, req); err != nil {
		return nil, err
	}
	if prefer == "" {
		prefer = c.Prefer
	}
	t.taken, err = choose(t.answer.Journeys, prefer)
	return t, err
}
