// Package tir is the TIR operation of one country, or customs union, as a pure state machine: the carnet presented and
// accepted, the operation started, terminated and discharged, and what follows where it is not.
//
// A TIR transport is a chain of TIR operations, one for each contracting party on the route; a customs union counts as one,
// with its office of entry and its office of exit. [Apply] takes the record of one operation, a message and the time, and
// gives the record after it, the facts (what happened, by which rule, from which data) and the messages to send. It reads
// no clock, no store and no chance. Facts, offices, goods, rules and timers are those of package transit.
//
// Standards: TIR Convention 1975 (articles as cited by each fact, with how sure they are), its Annex 10 (control system,
// SafeTIR) and Annex 11 (eTIR), TIR-EPD of the IRU. Messages for eTIR carry the names of its specification and what the
// record knows; no conformance is claimed. docs/tir.md draws the machine and lists rules, timers and gaps.
//
//	r := tir.Record{Administration: "UZ"}
//	r, facts, sends, err := tir.Apply(r, tir.Advance{Key: "T1", Administration: "UZ", Operation: 1, Transport: t}, now)
//	r, facts, sends, err = tir.Apply(r, tir.Present{Presentation: p}, now) // sends CarnetQuery to the control system
//	r.Findings                                                             // what bars the acceptance, and what is told
//	r, _, _, err = tir.Apply(r, tir.CarnetAnswer{From: tir.Organisation, Code: 1}, now)
//	r, _, _, err = tir.Apply(r, tir.Start{Seals: seals, LimitDays: 4, Ceiling: c}, now) // voucher No. 1; liability open
//	r, _, sends, err = tir.Apply(r, tir.Terminate{}, now)                  // voucher No. 2; sends TerminationData
//	r, _, sends, err = tir.Apply(r, tir.Discharge{}, now)                  // liability ended
//	r.Due(later)                                                           // timers to hand to Apply as Elapsed
//
// Who holds what. The administration of the office of departure or entry owns the operation and discharges it. Within a
// union another administration with an office of unloading, destination or exit holds a copy; the owners of the later
// operations learn how the earlier ones stand:
//
//	holder ── advance-data, present ─► owner ── carnet-query ─────────► control system
//	                                   owner ◄─ carnet-answer ───────── control system
//	                                   owner ── operation-notified ───► copies of the operation, owners of later ones
//	                                   owner ◄─ termination-notified ── copy ── termination-data ─► control system
//	                                   owner ── non-discharge-notice ─► association, holder
//	                                   owner ── payment-claim ────────► association
//
// Vouchers. An operation uses a pair for each office of departure or destination in it, and one more for each suspension.
// The record keeps every certified voucher No. 2 by its page; the operation is terminated where all of them up to the final
// one are known, in whatever order they were told.
//
//	voucher No. 1 (page 1) ─ load ─ No. 2 (2) │ No. 1 (3) ─ partial ─ No. 2 (4) │ No. 1 (5) ─ final ─ No. 2 (6)
//
// Invariants: an operation is discharged only after its termination, or another proof of it; the liability of the
// association opens with the acceptance and ends once (a discharge undone for fraud opens it anew, at most once more); no
// operation starts before the terminations of those before it are certified in the carnet; what ends stays ended, but for
// fraud found in time, a refund in time, and the owner's word to a copy; a message that does not fit changes nothing; the
// arguments of Apply never change. In every state that is not ended somebody can act or a timer runs.
//
// The table. Where several next states stand, the message and the record decide; the same: the state stays. Any pair that
// is not here is wrong-state.
//
//	role   message                   next state                            in state
//	start  advance-data              announced                             none, announced
//	start  withdraw-advance          withdrawn                             announced
//	start  present                   checking                              none, announced, checking, presented
//	start  carnet-answer             presented                             checking, presented
//	start  refuse-acceptance         refused                               checking, presented
//	start  start                     started                               presented
//	start  load                      the same                              started
//	start  suspend                   suspended                             started
//	start  resume                    started                               suspended
//	start  not-resumed               terminated or overdue                 suspended
//	start  terminate                 the same or terminated                started, carnet-lost, overdue, under-enquiry
//	start  termination-notified      the same or terminated                suspended, started, carnet-lost, overdue, under-enquiry
//	start  termination-notified      the same                              terminated, irregular, notified, claimed, unpaid, discharged, time-barred, claim-dropped, settled, paid, refunded
//	start  incident                  the same                              started, carnet-lost, overdue, under-enquiry
//	start  incident-notified         the same                              started, suspended, carnet-lost, overdue, under-enquiry, terminated, irregular, notified, claimed, unpaid, discharged, time-barred, claim-dropped, settled, paid, refunded
//	start  report-loss               carnet-lost                           started, overdue
//	start  substitute                started                               carnet-lost
//	start  discharge                 discharged                            terminated
//	start  enquire                   under-enquiry                         overdue
//	start  accept-proof              terminated                            overdue, under-enquiry, irregular, notified, claimed, unpaid
//	start  find-irregularity         irregular                             suspended, terminated, discharged, started, carnet-lost, overdue, under-enquiry
//	start  notify-non-discharge      notified                              irregular
//	start  demand-payment            the same                              notified
//	start  debt-paid                 settled                               irregular, notified, claimed, unpaid
//	start  claim                     claimed                               notified
//	start  association-paid          paid                                  claimed, unpaid
//	start  drop-claim                claim-dropped                         irregular, notified, claimed, unpaid
//	start  refund                    refunded                              paid
//	start  reconciliation-request    the same                              started, suspended, carnet-lost, overdue, under-enquiry, terminated, irregular, notified, claimed, unpaid, discharged, time-barred, claim-dropped, settled, paid, refunded
//	start  answer-reconciliation     the same                              started, suspended, carnet-lost, overdue, under-enquiry, terminated, irregular, notified, claimed, unpaid, discharged, time-barred, claim-dropped, settled, paid, refunded
//	start  operation-notified        announced                             none
//	start  operation-notified        the same                              announced, checking, presented, started, suspended, carnet-lost, overdue, under-enquiry, terminated, irregular, notified, claimed, unpaid, discharged, refused, withdrawn, lapsed, time-barred, claim-dropped, settled, paid, refunded
//	start  elapsed                   lapsed                                announced
//	start  elapsed                   presented                             checking
//	start  elapsed                   overdue or time-barred or the same    started, carnet-lost
//	start  elapsed                   terminated or overdue or the same     suspended
//	start  elapsed                   under-enquiry or time-barred or the same  overdue
//	start  elapsed                   irregular or time-barred or the same  under-enquiry
//	start  elapsed                   time-barred or the same               irregular, notified
//	start  elapsed                   unpaid or the same                    claimed
//	start  elapsed                   the same                              terminated, unpaid, discharged, time-barred, claim-dropped, settled, paid, refunded
//	end    operation-notified        expected or terminated or closed      none
//	end    operation-notified        expected or terminated or closed      expected, terminated, closed
//	end    terminate                 the same or terminated                expected
//	end    incident                  the same                              expected
//	end    reconciliation-request    the same                              expected, terminated, closed
//	end    answer-reconciliation     the same                              expected, terminated, closed
//	end    elapsed                   the same                              expected, terminated, closed
package tir
