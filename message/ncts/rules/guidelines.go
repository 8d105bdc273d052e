package rules

import (
	"regexp"

	"github.com/kairo-corridor/kairo/message/ncts"
)

// guidelines are the guidelines (G). Systems of customs do not test most of them. Held are those worded as an obligation
// that the message alone can be seen to break.
var guidelines = []Rule{
	guide("G0001", both, "How C0001 is read with goods to order (30600): for the house consignment concerned and the consignment no consignee; each other house consignment is looked at anew. In the transition of phase 5 the same for items",
		"it says how C0001 (B1820 and B1823 in the transition) is read; those are held"),
	guide("G0002", both, "The schema has a pattern of its own for this element", "the schema holds it"),
	guide("G0005", both, "The number of a declared item is at most 1999", "the schema holds it"),
	guide("G0006", both, "A goods reference names the number of an item as declared", "it says what the value means and asks nothing of its own"),
	guide("G0009", both, "What the pointer of a functional error names: the MRN, the root or the XPath, by error code", "customs write functional errors"),
	guide("G0010", both, "What the reason of a functional error names: code list, condition, rule or a fixed text, by error code", "customs write functional errors"),
	guide("G0014", both, "East and north may carry a plus sign, west and south carry a minus sign", "a convention of writing; the form is held by the schema"),
	guide("G0015", both, "Incident messages received are all put into the incident group", "customs write the messages concerned"),
	guide("G0016", both, "In an incident the container number is the new one, or the existing one when there are seals", "it says what the value means and asks nothing of its own"),
	guide("G0017", both, "State of seals: 0 not in good state, 1 in good state", "it says what the two values mean"),
	guide("G0020", both, "The mode at the border is that of the active means expected to cross the border of the security area", "it says what the value means"),
	guide("G0021", both, "Zero is a valid number here", "a permission"),
	guide("G0023", both, "In an incident the element carries the new value", "it says what the value means"),
	guide("G0024", both, "The element is filled in when there is a value", "it asks nothing of its own"),
	guide("G0025", both, "The security indicator of the export declaration is that of the message from the export system", "customs write the element"),
	{Number: "G0026", Versions: both, State: Implemented,
		Text:  "A previous document of a house consignment, its export (N830), stands only in a standard declaration (additional declaration type A). That it stands once is recommended",
		Check: exportUnderStandard},
	guide("G0029", both, "In an incident the container indicator says whether goods are in a container afterwards", "it says what the two values mean"),
	needs("G0030", both, "Between two Member States over a country outside common transit (CL009) offices of transit in those Member States are declared",
		"needs the itinerary; countries of routing are given only with security data or a binding itinerary"),
	needs("G0033", both, "The authorisation is valid in the Union's or the national register of decisions", "needs the registers of customs decisions"),
	{Number: "G0034", Versions: both, State: Implemented,
		Text:  "Goods exported (N830) under the internal transit procedure go to an office of destination outside the Union (CL112), or to one in the Union that is office of destination (CL172) and office of exit (CL294) both",
		Check: exportDestination},
	guide("G0042", both, "The group repeats the declaration and does not report discrepancies", "it says what the group is for"),
	guide("G0045", both, "The particulars replace those of the declaration", "it says what the receiver does with them"),
	{Number: "G0050", Versions: both, State: Implemented,
		Text:  "An additional reference of type C651 contains an administrative reference code (ARC). That C658 contains the number of the fallback document cannot be told: its form is national",
		Check: referenceCode},
	guide("G0057", both, "The code list may be widened or narrowed nationally", "it is about the lists, not the message"),
	{Number: "G0058", Versions: both, State: Implemented,
		Text:  "A previous document of an item of type C651 or C658 gives the body record of the excise document as goods item number",
		Check: excisePosition},
	needs("G0061", both, "With a binding itinerary the countries of routing list every country between departure and destination", "needs the itinerary prescribed"),
	guide("G0062", both, "R0506 and R0507 are for declarations and are not enforced between administrations", "it is about who tests a rule"),
	guide("G0068", both, "Additional references of items also carry excise movements that are exported (N830)", "it says what the group is for"),
	guide("G0069", both, "Supporting documents of items also carry excise movements between Member States over another country", "it says what the group is for"),
	needs("G0071", both, "With an export (N830) the items are all and only those of the export declaration", "needs the export declaration"),
	needs("G0072", both, "With an export (N830) the items stand in the order of the export declaration, with its numbers", "needs the export declaration"),
	needs("G0079", p6, "Countries of routing are complete: with a binding itinerary from departure to destination, with entry data from first loading to last unloading",
		"needs the itinerary and the places called at"),
	needs("G0088", both, "By road (inland mode 3) a trailer is identified too, where there is one", "needs to know whether there is a trailer"),
	needs("G0090", both, "The carrier is given when it is not the holder of the procedure", "needs to know who carries the goods"),
	guide("G0100", p6, "The language given is the one customs then write in", "it says what the receiver does with the value"),
	guide("G0101", both, "Initiated by customs: 0 for a trader's request, 1 for one of customs", "it says what the two values mean"),
	guide("G0102", both, "An authorisation holds for the whole declaration", "it says what the group means"),
	{Number: "G0103", Versions: both, State: Implemented,
		Text:  "Transport equipment is a container, or sealed: goods neither in a container nor sealed are not recorded there. Incidents and unloading remarks, which give only what has changed, are not looked at",
		Check: containerOrSealed},
	guide("G0105", both, "Contact persons are for communication only", "it asks nothing"),
	needs("G0112", both, "A sea-going ship is identified by its IMO number (10) and not by name (11) when it has one", "needs the register of ships"),
	guide("G0113", both, "The country of destination may differ from that of the consignee's address", "a permission"),
	needs("G0114", both, "Authorisation C521 stands in declarations of authorised consignors, and only there", "needs to know whether the simplification is used, which the message says by this code alone"),
	guide("G0115", both, "The element may be waived for modes other than rail within the Union", "a permission"),
	guide("G0117", both, "The code list may be widened nationally", "it is about the lists, not the message"),
	guide("G0118", both, "When customs may do without the active means of transport", "a permission; C0806 holds what the message tells"),
	guide("G0119", both, "When customs may do without the departure means of transport", "a permission; C0826 and C0833 hold what the message tells"),
	needs("G0120", both, "The holder of the procedure has an identification number unless resident outside common transit (CL009) or a private individual",
		"needs to know whether the holder is a private individual"),
	needs("G0123", both, "The consignor is given when it is not the holder of the procedure", "needs to know who sends the goods"),
	guide("G0126", both, "Results of control at departure: A1, A2 and A3", "customs write the element"),
	guide("G0127", both, "The limit date comes from the declaration, its amendment or the officer at release", "customs write the element"),
	guide("G0131", both, "On discrepancies the group carries the new values", "it says what the group means"),
	guide("G0139", both, "Zero packages should stand only where items turn out to be packed together", "worded as a recommendation"),
	needs("G0142", both, "An office of transit is declared wherever the route passes from one contracting party to another",
		"needs the itinerary; C0030 holds what departure and destination tell"),
	needs("G0160", both, "The element is given under the simplified procedure", "needs to know whether the simplification is used"),
	needs("G0165", both, "Under the simplified procedure with an authorisation that asks for seals there are seals", "needs the authorisation"),
	guide("G0167", both, "The authorisation for a declaration lodged before presentation should still be valid at presentation", "worded as a recommendation"),
	guide("G0186", both, "Unloading completion: 0 not completed, 1 completed", "it says what the two values mean"),
	needs("G0196", both, "The group carries everything anew, not only what has changed since the declaration", "needs the declaration"),
	guide("G0201", both, "R0840 is tested by Member States only", "it is about who tests a rule"),
	guide("G0205", both, "Conform: 0 with unloading remarks, 1 without", "it says what the two values mean"),
	guide("G0217", both, "Only elements in error are sent back", "customs write the message"),
	needs("G0300", both, "Dangerous goods listed by the United Nations carry their number", "needs the nature of the goods"),
	needs("G0301", both, "A CUS code stands with the nomenclature code it belongs to", "needs the inventory of chemical substances with the nomenclature codes (CL016)"),
	guide("G0321", both, "Zero stands for a document without a number, or with one too long", "a permission"),
	{Number: "G0332", Versions: both, State: Implemented,
		Text: "Without container indicator no transport equipment", Check: indicatedEquipment},
	needs("G0360", both, "The element reports a discrepancy or something new found in the control, and stands only then", "needs the goods data of the unloading permission (CC043C)"),
	{Number: "G0414", Versions: both, State: Implemented,
		Text:  "A supporting document of an item of type C651 carries the administrative reference code (ARC), or 0 where there is none (G0321). The fallback number of C658 has a national form and is not looked at",
		Check: documentCode},
	{Number: "G0424", Versions: both, State: Implemented,
		Text:  "An additional reference of an item of type C651 carries the administrative reference code (ARC). The fallback number of C658 has a national form and is not looked at",
		Check: referenceCode},
	guide("G0500", both, "Which ways of naming a location are used is settled nationally (CL326)", "it is about the lists, not the message"),
	guide("G0510", both, "Permission to start unloading carries the consignment, permission to continue does not", "customs write the message"),
	needs("G0587", both, "With exit data an office of exit for transit is declared where goods leave the security area for a country of common transit",
		"needs the itinerary; C0587 holds what the offices tell"),
	needs("G0670", both, "Goods references name every item in the container or under the seals", "needs to know which items are where; C0670 holds that references are there"),
	guide("G0789", both, "The office at the border is an office of transit, of exit for transit or of destination of the declaration", "it says what the value means"),
	needs("G0825", both, "Actors, documents, references and information stand at the level they relate to", "needs to know what each relates to"),
	needs("G0850", both, "A representative is given when the holder of the procedure uses one", "needs to know whether one is used"),
	needs("G0860", both, "A representative is given when the preceding message had one", "needs the preceding message"),
	needs("G0868", both, "The group is the same as in the preceding message", "needs the preceding message"),
	guide("G0988", both, "The country of dispatch may differ from that of the consignor's address", "a permission"),
	guide("G0989", both, "The group stands in the message for the transition without a measure attached", "it is about the specification"),
	guide("G0991", p5, "N830 belongs to the previous documents of items (CL214) in the transition, afterwards to those of house consignments (CL228) only",
		"it is about the lists, which decide; CL214 of February 2025 still had N830"),
}

