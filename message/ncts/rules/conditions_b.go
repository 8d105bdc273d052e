package rules

import (
	"slices"
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/message/ncts"
)

// conditionsB are the conditions from C0400 and the sequencing rules (S).
var conditionsB = slices.Concat(movementConditions, partyConditions, transportConditions, goodsConditions, presentationConditions,
	customsConditions, sequencing)

// afterTransition gives a condition of both versions that a rule of the transitional period (B) stands in for: phase 5 from
// the end of that period, phase 6 always.
func afterTransition(r Rule) []Rule {
	five, six := r, r
	five.Versions, five.From = p5, transitionEnd
	six.Versions = p6
	return []Rule{five, six}
}

// movementConditions ask for what says which movement this is, and where it starts, goes and ends.
var movementConditions = slices.Concat([]Rule{
	{Number: "C0403", Versions: p5, From: transitionEnd, State: Implemented,
		Text:  "The place of loading must be given, except in a declaration lodged before presentation (additional declaration type D)",
		Check: condition(requiredUnlessPrelodged)},
	{Number: "C0409", Versions: p6, State: Implemented,
		Text: "The place of loading must be given, except in a declaration lodged before presentation (additional declaration type D) or where the country of departure does not ask for it (CL289)",
		Check: condition(func(c *Case, parent *ncts.Element, name string) (need, string) {
			if prelodged(c) {
				return optional, ""
			}
			return requiredOutside(c, parent, name, "CL289", "the country of departure asks for it")
		})},
	{Number: "C0411", Versions: both, State: Implemented,
		Text: "The TIR carnet number stands in a TIR declaration, and only there",
		Check: condition(func(c *Case, _ *ncts.Element, _ string) (need, string) {
			return onlyInTIR(c.Root.Text("TransitOperation/declarationType"))
		})},
	{Number: "C0467", Versions: both, State: Implemented,
		Text: "A movement is named by its MRN once it has been accepted, by the LRN before: exactly one of the two. Which of them needs the message by which customs gave the MRN",
		Check: condition(func(_ *Case, parent *ncts.Element, name string) (need, string) {
			switch {
			case name != "LRN": // the two are held against each other once
				return optional, ""
			case parent.Has("MRN"):
				return forbidden, "the MRN is given"
			}
			return required, "the MRN is not given either"
		})},
	{Number: "C0511", Versions: p5, From: transitionEnd, State: Implemented, Text: correlationText, Check: condition(correlationIdentifier)},
	{Number: "C0511", Versions: p6, State: Implemented, Text: correlationText, Check: condition(correlationIdentifier)},
	{Number: "C0671", Versions: both, State: Implemented,
		Text: "An additional identifier of the location of goods goes with an authorisation number or the identification of an economic operator, and with nothing else",
		Check: condition(func(_ *Case, location *ncts.Element, _ string) (need, string) {
			if location.Has("authorisationNumber") || location.Has("EconomicOperator/identificationNumber") {
				return optional, ""
			}
			return forbidden, "the location is given neither by authorisation number nor by economic operator"
		})},
	{Number: "C0839", Versions: both, State: Implemented,
		Text: "The limit date belongs to the simplified procedure of an authorised consignor (authorisation C521): there it must be given unless the declaration is lodged before presentation (D), elsewhere it must not",
		Check: condition(func(c *Case, _ *ncts.Element, _ string) (need, string) {
			switch {
			case !anyIs(c.Root.All("Authorisation/type"), "C521"):
				return forbidden, "there is no authorisation C521"
			case prelodged(c):
				return optional, ""
			}
			return required, "the authorisation C521 is used"
		})},
	{Number: "C0870", Versions: both, State: Implemented,
		Text: "A message to a national transit application (recipient NTA…) has no decision date and time of the invalidation; any other has it",
		Check: condition(func(c *Case, _ *ncts.Element, _ string) (need, string) {
			if strings.HasPrefix(c.Root.Text("messageRecipient"), "NTA") {
				return forbidden, "the message goes to a national transit application"
			}
			return required, "the message does not go to a national transit application"
		})},
},
	afterTransition(Rule{Number: "C0586", State: Implemented,
		Text: "Countries of routing must be given with a binding itinerary or with security data (security 1, 2 or 3)",
		Check: condition(func(c *Case, _ *ncts.Element, _ string) (need, string) {
			switch {
			case c.Root.Text("TransitOperation/bindingItinerary") == "1":
				return required, "the itinerary is binding"
			case withSecurityData(c):
				return required, "security is " + security(c)
			}
			return optional, ""
		})}),
	afterTransition(Rule{Number: "C0587", State: Implemented,
		Text:  "Offices of exit for transit may be declared only with exit security data (security 2 or 3) and when an office of transit lies outside the security agreement area (CL147)",
		Check: condition(officeOfExitForTransit)}),
	afterTransition(Rule{Number: "C0598", State: Implemented,
		Text: "With entry security data (security 1 or 3) the estimated arrival must be given for each office of transit in the security agreement area (CL147)",
		Check: condition(func(c *Case, office *ncts.Element, name string) (need, string) {
			if !oneOf(security(c), "1", "3") || office.Has(name) {
				return optional, ""
			}
			if in, _ := c.In("CL147", officeCountry(office)); in {
				return required, "security is " + security(c) + " and the office is in the security agreement area"
			}
			return optional, ""
		})}),
	afterTransition(Rule{Number: "C0710", State: Implemented,
		Text: "The location of goods must be given, except in a declaration lodged before presentation (D) or at an office of departure in the security agreement area (CL147)",
		Check: condition(func(c *Case, parent *ncts.Element, name string) (need, string) {
			if prelodged(c) {
				return optional, ""
			}
			return requiredOutside(c, parent, name, "CL147", "the office of departure is outside the security agreement area")
		})}),
)

