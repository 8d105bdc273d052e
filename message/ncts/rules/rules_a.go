package rules

import (
	"slices"
	"strconv"

	"github.com/kairo-corridor/kairo/code"
	"github.com/kairo-corridor/kairo/message/ncts"
)

// rulesA are the rules up to R0499.
var rulesA = slices.Concat(routeRules, referenceRules, sealRules, packageRules, documentRules, meansRules)

// routeRules are R0003 to R0006 and R0103: the offices on the way and when they are reached.
var routeRules = slices.Concat(
	afterTransition(Rule{Number: "R0003", State: Implemented,
		Text:  "An office of transit is declared once",
		Check: checkR0003}),
	afterTransition(Rule{Number: "R0004", State: NoCheck,
		Text:   "The estimated arrival at an office of transit is later than the release for transit",
		Reason: "the date of release stands only in messages that customs send"}),
	afterTransition(Rule{Number: "R0005", State: Implemented,
		Text:  "The estimated arrival at an office of transit is later than the preparation of the message",
		Check: checkR0005}),
	afterTransition(Rule{Number: "R0006", State: Implemented,
		Text: "Of the offices of transit that are declared one is in the country of destination, where that is one of common transit " +
			"outside the Union (CL112); from such a country to the Union one is in the Union",
		Check: checkR0006}),
	[]Rule{{Number: "R0103", Versions: both, State: Implemented,
		Text:  "An office of exit for transit is neither an office of transit of the declaration nor its office of destination",
		Check: checkR0103}},
)

func checkR0003(c *Case) {
	seen := map[string]bool{}
	c.EachThere(func(office *ncts.Element) {
		if seen[office.Value] {
			c.Break(office, "office of transit "+office.Value+" is declared before", "each office of transit once")
		}
		seen[office.Value] = true
	})
}

func checkR0005(c *Case) {
	prepared := c.Root.Text("preparationDateAndTime")
	c.EachThere(func(arrival *ncts.Element) {
		if arrival.Value <= prepared { // the schema gives both one form, in which text order is that of time
			c.Break(arrival, "arrival "+arrival.Value+", message prepared "+prepared, "later than "+prepared)
		}
	})
}

func checkR0006(c *Case) {
	transits := c.Root.All("CustomsOfficeOfTransitDeclared")
	destination := officeCountry(c.Root.First("CustomsOfficeOfDestinationDeclared"))
	if len(transits) == 0 || destination == "" {
		return
	}
	at := transits[len(transits)-1].First("referenceNumber")
	within := func(o *ncts.Element) bool { return officeCountry(o) == destination }
	if common, _ := c.In("CL112", destination); common && !slices.ContainsFunc(transits, within) {
		c.Break(at, "no office of transit in "+destination+", the country of destination", "an office of transit in "+destination)
	}
	if common, _ := c.In("CL112", officeCountry(c.Root.First("CustomsOfficeOfDeparture"))); !common {
		return
	}
	if union, _ := c.In("CL010", destination); !union {
		return
	}
	for _, o := range transits {
		if union, known := c.In("CL010", officeCountry(o)); union || !known {
			return
		}
	}
	c.Break(at, "no office of transit in the Union, where the destination is", "an office of transit in a country of CL010")
}

func checkR0103(c *Case) {
	passed := append(c.Root.All("CustomsOfficeOfTransitDeclared/referenceNumber"),
		c.Root.All("CustomsOfficeOfDestinationDeclared/referenceNumber")...)
	c.EachThere(func(exit *ncts.Element) {
		if anyIs(passed, exit.Value) {
			c.Break(exit, "office of exit "+exit.Value+" is an office of transit or of destination of the declaration", "another office")
		}
	})
}

// referenceRules are the rules of numbers and references that are not tied to one kind of goods or transport.
var referenceRules = []Rule{
	{Number: "R0007", Versions: both, State: Implemented,
		Text:  "The goods items of a declaration are numbered 1, 2, 3 … through all house consignments",
		Check: checkR0007},
	{Number: "R0008", Versions: both, State: NeedsData,
		Text:   "The correlation identifier is the identification of the message that is answered",
		Reason: "needs the message that is answered"},
	{Number: "R0010", Versions: p6, State: NeedsData,
		Text:   "With containers and the specific circumstance F50 or F51 a transport equipment holds goods of one house consignment only",
		Reason: "needs the declaration that is presented: its goods items and specific circumstance"},
	{Number: "R0028", Versions: both, State: Implemented,
		Text:  "The number has the form of an MRN and the check digit of ISO 6346. That the movement exists needs the records of customs",
		Check: checkR0028},
	{Number: "R0054", Versions: both, State: Implemented,
		Text: "In a report of discrepancies no two groups of a kind side by side have one sequence number. That the number is that of the " +
			"declaration, or follows its last, needs the declaration",
		Check: checkR0054},
	{Number: "R0055", Versions: both, State: Implemented,
		Text: "In a report of discrepancies no two goods items have one declaration goods item number, nor within a house consignment one " +
			"goods item number. That the numbers are those of the declaration, or follow its last, needs the declaration",
		Check: checkR0055},
	{Number: "R0100", Versions: p5, State: NoCheck,
		Text:   "Customs answer in the language asked for, else in that of the office",
		Reason: "it tells customs how to process the message"},
	{Number: "R0102", Versions: both, State: NoCheck,
		Text:   "The decision on an invalidation is 0 (refused) or 1 (accepted)",
		Reason: "the schema takes no other value"},
	{Number: "R0318", Versions: both, State: Implemented,
		Text:  "The GRN has 24 characters for a guarantee by voucher (type 4), else 17",
		Check: checkR0318},
	{Number: "R0350", Versions: both, State: Implemented,
		Text: "A reduced dataset with inland transport by sea, rail or air (1, 2, 4) needs an authorisation of type C524",
		Check: func(c *Case) {
			if reducedByMode(c) && !anyIs(c.Root.All("Authorisation/type"), "C524") {
				c.note(c.Root.Path()+"/Authorisation", "no authorisation for a reduced dataset", "an authorisation of type C524")
			}
		}},
	{Number: "R0352", Versions: both, State: NeedsData,
		Text: "With a reduced dataset and inland transport by sea, rail or air (1, 2, 4) one authorisation is a valid one of the holder " +
			"for a reduced dataset",
		Reason: "needs the register of authorisations"},
	{Number: "R0410", Versions: both, State: NoCheck,
		Text:   "The seventeenth character of an MRN of transit tells the security data of its declaration: L entry, K exit, M both, J none",
		Reason: "customs allot the MRN; the tables of the messages between traders and customs attach it to no element that a trader sends"},
	{Number: "R0437", Versions: p6, State: NoCheck,
		Text:   "A functional error from a country that has opted out is one of CL180",
		Reason: "functional errors stand only in messages that customs send"},
}

