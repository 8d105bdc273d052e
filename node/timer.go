package node

import (
	"context"

	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
)

// Tick gives every movement and every guarantee whose timers are due the message of the clock, each in a transaction of its
// own, and returns how many were given. A movement that changed meanwhile is looked at again by the next Tick.
func (n *Administration) Tick(ctx context.Context) (elapsed int, err error) {
	for after := ""; ; {
		records, next, err := n.Records(ctx, after, TickPage)
		if err != nil {
			return elapsed, err
		}
		for _, r := range records {
			for _, timer := range r.due(n.now()) {
				switch err := n.elapse(ctx, r.Movement.Key, timer); fault.CodeOf(err) {
				case fault.WrongState: // it is no longer running
				default:
					if err != nil {
						return elapsed, err
					}
					elapsed++
				}
			}
		}
		if next == "" || next == after {
			expired, err := n.tickGuarantees(ctx, n.now())
			return elapsed + expired, err
		}
		after = next
	}
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

// Tick has the clock of every administration strike; what follows leaves with the next Settle.
func (c *Corridor) Tick(ctx context.Context) (elapsed int, err error) {
	for _, party := range c.parties() {
		n, err := c.admins[party].Tick(ctx)
		elapsed += n
		if err != nil {
			return elapsed, err
		}
	}
	return elapsed, nil
}
