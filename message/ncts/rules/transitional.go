package rules

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/kairo-corridor/kairo/message/ncts"
)

// transitionEnd is the first day without the measures of the transitional period of phase 5.
//
// Sources: HM Revenue and Customs, "January 2025 — NCTS Phase 5: final state rules" (2025), has all contracting parties go
// over on 21 January 2025 at 00:01, as confirmed by the Commission; Norwegian Customs (2024) gives the same end date.
// They disagree with older ones, kept here: HM Revenue and Customs, October 2024, 22 January 2025; the notes to the rules of
// phase 5 in its Technical Interface Specification, 2 December 2024, which Norwegian Customs explains as the day by which
// every country had to use phase 5. National cut-overs from phase 4 differ: the United Kingdom began on 16 November 2023
// (same Specification), Belgium on 21 January 2025 with no transitional period (SGS, 2025).
//
// Phase 6 follows on 1 September 2025; in Germany on 27 August 2025 (IHK Pfalz and AEB, 2025), in the United Kingdom on 1
// June 2026 (Strong & Herd after HM Revenue and Customs, 2026).
const transitionEnd = "2025-01-21"

// transitional are the business rules (B) and technical rules (E) of the transitional period of phase 5. What the
// specification sets optional in place of a condition leaves nothing to break and stands as lifted. A rule or condition that
// a measure lifts is lifted in the messages to which that measure is attached; C0511 stands here for the others.
var transitional = []Rule{
	{Number: "B1000", Versions: p5, Until: transitionEnd, State: NoCheck,
		Text:   "An export declaration followed by transit may be named in the documents of each item, at most one an item, where several exports go under one transit declaration",
		Reason: "a permission for groupage, worded as a guideline"},
	inTransition("B1016", "Each active means of transport at the border names its customs office there. A declaration converted from phase 4 by customs may go without; a message a trader sends is not one. From the end of the transition B2101 asks the same",
		always),
	inTransition("B1091", "Type of identification 99 (unknown) stands only in declarations that customs converted from phase 4, never in one that a trader sends",
		unknownMeans),
	lifted("B1804", "C0710 is not applied to the location of goods, which is optional"),
	inTransition("B1805", "In place of C0837: with the reduced dataset no net mass is given; else it is optional", condition(netMass)),
	inTransition("B1806", "In place of C0806: when the mode of transport at the border is given, and is neither rail (2) nor post (5), the active means of transport at the border must be given",
		condition(activeMeans)),
	lifted("B1811", "R0076 is not applied to the identification number of the active means of transport"),
	lifted("B1813", "R0003 and R0006 are not applied"),
	lifted("B1814", "R3061 is not applied to the additional information of items"),
	lifted("B1815", "R0473 is not applied to the identification number of the departure means of transport of the consignment"),
	lifted("B1819", "R0219 is not applied to the number of packages of items"),
	inTransition("B1820", "The consignee of an item is required or forbidden by the country of destination, security, additional information 30600 (to order) and whether the consignment has one",
		condition(itemConsignee)),
	inTransition("B1821", "Name and address of an item's consignee are required when it has no identification number. Whether a number given is a valid one, and then forbids them, needs the registers of economic operators",
		condition(nameOrNumber)),
	inTransition("B1822", "The postcode of an item's consignee is required unless its country has none (CL505)", condition(itemPostcode)),
	inTransition("B1823", "In place of C0001: with a destination in common transit (CL009) the consignee stands with the consignment or with items, never with both and never with neither; with security 2 or 3 and goods to order (30600) in an item none with the consignment",
		condition(consignmentConsignee)),
	inTransition("B1831", "In place of C0598: with security data and a departure outside the Union the time of arrival at each office of transit in the Union must be given",
		condition(arrivalTime)),
	lifted("B1832", "R0106 is not applied to the number of seals"),
	lifted("B1833", "C0511 is not applied to the correlation identifier, which is optional"),
	unlifted("B1833", Rule{Number: "C0511", State: Implemented, Text: correlationText, Check: condition(correlationIdentifier)}),
	lifted("B1834", "C0153 is not applied to the commodity code, which is optional"),
	inTransition("B1838", "Type and number of an active means of transport are required when its nationality is given or the mode of transport at the border is rail (2)",
		condition(activeIdentity)),
	inTransition("B1848", "In place of C0586: countries of routing are required with security data, else forbidden", condition(withSecurityOnly)),
	inTransition("B1850", "The nationality of an active means of transport is required unless the mode of transport at the border is rail (2)",
		condition(activeNationality)),
	inTransition("B1858", "In place of C0191: the place of unloading is forbidden without security data, optional under specific circumstance XXX, else required",
		condition(placeOfUnloading)),
	lifted("B1860", "R0221 is not applied to the gross mass of items"),
	lifted("B1862", "R0223 is not applied to the net mass of items"),
	inTransition("B1875", "No transport charges with an item when security is 0 or the consignment has them", condition(itemCharges)),
	inTransition("B1877", "When every item has a consignee, or transport charges, they are not all the same: what is common to all stands with the consignment. One item alone is not compared",
		notAllTheSame),
	inTransition("B1889", "In place of C0599: the mode of transport at the border is required with security data and a departure outside the Union, else optional",
		condition(borderMode)),
	inTransition("B1890", "In place of R0855: by road (inland mode 3) up to three departure means of transport, else one", departureCount),
	inTransition("B1891", "In place of C0826: no departure means of transport by post (inland mode 5), optional with containers, else required",
		condition(departureMeans)),
	inTransition("B1892", "Type and number of a departure means of transport are required unless goods are in containers", condition(unlessContainers)),
	inTransition("B1893", "In place of C0403: the place of loading is required with security data, else forbidden", condition(withSecurityOnly)),
	inTransition("B1895", "In place of C0502: no reference number UCR with an item when the consignment has one", condition(itemUCR)),
	inTransition("B1896", "With security data, no reference number UCR anywhere and no TIR carnet the first item needs a transport document",
		firstTransportDocument),
	inTransition("B1897", "The nationality of a departure means of transport is forbidden by rail (inland mode 2), optional with containers, else required",
		condition(departureNationality)),
	inTransition("B1898", "The currency stands with an amount to be covered, and only with one", condition(currencyWithAmount)),
	lifted("B1903", "R0004 is not applied"),
	lifted("B1904", "R0005 is not applied"),
	lifted("B1919", "R0220 is not applied to the type of packages of items"),
	inTransition("B1922", "In place of R0601: excise goods (CL234) exported under N830 go under T1 or TIR, Union goods under excise suspension under T2 or T2F",
		exciseGoods),
	lifted("B1964", "R0364 is not applied to the number of packages of items"),
	inTransition("B1965", "In place of C0909: the country of dispatch is given only under TIR: with the consignment, else with a house consignment, else with each of its items",
		condition(countryOfDispatch)),
	inTransition("B1966", "In place of C0587: with security 2 or 3 an office of exit for transit is forbidden when every office of transit is in the security area (CL147). What holds for security 0 and 1 is not said",
		officeOfExit),
	{Number: "B2101", Versions: p5, From: transitionEnd, State: Implemented,
		Text: "What the transition left optional is required: the elements this number is attached to", Check: always},
	{Number: "B2400", Versions: p5, From: transitionEnd, State: Implemented,
		Text: "What stood for the transition alone is forbidden: the elements this number is attached to", Check: never},

	inTransition("E1102", "Postcodes have at most 9 characters", longest(9)),
	inTransition("E1103", "Identification numbers of means of transport of the consignment have at most 27 characters", longest(27)),
	inTransition("E1104", "Names, streets and the reference numbers of documents of items have at most 35 characters", longest(35)),
	inTransition("E1105", "Shipping marks have at most 42 characters", longest(42)),
	inTransition("E1107", "The description of goods has at most 280 characters", longest(280)),
	inTransition("E1109", "Gross and net mass have at most 11 digits, 3 of them decimals", digits(11, 3)),
	inTransition("E1111", "The number of packages has at most 5 digits", digits(5, 0)),
	inTransition("E1114", "The place of loading has at most 17 characters", longest(17)),
	inTransition("E1117", "Complements of information of documents of items have at most 26 characters", longest(26)),
	{Number: "E1118", Versions: p5, Until: transitionEnd, State: NoCheck,
		Text: "The access code has exactly 4 characters", Reason: "the schema asks for exactly 4 characters, in the transition and after it"},
	inTransition("E1301", "Documents, references and information with the consignment, and particulars of house consignments, are not used", never),
	inTransition("E1401", "An item has at most 9 previous documents", atMost(9)),
	inTransition("E1406", "One house consignment, one active means of transport at the border, one dangerous goods number an item", atMost(1)),
	inTransition("E1407", "Supporting documents, transport documents and additional references of an item are at most 99 together", documentsOfItem),
}

