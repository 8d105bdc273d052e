package rules

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/message/ncts"
)

// rulesB are the rules from R0500.
var rulesB = slices.Concat(rulesOfParties, rulesOfOffices, rulesOfNumbers)

// rulesOfParties are R0506 to R0900: what a declaration says of houses, documents, means of transport and persons.
var rulesOfParties = []Rule{
	{Number: "R0506", Versions: both, State: Implemented,
		Text:  "What every house consignment states must not be alike in all of them: then it belongs to the consignment",
		Check: checkRepeatedInAll},
	{Number: "R0507", Versions: both, State: Implemented,
		Text:  "What every consignment item states must not be alike in all of them: then it belongs to a level above",
		Check: checkRepeatedInAll},
	{Number: "R0520", Versions: both, State: NeedsData,
		Text: "An amendment while the guarantee is under amendment (flag 1) changes the guarantees only; any other leaves holder, " +
			"representative, office of departure, kinds of declaration, LRN, MRN, security and subheadings as they were",
		Reason: "needs the declaration as last accepted and the state of the movement"},
	{Number: "R0601", Versions: p5, From: transitionEnd, State: Implemented, Text: textR0601, Check: checkR0601},
	{Number: "R0601", Versions: p6, State: Implemented, Text: textR0601, Check: checkR0601},
	{Number: "R0789", Versions: both, State: Implemented,
		Text: "More than one active means of transport at the border is stated only where an office of transit is declared",
		Check: func(c *Case) {
			if c.Root.Has("CustomsOfficeOfTransitDeclared") {
				return
			}
			c.Each(func(parent *ncts.Element, name string) {
				c.atMost(parent.All(name), 1, "no office of transit is declared")
			})
		}},
	{Number: "R0790", Versions: both, State: NeedsData,
		Text:   "A presentation states more than one active means of transport at the border only where the declaration has an office of transit",
		Reason: "needs the offices of transit of the declaration that is presented"},
	{Number: "R0840", Versions: both, State: NeedsData,
		Text:   "The identification number is a valid EORI or TCUIN; its form is held by the schema",
		Reason: "needs the registers of economic operators (EOS, and that of the country of a TCUIN)"},
	{Number: "R0849", Versions: both, State: Implemented,
		Text: "Under TIR the reduced dataset indicator is 0",
		Check: func(c *Case) {
			c.EachThere(func(e *ncts.Element) {
				if c.Root.Text("TransitOperation/declarationType") == "TIR" && e.Value != "0" {
					c.Break(e, "reduced dataset indicator "+e.Value+" under TIR", "0")
				}
			})
		}},
	{Number: "R0850", Versions: both, State: Implemented,
		Text: "Where the message goes to an office in the Union the number has the form of an EORI or TCUIN: two letters of a country " +
			"and 1 to 15 visible characters. That it is in force needs the registers",
		Check: checkR0850},
	{Number: "R0851", Versions: both, State: NeedsData,
		Text:   "The number of a consignee may be validated where it is established in the contracting party of the receiver",
		Reason: "needs the register of operators of the receiver's contracting party"},
	{Number: "R0852", Versions: p6, State: NoCheck,
		Text:   "Where the sender is of a country that opted out (CL167) the type of business rejection is not A13, A15 or A71",
		Reason: "stands in a rejection that customs sends (CC056C)"},
	unlifted("B1890", Rule{Number: "R0855", State: Implemented, Text: textR0855, Check: checkR0855}),
	{Number: "R0855", Versions: p5, From: transitionEnd, State: Implemented, Text: textR0855, Check: checkR0855},
	{Number: "R0855", Versions: p6, State: Implemented, Text: textR0855, Check: checkR0855},
	{Number: "R0859", Versions: both, State: Implemented,
		Text:  "An authorisation C524 (reduced dataset) is stated where the reduced dataset indicator is 1 and only there",
		Check: checkR0859},
	{Number: "R0860", Versions: p6, State: NoCheck,
		Text:   "From a sender in the Union the number is a valid EORI or TCUIN, from any other a valid TIN",
		Reason: "stands at no element of a trader's message; R0850 stands at theirs"},
	{Number: "R0871", Versions: both, State: NoCheck,
		Text:   "The reference number is the one of the declaration, or of the messages between offices, that it belongs to",
		Reason: "stands at no element of a trader's message"},
	{Number: "R0900", Versions: both, State: Implemented,
		Text: "The guarantee type is B under TIR, else one of CL230 where the departure is in the Union, San Marino or Andorra (SM, AD), " +
			"else one of CL229",
		Check: checkR0900},
}

const (
	textR0601 = "Of an item with a document of excise goods (CL234): as additional reference after an export (previous document N830 of " +
		"the house) the declaration type is T1 or TIR; as supporting document, and not as additional reference, T2 or T2F"
	textR0855 = "Means of transport at departure: at most 3 where the inland mode is road (3), any number by rail (2), else 1. For a " +
		"presentation without inland mode it needs the mode of the declaration"
)

// atMost notes a break at the first element beyond a limit.
func (c *Case) atMost(elements []*ncts.Element, limit int, because string) {
	if len(elements) > limit {
		c.Break(elements[limit], strconv.Itoa(len(elements))+" "+elements[limit].Name+" are stated: "+because, "at most "+strconv.Itoa(limit))
	}
}