// guide is a guideline with nothing that a trader's message could break.
func guide(number string, versions []ncts.Version, text, reason string) Rule {
	return Rule{Number: number, Versions: versions, State: NoCheck, Text: text, Reason: reason}
}

// needs is a guideline worded as an obligation that the message alone cannot be held against.
func needs(number string, versions []ncts.Version, text, reason string) Rule {
	return Rule{Number: number, Versions: versions, State: NeedsData, Text: text, Reason: reason}
}

func exportUnderStandard(c *Case) {
	kind := c.Root.Text("TransitOperation/additionalDeclarationType")
	c.EachThere(func(document *ncts.Element) {
		if kind != "A" {
			c.Break(document, "an export in a declaration of additional type "+kind, "additional declaration type A")
		}
	})
}

// exportDestination looks for N830 with the house consignment and, as in the transition of phase 5, with its items.
func exportDestination(c *Case) {
	office := c.Root.First("CustomsOfficeOfDestinationDeclared/referenceNumber")
	if office == nil || !internalExport(c) {
		return
	}
	if in, known := c.In("CL010", officeCountry(office.Parent)); !known || !in {
		return
	}
	for _, list := range []string{"CL172", "CL294"} {
		if in, known := c.In(list, office.Value); known && !in {
			c.Break(office, "exported goods under internal transit, and the office is not in "+list, "an office in CL172 and CL294")
			return
		}
	}
}

