// Package code parses and makes the identifiers of the field, with their check digits.
//
// A parsed [Value] keeps the raw text and its [Finding]: evidence is never thrown away for being wrong. One file holds
// one identifier: its standard, its check, its worked example; [Schemes] lists them and [Parse] reaches any by name. To
// add one, write a file with a [Scheme] and name it in the list of code.go: the tests then try its example.
//
// Standards: the MRN and GRN follow Annex B of UCC-IA and DDNTA Q2 (rules R0410, R0318), the check digit
// DG XXI/0879/99; the EAEU number follows the order of registration of declarations (office/DDMMYY/serial, the office by
// EEC Board Decision 145 of 2.9.2019); containers follow ISO 6346:2022.
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
//
// The numbers, drawn:
//
//	MRN        26 PL DEMO00000012 J 7        year, country, 12 characters of the country, procedure, check digit
//	GRN        20 GB 000001000 0H 7          year, country, 12 characters, check digit; + letter and 6 digits for a voucher
//	EAEU       57507 / 011226 / 0000012      office (2, 5 or 8 digits), day month year, serial of the year
//	container  CSQ U 305438 3                owner, category, serial, check digit
//	national   DEMO-TM-2026-0000012          format of the country unknown: visibly Kairo's own
//
// Invariants: parsing never fails and never changes Raw; a made number parses without a finding of [Wrong]; nothing made
// for a country whose format is unknown can be mistaken for an official number.
package code