// checkR0007 goes on from the number found, so that one slip is said once.
func checkR0007(c *Case) {
	next := 1
	c.EachThere(func(number *ncts.Element) {
		n, _ := strconv.Atoi(number.Value)
		if n != next {
			c.Break(number, "goods item "+number.Value+" stands where item "+strconv.Itoa(next)+" is due", strconv.Itoa(next))
		}
		next = n + 1
	})
}

func checkR0028(c *Case) {
	c.EachThere(func(mrn *ncts.Element) {
		if m := code.ParseMRN(mrn.Value); !m.OK() {
			c.Break(mrn, "MRN "+mrn.Value+": "+m.Finding.Text, m.Finding.Expected)
		}
	})
}

func checkR0054(c *Case) {
	type place struct {
		within      *ncts.Element
		group, item string
	}
	seen := map[place]bool{}
	c.EachThere(func(number *ncts.Element) {
		group := number.Parent
		p := place{group.Parent, group.Name, number.Value}
		if seen[p] {
			c.Break(number, "sequence number "+number.Value+" of "+group.Name+" is used before", "a number of its own")
		}
		seen[p] = true
	})
}

func checkR0055(c *Case) {
	type place struct {
		within     *ncts.Element
		name, item string
	}
	seen := map[place]bool{}
	c.EachThere(func(number *ncts.Element) {
		p := place{c.Root, number.Name, number.Value}
		if number.Name == "goodsItemNumber" {
			p.within = number.Up("HouseConsignment")
		}
		if seen[p] {
			c.Break(number, number.Name+" "+number.Value+" is used before", "a number of its own")
		}
		seen[p] = true
	})
}

func checkR0318(c *Case) {
	c.EachThere(func(grn *ncts.Element) {
		kind, want := grn.Up("Guarantee").Text("guaranteeType"), 17
		if kind == "4" {
			want = 24
		}
		if kind != "" && len(grn.Value) != want {
			c.Break(grn, "GRN of "+strconv.Itoa(len(grn.Value))+" characters for a guarantee of type "+kind, strconv.Itoa(want)+" characters")
		}
	})
}

// reducedByMode says whether a declaration uses the reduced dataset with inland transport by sea, rail or air.
func reducedByMode(c *Case) bool {
	return reducedDataset(c) && oneOf(c.Root.Text("Consignment/inlandModeOfTransport"), "1", "2", "4")
}

// sealRules are R0106, R0107, R0165 and R0448: transport equipment and its seals.
var sealRules = append(liftedBy("B1832", Rule{Number: "R0106", State: Implemented,
	Text:  "The number of seals is the highest sequence number of the seals of the equipment",
	Check: checkR0106}),
	Rule{Number: "R0107", Versions: both, State: Implemented,
		Text: "The identifier of a seal stands once in a message",
		Check: func(c *Case) {
			seen := map[string]bool{}
			c.EachThere(func(seal *ncts.Element) {
				if seen[seal.Value] {
					c.Break(seal, "seal "+seal.Value+" stands before", "each seal once")
				}
				seen[seal.Value] = true
			})
		}},
	Rule{Number: "R0165", Versions: both, State: NeedsData,
		Text:   "Under the simplified procedure with an authorisation that asks for seals the number of seals is above 0",
		Reason: "needs the authorisation, which says whether seals are asked for"},
	Rule{Number: "R0448", Versions: both, State: Implemented,
		Text: "Equipment without a container number has at least one seal where it states a number of seals",
		Check: func(c *Case) {
			c.EachThere(func(seals *ncts.Element) {
				if seals.Value == "0" && !seals.Parent.Has("containerIdentificationNumber") {
					c.Break(seals, "0 seals on equipment without a container number", "1 or more")
				}
			})
		}},
)

func checkR0106(c *Case) {
	c.EachThere(func(seals *ncts.Element) {
		last := 0
		for _, s := range seals.Parent.All("Seal/sequenceNumber") {
			n, _ := strconv.Atoi(s.Value)
			last = max(last, n)
		}
		if n, _ := strconv.Atoi(seals.Value); n != last {
			c.Break(seals, seals.Value+" seals, the last one listed is number "+strconv.Itoa(last), strconv.Itoa(last))
		}
	})
}
