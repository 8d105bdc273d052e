// Package ncts reads and writes the messages of the New Computerised Transit System and holds them against the structure
// of their schemas: phase 5 (51.8.6) and phase 6 (60.4.16) of the external domain, between traders and customs offices.
//
// The structure stands in compact tables made from the schemas by message/ncts/tables; no schema is read at run time, and
// what both versions have alike stands once. docs/formats/ncts.md describes the tables and every code of a finding.
//
//	m, err := ncts.Decode(bytes)
//	if err != nil {
//		var refused *ncts.Refused
//		errors.As(err, &refused) // every finding: code, XPath with indices, line, rule, expected
//		return err
//	}
//	mrn := m.Value("TransitOperation/MRN")
//	out, err := ncts.Encode(m)
//
// Invariants: a message is accepted whole or refused with every finding in document order, up to [MaxFindings]; values are
// kept as they stand; Decode(Encode(Decode(x))) is Decode(x); what [Encode] returns, [Decode] accepts and the schema holds
// valid. Level [Structure] says nothing of code lists, rules and conditions.
package ncts