// inTransition is a rule held until the end of the transitional period.
func inTransition(number, text string, check func(*Case)) Rule {
	return Rule{Number: number, Versions: p5, Until: transitionEnd, State: Implemented, Text: text, Check: check}
}

// lifted is a measure that only takes away another rule until the end of the transitional period.
func lifted(number, text string) Rule {
	return Rule{Number: number, Versions: p5, Until: transitionEnd, State: NoCheck, Text: text,
		Reason: "it lifts another rule for the transition and asks nothing of its own"}
}

// unlifted is a rule that a measure lifts, as it stands until the end of the transitional period: in the messages to which
// the measure is not attached.
func unlifted(measure string, r Rule) Rule {
	check := r.Check
	r.Versions, r.Until = p5, transitionEnd
	r.Text += "; in the transitional period only in messages without " + measure
	r.Check = func(c *Case) {
		if len(attachedTo(c.Version, c.Type, measure)) == 0 {
			check(c)
		}
	}
	return r
}

// liftedBy gives a rule that a measure lifts in its times: [unlifted], then without limit.
func liftedBy(measure string, r Rule) []Rule {
	return append([]Rule{unlifted(measure, r)}, afterTransition(r)...)
}

// always asks for what the rule is attached to.
func always(c *Case) {
	c.Each(func(parent *ncts.Element, name string) { c.Required(parent, name, "it is always given") })
}