// partyConditions ask for traders and their addresses.
var partyConditions = []Rule{
	{Number: "C0505", Versions: both, State: Implemented,
		Text:  "An address has a postcode, unless its country has none (CL505)",
		Check: condition(postcode)},
	{Number: "C0542", Versions: both, State: Implemented,
		Text: "With a reduced dataset and no security data there is no consignor; else the consignor stands either for the whole consignment or in house consignments",
		Check: condition(func(c *Case, parent *ncts.Element, name string) (need, string) {
			if security(c) == "0" && reducedDataset(c) {
				return forbidden, "the dataset is reduced and there are no security data"
			}
			return notBelow(parent, name)
		})},
	{Number: "C0904", Versions: both, State: Implemented,
		Text: "The TIR holder's identification stands in TIR movements, and only there. In a message that does not carry the declaration type this needs the declaration",
		Check: condition(func(c *Case, _ *ncts.Element, _ string) (need, string) {
			if !c.Root.Has("TransitOperation/declarationType") {
				c.NeedsData("needs the declaration type, which stands in the declaration")
				return optional, ""
			}
			return onlyInTIR(c.Root.Text("TransitOperation/declarationType"))
		})},
}

// transportConditions ask for means of transport, equipment and seals.
var transportConditions = slices.Concat([]Rule{
	{Number: "C0531", Versions: both, State: Implemented,
		Text: "With security data (security 1, 2 or 3) and transport by air at the border (mode 4) the conveyance reference number must be given",
		Check: condition(func(c *Case, _ *ncts.Element, _ string) (need, string) {
			if withSecurityData(c) && c.Root.Text("Consignment/modeOfTransportAtTheBorder") == "4" {
				return required, "security is " + security(c) + " and the mode of transport at the border is 4"
			}
			return optional, ""
		})},
	{Number: "C0569", Versions: both, State: Implemented,
		Text: "Seals are listed where the number of seals is above zero, and only there",
		Check: condition(func(_ *Case, equipment *ncts.Element, _ string) (need, string) {
			if n, _ := strconv.Atoi(equipment.Text("numberOfSeals")); n > 0 {
				return required, "the number of seals is " + strconv.Itoa(n)
			}
			return forbidden, "the number of seals is zero or not given"
		})},
	{Number: "C0599", Versions: p5, From: transitionEnd, State: Implemented,
		Text: "In a standard declaration (A) with security data (security 1, 2 or 3) the mode of transport at the border must be given",
		Check: condition(func(c *Case, _ *ncts.Element, _ string) (need, string) {
			return requiredInStandard(c, "1", "2", "3")
		})},
	{Number: "C0599", Versions: p6, State: Implemented,
		Text: "In a standard declaration (A) with exit security data only (security 2) the mode of transport at the border must be given",
		Check: condition(func(c *Case, _ *ncts.Element, _ string) (need, string) {
			return requiredInStandard(c, "2")
		})},
	{Number: "C0670", Versions: p5, State: Implemented,
		Text: "Transport equipment says which goods items it holds, unless it is the only one and a container",
		Check: condition(func(_ *Case, equipment *ncts.Element, _ string) (need, string) {
			if only(equipment) && equipment.Has("containerIdentificationNumber") {
				return optional, ""
			}
			return required, "the equipment is not the only one, or no container"
		})},
	{Number: "C0670", Versions: p6, State: Implemented,
		Text: "Transport equipment says which goods items it holds, unless it is the only one",
		Check: condition(func(_ *Case, equipment *ncts.Element, _ string) (need, string) {
			if only(equipment) {
				return optional, ""
			}
			return required, "the equipment is not the only one"
		})},
	{Number: "C0806", Versions: p5, From: transitionEnd, State: Implemented,
		Text: "No active means of transport at the border for postal consignments (mode 5); else it must be given in a standard declaration (A) with security data (security 1, 2 or 3)",
		Check: condition(func(c *Case, _ *ncts.Element, _ string) (need, string) {
			if n, because := notByPost(c, "modeOfTransportAtTheBorder"); n == forbidden {
				return n, because
			}
			return requiredInStandard(c, "1", "2", "3")
		})},
	{Number: "C0806", Versions: p6, State: Implemented,
		Text: "No active means of transport at the border for postal consignments (mode 5); else it must be given in a standard declaration (A) with exit security data only (security 2)",
		Check: condition(func(c *Case, _ *ncts.Element, _ string) (need, string) {
			if n, because := notByPost(c, "modeOfTransportAtTheBorder"); n == forbidden {
				return n, because
			}
			return requiredInStandard(c, "2")
		})},
	{Number: "C0820", Versions: p5, State: Implemented,
		Text: "Where goods were moved into a container on the way (container indicator 1 of the transhipment) the transport equipment of the incident has its container identification number",
		Check: condition(func(_ *Case, equipment *ncts.Element, _ string) (need, string) {
			if equipment.Up("Incident").Text("Transhipment/containerIndicator") == "1" {
				return required, "the goods are in containers after the transhipment"
			}
			return optional, ""
		})},
	{Number: "C0822", Versions: both, State: Implemented,
		Text:  "The container indicator must be given, except in a declaration lodged before presentation (additional declaration type D)",
		Check: condition(requiredUnlessPrelodged)},
	{Number: "C0823", Versions: both, State: Implemented,
		Text: "Transport equipment must be given where the container indicator is 1, and must not where there is no container indicator",
		Check: condition(func(_ *Case, parent *ncts.Element, _ string) (need, string) {
			switch parent.Text("containerIndicator") {
			case "":
				return forbidden, "there is no container indicator"
			case "1":
				return required, "the container indicator is 1"
			}
			return optional, ""
		})},
},
	afterTransition(Rule{Number: "C0826", State: Implemented,
		Text: "No means of transport at departure for postal consignments (inland mode 5); else it stands either for the whole consignment or in house consignments",
		Check: condition(func(c *Case, parent *ncts.Element, name string) (need, string) {
			if n, because := notByPost(c, "inlandModeOfTransport"); n == forbidden {
				return n, because
			}
			return notBelow(parent, name)
		})}),
)

