// Package eaeu reads and writes the electronic goods declaration of the Eurasian Economic Union, structure R.036, which serves
// the goods declaration and the transit declaration alike.
//
// The structure is that of EEC Board Decision 2 of 16.1.2018. Names, order and code-list numbers are those seen in declarations
// of public source code, root urn:EEC:R:036:GoodsDeclaration:v1.1.0 with components v1.5.1 and base v0.4.10. The official
// schemas were not read and versions have moved since, so nothing here is verified against them. A separate structure for the
// transit declaration, urn:EEC:R:048:TransitDeclaration:v1.0.0, was seen in a stylesheet; since when it is asked is unknown.
// [Known] tells this as data.
//
//	d, err := eaeu.Decode(raw)             // err is a fault.List: every element outside the subset, by its path
//	d.DeclarationKindCode                  // "ТТ" of a transit declaration, "ИМ" import, "ЭК" export
//	err = eaeu.Set(&d, "/DeclarationGoodsShipmentDetails/DeclarationGoodsItemDetails/0/CommodityCode", "870829")
//	again, _ := eaeu.Decode(d.Encode())    // equal to d
//	json.Marshal(d)                        // the same names as members: Set's pointers point into it
//
// The namespaces and their prefixes:
//
//	gd     urn:EEC:R:036:GoodsDeclaration:v1.1.0       the root
//	csdo   urn:EEC:M:SimpleDataObjects:v0.4.10         ccdo   urn:EEC:M:ComplexDataObjects:v0.4.10
//	casdo  urn:EEC:M:CA:SimpleDataObjects:v1.5.1       cacdo  urn:EEC:M:CA:ComplexDataObjects:v1.5.1
//
// The code lists an element names (codeListId): 2002 procedures, 2004 modes of transport, 2009 documents, 2013 packages
// (recalled), 2014 Incoterms, 2016 units (166 is the kilogram), 2021 countries, 2022 currencies, 2023 places.
//
// Invariants: decoding what was encoded gives an equal value; an element that the subset does not know, a repeated single
// element and text where none belongs are refused with their path; other versions of the namespaces are read, and the version
// of the root is kept; nothing is dropped.
package eaeu
