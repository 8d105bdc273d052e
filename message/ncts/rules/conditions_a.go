package rules

import (
	"strings"

	"github.com/kairo-corridor/kairo/message/ncts"
)

// onlyCustoms is the reason of a rule that no element of a trader's message carries.
const onlyCustoms = "attached only to messages that customs send"

// noCC141C is the reason of the conditions of CC141C in phase 6.
const noCC141C = "the schemas of phase 6 hold no CC141C"

// conditionsA are the conditions up to C0399.
var conditionsA = []Rule{
	{Number: "C0001", Versions: p5, From: transitionEnd, State: Implemented, Text: textC0001, Check: condition(c0001)},
	{Number: "C0001", Versions: p6, State: Implemented, Text: textC0001, Check: condition(c0001)},
	{Number: "C0003", Versions: p6, State: NoCheck, Reason: onlyCustoms,
		Text: "With entry data the consignee stands at the consignment, or at the house consignments under circumstance F34; else as C0001"},
	{Number: "C0015", Versions: both, State: Implemented,
		Text: "An additional reference of an excise type (CL234) on a goods item must have its number",
		Check: condition(func(c *Case, parent *ncts.Element, _ string) (need, string) {
			kind := parent.Text("type")
			if in, _ := c.In("CL234", kind); in {
				return required, "type " + kind + " is an excise document"
			}
			return optional, ""
		})},
	{Number: "C0027", Versions: both, State: NoCheck, Reason: onlyCustoms,
		Text: "An unloading permission carries the data of the declaration unless it asks for a control of the competent authority"},
	{Number: "C0029", Versions: both, State: NoCheck, Reason: onlyCustoms,
		Text: "With security data the mode of transport at the border must be given"},
	{Number: "C0030", Versions: both, State: Implemented,
		Text: "No office of transit for TIR and T2SM; a free choice when departure and destination are in the same country of common transit " +
			"outside the Union (CL112). Else one must be named for T2 goods, for a departure, destination or country of routing in CL112, for a " +
			"departure or destination in Andorra, and with an office of exit for transit",
		Check: condition(c0030)},
	{Number: "C0035", Versions: both, State: Implemented,
		Text: "T2 or T2F goods leaving from a country of common transit outside the Union (CL112) need a previous document, of the goods item " +
			"or of the consignment",
		Check: condition(c0035)},
	{Number: "C0040", Versions: p5, State: Implemented,
		Text: "Goods transhipped into containers in an incident: the transport equipment must be given",
		Check: condition(func(_ *Case, incident *ncts.Element, _ string) (need, string) {
			if incident.Text("Transhipment/containerIndicator") == "1" {
				return required, "the goods were transhipped into containers"
			}
			return optional, ""
		})},
	{Number: "C0040", Versions: p6, State: NoCheck, Reason: onlyCustoms,
		Text: "Goods transhipped into containers in an incident: the transport equipment must be given"},
	{Number: "C0045", Versions: both, State: Implemented,
		Text: "Under declaration type T every goods item has its own declaration type; under any other none has",
		Check: condition(func(c *Case, _ *ncts.Element, _ string) (need, string) {
			if t := c.Root.Text("TransitOperation/declarationType"); t != "T" {
				return forbidden, "the declaration type is " + t
			}
			return required, "the declaration type is T"
		})},
	{Number: "C0055", Versions: both, State: Implemented,
		Text: "Container indicator 0: no container identification number; 1: at least one of the transport equipment has it. " +
			"A message without the indicator, which must not have transport equipment (C0823), is not looked at",
		Check: condition(c0055)},
	{Number: "C0060", Versions: both, State: Implemented,
		Text:  "Bulk (CL181) has no number of packages, all else has one; shipping marks must be given for all but bulk and unpacked goods (CL182)",
		Check: condition(c0060)},
	{Number: "C0085", Versions: both, State: Implemented,
		Text: "The guarantee reference stands for the guarantee types that have one (CL076), and only for these",
		Check: condition(func(c *Case, guarantee *ncts.Element, _ string) (need, string) {
			return inOrNot(c, "CL076", guarantee)
		})},
	{Number: "C0086", Versions: both, State: Implemented,
		Text: "GRN and access code stand for the guarantee types with GRN (CL286), and only for these",
		Check: condition(func(c *Case, reference *ncts.Element, _ string) (need, string) {
			return inOrNot(c, "CL286", reference.Parent)
		})},
	{Number: "C0101", Versions: both, State: Implemented,
		Text: "A declaration with reduced data set names the authorisation",
		Check: condition(func(c *Case, _ *ncts.Element, _ string) (need, string) {
			if c.Root.Text("TransitOperation/reducedDatasetIndicator") == "1" {
				return required, "the data set is reduced"
			}
			return optional, ""
		})},
	{Number: "C0102", Versions: both, State: Implemented,
		Text: "An arrival under the simplified procedure names the authorisation; one under the normal procedure does not",
		Check: condition(func(c *Case, _ *ncts.Element, _ string) (need, string) {
			if c.Root.Text("TransitOperation/simplifiedProcedure") == "1" {
				return required, "the procedure is simplified"
			}
			return forbidden, "the procedure is not simplified"
		})},
	{Number: "C0128", Versions: both, State: Implemented,
		Text: "A request for invalidation to a national transit application (recipient NTA…) holds no decision; a message to anyone else does",
		Check: condition(func(c *Case, _ *ncts.Element, _ string) (need, string) {
			if toNationalApplication(c) {
				return forbidden, "the message goes to a national transit application"
			}
			return required, "the message does not go to a national transit application"
		})},
	{Number: "C0129", Versions: both, State: Implemented,
		Text: "The time of the request stands where the invalidation was not initiated by customs, and only there",
		Check: condition(func(_ *Case, invalidation *ncts.Element, _ string) (need, string) {
			if invalidation.Text("initiatedByCustoms") == "1" {
				return forbidden, "customs initiated the invalidation"
			}
			return required, "customs did not initiate the invalidation"
		})},
	{Number: "C0130", Versions: both, State: Implemented,
		Text: "The other guarantee reference must be given for guarantee type 8, may be for 3, and stands for no other",
		Check: condition(func(_ *Case, guarantee *ncts.Element, _ string) (need, string) {
			switch t := guarantee.Text("guaranteeType"); t {
			case "8":
				return required, "the guarantee type is 8"
			case "3":
				return optional, ""
			default:
				return forbidden, "the guarantee type is " + t
			}
		})},
	{Number: "C0137", Versions: both, State: Implemented,
		Text: "A request for invalidation to a national transit application (recipient NTA…) gives the justification",
		Check: condition(func(c *Case, _ *ncts.Element, _ string) (need, string) {
			if toNationalApplication(c) {
				return required, "the message goes to a national transit application"
			}
			return optional, ""
		})},
	{Number: "C0153", Versions: p5, From: transitionEnd, State: Implemented, Text: textC0153, Check: condition(c0153)},
	{Number: "C0153", Versions: p6, State: Implemented, Text: textC0153, Check: condition(c0153)},
	{Number: "C0154", Versions: p6, State: NoCheck, Reason: onlyCustoms,
		Text: "The commodity code must be given with entry data; else as C0153"},
	{Number: "C0170", Versions: both, State: NeedsData,
		Text:   "The presentation of goods declared with reduced data set gives no inland mode of transport",
		Reason: "the indicator of the reduced data set stands in the declaration or its amendment"},
	{Number: "C0186", Versions: both, State: Implemented,
		Text: "Without security data (security 0) no transport charges",
		Check: condition(func(c *Case, _ *ncts.Element, _ string) (need, string) {
			if security(c) == "0" {
				return forbidden, "security is 0"
			}
			return optional, ""
		})},
	{Number: "C0191", Versions: p5, From: transitionEnd, State: Implemented, Text: textC0191, Check: condition(c0191)},
	{Number: "C0191", Versions: p6, State: Implemented, Text: textC0191, Check: condition(c0191)},
	{Number: "C0215", Versions: p5, State: Implemented,
		Text: "An answer on a movement that has not arrived with a text names the office of destination or the consignee; one without a text " +
			"names neither",
		Check: condition(c0215)},
	{Number: "C0215", Versions: p6, State: NoCheck, Reason: noCC141C,
		Text: "An answer on a movement that has not arrived with a text names the office of destination or the consignee; one without a text " +
			"names neither"},
	{Number: "C0220", Versions: p5, State: Implemented,
		Text: "With the date of delivery of the TC11 receipt the answer has a text",
		Check: condition(func(_ *Case, enquiry *ncts.Element, _ string) (need, string) {
			if enquiry.Has("TC11DeliveryDate") {
				return required, "the TC11 delivery date is given"
			}
			return optional, ""
		})},
	{Number: "C0220", Versions: p6, State: NoCheck, Reason: noCC141C,
		Text: "With the date of delivery of the TC11 receipt the answer has a text"},
	{Number: "C0240", Versions: p5, State: Implemented,
		Text:  "Incident 2 or 4: transport equipment and no transhipment; 3 or 6: a transhipment, with or without equipment; any other: neither",
		Check: condition(c0240)},
	{Number: "C0240", Versions: p6, State: NoCheck, Reason: onlyCustoms,
		Text: "Incident 2, 4 or 7: transport equipment and no transhipment; 3, 6 or 8: a transhipment, with or without equipment; any other: neither"},
	{Number: "C0250", Versions: both, State: Implemented,
		Text: "A party without identification number has name and address; with one, both or none: none where the number is registered. " +
			"Whether it is registered needs the registers of economic operators",
		Check: condition(c0250)},
	{Number: "C0298", Versions: both, State: Implemented,
		Text: "The unit of measurement of a previous document stands with its quantity, and only with it",
		Check: condition(func(_ *Case, document *ncts.Element, _ string) (need, string) {
			if document.Has("quantity") {
				return required, "the quantity is given"
			}
			return forbidden, "no quantity is given"
		})},
	{Number: "C0315", Versions: p5, State: Implemented,
		Text: "With the date of delivery of the TC11 receipt the answer names the actual office of destination",
		Check: condition(func(c *Case, _ *ncts.Element, _ string) (need, string) {
			if c.Root.Has("Enquiry/TC11DeliveryDate") {
				return required, "the TC11 delivery date is given"
			}
			return optional, ""
		})},
	{Number: "C0315", Versions: p6, State: NoCheck, Reason: noCC141C,
		Text: "With the date of delivery of the TC11 receipt the answer names the actual office of destination"},
	{Number: "C0337", Versions: both, State: Implemented,
		Text: "Transport charges of the consignment exclude those of a house consignment",
		Check: condition(func(c *Case, _ *ncts.Element, _ string) (need, string) {
			if c.Root.Has("Consignment/TransportCharges") {
				return forbidden, "they are given for the consignment"
			}
			return optional, ""
		})},
	{Number: "C0339", Versions: both, State: NoCheck, Reason: onlyCustoms,
		Text: "No means of transport at departure for postal consignments; at the consignment or at the house consignments, not at both"},
	{Number: "C0343", Versions: both, State: Implemented,
		Text:  "The country of destination stands at one level: the consignment, the house consignment or else each of its goods items",
		Check: condition(c0343)},
	{Number: "C0349", Versions: both, State: NoCheck, Reason: onlyCustoms,
		Text: "A consignor of the consignment excludes those of the house consignments"},
	{Number: "C0352", Versions: both, State: NoCheck, Reason: onlyCustoms,
		Text: "A notification of release holds the consignment where the release is partial or refused, and only there"},
	{Number: "C0353", Versions: both, State: NoCheck, Reason: onlyCustoms,
		Text: "A house consignment released in part lists its goods items; any other does not"},
	{Number: "C0382", Versions: both, State: Implemented,
		Text: "A location of goods given by postcode has the house number but in countries where the postcode is enough (CL198)",
		Check: condition(func(c *Case, address *ncts.Element, _ string) (need, string) {
			country := address.Text("country")
			if in, known := c.In("CL198", country); in || !known {
				return optional, ""
			}
			return required, "in " + country + " the postcode alone is not enough"
		})},
	{Number: "C0387", Versions: both, State: Implemented,
		Text: "A place of loading or unloading without UN/LOCODE has country and location",
		Check: condition(func(_ *Case, place *ncts.Element, _ string) (need, string) {
			if !place.Has("UNLocode") {
				return required, "no UN/LOCODE is given"
			}
			return optional, ""
		})},
	{Number: "C0394", Versions: both, State: Implemented,
		Text: "The location of goods holds what its qualifier says and no other identification: T postcode, U UN/LOCODE, V customs office, " +
			"W coordinates, X economic operator, Y authorisation, Z address; a contact person with all but V",
		Check: condition(c0394)},
	{Number: "C0396", Versions: p5, State: Implemented,
		Text: "After an incident with the seals (2) the number of seals must be given",
		Check: condition(func(_ *Case, equipment *ncts.Element, _ string) (need, string) {
			if equipment.Up("Incident").Text("code") == "2" {
				return required, "the incident code is 2"
			}
			return optional, ""
		})},
	{Number: "C0396", Versions: p6, State: NoCheck, Reason: onlyCustoms,
		Text: "After an incident with the seals (2 or 7) the number of seals must be given"},
}

