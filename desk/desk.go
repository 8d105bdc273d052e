package desk

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/node"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/reference"
	"github.com/kairo-corridor/kairo/store"
)

// Options are what a desk stands on. All are needed but Clock, nil of which is the clock of the machine.
type Options struct {
	Corridor  *node.Corridor
	Store     store.Store // drafts, filed consignments and training records
	Planner   *plan.Planner
	Reference *reference.Data
	Clock     func() time.Time
}

// Desk is the work of people on one corridor. All methods may be called by many goroutines.
type Desk struct {
	Options
	index   index
	feed    feed
	told    told
	settles sync.Mutex // one settles at a time: the others find their messages delivered
}

// New makes a desk. It keeps no state that its stores do not have.
func New(o Options) (*Desk, error) {
	if o.Corridor == nil || o.Store == nil || o.Planner == nil || o.Reference == nil {
		return nil, fault.New(fault.Internal, "a desk needs a corridor, a store, a planner and reference data")
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	return &Desk{Options: o}, nil
}

func (d *Desk) now() time.Time { return d.Clock().UTC() }

// ErrNotAllowed is in the chain of the error of an act that the account may not do to something it may see.
var ErrNotAllowed = errors.New("not allowed")

// allow asks package auth; the error names the row that decided.
func allow(a *auth.Account, act auth.Act, r auth.Resource) error {
	if d := auth.Allow(a, act, r); !d.OK {
		return fault.New(fault.NotLawful, "%s", d.Why).At("%s", act).Mend("ask the administrator of accounts for the role").Because(ErrNotAllowed)
	}
	return nil
}

// Page is a part of a list, in the list's order.
type Page[T any] struct {
	Items []T `json:"items"`
	Total int `json:"total"` // of the whole list
	Page  int `json:"page"`  // from 1
	Size  int `json:"size"`  // rows of a page
}

// Pages is the number of pages, at least 1.
func (p Page[T]) Pages() int { return max(1, (p.Total+p.Size-1)/max(1, p.Size)) }

// page cuts a list; page 0 is the first, size 0 is [PageDefault].
func page[T any](all []T, number, size int) Page[T] {
	number = max(1, number)
	if size <= 0 {
		size = PageDefault
	}
	size = min(size, PageMax)
	p := Page[T]{Total: len(all), Size: size}
	p.Page = min(number, p.Pages())
	from := (p.Page - 1) * size
	p.Items = slices.Clone(all[min(from, len(all)):min(from+size, len(all))])
	return p
}

// Settle delivers what is waiting in the outboxes, for a bounded time. A server calls it when it starts, and now and then: what
// a process that ended had not sent leaves then. waiting is true where something is still on its way.
func (d *Desk) Settle(ctx context.Context) (waiting bool) { return d.settle(ctx) }

// Tick has the clock strike: what is due in the records of every administration elapses, and the messages that follow flow. A
// server calls it when it starts and regularly; elapsed is the number of timers.
func (d *Desk) Tick(ctx context.Context) (elapsed int, err error) {
	elapsed, err = d.Corridor.Tick(ctx)
	if elapsed > 0 {
		d.settle(ctx)
	}
	return elapsed, err
}

// settle lets the messages that follow from an act flow, for a bounded time. What is not delivered stays in the outboxes and
// leaves with the next act; waiting is true then.
func (d *Desk) settle(ctx context.Context) (waiting bool) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), SettleWait)
	defer cancel()
	d.settles.Lock()
	defer d.settles.Unlock()
	return d.Corridor.Settle(ctx) != nil
}
