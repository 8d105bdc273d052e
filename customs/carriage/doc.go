// Package carriage is the contract of carriage by rail under SMGS, CIM or a common CIM/SMGS note as a pure state machine:
// the note, the carriers in succession, and what becomes of the goods.
//
// [Apply] takes a carriage, a message and the time, and gives the carriage after it, the facts (what happened, by which
// rule, from which data) and the messages to send, as package transit does. It reads no clock, no store and no chance.
//
// Standards: SMGS (OSJD) in the text of 2015, CIM (Appendix B to COTIF), the manual of the CIM/SMGS note. Most articles
// are recalled, not read: [Rules], [TimerRules], [PeriodRules] and [TimeBars] say of each how sure it is and where it
// stands.
//
//	c := carriage.Carriage{Carrier: "CR"} // nothing is known yet
//	c, facts, sends, err := carriage.Apply(c, carriage.DrawUp{Note: n}, now)
//	c, facts, sends, err = carriage.Apply(c, carriage.Accept{Number: "24000001"}, now) // the date stamp
//	c.Limit                    // end of the delivery period, by distance under each law
//	c, _, sends, err = carriage.Apply(c, carriage.Depart{}, now)
//	c, _, sends, err = carriage.Apply(c, carriage.Present{List: "17"}, now)  // KTZ is in charge now
//	sends[0]                   // to KTZ: Entry{Seq: 4, By: "CR", Act: "present", …}
//	c.Due(now)                 // timers: hand each to Apply as Elapsed when it has come
//
// Each carrier of the route has a record. One of them is in charge: it has the goods, or they are presented to it. It
// alone acts; every act is an [Entry] with a number, sent to all. The others make the same act in the order of the
// numbers, so that records that hold the same entries are the same, whatever was doubled or came out of order. Presenting
// the goods passes the charge to the next carrier; refusing them, or their loss before it takes over, passes it back. A
// carrier that joins by an amendment is sent everything.
//
//	consignor ── draw-up ──► first ── entry ──► every carrier of the route
//	            first: accept, depart, present ─► second: take-over … ─► last: arrive, notify, deliver
//	consignor, consignee ── amend, instruct, claim ──► any carrier ── passes on ──► the carrier in charge
//	consignor, consignee ◄── notice ── the carrier in charge
//
// At a junction where the law or the gauge changes, or where the next carrier finds something wrong, the goods stay until
// the reconsignment, the transshipment and the commercial report are made. Customs offices that the note names must have
// endorsed it before the goods leave their station, or are delivered there; with a note that serves as transit declaration
// that stamp is the customs act, and the movement itself is in package transit.
//
// Invariants: the goods are taken over in the order of the route, once by each carrier; the contract is concluded by the
// first stamp, and only after it do timers run; a carriage that was accepted ends delivered, disposed of or lost, and what
// ends stays ended but for claims; a seal is taken off only where it is on, and never comes back; a message that does not
// fit changes nothing; the arguments of Apply never change.
//
// Not here: charges and their payment, the amount of liability, goods that are found after they were presumed lost.
//
// The table. Where two next states stand, the message and the record decide. Any pair that is not here is wrong-state. An
// entry that reaches the carrier in charge is one that comes again; one that reaches another carrier leads where it says;
// an application that reaches another carrier is passed on.
//
//	role       state         message            next state
//	in-charge  none          draw-up            drawn-up
//	in-charge  drawn-up      accept             taken-over
//	in-charge  drawn-up      refuse-acceptance  not-accepted
//	in-charge  drawn-up      withdraw           not-accepted
//	in-charge  taken-over    depart             under-way
//	in-charge  junction      reconsign          junction or taken-over
//	in-charge  junction      transship          junction or taken-over
//	in-charge  under-way     present            presented
//	in-charge  presented     take-over          taken-over or junction
//	in-charge  presented     refuse-take-over   under-way
//	in-charge  taken-over    obstacle           obstructed
//	in-charge  junction      obstacle           obstructed
//	in-charge  under-way     obstacle           obstructed
//	in-charge  obstructed    clear-obstacle     taken-over or junction or under-way
//	in-charge  obstructed    reroute            taken-over or junction or under-way
//	in-charge  obstructed    instruct           disposable or taken-over or junction or under-way
//	in-charge  under-way     arrive             arrived
//	in-charge  arrived       notify             notified
//	in-charge  notified      deliver            delivered
//	in-charge  notified      refuse             refused
//	in-charge  refused       deliver            delivered
//	in-charge  refused       instruct           disposable or notified
//	in-charge  uncollected   deliver            delivered
//	in-charge  uncollected   refuse             refused
//	in-charge  uncollected   instruct           disposable or notified
//	in-charge  disposable    instruct           disposable or taken-over or junction or under-way or notified
//	in-charge  disposable    dispose            disposed
//	in-charge  taken-over    commercial-report  taken-over
//	in-charge  taken-over    replace-seals      taken-over
//	in-charge  taken-over    endorse            taken-over
//	in-charge  taken-over    amend              taken-over
//	in-charge  taken-over    reroute            taken-over
//	in-charge  junction      commercial-report  junction or taken-over
//	in-charge  junction      replace-seals      junction
//	in-charge  junction      endorse            junction
//	in-charge  junction      amend              junction
//	in-charge  junction      reroute            junction
//	in-charge  under-way     commercial-report  under-way
//	in-charge  under-way     replace-seals      under-way
//	in-charge  under-way     endorse            under-way
//	in-charge  under-way     amend              under-way
//	in-charge  under-way     reroute            under-way
//	in-charge  drawn-up      endorse            drawn-up
//	in-charge  presented     endorse            presented
//	in-charge  arrived       endorse            arrived
//	in-charge  notified      endorse            notified
//	in-charge  refused       endorse            refused
//	in-charge  uncollected   endorse            uncollected
//	in-charge  presented     replace-seals      presented
//	in-charge  obstructed    replace-seals      obstructed
//	in-charge  arrived       replace-seals      arrived
//	in-charge  notified      replace-seals      notified
//	in-charge  obstructed    commercial-report  obstructed
//	in-charge  arrived       commercial-report  arrived
//	in-charge  notified      commercial-report  notified
//	in-charge  refused       commercial-report  refused
//	in-charge  uncollected   commercial-report  uncollected
//	in-charge  disposable    commercial-report  disposable
//	in-charge  arrived       amend              arrived
//	in-charge  notified      amend              notified
//	in-charge  delivered     claim              delivered
//	in-charge  delivered     answer-claim       delivered
//	in-charge  disposed      claim              disposed
//	in-charge  disposed      answer-claim       disposed
//	in-charge  lost          claim              lost
//	in-charge  lost          answer-claim       lost
//	in-charge  taken-over    elapsed            taken-over or lost
//	in-charge  junction      elapsed            junction or lost
//	in-charge  under-way     elapsed            under-way or lost
//	in-charge  presented     elapsed            presented or lost
//	in-charge  obstructed    elapsed            disposable
//	in-charge  arrived       elapsed            arrived or lost
//	in-charge  notified      elapsed            uncollected
//	in-charge  refused       elapsed            disposable
//	in-charge  uncollected   elapsed            disposable
//	in-charge  delivered     elapsed            delivered
//	in-charge  disposed      elapsed            disposed
//	in-charge  lost          elapsed            lost
//	in-charge  any but none  entry              the same
//	other      any           entry              any
//	other      any but none  amend              the same
//	other      any but none  instruct           the same
//	other      any but none  claim              the same
package carriage