const textC0001 = "The consignee stands at the consignment or at its house consignments, not at both. Where the goods go to a country of common " +
	"transit (CL009) one must be named; elsewhere, with exit data, none where additional information 30600 leaves the consignee open"

// c0001 is C0001. The steps hold for the message as a whole: the first that meets it decides.
func c0001(c *Case, parent *ncts.Element, _ string) (need, string) {
	consignment := c.Root.First("Consignment")
	house := parent.Name == "HouseConsignment"
	if house && consignment.Has("Consignee") {
		return forbidden, "the consignee is named at the consignment"
	}
	for _, level := range []string{"countryOfDestination", "HouseConsignment/countryOfDestination", "HouseConsignment/ConsignmentItem/countryOfDestination"} {
		in, known := anyIn(c, "CL009", consignment.All(level))
		if !known {
			return optional, ""
		}
		if in {
			return c0001At(c, parent, strings.TrimPrefix(level, "HouseConsignment/"), level == "countryOfDestination")
		}
	}
	switch {
	case oneOf(security(c), "0", "1"):
		return optional, ""
	case anyIs(consignment.All("AdditionalInformation/code"), "30600"):
		return forbidden, "additional information 30600 is given for the consignment"
	case anyIs(parent.All("AdditionalInformation/code"), "30600"):
		return forbidden, "additional information 30600 is given for this house consignment"
	case !house && anyIs(consignment.All("HouseConsignment/AdditionalInformation/code"), "30600"):
		return forbidden, "additional information 30600 is given for a house consignment"
	default:
		return optional, ""
	}
}

