package node

import (
	"context"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/customs/guarantee"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
)

// Tick gives every movement and every guarantee whose timers are due the message of the clock, each in a transaction of its
// own, and returns how many were given. It reads what is due, whatever is held. What changed meanwhile is looked at again by the
// next Tick.
func (n *Administration) Tick(ctx context.Context) (elapsed int, err error) {
	if err := n.index(ctx); err != nil {
		return 0, err
	}
	if _, err := n.CoverFromAllotments(ctx); err != nil {
		return 0, err
	}
	for after := ""; ; {
		entries, err := n.Store.List(ctx, duePrefix, after, TickPage)
		if err != nil || len(entries) == 0 {
			return elapsed, err
		}
		for _, e := range entries {
			after = e.Key
			at, record, ok := dueEntry(e.Key)
			if !ok {
				return elapsed, fault.New(fault.BadFile, "%q is no entry of what is due", e.Key)
			}
			if at.After(n.now()) {
				return elapsed, nil
			}
			given, err := n.strike(ctx, e.Key, at, record)
			elapsed += given
			if err != nil {
				return elapsed, err
			}
		}
	}
}

// strike gives one record the messages of its timers that are due.
func (n *Administration) strike(ctx context.Context, entry string, at time.Time, record string) (elapsed int, err error) {
	var first time.Time
	var give []func() error
	if strings.HasPrefix(record, allotmentPrefix) {
		x, err := n.ends(ctx).of(record)
		if err != nil {
			return 0, err
		}
		first = guaranteeDue(x.Part)
		for _, t := range guarantee.Timers(x.Part) {
			if !t.At.After(n.now()) {
				give = append(give, func() error { return n.onEnd(ctx, record, t.Due) })
			}
		}
	} else if grn, ok := strings.CutPrefix(record, guaranteePrefix); ok {
		x, err := n.books(ctx).of(grn)
		if err != nil {
			return 0, err
		}
		first = guaranteeDue(x.Guarantee)
		for _, t := range guarantee.Timers(x.Guarantee) {
			if !t.At.After(n.now()) {
				give = append(give, func() error { return n.elapseGuarantee(ctx, grn, t.Due) })
			}
		}
	} else {
		key := strings.TrimPrefix(record, movementPrefix)
		rec, _, err := n.load(ctx, key)
		if err != nil {
			return 0, err
		}
		first = movementDue(&rec.Movement)
		for _, timer := range rec.due(n.now()) {
			give = append(give, func() error { return n.elapse(ctx, key, timer) })
		}
	}
	if !first.Equal(at) { // an entry that its record does not know: both are put right
		return 0, n.reenter(ctx, record, entry)
	}
	for _, g := range give {
		switch err := g(); {
		case err == nil:
			elapsed++
		case fault.CodeOf(err) != fault.WrongState: // which is: no longer running
			return elapsed, err
		}
	}
	return elapsed, nil
}

func (n *Administration) elapse(ctx context.Context, key string, timer transit.TimerKind) error {
	return retry(ctx, func() error {
		rec, version, err := n.load(ctx, key)
		if err != nil {
			return err
		}
		return n.decide(ctx, rec, version, key, transit.Elapsed{Timer: timer}, Actor{})
	})
}

// Tick has the clock of every administration and carrier strike; what follows leaves with the next Settle.
func (c *Corridor) Tick(ctx context.Context) (elapsed int, err error) {
	for _, party := range c.parties() {
		n, err := c.admins[party].Tick(ctx)
		elapsed += n
		if err != nil {
			return elapsed, err
		}
	}
	for _, party := range c.railways {
		n, err := c.carriers[party].Tick(ctx)
		elapsed += n
		if err != nil {
			return elapsed, err
		}
	}
	return elapsed, nil
}
