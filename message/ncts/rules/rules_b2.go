package rules

import (
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/message/ncts"
)

// rulesOfOffices are R0901 to R0912: which offices and kinds of declaration go together.
var rulesOfOffices = []Rule{
	{Number: "R0901", Versions: both, State: Implemented,
		Text: "Under TIR the offices of departure and of destination are in the Union (CL010)",
		Check: func(c *Case) {
			if c.Root.Text("TransitOperation/declarationType") != "TIR" {
				return
			}
			c.EachThere(func(e *ncts.Element) {
				if in, known := c.In("CL010", officeCountry(e.Parent)); known && !in {
					c.Break(e, "a TIR operation has office "+e.Value, "an office in a country of CL010")
				}
			})
		}},
	{Number: "R0904", Versions: both, State: Implemented,
		Text: "From Andorra and San Marino the destination is in a Member State (CL553)",
		Check: func(c *Case) {
			departure := officeCountry(c.Root.First("CustomsOfficeOfDeparture"))
			if departure != "AD" && departure != "SM" {
				return
			}
			c.EachThere(func(e *ncts.Element) {
				if in, known := c.In("CL553", officeCountry(e.Parent)); known && !in {
					c.Break(e, "destination "+e.Value+" from "+departure, "an office in a country of CL553")
				}
			})
		}},
	{Number: "R0905", Versions: both, State: Implemented,
		Text: "From a country of common transit outside the Union (CL112) the destination is not in Andorra or San Marino",
		Check: func(c *Case) {
			c.EachThere(func(e *ncts.Element) {
				if to := officeCountry(e.Parent); to != "AD" && to != "SM" {
					return
				}
				departure := officeCountry(c.Root.First("CustomsOfficeOfDeparture"))
				if in, _ := c.In("CL112", departure); in {
					c.Break(e, "destination "+e.Value+" from "+departure, "an office that is not in AD or SM")
				}
			})
		}},
	{Number: "R0906", Versions: both, State: Implemented,
		Text: "To a destination in Andorra an office of transit in Andorra is declared",
		Check: func(c *Case) {
			if officeCountry(c.Root.First("CustomsOfficeOfDestinationDeclared")) != "AD" {
				return
			}
			var offices []*ncts.Element
			c.EachThere(func(e *ncts.Element) { offices = append(offices, e) })
			if len(offices) > 0 && !slices.ContainsFunc(offices, func(e *ncts.Element) bool { return officeCountry(e.Parent) == "AD" }) {
				c.Break(offices[0], "no office of transit is in AD, the country of destination", "an office in AD")
			}
		}},
	{Number: "R0909", Versions: both, State: Implemented,
		Text: "To San Marino the declaration type is T2SM from Italy; from elsewhere in the Union T2 or T2F, of the declaration or of " +
			"each item",
		Check: checkR0909},
	{Number: "R0910", Versions: both, State: NoCheck,
		Text:   "Without an authorisation C521 in the declaration the control result code is one of CL195",
		Reason: "stands at control results, which customs sends"},
	{Number: "R0911", Versions: both, State: Implemented,
		Text: "From San Marino to the Union (CL010) the declaration type is T2 or T2F",
		Check: func(c *Case) {
			if officeCountry(c.Root.First("CustomsOfficeOfDeparture")) != "SM" {
				return
			}
			c.EachThere(func(e *ncts.Element) {
				if e.Value == "T2" || e.Value == "T2F" {
					return
				}
				for _, office := range destinations(c) {
					if in, _ := c.In("CL010", officeCountry(office)); in {
						c.Break(e, "declaration type "+e.Value+" from San Marino to "+officeCountry(office), "T2, T2F")
						return
					}
				}
			})
		}},
	{Number: "R0912", Versions: both, State: NoCheck,
		Text:   "Under TIR the control result code is one of CL195",
		Reason: "stands at control results, which customs sends"},
}

// destinations are the offices of destination, declared and actual, that a message names.
func destinations(c *Case) []*ncts.Element {
	return append(c.Root.All("CustomsOfficeOfDestinationDeclared"), c.Root.All("CustomsOfficeOfDestinationActual")...)
}

func checkR0909(c *Case) {
	departure := officeCountry(c.Root.First("CustomsOfficeOfDeparture"))
	operation := c.Root.First("TransitOperation/declarationType")
	toSanMarino := slices.ContainsFunc(destinations(c), func(e *ncts.Element) bool { return officeCountry(e) == "SM" })
	if !toSanMarino || departure == "" || operation == nil {
		return
	}
	if departure == "IT" {
		if operation.Value != "T2SM" {
			c.Break(operation, "declaration type "+operation.Value+" from Italy to San Marino", "T2SM")
		}
		return
	}
	if union, _ := c.In("CL010", departure); !union || ofUnionGoods(operation) {
		return
	}
	items := c.Root.All("Consignment/HouseConsignment/ConsignmentItem/declarationType")
	if len(items) == 0 {
		c.Break(operation, "declaration type "+operation.Value+" from "+departure+" to San Marino", "T2, T2F")
	}
	for _, item := range items {
		if !ofUnionGoods(item) {
			c.Break(item, "declaration type "+item.Value+" from "+departure+" to San Marino", "T2, T2F")
		}
	}
}