// never forbids what the rule is attached to.
func never(c *Case) {
	c.EachThere(func(e *ncts.Element) { c.Break(e, e.Name+" must not be there: it is not used", "no "+e.Name) })
}

// atMost bounds the occurrences of what the rule is attached to; the first too many is said.
func atMost(most int) func(*Case) {
	return func(c *Case) {
		c.Each(func(parent *ncts.Element, name string) {
			if all := parent.All(name); len(all) > most {
				c.Break(all[most], fmt.Sprintf("%s stands %d times", name, len(all)), fmt.Sprintf("at most %d", most))
			}
		})
	}
}

// longest bounds the characters of what the rule is attached to.
func longest(most int) func(*Case) {
	return func(c *Case) {
		c.EachThere(func(e *ncts.Element) {
			if n := utf8.RuneCountInString(e.Value); n > most {
				c.Break(e, fmt.Sprintf("%s has %d characters", e.Name, n), fmt.Sprintf("at most %d characters", most))
			}
		})
	}
}

// digits bounds the digits of a number, and how many of them are decimals. As with totalDigits and fractionDigits of XML
// Schema, zeros that do not change the number are not counted.
func digits(most, decimals int) func(*Case) {
	return func(c *Case) {
		c.EachThere(func(e *ncts.Element) {
			whole, fraction, _ := strings.Cut(strings.TrimLeft(e.Value, "+-"), ".")
			whole, fraction = strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")
			if len(whole)+len(fraction) > most || len(fraction) > decimals {
				c.Break(e, fmt.Sprintf("%s is %s", e.Name, e.Value), fmt.Sprintf("at most %d digits, %d of them decimals", most, decimals))
			}
		})
	}
}

func unknownMeans(c *Case) {
	c.EachThere(func(e *ncts.Element) {
		if e.Value == "99" {
			c.Break(e, "type 99 in a message of a trader", "a known type of identification")
		}
	})
}

func netMass(c *Case, _ *ncts.Element, _ string) (need, string) {
	if c.Root.Text("TransitOperation/reducedDatasetIndicator") == "1" {
		return forbidden, "the dataset is reduced"
	}
	return optional, ""
}

func activeMeans(_ *Case, consignment *ncts.Element, _ string) (need, string) {
	mode := consignment.Text("modeOfTransportAtTheBorder")
	if oneOf(mode, "", "2", "5") {
		return optional, ""
	}
	return required, "the mode of transport at the border is " + mode
}

func activeIdentity(_ *Case, means *ncts.Element, _ string) (need, string) {
	if means.Has("nationality") || means.Up("Consignment").Text("modeOfTransportAtTheBorder") == "2" {
		return required, "the nationality is given or the mode of transport at the border is 2"
	}
	return optional, ""
}

func activeNationality(_ *Case, means *ncts.Element, _ string) (need, string) {
	if means.Up("Consignment").Text("modeOfTransportAtTheBorder") == "2" {
		return optional, ""
	}
	return required, "the mode of transport at the border is not 2"
}

func borderMode(c *Case, _ *ncts.Element, _ string) (need, string) {
	if securedFromOutside(c) {
		return required, "there are security data and the departure is outside the Union"
	}
	return optional, ""
}

func arrivalTime(c *Case, office *ncts.Element, _ string) (need, string) {
	if !securedFromOutside(c) {
		return optional, ""
	}
	if in, known := givenIn(c, "CL010", officeCountry(office)); known && in {
		return required, "security data, from outside the Union into it"
	}
	return optional, ""
}

