// Package store is the contract of durable state: one transaction commits records, facts, outgoing and incoming messages.
//
// It holds no procedure. A party keeps its state in a [Store]; [store/mem] and [store/sqlite] are native to their
// engines and pass one suite, store/storetest. The pattern is the transactional outbox and inbox.
//
//	err := s.Commit(ctx, store.Tx{
//		Inbox:  []string{"KZ/m7/UZ/2"},                                      // processed: never again
//		Puts:   []store.Put{{Key: "movement/m7", Expected: 3, Value: body}}, // becomes version 4
//		Facts:  []store.Fact{{Stream: "m7", Seq: 9, At: now, Body: fact}},
//		Outbox: []store.Out{{ID: "UZ/m7/KZ/1", To: "KZ", Stream: "m7", Seq: 1, Body: msg}},
//	})
//	switch {
//	case errors.Is(err, store.ErrSeen):             // done before: acknowledge again
//	case fault.CodeOf(err) == fault.Conflict:       // somebody else was first: read again
//	case fault.CodeOf(err) == fault.Busy:           // queue full: later
//	}
//
// What a transaction is:
//
//	┌ Inbox ids ┐┌ Draw ────────┐┌ Fill ─────────┐┌ Drop ──┐┌ Puts ────────┐┌ Facts ──────────┐┌ Outbox ┐┌ Done ────┐
//	│ all new,  ││ next numbers ││ completes the ││ records││ each version ││ each follows    ││ ids    ││ outbox   │
//	│ or ErrSeen││ of ranges    ││ rest with them││ go     ││ as Expected  ││ its stream's end││ are new││ rows end │
//	└───────────┘└──────────────┘└───────────────┘└────────┘└──────────────┘└─────────────────┘└────────┘└──────────┘
//	        checked and done in this order, all of it or nothing; durable before Commit returns nil
//
// Invariants:
//
//   - Commit returns nil only when everything is durable; any error but ErrUnknown means that nothing of it happened.
//   - Of several writers that expect one version exactly one wins; the others get Conflict.
//   - An inbox id is accepted once for good, across reopening.
//   - A record dropped is gone with its version; what must keep its version is not dropped.
//   - Facts of a stream are numbered 1, 2, 3 … without a gap and never change.
//   - A number drawn in a transaction that fails is drawn again: a number range has no gaps.
//   - An outbox row stays until Done or Acknowledge names it; ids of the rows that stay are unique.
package store
