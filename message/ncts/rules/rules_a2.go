package rules

import (
	"math/big"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/kairo-corridor/kairo/code"
	"github.com/kairo-corridor/kairo/message/ncts"
)

// packageRules are R0060, R0219 to R0223 and R0364: what goods items say of commodity, packages and masses. Goods packed
// together with those of another item state 0 packages and no mass of their own.
var packageRules = slices.Concat(
	[]Rule{{Number: "R0060", Versions: both, State: NeedsData,
		Text:   "Subheading and combined nomenclature code together are a code of TARIC; checked in the Union only",
		Reason: "needs the TARIC of the day"}},
	afterTransition(Rule{Number: "R0219", State: Implemented,
		Text: "An item with 0 packages in one packaging states 0 in every packaging that has a number",
		Check: func(c *Case) {
			c.EachThere(func(number *ncts.Element) {
				if number.Value != "0" && packedElsewhere(number.Up("ConsignmentItem")) {
					c.Break(number, number.Value+" packages beside a packaging of 0", "0")
				}
			})
		}}),
	afterTransition(Rule{Number: "R0220", State: Implemented,
		Text: "An item with 0 packages has no kind of packages for unpacked goods (CL182)",
		Check: func(c *Case) {
			c.EachThere(func(kind *ncts.Element) {
				if !packedElsewhere(kind.Up("ConsignmentItem")) {
					return
				}
				if unpacked, _ := c.In("CL182", kind.Value); unpacked {
					c.Break(kind, "kind of packages "+kind.Value+" (unpacked) in an item with 0 packages", "a kind of packages outside CL182")
				}
			})
		}}),
	afterTransition(Rule{Number: "R0221", State: Implemented,
		Text: "An item with 0 packages has the gross mass 0, and another item of its house consignment has one above 0; any other item " +
			"has a gross mass above 0",
		Check: checkR0221}),
	afterTransition(Rule{Number: "R0223", State: Implemented,
		Text:  "The net mass of an item is not above its gross mass, where that is above 0",
		Check: checkR0223}),
	afterTransition(Rule{Number: "R0364", State: Implemented,
		Text: "For a packaging of 0 packages another item of the house consignment has packages, not bulk (CL181) nor unpacked (CL182), with " +
			"the same shipping marks",
		Check: checkR0364}),
)

// packedElsewhere says whether an item states 0 packages: its goods are in the packages of another item.
func packedElsewhere(item *ncts.Element) bool {
	return anyIs(item.All("Packaging/numberOfPackages"), "0")
}

// massOf reads a mass; the schema lets only decimals pass.
func massOf(e *ncts.Element) *big.Rat {
	mass, ok := new(big.Rat).SetString(e.Value)
	if !ok {
		return new(big.Rat)
	}
	return mass
}

func checkR0221(c *Case) {
	heavy := map[*ncts.Element]bool{} // house consignments with an item that has a mass
	for _, mass := range c.Root.All("Consignment/HouseConsignment/ConsignmentItem/Commodity/GoodsMeasure/grossMass") {
		if massOf(mass).Sign() != 0 {
			heavy[mass.Up("HouseConsignment")] = true
		}
	}
	c.EachThere(func(mass *ncts.Element) {
		zero := massOf(mass).Sign() == 0
		switch packed := packedElsewhere(mass.Up("ConsignmentItem")); {
		case zero && !packed:
			c.Break(mass, "gross mass 0 of an item with packages of its own", "a gross mass above 0")
		case !zero && packed:
			c.Break(mass, "gross mass "+mass.Value+" of an item with 0 packages", "0")
		case packed && !heavy[mass.Up("HouseConsignment")]:
			c.Break(mass, "no other item of the house consignment has a gross mass", "an item with a gross mass above 0")
		}
	})
}

func checkR0223(c *Case) {
	c.EachThere(func(net *ncts.Element) {
		gross := net.Parent.First("grossMass")
		if gross != nil && massOf(gross).Sign() > 0 && massOf(net).Cmp(massOf(gross)) > 0 {
			c.Break(net, "net mass "+net.Value+", gross mass "+gross.Value, "at most "+gross.Value)
		}
	})
}

func checkR0364(c *Case) {
	packed := map[*ncts.Element]packedItems{}
	c.EachThere(func(number *ncts.Element) {
		if number.Value != "0" {
			return
		}
		item, marks := number.Up("ConsignmentItem"), number.Parent.Text("shippingMarks")
		if packed[item.Parent] == nil {
			packed[item.Parent] = packedIn(c, item.Parent)
		}
		if !packed[item.Parent].besides(item, marks) {
			c.Break(number, "no other item of the house consignment has packages marked "+marks, "an item with packages of the same marks")
		}
	})
}

