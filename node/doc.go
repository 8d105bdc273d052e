// Package node is one party's running system: it takes a message, runs the machine, commits, acknowledges and sends.
//
// Three kinds: an [Administration], which keeps the movements of one territory, a [Trader], which keeps the versioned dossier of
// each consignment and lodges declarations from it, and a [Carrier], which keeps its contracts of carriage by rail. A [TIRBody] is a
// small fourth one: what the administrations write to under TIR. [Corridor] runs a trader, several administrations and carriers in
// one process over the in-memory transport. It follows no standard of its own; a dossier's hash is that of package consignment.
//
//	c, err := node.OpenCorridor(ctx, []string{"KZ", "CN"}, node.Options{Dir: "data", Seed: 7, Clock: clock})
//	defer c.Close()
//	version, hash, err := c.Declare(ctx, cons)                    // trader: version 1 and its SHA-256
//	key, err := c.Lodge(ctx, plan.Customs[1])                     // "R1-S2", in the trader's outbox
//	err = c.Settle(ctx)                                           // delivered, lodged in KZ, acknowledged
//	err = c.Do(ctx, "KZ", key, transit.Accept{})                  // registered under the next number of the office
//	err = c.Do(ctx, "KZ", key, transit.Release{})                 // announced to the administrations on the way
//	err = c.Settle(ctx)
//	version, hash, err = c.Declare(ctx, changed)                  // version 2
//	told, err := c.Amend(ctx, "R1", plan.Customs)                 // to those only whose projection changed
//	history, err := c.History(ctx, key)                           // each state with time, number, office, rule
//	m, err := c.Movement(ctx, key)
//
// An administration is an office of guarantee too. It keeps the account of each guarantee registered with it, and answers the
// offices of departure that ask for it: each message of common transit's conversation about guarantees becomes a message to
// each account (package guarantee), in the transaction of that message.
//
//	err = office.RegisterGuarantee(ctx, terms)                    // codes hashed
//	key, err = trader.LodgeCovered(ctx, "", stretch, node.Cover{Key: accessKey, References: refs, Codes: codes})
//	g, err := office.Guarantee(ctx, grn)                          // after acceptance: pending; release: used; discharge: available
//
// While its line to the office of guarantee is cut, an office of departure answers from an allotment that the office granted it:
//
//	err = office.DoGuarantee(ctx, grn, guarantee.Allot{ID: "A1", Post: "KZ", …}) // reserved there
//	err = kz.DoAllotment(ctx, key, guarantee.LineCut{})                          // what waits is answered, within the allotment
//	err = kz.DoAllotment(ctx, key, guarantee.LineBack{})                         // every use is reported, the rest given back
//
// The holder seals an access code to the office of guarantee (HPKE, RFC 9180). It travels beside the declaration, the office of
// departure keeps and passes it on unread, and only while the office of guarantee compares it does it stand in clear. One that is to
// answer from an allotment needs it sealed to itself too.
//
// A TIR operation is run by the machine of package tir, and kept and decided like a movement; docs/tir.md says how. The key begins
// with "tir:", and the stream, never the body, says which machine a message is for:
//
//	err = c.RegisterCarnet(ctx, node.Carnet{Number: "XC70423156", HolderID: "UZB/071/0000001", ValidUntil: day})
//	key, err = c.LodgeTIR(ctx, "", plan.Customs, "S2")            // "tir:R1-XC70423156:1"; Options.TIR
//	err = c.Do(ctx, "UZ", key, tir.Present{Presentation: p})      // the organisation answers
//	err = c.Do(ctx, "UZ", key, tir.Start{Seals: seals, LimitDays: 8})
//	r, err := office.TIR(ctx, key)                                // the record; Record shows it as a movement, Acts what fits
//
// A contract of carriage by rail is run by the machine of package carriage, one record for each carrier; docs/carriage.md:
//
//	key, err = c.Consign(ctx, "", plan, "C1", way, node.Freight{Carriers: map[string]string{"KZ": "rail-kz"}}) // "rail:R1-C1"
//	err = c.Carry(ctx, "rail-kz", key, carriage.Accept{})
//	x, err := c.Carriage(ctx, key)
//
// How one message goes through a node:
//
//	envelope ─ verify ─ seen? ─ decode ─ in order? ─ transit.Apply ─► store.Commit: inbox id + movement + facts + outbox
//	                      │                  │                              │
//	                      └─► acknowledge ◄──┼──────────────────────────────┘ durable
//	                                         └─ too early: not acknowledged, it is sent again
//
// Invariants:
//
//   - Nothing is acknowledged before it is durable; an outbox row ends only with the receiver's signed acknowledgement. The one
//     exception is a request that an allotment has answered: another with its number in the stream takes its place.
//   - A message is processed once, and a stream (one movement, one sender, one receiver) in order.
//   - A message that does not fit is processed too: the refusal is kept as a fact and told to the sender, so no stream
//     stands still; a refusal is never answered.
//   - A new version of a consignment is told to an administration only where the projection of its stretch changed; what
//     the trader takes for declared is what the administration has accepted.
//   - A registration number is drawn in the transaction that uses it: no gap, none twice.
//   - A node keeps no state but its store: dropping it between any two steps and opening another over the same store
//     loses nothing.
//   - A stream is of one machine, by its name: "tir:" of TIR operations, "rail:" of carriages, "allotment/" of allotments, all others of
//     movements.
//   - The amounts of a request are reserved all or none; an account never engages more than its limit, allotments and what
//     is used of them included, and its facts fold to its balances. An access code stands in clear in no record, fact or message.
//   - The same seed, clock and calls give the same bytes: ids are sender, stream, receiver and number. Sealed access codes are
//     the exception: sealing needs chance.
package node
