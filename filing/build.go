package filing

import (
	"time"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/reference"
)

// Options are a trader's wishes about the filing.
type Options struct {
	Require    string             // "tir" or "etir": refuse the journey where it cannot be used; "" takes what is lawful and simplest
	Currencies network.Currencies // what an amount is in the currency of a guarantee; without a rate it is not known
}

// builder makes one plan.
type builder struct {
	j           plan.Journey
	c           consignment.Consignment
	on          time.Time
	ref         *reference.Data
	opt         Options
	lone        bool // lay the four layers only: the plan is measured, not shown
	hs, classes []string
	visits      []visit
	stays       []stay
	of          map[int]string // stay to the id of its main stretch
	plan        Plan
}

// Build tells what must be filed for a journey of a consignment on a day, in four layers. It is pure: the same arguments
// give the same plan. Errors: a journey that does not hold together or a day before [DateMin] is a fault.BadField; a part
// that no law allows is a fault.NotLawful with the rule.
func Build(j plan.Journey, c consignment.Consignment, on time.Time, ref *reference.Data) (Plan, error) {
	return BuildWith(j, c, on, ref, Options{})
}

// BuildWith is [Build] with a trader's wishes.
func BuildWith(j plan.Journey, c consignment.Consignment, on time.Time, ref *reference.Data, opt Options) (Plan, error) {
	if err := check(j, on, opt); err != nil {
		return Plan{}, err
	}
	b := &builder{j: j, c: c, on: on.UTC().Truncate(24 * time.Hour), ref: ref, opt: opt, hs: c.HS(), classes: c.Classes()}
	return b.build()
}

// build lays the layers in order.
func (b *builder) build() (Plan, error) {
	c, j, ref := b.c, b.j, b.ref
	b.of = map[int]string{}
	b.plan = Plan{Date: b.on, Hash: c.Hash(), Title: c.Title, Route: route(j.Legs)}
	b.visits = visits(j.Legs)
	b.stays = stays(b.visits, b.on, ref)
	runs := b.tirRuns()
	if err := b.requireTIR(runs); err != nil {
		return Plan{}, err
	}
	if err := b.customs(runs); err != nil {
		return Plan{}, err
	}
	b.carriage()
	b.guarantees()
	b.security()
	if b.lone {
		return b.plan, nil
	}
	b.decide()
	b.alternatives(runs)
	b.compare()
	b.missing()
	b.unverified()
	return b.plan, nil
}

// check refuses what is no journey.
func check(j plan.Journey, on time.Time, opt Options) error {
	n := len(j.Legs)
	switch {
	case n == 0:
		return fault.New(fault.BadField, "the journey has no legs").At("/legs")
	case n > LegsMax:
		return fault.New(fault.Limit, "the journey has %d legs", n).At("/legs").Want("at most %d", LegsMax)
	case on.Before(DateMin):
		return fault.New(fault.BadField, "no rules are known for %s", on.Format(time.DateOnly)).At("/date").Want("a day from %s", DateMin.Format(time.DateOnly))
	case opt.Require != "" && opt.Require != "tir" && opt.Require != "etir":
		return fault.New(fault.Usage, "regime %q cannot be required", opt.Require).Want("tir or etir")
	}
	for i, leg := range j.Legs {
		if leg.From.Country == "" || leg.To.Country == "" {
			return fault.New(fault.BadField, "a place has no country").At("/legs/%d", i)
		}
		if i > 0 && j.Legs[i-1].To.Code != leg.From.Code {
			return fault.New(fault.BadField, "starts at %s, the leg before ends at %s", leg.From.Code, j.Legs[i-1].To.Code).At("/legs/%d", i)
		}
	}
	return nil
}