// packedItems are the first two items of a house consignment that have packages with certain shipping marks: enough to find
// one besides any item.
type packedItems map[string][]*ncts.Element

func (p packedItems) besides(item *ncts.Element, marks string) bool {
	return slices.ContainsFunc(p[marks], func(other *ncts.Element) bool { return other != item })
}

// packedIn collects the items of a house consignment with packages that are neither bulk nor unpacked; packages whose kind
// cannot be told count.
func packedIn(c *Case, house *ncts.Element) packedItems {
	packed := packedItems{}
	for _, packaging := range house.All("ConsignmentItem/Packaging") {
		item, marks := packaging.Parent, packaging.Text("shippingMarks")
		have := packed[marks]
		if n := packaging.Text("numberOfPackages"); n == "" || n == "0" || len(have) == 2 || slices.Contains(have, item) {
			continue
		}
		kind := packaging.Text("typeOfPackages")
		bulk, _ := c.In("CL181", kind)
		unpacked, _ := c.In("CL182", kind)
		if !bulk && !unpacked {
			packed[marks] = append(have, item)
		}
	}
	return packed
}

// documentRules are R0020, R0023, R0093 and R0416: documents and references.
var documentRules = []Rule{
	{Number: "R0020", Versions: both, State: Implemented,
		Text: "Union goods (T2, T2F) from a country of common transit outside the Union have a previous document that proves it " +
			"(CL178), for the consignment or for each such item",
		Check: checkR0020},
	{Number: "R0023", Versions: both, State: Implemented,
		Text: "An additional reference to an excise document (CL234) has a number other than 0",
		Check: func(c *Case) {
			c.EachThere(func(number *ncts.Element) {
				if number.Value != "0" {
					return
				}
				if kind := number.Parent.Text("type"); kind != "" {
					if excise, _ := c.In("CL234", kind); excise {
						c.Break(number, "excise document "+kind+" with number 0", "the number of the document")
					}
				}
			})
		}},
	{Number: "R0093", Versions: p6, State: NoCheck,
		Text: "An entry summary declaration (N355) is a previous document only towards a country of the security area (CL147), and is one " +
			"there where the security data are those of entry",
		Reason: "attached only to messages that customs send"},
	{Number: "R0416", Versions: both, State: Implemented,
		Text: "The reference of a previous document of a house consignment holds the MRN of an export, with A, B or E as seventeenth " +
			"character and a right check digit. That the export exists needs the records of customs",
		Check: func(c *Case) {
			c.EachThere(func(reference *ncts.Element) {
				if !holdsExportMRN(reference.Value) {
					c.Break(reference, reference.Value+" holds no MRN of an export", "an MRN with A, B or E as seventeenth character")
				}
			})
		}},
}

func checkR0020(c *Case) {
	departure := officeCountry(c.Root.First("CustomsOfficeOfDeparture"))
	if departure == "" {
		return
	}
	if common, _ := c.In("CL112", departure); !common {
		return
	}
	if proven, known := anyIn(c, "CL178", c.Root.All("Consignment/PreviousDocument/type")); proven || !known {
		return
	}
	whole := oneOf(c.Root.Text("TransitOperation/declarationType"), "T2", "T2F")
	for _, item := range c.Root.All("Consignment/HouseConsignment/ConsignmentItem") {
		if !whole && !oneOf(item.Text("declarationType"), "T2", "T2F") {
			continue
		}
		if proven, known := anyIn(c, "CL178", item.All("PreviousDocument/type")); known && !proven {
			c.note(item.Path()+"/PreviousDocument", "no previous document proves the Union status of the goods", "a previous document of CL178")
		}
	}
}

// holdsExportMRN looks for an MRN of an export anywhere in a text.
func holdsExportMRN(text string) bool {
	for i := 0; i+18 <= len(text); i++ {
		m := code.ParseMRN(text[i : i+18])
		if m.OK() && m.Text == text[i:i+18] && strings.IndexByte("ABE", m.Procedure) >= 0 {
			return true
		}
	}
	return false
}

// flight is a flight number: prefix of the airline, number, suffix.
var flight = regexp.MustCompile(`^[A-Za-z0-9]{1,3}[0-9]{1,4}[A-Za-z]?$`)

