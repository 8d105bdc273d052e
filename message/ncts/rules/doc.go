// Package rules holds NCTS messages against the rules and conditions of the functional specification, by number.
//
// The book has one entry for each number in each version: what it asks, in our own words, from when until when, and what
// Kairo does about it: held, needs data that the message does not carry, or nothing a trader's message could break.
// attachments.txt says to which elements of which messages each number is attached. docs/rules.md is made from both.
//
//	result := rules.Check(m, rules.Day(m), lists)
//	for _, f := range result.Findings {
//		f.Code, f.Path, f.Text // C0411, /CC015C/TransitOperation/TIRCarnetNumber, why
//	}
//	result.NotChecked // rules that stand for the message and were not held, each with what is wanted
//
// Invariants: a rule is held only where it is attached and on days on which it stands; a rule whose code list is not to be
// had is reported as not checked, never as kept; every implemented rule has a case that keeps and one that breaks it.
//
// Source: DDNTA appendix Q2 as published by HM Revenue and Customs, CTC Traders API Technical Interface Specification for
// phase 5 and phase 6.
package rules