// c0001At is C0001 where the goods, at a level, go to a country of common transit and the consignment has no consignee:
// the house consignments have one, all of them or those that go there.
func c0001At(c *Case, parent *ncts.Element, path string, all bool) (need, string) {
	if parent.Name != "HouseConsignment" {
		return optional, ""
	}
	if !all {
		if in, _ := anyIn(c, "CL009", parent.All(path)); !in {
			return optional, ""
		}
	}
	return required, "the goods go to a country of common transit and the consignment names no consignee"
}

func c0030(c *Case, _ *ncts.Element, _ string) (need, string) {
	kind := c.Root.Text("TransitOperation/declarationType")
	if oneOf(kind, "TIR", "T2SM") {
		return forbidden, "the declaration type is " + kind
	}
	departure := officeCountry(c.Root.First("CustomsOfficeOfDeparture"))
	destination := officeCountry(c.Root.First("CustomsOfficeOfDestinationDeclared"))
	outward, known := c.In("CL112", departure)
	inward, alsoKnown := c.In("CL112", destination)
	if !known || !alsoKnown || outward && departure == destination {
		return optional, ""
	}
	route, _ := anyIn(c, "CL112", c.Root.All("Consignment/CountryOfRoutingOfConsignment/country"))
	switch {
	case kind == "T2":
		return required, "the declaration type is T2"
	case kind == "T" && anyIs(c.Root.All("Consignment/HouseConsignment/ConsignmentItem/declarationType"), "T2"):
		return required, "a goods item is declared T2"
	case outward || inward || departure == "AD" || destination == "AD":
		return required, "the movement goes from " + departure + " to " + destination
	case route:
		return required, "the route touches a country of common transit outside the Union"
	case c.Root.Has("CustomsOfficeOfExitForTransitDeclared"):
		return required, "an office of exit for transit is named"
	}
	return optional, ""
}

