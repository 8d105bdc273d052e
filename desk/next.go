package desk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/customs/tir"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
)

// Step is one thing to do, or to wait for, next.
type Step struct {
	Key    string            `json:"key"`            // of the sentence in the catalogue: next.complete, next.plan, …
	Target string            `json:"target"`         // where it is done: fields, journeys, missing, lodge, status, or a JSON pointer
	Args   map[string]string `json:"args,omitempty"` // for the sentence
	Yours  bool              `json:"yours"`          // the declarant acts; else somebody else is waited for
}

// StepKeys are the keys of [Step], in the order in which they come up.
var StepKeys = []string{"next.complete", "next.plan", "next.replan", "next.mend", "next.ask", "next.lodge", "next.code", "next.guarantee", "next.tell", "next.lodge-anew", "next.unanswered",
	"next.office", "next.present-goods", "next.control", "next.present", "next.present-by", "next.late", "next.answer", "next.result", "next.unload", "next.differs", "next.debt", "next.discharge", "next.wait", "next.done"}

// Next tells what to do next for a draft: at least one step, the declarant's own first.
func (d *Desk) Next(ctx context.Context, a *auth.Account, id string) ([]Step, error) {
	x, err := d.Draft(ctx, a, id)
	if err != nil {
		return nil, err
	}
	steps, err := d.next(ctx, x)
	if err != nil {
		return nil, err
	}
	var out []Step
	for _, yours := range []bool{true, false} {
		for _, s := range steps {
			if s.Yours == yours && len(out) < StepsMax {
				out = append(out, s)
			}
		}
	}
	return out, nil
}

func (d *Desk) next(ctx context.Context, x Draft) ([]Step, error) {
	c := &x.Consignment
	if bad := fault.All(c.Validate()); len(bad) > 0 {
		return []Step{{Key: "next.complete", Target: bad[0].Path, Yours: true,
			Args: map[string]string{"count": fmt.Sprint(len(bad)), "label": LabelKey(bad[0].Path), "text": bad[0].Message}}}, nil
	}
	switch {
	case x.JourneyID == "":
		return []Step{{Key: "next.plan", Target: "journeys", Yours: true}}, nil
	case x.JourneyFor != journeyFor(c):
		return []Step{{Key: "next.replan", Target: "journeys", Yours: true, Args: map[string]string{"for": x.JourneyFor}}}, nil
	}
	dossier, err := d.dossier(ctx, x)
	if err != nil {
		if fault.CodeOf(err) == fault.Internal {
			return nil, err
		}
		return []Step{{Key: "next.mend", Target: "journeys", Yours: true, Args: map[string]string{"text": err.Error()}}}, nil
	}
	territories, err := d.status(ctx, dossier)
	if err != nil {
		return nil, err
	}
	var out []Step
	if x.State == Filed && x.FiledHash != c.Hash() {
		out = append(out, Step{Key: "next.tell", Target: "lodge", Yours: true, Args: map[string]string{"version": fmt.Sprint(x.FiledNumber)}})
	}
	for i := range territories {
		out = append(out, d.stepOf(&territories[i])...)
	}
	if len(out) == 0 {
		out = append(out, Step{Key: "next.done", Target: "status", Args: map[string]string{"reference": c.Reference}})
	}
	return out, nil
}

// stepOf is what one territory waits for.
func (d *Desk) stepOf(t *Territory) []Step {
	s := t.Stretch
	args := map[string]string{"stretch": s.ID, "country": s.Administration, "office": s.Departure.Name, "destination": s.Destination.Name, "number": t.Number}
	step := func(key, target string, yours bool) []Step { return []Step{{key, target, args, yours}} }
	lodgeStep := "next.lodge"
	if t.atDestination() == transit.Unloading {
		return step("next.unload", "status", true)
	}
	switch t.State {
	case transit.Refused, transit.NotReleased, transit.Invalidated, tir.Withdrawn, tir.Lapsed:
		args["text"], lodgeStep = t.Rejected, "next.lodge-anew"
		return step(lodgeStep, "fields", true)
	case transit.None:
		if t.Key != "" {
			return step("next.unanswered", "status", false)
		}
		return t.unlodged(args)
	case transit.Lodged, transit.Accepted, transit.Controlled, transit.GuaranteeAsked, transit.InvalidationAsked, tir.Checking, tir.Presented:
		return step("next.office", "status", false)
	case transit.PreLodged:
		return step("next.present-goods", "status", true)
	case transit.HolderAsked:
		return step("next.answer", "status", true)
	case transit.InRecovery, transit.RecoveryRequested, transit.RecoveryElsewhere:
		return step("next.debt", "status", true)
	case transit.GuaranteeInvalid:
		for _, g := range t.Guarantees {
			if g.State == GuaranteeInvalid {
				args["grn"], args["text"] = g.GRN, strings.Join(g.Reasons, "; ")
			}
		}
		return step("next.guarantee", "lodge", true)
	case transit.UnderControl:
		return step("next.control", "status", true)
	case tir.Announced:
		return step("next.present-carnet", "status", true)
	case transit.Released, transit.InTransit, transit.Overdue, transit.UnderEnquiry, tir.Started, tir.CarnetLost:
		if !t.Limit.IsZero() {
			args["limit"] = t.Limit.Format(time.RFC3339)
			if d.now().After(t.Limit) {
				return step("next.late", "status", true)
			}
			return step("next.present-by", "status", true)
		}
		return step("next.present", "status", true)
	case transit.Arrived, transit.Unloading, transit.Unloaded:
		return step("next.result", "status", false)
	case transit.Checked, tir.Terminated:
		if args["text"] = t.Told; t.Told != "" {
			return step("next.differs", "status", true)
		}
		return step("next.discharge", "status", false)
	}
	return nil
}

// unlodged tells what a stretch that is not lodged waits for: the first datum of each role, or the stretch before it.
func (t *Territory) unlodged(args map[string]string) []Step {
	if len(t.Waits) == 0 {
		return []Step{{"next.lodge", "lodge", args, true}}
	}
	var out []Step
	for _, w := range t.Waits {
		a := map[string]string{"stretch": args["stretch"], "country": args["country"], "who": w.Who, "text": w.Text, "on": w.On}
		switch w.Key {
		case "wait.arrival":
			out = append(out, Step{"next.wait", "status", a, false})
		case "wait.code":
			out = append(out, Step{"next.code", "lodge", a, true})
		default:
			out = append(out, Step{"next.ask", w.Path, a, true})
		}
	}
	return out
}