func ofUnionGoods(declarationType *ncts.Element) bool {
	return declarationType.Value == "T2" || declarationType.Value == "T2F"
}

// rulesOfNumbers are R0983 to R3062: masses, numbers of sequence, carnets, and the code 30600.
var rulesOfNumbers = []Rule{
	{Number: "R0983", Versions: both, State: Implemented,
		Text:  "The gross mass of a house consignment is at least the sum of its items",
		Check: func(c *Case) { checkSumOfMasses(c, "ConsignmentItem/Commodity/GoodsMeasure/grossMass") }},
	{Number: "R0987", Versions: both, State: Implemented,
		Text:  "Sequence numbers of a group count from 1 in steps of 1, in the order of the group's repetitions",
		Check: checkCounted},
	{Number: "R0988", Versions: both, State: Implemented,
		Text:  "Goods item numbers of a house consignment count from 1 in steps of 1, in the order of its items",
		Check: checkCounted},
	{Number: "R0990", Versions: both, State: Implemented,
		Text: "The number of a TIR carnet has 10 or 11 characters. Its check by the algorithm of the IRU is left out: that is not public",
		Check: func(c *Case) {
			c.EachThere(func(e *ncts.Element) {
				if n := len(e.Value); n != 10 && n != 11 {
					c.Break(e, "TIR carnet number "+e.Value+" has "+strconv.Itoa(n)+" characters", "10 or 11 characters")
				}
			})
		}},
	{Number: "R0994", Versions: both, State: Implemented,
		Text:  "The gross mass of the consignment is at least the sum of its house consignments",
		Check: func(c *Case) { checkSumOfMasses(c, "HouseConsignment/grossMass") }},
	{Number: "R3060", Versions: both, State: Implemented,
		Text:  "Of goods for a country of common transit (CL009), stated at any level, the consignment has no additional information 30600",
		Check: checkUnknownConsignee},
	{Number: "R3061", Versions: p5, From: transitionEnd, State: Implemented, Text: textR3061, Check: checkR3061},
	{Number: "R3061", Versions: p6, State: Implemented, Text: textR3061, Check: checkR3061},
	{Number: "R3062", Versions: both, State: Implemented,
		Text:  "Of goods for a country of common transit (CL009), stated at any level, no house consignment has additional information 30600",
		Check: checkUnknownConsignee},
}

const (
	// unknownConsignee is the additional information of a negotiable bill of lading to order, whose consignee is not known.
	unknownConsignee = "30600"
	textR3061        = "No consignment item has additional information 30600"
)

// checkSumOfMasses holds each mass the rule is attached to against the sum at a path below its group.
func checkSumOfMasses(c *Case, parts string) {
	c.EachThere(func(e *ncts.Element) {
		whole, ok := new(big.Rat).SetString(e.Value)
		if !ok {
			return
		}
		sum := new(big.Rat)
		for _, part := range e.Parent.All(parts) {
			if mass, ok := new(big.Rat).SetString(part.Value); ok {
				sum.Add(sum, mass)
			}
		}
		if whole.Cmp(sum) < 0 {
			text := strings.TrimRight(strings.TrimRight(sum.FloatString(6), "0"), ".")
			c.Break(e, "gross mass "+e.Value+" is less than "+text+", the sum of its parts", text+" or more")
		}
	})
}

// checkCounted holds each number the rule is attached to against the place of its group among its like.
func checkCounted(c *Case) {
	c.EachThere(func(e *ncts.Element) {
		if want := strconv.Itoa(max(e.Parent.Index, 1)); e.Value != want {
			c.Break(e, e.Name+" is "+e.Value+" at place "+want, want)
		}
	})
}

func checkUnknownConsignee(c *Case) {
	consignment := c.Root.First("Consignment")
	at := slices.Concat(consignment.All("countryOfDestination"), consignment.All("HouseConsignment/countryOfDestination"),
		consignment.All("HouseConsignment/ConsignmentItem/countryOfDestination"))
	c.EachThere(func(e *ncts.Element) {
		if e.Value != unknownConsignee {
			return
		}
		if in, _ := anyIn(c, "CL009", at); in {
			c.Break(e, "additional information "+e.Value+" for goods to a country of common transit", "another code")
		}
	})
}

func checkR3061(c *Case) {
	c.EachThere(func(e *ncts.Element) {
		if e.Value == unknownConsignee {
			c.Break(e, "additional information "+e.Value+" of an item", "another code")
		}
	})
}