func c0035(c *Case, item *ncts.Element, _ string) (need, string) {
	if c.Root.Has("Consignment/PreviousDocument") {
		return optional, ""
	}
	kind := item.Text("declarationType")
	if whole := c.Root.Text("TransitOperation/declarationType"); oneOf(whole, "T2", "T2F") {
		kind = whole
	}
	departure := officeCountry(c.Root.First("CustomsOfficeOfDeparture"))
	if !oneOf(kind, "T2", "T2F") {
		return optional, ""
	}
	if in, _ := c.In("CL112", departure); in {
		return required, kind + " goods leave from " + departure
	}
	return optional, ""
}

func c0055(_ *Case, equipment *ncts.Element, name string) (need, string) {
	consignment := equipment.Parent
	switch consignment.Text("containerIndicator") {
	case "0":
		return forbidden, "the container indicator is 0"
	case "1":
		if equipment == consignment.First("TransportEquipment") && !consignment.Has("TransportEquipment/"+name) {
			return required, "the container indicator is 1 and no transport equipment has one"
		}
	}
	return optional, ""
}

func c0060(c *Case, parent *ncts.Element, name string) (need, string) {
	kind := parent.Text("typeOfPackages")
	bulk, known := c.In("CL181", kind)
	switch {
	case !known:
		return optional, ""
	case bulk && name == "numberOfPackages":
		return forbidden, kind + " is bulk"
	case bulk:
		return optional, ""
	case name == "numberOfPackages":
		return required, kind + " is not bulk"
	}
	if unpacked, known := c.In("CL182", kind); unpacked || !known {
		return optional, ""
	}
	return required, kind + " is neither bulk nor unpacked"
}

