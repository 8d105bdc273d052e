// Package codes holds the values of NCTS messages against dated code lists.
//
// The schemas name the list of a value by number (CL009); [Table] gives the name under which the list is published
// (CountryCodesCommonTransit), and which customs offices an office list takes in. [Lists] answers from the lists and offices
// imported into the reference data, and where those are silent from a small demonstration set, demo.csv.
//
//	lists := codes.New(reference.Default().With(imported))
//	result := codes.Check(m, day, lists)
//	for _, f := range result.Findings {
//		f.Path, f.Text, f.Rule // …/country, "ZZ" is not in the list on 2025-03-01, CL009 CountryCodesCommonTransit, edition 2025-02-12
//	}
//	result.NotChecked // lists that are not to be had, each with the reason
//
// What an import can tell. It is a snapshot: of its day (the edition) and later days it tells all, until another is imported.
// Of an earlier day it tells only that an entry held whose own first day is not later; whether an entry that it lacks, or
// that it dates later, held then, it does not tell. An import goes before the demonstration set wherever it tells.
//
// demo.csv: list, code, from, until (the first day on which it no longer holds), source. A row with code * says from which
// day the rows are the whole list; without one, and before that day, the rows say which values hold and never that another
// does not. A row with code !V says that V is not in the list, whatever else is.
//
// Invariants: a value whose list is silent is reported as not checked, never as passed and never as wrong; values that the
// schema itself lists are left to level structure.
//
// Source: schemas 51.8.6 and 60.4.16 (numbers and names of lists); HM Revenue and Customs, CTC Traders API Technical
// Interface Specification, code lists of phases 5 and 6, and names of the lists in its reference data service; roles of the
// customs office list.
package codes
