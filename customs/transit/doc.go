// Package transit is the customs procedure of one movement as a pure state machine, the same for every regime of filing.
//
// [Apply] takes a movement, a message and the time, and gives the movement after it, the facts (what happened, by which
// rule, from which data) and the messages to send. It reads no clock, no store and no chance, so that a procedure is
// tested as a table, replayed from its messages, and simulated with a thousand others.
//
// Standards: the messages between administrations are those of NCTS phase 6 (DDNTA Appendix Q2 6.4.1 section 6: IE001/050
// anticipated records, IE118 passage, IE006 arrival advice, IE018 results, IE045 write-off, IE010 invalidation), used for
// every regime with several administrations; rules of the Eurasian Economic Union and of national transit are cited by
// each fact, with how sure they are. Each kind of transit adds rows to the shared ones (docs/transit.md): common transit lodging in
// advance, the conversation with the office of guarantee, requests to invalidate, incidents, diversions, unloading,
// discrepancies, enquiry, recovery, exit from the security area, timers; EAEU transit and national transit what of it means the
// same there, and rows, rules, limits and timers of their own: the limit by distance or by country, extensions, the place of
// delivery, delivery in parts, queries between offices. The procedure of a carnet stands in package customs/tir.
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
// In common, EAEU and, but for diversion and enquiry, national transit also (every declared office has its actual twin, which asks for the record and is then told all the rest):
//
//	trader ── present, request-invalidation, holder-answer ─► owner ── guarantee-request, -confirm, -release, -call ─► office of guarantee
//	consignee ── arrival-notification, unloading-remarks ─► destination        owner ◄─ guarantee-answer ─── office of guarantee
//	                    owner ◄─ incident-notified, exit-notified, record-request ── any office on the way
//	                    owner ── incident-forwarded, record-answer, forwarded-arrival ─► offices on the way
//	                    owner ── enquiry, enquiry-cancelled, discrepancies-settled ──► destination
//	                    owner ◄─ enquiry-response ──── destination
//	                    owner ── recovery-notified, recovery-request ──► those involved ── recovery-answer, -dispatch ─► owner
//	                    owner ◄─ limit-extended ────── any office on the way           (EAEU)
//	                    owner ── limit-extended, delivery-changed ──► the others       (EAEU, national transit)
//	                    owner ◄─ part-delivered ─────── destination                    (EAEU)
//	                    any office ── movement-query ──► owner ── movement-answer ──► that office   (in EAEU transit also the other way)
//	node  ── elapsed ─► owner, destination                                    (when a timer of Movement.Timers is due)
//
// Invariants: a movement is discharged only after it arrived, or a proof was accepted in its place (an import: was released);
// what a guarantee request reserved is released or called once; in every state there is a timer or somebody who can act;
// each office records a passage once; what ends stays ended; a message that does not fit changes nothing; a message of
// another administration is taken only from the part it has in the movement; no extension goes beyond what the rule of the time
// limit allows; the arguments of Apply never change.
//
// The table. Where two next states stand, the message decides: a control of kind none leads to no other state. Export
// and import end by the message itself, leaving a fact for the state passed on the way (arrived, released). Any pair that
// is not here is wrong-state.
//
//	role         state               message                next state                  regimes
//	owner        none                lodge                  lodged                      export, eaeu-transit, import
//	owner        lodged              accept                 accepted                    export, import
//	owner        lodged              reject                 refused                     all
//	owner        lodged              cancel                 invalidated                 all
//	owner        lodged              amend                  lodged                      all
//	owner        accepted            decide-control         under-control or accepted   all
//	owner        accepted            release                released                    export, transit
//	owner        accepted            release                discharged                  import
//	owner        accepted            refuse-release         not-released                all
//	owner        accepted            cancel                 invalidated                 all
//	owner        accepted            amend                  accepted                    export, import
//	owner        under-control       control-result         controlled                  all
//	owner        under-control       refuse-release         not-released                all
//	owner        controlled          decide-control         under-control or controlled  all
//	owner        controlled          release                released                    export, transit
//	owner        controlled          release                discharged                  import
//	owner        controlled          refuse-release         not-released                all
//	owner        controlled          cancel                 invalidated                 all
//	owner        released            passage                in-transit                  export, transit
//	owner        released            passage-notified       in-transit                  export, transit
//	owner        released            arrival                arrived                     transit
//	owner        released            arrival                discharged                  export
//	owner        released            arrival-advice         arrived                     transit
//	owner        released            arrival-advice         discharged                  export
//	owner        released            cancel                 invalidated                 export, transit
//	owner        in-transit          passage                in-transit                  export, transit
//	owner        in-transit          passage-notified       in-transit                  export, transit
//	owner        in-transit          arrival                arrived                     transit
//	owner        in-transit          arrival                discharged                  export
//	owner        in-transit          arrival-advice         arrived                     transit
//	owner        in-transit          arrival-advice         discharged                  export
//	owner        arrived             destination-control    checked                     transit
//	owner        arrived             destination-results    checked                     transit
//	owner        arrived             passage-notified       arrived                     transit
//	owner        checked             discharge              discharged                  transit
//	owner        checked             passage-notified       checked                     transit
//	owner        discharged          passage-notified       discharged                  export, transit
//	owner        invalidated         passage-notified       invalidated                 export, transit
//	owner        invalidated         arrival-advice         invalidated                 export, transit
//	owner        invalidated         destination-results    invalidated                 transit
//	passage      none                anticipated-record     expected                    export, transit
//	passage      expected            passage                in-transit                  export, transit
//	passage      expected            discharge-notified     discharged                  export, transit
//	passage      expected            cancel-notified        invalidated                 export, transit
//	passage      in-transit          passage                in-transit                  export, transit
//	passage      in-transit          discharge-notified     discharged                  export, transit
//	passage      in-transit          cancel-notified        invalidated                 export, transit
//	destination  none                anticipated-record     expected                    export, transit
//	destination  expected            passage                in-transit                  export, transit
//	destination  expected            arrival                arrived                     export, transit
//	destination  expected            discharge-notified     discharged                  export, transit
//	destination  expected            cancel-notified        invalidated                 export, transit
//	destination  in-transit          passage                in-transit                  export, transit
//	destination  in-transit          arrival                arrived                     export, transit
//	destination  in-transit          discharge-notified     discharged                  export, transit
//	destination  in-transit          cancel-notified        invalidated                 export, transit
//	destination  arrived             destination-control    checked                     transit
//	destination  arrived             discharge-notified     discharged                  export, transit
//	destination  arrived             cancel-notified        invalidated                 export, transit
//	destination  checked             discharge-notified     discharged                  transit
//	destination  checked             cancel-notified        invalidated                 transit
//	owner        none                lodge                  lodged or pre-lodged        common-transit, national-transit
//	owner        pre-lodged          present                lodged                      common-transit, national-transit
//	owner        pre-lodged          reject                 refused                     common-transit, national-transit
//	owner        pre-lodged          decide-control         pre-lodged                  common-transit, national-transit
//	owner        pre-lodged          amend                  pre-lodged                  common-transit, national-transit
//	owner        pre-lodged          cancel                 invalidated                 common-transit, national-transit
//	owner        guarantee-asked     cancel                 invalidated                 transit
//	owner        guarantee-invalid   cancel                 invalidated                 transit
//	owner        invalidation-asked  cancel                 invalidated                 common-transit
//	owner        pre-lodged          request-invalidation   invalidated                 common-transit
//	owner        lodged              accept                 accepted or guarantee-asked  transit
//	owner        guarantee-asked     guarantee-answer       accepted or guarantee-invalid or guarantee-asked  transit
//	owner        accepted            amend                  accepted or guarantee-asked  transit
//	owner        guarantee-asked     amend                  accepted or guarantee-asked  transit
//	owner        guarantee-invalid   amend                  accepted or guarantee-asked  transit
//	owner        guarantee-asked     refuse-release         not-released                transit
//	owner        guarantee-invalid   refuse-release         not-released                transit
//	owner        lodged              request-invalidation   invalidation-asked          common-transit
//	owner        guarantee-asked     request-invalidation   invalidation-asked          common-transit
//	owner        guarantee-invalid   request-invalidation   invalidation-asked          common-transit
//	owner        accepted            request-invalidation   invalidation-asked          common-transit
//	owner        controlled          request-invalidation   invalidation-asked          common-transit
//	owner        invalidation-asked  decide-invalidation    invalidated or lodged or guarantee-asked or guarantee-invalid or accepted or controlled  common-transit
//	owner        invalidation-asked  guarantee-answer       invalidation-asked          common-transit
//	owner        accepted            guarantee-answer       accepted                    transit
//	owner        guarantee-invalid   guarantee-answer       guarantee-invalid           transit
//	owner        not-released        guarantee-answer       not-released                transit
//	owner        invalidated         guarantee-answer       invalidated                 transit
//	owner        overdue             passage                overdue                     transit
//	owner        holder-asked        passage                holder-asked                transit
//	owner        under-enquiry       passage                under-enquiry               eaeu-transit, common-transit
//	owner        overdue             passage-notified       overdue                     transit
//	owner        holder-asked        passage-notified       holder-asked                transit
//	owner        under-enquiry       passage-notified       under-enquiry               eaeu-transit, common-transit
//	owner        overdue             arrival                arrived                     transit
//	owner        holder-asked        arrival                arrived                     transit
//	owner        under-enquiry       arrival                arrived                     eaeu-transit, common-transit
//	owner        overdue             arrival-advice         arrived                     transit
//	owner        holder-asked        arrival-advice         arrived                     transit
//	owner        under-enquiry       arrival-advice         arrived                     eaeu-transit, common-transit
//	owner        overdue             destination-results    checked                     transit
//	owner        holder-asked        destination-results    checked                     transit
//	owner        under-enquiry       destination-results    checked                     eaeu-transit, common-transit
//	owner        overdue             cancel                 invalidated                 transit
//	owner        released            incident               released                    transit
//	owner        in-transit          incident               in-transit                  transit
//	owner        overdue             incident               overdue                     transit
//	owner        holder-asked        incident               holder-asked                transit
//	owner        under-enquiry       incident               under-enquiry               eaeu-transit, common-transit
//	owner        released            leave-area             released                    common-transit
//	owner        in-transit          leave-area             in-transit                  common-transit
//	owner        overdue             leave-area             overdue                     common-transit
//	owner        holder-asked        leave-area             holder-asked                common-transit
//	owner        under-enquiry       leave-area             under-enquiry               common-transit
//	owner        released            arrival-notification   arrived                     transit
//	owner        in-transit          arrival-notification   arrived                     transit
//	owner        overdue             arrival-notification   arrived                     transit
//	owner        holder-asked        arrival-notification   arrived                     transit
//	owner        under-enquiry       arrival-notification   arrived                     eaeu-transit, common-transit
//	owner        released            incident-notified      released                    transit
//	owner        in-transit          incident-notified      in-transit                  transit
//	owner        overdue             incident-notified      overdue                     transit
//	owner        holder-asked        incident-notified      holder-asked                transit
//	owner        under-enquiry       incident-notified      under-enquiry               eaeu-transit, common-transit
//	owner        arrived             incident-notified      arrived                     transit
//	owner        unloading           incident-notified      unloading                   common-transit
//	owner        unloaded            incident-notified      unloaded                    common-transit
//	owner        checked             incident-notified      checked                     transit
//	owner        recovery            incident-notified      recovery                    transit
//	owner        recovery-requested  incident-notified      recovery-requested          eaeu-transit, common-transit
//	owner        recovery-elsewhere  incident-notified      recovery-elsewhere          eaeu-transit, common-transit
//	owner        released            exit-notified          released                    common-transit
//	owner        in-transit          exit-notified          in-transit                  common-transit
//	owner        overdue             exit-notified          overdue                     common-transit
//	owner        holder-asked        exit-notified          holder-asked                common-transit
//	owner        under-enquiry       exit-notified          under-enquiry               common-transit
//	owner        arrived             exit-notified          arrived                     common-transit
//	owner        unloading           exit-notified          unloading                   common-transit
//	owner        unloaded            exit-notified          unloaded                    common-transit
//	owner        checked             exit-notified          checked                     common-transit
//	owner        recovery            exit-notified          recovery                    common-transit
//	owner        recovery-requested  exit-notified          recovery-requested          common-transit
//	owner        recovery-elsewhere  exit-notified          recovery-elsewhere          common-transit
//	owner        released            record-request         released                    eaeu-transit, common-transit
//	owner        in-transit          record-request         in-transit                  eaeu-transit, common-transit
//	owner        overdue             record-request         overdue                     eaeu-transit, common-transit
//	owner        holder-asked        record-request         holder-asked                eaeu-transit, common-transit
//	owner        under-enquiry       record-request         under-enquiry               eaeu-transit, common-transit
//	owner        arrived             record-request         arrived                     eaeu-transit, common-transit
//	owner        unloading           record-request         unloading                   common-transit
//	owner        unloaded            record-request         unloaded                    common-transit
//	owner        checked             record-request         checked                     eaeu-transit, common-transit
//	owner        recovery            record-request         recovery                    eaeu-transit, common-transit
//	owner        recovery-requested  record-request         recovery-requested          eaeu-transit, common-transit
//	owner        recovery-elsewhere  record-request         recovery-elsewhere          eaeu-transit, common-transit
//	owner        none                record-request         none                        eaeu-transit, common-transit
//	owner        pre-lodged          record-request         pre-lodged                  common-transit
//	owner        lodged              record-request         lodged                      eaeu-transit, common-transit
//	owner        guarantee-asked     record-request         guarantee-asked             eaeu-transit, common-transit
//	owner        guarantee-invalid   record-request         guarantee-invalid           eaeu-transit, common-transit
//	owner        accepted            record-request         accepted                    eaeu-transit, common-transit
//	owner        under-control       record-request         under-control               eaeu-transit, common-transit
//	owner        controlled          record-request         controlled                  eaeu-transit, common-transit
//	owner        invalidation-asked  record-request         invalidation-asked          common-transit
//	owner        arrived             permit-unloading       unloading                   common-transit
//	owner        unloaded            permit-unloading       unloading                   common-transit
//	owner        unloading           unloading-remarks      unloaded                    common-transit
//	owner        unloaded            destination-control    checked                     common-transit
//	owner        unloading           passage-notified       unloading                   common-transit
//	owner        unloaded            passage-notified       unloaded                    common-transit
//	owner        checked             settle-discrepancies   checked                     transit
//	owner        released            ask-holder             holder-asked                transit
//	owner        in-transit          ask-holder             holder-asked                transit
//	owner        overdue             ask-holder             holder-asked                transit
//	owner        holder-asked        holder-answer          overdue                     transit
//	owner        overdue             holder-answer          overdue                     transit
//	owner        under-enquiry       holder-answer          under-enquiry               eaeu-transit, common-transit
//	owner        arrived             holder-answer          arrived                     transit
//	owner        unloading           holder-answer          unloading                   common-transit
//	owner        unloaded            holder-answer          unloaded                    common-transit
//	owner        checked             holder-answer          checked                     transit
//	owner        recovery            holder-answer          recovery                    transit
//	owner        recovery-requested  holder-answer          recovery-requested          eaeu-transit, common-transit
//	owner        recovery-elsewhere  holder-answer          recovery-elsewhere          eaeu-transit, common-transit
//	owner        released            ask-destination        under-enquiry               eaeu-transit, common-transit
//	owner        in-transit          ask-destination        under-enquiry               eaeu-transit, common-transit
//	owner        overdue             ask-destination        under-enquiry               eaeu-transit, common-transit
//	owner        under-enquiry       enquiry-response       overdue                     eaeu-transit, common-transit
//	owner        overdue             enquiry-response       overdue                     eaeu-transit, common-transit
//	owner        holder-asked        enquiry-response       holder-asked                eaeu-transit, common-transit
//	owner        arrived             enquiry-response       arrived                     eaeu-transit, common-transit
//	owner        unloading           enquiry-response       unloading                   common-transit
//	owner        unloaded            enquiry-response       unloaded                    common-transit
//	owner        checked             enquiry-response       checked                     eaeu-transit, common-transit
//	owner        recovery            enquiry-response       recovery                    eaeu-transit, common-transit
//	owner        recovery-requested  enquiry-response       recovery-requested          eaeu-transit, common-transit
//	owner        recovery-elsewhere  enquiry-response       recovery-elsewhere          eaeu-transit, common-transit
//	owner        under-enquiry       cancel-enquiry         overdue                     eaeu-transit, common-transit
//	owner        overdue             accept-proof           checked                     transit
//	owner        holder-asked        accept-proof           checked                     transit
//	owner        under-enquiry       accept-proof           checked                     eaeu-transit, common-transit
//	owner        recovery            accept-proof           checked                     transit
//	owner        released            start-recovery         recovery                    transit
//	owner        in-transit          start-recovery         recovery                    transit
//	owner        overdue             start-recovery         recovery                    transit
//	owner        holder-asked        start-recovery         recovery                    transit
//	owner        under-enquiry       start-recovery         recovery                    eaeu-transit, common-transit
//	owner        checked             start-recovery         recovery                    transit
//	owner        recovery            request-recovery       recovery-requested          eaeu-transit, common-transit
//	owner        recovery            recovery-answer        recovery-elsewhere or recovery  eaeu-transit, common-transit
//	owner        recovery-requested  recovery-answer        recovery-elsewhere or recovery or recovery-requested  eaeu-transit, common-transit
//	owner        recovery-elsewhere  recovery-answer        recovery-elsewhere          eaeu-transit, common-transit
//	owner        checked             recovery-answer        checked                     eaeu-transit, common-transit
//	owner        recovery            close-recovery         recovered                   transit
//	owner        recovery-elsewhere  recovery-dispatch      recovered or recovery-elsewhere  eaeu-transit, common-transit
//	owner        recovery            recovery-dispatch      recovery                    eaeu-transit, common-transit
//	owner        recovery-requested  recovery-dispatch      recovery-requested          eaeu-transit, common-transit
//	owner        checked             recovery-dispatch      checked                     eaeu-transit, common-transit
//	owner        recovery            passage-notified       recovery                    transit
//	owner        recovery-requested  passage-notified       recovery-requested          eaeu-transit, common-transit
//	owner        recovery-elsewhere  passage-notified       recovery-elsewhere          eaeu-transit, common-transit
//	owner        recovery            arrival-advice         recovery                    transit
//	owner        recovery-requested  arrival-advice         recovery-requested          eaeu-transit, common-transit
//	owner        recovery-elsewhere  arrival-advice         recovery-elsewhere          eaeu-transit, common-transit
//	owner        recovery            destination-results    recovery                    transit
//	owner        recovery-requested  destination-results    recovery-requested          eaeu-transit, common-transit
//	owner        recovery-elsewhere  destination-results    recovery-elsewhere          eaeu-transit, common-transit
//	owner        discharged          incident-notified      discharged                  transit
//	owner        recovered           incident-notified      recovered                   transit
//	owner        invalidated         incident-notified      invalidated                 transit
//	owner        discharged          exit-notified          discharged                  common-transit
//	owner        recovered           exit-notified          recovered                   common-transit
//	owner        invalidated         exit-notified          invalidated                 common-transit
//	owner        discharged          record-request         discharged                  eaeu-transit, common-transit
//	owner        recovered           record-request         recovered                   eaeu-transit, common-transit
//	owner        invalidated         record-request         invalidated                 eaeu-transit, common-transit
//	owner        discharged          enquiry-response       discharged                  eaeu-transit, common-transit
//	owner        recovered           enquiry-response       recovered                   eaeu-transit, common-transit
//	owner        invalidated         enquiry-response       invalidated                 eaeu-transit, common-transit
//	owner        discharged          recovery-answer        discharged                  eaeu-transit, common-transit
//	owner        recovered           recovery-answer        recovered                   eaeu-transit, common-transit
//	owner        discharged          recovery-dispatch      discharged                  eaeu-transit, common-transit
//	owner        recovered           recovery-dispatch      recovered                   eaeu-transit, common-transit
//	owner        discharged          holder-answer          discharged                  transit
//	owner        recovered           holder-answer          recovered                   transit
//	owner        recovered           passage-notified       recovered                   transit
//	owner        recovered           arrival-advice         recovered                   transit
//	owner        recovered           destination-results    recovered                   transit
//	owner        checked             arrival-advice         checked                     transit
//	owner        discharged          arrival-advice         discharged                  transit
//	owner        checked             destination-results    checked                     transit
//	owner        discharged          destination-results    discharged                  transit
//	owner        refused             record-request         refused                     eaeu-transit, common-transit
//	owner        not-released        record-request         not-released                eaeu-transit, common-transit
//	passage      none                ask-record             record-asked                eaeu-transit, common-transit
//	passage      record-asked        record-answer          expected or in-transit or none  eaeu-transit, common-transit
//	passage      expected            record-answer          expected                    eaeu-transit, common-transit
//	passage      in-transit          record-answer          in-transit                  eaeu-transit, common-transit
//	passage      recovery-asked      record-answer          recovery-asked              eaeu-transit, common-transit
//	passage      recovering          record-answer          recovering                  eaeu-transit, common-transit
//	passage      discharged          record-answer          discharged                  eaeu-transit, common-transit
//	passage      recovered           record-answer          recovered                   eaeu-transit, common-transit
//	passage      invalidated         record-answer          invalidated                 eaeu-transit, common-transit
//	passage      record-asked        anticipated-record     expected                    eaeu-transit, common-transit
//	passage      expected            incident               expected                    transit
//	passage      in-transit          incident               in-transit                  transit
//	passage      expected            incident-forwarded     expected                    transit
//	passage      in-transit          incident-forwarded     in-transit                  transit
//	passage      record-asked        incident-forwarded     record-asked                eaeu-transit, common-transit
//	passage      recovery-asked      incident-forwarded     recovery-asked              eaeu-transit, common-transit
//	passage      recovering          incident-forwarded     recovering                  eaeu-transit, common-transit
//	passage      discharged          incident-forwarded     discharged                  transit
//	passage      recovered           incident-forwarded     recovered                   transit
//	passage      invalidated         incident-forwarded     invalidated                 transit
//	passage      expected            leave-area             expected                    common-transit
//	passage      in-transit          leave-area             in-transit                  common-transit
//	passage      expected            recovery-request       recovery-asked              eaeu-transit, common-transit
//	passage      in-transit          recovery-request       recovery-asked              eaeu-transit, common-transit
//	passage      record-asked        recovery-request       recovery-asked              eaeu-transit, common-transit
//	passage      recovery-asked      recovery-request       recovery-asked              eaeu-transit, common-transit
//	passage      recovering          recovery-request       recovering                  eaeu-transit, common-transit
//	passage      recovered           recovery-request       recovered                   eaeu-transit, common-transit
//	passage      recovery-asked      answer-recovery        recovering or expected or in-transit  eaeu-transit, common-transit
//	passage      recovering          close-recovery         recovered                   eaeu-transit, common-transit
//	passage      record-asked        discharge-notified     discharged                  eaeu-transit, common-transit
//	passage      recovery-asked      discharge-notified     discharged                  eaeu-transit, common-transit
//	passage      recovering          discharge-notified     discharged                  eaeu-transit, common-transit
//	passage      record-asked        cancel-notified        invalidated                 eaeu-transit, common-transit
//	passage      recovery-asked      cancel-notified        invalidated                 eaeu-transit, common-transit
//	passage      recovering          cancel-notified        invalidated                 eaeu-transit, common-transit
//	passage      recovered           recovery-notified      recovered                   transit
//	passage      recovered           discharge-notified     recovered                   transit
//	passage      expected            recovery-notified      expected or recovered       transit
//	passage      in-transit          recovery-notified      in-transit or recovered     transit
//	passage      record-asked        recovery-notified      record-asked or recovered   eaeu-transit, common-transit
//	passage      recovery-asked      recovery-notified      recovery-asked or recovered  eaeu-transit, common-transit
//	passage      recovering          recovery-notified      recovering or recovered     eaeu-transit, common-transit
//	passage      expected            ask-record             record-asked                eaeu-transit, common-transit
//	passage      in-transit          ask-record             record-asked                eaeu-transit, common-transit
//	passage      expected            forwarded-arrival      expected                    eaeu-transit, common-transit
//	passage      in-transit          forwarded-arrival      in-transit                  eaeu-transit, common-transit
//	passage      record-asked        forwarded-arrival      record-asked                eaeu-transit, common-transit
//	passage      recovery-asked      forwarded-arrival      recovery-asked              eaeu-transit, common-transit
//	passage      recovering          forwarded-arrival      recovering                  eaeu-transit, common-transit
//	destination  none                ask-record             record-asked                eaeu-transit, common-transit
//	destination  record-asked        record-answer          expected or in-transit or none  eaeu-transit, common-transit
//	destination  expected            record-answer          expected                    eaeu-transit, common-transit
//	destination  in-transit          record-answer          in-transit                  eaeu-transit, common-transit
//	destination  enquired            record-answer          enquired                    eaeu-transit, common-transit
//	destination  arrived             record-answer          arrived                     eaeu-transit, common-transit
//	destination  unloading           record-answer          unloading                   common-transit
//	destination  unloaded            record-answer          unloaded                    common-transit
//	destination  checked             record-answer          checked                     eaeu-transit, common-transit
//	destination  arrived-elsewhere   record-answer          arrived-elsewhere           eaeu-transit, common-transit
//	destination  recovery-asked      record-answer          recovery-asked              eaeu-transit, common-transit
//	destination  recovering          record-answer          recovering                  eaeu-transit, common-transit
//	destination  discharged          record-answer          discharged                  eaeu-transit, common-transit
//	destination  recovered           record-answer          recovered                   eaeu-transit, common-transit
//	destination  invalidated         record-answer          invalidated                 eaeu-transit, common-transit
//	destination  record-asked        anticipated-record     expected                    eaeu-transit, common-transit
//	destination  expected            incident               expected                    transit
//	destination  in-transit          incident               in-transit                  transit
//	destination  enquired            incident               enquired                    eaeu-transit, common-transit
//	destination  arrived             incident               arrived                     transit
//	destination  unloading           incident               unloading                   common-transit
//	destination  unloaded            incident               unloaded                    common-transit
//	destination  checked             incident               checked                     transit
//	destination  arrived-elsewhere   incident               arrived-elsewhere           eaeu-transit, common-transit
//	destination  expected            incident-forwarded     expected                    transit
//	destination  in-transit          incident-forwarded     in-transit                  transit
//	destination  enquired            incident-forwarded     enquired                    eaeu-transit, common-transit
//	destination  arrived             incident-forwarded     arrived                     transit
//	destination  unloading           incident-forwarded     unloading                   common-transit
//	destination  unloaded            incident-forwarded     unloaded                    common-transit
//	destination  checked             incident-forwarded     checked                     transit
//	destination  arrived-elsewhere   incident-forwarded     arrived-elsewhere           eaeu-transit, common-transit
//	destination  record-asked        incident-forwarded     record-asked                eaeu-transit, common-transit
//	destination  recovery-asked      incident-forwarded     recovery-asked              eaeu-transit, common-transit
//	destination  recovering          incident-forwarded     recovering                  eaeu-transit, common-transit
//	destination  discharged          incident-forwarded     discharged                  transit
//	destination  recovered           incident-forwarded     recovered                   transit
//	destination  invalidated         incident-forwarded     invalidated                 transit
//	destination  expected            leave-area             expected                    common-transit
//	destination  in-transit          leave-area             in-transit                  common-transit
//	destination  enquired            leave-area             enquired                    common-transit
//	destination  arrived             leave-area             arrived                     common-transit
//	destination  unloading           leave-area             unloading                   common-transit
//	destination  unloaded            leave-area             unloaded                    common-transit
//	destination  checked             leave-area             checked                     common-transit
//	destination  arrived-elsewhere   leave-area             arrived-elsewhere           common-transit
//	destination  expected            recovery-request       recovery-asked              eaeu-transit, common-transit
//	destination  in-transit          recovery-request       recovery-asked              eaeu-transit, common-transit
//	destination  enquired            recovery-request       recovery-asked              eaeu-transit, common-transit
//	destination  arrived             recovery-request       recovery-asked              eaeu-transit, common-transit
//	destination  unloading           recovery-request       recovery-asked              common-transit
//	destination  unloaded            recovery-request       recovery-asked              common-transit
//	destination  checked             recovery-request       recovery-asked              eaeu-transit, common-transit
//	destination  arrived-elsewhere   recovery-request       recovery-asked              eaeu-transit, common-transit
//	destination  record-asked        recovery-request       recovery-asked              eaeu-transit, common-transit
//	destination  recovery-asked      recovery-request       recovery-asked              eaeu-transit, common-transit
//	destination  recovering          recovery-request       recovering                  eaeu-transit, common-transit
//	destination  recovered           recovery-request       recovered                   eaeu-transit, common-transit
//	destination  recovery-asked      answer-recovery        recovering or expected or in-transit or enquired or arrived or unloading or unloaded or checked or arrived-elsewhere  common-transit
//	destination  recovering          close-recovery         recovered                   eaeu-transit, common-transit
//	destination  record-asked        discharge-notified     discharged                  eaeu-transit, common-transit
//	destination  recovery-asked      discharge-notified     discharged                  eaeu-transit, common-transit
//	destination  recovering          discharge-notified     discharged                  eaeu-transit, common-transit
//	destination  enquired            discharge-notified     discharged                  eaeu-transit, common-transit
//	destination  unloading           discharge-notified     discharged                  common-transit
//	destination  unloaded            discharge-notified     discharged                  common-transit
//	destination  arrived-elsewhere   discharge-notified     discharged                  eaeu-transit, common-transit
//	destination  record-asked        cancel-notified        invalidated                 eaeu-transit, common-transit
//	destination  recovery-asked      cancel-notified        invalidated                 eaeu-transit, common-transit
//	destination  recovering          cancel-notified        invalidated                 eaeu-transit, common-transit
//	destination  enquired            cancel-notified        invalidated                 eaeu-transit, common-transit
//	destination  unloading           cancel-notified        invalidated                 common-transit
//	destination  unloaded            cancel-notified        invalidated                 common-transit
//	destination  arrived-elsewhere   cancel-notified        invalidated                 eaeu-transit, common-transit
//	destination  recovered           recovery-notified      recovered                   transit
//	destination  recovered           discharge-notified     recovered                   transit
//	destination  expected            recovery-notified      expected or recovered       transit
//	destination  in-transit          recovery-notified      in-transit or recovered     transit
//	destination  enquired            recovery-notified      enquired or recovered       eaeu-transit, common-transit
//	destination  arrived             recovery-notified      arrived or recovered        transit
//	destination  unloading           recovery-notified      unloading or recovered      common-transit
//	destination  unloaded            recovery-notified      unloaded or recovered       common-transit
//	destination  checked             recovery-notified      checked or recovered        transit
//	destination  arrived-elsewhere   recovery-notified      arrived-elsewhere or recovered  eaeu-transit, common-transit
//	destination  record-asked        recovery-notified      record-asked or recovered   eaeu-transit, common-transit
//	destination  recovery-asked      recovery-notified      recovery-asked or recovered  eaeu-transit, common-transit
//	destination  recovering          recovery-notified      recovering or recovered     eaeu-transit, common-transit
//	destination  enquired            passage                enquired                    eaeu-transit, common-transit
//	destination  arrived-elsewhere   passage                arrived-elsewhere           eaeu-transit, common-transit
//	destination  enquired            arrival                arrived                     eaeu-transit, common-transit
//	destination  expected            arrival-notification   arrived                     transit
//	destination  in-transit          arrival-notification   arrived                     transit
//	destination  enquired            arrival-notification   arrived                     eaeu-transit, common-transit
//	destination  arrived             permit-unloading       unloading                   common-transit
//	destination  unloaded            permit-unloading       unloading                   common-transit
//	destination  unloading           unloading-remarks      unloaded                    common-transit
//	destination  unloaded            destination-control    checked                     common-transit
//	destination  arrived             discrepancies-settled  arrived                     transit
//	destination  unloading           discrepancies-settled  unloading                   common-transit
//	destination  unloaded            discrepancies-settled  unloaded                    common-transit
//	destination  checked             discrepancies-settled  checked                     transit
//	destination  arrived-elsewhere   discrepancies-settled  arrived-elsewhere           eaeu-transit, common-transit
//	destination  record-asked        discrepancies-settled  record-asked                eaeu-transit, common-transit
//	destination  recovery-asked      discrepancies-settled  recovery-asked              eaeu-transit, common-transit
//	destination  recovering          discrepancies-settled  recovering                  eaeu-transit, common-transit
//	destination  enquired            discrepancies-settled  enquired                    eaeu-transit, common-transit
//	destination  expected            enquiry                enquired                    eaeu-transit, common-transit
//	destination  in-transit          enquiry                enquired                    eaeu-transit, common-transit
//	destination  enquired            enquiry                enquired                    eaeu-transit, common-transit
//	destination  arrived             enquiry                arrived                     eaeu-transit, common-transit
//	destination  unloading           enquiry                unloading                   common-transit
//	destination  unloaded            enquiry                unloaded                    common-transit
//	destination  checked             enquiry                checked                     eaeu-transit, common-transit
//	destination  arrived-elsewhere   enquiry                arrived-elsewhere           eaeu-transit, common-transit
//	destination  record-asked        enquiry                record-asked                eaeu-transit, common-transit
//	destination  recovery-asked      enquiry                recovery-asked              eaeu-transit, common-transit
//	destination  recovering          enquiry                recovering                  eaeu-transit, common-transit
//	destination  enquired            answer-enquiry         expected or in-transit      common-transit
//	destination  enquired            enquiry-cancelled      expected or in-transit      common-transit
//	destination  expected            enquiry-cancelled      expected                    eaeu-transit, common-transit
//	destination  in-transit          enquiry-cancelled      in-transit                  eaeu-transit, common-transit
//	destination  arrived             enquiry-cancelled      arrived                     eaeu-transit, common-transit
//	destination  unloading           enquiry-cancelled      unloading                   common-transit
//	destination  unloaded            enquiry-cancelled      unloaded                    common-transit
//	destination  checked             enquiry-cancelled      checked                     eaeu-transit, common-transit
//	destination  arrived-elsewhere   enquiry-cancelled      arrived-elsewhere           eaeu-transit, common-transit
//	destination  record-asked        enquiry-cancelled      record-asked                eaeu-transit, common-transit
//	destination  recovery-asked      enquiry-cancelled      recovery-asked              eaeu-transit, common-transit
//	destination  recovering          enquiry-cancelled      recovering                  eaeu-transit, common-transit
//	destination  expected            forwarded-arrival      arrived-elsewhere           eaeu-transit, common-transit
//	destination  in-transit          forwarded-arrival      arrived-elsewhere           eaeu-transit, common-transit
//	destination  enquired            forwarded-arrival      arrived-elsewhere           eaeu-transit, common-transit
//	destination  arrived             forwarded-arrival      arrived                     eaeu-transit, common-transit
//	destination  unloading           forwarded-arrival      unloading                   common-transit
//	destination  unloaded            forwarded-arrival      unloaded                    common-transit
//	destination  checked             forwarded-arrival      checked                     eaeu-transit, common-transit
//	destination  arrived-elsewhere   forwarded-arrival      arrived-elsewhere           eaeu-transit, common-transit
//	destination  record-asked        forwarded-arrival      record-asked                eaeu-transit, common-transit
//	destination  recovery-asked      forwarded-arrival      recovery-asked              eaeu-transit, common-transit
//	destination  recovering          forwarded-arrival      recovering                  eaeu-transit, common-transit
//	destination  recovery-asked      answer-recovery        recovering or expected or in-transit or enquired or arrived or checked or arrived-elsewhere or partly-delivered  eaeu-transit
//	destination  enquired            answer-enquiry         expected or in-transit or partly-delivered  eaeu-transit
//	destination  enquired            enquiry-cancelled      expected or in-transit or partly-delivered  eaeu-transit
//	owner        released            extend-limit           released                    eaeu-transit, national-transit
//	owner        in-transit          extend-limit           in-transit                  eaeu-transit, national-transit
//	passage      expected            extend-limit           expected                    eaeu-transit
//	passage      in-transit          extend-limit           in-transit                  eaeu-transit
//	passage      expected            limit-extended         expected                    eaeu-transit, national-transit
//	passage      in-transit          limit-extended         in-transit                  eaeu-transit, national-transit
//	passage      discharged          limit-extended         discharged                  eaeu-transit, national-transit
//	passage      recovered           limit-extended         recovered                   eaeu-transit, national-transit
//	passage      invalidated         limit-extended         invalidated                 eaeu-transit, national-transit
//	passage      record-asked        limit-extended         record-asked                eaeu-transit
//	passage      recovery-asked      limit-extended         recovery-asked              eaeu-transit
//	passage      recovering          limit-extended         recovering                  eaeu-transit
//	destination  expected            extend-limit           expected                    eaeu-transit
//	destination  in-transit          extend-limit           in-transit                  eaeu-transit
//	destination  expected            limit-extended         expected                    eaeu-transit, national-transit
//	destination  in-transit          limit-extended         in-transit                  eaeu-transit, national-transit
//	destination  discharged          limit-extended         discharged                  eaeu-transit, national-transit
//	destination  recovered           limit-extended         recovered                   eaeu-transit, national-transit
//	destination  invalidated         limit-extended         invalidated                 eaeu-transit, national-transit
//	destination  record-asked        limit-extended         record-asked                eaeu-transit
//	destination  recovery-asked      limit-extended         recovery-asked              eaeu-transit
//	destination  recovering          limit-extended         recovering                  eaeu-transit
//	destination  arrived             limit-extended         arrived                     eaeu-transit, national-transit
//	destination  checked             limit-extended         checked                     eaeu-transit, national-transit
//	destination  enquired            limit-extended         enquired                    eaeu-transit
//	destination  arrived-elsewhere   limit-extended         arrived-elsewhere           eaeu-transit
//	owner        released            limit-extended         released                    eaeu-transit
//	owner        in-transit          limit-extended         in-transit                  eaeu-transit
//	owner        overdue             limit-extended         released or in-transit or partly-delivered or overdue  eaeu-transit
//	owner        holder-asked        limit-extended         holder-asked                eaeu-transit
//	owner        under-enquiry       limit-extended         under-enquiry               eaeu-transit
//	owner        arrived             limit-extended         arrived                     eaeu-transit
//	owner        checked             limit-extended         checked                     eaeu-transit
//	owner        discharged          limit-extended         discharged                  eaeu-transit
//	owner        recovered           limit-extended         recovered                   eaeu-transit
//	owner        invalidated         limit-extended         invalidated                 eaeu-transit
//	owner        recovery            limit-extended         recovery                    eaeu-transit
//	owner        recovery-requested  limit-extended         recovery-requested          eaeu-transit
//	owner        recovery-elsewhere  limit-extended         recovery-elsewhere          eaeu-transit
//	owner        released            change-delivery        released                    eaeu-transit, national-transit
//	owner        in-transit          change-delivery        in-transit                  eaeu-transit, national-transit
//	owner        overdue             change-delivery        overdue                     eaeu-transit, national-transit
//	owner        holder-asked        change-delivery        holder-asked                eaeu-transit, national-transit
//	owner        under-enquiry       change-delivery        under-enquiry               eaeu-transit
//	passage      expected            delivery-changed       expected                    eaeu-transit, national-transit
//	passage      in-transit          delivery-changed       in-transit                  eaeu-transit, national-transit
//	passage      discharged          delivery-changed       discharged                  eaeu-transit, national-transit
//	passage      recovered           delivery-changed       recovered                   eaeu-transit, national-transit
//	passage      invalidated         delivery-changed       invalidated                 eaeu-transit, national-transit
//	passage      record-asked        delivery-changed       record-asked                eaeu-transit
//	passage      recovery-asked      delivery-changed       recovery-asked              eaeu-transit
//	passage      recovering          delivery-changed       recovering                  eaeu-transit
//	destination  expected            delivery-changed       expected                    eaeu-transit, national-transit
//	destination  in-transit          delivery-changed       in-transit                  eaeu-transit, national-transit
//	destination  discharged          delivery-changed       discharged                  eaeu-transit, national-transit
//	destination  recovered           delivery-changed       recovered                   eaeu-transit, national-transit
//	destination  invalidated         delivery-changed       invalidated                 eaeu-transit, national-transit
//	destination  record-asked        delivery-changed       record-asked                eaeu-transit
//	destination  recovery-asked      delivery-changed       recovery-asked              eaeu-transit
//	destination  recovering          delivery-changed       recovering                  eaeu-transit
//	destination  arrived             delivery-changed       arrived                     eaeu-transit, national-transit
//	destination  checked             delivery-changed       checked                     eaeu-transit, national-transit
//	destination  enquired            delivery-changed       enquired                    eaeu-transit
//	destination  arrived-elsewhere   delivery-changed       arrived-elsewhere           eaeu-transit
//	owner        released            reach-delivery         released                    eaeu-transit
//	owner        in-transit          reach-delivery         in-transit                  eaeu-transit
//	owner        overdue             reach-delivery         overdue                     eaeu-transit
//	owner        holder-asked        reach-delivery         holder-asked                eaeu-transit
//	owner        under-enquiry       reach-delivery         under-enquiry               eaeu-transit
//	destination  expected            reach-delivery         expected                    eaeu-transit
//	destination  in-transit          reach-delivery         in-transit                  eaeu-transit
//	destination  enquired            reach-delivery         enquired                    eaeu-transit
//	owner        partly-delivered    passage                partly-delivered            eaeu-transit
//	owner        partly-delivered    passage-notified       partly-delivered            eaeu-transit
//	owner        partly-delivered    arrival                arrived                     eaeu-transit
//	owner        partly-delivered    arrival-advice         arrived                     eaeu-transit
//	destination  partly-delivered    passage                partly-delivered            eaeu-transit
//	destination  partly-delivered    arrival                arrived                     eaeu-transit
//	destination  partly-delivered    discharge-notified     discharged                  eaeu-transit
//	destination  partly-delivered    cancel-notified        invalidated                 eaeu-transit
//	owner        partly-delivered    incident               partly-delivered            eaeu-transit
//	owner        partly-delivered    arrival-notification   arrived                     eaeu-transit
//	owner        partly-delivered    incident-notified      partly-delivered            eaeu-transit
//	owner        partly-delivered    record-request         partly-delivered            eaeu-transit
//	owner        partly-delivered    ask-holder             holder-asked                eaeu-transit
//	owner        partly-delivered    ask-destination        under-enquiry               eaeu-transit
//	owner        partly-delivered    start-recovery         recovery                    eaeu-transit
//	destination  partly-delivered    record-answer          partly-delivered            eaeu-transit
//	destination  partly-delivered    incident               partly-delivered            eaeu-transit
//	destination  partly-delivered    incident-forwarded     partly-delivered            eaeu-transit
//	destination  partly-delivered    recovery-request       recovery-asked              eaeu-transit
//	destination  partly-delivered    recovery-notified      partly-delivered or recovered  eaeu-transit
//	destination  partly-delivered    arrival-notification   arrived                     eaeu-transit
//	destination  partly-delivered    enquiry                enquired                    eaeu-transit
//	destination  partly-delivered    enquiry-cancelled      partly-delivered            eaeu-transit
//	destination  partly-delivered    forwarded-arrival      arrived-elsewhere           eaeu-transit
//	owner        partly-delivered    extend-limit           partly-delivered            eaeu-transit
//	destination  partly-delivered    extend-limit           partly-delivered            eaeu-transit
//	destination  partly-delivered    limit-extended         partly-delivered            eaeu-transit
//	owner        partly-delivered    limit-extended         partly-delivered            eaeu-transit
//	owner        partly-delivered    change-delivery        partly-delivered            eaeu-transit
//	destination  partly-delivered    delivery-changed       partly-delivered            eaeu-transit
//	owner        partly-delivered    reach-delivery         partly-delivered            eaeu-transit
//	destination  partly-delivered    reach-delivery         partly-delivered            eaeu-transit
//	owner        released            deliver-part           partly-delivered            eaeu-transit
//	owner        in-transit          deliver-part           partly-delivered            eaeu-transit
//	owner        partly-delivered    deliver-part           partly-delivered            eaeu-transit
//	owner        released            part-delivered         partly-delivered            eaeu-transit
//	owner        in-transit          part-delivered         partly-delivered            eaeu-transit
//	owner        partly-delivered    part-delivered         partly-delivered            eaeu-transit
//	owner        overdue             deliver-part           overdue                     eaeu-transit
//	owner        overdue             part-delivered         overdue                     eaeu-transit
//	owner        holder-asked        part-delivered         holder-asked                eaeu-transit
//	owner        under-enquiry       part-delivered         under-enquiry               eaeu-transit
//	owner        recovery            part-delivered         recovery                    eaeu-transit
//	owner        recovery-requested  part-delivered         recovery-requested          eaeu-transit
//	owner        recovery-elsewhere  part-delivered         recovery-elsewhere          eaeu-transit
//	owner        arrived             part-delivered         arrived                     eaeu-transit
//	owner        checked             part-delivered         checked                     eaeu-transit
//	owner        discharged          part-delivered         discharged                  eaeu-transit
//	owner        recovered           part-delivered         recovered                   eaeu-transit
//	owner        invalidated         part-delivered         invalidated                 eaeu-transit
//	destination  expected            deliver-part           partly-delivered            eaeu-transit
//	destination  in-transit          deliver-part           partly-delivered            eaeu-transit
//	destination  partly-delivered    deliver-part           partly-delivered            eaeu-transit
//	destination  enquired            deliver-part           partly-delivered            eaeu-transit
//	owner        lodged              elapsed                lodged                      eaeu-transit
//	owner        guarantee-asked     elapsed                guarantee-asked             eaeu-transit
//	owner        guarantee-invalid   elapsed                not-released or guarantee-invalid  eaeu-transit
//	owner        accepted            elapsed                accepted                    eaeu-transit
//	owner        under-control       elapsed                under-control               eaeu-transit
//	owner        controlled          elapsed                controlled                  eaeu-transit
//	owner        released            elapsed                overdue or released         eaeu-transit
//	owner        in-transit          elapsed                overdue or in-transit       eaeu-transit
//	owner        partly-delivered    elapsed                overdue or partly-delivered  eaeu-transit
//	owner        overdue             elapsed                holder-asked or recovery or overdue  eaeu-transit
//	owner        holder-asked        elapsed                overdue or recovery or holder-asked  eaeu-transit
//	owner        under-enquiry       elapsed                overdue or recovery or under-enquiry  eaeu-transit
//	owner        arrived             elapsed                overdue or arrived          eaeu-transit
//	owner        checked             elapsed                recovery                    transit
//	owner        recovery-requested  elapsed                recovery                    eaeu-transit, common-transit
//	destination  expected            elapsed                expected                    eaeu-transit
//	destination  in-transit          elapsed                in-transit                  eaeu-transit
//	destination  partly-delivered    elapsed                partly-delivered            eaeu-transit
//	destination  enquired            elapsed                enquired                    eaeu-transit
//	destination  arrived             elapsed                arrived                     eaeu-transit
//	owner        pre-lodged          elapsed                refused                     common-transit, national-transit
//	owner        guarantee-invalid   elapsed                not-released                common-transit, national-transit
//	owner        released            elapsed                overdue                     common-transit, national-transit
//	owner        in-transit          elapsed                overdue                     common-transit, national-transit
//	owner        overdue             elapsed                holder-asked or recovery    common-transit, national-transit
//	owner        holder-asked        elapsed                overdue or recovery         common-transit, national-transit
//	owner        under-enquiry       elapsed                overdue or recovery         common-transit
//	owner        arrived             elapsed                overdue                     common-transit, national-transit
//	owner        unloading           elapsed                arrived                     common-transit
//	destination  unloading           elapsed                arrived                     common-transit
//	owner        lodged              elapsed                refused                     national-transit
//	owner        none                movement-query         none                        eaeu-transit, common-transit
//	owner        lodged              movement-query         lodged                      eaeu-transit, common-transit
//	owner        guarantee-asked     movement-query         guarantee-asked             eaeu-transit, common-transit
//	owner        guarantee-invalid   movement-query         guarantee-invalid           eaeu-transit, common-transit
//	owner        accepted            movement-query         accepted                    eaeu-transit, common-transit
//	owner        under-control       movement-query         under-control               eaeu-transit, common-transit
//	owner        controlled          movement-query         controlled                  eaeu-transit, common-transit
//	owner        released            ask-movement           released                    eaeu-transit
//	owner        released            movement-query         released                    eaeu-transit, common-transit
//	owner        released            movement-answer        released                    eaeu-transit
//	owner        in-transit          ask-movement           in-transit                  eaeu-transit
//	owner        in-transit          movement-query         in-transit                  eaeu-transit, common-transit
//	owner        in-transit          movement-answer        in-transit                  eaeu-transit
//	owner        partly-delivered    ask-movement           partly-delivered            eaeu-transit
//	owner        partly-delivered    movement-query         partly-delivered            eaeu-transit
//	owner        partly-delivered    movement-answer        partly-delivered            eaeu-transit
//	owner        overdue             ask-movement           overdue                     eaeu-transit
//	owner        overdue             movement-query         overdue                     eaeu-transit, common-transit
//	owner        overdue             movement-answer        overdue                     eaeu-transit
//	owner        holder-asked        ask-movement           holder-asked                eaeu-transit
//	owner        holder-asked        movement-query         holder-asked                eaeu-transit, common-transit
//	owner        holder-asked        movement-answer        holder-asked                eaeu-transit
//	owner        under-enquiry       ask-movement           under-enquiry               eaeu-transit
//	owner        under-enquiry       movement-query         under-enquiry               eaeu-transit, common-transit
//	owner        under-enquiry       movement-answer        under-enquiry               eaeu-transit
//	owner        arrived             ask-movement           arrived                     eaeu-transit
//	owner        arrived             movement-query         arrived                     eaeu-transit, common-transit
//	owner        arrived             movement-answer        arrived                     eaeu-transit
//	owner        checked             ask-movement           checked                     eaeu-transit
//	owner        checked             movement-query         checked                     eaeu-transit, common-transit
//	owner        checked             movement-answer        checked                     eaeu-transit
//	owner        recovery            ask-movement           recovery                    eaeu-transit
//	owner        recovery            movement-query         recovery                    eaeu-transit, common-transit
//	owner        recovery            movement-answer        recovery                    eaeu-transit
//	owner        recovery-requested  ask-movement           recovery-requested          eaeu-transit
//	owner        recovery-requested  movement-query         recovery-requested          eaeu-transit, common-transit
//	owner        recovery-requested  movement-answer        recovery-requested          eaeu-transit
//	owner        recovery-elsewhere  ask-movement           recovery-elsewhere          eaeu-transit
//	owner        recovery-elsewhere  movement-query         recovery-elsewhere          eaeu-transit, common-transit
//	owner        recovery-elsewhere  movement-answer        recovery-elsewhere          eaeu-transit
//	owner        discharged          movement-query         discharged                  eaeu-transit, common-transit
//	owner        discharged          movement-answer        discharged                  eaeu-transit
//	owner        recovered           movement-query         recovered                   eaeu-transit, common-transit
//	owner        recovered           movement-answer        recovered                   eaeu-transit
//	owner        refused             movement-query         refused                     eaeu-transit, common-transit
//	owner        not-released        movement-query         not-released                eaeu-transit, common-transit
//	owner        invalidated         movement-query         invalidated                 eaeu-transit, common-transit
//	owner        invalidated         movement-answer        invalidated                 eaeu-transit
//	passage      none                ask-movement           none                        eaeu-transit, common-transit
//	passage      none                movement-answer        none                        eaeu-transit, common-transit
//	passage      record-asked        ask-movement           record-asked                eaeu-transit, common-transit
//	passage      record-asked        movement-query         record-asked                eaeu-transit
//	passage      record-asked        movement-answer        record-asked                eaeu-transit, common-transit
//	passage      expected            ask-movement           expected                    eaeu-transit, common-transit
//	passage      expected            movement-query         expected                    eaeu-transit
//	passage      expected            movement-answer        expected                    eaeu-transit, common-transit
//	passage      in-transit          ask-movement           in-transit                  eaeu-transit, common-transit
//	passage      in-transit          movement-query         in-transit                  eaeu-transit
//	passage      in-transit          movement-answer        in-transit                  eaeu-transit, common-transit
//	passage      recovery-asked      ask-movement           recovery-asked              eaeu-transit, common-transit
//	passage      recovery-asked      movement-query         recovery-asked              eaeu-transit
//	passage      recovery-asked      movement-answer        recovery-asked              eaeu-transit, common-transit
//	passage      recovering          ask-movement           recovering                  eaeu-transit, common-transit
//	passage      recovering          movement-query         recovering                  eaeu-transit
//	passage      recovering          movement-answer        recovering                  eaeu-transit, common-transit
//	passage      discharged          movement-query         discharged                  eaeu-transit
//	passage      discharged          movement-answer        discharged                  eaeu-transit, common-transit
//	passage      recovered           movement-query         recovered                   eaeu-transit
//	passage      recovered           movement-answer        recovered                   eaeu-transit, common-transit
//	passage      invalidated         movement-query         invalidated                 eaeu-transit
//	passage      invalidated         movement-answer        invalidated                 eaeu-transit, common-transit
//	destination  none                movement-answer        none                        eaeu-transit, common-transit
//	destination  record-asked        ask-movement           record-asked                eaeu-transit, common-transit
//	destination  record-asked        movement-query         record-asked                eaeu-transit
//	destination  record-asked        movement-answer        record-asked                eaeu-transit, common-transit
//	destination  expected            ask-movement           expected                    eaeu-transit, common-transit
//	destination  expected            movement-query         expected                    eaeu-transit
//	destination  expected            movement-answer        expected                    eaeu-transit, common-transit
//	destination  in-transit          ask-movement           in-transit                  eaeu-transit, common-transit
//	destination  in-transit          movement-query         in-transit                  eaeu-transit
//	destination  in-transit          movement-answer        in-transit                  eaeu-transit, common-transit
//	destination  partly-delivered    ask-movement           partly-delivered            eaeu-transit
//	destination  partly-delivered    movement-query         partly-delivered            eaeu-transit
//	destination  partly-delivered    movement-answer        partly-delivered            eaeu-transit
//	destination  enquired            ask-movement           enquired                    eaeu-transit, common-transit
//	destination  enquired            movement-query         enquired                    eaeu-transit
//	destination  enquired            movement-answer        enquired                    eaeu-transit, common-transit
//	destination  arrived             ask-movement           arrived                     eaeu-transit, common-transit
//	destination  arrived             movement-query         arrived                     eaeu-transit
//	destination  arrived             movement-answer        arrived                     eaeu-transit, common-transit
//	destination  arrived-elsewhere   ask-movement           arrived-elsewhere           eaeu-transit, common-transit
//	destination  arrived-elsewhere   movement-query         arrived-elsewhere           eaeu-transit
//	destination  arrived-elsewhere   movement-answer        arrived-elsewhere           eaeu-transit, common-transit
//	destination  checked             ask-movement           checked                     eaeu-transit, common-transit
//	destination  checked             movement-query         checked                     eaeu-transit
//	destination  checked             movement-answer        checked                     eaeu-transit, common-transit
//	destination  recovery-asked      ask-movement           recovery-asked              eaeu-transit, common-transit
//	destination  recovery-asked      movement-query         recovery-asked              eaeu-transit
//	destination  recovery-asked      movement-answer        recovery-asked              eaeu-transit, common-transit
//	destination  recovering          ask-movement           recovering                  eaeu-transit, common-transit
//	destination  recovering          movement-query         recovering                  eaeu-transit
//	destination  recovering          movement-answer        recovering                  eaeu-transit, common-transit
//	destination  discharged          movement-query         discharged                  eaeu-transit
//	destination  discharged          movement-answer        discharged                  eaeu-transit, common-transit
//	destination  recovered           movement-query         recovered                   eaeu-transit
//	destination  recovered           movement-answer        recovered                   eaeu-transit, common-transit
//	destination  invalidated         movement-query         invalidated                 eaeu-transit
//	destination  invalidated         movement-answer        invalidated                 eaeu-transit, common-transit
//	owner        pre-lodged          movement-query         pre-lodged                  common-transit
//	owner        invalidation-asked  movement-query         invalidation-asked          common-transit
//	owner        unloading           movement-query         unloading                   common-transit
//	owner        unloaded            movement-query         unloaded                    common-transit
//	destination  unloading           ask-movement           unloading                   common-transit
//	destination  unloading           movement-answer        unloading                   common-transit
//	destination  unloaded            ask-movement           unloaded                    common-transit
//	destination  unloaded            movement-answer        unloaded                    common-transit
package transit
