// Package desk is the work of people on a corridor: a declarant files, officers decide, a supervisor sees where the time goes,
// a trainee is marked. It has no page and no HTTP.
//
// A [Desk] stands over a node.Corridor, a store of its own (drafts, who filed what, training records), a planner and the
// reference data. Who may do what is asked of package auth for every call; what may not be read is not found, what may be
// read and not done is [ErrNotAllowed].
//
//	d, err := desk.New(desk.Options{Corridor: c, Store: s, Planner: p, Reference: ref, Clock: time.Now})
//	draft, err := d.NewDraft(ctx, declarant)
//	draft, err = d.SetFields(ctx, declarant, draft.ID, draft.Version, map[string]string{"/goods/0/hs": "870829"})
//	missing, err := d.Missing(ctx, declarant, draft.ID)      // grouped by who knows it
//	draft, err = d.ChooseJourney(ctx, declarant, draft.ID, draft.Version, journeyID)
//	lodging, err := d.Lodge(ctx, declarant, draft.ID)        // what can be lodged now; what waits, and for what
//	queue, err := d.Queue(ctx, officer, desk.Filter{Lane: desk.Red})
//	out, err := d.Decide(ctx, officer, desk.Decision{Country: "KZ", Key: key, Act: transit.KindRelease, Version: row.Version})
//	var first *node.Overtaken
//	errors.As(err, &first)                                   // somebody else decided first: who, what, when
//
// Programs do the same: [Desk.Claim] and [Desk.Keep] carry a request out once under an idempotency key, [Desk.Events] gives what
// has happened in one order that is kept for good, [Desk.Receive] keeps a message as it was received.
//
// Lanes come from a table, data/lanes.csv, in which each row names what it reads; a movement's lane is the worst of the rows
// that hold and shows all of them. Reasons of decisions are a list, data/reasons.csv. Time-release figures follow the steps
// of the WCO Guide to Measure the Time Required for the Release of Goods, as far as a movement records them.
//
// Invariants: an account sees and changes nothing that auth.Allow forbids; of two officers who decide on the same version of
// a movement one wins and the other is told who, what and when; a decision stands before messages flow; a call cut off
// between two steps is taken up again by the same call, and nothing is lodged twice; a training case is never a movement of
// the corridor.
package desk