// goodsConditions ask for what is said of house consignments, their items and incidents.
var goodsConditions = slices.Concat([]Rule{
	{Number: "C0460", Versions: p5, State: Implemented,
		Text:  "The place of an incident is given in the one way its qualifier names: coordinates (W), UN/LOCODE (U) or address (Z)",
		Check: condition(placeOfIncident)},
	{Number: "C0816", Versions: both, State: Implemented,
		Text: "The combined nomenclature code is not used in unloading remarks to an office of destination in a common transit country (CL112), Andorra or San Marino",
		Check: condition(func(c *Case, code *ncts.Element, name string) (need, string) {
			country := officeCountry(c.Root.First("CustomsOfficeOfDestinationActual"))
			if oneOf(country, "AD", "SM") {
				return forbidden, "the office of destination is in " + country
			}
			return forbiddenIn(c, code, name, country)
		})},
	{Number: "C0821", Versions: both, State: Implemented,
		Text: "The combined nomenclature code is not used at an office of departure in a common transit country (CL112)",
		Check: condition(func(c *Case, code *ncts.Element, name string) (need, string) {
			return forbiddenIn(c, code, name, officeCountry(c.Root.First("CustomsOfficeOfDeparture")))
		})},
},
	afterTransition(Rule{Number: "C0502", State: Implemented,
		Text: "The reference number UCR stands once on the way from consignment to item; an item has one unless it stands above it or there is a transport document of the consignment or house consignment",
		Check: condition(func(c *Case, parent *ncts.Element, name string) (need, string) {
			n, because := onceOnTheWay(parent, name)
			if n == required && (c.Root.Has("Consignment/TransportDocument") || parent.Up("HouseConsignment").Has("TransportDocument")) {
				return optional, ""
			}
			return n, because
		})}),
	afterTransition(Rule{Number: "C0837", State: Implemented,
		Text: "The net mass must be given for the items of a house consignment after export (previous document N830); else it must not with a reduced dataset",
		Check: condition(func(c *Case, parent *ncts.Element, _ string) (need, string) {
			if anyIs(parent.Up("HouseConsignment").All("PreviousDocument/type"), "N830") {
				return required, "the house consignment has the previous document N830"
			}
			if reducedDataset(c) {
				return forbidden, "the dataset is reduced"
			}
			return optional, ""
		})}),
	afterTransition(Rule{Number: "C0909", State: Implemented,
		Text: "The country of dispatch stands once on the way from consignment to item: for the whole consignment, else for the house consignment, else for each item",
		Check: condition(func(_ *Case, parent *ncts.Element, name string) (need, string) {
			return onceOnTheWay(parent, name)
		})}),
)

