// Package reference holds the dated data that filings rest on: conventions, unions, offices, regimes, rules, rates.
//
// Every row says how sure it is (verified, stated, recalled), where that was read, and from which day until which day it
// holds: a look-up is always as of a date. The rows are Kairo's own, embedded as CSV; a deployment may load its own set
// from any [fs.FS]. Territories are ISO 3166-1 alpha-2 codes; groups are EU, EAEU, CTC and * for any.
//
//	ref := reference.Default()
//	day := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
//	m, ok := ref.Party("GE", "CTC", day)               // ok, m.From is 2025-02-01
//	_, ok = ref.Party("KZ", "eTIR", day)               // not ok: a pilot
//	union, _, _ := ref.Union("KZ", day)                // "EAEU"
//	rule, _ := ref.Rule("eaeu-td-form", day)           // the form of Decision 73
//	regime, _ := ref.Regime("UZ", "transit", "road", day)
//	office, _ := ref.Office(reference.OfficeQuery{Country: "KZ", Location: "KZAAU", Name: "Aktau", On: day})
//	rate, _ := ref.VAT("KZ", day)                      // 16 per cent
//	ref = ref.With(imported)                           // a copy that prefers the rows of an import
//	a, ok := ref.Assess(reference.Goods{Country: "KZ", Code: "740311", On: day, Value: reference.Amount{Minor: 10_000_000, Currency: "USD"}})
//	a.Duty.Minor, a.VAT.Minor, ok                      // 200000, 1632000, true: 2 per cent, then 16 of both
//
// Larger lists are not in the set: [Detect], [ReadImport], [Import.Write] and [ReadStored] bring in the Union's tariff,
// UN/LOCODE, the Harmonized System and the NCTS lists of codes and offices, as docs/formats/reference.md says. An import
// is taken whole or not at all, within the limits of limits.go, every violation with its file and line.
//
// Files, one table each, first line the header:
//
//	territories.csv  code, name, kind                 conventions.csv  who is party to what, since when
//	unions.csv       customs unions and members       offices.csv      customs offices, official or not
//	regimes.csv      procedure by territory and role  rules.csv        what is cited, in our own words
//	guarantees.csv   security asked by regime         advance.csv      data asked ahead of goods
//	dangerous.csv    what a dangerous class brings    controlled.csv   what a controlled commodity brings
//	vat.csv          standard rates                   tariff.csv       import duty of corridor goods
//	ceilings.csv     TIR ceilings
//
// Invariants: every row has a status and a source; until is the first day on which a row no longer holds; rows of one
// subject do not overlap; a rule that is named exists; an office without a known code has a demonstration number and no
// code, and one of the Eurasian Economic Union both the printed form of its code and that of the classifier. Loading reports every violation by file and line.
package reference
