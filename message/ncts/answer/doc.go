// Package answer makes the refusals that an office sends: rejections with functional errors (CC056C from the office of
// departure, CC057C from that of destination) and the report of XML errors (CC917C).
//
//	m, err := ncts.Decode(bytes)
//	var refused *ncts.Refused
//	if errors.As(err, &refused) {
//		reply, err := answer.Structure(bytes, refused, answer.Header{Sender: "NTA.PL", Identification: "K1", At: now})
//	}
//	findings := rules.Check(m, rules.Day(m), lists).Findings
//	reply, err := answer.Reject(m, findings, answer.Header{Identification: "K2", At: now})
//	out, err := ncts.Encode(reply)
//
// What answers what, with the type of business rejection (list CL560; CL570 is not published, 007 is the type's own number as
// in published samples, 044 follows it):
//
//	CC056C  013 CC013C   014 CC014C   015 CC015C   141 CC141C   170 CC170C
//	CC057C  007 CC007C   044 CC044C
//
// Sources: list CL180 of functional error codes and CL030 of XML error codes in the schemas (51.8.6, 60.4.16); guidelines
// G0009 and G0010 on error pointer and error reason, DDNTA appendix Q2 6.4.1 of 2025 as published by HM Revenue and Customs;
// lists CL226 and CL560 of 12 February 2025. docs/formats/ncts.md has the codes.
//
// Invariants: the answer is in the version of the refused message, valid against its schema, and correlated with it; each
// finding gives one error, in the order of the findings, the same error once; a pointer to an element that the refused
// message has resolves there, and the value at that place is sent back with it.
package answer