// presentationConditions bind the presentation of goods declared before (CC170C) to the declaration, and unloading remarks
// (CC044C) to the unloading permission.
var presentationConditions = []Rule{
	{Number: "C0404", Versions: p5, State: NeedsData, Reason: "needs the declaration and its amendments",
		Text: "The place of loading must be given at presentation if the declaration and its amendments did not give it"},
	{Number: "C0412", Versions: p6, State: NeedsData, Reason: "needs the declaration and its amendments",
		Text: "The place of loading must be given at presentation if the declaration and its amendments did not give it, unless there are no entry security data and the country of departure does not ask for it (CL289)"},
	{Number: "C0440", Versions: both, State: NeedsData, Reason: "needs the unloading permission (CC043C)",
		Text: "The state of seals is said where the unloading permission tells of seals, and only there"},
	{Number: "C0600", Versions: both, State: NeedsData, Reason: "needs the declaration",
		Text: "The mode of transport at the border must be given at presentation if the declaration has security data (security 1, 2 or 3)"},
	{Number: "C0807", Versions: both, State: Implemented,
		Text: "At presentation no active means of transport at the border for postal consignments (mode 5). That it must be given where the declaration has security data and no such means needs the declaration",
		Check: condition(func(c *Case, consignment *ncts.Element, name string) (need, string) {
			n, because := notByPost(c, "modeOfTransportAtTheBorder")
			if n == optional && !consignment.Has(name) {
				c.NeedsData("without active means of transport at the border, needs the declaration and its amendments")
			}
			return n, because
		})},
	{Number: "C0808", Versions: both, State: NeedsData, Reason: "needs the declaration",
		Text: "At presentation the conveyance reference number must be given for transport by air at the border (mode 4) if the declaration has security data"},
	{Number: "C0824", Versions: both, State: NeedsData, Reason: "needs the declaration and its amendments",
		Text: "The container indicator must be given at presentation if the declaration, as last amended, does not give it"},
	{Number: "C0833", Versions: both, State: Implemented,
		Text: "At presentation no means of transport at departure for postal consignments (inland mode 5). That it stands at one level only, if the declaration has none, needs the declaration",
		Check: condition(func(c *Case, parent *ncts.Element, name string) (need, string) {
			n, because := notByPost(c, "inlandModeOfTransport")
			if below, _ := notBelow(parent, name); n == optional && below == forbidden && parent.Has(name) {
				c.NeedsData("with means of transport at departure at two levels, needs the declaration and its amendments")
			}
			return n, because
		})},
	{Number: "C0840", Versions: both, State: NeedsData, Reason: "needs the declaration and its amendments",
		Text: "The limit date must be given at presentation if the declaration uses the authorisation C521 and does not give it; without that authorisation it must not"},
}

