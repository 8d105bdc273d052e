// Package between writes and reads messages between customs administrations, of movements under transit and export, in
// Kairo's own envelope.
//
// The numbers, names and data groups are those published for the common domain of NCTS phase 6 (DDNTA appendix Q2 6.4.1 of
// 2025). No schema of those messages has been found in public: namespace, occurrences and what stands inside a group are
// Kairo's own, and no conformance with NCTS is claimed. docs/formats/ncts-between.md describes the envelope and lists every group.
//
//	m, err := between.Of(transit.PassageNotified{From: "RU", Passed: p}, between.Header{Movement: "R1-S2", Sender: "RU",
//		Recipient: "KZ", Identification: "RU-17", Sequence: 17, PreparedAt: now})
//	bytes, err := between.Encode(m)
//
//	m, err = between.Decode(bytes) // *ncts.Refused: every finding with path, line, rule, expected
//	msg, h, err := m.Procedure()   // the message of the procedure again, and its header
//
// A message:
//
//	<IE118 xmlns="urn:kairo-corridor:between" version="1">
//	  <messageSender>RU</messageSender>            ┐
//	  <messageRecipient>KZ</messageRecipient>      │ heading of every message;
//	  <preparationDateAndTime>…                    │ sequenceNumber counts the messages
//	  <messageIdentification>RU-17…                │ of sender and movement,
//	  <sequenceNumber>17</sequenceNumber>          │ correlationIdentifier names the
//	  <correlationIdentifier>…                     ┘ message that is answered
//	  <TransitOperation>…                          groups of the message, in order
//	  <CustomsOfficeOfTransitActual>…
//	</IE118>
//
// Invariants: a message is accepted whole or refused with every finding, up to [MaxFindings]; Decode(Encode(m)) is m, value
// for value; Of(msg).Procedure() is msg, or Of refuses a message that holds what its groups have no place for: nothing is
// left out in silence.
package between