// inOrNot is what is required for the guarantee types of a list and forbidden for all others.
func inOrNot(c *Case, list string, guarantee *ncts.Element) (need, string) {
	kind := guarantee.Text("guaranteeType")
	switch in, known := c.In(list, kind); {
	case !known:
		return optional, ""
	case in:
		return required, "the guarantee type is " + kind
	default:
		return forbidden, "the guarantee type is " + kind
	}
}

// toNationalApplication says whether the message goes to a national transit application.
func toNationalApplication(c *Case) bool {
	return strings.HasPrefix(c.Root.Text("messageRecipient"), "NTA")
}

const textC0153 = "The commodity code must be given, except under TIR in a house consignment without export declaration (previous document N830)"

func c0153(c *Case, commodity *ncts.Element, _ string) (need, string) {
	if c.Root.Text("TransitOperation/declarationType") != "TIR" {
		return required, "the declaration type is not TIR"
	}
	if anyIs(commodity.Up("HouseConsignment").All("PreviousDocument/type"), "N830") {
		return required, "the goods are under an export declaration"
	}
	return optional, ""
}

const textC0191 = "The place of unloading must be given with entry data (security 1 or 3), may be with exit data (2), and must not without security data (0)"

func c0191(c *Case, _ *ncts.Element, _ string) (need, string) {
	switch s := security(c); s {
	case "1", "3":
		return required, "security is " + s
	case "0":
		return forbidden, "security is 0"
	}
	return optional, ""
}

func c0215(c *Case, _ *ncts.Element, name string) (need, string) {
	switch {
	case !c.Root.Has("Enquiry/text"):
		return forbidden, "the answer has no text"
	case name == "Consignment" && !c.Root.Has("CustomsOfficeOfDestinationActual"):
		return required, "the answer has a text and names no office of destination"
	}
	return optional, ""
}

func c0240(_ *Case, parent *ncts.Element, name string) (need, string) {
	code := parent.Text("code")
	because := "the incident code is " + code
	switch {
	case oneOf(code, "2", "4") && name == "TransportEquipment", oneOf(code, "3", "6") && name == "Transhipment":
		return required, because
	case oneOf(code, "3", "6"):
		return optional, ""
	}
	return forbidden, because
}

func c0250(_ *Case, party *ncts.Element, name string) (need, string) {
	switch {
	case !party.Has("identificationNumber"):
		return required, "no identification number is given"
	case name == "name" && party.Has("Address"), name == "Address" && party.Has("name"):
		return required, "name and address stand together"
	}
	return optional, ""
}

func c0343(c *Case, parent *ncts.Element, _ string) (need, string) {
	switch {
	case parent.Name == "Consignment":
		return optional, ""
	case c.Root.Has("Consignment/countryOfDestination"):
		return forbidden, "it is given for the consignment"
	case parent.Name == "HouseConsignment":
		return optional, ""
	case parent.Up("HouseConsignment").Has("countryOfDestination"):
		return forbidden, "it is given for the house consignment"
	}
	return required, "it is given neither for the consignment nor for the house consignment"
}

// identifiedBy is what a location of goods must hold by its qualifier of identification.
var identifiedBy = map[string]string{
	"T": "PostcodeAddress",
	"U": "UNLocode",
	"V": "CustomsOffice",
	"W": "GNSS",
	"X": "EconomicOperator",
	"Y": "authorisationNumber",
	"Z": "Address",
}

func c0394(_ *Case, location *ncts.Element, name string) (need, string) {
	qualifier := location.Text("qualifierOfIdentification")
	because := "the qualifier of identification is " + qualifier
	switch by := identifiedBy[qualifier]; {
	case by == "" || name == "ContactPerson" && qualifier != "V":
		return optional, ""
	case name == by:
		return required, because
	}
	return forbidden, because
}