const sentByCustoms = "stands only in messages sent by customs"

// customsConditions bind messages that only customs send.
var customsConditions = []Rule{
	{Number: "C0410", Versions: p6, State: NoCheck, Reason: sentByCustoms,
		Text: "The place of loading must be given unless the country of departure does not ask for it (CL289)"},
	{Number: "C0451", Versions: both, State: NoCheck, Reason: sentByCustoms,
		Text: "In a control decision a control of type 50 has a text"},
	{Number: "C0452", Versions: both, State: NoCheck, Reason: sentByCustoms,
		Text: "A control decision lists the types of controls unless it is a notification of type 1 or 2"},
	{Number: "C0455", Versions: both, State: NoCheck, Reason: sentByCustoms,
		Text: "A control decision asks for documents in a notification of type 1, may in one of type 0, and else does not"},
	{Number: "C0460", Versions: p6, State: NoCheck, Reason: sentByCustoms,
		Text: "The place of an incident is given in the one way its qualifier names: coordinates (W), UN/LOCODE (U) or address (Z)"},
	{Number: "C0489", Versions: both, State: NoCheck, Reason: sentByCustoms,
		Text: "The release for transit gives the location of goods unless the office of departure is in the security agreement area (CL147)"},
	{Number: "C0492", Versions: both, State: NoCheck, Reason: sentByCustoms,
		Text: "A rejection with code 4 states its reason"},
	{Number: "C0495", Versions: p6, State: NoCheck, Reason: sentByCustoms,
		Text: "A rejection with code 4 states its reason, unless the declaration has entry security data"},
	{Number: "C0685", Versions: p5, State: NoCheck, Reason: sentByCustoms,
		Text: "A control decision names the movement by its MRN once it has been accepted, by the LRN before"},
	{Number: "C0820", Versions: p6, State: NoCheck, Reason: sentByCustoms,
		Text: "Where goods were moved into a container on the way, at least one transport equipment of the incident has its container identification number"},
	{Number: "C0844", Versions: both, State: NoCheck, Reason: sentByCustoms,
		Text: "The release of goods gives the net mass after export, and else not with a reduced dataset"},
	{Number: "C0872", Versions: both, State: NoCheck, Reason: sentByCustoms,
		Text: "Transport equipment must be given where the container indicator is 1"},
	{Number: "C0908", Versions: both, State: NoCheck, Reason: sentByCustoms,
		Text: "No active means of transport at the border for postal consignments (mode 5); else it must be given with security data (security 1, 2 or 3)"},
}

const orderOfChecks = "says in which order a receiver applies two conditions, not what a message must hold"

// sequencing says which condition comes first.
var sequencing = []Rule{
	{Number: "S1018", Versions: both, State: NoCheck, Reason: orderOfChecks, Text: "C0215 is held before C0315"},
	{Number: "S1023", Versions: both, State: NoCheck, Reason: orderOfChecks, Text: "C0240 is held before C0040"},
}
