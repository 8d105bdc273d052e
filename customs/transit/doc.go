// Package transit is the customs procedure of one movement as a pure state machine, the same for every regime of filing.
//
// [Apply] takes a movement, a message and the time, and gives the movement after it, the facts (what happened, by which
// rule, from which data) and the messages to send. It reads no clock, no store and no chance, so that a procedure is
// tested as a table, replayed from its messages, and simulated with a thousand others.
//
// Standards: the messages between administrations are those of NCTS phase 6 (DDNTA Appendix Q2 6.4.1 section 6: IE001/050
// anticipated records, IE118 passage, IE006 arrival advice, IE018 results, IE045 write-off, IE010 invalidation), used for
// every regime with several administrations; rules of the Eurasian Economic Union, TIR and national transit are cited by
// each fact, with how sure they are. Not here yet: guarantee, incident, diversion, enquiry, recovery, timers.
//
//	m := transit.Movement{Administration: "KZ"} // nothing is known yet
//	m, facts, sends, err := transit.Apply(m, transit.Lodge{Key: "R1-S2", Administration: "KZ", Trader: "trader", Declaration: d}, now)
//	m, facts, sends, err = transit.Apply(m, transit.Accept{Number: "57507/011226/0000012"}, now)
//	m, facts, sends, err = transit.Apply(m, transit.Release{}, now)
//	sends[0]                   // to RU: AnticipatedRecord{Role: "passage", …}
//	facts[0].Rule.ID           // "EAEU-144"
//	facts[0].Read              // time limit, control
//	_, _, _, err = transit.Apply(m, transit.Accept{}, now)
//	fault.CodeOf(err)          // wrong-state; the error names the state and what is possible
//
// An amendment (NCTS 013) puts a newer version of the consignment in the place of what was declared, as long as the
// declaration is lodged or accepted and no control is decided. It takes effect at once and the trader is told by a notice
// (004); later it is refused with the rule and what to do instead (005). It reaches no other administration: before the
// release there is no copy, and each copy is born, at the release, with what was amended.
//
// The administration of departure owns the movement; those of passage and destination hold a copy, fed by its messages:
//
//	trader ── lodge ──► owner
//	trader ── amend ──► owner                                              (until a control or the release)
//	trader ── cancel ─► owner ── anticipated-record ──► passage, destination
//	trader ◄─ notice ── owner ◄─ passage-notified ───── passage, destination
//	                    owner ◄─ arrival-advice ─────── destination
//	                    owner ◄─ destination-results ── destination
//	                    owner ── discharge-notified ──► passage, destination   (or cancel-notified)
//
// Invariants: a movement is discharged only after it arrived (an import: was released); each office records a passage
// once; what ends stays ended; a message that does not fit changes nothing; a message of another administration is taken
// only from the part it has in the movement; the arguments of Apply never change.
//
// The table. Where two next states stand, the message decides: a control of kind none leads to no other state. Export
// and import end by the message itself, leaving a fact for the state passed on the way (arrived, released). Any pair that
// is not here is wrong-state.
//
//	role         state          message              next state                  regimes
//	owner        none           lodge                lodged                      all
//	owner        lodged         accept               accepted                    all
//	owner        lodged         reject               refused                     all
//	owner        lodged         cancel               invalidated                 all
//	owner        lodged         amend                lodged                      all
//	owner        accepted       decide-control       under-control or accepted   all
//	owner        accepted       release              released                    export, transit
//	owner        accepted       release              discharged                  import
//	owner        accepted       refuse-release       not-released                all
//	owner        accepted       cancel               invalidated                 all
//	owner        accepted       amend                accepted                    all
//	owner        under-control  control-result       controlled                  all
//	owner        under-control  refuse-release       not-released                all
//	owner        controlled     decide-control       under-control or controlled  all
//	owner        controlled     release              released                    export, transit
//	owner        controlled     release              discharged                  import
//	owner        controlled     refuse-release       not-released                all
//	owner        controlled     cancel               invalidated                 all
//	owner        released       passage              in-transit                  export, transit
//	owner        released       passage-notified     in-transit                  export, transit
//	owner        released       arrival              arrived                     transit
//	owner        released       arrival              discharged                  export
//	owner        released       arrival-advice       arrived                     transit
//	owner        released       arrival-advice       discharged                  export
//	owner        released       cancel               invalidated                 export, transit
//	owner        in-transit     passage              in-transit                  export, transit
//	owner        in-transit     passage-notified     in-transit                  export, transit
//	owner        in-transit     arrival              arrived                     transit
//	owner        in-transit     arrival              discharged                  export
//	owner        in-transit     arrival-advice       arrived                     transit
//	owner        in-transit     arrival-advice       discharged                  export
//	owner        arrived        destination-control  checked                     transit
//	owner        arrived        destination-results  checked                     transit
//	owner        arrived        passage-notified     arrived                     transit
//	owner        checked        discharge            discharged                  transit
//	owner        checked        passage-notified     checked                     transit
//	owner        discharged     passage-notified     discharged                  export, transit
//	owner        invalidated    passage-notified     invalidated                 export, transit
//	owner        invalidated    arrival-advice       invalidated                 export, transit
//	owner        invalidated    destination-results  invalidated                 transit
//	passage      none           anticipated-record   expected                    export, transit
//	passage      expected       passage              in-transit                  export, transit
//	passage      expected       discharge-notified   discharged                  export, transit
//	passage      expected       cancel-notified      invalidated                 export, transit
//	passage      in-transit     passage              in-transit                  export, transit
//	passage      in-transit     discharge-notified   discharged                  export, transit
//	passage      in-transit     cancel-notified      invalidated                 export, transit
//	destination  none           anticipated-record   expected                    export, transit
//	destination  expected       passage              in-transit                  export, transit
//	destination  expected       arrival              arrived                     export, transit
//	destination  expected       discharge-notified   discharged                  export, transit
//	destination  expected       cancel-notified      invalidated                 export, transit
//	destination  in-transit     passage              in-transit                  export, transit
//	destination  in-transit     arrival              arrived                     export, transit
//	destination  in-transit     discharge-notified   discharged                  export, transit
//	destination  in-transit     cancel-notified      invalidated                 export, transit
//	destination  arrived        destination-control  checked                     transit
//	destination  arrived        discharge-notified   discharged                  export, transit
//	destination  arrived        cancel-notified      invalidated                 export, transit
//	destination  checked        discharge-notified   discharged                  transit
//	destination  checked        cancel-notified      invalidated                 transit
package transit
