package main

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/kairo-corridor/kairo/customs/tir"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/node"
	"github.com/kairo-corridor/kairo/plan"
)

// underTIR reports whether a plan has a stretch under TIR.
func underTIR(p filing.Plan) bool {
	return slices.ContainsFunc(p.Customs, func(s filing.Stretch) bool { return s.Regime == "tir" })
}

// simulatedApproval stands for the certificate of approval of a vehicle that the consignment does not have: nobody issued it.
const simulatedApproval = "SIMULATED"

// underTIR lays out the acts of one TIR operation around the legs it covers: the carnet is announced, presented where the
// territory begins, accepted after the answer of the control system, terminated where it ends, and discharged.
func (x *crossing) underTIR(s *filing.Stretch, start, end time.Time) {
	stretch := *s
	if x.h.Journey.Legs[s.FirstLeg].Kind == plan.Border { // shared with the stretch before, whose office of exit comes first
		start = x.h.Steps[s.FirstLeg].End
	}
	if x.h.Journey.Legs[s.LastLeg].Kind == plan.Border {
		end = x.h.Steps[s.LastLeg].Start
	}
	if !end.After(start) {
		end = start.Add(time.Minute)
	}
	x.add(start.Add(-x.h.Minutes(18*60, 30*60)), "announcing "+s.ID, func(ctx context.Context) error {
		key, err := x.c.LodgeOne(ctx, "", x.p.Customs, stretch.ID)
		x.keys[stretch.ID] = key
		return err
	})
	x.add(start, "presenting the carnet of "+s.ID, func(ctx context.Context) error { return x.presentCarnet(ctx, stretch) })
	days := cmp.Or(s.LimitDays, 1+int(end.Sub(start)/(24*time.Hour)))
	accepted := start.Add(min(x.h.Minutes(30, 180), end.Sub(start)/2))
	x.do(accepted, s, s.Administration, tir.Start{Seals: x.seals(), LimitDays: min(days, tir.LimitDaysMax)})
	x.add(end, "terminating "+s.ID, func(ctx context.Context) error {
		r, err := x.operation(ctx, stretch)
		if err != nil {
			return err
		}
		return x.c.Do(ctx, stretch.Destination.Country, x.keys[stretch.ID], tir.Terminate{Page: r.NextPage()})
	})
	x.do(end.Add(x.h.Minutes(60, 600)), s, s.Administration, tir.Discharge{})
}

// seals are those of the consignment, or a simulated one.
func (x *crossing) seals() []string {
	var out []string
	for _, e := range x.cons.Equipment {
		out = append(out, e.Seals...)
	}
	if len(out) == 0 {
		out = []string{simulatedApproval}
	}
	return out
}

// operation is the owner's record of a stretch.
func (x *crossing) operation(ctx context.Context, s filing.Stretch) (tir.Record, error) {
	a, err := x.c.Administration(s.Administration)
	if err != nil {
		return tir.Record{}, err
	}
	return a.TIR(ctx, x.keys[s.ID])
}

// presentCarnet presents the carnet as it looks then. Its issue is registered with the organisation the first time: the number,
// holder and validity that the consignment says, the last day simulated where it says none.
func (x *crossing) presentCarnet(ctx context.Context, s filing.Stretch) error {
	r, err := x.operation(ctx, s)
	if err != nil {
		return err
	}
	t := r.Transport
	p := tir.Presentation{Carnet: t.Carnet, HolderID: t.HolderID, ValidUntil: t.ValidUntil, Page: 1, SealsFound: x.seals(), Vehicles: x.vehicles()}
	for _, other := range x.p.Customs {
		if other.ID == s.ID {
			break
		}
		if other.Regime != "tir" {
			continue
		}
		before, err := x.operation(ctx, other)
		if err != nil {
			return err
		}
		if before.First() {
			p.FirstAccepted, p.ValidUntil = before.AcceptedAt, before.Presented.ValidUntil
		}
		for _, v := range before.Terminations {
			p.Counterfoils, p.Page = append(p.Counterfoils, tir.Counterfoil{Page: v.Page, Country: v.Office.Country}), v.Page+1
		}
	}
	if p.ValidUntil.IsZero() {
		p.ValidUntil = x.clock.AddDate(0, 0, tir.ValidityDaysMax)
	}
	if r.First() {
		issue := node.Carnet{Number: t.Carnet, HolderID: t.HolderID, ValidUntil: p.ValidUntil, Association: tir.Association(s.Administration)}
		if err := x.c.RegisterCarnet(ctx, issue); err != nil {
			return err
		}
	}
	return x.c.Do(ctx, s.Administration, x.keys[s.ID], tir.Present{Presentation: p})
}

// vehicles are those that the consignment names by road, with a simulated certificate of approval.
func (x *crossing) vehicles() []tir.Vehicle {
	var out []tir.Vehicle
	for _, t := range x.cons.Transport {
		if t.Mode == "road" && t.ID != "" && len(out) < tir.VehiclesMax {
			out = append(out, tir.Vehicle{Registration: t.ID, Approval: simulatedApproval, Until: x.clock.AddDate(0, 0, 30)})
		}
	}
	if len(out) == 0 {
		out = append(out, tir.Vehicle{Registration: simulatedApproval, Approval: simulatedApproval, Until: x.clock.AddDate(0, 0, 30)})
	}
	return out
}
