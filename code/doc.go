// Package code parses and makes the identifiers of the field, with their check digits.
//
// A parsed [Value] keeps the raw text and its [Finding]: evidence is never thrown away for being wrong. One file holds
// one identifier: its standard, its check, its worked example; [Schemes] lists them, [Parse] reaches any by name and
// [Complete] adds the check digits. To add one, write a file with a [Scheme] and name it in the list of code.go: the tests
// then try its example, and docs/identifiers.md must be written anew.
//
// How far a rule reaches is the [Check] of every value: full, format-only, or recalled from memory. A number that fails a
// recalled rule is doubted, not refused.
//
// Standards: the MRN and GRN follow Annex B of UCC-IA and DDNTA Q2 (rules R0410, R0318), the check digit
// DG XXI/0879/99; the EAEU number follows the order of registration of declarations (office/DDMMYY/serial, the office by
// EEC Board Decision 145 of 2.9.2019); containers follow ISO 6346:2022. The others name theirs in [Scheme.Standard].
//
//	v := code.ParseMRN("24GB000246J8NY33L7")
//	v.OK()               // true
//	v.Country            // "GB"
//	v.Meaning            // "transit with entry summary declaration"
//	w := code.ParseMRN("24GB000246J8NY33L8")
//	w.Finding.Text       // "check digit is 8, the number gives 7"
//	w.Err()              // fault bad-identifier, path, expected
//	m, _ := code.MakeMRN(2026, "PL", "DEMO00000012", 'J')
//	m.Text               // "26PLDEMO00000012J7"
//	code.Parse("container", "CSQU 305438-3")
//	b, _ := code.Parse("KZ-BIN", "020540003431")
//	b.Country, b.Meaning // "KZ", "resident legal person, head office, registered 2002-05"
//
// The numbers, drawn:
//
//	MRN        26 PL DEMO00000012 J 7        year, country, 12 characters of the country, procedure, check digit
//	GRN        20 GB 000001000 0H 7          year, country, 12 characters, check digit; + letter and 6 digits for a voucher
//	EAEU       57507 / 011226 / 0000012      office (2, 5 or 8 digits), day month year, serial of the year
//	container  CSQ U 305438 3                owner, category, serial, check digit
//	UIC wagon  21 81 2471 217 3              kind, country, kind, serial, check digit
//	KZ-BIN     0205 4 0 00343 1              year and month, kind, attribute, serial, check digit
//	office     398 55301                     classifier of the EAEU: country, and what is printed
//	national   DEMO-TM-2026-0000012          format of the country unknown: visibly Kairo's own
//
// Invariants: parsing never fails and never changes Raw; a made number parses without a finding of [Wrong]; nothing made
// for a country whose format is unknown can be mistaken for an official number.
package code