// checkRepeatedInAll looks at each name the rule is attached to: where two or more parents (houses, items) all state it and
// every occurrence is alike, the first is broken. Numbers of sequence are passed over.
func checkRepeatedInAll(c *Case) {
	parents := map[string][]*ncts.Element{}
	var names []string
	c.Each(func(parent *ncts.Element, name string) {
		if parents[name] == nil {
			names = append(names, name)
		}
		parents[name] = append(parents[name], parent)
	})
	for _, name := range names {
		if all := parents[name]; len(all) > 1 && allAlike(all, name) {
			c.Break(all[0].First(name), name+" is the same in all "+strconv.Itoa(len(all))+" "+all[0].Name, name+" one level up, or one that differs")
		}
	}
}

// allAlike says whether every parent has elements of a name, and all of them have the same content.
func allAlike(parents []*ncts.Element, name string) bool {
	first := content(parents[0].First(name))
	for _, parent := range parents {
		there := parent.All(name)
		if len(there) == 0 || slices.ContainsFunc(there, func(e *ncts.Element) bool { return content(e) != first }) {
			return false
		}
	}
	return true
}

// content writes out what an element holds, less numbers of sequence.
func content(e *ncts.Element) string {
	var b strings.Builder
	var write func(e *ncts.Element)
	write = func(e *ncts.Element) {
		if e == nil || e.Name == "sequenceNumber" {
			return
		}
		b.WriteString("<" + e.Name + ">" + strconv.Quote(e.Value))
		for _, kid := range e.Kids {
			write(kid)
		}
		b.WriteString("</>")
	}
	write(e)
	return b.String()
}

// checkR0601 takes the branches as B1922 sets them out: the supporting document counts where no additional reference is of
// excise goods.
func checkR0601(c *Case) {
	operation := c.Root.First("TransitOperation/declarationType")
	said := map[*ncts.Element]bool{}
	for _, item := range c.Root.All("Consignment/HouseConsignment/ConsignmentItem") {
		var atItem, atOperation []string
		switch {
		case excise(c, item.All("AdditionalReference/type")):
			if anyIs(item.Up("HouseConsignment").All("PreviousDocument/type"), "N830") {
				atItem, atOperation = []string{"T1"}, []string{"T1", "TIR"}
			}
		case excise(c, item.All("SupportingDocument/type")):
			atItem, atOperation = []string{"T2", "T2F"}, []string{"T2", "T2F"}
		}
		e, allowed := item.First("declarationType"), atItem
		if e == nil {
			e, allowed = operation, atOperation
		}
		if e != nil && allowed != nil && !slices.Contains(allowed, e.Value) && !said[e] {
			said[e] = true
			c.Break(e, "declaration type "+e.Value+" for the excise goods of "+item.Path(), strings.Join(allowed, ", "))
		}
	}
}

// excise says whether a document is of excise goods.
func excise(c *Case, types []*ncts.Element) bool {
	in, _ := anyIn(c, "CL234", types)
	return in
}

// eori is the form of an EORI or TCUIN as R0850 gives it.
var eori = regexp.MustCompile(`^[A-Z]{2}[\x21-\x7E]{1,15}$`)

func checkR0850(c *Case) {
	country := ""
	for _, name := range []string{"CustomsOfficeOfDeparture", "CustomsOfficeOfEnquiryAtDeparture", "CustomsOfficeOfDestinationActual"} {
		if country == "" {
			country = officeCountry(c.Root.First(name))
		}
	}
	c.EachThere(func(e *ncts.Element) {
		if eori.MatchString(e.Value) {
			return
		}
		if union, _ := c.In("CL010", country); union {
			c.Break(e, strconv.Quote(e.Value)+" has not the form of an EORI or TCUIN, and the office is in "+country, "[A-Z]{2}[!-~]{1,15}")
		}
	})
}

func checkR0855(c *Case) {
	mode := c.Root.Text("Consignment/inlandModeOfTransport")
	limit, because := 1, "the inland mode of transport is neither road (3) nor rail (2)"
	switch {
	case mode == "2", mode == "" && c.Type == "CC170C":
		return
	case mode == "3":
		limit, because = 3, "the inland mode of transport is road (3)"
	}
	c.Each(func(parent *ncts.Element, name string) { c.atMost(parent.All(name), limit, because) })
}

func checkR0859(c *Case) {
	indicator := c.Root.First("TransitOperation/reducedDatasetIndicator")
	if indicator == nil {
		return
	}
	stated := false
	c.EachThere(func(e *ncts.Element) {
		stated = stated || e.Value == "C524"
		if e.Value == "C524" && indicator.Value != "1" {
			c.Break(e, "authorisation C524 while the reduced dataset indicator is "+indicator.Value, "another type")
		}
	})
	if indicator.Value == "1" && !stated {
		c.Break(indicator, "the reduced dataset indicator is 1 without an authorisation C524", "an authorisation C524, or 0")
	}
}

func checkR0900(c *Case) {
	if c.Root.Text("TransitOperation/declarationType") == "TIR" {
		c.EachThere(func(e *ncts.Element) {
			if e.Value != "B" {
				c.Break(e, "guarantee type "+e.Value+" under TIR", "B")
			}
		})
		return
	}
	country := officeCountry(c.Root.First("CustomsOfficeOfDeparture"))
	list, known := "CL230", true
	if country != "SM" && country != "AD" {
		var union bool
		if union, known = c.In("CL010", country); !union {
			list = "CL229"
		}
	}
	c.EachThere(func(e *ncts.Element) {
		if !known {
			return
		}
		if in, known := c.In(list, e.Value); known && !in {
			c.Break(e, "guarantee type "+e.Value+" is not for a departure in "+country, "a value of "+list)
		}
	})
}
