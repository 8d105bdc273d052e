package node

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/customs/guarantee"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
)

// Tick gives every movement and every guarantee whose timers are due the message of the clock, each in a transaction of its
// own, and returns how many were given. It reads what is due, whatever is held. What changed meanwhile is looked at again by the
// next Tick. A record whose timer cannot be given does not keep the others from theirs: err is the first of such errors.
func (n *Administration) Tick(ctx context.Context) (elapsed int, err error) {
	if err := n.index(ctx); err != nil {
		return 0, err
	}
	_, err = n.CoverFromAllotments(ctx)
	failures := 0
	for after := ""; ; {
		entries, listErr := n.Store.List(ctx, duePrefix, after, TickPage)
		if listErr != nil || len(entries) == 0 {
			return elapsed, cmp.Or(err, listErr)
		}
		for _, e := range entries {
			after = e.Key
			at, record, ok := dueEntry(e.Key)
			if ok && at.After(n.now()) {
				return elapsed, err
			}
			given, failed := 0, error(fault.New(fault.BadFile, "%q is no entry of what is due", e.Key))
			if ok {
				given, failed = n.strike(ctx, e.Key, at, record)
			}
			if elapsed += given; failed == nil {
				continue
			}
			err = cmp.Or(err, failed)
			if failures++; failures > TickFailuresMax || ctx.Err() != nil {
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

// Tick has the clock of every administration and carrier strike; what follows leaves with the next Settle. Where one fails the others
// have theirs, and err is the first.
func (c *Corridor) Tick(ctx context.Context) (elapsed int, err error) {
	strike := func(tick func(context.Context) (int, error)) {
		n, failed := tick(ctx)
		elapsed, err = elapsed+n, cmp.Or(err, failed)
	}
	for _, party := range c.parties() {
		strike(c.admins[party].Tick)
	}
	for _, party := range c.railways {
		strike(c.carriers[party].Tick)
	}
	return elapsed, err
}
