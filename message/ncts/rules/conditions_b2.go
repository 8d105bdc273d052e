package rules

import (
	"github.com/kairo-corridor/kairo/message/ncts"
)

// requiredUnlessPrelodged asks for what may be left open until the goods are presented.
func requiredUnlessPrelodged(c *Case, _ *ncts.Element, _ string) (need, string) {
	if prelodged(c) {
		return optional, ""
	}
	return required, "the declaration is not one lodged before presentation (D)"
}

// requiredOutside asks for something where the country of departure is not on a list. The list is asked only where the thing
// is not there.
func requiredOutside(c *Case, parent *ncts.Element, name, list, because string) (need, string) {
	if parent.Has(name) {
		return optional, ""
	}
	if in, known := c.In(list, officeCountry(c.Root.First("CustomsOfficeOfDeparture"))); known && !in {
		return required, because
	}
	return optional, ""
}

// requiredInStandard asks for something in a standard declaration (A) with security data of some kinds.
func requiredInStandard(c *Case, securities ...string) (need, string) {
	if oneOf(security(c), securities...) && c.Root.Text("TransitOperation/additionalDeclarationType") == "A" {
		return required, "security is " + security(c) + " and the declaration is a standard one (A)"
	}
	return optional, ""
}

// onlyInTIR asks for what a TIR declaration has and no other. Where the type is not known it asks for nothing.
func onlyInTIR(declarationType string) (need, string) {
	switch declarationType {
	case "":
		return optional, ""
	case "TIR":
		return required, "the declaration type is TIR"
	}
	return forbidden, "the declaration type is " + declarationType + ", not TIR"
}

const correlationText = "An answer carries the identification of the message it answers, where its type is one that does (CL610); some types never do (CL385)"

func correlationIdentifier(c *Case, root *ncts.Element, name string) (need, string) {
	messageType := root.Text("messageType")
	answers, known := c.In("CL610", messageType)
	switch {
	case answers:
		return required, messageType + " answers another message"
	case !known || !root.Has(name):
		return optional, ""
	}
	if never, _ := c.In("CL385", messageType); never {
		return forbidden, messageType + " carries none"
	}
	return optional, ""
}

// officeOfExitForTransit lets an office of exit stand with exit security data and an office of transit outside the security
// agreement area.
func officeOfExitForTransit(c *Case, root *ncts.Element, name string) (need, string) {
	if !root.Has(name) {
		return optional, ""
	}
	if !oneOf(security(c), "2", "3") {
		return forbidden, "security is " + security(c)
	}
	for _, office := range root.All("CustomsOfficeOfTransitDeclared") {
		if in, known := c.In("CL147", officeCountry(office)); !known || !in {
			return optional, ""
		}
	}
	return forbidden, "no office of transit is outside the security agreement area"
}

// postcode asks for a postcode where the country has them. The country of an incident stands above its address.
func postcode(c *Case, address *ncts.Element, name string) (need, string) {
	country := address.Text("country")
	if country == "" {
		country = address.Up("Location").Text("country")
	}
	if country == "" || address.Has(name) {
		return optional, ""
	}
	if in, known := c.In("CL505", country); known && !in {
		return required, "addresses in " + country + " have one"
	}
	return optional, ""
}

// placeOfIncident asks for the one of three ways to name a place that the qualifier says.
func placeOfIncident(_ *Case, location *ncts.Element, name string) (need, string) {
	ways := map[string]string{"W": "GNSS", "U": "UNLocode", "Z": "Address"}
	qualifier := location.Text("qualifierOfIdentification")
	switch ways[qualifier] {
	case "":
		return optional, ""
	case name:
		return required, "the qualifier is " + qualifier
	}
	return forbidden, "the qualifier is " + qualifier
}

// forbiddenIn forbids a combined nomenclature code in common transit countries (CL112).
func forbiddenIn(c *Case, code *ncts.Element, name, country string) (need, string) {
	if !code.Has(name) {
		return optional, ""
	}
	if in, _ := c.In("CL112", country); in {
		return forbidden, "the office is in " + country
	}
	return optional, ""
}

// notByPost forbids means of transport where a mode of the consignment is 5, postal consignments.
func notByPost(c *Case, mode string) (need, string) {
	if c.Root.Text("Consignment/"+mode) == "5" {
		return forbidden, mode + " is 5"
	}
	return optional, ""
}

// notBelow forbids in a house consignment what stands for the whole consignment.
func notBelow(parent *ncts.Element, name string) (need, string) {
	if consignment := parent.Up("Consignment"); consignment.Has(name) {
		return forbidden, "it stands for the whole consignment"
	}
	return optional, ""
}

// onceOnTheWay asks for something at one level from the consignment to the item: nowhere below a place where it stands, and
// in the item where it stands nowhere above.
func onceOnTheWay(parent *ncts.Element, name string) (need, string) {
	house := parent.Up("HouseConsignment")
	switch {
	case parent.Up("Consignment").Has(name):
		return forbidden, "it stands for the whole consignment"
	case house.Has(name):
		return forbidden, "it stands for the house consignment"
	case house != nil:
		return required, "it stands neither for the consignment nor for the house consignment"
	}
	return optional, ""
}

// only says whether an element is the only one of its name in its group.
func only(e *ncts.Element) bool { return len(e.Parent.All(e.Name)) == 1 }