// securedFromOutside says whether there are security data and the office of departure is in no country of the Union (CL010).
func securedFromOutside(c *Case) bool {
	if !oneOf(security(c), "1", "2", "3") {
		return false
	}
	in, known := givenIn(c, "CL010", officeCountry(c.Root.First("CustomsOfficeOfDeparture")))
	return known && !in
}

// givenIn is [Case.In] for a value that may not be there: what is not given is in no list.
func givenIn(c *Case, list, value string) (in, known bool) {
	if value == "" {
		return false, true
	}
	return c.In(list, value)
}

func withSecurityOnly(c *Case, _ *ncts.Element, _ string) (need, string) {
	if oneOf(security(c), "1", "2", "3") {
		return required, "security is " + security(c)
	}
	return forbidden, "security is " + security(c)
}

func placeOfUnloading(c *Case, _ *ncts.Element, _ string) (need, string) {
	switch {
	case security(c) == "0":
		return forbidden, "security is 0"
	case c.Root.Text("TransitOperation/specificCircumstanceIndicator") == "XXX":
		return optional, ""
	}
	return required, "security is " + security(c)
}

func departureCount(c *Case) {
	most := 1
	if c.Root.Text("Consignment/inlandModeOfTransport") == "3" {
		most = 3
	}
	atMost(most)(c)
}

func departureMeans(c *Case, consignment *ncts.Element, name string) (need, string) {
	if consignment.Text("inlandModeOfTransport") == "5" {
		return forbidden, "the inland mode of transport is 5"
	}
	return unlessContainers(c, consignment, name)
}

func departureNationality(c *Case, means *ncts.Element, name string) (need, string) {
	if means.Up("Consignment").Text("inlandModeOfTransport") == "2" {
		return forbidden, "the inland mode of transport is 2"
	}
	return unlessContainers(c, means, name)
}

func unlessContainers(c *Case, _ *ncts.Element, _ string) (need, string) {
	if c.Root.Text("Consignment/containerIndicator") == "1" {
		return optional, ""
	}
	return required, "the goods are not said to be in containers"
}

func currencyWithAmount(_ *Case, reference *ncts.Element, _ string) (need, string) {
	if reference.Has("amountToBeCovered") {
		return required, "an amount to be covered is given"
	}
	return forbidden, "no amount to be covered is given"
}

const itemPath = "Consignment/HouseConsignment/ConsignmentItem"

// toOrder says whether additional information 30600 stands at a level: negotiable bills of lading, the consignee unknown.
func toOrder(level *ncts.Element) bool {
	return anyIs(level.All("AdditionalInformation/code"), "30600")
}

func itemConsignee(c *Case, item *ncts.Element, _ string) (need, string) {
	consignment := c.Root.First("Consignment")
	all, known := givenIn(c, "CL009", consignment.Text("countryOfDestination"))
	if !known {
		return optional, ""
	}
	if all && !consignment.Has("Consignee") {
		return required, "the destination is in common transit and the consignment has no consignee"
	}
	if !all {
		one, known := givenIn(c, "CL009", item.Text("countryOfDestination"))
		switch {
		case !known:
			return optional, ""
		case one:
			return required, "the destination of the item is in common transit"
		case oneOf(security(c), "2", "3") && (toOrder(consignment) || toOrder(item)):
			return forbidden, "the goods are to order (30600)"
		case oneOf(security(c), "2", "3") && !consignment.Has("Consignee"):
			return required, "there are security data and the consignment has no consignee"
		}
	}
	if consignment.Has("Consignee") {
		return forbidden, "the consignment has one"
	}
	return optional, ""
}

func consignmentConsignee(c *Case, consignment *ncts.Element, _ string) (need, string) {
	common, known := givenIn(c, "CL009", consignment.Text("countryOfDestination"))
	switch {
	case !known:
	case common && c.Root.Has(itemPath+"/Consignee"):
		return forbidden, "an item has one"
	case common:
		return required, "the destination is in common transit and no item has a consignee"
	case oneOf(security(c), "2", "3") && slices.ContainsFunc(c.Root.All(itemPath), toOrder):
		return forbidden, "goods of an item are to order (30600)"
	}
	return optional, ""
}

func nameOrNumber(_ *Case, consignee *ncts.Element, _ string) (need, string) {
	if consignee.Has("identificationNumber") {
		return optional, ""
	}
	return required, "no identification number is given"
}

func itemPostcode(c *Case, address *ncts.Element, _ string) (need, string) {
	if in, known := givenIn(c, "CL505", address.Text("country")); known && !in {
		return required, "the country has postcodes"
	}
	return optional, ""
}