// internalExport says whether goods of an export declaration (N830) go under the internal transit procedure: T2, T2F or T2SM
// for the whole declaration, or T2 or T2F for an item of a mixed one (T).
func internalExport(c *Case) bool {
	whole := oneOf(c.Root.Text("TransitOperation/declarationType"), "T2", "T2F", "T2SM")
	for _, house := range c.Root.All("Consignment/HouseConsignment") {
		exported := anyIs(house.All("PreviousDocument/type"), "N830")
		for _, item := range house.All("ConsignmentItem") {
			internal := whole || oneOf(item.Text("declarationType"), "T2", "T2F")
			if internal && (exported || anyIs(item.All("PreviousDocument/type"), "N830")) {
				return true
			}
		}
	}
	return false
}

// codeARC is an administrative reference code: year, country, 16 letters and digits, check digit (EMCS; German customs,
// EDI handbook EMCS 2.5, ED801E). How the check digit comes about is not published.
var codeARC = regexp.MustCompile(`[0-9]{2}[A-Z]{2}[A-Z0-9]{16}[0-9]`)

func referenceCode(c *Case) {
	c.EachThere(func(e *ncts.Element) {
		if e.Parent.Text("type") == "C651" && !codeARC.MatchString(e.Value) {
			c.Break(e, "the reference of an electronic administrative document has no administrative reference code", "an administrative reference code, 21 characters")
		}
	})
}

func documentCode(c *Case) {
	c.EachThere(func(e *ncts.Element) {
		if e.Parent.Text("type") == "C651" && e.Value != "0" && !codeARC.MatchString(e.Value) {
			c.Break(e, "the reference of an electronic administrative document has no administrative reference code", "an administrative reference code, 21 characters, or 0")
		}
	})
}

func excisePosition(c *Case) {
	c.Each(func(document *ncts.Element, name string) {
		if kind := document.Text("type"); oneOf(kind, "C651", "C658") {
			c.Required(document, name, "the previous document is of type "+kind)
		}
	})
}

func containerOrSealed(c *Case) {
	if !oneOf(c.Type, "CC013C", "CC015C", "CC170C") {
		return
	}
	indicated := c.Root.Text("Consignment/containerIndicator") == "1"
	c.EachThere(func(equipment *ncts.Element) {
		sealed := equipment.Has("Seal") || !oneOf(equipment.Text("numberOfSeals"), "", "0")
		if !indicated && !sealed && !equipment.Has("containerIdentificationNumber") {
			c.Break(equipment, "neither a container nor sealed", "a container number or seals, or no transport equipment")
		}
	})
}

func indicatedEquipment(c *Case) {
	c.Each(func(consignment *ncts.Element, indicator string) {
		if !consignment.Has(indicator) {
			c.Forbidden(consignment, "TransportEquipment", "there is no container indicator")
		}
	})
}
