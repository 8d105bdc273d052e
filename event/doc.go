// Package event says what happened to a consignment, where, when, and from which source.
//
// The kinds follow the time/cost-distance method of UNESCAP (2020) and the time stamps of CAREC's Corridor Performance
// Measurement and Monitoring: leaving and reaching a place, joining the queue of a border crossing point and leaving it on
// the other side; the customs kinds are the steps of a movement. An event is either observed or simulated; the two are
// never added up together unless asked. docs/formats/events.md describes the CSV.
//
//	events, err := event.ReadCSV(file, "october.csv", nil)
//	if err != nil {
//		for _, f := range fault.All(err) {
//			fmt.Println(f) // october.csv:7: time "2026-10-05 08:00" has no zone; expected RFC 3339 …
//		}
//		return err
//	}
//	m := event.Merge(kept, events)
//	fmt.Println(m.Added, "new,", m.Skipped, "known already,", len(m.Conflicts), "in conflict")
//	err = event.WriteCSV(out, m.Events)
//
// Invariants: a file is read whole or not at all, and every wrong row is named; an event has one identity, so importing
// it twice changes nothing, and the same identity with other content is a conflict that changes nothing either; times are
// UTC to the second; [Sort] is total, so the same events in any order give the same bytes; what [WriteCSV] writes,
// [ReadCSV] reads back equal, and no cell it writes is a formula to a spreadsheet.
package event
