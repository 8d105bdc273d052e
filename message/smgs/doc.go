// Package smgs writes and reads the rail consignment notes CIM, SMGS and CIM/SMGS and the electronic CMR note as UN/CEFACT
// multi-modal transport (MMT) JSON of edition D23B.
//
// Standards: SMGS and its Annex 6, COTIF-CIM, the CIM/SMGS manual GLV-CIM/SMGS, CMR with the e-CMR protocol; JSON by the
// UN/CEFACT schemas of the CIM-SMGS and SMGS consignment notes and of the eCMR. The schemas carry no box numbers: which box
// goes where is docs/formats/consignment-notes.md.
//
//	n, err := smgs.Decode(raw)           // strict; err is a fault.List in document order, paths are JSON pointers
//	n.Form()                             // smgs.CIMSMGS, by the guideline that the note names
//	n.Consignment[0].Consignor.Name[0].Content
//	raw, err = n.Encode()                // refuses what the form does not have or cannot do without
//
// The shape, a [] being a list:
//
//	exchangedDocumentContext / guidelineSpecifiedDocumentContextParameter[1] / id      which form
//	exchangedDocument        / id, typeCode, languageId[1], purposeCode[1]
//	specifiedConsignment[1]  / consignor, consignee, carrier, includedConsignmentItem[],
//	                           utilizedLogisticsTransportEquipment[], mainCarriageLogisticsTransportMovement[], ...
//
// Invariants: decoding what was encoded gives the same value; a member that the form does not have, a value of the wrong
// type, a member twice are refused with their pointer; numbers are decimal strings, as the standard has them, never floats.
package smgs