// meansRules are R0076, R0315 and R0472 to R0476: means of transport. One given for the consignment stands for all houses.
var meansRules = slices.Concat(
	liftedBy("B1811", Rule{Number: "R0076", State: Implemented,
		Text: "At the border the numbers of ships, trains, vehicles, aircraft and vessels (kinds 10, 21, 30, 40, 41, 80) have no " +
			"lower-case letters",
		Check: func(c *Case) {
			c.EachThere(func(number *ncts.Element) { noLowerCase(c, number, "10", "21", "30", "40", "41", "80") })
		}}),
	[]Rule{{Number: "R0315", Versions: both, State: Implemented,
		Text: "By air at the border (mode 4) the conveyance reference is a flight number: 1 to 3 characters for the airline, 1 to 4 digits and " +
			"at most one letter. Where it must be given is set by its condition",
		Check: func(c *Case) {
			if c.Root.Text("Consignment/modeOfTransportAtTheBorder") != "4" {
				return
			}
			c.EachThere(func(reference *ncts.Element) {
				if !flight.MatchString(reference.Value) {
					c.Break(reference, reference.Value+" is no flight number", "airline, number and suffix, such as AB1234C")
				}
			})
		}}, {Number: "R0472", Versions: both, State: Implemented,
		Text: "For inland transport by sea, rail, road, air or waterway (1, 2, 3, 4, 8) the kind of identification of a means of " +
			"departure begins with the mode",
		Check: func(c *Case) {
			mode := c.Root.Text("Consignment/inlandModeOfTransport")
			if !oneOf(mode, "1", "2", "3", "4", "8") {
				return
			}
			c.eachDeparture(func(kind *ncts.Element) {
				if !strings.HasPrefix(kind.Value, mode) {
					c.Break(kind, "kind of identification "+kind.Value+" for inland mode "+mode, "a kind that begins with "+mode)
				}
			})
		}}},
	liftedBy("B1815", Rule{Number: "R0473", State: Implemented,
		Text: "At departure the numbers of ships, wagons, trains, vehicles, trailers, aircraft and vessels (kinds 10, 20, 21, 30, 31, " +
			"40, 41, 80) have no lower-case letters: of the consignment, else, where it has none of these kinds, of its houses",
		Check: checkR0473}),
	[]Rule{{Number: "R0474", Versions: both, State: Implemented,
		Text: "By road inland (mode 3) the first means of departure, of the consignment and of each house, is a road vehicle (30)",
		Check: func(c *Case) {
			departureByRoad(c, "30", func(kind *ncts.Element) bool { return kind.Parent.Index <= 1 })
		}}, {Number: "R0476", Versions: both, State: Implemented,
		Text: "By road inland (mode 3) a second and third means of departure are trailers (31)",
		Check: func(c *Case) {
			alone := len(c.Root.All("Consignment/DepartureTransportMeans")) <= 1
			departureByRoad(c, "31", func(kind *ncts.Element) bool {
				means := kind.Parent
				return (means.Index == 2 || means.Index == 3) && (alone || means.Parent.Name != "HouseConsignment")
			})
		}}},
)

// eachDeparture gives what the rule is attached to: of the means of departure of the consignment, else of those of its houses.
func (c *Case) eachDeparture(f func(e *ncts.Element)) {
	stated := c.Root.Has("Consignment/DepartureTransportMeans")
	c.EachThere(func(e *ncts.Element) {
		if !stated || e.Up("HouseConsignment") == nil {
			f(e)
		}
	})
}

func checkR0473(c *Case) {
	kinds := []string{"10", "20", "21", "30", "31", "40", "41", "80"}
	stated := slices.ContainsFunc(c.Root.All("Consignment/DepartureTransportMeans/typeOfIdentification"),
		func(kind *ncts.Element) bool { return oneOf(kind.Value, kinds...) })
	c.EachThere(func(number *ncts.Element) {
		if !stated || number.Up("HouseConsignment") == nil {
			noLowerCase(c, number, kinds...)
		}
	})
}

// noLowerCase holds the number of a means of transport of certain kinds of identification to capitals.
func noLowerCase(c *Case, number *ncts.Element, kinds ...string) {
	kind := number.Parent.Text("typeOfIdentification")
	if oneOf(kind, kinds...) && strings.ContainsFunc(number.Value, unicode.IsLower) {
		c.Break(number, number.Value+" has lower-case letters", "capitals")
	}
}

// departureByRoad holds the kinds of identification that are chosen to one kind, where inland transport is by road.
func departureByRoad(c *Case, want string, chosen func(kind *ncts.Element) bool) {
	if c.Root.Text("Consignment/inlandModeOfTransport") != "3" {
		return
	}
	c.EachThere(func(kind *ncts.Element) {
		if chosen(kind) && kind.Value != want {
			c.Break(kind, "kind of identification "+kind.Value+" by road", want)
		}
	})
}
