// Package guarantee is the account of one guarantee at its office, as a pure state machine: the conversation in which an
// office of departure has it checked, reserves an amount, confirms, gives back or claims, and a post whose line may fail
// holds a part of it.
//
// [Apply] takes a record, a message and the time, and gives the record after it, the facts (what happened, by which rule,
// from which data, with the entries booked) and the messages to send. It reads no clock, no store and no chance.
//
// Standards: the messages IE200/201, 203/205, 204 and 209 of NCTS phase 6 (DDNTA Appendix Q2 6.4.1, section 6), guarantee
// types CL251, reasons CL252; the reservation that waits for a confirmation, and the allotments, are Kairo's own. [Rules]
// says how sure each rule is.
//
//	code, err := guarantee.HashCode(grn, salt, "4711") // the code itself is never kept
//	g, facts, _, err := guarantee.Apply(guarantee.Guarantee{}, guarantee.Register{Terms: terms}, now)
//	g, facts, sends, err := guarantee.Apply(g, guarantee.UseGuarantee{Question: q, ID: "U1", Movement: mrn}, now)
//	sends[0]             // to the office of departure: UseResult{Valid: true, State: "pending", Deadline: …}
//	facts[0].Entries     // available −1,000,000, pending +1,000,000
//	g, facts, _, err = guarantee.Apply(g, guarantee.Confirm{From: q.From, Use: "U1"}, now)  // pending → used
//	g, facts, _, err = guarantee.Apply(g, guarantee.Release{From: q.From, Use: "U1"}, now)  // used → available
//	guarantee.Timers(g)  // messages that are due at a time: hand each to Apply when it has come
//	cover, err := guarantee.Amount(day, goods, unit.Money{})  // what must be covered, part by part
//
// The conversation:
//
//	departure ── check ──────► office ── check-result ──► departure
//	departure ── use ────────► office ── use-result ────► departure      available → pending
//	departure ── confirm ────► office ── use-result ────► departure      pending → used
//	departure ── cancel-use ─► office                                    pending or used → available
//	departure ── release ────► office                                    used → available, whole or in part
//	            (deadline) ──► office ── use-result ────► departure      pending → available
//	  officer ── call ───────► office                                    used → called, the rest available
//	  officer ── settle ─────► office                                    called → available, or spent
//	  officer ── allot ──────► office ── allotment-granted ──► post      available → allotted
//	     post ── report ─────► office ── allotment-reconciled ► post     allotted → pending, used, available
//
// A post keeps a record of its own for each allotment. While its line is up the office of guarantee decides. While it is
// cut, the post reserves, confirms and releases within the allotment and its number range; beyond it only a refusal, whose
// hint is to pre-lodge. When the line is back it reports every use; the office takes them over as allotment/id, and from
// then on they are the office's. The office never takes back by itself what a post may have used: only the report does.
//
// Invariants, held by [Check] after every message: the accounts of a record sum to zero; none but the contra account is
// negative, so pending, used, allotted, called and spent together never exceed the limit; each balance is the sum of the
// uses or allotments behind it. A use is released, called or voided at most once; an ended use stays ended; the same
// message again books nothing; a message that does not fit changes nothing; access codes stand nowhere but hashed.
//
// The table. Where two next states stand, the message and the record decide. Any combination that is not here is
// wrong-state. A use in state none is one that the record does not hold.
//
//	role    record           subject    state       message               next state
//	office  none             record     -           register              valid
//	office  none             record     -           check                 the same
//	office  none             record     -           use                   the same
//	office  valid            record     -           vary                  the same
//	office  valid            record     -           revoke                ending
//	office  valid or ending  record     -           set-codes             the same
//	office  valid or ending  record     -           check                 the same
//	office  valid or ending  use        posted      call                  called
//	office  valid or ending  use        called      settle                called or settled
//	office  valid            allotment  none        allot                 granted
//	office  valid or ending  allotment  granted     recall                granted
//	office  valid or ending  allotment  granted     allotment-report      reconciled
//	office  valid or ending  allotment  reconciled  allotment-report      reconciled
//	office  valid or ending  use        none        use                   pending or none
//	office  valid or ending  use        pending     use                   pending
//	office  valid or ending  use        posted      use                   posted
//	office  valid or ending  use        pending     confirm               posted
//	office  valid or ending  use        posted      confirm               posted
//	office  valid or ending  use        expired     confirm               posted or expired
//	office  valid or ending  use        pending     cancel-use            voided
//	office  valid or ending  use        posted      cancel-use            voided
//	office  valid or ending  use        expired     cancel-use            voided
//	office  valid or ending  use        pending     expire                expired
//	office  valid or ending  use        posted      release               posted or released
//	post    none             record     -           allotment-granted     held
//	post    held             record     -           line-cut              cut
//	post    held             record     -           allotment-recalled    reported
//	post    cut              record     -           check                 the same
//	post    cut              record     -           line-back             reported
//	post    cut              record     -           allotment-recalled    reported
//	post    reported         record     -           line-back             the same
//	post    reported         record     -           allotment-recalled    the same
//	post    reported         record     -           allotment-reconciled  closed
//	post    cut              use        none        use                   pending or none
//	post    cut              use        pending     use                   pending
//	post    cut              use        posted      use                   posted
//	post    cut              use        pending     confirm               posted
//	post    cut              use        posted      confirm               posted
//	post    cut              use        expired     confirm               posted or expired
//	post    cut              use        pending     cancel-use            voided
//	post    cut              use        posted      cancel-use            voided
//	post    cut              use        expired     cancel-use            voided
//	post    cut              use        pending     expire                expired
//	post    cut              use        posted      release               posted or released
package guarantee
