// Package epcis reads and writes EPCIS 2.0 documents in JSON-LD and maps what they tell of transport to events.
//
// The format is GS1 EPCIS 2.0.1 (ISO/IEC 19987:2024) with the vocabulary of CBV 2.0 (ISO/IEC 19988:2024): section 7.4 of
// EPCIS for the five event types, section 10 for the JSON-LD binding, CBV section 7 for the words of bizStep, disposition
// and the types of business transactions, sources and destinations. What [Decode] accepts is what the GS1 JSON Schema
// accepts with formats asserted, with two rules of the standard the schema leaves out: an aggregation that adds or deletes
// names its parent (7.4.3), and no member of an object stands twice (RFC 8259, section 4). docs/formats/epcis.md describes
// the mapping.
//
//	doc, err := epcis.Decode(file, "october.json")
//	if err != nil {
//		return err // every violation: october.json:14#/epcisBody/eventList/0/bizStep: …
//	}
//	events, left := doc.Map(epcis.MapOptions{Place: nearest})
//	for _, u := range left {
//		fmt.Println(u) // what the document says and no event can hold, each with its reason
//	}
//	err = epcis.Encode(out, events, epcis.EncodeOptions{Created: now})
//
// Invariants: a document is accepted whole or refused with every violation in document order; an accepted event is either
// mapped or reported, never dropped; the bytes of each event are kept; what [Encode] writes, [Decode] accepts and [Document.Map]
// gives back equal; nothing is fetched: a @context is read only for the prefixes it states itself.
package epcis