func itemCharges(c *Case, _ *ncts.Element, _ string) (need, string) {
	switch {
	case security(c) == "0":
		return forbidden, "security is 0"
	case c.Root.Has("Consignment/TransportCharges"):
		return forbidden, "the consignment has them"
	}
	return optional, ""
}

func notAllTheSame(c *Case) {
	items := c.Root.All(itemPath)
	if len(items) < 2 {
		return
	}
	for _, name := range []string{"Consignee", "TransportCharges"} {
		first := items[0].First(name)
		if first == nil || slices.ContainsFunc(items[1:], func(item *ncts.Element) bool { return !sameContent(first, item.First(name)) }) {
			continue
		}
		c.Break(first, "every item has the same "+name, "one different from the others, or "+name+" with the consignment")
	}
}

// sameContent says whether two elements are there and hold the same.
func sameContent(a, b *ncts.Element) bool {
	return a != nil && b != nil && a.Name == b.Name && a.Value == b.Value && slices.EqualFunc(a.Kids, b.Kids, sameContent)
}

func itemUCR(c *Case, parent *ncts.Element, name string) (need, string) {
	if parent.Name == "ConsignmentItem" && c.Root.Has("Consignment/"+name) {
		return forbidden, "the consignment has one"
	}
	return optional, ""
}

func firstTransportDocument(c *Case) {
	if security(c) == "0" || c.Root.Text("TransitOperation/declarationType") == "TIR" ||
		c.Root.Has("Consignment/referenceNumberUCR") || c.Root.Has(itemPath+"/referenceNumberUCR") {
		return
	}
	c.Required(c.Root.First(itemPath), "TransportDocument", "security data without a reference number UCR")
}

// exciseGoods reads "declaration type" where the published text asks whether the type of the supporting document is there,
// as R0601 has it.
func exciseGoods(c *Case) {
	header, said := c.Root.First("TransitOperation/declarationType"), false
	for _, item := range c.Root.All(itemPath) {
		forItem, forHeader := exciseTypes(c, item)
		if forItem == nil {
			continue
		}
		own := item.First("declarationType")
		switch {
		case own != nil && !slices.Contains(forItem, own.Value):
			c.Break(own, "excise goods under "+own.Value, strings.Join(forItem, " or "))
		case own == nil && !said && !slices.Contains(forHeader, header.Value):
			c.Break(header, "excise goods under "+header.Value, strings.Join(forHeader, " or "))
			said = true
		}
	}
}

// exciseTypes gives the declaration types that excise goods of an item may have, at the item and for the whole declaration;
// none where nothing is asked or the list of excise documents is not to be had.
func exciseTypes(c *Case, item *ncts.Element) (forItem, forHeader []string) {
	exported, known := anyIn(c, "CL234", item.All("AdditionalReference/type"))
	switch {
	case !known || exported && !anyIs(item.All("PreviousDocument/type"), "N830"):
		return nil, nil
	case exported:
		return []string{"T1"}, []string{"T1", "TIR"}
	}
	if suspended, _ := anyIn(c, "CL234", item.All("SupportingDocument/type")); !suspended {
		return nil, nil
	}
	return []string{"T2", "T2F"}, []string{"T2", "T2F"}
}

func countryOfDispatch(c *Case, parent *ncts.Element, name string) (need, string) {
	switch {
	case c.Root.Text("TransitOperation/declarationType") != "TIR":
		return forbidden, "the declaration is not TIR"
	case parent.Name == "Consignment":
		return optional, ""
	case c.Root.Has("Consignment/" + name):
		return forbidden, "the consignment has it"
	case parent.Name == "HouseConsignment":
		return optional, ""
	case parent.Up("HouseConsignment").Has(name):
		return forbidden, "the house consignment has it"
	}
	return required, "neither consignment nor house consignment has it"
}

func officeOfExit(c *Case) {
	if !oneOf(security(c), "2", "3") {
		return
	}
	for _, office := range c.Root.All("CustomsOfficeOfTransitDeclared") {
		if in, known := givenIn(c, "CL147", officeCountry(office)); !in || !known {
			return
		}
	}
	c.Each(func(root *ncts.Element, name string) {
		c.Forbidden(root, name, "no office of transit is outside the security area")
	})
}

func documentsOfItem(c *Case) {
	for _, item := range c.Root.All(itemPath) {
		n := len(item.All("SupportingDocument")) + len(item.All("TransportDocument")) + len(item.All("AdditionalReference"))
		if n > 99 {
			c.Break(item, fmt.Sprintf("%d documents and references", n), "at most 99")
		}
	}
}
